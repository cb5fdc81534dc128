// SPDX-License-Identifier: Apache-2.0
// Transactions that have ended: which are remembered, and what is left of those that are not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "transactions/transaction.h"

#define REMEMBERED 1000

static cg_transaction_view begin(cg_service *service, cg_arena *arena)
{
    cg_transaction_view t;
    const cg_transaction_request request = {0};
    assert_ok(cg_service_transaction_begin(service, &request, arena, &t, &service_err));
    return t;
}

static void test_the_last_that_ended_are_remembered(void **state)
{
    (void)state;
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_transaction_view t;
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_id stays = begin(service, arena).id, first = begin(service, arena).id, second = {0};
    assert_ok(cg_service_transaction_rollback(service, first, arena, &t, &service_err));
    for (unsigned i = 0; i < REMEMBERED; i++) {
        cg_id id = begin(service, arena).id;
        second = i == 0 ? id : second;
        assert_ok(cg_service_transaction_rollback(service, id, arena, &t, &service_err));
    }
    (void)begin(service, arena); /* the oldest gives way when the next begins */
    assert_int_equal(cg_service_transaction_get(service, first, arena, &t, &service_err),
                     CG_E_NOT_FOUND);
    assert_ok(cg_service_transaction_get(service, second, arena, &t, &service_err));
    assert_int_equal(t.state, CG_TRANSACTION_ROLLED_BACK);
    assert_ok(cg_service_transaction_get(service, stays, arena, &t, &service_err));
    assert_int_equal(t.state, CG_TRANSACTION_OPEN);
    cg_service_close(service);
}

static size_t slots_held(const transaction_table *table)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t held = 0;
    for (uint32_t i = 0; i < table->slots.count; i++) {
        assert_ok(slots_read(&table->slots, i, &text, &service_err));
        held += text.len > 0;
    }
    return held;
}

/* They are written over, and cleared no later than their transactions are forgotten: then nobody would know that those
 * have ended. */
static void test_slots_of_those_that_ended(void **state)
{
    (void)state;
    enum { AT_ONCE = 20 };
    cg_service_options opts = service_options();
    opts.storage_path = "slots-left";
    cg_service *service = service_open(&opts);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_transaction_view t;
    cg_id ids[AT_ONCE];
    (void)post(service, arena, "a.py", "a = 1\n");
    for (size_t i = 0; i < AT_ONCE; i++)
        ids[i] = begin(service, arena).id;
    assert_int_equal(slots_held(service->transactions), AT_ONCE);
    for (size_t i = 0; i < AT_ONCE; i++)
        assert_ok(cg_service_transaction_rollback(service, ids[i], arena, &t, &service_err));
    assert_int_equal(slots_held(service->transactions), AT_ONCE);
    for (unsigned i = 0; i < 2 * REMEMBERED; i++)
        assert_ok(cg_service_transaction_rollback(service, begin(service, arena).id, arena, &t,
                                                  &service_err));
    assert_int_equal(slots_held(service->transactions), 1);
    assert_int_equal(service->transactions->slots.count, AT_ONCE);
    cg_service_close(service);
}

static bool has_record(cg_service *service, cg_id id)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    transaction_record_key(id, &key);
    return cg_kv_get(cg_store_kv(service->store), NULL, CG_CF_METADATA, cg_buf_str(&key), &pin,
                     &value, NULL) == CG_OK;
}

/* Records go when the disk has what was written over their slots: else a power cut could leave one that nobody knows to
 * have ended. */
static void test_records_that_the_disk_may_want(void **state)
{
    (void)state;
    enum { DELETED_AT_ONCE = 256 };
    cg_service *service = service_open(NULL);
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_transaction_request request = {0};
    cg_transaction_view t;
    cg_id first = {0}, second = {0};
    unsigned failed = 0;
    (void)post(service, arena, "a.py", "a = 1\n");
    cg_fault_set("transactions.sync:1");
    for (unsigned i = 0; i < REMEMBERED + 2 * DELETED_AT_ONCE + 2; i++) {
        cg_code rc = cg_service_transaction_begin(service, &request, arena, &t, &service_err);
        failed += rc == CG_E_IO;
        if (rc == CG_E_IO)
            continue;
        first = i == 0 ? t.id : first;
        second = i == DELETED_AT_ONCE + 1 ? t.id : second;
        assert_ok(cg_service_transaction_rollback(service, t.id, arena, &t, &service_err));
    }
    cg_fault_set(NULL);
    assert_int_equal(failed, 1);
    assert_true(has_record(service, first));
    assert_false(has_record(service, second));
    cg_service_close(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_last_that_ended_are_remembered),
        cmocka_unit_test(test_slots_of_those_that_ended),
        cmocka_unit_test(test_records_that_the_disk_may_want),
    };
    cg_log_set_level(CG_LOG_OFF);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
