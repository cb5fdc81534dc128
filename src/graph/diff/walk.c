// SPDX-License-Identifier: Apache-2.0
// What may differ between two generations, found by walking all rows of a project: those of one key lie
// together, the newest first, so one look at each key tells whether both generations see the same row.
#include "diff.h"

/* ---- rows of one family ---- */

/* What all keys of a phase start with, without a phase of its own for the numbers of metadata's owners. */
static key phase_key(const cg_project *project, diff_phase phase)
{
    key k = key_begin(project->prefix);
    switch (phase) {
    case WALK_FILES: return diff_family_key(project, DIFF_FILES);
    case WALK_NODES: return diff_family_key(project, DIFF_NODES);
    case WALK_EDGES: return diff_family_key(project, DIFF_EDGES);
    case WALK_MANUAL_EDGES: key_put_be(&k, EDGES_MANUAL, 1); return k;
    default:
        key_put_be(&k, IDX_METADATA, 1);
        key_put_be(&k, phase == WALK_NODE_METADATA ? CG_OWNER_NODE : CG_OWNER_EDGE, 1);
        return k;
    }
}

static cg_cf phase_cf(diff_phase phase)
{
    return phase == WALK_NODES                                 ? CG_CF_NODES
           : phase == WALK_EDGES || phase == WALK_MANUAL_EDGES ? CG_CF_EDGES
                                                               : CG_CF_INDEXES;
}

static size_t phase_key_size(diff_phase phase)
{
    static const size_t sizes[] = {
        [WALK_FILES] = KEY_FILE,
        [WALK_NODES] = KEY_NODE,
        [WALK_EDGES] = KEY_EDGE,
        [WALK_MANUAL_EDGES] = KEY_MANUAL_EDGE,
        [WALK_NODE_METADATA] = KEY_METADATA,
        [WALK_EDGE_METADATA] = KEY_METADATA,
    };
    return sizes[phase];
}

static void open_phase(diff_walk *walk, const cg_project *project)
{
    key lower = phase_key(project, walk->phase), upper = key_after(lower);
    if (walk->last.len > 0)
        lower = key_after(walk->last);
    walk->iter = cg_kv_iter_create(project->store->kv, NULL, phase_cf(walk->phase), key_str(&lower),
                                   key_str(&upper));
    cg_kv_iter_first(walk->iter);
}

void diff_walk_pause(diff_walk *walk)
{
    cg_kv_iter_destroy(walk->iter);
    walk->iter = NULL;
}

/* On to the next key, which `last` becomes. `*out_same`: both sides see the same row of it, or none. */
static cg_code next_key(diff_walk *walk, const diff_sides *sides, bool *out_same, cg_err *err)
{
    uint64_t seen[2] = {0, 0}; /* the generation of the row that a side sees; 0: none yet */
    cg_kv_iter *iter = walk->iter;
    if (!cg_kv_iter_valid(iter)) {
        cg_code rc = cg_kv_iter_status(iter, err);
        return rc == CG_OK ? CG_E_NOT_FOUND : rc;
    }
    cg_str k = cg_kv_iter_key(iter);
    if (k.len != phase_key_size(walk->phase))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored row is damaged");
    walk->last.len = 0;
    key_put(&walk->last, k.ptr, k.len - KEY_GEN);
    while (k.len == walk->last.len + KEY_GEN &&
           memcmp(k.ptr, walk->last.bytes, walk->last.len) == 0) {
        uint64_t generation = key_gen(k);
        for (size_t side = 0; side < 2; side++)
            if (seen[side] == 0 && lineage_sees(&sides->at[side], generation))
                seen[side] = generation;
        cg_kv_iter_next(iter);
        if (!cg_kv_iter_valid(iter))
            break;
        k = cg_kv_iter_key(iter);
    }
    *out_same = seen[0] == seen[1];
    return CG_OK;
}

/* ---- from a row to the thing that it is about ---- */

static cg_id id_at(const key *k, size_t at)
{
    cg_id id;
    CG_ASSERT(at + sizeof id.bytes <= k->len);
    memcpy(id.bytes, k->bytes + at, sizeof id.bytes);
    return id;
}

/* A manual edge comes and goes with its ends, so each is looked at, unless parsing found it as well: then it was
 * among those. */
static cg_code take_manual_edge(const diff_walk *walk, diff_reader *reader, diff_key *out_keys,
                                size_t *out_count, cg_err *err)
{
    cg_edge_ends edge;
    diff_key found[2];
    size_t count = 0;
    if (!key_manual_ends(key_str(&walk->last), &edge))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay is damaged");
    cg_code rc = diff_manual_keys(reader->sides, &edge, found, &count, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        bool parsed;
        rc = diff_is_parsed(reader, found[i], &parsed, err);
        if (rc == CG_OK && !parsed)
            out_keys[(*out_count)++] = found[i];
    }
    return rc;
}

/* What has metadata, when it is there under the same number on both sides: else it was among the nodes. */
static cg_code take_node_metadata(const diff_walk *walk, const diff_sides *sides, diff_key *out_key,
                                  size_t *out_count, cg_err *err)
{
    bool found;
    cg_code rc = diff_node_key(sides, id_at(&walk->last, KEY_PREFIX + 2), out_key, &found, err);
    *out_count += rc == CG_OK && found;
    return rc;
}

