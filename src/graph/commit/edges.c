// SPDX-License-Identifier: Apache-2.0
// Edges that leave one file: those stored against those that its linking gives. Sources and targets
// are refs; ids, which only the digest wants, are looked up for edges that differ.
#include "commit_int.h"

#include <stdlib.h>

typedef struct edge {
    cg_node_ref source, target;
    const cg_id *source_id, *target_id; /* NULL: not at hand */
    uint8_t kind;
    cg_str evidence;
} edge;

typedef CG_VEC(edge) edge_vector;

typedef struct edge_list {
    edge *ptr;
    size_t len;
} edge_list;

static int compare_edges(const void *a, const void *b)
{
    const edge *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

static void sort_edges(edge_list *list)
{
    if (list->len > 1)
        qsort(list->ptr, list->len, sizeof *list->ptr, compare_edges);
    for (size_t i = 1; i < list->len; i++) /* one edge for each two ends and kind */
        CG_ASSERT(compare_edges(&list->ptr[i - 1], &list->ptr[i]) < 0);
}

/* ---- the two sides ---- */

static int compare_refs(const void *a, const void *b)
{
    const cg_node_ref *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static key edges_from(const cg_commit *commit, cg_node_ref source)
{
    key k = key_begin(commit->project->prefix);
    key_put_be(&k, 'e', 1);
    key_put_ref(&k, source);
    return k;
}

/* The nodes of a file have numbers in a row, as a rule: one walk, that leaps over what belongs to
 * others. */
static cg_code find_edges(cg_commit *commit, const cg_node_ref *sorted, size_t count,
                          edge_vector *found, cg_err *err)
{
    key lower = edges_from(commit, sorted[0]);
    key upper = key_after(edges_from(commit, sorted[count - 1]));
    versioned_scan scan;
    versioned_scan_open(&scan, commit->project->store->kv, CG_CF_EDGES, key_str(&lower),
                        key_str(&upper), &commit->base->at);
    cg_str k, value;
    bool sound = true;
    for (size_t at = 0; versioned_scan_next(&scan, &k, &value);) {
        sound = k.len == KEY_EDGE;
        if (!sound)
            break;
        edge e = {.source = key_ref_at(k, KEY_PREFIX + 1)};
        while (sorted[at] < e.source)
            at++; /* ends: the last one bounds the walk */
        if (sorted[at] != e.source) {
            lower = edges_from(commit, sorted[at]);
            versioned_scan_seek(&scan, key_str(&lower));
            continue;
        }
        e.kind = (uint8_t)k.ptr[lower.len];
        e.target = key_ref_at(k, lower.len + 1);
        e.evidence = cg_arena_str(commit->scratch, value);
        CG_VEC_PUSH(found, e);
    }
    cg_code rc = versioned_scan_close(&scan, err);
    return rc == CG_OK && !sound ? CG_FAIL(err, CG_E_CORRUPT, "a stored relationship is damaged")
                                 : rc;
}

/* The stored edges that leave `refs`, in key order. */
static cg_code read_edges(cg_commit *commit, const cg_node_ref *refs, size_t count, edge_list *out,
                          cg_err *err)
{
    if (count == 0)
        return CG_OK;
    cg_node_ref *sorted = cg_arena_alloc_array(commit->scratch, count, sizeof *sorted);
    memcpy(sorted, refs, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_refs);
    edge_vector found = {0};
    cg_code rc = find_edges(commit, sorted, count, &found, err);
    out->len = found.len;
    out->ptr = cg_arena_alloc_array(commit->scratch, found.len + 1, sizeof *out->ptr);
    if (found.len > 0)
        memcpy(out->ptr, found.ptr, found.len * sizeof *out->ptr);
    CG_VEC_FINI(&found);
    return rc;
}

/* The nodes of a file before the commit, in scratch memory; none when the base has none. */
static cg_code read_base_nodes(cg_commit *commit, uint32_t file, file_nodes *out, cg_err *err)
{
    const cg_file *before = cg_snapshot_file(commit->base, file);
    if (before == NULL || !is_parsed(before))
        return CG_OK;
    cg_node_ref *refs;
    size_t count;
    cg_code rc = cg_snapshot_file_nodes(commit->base, file, commit->scratch, &refs, &count, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a file record is missing") : rc;
    *out = (file_nodes){.refs = refs, .count = (uint32_t)count};
    return CG_OK;
}

static cg_str make_evidence(cg_commit *commit, const cg_link_edge *e, const uint32_t *ordinals)
{
    cg_buf_clear(&commit->value);
    cg_buf_add_char(&commit->value, (char)e->rule);
    cg_buf_add_char(&commit->value, (char)e->confidence);
    uint32_t last = 0;
    for (uint32_t i = 0; i < e->count; i++) {
        cg_buf_add_varint(&commit->value, ordinals[e->first + i] - last);
        last = ordinals[e->first + i];
    }
    return cg_arena_str(commit->scratch, cg_buf_str(&commit->value));
}

/* A definition or edge that does not exist is a mistake of the linker's, not of its input. */
static const cg_id *set_end(const file_nodes *nodes, uint32_t def, cg_node_ref *out_ref)
{
    CG_ASSERT(def < nodes->count);
    *out_ref = nodes->refs[def];
    return nodes->ids != NULL ? &nodes->ids[def] : NULL;
}

typedef struct given_edges {
    uint32_t file;
    file_nodes nodes; /* of that file, as the commit leaves it */
    const cg_file_edges *list;
    cg_node_ref *external_refs; /* by their number in the list; 0: not asked for yet */
    cg_id *external_ids;
} given_edges;

/* The node of external number `index`. */
static cg_code set_external(cg_commit *commit, given_edges *given, uint32_t index, edge *out,
                            cg_err *err)
{
    CG_ASSERT(index < given->list->externals_count);
    cg_node_ref *ref = &given->external_refs[index];
    cg_id *id = &given->external_ids[index];
    cg_code rc = CG_OK;
    if (*ref == 0)
        rc = commit_use_external(commit, &given->list->externals[index], ref, id, err);
    out->target = *ref;
    out->target_id = id;
    return rc;
}

static cg_code set_target(cg_commit *commit, given_edges *given, const cg_link_edge *e, edge *out,
                          cg_err *err)
{
    const file_nodes *nodes = &given->nodes;
    if (e->target_file == CG_LINK_EXTERNAL)
        return set_external(commit, given, e->target, out, err);
    if (e->target_file != CG_NONE && e->target_file != given->file) {
        cg_code rc = commit_nodes_of(commit, e->target_file, &nodes, err);
        if (rc != CG_OK)
            return rc;
        commit->crossed = true;
    }
    out->target_id = set_end(nodes, e->target, &out->target);
    return CG_OK;
}

static cg_code make_edges(cg_commit *commit, given_edges *given, edge_list *out, cg_err *err)
{
    const cg_file_edges *list = given->list;
    out->len = list->count;
    out->ptr = cg_arena_alloc_array(commit->scratch, out->len + 1, sizeof *out->ptr);
    given->external_refs = cg_arena_alloc_array(commit->scratch, list->externals_count + 1,
                                                sizeof *given->external_refs);
    given->external_ids = cg_arena_alloc_array(commit->scratch, list->externals_count + 1,
                                               sizeof *given->external_ids);
    for (size_t i = 0; i < out->len; i++) {
        const cg_link_edge *e = &list->edges[i];
        edge *new = &out->ptr[i];
        cg_code rc = set_target(commit, given, e, new, err);
        if (rc != CG_OK)
            return rc;
        new->source_id = set_end(&given->nodes, e->source, &new->source);
        new->kind = e->kind;
        new->evidence = make_evidence(commit, e, list->ordinals);
    }
    sort_edges(out);
    return CG_OK;
}

/* ---- the difference ---- */

static void put_edge(cg_commit *commit, const edge *e, cg_change_op op)
{
    bool present = op != CG_CHANGE_REMOVED;
    const uint8_t *prefix = commit->project->prefix;
    cg_str none = CG_STR_NULL;
    cg_edge_kind kind = (cg_edge_kind)e->kind;
    key k;
    key_set_edge(&k, prefix, e->source, kind, e->target, commit->generation);
    rows_put(&commit->rows, CG_CF_EDGES, key_str(&k), present ? e->evidence : none);
    key_set_redge(&k, prefix, e->target, kind, e->source, commit->generation);
    rows_put(&commit->rows, CG_CF_REDGES, key_str(&k),
             present ? cg_str_slice(e->evidence, 0, 2) : none);
    commit_note_change(commit, (cg_change){.what = CG_CHANGE_EDGE,
                                           .op = op,
                                           .node = e->source,
                                           .kind = (cg_edge_kind)e->kind,
                                           .target = e->target});
}

static cg_code id_of_end(cg_commit *commit, const cg_id *known, cg_node_ref ref, cg_id *out_id,
                         cg_err *err)
{
    if (known == NULL)
        return commit_id_of(commit, ref, out_id, err);
    *out_id = *known;
    return CG_OK;
}

/* Takes `old` out of the digest and puts `new` in; either may be NULL, else their ends are the
 * same. An external may go with `old`. */
static cg_code change_digest(cg_commit *commit, const edge *old, const edge *new, cg_err *err)
{
    const edge *e = new != NULL ? new : old;
    cg_id source, target;
    cg_code rc = id_of_end(commit, e->source_id, e->source, &source, err);
    if (rc == CG_OK)
        rc = id_of_end(commit, e->target_id, e->target, &target, err);
    if (rc != CG_OK)
        return rc;
    cg_edge_kind kind = (cg_edge_kind)e->kind;
    if (old != NULL)
        digest_sub(&commit->digest, digest_edge(source, kind, target, old->evidence));
    if (new != NULL)
        digest_add(&commit->digest, digest_edge(source, kind, target, new->evidence));
    else if (cg_ref_kind(e->target) == CG_NODE_EXTERNAL)
        commit_unuse_external(commit, e->target, target);
    return CG_OK;
}

/* `*out_differs`: a row was written. */
static cg_code write_difference(cg_commit *commit, const edge_list *before, const edge_list *after,
                                bool *out_differs, cg_err *err)
{
    size_t b = 0, a = 0;
    while (b < before->len || a < after->len) {
        const edge *x = b < before->len ? &before->ptr[b] : NULL;
        const edge *y = a < after->len ? &after->ptr[a] : NULL;
        int order = x == NULL ? 1 : y == NULL ? -1 : compare_edges(x, y);
        b += order <= 0;
        a += order >= 0;
        if (order == 0 && cg_str_eq(x->evidence, y->evidence))
            continue;
        cg_code rc = change_digest(commit, order <= 0 ? x : NULL, order >= 0 ? y : NULL, err);
        if (rc != CG_OK)
            return rc;
        put_edge(commit, order < 0 ? x : y,
                 order < 0   ? CG_CHANGE_REMOVED
                 : order > 0 ? CG_CHANGE_ADDED
                             : CG_CHANGE_CHANGED);
        commit->result.edges_removed += order < 0;
        commit->result.edges_added += order > 0;
        commit->result.edges_changed += order == 0;
        *out_differs = true;
    }
    commit->counts.edges += after->len;
    commit->counts.edges -= before->len;
    return CG_OK;
}

cg_code commit_drop_edges(cg_commit *commit, const side *before, cg_err *err)
{
    edge_list old = {0}, none = {0};
    bool differs = false;
    cg_code rc = read_edges(commit, before->refs, before->count, &old, err);
    return rc == CG_OK ? write_difference(commit, &old, &none, &differs, err) : rc;
}

/* ---- the edges of a file ---- */

/* The row of a file that was put comes now; that of another when the number of its edges differs. */
static void settle(cg_commit *commit, const given_edges *given, bool was_put, bool differs)
{
    cg_file *entry = &commit->files.ptr[given->file];
    if (was_put || entry->edges != given->list->count) {
        entry->edges = (uint32_t)given->list->count;
        commit_put_file_row(commit, given->file, given->nodes.refs, given->nodes.count);
    }
    commit->changed = commit->changed || differs;
    commit->edges_due -= was_put;
    commit->nodes.ptr[given->file].phase = FILE_DONE;
}

static cg_code put_edges(cg_commit *commit, given_edges *given, cg_err *err)
{
    const file_nodes *nodes = &commit->nodes.ptr[given->file];
    bool was_put = nodes->phase == FILE_EDGES_DUE, differs = false;
    file_nodes base = {0};
    edge_list old = {0}, new = {0};
    cg_code rc = read_base_nodes(commit, given->file, &base, err);
    if (rc != CG_OK)
        return rc;
    given->nodes = was_put ? *nodes : base;
    rc = read_edges(commit, base.refs, base.count, &old, err);
    if (rc == CG_OK)
        rc = make_edges(commit, given, &new, err);
    if (rc == CG_OK)
        rc = write_difference(commit, &old, &new, &differs, err);
    if (rc == CG_OK)
        settle(commit, given, was_put, differs);
    return rc;
}

cg_code cg_commit_put_edges(cg_commit *commit, uint32_t file, const cg_file_edges *edges,
                            cg_err *err)
{
    CG_ASSERT(file < commit->files.len && commit->files.ptr[file].present);
    if (!is_parsed(&commit->files.ptr[file])) {
        CG_ASSERT(edges->count == 0);
        return CG_OK;
    }
    CG_ASSERT(commit->nodes.ptr[file].phase != FILE_DONE);
    given_edges given = {.file = file, .list = edges};
    cg_arena_mark mark = cg_arena_save(commit->scratch);
    cg_code rc = put_edges(commit, &given, err);
    cg_arena_rewind(commit->scratch, mark);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}

cg_code cg_commit_keep_edges(cg_commit *commit, uint32_t file, cg_err *err)
{
    const cg_file *before = cg_snapshot_file(commit->base, file);
    file_nodes *nodes = &commit->nodes.ptr[file];
    if (nodes->phase == FILE_AS_BASE) /* it was put as the base has it */
        return CG_OK;
    CG_ASSERT(nodes->phase == FILE_EDGES_DUE && before != NULL && is_parsed(before));
    CG_ASSERT(nodes->count == before->nodes);
    commit->files.ptr[file].edges = before->edges;
    commit_put_file_row(commit, file, nodes->refs, nodes->count);
    nodes->phase = FILE_DONE;
    nodes->deps_done = true;
    commit->edges_due--;
    return commit_relieve(commit, err);
}
