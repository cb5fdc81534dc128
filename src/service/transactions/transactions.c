// SPDX-License-Identifier: Apache-2.0
// Transactions: join, commit, roll back. What one writes goes to its own branch; committing is what any
// merge is (cg_ingest_apply), from where it began, and what is true of it afterwards is written with it.
#include "merge/merge.h"
#include "transaction.h"

#define CONFLICTS_SHOWN 1000
#define DEFERRED_MAX 3000 /* bytes of a write that a slot can hold beside the record */
#define POINTER "Codegraph-Transaction"

static const char *const state_texts[] = {[CG_TRANSACTION_OPEN] = "open",
                                          [CG_TRANSACTION_COMMITTING] = "committing",
                                          [CG_TRANSACTION_COMMITTED] = "committed",
                                          [CG_TRANSACTION_ROLLED_BACK] = "rolled_back",
                                          [CG_TRANSACTION_CONFLICTED] = "conflicted",
                                          [CG_TRANSACTION_TIMED_OUT] = "timed_out"};

const char *cg_transaction_state_text(unsigned state)
{
    return state < CG_ARRAY_LEN(state_texts) && state_texts[state] != NULL ? state_texts[state]
                                                                           : "";
}

cg_transaction_view transaction_view_locked(const transaction *t, cg_arena *arena)
{
    cg_transaction_view v = {.id = t->id,
                             .state = t->state,
                             .project = cg_project_name(t->project),
                             .branch = cg_arena_str(arena, t->branch),
                             .begun_at = t->begun_at,
                             .created_ms = t->created_ms,
                             .expires_ms = t->expires_ms,
                             .generation = t->generation,
                             .version = t->version,
                             .conflicts_count = t->conflicts_count};
    v.conflicts = cg_arena_alloc_array(arena, v.conflicts_count + 1, sizeof *v.conflicts);
    for (size_t i = 0; i < v.conflicts_count; i++)
        v.conflicts[i] = (cg_transaction_conflict){cg_arena_str(arena, t->conflicts[i].key),
                                                   t->conflicts[i].kind};
    return v;
}

/* ---- ends ---- */

static void set_state_locked(transaction_table *table, transaction *t, cg_transaction_state state)
    CG_REQUIRES(table->mu)
{
    bool was_over = t->state >= CG_TRANSACTION_COMMITTED;
    bool is_over = state >= CG_TRANSACTION_COMMITTED;
    t->state = state;
    table->open -= is_over && !was_over;
    table->ended += is_over && !was_over;
    if (is_over)
        transaction_leave_slot_locked(table, t);
}

static void set_state(transaction_table *table, transaction *t, cg_transaction_state state)
{
    cg_mutex_lock(&table->mu);
    set_state_locked(table, t, state);
    cg_mutex_unlock(&table->mu);
}

static void note_committed(transaction_table *table, transaction *t, uint64_t generation,
                           cg_id version)
{
    cg_mutex_lock(&table->mu);
    t->generation = generation;
    t->version = version;
    t->shared = t->slot != SLOT_NONE;
    set_state_locked(table, t, CG_TRANSACTION_COMMITTED);
    cg_mutex_unlock(&table->mu);
}

/* An earlier try failed when it was written already. What nobody has waited for is made sure of, by a commit of
 * nothing; then it is as if the first had been answered. */
static cg_code recognise(transaction_table *table, transaction *t, uint64_t generation,
                         uint64_t deadline_ns, cg_err *err)
{
    const cg_commit_options opts = {.branch = t->branch, .deadline_ns = deadline_ns, .merge = true};
    cg_commit *nothing;
    cg_commit_result result;
    cg_code rc = cg_commit_begin(t->project, &opts, &nothing, err);
    if (rc == CG_OK)
        rc = cg_commit_finish(nothing, CG_STR_NULL, &result, err);
    if (rc == CG_OK)
        note_committed(table, t, generation, (cg_id){0});
    else
        set_state(table, t, CG_TRANSACTION_OPEN);
    return rc;
}

/* Its branch goes with the record that says so. Of one that this call alone works on, whose state is COMMITTING. Where an
 * earlier commit got further than it knew, that is how it ended. After a failure, which may have got there as well,
 * nothing can be done with it but this again. */
