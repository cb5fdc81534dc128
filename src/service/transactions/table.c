// SPDX-License-Identifier: Apache-2.0
// The transactions that are known, and their records. A record is written with its branch, and says that
// it is open until the commit, or whoever rolls back, says otherwise: so after a crash an open record
// without a branch is of one that has not begun, and a branch without an open record is nobody's.
#include <stdio.h>
#include <stdlib.h>

#include "tasks/tasks.h"
#include "transaction.h"

#define WORD "transaction/"
#define RECORD_VERSION 1
#define ENDED_MAX 1000

/* ---- the table ---- */

transaction *transaction_find_locked(const transaction_table *table, cg_id id)
{
    for (size_t i = table->list.len; i-- > 0;)
        if (cg_id_eq(table->list.ptr[i]->id, id))
            return table->list.ptr[i];
    return NULL;
}

transaction *transaction_create(cg_project *project, cg_id id)
{
    transaction *t = cg_alloc(sizeof *t);
    char text[CG_ID_TEXT_LEN];
    cg_id_text(id, text);
    t->id = id;
    t->project = project;
    t->arena = cg_arena_create(0);
    t->state = CG_TRANSACTION_OPEN;
    (void)snprintf(t->own_branch, sizeof t->own_branch, CG_BRANCH_UNNAMED "tx/%s", text);
    return t;
}

void transaction_destroy(transaction *t)
{
    if (t == NULL)
        return;
    cg_arena_destroy(t->arena);
    cg_free(t);
}

/* The oldest one that has ended, out of the table; NULL: there are not too many. */
static transaction *take_oldest(transaction_table *table)
{
    transaction *found = NULL;
    cg_mutex_lock(&table->mu);
    for (size_t i = 0; table->ended > ENDED_MAX && found == NULL && i < table->list.len; i++) {
        if (table->list.ptr[i]->state < CG_TRANSACTION_COMMITTED)
            continue;
        found = table->list.ptr[i];
        memmove(table->list.ptr + i, table->list.ptr + i + 1,
                (--table->list.len - i) * sizeof *table->list.ptr);
        table->ended--;
    }
    cg_mutex_unlock(&table->mu);
    return found;
}

void transactions_trim(transaction_table *table, cg_kv_batch *batch)
{
    for (transaction *t; (t = take_oldest(table)) != NULL; transaction_destroy(t)) {
        CG_AUTO_VALUE(cg_buf) key = {0};
        transaction_record_key(t->id, &key);
        cg_kv_batch_delete(batch, CG_CF_METADATA, cg_buf_str(&key));
    }
}

/* ---- records ---- */

void transaction_record_key(cg_id id, cg_buf *out)
{
    cg_buf_add_str(out, CG_STR(WORD));
    cg_buf_add(out, id.bytes, sizeof id.bytes);
}

void transaction_record_put(const transaction *t, cg_transaction_state state, uint64_t generation,
                            cg_buf *out)
{
    const uint64_t numbers[] = {RECORD_VERSION, state,         t->begun_at,
                                t->created_ms,  t->expires_ms, generation};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        cg_buf_add_varint(out, numbers[i]);
    record_put_text(out, cg_project_name(t->project));
    record_put_text(out, t->branch);
    record_put_text(out, t->message);
    record_put_text(out, t->author);
}

void transaction_record_add(const transaction *t, cg_transaction_state state, uint64_t generation,
                            cg_kv_batch *batch)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    transaction_record_key(t->id, &key);
    transaction_record_put(t, state, generation, &value);
    cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&key), cg_buf_str(&value));
}

cg_code transaction_record_write(const transaction_table *table, const transaction *t,
                                 cg_transaction_state state, uint64_t generation, cg_err *err)
{
    cg_kv *kv = cg_store_kv(table->store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    transaction_record_add(t, state, generation, batch);
    return cg_kv_write(kv, batch, false, err);
}

/* NULL: damaged, or of a project that is not there. A commit has put its generation behind the rest. */
static transaction *read_record(cg_store *store, cg_id id, cg_str value)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    record_reader r = {.pos = (const uint8_t *)value.ptr,
                       .end = (const uint8_t *)value.ptr + value.len,
                       .arena = arena,
                       .ok = true};
    cg_project *project;
    r.ok = record_number(&r) == RECORD_VERSION;
    transaction read = {.state = (cg_transaction_state)record_number(&r)};
    read.begun_at = record_number(&r);
    read.created_ms = record_number(&r);
    read.expires_ms = record_number(&r);
    read.generation = record_number(&r);
    cg_str name = record_text(&r);
    read.branch = record_text(&r);
    read.message = record_text(&r);
    read.author = record_text(&r);
    if (r.ok && r.end - r.pos == 8) {
        read.generation = cg_get_be64(r.pos);
        r.pos = r.end;
    }
    if (!r.ok || r.pos != r.end || cg_store_project(store, name, false, &project, NULL) != CG_OK)
        return NULL;
    transaction *t = transaction_create(project, id);
    t->state = read.state;
    t->begun_at = read.begun_at;
    t->created_ms = read.created_ms;
    t->expires_ms = read.expires_ms;
    t->generation = read.generation;
    t->branch = cg_arena_str(t->arena, read.branch);
    t->message = cg_arena_str(t->arena, read.message);
    t->author = cg_arena_str(t->arena, read.author);
    return t;
}

bool transaction_was_committed(const transaction_table *table, const transaction *t,
                               uint64_t *out_generation)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    transaction_record_key(t->id, &key);
    if (cg_kv_get(cg_store_kv(table->store), NULL, CG_CF_METADATA, cg_buf_str(&key), &pin, &value,
                  NULL) != CG_OK)
        return false;
    transaction *stored = read_record(table->store, t->id, value);
    bool committed = stored != NULL && stored->state == CG_TRANSACTION_COMMITTED;
    *out_generation = committed ? stored->generation : 0;
    transaction_destroy(stored);
    return committed;
}

