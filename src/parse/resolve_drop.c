// SPDX-License-Identifier: Apache-2.0
// parse: references that say nothing beyond their file go: plain uses of local names, and values
// recorded in case somebody needed them.
#include <stdlib.h>

#include "parse_int.h"

enum { USED = 1 };

/* Names of the language that this file mentions, by offset; open addressing, 0: free. */
#define WORDS_MAX 512u
typedef struct word_set {
    uint32_t slots[WORDS_MAX];
    uint32_t count;
} word_set;

static uint32_t word_slot(const word_set *set, uint32_t off)
{
    uint32_t i = (off * 0x9e3779b1u) >> 23;
    while (set->slots[i] != 0 && set->slots[i] != off + 1)
        i = (i + 1) % WORDS_MAX;
    return i;
}

static void find_builtins(const cg_extract *x, word_set *set)
{
    cg_text name;
    memset(set, 0, sizeof *set);
    for (const char *const *b = x->lang->builtins; b && *b && set->count < WORDS_MAX / 2; b++)
        if (intern_find(x, cg_str_from(*b), &name)) {
            set->slots[word_slot(set, name.off)] = name.off + 1;
            set->count++;
        }
}

/* Also a container of one, at any depth. */
static bool is_builtin(const cg_extract *x, const cg_ref *ref, const word_set *builtins)
{
    while (ref->name_len == 0 && ref->base_kind == CG_BASE_REF)
        ref = &x->unit->refs.ptr[ref->base];
    return ref->target_kind == CG_TARGET_NONE && ref->base_kind == CG_BASE_NONE &&
           builtins->count && ref->name_len &&
           builtins->slots[word_slot(builtins, ref->name_off)] != 0;
}

/* A type inside of what the local name belongs to may inherit the name: that is known when files are
 * linked. */
static bool may_be_hidden(const cg_extract *x, const cg_ref *ref)
{
    const cg_unit *u = x->unit;
    uint32_t owner = u->scopes.ptr[u->bindings.ptr[ref->target].scope].owner;
    if (!(x->lang->traits & CG_LANG_MEMBERS_IN_SCOPE))
        return false;
    for (uint32_t d = ref->source; d != owner && d != CG_NONE; d = u->defs.ptr[d].parent)
        if (cg_node_kind_is_type(u->defs.ptr[d].kind))
            return true;
    return false;
}

static bool droppable(const cg_extract *x, const cg_ref *ref, const word_set *builtins)
{
    if (ref->form != CG_OPERATION_NONE && x->lang->traits & CG_LANG_OPERATIONS)
        return false;
    if (ref->role == CG_ROLE_LITERAL || ref->base_kind == CG_BASE_ITEM)
        return true;
    if (ref->form & CG_FORM_APPLIED && x->plain.ptr[ref - x->unit->refs.ptr])
        return true;
    if (ref->role == CG_ROLE_INHERIT) /* what a type is made of matters, whatever it is */
        return false;
    if (ref->name_len == 0)
        return ref->role != CG_ROLE_CALL && ref->role != CG_ROLE_DECORATE;
    if (ref->target_kind != CG_TARGET_BINDING)
        return is_builtin(x, ref, builtins);
    if (may_be_hidden(x, ref) || cg_binding_restates(&x->unit->bindings.ptr[ref->target]))
        return false;
    return ref->role == CG_ROLE_READ || ref->role == CG_ROLE_WRITE ||
           ref->role == CG_ROLE_READ_WRITE || ref->role == CG_ROLE_TYPE;
}

static void use(cg_extract *x, uint32_t ref, const word_set *builtins)
{
    if (ref != CG_NONE && !is_builtin(x, &x->unit->refs.ptr[ref], builtins))
        x->used.ptr[ref] = USED;
}

static uint32_t mapped(const cg_extract *x, uint32_t ref)
{
    return ref == CG_NONE ? CG_NONE : x->remap.ptr[ref];
}

