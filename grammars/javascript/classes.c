// SPDX-License-Identifier: Apache-2.0
// Classes and their members. Members are declared in the scope of the body, where plain names do
// not see them: it knows which fields exist when a method assigns `this.x`.
#include "ecma.h"

bool ecma_is_accessor(uint32_t modifiers)
{
    return modifiers & (CG_MOD_GETTER | CG_MOD_SETTER);
}

void ecma_shape_method(cg_def_init *init, const ecma_words *words, cg_str name, bool in_class)
{
    init->kind = CG_NODE_METHOD;
    init->modifiers |= words->modifiers;
    init->visibility = words->visibility                    ? words->visibility
                       : name.len > 0 && name.ptr[0] == '#' ? CG_VIS_PRIVATE
                                                            : CG_VIS_PUBLIC;
    if (ecma_is_accessor(words->modifiers)) {
        init->kind = CG_NODE_PROPERTY;
        if (words->modifiers & CG_MOD_SETTER)
            init->disambiguator = CG_STR("setter");
    } else if (in_class && !(words->modifiers & CG_MOD_STATIC) &&
               cg_str_eq(name, CG_STR("constructor"))) {
        init->kind = CG_NODE_CONSTRUCTOR;
    }
}

/* ---- decorators ---- */

/* @name() runs in the code around, @name is stated by what it decorates. */
bool ecma_is_decorator_call(const cg_extract *x)
{
    return cg_x_token_of(x, cg_x_named_child(cg_x_node(x), 0)) == ECMA_CALL;
}

void ecma_add_decorator(cg_extract *x)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    cg_x_add_decorator(x, cg_str_slice(text, 1, text.len));
}

uint32_t ecma_on_decorator(cg_extract *x, cg_role role)
{
    (void)role;
    return ecma_visit_all(x, CG_ROLE_DECORATE);
}

/* ---- the class ---- */

/* Bases of JavaScript stand in class_heritage itself, TypeScript has clauses below it. */
static void visit_clause(cg_extract *x, cg_role role)
{
    uint32_t base = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == ECMA_EXTENDS_CLAUSE)
            visit_clause(x, CG_ROLE_INHERIT);
        else if (token == ECMA_IMPLEMENTS_CLAUSE)
            visit_clause(x, CG_ROLE_IMPLEMENT);
        else if (token == ECMA_TYPE_ARGUMENTS)
            ecma_type_arguments(x, base);
        else if (cg_x_named(x))
            base = cg_x_visit(x, role);
        if (token == ECMA_CALL && role == CG_ROLE_INHERIT)
            cg_x_inherit(x, base);
    }
}

static void enter_body(cg_extract *x, uint32_t class_def)
{
    ecma_place *at = ecma_place_of(x);
    at->has_this = at->this_adds = true;
    at->this_owner = class_def;
    at->this_fields = cg_x_scope(x);
    at->returns_def = CG_NONE;
    at->type_members = at->plain_type = false;
    at->export_node = (TSNode){0};
    at->export_modifiers = 0;
}

/* Decorators stand in front of the member they belong to (TypeScript), or inside it. */
static void visit_body(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_DECORATOR)
            ecma_add_decorator(x);
        cg_x_visit(x, CG_ROLE_READ);
    }
}

/* const A = class B {}: inside, B means the class. */
static void bind_own_name(cg_extract *x, const cg_def_init *init, uint32_t def)
{
    TSNode own = cg_x_child(x, cg_x_node(x), ECMA_F_name);
    if (cg_x_token(x) != ECMA_CLASS || ts_node_is_null(own) ||
        cg_str_eq(cg_x_text(x, own), cg_x_text(x, init->name_node)))
        return;
    uint32_t binding = cg_x_bind_in(x, CG_BIND_LOCAL, own, cg_x_scope(x), 0);
    cg_x_bind_set(x, binding, CG_NONE, ecma_value_of(x, def));
}

