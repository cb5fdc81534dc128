// SPDX-License-Identifier: Apache-2.0
// Assignments. Besides writing they define: fields through `this`, methods through a prototype or
// an object, and what a CommonJS module exports.
#include "ecma.h"

typedef enum target_kind {
    TARGET_OTHER,
    TARGET_NAME,      /* x = */
    TARGET_THIS,      /* this.x = */
    TARGET_EXPORT,    /* exports.x =, module.exports.x = */
    TARGET_MODULE,    /* module.exports = */
    TARGET_PROTOTYPE, /* X.prototype = */
    TARGET_MEMBER,    /* a.b.x =, X.prototype.x = */
} target_kind;

typedef struct assignment {
    target_kind kind;
    TSNode node, left, right;
    TSNode inner; /* the value inside parentheses and the like */
    TSNode name;  /* property, or the plain name */
    cg_str owner; /* a.b, X */
    bool is_static;
    uint32_t made; /* definition whose value is visited */
    cg_def_init init;
} assignment;

bool ecma_is_module_exports(const cg_extract *x, TSNode node)
{
    return cg_x_token_of(x, node) == ECMA_MEMBER &&
           ecma_text_is(x, cg_x_child(x, node, ECMA_F_object), "module") &&
           ecma_text_is(x, cg_x_child(x, node, ECMA_F_property), "exports");
}

static bool is_global_object(const cg_extract *x, TSNode node)
{
    return ecma_text_is(x, node, "window") || ecma_text_is(x, node, "globalThis") ||
           ecma_text_is(x, node, "global") || ecma_text_is(x, node, "self");
}

/* `a.b.c` of plain names only. */
static bool is_plain_chain(const cg_extract *x, TSNode node)
{
    for (unsigned i = 0; i < 8 && cg_x_token_of(x, node) == ECMA_MEMBER; i++)
        node = cg_x_child(x, node, ECMA_F_object);
    return cg_x_token_of(x, node) == ECMA_IDENTIFIER;
}

/* The object is one of this file, or a class by its looks: its members can be told to belong to
 * it. Of any other object nothing is known. */
static bool owner_known(cg_extract *x, TSNode object)
{
    cg_str text = cg_x_text(x, object);
    ptrdiff_t dot = cg_str_find(text, '.');
    cg_str first = dot < 0 ? text : cg_str_slice(text, 0, (size_t)dot);
    bool capital = ecma_is_capital(first);
    bool prototype = cg_str_ends(text, CG_STR(".prototype"));
    return !is_global_object(x, object) && (capital || prototype || cg_x_declared(x, 0, first));
}

/* E of exports.E and module.exports.E, which the file has under that name. */
static cg_str without_exports(cg_str chain)
{
    static const cg_str fronts[] = {CG_STR("module.exports."), CG_STR("exports.")};
    for (size_t i = 0; i < CG_ARRAY_LEN(fronts); i++)
        if (cg_str_starts(chain, fronts[i]))
            return cg_str_slice(chain, fronts[i].len, chain.len);
    return chain;
}

/* Whom a member of `object` belongs to, as far as that can be told. */
static void read_owner(cg_extract *x, assignment *a, TSNode object)
{
    a->owner = ecma_prototype_by_name(x, object);
    if (a->owner.len > 0)
        return;
    if (!is_plain_chain(x, object) || !owner_known(x, object))
        return;
    TSNode last = cg_x_child(x, object, ECMA_F_property);
    bool prototype = cg_x_token_of(x, object) == ECMA_MEMBER && ecma_text_is(x, last, "prototype");
    a->is_static = !prototype;
    a->owner =
        without_exports(cg_x_text(x, prototype ? cg_x_child(x, object, ECMA_F_object) : object));
}

