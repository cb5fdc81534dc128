// SPDX-License-Identifier: Apache-2.0
// loop: one thread that waits for timers, signals and descriptors and runs what others post to it. It
// knows nothing of what it runs; a callback must be short and never block, or all others are late.
#ifndef CG_LOOP_H
#define CG_LOOP_H

#include "cg/base.h"

typedef struct cg_loop cg_loop;
typedef struct cg_loop_timer cg_loop_timer;

/** Starts the thread. CG_E_IO when the system has no descriptors or memory left for it. */
CG_MUST_USE cg_code cg_loop_create(cg_loop **out_loop, cg_err *err);
/** Runs what has been posted, and what that posts in turn, then ends the thread; NULL allowed.
 *  Blocks. Every timer must be stopped by then, and no other thread may use the loop any more. */
void cg_loop_destroy(cg_loop *loop);
CG_DEFINE_AUTO(cg_loop, cg_loop_destroy)

/** Has `run(arg)` called on the loop's thread, soon and in the order posted. Any thread. */
void cg_loop_post(cg_loop *loop, void (*run)(void *), void *arg);
/** The same, but returns when it has run. Any thread, the loop's own included; the caller must
 *  hold no lock. */
void cg_loop_call(cg_loop *loop, void (*run)(void *), void *arg);
bool cg_loop_is_current(const cg_loop *loop); /* true on the loop's own thread */

/** Calls `run(arg)` on the loop's thread `delay_ns` from now, then every `period_ns` (0: once).
 *  Both round up to milliseconds; a period that was missed is skipped. The caller stops the
 *  timer, even one that has run out. Any thread that holds no lock; blocks briefly. */
cg_loop_timer *cg_loop_start_timer(cg_loop *loop, uint64_t delay_ns, uint64_t period_ns,
                                   void (*run)(void *), void *arg);
/** Stops and frees; NULL allowed. After it `run` neither runs nor will (unless it is `run` itself
 *  that stops its timer). Any thread that holds no lock; blocks while a callback runs. */
void cg_loop_stop_timer(cg_loop_timer *timer);
CG_DEFINE_AUTO(cg_loop_timer, cg_loop_stop_timer)

typedef struct cg_loop_watch cg_loop_watch;
/** Calls `run(arg)` on the loop's thread for as long as `fd`, which is not taken, has something to be
 *  read: what is not read is told of again. The caller stops the watch before it closes `fd`. Any thread
 *  that holds no lock; blocks briefly. CG_E_IO when it cannot be watched. */
CG_MUST_USE cg_code cg_loop_start_watch(cg_loop *loop, int fd, void (*run)(void *), void *arg,
                                        cg_loop_watch **out_watch, cg_err *err);
/** Stops and frees; NULL allowed. After it `run` neither runs nor will. Any thread that holds no lock;
 *  blocks while a callback runs. */
void cg_loop_stop_watch(cg_loop_watch *watch);
CG_DEFINE_AUTO(cg_loop_watch, cg_loop_stop_watch)

#define CG_LOOP_SIGNALS_MAX 8

/** Calls `run(arg, number)` on the loop's thread for each signal `number` (SIGTERM, SIGHUP…) that
 *  the process gets, until the loop is destroyed. Signals that arrive together may be reported
 *  once. Any thread that holds no lock. CG_E_INVALID for a signal that cannot be caught,
 *  CG_E_LIMIT past CG_LOOP_SIGNALS_MAX. */
CG_MUST_USE cg_code cg_loop_on_signal(cg_loop *loop, int number, void (*run)(void *, int),
                                      void *arg, cg_err *err);

#endif
