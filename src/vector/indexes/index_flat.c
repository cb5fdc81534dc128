// SPDX-License-Identifier: Apache-2.0
// vector: segments whose rows are all compared.
#include "indexes/index.h"

static void describe(const cg_vector_params *params, uint32_t dimension, cg_buf *out)
{
    (void)dimension;
    cg_buf_printf(out, "%s",
                  params->codes == CG_VECTOR_F32   ? "Flat"
                  : params->codes == CG_VECTOR_F16 ? "SQfp16"
                                                   : "SQ8");
}

static uint32_t no_effort(const cg_vector_built *built)
{
    (void)built;
    return 0;
}

static size_t cost(const cg_vector_built *built, uint32_t effort, size_t k)
{
    (void)effort;
    (void)k;
    return built->rows;
}

const cg_vector_index cg_vector_index_flat = {
    .type = CG_VECTOR_FLAT,
    .describe = describe,
    .effort = no_effort,
    .effort_max = no_effort,
    .cost = cost,
    .search = cg_vector_search_all_rows,
};
