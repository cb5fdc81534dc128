// SPDX-License-Identifier: Apache-2.0
// Indexes a folder into memory and writes its graph as the one JSON object that
// tests/bench/accuracy/score.py compares with what a compiler says:
//
//   graph_dump [--min-confidence PERCENT] SUITE CASE FOLDER > pred.json
//
//   defs      file, line and column of the name, name, kind, end_line, qname; conditional: it is compiled only
//             where something is configured; local: it stands right in a function
//   calls     edges of kind calls and instantiates: both ends' file, line, name and kind, the
//             edge's kind, rule and confidence, and the lines of its sites
//   refs      each site of an edge that stands on references, with the definition it leads to
//   inherits  edges of kind inherits and implements, with their confidence
//
// Lines are 1-based; 0 is the file itself. Imports are no definitions: edges to them are left out.
// Nor are definitions that no compiler sees here, for another platform or under #if 0; their edges stay.
// A compiler says which function a call is in. The graph may name a variable or a type inside it as
// the source: `caller` is the function around that (for Java, the type), `source` the source itself.
#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cg/graph.h"
#include "cg/ingest.h"
#include "cg/json.h"

typedef struct source_file {
    const cg_file *file; /* NULL: gone or skipped */
    cg_unit_pin *pin;
    const cg_unit *unit;
    cg_node_ref *nodes;
    uint8_t *presence; /* of each definition: how sure it is that a build has it, percent */
    uint32_t *first; /* by definition: where its references begin in `refs`; one more at the end */
    uint32_t *refs;  /* reference indices grouped by source, each group in source order */
} source_file;

typedef struct dump {
    cg_arena *arena;
    cg_snapshot *snap;
    source_file *files;
    uint32_t files_limit;
    unsigned confidence_min;
    CG_VEC(uint32_t) expanded; /* references of the source being written that use macros */
    cg_json_writer out;
    cg_buf text;
    cg_err err;
} dump;

typedef struct end {
    const source_file *in;
    uint32_t def;
} end;

static void check(dump *d, cg_code rc)
{
    if (rc == CG_OK)
        return;
    fprintf(stderr, "graph_dump: %s (%s:%d)\n", d->err.text, d->err.file, d->err.line);
    exit(1);
}

/* ---- reading ---- */

static void group_refs(dump *d, source_file *f)
{
    size_t defs = f->unit->defs.len, refs = f->unit->refs.len;
    f->first = cg_arena_alloc_array(d->arena, defs + 2, sizeof *f->first);
    f->refs = cg_arena_alloc_array(d->arena, refs + 1, sizeof *f->refs);
    memset(f->first, 0, (defs + 2) * sizeof *f->first);
    for (size_t i = 0; i < refs; i++)
        f->first[f->unit->refs.ptr[i].source + 2]++;
    for (size_t i = 2; i < defs + 2; i++)
        f->first[i] += f->first[i - 1];
    for (uint32_t i = 0; i < refs; i++)
        f->refs[f->first[f->unit->refs.ptr[i].source + 1]++] = i;
}

/* A definition is there as surely as the least sure of what contains it. */
static void find_presence(dump *d, source_file *f)
{
    f->presence = cg_arena_alloc_array(d->arena, f->unit->defs.len, sizeof *f->presence);
    f->presence[0] = 100;
    for (uint32_t i = 0; i < f->unit->defs.len; i++) {
        cg_edge_scan *scan =
            cg_edge_scan_open(d->snap, f->nodes[i], false, CG_EDGE_CONTAINS, CG_EDGE_NONE, 0);
        cg_edge_row row;
        while (cg_edge_scan_next(scan, &row)) {
            cg_node_place place;
            check(d, cg_snapshot_node_by_ref(d->snap, row.target, &place, &d->err));
            f->presence[place.def] = CG_MIN(row.confidence, f->presence[i]);
        }
        check(d, cg_edge_scan_close(scan, &d->err));
    }
}

static void load_files(dump *d)
{
    cg_store *store = cg_snapshot_store(d->snap);
    d->files_limit = cg_snapshot_files_limit(d->snap);
    d->files = cg_arena_alloc_array(d->arena, d->files_limit + 1u, sizeof *d->files);
    for (uint32_t num = 0; num < d->files_limit; num++) {
        const cg_file *file = cg_snapshot_file(d->snap, num);
        source_file *f = &d->files[num];
        *f = (source_file){0};
        if (!file->present || file->unit_no == CG_NONE)
            continue;
        size_t count;
        check(d, cg_store_unit(store, cg_file_unit(file), true, &f->pin, &d->err));
        check(d, cg_snapshot_file_nodes(d->snap, num, d->arena, &f->nodes, &count, &d->err));
        f->unit = cg_unit_pin_unit(f->pin);
        f->file = file;
        group_refs(d, f);
        find_presence(d, f);
    }
}

