// SPDX-License-Identifier: Apache-2.0
// Lengths and codes of vectors.
#include <math.h>

#include "embed_int.h"

bool embed_normalise(float *vector, size_t dimension)
{
    double squares = 0;
    for (size_t i = 0; i < dimension; i++)
        squares += (double)vector[i] * vector[i];
    double length = sqrt(squares);
    bool directed = isfinite(length) && length > 0;
    for (size_t i = 0; i < dimension; i++)
        vector[i] = directed ? (float)(vector[i] / length) : 0;
    return directed;
}

float cg_embed_quantise(const float *vector, size_t dimension, int8_t *out_codes)
{
    float largest = 0;
    for (size_t i = 0; i < dimension; i++)
        largest = CG_MAX(largest, fabsf(vector[i]));
    float scale = largest / 127, inverse = scale > 0 ? 1 / scale : 0;
    if (!isfinite(inverse))
        scale = inverse = 0;
    for (size_t i = 0; i < dimension; i++)
        out_codes[i] = (int8_t)lrintf(vector[i] * inverse);
    return scale;
}
