// SPDX-License-Identifier: Apache-2.0
// Rust: select! { pattern = future => body, … }: each arm is read as if its pattern took apart what awaiting the
// future gives. Arms of other forms are read word by word.
#include "rust_int.h"

#define ARMS_MAX 16u

/* From the first to the last of some tokens. */
typedef struct span {
    TSNode first, last;
} span;

typedef struct arm {
    span pattern, future, condition, body;
} arm;

typedef enum place { IN_PATTERN, IN_FUTURE, IN_CONDITION, IN_BODY } place;

typedef struct arms {
    arm list[ARMS_MAX];
    uint32_t count; /* those that are complete */
    place at;
    bool unknown; /* it is of another form */
} arms;

static span *part_at(arms *a)
{
    arm *now = &a->list[a->count];
    span *const parts[] = {&now->pattern, &now->future, &now->condition, &now->body};
    return parts[a->at];
}

static void extend(arms *a, TSNode token)
{
    span *part = part_at(a);
    if (ts_node_is_null(part->first))
        part->first = token;
    part->last = token;
}

static void end_arm(arms *a)
{
    a->at = IN_PATTERN;
    a->count++;
    if (a->count == ARMS_MAX)
        a->unknown = true;
    else
        a->list[a->count] = (arm){0};
}

/* One token of the arms. */
static void see(arms *a, TSNode token, cg_str text)
{
    bool arrow = cg_str_eq(text, CG_STR("=>")), comma = cg_str_eq(text, CG_STR(","));
    bool started = !ts_node_is_null(part_at(a)->first);
    if (a->at == IN_PATTERN && cg_str_eq(text, CG_STR("=")))
        a->at = IN_FUTURE;
    else if (arrow && a->at != IN_BODY) /* also `else =>` */
        a->at = IN_BODY;
    else if (comma && a->at == IN_FUTURE)
        a->at = IN_CONDITION;
    else if (comma && a->at == IN_BODY)
        end_arm(a);
    else if (comma && !started) /* behind a block */
        return;
    else if (cg_str_eq(text, CG_STR(";")) && a->at == IN_PATTERN) /* biased; */
        a->list[a->count].pattern = (span){0};
    else if (!(a->at == IN_CONDITION && cg_str_eq(text, CG_STR("if"))))
        extend(a, token);
    if (a->at == IN_BODY && !started && text.len > 0 && text.ptr[0] == '{')
        end_arm(a);
}

/* else =>, complete =>; recv(rx) -> a => is of others. */
static bool has_no_future(cg_extract *x, const arm *of)
{
    cg_str word = cg_x_text(x, of->pattern.first);
    return ts_node_is_null(of->future.first) &&
           !(ts_node_eq(of->pattern.first, of->pattern.last) &&
             (cg_str_eq(word, CG_STR("else")) || cg_str_eq(word, CG_STR("complete")) ||
              cg_str_eq(word, CG_STR("default"))));
}

static void find_arms(cg_extract *x, arms *a)
{
    unsigned n = 0, last = ts_node_child_count(cg_x_node(x));
    cg_x_look_ahead(x, true);
    CG_X_EACH_CHILD (x) {
        n++;
        if (n > 1 && n < last && !a->unknown)
            see(a, cg_x_node(x), cg_x_text(x, cg_x_node(x)));
    }
    cg_x_look_ahead(x, false);
    if (!a->unknown && a->at == IN_BODY)
        end_arm(a);
    for (uint32_t i = 0; i < a->count; i++)
        a->unknown |= ts_node_is_null(a->list[i].body.first) || has_no_future(x, &a->list[i]);
    a->unknown |= a->count == 0 || a->at != IN_PATTERN;
}

/* ---- reading an arm ---- */

/* The tokens as an expression; its value. */
static uint32_t read_expression(cg_extract *x, span part, uint32_t end)
{
    uint32_t value = CG_NONE;
    if (!ts_node_is_null(part.first) &&
        !rust_embed_expression(x, part.first, part.last, end, &value))
        rust_tokens_between(x, ts_node_start_byte(part.first), ts_node_end_byte(part.last));
    return value;
}

static bool is_name(cg_extract *x, TSNode node)
{
    cg_str text = cg_x_text(x, node);
    return cg_x_token_of(x, node) == T_IDENTIFIER && text.len > 0 && text.ptr[0] >= 'a' &&
           text.ptr[0] <= 'z';
}

static void bind(cg_extract *x, TSNode name, uint32_t value)
{
    uint32_t binding = cg_x_bind(x, CG_BIND_LOCAL, name, 0);
    if (value != CG_NONE)
        cg_x_bind_set(x, binding, CG_NONE, value);
}

/* `name`, Some(name), Ok(name): other patterns are left alone. */
static void bind_pattern(cg_extract *x, span pattern, uint32_t value)
{
    bool one = ts_node_eq(pattern.first, pattern.last);
    if (one && is_name(x, pattern.first)) {
        bind(x, pattern.first, value);
        return;
    }
    TSNode name = cg_x_named_child(pattern.last, 0);
    cg_str variant = cg_x_text(x, pattern.first);
    bool error = cg_str_eq(variant, CG_STR("Err"));
    if (one || cg_x_token_of(x, pattern.last) != T_TOKEN_TREE ||
        cg_x_named_count(pattern.last) != 1 || !is_name(x, name))
        return;
    if (error || cg_str_eq(variant, CG_STR("Some")) || cg_str_eq(variant, CG_STR("Ok")))
        bind(x, name, cg_x_key(x, value, error ? CG_STR("unwrap_err") : CG_STR("unwrap")));
}

bool rust_select(cg_extract *x)
{
    arms a = {.at = IN_PATTERN};
    uint32_t end = ts_node_end_byte(cg_x_node(x));
    find_arms(x, &a);
    if (a.unknown)
        return false;
    for (uint32_t i = 0; i < a.count; i++) {
        (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
        uint32_t value = read_expression(x, a.list[i].future, end);
        if (!ts_node_is_null(a.list[i].future.first))
            bind_pattern(x, a.list[i].pattern, cg_x_key(x, value, CG_STR("await")));
        (void)read_expression(x, a.list[i].condition, end);
        (void)read_expression(x, a.list[i].body, end);
        cg_x_scope_close(x);
    }
    return true;
}
