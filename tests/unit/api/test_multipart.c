// SPDX-License-Identifier: Apache-2.0
// Forms out of pieces: however the bytes are cut, the parts are the same; what is no form is refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rest/multipart.h"

static cg_code begin(void *arg, const multipart_part *part, cg_err *err)
{
    (void)err;
    cg_buf_printf(arg, "[%.*s", CG_STR_ARG(part->name));
    if (part->filename.ptr != NULL)
        cg_buf_printf(arg, "@%.*s", CG_STR_ARG(part->filename));
    cg_buf_add_char(arg, '=');
    return CG_OK;
}

static cg_code data(void *arg, cg_str bytes, cg_err *err)
{
    (void)err;
    cg_buf_add_str(arg, bytes);
    return CG_OK;
}

static cg_code end(void *arg, cg_err *err)
{
    (void)err;
    cg_buf_add_char(arg, ']');
    return CG_OK;
}

static cg_code push_all(cg_str text, size_t piece, cg_buf *told, cg_err *err)
{
    multipart m;
    multipart_visitor visitor = {told, begin, data, end};
    cg_code rc = multipart_init(&m, CG_STR("B0"), &visitor, err);
    for (size_t at = 0; rc == CG_OK && at < text.len; at += piece)
        rc = multipart_push(&m, cg_str_slice(text, at, at + piece), false, err);
    if (rc == CG_OK)
        rc = multipart_push(&m, CG_STR_NULL, true, err);
    multipart_fini(&m);
    return rc;
}

#define FIELD(rest) "Content-Disposition: form-data; " rest "\r\n\r\n"

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        cg_str text;
        const char *told;
    } cases[] = {
        {CG_STR("--B0--"), ""},
        {CG_STR("--B0--\r\nepilogue"), ""},
        {CG_STR("preamble\r\n--B0\r\n" FIELD("name=a") "1\r\n--B0--\r\n"), "[a=1]"},
        {CG_STR(
             "--B0\r\n" FIELD("name=\"a\"; filename=\"x/y.py\"") "l1\r\nl2\n\r\n--B0 \t\r\n" FIELD(
                 "name=b") "\r\n--B0--"),
         "[a@x/y.py=l1\r\nl2\n][b=]"},
        {CG_STR("--B0\r\ncontent-disposition:form-data;name=\"q\\\"\\\\\";filename=\"a;b=c.py\"\r\n"
                "Content-Type: text/plain\r\n\r\n--B\r\n--B\r\n-B0\r\n--B0--"),
         "[q\"\\@a;b=c.py=--B\r\n--B\r\n-B0]"},
        {CG_STR("--B0\r\n" FIELD("name=a; filename=\"\"") "\r\n--B0--"), "[a@=]"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        for (size_t piece = 1; piece < 60; piece++) {
            CG_AUTO_VALUE(cg_buf) told = {0};
            cg_err err;
            if (push_all(cases[i].text, piece, &told, &err) != CG_OK)
                fail_msg("case %zu in %zu: %s", i, piece, err.text);
            if (!cg_str_eq(cg_buf_str(&told), cg_str_from(cases[i].told)))
                fail_msg("case %zu in %zu: %.*s", i, piece, CG_STR_ARG(cg_buf_str(&told)));
        }
}

static void test_what_is_no_form(void **state)
{
    (void)state;
    static const struct {
        cg_str text;
        const char *error;
    } cases[] = {
        {CG_STR(""), "the boundary of the Content-Type does not occur"},
        {CG_STR("--B1\r\n" FIELD("name=a") "1\r\n--B1--"), "does not occur"},
        {CG_STR("--B0\r\n" FIELD("name=a") "1\r\n--B1--"), "part 1 of the form: the body ends"},
        {CG_STR("--B0\r\n" FIELD("name=a") "1\r\n--B0\r\nContent"), "part 2 of the form: the body"},
        {CG_STR("--B0\r\n" FIELD("name=a") "1\r\n--B0x\r\n"), "something else follows"},
        {CG_STR("--B0\r\n" FIELD("name=\"a") "1\r\n--B0--"), "has no end"},
        {CG_STR("--B0\r\n" FIELD("x=1") "1\r\n--B0--"), "no Content-Disposition with a name"},
        {CG_STR("--B0\r\n\r\n1\r\n--B0--"), "no Content-Disposition"},
        {CG_STR("--B0\r\nnonsense\r\n\r\n1\r\n--B0--"), "a header line has no name"},
        {CG_STR("--B0\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--B0--"),
         "not form-data"},
        {CG_STR("--B0\r\nContent-Transfer-Encoding: base64\r\n" FIELD("name=a") "1\r\n--B0--"),
         "Content-Transfer-Encoding"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++)
        for (size_t piece = 1; piece < 60; piece++) {
            CG_AUTO_VALUE(cg_buf) told = {0};
            cg_err err;
            assert_int_equal(push_all(cases[i].text, piece, &told, &err), CG_E_MALFORMED);
            if (strstr(err.text, cases[i].error) == NULL)
                fail_msg("case %zu in %zu: %s", i, piece, err.text);
        }
}

static void test_heads_and_boundaries_are_bounded(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO_VALUE(cg_buf) told = {0};
    cg_err err;
    cg_buf_add_str(&text, CG_STR("--B0\r\nX: "));
    for (int i = 0; i < 20000; i++)
        cg_buf_add_char(&text, 'x');
    assert_int_equal(push_all(cg_buf_str(&text), 1000, &told, &err), CG_E_MALFORMED);
    assert_non_null(strstr(err.text, "its header is too long"));
    multipart m;
    multipart_visitor visitor = {&told, begin, data, end};
    assert_int_equal(multipart_init(&m, CG_STR_NULL, &visitor, &err), CG_E_INVALID);
    assert_int_equal(multipart_init(&m, cg_str_slice(cg_buf_str(&text), 20, 91), &visitor, &err),
                     CG_E_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_what_is_no_form),
        cmocka_unit_test(test_heads_and_boundaries_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
