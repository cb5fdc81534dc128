// SPDX-License-Identifier: Apache-2.0
// GET /branches/{name}: read one branch.
#include "rest_version.h"

static cg_code branches_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_branch_view branch;
    cg_code rc =
        cg_service_branch_get(cg_rest_api(req)->service, cg_request_str(req, "project"),
                              cg_request_str(req, "name"), cg_request_arena(req), &branch, err);
    if (rc == CG_OK)
        cg_rest_reply_branch(reply, &branch);
    return rc;
}

static const cg_param params[] = {CG_REST_BRANCH_NAME, CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {
    {200, "The branch.", {{"application/json", "Branch", NULL, NULL}}}, {0}};

const cg_route cg_route_branches_get = {
    .method = "GET",
    .path = "/branches/{name}",
    .id = "getBranch",
    .tag = "versions",
    .summary = "Read one branch",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = branches_get,
};
