// SPDX-License-Identifier: Apache-2.0
// manifest: setup.cfg as Python's configparser reads it: sections, "key = value" or "key: value", and
// indented lines that continue a value, each of which is reported as an element.
#include "manifest_int.h"

static void section(mf_reader *r)
{
    uint32_t start = r->at, end = mf_line_end(r);
    cg_str line = mf_slice(r, start, end);
    ptrdiff_t close = cg_str_find(line, ']');
    r->depth = 0;
    if (close < 0)
        cg_x_error_at(r->x, start, end);
    uint32_t to = close < 0 ? start + 1 : start + (uint32_t)close;
    (void)mf_push(r, (mf_key){mf_slice(r, start + 1, to), start, to, start + 1, 0});
    r->at = end;
}

static void line_value(mf_reader *r, uint32_t from, uint32_t to)
{
    mf_value v = mf_plain(r, from, to);
    if (v.text.len == 0)
        return;
    (void)mf_push(
        r, (mf_key){.start = v.start, .end = v.start, .text_at = v.start, .id = v.start + 1});
    r->leaf(r, &v);
    mf_pop(r);
}

/* Lines that are indented, blank or comments go on with the value. */
static void continued(mf_reader *r)
{
    while (mf_more(r)) {
        uint32_t line = r->at + 1;
        r->at = line;
        mf_skip_blanks(r);
        char c = mf_peek(r);
        bool comment = c == '#' || c == ';';
        if (mf_more(r) && r->at == line && c != '\n' && !comment) {
            r->at = line - 1;
            return;
        }
        if (!comment)
            line_value(r, line, mf_line_end(r));
        r->at = mf_line_end(r);
    }
}

static void pair(mf_reader *r)
{
    uint32_t start = r->at, end = mf_line_end(r);
    uint32_t at = start;
    while (at < end && r->src.ptr[at] != '=' && r->src.ptr[at] != ':')
        at++;
    mf_value name = mf_plain(r, start, at);
    if (at == end || name.text.len == 0 || r->depth == 0)
        cg_x_error_at(r->x, start, end);
    bool ok = mf_push(r, (mf_key){name.text, name.start, name.end, name.text_at, 0});
    mf_value v = mf_plain(r, CG_MIN(at + 1, end), end);
    if (v.text.len)
        r->leaf(r, &v);
    r->at = end;
    continued(r);
    if (ok)
        mf_pop(r);
}

/* Each statement starts at a line's start and ends in front of a line break, or at the end. */
void mf_read_ini(mf_reader *r)
{
    for (; mf_more(r); r->at += mf_more(r)) {
        char c = mf_peek(r);
        if (c == '#' || c == ';') {
            r->at = mf_line_end(r);
        } else if (c == '[') {
            section(r);
        } else if (cg_str_trim(mf_slice(r, r->at, mf_line_end(r))).len) {
            pair(r);
        } else {
            r->at = mf_line_end(r);
        }
    }
}
