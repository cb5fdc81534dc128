// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "fixture.h"

cg_err ingest_err;

cg_ingest_options bench_options(void)
{
    return (cg_ingest_options){.workers = 2,
                               .limits = cg_parse_limits_default(),
                               .files_max = 10000,
                               .tree_bytes_max = 1 << 20};
}

bench bench_open(const cg_ingest_options *opts)
{
    bench b = {.arena = cg_arena_create(0)};
    cg_ingest_options standard = bench_options();
    cg_store_options store = {
        .kv = {.engine = "memory"}, .unit_cache_bytes = 1 << 20, .keep_sources = true};
    assert_ok(cg_store_open(&store, &b.store, &ingest_err));
    b.ingest = cg_ingest_create(b.store, opts != NULL ? opts : &standard);
    assert_ok(cg_store_project(b.store, CG_STR("p"), true, &b.project, &ingest_err));
    return b;
}

void bench_close(bench *b)
{
    cg_arena_destroy(b->arena);
    cg_ingest_destroy(b->ingest);
    cg_store_close(b->store);
}

void bench_restart(bench *b, const cg_ingest_options *opts)
{
    cg_ingest_destroy(b->ingest);
    b->ingest = cg_ingest_create(b->store, opts);
}

cg_ingest_result bench_index(bench *b, const char *root, const cg_ingest_tree_request *more)
{
    cg_ingest_tree_request q = more != NULL ? *more : (cg_ingest_tree_request){.keep_missing = 0};
    cg_ingest_result result;
    q.root = tree_absolute(b->arena, root);
    assert_ok(cg_ingest_tree(b->ingest, b->project, &q, b->arena, &result, &ingest_err));
    return result;
}

cg_ingest_result bench_post(bench *b, const char *path, const char *text)
{
    cg_ingest_source file = {.path = cg_str_from(path), .content = cg_str_from(text)};
    return bench_post_all(b, &file, 1);
}

cg_ingest_result bench_post_all(bench *b, const cg_ingest_source *files, size_t count)
{
    cg_ingest_files_request q = {.files = files, .files_count = count};
    cg_ingest_result result;
    assert_ok(cg_ingest_files(b->ingest, b->project, &q, b->arena, &result, &ingest_err));
    return result;
}

const cg_ingest_file *bench_find(const cg_ingest_result *r, const char *path)
{
    for (size_t i = 0; i < r->files_count; i++)
        if (cg_str_eq(r->files[i].path, cg_str_from(path)))
            return &r->files[i];
    return NULL;
}

static int compare_files(const void *a, const void *b)
{
    return cg_str_cmp((*(const cg_file *const *)a)->path, (*(const cg_file *const *)b)->path);
}

const char *bench_paths(bench *b)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    uint32_t limit = cg_snapshot_files_limit(snap);
    const cg_file **files = cg_arena_alloc_array(b->arena, limit + 1u, sizeof *files);
    size_t count = 0;
    for (uint32_t num = 0; num < limit; num++)
        if (cg_snapshot_file(snap, num)->present)
            files[count++] = cg_snapshot_file(snap, num);
    if (count > 1)
        qsort(files, count, sizeof *files, compare_files);
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (size_t i = 0; i < count; i++) {
        bool skipped = files[i]->status == CG_PARSE_SKIPPED;
        cg_buf_printf(&text, "%s%.*s%s%s", i > 0 ? " " : "", CG_STR_ARG(files[i]->path),
                      skipped ? "!" : "", skipped ? cg_skip_text(files[i]->skip) : "");
    }
    return cg_arena_str(b->arena, cg_buf_str(&text)).ptr;
}

cg_hash128 bench_digest(bench *b)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    return cg_snapshot_digest(snap);
}

cg_hash128 bench_clean_digest(const char *root, const cg_ingest_tree_request *more)
{
    bench clean = bench_open(NULL);
    bench_index(&clean, root, more);
    cg_hash128 digest = bench_digest(&clean);
    bench_close(&clean);
    return digest;
}

void bench_expect_sound(bench *b)
{
    cg_graph_check check;
    assert_ok(cg_project_verify(b->project, &check, &ingest_err));
    if (check.problems > 0)
        fail_msg("%.*s", CG_STR_ARG(cg_buf_str(&check.lines)));
    cg_buf_fini(&check.lines);
}

/* ---- relationships as text ---- */

typedef CG_VEC(cg_str) text_list;

static int compare_texts(const void *a, const void *b)
{
    return cg_str_cmp(*(const cg_str *)a, *(const cg_str *)b);
}

static uint32_t add_end(const cg_snapshot *snap, cg_node_ref node, cg_buf *out)
{
    cg_node_place at;
    CG_AUTO(cg_unit_pin) pin = NULL;
    assert_ok(cg_snapshot_node_by_ref(snap, node, &at, &ingest_err));
    const cg_file *f = cg_snapshot_file(snap, at.file);
    assert_ok(cg_store_unit(cg_snapshot_store(snap), cg_file_unit(f), false, &pin, &ingest_err));
    cg_buf_printf(out, "%.*s ", CG_STR_ARG(f->path));
    cg_unit_add_qualified_name(cg_unit_pin_unit(pin), at.def, out);
    return at.file;
}

static void add_edges(bench *b, const cg_snapshot *snap, cg_node_ref node, cg_edge_kind kind,
                      text_list *out)
{
    cg_edge_scan *scan = cg_edge_scan_open(snap, node, false, kind, 0, 0);
    cg_edge_row row;
    while (cg_edge_scan_next(scan, &row)) {
        CG_AUTO_VALUE(cg_buf) line = {0};
        if (cg_ref_kind(row.target) == CG_NODE_EXTERNAL)
            continue;
        uint32_t from = add_end(snap, row.source, &line);
        cg_buf_add_str(&line, CG_STR(" > "));
        if (add_end(snap, row.target, &line) == from)
            continue;
        cg_buf_printf(&line, " %u", row.confidence);
        CG_VEC_PUSH(out, cg_arena_str(b->arena, cg_buf_str(&line)));
    }
    assert_ok(cg_edge_scan_close(scan, &ingest_err));
}

const char *bench_edges(bench *b, cg_edge_kind kind)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    CG_AUTO_VALUE(cg_buf) text = {0};
    text_list lines = {0};
    for (uint32_t f = 0; f < cg_snapshot_files_limit(snap); f++) {
        cg_node_ref *nodes;
        size_t count;
        if (!cg_snapshot_file(snap, f)->present || cg_snapshot_file(snap, f)->unit_no == CG_NONE)
            continue;
        assert_ok(cg_snapshot_file_nodes(snap, f, b->arena, &nodes, &count, &ingest_err));
        for (size_t i = 0; i < count; i++)
            add_edges(b, snap, nodes[i], kind, &lines);
    }
    if (lines.len > 1)
        qsort(lines.ptr, lines.len, sizeof *lines.ptr, compare_texts);
    for (size_t i = 0; i < lines.len; i++)
        cg_buf_printf(&text, "%s%.*s", i > 0 ? ", " : "", CG_STR_ARG(lines.ptr[i]));
    CG_VEC_FINI(&lines);
    return cg_arena_str(b->arena, cg_buf_str(&text)).ptr;
}

bool same_digest(cg_hash128 a, cg_hash128 b)
{
    return a.hi == b.hi && a.lo == b.lo;
}
