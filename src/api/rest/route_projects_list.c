// SPDX-License-Identifier: Apache-2.0
// GET /projects: what is stored.
#include "rest.h"

static cg_code projects_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_project_status *rows = NULL;
    size_t count = 0;
    cg_json_writer w;
    cg_code rc = cg_service_project_list(cg_rest_api(req)->service, cg_request_arena(req), &rows,
                                         &count, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < count; i++)
        cg_rest_write_project(&w, &rows[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_answer answers[] = {
    {200, "Every project with its counts.", {{"application/json", "ProjectList", NULL, NULL}}},
    {0}};

const cg_route cg_route_projects_list = {
    .method = "GET",
    .path = "/projects",
    .id = "listProjects",
    .tag = "projects",
    .summary = "List the projects",
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = projects_list,
};
