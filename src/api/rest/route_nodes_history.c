// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}/history: which versions introduced, changed and removed a node.
#include "rest_history.h"

static cg_code nodes_history(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_history history;
    cg_json_writer w;
    cg_code rc = cg_service_node_history(cg_rest_api(req)->service, cg_rest_where(req),
                                         cg_request_str(req, "id"), cg_request_u64(req, "limit"),
                                         cg_request_str(req, "cursor"), cg_request_arena(req),
                                         &history, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, cg_request_str(req, "id"), history.candidates,
                                        history.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_node_history(&w, &history);
    cg_reply_set_generation(reply, history.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_NODE_ID, CG_REST_PROJECT, CG_REST_REF,
                                  CG_REST_LIMIT,   CG_REST_CURSOR,  {0}};

static const cg_answer answers[] = {
    {200, "What happened to it, newest first.", {{"application/json", "NodeHistory", NULL, NULL}}},
    {300,
     "Several nodes fit: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_nodes_history = {
    .method = "GET",
    .path = "/nodes/{id}/history",
    .id = "getNodeHistory",
    .tag = "versions",
    .summary = "Read when a node was introduced, changed and removed",
    .description = "In the generations that the ref was built on, each with the first version that"
                   " has it. A node that is gone is named by its UUID or symbol.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS, /* no ETag: at the same generation a collection makes it another */
    .handle = nodes_history,
};
