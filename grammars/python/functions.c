// SPDX-License-Identifier: Apache-2.0
// Functions, methods and properties.
//
// A definition is opened without a scope of its own: its annotations are looked up around it. The
// type parameters then get a scope, and the names inside the function one below that.
#include "python_int.h"

typedef struct function {
    const py_decor *decor;
    TSNode outer, name, parameters, body;
    bool is_async, is_generic, is_method, annotated;
    uint32_t def, scope;
    py_params params;
    py_names vars; /* that are its type parameters */
} function;

typedef void (*step_fn)(cg_extract *x, function *fn);

/* Runs `step` with the cursor on the definition itself, below its decorators if it has any. */
static void at_definition(cg_extract *x, function *fn, step_fn step)
{
    if (fn->decor == NULL) {
        step(x, fn);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_definition)
            step(x, fn);
    }
}

static void read_head(cg_extract *x, function *fn)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case PY_F_name: fn->name = cg_x_node(x); break;
        case PY_F_parameters:
            fn->parameters = cg_x_node(x);
            py_params_read(x, &fn->params);
            break;
        case PY_F_type_parameters: fn->is_generic = true; break;
        case PY_F_body: fn->body = cg_x_node(x); break;
        default: fn->is_async |= cg_x_token(x) == PY_ASYNC;
        }
    }
}

/* Type variables that its parameters have are its type parameters; those of the receiver's type say what that is. */
static void read_type_vars(cg_extract *x, function *fn)
{
    py_names of_receiver = {.count = 0}, mentioned = {.count = 0};
    bool receiver = fn->params.has_self && cg_x_named_count(fn->parameters) > 0;
    if (receiver)
        py_type_vars_in(x, cg_x_text(x, cg_x_named_child(fn->parameters, 0)), &of_receiver);
    py_type_vars_in(x, cg_x_text(x, fn->parameters), &mentioned);
    for (unsigned i = 0; i < mentioned.count; i++)
        if (!py_names_have(&of_receiver, mentioned.list[i]))
            py_names_add(&fn->vars, mentioned.list[i]);
}

/* A method that gives what its receiver is: `-> Self`, or the type variable that its receiver has. */
static uint32_t visit_returned(cg_extract *x, const function *fn)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    uint32_t type = cg_x_visit(x, CG_ROLE_TYPE);
    bool self = cg_str_eq(py_last_component(text), CG_STR("Self")) ||
                (fn->params.self_type.len > 0 && cg_str_eq(text, fn->params.self_type));
    return self && fn->is_method ? CG_X_SELF : type;
}

static cg_str type_of_parameter(const cg_extract *x, const function *fn, uint32_t n)
{
    return cg_x_text(x, cg_x_child(x, cg_x_named_child(fn->parameters, n), PY_F_type));
}

/* A type that tells only that something can be called, or that it is what a parameter is: what is returned tells more. */
static bool leaves_open(const cg_extract *x, const function *fn, TSNode annotation)
{
    static const char *const scalars[] = {"str", "bytes", "int", "float", "bool", "None", NULL};
    uint32_t token = cg_x_token_of(x, cg_x_named_child(annotation, 0));
    cg_str type = cg_x_text(x, annotation);
    ptrdiff_t bracket = cg_str_find(type, '[');
    cg_str name = bracket < 0 ? type : cg_str_slice(type, 0, (size_t)bracket);
    bool one = token == PY_IDENTIFIER || token == PY_ATTRIBUTE || token == PY_GENERIC_TYPE ||
               token == PY_SUBSCRIPT;
    bool open = one && cg_str_eq(py_last_component(name), CG_STR("Callable"));
    bool may_vary = token == PY_IDENTIFIER && !py_str_in(name, scalars);
    uint32_t count = CG_MIN(cg_x_named_count(fn->parameters), PY_PARAMS_KEPT);
    for (uint32_t i = 0; i < count && !open && may_vary; i++)
        open = cg_str_eq(type_of_parameter(x, fn, i), type);
    return open;
}

static void visit_head(cg_extract *x, function *fn)
{
    uint32_t returned = CG_NONE;
    bool open = false;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == PY_F_type_parameters)
            py_declare_type_params(x);
        else if (field == PY_F_parameters)
            py_params_types(x, &fn->params);
        else if (field == PY_F_return_type) {
            open = leaves_open(x, fn, cg_x_node(x));
            returned = visit_returned(x, fn);
        }
    }
    cg_x_hint_self(x, fn->def, fn->params.receiver);
    fn->annotated = returned != CG_NONE && !open;
    if (returned != CG_NONE)
        cg_x_def_set_type(x, fn->def, returned);
}

static void visit_inside(cg_extract *x, function *fn)
{
    fn->scope = cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    fn->params.def = fn->def;
    cg_x_def(x, fn->def)->scope = fn->scope;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == PY_F_parameters)
            py_params_bind(x, &fn->params);
        else if (field == PY_F_body)
            py_on_block(x, CG_ROLE_READ);
    }
    cg_x_scope_close(x);
}

static cg_node_kind kind_of(const function *fn, cg_str name)
{
    if (!fn->is_method)
        return CG_NODE_FUNCTION;
    if (fn->decor != NULL && fn->decor->kind != CG_NODE_NONE)
        return fn->decor->kind;
    return cg_str_eq(name, CG_STR("__init__")) ? CG_NODE_CONSTRUCTOR : CG_NODE_METHOD;
}

