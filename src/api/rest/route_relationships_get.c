// SPDX-License-Identifier: Apache-2.0
// GET /relationships/{id}: one relationship and why it is believed.
#include "rest.h"

static cg_code read_id(cg_request *req, cg_id *out_id, cg_err *err)
{
    if (cg_id_parse(cg_request_str(req, "id"), out_id))
        return CG_OK;
    return CG_FAIL(err, CG_E_INVALID, "a relationship is named by its UUID");
}

static void put_index(cg_json_writer *w, const cg_edge_detail *detail)
{
    if (!detail->indexed) {
        cg_json_put_null(w, "index");
        return;
    }
    cg_json_put_object(w, "index");
    cg_json_put_str(w, "tool", detail->tool);
    cg_json_put_str(w, "version", detail->tool_version);
    cg_json_end_object(w);
}

static cg_code relationships_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_edge_detail detail = {0};
    cg_json_writer w;
    cg_id id;
    cg_code rc = read_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_relationship_get(cg_rest_api(req)->service, cg_rest_where(req), id,
                                         cg_request_arena(req), &detail, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_rest_put_edge(&w, &detail.edge);
    cg_json_put_str(&w, "explanation", cg_str_from(cg_link_rule_meaning(detail.edge.rule)));
    put_index(&w, &detail);
    cg_json_put_u64(&w, "generation", detail.generation);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, detail.generation);
    return CG_OK;
}

static const cg_param params[] = {{.name = "id",
                                   .in = CG_IN_PATH,
                                   .type = CG_PARAM_STR,
                                   .required = true,
                                   .min = 1,
                                   .max = 64,
                                   .help = "Id of the relationship.",
                                   .example = "0b0e4b52-7d5c-0263-9d3f-6a6b6c0f8a11"},
                                  CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_REF,
                                  {0}};

static const cg_answer answers[] = {
    {200, "The relationship.", {{"application/json", "RelationshipDetail", NULL, NULL}}}, {0}};

const cg_route cg_route_relationships_get = {
    .method = "GET",
    .path = "/relationships/{id}",
    .id = "getRelationship",
    .tag = "relationships",
    .summary = "Read one relationship",
    .description =
        "With the rule that found it in words, all sites in the source that say so, and the index "
        "that was imported, where one does.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = relationships_get,
};
