// SPDX-License-Identifier: Apache-2.0
// parse: a definition's head in one line: white space runs become one space, comments go, and what
// only introduces the body is cut off.
#include "parse_int.h"

#define SIGNATURE_BYTES_MAX 1024u
/* More source than this is not looked at: a head of a megabyte is generated data. */
#define HEAD_BYTES_MAX 16384u

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void add_collapsed(cg_buf *out, cg_str s)
{
    char *to = cg_buf_reserve(out, s.len);
    size_t n = 0;
    for (size_t i = 0; to && i < s.len; i++) {
        char c = s.ptr[i];
        char before = n ? to[n - 1] : out->len ? out->ptr[out->len - 1] : ' ';
        if (!is_space(c))
            to[n++] = c;
        else if (before != ' ')
            to[n++] = ' ';
    }
    out->len += n;
}

static bool may_have_comment(cg_str s)
{
    for (const char *p = s.ptr, *end = s.ptr + s.len; p < end; p++)
        if (*p == '#' || (*p == '/' && p + 1 < end && (p[1] == '/' || p[1] == '*')))
            return true;
    return false;
}

/* Moves the second cursor to the next node in preorder that starts before `to`. */
static bool next_preorder(TSTreeCursor *c, bool descend, uint32_t to)
{
    if (descend && ts_tree_cursor_goto_first_child(c))
        return ts_node_start_byte(ts_tree_cursor_current_node(c)) < to;
    while (!ts_tree_cursor_goto_next_sibling(c))
        if (!ts_tree_cursor_goto_parent(c))
            return false;
    return ts_node_start_byte(ts_tree_cursor_current_node(c)) < to;
}

/* Where macros make names and types it is what they leave; else a mask only spells what the grammar does not know. */
static cg_str head_text(cg_extract *x, uint32_t from, uint32_t to)
{
    return x->lang->defines != NULL ? cg_x_parsed_text(x, from, to)
                                    : cg_str_slice(x->source, from, to);
}

static void add_without_comments(cg_extract *x, TSNode node, uint32_t from, uint32_t to)
{
    TSTreeCursor *c = &x->aux_cursor;
    ts_tree_cursor_reset(c, node);
    bool descend = true;
    while (next_preorder(c, descend, to)) {
        TSNode at = ts_tree_cursor_current_node(c);
        uint32_t end = ts_node_end_byte(at);
        bool comment = is_comment_symbol(x, ts_node_symbol(at));
        descend = !comment && end > from;
        if (!comment || end <= from)
            continue;
        uint32_t start = ts_node_start_byte(at);
        if (start > from)
            add_collapsed(&x->text, head_text(x, from, start));
        add_collapsed(&x->text, CG_STR(" "));
        from = end;
    }
    if (from < to)
        add_collapsed(&x->text, head_text(x, from, to));
}

static cg_str cut_introducers(cg_str s)
{
    s = cg_str_trim(s);
    while (s.len) {
        char last = s.ptr[s.len - 1];
        bool scope_mark = last == ':' && s.len > 1 && s.ptr[s.len - 2] == ':';
        if (last != '{' && last != ';' && last != ',' && last != '=' && (last != ':' || scope_mark))
            break;
        if (last == '=' && cg_str_ends(s, CG_STR("operator=")))
            break;
        s.len--;
        s = cg_str_trim(s);
    }
    return s;
}

static cg_text keep(cg_extract *x)
{
    cg_str text = cut_introducers(cg_buf_str(&x->text));
    /* Taken for Latin-1, a byte may become two. */
    size_t max = x->recode ? SIGNATURE_BYTES_MAX / 2 : SIGNATURE_BYTES_MAX;
    return cg_x_intern(x, cg_utf8_truncate(text, max));
}

cg_text signature_collapse(cg_extract *x, cg_str text)
{
    cg_buf_clear(&x->text);
    add_collapsed(&x->text, cg_str_slice(text, 0, HEAD_BYTES_MAX));
    return keep(x);
}

cg_text signature_make(cg_extract *x, TSNode node, uint32_t from, uint32_t to)
{
    if (to <= from)
        return (cg_text){0, 0};
    if (to - from > HEAD_BYTES_MAX)
        to = from + HEAD_BYTES_MAX;
    cg_str head = cg_str_slice(x->lang->defines != NULL ? x->parsed : x->source, from, to);
    cg_buf_clear(&x->text);
    if (may_have_comment(head))
        add_without_comments(x, node, from, to);
    else
        add_collapsed(&x->text, head_text(x, from, to));
    return keep(x);
}
