// SPDX-License-Identifier: Apache-2.0
// vector: segments on disk (segment_header.h draws a file). One is believed only when its checksum holds and its key is
// ours; FAISS, which trusts what it reads, sees it after that. A file's name is its number: of two that have a label the
// higher one counts.
#include "vector_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <faiss/c_api/index_io_c.h>

/* What a file must be of: these vectors, asked for in this way. */
static uint64_t key_of(const cg_vector_set *set, const cg_vector_params *asked)
{
    uint8_t spec[8 + SEGMENT_PARAMS_BYTES];
    cg_put_be32(spec, set->opts.dimension);
    cg_put_be32(spec + 4, (uint32_t)set->opts.element);
    segment_params_put(spec + 8, asked);
    return cg_hash64(set->opts.model.ptr, set->opts.model.len,
                     cg_hash64(spec, sizeof spec, SEGMENT_VERSION));
}

uint32_t row_hash(const void *row, size_t row_bytes)
{
    return (uint32_t)cg_hash64(row, row_bytes, 0);
}

/* ---- names ---- */

static void path_of(const cg_vector_set *set, uint64_t number, const char *suffix,
                    char out[PATH_MAX])
{
    (void)snprintf(out, PATH_MAX, "%s/%016" PRIx64 ".segment%s", set->opts.folder, number, suffix);
}

static cg_code fail_io(cg_err *err, const char *what)
{
    char text[96];
    cg_code code = errno == ENOSPC || errno == EDQUOT ? CG_E_STORAGE_FULL : CG_E_IO;
    return CG_FAIL(err, code, "%s a segment of vectors: %s", what,
                   strerror_r(errno, text, sizeof text));
}

void segment_file_delete(const cg_vector_set *set, uint64_t number)
{
    char path[PATH_MAX];
    path_of(set, number, "", path);
    (void)unlink(path); /* one that stays is found to be outdated at the next opening */
}

/* ---- writing ---- */

static cg_code write_all(FILE *file, const void *bytes, size_t len, cg_err *err)
{
    return fwrite(bytes, 1, len, file) == len ? CG_OK : fail_io(err, "cannot write");
}

static cg_code write_body(FILE *file, const segment *s, const uint32_t *row_hashes, cg_err *err)
{
    const uint8_t nothing[SEGMENT_HEADER_BYTES] = {0}; /* the header comes last */
    uint8_t number[8];
    cg_code rc = write_all(file, nothing, sizeof nothing, err);
    for (uint32_t i = 0; rc == CG_OK && i < s->rows; i++) {
        cg_put_be64(number, s->labels[i]);
        rc = write_all(file, number, 8, err);
    }
    for (uint32_t i = 0; rc == CG_OK && i < s->rows; i++) {
        cg_put_be32(number, row_hashes[i]);
        rc = write_all(file, number, 4, err);
    }
    if (rc == CG_OK)
        rc = cg_vector_faiss_check(faiss_write_index(s->built.index, file), err);
    if (rc == CG_OK && fflush(file) != 0)
        rc = fail_io(err, "cannot write");
    return rc;
}

/* Puts the header before what is written, with the checksum of all of it. */
static cg_code write_header(int fd, segment_header *h, cg_err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return fail_io(err, "cannot write");
    size_t len = (size_t)st.st_size;
    h->index_bytes = len - SEGMENT_HEADER_BYTES - (uint64_t)h->rows * SEGMENT_ROW_BYTES;
    uint8_t *bytes = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        return fail_io(err, "cannot write");
    segment_header_put(bytes, len, h);
    (void)munmap(bytes, len);
    return fsync(fd) == 0 ? CG_OK : fail_io(err, "cannot write");
}

