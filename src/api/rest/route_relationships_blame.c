// SPDX-License-Identifier: Apache-2.0
// GET /relationships/{id}/blame: which versions introduced, changed and removed a relationship.
#include "rest_history.h"

static cg_code relationships_blame(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_history history;
    cg_json_writer w;
    cg_id id;
    if (!cg_id_parse(cg_request_str(req, "id"), &id))
        return CG_FAIL(err, CG_E_INVALID, "a relationship is named by its UUID");
    cg_code rc = cg_service_relationship_history(
        cg_rest_api(req)->service, cg_rest_where(req), id, cg_request_u64(req, "limit"),
        cg_request_str(req, "cursor"), cg_request_arena(req), &history, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_rest_put_id(&w, "id", history.id);
    cg_json_put_str(&w, "type", cg_str_from(cg_edge_kind_text(history.kind)));
    cg_json_write_key(&w, CG_STR("source"));
    cg_rest_write_node_ref(&w, &history.node);
    cg_json_write_key(&w, CG_STR("target"));
    cg_rest_write_node_ref(&w, &history.target);
    cg_rest_put_history(&w, &history);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, history.generation);
    return CG_OK;
}

static const cg_param params[] = {{.name = "id",
                                   .in = CG_IN_PATH,
                                   .type = CG_PARAM_STR,
                                   .required = true,
                                   .min = 1,
                                   .max = 64,
                                   .help = "Id of the relationship, which may be gone.",
                                   .example = "0b0e4b52-7d5c-0263-9d3f-6a6b6c0f8a11"},
                                  CG_REST_PROJECT,
                                  CG_REST_REF,
                                  CG_REST_LIMIT,
                                  CG_REST_CURSOR,
                                  {0}};

static const cg_answer answers[] = {{200,
                                     "What happened to it, newest first.",
                                     {{"application/json", "RelationshipHistory", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_relationships_blame = {
    .method = "GET",
    .path = "/relationships/{id}/blame",
    .id = "getRelationshipBlame",
    .tag = "versions",
    .summary = "Read when a relationship was introduced, changed and removed",
    .description = "In the generations that the ref was built on, each with the first version that"
                   " has it: \"when did A start calling B, and in which commit\".",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS, /* no ETag: at the same generation a collection makes it another */
    .handle = relationships_blame,
};