/* ---- writing ---- */

static const cg_def *def_of(end e)
{
    return &e.in->unit->defs.ptr[e.def];
}

static uint32_t line_of(end e)
{
    return e.def == 0 ? 0 : def_of(e)->name_line + 1;
}

static void flush(dump *d)
{
    if (fwrite(d->text.ptr, 1, d->text.len, stdout) != d->text.len) {
        perror("graph_dump");
        exit(1);
    }
    cg_buf_clear(&d->text);
}

static void put_end(dump *d, const char *file_key, const char *line_key, end e)
{
    cg_json_put_str(&d->out, file_key, e.in->file->path);
    cg_json_put_u64(&d->out, line_key, line_of(e));
}

static void put_name(dump *d, const char *key, end e)
{
    CG_AUTO_VALUE(cg_buf) name = {0};
    cg_unit_add_qualified_name(e.in->unit, e.def, &name);
    cg_json_put_str(&d->out, key, cg_buf_str(&name));
}

static bool is_local(end e)
{
    uint32_t around = def_of(e)->parent;
    return around != CG_NONE && cg_node_kind_is_callable(e.in->unit->defs.ptr[around].kind);
}

static void write_defs(dump *d, const source_file *f)
{
    for (uint32_t i = 1; i < f->unit->defs.len; i++) {
        end e = {f, i};
        const cg_def *def = def_of(e);
        if (def->kind == CG_NODE_IMPORT)
            continue;
        cg_json_begin_object(&d->out);
        put_end(d, "file", "line", e);
        cg_json_put_u64(&d->out, "col", def->name_col);
        cg_json_put_str(&d->out, "name", cg_unit_str(f->unit, def->name));
        cg_json_put_str(&d->out, "kind", cg_str_from(cg_node_kind_text(def->kind)));
        cg_json_put_u64(&d->out, "end_line", def->end_line + 1);
        put_name(d, "qname", e);
        cg_json_put_u64(&d->out, "confidence", f->presence[i]);
        if (is_local(e))
            cg_json_put_bool(&d->out, "local", true);
        cg_json_end_object(&d->out);
    }
    flush(d);
}

static bool is_caller(end e)
{
    const cg_unit *unit = e.in->unit;
    const cg_def *def = def_of(e);
    if (unit->lang == CG_LANG_JAVA && cg_node_kind_is_type(def->kind))
        return true;
    return def->kind != CG_NODE_MACRO && def->scope != CG_NONE &&
           unit->scopes.ptr[def->scope].kind == CG_SCOPE_FUNCTION;
}

static end function_around(end e)
{
    while (e.def != 0 && !is_caller(e))
        e.def = def_of(e)->parent;
    return e;
}

static const cg_ref *site(end source, uint32_t ordinal)
{
    const source_file *f = source.in;
    uint32_t at = f->first[source.def] + ordinal;
    return at < f->first[source.def + 1] ? &f->unit->refs.ptr[f->refs[at]] : NULL;
}

static void write_call(dump *d, const cg_edge_row *row, end source, end target,
                       const uint32_t *ordinals, size_t count)
{
    end caller = function_around(source);
    cg_json_begin_object(&d->out);
    put_end(d, "caller_file", "caller_line", caller);
    put_name(d, "caller", caller);
    cg_json_put_u64(&d->out, "source_line", line_of(source));
    put_end(d, "callee_file", "callee_line", target);
    put_name(d, "callee", target);
    cg_json_put_str(&d->out, "callee_kind", cg_str_from(cg_node_kind_text(def_of(target)->kind)));
    cg_json_put_str(&d->out, "kind", cg_str_from(cg_edge_kind_text(row->kind)));
    cg_json_put_str(&d->out, "rule", cg_str_from(cg_link_rule_text(row->rule)));
    cg_json_put_u64(&d->out, "confidence", row->confidence);
    cg_json_put_array(&d->out, "sites");
    for (size_t i = 0; i < count; i++) {
        const cg_ref *ref = site(source, ordinals[i]);
        if (ref != NULL)
            cg_json_write_u64(&d->out, ref->line + 1);
    }
    cg_json_end_array(&d->out);
    cg_json_end_object(&d->out);
}

