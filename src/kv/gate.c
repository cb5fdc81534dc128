// SPDX-License-Identifier: Apache-2.0
// gate: see gate.h for the invariant.
#include <stdatomic.h>

#include "gate.h"

void cg_kv_gate_init(cg_kv_gate *gate)
{
    atomic_init(&gate->state, 0);
    cg_mutex_init(&gate->mu, CG_LOCK_KV);
    cg_cond_init(&gate->cond);
}

void cg_kv_gate_fini(cg_kv_gate *gate)
{
    CG_ASSERT(atomic_load(&gate->state) == 0);
    cg_cond_fini(&gate->cond);
    cg_mutex_fini(&gate->mu);
}

static void wait_while_shut(cg_kv_gate *gate)
{
    cg_mutex_lock(&gate->mu);
    while (atomic_load_explicit(&gate->state, memory_order_relaxed) & CG_KV_GATE_SHUT)
        cg_cond_wait(&gate->cond, &gate->mu);
    cg_mutex_unlock(&gate->mu);
}

void cg_kv_gate_enter(cg_kv_gate *gate)
{
    uint64_t seen = atomic_load_explicit(&gate->state, memory_order_relaxed);
    for (;;) {
        if (seen & CG_KV_GATE_SHUT) {
            wait_while_shut(gate);
            seen = atomic_load_explicit(&gate->state, memory_order_relaxed);
        } else if (atomic_compare_exchange_weak_explicit(
                       &gate->state, &seen, seen + 1, memory_order_acquire,
                       memory_order_relaxed)) { /* partner: open */
            return;
        }
    }
}

void cg_kv_gate_enter_nested(cg_kv_gate *gate)
{
    /* The outer use already acquired what open() released. */
    uint64_t before = atomic_fetch_add_explicit(&gate->state, 1, memory_order_relaxed);
    CG_ASSERT((before & ~CG_KV_GATE_SHUT) > 0);
}

void cg_kv_gate_leave(cg_kv_gate *gate)
{
    /* release: partner is the load in shut */
    uint64_t before = atomic_fetch_sub_explicit(&gate->state, 1, memory_order_release);
    CG_ASSERT((before & ~CG_KV_GATE_SHUT) > 0);
    if (before == (CG_KV_GATE_SHUT | 1)) {
        cg_mutex_lock(&gate->mu);
        cg_cond_broadcast(&gate->cond);
        cg_mutex_unlock(&gate->mu);
    }
}

static void open_locked(cg_kv_gate *gate) CG_REQUIRES(&gate->mu)
{
    /* release: partner is the compare-exchange in enter */
    atomic_fetch_and_explicit(&gate->state, ~CG_KV_GATE_SHUT, memory_order_release);
    cg_cond_broadcast(&gate->cond);
}

static bool drained(cg_kv_gate *gate)
{
    /* acquire: partner is leave */
    return atomic_load_explicit(&gate->state, memory_order_acquire) == CG_KV_GATE_SHUT;
}

bool cg_kv_gate_shut(cg_kv_gate *gate, uint64_t deadline_ns)
{
    bool empty = false;
    cg_mutex_lock(&gate->mu);
    if (!(atomic_load_explicit(&gate->state, memory_order_relaxed) & CG_KV_GATE_SHUT)) {
        atomic_fetch_or_explicit(&gate->state, CG_KV_GATE_SHUT, memory_order_relaxed);
        bool in_time = true;
        while (!(empty = drained(gate)) && in_time)
            in_time = cg_cond_wait_until(&gate->cond, &gate->mu, deadline_ns);
        if (!empty)
            open_locked(gate);
    }
    cg_mutex_unlock(&gate->mu);
    return empty;
}

void cg_kv_gate_open(cg_kv_gate *gate)
{
    cg_mutex_lock(&gate->mu);
    open_locked(gate);
    cg_mutex_unlock(&gate->mu);
}
