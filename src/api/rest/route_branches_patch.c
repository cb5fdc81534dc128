// SPDX-License-Identifier: Apache-2.0
// PATCH /branches/{name}: move or protect a branch.
#include "rest_version.h"

static cg_code decode(cg_json_value root, cg_branch_edit *edit, cg_err *err)
{
    static const char *const known[] = {"to", "force", "protected"};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "to", CG_REST_REF_MAX, &edit->to, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(root, "force", &edit->force, CG_JSON_OPTIONAL, err);
    edit->protect_given = cg_json_type_of(cg_json_get(root, "protected")) == CG_JSON_BOOL;
    if (rc == CG_OK)
        rc = cg_json_get_bool(root, "protected", &edit->is_protected, CG_JSON_OPTIONAL, err);
    return rc;
}

static cg_code branches_patch(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_branch_edit edit = {0};
    cg_branch_view branch;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = decode(cg_json_root(doc), &edit, err);
    if (rc == CG_OK)
        rc = cg_rest_branch_match(req, &edit.has_precondition, &edit.unchanged_since, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_branch_update(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                  cg_request_str(req, "name"), &edit, cg_request_arena(req),
                                  &branch, err);
    if (rc != CG_OK)
        return strcmp(err->pointer, "to") == 0 ? cg_rest_point_into_body(rc, err) : rc;
    cg_rest_reply_branch(reply, &branch);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_BRANCH_NAME, CG_REST_PROJECT, CG_REST_IF_MATCH, {0}};

static const cg_content body[] = {
    {"application/json", "BranchPatch", "{\"protected\":false}", NULL}, {0}};

static const cg_answer answers[] = {
    {200, "The branch.", {{"application/json", "Branch", NULL, NULL}}}, {0}};

const cg_route cg_route_branches_patch = {
    .method = "PATCH",
    .path = "/branches/{name}",
    .id = "updateBranch",
    .tag = "versions",
    .summary = "Move or protect a branch",
    .description =
        "Moves the branch to a ref: forward, to what was built on its head,"
        " or with force to any. A protected branch takes merges alone,"
        " and is moved forward only. With If-Match the branch must be at that generation.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = branches_patch,
};
