// SPDX-License-Identifier: Apache-2.0
// POST /relationships: states a relationship between any two nodes.
#include "rest_write.h"

#define SELECTOR_MAX 4096

static cg_code read_end(cg_json_value object, const char *key, cg_write_ref *out_ref, cg_err *err)
{
    cg_str text;
    cg_code rc = cg_json_get_str(object, key, &text, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    if (text.len == 0 || text.len > SELECTOR_MAX || cg_str_find(text, '\0') >= 0)
        return CG_JSON_FAIL(cg_json_get(object, key), err, CG_E_INVALID,
                            "must have 1 to %d bytes and no NUL", SELECTOR_MAX);
    *out_ref = (cg_write_ref){.selector = text};
    return CG_OK;
}

static cg_code relationships_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_write write = {.verb = CG_WRITE_CREATE_EDGE};
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_edge(cg_json_root(doc), cg_request_arena(req), &write, err);
    if (rc == CG_OK)
        rc = read_end(cg_json_root(doc), "source", &write.source, err);
    if (rc == CG_OK)
        rc = read_end(cg_json_root(doc), "target", &write.target, err);
    return rc == CG_OK ? cg_rest_reply_write(req, reply, &write, err) : rc;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_BRANCH,
                                  CG_REST_MESSAGE, CG_REST_AUTHOR,      {0}};

static const cg_content body[] = {
    {"application/json", "RelationshipWrite",
     "{\"type\":\"references\",\"source\":\"Ledger\",\"target\":\"app.py:2\"}", NULL},
    {0}};

static const cg_answer answers[] = {
    {201, "The relationship was stated.", {{"application/json", "WriteResult", NULL, NULL}}}, {0}};

const cg_route cg_route_relationships_post = {
    .method = "POST",
    .path = "/relationships",
    .id = "createRelationship",
    .tag = "writing",
    .summary = "State a relationship",
    .description =
        "Between any two nodes, parsed or not. It belongs to their identities: it outlives new "
        "content of their files, is not shown while one of them is missing, and is back with it. One "
        "that parsing finds as well is shown as parsing found it.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = relationships_post,
};
