// SPDX-License-Identifier: Apache-2.0
// PUT /nodes/{id}: replaces what a manual node says, or makes it; or the metadata of a parsed one.
#include "rest_write.h"

static cg_code nodes_put(cg_request *req, cg_reply *reply, cg_err *err)
{
    return cg_rest_reply_node_write(req, reply, CG_WRITE_REPLACE_NODE, err);
}

static const cg_param params[] = {CG_REST_NODE_ID, CG_REST_WRITE_PARAMS};

static const cg_content body[] = {
    {"application/json", "NodeWrite", "{\"name\":\"Ledger\",\"kind\":\"entity\"}", NULL}, {0}};

static const cg_answer answers[] = {
    {200, "The node was replaced.", {{"application/json", "WriteResult", NULL, NULL}}},
    {201, "The node was made.", {{"application/json", "WriteResult", NULL, NULL}}},
    {0}};

const cg_route cg_route_nodes_put = {
    .method = "PUT",
    .path = "/nodes/{id}",
    .id = "replaceNode",
    .tag = "writing",
    .summary = "Replace a node, or make it",
    .description =
        "Everything that is left out gets its default, metadata too. When `id` is a symbol "
        "that no node has, the node is made. Of a parsed node only `metadata` can be "
        "written: 409 names the member that cannot.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = nodes_put,
};
