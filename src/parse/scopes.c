// SPDX-License-Identifier: Apache-2.0
// parse: scopes, local names, and the table of what is declared where. Declarations with the same
// scope and name form a group in source order.
#include "parse_int.h"

#define SLOTS_MIN 512u
/* Larger groups are searched by position instead of walked. */
#define GROUP_WALK_MAX 8u

void decls_begin(decl_table *t, size_t expected)
{
    CG_VEC_CLEAR(&t->decls);
    CG_VEC_CLEAR(&t->large);
    CG_VEC_CLEAR(&t->sorted);
    uint32_t slots = SLOTS_MIN;
    while (slots < expected * 2)
        slots *= 2;
    if (slots > t->slot_cap) {
        cg_free(t->slots);
        t->slots = cg_alloc_table(slots, sizeof *t->slots);
        t->slot_cap = slots;
    } else {
        memset(t->slots, 0, slots * sizeof *t->slots);
    }
    t->slot_count = slots;
    t->used = 0;
}

void decls_fini(decl_table *t)
{
    CG_VEC_FINI(&t->decls);
    CG_VEC_FINI(&t->large);
    CG_VEC_FINI(&t->sorted);
    cg_free(t->slots);
    t->slots = NULL;
}

static uint32_t key_hash(uint32_t scope, uint32_t name)
{
    uint64_t h = ((uint64_t)scope << 32 | name) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(h >> 32);
}

static decl_slot *probe(const decl_table *t, uint32_t scope, uint32_t name)
{
    uint32_t mask = t->slot_count - 1;
    for (uint32_t i = key_hash(scope, name) & mask;; i = (i + 1) & mask) {
        decl_slot *slot = &t->slots[i];
        if (slot->count == 0 || (slot->scope == scope && slot->name == name))
            return slot;
    }
}

static void grow(decl_table *t)
{
    decl_slot *old = t->slots;
    uint32_t old_count = t->slot_count;
    t->slot_count = t->slot_cap = old_count * 2;
    t->slots = cg_alloc_table(t->slot_count, sizeof *t->slots);
    for (uint32_t i = 0; i < old_count; i++)
        if (old[i].count)
            *probe(t, old[i].scope, old[i].name) = old[i];
    cg_free(old);
}

void decls_add(decl_table *t, uint32_t scope, uint32_t name, decl entry)
{
    if (t->used * 2 >= t->slot_count)
        grow(t);
    uint32_t at = (uint32_t)t->decls.len;
    entry.next = CG_NONE;
    CG_VEC_PUSH(&t->decls, entry);
    decl_slot *slot = probe(t, scope, name);
    if (slot->count == 0) {
        *slot = (decl_slot){scope, name, at, at, 1, CG_NONE};
        t->used++;
        return;
    }
    t->decls.ptr[slot->last].next = at;
    slot->last = at;
    if (++slot->count == GROUP_WALK_MAX + 1)
        CG_VEC_PUSH(&t->large, (decl_key){scope, name});
}

const decl_slot *decls_find(const decl_table *t, uint32_t scope, uint32_t name)
{
    const decl_slot *slot = probe(t, scope, name);
    return slot->count ? slot : NULL;
}

static void sort_group(decl_table *t, decl_slot *slot)
{
    slot->sorted = (uint32_t)t->sorted.len;
    for (uint32_t d = slot->first; d != CG_NONE; d = t->decls.ptr[d].next) {
        CG_VEC_PUSH(&t->sorted, d);
        /* Nearly always in order already: names are declared from top to bottom. */
        uint32_t *a = t->sorted.ptr;
        uint32_t from = t->decls.ptr[d].visible_from;
        size_t i = t->sorted.len - 1;
        for (; i > slot->sorted && t->decls.ptr[a[i - 1]].visible_from > from; i--)
            a[i] = a[i - 1];
        a[i] = d;
    }
}

void decls_sort(decl_table *t)
{
    for (size_t i = 0; i < t->large.len; i++)
        sort_group(t, probe(t, t->large.ptr[i].scope, t->large.ptr[i].name));
}

/* ---- scopes ---- */

uint32_t scope_push(cg_extract *x, cg_scope_kind kind, TSNode node, uint32_t owner)
{
    uint32_t scope = (uint32_t)x->unit->scopes.len;
    CG_VEC_PUSH(&x->unit->scopes, (cg_scope){.kind = (uint8_t)kind,
                                             .parent = x->scope,
                                             .owner = owner,
                                             .start_byte = ts_node_start_byte(node),
                                             .end_byte = ts_node_end_byte(node)});
    CG_VEC_PUSH(&x->scope_canon, scope);
    x->scope = scope;
    return scope;
}

uint32_t cg_x_scope_open(cg_extract *x, cg_scope_kind kind)
{
    return scope_push(x, kind, x->node, x->source_def);
}

void cg_x_scope_close(cg_extract *x)
{
    uint32_t parent = x->unit->scopes.ptr[x->scope].parent;
    CG_ASSERT(parent != CG_NONE);
    x->scope = parent;
}

void cg_x_scope_set_owner(cg_extract *x, uint32_t scope, uint32_t def)
{
    if (def < x->unit->defs.len)
        x->unit->scopes.ptr[scope].owner = def;
}

static uint32_t declaring_scope(const cg_extract *x, uint32_t scope)
{
    while (x->unit->scopes.ptr[scope].kind == CG_SCOPE_NARROWED)
        scope = x->unit->scopes.ptr[scope].parent;
    return scope;
}

uint32_t cg_x_scope(const cg_extract *x)
{
    return declaring_scope(x, x->scope);
}

