// SPDX-License-Identifier: Apache-2.0
// kv: what a RocksDB store holds after its process died at each fault point, and who may open it.
// The process that dies is this program again, started with a job as its argument.
#include "contract.h"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define BATCHES 12

extern char **environ;

/** Runs this program with a job; the status as of waitpid. */
static int run_child(const char *job, const char *path, const char *fault)
{
    char *args[] = {(char *)"test_crash", (char *)(uintptr_t)job, (char *)(uintptr_t)path, NULL};
    assert_int_equal(setenv("CG_FAULT", fault, 1), 0);
    pid_t pid;
    assert_int_equal(posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ), 0);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static cg_str number_key(char out[16], unsigned n)
{
    return cg_str_make(out, (size_t)snprintf(out, 16, "%08u", n));
}

/* ---- the jobs ---- */

/** Batch n: row n in NODES, and n appended to the list in INDEXES. */
static void job_write(cg_kv *kv)
{
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    char key[16];
    for (unsigned n = 0; n < BATCHES; n++) {
        cg_str text = number_key(key, n);
        cg_kv_batch_put(batch, CG_CF_NODES, text, text);
        cg_kv_batch_append(batch, CG_CF_INDEXES, CG_STR("list"), text);
        if (cg_kv_write(kv, batch, n % 2 == 0, NULL) != CG_OK)
            _exit(3);
    }
}

static void job_load(cg_kv *kv)
{
    cg_kv_loader *loader = NULL;
    if (cg_kv_loader_open(kv, &loader, NULL) != CG_OK)
        _exit(3);
    char key[16];
    for (unsigned n = 0; n < 5000; n++) {
        cg_str text = number_key(key, n);
        if (cg_kv_loader_put(loader, CG_CF_NODES, text, text, NULL) != CG_OK ||
            cg_kv_loader_put(loader, CG_CF_METADATA, text, text, NULL) != CG_OK)
            _exit(3);
    }
    if (cg_kv_loader_commit(loader, NULL) != CG_OK)
        _exit(3);
    cg_kv_loader_close(loader);
}

static int run_job(const char *job, const char *path)
{
    const struct rlimit no_core = {0};
    (void)setrlimit(RLIMIT_CORE, &no_core);
    const cg_kv_options opts = {.engine = "rocksdb", .path = path, .sync = true};
    cg_kv *kv = NULL;
    cg_err err = {0};
    if (cg_kv_open(&opts, &kv, &err) != CG_OK)
        return err.code == CG_E_LOCKED && strstr(err.text, "another codegraphd") != NULL ? 7 : 4;
    if (strcmp(job, "write") == 0)
        job_write(kv);
    else if (strcmp(job, "load") == 0)
        job_load(kv);
    cg_kv_close(kv);
    return 0;
}

/* ---- the tests ---- */

static unsigned count_rows(cg_kv *kv, cg_cf cf)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(kv, NULL, cf, CG_STR_NULL, CG_STR_NULL);
    unsigned n = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        n++;
    assert_ok(cg_kv_iter_status(iter, &kv_err));
    return n;
}

static void expect_batches(const char *path, unsigned n)
{
    cg_kv *kv = kv_open_at(path);
    assert_int_equal(count_rows(kv, CG_CF_NODES), n);
    CG_AUTO(cg_kv_pin)
    pin = NULL;
    cg_str list = CG_STR_NULL;
    cg_code rc = cg_kv_get(kv, NULL, CG_CF_INDEXES, CG_STR("list"), &pin, &list, NULL);
    assert_int_equal(rc, n == 0 ? CG_E_NOT_FOUND : CG_OK);
    assert_int_equal(list.len, (size_t)n * 8);
    cg_kv_pin_release(pin);
    pin = NULL;
    cg_kv_close(kv);
}

static void a_crash_keeps_whole_batches(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= BATCHES + 1; n++) {
        for (unsigned after = 0; after < 2; after++) {
            char path[32], fault[32];
            (void)snprintf(path, sizeof path, "write-%u-%u", n, after);
            (void)snprintf(fault, sizeof fault, "kv.write.%s:%u", after ? "after" : "before", n);
            int status = run_child("write", path, fault);
            bool died = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
            assert_int_equal(died, n <= BATCHES);
            assert_true(died || status == 0);
            expect_batches(path, died ? n - 1 + after : BATCHES);
        }
    }
}

static unsigned count_files(const char *path)
{
    DIR *dir = opendir(path);
    assert_non_null(dir);
    unsigned n = 0;
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;)
        n += entry->d_name[0] != '.';
    assert_int_equal(closedir(dir), 0);
    return n;
}

