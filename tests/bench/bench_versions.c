// SPDX-License-Identifier: Apache-2.0
// What history costs: a tree, then commits of one file each, every one a version.
//
//   bench_versions FOLDER [COMMITS]      of Python files; 1000 commits unless said otherwise
//
//   size       what there is, and the store before and after the commits
//   commit     CPU of one commit of one changed file: the median of the first and of the last 100
//   branch     CPU of making a branch at the head, and of the first read there
//   back       CPU of reads at the first version ÷ at the head: a node, who calls it, a search
//   cold       CPU of reading and decoding the units of the edited files past the cache, at the head, where they are
//              differences to earlier ones, ÷ at the first version, where they are whole
//   compare    CPU of all that leads from one version to the next, with its texts, ÷ of reading a node at the head; and
//              from the first to the last
//
// CPU is that of this thread, or of the process where work is done by others, so that other load on the
// machine does not count. The store does not wait for the disk.
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "../../src/graph/graph_int.h"
#include "../../src/service/service_int.h"

#define EDITED 50 /* files that take turns */
#define ASKED 200 /* nodes */
#define ROUNDS 7

typedef struct bench {
    cg_service *service;
    cg_arena *arena;
    char store[4096];
    cg_source_file files[EDITED];
    size_t files_count;
    cg_str ids[ASKED], names[ASKED];
    size_t ids_count;
} bench;

static void check(cg_code rc, const cg_err *err)
{
    if (rc != CG_OK) {
        fprintf(stderr, "%s\n", err->text);
        exit(1);
    }
}

static int compare_u64(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static uint64_t median(uint64_t *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_u64);
    return values[count / 2];
}

static double store_mb(const bench *b)
{
    char command[4200];
    double kb = 0;
    snprintf(command, sizeof command, "du -sk '%s'", b->store);
    FILE *du = popen(command, "r");
    if (du == NULL || fscanf(du, "%lf", &kb) != 1)
        kb = 0;
    if (du != NULL)
        pclose(du);
    return kb / 1024;
}

/* ---- a store ---- */

static void index_folder(bench *b, const char *folder)
{
    cg_err err = {0};
    cg_parse_root_request request = {
        .root = cg_str_from(folder), .mode = CG_PARSE_REPLACE, .to = {.message = CG_STR("first")}};
    cg_task_view task = {0};
    cg_id id;
    check(cg_service_parse_root(b->service, &request, &id, &err), &err);
    while (!cg_task_finished(task.state))
        check(cg_service_task_wait(b->service, id, task.revision, cg_now_ns() + 1000000000,
                                   b->arena, &task, &err),
              &err);
    check(task.error.code, &task.error);
}

static cg_str read_source(bench *b, const char *folder, cg_str path)
{
    char name[8192];
    snprintf(name, sizeof name, "%s/%.*s", folder, CG_STR_ARG(path));
    FILE *file = fopen(name, "rb");
    if (file == NULL)
        return CG_STR_NULL;
    char *text = cg_arena_alloc(b->arena, 1 << 18);
    size_t len = fread(text, 1, (1 << 18) - 1, file);
    fclose(file);
    return len < (1 << 18) - 1 ? cg_str_make(text, len) : CG_STR_NULL;
}

/* Files to edit and nodes to ask for, spread over the tree. */
static void choose(bench *b, const char *folder)
{
    cg_err err = {0};
    cg_str mark = CG_STR_NULL;
    const cg_node_kind kind = CG_NODE_FUNCTION;
    cg_node_filter filter = {.kinds = &kind, .kinds_count = 1};
    size_t at = 0;
    do {
        cg_node_page page;
        check(cg_service_node_list(b->service, (cg_graph_ref){0}, &filter, 1000, mark, 0, b->arena,
                                   &page, &err),
              &err);
        for (size_t i = 0; i < page.count; i++, at++) {
            const cg_node_view *node = &page.rows[i];
            if (at % 17 == 0 && b->ids_count < ASKED) {
                char *text = cg_arena_alloc(b->arena, CG_ID_TEXT_LEN);
                cg_id_text(node->id, text);
                b->names[b->ids_count] = node->name;
                b->ids[b->ids_count++] = cg_str_from(text);
            }
            if (at % 61 == 0 && b->files_count < EDITED) {
                cg_str text = read_source(b, folder, node->file_path);
                if (text.len > 0)
                    b->files[b->files_count++] = (cg_source_file){node->file_path, text, 0};
            }
        }
        mark = page.next_cursor;
    } while (mark.len > 0 && (b->ids_count < ASKED || b->files_count < EDITED));
}

/* ---- commits ---- */

