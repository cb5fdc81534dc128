// SPDX-License-Identifier: Apache-2.0
// Manual edges in a commit. A row says that a client stated the edge; whether it is shown is for
// readers to find out, so neither parsing nor the absence of an end touches it.
#include "overlay.h"

static const char stated[] = {1};

static cg_id id_of(const made_edge *e)
{
    return cg_edge_id(e->source, e->kind, e->target);
}

/* ---- edges that the commit made, by id ---- */

static uint32_t *made_slot(const overlay_changes *changes, cg_id id)
{
    size_t mask = changes->made_capacity - 1;
    size_t slot = (size_t)cg_hash64(id.bytes, sizeof id.bytes, 0) & mask;
    while (changes->made_slots[slot] != 0 &&
           !cg_id_eq(id_of(&changes->made.ptr[changes->made_slots[slot] - 1]), id))
        slot = (slot + 1) & mask;
    return &changes->made_slots[slot];
}

static void add_made(overlay_changes *changes, const made_edge *e)
{
    if (changes->made.len * 2 >= changes->made_capacity) {
        cg_free(changes->made_slots);
        changes->made_capacity = CG_MAX(changes->made_capacity * 2, (size_t)64);
        changes->made_slots = cg_alloc_array(changes->made_capacity, sizeof *changes->made_slots);
        for (size_t i = 0; i < changes->made.len; i++)
            *made_slot(changes, id_of(&changes->made.ptr[i])) = (uint32_t)i + 1;
    }
    uint32_t *slot = made_slot(changes, id_of(e));
    if (*slot != 0) /* made before, and gone in between */
        return;
    CG_VEC_PUSH(&changes->made, *e);
    *slot = (uint32_t)changes->made.len;
}

/* NULL: the commit made none of this id. */
static const made_edge *find_made(const overlay_changes *changes, cg_id id)
{
    uint32_t at = changes->made_capacity > 0 ? *made_slot(changes, id) : 0;
    return at > 0 ? &changes->made.ptr[at - 1] : NULL;
}

/* ---- stating and taking back ---- */

static key forward_key(const cg_commit *commit, const made_edge *e)
{
    return key_manual_edge(commit->project->prefix, e->source, e->kind, e->target);
}

static cg_code is_stated(cg_commit *commit, const made_edge *e, bool *out_is, cg_err *err)
{
    overlay_changes *changes = overlay_of(commit);
    cg_str value;
    cg_arena_mark mark = cg_arena_save(changes->scratch);
    cg_code rc =
        overlay_get(commit, OVERLAY_EDGES, forward_key(commit, e), changes->scratch, &value, err);
    *out_is = rc == CG_OK && value.len > 0;
    cg_arena_rewind(changes->scratch, mark);
    return rc;
}

static cg_code put_edge(cg_commit *commit, const made_edge *e, bool present, cg_err *err)
{
    cg_str value = present ? cg_str_make(stated, sizeof stated) : CG_STR_NULL;
    cg_code rc = overlay_put(commit, OVERLAY_EDGES, forward_key(commit, e), value, err);
    if (rc != CG_OK)
        return rc;
    overlay_put_derived(
        commit, CG_CF_EDGES,
        key_manual_edge_back(commit->project->prefix, e->target, e->kind, e->source), value);
    return commit_relieve(commit, err);
}

cg_code cg_commit_put_manual_edge(cg_commit *commit, cg_id source, cg_edge_kind kind, cg_id target,
                                  cg_err *err)
{
    const made_edge e = {source, target, kind};
    bool is;
    cg_code rc = is_stated(commit, &e, &is, err);
    if (rc != CG_OK || is)
        return rc;
    add_made(overlay_of(commit), &e);
    return put_edge(commit, &e, true, err);
}

static cg_code take_back(cg_commit *commit, const made_edge *e, bool with_metadata, cg_err *err)
{
    cg_code rc = put_edge(commit, e, false, err);
    if (rc == CG_OK && with_metadata)
        rc = cg_commit_put_metadata(commit, CG_OWNER_EDGE, id_of(e), CG_STR_NULL, err);
    return rc;
}

cg_code cg_commit_delete_manual_edge(cg_commit *commit, const cg_commit_edge *edge, cg_err *err)
{
    const made_edge e = {edge->source, edge->target, edge->kind};
    return edge->manual ? take_back(commit, &e, !edge->parsed, err) : CG_OK;
}

cg_code overlay_set_edge(cg_commit *commit, cg_id source, cg_edge_kind kind, cg_id target,
                         bool present, cg_err *err)
{
    const made_edge e = {source, target, kind};
    bool is;
    if (present)
        return cg_commit_put_manual_edge(commit, source, kind, target, err);
    cg_code rc = is_stated(commit, &e, &is, err);
    return rc == CG_OK && is ? put_edge(commit, &e, false, err) : rc;
}

/* ---- finding ---- */

