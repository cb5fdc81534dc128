// SPDX-License-Identifier: Apache-2.0
// GET /webhooks/{id}: reads a webhook.
#include "rest_webhook.h"

static cg_code webhooks_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_webhook_view webhook;
    cg_id id;
    cg_code rc = cg_rest_webhook_id(req, "id", &id, err);
    if (rc == CG_OK)
        rc = cg_service_webhook_get(cg_rest_api(req)->service, id, cg_request_arena(req), &webhook,
                                    err);
    if (rc == CG_OK)
        cg_rest_reply_webhook(reply, &webhook, CG_STR_NULL);
    return rc;
}

static const cg_param params[] = {CG_REST_WEBHOOK_ID, {0}};

static const cg_answer answers[] = {
    {200, "The webhook.", {{"application/json", "Webhook", NULL, NULL}}}, {0}};

const cg_route cg_route_webhooks_get = {
    .method = "GET",
    .path = "/webhooks/{id}",
    .id = "getWebhook",
    .tag = "webhooks",
    .summary = "Read a webhook",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_get,
};
