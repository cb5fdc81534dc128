// SPDX-License-Identifier: Apache-2.0
// DELETE /branches/{name}: delete a branch.
#include "rest_version.h"

static cg_code branches_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    bool given;
    uint64_t since;
    cg_code rc = cg_rest_branch_match(req, &given, &since, err);
    if (rc == CG_OK)
        rc = cg_service_branch_delete(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                      cg_request_str(req, "name"), given, since, err);
    if (rc == CG_OK)
        cg_reply_set_status(reply, 204);
    return rc;
}

static const cg_param params[] = {CG_REST_BRANCH_NAME, CG_REST_PROJECT, CG_REST_IF_MATCH, {0}};

static const cg_answer answers[] = {{204, "The branch is gone.", {{0}}}, {0}};

const cg_route cg_route_branches_delete = {
    .method = "DELETE",
    .path = "/branches/{name}",
    .id = "deleteBranch",
    .tag = "versions",
    .summary = "Delete a branch",
    .description =
        ""
        "What only this branch had can be read by the ids of its versions until it is collected. main and protected branches stay: 409.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = branches_delete,
};
