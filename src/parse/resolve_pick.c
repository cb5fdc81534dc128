// SPDX-License-Identifier: Apache-2.0
// parse: of several declarations with one name in one place, the one that a reference means: what
// its role asks for, what is visible at its place, a definition rather than a declaration.
#include "parse_int.h"

/* Entries of a group that are weighed; more of one name in one scope are generated. */
#define GROUP_LOOKS 8u

/* ---- which meaning fits a role ---- */

enum { VALUE = 1, TYPE = 2, SPACE = 4, MACRO = 8, ANY = 16, CALLABLE = 32 };

static unsigned def_class(unsigned kind)
{
    if (cg_node_kind_is_type(kind))
        return TYPE;
    switch (kind) {
    case CG_NODE_FILE:
    case CG_NODE_MODULE:
    case CG_NODE_PACKAGE:
    case CG_NODE_NAMESPACE: return SPACE;
    case CG_NODE_MACRO: return MACRO;
    case CG_NODE_IMPORT:
    case CG_NODE_EXTERNAL: return ANY;
    default: return VALUE | (cg_node_kind_is_callable(kind) ? CALLABLE : 0);
    }
}

static unsigned class_fit(uint32_t traits, unsigned class, unsigned role)
{
    bool types_apart = traits & CG_LANG_TYPE_NAMESPACE;
    bool calls_apart = traits & CG_LANG_CALL_NAMESPACE;
    if (role == CG_ROLE_INHERIT && traits & CG_LANG_VALUE_BASES)
        types_apart = false;
    switch (role) {
    case CG_ROLE_TYPE:
    case CG_ROLE_INHERIT:
    case CG_ROLE_IMPLEMENT:
        return class & TYPE ? 2 : types_apart && class & (VALUE | MACRO) ? 0 : 1;
    case CG_ROLE_QUALIFY:
        return class & (TYPE | SPACE) ? 2 : types_apart && class & (VALUE | MACRO) ? 0 : 1;
    case CG_ROLE_NEW: return class & TYPE ? 2 : calls_apart && class & VALUE ? 0 : 1;
    case CG_ROLE_MACRO: return class & MACRO ? 2 : class & ANY ? 1 : 0;
    case CG_ROLE_CALL:
        if (calls_apart && !(class & (CALLABLE | ANY)))
            return 0;
        return class & (CALLABLE | MACRO) ? 2 : 1;
    case CG_ROLE_READ:
    case CG_ROLE_WRITE:
    case CG_ROLE_READ_WRITE:
        if (calls_apart && class & CALLABLE)
            return 0;
        return class & VALUE ? 2 : 1;
    default: return 1;
    }
}

/* Whether a definition of this kind may be meant by a name in `role`: 0 no, 1 yes, 2 rather. */
static unsigned role_fit(const cg_extract *x, unsigned def_kind, unsigned role)
{
    return class_fit(x->lang->traits, def_class(def_kind), role);
}

static bool is_value_role(unsigned role)
{
    return role == CG_ROLE_READ || role == CG_ROLE_WRITE || role == CG_ROLE_READ_WRITE ||
           role == CG_ROLE_CALL;
}

/* In Rust a type's name is a value only if it makes one: a tuple's or a unit's, which have no body. */
static bool names_value(const cg_def *def)
{
    return !cg_node_kind_is_type(def->kind) ||
           (def->kind == CG_NODE_STRUCT && def->body_start == def->body_end);
}

/* Where types and values may share a name, interfaces and aliases are never the value. */
static bool is_no_value(const cg_extract *x, unsigned kind)
{
    return (kind == CG_NODE_INTERFACE || kind == CG_NODE_TYPE_ALIAS) &&
           x->lang->traits & CG_LANG_TYPE_NAMESPACE && !(x->lang->traits & CG_LANG_CALL_NAMESPACE);
}

/* How well a definition suits the place by what is compiled there. A macro of one branch is none in another that is as
 * open and asks for something else. */
static unsigned activity_fit(const cg_extract *x, const cg_def *def)
{
    unsigned fit = cg_activity_fit(x->here, def->modifiers);
    bool apart = fit == 2 && def->kind == CG_NODE_MACRO &&
                 cg_modifiers_activity(def->modifiers) == CG_CONDITIONAL &&
                 def->name_byte < x->here_byte &&
                 branches_ask_apart(x, def->name_byte, x->here_byte);
    return apart ? 1 : fit;
}

