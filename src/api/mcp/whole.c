// SPDX-License-Identifier: Apache-2.0
// api: questions about a whole project: what most leads to, what goes in circles, what nothing uses, which parts hang
// together. Rows stand in their order, and as many as fit.
#include "whole.h"

#define ROWS_MAX 1000
#define ROW_BYTES 40 /* that none is shorter than */
#define MEMBERS 8    /* of a group that are told */
#define LIKELY 0.55  /* as elsewhere: less is a guess */
#define MEMBER_BYTES 120

cg_question_level mcp_level_of(mcp_view view)
{
    return view == MCP_VIEW_HUBS || view == MCP_VIEW_DEAD ? CG_OF_NODES : CG_OF_FILES;
}

cg_code mcp_check_level(mcp_view view, cg_question_level level, cg_err *err)
{
    if (view == MCP_VIEW_HUBS && level == CG_OF_PACKAGES)
        return CG_FAIL(err, CG_E_INVALID, "level: hubs are nodes or files");
    if ((view == MCP_VIEW_DEAD && level != CG_OF_NODES) || view == MCP_VIEW_MAP)
        return CG_FAIL(err, CG_E_INVALID,
                       "level: it is said of hubs, cycles and communities alone");
    return CG_OK;
}

/* ---- what rows share ---- */

/* Rows that were told, of so many. */
static void tell_counts(mcp_sheet *s, uint64_t told, uint64_t total)
{
    cg_json_put_u64(&s->w, "total", total);
    cg_json_put_u64(&s->w, "left_out", total - told);
    if (total == 0)
        mcp_next(s, "status tells what is indexed, and how completely");
    if (told < total)
        mcp_next(s, "%" PRIu64 " are left out: raise max_tokens, or narrow with path",
                 total - told);
}

static bool is_file(const cg_node_view *node)
{
    return node->kind == CG_NODE_FILE;
}

/* "src/a.py", or "parse src/a.py:12". */
static void add_member(mcp_sheet *s, const cg_node_view *node, cg_buf *line)
{
    if (!is_file(node))
        cg_buf_printf(line, "%.*s ",
                      CG_STR_ARG(cg_utf8_truncate(node->qualified_name, MEMBER_BYTES)));
    cg_buf_add_str(line, is_file(node) ? cg_utf8_truncate(node->file_path, MEMBER_BYTES)
                                       : mcp_place_of(s->arena, node));
}

/* As the member `key`, and in a line; one that is cut ends in "…". */
static void tell_members(mcp_sheet *s, const char *key, const cg_node_view *nodes, size_t count,
                         bool more, const char *between, cg_buf *line)
{
    size_t told = CG_MIN(count, (size_t)MEMBERS);
    cg_json_put_array(&s->item, key);
    for (size_t i = 0; i < told; i++) {
        cg_json_begin_object(&s->item);
        mcp_put_node(&s->item, &nodes[i]);
        cg_json_end_object(&s->item);
        if (i > 0)
            cg_buf_printf(line, "%s", between);
        add_member(s, &nodes[i], line);
    }
    cg_json_end_array(&s->item);
    if (more || told < count)
        cg_buf_printf(line, "%s…", between);
}

static bool end_row(mcp_sheet *s, const cg_buf *line)
{
    cg_json_end_object(&s->item);
    return mcp_row_end(s) && mcp_lines(s, cg_buf_str(line));
}

static void begin_row(mcp_sheet *s)
{
    (void)mcp_row_begin(s);
    cg_json_begin_object(&s->item);
}

/* ---- hubs ---- */

static bool tell_hub(mcp_sheet *s, const cg_hub_row *row)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    cg_str place = mcp_place_of(s->arena, &row->node), title = mcp_title_of(s->arena, &row->node);
    begin_row(s);
    mcp_put_node(&s->item, &row->node);
    cg_json_put_f64(&s->item, "score", row->score);
    cg_json_put_u64(&s->item, "in", row->in);
    cg_json_put_u64(&s->item, "out", row->out);
    cg_buf_printf(&line, "%.1f  %" PRIu64 " in, %" PRIu64 " out  %.*s  %.*s", row->score, row->in,
                  row->out, CG_STR_ARG(place), CG_STR_ARG(title));
    return end_row(s, &line);
}

static cg_code tell_hubs(mcp_sheet *s, cg_service *service, cg_whole_request *ask, cg_err *err)
{
    cg_hub_page page;
    size_t told = 0;
    cg_code rc = cg_service_hubs(service, ask, s->arena, &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_u64(&s->w, "generation", page.generation);
    (void)mcp_line(s, "What most leads to, of %" PRIu64 " (score 1 is average):", page.total);
    cg_json_put_array(&s->w, "hubs");
    while (told < page.count && tell_hub(s, &page.rows[told]))
        told++;
    cg_json_end_array(&s->w);
    tell_counts(s, told, page.total);
    mcp_next(s, "trace one of these places for who uses it");
    return CG_OK;
}

/* ---- cycles ---- */

static bool tell_cycle(mcp_sheet *s, const cg_cycle_row *row)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    begin_row(s);
    cg_json_put_u64(&s->item, "size", row->size);
    cg_buf_printf(&line, "%" PRIu64 ": ", row->size);
    tell_members(s, "cycle", row->circle, row->circle_count, false, " -> ", &line);
    if (row->circle_count > 0 && row->circle_count <= MEMBERS) {
        cg_buf_printf(&line, " -> ");
        add_member(s, &row->circle[0], &line);
    }
    return end_row(s, &line);
}

