// SPDX-License-Identifier: Apache-2.0
// parse: each definition's descriptors are made unique among its siblings, and hashed with those of
// its owners. The n-th of several equals gets "$n": definitions count before mere declarations, so
// that adding a prototype on top does not rename the function.
#include "parse_int.h"

static char suffix_of(unsigned kind)
{
    static const char suffixes[CG_NODE_KIND_LIMIT] = {
#define CG_NODE_KIND(name, code, text, suffix) [code] = (suffix),
#include "cg/tbl/node_kinds.h"
#undef CG_NODE_KIND
    };
    return suffixes[kind];
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

/* Equal for siblings whose descriptors are equal: texts are interned, so offsets tell them apart. */
static uint64_t sibling_key(const cg_def *def)
{
    uint64_t h =
        mix(mix(1, def->parent), (uint64_t)def->name.off << 8 | (uint8_t)suffix_of(def->kind));
    h = mix(h, (uint64_t)def->disambiguator.off << 32 | def->disambiguator.len);
    h = mix(h, (uint64_t)def->qualifier.off << 32 | def->qualifier.len);
    return h | 1;
}

static uint32_t count_same(cg_extract *x, size_t mask, uint64_t key)
{
    for (size_t i = (key >> 20) & mask;; i = (i + 1) & mask) {
        symbol_slot *slot = &x->symbols[i];
        if (slot->key == 0)
            slot->key = key;
        if (slot->key == key)
            return ++slot->count;
    }
}

static void tell_apart(cg_extract *x, size_t mask, uint32_t index)
{
    cg_def *def = &x->unit->defs.ptr[index];
    uint32_t n = count_same(x, mask, sibling_key(def));
    if (n == 1)
        return;
    cg_buf_clear(&x->text);
    cg_buf_add_str(&x->text, cg_unit_str(x->unit, def->disambiguator));
    cg_buf_printf(&x->text, "$%" PRIu32, n);
    def->disambiguator = cg_x_intern(x, cg_buf_str(&x->text));
}

static void hash_symbol(cg_extract *x, uint32_t index)
{
    cg_def *defs = x->unit->defs.ptr, *def = &defs[index];
    cg_str name = cg_unit_str(x->unit, def->name);
    cg_str qualifier = cg_unit_str(x->unit, def->qualifier);
    cg_str disambiguator = cg_unit_str(x->unit, def->disambiguator);
    uint64_t h = mix(defs[def->parent].symbol_hash, (uint8_t)suffix_of(def->kind));
    if (qualifier.len)
        h = cg_hash64(qualifier.ptr, qualifier.len, h);
    h = cg_hash64(name.ptr, name.len, h);
    if (disambiguator.len)
        h = cg_hash64(disambiguator.ptr, disambiguator.len, h);
    def->symbol_hash = h ? h : 1;
}

/* Owners first; an owner may stand below its members in the file. */
static void hash_chain(cg_extract *x, uint32_t index)
{
    cg_def *defs = x->unit->defs.ptr;
    CG_VEC_CLEAR(&x->remap);
    for (; defs[index].symbol_hash == 0; index = defs[index].parent)
        CG_VEC_PUSH(&x->remap, index);
    while (x->remap.len)
        hash_symbol(x, x->remap.ptr[--x->remap.len]);
}

void finish_symbols(cg_extract *x)
{
    cg_unit *u = x->unit;
    uint32_t count = (uint32_t)u->defs.len;
    size_t slots = 64;
    while (slots < (size_t)count * 2)
        slots *= 2;
    if (slots > x->symbols_cap) {
        cg_free(x->symbols);
        x->symbols = cg_alloc_array(slots, sizeof *x->symbols);
        x->symbols_cap = slots;
    } else {
        memset(x->symbols, 0, slots * sizeof *x->symbols);
    }
    for (uint32_t d = 1; d < count; d++)
        if (!(u->defs.ptr[d].modifiers & CG_MOD_DECLARATION))
            tell_apart(x, slots - 1, d);
    for (uint32_t d = 1; d < count; d++)
        if (u->defs.ptr[d].modifiers & CG_MOD_DECLARATION)
            tell_apart(x, slots - 1, d);
    u->defs.ptr[0].symbol_hash = 1;
    for (uint32_t d = 1; d < count; d++)
        hash_chain(x, d);
}
