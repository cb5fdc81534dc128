// SPDX-License-Identifier: Apache-2.0
// declarators: what a declarator declares, and the references inside it.
#include "cfamily.h"

#define DEPTH_MAX 64

static bool is_name(uint32_t token)
{
    return token == T_IDENTIFIER || token == T_FIELD_IDENTIFIER || token == T_TYPE_IDENTIFIER ||
           token == T_PRIMITIVE_TYPE || token == T_OPERATOR_NAME || token == T_DESTRUCTOR_NAME ||
           token == T_OPERATOR_CAST;
}

static bool is_declarator(uint32_t token)
{
    if (is_name(token))
        return true;
    switch (token) {
    case T_POINTER_DECLARATOR:
    case T_ARRAY_DECLARATOR:
    case T_FUNCTION_DECLARATOR:
    case T_PAREN_DECLARATOR:
    case T_ATTRIBUTED_DECLARATOR:
    case T_REFERENCE_DECLARATOR:
    case T_VARIADIC_DECLARATOR:
    case T_MEMBER_POINTER:
    case T_QUALIFIED:
    case T_TEMPLATE_FUNCTION:
    case T_TEMPLATE_METHOD:
    case T_ABSTRACT_POINTER:
    case T_ABSTRACT_ARRAY:
    case T_ABSTRACT_FUNCTION:
    case T_ABSTRACT_PAREN:
    case T_ABSTRACT_REFERENCE:
    case T_STRUCTURED_BINDING: return true;
    default: return false;
    }
}

/** The declarator inside `node`, which not all kinds have in a field. */
static TSNode inner(const cg_extract *x, TSNode node)
{
    TSNode child = cg_x_child(x, node, F_DECLARATOR);
    if (!cf_null(child))
        return child;
    uint32_t count = cg_x_named_count(node);
    for (uint32_t i = 0; i < count; i++) {
        child = cg_x_named_child(node, i);
        if (is_declarator(cg_x_token_of(x, child)))
            return child;
    }
    return (TSNode){0};
}

static bool has_const(const cg_extract *x, TSNode pointer)
{
    uint32_t count = cg_x_named_count(pointer);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = cg_x_named_child(pointer, i);
        if (cg_x_token_of(x, child) == T_TYPE_QUALIFIER &&
            cg_str_eq(cg_x_text(x, child), CG_STR("const")))
            return true;
    }
    return false;
}

/** operator T*() const: the parameters are below the stars. */
static void look_cast(const cg_extract *x, cf_declarator *d, TSNode cast)
{
    d->name = d->function = cast;
    TSNode at = cg_x_child(x, cast, F_DECLARATOR);
    for (int depth = 0; depth < DEPTH_MAX && !cf_null(at); depth++) {
        if (cg_x_token_of(x, at) == T_ABSTRACT_FUNCTION) {
            d->params = cg_x_child(x, at, F_PARAMETERS);
            return;
        }
        at = inner(x, at);
    }
}

TSNode cf_only_name(const cg_extract *x, TSNode function)
{
    TSNode params = cg_x_child(x, function, F_PARAMETERS), none = {0};
    TSNode param = cg_x_named_count(params) == 1 ? cg_x_named_child(params, 0) : none;
    if (cf_null(param) || cg_x_token_of(x, param) != T_PARAMETER || cg_x_named_count(param) != 1)
        return none;
    TSNode name = cg_x_child(x, param, F_TYPE);
    return cg_x_token_of(x, name) == T_TYPE_IDENTIFIER ? name : none;
}

/** `int CALLBACK(name)(int)`: no function gives a function, so a macro stands around the name, of a
 *  pointer to one where types, fields and parameters are declared. */
static TSNode wrapped_name(const cg_extract *x, TSNode function)
{
    TSNode inside = cg_x_child(x, function, F_DECLARATOR), none = {0};
    if (cg_x_token_of(x, inside) != T_FUNCTION_DECLARATOR ||
        !is_name(cg_x_token_of(x, cg_x_child(x, inside, F_DECLARATOR))))
        return none;
    return cf_only_name(x, inside);
}

