// SPDX-License-Identifier: Apache-2.0
// From text to tokens, one at a time, so that a parser can go back to any place.
#include <stdlib.h>
#include <utf8proc.h>

#include "cypher_int.h"

static char at_byte(const query *q, uint32_t at)
{
    return at < q->text.len ? q->text.ptr[at] : '\0';
}

/* ---- characters ---- */

/* The character at a place; the text is valid UTF-8. */
static utf8proc_int32_t character(const query *q, uint32_t at, uint32_t *out_len)
{
    utf8proc_int32_t c = 0;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)q->text.ptr + at,
                                          (utf8proc_ssize_t)(q->text.len - at), &c);
    *out_len = n > 0 ? (uint32_t)n : 1;
    return c;
}

static bool is_blank(utf8proc_int32_t c)
{
    utf8proc_category_t of = utf8proc_category(c);
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f) ||
           of == UTF8PROC_CATEGORY_ZS || of == UTF8PROC_CATEGORY_ZL || of == UTF8PROC_CATEGORY_ZP;
}

static bool begins_name(utf8proc_int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC: return true;
    default: return false;
    }
}

static bool is_in_name(utf8proc_int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_SC: return true;
    default: return begins_name(c);
    }
}

static uint32_t end_of_name(const query *q, uint32_t at)
{
    uint32_t len;
    while (at < q->text.len && is_in_name(character(q, at, &len)))
        at += len;
    return at;
}

/* Blanks and comments. */
static cg_code skip_blanks(query *q, uint32_t *at)
{
    uint32_t len;
    while (*at < q->text.len) {
        if (at_byte(q, *at) == '/' && at_byte(q, *at + 1) == '/') {
            while (*at < q->text.len && at_byte(q, *at) != '\n')
                ++*at;
        } else if (at_byte(q, *at) == '/' && at_byte(q, *at + 1) == '*') {
            const char *end = memmem(q->text.ptr + *at + 2, q->text.len - *at - 2, "*/", 2);
            if (end == NULL)
                return QUERY_FAIL(q, *at, SYNTAX, "UnexpectedSyntax", "a comment has no end");
            *at = (uint32_t)(end - q->text.ptr) + 2;
        } else if (is_blank(character(q, *at, &len))) {
            *at += len;
        } else {
            break;
        }
    }
    return CG_OK;
}

/* ---- numbers ---- */

static cg_code bad_number(query *q, uint32_t at)
{
    return QUERY_FAIL(q, at, SYNTAX, "InvalidNumberLiteral", "this is no number");
}

static unsigned digit_value(char c)
{
    return c >= '0' && c <= '9'   ? (unsigned)(c - '0')
           : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
           : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                  : 99;
}

/* An integer of some base, up to whatever no name could have. */
static cg_code lex_integer(query *q, uint32_t from, unsigned base, token *out)
{
    uint32_t at = from, end = end_of_name(q, from);
    uint64_t sum = 0;
    bool over = false;
    if (end == from)
        return bad_number(q, out->at);
    for (; at < end; at++) {
        unsigned digit = digit_value(at_byte(q, at));
        if (digit >= base)
            return bad_number(q, out->at);
        over = __builtin_mul_overflow(sum, (uint64_t)base, &sum) ||
               __builtin_add_overflow(sum, (uint64_t)digit, &sum) || over;
    }
    if (over || sum > (uint64_t)INT64_MAX + 1)
        return QUERY_FAIL(q, out->at, SYNTAX, "IntegerOverflow",
                          "an integer is beyond 64 bits with a sign");
    out->kind = TK_INT;
    out->integer = sum;
    out->is_min = sum == (uint64_t)INT64_MAX + 1;
    out->end = end;
    return CG_OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static uint32_t skip_digits(const query *q, uint32_t at)
{
    while (is_digit(at_byte(q, at)))
        at++;
    return at;
}

static cg_code lex_number(query *q, token *out)
{
    uint32_t at = out->at;
    char second = at_byte(q, at + 1);
    if (at_byte(q, at) == '0' && (second == 'x' || second == 'X'))
        return lex_integer(q, at + 2, 16, out);
    if (at_byte(q, at) == '0' && second == 'o')
        return lex_integer(q, at + 2, 8, out);
    bool real = false;
    at = skip_digits(q, at);
    if (at_byte(q, at) == '.' && is_digit(at_byte(q, at + 1))) {
        real = true;
        at = skip_digits(q, at + 1);
    }
    if (at_byte(q, at) == 'e' || at_byte(q, at) == 'E') {
        uint32_t exponent = at + 1 + (at_byte(q, at + 1) == '-' || at_byte(q, at + 1) == '+');
        if (is_digit(at_byte(q, exponent))) {
            real = true;
            at = skip_digits(q, exponent);
        }
    }
    if (!real)
        return lex_integer(q, out->at, 10, out);
    if (end_of_name(q, at) != at)
        return bad_number(q, out->at);
    cg_str text = cg_arena_str(q->tree, cg_str_slice(q->text, out->at, at));
    out->kind = TK_FLOAT;
    out->real = strtod(text.ptr, NULL);
    out->end = at;
    if (out->real > 1.7976931348623157e308)
        return QUERY_FAIL(q, out->at, SYNTAX, "FloatingPointOverflow",
                          "a number is beyond what 64 bits hold");
    return CG_OK;
}

/* ---- texts ---- */

static cg_code add_unicode(query *q, uint32_t *at, unsigned digits, cg_buf *out)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_int32_t c = 0;
    for (unsigned i = 0; i < digits; i++) {
        unsigned digit = digit_value(at_byte(q, *at + i));
        if (digit > 15 || c > 0x10ffff)
            return QUERY_FAIL(q, *at, SYNTAX, "InvalidUnicodeLiteral",
                              "\\u is followed by four hexadecimal digits, \\U by eight");
        c = c * 16 + (utf8proc_int32_t)digit;
    }
    *at += digits;
    if (!utf8proc_codepoint_valid(c))
        return QUERY_FAIL(q, *at, SYNTAX, "InvalidUnicodeLiteral", "there is no such character");
    cg_buf_add(out, bytes, (size_t)utf8proc_encode_char(c, bytes));
    return CG_OK;
}

