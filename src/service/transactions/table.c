// SPDX-License-Identifier: Apache-2.0
// The transactions that are known, and their records. One that is open has its record in a slot, and one in the store
// once it has ended: of the two the store's is right. Those that are committed by one commit share a row. Where it did not fit a slot its record is written with its branch,
// and says that it is open until the commit, or whoever rolls back, says otherwise: so after a crash an open record
// without a branch is of one that has not begun. A branch without an open transaction is nobody's.
#include <stdio.h>
#include <stdlib.h>

#include "tasks/tasks.h"
#include "transaction.h"

#define WORD "transaction/"
#define SHARED_WORD "transactions/" /* project, 0, generation u64 */
#define RECORD_VERSION 1
#define ENDED_MAX 1000
#define FORGOTTEN_MAX 64 /* whose records are deleted at once */

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
    t->slot = SLOT_NONE;
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
static transaction *take_oldest_locked(transaction_table *table)
{
    transaction *found = NULL;
    for (size_t i = 0; table->ended > ENDED_MAX && found == NULL && i < table->list.len; i++) {
        if (table->list.ptr[i]->state < CG_TRANSACTION_COMMITTED)
            continue;
        found = table->list.ptr[i];
        memmove(table->list.ptr + i, table->list.ptr + i + 1,
                (--table->list.len - i) * sizeof *table->list.ptr);
        table->ended--;
        table->forgotten_new++;
        CG_VEC_PUSH(&table->forgotten,
                    (forgotten){found->id, found->project, found->shared ? found->generation : 0});
    }
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

cg_code transactions_trim(transaction_table *table, cg_err *err)
{
    transaction *t;
    cg_kv *kv = cg_store_kv(table->store);
    CG_AUTO(cg_kv_batch) batch = NULL;
    do {
        cg_mutex_lock(&table->mu);
        t = take_oldest_locked(table);
        if (t == NULL && table->forgotten_new >= FORGOTTEN_MAX) {
            batch = cg_kv_batch_create(kv);
            put_forgotten_locked(table, batch);
        }
        cg_mutex_unlock(&table->mu);
        transaction_destroy(t);
    } while (t != NULL);
    return batch != NULL ? cg_kv_write(kv, batch, false, err) : CG_OK;
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

/* ---- slots ----
 *
 *   id 16 | bytes of the record u16 | the record | what its branch has not written */

#define SLOT_RECORD 18

static void put_slot(const transaction *t, cg_transaction_state state, cg_buf *out)
{
    static const uint8_t room[2];
    size_t at = out->len + sizeof t->id.bytes;
    cg_buf_add(out, t->id.bytes, sizeof t->id.bytes);
    cg_buf_add(out, room, sizeof room);
    transaction_record_put(t, state, 0, out);
    cg_put_be16((uint8_t *)out->ptr + at, (uint16_t)(out->len - at - sizeof room));
}

/* `*inout_text` is left with what comes behind. False: it is damaged. */
static bool take_slot(cg_str *inout_text, cg_id *out_id, cg_str *out_record)
{
    cg_str text = *inout_text;
    if (text.len < SLOT_RECORD)
        return false;
    size_t end = SLOT_RECORD + cg_get_be16((const uint8_t *)text.ptr + sizeof out_id->bytes);
    if (end > text.len)
        return false;
    memcpy(out_id->bytes, text.ptr, sizeof out_id->bytes);
    *out_record = cg_str_slice(text, SLOT_RECORD, end);
    *inout_text = cg_str_slice(text, end, text.len);
    return true;
}

bool transaction_fits_slot(const transaction *t, size_t bytes)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    put_slot(t, CG_TRANSACTION_OPEN, &text);
    return text.len + bytes <= SLOT_TEXT_MAX;
}

cg_code transaction_keep(const transaction_table *table, const transaction *t, cg_str deferred,
                         cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    put_slot(t, CG_TRANSACTION_OPEN, &text);
    cg_buf_add_str(&text, deferred);
    return slots_write(&table->slots, t->slot, cg_buf_str(&text), err);
}

/* One that cannot be cleared is of one that the store says has ended, as long as it says so. */
void transaction_leave_slot(transaction_table *table, transaction *t)
{
    cg_err err = {0};
    cg_mutex_lock(&table->mu);
    uint32_t slot = t->slot;
    t->slot = SLOT_NONE;
    cg_mutex_unlock(&table->mu);
    if (slot == SLOT_NONE)
        return;
    if (slots_clear(&table->slots, slot, &err) != CG_OK)
        CG_LOG(CG_LOG_WARN, "transaction.slot_left", CG_LSTR("error", cg_str_from(err.text)));
    cg_mutex_lock(&table->mu);
    slots_give_back(&table->slots, slot);
    cg_mutex_unlock(&table->mu);
}

/* ---- rows of generations: what slots have of each, one after the other ---- */

void transaction_shared_key(const cg_project *project, cg_buf *out)
{
    cg_buf_add_str(out, CG_STR(SHARED_WORD));
    cg_buf_add_str(out, cg_project_name(project));
    cg_buf_add_char(out, '\0');
}

void transaction_shared_put(const transaction *t, cg_buf *out)
{
    put_slot(t, CG_TRANSACTION_COMMITTED, out);
}

/* The next one of a row; NULL: that was all, or the rest is damaged. */
static transaction *next_shared(cg_store *store, cg_str *inout_rest)
{
    cg_id id;
    cg_str record;
    if (!take_slot(inout_rest, &id, &record))
        return NULL;
    return read_record(store, id, record);
}

typedef bool shared_fn(void *arg, transaction *take_t);

/* Until `take` says that it has enough. */
static cg_code walk_shared(const transaction_table *table, cg_str lower, shared_fn *take, void *arg,
                           cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) upper = {0};
    cg_buf_add_str(&upper, lower);
    upper.ptr[upper.len - 1]++; /* '/' or 0 */
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(table->store), NULL, CG_CF_METADATA, lower,
                             cg_buf_str(&upper));
    bool more = true;
    for (cg_kv_iter_first(iter); more && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), rest = cg_kv_iter_value(iter);
        transaction *t;
        while (more && (t = next_shared(table->store, &rest)) != NULL) {
            t->generation = cg_get_be64((const uint8_t *)k.ptr + k.len - 8);
            t->shared = true;
            more = take(arg, t);
        }
    }
    return cg_kv_iter_status(iter, err);
}

