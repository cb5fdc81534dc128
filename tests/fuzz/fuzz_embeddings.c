// SPDX-License-Identifier: Apache-2.0
// Fuzz target: what an embedding service answers. The first byte says how many texts it was asked for, the second which
// dimension is known. What is taken is rows of numbers of length 1, or zero.
#include <stddef.h>
#include <stdint.h>

#include <math.h>

#include "../../src/embed/http/reply.h"
#include "cg/embed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rows(const float *vectors, size_t count, uint32_t dimension)
{
    for (size_t i = 0; i < count; i++) {
        double squares = 0;
        for (uint32_t d = 0; d < dimension; d++)
            squares += (double)vectors[i * dimension + d] * vectors[i * dimension + d];
        CG_ASSERT(fabs(squares - 1) < 1e-3 || squares == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    size_t count = data[0] % 8 + 1;
    uint32_t dimension = data[1] % 4, known = dimension;
    float *vectors = NULL;
    cg_err err = {0};
    cg_str body = cg_str_make((const char *)data + 2, size - 2);
    cg_code rc = reply_read(body, count, &dimension, &vectors, &err);
    CG_ASSERT(rc == CG_OK || (rc == CG_E_UNAVAILABLE && vectors == NULL && dimension == known));
    if (rc == CG_OK) {
        CG_ASSERT(dimension >= 1 && dimension <= CG_EMBED_DIMENSION_MAX);
        CG_ASSERT(known == 0 || known == dimension);
        check_rows(vectors, count, dimension);
    }
    cg_free(vectors);
    return 0;
}
