// SPDX-License-Identifier: Apache-2.0
// Stored contents that follow each other: each is a small difference to the one before, reads back as it was, and
// damage below it is an error.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"
#include "graph_int.h"

#define LINES 400
#define DEEPEST 8

static cg_store *store;

static cg_blob_id blob_of(unsigned number)
{
    cg_blob_id blob = {{1}};
    cg_put_be32(blob.bytes + 4, number);
    return blob;
}

static key key_of(unsigned number)
{
    cg_blob_id blob = blob_of(number);
    key k = {.len = 0};
    key_put(&k, blob.bytes, sizeof blob.bytes);
    return k;
}

/* The text of a version: each has one line that the one before has otherwise. */
static cg_str text_of(cg_arena *arena, unsigned number)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    for (unsigned line = 0; line < LINES; line++) {
        unsigned edits = line <= number % LINES ? number / LINES + 1 : number / LINES;
        uint64_t h = cg_hash64(&line, sizeof line, edits);
        cg_buf_printf(&text, "line %u says %016" PRIx64 "\n", line, h);
    }
    return cg_arena_str(arena, cg_buf_str(&text));
}

static void put_record(unsigned number, cg_str bytes)
{
    fixture_put_row(cg_store_kv(store), CG_CF_SOURCES, key_of(number), bytes);
}

/* Stores a text as what differs from that of number `before`; below 0: whole. Its stored size. */
static size_t put_text(unsigned number, cg_str text, int before)
{
    CG_AUTO_VALUE(cg_buf) packed = {0};
    cg_file file = {.present = true, .blob = blob_of((unsigned)before)};
    assert_ok(cg_store_pack_source(store, text, before >= 0 ? &file : NULL, &packed, &graph_err));
    put_record(number, cg_buf_str(&packed));
    return packed.len;
}

static cg_code read_text(unsigned number, cg_buf *out)
{
    key k = key_of(number);
    graph_err = (cg_err){0};
    return packed_read(store, CG_CF_SOURCES, key_str(&k), out, &graph_err);
}

static void expect_text(unsigned number, cg_str text)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    assert_ok(read_text(number, &out));
    assert_true(cg_str_eq(cg_buf_str(&out), text));
}

static void expect_damage(unsigned number)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    assert_int_equal(read_text(number, &out), CG_E_CORRUPT);
    assert_int_equal(graph_err.code, CG_E_CORRUPT);
    assert_true(graph_err.text[0] != '\0');
}

/* The stored bytes of a record, in the arena. */
static cg_str stored_of(cg_arena *arena, key k)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str stored;
    assert_ok(
        cg_kv_get(cg_store_kv(store), NULL, CG_CF_SOURCES, key_str(&k), &pin, &stored, &graph_err));
    return cg_arena_str(arena, stored);
}

/* How many records lie below one. */
static unsigned depth_of(cg_arena *arena, unsigned number)
{
    key k = key_of(number);
    for (unsigned depth = 0;; depth++) {
        cg_str base;
        assert_true(packed_base(CG_CF_SOURCES, stored_of(arena, k), &base));
        if (base.len == 0)
            return depth;
        k.len = 0;
        key_put(&k, base.ptr, base.len);
    }
}

static int open_store(void **state)
{
    (void)state;
    store = fixture_open("memory", NULL);
    return 0;
}

static int close_store(void **state)
{
    (void)state;
    cg_store_close(store);
    return 0;
}

static void test_versions_are_small_and_read_back(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    enum { VERSIONS = 100 };
    size_t whole = put_text(0, text_of(arena, 0), -1), sum = 0;
    for (unsigned i = 1; i < VERSIONS; i++)
        sum += put_text(i, text_of(arena, i), (int)i - 1);
    assert_true(sum < VERSIONS * whole / 6);
    for (unsigned i = 0; i < VERSIONS; i++) {
        expect_text(i, text_of(arena, i));
        assert_true(depth_of(arena, i) <= DEEPEST);
    }
}

