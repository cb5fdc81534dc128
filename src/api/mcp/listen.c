// SPDX-License-Identifier: Apache-2.0
// api: streams of what changes: of a session what it subscribed to, of the stateless revision what the request names. A stream
// holds generations and nothing else; it looks after each commit.
#include "mcp.h"

#include <stdatomic.h>

#define HEARTBEAT_NS UINT64_C(15000000000)
#define URIS_MAX 64
#define PULL_BYTES ((size_t)4 << 20)

typedef struct listener {
    cg_mcp *mcp;
    cg_api *api;
    const cg_mcp_catalog *catalog;
    mcp_session *session; /* a reference; NULL: stateless */
    uint64_t number;      /* of the session's stream */
    cg_json_value id;     /* of the request */
    cg_str project;       /* where an address names none */
    mcp_watch watches[URIS_MAX];
    size_t count;
    bool begun;
    uint64_t sent_ns;
} listener;

/* ---- what is told ---- */

static void put_subscription(cg_json_writer *w, const listener *l)
{
    cg_json_put_object(w, "_meta");
    cg_json_write_key(w, CG_STR("io.modelcontextprotocol/subscriptionId"));
    cg_json_write_value(w, l->id);
    cg_json_end_object(w);
}

static void add_notification(const listener *l, const char *method, cg_json_writer *w,
                             const cg_buf *params, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) message = {0};
    if (l->session == NULL)
        put_subscription(w, l);
    cg_json_end_object(w);
    mcp_write_notification(&message, method, cg_buf_str(params));
    mcp_add_event(out, cg_buf_str(&message));
}

static void add_updated(const listener *l, cg_str uri, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) params = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &params);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "uri", uri);
    add_notification(l, "notifications/resources/updated", &w, &params, out);
}

/* What of the request can be heard of. */
static void add_acknowledged(const listener *l, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) params = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &params);
    cg_json_begin_object(&w);
    cg_json_put_object(&w, "notifications");
    if (l->count > 0) {
        cg_json_put_array(&w, "resourceSubscriptions");
        for (size_t i = 0; i < l->count; i++)
            cg_json_write_str(&w, cg_str_from(l->watches[i].uri));
        cg_json_end_array(&w);
    }
    cg_json_end_object(&w);
    add_notification(l, "notifications/subscriptions/acknowledged", &w, &params, out);
}

/* The end, in good order. */
static void add_result(const listener *l, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) message = {0};
    cg_json_writer w;
    mcp_begin(&w, &message, l->id);
    cg_json_put_object(&w, "result");
    cg_json_put_str(&w, "resultType", CG_STR("complete"));
    cg_json_put_object(&w, "_meta");
    cg_json_write_key(&w, CG_STR("io.modelcontextprotocol/subscriptionId"));
    cg_json_write_value(&w, l->id);
    cg_json_write_key(&w, CG_STR("io.modelcontextprotocol/serverInfo"));
    mcp_put_server_info(&w, l->catalog);
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    mcp_add_event(out, cg_buf_str(&message));
}

/* ---- pulling ---- */

/* A resource that is gone, or cannot be looked at now, has nothing new. */
static bool has_changed(const listener *l, mcp_watch *watch)
{
    uint64_t now = 0;
    if (l->catalog->generation(l->api, l->project, cg_str_from(watch->uri), &now, NULL) != CG_OK ||
        now == watch->generation)
        return false;
    watch->generation = now;
    return true;
}

static void look_at_own(listener *l, cg_buf *out)
{
    for (size_t i = 0; i < l->count; i++)
        if (has_changed(l, &l->watches[i]))
            add_updated(l, cg_str_from(l->watches[i].uri), out);
}

static void look_at_session(const listener *l, cg_buf *out)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(PULL_BYTES);
    mcp_watch watch;
    for (size_t i = 0; mcp_session_watch(l->mcp, l->session, i, arena, &watch); i++) {
        cg_str uri = cg_str_from(watch.uri);
        if (!has_changed(l, &watch))
            continue;
        mcp_session_told(l->mcp, l->session, uri, watch.generation);
        add_updated(l, uri, out);
    }
}

