// SPDX-License-Identifier: Apache-2.0
// api, private: requests of GraphQL, whichever way they come: read, prepared, run once, or followed.
#ifndef CG_API_GQL_REQUEST_H
#define CG_API_GQL_REQUEST_H

#include "gql.h"

/** Reads {"query", "operationName", "variables", "extensions"}; what else there is, is ignored, as GraphQL over HTTP
 *  wants it. Borrows from the document. Errors: CG_E_INVALID with a pointer. */
CG_MUST_USE cg_code gql_read_request(cg_json_value root, cg_gql_request *out, cg_err *err);

/** Who asks, and what for where the request does not say. */
typedef struct gql_asker {
    cg_api *api;
    cg_graph_ref defaults;
    cg_patience patience;
    bool (*hurried)(const void *arg);
} gql_asker;

/** Runs a query or mutation and appends the answer. `out_generation` (NULL allowed): the one that all of it was read or
 *  written at; 0: there is none. Errors: as cg_gql_run. */
CG_MUST_USE cg_code gql_run(const gql_asker *asker, const cg_gql_operation *operation, cg_buf *out,
                            uint64_t *out_generation, cg_err *err);

/** The same, with a context that the caller has filled. */
CG_MUST_USE cg_code gql_run_context(gql_context *context, const cg_gql_operation *operation,
                                    cg_buf *out, cg_err *err);

/* ---- subscriptions ---- */

/** A subscription under way: holds a position in the events, and nothing of what happened. */
typedef struct gql_source gql_source;
/** `operation` is one of a subscription. `take_arena`: where it lives; taken over, also on an error. `asker` needs api and
 *  defaults alone. Errors: CG_E_INVALID, CG_E_NOT_FOUND, those of a ref. */
CG_MUST_USE cg_code gql_source_open(const gql_asker *asker, const cg_gql_operation *operation,
                                    cg_arena *take_arena, gql_source **out_source, cg_err *err);
void gql_source_close(gql_source *source); /* NULL allowed */
/** Gives the answers to what has happened, each by itself; as cg_pull_fn. CG_PULL_ABORT: `err` says why no more come. */
cg_pull gql_source_pull(gql_source *source, void (*emit)(void *arg, cg_str answer), void *arg,
                        uint64_t *wake_ns, cg_err *err);
/** Whether there may be more by `now`; if not, `*wake_ns` becomes earlier, and `*poked` true, as the last pull asked for. */
bool gql_source_due(const gql_source *source, uint64_t now, uint64_t *wake_ns, bool *poked);

#endif
