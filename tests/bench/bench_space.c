// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a store go: each kind of row alone in a compacted store of its own.
//
//   bench_space STORE [OTHER]     of closed stores, which are compacted; with OTHER also the first ÷ the second
//
// So what a history costs is told by the store that has it and one of a clean index of its last state. The sum is a
// little more than the whole, since tables have heads and ends.
#include <stdio.h>
#include <stdlib.h>

#include "cg/kv.h"

#define INDEX_AT 6 /* behind the project's prefix: which index, or which edges */
#define VERSION_KEY 11

typedef struct row_kind {
    cg_cf cf;
    char index;    /* 0: any */
    size_t length; /* of keys; 0: any */
    const char *what;
} row_kind;

static const row_kind kinds[] = {
    {CG_CF_NODES, 0, 0, "nodes"},
    {CG_CF_EDGES, 0, 0, "edges"},
    {CG_CF_REDGES, 0, 0, "reverse edges"},
    {CG_CF_INDEXES, 'i', 0, "ids"},
    {CG_CF_INDEXES, 'n', 0, "names"},
    {CG_CF_INDEXES, 'f', 0, "paths"},
    {CG_CF_INDEXES, 'F', 0, "file rows"},
    {CG_CF_INDEXES, 'd', 0, "dependencies"},
    {CG_CF_INDEXES, 'D', 0, "their readers"},
    {CG_CF_INDEXES, 'x', 0, "externals"},
    {CG_CF_INDEXES, 'u', 0, "unit numbers"},
    {CG_CF_INDEXES, 'v', 0, "version ids"},
    {CG_CF_INDEXES, 't', 0, "postings"},
    {CG_CF_INDEXES, 'p', 0, "path postings"},
    {CG_CF_UNITS, 0, 0, "units"},
    {CG_CF_SOURCES, 0, 0, "sources"},
    {CG_CF_VERSIONS, 0, VERSION_KEY, "generations"},
    {CG_CF_VERSIONS, 0, VERSION_KEY + 4, "changes"},
    {CG_CF_METADATA, 0, 0, "metadata"},
};

typedef struct size {
    uint64_t rows, bytes, disk; /* bytes: of keys and values as they are given to the store */
} size;

static void check(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK) {
        fprintf(stderr, "%s\n", err->text);
        exit(1);
    }
}

static cg_kv *open_kv(const char *path)
{
    cg_err err = {0};
    cg_kv *kv;
    cg_kv_options opts = {.path = path};
    check(cg_kv_open(&opts, &kv, &err), &err);
    return kv;
}

static bool is_of(const row_kind *kind, cg_str k)
{
    return (kind->length == 0 || k.len == kind->length) &&
           (kind->index == 0 || (k.len > INDEX_AT && k.ptr[INDEX_AT] == kind->index));
}

static uint64_t disk_bytes(cg_kv *kv)
{
    cg_kv_stats stats;
    cg_err err = {0};
    check(cg_kv_compact(kv, &err), &err);
    cg_kv_stats_get(kv, &stats);
    return stats.disk_bytes;
}

static size measure(cg_kv *from, const row_kind *kind)
{
    char path[] = "/tmp/bench-space-XXXXXX", command[64];
    cg_err err = {0};
    size s = {0};
    if (mkdtemp(path) == NULL)
        exit(1);
    cg_kv *alone = open_kv(path);
    cg_kv_loader *loader;
    check(cg_kv_loader_open(alone, &loader, &err), &err);
    cg_kv_iter *iter = cg_kv_iter_create(from, NULL, kind->cf, CG_STR_NULL, CG_STR_NULL);
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), value = cg_kv_iter_value(iter);
        if (!is_of(kind, k))
            continue;
        check(cg_kv_loader_put(loader, kind->cf, k, value, &err), &err);
        s.rows++;
        s.bytes += k.len + value.len;
    }
    check(cg_kv_iter_status(iter, &err), &err);
    cg_kv_iter_destroy(iter);
    check(cg_kv_loader_commit(loader, &err), &err);
    cg_kv_loader_close(loader);
    s.disk = disk_bytes(alone);
    cg_kv_close(alone);
    snprintf(command, sizeof command, "rm -rf %s", path);
    if (system(command) != 0)
        exit(1);
    return s;
}

static void print_row(const char *what, const size *s, const size *other)
{
    printf("%-14s %9" PRIu64 " %9.2f %9.2f", what, s->rows, (double)s->bytes / 1e6,
           (double)s->disk / 1e6);
    if (other != NULL)
        printf(" %9" PRIu64 " %9.2f %9.2f %7.2f", other->rows, (double)other->bytes / 1e6,
               (double)other->disk / 1e6,
               other->disk > 0 ? (double)s->disk / (double)other->disk : 0.0);
    printf("\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_space STORE [OTHER]\n");
        return 2;
    }
    cg_kv *first = open_kv(argv[1]), *second = argc > 2 ? open_kv(argv[2]) : NULL;
    size whole = {.disk = disk_bytes(first)}, other = {0};
    if (second != NULL)
        other.disk = disk_bytes(second);
    printf("%-14s %9s %9s %9s\n", "", "rows", "MB", "on disk");
    for (size_t i = 0; i < CG_ARRAY_LEN(kinds); i++) {
        size a = measure(first, &kinds[i]), b = {0};
        if (second != NULL)
            b = measure(second, &kinds[i]);
        if (a.rows > 0 || b.rows > 0)
            print_row(kinds[i].what, &a, second != NULL ? &b : NULL);
        whole.rows += a.rows, whole.bytes += a.bytes;
        other.rows += b.rows, other.bytes += b.bytes;
    }
    print_row("store", &whole, second != NULL ? &other : NULL);
    cg_kv_close(first);
    cg_kv_close(second);
    return 0;
}
