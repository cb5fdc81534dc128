// SPDX-License-Identifier: Apache-2.0
// A store on a disk that is really full: a small tmpfs, in a mount namespace of its own. Without the
// right to mount these tests are skipped; a limit on the size of files then still makes RocksDB's
// log fail for real.
#include "contract.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define DISK "disk"

static bool mounted;

static int mount_disk(void **state)
{
    (void)state;
    if (mkdir(DISK, 0700) != 0)
        return -1;
    mounted = unshare(CLONE_NEWNS) == 0 &&
              mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
              mount("none", DISK, "tmpfs", 0, "size=24m,mode=700") == 0;
    if (!mounted)
        puts("no right to mount a small disk: some tests are skipped");
    return 0;
}

static int unmount_disk(void **state)
{
    (void)state;
    return mounted && umount(DISK) != 0 ? -1 : 0;
}

static uint64_t free_bytes(void)
{
    struct statvfs fs;
    assert_int_equal(statvfs(DISK, &fs), 0);
    return (uint64_t)fs.f_bavail * fs.f_frsize;
}

/** Leaves `leave_bytes` of the disk free. */
static void fill_disk(uint64_t leave_bytes)
{
    int fd = open(DISK "/ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    struct stat st;
    int failed = ENOSPC;
    for (int i = 0; i < 100 && failed == ENOSPC; i++) { /* RocksDB may just be writing, too */
        assert_int_equal(fstat(fd, &st), 0);
        uint64_t available = free_bytes();
        failed = available <= leave_bytes
                     ? 0
                     : posix_fallocate(fd, st.st_size, (off_t)(available - leave_bytes));
    }
    assert_int_equal(failed, 0);
    assert_int_equal(close(fd), 0);
}

static cg_code try_put(cg_kv *kv, unsigned n, size_t bytes, cg_err *err)
{
    static char value[3 << 20];
    for (size_t i = 0; i < bytes; i++)
        value[i] = (char)(cg_hash64(&i, sizeof i, n) & 0xff); /* does not compress */
    char key[16];
    int len = snprintf(key, sizeof key, "%08u", n);
    CG_AUTO(cg_kv_batch)
    batch = cg_kv_batch_create(kv);
    cg_kv_batch_put(batch, CG_CF_NODES, cg_str_make(key, (size_t)len), cg_str_make(value, bytes));
    return cg_kv_write(kv, batch, false, err);
}

static unsigned count_rows(cg_kv *kv)
{
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(kv, NULL, CG_CF_NODES, CG_STR_NULL, CG_STR_NULL);
    unsigned n = 0;
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
        n++;
    assert_ok(cg_kv_iter_status(iter, &kv_err));
    return n;
}

static void writes_are_refused_before_the_disk_is_full(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    cg_kv *kv = kv_open_at(DISK "/early");
    cg_err err = {0};
    assert_int_equal(try_put(kv, 1, 1000, &err), CG_OK);
    fill_disk((uint64_t)4 << 20);
    assert_int_equal(try_put(kv, 2, 1000, &err), CG_E_STORAGE_FULL);
    assert_null(strstr(err.text, "/"));
    cg_kv_loader *loader = NULL;
    assert_ok(cg_kv_loader_open(kv, &loader, &kv_err));
    assert_int_equal(cg_kv_loader_put(loader, CG_CF_NODES, CG_STR("x"), CG_STR_NULL, &err),
                     CG_E_STORAGE_FULL);
    cg_kv_loader_close(loader);
    assert_int_equal(count_rows(kv), 1);
    kv_delete(kv, CG_CF_NODES, CG_STR("00000001")); /* the way out stays open */
    assert_int_equal(count_rows(kv), 0);
    assert_int_equal(unlink(DISK "/ballast"), 0);
    assert_int_equal(try_put(kv, 2, 1000, &err), CG_OK); /* RocksDB never noticed */
    assert_ok(cg_kv_resume(kv, &kv_err));
    assert_int_equal(count_rows(kv), 1);
    cg_kv_close(kv);
}

static void loads_end_before_the_disk_is_full(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    cg_kv *kv = kv_open_at(DISK "/load");
    cg_kv_loader *loader = NULL;
    assert_ok(cg_kv_loader_open(kv, &loader, &kv_err));
    char value[1000];
    cg_err err = {0};
    cg_code rc = CG_OK;
    unsigned n = 0;
    for (; rc == CG_OK && n < 40000; n++) {
        char key[16];
        int len = snprintf(key, sizeof key, "%08u", n);
        for (unsigned i = 0; i < sizeof value; i++)
            value[i] = (char)cg_hash64(&i, sizeof i, n);
        rc = cg_kv_loader_put(loader, CG_CF_SOURCES, cg_str_make(key, (size_t)len),
                              cg_str_make(value, sizeof value), &err);
    }
    assert_int_equal(rc, CG_E_STORAGE_FULL);
    assert_in_range(n, 10000, 20000);
    assert_true(free_bytes() >= 4 << 20);
    assert_int_not_equal(cg_kv_loader_commit(loader, &err), CG_OK);
    cg_kv_loader_close(loader);
    assert_true(free_bytes() >= 20 << 20);
    assert_int_equal(try_put(kv, 1, 1000, &err), CG_OK);
    cg_kv_close(kv);
}

static void failed_compactions_are_reported(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    cg_kv *kv = kv_open_at(DISK "/compact");
    cg_err err = {0};
    for (unsigned n = 0; n < 100; n++)
        assert_int_equal(try_put(kv, n, 50000, &err), CG_OK);
    assert_ok(cg_kv_flush(kv, &kv_err));
    fill_disk(0);
    assert_int_not_equal(cg_kv_compact(kv, &err), CG_OK);
    assert_int_equal(count_rows(kv), 100);
    assert_int_equal(unlink(DISK "/ballast"), 0);
    assert_ok(cg_kv_resume(kv, &kv_err));
    assert_ok(cg_kv_compact(kv, &kv_err));
    assert_int_equal(count_rows(kv), 100);
    cg_kv_close(kv);
}

/** Writes rows until the store refuses; all that were taken must be there, and no other. */
static unsigned write_until_full(cg_kv *kv, size_t row_bytes)
{
    cg_err err = {0};
    unsigned n = 0;
    while (n < 4000 && try_put(kv, n, row_bytes, &err) == CG_OK)
        n++;
    assert_int_equal(err.code, CG_E_STORAGE_FULL);
    assert_null(strstr(err.text, "/"));
    assert_int_equal(try_put(kv, n, 10, &err), CG_E_STORAGE_FULL);
    assert_int_equal(count_rows(kv), n);
    return n;
}

static void rocksdb_recovers(const char *path, uint64_t leave_bytes, size_t row_bytes,
                             bool busy_first)
{
    cg_kv *kv = kv_open_at(path);
    cg_err err = {0};
    kv_put(kv, CG_CF_EDGES, CG_STR("a"), CG_STR("1"));
    fill_disk(leave_bytes);
    cg_fault_set("kv.space.blind:-1");
    unsigned n = write_until_full(kv, row_bytes);
    cg_fault_set(NULL);
    assert_int_equal(cg_kv_resume(kv, &err), CG_E_STORAGE_FULL);
    assert_int_equal(count_rows(kv), n);
    assert_int_equal(unlink(DISK "/ballast"), 0);
    if (busy_first) {
        cg_kv_snapshot *snap = cg_kv_snapshot_take(kv);
        assert_int_equal(cg_kv_resume(kv, &err), CG_E_BUSY);
        kv_expect_text(kv, snap, "absent", NULL);
        cg_kv_snapshot_release(snap);
    }
    assert_ok(cg_kv_resume(kv, &kv_err));
    assert_int_equal(count_rows(kv), n);
    for (unsigned i = 0; i < 20; i++)
        assert_int_equal(try_put(kv, n + i, 1000, &err), CG_OK);
    assert_ok(cg_kv_flush(kv, &kv_err));
    assert_ok(cg_kv_resume(kv, &kv_err));
    cg_kv_close(kv);
    kv = kv_open_at(path);
    assert_int_equal(count_rows(kv), n + 20);
    cg_kv_close(kv);
}

static void recovers_when_its_log_met_the_full_disk(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    rocksdb_recovers(DISK "/log", 200 << 10, 3 << 20, true); /* more than the log has set aside */
}

static void recovers_when_a_flush_met_the_full_disk(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    rocksdb_recovers(DISK "/flush", 6 << 20, 60000, false);
}

static cg_code try_open(const char *path)
{
    const cg_kv_options opts = {.path = path, .memtable_bytes = (size_t)1 << 20};
    cg_kv *kv = NULL;
    cg_err err = {0};
    cg_code rc = cg_kv_open(&opts, &kv, &err);
    assert_null(strstr(err.text, "/"));
    cg_kv_close(kv);
    return rc;
}

static void opens_only_with_some_space(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    cg_kv *kv = kv_open_at(DISK "/open");
    cg_err err = {0};
    for (unsigned n = 0; n < 50; n++)
        assert_int_equal(try_put(kv, n, 10000, &err), CG_OK);
    fill_disk(0);
    cg_kv_close(kv);
    fill_disk(0); /* closing gave some back */
    assert_int_equal(try_open(DISK "/open"), CG_E_STORAGE_FULL);
    assert_int_equal(try_open(DISK "/new"), CG_E_STORAGE_FULL);
    assert_int_equal(unlink(DISK "/ballast"), 0);
    kv = kv_open_at(DISK "/open");
    assert_int_equal(count_rows(kv), 50);
    cg_kv_close(kv);
    assert_int_equal(try_open(DISK "/new"), CG_OK);
}

/** Writes rows from number `n` on while no file may grow beyond `max_bytes`; the first one that the
 *  store refuses. */
static unsigned write_limited(cg_kv *kv, unsigned n, rlim_t max_bytes)
{
    struct rlimit old;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    const struct rlimit low = {.rlim_cur = max_bytes, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    cg_err err = {0};
    unsigned end = n + 4000;
    while (n < end && try_put(kv, n, 1000, &err) == CG_OK)
        n++;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(err.code, CG_E_IO);
    assert_null(strstr(err.text, "/"));
    return n;
}

static void recovers_when_a_file_may_not_grow(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_at("limited");
    unsigned n = write_limited(kv, 0, 100 << 10);
    cg_err err = {0};
    assert_int_equal(try_put(kv, n, 10, &err), CG_E_IO);
    assert_int_equal(count_rows(kv), n);
    assert_ok(cg_kv_resume(kv, &kv_err));
    assert_int_equal(count_rows(kv), n);
    assert_int_equal(try_put(kv, n, 10, &err), CG_OK);
    cg_kv_close(kv);
}

static void what_builds_on_lost_writes_is_refused(void **state)
{
    (void)state;
    cg_kv *kv = kv_open_at("epochs");
    cg_err err = {0};
    uint64_t before = cg_kv_epoch(kv);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_bind(batch, before);
    cg_kv_batch_put(batch, CG_CF_NODES, CG_STR("bound"), CG_STR("1"));
    assert_ok(cg_kv_sync(kv, before, &kv_err));
    (void)write_limited(kv, 0, 100 << 10);
    assert_ok(cg_kv_resume(kv, &kv_err));
    assert_int_not_equal(cg_kv_epoch(kv), before);
    assert_int_equal(cg_kv_sync(kv, before, &err), CG_E_UNAVAILABLE);
    assert_int_equal(cg_kv_write(kv, batch, false, &err), CG_E_UNAVAILABLE);
    kv_expect_text(kv, NULL, "bound", NULL);
    cg_kv_batch_bind(batch, cg_kv_epoch(kv));
    assert_ok(cg_kv_write(kv, batch, false, &kv_err));
    assert_ok(cg_kv_sync(kv, cg_kv_epoch(kv), &kv_err));
    kv_expect_text(kv, NULL, "bound", "1");
    cg_kv_close(kv);
}

typedef struct reader_run {
    cg_kv *kv;
    atomic_bool stop;     /* relaxed */
    atomic_uint failures; /* relaxed: read after the join */
    atomic_uint rounds;   /* relaxed */
} reader_run;

static void read_on(void *arg)
{
    reader_run *run = arg;
    while (!atomic_load_explicit(&run->stop, memory_order_relaxed)) {
        CG_AUTO(cg_kv_snapshot) snap = cg_kv_snapshot_take(run->kv);
        CG_AUTO(cg_kv_iter) iter =
            cg_kv_iter_create(run->kv, snap, CG_CF_NODES, CG_STR("00000000"), CG_STR("00000010"));
        unsigned n = 0;
        for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter))
            n++;
        CG_AUTO(cg_kv_pin) pin = NULL;
        cg_str value;
        bool ok = n == 10 && cg_kv_iter_status(iter, NULL) == CG_OK &&
                  cg_kv_get(run->kv, snap, CG_CF_NODES, CG_STR("00000003"), &pin, &value, NULL) ==
                      CG_OK &&
                  value.len == 1000;
        atomic_fetch_add_explicit(&run->failures, !ok, memory_order_relaxed);
        atomic_fetch_add_explicit(&run->rounds, 1, memory_order_relaxed);
    }
}

