// SPDX-License-Identifier: Apache-2.0
// What a declared type says of a value: all of it; or only how it is called, if it is a signature. Then what is assigned and
// passed tells which functions may be meant, and compilers, which stop at the variable, say none of them.
#include "rules.h"

/* A type that tells how functions are called, alone or as what a container holds, but not which ones they are. */
static bool is_signature(cg_linker *l, const link_rules *rules, const thing *t, unsigned depth)
{
    things aliased = {0};
    if (t->kind == THING_FUNCTION || (rules->says_how != NULL && rules->says_how(l, t)))
        return true;
    if (depth >= TYPE_NESTING_MAX)
        return false;
    if (t->kind == THING_INSTANCE) {
        alias_values(l, t, &aliased);
        return aliased.count > 0 && is_signature(l, rules, &aliased.list[0], depth + 1);
    }
    bool holds = t->kind == THING_CONTAINER || t->kind == THING_BUILTIN ||
                 (t->kind == THING_EXTERNAL && rules->says_how != NULL);
    return holds && t->args_count > 0 &&
           is_signature(l, rules, &t->args[t->args_count - 1], depth + 1);
}

bool leaves_open(cg_linker *l, const cg_link_unit *u, uint32_t type, const things *found)
{
    return u->rules->traits & LINK_DYNAMIC && type != CG_NONE &&
           ref_of(u, type)->role != CG_ROLE_CALL && found->count > 0 &&
           is_signature(l, u->rules, &found->list[0], 0);
}

void less_sure(things *set, uint32_t from)
{
    for (uint32_t i = from; i < set->count; i++) {
        set->list[i].rule = CG_RULE_CALLED_VALUE;
        set->list[i].open = true;
    }
}

/* Something of a type, or a container of such. */
static bool is_of_type(const thing *t, unsigned depth)
{
    if (t->kind == THING_INSTANCE || t->kind == THING_PARAM)
        return true;
    return t->kind == THING_CONTAINER && t->args_count > 0 && depth < TYPE_NESTING_MAX &&
           is_of_type(&t->args[t->args_count - 1], depth + 1);
}

bool says_all(const cg_link_unit *u, uint32_t type, const things *found)
{
    return u->rules->traits & LINK_DYNAMIC && type != CG_NONE &&
           ref_of(u, type)->role == CG_ROLE_TYPE && found->count > 0 &&
           is_of_type(&found->list[0], 0);
}

/* The type that a name is declared with, `in` the unit that is given; CG_NONE. */
static uint32_t declared_type(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                              const cg_link_unit **in)
{
    const cg_ref *r = ref_of(u, ref);
    *in = u;
    if (r->target_kind == CG_TARGET_BINDING && r->base_kind == CG_BASE_NONE)
        return u->unit->bindings.ptr[r->target].type_ref;
    const things *names = names_of_ref(l, u, ref);
    const thing *t = names->count == 1 ? &names->list[0] : NULL;
    *in = t != NULL && t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return *in != NULL && holds_value(def_of(*in, t->def)->kind) ? def_of(*in, t->def)->type_ref
                                                                 : CG_NONE;
}

bool results_declared(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_link_unit *in;
    uint32_t type = u->rules->traits & LINK_DYNAMIC ? declared_type(l, u, ref, &in) : CG_NONE;
    things types = {0};
    uint32_t before = out->count;
    if (type == CG_NONE || ref_of(in, type)->role == CG_ROLE_CALL || !link_enter(l))
        return false;
    types_of_ref(l, in, type, &types); /* in circles: const Made = new Made() */
    if (leaves_open(l, in, type, &types) && types.list[0].kind != THING_CONTAINER)
        results_of(l, &types.list[0], u, ref, out);
    link_leave(l);
    return out->count > before;
}

/* ---- values beside others ---- */

bool adds_types(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    things types = {0};
    types_of_ref(l, u, ref, &types);
    things_add_all(out, &types);
    return types.count > 0 && !is_signature(l, u->rules, &types.list[0], 0);
}

void beside_unknown(cg_linker *l, things *set, uint32_t first)
{
    for (uint32_t i = first; i < set->count; i++) {
        thing *t = &set->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        unsigned kind = u != NULL ? def_of(u, t->def)->kind : CG_NODE_NONE;
        if (kind == CG_NODE_CLASS || cg_node_kind_is_callable(kind))
            t->rule = CG_RULE_CALLED_VALUE;
    }
}

/* A function that is written where a name or member called so gets it. */
static bool is_assigned(cg_linker *l, const thing *t, cg_str name)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    uint32_t modifiers = u != NULL ? def_of(u, t->def)->modifiers : 0;
    return (modifiers & CG_MOD_LAMBDA) && !(modifiers & (CG_MOD_GETTER | CG_MOD_SETTER)) &&
           cg_node_kind_is_callable(def_of(u, t->def)->kind) &&
           cg_str_eq(def_name(u, t->def), name);
}

/* f = () => 1, and elsewhere f = () => 2: definitions of one name and owner, but not one function. */
void mark_assigned(cg_linker *l, cg_str name, things *set)
{
    for (uint32_t i = 0; i < set->count && l->unit->rules->traits & LINK_FUNCTION_TYPES; i++)
        set->list[i].assigned = is_assigned(l, &set->list[i], name);
}

void also_assigned(cg_linker *l, cg_str name, things *io_called)
{
    uint32_t count = l->unit->rules->traits & LINK_FUNCTION_TYPES ? io_called->count : 0;
    for (uint32_t i = 0; i < count; i++) {
        const thing t = io_called->list[i];
        uint32_t first = io_called->count;
        if (!is_assigned(l, &t, name))
            continue;
        if (values_assigned(l, link_open(l, t.file), t.def, io_called))
            io_called->list[i].rule = CG_RULE_CALLED_VALUE;
        for (; first < io_called->count; first++)
            if (!is_put(&io_called->list[first]))
                io_called->list[first].rule = t.rule;
    }
    mark_assigned(l, name, io_called);
}
