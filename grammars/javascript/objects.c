// SPDX-License-Identifier: Apache-2.0
// Object literals. The members of one that a name at file level holds are definitions; elsewhere
// only its functions are, because calls come out of them.
#include "ecma.h"

#define OBJECT_DEPTH_MAX 8

/* One member while the cursor goes into its value. */
typedef struct member {
    const ecma_members *all;
    cg_def_init init;
    uint32_t def;
} member;

void ecma_hold(const cg_extract *x, ecma_held *held, cg_str name, uint32_t value)
{
    if (held == NULL || held->count == ECMA_HELD_MAX || value == CG_NONE ||
        cg_x_literal_word(x, value).len > 0)
        return;
    held->names[held->count] = name;
    held->values[held->count++] = value;
}

uint32_t ecma_holder(cg_extract *x, const ecma_held *held)
{
    if (held->count == 0)
        return CG_NONE;
    uint32_t object = cg_x_collection(x, cg_x_node(x), "Object");
    for (unsigned i = 0; i < held->count; i++)
        cg_x_hint_argument(x, object, i, held->values[i], held->names[i]);
    return object;
}

bool ecma_holds_typed(const cg_extract *x, TSNode value)
{
    uint32_t token = cg_x_token_of(x, value), count = cg_x_named_count(value);
    if (count == 0 || (token != ECMA_ARRAY && token != ECMA_TERNARY && token != ECMA_BINARY))
        return false;
    TSNode one = ecma_unwrap(x, cg_x_named_child(value, token == ECMA_ARRAY ? 0 : count - 1));
    return ecma_is_function(x, one) || cg_x_token_of(x, one) == ECMA_OBJECT;
}

uint32_t ecma_take_expected(cg_extract *x)
{
    uint32_t type = ecma_place_of(x)->expected;
    ecma_place_of(x)->expected = CG_NONE;
    return type;
}

void ecma_expect(cg_extract *x, TSNode value, uint32_t type)
{
    ecma_place *at = ecma_place_of(x);
    TSNode inner = ecma_unwrap(x, value);
    at->given_to = ecma_is_function(x, inner) ? type : CG_NONE;
    at->given_at = 0;
    at->wanted = cg_x_token_of(x, inner) == ECMA_OBJECT ? type : CG_NONE;
    at->expected = ecma_holds_typed(x, inner) ? type : CG_NONE;
    at->declares = type != CG_NONE && !cg_x_is_callee(x, type) && ecma_is_function(x, inner);
}

void ecma_expect_declared(cg_extract *x, TSNode value, bool declared, uint32_t type)
{
    ecma_expect(x, value, type);
    ecma_place_of(x)->declares |= declared && ecma_is_function(x, ecma_unwrap(x, value));
}

static uint32_t owner_of(cg_extract *x, const ecma_members *members)
{
    return members->owner != CG_NONE ? members->owner : cg_x_source_def(x);
}

/* `this` in a method of an object means that object. */
static ecma_this this_of(const ecma_members *members)
{
    bool defined = members->owner != CG_NONE || members->qualifier.len > 0;
    return defined ? ECMA_THIS_METHOD : ECMA_THIS_OBJECT;
}

static void define_function(cg_extract *x, member *m, ecma_this self)
{
    ecma_place saved = *ecma_place_of(x);
    ecma_place_of(x)->this_adds = false;
    m->def = ecma_define_function(x, &m->init, self);
    *ecma_place_of(x) = saved;
}

/* In an arrow function `this` is what it is around the object, which has it under a name. */
static void function_value(cg_extract *x, void *arg)
{
    member *m = arg;
    ecma_place *at = ecma_place_of(x);
    bool arrow = cg_x_token(x) == ECMA_ARROW_FUNCTION, has_this = at->has_this;
    if (arrow && m->all->names_outer)
        at->has_this = !(at->this_object = true);
    define_function(x, m, arrow ? ECMA_THIS_OUTER : this_of(m->all));
    at->has_this = has_this;
}

static void class_value(cg_extract *x, void *arg)
{
    member *m = arg;
    m->def = ecma_define_class(x, &m->init);
}

static void object_value(cg_extract *x, void *arg)
{
    member *m = arg;
    ecma_object_members(x, &(ecma_members){.owner = m->def, .depth = m->all->depth + 1});
}

static void plain_value(cg_extract *x, void *arg)
{
    member *m = arg;
    uint32_t value = cg_x_visit(x, CG_ROLE_READ);
    if (m->def != CG_NONE)
        ecma_give(x, (ecma_made){.def = m->def, .binding = CG_NONE}, CG_NONE, value);
}

static cg_node_kind plain_kind(const ecma_members *members)
{
    return members->exports ? CG_NODE_CONSTANT : CG_NODE_PROPERTY;
}