/* A compiler finds what a macro's body names where the macro is used. */
static bool is_expanded(const dump *d, uint32_t ordinal)
{
    for (size_t i = 0; i < d->expanded.len; i++)
        if (d->expanded.ptr[i] == ordinal)
            return true;
    return false;
}

/* An operator is named by a sign, or not at all: f(x) names f, of which operator() is called. */
static cg_str name_at(const dump *d, const cg_ref *ref, uint32_t ordinal, end source, end target)
{
    cg_str name = cg_unit_str(target.in->unit, def_of(target)->name);
    bool sign = cg_str_starts(name, CG_STR("operator")) && name.len > 8 &&
                ispunct((unsigned char)name.ptr[8]);
    return sign || is_expanded(d, ordinal) ? name : cg_ref_name(source.in->unit, ref);
}

static void write_refs(dump *d, const cg_edge_row *row, end source, end target,
                       const uint32_t *ordinals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const cg_ref *ref = site(source, ordinals[i]);
        if (ref == NULL)
            continue;
        cg_json_begin_object(&d->out);
        cg_json_put_str(&d->out, "file", source.in->file->path);
        cg_json_put_u64(&d->out, "line", ref->line + 1);
        cg_json_put_u64(&d->out, "col", ref->col);
        cg_json_put_str(&d->out, "name", name_at(d, ref, ordinals[i], source, target));
        put_end(d, "def_file", "def_line", target);
        cg_json_put_str(&d->out, "kind", cg_str_from(cg_edge_kind_text(row->kind)));
        cg_json_put_str(&d->out, "rule", cg_str_from(cg_link_rule_text(row->rule)));
        cg_json_put_u64(&d->out, "confidence", row->confidence);
        cg_json_end_object(&d->out);
    }
}

static void write_inherits(dump *d, const cg_edge_row *row, end source, end target)
{
    cg_json_begin_object(&d->out);
    put_end(d, "file", "line", source);
    put_end(d, "base_file", "base_line", target);
    cg_json_put_u64(&d->out, "confidence", row->confidence);
    cg_json_end_object(&d->out);
}

typedef enum part { PART_CALLS, PART_REFS, PART_INHERITS } part;

static void write_edge(dump *d, part what, const cg_edge_row *row, end source)
{
    bool call = row->kind == CG_EDGE_CALLS || row->kind == CG_EDGE_INSTANTIATES;
    bool base = row->kind == CG_EDGE_INHERITS || row->kind == CG_EDGE_IMPLEMENTS;
    if (row->kind == CG_EDGE_CONTAINS || row->kind == CG_EDGE_IMPORTS ||
        row->confidence < d->confidence_min || (what == PART_CALLS && !call) ||
        (what == PART_INHERITS && !base))
        return;
    cg_node_place place;
    cg_code rc = cg_snapshot_node_by_ref(d->snap, row->target, &place, &d->err);
    if (rc == CG_E_NOT_FOUND)
        return;
    check(d, rc);
    if (place.file == CG_NONE) /* nor are externals */
        return;
    end target = {&d->files[place.file], place.def};
    if (target.in->file == NULL || def_of(target)->kind == CG_NODE_IMPORT)
        return;
    if (what == PART_INHERITS) {
        write_inherits(d, row, source, target);
        return;
    }
    uint32_t *ordinals = NULL;
    size_t count = 0;
    check(d, cg_snapshot_edge_ordinals(d->snap, row, d->arena, &ordinals, &count, &d->err));
    (what == PART_CALLS ? write_call : write_refs)(d, row, source, target, ordinals, count);
}

/* The references of one definition that use macros. */
static void find_expanded(dump *d, cg_node_ref source)
{
    cg_edge_scan *scan =
        cg_edge_scan_open(d->snap, source, false, CG_EDGE_REFERENCES, CG_EDGE_NONE, 0);
    cg_edge_row row;
    CG_VEC_CLEAR(&d->expanded);
    while (cg_edge_scan_next(scan, &row)) {
        cg_node_place place;
        cg_code rc = cg_snapshot_node_by_ref(d->snap, row.target, &place, &d->err);
        if (rc == CG_E_NOT_FOUND)
            continue;
        check(d, rc);
        const source_file *in = place.file == CG_NONE ? NULL : &d->files[place.file];
        if (in == NULL || in->file == NULL || def_of((end){in, place.def})->kind != CG_NODE_MACRO)
            continue;
        uint32_t *ordinals = NULL;
        size_t count = 0;
        check(d, cg_snapshot_edge_ordinals(d->snap, &row, d->arena, &ordinals, &count, &d->err));
        for (size_t i = 0; i < count; i++)
            CG_VEC_PUSH(&d->expanded, ordinals[i]);
    }
    check(d, cg_edge_scan_close(scan, &d->err));
}

