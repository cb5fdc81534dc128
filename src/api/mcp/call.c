// SPDX-License-Identifier: Apache-2.0
// api: a call of a tool. Its first step runs in the handler; what is done then is answered as JSON. Else the reply is a
// stream of events whose pulls are the next steps:
//
//     handler: step ─┬─ done ─────────────────────────────> JSON
//                    └─ waits, or has something to tell ─> stream ─ pull: step ─ … ─ done ─> the last event
//
// So whatever a tool waits for (a task, its client's answer, time), no thread does. A call ends early when its client gives
// it up: by a notification in a session, by closing the stream in the stateless revision.
#include "mcp.h"

#include <stdatomic.h>
#include <stdio.h>

#define STEP_BYTES ((size_t)256 << 20) /* as of a request */
#define STEP_NS UINT64_C(30000000000)  /* that one may take, behind the handler's */
#define HEARTBEAT_NS UINT64_C(15000000000)
#define ANSWER_NS UINT64_C(600000000000) /* that a client may take to answer */
#define POLL_NS UINT64_C(1000000000)

/* ---- what tools tell ---- */

void mcp_call_wait(mcp_call *call, uint64_t wake_ns)
{
    call->waiting = true;
    call->wake_ns = wake_ns;
}

bool mcp_need(mcp_call *call, const char *key, const char *method, cg_str params,
              cg_json_value *out_answer)
{
    return mcp_ask(&call->asking, key, method, params, out_answer);
}

static bool gone_in_handler(const void *arg)
{
    const mcp_call *call = arg;
    return cg_request_canceled(call->req) ||
           atomic_load_explicit(&call->canceled, memory_order_relaxed);
}

static bool gone(const void *arg)
{
    const mcp_call *call = arg;
    return atomic_load_explicit(&call->canceled, memory_order_relaxed);
}

cg_patience mcp_call_patience(const mcp_call *call)
{
    return call->in_handler
               ? (cg_patience){cg_request_deadline_ns(call->req), gone_in_handler, call}
               : (cg_patience){call->began_ns + STEP_NS, gone, call};
}

static void tell(mcp_call *call, const char *method, const cg_buf *params)
{
    CG_AUTO_VALUE(cg_buf) message = {0};
    mcp_write_notification(&message, method, cg_buf_str(params));
    mcp_add_event(&call->events, cg_buf_str(&message));
}

static cg_str format(cg_arena *arena, const char *fmt, va_list args)
{
    char text[512];
    int n = vsnprintf(text, sizeof text, fmt, args);
    cg_str whole = cg_str_make(text, CG_MIN((size_t)CG_MAX(n, 0), sizeof text - 1));
    return cg_arena_str(arena, cg_str_slice(whole, 0, cg_utf8_valid_len(whole)));
}

void mcp_progress(mcp_call *call, double progress, double total, const char *fmt, ...)
{
    CG_AUTO_VALUE(cg_buf) params = {0};
    cg_json_writer w;
    va_list args;
    if (call->progress_token.node == NULL || !call->may_stream || progress <= call->progress)
        return;
    call->progress = progress;
    cg_json_writer_init(&w, &params);
    cg_json_begin_object(&w);
    cg_json_write_key(&w, CG_STR("progressToken"));
    cg_json_write_value(&w, call->progress_token);
    cg_json_put_f64(&w, "progress", progress);
    if (total > 0)
        cg_json_put_f64(&w, "total", total);
    va_start(args, fmt);
    cg_json_put_str(&w, "message", format(call->arena, fmt, args));
    va_end(args);
    cg_json_end_object(&w);
    tell(call, "notifications/progress", &params);
}

void mcp_log(mcp_call *call, mcp_level level, const char *fmt, ...)
{
    CG_AUTO_VALUE(cg_buf) params = {0};
    cg_json_writer w;
    va_list args;
    if ((unsigned)level < call->level || !call->may_stream)
        return;
    cg_json_writer_init(&w, &params);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "level", cg_str_from(mcp_level_text(level)));
    cg_json_put_str(&w, "logger", cg_str_from(call->tool->name));
    va_start(args, fmt);
    cg_json_put_str(&w, "data", format(call->arena, fmt, args));
    va_end(args);
    cg_json_end_object(&w);
    tell(call, "notifications/message", &params);
}

void mcp_add_content(mcp_call *call, cg_str json)
{
    if (call->content.len > 0)
        cg_buf_add_char(&call->content, ',');
    cg_buf_add_str(&call->content, json);
}

void mcp_add_text(mcp_call *call, cg_str text)
{
    CG_AUTO_VALUE(cg_buf) one = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &one);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "type", CG_STR("text"));
    cg_json_put_str(&w, "text", text);
    cg_json_end_object(&w);
    mcp_add_content(call, cg_buf_str(&one));
}

/* ---- the last message ---- */

