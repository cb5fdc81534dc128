// SPDX-License-Identifier: Apache-2.0
// POST /merge: one branch into another.
#include "rest_merge.h"

static cg_code merge_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_merge_request q = {.project = cg_request_str(req, "project"),
                          .deadline_ns = cg_request_deadline_ns(req)};
    cg_merge_view merge;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_merge(cg_json_root(doc), "source", true, &q, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_merge(cg_rest_api(req)->service, &q, cg_request_arena(req), &merge, err);
    if (rc == CG_OK)
        cg_rest_reply_new_merge(reply, &merge);
    return cg_rest_merge_error(rc, "/source", "/branch", err);
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_content body[] = {
    {"application/json", "MergeRequest", "{\"source\":\"main\",\"branch\":\"main\"}", NULL}, {0}};

static const cg_answer answers[] = {CG_REST_MERGE_ANSWERS};

const cg_route cg_route_merge_post = {
    .method = "POST",
    .path = "/merge",
    .id = "merge",
    .tag = "versions",
    .summary = "Merge a branch into another",
    .description =
        "Three-way, from the newest generation that both were built on. Files are compared by "
        "content, and what clients stated by node, relationship and metadata: what one side changed "
        "is taken over, what both changed to the same as well. Files are not parsed again, and "
        "linked as if all had been indexed at once. Where the branch has nothing of its own it is "
        "moved forward. Else there is a version with two parents, or there are conflicts: then "
        "nothing is changed, and the merge waits to be resolved.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = merge_post,
};
