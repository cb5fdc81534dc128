// SPDX-License-Identifier: Apache-2.0
// The transactions that are known: those that are open, each in its slot, and the last that have ended, whose records are
// in the store (records.c). Of a slot and the store the store is right: who has ended leaves his slot as it is, for the next
// to write over. A branch without an open transaction is nobody's.
#include <stdio.h>
#include <stdlib.h>

#include "transaction.h"

#define ENDED_MAX 1000
#define FORGOTTEN_MAX 256 /* whose records are deleted at once */

/* ---- the table ---- */

static transaction **chain_of(transaction_table *table, cg_id id)
{
    return &table->by_id[cg_get_be16(id.bytes + sizeof id.bytes - 2) % TRANSACTION_CHAINS];
}

transaction *transaction_find_locked(const transaction_table *table, cg_id id)
{
    transaction *t = *chain_of((transaction_table *)table, id);
    while (t != NULL && !cg_id_eq(t->id, id))
        t = t->next;
    return t;
}

void transaction_enter_locked(transaction_table *table, transaction *take_t)
{
    transaction **chain = chain_of(table, take_t->id);
    take_t->next = *chain;
    *chain = take_t;
    CG_VEC_PUSH(&table->list, take_t);
    table->open += take_t->state == CG_TRANSACTION_OPEN;
    table->ended += take_t->state != CG_TRANSACTION_OPEN;
}

void transaction_remove_locked(transaction_table *table, transaction *t)
{
    transaction **link = chain_of(table, t->id);
    size_t at = 0;
    while (*link != t)
        link = &(*link)->next;
    *link = t->next;
    while (table->list.ptr[at] != t)
        at++;
    memmove(table->list.ptr + at, table->list.ptr + at + 1,
            (--table->list.len - at) * sizeof *table->list.ptr);
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
    t->slot = t->left = SLOT_NONE;
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
static transaction *take_oldest_locked(transaction_table *table) CG_REQUIRES(table->mu)
{
    transaction *found = NULL;
    for (size_t i = 0; table->ended > ENDED_MAX && found == NULL && i < table->list.len; i++)
        if (table->list.ptr[i]->state >= CG_TRANSACTION_COMMITTED)
            found = table->list.ptr[i];
    if (found == NULL)
        return NULL;
    uint32_t slot = slots_take_left(&table->slots, found->left, found->id);
    if (slot != SLOT_NONE)
        CG_VEC_PUSH(&table->stale, slot);
    transaction_remove_locked(table, found);
    table->ended--;
    table->forgotten_new++;
    CG_VEC_PUSH(&table->forgotten,
                (forgotten){found->id, found->project, found->shared ? found->generation : 0});
    return found;
}

/* The first generation of a project whose row has one that is remembered. */
static uint64_t first_remembered_locked(const transaction_table *table, const cg_project *project)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < table->list.len; i++)
        if (table->list.ptr[i]->shared && table->list.ptr[i]->project == project)
            first = CG_MIN(first, table->list.ptr[i]->generation);
    return first;
}

static void delete_record(const forgotten *f, cg_kv_batch *batch)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    uint8_t generation[8];
    if (f->generation == 0) {
        transaction_record_key(f->id, &key);
    } else {
        cg_put_be64(generation, f->generation);
        transaction_shared_key(f->project, &key);
        cg_buf_add(&key, generation, sizeof generation);
    }
    cg_kv_batch_delete(batch, CG_CF_METADATA, cg_buf_str(&key));
}

static bool is_told(const transaction_table *table, size_t at)
{
    const forgotten *all = table->forgotten.ptr;
    for (size_t i = at; i-- > 0;)
        if (all[at].generation != 0 && all[i].generation == all[at].generation &&
            all[i].project == all[at].project)
            return true;
    return false;
}

/* For who finds enough of them. A row that has others as well stays until they go. */
static void put_forgotten_locked(transaction_table *table, cg_kv_batch *batch)
{
    size_t kept = 0;
    const cg_project *project = NULL;
    uint64_t first = 0;
    for (size_t i = 0; i < table->forgotten.len; i++) {
        const forgotten *f = &table->forgotten.ptr[i];
        if (f->project != project) {
            project = f->project;
            first = first_remembered_locked(table, project);
        }
        if (!is_told(table, i) && f->generation < first)
            delete_record(f, batch);
    }
    project = NULL;
    for (size_t i = 0; i < table->forgotten.len; i++) {
        const forgotten f = table->forgotten.ptr[i];
        if (f.project != project) {
            project = f.project;
            first = first_remembered_locked(table, project);
        }
        if (f.generation >= first)
            table->forgotten.ptr[kept++] = f;
    }
    table->forgotten.len = kept;
    table->forgotten_new = 0;
}

