// SPDX-License-Identifier: Apache-2.0
// Rust: methods of values that are not known to have any of that name. A method is inherent to a type or of a
// trait that is in scope, and most names are not of the standard library's: where one method alone of the project has such a
// name, and is of a type or of a trait in scope, it is that one.
#include "rust.h"

#define SCOPE_METHODS "rust-methods" /* of types themselves and of traits, by name */
#define SCOPE_RESULTS "rust-results" /* impls for Result and Option of std, in the same way */
#define SCOPE_BLANKETS                                                                             \
    "rust-blankets" /* impls for whatever a type parameter may be, by the trait's name */

/* ---- what there is ---- */

static bool is_of_trait_itself(const cg_link_unit *u, uint32_t def)
{
    uint32_t parent = def_of(u, def)->parent;
    return parent != CG_NONE && def_of(u, parent)->kind == CG_NODE_TRAIT;
}

/* "impl<T> Run for T", and not for &T. */
static bool is_blanket(const cg_link_unit *u, uint32_t impl, uint32_t type)
{
    cg_str name = def_name(u, impl), of = ref_name(u, type);
    return ref_of(u, type)->target_kind == CG_TARGET_BINDING && cg_str_ends(name, of) &&
           cg_str_ends(cg_str_slice(name, 0, name.len - of.len), CG_STR(" for "));
}

static bool is_result(const cg_link_unit *u, uint32_t type)
{
    cg_str name = ref_name(u, type);
    return ref_of(u, type)->target_kind == CG_TARGET_NONE &&
           (cg_str_eq(name, CG_STR("Result")) || cg_str_eq(name, CG_STR("Option")));
}

void rust_publish_methods(publisher *p, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->kind == CG_NODE_METHOD && !(def_of(u, d)->modifiers & CG_MOD_STATIC) &&
            !rust_is_of_trait(u, d) &&
            (is_of_trait_itself(u, d) || !rust_is_std_method(def_name(u, d))))
            publish(p, scope_key(SCOPE_METHODS, CG_STR("")), def_name(u, d), d);
    for (size_t b = 0; b < u->bases.len; b++) {
        uint32_t trait = u->bases.ptr[b].index, type = rust_implementing_type(u, trait);
        if (type != CG_NONE && is_blanket(u, u->bases.ptr[b].def, type))
            publish(p, scope_key(SCOPE_BLANKETS, ref_name(u, trait)), CG_STR(""),
                    u->bases.ptr[b].def);
        else if (type != CG_NONE && is_result(u, type))
            publish(p, scope_key(SCOPE_RESULTS, ref_name(u, trait)), CG_STR(""),
                    u->bases.ptr[b].def);
    }
}

/* ---- what is seen ---- */

/* What is known of the value. Where anything is, none of the project's types has the method for it itself. */
typedef enum value_is { VALUE_UNKNOWN, VALUE_OF_OTHERS, VALUE_TYPED } value_is;

/* Some impl of the trait around `def` is for a type parameter; or for a Result or Option, where the value may be one. */
static bool has_wide_impl(cg_linker *l, const cg_link_unit *tu, uint32_t def, value_is known)
{
    cg_str trait = def_name(tu, def_of(tu, def)->parent);
    return link_catalog_any(l, scope_key(SCOPE_BLANKETS, trait), CG_STR("")) ||
           (known == VALUE_OF_OTHERS &&
            link_catalog_any(l, scope_key(SCOPE_RESULTS, trait), CG_STR("")));
}

static bool find_only(cg_linker *l, const cg_link_unit *u, uint32_t ref, value_is known, place *out)
{
    place places[PLACES_MAX];
    uint32_t seen = 0, count = link_catalog_few(l, scope_key(SCOPE_METHODS, CG_STR("")),
                                                ref_name(u, ref), CATALOG_FEW, places);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *tu = link_open(l, places[i].file);
        if (tu == NULL)
            continue;
        note_name(l, tu, ref_name(u, ref));
        bool of_trait = is_of_trait_itself(tu, places[i].def);
        if (of_trait ? !rust_is_in_scope(l, u, ref_of(u, ref)->source, tu,
                                         def_of(tu, places[i].def)->parent)
                     : known != VALUE_UNKNOWN)
            continue;
        if (known != VALUE_UNKNOWN && !has_wide_impl(l, tu, places[i].def, known))
            continue;
        *out = places[i];
        seen++;
    }
    if (seen != 1)
        return false;
    const cg_link_unit *tu = link_open(l, out->file);
    return def_of(tu, out->def)->params_min == ref_of(u, ref)->args;
}

