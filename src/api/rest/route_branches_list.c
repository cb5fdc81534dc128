// SPDX-License-Identifier: Apache-2.0
// GET /branches: list branches.
#include "rest_version.h"

static cg_code branches_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_branch_page page;
    cg_json_writer w;
    cg_code rc = cg_service_branch_list(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                        cg_request_u64(req, "limit"), cg_request_str(req, "cursor"),
                                        cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++)
        cg_rest_write_branch(&w, &page.rows[i]);
    cg_json_end_array(&w);
    cg_rest_put_cursor(&w, page.next_cursor);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_LIMIT, CG_REST_CURSOR, {0}};

static const cg_answer answers[] = {
    {200, "The branches.", {{"application/json", "BranchList", NULL, NULL}}}, {0}};

const cg_route cg_route_branches_list = {
    .method = "GET",
    .path = "/branches",
    .id = "listBranches",
    .tag = "versions",
    .summary = "List branches",
    .description = "By name.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = branches_list,
};
