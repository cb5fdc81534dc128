// SPDX-License-Identifier: Apache-2.0
// POST /transactions/{id}/rollback: gives a transaction up.
#include "rest_transaction.h"

static cg_code transactions_rollback(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_transaction_view t = {0};
    cg_id id;
    cg_code rc = cg_rest_transaction_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_transaction_rollback(cg_rest_api(req)->service, id, cg_request_arena(req),
                                             &t, err);
    if (rc == CG_OK)
        cg_rest_reply_transaction(reply, &t);
    return rc;
}

static const cg_param params[] = {CG_REST_TRANSACTION_ID, {0}};

static const cg_answer answers[] = {
    {200, "It is rolled back.", {{"application/json", "Transaction", NULL, NULL}}}, {0}};

const cg_route cg_route_transactions_rollback = {
    .method = "POST",
    .path = "/transactions/{id}/rollback",
    .id = "rollbackTransaction",
    .tag = "transactions",
    .summary = "Roll a transaction back",
    .description =
        "Nothing of it is left. One that is rolled back already is no error, one that is committed 409.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = transactions_rollback,
};
