// SPDX-License-Identifier: Apache-2.0
// An engine that keeps everything in memory and forgets it on close: for tests, and for
// ThreadSanitizer, which cannot see into RocksDB. A state of the store is immutable; a write makes
// the next one and swaps it in.
#include <stdatomic.h>

#include "engines/memory_tree.h"
#include "gate.h"
#include "kv_int.h"

extern const cg_kv_engine cg_kv_engine_memory;

/** All families at one moment. Counted like the nodes of a tree. */
typedef struct mem_state {
    _Atomic uint32_t refs;
    cg_mem_node *trees[CG_CF_COUNT];
} mem_state;

typedef struct mem_store {
    cg_kv base;
    cg_kv_gate uses; /* never shut: only checks that all objects are gone at close */
    cg_mutex mu;
    mem_state *state; /* guarded by mu; the state itself never changes once it is here */
} mem_store;

typedef struct mem_snapshot {
    cg_kv_snapshot base;
    mem_store *store;
    mem_state *state;
} mem_snapshot;

typedef struct mem_pin {
    cg_kv_pin base;
    mem_store *store;
    cg_mem_entry *entry;
} mem_pin;

typedef struct mem_iter {
    cg_kv_iter base;
    mem_store *store;
    cg_mem_node *tree;
    CG_VEC(const cg_mem_node *) path; /* the current node last; before it those still to come */
    cg_buf lower, upper;
} mem_iter;

typedef struct mem_loader {
    cg_kv_loader base;
    mem_store *store;
    cg_kv_batch *rows;
    bool failed;
    struct {
        cg_buf last_key;
        bool any_key;
    } cfs[CG_CF_COUNT];
} mem_loader;

/* ---- states ---- */

static mem_state *state_ref(mem_state *state)
{
    atomic_fetch_add_explicit(&state->refs, 1, memory_order_relaxed);
    return state;
}

