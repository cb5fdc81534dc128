// SPDX-License-Identifier: Apache-2.0
// api: graphql-transport-ws. Queries and mutations are run as their messages come; subscriptions are pulled in turn.
#include "socket.h"

#define CLOSE_INVALID 4400
#define CLOSE_UNAUTHORIZED 4401
#define CLOSE_PROTOCOL 4406
#define CLOSE_INIT_TIMEOUT 4408
#define CLOSE_TAKEN 4409
#define CLOSE_INIT_TWICE 4429

static const char *const protocols[] = {"graphql-transport-ws", NULL};

typedef struct subscription {
    char *id;
    gql_source *source;
} subscription;

typedef struct session {
    cg_api *api;
    cg_arena *arena; /* of the defaults */
    cg_graph_ref defaults;
    bool acknowledged;
    uint64_t init_by_ns;
    CG_VEC(subscription) open;
    size_t turn; /* whose it is */
} session;

void *gql_socket_create(cg_api *api, cg_graph_ref defaults)
{
    session *s = cg_alloc(sizeof *s);
    s->api = api;
    s->arena = cg_arena_create(0);
    s->defaults.project = cg_arena_str(s->arena, defaults.project);
    s->defaults.ref = cg_arena_str(s->arena, defaults.ref);
    s->init_by_ns = cg_now_ns() + api->graphql_init_ns;
    return s;
}

static void end(session *s, size_t i)
{
    gql_source_close(s->open.ptr[i].source);
    cg_free(s->open.ptr[i].id);
    s->open.ptr[i] = s->open.ptr[--s->open.len];
}

static void destroy(void *arg)
{
    session *s = arg;
    while (s->open.len > 0)
        end(s, s->open.len - 1);
    CG_VEC_FINI(&s->open);
    cg_arena_destroy(s->arena);
    cg_free(s);
}

static bool find(const session *s, cg_str id, size_t *out_i)
{
    for (size_t i = 0; i < s->open.len; i++)
        if (cg_str_eq(cg_str_from(s->open.ptr[i].id), id)) {
            *out_i = i;
            return true;
        }
    return false;
}

/* ---- what is sent ---- */

/* `payload`: JSON; ptr NULL: none. */
static void send_message(cg_websocket *ws, const char *type, cg_str id, cg_str payload)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &text);
    cg_json_begin_object(&w);
    if (id.ptr != NULL)
        cg_json_put_str(&w, "id", id);
    cg_json_put_str(&w, "type", cg_str_from(type));
    if (payload.ptr != NULL)
        cg_json_put_raw(&w, "payload", payload);
    cg_json_end_object(&w);
    cg_websocket_send_text(ws, cg_buf_str(&text));
}

/* An error that no request is to blame for, as a list of one. */
static void send_error(cg_websocket *ws, cg_str id, const cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &text);
    cg_json_begin_array(&w);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "message", cg_str_from(err->text));
    cg_json_put_object(&w, "extensions");
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    if (err->pointer[0] != '\0')
        cg_json_put_str(&w, "pointer", cg_str_from(err->pointer));
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    cg_json_end_array(&w);
    send_message(ws, "error", id, cg_buf_str(&text));
}

/* ---- subscribe ---- */

static bool is_gone(const void *ws)
{
    return !cg_websocket_is_open(ws);
}

static void run_once(session *s, cg_websocket *ws, cg_str id, const cg_gql_operation *operation)
{
    CG_AUTO_VALUE(cg_buf) answer = {0};
    cg_err err = {0};
    const gql_asker asker = {.api = s->api,
                             .defaults = s->defaults,
                             .patience = {cg_now_ns() + s->api->request_ns, is_gone, ws},
                             .hurried = is_gone};
    if (gql_run(&asker, operation, &answer, NULL, &err) != CG_OK) {
        send_error(ws, id, &err);
        return;
    }
    send_message(ws, "next", id, cg_buf_str(&answer));
    send_message(ws, "complete", id, CG_STR_NULL);
}

