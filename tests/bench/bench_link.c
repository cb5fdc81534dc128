// SPDX-License-Identifier: Apache-2.0
// What linking across files costs:
//
//   bench_link FOLDER…
//
//   1. linking every file of an eighth, a quarter, a half and all of a tree, on one thread: the cost
//      of a reference should not grow with the project;
//   2. one function more in one file of the indexed tree: from the text to the linked commit, on
//      disk; then the first change after a start;
//   3. a base class that 500 generated files derive from gets another member.
//
// Stores go to $TMPDIR or /tmp.
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../link/tree.h"
#include "cg/ingest.h"

#define CHANGES 40
#define DERIVED 500

static void check(cg_code rc, const cg_err *err)
{
    if (rc == CG_OK)
        return;
    fprintf(stderr, "bench_link: %s (%s:%d)\n", err->text, err->file, err->line);
    exit(1);
}

static const char *tail(const char *path, size_t width)
{
    size_t len = strlen(path);
    return len > width ? path + len - width : path;
}

/* ---- 1. the cost of a reference ---- */

static void print_part(tree *t, const char *folder, unsigned part)
{
    CG_AUTO(cg_linker) linker = cg_linker_create();
    size_t count = t->files.len * part / 8, refs = 0, edges = 0, across = 0;
    for (uint32_t f = 0; f < t->files.len; f++) {
        if (f < count && t->files.ptr[f].hidden)
            tree_show(t, f);
        else if (f >= count && !t->files.ptr[f].hidden)
            tree_hide(t, f);
    }
    uint64_t start = cg_cpu_ns();
    for (uint32_t f = 0; f < count; f++) {
        cg_link_result r;
        cg_link_file(linker, &t->world, t->files.ptr[f].linkable, NULL, &r);
        refs += t->files.ptr[f].unit.refs.len;
        edges += r.edges_count;
        for (size_t i = 0; i < r.edges_count; i++)
            across += r.edges[i].target_file != CG_NONE;
    }
    uint64_t spent = cg_cpu_ns() - start;
    printf("%-32.32s %4u/8 %6zu %9zu %9zu %9zu %8.0f %7.0f\n", tail(folder, 32), part, count, refs,
           edges, across, (double)spent / 1e6, refs ? (double)spent / (double)refs : 0.0);
}

static void print_parts(const char *folder)
{
    tree t;
    if (!tree_load(&t, folder)) {
        perror(folder);
        exit(1);
    }
    for (unsigned part = 1; part <= 8; part *= 2)
        print_part(&t, folder, part);
    tree_free(&t);
}

/* ---- projects ---- */

typedef struct bench {
    cg_arena *arena;
    char folder[4096]; /* of the store */
    cg_store *store;
    cg_ingest *ingest;
    cg_project *project;
} bench;

