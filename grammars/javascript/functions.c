// SPDX-License-Identifier: Apache-2.0
// Functions of every form. One with a name, its own or that of what it is assigned to, is a
// definition; one without is only a scope.
#include "ecma.h"

#define ALTERNATIVES_MAX 8u /* wrappers and alternatives that a function is looked for in */

/* JavaScript's grammar makes one word of `static get` before a line break. */
static bool is_static_get(const cg_extract *x)
{
    return !cg_x_named(x) && strcmp(cg_x_type(x), "static get") == 0;
}

ecma_words ecma_read_words(cg_extract *x)
{
    ecma_words words = {0};
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case ECMA_K_ASYNC: words.modifiers |= CG_MOD_ASYNC; break;
        case ECMA_K_STAR: words.modifiers |= CG_MOD_GENERATOR; break;
        case ECMA_K_STATIC: words.modifiers |= CG_MOD_STATIC; break;
        case ECMA_K_GET: words.modifiers |= CG_MOD_GETTER; break;
        case ECMA_K_SET: words.modifiers |= CG_MOD_SETTER; break;
        case ECMA_K_READONLY: words.modifiers |= CG_MOD_READONLY; break;
        case ECMA_K_ABSTRACT: words.modifiers |= CG_MOD_ABSTRACT; break;
        case ECMA_K_DECLARE: words.modifiers |= CG_MOD_DECLARATION; break;
        case ECMA_K_QUESTION: words.modifiers |= CG_MOD_OPTIONAL; break;
        case ECMA_OVERRIDE: words.modifiers |= CG_MOD_OVERRIDE; break;
        case ECMA_ACCESSIBILITY:
            words.visibility = ecma_text_is(x, cg_x_node(x), "private")     ? CG_VIS_PRIVATE
                               : ecma_text_is(x, cg_x_node(x), "protected") ? CG_VIS_PROTECTED
                                                                            : CG_VIS_PUBLIC;
            break;
        default:
            if (cg_x_field(x) == ECMA_F_type_parameters)
                words.modifiers |= CG_MOD_GENERIC;
            else if (is_static_get(x))
                words.modifiers |= CG_MOD_STATIC | CG_MOD_GETTER;
        }
    }
    return words;
}

/* The declared result of the function around, or CG_NONE. */
static uint32_t declared_result(cg_extract *x)
{
    const ecma_place *at = ecma_place_of(x);
    return !at->returns_typed           ? CG_NONE
           : at->returns_def == CG_NONE ? at->returned
                                        : cg_x_def(x, at->returns_def)->type_ref;
}

/* What a function gives back is its result, when no type says more. */
void ecma_returned(cg_extract *x, uint32_t value)
{
    ecma_place *at = ecma_place_of(x);
    if (value == CG_NONE)
        return;
    if (at->returns_typed) {
        cg_x_hint_expected(x, value, declared_result(x));
    } else if (at->returns_def == CG_NONE) {
        at->returned = at->returned == CG_NONE ? value : at->returned;
    } else if (cg_x_def(x, at->returns_def)->type_ref == CG_NONE) {
        cg_x_def_set_type(x, at->returns_def, value);
    } else {
        cg_x_hint_def_value(x, at->returns_def, value);
    }
}

/* What is declared says what calls of the result mean: functions that are given back need a node where nothing is. */
static void visit_returned(cg_extract *x)
{
    ecma_place *at = ecma_place_of(x);
    bool declared = at->returns_typed || at->declared;
    ecma_expect_declared(x, cg_x_node(x), declared, declared_result(x));
    at->given_back = declared ? NULL : ecma_unwrap(x, cg_x_node(x)).id;
    uint32_t value = cg_x_visit(x, CG_ROLE_READ);
    at->given_back = NULL;
    ecma_returned(x, value);
}

uint32_t ecma_on_return(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            visit_returned(x);
    }
    return CG_NONE;
}

