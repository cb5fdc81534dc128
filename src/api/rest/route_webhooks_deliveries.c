// SPDX-License-Identifier: Apache-2.0
// GET /webhooks/{id}/deliveries: lists what was delivered.
#include "rest_webhook.h"

static cg_code webhooks_deliveries(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_delivery_view *rows;
    size_t count;
    cg_json_writer w;
    cg_id id;
    cg_code rc = cg_rest_webhook_id(req, "id", &id, err);
    if (rc == CG_OK)
        rc = cg_service_webhook_deliveries(cg_rest_api(req)->service, id, cg_request_arena(req),
                                           &rows, &count, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < count; i++)
        cg_rest_write_delivery(&w, &rows[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_WEBHOOK_ID, {0}};

static const cg_answer answers[] = {
    {200, "The deliveries.", {{"application/json", "WebhookDeliveryList", NULL, NULL}}}, {0}};

const cg_route cg_route_webhooks_deliveries = {
    .method = "GET",
    .path = "/webhooks/{id}/deliveries",
    .id = "listWebhookDeliveries",
    .tag = "webhooks",
    .summary = "List deliveries",
    .description = "The last webhooks.log_max, newest first.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_deliveries,
};
