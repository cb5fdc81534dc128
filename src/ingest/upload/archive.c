// SPDX-License-Identifier: Apache-2.0
// Tar archives, plain or compressed, into an upload. Nothing is written to disk and no link is followed:
// of an entry only the path and the bytes count.
//
// What a small archive can cost is bounded: files larger than any that is parsed are not held, and what is
// unpacked may be only so many times what came in.
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "upload/upload.h"

#define BLOCK_BYTES 65536
#define RATIO_MAX 200                        /* unpacked to received bytes … */
#define RATIO_FREE_BYTES (INT64_C(64) << 20) /* … beyond these */

typedef struct unpacking {
    cg_upload *upload;
    const cg_archive_source *source;
    struct archive *archive;
    uint64_t entries;
    cg_buf content;
    cg_code rc; /* why the source gave no more */
    cg_err err;
} unpacking;

static la_ssize_t read_source(struct archive *a, void *arg, const void **out_bytes)
{
    unpacking *u = arg;
    cg_str bytes = CG_STR_NULL;
    u->rc = u->source->read(u->source->arg, &bytes, &u->err);
    *out_bytes = bytes.ptr;
    if (u->rc == CG_OK)
        return (la_ssize_t)bytes.len;
    archive_set_error(a, ECANCELED, "canceled");
    return ARCHIVE_FATAL;
}

/* ---- errors ---- */

/* libarchive's own words name no place in our memory or disk. */
static cg_code fail_archive(const unpacking *u, cg_err *err)
{
    if (u->rc != CG_OK) {
        if (err != NULL)
            *err = u->err;
        return u->rc;
    }
    const char *why = archive_error_string(u->archive);
    cg_str text = cg_str_from(why != NULL ? why : "it is damaged");
    text = cg_str_slice(text, 0, cg_utf8_valid_len(text));
    if (u->entries == 0)
        return CG_FAIL(err, CG_E_MALFORMED, "the body is no tar archive, plain, gzip or zstd: %.*s",
                       CG_STR_ARG(text));
    return CG_FAIL(err, CG_E_MALFORMED, "the archive is damaged behind entry %" PRIu64 ": %.*s",
                   u->entries, CG_STR_ARG(text));
}

/* Says which entry it was. */
static cg_code fail_entry(const unpacking *u, cg_str path, cg_code rc, cg_err *err)
{
    if (err == NULL || (rc != CG_E_PATH && rc != CG_E_LIMIT))
        return rc;
    cg_err cause = *err;
    cg_str shown = cg_utf8_truncate(path, 100);
    return CG_FAIL(err, rc, "entry %" PRIu64 " (\"%.*s\"): %s", u->entries,
                   CG_STR_ARG(cg_str_slice(shown, 0, cg_utf8_valid_len(shown))), cause.text);
}

static cg_code check_ratio(const unpacking *u, cg_err *err)
{
    int64_t received = archive_filter_bytes(u->archive, -1);
    int64_t unpacked = archive_filter_bytes(u->archive, 0);
    if (unpacked <= RATIO_FREE_BYTES || unpacked / RATIO_MAX <= received)
        return CG_OK;
    return CG_FAIL(err, CG_E_LIMIT, "the archive unpacks to more than %d times its size",
                   RATIO_MAX);
}

/* ---- entries ---- */

static cg_str path_of(struct archive_entry *entry)
{
    const char *path = archive_entry_pathname_utf8(entry);
    cg_str text = cg_str_from(path != NULL ? path : archive_entry_pathname(entry));
    while (cg_str_starts(text, CG_STR("./")))
        text = cg_str_slice(text, 2, text.len);
    return text;
}

/* Reads the entry's bytes, of which no more than `max` are kept; `*out_bytes`: all. */
static cg_code read_entry(unpacking *u, size_t max, uint64_t *out_bytes, cg_err *err)
{
    char block[BLOCK_BYTES];
    *out_bytes = 0;
    cg_buf_clear(&u->content);
    for (;;) {
        la_ssize_t n = archive_read_data(u->archive, block, sizeof block);
        if (n < 0)
            return fail_archive(u, err);
        cg_code rc = check_ratio(u, err);
        if (n == 0 || rc != CG_OK)
            return rc;
        *out_bytes += (uint64_t)n;
        if (*out_bytes <= max)
            cg_buf_add(&u->content, block, (size_t)n);
    }
}