static void read_member_target(cg_extract *x, assignment *a)
{
    TSNode object = cg_x_child(x, a->left, ECMA_F_object);
    a->name = cg_x_child(x, a->left, ECMA_F_property);
    a->kind = TARGET_MEMBER;
    if (cg_x_token_of(x, object) == ECMA_THIS) {
        a->kind = TARGET_THIS;
    } else if (ecma_is_module_exports(x, a->left)) {
        a->kind = TARGET_MODULE;
    } else if (ecma_text_is(x, object, "exports") || ecma_is_module_exports(x, object)) {
        a->kind = TARGET_EXPORT;
    } else if (ecma_text_is(x, a->name, "prototype")) {
        a->kind = TARGET_PROTOTYPE;
        a->owner = without_exports(cg_x_text(x, object));
    } else {
        read_owner(x, a, object);
    }
}

static void read_target(cg_extract *x, assignment *a)
{
    uint32_t token = cg_x_token_of(x, a->left);
    if (token == ECMA_IDENTIFIER) {
        a->kind = TARGET_NAME;
        a->name = a->left;
    } else if (token == ECMA_MEMBER) {
        read_member_target(x, a);
    }
}

/* ---- values ---- */

/* space.Name = function () {}: it may be used as a class. */
static bool is_type(const cg_extract *x, const assignment *a)
{
    bool member = a->kind == TARGET_MEMBER && a->is_static && a->owner.len > 0;
    return member && cg_x_token_of(x, a->inner) != ECMA_ARROW_FUNCTION &&
           ecma_is_function(x, a->inner) && ecma_is_capital(cg_x_text(x, a->name));
}

static void function_value(cg_extract *x, void *arg)
{
    assignment *a = arg;
    bool arrow = cg_x_token(x) == ECMA_ARROW_FUNCTION;
    bool named_owner = a->owner.len > 0 && cg_x_enclosing_type(x) == CG_NONE;
    bool member = a->kind == TARGET_THIS ? ecma_place_of(x)->has_this
                                         : named_owner || a->kind == TARGET_EXPORT;
    bool of_object = a->kind == TARGET_THIS && ecma_place_of(x)->this_object;
    ecma_place saved = *ecma_place_of(x);
    if (a->kind != TARGET_THIS)
        ecma_place_of(x)->this_adds = false;
    a->made = ecma_define_function(x, &a->init,
                                   arrow           ? ECMA_THIS_OUTER
                                   : is_type(x, a) ? ECMA_THIS_SELF
                                   : member        ? ECMA_THIS_METHOD
                                   : of_object     ? ECMA_THIS_OBJECT
                                                   : ECMA_THIS_NONE);
    *ecma_place_of(x) = saved;
}

static void class_value(cg_extract *x, void *arg)
{
    assignment *a = arg;
    a->init.kind = CG_NODE_CLASS;
    a->made = ecma_define_class(x, &a->init);
}

static void exported_object(cg_extract *x, void *arg)
{
    const assignment *a = arg;
    ecma_object_members(
        x, &(ecma_members){
               .owner = 0, .exports = true, .whole = a->made, .modifiers = CG_MOD_EXPORTED});
}

static void prototype_object(cg_extract *x, void *arg)
{
    const assignment *a = arg;
    ecma_object_members(
        x, &(ecma_members){.owner = CG_NONE, .qualifier = a->owner, .functions_only = true});
}

static void object_value(cg_extract *x, void *arg)
{
    const assignment *a = arg;
    ecma_object_members(x, &(ecma_members){.owner = a->made});
}

/* What `a.b = function () {}` gives: the definition. */
static uint32_t made_value(cg_extract *x, const assignment *a)
{
    return a->made == CG_NONE ? CG_NONE : ecma_value_of(x, a->made);
}

