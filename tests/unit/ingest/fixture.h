// SPDX-License-Identifier: Apache-2.0
// What tests of ingestion share: a store with its workers, and runs over trees and files.
// cmocka.h must come before.
#ifndef CG_TEST_INGEST_FIXTURE_H
#define CG_TEST_INGEST_FIXTURE_H

#include "cg/ingest.h"
#include "tree.h"

typedef struct bench {
    cg_store *store;
    cg_ingest *ingest;
    cg_project *project; /* "p" */
    cg_arena *arena;     /* of results; until bench_close */
} bench;

extern cg_err ingest_err;
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s (%s:%d)", #call, ingest_err.text, ingest_err.file, ingest_err.line);  \
    } while (0)

/** `opts` NULL: two workers, default limits. In memory. */
bench bench_open(const cg_ingest_options *opts);
void bench_close(bench *b);
/** Default options, to be changed and given to bench_open. */
cg_ingest_options bench_options(void);
/** Ends the workers and starts others on the same store. */
void bench_restart(bench *b, const cg_ingest_options *opts);

/** Indexes the tree `root`; `more` (NULL: nothing) has further wishes. */
cg_ingest_result bench_index(bench *b, const char *root, const cg_ingest_tree_request *more);
/** Posts one file. */
cg_ingest_result bench_post(bench *b, const char *path, const char *text);
/** Posts files in one commit. */
cg_ingest_result bench_post_all(bench *b, const cg_ingest_source *files, size_t count);
/** The listed file of this path, NULL when it is not listed. */
const cg_ingest_file *bench_find(const cg_ingest_result *r, const char *path);
/** Paths of the files of the head, in order, blank-separated; skipped ones as "path!reason". */
const char *bench_paths(bench *b);
cg_hash128 bench_digest(bench *b);
/** The digest of an index of the tree into a new store. */
cg_hash128 bench_clean_digest(const char *root, const cg_ingest_tree_request *more);
void bench_expect_sound(bench *b);
/** Relationships of a kind between files, in order, comma-separated: "a.py f > b.py g 100". */
const char *bench_edges(bench *b, cg_edge_kind kind);
bool same_digest(cg_hash128 a, cg_hash128 b);

#endif
