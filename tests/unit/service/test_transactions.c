// SPDX-License-Identifier: Apache-2.0
// Transactions: what beginning one waits for, what is told of one that ends meanwhile, what outlives a restart.
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "metric.h"
#include "transactions/transaction.h"

#define WAIT_NS UINT64_C(60000000000)

static cg_transaction_view begin(cg_service *service, cg_arena *arena)
{
    cg_transaction_view t;
    const cg_transaction_request request = {0};
    assert_ok(cg_service_transaction_begin(service, &request, arena, &t, &service_err));
    return t;
}

static cg_transaction_view commit(cg_service *service, cg_id id, cg_arena *arena)
{
    cg_transaction_view t;
    assert_ok(cg_service_transaction_commit(service, id, 0, arena, &t, &service_err));
    return t;
}

static size_t count_open(cg_service *service, cg_arena *arena)
{
    cg_transaction_view *rows;
    size_t count;
    cg_service_transaction_list(service, CG_STR_NULL, arena, &rows, &count);
    return count;
}

/* It would wait for ever. */
static void test_beginning_waits_for_no_writer(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_commit *held = hold_writer(service);
    cg_id id = begin(service, arena).id;
    assert_int_equal(count_open(service, arena), 1);
    cg_commit_abort(held);
    assert_int_equal(commit(service, id, arena).state, CG_TRANSACTION_COMMITTED);
    expect_sound(service);
    cg_service_close(service);
}

/* One that cannot be kept leaves nothing. */
static void test_beginning_on_a_full_disk(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_transaction_request request = {0};
    cg_transaction_view t;
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_fault_set("transactions.slot:-1");
    cg_code rc = cg_service_transaction_begin(service, &request, arena, &t, &service_err);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_E_STORAGE_FULL);
    assert_int_equal(count_open(service, arena), 0);
    cg_id id = begin(service, arena).id;
    assert_int_equal(count_open(service, arena), 1);
    assert_int_equal(commit(service, id, arena).state, CG_TRANSACTION_COMMITTED);
    cg_service_close(service);
}

/* Its texts are too long for a slot: it is written, where a failure that passes is not told. */
static void test_beginning_a_long_one_on_a_full_disk(void **state)
{
    (void)state;
    char message[SLOT_BYTES];
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    memset(message, 'm', sizeof message);
    const cg_transaction_request request = {.to.message = cg_str_make(message, sizeof message)};
    cg_transaction_view t;
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_fault_set("kv.write.full:-1");
    cg_code rc = cg_service_transaction_begin(service, &request, arena, &t, &service_err);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_E_STORAGE_FULL);
    assert_int_equal(count_open(service, arena), 0);
    cg_fault_set("kv.write.full:1");
    rc = cg_service_transaction_begin(service, &request, arena, &t, &service_err);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_OK);
    assert_int_equal(count_open(service, arena), 1);
    assert_int_equal(commit(service, t.id, arena).state, CG_TRANSACTION_COMMITTED);
    cg_service_close(service);
}

/* What was joined before, and what is joined after: the branch behind it is nobody's business. */
static void test_one_that_ends_while_files_arrive(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_id id = begin(service, arena).id;
    const cg_commit_to to = {.transaction = text_of_id(arena, id)};
    const cg_parse_upload_request request = {.to = to};
    const cg_source_file file = {.path = CG_STR("b.py"), .content = CG_STR("b = 1\n")};
    cg_parse_upload *upload;
    cg_parse_report report;
    assert_ok(cg_service_upload_begin(service, &request, &upload, &service_err));
    assert_ok(cg_service_upload_add(upload, &file, &service_err));
    uint64_t generation = commit(service, id, arena).generation;
    assert_refused(cg_service_upload_finish(upload, 0, arena, &report, &service_err), CG_E_CONFLICT,
                   "Codegraph-Transaction");
    assert_non_null(strstr(service_err.text, "was committed as generation"));
    assert_null(strstr(service_err.text, ":tx"));
    assert_refused(cg_service_upload_begin(service, &request, &upload, &service_err), CG_E_CONFLICT,
                   "Codegraph-Transaction");
    assert_int_equal(fixture_generation(service), generation);
    cg_service_close(service);
}

/* ---- several in one commit ---- */

enum { DISJOINT = 5, SAME = 2, MANY = DISJOINT + SAME + 2 };

typedef struct committer {
    cg_service *service;
    cg_id id;
    cg_arena *arena;
    cg_thread *thread;
    cg_code rc;
    cg_transaction_view view;
} committer;