static void visit_body(cg_extract *x)
{
    if (cg_x_token(x) == ECMA_STATEMENT_BLOCK)
        ecma_visit_block(x); /* its names share the scope of the parameters */
    else
        visit_returned(x);
}

/* x => …: a parameter without parentheses. */
static void sole_parameter(cg_extract *x, uint32_t def, ecma_given given)
{
    uint32_t binding = cg_x_bind(x, CG_BIND_PARAM, cg_x_node(x), 0);
    uint32_t type = ecma_doc_param(x, def, cg_x_node(x), 0);
    uint32_t passed = given.call == CG_NONE ? CG_NONE : cg_x_passed(x, given.call, given.at, 0);
    cg_x_bind_set(x, binding, type, passed);
    if (given.called != NULL)
        given.called->params[0] = binding;
    if (def == CG_NONE)
        return;
    cg_x_def(x, def)->params_min = cg_x_def(x, def)->params_max = 1;
    cg_x_hint_param(x, def, 0, binding);
}

/* What is declared counts, whatever is returned. */
static void set_result(cg_extract *x, uint32_t def, uint32_t type)
{
    ecma_place *at = ecma_place_of(x);
    at->returns_typed = true;
    if (def != CG_NONE)
        cg_x_def_set_type(x, def, type);
    else
        at->returned = type;
}

/* Everything behind the name; the function's scope is open. Returns the number of parameters. */
static unsigned visit_inside(cg_extract *x, uint32_t def, ecma_given given)
{
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case ECMA_F_parameters: count = ecma_parameters(x, def, given); break;
        case ECMA_F_parameter:
            sole_parameter(x, def, given);
            count = 1;
            break;
        case ECMA_F_return_type: set_result(x, def, cg_x_visit(x, CG_ROLE_TYPE)); break;
        case ECMA_F_body: visit_body(x); break;
        case ECMA_F_type_parameters:
        case ECMA_F_decorator: cg_x_visit(x, CG_ROLE_READ); break;
        default: break;
        }
    }
    return count;
}

/* Returns the call that the function is an argument of. */
static ecma_given enter(cg_extract *x, uint32_t def, ecma_this self)
{
    ecma_place *at = ecma_place_of(x);
    ecma_given given = {.call = at->given_to, .at = at->given_at};
    given.called = at->called;
    at->called = NULL;
    at->declared = at->declares;
    at->declares = false;
    at->given_to = at->wanted = at->expected = CG_NONE;
    at->returned = CG_NONE;
    at->given_back = NULL;
    at->returns_typed = false;
    at->export_node = (TSNode){0};
    at->export_modifiers = 0;
    at->returns_def = def;
    at->type_members = at->plain_type = false;
    if (self == ECMA_THIS_OUTER)
        return given;
    at->has_this = self == ECMA_THIS_METHOD || self == ECMA_THIS_SELF;
    at->this_object = self == ECMA_THIS_OBJECT;
    at->this_held = self == ECMA_THIS_NONE && def != CG_NONE &&
                    cg_x_def(x, def)->kind == CG_NODE_FUNCTION &&
                    !(cg_x_def(x, def)->modifiers & CG_MOD_LAMBDA);
    if (self == ECMA_THIS_METHOD)
        return given; /* whoever holds the method has said whose members it sees */
    at->this_adds = self == ECMA_THIS_SELF;
    if (at->this_adds) {
        at->this_owner = def;
        at->this_fields = 0;
        ecma_hidden_scope(x, &at->this_fields);
    }
    return given;
}

static void leave(cg_extract *x, const ecma_place *around)
{
    *ecma_place_of(x) = *around;
    ecma_place_of(x)->declares = false;
}

/* `const f = (a) =>` on one line and without the arrow; what holds comments or decorators is left
 * to the extractor. */
