// SPDX-License-Identifier: Apache-2.0
#include "cg/graph_care.h"

#include "indexed.h"

#include <stdio.h>
#include <stdlib.h>

static void check(cg_code rc, const cg_err *err)
{
    if (rc == CG_OK)
        return;
    fprintf(stderr, "%s (%s:%d)\n", err->text, err->file, err->line);
    exit(1);
}

void indexed_open(indexed *ix, unsigned workers)
{
    cg_store_options store = {
        .kv = {.engine = "memory"}, .unit_cache_bytes = 16 << 20, .keep_sources = true};
    cg_ingest_options opts = {.workers = workers,
                              .limits = cg_parse_limits_default(),
                              .files_max = 100000,
                              .tree_bytes_max = 1 << 20};
    cg_err err;
    opts.limits.timeout_ns = 0; /* what is skipped is not to depend on the load */
    check(cg_store_open(&store, &ix->store, &err), &err);
    check(cg_store_project(ix->store, CG_STR("p"), true, &ix->project, &err), &err);
    ix->ingest = cg_ingest_create(ix->store, &opts);
}

void indexed_close(indexed *ix)
{
    cg_ingest_destroy(ix->ingest);
    cg_store_close(ix->store);
}

/* ---- posting ---- */

typedef struct change {
    CG_VEC(cg_ingest_source) files;
    CG_VEC(cg_str) deletes;
} change;

static bool was_there(const sources *before, size_t i)
{
    return before != NULL && i < before->list.len && before->list.ptr[i].text.ptr != NULL;
}

static void collect(const sources *before, const sources *after, change *out)
{
    for (size_t i = 0; i < after->list.len; i++) {
        const source *f = &after->list.ptr[i];
        bool was = was_there(before, i);
        if (f->text.ptr == NULL && was)
            CG_VEC_PUSH(&out->deletes, f->path);
        else if (f->text.ptr != NULL && (!was || !cg_str_eq(before->list.ptr[i].text, f->text)))
            CG_VEC_PUSH(&out->files, (cg_ingest_source){.path = f->path, .content = f->text});
    }
}

static void shuffle(change *c, source_random *random)
{
    for (size_t i = c->files.len; i > 1; i--) {
        size_t k = random_below(random, i);
        cg_ingest_source swap = c->files.ptr[k];
        c->files.ptr[k] = c->files.ptr[i - 1];
        c->files.ptr[i - 1] = swap;
    }
}

static void post(indexed *ix, const cg_ingest_source *files, size_t files_count,
                 const cg_str *deletes, size_t deletes_count)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_ingest_files_request q = {.files = files,
                                 .files_count = files_count,
                                 .deletes = deletes,
                                 .deletes_count = deletes_count};
    cg_ingest_result result;
    cg_err err;
    check(cg_ingest_files(ix->ingest, ix->project, &q, arena, &result, &err), &err);
}

void indexed_change(indexed *ix, const sources *before, const sources *after, source_random *random)
{
    change c = {0};
    collect(before, after, &c);
    shuffle(&c, random);
    post(ix, c.files.ptr, c.files.len, c.deletes.ptr, c.deletes.len);
    CG_VEC_FINI(&c.files);
    CG_VEC_FINI(&c.deletes);
}

void indexed_post_each(indexed *ix, const sources *all, source_random *random)
{
    change c = {0};
    collect(NULL, all, &c);
    shuffle(&c, random);
    for (size_t i = 0; i < c.files.len; i++)
        post(ix, &c.files.ptr[i], 1, NULL, 0);
    CG_VEC_FINI(&c.files);
}

/* ---- what linking has read ---- */

typedef struct reads {
    cg_snapshot *snap;
    CG_VEC(uint64_t) prints; /* by file number; 0: none */
} reads;

static void note_reads(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    reads *r = arg;
    while (r->prints.len <= file)
        CG_VEC_PUSH(&r->prints, 0);
    r->prints.ptr[file] = cg_hash64(keys, count * sizeof *keys, count);
}

static reads reads_of(const indexed *ix)
{
    reads r = {.snap = cg_snapshot_take(ix->project)};
    cg_err err;
    check(cg_snapshot_scan_deps(r.snap, note_reads, &r, &err), &err);
    return r;
}

static void reads_close(reads *r)
{
    cg_snapshot_release(r->snap);
    CG_VEC_FINI(&r->prints);
}

static uint64_t print_of(const reads *r, uint32_t file)
{
    return file < r->prints.len ? r->prints.ptr[file] : 0;
}

/* Files with other reads noted in `b` than in `a`; named in `out` (NULL: just counted). */
static size_t count_other_reads(const indexed *a, const indexed *b, cg_buf *out)
{
    reads ra = reads_of(a), rb = reads_of(b);
    size_t count = 0;
    for (uint32_t f = 0; f < cg_snapshot_files_limit(ra.snap); f++) {
        const cg_file *file = cg_snapshot_file(ra.snap, f);
        uint32_t other;
        if (!file->present || cg_snapshot_find_file(rb.snap, file->path, &other) == NULL ||
            print_of(&ra, f) == print_of(&rb, other))
            continue;
        count++;
        if (out != NULL)
            cg_buf_printf(out, "? %.*s\n", CG_STR_ARG(file->path));
    }
    reads_close(&ra);
    reads_close(&rb);
    return count;
}

