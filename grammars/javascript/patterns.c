// SPDX-License-Identifier: Apache-2.0
// Names that get values: plain ones, and those inside object and array patterns. What a pattern
// takes out of a known value is recorded as a member of it, so that its type can be found.
#include "ecma.h"

#define PATTERN_DEPTH_MAX 64

static bool is_known(cg_extract *x, const ecma_bind *bind, TSNode name)
{
    uint32_t scope = bind->mode == ECMA_BIND_LOCAL    ? bind->scope
                     : bind->init.in_scope != CG_NONE ? bind->init.in_scope
                                                      : cg_x_scope(x);
    return cg_x_declared(x, scope, cg_x_text(x, name));
}

ecma_made ecma_declare(cg_extract *x, const ecma_bind *bind, TSNode name, uint32_t type,
                       uint32_t value)
{
    ecma_made made = {.def = CG_NONE, .binding = CG_NONE};
    if (bind->again && is_known(x, bind, name)) {
        cg_x_ref(x, name, CG_ROLE_WRITE);
        return made;
    }
    switch (bind->mode) {
    case ECMA_BIND_WRITE:
        cg_x_hint_assigned(x, cg_x_ref(x, name, CG_ROLE_WRITE), value);
        return made;
    case ECMA_BIND_LOCAL:
        made.binding = bind->scope ? cg_x_bind_in(x, bind->kind, name, bind->scope, 0)
                                   : cg_x_bind(x, bind->kind, name, 0);
        if (bind->out_binding != NULL)
            *bind->out_binding = made.binding;
        break;
    case ECMA_BIND_IMPORT:
    case ECMA_BIND_DEF: {
        cg_def_init init = bind->init;
        init.name_node = name;
        made.def = bind->opens ? ecma_def_open(x, &init) : ecma_def_leaf(x, &init);
        made.open = bind->opens;
        break;
    }
    }
    ecma_give(x, made, type, value);
    return made;
}

void ecma_give(cg_extract *x, ecma_made made, uint32_t type, uint32_t value)
{
    if (type != CG_NONE && value != CG_NONE)
        cg_x_hint_expected(x, value, type);
    if (made.binding != CG_NONE)
        cg_x_bind_set(x, made.binding, type, value);
    if (made.def != CG_NONE && type == CG_NONE)
        type = ecma_doc_type(x, made.def);
    if (made.def != CG_NONE && (type != CG_NONE || value != CG_NONE))
        cg_x_def_set_type(x, made.def, type != CG_NONE ? type : value);
}

/* The member of `base` that a pattern's key names. */
static uint32_t taken(cg_extract *x, uint32_t base, TSNode key)
{
    uint32_t token = cg_x_token_of(x, key);
    bool plain = token == ECMA_SHORTHAND_PATTERN || token == ECMA_PROPERTY_IDENTIFIER;
    return plain && base != CG_NONE ? cg_x_member(x, base, key, CG_ROLE_READ) : CG_NONE;
}

/* { key: pattern } */
static void pair_pattern(cg_extract *x, const ecma_bind *bind, uint32_t base)
{
    uint32_t member = CG_NONE;
    TSNode key = {0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_key) {
            key = cg_x_node(x);
            if (cg_x_token(x) == ECMA_COMPUTED_NAME)
                cg_x_visit_children(x);
            else
                member = taken(x, base, key);
        } else if (cg_x_field(x) == ECMA_F_value) {
            ecma_bind inner = *bind;
            inner.import.name = ecma_property_name(x, key);
            ecma_pattern(x, &inner, CG_NONE, member);
        }
    }
}

/* target = default: the member taken, if any, says more than the default where types are declared; else it is one of both. */
static void with_default(cg_extract *x, const ecma_bind *bind, uint32_t type, uint32_t value,
                         bool shorthand)
{
    uint32_t fallback = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_right)
            fallback = cg_x_visit(x, CG_ROLE_READ);
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != ECMA_F_left)
            continue;
        uint32_t member = shorthand ? taken(x, value, cg_x_node(x)) : value;
        bool either = member == CG_NONE || !ecma_state_of(x)->typed;
        ecma_pattern(x, bind, type, either ? ecma_either(x, member, fallback) : member);
    }
}

static void import_name(cg_extract *x, const ecma_bind *bind)
{
    cg_import_init import = bind->import;
    import.node = import.name_node = cg_x_node(x);
    if (import.name.len == 0)
        import.name = cg_x_text(x, cg_x_node(x));
    ecma_import(x, &import);
}

static void object_pattern(cg_extract *x, const ecma_bind *bind, uint32_t base)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case ECMA_SHORTHAND_PATTERN: {
            uint32_t member =
                bind->mode == ECMA_BIND_IMPORT ? CG_NONE : taken(x, base, cg_x_node(x));
            ecma_pattern(x, bind, CG_NONE, member);
            break;
        }
        case ECMA_PAIR_PATTERN: pair_pattern(x, bind, base); break;
        case ECMA_OBJECT_ASSIGNMENT_PATTERN: with_default(x, bind, CG_NONE, base, true); break;
        case ECMA_REST_PATTERN: ecma_pattern(x, bind, CG_NONE, base); break; /* as the whole */
        default: break;
        }
    }
}

/* [a, , b]: by place. */
static void each_element(cg_extract *x, const ecma_bind *bind, uint32_t value)
{
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) ==
            ECMA_REST_PATTERN) /* the rest holds what the whole does, at other places */
            ecma_pattern(x, bind, CG_NONE,
                         n == 0 ? value : cg_x_container(x, cg_x_element(x, value)));
        else if (cg_x_named(x))
            ecma_pattern(x, bind, CG_NONE, cg_x_item(x, value, n));
        n += cg_x_token(x) == ECMA_K_COMMA;
    }
}

void ecma_pattern(cg_extract *x, const ecma_bind *bind, uint32_t type, uint32_t value)
{
    if (bind->depth >= PATTERN_DEPTH_MAX)
        return;
    ecma_bind inner = *bind;
    inner.depth++;
    switch (cg_x_token(x)) {
    case ECMA_IDENTIFIER:
    case ECMA_SHORTHAND_PATTERN:
        if (bind->mode == ECMA_BIND_IMPORT)
            import_name(x, bind);
        else
            ecma_declare(x, bind, cg_x_node(x), type, value);
        break;
    case ECMA_OBJECT_PATTERN:
        inner.import.name = CG_STR_NULL;
        object_pattern(x, &inner, type != CG_NONE ? type : value);
        break;
    case ECMA_ARRAY_PATTERN:
        if (inner.mode == ECMA_BIND_IMPORT)
            inner.mode = ECMA_BIND_DEF;
        each_element(x, &inner, type != CG_NONE ? type : value);
        break;
    case ECMA_REST_PATTERN:
        if (inner.mode == ECMA_BIND_IMPORT)
            inner.mode = ECMA_BIND_DEF;
        CG_X_EACH_CHILD (x) {
            if (cg_x_named(x))
                ecma_pattern(x, &inner, type, value);
        }
        break;
    case ECMA_ASSIGNMENT_PATTERN:
    case ECMA_OBJECT_ASSIGNMENT_PATTERN: with_default(x, &inner, type, value, false); break;
    default: cg_x_visit(x, CG_ROLE_WRITE); /* assigned members */
    }
}
