// SPDX-License-Identifier: Apache-2.0
// Java names that live inside bodies: parameters, locals, resources, lambdas and patterns.
#include "java_int.h"

static uint32_t end_of(const cg_extract *x)
{
    return ts_node_end_byte(cg_x_node(x));
}

/* Declares the name under the cursor, seen from its end on. */
static uint32_t bind_here(cg_extract *x, cg_binding_kind kind)
{
    if (cg_x_token(x) != T_IDENTIFIER)
        return CG_NONE; /* `_` */
    return cg_x_bind(x, kind, cg_x_node(x), kind == CG_BIND_LOCAL ? end_of(x) : 0);
}

static void set_type(cg_extract *x, uint32_t binding, uint32_t type, uint32_t init)
{
    if (binding != CG_NONE)
        cg_x_bind_set(x, binding, type, init);
}

static uint32_t bind_plain_parameter(cg_extract *x)
{
    uint32_t binding = CG_NONE, type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            binding = bind_here(x, CG_BIND_PARAM);
        else if (cg_x_field(x) == F_DIMENSIONS)
            type = java_array(x, type, java_dimensions(x, cg_x_node(x)));
        else if (cg_x_field(x) == F_TYPE || cg_x_token(x) == T_CATCH_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    set_type(x, binding, type, CG_NONE);
    java_state *state = cg_x_state(x, sizeof *state);
    state->param_type = type;
    return binding;
}

/* A declared type says all that the value could: that counts only for `var`. */
static uint32_t bind_declarator(cg_extract *x, cg_binding_kind kind, uint32_t type)
{
    uint32_t binding = CG_NONE, init = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            binding = bind_here(x, kind);
        else if (cg_x_field(x) == F_DIMENSIONS)
            type = java_array(x, type, java_dimensions(x, cg_x_node(x)));
        else if (cg_x_field(x) == F_VALUE)
            init = java_visit_given(x, type, 0);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    set_type(x, binding, type, type == CG_NONE ? init : CG_NONE);
    return binding;
}

/* `Type... name`: the type has no field. */
static uint32_t bind_spread_parameter(cg_extract *x)
{
    uint32_t type = CG_NONE, binding = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_VARIABLE_DECLARATOR) {
            binding = bind_declarator(x, CG_BIND_PARAM, java_array(x, type, 1));
            continue;
        }
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        type = ref == CG_NONE ? type : ref;
    }
    return binding;
}

uint32_t java_bind_parameter(cg_extract *x)
{
    return cg_x_token(x) == T_SPREAD_PARAMETER ? bind_spread_parameter(x) : bind_plain_parameter(x);
}

/* A parameter of a lambda or a catch clause. */
uint32_t java_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    (void)java_bind_parameter(x);
    return CG_NONE;
}

uint32_t java_local(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_DECLARATOR: (void)bind_declarator(x, CG_BIND_LOCAL, type); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    return CG_NONE;
}

/* Anything that has names of its own: blocks, loops, clauses, switch bodies. */
uint32_t java_block(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    (void)cg_x_visit_children(x);
    cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t java_for_each(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    uint32_t type = CG_NONE, value = CG_NONE;
    TSNode name = {0};
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: name = cg_x_node(x); break;
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_VALUE: value = cg_x_visit(x, CG_ROLE_READ); break;
        case F_BODY: /* the variable is not seen by the expression it runs over */
            if (cg_x_token_of(x, name) == T_IDENTIFIER)
                set_type(x, cg_x_bind(x, CG_BIND_LOCAL, name, ts_node_start_byte(cg_x_node(x))),
                         type, type == CG_NONE ? cg_x_element(x, value) : CG_NONE);
            (void)cg_x_visit(x, CG_ROLE_READ);
            break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t java_resource(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, type = CG_NONE, init = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: binding = bind_here(x, CG_BIND_LOCAL); break;
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_VALUE: init = cg_x_visit(x, CG_ROLE_READ); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    set_type(x, binding, type, type == CG_NONE ? init : CG_NONE);
    return CG_NONE;
}

/* ---- lambdas ---- */

/* A parameter without a type: what the lambda is given to tells it. */
static void bind_inferred(cg_extract *x, const java_given *given, unsigned n)
{
    uint32_t binding = bind_here(x, CG_BIND_PARAM);
    if (binding != CG_NONE)
        set_type(x, binding, CG_NONE, cg_x_passed(x, given->to, given->arg, n));
}

/* The parameters under the cursor: a name, names, or declarations, whose types go to `types`; how many. */
static unsigned lambda_parameters(cg_extract *x, const java_given *given,
                                  uint32_t types[JAVA_TYPE_ARGS])
{
    unsigned count = 0;
    java_state *state = cg_x_state(x, sizeof *state);
    if (!cg_x_named(x))
        return 0;
    if (cg_x_token(x) == T_IDENTIFIER) {
        bind_inferred(x, given, 0);
        types[0] = CG_NONE;
        return 1;
    }
    bool inferred = cg_x_token(x) == T_INFERRED_PARAMETERS;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        state->param_type = CG_NONE;
        if (inferred)
            bind_inferred(x, given, count);
        else
            (void)java_bind_parameter(x);
        if (count < JAVA_TYPE_ARGS)
            types[count] = state->param_type;
        count++;
    }
    return count;
}

/* What the block under the cursor returns first. */
static uint32_t lambda_block(cg_extract *x, uint32_t gives)
{
    java_state *state = cg_x_state(x, sizeof *state);
    bool outer = state->in_lambda;
    uint32_t outer_returned = state->returned, outer_gives = state->gives;
    state->in_lambda = true;
    state->returned = CG_NONE;
    state->gives = gives;
    (void)cg_x_visit_children(x);
    uint32_t returned = state->returned;
    state->in_lambda = outer;
    state->returned = outer_returned;
    state->gives = outer_gives;
    return returned;
}

uint32_t java_lambda(cg_extract *x, cg_role role)
{
    (void)role;
    java_given given = java_given_here(x);
    unsigned params = 0;
    uint32_t types[JAVA_TYPE_ARGS], result = CG_NONE,
                                    gives = cg_x_passed(x, given.to, given.arg, CG_X_GIVES);
    (void)cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PARAMETERS)
            params = lambda_parameters(x, &given, types);
        else if (cg_x_token(x) == T_BLOCK)
            result = lambda_block(x, gives);
        else if (cg_x_named(x))
            result = java_visit_given(x, gives, 0);
    }
    cg_x_scope_close(x);
    uint32_t function = cg_x_function(x, result, params);
    for (unsigned n = 0; n < CG_MIN(params, JAVA_TYPE_ARGS); n++)
        cg_x_hint_type_arg(x, function, n + 1, types[n]);
    return function;
}