static cg_hash128 digest_of(const indexed *ix)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(ix->project);
    return cg_snapshot_digest(snap);
}

bool indexed_same(const indexed *a, const indexed *b)
{
    cg_hash128 x = digest_of(a), y = digest_of(b);
    return x.hi == y.hi && x.lo == y.lo && count_other_reads(a, b, NULL) == 0;
}

bool indexed_sound(const indexed *ix, cg_buf *out)
{
    cg_graph_check found;
    cg_err err;
    check(cg_project_verify(ix->project, &found, &err), &err);
    cg_buf_add_str(out, cg_buf_str(&found.lines));
    cg_buf_fini(&found.lines);
    return found.problems == 0;
}

/* ---- the graph as lines ---- */

typedef CG_VEC(cg_str) text_lines;

static void add_external(const cg_snapshot *snap, cg_id id, cg_buf *out)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_external external;
    cg_err err;
    check(cg_snapshot_external(snap, id, arena, &external, &err), &err);
    cg_buf_printf(out, "ext:%.*s:%.*s", CG_STR_ARG(external.module), CG_STR_ARG(external.name));
}

static void add_place(const cg_snapshot *snap, const cg_node_place *at, cg_buf *out)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_err err;
    if (at->file == CG_NONE) {
        add_external(snap, at->id, out);
        return;
    }
    const cg_file *f = cg_snapshot_file(snap, at->file);
    check(cg_store_unit(cg_snapshot_store(snap), cg_file_unit(f), true, &pin, &err), &err);
    const cg_def *def = &cg_unit_pin_unit(pin)->defs.ptr[at->def];
    cg_buf_printf(out, "%.*s:%" PRIu32 " %s ", CG_STR_ARG(f->path), def->name_line + 1,
                  cg_node_kind_text(def->kind));
    cg_unit_add_qualified_name(cg_unit_pin_unit(pin), at->def, out);
}

static void add_end(const cg_snapshot *snap, cg_node_ref node, cg_buf *out)
{
    cg_node_place at;
    cg_err err;
    cg_code rc = cg_snapshot_node_by_ref(snap, node, &at, &err);
    if (rc == CG_E_NOT_FOUND) {
        cg_buf_printf(out, "(gone)");
        return;
    }
    check(rc, &err);
    add_place(snap, &at, out);
}

static void add_edges_of(const cg_snapshot *snap, cg_node_ref node, cg_arena *arena,
                         text_lines *out)
{
    cg_edge_scan *scan = cg_edge_scan_open(snap, node, false, 0, 0, 0);
    cg_edge_row row;
    cg_err err;
    while (cg_edge_scan_next(scan, &row)) {
        CG_AUTO_VALUE(cg_buf) line = {0};
        add_end(snap, row.source, &line);
        cg_buf_printf(&line, " %s ", cg_edge_kind_text(row.kind));
        add_end(snap, row.target, &line);
        cg_buf_printf(&line, " [%s %u]", cg_link_rule_text(row.rule), row.confidence);
        CG_VEC_PUSH(out, cg_arena_str(arena, cg_buf_str(&line)));
    }
    check(cg_edge_scan_close(scan, &err), &err);
}

static int compare_lines(const void *a, const void *b)
{
    return cg_str_cmp(*(const cg_str *)a, *(const cg_str *)b);
}

static text_lines lines_of(const indexed *ix, cg_arena *arena)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(ix->project);
    text_lines out = {0};
    cg_err err;
    for (uint32_t f = 0; f < cg_snapshot_files_limit(snap); f++) {
        cg_node_ref *nodes;
        size_t count;
        if (!cg_snapshot_file(snap, f)->present || cg_snapshot_file(snap, f)->unit_no == CG_NONE)
            continue;
        check(cg_snapshot_file_nodes(snap, f, arena, &nodes, &count, &err), &err);
        for (size_t i = 0; i < count; i++)
            add_edges_of(snap, nodes[i], arena, &out);
    }
    if (out.len > 1)
        qsort(out.ptr, out.len, sizeof *out.ptr, compare_lines);
    return out;
}

void indexed_describe(const indexed *a, const indexed *b, cg_buf *out)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    text_lines x = lines_of(a, arena), y = lines_of(b, arena);
    size_t i = 0, k = 0;
    while (i < x.len || k < y.len) {
        int order = i == x.len ? 1 : k == y.len ? -1 : cg_str_cmp(x.ptr[i], y.ptr[k]);
        if (order != 0)
            cg_buf_printf(out, "%c %.*s\n", order < 0 ? '-' : '+',
                          CG_STR_ARG(order < 0 ? x.ptr[i] : y.ptr[k]));
        i += order <= 0;
        k += order >= 0;
    }
    CG_VEC_FINI(&x);
    CG_VEC_FINI(&y);
    (void)count_other_reads(a, b, out);
}