static void run_committer(void *arg)
{
    committer *c = arg;
    c->rc = cg_service_transaction_commit(c->service, c->id, 0, c->arena, &c->view, NULL);
}

static void state_in(cg_service *service, cg_arena *arena, cg_id id, cg_str symbol)
{
    cg_write_report report;
    const cg_write write = {.verb = CG_WRITE_CREATE_NODE,
                            .symbol = {true, symbol},
                            .name = {true, symbol},
                            .kind = CG_NODE_ENTITY};
    const cg_write_request request = {
        .writes = &write, .count = 1, .to.transaction = text_of_id(arena, id)};
    assert_ok(cg_service_write(service, &request, arena, &report, &service_err));
}

static void put_file_in(cg_service *service, cg_arena *arena, cg_id id)
{
    cg_parse_report report;
    const cg_source_file file = {.path = CG_STR("b.py"), .content = CG_STR("b = 1\n")};
    const cg_parse_request request = {
        .files = &file, .files_count = 1, .to.transaction = text_of_id(arena, id)};
    assert_ok(cg_service_parse(service, &request, arena, &report, &service_err));
}

static uint64_t joined_so_far(void)
{
    return metric_value("codegraph_transactions_joined_total");
}

/* The writer is held, so whoever came is there to stay. */
static void await_joined(uint64_t count)
{
    uint64_t limit = cg_now_ns() + WAIT_NS;
    while (joined_so_far() < count) {
        assert_true(cg_now_ns() < limit);
        (void)sched_yield();
    }
}

static void expect_ends(const committer *all, cg_service *service)
{
    unsigned won = 0;
    for (unsigned i = 0; i < DISJOINT; i++) {
        assert_int_equal(all[i].rc, CG_OK);
        assert_int_equal(all[i].view.generation, all[0].view.generation);
    }
    for (unsigned i = DISJOINT; i < DISJOINT + SAME; i++) {
        won += all[i].rc == CG_OK;
        assert_int_equal(all[i].view.state,
                         all[i].rc == CG_OK ? CG_TRANSACTION_COMMITTED : CG_TRANSACTION_CONFLICTED);
    }
    assert_int_equal(won, 1);
    for (unsigned i = DISJOINT + SAME; i < MANY; i++) { /* of files, or with a message */
        assert_int_equal(all[i].rc, CG_OK);
        assert_true(all[i].view.generation != all[0].view.generation);
    }
    cg_project_status status;
    assert_ok(
        cg_service_project_status(service, (cg_graph_ref){0}, all[0].arena, &status, &service_err));
    assert_int_equal(status.manual_nodes, DISJOINT + 2);
    assert_int_equal(status.files, 2);
}

static void test_small_ones_share_a_commit(void **state)
{
    (void)state;
    committer all[MANY] = {0};
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)post(service, arena, "a.py", "a = 1\n");
    for (unsigned i = 0; i < MANY; i++) {
        cg_transaction_view t;
        const cg_transaction_request request = {.to.message = i == MANY - 1 ? CG_STR("says so")
                                                                            : CG_STR_NULL};
        assert_ok(cg_service_transaction_begin(service, &request, arena, &t, &service_err));
        all[i] = (committer){.service = service, .id = t.id, .arena = cg_arena_create(0)};
        bool same = i >= DISJOINT && i < DISJOINT + SAME;
        if (i == DISJOINT + SAME)
            put_file_in(service, arena, t.id);
        else
            state_in(service, arena, t.id, cg_arena_printf(arena, "test n%u", same ? DISJOINT : i));
    }
    uint64_t joined = joined_so_far();
    cg_commit *held = hold_writer(service);
    for (unsigned i = 0; i < MANY; i++)
        all[i].thread = cg_thread_start("committer", run_committer, &all[i]);
    await_joined(joined + DISJOINT + SAME - 1);
    cg_commit_abort(held);
    for (unsigned i = 0; i < MANY; i++)
        cg_thread_join(all[i].thread);
    expect_ends(all, service);
    expect_sound(service);
    for (unsigned i = 0; i < MANY; i++)
        cg_arena_destroy(all[i].arena);
    cg_service_close(service);
}

static uint64_t nodes_inside(cg_service *service, cg_arena *arena, cg_id id)
{
    cg_project_status status;
    const cg_graph_ref inside = {.transaction = text_of_id(arena, id)};
    assert_ok(cg_service_project_status(service, inside, arena, &status, &service_err));
    return status.manual_nodes;
}

