// SPDX-License-Identifier: Apache-2.0
// parse: the next version of a text is parsed where it differs, within the memory that trees may have. That its unit is
// the same as ever is for tests/lang/run_edits.c to say.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "metric.h"
#include "parse_int.h"
#include "parsed.h"

static void parse(cg_parser *parser, const char *text, cg_lang_id lang, uint64_t place)
{
    const cg_parse_input input = {.content = cg_str_from(text), .lang = lang, .place = place};
    parse_input(parser, &input, CG_SKIP_NONE);
}

static uint64_t resumed(void)
{
    return metric_value("codegraph_parse_resumed_total");
}

static void the_next_version_is_parsed_in_part(void **state)
{
    (void)state;
    CG_AUTO(cg_trees) trees = cg_trees_create(1 << 20);
    CG_AUTO(cg_parser) parser = cg_parser_create(NULL, trees);
    CG_AUTO(cg_parser) other = cg_parser_create(NULL, trees);
    uint64_t before = resumed();
    parse(parser, "package p\n\nfunc a() {}\n", CG_LANG_GO, 1);
    parse(parser, "package p\n\nfunc a() {}\n\nfunc b() {}\n", CG_LANG_GO, 2);
    assert_int_equal(resumed(), before);
    parse(other, "package p\n\nfunc a() { b() }\n\nfunc b() {}\n", CG_LANG_GO, 1);
    assert_int_equal(resumed(), before + 1);
    assert_int_equal(parsed.defs.len, 4);
    parse(parser, "", CG_LANG_GO, 1);
    parse(parser, "package q\n", CG_LANG_GO, 1);
    assert_int_equal(resumed(), before + 3);
}

static void without_a_place_nothing_is_kept(void **state)
{
    (void)state;
    CG_AUTO(cg_trees) trees = cg_trees_create(1 << 20);
    CG_AUTO(cg_parser) parser = cg_parser_create(NULL, trees);
    uint64_t before = resumed();
    parse(parser, "package p\n", CG_LANG_GO, 0);
    parse(parser, "package p\n", CG_LANG_GO, 0);
    assert_int_equal(resumed(), before);
    assert_int_equal(metric_value("codegraph_parse_tree_bytes"), 0);
}

/* What recovery makes of an error may depend on the tree before. */
static void errors_are_parsed_whole(void **state)
{
    (void)state;
    CG_AUTO(cg_trees) trees = cg_trees_create(1 << 20);
    CG_AUTO(cg_parser) parser = cg_parser_create(NULL, trees);
    uint64_t before = resumed();
    parse(parser, "package p\n\nfunc a() {}\n", CG_LANG_GO, 1);
    parse(parser, "package p\n\nfunc a() {\n", CG_LANG_GO, 1);
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    parse(parser, "package p\n\nfunc a() {}\n", CG_LANG_GO, 1);
    assert_int_equal(parsed.status, CG_PARSE_OK);
    assert_int_equal(resumed(), before);
}

static void another_language_begins_anew(void **state)
{
    (void)state;
    CG_AUTO(cg_trees) trees = cg_trees_create(1 << 20);
    CG_AUTO(cg_parser) parser = cg_parser_create(NULL, trees);
    uint64_t before = resumed();
    parse(parser, "int a(void);\n", CG_LANG_C, 1);
    parse(parser, "int a(void);\n", CG_LANG_CPP, 1);
    parse(parser, "int a(void), b(void);\n", CG_LANG_CPP, 1);
    assert_int_equal(resumed(), before + 1);
}

static void the_oldest_make_room(void **state)
{
    (void)state;
    enum { BYTES = 20000 };
    CG_AUTO(cg_trees) trees = cg_trees_create(BYTES);
    CG_AUTO(cg_parser) parser = cg_parser_create(NULL, trees);
    CG_AUTO_VALUE(cg_buf) large = {0};
    for (uint64_t place = 1; place < 200; place++) {
        parse(parser, "package p\n\nfunc a(x int) int { return x + 1 }\n", CG_LANG_GO, place);
        assert_in_range(metric_value("codegraph_parse_tree_bytes"), 1, BYTES);
    }
    uint64_t before = resumed();
    parse(parser, "package p\n\nfunc a(x int) int { return x + 2 }\n", CG_LANG_GO, 199);
    assert_int_equal(resumed(), before + 1);
    parse(parser, "package p\n\nfunc a(x int) int { return x + 2 }\n", CG_LANG_GO, 1);
    assert_int_equal(resumed(), before + 1);
    cg_buf_add_str(&large, CG_STR("package p\n"));
    for (size_t i = 0; i < 1000; i++)
        cg_buf_printf(&large, "func f%zu(x int) int { return x + 1 }\n", i);
    cg_buf_add(&large, "", 1);
    parse(parser, large.ptr, CG_LANG_GO, 7);
    /* It pushed out all, itself too. */
    assert_int_equal(metric_value("codegraph_parse_tree_bytes"), 0);
}

/* ---- what two texts differ in ---- */

static void assert_edit(const char *old, const char *text, uint32_t start, uint32_t old_end,
                        uint32_t new_end)
{
    TSInputEdit edit = edit_between(cg_str_from(old), cg_str_from(text));
    assert_int_equal(edit.start_byte, start);
    assert_int_equal(edit.old_end_byte, old_end);
    assert_int_equal(edit.new_end_byte, new_end);
}

static void an_edit_is_one_replacement(void **state)
{
    (void)state;
    assert_edit("", "", 0, 0, 0);
    assert_edit("abc", "abc", 3, 3, 3);
    assert_edit("", "abc", 0, 0, 3);
    assert_edit("abc", "", 0, 3, 0);
    assert_edit("aaaa", "aa", 2, 4, 2);
    assert_edit("one two", "one three two", 5, 5, 11);
    assert_edit("é", "è", 0, 2, 2);                 /* both begin with 0xc3 */
    assert_edit("x\xc3\xa9", "x\xc4\xa9", 1, 3, 3); /* both end with 0xa9 */
}

static void an_edit_knows_its_lines(void **state)
{
    (void)state;
    TSInputEdit edit = edit_between(CG_STR("a\nb\nc"), CG_STR("a\nxx\ny\nc"));
    assert_int_equal(edit.start_point.row, 1);
    assert_int_equal(edit.start_point.column, 0);
    assert_int_equal(edit.old_end_point.row, 1);
    assert_int_equal(edit.old_end_point.column, 1);
    assert_int_equal(edit.new_end_point.row, 2);
    assert_int_equal(edit.new_end_point.column, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_version_is_parsed_in_part),
        cmocka_unit_test(without_a_place_nothing_is_kept),
        cmocka_unit_test(errors_are_parsed_whole),
        cmocka_unit_test(another_language_begins_anew),
        cmocka_unit_test(the_oldest_make_room),
        cmocka_unit_test(an_edit_is_one_replacement),
        cmocka_unit_test(an_edit_knows_its_lines),
    };
    cg_unit_init(&parsed);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cg_unit_fini(&parsed);
    return failed;
}