uint32_t ecma_define_class(cg_extract *x, const cg_def_init *init)
{
    ecma_place saved = *ecma_place_of(x);
    cg_def_init full = *init;
    full.opens = CG_SCOPE_TYPE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_DECORATOR) {
            ecma_add_decorator(x);
            if (ecma_is_decorator_call(x))
                cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_field(x) == ECMA_F_body)
            full.body = cg_x_node(x);
        else if (cg_x_field(x) == ECMA_F_type_parameters)
            full.modifiers |= CG_MOD_GENERIC;
        else if (cg_x_token(x) == ECMA_K_ABSTRACT)
            full.modifiers |= CG_MOD_ABSTRACT;
    }
    uint32_t def = ecma_def_open(x, &full);
    bind_own_name(x, init, def);
    enter_body(x, def);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_CLASS_HERITAGE)
            visit_clause(x, CG_ROLE_INHERIT);
        else if (cg_x_field(x) == ECMA_F_body)
            visit_body(x);
        else if (cg_x_token(x) == ECMA_DECORATOR && ecma_is_decorator_call(x))
            continue;
        else if (cg_x_field(x) != ECMA_F_name)
            cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_def_close(x);
    *ecma_place_of(x) = saved;
    return def;
}

/* Also a class expression, which may have a name of its own. */
uint32_t ecma_on_class(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_export e = ecma_take_export(x);
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, ECMA_F_name);
    bool expression = cg_x_token(x) == ECMA_CLASS;
    if (expression)
        cg_x_scope_open(x, CG_SCOPE_BLOCK);
    cg_def_init init = ecma_def_init(x, CG_NODE_CLASS, node, name, e);
    if (ts_node_is_null(name)) {
        init.name = CG_STR("class");
        init.in_scope = CG_X_NO_SCOPE;
    }
    uint32_t def = ecma_define_class(x, &init);
    if (expression)
        cg_x_scope_close(x);
    return expression ? ecma_value_of(x, def) : CG_NONE;
}

/* ---- members ---- */

/* Cursor on the member. A computed name is an expression that runs with the class. */
static cg_str member_name(cg_extract *x, TSNode name)
{
    if (cg_x_token_of(x, name) == ECMA_COMPUTED_NAME) {
        CG_X_EACH_CHILD (x) {
            if (cg_x_token(x) == ECMA_COMPUTED_NAME)
                cg_x_visit_children(x);
        }
    }
    return ecma_property_name(x, name);
}

static TSNode name_of(const cg_extract *x, TSNode member)
{
    TSNode name = cg_x_child(x, member, ECMA_F_name);
    return ts_node_is_null(name) ? cg_x_child(x, member, ECMA_F_property) : name;
}

static void read_member(cg_extract *x, cg_def_init *init, ecma_words *words)
{
    TSNode node = cg_x_node(x), name = name_of(x, node);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_DECORATOR)
            ecma_add_decorator(x);
    }
    *words = ecma_read_words(x);
    *init = CG_DEF_INIT(CG_NODE_FIELD, node, .name_node = name);
    init->name = member_name(x, name);
    if (ecma_place_of(x)->ambient)
        init->modifiers |= CG_MOD_DECLARATION;
}

uint32_t ecma_on_method(cg_extract *x, cg_role role)
{
    (void)role;
    cg_def_init init;
    ecma_words words;
    read_member(x, &init, &words);
    ecma_shape_method(&init, &words, init.name, true);
    ecma_define_function(x, &init, ECMA_THIS_METHOD);
    return CG_NONE;
}

/* Without a body: an overload, an abstract method, a member of an interface or ambient class. */
uint32_t ecma_on_method_signature(cg_extract *x, cg_role role)
{
    if (ecma_place_of(x)->plain_type)
        return ecma_on_function_type(x, role);
    cg_def_init init;
    ecma_words words;
    read_member(x, &init, &words);
    ecma_shape_method(&init, &words, init.name, cg_x_scope_kind(x) == CG_SCOPE_TYPE);
    init.modifiers |= CG_MOD_DECLARATION;
    if (ecma_place_of(x)->type_members)
        init.in_scope = CG_X_NO_SCOPE;
    if (!ecma_is_accessor(init.modifiers))
        init.disambiguator = ecma_params_key(x, cg_x_child(x, cg_x_node(x), ECMA_F_parameters));
    ecma_define_function(x, &init, ECMA_THIS_METHOD);
    return CG_NONE;
}

