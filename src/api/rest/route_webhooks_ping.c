// SPDX-License-Identifier: Apache-2.0
// POST /webhooks/{id}/ping: sends a ping.
#include "rest_webhook.h"

static cg_code webhooks_ping(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_delivery_view delivery;
    cg_id id;
    cg_code rc = cg_rest_webhook_id(req, "id", &id, err);
    if (rc == CG_OK)
        rc = cg_service_webhook_ping(cg_rest_api(req)->service, id, cg_request_arena(req),
                                     &delivery, err);
    if (rc == CG_OK)
        cg_rest_reply_delivery(reply, &delivery);
    return rc;
}

static const cg_param params[] = {CG_REST_WEBHOOK_ID, {0}};

static const cg_answer answers[] = {
    {202, "The delivery, which waits.", {{"application/json", "WebhookDelivery", NULL, NULL}}},
    {0}};

const cg_route cg_route_webhooks_ping = {
    .method = "POST",
    .path = "/webhooks/{id}/ping",
    .id = "pingWebhook",
    .tag = "webhooks",
    .summary = "Try a webhook",
    .description =
        "Sends a signed message of type ping, once, also by a webhook that is not active. How it went is in the"
        " list of deliveries.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_ping,
};