static cg_str arrow_head(cg_extract *x, const cg_def_init *init)
{
    uint32_t from = ts_node_start_byte(init->node), to = ts_node_start_byte(init->body);
    cg_str head = cg_str_trim(cg_str_slice(cg_x_source(x), from, to));
    if (!cg_str_ends(head, CG_STR("=>")) || cg_str_find(head, '@') >= 0 ||
        cg_str_find(head, '/') >= 0)
        return CG_STR_NULL;
    head = cg_str_trim(cg_str_slice(head, 0, head.len - 2));
    if (cg_str_find(head, '\n') < 0)
        return head;
    CG_AUTO_VALUE(cg_buf) line = {0};
    for (size_t i = 0; i < head.len; i++) {
        bool space =
            head.ptr[i] == '\n' || head.ptr[i] == '\r' || head.ptr[i] == '\t' || head.ptr[i] == ' ';
        if (!space || (line.len > 0 && line.ptr[line.len - 1] != ' '))
            cg_buf_add_char(&line, space ? ' ' : head.ptr[i]);
    }
    return cg_x_scratch(x, "%.*s", CG_STR_ARG(cg_buf_str(&line)));
}

/* const f = function g() {}: inside, g means the function, whatever g is outside. */
static void bind_own_name(cg_extract *x, const cg_def_init *init, uint32_t def)
{
    uint32_t token = cg_x_token(x);
    if (token != ECMA_FUNCTION_EXPRESSION && token != ECMA_GENERATOR_FUNCTION)
        return;
    TSNode own = cg_x_child(x, cg_x_node(x), ECMA_F_name);
    if (!ts_node_is_null(own) && own.id != init->name_node.id &&
        (init->in_scope == CG_X_NO_SCOPE ||
         !cg_str_eq(cg_x_text(x, own), cg_x_text(x, init->name_node))))
        cg_x_bind_set(x, cg_x_bind(x, CG_BIND_LOCAL, own, 0), CG_NONE, ecma_value_of(x, def));
}

uint32_t ecma_define_function(cg_extract *x, const cg_def_init *init, ecma_this self)
{
    ecma_place saved = *ecma_place_of(x);
    cg_def_init full = *init;
    full.modifiers |=
        ecma_read_words(x).modifiers & (CG_MOD_ASYNC | CG_MOD_GENERATOR | CG_MOD_GENERIC);
    full.body = cg_x_child(x, cg_x_node(x), ECMA_F_body);
    if (full.signature.len == 0 && cg_x_token(x) == ECMA_ARROW_FUNCTION)
        full.signature = arrow_head(x, &full);
    full.opens = CG_SCOPE_FUNCTION;
    uint32_t def = ecma_def_open(x, &full);
    ecma_given given = enter(x, def, self);
    uint32_t result = ecma_doc_result(x, def);
    if (result != CG_NONE)
        set_result(x, def, result);
    if (self == ECMA_THIS_NONE)
        ecma_bind_this(x, ecma_doc_this(x, def), NULL);
    bind_own_name(x, &full, def);
    visit_inside(x, def, given);
    cg_x_def_close(x);
    leave(x, &saved);
    return def;
}

/* A function that is called where it is written, or given back and called elsewhere by whatever name holds it, needs a node to
 * be called. What stands in it is of the function around that has a name, as in all functions without one. */
static uint32_t define_nameless(cg_extract *x)
{
    TSNode node = cg_x_node(x);
    cg_def_init init = CG_DEF_INIT(CG_NODE_FUNCTION, node, .name = CG_STR("<anon>"));
    init.visibility = CG_VIS_INTERNAL;
    init.modifiers = CG_MOD_LAMBDA | (ecma_read_words(x).modifiers &
                                      (CG_MOD_ASYNC | CG_MOD_GENERATOR | CG_MOD_GENERIC));
    init.body = cg_x_child(x, node, ECMA_F_body);
    if (cg_x_token(x) == ECMA_ARROW_FUNCTION)
        init.signature = arrow_head(x, &init);
    return ecma_def_leaf(x, &init);
}

