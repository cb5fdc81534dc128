// SPDX-License-Identifier: Apache-2.0
// TypeScript that its grammar does not know, written as it does. A `<` that begins a line is taken for type arguments of
// what stands before it, though members of interfaces and object types may end with their line, and the file is lost:
//
//     interface Make {
//         last: Shape
//         <T>(of: T): Shape     a call signature; the blank before it becomes the `;` that is meant
//     }
//
// What is no such signature stays as it is: `a\n < b`, a call with type arguments, a method whose
// type parameters stand on a line of their own, what an arrow or `return` gives. For words see mask_words.c.
#include "ecma.h"

#define TYPE_PARAMETERS_MAX 1024u /* bytes that are looked through */
#define PARAMETERS_MAX 4096u

typedef struct scan {
    cg_str text;
    size_t at;
    char last, before_last; /* significant ones, which no comment or blank is */
    size_t last_at;
    bool typed; /* the line of `last` says more than a name */
} scan;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the bracket that closes the one at `at`; 0: it is too far off. */
static size_t behind_bracket(cg_str s, size_t at, char open, char close, size_t max)
{
    size_t end = CG_MIN(s.len, at + max);
    unsigned depth = 0;
    for (size_t i = at; i < end; i++) {
        depth += s.ptr[i] == open;
        if (s.ptr[i] == close && ecma_byte_at(s, i - 1) != '=' && --depth == 0)
            return i + 1;
    }
    return 0;
}

static size_t skip_blank(cg_str s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

/* <T>(…): */
static bool is_call_signature(cg_str s, size_t at)
{
    if (!ecma_is_word(ecma_byte_at(s, skip_blank(s, at + 1))))
        return false;
    at = behind_bracket(s, at, '<', '>', TYPE_PARAMETERS_MAX);
    if (at == 0 || ecma_byte_at(s, at = skip_blank(s, at)) != '(')
        return false;
    at = behind_bracket(s, at, '(', ')', PARAMETERS_MAX);
    return at > 0 && ecma_byte_at(s, skip_blank(s, at)) == ':';
}

/* The word that ends at `last`. */
static bool goes_on(const scan *c)
{
    static const char *const words[] = {"return", "default", "yield",  "await",
                                        "async",  "new",     "extends"};
    size_t first = c->last_at + 1;
    while (first > 0 && ecma_is_word(c->text.ptr[first - 1]))
        first--;
    cg_str word = cg_str_slice(c->text, first, c->last_at + 1);
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(word, cg_str_from(words[i])))
            return true;
    return false;
}

static bool ends_member(const scan *c)
{
    switch (c->last) {
    case ')':
    case ']':
    case '}':
    case '"':
    case '\'': return true;
    case '>': return c->before_last != '=';
    default: return ecma_is_word(c->last) && c->typed && !goes_on(c);
    }
}

static bool begins_line(const scan *c)
{
    size_t at = c->at;
    while (at > 0 && (c->text.ptr[at - 1] == ' ' || c->text.ptr[at - 1] == '\t'))
        at--;
    return at < c->at && at > 0 && c->text.ptr[at - 1] == '\n';
}

/* Behind a comment or string at `at`; else `at`. Texts that end with their line are none. */
static size_t skip_text(cg_str s, size_t at)
{
    char c = s.ptr[at], next = ecma_byte_at(s, at + 1);
    if (c == '/' && next == '/') {
        while (at < s.len && s.ptr[at] != '\n')
            at++;
        return at;
    }
    if (c == '/' && next == '*') {
        const char *end = memmem(s.ptr + at + 2, s.len - at - 2, "*/", 2);
        return end == NULL ? s.len : (size_t)(end - s.ptr) + 2;
    }
    if (c != '"' && c != '\'')
        return at;
    for (size_t i = at + 1; i < s.len && s.ptr[i] != '\n'; i++) {
        if (s.ptr[i] == c)
            return i; /* the quote that closes it is significant */
        i += s.ptr[i] == '\\';
    }
    return at;
}

static void take(scan *c)
{
    char byte = c->text.ptr[c->at];
    c->typed |= memchr(":)]}>|&", byte, 7) != NULL;
    c->before_last = c->last_at + 1 == c->at ? c->last : ' ';
    c->last = byte;
    c->last_at = c->at;
}

/* A line that only comments are on does not count, nor do empty ones, which are passed. */
static void begin_line(scan *c)
{
    size_t at = skip_blank(c->text, c->at);
    if (ecma_byte_at(c->text, at) != '<' && ecma_byte_at(c->text, at) != '/')
        c->typed = false;
    c->at = at - 1;
}

char *ecma_masked(cg_str source, cg_buf *out, size_t at)
{
    if (out->len == 0)
        cg_buf_add_str(out, source);
    return out->ptr + at;
}

bool ecma_mask(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
               cg_mask_notes *out_notes)
{
    scan c = {.text = source};
    (void)prelude;
    (void)out_changes;
    (void)out_notes;
    while (c.at < source.len) {
        size_t behind = skip_text(source, c.at);
        if (behind > c.at) {
            bool comment = source.ptr[c.at] == '/';
            c.at = behind;
            if (comment)
                continue;
        }
        char byte = source.ptr[c.at];
        if (byte == '\\') {                            /* so that no quote is looked at twice */
            if (ecma_byte_at(source, c.at + 1) == '`') /* types are no templates that know it */
                memcpy(ecma_masked(source, out, c.at), "__", 2);
            c.at += 2;
            continue;
        }
        if (ecma_is_word(byte) && (c.at == 0 || !ecma_is_word(source.ptr[c.at - 1])))
            ecma_mask_word(source, c.at, c.last, out);
        if (byte == '<' && begins_line(&c) && ends_member(&c) && is_call_signature(source, c.at)) {
            *ecma_masked(source, out, c.at - 1) = ';';
        }
        if (byte == '\n')
            begin_line(&c);
        else if (!is_blank(byte))
            take(&c);
        c.at++;
    }
    return out->len > 0;
}

static char before(cg_str s, size_t at)
{
    while (at > 0 && is_blank(s.ptr[at - 1]))
        at--;
    return at > 0 ? s.ptr[at - 1] : ' ';
}

bool ecma_mask_script(cg_str source, cg_str prelude, cg_buf *out, cg_activity_changes *out_changes,
                      cg_mask_notes *out_notes)
{
    static const cg_str words[] = {CG_STR("using"), CG_STR("accessor")};
    (void)prelude;
    (void)out_changes;
    (void)out_notes;
    for (size_t w = 0; w < CG_ARRAY_LEN(words); w++)
        for (size_t at = 0; at < source.len; at += words[w].len) {
            const char *found =
                memmem(source.ptr + at, source.len - at, words[w].ptr, words[w].len);
            if (found == NULL)
                break;
            at = (size_t)(found - source.ptr);
            if (at == 0 || !ecma_is_word(source.ptr[at - 1]))
                ecma_mask_word(source, at, before(source, at), out);
        }
    return out->len > 0;
}
