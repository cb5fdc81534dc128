// SPDX-License-Identifier: Apache-2.0
// codegraph watch DIR: keeps the graph as the directory is. Commits that HEAD leads to become versions on the
// branch of their name; what is not committed lives on a branch of its own, "worktree/NAME", on top of them. A
// directory that is no Git work tree is followed on the branch main.
#include "cli.h"
#include "watcher.h"
#include "worktree.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

#define RETRY_MS 5000 /* after the server could not do it */

typedef struct watch {
    cli *c;
    worktree tree;
    cg_str overlay; /* the branch of what is not committed; empty: there is no repository */
    cg_buf at;      /* that it is built on: the commit, a blank, the branch; empty: nothing yet */
} watch;

/* ---- requests ---- */

static bool ask(watch *w, const char *method, const char *path, cg_str segment, const cg_buf *body,
                int *out_status)
{
    CG_AUTO_VALUE(query) q;
    CG_AUTO_VALUE(reply) r = {0};
    query_begin(&q, w->c, path);
    if (segment.len > 0)
        query_add_segment(&q, segment);
    if (w->c->project.len > 0 && !q.any)
        query_add(&q, "project", w->c->project);
    if (!client_send(w->c, method, cg_buf_str(&q.text), body, &r))
        return false;
    *out_status = r.status;
    if (r.status >= 400 && r.status != 404)
        client_complain(w->c, &r);
    return r.status < 400;
}

/* To parse what the server reads itself; false, after saying why, also when its task has failed. */
static bool ask_for(const watch *w, const cg_buf *body, reply *r)
{
    cg_json_value report;
    return index_there(w->c, body, r) && task_report(w->c, r, &report);
}

static bool import_head(watch *w, const worktree_head *head)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    CG_AUTO_VALUE(reply) r = {0};
    cg_json_writer j;
    cg_json_writer_init(&j, &body);
    cg_json_begin_object(&j);
    cg_json_put_object(&j, "git");
    cg_json_put_str(&j, "path", cg_str_from(w->tree.top));
    cg_json_put_str(&j, "rev", head->commit);
    cg_json_put_bool(&j, "history", true);
    cg_json_end_object(&j);
    cg_json_put_str(&j, "branch", head->branch.len > 0 ? head->branch : CG_STR("detached"));
    cg_json_end_object(&j);
    return ask_for(w, &body, &r);
}

/* The overlay begins anew on the commit; what it had is of another. */
static bool set_overlay(watch *w, cg_str commit)
{
    CG_AUTO_VALUE(cg_buf) move = {0};
    CG_AUTO_VALUE(cg_buf) make = {0};
    cg_json_writer j;
    int status = 0;
    cg_json_writer_init(&j, &move);
    cg_json_begin_object(&j);
    cg_json_put_str(&j, "to", commit);
    cg_json_put_bool(&j, "force", true);
    cg_json_end_object(&j);
    if (ask(w, "PATCH", "/branches/", w->overlay, &move, &status))
        return true;
    if (status != 404)
        return false;
    cg_json_writer_init(&j, &make);
    cg_json_begin_object(&j);
    cg_json_put_str(&j, "name", w->overlay);
    cg_json_put_str(&j, "from", commit);
    cg_json_end_object(&j);
    return ask(w, "POST", "/branches", CG_STR_NULL, &make, &status);
}

static void show_round(const watch *w, cg_json_value report)
{
    cg_json_value files = cg_json_get(cg_json_get(report, "changes"), "files");
    printf("%.*s: %" PRIu64 " added, %" PRIu64 " changed, %" PRIu64 " removed (generation %" PRIu64
           ")\n",
           CG_STR_ARG(w->overlay.len > 0 ? w->overlay : CG_STR("main")), member_u64(files, "added"),
           member_u64(files, "changed"), member_u64(files, "removed"),
           member_u64(report, "generation"));
    (void)fflush(stdout);
}

