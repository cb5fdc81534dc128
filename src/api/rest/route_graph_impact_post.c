// SPDX-License-Identifier: Apache-2.0
// POST /graph/impact: what a diff concerns that is sent as text.
#include "rest_questions.h"

/* The member "diff"; it is borrowed from the document. */
static cg_code decode(const cg_json *doc, cg_str *out, cg_err *err)
{
    static const char *const known[] = {"diff"};
    cg_json_value root = cg_json_root(doc);
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    return rc == CG_OK ? cg_json_get_str(root, "diff", out, CG_JSON_REQUIRED, err) : rc;
}

static cg_code graph_impact_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_impact_request ask;
    bool is_json = cg_str_eq(cg_request_media(req), CG_STR("application/json"));
    cg_code rc = CG_OK;
    cg_rest_read_impact(req, &ask);
    ask.has_diff = true;
    ask.diff = cg_request_body(req);
    if (is_json) {
        rc = cg_json_parse(ask.diff, NULL, &doc, err);
        if (rc == CG_OK)
            rc = decode(doc, &ask.diff, err);
    }
    if (rc != CG_OK)
        return rc;
    rc = cg_rest_reply_impact(req, reply, &ask, err);
    if (rc != CG_OK && err != NULL && strcmp(err->pointer, "diff") == 0)
        return cg_err_at(err, "%s", is_json ? "/diff" : "");
    return rc;
}

static const cg_param params[] = {CG_REST_IMPACT_PARAMS, {0}};

#define DIFF                                                                                        \
    "diff --git a/src/app.py b/src/app.py\\n--- a/src/app.py\\n+++ b/src/app.py\\n@@ -22 +22 @@\\n" \
    "-    return dict(env)\\n+    return dict(env or {})\\n"
#define HELP "A unified diff, as git diff and diff -u print it."

static const cg_content body[] = {
    {"text/x-diff", NULL, "\"" DIFF "\"", HELP},
    {"text/x-patch", NULL, "\"" DIFF "\"", HELP},
    {"application/json", "ImpactRequest", "{\"diff\":\"" DIFF "\"}", "The same as a member."},
    {0}};

static const cg_answer answers[] = {CG_REST_IMPACT_ANSWERS};

const cg_route cg_route_graph_impact_post = {
    .method = "POST",
    .path = "/graph/impact",
    .id = "readImpactOfDiff",
    .tag = "questions",
    .summary = "Read what a diff concerns",
    .description =
        "Of a diff that is sent, as in `git diff main... | curl -H 'Content-Type: text/x-diff' "
        "--data-binary @- …/graph/impact`. Each file of it may be as ref has it before the change "
        "or after it: Git's ids and the lines tell which. The definitions whose lines differ have "
        "changed; `diff` says what is not known, as of files that are neither side. A diff of "
        "nothing concerns nothing. Its length is bounded by graph.diff_max.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS | CG_ROUTE_BODY_OPTIONAL,
    .handle = graph_impact_post,
};