/* A file with holes may claim any size without having the bytes: what is too large is not read. */
static cg_code add_file(unpacking *u, struct archive_entry *entry, cg_str path, cg_err *err)
{
    uint64_t size = (uint64_t)archive_entry_size(entry), bytes = size;
    size_t max = cg_parse_bytes_max(u->upload->context.limits, path);
    bool sparse = archive_entry_sparse_count(entry) > 0;
    cg_skip skip = !ingest_may_be_source(path) ? CG_SKIP_LANGUAGE
                   : size > max                ? CG_SKIP_TOO_LARGE
                                               : CG_SKIP_NONE;
    bool wanted = skip == CG_SKIP_NONE && cg_upload_wants(u->upload, path);
    cg_code rc = CG_OK;
    if (!sparse || skip == CG_SKIP_NONE)
        rc = read_entry(u, wanted ? max : 0, &bytes, err);
    if (rc != CG_OK)
        return rc;
    if (skip != CG_SKIP_NONE)
        return cg_upload_add_skipped(u->upload, path, bytes, skip, err);
    cg_ingest_source file = {.path = path, .content = cg_buf_str(&u->content)};
    return cg_upload_add(u->upload, &file, err);
}

static cg_code add_entry(unpacking *u, struct archive_entry *entry, cg_err *err)
{
    cg_str path = path_of(entry);
    unsigned type = archive_entry_filetype(entry);
    if (type == AE_IFDIR)
        return CG_OK;
    cg_code rc = cg_path_check(path, err);
    if (rc != CG_OK)
        return fail_entry(u, path, rc, err);
    if (type == AE_IFLNK || archive_entry_hardlink(entry) != NULL)
        rc = cg_upload_add_skipped(u->upload, path, 0, CG_SKIP_SYMLINK, err);
    else if (type == AE_IFREG)
        rc = add_file(u, entry, path, err);
    else
        rc = cg_upload_add_skipped(u->upload, path, 0, CG_SKIP_SPECIAL, err);
    return rc == CG_OK ? CG_OK : fail_entry(u, path, rc, err);
}

static cg_code unpack(unpacking *u, cg_err *err)
{
    struct archive_entry *entry;
    for (;;) {
        int n = archive_read_next_header(u->archive, &entry);
        if (n == ARCHIVE_EOF)
            break;
        if (n != ARCHIVE_OK && n != ARCHIVE_WARN)
            return fail_archive(u, err);
        u->entries++;
        cg_code rc = check_ratio(u, err);
        if (rc == CG_OK)
            rc = add_entry(u, entry, err);
        if (rc != CG_OK)
            return rc;
    }
    if (u->rc != CG_OK || archive_filter_bytes(u->archive, -1) == 0)
        return fail_archive(u, err);
    return CG_OK;
}

cg_code cg_upload_add_archive(cg_upload *upload, const cg_archive_source *source, cg_err *err)
{
    unpacking u = {.upload = upload, .source = source, .archive = archive_read_new()};
    CG_ASSERT(u.archive != NULL);
    /* ARCHIVE_WARN would mean: by starting another program. */
    CG_ASSERT(archive_read_support_format_tar(u.archive) == ARCHIVE_OK);
    CG_ASSERT(archive_read_support_filter_gzip(u.archive) == ARCHIVE_OK);
    CG_ASSERT(archive_read_support_filter_zstd(u.archive) == ARCHIVE_OK);
    int n = archive_read_open(u.archive, &u, NULL, read_source, NULL);
    cg_code rc = n == ARCHIVE_OK ? unpack(&u, err) : fail_archive(&u, err);
    (void)archive_read_free(u.archive);
    cg_buf_fini(&u.content);
    return rc;
}
