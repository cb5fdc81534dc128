// SPDX-License-Identifier: Apache-2.0
// api: the messages of /ws. Subscriptions are pulled in turn (sockets/turns.h).
#include "session.h"

#include "sockets/turns.h"

#define CLOSE_TOO_MANY 4429

static const cg_turns_protocol protocol;

void *cg_ws_session_create(void)
{
    cg_turns *turns = cg_alloc(sizeof *turns);
    turns->protocol = &protocol;
    return turns;
}

static void destroy(void *arg)
{
    cg_turns_fini(arg);
    cg_free(arg);
}

/* ---- what is sent ---- */

static void begin_message(cg_json_writer *w, cg_buf *text, const char *type, cg_str id)
{
    cg_json_writer_init(w, text);
    cg_json_begin_object(w);
    cg_json_put_str(w, "type", cg_str_from(type));
    if (id.ptr)
        cg_json_put_str(w, "id", id);
}

static void send(cg_websocket *ws, cg_json_writer *w, cg_buf *text)
{
    cg_json_end_object(w);
    cg_websocket_send_text(ws, cg_buf_str(text));
}

static void send_plain(cg_websocket *ws, const char *type, cg_str id)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    begin_message(&w, &text, type, id);
    send(ws, &w, &text);
}

static void send_next(cg_websocket *ws, cg_str id, cg_str data)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    begin_message(&w, &text, "next", id);
    cg_json_put_raw(&w, "data", data);
    send(ws, &w, &text);
}

static void send_error(cg_websocket *ws, cg_str id, const cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    begin_message(&w, &text, "error", id);
    cg_json_put_object(&w, "error");
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    cg_json_put_u64(&w, "status", (uint64_t)cg_code_status(err->code));
    cg_json_put_str(&w, "detail", cg_str_from(err->text));
    if (err->pointer[0])
        cg_json_put_str(&w, "pointer", cg_str_from(err->pointer));
    cg_json_end_object(&w);
    send(ws, &w, &text);
}

/* ---- what is asked ---- */

static cg_code check_members(cg_json_value root, bool with_path, cg_err *err)
{
    static const char *const known[] = {"type", "id", "path", "body"};
    return cg_json_check_members(root, known, with_path ? 4 : 2, err);
}

/* As text; left empty without one. */
static cg_code read_body(cg_json_value root, cg_buf *out, cg_err *err)
{
    cg_json_writer w;
    cg_json_value body = {0};
    cg_code rc = cg_json_get_object(root, "body", &body, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK || cg_json_type_of(body) != CG_JSON_OBJECT)
        return rc;
    cg_json_writer_init(&w, out);
    cg_json_write_value(&w, body);
    return CG_OK;
}

static cg_code subscribe(cg_turns *turns, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_str id, path;
    cg_code rc = check_members(root, true, err);
    if (rc == CG_OK)
        rc = cg_turns_read_id(turns, root, &id, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(root, "path", &path, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = read_body(root, &body, err);
    if (rc != CG_OK)
        return rc;
    if (cg_turns_has(turns, id)) {
        cg_websocket_close(ws, CG_TURNS_TAKEN, "a subscription with this id is open");
        return CG_OK;
    }
    if (turns->open.len == CG_WS_SUBSCRIPTIONS_MAX) {
        cg_websocket_close(ws, CLOSE_TOO_MANY, "too many subscriptions are open");
        return CG_OK;
    }
    cg_subrequest *request;
    cg_err why = {0};
    if (cg_subrequest_open(ws, path, cg_buf_str(&body), &request, &why) == CG_OK)
        cg_turns_add(turns, id, request);
    else
        send_error(ws, id, &why); /* of the request, not of the message */
    return CG_OK;
}

static cg_code complete(cg_turns *turns, cg_json_value root, cg_err *err)
{
    cg_code rc = check_members(root, false, err);
    return rc == CG_OK ? cg_turns_complete(turns, root, err) : rc;
}

static cg_code act(cg_turns *turns, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    cg_str type;
    cg_code rc = cg_json_get_str(root, "type", &type, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    if (cg_str_eq(type, CG_STR("subscribe")))
        return subscribe(turns, ws, root, err);
    if (cg_str_eq(type, CG_STR("complete")))
        return complete(turns, root, err);
    if (cg_str_eq(type, CG_STR("ping"))) {
        send_plain(ws, "pong", CG_STR_NULL);
        return CG_OK;
    }
    if (cg_str_eq(type, CG_STR("pong")))
        return CG_OK;
    return CG_JSON_FAIL(cg_json_get(root, "type"), err, CG_E_INVALID,
                        "must be subscribe, complete, ping or pong");
}

/* ---- pulling ---- */

/* One line, or all of a reply that is none: each a value. Empty lines are there to keep lines alive. */
static void send_lines(cg_websocket *ws, cg_str id, cg_str lines)
{
    cg_str line;
    while (cg_str_split(&lines, '\n', &line))
        if (line.len > 0)
            send_next(ws, id, line);
}

static bool advance(void *source, cg_websocket *ws, cg_str id)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_err err = {0};
    cg_pull did = cg_subrequest_pull(source, &out, &err);
    send_lines(ws, id, cg_buf_str(&out));
    if (did == CG_PULL_END)
        send_plain(ws, "complete", id);
    else if (did == CG_PULL_ABORT)
        send_error(ws, id, &err);
    return did != CG_PULL_END && did != CG_PULL_ABORT;
}

static bool due(const void *source, uint64_t now, uint64_t *wake_ns, bool *poked)
{
    return cg_subrequest_due(source, now, wake_ns, poked);
}

static void close_source(void *take_source)
{
    cg_subrequest_close(take_source);
}

static const cg_turns_protocol protocol = {.id_max = CG_WS_ID_MAX,
                                           .not_text = CG_WEBSOCKET_UNSUPPORTED,
                                           .complaint = "",
                                           .act = act,
                                           .due = due,
                                           .advance = advance,
                                           .close = close_source};

/* ---- the handler ---- */

static void message(void *arg, cg_websocket *ws, bool is_text, cg_str bytes)
{
    cg_turns_message(arg, ws, is_text, bytes);
}

static cg_pull pull(void *arg, cg_websocket *ws, uint64_t *wake_ns)
{
    return cg_turns_pull(arg, ws, wake_ns);
}

const cg_websocket_handler cg_ws_session_handler = {
    .message = message, .pull = pull, .destroy = destroy};
