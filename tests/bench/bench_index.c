// SPDX-License-Identifier: Apache-2.0
// What a whole first index costs, against a bare tree-sitter parse of the same files in the same
// run, and what it leaves behind:
//
//   bench_index FOLDER…       one row a folder
//
//   cpu s       CPU of the index
//   cpu/parse   CPU of the index ÷ CPU of the bare parse, done by as many processes at once as there
//               are cores: two busy threads of one core take longer each, which is no index's cost
//   /alone      the same, by a bare parse that has the machine for itself
//   wall/cpu    wall clock ÷ CPU of the index: both cores busy is 0.5 on two
//   peak        resident memory of the indexing process, MiB
//   store       bytes on disk after compaction, without source text; and its share of the budget
//               of 60 a relationship and 250 a node
//   again/stat  re-index with nothing changed ÷ a walk that only stats the tree
//
// Every measurement runs in a process of its own. Stores go to $TMPDIR or /tmp.
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cg/parse.h"
#include "cg/service.h"
#include "cg/walk.h"

#define AGAIN_ROUNDS 9

typedef struct figures {
    uint64_t files, bytes, bare_ns, alone_ns;              /* of the bare parse */
    uint64_t cpu_ns, wall_ns, peak_bytes;                  /* of the index */
    uint64_t nodes, edges, store_bytes, again_ns, stat_ns; /* of what it left */
} figures;