static void follow(session *s, cg_websocket *ws, cg_str id, const cg_gql_operation *operation,
                   cg_arena *take_arena)
{
    cg_err err = {0};
    subscription sub = {0};
    const gql_asker asker = {.api = s->api, .defaults = s->defaults};
    if (s->open.len >= s->api->graphql_subscriptions_max) {
        (void)CG_FAIL(&err, CG_E_BUSY, "%zu subscriptions are open: no more are taken",
                      s->open.len);
        cg_arena_destroy(take_arena);
    } else if (gql_source_open(&asker, operation, take_arena, &sub.source, &err) == CG_OK) {
        sub.id = cg_strdup(id);
        CG_VEC_PUSH(&s->open, sub);
        return;
    }
    send_error(ws, id, &err);
}

static void run(session *s, cg_websocket *ws, cg_str id, const cg_gql_request *request)
{
    cg_arena *arena = cg_arena_create(0);
    const cg_gql_operation *operation =
        cg_gql_prepare(s->api->graphql, request, &s->api->graphql_limits, arena);
    if (!cg_gql_is_runnable(operation)) {
        CG_AUTO_VALUE(cg_buf) errors = {0};
        cg_gql_write_error_list(operation, &errors);
        send_message(ws, "error", id, cg_buf_str(&errors));
    } else if (cg_gql_kind_of(operation) == CG_GQL_SUBSCRIPTION) {
        follow(s, ws, id, operation, arena);
        return;
    } else {
        run_once(s, ws, id, operation);
    }
    cg_arena_destroy(arena);
}

static cg_code read_id(cg_json_value root, cg_str *out_id, cg_err *err)
{
    cg_code rc = cg_json_get_str(root, "id", out_id, CG_JSON_REQUIRED, err);
    if (rc == CG_OK && (out_id->len == 0 || out_id->len > GQL_SOCKET_ID_MAX ||
                        memchr(out_id->ptr, 0, out_id->len) != NULL))
        return CG_JSON_FAIL(cg_json_get(root, "id"), err, CG_E_INVALID,
                            "must have 1 to %d bytes, none of them NUL", GQL_SOCKET_ID_MAX);
    return rc;
}