static void write_result(mcp_call *call, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) list = {0};
    cg_json_writer w;
    mcp_begin(&w, out, call->id);
    cg_json_put_object(&w, "result");
    if (call->asking.open) {
        mcp_asking_write(&call->asking, &w);
        cg_json_end_object(&w);
        cg_json_end_object(&w);
        return;
    }
    cg_buf_add_char(&list, '[');
    cg_buf_add_str(&list, cg_buf_str(&call->content));
    cg_buf_add_char(&list, ']');
    cg_json_put_raw(&w, "content", cg_buf_str(&list));
    if (call->structured.len > 0 && !call->failed)
        cg_json_put_raw(&w, "structuredContent", cg_buf_str(&call->structured));
    cg_json_put_bool(&w, "isError", call->failed);
    if (call->stateless)
        mcp_put_result_members(&w, call->catalog, false);
    cg_json_end_object(&w);
    cg_json_end_object(&w);
}

static void write_last(mcp_call *call, cg_buf *out)
{
    if (call->fault.code != 0)
        mcp_write_fault(out, call->id, &call->fault);
    else
        write_result(call, out);
}

/* ---- steps ---- */

/* What went wrong is for the model to read, unless it is nobody's business. */
static void fail_call(mcp_call *call, const cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    bool private = err->code == CG_E_INTERNAL || err->code == CG_E_IO ||
                   err->code == CG_E_CORRUPT || err->code == CG_E_NOMEM;
    if (private)
        CG_LOG(CG_LOG_WARN, "mcp.call_failed", CG_LSTR("tool", cg_str_from(call->tool->name)),
               CG_LSTR("detail", cg_str_from(err->text)));
    cg_buf_printf(&text, "%s%s%s", private ? "" : err->pointer,
                  !private && err->pointer[0] ? ": " : "",
                  private ? cg_code_title(err->code) : err->text);
    cg_buf_clear(&call->content);
    mcp_add_text(call, cg_buf_str(&text));
    call->failed = true;
}

/* True: the call is complete, but for its last message. */
static bool run_step(mcp_call *call)
{
    cg_err err = {0};
    cg_arena_mark mark = cg_arena_save(call->arena);
    call->waiting = false;
    call->asking.open = false;
    call->began_ns = cg_now_ns();
    cg_code rc = call->tool->step(call, &err);
    cg_arena_rewind(call->arena, mark);
    if (call->fault.code != 0)
        return true;
    if (rc != CG_OK) {
        fail_call(call, &err);
        return true;
    }
    if (call->asking.open) {
        if (call->stateless)
            return true;
        mcp_asking_send(&call->asking, &call->events);
        call->asked_ns = call->asked_ns != 0 ? call->asked_ns : call->began_ns;
        if (call->began_ns - call->asked_ns >= ANSWER_NS) {
            (void)mcp_fail(&call->fault, MCP_E_INTERNAL, 200, "the client did not answer in time");
            return true;
        }
        mcp_call_wait(call, call->began_ns + POLL_NS);
    }
    return !call->waiting;
}

/* ---- the stream ---- */

static bool is_given_up(const mcp_call *call)
{
    return atomic_load_explicit(&call->canceled, memory_order_relaxed);
}

static cg_pull send_events(mcp_call *call, cg_buf *out, uint64_t now)
{
    cg_buf_add_str(out, cg_buf_str(&call->events));
    cg_buf_clear(&call->events);
    if (call->done) {
        CG_AUTO_VALUE(cg_buf) last = {0};
        write_last(call, &last);
        mcp_add_event(out, cg_buf_str(&last));
        return CG_PULL_END;
    }
    if (out->len > 0)
        call->sent_ns = now;
    else if (now - call->sent_ns >= HEARTBEAT_NS) {
        cg_sse_add_heartbeat(out);
        call->sent_ns = now;
    }
    return CG_PULL_POKE;
}

static cg_pull pull_call(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    mcp_call *call = arg;
    uint64_t now = cg_now_ns();
    if (is_given_up(call))
        return CG_PULL_END; /* nobody waits for the result, and none comes */
    call->in_handler = false;
    bool due = now >= call->wake_ns || call->asking.open;
    if (!call->done && due && call->events.len == 0)
        call->done = run_step(call);
    *wake_ns = CG_MIN(call->wake_ns, now + HEARTBEAT_NS);
    return send_events(call, out, now);
}

/* ---- the end ---- */

typedef struct giving_up {
    cg_service *service;
    cg_id task;
} giving_up;

static void cancel_task(void *arg)
{
    giving_up *job = arg;
    cg_err err;
    if (cg_service_task_cancel(job->service, job->task, &err) !=
        CG_OK) /* it has finished meanwhile */
        CG_LOG(CG_LOG_DEBUG, "mcp.task_not_canceled", CG_LSTR("detail", cg_str_from(err.text)));
    cg_free(job);
}

