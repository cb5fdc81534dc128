// SPDX-License-Identifier: Apache-2.0
// api, private: what the routes of webhooks share.
#ifndef CG_API_REST_WEBHOOK_H
#define CG_API_REST_WEBHOOK_H

#include "rest_write.h"

#define CG_REST_WEBHOOK_ID                                                                         \
    {                                                                                              \
        .name = "id", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .min = 1,          \
        .max = 64, .help = "Id of the webhook.", .example = "6c0b8a52-7d5c-4a63-9d3f-6a6b6c0f8a11" \
    }
#define CG_REST_DELIVERY_ID                                                                        \
    {                                                                                              \
        .name = "delivery", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .min = 1,    \
        .max = 64, .help = "Id of the delivery.",                                                  \
        .example = "1f0b8a52-7d5c-4a63-9d3f-6a6b6c0f8a12"                                          \
    }

/** An id of the path. Errors: CG_E_NOT_FOUND (it is not even a UUID). */
CG_MUST_USE cg_code cg_rest_webhook_id(const cg_request *req, const char *name, cg_id *out_id,
                                       cg_err *err);
/** Decodes a webhook to be made, and what is to be changed of one. `out_secret`: as it is shown; ptr NULL: it
 *  is not. Texts are borrowed, or in the request's arena. */
CG_MUST_USE cg_code cg_rest_decode_webhook(cg_request *req, cg_json_value root,
                                           cg_webhook_request *q, cg_str *out_secret, cg_err *err);
CG_MUST_USE cg_code cg_rest_decode_webhook_edit(cg_request *req, cg_json_value root,
                                                const cg_webhook_view *before,
                                                cg_webhook_edit *out_edit, cg_str *out_secret,
                                                cg_err *err);
/** `secret`: ptr NULL: it is not shown. */
void cg_rest_write_webhook(cg_json_writer *w, const cg_webhook_view *webhook, cg_str secret);
void cg_rest_reply_webhook(cg_reply *reply, const cg_webhook_view *webhook, cg_str secret);
void cg_rest_write_delivery(cg_json_writer *w, const cg_delivery_view *delivery);
/** 202 with a delivery that waits. */
void cg_rest_reply_delivery(cg_reply *reply, const cg_delivery_view *delivery);

#endif
