// SPDX-License-Identifier: Apache-2.0
// link: one file made searchable: definitions by parent and name, bases and imports by definition.
#include <stdlib.h>

#include "rules.h"

uint64_t name_hash(cg_str name)
{
    return cg_hash64(name.ptr, name.len, 0);
}

/* "A" of the descriptors "ns/A#". */
cg_str owner_name(cg_str descriptors)
{
    size_t end = descriptors.len > 0 ? descriptors.len - 1 : 0, from = end;
    while (from > 0 && descriptors.ptr[from - 1] != '/' && descriptors.ptr[from - 1] != '#')
        from--;
    return cg_str_slice(descriptors, from, end);
}

uint32_t owner_elsewhere(cg_str name)
{
    return ELSEWHERE | (uint32_t)name_hash(name);
}

/* What a definition is found under: its parent, or the name of an owner that is elsewhere. */
static uint32_t owner_of(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    return d->qualifier.len == 0 ? d->parent
                                 : owner_elsewhere(owner_name(cg_unit_str(u->unit, d->qualifier)));
}

static uint32_t slot_of(const cg_link_unit *u, uint32_t parent, uint64_t hash)
{
    uint64_t mixed = (hash ^ (uint64_t)(parent + 1) * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    uint32_t i = (uint32_t)(mixed >> 32) & u->mask;
    for (; u->heads[i] != CG_NONE; i = (i + 1) & u->mask)
        if (u->names[u->heads[i]] == hash && owner_of(u, u->heads[i]) == parent)
            break;
    return i;
}

/* Backwards, so that chains run forwards. */
static void chain_defs(cg_link_unit *u)
{
    uint32_t count = (uint32_t)u->unit->defs.len, capacity = 16;
    while (capacity < count * 2)
        capacity *= 2;
    u->mask = capacity - 1;
    u->heads = cg_alloc_array(capacity, sizeof *u->heads);
    u->next = cg_alloc_array(count, sizeof *u->next);
    u->names = cg_alloc_array(count, sizeof *u->names);
    memset(u->heads, 0xff, capacity * sizeof *u->heads);
    memset(u->next, 0xff, count * sizeof *u->next);
    for (uint32_t d = count; d-- > 1;) {
        u->names[d] = name_hash(def_name(u, d));
        uint32_t slot = slot_of(u, owner_of(u, d), u->names[d]);
        u->next[d] = u->heads[slot];
        u->heads[slot] = d;
    }
}

static int compare_entries(const void *a, const void *b)
{
    const def_entry *x = a, *y = b;
    if (x->def != y->def)
        return x->def < y->def ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static size_t entries_of(const def_entry *entries, size_t len, uint32_t def, size_t *out_first)
{
    size_t low = 0, high = len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (entries[mid].def < def)
            low = mid + 1;
        else
            high = mid;
    }
    *out_first = low;
    while (high < len && entries[high].def == def)
        high++;
    return high - low;
}

static void list_bases(cg_link_unit *u)
{
    for (uint32_t r = 0; r < u->unit->refs.len; r++) {
        const cg_ref *ref = ref_of(u, r);
        if (ref->role == CG_ROLE_INHERIT || ref->role == CG_ROLE_IMPLEMENT)
            CG_VEC_PUSH(&u->bases, (def_entry){ref->source, r});
    }
    if (u->bases.len > 1)
        qsort(u->bases.ptr, u->bases.len, sizeof *u->bases.ptr, compare_entries);
}

static void list_macro_refs(cg_link_unit *u)
{
    for (uint32_t r = 0; r < u->unit->refs.len; r++)
        if (def_of(u, ref_of(u, r)->source)->kind == CG_NODE_MACRO)
            CG_VEC_PUSH(&u->macro_refs, (def_entry){ref_of(u, r)->source, r});
    if (u->macro_refs.len > 1)
        qsort(u->macro_refs.ptr, u->macro_refs.len, sizeof *u->macro_refs.ptr, compare_entries);
}

static void list_nameless(cg_link_unit *u)
{
    const uint32_t wanted = CG_MOD_EXPORTED | CG_MOD_DEFAULT;
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->parent == 0 && (def_of(u, d)->modifiers & wanted) == wanted)
            CG_VEC_PUSH(&u->nameless, d);
}

static void list_imports(cg_link_unit *u)
{
    for (uint32_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        CG_VEC_PUSH(&u->imports, (def_entry){import->def, i});
        if (import->flags & CG_IMPORT_WILDCARD)
            CG_VEC_PUSH(&u->wildcards, (def_entry){def_of(u, import->def)->parent, i});
    }
    if (u->imports.len > 1)
        qsort(u->imports.ptr, u->imports.len, sizeof *u->imports.ptr, compare_entries);
    if (u->wildcards.len > 1)
        qsort(u->wildcards.ptr, u->wildcards.len, sizeof *u->wildcards.ptr, compare_entries);
}