static int compare_begun(const void *a, const void *b)
{
    const transaction *x = *(transaction *const *)a, *y = *(transaction *const *)b;
    return (x->created_ms > y->created_ms) - (x->created_ms < y->created_ms);
}

static cg_code load(transaction_table *table, cg_err *err)
{
    cg_str word = CG_STR(WORD);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(table->store), NULL, CG_CF_METADATA, word,
                             CG_STR("transaction0")); /* '0' comes behind '/' */
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        cg_id id;
        uint64_t at;
        if (k.len != word.len + sizeof id.bytes)
            continue;
        memcpy(id.bytes, k.ptr + word.len, sizeof id.bytes);
        transaction *t = read_record(table->store, id, cg_kv_iter_value(iter));
        if (t == NULL)
            continue;
        if (t->state == CG_TRANSACTION_OPEN &&
            !cg_project_branch_generation(t->project, cg_str_from(t->own_branch), &at))
            t->state = CG_TRANSACTION_ROLLED_BACK;
        CG_VEC_PUSH(&table->list, t);
        table->open += t->state == CG_TRANSACTION_OPEN;
        table->ended += t->state != CG_TRANSACTION_OPEN;
    }
    if (table->list.len > 1)
        qsort(table->list.ptr, table->list.len, sizeof *table->list.ptr, compare_begun);
    return cg_kv_iter_status(iter, err);
}

static bool is_open(transaction_table *table, cg_str branch)
{
    bool found = false;
    cg_mutex_lock(&table->mu);
    for (size_t i = 0; !found && i < table->list.len; i++)
        found = table->list.ptr[i]->state == CG_TRANSACTION_OPEN &&
                cg_str_eq(branch, cg_str_from(table->list.ptr[i]->own_branch));
    cg_mutex_unlock(&table->mu);
    return found;
}

static cg_code drop_strays(transaction_table *table, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project **projects;
    cg_branch *branches;
    cg_code rc = CG_OK;
    size_t count = cg_store_projects(table->store, arena, &projects);
    for (size_t p = 0; p < count; p++) {
        size_t n = cg_project_branches(projects[p], arena, &branches);
        for (size_t b = 0; rc == CG_OK && b < n; b++)
            if (cg_str_starts(branches[b].name, CG_STR(CG_BRANCH_UNNAMED "tx/")) &&
                !is_open(table, branches[b].name))
                rc = cg_branch_delete(projects[p], branches[b].name, 0, err);
    }
    return rc;
}

/* ---- power cuts ----
 *
 * What a transaction has written is not waited for: it outlives the process, not a power cut. So while it is open
 * the store names the run of the machine. In another run writes may be missing, and none that was open is whole for
 * sure. Closing says that all is on disk. */

#define RUN_KEY "transactions.run"
#define RUN_OVER "closed"

static cg_code mark_run(cg_store *store, cg_str run, cg_err *err)
{
    cg_kv *kv = cg_store_kv(store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_put(batch, CG_CF_METADATA, CG_STR(RUN_KEY), run);
    return cg_kv_write(kv, batch, true, err);
}

static cg_code may_be_torn(cg_store *store, cg_str run, bool *out_may, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    *out_may = false;
    cg_code rc =
        cg_kv_get(cg_store_kv(store), NULL, CG_CF_METADATA, CG_STR(RUN_KEY), &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    bool same = run.len > 0 && cg_str_eq(value, run) && !cg_fault("transactions.run");
    *out_may = !same && !cg_str_eq(value, CG_STR(RUN_OVER));
    return CG_OK;
}

/* Their branches are nobody's then. */
static cg_code end_open(transaction_table *table, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < table->list.len; i++) {
        transaction *t = table->list.ptr[i];
        if (t->state != CG_TRANSACTION_OPEN)
            continue;
        rc = transaction_record_write(table, t, CG_TRANSACTION_ROLLED_BACK, 0, err);
        t->state = CG_TRANSACTION_ROLLED_BACK;
        table->open--;
        table->ended++;
    }
    return rc;
}

static cg_code begin_run(transaction_table *table, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) run = {0};
    bool torn;
    cg_boot_id(&run);
    cg_code rc = may_be_torn(table->store, cg_buf_str(&run), &torn, err);
    if (rc == CG_OK && torn)
        rc = end_open(table, err);
    if (rc == CG_OK)
        rc = drop_strays(table, err);
    if (rc == CG_OK)
        rc = mark_run(table->store, cg_buf_str(&run), err);
    table->marked = rc == CG_OK;
    return rc;
}

cg_code transactions_open(cg_service *service, cg_err *err)
{
    transaction_table *table = service->transactions = cg_alloc(sizeof *table);
    table->store = service->store;
    cg_mutex_init(&table->mu, CG_LOCK_SERVICE_TRANSACTIONS);
    cg_code rc = load(table, err);
    return rc == CG_OK ? begin_run(table, err) : rc;
}

void transactions_close(cg_service *service)
{
    transaction_table *table = service->transactions;
    if (table == NULL)
        return;
    if (table->marked && mark_run(service->store, CG_STR(RUN_OVER), NULL) != CG_OK)
        CG_LOG(CG_LOG_WARN, "transactions.unmarked"); /* the next start takes it for a power cut */
    for (size_t i = 0; i < table->list.len; i++)
        transaction_destroy(table->list.ptr[i]);
    CG_VEC_FINI(&table->list);
    cg_mutex_fini(&table->mu);
    cg_free(table);
}
