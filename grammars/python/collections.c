// SPDX-License-Identifier: Apache-2.0
// Lists, tuples, dictionaries, sets and comprehensions, and what they hold.
#include "python_int.h"

#define HELD_MAX 32 /* values told of one literal; longer ones are tables of data */

typedef struct held {
    uint32_t values[HELD_MAX];
    cg_str keys[HELD_MAX];
    unsigned positions[HELD_MAX];
    uint32_t count;
} held;

static void hold(const cg_extract *x, held *h, uint32_t value, unsigned position, cg_str key)
{
    if (h->count == HELD_MAX || !py_is_telling(x, value))
        return;
    h->values[h->count] = value;
    h->positions[h->count] = position;
    h->keys[h->count++] = key;
}

/* The literal's value; with what it holds when any of that tells something. */
static uint32_t filled(cg_extract *x, const held *h, const char *word)
{
    if (h->count == 0)
        return cg_x_literal(x, cg_x_node(x), word);
    uint32_t literal = cg_x_collection(x, cg_x_node(x), word);
    for (uint32_t i = 0; i < h->count; i++)
        cg_x_hint_argument(x, literal, h->positions[i], h->values[i], h->keys[i]);
    return literal;
}

/* The parameters of a Callable; the classes of an `except`, of which what is caught is one. */
static uint32_t types_of_sequence(cg_extract *x, const char *word)
{
    py_type_args types = {.style = PY_GENERIC_UNION, .generic = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            py_add_type_arg(&types, cg_x_visit(x, CG_ROLE_TYPE));
    }
    if (strcmp(word, "tuple") != 0)
        types.style = PY_GENERIC_TUPLE; /* in their order */
    else if (types.count == 1)
        return types.args[0];
    return py_type_of(x, &types);
}

static uint32_t sequence(cg_extract *x, cg_role role, const char *word)
{
    held h = {.count = 0};
    unsigned position = 0;
    if (role == CG_ROLE_TYPE)
        return types_of_sequence(x, word);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        bool spread = cg_x_token(x) == PY_LIST_SPLAT;
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        hold(x, &h, spread ? cg_x_element(x, value) : value, position++, CG_STR_NULL);
    }
    return filled(x, &h, word);
}

uint32_t py_on_list(cg_extract *x, cg_role role)
{
    return sequence(x, role, "list");
}

uint32_t py_on_tuple(cg_extract *x, cg_role role)
{
    return sequence(x, role, "tuple");
}

uint32_t py_on_set(cg_extract *x, cg_role role)
{
    (void)role;
    return sequence(x, CG_ROLE_READ, "set");
}

/* `key: value`; cursor on it. Gives the value, and the key when that is a constant: a text, or a number as a position. */
static uint32_t visit_pair(cg_extract *x, cg_str *out_key, unsigned *out_position)
{
    uint32_t value = CG_NONE;
    *out_key = CG_STR_NULL;
    *out_position = CG_HINT_SOMEWHERE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_key) {
            *out_key = py_constant_key(x, cg_x_node(x));
            if (!py_constant_position(x, cg_x_node(x), out_position))
                *out_position = CG_HINT_SOMEWHERE;
        }
        uint32_t part = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_field(x) == PY_F_value)
            value = part;
    }
    return value;
}

uint32_t py_on_dictionary(cg_extract *x, cg_role role)
{
    (void)role;
    held h = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_PAIR) {
            cg_str key;
            unsigned position;
            uint32_t value = visit_pair(x, &key, &position);
            hold(x, &h, value, position, key);
        } else if (cg_x_named(x)) { /* **other */
            hold(x, &h, cg_x_visit(x, CG_ROLE_READ), CG_HINT_SOMEWHERE, CG_STR(CG_HINT_NAMED));
        }
    }
    return filled(x, &h, "dict");
}

/* ---- comprehensions ---- */

static uint32_t visit_iterable(cg_extract *x)
{
    uint32_t value = CG_NONE;
    bool async = false;
    CG_X_EACH_CHILD (x) {
        async |= cg_x_token(x) == PY_ASYNC;
        if (cg_x_field(x) == PY_F_right && cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    return cg_x_operate(x, value, async ? CG_OPERATION_ITERATE_ASYNC : CG_OPERATION_ITERATE);
}

/* The first iterable is evaluated around the comprehension, before its names exist. */
static uint32_t visit_first_iterable(cg_extract *x)
{
    bool first = true;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_FOR_IN_CLAUSE && first) {
            value = visit_iterable(x);
            first = false;
        }
    }
    return value;
}

/* `first`: the value of what is iterated over, where that was visited already. */
static void visit_clause(cg_extract *x, bool is_first, uint32_t first)
{
    py_given given = {0};
    py_unpacked targets = {.count = 0};
    uint32_t value = first;
    given.targets = &targets;
    bool async = false;
    CG_X_EACH_CHILD (x) {
        async |= cg_x_token(x) == PY_ASYNC;
        if (cg_x_field(x) == PY_F_left)
            py_unpack_target(x, &given);
        else if (cg_x_field(x) != PY_F_right)
            cg_x_visit(x, CG_ROLE_READ);
        else if (!is_first)
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    if (!is_first)
        value = cg_x_operate(x, value, async ? CG_OPERATION_ITERATE_ASYNC : CG_OPERATION_ITERATE);
    py_unpack(x, &targets, cg_x_element(x, value));
}

/* Gives what the body gives. */
static uint32_t comprehension(cg_extract *x)
{
    py_state saved = *py_state_of(x), *st = py_state_of(x);
    uint32_t first = visit_first_iterable(x), body = CG_NONE;
    bool is_first = true;
    if (!st->in_comprehension) {
        st->in_comprehension = true;
        st->walrus_scope = cg_x_scope(x);
        st->walrus_is_node = cg_x_at_declaration_level(x);
    }
    cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        cg_str key;
        unsigned position;
        if (cg_x_token(x) == PY_FOR_IN_CLAUSE) {
            visit_clause(x, is_first, first);
            is_first = false;
        } else if (cg_x_token(x) == PY_PAIR) {
            body = visit_pair(x, &key, &position);
        } else if (cg_x_field(x) == PY_F_body) {
            body = cg_x_visit(x, CG_ROLE_READ);
        } else {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    cg_x_scope_close(x);
    *py_state_of(x) = saved;
    return body;
}

static uint32_t comprehended(cg_extract *x, const char *word)
{
    uint32_t body = comprehension(x);
    return py_is_telling(x, body) ? cg_x_container(x, body) : cg_x_literal(x, cg_x_node(x), word);
}

uint32_t py_on_list_comprehension(cg_extract *x, cg_role role)
{
    (void)role;
    return comprehended(x, "list");
}

uint32_t py_on_set_comprehension(cg_extract *x, cg_role role)
{
    (void)role;
    return comprehended(x, "set");
}

uint32_t py_on_dictionary_comprehension(cg_extract *x, cg_role role)
{
    (void)role;
    return comprehended(x, "dict");
}

uint32_t py_on_generator_expression(cg_extract *x, cg_role role)
{
    (void)role;
    return comprehended(x, "generator");
}