#define ORIGINS_MAX 32u /* calls of a chain, and values that a local name is given */

static bool is_of_others(const thing *t)
{
    return t->external != NULL &&
           (!rust_is_std(t->external) || rust_holds_nothing(t->external->name));
}

/* The type that is declared is one of others, and holds none of the project: then so are its parts. */
static bool has_parts_of_others(cg_linker *l, const cg_link_unit *u, uint32_t type)
{
    things types = {0};
    types_of_ref(l, u, type, &types);
    return types.count == 1 && types.list[0].args_count == 0 && is_of_others(&types.list[0]);
}

/* The value, of which nothing is known, is declared to be of some type, or another crate gives it: then that is no
 * type of the project. `part`: the reference is to what the value is a part of. */
static bool is_of_other_type(cg_linker *l, const cg_link_unit *u, uint32_t ref, bool part,
                             unsigned depth)
{
    const cg_ref *r = ref == CG_NONE ? NULL : ref_of(u, ref);
    if (r == NULL || depth == ORIGINS_MAX)
        return false;
    if (r->base_kind == CG_BASE_PASSED) /* by a function of others, to a closure */
        return is_of_other_type(l, u, r->base, true, depth + 1);
    if (r->target_kind == CG_TARGET_BINDING && r->base_kind == CG_BASE_NONE) {
        const cg_binding *b = &u->unit->bindings.ptr[r->target];
        if (b->type_ref == CG_NONE)
            return is_of_other_type(l, u, b->init_ref, part, depth + 1);
        return !part || has_parts_of_others(l, u, b->type_ref);
    }
    const things *names = names_of_ref(l, u, ref);
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        uint32_t type = tu != NULL ? def_of(tu, t->def)->type_ref : CG_NONE;
        if (is_of_others(t) || (type != CG_NONE && (!part || has_parts_of_others(l, tu, type))))
            return true;
    }
    part |= r->name_len == 0 || r->base_kind == CG_BASE_ITEM;
    return names->count == 0 && is_of_other_type(l, u, r->base, part, depth + 1);
}

/* A type parameter or an associated type, which has what it is bound by anywhere. */
static bool is_open(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_INSTANCE ? link_open(l, t->file) : NULL;
    return t->kind == THING_PARAM || (u != NULL && def_of(u, t->def)->kind == CG_NODE_TYPE_ALIAS &&
                                      def_of(u, t->def)->modifiers & CG_MOD_ABSTRACT);
}

/* Functions have no methods of std. */
static bool is_function(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return t->kind == THING_FUNCTION ||
           (u != NULL && cg_node_kind_is_callable(def_of(u, t->def)->kind));
}

void rust_seen_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    place only;
    bool member = r->base_kind == CG_BASE_OTHER || r->base_kind == CG_BASE_REF ||
                  r->base_kind == CG_BASE_RESULT;
    if (!member || rust_is_path(u, ref) || r->role != CG_ROLE_CALL)
        return;
    things values = {0};
    rust_values_before(l, u, ref, &values);
    value_is known = values.count == 0 && is_of_other_type(l, u, r->base, false, 0)
                         ? VALUE_OF_OTHERS
                         : VALUE_UNKNOWN;
    bool function = values.count > 0 && is_function(l, &values.list[0]);
    for (uint32_t i = 0; i < values.count; i++)
        if (!is_open(l, &values.list[i]))
            known = VALUE_TYPED;
    if ((!function && rust_is_std_method(ref_name(u, ref))) || !find_only(l, u, ref, known, &only))
        return;
    const cg_link_unit *tu = link_open(l, only.file);
    if (tu != NULL)
        names_of_def(l, tu, only.def, CG_RULE_SEEN_MEMBER, out);
}
