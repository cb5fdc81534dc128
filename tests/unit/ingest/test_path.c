// SPDX-License-Identifier: Apache-2.0
// Which paths may name a file.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/ingest.h"

typedef struct path_case {
    cg_str path;
    const char *says; /* part of the error; NULL: fine */
} path_case;

static const path_case cases[] = {
    {{"a", 1}, NULL},
    {{"a.py", 4}, NULL},
    {{"a/b/c.py", 8}, NULL},
    {{".hidden/.x", 10}, NULL},
    {{"...", 3}, NULL},
    {{"..a/b..", 7}, NULL},
    {{"a b/c\\d", 7}, NULL},
    {{"\xc3\xa9/\xf0\x9f\x98\x80.py", 10}, NULL},
    {{"", 0}, "empty"},
    {{NULL, 0}, "empty"},
    {{"/", 1}, "empty segment"},
    {{"/etc/passwd", 11}, "empty segment"},
    {{"a/", 2}, "empty segment"},
    {{"a//b", 4}, "empty segment"},
    {{".", 1}, "\"..\""},
    {{"..", 2}, "\"..\""},
    {{"./a", 3}, "\"..\""},
    {{"../a", 4}, "\"..\""},
    {{"a/../b", 6}, "\"..\""},
    {{"a/..", 4}, "\"..\""},
    {{"a/./b", 5}, "\"..\""},
    {{"a\0b", 3}, "control"},
    {{"a\nb", 3}, "control"},
    {{"a\x1f", 2}, "control"},
    {{"a\x7f", 2}, "control"},
    {{"a\xff", 2}, "UTF-8"},
    {{"a\xc0\xaf", 3}, "UTF-8"},     /* an overlong '/' */
    {{"a\xed\xa0\x80", 4}, "UTF-8"}, /* a surrogate */
};

static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        cg_err err = {0};
        cg_code rc = cg_path_check(cases[i].path, &err);
        if (cases[i].says == NULL ? rc != CG_OK
                                  : rc != CG_E_PATH || strstr(err.text, cases[i].says) == NULL)
            fail_msg("path %zu: %d %s", i, rc, err.text);
    }
}

static void test_lengths(void **state)
{
    (void)state;
    char path[5000];
    memset(path, 'a', sizeof path);
    assert_int_equal(cg_path_check(cg_str_make(path, 255), NULL), CG_OK);
    assert_int_equal(cg_path_check(cg_str_make(path, 256), NULL), CG_E_PATH);
    for (size_t i = 200; i < sizeof path; i += 201)
        path[i] = '/';
    assert_int_equal(cg_path_check(cg_str_make(path, 4096), NULL), CG_OK);
    assert_int_equal(cg_path_check(cg_str_make(path, 4097), NULL), CG_E_PATH);
    path[300] = '/', path[555] = '/', path[401] = 'a'; /* a segment of 254 bytes, then */
    path[556] = '/';                                   /* an empty one */
    assert_int_equal(cg_path_check(cg_str_make(path, 600), NULL), CG_E_PATH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_lengths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
