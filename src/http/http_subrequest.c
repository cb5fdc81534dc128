// SPDX-License-Identifier: Apache-2.0
// http: subrequests: the request object without a connection. It goes through the same routing and
// parameter checks; waiting, running and pulling are its asker's steps.
#include "cg/http_subrequest.h"

#include "http_websocket_int.h"

#define ACCEPT "application/x-ndjson, application/json;q=0.9"
#define LOOK_NS 20000000u /* how often a generation that is waited for is asked for */

struct cg_subrequest {
    cg_websocket *ws;
    cg_request *req;
    bool ran; /* its handler has */
    cg_pull last;
    uint64_t wake_ns, pokes_seen;
};

static uint64_t pokes(const cg_subrequest *sub)
{
    return atomic_load_explicit(&sub->req->http->pokes, memory_order_acquire);
}

static bool is_target(cg_str text, size_t max)
{
    if (text.len == 0 || text.len > max || text.ptr[0] != '/')
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= 0x20 || text.ptr[i] == 0x7f) /* beyond ASCII included */
            return false;
    return true;
}

static bool is_standing(const cg_request *req)
{
    return req->route->flags & CG_ROUTE_STANDING;
}

static cg_code take_request_body(cg_request *req, cg_str body, cg_err *err)
{
    if (body.ptr == NULL)
        return CG_OK;
    if (req->route->scope > CG_SCOPE_READ || !(req->route->flags & CG_ROUTE_WAITS))
        return CG_FAIL(err, CG_E_INVALID, "over a WebSocket bodies are questions alone");
    req->media = CG_STR("application/json");
    req->has_length = true;
    req->length = body.len;
    cg_code rc = cg_http_body_expect(req, err);
    return rc == CG_OK ? cg_http_body_add(req, body, err) : rc;
}

static cg_code check(const cg_websocket *ws, cg_request *req, cg_str body, cg_err *err)
{
    cg_code rc = cg_http_route(req, err);
    if (rc == CG_OK && (req->route->flags & CG_ROUTE_WEBSOCKET))
        return CG_FAIL(err, CG_E_INVALID, "a WebSocket cannot be opened within another");
    if (rc == CG_OK && is_standing(req) && ws->standing >= req->http->opts.standing_max)
        return CG_FAIL(err, CG_E_BUSY, "this WebSocket has %u standing queries already",
                       ws->standing);
    if (rc == CG_OK)
        rc = cg_http_params(req, err);
    if (rc == CG_OK)
        rc = cg_http_negotiate(req, err);
    return rc == CG_OK ? take_request_body(req, body, err) : rc;
}

cg_code cg_subrequest_open(cg_websocket *ws, cg_str target, cg_str body, cg_subrequest **out_sub,
                           cg_err *err)
{
    cg_http *http = ws->http;
    if (!is_target(target, http->opts.uri_max_bytes))
        return CG_FAIL(err, CG_E_INVALID,
                       "not the path and query of a request, in ASCII, of at most %zu bytes",
                       http->opts.uri_max_bytes);
    cg_request *req = cg_http_request_create(http, NULL, target);
    req->method = body.ptr != NULL ? CG_STR("POST") : CG_STR("GET");
    req->accept = CG_STR(ACCEPT);
    cg_http_request_read_head(req);
    cg_code rc = check(ws, req, body, err);
    if (rc != CG_OK) {
        cg_http_request_unref(req);
        return rc;
    }
    atomic_store_explicit(&req->deadline_ns, cg_now_ns() + cg_http_wait_limit(req),
                          memory_order_relaxed);
    cg_subrequest *sub = cg_alloc(sizeof *sub);
    *sub = (cg_subrequest){.ws = ws, .req = req, .last = CG_PULL_MORE};
    ws->standing += is_standing(req);
    *out_sub = sub;
    return CG_OK;
}

void cg_subrequest_close(cg_subrequest *sub)
{
    if (!sub)
        return;
    cg_request *req = sub->req;
    sub->ws->standing -= is_standing(req);
    cg_http_metrics_record(req, req->sent_status ? req->sent_status : cg_code_status(CG_E_CANCELED),
                           cg_now_ns() - req->started_ns);
    cg_http_request_unref(req);
    cg_free(sub);
}

bool cg_subrequest_due(const cg_subrequest *sub, uint64_t now, uint64_t *wake_ns, bool *poked)
{
    if (sub->last == CG_PULL_MORE || now >= sub->wake_ns)
        return true;
    *poked |= sub->last == CG_PULL_POKE;
    *wake_ns = CG_MIN(*wake_ns, sub->wake_ns);
    return sub->last == CG_PULL_POKE && pokes(sub) != sub->pokes_seen;
}

static cg_pull fail(cg_subrequest *sub, cg_code rc)
{
    sub->req->sent_status = cg_code_status(rc);
    return sub->last = CG_PULL_ABORT;
}

static cg_pull wait_for_generation(cg_subrequest *sub, uint64_t seen, cg_err *err)
{
    if (cg_now_ns() >= cg_request_deadline_ns(sub->req)) {
        (void)CG_FAIL(err, CG_E_DEADLINE, "not reached in time");
        return fail(sub, cg_err_at(err, "min_generation"));
    }
    sub->wake_ns = cg_now_ns() + LOOK_NS;
    sub->pokes_seen = seen;
    return sub->last = CG_PULL_POKE;
}

/* A reply that is no stream is all there by now. */
static cg_pull take_body(cg_subrequest *sub, cg_buf *out, cg_err *err)
{
    cg_reply *reply = &sub->req->reply;
    if (reply->body.error != CG_OK)
        return fail(sub,
                    CG_FAIL(err, CG_E_UNPROCESSABLE, "the reply exceeds %zu bytes: ask for less",
                            sub->req->http->opts.reply_max_bytes));
    cg_buf_add_str(out, cg_buf_str(&reply->body));
    sub->req->sent_bytes = reply->body.len;
    return sub->last = CG_PULL_END;
}

static cg_pull pull_stream(cg_subrequest *sub, cg_buf *out, cg_err *err)
{
    cg_request *req = sub->req;
    cg_stream *stream = &req->reply.stream;
    sub->wake_ns = UINT64_MAX;
    sub->pokes_seen = pokes(sub);
    sub->last = stream->pull(stream->arg, out, &sub->wake_ns);
    req->sent_bytes += out->len;
    if (sub->last == CG_PULL_ABORT)
        (void)CG_FAIL(err, CG_E_INTERNAL, "the stream broke off");
    return sub->last;
}

cg_pull cg_subrequest_pull(cg_subrequest *sub, cg_buf *out, cg_err *err)
{
    cg_request *req = sub->req;
    if (sub->ran)
        return pull_stream(sub, out, err);
    uint64_t seen = pokes(sub); /* before it is looked for: no commit is missed */
    if (cg_http_wait_needed(req))
        return wait_for_generation(sub, seen, err);
    sub->ran = true;
    cg_code rc = req->route->handle(req, &req->reply, err);
    if (rc != CG_OK)
        return fail(sub, rc);
    req->sent_status = req->reply.status;
    return req->reply.stream.pull ? pull_stream(sub, out, err) : take_body(sub, out, err);
}
