// SPDX-License-Identifier: Apache-2.0
// api, private: what the routes of transactions share.
#ifndef CG_API_REST_TRANSACTION_H
#define CG_API_REST_TRANSACTION_H

#include "rest_write.h"

#define CG_REST_TRANSACTION_ID                                                                     \
    {                                                                                              \
        .name = "id", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .min = 1,          \
        .max = 64, .help = "Id of the transaction.",                                               \
        .example = "0b0e4b52-7d5c-4a63-9d3f-6a6b6c0f8a11"                                          \
    }

CG_MUST_USE cg_code cg_rest_transaction_id(const cg_request *req, cg_id *out_id, cg_err *err);
void cg_rest_write_transaction(cg_json_writer *w, const cg_transaction_view *t);
/** The reply is the transaction. */
void cg_rest_reply_transaction(cg_reply *reply, const cg_transaction_view *t);

#endif
