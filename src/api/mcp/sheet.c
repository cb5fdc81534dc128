// SPDX-License-Identifier: Apache-2.0
// api: replies of tools, in words and as JSON, each within the budget.
#include "tool.h"

#include <stdio.h>

#define NEXT_BYTES 320  /* of hints, in each */
#define CLOSE_BYTES 200 /* of JSON behind the last row */
#define NAME_MAX_BYTES 200
#define PATH_MAX_BYTES                                                                             \
    300 /* of the one that a reply is about: it must fit into the smallest budget */
#define TITLE_BYTES 120
#define OWNER_BYTES 60
#define CANDIDATES_TOLD 12

static void begin(mcp_sheet *s, mcp_call *call, cg_arena *arena, uint64_t max_tokens)
{
    *s = (mcp_sheet){.call = call, .arena = arena, .max = (size_t)max_tokens * CG_TOKEN_BYTES};
    cg_json_writer_init(&s->w, &s->json);
    cg_json_begin_object(&s->w);
}

void mcp_sheet_init(mcp_sheet *s, mcp_call *call, uint64_t max_tokens)
{
    begin(s, call, call->arena, max_tokens);
}

void mcp_sheet_init_text(mcp_sheet *s, cg_arena *arena, uint64_t max_tokens)
{
    begin(s, NULL, arena, max_tokens);
}

void mcp_sheet_fini(mcp_sheet *s)
{
    cg_buf_fini(&s->text);
    cg_buf_fini(&s->json);
    cg_buf_fini(&s->row);
    cg_buf_fini(&s->next_text);
    cg_buf_fini(&s->next_json);
}

bool mcp_lines(mcp_sheet *s, cg_str lines)
{
    bool ends = cg_str_ends(lines, CG_STR("\n"));
    if (s->text.len + lines.len + !ends + NEXT_BYTES > s->max)
        return false;
    cg_buf_add_str(&s->text, lines);
    if (!ends)
        cg_buf_add_char(&s->text, '\n');
    return true;
}

bool mcp_line(mcp_sheet *s, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    cg_str line = cg_str_make(text, CG_MIN((size_t)CG_MAX(n, 0), sizeof text - 1));
    return mcp_lines(s, cg_str_slice(line, 0, cg_utf8_valid_len(line)));
}

cg_json_writer *mcp_row_begin(mcp_sheet *s)
{
    cg_buf_clear(&s->row);
    cg_json_writer_init(&s->item, &s->row);
    return &s->item;
}

bool mcp_row_end(mcp_sheet *s)
{
    CG_ASSERT(cg_json_writer_done(&s->item));
    bool fits = s->json.len + s->row.len + 1 + NEXT_BYTES + CLOSE_BYTES <= s->max;
    if (fits)
        cg_json_write_raw(&s->w, cg_buf_str(&s->row));
    return fits;
}

void mcp_next(mcp_sheet *s, const char *fmt, ...)
{
    char text[200];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    cg_str hint = cg_str_make(text, CG_MIN((size_t)CG_MAX(n, 0), sizeof text - 1));
    hint = cg_str_slice(hint, 0, cg_utf8_valid_len(hint));
    CG_AUTO_VALUE(cg_buf) quoted = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &quoted);
    cg_json_write_str(&w, hint);
    if (s->next_text.len + hint.len + 8 > NEXT_BYTES ||
        s->next_json.len + quoted.len + 12 > NEXT_BYTES)
        return;
    cg_buf_add_str(&s->next_text, s->next_text.len == 0 ? CG_STR("Next: ") : CG_STR("; "));
    cg_buf_add_str(&s->next_text, hint);
    if (s->next_json.len > 0)
        cg_buf_add_char(&s->next_json, ',');
    cg_buf_add_str(&s->next_json, cg_buf_str(&quoted));
}

void mcp_sheet_finish(mcp_sheet *s)
{
    CG_AUTO_VALUE(cg_buf) list = {0};
    cg_buf_add_char(&list, '[');
    cg_buf_add_str(&list, cg_buf_str(&s->next_json));
    cg_buf_add_char(&list, ']');
    cg_json_put_raw(&s->w, "next", cg_buf_str(&list));
    cg_json_end_object(&s->w);
    if (s->next_text.len > 0) {
        cg_buf_add_str(&s->text, cg_buf_str(&s->next_text));
        cg_buf_add_char(&s->text, '\n');
    }
    mcp_add_text(s->call, cg_buf_str(&s->text));
    cg_buf_clear(&s->call->structured);
    cg_buf_add_str(&s->call->structured, cg_buf_str(&s->json));
}

/* ---- nodes ---- */

void mcp_put_short(cg_json_writer *w, const char *key, cg_str text, size_t max)
{
    cg_json_put_str(w, key, cg_utf8_truncate(text, max));
}

cg_str mcp_place_of(cg_arena *arena, const cg_node_view *node)
{
    if (node->file_path.len == 0)
        return node->manual ? CG_STR("stated") : CG_STR("external");
    return cg_arena_printf(arena, "%.*s:%u",
                           CG_STR_ARG(cg_utf8_truncate(node->file_path, PATH_MAX_BYTES)),
                           node->line);
}

