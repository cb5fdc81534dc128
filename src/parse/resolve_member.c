// SPDX-License-Identifier: Apache-2.0
// parse: members of types: the line of a type and its bases within the file, and what stands after
// a dot or ::.
#include "parse_int.h"

/* A longer line of bases is cut: nobody reads such a hierarchy in one file. */
#define LINE_MAX 64u

/* ---- bases ---- */

void resolve_bases(cg_extract *x)
{
    const cg_unit *u = x->unit;
    FILL(&x->base_first, u->defs.len, 0xff);
    FILL(&x->mro_first, u->defs.len, 0xff);
    FILL(&x->mro_count, u->defs.len, 0);
    CG_VEC_CLEAR(&x->bases);
    CG_VEC_CLEAR(&x->mros);
    for (uint32_t r = (uint32_t)u->refs.len; r-- > 0;) {
        const cg_ref *ref = &u->refs.ptr[r];
        if (ref->role != CG_ROLE_INHERIT && ref->role != CG_ROLE_IMPLEMENT)
            continue;
        uint32_t type = x->canon.ptr[ref->source];
        CG_VEC_PUSH(&x->bases, (base_entry){r, x->base_first.ptr[type]});
        x->base_first.ptr[type] = (uint32_t)x->bases.len - 1;
    }
}

static void build_line(cg_extract *x, uint32_t type);

/* What an alias stands for comes next to what it says itself. */
static uint32_t aliased(cg_extract *x, uint32_t type)
{
    const cg_def *def = &x->unit->defs.ptr[type];
    if (def->kind != CG_NODE_TYPE_ALIAS || def->type_ref == CG_NONE)
        return CG_NONE;
    uint32_t target = named_type(x, def->type_ref);
    return target == type || !is_plain_type(target) || is_foreign(target) ? CG_NONE : target;
}

static bool has_bases(const cg_extract *x, uint32_t type)
{
    return x->base_first.ptr[type] != CG_NONE || x->unit->defs.ptr[type].kind == CG_NODE_TYPE_ALIAS;
}

/* Appends `type` to a line, unless it is there or the line is full. */
static void line_add(uint32_t *line, uint32_t *count, uint32_t type)
{
    for (uint32_t i = 0; i < *count; i++)
        if (line[i] == type)
            return;
    if (*count < LINE_MAX)
        line[(*count)++] = type;
}

static uint32_t line_append(cg_extract *x, uint32_t base, uint32_t *all, uint32_t n)
{
    build_line(x, base);
    for (uint32_t i = 0; i < x->mro_count.ptr[base] && n < LINE_MAX * 2; i++)
        all[n++] = x->mros.ptr[x->mro_first.ptr[base] + i];
    return n;
}

/* Each base's own line one after the other; of a type met twice the last place counts, so that a
 * common base comes after all that derive from it. */
static uint32_t line_depth_first(cg_extract *x, uint32_t type, uint32_t *line)
{
    uint32_t all[LINE_MAX * 2], n = 0, count = 1;
    line[0] = type;
    uint32_t alias = aliased(x, type);
    if (alias != CG_NONE)
        n = line_append(x, alias, all, n);
    for (uint32_t b = x->base_first.ptr[type]; b != CG_NONE; b = x->bases.ptr[b].next) {
        uint32_t base = named_type(x, x->bases.ptr[b].ref);
        if (!is_plain_type(base) || base == type || is_foreign(base))
            continue;
        n = line_append(x, base, all, n);
    }
    for (uint32_t i = 0; i < n; i++) {
        bool later = all[i] == type;
        for (uint32_t k = i + 1; k < n && !later; k++)
            later = all[k] == all[i];
        if (!later)
            line_add(line, &count, all[i]);
    }
    return count;
}

static uint32_t line_breadth_first(cg_extract *x, uint32_t type, uint32_t *line)
{
    uint32_t count = 1;
    line[0] = type;
    for (uint32_t at = 0; at < count; at++) {
        uint32_t alias = aliased(x, line[at]);
        if (alias != CG_NONE)
            line_add(line, &count, alias);
        for (uint32_t b = x->base_first.ptr[line[at]]; b != CG_NONE; b = x->bases.ptr[b].next) {
            uint32_t base = named_type(x, x->bases.ptr[b].ref);
            if (is_plain_type(base) && !is_foreign(base))
                line_add(line, &count, base);
        }
    }
    return count;
}

static void build_line(cg_extract *x, uint32_t type)
{
    if (x->mro_first.ptr[type] != CG_NONE)
        return; /* built, or being built: a type that is its own base adds nothing */
    x->mro_first.ptr[type] = 0;
    x->mro_count.ptr[type] = 0;
    uint32_t line[LINE_MAX], count = 1;
    line[0] = type;
    if (has_bases(x, type) && x->resolve_depth < 48) {
        x->resolve_depth++;
        count = x->lang->traits & CG_LANG_BREADTH_FIRST ? line_breadth_first(x, type, line)
                                                        : line_depth_first(x, type, line);
        x->resolve_depth--;
    }
    x->mro_first.ptr[type] = (uint32_t)x->mros.len;
    x->mro_count.ptr[type] = count;
    for (uint32_t i = 0; i < count; i++)
        CG_VEC_PUSH(&x->mros, line[i]);
}

