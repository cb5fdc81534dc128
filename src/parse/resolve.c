// SPDX-License-Identifier: Apache-2.0
// parse: what each reference means within its file. Plain names go outwards through the scopes;
// members wait for what they are members of (resolve_member.c, resolve_type.c). References are
// taken in order and, where one needs another first, on demand: each is resolved once.
//
// A name that may mean something nearer never gets the far meaning: a missing edge is repaired by
// linking files, a wrong one misleads.
#include "parse_int.h"

#define REFS_PER_CLOCK 4096u
#define DEPTH_MAX 48u
/* Overloads that a call is tried on. */
#define OVERLOAD_LOOKS 64u

/* ---- plain names ---- */

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

static bool in_types_around(cg_extract *x, uint32_t type, const cg_ref *ref, resolution *out)
{
    for (; type != CG_NONE && type != 0; type = x->unit->defs.ptr[type].parent) {
        unsigned kind = x->unit->defs.ptr[type].kind;
        if (!cg_node_kind_is_type(kind) && kind != CG_NODE_NAMESPACE)
            return false;
        if (member_in_line(x, type, ref->name_off, ref->role, 0, out)) {
            if (kind == CG_NODE_NAMESPACE)
                out->rule = CG_RULE_LEXICAL;
            else if (out->rule == CG_RULE_QUALIFIED)
                out->rule = CG_RULE_SELF_MEMBER;
            return true;
        }
    }
    return false;
}

/* Names that a scope shows without declaring them: inherited members, those that are defined outside
 * of their type, and those of the type that an out-of-line member belongs to. */
static bool shown_by_owner(cg_extract *x, const cg_scope *scope, const cg_ref *ref, resolution *out)
{
    const cg_def *owner = &x->unit->defs.ptr[scope->owner];
    if (scope->kind == CG_SCOPE_TYPE) {
        if (cg_node_kind_is_type(owner->kind) &&
            member_in_line(x, scope->owner, ref->name_off, ref->role, 0, out))
            return true;
        return x->moved.ptr[scope->owner] && in_types_around(x, owner->parent, ref, out);
    }
    if (scope->kind == CG_SCOPE_FUNCTION && x->foreign.ptr[scope->owner] != CG_NONE &&
        member_of(x, x->foreign.ptr[scope->owner], ref->name_off, ref->role, out)) {
        out->rule = CG_RULE_SELF_MEMBER;
        return true;
    }
    if (scope->kind == CG_SCOPE_FUNCTION && x->moved.ptr[scope->owner])
        return in_types_around(x, owner->parent, ref, out);
    return false;
}

/* In the head of a type, its members are not in scope yet: not even to tell what its bases are. */
static bool is_head(const cg_extract *x, const cg_scope *scope, const cg_ref *ref)
{
    return x->lang->traits & CG_LANG_MEMBERS_IN_SCOPE && scope->kind == CG_SCOPE_TYPE &&
           ref->byte < x->unit->defs.ptr[scope->owner].body_start;
}

/* What is declared further down: the name was announced in another file that is included. */
static bool lookup_later(cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t at;
    for (uint32_t s = ref->scope; s != CG_NONE; s = x->unit->scopes.ptr[s].parent) {
        unsigned kind = x->unit->scopes.ptr[s].kind;
        if (kind != CG_SCOPE_FILE && kind != CG_SCOPE_NAMESPACE)
            continue;
        const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[s], ref->name_off);
        if (slot && resolve_pick(x, &x->names, slot, ref->role, UINT32_MAX, &at) &&
            accept(x, at, kind, out))
            return true;
    }
    return false;
}

