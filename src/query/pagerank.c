// SPDX-License-Identifier: Apache-2.0
// PageRank by power iteration.
#include <math.h>

#include "query_int.h"

#define DAMPING 0.85
#define ROUNDS_MAX 100
#define CLOSE_ENOUGH 1e-9 /* of all ranks together, which are 1 */

/* One round. Returns how much changed. */
static double spread(const cg_projection *g, const double *total, const double *ranks, double *next)
{
    double lost = 0; /* of those that lead nowhere: it goes to all alike */
    for (uint32_t p = 0; p < g->count; p++) {
        next[p] = 0;
        lost += g->at[p] == g->at[p + 1] ? ranks[p] : 0;
    }
    for (uint32_t p = 0; p < g->count; p++)
        for (uint32_t e = g->at[p]; e < g->at[p + 1]; e++)
            next[g->to[e]] += ranks[p] * g->weights[e] / total[p];
    double anywhere = (1 - DAMPING + DAMPING * lost) / g->count, changed = 0;
    for (uint32_t p = 0; p < g->count; p++) {
        next[p] = anywhere + DAMPING * next[p];
        changed += fabs(next[p] - ranks[p]);
    }
    return changed;
}

cg_code cg_rank_points(const cg_projection *g, const cg_patience *patience, double *out_ranks,
                       cg_err *err)
{
    double *next = cg_alloc_array(g->count + 1u, sizeof *next);
    double *total = cg_alloc_array(g->count + 1u, sizeof *total);
    double changed = 1;
    cg_code rc = CG_OK;
    for (uint32_t p = 0; p < g->count; p++) {
        out_ranks[p] = 1.0 / g->count;
        for (uint32_t e = g->at[p]; e < g->at[p + 1]; e++)
            total[p] += g->weights[e];
    }
    for (unsigned i = 0; rc == CG_OK && i < ROUNDS_MAX && changed > CLOSE_ENOUGH; i++) {
        changed = spread(g, total, out_ranks, next);
        memcpy(out_ranks, next, g->count * sizeof *next);
        rc = cg_patience_check(patience, err);
    }
    cg_free(next);
    cg_free(total);
    return rc;
}
