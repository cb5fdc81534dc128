// SPDX-License-Identifier: Apache-2.0
// Units by a static model: one pass over the source, then one over the tokens of each definition.
#ifndef CG_EMBED_UNITS_H
#define CG_EMBED_UNITS_H

#include "cg/embed.h"
#include "spellings.h"
#include "weights.h"

/** The vectors of definitions, as cg_def_vectors gives them. */
typedef struct vector_rows {
    CG_VEC(uint32_t) defs;
    CG_VEC(int8_t) codes;
    CG_VEC(float) scales;
} vector_rows;
void vector_rows_clear(vector_rows *rows);
/** Adds `vector` as the next definition's. */
void vector_rows_add(vector_rows *rows, uint32_t def, const float *vector, size_t dimension);
/** The same of one whose codes are there. */
void vector_rows_add_codes(vector_rows *rows, uint32_t def, const int8_t *codes, float scale,
                           size_t dimension);
void vector_rows_fini(vector_rows *rows);

typedef struct units units;
units *units_create(const weights *w);
void units_destroy(units *u); /* NULL allowed */
void units_read(units *u, const cg_unit *unit, cg_str source, vector_rows *out);

#endif