/* In an object that nobody can name, a function keeps the name it has. */
static bool keeps_name(const cg_extract *x, const member *m, TSNode inner)
{
    TSNode own = {0};
    if (ecma_is_function(x, inner))
        own = cg_x_child(x, inner, ECMA_F_name);
    return !ts_node_is_null(own) && !cg_str_eq(cg_x_text(x, own), m->init.name);
}

/* Returns what the member holds, where it is no definition. */
static uint32_t member_value(cg_extract *x, member *m, TSNode value)
{
    const ecma_members *all = m->all;
    TSNode inner = ecma_unwrap(x, value);
    ecma_expect(x, value, cg_x_key(x, all->wanted, m->init.name));
    if (all->functions_only && all->qualifier.len == 0 && keeps_name(x, m, inner)) {
        return cg_x_visit(x, CG_ROLE_READ);
    } else if (ecma_is_function(x, inner)) {
        m->init.kind = all->exports ? CG_NODE_FUNCTION : CG_NODE_METHOD;
        m->init.modifiers |= CG_MOD_LAMBDA;
        ecma_inside(x, function_value, m);
        return all->held == NULL ? CG_NONE : ecma_value_of(x, m->def);
    } else if (cg_x_token_of(x, inner) == ECMA_CLASS && !all->functions_only) {
        m->init.kind = CG_NODE_CLASS;
        ecma_inside(x, class_value, m);
    } else if (all->functions_only) {
        return cg_x_visit(x, CG_ROLE_READ);
    } else {
        bool object = cg_x_token_of(x, inner) == ECMA_OBJECT && all->depth < OBJECT_DEPTH_MAX;
        m->init.kind = plain_kind(all);
        m->init.body = value;
        m->init.signature = ecma_short_text(x, m->init.node);
        m->def = ecma_def_leaf(x, &m->init);
        ecma_inside(x, object ? object_value : plain_value, m);
    }
    return CG_NONE;
}

static cg_def_init member_init(cg_extract *x, const ecma_members *members, TSNode name)
{
    cg_def_init init = CG_DEF_INIT(CG_NODE_PROPERTY, cg_x_node(x), .name_node = name);
    init.name = ecma_property_name(x, name);
    init.parent = owner_of(x, members);
    init.in_scope = CG_X_NO_SCOPE;
    init.qualifier = members->qualifier;
    init.modifiers = members->modifiers;
    if (members->describes && cg_str_eq(init.name, CG_STR("get")))
        init.modifiers |= CG_MOD_GETTER;
    init.visibility = CG_VIS_PUBLIC;
    if (ts_node_start_point(init.node).row == cg_x_def(x, init.parent)->start_line)
        init.doc = CG_STR(" "); /* the comment above is the owner's */
    return init;
}

/* key: value */
static void pair(cg_extract *x, const ecma_members *members)
{
    TSNode node = cg_x_node(x), key = cg_x_child(x, node, ECMA_F_key);
    TSNode value = cg_x_child(x, node, ECMA_F_value);
    TSNode inner = ecma_unwrap(x, value);
    bool alias = members->exports && cg_x_token_of(x, inner) == ECMA_IDENTIFIER;
    if (alias && cg_str_eq(cg_x_text(x, key), cg_x_text(x, inner)))
        ecma_mark_exported(x, inner, false);
    else if (alias)
        ecma_export_alias(x, node, key, cg_x_text(x, inner));
    member m = {.all = members, .init = member_init(x, members, key), .def = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_COMPUTED_NAME && cg_x_field(x) == ECMA_F_key)
            cg_x_visit_children(x);
        else if (cg_x_field(x) != ECMA_F_value)
            continue;
        else if (alias)
            cg_x_visit(x, CG_ROLE_READ);
        else
            ecma_hold(x, members->held, m.init.name, member_value(x, &m, value));
    }
}

static void method(cg_extract *x, const ecma_members *members)
{
    TSNode name = cg_x_child(x, cg_x_node(x), ECMA_F_name);
    member m = {.all = members, .init = member_init(x, members, name)};
    ecma_words words = ecma_read_words(x);
    ecma_shape_method(&m.init, &words, m.init.name, false);
    if (members->exports && m.init.kind == CG_NODE_METHOD)
        m.init.kind = CG_NODE_FUNCTION;
    m.init.visibility = CG_VIS_PUBLIC;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_COMPUTED_NAME)
            cg_x_visit_children(x);
    }
    ecma_place_of(x)->given_to = cg_x_key(x, members->wanted, m.init.name);
    ecma_place_of(x)->given_at = 0;
    define_function(x, &m, this_of(members));
    if (members->held != NULL && !(words.modifiers & CG_MOD_SETTER))
        ecma_hold(x, members->held, m.init.name, ecma_value_of(x, m.def));
}

