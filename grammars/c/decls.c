// SPDX-License-Identifier: Apache-2.0
// decls: functions, variables, fields and typedefs that are nodes of the graph. What stands inside
// functions is in locals.c.
#include "cfamily.h"
#include "made/made.h"

/* ---- names ---- */

static cg_str trimmed_part(cg_str text)
{
    ptrdiff_t angle = cg_str_find(text, '<');
    return cg_str_trim(angle < 0 ? text : cg_str_slice(text, 0, (size_t)angle));
}

/** The last part of "ns::A<T>". */
static cg_str last_part(cg_str qualifier)
{
    size_t from = 0, depth = 0;
    for (size_t i = 0; i < qualifier.len; i++) {
        char c = qualifier.ptr[i];
        depth += c == '<';
        depth -= c == '>' && depth > 0;
        if (c == ':' && depth == 0)
            from = i + 1;
    }
    return trimmed_part(cg_str_slice(qualifier, from, qualifier.len));
}

/** What stands in front of the name in A::B::name. */
static cg_str qualifier_of(const cg_extract *x, const cf_declarator *d)
{
    if (cf_null(d->qualified))
        return CG_STR_NULL;
    cg_str text = cf_slice(x, ts_node_start_byte(d->qualified), ts_node_start_byte(d->name));
    text = cg_str_trim(text);
    while (text.len && (text.ptr[text.len - 1] == ':' || text.ptr[text.len - 1] == ' '))
        text.len--;
    while (text.len && (text.ptr[0] == ':' || text.ptr[0] == ' '))
        text = cg_str_slice(text, 1, text.len);
    return text;
}

static bool is_space(cg_extract *x, const cf_state *st, cg_str qualifier)
{
    if (st->spaces.len == 0)
        return false;
    cg_text last = cg_x_intern(x, last_part(qualifier));
    const cg_text *spaces = st->spaces.ptr;
    for (uint32_t i = 0; i < st->spaces.len; i++)
        if (spaces[i].off == last.off && spaces[i].len == last.len)
            return true;
    return false;
}

/** The name as it is called: operators without stray blanks, conversions with their type. */
static cg_str special_name(cg_extract *x, const cf_declarator *d)
{
    switch (cg_x_token_of(x, d->name)) {
    case T_OPERATOR_NAME: return cf_operator_text(x, d->name);
    case T_OPERATOR_CAST: {
        uint32_t end =
            cf_null(d->params) ? ts_node_end_byte(d->name) : ts_node_start_byte(d->params);
        return cf_line(x, cf_slice(x, ts_node_start_byte(d->name), end), CG_STR_NULL);
    }
    case T_DESTRUCTOR_NAME: {
        cg_str text = cg_x_text(x, d->name);
        cg_str name = cg_str_trim(cg_str_slice(text, 1, text.len));
        return name.len + 1 == text.len ? CG_STR_NULL : cg_x_scratch(x, "~%.*s", CG_STR_ARG(name));
    }
    default: return CG_STR_NULL;
    }
}

/* ---- functions ---- */

static cg_node_kind function_kind(cg_extract *x, const cf_state *st, const cf_declarator *d,
                                  cg_str qualifier)
{
    bool plain = cg_x_token_of(x, d->name) == T_IDENTIFIER;
    cg_str name = cg_x_text(x, d->name);
    if (qualifier.len) {
        if (plain && cg_str_eq(last_part(qualifier), name))
            return CG_NODE_CONSTRUCTOR;
        return is_space(x, st, qualifier) ? CG_NODE_FUNCTION : CG_NODE_METHOD;
    }
    if (st->ctx.record == CG_NONE || st->ctx.friendly || st->ctx.in_code)
        return CG_NODE_FUNCTION;
    return plain && cg_str_eq(name, st->ctx.record_name) ? CG_NODE_CONSTRUCTOR : CG_NODE_METHOD;
}

