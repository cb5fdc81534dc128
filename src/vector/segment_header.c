// SPDX-License-Identifier: Apache-2.0
// vector: the head of a segment file.
#include "segment_header.h"

#define MILLION 1000000.0f

void segment_params_put(uint8_t *at, const cg_vector_params *p)
{
    at[0] = (uint8_t)p->metric, at[1] = (uint8_t)p->type, at[2] = (uint8_t)p->codes, at[3] = 0;
    const uint32_t numbers[] = {p->nlist,           p->nprobe,    p->m,
                                p->ef_construction, p->ef_search, p->refine};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        cg_put_be32(at + 4 + 4 * i, numbers[i]);
}

static cg_vector_params get_params(const uint8_t *at)
{
    return (cg_vector_params){.metric = (cg_vector_metric)at[0],
                              .type = (cg_vector_type)at[1],
                              .codes = (cg_vector_codes)at[2],
                              .nlist = cg_get_be32(at + 4),
                              .nprobe = cg_get_be32(at + 8),
                              .m = cg_get_be32(at + 12),
                              .ef_construction = cg_get_be32(at + 16),
                              .ef_search = cg_get_be32(at + 20),
                              .refine = cg_get_be32(at + 24)};
}

static void write_fields(const segment_header *h, uint8_t *out)
{
    memset(out, 0, SEGMENT_HEADER_BYTES);
    memcpy(out, "CGVS", 4);
    cg_put_be32(out + 4, SEGMENT_VERSION);
    cg_put_be64(out + 24, h->key);
    segment_params_put(out + 32, &h->params);
    const uint32_t numbers[] = {h->dimension, h->rows,           h->strides,
                                h->effort,    h->recall_samples, (uint32_t)(h->recall * MILLION)};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        cg_put_be32(out + 60 + 4 * i, numbers[i]);
    cg_put_be64(out + 84, h->build_cpu_ns);
    cg_put_be64(out + 92, h->index_bytes);
}

void segment_checksum_put(uint8_t *bytes, size_t len)
{
    cg_hash128 sum = cg_hash_128(bytes + SEGMENT_CHECKED_FROM, len - SEGMENT_CHECKED_FROM, 0);
    cg_put_be64(bytes + 8, sum.hi);
    cg_put_be64(bytes + 16, sum.lo);
}

void segment_header_put(uint8_t *bytes, size_t len, const segment_header *h)
{
    write_fields(h, bytes);
    segment_checksum_put(bytes, len);
}

/* Bounds that everything behind the header rests on. */
static bool header_fits(const segment_header *h, size_t len)
{
    cg_vector_params p = h->params;
    bool known = p.type > CG_VECTOR_AUTO && p.codes > CG_VECTOR_CODES_AUTO &&
                 cg_vector_params_check(&p, NULL) == CG_OK;
    return known && h->rows > 0 && h->rows <= INT32_MAX && h->strides > 0 &&
           h->strides <= h->rows && h->effort <= CG_VECTOR_EFFORT_MAX &&
           (p.type != CG_VECTOR_IVF || p.nlist > 0) && (p.codes != CG_VECTOR_PQ4 || p.refine > 0) &&
           h->index_bytes <= len &&
           SEGMENT_HEADER_BYTES + (uint64_t)h->rows * SEGMENT_ROW_BYTES + h->index_bytes == len;
}

cg_code segment_header_read(const uint8_t *bytes, size_t len, uint64_t key, uint32_t dimension,
                            segment_header *out_header, cg_err *err)
{
    if (len < SEGMENT_HEADER_BYTES || memcmp(bytes, "CGVS", 4) != 0)
        return CG_FAIL(err, CG_E_CORRUPT, "no segment of vectors");
    if (cg_get_be32(bytes + 4) != SEGMENT_VERSION)
        return CG_FAIL(err, CG_E_CONFLICT, "a segment of vectors in another format");
    cg_hash128 sum = cg_hash_128(bytes + SEGMENT_CHECKED_FROM, len - SEGMENT_CHECKED_FROM, 0);
    if (cg_get_be64(bytes + 8) != sum.hi || cg_get_be64(bytes + 16) != sum.lo)
        return CG_FAIL(err, CG_E_CORRUPT, "a segment of vectors is damaged");
    const uint8_t *at = bytes + 60;
    segment_header h = {.key = cg_get_be64(bytes + 24),
                        .params = get_params(bytes + 32),
                        .dimension = cg_get_be32(at),
                        .rows = cg_get_be32(at + 4),
                        .strides = cg_get_be32(at + 8),
                        .effort = cg_get_be32(at + 12),
                        .recall_samples = cg_get_be32(at + 16),
                        .recall = (float)cg_get_be32(at + 20) / MILLION,
                        .build_cpu_ns = cg_get_be64(bytes + 84),
                        .index_bytes = cg_get_be64(bytes + 92)};
    if (h.key != key || h.dimension != dimension)
        return CG_FAIL(err, CG_E_CONFLICT, "a segment of other vectors");
    if (!header_fits(&h, len))
        return CG_FAIL(err, CG_E_CORRUPT, "a segment of vectors is damaged");
    *out_header = h;
    return CG_OK;
}
