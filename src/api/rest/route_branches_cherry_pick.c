// SPDX-License-Identifier: Apache-2.0
// POST /branches/{name}/cherry-pick: what a version changed, onto a branch.
#include "rest_merge.h"

static cg_code branches_cherry_pick(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_merge_request q = {.project = cg_request_str(req, "project"),
                          .deadline_ns = cg_request_deadline_ns(req)};
    cg_merge_view merge;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_merge(cg_json_root(doc), "version", false, &q, err);
    if (rc != CG_OK)
        return rc;
    q.to.branch = cg_request_str(req, "name");
    rc = cg_service_cherry_pick(cg_rest_api(req)->service, &q, cg_request_arena(req), &merge, err);
    if (rc == CG_OK)
        cg_rest_reply_new_merge(reply, &merge);
    return cg_rest_merge_error(rc, "/version", "name", err);
}

static const cg_param params[] = {CG_REST_BRANCH_NAME, CG_REST_PROJECT, {0}};

static const cg_content body[] = {
    {"application/json", "PickRequest", "{\"version\":\"main\"}", NULL}, {0}};

static const cg_answer answers[] = {CG_REST_MERGE_ANSWERS};

const cg_route cg_route_branches_cherry_pick = {
    .method = "POST",
    .path = "/branches/{name}/cherry-pick",
    .id = "cherryPick",
    .tag = "versions",
    .summary = "Take over what a version changed",
    .description = "What the version changed against its first parent becomes a version of this "
                   "branch. What the branch has changed in the same place is a conflict, kept and "
                   "resolved as that of a merge.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = branches_cherry_pick,
};
