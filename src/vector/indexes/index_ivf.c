// SPDX-License-Identifier: Apache-2.0
// vector: inverted lists. PQ4 codes find candidates that finer codes re-rank; FAISS's fast scan of them takes no filter,
// so more candidates are asked for instead.
#include "indexes/index.h"

#include <math.h>

#define CANDIDATES_MAX 4096 /* beyond, comparing all that passes is faster */

static void describe(const cg_vector_params *params, uint32_t dimension, cg_buf *out)
{
    cg_buf_printf(out, "IVF%" PRIu32 ",", params->nlist);
    if (params->codes == CG_VECTOR_PQ4)
        cg_buf_printf(out, "PQ%" PRIu32 "x4fs,Refine(SQ8)", dimension / 2);
    else
        cg_buf_printf(out, "%s",
                      params->codes == CG_VECTOR_F32   ? "Flat"
                      : params->codes == CG_VECTOR_F16 ? "SQfp16"
                                                       : "SQ8");
}

static uint32_t effort(const cg_vector_built *built)
{
    uint32_t lists = (uint32_t)(sqrt(built->params.nlist) / 2) + 1;
    return built->params.nprobe ? CG_MIN(built->params.nprobe, built->params.nlist) : lists;
}

static uint32_t effort_max(const cg_vector_built *built)
{
    return CG_MIN(built->params.nlist, (uint32_t)256);
}

static size_t cost(const cg_vector_built *built, uint32_t nprobe, size_t k)
{
    if (built->params.codes == CG_VECTOR_PQ4 && k * built->params.refine > CANDIDATES_MAX)
        return built->rows;
    return CG_MIN((size_t)built->rows * nprobe / built->params.nlist, (size_t)built->rows);
}

static cg_code search_lists(const cg_vector_built *built, const cg_vector_ask *ask, size_t k,
                            const uint64_t *pass, float *scores, int64_t *rows, cg_err *err)
{
    size_t nprobe = ask->effort;
    if (ask->pass != NULL) /* the nearest that pass lie further away */
        nprobe = nprobe * built->rows / CG_MAX(ask->passing, (size_t)1);
    nprobe = CG_MIN(nprobe, (size_t)built->params.nlist);
    return cg_vector_faiss_check(
        cg_faiss_search_lists(built->index, ask->query, k, nprobe, pass, scores, rows), err);
}

/* Keeps the nearest of the candidates by the finer codes. */
static void refine(const cg_vector_built *built, const cg_vector_ask *ask, const int64_t *rows,
                   size_t count, nearest *best)
{
    scorer s;
    scorer_init(&s, &built->codes, ask->query, built->dimension,
                built->params.metric == CG_VECTOR_L2);
    for (size_t i = 0; i < count && rows[i] >= 0; i++) {
        size_t row = (size_t)rows[i];
        if (ask->pass != NULL && !(ask->pass[row / 64] >> row % 64 & 1))
            continue;
        if (i + 4 < count && rows[i + 4] >= 0)
            scorer_fetch(&s, (size_t)rows[i + 4]);
        float score = scorer_score(&s, row);
        if (nearest_wants(best, score))
            nearest_push(best, (uint32_t)row, score);
    }
    scorer_fini(&s);
}

static cg_code search(const cg_vector_built *built, const cg_vector_ask *ask,
                      cg_vector_found *out_found, size_t *out_count, cg_err *err)
{
    bool coarse = built->params.codes == CG_VECTOR_PQ4;
    size_t want = ask->k;
    if (coarse) {
        want = ask->k * built->params.refine;
        if (ask->pass != NULL)
            want = want * built->rows / CG_MAX(ask->passing, (size_t)1);
        want = CG_MAX(CG_MIN(want, (size_t)CANDIDATES_MAX), ask->k);
    }
    want = CG_MIN(want, (size_t)built->rows);
    float *scores = cg_alloc_array(want, sizeof *scores);
    int64_t *rows = cg_alloc_array(want, sizeof *rows);
    cg_code rc = search_lists(built, ask, want, coarse ? NULL : ask->pass, scores, rows, err);
    nearest best = {out_found, 0, ask->k};
    if (rc == CG_OK && coarse)
        refine(built, ask, rows, want, &best);
    for (size_t i = 0; rc == CG_OK && !coarse && i < want && rows[i] >= 0; i++)
        out_found[best.len++] = (cg_vector_found){
            (uint32_t)rows[i], built->params.metric == CG_VECTOR_L2 ? -scores[i] : scores[i]};
    *out_count = best.len;
    cg_free(rows);
    cg_free(scores);
    return rc;
}

const cg_vector_index cg_vector_index_ivf = {
    .type = CG_VECTOR_IVF,
    .describe = describe,
    .effort = effort,
    .effort_max = effort_max,
    .cost = cost,
    .search = search,
};