static bool lookup(cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t traits = x->lang->traits;
    bool in_function = false;
    /* A macro's body is looked up where the macro is used. */
    bool anywhere = x->unit->defs.ptr[ref->source].kind == CG_NODE_MACRO;
    uint32_t at;
    for (uint32_t s = ref->scope; s != CG_NONE; s = x->unit->scopes.ptr[s].parent) {
        cg_scope scope = x->unit->scopes.ptr[s];
        bool type = scope.kind == CG_SCOPE_TYPE, head = is_head(x, &scope, ref);
        if (type && in_function && traits & CG_LANG_TYPE_SCOPE_HIDDEN)
            continue;
        const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[s], ref->name_off);
        uint32_t byte = type || anywhere ? UINT32_MAX : ref->byte;
        if (slot && resolve_pick(x, &x->names, slot, ref->role, byte, &at) &&
            (!head || x->names.decls.ptr[at].binding) && accept(x, at, scope.kind, out))
            return true;
        if (traits & CG_LANG_MEMBERS_IN_SCOPE && !head && shown_by_owner(x, &scope, ref, out))
            return true;
        if (module_ends_lookup(x, &scope, ref->role))
            return false;
        in_function |= scope.kind == CG_SCOPE_FUNCTION;
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

static bool resolve_name(cg_extract *x, const cg_ref *ref, resolution *out)
{
    if (x->lang->traits & CG_LANG_SELF_TYPE && ref->name_len == 4 &&
        memcmp(x->unit->strings.ptr + ref->name_off, "Self", 4) == 0) {
        uint32_t type = enclosing_type(x, ref->source);
        *out = (resolution){type, CG_TARGET_DEF, CG_RULE_LEXICAL};
        if (type != CG_NONE && !is_foreign(type))
            return true;
    }
    if (ref->base != CG_NONE) { /* cg_x_ref_prefer_member */
        uint32_t type = value_type(x, ref->base);
        if (type != CG_NONE && member_in_line(x, type, ref->name_off, ref->role, 0, out)) {
            out->rule = CG_RULE_TYPED_VALUE;
            return true;
        }
        return lookup(x, ref, out) && is_case_constant(x, out);
    }
    return lookup(x, ref, out);
}

/* ---- overloads ---- */

static bool takes(const cg_def *def, unsigned args)
{
    return def->params_min == 255 || args == 255 ||
           (args >= def->params_min && (def->params_max == 255 || args <= def->params_max));
}

/* The first method of `name` in `type` itself that takes `args` arguments. */
static bool taker_in(const cg_extract *x, uint32_t type, uint32_t name, unsigned args,
                     uint32_t *out_def)
{
    const decl_slot *slot = decls_find(&x->members, x->canon.ptr[type], name);
    unsigned looks = OVERLOAD_LOOKS;
    for (uint32_t at = slot ? slot->first : CG_NONE; at != CG_NONE && looks--;
         at = x->members.decls.ptr[at].next) {
        *out_def = x->members.decls.ptr[at].index;
        const cg_def *def = &x->unit->defs.ptr[*out_def];
        if (cg_node_kind_is_callable(def->kind) && takes(def, args))
            return true;
    }
    return false;
}

/* Where methods are told apart by their parameters, a call means one that takes its arguments: here
 * or in a base of this file, else in a base of another. */
static bool settle_overload(cg_extract *x, const cg_ref *ref, resolution *hit)
{
    if (hit->kind != CG_TARGET_DEF || ref->role != CG_ROLE_CALL)
        return true;
    for (unsigned bases = 0; bases < 16; bases++) {
        const cg_def *def = &x->unit->defs.ptr[hit->index];
        uint32_t type = def->parent, found;
        if (def->kind != CG_NODE_METHOD || takes(def, ref->args))
            return true;
        if (taker_in(x, type, def->name.off, ref->args, &found)) {
            hit->index = found;
            return true;
        }
        if (!cg_node_kind_is_type(x->unit->defs.ptr[type].kind) ||
            !member_in_line(x, type, def->name.off, ref->role, 1, hit))
            return false;
    }
    return false;
}

/* ---- all ---- */

/* In C++ the name of a class inside it, and in classes derived from it, is the class; and
 * `using a::f;` makes f what a::f is. */
static void follow(cg_extract *x, const cg_ref *ref, resolution *hit)
{
    if (hit->kind == CG_TARGET_DEF) {
        const cg_def *def = &x->unit->defs.ptr[hit->index];
        if (def->kind == CG_NODE_CONSTRUCTOR && ref->base_kind != CG_BASE_REF &&
            cg_node_kind_is_type(x->unit->defs.ptr[def->parent].kind))
            hit->index = def->parent;
        return;
    }
    if (hit->kind != CG_TARGET_IMPORT)
        return;
    uint32_t stands_for = x->unit->defs.ptr[hit->index].type_ref;
    if (stands_for == CG_NONE)
        return;
    resolve_ref(x, stands_for);
    const cg_ref *r = &x->unit->refs.ptr[stands_for];
    if (r->target_kind == CG_TARGET_DEF)
        *hit = (resolution){r->target, CG_TARGET_DEF, CG_RULE_IMPORT_BINDING};
}

/* What a template is given looks like a type where it is a constant: Array<int, kSize>. */
static bool resolve_constant(cg_extract *x, uint32_t index, resolution *out)
{
    cg_ref *ref = &x->unit->refs.ptr[index];
    uint8_t role = ref->role;
    if (role != CG_ROLE_TYPE || ref->name_len == 0 || !(x->lang->traits & CG_LANG_FILE_ORDER))
        return false;
    ref->role = CG_ROLE_READ;
    cg_ref value = *ref;
    bool ok = ref->base_kind == CG_BASE_NONE ? resolve_name(x, &value, out)
                                             : resolve_member(x, index, out);
    if (ok && out->kind == CG_TARGET_DEF) {
        unsigned kind = x->unit->defs.ptr[out->index].kind;
        ok = kind == CG_NODE_CONSTANT || kind == CG_NODE_ENUM_MEMBER;
    }
    ok = ok && out->kind != CG_TARGET_IMPORT;
    if (!ok)
        x->unit->refs.ptr[index].role = role;
    return ok;
}

void resolve_ref(cg_extract *x, uint32_t index)
{
    if (x->states.ptr[index] != 0 || x->resolve_depth >= DEPTH_MAX)
        return;
    x->states.ptr[index] = 1;
    x->resolve_depth++;
    resolution hit;
    cg_ref ref = x->unit->refs.ptr[index];
    cg_activity outer = x->here;
    x->here = cg_unit_activity(x->unit, ref.byte);
    bool decided = ref.target != CG_NONE; /* by cg_x_ref_decide */
    if (ref.target_kind == CG_TARGET_NONE) {
        x->unit->refs.ptr[index].target = CG_NONE;
        x->unit->refs.ptr[index].rule = CG_RULE_NONE;
    }
    bool ok = decided                         ? false
              : ref.role == CG_ROLE_LITERAL   ? false
              : ref.name_len == 0             ? false /* a value, see type_of_target */
              : ref.base_kind == CG_BASE_NONE ? resolve_name(x, &ref, &hit)
                                              : resolve_member(x, index, &hit);
    ok = ok || (!decided && resolve_constant(x, index, &hit));
    if (ok && x->lang->traits & CG_LANG_FILE_ORDER)
        follow(x, &ref, &hit);
    if (ok && x->lang->traits & CG_LANG_CALL_NAMESPACE)
        ok = settle_overload(x, &ref, &hit);
    if (ok) {
        cg_ref *r = &x->unit->refs.ptr[index];
        r->target = hit.index;
        r->target_kind = hit.kind;
        r->rule = hit.rule;
    }
    x->here = outer;
    x->resolve_depth--;
    x->states.ptr[index] = 2;
}

void resolve_all(cg_extract *x)
{
    uint32_t count = (uint32_t)x->unit->refs.len;
    FILL(&x->states, count, 0);
    modules_begin(x);
    resolve_bases(x);
    for (uint32_t r = 0; r < count; r++) {
        resolve_ref(x, r);
        if (r % REFS_PER_CLOCK == 0 && x->deadline_ns && cg_now_ns() > x->deadline_ns) {
            x->timed_out = true;
            return;
        }
    }
}
