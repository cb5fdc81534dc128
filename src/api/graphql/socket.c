// SPDX-License-Identifier: Apache-2.0
// api: graphql-transport-ws. Queries and mutations are run as their messages come; subscriptions are pulled in turn
// (sockets/turns.h).
#include "socket.h"

#include "sockets/turns.h"

#define CLOSE_UNAUTHORIZED 4401
#define CLOSE_PROTOCOL 4406
#define CLOSE_INIT_TIMEOUT 4408
#define CLOSE_INIT_TWICE 4429

static const char *const protocols[] = {"graphql-transport-ws", NULL};

static const cg_turns_protocol protocol;

typedef struct session {
    cg_turns turns; /* first */
    cg_api *api;
    cg_arena *arena; /* of the defaults */
    cg_graph_ref defaults;
    bool acknowledged;
    uint64_t init_by_ns;
} session;

static session *of(cg_turns *turns)
{
    return (session *)turns;
}

void *gql_socket_create(cg_api *api, cg_graph_ref defaults)
{
    session *s = cg_alloc(sizeof *s);
    s->turns.protocol = &protocol;
    s->api = api;
    s->arena = cg_arena_create(0);
    s->defaults.project = cg_arena_str(s->arena, defaults.project);
    s->defaults.ref = cg_arena_str(s->arena, defaults.ref);
    s->init_by_ns = cg_now_ns() + api->graphql_init_ns;
    return s;
}

static void destroy(void *arg)
{
    session *s = arg;
    cg_turns_fini(&s->turns);
    cg_arena_destroy(s->arena);
    cg_free(s);
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
    gql_source *source;
    const gql_asker asker = {.api = s->api, .defaults = s->defaults};
    if (s->turns.open.len >= s->api->graphql_subscriptions_max) {
        (void)CG_FAIL(&err, CG_E_BUSY, "%zu subscriptions are open: no more are taken",
                      s->turns.open.len);
        cg_arena_destroy(take_arena);
    } else if (gql_source_open(&asker, operation, take_arena, &source, &err) == CG_OK) {
        cg_turns_add(&s->turns, id, source);
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

static cg_code subscribe(session *s, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    cg_str id;
    cg_json_value payload;
    cg_gql_request request;
    cg_code rc = cg_turns_read_id(&s->turns, root, &id, err);
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
    if (cg_turns_has(&s->turns, id)) {
        CG_AUTO_VALUE(cg_buf) why = {0};
        cg_buf_printf(&why, "Subscriber for %.*s already exists",
                      CG_STR_ARG(cg_utf8_truncate(id, 80)));
        cg_buf_add_char(&why, '\0');
        cg_websocket_close(ws, CG_TURNS_TAKEN, why.ptr);
        return CG_OK;
    }
    run(s, ws, id, &request);
    return CG_OK;
}

/* ---- other messages ---- */

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

static cg_code act(cg_turns *turns, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    session *s = of(turns);
    cg_str type;
    cg_code rc = cg_json_get_str(root, "type", &type, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    if (cg_str_eq(type, CG_STR("connection_init")))
        return init(s, ws, root, err);
    if (cg_str_eq(type, CG_STR("subscribe")))
        return subscribe(s, ws, root, err);
    if (cg_str_eq(type, CG_STR("complete")))
        return cg_turns_complete(turns, root, err);
    if (cg_str_eq(type, CG_STR("pong")))
        return check_payload(root, err);
    if (!cg_str_eq(type, CG_STR("ping")))
        return CG_JSON_FAIL(cg_json_get(root, "type"), err, CG_E_INVALID, "is no message's type");
    rc = check_payload(root, err);
    if (rc == CG_OK)
        send_message(ws, "pong", CG_STR_NULL, CG_STR_NULL);
    return rc;
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

static bool advance(void *source, cg_websocket *ws, cg_str id)
{
    cg_err err = {0};
    uint64_t wake_ns;
    telling t = {.ws = ws, .id = id};
    cg_pull did = gql_source_pull(source, send_next, &t, &wake_ns, &err);
    if (did == CG_PULL_END)
        send_message(ws, "complete", id, CG_STR_NULL);
    else if (did == CG_PULL_ABORT)
        send_error(ws, id, &err);
    return did != CG_PULL_END && did != CG_PULL_ABORT;
}

static bool due(const void *source, uint64_t now, uint64_t *wake_ns, bool *poked)
{
    return gql_source_due(source, now, wake_ns, poked);
}

static void close_source(void *take_source)
{
    gql_source_close(take_source);
}

static const cg_turns_protocol protocol = {.id_max = GQL_SOCKET_ID_MAX,
                                           .not_text = CG_TURNS_INVALID,
                                           .complaint = "Invalid message: ",
                                           .act = act,
                                           .due = due,
                                           .advance = advance,
                                           .close = close_source};

/* ---- the handler ---- */

static bool speaks(cg_websocket *ws)
{
    if (cg_websocket_protocol(ws) != NULL)
        return true;
    cg_websocket_close(ws, CLOSE_PROTOCOL, "Subprotocol not acceptable");
    return false;
}

static void message(void *arg, cg_websocket *ws, bool is_text, cg_str bytes)
{
    if (speaks(ws))
        cg_turns_message(arg, ws, is_text, bytes);
}

static cg_pull pull(void *arg, cg_websocket *ws, uint64_t *wake_ns)
{
    session *s = arg;
    if (!speaks(ws))
        return CG_PULL_WAIT;
    if (s->acknowledged)
        return cg_turns_pull(&s->turns, ws, wake_ns);
    *wake_ns = s->init_by_ns;
    if (cg_now_ns() >= s->init_by_ns)
        cg_websocket_close(ws, CLOSE_INIT_TIMEOUT, "Connection initialisation timeout");
    return CG_PULL_WAIT;
}

const cg_websocket_handler gql_socket_handler = {
    .protocols = protocols, .message = message, .pull = pull, .destroy = destroy};
