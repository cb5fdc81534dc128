// SPDX-License-Identifier: Apache-2.0
// PATCH /nodes/{id}: changes what a manual node says, or the metadata of any.
#include "rest_write.h"

static cg_code nodes_patch(cg_request *req, cg_reply *reply, cg_err *err)
{
    return cg_rest_reply_node_write(req, reply, CG_WRITE_UPDATE_NODE, err);
}

static const cg_param params[] = {CG_REST_NODE_ID, CG_REST_WRITE_PARAMS};

#define EXAMPLE "{\"metadata\":{\"reviewed\":true,\"owner\":null}}"
static const cg_content body[] = {{"application/merge-patch+json", "NodePatch", EXAMPLE, NULL},
                                  {"application/json", "NodePatch", EXAMPLE, NULL},
                                  {0}};

static const cg_answer answers[] = {
    {200, "The node was changed.", {{"application/json", "WriteResult", NULL, NULL}}}, {0}};

const cg_route cg_route_nodes_patch = {
    .method = "PATCH",
    .path = "/nodes/{id}",
    .id = "updateNode",
    .tag = "writing",
    .summary = "Change a node or its metadata",
    .description =
        "A merge patch (RFC 7396): what is left out stays, null removes. Of a parsed node "
        "only `metadata` can be changed: 409 names the member that cannot. Metadata stays "
        "while the node is away, and is there again when it is back.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = nodes_patch,
};
