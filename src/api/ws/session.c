// SPDX-License-Identifier: Apache-2.0
// api: the subscriptions of one WebSocket, pulled in turn.
#include "session.h"

#include "cg/json.h"

#define CLOSE_INVALID 4400
#define CLOSE_TAKEN 4409
#define CLOSE_TOO_MANY 4429

typedef struct subscription {
    char *id;
    cg_subrequest *request;
} subscription;

typedef struct session {
    CG_VEC(subscription) open;
    size_t turn; /* whose it is */
} session;

void *cg_ws_session_create(void)
{
    return cg_alloc(sizeof(session));
}

static void end(session *s, size_t i)
{
    cg_subrequest_close(s->open.ptr[i].request);
    cg_free(s->open.ptr[i].id);
    s->open.ptr[i] = s->open.ptr[--s->open.len];
}

static void destroy(void *arg)
{
    session *s = arg;
    while (s->open.len > 0)
        end(s, s->open.len - 1);
    CG_VEC_FINI(&s->open);
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

static cg_code read_id(cg_json_value root, cg_str *out_id, cg_err *err)
{
    cg_code rc = cg_json_get_str(root, "id", out_id, CG_JSON_REQUIRED, err);
    if (rc == CG_OK &&
        (out_id->len == 0 || out_id->len > CG_WS_ID_MAX || memchr(out_id->ptr, 0, out_id->len)))
        return CG_JSON_FAIL(cg_json_get(root, "id"), err, CG_E_INVALID,
                            "must have 1 to %d bytes, none of them NUL", CG_WS_ID_MAX);
    return rc;
}

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

static cg_code subscribe(session *s, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_str id, path;
    size_t i;
    cg_code rc = check_members(root, true, err);
    if (rc == CG_OK)
        rc = read_id(root, &id, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(root, "path", &path, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = read_body(root, &body, err);
    if (rc != CG_OK)
        return rc;
    if (find(s, id, &i)) {
        cg_websocket_close(ws, CLOSE_TAKEN, "a subscription with this id is open");
        return CG_OK;
    }
    if (s->open.len == CG_WS_SUBSCRIPTIONS_MAX) {
        cg_websocket_close(ws, CLOSE_TOO_MANY, "too many subscriptions are open");
        return CG_OK;
    }
    subscription sub = {0};
    cg_err why = {0};
    if (cg_subrequest_open(ws, path, cg_buf_str(&body), &sub.request, &why) != CG_OK) {
        send_error(ws, id, &why); /* of the request, not of the message */
        return CG_OK;
    }
    sub.id = cg_strdup(id);
    CG_VEC_PUSH(&s->open, sub);
    return CG_OK;
}

/* What has completed on its own, while this came, is none to complete. */
static cg_code complete(session *s, cg_json_value root, cg_err *err)
{
    cg_str id;
    size_t i;
    cg_code rc = check_members(root, false, err);
    if (rc == CG_OK)
        rc = read_id(root, &id, err);
    if (rc == CG_OK && find(s, id, &i))
        end(s, i);
    return rc;
}

static cg_code act(session *s, cg_websocket *ws, cg_json_value root, cg_err *err)
{
    cg_str type;
    cg_code rc = cg_json_get_str(root, "type", &type, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    if (cg_str_eq(type, CG_STR("subscribe")))
        return subscribe(s, ws, root, err);
    if (cg_str_eq(type, CG_STR("complete")))
        return complete(s, root, err);
    if (cg_str_eq(type, CG_STR("ping"))) {
        send_plain(ws, "pong", CG_STR_NULL);
        return CG_OK;
    }
    if (cg_str_eq(type, CG_STR("pong")))
        return CG_OK;
    return CG_JSON_FAIL(cg_json_get(root, "type"), err, CG_E_INVALID,
                        "must be subscribe, complete, ping or pong");
}

static void message(void *arg, cg_websocket *ws, bool is_text, cg_str bytes)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_err err = {0};
    if (!is_text) {
        cg_websocket_close(ws, CG_WEBSOCKET_UNSUPPORTED, "messages are JSON as text");
        return;
    }
    cg_code rc = cg_json_parse(bytes, NULL, &doc, &err);
    if (rc == CG_OK)
        rc = act(arg, ws, cg_json_root(doc), &err);
    if (rc == CG_OK)
        return;
    CG_AUTO_VALUE(cg_buf) why = {0};
    cg_buf_printf(&why, "%s%s%s", err.pointer, err.pointer[0] ? ": " : "", err.text);
    cg_buf_add_char(&why, '\0');
    cg_websocket_close(ws, CLOSE_INVALID, why.ptr);
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

/* False: the subscription is over. */
static bool advance(cg_websocket *ws, const subscription *sub)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_err err = {0};
    cg_str id = cg_str_from(sub->id);
    cg_pull did = cg_subrequest_pull(sub->request, &out, &err);
    send_lines(ws, id, cg_buf_str(&out));
    if (did == CG_PULL_END)
        send_plain(ws, "complete", id);
    else if (did == CG_PULL_ABORT)
        send_error(ws, id, &err);
    return did != CG_PULL_END && did != CG_PULL_ABORT;
}

static cg_pull pull(void *arg, cg_websocket *ws, uint64_t *wake_ns)
{
    session *s = arg;
    bool poked = false;
    uint64_t now = cg_now_ns();
    size_t waiting = 0; /* in a row, which have nothing to do */
    while (waiting < s->open.len && cg_websocket_has_room(ws)) {
        s->turn %= s->open.len;
        if (!cg_subrequest_due(s->open.ptr[s->turn].request, now, wake_ns, &poked)) {
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

const cg_websocket_handler cg_ws_session_handler = {
    .message = message, .pull = pull, .destroy = destroy};
