// SPDX-License-Identifier: Apache-2.0
// What the graph does not know: files that could not be read in full, and references for which
// nothing was found. Counted from the unit and the stored edges when somebody asks.
#include "service_int.h"

#include <stdlib.h>

#include "cg/link.h"

/* ---- one file ---- */

/* References by what they are part of: those of definition d are list[first[d]] on, in their order. */
typedef struct by_source {
    uint32_t *first; /* [definitions + 1] */
    uint32_t *list;
} by_source;

static by_source group_refs(const cg_unit *unit, cg_arena *arena)
{
    by_source g = {cg_arena_alloc_array(arena, unit->defs.len + 2, sizeof *g.first),
                   cg_arena_alloc_array(arena, unit->refs.len + 1, sizeof *g.list)};
    for (size_t r = 0; r < unit->refs.len; r++)
        g.first[unit->refs.ptr[r].source + 2]++;
    for (size_t d = 2; d < unit->defs.len + 2; d++)
        g.first[d] += g.first[d - 1];
    for (uint32_t r = 0; r < unit->refs.len; r++)
        g.list[g.first[unit->refs.ptr[r].source + 1]++] = r;
    return g;
}

/* What edges say of a reference, the more the higher. */
typedef enum reach {
    REACH_NOTHING = 0,
    REACH_EXTERNAL,
    REACH_PROJECT,
} reach;