cf_declarator cf_look(const cg_extract *x, TSNode declarator)
{
    cf_declarator d = {.node = declarator};
    TSNode at = declarator, none = {0};
    for (int depth = 0; depth < DEPTH_MAX && !cf_null(at); depth++) {
        uint32_t token = cg_x_token_of(x, at);
        switch (token) {
        case T_FUNCTION_DECLARATOR:
            d.name = wrapped_name(x, at);
            d.pointer = d.to_function = !cf_null(d.name);
            if (d.to_function) {
                d.wrapped = at;
                return d;
            }
            d.function = at;
            break;
        case T_POINTER_DECLARATOR:
        case T_MEMBER_POINTER:
            d.pointer = true;
            d.const_pointer = has_const(x, at);
            d.to_function |= !cf_null(d.function);
            d.function = none;
            break;
        case T_ARRAY_DECLARATOR:
        case T_REFERENCE_DECLARATOR:
            d.array |= token == T_ARRAY_DECLARATOR;
            d.reference |= token == T_REFERENCE_DECLARATOR;
            d.to_function |= !cf_null(d.function);
            d.function = none;
            break;
        case T_QUALIFIED:
            if (cf_null(d.qualified))
                d.qualified = at;
            at = cg_x_child(x, at, F_NAME);
            continue;
        case T_TEMPLATE_FUNCTION:
        case T_TEMPLATE_METHOD:
        case T_TEMPLATE_TYPE: at = cg_x_child(x, at, F_NAME); continue;
        case T_DEPENDENT_NAME: at = cg_x_named_child(at, 0); continue;
        case T_OPERATOR_CAST: look_cast(x, &d, at); return d;
        case T_STRUCTURED_BINDING: return d;
        default:
            if (is_name(token)) {
                d.name = at;
                if (!cf_null(d.function))
                    d.params = cg_x_child(x, d.function, F_PARAMETERS);
                return d;
            }
            break;
        }
        at = inner(x, at);
    }
    d.function = none;
    return d;
}

void cf_unwrap(const cg_extract *x, cf_declarator *d)
{
    if (cf_null(d->wrapped))
        return;
    d->function = d->wrapped;
    d->params = cg_x_child(x, d->wrapped, F_PARAMETERS);
    d->pointer = d->to_function = false;
}

/* ---- parameters ---- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

typedef struct types_text {
    char text[240];
    size_t len;
} types_text;

/** Appends source without the blanks that mean nothing. */
static void add_type_text(types_text *out, cg_str s)
{
    bool blank = false;
    for (size_t i = 0; i < s.len && out->len + 2 < sizeof out->text; i++) {
        char c = s.ptr[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            blank = true;
            continue;
        }
        if (blank && out->len && is_word(c) && is_word(out->text[out->len - 1]))
            out->text[out->len++] = ' ';
        out->text[out->len++] = c;
        blank = false;
    }
}

static bool is_constness(cg_str word)
{
    return cg_str_eq(word, CG_STR("const")) || cg_str_eq(word, CG_STR("volatile"));
}

/** What a parameter itself may be is no part of the function's type: T *const p, const int n. */
static void drop_constness(types_text *out, size_t from, bool is_value)
{
    for (size_t at = out->len; at > from && is_word(out->text[at - 1]); at--)
        if (at - 1 == from || !is_word(out->text[at - 2])) {
            bool behind = at > from + 1 && (out->text[at - 2] == '*' || is_value);
            if (behind && is_constness((cg_str){out->text + at - 1, out->len - at + 1}))
                out->len = at - 1 - (out->text[at - 2] == ' ');
            break;
        }
    static const cg_str word = CG_STR("const ");
    if (is_value && cg_str_starts((cg_str){out->text + from, out->len - from}, word)) {
        memmove(out->text + from, out->text + from + word.len, out->len - from - word.len);
        out->len -= word.len;
    }
}

static void add_parameter_type(const cg_extract *x, types_text *out, TSNode param)
{
    TSNode declarator = cg_x_child(x, param, F_DECLARATOR);
    uint32_t start = ts_node_start_byte(param), end = ts_node_end_byte(param);
    if (out->len)
        add_type_text(out, CG_STR(","));
    size_t from = out->len;
    if (cf_null(declarator)) {
        TSNode value = cg_x_child(x, param, F_TYPE);
        if (!cf_null(value) && cg_x_token_of(x, param) == T_OPTIONAL_PARAMETER)
            end = ts_node_end_byte(value);
        add_type_text(out, cf_slice(x, start, end));
        drop_constness(out, from, true);
        return;
    }
    end = ts_node_end_byte(declarator);
    TSNode name = cf_look(x, declarator).name;
    if (cf_null(name)) {
        add_type_text(out, cf_slice(x, start, end));
        drop_constness(out, from, false);
        return;
    }
    add_type_text(out, cf_slice(x, start, ts_node_start_byte(name)));
    drop_constness(out, from, cg_x_token_of(x, declarator) == T_IDENTIFIER);
    add_type_text(out, cf_slice(x, ts_node_end_byte(name), end));
}

