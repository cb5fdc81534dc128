// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}: one definition, or the candidates when a name fits several.
#include "rest.h"

static void write_text(cg_json_writer *w, const char *name, cg_str text)
{
    if (text.len > 0)
        cg_json_put_str(w, name, text);
    else
        cg_json_put_null(w, name);
}

static void write_detail(cg_json_writer *w, const cg_node_detail *detail, bool with_content)
{
    cg_json_begin_object(w);
    cg_rest_write_node(w, &detail->node);
    cg_json_put_object(w, "degree");
    for (size_t i = 0; i < detail->degrees_count; i++) {
        cg_json_put_object(w, cg_edge_kind_text(detail->degrees[i].kind));
        cg_json_put_u64(w, "in", detail->degrees[i].in);
        cg_json_put_u64(w, "out", detail->degrees[i].out);
        cg_json_end_object(w);
    }
    cg_json_end_object(w);
    write_text(w, "version", detail->version);
    write_text(w, "requirement", detail->requirement);
    if (with_content && detail->has_content)
        cg_json_put_str(w, "content", detail->content);
    else if (with_content)
        cg_json_put_null(w, "content");
    cg_json_put_u64(w, "generation", detail->generation);
    cg_json_end_object(w);
}

static cg_code nodes_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_node_detail detail = {0};
    cg_json_writer w;
    bool with_content = cg_request_value(req, "fields")->item_count > 0;
    cg_code rc = cg_service_node_get(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                     cg_request_str(req, "id"), with_content, cg_request_arena(req),
                                     &detail, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(req, reply, detail.candidates, detail.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_detail(&w, &detail, with_content);
    cg_reply_set_generation(reply, detail.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_NODE_ID,
                                  CG_REST_PROJECT,
                                  CG_REST_MIN_GENERATION,
                                  CG_REST_TIMEOUT,
                                  {.name = "fields",
                                   .type = CG_PARAM_ENUM,
                                   .repeated = true,
                                   .words = "content",
                                   .help = "Members to add: content is the source text."},
                                  {0}};

static const cg_answer answers[] = {
    {200, "The node.", {{"application/json", "NodeDetail", NULL, NULL}}},
    {300,
     "Several nodes fit: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_nodes_get = {
    .method = "GET",
    .path = "/nodes/{id}",
    .id = "getNode",
    .tag = "nodes",
    .summary = "Read one node",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG,
    .handle = nodes_get,
};