static void readers_do_not_notice_a_resume(void **state)
{
    (void)state;
    cg_err err = {0};
    reader_run run = {.kv = kv_open_at("resumed")};
    unsigned n = 0;
    for (; n < 10; n++)
        assert_int_equal(try_put(run.kv, n, 1000, &err), CG_OK);
    cg_thread *threads[3];
    for (int i = 0; i < 3; i++)
        threads[i] = cg_thread_start("kv-test", read_on, &run);
    for (int round = 0; round < 10; round++) {
        n = write_limited(run.kv, n, 200 << 10);
        assert_ok(cg_kv_resume(run.kv, &kv_err));
        assert_int_equal(try_put(run.kv, n++, 10, &err), CG_OK);
    }
    atomic_store_explicit(&run.stop, true, memory_order_relaxed);
    for (int i = 0; i < 3; i++)
        cg_thread_join(threads[i]);
    assert_int_equal(run.failures, 0);
    assert_true(run.rounds > 10);
    assert_int_equal(count_rows(run.kv), n);
    cg_kv_close(run.kv);
}

int main(void)
{
    if (kv_skips_rocksdb())
        return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_are_refused_before_the_disk_is_full),
        cmocka_unit_test(loads_end_before_the_disk_is_full),
        cmocka_unit_test(failed_compactions_are_reported),
        cmocka_unit_test(recovers_when_its_log_met_the_full_disk),
        cmocka_unit_test(recovers_when_a_flush_met_the_full_disk),
        cmocka_unit_test(opens_only_with_some_space),
        cmocka_unit_test(recovers_when_a_file_may_not_grow),
        cmocka_unit_test(what_builds_on_lost_writes_is_refused),
        cmocka_unit_test(readers_do_not_notice_a_resume),
    };
    return cmocka_run_group_tests(tests, mount_disk, unmount_disk);
}
