// SPDX-License-Identifier: Apache-2.0
// manifest: the values of TOML: texts in four kinds of quotes, arrays, inline tables, plain words.
#include "manifest_int.h"

/* The end of a text that `quotes` close, escapes minded when `escapes`; the source's end if none do. */
static uint32_t find_quotes(const mf_reader *r, uint32_t from, cg_str quotes, bool escapes)
{
    bool lines = quotes.len == 3;
    for (uint32_t at = from; at < r->src.len; at++) {
        char c = r->src.ptr[at];
        if (c == '\\' && escapes)
            at++;
        else if (c == '\n' && !lines)
            return at;
        else if (c == quotes.ptr[0] &&
                 cg_str_starts(cg_str_slice(r->src, at, r->src.len), quotes)) {
            /* """a"""": quotes in front of the closing ones belong to the text. */
            while (lines && at + 3 < r->src.len && r->src.ptr[at + 3] == c)
                at++;
            return at;
        }
    }
    return (uint32_t)r->src.len;
}

bool mf_toml_string(mf_reader *r, mf_value *out)
{
    uint32_t start = r->at;
    bool escapes = mf_peek(r) == '"';
    bool lines = mf_starts(r, "\"\"\"") || mf_starts(r, "'''");
    cg_str quotes = mf_slice(r, start, start + (lines ? 3 : 1));
    uint32_t from = start + (uint32_t)quotes.len;
    uint32_t to = find_quotes(r, from, quotes, escapes);
    if (!cg_str_starts(cg_str_slice(r->src, to, r->src.len), quotes)) {
        r->at = to;
        cg_x_error_at(r->x, start, to);
        return false;
    }
    r->at = to + (uint32_t)quotes.len;
    if (lines && from < to && r->src.ptr[from] == '\n')
        from++;
    cg_str raw = mf_slice(r, from, to);
    *out = (mf_value){escapes ? mf_unescape(r, raw) : raw, start, r->at, from};
    return true;
}

static bool is_plain(cg_str s)
{
    char c = s.len ? s.ptr[0] : '\0';
    return (c >= '0' && c <= '9') || c == '+' || c == '-' || cg_str_eq(s, CG_STR("true")) ||
           cg_str_eq(s, CG_STR("false")) || cg_str_eq(s, CG_STR("inf")) ||
           cg_str_eq(s, CG_STR("nan"));
}

static bool word(mf_reader *r)
{
    uint32_t start = r->at;
    while (mf_more(r) && memchr(",]}#\n", mf_peek(r), 5) == NULL)
        r->at++;
    mf_value v = mf_plain(r, start, r->at);
    if (is_plain(v.text)) {
        r->leaf(r, &v);
        return true;
    }
    cg_x_error_at(r->x, start, CG_MAX(v.end, start));
    return false;
}

/* "[name]" alone on a line, not indented: an array before it was not closed. */
static bool is_header(const mf_reader *r)
{
    if (r->at == 0 || r->src.ptr[r->at - 1] != '\n' || mf_peek(r) != '[')
        return false;
    cg_str line = cg_str_trim(mf_slice(r, r->at, mf_line_end(r)));
    while (cg_str_starts(line, CG_STR("[")) && cg_str_ends(line, CG_STR("]")))
        line = cg_str_slice(line, 1, line.len - 1);
    return line.len && ((line.ptr[0] >= 'a' && line.ptr[0] <= 'z') ||
                        (line.ptr[0] >= 'A' && line.ptr[0] <= 'Z'));
}

static bool element(mf_reader *r)
{
    mf_key k = {.start = r->at, .end = r->at, .text_at = r->at, .id = r->at + 1};
    if (!mf_push(r, k)) {
        cg_x_error_at(r->x, r->at, mf_line_end(r));
        return false;
    }
    bool ok = mf_toml_value(r);
    mf_pop(r);
    return ok;
}

static bool inline_pair(mf_reader *r)
{
    uint32_t depth = r->depth, count;
    if (!mf_toml_keys(r, &count))
        return false;
    bool ok = mf_peek(r) == '=';
    if (ok) {
        r->at++;
        ok = mf_toml_value(r);
    } else {
        cg_x_error_at(r->x, r->at, mf_line_end(r));
    }
    r->depth = depth;
    return ok;
}

static bool container(mf_reader *r, char close, bool (*item)(mf_reader *r))
{
    uint32_t start = r->at++;
    for (mf_toml_space(r); mf_more(r) && mf_peek(r) != close; mf_toml_space(r)) {
        if (mf_peek(r) == ',')
            r->at++;
        else if (is_header(r))
            break;
        else if (!item(r))
            return false;
    }
    if (mf_peek(r) != close) {
        cg_x_error_at(r->x, start, r->at);
        return false;
    }
    r->at++;
    r->close(r, r->at);
    return true;
}

bool mf_toml_value(mf_reader *r)
{
    mf_skip_blanks(r);
    char c = mf_peek(r);
    mf_value v;
    if (c == '[')
        return container(r, ']', element);
    if (c == '{')
        return container(r, '}', inline_pair);
    if (c != '"' && c != '\'')
        return word(r);
    if (!mf_toml_string(r, &v))
        return false;
    r->leaf(r, &v);
    return true;
}