/* A body of nothing but `...`, maybe behind a docstring: a stub, a protocol's or abstract method. */
static bool is_stub(const cg_extract *x, TSNode body)
{
    uint32_t count = cg_x_named_count(body);
    if (count == 0 || count > 2)
        return false;
    TSNode last = cg_x_named_child(body, count - 1);
    return cg_x_token_of(x, last) == PY_EXPRESSION_STATEMENT &&
           cg_x_token_of(x, ts_node_child(last, 0)) == PY_ELLIPSIS;
}

static uint32_t modifiers_of(const cg_extract *x, const function *fn, cg_str name)
{
    uint32_t modifiers = fn->decor != NULL ? fn->decor->modifiers : 0;
    modifiers |= is_stub(x, fn->body) ? CG_MOD_DECLARATION : 0;
    modifiers |= fn->is_async ? CG_MOD_ASYNC : 0;
    modifiers |= fn->is_generic || fn->vars.count > 0 ? CG_MOD_GENERIC : 0;
    modifiers |= fn->params.variadic ? CG_MOD_VARIADIC : 0;
    modifiers |= fn->is_method && cg_str_eq(name, CG_STR("__new__")) ? CG_MOD_STATIC : 0;
    modifiers |= cg_str_starts(name, CG_STR("test_")) ? CG_MOD_TEST : 0;
    return modifiers;
}

static void open_function(cg_extract *x, function *fn)
{
    cg_str name = cg_x_text(x, fn->name);
    CG_AUTO_VALUE(cg_buf) doc = {0};
    py_body_docstring(x, fn->body, &doc);
    bool overload = fn->decor != NULL && fn->decor->overload;
    cg_str disambiguator = overload            ? py_params_key(x, fn->parameters)
                           : fn->decor != NULL ? fn->decor->disambiguator
                                               : CG_STR_NULL;
    fn->def = cg_x_def_open(
        x, &CG_DEF_INIT(kind_of(fn, name), fn->outer, .name_node = fn->name, .body = fn->body,
                        .visibility = py_visibility(name, fn->is_method),
                        .modifiers = modifiers_of(x, fn, name), .doc = cg_buf_str(&doc),
                        .disambiguator = disambiguator));
    cg_def *def = cg_x_def(x, fn->def);
    def->params_min = fn->params.least;
    def->params_max = fn->params.most;
}

/* What the body of the function knows: its receiver, and no comprehension around it. */
static void enter(cg_extract *x, const function *fn, uint32_t class_def, uint32_t class_scope)
{
    py_state *st = py_state_of(x);
    st->in_comprehension = false;
    st->conditional = 0;
    st->annotated_result = fn->annotated;
    if (fn->is_method) {
        st->self_name = fn->params.has_self ? fn->params.self_name : CG_STR_NULL;
        st->self_class = class_def;
        st->self_scope = class_scope;
        st->self_fields = st->class_fields;
    }
}

void py_define_function(cg_extract *x, const py_decor *decor)
{
    py_state saved = *py_state_of(x);
    function fn = {.decor = decor, .outer = cg_x_node(x)};
    fn.is_method = cg_x_scope_kind(x) == CG_SCOPE_TYPE;
    fn.params.has_self = fn.is_method && !(decor != NULL && decor->receives_nothing);
    uint32_t class_def = cg_x_enclosing_type(x), class_scope = cg_x_scope(x);

    at_definition(x, &fn, read_head);
    if (!fn.is_generic)
        read_type_vars(x, &fn);
    open_function(x, &fn);
    if (decor != NULL)
        py_visit_decorators(x, decor);
    bool generic = fn.is_generic || fn.vars.count > 0;
    if (generic)
        py_open_type_vars(x, &fn.vars, fn.parameters);
    at_definition(x, &fn, visit_head);
    enter(x, &fn, class_def, class_scope);
    at_definition(x, &fn, visit_inside);
    if (generic)
        cg_x_scope_close(x);
    cg_x_def_close(x);
    *py_state_of(x) = saved;
}

uint32_t py_on_function(cg_extract *x, cg_role role)
{
    (void)role;
    py_define_function(x, NULL);
    return CG_NONE;
}

/* Without an annotation, what is returned stands for the type of the result; of several values the
 * first is the definition's, the others are stated beside it. */
static void give_result(cg_extract *x, uint32_t value)
{
    uint32_t source = cg_x_source_def(x);
    const cg_def *def = cg_x_def(x, source);
    bool returns = cg_node_kind_is_callable(def->kind) || def->kind == CG_NODE_PROPERTY;
    if (!returns || value == CG_NONE || py_state_of(x)->annotated_result)
        return;
    if (def->type_ref == CG_NONE)
        cg_x_def_set_type(x, source, value);
    else if (py_is_telling(x, value))
        cg_x_hint_def_value(x, source, value);
}

uint32_t py_on_return(cg_extract *x, cg_role role)
{
    (void)role;
    give_result(x, cg_x_visit_children(x));
    return CG_NONE;
}

/* A generator gives a container of what it yields. */
uint32_t py_on_yield(cg_extract *x, cg_role role)
{
    (void)role;
    cg_def *def = cg_x_def(x, cg_x_source_def(x));
    if (cg_node_kind_is_callable(def->kind))
        def->modifiers |= CG_MOD_GENERATOR;
    bool delegates = false;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        delegates |= cg_x_token(x) == PY_FROM;
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    if (delegates)
        value = cg_x_operate(x, value, CG_OPERATION_ITERATE);
    if (py_is_telling(x, value))
        give_result(x, delegates ? value : cg_x_container(x, value));
    return CG_NONE;
}