static uint64_t commit_once(bench *b, size_t number)
{
    cg_err err = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_source_file *file = &b->files[number % b->files_count];
    cg_parse_report report;
    cg_str edited = cg_arena_printf(arena, "%.*s\n\ndef bench_%zu():\n    return %zu\n",
                                    CG_STR_ARG(file->content), number, number);
    cg_source_file changed = {file->path, edited, 0};
    cg_parse_request request = {.files = &changed,
                                .files_count = 1,
                                .to = {.message = cg_arena_printf(arena, "edit %zu", number)}};
    uint64_t start = cg_cpu_ns();
    check(cg_service_parse(b->service, &request, arena, &report, &err), &err);
    return cg_cpu_ns() - start;
}

static void make_commits(bench *b, size_t commits)
{
    uint64_t *took = cg_alloc_array(commits, sizeof *took);
    for (size_t i = 0; i < commits; i++)
        took[i] = commit_once(b, i);
    size_t some = CG_MIN(commits, (size_t)100);
    double last = (double)median(took + commits - some, some) / 1e6;
    double first = (double)median(took, some) / 1e6;
    printf("commit   first %.2f ms, last %.2f ms: %.2f\n", first, last, last / first);
    cg_free(took);
}

static void make_branches(bench *b)
{
    cg_err err = {0};
    uint64_t took[100], read[100];
    for (size_t i = 0; i < CG_ARRAY_LEN(took); i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_branch_view view;
        cg_node_detail detail;
        cg_node_ask ask = {0};
        cg_str name = cg_arena_printf(arena, "branch-%zu", i);
        uint64_t start = cg_cpu_ns();
        check(cg_service_branch_create(b->service, CG_STR_NULL, name, CG_STR("main"), arena, &view,
                                       &err),
              &err);
        took[i] = cg_cpu_ns() - start;
        check(cg_service_node_get(b->service, (cg_graph_ref){.ref = name}, b->ids[0], &ask, arena,
                                  &detail, &err),
              &err);
        read[i] = cg_cpu_ns() - start - took[i];
    }
    printf("branch   made in %.0f us, first read %.0f us\n",
           (double)median(took, CG_ARRAY_LEN(took)) / 1e3,
           (double)median(read, CG_ARRAY_LEN(read)) / 1e3);
}

/* ---- reads ---- */

typedef void read_fn(bench *b, cg_graph_ref where, size_t i, cg_arena *arena);

static void read_node(bench *b, cg_graph_ref where, size_t i, cg_arena *arena)
{
    cg_err err = {0};
    cg_node_detail detail;
    cg_node_ask ask = {0};
    check(cg_service_node_get(b->service, where, b->ids[i], &ask, arena, &detail, &err), &err);
}

static void read_callers(bench *b, cg_graph_ref where, size_t i, cg_arena *arena)
{
    cg_err err = {0};
    const cg_edge_kind kind = CG_EDGE_CALLS;
    cg_edge_filter filter = {.kinds = &kind, .kinds_count = 1, .direction = CG_DIR_IN};
    cg_edge_page page;
    check(cg_service_node_relationships(b->service, where, b->ids[i], &filter, 100, CG_STR_NULL,
                                        arena, &page, &err),
          &err);
}

static void read_search(bench *b, cg_graph_ref where, size_t i, cg_arena *arena)
{
    cg_err err = {0};
    cg_search_page page;
    cg_search_request request = {.where = where, .query = b->names[i], .limit = 10};
    check(cg_service_search(b->service, &request, arena, &page, &err), &err);
}

static uint64_t read_all(bench *b, cg_graph_ref where, read_fn *read)
{
    uint64_t start = cg_cpu_ns();
    for (size_t i = 0; i < b->ids_count; i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        read(b, where, i, arena);
    }
    return cg_cpu_ns() - start;
}

/* ---- comparisons ---- */

static uint64_t compare_once(bench *b, cg_str before, cg_str after, size_t *out_rows)
{
    cg_err err = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_compare_request request = {.before = before, .after = after};
    cg_compare *compare;
    cg_compare_row *rows;
    size_t count;
    bool more = true;
    uint64_t start = cg_cpu_ns();
    *out_rows = 0;
    check(cg_service_compare_open(b->service, &request, &compare, &err), &err);
    while (more) {
        cg_arena_mark mark = cg_arena_save(arena);
        check(cg_service_compare_next(compare, 128, arena, &rows, &count, &more, &err), &err);
        *out_rows += count;
        cg_arena_rewind(arena, mark);
    }
    cg_service_compare_close(compare);
    return cg_cpu_ns() - start;
}

static void compare_versions(bench *b, cg_str first)
{
    uint64_t took[20], worst = 0;
    size_t rows = 0;
    for (size_t i = 0; i < CG_ARRAY_LEN(took); i++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        took[i] = compare_once(b, cg_arena_printf(arena, "main~%zu", i + 1),
                               cg_arena_printf(arena, "main~%zu", i), &rows);
        worst = CG_MAX(worst, took[i]);
    }
    double node = (double)read_all(b, (cg_graph_ref){0}, read_node) / (double)b->ids_count;
    double next = (double)median(took, CG_ARRAY_LEN(took));
    printf("compare  next %.2f ms, at most %.2f ms, %zu rows; node %.1f us: %.0f\n", next / 1e6,
           (double)worst / 1e6, rows, node / 1e3, next / node);
    double whole = (double)compare_once(b, first, CG_STR("main"), &rows);
    printf("compare  first to last %.1f ms, %zu rows: %.1f us a row\n", whole / 1e6, rows,
           whole / 1e3 / (double)CG_MAX(rows, (size_t)1));
}

