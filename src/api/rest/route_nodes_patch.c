// SPDX-License-Identifier: Apache-2.0
// PATCH /nodes/{id}: changes what a manual node says, or the metadata of any.
#include "rest_write.h"

static cg_code nodes_patch(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_write write = {.verb = CG_WRITE_UPDATE_NODE};
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_node(cg_json_root(doc), cg_request_arena(req), &write, err);
    return rc == CG_OK ? cg_rest_reply_write(req, reply, &write, err) : rc;
}

static const cg_param params[] = {
    CG_REST_NODE_ID, CG_REST_PROJECT, CG_REST_MESSAGE, CG_REST_IF_MATCH, {0}};

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
