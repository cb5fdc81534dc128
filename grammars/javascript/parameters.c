// SPDX-License-Identifier: Apache-2.0
// Parameter lists. JavaScript has patterns there; TypeScript wraps each in a node with its type,
// default and modifiers, which in a constructor also make a field.
#include "ecma.h"

typedef struct parameter {
    TSNode pattern;
    uint32_t type, value, binding, given_field; /* or CG_NONE */
    ecma_parts parts;                           /* of the type */
    bool given; /* what it gets is told by what the function is passed to */
    bool optional, rest, field;
} parameter;

/* What a callback gets is not written at it: parameter n of `given` gets what that passes. */
static uint32_t passed(cg_extract *x, ecma_given given, unsigned n)
{
    return given.call == CG_NONE ? CG_NONE : cg_x_passed(x, given.call, given.at, n);
}

static bool is_taken_apart(const cg_extract *x, TSNode pattern)
{
    uint32_t token = cg_x_token_of(x, pattern);
    if (token == ECMA_REST_PATTERN)
        token = cg_x_token_of(x, cg_x_named_child(pattern, 0));
    return token == ECMA_OBJECT_PATTERN || token == ECMA_ARRAY_PATTERN;
}

/* { a, b } in place of a name takes parts of a parameter that has none, which gets what calls pass. */
static void bind_whole(cg_extract *x, unsigned n, parameter *p)
{
    cg_str name = cg_x_scratch(x, "{%u}", n);
    p->binding = cg_x_bind_text(x, CG_BIND_PARAM, name, cg_x_node(x), 0);
    cg_x_bind_set(x, p->binding, p->type, p->value);
    if (p->type == CG_NONE)
        p->value = cg_x_ref_as(x, name, cg_x_node(x), CG_ROLE_READ);
}

/* The names of parameter `n` of `def`, which a pattern under the cursor has. */
static void bind_names(cg_extract *x, uint32_t def, unsigned n, parameter *p)
{
    ecma_bind bind = {.mode = ECMA_BIND_LOCAL, .kind = CG_BIND_PARAM};
    if (!is_taken_apart(x, p->pattern))
        bind.out_binding = &p->binding;
    else if (def != CG_NONE && !p->given)
        bind_whole(x, n, p);
    ecma_pattern(x, &bind, p->type, p->value);
}

/* Type and default first: members taken by a pattern are those of the type. */
static void read_wrapped(cg_extract *x, parameter *p)
{
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        switch (cg_x_field(x)) {
        case ECMA_F_pattern:
            p->pattern = cg_x_node(x);
            p->rest = token == ECMA_REST_PATTERN;
            break;
        case ECMA_F_type:
            ecma_visit_parts(x, &p->parts);
            p->type = p->parts.first;
            break;
        case ECMA_F_value:
            p->value = cg_x_visit(x, CG_ROLE_READ);
            p->optional = true;
            break;
        case ECMA_F_decorator: cg_x_visit(x, CG_ROLE_READ); break;
        default:
            p->field |=
                token == ECMA_ACCESSIBILITY || token == ECMA_K_READONLY || token == ECMA_OVERRIDE;
        }
    }
}

/* constructor(private x: T): a field of the class as well */
static void add_field(cg_extract *x, uint32_t constructor, parameter *p)
{
    const ecma_place *at = ecma_place_of(x);
    if (constructor == CG_NONE || cg_x_def(x, constructor)->kind != CG_NODE_CONSTRUCTOR ||
        cg_x_token_of(x, p->pattern) != ECMA_IDENTIFIER || !at->this_adds)
        return;
    ecma_words words = ecma_read_words(x);
    cg_def_init init = CG_DEF_INIT(CG_NODE_FIELD, cg_x_node(x), .name_node = p->pattern);
    init.parent = at->this_owner;
    init.in_scope = at->this_fields;
    init.modifiers = words.modifiers;
    init.visibility = words.visibility ? words.visibility : CG_VIS_PUBLIC;
    uint32_t field = ecma_def_leaf(x, &init);
    if (p->type != CG_NONE || p->value != CG_NONE)
        cg_x_def_set_type(x, field, p->type != CG_NONE ? p->type : p->value);
    p->given_field = field;
}

/* The field holds what the parameter gets, which its type need not tell. */
static void fill_field(cg_extract *x, const parameter *p)
{
    if (p->given_field != CG_NONE && p->binding != CG_NONE)
        cg_x_hint_def_value(x, p->given_field,
                            cg_x_ref_as(x, cg_x_text(x, p->pattern), p->pattern, CG_ROLE_READ));
}

