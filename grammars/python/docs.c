// SPDX-License-Identifier: Apache-2.0
// Docstrings: found as the first statement of a body, and cleaned the way `inspect.cleandoc` does.
#include "python_int.h"

/* Length of the prefix letters of a string literal, or -1 for one that is not plain text. */
static int plain_prefix(cg_str s)
{
    for (size_t i = 0; i < s.len && i < 3; i++) {
        if (s.ptr[i] == '"' || s.ptr[i] == '\'')
            return (int)i;
        if (strchr("rRuU", s.ptr[i]) == NULL)
            return -1; /* bytes and format strings document nothing */
    }
    return -1;
}

/* The text between the quotes. */
static bool unquote(cg_str literal, cg_str *out_text)
{
    int prefix = plain_prefix(literal);
    if (prefix < 0)
        return false;
    cg_str s = cg_str_slice(literal, (size_t)prefix, literal.len);
    size_t quotes = s.len >= 6 && s.ptr[1] == s.ptr[0] && s.ptr[2] == s.ptr[0] ? 3 : 1;
    if (s.len < 2 * quotes)
        return false;
    *out_text = cg_str_slice(s, quotes, s.len - quotes);
    return true;
}

static cg_str trim_right(cg_str s)
{
    while (s.len > 0 && strchr(" \t\r\f", s.ptr[s.len - 1]) != NULL)
        s.len--;
    return s;
}

static size_t indent_of(cg_str line)
{
    size_t n = 0;
    while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
        n++;
    return n;
}

/* The indentation that all lines but the first share. */
static size_t common_indent(cg_str text)
{
    size_t least = SIZE_MAX;
    cg_str line;
    cg_str_split(&text, '\n', &line);
    while (cg_str_split(&text, '\n', &line)) {
        line = trim_right(line);
        size_t n = indent_of(line);
        if (n < line.len && n < least)
            least = n;
    }
    return least;
}

static void clean(cg_str text, cg_buf *out)
{
    size_t indent = common_indent(text), start = out->len, keep = out->len;
    cg_str line;
    for (bool first = true; cg_str_split(&text, '\n', &line); first = false) {
        line = trim_right(line);
        line = cg_str_slice(line, first ? indent_of(line) : CG_MIN(indent, line.len), line.len);
        if (out->len > start)
            cg_buf_add_char(out, '\n');
        else if (line.len == 0)
            continue; /* no empty lines in front … */
        cg_buf_add_str(out, line);
        if (line.len > 0)
            keep = out->len;
    }
    if (out->error == CG_OK)
        out->len = keep; /* … nor behind */
}

bool py_statement_docstring(const cg_extract *x, TSNode statement, cg_buf *out)
{
    if (ts_node_is_null(statement) || cg_x_token_of(x, statement) != PY_EXPRESSION_STATEMENT)
        return false;
    TSNode value = ts_node_child(statement, 0);
    if (cg_x_token_of(x, value) == PY_CONCATENATED_STRING)
        value = ts_node_child(value, 0); /* of adjacent literals the first says enough */
    cg_str text;
    if (cg_x_token_of(x, value) != PY_STRING || !unquote(cg_x_text(x, value), &text))
        return false;
    clean(text, out);
    return out->len > 0;
}

bool py_body_docstring(const cg_extract *x, TSNode body, cg_buf *out)
{
    if (ts_node_is_null(body))
        return false;
    for (uint32_t i = 0; i < 16; i++) { /* comments may stand in front */
        TSNode child = cg_x_named_child(body, i);
        if (ts_node_is_null(child))
            return false;
        if (cg_x_token_of(x, child) != PY_COMMENT)
            return py_statement_docstring(x, child, out);
    }
    return false;
}
