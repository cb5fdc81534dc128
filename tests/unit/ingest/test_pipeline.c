// SPDX-License-Identifier: Apache-2.0
// The queue between workers and the commit: every job once, and others have their turn meanwhile.
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <time.h>

#include "fixture.h"
#include "pipeline.h"

#define JOBS 300

static _Atomic unsigned loaded, loaded_before_other;

static void load(void *arg, size_t job, worker *w, file_slot *slot)
{
    (void)arg, (void)job, (void)w, (void)slot;
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    atomic_fetch_add(&loaded, 1);
}

static void other(void *arg)
{
    (void)arg;
    atomic_store(&loaded_before_other, atomic_load(&loaded) + 1);
}

static void run(unsigned workers)
{
    cg_ingest_options opts = bench_options();
    opts.workers = workers;
    bench b = bench_open(&opts);
    bool seen[JOBS] = {false};
    size_t taken = 0;
    atomic_store(&loaded, 0);
    atomic_store(&loaded_before_other, 0);
    pipeline *p = pipeline_open(b.ingest, JOBS, load, NULL);
    assert_ok(cg_pool_submit(ingest_pool(b.ingest), other, NULL, &ingest_err));
    for (file_slot *slot; (slot = pipeline_take(p)) != NULL; taken++) {
        assert_false(seen[slot->job]);
        seen[slot->job] = true;
        pipeline_give_back(p, slot);
    }
    pipeline_close(p);
    assert_int_equal(taken, JOBS);
    assert_in_range(atomic_load(&loaded_before_other), 1, JOBS / 2);
    bench_close(&b);
}

static void a_run_makes_way_for_others(void **state)
{
    (void)state;
    run(1);
    run(2);
}

static void a_run_that_is_given_up_ends(void **state)
{
    (void)state;
    bench b = bench_open(NULL);
    for (unsigned taken = 0; taken < 5; taken++) {
        pipeline *p = pipeline_open(b.ingest, JOBS, load, NULL);
        assert_ok(cg_pool_submit(ingest_pool(b.ingest), other, NULL, &ingest_err));
        for (unsigned i = 0; i < taken; i++)
            pipeline_give_back(p, pipeline_take(p));
        pipeline_close(p);
    }
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_makes_way_for_others),
        cmocka_unit_test(a_run_that_is_given_up_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
