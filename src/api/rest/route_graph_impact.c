// SPDX-License-Identifier: Apache-2.0
// GET /graph/impact: what a change concerns, of nodes or between two versions.
#include "rest_questions.h"

static void write_row(cg_json_writer *w, const cg_impact_row *row)
{
    cg_json_begin_object(w);
    cg_json_put_f64(w, "score", row->score);
    cg_json_put_u64(w, "depth", row->depth);
    cg_json_put_bool(w, "test", row->is_test);
    cg_json_write_key(w, CG_STR("node"));
    cg_rest_write_node_ref(w, &row->node);
    cg_rest_put_id(w, "from", row->from);
    if (row->kind != CG_EDGE_NONE)
        cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(row->kind)));
    else
        cg_json_put_null(w, "type");
    cg_json_put_f64(w, "confidence", row->confidence);
    cg_json_put_bool(w, "dispatch", row->dispatch);
    cg_json_end_object(w);
}

static void write_page(cg_json_writer *w, const cg_impact_page *page)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_put_u64(w, "changed", page->changed);
    cg_json_put_u64(w, "removed", page->removed);
    cg_json_put_array(w, "changes");
    for (size_t i = 0; i < page->changes_count; i++)
        cg_rest_write_node_ref(w, &page->changes[i]);
    cg_json_end_array(w);
    cg_json_put_u64(w, "total", page->total);
    cg_json_put_u64(w, "files", page->files);
    cg_json_put_u64(w, "tests", page->tests);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++)
        write_row(w, &page->rows[i]);
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    cg_rest_put_verdict(w, page->verdict, &page->coverage);
    cg_json_end_object(w);
}

/* Either nodes or a version to compare with. */
static cg_code check(const cg_impact_request *ask, cg_err *err)
{
    const char *wrong = NULL, *pointer = "node";
    if (ask->nodes_count == 0 && ask->since.len == 0)
        wrong = "say what changes: node, or since with the version to compare with";
    else if (ask->nodes_count > 0 && ask->since.len > 0)
        wrong = "node and since exclude each other";
    else if (ask->nodes_count > CG_IMPACT_NODES_MAX)
        wrong = "at most 100 nodes may be named";
    else if (ask->since.len > 0 && ask->where.transaction.len > 0) {
        wrong = "a transaction is compared with nothing";
        pointer = "since";
    }
    if (wrong == NULL)
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID, "%s", wrong);
    return cg_err_at(err, "%s", pointer);
}

static cg_code graph_impact(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_impact_page page = {0};
    cg_json_writer w;
    const cg_value *nodes = cg_request_value(req, "node");
    cg_impact_request ask = {.where = cg_rest_where(req),
                             .nodes = nodes->items,
                             .nodes_count = nodes->item_count,
                             .since = cg_request_str(req, "since"),
                             .follow = cg_rest_read_follow(req),
                             .depth = (unsigned)cg_request_u64(req, "depth"),
                             .tests_only = cg_request_flag(req, "tests"),
                             .limit = cg_request_u64(req, "limit"),
                             .cursor = cg_request_str(req, "cursor"),
                             .patience = cg_rest_patience(req)};
    cg_rest_read_filter(req, &ask.filter);
    cg_code rc = check(&ask, err);
    if (rc == CG_OK)
        rc = cg_service_impact(cg_rest_api(req)->service, &ask, cg_request_arena(req), &page, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, page.ambiguous, page.candidates,
                                        page.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {
    {.name = "node",
     .repeated = true,
     .min = 1,
     .max = 4096,
     .help = "What is to change, with all that it contains.",
     .example = "run"},
    {.name = "since",
     .min = 1,
     .max = CG_REST_REF_MAX,
     .help = "In place of node: what differs at ref from what this ref leads to has changed.",
     .example = "main~1"},
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    CG_REST_TYPES(CG_REST_ALL_TYPES),
    CG_REST_DEPTH("5"),
    CG_REST_MIN_CONFIDENCE,
    {.name = "dispatch",
     .type = CG_PARAM_BOOL,
     .fallback = "true",
     .help = "Who calls what a changed member overrides is concerned too."},
    {.name = "tests", .type = CG_PARAM_BOOL, .fallback = "false", .help = "List tests alone."},
    CG_REST_KIND,
    CG_REST_LANGUAGE,
    CG_REST_PATH,
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};

static const cg_answer answers[] = {
    {200, "One page, most concerned first.", {{"application/json", "ImpactPage", NULL, NULL}}},
    {300,
     "Several nodes fit: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_graph_impact = {
    .method = "GET",
    .path = "/graph/impact",
    .id = "readImpact",
    .tag = "questions",
    .summary = "Read what a change concerns",
    .description =
        "Of nodes, or of all that differs between two versions. What leads to what changed, ranked "
        "by how much of the change comes through: each step passes on a part that goes by its type "
        "and confidence. Tests are marked; what used something that is gone has no from.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS, /* since may lead elsewhere without ref doing so: no tag */
    .handle = graph_impact,
};