static void a_crash_of_a_load_leaves_whole_families(void **state)
{
    (void)state;
    const struct {
        const char *fault;
        unsigned nodes, metadata, files;
    } cases[] = {
        {"kv.loader.before:1", 0, 0, 2},
        {"kv.loader.between:1", 5000, 0, 1},
        {"kv.loader.between:2", 5000, 5000, 0},
        {"none:1", 5000, 5000, 0},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(cases); i++) {
        char path[32], left[64];
        (void)snprintf(path, sizeof path, "load-%zu", i);
        (void)snprintf(left, sizeof left, "%s/ingest-tmp", path);
        int status = run_child("load", path, cases[i].fault);
        assert_int_equal(WIFSIGNALED(status), i < 3);
        assert_int_equal(count_files(left), cases[i].files);
        cg_kv *kv = kv_open_at(path);
        assert_int_equal(count_rows(kv, CG_CF_NODES), cases[i].nodes);
        assert_int_equal(count_rows(kv, CG_CF_METADATA), cases[i].metadata);
        assert_int_equal(count_files(left), 0);
        cg_kv_close(kv);
    }
}

static void a_store_opens_once(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_at("once");
    const cg_kv_options opts = {.engine = "rocksdb", .path = "once"};
    cg_kv *second = NULL;
    cg_err err = {0};
    assert_int_equal(cg_kv_open(&opts, &second, &err), CG_E_LOCKED);
    assert_non_null(strstr(err.text, "this process"));
    assert_int_equal(WEXITSTATUS(run_child("open", "once", "none:1")), 7);
    cg_kv_close(kv);
    assert_int_equal(run_child("open", "once", "none:1"), 0);
}

static void a_full_disk_can_be_played(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_at("played");
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    cg_kv_batch_put(batch, CG_CF_NODES, CG_STR("a"), CG_STR("1"));
    cg_fault_set("kv.write.full:1");
    assert_int_equal(cg_kv_write(kv, batch, true, NULL), CG_E_STORAGE_FULL);
    kv_expect_text(kv, NULL, "a", NULL);
    assert_ok(cg_kv_write(kv, batch, true, &kv_err)); /* the batch was left as it was */
    kv_expect_text(kv, NULL, "a", "1");
    cg_fault_set(NULL);
    cg_kv_batch_destroy(batch);
    batch = NULL;
    cg_kv_close(kv);
}

/** Overwrites the middle of the first table file. */
static void damage_a_table(const char *path)
{
    DIR *dir = opendir(path);
    assert_non_null(dir);
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL &&
           !cg_str_ends(cg_str_from(entry->d_name), CG_STR(".sst")))
        continue;
    assert_non_null(entry);
    int fd = openat(dirfd(dir), entry->d_name, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    char junk[64];
    memset(junk, 0x5a, sizeof junk);
    assert_int_equal(pwrite(fd, junk, sizeof junk, 100), sizeof junk);
    assert_int_equal(close(fd), 0);
    assert_int_equal(closedir(dir), 0);
}

static void damage_is_reported_not_returned(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_at("damaged");
    char key[16];
    for (unsigned n = 0; n < 100; n++)
        kv_put(kv, CG_CF_NODES, number_key(key, n), CG_STR("some value"));
    assert_ok(cg_kv_flush(kv, &kv_err));
    cg_kv_close(kv);
    damage_a_table("damaged");
    kv = kv_open_at("damaged");
    CG_AUTO(cg_kv_pin)
    pin = NULL;
    cg_str value;
    cg_err err = {0};
    assert_int_equal(cg_kv_get(kv, NULL, CG_CF_NODES, number_key(key, 50), &pin, &value, &err),
                     CG_E_CORRUPT);
    assert_int_equal(err.code, CG_E_CORRUPT);
    cg_kv_iter *iter = cg_kv_iter_create(kv, NULL, CG_CF_NODES, CG_STR_NULL, CG_STR_NULL);
    cg_kv_iter_first(iter);
    assert_false(cg_kv_iter_valid(iter));
    assert_int_equal(cg_kv_iter_status(iter, &err), CG_E_CORRUPT);
    cg_kv_iter_destroy(iter);
    cg_kv_close(kv);
}

int main(int argc, char **argv)
{
    if (kv_skips_rocksdb())
        return 0;
    if (argc == 3)
        return run_job(argv[1], argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crash_keeps_whole_batches),
        cmocka_unit_test(a_crash_of_a_load_leaves_whole_families),
        cmocka_unit_test(a_store_opens_once),
        cmocka_unit_test(a_full_disk_can_be_played),
        cmocka_unit_test(damage_is_reported_not_returned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