static cg_code add_escape(query *q, uint32_t *at, cg_buf *out)
{
    static const char from[] = "\\'\"`bfnrt", to[] = "\\'\"`\b\f\n\r\t";
    char c = at_byte(q, *at);
    const char *found = c != '\0' ? strchr(from, c) : NULL;
    ++*at;
    if (found != NULL) {
        cg_buf_add_char(out, to[found - from]);
        return CG_OK;
    }
    if (c == 'u' || c == 'U')
        return add_unicode(q, at, c == 'u' ? 4 : 8, out);
    return QUERY_FAIL(q, *at - 1, SYNTAX, "UnexpectedSyntax", "there is no such escape");
}

/* Between two of the same: a text, or a name where the quote is doubled. */
static cg_code lex_quoted(query *q, char quote, bool escapes, uint32_t from, token *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    uint32_t at = from;
    cg_code rc = CG_OK;
    for (;;) {
        if (at >= q->text.len)
            return QUERY_FAIL(q, out->at, SYNTAX, "UnexpectedSyntax", "a quote has no end");
        char c = at_byte(q, at++);
        if (c == '\\' && escapes) {
            rc = add_escape(q, &at, &text);
            if (rc != CG_OK)
                return rc;
        } else if (c == quote && !escapes && at_byte(q, at) == quote) {
            cg_buf_add_char(&text, quote);
            at++;
        } else if (c == quote) {
            break;
        } else {
            cg_buf_add_char(&text, c);
        }
    }
    out->end = at;
    out->text = cg_arena_str(q->tree, cg_buf_str(&text));
    return CG_OK;
}

/* ---- tokens ---- */

static cg_code lex_param(query *q, token *out)
{
    uint32_t from = out->at + 1;
    out->kind = TK_PARAM;
    if (at_byte(q, from) == '`')
        return lex_quoted(q, '`', false, from + 1, out);
    out->end = end_of_name(q, from);
    out->text = cg_str_slice(q->text, from, out->end);
    if (out->end == from)
        return QUERY_FAIL(q, out->at, SYNTAX, "UnexpectedSyntax", "a parameter has no name");
    return CG_OK;
}

static void lex_sign(query *q, token *out)
{
    static const struct {
        char text[3];
        token_kind kind;
    } twos[] = {{"<=", TK_LE},      {">=", TK_GE},   {"<>", TK_NE},
                {"=~", TK_MATCHES}, {"..", TK_DOTS}, {"+=", TK_PLUS_EQ}};
    out->c = at_byte(q, out->at);
    out->kind = TK_CHAR;
    out->end = out->at + 1;
    for (size_t i = 0; i < CG_ARRAY_LEN(twos); i++)
        if (out->c == twos[i].text[0] && at_byte(q, out->at + 1) == twos[i].text[1]) {
            out->kind = twos[i].kind;
            out->end = out->at + 2;
        }
}

cg_code lex_next(query *q, uint32_t from, token *out)
{
    uint32_t len;
    cg_code rc = skip_blanks(q, &from);
    *out = (token){.kind = TK_END, .at = from, .end = from};
    if (rc != CG_OK || from >= q->text.len)
        return rc;
    char c = at_byte(q, from);
    if (is_digit(c) || (c == '.' && is_digit(at_byte(q, from + 1))))
        return lex_number(q, out);
    if (c == '\'' || c == '"') {
        out->kind = TK_STRING;
        return lex_quoted(q, c, true, from + 1, out);
    }
    if (c == '`') {
        out->kind = TK_QUOTED;
        return lex_quoted(q, c, false, from + 1, out);
    }
    if (c == '$')
        return lex_param(q, out);
    if (begins_name(character(q, from, &len))) {
        out->kind = TK_NAME;
        out->end = end_of_name(q, from);
        out->text = cg_str_slice(q->text, from, out->end);
        return CG_OK;
    }
    if ((unsigned char)c >= 0x80)
        return QUERY_FAIL(q, from, SYNTAX, "InvalidUnicodeCharacter",
                          "this character has no meaning here");
    lex_sign(q, out);
    return CG_OK;
}
