// SPDX-License-Identifier: Apache-2.0
// What linking a file has read: kept from commit to commit, given back at a snapshot.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

static const toy_file two = {true, 2, {{1, 10, 1u << 2, 1}, {2, 20, 0, 5}}};
static const toy_file one = {true, 1, {{1, 11, 0, 1}}};
static const uint64_t some[] = {0, 1, 500, DEP_KEY_LIMIT - 1}, others[] = {7};

typedef struct seen {
    size_t files, keys;
    uint64_t sum;
} seen;

static void take(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    seen *s = arg;
    s->files++;
    s->keys += count;
    for (size_t i = 0; i < count; i++)
        s->sum += (file + 1) * keys[i];
}

static seen scan(cg_project *project)
{
    seen s = {0};
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    assert_ok(cg_snapshot_scan_deps(snap, take, &s, &graph_err));
    return s;
}

/* The files that have one of the keys: a bit each. */
static void take_bit(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    uint64_t *files = arg;
    assert_true(count > 0 && keys != NULL && (*files >> file & 1) == 0);
    *files |= UINT64_C(1) << file;
}

static uint64_t readers(const cg_snapshot *snap, const uint64_t *keys, size_t count)
{
    uint64_t files = 0;
    assert_ok(cg_snapshot_find_readers(snap, keys, count, take_bit, &files, &graph_err));
    return files;
}

