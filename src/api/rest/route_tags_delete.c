// SPDX-License-Identifier: Apache-2.0
// DELETE /tags/{name}: delete a tag.
#include "rest_version.h"

static cg_code tags_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_code rc = cg_service_tag_delete(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                       cg_request_str(req, "name"), err);
    if (rc == CG_OK)
        cg_reply_set_status(reply, 204);
    return rc;
}

static const cg_param params[] = {CG_REST_TAG_NAME, CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {{204, "The tag is gone.", {{0}}}, {0}};

const cg_route cg_route_tags_delete = {
    .method = "DELETE",
    .path = "/tags/{name}",
    .id = "deleteTag",
    .tag = "versions",
    .summary = "Delete a tag",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = tags_delete,
};