static cg_pull pull_changes(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    listener *l = arg;
    uint64_t now = cg_now_ns();
    if (l->session != NULL && !mcp_session_streams(l->mcp, l->session, l->number))
        return CG_PULL_END;
    if (!l->begun && l->session == NULL) {
        add_acknowledged(l, out);
        if (l->count == 0) {
            add_result(l, out);
            return CG_PULL_END;
        }
    } else if (!l->begun) {
        cg_sse_add_heartbeat(out); /* so that the client sees its stream begin */
    }
    l->begun = true;
    if (l->session != NULL)
        look_at_session(l, out);
    else
        look_at_own(l, out);
    if (out->len == 0 && now - l->sent_ns >= HEARTBEAT_NS)
        cg_sse_add_heartbeat(out);
    if (out->len > 0)
        l->sent_ns = now;
    *wake_ns = l->sent_ns + HEARTBEAT_NS;
    return CG_PULL_POKE;
}

static void end_listening(void *arg)
{
    listener *l = arg;
    atomic_fetch_sub_explicit(&l->mcp->streams, 1, memory_order_relaxed);
    mcp_session_unref(l->mcp, l->session);
}

/* ---- beginning ---- */

static listener *begin(mcp_exchange *x)
{
    size_t before = atomic_fetch_add_explicit(&x->mcp->streams, 1, memory_order_relaxed);
    if (before >= x->mcp->opts.streams_max) {
        atomic_fetch_sub_explicit(&x->mcp->streams, 1, memory_order_relaxed);
        (void)mcp_fail(&x->fault, MCP_E_INTERNAL, 503, "too many clients listen: try again later");
        return NULL;
    }
    listener *l = cg_arena_alloc(x->arena, sizeof *l);
    *l = (listener){.mcp = x->mcp,
                    .api = x->api,
                    .catalog = x->catalog,
                    .id = x->message.id,
                    .project = x->project};
    return l;
}

bool mcp_listen_session(mcp_exchange *x)
{
    listener *l = begin(x);
    if (l == NULL)
        return false;
    mcp_session_ref(x->mcp, x->session);
    l->session = x->session;
    l->number = mcp_session_begin_stream(x->mcp, x->session);
    cg_reply_stream(x->reply, "text/event-stream", pull_changes, end_listening, l);
    return true;
}

/* The resources that the request names and there are. */
static bool read_uris(mcp_exchange *x, listener *l, cg_json_value uris)
{
    cg_json_value one;
    cg_json_iter it = {0};
    cg_str uri;
    while (cg_json_next(uris, &it, &one)) {
        uint64_t generation;
        if (cg_json_as_str(one, &uri, NULL) != CG_OK || memchr(uri.ptr, 0, uri.len) != NULL)
            return mcp_fail(&x->fault, MCP_E_PARAMS, 200, "resourceSubscriptions are texts");
        if (l->count == URIS_MAX)
            return mcp_fail(&x->fault, MCP_E_PARAMS, 200,
                            "at most %d resources can be listened for", URIS_MAX);
        if (x->catalog->generation(x->api, x->project, uri, &generation, NULL) != CG_OK)
            continue;
        l->watches[l->count++] = (mcp_watch){(char *)cg_arena_str(x->arena, uri).ptr, generation};
    }
    return true;
}

bool mcp_listen(mcp_exchange *x)
{
    cg_err err = {0};
    cg_json_value wanted, uris = {0};
    if (cg_json_get_object(x->message.params, "notifications", &wanted, CG_JSON_REQUIRED, &err) !=
            CG_OK ||
        cg_json_get_array(wanted, "resourceSubscriptions", &uris, CG_JSON_OPTIONAL, &err) != CG_OK)
        return mcp_fail_of(&x->fault, &err);
    listener *l = begin(x);
    if (l == NULL)
        return false;
    if (!read_uris(x, l, uris)) {
        end_listening(l);
        return false;
    }
    cg_reply_stream(x->reply, "text/event-stream", pull_changes, end_listening, l);
    return true;
}
