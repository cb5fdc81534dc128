// SPDX-License-Identifier: Apache-2.0
// api: the node filter that several routes read from their parameters.
#include "rest.h"

#define CG_NODE_KIND(name, code, text, suffix) text "|"
const char cg_rest_node_kinds[] =
#include "cg/tbl/node_kinds.h"
    ;
#undef CG_NODE_KIND
#define CG_EDGE_KIND(name, code, text, inverse, meaning) text "|"
const char cg_rest_edge_kinds[] =
#include "cg/tbl/edge_kinds.h"
    ;
#undef CG_EDGE_KIND
#define CG_LANGUAGE(name, code, text) text "|"
const char cg_rest_languages[] =
#include "cg/tbl/languages.h"
    ;
#undef CG_LANGUAGE

void cg_rest_read_filter(cg_request *req, cg_node_filter *out_filter)
{
    cg_arena *arena = cg_request_arena(req);
    const cg_value *kinds = cg_request_value(req, "kind");
    const cg_value *langs = cg_request_value(req, "language");
    cg_node_kind *kind = cg_arena_alloc_array(arena, kinds->item_count + 1, sizeof *kind);
    cg_lang_id *lang = cg_arena_alloc_array(arena, langs->item_count + 1, sizeof *lang);
    for (size_t i = 0; i < kinds->item_count; i++)
        kind[i] = cg_node_kind_parse(kinds->items[i]);
    for (size_t i = 0; i < langs->item_count; i++)
        lang[i] = cg_lang_parse(langs->items[i]);
    *out_filter = (cg_node_filter){
        .kinds = kind,
        .kinds_count = kinds->item_count,
        .langs = lang,
        .langs_count = langs->item_count,
        .path = cg_request_str(req, "path"),
    };
}

void cg_rest_read_search(cg_request *req, cg_search_request *out_search)
{
    static const cg_search_mode modes[] = {CG_SEARCH_HYBRID, CG_SEARCH_TEXT, CG_SEARCH_SYMBOL,
                                           CG_SEARCH_REGEX, CG_SEARCH_SEMANTIC};
    *out_search = (cg_search_request){
        .where = cg_rest_where(req),
        .query = cg_request_str(req, "q"),
        .mode = modes[cg_request_value(req, "mode")->word],
    };
    cg_rest_read_filter(req, &out_search->filter);
}

const cg_edge_kind *cg_rest_read_edge_kinds(cg_request *req, const char *name, size_t *out_count)
{
    const cg_value *types = cg_request_value(req, name);
    cg_edge_kind *kinds =
        cg_arena_alloc_array(cg_request_arena(req), types->item_count + 1, sizeof *kinds);
    for (size_t i = 0; i < types->item_count; i++)
        kinds[i] = cg_edge_kind_parse(types->items[i]);
    *out_count = types->item_count;
    return kinds;
}

cg_code cg_rest_point_into_body(cg_code rc, cg_err *err)
{
    char name[sizeof err->pointer];
    memcpy(name, err->pointer, sizeof name);
    if (name[0] != '\0' && name[0] != '/')
        (void)cg_err_at(err, "/%s", name);
    return rc;
}

const char *const cg_api_declared_headers[] = {CG_REST_TRANSACTION_HEADER, NULL};

/* Empty: none, or the route takes none. */
static cg_str transaction_of(const cg_request *req)
{
    const cg_value *value = cg_request_find(req, CG_REST_TRANSACTION_HEADER);
    return value ? value->text : CG_STR_NULL;
}

cg_graph_ref cg_rest_where(const cg_request *req)
{
    return (cg_graph_ref){.project = cg_request_str(req, "project"),
                          .ref = cg_request_str(req, "ref"),
                          .transaction = transaction_of(req)};
}

cg_commit_to cg_rest_read_to(const cg_request *req)
{
    return (cg_commit_to){.branch = cg_request_str(req, "branch"),
                          .message = cg_request_str(req, "message"),
                          .author = cg_request_str(req, "author"),
                          .transaction = transaction_of(req)};
}

bool cg_api_generation(void *user, const cg_request *req, uint64_t *out_generation)
{
    const cg_api *api = user;
    return cg_service_generation(api->service, cg_rest_where(req), out_generation);
}
