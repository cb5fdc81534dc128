// SPDX-License-Identifier: Apache-2.0
// Uploads: what comes one by one is what came at once, whoever else writes meanwhile; one that ends early
// leaves nothing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "stash.h"

static cg_ingest_source file_of(const char *path, const char *text)
{
    return (cg_ingest_source){.path = cg_str_from(path), .content = cg_str_from(text)};
}

static void add(cg_upload *u, const char *path, const char *text)
{
    cg_ingest_source file = file_of(path, text);
    assert_ok(cg_upload_add(u, &file, &ingest_err));
}

static cg_ingest_result finish(bench *b, cg_upload *u)
{
    cg_ingest_result result;
    assert_ok(cg_upload_finish(u, 0, b->arena, &result, &ingest_err));
    return result;
}

static cg_upload *begin(bench *b, bool stream)
{
    cg_upload_options opts = {.list = stream ? CG_UPLOAD_STREAM : CG_UPLOAD_LIST_ALL};
    return cg_upload_begin(b->ingest, b->project, &opts);
}

static size_t rows_of(bench *b, cg_cf cf)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(b->store), NULL, cf, CG_STR_NULL, CG_STR_NULL);
    size_t n = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        n++;
    return n;
}

static size_t bytes_of(bench *b, cg_cf cf)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(b->store), NULL, cf, CG_STR_NULL, CG_STR_NULL);
    size_t bytes = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        bytes += cg_kv_iter_value(iter).len;
    return bytes;
}

static cg_ingest_source numbered(bench *b, unsigned n)
{
    return (cg_ingest_source){
        .path = cg_arena_printf(b->arena, "d%u/m%u.py", n % 7, n),
        .content =
            cg_arena_printf(b->arena, "from d%u.m%u import f%u\n\ndef f%u():\n    return f%u()\n",
                            (n + 1) % 7, n + 1, n + 1, n, n + 1)};
}

static void test_many_files_are_as_at_once(void **state)
{
    (void)state;
    char dir[] = "spool.XXXXXX";
    cg_ingest_options opts = bench_options();
    opts.spool_dir = mkdtemp(dir);
    opts.spool_bytes_min = 20000; /* most goes through the file */
    bench b = bench_open(&opts), at_once = bench_open(NULL);
    enum { COUNT = 1000 };
    cg_ingest_source files[COUNT];
    cg_upload *u = begin(&b, true);
    size_t told = 0;
    cg_ingest_file file;
    for (unsigned n = 0; n < COUNT; n++) {
        files[n] = numbered(&b, n);
        assert_ok(cg_upload_add(u, &files[n], &ingest_err));
        while (cg_upload_next(u, b.arena, &file)) {
            told++;
            assert_int_equal(file.status, CG_PARSE_OK);
            assert_int_equal(file.nodes, 3);
        }
    }
    assert_ok(cg_upload_settle(u, &ingest_err));
    while (cg_upload_next(u, b.arena, &file))
        told++;
    assert_int_equal(told, COUNT);
    cg_ingest_result result = finish(&b, u);
    assert_int_equal(result.files_parsed, COUNT);
    assert_int_equal(result.files_count, 0);
    assert_int_equal(result.commit.files_added, COUNT);
    bench_post_all(&at_once, files, COUNT);
    assert_true(same_digest(bench_digest(&b), bench_digest(&at_once)));
    assert_int_equal(rows_of(&b, CG_CF_UNITS), rows_of(&at_once, CG_CF_UNITS));
    assert_int_equal(rows_of(&b, CG_CF_SOURCES), rows_of(&at_once, CG_CF_SOURCES));
    assert_int_equal(rows_of(&b, CG_CF_INDEXES), rows_of(&at_once, CG_CF_INDEXES));
    bench_expect_sound(&b);
    assert_int_equal(rmdir(dir), 0); /* nothing was ever seen in it */
    bench_close(&at_once);
    bench_close(&b);
}

static void test_an_abort_leaves_nothing(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    bench_post(&b, "a.py", "x = 1\n");
    size_t units = rows_of(&b, CG_CF_UNITS), sources = rows_of(&b, CG_CF_SOURCES);
    cg_hash128 digest = bench_digest(&b);
    cg_upload *u = begin(&b, true);
    for (unsigned n = 0; n < 100; n++) {
        cg_ingest_source file = numbered(&b, n);
        assert_ok(cg_upload_add(u, &file, &ingest_err));
    }
    cg_upload_abort(u);
    assert_int_equal(rows_of(&b, CG_CF_UNITS), units);
    assert_int_equal(rows_of(&b, CG_CF_SOURCES), sources);
    assert_true(same_digest(bench_digest(&b), digest));
    cg_upload_abort(NULL);
    bench_close(&b);
}