static cg_code tell_cycles(mcp_sheet *s, cg_service *service, cg_whole_request *ask, cg_err *err)
{
    cg_cycle_page page;
    size_t told = 0;
    cg_code rc = cg_service_cycles(service, ask, s->arena, &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_u64(&s->w, "generation", page.generation);
    (void)mcp_line(
        s,
        "%" PRIu64
        " groups whose members all lead to each other; of each its size and a shortest cycle:",
        page.total);
    mcp_put_coverage(s, page.verdict, &page.coverage);
    cg_json_put_array(&s->w, "cycles");
    while (told < page.count && tell_cycle(s, &page.rows[told]))
        told++;
    cg_json_end_array(&s->w);
    tell_counts(s, told, page.total);
    if (told > 0)
        mcp_next(s, "trace from one of a cycle to the next (to) for what holds them together");
    return CG_OK;
}

/* ---- what nothing uses ---- */

static bool tell_dead_row(mcp_sheet *s, const cg_dead_row *row)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    bool unused = row->verdict == CG_VERDICT_NONE;
    cg_str place = mcp_place_of(s->arena, &row->node), title = mcp_title_of(s->arena, &row->node);
    begin_row(s);
    mcp_put_node(&s->item, &row->node);
    cg_json_put_str(&s->item, "verdict", unused ? CG_STR("unused") : CG_STR("unknown"));
    if (!unused)
        cg_json_put_str(&s->item, "reason", cg_str_from(cg_dead_reason_text(row->reason)));
    cg_json_put_u64(&s->item, "users", row->users);
    cg_buf_printf(&line, "%s%s%s  %.*s  %.*s", unused ? "unused" : "unknown (",
                  unused ? "" : cg_dead_reason_text(row->reason), unused ? "" : ")",
                  CG_STR_ARG(place), CG_STR_ARG(title));
    return end_row(s, &line);
}

static cg_code tell_dead(mcp_sheet *s, cg_service *service, cg_whole_request *ask, cg_err *err)
{
    cg_dead_page page;
    size_t told = 0;
    cg_code rc = cg_service_dead(service, ask, s->arena, &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_u64(&s->w, "generation", page.generation);
    (void)mcp_line(s,
                   "%" PRIu64 " definitions are unused; of %" PRIu64
                   " it is unknown, since they may be used in ways that cannot be seen:",
                   page.unused, page.unknown);
    cg_json_put_array(&s->w, "dead");
    while (told < page.count && tell_dead_row(s, &page.rows[told]))
        told++;
    cg_json_end_array(&s->w);
    tell_counts(s, told, page.unused + page.unknown);
    if (told > 0)
        mcp_next(s, "search the name with mode regex before you remove something");
    return CG_OK;
}

/* ---- communities ---- */

static bool tell_community(mcp_sheet *s, const cg_community_row *row)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    begin_row(s);
    cg_json_put_u64(&s->item, "size", row->size);
    mcp_put_short(&s->item, "folder", row->folder, MEMBER_BYTES);
    cg_json_put_f64(&s->item, "cohesion", row->cohesion);
    cg_buf_printf(
        &line, "%" PRIu64 " in %.*s, %.0f %% among themselves: ", row->size,
        CG_STR_ARG(row->folder.len > 0 ? cg_utf8_truncate(row->folder, MEMBER_BYTES) : CG_STR(".")),
        100 * row->cohesion);
    tell_members(s, "members", row->members, row->members_count, row->size > row->members_count,
                 ", ", &line);
    return end_row(s, &line);
}

static cg_code tell_communities(mcp_sheet *s, cg_service *service, cg_whole_request *ask,
                                cg_err *err)
{
    cg_community_page page;
    size_t told = 0;
    cg_code rc = cg_service_communities(service, ask, s->arena, &page, err);
    if (rc != CG_OK)
        return rc;
    cg_json_put_u64(&s->w, "generation", page.generation);
    (void)mcp_line(s, "%" PRIu64 " parts that hang together, the largest first:", page.total);
    cg_json_put_array(&s->w, "communities");
    while (told < page.count && tell_community(s, &page.rows[told]))
        told++;
    cg_json_end_array(&s->w);
    tell_counts(s, told, page.total);
    if (told > 0)
        mcp_next(s, "explore with the path of a part for its map");
    return CG_OK;
}

/* ---- all ---- */

cg_code mcp_tell_whole(mcp_sheet *s, cg_service *service, mcp_view view, cg_whole_request *ask,
                       cg_err *err)
{
    static cg_code (*const tell[])(mcp_sheet *, cg_service *, cg_whole_request *, cg_err *) = {
        [MCP_VIEW_HUBS] = tell_hubs,
        [MCP_VIEW_CYCLES] = tell_cycles,
        [MCP_VIEW_DEAD] = tell_dead,
        [MCP_VIEW_COMMUNITIES] = tell_communities,
    };
    CG_ASSERT(view != MCP_VIEW_MAP);
    ask->follow.min_confidence = LIKELY;
    ask->limit = CG_MIN(s->max / ROW_BYTES, (size_t)ROWS_MAX);
    ask->members_max = MEMBERS;
    ask->resolution = 1;
    ask->verdict = -1;
    return tell[view](s, service, ask, err);
}
