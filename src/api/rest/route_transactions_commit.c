// SPDX-License-Identifier: Apache-2.0
// POST /transactions/{id}/commit: makes its writes visible, all at once.
#include "rest_transaction.h"

static cg_code transactions_commit(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_transaction_view t = {0};
    cg_id id;
    cg_code rc = cg_rest_transaction_id(req, &id, err);
    if (rc == CG_OK)
        rc = cg_service_transaction_commit(cg_rest_api(req)->service, id,
                                           cg_request_deadline_ns(req), cg_request_arena(req), &t,
                                           err);
    if (rc == CG_OK)
        cg_rest_reply_transaction(reply, &t);
    else if (rc == CG_E_CONFLICT && t.state == CG_TRANSACTION_CONFLICTED)
        for (size_t i = 0; i < t.conflicts_count; i++)
            cg_reply_add_field_error(reply, t.conflicts[i].key, "%s", t.conflicts[i].kind);
    return rc;
}

static const cg_param params[] = {CG_REST_TRANSACTION_ID, {0}};

static const cg_answer answers[] = {
    {200, "It is committed.", {{"application/json", "Transaction", NULL, NULL}}}, {0}};

const cg_route cg_route_transactions_commit = {
    .method = "POST",
    .path = "/transactions/{id}/commit",
    .id = "commitTransaction",
    .tag = "transactions",
    .summary = "Commit a transaction",
    .description =
        "All that it wrote becomes one generation of its branch. 409 when others have changed "
        "the same since it began: `errors` names the keys (the first 16, the transaction "
        "has more), nothing is changed, and it is rolled back. 409 too when it has ended.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = transactions_commit,
};
