// SPDX-License-Identifier: Apache-2.0
// Where bytes wait that are needed once more: in memory up to a budget, behind it in a file without a
// name, which is gone with its last descriptor: nothing is left to sweep, whatever ends the process.
#ifndef CG_INGEST_STASH_H
#define CG_INGEST_STASH_H

#include "cg/base.h"

typedef struct stash stash;

/** `dir`: where the file goes, kept; NULL: all stays in memory. */
stash *stash_create(const char *dir, size_t memory_max);
void stash_destroy(stash *s); /* NULL allowed */
/** Opens the file when it is time to; by one thread, now and then. Errors: CG_E_STORAGE_FULL, CG_E_IO. */
CG_MUST_USE cg_code stash_settle(stash *s, cg_err *err);
/** Keeps `a` and `b` one behind the other. Any thread. Errors: as above. */
CG_MUST_USE cg_code stash_put(stash *s, cg_str a, cg_str b, uint64_t *out_at, cg_err *err);
/** Appends bytes that were put to `out`. Any thread. Errors: CG_E_IO, CG_E_NOMEM. */
CG_MUST_USE cg_code stash_get(stash *s, uint64_t at, size_t len, cg_buf *out, cg_err *err);

#endif
