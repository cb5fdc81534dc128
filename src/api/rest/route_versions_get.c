// SPDX-License-Identifier: Apache-2.0
// GET /versions/{id}: read one version.
#include "rest_version.h"

static cg_code versions_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_graph_ref where = {cg_request_str(req, "project"), cg_request_str(req, "id")};
    cg_version_view version;
    cg_json_writer w;
    cg_code rc = cg_service_version_get(cg_rest_api(req)->service, where, cg_request_arena(req),
                                        &version, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_version(&w, &version);
    cg_reply_set_generation(reply, version.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_VERSION_ID, CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {
    {200,
     "The version.",
     {{"application/json", "Version",
       "{\"id\":\"0b0e4b52-7d5c-4a63-9d3f-6a6b6c0f8a11\",\"generation\":7,\"base\":6,"
       "\"parents\":[],\"created_at\":\"2026-01-31T23:59:59.123Z\",\"author\":\"Ada\","
       "\"message\":\"first\",\"git_commit\":null,\"git_time\":null,\"files\":1,\"nodes\":3,"
       "\"relationships\":4,\"collected\":false,\"digest\":\"0123456789abcdef0123456789abcdef\","
       "\"overlay_digest\":\"00000000000000000000000000000000\"}",
       NULL}}},
    {0}};

const cg_route cg_route_versions_get = {
    .method = "GET",
    .path = "/versions/{id}",
    .id = "getVersion",
    .tag = "versions",
    .summary = "Read one version",
    .description = "Any ref will do: a branch or a tag too,"
                   " with steps as in Git. A generation that was not given a message has no id.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = versions_get,
};
