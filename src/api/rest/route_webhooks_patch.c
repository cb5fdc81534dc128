// SPDX-License-Identifier: Apache-2.0
// PATCH /webhooks/{id}: changes a webhook.
#include "rest_webhook.h"

static cg_code webhooks_patch(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_service *service = cg_rest_api(req)->service;
    cg_arena *arena = cg_request_arena(req);
    cg_webhook_view webhook;
    cg_webhook_edit edit;
    cg_str secret = CG_STR_NULL;
    cg_id id;
    cg_code rc = cg_rest_webhook_id(req, "id", &id, err);
    if (rc == CG_OK)
        rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_service_webhook_get(service, id, arena, &webhook, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_webhook_edit(req, cg_json_root(doc), &webhook, &edit, &secret, err);
    if (rc == CG_OK)
        rc = cg_service_webhook_update(service, id, &edit, arena, &webhook, err);
    if (rc == CG_OK)
        cg_rest_reply_webhook(reply, &webhook, secret);
    return rc;
}

static const cg_param params[] = {CG_REST_WEBHOOK_ID, {0}};

static const cg_content body[] = {
    {"application/json", "WebhookPatch", "{\"state\":\"paused\"}", NULL}, {0}};

static const cg_answer answers[] = {
    {200, "The webhook.", {{"application/json", "Webhook", NULL, NULL}}}, {0}};

const cg_route cg_route_webhooks_patch = {
    .method = "PATCH",
    .path = "/webhooks/{id}",
    .id = "updateWebhook",
    .tag = "webhooks",
    .summary = "Change a webhook",
    .description =
        "A delivery that waits is made up anew when the filter changes. With state active a webhook that was"
        " paused or disabled goes on where it was.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_patch,
};
