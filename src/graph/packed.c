// SPDX-License-Identifier: Apache-2.0
// The stored form of units, sources and vectors: whole, or as what differs from another one, its base. Contents of a path follow
// each other, so the base of one is what the path had before.
//
//   whole       a zstd frame
//   difference  MARK u8 | key of the base | what its plain bytes lack (difference.c)
//
// A base is whole or itself a difference: reading goes down to a whole one, which is at most DEPTH_MAX below, and comes
// back up. Records are written once and never changed, so no base is younger than what is based on it.
#include "graph_int.h"

#define MARK 1 /* no zstd frame begins so */
#define UNIT_LEVEL 1
#define SOURCE_LEVEL 1
#define DEPTH_MAX 8
/* A record is made by whoever finds none; two projects that do so at the same time may leave a deeper base
 * than one of them counted on. Beyond this it is damage. */
#define CHAIN_MAX (4 * DEPTH_MAX)
#define PLAIN_MAX (1u << 30)
#define DIFFERENCE_PLAIN_MIN 256 /* shorter ones are not worth reading another for */
#define DIFFERENCE_PLAIN_MAX                                                                       \
    (32u << 20) /* larger contents are stored whole: both are held in memory */

static size_t base_len(cg_cf cf)
{
    switch (cf) {
    case CG_CF_UNITS: return KEY_UNIT;
    case CG_CF_VECTORS: return KEY_VECTORS;
    default: return sizeof(cg_blob_id);
    }
}

/* ---- how deep records lie ---- */

/* Of records that were put or read lately, a word for each slot: its key's hash, and in the last eight bits the depth + 1. A slot
 * is read and written as a whole and says nothing of other memory, so no order is needed. What it says of a record that was
 * not written after all, or was made over another base by somebody else, makes a chain longer than DEPTH_MAX by so much. */
#define DEPTHS 4096

struct packed_depths {
    _Atomic uint64_t slots[DEPTHS];
};

struct packed_depths *packed_depths_create(void)
{
    return cg_alloc(sizeof(struct packed_depths));
}

void packed_depths_destroy(struct packed_depths *depths)
{
    cg_free(depths);
}

static uint64_t depth_tag(cg_cf cf, cg_str k)
{
    return cg_hash64(k.ptr, k.len, (uint64_t)cf) & ~(uint64_t)0xff;
}

static void note_depth(cg_store *store, cg_cf cf, cg_str k, size_t depth)
{
    uint64_t tag = depth_tag(cf, k);
    atomic_store_explicit(&store->depths->slots[tag >> 8 & (DEPTHS - 1)],
                          tag | CG_MIN(depth + 1, (size_t)0xff), memory_order_relaxed);
}

static bool find_depth(cg_store *store, cg_cf cf, cg_str k, size_t *out_depth)
{
    uint64_t tag = depth_tag(cf, k);
    uint64_t slot =
        atomic_load_explicit(&store->depths->slots[tag >> 8 & (DEPTHS - 1)], memory_order_relaxed);
    *out_depth = (slot & 0xff) - 1;
    return (slot & ~(uint64_t)0xff) == tag && (slot & 0xff) != 0;
}

/* ---- reading ---- */

static bool split(cg_cf cf, cg_str stored, cg_str *out_base, cg_str *out_rest)
{
    *out_base = CG_STR_NULL;
    *out_rest = stored;
    if (stored.len == 0 || stored.ptr[0] != MARK)
        return true;
    *out_base = cg_str_slice(stored, 1, 1 + base_len(cf));
    *out_rest = cg_str_slice(stored, 1 + base_len(cf), stored.len);
    return stored.len > 1 + base_len(cf);
}

bool packed_base(cg_cf cf, cg_str stored, cg_str *out_base)
{
    cg_str rest;
    return split(cf, stored, out_base, &rest);
}

/* A record, and those below it; the last is whole. */
typedef struct chain {
    cg_kv_pin *pins[CHAIN_MAX];
    cg_str contents[CHAIN_MAX];
    size_t count;
} chain;

static void chain_close(chain *c)
{
    while (c->count > 0)
        cg_kv_pin_release(c->pins[--c->count]);
}

static cg_code chain_follow(chain *c, cg_store *store, cg_cf cf, cg_str k, cg_err *err)
{
    cg_str stored, base = k;
    do {
        if (c->count == CHAIN_MAX)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored record is a difference to too many others");
        cg_code rc = cg_kv_get(store->kv, NULL, cf, base, &c->pins[c->count], &stored, err);
        if (rc == CG_E_NOT_FOUND && c->count > 0)
            return CG_FAIL(err, CG_E_CORRUPT, "what a stored record is a difference to is missing");
        if (rc != CG_OK)
            return rc;
        if (!split(cf, stored, &base, &c->contents[c->count++]))
            return CG_FAIL(err, CG_E_CORRUPT, "a compressed record is damaged");
    } while (base.len > 0);
    return CG_OK;
}

