// SPDX-License-Identifier: Apache-2.0
// A project in a store of its own, in memory, and what tells two such projects apart.
#ifndef CG_TEST_INCREMENTAL_INDEXED_H
#define CG_TEST_INCREMENTAL_INDEXED_H

#include "cg/ingest.h"
#include "sources.h"

typedef struct indexed {
    cg_store *store;
    cg_ingest *ingest;
    cg_project *project;
} indexed;

void indexed_open(indexed *ix, unsigned workers);
void indexed_close(indexed *ix);
/** Posts what differs between the states in one commit, in an order that `random` decides. `before`
 *  NULL: nothing was there. */
void indexed_change(indexed *ix, const sources *before, const sources *after,
                    source_random *random);
/** Posts every file of the state by itself. */
void indexed_post_each(indexed *ix, const sources *all, source_random *random);

/** Same graph, and the same noted of every file as read by linking it. */
bool indexed_same(const indexed *a, const indexed *b);
/** Appends what the graph of `b` has otherwise than that of `a`, a line each: "-" in `a`, "+" in `b`, "?" a
 *  file of which different reads are noted. */
void indexed_describe(const indexed *a, const indexed *b, cg_buf *out);
/** Problems found by cg_project_verify, appended to `out`, a line each. */
bool indexed_sound(const indexed *ix, cg_buf *out);

#endif