/** override, final, const: behind the parameters. */
static uint32_t trailing_modifiers(const cg_extract *x, TSNode function)
{
    uint32_t modifiers = 0, count = ts_node_child_count(function);
    for (uint32_t i = 0; i < count; i++) {
        TSNode child = ts_node_child(function, i);
        uint32_t token = cg_x_token_of(x, child);
        if (token == T_ABSTRACT_FUNCTION)
            modifiers |= trailing_modifiers(x, child);
        if (token != T_VIRTUAL_SPECIFIER && token != T_TYPE_QUALIFIER)
            continue;
        cg_str text = cg_x_text(x, child);
        if (cg_str_eq(text, CG_STR("override")))
            modifiers |= CG_MOD_OVERRIDE;
        else if (cg_str_eq(text, CG_STR("final")))
            modifiers |= CG_MOD_FINAL;
        else if (cg_str_eq(text, CG_STR("const")))
            modifiers |= CG_MOD_CONST;
        else if (cg_str_eq(text, CG_STR("volatile")))
            modifiers |= CG_MOD_VOLATILE;
    }
    return modifiers;
}

static bool is_specialised(const cg_extract *x, const cf_declarator *d)
{
    uint32_t after = ts_node_end_byte(d->name);
    cg_str next = cf_slice(x, after, after + 1);
    uint32_t token = cg_x_token_of(x, d->name);
    return token == T_IDENTIFIER && next.len && next.ptr[0] == '<';
}

static cg_def_init function_init(cg_extract *x, const cf_head *head, const cf_declarator *d)
{
    const cf_state *st = cf_get(x);
    cg_str types, qualifier = qualifier_of(x, d);
    cf_arity arity = cf_params(x, d, &types);
    cg_def_init init = CG_DEF_INIT(function_kind(x, st, d, qualifier), head->node);
    init.name_node = d->name;
    init.name = st->cpp ? special_name(x, d) : CG_STR_NULL;
    init.body = head->body;
    init.modifiers =
        head->modifiers & ~(uint32_t)(CG_MOD_CONST | CG_MOD_VOLATILE); /* the result's */
    init.modifiers |= st->cpp ? trailing_modifiers(x, d->function) : 0;
    init.visibility = qualifier.len ? CG_VIS_UNKNOWN : cf_visibility(st, head);
    init.qualifier = qualifier;
    init.disambiguator = types;
    init.params_min = arity.min;
    init.params_max = arity.max;
    init.in_scope = cf_in_scope(st);
    if (arity.max == 255 && arity.min != 0)
        init.modifiers |= CG_MOD_VARIADIC;
    if (qualifier.len || (st->cpp && is_specialised(x, d)) || init.kind == CG_NODE_CONSTRUCTOR)
        init.in_scope = CG_X_NO_SCOPE;
    if (st->ctx.friendly) {
        init.parent = st->ctx.space;
        init.in_scope = st->ctx.space_scope;
    }
    return init;
}

/** What the definition just opened changes for what is inside. */
static void enter(cf_state *st, bool code)
{
    st->ctx.in_code |= code;
    st->ctx.template_node = (TSNode){0};
    st->ctx.decl_scope = CG_NONE;
    st->ctx.init_base = CG_NONE;
    st->ctx.friendly = false;
    st->ctx.no_binding = false;
    st->ctx.lambda_to = CG_NONE;
    st->ctx.returns = false;
}

/** int f(a) int a; { }: the declarations type the parameters. */
static void old_parameter(cg_extract *x)
{
    cf_walk w = CF_WALK_INIT;
    w.bind = CG_BIND_PARAM;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            w.type = cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) == F_DECLARATOR)
            cf_walk_declarator(x, &w);
    }
}

static void function_children(cg_extract *x, const cf_declarator *d, uint32_t def)
{
    uint32_t type = CG_NONE;
    cf_walk w = CF_WALK_INIT;
    w.params = d->params;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x), token = cg_x_token(x);
        if (field == F_TYPE)
            type = cf_declared_type(x, CG_ROLE_TYPE);
        else if (field == F_DECLARATOR)
            cf_walk_declarator(x, &w);
        else if (field == F_BODY || token == T_TRY) {
            cg_x_def_set_type(x, def, w.trailing != CG_NONE ? w.trailing : type);
            if (!cf_made_body(x))
                (void)cg_x_visit_children(x); /* parameters and body share a scope */
        } else if (token == T_DECLARATION)
            old_parameter(x);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_def_set_type(x, def, w.trailing != CG_NONE ? w.trailing : type);
}