/* What the call had begun goes with it. On any thread, so by a worker. */
static void give_up(mcp_call *call)
{
    static const cg_id none;
    if (cg_id_eq(call->task, none) || call->api->pool == NULL)
        return;
    giving_up *job = cg_alloc(sizeof *job);
    *job = (giving_up){call->api->service, call->task};
    if (cg_pool_submit(call->api->pool, cancel_task, job, NULL) != CG_OK)
        cg_free(job);
}

/* A session's client that only lost its connection has not given up. */
static void end_call(void *arg)
{
    mcp_call *call = arg;
    if (!call->done && (call->stateless || is_given_up(call)))
        give_up(call);
    if (call->registered)
        mcp_session_remove_call(call->mcp, call->session, call);
    mcp_asking_fini(&call->asking);
    mcp_session_unref(call->mcp, call->session);
    mcp_fault_fini(&call->fault);
    cg_buf_fini(&call->events);
    cg_buf_fini(&call->content);
    cg_buf_fini(&call->structured);
    cg_arena_destroy(call->arena);
}

/* ---- the beginning ---- */

static const mcp_tool *find_tool(const mcp_exchange *x, cg_str name)
{
    for (const mcp_tool *const *tool = x->catalog->tools; *tool != NULL; tool++)
        if (cg_str_eq(cg_str_from((*tool)->name), name))
            return *tool;
    return NULL;
}

static cg_str json_of(cg_arena *arena, cg_json_value value)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &text);
    cg_json_write_value(&w, value);
    return cg_arena_str(arena, cg_buf_str(&text));
}

static mcp_call *begin_call(mcp_exchange *x, const mcp_tool *tool, cg_json_value args)
{
    mcp_call *call = cg_arena_alloc(x->arena, sizeof *call);
    *call = (mcp_call){.mcp = x->mcp,
                       .api = x->api,
                       .catalog = x->catalog,
                       .req = x->req,
                       .kept = x->arena,
                       .arena = cg_arena_create(STEP_BYTES),
                       .project = x->project,
                       .tool = tool,
                       .id = x->message.id,
                       .args = args,
                       .id_text = json_of(x->arena, x->message.id),
                       .stateless = x->stateless,
                       .may_stream = cg_request_prefers(x->req, "text/event-stream", ""),
                       .session = x->session,
                       .level = x->level,
                       .progress_token = cg_json_get(x->message.meta, "progressToken"),
                       .progress = -1,
                       .in_handler = true,
                       .sent_ns = cg_now_ns()};
    cg_json_type token = cg_json_type_of(call->progress_token);
    if (token != CG_JSON_STR && token != CG_JSON_INT)
        call->progress_token = (cg_json_value){0};
    call->asking = (mcp_asking){.mcp = x->mcp,
                                .session = x->session,
                                .may_send = call->may_stream,
                                .arena = x->arena,
                                .abilities = x->abilities,
                                .fault = &call->fault};
    if (x->session != NULL)
        mcp_session_ref(x->mcp, x->session);
    return call;
}

/* False: it cannot begin; the call's fault says why. */
static bool enter(mcp_exchange *x, mcp_call *call)
{
    if (!mcp_asking_read(&call->asking, x->message.params))
        return false;
    if (call->session == NULL)
        return true;
    call->registered = mcp_session_add_call(call->mcp, call->session, call);
    return call->registered || mcp_fail(&call->fault, MCP_E_REQUEST, 200,
                                        "a call with this id is under way, or too many are");
}

/* The call is complete: it is answered as JSON, unless it has something to tell first. */
static void reply_call(mcp_exchange *x, mcp_call *call)
{
    if (is_given_up(call) || !call->done || call->events.len > 0) {
        cg_reply_stream(x->reply, "text/event-stream", pull_call, end_call, call);
        return;
    }
    write_last(call, cg_reply_body(x->reply));
    cg_reply_set_status(x->reply,
                        call->fault.code != 0 && call->stateless ? call->fault.status : 200);
    cg_reply_set_passing(x->reply);
    end_call(call);
}

bool mcp_tools_call(mcp_exchange *x)
{
    cg_str name;
    cg_err err = {0};
    cg_json_value args = {0};
    if (cg_json_get_str(x->message.params, "name", &name, CG_JSON_REQUIRED, &err) != CG_OK ||
        cg_json_get_object(x->message.params, "arguments", &args, CG_JSON_OPTIONAL, &err) != CG_OK)
        return mcp_fail_of(&x->fault, &err);
    const mcp_tool *tool = find_tool(x, name);
    if (tool == NULL)
        return mcp_fail(&x->fault, MCP_E_PARAMS, 200, "Unknown tool: %.*s",
                        CG_STR_ARG(cg_utf8_truncate(name, 100)));
    mcp_call *call = begin_call(x, tool, args);
    call->done = !enter(x, call) || run_step(call);
    reply_call(x, call);
    return true;
}