static cg_code take_edge_metadata(const diff_walk *walk, const diff_sides *sides,
                                  diff_key *out_keys, size_t *out_count, cg_err *err)
{
    CG_AUTO(cg_snapshot) after = NULL;
    cg_edge_row edge;
    cg_code rc = cg_snapshot_at(sides->project, sides->at[CG_DIFF_AFTER].generation, &after, err);
    if (rc == CG_OK)
        rc = cg_snapshot_edge_by_id(after, id_at(&walk->last, KEY_PREFIX + 2), &edge, err);
    if (rc == CG_OK)
        out_keys[(*out_count)++] = diff_key_of(CG_CHANGE_EDGE, edge.source, edge.kind, edge.target);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* One that parsing found on neither side, both of whose rows may say that it went, is for later. */
static cg_code take_edge(const diff_walk *walk, diff_reader *reader, diff_key *out_key,
                         size_t *out_count, cg_err *err)
{
    const uint8_t *bytes = walk->last.bytes + KEY_PREFIX + 1;
    bool parsed = true;
    cg_code rc = CG_OK;
    *out_key = diff_key_of(CG_CHANGE_EDGE, cg_get_be(bytes, KEY_REF), (cg_edge_kind)bytes[KEY_REF],
                           cg_get_be(bytes + KEY_REF + 1, KEY_REF));
    if (reader->sides->manual)
        rc = diff_is_parsed(reader, *out_key, &parsed, err);
    *out_count += rc == CG_OK && parsed;
    return rc;
}

/* The things that the rows of `last` are about: two at most. */
static cg_code take_keys(const diff_walk *walk, diff_reader *reader, diff_key out_keys[2],
                         size_t *out_count, cg_err *err)
{
    const uint8_t *bytes = walk->last.bytes + KEY_PREFIX;
    *out_count = 0;
    switch (walk->phase) {
    case WALK_FILES:
        out_keys[(*out_count)++] = diff_key_of(CG_CHANGE_FILE, cg_get_be32(bytes + 1), 0, 0);
        return CG_OK;
    case WALK_NODES:
        out_keys[(*out_count)++] = diff_key_of(CG_CHANGE_NODE, cg_get_be(bytes, KEY_REF), 0, 0);
        return CG_OK;
    case WALK_EDGES: return take_edge(walk, reader, out_keys, out_count, err);
    case WALK_MANUAL_EDGES: return take_manual_edge(walk, reader, out_keys, out_count, err);
    case WALK_NODE_METADATA:
        return take_node_metadata(walk, reader->sides, out_keys, out_count, err);
    default: return take_edge_metadata(walk, reader->sides, out_keys, out_count, err);
    }
}

/* ---- walking ---- */

static bool has_phase(const diff_sides *sides, diff_phase phase)
{
    return phase < WALK_MANUAL_EDGES ||
           (phase == WALK_MANUAL_EDGES ? sides->manual : sides->metadata);
}

static void next_phase(diff_walk *walk, const diff_sides *sides)
{
    diff_walk_pause(walk);
    walk->last.len = 0;
    do
        walk->phase++;
    while (walk->phase < WALK_DONE && !has_phase(sides, walk->phase));
}

/* Rows of metadata speak for what is otherwise the same, and they alone. */
static bool is_for_phase(diff_phase phase, const cg_diff_row *row)
{
    bool only_metadata = row->op == CG_CHANGE_CHANGED && !row->facts;
    return only_metadata == (phase >= WALK_NODE_METADATA);
}

/* The next thing that may differ. */
static cg_code next_candidate(diff_walk *walk, diff_reader *reader, diff_key *out_key, cg_err *err)
{
    if (walk->has_waiting) {
        walk->has_waiting = false;
        *out_key = walk->waiting;
        return CG_OK;
    }
    while (walk->phase < WALK_DONE) {
        diff_key keys[2];
        size_t count = 0;
        bool same = false;
        if (walk->iter == NULL)
            open_phase(walk, reader->sides->project);
        cg_code rc = next_key(walk, reader->sides, &same, err);
        if (rc == CG_E_NOT_FOUND) {
            next_phase(walk, reader->sides);
            continue;
        }
        if (rc == CG_OK && (!same || walk->phase == WALK_MANUAL_EDGES))
            rc = take_keys(walk, reader, keys, &count, err);
        if (rc != CG_OK)
            return rc;
        walk->has_waiting = count > 1;
        walk->waiting = keys[count > 1];
        *out_key = keys[0];
        if (count > 0)
            return CG_OK;
    }
    return CG_E_NOT_FOUND;
}

cg_code diff_walk_next(diff_walk *walk, diff_reader *reader, cg_diff_row *out_row, cg_err *err)
{
    bool differs = false;
    cg_code rc = CG_OK;
    while (rc == CG_OK && !differs) {
        diff_key candidate;
        rc = next_candidate(walk, reader, &candidate, err);
        if (rc == CG_OK)
            rc = diff_compare(reader, candidate, out_row, &differs, err);
        differs = rc == CG_OK && differs && is_for_phase(walk->phase, out_row);
    }
    return rc;
}
