// SPDX-License-Identifier: Apache-2.0
// Functions of texts. Positions and lengths count characters.
#include <stdlib.h>
#include <utf8proc.h>

#include "cypher_int.h"

#define CALL(name) static cg_code name(query *q, const expr *e, value *args, value *out)

static cg_code keep_text(query *q, const cg_buf *text, value *out)
{
    value v = v_text(cg_buf_str(text));
    if (text->error != CG_OK)
        return query_full(q);
    return v_copy(q, q->scratch, &v, out);
}

/* ---- characters ---- */

static size_t next_character(cg_str s, size_t at)
{
    at++;
    while (at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static size_t count_characters(cg_str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    return n;
}

/* The byte where the n-th character begins. */
static size_t byte_of(cg_str s, uint64_t n)
{
    size_t at = 0;
    while (n-- > 0 && at < s.len)
        at = next_character(s, at);
    return at;
}

CALL(call_size)
{
    (void)q, (void)e;
    *out = v_int((int64_t)(args[0].type == CG_CYPHER_STR ? count_characters(args[0].text)
                                                         : args[0].list.count));
    return CG_OK;
}

CALL(call_reverse)
{
    (void)e;
    if (args[0].type == CG_CYPHER_LIST) {
        size_t count = args[0].list.count;
        value *items = query_array(q, q->scratch, count, sizeof *items);
        if (items == NULL)
            return query_full(q);
        for (size_t i = 0; i < count; i++)
            items[i] = args[0].list.items[count - 1 - i];
        *out = v_list(items, count);
        return CG_OK;
    }
    cg_str s = args[0].text;
    char *bytes = query_alloc(q, q->scratch, s.len + 1);
    if (bytes == NULL)
        return query_full(q);
    for (size_t at = 0, next; at < s.len; at = next) {
        next = next_character(s, at);
        memcpy(bytes + s.len - next, s.ptr + at, next - at);
    }
    *out = v_text(cg_str_make(bytes, s.len));
    return CG_OK;
}

/* ---- parts ---- */

static cg_code negative(query *q, const expr *e, uint32_t arg)
{
    return QUERY_FAIL(q, e->args[arg]->at, "ArgumentError", "NumberOutOfRange",
                      "%s takes an Integer from 0 on here", e->call->name);
}

CALL(call_substring)
{
    if (args[1].integer < 0)
        return negative(q, e, 1);
    if (e->count > 2 && args[2].integer < 0)
        return negative(q, e, 2);
    size_t from = byte_of(args[0].text, (uint64_t)args[1].integer);
    cg_str rest = cg_str_slice(args[0].text, from, args[0].text.len);
    if (e->count > 2)
        rest = cg_str_slice(rest, 0, byte_of(rest, (uint64_t)args[2].integer));
    *out = v_text(rest);
    return CG_OK;
}

CALL(call_left)
{
    if (args[1].integer < 0)
        return negative(q, e, 1);
    *out = v_text(cg_str_slice(args[0].text, 0, byte_of(args[0].text, (uint64_t)args[1].integer)));
    return CG_OK;
}

CALL(call_right)
{
    if (args[1].integer < 0)
        return negative(q, e, 1);
    uint64_t all = count_characters(args[0].text);
    uint64_t skip = all - CG_MIN(all, (uint64_t)args[1].integer);
    *out = v_text(cg_str_slice(args[0].text, byte_of(args[0].text, skip), args[0].text.len));
    return CG_OK;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static cg_str trim(cg_str s, bool left, bool right)
{
    while (left && s.len > 0 && is_space(s.ptr[0]))
        s = cg_str_slice(s, 1, s.len);
    while (right && s.len > 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

CALL(call_trim)
{
    (void)q, (void)e;
    *out = v_text(trim(args[0].text, true, true));
    return CG_OK;
}

CALL(call_ltrim)
{
    (void)q, (void)e;
    *out = v_text(trim(args[0].text, true, false));
    return CG_OK;
}

CALL(call_rtrim)
{
    (void)q, (void)e;
    *out = v_text(trim(args[0].text, false, true));
    return CG_OK;
}

/* ---- changed ---- */

static cg_code change_case(query *q, cg_str s, utf8proc_int32_t (*change)(utf8proc_int32_t),
                           value *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    utf8proc_uint8_t bytes[4];
    for (size_t at = 0; at < s.len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.ptr + at,
                                              (utf8proc_ssize_t)(s.len - at), &c);
        if (n <= 0) {
            cg_buf_add_char(&text, s.ptr[at++]);
            continue;
        }
        cg_buf_add(&text, bytes, (size_t)utf8proc_encode_char(change(c), bytes));
        at += (size_t)n;
    }
    return keep_text(q, &text, out);
}

CALL(call_to_lower)
{
    (void)e;
    return change_case(q, args[0].text, utf8proc_tolower, out);
}

CALL(call_to_upper)
{
    (void)e;
    return change_case(q, args[0].text, utf8proc_toupper, out);
}

/* The next `what` from `from` on; the end of the text when there is none. */
static size_t find_text(cg_str s, cg_str what, size_t from)
{
    const char *found =
        from < s.len ? memmem(s.ptr + from, s.len - from, what.ptr, what.len) : NULL;
    return found != NULL ? (size_t)(found - s.ptr) : s.len;
}

CALL(call_replace)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str s = args[0].text, what = args[1].text;
    (void)e;
    cg_buf_init(&text, q->limits.memory_bytes);
    if (what.len == 0) {
        *out = args[0];
        return CG_OK;
    }
    for (size_t at = 0; at < s.len;) {
        size_t found = find_text(s, what, at);
        cg_buf_add_str(&text, cg_str_slice(s, at, found));
        if (found < s.len)
            cg_buf_add_str(&text, args[2].text);
        at = found + (found < s.len ? what.len : 0);
    }
    return keep_text(q, &text, out);
}

CALL(call_split)
{
    cg_str s = args[0].text, by = args[1].text;
    size_t count = 1, n = 0;
    (void)e;
    for (size_t at = 0; by.len > 0 && (at = find_text(s, by, at)) < s.len; at += by.len)
        count++;
    if (by.len == 0)
        count = CG_MAX(count_characters(s), (size_t)1);
    value *items = query_array(q, q->scratch, count, sizeof *items);
    if (items == NULL)
        return query_full(q);
    for (size_t at = 0; n < count; n++) {
        size_t end = by.len == 0 ? (at < s.len ? next_character(s, at) : at) : find_text(s, by, at);
        items[n] = v_text(cg_str_slice(s, at, end));
        at = end + by.len;
    }
    *out = v_list(items, n);
    return CG_OK;
}

/* ---- to and from texts ---- */

CALL(call_to_string)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    (void)e;
    if (args[0].type == CG_CYPHER_STR) {
        *out = args[0];
        return CG_OK;
    }
    if (args[0].type == CG_CYPHER_FLOAT)
        cg_cypher_real_write(args[0].real, &text);
    else if (args[0].type == CG_CYPHER_INT)
        cg_buf_printf(&text, "%" PRId64, args[0].integer);
    else if (args[0].type == CG_CYPHER_BOOL)
        cg_buf_add_str(&text, args[0].truth ? CG_STR("true") : CG_STR("false"));
    else
        cg_cypher_temporal_write(&args[0], &text);
    return keep_text(q, &text, out);
}

/* A number and nothing else. */
static bool read_number(cg_str s, double *out)
{
    char text[64], *end;
    s = cg_str_trim(s);
    if (s.len == 0 || s.len >= sizeof text)
        return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    if (strspn(text, "0123456789+-.eE") < s.len)
        return false;
    *out = strtod(text, &end);
    return *end == '\0';
}

static bool read_integer(cg_str s, int64_t *out)
{
    uint64_t n;
    s = cg_str_trim(s);
    bool minus = s.len > 0 && s.ptr[0] == '-';
    if (minus || (s.len > 0 && s.ptr[0] == '+'))
        s = cg_str_slice(s, 1, s.len);
    if (!cg_str_to_u64(s, &n) || n > (uint64_t)INT64_MAX + minus)
        return false;
    *out = (int64_t)(minus ? (uint64_t)0 - n : n);
    return true;
}

static value integer_of(double real)
{
    return real > -9.2233720368547758e18 && real < 9.2233720368547758e18 ? v_int((int64_t)real)
                                                                         : V_NULL;
}

CALL(call_to_integer)
{
    int64_t n;
    double real;
    (void)q, (void)e;
    *out = V_NULL;
    switch (args[0].type) {
    case CG_CYPHER_INT: *out = args[0]; break;
    case CG_CYPHER_FLOAT: *out = integer_of(args[0].real); break;
    case CG_CYPHER_BOOL: *out = v_int(args[0].truth); break;
    default:
        if (read_integer(args[0].text, &n))
            *out = v_int(n);
        else if (read_number(args[0].text, &real))
            *out = integer_of(real);
        break;
    }
    return CG_OK;
}

CALL(call_to_float)
{
    double real;
    (void)q, (void)e;
    *out = V_NULL;
    if (v_is_number(&args[0]))
        *out = v_real(v_number(&args[0]));
    else if (args[0].type == CG_CYPHER_STR && read_number(args[0].text, &real))
        *out = v_real(real);
    else if (args[0].type == CG_CYPHER_BOOL)
        return QUERY_FAIL(q, e->args[0]->at, "TypeError", "InvalidArgumentValue",
                          "toFloat takes a String or a number, not Boolean");
    return CG_OK;
}

CALL(call_to_boolean)
{
    *out = V_NULL;
    if (args[0].type == CG_CYPHER_BOOL) {
        *out = args[0];
    } else if (args[0].type == CG_CYPHER_STR) {
        cg_str s = cg_str_trim(args[0].text);
        if (word_is(s, "true") || word_is(s, "false"))
            *out = v_bool(word_is(s, "true"));
    } else {
        return QUERY_FAIL(q, e->args[0]->at, "TypeError", "InvalidArgumentValue",
                          "toBoolean takes a String or a Boolean, not %s",
                          cg_cypher_type_text(args[0].type));
    }
    return CG_OK;
}

const function text_functions[] = {
    {"size", 1, 1, ST_INT, {TAKES_SIZED}, call_size},
    {"char_length", 1, 1, ST_INT, {TAKES_STR}, call_size},
    {"character_length", 1, 1, ST_INT, {TAKES_STR}, call_size},
    {"reverse", 1, 1, ST_ANY, {TAKES_SIZED}, call_reverse},
    {"substring", 2, 3, ST_STR, {TAKES_STR, TAKES_INT, TAKES_INT}, call_substring},
    {"left", 2, 2, ST_STR, {TAKES_STR, TAKES_INT}, call_left},
    {"right", 2, 2, ST_STR, {TAKES_STR, TAKES_INT}, call_right},
    {"trim", 1, 1, ST_STR, {TAKES_STR}, call_trim},
    {"ltrim", 1, 1, ST_STR, {TAKES_STR}, call_ltrim},
    {"rtrim", 1, 1, ST_STR, {TAKES_STR}, call_rtrim},
    {"toLower", 1, 1, ST_STR, {TAKES_STR}, call_to_lower},
    {"lower", 1, 1, ST_STR, {TAKES_STR}, call_to_lower},
    {"toUpper", 1, 1, ST_STR, {TAKES_STR}, call_to_upper},
    {"upper", 1, 1, ST_STR, {TAKES_STR}, call_to_upper},
    {"replace", 3, 3, ST_STR, {TAKES_STR, TAKES_STR, TAKES_STR}, call_replace},
    {"split", 2, 2, ST_LIST, {TAKES_STR, TAKES_STR}, call_split},
    {"toString", 1, 1, ST_STR, {TAKES_SHOWN}, call_to_string},
    {"toInteger", 1, 1, ST_INT, {TAKES_WORD}, call_to_integer},
    {"toInt", 1, 1, ST_INT, {TAKES_WORD}, call_to_integer},
    {"toFloat", 1, 1, ST_FLOAT, {TAKES_WORD}, call_to_float},
    {"toBoolean", 1, 1, ST_BOOL, {TAKES_WORD}, call_to_boolean},
    {0},
};
