// SPDX-License-Identifier: Apache-2.0
// base: clocks, time as text, and random bytes.
#include "cg/base.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

static uint64_t read_ns(clockid_t id)
{
    struct timespec ts;
    CG_ASSERT(clock_gettime(id, &ts) == 0);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

uint64_t cg_now_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

uint64_t cg_wall_ms(void)
{
    return read_ns(CLOCK_REALTIME) / 1000000u;
}

uint64_t cg_cpu_ns(void)
{
    return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}

void cg_time_text(uint64_t wall_ms, char out[CG_TIME_TEXT_LEN])
{
    static const uint64_t last_ms = 253402300799999u; /* 9999-12-31T23:59:59.999Z */
    struct tm tm;
    wall_ms = CG_MIN(wall_ms, last_ms);
    time_t seconds = (time_t)(wall_ms / 1000u);
    CG_ASSERT(gmtime_r(&seconds, &tm) != NULL);
    size_t n = strftime(out, CG_TIME_TEXT_LEN, "%Y-%m-%dT%H:%M:%S", &tm);
    CG_ASSERT(n == 19);
    (void)snprintf(out + n, CG_TIME_TEXT_LEN - n, ".%03uZ", (unsigned)(wall_ms % 1000u));
}

cg_code cg_patience_check(const cg_patience *patience, cg_err *err)
{
    if (patience->gone != NULL && patience->gone(patience->arg))
        return CG_FAIL(err, CG_E_CANCELED, "nobody waits for the answer any more");
    if (patience->deadline_ns != 0 && cg_now_ns() > patience->deadline_ns)
        return CG_FAIL(err, CG_E_DEADLINE, "this took longer than it may: ask for less");
    return CG_OK;
}

void cg_random_bytes(void *out, size_t len)
{
    unsigned char *p = out;
    while (len > 0) {
        ssize_t n = getrandom(p, len, 0);
        if (n < 0 && errno == EINTR)
            continue;
        CG_ASSERT(n > 0);
        p += n;
        len -= (size_t)n;
    }
}
