// SPDX-License-Identifier: Apache-2.0
// parse: limits, reuse and odd sources, tried on Go, whose extractor is small.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsed.h"

static void parse(cg_str source)
{
    parse_within(NULL, CG_LANG_GO, source, CG_SKIP_NONE);
}

/* ---- odd sources ---- */

static void nothing_is_a_file(void **state)
{
    (void)state;
    static const char *const sources[] = {"", "\n", " ", "\xef\xbb\xbf", "// only\n", "\r\n\r\n"};
    for (size_t i = 0; i < CG_ARRAY_LEN(sources); i++) {
        parse(cg_str_from(sources[i]));
        assert_int_equal(parsed.defs.len, 1);
        assert_int_equal(parsed.status, CG_PARSE_OK);
    }
    assert_int_equal(parsed.source_lines, 2);
}

static void byte_order_mark_and_crlf(void **state)
{
    (void)state;
    parse(CG_STR(
        "\xef\xbb\xbfpackage p\r\n\r\n// Doc one.\r\n// Doc two.\r\nfunc f(\r\n\ta int,\r\n) {}\r\n"));
    const cg_def *f = def_named("f");
    assert_non_null(f);
    assert_int_equal(f->name_line, 4);
    assert_text(f->doc, "Doc one.\nDoc two.");
    assert_text(f->signature, "func f( a int, )");
}

static void latin1_becomes_utf8(void **state)
{
    (void)state;
    parse(CG_STR("package p\n\n// Caf\xe9 opens.\nfunc open() {}\n"));
    assert_text(def_named("open")->doc, "Caf\xc3\xa9 opens.");
}

static void syntax_errors_are_ranges(void **state)
{
    (void)state;
    parse(CG_STR("package p\n\nfunc good() {}\n\nfunc ) bad {\n\nfunc after() {}\n"));
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_true(parsed.errors.len > 0);
    assert_true(parsed.errors.ptr[0].start_line >= 4);
    assert_non_null(def_named("good"));
}

static void no_more_than_a_hundred_errors(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) source = {0};
    cg_buf_add_str(&source, CG_STR("package p\n"));
    for (unsigned i = 0; i < 300; i++)
        cg_buf_add_str(&source, CG_STR("func f() { a := }\n\n"));
    parse(cg_buf_str(&source));
    assert_int_equal(parsed.errors.len, 100);
}

/* ---- limits ---- */

static void deep_nesting_is_left_out(void **state)
{
    (void)state;
    cg_parse_limits limits = cg_parse_limits_default();
    CG_AUTO_VALUE(cg_buf) source = {0};
    cg_buf_add_str(&source, CG_STR("package p\nvar a = "));
    for (unsigned i = 0; i < 20000; i++)
        cg_buf_add_char(&source, '(');
    cg_buf_add_str(&source, CG_STR("x"));
    for (unsigned i = 0; i < 20000; i++)
        cg_buf_add_char(&source, ')');
    cg_buf_add_str(&source, CG_STR("\nfunc after() {}\n"));
    parse_within(&limits, CG_LANG_GO, cg_buf_str(&source), CG_SKIP_NONE);
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_non_null(def_named("after"));
    assert_int_equal(parsed.errors.len, 1);
}

static void empty_lines_are_looked_at_once(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) source = {0};
    for (unsigned i = 0; i < 2000000; i++) /* each again and again, they would take hours */
        cg_buf_add_char(&source, '\n');
    cg_buf_add_str(&source, CG_STR("function after() {}\n"));
    parse_within(NULL, CG_LANG_TYPESCRIPT, cg_buf_str(&source), CG_SKIP_NONE);
    assert_non_null(def_named("after"));
}

static void deep_definitions_are_left_out(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) source = {0};
    cg_buf_add_str(&source, CG_STR("package p\ntype t "));
    for (unsigned i = 0; i < 400; i++)
        cg_buf_printf(&source, "struct { f%u ", i);
    cg_buf_add_str(&source, CG_STR("int"));
    for (unsigned i = 0; i < 400; i++)
        cg_buf_add_str(&source, CG_STR(" }"));
    cg_buf_add_str(&source, CG_STR("\nfunc after() {}\n"));
    parse(cg_buf_str(&source));
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_non_null(def_named("f100"));
    assert_null(def_named("f399"));
    assert_non_null(def_named("after"));
}

static void facts_are_limited(void **state)
{
    (void)state;
    cg_parse_limits limits = cg_parse_limits_default();
    limits.facts_max = 50;
    CG_AUTO_VALUE(cg_buf) source = {0};
    cg_buf_add_str(&source, CG_STR("package p\n"));
    for (unsigned i = 0; i < 100; i++)
        cg_buf_printf(&source, "func f%u() { g(h(1)) }\n", i);
    parse_within(&limits, CG_LANG_GO, cg_buf_str(&source), CG_SKIP_NONE);
    assert_int_equal(parsed.status, CG_PARSE_PARTIAL);
    assert_true(parsed.defs.len + parsed.refs.len <= 60);
    assert_true(parsed.defs.len > 10);
}

