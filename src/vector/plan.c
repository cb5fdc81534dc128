// SPDX-License-Identifier: Apache-2.0
// vector: what to build, and as what. Pure functions.
#include "vector_int.h"

#include <math.h>

#define HEADS_BUSY 4        /* while rows still come, a head must be so many times as large … */
#define REST_BUSY 4         /* … and at least this part of the rest */
#define DEAD_SHARE 5        /* one dead of so many rows is what a segment bears */
#define ABSORB 2            /* segments up to so many times the size of what is built join in */
#define INDEX_ROWS_MIN 1000 /* fewer are compared, whatever the type */
#define POINTS_PER_LIST 39  /* fewer rows make lists that are about nothing */

static bool is_head_due(const plan_input *in)
{
    uint64_t rest = in->live_rows - in->head_rows;
    if (in->type == CG_VECTOR_AUTO && in->live_rows < in->exact_rows)
        return false;
    if (in->head_rows >= CG_MAX(in->head_rows_due * HEADS_BUSY, rest / REST_BUSY))
        return true;
    return in->quiet && in->head_rows >= in->head_rows_due;
}

/* The smallest segment that is not taken yet; its live rows. */
static size_t smallest_left(const plan_input *in, const plan *p, uint64_t *out_live)
{
    size_t found = in->segment_count;
    for (size_t i = 0; i < in->segment_count; i++) {
        uint64_t live = in->segments[i].rows - in->segments[i].dead;
        if (!p->segments[i] && (found == in->segment_count || live < *out_live)) {
            found = i;
            *out_live = live;
        }
    }
    return found;
}

plan vector_plan(const plan_input *in)
{
    plan p = {.head = is_head_due(in)};
    uint64_t rows = p.head ? in->head_rows : 0;
    size_t left = in->segment_count;
    p.build = p.head || left > CG_VECTOR_SEGMENTS_MAX;
    for (size_t i = 0; i < in->segment_count; i++) {
        if (in->segments[i].dead * DEAD_SHARE <= in->segments[i].rows)
            continue;
        p.segments[i] = p.build = true;
        rows += in->segments[i].rows - in->segments[i].dead;
        left--;
    }
    while (p.build && left > 0) {
        uint64_t live = 0;
        size_t next = smallest_left(in, &p, &live);
        if (live > rows * ABSORB && left + 1 <= CG_VECTOR_SEGMENTS_MAX)
            break;
        p.segments[next] = true;
        rows += live;
        left--;
    }
    return p;
}

cg_vector_params params_resolve(const cg_vector_set *set, const cg_vector_params *params,
                                uint64_t rows)
{
    cg_vector_params r = *params;
    if (r.type == CG_VECTOR_AUTO)
        r.type = rows < set->opts.ivf_rows ? CG_VECTOR_HNSW : CG_VECTOR_IVF;
    if (rows < INDEX_ROWS_MIN)
        r.type = CG_VECTOR_FLAT;
    if (r.codes == CG_VECTOR_CODES_AUTO)
        r.codes = r.type == CG_VECTOR_IVF ? CG_VECTOR_PQ4 : CG_VECTOR_F16;
    if (r.codes == CG_VECTOR_PQ4 && (r.type != CG_VECTOR_IVF || set->opts.dimension % 2 != 0))
        r.codes = CG_VECTOR_SQ8;
    r.m = r.m ? r.m : 16;
    r.ef_construction = r.ef_construction ? r.ef_construction : 40;
    r.refine = r.refine ? r.refine : 8;
    r.nlist = r.nlist ? r.nlist : (uint32_t)(2 * sqrt((double)rows));
    r.nlist = (uint32_t)CG_MIN((uint64_t)r.nlist, rows / POINTS_PER_LIST);
    r.nlist = CG_MAX(CG_MIN(r.nlist, CG_VECTOR_NLIST_MAX), 1u);
    return r;
}
