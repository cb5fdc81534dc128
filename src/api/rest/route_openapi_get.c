// SPDX-License-Identifier: Apache-2.0
// GET /openapi.json: this interface, described.
#include "rest.h"

static cg_code openapi_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    cg_buf_add_str(cg_reply_body(reply), cg_rest_api(req)->openapi);
    return CG_OK;
}

static const cg_answer answers[] = {
    {200, "The OpenAPI 3.1 document.", {{"application/json", "OpenApiDocument", NULL, NULL}}}, {0}};

const cg_route cg_route_openapi_get = {
    .method = "GET",
    .path = "/openapi.json",
    .id = "getOpenApi",
    .tag = "operations",
    .summary = "The description of this interface",
    .answers = answers,
    .scope = CG_SCOPE_PUBLIC,
    .handle = openapi_get,
};