typedef struct shared_search {
    cg_id id;
    uint64_t generation; /* 0: not found */
} shared_search;

static bool is_other(void *arg, transaction *take_t)
{
    shared_search *s = arg;
    if (cg_id_eq(take_t->id, s->id))
        s->generation = take_t->generation;
    transaction_destroy(take_t);
    return s->generation == 0;
}

static uint64_t find_own(const transaction_table *table, const transaction *t)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    transaction_record_key(t->id, &key);
    if (cg_kv_get(cg_store_kv(table->store), NULL, CG_CF_METADATA, cg_buf_str(&key), &pin, &value,
                  NULL) != CG_OK)
        return 0;
    transaction *stored = read_record(table->store, t->id, value);
    bool committed = stored != NULL && stored->state == CG_TRANSACTION_COMMITTED;
    uint64_t generation = committed ? stored->generation : 0;
    transaction_destroy(stored);
    return generation;
}

bool transaction_was_committed(const transaction_table *table, const transaction *t,
                               uint64_t *out_generation)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    shared_search search = {.id = t->id};
    *out_generation = find_own(table, t);
    if (*out_generation != 0)
        return true;
    transaction_shared_key(t->project, &key);
    cg_code rc = walk_shared(table, cg_buf_str(&key), is_other, &search, NULL);
    *out_generation = search.generation;
    return rc == CG_OK && search.generation != 0;
}

static int compare_begun(const void *a, const void *b)
{
    const transaction *x = *(transaction *const *)a, *y = *(transaction *const *)b;
    return (x->created_ms > y->created_ms) - (x->created_ms < y->created_ms);
}

static void add_to_list(transaction_table *table, transaction *t)
{
    CG_VEC_PUSH(&table->list, t);
    table->open += t->state == CG_TRANSACTION_OPEN;
    table->ended += t->state != CG_TRANSACTION_OPEN;
}

static cg_code load_records(transaction_table *table, cg_err *err)
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
        add_to_list(table, t);
    }
    return cg_kv_iter_status(iter, err);
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
    if (!take_slot(out_deferred, &id, &record) || is_known(table, id))
        return NULL;
    return read_record(table->store, id, record);
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
            transaction_leave_slot(table, t);
    }
    return rc;
}

static cg_code load(transaction_table *table, bool torn, cg_err *err)
{
    cg_code rc = load_records(table, err);
    if (rc == CG_OK)
        rc = walk_shared(table, CG_STR(SHARED_WORD), add_shared, table, err);
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
    slots_close(&table->slots);
    cg_mutex_fini(&table->mu);
    cg_free(table);
}
