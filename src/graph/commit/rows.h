// SPDX-License-Identifier: Apache-2.0
// Rows of one commit, gathered in memory and written in one go: small ones as one batch, large
// ones sorted and taken in as whole tables, which costs a fraction of going through the log.
#ifndef CG_GRAPH_ROWS_H
#define CG_GRAPH_ROWS_H

#include "graph_int.h"

typedef struct row_ref {
    uint64_t order;  /* 8 key bytes behind the shared prefix, big-endian: decides most places */
    uint32_t offset; /* of the row in `bytes` */
} row_ref;

typedef struct row_family {
    CG_VEC(row_ref) index; /* in the order of arrival */
    cg_buf bytes;          /* key length u16 | value length u32 | key | value */
} row_family;

typedef struct rows {
    row_family puts[CG_CF_COUNT];
    row_family appends; /* of the index family */
    size_t bytes;
    size_t count;
} rows;

void rows_put(rows *r, cg_cf cf, cg_str k, cg_str value); /* the last put of a key wins */
void rows_append(rows *r, cg_str k, cg_str operand);      /* to CG_CF_INDEXES */
void rows_clear(rows *r);
void rows_fini(rows *r);
void rows_to_batch(rows *r, cg_kv_batch *batch); /* sorts them */
/** Writes all rows durably, not atomically: appends first, then each family whole, what is promised
 *  before what promises it. Clears. */
CG_MUST_USE cg_code rows_load(rows *r, cg_kv *kv, cg_pool *pool, cg_err *err);

/* ---- inside (rows_sort.c) ---- */

void rows_at(const row_family *family, uint32_t offset, cg_str *out_key, cg_str *out_value);
/** Puts the index into the order of keys; rows of one key stay in that of arrival. */
void rows_sort(row_family *family);

#endif
