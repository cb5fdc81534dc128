// SPDX-License-Identifier: Apache-2.0
// What bytes are after others, their base: what both begin and end with is only counted, and the rest, by far the least of a
// file that somebody has edited, is compressed with what the base has around it at hand.
//
//   hash of the bytes u32 | both begin with, both end with, length of the rest: varints | the rest
//
// A short rest is stored as it is.
#include "graph_int.h"

#define LEVEL 3
#define SHORT_REST 48
#define REACH 16 /* what is at hand on either side is so many times the rest */
#define BLOCK 64
#define HASH_BYTES 4

typedef struct parts {
    size_t begin, end; /* what base and bytes have in common there */
    size_t rest;
} parts;

static size_t count_same_begin(cg_str a, cg_str b)
{
    size_t max = CG_MIN(a.len, b.len), n = 0;
    while (n + BLOCK <= max && memcmp(a.ptr + n, b.ptr + n, BLOCK) == 0)
        n += BLOCK;
    while (n < max && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

static size_t count_same_end(cg_str a, cg_str b)
{
    size_t max = CG_MIN(a.len, b.len), n = 0;
    const char *a_end = a.ptr + a.len, *b_end = b.ptr + b.len;
    while (n + BLOCK <= max && memcmp(a_end - n - BLOCK, b_end - n - BLOCK, BLOCK) == 0)
        n += BLOCK;
    while (n < max && a_end[-1 - (ptrdiff_t)n] == b_end[-1 - (ptrdiff_t)n])
        n++;
    return n;
}

static parts compare(cg_str base, cg_str bytes)
{
    parts p = {.begin = count_same_begin(base, bytes)};
    p.end = count_same_end(cg_str_slice(base, p.begin, base.len),
                           cg_str_slice(bytes, p.begin, bytes.len));
    p.rest = bytes.len - p.begin - p.end;
    return p;
}

/* What of the base the rest is likely to be like. */
static cg_str at_hand(cg_str base, parts p)
{
    size_t reach = CG_MIN(p.rest, base.len) * REACH, stop = base.len - p.end;
    return cg_str_slice(base, p.begin > reach ? p.begin - reach : 0,
                        CG_MIN(base.len, stop + reach));
}

static uint32_t hash_of(cg_str bytes)
{
    return (uint32_t)cg_hash64(bytes.ptr, bytes.len, 0);
}

cg_code difference_make(cg_str base, cg_str bytes, cg_buf *out, cg_err *err)
{
    uint8_t hash[HASH_BYTES];
    const parts p = compare(base, bytes);
    cg_str rest = cg_str_slice(bytes, p.begin, p.begin + p.rest);
    cg_put_be32(hash, hash_of(bytes));
    cg_buf_add(out, hash, sizeof hash);
    cg_buf_add_varint(out, p.begin);
    cg_buf_add_varint(out, p.end);
    cg_buf_add_varint(out, p.rest);
    if (rest.len > SHORT_REST)
        return compress_after(at_hand(base, p), rest, LEVEL, out, err);
    cg_buf_add_str(out, rest);
    return out->error == CG_OK ? CG_OK : CG_FAIL(err, out->error, "no room for a difference");
}

/* `*inout_text` is left with the rest. */
static bool read_parts(cg_str base, size_t max, cg_str *inout_text, uint32_t *out_hash, parts *out)
{
    const uint8_t *pos = (const uint8_t *)inout_text->ptr, *end = pos + inout_text->len;
    uint64_t numbers[3];
    if (inout_text->len < HASH_BYTES)
        return false;
    *out_hash = cg_get_be32(pos);
    pos += HASH_BYTES;
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        if (!cg_read_varint(&pos, end, &numbers[i]) || numbers[i] > max)
            return false;
    *out = (parts){.begin = numbers[0], .end = numbers[1], .rest = numbers[2]};
    *inout_text = cg_str_make((const char *)pos, (size_t)(end - pos));
    return out->begin <= base.len && out->end <= base.len - out->begin &&
           out->begin + out->rest + out->end <= max;
}

cg_code difference_apply(cg_str base, cg_str difference, size_t max, cg_buf *out, cg_err *err)
{
    parts p;
    uint32_t hash;
    size_t start = out->len;
    cg_str rest = difference;
    cg_code rc = CG_OK;
    if (!read_parts(base, max, &rest, &hash, &p))
        return CG_FAIL(err, CG_E_CORRUPT, "a compressed record is damaged");
    cg_buf_add_str(out, cg_str_slice(base, 0, p.begin));
    if (p.rest > SHORT_REST)
        rc = decompress_after(at_hand(base, p), rest, p.rest, out, err);
    else
        cg_buf_add_str(out, rest);
    cg_buf_add_str(out, cg_str_slice(base, base.len - p.end, base.len));
    if (rc == CG_OK && out->error != CG_OK)
        return CG_FAIL(err, out->error, "no room for a record");
    cg_str made = cg_str_slice(cg_buf_str(out), start, out->len);
    if (rc == CG_OK && (made.len != p.begin + p.rest + p.end || hash_of(made) != hash))
        return CG_FAIL(err, CG_E_CORRUPT, "a compressed record is damaged");
    return rc;
}
