// SPDX-License-Identifier: Apache-2.0
// values: expressions of C++ alone: lambdas, new, named casts, constructor initialisers.
#include "cpp_int.h"

/* ---- calls ---- */

/** static_cast<T>(v) and its kin: a value of type T, no call. */
static bool is_cast(const cg_extract *x, TSNode function)
{
    cg_str name = cg_x_text(x, cg_x_child(x, function, F_NAME));
    return cg_str_ends(name, CG_STR("_cast")) &&
           (cg_str_eq(name, CG_STR("static_cast")) || cg_str_eq(name, CG_STR("dynamic_cast")) ||
            cg_str_eq(name, CG_STR("const_cast")) || cg_str_eq(name, CG_STR("reinterpret_cast")));
}

/** The first template argument is the type. */
static uint32_t cast_type(cg_extract *x)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != T_TEMPLATE_ARGUMENTS)
            continue;
        CG_X_EACH_CHILD (x)
            if (cg_x_named(x))
                type = cg_x_visit(x, CG_ROLE_TYPE);
    }
    return type;
}

/** operator()(a): its name is read as a call. */
static uint32_t call_operator(cg_extract *x, TSNode name)
{
    uint32_t callee = cg_x_ref_as(x, CG_STR("operator()"), name, CG_ROLE_CALL);
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_ARGUMENTS) {
            int count = cf_arguments(x, callee);
            cg_x_ref_set_args(x, callee, (unsigned)CG_MAX(count, 0), count < 0);
        }
    return cg_x_result(x, callee);
}

uint32_t cpp_call(cg_extract *x, cg_role role)
{
    TSNode function = cg_x_child(x, cg_x_node(x), F_FUNCTION);
    uint32_t type = CG_NONE, token = cg_x_token_of(x, function);
    if (token == T_CALL &&
        cg_str_eq(cg_x_text(x, cg_x_child(x, function, F_FUNCTION)), CG_STR("operator")))
        return call_operator(x, function);
    bool number = token == T_PRIMITIVE_TYPE; /* int(v) */
    if (!number && (token != T_TEMPLATE_FUNCTION || !is_cast(x, function)))
        return cf_call(x, role);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_FUNCTION)
            type = number ? cg_x_visit(x, CG_ROLE_TYPE) : cast_type(x);
        else if (cg_x_field(x) == F_ARGUMENTS)
            (void)cf_arguments(x, CG_NONE);
    }
    return type;
}

uint32_t cpp_new(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    uint32_t type = CG_NONE, outer = st->ctx.init_base;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_TYPE) {
            type = cg_x_visit(x, CG_ROLE_NEW);
            cg_x_ref_set_args(x, type, 0, false);
        } else if (field == F_ARGUMENTS || field == F_PLACEMENT) {
            st->ctx.init_base = type;
            int count = cg_x_token(x) == T_ARGUMENT_LIST
                            ? cf_arguments(x, field == F_ARGUMENTS ? type : CG_NONE)
                            : -1;
            if (count < 0)
                (void)cg_x_visit(x, CG_ROLE_READ);
            if (field == F_ARGUMENTS)
                cg_x_ref_set_args(x, type, (unsigned)CG_MAX(count, 0), count < 0);
        } else if (cg_x_named(x)) {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    st->ctx.init_base = outer;
    return type;
}

uint32_t cpp_this(cg_extract *x, cg_role role)
{
    (void)x, (void)role;
    return CG_X_SELF;
}

/* ---- lambdas ---- */

/** Parameters and body, inside the scope that is open; gives what it returns. */
static uint32_t lambda_parts(cg_extract *x)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    uint32_t outer = st->result, trailing = CG_NONE;
    st->result = CG_NONE;
    st->ctx.lambda_to = saved.passed_to;
    st->ctx.in_code = true;
    st->ctx.template_node = (TSNode){0};
    st->ctx.decl_scope = CG_NONE;
    st->ctx.init_base = CG_NONE;
    st->ctx.no_binding = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DECLARATOR) {
            cf_walk w = CF_WALK_INIT;
            w.params = cg_x_child(x, cg_x_node(x), F_PARAMETERS);
            cf_walk_declarator(x, &w);
            trailing = w.trailing;
        } else if (cg_x_field(x) == F_BODY) {
            st->ctx.lambda_to = st->ctx.passed_to = CG_NONE;
            st->ctx.returns = true;
            (void)cg_x_visit_children(x);
        } else if (cg_x_named(x)) {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    uint32_t result = trailing != CG_NONE ? trailing : st->result;
    st->ctx = saved;
    st->result = outer;
    return result;
}

void cpp_named_lambda(cg_extract *x)
{
    uint32_t result = lambda_parts(x);
    if (result != CG_NONE)
        cg_x_def_set_type(x, cg_x_source_def(x), result);
}