cg_scope_kind cg_x_scope_kind(const cg_extract *x)
{
    return (cg_scope_kind)x->unit->scopes.ptr[cg_x_scope(x)].kind;
}

/* The innermost scope from `scope` outwards that holds names. */
uint32_t holding_scope(const cg_extract *x, uint32_t scope)
{
    const cg_scope *scopes = x->unit->scopes.ptr;
    scope = declaring_scope(x, scope);
    if (x->lang->traits & CG_LANG_FUNCTION_SCOPED)
        while (scopes[scope].kind == CG_SCOPE_BLOCK || scopes[scope].kind == CG_SCOPE_NARROWED)
            scope = scopes[scope].parent;
    return scope;
}

uint32_t cg_x_function_scope(const cg_extract *x)
{
    const cg_scope *scopes = x->unit->scopes.ptr;
    uint32_t scope = x->scope;
    while (scopes[scope].kind == CG_SCOPE_BLOCK || scopes[scope].kind == CG_SCOPE_TYPE ||
           scopes[scope].kind == CG_SCOPE_NARROWED)
        scope = scopes[scope].parent;
    return scope;
}

bool cg_x_at_declaration_level(const cg_extract *x)
{
    unsigned kind = x->unit->scopes.ptr[holding_scope(x, x->scope)].kind;
    return kind == CG_SCOPE_FILE || kind == CG_SCOPE_NAMESPACE || kind == CG_SCOPE_TYPE;
}

/* ---- local names ---- */

/* A binding of exactly this scope and name, or CG_NONE. */
static uint32_t binding_of(const cg_extract *x, uint32_t scope, cg_text name)
{
    const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[scope], name.off);
    for (uint32_t d = slot ? slot->first : CG_NONE; d != CG_NONE; d = x->names.decls.ptr[d].next)
        if (x->names.decls.ptr[d].binding)
            return x->names.decls.ptr[d].index;
    return CG_NONE;
}

static uint32_t add_binding(cg_extract *x, cg_binding_kind kind, cg_str text, TSNode name_node,
                            uint32_t scope, uint32_t visible_from)
{
    cg_text name = cg_x_intern(x, text);
    if (name.len == 0)
        return CG_NONE;
    if (x->lang->traits & CG_LANG_FUNCTION_SCOPED) {
        uint32_t have = binding_of(x, scope, name);
        if (have != CG_NONE)
            return have;
    }
    uint32_t binding = (uint32_t)x->unit->bindings.len;
    CG_VEC_PUSH(&x->unit->bindings, (cg_binding){.kind = (uint8_t)kind,
                                                 .scope = scope,
                                                 .name = name,
                                                 .visible_from = visible_from,
                                                 .type_ref = CG_NONE,
                                                 .init_ref = CG_NONE,
                                                 .line = ts_node_start_point(name_node).row});
    decls_add(&x->names, x->scope_canon.ptr[scope], name.off,
              (decl){.index = binding, .visible_from = visible_from, .binding = true});
    return binding;
}

uint32_t cg_x_bind_in(cg_extract *x, cg_binding_kind kind, TSNode name_node, uint32_t scope,
                      uint32_t visible_from)
{
    return add_binding(x, kind, cg_x_text(x, name_node), name_node, scope, visible_from);
}

uint32_t cg_x_bind(cg_extract *x, cg_binding_kind kind, TSNode name_node, uint32_t visible_from)
{
    return cg_x_bind_in(x, kind, name_node, holding_scope(x, x->scope), visible_from);
}

uint32_t cg_x_bind_text(cg_extract *x, cg_binding_kind kind, cg_str name, TSNode at,
                        uint32_t visible_from)
{
    return add_binding(x, kind, name, at, holding_scope(x, x->scope), visible_from);
}

void cg_x_bind_set(cg_extract *x, uint32_t binding, uint32_t type_ref, uint32_t init_ref)
{
    if (binding == CG_NONE)
        return;
    uint32_t type = value_as_ref(x, type_ref);
    uint32_t init = value_as_ref(x, init_ref);
    cg_binding *b = &x->unit->bindings.ptr[binding];
    if (type != CG_NONE)
        b->type_ref = type;
    if (init != CG_NONE && b->init_ref == CG_NONE) /* the first value a name gets says most */
        b->init_ref = init;
}

void cg_x_bind_set_level(cg_extract *x, uint32_t binding, unsigned shift, int level)
{
    if (binding == CG_NONE)
        return;
    cg_binding *b = &x->unit->bindings.ptr[binding];
    b->form = (uint8_t)cg_form_set(b->form, shift, level);
}

void cg_x_bind_set_const(cg_extract *x, uint32_t binding)
{
    if (binding != CG_NONE)
        x->unit->bindings.ptr[binding].form |= CG_FORM_CONST;
}

bool cg_x_declared(const cg_extract *x, uint32_t scope, cg_str name)
{
    cg_text text;
    return intern_find(x, name, &text) &&
           decls_find(&x->names, x->scope_canon.ptr[scope], text.off);
}

bool cg_x_declared_at(const cg_extract *x, uint32_t scope, cg_str name, uint32_t byte)
{
    cg_text text;
    if (!intern_find(x, name, &text))
        return false;
    const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[scope], text.off);
    if (slot == NULL || x->unit->activity.len == 0)
        return slot != NULL;
    cg_activity here = cg_unit_activity(x->unit, byte);
    for (uint32_t d = slot->first; d != CG_NONE; d = x->names.decls.ptr[d].next) {
        const decl *entry = &x->names.decls.ptr[d];
        if (entry->binding || cg_activity_fit(here, x->unit->defs.ptr[entry->index].modifiers) >= 2)
            return true;
    }
    return false;
}
