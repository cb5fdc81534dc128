// SPDX-License-Identifier: Apache-2.0
// Variables, and the blocks that hold them. At file and namespace level they are definitions; a
// function, class, object literal or required module that is their value says what they are.
#include "ecma.h"

typedef struct declaration {
    ecma_bind bind;
    bool is_const, alone; /* the only declarator: it spans the whole statement */
    TSNode node;
    ecma_export e;
} declaration;

/* What one declarator needs while the cursor is inside its value. */
typedef struct declarator {
    declaration *d;
    TSNode name, value;
    cg_def_init init;
    ecma_then_fn then; /* what happens to the value */
    uint32_t made;     /* definition of the name */
    bool open;         /* … still open: its type belongs to it, its value to the code around it */
    bool exported;     /* const x = module.exports = value */
} declarator;

static uint32_t target_scope(const declaration *d, cg_extract *x)
{
    return d->bind.scope ? d->bind.scope : cg_x_scope(x);
}

/* `var` declares in the function or file around, `let` and `const` here. */
static void place_of(cg_extract *x, declaration *d, bool is_var)
{
    bool node = cg_x_at_declaration_level(x) && cg_x_scope_kind(x) != CG_SCOPE_TYPE;
    uint32_t scope = is_var ? cg_x_function_scope(x) : cg_x_scope(x);
    node |= scope == 0;
    d->bind.mode = node ? ECMA_BIND_DEF : ECMA_BIND_LOCAL;
    d->bind.kind = CG_BIND_LOCAL;
    d->bind.scope = is_var && !node ? scope : 0;
    d->bind.again = is_var && !ecma_state_of(x)->typed;
    d->bind.init = ecma_def_init(x, d->is_const ? CG_NODE_CONSTANT : CG_NODE_VARIABLE, d->node,
                                 (TSNode){0}, d->e);
    d->bind.init.modifiers |= d->is_const ? CG_MOD_CONST : 0;
    if (node)
        d->bind.init.in_scope = is_var ? scope : CG_NONE;
    else if (is_var)
        d->bind.init.in_scope = scope; /* of functions and classes bound to the name */
}

static void define_function_value(cg_extract *x, void *arg)
{
    declarator *v = arg;
    bool arrow = cg_x_token(x) == ECMA_ARROW_FUNCTION;
    cg_str name = cg_x_text(x, v->name);
    bool capital = name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z' &&
                   cg_x_enclosing_type(x) == CG_NONE;
    v->made = ecma_define_function(x, &v->init,
                                   arrow     ? ECMA_THIS_OUTER
                                   : capital ? ECMA_THIS_SELF
                                             : ECMA_THIS_NONE);
}

/* What the name has already, under itself, or else this function. */
static void define_missing_function(cg_extract *x, void *arg)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_right)
            ecma_inside(x, define_function_value, arg);
        else
            cg_x_visit(x, CG_ROLE_READ);
    }
}

static void define_class_value(cg_extract *x, void *arg)
{
    declarator *v = arg;
    v->made = ecma_define_class(x, &v->init);
}

static void define_object_value(cg_extract *x, void *arg)
{
    declarator *v = arg;
    ecma_object_members(x, &(ecma_members){.owner = v->made});
}

/* {}, which may have comments in it. */
static bool is_empty(TSNode object)
{
    uint32_t count = cg_x_named_count(object);
    for (uint32_t i = 0; i < count; i++)
        if (!ts_node_is_extra(cg_x_named_child(object, i)))
            return false;
    return true;
}

/* The value of `exports = module.exports = value`, or the node itself. */
static TSNode exported_value(const cg_extract *x, TSNode node)
{
    TSNode value = node;
    bool whole = false;
    for (unsigned i = 0; i < 4 && cg_x_token_of(x, value) == ECMA_ASSIGNMENT; i++) {
        TSNode left = cg_x_child(x, value, ECMA_F_left);
        bool module = ecma_is_module_exports(x, left);
        if (!module && !ecma_text_is(x, left, "exports"))
            return node;
        whole |= module;
        value = ecma_unwrap(x, cg_x_child(x, value, ECMA_F_right));
    }
    return whole ? value : node;
}