/* { name }: a member that is what the name means */
static void shorthand(cg_extract *x, const ecma_members *members)
{
    TSNode node = cg_x_node(x);
    uint32_t value = cg_x_ref(x, node, CG_ROLE_READ);
    ecma_hold(x, members->held, cg_x_text(x, node), value);
    if (members->exports) {
        ecma_mark_exported(x, node, false);
    } else if (!members->functions_only) {
        cg_def_init init = member_init(x, members, node);
        ecma_give(x, (ecma_made){.def = ecma_def_leaf(x, &init), .binding = CG_NONE}, CG_NONE,
                  value);
    }
}

/* ...other: what that has, the object has. One with a definition is also what it takes in. */
static void spread(cg_extract *x, const ecma_members *members)
{
    uint32_t value = cg_x_visit(x, CG_ROLE_READ);
    ecma_hold(x, members->held, CG_STR(CG_HINT_NAMED), value);
    if (members->owner == CG_NONE || cg_x_literal_word(x, value).len > 0)
        return;
    if (members->exports) {
        cg_x_hint_def_value(x, members->whole, value);
        return;
    }
    cg_x_hint_def_value(x, members->owner, ecma_value_of(x, members->owner));
    cg_x_hint_def_value(x, members->owner, value);
}

static bool has_arrows(cg_extract *x)
{
    bool found = false;
    CG_X_EACH_CHILD (x) {
        TSNode value = cg_x_child(x, cg_x_node(x), ECMA_F_value);
        found |= cg_x_token_of(x, ecma_unwrap(x, value)) == ECMA_ARROW_FUNCTION;
    }
    return found;
}

void ecma_object_members(cg_extract *x, const ecma_members *members)
{
    ecma_members all = *members;
    all.names_outer = members->owner != CG_NONE && ecma_place_of(x)->has_this && has_arrows(x);
    if (all.names_outer) {
        cg_x_scope_open(x, CG_SCOPE_BLOCK);
        cg_x_bind_set(x, cg_x_bind_text(x, CG_BIND_LOCAL, ECMA_OBJECT_SELF, cg_x_node(x), 0),
                      CG_NONE, CG_X_SELF);
    }
    all.wanted = ecma_place_of(x)->wanted;
    ecma_place_of(x)->wanted = CG_NONE;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_token(x)) {
        case ECMA_PAIR: pair(x, &all); break;
        case ECMA_METHOD_DEFINITION: method(x, &all); break;
        case ECMA_SHORTHAND: shorthand(x, &all); break;
        case ECMA_SPREAD: spread(x, &all); break;
        default: cg_x_visit(x, CG_ROLE_READ);
        }
    }
    if (all.names_outer)
        cg_x_scope_close(x);
}

static bool has_methods(cg_extract *x)
{
    bool found = false;
    CG_X_EACH_CHILD (x) {
        TSNode value = cg_x_child(x, cg_x_node(x), ECMA_F_value);
        found |= cg_x_token(x) == ECMA_METHOD_DEFINITION || ecma_is_function(x, value);
    }
    return found;
}

/* Object.assign(target, { name: value }): target.name = value. */
static void give_all(cg_extract *x, const ecma_held *held, uint32_t target)
{
    for (unsigned i = 0; i < held->count && target != CG_NONE; i++) {
        if (cg_str_eq(held->names[i], CG_STR(CG_HINT_NAMED)))
            continue;
        uint32_t named = cg_x_member_text(x, target, held->names[i], cg_x_node(x), CG_ROLE_WRITE);
        cg_x_hint_assigned(x, named, held->values[i]);
    }
}

/* As a value it is recorded behind what it holds. */
uint32_t ecma_on_object(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_held held = {.count = 0};
    uint32_t given = ecma_place_of(x)->given_whole;
    ecma_place_of(x)->given_whole = CG_NONE;
    bool scope = has_methods(x), described = ecma_place_of(x)->describes;
    ecma_place_of(x)->describes = false;
    uint32_t self = CG_NONE;
    if (scope) {
        cg_x_scope_open(x, CG_SCOPE_BLOCK);
        self = cg_x_bind_text(x, CG_BIND_LOCAL, ECMA_OBJECT_SELF, cg_x_node(x), 0);
    }
    ecma_object_members(
        x, &(ecma_members){
               .owner = CG_NONE, .functions_only = true, .describes = described, .held = &held});
    uint32_t object = ecma_holder(x, &held);
    give_all(x, &held, given);
    if (!described)
        cg_x_bind_set(x, self, CG_NONE, object);
    if (scope)
        cg_x_scope_close(x);
    return object != CG_NONE ? object : cg_x_literal(x, cg_x_node(x), "Object");
}
