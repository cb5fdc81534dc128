// SPDX-License-Identifier: Apache-2.0
// base: the arena's budget, marks, deferred calls and alignment.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cg/base.h"

static void allocations_are_zeroed_and_aligned(void **state)
{
    (void)state;
    CG_AUTO(cg_arena)
    arena = cg_arena_create(0);
    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *p = cg_arena_try(arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xab, size);
    }
}

static void budget_is_kept(void **state)
{
    (void)state;
    CG_AUTO(cg_arena)
    arena = cg_arena_create(1000);
    cg_str copy = CG_STR("untouched");
    assert_non_null(cg_arena_try(arena, 600));
    assert_null(cg_arena_try(arena, 600));
    assert_null(cg_arena_try(arena, SIZE_MAX));
    assert_null(cg_arena_try(arena, SIZE_MAX - 8));
    assert_non_null(cg_arena_try(arena, 300));
    char text[200] = {0};
    assert_false(cg_arena_try_str(arena, cg_str_make(text, sizeof text), &copy));
    assert_true(cg_str_eq(copy, CG_STR("untouched")));
    assert_true(cg_arena_used(arena) <= 1000 + 16);
}

static void rewind_gives_back_and_reuses(void **state)
{
    (void)state;
    CG_AUTO(cg_arena)
    arena = cg_arena_create(1 << 20);
    cg_arena_mark empty = cg_arena_save(arena);
    cg_str kept = cg_arena_str(arena, CG_STR("kept"));
    cg_arena_mark mark = cg_arena_save(arena);
    size_t used = cg_arena_used(arena);
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < 40; i++)
            memset(cg_arena_alloc(arena, i * 100), 0xff, i * 100);
        cg_arena_rewind(arena, mark);
        assert_int_equal(cg_arena_used(arena), used);
        assert_string_equal(kept.ptr, "kept");
    }
    cg_arena_rewind(arena, empty);
    assert_int_equal(cg_arena_used(arena), 0);
    assert_string_equal(cg_arena_printf(arena, "%d-%s", 7, "x").ptr, "7-x");
}

typedef struct call_log {
    char seen[8];
    size_t n;
} call_log;

typedef struct call {
    call_log *log;
    char name;
} call;

static void note(void *arg)
{
    call *c = arg;
    c->log->seen[c->log->n++] = c->name;
}

static void deferred_calls_run_last_first(void **state)
{
    (void)state;
    call_log log = {0};
    call a = {&log, 'a'};
    call b = {&log, 'b'};
    call c = {&log, 'c'};
    cg_arena *arena = cg_arena_create(16);
    cg_arena_defer(arena, note, &a);
    cg_arena_mark mark = cg_arena_save(arena);
    cg_arena_defer(arena, note, &b);
    cg_arena_defer(arena, note, &c);
    cg_arena_rewind(arena, mark);
    assert_string_equal(log.seen, "cb");
    cg_arena_destroy(arena);
    assert_string_equal(log.seen, "cba");
    cg_arena_destroy(NULL);
}

static void allocation_failure_is_reported(void **state)
{
    (void)state;
    CG_AUTO(cg_arena)
    arena = cg_arena_create(0);
    cg_fault_set("base.alloc:1");
    assert_null(cg_arena_try(arena, 10));
    assert_non_null(cg_arena_try(arena, 10));
    cg_fault_set(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_zeroed_and_aligned),
        cmocka_unit_test(budget_is_kept),
        cmocka_unit_test(rewind_gives_back_and_reuses),
        cmocka_unit_test(deferred_calls_run_last_first),
        cmocka_unit_test(allocation_failure_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
