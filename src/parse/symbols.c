// SPDX-License-Identifier: Apache-2.0
// parse: each definition's symbol is made unique in the file. The n-th of several equals gets "$n":
// definitions count before mere declarations, so that adding a prototype on top does not rename the
// function. Equal is what reads equal: an owner named in front of an out-of-line member and the same
// owner around its declaration give the same descriptors.
#include "parse_int.h"

/* FNV-1a: going on from the owner's hash gives the hash of the joined descriptors. */
static uint64_t hash_on(uint64_t h, cg_str text)
{
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (uint8_t)text.ptr[i]) * 0x100000001b3u;
    return h;
}

static uint64_t symbol_hash(cg_extract *x, const cg_def *def)
{
    const cg_unit *u = x->unit;
    cg_buf_clear(&x->text);
    cg_buf_add_str(&x->text, cg_unit_str(u, def->qualifier));
    cg_symbol_add_descriptor(&x->text, (cg_node_kind)def->kind, cg_unit_str(u, def->name),
                             cg_unit_str(u, def->disambiguator));
    uint64_t h = hash_on(u->defs.ptr[def->parent].symbol_hash, cg_buf_str(&x->text));
    return h ? h : 1;
}

/* How many definitions have this hash by now, this one included. */
static uint32_t count_same(cg_extract *x, uint64_t hash)
{
    size_t mask = x->symbols_used - 1;
    for (size_t i = (hash >> 20) & mask;; i = (i + 1) & mask) {
        symbol_slot *slot = &x->symbols[i];
        if (slot->key == 0)
            slot->key = hash;
        if (slot->key == hash)
            return ++slot->count;
    }
}

static void finish_symbol(cg_extract *x, uint32_t index)
{
    cg_text own = x->unit->defs.ptr[index].disambiguator;
    for (;;) {
        cg_def *def = &x->unit->defs.ptr[index];
        uint64_t hash = symbol_hash(x, def);
        uint32_t n = count_same(x, hash);
        if (n == 1) {
            def->symbol_hash = hash;
            return;
        }
        cg_buf_clear(&x->text);
        cg_buf_add_str(&x->text, cg_unit_str(x->unit, own));
        cg_buf_printf(&x->text, "$%" PRIu32, n);
        cg_text apart = cg_x_intern(x, cg_buf_str(&x->text));
        x->unit->defs.ptr[index].disambiguator = apart;
    }
}

/* Owners first; an owner may stand below its members in the file. */
static void finish_chain(cg_extract *x, uint32_t index)
{
    cg_def *defs = x->unit->defs.ptr;
    CG_VEC_CLEAR(&x->remap);
    for (; defs[index].symbol_hash == 0; index = defs[index].parent)
        CG_VEC_PUSH(&x->remap, index);
    while (x->remap.len)
        finish_symbol(x, x->remap.ptr[--x->remap.len]);
}

void finish_symbols(cg_extract *x)
{
    cg_unit *u = x->unit;
    uint32_t count = (uint32_t)u->defs.len;
    size_t slots = 64;
    while (slots < (size_t)count * 4) /* one that is told apart takes two */
        slots *= 2;
    x->symbols_used = slots;
    if (slots > x->symbols_cap) {
        cg_free(x->symbols);
        x->symbols = cg_alloc_table(slots, sizeof *x->symbols);
        x->symbols_cap = slots;
    } else {
        memset(x->symbols, 0, slots * sizeof *x->symbols);
    }
    u->defs.ptr[0].symbol_hash = 0xcbf29ce484222325u;
    for (uint32_t d = 1; d < count; d++)
        if (!(u->defs.ptr[d].modifiers & CG_MOD_DECLARATION))
            finish_chain(x, d);
    for (uint32_t d = 1; d < count; d++)
        finish_chain(x, d);
}
