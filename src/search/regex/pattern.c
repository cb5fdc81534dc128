// SPDX-License-Identifier: Apache-2.0
// Reading a pattern as far as it tells which trigrams a match has. Whether it is a pattern at all PCRE2
// has decided; so what is not understood here ends the reading, and asks for nothing.
#include "pattern.h"

#include <ctype.h>

#define NESTING_MAX 50
#define COPIES_MAX 4 /* of a part that is repeated a fixed number of times */

typedef struct reader {
    part_maker m;
    const char *pos, *end;
    bool caseless;
    bool lost; /* something was not understood */
    unsigned nesting;
} reader;

static part read_alternatives(reader *r);

static bool next_is(const reader *r, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(r->end - r->pos) >= len && memcmp(r->pos, text, len) == 0;
}

static bool take(reader *r, const char *text)
{
    bool there = next_is(r, text);
    r->pos += there ? strlen(text) : 0;
    return there;
}

static part lose(reader *r)
{
    r->lost = true;
    r->pos = r->end;
    return part_anything();
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- characters ---- */

static part part_of_letter(reader *r, cg_str letter)
{
    uint8_t folded[8];
    /* Beyond ASCII, letters have cases that the fold does not know. */
    if (letter.len > sizeof folded || (r->caseless && (uint8_t)letter.ptr[0] >= 0x80))
        return part_anything();
    size_t len = trigram_fold(letter, folded);
    return part_text(&r->m, cg_arena_str(r->m.arena, cg_str_make((char *)folded, len)));
}

static part part_of_byte(reader *r, char c)
{
    return part_of_letter(r, cg_str_make(&c, 1));
}

static size_t letter_len(const reader *r)
{
    size_t len = 1;
    while (r->pos + len < r->end && ((uint8_t)r->pos[len] & 0xc0) == 0x80)
        len++;
    return len;
}

static part read_letter(reader *r)
{
    cg_str letter = cg_str_make(r->pos, letter_len(r));
    r->pos += letter.len;
    return part_of_letter(r, letter);
}

/* What stands for no text. A repetition behind it is of what stands before it, which is not worth following. */
static part passed_over(reader *r)
{
    bool repeated = r->pos < r->end && strchr("*+?{", *r->pos) != NULL;
    return repeated ? lose(r) : part_text(&r->m, CG_STR(""));
}

/* \Q…\E. A repetition behind it is of the last letter alone. */
static part read_quoted(reader *r)
{
    part all = part_text(&r->m, CG_STR(""));
    while (r->pos < r->end && !next_is(r, "\\E")) {
        part letter = read_letter(r);
        all = part_concat(&r->m, &all, &letter);
    }
    (void)take(r, "\\E");
    part behind = passed_over(r);
    return part_concat(&r->m, &all, &behind);
}

/* Behind \x, \p or \P: how the letter is told. */
static part skip_told(reader *r, unsigned digits)
{
    if (take(r, "{")) {
        while (r->pos < r->end && *r->pos != '}')
            r->pos++;
        return take(r, "}") ? part_anything() : lose(r);
    }
    while (digits-- > 0 && r->pos < r->end && isxdigit((unsigned char)*r->pos))
        r->pos++;
    return part_anything();
}

/* What stands behind a backslash, as one byte; false: it is another thing. */
static bool escaped_byte(char c, char *out)
{
    static const char names[] = "tnrfea", bytes[] = "\t\n\r\f\033\a";
    if (!is_letter(c) && !is_digit(c)) {
        *out = c;
        return (uint8_t)c < 0x80;
    }
    const char *at = strchr(names, c);
    if (at == NULL || *at == '\0')
        return false;
    *out = bytes[at - names];
    return true;
}

static part read_escape(reader *r)
{
    char byte;
    if (r->pos == r->end)
        return lose(r);
    char c = *r->pos++;
    if (escaped_byte(c, &byte))
        return part_of_byte(r, byte);
    if (strchr("bBAZzGK", c) != NULL)
        return part_text(&r->m, CG_STR(""));
    if (strchr("dDwWsShHvVRX", c) != NULL)
        return part_anything();
    if (c == 'x' || ((c == 'p' || c == 'P') && next_is(r, "{")))
        return skip_told(r, 2);
    if (c == 'Q')
        return read_quoted(r);
    return c == 'E' ? passed_over(r) : lose(r);
}

/* ---- classes ---- */

typedef struct class_reader {
    uint8_t set[32];
    bool wide; /* more than what the set has */
    int last;  /* the byte before, which a range may begin with; -1: none */
} class_reader;

static void class_add(class_reader *c, unsigned from, unsigned to)
{
    if (to >= 0x80) {
        c->wide = true;
        return;
    }
    for (unsigned i = from; i <= to; i++) {
        unsigned folded = i >= 'A' && i <= 'Z' ? i + 32 : i;
        c->set[folded / 8] |= (uint8_t)(1u << folded % 8);
    }
}

static void class_add_wide(class_reader *c)
{
    c->wide = true;
    c->last = -1;
}

/* [:alpha:] and the like. */
static bool read_named(reader *r, class_reader *c)
{
    const char *close = memmem(r->pos, (size_t)(r->end - r->pos), ":]", 2);
    if (close == NULL)
        return false;
    r->pos = close + 2;
    class_add_wide(c);
    return true;
}

/* One member; false: it is not understood. */
static bool read_member(reader *r, class_reader *c)
{
    char byte = *r->pos;
    if ((uint8_t)byte >= 0x80) {
        r->pos += letter_len(r);
        class_add_wide(c);
        return true;
    }
    if (next_is(r, "[:"))
        return read_named(r, c);
    if (next_is(r, "[.") || next_is(r, "[="))
        return false;
    r->pos++;
    if (byte == '\\') {
        if (r->pos == r->end)
            return false;
        char name = *r->pos++;
        if (is_letter(name) && strchr("dDwWsShHvV", name) != NULL) {
            class_add_wide(c);
            return true;
        }
        if (name == 'b')
            byte = '\b';
        else if (!escaped_byte(name, &byte))
            return false;
    }
    class_add(c, (uint8_t)byte, (uint8_t)byte);
    c->last = (uint8_t)byte;
    return true;
}

/* "-x" behind a member. */
static bool read_range(reader *r, class_reader *c)
{
    int from = c->last;
    r->pos++;
    if (r->pos == r->end || !read_member(r, c))
        return false;
    if (c->last < 0) {
        c->wide = true;
        return true;
    }
    class_add(c, (unsigned)from, (unsigned)c->last);
    c->last = -1;
    return true;
}

static part read_class(reader *r)
{
    class_reader c = {.last = -1};
    if (next_is(r, "[:<:]]") || next_is(r, "[:>:]]")) /* ends of words */
        return lose(r);
    bool negated = take(r, "^");
    for (bool first = true; r->pos < r->end && (first || *r->pos != ']'); first = false) {
        bool range =
            !first && c.last >= 0 && *r->pos == '-' && r->pos + 1 < r->end && r->pos[1] != ']';
        if (!(range ? read_range(r, &c) : read_member(r, &c)))
            return lose(r);
    }
    if (!take(r, "]"))
        return lose(r);
    return negated || c.wide ? part_anything() : part_one_of(&r->m, c.set);
}

/* ---- groups ---- */

/* The letters of (?i-s) or (?i-s:; false: one has a meaning that is not followed here. */
static bool read_options(reader *r, bool *out_caseless)
{
    bool on = true, caseless = r->caseless;
    if (take(r, "^"))
        caseless = false;
    for (; r->pos < r->end && *r->pos != ')' && *r->pos != ':'; r->pos++) {
        if (*r->pos == '-')
            on = false;
        else if (*r->pos == 'i')
            caseless = on;
        else if (strchr("smUJn", *r->pos) == NULL)
            return false;
    }
    *out_caseless = caseless;
    return r->pos < r->end;
}

static part read_group_body(reader *r)
{
    bool caseless = r->caseless;
    if (r->nesting == NESTING_MAX)
        return lose(r);
    r->nesting++;
    part p = read_alternatives(r);
    r->nesting--;
    r->caseless = caseless;
    return r->lost || !take(r, ")") ? lose(r) : p;
}

static bool skip_name(reader *r, char close)
{
    while (r->pos < r->end && *r->pos != close)
        r->pos++;
    r->pos += r->pos < r->end;
    return r->pos < r->end;
}

static part read_look(reader *r, bool negative)
{
    part inside = read_group_body(r);
    return negative ? part_text(&r->m, CG_STR("")) : part_ahead(&r->m, &inside);
}

static part read_optioned(reader *r)
{
    bool caseless, outer = r->caseless;
    if (!read_options(r, &caseless))
        return lose(r);
    r->caseless = caseless;
    if (take(r, ")")) /* for the rest of the group around it */
        return passed_over(r);
    r->pos++;
    part p = read_group_body(r);
    r->caseless = outer;
    return p;
}

static part read_group(reader *r)
{
    if (next_is(r, "*"))
        return lose(r);
    if (!take(r, "?") || take(r, ":") || take(r, ">") || take(r, "|"))
        return read_group_body(r);
    if (take(r, "=") || take(r, "<="))
        return read_look(r, false);
    if (take(r, "!") || take(r, "<!"))
        return read_look(r, true);
    if (take(r, "P<") || take(r, "<"))
        return skip_name(r, '>') ? read_group_body(r) : lose(r);
    if (take(r, "'"))
        return skip_name(r, '\'') ? read_group_body(r) : lose(r);
    if (take(r, "#")) {
        while (r->pos < r->end && *r->pos != ')')
            r->pos++;
        return take(r, ")") ? passed_over(r) : lose(r);
    }
    return read_optioned(r);
}

/* ---- repetitions ---- */

typedef struct times {
    unsigned least, most; /* of most: UINT32_MAX without a bound */
} times;

static unsigned read_number(reader *r)
{
    unsigned n = 0;
    for (; r->pos < r->end && is_digit(*r->pos); r->pos++)
        n = CG_MIN(n * 10 + (unsigned)(*r->pos - '0'), 100000u);
    return n;
}

/* {n}, {n,} or {n,m}; anything else in braces is text, but for what later versions of PCRE2 take for a repetition. */
static bool read_braces(reader *r, times *out)
{
    const char *begin = r->pos++;
    bool number = r->pos < r->end && is_digit(*r->pos);
    out->least = out->most = read_number(r);
    if (number && take(r, ","))
        out->most = r->pos < r->end && is_digit(*r->pos) ? read_number(r) : UINT32_MAX;
    if (number && take(r, "}"))
        return true;
    if (r->pos < r->end && strchr(" \t,", *r->pos) != NULL)
        (void)lose(r);
    else
        r->pos = begin;
    return false;
}

static bool read_times(reader *r, times *out)
{
    if (r->pos == r->end)
        return false;
    if (take(r, "*"))
        *out = (times){0, UINT32_MAX};
    else if (take(r, "+"))
        *out = (times){1, UINT32_MAX};
    else if (take(r, "?"))
        *out = (times){0, 1};
    else if (*r->pos != '{' || !read_braces(r, out))
        return false;
    if (!take(r, "?"))
        (void)take(r, "+");
    return true;
}

static part repeat(reader *r, const part *one, times n)
{
    if (n.least == 0) {
        part none = part_text(&r->m, CG_STR(""));
        return n.most == 1 ? part_either(&r->m, one, &none) : part_anything();
    }
    unsigned copies = CG_MIN(n.least, (unsigned)COPIES_MAX);
    part all = *one;
    for (unsigned i = 1; i < copies; i++)
        all = part_concat(&r->m, &all, one);
    if (n.most == copies)
        return all;
    /* Then there are more: it begins and ends as one does, and has as many beside each other. */
    return part_repeat(&r->m, &all);
}

/* ---- together ---- */

static part read_atom(reader *r)
{
    if (take(r, "("))
        return read_group(r);
    if (take(r, "["))
        return read_class(r);
    if (take(r, "\\"))
        return read_escape(r);
    if (take(r, "."))
        return part_anything();
    if (take(r, "^") || take(r, "$"))
        return part_text(&r->m, CG_STR(""));
    return read_letter(r);
}

static part read_sequence(reader *r)
{
    part all = part_text(&r->m, CG_STR(""));
    while (r->pos < r->end && *r->pos != '|' && *r->pos != ')') {
        part one = read_atom(r);
        times n;
        while (!r->lost && read_times(r, &n))
            one = repeat(r, &one, n);
        all = part_concat(&r->m, &all, &one);
    }
    return all;
}

static part read_alternatives(reader *r)
{
    part either = read_sequence(r);
    while (take(r, "|")) {
        part other = read_sequence(r);
        either = part_either(&r->m, &either, &other);
    }
    return either;
}

const trigram_query *pattern_query(cg_str pattern, cg_arena *arena)
{
    reader r = {.m = {.arena = arena}, .pos = pattern.ptr, .end = pattern.ptr + pattern.len};
    part whole = read_alternatives(&r);
    bool understood = !r.lost && r.pos == r.end;
    part anything = part_anything();
    return part_query(&r.m, understood ? &whole : &anything);
}