static void test_what_has_little_in_common_is_whole(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)put_text(0, text_of(arena, 0), -1);
    (void)put_text(1, text_of(arena, 5 * LINES), 0); /* all lines are others */
    assert_int_equal(depth_of(arena, 1), 0);
    expect_text(1, text_of(arena, 5 * LINES));
    (void)put_text(2, CG_STR(""), 1);
    expect_text(2, CG_STR(""));
    (void)put_text(3, text_of(arena, 0), 2);
    assert_int_equal(depth_of(arena, 3), 0);
    expect_text(3, text_of(arena, 0));
}

static void test_nothing_is_based_on_what_cannot_be_read(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)put_text(1, text_of(arena, 1), 0); /* which is not there */
    assert_int_equal(depth_of(arena, 1), 0);
    put_record(0, CG_STR("damaged"));
    (void)put_text(1, text_of(arena, 1), 0);
    assert_int_equal(depth_of(arena, 1), 0);
    expect_text(1, text_of(arena, 1));
}

static void test_damage_below_is_an_error(void **state)
{
    (void)state;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    for (unsigned i = 0; i < 3; i++)
        (void)put_text(i, text_of(arena, i), (int)i - 1);
    assert_int_equal(depth_of(arena, 2), 2);
    cg_str first = stored_of(arena, key_of(0)), second = stored_of(arena, key_of(1));

    (void)put_text(0, text_of(arena, 7), -1); /* sound, but another */
    expect_damage(2);
    put_record(0, cg_str_slice(first, 0, first.len - 1));
    expect_damage(2);
    put_record(0, first);
    put_record(1, stored_of(arena, key_of(2))); /* based on itself */
    expect_damage(1);
    expect_damage(2);
    for (size_t len = 0; len < 22; len++) { /* cut in its head */
        put_record(1, cg_str_slice(second, 0, len));
        expect_damage(1);
    }
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(cg_store_kv(store));
    key k = key_of(1);
    cg_kv_batch_delete(batch, CG_CF_SOURCES, key_str(&k));
    assert_ok(cg_kv_write(cg_store_kv(store), batch, false, &graph_err));
    expect_damage(2);
    CG_AUTO_VALUE(cg_buf) out = {0};
    assert_int_equal(read_text(1, &out), CG_E_NOT_FOUND);
    put_record(1, second);
    expect_text(2, text_of(arena, 2));
}

static uint64_t next_random(uint64_t *state)
{
    *state = cg_hash64(state, sizeof *state, 1);
    return *state;
}

/* `length` bytes of a few letters, so that much of it is there again. */
static void add_letters(cg_buf *out, size_t length, uint64_t *random)
{
    for (size_t i = 0; i < length; i++)
        cg_buf_add_char(out, (char)('a' + next_random(random) % 4));
}

/* Some of the base goes, or is there twice, and other bytes come, anywhere. */
static void edit(cg_str base, cg_buf *out, uint64_t *random)
{
    static const size_t lengths[] = {0, 1, 7, 47, 48, 49, 63, 64, 65, 1000};
    size_t from = next_random(random) % (base.len + 1), to = next_random(random) % (base.len + 1);
    cg_buf_clear(out);
    cg_buf_add_str(out, cg_str_slice(base, 0, from));
    add_letters(out, lengths[next_random(random) % CG_ARRAY_LEN(lengths)], random);
    cg_buf_add_str(out, cg_str_slice(base, to, base.len));
}

