// SPDX-License-Identifier: Apache-2.0
// parse: which type of this file a value, a type name or a call's result has. Depth is bounded:
// chains of aliases and initialisers end somewhere, and cycles end there too.
#include "parse_int.h"

#define DEPTH_MAX 48u

static bool calls(const cg_extract *x, uint32_t ref)
{
    unsigned role = x->unit->refs.ptr[ref].role;
    return role == CG_ROLE_CALL || role == CG_ROLE_NEW || role == CG_ROLE_MACRO;
}

static uint32_t type_of_def(cg_extract *x, uint32_t index)
{
    const cg_def *def = &x->unit->defs.ptr[index];
    if (cg_node_kind_is_type(def->kind))
        return x->canon.ptr[index];
    if (cg_node_kind_is_callable(def->kind) && !(def->modifiers & CG_MOD_GETTER))
        return CG_NONE; /* the function itself, not what it gives */
    if (def->kind == CG_NODE_ENUM_MEMBER)
        return x->canon.ptr[def->parent];
    return def->type_ref != CG_NONE ? named_type(x, def->type_ref) : CG_NONE;
}

static uint32_t type_of_binding(cg_extract *x, uint32_t index)
{
    const cg_binding *b = &x->unit->bindings.ptr[index];
    if (b->type_ref != CG_NONE)
        return named_type(x, b->type_ref);
    if (b->kind == CG_BIND_SELF)
        return enclosing_type(x, x->unit->scopes.ptr[b->scope].owner);
    return b->init_ref != CG_NONE ? value_type(x, b->init_ref) : CG_NONE;
}

/* A type of another file by its plain name, which definitions here may name as their owner. */
static uint32_t foreign_type(const cg_ref *ref)
{
    bool elsewhere = ref->target_kind == CG_TARGET_NONE || ref->target_kind == CG_TARGET_IMPORT;
    bool plain = ref->base_kind == CG_BASE_NONE && elsewhere;
    bool type =
        ref->role == CG_ROLE_TYPE || ref->role == CG_ROLE_NEW || ref->role == CG_ROLE_QUALIFY;
    return plain && type ? FOREIGN | ref->name_off : CG_NONE;
}

/* An element of a container is told by its type; else only an alias can be one of a container. */
static uint32_t element_of(cg_extract *x, uint32_t type)
{
    if (type != CG_NONE && type & CONTAINERS)
        return type - CONTAINER;
    if (type == CG_NONE || is_foreign(type))
        return CG_NONE;
    const cg_def *def = &x->unit->defs.ptr[type];
    if (def->kind != CG_NODE_TYPE_ALIAS || def->type_ref == CG_NONE)
        return CG_NONE;
    uint32_t aliased = named_type(x, def->type_ref);
    return aliased != CG_NONE && aliased & CONTAINERS ? aliased - CONTAINER : CG_NONE;
}

/* Of `this`, of an element, or of a container. */
static uint32_t unnamed_type(cg_extract *x, const cg_ref *ref)
{
    if (ref->base_kind == CG_BASE_SELF)
        return enclosing_type(x, ref->source);
    if (ref->base_kind != CG_BASE_REF)
        return CG_NONE;
    uint32_t type = value_type(x, ref->base);
    if (ref->role != CG_ROLE_TYPE)
        return element_of(x, type);
    return type == CG_NONE || (type & CONTAINERS) == CONTAINERS ? CG_NONE : type + CONTAINER;
}

static uint32_t type_of_target(cg_extract *x, uint32_t index)
{
    const cg_ref *ref = &x->unit->refs.ptr[index];
    if (ref->name_len == 0)
        return unnamed_type(x, ref);
    if (ref->target_kind == CG_TARGET_DEF)
        return type_of_def(x, ref->target);
    if (ref->target_kind == CG_TARGET_BINDING)
        return type_of_binding(x, ref->target);
    return foreign_type(ref);
}

static uint32_t result_of_target(cg_extract *x, uint32_t index)
{
    const cg_ref *ref = &x->unit->refs.ptr[index];
    if (ref->target_kind != CG_TARGET_DEF)
        return ref->role == CG_ROLE_NEW ? foreign_type(ref) : CG_NONE;
    const cg_def *def = &x->unit->defs.ptr[ref->target];
    if (cg_node_kind_is_type(def->kind))
        return x->canon.ptr[ref->target];
    if (def->kind == CG_NODE_CONSTRUCTOR)
        return enclosing_type(x, def->parent);
    if (cg_node_kind_is_callable(def->kind) && def->type_ref != CG_NONE)
        return named_type(x, def->type_ref);
    return CG_NONE;
}

uint32_t value_type(cg_extract *x, uint32_t ref)
{
    if (x->resolve_depth >= DEPTH_MAX)
        return CG_NONE;
    x->resolve_depth++;
    resolve_ref(x, ref);
    uint32_t type = calls(x, ref) ? result_of_target(x, ref) : type_of_target(x, ref);
    x->resolve_depth--;
    return type;
}

uint32_t named_type(cg_extract *x, uint32_t ref)
{
    return value_type(x, ref);
}

uint32_t result_type(cg_extract *x, uint32_t ref)
{
    if (x->resolve_depth >= DEPTH_MAX)
        return CG_NONE;
    x->resolve_depth++;
    resolve_ref(x, ref);
    uint32_t type = result_of_target(x, ref);
    x->resolve_depth--;
    return type;
}
