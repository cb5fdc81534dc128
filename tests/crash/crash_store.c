// SPDX-License-Identifier: Apache-2.0
// Writes to a store until it is killed, and says first whether the store survived the last time.
//
//   crash_store STORE JOURNAL SEED
//
// The journal stands outside the store: what each commit is going to change, and then that it was
// acknowledged. At the start the store must hold exactly the acknowledged state, or that and the
// whole of the one commit that was under way. "Exactly": verify finds nothing, and the digest is
// that of a clean index of the same files. Prints "ready", then "acknowledged" for each commit.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cg/service.h"

#define PATHS 40
#define CHANGES_MAX PATHS
#define BULK_EVERY 6    /* one commit in so many touches many files */
#define COLLECT_EVERY 4 /* after one in so many all but the last few generations are collected */

typedef struct change {
    unsigned path, version; /* version 0: deleted */
} change;

typedef struct changes {
    size_t count;
    change list[CHANGES_MAX];
} changes;

typedef struct state {
    unsigned versions[PATHS]; /* 0: not there */
} state;

static uint64_t random_state;

static unsigned next_random(unsigned below)
{
    random_state = cg_hash64(&random_state, sizeof random_state, 1);
    return (unsigned)(random_state % below);
}

CG_NORETURN static void die(const char *what, const cg_err *err)
{
    printf("failed: %s: %s\n", what, err != NULL ? err->text : "");
    fflush(stdout);
    _exit(1);
}

/* ---- files ---- */

static cg_str path_of(cg_arena *arena, unsigned path)
{
    return cg_arena_printf(arena, "dir%u/file%u.py", path % 5, path);
}

static cg_str content_of(cg_arena *arena, unsigned path, unsigned version)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text,
                  "import os\n\nclass C%u:\n    \"\"\"Version %u.\"\"\"\n    def get(self):\n"
                  "        return helper%u(self)\n\ndef helper%u(x):\n"
                  "    return os.path.join(x, \"%u\")\n",
                  path, version, version % 7, version % 7, version);
    for (unsigned i = 0; i < (version % 10 == 0 ? 60 : 2); i++)
        cg_buf_printf(&text, "\ndef f%u_%u(a):\n    return helper%u(a) + C%u().get()\n", version, i,
                      version % 7, path);
    return cg_arena_str(arena, cg_buf_str(&text));
}

/* ---- the journal ---- */

static void write_line(int journal, cg_str line)
{
    if (write(journal, line.ptr, line.len) != (ssize_t)line.len)
        die("journal", NULL);
}

static void note_begin(int journal, const changes *todo)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    cg_buf_add_str(&line, CG_STR("begin"));
    for (size_t i = 0; i < todo->count; i++)
        cg_buf_printf(&line, " %u=%u", todo->list[i].path, todo->list[i].version);
    cg_buf_add_char(&line, '\n');
    write_line(journal, cg_buf_str(&line));
}

static void apply(state *s, const changes *done)
{
    for (size_t i = 0; i < done->count; i++)
        s->versions[done->list[i].path] = done->list[i].version;
}

static changes parse_begin(cg_str words)
{
    changes todo = {0};
    cg_str word, path;
    while (cg_str_split(&words, ' ', &word)) {
        uint64_t p, version;
        CG_ASSERT(cg_str_split(&word, '=', &path) && cg_str_to_u64(path, &p) &&
                  cg_str_to_u64(word, &version) && todo.count < CHANGES_MAX && p < PATHS);
        todo.list[todo.count++] = (change){(unsigned)p, (unsigned)version};
    }
    return todo;
}

/* The acknowledged state, and what was under way at the end. */
static void read_journal(const char *path, state *out_state, changes *out_pending)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_code rc = cg_file_read(path, (size_t)64 << 20, &text, NULL);
    CG_ASSERT(rc == CG_OK || rc == CG_E_NOT_FOUND);
    *out_state = (state){0};
    *out_pending = (changes){0};
    cg_str rest = cg_buf_str(&text), line, begin = CG_STR("begin ");
    while (cg_str_split(&rest, '\n', &line)) {
        bool is_end = cg_str_ends(line, CG_STR("done")); /* "undone" too */
        if (cg_str_starts(line, begin))
            *out_pending = parse_begin(cg_str_slice(line, begin.len, line.len));
        else if (cg_str_eq(line, CG_STR("done")))
            apply(out_state, out_pending);
        if (is_end)
            *out_pending = (changes){0};
    }
}

/* ---- the service ---- */

static cg_service *open_service(const char *engine, const char *path)
{
    cg_service_options opts = {.engine = engine,
                               .storage_path = path,
                               .cache_bytes = 4 << 20,
                               .memtable_bytes = 4 << 20,
                               .sync = random_state % 2 == 0,
                               .keep_sources = true,
                               .parse_workers = 2,
                               .files_max = 1000,
                               .tasks_max = 10};
    cg_service *service;
    cg_err err;
    if (cg_service_open(&opts, &service, &err) != CG_OK)
        die("open", &err);
    return service;
}

static void commit(cg_service *service, const changes *todo)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_source_file files[CHANGES_MAX];
    cg_str deletes[CHANGES_MAX];
    cg_parse_request q = {.files = files, .deletes = deletes};
    for (size_t i = 0; i < todo->count; i++) {
        const change *c = &todo->list[i];
        if (c->version == 0)
            deletes[q.deletes_count++] = path_of(arena, c->path);
        else
            files[q.files_count++] = (cg_source_file){
                .path = path_of(arena, c->path), .content = content_of(arena, c->path, c->version)};
    }
    cg_parse_report report;
    cg_err err;
    if (cg_service_parse(service, &q, arena, &report, &err) != CG_OK)
        die("commit", &err);
}