/* `exports.a =` defines a. Of `module.exports.a =` the module's object is mentioned, too. */
static uint32_t visit_left(cg_extract *x, const assignment *a, bool write)
{
    uint32_t target = write ? cg_x_visit(x, CG_ROLE_WRITE) : CG_NONE;
    if (a->kind != TARGET_EXPORT)
        return target;
    bool whole = ecma_is_module_exports(x, cg_x_child(x, a->left, ECMA_F_object));
    if (write && !whole)
        cg_x_ref_set_role(x, cg_x_base_of(x, target), CG_ROLE_NONE);
    CG_X_EACH_CHILD (x) {
        if (!write && whole && cg_x_field(x) == ECMA_F_object)
            cg_x_visit(x, CG_ROLE_READ);
    }
    return target;
}

/* Visits the left side unless `write` is false, then the value: as `then` wants it, or plainly. */
static uint32_t visit_sides(cg_extract *x, assignment *a, bool write, ecma_then_fn then)
{
    uint32_t value = CG_NONE, target = CG_NONE;
    bool callable = then == function_value || then == class_value;
    ecma_place saved = *ecma_place_of(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_left) {
            target = visit_left(x, a, write);
            if (ecma_state_of(x)->typed) /* what is assigned has the type that is declared */
                ecma_expect(x, a->right, target);
        } else if (cg_x_field(x) == ECMA_F_right && then != NULL)
            ecma_inside(x, then, a);
        else if (cg_x_field(x) == ECMA_F_right)
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    ecma_place_of(x)->given_to = saved.given_to;
    ecma_place_of(x)->wanted = saved.wanted;
    bool put =
        a->kind == TARGET_MEMBER && (a->is_static || a->owner.len == 0) && cg_x_scope(x) != 0;
    put |= a->kind == TARGET_THIS && !(saved.has_this && saved.this_adds);
    if (callable && (a->kind == TARGET_NAME || put)) /* on a local object, too */
        value = ecma_value_of(x, a->made);
    bool whole = a->kind == TARGET_MODULE && a->made == CG_NONE;
    if (!whole &&
        (a->kind == TARGET_NAME || !ecma_state_of(x)->typed)) /* TypeScript declares its fields */
        cg_x_hint_assigned(x, target, value);
    return value;
}

static bool define_callable(cg_extract *x, assignment *a, bool write)
{
    if (ecma_is_function(x, a->inner)) {
        a->init.modifiers |= CG_MOD_LAMBDA;
        visit_sides(x, a, write, function_value);
        return true;
    }
    if (cg_x_token_of(x, a->inner) == ECMA_CLASS) {
        visit_sides(x, a, write, class_value);
        return true;
    }
    return false;
}

/* ---- targets ---- */

static cg_def_init member_init(cg_extract *x, const assignment *a, cg_node_kind kind)
{
    cg_def_init init = CG_DEF_INIT(kind, a->node, .name_node = a->name);
    init.in_scope = CG_X_NO_SCOPE;
    init.visibility = cg_x_text(x, a->name).ptr[0] == '#' ? CG_VIS_PRIVATE : CG_VIS_PUBLIC;
    return init;
}

static uint32_t assign_this(cg_extract *x, assignment *a)
{
    const ecma_place *at = ecma_place_of(x);
    cg_str name = cg_x_text(x, a->name);
    if (ecma_state_of(x)->typed) /* its fields are declared, here or in a base class */
        return visit_sides(x, a, true, NULL);
    bool known = !at->has_this || !at->this_adds || cg_x_declared(x, at->this_fields, name);
    bool function = ecma_is_function(x, a->inner);
    if (known && !function)
        return visit_sides(x, a, true, NULL);
    a->init = member_init(x, a, function ? CG_NODE_METHOD : CG_NODE_FIELD);
    if (at->has_this && at->this_adds) {
        a->init.parent = at->this_owner;
        a->init.in_scope = at->this_fields;
    }
    if (define_callable(x, a, true))
        return made_value(x, a);
    a->init.body = a->right;
    a->init.signature = ecma_short_text(x, a->node);
    a->made = ecma_def_leaf(x, &a->init);
    if (cg_x_token_of(x, a->inner) == ECMA_OBJECT) {
        visit_sides(x, a, true, object_value);
        return made_value(x, a);
    }
    uint32_t value = visit_sides(x, a, true, NULL);
    ecma_give(x, (ecma_made){.def = a->made, .binding = CG_NONE}, CG_NONE, value);
    return value;
}

