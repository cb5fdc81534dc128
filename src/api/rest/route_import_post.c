// SPDX-License-Identifier: Apache-2.0
// POST /import: what an index of another tool knows of references. Its bytes are read as they arrive.
#include "rest_import.h"

typedef struct arriving_index {
    cg_request *req;
    cg_reply *reply;
    cg_index_import *import; /* NULL: ended */
} arriving_index;

static void drop_index(void *arg)
{
    arriving_index *a = arg;
    cg_service_import_abort(a->import);
    a->import = NULL;
}

static cg_code push_index(void *arg, cg_str bytes, bool last, cg_err *err)
{
    arriving_index *a = arg;
    cg_import_report report;
    cg_code rc = cg_service_import_push(a->import, bytes, err);
    if (rc != CG_OK)
        drop_index(a); /* before the answer: who has read it may import again */
    if (rc != CG_OK || !last)
        return rc;
    cg_index_import *import = a->import;
    a->import = NULL;
    rc = cg_service_import_finish(import, cg_request_deadline_ns(a->req), cg_request_arena(a->req),
                                  &report, err);
    if (rc == CG_OK)
        cg_rest_reply_import(a->req, a->reply, &report);
    return rc;
}

static cg_code import_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    arriving_index *a = cg_arena_alloc(cg_request_arena(req), sizeof *a);
    const cg_import_request q = cg_rest_import_request(req);
    *a = (arriving_index){.req = req, .reply = reply};
    cg_code rc = cg_service_import_begin(cg_rest_api(req)->service, &q, &a->import, err);
    if (rc == CG_OK && (rc = cg_request_take_body(req, push_index, drop_index, a, err)) != CG_OK)
        drop_index(a);
    return rc;
}

static const cg_param params[] = {CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_BRANCH,
                                  CG_REST_MESSAGE,
                                  CG_REST_AUTHOR,
                                  CG_REST_IMPORT_DRY_RUN,
                                  {0}};

static const cg_content body[] = {
    {"application/x-protobuf", NULL, NULL, "An index in the format SCIP: index.scip."},
    {"application/octet-stream", NULL, NULL, "The same."},
    {0}};

static const cg_answer answers[] = {{200,
                                     "What the index knew, and what it changed.",
                                     {{"application/json", "ImportReport", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_import_post = {
    .method = "POST",
    .path = "/import",
    .id = "importIndex",
    .tag = "import",
    .summary = "Import an index of another tool",
    .description =
        "Takes an index in the format SCIP, which a compiler or a type checker has made "
        "(scip-python, scip-typescript, scip-java, scip-go, scip-clang, rust-analyzer), of files that "
        "the project has. Each document that describes its file as it is says where references lead: "
        "relationships of these references are then what the index says, with the rule `scip`, for as "
        "long as file and target stay. When the file is edited, the rules decide again, until its "
        "content comes back or another index is imported. What was imported of the same files before is "
        "replaced; files that the index does not name keep what is known of them. Documents match by "
        "their text where the index has it, else by where their definitions stand.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .flags = CG_ROUTE_BODY_STREAM,
    .handle = import_post,
};
