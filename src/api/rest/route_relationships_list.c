// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/relationships: who is connected to a node, and why that is believed.
#include "rest.h"

static void read_filter(cg_request *req, cg_edge_filter *out_filter)
{
    static const cg_direction directions[] = {CG_DIR_IN, CG_DIR_OUT, CG_DIR_BOTH};
    *out_filter = (cg_edge_filter){
        .direction = directions[cg_request_value(req, "direction")->word],
        .min_confidence = cg_request_value(req, "min_confidence")->f64,
        .with_coverage = cg_request_value(req, "include")->item_count > 0,
    };
    out_filter->kinds = cg_rest_read_edge_kinds(req, "type", &out_filter->kinds_count);
}

/* With an empty list, `complete` tells "none" from "not known". */
static void write_coverage(cg_json_writer *w, const cg_edge_coverage *c)
{
    cg_json_put_object(w, "coverage");
    cg_json_put_bool(w, "complete", c->files_partial + c->files_skipped + c->mentions_files == 0);
    cg_json_put_u64(w, "files_partial", c->files_partial);
    cg_json_put_u64(w, "files_skipped", c->files_skipped);
    cg_json_put_u64(w, "files_with_unlinked_mentions", c->mentions_files);
    cg_json_put_array(w, "unlinked_mentions");
    for (size_t i = 0; i < c->mentions_count; i++)
        cg_json_write_str(w, c->mentions[i]);
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static void write_page(cg_json_writer *w, const cg_edge_page *page, bool with_coverage)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_write_key(w, CG_STR("node"));
    cg_rest_write_node_ref(w, &page->node);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++)
        cg_rest_write_edge(w, &page->rows[i]);
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    if (with_coverage)
        write_coverage(w, &page->coverage);
    cg_json_end_object(w);
}

static cg_code relationships_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_edge_filter filter;
    cg_edge_page page = {0};
    cg_json_writer w;
    read_filter(req, &filter);
    cg_code rc = cg_service_node_relationships(
        cg_rest_api(req)->service, cg_rest_where(req), cg_request_str(req, "id"), &filter,
        cg_request_u64(req, "limit"), cg_request_str(req, "cursor"), cg_request_arena(req), &page,
        err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, cg_request_str(req, "id"), page.candidates,
                                        page.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page, filter.with_coverage);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_NODE_ID,
                                  CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_REF,
                                  CG_REST_EDGE_TYPE,
                                  {.name = "direction",
                                   .type = CG_PARAM_ENUM,
                                   .words = "in|out|both",
                                   .fallback = "both",
                                   .help = "in: the node is the target; out: it is the source."},
                                  CG_REST_MIN_CONFIDENCE,
                                  {.name = "include",
                                   .type = CG_PARAM_ENUM,
                                   .repeated = true,
                                   .words = "coverage",
                                   .help = "coverage: what the answer does not know, such as files "
                                           "that mention the node's name without its being known "
                                           "what they mean."},
                                  CG_REST_LIMIT,
                                  CG_REST_CURSOR,
                                  {0}};

static const cg_answer answers[] = {
    {200, "One page of relationships.", {{"application/json", "RelationshipPage", NULL, NULL}}},
    {300,
     "Several nodes fit: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_relationships_list = {
    .method = "GET",
    .path = "/nodes/{id}/relationships",
    .id = "listNodeRelationships",
    .tag = "nodes",
    .summary = "List the relationships of a node",
    .description = "Each with the rule that found it, how certain it is, and the sites in the "
                   "source that say so. Dependencies of a package are gathered from those of its "
                   "files: they come last, have no sites, and cannot be read by their id.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = relationships_list,
};
