// SPDX-License-Identifier: Apache-2.0
// api: resources: a map of the project, what stands out in its graph, what is indexed, the text of files, and single
// definitions. An address may name the project and the version: codegraph://file/src/a.py?project=p&ref=main.
#include "catalog.h"
#include "whole.h"

#define OVERVIEW_TOKENS 4000
#define TEXT_TOKENS 50000 /* of a file or definition */

const mcp_resource mcp_resources[] = {
    {MCP_OVERVIEW, "overview", "Map of the project",
     "What stands in the middle of the default project: signatures under their files, best first.",
     "text/markdown"},
    {MCP_STATUS, "status", "What is indexed",
     "Projects with their files, languages and generation.", "application/json"},
    {MCP_GRAPH "hubs", "hubs", "Hubs", "What most of the default project leads to.", "text/plain"},
    {MCP_GRAPH "cycles", "cycles", "Dependency cycles",
     "Files of the default project that depend on each other.", "text/plain"},
    {MCP_GRAPH "dead", "dead", "Unreferenced code",
     "What nothing in the default project uses; unknown where something may.", "text/plain"},
    {MCP_GRAPH "communities", "communities", "Parts that hang together",
     "Files of the default project by what they have to do with each other.", "text/plain"},
    {0}};

const mcp_resource mcp_templates[] = {
    {MCP_OVERVIEW "{?project,ref}", "overview-of", "Map of a project",
     "The map of any project and version.", "text/markdown"},
    {MCP_GRAPH "{question}{?project,ref}", "graph-of", "What stands out in a project",
     "hubs, cycles, dead or communities, of any project and version.", "text/plain"},
    {MCP_FILE "{+path}{?project,ref}", "file", "Source file",
     "The text of a file as it was indexed.", "text/plain"},
    {MCP_NODE "{+symbol}{?project,ref}", "definition", "Definition",
     "One definition with its source: by name, path:line or id.", "text/markdown"},
    {0}};

typedef enum uri_kind { URI_OVERVIEW, URI_STATUS, URI_FILE, URI_NODE, URI_GRAPH } uri_kind;
typedef struct parsed_uri {
    uri_kind kind;
    cg_str about; /* a path or a symbol */
    mcp_view view;
    cg_graph_ref where;
} parsed_uri;

/* ---- addresses ---- */

/* Of "hubs" …; a map is none: it has its own address. */
static mcp_view view_of(cg_str name)
{
    cg_str rest = CG_STR(MCP_VIEWS), word;
    for (unsigned i = 0; cg_str_split(&rest, '|', &word); i++)
        if (cg_str_eq(word, name))
            return (mcp_view)i;
    return MCP_VIEW_MAP;
}

static cg_code fail_uri(cg_str uri, cg_err *err)
{
    return CG_FAIL(err, CG_E_NOT_FOUND, "Resource not found: %.*s",
                   CG_STR_ARG(cg_utf8_truncate(uri, 200)));
}

static cg_code parse_query(cg_arena *arena, cg_str query, parsed_uri *out, cg_err *err)
{
    cg_str pair;
    while (cg_str_split(&query, '&', &pair)) {
        ptrdiff_t equals = cg_str_find(pair, '=');
        cg_str name = cg_str_slice(pair, 0, equals < 0 ? pair.len : (size_t)equals), value;
        if (pair.len == 0)
            continue;
        cg_code rc = cg_http_decode_in(
            arena, cg_str_slice(pair, equals < 0 ? pair.len : (size_t)equals + 1, pair.len), false,
            &value, err);
        if (rc != CG_OK)
            return rc;
        if (cg_str_eq(name, CG_STR("project")))
            out->where.project = value;
        else if (cg_str_eq(name, CG_STR("ref")))
            out->where.ref = value;
        else
            return CG_E_NOT_FOUND;
    }
    return CG_OK;
}