static int compare_hints(const void *a, const void *b)
{
    return cg_hint_compare(a, b);
}

/* By kind first, which takes no comparing. Within a kind they were nearly always stated in order. */
static void sort_hints(cg_extract *x)
{
    cg_unit *u = x->unit;
    size_t starts[CG_HINT_LIMIT + 1] = {0}, at[CG_HINT_LIMIT] = {0};
    FILL(&x->hints, u->hints.len, 0);
    for (size_t i = 0; i < u->hints.len; i++)
        starts[u->hints.ptr[i].kind + 1]++;
    for (size_t kind = 0; kind < CG_HINT_LIMIT; kind++) {
        at[kind] = starts[kind];
        starts[kind + 1] += starts[kind];
    }
    for (size_t i = 0; i < u->hints.len; i++)
        x->hints.ptr[at[u->hints.ptr[i].kind]++] = u->hints.ptr[i];
    for (size_t kind = 0; kind < CG_HINT_LIMIT; kind++) {
        cg_hint *first = x->hints.ptr + starts[kind];
        size_t count = starts[kind + 1] - starts[kind], sorted = 1;
        while (sorted < count && cg_hint_compare(&first[sorted - 1], &first[sorted]) <= 0)
            sorted++;
        if (sorted < count)
            qsort(first, count, sizeof *first, compare_hints);
    }
    if (u->hints.len > 0)
        memcpy(u->hints.ptr, x->hints.ptr, u->hints.len * sizeof *u->hints.ptr);
}

/* Hints about what was dropped go; the others follow their references to their new places. */
static void map_hints(cg_extract *x)
{
    cg_unit *u = x->unit;
    size_t kept = 0;
    for (size_t i = 0; i < u->hints.len; i++) {
        cg_hint h = u->hints.ptr[i];
        if (h.kind == CG_HINT_TYPE_ARG || h.kind == CG_HINT_ARGUMENT ||
            h.kind == CG_HINT_ASSIGNED || h.kind == CG_HINT_WITHIN || h.kind == CG_HINT_EXPECTED ||
            h.kind == CG_HINT_WORDS)
            h.subject = mapped(x, h.subject);
        if (cg_hint_has_value(&h))
            h.value = mapped(x, h.value);
        if (h.subject != CG_NONE && h.value != CG_NONE)
            u->hints.ptr[kept++] = h;
    }
    u->hints.len = kept;
    sort_hints(x);
}

/* Of code: what it stands in is known here, and is no macro. */
static bool is_within_nothing_else(const cg_unit *u, const cg_hint *h)
{
    if (h->kind != CG_HINT_WITHIN ||
        u->defs.ptr[u->refs.ptr[h->subject].source].kind == CG_NODE_MACRO)
        return false;
    const cg_ref *call = &u->refs.ptr[h->value];
    return call->target_kind == CG_TARGET_BINDING ||
           (call->target_kind == CG_TARGET_DEF && u->defs.ptr[call->target].kind != CG_NODE_MACRO);
}

/* A function that is what a name holds: what the name is assigned too is another one, and nothing that it returns. */
static bool is_held_function(const cg_unit *u, const cg_ref *to)
{
    const cg_def *def = to->target_kind == CG_TARGET_DEF ? &u->defs.ptr[to->target] : NULL;
    return def != NULL && cg_node_kind_is_callable(def->kind) && def->modifiers & CG_MOD_LAMBDA;
}

/* What plain names are assigned becomes what the things they name are. Of members, linking tells which
 * they are. */
