// SPDX-License-Identifier: Apache-2.0
// What an index knows of a content: its stored form is read back, found by position, and refused when it is damaged.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/model.h"

static const cg_known_target targets[] = {
    {.path = CG_STR("a.py"), .descriptors = CG_STR("A#f()."), .name = CG_STR("f")},
    {.path = CG_STR("b.py"), .descriptors = CG_STR(""), .name = CG_STR("")},
    {.module = CG_STR("os"), .external_name = CG_STR("path.join")},
    {.module = CG_STR("os"), .external_name = CG_STR("")},
    {.module = CG_STR("yaml"),
     .external_name = CG_STR("load"),
     .package = CG_STR("PyYAML"),
     .version = CG_STR("6.0.1")},
};
static const cg_known_ref refs[] = {{0, 3}, {7, 0}, {7, 2}, {300, 1}, {70000, 0}};

static void encode(cg_buf *out)
{
    const cg_known known = {.blob = {{1, 2, 3}},
                            .tool = CG_STR("tool"),
                            .tool_version = CG_STR("1.0"),
                            .targets = targets,
                            .targets_count = CG_ARRAY_LEN(targets),
                            .refs = refs,
                            .refs_count = CG_ARRAY_LEN(refs)};
    cg_known_encode(&known, out);
}

static void test_what_is_written_is_read(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) out = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_known read;
    cg_blob_id blob;
    encode(&out);
    assert_true(cg_known_blob(cg_buf_str(&out), &blob));
    assert_int_equal(blob.bytes[2], 3);
    assert_true(cg_known_decode(cg_buf_str(&out), arena, &read));
    assert_true(cg_str_eq(read.tool, CG_STR("tool")));
    assert_true(cg_str_eq(read.tool_version, CG_STR("1.0")));
    assert_int_equal(read.targets_count, CG_ARRAY_LEN(targets));
    assert_true(cg_str_eq(read.targets[0].descriptors, targets[0].descriptors));
    assert_true(cg_str_eq(read.targets[2].external_name, targets[2].external_name));
    assert_int_equal(read.targets[2].path.len + read.targets[2].package.len, 0);
    assert_true(cg_str_eq(read.targets[4].external_name, targets[4].external_name));
    assert_true(cg_str_eq(read.targets[4].package, targets[4].package));
    assert_true(cg_str_eq(read.targets[4].version, targets[4].version));
    assert_int_equal(read.refs_count, CG_ARRAY_LEN(refs));
    assert_memory_equal(read.refs, refs, sizeof refs);
}

static void test_names_are_found_by_position(void **state)
{
    (void)state;
    const cg_known known = {.refs = refs, .refs_count = CG_ARRAY_LEN(refs)};
    size_t first;
    assert_int_equal(cg_known_at(&known, 7, &first), 2);
    assert_int_equal(first, 1);
    assert_int_equal(cg_known_at(&known, 0, &first), 1);
    assert_int_equal(cg_known_at(&known, 70000, &first), 1);
    assert_int_equal(cg_known_at(&known, 8, &first), 0);
    assert_int_equal(cg_known_at(&known, UINT32_MAX, &first), 0);
}

static void test_damage_is_refused(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_known read;
    encode(&out);
    for (size_t len = 0; len < out.len; len++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        assert_false(cg_known_decode(cg_str_make(out.ptr, len), arena, &read));
    }
    for (size_t i = 0; i < out.len; i++) { /* read as something, or refused */
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        out.ptr[i] ^= 0x55;
        (void)cg_known_decode(cg_buf_str(&out), arena, &read);
        out.ptr[i] ^= 0x55;
    }
    cg_buf_add_char(&out, 0);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    assert_false(cg_known_decode(cg_buf_str(&out), arena, &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_names_are_found_by_position),
        cmocka_unit_test(test_damage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
