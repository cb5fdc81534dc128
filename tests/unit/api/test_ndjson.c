// SPDX-License-Identifier: Apache-2.0
// Lines out of pieces: however the bytes are cut, the lines and their numbers are the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rest/ndjson.h"

typedef struct taken {
    cg_buf text; /* "number:line|" */
    cg_code answer;
} taken;

static cg_code take(void *arg, cg_str line, size_t number, cg_err *err)
{
    taken *t = arg;
    cg_buf_printf(&t->text, "%zu:%.*s|", number, CG_STR_ARG(line));
    return t->answer == CG_OK ? CG_OK : CG_FAIL(err, t->answer, "told to");
}

static cg_code push_all(cg_str text, size_t piece, size_t line_max, taken *t, cg_err *err)
{
    ndjson n;
    ndjson_init(&n, line_max, take, t);
    cg_code rc = CG_OK;
    for (size_t at = 0; rc == CG_OK && at < text.len; at += piece)
        rc = ndjson_push(&n, cg_str_slice(text, at, at + piece), false, err);
    if (rc == CG_OK)
        rc = ndjson_push(&n, CG_STR_NULL, true, err);
    ndjson_fini(&n);
    return rc;
}

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *text, *lines;
    } cases[] = {
        {"", ""},
        {"\n\n \r\n", ""},
        {"{}", "1:{}|"},
        {"{}\n", "1:{}|"},
        {"{\"a\":1}\r\n\n{}\n[]", "1:{\"a\":1}\r|3:{}|4:[]|"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        for (size_t piece = 1; piece < 20; piece++) {
            taken t = {.answer = CG_OK};
            cg_err err;
            assert_int_equal(push_all(cg_str_from(cases[i].text), piece, 100, &t, &err), CG_OK);
            assert_true(cg_str_eq(cg_buf_str(&t.text), cg_str_from(cases[i].lines)));
            cg_buf_fini(&t.text);
        }
}

static void test_lines_too_long(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < 20; piece++) {
        taken t = {.answer = CG_OK};
        cg_err err;
        assert_int_equal(push_all(CG_STR("12345\n123456\n1\n"), piece, 5, &t, &err), CG_E_LIMIT);
        assert_string_equal(err.text, "line 2 is longer than 5 bytes");
        assert_true(cg_str_eq(cg_buf_str(&t.text), CG_STR("1:12345|")));
        cg_buf_fini(&t.text);
    }
}

static void test_an_error_ends_it(void **state)
{
    (void)state;
    taken t = {.answer = CG_E_PATH};
    cg_err err;
    assert_int_equal(push_all(CG_STR("a\nb\n"), 100, 5, &t, &err), CG_E_PATH);
    assert_true(cg_str_eq(cg_buf_str(&t.text), CG_STR("1:a|")));
    cg_buf_fini(&t.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_lines_too_long),
        cmocka_unit_test(test_an_error_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
