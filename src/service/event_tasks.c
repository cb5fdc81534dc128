// SPDX-License-Identifier: Apache-2.0
// Task events: tasks have no history, so a feed compares their revisions with those it told last.
#include "events.h"

#define TASKS_MAX 64 /* the newest: older ones have long finished */

static cg_code list(cg_event_feed *feed, cg_arena *arena, cg_task_view **out_tasks,
                    size_t *out_count, cg_err *err)
{
    return cg_service_task_list(feed->service, TASKS_MAX, arena, out_tasks, out_count, err);
}

static void remember(cg_event_feed *feed, const cg_task_view *tasks, size_t count)
{
    CG_VEC_CLEAR(&feed->tasks);
    for (size_t i = 0; i < count; i++)
        CG_VEC_PUSH(&feed->tasks, ((seen_task){tasks[i].id, tasks[i].revision}));
}

static bool is_told(const cg_event_feed *feed, const cg_task_view *task)
{
    for (size_t i = 0; i < feed->tasks.len; i++)
        if (cg_id_eq(feed->tasks.ptr[i].id, task->id))
            return feed->tasks.ptr[i].revision >= task->revision;
    return false;
}

cg_code events_skip_tasks(cg_event_feed *feed, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_task_view *tasks;
    size_t count;
    cg_code rc = list(feed, arena, &tasks, &count, err);
    if (rc == CG_OK)
        remember(feed, tasks, count);
    return rc;
}

cg_code events_add_tasks(cg_event_feed *feed, size_t limit, cg_arena *arena, cg_event *rows,
                         size_t *count, cg_err *err)
{
    cg_task_view *tasks;
    size_t listed;
    cg_code rc = list(feed, arena, &tasks, &listed, err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = listed; i-- > 0 && *count < limit;) /* oldest first */
        if (cg_str_eq(project_or_default(tasks[i].project), feed->project) &&
            !is_told(feed, &tasks[i]))
            rows[(*count)++] = (cg_event){.type = CG_EVENT_TASK_PROGRESS, .task = tasks[i]};
    remember(feed, tasks, listed);
    return CG_OK;
}
