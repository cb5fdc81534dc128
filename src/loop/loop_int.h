// SPDX-License-Identifier: Apache-2.0
// loop, private: the state behind cg_loop. Only this folder sees libuv, and only the loop's
// thread touches its handles, uv_async_send apart.
#ifndef CG_LOOP_INT_H
#define CG_LOOP_INT_H

#include <uv.h>

#include "cg/loop.h"

typedef struct loop_job {
    void (*run)(void *);
    void *arg;
} loop_job;

typedef CG_VEC(loop_job) loop_jobs;

typedef struct loop_signal {
    uv_signal_t handle;
    void (*run)(void *, int);
    void *arg;
} loop_signal;

struct cg_loop {
    uv_loop_t uv;
    uv_async_t wake;
    cg_thread *thread;
    cg_mutex mu;
    loop_jobs posted;    /* guarded by mu */
    bool stopping;       /* loop thread only, like all below */
    size_t handle_count; /* timers and watches started, not yet stopped */
    loop_signal signals[CG_LOOP_SIGNALS_MAX];
    size_t signal_count;
};

#endif
