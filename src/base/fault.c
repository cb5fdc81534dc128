// SPDX-License-Identifier: Apache-2.0
// base: fault points for crash and allocation-sweep tests: CG_FAULT="kv.commit:3,base.alloc:-1".
// Without the variable a passage costs two loads.
#include "cg/base.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define FAULTS_MAX 8

typedef struct fault_point {
    char name[48];
    long at;            /* passage that fails, from 1; negative: that one and all after it */
    atomic_long passed; /* relaxed: any thread counts, order does not matter */
} fault_point;

static fault_point points[FAULTS_MAX];
static size_t point_count; /* written before `armed`, read after it */
static atomic_bool armed;  /* release in cg_fault_set, acquire in cg_fault */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void add_point(cg_str spec)
{
    ptrdiff_t colon = cg_str_rfind(spec, ':');
    if (colon <= 0 || (size_t)colon >= sizeof points[0].name || point_count == FAULTS_MAX)
        return;
    cg_str number = cg_str_slice(spec, (size_t)colon + 1, spec.len);
    bool onwards = cg_str_starts(number, CG_STR("-"));
    uint64_t n;
    if (!cg_str_to_u64(cg_str_slice(number, onwards, number.len), &n) || n == 0 || n > INT_MAX)
        return;
    fault_point *point = &points[point_count++];
    memcpy(point->name, spec.ptr, (size_t)colon);
    point->name[colon] = '\0';
    point->at = onwards ? -(long)n : (long)n;
    atomic_store_explicit(&point->passed, 0, memory_order_relaxed);
}

static void set_points(const char *text)
{
    atomic_store_explicit(&armed, false, memory_order_relaxed);
    point_count = 0;
    cg_str rest = cg_str_from(text);
    cg_str spec;
    while (cg_str_split(&rest, ',', &spec))
        add_point(cg_str_trim(spec));
    atomic_store_explicit(&armed, point_count > 0, memory_order_release);
}

static void read_environment(void)
{
    set_points(getenv("CG_FAULT"));
}

void cg_fault_set(const char *spec)
{
    (void)pthread_once(&once, read_environment);
    set_points(spec);
}

bool cg_fault(const char *name)
{
    (void)pthread_once(&once, read_environment);
    if (!atomic_load_explicit(&armed, memory_order_acquire))
        return false;
    for (size_t i = 0; i < point_count; i++) {
        if (strcmp(points[i].name, name) != 0)
            continue;
        long n = atomic_fetch_add_explicit(&points[i].passed, 1, memory_order_relaxed) + 1;
        return points[i].at > 0 ? n == points[i].at : n >= -points[i].at;
    }
    return false;
}