/* Whoever they are of is known to have ended until its record goes. */
static void clear_slots(transaction_table *table, const uint32_t *stale, size_t count)
{
    cg_err err = {0};
    for (size_t i = 0; i < count; i++)
        if (slots_clear(&table->slots, stale[i], &err) != CG_OK)
            CG_LOG(CG_LOG_WARN, "transaction.slot_left", CG_LSTR("error", cg_str_from(err.text)));
    cg_mutex_lock(&table->mu);
    for (size_t i = 0; i < count; i++)
        slots_give_back(&table->slots, stale[i]);
    cg_mutex_unlock(&table->mu);
}

cg_code transactions_trim(transaction_table *table, cg_err *err)
{
    cg_kv *kv = cg_store_kv(table->store);
    CG_AUTO(cg_kv_batch) batch = NULL;
    CG_VEC(uint32_t) stale = {0};
    bool more = true;
    while (more) {
        cg_mutex_lock(&table->mu);
        transaction *t = take_oldest_locked(table);
        more = table->ended > ENDED_MAX;
        if (!more && table->forgotten_new >= FORGOTTEN_MAX) {
            batch = cg_kv_batch_create(kv);
            put_forgotten_locked(table, batch);
            for (; table->stale.len > 0; table->stale.len--)
                CG_VEC_PUSH(&stale, table->stale.ptr[table->stale.len - 1]);
        }
        cg_mutex_unlock(&table->mu);
        transaction_destroy(t);
    }
    if (stale.len > 0)
        clear_slots(table, stale.ptr, stale.len);
    CG_VEC_FINI(&stale);
    if (batch == NULL)
        return CG_OK;
    /* else a power cut could bring one back that was committed, and is known no more, as one that was open */
    cg_code rc = slots_sync(&table->slots, err);
    return rc == CG_OK ? cg_kv_write(kv, batch, false, err) : rc;
}

/* ---- their slots ---- */

void transaction_leave_slot_locked(transaction_table *table, transaction *t)
{
    if (t->slot == SLOT_NONE)
        return;
    slots_leave(&table->slots, t->slot, t->id);
    t->left = t->slot;
    t->slot = SLOT_NONE;
}

void transaction_clear_slot(transaction_table *table, transaction *t)
{
    if (t->slot != SLOT_NONE)
        clear_slots(table, &t->slot, 1);
    t->slot = SLOT_NONE;
}

/* ---- opening ---- */

static int compare_begun(const void *a, const void *b)
{
    const transaction *x = *(transaction *const *)a, *y = *(transaction *const *)b;
    return (x->created_ms > y->created_ms) - (x->created_ms < y->created_ms);
}

static void add_to_list(transaction_table *table, transaction *take_t)
{
    cg_mutex_lock(&table->mu);
    transaction_enter_locked(table, take_t);
    cg_mutex_unlock(&table->mu);
}

static bool add_own(void *arg, transaction *take_t)
{
    uint64_t at;
    if (take_t->state == CG_TRANSACTION_OPEN &&
        !cg_project_branch_generation(take_t->project, cg_str_from(take_t->own_branch), &at))
        take_t->state = CG_TRANSACTION_ROLLED_BACK;
    add_to_list(arg, take_t);
    return true;
}

static bool add_shared(void *arg, transaction *take_t)
{
    add_to_list(arg, take_t);
    return true;
}

static bool is_known(transaction_table *table, cg_id id)
{
    cg_mutex_lock(&table->mu);
    bool known = transaction_find_locked(table, id) != NULL;
    cg_mutex_unlock(&table->mu);
    return known;
}

/* NULL: the slot is free, damaged, or of one that the store knows. */
static transaction *read_slot(transaction_table *table, cg_str text, cg_str *out_deferred)
{
    cg_id id;
    cg_str record;
    *out_deferred = text;
    if (!transaction_slot_take(out_deferred, &id, &record) || is_known(table, id))
        return NULL;
    return transaction_record_read(table->store, id, record);
}

