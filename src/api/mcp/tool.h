// SPDX-License-Identifier: Apache-2.0
// api, private: what tools share: arguments, and replies that stay within a budget.
#ifndef CG_MCP_TOOL_H
#define CG_MCP_TOOL_H

#include "mcp.h"

/** The generated registry: every src/api/mcp/tool_*.c. */
extern const mcp_tool *const cg_mcp_tools[];
extern const size_t cg_mcp_tools_count;

/* ---- arguments ---- */

#define MCP_TOKENS_MIN 300
#define MCP_TOKENS_MAX 100000
#define MCP_TOKENS 2000
#define MCP_TEXT_MAX 4096

/** What most tools take. */
typedef struct mcp_common {
    cg_graph_ref where; /* the project is always named … */
    bool names_project; /* … here by the arguments */
    uint64_t max_tokens;
} mcp_common;
/** Reads project, ref and max_tokens; every member must be one of these or of `known`. */
CG_MUST_USE cg_code mcp_read_common(const mcp_call *call, const char *const *known,
                                    size_t known_count, mcp_common *out, cg_err *err);
/** A text without NUL of at most MCP_TEXT_MAX bytes; empty when an optional one is absent. */
CG_MUST_USE cg_code mcp_read_text(cg_json_value args, const char *key, cg_json_need need,
                                  cg_str *out, cg_err *err);
CG_MUST_USE cg_code mcp_read_number(cg_json_value args, const char *key, uint64_t min, uint64_t max,
                                    uint64_t fallback, uint64_t *out, cg_err *err);
/** An index into `words`, separated by '|'; `fallback` when it is absent. */
CG_MUST_USE cg_code mcp_read_word(cg_json_value args, const char *key, const char *words,
                                  unsigned fallback, unsigned *out, cg_err *err);
/** The members path, kinds and languages, as far as they are there. Arrays in the call's arena. */
CG_MUST_USE cg_code mcp_read_filter(const mcp_call *call, cg_node_filter *out, cg_err *err);
/** A text, or an array of them. */
CG_MUST_USE cg_code mcp_read_texts(const mcp_call *call, const char *key, size_t max,
                                   const cg_str **out_list, size_t *out_count, cg_err *err);

/* ---- replies ---- */

/** A reply in words and the same as JSON: clients show their model one or the other, so each stays within the budget by
 *  itself. What does not fit is counted. */
typedef struct mcp_sheet {
    mcp_call *call;  /* NULL: of a resource, of which the text alone is wanted */
    cg_arena *arena; /* of the call */
    size_t max;      /* bytes of each */
    cg_buf text, json, row;
    cg_json_writer w;    /* of the object; for members that are always there */
    cg_json_writer item; /* of a row */
    cg_buf next_text, next_json;
    uint64_t left_out;
} mcp_sheet;
void mcp_sheet_init(mcp_sheet *s, mcp_call *call, uint64_t max_tokens);
/** For a resource: its text is taken from `text`. The budget is of that alone. */
void mcp_sheet_init_text(mcp_sheet *s, cg_arena *arena, uint64_t max_tokens);
void mcp_sheet_fini(mcp_sheet *s);
static inline void mcp_sheet_auto(mcp_sheet *s)
{
    mcp_sheet_fini(s);
}
/** A line of the text, when it fits. */
bool mcp_line(mcp_sheet *s, const char *fmt, ...) CG_PRINTF(2, 3);
/** Whole lines that stand as they are, when they fit. */
bool mcp_lines(mcp_sheet *s, cg_str lines);
/** An element of the array that is open: begun, written to `item`, and kept when it fits. */
cg_json_writer *mcp_row_begin(mcp_sheet *s);
bool mcp_row_end(mcp_sheet *s);
/** What to do next: at most a few, short. */
void mcp_next(mcp_sheet *s, const char *fmt, ...) CG_PRINTF(2, 3);
/** Ends both, and makes them the call's result. */
void mcp_sheet_finish(mcp_sheet *s);

/** The member with at most `max` bytes of the text. */
void mcp_put_short(cg_json_writer *w, const char *key, cg_str text, size_t max);
/** "src/a.py:12", or the name of what is in no file; in the arena. */
cg_str mcp_place_of(cg_arena *arena, const cg_node_view *node);
/** One line of it: its signature and what it is in, or kind and name. */
cg_str mcp_title_of(cg_arena *arena, const cg_node_view *node);
/** The members name, kind, path, line and id of a node, into an object that is open. */
void mcp_put_node(cg_json_writer *w, const cg_node_view *node);
/** What an answer does not know, as a line and as members. */
void mcp_put_coverage(mcp_sheet *s, cg_verdict verdict, const cg_answer_coverage *coverage);
/** The result of a selector that several nodes fit: a failure that names them. */
cg_code mcp_fail_ambiguous(mcp_call *call, uint64_t max_tokens, cg_str selector,
                           const cg_node_view *candidates, size_t count);
/** An error of a selector, with what to do about it. */
cg_code mcp_explain(cg_code rc, cg_err *err);

#endif
