// SPDX-License-Identifier: Apache-2.0
// api: GraphQL over HTTP. What is wrong with the HTTP request is a problem, as everywhere; what is wrong with the document is
// an answer of GraphQL: 200 for application/json, which old clients expect, and 400 for application/graphql-response+json.
// Streams are those of graphql-sse's distinct connections: events "next" with an answer each, then "complete".
#include "http.h"

#include "rest/rest.h"

#define HEARTBEAT_NS 15000000000u

static bool is_canceled(const void *req)
{
    return cg_request_canceled(req);
}

static bool is_hurried(const void *req)
{
    return cg_request_hurried(req);
}

static gql_asker asker_of(cg_request *req)
{
    return (gql_asker){.api = cg_rest_api(req),
                       .defaults = cg_rest_where(req),
                       .patience = {cg_request_deadline_ns(req), is_canceled, req},
                       .hurried = is_hurried};
}

static bool wants(const cg_request *req, const char *media)
{
    return cg_request_prefers(req, media, GQL_JSON) && !cg_request_prefers(req, GQL_JSON, media);
}

/* ---- streams ---- */

typedef struct stream {
    gql_source *source;
    cg_buf *out;
    uint64_t last_ns; /* when something was last sent */
} stream;

static void add_next(void *arg, cg_str answer)
{
    stream *s = arg;
    cg_sse_add_event(s->out, "next", 0, answer);
}

/* A page's EventSource hears of no event without data. */
static void add_complete(cg_buf *out)
{
    cg_buf_add_str(out, CG_STR("event: complete\ndata: \n\n"));
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    stream *s = arg;
    cg_err err = {0};
    uint64_t now = cg_now_ns();
    s->out = out;
    cg_pull did = gql_source_pull(s->source, add_next, s, wake_ns, &err);
    if (did == CG_PULL_ABORT) {
        CG_AUTO_VALUE(cg_buf) failure = {0};
        cg_gql_write_failure(&err, &failure);
        add_next(s, cg_buf_str(&failure));
        did = CG_PULL_END;
    }
    if (did == CG_PULL_END)
        add_complete(out);
    else if (out->len == 0 && now - s->last_ns >= HEARTBEAT_NS)
        cg_sse_add_heartbeat(out);
    if (out->len > 0)
        s->last_ns = now;
    *wake_ns = CG_MIN(*wake_ns, s->last_ns + HEARTBEAT_NS);
    return did;
}

static void finish(void *arg)
{
    stream *s = arg;
    gql_source_close(s->source);
}

static cg_code answer_stream(cg_request *req, cg_reply *reply, const cg_gql_operation *operation,
                             cg_arena *take_arena, cg_err *err)
{
    const gql_asker asker = asker_of(req);
    gql_source *source;
    cg_code rc = gql_source_open(&asker, operation, take_arena, &source, err);
    if (rc != CG_OK)
        return rc;
    stream *s = cg_arena_alloc(cg_request_arena(req), sizeof *s);
    *s = (stream){.source = source};
    cg_reply_stream(reply, GQL_EVENTS, pull, finish, s);
    return CG_OK;
}

/* ---- one answer ---- */

static void begin_reply(cg_request *req, cg_reply *reply, bool valid)
{
    bool modern = wants(req, GQL_RESPONSE);
    cg_reply_set_media(reply, modern ? GQL_RESPONSE : GQL_JSON);
    cg_reply_set_status(reply, modern && !valid ? 400 : 200);
}

static cg_code run_once(cg_request *req, cg_reply *reply, const cg_gql_operation *operation,
                        cg_buf *out, cg_err *err)
{
    const gql_asker asker = asker_of(req);
    uint64_t generation = 0;
    cg_code rc = gql_run(&asker, operation, out, &generation, err);
    if (rc == CG_OK && generation != 0)
        cg_reply_set_generation(reply, generation);
    return rc;
}

static cg_code answer_events(cg_request *req, cg_reply *reply, const cg_gql_operation *operation,
                             cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) answer = {0};
    cg_code rc = CG_OK;
    if (!cg_gql_is_runnable(operation))
        cg_gql_write_errors(operation, &answer);
    else
        rc = run_once(req, reply, operation, &answer, err);
    if (rc != CG_OK)
        return rc;
    cg_reply_set_media(reply, GQL_EVENTS);
    cg_sse_add_event(cg_reply_body(reply), "next", 0, cg_buf_str(&answer));
    add_complete(cg_reply_body(reply));
    return CG_OK;
}

static cg_code answer_json(cg_request *req, cg_reply *reply, const cg_gql_operation *operation,
                           cg_err *err)
{
    bool runnable = cg_gql_is_runnable(operation);
    begin_reply(req, reply, runnable);
    if (runnable)
        return run_once(req, reply, operation, cg_reply_body(reply), err);
    cg_gql_write_errors(operation, cg_reply_body(reply));
    return CG_OK;
}

static cg_code check_kind(const cg_request *req, cg_reply *reply, cg_gql_operation_kind kind,
                          bool may_write, cg_err *err)
{
    if (kind == CG_GQL_MUTATION && !may_write) {
        cg_reply_add_header(reply, "Allow", "POST");
        return CG_FAIL(err, CG_E_METHOD, "mutations are sent by POST");
    }
    if (kind == CG_GQL_SUBSCRIPTION && !wants(req, GQL_EVENTS))
        return CG_FAIL(err, CG_E_NOT_ACCEPTABLE,
                       "a subscription is answered as " GQL_EVENTS " or over /graphql/ws");
    return CG_OK;
}

cg_code gql_answer(cg_request *req, cg_reply *reply, const cg_gql_request *asked, bool may_write,
                   cg_err *err)
{
    cg_api *api = cg_rest_api(req);
    cg_arena *arena = cg_arena_create(0);
    const cg_gql_operation *operation =
        cg_gql_prepare(api->graphql, asked, &api->graphql_limits, arena);
    bool runnable = cg_gql_is_runnable(operation);
    cg_gql_operation_kind kind = cg_gql_kind_of(operation);
    cg_code rc = runnable ? check_kind(req, reply, kind, may_write, err) : CG_OK;
    if (rc == CG_OK && runnable && kind == CG_GQL_SUBSCRIPTION)
        return answer_stream(req, reply, operation, arena, err);
    if (rc == CG_OK)
        rc = wants(req, GQL_EVENTS) ? answer_events(req, reply, operation, err)
                                    : answer_json(req, reply, operation, err);
    cg_arena_destroy(arena);
    return rc;
}
