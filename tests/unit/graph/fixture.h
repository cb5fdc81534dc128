// SPDX-License-Identifier: Apache-2.0
// What tests of the graph share: opening, committing, and asking whether a project is sound.
// cmocka.h must come before.
#ifndef CG_TEST_GRAPH_FIXTURE_H
#define CG_TEST_GRAPH_FIXTURE_H

#include "keys.h"
#include "source.h"

extern cg_err graph_err;
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s (%s:%d)", #call, graph_err.text, graph_err.file, graph_err.line);     \
    } while (0)

cg_store *fixture_open(const char *engine, const char *path);
cg_project *fixture_project(cg_store *store, const char *name);
cg_commit *fixture_begin(cg_project *project, bool dry_run);
cg_commit_result fixture_put(cg_project *project, const char *path, const toy_file *file);
/** Verifies; the number of problems, their lines in `out_lines` (NULL: printed and not wanted). */
uint64_t fixture_verify(cg_project *project, cg_buf *out_lines);
/** The head's digest in hexadecimal. */
const char *fixture_digest(cg_project *project);
uint64_t fixture_generation(cg_project *project);
/** Writes one row behind the graph's back. */
void fixture_put_row(cg_kv *kv, cg_cf cf, key k, cg_str value);
/** The prefix of the only project. */
void fixture_find_prefix(cg_kv *kv, uint8_t out[KEY_PREFIX]);

#endif
