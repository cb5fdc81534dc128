// SPDX-License-Identifier: Apache-2.0
// link: overload choice by arity. Languages that tell overloads apart by parameter types put these
// into the disambiguator; a mere declaration gives way to the definition it announces.
#include "link_int.h"

/* Overloads of one name that are looked at: beyond lies generated code. */
#define LOOKS_MAX 64u

static bool is_overloadable(unsigned kind)
{
    return kind == CG_NODE_FUNCTION || kind == CG_NODE_METHOD || kind == CG_NODE_CONSTRUCTOR;
}

static size_t heads_for(const cg_unit *unit)
{
    size_t heads = 16;
    while (heads < unit->defs.len * 2)
        heads *= 2;
    return heads;
}

size_t overloads_words(const cg_unit *unit)
{
    return heads_for(unit) + unit->defs.len * 2;
}

static uint32_t *head_of(const overloads *o, const cg_def *def)
{
    uint64_t h = ((uint64_t)def->parent << 32 | (def->name.off ^ def->qualifier.off << 8)) *
                 0x9e3779b97f4a7c15u;
    for (uint32_t i = (uint32_t)(h >> 32) & o->mask;; i = (i + 1) & o->mask) {
        if (o->heads[i] == CG_NONE)
            return &o->heads[i];
        const cg_def *have = &o->unit->defs.ptr[o->heads[i]];
        if (have->parent == def->parent && have->name.off == def->name.off &&
            have->qualifier.off == def->qualifier.off && have->qualifier.len == def->qualifier.len)
            return &o->heads[i];
    }
}

static bool arity_fits(const cg_def *def, unsigned args)
{
    if (args == 255 || def->params_min == 255)
        return true;
    return args >= def->params_min && (def->params_max == 255 || args <= def->params_max);
}

/* The disambiguator without the "$n" that tells equals apart. */
static cg_str types_of(const cg_unit *unit, const cg_def *def)
{
    cg_str s = cg_unit_str(unit, def->disambiguator);
    ptrdiff_t mark = cg_str_find(s, '$');
    return mark < 0 ? s : cg_str_slice(s, 0, (size_t)mark);
}

/* True for a declaration whose definition is in the same chain, or that repeats an earlier one. */
static bool gives_way(const overloads *o, uint32_t index)
{
    const cg_def *def = &o->unit->defs.ptr[index];
    if (!(def->modifiers & CG_MOD_DECLARATION))
        return false;
    cg_str types = types_of(o->unit, def);
    unsigned looks = LOOKS_MAX;
    for (uint32_t d = *head_of(o, def); d != CG_NONE && looks--; d = o->next[d]) {
        const cg_def *other = &o->unit->defs.ptr[d];
        if (types.len && !cg_str_eq(types, types_of(o->unit, other)))
            continue;
        if (!(other->modifiers & CG_MOD_DECLARATION) ||
            (d < index && other->params_min == def->params_min &&
             other->params_max == def->params_max))
            return true;
    }
    return false;
}

void overloads_init(overloads *o, const cg_unit *unit, uint32_t *memory)
{
    size_t heads = heads_for(unit), defs = unit->defs.len;
    *o = (overloads){unit, memory, memory + heads, memory + heads + defs, (uint32_t)heads - 1};
    memset(o->heads, 0xff, heads * sizeof *o->heads);
    for (uint32_t d = (uint32_t)defs; d-- > 0;) { /* backwards: chains run forwards */
        const cg_def *def = &unit->defs.ptr[d];
        if (!is_overloadable(def->kind))
            continue;
        uint32_t *head = head_of(o, def);
        o->next[d] = *head;
        *head = d;
    }
    for (uint32_t d = 0; d < defs; d++)
        o->hidden[d] = is_overloadable(unit->defs.ptr[d].kind) && gives_way(o, d);
}

static void collect(const overloads *o, uint32_t head, unsigned args, candidates *out)
{
    out->total = 0;
    unsigned looks = LOOKS_MAX;
    for (uint32_t d = head; d != CG_NONE && looks--; d = o->next[d]) {
        const cg_def *def = &o->unit->defs.ptr[d];
        if (o->hidden[d] || !arity_fits(def, args))
            continue;
        if (out->total < CANDIDATES_MAX)
            out->list[out->total] = d;
        out->total++;
    }
}

void overloads_find(const overloads *o, uint32_t target, unsigned args, candidates *out)
{
    const cg_def *def = &o->unit->defs.ptr[target];
    out->list[0] = target;
    out->total = 1;
    if (!is_overloadable(def->kind))
        return;
    uint32_t head = *head_of(o, def);
    if (head == CG_NONE || o->next[head] == CG_NONE)
        return;
    collect(o, head, args, out);
    if (out->total == 0) /* the count misleads: macros, defaults stated elsewhere */
        collect(o, head, 255, out);
    if (out->total == 0) {
        out->list[0] = target;
        out->total = 1;
    }
}
