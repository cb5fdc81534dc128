// SPDX-License-Identifier: Apache-2.0
// The model that makes vectors, and who makes up for those that are missing.
#ifndef CG_SERVICE_MODELS_H
#define CG_SERVICE_MODELS_H

#include "service_int.h"

typedef struct models models;

/** Opens what the options name; a model that cannot be had is no error: `models_take` says why. */
models *models_open(const cg_service_options *opts, cg_store *store);
/** The embedder whose vectors are made with the facts of files: NULL when there is none, or it is remote. */
cg_embedder *models_local(models *m);
/** The embedder, whatever it is; NULL: there is none. */
cg_embedder *models_any(models *m);
/** Begins to make up for what is missing. */
void models_start(models *m);
/** Something may be missing now. Any thread; never blocks. */
void models_wake(models *m);
/** Vectors of a state that no branch has are missing as well. Any thread; never blocks. */
void models_want(models *m, const cg_snapshot *snap);
/** Ends what is under way, in a moment. Idempotent. */
void models_stop(models *m);
void models_close(models *m); /* stops first; after ingest; NULL allowed */

/** What answers questions by vector, a reference; NULL: there is none, and `*out_why` says why. */
cg_semantic *models_take(models *m, cg_str *out_why);
cg_embedder_view models_view(const cg_semantic *semantic, cg_arena *arena);
cg_vector_coverage_view models_coverage(const cg_semantic_coverage *coverage);
cg_vector_params models_params(const models *m);

/** What is known of the filling of gaps. */
typedef struct models_state {
    bool warm; /* what was to be read at the start is in memory */
    bool working;
    uint64_t failures; /* in a row */
    char failure[320]; /* the last one; empty: none since the last success */
} models_state;
void models_state_get(models *m, models_state *out_state);

#endif
