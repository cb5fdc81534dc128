// SPDX-License-Identifier: Apache-2.0
// api: one request at /mcp from its bytes to its reply. What can be answered at once is JSON; calls and listening take over
// the reply.
#include "mcp.h"

#include <stdatomic.h>

static const cg_json_limits limits = {.values_max = 200000};

static bool is_canceled(const void *arg)
{
    const cg_request *req = arg;
    return cg_request_canceled(req);
}

cg_patience mcp_patience(const mcp_exchange *x)
{
    return (cg_patience){cg_request_deadline_ns(x->req), is_canceled, x->req};
}

static void reply_message(mcp_exchange *x, int status)
{
    cg_reply_set_status(x->reply, status);
    cg_reply_set_passing(x->reply);
}

void mcp_reply_fault(mcp_exchange *x)
{
    mcp_write_fault(cg_reply_body(x->reply), x->message.id, &x->fault);
    reply_message(x, x->fault.status);
}

/* ---- requests ---- */

static void reply_result(mcp_exchange *x, const mcp_method *method)
{
    cg_json_writer w;
    cg_err err = {0};
    CG_AUTO_VALUE(cg_buf) members = {0};
    cg_json_writer_init(&w, &members);
    cg_json_begin_object(&w);
    cg_code rc = method->write(x, &w, &err);
    if (x->fault.code == 0 && rc != CG_OK)
        (void)mcp_fail_of(&x->fault, &err);
    if (x->fault.code != 0) {
        mcp_reply_fault(x);
        return;
    }
    if (x->asking.open) { /* what was written so far is not the result */
        cg_buf_clear(&members);
        cg_json_writer_init(&w, &members);
        cg_json_begin_object(&w);
        mcp_asking_write(&x->asking, &w);
    } else if (x->stateless)
        mcp_put_result_members(&w, x->catalog, method->cacheable);
    cg_json_end_object(&w);
    mcp_begin(&w, cg_reply_body(x->reply), x->message.id);
    cg_json_put_raw(&w, "result", cg_buf_str(&members));
    cg_json_end_object(&w);
    reply_message(x, 200);
}

static void answer_request(mcp_exchange *x)
{
    const mcp_method *method = mcp_method_find(x);
    if (method == NULL) {
        (void)mcp_fail(&x->fault, MCP_E_METHOD, x->stateless ? 404 : 200, "no such method: %.*s",
                       CG_STR_ARG(cg_utf8_truncate(x->message.method, 100)));
        mcp_reply_fault(x);
    } else if (method->write != NULL) {
        reply_result(x, method);
    } else if (!method->reply(x)) {
        mcp_reply_fault(x);
    }
}

/* ---- notifications and responses ---- */

static void poke(const mcp_exchange *x)
{
    cg_http *http = atomic_load_explicit(&x->api->http, memory_order_acquire);
    if (http != NULL)
        cg_http_poke(http);
}

static void take_notification(mcp_exchange *x)
{
    CG_AUTO_VALUE(cg_buf) id = {0};
    cg_json_writer w;
    if (x->session == NULL || !cg_str_eq(x->message.method, CG_STR("notifications/cancelled")))
        return; /* the stateless revision gives up a request by closing its stream */
    cg_json_writer_init(&w, &id);
    cg_json_write_value(&w, cg_json_get(x->message.params, "requestId"));
    mcp_session_cancel(x->mcp, x->session, cg_buf_str(&id));
    poke(x);
}

/* `take_doc`: the document of the message. */
static void take_response(mcp_exchange *x, cg_json *take_doc)
{
    uint64_t number;
    if (x->session == NULL || cg_json_as_u64(x->message.id, 1, INT64_MAX, &number, NULL) != CG_OK) {
        cg_json_destroy(take_doc);
        return;
    }
    mcp_session_answer(x->mcp, x->session, number, take_doc);
    poke(x);
}

/* ---- the three verbs ---- */

static void begin_exchange(mcp_exchange *x, cg_request *req, cg_reply *reply)
{
    cg_api *api = cg_request_user(req);
    *x = (mcp_exchange){.mcp = api->mcp,
                        .api = api,
                        .catalog = api->mcp->catalog,
                        .req = req,
                        .reply = reply,
                        .arena = cg_request_arena(req),
                        .project = cg_request_str(req, "project"),
                        .level = MCP_SILENT};
}

static void end_exchange(mcp_exchange *x)
{
    mcp_asking_fini(&x->asking);
    mcp_session_unref(x->mcp, x->session);
    mcp_fault_fini(&x->fault);
}

static void fail_parse(mcp_exchange *x, const cg_err *err)
{
    bool shape = err->code == CG_E_LIMIT || err->code == CG_E_INVALID;
    (void)mcp_fail(&x->fault, shape ? MCP_E_REQUEST : MCP_E_PARSE, 400, "%s", err->text);
    mcp_reply_fault(x);
}

static void destroy_doc(void *doc)
{
    cg_json_destroy(doc);
}

cg_code mcp_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    mcp_exchange x;
    cg_json *doc = NULL;
    cg_err why = {0};
    (void)err; /* whatever is wrong is said in the protocol's own words */
    begin_exchange(&x, req, reply);
    if (cg_json_parse(cg_request_body(req), &limits, &doc, &why) != CG_OK) {
        fail_parse(&x, &why);
        end_exchange(&x);
        return CG_OK;
    }
    bool fine = mcp_message_read(cg_json_root(doc), &x.message, &x.fault) && mcp_revision_read(&x);
    bool is_response = fine && x.message.kind == MCP_RESPONSE;
    if (!is_response) /* it may be needed as long as the reply is */
        cg_arena_defer(x.arena, destroy_doc, doc);
    if (!fine)
        mcp_reply_fault(&x);
    else if (x.message.kind == MCP_REQUEST)
        answer_request(&x);
    else
        reply_message(&x, 202);
    if (is_response)
        take_response(&x, doc);
    else if (fine && x.message.kind == MCP_NOTIFICATION)
        take_notification(&x);
    end_exchange(&x);
    return CG_OK;
}

cg_code mcp_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    mcp_exchange x;
    if (cg_request_is_foreign(req))
        return CG_FAIL(err, CG_E_ORIGIN, "a page of another site may not listen here");
    begin_exchange(&x, req, reply);
    if (!mcp_revision_read(&x) || !mcp_listen_session(&x))
        mcp_reply_fault(&x);
    end_exchange(&x);
    return CG_OK;
}

cg_code mcp_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    mcp_exchange x;
    (void)err;
    begin_exchange(&x, req, reply);
    if (!mcp_revision_read(&x)) {
        mcp_reply_fault(&x);
    } else {
        mcp_session_end(x.mcp, x.session);
        poke(&x);
        reply_message(&x, 204);
    }
    end_exchange(&x);
    return CG_OK;
}
