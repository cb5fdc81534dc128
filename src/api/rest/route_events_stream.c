// SPDX-License-Identifier: Apache-2.0
// GET /stream/events: what changes in a project, as it happens or from where a client has left off.
#include "rest.h"

#define BATCH 16
#define POSITION_MAX 80 /* of an id */
#define CHUNK_BYTES (64u << 10)
#define TASKS_NS 200000000u /* how soon what a task does is told */
#define HEARTBEAT_NS 15000000000u

typedef struct events {
    cg_event_feed *feed;
    cg_arena *arena; /* of one pull: thousands may wait, and hold nothing */
    bool lines;      /* NDJSON instead of events */
    bool with_tasks; /* nobody tells of these: they are asked for */
    cg_str project;
    uint64_t last_ns; /* when something was last sent */
    cg_buf data;      /* of one event, in one pull */
} events;

static void add_event(events *s, const cg_event *event, cg_buf *out)
{
    cg_json_writer w;
    const char *type = cg_event_type_text(event->type);
    cg_buf_clear(&s->data);
    cg_json_writer_init(&w, &s->data);
    cg_json_begin_object(&w);
    if (s->lines) {
        cg_json_put_str(&w, "type", CG_STR("event"));
        cg_json_put_str(&w, "id", event->id);
    }
    cg_rest_put_event(&w, event, s->project);
    cg_json_end_object(&w);
    if (s->lines) {
        cg_buf_add_str(out, cg_buf_str(&s->data));
        cg_buf_add_char(out, '\n');
    } else {
        cg_rest_add_event(out, type, event->id, cg_buf_str(&s->data));
    }
}

/* Also tells how far the feed has come, so that a client who comes back need not hear what its
 * filter kept back. An SSE event without data reaches no listener, but its id counts. */
static void add_heartbeat(events *s, cg_buf *out)
{
    cg_str id = cg_service_events_position(s->feed, s->arena);
    if (s->lines) {
        cg_buf_printf(out, "{\"type\":\"checkpoint\",\"id\":\"%.*s\"}\n", CG_STR_ARG(id));
        return;
    }
    cg_buf_printf(out, "id: %.*s\n", CG_STR_ARG(id));
    cg_sse_add_heartbeat(out);
}

/* ---- what many are told ----
 *
 * A commit is told to all who follow its project, and most of them ask the same. Each thread remembers what it
 * told last, with what that followed from. */

#define TOLD_BYTES_MAX 4096

typedef struct told {
    cg_hash128 key;
    uint64_t generation; /* before it was read */
    size_t len, position_len;
    char text[TOLD_BYTES_MAX];
    char position[POSITION_MAX];
} told;

static bool tell_again(events *s, const told *t, cg_hash128 key, uint64_t generation, cg_buf *out)
{
    if (t->len == 0 || t->key.hi != key.hi || t->key.lo != key.lo || t->generation != generation)
        return false;
    cg_buf_add(out, t->text, t->len);
    cg_service_events_pass(s->feed, cg_str_make(t->position, t->position_len));
    return true;
}

static void remember(const events *s, told *t, cg_hash128 key, uint64_t generation, cg_str text)
{
    cg_str position = cg_service_events_position(s->feed, s->arena);
    t->len = 0;
    if (text.len == 0 || text.len > sizeof t->text || position.len > sizeof t->position)
        return;
    t->key = key;
    t->generation = generation;
    t->len = text.len;
    t->position_len = position.len;
    memcpy(t->text, text.ptr, text.len);
    memcpy(t->position, position.ptr, position.len);
}

/* `*out_more`: there may be others. */
static cg_code tell_next(events *s, cg_buf *out, bool *out_more)
{
    cg_code rc = CG_OK;
    cg_arena_mark mark = cg_arena_save(s->arena);
    do {
        cg_event *rows;
        size_t count = 0;
        rc = cg_service_events_next(s->feed, BATCH, s->arena, &rows, &count, out_more, NULL);
        for (size_t i = 0; rc == CG_OK && i < count; i++)
            add_event(s, &rows[i], out);
        cg_arena_rewind(s->arena, mark);
    } while (rc == CG_OK && *out_more && out->len > 0 && out->len < CHUNK_BYTES);
    return rc;
}

static cg_code tell(events *s, cg_buf *out, bool *out_more)
{
    static _Thread_local told last[2]; /* as events, as lines */
    told *t = &last[s->lines];
    cg_hash128 key;
    uint64_t generation;
    size_t before = out->len;
    bool shared = cg_service_events_key(s->feed, &key, &generation);
    *out_more = false;
    if (shared && tell_again(s, t, key, generation, out))
        return CG_OK;
    cg_code rc = tell_next(s, out, out_more);
    if (rc == CG_OK && shared && !*out_more)
        remember(s, t, key, generation, cg_str_slice(cg_buf_str(out), before, out->len));
    return rc;
}

