// SPDX-License-Identifier: Apache-2.0
// Fuzz target: the stored form of a unit's vectors. Damaged bytes are refused; what is taken can be stored again
// without change, and each row is of length 1.
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "cg/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cg_vectors_buf vectors, again;

static void check_rows(const cg_vectors *v)
{
    static float row[CG_VECTORS_DIMENSION_MAX];
    for (size_t i = 0; i < v->count; i++) {
        double sum = 0;
        cg_vectors_row(v, i, row);
        for (uint32_t at = 0; at < v->dimension; at++)
            sum += (double)row[at] * (double)row[at];
        CG_ASSERT(fabs(sum - 1.0) < 1e-3);
        CG_ASSERT(v->defs[i] <= CG_VECTORS_DEF_MAX && (i == 0 || v->defs[i - 1] < v->defs[i]));
        CG_ASSERT(v->kinds[i] <= CG_VECTORS_KIND_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CG_AUTO_VALUE(cg_buf) first = {0};
    CG_AUTO_VALUE(cg_buf) second = {0};
    cg_err err = {0};
    cg_code rc = cg_vectors_decode(cg_str_make((const char *)data, size), &vectors, &err);
    CG_ASSERT(rc == CG_OK || (rc == CG_E_CORRUPT && vectors.is.count == 0));
    if (rc != CG_OK)
        return 0;
    check_rows(&vectors.is);
    cg_vectors_encode(&vectors.is, &first);
    CG_ASSERT(cg_vectors_decode(cg_buf_str(&first), &again, &err) == CG_OK);
    cg_vectors_encode(&again.is, &second);
    CG_ASSERT(cg_str_eq(cg_buf_str(&first), cg_buf_str(&second)));
    return 0;
}
