// SPDX-License-Identifier: Apache-2.0
// Rows of one commit, gathered in memory and written in one go: small ones as one batch, large
// ones sorted and taken in as whole tables, which costs a fraction of going through the log.
#ifndef CG_GRAPH_ROWS_H
#define CG_GRAPH_ROWS_H

#include "graph_int.h"

typedef struct row_ref {
    uint64_t order;  /* 8 bytes of the key, big-endian, behind what the sort has told apart */
    const char *row; /* key length u16 | value length u32 | key | value */
} row_ref;

typedef struct row_block {
    char *bytes;
    size_t used, size;
} row_block;

/** Rows stay where they were put, so nothing is moved however many come. */
typedef struct row_family {
    CG_VEC(row_block) blocks; /* rows in the order of arrival */
    size_t count;
    CG_VEC(row_ref) index; /* by rows_sort, in the order of keys */
} row_family;

typedef struct rows {
    row_family puts[CG_CF_COUNT];
    row_family appends; /* of the index family */
    size_t bytes;
    size_t count;
} rows;

void rows_put(rows *r, cg_cf cf, cg_str k, cg_str value); /* the last put of a key wins */
void rows_append(rows *r, cg_str k, cg_str operand);      /* to CG_CF_INDEXES */
void rows_clear(rows *r);                                 /* frees their memory as well */
void rows_to_batch(rows *r, cg_kv_batch *batch);          /* sorts them */
/** Writes all rows durably, not atomically: each family whole, what is promised before what promises it.
 *  Clears. */
CG_MUST_USE cg_code rows_load(rows *r, cg_kv *kv, cg_pool *pool, cg_err *err);

/* ---- inside (rows_sort.c) ---- */

#define ROW_HEAD 6

static inline void row_read(const char *row, cg_str *out_key, cg_str *out_value)
{
    uint16_t key_len;
    uint32_t value_len;
    memcpy(&key_len, row, sizeof key_len);
    memcpy(&value_len, row + sizeof key_len, sizeof value_len);
    *out_key = cg_str_make(row + ROW_HEAD, key_len);
    *out_value = cg_str_make(row + ROW_HEAD + key_len, value_len);
}

/** Makes the index, in the order of keys; rows of one key stay in that of arrival, and have the same `order`. */
void rows_sort(row_family *family, cg_cf cf);

#endif