/** class MACRO Name { … }, read as a function for want of knowing MACRO. */
static uint32_t misread_record(cg_extract *x, const cf_head *head, const cf_declarator *d)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    cg_def_init init =
        CG_DEF_INIT(cg_x_token_of(x, head->type) == T_CLASS ? CG_NODE_CLASS : CG_NODE_STRUCT,
                    head->node, .name_node = d->name, .body = head->body);
    init.visibility = cf_visibility(st, head);
    init.in_scope = cf_in_scope(st);
    init.opens = st->cpp ? CG_SCOPE_TYPE : 0;
    uint32_t def = cg_x_def_open(x, &init);
    enter(st, false);
    st->ctx.in_code = false;
    st->ctx.record = def;
    st->ctx.record_name = cg_x_text(x, d->name);
    st->ctx.access = CG_VIS_PUBLIC;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_BODY)
            (void)cg_x_visit_children(x);
    cg_x_def_close(x);
    st->ctx = saved;
    return CG_NONE;
}

/** NAME(args) where only a constructor could stand, and it is none: a macro. */
static bool is_macro_call(cg_extract *x, const cf_head *head, const cf_declarator *d)
{
    const cf_state *st = cf_get(x);
    if (!st->cpp || !cf_null(head->type) || !cf_null(d->qualified) || cf_null(d->function) ||
        cg_x_token_of(x, d->name) != T_IDENTIFIER)
        return false;
    if (st->ctx.in_code)
        return true;
    if (st->ctx.record != CG_NONE)
        return !cg_str_eq(cg_x_text(x, d->name), st->ctx.record_name);
    return cf_null(head->body) || !st->hooks->is_test(x, head, d);
}

/** MACRO (call(x)) { … } in a function of C, read as a function of type MACRO inside it. */
static bool is_macro_block(cg_extract *x, const cf_head *head)
{
    const cf_state *st = cf_get(x);
    return !st->cpp && st->ctx.in_code && cg_x_token_of(x, head->type) == T_TYPE_IDENTIFIER &&
           cg_x_token_of(x, head->declarator) == T_PAREN_DECLARATOR;
}

/** The name is called; what is in braces behind it belongs to whatever is around. */
static void macro_call(cg_extract *x, const cf_head *head, const cf_declarator *d)
{
    uint32_t ref = cg_x_ref(x, d->name, CG_ROLE_CALL);
    (void)head;
    cg_x_ref_set_args(x, ref, cf_null(d->params) ? 0 : cg_x_named_count(d->params), false);
    cf_walk w = CF_WALK_INIT;
    cf_get(x)->ctx.no_binding = true;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DECLARATOR)
            cf_walk_declarator(x, &w);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static uint32_t read_as_call(cg_extract *x, const cf_head *head, const cf_declarator *d)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    macro_call(x, head, d);
    st->ctx = saved;
    return CG_NONE;
}

uint32_t cf_function(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    if (cf_made_function(x))
        return CG_NONE;
    cf_head head = cf_read_head(x);
    cf_declarator d = cf_look(x, head.declarator);
    cf_unwrap(x, &d);
    if (cf_null(d.name))
        return cg_x_visit_children(x), CG_NONE;
    if (cf_null(d.function)) {
        if (!cf_null(head.type) && cf_is_record(cg_x_token_of(x, head.type)))
            return misread_record(x, &head, &d);
        return cg_x_visit_children(x), CG_NONE;
    }
    if (is_macro_call(x, &head, &d) || is_macro_block(x, &head))
        return read_as_call(x, &head, &d);
    if (st->hooks && st->ctx.record == CG_NONE && st->hooks->is_test(x, &head, &d)) {
        st->hooks->test(x, &head, &d);
        return CG_NONE;
    }
    cg_def_init init = function_init(x, &head, &d);
    init.opens = CG_SCOPE_FUNCTION;
    cg_str line = cf_slice(x, ts_node_start_byte(head.node), ts_node_end_byte(head.declarator));
    bool initialises = !cf_null(head.body) &&
                       ts_node_start_byte(head.body) > ts_node_end_byte(head.declarator) + 1;
    if (initialises || memchr(line.ptr, '#', line.len))
        init.signature = cf_line(x, line, CG_STR_NULL);
    cf_context saved = st->ctx;
    uint32_t def = cg_x_def_open(x, &init);
    enter(st, true);
    function_children(x, &d, def);
    cg_x_def_close(x);
    st->ctx = saved;
    return CG_NONE;
}

/* ---- variables, fields, prototypes ---- */

/** One declaration while its declarators are defined one by one. */
typedef struct declaring {
    cf_head head;
    cf_context saved;
    uint32_t type; /* value of the specifiers, or CG_NONE */
    uint32_t open; /* definition that is open, or CG_NONE */
    unsigned done; /* declarators so far */
    bool field;
    bool to_function;
} declaring;

