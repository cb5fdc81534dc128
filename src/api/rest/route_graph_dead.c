// SPDX-License-Identifier: Apache-2.0
// GET /graph/dead: what nothing uses.
#include "rest_questions.h"

static void write_page(cg_json_writer *w, const cg_dead_page *page)
{
    cg_json_begin_object(w);
    cg_json_put_u64(w, "generation", page->generation);
    cg_json_put_u64(w, "unused", page->unused);
    cg_json_put_u64(w, "unknown", page->unknown);
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < page->count; i++) {
        const cg_dead_row *row = &page->rows[i];
        bool unused = row->verdict == CG_VERDICT_NONE;
        cg_json_begin_object(w);
        cg_json_put_str(w, "verdict", unused ? CG_STR("unused") : CG_STR("unknown"));
        if (unused)
            cg_json_put_null(w, "reason");
        else
            cg_json_put_str(w, "reason", cg_str_from(cg_dead_reason_text(row->reason)));
        cg_json_write_key(w, CG_STR("node"));
        cg_rest_write_node_ref(w, &row->node);
        cg_json_put_u64(w, "users", row->users);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
    cg_rest_put_cursor(w, page->next_cursor);
    cg_rest_put_answer_coverage(w, &page->coverage);
    cg_json_end_object(w);
}

static cg_code graph_dead(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_whole_request ask;
    cg_dead_page page = {0};
    cg_json_writer w;
    cg_rest_read_whole(req, &ask);
    static const int verdicts[] = {CG_VERDICT_NONE, CG_VERDICT_UNKNOWN, -1};
    ask.closed = cg_request_flag(req, "closed");
    ask.verdict = verdicts[cg_request_value(req, "verdict")->word];
    cg_code rc =
        cg_service_dead(cg_rest_api(req)->service, &ask, cg_request_arena(req), &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_page(&w, &page);
    cg_reply_set_generation(reply, page.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_REF,
                                  CG_REST_MIN_CONFIDENCE,
                                  CG_REST_KIND,
                                  CG_REST_LANGUAGE,
                                  CG_REST_PATH,
                                  {.name = "verdict",
                                   .type = CG_PARAM_ENUM,
                                   .words = "unused|unknown|any",
                                   .fallback = "any",
                                   .help = "List those alone."},
                                  {.name = "closed",
                                   .type = CG_PARAM_BOOL,
                                   .fallback = "false",
                                   .help = "Nobody outside of the project uses what is public."},
                                  CG_REST_LIMIT,
                                  CG_REST_CURSOR,
                                  {0}};

static const cg_answer answers[] = {
    {200, "One page, unused first.", {{"application/json", "DeadPage", NULL, NULL}}}, {0}};

const cg_route cg_route_graph_dead = {
    .method = "GET",
    .path = "/graph/dead",
    .id = "listUnreferenced",
    .tag = "questions",
    .summary = "List unreferenced code",
    .description =
        "unused: nothing that is used leads to it, and nothing says that it may be used otherwise; "
        "users then counts what uses it and is unused itself. unknown: nothing in the project uses it, "
        "but the reason may mean that something does: entry_point, test, exported, decorated, "
        "external_base, imported, mentioned (by name, where nothing was found for it, or as a function without one that is handed on), guessed (what is less sure than min_confidence uses it). Without kind: "
        "types, callables, constants and variables.",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = graph_dead,
};
