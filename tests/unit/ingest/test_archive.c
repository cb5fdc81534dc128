// SPDX-License-Identifier: Apache-2.0
// Tar archives: what they may hold, in whatever pieces they come, and what small ones that cost much get.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#include "fixture.h"

typedef enum packing { PLAIN, GZIP, ZSTD } packing;

typedef struct packer {
    struct archive *archive;
    cg_buf bytes;
} packer;

static la_ssize_t take_bytes(struct archive *a, void *arg, const void *bytes, size_t len)
{
    (void)a;
    cg_buf_add(&((packer *)arg)->bytes, bytes, len);
    return (la_ssize_t)len;
}

static void pack_begin(packer *p, packing kind)
{
    assert_non_null(
        setlocale(LC_CTYPE, "C.UTF-8")); /* libarchive writes no other names otherwise */
    *p = (packer){.archive = archive_write_new()};
    assert_int_equal(archive_write_set_format_pax_restricted(p->archive), ARCHIVE_OK);
    if (kind == GZIP)
        assert_int_equal(archive_write_add_filter_gzip(p->archive), ARCHIVE_OK);
    if (kind == ZSTD)
        assert_int_equal(archive_write_add_filter_zstd(p->archive), ARCHIVE_OK);
    assert_int_equal(archive_write_set_bytes_per_block(p->archive, 512), ARCHIVE_OK);
    assert_int_equal(archive_write_set_bytes_in_last_block(p->archive, 1), ARCHIVE_OK);
    assert_int_equal(archive_write_open(p->archive, p, NULL, take_bytes, NULL), ARCHIVE_OK);
}

static void pack(packer *p, const char *path, unsigned type, const char *text, size_t len)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname_utf8(e, path);
    archive_entry_set_filetype(e, type);
    archive_entry_set_perm(e, 0644);
    if (type == AE_IFLNK)
        archive_entry_set_symlink(e, text);
    else if (type == 0)
        archive_entry_set_hardlink(e, text);
    bool file = type == AE_IFREG;
    archive_entry_set_size(e, file ? (la_int64_t)len : 0);
    assert_int_equal(archive_write_header(p->archive, e), ARCHIVE_OK);
    if (file && len > 0)
        assert_int_equal(archive_write_data(p->archive, text, len), (la_ssize_t)len);
    archive_entry_free(e);
}

static void pack_file(packer *p, const char *path, const char *text)
{
    pack(p, path, AE_IFREG, text, strlen(text));
}

static cg_str pack_end(packer *p)
{
    assert_int_equal(archive_write_close(p->archive), ARCHIVE_OK);
    archive_write_free(p->archive);
    assert_non_null(setlocale(LC_CTYPE, "C")); /* as in the daemon */
    return cg_buf_str(&p->bytes);
}

/* Brings the bytes in pieces of `piece`, and commits. */
static cg_code upload(bench *b, cg_str bytes, size_t piece, cg_ingest_result *out)
{
    cg_upload_options opts = {.replace = true};
    cg_upload *u = cg_upload_begin(b->ingest, b->project, &opts);
    cg_unpack *unpack = cg_unpack_begin(u);
    cg_code rc = CG_OK;
    for (size_t at = 0; rc == CG_OK && at < bytes.len; at += piece)
        rc = cg_unpack_push(unpack, cg_str_slice(bytes, at, at + piece), false, &ingest_err);
    if (rc == CG_OK)
        rc = cg_unpack_push(unpack, CG_STR_NULL, true, &ingest_err);
    cg_unpack_end(unpack);
    if (rc == CG_OK)
        return cg_upload_finish(u, 0, b->arena, out, &ingest_err);
    cg_upload_abort(u);
    return rc;
}

