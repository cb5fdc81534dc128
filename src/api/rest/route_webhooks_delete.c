// SPDX-License-Identifier: Apache-2.0
// DELETE /webhooks/{id}: deletes a webhook.
#include "rest_webhook.h"

static cg_code webhooks_delete(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_id id;
    cg_code rc = cg_rest_webhook_id(req, "id", &id, err);
    if (rc == CG_OK)
        rc = cg_service_webhook_delete(cg_rest_api(req)->service, id, err);
    if (rc == CG_OK)
        cg_reply_set_status(reply, 204);
    return rc;
}

static const cg_param params[] = {CG_REST_WEBHOOK_ID, {0}};

static const cg_answer answers[] = {
    {204, "The webhook is gone; what was under way may still arrive.", {{0}}}, {0}};

const cg_route cg_route_webhooks_delete = {
    .method = "DELETE",
    .path = "/webhooks/{id}",
    .id = "deleteWebhook",
    .tag = "webhooks",
    .summary = "Delete a webhook",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_ADMIN,
    .handle = webhooks_delete,
};
