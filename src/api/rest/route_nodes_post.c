// SPDX-License-Identifier: Apache-2.0
// POST /nodes: adds a node beside the parsed ones.
#include "rest_write.h"

static cg_code nodes_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    return cg_rest_reply_node_write(req, reply, CG_WRITE_CREATE_NODE, err);
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_BRANCH,
                                  CG_REST_MESSAGE, CG_REST_AUTHOR,      {0}};

static const cg_content body[] = {{"application/json", "NodeWrite",
                                   "{\"name\":\"Ledger\",\"kind\":\"entity\",\"doc\":\"Where "
                                   "the books are kept\",\"metadata\":{\"owner\":\"payments\"}}",
                                   NULL},
                                  {0}};

static const cg_answer answers[] = {
    {201, "The node was made.", {{"application/json", "WriteResult", NULL, NULL}}}, {0}};

const cg_route cg_route_nodes_post = {
    .method = "POST",
    .path = "/nodes",
    .id = "createNode",
    .tag = "writing",
    .summary = "Add a node",
    .description =
        "A node that no parser finds: a service, a table, a document, a decision. It needs a `name` "
        "and a `kind`; `entity` is for what is no code. It is known by its `symbol`, which follows "
        "from kind and qualified name unless it is given; one that exists is a conflict. A symbol is "
        "a scheme, a blank and more, as SCIP has it; those of parsed nodes are not to be had.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = nodes_post,
};