static bool is_constant(const cf_state *st, const cf_head *head, const cf_declarator *d)
{
    uint32_t constexpr_like = CG_MOD_CONST | CG_MOD_INLINE;
    if ((head->modifiers & constexpr_like) == constexpr_like && st->cpp)
        return true;
    if (d->pointer || d->reference)
        return d->const_pointer;
    return head->modifiers & CG_MOD_CONST;
}

static cg_node_kind variable_kind(cg_extract *x, const declaring *g, const cf_declarator *d,
                                  cg_str qualifier)
{
    const cf_state *st = cf_get(x);
    bool constant = is_constant(st, &g->head, d);
    if (qualifier.len && !is_space(x, st, qualifier))
        return constant ? CG_NODE_CONSTANT : CG_NODE_FIELD;
    if (g->field)
        return constant && g->head.is_static ? CG_NODE_CONSTANT : CG_NODE_FIELD;
    return constant ? CG_NODE_CONSTANT : CG_NODE_VARIABLE;
}

/** Declares without defining: `extern int a;`, and a static member without a value. */
static bool only_declares(const cf_state *st, const declaring *g, bool has_value)
{
    if (has_value)
        return false;
    if (g->field)
        return st->cpp && g->head.is_static && !(g->head.modifiers & CG_MOD_INLINE);
    return g->head.is_extern;
}

static cg_def_init variable_init(cg_extract *x, const declaring *g, const cf_declarator *d,
                                 TSNode value)
{
    const cf_state *st = cf_get(x);
    cg_str qualifier = qualifier_of(x, d);
    cg_def_init init = CG_DEF_INIT(variable_kind(x, g, d, qualifier), g->head.node);
    init.name_node = d->name;
    init.modifiers = g->head.modifiers;
    if (d->pointer && !d->const_pointer)
        init.modifiers &= ~(uint32_t)CG_MOD_CONST;
    if (only_declares(st, g, !cf_null(value)))
        init.modifiers |= CG_MOD_DECLARATION;
    init.visibility = qualifier.len ? CG_VIS_UNKNOWN : cf_visibility(st, &g->head);
    init.qualifier = qualifier;
    init.in_scope = cf_in_scope(st);
    if (qualifier.len || (st->cpp && is_specialised(x, d)) || (g->field && !st->cpp) ||
        (g->field && st->ctx.hidden_members))
        init.in_scope = CG_X_NO_SCOPE;
    init.body = value;
    return init;
}

/** The head up to this declarator alone, where one declaration has several or defines its type. */
static void narrow(cg_extract *x, const declaring *g, cg_def_init *init, TSNode declarator)
{
    TSNode body = cf_null(g->head.type) ? (TSNode){0} : cg_x_child(x, g->head.type, F_BODY);
    if (g->head.declarators < 2 && cf_null(body))
        return;
    TSNode shape = cg_x_token_of(x, declarator) == T_INIT_DECLARATOR
                       ? cg_x_child(x, declarator, F_DECLARATOR)
                       : declarator;
    cg_str rest = cf_parsed(x, cg_x_text(x, shape));
    uint32_t from = ts_node_start_byte(g->head.node);
    uint32_t to = ts_node_start_byte(cf_null(body) ? g->head.declarator : body);
    if (!cf_null(body))
        rest =
            cg_x_scratch(x, cf_null(cg_x_child(x, g->head.type, F_NAME)) ? " {...} %.*s" : " %.*s",
                         CG_STR_ARG(rest));
    init->signature = cf_line(x, cf_slice(x, from, to), rest);
    if (g->done > 0)
        init->node = declarator;
}

static void finish_one(cg_extract *x, declaring *g)
{
    cf_state *st = cf_get(x);
    if (g->open == CG_NONE)
        return;
    if (!g->to_function)
        cg_x_def_set_type(x, g->open, g->type);
    cg_x_def_close(x);
    st->ctx = g->saved;
    g->open = CG_NONE;
}

static bool has_body(const cg_extract *x, TSNode type)
{
    return !cf_null(type) && cf_is_record(cg_x_token_of(x, type)) &&
           !cf_null(cg_x_child(x, type, F_BODY));
}

static bool unnamed_with_body(const cg_extract *x, TSNode type)
{
    return has_body(x, type) && cf_null(cg_x_child(x, type, F_NAME));
}

