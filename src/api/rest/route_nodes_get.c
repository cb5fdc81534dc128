// SPDX-License-Identifier: Apache-2.0
// GET /nodes/{id}: one definition, or the candidates when a name fits several.
#include "rest_history.h"

#define HISTORY_MAX 20

/* Members of the reply that are asked for. */
typedef struct asked {
    bool content, source, relationships, history;
} asked;

static void read_asked(cg_request *req, asked *out)
{
    const cg_value *include = cg_request_value(req, "include");
    *out = (asked){.content = cg_request_value(req, "fields")->item_count > 0};
    for (size_t i = 0; i < include->item_count; i++) {
        out->source |= cg_str_eq(include->items[i], CG_STR("source"));
        out->relationships |= cg_str_eq(include->items[i], CG_STR("relationships"));
        out->history |= cg_str_eq(include->items[i], CG_STR("history"));
    }
}

static void put_text(cg_json_writer *w, const char *name, cg_str text)
{
    if (text.len > 0)
        cg_json_put_str(w, name, text);
    else
        cg_json_put_null(w, name);
}

static void put_code(cg_json_writer *w, const char *key, const cg_node_detail *detail)
{
    if (detail->has_content)
        cg_json_put_str(w, key, detail->content);
    else
        cg_json_put_null(w, key);
}

static void put_left_out(cg_json_writer *w, const cg_node_detail *detail)
{
    if (detail->content_left_out == 0) {
        cg_json_put_null(w, "left_out");
        return;
    }
    cg_json_put_object(w, "left_out");
    cg_json_put_u64(w, "bytes", detail->content_left_out);
    cg_json_put_u64(w, "tokens", (detail->content_left_out + CG_TOKEN_BYTES - 1) / CG_TOKEN_BYTES);
    cg_json_end_object(w);
}

static void put_relationships(cg_json_writer *w, const cg_node_detail *detail)
{
    cg_json_put_object(w, "relationships");
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < detail->edges_count; i++)
        cg_rest_write_edge(w, &detail->edges[i]);
    cg_json_end_array(w);
    cg_json_put_bool(w, "more", detail->edges_more);
    cg_json_end_object(w);
}

static void put_degrees(cg_json_writer *w, const cg_node_detail *detail)
{
    cg_json_put_object(w, "degree");
    for (size_t i = 0; i < detail->degrees_count; i++) {
        cg_json_put_object(w, cg_edge_kind_text(detail->degrees[i].kind));
        cg_json_put_u64(w, "in", detail->degrees[i].in);
        cg_json_put_u64(w, "out", detail->degrees[i].out);
        cg_json_end_object(w);
    }
    cg_json_end_object(w);
}

static void write_detail(cg_json_writer *w, const cg_node_detail *detail, const asked *want)
{
    cg_json_begin_object(w);
    cg_rest_write_node(w, &detail->node);
    put_degrees(w, detail);
    put_text(w, "package", detail->package);
    put_text(w, "version", detail->version);
    put_text(w, "requirement", detail->requirement);
    if (want->content)
        put_code(w, "content", detail);
    if (want->source)
        put_code(w, "source", detail);
    if (want->content || want->source)
        put_left_out(w, detail);
    if (want->relationships)
        put_relationships(w, detail);
    if (want->history) {
        cg_json_write_key(w, CG_STR("history"));
        cg_rest_write_node_history(w, detail->history);
    }
    cg_json_put_u64(w, "generation", detail->generation);
    cg_json_end_object(w);
}

static cg_code nodes_get(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_node_detail detail = {0};
    cg_json_writer w;
    asked want;
    read_asked(req, &want);
    const cg_node_ask ask = {.content = want.content || want.source,
                             .edges = want.relationships,
                             .history_max = want.history ? HISTORY_MAX : 0,
                             .max_tokens = cg_request_u64(req, "max_tokens")};
    cg_code rc =
        cg_service_node_get(cg_rest_api(req)->service, cg_rest_where(req),
                            cg_request_str(req, "id"), &ask, cg_request_arena(req), &detail, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, cg_request_str(req, "id"), detail.candidates,
                                        detail.candidates_count);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    write_detail(&w, &detail, &want);
    cg_reply_set_generation(reply, detail.generation);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_NODE_ID,
                                  CG_REST_PROJECT,
                                  CG_REST_TRANSACTION,
                                  CG_REST_REF,
                                  {.name = "fields",
                                   .type = CG_PARAM_ENUM,
                                   .repeated = true,
                                   .words = "content",
                                   .help = "Members to add: content is the source text."},
                                  {.name = "include",
                                   .type = CG_PARAM_ENUM,
                                   .repeated = true,
                                   .words = "relationships|source|history",
                                   .help =
                                       "relationships: the first hundred, of confidence 0.55 on; "
                                       "source: the source text, as fields=content gives it; "
                                       "history: the newest 20 changes, which go on at "
                                       "/nodes/{id}/history with its UUID and next_cursor."},
                                  CG_REST_MAX_TOKENS,
                                  {0}};

static const cg_answer answers[] = {
    {200, "The node.", {{"application/json", "NodeDetail", NULL, NULL}}},
    {300,
     "Several nodes fit: the candidates, best first.",
     {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_nodes_get = {
    .method = "GET",
    .path = "/nodes/{id}",
    .id = "getNode",
    .tag = "nodes",
    .summary = "Read one node",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_ETAG | CG_ROUTE_WAITS,
    .handle = nodes_get,
};
