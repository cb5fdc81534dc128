// SPDX-License-Identifier: Apache-2.0
// GET /transactions/{id}: one transaction.
#include "rest_transaction.h"

static cg_code transactions_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_transaction_view t = {0};
    cg_id id;
    cg_code rc = cg_rest_transaction_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_transaction_get(cg_rest_api(req)->service, id, cg_request_arena(req), &t,
                                        err);
    if (rc == CG_OK)
        cg_rest_reply_transaction(reply, &t);
    return rc;
}

static const cg_param params[] = {CG_REST_TRANSACTION_ID, {0}};

static const cg_answer answers[] = {
    {200, "The transaction.", {{"application/json", "Transaction", NULL, NULL}}}, {0}};

const cg_route cg_route_transactions_get = {
    .method = "GET",
    .path = "/transactions/{id}",
    .id = "getTransaction",
    .tag = "transactions",
    .summary = "Read a transaction",
    .description = "The last thousand that have ended are known too, over restarts.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = transactions_get,
};
