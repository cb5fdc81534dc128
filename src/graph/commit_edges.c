// SPDX-License-Identifier: Apache-2.0
// Edges that leave one file: those stored against those that its facts give.
#include "commit_int.h"

#include <stdlib.h>

typedef struct edge {
    cg_node_ref source, target;
    cg_id source_id, target_id;
    uint8_t kind;
    cg_str evidence;
} edge;

typedef struct edges {
    edge *ptr;
    size_t len;
} edges;

static int compare_edges(const void *a, const void *b)
{
    const edge *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

/* The stored edges that leave the definitions of the file, in key order. */
static cg_code read_edges(cg_commit *commit, const side *before, edges *out, cg_err *err)
{
    def_map by_ref = def_map_make(commit->scratch, before->count);
    for (size_t i = 0; i < before->count; i++)
        def_map_set(&by_ref, before->refs[i], i);
    CG_VEC(edge) found = {0};
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < before->count; i++) {
        key lower = key_begin(commit->project->prefix);
        key_put_be(&lower, 'e', 1);
        key_put_ref(&lower, before->refs[i]);
        key upper = key_after(lower);
        versioned_scan scan;
        versioned_scan_open(&scan, commit->project->store->kv, CG_CF_EDGES, key_str(&lower),
                            key_str(&upper), commit->base->generation);
        cg_str k, value;
        while (versioned_scan_next(&scan, &k, &value)) {
            edge e = {.source = before->refs[i],
                      .source_id = before->ids[i],
                      .kind = (uint8_t)k.ptr[lower.len],
                      .target = key_ref_at(k, lower.len + 1),
                      .evidence = cg_arena_str(commit->scratch, value)};
            uint32_t at = def_map_get(&by_ref, e.target);
            CG_ASSERT(at != CG_NONE); /* edges stay inside their file */
            e.target_id = before->ids[at];
            CG_VEC_PUSH(&found, e);
        }
        rc = versioned_scan_close(&scan, err);
    }
    out->len = found.len;
    out->ptr = cg_arena_alloc_array(commit->scratch, found.len + 1, sizeof *out->ptr);
    if (found.len > 0)
        memcpy(out->ptr, found.ptr, found.len * sizeof *out->ptr);
    CG_VEC_FINI(&found);
    if (out->len > 1)
        qsort(out->ptr, out->len, sizeof *out->ptr, compare_edges);
    return rc;
}

static cg_str make_evidence(cg_commit *commit, const cg_unit_edge *e, const uint32_t *ordinals)
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

static void make_edges(cg_commit *commit, const side *after, const cg_file_facts *facts, edges *out)
{
    out->len = facts->edges_count;
    out->ptr = cg_arena_alloc_array(commit->scratch, out->len + 1, sizeof *out->ptr);
    for (size_t i = 0; i < out->len; i++) {
        const cg_unit_edge *e = &facts->edges[i];
        out->ptr[i] = (edge){.source = after->refs[e->source],
                             .target = after->refs[e->target],
                             .source_id = after->ids[e->source],
                             .target_id = after->ids[e->target],
                             .kind = e->kind,
                             .evidence = make_evidence(commit, e, facts->ordinals)};
    }
    if (out->len > 1)
        qsort(out->ptr, out->len, sizeof *out->ptr, compare_edges);
}

static void put_edge(cg_commit *commit, const edge *e, bool present)
{
    const uint8_t *prefix = commit->project->prefix;
    cg_str none = CG_STR_NULL;
    key k = key_edge(prefix, e->source, (cg_edge_kind)e->kind, e->target, commit->generation);
    rows_put(&commit->rows, CG_CF_EDGES, key_str(&k), present ? e->evidence : none);
    k = key_redge(prefix, e->target, (cg_edge_kind)e->kind, e->source, commit->generation);
    rows_put(&commit->rows, CG_CF_REDGES, key_str(&k),
             present ? cg_str_slice(e->evidence, 0, 2) : none);
}

static cg_hash128 edge_digest(const edge *e)
{
    return digest_edge(e->source_id, (cg_edge_kind)e->kind, e->target_id, e->evidence);
}

static void write_difference(cg_commit *commit, const edges *before, const edges *after)
{
    size_t b = 0, a = 0;
    while (b < before->len || a < after->len) {
        const edge *x = b < before->len ? &before->ptr[b] : NULL;
        const edge *y = a < after->len ? &after->ptr[a] : NULL;
        int order = x == NULL ? 1 : y == NULL ? -1 : compare_edges(x, y);
        if (order == 0 && cg_str_eq(x->evidence, y->evidence)) {
            b++, a++;
            continue;
        }
        if (order <= 0)
            digest_sub(&commit->digest, edge_digest(x));
        if (order >= 0)
            digest_add(&commit->digest, edge_digest(y));
        put_edge(commit, order < 0 ? x : y, order >= 0);
        commit->result.edges_removed += order < 0;
        commit->result.edges_added += order > 0;
        commit->result.edges_changed += order == 0;
        b += order <= 0;
        a += order >= 0;
    }
    commit->counts.edges += after->len;
    commit->counts.edges -= before->len;
}

cg_code commit_diff_edges(cg_commit *commit, const side *before, const side *after,
                          const cg_file_facts *facts, cg_err *err)
{
    edges old = {0}, new = {0};
    if (before->count > 0) {
        cg_code rc = read_edges(commit, before, &old, err);
        if (rc != CG_OK)
            return rc;
    }
    if (after->count > 0)
        make_edges(commit, after, facts, &new);
    write_difference(commit, &old, &new);
    return CG_OK;
}
