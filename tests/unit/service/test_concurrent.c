// SPDX-License-Identifier: Apache-2.0
// Writers, readers, transactions, tasks and verification all at once: no reader ever sees half a commit. Its other
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

/* One transaction after the other: nodes of its own, committed or not. */
static void transact(void *arg)
{
    const crowd *c = arg;
    while (!atomic_load_explicit(c->stop, memory_order_relaxed)) {
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        const cg_transaction_request begin = {.project = cg_str_from(c->project)};
        cg_transaction_view t;
        cg_write_report report;
        cg_code rc = cg_service_transaction_begin(c->service, &begin, arena, &t, NULL);
        cg_str symbol = cg_arena_printf(arena, "crowd n%u", (unsigned)c->seed);
        const cg_write write = {.verb = CG_WRITE_REPLACE_NODE,
                                .subject.selector = symbol,
                                .name = {true, text_of_id(arena, t.id)},
                                .kind = CG_NODE_ENTITY};
        const cg_write_request request = {.project = cg_str_from(c->project),
                                          .writes = &write,
                                          .count = 1,
                                          .to.transaction = text_of_id(arena, t.id)};
        if (rc == CG_OK)
            rc = cg_service_write(c->service, &request, arena, &report, NULL);
        if (rc == CG_OK)
            rc = t.id.bytes[0] % 4 == 0
                     ? cg_service_transaction_rollback(c->service, t.id, arena, &t, NULL)
                     : cg_service_transaction_commit(c->service, t.id, 0, arena, &t, NULL);
        if (rc != CG_OK)
            atomic_fetch_add_explicit(c->failures, 1, memory_order_relaxed);
    }
}

enum { WRITERS = 3, MEMBERS = 9 };

static void test_a_crowd(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    atomic_bool stop = false;
    atomic_uint failures = 0;
    void (*const runs[MEMBERS])(void *) = {write_pairs, write_pairs, write_pairs,
                                           read_pairs,  read_pairs,  read_pairs,
                                           transact,    transact,    transact};
    crowd members[MEMBERS];
    cg_thread *threads[MEMBERS];
    tree_write("tree/x.py", "def x():\n    pass\n");
    for (unsigned i = 0; i < MEMBERS; i++)
        members[i] = (crowd){service, i % 2 ? "odd" : "even", i, &stop, &failures};
    for (unsigned i = 0; i < MEMBERS; i++)
        threads[i] = cg_thread_start("crowd", runs[i], &members[i]);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_parse_root_request q = {
        .root = tree_absolute(arena, "tree"), .project = CG_STR("odd"), .mode = CG_PARSE_PATCH};
    cg_id id;
    assert_ok(cg_service_parse_root(service, &q, &id, &service_err));
    expect_sound(service);
    assert_int_equal(await_task(service, id, arena).state, CG_TASK_SUCCEEDED);
    expect_sound(service);
    for (unsigned i = 0; i < WRITERS; i++)
        cg_thread_join(threads[i]);
    atomic_store_explicit(&stop, true, memory_order_relaxed);
    for (unsigned i = WRITERS; i < MEMBERS; i++)
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
