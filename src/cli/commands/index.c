// SPDX-License-Identifier: Apache-2.0
// codegraph index DIR: a server on this machine reads the directory itself; one elsewhere is sent
// the files. What index_git.c asks for is done by the same means.
#include "cli.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

/* The server's host is this machine, so it sees the same directories. */
bool server_is_local(cg_str server)
{
    static const char *const hosts[] = {"://127.0.0.1", "://localhost", "://[::1]"};
    for (size_t i = 0; i < CG_ARRAY_LEN(hosts); i++) {
        cg_str host = cg_str_from(hosts[i]);
        const char *at = memmem(server.ptr, server.len, host.ptr, host.len);
        if (at != NULL && (at + host.len == server.ptr + server.len || at[host.len] == ':'))
            return true;
    }
    return false;
}

static void write_request(const char *root, const char *message, bool dry_run, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "root", cg_str_from(root));
    cg_json_put_str(&w, "mode", CG_STR("replace"));
    if (message != NULL)
        cg_json_put_str(&w, "message", cg_str_from(message));
    if (dry_run)
        cg_json_put_bool(&w, "dry_run", true);
    cg_json_end_object(&w);
}

static void show_task_progress(const cli *c, cg_json_value task)
{
    cg_json_value p = cg_json_get(task, "progress");
    if (cg_str_eq(member_str(task, "kind"), CG_STR("collect"))) {
        cg_str rows = show_number(c, member_u64(p, "rows_done"));
        show_progress(c, cg_arena_str(c->arena, member_str(p, "phase")).ptr, 0, 0,
                      cg_arena_printf(c->arena, "%.*s rows", CG_STR_ARG(rows)));
        return;
    }
    bool commits = member_u64(p, "commits_total") > 0;
    cg_str phase = cg_arena_printf(
        c->arena, "%.*s", CG_STR_ARG(commits ? CG_STR("commits") : member_str(p, "phase")));
    uint64_t nodes = member_u64(p, "nodes"), eta = member_u64(p, "eta_ms");
    cg_str detail =
        cg_arena_printf(c->arena, "%.*s nodes%s%.*s", CG_STR_ARG(show_number(c, nodes)),
                        eta > 0 ? ", seconds left: " : "",
                        CG_STR_ARG(eta > 0 ? show_number(c, eta / 1000 + 1) : CG_STR_NULL));
    show_progress(c, phase.ptr, member_u64(p, commits ? "commits_done" : "files_done"),
                  member_u64(p, commits ? "commits_total" : "files_total"), detail);
}

static bool is_finished(cg_str status)
{
    return !cg_str_eq(status, CG_STR("enqueued")) && !cg_str_eq(status, CG_STR("processing"));
}

bool follow_task(cli *c, reply *r)
{
    const struct timespec pause = {.tv_nsec = 150000000};
    cg_str path = r->location;
    for (;;) {
        cg_json_value task = cg_json_root(r->doc);
        if (is_finished(member_str(task, "status")))
            break;
        show_task_progress(c, task);
        reply_fini(r);
        nanosleep(&pause, NULL);
        if (!client_ask(c, "GET", path, NULL, r))
            return false;
    }
    show_progress_end();
    return true;
}

bool index_there(cli *c, const cg_buf *body, reply *r)
{
    CG_AUTO_VALUE(query) q;
    query_begin(&q, c, "/parse");
    if (!client_ask(c, "POST", cg_buf_str(&q.text), body, r))
        return false;
    if (r->status != 202)
        return true;
    return follow_task(c, r);
}

bool task_report(cli *c, const reply *r, cg_json_value *out_report)
{
    cg_json_value root = cg_json_root(r->doc);
    cg_str status = member_str(root, "status");
    *out_report = status.len > 0 ? cg_json_get(root, "report") : root;
    if (status.len == 0 || cg_str_eq(status, CG_STR("succeeded")))
        return true;
    c->failure = CLI_BROKEN;
    fprintf(stderr, "codegraph: the task %.*s: %.*s\n", CG_STR_ARG(status),
            CG_STR_ARG(member_str(cg_json_get(root, "error"), "detail")));
    return false;
}

/* ---- what was found ---- */

static void show_counts(const cli *c, const char *title, cg_json_value counts)
{
    cg_json_iter it = {0};
    cg_json_value count;
    if (cg_json_count(counts) == 0)
        return;
    printf("  %-14s", title);
    const char *comma = "";
    while (cg_json_next(counts, &it, &count)) {
        uint64_t n = 0;
        if (cg_json_as_u64(count, 0, INT64_MAX, &n, NULL) != CG_OK)
            continue;
        printf("%s%.*s %.*s", comma, CG_STR_ARG(show_number(c, n)), CG_STR_ARG(cg_json_key(count)));
        comma = ", ";
    }
    printf("\n");
}

