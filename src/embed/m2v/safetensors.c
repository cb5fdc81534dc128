// SPDX-License-Identifier: Apache-2.0
// 8 bytes: length of the table, little-endian; the table; the bytes that it points into.
#include "safetensors.h"

#include "cg/json.h"

#define TABLE_BYTES_MAX (16u << 20)

static const struct {
    const char *name;
    size_t size;
} types[] = {
    [TENSOR_F64] = {"F64", 8},   [TENSOR_F32] = {"F32", 4}, [TENSOR_F16] = {"F16", 2},
    [TENSOR_BF16] = {"BF16", 2}, [TENSOR_I64] = {"I64", 8}, [TENSOR_I32] = {"I32", 4},
    [TENSOR_I8] = {"I8", 1},
};

static cg_code read_type(cg_json_value entry, tensor_type *out_type, cg_err *err)
{
    cg_str name = CG_STR_NULL;
    cg_code rc = cg_json_get_str(entry, "dtype", &name, CG_JSON_REQUIRED, err);
    for (size_t i = 0; i < CG_ARRAY_LEN(types) && rc == CG_OK; i++)
        if (cg_str_eq(name, cg_str_from(types[i].name))) {
            *out_type = (tensor_type)i;
            return CG_OK;
        }
    return CG_FAIL(err, CG_E_INVALID, "the model's numbers are of a type that cannot be read");
}

static cg_code read_shape(cg_json_value entry, tensor *t, cg_err *err)
{
    cg_json_value shape = cg_json_get(entry, "shape");
    size_t dimensions = cg_json_count(shape);
    uint64_t rows = 0, columns = 1;
    if (cg_json_type_of(shape) != CG_JSON_ARRAY || dimensions < 1 || dimensions > 2 ||
        cg_json_as_u64(cg_json_at(shape, 0), 0, UINT32_MAX, &rows, NULL) != CG_OK ||
        (dimensions == 2 &&
         cg_json_as_u64(cg_json_at(shape, 1), 0, UINT16_MAX, &columns, NULL) != CG_OK))
        return CG_FAIL(err, CG_E_INVALID, "an array of the model has a shape that cannot be used");
    t->rows = rows;
    t->columns = columns;
    return CG_OK;
}

static cg_code read_entry(cg_json_value entry, cg_str data, tensor *out, cg_err *err)
{
    cg_json_value offsets = cg_json_get(entry, "data_offsets");
    uint64_t from, to;
    cg_code rc = read_type(entry, &out->type, err);
    if (rc == CG_OK)
        rc = read_shape(entry, out, err);
    if (rc != CG_OK)
        return rc;
    if (cg_json_count(offsets) != 2 ||
        cg_json_as_u64(cg_json_at(offsets, 0), 0, data.len, &from, NULL) != CG_OK ||
        cg_json_as_u64(cg_json_at(offsets, 1), from, data.len, &to, NULL) != CG_OK ||
        to - from != out->rows * out->columns * types[out->type].size)
        return CG_FAIL(err, CG_E_INVALID, "an array of the model is not where its bytes are");
    out->bytes = (const uint8_t *)data.ptr + from;
    return CG_OK;
}

cg_code safetensors_find(cg_str file, const char *name, tensor *out_tensor, bool *out_found,
                         cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    uint64_t table_len = 0;
    if (file.len >= 8)
        memcpy(&table_len, file.ptr, 8);
    if (file.len < 8 || table_len > TABLE_BYTES_MAX || table_len > file.len - 8)
        return CG_FAIL(err, CG_E_INVALID, "not a safetensors file");
    cg_str table = cg_str_trim(cg_str_make(file.ptr + 8, table_len));
    if (cg_json_parse(table, NULL, &doc, NULL) != CG_OK ||
        cg_json_type_of(cg_json_root(doc)) != CG_JSON_OBJECT)
        return CG_FAIL(err, CG_E_INVALID, "the table of the safetensors file cannot be read");
    cg_json_value entry = cg_json_get(cg_json_root(doc), name);
    *out_found = cg_json_type_of(entry) != CG_JSON_ABSENT;
    cg_str data = cg_str_slice(file, 8 + table_len, file.len);
    return *out_found ? read_entry(entry, data, out_tensor, err) : CG_OK;
}

/* ---- numbers ---- */

static float float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction. */
static float half_to_float(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31,
             fraction = half & 0x3ff;
    if (exponent == 0) {
        float value = (float)fraction * 0x1p-24f;
        return sign ? -value : value;
    }
    if (exponent == 31)
        return float_of_bits(sign | 0x7f800000 | fraction << 13);
    return float_of_bits(sign | (exponent + 112) << 23 | fraction << 13);
}

double tensor_number(const tensor *t, size_t index)
{
    union {
        double f64;
        float f32;
        uint16_t u16;
        int64_t i64;
        int32_t i32;
        int8_t i8;
    } v;
    size_t size = types[t->type].size;
    memcpy(&v, t->bytes + index * size, size);
    switch (t->type) {
    case TENSOR_F64: return v.f64;
    case TENSOR_F32: return v.f32;
    case TENSOR_F16: return half_to_float(v.u16);
    case TENSOR_BF16: return float_of_bits((uint32_t)v.u16 << 16);
    case TENSOR_I64: return (double)v.i64;
    case TENSOR_I32: return v.i32;
    default: return v.i8;
    }
}