static cg_code parse_uri(cg_arena *arena, cg_str project, cg_str uri, parsed_uri *out, cg_err *err)
{
    ptrdiff_t mark = cg_str_find(uri, '?');
    cg_str plain = cg_str_slice(uri, 0, mark < 0 ? uri.len : (size_t)mark), about = CG_STR_NULL;
    *out = (parsed_uri){.where.project = project};
    if (cg_str_eq(plain, CG_STR(MCP_OVERVIEW)))
        out->kind = URI_OVERVIEW;
    else if (cg_str_eq(plain, CG_STR(MCP_STATUS)))
        out->kind = URI_STATUS;
    else if (cg_str_starts(plain, CG_STR(MCP_FILE)))
        out->kind = URI_FILE, about = cg_str_slice(plain, sizeof MCP_FILE - 1, plain.len);
    else if (cg_str_starts(plain, CG_STR(MCP_NODE)))
        out->kind = URI_NODE, about = cg_str_slice(plain, sizeof MCP_NODE - 1, plain.len);
    else if (cg_str_starts(plain, CG_STR(MCP_GRAPH)))
        out->kind = URI_GRAPH,
        out->view = view_of(cg_str_slice(plain, sizeof MCP_GRAPH - 1, plain.len));
    else
        return fail_uri(uri, err);
    cg_code rc = cg_http_decode_in(arena, about, false, &out->about, err);
    if (rc == CG_OK && mark >= 0)
        rc = parse_query(arena, cg_str_slice(uri, (size_t)mark + 1, uri.len), out, err);
    bool lacks = ((out->kind == URI_FILE || out->kind == URI_NODE) && out->about.len == 0) ||
                 (out->kind == URI_GRAPH && out->view == MCP_VIEW_MAP);
    return rc != CG_OK || lacks ? fail_uri(uri, err) : CG_OK;
}

/* ---- texts ---- */

static cg_str title_of(const cg_node_view *node)
{
    return node->signature.len > 0 ? node->signature : node->qualified_name;
}

cg_code mcp_overview_text(mcp_exchange *x, cg_graph_ref where, cg_buf *out, cg_err *err)
{
    cg_overview map;
    cg_whole_request ask = {.where = where,
                            .follow = {.min_confidence = 0.55},
                            .max_tokens = OVERVIEW_TOKENS,
                            .patience = mcp_patience(x)};
    cg_code rc = cg_service_overview(x->api->service, &ask, x->arena, &map, err);
    if (rc != CG_OK)
        return rc;
    cg_buf_printf(out, "%" PRIu64 " files, %" PRIu64 " definitions, generation %" PRIu64 "\n",
                  map.files_total, map.nodes_total, map.generation);
    for (size_t i = 0; i < map.files_count; i++) {
        const cg_overview_file *file = &map.files[i];
        cg_buf_printf(out, "\n## %.*s\n", CG_STR_ARG(file->path));
        for (size_t k = 0; k < file->definitions_count; k++) {
            const cg_node_view *node = &file->definitions[k].node;
            cg_buf_printf(out, "%u: %.*s\n", node->line, CG_STR_ARG(title_of(node)));
        }
    }
    if (map.files_total == 0)
        cg_buf_printf(out, "\nNothing is indexed in this project yet.\n");
    return CG_OK;
}

static cg_code status_text(mcp_exchange *x, cg_buf *out, cg_err *err)
{
    cg_project_status *rows;
    size_t count;
    cg_json_writer w;
    cg_code rc = cg_service_project_list(x->api->service, x->arena, &rows, &count, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "version", CG_STR(CG_VERSION));
    cg_json_put_array(&w, "projects");
    for (size_t i = 0; i < count; i++) {
        cg_json_begin_object(&w);
        cg_json_put_str(&w, "project", rows[i].project);
        cg_json_put_u64(&w, "generation", rows[i].generation);
        cg_json_put_u64(&w, "files", rows[i].files);
        cg_json_put_u64(&w, "nodes", rows[i].nodes);
        cg_json_put_u64(&w, "relationships", rows[i].relationships);
        cg_json_end_object(&w);
    }
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static cg_code node_text(mcp_exchange *x, const parsed_uri *uri, cg_buf *out, cg_err *err)
{
    cg_node_detail d;
    const cg_node_ask ask = {.content = true, .max_tokens = TEXT_TOKENS};
    cg_code rc =
        cg_service_node_get(x->api->service, uri->where, uri->about, &ask, x->arena, &d, err);
    if (rc == CG_E_AMBIGUOUS) {
        cg_buf_printf(out, "Several definitions are called so:\n");
        for (size_t i = 0; i < d.candidates_count; i++)
            cg_buf_printf(out, "- %.*s  %.*s:%u\n", CG_STR_ARG(title_of(&d.candidates[i])),
                          CG_STR_ARG(d.candidates[i].file_path), d.candidates[i].line);
        return CG_OK;
    }
    if (rc != CG_OK)
        return rc;
    cg_buf_printf(out, "%s %.*s\n%.*s:%u\n", cg_node_kind_text(d.node.kind),
                  CG_STR_ARG(d.node.qualified_name), CG_STR_ARG(d.node.file_path), d.node.line);
    for (size_t i = 0; i < d.degrees_count; i++)
        cg_buf_printf(out, "%s: %" PRIu64 " in, %" PRIu64 " out\n",
                      cg_edge_kind_text(d.degrees[i].kind), d.degrees[i].in, d.degrees[i].out);
    if (d.has_content)
        cg_buf_printf(out, "\n```%s\n%.*s\n```\n", cg_lang_text(d.node.lang),
                      CG_STR_ARG(d.content));
    return CG_OK;
}

static cg_code file_text(mcp_exchange *x, const parsed_uri *uri, cg_buf *out, cg_err *err)
{
    cg_node_detail d;
    const cg_node_ask ask = {.content = true, .max_tokens = TEXT_TOKENS};
    cg_code rc =
        cg_service_node_get(x->api->service, uri->where, uri->about, &ask, x->arena, &d, err);
    if (rc == CG_E_AMBIGUOUS || (rc == CG_OK && d.node.kind != CG_NODE_FILE))
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no such file");
    if (rc != CG_OK)
        return rc;
    if (!d.has_content)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "sources are not kept here");
    cg_buf_add_str(out, d.content);
    return CG_OK;
}

