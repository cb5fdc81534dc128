// SPDX-License-Identifier: Apache-2.0
// Tasks: work that outlives its request. A few runners take them: one task of a project at a time,
// higher priority first, projects in turn, each project's in the order they came. What fails for a
// reason that passes is tried again later. A record in the store follows a task from acceptance
// until it is forgotten, so a stop or a crash only delays it, and its outcome can be asked for
// after a restart.
#ifndef CG_SERVICE_TASKS_H
#define CG_SERVICE_TASKS_H

#include "service_int.h"

/** Finished tasks that can still be asked for; the oldest are forgotten first. */
#define TASKS_KEPT 1000

typedef enum task_kind {
    TASK_PARSE,
    TASK_COLLECT,
    TASK_REBUILD,
    TASK_KINDS
} task_kind; /* stored */

typedef struct task_steps {
    atomic_uint phase;
    atomic_uint_fast64_t rows_done, rows_total;
} task_steps;

typedef struct task {
    unsigned refs; /* guarded by the queue's mu */
    cg_id id;
    cg_arena *arena; /* owns everything the task points to */
    task_kind kind;
    cg_parse_root_request request; /* of a collection: its project alone */
    cg_collect_request collect;
    cg_rebuild_request rebuild;
    cg_ingest_progress *progress; /* apart, since it moves while the task is copied */
    task_steps *steps;            /* so does that of a collection */
    task_queue *queue;
    /* guarded by the queue's mu: */
    cg_task_state state;
    uint64_t revision;
    uint64_t enqueued_ms, started_ms, finished_ms;
    uint64_t started_ns;
    uint32_t attempts;            /* runs begun, the one under way among them */
    uint64_t not_before_ms;       /* wall clock: when to try again; 0: at once */
    bool canceled;                /* by a client: a stop must not park it */
    bool saving;                  /* somebody writes its record: see task_begin_save_locked */
    cg_err error;                 /* of the last attempt that failed */
    cg_parse_report *report;      /* written once, before the state says succeeded */
    cg_collect_report *collected; /* as that */
    cg_rebuild_report *rebuilt;   /* as that */
} task;

/** When a project was last served: the one that waits longest is next. */
typedef struct project_turn {
    uint64_t project; /* hash of its name */
    uint64_t turn;
} project_turn;

struct task_queue {
    cg_service *service;
    cg_mutex mu;
    cg_cond changed;
    CG_VEC(task *) tasks;       /* guarded by mu: oldest first */
    CG_VEC(project_turn) turns; /* guarded by mu: of projects with unfinished tasks */
    uint64_t turn;              /* guarded by mu */
    bool draining;              /* guarded by mu */
    uint64_t look_ms;           /* guarded by mu: wall clock: when to look for what is due */
    bool looking;               /* guarded by mu: a runner does */
    uint64_t last_enqueued_ms;  /* guarded by mu */
    uint64_t last_started_ms;   /* guarded by mu */
    CG_VEC(cg_thread *) runners;
};

/** A task without a request, in state enqueued, with one reference. */
task *task_create(task_queue *queue, cg_id id);
/** Drops a reference that a view held; takes the queue's lock. */
void task_release(void *task);
/** Drops a reference. With the queue's mu held. */
void task_drop_locked(task *t);
/** Sets the state and wakes who waits. With the queue's mu held. */
void task_change_locked(task *t, cg_task_state state);

/** What a runner's thread does (run.c): takes tasks until the queue drains. */
void tasks_run(void *queue);

/** What a task has come to, in its arena; one of them. */
typedef struct task_outcome {
    cg_parse_report *report;
    cg_collect_report *collected;
    cg_rebuild_report *rebuilt;
} task_outcome;
/** Does the task's work: indexes its directory, or its revision (index.c). */
CG_MUST_USE cg_code task_index(task *t, task_outcome *out, cg_err *err);
/** The same of a collection (collect.c). */
CG_MUST_USE cg_code task_collect(task *t, task_outcome *out, cg_err *err);
/** The same of an index that is built anew (vectors/index.c). */
CG_MUST_USE cg_code task_rebuild(task *t, task_outcome *out, cg_err *err);
const char *task_collect_phase(unsigned phase);
/** A collection of low priority by the options' rules (collect/collect.c). Errors: as task_submit. */
CG_MUST_USE cg_code collect_submit_due(task_queue *queue, cg_str project, cg_id *out_task,
                                       cg_err *err);
/** Makes the collection that is due, if one is and none is under way, a task; gives when to look again, in ms of the wall
 *  clock (collect/schedule.c). Reads and writes the store; one thread at a time. */
uint64_t collect_schedule(task_queue *queue);
/** A task without a request, with its time (tasks.c). */
task *task_make(task_queue *queue);
/** Stores it and lets it wait for its turn; freed after an error. Of a collection, and of an index that is
 *  built: CG_E_CONFLICT when one of the project has not finished. */
CG_MUST_USE cg_code task_submit(task *take_task, cg_id *out_task, cg_err *err);

/** The stored form of a task (record.c): its request, and its outcome once it has one. */
void task_record_put(const task *t, cg_buf *out);
bool task_record_get(cg_str value, task *out_task);
CG_MUST_USE cg_code task_record_save(const task *t, cg_err *err);
CG_MUST_USE cg_code task_record_delete(const task *t, cg_err *err);
/** Whoever writes the record of a task that runs does so between these two, and nobody else: what is
 *  stored last is what is true last, though no lock is held while the store is written. */
void task_begin_save_locked(task_queue *queue, task *t) CG_REQUIRES(queue->mu);
void task_end_save_locked(task_queue *queue, task *t) CG_REQUIRES(queue->mu);
/** Deletes the record; one that stays behind makes the task run once more, or be listed longer:
 *  harmless. */
void task_forget_record(const task *t);
void task_record_key(cg_id id, cg_buf *out);
#define TASK_KEY_WORD "task/"

/** The stored form of a report, inside a task's (report_record.c). `pos` moves behind it;
 *  texts and arrays live in `arena`. False: damaged. */
void task_report_put(const cg_parse_report *report, cg_buf *out);
bool task_report_get(const uint8_t **pos, const uint8_t *end, cg_arena *arena,
                     cg_parse_report *out_report);

/* ---- reading stored numbers and texts (record.c) ---- */

typedef struct record_reader {
    const uint8_t *pos, *end;
    cg_arena *arena;
    bool ok; /* false after the first damage; everything read later is empty */
} record_reader;
/** An index that is built anew, inside a task's record (rebuild_record.c). */
void task_rebuild_put(const task *t, cg_buf *out);
void task_rebuild_get(record_reader *r, task *t);
uint64_t record_number(record_reader *r);
cg_str record_text(record_reader *r); /* copied into the arena */
/** How many elements of at least `bytes_min` bytes follow; 0 when so many cannot. */
size_t record_count(record_reader *r, size_t bytes_min);
void record_put_text(cg_buf *out, cg_str text);

#endif