/** const, & and && behind the parameters tell overloads apart too. */
static void add_qualifiers(const cg_extract *x, types_text *out, TSNode function)
{
    uint32_t count = ts_node_child_count(function);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_child(function, i);
        uint32_t token = cg_x_token_of(x, child);
        if (token == T_TYPE_QUALIFIER || token == T_REF_QUALIFIER) {
            add_type_text(out, CG_STR("."));
            add_type_text(out, cg_x_text(x, child));
        }
        if (token == T_ABSTRACT_FUNCTION)
            add_qualifiers(x, out, child);
    }
}

static bool is_void(const cg_extract *x, TSNode params, uint32_t named)
{
    return named == 1 && cg_str_eq(cg_x_text(x, cg_x_named_child(params, 0)), CG_STR("void"));
}

cf_arity cf_params(cg_extract *x, const cf_declarator *d, cg_str *out_types)
{
    const cf_state *st = cf_get(x);
    unsigned min = 0, max = 0;
    bool any = false;
    types_text types = {.len = 0};
    uint32_t count = cf_null(d->params) ? 0 : ts_node_child_count(d->params);
    bool none = count && is_void(x, d->params, cg_x_named_count(d->params));
    for (uint32_t i = 0; i < count && !none; i++) {
        TSNode child = ts_node_child(d->params, i);
        uint32_t token = cg_x_token_of(x, child);
        bool plain = token == T_PARAMETER || token == T_IDENTIFIER;
        min += plain;
        max += plain || token == T_OPTIONAL_PARAMETER;
        any |= token == T_VARIADIC_PARAMETER || cg_str_eq(cg_x_text(x, child), CG_STR("..."));
        if (st->cpp && (plain || token == T_OPTIONAL_PARAMETER || token == T_VARIADIC_PARAMETER))
            add_parameter_type(x, &types, child);
    }
    if (!st->cpp && count == 2)
        any = true; /* f(): anything */
    if (st->cpp && !cf_null(d->function))
        add_qualifiers(x, &types, d->function);
    *out_types = st->cpp ? cg_x_scratch(x, "%.*s", (int)types.len, types.text) : CG_STR_NULL;
    return (cf_arity){(uint8_t)CG_MIN(min, 254u), any ? 255 : (uint8_t)CG_MIN(max, 254u)};
}

/** A template's own parameters tell what its type parameters are in a call. */
static void tell_parameter(cg_extract *x, unsigned n, uint32_t binding)
{
    uint32_t def = cg_x_source_def(x);
    if (binding != CG_NONE && cg_x_def(x, def)->modifiers & CG_MOD_GENERIC)
        cg_x_hint_param(x, def, n, binding);
}

uint32_t cf_parameter(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    cf_walk w = CF_WALK_INIT;
    unsigned position = st->ctx.parameter;
    w.bind = st->ctx.no_binding ? 0 : CG_BIND_PARAM;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_TYPE) {
            w.constant = cf_is_const_type(x);
            w.type = cf_declared_type(x, CG_ROLE_TYPE);
        } else if (field == F_DECLARATOR)
            cf_walk_declarator(x, &w);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    if (w.bind == CG_BIND_PARAM && w.type == CG_NONE && st->ctx.lambda_to != CG_NONE) /* auto */
        cg_x_bind_set(x, w.binding, CG_NONE,
                      cg_x_passed(x, st->ctx.lambda_to, st->ctx.passed_as, position));
    if (w.bind == CG_BIND_PARAM)
        tell_parameter(x, position, w.binding);
    return CG_NONE;
}

/* ---- walking ---- */

static void walk_parameters(cg_extract *x, const cf_walk *w)
{
    cf_state *st = cf_get(x);
    bool outer = st->ctx.no_binding;
    st->ctx.no_binding = cf_null(w->params) || !ts_node_eq(w->params, cg_x_node(x));
    unsigned position = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || cg_x_token(x) == T_IDENTIFIER) /* f(a, b) of old: typed below */
            continue;
        st->ctx.parameter = position++;
        (void)cg_x_visit(x, CG_ROLE_READ);
    }
    st->ctx.no_binding = outer;
}

