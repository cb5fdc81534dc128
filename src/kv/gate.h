// SPDX-License-Identifier: Apache-2.0
// gate: counts who uses a resource, lock-free, and lets one thread shut them out to replace it.
#ifndef CG_KV_GATE_H
#define CG_KV_GATE_H

#include "cg/base.h"

/* Lock-free invariant. `state` = number of uses, plus CG_KV_GATE_SHUT while shut or shutting.
 *   enter    count+1, refused (slow path: wait) when SHUT is set; one compare-exchange does both,
 *            so no use can begin between shut() seeing a count of 0 and the end of the shut time
 *   leave    count-1 with release order; its partner is the acquire load in shut(), so that all
 *            that users did happens before the replacement
 *   open     clears SHUT with release order; its partner is the acquire compare-exchange of enter
 * `mu` and `cond` are only for waiting. */
#define CG_KV_GATE_SHUT (UINT64_C(1) << 63)

typedef struct cg_kv_gate {
    _Atomic uint64_t state;
    cg_mutex mu;
    cg_cond cond;
} cg_kv_gate;

void cg_kv_gate_init(cg_kv_gate *gate);
void cg_kv_gate_fini(cg_kv_gate *gate); /* nobody inside (asserted) */
/** Begins a use; waits while the gate is shut. Any thread. */
void cg_kv_gate_enter(cg_kv_gate *gate);
/** Begins a use inside of another one that lasts longer: never waits. */
void cg_kv_gate_enter_nested(cg_kv_gate *gate);
void cg_kv_gate_leave(cg_kv_gate *gate); /* on any thread */
/** Keeps new uses out and waits for the others to end. False, with the gate open, when the deadline
 *  passed or another thread has it shut. */
CG_MUST_USE bool cg_kv_gate_shut(cg_kv_gate *gate, uint64_t deadline_ns);
void cg_kv_gate_open(cg_kv_gate *gate);

#endif
