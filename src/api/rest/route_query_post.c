// SPDX-License-Identifier: Apache-2.0
// POST /query: a query in Cypher. Its rows as one JSON object, or as NDJSON, made as they are read.
#include "rest_query.h"
#include "rest_questions.h"

#define CHUNK_BYTES (64u << 10)
#define CHUNK_NS 100000000u /* so long a worker looks for rows before it sends those that it has */

/* ---- JSON ---- */

static cg_code reply_json(cg_request *req, cg_reply *reply, cg_running_query *query, cg_err *err)
{
    cg_json_writer w;
    cg_cypher_problem problem;
    const cg_cypher_value *row = NULL;
    cg_code rc = CG_OK;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", cg_service_query_generation(query));
    cg_rest_put_query_columns(&w, query);
    cg_json_put_array(&w, "rows");
    do {
        rc = cg_service_query_next(query, &row, &problem, err);
        if (rc == CG_OK && row != NULL)
            rc = cg_rest_write_query_row(&w, query, row, cg_request_arena(req), err);
    } while (rc == CG_OK && row != NULL);
    if (rc != CG_OK)
        return rc;
    cg_json_end_array(&w);
    cg_json_put_bool(&w, "truncated", cg_service_query_is_cut(query));
    cg_rest_put_query_plan(&w, query);
    cg_json_end_object(&w);
    return CG_OK;
}

/* ---- NDJSON ---- */

typedef struct row_lines {
    cg_running_query *query;
    cg_arena *arena; /* of one row */
    uint64_t count;
    uint64_t ends_ns, left_ns; /* left: when the last lines were done */
    bool begun;
} row_lines;

static void begin_line(cg_json_writer *w, const char *type, cg_buf *out)
{
    cg_json_writer_init(w, out);
    cg_json_begin_object(w);
    cg_json_put_str(w, "type", cg_str_from(type));
}

static void end_line(cg_json_writer *w, cg_buf *out)
{
    cg_json_end_object(w);
    cg_buf_add_char(out, '\n');
}

static void add_columns(row_lines *l, cg_buf *out)
{
    cg_json_writer w;
    begin_line(&w, "columns", out);
    cg_json_put_u64(&w, "generation", cg_service_query_generation(l->query));
    cg_rest_put_query_columns(&w, l->query);
    end_line(&w, out);
}

static cg_pull add_summary(row_lines *l, cg_buf *out)
{
    cg_json_writer w;
    begin_line(&w, "summary", out);
    cg_json_put_u64(&w, "generation", cg_service_query_generation(l->query));
    cg_json_put_u64(&w, "count", l->count);
    cg_json_put_bool(&w, "truncated", cg_service_query_is_cut(l->query));
    cg_rest_put_query_plan(&w, l->query);
    end_line(&w, out);
    return CG_PULL_END;
}

static cg_pull add_error(const cg_err *err, cg_buf *out)
{
    cg_json_writer w;
    begin_line(&w, "error", out);
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    cg_json_put_str(&w, "detail", cg_str_from(err->text));
    end_line(&w, out);
    return CG_PULL_END;
}

/* A line that could not be written is taken back. */
static cg_pull add_row(row_lines *l, cg_buf *out)
{
    cg_cypher_problem problem;
    cg_err err = {0};
    cg_json_writer w;
    const cg_cypher_value *row;
    size_t before = out->len;
    if (cg_service_query_next(l->query, &row, &problem, &err) != CG_OK)
        return add_error(&err, out);
    if (row == NULL)
        return add_summary(l, out);
    begin_line(&w, "result", out);
    cg_json_write_key(&w, CG_STR("row"));
    if (cg_rest_write_query_row(&w, l->query, row, l->arena, &err) != CG_OK) {
        out->len = before;
        return add_error(&err, out);
    }
    end_line(&w, out);
    l->count++;
    return CG_PULL_MORE;
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    row_lines *l = arg;
    uint64_t now = cg_now_ns();
    cg_pull did = CG_PULL_MORE;
    cg_err err = {0};
    *wake_ns = now;
    if (now > l->ends_ns) {
        (void)CG_FAIL(&err, CG_E_DEADLINE, "the stream took longer than it may");
        return add_error(&err, out);
    }
    cg_cypher_add_time(cg_service_query_cypher(l->query), now - l->left_ns);
    if (!l->begun)
        add_columns(l, out);
    l->begun = true;
    while (did == CG_PULL_MORE && out->len < CHUNK_BYTES && cg_now_ns() - now < CHUNK_NS)
        did = add_row(l, out);
    l->left_ns = cg_now_ns();
    return did;
}

