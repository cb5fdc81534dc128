// SPDX-License-Identifier: Apache-2.0
// api: prompts: how to begin with a code base, how to have something explained, how to review a change.
#include "catalog.h"

static void write_message(cg_json_writer *w, cg_str text)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "role", CG_STR("user"));
    cg_json_put_object(w, "content");
    cg_json_put_str(w, "type", CG_STR("text"));
    cg_json_put_str(w, "text", text);
    cg_json_end_object(w);
    cg_json_end_object(w);
}

static void write_resource(cg_json_writer *w, const char *uri, const char *media, cg_str text)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "role", CG_STR("user"));
    cg_json_put_object(w, "content");
    cg_json_put_str(w, "type", CG_STR("resource"));
    cg_json_put_object(w, "resource");
    cg_json_put_str(w, "uri", cg_str_from(uri));
    cg_json_put_str(w, "mimeType", cg_str_from(media));
    cg_json_put_str(w, "text", text);
    cg_json_end_object(w);
    cg_json_end_object(w);
    cg_json_end_object(w);
}

static cg_str argument(cg_json_value arguments, const char *name)
{
    cg_str text = CG_STR_NULL;
    if (arguments.node == NULL ||
        cg_json_get_str(arguments, name, &text, CG_JSON_OPTIONAL, NULL) != CG_OK)
        return CG_STR_NULL;
    return cg_utf8_truncate(text, 1000);
}

static cg_code write_onboard(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w,
                             cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) map = {0};
    cg_graph_ref where = {.project = argument(arguments, "project")};
    if (where.project.len == 0)
        where.project = x->project;
    cg_code rc = mcp_overview_text(x, where, &map, err);
    if (rc != CG_OK)
        return rc;
    write_message(
        w,
        CG_STR(
            "Introduce me to this code base: what it is for, its main parts and how they work together, where "
            "to begin reading, and what to be careful with. A map of it follows. Use the tools explore and "
            "trace for what you need to see, and name files as path:line."));
    write_resource(w, MCP_OVERVIEW, "text/markdown", cg_buf_str(&map));
    return CG_OK;
}

static cg_code write_explain(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w,
                             cg_err *err)
{
    cg_str symbol = argument(arguments, "symbol");
    (void)err;
    write_message(
        w,
        cg_arena_printf(
            x->arena,
            "Explain `%.*s` of this code base: what it does, who uses it and how, what it relies "
            "on, and which tests cover it. Call explore with it first, then trace for its callers "
            "and callees, and impact for its tests. Name places as path:line.",
            CG_STR_ARG(symbol)));
    return CG_OK;
}

static cg_code write_review(mcp_exchange *x, cg_json_value arguments, cg_json_writer *w,
                            cg_err *err)
{
    cg_str since = argument(arguments, "since");
    (void)err;
    write_message(
        w,
        cg_arena_printf(
            x->arena,
            "Review what changed since `%.*s`. Call diff from it (and with breaking), then impact "
            "with since and the same with tests_only. Say what the change does, what it may break "
            "and for whom, which tests to run, and what is not covered by any.",
            CG_STR_ARG(since)));
    return CG_OK;
}

static const mcp_argument onboard_arguments[] = {
    {"project", "Name of the project; by default the default one.", false}, {0}};
static const mcp_argument explain_arguments[] = {
    {"symbol", "A name, a qualified name, or path:line.", true}, {0}};
static const mcp_argument review_arguments[] = {
    {"since", "A branch, tag or version to compare with.", true}, {0}};

const mcp_prompt mcp_prompts[] = {
    {"onboard", "Introduce a code base", "An introduction to the code base, from its map.",
     onboard_arguments, write_onboard},
    {"explain", "Explain a definition", "What a definition does, who uses it, and what tests it.",
     explain_arguments, write_explain},
    {"review", "Review a change",
     "What changed since a version, what it concerns, and what to test.", review_arguments,
     write_review},
    {0}};