static void show_files(const cli *c, cg_json_value files)
{
    enum { SHOWN = 10 };
    cg_json_iter it = {0};
    cg_json_value file;
    unsigned shown = 0, more = 0;
    while (cg_json_next(files, &it, &file)) {
        if (!cg_str_eq(member_str(file, "status"), CG_STR("skipped")))
            continue;
        if (shown++ < SHOWN)
            printf("    %s%.*s: %.*s%s\n", style_dim(c), CG_STR_ARG(member_str(file, "path")),
                   CG_STR_ARG(member_str(file, "reason")), style_end(c));
        else
            more++;
    }
    if (more > 0)
        printf("    %sand %u more (codegraph --json index lists them)%s\n", style_dim(c), more,
               style_end(c));
}

static void show_history(const cli *c, cg_json_value history)
{
    if (cg_json_type_of(history) != CG_JSON_OBJECT)
        return;
    printf("  %-14s%.*s, %.*s imported now\n", "commits",
           CG_STR_ARG(show_number(c, member_u64(history, "commits"))),
           CG_STR_ARG(show_number(c, member_u64(history, "imported"))));
    printf("  %-14s%.*s branches and %.*s tags set\n", "names",
           CG_STR_ARG(show_number(c, member_u64(history, "branches"))),
           CG_STR_ARG(show_number(c, member_u64(history, "tags"))));
}

static void show_report(const cli *c, cg_json_value report, const char *root)
{
    cg_json_value t = cg_json_get(report, "totals");
    uint64_t parsed = member_u64(t, "files_parsed"), known = member_u64(t, "files_cached"),
             same = member_u64(t, "files_unchanged");
    printf("Indexed %s%s%s in %.1f s\n", style_bold(c), root, style_end(c),
           (double)member_u64(t, "elapsed_ms") / 1000);
    show_history(c, cg_json_get(report, "history"));
    printf("  %-14s%.*s parsed, %.*s known by content, %.*s unchanged, %.*s removed\n", "files",
           CG_STR_ARG(show_number(c, parsed)), CG_STR_ARG(show_number(c, known)),
           CG_STR_ARG(show_number(c, same)),
           CG_STR_ARG(show_number(c, member_u64(t, "files_removed"))));
    show_counts(c, "languages", cg_json_get(report, "languages"));
    printf("  %-14s%.*s\n", "nodes", CG_STR_ARG(show_number(c, member_u64(t, "nodes"))));
    printf("  %-14s%.*s\n", "relationships",
           CG_STR_ARG(show_number(c, member_u64(t, "relationships"))));
    if (member_u64(t, "files_partial") > 0)
        printf("  %-14s%.*s files with syntax errors, indexed as far as they go\n", "partial",
               CG_STR_ARG(show_number(c, member_u64(t, "files_partial"))));
    show_counts(c, "skipped", cg_json_get(report, "skipped"));
    show_files(c, cg_json_get(report, "files"));
}

static int show_outcome(cli *c, const reply *r, const char *root)
{
    if (c->json)
        return show_json(r);
    cg_json_value report;
    if (!task_report(c, r, &report))
        return 1;
    show_report(c, report, root);
    show_questions(c);
    return 0;
}

int index_by_server(cli *c, const cg_buf *body, const char *what)
{
    CG_AUTO_VALUE(reply) r = {0};
    return index_there(c, body, &r) ? show_outcome(c, &r, what) : 1;
}

static int index_directory(cli *c, const char *message, bool dry_run)
{
    char root[PATH_MAX];
    if (realpath(c->args[0], root) == NULL) {
        fprintf(stderr, "codegraph: there is no directory %s\n", c->args[0]);
        return 1;
    }
    if (server_is_local(c->server)) {
        CG_AUTO_VALUE(cg_buf) body = {0};
        write_request(root, message, dry_run, &body);
        return index_by_server(c, &body, root);
    }
    CG_AUTO_VALUE(reply) r = {0};
    return upload_tree(c, root, &r) ? show_outcome(c, &r, root) : 1;
}

int cmd_index(cli *c)
{
    if (opt_given(c, "git"))
        return index_git(c, opt(c, "git"));
    if (c->args_count != 1)
        return misuse(c, "a directory is to be given, and nothing more");
    if (opt_given(c, "all-branches") || opt_given(c, "branch"))
        return misuse(c, "--all-branches and --branch go with --git");
    return index_directory(c, opt(c, "message"), opt_given(c, "dry-run"));
}