static void settle_hints(cg_extract *x)
{
    cg_unit *u = x->unit;
    size_t kept = 0;
    for (size_t i = 0; i < u->hints.len; i++) {
        cg_hint h = u->hints.ptr[i];
        if (is_within_nothing_else(u, &h))
            continue;
        const cg_ref *to = h.kind == CG_HINT_ASSIGNED ? &u->refs.ptr[h.subject] : NULL;
        if (to != NULL && to->base_kind == CG_BASE_NONE && !is_held_function(u, to)) {
            if (to->target_kind != CG_TARGET_DEF && to->target_kind != CG_TARGET_BINDING)
                continue;
            h.kind = to->target_kind == CG_TARGET_DEF ? CG_HINT_DEF_VALUE : CG_HINT_BINDING_VALUE;
            h.subject = to->target;
        }
        u->hints.ptr[kept++] = h;
    }
    u->hints.len = kept;
}

static bool is_held(const cg_unit *u, const cg_hint *h)
{
    return (h->kind == CG_HINT_ARGUMENT || h->kind == CG_HINT_TYPE_ARG) &&
           u->refs.ptr[h->subject].role == CG_ROLE_LITERAL;
}

/* What literals hold counts once they do; the hints of one are stated together, those of a literal
 * inside another before. `next`: behind the last one not looked at. */
static void use_held(cg_extract *x, uint32_t literal, size_t *next, const word_set *builtins)
{
    const cg_unit *u = x->unit;
    for (; *next > 0; (*next)--) {
        const cg_hint *h = &u->hints.ptr[*next - 1];
        if (!is_held(u, h) || h->subject > literal)
            continue;
        if (h->subject < literal)
            return;
        use(x, h->value, builtins);
        /* A component is recorded only when it is held, so the way back has passed it. */
        for (uint32_t b = u->refs.ptr[h->value].base; b != CG_NONE; b = u->refs.ptr[b].base)
            x->used.ptr[b] = USED;
    }
}

void resolve_drop(cg_extract *x)
{
    cg_unit *u = x->unit;
    uint32_t count = (uint32_t)u->refs.len, kept = 0;
    word_set builtins;
    settle_hints(x);
    resolve_operators(x);
    resolve_operations(x);
    resolve_args(x);
    find_builtins(x, &builtins);
    FILL(&x->used, count, 0);
    FILL(&x->remap, count, 0xff);
    for (size_t d = 0; d < u->defs.len; d++)
        use(x, u->defs.ptr[d].type_ref, &builtins);
    for (size_t b = 0; b < u->bindings.len; b++) {
        use(x, u->bindings.ptr[b].type_ref, &builtins);
        use(x, u->bindings.ptr[b].init_ref, &builtins);
    }
    for (size_t h = 0; h < u->hints.len; h++)
        if (cg_hint_has_value(&u->hints.ptr[h]) && !is_held(u, &u->hints.ptr[h]))
            use(x, u->hints.ptr[h].value, &builtins);
    size_t held = u->hints.len;
    for (uint32_t r = count; r-- > 0;) { /* bases stand before their members */
        const cg_ref *ref = &u->refs.ptr[r];
        if (x->used.ptr[r] != USED && droppable(x, ref, &builtins))
            continue;
        x->used.ptr[r] = USED;
        if (ref->base != CG_NONE)
            x->used.ptr[ref->base] = USED;
        if (ref->role == CG_ROLE_LITERAL)
            use_held(x, r, &held, &builtins);
    }
    for (uint32_t r = 0; r < count; r++) {
        if (x->used.ptr[r] != USED)
            continue;
        x->remap.ptr[r] = kept;
        u->refs.ptr[kept] = u->refs.ptr[r];
        u->refs.ptr[kept].base = mapped(x, u->refs.ptr[kept].base);
        kept++;
    }
    u->refs.len = kept;
    map_hints(x);
    for (size_t d = 0; d < u->defs.len; d++)
        u->defs.ptr[d].type_ref = mapped(x, u->defs.ptr[d].type_ref);
    for (size_t b = 0; b < u->bindings.len; b++) {
        u->bindings.ptr[b].type_ref = mapped(x, u->bindings.ptr[b].type_ref);
        u->bindings.ptr[b].init_ref = mapped(x, u->bindings.ptr[b].init_ref);
    }
}
