// SPDX-License-Identifier: Apache-2.0
// Checking a model file.
#include "weights.h"

#include <math.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "model files are used in place");

#define MAGIC "CGEMBED\n"
#define VERSION 1
#define HEADER_BYTES 128
#define NAME_AT 64 /* what the checksum is of begins here too */
#define ALIGN 64
#define WEIGHT_MAX 1e9f
#define TF_MAX 1e6f
#define SCALE_MAX 1e6f

static uint32_t get_u32(cg_str bytes, size_t at)
{
    uint32_t v;
    memcpy(&v, bytes.ptr + at, sizeof v);
    return v;
}

/* ---- sections ---- */

typedef struct section_reader {
    cg_str bytes;
    size_t at;
    bool fits;
} section_reader;

/* The next section, of count x size bytes; NULL when it is not all there. */
static const void *take_section(section_reader *r, size_t count, size_t size)
{
    size_t begin = (r->at + ALIGN - 1) / ALIGN * ALIGN, len = count * size;
    if (!r->fits || begin > r->bytes.len || len > r->bytes.len - begin) {
        r->fits = false;
        return NULL;
    }
    for (; r->at < begin; r->at++)
        r->fits &= r->bytes.ptr[r->at] == 0;
    r->at = begin + len;
    return r->bytes.ptr + begin;
}

/* ---- the header ---- */

static cg_code read_header(weights *w, cg_str bytes, cg_err *err)
{
    if (bytes.len < HEADER_BYTES || memcmp(bytes.ptr, MAGIC, 8) != 0)
        return CG_FAIL(err, CG_E_INVALID, "not a model file");
    if (get_u32(bytes, 8) != VERSION)
        return CG_FAIL(err, CG_E_INVALID, "the model file is of version %" PRIu32 ", not %d",
                       get_u32(bytes, 8), VERSION);
    if (get_u32(bytes, 12) != FIELDS_VERSION)
        return CG_FAIL(err, CG_E_INVALID,
                       "the model was trained on tokens of version %" PRIu32 ", not %d",
                       get_u32(bytes, 12), FIELDS_VERSION);
    memcpy(&w->checksum, bytes.ptr + 32, sizeof w->checksum);
    if (cg_hash64(bytes.ptr + NAME_AT, bytes.len - NAME_AT, 0) != w->checksum)
        return CG_FAIL(err, CG_E_INVALID, "the model file is damaged: its checksum is another");
    w->dimension = get_u32(bytes, 16);
    w->scales_count = get_u32(bytes, 24);
    if (w->dimension < 16 || w->dimension > WEIGHTS_DIMENSION_MAX || w->dimension % 16 != 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "the model has %" PRIu32 " dimensions: multiples of 16 up to %u can be used",
                       w->dimension, WEIGHTS_DIMENSION_MAX);
    if (w->scales_count < 1 || w->scales_count > WEIGHTS_FIELDS)
        return CG_FAIL(err, CG_E_INVALID, "the model has %" PRIu32 " scales a row",
                       w->scales_count);
    w->name = cg_str_make(bytes.ptr + NAME_AT, strnlen(bytes.ptr + NAME_AT, 64));
    if (w->name.len == 0 || w->name.len > 63 || !cg_utf8_valid(w->name))
        return CG_FAIL(err, CG_E_INVALID, "the model has no name");
    return CG_OK;
}

/* ---- numbers ---- */

static bool within(float value, float max)
{
    return isfinite(value) && value >= 0 && value <= max;
}

static cg_code check_field(const weights *w, const weights_field *f, cg_err *err)
{
    bool good = within(f->weight, WEIGHT_MAX) && within(f->shrink, WEIGHT_MAX) &&
                f->scale < w->scales_count;
    for (size_t i = 0; i < WEIGHTS_TF; i++)
        good &= within(f->tf[i], TF_MAX);
    if (!good)
        return CG_FAIL(err, CG_E_INVALID,
                       "the model weighs field %zu by no number that can be used",
                       (size_t)(f - w->fields));
    return CG_OK;
}

static cg_code check_scales(const weights *w, cg_err *err)
{
    size_t count = (size_t)w->words.rows * w->scales_count;
    for (size_t i = 0; i < count; i++)
        if (!isfinite(w->scales[i]) || fabsf(w->scales[i]) > SCALE_MAX)
            return CG_FAIL(err, CG_E_INVALID,
                           "scale %zu of the model is no number that can be used", i);
    return CG_OK;
}

static cg_code read_sections(weights *w, cg_str bytes, cg_err *err)
{
    uint32_t rows = get_u32(bytes, 20), strings_len = get_u32(bytes, 28);
    section_reader r = {bytes, HEADER_BYTES, true};
    const weights_field *fields = take_section(&r, WEIGHTS_FIELDS, sizeof *fields);
    const uint8_t *offsets = take_section(&r, (size_t)rows + 1, 4);
    const char *strings = take_section(&r, strings_len, 1);
    const uint8_t *flags = take_section(&r, rows, 1);
    w->scales = take_section(&r, (size_t)rows * w->scales_count, sizeof(float));
    w->codes = take_section(&r, rows, w->dimension);
    if (!r.fits || r.at != bytes.len)
        return CG_FAIL(err, CG_E_INVALID, "the model file is not as long as it says");
    memcpy(w->fields, fields, sizeof w->fields);
    for (size_t i = 0; i < WEIGHTS_FIELDS; i++)
        if (check_field(w, &w->fields[i], err) != CG_OK)
            return CG_E_INVALID;
    cg_code rc =
        vocabulary_init(&w->words, offsets, flags, rows, cg_str_make(strings, strings_len), err);
    return rc == CG_OK ? check_scales(w, err) : rc;
}

cg_code weights_open(weights *w, cg_str bytes, cg_err *err)
{
    *w = (weights){0};
    CG_ASSERT((uintptr_t)bytes.ptr % 8 == 0);
    cg_code rc = read_header(w, bytes, err);
    return rc == CG_OK ? read_sections(w, bytes, err) : rc;
}

void weights_close(weights *w)
{
    vocabulary_fini(&w->words);
}