typedef struct field {
    cg_def_init init;
    uint32_t def;
    bool open; /* the definition is: decorators and type belong to it, the value to the class */
} field;

static void close_field(cg_extract *x, field *f)
{
    if (f->open)
        cg_x_def_close(x);
    f->open = false;
}

static void function_field(cg_extract *x, void *arg)
{
    field *f = arg;
    bool arrow = cg_x_token(x) == ECMA_ARROW_FUNCTION;
    f->init.kind = CG_NODE_METHOD;
    f->init.modifiers |= CG_MOD_LAMBDA;
    f->def = ecma_define_function(x, &f->init, arrow ? ECMA_THIS_OUTER : ECMA_THIS_METHOD);
}

static void class_field(cg_extract *x, void *arg)
{
    field *f = arg;
    f->init.kind = CG_NODE_CLASS;
    f->init.in_scope = CG_X_NO_SCOPE;
    f->def = ecma_define_class(x, &f->init);
}

static void object_field(cg_extract *x, void *arg)
{
    ecma_object_members(x, &(ecma_members){.owner = ((field *)arg)->def});
}

static void visit_field_value(cg_extract *x, field *f, ecma_then_fn then)
{
    uint32_t type = CG_NONE, value = CG_NONE;
    bool in_place = false, declared = false;
    CG_X_EACH_CHILD (x) {
        uint32_t at = cg_x_field(x);
        declared |= at == ECMA_F_type;
        in_place |= at == ECMA_F_type && f->open && ecma_is_type_in_place(x);
        if (at == ECMA_F_value) {
            close_field(x, f);
            ecma_expect_declared(x, cg_x_node(x), declared, type);
        }
        if (at == ECMA_F_type)
            type = ecma_visit_owned_type(x, f->open);
        else if (at == ECMA_F_value && then != NULL)
            ecma_inside(x, then, f);
        else if (at == ECMA_F_value)
            value = cg_x_visit(x, CG_ROLE_READ);
        else if (at == ECMA_F_decorator)
            cg_x_visit(x, CG_ROLE_READ);
    }
    close_field(x, f);
    if (f->init.kind == CG_NODE_FIELD)
        ecma_give(x, (ecma_made){.def = f->def, .binding = CG_NONE}, type,
                  in_place ? CG_NONE : value);
}

uint32_t ecma_on_field(cg_extract *x, cg_role role)
{
    (void)role;
    field f = {.def = CG_NONE};
    ecma_words words;
    read_member(x, &f.init, &words);
    ecma_shape_method(&f.init, &words, f.init.name, false);
    f.init.kind = CG_NODE_FIELD;
    TSNode value = cg_x_child(x, cg_x_node(x), ECMA_F_value);
    TSNode inner = ecma_unwrap(x, value);
    if (ecma_is_function(x, inner)) {
        visit_field_value(x, &f, function_field);
    } else if (cg_x_token_of(x, inner) == ECMA_CLASS) {
        visit_field_value(x, &f, class_field);
    } else {
        f.init.body = value;
        f.init.signature = ecma_short_text(x, cg_x_node(x));
        f.def = ecma_def_open(x, &f.init);
        f.open = true;
        bool object = cg_x_token_of(x, inner) == ECMA_OBJECT;
        visit_field_value(x, &f, object ? object_field : NULL);
    }
    return CG_NONE;
}

uint32_t ecma_on_static_block(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_body)
            cg_x_visit_children(x);
    }
    cg_x_scope_close(x);
    return CG_NONE;
}
