// SPDX-License-Identifier: Apache-2.0
// parse: documentation from comments. The cursor reports each comment it steps over; a run of them
// that ends on the line before a definition is its doc.
#include "parse_int.h"

#define DOC_BYTES_MAX 8192u

/* ---- cleaning ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static cg_str trim_left(cg_str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s = cg_str_make(s.ptr + 1, s.len - 1);
    return s;
}

static cg_str trim_right(cg_str s)
{
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* "go:build", "eslint-disable:x": instructions to tools, written without a space. */
static bool is_directive(cg_str s)
{
    size_t i = 0;
    while (i < s.len &&
           ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= '0' && s.ptr[i] <= '9')))
        i++;
    return i > 0 && i + 1 < s.len && s.ptr[i] == ':' && s.ptr[i + 1] >= 'a' && s.ptr[i + 1] <= 'z';
}

static bool is_rule(cg_str s) /* ------- */
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr("-=*#/~_+", s.ptr[i]) == NULL)
            return false;
    return s.len >= 3;
}

/* What is left of a line comment without // or # markers; false: not text. */
static bool strip_line(cg_str *line)
{
    cg_str s = trim_left(*line);
    size_t i = 0;
    if (cg_str_starts(s, CG_STR("#!")))
        return false;
    while (i < s.len && s.ptr[i] == (s.ptr[0] == '#' ? '#' : '/'))
        i++;
    cg_str rest = cg_str_slice(s, i, s.len);
    if (i == 2 && s.ptr[0] == '/' && is_directive(rest))
        return false;
    if (rest.len && rest.ptr[0] == '!')
        rest = cg_str_slice(rest, 1, rest.len);
    if (rest.len && rest.ptr[0] == '<')
        rest = cg_str_slice(rest, 1, rest.len);
    if (rest.len && rest.ptr[0] == ' ')
        rest = cg_str_slice(rest, 1, rest.len);
    *line = trim_right(rest);
    return true;
}

static void strip_block_line(cg_str *line)
{
    cg_str s = trim_left(*line);
    if (s.len && s.ptr[0] == '*') {
        s = cg_str_slice(s, 1, s.len);
        if (s.len && s.ptr[0] == ' ')
            s = cg_str_slice(s, 1, s.len);
    }
    *line = trim_right(s);
}

static cg_str strip_block_marks(cg_str s)
{
    size_t from = 2; /* slash and star */
    while (from < s.len && s.ptr[from] == '*')
        from++;
    if (from < s.len && (s.ptr[from] == '!' || s.ptr[from] == '<'))
        from++;
    if (from < s.len && s.ptr[from] == '<')
        from++;
    size_t to = s.len;
    if (to >= from + 2 && s.ptr[to - 1] == '/' && s.ptr[to - 2] == '*')
        to -= 2;
    while (to > from && s.ptr[to - 1] == '*')
        to--;
    return from < to ? cg_str_slice(s, from, to) : CG_STR_NULL;
}

/* The text of a comment run, in x->text. */
static cg_str clean(cg_extract *x, cg_str raw)
{
    bool block = cg_str_starts(raw, CG_STR("/*"));
    cg_buf *out = &x->text;
    cg_buf_clear(out);
    if (block)
        raw = strip_block_marks(raw);
    cg_str line;
    while (out->len < DOC_BYTES_MAX && cg_str_split(&raw, '\n', &line)) {
        if (block)
            strip_block_line(&line);
        else if (!strip_line(&line))
            continue;
        if (is_rule(line))
            continue;
        if (line.len || out->len) {
            cg_buf_add_str(out, line);
            cg_buf_add_char(out, '\n');
        }
    }
    return cg_utf8_truncate(cg_str_trim(cg_buf_str(out)), DOC_BYTES_MAX);
}

/* ---- seeing ---- */

static bool on_own_line(const cg_extract *x, uint32_t start)
{
    const char *p = x->source.ptr;
    while (start > 0 && is_blank(p[start - 1]))
        start--;
    return start == 0 || p[start - 1] == '\n' || (start == 3 && p[0] == '\xef');
}

static void add_inner_doc(cg_extract *x, cg_str raw)
{
    cg_str doc = clean(x, raw);
    uint32_t def = x->source_def;
    cg_str have = cg_unit_str(x->unit, x->unit->defs.ptr[def].doc);
    if (have.len && have.len + doc.len < DOC_BYTES_MAX)
        doc = cg_x_scratch(x, "%.*s\n%.*s", CG_STR_ARG(have), CG_STR_ARG(doc));
    else if (have.len)
        return;
    cg_x_def_set_doc(x, def, doc);
}

static void add_trailing_doc(cg_extract *x, cg_str raw, uint32_t line)
{
    if (!(x->lang->traits & CG_LANG_TRAILING_DOCS) || x->last_leaf == CG_NONE)
        return;
    uint32_t last = x->last_leaf, start = x->unit->defs.ptr[last].start_byte;
    if (x->unit->defs.ptr[last].end_line != line)
        return;
    cg_str doc = clean(x, raw);
    /* All names of one declaration: `a, b int // text`. */
    for (uint32_t d = last; d > 0 && x->unit->defs.ptr[d].start_byte == start; d--)
        if (x->unit->defs.ptr[d].doc.len == 0)
            cg_x_def_set_doc(x, d, doc);
}