static void test_any_bytes_after_any_others(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) base = {0};
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_buf) packed = {0};
    CG_AUTO_VALUE(cg_buf) out = {0};
    uint64_t random = 7;
    for (unsigned round = 0; round < 2000; round++) {
        edit(cg_buf_str(&base), &bytes, &random);
        cg_buf_clear(&packed);
        cg_buf_clear(&out);
        assert_ok(difference_make(cg_buf_str(&base), cg_buf_str(&bytes), &packed, &graph_err));
        cg_str made = cg_buf_str(&packed);
        assert_ok(difference_apply(cg_buf_str(&base), made, bytes.len, &out, &graph_err));
        assert_true(cg_str_eq(cg_buf_str(&out), cg_buf_str(&bytes)));
        cg_buf_clear(&out);
        if (bytes.len > 0)
            assert_int_equal(
                difference_apply(cg_buf_str(&base), made, bytes.len - 1, &out, &graph_err),
                CG_E_CORRUPT);
        cg_buf_clear(&out);
        made.len = next_random(&random) % made.len;
        assert_int_equal(difference_apply(cg_buf_str(&base), made, SIZE_MAX / 4, &out, &graph_err),
                         CG_E_CORRUPT);
        cg_buf_clear(&base);
        cg_buf_add_str(&base, cg_buf_str(&bytes));
    }
}

/* A content that another project has stored meanwhile stays as it is: others may be based on it. */
static void test_a_commit_does_not_replace_what_is_stored(void **state)
{
    (void)state;
    static const toy_file file = {true, 1, {{1, 10, 0, 1}}};
    fixture_put(fixture_project(store, "p"), "a.py", &file);
    cg_kv_iter *iter =
        cg_kv_iter_create(cg_store_kv(store), NULL, CG_CF_UNITS, CG_STR_NULL, CG_STR_NULL);
    key k = {.len = 0};
    CG_AUTO_VALUE(cg_buf) marked = {0};
    cg_kv_iter_first(iter);
    key_put(&k, cg_kv_iter_key(iter).ptr, cg_kv_iter_key(iter).len);
    cg_buf_add_str(&marked, cg_kv_iter_value(iter));
    cg_buf_add_char(&marked, '!');
    cg_kv_iter_destroy(iter);
    fixture_put_row(cg_store_kv(store), CG_CF_UNITS, k, cg_buf_str(&marked));
    fixture_put(fixture_project(store, "q"), "a.py", &file);
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str stored;
    assert_ok(
        cg_kv_get(cg_store_kv(store), NULL, CG_CF_UNITS, key_str(&k), &pin, &stored, &graph_err));
    assert_true(cg_str_eq(stored, cg_buf_str(&marked)));
}

/* Of contents that no head has any more it is checked that they are there, and their bases. */
static void test_verification_looks_at_earlier_contents(void **state)
{
    (void)state;
    cg_project *project = fixture_project(store, "p");
    toy_file file = {true, 8, {{0}}};
    for (unsigned version = 0; version < 3; version++) {
        for (unsigned i = 0; i < 8; i++)
            file.functions[i] = (toy_function){.name = i, .body = i == 0 ? version : 7, .line = i};
        fixture_put(project, "a.py", &file);
    }
    fixture_verify(project, NULL);
    CG_AUTO(cg_snapshot) first = NULL;
    assert_ok(cg_snapshot_at(project, 1, &first, &graph_err));
    const cg_file *before = cg_snapshot_file(first, 0);
    key k = key_unit(cg_file_unit(before));
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(cg_store_kv(store));
    cg_kv_batch_delete(batch, CG_CF_UNITS, key_str(&k));
    assert_ok(cg_kv_write(cg_store_kv(store), batch, false, &graph_err));
    CG_AUTO_VALUE(cg_buf) lines = {0};
    assert_true(fixture_verify(project, &lines) > 0);
    cg_buf_add_char(&lines, '\0');
    assert_non_null(strstr(lines.ptr, "a unit that has a number is missing"));
    assert_non_null(strstr(lines.ptr, "what a unit is a difference to is missing"));
    assert_non_null(strstr(lines.ptr, "its unit is missing or damaged"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
    const struct CMUnitTest tests[] = {
        TEST(test_versions_are_small_and_read_back),
        TEST(test_what_has_little_in_common_is_whole),
        TEST(test_nothing_is_based_on_what_cannot_be_read),
        TEST(test_damage_below_is_an_error),
        TEST(test_any_bytes_after_any_others),
        TEST(test_a_commit_does_not_replace_what_is_stored),
        TEST(test_verification_looks_at_earlier_contents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
