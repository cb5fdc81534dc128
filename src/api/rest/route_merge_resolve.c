// SPDX-License-Identifier: Apache-2.0
// POST /merge/{id}/resolve: decides conflicts, and carries the merge out after the last.
#include "rest_merge.h"

static cg_code merge_resolve(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_merge_resolve_request q = {.project = cg_request_str(req, "project"),
                                  .deadline_ns = cg_request_deadline_ns(req)};
    cg_merge_view merge;
    cg_code rc = cg_rest_merge_id(req, &q.id, err);
    if (rc == CG_OK)
        rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_resolve(doc, cg_request_arena(req), &q, err);
    if (rc == CG_OK)
        rc = cg_service_merge_resolve(cg_rest_api(req)->service, &q, cg_request_arena(req), &merge,
                                      err);
    if (rc == CG_OK)
        cg_rest_reply_merge(reply, &merge);
    return rc;
}

static const cg_param params[] = {CG_REST_MERGE_ID, CG_REST_PROJECT, {0}};

static const cg_content body[] = {
    {"application/json", "MergeResolveRequest",
     "{\"resolutions\":[{\"key\":\"file:app.py\",\"take\":\"theirs\"}]}", NULL},
    {0}};

static const cg_answer answers[] = {{200,
                                     "The merge: carried out, or with what was decided so far.",
                                     {{"application/json", "Merge", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_merge_resolve = {
    .method = "POST",
    .path = "/merge/{id}/resolve",
    .id = "resolveMerge",
    .tag = "versions",
    .summary = "Resolve conflicts of a merge",
    .description =
        "Decides some or all conflicts: `ours` (the branch's side), `theirs`, `base`, or with "
        "`value` a text of a file or metadata that no side has; a `strategy` decides all that are "
        "left. When none is left the merge is carried out, in one version. When the branch has "
        "moved since, the answer is 409 and the conflicts are those with its new head; what was "
        "decided of those that are still there stays.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = merge_resolve,
};
