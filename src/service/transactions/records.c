// SPDX-License-Identifier: Apache-2.0
// What is kept of a transaction, as bytes: in its slot while it is open, with its first small write, and in the store once
// it has ended. Those that are committed by one commit share a row. Where it did not fit a slot its record is written
// with its branch, and says that it is open until the commit, or whoever rolls back, says otherwise: so after a crash an
// open record without a branch is of one that has not begun.
#include "tasks/tasks.h"
#include "transaction.h"

#define WORD "transaction/"
#define SHARED_WORD "transactions/" /* project, 0, generation u64 */
#define RECORD_VERSION 1

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

/* A commit has put its generation behind the rest. */
transaction *transaction_record_read(cg_store *store, cg_id id, cg_str value)
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
    const bool is_text =
        cg_utf8_valid(read.branch) && cg_utf8_valid(read.message) && cg_utf8_valid(read.author);
    if (!r.ok || r.pos != r.end || !is_text ||
        cg_store_project(store, name, false, &project, NULL) != CG_OK)
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

cg_code transaction_walk_own(cg_store *store, transaction_fn *take, void *arg, cg_err *err)
{
    cg_str word = CG_STR(WORD);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(store), NULL, CG_CF_METADATA, word,
                             CG_STR("transaction0")); /* '0' comes behind '/' */
    bool more = true;
    for (cg_kv_iter_first(iter); more && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        cg_id id;
        if (k.len != word.len + sizeof id.bytes)
            continue;
        memcpy(id.bytes, k.ptr + word.len, sizeof id.bytes);
        transaction *t = transaction_record_read(store, id, cg_kv_iter_value(iter));
        more = t == NULL || take(arg, t);
    }
    return cg_kv_iter_status(iter, err);
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

bool transaction_slot_take(cg_str *inout_text, cg_id *out_id, cg_str *out_record)
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
    if (!transaction_slot_take(inout_rest, &id, &record))
        return NULL;
    return transaction_record_read(store, id, record);
}

cg_code transaction_walk_shared(cg_store *store, const cg_project *project, transaction_fn *take,
                                void *arg, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) lower = {0};
    CG_AUTO_VALUE(cg_buf) upper = {0};
    if (project != NULL)
        transaction_shared_key(project, &lower);
    else
        cg_buf_add_str(&lower, CG_STR(SHARED_WORD));
    cg_buf_add_str(&upper, cg_buf_str(&lower));
    upper.ptr[upper.len - 1]++; /* '/' or 0 */
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(store), NULL, CG_CF_METADATA, cg_buf_str(&lower),
                             cg_buf_str(&upper));
    bool more = true;
    for (cg_kv_iter_first(iter); more && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), rest = cg_kv_iter_value(iter);
        transaction *t;
        while (more && (t = next_shared(store, &rest)) != NULL) {
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
    transaction *stored = transaction_record_read(table->store, t->id, value);
    bool committed = stored != NULL && stored->state == CG_TRANSACTION_COMMITTED;
    uint64_t generation = committed ? stored->generation : 0;
    transaction_destroy(stored);
    return generation;
}

bool transaction_was_committed(const transaction_table *table, const transaction *t,
                               uint64_t *out_generation)
{
    shared_search search = {.id = t->id};
    *out_generation = find_own(table, t);
    if (*out_generation != 0)
        return true;
    cg_code rc = transaction_walk_shared(table->store, t->project, is_other, &search, NULL);
    *out_generation = search.generation;
    return rc == CG_OK && search.generation != 0;
}