/** What `declarator` declares. `struct { … } MACRO(name);`: no function can be given a type without a name, so a macro
 *  stands around the variable's; `struct Named { … } MACRO(how);` says something of the type. */
static cf_declarator look_at(const cg_extract *x, const declaring *g, TSNode declarator)
{
    cf_declarator d = cf_look(x, declarator);
    if (!g->field)
        cf_unwrap(x, &d);
    if (cf_null(d.function) || d.pointer || d.reference || !cf_null(d.qualified) ||
        !has_body(x, g->head.type))
        return d;
    bool unnamed = unnamed_with_body(x, g->head.type);
    TSNode name = unnamed ? cf_only_name(x, d.function) : (TSNode){0};
    if (unnamed ? cf_null(name) : !made_is_shouted(cg_x_text(x, d.name)))
        return d;
    return (cf_declarator){.node = declarator, .name = name, .macro = d.function};
}

static void open_one(cg_extract *x, declaring *g, TSNode declarator, const cf_declarator *d)
{
    cf_state *st = cf_get(x);
    finish_one(x, g);
    if (cf_null(d->name))
        return;
    bool object = st->hooks && !g->field && st->hooks->is_object(x, d);
    bool function = !cf_null(d->function) && !object;
    TSNode value = {0};
    if (cg_x_token_of(x, declarator) == T_INIT_DECLARATOR)
        value = cg_x_child(x, declarator, F_VALUE);
    else if (st->cpp && g->field && g->head.declarators == 1)
        value = cg_x_child(x, g->head.node, F_DEFAULT_VALUE);
    cg_def_init init;
    if (function) {
        init = function_init(x, &g->head, d);
        init.modifiers |= CG_MOD_DECLARATION;
        if (!cf_null(value)) /* = 0 */
            init.modifiers |= CG_MOD_ABSTRACT | CG_MOD_VIRTUAL;
    } else {
        init = variable_init(x, g, d, value);
        if (!cf_null(value) && cg_x_token_of(x, value) == T_LAMBDA)
            cf_lambda_init(x, value, &init);
    }
    narrow(x, g, &init, declarator);
    g->open = cg_x_def_open(x, &init);
    g->to_function = d->to_function || init.opens;
    g->done++;
    enter(st, false);
}

/** Foo a(1); and Foo A::b(1); make a Foo of the arguments under the cursor, beside having it as its type. */
static void construct(cg_extract *x, uint32_t type)
{
    uint32_t made = cg_x_ref_again(x, type, CG_ROLE_NEW);
    int args = cf_arguments(x, made);
    cg_x_ref_set_args(x, made, (unsigned)CG_MAX(args, 0), args < 0);
}

