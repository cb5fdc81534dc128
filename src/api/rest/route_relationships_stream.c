// SPDX-License-Identifier: Apache-2.0
// GET /stream/relationships: all relationships that match a filter, in one reply.
#include "rest.h"

static void read_filter(cg_request *req, cg_edge_stream_filter *out_filter)
{
    const cg_value *langs = cg_request_value(req, "language");
    cg_lang_id *lang =
        cg_arena_alloc_array(cg_request_arena(req), langs->item_count + 1, sizeof *lang);
    for (size_t i = 0; i < langs->item_count; i++)
        lang[i] = cg_lang_parse(langs->items[i]);
    *out_filter = (cg_edge_stream_filter){
        .min_confidence = cg_request_value(req, "min_confidence")->f64,
        .source = {.langs = lang,
                   .langs_count = langs->item_count,
                   .path = cg_request_str(req, "path")},
    };
    out_filter->kinds = cg_rest_read_edge_kinds(req, "type", &out_filter->kinds_count);
}

static unsigned read_details(const cg_request *req)
{
    const cg_value *include = cg_request_value(req, "include");
    unsigned details = 0;
    for (size_t i = 0; i < include->item_count; i++)
        details |=
            cg_str_eq(include->items[i], CG_STR("nodes")) ? CG_REST_WITH_NODES : CG_REST_WITH_SITES;
    return details;
}

static cg_code relationships_stream(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_edge_stream_filter filter;
    cg_stream *rows;
    unsigned details = read_details(req);
    read_filter(req, &filter);
    filter.with_nodes = details != 0;
    cg_code rc = cg_service_stream_edges(cg_rest_api(req)->service, cg_rest_where(req), &filter,
                                         cg_rest_stream_cursor(req), &rows, err);
    return rc == CG_OK ? cg_rest_reply_stream(req, reply, rows, details) : rc;
}

static const cg_param params[] = {
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    CG_REST_REF,
    CG_REST_EDGE_TYPE,
    CG_REST_MIN_CONFIDENCE,
    {.name = "language",
     .type = CG_PARAM_ENUM,
     .repeated = true,
     .words = cg_rest_languages,
     .help = "Only relationships whose source is of these languages."},
    {.name = "path",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = 1024,
     .help = "Only relationships whose source is in a file whose path matches this glob.",
     .example = "src/**"},
    {.name = "include",
     .type = CG_PARAM_ENUM,
     .repeated = true,
     .words = "nodes|sites",
     .help = "nodes: both ends with their names and places instead of their ids; sites: where the "
             "source says so. Both cost many times what a row costs otherwise."},
    CG_REST_STREAM_PARAMS};

static const cg_answer answers[] = CG_REST_STREAM_ANSWERS(
    "All relationships, by source, type and target; those that clients stated come last.");

const cg_route cg_route_relationships_stream = {
    .method = "GET",
    .path = "/stream/relationships",
    .id = "streamRelationships",
    .tag = "streams",
    .summary = "Stream relationships",
    .description = CG_REST_STREAM_HELP("Events are called relationship, summary and error."),
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS,
    .handle = relationships_stream,
};
