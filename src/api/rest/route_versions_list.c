// SPDX-License-Identifier: Apache-2.0
// GET /versions: list the versions of a ref.
#include "rest_version.h"

static cg_code versions_list(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_version_filter filter = {.author = cg_request_str(req, "author"),
                                .path = cg_request_str(req, "path"),
                                .node = cg_request_str(req, "node")};
    cg_version_page page;
    cg_json_writer w;
    cg_code rc =
        cg_service_version_list(cg_rest_api(req)->service, cg_rest_where(req), &filter,
                                cg_request_u64(req, "limit"), cg_request_str(req, "cursor"),
                                cg_request_deadline_ns(req), cg_request_arena(req), &page, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, filter.node, page.candidates, page.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++)
        cg_rest_write_version(&w, &page.rows[i]);
    cg_json_end_array(&w);
    cg_rest_put_cursor(&w, page.next_cursor);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {
    CG_REST_PROJECT,
    CG_REST_REF,
    {.name = "author",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = CG_AUTHOR_MAX,
     .help = "Only versions whose author has this in it."},
    {.name = "path",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = 1024,
     .help = "Only versions that changed a file whose path matches this glob.",
     .example = "src/**"},
    {.name = "node",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = 4096,
     .help =
         "Only versions that brought, changed or took this node: a UUID, symbol, path:line or name. One that"
         " is gone is named by its UUID or symbol."},
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};

static const cg_answer answers[] = {
    {200, "The versions, newest first.", {{"application/json", "VersionList", NULL, NULL}}},
    {300,
     "Several nodes fit: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_versions_list = {
    .method = "GET",
    .path = "/versions",
    .id = "listVersions",
    .tag = "versions",
    .summary = "List the versions of a ref",
    .description = "The versions that the ref was built on, itself included, newest first,"
                   " over merges too.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS, /* no ETag: at the same generation a collection makes it another */
    .handle = versions_list,
};