/* { start }, { run: start }, F.prototype.run = start */
static void list_held(cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        const cg_def *def = def_of(u, d);
        const cg_ref *r =
            holds_value(def->kind) && def->type_ref != CG_NONE ? ref_of(u, def->type_ref) : NULL;
        if (r != NULL && r->role == CG_ROLE_READ && r->base_kind == CG_BASE_NONE &&
            r->target_kind == CG_TARGET_DEF && r->target != d &&
            def_of(u, r->target)->kind == CG_NODE_FUNCTION)
            CG_VEC_PUSH(&u->held, (def_entry){r->target, d});
    }
    if (u->held.len > 1)
        qsort(u->held.ptr, u->held.len, sizeof *u->held.ptr, compare_entries);
}

static int compare_named(const void *a, const void *b)
{
    const name_entry *x = a, *y = b;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* What a call without a name calls, as in f.call(…), has one; what another call gives has none. */
static cg_str name_of_call(const cg_link_unit *u, uint32_t call)
{
    const cg_ref *r = ref_of(u, call);
    bool through = r->name_len == 0 && r->base_kind == CG_BASE_REF && r->base != CG_NONE &&
                   ref_of(u, r->base)->role == CG_ROLE_READ;
    return ref_name(u, through ? r->base : call);
}

/* A name that means a function, or a member of the receiver. */
static bool is_function_named(const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->role != CG_ROLE_READ || r->name_len == 0)
        return false;
    return r->base_kind == CG_BASE_SELF || r->target_kind == CG_TARGET_IMPORT ||
           (r->target_kind == CG_TARGET_DEF &&
            cg_node_kind_is_callable(def_of(u, r->target)->kind));
}

static void list_calls(cg_link_unit *u)
{
    const cg_unit *unit = u->unit;
    uint32_t last = CG_NONE;
    for (uint32_t i = 0; i < unit->hints.len; i++) {
        const cg_hint *h = &unit->hints.ptr[i];
        if (h->kind != CG_HINT_ARGUMENT)
            continue;
        unsigned role = ref_of(u, h->subject)->role;
        if ((role == CG_ROLE_CALL || role == CG_ROLE_NEW) && is_function_named(u, h->value))
            CG_VEC_PUSH(&u->passes, (name_entry){name_hash(ref_name(u, h->value)), i});
        if (h->subject == last)
            continue;
        last = h->subject;
        if (ref_of(u, last)->role == CG_ROLE_CALL || ref_of(u, last)->role == CG_ROLE_NEW)
            CG_VEC_PUSH(&u->calls, (name_entry){name_hash(name_of_call(u, last)), last});
    }
    for (uint32_t r = 0; r < unit->refs.len; r++)
        if (ref_of(u, r)->role == CG_ROLE_DECORATE) {
            CG_VEC_PUSH(&u->calls, (name_entry){name_hash(ref_name(u, r)), r});
            CG_VEC_PUSH(&u->decorators, (def_entry){ref_of(u, r)->source, r});
        }
    if (u->calls.len > 1)
        qsort(u->calls.ptr, u->calls.len, sizeof *u->calls.ptr, compare_named);
    if (u->passes.len > 1)
        qsort(u->passes.ptr, u->passes.len, sizeof *u->passes.ptr, compare_named);
    if (u->decorators.len > 1)
        qsort(u->decorators.ptr, u->decorators.len, sizeof *u->decorators.ptr, compare_entries);
}

static void list_assigned(cg_link_unit *u)
{
    const cg_unit *unit = u->unit;
    for (uint32_t i = 0; i < unit->hints.len; i++)
        if (unit->hints.ptr[i].kind == CG_HINT_ASSIGNED)
            CG_VEC_PUSH(&u->assigned,
                        (name_entry){name_hash(ref_name(u, unit->hints.ptr[i].subject)), i});
    if (u->assigned.len > 1)
        qsort(u->assigned.ptr, u->assigned.len, sizeof *u->assigned.ptr, compare_named);
}

static void find_hint_ends(cg_link_unit *u)
{
    size_t at = 0;
    for (unsigned kind = 0; kind < CG_HINT_LIMIT; kind++) {
        while (at < u->unit->hints.len && u->unit->hints.ptr[at].kind <= kind)
            at++;
        u->hint_ends[kind] = (uint32_t)at;
    }
}

size_t unit_hints(const cg_link_unit *u, cg_hint_kind kind, uint32_t subject, size_t *out_first)
{
    return cg_unit_hints_between(u->unit, u->hint_ends[kind - 1], u->hint_ends[kind], kind, subject,
                                 out_first);
}

