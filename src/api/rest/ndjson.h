// SPDX-License-Identifier: Apache-2.0
// api, private: bytes as they arrive, cut into lines.
#ifndef CG_API_NDJSON_H
#define CG_API_NDJSON_H

#include "cg/base.h"

/** `line`: without its end, not blank; until it returns. `number`: from 1, blank ones counted. */
typedef cg_code ndjson_fn(void *arg, cg_str line, size_t number, cg_err *err);

typedef struct ndjson {
    ndjson_fn *take;
    void *arg;
    cg_buf rest;   /* of a line whose end has not come */
    size_t number; /* lines before it */
} ndjson;

/** Lines may have `line_max` bytes. */
void ndjson_init(ndjson *n, size_t line_max, ndjson_fn *take, void *arg);
void ndjson_fini(ndjson *n);
/** `last`: what is left is the last line. Errors: CG_E_LIMIT (a line is too long), `take`'s. */
CG_MUST_USE cg_code ndjson_push(ndjson *n, cg_str bytes, bool last, cg_err *err);

#endif