/* Marks the references that edges of one definition stand for. */
static cg_code mark_linked(const cg_snapshot *snap, cg_node_ref node, const by_source *g,
                           uint32_t def, cg_arena *arena, uint8_t *reached, cg_err *err)
{
    cg_edge_scan *scan = cg_edge_scan_open(snap, node, false, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    cg_edge_row row;
    cg_code rc = CG_OK;
    while (rc == CG_OK && cg_edge_scan_next(scan, &row)) {
        uint32_t *ordinals;
        size_t count;
        if (row.kind == CG_EDGE_CONTAINS || row.rule == CG_RULE_SPECIAL_METHOD)
            continue; /* stands for no name */
        uint8_t to = cg_ref_kind(row.target) == CG_NODE_EXTERNAL ? REACH_EXTERNAL : REACH_PROJECT;
        rc = cg_snapshot_edge_ordinals(snap, &row, arena, &ordinals, &count, err);
        for (size_t i = 0; rc == CG_OK && i < count; i++) {
            if (ordinals[i] >= g->first[def + 1] - g->first[def])
                continue;
            uint8_t *ref = &reached[g->list[g->first[def] + ordinals[i]]];
            *ref = CG_MAX(*ref, to);
        }
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

/* It stands in an import, whose name it is part of. */
static bool is_in_import(const cg_unit *unit, const cg_ref *ref)
{
    size_t low = 0, high = unit->imports.len; /* in source order */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const cg_def *import = &unit->defs.ptr[unit->imports.ptr[mid].def];
        if (ref->byte >= import->start_byte && ref->byte < import->end_byte)
            return true;
        if (ref->byte < import->start_byte)
            high = mid;
        else
            low = mid + 1;
    }
    return false;
}

/* What it is a member of, and so on, ends in an import. */
static bool is_external(const cg_unit *unit, const cg_ref *ref)
{
    if (is_in_import(unit, ref))
        return true;
    for (unsigned steps = 0; ref->base != CG_NONE && steps < 64; steps++)
        ref = &unit->refs.ptr[ref->base];
    return ref->target_kind == CG_TARGET_IMPORT;
}

static bool names_something(const cg_ref *ref)
{
    return ref->role != CG_ROLE_NONE && ref->role != CG_ROLE_LITERAL && ref->name_len > 0 &&
           ref->target_kind != CG_TARGET_BINDING && ref->base_kind != CG_BASE_ITEM;
}

static void note_name(cg_coverage_row *row, cg_str name, cg_arena *arena)
{
    for (size_t i = 0; i < row->names_count; i++)
        if (cg_str_eq(row->names[i], name))
            return;
    if (row->names_count < CG_ARRAY_LEN(row->names))
        row->names[row->names_count++] = cg_arena_str(arena, name);
}

/* `within`: by definition, whether its references count; NULL: all do. */
static void count_refs(const cg_unit *unit, const uint8_t *reached, const bool *within,
                       cg_arena *arena, cg_coverage_row *row)
{
    for (size_t r = 0; r < unit->refs.len; r++) {
        const cg_ref *ref = &unit->refs.ptr[r];
        if (!names_something(ref) || (within != NULL && !within[ref->source]))
            continue;
        row->references++;
        if (reached[r] == REACH_PROJECT)
            continue;
        bool external = reached[r] == REACH_EXTERNAL || is_external(unit, ref);
        row->external += external;
        row->unresolved += !external;
        if (!external)
            note_name(row, cg_ref_name(unit, ref), arena);
    }
}

static bool is_within(const cg_unit *unit, uint32_t inner, uint32_t def)
{
    while (inner != CG_NONE && inner != def)
        inner = unit->defs.ptr[inner].parent;
    return inner == def;
}

/* The definition and what it contains. */
static const bool *mark_within(const cg_unit *unit, uint32_t def, cg_arena *arena)
{
    bool *within = cg_arena_alloc_array(arena, unit->defs.len + 1, sizeof *within);
    for (uint32_t d = 0; d < unit->defs.len; d++)
        within[d] = is_within(unit, d, def);
    return within;
}

/* `def` 0: all of the file. */
static cg_code cover_def(const cg_snapshot *snap, uint32_t num, uint32_t def, cg_arena *arena,
                         cg_coverage_row *row, cg_err *err)
{
    CG_AUTO(cg_arena) scratch = cg_arena_create(0);
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_node_ref *nodes;
    size_t count;
    cg_code rc = view_unit(snap, num, true, &pin, err);
    if (rc == CG_OK)
        rc = cg_snapshot_file_nodes(snap, num, scratch, &nodes, &count, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    if (count != unit->defs.len || def >= count)
        return CG_FAIL(err, CG_E_CORRUPT, "a file's record does not fit its unit");
    by_source g = group_refs(unit, scratch);
    const bool *within = def > 0 ? mark_within(unit, def, scratch) : NULL;
    uint8_t *reached = cg_arena_alloc_array(scratch, unit->refs.len + 1, sizeof *reached);
    for (uint32_t d = 0; rc == CG_OK && d < count; d++)
        if (g.first[d + 1] > g.first[d] && (within == NULL || within[d]))
            rc = mark_linked(snap, nodes[d], &g, d, scratch, reached, err);
    if (rc == CG_OK)
        count_refs(unit, reached, within, arena, row);
    return rc;
}

cg_code coverage_of_body(const cg_snapshot *snap, const cg_node_place *place, cg_arena *arena,
                         cg_answer_coverage *out, cg_err *err)
{
    cg_coverage_row row = {0};
    cg_code rc = cover_def(snap, place->file, place->def, arena, &row, err);
    out->unresolved = row.unresolved;
    out->unresolved_names_count = row.names_count;
    for (size_t i = 0; i < row.names_count; i++)
        out->unresolved_names[i] = row.names[i];
    return rc;
}

/* ---- pages ---- */

static cg_code cover(const cg_snapshot *snap, uint32_t num, cg_arena *arena, cg_coverage_row *row,
                     cg_err *err)
{
    const cg_file *file = cg_snapshot_file(snap, num);
    *row = (cg_coverage_row){.path = cg_arena_str(arena, file->path),
                             .lang = (cg_lang_id)file->lang,
                             .status = file->status,
                             .reason =
                                 file->skip ? cg_str_from(cg_skip_text(file->skip)) : CG_STR("")};
    return file->skip != 0 ? CG_OK : cover_def(snap, num, 0, arena, row, err);
}

cg_code cg_service_coverage(cg_service *service, cg_graph_ref where, cg_str path, size_t limit,
                            cg_str cursor_text, uint64_t deadline_ns, cg_arena *arena,
                            cg_coverage_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_page = (cg_coverage_page){0};
    cg_code rc =
        page_open(service, where, cursor_text, cg_hash64(path.ptr, path.len, 'c'), &c, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    cg_project_counts counts = cg_snapshot_counts(snap);
    out_page->generation = cg_snapshot_generation(snap);
    out_page->files = counts.files;
    out_page->files_partial = counts.files_partial;
    out_page->files_skipped = counts.files_skipped;
    out_page->rows = cg_arena_alloc_array(arena, limit + 1, sizeof *out_page->rows);
    uint32_t num = c.position_len == 4 ? cg_get_be32(c.position) : 0;
    uint32_t files = cg_snapshot_files_limit(snap);
    for (; rc == CG_OK && num < files && !page_is_full(arena, out_page->count, limit); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (!file->present || (path.len > 0 && !cg_glob_match(path, file->path)))
            continue;
        if (deadline_ns != 0 && cg_now_ns() > deadline_ns)
            return CG_FAIL(err, CG_E_DEADLINE, "this took longer than it may: name a path");
        cg_coverage_row *row = &out_page->rows[out_page->count];
        rc = cover(snap, num, arena, row, err);
        out_page->count += rc == CG_OK && (row->status != CG_PARSE_OK || row->unresolved > 0);
    }
    if (rc == CG_OK && num < files) {
        cg_put_be32(c.position, num);
        c.position_len = 4;
        out_page->next_cursor = cursor_make(snap, &c, arena);
    }
    return rc;
}

/* ---- mentions of a name ---- */

typedef struct mention_search {
    const cg_snapshot *snap;
    uint64_t key;
    CG_VEC(cg_str) paths;
} mention_search;

static void take_keys(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    mention_search *m = arg;
    if (bsearch(&m->key, keys, count, sizeof *keys, cg_compare_u64) != NULL)
        CG_VEC_PUSH(&m->paths, cg_snapshot_file(m->snap, file)->path);
}

static int compare_paths(const void *a, const void *b)
{
    return cg_str_cmp(*(const cg_str *)a, *(const cg_str *)b);
}

cg_code coverage_of_name(const cg_snapshot *snap, cg_str name, cg_arena *arena,
                         cg_edge_coverage *out, cg_err *err)
{
    mention_search m = {.snap = snap, .key = cg_link_mention_key(name)};
    cg_project_counts counts = cg_snapshot_counts(snap);
    out->files_partial = counts.files_partial;
    out->files_skipped = counts.files_skipped;
    cg_code rc = cg_snapshot_find_readers(snap, &m.key, 1, take_keys, &m, err);
    if (m.paths.len > 1)
        qsort(m.paths.ptr, m.paths.len, sizeof *m.paths.ptr, compare_paths);
    out->mentions_files = m.paths.len;
    out->mentions_count = CG_MIN(m.paths.len, CG_ARRAY_LEN(out->mentions));
    for (size_t i = 0; i < out->mentions_count; i++)
        out->mentions[i] = cg_arena_str(arena, m.paths.ptr[i]);
    CG_VEC_FINI(&m.paths);
    return rc;
}