/* Its flush would fail: only the commit has one. */
static void test_writing_inside_waits_for_no_disk(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_id id = begin(service, arena).id;
    cg_fault_set("kv.sync.unsure:-1");
    state_in(service, arena, id, CG_STR("test one"));
    put_file_in(service, arena, id);
    state_in(service, arena, id, CG_STR("test two"));
    assert_int_equal(nodes_inside(service, arena, id), 2);
    cg_fault_set(NULL);
    uint64_t before = fixture_generation(service);
    (void)post(service, arena, "c.py", "c = 1\n"); /* of others, meanwhile */
    assert_int_equal(nodes_inside(service, arena, id), 2);
    assert_int_equal(commit(service, id, arena).state, CG_TRANSACTION_COMMITTED);
    assert_true(fixture_generation(service) > before + 1);
    expect_sound(service);
    cg_service_close(service);
}

static uint64_t edit_in(cg_service *service, cg_arena *arena, cg_id id, cg_str symbol)
{
    cg_write_report report;
    const cg_write write = {
        .verb = CG_WRITE_UPDATE_NODE, .subject.selector = symbol, .doc = {true, CG_STR("inside")}};
    const cg_write_request request = {
        .writes = &write, .count = 1, .to.transaction = text_of_id(arena, id)};
    assert_ok(cg_service_write(service, &request, arena, &report, &service_err));
    return report.generation;
}

/* It would wait for ever. */
static void test_writing_inside_waits_for_no_writer(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_id makes = begin(service, arena).id;
    state_in(service, arena, makes, CG_STR("test one"));
    (void)commit(service, makes, arena);
    cg_id one = begin(service, arena).id, other = begin(service, arena).id;
    cg_commit *held = hold_writer(service);
    uint64_t first = edit_in(service, arena, one, CG_STR("test one"));
    assert_true(edit_in(service, arena, other, CG_STR("test one")) > first);
    cg_commit_abort(held);
    assert_int_equal(commit(service, one, arena).state, CG_TRANSACTION_COMMITTED);
    cg_transaction_view t;
    assert_int_equal(cg_service_transaction_commit(service, other, 0, arena, &t, &service_err),
                     CG_E_CONFLICT);
    expect_sound(service);
    cg_service_close(service);
}

static cg_project *default_project(cg_service *service)
{
    cg_project *project;
    assert_ok(cg_store_project(service->store, CG_STR("default"), false, &project, &service_err));
    return project;
}

/* As if it were not stopped in order: closing says nothing of what is on the disk. */
static void mark_as_running(cg_service *service)
{
    service->transactions->marked = false;
}

static cg_service *open_stored(const char *folder)
{
    cg_service_options opts = service_options();
    opts.engine = "rocksdb";
    opts.storage_path = folder;
    return service_open(&opts);
}

static void expect_doc(cg_service *service, cg_arena *arena, cg_str inside, const char *doc)
{
    const cg_graph_ref where = {.transaction = inside};
    cg_snapshot *snap;
    cg_manual_node node;
    if (inside.len > 0)
        assert_ok(transaction_snapshot(service, where, &snap, &service_err));
    else
        snap = cg_snapshot_take(default_project(service));
    assert_ok(cg_snapshot_manual_node(snap, cg_node_id(CG_STR("default"), CG_STR("test one")),
                                      arena, &node, &service_err));
    assert_true(cg_str_eq(node.doc, cg_str_from(doc)));
    cg_snapshot_release(snap);
}

/* A small write inside is in the store when somebody reads it, and else when it is committed. */
static void test_writing_inside_writes_nothing(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_id makes = begin(service, arena).id;
    state_in(service, arena, makes, CG_STR("test one"));
    (void)commit(service, makes, arena);
    cg_fault_set("kv.write.full:-1");
    cg_id read = begin(service, arena).id, unread = begin(service, arena).id,
          dropped = begin(service, arena).id;
    uint64_t generation = edit_in(service, arena, read, CG_STR("test one"));
    (void)edit_in(service, arena, unread, CG_STR("test one"));
    (void)edit_in(service, arena, dropped, CG_STR("test one"));
    cg_fault_set(NULL);
    uint64_t seen;
    const cg_graph_ref where = {.transaction = text_of_id(arena, read)};
    assert_true(cg_service_generation(service, where, &seen));
    assert_int_equal(seen, generation);
    expect_doc(service, arena, text_of_id(arena, read), "inside");
    expect_doc(service, arena, CG_STR_NULL, "");
    cg_transaction_view t;
    assert_ok(cg_service_transaction_rollback(service, dropped, arena, &t, &service_err));
    assert_int_equal(commit(service, unread, arena).state, CG_TRANSACTION_COMMITTED);
    expect_doc(service, arena, CG_STR_NULL, "inside");
    assert_int_equal(cg_service_transaction_commit(service, read, 0, arena, &t, &service_err),
                     CG_E_CONFLICT);
    assert_int_equal(t.conflicts_count, 1);
    expect_sound(service);
    cg_service_close(service);
}