static void a_slow_file_is_skipped(void **state)
{
    (void)state;
    cg_parse_limits limits = cg_parse_limits_default();
    limits.timeout_ns = 1;
    CG_AUTO_VALUE(cg_buf) source = {0};
    cg_buf_add_str(&source, CG_STR("package p\n"));
    for (unsigned i = 0; i < 1000; i++)
        cg_buf_add_str(&source, CG_STR("func f() { g(h(1)) }\n"));
    parse_within(&limits, CG_LANG_GO, cg_buf_str(&source), CG_SKIP_TIMEOUT);
    assert_int_equal(parsed.status, CG_PARSE_SKIPPED);
    assert_int_equal(parsed.defs.len, 0);
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) source = {0};
    cg_buf_add_str(&source, CG_STR("package p\n"));
    for (unsigned i = 0; i < 3000; i++)
        cg_buf_add_str(&source, CG_STR("// \xc3\xa9\xc3\xa9\xc3\xa9\n"));
    cg_buf_add_str(&source, CG_STR("func f("));
    for (unsigned i = 0; i < 500; i++)
        cg_buf_printf(&source, "\xc3\xa9%u, ", i);
    cg_buf_add_str(&source, CG_STR("z int) {}\n"));
    parse(cg_buf_str(&source));
    const cg_def *f = def_named("f");
    assert_in_range(f->signature.len, 1000, 1024);
    assert_in_range(f->doc.len, 8000, 8192);
    assert_int_equal(f->params_max, 254); /* 255 would mean any number */
}

/* ---- reuse ---- */

static void a_used_parser_gives_the_same(void **state)
{
    (void)state;
    static const cg_str first = CG_STR("package p\nfunc f() { g() }\n");
    CG_AUTO(cg_parser) parser = cg_parser_create(NULL, NULL);
    CG_AUTO_VALUE(cg_buf) before = {0}, after = {0}, large = {0};
    cg_skip skip;
    assert_int_equal(cg_parse_unit(parser, &(cg_parse_input){.content = first, .lang = CG_LANG_GO},
                                   &parsed, &skip, NULL),
                     CG_OK);
    cg_unit_encode(&parsed, &before);
    cg_buf_add_str(&large, CG_STR("package p\n"));
    for (unsigned i = 0; i < 5000; i++)
        cg_buf_printf(&large, "func f%u(x%u int) { f%u(x%u) }\n", i, i, i / 2, i);
    assert_int_equal(
        cg_parse_unit(parser, &(cg_parse_input){.content = cg_buf_str(&large), .lang = CG_LANG_GO},
                      &parsed, &skip, NULL),
        CG_OK);
    assert_int_equal(parsed.defs.len, 5002);
    assert_int_equal(cg_parse_unit(parser, &(cg_parse_input){.content = first, .lang = CG_LANG_GO},
                                   &parsed, &skip, NULL),
                     CG_OK);
    cg_unit_encode(&parsed, &after);
    assert_true(cg_str_eq(cg_buf_str(&before), cg_buf_str(&after)));
}

static void unknown_language_is_an_error(void **state)
{
    (void)state;
    CG_AUTO(cg_parser) parser = cg_parser_create(NULL, NULL);
    cg_skip skip;
    cg_err err = {0};
    assert_int_equal(cg_parse_unit(parser,
                                   &(cg_parse_input){.content = CG_STR("x"), .lang = CG_LANG_NONE},
                                   &parsed, &skip, &err),
                     CG_E_INVALID);
    assert_int_equal(cg_parse_bare(parser, CG_STR("x"), CG_LANG_NONE, &err), CG_E_INVALID);
    assert_int_equal(cg_parse_bare(parser, CG_STR("package p"), CG_LANG_GO, &err), CG_OK);
}

/* ---- identity ---- */

static void hashes_follow_what_they_cover(void **state)
{
    (void)state;
    parse(CG_STR("package p\n// Doc.\nfunc f() { g() }\n"));
    cg_def a = *def_named("f");
    parse(CG_STR("package p\n\nimport \"x\"\n\n// Doc.\nfunc f() { h() }\n"));
    cg_def b = *def_named("f");
    assert_true(a.symbol_hash == b.symbol_hash);
    assert_true(a.body_hash != b.body_hash);
    parse(CG_STR("package p\n// Other.\nfunc (t T) f(a int) { g() }\n"));
    cg_def c = *def_named("f");
    assert_true(a.symbol_hash != c.symbol_hash);
    assert_true(a.body_hash == c.body_hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_a_file),
        cmocka_unit_test(byte_order_mark_and_crlf),
        cmocka_unit_test(latin1_becomes_utf8),
        cmocka_unit_test(syntax_errors_are_ranges),
        cmocka_unit_test(no_more_than_a_hundred_errors),
        cmocka_unit_test(deep_nesting_is_left_out),
        cmocka_unit_test(empty_lines_are_looked_at_once),
        cmocka_unit_test(deep_definitions_are_left_out),
        cmocka_unit_test(facts_are_limited),
        cmocka_unit_test(a_slow_file_is_skipped),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(a_used_parser_gives_the_same),
        cmocka_unit_test(unknown_language_is_an_error),
        cmocka_unit_test(hashes_follow_what_they_cover),
    };
    return cmocka_run_group_tests(tests, parsed_begin, parsed_end);
}
