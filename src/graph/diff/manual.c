// SPDX-License-Identifier: Apache-2.0
// Manual edges in differences. Their rows name ids, so an edge comes and goes with its ends, and is another one
// when they get other numbers, without a row of its own that changes.
#include "diff.h"

/* 0: it is not there. */
static cg_code find_ref(const diff_sides *sides, int side, cg_id id, cg_node_ref *out_ref,
                        cg_err *err)
{
    *out_ref = 0;
    cg_code rc = past_ref(sides->project, &sides->at[side], id, out_ref, err);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

cg_code diff_node_key(const diff_sides *sides, cg_id id, diff_key *out_key, bool *out_found,
                      cg_err *err)
{
    cg_node_ref refs[2];
    cg_code rc = find_ref(sides, CG_DIFF_BEFORE, id, &refs[0], err);
    if (rc == CG_OK)
        rc = find_ref(sides, CG_DIFF_AFTER, id, &refs[1], err);
    *out_found = rc == CG_OK && refs[0] == refs[1] && refs[0] != 0;
    if (*out_found)
        *out_key = diff_key_of(CG_CHANGE_NODE, refs[0], 0, 0);
    return rc;
}

cg_code diff_manual_keys(const diff_sides *sides, const cg_edge_ends *edge, diff_key out_keys[2],
                         size_t *out_count, cg_err *err)
{
    cg_code rc = CG_OK;
    *out_count = 0;
    for (int side = 0; rc == CG_OK && side < 2; side++) {
        cg_node_ref source, target = 0;
        rc = find_ref(sides, side, edge->source, &source, err);
        if (rc == CG_OK && source != 0)
            rc = find_ref(sides, side, edge->target, &target, err);
        if (rc != CG_OK || source == 0 || target == 0)
            continue;
        diff_key found = diff_key_of(CG_CHANGE_EDGE, source, edge->kind, target);
        if (*out_count == 0 || out_keys[0].first != found.first ||
            out_keys[0].second != found.second)
            out_keys[(*out_count)++] = found;
    }
    return rc;
}

/* Those of the rows at one end, whoever sees them. */
static cg_code add_at(const diff_sides *sides, cg_id id, bool inwards, diff_keys *keys, cg_err *err)
{
    key lower = key_begin(sides->project->prefix);
    key_put_be(&lower, inwards ? EDGES_MANUAL_BACK : EDGES_MANUAL, 1);
    key_put(&lower, id.bytes, sizeof id.bytes);
    key upper = key_after(lower), last = {.len = 0};
    cg_code rc = CG_OK;
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(sides->project->store->kv, NULL, CG_CF_EDGES,
                                                 key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        diff_key found[2];
        size_t count;
        cg_edge_ends edge;
        if (!key_manual_ends(key_without_gen(k), &edge))
            return CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay is damaged");
        if (last.len > 0 && memcmp(k.ptr, last.bytes, last.len) == 0)
            continue; /* an older row of the same edge */
        last.len = 0;
        key_put(&last, k.ptr, k.len - KEY_GEN);
        if (inwards)
            edge = (cg_edge_ends){edge.target, edge.source, edge.kind};
        rc = diff_manual_keys(sides, &edge, found, &count, err);
        for (size_t i = 0; rc == CG_OK && i < count; i++)
            CG_VEC_PUSH(keys, found[i]);
    }
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}

cg_code diff_add_manual(diff_reader *reader, diff_keys *keys, cg_err *err)
{
    size_t count = keys->len; /* those that are added need no look */
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        cg_diff_row row;
        bool differs;
        cg_node_identity node;
        if (keys->ptr[i].first >> 60 != CG_CHANGE_NODE)
            continue;
        rc = diff_compare(reader, keys->ptr[i], &row, &differs, err);
        if (rc != CG_OK || !differs || row.op == CG_CHANGE_CHANGED)
            continue;
        rc = cg_project_node_ids(reader->sides->project, &row.node, 1, &node, err);
        if (rc == CG_OK)
            rc = add_at(reader->sides, node.id, false, keys, err);
        if (rc == CG_OK)
            rc = add_at(reader->sides, node.id, true, keys, err);
    }
    return rc;
}
