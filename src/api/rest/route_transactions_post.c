// SPDX-License-Identifier: Apache-2.0
// POST /transactions: begins a transaction.
#include "rest_transaction.h"

static cg_code decode(cg_json_value root, cg_transaction_request *q, cg_err *err)
{
    static const char *const known[] = {"branch", "timeout_ms", "message", "author"};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "branch", 200, &q->to.branch, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_u64(root, "timeout_ms", 1, 86400000, &q->time_ms, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "message", CG_MESSAGE_MAX, &q->to.message, CG_JSON_OPTIONAL,
                              err);
    return rc == CG_OK ? cg_rest_get_text(root, "author", CG_AUTHOR_MAX, &q->to.author,
                                          CG_JSON_OPTIONAL, err)
                       : rc;
}

static cg_code transactions_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_transaction_request q = {.project = cg_request_str(req, "project")};
    cg_transaction_view made;
    char id[CG_ID_TEXT_LEN];
    cg_code rc = CG_OK;
    if (cg_request_body(req).len > 0) {
        rc = cg_rest_read_json(req, &doc, err);
        if (rc == CG_OK)
            rc = decode(cg_json_root(doc), &q, err);
    }
    if (rc != CG_OK)
        return rc;
    rc = cg_service_transaction_begin(cg_rest_api(req)->service, &q, cg_request_arena(req), &made,
                                      err);
    if (rc != CG_OK)
        return cg_rest_point_into_body(rc, err);
    cg_id_text(made.id, id);
    cg_rest_reply_transaction(reply, &made);
    cg_reply_set_status(reply, 201);
    cg_reply_add_header(reply, "Location", "/transactions/%s", id);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, {0}};

static const cg_content body[] = {
    {"application/json", "TransactionRequest", "{\"timeout_ms\":30000}", NULL}, {0}};

static const cg_answer answers[] = {
    {201, "The transaction, open.", {{"application/json", "Transaction", NULL, NULL}}}, {0}};

const cg_route cg_route_transactions_post = {
    .method = "POST",
    .path = "/transactions",
    .id = "beginTransaction",
    .tag = "transactions",
    .summary = "Begin a transaction",
    .description =
        "Requests join it with the header Codegraph-Transaction. They read the state that it began "
        "at and what it has written itself; others see nothing of it before it is committed. At "
        "its commit, what it changed and others have changed meanwhile is in conflict: the first "
        "to commit wins. What it has only read is not compared (snapshot isolation). When its time "
        "is over it is rolled back. It outlives a restart of the server.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .flags = CG_ROUTE_BODY_OPTIONAL,
    .handle = transactions_post,
};
