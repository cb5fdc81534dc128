// SPDX-License-Identifier: Apache-2.0
// MCP tool explore: the best code and its neighbourhood for a question, in one call. Without a question, the whole project:
// a map of it, or what stands out.
#include "whole.h"

#define DEFINITION_BYTES 160

typedef struct exploring {
    mcp_call *call;
    mcp_common common;
    mcp_sheet sheet;
    cg_explore answer;
} exploring;

/* ---- files ---- */

static void put_definitions(cg_json_writer *w, const cg_explore_file *file)
{
    if (file->definitions_count == 0)
        return;
    cg_json_put_array(w, "definitions");
    for (size_t i = 0; i < file->definitions_count; i++) {
        const cg_node_view *node = file->definitions[i];
        cg_json_begin_object(w);
        mcp_put_short(w, "name", node->qualified_name, DEFINITION_BYTES);
        cg_json_put_str(w, "kind", cg_str_from(cg_node_kind_text(node->kind)));
        cg_json_put_u64(w, "line", node->line);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

static bool tell_file(exploring *e, const cg_explore_file *file)
{
    CG_AUTO_VALUE(cg_buf) lines = {0};
    cg_json_writer *w = mcp_row_begin(&e->sheet);
    cg_json_begin_object(w);
    cg_json_put_str(w, "path", file->path);
    put_definitions(w, file);
    cg_json_end_object(w);
    bool kept = mcp_row_end(&e->sheet);
    cg_buf_printf(&lines, "%.*s\n", CG_STR_ARG(file->path));
    for (size_t i = 0; i < file->definitions_count; i++) {
        const cg_node_view *node = file->definitions[i];
        cg_buf_printf(&lines, "  %u %.*s\n", node->line,
                      CG_STR_ARG(mcp_title_of(e->sheet.arena, node)));
    }
    return mcp_lines(&e->sheet, cg_buf_str(&lines)) || kept;
}

static void tell_files(exploring *e)
{
    size_t told = 0;
    cg_json_put_array(&e->sheet.w, "files");
    for (size_t i = 0; i < e->answer.files_count; i++)
        told += tell_file(e, &e->answer.files[i]);
    cg_json_end_array(&e->sheet.w);
    cg_json_put_u64(&e->sheet.w, "files_left_out",
                    e->answer.files_left_out + e->answer.files_count - told);
    if (e->answer.files_left_out > 0)
        (void)mcp_line(&e->sheet, "(%" PRIu64 " more files have something of it)",
                       e->answer.files_left_out);
}

/* ---- code ---- */

static void tell_piece(exploring *e, const cg_explore_code *piece)
{
    CG_AUTO_VALUE(cg_buf) lines = {0};
    const cg_node_view *node = piece->node;
    cg_json_writer *w = mcp_row_begin(&e->sheet);
    cg_json_begin_object(w);
    cg_json_put_str(w, "path", node->file_path);
    cg_json_put_u64(w, "line", piece->line);
    mcp_put_short(w, "name", node->qualified_name, DEFINITION_BYTES);
    cg_json_put_str(w, "text", piece->text);
    cg_json_put_u64(w, "lines_left", piece->lines_left);
    cg_json_end_object(w);
    (void)mcp_row_end(&e->sheet);
    cg_buf_printf(&lines, "\n--- %.*s:%u %.*s\n%.*s%s", CG_STR_ARG(node->file_path), piece->line,
                  CG_STR_ARG(cg_utf8_truncate(node->name, DEFINITION_BYTES)),
                  CG_STR_ARG(piece->text), cg_str_ends(piece->text, CG_STR("\n")) ? "" : "\n");
    if (piece->lines_left > 0)
        cg_buf_printf(&lines, "… %" PRIu64 " more lines\n", piece->lines_left);
    (void)mcp_lines(&e->sheet, cg_buf_str(&lines));
}

static void tell_code(exploring *e)
{
    cg_json_put_array(&e->sheet.w, "code");
    for (size_t i = 0; i < e->answer.code_count; i++)
        tell_piece(e, &e->answer.code[i]);
    cg_json_end_array(&e->sheet.w);
}

/* ---- links ---- */

static void tell_link(exploring *e, const cg_explore_link *link)
{
    cg_json_writer *w = mcp_row_begin(&e->sheet);
    bool out = link->direction == CG_DIR_OUT;
    cg_json_begin_object(w);
    mcp_put_short(w, "about", link->about->qualified_name, DEFINITION_BYTES);
    cg_json_put_str(w, "direction", cg_str_from(out ? "out" : "in"));
    cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(link->kind)));
    mcp_put_node(w, &link->other);
    cg_json_end_object(w);
    (void)mcp_row_end(&e->sheet);
    cg_str about = cg_utf8_truncate(link->about->qualified_name, DEFINITION_BYTES);
    cg_str other = cg_utf8_truncate(link->other.qualified_name, DEFINITION_BYTES);
    (void)mcp_line(&e->sheet, "%.*s %s %.*s  %.*s", CG_STR_ARG(out ? about : other),
                   cg_edge_kind_text(link->kind), CG_STR_ARG(out ? other : about),
                   CG_STR_ARG(mcp_place_of(e->sheet.arena, &link->other)));
}

