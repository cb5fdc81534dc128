// SPDX-License-Identifier: Apache-2.0
// Turns are given out under the lock and waited for outside of it.
#include "pace.h"

#include <time.h>

#define MINUTE_NS 60000000000u
#define SLICE_NS 50000000u /* how long a cancellation may go unnoticed */

void pace_init(pace *p, unsigned requests_per_minute)
{
    *p = (pace){.interval_ns = requests_per_minute ? MINUTE_NS / requests_per_minute : 0};
    cg_mutex_init(&p->mu, CG_LOCK_EMBED_PACE);
}

void pace_fini(pace *p)
{
    cg_mutex_fini(&p->mu);
}

static cg_code wait_until(uint64_t when_ns, const atomic_bool *cancel, cg_err *err)
{
    for (uint64_t now; (now = cg_now_ns()) < when_ns;) {
        if (cancel != NULL && atomic_load_explicit(cancel, memory_order_relaxed))
            return CG_FAIL(err, CG_E_CANCELED, "canceled");
        uint64_t slice = CG_MIN(when_ns - now, (uint64_t)SLICE_NS);
        nanosleep(&(struct timespec){0, (long)slice}, NULL);
    }
    return CG_OK;
}

cg_code pace_take(pace *p, cg_embed_until until, cg_err *err)
{
    cg_mutex_lock(&p->mu);
    uint64_t turn = CG_MAX(p->next_ns, cg_now_ns());
    bool late = until.deadline_ns != 0 && turn >= until.deadline_ns;
    if (!late)
        p->next_ns = turn + p->interval_ns;
    cg_mutex_unlock(&p->mu);
    if (late)
        return CG_FAIL(err, CG_E_BUSY, "the embedding service wants to be asked later");
    return wait_until(turn, until.cancel, err);
}

void pace_hold(pace *p, uint64_t ns)
{
    cg_mutex_lock(&p->mu);
    p->next_ns = CG_MAX(p->next_ns, cg_now_ns() + ns);
    cg_mutex_unlock(&p->mu);
}