static cg_code drop(transaction_table *table, transaction *t, cg_transaction_state state,
                    cg_err *err)
{
    cg_kv *kv = cg_store_kv(table->store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    uint64_t generation;
    transaction_record_add(t, state, 0, batch);
    cg_code rc = cg_branch_delete(t->project, cg_str_from(t->own_branch), 0, batch, err);
    if (rc == CG_E_NOT_FOUND && transaction_was_committed(table, t, &generation))
        return recognise(table, t, generation, 0, err);
    if (rc == CG_E_NOT_FOUND) /* it went with a failure */
        rc = cg_kv_write(kv, batch, false, err);
    cg_mutex_lock(&table->mu);
    t->ending = state;
    set_state_locked(table, t, rc == CG_OK ? state : CG_TRANSACTION_OPEN);
    cg_mutex_unlock(&table->mu);
    return rc;
}

/* Takes one that is open for a call alone. NULL: there is none that has run out of time. */
static transaction *claim_expired(transaction_table *table)
{
    transaction *found = NULL;
    uint64_t now = cg_wall_ms(), next = UINT64_MAX;
    if (atomic_load(&table->expires_ms) > now)
        return NULL;
    cg_mutex_lock(&table->mu);
    bool due = table->open > 0;
    for (size_t i = 0; due && found == NULL && i < table->list.len; i++) {
        transaction *t = table->list.ptr[i];
        if (t->state == CG_TRANSACTION_OPEN && t->expires_ms <= now)
            found = t;
        else if (t->state < CG_TRANSACTION_COMMITTED)
            next = CG_MIN(next, t->expires_ms);
    }
    if (found != NULL)
        found->state = CG_TRANSACTION_COMMITTING;
    else if (due)
        atomic_store(&table->expires_ms, next);
    cg_mutex_unlock(&table->mu);
    return found;
}

/* Those whose time is over are rolled back by whoever comes next. */
void transactions_expire(cg_service *service)
{
    cg_err err = {0};
    cg_code rc = CG_OK;
    for (transaction *t; rc == CG_OK && (t = claim_expired(service->transactions)) != NULL;)
        rc = drop(service->transactions, t, t->ending != 0 ? t->ending : CG_TRANSACTION_TIMED_OUT,
                  &err);
    if (rc != CG_OK) /* the next one tries again */
        CG_LOG(CG_LOG_WARN, "transaction.expire_failed", CG_LSTR("error", cg_str_from(err.text)));
}

static cg_code over(cg_transaction_state state, uint64_t generation, cg_err *err)
{
    static const char *const how[] = {
        [CG_TRANSACTION_COMMITTING] = "is being committed or rolled back",
        [CG_TRANSACTION_ROLLED_BACK] = "was rolled back",
        [CG_TRANSACTION_CONFLICTED] = "was rolled back: others had changed the same",
        [CG_TRANSACTION_TIMED_OUT] = "was rolled back: its time was over"};
    if (state == CG_TRANSACTION_COMMITTED)
        return CG_FAIL(err, CG_E_CONFLICT, "the transaction was committed as generation %" PRIu64,
                       generation);
    return CG_FAIL(err, CG_E_CONFLICT, "the transaction %s", how[state]);
}

/* One that is open, for this call alone: it stays where it is as long as it has not ended. */
typedef struct claimed {
    transaction *t;
    uint64_t written; /* the last generation that a write in it was answered with */
    bool slotted;     /* else it has a record of its own, which says that it is open */
} claimed;

static cg_code claim(cg_service *service, cg_id id, claimed *out, cg_err *err)
{
    transaction_table *table = service->transactions;
    transactions_expire(service);
    cg_mutex_lock(&table->mu);
    transaction *t = transaction_find_locked(table, id);
    cg_transaction_state state = t != NULL ? t->state : 0;
    uint64_t generation = t != NULL ? t->generation : 0;
    if (state == CG_TRANSACTION_OPEN) {
        t->state = CG_TRANSACTION_COMMITTING;
        *out = (claimed){t, t->written, t->slot != SLOT_NONE};
    }
    cg_transaction_state ending = t != NULL ? t->ending : 0;
    cg_mutex_unlock(&table->mu);
    if (t == NULL)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no transaction of this id");
    if (state == CG_TRANSACTION_OPEN && ending != 0) {
        cg_code rc = drop(table, t, ending, err);
        return rc == CG_OK ? over(ending, 0, err) : rc;
    }
    return state == CG_TRANSACTION_OPEN ? CG_OK : over(state, generation, err);
}

/* ---- joining ---- */

/* Where one is that is open. Blocks on nothing. */
static cg_code join(cg_service *service, cg_str project, cg_str text, cg_project **out_project,
                    char out_branch[TRANSACTION_BRANCH_MAX], cg_err *err)
{
    transaction_table *table = service->transactions;
    cg_id id;
    if (!cg_id_parse(text, &id))
        return CG_FAIL(err, CG_E_INVALID, "the id of a transaction is a UUID");
    cg_mutex_lock(&table->mu);
    const transaction *t = transaction_find_locked(table, id);
    cg_transaction_state state = t != NULL ? t->state : 0;
    uint64_t generation = t != NULL ? t->generation : 0;
    if (state == CG_TRANSACTION_OPEN && t->expires_ms <= cg_wall_ms())
        state = CG_TRANSACTION_TIMED_OUT; /* whoever may block makes it so */
    else if (state == CG_TRANSACTION_OPEN && t->ending != 0)
        state = t->ending;
    if (t != NULL) {
        *out_project = t->project;
        memcpy(out_branch, t->own_branch, TRANSACTION_BRANCH_MAX);
    }
    cg_mutex_unlock(&table->mu);
    if (t == NULL)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no transaction of this id");
    if (state != CG_TRANSACTION_OPEN)
        return over(state, generation, err);
    if (!cg_str_eq(cg_project_name(*out_project), project_or_default(project)))
        return CG_FAIL(err, CG_E_CONFLICT, "the transaction is one of project \"%.*s\"",
                       CG_STR_ARG(cg_project_name(*out_project)));
    return CG_OK;
}

static cg_code refuse_both(const char *name, cg_err *err)
{
    cg_code rc = CG_FAIL(err, CG_E_INVALID,
                         "a request that is part of a transaction has no %s of its own", name);
    (void)cg_err_at(err, "%s", name);
    return rc;
}

cg_code transaction_branch(cg_service *service, cg_str project, const cg_commit_to *to,
                           cg_arena *arena, cg_str *out_branch, cg_err *err)
{
    char own[TRANSACTION_BRANCH_MAX];
    cg_project *found;
    *out_branch = to->branch;
    if (to->transaction.len == 0)
        return CG_OK;
    if (to->branch.len > 0)
        return refuse_both("branch", err);
    cg_code rc = join(service, project, to->transaction, &found, own, err);
    if (rc != CG_OK) {
        (void)cg_err_at(err, POINTER);
        return rc;
    }
    *out_branch = cg_arena_str(arena, cg_str_from(own));
    return CG_OK;
}

size_t transaction_defers(cg_service *service, cg_str text)
{
    transaction_table *table = service->transactions;
    cg_id id;
    if (text.len == 0 || !cg_id_parse(text, &id))
        return 0;
    cg_mutex_lock(&table->mu);
    const transaction *t = transaction_find_locked(table, id);
    bool may = t != NULL && t->slot != SLOT_NONE && transaction_fits_slot(t, DEFERRED_MAX);
    cg_mutex_unlock(&table->mu);
    return may ? DEFERRED_MAX : 0;
}

/* Its branch is held by the write, so it does not end meanwhile. */
cg_code transaction_keep_deferred(cg_service *service, cg_str text, cg_str deferred, cg_err *err)
{
    transaction_table *table = service->transactions;
    cg_id id;
    CG_ASSERT(cg_id_parse(text, &id));
    cg_mutex_lock(&table->mu);
    const transaction *t = transaction_find_locked(table, id);
    cg_mutex_unlock(&table->mu);
    CG_ASSERT(t != NULL && t->slot != SLOT_NONE);
    return transaction_keep(table, t, deferred, err);
}

void transaction_note_written(cg_service *service, cg_str text, uint64_t generation)
{
    transaction_table *table = service->transactions;
    cg_id id;
    if (text.len == 0 || !cg_id_parse(text, &id))
        return;
    cg_mutex_lock(&table->mu);
    transaction *t = transaction_find_locked(table, id);
    if (t != NULL)
        t->written = CG_MAX(t->written, generation);
    cg_mutex_unlock(&table->mu);
}

cg_code transaction_explain(cg_service *service, cg_str project, cg_str id, cg_code rc, cg_err *err)
{
    char own[TRANSACTION_BRANCH_MAX];
    cg_project *found;
    cg_err why = {0};
    if (rc != CG_E_NOT_FOUND || id.len == 0)
        return rc;
    cg_code ended = join(service, project, id, &found, own, &why);
    if (ended == CG_OK)
        return rc;
    (void)cg_err_at(&why, POINTER);
    if (err != NULL)
        *err = why;
    return ended;
}

cg_code transaction_snapshot(cg_service *service, cg_graph_ref where, cg_snapshot **out_snap,
                             cg_err *err)
{
    char own[TRANSACTION_BRANCH_MAX];
    cg_project *project;
    if (where.ref.len > 0)
        return refuse_both("ref", err);
    cg_code rc = join(service, where.project, where.transaction, &project, own, err);
    if (rc == CG_OK)
        rc = cg_snapshot_take_branch(project, cg_str_from(own), out_snap, err);
    if (rc != CG_OK)
        (void)cg_err_at(err, POINTER);
    return transaction_explain(service, where.project, where.transaction, rc, err);
}

bool transaction_generation(cg_service *service, cg_graph_ref where, uint64_t *out_generation)
{
    char own[TRANSACTION_BRANCH_MAX];
    cg_project *project;
    return where.ref.len == 0 &&
           join(service, where.project, where.transaction, &project, own, NULL) == CG_OK &&
           cg_project_branch_generation(project, cg_str_from(own), out_generation);
}

/* ---- commit and rollback ---- */

static void note_conflicts(transaction_table *table, transaction *t, const cg_apply_result *r,
                           cg_arena *arena)
{
    size_t count = CG_MIN(r->conflicts_count, (size_t)CONFLICTS_SHOWN), kept = 0;
    cg_transaction_conflict *list = cg_arena_alloc_array(t->arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        cg_conflict_view view;
        if (conflict_view(&r->conflicts[i], arena, &view, NULL) == CG_OK)
            list[kept++] = (cg_transaction_conflict){cg_arena_str(t->arena, view.key), view.kind};
    }
    cg_mutex_lock(&table->mu);
    t->conflicts = list;
    t->conflicts_count = kept;
    cg_mutex_unlock(&table->mu);
}

static cg_code lose(transaction_table *table, transaction *t, const cg_apply_result *r,
                    cg_arena *arena, cg_err *err)
{
    note_conflicts(table, t, r, arena);
    cg_code rc = drop(table, t, CG_TRANSACTION_CONFLICTED, err);
    return rc == CG_OK ? CG_FAIL(err, CG_E_CONFLICT,
                                 "%zu keys were changed by others since the transaction began: it "
                                 "is rolled back",
                                 r->conflicts_count)
                       : rc;
}

/* A failure of the store can take that as well. */
static bool has_branch(const transaction *t)
{
    uint64_t generation;
    return cg_project_branch_generation(t->project, cg_str_from(t->own_branch), &generation);
}

/* A failure of the store took back what was not on disk: half of it must not be committed. */
static cg_code give_up(transaction_table *table, transaction *t, cg_err *err)
{
    cg_code rc = drop(table, t, CG_TRANSACTION_ROLLED_BACK, err);
    return rc == CG_OK ? CG_FAIL(err, CG_E_CONFLICT,
                                 "the transaction lost writes when the store failed: it is "
                                 "rolled back")
                       : rc;
}

static cg_code commit(cg_service *service, const claimed *own, uint64_t deadline_ns,
                      cg_arena *arena, cg_err *err)
{
    transaction_table *table = service->transactions;
    transaction *t = own->t;
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    cg_apply_result r;
    if (own->slotted) {
        transaction_shared_key(t->project, &key);
        transaction_shared_put(t, &value);
    } else {
        transaction_record_key(t->id, &key);
        transaction_record_put(t, CG_TRANSACTION_COMMITTED, 0, &value);
    }
    const cg_apply_request q = {
        .mode = CG_APPLY_STRICT,
        .from = t->begun_at,
        .to_branch = cg_str_from(t->own_branch),
        .to_least = own->written,
        .row = cg_buf_str(&key),
        .value = cg_buf_str(&value),
        .row_shared = own->slotted,
        .overlay_max = service->opts.statements_max,
        .target = {.branch = t->branch, .message = t->message, .author = t->author},
        .deadline_ns = deadline_ns};
    cg_code rc = cg_ingest_apply(service->ingest, t->project, &q, arena, &r, err);
    if (rc == CG_OK && r.outcome == CG_APPLY_CONFLICTS)
        return lose(table, t, &r, arena, err);
    if (rc == CG_OK && r.outcome == CG_APPLY_LOST)
        return give_up(table, t, err);
    uint64_t generation;
    if (rc == CG_OK)
        note_committed(table, t, r.commit.generation, r.commit.version);
    else if (rc == CG_E_NOT_FOUND && transaction_was_committed(table, t, &generation))
        return recognise(table, t, generation, deadline_ns, err);
    else if (rc == CG_E_NOT_FOUND && !has_branch(t))
        return give_up(table, t, err);
    if (rc != CG_OK)
        set_state(table, t, CG_TRANSACTION_OPEN);
    return rc;
}

cg_code cg_service_transaction_get(cg_service *service, cg_id id, cg_arena *arena,
                                   cg_transaction_view *out, cg_err *err)
{
    transaction_table *table = service->transactions;
    transactions_expire(service);
    cg_mutex_lock(&table->mu);
    const transaction *t = transaction_find_locked(table, id);
    if (t != NULL)
        *out = transaction_view_locked(t, arena);
    cg_mutex_unlock(&table->mu);
    return t != NULL ? CG_OK : CG_FAIL(err, CG_E_NOT_FOUND, "there is no transaction of this id");
}

void cg_service_transaction_list(cg_service *service, cg_str project, cg_arena *arena,
                                 cg_transaction_view **out_rows, size_t *out_count)
{
    transaction_table *table = service->transactions;
    transactions_expire(service);
    cg_mutex_lock(&table->mu);
    *out_rows = cg_arena_alloc_array(arena, table->open + 1, sizeof **out_rows);
    *out_count = 0;
    for (size_t i = 0; i < table->list.len; i++) {
        const transaction *t = table->list.ptr[i];
        if (t->state == CG_TRANSACTION_OPEN &&
            cg_str_eq(cg_project_name(t->project), project_or_default(project)))
            (*out_rows)[(*out_count)++] = transaction_view_locked(t, arena);
    }
    cg_mutex_unlock(&table->mu);
}

cg_code cg_service_transaction_commit(cg_service *service, cg_id id, uint64_t deadline_ns,
                                      cg_arena *arena, cg_transaction_view *out, cg_err *err)
{
    claimed own;
    *out = (cg_transaction_view){.id = id};
    cg_code rc = claim(service, id, &own, err);
    if (rc != CG_OK)
        return rc;
    rc = commit(service, &own, deadline_ns, arena, err);
    if (rc != CG_OK && rc != CG_E_CONFLICT)
        return rc;
    cg_code known = cg_service_transaction_get(service, id, arena, out, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? known : rc;
}

cg_code cg_service_transaction_rollback(cg_service *service, cg_id id, cg_arena *arena,
                                        cg_transaction_view *out, cg_err *err)
{
    claimed mine;
    cg_err own = {0};
    cg_code rc = claim(service, id, &mine, &own);
    if (rc == CG_OK)
        rc = drop(service->transactions, mine.t, CG_TRANSACTION_ROLLED_BACK, &own);
    if (rc == CG_OK || rc == CG_E_CONFLICT) {
        cg_code found = cg_service_transaction_get(service, id, arena, out, err);
        if (found != CG_OK || out->state >= CG_TRANSACTION_ROLLED_BACK)
            return found;
        if (rc == CG_OK)
            rc = over(out->state, out->generation, &own);
    }
    if (err != NULL)
        *err = own;
    return rc;
}