static cg_code subscribe(session *s, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    cg_str id;
    cg_json_value payload;
    cg_gql_request request;
    size_t i;
    cg_code rc = read_id(root, &id, err);
    if (rc == CG_OK)
        rc = cg_json_get_object(root, "payload", &payload, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = gql_read_request(payload, &request, err);
    if (rc != CG_OK)
        return rc;
    if (!s->acknowledged) {
        cg_websocket_close(ws, CLOSE_UNAUTHORIZED, "Unauthorized");
        return CG_OK;
    }
    if (find(s, id, &i)) {
        CG_AUTO_VALUE(cg_buf) why = {0};
        cg_buf_printf(&why, "Subscriber for %.*s already exists",
                      CG_STR_ARG(cg_utf8_truncate(id, 80)));
        cg_buf_add_char(&why, '\0');
        cg_websocket_close(ws, CLOSE_TAKEN, why.ptr);
        return CG_OK;
    }
    run(s, ws, id, &request);
    return CG_OK;
}

/* ---- other messages ---- */

/* What has completed on its own, while this came, is none to complete. */
static cg_code complete(session *s, cg_json_value root, cg_err *err)
{
    cg_str id;
    size_t i;
    cg_code rc = read_id(root, &id, err);
    if (rc == CG_OK && find(s, id, &i))
        end(s, i);
    return rc;
}

static cg_code check_payload(cg_json_value root, cg_err *err)
{
    cg_json_value payload;
    return cg_json_get_object(root, "payload", &payload, CG_JSON_OPTIONAL, err);
}

static cg_code init(session *s, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    cg_code rc = check_payload(root, err);
    if (rc != CG_OK)
        return rc;
    if (s->acknowledged) {
        cg_websocket_close(ws, CLOSE_INIT_TWICE, "Too many initialisation requests");
        return CG_OK;
    }
    s->acknowledged = true;
    send_message(ws, "connection_ack", CG_STR_NULL, CG_STR_NULL);
    return CG_OK;
}

static cg_code act(session *s, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    cg_str type;
    cg_code rc = cg_json_get_str(root, "type", &type, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    if (cg_str_eq(type, CG_STR("connection_init")))
        return init(s, ws, root, err);
    if (cg_str_eq(type, CG_STR("subscribe")))
        return subscribe(s, ws, root, err);
    if (cg_str_eq(type, CG_STR("complete")))
        return complete(s, root, err);
    if (cg_str_eq(type, CG_STR("pong")))
        return check_payload(root, err);
    if (!cg_str_eq(type, CG_STR("ping")))
        return CG_JSON_FAIL(cg_json_get(root, "type"), err, CG_E_INVALID, "is no message's type");
    rc = check_payload(root, err);
    if (rc == CG_OK)
        send_message(ws, "pong", CG_STR_NULL, CG_STR_NULL);
    return rc;
}

static bool speaks(cg_websocket *ws)
{
    if (cg_websocket_protocol(ws) != NULL)
        return true;
    cg_websocket_close(ws, CLOSE_PROTOCOL, "Subprotocol not acceptable");
    return false;
}

static void message(void *arg, cg_websocket *ws, bool is_text, cg_str bytes)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_err err = {0};
    if (!speaks(ws))
        return;
    cg_code rc = is_text ? cg_json_parse(bytes, NULL, &doc, &err)
                         : CG_FAIL(&err, CG_E_INVALID, "messages are JSON as text");
    if (rc == CG_OK)
        rc = act(arg, ws, cg_json_root(doc), &err);
    if (rc == CG_OK)
        return;
    CG_AUTO_VALUE(cg_buf) why = {0};
    cg_buf_printf(&why, "Invalid message: %s%s%s", err.pointer, err.pointer[0] ? ": " : "",
                  err.text);
    cg_buf_add_char(&why, '\0');
    cg_websocket_close(ws, CLOSE_INVALID, why.ptr);
}

/* ---- pulling ---- */

typedef struct telling {
    cg_websocket *ws;
    cg_str id;
} telling;

static void send_next(void *arg, cg_str answer)
{
    const telling *t = arg;
    send_message(t->ws, "next", t->id, answer);
}

/* False: the subscription is over. */
static bool advance(cg_websocket *ws, const subscription *sub)
{
    cg_err err = {0};
    uint64_t wake_ns;
    telling t = {.ws = ws, .id = cg_str_from(sub->id)};
    cg_pull did = gql_source_pull(sub->source, send_next, &t, &wake_ns, &err);
    if (did == CG_PULL_END)
        send_message(ws, "complete", t.id, CG_STR_NULL);
    else if (did == CG_PULL_ABORT)
        send_error(ws, t.id, &err);
    return did != CG_PULL_END && did != CG_PULL_ABORT;
}

static cg_pull pull(void *arg, cg_websocket *ws, uint64_t *wake_ns)
{
    session *s = arg;
    bool poked = false;
    uint64_t now = cg_now_ns();
    size_t waiting = 0; /* in a row, which have nothing to do */
    if (!speaks(ws))
        return CG_PULL_WAIT;
    if (!s->acknowledged) {
        *wake_ns = s->init_by_ns;
        if (now >= s->init_by_ns)
            cg_websocket_close(ws, CLOSE_INIT_TIMEOUT, "Connection initialisation timeout");
        return CG_PULL_WAIT;
    }
    *wake_ns = UINT64_MAX;
    while (waiting < s->open.len && cg_websocket_has_room(ws)) {
        s->turn %= s->open.len;
        if (!gql_source_due(s->open.ptr[s->turn].source, now, wake_ns, &poked)) {
            waiting++;
            s->turn++;
        } else if (advance(ws, &s->open.ptr[s->turn])) {
            waiting = 0;
            s->turn++;
        } else {
            waiting = 0;
            end(s, s->turn);
        }
    }
    if (waiting < s->open.len)
        return CG_PULL_MORE;
    return poked ? CG_PULL_POKE : CG_PULL_WAIT;
}

const cg_websocket_handler gql_socket_handler = {
    .protocols = protocols, .message = message, .pull = pull, .destroy = destroy};
