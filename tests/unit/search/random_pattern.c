// SPDX-License-Identifier: Apache-2.0
#define PCRE2_CODE_UNIT_WIDTH 8
#include "random_pattern.h"

#include <pcre2.h>

#define DEPTH_MAX 4

/* Texts and patterns are put together from the same few pieces, so that they meet. */
static const char *const pieces[] = {
    "a",  "b", "c",  "foo", "Foo",    "bar",   "BAR",  "k",   "K",    "s",    "S", "_", " ",
    "\n", "é", "É",  "ß",   "\u212a", "ſ",     "0",    "get", "set",  "size", "(", ")", ".",
    "{",  "}", "\\", "[]",  "tokens", "kiosk", "\r\n", "x1",  "日本", "mass", "-",
};

unsigned random_below(random_source *r, unsigned limit)
{
    r->state = r->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((r->state >> 33) % limit);
}

static const char *piece(random_source *r)
{
    return pieces[random_below(r, CG_ARRAY_LEN(pieces))];
}

void random_text_add(random_source *r, size_t count, cg_buf *out)
{
    for (size_t i = 0; i < count; i++)
        cg_buf_add_str(out, cg_str_from(piece(r)));
}

static void add_quoted(const char *text, cg_buf *out)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\^$.[]|()?*+{}-#", *text) != NULL)
            cg_buf_add_char(out, '\\');
        cg_buf_add_char(out, *text);
    }
}

static void add_class(random_source *r, cg_buf *out)
{
    static const char *const members[] = {"a-c", "k", "S", "\\d", "é",   "x",   "f-g", "[:alpha:]",
                                          "\\]", "_", "o", "-",   "\\w", "A-Z", " "};
    cg_buf_add_str(out, CG_STR("["));
    if (random_below(r, 5) == 0)
        cg_buf_add_char(out, '^');
    for (unsigned n = 1 + random_below(r, 3); n > 0; n--)
        cg_buf_add_str(out, cg_str_from(members[random_below(r, CG_ARRAY_LEN(members))]));
    cg_buf_add_str(out, CG_STR("]"));
}

static void add_escape(random_source *r, cg_buf *out)
{
    static const char *const escapes[] = {
        ".",   "\\w", "\\d",   "\\s",   "\\b",     "\\B",       "^",     "$",
        "\\n", "\\R", "\\X",   "\\x41", "\\x{66}", "\\p{L}",    "\\N",   "\\h",
        "\\1", "\\K", "(?#c)", "\\E",   "\\A",     "\\Qf.o\\E", "\\Qab", "\\141"};
    cg_buf_add_str(out, cg_str_from(escapes[random_below(r, CG_ARRAY_LEN(escapes))]));
}

static void add_sequence(random_source *r, unsigned depth, cg_buf *out);

static void add_group(random_source *r, unsigned depth, cg_buf *out)
{
    static const char *const opens[] = {"(",      "(?:",    "(?i:",  "(?=", "(?!",
                                        "(?<=",   "(?<!",   "(?<n>", "(?>", "(?|",
                                        "(?i-s:", "(?P<m>", "(?-i:", "(?s:"};
    cg_buf_add_str(out, cg_str_from(opens[random_below(r, CG_ARRAY_LEN(opens))]));
    add_sequence(r, depth + 1, out);
    while (random_below(r, 2) == 0) {
        cg_buf_add_char(out, '|');
        add_sequence(r, depth + 1, out);
    }
    cg_buf_add_char(out, ')');
}

static void add_times(random_source *r, cg_buf *out)
{
    static const char *const times[] = {"*",     "+",    "?",   "*?",    "++",  "??",     "{2}",
                                        "{0,1}", "{1,}", "{3}", "{2,4}", "{0}", "{1,2}?", "{5}"};
    if (random_below(r, 3) == 0)
        cg_buf_add_str(out, cg_str_from(times[random_below(r, CG_ARRAY_LEN(times))]));
}

static void add_sequence(random_source *r, unsigned depth, cg_buf *out)
{
    for (unsigned n = 1 + random_below(r, 4); n > 0; n--) {
        unsigned kind = random_below(r, 12);
        if (kind == 0)
            add_class(r, out);
        else if (kind == 1)
            add_escape(r, out);
        else if (kind < 4 && depth < DEPTH_MAX)
            add_group(r, depth, out);
        else if (kind == 4 && random_below(r, 4) == 0)
            cg_buf_add_str(out, CG_STR("(?i)"));
        else
            add_quoted(piece(r), out);
        add_times(r, out);
    }
}

void random_pattern_add(random_source *r, cg_buf *out)
{
    add_sequence(r, 0, out);
    while (random_below(r, 4) == 0) {
        cg_buf_add_char(out, '|');
        add_sequence(r, 0, out);
    }
}

/* ---- plainly ---- */

long plain_matches(cg_str pattern, cg_str text, size_t *out_first)
{
    int code;
    size_t at = 0, count = 0;
    pcre2_compile_context *how = pcre2_compile_context_create(NULL);
    (void)pcre2_set_newline(how, PCRE2_NEWLINE_ANYCRLF);
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len,
                      PCRE2_UTF | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &code, &at, how);
    pcre2_compile_context_free(how);
    if (compiled == NULL)
        return -1;
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    for (at = 0;
         pcre2_match(compiled, (PCRE2_SPTR)text.ptr, text.len, at, PCRE2_NOTEMPTY, data, NULL) >= 0;
         count++) {
        const size_t *found = pcre2_get_ovector_pointer(data);
        if (count == 0)
            *out_first = found[0];
        at = found[1];
    }
    pcre2_match_data_free(data);
    pcre2_code_free(compiled);
    return (long)count;
}