/* What others commit while files come in counts, and nobody waits for the sender. */
static void test_others_write_meanwhile(void **state)
{
    (void)state;
    bench b = bench_open(NULL), clean = bench_open(NULL);
    bench_post(&b, "same.py", "def s():\n    pass\n");
    bench_post(&b, "gone.py", "def g():\n    pass\n");
    cg_upload *u = begin(&b, false);
    add(u, "same.py", "def s():\n    pass\n");
    add(u, "gone.py", "def g():\n    pass\n");
    add(u, "new.py", "from same import s\ns()\n");
    bench_post(&b, "same.py", "def other():\n    pass\n");
    bench_post(&b, "new.py", "from same import s\ns()\n");
    bench_post(&b, "more.py", "from gone import g\ng()\n");
    cg_str gone = CG_STR("gone.py");
    cg_ingest_files_request q = {.deletes = &gone, .deletes_count = 1};
    cg_ingest_result result;
    assert_ok(cg_ingest_files(b.ingest, b.project, &q, b.arena, &result, &ingest_err));
    result = finish(&b, u);
    assert_int_equal(result.files_count, 3);
    assert_string_equal(result.files[2].path.ptr, "new.py");
    assert_true(result.files[2].unchanged);
    assert_string_equal(bench_paths(&b), "gone.py more.py new.py same.py");
    bench_expect_sound(&b);
    cg_ingest_source all[] = {file_of("same.py", "def s():\n    pass\n"),
                              file_of("gone.py", "def g():\n    pass\n"),
                              file_of("new.py", "from same import s\ns()\n"),
                              file_of("more.py", "from gone import g\ng()\n")};
    bench_post_all(&clean, all, CG_ARRAY_LEN(all));
    assert_true(same_digest(bench_digest(&b), bench_digest(&clean)));
    bench_close(&clean);
    bench_close(&b);
}

/* `text` NULL: the file goes. */
static void post_or_delete(bench *b, const char *path, const char *text)
{
    cg_str gone = cg_str_from(path);
    cg_ingest_files_request q = {.deletes = &gone, .deletes_count = 1};
    cg_ingest_result result;
    if (text != NULL)
        bench_post(b, path, text);
    else
        assert_ok(cg_ingest_files(b->ingest, b->project, &q, b->arena, &result, &ingest_err));
}

/* A file is parsed when it comes, and compared with what its path has when it is committed. Compared with the head of
 * then, a name that another takes away meanwhile would not be back for those that use it. */
static void test_the_head_moves_under_a_file(void **state)
{
    static const char f[] = "def f():\n    return 1\n", g[] = "def g():\n    return 1\n";
    static const struct {
        const char *first, *meanwhile;
    } heads[] = {{f, g}, {f, NULL}, {NULL, g}, {NULL, f}, {g, f}};
    static const char user[] = "from used import f\n\n\ndef u():\n    return f()\n";
    static const char last[] = "def f():\n    return 2\n";
    (void)state;
    for (size_t i = 0; i < 2 * CG_ARRAY_LEN(heads); i++) {
        bool empty = i % 2 == 1; /* when the file comes */
        const char *first = heads[i / 2].first, *meanwhile = heads[i / 2].meanwhile;
        bench b = bench_open(NULL), clean = bench_open(NULL);
        if (!empty)
            bench_post(&b, "user.py", user);
        if (!empty && first != NULL)
            bench_post(&b, "used.py", first);
        cg_upload *u = begin(&b, false);
        add(u, "used.py", last);
        assert_ok(cg_upload_settle(u, &ingest_err));
        post_or_delete(&b, "used.py", meanwhile);
        if (empty)
            bench_post(&b, "user.py", user);
        finish(&b, u);
        assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "user.py u > used.py f 100");
        bench_expect_sound(&b);
        bench_post(&clean, "used.py", last);
        bench_post(&clean, "user.py", user);
        assert_true(same_digest(bench_digest(&b), bench_digest(&clean)));
        bench_close(&clean);
        bench_close(&b);
    }
}

static void expect_refused(cg_upload *u, const char *path, cg_code code, const char *text)
{
    cg_ingest_source file = file_of(path, "");
    assert_int_equal(cg_upload_add(u, &file, &ingest_err), code);
    assert_non_null(strstr(ingest_err.text, text));
}

