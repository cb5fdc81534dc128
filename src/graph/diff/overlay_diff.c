// SPDX-License-Identifier: Apache-2.0
// The overlay by its rows, whatever they say: in which of them two generations may differ, and taking a row
// over from one to another. Rows that only one of the two can see were written by generations that only
// it was built on, and each of those has a log of them: so this costs what was changed.
#include <stdlib.h>

#include "commit/overlay.h"

#define ID (sizeof(cg_id))

/* ---- keys ---- */

static key row_key(const cg_project *project, const cg_overlay_key *of)
{
    switch (of->what) {
    case CG_OVERLAY_NODE: return key_manual(project->prefix, of->id);
    case CG_OVERLAY_EDGE: return key_manual_edge(project->prefix, of->id, of->kind, of->target);
    case CG_OVERLAY_NODE_METADATA: return key_metadata(project->prefix, CG_OWNER_NODE, of->id);
    case CG_OVERLAY_KNOWN: return key_metadata(project->prefix, CG_OWNER_KNOWN, of->id);
    default: return key_metadata(project->prefix, CG_OWNER_EDGE, of->id);
    }
}

static cg_cf family_of(const cg_overlay_key *of)
{
    return of->what == CG_OVERLAY_EDGE ? CG_CF_EDGES : CG_CF_INDEXES;
}

/* What follows the generation in a row of the log. The lengths tell them apart. */
static bool read_key(cg_str k, cg_overlay_key *out)
{
    *out = (cg_overlay_key){.what = CG_OVERLAY_NODE};
    const char *at = k.ptr + 1;
    if (k.len == 1 + ID + 1 + ID && k.ptr[0] == EDGES_MANUAL) {
        out->what = CG_OVERLAY_EDGE;
        out->kind = (cg_edge_kind)(uint8_t)at[ID];
        memcpy(out->target.bytes, at + ID + 1, ID);
    } else if (k.len == 2 + ID && k.ptr[0] == IDX_METADATA) {
        out->what = *at == CG_OWNER_NODE    ? CG_OVERLAY_NODE_METADATA
                    : *at == CG_OWNER_KNOWN ? CG_OVERLAY_KNOWN
                                            : CG_OVERLAY_EDGE_METADATA;
        at++;
    } else if (k.len != 1 + ID || k.ptr[0] != IDX_MANUAL) {
        return false;
    }
    memcpy(out->id.bytes, at, ID);
    return true;
}

int cg_overlay_key_cmp(const cg_overlay_key *a, const cg_overlay_key *b)
{
    if (a->what != b->what)
        return a->what < b->what ? -1 : 1;
    int order = memcmp(a->id.bytes, b->id.bytes, ID);
    if (order == 0)
        order = (a->kind > b->kind) - (a->kind < b->kind);
    return order != 0 ? order : memcmp(a->target.bytes, b->target.bytes, ID);
}

static int compare(const void *a, const void *b)
{
    return cg_overlay_key_cmp(a, b);
}

/* ---- rows ---- */

struct cg_overlay_reader {
    cg_project *project;
    cg_kv_iter *iters[CG_CF_COUNT]; /* over all rows of the project; NULL: not needed yet */
};

cg_overlay_reader *cg_overlay_reader_open(cg_project *project)
{
    cg_overlay_reader *r = cg_alloc(sizeof *r);
    r->project = project;
    return r;
}

void cg_overlay_reader_close(cg_overlay_reader *r)
{
    if (r == NULL)
        return;
    for (size_t cf = 0; cf < CG_CF_COUNT; cf++)
        cg_kv_iter_destroy(r->iters[cf]);
    cg_free(r);
}

static cg_kv_iter *iter_of(cg_overlay_reader *r, cg_cf cf)
{
    if (r->iters[cf] == NULL) {
        key lower = key_begin(r->project->prefix), upper = key_after(lower);
        r->iters[cf] =
            cg_kv_iter_create(r->project->store->kv, NULL, cf, key_str(&lower), key_str(&upper));
    }
    return r->iters[cf];
}

