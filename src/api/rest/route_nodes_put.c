// SPDX-License-Identifier: Apache-2.0
// PUT /nodes/{id}: replaces what a manual node says, or makes it; or the metadata of a parsed one.
#include "rest_write.h"

static cg_code nodes_put(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_write write = {.verb = CG_WRITE_REPLACE_NODE};
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_node(cg_json_root(doc), cg_request_arena(req), &write, err);
    return rc == CG_OK ? cg_rest_reply_write(req, reply, &write, err) : rc;
}

static const cg_param params[] = {
    CG_REST_NODE_ID, CG_REST_PROJECT, CG_REST_MESSAGE, CG_REST_IF_MATCH, {0}};

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
