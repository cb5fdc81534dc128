// SPDX-License-Identifier: Apache-2.0
// GET /transactions: those that are open.
#include "rest_transaction.h"

static cg_code transactions_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    cg_transaction_view *rows;
    size_t count;
    cg_json_writer w;
    cg_service_transaction_list(cg_rest_api(req)->service, cg_request_str(req, "project"),
                                cg_request_arena(req), &rows, &count);
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < count; i++)
        cg_rest_write_transaction(&w, &rows[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_answer answers[] = {
    {200, "The transactions, oldest first.", {{"application/json", "TransactionList", NULL, NULL}}},
    {0}};

const cg_route cg_route_transactions_list = {
    .method = "GET",
    .path = "/transactions",
    .id = "listTransactions",
    .tag = "transactions",
    .summary = "List open transactions",
    .description = "Of one project.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = transactions_list,
};
