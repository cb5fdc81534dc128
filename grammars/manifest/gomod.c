// SPDX-License-Identifier: Apache-2.0
// manifest: go.mod, line by line: a directive and its words, or a block of lines of one directive.
#include "manifest_int.h"

#define WORDS_MAX 8u

typedef struct line {
    mf_value words[WORDS_MAX];
    uint32_t count;
    uint32_t end; /* of the last word */
    cg_str comment;
} line;

static bool is_word_end(const mf_reader *r)
{
    char c = mf_peek(r);
    return !mf_more(r) || c == '\n' || mf_is_blank(c) || mf_starts(r, "//");
}

static mf_value word(mf_reader *r)
{
    uint32_t start = r->at;
    char quote = mf_peek(r);
    if (quote != '"' && quote != '`') {
        while (!is_word_end(r))
            r->at++;
        return mf_plain(r, start, r->at);
    }
    r->at++;
    while (mf_more(r) && mf_peek(r) != quote && mf_peek(r) != '\n')
        r->at++;
    cg_str text = mf_slice(r, start + 1, r->at);
    if (mf_peek(r) == quote)
        r->at++;
    else
        cg_x_error_at(r->x, start, r->at);
    return (mf_value){text, start, r->at, start + 1};
}

static line read_line(mf_reader *r)
{
    line l = {0};
    for (mf_skip_blanks(r); mf_more(r) && mf_peek(r) != '\n'; mf_skip_blanks(r)) {
        if (mf_starts(r, "//")) {
            l.comment = cg_str_trim(mf_slice(r, r->at + 2, mf_line_end(r)));
            r->at = mf_line_end(r);
            break;
        }
        mf_value w = word(r);
        if (l.count < WORDS_MAX)
            l.words[l.count++] = w;
        l.end = w.end;
    }
    r->at += mf_more(r);
    return l;
}

static bool is(const mf_value *word, const char *text)
{
    return cg_str_eq(word->text, cg_str_from(text));
}

static void require(mf_reader *r, const mf_value *words, uint32_t count, const line *l)
{
    cg_def_at at = {
        .start = words[0].start, .end = l->end, .name_at = words[0].text_at, .name = words[0].text};
    bool indirect = cg_str_starts(l->comment, CG_STR("indirect"));
    mf_import(r, at, count > 1 ? words[1].text : CG_STR_NULL, indirect ? CG_IMPORT_CONDITIONAL : 0);
}

/* old [version] => new [version] */
static void replace(mf_reader *r, const mf_value *words, uint32_t count, const line *l)
{
    uint32_t arrow = 0;
    while (arrow < count && !is(&words[arrow], "=>"))
        arrow++;
    if (arrow == 0 || arrow + 1 >= count) {
        cg_x_error_at(r->x, words[0].start, l->end);
        return;
    }
    cg_buf_clear(&r->name);
    cg_buf_add_str(&r->name, CG_STR("replace."));
    cg_buf_add_str(&r->name, words[0].text);
    mf_value value = words[arrow + 1];
    value.end = l->end;
    if (arrow + 2 < count)
        value.text = cg_x_scratch(r->x, "%.*s %.*s", CG_STR_ARG(value.text),
                                  CG_STR_ARG(words[arrow + 2].text));
    mf_setting(r, cg_buf_str(&r->name), &value, words[0].start, words[0].text_at);
}

/* `words` follow the directive's word, which may stand at the head of their block. */
static void directive(mf_reader *r, const mf_value *verb, const mf_value *words, uint32_t count,
                      const line *l)
{
    if (is(verb, "require")) {
        require(r, words, count, l);
    } else if (is(verb, "replace")) {
        replace(r, words, count, l);
    } else if (is(verb, "go")) {
        mf_setting(r, CG_STR("go"), &words[0], verb->start, verb->text_at);
    } else if (is(verb, "module") && r->package.name.text.len == 0) {
        r->package.name = words[0];
        r->package.name_start = verb->start;
    } else if (!is(verb, "exclude") && !is(verb, "retract") && !is(verb, "toolchain") &&
               !is(verb, "godebug") && !is(verb, "tool") && !is(verb, "ignore") &&
               !is(verb, "module")) {
        cg_x_error_at(r->x, verb->start, l->end);
    }
}

static void block(mf_reader *r, const mf_value *verb)
{
    while (mf_more(r)) {
        line l = read_line(r);
        if (l.count && is(&l.words[0], ")"))
            return;
        if (l.count)
            directive(r, verb, l.words, l.count, &l);
    }
    cg_x_error_at(r->x, verb->start, (uint32_t)r->src.len);
}

void mf_read_gomod(mf_reader *r)
{
    while (mf_more(r)) {
        line l = read_line(r);
        if (l.count == 2 && is(&l.words[1], "("))
            block(r, &l.words[0]);
        else if (l.count > 1)
            directive(r, &l.words[0], l.words + 1, l.count - 1, &l);
        else if (l.count)
            cg_x_error_at(r->x, l.words[0].start, l.end);
    }
}
