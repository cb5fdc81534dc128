// SPDX-License-Identifier: Apache-2.0
// parse: what plain names mean by the scopes of their file. What is a member of something waits until
// files are linked, and so does whatever types have to tell: there a name that was found here may turn
// out to be hidden by what a type around inherits.
//
// A name that may mean something nearer never gets the far meaning: a missing edge is repaired by
// linking files, a wrong one misleads.
#include "parse_int.h"

#define REFS_PER_CLOCK 4096u

static bool is_member_kind(unsigned kind)
{
    return kind == CG_NODE_METHOD || kind == CG_NODE_FIELD || kind == CG_NODE_PROPERTY ||
           kind == CG_NODE_CONSTRUCTOR;
}

/* Accepts what was picked in `scope`, or says that the search goes on. */
static bool accept(const cg_extract *x, uint32_t at, unsigned scope_kind, resolution *out)
{
    const decl *entry = &x->names.decls.ptr[at];
    if (entry->binding) {
        if (x->unit->bindings.ptr[entry->index].kind == CG_BIND_CAPTURED)
            return false;
        *out = (resolution){entry->index, CG_TARGET_BINDING, CG_RULE_LEXICAL};
        return true;
    }
    unsigned kind = x->unit->defs.ptr[entry->index].kind;
    bool import = kind == CG_NODE_IMPORT;
    *out = (resolution){entry->index, import ? CG_TARGET_IMPORT : CG_TARGET_DEF,
                        import ? CG_RULE_IMPORT_BINDING : CG_RULE_LEXICAL};
    if (scope_kind == CG_SCOPE_TYPE && is_member_kind(kind)) {
        if (!(x->lang->traits & (CG_LANG_MEMBERS_IN_SCOPE | CG_LANG_TYPE_SCOPE_HIDDEN)))
            return false;
        out->rule = CG_RULE_SELF_MEMBER;
    }
    return true;
}

/* In C++ the name of a class is known inside it, whatever else is called so outside. */
static bool is_injected(const cg_extract *x, uint32_t type, const cg_ref *ref, resolution *out)
{
    const cg_def *def = &x->unit->defs.ptr[type];
    *out = (resolution){x->canon.ptr[type], CG_TARGET_DEF, CG_RULE_LEXICAL};
    return x->lang->traits & CG_LANG_FILE_ORDER && cg_node_kind_is_type(def->kind) &&
           def->name.off == ref->name_off;
}

/* A definition outside of its owner, which its qualifier names, sees what the scopes of that show. */
static bool shown_by_owner(const cg_extract *x, const cg_scope *scope, uint32_t index,
                           const cg_ref *ref, resolution *out)
{
    const cg_def *defs = x->unit->defs.ptr;
    uint32_t at, owner = defs[scope->owner].parent;
    if (!x->moved.ptr[scope->owner] || defs[scope->owner].scope != index)
        return false;
    for (; owner != CG_NONE && owner != 0; owner = defs[owner].parent) {
        uint32_t of = defs[owner].scope;
        const decl_slot *slot =
            of == CG_NONE ? NULL : decls_find(&x->names, x->scope_canon.ptr[of], ref->name_off);
        if (slot && resolve_pick(x, slot, ref->role, UINT32_MAX, &at) &&
            accept(x, at, x->unit->scopes.ptr[of].kind, out))
            return true;
        if (is_injected(x, owner, ref, out))
            return true;
    }
    return false;
}

/* In the head of a type, its members are not in scope yet: not even to tell what its bases are. */
static bool is_head(const cg_extract *x, const cg_scope *scope, const cg_ref *ref)
{
    return x->lang->traits & CG_LANG_MEMBERS_IN_SCOPE && scope->kind == CG_SCOPE_TYPE &&
           ref->byte < x->unit->defs.ptr[scope->owner].body_start;
}

