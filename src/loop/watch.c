// SPDX-License-Identifier: Apache-2.0
// loop: descriptors that have something to be read. As with timers, starting and stopping happen on
// the loop's thread.
#include "loop_int.h"

struct cg_loop_watch {
    uv_poll_t handle;
    cg_loop *loop;
    int fd;
    void (*run)(void *);
    void *arg;
    int failure; /* of starting it, libuv's number */
};

/* An error of the descriptor shows when it is read. */
static void on_readable(uv_poll_t *handle, int status, int events)
{
    cg_loop_watch *watch = handle->data;
    (void)status, (void)events;
    watch->run(watch->arg);
}

static void free_watch(uv_handle_t *handle)
{
    cg_free(handle->data);
}

static void start(void *arg)
{
    cg_loop_watch *watch = arg;
    CG_ASSERT(!watch->loop->stopping);
    watch->failure = uv_poll_init(&watch->loop->uv, &watch->handle, watch->fd);
    if (watch->failure != 0)
        return;
    watch->handle.data = watch;
    watch->loop->handle_count++;
    CG_ASSERT(uv_poll_start(&watch->handle, UV_READABLE, on_readable) == 0);
}

cg_code cg_loop_start_watch(cg_loop *loop, int fd, void (*run)(void *), void *arg,
                            cg_loop_watch **out_watch, cg_err *err)
{
    cg_loop_watch *watch = cg_alloc(sizeof *watch);
    *watch = (cg_loop_watch){.loop = loop, .fd = fd, .run = run, .arg = arg};
    cg_loop_call(loop, start, watch);
    if (watch->failure != 0) {
        cg_code rc =
            CG_FAIL(err, CG_E_IO, "cannot watch a descriptor: %s", uv_strerror(watch->failure));
        cg_free(watch); /* libuv has not taken the handle */
        return rc;
    }
    *out_watch = watch;
    return CG_OK;
}

static void stop(void *arg)
{
    cg_loop_watch *watch = arg;
    watch->loop->handle_count--;
    uv_close((uv_handle_t *)&watch->handle, free_watch);
}

void cg_loop_stop_watch(cg_loop_watch *watch)
{
    if (watch != NULL)
        cg_loop_call(watch->loop, stop, watch);
}