/* Comments of three slashes or two stars, which some languages keep for documentation. */
static bool is_marked(cg_str raw)
{
    if (cg_str_starts(raw, CG_STR("/**")))
        return raw.len > 5; /* not an empty comment */
    return cg_str_starts(raw, CG_STR("///")) && !cg_str_starts(raw, CG_STR("////"));
}

void comment_seen(cg_extract *x, TSNode node)
{
    uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
    uint32_t line = ts_node_start_point(node).row, end_line = ts_node_end_point(node).row;
    while (end > start && x->source.ptr[end - 1] == '\n') { /* some grammars take the line break */
        end--;
        end_line--;
    }
    cg_str raw = cg_str_slice(x->source, start, end);
    if ((x->lang->traits & CG_LANG_INNER_DOCS) &&
        (cg_str_starts(raw, CG_STR("//!")) || cg_str_starts(raw, CG_STR("/*!")))) {
        add_inner_doc(x, raw);
        return;
    }
    comment_run *run = &x->comment;
    if (x->lang->traits & CG_LANG_MARKED_DOCS && !is_marked(raw)) {
        if (run->set && run->end_line + 1 == line) /* may stand between a doc and what it is of */
            run->end_line = end_line;
        return;
    }
    if (!on_own_line(x, start)) {
        add_trailing_doc(x, raw, line);
        run->set = false;
        return;
    }
    bool block = cg_str_starts(raw, CG_STR("/*"));
    if (run->set && !block && !run->block && run->end_line + 1 == line &&
        run->taken_by == CG_NONE) {
        run->end_byte = end;
        run->end_line = end_line;
        return;
    }
    *run = (comment_run){start, end, end_line, CG_NONE, block, true};
}

/* ---- taking ---- */

/* It says what it is of, so that it need not stand just above that. */
static bool is_tagged(const cg_extract *x, const comment_run *run)
{
    cg_str rest = cg_str_slice(x->source, run->start_byte, run->end_byte);
    ptrdiff_t at;
    if (!(x->lang->traits & CG_LANG_TAGGED_DOCS) || !is_marked(rest))
        return false;
    while ((at = cg_str_find(rest, '@')) >= 0) {
        rest = cg_str_slice(rest, (size_t)at + 1, rest.len);
        if (cg_str_starts(rest, CG_STR("param")) || cg_str_starts(rest, CG_STR("return")))
            return true;
    }
    return false;
}

/* A run that ends just above `line`, or in front of it on the same line; with marked and tagged docs, one that
 * only blank lines part from it. */
static bool reaches(const cg_extract *x, const comment_run *run, uint32_t line, uint32_t byte)
{
    if (!run->set || run->end_byte > byte)
        return false;
    if (run->end_line + 1 == line || (run->block && run->end_line == line))
        return true;
    if (byte - run->end_byte > 256 ||
        cg_str_trim(cg_str_slice(x->source, run->end_byte, byte)).len > 0)
        return false;
    return x->lang->traits & CG_LANG_MARKED_DOCS || is_tagged(x, run);
}

void cg_x_add_decorator(cg_extract *x, cg_str text)
{
    uint32_t start = ts_node_start_byte(x->node);
    if (x->decorators_start == CG_NONE) {
        x->decorators_start = start;
        x->decorator_comment.set = false;
        if (reaches(x, &x->comment, ts_node_start_point(x->node).row, start))
            x->decorator_comment = x->comment;
    } else {
        cg_buf_add_char(&x->decorators, '\n');
    }
    x->decorators_end = ts_node_end_byte(x->node);
    cg_buf_add_str(&x->decorators, cg_str_trim(text));
}

void cg_x_drop_decorators(cg_extract *x)
{
    cg_buf_clear(&x->decorators);
    x->decorators_start = CG_NONE;
}

/* Names declared on one line share a doc, but a body's first member does not take its owner's. */
static bool owner_has(const cg_extract *x, const comment_run *run)
{
    for (size_t i = x->open_defs.len; run->taken_by != CG_NONE && i-- > 0;)
        if (x->open_defs.ptr[i].def == run->taken_by)
            return true;
    return false;
}

void doc_take(cg_extract *x, uint32_t index)
{
    cg_def *def = &x->unit->defs.ptr[index];
    comment_run *run = &x->comment;
    if (!reaches(x, run, def->start_line, def->start_byte)) {
        run = &x->decorator_comment;
        if (x->decorators_start == CG_NONE || !run->set)
            return;
    }
    if (owner_has(x, run))
        return;
    run->taken_by = index;
    cg_x_def_set_doc(x, index, clean(x, cg_str_slice(x->source, run->start_byte, run->end_byte)));
}
