// SPDX-License-Identifier: Apache-2.0
// A store whose disk fills up: writes are refused with the right word, reads go on, and once there
// is room the next write just works. A small tmpfs in a mount namespace of its own; without the
// right to mount, a limit on the size of files makes the store's log fail for real.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"

#define DISK "disk"

static bool mounted;

static int mount_disk(void **state)
{
    (void)state;
    if (mkdir(DISK, 0700) != 0)
        return -1;
    mounted = unshare(CLONE_NEWNS) == 0 &&
              mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
              mount("none", DISK, "tmpfs", 0, "size=32m,mode=700") == 0;
    if (!mounted)
        puts("no right to mount a small disk: some tests are skipped");
    return 0;
}

static int unmount_disk(void **state)
{
    (void)state;
    return mounted && umount(DISK) != 0 ? -1 : 0;
}

static cg_service_options options_at(const char *path)
{
    cg_service_options opts = service_options();
    opts.engine = "rocksdb";
    opts.storage_path = path;
    opts.memtable_bytes = 1 << 20;
    return opts;
}

/* A source of about `bytes` that does not compress. */
static cg_str big_source(cg_arena *arena, unsigned number, size_t bytes)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "def f%u():\n    return [\n", number);
    for (unsigned i = 0; text.len < bytes; i++)
        cg_buf_printf(&text, "        \"%016" PRIx64 "\",\n", cg_hash64(&i, sizeof i, number));
    cg_buf_add_str(&text, CG_STR("    ]\n"));
    return cg_arena_str(arena, cg_buf_str(&text));
}

static cg_code try_post(cg_service *service, unsigned number, size_t bytes)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_source_file file = {.path = cg_arena_printf(arena, "f%u.py", number),
                           .content = big_source(arena, number, bytes)};
    cg_parse_request q = {.files = &file, .files_count = 1};
    cg_parse_report report;
    return cg_service_parse(service, &q, arena, &report, &service_err);
}

static void expect_files(cg_service *service, uint64_t files)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project_status status;
    cg_node_detail detail;
    assert_ok(cg_service_project_status(service, (cg_graph_ref){0}, arena, &status, &service_err));
    assert_int_equal(status.files, files);
    assert_ok(cg_service_node_get(service, (cg_graph_ref){0}, CG_STR("f0"),
                                  &(cg_node_ask){.content = true}, arena, &detail, &service_err));
    assert_true(detail.has_content);
    expect_sound(service);
}

/* Takes all of the disk but `leave` bytes. */
static void fill_disk(uint64_t leave)
{
    struct statvfs fs;
    struct stat st;
    int fd = open(DISK "/ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    int failed = ENOSPC;
    assert_true(fd >= 0);
    for (int i = 0; i < 100 && failed == ENOSPC; i++) { /* the store may just be writing, too */
        assert_int_equal(statvfs(DISK, &fs) | fstat(fd, &st), 0);
        uint64_t available = (uint64_t)fs.f_bavail * fs.f_frsize;
        failed =
            available <= leave ? 0 : posix_fallocate(fd, st.st_size, (off_t)(available - leave));
    }
    assert_int_equal(failed, 0);
    assert_int_equal(close(fd), 0);
}

static cg_code try_task(cg_service *service, cg_arena *arena)
{
    cg_parse_root_request q = {
        .root = tree_absolute(arena, "tree"), .project = CG_STR("tree"), .mode = CG_PARSE_REPLACE};
    cg_id id;
    cg_code rc = cg_service_parse_root(service, &q, &id, &service_err);
    if (rc != CG_OK)
        return rc;
    cg_task_view task = await_task(service, id, arena);
    return task.error.code;
}

/* `blind`: the store does not see the end coming, and RocksDB itself runs into it. */
static void run_full(const char *path, bool blind)
{
    cg_service_options opts = options_at(path);
    cg_service *service = service_open(&opts);
    cg_arena *arena = cg_arena_create(0);
    uint64_t files = 0;
    tree_write("tree/a.py", "def a():\n    pass\n");
    for (; files < 5; files++)
        assert_ok(try_post(service, (unsigned)files, 20000));
    fill_disk(blind ? 256 << 10 : 3 << 20);
    if (blind)
        cg_fault_set("kv.space.blind:-1");
    cg_code rc = CG_OK;
    for (int i = 0; rc == CG_OK && i < 100; i++) {
        rc = try_post(service, (unsigned)files, 60000);
        files += rc == CG_OK;
    }
    assert_int_equal(rc, CG_E_STORAGE_FULL);
    assert_int_equal(cg_code_status(rc), 507);
    cg_fault_set(NULL);
    expect_files(service, files);
    assert_int_equal(try_post(service, (unsigned)files, 60000), CG_E_STORAGE_FULL);
    assert_int_equal(try_task(service, arena), CG_E_STORAGE_FULL);
    expect_files(service, files);
    assert_int_equal(unlink(DISK "/ballast"), 0);
    if (blind) /* a task's own record is the first to be written */
        assert_int_equal(try_task(service, arena), CG_OK);
    assert_ok(try_post(service, (unsigned)files++, 60000));
    expect_files(service, files);
    cg_arena_destroy(arena);
    cg_service_close(service);
    service = service_open(&opts);
    expect_files(service, files);
    cg_service_close(service);
}

static void test_a_disk_that_fills_up(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    run_full(DISK "/seen", false);
}

static void test_a_disk_that_others_fill(void **state)
{
    (void)state;
    if (!mounted)
        skip();
    run_full(DISK "/blind", true);
}

static void test_a_log_that_may_not_grow(void **state)
{
    (void)state;
    cg_service_options opts = options_at("limited");
    cg_service *service = service_open(&opts);
    struct rlimit old;
    uint64_t files = 0;
    assert_ok(try_post(service, (unsigned)files++, 20000));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    const struct rlimit low = {.rlim_cur = 200 << 10, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
    cg_code rc = CG_OK;
    for (int i = 0; rc == CG_OK && i < 100; i++) {
        rc = try_post(service, (unsigned)files, 40000);
        files += rc == CG_OK;
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(rc, CG_E_IO);
    expect_files(service, files);
    assert_ok(try_post(service, (unsigned)files++, 40000));
    expect_files(service, files);
    cg_service_close(service);
    service = service_open(&opts);
    expect_files(service, files);
    cg_service_close(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_disk_that_fills_up),
        cmocka_unit_test(test_a_disk_that_others_fill),
        cmocka_unit_test(test_a_log_that_may_not_grow),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, mount_disk, unmount_disk);
}
