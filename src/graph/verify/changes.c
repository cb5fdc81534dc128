// SPDX-License-Identifier: Apache-2.0
// The lists of changes against the rows that they speak of: both are summed up by generation.
#include "verify_int.h"

#include <stdlib.h>

typedef struct listed {
    uint64_t generation;
    uint64_t count;
    cg_hash128 sum; /* of the list less that of the rows: nothing */
} listed;

typedef CG_VEC(listed) listed_generations;

static cg_hash128 hash_of(const cg_change *change)
{
    uint8_t bytes[2 + 4 + 2 * KEY_REF + 1] = {(uint8_t)change->what, (uint8_t)change->op};
    cg_put_be32(bytes + 2, change->file);
    cg_put_be(bytes + 6, change->node, KEY_REF);
    cg_put_be(bytes + 6 + KEY_REF, change->target, KEY_REF);
    bytes[sizeof bytes - 1] = (uint8_t)change->kind;
    return cg_hash_128(bytes, sizeof bytes, 0);
}

/* Adds up the lists. What is damaged is named, and ends the walk. */
static cg_code sum_lists(verifier *v, listed_generations *out, cg_err *err)
{
    cg_change_pos start = {.generation = cg_project_changes_from(v->project)};
    cg_change_scan *scan =
        cg_change_scan_open(v->snap, start, v->snap->at.generation, CG_CHANGES_LISTED);
    cg_change change;
    listed list = {0};
    uint64_t overlay = 0;
    while (cg_change_scan_next(scan, &change)) {
        const cg_version *version = cg_change_scan_version(scan);
        if (change.what > CG_CHANGE_VERSION) { /* not told from rows */
            overlay++;
            continue;
        }
        if (change.what != CG_CHANGE_VERSION) {
            digest_add(&list.sum, hash_of(&change));
            continue;
        }
        list.generation = version->generation;
        list.count = version->changes - overlay;
        overlay = 0;
        if (version->listed)
            CG_VEC_PUSH(out, list);
        list = (listed){0};
    }
    uint64_t last = cg_change_scan_pos(scan).generation;
    cg_code rc = cg_change_scan_close(scan, err);
    if (rc != CG_E_CORRUPT)
        return rc;
    verify_problem(v, "generation %" PRIu64 ": its record or its list of changes is damaged", last);
    return CG_OK;
}

static int compare_generation(const void *wanted, const void *entry)
{
    uint64_t a = *(const uint64_t *)wanted, b = ((const listed *)entry)->generation;
    return (a > b) - (a < b);
}

static cg_code take_rows_off(verifier *v, const listed_generations *lists, cg_err *err)
{
    cg_change change;
    change_rows *rows = change_rows_open(v->project, &v->snap->at, 0, NULL);
    while (change_rows_next(rows, &change)) {
        listed *list = bsearch(&change.generation, lists->ptr, lists->len, sizeof *lists->ptr,
                               compare_generation);
        if (list == NULL)
            continue;
        digest_sub(&list->sum, hash_of(&change));
        list->count--;
    }
    return change_rows_close(rows, err);
}

cg_code verify_changes(verifier *v, cg_err *err)
{
    listed_generations lists = {0};
    cg_code rc = sum_lists(v, &lists, err);
    if (rc == CG_OK && lists.len > 0)
        rc = take_rows_off(v, &lists, err);
    for (size_t i = 0; rc == CG_OK && i < lists.len; i++) {
        const listed *list = &lists.ptr[i];
        if (list->count != 0 || list->sum.hi != 0 || list->sum.lo != 0)
            verify_problem(v, "generation %" PRIu64 ": its list of changes is not what it changed",
                           list->generation);
    }
    CG_VEC_FINI(&lists);
    return rc;
}