/* What is declared further down: the name was announced in another file that is included. */
static bool lookup_later(const cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t at;
    for (uint32_t s = ref->scope; s != CG_NONE; s = x->unit->scopes.ptr[s].parent) {
        unsigned kind = x->unit->scopes.ptr[s].kind;
        if (kind != CG_SCOPE_FILE && kind != CG_SCOPE_NAMESPACE)
            continue;
        const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[s], ref->name_off);
        if (slot && resolve_pick(x, slot, ref->role, UINT32_MAX, &at) && accept(x, at, kind, out))
            return true;
    }
    return false;
}

/* The statement has been run by then: a head (decorators, defaults) and a value are evaluated before. */
static bool is_bound(const cg_extract *x, const decl *entry, uint32_t byte)
{
    if (entry->binding)
        return true;
    const cg_def *def = &x->unit->defs.ptr[entry->index];
    bool body = cg_node_kind_is_callable(def->kind) || cg_node_kind_is_type(def->kind) ||
                def->modifiers & (CG_MOD_GETTER | CG_MOD_SETTER);
    return byte >= (body ? def->body_start : def->end_byte);
}

/* The body of a class is run from top to bottom: a name that it gives further down is still one from around it. Types may be
 * named before they are there. */
static bool comes_later(const cg_extract *x, const decl_slot *slot, const cg_ref *ref)
{
    const decl *decls = x->names.decls.ptr;
    unsigned looks = 8;
    if (!(x->lang->traits & CG_LANG_TYPE_SCOPE_HIDDEN) || ref->role == CG_ROLE_TYPE ||
        ref->role == CG_ROLE_WRITE)
        return false;
    for (uint32_t d = slot->first; d != CG_NONE && looks-- > 0; d = decls[d].next)
        if (is_bound(x, &decls[d], ref->byte))
            return false;
    return true;
}

static bool lookup(const cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t traits = x->lang->traits;
    bool in_function = false; /* or in another type */
    /* A macro's body is looked up where the macro is used. */
    bool anywhere = x->unit->defs.ptr[ref->source].kind == CG_NODE_MACRO;
    uint32_t at;
    for (uint32_t s = ref->scope; s != CG_NONE; s = x->unit->scopes.ptr[s].parent) {
        cg_scope scope = x->unit->scopes.ptr[s];
        bool type = scope.kind == CG_SCOPE_TYPE, head = is_head(x, &scope, ref);
        if (type && in_function && traits & CG_LANG_TYPE_SCOPE_HIDDEN)
            continue;
        const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[s], ref->name_off);
        if (type && slot != NULL && comes_later(x, slot, ref))
            slot = NULL;
        uint32_t byte = type || anywhere ? UINT32_MAX : ref->byte;
        if (slot && resolve_pick(x, slot, ref->role, byte, &at) &&
            (!head || x->names.decls.ptr[at].binding) && accept(x, at, scope.kind, out))
            return true;
        if (type && !head && is_injected(x, scope.owner, ref, out))
            return true;
        if (traits & CG_LANG_MEMBERS_IN_SCOPE && shown_by_owner(x, &scope, s, ref, out))
            return true;
        if (module_ends_lookup(x, &scope, ref->role))
            return false;
        in_function |= scope.kind == CG_SCOPE_FUNCTION || type;
    }
    return traits & CG_LANG_FILE_ORDER && !anywhere && lookup_later(x, ref, out);
}

/* Can be written after `case` where enum constants need no qualifier: an enum's own constant, or a
 * constant of a primitive type or String. */
static bool is_case_constant(const cg_extract *x, const resolution *hit)
{
    uint32_t type_ref;
    if (hit->kind == CG_TARGET_BINDING) {
        type_ref = x->unit->bindings.ptr[hit->index].type_ref;
    } else if (hit->kind == CG_TARGET_DEF) {
        const cg_def *def = &x->unit->defs.ptr[hit->index];
        if (def->kind == CG_NODE_ENUM_MEMBER)
            return true;
        type_ref = def->type_ref;
    } else {
        return true; /* imported: it is what it is there */
    }
    const cg_ref *type = type_ref == CG_NONE ? NULL : &x->unit->refs.ptr[type_ref];
    return type == NULL || type->role == CG_ROLE_LITERAL ||
           cg_str_eq(cg_ref_name(x->unit, type), CG_STR("String"));
}

