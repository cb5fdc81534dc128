// SPDX-License-Identifier: Apache-2.0
// What is put into arrays, maps and objects by code: items.push(item), table[name] = item.
#include "ecma.h"

#define LEVELS_MAX 8 /* of elements of elements */

bool ecma_is_element(const cg_extract *x, TSNode node)
{
    return cg_x_token_of(x, node) == ECMA_SUBSCRIPT &&
           cg_x_token_of(x, cg_x_child(x, node, ECMA_F_index)) != ECMA_STRING;
}

/* The array in (map[key] = map[key] || []) is what is assigned. */
static TSNode place_of(const cg_extract *x, TSNode node)
{
    node = ecma_unwrap(x, node);
    if (cg_x_token_of(x, node) == ECMA_ASSIGNMENT)
        node = ecma_unwrap(x, cg_x_child(x, node, ECMA_F_left));
    return node;
}

static uint32_t holder_of(cg_extract *x, TSNode at, const char *word, uint32_t value)
{
    uint32_t holder = cg_x_collection(x, at, word);
    cg_x_hint_argument(x, holder, 0, value, CG_STR_NULL);
    return holder;
}

/* What `place` names, whose reference is `object`, holds `value` too: as an element of its elements where `place` is one. */
static void hold(cg_extract *x, TSNode at, TSNode place, uint32_t object, const char *word,
                 uint32_t value)
{
    uint32_t holder = holder_of(x, at, word, value);
    place = place_of(x, place);
    for (unsigned i = 0; i < LEVELS_MAX && ecma_is_element(x, place); i++) {
        object = cg_x_base_of(x, object);
        holder = holder_of(x, at, "Array", holder);
        place = place_of(x, cg_x_child(x, place, ECMA_F_object));
    }
    if (object != CG_NONE)
        cg_x_hint_assigned(x, object, holder);
}

static bool tells(const cg_extract *x, uint32_t value)
{
    return value != CG_NONE && cg_x_literal_word(x, value).len == 0;
}

void ecma_collect(cg_extract *x, TSNode call, uint32_t callee, uint32_t first, uint32_t second)
{
    TSNode function = cg_x_child(x, call, ECMA_F_function);
    uint32_t object = cg_x_base_of(x, callee);
    if (object == CG_NONE || cg_x_token_of(x, function) != ECMA_MEMBER)
        return;
    TSNode name = cg_x_child(x, function, ECMA_F_property);
    bool adds = ecma_text_is(x, name, "push") || ecma_text_is(x, name, "unshift") ||
                ecma_text_is(x, name, "add");
    bool sets = ecma_text_is(x, name, "set");
    uint32_t value = adds ? first : sets ? second : CG_NONE;
    if (tells(x, value))
        hold(x, call, cg_x_child(x, function, ECMA_F_object), object, adds ? "Array" : "Map",
             value);
}

void ecma_put(cg_extract *x, uint32_t value)
{
    TSNode target = cg_x_node(x);
    uint32_t object = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t visited = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_field(x) == ECMA_F_object)
            object = visited;
    }
    if (!tells(x, value))
        return;
    hold(x, target, cg_x_child(x, target, ECMA_F_object), object, "Array", value);
    cg_str key = ecma_state_of(x)->typed ? CG_STR_NULL : ecma_keyed_name(x, target);
    if (key.len > 0) /* a member by a symbol */
        cg_x_hint_assigned(x, cg_x_member_slice(x, object, key, CG_ROLE_WRITE), value);
}