static void bind_name(cg_extract *x, TSNode name, cf_walk *w);

static void walk_function(cg_extract *x, cf_walk *w)
{
    TSNode wrapped = wrapped_name(x, cg_x_node(x));
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (cg_x_field(x) == F_DECLARATOR && !cf_null(wrapped)) {
            uint32_t macro = cg_x_ref(x, cg_x_child(x, cg_x_node(x), F_DECLARATOR), CG_ROLE_CALL);
            cg_x_ref_set_args(x, macro, 1, false);
            bind_name(x, wrapped, w);
        } else if (cg_x_field(x) == F_DECLARATOR)
            cf_walk_declarator(x, w);
        else if (token == T_PARAMETER_LIST)
            walk_parameters(x, w);
        else if (token == T_TRAILING_RETURN)
            w->trailing = cg_x_visit_children(x);
        else if (token != T_IDENTIFIER && token != T_CALL && cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static void walk_nested(cg_extract *x, cf_walk *w)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DECLARATOR || is_declarator(cg_x_token(x)))
            cf_walk_declarator(x, w);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

/** Array sizes are expressions and would pass for names: the field tells. */
static void walk_array(cg_extract *x, cf_walk *w)
{
    w->level++;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DECLARATOR)
            cf_walk_declarator(x, w);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static void bind_name(cg_extract *x, TSNode name, cf_walk *w)
{
    if (w->bind == 0)
        return;
    cf_state *st = cf_get(x);
    if (st->ctx.template_head) /* Concept T, or int N, which a type argument may name too */
        w->bind = CG_BIND_TYPE_PARAM;
    w->binding = cg_x_bind(x, w->bind, name, w->bind == CG_BIND_LOCAL ? ts_node_end_byte(name) : 0);
    cg_x_bind_set(x, w->binding, w->type, CG_NONE);
    if (st->cpp && w->level > 0)
        cg_x_bind_set_level(x, w->binding, CG_FORM_LEFT, w->level);
    if (w->constant && w->type == CG_NONE)
        cg_x_bind_set_const(x, w->binding);
}

static void walk_cast(cg_extract *x, cf_walk *w)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            w->trailing = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) == F_DECLARATOR)
            cf_walk_declarator(x, w);
    }
}

void cf_walk_declarator(cg_extract *x, cf_walk *w)
{
    const cf_state *st = cf_get(x);
    switch (cg_x_token(x)) {
    case T_IDENTIFIER:
    case T_FIELD_IDENTIFIER:
    case T_TYPE_IDENTIFIER: bind_name(x, cg_x_node(x), w); return;
    case T_PRIMITIVE_TYPE:
    case T_OPERATOR_NAME:
    case T_DESTRUCTOR_NAME: return;
    case T_OPERATOR_CAST: walk_cast(x, w); return;
    case T_FUNCTION_DECLARATOR:
    case T_ABSTRACT_FUNCTION: walk_function(x, w); return;
    case T_ARRAY_DECLARATOR:
    case T_ABSTRACT_ARRAY: walk_array(x, w); return;
    case T_QUALIFIED:
    case T_TEMPLATE_FUNCTION:
    case T_TEMPLATE_METHOD:
        if (st->hooks)
            st->hooks->declarator_name(x);
        return;
    case T_STRUCTURED_BINDING:
        CG_X_EACH_CHILD (x) {
            if (!cg_x_named(x))
                continue;
            bind_name(x, cg_x_node(x), w);
            w->part = w->parts++ == 0 ? w->binding : w->part;
        }
        w->binding = CG_NONE; /* each is a part of the value */
        return;
    case T_POINTER_DECLARATOR:
    case T_ABSTRACT_POINTER: w->level++; __attribute__((fallthrough));
    default: walk_nested(x, w); return;
    }
}

void cf_walk_set(cg_extract *x, const cf_walk *w, uint32_t value)
{
    cg_x_bind_set(x, w->binding, CG_NONE, value);
    for (uint32_t i = 0; w->part != CG_NONE && i < w->parts; i++)
        cg_x_bind_set(x, w->part + i, CG_NONE, cg_x_item(x, value, i));
}