cg_code cg_overlay_reader_get(cg_overlay_reader *r, const cg_snapshot *snap,
                              const cg_overlay_key *of, cg_arena *arena, cg_str *out_value,
                              cg_err *err)
{
    cg_str value;
    *out_value = CG_STR_NULL;
    cg_code rc =
        versioned_seek(iter_of(r, family_of(of)), row_key(r->project, of), &snap->at, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    return cg_arena_try_str(arena, value, out_value)
               ? CG_OK
               : CG_FAIL(err, CG_E_LIMIT, "the reply grows too large: ask for less at a time");
}

/* ---- what was written ---- */

typedef CG_VEC(cg_overlay_key) key_vector;

/* The first one not below `generation` that `at` sees: at most its own. */
static uint64_t next_seen(const lineage *at, uint64_t generation)
{
    while (generation < at->generation && !lineage_sees(at, generation))
        generation++;
    return generation;
}

/* All that the generations which `at` sees above `above` have written. */
static cg_code collect(cg_overlay_reader *r, const lineage *at, uint64_t above, size_t limit,
                       key_vector *out, cg_err *err)
{
    const uint8_t *prefix = r->project->prefix;
    if (at->generation <= above)
        return CG_OK;
    key first = key_overlay_log(prefix, next_seen(at, above + 1));
    key end = key_after(key_overlay_log(prefix, at->generation));
    cg_kv_iter *iter = iter_of(r, CG_CF_INDEXES);
    cg_kv_iter_seek(iter, key_str(&first));
    while (cg_kv_iter_valid(iter) && cg_str_cmp(cg_kv_iter_key(iter), key_str(&end)) < 0) {
        cg_str k = cg_kv_iter_key(iter);
        cg_overlay_key found;
        uint64_t generation = cg_get_be((const uint8_t *)k.ptr + KEY_PREFIX + 1, KEY_GEN);
        if (!lineage_sees(at, generation)) {
            key next = key_overlay_log(prefix, next_seen(at, generation));
            cg_kv_iter_seek(iter, key_str(&next));
            continue;
        }
        if (!read_key(cg_str_slice(k, KEY_OVERLAY_LOG, k.len), &found))
            return CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay's log is damaged");
        if (out->len == limit)
            return CG_FAIL(err, CG_E_LIMIT,
                           "more than %zu changes of manual nodes, relationships and metadata lie "
                           "between generations %" PRIu64 " and %" PRIu64,
                           limit, above, at->generation);
        CG_VEC_PUSH(out, found);
        cg_kv_iter_next(iter);
    }
    return cg_kv_iter_status(iter, err);
}

static void drop_doubles(key_vector *keys)
{
    size_t kept = 0;
    if (keys->len > 1)
        qsort(keys->ptr, keys->len, sizeof *keys->ptr, compare);
    for (size_t i = 0; i < keys->len; i++)
        if (i == 0 || cg_overlay_key_cmp(&keys->ptr[i], &keys->ptr[kept - 1]) != 0)
            keys->ptr[kept++] = keys->ptr[i];
    keys->len = kept;
}

cg_code cg_overlay_diff(cg_overlay_reader *r, const cg_snapshot *a, const cg_snapshot *b,
                        size_t limit, cg_arena *arena, cg_overlay_key **out_keys, size_t *out_count,
                        cg_err *err)
{
    CG_ASSERT(a->project == r->project && b->project == r->project);
    uint64_t common = lineage_common(&a->at, &b->at);
    key_vector keys = {0};
    cg_code rc = collect(r, &a->at, common, limit, &keys, err);
    if (rc == CG_OK)
        rc = collect(r, &b->at, common, limit, &keys, err);
    if (rc == CG_OK) {
        drop_doubles(&keys);
        *out_count = keys.len;
        *out_keys = cg_arena_alloc_array(arena, keys.len + 1, sizeof **out_keys);
        if (keys.len > 0)
            memcpy(*out_keys, keys.ptr, keys.len * sizeof *keys.ptr);
    }
    CG_VEC_FINI(&keys);
    return rc;
}

/* ---- taking over ---- */

cg_code cg_commit_base_overlay(cg_commit *commit, const cg_overlay_key *of, cg_arena *arena,
                               cg_str *out_value, cg_err *err)
{
    return overlay_base(commit, family_of(of), row_key(commit->project, of), arena, out_value, err);
}

cg_code cg_commit_put_overlay(cg_commit *commit, const cg_overlay_key *of, cg_str value,
                              cg_err *err)
{
    static const overlay_family families[] = {[CG_OVERLAY_NODE] = OVERLAY_NODES,
                                              [CG_OVERLAY_NODE_METADATA] = OVERLAY_METADATA,
                                              [CG_OVERLAY_EDGE_METADATA] = OVERLAY_METADATA,
                                              [CG_OVERLAY_KNOWN] = OVERLAY_METADATA};
    if (of->what == CG_OVERLAY_EDGE)
        return overlay_set_edge(commit, of->id, of->kind, of->target, value.len > 0, err);
    cg_code rc = overlay_put(commit, families[of->what], row_key(commit->project, of), value, err);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}
