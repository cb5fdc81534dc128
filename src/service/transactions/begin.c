// SPDX-License-Identifier: Apache-2.0
// Beginning a transaction: a record, in a slot of its own, and an unnamed branch, in memory. One with long texts is
// written to the store with its branch.
#include "transaction.h"

#define OPEN_MAX 1000
#define TIME_MS 60000u
#define TIME_MAX_MS 3600000u

static cg_code check_time(const cg_service *service, uint64_t time_ms, uint64_t *out_ms,
                          cg_err *err)
{
    uint64_t usual = service->opts.transaction_ns / 1000000;
    uint64_t max = service->opts.transaction_max_ns / 1000000;
    usual = usual > 0 ? usual : TIME_MS;
    max = max > 0 ? max : TIME_MAX_MS;
    *out_ms = time_ms > 0 ? time_ms : CG_MIN(usual, max);
    if (*out_ms <= max)
        return CG_OK;
    cg_code rc = CG_FAIL(err, CG_E_INVALID, "a transaction may take at most %" PRIu64 " ms", max);
    (void)cg_err_at(err, "timeout_ms");
    return rc;
}

static cg_code find_branch(const cg_transaction_request *q, cg_project *project, cg_arena *arena,
                           cg_branch *out, cg_err *err)
{
    cg_str name = q->to.branch.len > 0 ? q->to.branch : CG_STR(CG_BRANCH_MAIN);
    cg_code rc = cg_project_branch(project, name, arena, out, err);
    if (rc == CG_OK && out->is_protected)
        rc = CG_FAIL(err, CG_E_CONFLICT, "branch \"%.*s\" is protected: it takes merges alone",
                     CG_STR_ARG(name));
    if (rc != CG_OK)
        (void)cg_err_at(err, "branch");
    return rc;
}

/* `slotted`: it gets one. False: there are too many. */
static bool enter(cg_service *service, transaction *t, bool slotted)
{
    transaction_table *table = service->transactions;
    size_t max = service->opts.transactions_max > 0 ? service->opts.transactions_max : OPEN_MAX;
    cg_mutex_lock(&table->mu);
    bool room = table->open < max;
    if (room) {
        transaction_enter_locked(table, t);
        if (t->expires_ms < atomic_load(&table->expires_ms))
            atomic_store(&table->expires_ms, t->expires_ms);
        if (slotted)
            t->slot = slots_take(&table->slots);
    }
    cg_mutex_unlock(&table->mu);
    return room;
}

/* Nobody can have joined it: nobody knows its id. */
static void leave(transaction_table *table, transaction *t)
{
    cg_mutex_lock(&table->mu);
    transaction_remove_locked(table, t);
    table->open--;
    cg_mutex_unlock(&table->mu);
    transaction_clear_slot(table, t);
    transaction_destroy(t);
}

/* As it is as soon as it is in its slot: of what is forked from a collection knows no sooner. */
static cg_code keep(const transaction_table *table, const transaction *t, cg_err *err)
{
    cg_code rc = transaction_keep(table, t, CG_STR_NULL, err);
    return rc == CG_OK
               ? cg_branch_fork(t->project, cg_str_from(t->own_branch), t->begun_at, NULL, err)
               : rc;
}

static cg_code store(transaction_table *table, const transaction *t, cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(cg_store_kv(table->store));
    transaction_record_add(t, CG_TRANSACTION_OPEN, 0, batch);
    return cg_branch_fork(t->project, cg_str_from(t->own_branch), t->begun_at, batch, err);
}

/* Those that begin one after the other lie together in the store, where a row among the last ones costs a fraction of
 * one anywhere. 80 bits are not to be guessed. */
static cg_id make_id(void)
{
    cg_id id;
    cg_put_be64(id.bytes, cg_wall_ms() << 16);
    cg_random_bytes(id.bytes + 6, sizeof id.bytes - 6);
    return id;
}

cg_code cg_service_transaction_begin(cg_service *service, const cg_transaction_request *request,
                                     cg_arena *arena, cg_transaction_view *out, cg_err *err)
{
    transaction_table *table = service->transactions;
    cg_project *project;
    cg_branch branch;
    uint64_t time_ms;
    transactions_expire(service);
    cg_code rc = check_time(service, request->time_ms, &time_ms, err);
    if (rc == CG_OK)
        rc = cg_store_project(service->store, project_or_default(request->project), true, &project,
                              err);
    if (rc == CG_OK)
        rc = find_branch(request, project, arena, &branch, err);
    if (rc != CG_OK)
        return rc;
    transaction *t = transaction_create(project, make_id());
    t->branch = cg_arena_str(t->arena, branch.name);
    t->message = cg_arena_str(t->arena, request->to.message);
    t->author = cg_arena_str(t->arena, request->to.author);
    t->begun_at = branch.generation;
    t->created_ms = cg_wall_ms();
    t->expires_ms = t->created_ms + time_ms;
    *out = transaction_view_locked(t, arena);
    bool slotted = transaction_fits_slot(t, 0);
    if (!enter(service, t, slotted)) {
        transaction_destroy(t);
        return CG_FAIL(err, CG_E_BUSY, "too many transactions are open");
    }
    rc = transactions_trim(table, err);
    if (rc == CG_OK)
        rc = slotted ? keep(table, t, err) : store(table, t, err);
    if (rc != CG_OK)
        leave(table, t);
    return rc;
}
