// SPDX-License-Identifier: Apache-2.0
// After A. Broder, "On the resemblance and containment of documents" (1997), with one permutation for all
// bins (P. Li, A. Owen, C. Zhang, 2012), whose empty bins borrow from the next one that is not empty
// (A. Shrivastava, P. Li, "Densifying One Permutation Hashing via Rotation for Fast Near Neighbor
// Search", 2014); bands after P. Indyk, R. Motwani (1998).
#include "minhash.h"

#include <stdlib.h>

static int compare_hashes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void shingles_make(const uint32_t *tokens, size_t count, token_vec *out)
{
    CG_VEC_CLEAR(out);
    for (size_t i = 0; i + SHINGLE_TOKENS <= count; i++) {
        uint64_t hash = cg_hash64(tokens + i, SHINGLE_TOKENS * sizeof *tokens, 0);
        CG_VEC_PUSH(out, (uint32_t)(hash ^ hash >> 32));
    }
    if (out->len < 2)
        return;
    qsort(out->ptr, out->len, sizeof *out->ptr, compare_hashes);
    size_t kept = 1;
    for (size_t i = 1; i < out->len; i++)
        if (out->ptr[i] != out->ptr[kept - 1])
            out->ptr[kept++] = out->ptr[i];
    out->len = kept;
}

overlap shingles_compare(const token_vec *a, const token_vec *b)
{
    size_t common = 0, least = CG_MIN(a->len, b->len);
    if (least == 0)
        return (overlap){0, 0};
    for (size_t i = 0, j = 0; i < a->len && j < b->len;) {
        common += a->ptr[i] == b->ptr[j];
        bool step_a = a->ptr[i] <= b->ptr[j], step_b = b->ptr[j] <= a->ptr[i];
        i += step_a;
        j += step_b;
    }
    return (overlap){(double)common / (double)(a->len + b->len - common),
                     (double)common / (double)least};
}

void minhash_bands(const token_vec *shingles, uint32_t out_bands[MINHASH_BANDS])
{
    uint32_t least[MINHASH_BINS], full[MINHASH_BINS];
    memset(least, 0xff, sizeof least);
    CG_ASSERT(shingles->len > 0);
    for (size_t i = 0; i < shingles->len; i++) {
        uint64_t mixed = shingles->ptr[i] * UINT64_C(0x9e3779b97f4a7c15);
        uint32_t bin = (uint32_t)(mixed >> 58), value = (uint32_t)(mixed >> 20) & 0x7fffffff;
        least[bin] = CG_MIN(least[bin], value);
    }
    for (unsigned bin = 0; bin < MINHASH_BINS; bin++) {
        unsigned steps = 0; /* to the bin that it borrows from */
        while (least[(bin + steps) % MINHASH_BINS] == UINT32_MAX)
            steps++;
        full[bin] = least[(bin + steps) % MINHASH_BINS] + steps * UINT32_C(0x9e3779b1);
    }
    for (unsigned band = 0; band < MINHASH_BANDS; band++)
        out_bands[band] =
            (uint32_t)cg_hash64(full + band * MINHASH_ROWS, MINHASH_ROWS * sizeof *full, band);
}
