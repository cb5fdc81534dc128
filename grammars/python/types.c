// SPDX-License-Identifier: Apache-2.0
// Type annotations. A handler gives what stands for the values of that type: of `Optional[A]` that is
// A, of `A | B` one of both. Type parameters and aliases are here too; annotations in quotes are read
// in quoted.c.
#include "python_int.h"

py_generic py_generic_of(cg_str name)
{
    static const struct {
        const char *name;
        py_generic style;
    } known[] = {
        {"Optional", PY_GENERIC_FIRST}, {"Final", PY_GENERIC_FIRST},
        {"ClassVar", PY_GENERIC_FIRST}, {"Required", PY_GENERIC_FIRST},
        {"ReadOnly", PY_GENERIC_FIRST}, {"NotRequired", PY_GENERIC_FIRST},
        {"InitVar", PY_GENERIC_FIRST},  {"Awaitable", PY_GENERIC_FIRST},
        {"Union", PY_GENERIC_UNION},    {"Coroutine", PY_GENERIC_LAST},
        {"Tuple", PY_GENERIC_TUPLE},    {"tuple", PY_GENERIC_TUPLE},
        {"Type", PY_GENERIC_CLASS},     {"type", PY_GENERIC_CLASS},
        {"Literal", PY_GENERIC_VALUES}, {"Annotated", PY_GENERIC_ANNOTATED},
        {"TypeGuard", PY_GENERIC_SAYS}, {"TypeIs", PY_GENERIC_SAYS},
    };
    name = py_last_component(name);
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++)
        if (cg_str_eq(name, cg_str_from(known[i].name)))
            return known[i].style;
    return PY_GENERIC_PLAIN;
}

/* ---- generics and their arguments ---- */

void py_add_type_arg(py_type_args *args, uint32_t arg)
{
    if (args->count < PY_TYPE_ARGS_MAX)
        args->args[args->count] = arg;
    args->count++;
}

static uint32_t kept(const py_type_args *args)
{
    return CG_MIN(args->count, (uint32_t)PY_TYPE_ARGS_MAX);
}

static uint32_t first_known(const py_type_args *args)
{
    for (uint32_t i = 0; i < kept(args); i++)
        if (args->args[i] != CG_NONE)
            return args->args[i];
    return CG_NONE;
}

/* A tuple of the arguments, as a value. */
static uint32_t tuple_of(cg_extract *x, const py_type_args *args)
{
    uint32_t tuple = cg_x_collection(x, cg_x_node(x), "tuple");
    for (uint32_t i = 0; i < kept(args); i++)
        cg_x_hint_argument(x, tuple, i, args->args[i], CG_STR_NULL);
    return tuple;
}

/* Of `type[A | B]` the classes. */
static uint32_t union_of(cg_extract *x, const py_type_args *args)
{
    uint32_t known = 0;
    for (uint32_t i = 0; i < kept(args); i++) {
        known += args->args[i] != CG_NONE;
        if (py_state_of(x)->of_class)
            cg_x_ref_set_role(x, args->args[i], CG_ROLE_READ);
    }
    return known < 2 ? first_known(args) : cg_x_element(x, tuple_of(x, args));
}

static uint32_t class_of(cg_extract *x, const py_type_args *args)
{
    uint32_t type = first_known(args);
    cg_x_ref_set_role(x, type, CG_ROLE_READ);
    return type;
}

static uint32_t given_args(cg_extract *x, const py_type_args *args)
{
    for (uint32_t i = 0; i < kept(args); i++)
        cg_x_hint_type_arg(x, args->generic, i, args->args[i]);
    return args->generic;
}

uint32_t py_type_of(cg_extract *x, const py_type_args *args)
{
    uint32_t inner = first_known(args);
    if (args->style != PY_GENERIC_VALUES && inner == CG_NONE)
        return args->generic;
    switch (args->style) {
    case PY_GENERIC_FIRST:
    case PY_GENERIC_ANNOTATED: return inner;
    case PY_GENERIC_LAST:
        return args->count <= PY_TYPE_ARGS_MAX ? args->args[args->count - 1] : args->generic;
    case PY_GENERIC_UNION: return union_of(x, args);
    case PY_GENERIC_TUPLE: return args->more ? cg_x_container(x, inner) : tuple_of(x, args);
    case PY_GENERIC_CLASS: return class_of(x, args);
    case PY_GENERIC_VALUES: return args->generic;
    case PY_GENERIC_SAYS: return cg_x_says(x, inner, 0);
    default: return given_args(x, args);
    }
}