static void expect_refused(cg_str bytes, cg_code code, const char *text)
{
    bench b = bench_open(NULL);
    cg_ingest_result r;
    cg_code rc = upload(&b, bytes, 100000, &r);
    if (rc != code)
        fail_msg("\"%s\" is answered %s", text, cg_code_text(rc));
    if (strstr(ingest_err.text, text) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", ingest_err.text, text);
    assert_true(cg_utf8_valid(cg_str_from(ingest_err.text)));
    assert_string_equal(bench_paths(&b), "");
    bench_close(&b);
}

static void pack_sample(packer *p, packing kind)
{
    pack_begin(p, kind);
    pack(p, "./", AE_IFDIR, "", 0);
    pack_file(p, "./a.py", "def f():\n    pass\n");
    pack(p, "./lib", AE_IFDIR, "", 0);
    pack_file(p, "./lib/b.py", "from a import f\nf()\n");
    pack_file(p, "./readme.txt", "text\n");
    pack(p, "./link.py", AE_IFLNK, "/etc/passwd", 0);
    pack(p, "./hard.py", 0, "./a.py", 0);
    pack(p, "./fifo.py", AE_IFIFO, "", 0);
    pack_file(p, "./\xc3\xa4.py", "x = 1\n");
}

static void test_all_packings_in_all_pieces(void **state)
{
    (void)state;
    for (packing kind = PLAIN; kind <= ZSTD; kind++) {
        packer p;
        pack_sample(&p, kind);
        cg_str bytes = pack_end(&p);
        for (size_t piece = 1; piece < 100000; piece *= 37) {
            bench b = bench_open(NULL);
            cg_ingest_result r;
            assert_ok(upload(&b, bytes, piece, &r));
            assert_string_equal(bench_paths(&b),
                                "a.py fifo.py!special_file hard.py!symlink lib/b.py "
                                "link.py!symlink \xc3\xa4.py");
            assert_string_equal(bench_edges(&b, CG_EDGE_CALLS), "lib/b.py  > a.py f 100");
            assert_int_equal(r.skips[CG_SKIP_LANGUAGE], 1);
            bench_expect_sound(&b);
            bench_close(&b);
        }
        cg_buf_fini(&p.bytes);
    }
}

static void test_paths_that_are_refused(void **state)
{
    (void)state;
    static const char *const paths[][2] = {
        {"../a.py", "entry 2 (\"../a.py\"): a path must not contain"},
        {"/etc/a.py", "entry 2 (\"/etc/a.py\"): a path has an empty segment"},
        {"a//b.py", "entry 2 (\"a//b.py\")"},
        {"a/./b.py", "entry 2"},
        {"a/../../b.py", "entry 2"},
        {"a\nb.py", "control character"},
        {"first.py", "named twice"},
        {"./first.py", "named twice"},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(paths); i++) {
        packer p;
        pack_begin(&p, PLAIN);
        pack_file(&p, "first.py", "");
        pack_file(&p, paths[i][0], "x = 1\n");
        expect_refused(pack_end(&p), CG_E_PATH, paths[i][1]);
        cg_buf_fini(&p.bytes);
    }
}

/* A name may hold bytes of any kind: in a header they are not said to be anything. */
static void test_a_name_that_is_no_text(void **state)
{
    (void)state;
    packer p;
    pack_begin(&p, PLAIN);
    pack_file(&p, "axx.py", "x = 1\n");
    cg_str bytes = pack_end(&p);
    char *header = p.bytes.ptr;
    unsigned sum = (unsigned)strtoul(header + 148, NULL, 8);
    sum += 0xff - 'x' + 0xfe - 'x';
    header[1] = (char)0xff;
    header[2] = (char)0xfe;
    snprintf(header + 148, 8, "%06o", sum);
    expect_refused(bytes, CG_E_PATH, "entry 1");
    cg_buf_fini(&p.bytes);
}

static void test_what_is_no_archive(void **state)
{
    (void)state;
    packer p;
    expect_refused(CG_STR_NULL, CG_E_MALFORMED, "no tar archive");
    expect_refused(CG_STR("def f():\n    pass\n"), CG_E_MALFORMED, "no tar archive");
    pack_sample(&p, PLAIN);
    cg_str whole = pack_end(&p);
    expect_refused(cg_str_slice(whole, 0, 1300), CG_E_MALFORMED, "damaged behind entry 2");
    p.bytes.ptr[512 + 3] ^= 1; /* of the second header */
    expect_refused(whole, CG_E_MALFORMED, "damaged");
    cg_buf_fini(&p.bytes);
    for (packing kind = GZIP; kind <= ZSTD; kind++) {
        pack_sample(&p, kind);
        whole = pack_end(&p);
        expect_refused(cg_str_slice(whole, 0, whole.len / 2), CG_E_MALFORMED, "");
        expect_refused(cg_str_slice(whole, 0, whole.len - 5), CG_E_MALFORMED, "");
        cg_buf_fini(&p.bytes);
    }
}

static void test_bombs(void **state)
{
    (void)state;
    size_t len = (size_t)300 << 20;
    char *zeros = cg_alloc(len);
    memset(zeros, ' ', len);
    for (packing kind = GZIP; kind <= ZSTD; kind++) {
        packer p;
        pack_begin(&p, kind);
        pack(&p, "large.py", AE_IFREG, zeros, len);
        cg_str bytes = pack_end(&p);
        assert_true(bytes.len < len / 300);
        expect_refused(bytes, CG_E_LIMIT, "unpacks to more than");
        cg_buf_fini(&p.bytes);
    }
    cg_free(zeros);
}

static void test_files_too_large_and_too_many(void **state)
{
    (void)state;
    cg_ingest_options opts = bench_options();
    opts.limits.file_bytes_max = 100;
    opts.files_max = 3;
    bench b = bench_open(&opts);
    char text[300];
    memset(text, 'a', sizeof text);
    packer p;
    pack_begin(&p, GZIP);
    pack(&p, "large.py", AE_IFREG, text, sizeof text);
    memset(text, '\n', sizeof text);
    pack(&p, "requirements.txt", AE_IFREG, text, sizeof text); /* has a limit of its own */
    pack_file(&p, "small.py", "x = 1\n");
    cg_ingest_result r;
    assert_ok(upload(&b, pack_end(&p), 1000, &r));
    assert_string_equal(bench_paths(&b), "large.py!too_large requirements.txt small.py");
    cg_buf_fini(&p.bytes);
    pack_begin(&p, GZIP);
    for (int i = 0; i < 4; i++)
        pack_file(&p, (const char *[]){"a.py", "b.py", "c.py", "d.py"}[i], "");
    assert_int_equal(upload(&b, pack_end(&p), 1000, &r), CG_E_LIMIT);
    assert_non_null(strstr(ingest_err.text, "entry 4 (\"d.py\"): a request has at most 3 files"));
    cg_buf_fini(&p.bytes);
    bench_close(&b);
}

/* Whoever brings the bytes may leave at any point. */
static void test_the_sender_leaves(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    packer p;
    pack_sample(&p, GZIP);
    cg_str bytes = pack_end(&p);
    for (size_t len = 0; len < bytes.len; len += 1 + bytes.len / 11) {
        cg_upload_options opts = {.replace = true};
        cg_upload *u = cg_upload_begin(b.ingest, b.project, &opts);
        cg_unpack *unpack = cg_unpack_begin(u);
        if (len > 0)
            assert_ok(cg_unpack_push(unpack, cg_str_slice(bytes, 0, len), false, &ingest_err));
        cg_unpack_end(unpack);
        cg_upload_abort(u);
    }
    assert_string_equal(bench_paths(&b), "");
    cg_unpack_end(NULL);
    cg_buf_fini(&p.bytes);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_packings_in_all_pieces),
        cmocka_unit_test(test_paths_that_are_refused),
        cmocka_unit_test(test_a_name_that_is_no_text),
        cmocka_unit_test(test_what_is_no_archive),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_files_too_large_and_too_many),
        cmocka_unit_test(test_the_sender_leaves),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