/* It is not answered unless it is kept. */
static void test_a_write_inside_that_is_not_kept(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_id makes = begin(service, arena).id;
    state_in(service, arena, makes, CG_STR("test one"));
    (void)commit(service, makes, arena);
    cg_id id = begin(service, arena).id;
    cg_write_report report;
    const cg_write write = {.verb = CG_WRITE_UPDATE_NODE,
                            .subject.selector = CG_STR("test one"),
                            .doc = {true, CG_STR("lost")}};
    const cg_write_request request = {
        .writes = &write, .count = 1, .to.transaction = text_of_id(arena, id)};
    cg_fault_set("transactions.slot:1");
    cg_code rc = cg_service_write(service, &request, arena, &report, &service_err);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_E_STORAGE_FULL);
    expect_doc(service, arena, text_of_id(arena, id), "");
    (void)edit_in(service, arena, id, CG_STR("test one"));
    expect_doc(service, arena, text_of_id(arena, id), "inside");
    assert_int_equal(commit(service, id, arena).state, CG_TRANSACTION_COMMITTED);
    expect_doc(service, arena, CG_STR_NULL, "inside");
    expect_sound(service);
    cg_service_close(service);
}

static cg_transaction_state state_of(cg_service *service, cg_arena *arena, cg_id id)
{
    cg_transaction_view t;
    assert_ok(cg_service_transaction_get(service, id, arena, &t, &service_err));
    return t.state;
}

/* They are in their slots, whether or not what was written in them was: the daemon was stopped. In another run of the
 * machine that was not, nobody knows what is missing. */
static void test_they_outlive_a_restart(void **state)
{
    (void)state;
    enum { EMPTY, WRITTEN, READ, ENDED, COUNT };
    cg_id ids[COUNT];
    uint64_t generations[COUNT] = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_service *service = open_stored("transactions-restart");
    cg_id makes = begin(service, arena).id;
    state_in(service, arena, makes, CG_STR("test one"));
    (void)commit(service, makes, arena);
    for (size_t i = 0; i < COUNT; i++) {
        ids[i] = begin(service, arena).id;
        if (i == WRITTEN || i == READ)
            generations[i] = edit_in(service, arena, ids[i], CG_STR("test one"));
    }
    expect_doc(service, arena, text_of_id(arena, ids[READ]), "inside");
    (void)commit(service, ids[ENDED], arena);
    cg_service_close(service);

    service = open_stored("transactions-restart");
    assert_int_equal(count_open(service, arena), ENDED);
    assert_int_equal(state_of(service, arena, ids[ENDED]), CG_TRANSACTION_COMMITTED);
    expect_doc(service, arena, text_of_id(arena, ids[EMPTY]), "");
    for (size_t i = WRITTEN; i <= READ; i++) {
        const cg_graph_ref where = {.transaction = text_of_id(arena, ids[i])};
        uint64_t seen;
        assert_true(cg_service_generation(service, where, &seen));
        assert_int_equal(seen, generations[i]);
    }
    expect_doc(service, arena, text_of_id(arena, ids[READ]), "inside");
    assert_int_equal(commit(service, ids[WRITTEN], arena).state, CG_TRANSACTION_COMMITTED);
    expect_doc(service, arena, CG_STR_NULL, "inside");
    assert_int_equal(commit(service, ids[EMPTY], arena).state, CG_TRANSACTION_COMMITTED);
    cg_id open = begin(service, arena).id;
    (void)edit_in(service, arena, open, CG_STR("test one"));
    expect_sound(service);
    mark_as_running(service);
    cg_service_close(service);

    cg_fault_set("transactions.run:-1");
    service = open_stored("transactions-restart");
    cg_fault_set(NULL);
    assert_int_equal(count_open(service, arena), 0);
    assert_int_equal(state_of(service, arena, ids[READ]), CG_TRANSACTION_ROLLED_BACK);
    assert_int_equal(state_of(service, arena, open), CG_TRANSACTION_ROLLED_BACK);
    expect_sound(service);
    cg_service_close(service);

    service = open_stored("transactions-restart"); /* and stay so */
    assert_int_equal(state_of(service, arena, open), CG_TRANSACTION_ROLLED_BACK);
    cg_service_close(service);
}

