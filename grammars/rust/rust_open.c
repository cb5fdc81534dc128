// SPDX-License-Identifier: Apache-2.0
// Rust: local names whose type their first value leaves open, `let mut list = Vec::new();`. What is then assigned to them,
// and what they and the other end of a channel are given by methods, tells the rest.
#include "rust_int.h"

#define METHODS_MAX 8u /* calls of one name that are looked at */

static const char *const making[] = {"new", "with_capacity", "default", "with_hasher", "None"};
static const char *const connecting[] = {"channel",   "sync_channel", "unbounded_channel",
                                         "unbounded", "bounded",      "oneshot"};

static bool is_word(cg_str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(text, cg_str_from(words[i])))
            return true;
    return false;
}

static cg_str last_name(cg_str path)
{
    return cg_str_slice(path, (size_t)(cg_str_rfind(path, ':') + 1), path.len);
}

static rust_open_name *find(cg_extract *x, TSNode name)
{
    rust_state *state = rust_state_of(x);
    if (state->open_count == 0 || cg_x_token_of(x, name) != T_IDENTIFIER)
        return NULL;
    cg_str text = cg_x_text(x, name);
    for (uint32_t i = state->open_count; i-- > 0;)
        if (cg_str_eq(state->open[i].name, text))
            return &state->open[i];
    return NULL;
}

static void add(cg_extract *x, TSNode name, uint32_t peer)
{
    rust_state *state = rust_state_of(x);
    if (state->open_count < RUST_OPEN_MAX)
        state->open[state->open_count++] = (rust_open_name){cg_x_text(x, name), peer, 0};
}

/* Vec::new(), None, vec![]: the value tells no more than what kind of thing it is. */
static bool leaves_open(cg_extract *x, TSNode value)
{
    cg_str text = cg_x_text(x, value);
    switch (cg_x_token_of(x, value)) {
    case T_CALL_EXPRESSION: {
        TSNode function = cg_x_child(x, value, F_FUNCTION);
        return cg_x_token_of(x, function) == T_SCOPED_IDENTIFIER &&
               is_word(last_name(cg_x_text(x, function)), making, CG_ARRAY_LEN(making));
    }
    case T_MACRO_INVOCATION: return cg_str_eq(text, CG_STR("vec![]"));
    default: return cg_str_eq(text, CG_STR("None"));
    }
}

/* The name whose clone `value` is: tx.clone(), Sender::clone(&tx). */
static rust_open_name *cloned(cg_extract *x, TSNode value)
{
    TSNode function = cg_x_child(x, value, F_FUNCTION);
    bool clones = cg_x_token_of(x, value) == T_CALL_EXPRESSION &&
                  cg_x_token_of(x, function) == T_FIELD_EXPRESSION &&
                  cg_str_eq(cg_x_text(x, cg_x_child(x, function, F_FIELD)), CG_STR("clone"));
    return clones ? find(x, cg_x_child(x, function, F_VALUE)) : NULL;
}

/* let (tx, rx) = channel(); */
static void open_ends(cg_extract *x, TSNode pattern, TSNode value)
{
    TSNode function = cg_x_child(x, value, F_FUNCTION);
    bool connects =
        cg_x_token_of(x, pattern) == T_TUPLE_PATTERN && cg_x_named_count(pattern) == 2 &&
        cg_x_token_of(x, value) == T_CALL_EXPRESSION &&
        is_word(last_name(cg_x_text(x, function)), connecting, CG_ARRAY_LEN(connecting));
    uint32_t count = rust_state_of(x)->open_count;
    TSNode ends[2];
    for (uint32_t i = 0; connects && i < 2; i++) {
        ends[i] = cg_x_named_child(pattern, i);
        if (cg_x_token_of(x, ends[i]) == T_MUT_PATTERN)
            ends[i] = cg_x_named_child(ends[i], 1);
        connects = !ts_node_is_null(ends[i]) && cg_x_token_of(x, ends[i]) == T_IDENTIFIER;
    }
    if (!connects || count + 2 > RUST_OPEN_MAX)
        return;
    add(x, ends[0], count + 1);
    add(x, ends[1], count);
}

void rust_open_let(cg_extract *x, bool inferred)
{
    TSNode pattern = cg_x_child(x, cg_x_node(x), F_PATTERN),
           value = cg_x_child(x, cg_x_node(x), F_VALUE);
    bool named = cg_x_token_of(x, pattern) == T_IDENTIFIER;
    bool several = cg_x_token_of(x, pattern) == T_TUPLE_PATTERN;
    if (ts_node_is_null(value)) {
        for (uint32_t i = 0; several && i < cg_x_named_count(pattern); i++)
            add(x, cg_x_named_child(pattern, i), CG_NONE);
        if (named)
            add(x, pattern, CG_NONE);
        return;
    }
    if (!named) {
        open_ends(x, pattern, value);
        return;
    }
    const rust_open_name *of = cloned(x, value);
    if (of != NULL)
        add(x, pattern, of->peer);
    else if (inferred || leaves_open(x, value))
        add(x, pattern, CG_NONE);
}

/* The open name that a method is called on: `list` of list.push(a); of map.entry(k).or_insert(a), `map`. */
static TSNode object_of(cg_extract *x, TSNode function)
{
    TSNode object = {0}, inner;
    if (cg_x_token_of(x, function) == T_FIELD_EXPRESSION)
        object = cg_x_child(x, function, F_VALUE);
    if (ts_node_is_null(object) || cg_x_token_of(x, object) != T_CALL_EXPRESSION)
        return object;
    inner = cg_x_child(x, object, F_FUNCTION);
    bool entry = cg_x_token_of(x, inner) == T_FIELD_EXPRESSION &&
                 cg_str_eq(cg_x_text(x, cg_x_child(x, inner, F_FIELD)), CG_STR("entry"));
    return entry ? cg_x_child(x, inner, F_VALUE) : (TSNode){0};
}

bool rust_fills(cg_extract *x, TSNode function)
{
    TSNode object = object_of(x, function);
    rust_open_name *open = ts_node_is_null(object) ? NULL : find(x, object);
    return open != NULL && open->methods < METHODS_MAX;
}

/* What the call says of a name is kept beside the name's values, under a key that no value has. */
void rust_filled(cg_extract *x, TSNode function, uint32_t callee)
{
    rust_state *state = rust_state_of(x);
    rust_open_name *open = find(x, object_of(x, function));
    uint32_t maker = cg_x_maker_of(x, callee);
    uint32_t object = cg_x_base_of(x, maker != CG_NONE ? maker : callee);
    uint32_t says = cg_x_key(x, callee, CG_STR(RUST_FILLS));
    open->methods++;
    cg_x_hint_assigned(x, object, says);
    if (open->peer != CG_NONE)
        cg_x_hint_assigned(x, cg_x_ref_as(x, state->open[open->peer].name, function, CG_ROLE_READ),
                           says);
}

void rust_assigned(cg_extract *x, TSNode left, uint32_t ref, uint32_t value)
{
    if (find(x, left) != NULL && value != CG_NONE && value != ref)
        cg_x_hint_assigned(x, ref, value);
}
