// SPDX-License-Identifier: Apache-2.0
// GET /merge: merges that wait.
#include "rest_merge.h"

static cg_code merge_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_merge_view *rows;
    size_t count;
    cg_json_writer w;
    cg_code rc = cg_service_merge_list(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                       cg_request_arena(req), &rows, &count, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < count; i++)
        cg_rest_write_merge(&w, &rows[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {
    {200, "The merges, oldest first.", {{"application/json", "MergeList", NULL, NULL}}}, {0}};

const cg_route cg_route_merge_list = {
    .method = "GET",
    .path = "/merge",
    .id = "listMerges",
    .tag = "versions",
    .summary = "List merges that wait to be resolved",
    .description = "Without their conflicts. A project may have merges.open_max of them.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = merge_list,
};