static void tell_links(exploring *e)
{
    if (e->answer.links_count > 0)
        (void)mcp_line(&e->sheet, "\nBeside it:");
    cg_json_put_array(&e->sheet.w, "links");
    for (size_t i = 0; i < e->answer.links_count; i++)
        tell_link(e, &e->answer.links[i]);
    cg_json_end_array(&e->sheet.w);
}

/* ---- a question ---- */

static void tell_next(exploring *e)
{
    const cg_explore *a = &e->answer;
    if (a->generation == 0) {
        mcp_next(&e->sheet, "index the directory of the project first");
        return;
    }
    if (a->files_count == 0) {
        mcp_next(&e->sheet, "ask in other words, or search with mode regex");
        mcp_next(&e->sheet, "status tells what is indexed");
        return;
    }
    if (a->code_count > 0)
        mcp_next(&e->sheet, "trace \"%.*s:%u\" for who uses it and what it uses",
                 CG_STR_ARG(cg_utf8_truncate(a->code[0].node->file_path, 100)),
                 a->code[0].node->line);
    mcp_next(&e->sheet, "explore a path:line or a path for all of it");
}

static cg_code answer_question(exploring *e, cg_explore_request *ask, cg_err *err)
{
    cg_code rc = mcp_read_filter(e->call, &ask->filter, err);
    if (rc == CG_OK)
        rc = cg_service_explore(e->call->api->service, ask, e->call->arena, &e->answer, err);
    if (rc != CG_OK)
        return rc;
    const cg_explore *a = &e->answer;
    cg_json_put_u64(&e->sheet.w, "generation", a->generation);
    if (a->degraded.len > 0)
        mcp_put_short(&e->sheet.w, "degraded", a->degraded, 200);
    if (a->files_count == 0)
        (void)mcp_line(&e->sheet, a->generation == 0 ? "Nothing is indexed in this project yet."
                                                     : "Nothing was found.");
    tell_files(e);
    tell_code(e);
    tell_links(e);
    tell_next(e);
    return CG_OK;
}

/* ---- a map ---- */