static bool index_files(watch *w, bool tell)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    CG_AUTO_VALUE(reply) r = {0};
    cg_json_writer j;
    cg_json_writer_init(&j, &body);
    cg_json_begin_object(&j);
    cg_json_put_str(&j, "root", cg_str_from(w->tree.top));
    if (w->overlay.len > 0)
        cg_json_put_str(&j, "branch", w->overlay);
    cg_json_end_object(&j);
    if (!ask_for(w, &body, &r))
        return false;
    cg_json_value report = cg_json_root(r.doc);
    if (member_str(report, "status").len > 0) /* it was a task */
        report = cg_json_get(report, "report");
    bool changed = false;
    cg_code rc = cg_json_get_bool(report, "changed", &changed, CG_JSON_OPTIONAL, NULL);
    if (tell || (rc == CG_OK && changed))
        show_round(w, report);
    return true;
}

/* ---- rounds ---- */

/* Makes the graph what the tree is. */
static bool follow(watch *w, bool tell)
{
    worktree_head head = {0};
    if (w->tree.git_dir != NULL)
        head = worktree_read_head(&w->tree, w->c->arena);
    cg_str at =
        cg_arena_printf(w->c->arena, "%.*s %.*s", CG_STR_ARG(head.commit), CG_STR_ARG(head.branch));
    if (head.commit.len > 0 && !cg_str_eq(at, cg_buf_str(&w->at))) {
        if (!import_head(w, &head) || !set_overlay(w, head.commit))
            return false;
        cg_buf_clear(&w->at);
        cg_buf_add_str(&w->at, at);
        tell = true;
    }
    bool unborn = w->tree.git_dir != NULL && head.commit.len == 0;
    return unborn ||
           index_files(w, tell); /* before the first commit there is nothing to lie above */
}

static void pause_for(int ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    (void)nanosleep(&time, NULL);
}

/* The daemon that was found may have ended: by itself, when nothing changed for long. */
static bool find_another(watch *w)
{
    return w->c->failure == CLI_NO_SERVER && find_server(w->c) && client_probe(w->c);
}

/* Until a signal ends the program. `poll_ms` 0: by watches. */
static int run(watch *w, int poll_ms)
{
    watcher *changes = NULL;
    if (poll_ms == 0 && !watcher_open(w->tree.top, w->tree.git_dir, &changes))
        return 1;
    for (bool first = true, fine = true;; first = false) {
        cg_arena_mark mark = cg_arena_save(w->c->arena); /* requests leave texts there */
        if (changes != NULL && !watcher_renew(changes))
            break;
        w->c->failure = CLI_FINE;
        fine = follow(w, first);
        cg_arena_rewind(w->c->arena, mark);
        if (first && !fine)
            break;
        if (!fine && find_another(w))
            continue;
        if (changes == NULL)
            pause_for(fine ? poll_ms : RETRY_MS);
        else
            (void)watcher_wait(changes, fine ? -1 : RETRY_MS);
    }
    watcher_close(changes);
    return 1;
}

int cmd_watch(cli *c)
{
    const char *name = opt(c, "name");
    uint64_t poll_s = 0;
    if (!opt_u64(c, "poll", 1, 3600, &poll_s))
        return CLI_USAGE;
    char top[PATH_MAX];
    const char *dir = c->args_count > 0 ? c->args[0] : ".";
    if (!server_is_local(c->server)) {
        fprintf(stderr,
                "codegraph: the server reads the directory itself, but is on another machine\n");
        return 1;
    }
    if (realpath(dir, top) == NULL) {
        fprintf(stderr, "codegraph: there is no directory %s\n", dir);
        return 1;
    }
    watch w = {.c = c};
    worktree_open(top, c->arena, &w.tree);
    const char *slash = strrchr(top, '/');
    if (w.tree.git_dir != NULL)
        w.overlay = cg_arena_printf(c->arena, "worktree/%s", name != NULL ? name : slash + 1);
    int status = run(&w, (int)poll_s * 1000);
    cg_buf_fini(&w.at);
    return status;
}
