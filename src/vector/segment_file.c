// SPDX-License-Identifier: Apache-2.0
// vector: segments on disk. A file is believed only when its checksum holds and its key is ours; FAISS, which trusts what
// it reads, sees it after that.
//
//   0  "CGVS"  4 version (1)  8 checksum (16 bytes, XXH3-128 of all that follows)
//   24 key 8 · metric, type, codes 1 each, 0 · nlist, nprobe, m, ef_construction, ef_search, refine 4 each
//      dimension, rows, strides, effort, recall_samples, recall 4 each · build_cpu_ns, index_bytes 8 each · zeros
//   128 labels 8 each · hashes of the rows as given, by label, 4 each · the index as FAISS writes it
//
// Numbers are big-endian; recall is in millionths. A file's name is its number: of two that have a label the higher one counts.
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

#define VERSION 1
#define CHECKED_FROM 24u
#define MILLION 1000000.0f

/* ---- the header ---- */

static void put_params(uint8_t *at, const cg_vector_params *p)
{
    at[0] = (uint8_t)p->metric, at[1] = (uint8_t)p->type, at[2] = (uint8_t)p->codes, at[3] = 0;
    const uint32_t numbers[] = {p->nlist,           p->nprobe,    p->m,
                                p->ef_construction, p->ef_search, p->refine};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        cg_put_be32(at + 4 + 4 * i, numbers[i]);
}

static cg_vector_params get_params(const uint8_t *at)
{
    return (cg_vector_params){.metric = (cg_vector_metric)at[0],
                              .type = (cg_vector_type)at[1],
                              .codes = (cg_vector_codes)at[2],
                              .nlist = cg_get_be32(at + 4),
                              .nprobe = cg_get_be32(at + 8),
                              .m = cg_get_be32(at + 12),
                              .ef_construction = cg_get_be32(at + 16),
                              .ef_search = cg_get_be32(at + 20),
                              .refine = cg_get_be32(at + 24)};
}

static void header_write(const segment_header *h, uint8_t out[SEGMENT_HEADER_BYTES])
{
    memset(out, 0, SEGMENT_HEADER_BYTES);
    memcpy(out, "CGVS", 4);
    cg_put_be32(out + 4, VERSION);
    cg_put_be64(out + 24, h->key);
    put_params(out + 32, &h->params);
    const uint32_t numbers[] = {h->dimension, h->rows,           h->strides,
                                h->effort,    h->recall_samples, (uint32_t)(h->recall * MILLION)};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        cg_put_be32(out + 60 + 4 * i, numbers[i]);
    cg_put_be64(out + 84, h->build_cpu_ns);
    cg_put_be64(out + 92, h->index_bytes);
}

/* Bounds that everything behind the header rests on. */
static bool header_fits(const segment_header *h, size_t len)
{
    cg_vector_params p = h->params;
    bool known = p.type > CG_VECTOR_AUTO && p.codes > CG_VECTOR_CODES_AUTO &&
                 cg_vector_params_check(&p, NULL) == CG_OK;
    return known && h->rows > 0 && h->rows <= INT32_MAX && h->strides > 0 &&
           h->strides <= h->rows && h->effort <= CG_VECTOR_EFFORT_MAX &&
           (p.type != CG_VECTOR_IVF || p.nlist > 0) && (p.codes != CG_VECTOR_PQ4 || p.refine > 0) &&
           h->index_bytes <= len &&
           SEGMENT_HEADER_BYTES + (uint64_t)h->rows * 12 + h->index_bytes == len;
}

cg_code segment_header_read(const uint8_t *bytes, size_t len, uint64_t key, uint32_t dimension,
                            segment_header *out_header, cg_err *err)
{
    if (len < SEGMENT_HEADER_BYTES || memcmp(bytes, "CGVS", 4) != 0)
        return CG_FAIL(err, CG_E_CORRUPT, "no segment of vectors");
    if (cg_get_be32(bytes + 4) != VERSION)
        return CG_FAIL(err, CG_E_CONFLICT, "a segment of vectors in another format");
    cg_hash128 sum = cg_hash_128(bytes + CHECKED_FROM, len - CHECKED_FROM, 0);
    if (cg_get_be64(bytes + 8) != sum.hi || cg_get_be64(bytes + 16) != sum.lo)
        return CG_FAIL(err, CG_E_CORRUPT, "a segment of vectors is damaged");
    const uint8_t *at = bytes + 60;
    segment_header h = {.key = cg_get_be64(bytes + 24),
                        .params = get_params(bytes + 32),
                        .dimension = cg_get_be32(at),
                        .rows = cg_get_be32(at + 4),
                        .strides = cg_get_be32(at + 8),
                        .effort = cg_get_be32(at + 12),
                        .recall_samples = cg_get_be32(at + 16),
                        .recall = (float)cg_get_be32(at + 20) / MILLION,
                        .build_cpu_ns = cg_get_be64(bytes + 84),
                        .index_bytes = cg_get_be64(bytes + 92)};
    if (h.key != key || h.dimension != dimension)
        return CG_FAIL(err, CG_E_CONFLICT, "a segment of other vectors");
    if (!header_fits(&h, len))
        return CG_FAIL(err, CG_E_CORRUPT, "a segment of vectors is damaged");
    *out_header = h;
    return CG_OK;
}

/* What a file must be of: these vectors, asked for in this way. */
static uint64_t key_of(const cg_vector_set *set, const cg_vector_params *asked)
{
    uint8_t spec[40] = {0};
    cg_put_be32(spec, set->opts.dimension);
    cg_put_be32(spec + 4, (uint32_t)set->opts.element);
    put_params(spec + 8, asked);
    return cg_hash64(set->opts.model.ptr, set->opts.model.len,
                     cg_hash64(spec, sizeof spec, VERSION));
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
    h->index_bytes = len - SEGMENT_HEADER_BYTES - (uint64_t)h->rows * 12;
    uint8_t *bytes = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        return fail_io(err, "cannot write");
    header_write(h, bytes);
    cg_hash128 sum = cg_hash_128(bytes + CHECKED_FROM, len - CHECKED_FROM, 0);
    cg_put_be64(bytes + 8, sum.hi);
    cg_put_be64(bytes + 16, sum.lo);
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