static cg_code find_manual(cg_commit *commit, cg_id id, made_edge *out_edge, cg_err *err)
{
    const made_edge *made = find_made(overlay_of(commit), id);
    if (made != NULL) {
        *out_edge = *made;
        return CG_OK;
    }
    out_edge->kind = (cg_edge_kind)id.bytes[CG_EDGE_ID_SOURCE];
    if (commit->base->counts.manual_edges == 0)
        return CG_E_NOT_FOUND;
    return manual_edge_by_id(commit->base, id, &out_edge->source, &out_edge->target, err);
}

static cg_code find_parsed(cg_commit *commit, cg_id id, cg_commit_edge *out, cg_err *err)
{
    cg_edge_row row;
    node_record source, target;
    cg_code rc = parsed_edge_by_id(commit->base, id, &row, err);
    if (rc == CG_OK)
        rc = node_read(commit->base, row.source, &source, NULL, err);
    if (rc == CG_OK)
        rc = node_read(commit->base, row.target, &target, NULL, err);
    if (rc == CG_OK) {
        key k = key_edge(commit->project->prefix, row.source, row.kind, row.target, 0);
        k.len -= KEY_GEN;
        rc = commit_read_generation(commit, CG_CF_EDGES, k, &out->generation, err);
    }
    if (rc == CG_OK) {
        out->source = source.id;
        out->target = target.id;
        out->kind = row.kind;
        out->parsed = true;
    }
    return rc;
}

static cg_code add_manual_generation(cg_commit *commit, const made_edge *e,
                                     uint64_t *inout_generation, cg_err *err)
{
    uint64_t generation = commit->generation;
    cg_code rc = CG_OK;
    key k = forward_key(commit, e);
    if (overlay_find(overlay_of(commit), k) == NULL)
        rc = commit_read_generation(commit, CG_CF_EDGES, k, &generation, err);
    *inout_generation = CG_MAX(*inout_generation, generation);
    return rc;
}

cg_code cg_commit_find_edge(cg_commit *commit, cg_id id, cg_commit_edge *out_edge, cg_err *err)
{
    cg_commit_edge found = {0};
    made_edge manual;
    cg_code rc = find_parsed(commit, id, &found, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    rc = find_manual(commit, id, &manual, err);
    if (rc == CG_OK)
        rc = is_stated(commit, &manual, &found.manual, err);
    if (rc == CG_OK && found.manual) {
        found.source = manual.source;
        found.target = manual.target;
        found.kind = manual.kind;
        rc = add_manual_generation(commit, &manual, &found.generation, err);
    }
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (!found.parsed && !found.manual)
        return CG_E_NOT_FOUND;
    rc = commit_add_metadata_generation(commit, CG_OWNER_EDGE, id, &found.generation, err);
    if (rc == CG_OK)
        *out_edge = found;
    return rc;
}

/* ---- all at a node ---- */

typedef CG_VEC(made_edge) edge_vector;

static cg_code collect_base(cg_commit *commit, cg_id node, bool inwards, edge_vector *out,
                            cg_err *err)
{
    static const cg_id none;
    manual_scan scan;
    cg_edge_kind kind;
    cg_id end, other;
    manual_scan_open(&scan, commit->base, node, inwards, CG_EDGE_NONE, CG_EDGE_NONE, none);
    while (out->len <= CG_CASCADE_MAX && manual_scan_next(&scan, &end, &kind, &other)) {
        made_edge e = {inwards ? other : node, inwards ? node : other, kind};
        CG_VEC_PUSH(out, e);
    }
    return manual_scan_close(&scan, err);
}

/* Some that are collected may be gone already, and one from the node to itself comes twice. */
static cg_code collect(cg_commit *commit, cg_id node, edge_vector *out, cg_err *err)
{
    const overlay_changes *changes = overlay_of(commit);
    cg_code rc = CG_OK;
    if (commit->base->counts.manual_edges > 0) {
        rc = collect_base(commit, node, false, out, err);
        if (rc == CG_OK)
            rc = collect_base(commit, node, true, out, err);
    }
    for (size_t i = 0; i < changes->made.len; i++) {
        const made_edge *e = &changes->made.ptr[i];
        if (cg_id_eq(e->source, node) || cg_id_eq(e->target, node))
            CG_VEC_PUSH(out, *e);
    }
    if (rc == CG_OK && out->len > CG_CASCADE_MAX)
        rc = CG_FAIL(err, CG_E_LIMIT,
                     "the node has more than %d relationships: delete some of them first",
                     CG_CASCADE_MAX);
    return rc;
}

cg_code overlay_drop_edges(cg_commit *commit, cg_id node, uint64_t *out_count, cg_err *err)
{
    edge_vector edges = {0};
    cg_code rc = collect(commit, node, &edges, err);
    *out_count = 0;
    for (size_t i = 0; rc == CG_OK && i < edges.len; i++) {
        bool is;
        rc = is_stated(commit, &edges.ptr[i], &is, err);
        if (rc == CG_OK && is) {
            rc = take_back(commit, &edges.ptr[i], true, err);
            ++*out_count;
        }
    }
    CG_VEC_FINI(&edges);
    return rc;
}
