// SPDX-License-Identifier: Apache-2.0
// kv: the gate lets users in and out, and shuts them out only when nobody is inside.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdatomic.h>

#include "gate.h"

#define SECOND UINT64_C(1000000000)

static void shuts_only_when_empty(void **state)
{
    (void)state;
    cg_kv_gate gate;
    cg_kv_gate_init(&gate);
    cg_kv_gate_enter(&gate);
    cg_kv_gate_enter_nested(&gate);
    assert_false(cg_kv_gate_shut(&gate, cg_now_ns()));
    cg_kv_gate_enter(&gate); /* open again after the failure */
    cg_kv_gate_leave(&gate);
    cg_kv_gate_leave(&gate);
    cg_kv_gate_leave(&gate);
    assert_true(cg_kv_gate_shut(&gate, cg_now_ns()));
    assert_false(cg_kv_gate_shut(&gate, cg_now_ns() + SECOND)); /* one at a time */
    cg_kv_gate_open(&gate);
    cg_kv_gate_enter(&gate);
    cg_kv_gate_leave(&gate);
    cg_kv_gate_fini(&gate);
}

typedef struct gate_run {
    cg_kv_gate gate;
    int *resource;    /* replaced while shut; plain on purpose: the gate orders it */
    atomic_bool stop; /* relaxed */
    unsigned shut;
} gate_run;

static void use(void *arg)
{
    gate_run *run = arg;
    while (!atomic_load_explicit(&run->stop, memory_order_relaxed)) {
        cg_kv_gate_enter(&run->gate);
        cg_kv_gate_enter_nested(&run->gate);
        CG_ASSERT(*run->resource == 42);
        cg_kv_gate_leave(&run->gate);
        CG_ASSERT(*run->resource == 42);
        cg_kv_gate_leave(&run->gate);
    }
}

static void replace(void *arg)
{
    gate_run *run = arg;
    for (int i = 0; i < 300; i++) {
        if (!cg_kv_gate_shut(&run->gate, cg_now_ns() + 20 * SECOND))
            continue;
        *run->resource = 0;
        cg_free(run->resource);
        run->resource = cg_alloc(sizeof *run->resource);
        *run->resource = 42;
        run->shut++;
        cg_kv_gate_open(&run->gate);
    }
    atomic_store_explicit(&run->stop, true, memory_order_relaxed);
}

static void users_never_meet_a_replacement(void **state)
{
    (void)state;
    gate_run run = {.resource = cg_alloc(sizeof(int))};
    *run.resource = 42;
    cg_kv_gate_init(&run.gate);
    cg_thread *threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = cg_thread_start("gate-test", i < 3 ? use : replace, &run);
    for (int i = 0; i < 4; i++)
        cg_thread_join(threads[i]);
    assert_int_equal(run.shut, 300);
    cg_free(run.resource);
    cg_kv_gate_fini(&run.gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shuts_only_when_empty),
        cmocka_unit_test(users_never_meet_a_replacement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
