// SPDX-License-Identifier: Apache-2.0
// GET /tasks/{id}/events: a task's progress as it happens. An event's id is the task's revision,
// so a client that reconnects with Last-Event-ID misses nothing and hears nothing twice.
#include "rest.h"

#define POLL_NS 200000000u
#define HEARTBEAT_NS 15000000000u

typedef struct progress {
    cg_service *service;
    cg_arena *arena; /* the stream's own, rewound after each pull */
    cg_id id;
    bool lines; /* NDJSON instead of events */
    uint64_t revision;
    uint64_t last_ns; /* when something was last sent */
} progress;

static void add_event(progress *p, const cg_task_view *task, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) data = {0};
    cg_json_writer w;
    bool end = cg_task_finished(task->state);
    cg_json_writer_init(&w, &data);
    if (p->lines) {
        cg_json_begin_object(&w);
        cg_json_put_str(&w, "type", end ? CG_STR("summary") : CG_STR("progress"));
        cg_json_write_key(&w, CG_STR("task"));
    }
    cg_rest_write_task(&w, task);
    if (p->lines) {
        cg_json_end_object(&w);
        cg_buf_add_str(out, cg_buf_str(&data));
        cg_buf_add_char(out, '\n');
    } else {
        cg_sse_add_event(out, end ? "task.finished" : "task.progress", task->revision,
                         cg_buf_str(&data));
    }
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    progress *p = arg;
    cg_task_view task = {0};
    cg_arena_mark mark = cg_arena_save(p->arena);
    uint64_t now = cg_now_ns();
    cg_code rc = cg_service_task_get(p->service, p->id, p->arena, &task, NULL);
    bool finished = rc == CG_OK && cg_task_finished(task.state);
    if (rc == CG_OK && (task.revision > p->revision || finished)) {
        add_event(p, &task, out);
        p->revision = task.revision;
        p->last_ns = now;
    } else if (rc == CG_OK && now - p->last_ns >= HEARTBEAT_NS) {
        if (p->lines)
            cg_buf_add_char(out, '\n');
        else
            cg_sse_add_heartbeat(out);
        p->last_ns = now;
    }
    cg_arena_rewind(p->arena, mark);
    *wake_ns = now + POLL_NS;
    return rc != CG_OK ? CG_PULL_ABORT : finished ? CG_PULL_END : CG_PULL_WAIT;
}

static void finish(void *arg)
{
    progress *p = arg;
    cg_arena_destroy(p->arena);
}

static cg_code tasks_events(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_service *service = cg_rest_api(req)->service;
    cg_task_view task = {0};
    cg_id id;
    uint64_t seen = 0;
    cg_code rc = cg_rest_task_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_task_get(service, id, cg_request_arena(req), &task, err);
    if (rc != CG_OK)
        return rc;
    (void)cg_str_to_u64(cg_request_last_event_id(req), &seen);
    progress *p = cg_arena_alloc(cg_request_arena(req), sizeof *p);
    *p = (progress){
        .service = service,
        .arena = cg_arena_create(0),
        .id = id,
        .lines = !cg_request_prefers(req, "text/event-stream", "application/x-ndjson"),
        .revision = seen,
        .last_ns = cg_now_ns(),
    };
    cg_reply_stream(reply, p->lines ? "application/x-ndjson" : "text/event-stream", pull, finish,
                    p);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_TASK_ID,
                                  {.name = "Last-Event-ID",
                                   .in = CG_IN_HEADER,
                                   .type = CG_PARAM_STR,
                                   .max = 20,
                                   .help = "Id of the last event that was seen."},
                                  {0}};

static const cg_answer answers[] = {
    {200,
     "Events task.progress until the last one, task.finished; the data of each is a Task.",
     {{"text/event-stream", NULL, NULL, NULL}, {"application/x-ndjson", NULL, NULL, NULL}}},
    {0}};

const cg_route cg_route_tasks_events = {
    .method = "GET",
    .path = "/tasks/{id}/events",
    .id = "streamTaskEvents",
    .tag = "tasks",
    .summary = "Follow a task",
    .description = "Server-sent events, or NDJSON when Accept prefers it.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = tasks_events,
};
