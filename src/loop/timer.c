// SPDX-License-Identifier: Apache-2.0
// loop: timers. Starting and stopping happen on the loop's thread, whoever asks, which is what
// makes "stopped" final.
#include "loop_int.h"

struct cg_loop_timer {
    uv_timer_t handle;
    cg_loop *loop;
    void (*run)(void *);
    void *arg;
    uint64_t delay_ms;
    uint64_t period_ms;
};

static uint64_t to_ms(uint64_t ns)
{
    return ns / 1000000u + (ns % 1000000u != 0);
}

static void on_timer(uv_timer_t *handle)
{
    cg_loop_timer *timer = handle->data;
    timer->run(timer->arg);
}

static void start(void *arg)
{
    cg_loop_timer *timer = arg;
    CG_ASSERT(!timer->loop->stopping);
    timer->loop->handle_count++;
    CG_ASSERT(uv_timer_init(&timer->loop->uv, &timer->handle) == 0);
    timer->handle.data = timer;
    uv_update_time(&timer->loop->uv); /* delays count from now, not from the last wake-up */
    CG_ASSERT(uv_timer_start(&timer->handle, on_timer, timer->delay_ms, timer->period_ms) == 0);
}

cg_loop_timer *cg_loop_start_timer(cg_loop *loop, uint64_t delay_ns, uint64_t period_ns,
                                   void (*run)(void *), void *arg)
{
    cg_loop_timer *timer = cg_alloc(sizeof *timer);
    *timer = (cg_loop_timer){
        .loop = loop,
        .run = run,
        .arg = arg,
        .delay_ms = to_ms(delay_ns),
        .period_ms = to_ms(period_ns),
    };
    cg_loop_call(loop, start, timer);
    return timer;
}

static void free_timer(uv_handle_t *handle)
{
    cg_free(handle->data);
}

static void stop(void *arg)
{
    cg_loop_timer *timer = arg;
    timer->loop->handle_count--;
    uv_close((uv_handle_t *)&timer->handle, free_timer);
}

void cg_loop_stop_timer(cg_loop_timer *timer)
{
    if (timer != NULL)
        cg_loop_call(timer->loop, stop, timer);
}
