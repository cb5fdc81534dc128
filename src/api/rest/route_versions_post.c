// SPDX-License-Identifier: Apache-2.0
// POST /versions: make a version of what a branch has now.
#include "rest_version.h"

static cg_code decode(cg_json_value root, cg_version_request *request, cg_err *err)
{
    static const char *const known[] = {"message", "author", "branch", "allow_empty"};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "message", CG_MESSAGE_MAX, &request->to.message,
                              CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "author", CG_AUTHOR_MAX, &request->to.author, CG_JSON_OPTIONAL,
                              err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "branch", 200, &request->to.branch, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_bool(root, "allow_empty", &request->allow_empty, CG_JSON_OPTIONAL, err);
    return rc;
}

static cg_code versions_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_version_request request = {.project = cg_request_str(req, "project"),
                                  .deadline_ns = cg_request_deadline_ns(req)};
    cg_version_view version;
    char id[CG_ID_TEXT_LEN];
    cg_json_writer w;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = decode(cg_json_root(doc), &request, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_version_create(cg_rest_api(req)->service, &request, cg_request_arena(req),
                                   &version, err);
    if (rc != CG_OK)
        return cg_rest_point_into_body(rc, err);
    cg_id_text(version.id, id);
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_version(&w, &version);
    cg_reply_set_status(reply, 201);
    cg_reply_add_header(reply, "Location", "/versions/%s", id);
    cg_reply_set_generation(reply, version.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_content body[] = {
    {"application/json", "VersionRequest",
     "{\"message\":\"reviewed\",\"author\":\"Ada\",\"allow_empty\":true}", NULL},
    {0}};

static const cg_answer answers[] = {
    {201, "The version.", {{"application/json", "Version", NULL, NULL}}}, {0}};

const cg_route cg_route_versions_post = {
    .method = "POST",
    .path = "/versions",
    .id = "createVersion",
    .tag = "versions",
    .summary = "Make a version of what a branch has now",
    .description =
        ""
        "What was written to the branch since its last version becomes one. Writes that are given a message are versions already. 409 when nothing has changed since the last,"
        " unless allow_empty says that this is no matter.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = versions_post,
};