static void wrapped(cg_extract *x, uint32_t def, unsigned n, parameter *p)
{
    uint32_t given = p->value;
    p->value = CG_NONE;
    p->optional = cg_x_token(x) == ECMA_OPTIONAL_PARAMETER;
    read_wrapped(x, p);
    if (p->value == CG_NONE && p->type == CG_NONE)
        p->value = given;
    if (p->field)
        add_field(x, def, p);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_pattern && cg_x_token(x) != ECMA_THIS)
            bind_names(x, def, n, p);
    }
    fill_field(x, p);
}

/* pattern, pattern = default, ...pattern */
static void plain(cg_extract *x, uint32_t def, unsigned n, parameter *p)
{
    p->pattern = cg_x_node(x);
    p->rest = cg_x_token(x) == ECMA_REST_PATTERN;
    p->optional = cg_x_token(x) == ECMA_ASSIGNMENT_PATTERN;
    if (p->optional)
        p->pattern = cg_x_child(x, p->pattern, ECMA_F_left);
    p->type = ecma_doc_param(x, def, p->pattern, n);
    bind_names(x, def, n, p);
}

void ecma_bind_this(cg_extract *x, uint32_t type, const ecma_parts *others)
{
    ecma_place *at = ecma_place_of(x);
    if (type == CG_NONE)
        return;
    uint32_t binding = cg_x_bind_text(x, CG_BIND_PARAM, ECMA_OBJECT_SELF, cg_x_node(x), 0);
    cg_x_bind_set(x, binding, type, CG_NONE);
    for (unsigned i = 0; others != NULL && i < others->count; i++)
        cg_x_hint_binding_value(x, binding, others->others[i]);
    at->this_object = true;
    at->has_this = at->this_adds = false;
}

/* The parameter under the cursor, number `n`; false when it only says what `this` is. */
static bool parameter_of(cg_extract *x, uint32_t def, ecma_given given, unsigned n, parameter *p)
{
    uint32_t token = cg_x_token(x);
    *p = (parameter){
        .type = CG_NONE, .value = passed(x, given, n), .binding = CG_NONE, .given_field = CG_NONE};
    p->given = p->value != CG_NONE;
    if (token != ECMA_REQUIRED_PARAMETER && token != ECMA_OPTIONAL_PARAMETER) {
        plain(x, def, n, p);
    } else {
        wrapped(x, def, n, p);
        if (cg_x_token_of(x, p->pattern) == ECMA_THIS) {
            ecma_bind_this(x, p->type, &p->parts);
            return false;
        }
    }
    if (given.called != NULL && n < ECMA_OWN_PARAMS && !p->rest)
        given.called->params[n] = p->binding;
    for (unsigned i = 0; i < p->parts.count; i++)
        cg_x_hint_binding_value(x, p->binding, p->parts.others[i]);
    if (def != CG_NONE && p->rest)
        cg_x_hint_rest(x, def, n, p->binding, false);
    else if (def != CG_NONE)
        cg_x_hint_param(x, def, n, p->binding);
    return true;
}

unsigned ecma_parameters(cg_extract *x, uint32_t def, ecma_given given)
{
    unsigned least = 0, most = 0;
    bool rest = false;
    CG_X_EACH_CHILD (x) {
        parameter p;
        if (!cg_x_named(x) || !parameter_of(x, def, given, most, &p))
            continue;
        rest |= p.rest;
        most += !p.rest;
        least = p.optional || p.rest ? least : most;
    }
    if (def == CG_NONE)
        return most;
    cg_def *d = cg_x_def(x, def);
    d->params_min = (uint8_t)CG_MIN(least, 254);
    d->params_max = rest ? 255 : (uint8_t)CG_MIN(most, 254);
    d->modifiers |= rest ? CG_MOD_VARIADIC : 0;
    return most;
}

cg_str ecma_params_key(cg_extract *x, TSNode parameters)
{
    cg_str key = CG_STR("");
    uint32_t count = cg_x_named_count(parameters);
    for (uint32_t i = 0; i < CG_MIN(count, 64u); i++) {
        TSNode type = cg_x_child(x, cg_x_named_child(parameters, i), ECMA_F_type);
        if (ts_node_is_null(type))
            continue;
        cg_str text = cg_x_text(x, type);
        text = cg_str_trim(cg_str_slice(text, 1, CG_MIN(text.len, (size_t)200))); /* behind ':' */
        key = cg_x_scratch(x, "%.*s%s%.*s", CG_STR_ARG(key), key.len ? "," : "", CG_STR_ARG(text));
    }
    return key;
}