/* ---- members ---- */

static resolution found_def(const cg_extract *x, uint32_t def, cg_link_rule rule)
{
    bool import = x->unit->defs.ptr[def].kind == CG_NODE_IMPORT;
    return (resolution){def, import ? CG_TARGET_IMPORT : CG_TARGET_DEF, (uint8_t)rule};
}

/* Names that a type's or namespace's scope holds though others own them: the type's own name,
 * constants of an enum in it, what an inline namespace in it defines, using declarations. */
static bool shown_in(cg_extract *x, uint32_t def, uint32_t name, unsigned role, resolution *out)
{
    const cg_def *owner = &x->unit->defs.ptr[x->canon.ptr[def]];
    uint32_t scope = owner->scope, at;
    if (scope == CG_NONE || !(x->lang->traits & CG_LANG_FILE_ORDER))
        return false;
    if (owner->name.off == name && cg_node_kind_is_type(owner->kind)) {
        *out = found_def(x, x->canon.ptr[def], CG_RULE_QUALIFIED);
        return true;
    }
    unsigned kind = x->unit->scopes.ptr[scope].kind;
    if (kind != CG_SCOPE_TYPE && kind != CG_SCOPE_NAMESPACE)
        return false;
    const decl_slot *slot = decls_find(&x->names, x->scope_canon.ptr[scope], name);
    if (slot == NULL || !resolve_pick(x, &x->names, slot, role, UINT32_MAX, &at) ||
        x->names.decls.ptr[at].binding)
        return false;
    *out = found_def(x, x->names.decls.ptr[at].index, CG_RULE_QUALIFIED);
    return true;
}

bool member_of(cg_extract *x, uint32_t def, uint32_t name, unsigned role, resolution *out)
{
    uint32_t at;
    uint32_t owner = is_foreign(def) ? def : x->canon.ptr[def];
    const decl_slot *slot = decls_find(&x->members, owner, name);
    if (slot == NULL || !resolve_pick(x, &x->members, slot, role, UINT32_MAX, &at))
        return !is_foreign(def) && shown_in(x, def, name, role, out);
    *out = found_def(x, x->members.decls.ptr[at].index, CG_RULE_QUALIFIED);
    return true;
}

bool member_in_line(cg_extract *x, uint32_t type, uint32_t name, unsigned role, uint32_t skip,
                    resolution *out)
{
    if (!is_plain_type(type))
        return false;
    if (is_foreign(type))
        return skip == 0 && member_of(x, type, name, role, out);
    type = x->canon.ptr[type];
    if (skip == 0 && member_of(x, type, name, role, out))
        return true;
    if (!has_bases(x, type))
        return false;
    build_line(x, type);
    for (uint32_t i = CG_MAX(skip, 1u); i < x->mro_count.ptr[type]; i++)
        if (member_of(x, x->mros.ptr[x->mro_first.ptr[type] + i], name, role, out)) {
            out->rule = CG_RULE_INHERITED_MEMBER;
            return true;
        }
    return false;
}

static bool holds_methods(unsigned kind)
{
    return kind == CG_NODE_VARIABLE || kind == CG_NODE_CONSTANT || kind == CG_NODE_FIELD ||
           kind == CG_NODE_PROPERTY;
}

uint32_t enclosing_type(const cg_extract *x, uint32_t def)
{
    const cg_def *defs = x->unit->defs.ptr;
    for (; def != CG_NONE; def = defs[def].parent) {
        if (cg_node_kind_is_type(defs[def].kind))
            return x->canon.ptr[def];
        if (x->foreign.ptr[def] != CG_NONE)
            return x->foreign.ptr[def];
        uint32_t parent = defs[def].parent;
        if (parent == CG_NONE || parent == 0)
            continue;
        bool member = cg_node_kind_is_callable(defs[def].kind) && defs[def].in_scope == CG_NONE;
        if (member && holds_methods(defs[parent].kind))
            return parent; /* an object literal bound to a name */
        if (x->moved.ptr[def] && cg_node_kind_is_callable(defs[parent].kind))
            return parent; /* a function used as a class */
    }
    return CG_NONE;
}

/* `super(…)` and `this(…)`: the constructor of the type, else the type itself. */
static bool constructor_in_line(cg_extract *x, uint32_t type, uint32_t skip, resolution *out)
{
    build_line(x, type);
    if (skip >= x->mro_count.ptr[type])
        return false;
    uint32_t owner = x->mros.ptr[x->mro_first.ptr[type] + skip];
    if (skip > 0 && x->unit->defs.ptr[owner].kind == CG_NODE_INTERFACE)
        return false; /* the class above is of another file */
    cg_text name = x->unit->defs.ptr[owner].name;
    static const cg_str names[] = {CG_STR("constructor"), CG_STR("__init__"), CG_STR("<init>")};
    for (size_t i = 0; i <= CG_ARRAY_LEN(names); i++) {
        if (i > 0 && !intern_find(x, names[i - 1], &name))
            continue;
        if (member_of(x, owner, name.off, CG_ROLE_CALL, out) &&
            x->unit->defs.ptr[out->index].kind == CG_NODE_CONSTRUCTOR) {
            out->rule = skip ? CG_RULE_INHERITED_MEMBER : CG_RULE_SELF_MEMBER;
            return true;
        }
    }
    *out = found_def(x, owner, skip ? CG_RULE_INHERITED_MEMBER : CG_RULE_SELF_MEMBER);
    return true;
}

