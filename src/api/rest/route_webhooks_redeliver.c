// SPDX-License-Identifier: Apache-2.0
// POST /webhooks/{id}/deliveries/{delivery}/redeliver: delivers once more.
#include "rest_webhook.h"

static cg_code webhooks_redeliver(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_delivery_view delivery;
    cg_id id, which;
    cg_code rc = cg_rest_webhook_id(req, "id", &id, err);
    if (rc == CG_OK)
        rc = cg_rest_webhook_id(req, "delivery", &which, err);
    if (rc == CG_OK)
        rc = cg_service_webhook_redeliver(cg_rest_api(req)->service, id, which,
                                          cg_request_arena(req), &delivery, err);
    if (rc == CG_OK)
        cg_rest_reply_delivery(reply, &delivery);
    return rc;
}

static const cg_param params[] = {CG_REST_WEBHOOK_ID, CG_REST_DELIVERY_ID, {0}};

static const cg_answer answers[] = {
    {202, "The delivery, which waits.", {{"application/json", "WebhookDelivery", NULL, NULL}}},
    {0}};

const cg_route cg_route_webhooks_redeliver = {
    .method = "POST",
    .path = "/webhooks/{id}/deliveries/{delivery}/redeliver",
    .id = "redeliverWebhook",
    .tag = "webhooks",
    .summary = "Deliver once more",
    .description =
        "Sends a delivery of the list again, with the same id, once, also by a webhook that is not active. Its"
        " events are read anew: where they are no longer kept, it is told gap in their place.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_redeliver,
};