static void finish(void *arg)
{
    row_lines *l = arg;
    cg_service_query_close(l->query);
    cg_arena_destroy(l->arena);
}

static void reply_lines(cg_request *req, cg_reply *reply, cg_running_query *query)
{
    row_lines *l = cg_arena_alloc(cg_request_arena(req), sizeof *l);
    *l = (row_lines){.query = query,
                     .arena = cg_arena_create(0),
                     .ends_ns = cg_now_ns() + cg_rest_api(req)->stream_ns,
                     .left_ns = cg_now_ns()};
    cg_reply_stream(reply, "application/x-ndjson", pull, finish, l);
}

/* ---- the route ---- */

static cg_code query_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    static const cg_json_limits limits = {.depth_max = CG_REST_PARAMS_DEPTH_MAX + 2};
    CG_AUTO(cg_running_query) query = NULL;
    CG_AUTO(cg_json) doc = NULL;
    cg_cypher_problem problem;
    bool lines = !cg_request_prefers(req, "application/json", "application/x-ndjson");
    cg_query_request ask = {
        .where = cg_rest_where(req), .min_confidence = 0.55, .patience = cg_rest_patience(req)};
    cg_code rc = cg_json_parse(cg_request_body(req), &limits, &doc, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_rest_decode_query(doc, cg_request_arena(req), &ask, err);
    if (rc != CG_OK)
        return rc;
    if (lines) /* who leaves a stream ends it */
        ask.patience.gone = NULL;
    rc = cg_service_query_open(cg_rest_api(req)->service, &ask, &query, &problem, err);
    if (rc == CG_OK) {
        cg_reply_set_generation(reply, cg_service_query_generation(query));
        if (!lines)
            rc = reply_json(req, reply, query, err);
    }
    if (rc != CG_OK)
        return strcmp(err->pointer, "query") == 0 ? cg_rest_point_into_body(rc, err) : rc;
    if (lines) {
        reply_lines(req, reply, query);
        query = NULL;
    }
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, {0}};

static const cg_content body[] = {
    {"application/json", "QueryRequest",
     "{\"query\":\"MATCH (f:Function)<-[:CALLS]-(c) RETURN f.name, count(c) AS callers ORDER BY "
     "callers DESC LIMIT 5\"}",
     NULL},
    {0}};

static const cg_answer answers[] = {{200,
                                     "All rows, or as many as max_rows says.",
                                     {{"application/json", "QueryReply", NULL, NULL},
                                      {"application/x-ndjson", "QueryLine", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_query_post = {
    .method = "POST",
    .path = "/query",
    .id = "query",
    .tag = "questions",
    .summary = "Ask a question in Cypher",
    .description =
        "The reading part of openCypher 9. Labels are the kinds of nodes (Function, EnumMember), types "
        "those of relationships (CALLS, TYPE_OF), properties the members of nodes and relationships. "
        "EXPLAIN in front of a query shows its plan, PROFILE what each step of it did. A mistake is "
        "answered with its line and column. Nodes and relationships in rows are objects. With "
        "NDJSON rows are sent as they are found: one QueryLine a line, the last one a summary or an "
        "error.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS,
    .handle = query_post,
};
