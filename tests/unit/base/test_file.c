// SPDX-License-Identifier: Apache-2.0
// base: reading files, making directories, clocks, random bytes and hashes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cg/base.h"

static char folder[] = "file-test-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int drop_folder(void **state)
{
    (void)state;
    (void)unlink("data");
    (void)unlink("pipe");
    (void)rmdir("a/b/c");
    (void)rmdir("a/b");
    (void)rmdir("a");
    return chdir("..") != 0 || rmdir(folder) != 0;
}

static void write_file(const char *path, size_t len)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    for (size_t i = 0; i < len; i++)
        (void)fputc((int)('a' + i % 26), f);
    assert_int_equal(fclose(f), 0);
}

static void reads_up_to_the_limit(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_err err = {0};
    write_file("data", 200000);
    cg_buf_add_char(&buf, '>');
    assert_int_equal(cg_file_read("data", 200000, &buf, &err), CG_OK);
    assert_int_equal(buf.len, 200001);
    assert_int_equal(buf.ptr[26], 'z');
    assert_int_equal(cg_file_read("data", 199999, &buf, &err), CG_E_LIMIT);
    assert_int_equal(buf.len, 200001);
    assert_int_equal(cg_file_read("data", SIZE_MAX, &buf, &err), CG_OK);
    CG_AUTO_VALUE(cg_buf) small;
    cg_buf_init(&small, 100);
    assert_int_equal(cg_file_read("data", 200000, &small, &err), CG_E_LIMIT);
}

static void a_file_that_hides_its_size_is_read(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    assert_int_equal(cg_file_read("/proc/self/status", 1 << 20, &buf, NULL), CG_OK);
    assert_true(buf.len > 100);
    assert_int_equal(cg_file_read("/proc/self/status", 100, &buf, NULL), CG_E_LIMIT);
}

static void says_why_it_cannot_read(void **state)
{
    (void)state;
    CG_AUTO_VALUE(cg_buf) buf = {0};
    cg_err err = {0};
    assert_int_equal(cg_file_read("missing", 10, &buf, &err), CG_E_NOT_FOUND);
    assert_null(strstr(err.text, "missing")); /* a client may see the text */
    assert_int_equal(cg_file_read(".", 10, &buf, &err), CG_E_IO);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(cg_file_read("pipe", 10, &buf, &err), CG_E_IO);
    assert_string_equal(err.text, "not a regular file");
}

static void makes_directories(void **state)
{
    (void)state;
    cg_err err = {0};
    struct stat st;
    assert_int_equal(cg_make_dirs("a//b/c/", &err), CG_OK);
    assert_int_equal(cg_make_dirs("a/b/c", &err), CG_OK);
    assert_int_equal(stat("a/b/c", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(cg_make_dirs("/", &err), CG_OK);
    assert_int_equal(cg_make_dirs("", &err), CG_E_IO);
    write_file("data", 1);
    assert_int_equal(cg_make_dirs("data", &err), CG_E_NOT_FOUND);
    assert_int_equal(cg_make_dirs("data/x", &err), CG_E_NOT_FOUND);
}

static void tells_time(void **state)
{
    (void)state;
    char text[CG_TIME_TEXT_LEN];
    cg_time_text(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000Z");
    cg_time_text(UINT64_C(1769903999123), text);
    assert_string_equal(text, "2026-01-31T23:59:59.123Z");
    cg_time_text(UINT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59.999Z");
    uint64_t before = cg_now_ns();
    assert_true(cg_now_ns() >= before);
    assert_true(cg_wall_ms() > UINT64_C(1700000000000));
    assert_true(cg_cpu_ns() > 0);
}

static void hashes_are_the_published_ones(void **state)
{
    (void)state;
    assert_true(cg_hash64(NULL, 0, 0) == UINT64_C(0x2d06800538d394c2));
    cg_hash128 h = cg_hash_128(NULL, 0, 0);
    assert_true(h.hi == UINT64_C(0x99aa06d3014798d8) && h.lo == UINT64_C(0x6001c324468d497f));
    assert_true(cg_hash64("a", 1, 0) != cg_hash64("a", 1, 1));
}

static void random_bytes_differ(void **state)
{
    (void)state;
    unsigned char a[32];
    unsigned char b[32];
    cg_random_bytes(a, sizeof a);
    cg_random_bytes(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_up_to_the_limit),
        cmocka_unit_test(a_file_that_hides_its_size_is_read),
        cmocka_unit_test(says_why_it_cannot_read),
        cmocka_unit_test(makes_directories),
        cmocka_unit_test(tells_time),
        cmocka_unit_test(hashes_are_the_published_ones),
        cmocka_unit_test(random_bytes_differ),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
