// SPDX-License-Identifier: Apache-2.0
// json: what is accepted, what is refused and with which words, limits, failing memory.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "cg/json.h"

static cg_code parse(cg_str text, const cg_json_limits *limits, cg_err *err)
{
    CG_AUTO(cg_json)
    doc = NULL;
    cg_code rc = cg_json_parse(text, limits, &doc, err);
    assert_int_equal(doc != NULL, rc == CG_OK);
    return rc;
}

static void accepts_json(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{}",
        "[]",
        " [1, -2.5e3, \"x\", true, false, null] ",
        "\"text\"",
        "0",
        "null",
        "{\"a\":{\"a\":{\"a\":[]}}}",
        "\"\\u00e9\\ud83c\\udf33\\u0000\"",
        "9223372036854775807",
        "\"\xc3\xa9\"",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(good); i++) {
        cg_err err = {0};
        if (parse(cg_str_from(good[i]), NULL, &err) != CG_OK)
            fail_msg("%s: %s", good[i], err.text);
    }
}

static void refuses_what_is_not_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        cg_code code;
        const char *message;
    } bad[] = {
        {"", CG_E_MALFORMED, "line 1, column 1: the text ends too early"},
        {"{\"a\":", CG_E_MALFORMED, "line 1, column 5: the text ends too early"},
        {"{\n  \"a\": 1,\n  \"a\": 2\n}", CG_E_MALFORMED, "line 3, column 5: member appears twice"},
        {"[1,\n2}", CG_E_MALFORMED, "line 2, column 2: syntax error"},
        {"[1] x", CG_E_MALFORMED, "line 1, column 5: something follows the value"},
        {"[1,]", CG_E_MALFORMED, NULL},
        {"{a:1}", CG_E_MALFORMED, NULL},
        {"{\"a\":1,}", CG_E_MALFORMED, NULL},
        {"'a'", CG_E_MALFORMED, NULL},
        {"[NaN]", CG_E_MALFORMED, NULL},
        {"01", CG_E_MALFORMED, NULL},
        {"\"\\ud800\"", CG_E_MALFORMED, NULL},
        {"\"a\nb\"", CG_E_MALFORMED, NULL},
        {"{\"a\\u0000b\":1}", CG_E_MALFORMED, NULL},
        {"\xef\xbb\xbf{}", CG_E_MALFORMED, NULL},
        {"[\"a\",\n \"\xc3\xa9\xff\"]", CG_E_ENCODING, "line 2, column 4: not UTF-8"},
        {"[\"\xed\xa0\x80\"]", CG_E_ENCODING, NULL},
        {"[1, 9223372036854775808]", CG_E_INVALID, "line 1, column 23: number out of range"},
        {"1e999", CG_E_INVALID, NULL},
        {"\"\\", CG_E_MALFORMED, NULL},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(bad); i++) {
        cg_err err = {0};
        assert_int_equal(parse(cg_str_from(bad[i].text), NULL, &err), bad[i].code);
        assert_int_equal(err.code, bad[i].code);
        if (bad[i].message)
            assert_string_equal(err.text, bad[i].message);
        assert_int_equal(parse(cg_str_from(bad[i].text), NULL, NULL), bad[i].code);
    }
    assert_int_equal(parse(CG_STR_NULL, NULL, NULL), CG_E_MALFORMED);
}

static void keeps_limits(void **state)
{
    (void)state;
    cg_err err = {0};
    cg_json_limits limits = {.bytes_max = 20};
    assert_int_equal(parse(CG_STR("[1234567890,12345678]"), &limits, &err), CG_E_LIMIT);
    limits = (cg_json_limits){.depth_max = 3};
    assert_int_equal(parse(CG_STR("[[[1]],[[2]]]"), &limits, &err), CG_OK);
    assert_int_equal(parse(CG_STR("[\"[[[\", [[\n[]]]]"), &limits, &err), CG_E_LIMIT);
    assert_string_equal(err.text, "line 2, column 1: nested too deeply");
    limits = (cg_json_limits){.values_max = 4};
    assert_int_equal(parse(CG_STR("[1,\",,,,\",3]"), &limits, &err), CG_OK);
    assert_int_equal(parse(CG_STR("[1,2,3,4]"), &limits, &err), CG_E_LIMIT);
    assert_string_equal(err.text, "line 1, column 7: too many values");
}

/* A text may be one of many lines: errors count from where it begins. */
static void lines_are_counted_from_the_first(void **state)
{
    (void)state;
    cg_err err = {0};
    cg_json_limits limits = {.first_line = 7, .depth_max = 1};
    assert_int_equal(parse(CG_STR("[1,\n2,]"), &limits, &err), CG_E_MALFORMED);
    assert_true(cg_str_starts(cg_str_from(err.text), CG_STR("line 8, column ")));
    assert_int_equal(parse(CG_STR("[[1]]"), &limits, &err), CG_E_LIMIT);
    assert_string_equal(err.text, "line 7, column 2: nested too deeply");
}

static void default_depth_is_bounded(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_err err = {0};
    cg_json_limits limits = {.depth_max = 1000000};
    for (int i = 0; i < 100000; i++)
        cg_buf_add_char(&text, '[');
    assert_int_equal(parse(cg_buf_str(&text), NULL, &err), CG_E_LIMIT);
    assert_string_equal(err.text, "line 1, column 65: nested too deeply");
    assert_int_equal(parse(cg_buf_str(&text), &limits, &err), CG_E_LIMIT);
    assert_string_equal(err.text, "line 1, column 201: nested too deeply");
}

static void every_failing_allocation_is_reported(void **state)
{
    (void)state;
    cg_str text = CG_STR("{\"a\":[1,2.5,\"three\"],\"b\":{\"c\":null,\"d\":true}}");
    cg_code rc = CG_E_NOMEM;
    int n = 0;
    while (rc != CG_OK && n < 1000) {
        char spec[32];
        cg_err err = {0};
        (void)snprintf(spec, sizeof spec, "base.alloc:%d", ++n);
        cg_fault_set(spec);
        rc = parse(text, NULL, &err);
        cg_fault_set(NULL);
        assert_true(rc == CG_OK || rc == CG_E_NOMEM);
    }
    assert_true(n > 10);
    assert_int_equal(rc, CG_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_json),
        cmocka_unit_test(refuses_what_is_not_json),
        cmocka_unit_test(keeps_limits),
        cmocka_unit_test(lines_are_counted_from_the_first),
        cmocka_unit_test(default_depth_is_bounded),
        cmocka_unit_test(every_failing_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