static void state_unref(mem_state *state)
{
    /* Partner: the same operation of the other owners. */
    if (atomic_fetch_sub_explicit(&state->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < CG_CF_COUNT; i++)
        cg_mem_tree_unref(state->trees[i]);
    cg_free(state);
}

/** A reference to the state of `snap`, or to the latest. */
static mem_state *state_at(mem_store *store, const cg_kv_snapshot *snap)
{
    if (snap != NULL)
        return state_ref(((const mem_snapshot *)snap)->state);
    cg_mutex_lock(&store->mu);
    mem_state *state = state_ref(store->state);
    cg_mutex_unlock(&store->mu);
    return state;
}

static mem_state *state_copy(const mem_state *from)
{
    mem_state *state = cg_alloc(sizeof *state);
    atomic_init(&state->refs, 1);
    for (size_t i = 0; from != NULL && i < CG_CF_COUNT; i++)
        state->trees[i] = cg_mem_tree_ref(from->trees[i]);
    return state;
}

/* ---- opening ---- */

static cg_code mem_open(const cg_kv_options *opts, cg_kv **out_kv, cg_err *err)
{
    (void)opts, (void)err;
    mem_store *store = cg_alloc(sizeof *store);
    store->base.engine = &cg_kv_engine_memory;
    cg_kv_gate_init(&store->uses);
    cg_mutex_init(&store->mu, CG_LOCK_KV);
    store->state = state_copy(NULL);
    *out_kv = &store->base;
    return CG_OK;
}

static void mem_close(cg_kv *kv)
{
    mem_store *store = (mem_store *)kv;
    cg_kv_gate_fini(&store->uses);
    state_unref(store->state);
    cg_mutex_fini(&store->mu);
    cg_free(store);
}

/* ---- reading ---- */

static cg_code mem_get(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str key,
                       cg_kv_pin **out_pin, cg_str *out_value, cg_err *err)
{
    (void)err;
    mem_store *store = (mem_store *)kv;
    mem_state *state = state_at(store, snap);
    cg_mem_entry *entry = cg_mem_tree_find(state->trees[cf], key);
    cg_code rc = CG_E_NOT_FOUND;
    if (entry != NULL) {
        mem_pin *pin = cg_alloc(sizeof *pin);
        cg_kv_gate_enter(&store->uses);
        *pin =
            (mem_pin){.base.engine = kv->engine, .store = store, .entry = cg_mem_entry_ref(entry)};
        *out_pin = &pin->base;
        *out_value = cg_mem_value(entry);
        rc = CG_OK;
    }
    state_unref(state);
    return rc;
}

static void mem_pin_release(cg_kv_pin *base)
{
    mem_pin *pin = (mem_pin *)base;
    cg_mem_entry_unref(pin->entry);
    cg_kv_gate_leave(&pin->store->uses);
    cg_free(pin);
}

static cg_kv_snapshot *mem_snapshot_take(cg_kv *kv)
{
    mem_store *store = (mem_store *)kv;
    mem_snapshot *snap = cg_alloc(sizeof *snap);
    cg_kv_gate_enter(&store->uses);
    *snap =
        (mem_snapshot){.base.engine = kv->engine, .store = store, .state = state_at(store, NULL)};
    return &snap->base;
}

static void mem_snapshot_release(cg_kv_snapshot *base)
{
    mem_snapshot *snap = (mem_snapshot *)base;
    state_unref(snap->state);
    cg_kv_gate_leave(&snap->store->uses);
    cg_free(snap);
}

/* ---- iterators ---- */

static cg_kv_iter *mem_iter_create(cg_kv *kv, const cg_kv_snapshot *snap, cg_cf cf, cg_str lower,
                                   cg_str upper)
{
    mem_store *store = (mem_store *)kv;
    mem_iter *iter = cg_alloc(sizeof *iter);
    cg_kv_gate_enter(&store->uses);
    mem_state *state = state_at(store, snap);
    iter->base.engine = kv->engine;
    iter->store = store;
    iter->tree = cg_mem_tree_ref(state->trees[cf]);
    state_unref(state);
    cg_buf_add_str(&iter->lower, lower);
    cg_buf_add_str(&iter->upper, upper);
    return &iter->base;
}

static void mem_iter_destroy(cg_kv_iter *base)
{
    mem_iter *iter = (mem_iter *)base;
    cg_mem_tree_unref(iter->tree);
    CG_VEC_FINI(&iter->path);
    cg_buf_fini(&iter->lower);
    cg_buf_fini(&iter->upper);
    cg_kv_gate_leave(&iter->store->uses);
    cg_free(iter);
}

static void stop_at_upper(mem_iter *iter)
{
    if (iter->path.len == 0 || iter->upper.len == 0)
        return;
    const cg_mem_node *node = iter->path.ptr[iter->path.len - 1];
    if (cg_str_cmp(cg_mem_key(node->entry), cg_buf_str(&iter->upper)) >= 0)
        CG_VEC_CLEAR(&iter->path);
}

static void mem_iter_seek(cg_kv_iter *base, cg_str key)
{
    mem_iter *iter = (mem_iter *)base;
    cg_str lower = cg_buf_str(&iter->lower);
    cg_str target = cg_str_cmp(key, lower) < 0 ? lower : key;
    CG_VEC_CLEAR(&iter->path);
    for (const cg_mem_node *node = iter->tree; node != NULL;) {
        if (cg_str_cmp(target, cg_mem_key(node->entry)) <= 0) {
            CG_VEC_PUSH(&iter->path, node);
            node = node->left;
        } else {
            node = node->right;
        }
    }
    stop_at_upper(iter);
}

static void mem_iter_next(cg_kv_iter *base)
{
    mem_iter *iter = (mem_iter *)base;
    const cg_mem_node *node = iter->path.ptr[--iter->path.len]->right;
    for (; node != NULL; node = node->left)
        CG_VEC_PUSH(&iter->path, node);
    stop_at_upper(iter);
}

static bool mem_iter_valid(const cg_kv_iter *iter)
{
    return ((const mem_iter *)iter)->path.len > 0;
}

static const cg_mem_entry *current(const cg_kv_iter *base)
{
    const mem_iter *iter = (const mem_iter *)base;
    return iter->path.ptr[iter->path.len - 1]->entry;
}

static cg_str mem_iter_key(const cg_kv_iter *iter)
{
    return cg_mem_key(current(iter));
}

static cg_str mem_iter_value(const cg_kv_iter *iter)
{
    return cg_mem_value(current(iter));
}

static cg_code mem_iter_status(const cg_kv_iter *iter, cg_err *err)
{
    (void)iter, (void)err;
    return CG_OK;
}

/* ---- writing ---- */

static bool apply(mem_state *state, const cg_kv_op *op)
{
    cg_mem_node **tree = &state->trees[op->cf];
    cg_mem_entry *entry = NULL;
    switch (op->type) {
    case CG_KV_OP_DELETE: *tree = cg_mem_tree_delete(*tree, op->key); return true;
    case CG_KV_OP_DELETE_RANGE:
        *tree = cg_mem_tree_delete_range(*tree, op->key, op->value);
        return true;
    case CG_KV_OP_PUT: entry = cg_mem_entry_create(op->key, CG_STR_NULL, op->value); break;
    case CG_KV_OP_APPEND: {
        const cg_mem_entry *old = cg_mem_tree_find(*tree, op->key);
        cg_str head = old != NULL ? cg_mem_value(old) : CG_STR_NULL;
        entry = cg_mem_entry_create(op->key, head, op->value);
        break;
    }
    }
    if (entry != NULL)
        *tree = cg_mem_tree_put(*tree, entry);
    return entry != NULL;
}

static cg_code mem_write(cg_kv *kv, const cg_kv_batch *batch, bool durable, cg_err *err)
{
    (void)durable;
    mem_store *store = (mem_store *)kv;
    cg_mutex_lock(&store->mu);
    mem_state *next = state_copy(store->state);
    bool ok = true;
    cg_kv_op op;
    for (size_t pos = 0; ok && cg_kv_batch_read(batch, &pos, &op);)
        ok = apply(next, &op);
    mem_state *unused = next;
    if (ok) {
        unused = store->state;
        store->state = next;
    }
    cg_mutex_unlock(&store->mu);
    state_unref(unused);
    return ok ? CG_OK : CG_FAIL(err, CG_E_NOMEM, "no memory for the rows of a batch");
}

static cg_code mem_loader_open(cg_kv *kv, cg_kv_loader **out_loader, cg_err *err)
{
    (void)err;
    mem_store *store = (mem_store *)kv;
    mem_loader *loader = cg_alloc(sizeof *loader);
    cg_kv_gate_enter(&store->uses);
    loader->base.engine = kv->engine;
    loader->store = store;
    loader->rows = cg_kv_batch_create(kv);
    *out_loader = &loader->base;
    return CG_OK;
}

static cg_code note_key(mem_loader *loader, cg_cf cf, cg_str key, cg_err *err)
{
    cg_buf *last = &loader->cfs[cf].last_key;
    if (loader->cfs[cf].any_key && cg_str_cmp(key, cg_buf_str(last)) <= 0) {
        loader->failed = true;
        return CG_FAIL(err, CG_E_INVALID, "rows to load are not in ascending order");
    }
    cg_buf_clear(last);
    cg_buf_add_str(last, key);
    loader->cfs[cf].any_key = true;
    return CG_OK;
}

static cg_code mem_loader_put(cg_kv_loader *base, cg_cf cf, cg_str key, cg_str value, cg_err *err)
{
    mem_loader *loader = (mem_loader *)base;
    cg_code rc = note_key(loader, cf, key, err);
    if (rc != CG_OK)
        return rc;
    cg_kv_batch_put(loader->rows, cf, key, value);
    return cg_kv_batch_check(loader->rows, err);
}

static cg_code mem_loader_append(cg_kv_loader *base, cg_cf cf, cg_str key, cg_str operand,
                                 cg_err *err)
{
    mem_loader *loader = (mem_loader *)base;
    cg_code rc = note_key(loader, cf, key, err);
    if (rc != CG_OK)
        return rc;
    cg_kv_batch_append(loader->rows, cf, key, operand);
    return cg_kv_batch_check(loader->rows, err);
}

static cg_code mem_loader_commit(cg_kv_loader *base, cg_err *err)
{
    mem_loader *loader = (mem_loader *)base;
    if (loader->failed)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "this load has failed before");
    cg_code rc = cg_kv_batch_check(loader->rows, err);
    if (rc != CG_OK)
        return rc;
    rc = mem_write(&loader->store->base, loader->rows, true, err);
    if (rc == CG_OK)
        cg_kv_batch_clear(loader->rows);
    return rc;
}