/* The function is what `return` gives back, or one of the alternatives. */
static bool is_given_back(const cg_extract *x, const void *returned)
{
    TSNode node = cg_x_node(x);
    for (unsigned i = 0; i < ALTERNATIVES_MAX && returned != NULL && node.id != returned; i++) {
        TSNode around = ts_node_parent(node);
        uint32_t token = ts_node_is_null(around) ? CG_NO_TOKEN : cg_x_token_of(x, around);
        bool wraps = token == ECMA_PARENTHESIZED || token == ECMA_TERNARY || token == ECMA_BINARY ||
                     token == ECMA_AS || token == ECMA_SATISFIES || token == ECMA_NON_NULL;
        if (!wraps)
            return false;
        node = around;
    }
    return node.id == returned;
}

static uint32_t visit_anonymous(cg_extract *x, ecma_this self)
{
    ecma_place saved = *ecma_place_of(x);
    cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    bool is_called = saved.called != NULL || is_given_back(x, saved.given_back);
    uint32_t def = is_called ? define_nameless(x) : CG_NONE;
    unsigned count = visit_inside(x, def, enter(x, def, self));
    uint32_t returned = ecma_place_of(x)->returned;
    cg_x_scope_close(x);
    leave(x, &saved);
    return def != CG_NONE ? ecma_value_of(x, def) : cg_x_function(x, returned, count);
}

uint32_t ecma_on_arrow(cg_extract *x, cg_role role)
{
    (void)role;
    return visit_anonymous(x, ECMA_THIS_OUTER);
}

uint32_t ecma_value_of(cg_extract *x, uint32_t def)
{
    uint32_t value = cg_x_function(x, CG_NONE, cg_x_def(x, def)->params_max);
    cg_x_ref_decide(x, value, def);
    return value;
}

/* The name of a function expression is seen inside it alone. */
uint32_t ecma_on_function_expression(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, ECMA_F_name);
    if (ts_node_is_null(name))
        return visit_anonymous(x, ECMA_THIS_NONE);
    cg_x_scope_open(x, CG_SCOPE_BLOCK);
    cg_def_init init = ecma_def_init(x, CG_NODE_FUNCTION, node, name, (ecma_export){0});
    init.modifiers |= CG_MOD_LAMBDA;
    uint32_t def = ecma_define_function(x, &init, ECMA_THIS_NONE);
    cg_x_scope_close(x);
    return ecma_value_of(x, def);
}

/* Functions with a capital letter that stand in no class may be used as classes themselves. */
static ecma_this this_of(cg_extract *x, TSNode name)
{
    return ecma_is_capital(cg_x_text(x, name)) && cg_x_enclosing_type(x) == CG_NONE
               ? ECMA_THIS_SELF
               : ECMA_THIS_NONE;
}

/* Overloads in front say what calls of it mean. */
static bool implements_overloads(cg_extract *x, TSNode name)
{
    const cg_def *before = cg_x_def(x, ecma_state_of(x)->last_def);
    return ecma_state_of(x)->typed && before->modifiers & CG_MOD_DECLARATION &&
           before->kind == CG_NODE_FUNCTION &&
           cg_str_eq(cg_x_interned(x, before->name), cg_x_text(x, name));
}

uint32_t ecma_on_function_declaration(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, ECMA_F_name);
    ecma_place_of(x)->declares = implements_overloads(x, name);
    cg_def_init init = ecma_def_init(x, CG_NODE_FUNCTION, node, name, e);
    ecma_define_function(x, &init, this_of(x, name));
    return CG_NONE;
}

uint32_t ecma_on_function_signature(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    TSNode node = cg_x_node(x);
    cg_def_init init =
        ecma_def_init(x, CG_NODE_FUNCTION, node, cg_x_child(x, node, ECMA_F_name), e);
    init.modifiers |= CG_MOD_DECLARATION;
    init.disambiguator = ecma_params_key(x, cg_x_child(x, node, ECMA_F_parameters));
    ecma_define_function(x, &init, ECMA_THIS_NONE);
    return CG_NONE;
}
