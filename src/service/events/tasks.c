// SPDX-License-Identifier: Apache-2.0
// Task events: tasks have no history, so a feed compares their revisions with those it told last.
#include "events.h"

#define TASKS_MAX 64 /* the newest: older ones have long finished */

static cg_code list(cg_event_feed *feed, cg_arena *arena, cg_task_page *out_page, cg_err *err)
{
    cg_task_filter filter = {.project = feed->where.project};
    return cg_service_task_list(feed->service, &filter, TASKS_MAX, CG_STR(""), arena, out_page,
                                err);
}

static void remember(cg_event_feed *feed, const cg_task_page *page)
{
    CG_VEC_CLEAR(&feed->tasks);
    for (size_t i = 0; i < page->count; i++)
        CG_VEC_PUSH(&feed->tasks, ((seen_task){page->rows[i].id, page->rows[i].revision}));
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
    cg_task_page page = {0};
    cg_code rc = list(feed, arena, &page, err);
    if (rc == CG_OK)
        remember(feed, &page);
    return rc;
}

cg_code events_add_tasks(cg_event_feed *feed, size_t limit, cg_arena *arena, cg_event *rows,
                         size_t *count, cg_err *err)
{
    cg_task_page page = {0};
    cg_code rc = list(feed, arena, &page, err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = page.count; i-- > 0 && *count < limit;) /* oldest first */
        if (!is_told(feed, &page.rows[i]))
            rows[(*count)++] = (cg_event){.type = CG_EVENT_TASK_PROGRESS, .task = page.rows[i]};
    remember(feed, &page);
    return CG_OK;
}
