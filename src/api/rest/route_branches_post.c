// SPDX-License-Identifier: Apache-2.0
// POST /branches: make a branch.
#include "rest_version.h"

static cg_code branches_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    static const char *const known[] = {"name", "from"};
    CG_AUTO(cg_json) doc = NULL;
    cg_branch_view branch;
    cg_str name = CG_STR_NULL, from = CG_STR_NULL;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_json_check_members(cg_json_root(doc), known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(cg_json_root(doc), "name", CG_REST_REF_MAX, &name, CG_JSON_REQUIRED,
                              err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(cg_json_root(doc), "from", CG_REST_REF_MAX, &from, CG_JSON_OPTIONAL,
                              err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_branch_create(cg_rest_api(req)->service, cg_request_str(req, "project"), name,
                                  from, cg_request_arena(req), &branch, err);
    if (rc != CG_OK)
        return cg_rest_point_into_body(rc, err);
    cg_rest_reply_branch(reply, &branch);
    cg_reply_set_status(reply, 201);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_content body[] = {
    {"application/json", "BranchRequest", "{\"name\":\"feature/x\",\"from\":\"main\"}", NULL}, {0}};

static const cg_answer answers[] = {
    {201, "The branch.", {{"application/json", "Branch", NULL, NULL}}}, {0}};

const cg_route cg_route_branches_post = {
    .method = "POST",
    .path = "/branches",
    .id = "createBranch",
    .tag = "versions",
    .summary = "Make a branch",
    .description = "From any ref, at once: nothing is copied.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = branches_post,
};