/** The first value that a lambda returns is of its type, unless that is written. */
uint32_t cpp_return(cg_extract *x, cg_role role)
{
    cf_state *st = cf_get(x);
    uint32_t value = CG_NONE;
    (void)role;
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    if (st->ctx.returns && st->result == CG_NONE)
        st->result = value;
    return CG_NONE;
}

uint32_t cpp_lambda(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    (void)lambda_parts(x);
    cg_x_scope_close(x);
    return CG_NONE;
}

/** [name = value] */
uint32_t cpp_capture(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_LEFT)
            binding = cg_x_bind(x, CG_BIND_LOCAL, cg_x_node(x), ts_node_end_byte(cg_x_node(x)));
        else if (cg_x_field(x) == F_RIGHT)
            cg_x_bind_set(x, binding, CG_NONE, cg_x_visit(x, CG_ROLE_READ));
    }
    return CG_NONE;
}

/* ---- constructor initialisers ---- */

static bool is_base(const cf_state *st, cg_str name)
{
    if (st->ctx.record != CG_NONE && cg_str_eq(name, st->ctx.record_name))
        return true; /* the constructor leaves the work to another one */
    const cg_str *bases = st->bases.ptr;
    for (uint32_t i = 0; i < st->ctx.base_count; i++)
        if (cg_str_eq(bases[st->ctx.base_first + i], name))
            return true;
    return false;
}

static uint32_t initialized(cg_extract *x)
{
    cf_state *st = cf_get(x);
    TSNode name = cg_x_node(x);
    cg_str text = cg_x_text(x, name);
    if (is_base(st, text))
        return cg_x_ref(x, name, CG_ROLE_NEW);
    uint32_t ref = cg_x_member(x, CG_X_SELF, name, CG_ROLE_WRITE);
    if (st->ctx.record == CG_NONE && ref != CG_NONE) { /* out of line: the bases are not at hand */
        cf_named_ref *init = cf_list_add(x, &st->inits, sizeof *init);
        *init = (cf_named_ref){ref, cg_x_intern(x, text)};
    }
    return ref;
}

uint32_t cpp_field_initializer(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    uint32_t value = CG_NONE, outer = st->ctx.init_base;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_FIELD_IDENTIFIER) {
            value = initialized(x);
        } else if (token == T_TEMPLATE_METHOD || token == T_QUALIFIED) {
            value = cg_x_visit(x, CG_ROLE_NEW);
        } else if (token == T_ARGUMENT_LIST) {
            int count = cf_arguments(x, value);
            cg_x_ref_set_args(x, value, (unsigned)CG_MAX(count, 0), count < 0);
        } else if (cf_is_arguments(x)) {
            int count = cf_arguments(x, value);
            cg_x_ref_set_args(x, value, (unsigned)CG_MAX(count, 0), count < 0);
        } else if (cg_x_named(x)) {
            st->ctx.init_base = value;
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    st->ctx.init_base = outer;
    return CG_NONE;
}

/** The class of this file that is called so, or CG_NONE. */
static uint32_t class_named(const cf_state *st, cg_text name)
{
    const cf_named_ref *classes = st->tags.ptr;
    for (uint32_t c = 0; c < st->tags.len && c < 1000; c++)
        if (classes[c].name.off == name.off)
            return classes[c].ref;
    return CG_NONE;
}

void cpp_settle_names(cg_extract *x)
{
    const cf_state *st = cf_get(x);
    const cf_named_ref *inits = st->inits.ptr, *forward = st->forward.ptr;
    for (uint32_t i = 0; i < st->inits.len; i++) {
        uint32_t class = class_named(st, inits[i].name);
        if (class == CG_NONE)
            continue;
        cg_x_ref_set_role(x, inits[i].ref, CG_ROLE_NEW);
        cg_x_ref_decide(x, inits[i].ref, class);
    }
    for (uint32_t i = 0; i < st->forward.len; i++)
        cg_x_ref_decide(x, forward[i].ref, class_named(st, forward[i].name));
}

/* ---- statements ---- */

uint32_t cpp_range_for(cg_extract *x, cg_role role)
{
    (void)role;
    cf_walk w = CF_WALK_INIT;
    w.bind = CG_BIND_LOCAL;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            w.constant = cf_is_const_type(x);
            w.type = cf_declared_type(x, CG_ROLE_TYPE);
        } else if (cg_x_field(x) == F_DECLARATOR)
            cf_walk_declarator(x, &w);
        else if (cg_x_field(x) == F_RIGHT)
            cf_walk_set(x, &w, cg_x_element(x, cg_x_visit(x, CG_ROLE_READ)));
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_scope_close(x);
    return CG_NONE;
}

