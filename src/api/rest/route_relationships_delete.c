// SPDX-License-Identifier: Apache-2.0
// DELETE /relationships/{id}: takes back a relationship that was stated.
#include "rest_write.h"

static cg_code relationships_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_write write = {.verb = CG_WRITE_DELETE_EDGE};
    return cg_rest_reply_write(req, reply, &write, err);
}

static const cg_param params[] = {CG_REST_EDGE_ID, CG_REST_WRITE_PARAMS};

static const cg_answer answers[] = {
    {200, "It was taken back.", {{"application/json", "WriteResult", NULL, NULL}}}, {0}};

const cg_route cg_route_relationships_delete = {
    .method = "DELETE",
    .path = "/relationships/{id}",
    .id = "deleteRelationship",
    .tag = "writing",
    .summary = "Take back a relationship that was stated",
    .description =
        "Its metadata goes with it, unless parsing found the relationship too, which then "
        "is still there: `relationships_removed` is 0. One that only parsing found goes "
        "when its source does: 409.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = relationships_delete,
};