static void test_what_is_refused(void **state)
{
    (void)state;
    cg_ingest_options opts = bench_options();
    opts.files_max = 3;
    bench b = bench_open(&opts);
    cg_upload *u = begin(&b, false);
    add(u, "a.py", "");
    expect_refused(u, "a.py", CG_E_PATH, "\"a.py\" is named twice");
    expect_refused(u, "../a.py", CG_E_PATH, "\"..\"");
    expect_refused(u, "/a.py", CG_E_PATH, "empty segment");
    expect_refused(u, "a\xff.py", CG_E_PATH, "UTF-8");
    assert_int_equal(cg_upload_delete(u, CG_STR("a.py"), &ingest_err), CG_E_PATH);
    assert_ok(cg_upload_delete(u, CG_STR("b.py"), &ingest_err));
    add(u, "c.py", "");
    expect_refused(u, "d.py", CG_E_LIMIT, "at most 3 files");
    cg_upload_abort(u);
    bench_close(&b);
}

static void test_what_is_left_out_or_skipped(void **state)
{
    (void)state;
    cg_ingest_options opts = bench_options();
    opts.limits.file_bytes_max = 1000;
    bench b = bench_open(&opts);
    cg_str include[] = {CG_STR("src/**")}, exclude[] = {CG_STR("**/x.py")};
    cg_upload_options o = {.include = include,
                           .include_count = 1,
                           .exclude = exclude,
                           .exclude_count = 1,
                           .target.message = CG_STR("m")};
    cg_upload *u = cg_upload_begin(b.ingest, b.project, &o);
    char large[2000];
    memset(large, 'a', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    add(u, "src/a.py", "x = 1\n");
    add(u, "src/x.py", "x = 1\n");
    add(u, "b.py", "x = 1\n");
    add(u, "src/large.py", large);
    add(u, "src/large.bin", large);
    memset(large, ' ', sizeof large - 1);
    add(u, "src/go.mod", large); /* has a limit of its own */
    add(u, "src/readme.txt", "text\n");
    assert_ok(cg_upload_add_skipped(u, CG_STR("src/link.py"), 0, CG_SKIP_LINK, &ingest_err));
    cg_ingest_result r = finish(&b, u);
    assert_string_equal(bench_paths(&b),
                        "src/a.py src/go.mod src/large.py!too_large src/link.py!link_outside");
    assert_int_equal(r.files_count, 6);
    assert_int_equal(r.files_skipped, 4);
    const cg_ingest_file *skipped = bench_find(&r, "src/large.py");
    assert_int_equal(skipped->skip, CG_SKIP_TOO_LARGE);
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_replace_and_dry_run(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    bench_post(&b, "a.py", "def f():\n    pass\n");
    bench_post(&b, "b.py", "from a import f\nf()\n");
    cg_upload_options opts = {.replace = true, .dry_run = true};
    cg_upload *u = cg_upload_begin(b.ingest, b.project, &opts);
    add(u, "b.py", "from a import f\nf()\n");
    cg_ingest_result r = finish(&b, u);
    assert_int_equal(r.files_removed, 1);
    assert_string_equal(bench_paths(&b), "a.py b.py");
    opts.dry_run = false;
    u = cg_upload_begin(b.ingest, b.project, &opts);
    add(u, "b.py", "from a import f\nf()\n");
    r = finish(&b, u);
    assert_int_equal(r.files_unchanged, 1);
    assert_string_equal(bench_paths(&b), "b.py");
    bench_expect_sound(&b);
    bench_close(&b);
}

static void test_cancellation(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    cg_ingest_progress progress = {.cancel = false};
    cg_upload_options opts = {.progress = &progress};
    cg_upload *u = cg_upload_begin(b.ingest, b.project, &opts);
    add(u, "a.py", "x = 1\n");
    assert_ok(cg_upload_settle(u, &ingest_err));
    assert_int_equal(atomic_load(&progress.files_done), 1);
    atomic_store(&progress.cancel, true);
    cg_ingest_source file = file_of("b.py", "");
    assert_int_equal(cg_upload_add(u, &file, &ingest_err), CG_E_CANCELED);
    cg_ingest_result r;
    assert_int_equal(cg_upload_finish(u, 0, b.arena, &r, &ingest_err), CG_E_CANCELED);
    assert_string_equal(bench_paths(&b), "");
    bench_close(&b);
}

/* ---- the stash ---- */

static void put(stash *s, const char *a, const char *b, uint64_t *at)
{
    assert_ok(stash_put(s, cg_str_from(a), cg_str_from(b), at, &ingest_err));
}

static void expect_there(stash *s, uint64_t at, const char *text)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    assert_ok(stash_get(s, at, strlen(text), &out, &ingest_err));
    assert_true(cg_str_eq(cg_buf_str(&out), cg_str_from(text)));
}

static void test_a_stash(void **state)
{
    (void)state;
    char dir[] = "stash.XXXXXX";
    assert_non_null(mkdtemp(dir));
    stash *s = stash_create(dir, 4);
    uint64_t at[4];
    put(s, "ab", "c", &at[0]);
    assert_ok(stash_settle(s, &ingest_err));
    put(s, "defg", "", &at[1]);
    assert_ok(stash_settle(s, &ingest_err)); /* from here on to the file */
    put(s, "", "hij", &at[2]);
    put(s, "k", "lm", &at[3]);
    expect_there(s, at[0], "abc");
    expect_there(s, at[1], "defg");
    expect_there(s, at[2], "hij");
    expect_there(s, at[3], "klm");
    expect_there(s, at[3], "");
    stash_destroy(s);
    assert_int_equal(rmdir(dir), 0);
    s = stash_create(dir, 1); /* gone: no room anywhere */
    put(s, "abc", "", &at[0]);
    assert_int_equal(stash_settle(s, &ingest_err), CG_E_IO);
    stash_destroy(s);
    stash_destroy(NULL);
}

/* What a file has had is stored once: a line more, even at its top, costs little. */
static void test_an_edit_is_stored_as_what_it_changes(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_add_str(&text, CG_STR("import os\n"));
    for (unsigned i = 0; i < 300; i++)
        cg_buf_printf(&text, "def f%u(a, b%u):\n    return f%u(a) + os.x%u * %u\n\n", i, i * 7 % 50,
                      (i * 31 + 7) % 300, i * 13 % 300, i * i);
    cg_buf_add_char(&text, '\0');
    bench_post(&b, "a.py", text.ptr);
    size_t units = bytes_of(&b, CG_CF_UNITS), sources = bytes_of(&b, CG_CF_SOURCES);
    bench_post(&b, "a.py", cg_arena_printf(b.arena, "# one line more\n%s", text.ptr).ptr);
    assert_int_equal(rows_of(&b, CG_CF_UNITS), 2);
    assert_true(bytes_of(&b, CG_CF_UNITS) - units < units / 6);
    assert_true(bytes_of(&b, CG_CF_SOURCES) - sources < sources / 10);
    bench_expect_sound(&b);
    cg_snapshot *snap = cg_snapshot_take(b.project);
    cg_unit_pin *pin;
    cg_str source;
    assert_ok(
        cg_store_source(b.store, cg_snapshot_file(snap, 0)->blob, &pin, &source, &ingest_err));
    assert_int_equal(source.len, text.len - 1 + strlen("# one line more\n"));
    cg_unit_pin_release(pin);
    cg_snapshot_release(snap);
    bench_close(&b);
}

/* What the head has of file 0, whatever the store has. */
static cg_code read_unit(bench *b)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    CG_AUTO(cg_unit_pin) pin = NULL;
    const cg_file *f = cg_snapshot_file(snap, 0);
    return cg_store_unit(b->store, cg_file_unit(f), true, &pin, NULL);
}