/* What a method returns is of its declared type, what a lambda returns is its value. */
uint32_t java_return(cg_extract *x, cg_role role)
{
    (void)role;
    java_state *state = cg_x_state(x, sizeof *state);
    bool in_lambda = state->in_lambda;
    uint32_t type = in_lambda ? state->gives : cg_x_def(x, cg_x_source_def(x))->type_ref;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t value = java_visit_given(x, type, 0);
        if (in_lambda && state->returned == CG_NONE)
            state->returned = value;
    }
    return CG_NONE;
}

/* ---- patterns: their names are seen from there to the end of the block around them ---- */

uint32_t java_instanceof(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_RIGHT: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_NAME: set_type(x, bind_here(x, CG_BIND_LOCAL), type, CG_NONE); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    return cg_x_literal(x, cg_x_node(x), "boolean");
}

/* `Type name` in a switch label or a record pattern. */
static uint32_t typed_pattern(cg_extract *x, uint32_t unless_typed)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_IDENTIFIER) {
            set_type(x, bind_here(x, CG_BIND_LOCAL), type,
                     type == CG_NONE ? unless_typed : CG_NONE);
            continue;
        }
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        type = ref == CG_NONE ? type : ref;
    }
    return CG_NONE;
}

uint32_t java_type_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    return typed_pattern(x, CG_NONE);
}

/* `var name`: of the type of that component. */
uint32_t java_record_part(cg_extract *x, cg_role role)
{
    (void)role;
    const java_state *state = cg_x_state(x, sizeof *state);
    return typed_pattern(x, cg_x_item(x, state->pattern, state->part));
}

/* `Point(…)`: the name of the record is a plain identifier in the tree. */
uint32_t java_record_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    java_state *state = cg_x_state(x, sizeof *state);
    uint32_t outer = state->pattern, type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        state->pattern = type;
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        type = type == CG_NONE ? ref : type;
    }
    state->pattern = outer;
    return CG_NONE;
}

uint32_t java_record_parts(cg_extract *x, cg_role role)
{
    (void)role;
    java_state *state = cg_x_state(x, sizeof *state);
    unsigned outer = state->part, n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        state->part = n++;
        (void)cg_x_visit(x, CG_ROLE_TYPE);
    }
    state->part = outer;
    return CG_NONE;
}

/* `case A, B`: a plain name may be a constant of the enum that `value` has. */
static void switch_label(cg_extract *x, uint32_t value)
{
    CG_X_EACH_CHILD (x) {
        bool name = cg_x_token(x) == T_IDENTIFIER;
        if (name && cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("default")))
            continue; /* case null, default */
        uint32_t ref = cg_x_visit(x, CG_ROLE_READ);
        if (name && value != CG_NONE)
            cg_x_ref_prefer_member(x, ref, value);
    }
}

/* The value under the cursor is what the switch around gives. */
static void choose_value(cg_extract *x)
{
    java_state *state = cg_x_state(x, sizeof *state);
    uint32_t value = java_visit_given(x, state->chosen_for.to, state->chosen_for.arg);
    java_branch(x, &state->chosen, value);
}

/* The named nodes under the cursor are values that the switch around gives. */
static uint32_t choose_values(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            choose_value(x);
    }
    return CG_NONE;
}

uint32_t java_yield(cg_extract *x, cg_role role)
{
    (void)role;
    return choose_values(x);
}

/* One group or rule of a switch. */
static void switch_part(cg_extract *x, uint32_t value)
{
    bool rule = cg_x_token(x) == T_SWITCH_RULE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_SWITCH_LABEL)
            switch_label(x, value);
        else if (rule && cg_x_token(x) == T_EXPRESSION_STATEMENT)
            (void)choose_values(x);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static void switch_body(cg_extract *x, uint32_t value)
{
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        switch_part(x, value);
    }
    cg_x_scope_close(x);
}

uint32_t java_switch(cg_extract *x, cg_role role)
{
    (void)role;
    java_state *state = cg_x_state(x, sizeof *state);
    java_given outer = state->chosen_for, mine = java_given_here(x);
    java_branches outer_chosen = state->chosen;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        state->chosen_for = mine;
        state->chosen.count = 0;
        if (cg_x_field(x) == F_BODY)
            switch_body(x, value);
        else if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    java_branches chosen = state->chosen;
    state->chosen_for = outer;
    state->chosen = outer_chosen;
    return java_branches_value(x, &chosen);
}

uint32_t java_labeled(cg_extract *x, cg_role role)
{
    (void)role;
    bool label = true;
    CG_X_EACH_CHILD (x) {
        if (!label)
            (void)cg_x_visit(x, CG_ROLE_READ);
        label = false;
    }
    return CG_NONE;
}
