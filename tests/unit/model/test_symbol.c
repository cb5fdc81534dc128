// SPDX-License-Identifier: Apache-2.0
// Symbols, identities and the words of kinds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/model.h"

static void expect(cg_buf *buf, const char *text)
{
    assert_int_equal(buf->len, strlen(text));
    assert_memory_equal(buf->ptr, text, buf->len);
    cg_buf_clear(buf);
}

static void test_descriptors_follow_the_scip_grammar(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_symbol_add_file(&out, CG_LANG_PYTHON, CG_STR("pkg/app.py"));
    expect(&out, "codegraph python . . pkg/`app.py`/");
    cg_symbol_add_file(&out, CG_LANG_TSX, CG_STR("a.tsx"));
    expect(&out, "codegraph typescript . . `a.tsx`/");
    cg_symbol_add_descriptor(&out, CG_NODE_CLASS, CG_STR("Server"), CG_STR(""));
    expect(&out, "Server#");
    cg_symbol_add_descriptor(&out, CG_NODE_METHOD, CG_STR("handle"), CG_STR("int+String"));
    expect(&out, "handle(int+String).");
    cg_symbol_add_descriptor(&out, CG_NODE_FIELD, CG_STR("x"), CG_STR("$2"));
    expect(&out, "x+$2.");
    cg_symbol_add_descriptor(&out, CG_NODE_METHOD, CG_STR("operator=="), CG_STR(""));
    expect(&out, "`operator==`().");
    cg_symbol_add_descriptor(&out, CG_NODE_MACRO, CG_STR("MAX"), CG_STR(""));
    expect(&out, "MAX!");
}

static void test_backticks_in_names_are_doubled(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_symbol_add_name(&out, CG_STR("a`b"));
    expect(&out, "`a``b`");
    cg_symbol_add_name(&out, CG_STR(""));
    expect(&out, "``");
}

static void test_ids_are_read_back_and_differ_by_project(void **state)
{
    (void)state;
    cg_id a = cg_node_id(CG_STR("one"), CG_STR("s")), b = cg_node_id(CG_STR("two"), CG_STR("s")), c;
    assert_false(cg_id_eq(a, b));
    char text[CG_ID_TEXT_LEN];
    cg_id_text(a, text);
    assert_int_equal(strlen(text), 36);
    assert_true(cg_id_parse(cg_str_from(text), &c));
    assert_true(cg_id_eq(a, c));
    text[14] = 'g';
    assert_false(cg_id_parse(cg_str_from(text), &c));
    assert_false(cg_id_parse(CG_STR("00000000-0000-0000-0000-00000000000"), &c));
    assert_false(cg_id_parse(CG_STR("00000000000000000000000000000000----"), &c));
}

static void test_edge_ids_tell_direction_and_kind(void **state)
{
    (void)state;
    cg_id a = cg_node_id(CG_STR("p"), CG_STR("a")), b = cg_node_id(CG_STR("p"), CG_STR("b"));
    cg_id calls = cg_edge_id(a, CG_EDGE_CALLS, b);
    assert_false(cg_id_eq(calls, cg_edge_id(b, CG_EDGE_CALLS, a)));
    assert_false(cg_id_eq(calls, cg_edge_id(a, CG_EDGE_READS, b)));
    assert_true(cg_id_eq(calls, cg_edge_id(a, CG_EDGE_CALLS, b)));
}

static void test_every_word_is_read_back(void **state)
{
    (void)state;
    for (unsigned i = 1; i < CG_NODE_KIND_LIMIT; i++)
        if (cg_node_kind_text(i)[0] != '\0')
            assert_int_equal(cg_node_kind_parse(cg_str_from(cg_node_kind_text(i))), i);
    for (unsigned i = 1; i < CG_EDGE_KIND_LIMIT; i++)
        if (cg_edge_kind_text(i)[0] != '\0')
            assert_int_equal(cg_edge_kind_parse(cg_str_from(cg_edge_kind_text(i))), i);
    for (unsigned i = 1; i < CG_LANG_LIMIT; i++)
        if (cg_lang_text(i)[0] != '\0')
            assert_int_equal(cg_lang_parse(cg_str_from(cg_lang_text(i))), i);
    assert_int_equal(cg_node_kind_parse(CG_STR("klass")), CG_NODE_NONE);
    assert_int_equal(cg_node_kind_parse(CG_STR("")), CG_NODE_NONE);
    assert_string_equal(cg_modifier_text(CG_MODIFIER_COUNT), "");
    for (unsigned bit = 0; bit < CG_MODIFIER_COUNT; bit++)
        assert_true(cg_modifier_text(bit)[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_descriptors_follow_the_scip_grammar),
        cmocka_unit_test(test_backticks_in_names_are_doubled),
        cmocka_unit_test(test_ids_are_read_back_and_differ_by_project),
        cmocka_unit_test(test_edge_ids_tell_direction_and_kind),
        cmocka_unit_test(test_every_word_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