static void bench_open(bench *b, bool on_disk)
{
    const char *tmp = getenv("TMPDIR");
    cg_store_options store = {.kv = {.engine = on_disk ? "rocksdb" : "memory",
                                     .path = b->folder,
                                     .cache_bytes = 64 << 20,
                                     .memtable_bytes = 32 << 20,
                                     .sync = true},
                              .unit_cache_bytes = 64 << 20};
    cg_ingest_options opts = {.limits = cg_parse_limits_default(), .files_max = 1000000};
    cg_err err;
    snprintf(b->folder, sizeof b->folder, "%s/bench-link.XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(b->folder) == NULL)
        exit(1);
    b->arena = cg_arena_create(0);
    check(cg_store_open(&store, &b->store, &err), &err);
    check(cg_store_project(b->store, CG_STR("p"), true, &b->project, &err), &err);
    b->ingest = cg_ingest_create(b->store, &opts);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static void bench_close(bench *b)
{
    cg_ingest_destroy(b->ingest);
    cg_store_close(b->store);
    cg_arena_destroy(b->arena);
    nftw(b->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static uint64_t bench_post(bench *b, const cg_ingest_source *files, size_t count)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_ingest_files_request q = {.files = files, .files_count = count};
    cg_ingest_result result;
    cg_err err;
    uint64_t start = cg_now_ns();
    check(cg_ingest_files(b->ingest, b->project, &q, arena, &result, &err), &err);
    return cg_now_ns() - start;
}

/* ---- 2. one function ---- */

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The text with a function more at its end; ptr NULL: no way for this language. */
static cg_str with_function(cg_arena *arena, cg_lang_id lang, cg_str text)
{
    ptrdiff_t end = cg_str_rfind(text, '}');
    cg_str body = cg_str_slice(text, 0, end < 0 ? 0 : (size_t)end);
    switch (lang) {
    case CG_LANG_PYTHON:
        return cg_arena_printf(arena, "%.*s\n\ndef probe_zq(a):\n    return a\n", CG_STR_ARG(text));
    case CG_LANG_GO:
        return cg_arena_printf(arena, "%.*s\nfunc probeZq(a int) int { return a }\n",
                               CG_STR_ARG(text));
    case CG_LANG_RUST:
        return cg_arena_printf(arena, "%.*s\nfn probe_zq(a: u32) -> u32 { a }\n", CG_STR_ARG(text));
    case CG_LANG_JAVASCRIPT:
    case CG_LANG_TYPESCRIPT:
        return cg_arena_printf(arena, "%.*s\nfunction probeZq(a) { return a; }\n",
                               CG_STR_ARG(text));
    case CG_LANG_JAVA:
        return cg_arena_printf(arena, "%.*s\n    int probeZq(int a) { return a; }\n}\n",
                               CG_STR_ARG(body));
    case CG_LANG_C:
    case CG_LANG_CPP:
        return cg_arena_printf(arena, "%.*s\nint probe_zq(int a) { return a; }\n",
                               CG_STR_ARG(text));
    default: return CG_STR_NULL;
    }
}

/* Of the files with at least this many bytes, about as many as wanted, all over the tree. */
static size_t change_files(bench *b, const char *root, uint64_t times[CHANGES])
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    uint32_t limit = cg_snapshot_files_limit(snap), step = CG_MAX(limit / (CHANGES * 3u), 1u);
    size_t count = 0;
    for (uint32_t f = 0; f < limit && count < CHANGES; f += step) {
        const cg_file *file = cg_snapshot_file(snap, f);
        CG_AUTO_VALUE(cg_buf) text = {0};
        if (file->skip != 0 || file->bytes < 4000 || file->bytes > 60000)
            continue;
        cg_str path = cg_arena_printf(b->arena, "%s/%.*s", root, CG_STR_ARG(file->path));
        if (cg_file_read(path.ptr, 1 << 20, &text, NULL) != CG_OK)
            continue;
        cg_str more = with_function(b->arena, (cg_lang_id)file->lang, cg_buf_str(&text));
        if (more.ptr != NULL)
            times[count++] =
                bench_post(b, &(cg_ingest_source){.path = file->path, .content = more}, 1);
    }
    return count;
}

static uint64_t catalogs_made(void)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str name = CG_STR("codegraph_link_catalogs_total "), line;
    uint64_t value = 0;
    cg_metrics_write(&text);
    for (cg_str rest = cg_buf_str(&text); cg_str_split(&rest, '\n', &line);)
        if (cg_str_starts(line, name))
            (void)cg_str_to_u64(cg_str_slice(line, name.len, line.len), &value);
    return value;
}

static void bench_restart(bench *b)
{
    cg_ingest_options opts = {.limits = cg_parse_limits_default(), .files_max = 1000000};
    cg_ingest_destroy(b->ingest);
    b->ingest = cg_ingest_create(b->store, &opts);
}

/* The first change after a start: before and after the background has got ready for it. */
static void print_first(bench *b)
{
    cg_ingest_source file = {.path = CG_STR("probe_zq.py"), .content = CG_STR("a = 1\n")};
    bench_restart(b);
    uint64_t cold = bench_post(b, &file, 1);
    bench_restart(b);
    uint64_t made = catalogs_made(), start = cg_now_ns();
    cg_ingest_warm(b->ingest);
    while (catalogs_made() == made)
        usleep(1000);
    uint64_t warming = cg_now_ns() - start;
    cg_ingest_stop_warming(b->ingest);
    file.content = CG_STR("a = 2\n");
    printf("%-32s first after a start: %.1f ms; after %.1f ms in the background: %.1f ms\n", "",
           (double)cold / 1e6, (double)warming / 1e6, (double)bench_post(b, &file, 1) / 1e6);
}

static void print_changes(const char *folder)
{
    bench b;
    uint64_t times[CHANGES];
    char root[4096];
    cg_ingest_result result;
    cg_err err;
    if (realpath(folder, root) == NULL)
        exit(1);
    bench_open(&b, true);
    cg_ingest_tree_request q = {.root = cg_str_from(root)};
    check(cg_ingest_tree(b.ingest, b.project, &q, b.arena, &result, &err), &err);
    size_t count = change_files(&b, root, times);
    if (count > 0) {
        qsort(times, count, sizeof *times, compare_numbers);
        printf("%-32.32s %6" PRIu64 " files: one function more: p50 %6.1f ms, max %6.1f ms (%zu)\n",
               tail(folder, 32), result.files_seen, (double)times[count / 2] / 1e6,
               (double)times[count - 1] / 1e6, count);
    }
    print_first(&b);
    bench_close(&b);
}

/* ---- 3. a base class ---- */

typedef struct hierarchy {
    const char *name, *base_path, *before, *after;
    const char *path, *text; /* of the derived classes: the number goes in */
} hierarchy;

static const hierarchy hierarchies[] = {
    {"java", "p/Base.java",
     "package p;\npublic class Base { public Base next() { return this; } }\n",
     "package p;\npublic class Base { int n; public Base next() { return this; } void more() {} }\n",
     "p/D%u.java",
     "package p;\nclass D%u extends Base { void run() { next().next(); this.more(); } }\n"},
    {"python", "base.py", "class Base:\n    def next(self) -> 'Base':\n        return self\n",
     "class Base:\n    n = 1\n    def next(self) -> 'Base':\n        return self\n"
     "    def more(self):\n        pass\n",
     "d%u.py",
     "from base import Base\n\nclass D%u(Base):\n    def run(self):\n        self.next().next()\n"
     "        self.more()\n"},
    {"typescript", "base.ts", "export class Base { next(): Base { return this; } }\n",
     "export class Base { n = 1; next(): Base { return this; } more() {} }\n", "d%u.ts",
     "import { Base } from './base';\nexport class D%u extends Base {\n"
     "  run() { this.next().next(); this.more(); }\n}\n"},
    {"cpp", "base.hpp", "struct Base { Base *next() { return this; } };\n",
     "struct Base { int n; Base *next() { return this; } void more() {} };\n", "d%u.cpp",
     "#include \"base.hpp\"\nstruct D%u : Base { void run() { next()->next(); this->more(); } };\n"},
};

static void fill(bench *b, const hierarchy *h, const char *base)
{
    cg_ingest_source files[DERIVED + 1];
    for (unsigned i = 0; i < DERIVED; i++)
        files[i] = (cg_ingest_source){.path = cg_arena_printf(b->arena, h->path, i),
                                      .content = cg_arena_printf(b->arena, h->text, i)};
    files[DERIVED] =
        (cg_ingest_source){.path = cg_str_from(h->base_path), .content = cg_str_from(base)};
    (void)bench_post(b, files, DERIVED + 1);
}

static cg_hash128 digest_of(const bench *b, uint64_t *out_edges)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(b->project);
    *out_edges = cg_snapshot_counts(snap).edges;
    return cg_snapshot_digest(snap);
}