static void test_what_was_changed_last_is_at_hand(void **state)
{
    (void)state;
    bench b = bench_open(NULL), first = bench_open(NULL);
    bench *both[] = {&b, &first};
    bench_post(&b, "a.py", "def f():\n    pass\n");
    bench_post(&b, "a.py", "def f():\n    return g()\n\n\ndef g():\n    pass\n");
    bench_post(&first, "a.py", "def f():\n    pass\n");
    for (size_t i = 0; i < CG_ARRAY_LEN(both); i++) {
        cg_kv *kv = cg_store_kv(both[i]->store);
        CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
        cg_kv_batch_delete_range(batch, CG_CF_UNITS, CG_STR_NULL, CG_STR("\xff"));
        assert_ok(cg_kv_write(kv, batch, false, &ingest_err));
    }
    assert_int_equal(read_unit(&b), CG_OK);
    assert_int_equal(read_unit(&first), CG_E_CORRUPT); /* a first load would push out all else */
    bench_close(&first);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_files_are_as_at_once),
        cmocka_unit_test(test_an_abort_leaves_nothing),
        cmocka_unit_test(test_others_write_meanwhile),
        cmocka_unit_test(test_the_head_moves_under_a_file),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_what_is_left_out_or_skipped),
        cmocka_unit_test(test_replace_and_dry_run),
        cmocka_unit_test(test_cancellation),
        cmocka_unit_test(test_a_stash),
        cmocka_unit_test(test_an_edit_is_stored_as_what_it_changes),
        cmocka_unit_test(test_what_was_changed_last_is_at_hand),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
