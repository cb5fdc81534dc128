// SPDX-License-Identifier: Apache-2.0
// The vectors of a unit's definitions, and their stored form. Whole columns, so that what a changed
// unit has in common with the one before stays in long runs.
//
//   VERSION u8 | dimension, varint | count, varint
//   count × (gap to the definition before, varint | its kind u8)
//   count × dimension × i8
//
// Only directions are kept: vectors are compared by angle, so a row's codes need no scale.
#include <math.h>

#include "cg/model.h"

#define VERSION 1

void cg_vectors_encode(const cg_vectors *vectors, cg_buf *out)
{
    uint32_t next = 0;
    cg_buf_add_char(out, VERSION);
    cg_buf_add_varint(out, vectors->dimension);
    cg_buf_add_varint(out, vectors->count);
    for (size_t i = 0; i < vectors->count; i++) {
        cg_buf_add_varint(out, vectors->defs[i] - next);
        cg_buf_add_char(out, (char)vectors->kinds[i]);
        next = vectors->defs[i] + 1;
    }
    cg_buf_add(out, vectors->codes, vectors->count * vectors->dimension);
}

static bool read_heads(const uint8_t **pos, const uint8_t *end, cg_vectors_buf *buf)
{
    uint64_t gap, next = 0;
    for (size_t i = 0; i < buf->is.count; i++) {
        if (!cg_read_varint(pos, end, &gap) || *pos == end || next > CG_VECTORS_DEF_MAX ||
            gap > CG_VECTORS_DEF_MAX - next || **pos > CG_VECTORS_KIND_MAX)
            return false;
        buf->defs.ptr[i] = (uint32_t)(next + gap);
        buf->kinds.ptr[i] = *(*pos)++;
        next = next + gap + 1;
    }
    return true;
}

/* A row of nothing but zeros has no direction. */
static bool are_rows_sound(const cg_vectors *v)
{
    for (size_t i = 0; i < v->count; i++) {
        const int8_t *row = v->codes + i * v->dimension;
        uint32_t at = 0;
        while (at < v->dimension && row[at] == 0)
            at++;
        if (at == v->dimension)
            return false;
    }
    return true;
}

static bool decode(cg_str bytes, cg_vectors_buf *buf)
{
    const uint8_t *pos = (const uint8_t *)bytes.ptr, *end = pos + bytes.len;
    uint64_t dimension, count;
    if (bytes.len < 1 || *pos++ != VERSION || !cg_read_varint(&pos, end, &dimension) ||
        dimension == 0 || dimension > CG_VECTORS_DIMENSION_MAX ||
        !cg_read_varint(&pos, end, &count) || count > (size_t)(end - pos) / (2 + dimension))
        return false;
    CG_VEC_RESERVE(&buf->defs, (size_t)count + 1);
    CG_VEC_RESERVE(&buf->kinds, (size_t)count + 1);
    buf->is = (cg_vectors){.dimension = (uint32_t)dimension,
                           .count = (size_t)count,
                           .defs = buf->defs.ptr,
                           .kinds = buf->kinds.ptr};
    if (!read_heads(&pos, end, buf) || (size_t)(end - pos) != buf->is.count * buf->is.dimension)
        return false;
    buf->is.codes = (const int8_t *)pos;
    return are_rows_sound(&buf->is);
}

cg_code cg_vectors_decode(cg_str bytes, cg_vectors_buf *buf, cg_err *err)
{
    buf->is = (cg_vectors){0};
    if (decode(bytes, buf))
        return CG_OK;
    buf->is = (cg_vectors){0};
    return CG_FAIL(err, CG_E_CORRUPT, "stored vectors are damaged");
}

void cg_vectors_row(const cg_vectors *vectors, size_t row, float *out)
{
    const int8_t *codes = vectors->codes + row * vectors->dimension;
    float sum = 0;
    for (uint32_t i = 0; i < vectors->dimension; i++)
        sum += (float)codes[i] * (float)codes[i];
    for (uint32_t i = 0; i < vectors->dimension; i++)
        out[i] = (float)codes[i] / sqrtf(sum);
}

void cg_vectors_buf_fini(cg_vectors_buf *buf)
{
    CG_VEC_FINI(&buf->defs);
    CG_VEC_FINI(&buf->kinds);
    buf->is = (cg_vectors){0};
}