static void print_hierarchy(const hierarchy *h)
{
    bench changed, clean;
    uint64_t before, after, wanted;
    bench_open(&changed, true);
    bench_open(&clean, false);
    fill(&changed, h, h->before);
    (void)digest_of(&changed, &before);
    cg_ingest_source base = {.path = cg_str_from(h->base_path), .content = cg_str_from(h->after)};
    uint64_t spent = bench_post(&changed, &base, 1);
    fill(&clean, h, h->after);
    cg_hash128 a = digest_of(&changed, &after), b = digest_of(&clean, &wanted);
    printf("%-12s base class of %d files: %7.1f ms, %" PRIu64 " -> %" PRIu64
           " relationships, digest %s\n",
           h->name, DERIVED, (double)spent / 1e6, before, after,
           a.hi == b.hi && a.lo == b.lo ? "as of a clean index" : "WRONG");
    bench_close(&changed);
    bench_close(&clean);
}

int main(int argc, char **argv)
{
    cg_log_set_level(CG_LOG_WARN);
    printf("%-32s %6s %6s %9s %9s %9s %8s %7s\n", "tree", "part", "files", "refs", "edges",
           "across", "ms", "ns/ref");
    for (int i = 1; i < argc; i++)
        print_parts(argv[i]);
    for (int i = 1; i < argc; i++)
        print_changes(argv[i]);
    for (size_t i = 0; i < CG_ARRAY_LEN(hierarchies); i++)
        print_hierarchy(&hierarchies[i]);
    return 0;
}