static void compare_reads(bench *b, const char *what, cg_graph_ref then, read_fn *read)
{
    uint64_t now_ns[ROUNDS], then_ns[ROUNDS];
    (void)read_all(b, (cg_graph_ref){0}, read); /* what is kept is kept */
    (void)read_all(b, then, read);
    for (size_t i = 0; i < ROUNDS; i++) {
        now_ns[i] = read_all(b, (cg_graph_ref){0}, read);
        then_ns[i] = read_all(b, then, read);
    }
    double each = (double)b->ids_count * 1e3;
    double now = (double)median(now_ns, ROUNDS) / each,
           back = (double)median(then_ns, ROUNDS) / each;
    printf("back     %-8s head %.1f us, then %.1f us: %.2f\n", what, now, back, back / now);
}

static uint64_t read_units(bench *b, cg_project *project, uint64_t generation)
{
    cg_err err = {0};
    cg_snapshot *snap;
    uint32_t num;
    check(cg_snapshot_at(project, generation, &snap, &err), &err);
    uint64_t start = cg_cpu_ns();
    for (size_t i = 0; i < b->files_count; i++) {
        cg_unit unit;
        cg_unit_init(&unit);
        check(unit_read(b->service->store, cg_snapshot_find_file(snap, b->files[i].path, &num),
                        &unit, &err),
              &err);
        cg_unit_fini(&unit);
    }
    uint64_t took = cg_cpu_ns() - start;
    cg_snapshot_release(snap);
    return took;
}

static void compare_cold_units(bench *b, uint64_t first, uint64_t last)
{
    uint64_t now_ns[ROUNDS], then_ns[ROUNDS];
    cg_err err = {0};
    cg_project *project;
    check(cg_store_project(b->service->store, CG_STR("default"), false, &project, &err), &err);
    for (size_t i = 0; i < ROUNDS; i++) {
        now_ns[i] = read_units(b, project, last);
        then_ns[i] = read_units(b, project, first);
    }
    double each = (double)b->files_count * 1e3;
    double now = (double)median(now_ns, ROUNDS) / each,
           back = (double)median(then_ns, ROUNDS) / each;
    printf("cold     unit     head %.1f us, then %.1f us: %.2f\n", now, back, now / back);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_versions FOLDER [COMMITS]\n");
        return 2;
    }
    size_t commits = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 1000;
    const char *tmp = getenv("TMPDIR");
    bench b = {.arena = cg_arena_create(0)};
    cg_err err = {0};
    cg_project_status status;
    snprintf(b.store, sizeof b.store, "%s/bench-versions-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(b.store) == NULL)
        return 1;
    cg_service_options opts = {.storage_path = b.store,
                               .cache_bytes = 64 << 20,
                               .memtable_bytes = 32 << 20,
                               .keep_sources = true,
                               .files_max = 1000000,
                               .any_root = true,
                               .tasks_max = 4};
    check(cg_service_open(&opts, &b.service, &err), &err);
    index_folder(&b, argv[1]);
    choose(&b, argv[1]);
    check(cg_service_compact(b.service, &err), &err);
    double before = store_mb(&b);
    make_commits(&b, commits);
    check(cg_service_compact(b.service, &err), &err);
    check(cg_service_project_status(b.service, (cg_graph_ref){0}, b.arena, &status, &err), &err);
    printf("size     %" PRIu64 " files, %" PRIu64 " nodes, %" PRIu64
           " relationships; store %.1f MB, after %zu commits %.1f MB: %.2f\n",
           status.files, status.nodes, status.relationships, before, commits, store_mb(&b),
           store_mb(&b) / before);
    make_branches(&b);
    cg_graph_ref then = {.ref = cg_arena_printf(b.arena, "main~%zu", commits)};
    cg_version_view first;
    check(cg_service_version_get(b.service, then, b.arena, &first, &err), &err);
    char id[CG_ID_TEXT_LEN];
    cg_id_text(first.id, id); /* as a client that stays there would say it */
    then.ref = cg_str_from(id);
    compare_reads(&b, "node", then, read_node);
    compare_reads(&b, "callers", then, read_callers);
    compare_reads(&b, "search", then, read_search);
    compare_cold_units(&b, first.generation, status.generation);
    compare_versions(&b, then.ref);
    cg_arena_destroy(b.arena); /* views of the task die before the service */
    cg_service_close(b.service);
    char command[4200];
    snprintf(command, sizeof command, "rm -rf '%s'", b.store);
    return system(command) == 0 ? 0 : 1;
}