/* The value at the end of `exports.a = exports.b = value`. */
static bool is_void(const cg_extract *x, TSNode value)
{
    for (unsigned i = 0; i < 256 && cg_x_token_of(x, value) == ECMA_ASSIGNMENT; i++)
        value = cg_x_child(x, value, ECMA_F_right);
    return cg_x_token_of(x, value) == ECMA_UNARY &&
           cg_str_starts(cg_x_text(x, value), CG_STR("void"));
}

static bool export_require(cg_extract *x, assignment *a, uint32_t flags)
{
    ecma_require r;
    if (!ecma_read_require(x, a->inner, &r))
        return false;
    cg_import_init import = {.node = a->node, .module = r.module, .name = r.member};
    import.flags = flags | CG_IMPORT_REEXPORT | CG_IMPORT_DYNAMIC;
    if (a->kind == TARGET_EXPORT)
        import.name_node = a->name;
    cg_x_scope_open(x, CG_SCOPE_BLOCK); /* exported, but no name of this file */
    uint32_t def = ecma_import(x, &import);
    cg_x_scope_close(x);
    cg_x_def(x, def)->modifiers |=
        CG_MOD_EXPORTED | (a->kind == TARGET_MODULE ? (uint32_t)CG_MOD_DEFAULT : 0);
    return true;
}

static uint32_t assign_export(cg_extract *x, assignment *a)
{
    ecma_state *st = ecma_state_of(x);
    cg_str name = cg_x_text(x, a->name), value = cg_x_text(x, a->inner);
    st->is_module = st->is_object_module = true;
    if (is_void(x, a->right))
        return visit_sides(x, a, false, NULL);
    if (export_require(x, a, 0))
        return CG_NONE;
    if (cg_x_token_of(x, a->inner) == ECMA_IDENTIFIER) {
        if (cg_str_eq(name, value))
            ecma_mark_exported(x, a->inner, false);
        else
            ecma_export_alias(x, a->node, a->name, value);
        return visit_sides(x, a, false, NULL);
    }
    bool again = cg_x_declared(x, ecma_hidden_scope(x, &st->commonjs_scope), name);
    a->init = member_init(x, a, CG_NODE_FUNCTION);
    a->init.parent = 0;
    a->init.in_scope = again ? CG_X_NO_SCOPE : st->commonjs_scope;
    a->init.modifiers = CG_MOD_EXPORTED;
    if (define_callable(x, a, false)) /* another one in each branch, maybe */
        return made_value(x, a);
    if (again)
        return visit_sides(x, a, false, NULL);
    a->init.kind = CG_NODE_CONSTANT;
    a->init.body = a->right;
    a->init.signature = ecma_short_text(x, a->node);
    a->made = ecma_def_leaf(x, &a->init);
    if (cg_x_token_of(x, a->inner) == ECMA_OBJECT) {
        visit_sides(x, a, true, object_value);
        return made_value(x, a);
    }
    uint32_t given = visit_sides(x, a, true, NULL);
    ecma_give(x, (ecma_made){.def = a->made, .binding = CG_NONE}, CG_NONE, given);
    return given;
}

/* What the module is as a whole, where that is no function, class or name. */
static uint32_t export_whole(cg_extract *x, assignment *a)
{
    bool object = cg_x_token_of(x, a->inner) == ECMA_OBJECT;
    a->init.kind = CG_NODE_CONSTANT;
    a->init.body = a->right;
    a->init.signature = ecma_short_text(x, a->node);
    a->made = ecma_def_leaf(x, &a->init);
    uint32_t value = visit_sides(x, a, true, object ? exported_object : NULL);
    ecma_give(x, (ecma_made){.def = a->made, .binding = CG_NONE}, CG_NONE, value);
    return value;
}

