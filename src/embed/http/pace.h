// SPDX-License-Identifier: Apache-2.0
// When a service may be asked next: so many requests a minute, and not before it said. Any thread.
#ifndef CG_EMBED_PACE_H
#define CG_EMBED_PACE_H

#include "cg/embed.h"

typedef struct pace {
    cg_mutex mu;
    uint64_t interval_ns; /* between requests; 0: none */
    uint64_t next_ns;     /* guarded by mu: when the next one may begin */
} pace;

void pace_init(pace *p, unsigned requests_per_minute); /* 0: no limit */
void pace_fini(pace *p);
/** Waits for the caller's turn. CG_E_BUSY, at once, when that comes past the deadline; CG_E_CANCELED. */
CG_MUST_USE cg_code pace_take(pace *p, cg_embed_until until, cg_err *err);
/** Nobody's turn comes in the next `ns`. */
void pace_hold(pace *p, uint64_t ns);

#endif