/** `a * b`, with blanks on both sides of the sign. */
static bool is_product(const cg_extract *x, TSNode declarator)
{
    TSNode inside = cg_x_child(x, declarator, F_DECLARATOR);
    uint32_t start = ts_node_start_byte(declarator);
    return cg_x_token_of(x, declarator) == T_POINTER_DECLARATOR &&
           cg_x_token_of(x, inside) == T_IDENTIFIER && ts_node_start_byte(inside) == start + 2;
}

/** Every parameter could be an argument: a name alone, a call, or, in a function, an element or a product. */
static bool all_arguments(const cg_extract *x, TSNode params, bool in_function)
{
    uint32_t count = cg_x_named_count(params);
    for (uint32_t i = 0; i < count; i++) {
        TSNode param = cg_x_named_child(params, i);
        if (cg_x_token_of(x, param) != T_PARAMETER)
            return false;
        uint32_t type = cg_x_token_of(x, cg_x_child(x, param, F_TYPE));
        TSNode declarator = cg_x_child(x, param, F_DECLARATOR);
        bool named = type == T_TYPE_IDENTIFIER || type == T_QUALIFIED || type == T_TEMPLATE_TYPE;
        uint32_t shape = cg_x_token_of(x, declarator);
        bool value =
            cf_null(declarator) || shape == T_ABSTRACT_FUNCTION ||
            (in_function && shape == T_ABSTRACT_ARRAY && cg_x_named_count(declarator) == 1) ||
            (in_function && is_product(x, declarator));
        if (!named || ts_node_child_count(param) != (cf_null(declarator) ? 1u : 2u) || !value)
            return false;
    }
    return count > 0;
}

static uint32_t read_argument(cg_extract *x);

/** The parameters that stand for arguments of `call`. */
static void read_arguments(cg_extract *x, uint32_t call)
{
    unsigned position = 0;
    CG_X_EACH_CHILD (x)
        if (cg_x_token(x) == T_PARAMETER)
            cg_x_hint_argument(x, call, position++, read_argument(x), CG_STR_NULL);
}

/** One argument that was read as a parameter: `a`, `a::b`, `f()`, `a[i]` or `a * b`. Gives its value. */
static uint32_t read_argument(cg_extract *x)
{
    TSNode declarator = cg_x_child(x, cg_x_node(x), F_DECLARATOR);
    bool call = cg_x_token_of(x, declarator) == T_ABSTRACT_FUNCTION;
    cg_role role = call ? CG_ROLE_CALL : CG_ROLE_READ;
    uint32_t ref = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            ref = cg_x_token(x) == T_TYPE_IDENTIFIER ? cg_x_ref(x, cg_x_node(x), role)
                  : cg_x_token(x) == T_QUALIFIED     ? cpp_dependent_name(x, role)
                                                     : cpp_template_name(x, role);
            TSNode params = cg_x_child(x, declarator, F_PARAMETERS);
            if (call && !cf_null(params))
                cg_x_ref_set_args(x, ref, cg_x_named_count(params), false);
        } else if (cg_x_named(x)) { /* the call's own arguments, or what else there is */
            CG_X_EACH_CHILD (x)
                if (cg_x_token(x) == T_PARAMETER_LIST)
                    read_arguments(x, ref);
                else if (!call && cg_x_named(x))
                    (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    return call ? cg_x_result(x, ref) : cf_null(declarator) ? ref : CG_NONE;
}

bool cpp_is_object(cg_extract *x, const cf_declarator *d)
{
    if (cf_null(d->function) || cf_null(d->params) || !cf_null(d->qualified) ||
        !all_arguments(x, d->params, false))
        return false;
    uint32_t count = cg_x_named_count(d->params);
    for (uint32_t i = 0; i < count; i++) {
        cg_str name = cg_x_text(x, cg_x_named_child(d->params, i));
        if (!cpp_looks_constant(
                cg_str_slice(name, (size_t)(cg_str_rfind(name, ':') + 1), name.len)))
            return false;
    }
    return true;
}

/** Inside functions `T name(a, b);` makes a T from a and b, though the grammar takes it for a
 *  prototype; real prototypes there are next to unknown. */
bool cpp_local_call(cg_extract *x, const cf_walk *w, bool again)
{
    TSNode node = cg_x_node(x), params = cg_x_child(x, node, F_PARAMETERS);
    TSNode name = cg_x_child(x, node, F_DECLARATOR);
    if (cg_x_token(x) != T_FUNCTION_DECLARATOR || cg_x_token_of(x, name) != T_IDENTIFIER ||
        !all_arguments(x, params, true))
        return false;
    uint32_t made = again ? cg_x_ref_again(x, w->type, CG_ROLE_NEW) : w->type;
    cg_x_ref_set_args(x, made, cg_x_named_count(params), false);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DECLARATOR) {
            cf_walk bind = *w;
            cf_walk_declarator(x, &bind);
        } else if (cg_x_token(x) == T_PARAMETER_LIST) {
            read_arguments(x, made);
        }
    }
    return true;
}
