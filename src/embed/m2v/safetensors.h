// SPDX-License-Identifier: Apache-2.0
// The safetensors format: a JSON table of named arrays of numbers, and their bytes.
#ifndef CG_EMBED_SAFETENSORS_H
#define CG_EMBED_SAFETENSORS_H

#include "cg/base.h"

typedef enum tensor_type {
    TENSOR_F64,
    TENSOR_F32,
    TENSOR_F16,
    TENSOR_BF16,
    TENSOR_I64,
    TENSOR_I32,
    TENSOR_I8,
} tensor_type;

/** An array of rows x columns numbers, columns 1 for one of a single dimension; its bytes are the file's. */
typedef struct tensor {
    tensor_type type;
    size_t rows, columns;
    const uint8_t *bytes;
} tensor;

/** The array `name` of `file`. *out_found: false when there is none. Errors: CG_E_INVALID: no such file, or an array
 *  of another kind, of more than two dimensions, or not where its bytes are. */
CG_MUST_USE cg_code safetensors_find(cg_str file, const char *name, tensor *out_tensor,
                                     bool *out_found, cg_err *err);
double tensor_number(const tensor *t, size_t index);

#endif