static void write_edges(dump *d, const source_file *f, part what)
{
    cg_arena_mark mark = cg_arena_save(d->arena);
    for (uint32_t i = 0; i < f->unit->defs.len; i++) {
        find_expanded(d, f->nodes[i]);
        cg_edge_scan *scan =
            cg_edge_scan_open(d->snap, f->nodes[i], false, CG_EDGE_NONE, CG_EDGE_NONE, 0);
        cg_edge_row row;
        while (cg_edge_scan_next(scan, &row))
            write_edge(d, what, &row, (end){f, i});
        check(d, cg_edge_scan_close(scan, &d->err));
    }
    cg_arena_rewind(d->arena, mark);
    flush(d);
}

static void write_part(dump *d, const char *key, part what)
{
    cg_json_put_array(&d->out, key);
    for (uint32_t num = 0; num < d->files_limit; num++)
        if (d->files[num].file != NULL)
            write_edges(d, &d->files[num], what);
    cg_json_end_array(&d->out);
}

static void write_graph(dump *d, const char *suite, const char *name)
{
    cg_json_writer_init(&d->out, &d->text);
    cg_json_begin_object(&d->out);
    cg_json_put_str(&d->out, "suite", cg_str_from(suite));
    cg_json_put_str(&d->out, "case", cg_str_from(name));
    cg_json_put_array(&d->out, "defs");
    for (uint32_t num = 0; num < d->files_limit; num++)
        if (d->files[num].file != NULL)
            write_defs(d, &d->files[num]);
    cg_json_end_array(&d->out);
    write_part(d, "calls", PART_CALLS);
    write_part(d, "refs", PART_REFS);
    write_part(d, "inherits", PART_INHERITS);
    cg_json_end_object(&d->out);
    cg_json_write_newline(&d->out);
    flush(d);
}

/* ---- the whole ---- */

static void index_folder(dump *d, cg_store *store, const char *root)
{
    cg_ingest_options options = {
        .limits = cg_parse_limits_default(), .workers = 2, .files_max = 100000};
    cg_ingest *ingest = cg_ingest_create(store, &options);
    cg_project *project;
    cg_ingest_tree_request request = {.root = cg_str_from(root)};
    cg_ingest_result result;
    check(d, cg_store_project(store, CG_STR("accuracy"), true, &project, &d->err));
    check(d, cg_ingest_tree(ingest, project, &request, d->arena, &result, &d->err));
    d->snap = cg_snapshot_take(project);
    cg_ingest_destroy(ingest);
    fprintf(stderr,
            "%s: %" PRIu64 " files, %" PRIu64 " nodes, %" PRIu64 " edges, %" PRIu64
            " with errors, %" PRIu64 " skipped\n",
            root, result.files_seen, result.nodes, result.edges, result.files_partial,
            result.files_skipped);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"min-confidence", required_argument, NULL, 'm'},
                                            {NULL, 0, NULL, 0}};
    dump d = {.arena = cg_arena_create(0)};
    bool usage = false;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        usage |= c != 'm';
        d.confidence_min = c == 'm' ? (unsigned)strtoul(optarg, NULL, 10) : 0;
    }
    char root[4096];
    if (usage || argc - optind != 3) {
        fprintf(stderr, "usage: graph_dump [--min-confidence PERCENT] SUITE CASE FOLDER\n");
        return 2;
    }
    if (realpath(argv[optind + 2], root) == NULL) {
        perror(argv[optind + 2]);
        return 1;
    }
    cg_log_set_level(CG_LOG_WARN);
    cg_store *store;
    cg_store_options opts = {
        .kv = {.engine = "memory"}, .unit_cache_bytes = 64 << 20, .keep_sources = true};
    check(&d, cg_store_open(&opts, &store, &d.err));
    index_folder(&d, store, root);
    load_files(&d);
    write_graph(&d, argv[optind], argv[optind + 1]);
    for (uint32_t num = 0; num < d.files_limit; num++)
        cg_unit_pin_release(d.files[num].pin);
    cg_snapshot_release(d.snap);
    cg_store_close(store);
    cg_buf_fini(&d.text);
    CG_VEC_FINI(&d.expanded);
    cg_arena_destroy(d.arena);
    return 0;
}
