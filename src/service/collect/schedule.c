// SPDX-License-Identifier: Apache-2.0
// When projects are collected without being asked to. A row of each says when it was last, so that restarts neither
// delay nor repeat it. One project at a time: those that are due wait here and not among the tasks, where they
// would take the room of clients'.
//
//   "collect.begun/" name -> wall clock in ms, 8 bytes
#include "tasks/tasks.h"

#define WORD "collect.begun/"
#define LOOK_LEAST_MS 100
#define LOOK_MOST_MS 60000

static void row_key(const cg_project *project, cg_buf *out)
{
    cg_buf_clear(out);
    cg_buf_add_str(out, CG_STR(WORD));
    cg_buf_add_str(out, cg_project_name(project));
}

static cg_code note_begun(task_queue *queue, const cg_project *project, uint64_t now_ms,
                          cg_err *err)
{
    cg_kv *kv = cg_store_kv(queue->service->store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    CG_AUTO_VALUE(cg_buf) key = {0};
    uint8_t value[8];
    row_key(project, &key);
    cg_put_be64(value, now_ms);
    cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&key),
                    cg_str_make((const char *)value, sizeof value));
    return cg_kv_write(kv, batch, false, err);
}

/* A project is new when it is met first. A clock that was set back must not stop it for good. */
static cg_code last_begun(task_queue *queue, const cg_project *project, uint64_t now_ms,
                          uint64_t *out_ms, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    row_key(project, &key);
    cg_code rc = cg_kv_get(cg_store_kv(queue->service->store), NULL, CG_CF_METADATA,
                           cg_buf_str(&key), &pin, &value, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    *out_ms = rc == CG_OK && value.len == 8 ? cg_get_be64((const uint8_t *)value.ptr) : UINT64_MAX;
    if (*out_ms <= now_ms)
        return CG_OK;
    *out_ms = now_ms;
    return note_begun(queue, project, now_ms, err);
}

/* The one that has waited longest; NULL: there is no project. */
static cg_code find_longest(task_queue *queue, uint64_t now_ms, const cg_project **out_project,
                            uint64_t *out_begun_ms, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project **projects;
    size_t count = cg_store_projects(queue->service->store, arena, &projects);
    cg_code rc = CG_OK;
    *out_project = NULL;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        uint64_t begun_ms;
        rc = last_begun(queue, projects[i], now_ms, &begun_ms, err);
        if (rc == CG_OK && (*out_project == NULL || begun_ms < *out_begun_ms)) {
            *out_project = projects[i];
            *out_begun_ms = begun_ms;
        }
    }
    return rc;
}

static bool is_under_way(task_queue *queue)
{
    bool is = false;
    cg_mutex_lock(&queue->mu);
    for (size_t i = 0; !is && i < queue->tasks.len; i++)
        is = queue->tasks.ptr[i]->kind == TASK_COLLECT &&
             !cg_task_finished(queue->tasks.ptr[i]->state);
    cg_mutex_unlock(&queue->mu);
    return is;
}

/* `*out_due_ms`: of the one that has waited longest. */
static cg_code submit_due(task_queue *queue, uint64_t now_ms, uint64_t *out_due_ms, cg_err *err)
{
    uint64_t every_ms = queue->service->opts.collect_every_ns / 1000000, begun_ms = 0;
    const cg_project *project;
    cg_id id;
    cg_code rc = find_longest(queue, now_ms, &project, &begun_ms, err);
    *out_due_ms = rc == CG_OK && project != NULL ? begun_ms + every_ms : UINT64_MAX;
    if (rc != CG_OK || *out_due_ms > now_ms)
        return rc;
    rc = collect_submit_due(queue, cg_project_name(project), &id, err);
    return rc == CG_OK ? note_begun(queue, project, now_ms, err) : rc;
}

uint64_t collect_schedule(task_queue *queue)
{
    uint64_t now_ms = cg_wall_ms(), due_ms = UINT64_MAX;
    cg_err err = {0};
    if (is_under_way(queue)) /* whose end is waited for */
        return now_ms + LOOK_MOST_MS;
    cg_code rc = submit_due(queue, now_ms, &due_ms, &err);
    if (rc != CG_OK && rc != CG_E_BUSY && rc != CG_E_UNAVAILABLE) /* the next look tries again */
        CG_LOG(CG_LOG_WARN, "collect.schedule", CG_LSTR("error", cg_str_from(err.text)));
    if (rc != CG_OK)
        return now_ms + LOOK_MOST_MS;
    return CG_MIN(CG_MAX(due_ms, now_ms + LOOK_LEAST_MS), now_ms + LOOK_MOST_MS);
}