enum { BUSY = 6, ROUNDS = 12 };

typedef struct busy {
    cg_service *service;
    cg_arena *arena;
    cg_thread *thread;
    unsigned number, committed; /* how often its node says so */
    cg_code rc;
} busy;

/* Those of odd numbers look before they commit, and one in three is rolled back. */
static cg_code run_round(busy *b, unsigned round)
{
    cg_transaction_view t;
    cg_write_report report;
    cg_snapshot *snap;
    const cg_transaction_request request = {0};
    cg_code rc = cg_service_transaction_begin(b->service, &request, b->arena, &t, NULL);
    if (rc != CG_OK)
        return rc;
    const cg_write write = {.verb = CG_WRITE_UPDATE_NODE,
                            .subject.selector = cg_arena_printf(b->arena, "test n%u", b->number),
                            .doc = {true, cg_arena_printf(b->arena, "%u", round + 1)}};
    const cg_write_request edit = {
        .writes = &write, .count = 1, .to.transaction = text_of_id(b->arena, t.id)};
    rc = cg_service_write(b->service, &edit, b->arena, &report, NULL);
    if (rc == CG_OK && b->number % 2 == 1) {
        const cg_graph_ref where = {.transaction = edit.to.transaction};
        rc = transaction_snapshot(b->service, where, &snap, NULL);
        if (rc == CG_OK)
            cg_snapshot_release(snap);
    }
    if (rc == CG_OK && round % 3 == 2)
        return cg_service_transaction_rollback(b->service, t.id, b->arena, &t, NULL);
    if (rc == CG_OK)
        rc = cg_service_transaction_commit(b->service, t.id, 0, b->arena, &t, NULL);
    b->committed = rc == CG_OK ? round + 1 : b->committed;
    return rc;
}

static void run_busy(void *arg)
{
    busy *b = arg;
    for (unsigned round = 0; round < ROUNDS && b->rc == CG_OK; round++)
        b->rc = run_round(b, round);
}

/* Keys of their own: nobody is in anybody's way, and each has what it committed last. */
static void test_many_at_once(void **state)
{
    (void)state;
    busy all[BUSY] = {0};
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_id makes = begin(service, arena).id;
    for (unsigned i = 0; i < BUSY; i++)
        state_in(service, arena, makes, cg_arena_printf(arena, "test n%u", i));
    (void)commit(service, makes, arena);
    for (unsigned i = 0; i < BUSY; i++) {
        all[i] = (busy){.service = service, .arena = cg_arena_create(0), .number = i};
        all[i].thread = cg_thread_start("busy", run_busy, &all[i]);
    }
    for (unsigned i = 0; i < BUSY; i++)
        cg_thread_join(all[i].thread);
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(default_project(service));
    for (unsigned i = 0; i < BUSY; i++) {
        cg_manual_node node;
        cg_str symbol = cg_arena_printf(arena, "test n%u", i);
        assert_int_equal(all[i].rc, CG_OK);
        assert_ok(cg_snapshot_manual_node(snap, cg_node_id(CG_STR("default"), symbol), arena, &node,
                                          &service_err));
        assert_true(cg_str_eq(node.doc, cg_arena_printf(arena, "%u", all[i].committed)));
        cg_arena_destroy(all[i].arena);
    }
    assert_int_equal(count_open(service, arena), 0);
    cg_snapshot_release(snap);
    snap = NULL;
    expect_sound(service);
    cg_service_close(service);
}

/* What was answered and is not there any more, after a failure of the store, is not committed by half. */
static void test_one_that_lost_writes(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_transaction_view t;
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_id id = begin(service, arena).id;
    state_in(service, arena, id, CG_STR("test one"));
    uint64_t before = fixture_generation(service);
    transaction_note_written(service, text_of_id(arena, id), before + 100);
    assert_int_equal(cg_service_transaction_commit(service, id, 0, arena, &t, &service_err),
                     CG_E_CONFLICT);
    assert_non_null(strstr(service_err.text, "lost writes"));
    assert_ok(cg_service_transaction_get(service, id, arena, &t, &service_err));
    assert_int_equal(t.state, CG_TRANSACTION_ROLLED_BACK);
    assert_int_equal(fixture_generation(service), before);
    expect_sound(service);
    cg_service_close(service);
}