cg_link_unit *cg_link_unit_create(const cg_unit *unit, uint32_t file, cg_str path)
{
    cg_link_unit *u = cg_alloc(sizeof *u);
    u->unit = unit;
    u->rules = rules_for((cg_lang_id)unit->lang);
    u->file = file;
    u->path = cg_str_from(cg_strdup(path));
    u->path_hash = name_hash(path);
    chain_defs(u);
    find_hint_ends(u);
    list_bases(u);
    list_imports(u);
    if (u->rules->traits & LINK_PASSED)
        list_calls(u);
    if (u->rules->traits & LINK_EXPANDS)
        list_macro_refs(u);
    if (u->rules->traits & LINK_FUNCTION_TYPES)
        list_held(u);
    list_assigned(u);
    list_nameless(u);
    return u;
}

void cg_link_unit_destroy(cg_link_unit *unit)
{
    if (unit == NULL)
        return;
    cg_free(unit->heads);
    cg_free(unit->next);
    cg_free(unit->names);
    cg_free((char *)unit->path.ptr);
    CG_VEC_FINI(&unit->bases);
    CG_VEC_FINI(&unit->imports);
    CG_VEC_FINI(&unit->wildcards);
    CG_VEC_FINI(&unit->calls);
    CG_VEC_FINI(&unit->passes);
    CG_VEC_FINI(&unit->decorators);
    CG_VEC_FINI(&unit->macro_refs);
    CG_VEC_FINI(&unit->assigned);
    CG_VEC_FINI(&unit->held);
    CG_VEC_FINI(&unit->nameless);
    cg_free(unit);
}

size_t cg_link_unit_bytes(const cg_link_unit *unit)
{
    return sizeof *unit + unit->path.len + (unit->mask + 1) * sizeof *unit->heads +
           unit->unit->defs.len * (sizeof *unit->next + sizeof *unit->names) +
           (unit->bases.cap + unit->imports.cap + unit->wildcards.cap + unit->decorators.cap +
            unit->macro_refs.cap + unit->held.cap) *
               sizeof(def_entry) +
           (unit->calls.cap + unit->passes.cap + unit->assigned.cap) * sizeof(name_entry) +
           unit->nameless.cap * sizeof(uint32_t);
}

void cg_link_unit_set_file(cg_link_unit *unit, uint32_t file)
{
    unit->file = file;
}

uint32_t cg_link_unit_file(const cg_link_unit *unit)
{
    return unit->file;
}

const cg_unit *cg_link_unit_facts(const cg_link_unit *unit)
{
    return unit->unit;
}

uint32_t unit_member(const cg_link_unit *u, uint32_t parent, cg_str name)
{
    return u->heads[slot_of(u, parent, name_hash(name))];
}

bool is_function_value(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    return d->modifiers & CG_MOD_LAMBDA &&
           ((d->kind == CG_NODE_FUNCTION && d->in_scope != CG_NONE) ||
            cg_str_starts(def_name(u, def), CG_STR("[")));
}

bool is_one_group(const cg_link_unit *u, uint32_t def, uint32_t other)
{
    return def == other || (def_of(u, def)->parent == def_of(u, other)->parent &&
                            u->names[def] == u->names[other] &&
                            !(is_function_value(u, def) && is_function_value(u, other)));
}

size_t unit_bases(const cg_link_unit *u, uint32_t def, size_t *out_first)
{
    return entries_of(u->bases.ptr, u->bases.len, def, out_first);
}

size_t unit_macro_refs(const cg_link_unit *u, uint32_t macro, size_t *out_first)
{
    return entries_of(u->macro_refs.ptr, u->macro_refs.len, macro, out_first);
}

size_t unit_decorators(const cg_link_unit *u, uint32_t def, size_t *out_first)
{
    return entries_of(u->decorators.ptr, u->decorators.len, def, out_first);
}

size_t unit_held(const cg_link_unit *u, uint32_t function, size_t *out_first)
{
    return entries_of(u->held.ptr, u->held.len, function, out_first);
}

size_t unit_wildcards(const cg_link_unit *u, uint32_t def, size_t *out_first)
{
    return entries_of(u->wildcards.ptr, u->wildcards.len, def, out_first);
}

size_t entries_named(const name_entry *sorted, size_t len, uint64_t name, size_t *out_first)
{
    size_t low = 0, high = len, count = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (sorted[mid].name < name)
            low = mid + 1;
        else
            high = mid;
    }
    while (low + count < len && sorted[low + count].name == name)
        count++;
    *out_first = low;
    return count;
}

const cg_import *unit_import(const cg_link_unit *u, uint32_t def)
{
    size_t first;
    if (entries_of(u->imports.ptr, u->imports.len, def, &first) == 0)
        return NULL;
    return &u->unit->imports.ptr[u->imports.ptr[first].index];
}

cg_str unit_dir(const cg_link_unit *u)
{
    return link_path_dir(u->path);
}

const link_rules *rules_for(cg_lang_id lang)
{
    static const link_rules none;
    for (size_t i = 0; i < cg_link_rules_count; i++)
        for (size_t k = 0; k < CG_ARRAY_LEN(none.langs) && cg_link_rules[i]->langs[k]; k++)
            if (cg_link_rules[i]->langs[k] == lang)
                return cg_link_rules[i];
    return &none;
}