static uint64_t cpu_of(int who)
{
    struct rusage u;
    getrusage(who, &u);
    return (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * UINT64_C(1000000000) +
           (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000;
}

static void die(const char *what, const cg_err *err)
{
    fprintf(stderr, "%s: %s\n", what, err->text);
    exit(1);
}

/* ---- the bare parse ---- */

/* Of the files met, in the order of the walk, those whose number leaves `turn` over `turns`. */
typedef struct share {
    unsigned turn, turns;
} share;

typedef struct bare {
    const char *root;
    cg_parser *parser;
    cg_parse_limits limits;
    share share;
    uint64_t met;
    figures *out;
} bare;

static bool wants(void *arg, cg_str name)
{
    (void)arg;
    return cg_lang_by_name(name) != CG_LANG_NONE;
}

static cg_code parse_file(void *arg, const cg_walk_entry *entry, cg_err *err)
{
    bare *b = arg;
    char path[8192];
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (entry->kind != CG_WALK_FILE || b->met++ % b->share.turns != b->share.turn)
        return CG_OK;
    snprintf(path, sizeof path, "%s/%s", b->root, entry->path.ptr);
    if (cg_file_read(path, b->limits.file_bytes_max, &text, NULL) != CG_OK)
        return CG_OK;
    cg_lang_id lang = cg_lang_detect(entry->path, cg_buf_str(&text));
    if (cg_parse_check(entry->path, cg_buf_str(&text), lang, &b->limits) != CG_SKIP_NONE)
        return CG_OK;
    uint64_t start = cg_cpu_ns();
    cg_code rc = cg_parse_bare(b->parser, cg_buf_str(&text), lang, err);
    b->out->bare_ns += cg_cpu_ns() - start;
    b->out->files++;
    b->out->bytes += text.len;
    return rc;
}

static void measure_bare(const char *root, const void *arg, figures *out)
{
    bare b = {.root = root,
              .limits = cg_parse_limits_default(),
              .share = *(const share *)arg,
              .out = out};
    b.parser = cg_parser_create(&b.limits, NULL);
    cg_walk_visitor visitor = {.arg = &b, .wants = wants, .entry = parse_file};
    cg_walk_options opts = {0};
    cg_err err;
    int fd;
    if (cg_walk_open_root(root, &fd, &err) != CG_OK || cg_walk(fd, &opts, &visitor, &err) != CG_OK)
        die(root, &err);
    close(fd);
    cg_parser_destroy(b.parser);
}

/* ---- the index ---- */

static cg_service *open_service(const char *store)
{
    cg_service_options opts = {.storage_path = store,
                               .cache_bytes = 64 << 20,
                               .memtable_bytes = 32 << 20,
                               .sync = true,
                               .files_max = 1000000,
                               .any_root = true,
                               .tasks_max = 10};
    cg_service *service;
    cg_err err;
    if (cg_service_open(&opts, &service, &err) != CG_OK)
        die(store, &err);
    return service;
}

static cg_parse_report index_root(cg_service *service, const char *root)
{
    cg_arena *arena = cg_arena_create(0);
    cg_parse_root_request request = {.root = cg_str_from(root), .mode = CG_PARSE_REPLACE};
    cg_id id;
    cg_err err;
    cg_task_view task = {0};
    if (cg_service_parse_root(service, &request, &id, &err) != CG_OK)
        die(root, &err);
    do
        if (cg_service_task_wait(service, id, task.revision, cg_now_ns() + UINT64_C(1000000000),
                                 arena, &task, &err) != CG_OK)
            die(root, &err);
    while (!cg_task_finished(task.state));
    if (task.state != CG_TASK_SUCCEEDED)
        die(root, &task.error);
    cg_parse_report report = *task.report;
    cg_arena_destroy(arena);
    return report;
}

static void measure_index(const char *root, const void *store, figures *out)
{
    cg_service *service = open_service(store);
    uint64_t start = cg_now_ns(), cpu = cpu_of(RUSAGE_SELF);
    cg_parse_report report = index_root(service, root);
    out->wall_ns = cg_now_ns() - start;
    out->cpu_ns = cpu_of(RUSAGE_SELF) - cpu;
    out->nodes = report.nodes;
    out->edges = report.edges;
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    out->peak_bytes = (uint64_t)u.ru_maxrss * 1024;
    cg_service_close(service);
}

/* ---- afterwards ---- */

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int stat_only(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)path, (void)st, (void)type, (void)at;
    return 0;
}

static void measure_after(const char *root, const void *store, figures *out)
{
    cg_service *service = open_service(store);
    cg_err err;
    uint64_t again[AGAIN_ROUNDS], stats[AGAIN_ROUNDS];
    (void)index_root(service, root); /* the page cache and the snapshot are warm in both */
    for (size_t i = 0; i < AGAIN_ROUNDS; i++) {
        uint64_t start = cg_now_ns();
        if (nftw(root, stat_only, 64, FTW_PHYS) != 0)
            perror(root);
        stats[i] = cg_now_ns() - start;
        start = cg_now_ns();
        (void)index_root(service, root);
        again[i] = cg_now_ns() - start;
    }
    qsort(again, AGAIN_ROUNDS, sizeof *again, compare_numbers);
    qsort(stats, AGAIN_ROUNDS, sizeof *stats, compare_numbers);
    out->again_ns = again[AGAIN_ROUNDS / 2];
    out->stat_ns = stats[AGAIN_ROUNDS / 2];
    if (cg_service_compact(service, &err) != CG_OK)
        die(store, &err);
    cg_storage_stats storage;
    cg_service_storage_stats(service, &storage);
    out->store_bytes = storage.disk_bytes;
    cg_service_close(service);
}

/* ---- processes and the table ---- */

typedef struct child {
    pid_t pid;
    int result; /* the end of a pipe from which its figures are read */
} child;

static child child_start(void (*measure)(const char *, const void *, figures *), const char *root,
                         const void *arg, figures so_far)
{
    int pipe_fds[2];
    fflush(stdout);
    if (pipe(pipe_fds) != 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0) {
        cg_log_set_level(CG_LOG_WARN);
        measure(root, arg, &so_far);
        _exit(write(pipe_fds[1], &so_far, sizeof so_far) == sizeof so_far ? 0 : 1);
    }
    close(pipe_fds[1]);
    return (child){.pid = pid, .result = pipe_fds[0]};
}

static figures child_wait(child c)
{
    figures f;
    int status = 1;
    ssize_t n = read(c.result, &f, sizeof f);
    close(c.result);
    waitpid(c.pid, &status, 0);
    if (n != sizeof f || status != 0)
        exit(1);
    return f;
}

static void in_child(void (*measure)(const char *, const void *, figures *), const char *root,
                     const void *arg, figures *f)
{
    *f = child_wait(child_start(measure, root, arg, *f));
}

#define CORES_MAX 256

static void bare_by_all_cores(const char *root, figures *f)
{
    child children[CORES_MAX];
    unsigned cores = CG_MIN(cg_cpu_count(), CORES_MAX);
    for (unsigned i = 0; i < cores; i++)
        children[i] =
            child_start(measure_bare, root, &(share){.turn = i, .turns = cores}, (figures){0});
    for (unsigned i = 0; i < cores; i++) {
        figures part = child_wait(children[i]);
        f->files += part.files;
        f->bytes += part.bytes;
        f->bare_ns += part.bare_ns;
    }
}

static void bare_alone(const char *root, figures *f)
{
    f->alone_ns =
        child_wait(child_start(measure_bare, root, &(share){.turns = 1}, (figures){0})).bare_ns;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static void print_row(const char *root, const figures *f)
{
    double budget = 60.0 * (double)f->edges + 250.0 * (double)f->nodes;
    printf("%-28.28s %6" PRIu64 " %6.1f %8" PRIu64 " %8" PRIu64
           " %6.1f %9.2f %6.2f %8.2f %6.0f %7.1f %6.2f %10.2f\n",
           strlen(root) > 28 ? root + strlen(root) - 28 : root, f->files, (double)f->bytes / 1e6,
           f->nodes, f->edges, (double)f->cpu_ns / 1e9, (double)f->cpu_ns / (double)f->bare_ns,
           (double)f->cpu_ns / (double)f->alone_ns, (double)f->wall_ns / (double)f->cpu_ns,
           (double)f->peak_bytes / 1048576, (double)f->store_bytes / 1e6,
           (double)f->store_bytes / budget, (double)f->again_ns / (double)f->stat_ns);
}

int main(int argc, char **argv)
{
    const char *tmp = getenv("TMPDIR");
    printf("%-28s %6s %6s %8s %8s %6s %9s %6s %8s %6s %7s %6s %10s\n", "tree", "files", "MB",
           "nodes", "edges", "cpu s", "cpu/parse", "/alone", "wall/cpu", "peak", "MB", "budget",
           "again/stat");
    for (int i = 1; i < argc; i++) {
        char root[4096], store[4096];
        figures f = {0};
        if (realpath(argv[i], root) == NULL) {
            perror(argv[i]);
            return 1;
        }
        snprintf(store, sizeof store, "%s/bench-index.XXXXXX", tmp != NULL ? tmp : "/tmp");
        if (mkdtemp(store) == NULL)
            return 1;
        bare_by_all_cores(root, &f);
        bare_alone(root, &f);
        in_child(measure_index, root, store, &f);
        in_child(measure_after, root, store, &f);
        print_row(root, &f);
        nftw(store, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    }
    return 0;
}
