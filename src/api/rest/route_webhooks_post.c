// SPDX-License-Identifier: Apache-2.0
// POST /webhooks: makes a webhook.
#include "rest_webhook.h"

static cg_code webhooks_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_webhook_request q = {.where = {.project = cg_request_str(req, "project")}};
    cg_webhook_view made;
    cg_str secret;
    char id[CG_ID_TEXT_LEN];
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_webhook(req, cg_json_root(doc), &q, &secret, err);
    if (rc != CG_OK)
        return rc;
    rc =
        cg_service_webhook_create(cg_rest_api(req)->service, &q, cg_request_arena(req), &made, err);
    if (rc != CG_OK)
        return cg_rest_point_into_body(rc, err);
    cg_id_text(made.id, id);
    cg_rest_reply_webhook(reply, &made, secret);
    cg_reply_set_status(reply, 201);
    cg_reply_add_header(reply, "Location", "/webhooks/%s", id);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_content body[] = {
    {"application/json", "WebhookRequest", "{\"url\":\"https://ci.example.org/codegraph\"}", NULL},
    {0}};

static const cg_answer answers[] = {
    {201, "The webhook, with its secret.", {{"application/json", "Webhook", NULL, NULL}}}, {0}};

const cg_route cg_route_webhooks_post = {
    .method = "POST",
    .path = "/webhooks",
    .id = "createWebhook",
    .tag = "webhooks",
    .summary = "Have a server told of events",
    .description =
        "Events of a project are posted to the url as they happen, in runs of up to webhooks.events_max, each"
        " a WebhookMessage. They are read from the log of changes: what happens while the receiver or this"
        " server is down is told later, in order, each event once, or again with the same webhook-id when an"
        " answer was lost; what is no longer kept is told as gap. A delivery is signed by the rules of Standard"
        " Webhooks: the header webhook-signature is v1, and the base64 of the HMAC-SHA256, by the secret's"
        " bytes, of webhook-id, webhook-timestamp (seconds) and body, joined by dots. Any status of 200 to 299 takes it."
        " Otherwise it is tried again after webhooks.retry, twice that, and so on up to webhooks.retry_max, a"
        " little earlier by chance, or when Retry-After says; after webhooks.attempts_max attempts, and at 410, the webhook is disabled."
        " The secret is shown in this reply alone.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_post,
};
