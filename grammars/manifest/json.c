// SPDX-License-Identifier: Apache-2.0
// manifest: JSON as tools read it: with comments and trailing commas. What is wrong is stated, and
// reading goes on behind it.
#include "manifest_int.h"

static void skip_space(mf_reader *r)
{
    for (;;) {
        while (mf_is_blank(mf_peek(r)) || mf_peek(r) == '\n')
            r->at++;
        if (mf_starts(r, "//")) {
            r->at = mf_line_end(r);
        } else if (mf_starts(r, "/*")) {
            mf_skip_block_comment(r);
        } else {
            return;
        }
    }
}

/* A string, which a line's end closes too: then it is an error. */
static mf_value string(mf_reader *r)
{
    uint32_t start = r->at++;
    while (mf_more(r) && mf_peek(r) != '"' && mf_peek(r) != '\n')
        r->at +=
            mf_peek(r) == '\\' && r->at + 1 < r->src.len && r->src.ptr[r->at + 1] != '\n' ? 2 : 1;
    uint32_t text_end = r->at;
    if (mf_peek(r) == '"')
        r->at++;
    else
        cg_x_error_at(r->x, start, text_end);
    cg_str raw = mf_slice(r, start + 1, text_end);
    return (mf_value){mf_unescape(r, raw), start, r->at, start + 1};
}

/* What may stand between values and is none of them, up to where reading can go on. */
static void skip_garbage(mf_reader *r)
{
    uint32_t start = r->at++;
    while (mf_more(r) && memchr(",:{}[]\"\n", mf_peek(r), 8) == NULL)
        r->at++;
    cg_x_error_at(r->x, start, r->at);
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.' || c == '_';
}

/* true, false, null, a number; other words are an error. */
static void word(mf_reader *r)
{
    uint32_t start = r->at;
    while (is_word_char(mf_peek(r)))
        r->at++;
    mf_value v = mf_plain(r, start, r->at);
    bool known = cg_str_eq(v.text, CG_STR("true")) || cg_str_eq(v.text, CG_STR("false")) ||
                 cg_str_eq(v.text, CG_STR("null")) ||
                 (v.text.ptr[0] >= '0' && v.text.ptr[0] <= '9') || v.text.ptr[0] == '-';
    if (known)
        r->leaf(r, &v);
    else
        cg_x_error_at(r->x, start, r->at);
}

/* A value nested too deep: brackets are matched without looking at what is inside. */
static void skip_nested(mf_reader *r)
{
    uint32_t start = r->at, depth = 0;
    do {
        char c = mf_peek(r);
        if (c == '"') {
            (void)string(r);
        } else if (c == '{' || c == '[') {
            depth++;
            r->at++;
        } else if (depth == 0) {
            break;
        } else {
            depth -= c == '}' || c == ']';
            r->at++;
        }
        skip_space(r);
    } while (depth && mf_more(r));
    cg_x_error_at(r->x, start, r->at);
}

static void value(mf_reader *r);

static void nested_value(mf_reader *r, mf_key key)
{
    if (!mf_push(r, key)) {
        skip_nested(r);
        return;
    }
    value(r);
    mf_pop(r);
}

static void element(mf_reader *r)
{
    nested_value(r, (mf_key){.start = r->at, .end = r->at, .text_at = r->at, .id = r->at + 1});
}

static void member(mf_reader *r)
{
    mf_value name = string(r);
    skip_space(r);
    if (mf_peek(r) != ':') {
        cg_x_error_at(r->x, name.start, r->at);
        return;
    }
    r->at++;
    skip_space(r);
    nested_value(r, (mf_key){name.text, name.start, name.end, name.text_at, 0});
}

/* Closes what is around: then this container was not closed. */
static bool closes_outer(const mf_reader *r, char c)
{
    return (c == ']' && r->open_arrays) || (c == '}' && r->open_objects);
}

static void items(mf_reader *r, char close, void (*item)(mf_reader *r), const char *starts)
{
    uint32_t start = r->at++;
    for (skip_space(r); mf_more(r) && mf_peek(r) != close; skip_space(r)) {
        char c = mf_peek(r);
        if (c == ',')
            r->at++;
        else if ((c && strchr(starts, c)) || (close == ']' && is_word_char(c)))
            item(r);
        else if (closes_outer(r, c))
            break;
        else
            skip_garbage(r);
    }
    if (mf_peek(r) == close)
        r->at++;
    else
        cg_x_error_at(r->x, start, r->at);
    r->close(r, r->at);
}

static void object(mf_reader *r)
{
    r->open_objects++;
    items(r, '}', member, "\"");
    r->open_objects--;
}

static void array(mf_reader *r)
{
    r->open_arrays++;
    items(r, ']', element, "\"{[");
    r->open_arrays--;
}

/* At the value behind a key, or at an element. */
static void value(mf_reader *r)
{
    char c = mf_peek(r);
    if (c == '{') {
        object(r);
    } else if (c == '[') {
        array(r);
    } else if (c == '"') {
        mf_value text = string(r);
        r->leaf(r, &text);
    } else if (is_word_char(c)) {
        word(r);
    } else {
        cg_x_error_at(r->x, r->at, r->at + (mf_more(r) && c != '\n'));
    }
}

void mf_read_json(mf_reader *r)
{
    skip_space(r);
    value(r);
    skip_space(r);
    if (mf_more(r))
        cg_x_error_at(r->x, r->at, (uint32_t)r->src.len);
}