static cg_pull pull_events(events *s, cg_buf *out, uint64_t *wake_ns)
{
    bool more = true;
    uint64_t now = cg_now_ns();
    if (now - s->last_ns >= HEARTBEAT_NS) {
        add_heartbeat(s, out);
        s->last_ns = now;
    }
    if (tell(s, out, &more) != CG_OK)
        return CG_PULL_ABORT;
    s->last_ns = out->len > 0 ? now : s->last_ns;
    if (more && out->len > 0)
        return CG_PULL_MORE;
    uint64_t quiet_ns = s->last_ns + HEARTBEAT_NS;
    *wake_ns = more ? now : s->with_tasks ? CG_MIN(quiet_ns, now + TASKS_NS) : quiet_ns;
    return CG_PULL_POKE;
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    events *s = arg;
    s->arena = cg_arena_create(0);
    cg_pull did = pull_events(s, out, wake_ns);
    cg_arena_destroy(s->arena);
    cg_buf_fini(&s->data);
    return did;
}

static void finish(void *arg)
{
    events *s = arg;
    cg_service_events_close(s->feed);
}

static void read_filter(cg_request *req, cg_event_filter *out_filter)
{
    const cg_value *types = cg_request_value(req, "types");
    *out_filter = (cg_event_filter){0};
    cg_rest_read_filter(req, &out_filter->nodes);
    out_filter->edges = cg_rest_read_edge_kinds(req, "relationship", &out_filter->edges_count);
    for (size_t i = 0; i < types->item_count; i++)
        for (unsigned type = 0; type < CG_EVENT_TYPE_LIMIT; type++)
            if (cg_str_eq(types->items[i], cg_str_from(cg_event_type_text(type))))
                out_filter->types |= 1u << type;
}

static cg_code events_stream(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_event_filter filter;
    cg_event_feed *feed;
    cg_str after = cg_request_last_event_id(req);
    read_filter(req, &filter);
    if (after.len == 0)
        after = cg_request_str(req, "after");
    cg_code rc = cg_service_events_open(cg_rest_api(req)->service, cg_rest_where(req), &filter,
                                        after, &feed, err);
    if (rc != CG_OK)
        return rc;
    events *s = cg_arena_alloc(cg_request_arena(req), sizeof *s);
    *s = (events){
        .feed = feed,
        .lines = !cg_request_prefers(req, "text/event-stream", "application/x-ndjson"),
        .with_tasks = filter.types == 0 || filter.types >> CG_EVENT_TASK_PROGRESS & 1,
        .project = cg_request_str(req, "project"),
        /* the first pull tells where the feed begins */
    };
    cg_reply_stream(reply, s->lines ? "application/x-ndjson" : "text/event-stream", pull, finish,
                    s);
    return CG_OK;
}

#define CG_EVENT(name, text) text "|"
static const char event_words[] =
#include "cg/tbl/event_types.h"
    ;
#undef CG_EVENT

static const cg_param params[] = {
    CG_REST_PROJECT,
    CG_REST_REF,
    {.name = "types",
     .type = CG_PARAM_ENUM,
     .repeated = true,
     .words = event_words,
     .help = "Only events of these types; gap is always told."},
    CG_REST_KIND,
    CG_REST_LANGUAGE,
    CG_REST_PATH,
    {.name = "relationship",
     .type = CG_PARAM_ENUM,
     .repeated = true,
     .words = cg_rest_edge_kinds,
     .help = "Only relationships of these types."},
    {.name = "after",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = 80,
     .help = "Id of the last event that was seen, for clients that cannot send Last-Event-ID; a "
             "generation's number: what came after it; 0: all that is kept.",
     .example = "12"},
    {.name = "Last-Event-ID",
     .in = CG_IN_HEADER,
     .type = CG_PARAM_STR,
     .max = 80,
     .help = "Id of the last event that was seen."},
    {0}};

static const cg_answer answers[] = {
    {200,
     "Events until the client leaves or the server stops. The data of each is an Event.",
     {{"text/event-stream", NULL, NULL, NULL}, {"application/x-ndjson", "Event", NULL, NULL}}},
    {0}};

const cg_route cg_route_events_stream = {
    .method = "GET",
    .path = "/stream/events",
    .id = "streamEvents",
    .tag = "streams",
    .summary = "Follow what changes",
    .description =
        "Server-sent events, or NDJSON when Accept prefers it. Each generation gives the changes "
        "of its nodes and relationships, then version.created. A client that comes back with the id "
        "of the last event it saw gets what came since, each once, also when the server was started "
        "anew in between; what is no longer kept (events.keep_generations, events.keep_time) is "
        "told as gap with the first generation that can be read. task.progress tells what tasks do "
        "at the moment and has no id. kind, language and path hold for nodes and for the sources of "
        "relationships. What clients state is told as what is parsed is; metadata that changes is an "
        "update of its node or relationship. A stated relationship of which an end goes, or comes "
        "back, when files are parsed has no event of its own: node.deleted and node.created of the "
        "end say so. Every 15 s without events comes a comment, in NDJSON a checkpoint.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_FEED,
    .handle = events_stream,
};