static cg_commit_result put(cg_project *project, const char *path, const toy_file *file,
                            const uint64_t *keys, size_t count)
{
    uint32_t num;
    cg_commit_result r;
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(toy_put_nodes(commit, project, path, file, &num, &graph_err));
    assert_ok(cg_commit_put_edges(commit, num, &(cg_file_edges){0}, &graph_err));
    assert_ok(cg_commit_put_deps(commit, num, keys, count, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    return r;
}

static void test_keys_come_back(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    put(project, "a.py", &two, some, CG_ARRAY_LEN(some));
    put(project, "b.py", &two, others, 1);
    put(project, "c.py", &two, NULL, 0);
    seen s = scan(project);
    assert_int_equal(s.files, 2);
    assert_int_equal(s.keys, 5);
    assert_int_equal(s.sum, 501 + DEP_KEY_LIMIT - 1 + 2 * 7);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_only_other_keys_are_written(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    put(project, "a.py", &two, some, 4);
    char digest[33];
    snprintf(digest, sizeof digest, "%s", fixture_digest(project));
    assert_false(put(project, "a.py", &two, some, 4).changed);
    cg_commit_result r = put(project, "a.py", &two, others, 1);
    assert_true(r.changed);
    assert_int_equal(r.generation, 2);
    assert_int_equal(r.files_changed, 0);
    assert_string_equal(fixture_digest(project), digest);
    assert_int_equal(scan(project).sum, 7);
    assert_true(put(project, "a.py", &two, NULL, 0).changed);
    assert_int_equal(scan(project).files, 0);
    assert_false(put(project, "a.py", &two, NULL, 0).changed);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_keys_stay_until_the_file_goes(void **state)
{
    (void)state;
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    put(project, "a.py", &two, some, 4);
    put(project, "b.py", &two, others, 1);
    fixture_put(project, "b.py", &one); /* linked without a word about keys */
    CG_AUTO(cg_snapshot) before = cg_snapshot_take(project);
    cg_commit *commit = fixture_begin(project, false);
    cg_file_facts skipped = {.path = CG_STR("a.py"), .bytes = 1, .skip = 3};
    uint32_t num;
    cg_commit_result r;
    assert_ok(cg_commit_put_file(commit, &skipped, &num, &graph_err));
    assert_ok(cg_commit_put_edges(commit, num, &(cg_file_edges){0}, &graph_err));
    assert_ok(cg_commit_put_deps(commit, num, NULL, 0, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    seen s = scan(project);
    assert_int_equal(s.files, 1);
    assert_int_equal(s.sum, 2 * 7);
    commit = fixture_begin(project, false);
    assert_ok(cg_commit_delete_file(commit, CG_STR("b.py"), &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    assert_int_equal(scan(project).files, 0);
    s = (seen){0};
    assert_ok(cg_snapshot_scan_deps(before, take, &s, &graph_err));
    assert_int_equal(s.files, 2);
    cg_snapshot_release(before);
    before = NULL;
    fixture_verify(project, NULL);
    cg_store_close(store);
}

/* A key leads to who has it at the snapshot, not to who had it once or has it elsewhere. */
static void test_keys_lead_to_their_readers(void **state)
{
    (void)state;
    static const uint64_t both[] = {7, 500}, nobodys[] = {2, 499, 501};
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    put(project, "a.py", &two, some, 4);
    put(project, "b.py", &two, others, 1);
    put(project, "c.py", &two, both, 2);
    cg_snapshot *before = cg_snapshot_take(project);
    assert_int_equal(readers(before, some, 4), 1 | 4);
    assert_int_equal(readers(before, others, 1), 2 | 4);
    assert_int_equal(readers(before, both, 2), 7);
    assert_int_equal(readers(before, nobodys, 3), 0);
    assert_int_equal(readers(before, NULL, 0), 0);
    put(project, "a.py", &two, others, 1);
    put(project, "c.py", &two, NULL, 0);
    put(project, "d.py", &two, some + 1, 1);
    cg_commit *commit = fixture_begin(project, false);
    cg_commit_result r;
    assert_ok(cg_commit_delete_file(commit, CG_STR("b.py"), &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    cg_snapshot *after = cg_snapshot_take(project);
    assert_int_equal(readers(after, both, 2), 1);
    assert_int_equal(readers(after, some, 4), 8);
    assert_int_equal(readers(before, both, 2), 7);
    put(project, "a.py", &two, some, 4); /* again */
    cg_snapshot *again = cg_snapshot_take(project);
    assert_int_equal(readers(again, some, 4), 1 | 8);
    cg_snapshot_release(before);
    cg_snapshot_release(after);
    cg_snapshot_release(again);
    fixture_verify(project, NULL);
    cg_store_close(store);
}

static void test_lost_readers_are_found(void **state)
{
    (void)state;
    static const cg_str values[] = {
        {"", 0}, {"\x80", 1}, {"\5", 1}}; /* nobody, cut, no such file */
    for (size_t i = 0; i < CG_ARRAY_LEN(values); i++) {
        cg_store *store = fixture_open("memory", NULL);
        cg_project *project = fixture_project(store, "p");
        put(project, "a.py", &two, some, 4);
        uint8_t prefix[KEY_PREFIX];
        fixture_find_prefix(cg_store_kv(store), prefix);
        fixture_put_row(cg_store_kv(store), CG_CF_INDEXES, key_readers(prefix, some[1]), values[i]);
        CG_AUTO_VALUE(cg_buf) lines = {0};
        assert_true(fixture_verify(project, &lines) > 0);
        cg_buf_add_char(&lines, '\0');
        assert_non_null(strstr(lines.ptr, "1 keys do not lead to files that have read them"));
        cg_store_close(store);
    }
}

/* Rows of a file that is not there, and values that are no ascending keys. */
static void test_damaged_rows(void **state)
{
    (void)state;
    static const struct {
        uint32_t file;
        cg_str value;
    } rows[] = {
        {7, {"\5", 1}},                           /* no such file */
        {0, {"\5\0", 2}},                         /* a key twice */
        {0, {"\5\x80", 2}},                       /* a varint cut short */
        {0, {"\x80\x80\x80\x80\x80\x20", 6}},     /* beyond 40 bits */
        {0, {"\1\xff\xff\xff\xff\xff\x1f\0", 7}}, /* only together */
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(rows); i++) {
        cg_store *store = fixture_open("memory", NULL);
        cg_project *project = fixture_project(store, "p");
        put(project, "a.py", &two, NULL, 0);
        uint8_t prefix[KEY_PREFIX];
        cg_kv *kv = cg_store_kv(store);
        fixture_find_prefix(kv, prefix);
        fixture_put_row(kv, CG_CF_INDEXES, key_deps(prefix, rows[i].file, 1), rows[i].value);
        CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
        seen s = {0};
        assert_int_equal(cg_snapshot_scan_deps(snap, take, &s, &graph_err), CG_E_CORRUPT);
        cg_snapshot_release(snap);
        snap = NULL;
        CG_AUTO_VALUE(cg_buf) lines = {0};
        assert_int_equal(fixture_verify(project, &lines), 1);
        cg_store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_come_back),
        cmocka_unit_test(test_only_other_keys_are_written),
        cmocka_unit_test(test_keys_stay_until_the_file_goes),
        cmocka_unit_test(test_keys_lead_to_their_readers),
        cmocka_unit_test(test_lost_readers_are_found),
        cmocka_unit_test(test_damaged_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
