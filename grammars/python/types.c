// SPDX-License-Identifier: Apache-2.0
// Type annotations. A handler gives the reference that says most about members: of `Optional[A]`
// and `A | None` that is A, of `list[A]` it is list. Type parameters and aliases are here too;
// annotations in quotes are read in quoted.c.
#include "python_int.h"

py_generic py_generic_of(cg_str name)
{
    static const char *const first[] = {
        "Optional", "Union",   "Final",     "ClassVar", "Annotated", "Required", "NotRequired",
        "ReadOnly", "InitVar", "Awaitable", "Type",     "type",      NULL,
    };
    name = py_last_component(name);
    if (py_str_in(name, first))
        return cg_str_eq(name, CG_STR("Annotated")) ? PY_GENERIC_ANNOTATED : PY_GENERIC_FIRST;
    if (cg_str_eq(name, CG_STR("Coroutine")))
        return PY_GENERIC_LAST;
    return cg_str_eq(name, CG_STR("Literal")) ? PY_GENERIC_VALUES : PY_GENERIC_PLAIN;
}

uint32_t py_generic_choose(py_generic style, uint32_t generic, uint32_t first, uint32_t last)
{
    uint32_t inner = style == PY_GENERIC_LAST ? last : first;
    bool seen_through =
        style == PY_GENERIC_LAST || style == PY_GENERIC_FIRST || style == PY_GENERIC_ANNOTATED;
    return seen_through && inner != CG_NONE ? inner : generic;
}

/* The arguments of one generic, as they are visited. */
typedef struct arguments {
    py_generic style;
    uint32_t count, generic, first, last;
} arguments;

static void visit_argument(cg_extract *x, arguments *args)
{
    bool value = args->style == PY_GENERIC_VALUES ||
                 (args->style == PY_GENERIC_ANNOTATED && args->count > 0);
    uint32_t ref = cg_x_visit(x, value ? CG_ROLE_READ : CG_ROLE_TYPE);
    args->count++;
    if (args->first == CG_NONE && !value)
        args->first = ref;
    args->last = ref;
}

static void visit_arguments(cg_extract *x, arguments *args)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            visit_argument(x, args);
    }
}

static uint32_t chosen(const arguments *args)
{
    return py_generic_choose(args->style, args->generic, args->first, args->last);
}

uint32_t py_on_type(cg_extract *x, cg_role role)
{
    return py_on_pass_through(x, role);
}

/* What the grammar makes of `List[int]` in an annotation: a name and a bracketed list. */
uint32_t py_on_generic_type(cg_extract *x, cg_role role)
{
    (void)role;
    arguments args = {.generic = CG_NONE, .first = CG_NONE, .last = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_IDENTIFIER) {
            args.style = py_generic_of(cg_x_text(x, cg_x_node(x)));
            args.generic = cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_token(x) == PY_TYPE_PARAMETER) {
            visit_arguments(x, &args);
        }
    }
    return chosen(&args);
}

/* `typing.List[int]`, and the bases of a class. */
uint32_t py_type_subscript(cg_extract *x, cg_role role)
{
    arguments args = {.generic = CG_NONE, .first = CG_NONE, .last = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value) {
            args.style = py_generic_of(cg_x_text(x, cg_x_node(x)));
            args.generic = cg_x_visit(x, role);
        } else if (cg_x_field(x) == PY_F_subscript) {
            visit_argument(x, &args);
        }
    }
    return role == CG_ROLE_INHERIT ? args.generic : chosen(&args);
}

uint32_t py_on_union_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t operand = cg_x_visit(x, CG_ROLE_TYPE);
        if (value == CG_NONE)
            value = operand;
    }
    return value;
}

/* `type . identifier` */
uint32_t py_on_member_type(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_IDENTIFIER)
            value = cg_x_member(x, value, cg_x_node(x), role);
        else if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_QUALIFY);
    }
    return value;
}

void py_read_annotation(const cg_extract *x, TSNode type, py_given *given)
{
    cg_str text = cg_x_text(x, type);
    ptrdiff_t bracket = cg_str_find(text, '[');
    cg_str name = py_last_component(bracket < 0 ? text : cg_str_slice(text, 0, (size_t)bracket));
    given->annotated = true;
    if (cg_str_eq(name, CG_STR("TypeAlias")))
        given->alias = true;
    else if (cg_str_eq(name, CG_STR("Final")))
        given->modifiers |= CG_MOD_FINAL;
    else if (cg_str_eq(name, CG_STR("ClassVar")))
        given->modifiers |= CG_MOD_STATIC;
}

/* ---- type parameters ---- */

static void declare_type_param(cg_extract *x)
{
    uint32_t binding = CG_NONE;
    if (cg_x_token(x) == PY_IDENTIFIER) {
        cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0);
        return;
    }
    bool first = true; /* `*Ts`, `**P`, `T: bound` */
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        TSNode name =
            cg_x_token(x) == PY_TYPE ? ts_node_named_child(cg_x_node(x), 0) : cg_x_node(x);
        if (!first)
            cg_x_bind_set(x, binding, cg_x_visit(x, CG_ROLE_TYPE), CG_NONE);
        else if (cg_x_token_of(x, name) == PY_IDENTIFIER)
            binding = cg_x_bind(x, CG_BIND_TYPE_PARAM, name, 0);
        first = false;
    }
}

static void each_type_param(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            declare_type_param(x);
    }
}

void py_declare_type_params(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_TYPE)
            each_type_param(x);
    }
}

/* ---- type X[T] = … ---- */

typedef struct alias {
    TSNode name, value;
    uint32_t def;
    bool is_generic;
} alias;

static void read_alias(cg_extract *x, alias *a)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_right)
            a->value = cg_x_node(x);
        if (cg_x_field(x) != PY_F_left)
            continue;
        a->name = ts_node_named_child(cg_x_node(x), 0);
        a->is_generic = cg_x_token_of(x, a->name) == PY_GENERIC_TYPE;
        if (a->is_generic)
            a->name = ts_node_named_child(a->name, 0);
    }
}

/* The parameters of `X[T]`; cursor on the left side's type node, then on what is in it. */
static void declare_alias_params(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_GENERIC_TYPE)
            declare_alias_params(x);
        else if (cg_x_token(x) == PY_TYPE_PARAMETER)
            py_declare_type_params(x);
    }
}

uint32_t py_on_type_alias(cg_extract *x, cg_role role)
{
    (void)role;
    alias a = {0};
    read_alias(x, &a);
    if (cg_x_token_of(x, a.name) != PY_IDENTIFIER) {
        cg_x_visit_children(x);
        return CG_NONE;
    }
    cg_def_init init = CG_DEF_INIT(CG_NODE_TYPE_ALIAS, cg_x_node(x), .name_node = a.name);
    init.visibility = py_visibility(cg_x_text(x, a.name), cg_x_scope_kind(x) == CG_SCOPE_TYPE);
    init.modifiers = a.is_generic ? CG_MOD_GENERIC : 0;
    a.def = cg_x_def_open(x, &init);
    if (a.is_generic)
        cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_left && a.is_generic)
            declare_alias_params(x);
        else if (cg_x_field(x) == PY_F_right)
            cg_x_def_set_type(x, a.def, cg_x_visit(x, CG_ROLE_TYPE));
    }
    if (a.is_generic)
        cg_x_scope_close(x);
    cg_x_def_close(x);
    return CG_NONE;
}
