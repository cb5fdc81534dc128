// SPDX-License-Identifier: Apache-2.0
// GET /merge/{id}: a merge that waits, with its conflicts.
#include "rest_merge.h"

static cg_code merge_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_merge_view merge;
    cg_id id;
    cg_code rc = cg_rest_merge_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_merge_get(cg_rest_api(req)->service, cg_request_str(req, "project"), id,
                                  cg_request_arena(req), &merge, err);
    if (rc == CG_OK)
        cg_rest_reply_merge(reply, &merge);
    return rc;
}

static const cg_param params[] = {CG_REST_MERGE_ID, CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {
    {200, "The merge.", {{"application/json", "Merge", NULL, NULL}}}, {0}};

const cg_route cg_route_merge_get = {
    .method = "GET",
    .path = "/merge/{id}",
    .id = "getMerge",
    .tag = "versions",
    .summary = "Read a merge that waits",
    .description = "All its conflicts, and what was decided of them so far. One that was carried "
                   "out or abandoned is not there any more.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = merge_get,
};
