// SPDX-License-Identifier: Apache-2.0
// embed: words as rows of a vocabulary, and vocabularies that are none.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tokens.h"
#include "words_list.h"

static const char *const known[] = {
    "3d",     "404",  "+ab",  "by",    "config", "file", "get",  "+github", "head",
    "header", "host", "name", "parse", "sha256", "utf",  "utf8", "x",       "\xc3\xa9t\xc3\xa9",
    NULL};

/* The tokens of one word, a blank in front of each. */
static const char *tokens_text(const word_list *list, const char *word)
{
    static char text[512];
    uint32_t rows[TOKENS_MAX];
    size_t len = 0, count = tokens_of_word(&list->vocabulary, cg_str_from(word), rows);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        cg_str w = vocabulary_word(&list->vocabulary, rows[i]);
        len += (size_t)snprintf(text + len, sizeof text - len, " %.*s", CG_STR_ARG(w));
    }
    return text;
}

static void words_become_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *word, *tokens;
    } cases[] = {
        {"parse", " parse"},
        {"ParseConfig", " parse config"},
        {"parse_config", " parse config"},
        {"UTF8Header", " utf8 header"}, /* together with its number */
        {"utf_8", " utf"},              /* not written together */
        {"Sha256File", " sha256 file"},
        {"GitHub", " github"}, /* a compound */
        {"github", " github"},
        {"git_hub", ""},
        {"GetHost", " get host"},
        {"3d", " 3d"},
        {"404", " 404"},
        {"405", ""},
        {"0xabgetfile", ""}, /* numbers are not taken to pieces */
        {"gethostbyname", " get host by name"},
        {"headername", " header name"},  /* not head-er-name */
        {"headersname", " header name"}, /* a letter is left out */
        {"zzzzzzname", ""},              /* mostly unknown */
        {"zzz", ""},
        {"x", " x"},
        {"y", ""},
        {"\xc3\x89T\xc3\x89", " \xc3\xa9t\xc3\xa9"},
        {"\xc3\xa9t\xc3\xa9name\xc3\xa9", " \xc3\xa9t\xc3\xa9 name"},
    };
    word_list list;
    word_list_make(&list, known);
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        assert_string_equal(tokens_text(&list, cases[i].word), cases[i].tokens);
    word_list_fini(&list);
}

/* A word of many parts and pieces gives no more than there is room for. */
static void tokens_are_bounded(void **state)
{
    (void)state;
    word_list list;
    word_list_make(&list, known);
    char word[257] = "";
    for (size_t i = 0; i < 256; i += 2)
        memcpy(word + i, "by", 2);
    uint32_t rows[TOKENS_MAX];
    assert_int_equal(tokens_of_word(&list.vocabulary, cg_str_from(word), rows), TOKENS_MAX);
    for (size_t i = 0; i + 16 <= 256; i += 16)
        memcpy(word + i, "_gethostbyname__", 16);
    assert_int_equal(tokens_of_word(&list.vocabulary, cg_str_from(word), rows), TOKENS_MAX);
    word_list_fini(&list);
}

static cg_code init(const uint32_t *offsets, uint32_t rows, const char *strings, cg_err *err)
{
    static const uint8_t flags[8];
    vocabulary v;
    cg_code rc =
        vocabulary_init(&v, (const uint8_t *)offsets, flags, rows, cg_str_from(strings), err);
    vocabulary_fini(&v);
    return rc;
}

static void bad_vocabularies_are_refused(void **state)
{
    (void)state;
    cg_err err;
    static const char strings[] = "aabb";
    assert_int_equal(init((const uint32_t[]){0, 1, 2, 4}, 3, strings, &err),
                     CG_E_INVALID); /* twice */
    assert_int_equal(init((const uint32_t[]){0, 2, 4}, 2, strings, &err), CG_OK);
    assert_int_equal(init((const uint32_t[]){0, 2, 4}, 2, "bbaa", &err), CG_E_INVALID); /* order */
    assert_int_equal(init((const uint32_t[]){0, 2, 2, 4}, 3, strings, &err),
                     CG_E_INVALID); /* empty */
    assert_int_equal(init((const uint32_t[]){0, 3, 2, 4}, 3, strings, &err), CG_E_INVALID);
    assert_int_equal(init((const uint32_t[]){1, 2, 4}, 2, strings, &err), CG_E_INVALID);
    assert_int_equal(init((const uint32_t[]){0, 2, 5}, 2, strings, &err), CG_E_INVALID);
    assert_int_equal(init((const uint32_t[]){0, 2000000000, 4}, 2, strings, &err), CG_E_INVALID);
    assert_int_equal(init((const uint32_t[]){0, 1, 3}, 2, "a\xff\xff", &err), CG_E_INVALID);
    assert_int_equal(init((const uint32_t[]){0}, 0, "", &err), CG_E_INVALID);
    char longest[40] = "abcdefghijklmnopqrstuvwxyzabcdefg"; /* 33 */
    assert_int_equal(init((const uint32_t[]){0, 33}, 1, longest, &err), CG_E_INVALID);
    longest[32] = '\0';
    assert_int_equal(init((const uint32_t[]){0, 32}, 1, longest, &err), CG_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_tokens),
        cmocka_unit_test(tokens_are_bounded),
        cmocka_unit_test(bad_vocabularies_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
