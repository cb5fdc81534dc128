// SPDX-License-Identifier: Apache-2.0
// The yardstick of durable writes: several threads that each parse a file and write its bytes to a
// file of their own, with fsync, over and over.
//
//   bench_fsync_parse THREADS SECONDS FILE FOLDER
//
// Prints the median and the 99th percentile of one round, in microseconds, and how many rounds there were.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cg/parse.h"

#define SAMPLES_MAX 200000

static cg_buf text;
static cg_lang_id lang;
static const char *folder;
static uint64_t end_ns;

typedef struct writer {
    unsigned number;
    cg_thread *thread;
    uint32_t *us; /* [SAMPLES_MAX] */
    size_t count;
} writer;

static void write_durably(int fd)
{
    if (pwrite(fd, text.ptr, text.len, 0) != (ssize_t)text.len || fsync(fd) != 0)
        exit(1);
}

static void run(void *arg)
{
    writer *w = arg;
    char path[4096];
    cg_err err;
    cg_parse_limits limits = cg_parse_limits_default();
    CG_AUTO(cg_parser) parser = cg_parser_create(&limits, NULL);
    (void)snprintf(path, sizeof path, "%s/writer%u", folder, w->number);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (fd >= 0 && cg_now_ns() < end_ns && w->count < SAMPLES_MAX) {
        uint64_t start = cg_now_ns();
        if (cg_parse_bare(parser, cg_buf_str(&text), lang, &err) != CG_OK)
            exit(1);
        write_durably(fd);
        w->us[w->count++] = (uint32_t)((cg_now_ns() - start) / 1000);
    }
    close(fd);
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    cg_err err;
    if (argc < 5 || cg_file_read(argv[3], (size_t)4 << 20, &text, &err) != CG_OK) {
        fprintf(stderr, "bench_fsync_parse THREADS SECONDS FILE FOLDER\n");
        return 2;
    }
    size_t threads = strtoul(argv[1], NULL, 10), total = 0;
    lang = cg_lang_detect(cg_str_from(argv[3]), cg_buf_str(&text));
    folder = argv[4];
    end_ns = cg_now_ns() + strtoull(argv[2], NULL, 10) * 1000000000u;
    writer *writers = cg_alloc_array(threads, sizeof *writers);
    for (size_t i = 0; i < threads; i++) {
        writers[i].number = (unsigned)i;
        writers[i].us = cg_alloc_array(SAMPLES_MAX, sizeof(uint32_t));
        writers[i].thread = cg_thread_start("writer", run, &writers[i]);
    }
    uint32_t *all = cg_alloc_array(threads * SAMPLES_MAX, sizeof *all);
    for (size_t i = 0; i < threads; i++) {
        cg_thread_join(writers[i].thread);
        memcpy(all + total, writers[i].us, writers[i].count * sizeof *all);
        total += writers[i].count;
        cg_free(writers[i].us);
    }
    if (total == 0)
        return 1;
    qsort(all, total, sizeof *all, compare);
    printf("%u %u %zu\n", all[total / 2], all[total * 99 / 100], total);
    cg_free(all);
    cg_free(writers);
    cg_buf_fini(&text);
    return 0;
}
