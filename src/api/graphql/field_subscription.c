// SPDX-License-Identifier: Apache-2.0
// api: subscriptions: which events are followed, and the objects that tell them.
#include "gql_write.h"
#include "request.h"

#define BATCH 16
#define POLL_NS 200000000u /* how soon what a task does is told */
#define AFTER_MAX 80

struct gql_source {
    cg_api *api;
    cg_graph_ref defaults;
    const cg_gql_operation *operation;
    cg_arena *arena;     /* of the operation */
    cg_event_feed *feed; /* NULL: a task is followed */
    cg_graph_ref where;
    cg_id task;
    uint64_t revision;
    /* as the last pull asked for; 0: not pulled yet */
    uint64_t wake_ns;
    bool poked;
    uint64_t pokes_seen; /* before it looked */
};

static uint64_t pokes(const gql_source *s)
{
    const cg_http *http = atomic_load_explicit(&s->api->http, memory_order_acquire);
    return http != NULL ? cg_http_pokes(http) : 0; /* none has come before it runs */
}

/* ---- opening ---- */

static const struct {
    const char *field;
    cg_event_type type;
} event_fields[] = {{"nodeCreated", CG_EVENT_NODE_CREATED},
                    {"nodeUpdated", CG_EVENT_NODE_UPDATED},
                    {"nodeDeleted", CG_EVENT_NODE_DELETED}};

static cg_code open_events(gql_source *s, cg_str field, const cg_gql_arguments *args, cg_err *err)
{
    cg_event_filter filter = {0};
    cg_str after = CG_STR_NULL;
    s->where = s->defaults;
    for (size_t i = 0; i < CG_ARRAY_LEN(event_fields); i++)
        if (cg_str_eq(field, cg_str_from(event_fields[i].field)))
            filter.types = 1u << event_fields[i].type;
    cg_code rc = gql_read_filter(cg_gql_argument(args, "filter"), s->arena, &filter.nodes, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(args, "after"), "after", AFTER_MAX, &after, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(args, "project"), "project", CG_PROJECT_NAME_MAX,
                           &s->where.project, err);
    if (rc == CG_OK)
        rc = gql_read_text(cg_gql_argument(args, "ref"), "ref", 512, &s->where.ref, err);
    return rc == CG_OK
               ? cg_service_events_open(s->api->service, s->where, &filter, after, &s->feed, err)
               : rc;
}

static cg_code open_task(gql_source *s, const cg_gql_arguments *args, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_task_view task;
    if (!cg_id_parse(cg_gql_argument(args, "taskId")->text, &s->task))
        return CG_FAIL(err, CG_E_NOT_FOUND, "no such task");
    return cg_service_task_get(s->api->service, s->task, arena, &task, err);
}

cg_code gql_source_open(const gql_asker *asker, const cg_gql_operation *operation,
                        cg_arena *take_arena, gql_source **out_source, cg_err *err)
{
    cg_str field;
    cg_gql_arguments args;
    gql_source *s = cg_alloc(sizeof *s);
    *s = (gql_source){.api = asker->api, .operation = operation, .arena = take_arena};
    s->defaults.project = cg_arena_str(take_arena, asker->defaults.project);
    s->defaults.ref = cg_arena_str(take_arena, asker->defaults.ref);
    cg_code rc = cg_gql_root_field(operation, take_arena, &field, &args, err);
    if (rc == CG_OK)
        rc = cg_str_eq(field, CG_STR("parseProgress")) ? open_task(s, &args, err)
                                                       : open_events(s, field, &args, err);
    if (rc != CG_OK)
        gql_source_close(s);
    else
        *out_source = s;
    return rc;
}

void gql_source_close(gql_source *s)
{
    if (s == NULL)
        return;
    cg_service_events_close(s->feed);
    cg_arena_destroy(s->arena);
    cg_free(s);
}

/* ---- pulling ---- */

typedef struct telling {
    gql_source *source;
    void (*emit)(void *arg, cg_str answer);
    void *arg;
} telling;

/* Events that are no longer kept: nobody can say what they were. */
static void tell_gap(const telling *t, const cg_event *event)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_buf_printf(&out,
                  "{\"errors\":[{\"message\":\"Events were lost: %s.\",\"extensions\":{\"code\":"
                  "\"gap\",\"firstAvailable\":%" PRIu64 "}}],\"data\":null,\"extensions\":{"
                  "\"eventId\":\"%.*s\"}}",
                  event->unknown_id ? "this server never came as far as the id says"
                                    : "they are no longer kept",
                  event->generation + event->unknown_id, CG_STR_ARG(event->id));
    t->emit(t->arg, cg_buf_str(&out));
}

static cg_code tell(const telling *t, const cg_event *event, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    gql_source *s = t->source;
    gql_scope scope = {.where = {.project = s->where.project, .generation = event->generation}};
    gql_context context = {.api = s->api,
                           .defaults = s->defaults,
                           .patience.deadline_ns = cg_now_ns() + s->api->request_ns,
                           .generation = event->generation,
                           .event = event,
                           .event_scope = &scope};
    if (event->type == CG_EVENT_GAP) {
        tell_gap(t, event);
        return CG_OK;
    }
    cg_code rc = gql_run_context(&context, s->operation, &out, err);
    if (rc == CG_OK)
        t->emit(t->arg, cg_buf_str(&out));
    return rc;
}