static uint32_t assign_module(cg_extract *x, assignment *a)
{
    ecma_state *st = ecma_state_of(x);
    st->is_module = st->is_object_module = true;
    if (export_require(x, a, CG_IMPORT_NAMESPACE))
        return CG_NONE;
    bool named = cg_x_token_of(x, a->inner) == ECMA_IDENTIFIER;
    if (named)
        ecma_mark_exported(x, a->inner, true);
    a->init = member_init(x, a, CG_NODE_FUNCTION);
    a->init.parent = 0;
    a->init.modifiers = CG_MOD_EXPORTED | CG_MOD_DEFAULT;
    TSNode own = cg_x_child(x, a->inner, ECMA_F_name);
    bool callable = ecma_is_function(x, a->inner) || cg_x_token_of(x, a->inner) == ECMA_CLASS;
    if (callable && !ts_node_is_null(own)) { /* module.exports = function name() {} */
        a->init.name_node = own;
        a->init.in_scope = CG_NONE;
    }
    if (define_callable(x, a, true))
        return made_value(x, a);
    return named ? visit_sides(x, a, true, NULL) : export_whole(x, a);
}

/* A function or class that goes to a place of unknown owner by another name keeps its own. */
static bool keeps_name(const cg_extract *x, const assignment *a)
{
    TSNode own = {0};
    if (ecma_is_function(x, a->inner) || cg_x_token_of(x, a->inner) == ECMA_CLASS)
        own = cg_x_child(x, a->inner, ECMA_F_name);
    return !ts_node_is_null(own) && a->owner.len == 0 &&
           !cg_str_eq(cg_x_text(x, own), cg_x_text(x, a->name));
}

/* An object that holds others: {}, or a = a || {}. */
static bool is_object(const cg_extract *x, TSNode value)
{
    uint32_t operator= cg_x_token_of(x, cg_x_child(x, value, ECMA_F_operator));
    if (cg_x_token_of(x, value) == ECMA_BINARY &&
        (operator== ECMA_K_OR || operator== ECMA_K_NULLISH))
        value = ecma_unwrap(x, cg_x_child(x, value, ECMA_F_right));
    return cg_x_token_of(x, value) == ECMA_OBJECT;
}

/* Class.name = value or Class.prototype.name = value beside the class, or space.name = {}: its first one is where the
 * property is declared. */
static bool declares_property(cg_extract *x, const assignment *a)
{
    ecma_state *st = ecma_state_of(x);
    bool class = ecma_is_capital(a->owner);
    if (st->typed || a->kind != TARGET_MEMBER || cg_x_scope(x) != 0 ||
        !(class || (a->is_static && is_object(x, a->inner))))
        return false; /* others may have it from their type */
    uint32_t scope = ecma_hidden_scope(x, &st->properties_scope);
    if (cg_x_declared(x, scope, cg_x_text(x, a->left)))
        return false;
    cg_x_bind_in(x, CG_BIND_LOCAL, a->left, scope, 0);
    return true;
}

static uint32_t assign_property(cg_extract *x, assignment *a)
{
    a->init.kind = CG_NODE_FIELD;
    a->init.body = a->right;
    a->init.signature = ecma_short_text(x, a->node);
    a->made = ecma_def_leaf(x, &a->init);
    if (cg_x_token_of(x, a->inner) == ECMA_OBJECT) {
        visit_sides(x, a, true, object_value);
        return made_value(x, a);
    }
    uint32_t value = visit_sides(x, a, true, NULL);
    ecma_give(x, (ecma_made){.def = a->made, .binding = CG_NONE}, CG_NONE, value);
    return value;
}

