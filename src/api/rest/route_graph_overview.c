// SPDX-License-Identifier: Apache-2.0
// GET /graph/overview: a map of the project within a budget.
#include "rest_questions.h"

static void write_file(cg_json_writer *w, const cg_overview_file *file)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "path", file->path);
    cg_json_put_str(w, "language", cg_str_from(cg_lang_text(file->lang)));
    cg_json_put_f64(w, "score", file->score);
    cg_json_put_array(w, "definitions");
    for (size_t i = 0; i < file->definitions_count; i++) {
        const cg_node_view *node = &file->definitions[i].node;
        bool bare = node->signature.len == 0;
        cg_json_begin_object(w);
        cg_rest_put_id(w, "id", node->id);
        cg_json_put_str(w, "kind", cg_str_from(cg_node_kind_text(node->kind)));
        cg_json_put_str(w, "qualified_name", node->qualified_name);
        cg_json_put_str(w, "signature", bare ? node->qualified_name : node->signature);
        cg_json_put_u64(w, "line_number", node->line);
        cg_json_put_f64(w, "score", file->definitions[i].score);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static void write_page(cg_json_writer *w, const cg_overview *o)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", o->generation);
    cg_json_put_u64(w, "files_total", o->files_total);
    cg_json_put_u64(w, "nodes_total", o->nodes_total);
    cg_rest_put_counts(w, "languages", o->languages, o->languages_count);
    cg_json_put_array(w, "folders");
    for (size_t i = 0; i < o->folders_count; i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "path", o->folders[i].path);
        cg_json_put_u64(w, "files", o->folders[i].files);
        cg_json_put_u64(w, "nodes", o->folders[i].nodes);
        cg_json_put_f64(w, "score", o->folders[i].score);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_json_put_array(w, "files");
    for (size_t i = 0; i < o->files_count; i++)
        write_file(w, &o->files[i]);
    cg_json_end_array(w);
    cg_json_put_u64(w, "tokens", o->tokens);
    cg_json_put_u64(w, "files_left_out", o->files_left_out);
    cg_json_put_u64(w, "left_out", o->left_out);
    cg_rest_put_answer_coverage(w, &o->coverage);
    cg_json_end_object(w);
}

static cg_code graph_overview(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_whole_request ask;
    cg_overview page = {0};
    cg_json_writer w;
    cg_rest_read_whole(req, &ask);
    ask.max_tokens = cg_request_u64(req, "max_tokens");
    cg_code rc =
        cg_service_overview(cg_rest_api(req)->service, &ask, cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    CG_REST_MIN_CONFIDENCE,
    CG_REST_KIND,
    CG_REST_LANGUAGE,
    CG_REST_PATH,
    {.name = "max_tokens",
     .type = CG_PARAM_UINT,
     .fallback = "2000",
     .min = 1,
     .max = 1000000,
     .help = "Most tokens of paths and signatures; four bytes count as one."},
    {0}};

static const cg_answer answers[] = {
    {200, "The map.", {{"application/json", "Overview", NULL, NULL}}}, {0}};

const cg_route cg_route_graph_overview = {
    .method = "GET",
    .path = "/graph/overview",
    .id = "readOverview",
    .tag = "questions",
    .summary = "Read a map of the project",
    .description =
        "What stands in the middle of it by PageRank: signatures under their files, best first within "
        "the budget, and what was left out. kind, language and path say what is listed.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = graph_overview,
};
