// SPDX-License-Identifier: Apache-2.0
// manifest: TOML, statement by statement: headers and pairs. Values are in toml_value.c. A line that
// cannot be read is stated and passed over.
#include "manifest_int.h"

void mf_toml_space(mf_reader *r)
{
    for (;; r->at++) {
        mf_skip_blanks(r);
        if (mf_peek(r) == '#')
            r->at = mf_line_end(r);
        if (mf_peek(r) != '\n')
            return;
    }
}

static bool is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static bool key(mf_reader *r, mf_key *out)
{
    uint32_t start = r->at;
    mf_value quoted;
    if (mf_peek(r) == '"' || mf_peek(r) == '\'') {
        if (!mf_toml_string(r, &quoted))
            return false;
        *out = (mf_key){quoted.text, start, r->at, quoted.text_at, 0};
        return true;
    }
    while (is_bare(mf_peek(r)))
        r->at++;
    *out = (mf_key){mf_slice(r, start, r->at), start, r->at, start, 0};
    if (r->at == start)
        cg_x_error_at(r->x, start, mf_line_end(r));
    return r->at > start;
}

bool mf_toml_keys(mf_reader *r, uint32_t *out_count)
{
    mf_key k;
    for (uint32_t n = 0;; r->at++) {
        mf_skip_blanks(r);
        bool read = key(r, &k);
        if (read && !mf_push(r, k)) {
            cg_x_error_at(r->x, k.start, k.end);
            read = false;
        }
        if (!read) {
            r->depth -= n;
            return false;
        }
        *out_count = ++n;
        mf_skip_blanks(r);
        if (mf_peek(r) != '.')
            return true;
    }
}

/* Nothing but a comment may follow. */
static void end_line(mf_reader *r)
{
    mf_skip_blanks(r);
    if (mf_more(r) && mf_peek(r) != '#' && mf_peek(r) != '\n')
        cg_x_error_at(r->x, r->at, mf_line_end(r));
    r->at = mf_line_end(r);
}

/* Behind a mistake: at the next line, unless reading stopped in front of one. */
static void recover(mf_reader *r, uint32_t start)
{
    if (r->at == start || r->src.ptr[r->at - 1] != '\n')
        r->at = mf_line_end(r);
}

/* [a.b] and [[a.b]]: what follows up to the next header is below these keys. */
static void header(mf_reader *r)
{
    uint32_t start = r->at, count;
    bool element = mf_starts(r, "[[");
    r->depth = 0;
    r->at += element ? 2 : 1;
    bool ok = mf_toml_keys(r, &count);
    if (ok && !mf_starts(r, element ? "]]" : "]")) {
        cg_x_error_at(r->x, start, mf_line_end(r));
        ok = false;
    } else if (ok) {
        r->at += element ? 2 : 1;
    }
    if (ok && element)
        ok = mf_push(r, (mf_key){.start = start, .end = start, .text_at = start, .id = start + 1});
    if (!ok) {
        r->depth = 0;
        (void)mf_push(r, (mf_key){.start = start, .end = start}); /* names nothing */
        recover(r, start);
        return;
    }
    end_line(r);
}

static void pair(mf_reader *r)
{
    uint32_t start = r->at, depth = r->depth, count;
    if (!mf_toml_keys(r, &count)) {
        recover(r, start);
        return;
    }
    bool ok = mf_peek(r) == '=';
    if (ok) {
        r->at++;
        ok = mf_toml_value(r);
    } else {
        cg_x_error_at(r->x, start, mf_line_end(r));
    }
    r->depth = depth;
    if (ok)
        end_line(r);
    else
        recover(r, start);
}

void mf_read_toml(mf_reader *r)
{
    for (mf_toml_space(r); mf_more(r); mf_toml_space(r)) {
        if (mf_peek(r) == '[')
            header(r);
        else
            pair(r);
    }
}
