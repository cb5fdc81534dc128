// SPDX-License-Identifier: Apache-2.0
// Java expressions: what is read, written, called and created.
#include "java_int.h"

uint32_t java_skip(cg_extract *x, cg_role role)
{
    (void)x, (void)role;
    return CG_NONE;
}

/* Nodes whose value has no member of what they hold. */
uint32_t java_no_value(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_visit_children(x);
    return CG_NONE;
}

/* ---- names and members ---- */

uint32_t java_identifier(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), role);
}

uint32_t java_this(cg_extract *x, cg_role role)
{
    (void)x, (void)role;
    return CG_X_SELF;
}

uint32_t java_super(cg_extract *x, cg_role role)
{
    (void)x, (void)role;
    return CG_X_SUPER;
}

uint32_t java_parenthesized(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    java_state *state = cg_x_state(x, sizeof *state);
    java_given given = java_given_here(x);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        state->given = (java_given){given.to, given.arg, cg_x_node(x)};
        value = cg_x_visit(x, role);
    }
    return value;
}

/* a.b.C in annotations and module directives. */
uint32_t java_scoped_identifier(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_SCOPE)
            value = cg_x_visit(x, CG_ROLE_QUALIFY);
        else if (cg_x_field(x) == F_NAME)
            value = cg_x_member(x, value, cg_x_node(x), role);
    }
    return value;
}

uint32_t java_field_access(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_OBJECT) {
            value = cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_token(x) == T_THIS || cg_x_token(x) == T_SUPER) {
            cg_x_ref_set_role(x, value, CG_ROLE_QUALIFY); /* Outer.this, Base.super */
        } else if (cg_x_field(x) == F_FIELD) {
            value = cg_x_member(x, value, cg_x_node(x), role);
        }
    }
    return value;
}

/* An assignment to an element reads the array. */
uint32_t java_array_access(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_ARRAY)
            value = cg_x_visit(x, CG_ROLE_READ);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    return cg_x_element(x, value);
}

/* ---- calls ---- */

uint32_t java_visit_given(cg_extract *x, uint32_t to, unsigned arg)
{
    java_state *state = cg_x_state(x, sizeof *state);
    state->given = (java_given){to, arg, cg_x_node(x)};
    return cg_x_visit(x, CG_ROLE_READ);
}

java_given java_given_here(cg_extract *x)
{
    const java_state *state = cg_x_state(x, sizeof *state);
    bool here = ts_node_eq(state->given.expression, cg_x_node(x));
    return here ? state->given : (java_given){.to = CG_NONE};
}

bool java_arguments(cg_extract *x, uint32_t ref)
{
    unsigned args = 0;
    bool open = false;
    java_state *state = cg_x_state(x, sizeof *state);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        bool function = cg_x_token(x) == T_LAMBDA || cg_x_token(x) == T_METHOD_REFERENCE;
        state->open = false;
        cg_x_hint_argument(x, ref, args, java_visit_given(x, ref, args), CG_STR_NULL);
        open |= function || state->open;
        args++;
    }
    if (ref != CG_NONE)
        cg_x_ref_set_args(x, ref, args, false);
    return open;
}

/* What a call gives may be told by where that is put. */
static uint32_t put_where(cg_extract *x, uint32_t value, const java_given *given, bool open)
{
    java_state *state = cg_x_state(x, sizeof *state);
    state->open = open && given->to != CG_NONE;
    if (state->open)
        cg_x_hint_expected_by(x, value, given->to, given->arg);
    return value;
}

/* `make()` and `Type.make()`, which are passed nothing: a generic function gives what is expected. */
static bool is_by_itself(cg_extract *x, TSNode object, TSNode arguments)
{
    cg_str text = ts_node_is_null(object) ? CG_STR("A") : cg_x_text(x, object);
    return cg_x_named_count(arguments) == 0 && text.len > 0 && text.ptr[0] >= 'A' &&
           text.ptr[0] <= 'Z';
}

uint32_t java_call(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE, ref = CG_NONE, type_args[JAVA_TYPE_ARGS];
    unsigned given = 0;
    bool member = false, open = false;
    java_given put = java_given_here(x);
    TSNode object = {0};
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_OBJECT:
            object = cg_x_node(x);
            value = cg_x_visit(x, CG_ROLE_READ);
            member = true;
            break;
        case F_TYPE_ARGUMENTS: given = java_read_type_args(x, type_args); break;
        case F_NAME:
            ref = member ? cg_x_member(x, value, cg_x_node(x), CG_ROLE_CALL)
                         : cg_x_ref(x, cg_x_node(x), CG_ROLE_CALL);
            for (unsigned i = 0; i < given; i++)
                cg_x_hint_type_arg(x, ref, i, type_args[i]);
            break;
        case F_ARGUMENTS:
            open = java_arguments(x, ref) || is_by_itself(x, object, cg_x_node(x));
            break;
        default:
            if (cg_x_token(x) == T_SUPER) /* Base.super.f() */
                cg_x_ref_set_role(x, value, CG_ROLE_QUALIFY);
            else
                (void)cg_x_visit(x, CG_ROLE_TYPE);
            break;
        }
    }
    return put_where(x, cg_x_result(x, ref), &put, open);
}

