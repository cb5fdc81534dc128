// SPDX-License-Identifier: Apache-2.0
// GET /projects/{project}: one project's counts.
#include "rest.h"

static cg_code projects_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_project_status status = {0};
    cg_json_writer w;
    cg_code rc = cg_service_project_status(cg_rest_api(req)->service, cg_rest_where(req),
                                           cg_request_arena(req), &status, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_project(&w, &status);
    cg_reply_set_generation(reply, status.generation);
    return CG_OK;
}

static const cg_param params[] = {{.name = "project",
                                   .in = CG_IN_PATH,
                                   .required = true,
                                   .min = 1,
                                   .max = CG_PROJECT_NAME_MAX,
                                   .help = "Name of the project.",
                                   .example = "default"},
                                  CG_REST_REF,
                                  CG_REST_TRANSACTION,
                                  {0}};

static const cg_answer answers[] = {
    {200,
     "The project.",
     {{"application/json", "Project",
       "{\"project\":\"default\",\"generation\":1,\"files\":1,\"files_partial\":0,"
       "\"files_skipped\":0,\"nodes\":3,\"relationships\":4,\"source_bytes\":52,"
       "\"manual_nodes\":0,\"manual_relationships\":0,\"metadata\":0,"
       "\"languages\":{\"python\":1},\"digest\":\"0123456789abcdef0123456789abcdef\","
       "\"overlay_digest\":\"00000000000000000000000000000000\","
       "\"changed_at\":\"2026-01-31T23:59:59.123Z\"}",
       NULL}}},
    {0}};

const cg_route cg_route_projects_get = {
    .method = "GET",
    .path = "/projects/{project}",
    .id = "getProject",
    .tag = "projects",
    .summary = "Read one project",
    .description = "Counts of files, nodes and relationships, the generation and the digest. A "
                   "project exists once something was parsed into it.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = projects_get,
};
