// SPDX-License-Identifier: Apache-2.0
// GET /webhooks: lists webhooks.
#include "rest_webhook.h"

static cg_code webhooks_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_webhook_view *rows;
    size_t count;
    cg_json_writer w;
    cg_code rc = cg_service_webhook_list(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                         cg_request_arena(req), &rows, &count, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < count; i++)
        cg_rest_write_webhook(&w, &rows[i], CG_STR_NULL);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {
    {200, "The webhooks of the project.", {{"application/json", "WebhookList", NULL, NULL}}}, {0}};

const cg_route cg_route_webhooks_list = {
    .method = "GET",
    .path = "/webhooks",
    .id = "listWebhooks",
    .tag = "webhooks",
    .summary = "List webhooks",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_list,
};