/** int a = 1, Foo b(2): the value belongs to the definition that is open. */
static void init_declarator(cg_extract *x, declaring *g, cf_walk *w)
{
    cf_state *st = cf_get(x);
    bool plain = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_DECLARATOR) {
            plain = cg_x_token(x) == T_IDENTIFIER || cg_x_token(x) == T_QUALIFIED;
            cf_walk_declarator(x, w);
        } else if (cg_x_field(x) == F_VALUE) {
            st->ctx.init_base = g->type;
            if (cg_x_token(x) == T_LAMBDA && g->to_function && st->hooks)
                st->hooks->lambda(x);
            else if (plain && st->cpp && cg_x_token(x) == T_ARGUMENT_LIST)
                construct(x, g->type);
            else
                (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
}

static void one_declarator(cg_extract *x, declaring *g)
{
    TSNode declarator = cg_x_node(x);
    cf_declarator d = look_at(x, g, declarator);
    if (g->done > 0 || g->open == CG_NONE)
        open_one(x, g, declarator, &d);
    if (!cf_null(d.macro)) {
        uint32_t ref = cg_x_ref(x, cg_x_child(x, d.macro, F_DECLARATOR), CG_ROLE_CALL);
        TSNode args = cg_x_child(x, d.macro, F_PARAMETERS);
        cg_x_ref_set_args(x, ref, cg_x_named_count(args), false);
        return;
    }
    cf_walk w = CF_WALK_INIT;
    cf_get(x)->ctx.no_binding = true;
    if (cg_x_token(x) == T_INIT_DECLARATOR)
        init_declarator(x, g, &w);
    else
        cf_walk_declarator(x, &w);
    cf_get(x)->ctx.no_binding = false;
    if (w.trailing != CG_NONE) {
        cg_x_def_set_type(x, g->open, w.trailing);
        g->to_function = true;
    }
}

static bool is_named(cg_extract *x, TSNode type)
{
    return !cf_null(cg_x_child(x, type, F_NAME)) || cf_made_tag(x, type).len > 0;
}

static bool defines_named(cg_extract *x, TSNode type)
{
    uint32_t token = cg_x_token_of(x, type);
    return token == T_ENUM || (cf_is_record(token) && is_named(x, type));
}

static void visit_type(cg_extract *x, declaring *g)
{
    cf_state *st = cf_get(x);
    bool unnamed = cf_is_record(cg_x_token(x)) && g->open != CG_NONE && !is_named(x, cg_x_node(x));
    cf_context inside = st->ctx;
    if (unnamed) {
        st->ctx.hidden_members = true;
        st->ctx.record = g->open;
        st->ctx.access = CG_VIS_PUBLIC;
    }
    st->made = CG_NONE;
    g->type = cf_declared_type(x, CG_ROLE_TYPE);
    if (g->type == CG_NONE && g->head.declarators)
        g->type = cf_made_ref(x);
    st->ctx = inside;
}

/** A field that is an object by its type, not a pointer to one. */
static bool is_object_field(const cg_extract *x, const declaring *g)
{
    return cf_get((cg_extract *)x)->cpp && g->field && cf_may_be_class(x, g->head.type) &&
           cg_x_token_of(x, g->head.declarator) == T_FIELD_IDENTIFIER;
}

/** Definitions for all declarators. The first is opened before the type is read, so that it owns the
 *  references, and the members of a struct without a name; a named struct stands for itself. */
static void declare(cg_extract *x, declaring *g)
{
    cf_state *st = cf_get(x);
    g->saved = st->ctx;
    g->type = g->open = CG_NONE;
    bool type_first = !cf_null(g->head.type) && defines_named(x, g->head.type);
    if (g->head.declarators && !type_first) {
        cf_declarator d = look_at(x, g, g->head.declarator);
        open_one(x, g, g->head.declarator, &d);
        g->done = 0;
    }
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == F_TYPE) {
            visit_type(x, g);
        } else if (field == F_DECLARATOR) {
            one_declarator(x, g);
            g->done += g->done == 0;
        } else if (cg_x_named(x)) { /* bit-field width, default value, attributes */
            bool made = field == F_DEFAULT_VALUE && is_object_field(x, g);
            st->ctx.init_base = g->type;
            if (made && cf_is_arguments(x)) {
                construct(x, g->type);
                continue;
            }
            if (made)
                cf_convert(x, g->type);
            if (field == F_DEFAULT_VALUE && cg_x_token(x) == T_LAMBDA && g->to_function &&
                st->hooks)
                st->hooks->lambda(x);
            else
                (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    finish_one(x, g);
    st->ctx = g->saved;
}

/** friend void f(A &); uses what is declared elsewhere. */
static uint32_t friend_uses(cg_extract *x)
{
    cf_walk w = CF_WALK_INIT;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            (void)cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_field(x) == F_DECLARATOR) {
            cf_declarator d = cf_look(x, cg_x_node(x));
            cf_get(x)->ctx.no_binding = true;
            if (cf_null(d.qualified) && cg_x_token_of(x, d.name) == T_IDENTIFIER)
                (void)cg_x_ref(x, d.name, CG_ROLE_READ);
            cf_walk_declarator(x, &w);
            cf_get(x)->ctx.no_binding = false;
        }
    }
    return CG_NONE;
}

uint32_t cf_declaration(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    if (cf_made(x))
        return CG_NONE;
    if (st->ctx.in_code) {
        TSNode type = cg_x_child(x, cg_x_node(x), F_TYPE);
        if (!unnamed_with_body(x, type))
            return cf_local_declaration(x);
    }
    if (st->ctx.friendly)
        return friend_uses(x);
    declaring g = {.head = cf_read_head(x)};
    g.field = st->ctx.record != CG_NONE && !st->ctx.in_code;
    cf_declarator d = cf_look(x, g.head.declarator);
    if (is_macro_call(x, &g.head, &d)) /* or a deduction guide */
        return read_as_call(x, &g.head, &d);
    declare(x, &g);
    return CG_NONE;
}