static void mem_loader_close(cg_kv_loader *base)
{
    mem_loader *loader = (mem_loader *)base;
    cg_kv_batch_destroy(loader->rows);
    for (size_t i = 0; i < CG_CF_COUNT; i++)
        cg_buf_fini(&loader->cfs[i].last_key);
    cg_kv_gate_leave(&loader->store->uses);
    cg_free(loader);
}

/* ---- care ---- */

static cg_code mem_nothing(cg_kv *kv, cg_err *err)
{
    (void)kv, (void)err;
    return CG_OK;
}

/* Nothing is lost before the whole is. */
static uint64_t mem_epoch(cg_kv *kv)
{
    (void)kv;
    return 0;
}

static cg_code mem_sync(cg_kv *kv, uint64_t epoch, cg_err *err)
{
    (void)epoch;
    return mem_nothing(kv, err);
}

static void mem_stats(cg_kv *kv, cg_kv_stats *out_stats)
{
    mem_state *state = state_at((mem_store *)kv, NULL);
    *out_stats = (cg_kv_stats){0};
    for (size_t i = 0; i < CG_CF_COUNT; i++)
        out_stats->memory_bytes += cg_mem_tree_bytes(state->trees[i]);
    state_unref(state);
}

const cg_kv_engine cg_kv_engine_memory = {
    .name = "memory",
    .open = mem_open,
    .close = mem_close,
    .get = mem_get,
    .pin_release = mem_pin_release,
    .snapshot_take = mem_snapshot_take,
    .snapshot_release = mem_snapshot_release,
    .iter_create = mem_iter_create,
    .iter_destroy = mem_iter_destroy,
    .iter_seek = mem_iter_seek,
    .iter_next = mem_iter_next,
    .iter_valid = mem_iter_valid,
    .iter_key = mem_iter_key,
    .iter_value = mem_iter_value,
    .iter_status = mem_iter_status,
    .write = mem_write,
    .epoch = mem_epoch,
    .sync = mem_sync,
    .loader_open = mem_loader_open,
    .loader_put = mem_loader_put,
    .loader_append = mem_loader_append,
    .loader_commit = mem_loader_commit,
    .loader_close = mem_loader_close,
    .compact = mem_nothing,
    .flush = mem_nothing,
    .resume = mem_nothing,
    .stats = mem_stats,
};
