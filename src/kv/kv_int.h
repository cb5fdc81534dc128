// SPDX-License-Identifier: Apache-2.0
// What kv.c, batch.c and the engines share.
#ifndef CG_KV_INT_H
#define CG_KV_INT_H

#include <stdlib.h>

#include "cg/kv.h"

/* Every object of an engine begins with its engine, so that kv.c can dispatch without wrappers.
 * Engines embed these as the first member of their own structs. */
struct cg_kv {
    const cg_kv_engine *engine;
};
struct cg_kv_snapshot {
    const cg_kv_engine *engine;
};
struct cg_kv_iter {
    const cg_kv_engine *engine;
};
struct cg_kv_pin {
    const cg_kv_engine *engine;
};
struct cg_kv_loader {
    const cg_kv_engine *engine;
};

/* Generated from the file names of src/kv/engines. */
extern const cg_kv_engine *const cg_kv_engines[];
extern const size_t cg_kv_engines_count;

/* ---- batches: one run of operations, decoded by the engine that applies them ---- */

typedef enum cg_kv_op_type {
    CG_KV_OP_PUT,
    CG_KV_OP_DELETE,
    CG_KV_OP_APPEND,
    CG_KV_OP_DELETE_RANGE
} cg_kv_op_type;

/** One operation; the bytes are the batch's. */
typedef struct cg_kv_op {
    cg_kv_op_type type;
    cg_cf cf;
    cg_str key;   /* DELETE_RANGE: the lower bound */
    cg_str value; /* DELETE: empty; DELETE_RANGE: the upper bound */
} cg_kv_op;

/** Reads the operation at `*pos` (start with 0) and moves on; false behind the last. */
bool cg_kv_batch_read(const cg_kv_batch *batch, size_t *pos, cg_kv_op *out_op);
/** CG_E_NOMEM when an operation could not be stored. */
CG_MUST_USE cg_code cg_kv_batch_check(const cg_kv_batch *batch, cg_err *err);
bool cg_kv_batch_empty(const cg_kv_batch *batch);
/** False when the batch is bound to another epoch. */
bool cg_kv_batch_fits(const cg_kv_batch *batch, uint64_t epoch);
/** True when the batch only deletes. */
bool cg_kv_batch_only_deletes(const cg_kv_batch *batch);

/** A fault point that ends the process the way a crash would. */
static inline void cg_kv_crash_point(const char *name)
{
    if (cg_fault(name))
        abort();
}

#endif