static bool of_self(cg_extract *x, const cg_ref *ref, uint32_t skip, resolution *out)
{
    uint32_t type = enclosing_type(x, ref->source);
    if (type == CG_NONE || ref->name_len == 0)
        return false;
    cg_str name = cg_ref_name(x->unit, ref);
    bool call = (ref->role == CG_ROLE_CALL || ref->role == CG_ROLE_NEW) && !is_foreign(type);
    if (call && cg_str_eq(name, skip ? CG_STR("super") : CG_STR("this")))
        return constructor_in_line(x, type, skip, out);
    if (!member_in_line(x, type, ref->name_off, ref->role, skip, out))
        return false;
    if (out->rule != CG_RULE_INHERITED_MEMBER)
        out->rule = CG_RULE_SELF_MEMBER;
    return true;
}

static bool of_type(cg_extract *x, const cg_ref *ref, uint32_t type, cg_link_rule rule,
                    resolution *out)
{
    if (!is_plain_type(type) || !member_in_line(x, type, ref->name_off, ref->role, 0, out))
        return false;
    if (rule != CG_RULE_NONE)
        out->rule = (uint8_t)rule;
    return true;
}

/* Members that a value's own definition has: an object literal, properties set on a function. */
static bool of_own(cg_extract *x, const cg_ref *ref, uint32_t def, resolution *out)
{
    return member_of(x, def, ref->name_off, ref->role, out) &&
           x->unit->defs.ptr[out->index].in_scope == CG_NONE;
}

static bool of_ref(cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t base = ref->base;
    resolve_ref(x, base);
    cg_ref target = x->unit->refs.ptr[base];
    if (target.role == CG_ROLE_QUALIFY && member_of_path(x, ref, out))
        return true;
    if (target.target_kind == CG_TARGET_DEF && target.role != CG_ROLE_NEW) {
        unsigned kind = x->unit->defs.ptr[target.target].kind;
        if (kind == CG_NODE_NAMESPACE || kind == CG_NODE_MODULE || kind == CG_NODE_PACKAGE)
            return member_of(x, target.target, ref->name_off, ref->role, out);
        if (cg_node_kind_is_type(kind))
            return of_type(x, ref, named_type(x, base), CG_RULE_NONE, out);
        return of_type(x, ref, value_type(x, base), CG_RULE_TYPED_VALUE, out) ||
               of_own(x, ref, target.target, out);
    }
    if (target.target_kind == CG_TARGET_IMPORT)
        return false;
    return of_type(x, ref, value_type(x, base), CG_RULE_TYPED_VALUE, out);
}

/* `::name` names something of the file where files share one outermost scope. */
static bool of_global(cg_extract *x, const cg_ref *ref, resolution *out)
{
    uint32_t at;
    if (!(x->lang->traits & CG_LANG_FILE_ORDER))
        return false;
    const decl_slot *slot = decls_find(&x->names, 0, ref->name_off);
    if (slot == NULL || !resolve_pick(x, &x->names, slot, ref->role, ref->byte, &at) ||
        x->names.decls.ptr[at].binding)
        return false;
    *out = found_def(x, x->names.decls.ptr[at].index, CG_RULE_QUALIFIED);
    return true;
}

/* A field of an enum's variant where that is made: `Shape::Rect { width: 1 }`. */
static bool of_variant(cg_extract *x, const cg_ref *ref, resolution *out)
{
    const cg_ref *made = &x->unit->refs.ptr[ref->base];
    return made->target_kind == CG_TARGET_DEF && made->role == CG_ROLE_NEW &&
           x->unit->defs.ptr[made->target].kind == CG_NODE_ENUM_MEMBER &&
           member_of(x, made->target, ref->name_off, ref->role, out);
}

bool resolve_member(cg_extract *x, uint32_t index, resolution *out)
{
    cg_ref ref = x->unit->refs.ptr[index];
    switch (ref.base_kind) {
    case CG_BASE_SELF: return of_self(x, &ref, 0, out);
    case CG_BASE_SUPER: return of_self(x, &ref, 1, out);
    case CG_BASE_GLOBAL: return of_global(x, &ref, out);
    case CG_BASE_REF: return of_ref(x, &ref, out);
    case CG_BASE_RESULT:
        return of_type(x, &ref, result_type(x, ref.base), CG_RULE_TYPED_VALUE, out) ||
               of_variant(x, &ref, out);
    default: return false;
    }
}
