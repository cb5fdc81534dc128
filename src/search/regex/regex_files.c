// SPDX-License-Identifier: Apache-2.0
// Which files a pattern may match in: the filters and the trigrams of their contents tell. A content
// without a filter of trigrams, as older versions stored them, is looked at.
#include <stdlib.h>

#include "postings.h"
#include "regex_int.h"

#define SCAN_FILES_MIN 8 /* fewer are sooner looked at than told apart */

typedef struct chooser {
    cg_regex_search *r;
    const trigram_query *query;
    uint8_t *out; /* by file: 1 when its trigrams rule it out */
} chooser;

static cg_code damaged(cg_err *err)
{
    return CG_FAIL(err, CG_E_CORRUPT, "the stored trigrams of a file are damaged");
}

static cg_code judge_unit(const chooser *c, uint32_t unit, cg_str filter, cg_err *err)
{
    const cg_snapshot *snap = c->r->s.snap;
    if (!trigrams_is_filter(filter))
        return damaged(err);
    uint32_t file = cg_snapshot_unit_file(snap, unit);
    if (file == CG_NONE || trigram_query_passes(c->query, filter))
        return CG_OK;
    for (; file != CG_NONE; file = cg_snapshot_next_unit_file(snap, file))
        c->out[file] = 1;
    return CG_OK;
}

static cg_code judge_units(void *arg, cg_str term, cg_str postings, cg_err *err)
{
    const chooser *c = arg;
    post_list list = post_list_open(postings);
    uint32_t unit;
    cg_str filter;
    cg_code rc = term.len == TRIGRAM_TERM_LEN ? search_check_time(&c->r->s, err) : damaged(err);
    while (rc == CG_OK && post_list_next(&list, &unit, &filter))
        rc = judge_unit(c, unit, filter, err);
    return rc == CG_OK && list.damaged ? damaged(err) : rc;
}

static int compare_paths(const void *a, const void *b, void *snap)
{
    const cg_file *x = cg_snapshot_file(snap, *(const uint32_t *)a);
    const cg_file *y = cg_snapshot_file(snap, *(const uint32_t *)b);
    return cg_str_cmp(x->path, y->path);
}

static void filter_files(cg_regex_search *r)
{
    uint32_t limit = cg_snapshot_files_limit(r->s.snap);
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(r->s.snap, num);
        if (file->present && file->unit_no != CG_NONE && filter_file(&r->s, num))
            CG_VEC_PUSH(&r->files, num);
    }
}

cg_code regex_choose_files(cg_regex_search *r, cg_str pattern, cg_err *err)
{
    chooser c = {.r = r, .query = pattern_query(pattern, r->s.scratch)};
    const cg_snapshot *snap = r->s.snap;
    filter_files(r);
    r->coverage.files = r->files.len;
    r->coverage.unparsed = cg_snapshot_counts(snap).files_skipped;
    if (c.query->op != TRIGRAM_ALL && r->files.len >= SCAN_FILES_MIN) {
        c.out = cg_arena_alloc(r->s.scratch, (size_t)cg_snapshot_files_limit(snap) + 1);
        cg_code rc = cg_snapshot_scan_postings(snap, TRIGRAM_TERM_FIRST, judge_units, &c, err);
        if (rc != CG_OK)
            return rc;
        size_t kept = 0;
        for (size_t i = 0; i < r->files.len; i++)
            if (!c.out[r->files.ptr[i]])
                r->files.ptr[kept++] = r->files.ptr[i];
        r->files.len = kept;
    }
    if (r->files.len > 1)
        qsort_r(r->files.ptr, r->files.len, sizeof *r->files.ptr, compare_paths, (void *)snap);
    return CG_OK;
}
