// SPDX-License-Identifier: Apache-2.0
// codegraph serve: runs codegraphd where the other commands find it, or ends the one that runs.
#include "own_daemon.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define STOP_NS UINT64_C(60000000000) /* requests and tasks may finish meanwhile */

/* Until nobody holds the lock. */
static bool await_end(const own_place *place)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    uint64_t deadline = cg_now_ns() + STOP_NS;
    while (cg_now_ns() < deadline) {
        int fd;
        if (!own_lock(place, &fd))
            return false;
        if (fd >= 0) {
            (void)close(fd);
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}

static void say_stopped(const cli *c, bool stopped)
{
    if (c->json)
        printf("{\"stopped\":%s}\n", stopped ? "true" : "false");
    else
        puts(stopped ? "stopped" : "No daemon runs.");
}

static int stop(cli *c, const own_place *place, int lock_fd)
{
    own_address address;
    if (lock_fd >= 0) {
        (void)close(lock_fd);
        say_stopped(c, false);
        return CLI_NO;
    }
    if (!own_read_address(c, place, &address) || kill((pid_t)address.pid, SIGTERM) != 0 ||
        !await_end(place)) {
        fprintf(stderr, "codegraph: the daemon did not stop; its log is %s\n", place->log);
        return CLI_BROKEN;
    }
    say_stopped(c, true);
    return CLI_FINE;
}

int cmd_serve(cli *c)
{
    own_place place;
    own_address address = {0};
    int lock_fd;
    if (!own_find(c, c->args, c->args_count, &place))
        return CLI_USAGE;
    if (!own_lock(&place, &lock_fd))
        return CLI_NO;
    if (opt_given(c, "stop"))
        return stop(c, &place, lock_fd);
    if (lock_fd < 0) {
        if (own_read_address(c, &place, &address))
            fprintf(
                stderr,
                "codegraph: a daemon with this store runs already, at %.*s; codegraph serve --stop ends it\n",
                CG_STR_ARG(address.url));
        else
            fprintf(stderr, "codegraph: a daemon with this store is starting or ending\n");
        return CLI_CONFLICT;
    }
    const char **args = cg_arena_alloc_array(c->arena, c->args_count + 1, sizeof *args);
    args[0] = cg_arena_printf(c->arena, "--server.address_file=%s", place.address).ptr;
    for (size_t i = 0; i < c->args_count; i++)
        args[i + 1] = c->args[i];
    (void)unlink(place.address); /* of one that was killed */
    own_exec(c, lock_fd, args, c->args_count + 1);
    return CLI_NO_SERVER;
}
