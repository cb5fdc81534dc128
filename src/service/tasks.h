// SPDX-License-Identifier: Apache-2.0
// Tasks: work that outlives its request. One at a time, in the order they came; a record in the
// store from acceptance to the end, so a stop or a crash only delays them.
#ifndef CG_SERVICE_TASKS_H
#define CG_SERVICE_TASKS_H

#include "service_int.h"

typedef struct task {
    unsigned refs; /* guarded by the queue's mu */
    cg_id id;
    cg_arena *arena; /* owns everything the task points to */
    cg_parse_root_request request;
    cg_ingest_progress progress;
    task_queue *queue;
    /* guarded by the queue's mu: */
    cg_task_state state;
    uint64_t revision;
    uint64_t enqueued_ms, started_ms, finished_ms;
    uint64_t started_ns;
    bool canceled; /* by a client: a stop must not park it */
    cg_err error;
    cg_parse_report *report; /* written once, before the state says succeeded */
} task;

struct task_queue {
    cg_service *service;
    cg_mutex mu;
    cg_cond changed;
    CG_VEC(task *) tasks;      /* guarded by mu: oldest first, finished ones kept for a while */
    bool draining;             /* guarded by mu */
    uint64_t last_enqueued_ms; /* guarded by mu */
    cg_thread *runner;
};

/** Drops a reference that a view held; takes the queue's lock. */
void task_release(void *task);
/** Sets the state and wakes who waits. With the queue's mu held. */
void task_change_locked(task *t, cg_task_state state);
/** Deletes the record; one that stays behind makes the task run once more: harmless. */
void task_forget_record(const task *t);

/** The stored form of a request (task_record.c). */
void task_record_put(const task *t, cg_buf *out);
bool task_record_get(cg_str value, task *out_task);
CG_MUST_USE cg_code task_record_save(const task *t, cg_err *err);
CG_MUST_USE cg_code task_record_delete(const task *t, cg_err *err);
void task_record_key(cg_id id, cg_buf *out);
#define TASK_KEY_WORD "task/"

#endif
