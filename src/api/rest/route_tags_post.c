// SPDX-License-Identifier: Apache-2.0
// POST /tags: make a tag.
#include "rest_version.h"

static cg_code decode(cg_json_value root, cg_tag_request *request, cg_err *err)
{
    static const char *const known[] = {"name", "ref", "author", "message"};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "name", CG_REST_REF_MAX, &request->name, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "ref", CG_REST_REF_MAX, &request->ref, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "author", CG_AUTHOR_MAX, &request->author, CG_JSON_OPTIONAL,
                              err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "message", CG_MESSAGE_MAX, &request->message, CG_JSON_OPTIONAL,
                              err);
    return rc;
}

static cg_code tags_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_tag_request request = {.project = cg_request_str(req, "project")};
    cg_tag_view tag;
    cg_json_writer w;
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = decode(cg_json_root(doc), &request, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_tag_create(cg_rest_api(req)->service, &request, cg_request_arena(req), &tag,
                               err);
    if (rc != CG_OK)
        return cg_rest_point_into_body(rc, err);
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_tag(&w, &tag);
    cg_reply_set_status(reply, 201);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_content body[] = {{"application/json", "TagRequest",
                                   "{\"name\":\"v1.0\",\"ref\":\"main\",\"message\":\"first\"}",
                                   NULL},
                                  {0}};

static const cg_answer answers[] = {{201, "The tag.", {{"application/json", "Tag", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_tags_post = {
    .method = "POST",
    .path = "/tags",
    .id = "createTag",
    .tag = "versions",
    .summary = "Make a tag",
    .description = "A name for what a ref leads to now; it does not move.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = tags_post,
};