static void tell_map_file(exploring *e, const cg_overview_file *file)
{
    CG_AUTO_VALUE(cg_buf) lines = {0};
    cg_json_writer *w = mcp_row_begin(&e->sheet);
    cg_json_begin_object(w);
    cg_json_put_str(w, "path", file->path);
    cg_json_put_array(w, "definitions");
    cg_buf_printf(&lines, "%.*s\n", CG_STR_ARG(file->path));
    for (size_t i = 0; i < file->definitions_count; i++) {
        const cg_node_view *node = &file->definitions[i].node;
        cg_json_begin_object(w);
        mcp_put_short(w, "name", node->qualified_name, DEFINITION_BYTES);
        cg_json_put_str(w, "kind", cg_str_from(cg_node_kind_text(node->kind)));
        cg_json_put_u64(w, "line", node->line);
        cg_json_end_object(w);
        cg_buf_printf(&lines, "  %u %.*s\n", node->line,
                      CG_STR_ARG(mcp_title_of(e->sheet.arena, node)));
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
    (void)mcp_row_end(&e->sheet);
    (void)mcp_lines(&e->sheet, cg_buf_str(&lines));
}

static void tell_map(exploring *e, const cg_overview *map)
{
    cg_json_put_u64(&e->sheet.w, "generation", map->generation);
    (void)mcp_line(&e->sheet,
                   "%" PRIu64 " files, %" PRIu64 " definitions. What stands in the middle:",
                   map->files_total, map->nodes_total);
    cg_json_put_array(&e->sheet.w, "files");
    for (size_t i = 0; i < map->files_count; i++)
        tell_map_file(e, &map->files[i]);
    cg_json_end_array(&e->sheet.w);
    cg_json_put_u64(&e->sheet.w, "files_left_out", map->files_left_out);
    cg_json_put_array(&e->sheet.w, "code");
    cg_json_end_array(&e->sheet.w);
    cg_json_put_array(&e->sheet.w, "links");
    cg_json_end_array(&e->sheet.w);
    if (map->files_total == 0)
        mcp_next(&e->sheet, "index the directory of the project first");
    else
        mcp_next(&e->sheet, "explore with a question in words, a name, or a path");
}

static cg_code answer_map(exploring *e, cg_err *err)
{
    cg_overview map;
    cg_whole_request ask = {.where = e->common.where,
                            .follow = {.min_confidence = 0.55},
                            .max_tokens = e->common.max_tokens * 3 / 5,
                            .patience = mcp_call_patience(e->call)};
    cg_code rc = mcp_read_filter(e->call, &ask.filter, err);
    if (rc == CG_OK)
        rc = cg_service_overview(e->call->api->service, &ask, e->call->arena, &map, err);
    if (rc == CG_OK)
        tell_map(e, &map);
    return rc;
}

/* ---- what stands out ---- */

static cg_code answer_view(exploring *e, mcp_view view, unsigned level, cg_err *err)
{
    cg_whole_request ask = {.where = e->common.where,
                            .level = (cg_question_level)level,
                            .patience = mcp_call_patience(e->call)};
    cg_code rc = mcp_read_filter(e->call, &ask.filter, err);
    if (rc == CG_OK)
        rc = mcp_tell_whole(&e->sheet, e->call->api->service, view, &ask, err);
    if (rc != CG_OK)
        return rc;
    static const char *const others[] = {"files", "code", "links"};
    for (size_t i = 0; i < CG_ARRAY_LEN(others); i++) {
        cg_json_put_array(&e->sheet.w, others[i]);
        cg_json_end_array(&e->sheet.w);
    }
    cg_json_put_u64(&e->sheet.w, "files_left_out", 0);
    return CG_OK;
}

static cg_code read_view(mcp_call *call, cg_str question, unsigned *out_view, unsigned *out_level,
                         cg_err *err)
{
    bool asked = cg_json_get(call->args, "view").node != NULL;
    bool levelled = cg_json_get(call->args, "level").node != NULL;
    cg_code rc = mcp_read_word(call->args, "view", MCP_VIEWS, MCP_VIEW_MAP, out_view, err);
    if (rc == CG_OK && asked && cg_str_trim(question).len > 0)
        return CG_FAIL(err, CG_E_INVALID, "question and view exclude each other");
    if (rc == CG_OK)
        rc = mcp_read_word(call->args, "level", MCP_VIEW_LEVELS, mcp_level_of((mcp_view)*out_view),
                           out_level, err);
    return rc == CG_OK && levelled
               ? mcp_check_level((mcp_view)*out_view, (cg_question_level)*out_level, err)
               : rc;
}

static cg_code explore(mcp_call *call, cg_err *err)
{
    static const char *const known[] = {"question", "view", "level", "path", "kinds", "languages"};
    unsigned view, level;
    exploring e = {.call = call};
    cg_explore_request ask = {.patience = mcp_call_patience(call)};
    cg_code rc = mcp_read_common(call, known, CG_ARRAY_LEN(known), &e.common, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "question", CG_JSON_OPTIONAL, &ask.question, err);
    if (rc == CG_OK)
        rc = read_view(call, ask.question, &view, &level, err);
    if (rc != CG_OK)
        return rc;
    ask.where = e.common.where;
    ask.max_tokens = e.common.max_tokens;
    mcp_sheet_init(&e.sheet, call, e.common.max_tokens);
    if (cg_str_trim(ask.question).len > 0)
        rc = answer_question(&e, &ask, err);
    else
        rc = view == MCP_VIEW_MAP ? answer_map(&e, err)
                                  : answer_view(&e, (mcp_view)view, level, err);
    if (rc == CG_OK)
        mcp_sheet_finish(&e.sheet);
    mcp_sheet_fini(&e.sheet);
    return rc;
}

const mcp_tool cg_mcp_tool_explore = {
    .name = "explore",
    .title = "Explore code",
    .description =
        "Start here. Answers a question about the code base in one call, within max_tokens: the files that deal with "
        "it, the code that answers best, and what calls it and is called by it. The question may be in words (\"how are "
        "retries configured\"), a name (Session.send), path:line or a path. Without a question, the whole project: a map, or by `view` its hubs (what most leads "
        "to), cycles (files that depend on each other), dead code (what nothing uses) or communities (parts that hang together).",
    .input = "explore_in",
    .output = "explore_out",
    .reads = true,
    .idempotent = true,
    .step = explore,
};
