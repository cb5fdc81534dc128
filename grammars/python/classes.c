// SPDX-License-Identifier: Apache-2.0
// Classes and enumerations. Bases are looked up around the class but stated by it; type parameters
// are seen by bases and body alike. Fields that methods assign through their receiver are kept in
// a scope of their own, in which nothing is looked up: it only says which ones are known.
#include "python_int.h"

#define TYPE_VARS_MAX 8u

typedef struct class_def {
    const py_decor *decor;
    TSNode outer, name, body;
    bool is_generic, is_enum, is_record;
    uint32_t modifiers;
    uint32_t def;
    unsigned vars_count; /* of Generic[T, U] */
    TSNode vars[TYPE_VARS_MAX];
    py_names others; /* type variables in bases, where none is Generic[…] */
} class_def;

typedef void (*step_fn)(cg_extract *x, class_def *c);

static void at_definition(cg_extract *x, class_def *c, step_fn step)
{
    if (c->decor == NULL) {
        step(x, c);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_definition)
            step(x, c);
    }
}

/* What the name of a base says about the class. */
static void read_base(cg_str name, bool subscripted, class_def *c)
{
    static const char *const enums[] = {"Flag", "IntFlag", NULL};
    c->is_enum |= cg_str_ends(name, CG_STR("Enum")) || py_str_in(name, enums);
    c->is_record |= cg_str_eq(name, CG_STR("NamedTuple"));
    if (cg_str_eq(name, CG_STR("ABC")) || cg_str_eq(name, CG_STR("Protocol")))
        c->modifiers |= CG_MOD_ABSTRACT;
    if (cg_str_eq(name, CG_STR("Generic")) || (subscripted && cg_str_eq(name, CG_STR("Protocol"))))
        c->modifiers |= CG_MOD_GENERIC;
}

/* `Generic[T, U]` and `Protocol[T]` make type parameters of type variables. */
static bool makes_parameters(const cg_extract *x, TSNode subscript)
{
    cg_str name = py_last_component(cg_x_text(x, cg_x_child(x, subscript, PY_F_value)));
    return cg_x_token_of(x, subscript) == PY_SUBSCRIPT &&
           (cg_str_eq(name, CG_STR("Generic")) || cg_str_eq(name, CG_STR("Protocol")));
}

static void read_type_vars(const cg_extract *x, TSNode subscript, class_def *c)
{
    uint32_t count = makes_parameters(x, subscript) ? cg_x_named_count(subscript) : 0;
    for (uint32_t i = 1; i < count && c->vars_count < TYPE_VARS_MAX; i++) {
        TSNode var = cg_x_named_child(subscript, i);
        if (cg_x_token_of(x, var) == PY_IDENTIFIER)
            c->vars[c->vars_count++] = var;
    }
}

static void read_keyword(const cg_extract *x, TSNode keyword, class_def *c)
{
    cg_str value = py_last_component(cg_x_text(x, cg_x_child(x, keyword, PY_F_value)));
    if (cg_str_eq(value, CG_STR("ABCMeta")))
        c->modifiers |= CG_MOD_ABSTRACT;
    c->is_enum |= cg_str_eq(value, CG_STR("EnumMeta")) || cg_str_eq(value, CG_STR("EnumType"));
}

static void read_bases(cg_extract *x, class_def *c)
{
    CG_X_EACH_CHILD (x) {
        TSNode base = cg_x_node(x);
        bool subscripted = cg_x_token(x) == PY_SUBSCRIPT;
        if (subscripted) {
            read_type_vars(x, base, c);
            base = ts_node_child(base, 0);
        }
        uint32_t token = cg_x_token_of(x, base);
        if (token == PY_IDENTIFIER || token == PY_ATTRIBUTE)
            read_base(py_last_component(cg_x_text(x, base)), subscripted, c);
        else if (token == PY_KEYWORD_ARGUMENT)
            read_keyword(x, base, c);
    }
}

static void read_head(cg_extract *x, class_def *c)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case PY_F_name: c->name = cg_x_node(x); break;
        case PY_F_superclasses:
            read_bases(x, c);
            if (c->vars_count == 0)
                py_type_vars_in(x, cg_x_text(x, cg_x_node(x)), &c->others);
            break;
        case PY_F_type_parameters: c->is_generic = true; break;
        case PY_F_body: c->body = cg_x_node(x); break;
        default: break;
        }
    }
}

static bool is_metaclass(const cg_extract *x)
{
    return cg_x_token(x) == PY_KEYWORD_ARGUMENT &&
           cg_str_eq(cg_x_text(x, cg_x_child(x, cg_x_node(x), PY_F_name)), CG_STR("metaclass"));
}

/* The variables in Generic[T, U] were referred to where they were declared. */
static void visit_generic(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value)
            cg_x_visit(x, CG_ROLE_INHERIT);
        else if (cg_x_field(x) == PY_F_subscript && cg_x_token(x) != PY_IDENTIFIER)
            cg_x_visit(x, CG_ROLE_TYPE);
    }
}