/* Values of the language's plainest types lead nowhere: of a union they need not be kept. */
static bool is_scalar(const cg_extract *x, TSNode node)
{
    static const char *const scalars[] = {"str",  "bytes", "int",    "float",
                                          "bool", "None",  "object", NULL};
    return py_str_in(cg_x_text(x, node), scalars);
}

static void visit_argument(cg_extract *x, py_type_args *args)
{
    bool value = args->style == PY_GENERIC_VALUES ||
                 (args->style == PY_GENERIC_ANNOTATED && args->count > 0);
    py_state *st = py_state_of(x);
    bool before = st->of_class;
    st->of_class = args->style == PY_GENERIC_CLASS || (before && args->style == PY_GENERIC_UNION);
    uint32_t ref = cg_x_visit(x, value ? CG_ROLE_READ : CG_ROLE_TYPE);
    st->of_class = before;
    bool alternative = args->style == PY_GENERIC_UNION && is_scalar(x, cg_x_node(x));
    if (alternative && args->generic == CG_NONE && cg_x_token(x) != PY_NONE)
        args->generic = ref; /* what the union is declared to be if nothing in it is kept */
    args->more |= cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("..."));
    py_add_type_arg(args, value || alternative ? CG_NONE : ref);
}

static void visit_arguments(cg_extract *x, py_type_args *args)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            visit_argument(x, args);
    }
}

uint32_t py_on_type(cg_extract *x, cg_role role)
{
    return py_on_pass_through(x, role);
}

/* What the grammar makes of `List[int]` in an annotation: a name and a bracketed list. */
uint32_t py_on_generic_type(cg_extract *x, cg_role role)
{
    (void)role;
    py_type_args args = {.generic = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_IDENTIFIER) {
            args.style = py_generic_of(cg_x_text(x, cg_x_node(x)));
            args.generic = cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_token(x) == PY_TYPE_PARAMETER) {
            visit_arguments(x, &args);
        }
    }
    return py_type_of(x, &args);
}

/* `typing.List[int]`, and the bases of a class. */
uint32_t py_type_subscript(cg_extract *x, cg_role role)
{
    py_type_args args = {.generic = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value) {
            args.style = py_generic_of(cg_x_text(x, cg_x_node(x)));
            args.generic = cg_x_visit(x, role);
        } else if (cg_x_field(x) == PY_F_subscript) {
            visit_argument(x, &args);
        }
    }
    return role == CG_ROLE_INHERIT ? given_args(x, &args) : py_type_of(x, &args);
}

uint32_t py_on_union_type(cg_extract *x, cg_role role)
{
    (void)role;
    py_type_args args = {.style = PY_GENERIC_UNION, .generic = CG_NONE};
    visit_arguments(x, &args);
    return py_type_of(x, &args);
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

/* `Union[A, B]`, `Callable[[A], B]` …: where a value is wanted, a type with another name. Cursor on it. */
bool py_is_type_expression(const cg_extract *x)
{
    static const char *const plain[] = {"Callable", "Dict",        "List",     "Mapping",
                                        "Sequence", "Iterable",    "Iterator", "FrozenSet",
                                        "Set",      "DefaultDict", NULL};
    if (cg_x_token(x) != PY_SUBSCRIPT)
        return false;
    cg_str name = cg_x_text(x, cg_x_child(x, cg_x_node(x), PY_F_value));
    return py_generic_of(name) != PY_GENERIC_PLAIN || py_str_in(py_last_component(name), plain);
}

/* `dict[str, Callable[[A], B]]` */
static bool tells_how(cg_str type)
{
    static const cg_str word = CG_STR("Callable");
    for (size_t at = 0; at + word.len <= type.len; at++)
        if (cg_str_starts(cg_str_slice(type, at, type.len), word))
            return true;
    return false;
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
    given->calls = tells_how(text);
    given->open = bracket < 0 && py_generic_of(name) == PY_GENERIC_FIRST;
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
        TSNode name = cg_x_token(x) == PY_TYPE ? cg_x_named_child(cg_x_node(x), 0) : cg_x_node(x);
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
        a->name = cg_x_named_child(cg_x_node(x), 0);
        a->is_generic = cg_x_token_of(x, a->name) == PY_GENERIC_TYPE;
        if (a->is_generic)
            a->name = cg_x_named_child(a->name, 0);
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
