// SPDX-License-Identifier: Apache-2.0
// DELETE /merge/{id}: abandons a merge.
#include "rest_merge.h"

static cg_code merge_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_id id;
    cg_code rc = cg_rest_merge_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_merge_abandon(cg_rest_api(req)->service, cg_request_str(req, "project"), id,
                                      err);
    if (rc == CG_OK)
        cg_reply_set_status(reply, 204);
    return rc;
}

static const cg_param params[] = {CG_REST_MERGE_ID, CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {{204, "It is forgotten.", {{0}}}, {0}};

const cg_route cg_route_merge_delete = {
    .method = "DELETE",
    .path = "/merge/{id}",
    .id = "abandonMerge",
    .tag = "versions",
    .summary = "Abandon a merge",
    .description = "It has changed nothing, and nothing of it is left.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = merge_delete,
};
