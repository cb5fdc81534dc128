// SPDX-License-Identifier: Apache-2.0
// GET /graph/path: all shortest paths between two nodes.
#include "rest_questions.h"

static void write_path(cg_json_writer *w, const cg_path_view *path, unsigned length)
{
    cg_json_begin_object(w);
    cg_json_put_array(w, "nodes");
    for (unsigned i = 0; i <= length; i++)
        cg_rest_write_node_ref(w, &path->nodes[i]);
    cg_json_end_array(w);
    cg_json_put_array(w, "steps");
    for (unsigned i = 0; i < length; i++) {
        const cg_path_step *step = &path->steps[i];
        cg_json_begin_object(w);
        cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(step->kind)));
        cg_json_put_str(w, "rule", cg_str_from(cg_link_rule_text(step->rule)));
        cg_json_put_f64(w, "confidence", step->confidence);
        cg_json_put_bool(w, "against", step->against);
        cg_json_put_bool(w, "dispatch", step->dispatch);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static void write_page(cg_json_writer *w, const cg_path_page *page)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_write_key(w, CG_STR("from"));
    cg_rest_write_node_ref(w, &page->from);
    cg_json_write_key(w, CG_STR("to"));
    cg_rest_write_node_ref(w, &page->to);
    if (page->found)
        cg_json_put_u64(w, "length", page->length);
    else
        cg_json_put_null(w, "length");
    cg_json_put_u64(w, "total", CG_MIN(page->total, (uint64_t)INT64_MAX));
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++)
        write_path(w, &page->paths[i], page->length);
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    cg_json_put_bool(w, "exhausted", page->exhausted);
    cg_rest_put_verdict(w, page->verdict, &page->coverage);
    cg_json_end_object(w);
}

static cg_code graph_path(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_path_page page = {0};
    cg_json_writer w;
    const cg_path_request ask = {.where = cg_rest_where(req),
                                 .from = cg_request_str(req, "from"),
                                 .to = cg_request_str(req, "to"),
                                 .follow = cg_rest_read_follow(req),
                                 .both_ways = cg_request_value(req, "direction")->word == 1,
                                 .max_length = (unsigned)cg_request_u64(req, "max_depth"),
                                 .limit = cg_request_u64(req, "limit"),
                                 .cursor = cg_request_str(req, "cursor"),
                                 .patience = cg_rest_patience(req)};
    cg_code rc =
        cg_service_paths(cg_rest_api(req)->service, &ask, cg_request_arena(req), &page, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply,
                                        strcmp(err->pointer, "from") == 0 ? ask.from : ask.to,
                                        page.candidates, page.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {
    {.name = "from",
     .required = true,
     .min = 1,
     .max = 4096,
     .help = "Where paths begin: UUID, symbol, path:line, qualified name or name.",
     .example = "main"},
    {.name = "to",
     .required = true,
     .min = 1,
     .max = 4096,
     .help = "Where they end.",
     .example = "run"},
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    CG_REST_TYPES(CG_REST_ALL_TYPES),
    {.name = "direction",
     .type = CG_PARAM_ENUM,
     .words = "out|both",
     .fallback = "out",
     .help = "both: relationships may also be followed against their direction."},
    {.name = "max_depth",
     .type = CG_PARAM_UINT,
     .fallback = "20",
     .min = 1,
     .max = 1000,
     .help = "Most steps of a path."},
    CG_REST_MIN_CONFIDENCE,
    CG_REST_DISPATCH,
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};

static const cg_answer answers[] = {
    {200, "One page of paths.", {{"application/json", "PathPage", NULL, NULL}}},
    {300,
     "Several nodes fit an end: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_graph_path = {
    .method = "GET",
    .path = "/graph/path",
    .id = "listShortestPaths",
    .tag = "questions",
    .summary = "List all shortest paths between two nodes",
    .description = "In order of their nodes. total counts all shortest paths, however many there "
                   "are; exhausted says, where none was found, that there is none of any length.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = graph_path,
};