static void read_digest(cg_service *service, char out[33])
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project_status status;
    memset(out, '0', 32);
    out[32] = '\0';
    if (cg_service_project_status(service, (cg_graph_ref){.project = CG_STR("default")}, arena,
                                  &status, NULL) == CG_OK)
        memcpy(out, status.digest, 33);
}

static bool is_digest_of(const char digest[33], const state *expected)
{
    cg_service *clean = open_service("memory", NULL);
    changes all = {0};
    char clean_digest[33];
    for (unsigned i = 0; i < PATHS; i++)
        if (expected->versions[i] != 0)
            all.list[all.count++] = (change){i, expected->versions[i]};
    if (all.count > 0)
        commit(clean, &all);
    read_digest(clean, clean_digest);
    cg_service_close(clean);
    return memcmp(digest, clean_digest, 33) == 0;
}

static void check_sources(cg_service *service, const state *expected)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_err err;
    for (unsigned i = 0; i < PATHS; i++) {
        cg_node_detail detail;
        cg_str path = path_of(arena, i);
        cg_code rc =
            cg_service_node_get(service, (cg_graph_ref){.project = CG_STR("default")}, path,
                                &(cg_node_ask){.content = true}, arena, &detail, &err);
        if (rc != (expected->versions[i] != 0 ? CG_OK : CG_E_NOT_FOUND))
            die(path.ptr, &err);
        if (rc == CG_OK && !cg_str_eq(detail.content, content_of(arena, i, expected->versions[i])))
            die("the text of a file is another one", NULL);
    }
}

static void verify(cg_service *service)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_verify_report report;
    cg_err err;
    if (cg_service_verify(service, arena, &report, &err) != CG_OK)
        die("verify", &err);
    for (size_t i = 0; i < report.lines_count; i++)
        printf("failed: %.*s\n", CG_STR_ARG(report.lines[i]));
    if (report.problems > 0)
        die("verify found problems", NULL);
}

/* Holds the store against the journal, and settles there what became of the last commit; when it
 * came to nothing it is given in `out_undone`. */
static state audit(cg_service *service, const char *journal_path, int journal, changes *out_undone)
{
    state acknowledged, with_pending;
    changes pending;
    *out_undone = (changes){0};
    char digest[33];
    read_journal(journal_path, &acknowledged, &pending);
    read_digest(service, digest);
    verify(service);
    if (!is_digest_of(digest, &acknowledged)) {
        with_pending = acknowledged;
        apply(&with_pending, &pending);
        if (pending.count == 0 || !is_digest_of(digest, &with_pending))
            die("neither the acknowledged state nor the next", NULL);
        acknowledged = with_pending;
        write_line(journal, CG_STR("done\n"));
    } else if (pending.count > 0) {
        write_line(journal, CG_STR("undone\n"));
        *out_undone = pending;
    }
    check_sources(service, &acknowledged);
    return acknowledged;
}

/* ---- writing ---- */

static changes choose_changes(const state *s)
{
    changes todo = {0};
    unsigned want = next_random(BULK_EVERY) == 0 ? 10 + next_random(20) : 1 + next_random(3);
    unsigned path = next_random(PATHS);
    for (; todo.count < want; path = (path + 7) % PATHS) { /* 7 and PATHS share no factor */
        bool is_delete = s->versions[path] != 0 && next_random(5) == 0;
        unsigned version = is_delete ? 0 : 1 + next_random(200);
        todo.list[todo.count++] = (change){path, version};
    }
    return todo;
}

static void collect(cg_service *service)
{
    const cg_collect_request q = {.generations = 1 + next_random(4), .young_given = true};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_task_view task = {0};
    cg_id id;
    cg_err err;
    cg_code rc = cg_service_collect(service, &q, &id, &err);
    if (rc == CG_E_CONFLICT) /* the one that the last end cut off goes on still */
        return;
    if (rc != CG_OK)
        die("collect", &err);
    while (!cg_task_finished(task.state))
        if (cg_service_task_wait(service, id, task.revision, cg_now_ns() + 1000000000, arena, &task,
                                 &err) != CG_OK)
            die("collecting", &err);
    if (task.state != CG_TASK_SUCCEEDED)
        die("collecting", &task.error);
}

/* What came to nothing is tried again first: rows that it left behind must not mislead. */
static void write_on(cg_service *service, state *s, const changes *undone, int journal)
{
    for (changes todo = *undone;; todo = choose_changes(s)) {
        if (todo.count == 0)
            continue;
        note_begin(journal, &todo);
        commit(service, &todo);
        write_line(journal, CG_STR("done\n"));
        apply(s, &todo);
        puts("acknowledged");
        fflush(stdout);
        if (next_random(COLLECT_EVERY) == 0)
            collect(service);
    }
}

int main(int argc, char **argv)
{
    const struct rlimit no_core = {0};
    uint64_t seed;
    (void)setrlimit(RLIMIT_CORE, &no_core);
    if (argc != 4 || !cg_str_to_u64(cg_str_from(argv[3]), &seed))
        return 2;
    random_state = seed;
    cg_log_set_level(CG_LOG_OFF);
    int journal = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (journal < 0)
        return 2;
    cg_service *service = open_service("rocksdb", argv[1]);
    changes undone;
    state s = audit(service, argv[2], journal, &undone);
    puts("ready");
    fflush(stdout);
    write_on(service, &s, &undone, journal);
}