static cg_code graph_text(mcp_exchange *x, const parsed_uri *uri, cg_buf *out, cg_err *err)
{
    CG_AUTO_VALUE(mcp_sheet) sheet;
    cg_whole_request ask = {
        .where = uri->where, .level = mcp_level_of(uri->view), .patience = mcp_patience(x)};
    mcp_sheet_init_text(&sheet, x->arena, OVERVIEW_TOKENS);
    cg_code rc = mcp_tell_whole(&sheet, x->api->service, uri->view, &ask, err);
    if (rc == CG_OK)
        cg_buf_add_str(out, cg_buf_str(&sheet.text));
    return rc;
}

/* ---- reading ---- */

cg_code mcp_resource_read(mcp_exchange *x, cg_str uri, cg_json_writer *w, cg_err *err)
{
    static const char *const media[] = {"text/markdown", "application/json", "text/plain",
                                        "text/markdown", "text/plain"};
    CG_AUTO_VALUE(cg_buf) text = {0};
    parsed_uri parsed;
    cg_code rc = parse_uri(x->arena, x->project, uri, &parsed, err);
    if (rc != CG_OK)
        return rc;
    switch (parsed.kind) {
    case URI_OVERVIEW: rc = mcp_overview_text(x, parsed.where, &text, err); break;
    case URI_STATUS: rc = status_text(x, &text, err); break;
    case URI_FILE: rc = file_text(x, &parsed, &text, err); break;
    case URI_NODE: rc = node_text(x, &parsed, &text, err); break;
    case URI_GRAPH: rc = graph_text(x, &parsed, &text, err); break;
    }
    if (rc != CG_OK)
        return rc;
    cg_json_begin_object(w);
    cg_json_put_str(w, "uri", uri);
    cg_json_put_str(w, "mimeType", cg_str_from(media[parsed.kind]));
    cg_json_put_str(w, "text", cg_buf_str(&text));
    cg_json_end_object(w);
    return CG_OK;
}

/* All of a project changes with its generation; the status with that of any. */
static cg_code generation_of_all(cg_api *api, cg_arena *arena, uint64_t *out_generation,
                                 cg_err *err)
{
    cg_project_status *rows;
    size_t count;
    cg_code rc = cg_service_project_list(api->service, arena, &rows, &count, err);
    *out_generation = 0;
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        *out_generation += rows[i].generation;
    return rc;
}

cg_code mcp_resource_generation(cg_api *api, cg_str project, cg_str uri, uint64_t *out_generation,
                                cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    parsed_uri parsed;
    cg_version_view version;
    cg_code rc = parse_uri(arena, project, uri, &parsed, err);
    if (rc != CG_OK)
        return rc;
    if (parsed.kind == URI_STATUS)
        return generation_of_all(api, arena, out_generation, err);
    if (cg_service_generation(api->service, parsed.where, out_generation))
        return CG_OK;
    rc = cg_service_version_get(api->service, parsed.where, arena, &version, err);
    if (rc == CG_OK)
        *out_generation = version.generation;
    return rc;
}