static cg_code chain_unpack(const chain *c, cg_buf *out, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) base = {0};
    cg_buf_clear(out);
    cg_code rc = cg_decompress(c->contents[c->count - 1], PLAIN_MAX, out, err);
    for (size_t i = c->count - 1; rc == CG_OK && i-- > 0;) {
        cg_buf below = *out;
        *out = base;
        base = below;
        cg_buf_clear(out);
        rc = difference_apply(cg_buf_str(&base), c->contents[i], PLAIN_MAX, out, err);
    }
    return rc;
}

bool packed_is_stored(cg_store *store, cg_cf cf, cg_str k)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str stored;
    return cg_kv_get(store->kv, NULL, cf, k, &pin, &stored, NULL) == CG_OK;
}

/* The plain bytes of a record that another is to be based on: those of the cache, which stay while `*out_pin` is held, or read
 * into `own`. What the base of a commit has is stored, but for vectors, whose model may have been dropped. */
static cg_code read_base(cg_store *store, cg_cf cf, cg_str k, cg_buf *own, cg_unit_pin **out_pin,
                         cg_str *out_plain, size_t *out_depth)
{
    chain c = {.count = 0};
    *out_pin = unit_cache_plain(store->units, cf, k, out_plain);
    if (*out_pin != NULL && find_depth(store, cf, k, out_depth) &&
        (cf != CG_CF_VECTORS || packed_is_stored(store, cf, k)))
        return CG_OK;
    cg_code rc = chain_follow(&c, store, cf, k, NULL);
    if (rc == CG_OK) {
        *out_depth = c.count - 1;
        note_depth(store, cf, k, *out_depth);
        if (*out_pin == NULL)
            rc = chain_unpack(&c, own, NULL);
        if (*out_pin == NULL)
            *out_plain = cg_buf_str(own);
    }
    chain_close(&c);
    return rc;
}

cg_code packed_read(cg_store *store, cg_cf cf, cg_str k, cg_buf *out, cg_err *err)
{
    chain c = {.count = 0};
    cg_code rc = chain_follow(&c, store, cf, k, err);
    if (rc == CG_OK)
        rc = chain_unpack(&c, out, err);
    chain_close(&c);
    return rc;
}

void packed_note_put(cg_store *store, cg_cf cf, cg_str k, cg_str stored)
{
    cg_str base, rest;
    size_t depth;
    if (!split(cf, stored, &base, &rest))
        return;
    if (base.len == 0)
        note_depth(store, cf, k, 0);
    else if (find_depth(store, cf, base, &depth))
        note_depth(store, cf, k, depth + 1);
}

/* ---- making ---- */

/* Appends the difference, unless the whole is not much longer: that is quicker to read. */
static cg_code pack_difference(cg_str k, cg_str base, cg_str plain, int level, cg_buf *out,
                               cg_err *err)
{
    size_t start = out->len;
    cg_buf_add_char(out, MARK);
    cg_buf_add_str(out, k);
    cg_code rc = difference_make(base, plain, out, err);
    size_t len = out->len - start;
    if (rc != CG_OK || len < plain.len / 16)
        return rc;
    CG_AUTO_VALUE(cg_buf) whole = {0};
    rc = cg_compress(plain, level, &whole, err);
    if (rc == CG_OK && whole.len / 4 * 3 <= len) {
        out->len = start;
        cg_buf_add_str(out, cg_buf_str(&whole));
    }
    return rc;
}

/* `k`: of the record to be based on; empty: none. One that cannot be read is no reason to refuse what comes after it. */
static cg_code pack(cg_store *store, cg_cf cf, cg_str k, cg_str plain, cg_buf *out, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) own = {0};
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_str base;
    size_t depth;
    int level = cf == CG_CF_UNITS ? UNIT_LEVEL : SOURCE_LEVEL;
    if (k.len > 0 && plain.len >= DIFFERENCE_PLAIN_MIN && plain.len <= DIFFERENCE_PLAIN_MAX &&
        read_base(store, cf, k, &own, &pin, &base, &depth) == CG_OK && depth < DEPTH_MAX &&
        base.len > 0 && base.len <= DIFFERENCE_PLAIN_MAX)
        return pack_difference(k, base, plain, level, out, err);
    return cg_compress(plain, level, out, err);
}

cg_code cg_store_pack_unit(cg_store *store, cg_str encoded, const cg_file *before, cg_buf *out,
                           cg_err *err)
{
    key k = {.len = 0};
    if (before != NULL)
        k = key_unit(cg_file_unit(before));
    return pack(store, CG_CF_UNITS, key_str(&k), encoded, out, err);
}

cg_code cg_store_pack_source(cg_store *store, cg_str text, const cg_file *before, cg_buf *out,
                             cg_err *err)
{
    cg_str k = CG_STR_NULL;
    if (before != NULL)
        k = cg_str_make((const char *)before->blob.bytes, sizeof before->blob.bytes);
    return pack(store, CG_CF_SOURCES, k, text, out, err);
}

cg_code cg_store_pack_vectors(cg_store *store, uint64_t model, cg_str encoded,
                              const cg_file *before, cg_buf *out, cg_err *err)
{
    key k = {.len = 0};
    if (before != NULL)
        k = key_vectors(model, cg_file_unit(before));
    return pack(store, CG_CF_VECTORS, key_str(&k), encoded, out, err);
}
