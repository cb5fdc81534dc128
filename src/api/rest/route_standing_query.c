// SPDX-License-Identifier: Apache-2.0
// GET /standing/query: the rows of a query in Cypher, and which come and go.
#include "rest_query.h"
#include "rest_standing.h"

#define PARAMETERS_MAX 4096

typedef struct asked {
    cg_service *service;
    cg_query_request query;
} asked;

/* Rows have no names: one is what it says. */
static cg_code add_row(cg_standing_rows *rows, cg_running_query *query, const cg_cypher_value *row,
                       cg_arena *arena, cg_err *err)
{
    cg_json_writer w;
    cg_buf *text = cg_standing_begin(rows);
    size_t begin = text->len;
    cg_json_writer_init(&w, text);
    cg_code rc = cg_rest_write_query_row(&w, query, row, arena, err);
    if (rc == CG_OK && text->error == CG_OK)
        cg_standing_end(rows, cg_hash_128(text->ptr + begin, text->len - begin, 0), 0);
    return rc;
}

static cg_code evaluate(void *arg, uint64_t deadline_ns, cg_arena *arena, cg_standing_rows *rows,
                        uint64_t *out_generation, bool *out_passing, cg_err *err)
{
    asked *a = arg;
    CG_AUTO(cg_running_query) query = NULL;
    cg_cypher_problem problem;
    const cg_cypher_value *row = NULL;
    a->query.patience = (cg_patience){.deadline_ns = deadline_ns};
    *out_passing = false;
    cg_code rc = cg_service_query_open(a->service, &a->query, &query, &problem, err);
    if (rc != CG_OK)
        return rc;
    *out_generation = cg_service_query_generation(query);
    do {
        rc = cg_service_query_next(query, &row, &problem, err);
        if (rc == CG_OK && row != NULL)
            rc = add_row(rows, query, row, arena, err);
    } while (rc == CG_OK && row != NULL);
    return rc;
}

static void destroy_doc(void *doc)
{
    cg_json_destroy(doc);
}

static cg_code read_parameters(cg_request *req, asked *a, cg_err *err)
{
    static const cg_json_limits limits = {.depth_max = CG_REST_PARAMS_DEPTH_MAX + 2};
    cg_str text = cg_request_str(req, "parameters");
    cg_json *doc;
    if (text.len == 0)
        return CG_OK;
    cg_code rc = cg_json_parse(text, &limits, &doc, err);
    if (rc == CG_OK) {
        cg_arena_defer(cg_request_arena(req), destroy_doc, doc); /* rows may be made of it */
        rc = cg_json_expect(cg_json_root(doc), CG_JSON_OBJECT, err);
    }
    if (rc == CG_OK)
        rc = cg_rest_decode_query_params(cg_json_root(doc), cg_request_arena(req), &a->query, err);
    return rc == CG_OK ? CG_OK : cg_err_at(err, "parameters");
}

static cg_code standing_query(cg_request *req, cg_reply *reply, cg_err *err)
{
    asked *a = cg_arena_alloc(cg_request_arena(req), sizeof *a);
    *a = (asked){.service = cg_rest_api(req)->service,
                 .query = {.where = cg_rest_where(req),
                           .text = cg_request_str(req, "query"),
                           .min_confidence = cg_request_value(req, "min_confidence")->f64,
                           .rows_max = cg_request_u64(req, "max_rows")}};
    cg_code rc = read_parameters(req, a, err);
    if (rc != CG_OK)
        return rc;
    return cg_rest_reply_standing(
        req, reply, &(cg_standing_query){.where = a->query.where, .evaluate = evaluate, .arg = a},
        err);
}

static const cg_param params[] = {
    {.name = "query",
     .type = CG_PARAM_STR,
     .required = true,
     .min = 1,
     .max = 8192,
     .help = "In Cypher, as of POST /query.",
     .example = "MATCH (f:Function)<-[:CALLS]-(c) RETURN f.name, count(c) AS callers"},
    {.name = "parameters",
     .type = CG_PARAM_STR,
     .max = PARAMETERS_MAX,
     .help = "Values of $name in the query: a JSON object.",
     .example = "{\"name\":\"main\"}"},
    {.name = "max_rows",
     .type = CG_PARAM_UINT,
     .min = 1,
     .max = 1000,
     .fallback = "100",
     .help = "Most rows that are followed: the first of the answer."},
    CG_REST_MIN_CONFIDENCE,
    CG_REST_PROJECT,
    CG_REST_REF,
    {0}};

static const cg_answer answers[] =
    CG_REST_STANDING_ANSWERS("What the rows are, and what they become, until the client leaves.");

const cg_route cg_route_standing_query = {
    .method = "GET",
    .path = "/standing/query",
    .id = "standingQuery",
    .tag = "streams",
    .summary = "Follow the rows of a query in Cypher",
    .description = CG_REST_STANDING_HELP
    " A row is what it says, so one that says something else is removed, and another is added; "
    "rows that say the same are told apart. Without ORDER BY it is open which rows are the first.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_STANDING | CG_ROUTE_FEED,
    .handle = standing_query,
};
