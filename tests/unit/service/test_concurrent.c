// SPDX-License-Identifier: Apache-2.0
// Writers, readers, tasks and verification all at once: no reader ever sees half a commit. Its other
// half is the thread sanitizer's.
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

#define ROUNDS 40
#define PAIRS 6 /* files that always change together */

typedef struct crowd {
    cg_service *service;
    const char *project;
    uint64_t seed;
    atomic_bool *stop;     /* relaxed: only ends the loop */
    atomic_uint *failures; /* relaxed: read after the join */
} crowd;

/* Posts two files in one commit; both hold a function named by the same version. */
static void write_pairs(void *arg)
{
    const crowd *c = arg;
    for (unsigned round = 0; round < ROUNDS; round++) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        unsigned pair = (unsigned)(cg_hash64(&round, sizeof round, c->seed) % PAIRS);
        cg_str text =
            cg_arena_printf(arena, "def v%u_%u():\n    return w()\n\ndef w():\n    pass\n",
                            (unsigned)c->seed, round);
        cg_source_file files[2] = {
            {.path = cg_arena_printf(arena, "a/%u.py", pair), .content = text},
            {.path = cg_arena_printf(arena, "b/%u.py", pair), .content = text}};
        cg_parse_request q = {.project = cg_str_from(c->project), .files = files, .files_count = 2};
        cg_parse_report report;
        if (cg_service_parse(c->service, &q, arena, &report, NULL) != CG_OK)
            atomic_fetch_add_explicit(c->failures, 1, memory_order_relaxed);
    }
}

/* In every listing each versioned function is there twice. */
static bool is_whole(const crowd *c, cg_arena *arena)
{
    const cg_node_filter filter = {.name = CG_STR("v*")};
    cg_str cursor = CG_STR_NULL;
    cg_node_view rows[2 * PAIRS];
    size_t count = 0;
    do {
        cg_node_page page;
        if (cg_service_node_list(c->service, (cg_graph_ref){.project = cg_str_from(c->project)},
                                 &filter, 3, cursor, 0, arena, &page, NULL) != CG_OK ||
            count + page.count > CG_ARRAY_LEN(rows))
            return false;
        for (size_t i = 0; i < page.count; i++)
            rows[count++] = page.rows[i];
        cursor = page.next_cursor;
    } while (cursor.len > 0);
    for (size_t i = 0; i < count; i += 2)
        if (i + 1 == count || !cg_str_eq(rows[i].name, rows[i + 1].name))
            return false;
    return true;
}

static void read_pairs(void *arg)
{
    const crowd *c = arg;
    while (!atomic_load_explicit(c->stop, memory_order_relaxed)) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        cg_node_detail detail;
        cg_edge_page page;
        cg_edge_filter filter = {.direction = CG_DIR_BOTH};
        if (!is_whole(c, arena))
            atomic_fetch_add_explicit(c->failures, 1, memory_order_relaxed);
        /* The file may not have come yet. */
        cg_code got = cg_service_node_get(
            c->service, (cg_graph_ref){.project = cg_str_from(c->project)}, CG_STR("a/1.py"),
            &(cg_node_ask){.content = true}, arena, &detail, NULL);
        cg_code related = cg_service_node_relationships(
            c->service, (cg_graph_ref){.project = cg_str_from(c->project)}, CG_STR("b/2.py"),
            &filter, 4, CG_STR_NULL, arena, &page, NULL);
        if ((got != CG_OK && got != CG_E_NOT_FOUND) ||
            (related != CG_OK && related != CG_E_NOT_FOUND))
            atomic_fetch_add_explicit(c->failures, 1, memory_order_relaxed);
    }
}

static void test_a_crowd(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    atomic_bool stop = false;
    atomic_uint failures = 0;
    crowd members[6];
    cg_thread *threads[6];
    tree_write("tree/x.py", "def x():\n    pass\n");
    for (unsigned i = 0; i < 6; i++)
        members[i] = (crowd){service, i % 2 ? "odd" : "even", i, &stop, &failures};
    for (unsigned i = 0; i < 6; i++)
        threads[i] = cg_thread_start("crowd", i < 3 ? write_pairs : read_pairs, &members[i]);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_parse_root_request q = {
        .root = tree_absolute(arena, "tree"), .project = CG_STR("odd"), .mode = CG_PARSE_PATCH};
    cg_id id;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    expect_sound(service);
    assert_int_equal(await_task(service, id, arena).state, CG_TASK_SUCCEEDED);
    expect_sound(service);
    for (unsigned i = 0; i < 3; i++)
        cg_thread_join(threads[i]);
    atomic_store_explicit(&stop, true, memory_order_relaxed);
    for (unsigned i = 3; i < 6; i++)
        cg_thread_join(threads[i]);
    assert_int_equal(atomic_load(&failures), 0);
    expect_sound(service);
    cg_arena_destroy(arena);
    arena = NULL;
    cg_service_close(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_crowd),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
