// SPDX-License-Identifier: Apache-2.0
// base: glob patterns over '/'-separated paths. The pattern becomes tokens and the text walks
// all their states at once, so no pattern can make a match slower than tokens × characters.
#include "base_int.h"

#include <stdlib.h>

typedef enum token_kind {
    TOKEN_CHAR,
    TOKEN_ANY,      /* ?   one character but '/' */
    TOKEN_SET,      /* [a-z] */
    TOKEN_STAR,     /* *   characters but '/' */
    TOKEN_GLOBSTAR, /* **  any characters */
    TOKEN_DIRS,     /* a segment "**" and its '/': no directory or several, each with its '/' */
} token_kind;

typedef struct glob_token {
    token_kind kind;
    uint32_t cp; /* of TOKEN_CHAR */
    cg_str set;  /* of TOKEN_SET: between the brackets */
} glob_token;

#define TOKENS_ON_STACK 128

/* The next character; a byte that is not UTF-8 stands for itself, above all code points. */
static uint32_t next_cp(cg_str *s)
{
    uint32_t cp;
    size_t n = cg_utf8_decode(s->ptr, s->len, &cp);
    if (n == 0) {
        cp = 0x80000000u | (unsigned char)s->ptr[0];
        n = 1;
    }
    *s = cg_str_slice(*s, n, s->len);
    return cp;
}

static bool is_negated(cg_str set)
{
    return cg_str_starts(set, CG_STR("!")) || cg_str_starts(set, CG_STR("^"));
}

static bool set_has(cg_str set, uint32_t cp)
{
    bool negated = is_negated(set);
    bool found = false;
    set = cg_str_slice(set, negated, set.len);
    while (set.len) {
        uint32_t low = next_cp(&set);
        uint32_t high = low;
        if (set.len >= 2 && set.ptr[0] == '-') {
            set = cg_str_slice(set, 1, set.len);
            high = next_cp(&set);
        }
        found = found || (cp >= low && cp <= high);
    }
    return found != negated && cp != '/';
}

/* Length of the set that follows '[', or -1 when nothing closes it: '[' is then a plain
 * character. A ']' that comes first belongs to the set. */
static ptrdiff_t set_length(cg_str after)
{
    size_t skip = (size_t)is_negated(after) + 1;
    ptrdiff_t close = cg_str_find(cg_str_slice(after, skip, after.len), ']');
    return close < 0 ? -1 : close + (ptrdiff_t)skip;
}

static glob_token read_stars(cg_str *rest, bool at_segment)
{
    size_t stars = 0;
    while (stars < rest->len && rest->ptr[stars] == '*')
        stars++;
    bool dirs = stars >= 2 && at_segment && stars < rest->len && rest->ptr[stars] == '/';
    *rest = cg_str_slice(*rest, stars + dirs, rest->len);
    if (dirs)
        return (glob_token){.kind = TOKEN_DIRS};
    return (glob_token){.kind = stars >= 2 ? TOKEN_GLOBSTAR : TOKEN_STAR};
}

static glob_token read_token(cg_str *rest, bool at_segment)
{
    if (rest->ptr[0] == '*')
        return read_stars(rest, at_segment);
    uint32_t cp = next_cp(rest);
    if (cp == '?')
        return (glob_token){.kind = TOKEN_ANY};
    ptrdiff_t n = cp == '[' ? set_length(*rest) : -1;
    if (n >= 0) {
        glob_token token = {.kind = TOKEN_SET, .set = cg_str_slice(*rest, 0, (size_t)n)};
        *rest = cg_str_slice(*rest, (size_t)n + 1, rest->len);
        return token;
    }
    if (cp == '\\' && rest->len)
        cp = next_cp(rest);
    return (glob_token){.kind = TOKEN_CHAR, .cp = cp};
}

static size_t read_pattern(cg_str pattern, glob_token *tokens)
{
    size_t n = 0;
    bool at_segment = true;
    while (pattern.len) {
        tokens[n] = read_token(&pattern, at_segment);
        at_segment =
            tokens[n].kind == TOKEN_DIRS || (tokens[n].kind == TOKEN_CHAR && tokens[n].cp == '/');
        n++;
    }
    return n;
}

/* Marks state `i` and those reachable from it without a character. */
static void enter(const glob_token *tokens, size_t n, bool *states, size_t i)
{
    while (!states[i]) {
        states[i] = true;
        if (i == n || tokens[i].kind < TOKEN_STAR)
            return;
        i++;
    }
}

static void step(const glob_token *tokens, size_t n, size_t i, uint32_t cp, bool *next)
{
    const glob_token *token = &tokens[i];
    switch (token->kind) {
    case TOKEN_CHAR:
        if (token->cp == cp)
            enter(tokens, n, next, i + 1);
        break;
    case TOKEN_ANY:
        if (cp != '/')
            enter(tokens, n, next, i + 1);
        break;
    case TOKEN_SET:
        if (set_has(token->set, cp))
            enter(tokens, n, next, i + 1);
        break;
    case TOKEN_STAR:
        if (cp != '/')
            enter(tokens, n, next, i);
        break;
    case TOKEN_GLOBSTAR: enter(tokens, n, next, i); break;
    case TOKEN_DIRS:
        /* Inside a directory's name the way on is closed until its '/'. */
        next[i] = true;
        if (cp == '/')
            enter(tokens, n, next, i + 1);
        break;
    }
}

static bool walk(const glob_token *tokens, size_t n, cg_str text, bool *now, bool *next)
{
    enter(tokens, n, now, 0);
    while (text.len) {
        uint32_t cp = next_cp(&text);
        bool alive = false;
        memset(next, 0, n + 1);
        for (size_t i = 0; i < n; i++) {
            if (now[i]) {
                step(tokens, n, i, cp, next);
                alive = true;
            }
        }
        if (!alive)
            return false;
        bool *spare = now;
        now = next;
        next = spare;
    }
    return now[n];
}

bool cg_glob_match(cg_str pattern, cg_str text)
{
    glob_token small[TOKENS_ON_STACK];
    bool small_states[2 * (TOKENS_ON_STACK + 1)] = {false};
    if (pattern.len <= TOKENS_ON_STACK) {
        size_t n = read_pattern(pattern, small);
        return walk(small, n, text, small_states, small_states + n + 1);
    }
    glob_token *tokens = cg_alloc_array(pattern.len, sizeof *tokens);
    size_t n = read_pattern(pattern, tokens);
    bool *states = cg_alloc_array(2 * (n + 1), sizeof *states);
    bool matched = walk(tokens, n, text, states, states + n + 1);
    cg_free(states);
    cg_free(tokens);
    return matched;
}
