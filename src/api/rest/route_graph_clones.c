// SPDX-License-Identifier: Apache-2.0
// GET /graph/clones: definitions whose bodies are nearly the same.
#include "rest_questions.h"

static void write_member(cg_json_writer *w, const cg_clone_member_view *member)
{
    cg_json_begin_object(w);
    cg_json_put_object(w, "node");
    cg_rest_write_node(w, &member->node);
    cg_json_end_object(w);
    cg_json_put_u64(w, "tokens", member->tokens);
    cg_json_put_f64(w, "similarity", member->similarity);
    cg_json_put_f64(w, "containment", member->containment);
    cg_json_end_object(w);
}

static void write_group(cg_json_writer *w, const cg_clone_group_view *group)
{
    cg_json_begin_object(w);
    cg_json_put_f64(w, "similarity", group->similarity);
    cg_json_put_u64(w, "tokens_spare", group->tokens_spare);
    cg_json_put_u64(w, "count", group->members_count);
    cg_json_put_array(w, "members");
    for (size_t i = 0; i < group->members_listed; i++)
        write_member(w, &group->members[i]);
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static cg_code clones_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_clone_page page;
    cg_json_writer w;
    cg_clone_request request = {.where = cg_rest_where(req),
                                .similarity_min = cg_request_value(req, "similarity")->f64,
                                .tokens_min = (uint32_t)cg_request_u64(req, "min_tokens"),
                                .any_names = cg_request_flag(req, "renamed"),
                                .limit = cg_request_u64(req, "limit"),
                                .cursor = cg_request_str(req, "cursor"),
                                .patience = cg_rest_patience(req)};
    cg_rest_read_filter(req, &request.filter);
    cg_code rc =
        cg_service_clones(cg_rest_api(req)->service, &request, cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", page.generation);
    cg_json_put_u64(&w, "total", page.total);
    cg_json_put_u64(&w, "definitions", page.definitions);
    cg_json_put_u64(&w, "files_without_source", page.files_without_source);
    cg_json_put_array(&w, "items");
    for (size_t i = 0; i < page.count; i++)
        write_group(&w, &page.rows[i]);
    cg_json_end_array(&w);
    cg_rest_put_cursor(&w, page.next_cursor);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    {.name = "similarity",
     .type = CG_PARAM_NUMBER,
     .max = 1,
     .fallback = "0.8",
     .help = "Least likeness of two bodies, 0.5 to 1: what share of all their runs of five "
             "tokens they have in common."},
    {.name = "min_tokens",
     .type = CG_PARAM_UINT,
     .min = 20,
     .max = 100000,
     .fallback = "50",
     .help = "Only bodies of at least so many tokens, comments apart."},
    {.name = "renamed",
     .type = CG_PARAM_BOOL,
     .help =
         "Take all identifiers, and all literals, for the same: finds copies in which they were changed."},
    CG_REST_KIND,
    CG_REST_LANGUAGE,
    CG_REST_PATH,
    CG_REST_LIMIT,
    CG_REST_CURSOR,
    {0}};

static const cg_answer answers[] = {{200,
                                     "Groups of clones, those first that repeat most.",
                                     {{"application/json", "ClonePage", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_graph_clones = {
    .method = "GET",
    .path = "/graph/clones",
    .id = "listClones",
    .tag = "search",
    .summary = "Find copied code",
    .description =
        "Groups of definitions (functions, methods and constructors, unless kinds are asked "
        "for) whose bodies are nearly the same. Comments and spaces do not count. A page reads "
        "the sources of all files that the filters pass.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = clones_get,
};