/* One that was written, but whether the disk has it could not be told. */
static cg_id commit_unseen(cg_service *service, cg_arena *arena)
{
    cg_transaction_view t;
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_id id = begin(service, arena).id;
    state_in(service, arena, id, CG_STR("test inside"));
    cg_fault_set("kv.sync.unsure:1");
    cg_code rc = cg_service_transaction_commit(service, id, 0, arena, &t, &service_err);
    cg_fault_set(NULL);
    assert_int_equal(rc, CG_E_IO);
    return id;
}

/* The next try tells. */
static void test_a_commit_whose_flush_failed(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_transaction_view t = commit(service, commit_unseen(service, arena), arena);
    assert_int_equal(t.state, CG_TRANSACTION_COMMITTED);
    assert_int_equal(fixture_generation(service), t.generation);
    expect_sound(service);
    cg_service_close(service);
}

/* Then it cannot be rolled back any more. */
static void test_rolling_back_what_was_committed_unseen(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_transaction_view t;
    cg_id id = commit_unseen(service, arena);
    cg_code rc = cg_service_transaction_rollback(service, id, arena, &t, &service_err);
    assert_int_equal(rc, CG_E_CONFLICT);
    assert_int_equal(t.state, CG_TRANSACTION_COMMITTED);
    assert_int_equal(fixture_generation(service), t.generation);
    expect_sound(service);
    cg_service_close(service);
}

/* It is rolled back by one write. When that fails it cannot be committed any more, whether it got there or not. */
static void roll_back_amid_failures(const char *fault, cg_code expected)
{
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_transaction_view t;
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_id kept = begin(service, arena).id, stored = begin(service, arena).id;
    const cg_id ids[] = {kept, stored};
    state_in(service, arena, kept, CG_STR("test one"));
    put_file_in(service, arena, stored);
    uint64_t before = fixture_generation(service), at;
    for (size_t i = 0; i < CG_ARRAY_LEN(ids); i++) {
        const cg_graph_ref inside = {.transaction = text_of_id(arena, ids[i])};
        cg_fault_set(fault);
        cg_code rc = cg_service_transaction_rollback(service, ids[i], arena, &t, &service_err);
        cg_fault_set(NULL);
        assert_int_equal(rc, expected);
        assert_false(cg_service_generation(service, inside, &at));
        rc = cg_service_transaction_commit(service, ids[i], 0, arena, &t, &service_err);
        assert_int_equal(rc, CG_E_CONFLICT);
        assert_ok(cg_service_transaction_get(service, ids[i], arena, &t, &service_err));
        assert_int_equal(t.state, CG_TRANSACTION_ROLLED_BACK);
        assert_int_equal(fixture_generation(service), before);
    }
    expect_sound(service);
    cg_service_close(service);
}

static void test_rolling_back_amid_failures(void **state)
{
    (void)state;
    roll_back_amid_failures("kv.write.full:1", CG_E_STORAGE_FULL);
    roll_back_amid_failures("kv.write.full:2", CG_OK);
    roll_back_amid_failures("kv.write.unsure:1", CG_E_IO);
    roll_back_amid_failures("kv.write.unsure:2", CG_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beginning_waits_for_no_writer),
        cmocka_unit_test(test_beginning_on_a_full_disk),
        cmocka_unit_test(test_beginning_a_long_one_on_a_full_disk),
        cmocka_unit_test(test_one_that_ends_while_files_arrive),
        cmocka_unit_test(test_a_commit_whose_flush_failed),
        cmocka_unit_test(test_rolling_back_what_was_committed_unseen),
        cmocka_unit_test(test_rolling_back_amid_failures),
        cmocka_unit_test(test_writing_inside_waits_for_no_disk),
        cmocka_unit_test(test_writing_inside_waits_for_no_writer),
        cmocka_unit_test(test_writing_inside_writes_nothing),
        cmocka_unit_test(test_a_write_inside_that_is_not_kept),
        cmocka_unit_test(test_they_outlive_a_restart),
        cmocka_unit_test(test_many_at_once),
        cmocka_unit_test(test_one_that_lost_writes),
        cmocka_unit_test(test_small_ones_share_a_commit),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