static cg_code restore(transaction *t, cg_str deferred, cg_err *err)
{
    const cg_branch is = {.name = cg_str_from(t->own_branch),
                          .generation = t->begun_at,
                          .created_ms = t->created_ms,
                          .moved_ms = t->created_ms};
    cg_code rc = cg_branch_restore(t->project, &is, deferred, err);
    if (rc == CG_E_NOT_FOUND || rc == CG_E_COLLECTED || rc == CG_E_CORRUPT)
        t->state = CG_TRANSACTION_ROLLED_BACK; /* what it began from is not there */
    return t->state == CG_TRANSACTION_OPEN ? rc : CG_OK;
}

static cg_code load_slots(transaction_table *table, bool torn, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_code rc = CG_OK;
    for (uint32_t slot = 0; rc == CG_OK && slot < table->slots.count; slot++) {
        cg_str deferred;
        rc = slots_read(&table->slots, slot, &text, err);
        transaction *t = rc == CG_OK ? read_slot(table, cg_buf_str(&text), &deferred) : NULL;
        if (rc == CG_OK && t == NULL) {
            if (text.len > 0)
                rc = slots_clear(&table->slots, slot, err);
            slots_give_back(&table->slots, slot);
            continue;
        }
        if (t == NULL)
            break;
        t->slot = slot;
        if (!torn)
            rc = restore(t, deferred, err);
        add_to_list(table, t);
    }
    return rc;
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
                rc = cg_branch_delete(projects[p], branches[b].name, 0, NULL, err);
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

/* All of them if the store is `torn`: their branches are nobody's then. */
static cg_code end_open(transaction_table *table, bool torn, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < table->list.len; i++) {
        transaction *t = table->list.ptr[i];
        bool open = t->state == CG_TRANSACTION_OPEN;
        if (!(open && torn) && (open || t->slot == SLOT_NONE))
            continue;
        rc = transaction_record_write(table, t, CG_TRANSACTION_ROLLED_BACK, 0, err);
        t->state = CG_TRANSACTION_ROLLED_BACK;
        table->open -= open;
        table->ended += open;
        if (rc == CG_OK)
            transaction_clear_slot(table, t);
    }
    return rc;
}

static cg_code load(transaction_table *table, bool torn, cg_err *err)
{
    cg_code rc = transaction_walk_own(table->store, add_own, table, err);
    if (rc == CG_OK)
        rc = transaction_walk_shared(table->store, NULL, add_shared, table, err);
    if (rc == CG_OK)
        rc = load_slots(table, torn, err);
    if (rc == CG_OK && table->list.len > 1)
        qsort(table->list.ptr, table->list.len, sizeof *table->list.ptr, compare_begun);
    if (rc == CG_OK)
        rc = end_open(table, torn, err);
    return rc == CG_OK ? drop_strays(table, err) : rc;
}

static cg_code begin_run(transaction_table *table, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) run = {0};
    bool torn;
    cg_boot_id(&run);
    cg_code rc = may_be_torn(table->store, cg_buf_str(&run), &torn, err);
    if (rc == CG_OK)
        rc = load(table, torn, err);
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
    cg_code rc = slots_open(&table->slots, service->opts.storage_path, err);
    return rc == CG_OK ? begin_run(table, err) : rc;
}

static cg_code end_run(const transaction_table *table, cg_err *err)
{
    cg_code rc = slots_sync(&table->slots, err);
    return rc == CG_OK ? mark_run(table->store, CG_STR(RUN_OVER), err) : rc;
}

void transactions_close(cg_service *service)
{
    transaction_table *table = service->transactions;
    if (table == NULL)
        return;
    if (table->marked && end_run(table, NULL) != CG_OK)
        CG_LOG(CG_LOG_WARN, "transactions.unmarked"); /* the next start takes it for a power cut */
    for (size_t i = 0; i < table->list.len; i++)
        transaction_destroy(table->list.ptr[i]);
    CG_VEC_FINI(&table->list);
    CG_VEC_FINI(&table->forgotten);
    CG_VEC_FINI(&table->stale);
    slots_close(&table->slots);
    cg_mutex_fini(&table->mu);
    cg_free(table);
}
