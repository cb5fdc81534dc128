// SPDX-License-Identifier: Apache-2.0
// What differs between two generations: what the generations from their newest common one to either have touched,
// each thing once, compared as both have it.
#include "diff.h"

#include <stdlib.h>

#define KEYS_MAX ((size_t)1 << 20)

struct cg_diff {
    diff_sides sides;
    diff_reader reader;
    bool listed;
    diff_keys keys; /* ascending, each once; when it is told from lists */
    size_t at;
    diff_walk walk; /* when it is not */
    cg_code rc;
    cg_err err;
};

/* ---- what was touched ---- */

static int compare_keys(const void *a, const void *b)
{
    const diff_key *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->second < y->second ? -1 : x->second > y->second;
}

static void sort_keys(diff_keys *keys)
{
    size_t kept = 0;
    if (keys->len > 0)
        qsort(keys->ptr, keys->len, sizeof keys->ptr[0], compare_keys);
    for (size_t i = 0; i < keys->len; i++)
        if (kept == 0 || compare_keys(&keys->ptr[kept - 1], &keys->ptr[i]) != 0)
            keys->ptr[kept++] = keys->ptr[i];
    keys->len = kept;
}

/* False: there are too many. */
static bool add_key(diff_keys *keys, const cg_change *change, size_t keys_max)
{
    diff_key found;
    if (!diff_key_of_change(change, &found))
        return true;
    CG_VEC_PUSH(keys, found);
    if (keys->len <= 2 * keys_max)
        return true;
    sort_keys(keys);
    return keys->len <= keys_max;
}

/* What the generations behind `common` up to that of `at` have touched. `*out_whole` false: a list is not
 * kept, or there is too much of it. */