/* Cursor on an assignment that exported_value has looked through, or behind it. */
static void at_exported_value(cg_extract *x, void *arg)
{
    declarator *v = arg;
    if (cg_x_token(x) != ECMA_ASSIGNMENT) {
        v->then(x, v);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_right)
            ecma_inside(x, at_exported_value, v);
    }
}

/* Walks the declarator: the type, then the value as `then` wants it. */
static void with_value(cg_extract *x, declarator *v, ecma_then_fn then)
{
    uint32_t type = CG_NONE;
    bool declared = false;
    CG_X_EACH_CHILD (x) {
        declared |= cg_x_field(x) == ECMA_F_type;
        if (cg_x_field(x) == ECMA_F_value && v->open)
            cg_x_def_close(x);
        if (cg_x_field(x) == ECMA_F_value) {
            ecma_expect_declared(x, v->value, declared, type);
            v->then = then;
            ecma_inside(x, v->exported ? at_exported_value : then, v);
        } else if (cg_x_field(x) == ECMA_F_type && v->made != CG_NONE) {
            bool says_more = !ecma_is_type_in_place(x) || ecma_is_table_type(x);
            bool owned = v->open && is_empty(ecma_unwrap(x, v->value));
            type = ecma_visit_owned_type(x, owned); /* else its members are the value's */
            if (says_more)
                cg_x_def_set_type(x, v->made, type);
        } else if (cg_x_field(x) == ECMA_F_type) {
            type = cg_x_visit(x, CG_ROLE_TYPE);
        }
    }
}

static void close_made(cg_extract *x, ecma_made *made)
{
    if (made->open)
        cg_x_def_close(x);
    made->open = false;
}

static void plain(cg_extract *x, declarator *v)
{
    bool named = cg_x_token_of(x, v->name) == ECMA_IDENTIFIER, in_place = false;
    uint32_t type = CG_NONE, value = CG_NONE;
    ecma_made made = {.def = CG_NONE, .binding = CG_NONE};
    ecma_bind bind = v->d->bind;
    bind.init = v->init;
    bind.opens = named; /* the type belongs to the definition, the value to the code around it */
    if (named)
        made = ecma_declare(x, &bind, v->name, CG_NONE, CG_NONE);
    CG_X_EACH_CHILD (x) {
        in_place |= cg_x_field(x) == ECMA_F_type && made.open && ecma_is_type_in_place(x);
        if (cg_x_field(x) == ECMA_F_type)
            type = ecma_visit_owned_type(x, made.open);
        if (cg_x_field(x) == ECMA_F_value) {
            close_made(x, &made);
            ecma_expect(x, cg_x_node(x), type);
            value = cg_x_visit(x, CG_ROLE_READ);
        }
    }
    close_made(x, &made);
    if (named) {
        ecma_give(x, made, type, in_place ? CG_NONE : value);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_name)
            ecma_pattern(x, &bind, type, value);
    }
}

/* const x = require("m"), const { a, b: c } = require("m"), const x = await import("m") */
static void required(cg_extract *x, declarator *v, const ecma_require *r)
{
    ecma_bind bind = v->d->bind;
    bind.mode = ECMA_BIND_IMPORT;
    bind.init = v->init;
    bind.import = (cg_import_init){.module = r->module, .name = r->member};
    bind.import.flags = CG_IMPORT_DYNAMIC;
    bool named = cg_x_token_of(x, v->name) == ECMA_IDENTIFIER;
    if (named) {
        bind.import.flags |= r->member.len ? 0 : CG_IMPORT_NAMESPACE;
        bind.import.node = cg_x_node(x);
        bind.import.name_node = v->name;
        uint32_t def = ecma_import(x, &bind.import);
        cg_x_def(x, def)->modifiers |= v->d->e.modifiers;
        if (r->member.len > 0)
            cg_x_ref_decide(x, cg_x_ref_as(x, r->member, r->property, CG_ROLE_READ), def);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_name)
            ecma_pattern(x, &bind, CG_NONE, CG_NONE);
    }
}

