// SPDX-License-Identifier: Apache-2.0
// One inotify watch a directory, since the kernel has none for trees. Which they are is what a walk says, by
// .gitignore rules; so what is built or fetched there wakes nobody.
#include "watcher.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "cg/walk.h"

#define EVENTS (IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVE | IN_DELETE_SELF)
#define QUIET_MS 200 /* an editor's save, a checkout: many changes at once */
#define LONGEST_MS 2000

struct watcher {
    const char *root, *git_dir;
    int fd;
    int git_watch, log_watch; /* of the repository's directory and its logs; -1: none */
    bool full;                /* the system gives no more */
};

static int add_watch(watcher *w, const char *dir, const char *path)
{
    char full[8192];
    int n = snprintf(full, sizeof full, "%s/%s", dir, path);
    if (n >= (int)sizeof full)
        return -1;
    int watch = inotify_add_watch(w->fd, full, EVENTS | IN_ONLYDIR | IN_DONT_FOLLOW);
    w->full = w->full || (watch < 0 && errno == ENOSPC);
    return watch; /* a directory may be gone already, or closed to us */
}

static void enter(void *arg, cg_str dir)
{
    watcher *w = arg;
    char path[4200];
    snprintf(path, sizeof path, "%.*s", CG_STR_ARG(dir));
    (void)add_watch(w, w->root, path);
}

static cg_code ignore(void *arg, const cg_walk_entry *entry, cg_err *err)
{
    (void)arg, (void)entry, (void)err;
    return CG_OK;
}

static bool wants_nothing(void *arg, cg_str name)
{
    (void)arg, (void)name;
    return false;
}

bool watcher_renew(watcher *w)
{
    const cg_walk_visitor visitor = {
        .arg = w, .enter = enter, .wants = wants_nothing, .entry = ignore};
    const cg_walk_options opts = {0};
    cg_err err;
    int root_fd;
    if (w->git_dir != NULL && w->log_watch < 0)
        w->log_watch = add_watch(w, w->git_dir, "logs");
    cg_code rc = cg_walk_open_root(w->root, &root_fd, &err);
    if (rc == CG_OK) {
        rc = cg_walk(root_fd, &opts, &visitor, &err);
        close(root_fd);
    }
    if (rc != CG_OK)
        fprintf(stderr, "codegraph: %s\n", err.text);
    else if (w->full)
        fprintf(stderr, "codegraph: the system watches no more directories: raise "
                        "fs.inotify.max_user_watches, or use --poll SECONDS\n");
    return rc == CG_OK && !w->full;
}

bool watcher_open(const char *root, const char *git_dir, watcher **out_watcher)
{
    watcher *w = cg_alloc(sizeof *w);
    *w = (watcher){.root = root, .git_dir = git_dir, .git_watch = -1, .log_watch = -1};
    w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->fd < 0) {
        fprintf(stderr, "codegraph: the system gives no watches (error %d): use --poll SECONDS\n",
                errno);
        cg_free(w);
        return false;
    }
    if (git_dir != NULL)
        w->git_watch = add_watch(w, git_dir, ".");
    *out_watcher = w;
    return true;
}

void watcher_close(watcher *w)
{
    if (w == NULL)
        return;
    close(w->fd);
    cg_free(w);
}

/* Git writes to its own directory all the time; what counts is where HEAD leads, and its log, which comes with
 * the first commit, tells of each. */
static bool counts(const watcher *w, const struct inotify_event *e)
{
    if (e->wd != w->git_watch && e->wd != w->log_watch)
        return true;
    static const char *const names[] = {"HEAD", "packed-refs", "logs"};
    bool found = false;
    for (size_t i = 0; e->len > 0 && i < CG_ARRAY_LEN(names); i++)
        found = found || strcmp(e->name, names[i]) == 0;
    return found;
}

/* Takes all that is waiting; whether any of it counts. */
static bool drain(watcher *w)
{
    _Alignas(struct inotify_event) char room[65536];
    bool found = false;
    for (ssize_t n; (n = read(w->fd, room, sizeof room)) > 0;)
        for (const char *at = room; at < room + n;) {
            const struct inotify_event *e = (const struct inotify_event *)(const void *)at;
            found = found || counts(w, e);
            at += sizeof *e + e->len;
        }
    return found;
}

static bool wait_once(watcher *w, int timeout_ms)
{
    struct pollfd fd = {.fd = w->fd, .events = POLLIN};
    uint64_t until = cg_now_ns() + (uint64_t)CG_MAX(timeout_ms, 0) * 1000000;
    for (;;) {
        uint64_t now = cg_now_ns();
        int left = timeout_ms < 0 ? -1 : now >= until ? 0 : (int)((until - now) / 1000000) + 1;
        if (poll(&fd, 1, left) > 0 && drain(w))
            return true;
        if (timeout_ms >= 0 && cg_now_ns() >= until)
            return false;
    }
}

bool watcher_wait(watcher *w, int timeout_ms)
{
    if (!wait_once(w, timeout_ms))
        return false;
    uint64_t until = cg_now_ns() + (uint64_t)LONGEST_MS * 1000000;
    while (cg_now_ns() < until && wait_once(w, QUIET_MS))
        continue;
    return true;
}
