// SPDX-License-Identifier: Apache-2.0
// Which server a command talks to: the one that was named; else the user's own that runs; else the one at the
// configured address; else one that is started now, and ends by itself when nobody needs it any more.
#include "own_daemon.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cg/config.h"

extern char **environ;

#define SYSTEM_FILE "/etc/codegraph/codegraph.yaml"
#define IDLE_EXIT "30m"
#define START_NS UINT64_C(60000000000) /* for a daemon to open its store */
#define LOOK_MS 10
#define LOG_MAX ((size_t)1 << 20)

static void pause_ms(long ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&time, NULL);
}

static bool use_url(cli *c, const char *url)
{
    cg_str server = cg_str_from(url);
    while (cg_str_ends(server, CG_STR("/")))
        server.len--;
    if (!cg_str_starts(server, CG_STR("http://")) && !cg_str_starts(server, CG_STR("https://"))) {
        fprintf(stderr, "codegraph: --server takes a URL, such as http://127.0.0.1:8080\n");
        c->failure = CLI_USAGE;
        return false;
    }
    c->server = cg_arena_str(c->arena, server);
    return true;
}

/* Where the daemon of this machine listens, by the file and the environment that it reads. */
static bool use_configured(cli *c)
{
    cg_err err;
    CG_AUTO(cg_config) config = NULL;
    const cg_config_sources sources = {.environment = environ,
                                       .default_file =
                                           access(SYSTEM_FILE, R_OK) == 0 ? SYSTEM_FILE : NULL};
    if (cg_config_load(&sources, &config, &err) != CG_OK) {
        fprintf(stderr, "codegraph: %s\n", err.text);
        c->failure = CLI_USAGE;
        return false;
    }
    c->server = cg_arena_printf(c->arena, "http://%.*s:%" PRIu64, CG_STR_ARG(config->server_host),
                                config->server_port);
    return true;
}

/* ---- starting one ---- */

static void redirect(const char *path, int flags, int fd)
{
    int file = open(path, flags | O_CLOEXEC, 0600);
    if (file >= 0)
        (void)dup2(file, fd);
}

/* In the child: what the daemon is told beyond what its environment says. */
static CG_NORETURN void become_daemon(cli *c, const own_place *place, int lock_fd)
{
    const char *args[8];
    size_t n = 0;
    args[n++] = "--server.host=127.0.0.1";
    args[n++] = "--server.port=0";
    args[n++] = "--server.metrics_port=0";
    args[n++] = cg_arena_printf(c->arena, "--server.address_file=%s", place->address).ptr;
    args[n++] = cg_arena_printf(c->arena, "--storage.path=%s", place->storage).ptr;
    if (getenv("CODEGRAPH_SERVER_IDLE_EXIT") == NULL)
        args[n++] = "--server.idle_exit=" IDLE_EXIT;
    if (getenv("CODEGRAPH_LOG_LEVEL") == NULL)
        args[n++] = "--log.level=warn";
    (void)setsid(); /* what ends the terminal's programs does not end it */
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect("/dev/null", O_WRONLY, STDOUT_FILENO);
    redirect(place->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW, STDERR_FILENO);
    if (chdir("/") == 0) /* it keeps no directory from being unmounted */
        own_exec(c, lock_fd, args, n);
    _exit(CLI_NO_SERVER);
}

/* The reason that the daemon gives for its end. */
static void tell_failure(cli *c, const own_place *place)
{
    CG_AUTO_VALUE(cg_buf) log = {0};
    cg_str why = CG_STR_NULL, last = CG_STR_NULL, line;
    bool read = cg_file_read(place->log, LOG_MAX, &log, NULL) == CG_OK;
    cg_str rest = read ? cg_buf_str(&log) : CG_STR_NULL;
    while (rest.len > 0 && cg_str_split(&rest, '\n', &line)) {
        CG_AUTO(cg_json) doc = NULL;
        if (line.len > 0)
            last = line;
        if (cg_json_parse(line, NULL, &doc, NULL) == CG_OK &&
            cg_str_eq(member_str(cg_json_root(doc), "event"), CG_STR("server.failed")))
            why = cg_arena_str(c->arena, member_str(cg_json_root(doc), "detail"));
    }
    fprintf(stderr,
            "codegraph: no daemon runs, and one could not be started: %.*s\n(its log is %s)\n",
            CG_STR_ARG(why.len > 0 ? why : last), place->log);
}

/* Waits until the child listens, or has ended. */
static bool await_start(cli *c, const own_place *place, pid_t child)
{
    own_address address;
    uint64_t deadline = cg_now_ns() + START_NS;
    int status;
    for (; cg_now_ns() < deadline; pause_ms(LOOK_MS)) {
        if (own_read_address(c, place, &address)) {
            c->server = address.url;
            return true;
        }
        if (waitpid(child, &status, WNOHANG) == child) {
            tell_failure(c, place);
            return false;
        }
    }
    fprintf(stderr, "codegraph: the daemon that was started does not listen yet; its log is %s\n",
            place->log);
    return false;
}

/* `lock_fd` is handed on to the daemon. */
static bool start(cli *c, const own_place *place, int lock_fd)
{
    (void)unlink(place->address); /* of one that was killed */
    pid_t child = fork();
    if (child == 0)
        become_daemon(c, place, lock_fd);
    if (child < 0) {
        perror("codegraph: no daemon runs, and one could not be started");
        return false;
    }
    if (!await_start(c, place, child))
        return false;
    const char *idle = getenv("CODEGRAPH_SERVER_IDLE_EXIT");
    fprintf(stderr, "codegraph: started a daemon for you at %.*s; it ends after %s without use\n",
            CG_STR_ARG(c->server), idle != NULL ? idle : IDLE_EXIT);
    return true;
}

/* ---- choosing ---- */

/* With the lock in hand, so that of several commands at once one starts a daemon. */
static bool find_other(cli *c, const own_place *place, int lock_fd, bool may_start)
{
    if (!use_configured(c))
        return false;
    if (client_probe(c))
        return true;
    if (may_start)
        return start(c, place, lock_fd);
    fprintf(stderr, "codegraph: no daemon runs: none of yours, and none at %.*s\n",
            CG_STR_ARG(c->server));
    return false;
}

static bool find_own(cli *c, bool may_start)
{
    own_place place;
    own_address address;
    uint64_t deadline = cg_now_ns() + START_NS;
    if (!own_find(c, NULL, 0, &place))
        return false;
    for (; cg_now_ns() < deadline; pause_ms(LOOK_MS)) {
        int lock_fd;
        if (!own_lock(&place, &lock_fd))
            return false;
        if (lock_fd >= 0) {
            bool found = find_other(c, &place, lock_fd, may_start);
            (void)close(lock_fd);
            return found;
        }
        if (own_read_address(c, &place, &address)) {
            c->server = address.url;
            if (client_probe(c))
                return true; /* else it is ending, or is about to write another address */
        }
    }
    fprintf(stderr, "codegraph: a daemon is there, but does not listen; its log is %s\n",
            place.log);
    return false;
}

bool find_server(cli *c)
{
    const char *url = global_opt(c, "server");
    if (url != NULL)
        return use_url(c, url);
    if (getenv("CODEGRAPH_SERVER_HOST") != NULL || getenv("CODEGRAPH_SERVER_PORT") != NULL)
        return use_configured(c);
    bool may_start = !(c->command->traits & COMMAND_LOOKS) && global_opt(c, "no-spawn") == NULL;
    c->failure = CLI_NO_SERVER;
    if (!find_own(c, may_start))
        return false;
    c->failure = CLI_FINE;
    return true;
}