/* The function of `name = test && function …`, which is called if there is one; and of `name = object.name || function …` at
 * file level, where no caller has given the object. */
static bool is_missing_function(cg_extract *x, const declarator *v, TSNode value)
{
    TSNode left = ecma_unwrap(x, cg_x_child(x, value, ECMA_F_left));
    uint32_t operator= cg_x_token_of(x, cg_x_child(x, value, ECMA_F_operator));
    bool declared =
        ecma_state_of(x)->typed && !ts_node_is_null(cg_x_child(x, cg_x_node(x), ECMA_F_type));
    if (cg_x_token_of(x, value) == ECMA_BINARY && operator== ECMA_K_AND && !declared)
        return ecma_is_function(x, ecma_unwrap(x, cg_x_child(x, value, ECMA_F_right)));
    if (v->d->bind.mode != ECMA_BIND_DEF)
        return false;
    if (cg_x_token_of(x, value) != ECMA_BINARY ||
        (operator!= ECMA_K_OR && operator!= ECMA_K_NULLISH) ||
        !ecma_is_function(x, ecma_unwrap(x, cg_x_child(x, value, ECMA_F_right))))
        return false;
    if (cg_x_token_of(x, left) == ECMA_BINARY) /* this && this.name */
        left = ecma_unwrap(x, cg_x_child(x, left, ECMA_F_right));
    return cg_x_token_of(x, left) == ECMA_MEMBER &&
           cg_str_eq(cg_x_text(x, cg_x_child(x, left, ECMA_F_property)), cg_x_text(x, v->name));
}

/* A function or class as value makes the name one, unless it is declared already. */
static bool defines(cg_extract *x, declarator *v, TSNode inner)
{
    bool missing = is_missing_function(x, v, inner);
    bool function = missing || ecma_is_function(x, inner);
    bool class = cg_x_token_of(x, inner) == ECMA_CLASS;
    bool object = cg_x_token_of(x, inner) == ECMA_OBJECT && v->d->bind.mode == ECMA_BIND_DEF;
    if (cg_x_token_of(x, v->name) != ECMA_IDENTIFIER || !(function || class || object) ||
        (v->d->bind.again && cg_x_declared(x, target_scope(v->d, x), cg_x_text(x, v->name))))
        return false;
    if (object) {
        v->init.body = v->value;
        v->made = ecma_def_open(x, &v->init);
        v->open = true;
        with_value(x, v, define_object_value);
        if (cg_x_named_count(inner) == 0) /* what it will hold, its comment says */
            ecma_give(x, (ecma_made){.def = v->made, .binding = CG_NONE}, CG_NONE, CG_NONE);
        return true;
    }
    v->init.kind = function ? CG_NODE_FUNCTION : CG_NODE_CLASS;
    v->init.modifiers &= ~(uint32_t)CG_MOD_CONST;
    v->init.modifiers |= function ? CG_MOD_LAMBDA : 0;
    with_value(x, v,
               missing    ? define_missing_function
               : function ? define_function_value
                          : define_class_value);
    return true;
}

/* The value, without what makes it the module: the file gives others its name then, and all that is put on it. */
static TSNode whole_module(cg_extract *x, declarator *v)
{
    TSNode inner = ecma_unwrap(x, v->value), value = exported_value(x, inner);
    bool named = cg_x_token_of(x, v->name) == ECMA_IDENTIFIER && v->d->bind.mode == ECMA_BIND_DEF;
    uint32_t token = cg_x_token_of(x, value);
    bool made = ecma_is_function(x, value) || token == ECMA_CLASS || token == ECMA_OBJECT;
    v->exported = named && made && !ts_node_eq(inner, value);
    if (v->exported || (named && ecma_is_module_exports(x, inner)))
        ecma_mark_exported(x, v->name, true);
    return v->exported ? value : inner;
}