/* The text in one line; a long one ends in "…". */
static void add_line(cg_buf *out, cg_str text, size_t max)
{
    size_t from = out->len;
    bool space = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            space = out->len > from;
            continue;
        }
        if (space)
            cg_buf_add_char(out, ' ');
        space = false;
        cg_buf_add_char(out, c);
    }
    cg_str line = cg_str_make(out->ptr + from, out->len - from);
    if (line.len <= max)
        return;
    out->len = from + cg_utf8_truncate(line, max).len;
    cg_buf_add_str(out, CG_STR("…"));
}

/* "Session" of "Session.send"; empty: it is in no other definition. */
static cg_str owner_of(const cg_node_view *node)
{
    cg_str whole = node->qualified_name;
    if (whole.len <= node->name.len || !cg_str_ends(whole, node->name))
        return CG_STR_NULL;
    whole.len -= node->name.len;
    while (whole.len > 0 && strchr(".:#/\\", whole.ptr[whole.len - 1]) != NULL)
        whole.len--;
    return whole;
}

cg_str mcp_title_of(cg_arena *arena, const cg_node_view *node)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_str owner = owner_of(node);
    if (node->signature.len == 0 || node->kind == CG_NODE_FILE) {
        cg_buf_printf(&out, "%s ", cg_node_kind_text(node->kind));
        add_line(&out, node->qualified_name, TITLE_BYTES);
    } else {
        add_line(&out, node->signature, TITLE_BYTES);
        if (owner.len > 0)
            cg_buf_printf(&out, "  (%.*s)", CG_STR_ARG(cg_utf8_truncate(owner, OWNER_BYTES)));
    }
    return cg_arena_str(arena, cg_buf_str(&out));
}

void mcp_put_node(cg_json_writer *w, const cg_node_view *node)
{
    char id[CG_ID_TEXT_LEN];
    mcp_put_short(w, "name", node->qualified_name, NAME_MAX_BYTES);
    cg_json_put_str(w, "kind", cg_str_from(cg_node_kind_text(node->kind)));
    if (node->file_path.len > 0) {
        mcp_put_short(w, "path", node->file_path, PATH_MAX_BYTES);
        cg_json_put_u64(w, "line", node->line);
    } else {
        cg_id_text(node->id, id);
        cg_json_put_str(w, "id", cg_str_from(id));
    }
}

/* ---- what is not known ---- */

void mcp_put_coverage(mcp_sheet *s, cg_verdict verdict, const cg_answer_coverage *c)
{
    cg_json_put_str(&s->w, "verdict", cg_str_from(cg_verdict_text(verdict)));
    if (verdict == CG_VERDICT_FOUND)
        return;
    if (verdict == CG_VERDICT_NONE) {
        (void)mcp_line(s, "None: there is nothing, as far as the graph knows.");
        return;
    }
    (void)mcp_line(s,
                   "Unknown: nothing was found, but %" PRIu64 " files were parsed in part, %" PRIu64
                   " skipped, and %" PRIu64 " mention the name without being linked.",
                   c->known.files_partial, c->known.files_skipped, c->known.mentions_files);
    for (size_t i = 0; i < CG_MIN(c->known.mentions_count, (size_t)5); i++)
        (void)mcp_line(s, "  mentioned in %.*s", CG_STR_ARG(c->known.mentions[i]));
    if (c->guessed > 0)
        (void)mcp_line(s, "  and %" PRIu64 " may be meant, but only by guess: search the name.",
                       c->guessed);
}

cg_code mcp_fail_ambiguous(mcp_call *call, uint64_t max_tokens, cg_str selector,
                           const cg_node_view *candidates, size_t count)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text,
                  "%zu definitions are called \"%.*s\". Ask again with one of these places:\n",
                  count, CG_STR_ARG(cg_utf8_truncate(selector, NAME_MAX_BYTES)));
    for (size_t i = 0; i < CG_MIN(count, (size_t)CANDIDATES_TOLD); i++) {
        cg_str place = mcp_place_of(call->arena, &candidates[i]),
               title = mcp_title_of(call->arena, &candidates[i]);
        if (text.len + place.len + title.len + 3 > max_tokens * CG_TOKEN_BYTES)
            break;
        cg_buf_printf(&text, "%.*s  %.*s\n", CG_STR_ARG(place), CG_STR_ARG(title));
    }
    mcp_add_text(call, cg_buf_str(&text));
    call->failed = true;
    return CG_OK;
}

cg_code mcp_explain(cg_code rc, cg_err *err)
{
    if (rc != CG_E_NOT_FOUND || err == NULL || strstr(err->text, "no node is called") == NULL)
        return rc;
    char why[sizeof err->text];
    (void)snprintf(why, sizeof why, "%s", err->text);
    return CG_FAIL(err, rc, "%.200s. Look for it with the tool search, or name its path:line.",
                   why);
}
