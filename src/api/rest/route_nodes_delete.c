// SPDX-License-Identifier: Apache-2.0
// DELETE /nodes/{id}: removes a manual node with its relationships.
#include "rest_write.h"

static cg_code nodes_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_write write = {.verb = CG_WRITE_DELETE_NODE};
    return cg_rest_reply_write(req, reply, &write, err);
}

static const cg_param params[] = {CG_REST_NODE_ID, CG_REST_WRITE_PARAMS};

static const cg_answer answers[] = {
    {200, "The node is gone.", {{"application/json", "WriteResult", NULL, NULL}}}, {0}};

const cg_route cg_route_nodes_delete = {
    .method = "DELETE",
    .path = "/nodes/{id}",
    .id = "deleteNode",
    .tag = "writing",
    .summary = "Remove a node that was added",
    .description = "Its metadata and its relationships go with it; `relationships_removed` counts "
                   "them. A parsed node goes when its source does: 409.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = nodes_delete,
};