static uint32_t assign_member(cg_extract *x, assignment *a)
{
    if (keeps_name(x, a))
        return visit_sides(x, a, true, NULL);
    bool method = a->kind == TARGET_MEMBER;
    a->init = member_init(x, a, method && !is_type(x, a) ? CG_NODE_METHOD : CG_NODE_FUNCTION);
    a->init.qualifier = a->owner;
    a->init.modifiers |= a->is_static ? CG_MOD_STATIC : 0;
    if (define_callable(x, a, true))
        return made_value(x, a);
    return declares_property(x, a) ? assign_property(x, a) : visit_sides(x, a, true, NULL);
}

/* What `a[key] = function () {}` calls the function: key of "key", [key] of others; empty: by nothing that is short. */
static cg_str key_name(cg_extract *x, const assignment *a)
{
    TSNode key = cg_x_child(x, a->left, ECMA_F_index);
    cg_str text = ecma_short_text(x, key);
    if (text.len > 0 && cg_x_token_of(x, key) == ECMA_STRING)
        return ecma_string_text(x, key);
    return text.len > 0 ? cg_x_scratch(x, "[%.*s]", CG_STR_ARG(text)) : CG_STR_NULL;
}

/* The value of an assignment that is no name's or member's. A function without a name is called by the key that it is put under. */
static uint32_t visit_right(cg_extract *x, assignment *a)
{
    cg_str name = CG_STR_NULL;
    if (cg_x_token_of(x, a->left) == ECMA_SUBSCRIPT && ecma_is_function(x, a->inner) &&
        ts_node_is_null(cg_x_child(x, a->inner, ECMA_F_name)))
        name = key_name(x, a);
    if (name.len == 0)
        return cg_x_visit(x, CG_ROLE_READ);
    TSNode object = cg_x_child(x, a->left, ECMA_F_object);
    if (cg_x_token_of(x, object) == ECMA_THIS)
        a->kind = TARGET_THIS;
    else
        read_owner(x, a, object);
    a->init = CG_DEF_INIT(a->owner.len > 0 ? CG_NODE_METHOD : CG_NODE_FUNCTION, a->node,
                          .name_node = a->left, .name = name, .qualifier = a->owner);
    a->init.modifiers = CG_MOD_LAMBDA | (a->is_static ? (uint32_t)CG_MOD_STATIC : 0);
    a->init.visibility = a->owner.len > 0 ? CG_VIS_PUBLIC : CG_VIS_INTERNAL;
    a->init.in_scope = a->owner.len > 0 ? CG_X_NO_SCOPE : CG_NONE;
    cg_x_scope_open(x, CG_SCOPE_BLOCK); /* other entries of that name are other functions */
    ecma_inside(x, function_value, a);
    cg_x_scope_close(x);
    return made_value(x, a);
}

uint32_t ecma_on_assignment(cg_extract *x, cg_role role)
{
    (void)role;
    assignment a = {.node = cg_x_node(x), .made = CG_NONE};
    a.left = ecma_unwrap(x, cg_x_child(x, a.node, ECMA_F_left));
    a.right = cg_x_child(x, a.node, ECMA_F_right);
    a.inner = ecma_unwrap(x, a.right);
    read_target(x, &a);
    switch (a.kind) {
    case TARGET_THIS: return assign_this(x, &a);
    case TARGET_EXPORT: return assign_export(x, &a);
    case TARGET_MODULE: return assign_module(x, &a);
    case TARGET_PROTOTYPE:
        if (cg_x_token_of(x, a.inner) != ECMA_OBJECT) {
            ecma_prototype_assigned(x, a.owner, a.inner);
            return visit_sides(x, &a, true, NULL);
        }
        visit_sides(x, &a, true, prototype_object);
        return CG_NONE;
    case TARGET_NAME:
    case TARGET_MEMBER: return assign_member(x, &a);
    default: break;
    }
    ecma_bind bind = {.mode = ECMA_BIND_WRITE};
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_right)
            value = visit_right(x, &a);
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != ECMA_F_left)
            continue;
        if (ecma_is_element(x, cg_x_node(x))) {
            ecma_put(x, value);
        } else if (cg_x_token(x) == ECMA_SUBSCRIPT) { /* a["name"] = value */
            uint32_t target = cg_x_visit(x, CG_ROLE_WRITE);
            if (!ecma_state_of(x)->typed)
                cg_x_hint_assigned(x, target, value);
        } else {
            ecma_pattern(x, &bind, CG_NONE, value);
        }
    }
    return value;
}

