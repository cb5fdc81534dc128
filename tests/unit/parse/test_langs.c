// SPDX-License-Identifier: Apache-2.0
// parse: every language of this build fits its grammar.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse_int.h"

static void rules_and_fields_exist(void **state)
{
    (void)state;
    assert_true(cg_langs_count > 0);
    for (size_t i = 0; i < cg_langs_count; i++) {
        CG_AUTO_VALUE(cg_buf) problems = {0};
        lang_check(cg_langs[i], &problems);
        if (problems.len)
            fail_msg("%.*s", CG_STR_ARG(cg_buf_str(&problems)));
    }
}

static void problems_are_named(void **state)
{
    (void)state;
    static const cg_rule rules[] = {{"no_such_node", NULL}};
    static const char *const fields[] = {"no_such_field"};
    static const char *const tokens[] = {"no_such_token"};
    static const char *const comments[] = {"no_such_comment", NULL};
    cg_lang broken = *cg_langs[0];
    broken.rules = rules;
    broken.fields = fields;
    broken.tokens = tokens;
    broken.comments = comments;
    broken.rules_count = broken.fields_count = broken.tokens_count = 1;
    CG_AUTO_VALUE(cg_buf) problems = {0};
    lang_check(&broken, &problems);
    cg_buf_add_char(&problems, '\0');
    assert_non_null(strstr(problems.ptr, "no_such_node"));
    assert_non_null(strstr(problems.ptr, "no_such_field"));
    assert_non_null(strstr(problems.ptr, "no_such_token"));
    assert_non_null(strstr(problems.ptr, "no_such_comment"));
}

static void a_language_parses_or_reads(void **state)
{
    (void)state;
    const cg_lang neither = {.id = CG_LANG_C};
    CG_AUTO_VALUE(cg_buf) problems = {0};
    lang_check(&neither, &problems);
    assert_true(problems.len > 0);
    cg_buf_clear(&problems);
    lang_check(lang_find(CG_LANG_MANIFEST), &problems);
    assert_int_equal(problems.len, 0);
}

static void ids_are_unique_and_listed(void **state)
{
    (void)state;
    cg_lang_id ids[CG_LANG_LIMIT];
    size_t n = cg_lang_list(ids, CG_ARRAY_LEN(ids));
    assert_int_equal(n, cg_langs_count);
    for (size_t i = 0; i < n; i++) {
        assert_true(cg_lang_known(ids[i]));
        assert_true(cg_lang_extractor_version(ids[i]) > 0);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(ids[i], ids[k]);
    }
    assert_false(cg_lang_known(CG_LANG_NONE));
    assert_int_equal(cg_lang_extractor_version(CG_LANG_NONE), 0);
}

static void extensions_belong_to_one_language(void **state)
{
    (void)state;
    for (size_t i = 0; i < cg_langs_count; i++)
        for (const char *const *a = cg_langs[i]->extensions; a && *a; a++)
            for (size_t k = 0; k < i; k++)
                for (const char *const *b = cg_langs[k]->extensions; b && *b; b++)
                    assert_string_not_equal(*a, *b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_and_fields_exist),
        cmocka_unit_test(problems_are_named),
        cmocka_unit_test(a_language_parses_or_reads),
        cmocka_unit_test(ids_are_unique_and_listed),
        cmocka_unit_test(extensions_belong_to_one_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
