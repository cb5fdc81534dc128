// SPDX-License-Identifier: Apache-2.0
// POST /versions/{id}/revert: takes back what a version changed.
#include "rest_merge.h"

static cg_code versions_revert(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_merge_request q = {.project = cg_request_str(req, "project"),
                          .deadline_ns = cg_request_deadline_ns(req)};
    cg_merge_view merge;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_merge(cg_json_root(doc), NULL, true, &q, err);
    if (rc != CG_OK)
        return rc;
    q.source = cg_request_str(req, "id");
    rc = cg_service_revert(cg_rest_api(req)->service, &q, cg_request_arena(req), &merge, err);
    if (rc == CG_OK)
        cg_rest_reply_new_merge(reply, &merge);
    return cg_rest_merge_error(rc, "id", "/branch", err);
}

static const cg_param params[] = {CG_REST_VERSION_ID, CG_REST_PROJECT, {0}};

static const cg_content body[] = {{"application/json", "RevertRequest", "{}", NULL}, {0}};

static const cg_answer answers[] = {CG_REST_MERGE_ANSWERS};

const cg_route cg_route_versions_revert = {
    .method = "POST",
    .path = "/versions/{id}/revert",
    .id = "revertVersion",
    .tag = "versions",
    .summary = "Take back what a version changed",
    .description =
        "A version that undoes what this one changed against its first parent, and "
        "leaves later changes as they are. What was changed in the same place since is a "
        "conflict, kept and resolved as that of a merge.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = versions_revert,
};