static void declare_one(cg_extract *x, declaration *d)
{
    TSNode node = cg_x_node(x);
    declarator v = {.d = d, .init = d->bind.init, .made = CG_NONE};
    v.name = cg_x_child(x, node, ECMA_F_name);
    v.value = cg_x_child(x, node, ECMA_F_value);
    v.init.name_node = v.name;
    if (!d->alone)
        v.init.node = node;
    TSNode inner = whole_module(x, &v);
    ecma_prototype_named(x, v.name, target_scope(d, x), inner);
    ecma_require r;
    if (ts_node_is_null(v.name))
        cg_x_visit_children(x);
    else if (ecma_read_require(x, inner, &r))
        required(x, &v, &r);
    else if (!defines(x, &v, inner)) {
        v.init.body = v.value;
        v.init.signature =
            d->bind.mode == ECMA_BIND_DEF ? ecma_short_text(x, v.init.node) : CG_STR_NULL;
        plain(x, &v);
    }
}

uint32_t ecma_on_declaration(cg_extract *x, cg_role role)
{
    (void)role;
    declaration d = {.node = cg_x_node(x), .e = ecma_take_export(x)};
    bool is_var = false;
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        is_var |= token == ECMA_K_VAR;
        d.is_const |= token == ECMA_K_CONST;
        count += token == ECMA_VARIABLE_DECLARATOR;
    }
    d.alone = count == 1;
    place_of(x, &d, is_var);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_VARIABLE_DECLARATOR)
            declare_one(x, &d);
    }
    return CG_NONE;
}

/* ---- blocks ---- */

static bool holds_names(uint32_t token)
{
    return token == ECMA_LEXICAL_DECLARATION || token == ECMA_CLASS_DECLARATION ||
           token == ECMA_FUNCTION_DECLARATION || token == ECMA_GENERATOR_DECLARATION ||
           token == ECMA_ENUM_DECLARATION || token == ECMA_INTERFACE_DECLARATION ||
           token == ECMA_TYPE_ALIAS_DECLARATION || token == ECMA_ABSTRACT_CLASS_DECLARATION;
}

/* Most blocks declare nothing: those get no scope. */
uint32_t ecma_on_block(cg_extract *x, cg_role role)
{
    (void)role;
    bool scope = false;
    CG_X_EACH_CHILD (x) {
        scope |= holds_names(cg_x_token(x));
    }
    if (scope)
        cg_x_scope_open(x, CG_SCOPE_BLOCK);
    ecma_visit_block(x);
    if (scope)
        cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t ecma_on_scoped(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_scope_open(x, CG_SCOPE_BLOCK);
    cg_x_visit_children(x);
    cg_x_scope_close(x);
    return CG_NONE;
}

/* for (const [k, v] of xs): without `const`, `let` or `var` the left side exists already. */
uint32_t ecma_on_for_in(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_scope_open(x, CG_SCOPE_BLOCK);
    declaration d = {.node = cg_x_node(x)};
    ecma_bind bind = {.mode = ECMA_BIND_WRITE};
    uint32_t value = CG_NONE;
    bool of = false;
    CG_X_EACH_CHILD (x) {
        of |= cg_x_token(x) == ECMA_K_OF;
        if (cg_x_field(x) == ECMA_F_kind) {
            d.is_const = cg_x_token(x) == ECMA_K_CONST;
            place_of(x, &d, cg_x_token(x) == ECMA_K_VAR);
            bind = d.bind;
        } else if (cg_x_field(x) == ECMA_F_right) {
            value = cg_x_visit(x, CG_ROLE_READ);
        }
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_left) {
            bind.init.node = cg_x_node(x);
            ecma_pattern(x, &bind, CG_NONE, of ? cg_x_element(x, value) : CG_NONE);
        } else if (cg_x_field(x) == ECMA_F_body) {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    cg_x_scope_close(x);
    return CG_NONE;
}

uint32_t ecma_on_catch(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_bind bind = {.mode = ECMA_BIND_LOCAL, .kind = CG_BIND_LOCAL};
    cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_parameter)
            ecma_pattern(x, &bind, CG_NONE, CG_NONE);
        else if (cg_x_field(x) == ECMA_F_body)
            cg_x_visit_children(x);
        else
            cg_x_visit(x, CG_ROLE_TYPE);
    }
    cg_x_scope_close(x);
    return CG_NONE;
}