static cg_pull pull_events(const telling *t, cg_err *err)
{
    gql_source *s = t->source;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_event *rows;
    size_t count = 0;
    bool more = false;
    cg_code rc = cg_service_events_next(s->feed, BATCH, arena, &rows, &count, &more, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = tell(t, &rows[i], err);
    s->wake_ns = more ? 1 : UINT64_MAX; /* at once, or at a poke */
    s->poked = true;
    return rc == CG_OK ? CG_PULL_POKE : CG_PULL_ABORT;
}

static cg_pull pull_task(const telling *t, cg_err *err)
{
    gql_source *s = t->source;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_event event = {.type = CG_EVENT_TASK_PROGRESS};
    cg_code rc = cg_service_task_get(s->api->service, s->task, arena, &event.task, err);
    bool finished = rc == CG_OK && cg_task_finished(event.task.state);
    if (rc == CG_OK && (event.task.revision > s->revision || finished)) {
        s->revision = event.task.revision;
        rc = tell(t, &event, err);
    }
    s->wake_ns = cg_now_ns() + POLL_NS;
    s->poked = false;
    return rc != CG_OK ? CG_PULL_ABORT : finished ? CG_PULL_END : CG_PULL_WAIT;
}

cg_pull gql_source_pull(gql_source *s, void (*emit)(void *arg, cg_str answer), void *arg,
                        uint64_t *wake_ns, cg_err *err)
{
    telling t = {.source = s, .emit = emit, .arg = arg};
    s->pokes_seen = pokes(s);
    cg_pull did = s->feed != NULL ? pull_events(&t, err) : pull_task(&t, err);
    *wake_ns = s->wake_ns;
    return did;
}

bool gql_source_due(const gql_source *s, uint64_t now, uint64_t *wake_ns, bool *poked)
{
    if (s->wake_ns <= now || (s->poked && pokes(s) != s->pokes_seen))
        return true;
    *wake_ns = CG_MIN(*wake_ns, s->wake_ns);
    *poked = *poked || s->poked;
    return false;
}

/* ---- what is told ---- */

static const cg_event *event_of(const cg_gql_call *call)
{
    return gql_of(call)->event;
}

static cg_code tell_node(cg_gql_call *call, cg_err *err)
{
    (void)err;
    call->out[0] = gql_node_value(call, &event_of(call)->node, gql_of(call)->event_scope, false);
    return CG_OK;
}

static cg_code tell_event(cg_gql_call *call, cg_err *err)
{
    (void)err;
    call->out[0] = cg_gql_object(event_of(call));
    return CG_OK;
}

GQL_EACH(event_generation, cg_event, gql_count(o->generation))
GQL_EACH(event_node, cg_event, gql_node_value(call, &o->node, gql_of(call)->event_scope, false))
GQL_EACH(event_node_id, cg_event, gql_id(call->arena, o->node.id))
GQL_EACH(task_id, cg_event, gql_id(call->arena, o->task.id))
GQL_EACH(task_state, cg_event, gql_task_state(o->task.state))
GQL_EACH(task_phase, cg_event, gql_text_or_null(o->task.phase))
GQL_EACH(task_done, cg_event, gql_count(o->task.files_done))
GQL_EACH(task_total, cg_event, gql_count(o->task.files_total))
GQL_EACH(task_bytes, cg_event, gql_count(o->task.bytes_done))
GQL_EACH(task_nodes, cg_event, gql_count(o->task.nodes))
GQL_EACH(task_edges, cg_event, gql_count(o->task.edges))
GQL_EACH(task_rate, cg_event, cg_gql_float(o->task.files_per_second))
GQL_EACH(task_eta, cg_event, o->task.eta_ms > 0 ? gql_count(o->task.eta_ms) : gql_null())
GQL_EACH(task_error, cg_event,
         o->task.error.code != CG_OK ? cg_gql_text(cg_str_from(o->task.error.text)) : gql_null())

static const cg_gql_binding bindings[] = {{"Subscription", "nodeCreated", tell_node},
                                          {"Subscription", "nodeUpdated", tell_event},
                                          {"Subscription", "nodeDeleted", tell_event},
                                          {"Subscription", "parseProgress", tell_event},
                                          {"NodeUpdateEvent", "generation", event_generation},
                                          {"NodeUpdateEvent", "node", event_node},
                                          {"NodeDeleteEvent", "generation", event_generation},
                                          {"NodeDeleteEvent", "nodeId", event_node_id},
                                          {"NodeDeleteEvent", "node", event_node},
                                          {"ParseProgressEvent", "taskId", task_id},
                                          {"ParseProgressEvent", "state", task_state},
                                          {"ParseProgressEvent", "phase", task_phase},
                                          {"ParseProgressEvent", "filesDone", task_done},
                                          {"ParseProgressEvent", "filesTotal", task_total},
                                          {"ParseProgressEvent", "bytesDone", task_bytes},
                                          {"ParseProgressEvent", "nodes", task_nodes},
                                          {"ParseProgressEvent", "relationships", task_edges},
                                          {"ParseProgressEvent", "filesPerSecond", task_rate},
                                          {"ParseProgressEvent", "etaMs", task_eta},
                                          {"ParseProgressEvent", "error", task_error},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_subscription = {bindings};