/* this(…) and super(…) as the first statement of a constructor. */
uint32_t java_constructor_call(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t ref = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_CONSTRUCTOR:
            ref = cg_x_member(x, cg_x_token(x) == T_THIS ? CG_X_SELF : CG_X_SUPER, cg_x_node(x),
                              CG_ROLE_CALL);
            break;
        case F_ARGUMENTS: (void)java_arguments(x, ref); break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    return CG_NONE;
}

uint32_t java_new(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t ref = CG_NONE;
    TSNode type = {0};
    java_type_args args = {.count = 0};
    java_given put = java_given_here(x);
    bool open = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            const java_state *state = cg_x_state(x, sizeof *state);
            type = cg_x_node(x);
            ref = cg_x_visit(x, CG_ROLE_NEW);
            if (state->type_args.type == ref)
                args = state->type_args;
        } else if (cg_x_field(x) == F_ARGUMENTS) {
            open = java_arguments(x, ref);
        } else if (cg_x_token(x) == T_CLASS_BODY) {
            java_anonymous_class(x, type, &args);
        } else {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    return put_where(x, cg_x_result(x, ref), &put, open && args.count == 0);
}

/* Parameters that tell which of several methods a reference means. */
#define METHOD_REFERENCE_PARAMS 2u

/* Foo::bar is taken for a call of bar and Foo::new for an instantiation: that is what will happen
 * to them, and no other mention of a method exists in the language. */
uint32_t java_method_reference(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE, ref = CG_NONE;
    bool array = false, left = true;
    java_given given = java_given_here(x);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_COLONS) {
            left = false;
        } else if (left) {
            array = token == T_ARRAY_TYPE;
            value = cg_x_visit(x, CG_ROLE_READ);
        } else if (token == T_IDENTIFIER) {
            ref = cg_x_member(x, value, cg_x_node(x), CG_ROLE_CALL);
            cg_x_ref_set_args(x, ref, 0, true);
            for (unsigned n = 0; n < METHOD_REFERENCE_PARAMS; n++)
                cg_x_hint_argument(x, ref, n, cg_x_passed(x, given.to, given.arg, n), CG_STR_NULL);
        } else if (token == T_NEW && !array) {
            cg_x_ref_set_role(x, value, CG_ROLE_NEW);
        } else {
            (void)cg_x_visit(x, CG_ROLE_TYPE);
        }
    }
    uint32_t made = ref != CG_NONE || array ? ref : value;
    return cg_x_function(x, cg_x_result(x, made), 255);
}

/* ---- assignments and casts ---- */

uint32_t java_assignment(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t target = CG_NONE;
    bool element = false;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_LEFT:
            element = cg_x_token(x) == T_ARRAY_ACCESS;
            target = cg_x_visit(x, CG_ROLE_WRITE);
            break;
        case F_OPERATOR:
            if (cg_x_token(x) != T_ASSIGN && !element)
                cg_x_ref_set_role(x, target, CG_ROLE_READ_WRITE);
            break;
        default: (void)java_visit_given(x, target, 0); break;
        }
    }
    return target;
}

uint32_t java_update(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ_WRITE);
    }
    return value;
}

/* The value of a cast has the members of its first type. */
uint32_t java_cast(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
            type = type == CG_NONE ? ref : type;
        } else {
            (void)java_visit_given(x, type, 0);
        }
    }
    return type;
}

/* ---- annotations ---- */

static void annotation_pair(cg_extract *x, uint32_t annotation)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_KEY)
            (void)cg_x_member(x, annotation, cg_x_node(x), CG_ROLE_DECORATE);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static void annotation_arguments(cg_extract *x, uint32_t annotation)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_ELEMENT_VALUE_PAIR)
            annotation_pair(x, annotation);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

uint32_t java_annotation(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t ref = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            ref = cg_x_visit(x, CG_ROLE_DECORATE);
        else if (cg_x_field(x) == F_ARGUMENTS)
            annotation_arguments(x, ref);
    }
    return CG_NONE;
}
