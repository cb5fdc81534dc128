// SPDX-License-Identifier: Apache-2.0
// Workers that turn jobs into facts, and the one thread that takes the results into a commit.
// That thread lends a hand when there is nothing to take, so a run ends even when all workers of
// the pool are busy with other runs.
#ifndef CG_INGEST_PIPELINE_H
#define CG_INGEST_PIPELINE_H

#include "facts.h"

typedef struct pipeline pipeline;

/** Fills `slot` for job `job`; on any thread, several at once. */
typedef void (*pipeline_load)(void *arg, size_t job, worker *w, file_slot *slot);

pipeline *pipeline_open(cg_ingest *ingest, size_t jobs, pipeline_load load, void *arg);
/** The next finished job in no particular order, NULL when all are taken. Give it back. */
file_slot *pipeline_take(pipeline *p);
void pipeline_give_back(pipeline *p, file_slot *slot);
/** Waits for the jobs under way; those not begun are dropped. */
void pipeline_close(pipeline *p);

/** From ingest.c: a warm worker, made when none is idle. */
worker *ingest_borrow_worker(cg_ingest *ingest);
void ingest_return_worker(cg_ingest *ingest, worker *w);
cg_pool *ingest_pool(cg_ingest *ingest);

#endif
