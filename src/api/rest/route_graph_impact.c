// SPDX-License-Identifier: Apache-2.0
// GET /graph/impact: what a change concerns, of nodes or between two versions.
#include "rest_questions.h"

/* Either nodes or a version to compare with. */
static cg_code check(const cg_impact_request *ask, cg_err *err)
{
    const char *wrong = NULL, *pointer = "node";
    if (ask->nodes_count == 0 && ask->since.len == 0)
        wrong = "say what changes: node, or since with the version to compare with";
    else if (ask->nodes_count > 0 && ask->since.len > 0)
        wrong = "node and since exclude each other";
    else if (ask->nodes_count > CG_IMPACT_NODES_MAX)
        wrong = "at most 100 nodes may be named";
    else if (ask->since.len > 0 && ask->where.transaction.len > 0) {
        wrong = "a transaction is compared with nothing";
        pointer = "since";
    }
    if (wrong == NULL)
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID, "%s", wrong);
    return cg_err_at(err, "%s", pointer);
}

static cg_code graph_impact(cg_request *req, cg_reply *reply, cg_err *err)
{
    const cg_value *nodes = cg_request_value(req, "node");
    cg_impact_request ask;
    cg_rest_read_impact(req, &ask);
    ask.nodes = nodes->items;
    ask.nodes_count = nodes->item_count;
    ask.since = cg_request_str(req, "since");
    cg_code rc = check(&ask, err);
    return rc == CG_OK ? cg_rest_reply_impact(req, reply, &ask, err) : rc;
}

static const cg_param params[] = {
    {.name = "node",
     .repeated = true,
     .min = 1,
     .max = 4096,
     .help = "What is to change, with all that it contains.",
     .example = "run"},
    {.name = "since",
     .min = 1,
     .max = CG_REST_REF_MAX,
     .help = "In place of node: what differs at ref from what this ref leads to has changed.",
     .example = "main~1"},
    CG_REST_IMPACT_PARAMS,
    {0}};

static const cg_answer answers[] = {CG_REST_IMPACT_ANSWERS};

const cg_route cg_route_graph_impact = {
    .method = "GET",
    .path = "/graph/impact",
    .id = "readImpact",
    .tag = "questions",
    .summary = "Read what a change concerns",
    .description =
        "Of nodes, or of all that differs between two versions. What leads to what changed, ranked "
        "by how much of the change comes through: each step passes on a part that goes by its type "
        "and confidence. Tests are marked; what used something that is gone has no from.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS, /* since may lead elsewhere without ref doing so: no tag */
    .handle = graph_impact,
};