/* The worth of one declaration for a reference; 0: not meant. */
static unsigned entry_fit(const cg_extract *x, const decl *entry, unsigned role)
{
    if (entry->binding) {
        unsigned kind = x->unit->bindings.ptr[entry->index].kind;
        unsigned class = kind == CG_BIND_TYPE_PARAM ? TYPE : VALUE;
        return 16 * class_fit(x->lang->traits, class, role);
    }
    const cg_def *def = &x->unit->defs.ptr[entry->index];
    if (x->lang->traits & CG_LANG_SELF_TYPE && is_value_role(role) && !names_value(def))
        return 0;
    unsigned fit = 16 * role_fit(x, def->kind, role);
    if (fit == 0)
        return 0;
    if (is_no_value(x, def->kind) && (is_value_role(role) || role == CG_ROLE_NEW))
        return 1; /* whatever else has the name is meant rather */
    unsigned active = activity_fit(x, def);
    if (active > 0)
        fit += 7 + active;
    bool replaced =
        def->kind == CG_NODE_MACRO && active < 2; /* what is declared is there, it is perhaps */
    if (!(def->modifiers & CG_MOD_DECLARATION) && !replaced)
        fit += 4;
    unsigned accessor = def->modifiers & (CG_MOD_GETTER | CG_MOD_SETTER);
    if (accessor)
        fit += accessor == (role == CG_ROLE_WRITE ? CG_MOD_SETTER : CG_MOD_GETTER);
    return fit;
}

#define TAKES_NAME 64u /* more than any fit */

/* Where there is a preprocessor, a macro that is defined by then takes what is called by its name, whatever else has the
 * name; not in bodies of macros, which stand elsewhere. */
static unsigned taken_by_macro(const cg_extract *x, const decl *entry, unsigned role, uint32_t byte)
{
    const cg_def *def = entry->binding ? NULL : &x->unit->defs.ptr[entry->index];
    bool takes = def != NULL && def->kind == CG_NODE_MACRO && role == CG_ROLE_CALL &&
                 x->lang->traits & CG_LANG_FILE_ORDER && byte >= def->end_byte &&
                 byte != UINT32_MAX && activity_fit(x, def) >= 2;
    return takes ? TAKES_NAME : 0;
}

/* In a large group: the last entry visible at `byte`, as an index into t->sorted. */
static uint32_t last_visible(const decl_table *t, const decl_slot *slot, uint32_t byte)
{
    uint32_t low = slot->sorted, high = slot->sorted + slot->count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (t->decls.ptr[t->sorted.ptr[mid]].visible_from <= byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low; /* one past it */
}

/* A prototype stands for its definition further down. */
static uint32_t definition_of(const cg_extract *x, const decl_slot *slot, uint32_t at)
{
    const decl *decls = x->names.decls.ptr, *entry = &decls[at];
    const cg_def *defs = x->unit->defs.ptr;
    if (entry->binding || !(defs[entry->index].modifiers & CG_MOD_DECLARATION))
        return at;
    const cg_def *def = &defs[entry->index];
    uint32_t found = at;
    unsigned looks = GROUP_LOOKS, best = cg_activity_fit(x->here, def->modifiers) > 0;
    for (uint32_t d = entry->next; d != CG_NONE && looks--; d = decls[d].next) {
        const decl *other = &decls[d];
        if (other->binding || defs[other->index].kind != def->kind ||
            defs[other->index].modifiers & CG_MOD_DECLARATION ||
            (slot->count > 2 && defs[other->index].params_max != def->params_max))
            continue;
        unsigned active = cg_activity_fit(x->here, defs[other->index].modifiers);
        if (active > best || (active == best && found == at)) {
            found = d;
            best = active;
        }
    }
    return found;
}

bool resolve_pick(const cg_extract *x, const decl_slot *slot, unsigned role, uint32_t byte,
                  uint32_t *out_decl)
{
    const decl_table *t = &x->names;
    unsigned best = 0;
    uint32_t best_at = CG_NONE;
    bool ordered = slot->sorted != CG_NONE && byte != UINT32_MAX;
    uint32_t from = ordered ? last_visible(t, slot, byte) : 0;
    uint32_t at = slot->first;
    for (unsigned looks = 0; looks < GROUP_LOOKS && at != CG_NONE; looks++) {
        if (ordered) {
            if (from == slot->sorted)
                break;
            at = t->sorted.ptr[--from];
        }
        const decl *entry = &t->decls.ptr[at];
        unsigned fit = entry->visible_from <= byte ? entry_fit(x, entry, role) : 0;
        if (fit > 0)
            fit += taken_by_macro(x, entry, role, byte);
        /* A later one hides an earlier one where order counts; else the first stands for all. */
        bool later_wins =
            !ordered && entry->binding && entry->visible_from != 0 && byte != UINT32_MAX;
        if (fit > best || (fit == best && fit && later_wins)) {
            best = fit;
            best_at = at;
        }
        at = entry->next;
    }
    if (best_at == CG_NONE)
        return false;
    *out_decl = definition_of(x, slot, best_at);
    return true;
}
