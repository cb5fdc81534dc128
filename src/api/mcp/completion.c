// SPDX-License-Identifier: Apache-2.0
// api: completion of what prompts and templates ask for: projects, refs, paths and names.
#include "catalog.h"
#include "whole.h"

#define VALUES_MAX 100

typedef struct completing {
    mcp_exchange *x;
    cg_str value;
    cg_graph_ref where;
    cg_json_writer *w;
    size_t count;
} completing;

static void add(completing *c, cg_str value)
{
    if (c->count < VALUES_MAX && cg_str_starts(value, c->value)) {
        cg_json_write_str(c->w, value);
        c->count++;
    }
}

/* A map has an address of its own. */
static cg_code add_questions(completing *c, cg_err *err)
{
    cg_str rest = CG_STR(MCP_VIEWS), word;
    (void)err;
    for (unsigned i = 0; cg_str_split(&rest, '|', &word); i++)
        if (i != MCP_VIEW_MAP)
            add(c, word);
    return CG_OK;
}

static cg_code add_projects(completing *c, cg_err *err)
{
    cg_project_status *rows;
    size_t count;
    cg_code rc = cg_service_project_list(c->x->api->service, c->x->arena, &rows, &count, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        add(c, rows[i].project);
    return rc;
}

static cg_code add_refs(completing *c, cg_err *err)
{
    cg_branch_page branches;
    cg_tag_page tags;
    cg_code rc = cg_service_branch_list(c->x->api->service, c->where.project, 1000, CG_STR_NULL,
                                        c->x->arena, &branches, err);
    for (size_t i = 0; rc == CG_OK && i < branches.count; i++)
        add(c, branches.rows[i].name);
    if (rc == CG_OK)
        rc = cg_service_tag_list(c->x->api->service, c->where.project, 1000, CG_STR_NULL,
                                 c->x->arena, &tags, err);
    for (size_t i = 0; rc == CG_OK && i < tags.count; i++)
        add(c, tags.rows[i].name);
    return rc;
}

/* What is typed may hold characters that a glob takes for its own. */
static cg_str glob_of(completing *c)
{
    CG_AUTO_VALUE(cg_buf) glob = {0};
    for (size_t i = 0; i < c->value.len; i++)
        cg_buf_add_char(&glob, strchr("*?[]\\", c->value.ptr[i]) != NULL ? '?' : c->value.ptr[i]);
    cg_buf_add_str(&glob, CG_STR("**"));
    return cg_arena_str(c->x->arena, cg_buf_str(&glob));
}

static cg_code add_paths(completing *c, cg_err *err)
{
    static const cg_node_kind kinds[] = {CG_NODE_FILE};
    cg_node_page page;
    cg_node_filter filter = {.kinds = kinds, .kinds_count = 1, .path = glob_of(c)};
    cg_code rc =
        cg_service_node_list(c->x->api->service, c->where, &filter, VALUES_MAX, CG_STR_NULL,
                             mcp_patience(c->x).deadline_ns, c->x->arena, &page, err);
    for (size_t i = 0; rc == CG_OK && i < page.count; i++)
        add(c, page.rows[i].file_path);
    return rc;
}

static cg_code add_names(completing *c, cg_err *err)
{
    cg_search_page page;
    cg_search_request ask = {.where = c->where,
                             .query = c->value,
                             .mode = CG_SEARCH_SYMBOL,
                             .limit = VALUES_MAX,
                             .deadline_ns = mcp_patience(c->x).deadline_ns};
    if (cg_str_trim(c->value).len == 0)
        return CG_OK;
    cg_code rc = cg_service_search(c->x->api->service, &ask, c->x->arena, &page, err);
    for (size_t i = 0; rc == CG_OK && i < page.count; i++) {
        cg_json_write_str(c->w, page.rows[i].node.qualified_name);
        c->count++;
    }
    return rc;
}

static cg_str given(const mcp_completing *asked, const char *name)
{
    cg_str text = CG_STR_NULL;
    if (asked->given.node == NULL ||
        cg_json_get_str(asked->given, name, &text, CG_JSON_OPTIONAL, NULL) != CG_OK)
        return CG_STR_NULL;
    return text;
}

/* Somebody who types must not be told that there is no such thing yet: then nothing completes it. */
static bool is_nothing(cg_code rc)
{
    return rc == CG_E_NOT_FOUND || rc == CG_E_INVALID || rc == CG_E_LIMIT;
}

cg_code mcp_complete(mcp_exchange *x, const mcp_completing *asked, cg_json_writer *w, cg_err *err)
{
    static const struct {
        const char *argument;
        cg_code (*add)(completing *c, cg_err *err);
    } ways[] = {{"project", add_projects}, {"ref", add_refs},           {"since", add_refs},
                {"path", add_paths},       {"question", add_questions}, {"symbol", add_names}};
    completing c = {.x = x,
                    .value = cg_utf8_truncate(asked->value, 500),
                    .where = {.project = given(asked, "project"), .ref = given(asked, "ref")},
                    .w = w};
    if (c.where.project.len == 0)
        c.where.project = x->project;
    if (c.value.len > 0 && memchr(c.value.ptr, 0, c.value.len) != NULL)
        return CG_OK;
    for (size_t i = 0; i < CG_ARRAY_LEN(ways); i++)
        if (cg_str_eq(asked->argument, cg_str_from(ways[i].argument))) {
            cg_code rc = ways[i].add(&c, err);
            return is_nothing(rc) ? CG_OK : rc;
        }
    return CG_OK;
}