/* The value that a descriptor has, or what its getter gives. */
static void give_described(cg_extract *x, uint32_t def, uint32_t target, uint32_t descriptor)
{
    uint32_t values[2] = {cg_x_key(x, descriptor, CG_STR("value")),
                          cg_x_key(x, descriptor, CG_STR("get"))};
    for (unsigned i = 0; i < 2; i++) {
        cg_x_hint_assigned(x, target, values[i]);
        if (def != CG_NONE)
            cg_x_hint_def_value(x, def, values[i]);
    }
}

void ecma_property_described(cg_extract *x, TSNode call, uint32_t object, uint32_t descriptor)
{
    TSNode args = cg_x_child(x, call, ECMA_F_arguments), of = cg_x_named_child(args, 0);
    TSNode name = cg_x_named_child(cg_x_named_child(args, 1), 0);
    ecma_state *st = ecma_state_of(x);
    if (cg_x_token_of(x, name) != ECMA_STRING_FRAGMENT || st->typed ||
        cg_x_token_of(x, cg_x_named_child(args, 2)) != ECMA_OBJECT ||
        cg_x_literal_word(x, descriptor).len > 0)
        return;
    if (!ecma_text_is(x, of, "exports") && !ecma_is_module_exports(x, of)) {
        uint32_t member = cg_x_member(x, object, name, CG_ROLE_WRITE);
        give_described(x, CG_NONE, member, descriptor);
        return;
    }
    st->is_module = st->is_object_module = true;
    if (cg_x_declared(x, ecma_hidden_scope(x, &st->commonjs_scope), cg_x_text(x, name)))
        return;
    cg_def_init init = CG_DEF_INIT(CG_NODE_CONSTANT, call, .name_node = name);
    init.visibility = CG_VIS_PUBLIC;
    init.parent = 0;
    init.in_scope = st->commonjs_scope;
    init.modifiers = CG_MOD_EXPORTED;
    give_described(x, ecma_def_leaf(x, &init), CG_NONE, descriptor);
}

/* a ||= b, a &&= b and a ??= b give a the value b, or leave it; what else a += b makes is another value. */
uint32_t ecma_on_augmented(cg_extract *x, cg_role role)
{
    (void)role;
    cg_str operator= cg_x_text(x, cg_x_child(x, cg_x_node(x), ECMA_F_operator));
    uint32_t left = CG_NONE, right = CG_NONE;
    bool name = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_left) {
            name = cg_x_token(x) == ECMA_IDENTIFIER;
            left = cg_x_visit(x, CG_ROLE_READ_WRITE);
        } else {
            uint32_t value = cg_x_visit(x, CG_ROLE_READ);
            right = cg_x_field(x) == ECMA_F_right ? value : right;
        }
    }
    if (!cg_str_eq(operator, CG_STR("||=")) && !cg_str_eq(operator, CG_STR("&&=")) &&
        !cg_str_eq(operator, CG_STR("?\?=")))
        return CG_NONE;
    if (name || !ecma_state_of(x)->typed)
        cg_x_hint_assigned(x, left, right);
    return ecma_either(x, left, right);
}

uint32_t ecma_on_update(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        cg_x_visit(x, CG_ROLE_READ_WRITE);
    }
    return CG_NONE;
}