/* The type of a class is its metaclass. */
static void visit_bases(cg_extract *x, const class_def *c)
{
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        bool base = token == PY_IDENTIFIER || token == PY_ATTRIBUTE || token == PY_SUBSCRIPT;
        if (c->vars_count > 0 && makes_parameters(x, cg_x_node(x))) {
            visit_generic(x);
            continue;
        }
        uint32_t value = cg_x_visit(x, base ? CG_ROLE_INHERIT : CG_ROLE_READ);
        if (token == PY_CALL)
            cg_x_inherit(x, value);
        else if (is_metaclass(x) && py_is_telling(x, value))
            cg_x_def_set_type(x, c->def, value);
    }
}

static void visit_head(cg_extract *x, class_def *c)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_type_parameters)
            py_declare_type_params(x);
        else if (cg_x_field(x) == PY_F_superclasses)
            visit_bases(x, c);
    }
}

/* What the class declares behind its methods is no field that these declare by assigning it. */
static void declared_behind(cg_extract *x)
{
    bool behind = false;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        behind |= token == PY_FUNCTION_DEFINITION || token == PY_DECORATED_DEFINITION;
        if (!behind || token != PY_EXPRESSION_STATEMENT)
            continue;
        TSNode statement = cg_x_named_child(cg_x_node(x), 0);
        TSNode left = cg_x_token_of(x, statement) == PY_ASSIGNMENT
                          ? cg_x_child(x, statement, PY_F_left)
                          : (TSNode){0};
        uint32_t scope = py_state_of(x)->class_fields;
        if (!ts_node_is_null(left) && cg_x_token_of(x, left) == PY_IDENTIFIER &&
            !cg_x_declared(x, scope, cg_x_text(x, left)))
            cg_x_bind_in(x, CG_BIND_LOCAL, left, scope, 0);
    }
}

/* A named tuple is a tuple of what its fields are. */
static void derive_from_tuple(cg_extract *x, const class_def *c, const py_type_args *fields)
{
    uint32_t tuple = cg_x_ref_as(x, CG_STR("tuple"), c->name, CG_ROLE_INHERIT);
    for (uint32_t i = 0; i < CG_MIN(fields->count, (uint32_t)PY_TYPE_ARGS_MAX); i++)
        cg_x_hint_type_arg(x, tuple, i, fields->args[i]);
}

static void visit_inside(cg_extract *x, class_def *c)
{
    py_state *st = py_state_of(x);
    py_type_args fields = {.count = 0};
    st->self_name = CG_STR_NULL;
    st->in_comprehension = false;
    st->conditional = 0;
    st->enum_body = c->is_enum;
    st->record = c->is_record ? &fields : NULL;
    uint32_t scope = cg_x_scope_open(x, CG_SCOPE_TYPE);
    cg_x_def(x, c->def)->scope = scope;
    st->class_fields = cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    cg_x_scope_close(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != PY_F_body)
            continue;
        cg_x_look_ahead(x, true);
        declared_behind(x);
        cg_x_look_ahead(x, false);
        cg_x_visit_children(x);
    }
    cg_x_scope_close(x);
    st->record = NULL;
    if (c->is_record)
        derive_from_tuple(x, c, &fields);
}

static void open_class(cg_extract *x, class_def *c)
{
    bool member = cg_x_scope_kind(x) == CG_SCOPE_TYPE;
    uint32_t modifiers = c->modifiers | (c->decor != NULL ? c->decor->modifiers : 0) |
                         (c->is_generic || c->others.count > 0 ? CG_MOD_GENERIC : 0);
    CG_AUTO_VALUE(cg_buf) doc = {0};
    py_body_docstring(x, c->body, &doc);
    c->def = cg_x_def_open(
        x, &CG_DEF_INIT(c->is_enum ? CG_NODE_ENUM : CG_NODE_CLASS, c->outer, .name_node = c->name,
                        .body = c->body, .visibility = py_visibility(cg_x_text(x, c->name), member),
                        .modifiers = modifiers, .doc = cg_buf_str(&doc)));
}

/* Type variables are what they are outside, and in the class what it is given for them. */
static void open_parameters(cg_extract *x, const class_def *c)
{
    uint32_t outside[TYPE_VARS_MAX];
    if (c->vars_count == 0) {
        py_open_type_vars(x, &c->others, c->name);
        return;
    }
    for (unsigned i = 0; i < c->vars_count; i++)
        outside[i] = cg_x_ref(x, c->vars[i], CG_ROLE_TYPE);
    cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    for (unsigned i = 0; i < c->vars_count; i++) {
        uint32_t param = cg_x_bind(x, CG_BIND_TYPE_PARAM, c->vars[i], 0);
        cg_x_bind_set(x, param, outside[i], outside[i]);
        py_names_add(&py_state_of(x)->bound_vars, cg_x_text(x, c->vars[i]));
    }
}

void py_define_class(cg_extract *x, const py_decor *decor)
{
    py_state saved = *py_state_of(x);
    class_def c = {.decor = decor, .outer = cg_x_node(x)};
    at_definition(x, &c, read_head);
    open_class(x, &c);
    if (decor != NULL)
        py_visit_decorators(x, decor);
    bool generic = c.is_generic || c.vars_count + c.others.count > 0;
    if (generic)
        open_parameters(x, &c);
    at_definition(x, &c, visit_head);
    at_definition(x, &c, visit_inside);
    if (generic)
        cg_x_scope_close(x);
    cg_x_def_close(x);
    *py_state_of(x) = saved;
}

uint32_t py_on_class(cg_extract *x, cg_role role)
{
    (void)role;
    py_define_class(x, NULL);
    return CG_NONE;
}