/* The type of this file that Rust's `Self` means inside of `def`; CG_NONE: one of another file. */
static uint32_t type_around(const cg_extract *x, uint32_t def)
{
    const cg_def *defs = x->unit->defs.ptr;
    for (; def != CG_NONE && defs[def].qualifier.len == 0; def = defs[def].parent)
        if (cg_node_kind_is_type(defs[def].kind))
            return x->canon.ptr[def];
    return CG_NONE;
}

static bool resolve_name(const cg_extract *x, const cg_ref *ref, resolution *out)
{
    if (x->lang->traits & CG_LANG_SELF_TYPE && ref->name_len == 4 &&
        memcmp(x->unit->strings.ptr + ref->name_off, "Self", 4) == 0) {
        *out = (resolution){type_around(x, ref->source), CG_TARGET_DEF, CG_RULE_LEXICAL};
        if (out->index != CG_NONE)
            return true;
    }
    if (!lookup(x, ref, out))
        return false;
    return ref->base == CG_NONE || is_case_constant(x, out); /* cg_x_ref_prefer_member */
}

/* `::name` names something of the file where files share one outermost scope. */
static bool resolve_global(const cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t at;
    if (!(x->lang->traits & CG_LANG_FILE_ORDER))
        return false;
    const decl_slot *slot = decls_find(&x->names, 0, ref->name_off);
    if (slot == NULL || !resolve_pick(x, slot, ref->role, ref->byte, &at) ||
        !accept(x, at, CG_SCOPE_FILE, out) || out->kind == CG_TARGET_BINDING)
        return false;
    out->rule = CG_RULE_QUALIFIED;
    return true;
}

static bool resolve_as(const cg_extract *x, const cg_ref *ref, resolution *out)
{
    if (ref->role == CG_ROLE_LITERAL || ref->name_len == 0)
        return false;
    switch (ref->base_kind) {
    case CG_BASE_NONE: return resolve_name(x, ref, out);
    case CG_BASE_GLOBAL: return resolve_global(x, ref, out);
    default: return false;
    }
}

/* What a template is given looks like a type where it is a constant: Array<int, kSize>. */
static bool resolve_constant(const cg_extract *x, cg_ref *ref, resolution *out)
{
    cg_ref value = *ref;
    if (ref->role != CG_ROLE_TYPE || !(x->lang->traits & CG_LANG_FILE_ORDER))
        return false;
    value.role = CG_ROLE_READ;
    if (!resolve_as(x, &value, out) || out->kind == CG_TARGET_IMPORT)
        return false;
    if (out->kind == CG_TARGET_DEF) {
        unsigned kind = x->unit->defs.ptr[out->index].kind;
        if (kind != CG_NODE_CONSTANT && kind != CG_NODE_ENUM_MEMBER)
            return false;
    }
    ref->role = CG_ROLE_READ;
    return true;
}

static void resolve_ref(cg_extract *x, cg_ref *ref)
{
    resolution hit = {CG_NONE, CG_TARGET_NONE, CG_RULE_NONE};
    if (ref->target_kind != CG_TARGET_NONE)
        return; /* decided, by cg_x_ref_decide */
    x->here = cg_unit_activity(x->unit, ref->byte);
    x->here_byte = ref->byte;
    if (ref->target == CG_NONE && !resolve_as(x, ref, &hit) && !resolve_constant(x, ref, &hit))
        hit = (resolution){CG_NONE, CG_TARGET_NONE, CG_RULE_NONE};
    ref->target = hit.index;
    ref->target_kind = hit.kind;
    ref->rule = hit.rule;
}

void resolve_all(cg_extract *x)
{
    modules_begin(x);
    for (size_t r = 0; r < x->unit->refs.len; r++) {
        resolve_ref(x, &x->unit->refs.ptr[r]);
        if (r % REFS_PER_CLOCK == 0 && x->deadline_ns && cg_now_ns() > x->deadline_ns) {
            x->timed_out = true;
            return;
        }
    }
}