static cg_code collect(cg_diff *diff, const lineage *at, uint64_t common, size_t keys_max,
                       bool *out_whole, cg_err *err)
{
    cg_change_pos behind = {common, {CG_CHANGE_END, 0}};
    cg_change change;
    bool whole = true;
    cg_change_scan *scan =
        change_scan_open(diff->sides.project, at, behind, at->generation, CG_CHANGES_LISTED);
    while (whole && cg_change_scan_next(scan, &change))
        whole = cg_change_scan_version(scan)->listed && add_key(&diff->keys, &change, keys_max);
    cg_code rc = cg_change_scan_close(scan, whole ? err : NULL);
    *out_whole = whole && rc == CG_OK;
    return !whole || rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_code collect_both(cg_diff *diff, size_t keys_max, cg_err *err)
{
    const lineage *at = diff->sides.at;
    uint64_t common = lineage_common(&at[0], &at[1]);
    bool whole = false;
    cg_code rc = collect(diff, &at[CG_DIFF_BEFORE], common, keys_max, &whole, err);
    if (rc == CG_OK && whole)
        rc = collect(diff, &at[CG_DIFF_AFTER], common, keys_max, &whole, err);
    if (rc == CG_OK && whole)
        sort_keys(&diff->keys);
    if (rc == CG_OK && whole && diff->sides.manual) {
        rc = diff_add_manual(&diff->reader, &diff->keys, err);
        sort_keys(&diff->keys);
    }
    diff->listed = whole && diff->keys.len <= keys_max;
    if (!diff->listed)
        CG_VEC_FINI(&diff->keys);
    return rc;
}

/* ---- opening ---- */

static cg_code open_side(cg_diff *diff, cg_diff_side side, uint64_t generation, cg_err *err)
{
    cg_project *project = diff->sides.project;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_version version = {0};
    if (generation == 0)
        return CG_OK;
    cg_code rc = generation_check(project, generation, err);
    if (rc == CG_OK)
        rc = lineage_take(project, generation, &diff->sides.at[side], err);
    if (rc == CG_OK)
        rc = missing_record(cg_project_version(project, generation, arena, &version, err),
                            generation, err);
    if (rc != CG_OK)
        return rc;
    diff->sides.manual = diff->sides.manual || version.counts.manual_edges > 0;
    diff->sides.metadata = diff->sides.metadata || version.counts.metadata > 0;
    return CG_OK;
}

cg_code cg_diff_open(cg_project *project, uint64_t before, uint64_t after, size_t keys_max,
                     cg_diff **out_diff, cg_err *err)
{
    cg_diff *diff = cg_alloc(sizeof *diff);
    diff->sides.project = project;
    diff->reader.sides = &diff->sides;
    cg_code rc = open_side(diff, CG_DIFF_BEFORE, before, err);
    if (rc == CG_OK)
        rc = open_side(diff, CG_DIFF_AFTER, after, err);
    if (rc == CG_OK)
        rc = collect_both(diff, keys_max > 0 ? keys_max : KEYS_MAX, err);
    if (rc != CG_OK) {
        cg_diff_close(diff);
        return rc;
    }
    *out_diff = diff;
    return CG_OK;
}

void cg_diff_close(cg_diff *diff)
{
    if (diff == NULL)
        return;
    cg_diff_pause(diff);
    diff_reader_fini(&diff->reader);
    lineage_release(&diff->sides.at[0]);
    lineage_release(&diff->sides.at[1]);
    CG_VEC_FINI(&diff->keys);
    cg_free(diff);
}

/* ---- rows ---- */

bool cg_diff_is_listed(const cg_diff *diff)
{
    return diff->listed;
}

void cg_diff_pause(cg_diff *diff)
{
    diff_reader_pause(&diff->reader);
    diff_walk_pause(&diff->walk);
}

void cg_diff_rewind(cg_diff *diff)
{
    diff_walk_pause(&diff->walk);
    diff->walk = (diff_walk){0};
    diff->at = 0;
}

bool cg_diff_next(cg_diff *diff, cg_diff_row *out_row)
{
    bool differs = false;
    while (diff->rc == CG_OK && diff->listed && !differs && diff->at < diff->keys.len)
        diff->rc =
            diff_compare(&diff->reader, diff->keys.ptr[diff->at++], out_row, &differs, &diff->err);
    if (diff->listed || diff->rc != CG_OK)
        return diff->rc == CG_OK && differs;
    cg_code rc = diff_walk_next(&diff->walk, &diff->reader, out_row, &diff->err);
    diff->rc = rc == CG_E_NOT_FOUND ? CG_OK : rc;
    return rc == CG_OK;
}

cg_code cg_diff_status(const cg_diff *diff, cg_err *err)
{
    if (diff->rc != CG_OK && err != NULL)
        *err = diff->err;
    return diff->rc;
}

/* ---- what a side has ---- */

cg_code cg_diff_node(const cg_diff *diff, cg_diff_side side, cg_node_ref ref,
                     cg_past_node *out_node, cg_err *err)
{
    return past_node(diff->sides.project, &diff->sides.at[side], ref, out_node, err);
}

cg_code cg_diff_manual(const cg_diff *diff, cg_diff_side side, cg_id id, cg_arena *arena,
                       cg_manual_node *out_node, cg_err *err)
{
    return past_manual(diff->sides.project, &diff->sides.at[side], id, arena, out_node, err);
}

cg_code cg_diff_edge(const cg_diff *diff, cg_diff_side side, cg_edge_row *edge, cg_err *err)
{
    const cg_node_ref refs[2] = {edge->source, edge->target};
    cg_node_identity ends[2];
    cg_code rc = cg_project_node_ids(diff->sides.project, refs, 2, ends, err);
    return rc == CG_OK ? past_edge(diff->sides.project, &diff->sides.at[side], ends[0].id,
                                   ends[1].id, edge, err)
                       : rc;
}

cg_code cg_diff_file(const cg_diff *diff, cg_diff_side side, uint32_t file, cg_file *out_file,
                     cg_err *err)
{
    return past_file(diff->sides.project, &diff->sides.at[side], file, out_file, err);
}