uint32_t cf_field_declaration(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    if (cf_made(x))
        return CG_NONE;
    declaring g = {.head = cf_read_head(x), .field = true};
    TSNode type = g.head.type;
    bool record = !cf_null(type) && cf_is_record(cg_x_token_of(x, type));
    if (g.head.declarators == 0 && record && cf_null(cg_x_child(x, type, F_BODY)))
        return CG_NONE; /* class Later; */
    if (st->ctx.friendly)
        return friend_uses(x);
    declare(x, &g);
    return CG_NONE;
}

/* ---- typedef ---- */

typedef struct typedefs {
    TSNode node, type, naming; /* naming: the declarator that names an unnamed struct, or null */
    unsigned declarators;
} typedefs;

static typedefs read_typedefs(cg_extract *x)
{
    typedefs t = {.node = cg_x_node(x)};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            t.type = cg_x_node(x);
        if (cg_x_field(x) != F_DECLARATOR)
            continue;
        bool plain = cg_x_token(x) == T_TYPE_IDENTIFIER;
        if (t.declarators++ == 0 || (plain && cg_x_token_of(x, t.naming) != T_TYPE_IDENTIFIER))
            t.naming = cg_x_node(x);
    }
    uint32_t token = cg_x_token_of(x, t.type);
    bool unnamed = (cf_is_record(token) || token == T_ENUM) && !is_named(x, t.type) &&
                   !cf_null(cg_x_child(x, t.type, F_BODY));
    if (!unnamed)
        t.naming = (TSNode){0};
    return t;
}

/** `type` CG_NONE: the type was defined in place. */
static void one_typedef(cg_extract *x, const typedefs *t, uint32_t type)
{
    cf_state *st = cf_get(x);
    TSNode declarator = cg_x_node(x);
    cf_declarator d = cf_look(x, declarator);
    if (cf_null(d.name))
        return;
    cg_str name = cg_x_text(x, d.name), text = cg_x_text(x, declarator);
    bool elaborated =
        cf_is_record(cg_x_token_of(x, t->type)) || cg_x_token_of(x, t->type) == T_ENUM;
    cg_str made = cf_made_tag(x, t->type);
    cg_str tag = made.len > 0 ? made : cg_x_text(x, cg_x_child(x, t->type, F_NAME));
    bool same = elaborated && cg_str_eq(name, tag);
    cg_def_init init = CG_DEF_INIT(CG_NODE_TYPE_ALIAS, t->node, .name_node = d.name);
    init.visibility = cf_visibility(st, NULL);
    TSNode body = elaborated ? cg_x_child(x, t->type, F_BODY) : (TSNode){0};
    init.in_scope = same && st->cpp && !cf_null(body) ? CG_X_NO_SCOPE : cf_in_scope(st);
    init.disambiguator = same ? CG_STR("typedef") : CG_STR_NULL;
    uint32_t head_end = cf_null(body) ? ts_node_end_byte(t->type) : ts_node_start_byte(body);
    init.signature = cf_line(
        x, cf_slice(x, ts_node_start_byte(t->node), head_end),
        cg_x_scratch(x, " %.*s", CG_STR_ARG(text.len == name.len ? name : cf_parsed(x, text))));
    if (t->declarators > 1)
        init.node = declarator;
    uint32_t def = cg_x_def_open(x, &init);
    cf_walk w = CF_WALK_INIT;
    bool outer = st->ctx.no_binding;
    st->ctx.no_binding = true;
    cf_walk_declarator(x, &w);
    st->ctx.no_binding = outer;
    if (!d.to_function && cf_null(d.function))
        cg_x_def_set_type(x, def, type == CG_NONE ? cf_made_ref(x) : type);
    if (same && st->cpp && cf_null(body) && type != CG_NONE)
        *(cf_named_ref *)cf_list_add(x, &st->forward, sizeof(cf_named_ref)) =
            (cf_named_ref){type, cg_x_intern(x, name)};
    cg_x_def_close(x);
}

uint32_t cf_typedef(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    typedefs t = read_typedefs(x);
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            st->made = CG_NONE;
            if (!cf_null(t.naming))
                cf_record_named(x, cf_look(x, t.naming).name, t.node);
            else
                type = cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_field(x) == F_DECLARATOR) {
            if (cf_null(t.naming) || !ts_node_eq(t.naming, cg_x_node(x)))
                one_typedef(x, &t, type);
        }
    }
    return CG_NONE;
}