static cg_code sync_folder(const cg_vector_set *set, cg_err *err)
{
    int fd = open(set->opts.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_io(err, "cannot write");
    cg_code rc = fsync(fd) == 0 ? CG_OK : fail_io(err, "cannot write");
    (void)close(fd);
    return rc;
}

cg_code segment_file_write(const cg_vector_set *set, const cg_vector_params *asked,
                           const segment *s, uint64_t number, const uint32_t *row_hashes,
                           cg_err *err)
{
    char temporary[PATH_MAX], path[PATH_MAX];
    path_of(set, number, ".new", temporary);
    path_of(set, number, "", path);
    FILE *file = fopen(temporary, "wb+e");
    if (file == NULL)
        return fail_io(err, "cannot write");
    segment_header h = {.key = key_of(set, asked),
                        .params = s->built.params,
                        .dimension = s->built.dimension,
                        .rows = s->rows,
                        .strides = s->strides,
                        .effort = s->effort,
                        .recall_samples = s->recall_samples,
                        .recall = s->recall,
                        .build_cpu_ns = s->build_cpu_ns};
    cg_code rc = write_body(file, s, row_hashes, err);
    if (rc == CG_OK)
        rc = write_header(fileno(file), &h, err);
    if (fclose(file) != 0 && rc == CG_OK)
        rc = fail_io(err, "cannot write");
    if (rc == CG_OK && rename(temporary, path) != 0)
        rc = fail_io(err, "cannot write");
    if (rc == CG_OK)
        rc = sync_folder(set, err);
    if (rc != CG_OK) {
        (void)unlink(temporary);
        (void)unlink(path);
    }
    return rc;
}

/* ---- reading ---- */

static bool labels_ascend(const cg_vector_label *labels, uint32_t rows)
{
    for (uint32_t i = 1; i < rows; i++)
        if (labels[i - 1] >= labels[i])
            return false;
    return labels[rows - 1] != NO_LABEL;
}

static cg_code read_index(const uint8_t *bytes, size_t len, FaissIndex **out_index, cg_err *err)
{
    FILE *file = fmemopen((void *)(uintptr_t)bytes, len, "rb"); /* only read */
    if (file == NULL)
        return fail_io(err, "cannot read");
    cg_code rc = cg_vector_faiss_check(faiss_read_index(file, 0, out_index), err);
    (void)fclose(file);
    return rc;
}

static cg_code segment_of(const uint8_t *bytes, const segment_header *h, segment **out_segment,
                          uint32_t **out_hashes, cg_err *err)
{
    cg_vector_label *labels = cg_alloc_array(h->rows, sizeof *labels);
    uint32_t *hashes = cg_alloc_array(h->rows, sizeof *hashes);
    const uint8_t *at = bytes + SEGMENT_HEADER_BYTES;
    for (uint32_t i = 0; i < h->rows; i++, at += 8)
        labels[i] = cg_get_be64(at);
    for (uint32_t i = 0; i < h->rows; i++, at += 4)
        hashes[i] = cg_get_be32(at);
    FaissIndex *index = NULL;
    segment *s = NULL;
    cg_code rc = labels_ascend(labels, h->rows)
                     ? read_index(at, h->index_bytes, &index, err)
                     : CG_FAIL(err, CG_E_CORRUPT, "a segment of vectors is out of order");
    if (rc == CG_OK)
        rc = segment_create(index, &h->params, labels, h->rows, h->strides, &s, err);
    else
        cg_free(labels);
    if (rc == CG_OK && s->built.dimension != h->dimension) {
        segment_unref(s);
        rc = CG_FAIL(err, CG_E_CORRUPT, "a segment of vectors is of another dimension");
    }
    if (rc != CG_OK) {
        cg_free(hashes);
        return rc;
    }
    if (h->effort > 0)
        s->effort = h->effort;
    s->recall = h->recall;
    s->recall_samples = h->recall_samples;
    s->build_cpu_ns = h->build_cpu_ns;
    *out_segment = s;
    *out_hashes = hashes;
    return CG_OK;
}

cg_code segment_file_read(const cg_vector_set *set, uint64_t number, segment **out_segment,
                          uint32_t **out_hashes, cg_err *err)
{
    char path[PATH_MAX];
    struct stat st;
    path_of(set, number, "", path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size <= 0) {
        cg_code rc = fail_io(err, "cannot read");
        if (fd >= 0)
            (void)close(fd);
        return rc;
    }
    size_t len = (size_t)st.st_size;
    const uint8_t *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
    (void)close(fd);
    if (bytes == MAP_FAILED)
        return fail_io(err, "cannot read");
    segment_header h;
    cg_code rc =
        segment_header_read(bytes, len, key_of(set, &set->params), set->opts.dimension, &h, err);
    if (rc == CG_OK)
        rc = segment_of(bytes, &h, out_segment, out_hashes, err);
    (void)munmap((void *)(uintptr_t)bytes, len);
    if (rc == CG_OK)
        (*out_segment)->file = number;
    return rc;
}

/* ---- listing ---- */

/* The number that a name stands for; names of other things, and unfinished files, have none. */
static bool number_of(const char *name, uint64_t *out_number)
{
    char again[40], *end;
    *out_number = strtoull(name, &end, 16);
    (void)snprintf(again, sizeof again, "%016" PRIx64 ".segment", *out_number);
    return strcmp(name, again) == 0;
}

cg_code segment_files_list(const cg_vector_set *set, uint64_t **out_numbers, size_t *out_count,
                           cg_err *err)
{
    CG_VEC(uint64_t) numbers = {0};
    char path[PATH_MAX];
    cg_code rc = cg_make_dirs(set->opts.folder, err);
    if (rc != CG_OK)
        return rc;
    DIR *dir = opendir(set->opts.folder);
    if (dir == NULL)
        return fail_io(err, "cannot list");
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        uint64_t number;
        if (number_of(entry->d_name, &number)) {
            CG_VEC_PUSH(&numbers, number);
        } else if (cg_str_ends(cg_str_from(entry->d_name), CG_STR(".segment.new"))) {
            (void)snprintf(path, sizeof path, "%s/%s", set->opts.folder, entry->d_name);
            (void)unlink(path);
        }
    }
    (void)closedir(dir);
    if (numbers.len > 1)
        qsort(numbers.ptr, numbers.len, sizeof *numbers.ptr, cg_compare_u64);
    *out_numbers = numbers.ptr;
    *out_count = numbers.len;
    return CG_OK;
}
