// SPDX-License-Identifier: Apache-2.0
// link: the tables of languages' libraries are searched by halves, so their rows are in order, each there once.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/cpp_std.h"
#include "rules/go_library.h"
#include "rules/java_library.h"
#include "rules/javascript_library.h"
#include "rules/python.h"
#include "rules/rust.h"

#define IN_ORDER(rows, count, field)                                                               \
    do {                                                                                           \
        assert_true((count) > 0);                                                                  \
        for (size_t i = 1; i < (count); i++)                                                       \
            assert_true(                                                                           \
                cg_str_cmp(cg_str_from((rows)[i - 1].field), cg_str_from((rows)[i].field)) < 0);   \
    } while (0)

static void test_tables_by_name(void **state)
{
    (void)state;
    IN_ORDER(python_library, python_library_count, name);
    IN_ORDER(java_classes, java_classes_count, name);
    IN_ORDER(cpp_std_types, cpp_std_types_count, name);
    IN_ORDER(cpp_pointer_members, cpp_pointer_members_count, name);
    IN_ORDER(cpp_container_members, cpp_container_members_count, name);
    IN_ORDER(cpp_text_members, cpp_text_members_count, name);
    for (size_t i = 1; i < python_modules_count; i++)
        assert_true(cg_str_cmp(cg_str_from(python_modules[i - 1]), cg_str_from(python_modules[i])) <
                    0);
}

/* "Array.at": by the type, and then by the member. */
static int compare_javascript(const char *a, const char *b)
{
    cg_str left = cg_str_from(a), right = cg_str_from(b);
    size_t left_dot = (size_t)cg_str_find(left, '.'), right_dot = (size_t)cg_str_find(right, '.');
    int types = cg_str_cmp(cg_str_slice(left, 0, left_dot), cg_str_slice(right, 0, right_dot));
    return types != 0 ? types
                      : cg_str_cmp(cg_str_slice(left, left_dot, left.len),
                                   cg_str_slice(right, right_dot, right.len));
}

static void test_tables_by_two_names(void **state)
{
    (void)state;
    for (size_t i = 1; i < javascript_library_count; i++)
        assert_true(compare_javascript(javascript_library[i - 1].name, javascript_library[i].name) <
                    0);
    for (size_t i = 1; i < go_library_count; i++) {
        const go_declared *a = &go_library[i - 1], *b = &go_library[i];
        int packages = cg_str_cmp(cg_str_from(a->package), cg_str_from(b->package));
        assert_true(packages < 0 ||
                    (packages == 0 && cg_str_cmp(cg_str_from(a->name), cg_str_from(b->name)) < 0));
    }
    for (size_t i = 1; i < rust_std_results_count;
         i++) { /* several of one method, the likelier first */
        const rust_std_result *a = &rust_std_results[i - 1], *b = &rust_std_results[i];
        int types = cg_str_cmp(cg_str_from(a->type), cg_str_from(b->type));
        assert_true(types < 0 || (types == 0 &&
                                  cg_str_cmp(cg_str_from(a->method), cg_str_from(b->method)) <= 0));
    }
}

static void test_what_rows_say(void **state)
{
    const char *results[RUST_STD_RESULTS_MAX];
    (void)state;
    assert_int_equal(python_gives_of(CG_STR("sorted")), PYTHON_CONTAINER_OF_FIRST);
    assert_int_equal(python_gives_of(CG_STR("os:getcwd")), PYTHON_NOTHING);
    assert_int_equal(rust_std_results_of(CG_STR("SmallVec"), false, CG_STR("first"), results), 1);
    assert_string_equal(results[0], "Option<0>");
    assert_int_equal(rust_std_results_of(CG_STR("Peekable"), true, CG_STR("fold"), results), 2);
    assert_string_equal(results[1], "arg");
    assert_int_equal(rust_std_results_of(CG_STR("Vec"), false, CG_STR("no_such"), results), 0);
    assert_true(rust_std_has_type(CG_STR("HashMap")));
    assert_false(rust_std_has_type(CG_STR("Job")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_by_name),
        cmocka_unit_test(test_tables_by_two_names),
        cmocka_unit_test(test_what_rows_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
