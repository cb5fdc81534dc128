// SPDX-License-Identifier: Apache-2.0
// What an #include gives what is included (CG_HINT_GIVEN), and a file that is read with several preludes: what is noted, how much at
// most, and that nothing is there twice. What follows from it is in tests/link/c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsed.h"

static size_t given(cg_str source, cg_buf *out)
{
    size_t first, count;
    parse_within(NULL, CG_LANG_C, source, CG_SKIP_NONE);
    count = cg_unit_hints(&parsed, CG_HINT_GIVEN, 0, &first);
    for (size_t i = first; out != NULL && i < first + count; i++)
        cg_buf_printf(out, "[%.*s]", CG_STR_ARG(cg_unit_str(&parsed, parsed.hints.ptr[i].name)));
    return count;
}

static void assert_given(cg_str source, const char *want)
{
    CG_AUTO_VALUE(cg_buf) got = {0};
    (void)given(source, &got);
    assert_true(cg_buf_reserve(&got, 1) != NULL);
    if (!cg_str_eq(cg_buf_str(&got), cg_str_from(want)))
        fail_msg("%.*s in place of %s", CG_STR_ARG(cg_buf_str(&got)), want);
}

static void what_stands_in_front_or_ends_later_is_given(void **state)
{
    (void)state;
    assert_given(CG_STR("#define NAME(x) a_##x\n#include \"t.h\"\n"), "[t.h\nNAME(x) a_##x]");
    assert_given(CG_STR("#define NAME a\nint i;\n#include \"t.h\"\n#undef NAME\n"),
                 "[t.h\nNAME a]");
    assert_given(CG_STR("#define NAME a\nint i;\n#include \"t.h\"\n"), "");
    assert_given(CG_STR("#define NAME a\n#undef NAME\n#include \"t.h\"\n"), "");
    assert_given(CG_STR("#define NAME a\n#include <t.h>\n"), "");
    assert_given(CG_STR("#define SIZE 16\n#define TEXT \"a\"\n#define NONE\n#define SUM(a) a + 1\n"
                        "#include \"t.h\"\n"),
                 "");
    assert_given(CG_STR("#if 0\n#define NAME a\n#endif\n#include \"t.h\"\n"), "");
}

static void an_include_without_any_counts_beside_others(void **state)
{
    (void)state;
    assert_given(CG_STR("#include \"t.h\"\n#include \"u.h\"\n#define NAME a\n#include \"t.h\"\n"),
                 "[t.h\nNAME a][t.h]");
}

static void there_are_so_many_at_most(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0}, got = {0};
    for (int k = 0; k < 500; k++)
        cg_buf_printf(&text, "#define M%d m%d\n", k, k);
    cg_buf_printf(&text, "int i;\n#define NAME a\n#include \"t.h\"\n");
    assert_int_equal(given(cg_buf_str(&text), &got), 1);
    assert_true(cg_str_eq(cg_buf_str(&got), CG_STR("[t.h\nNAME a]")));
    for (int k = 0; k < 500; k++)
        cg_buf_printf(&text, "#undef NAME\n#define NAME b%d\n#include \"t.h\"\n", k);
    assert_int_equal(given(cg_buf_str(&text), NULL), 64);
}

static size_t functions_named(const char *name)
{
    size_t count = 0;
    for (size_t d = 1; d < parsed.defs.len; d++)
        count += parsed.defs.ptr[d].kind == CG_NODE_FUNCTION &&
                 cg_str_eq(cg_unit_str(&parsed, parsed.defs.ptr[d].name), cg_str_from(name));
    return count;
}

static void what_preludes_change_is_there_for_each(void **state)
{
    (void)state;
    cg_parser *parser = cg_parser_create(NULL, NULL);
    const cg_parse_input input = {
        .lang = CG_LANG_C,
        .content = CG_STR("#ifndef GUARD\n#define GUARD\nint same(void) { return 1; }\n"
                          "int NAME(own)(void) { return same(); }\n#endif\n"),
        .prelude = CG_STR("\f\nNAME(x) x##_a\n\f\nNAME(x) x##_b\n\f\nNAME(x) x##_a\n")};
    cg_skip skip;
    cg_err err = {0};
    assert_int_equal(cg_parse_unit(parser, &input, &parsed, &skip, &err), CG_OK);
    assert_int_equal(functions_named("same"), 1);
    assert_int_equal(functions_named("own"), 1);
    assert_int_equal(functions_named("own_a"), 1);
    assert_int_equal(functions_named("own_b"), 1);
    cg_parser_destroy(parser);
}

/* Each macro names the one before a thousand times. */
static void the_search_for_names_is_bounded(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "#define M0(x) a##x\n");
    for (int k = 1; k < 6; k++) {
        cg_buf_printf(&text, "#define M%d(x) ", k);
        for (int i = 0; i < 1000; i++)
            cg_buf_printf(&text, "M%d(x) ", k - 1);
        cg_buf_printf(&text, "\n");
    }
    for (int i = 0; i < 100; i++)
        cg_buf_printf(&text, "int M5(f%d)(void);\n", i);
    cg_buf_printf(&text, "int last(void);\n");
    uint64_t start = cg_cpu_ns();
    (void)given(cg_buf_str(&text), NULL);
    assert_true(cg_cpu_ns() - start < UINT64_C(4000000000));
    assert_non_null(def_named("last"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_in_front_or_ends_later_is_given),
        cmocka_unit_test(an_include_without_any_counts_beside_others),
        cmocka_unit_test(there_are_so_many_at_most),
        cmocka_unit_test(what_preludes_change_is_there_for_each),
        cmocka_unit_test(the_search_for_names_is_bounded),
    };
    return cmocka_run_group_tests(tests, parsed_begin, parsed_end);
}
