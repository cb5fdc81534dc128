// SPDX-License-Identifier: Apache-2.0
// Patterns of `match`: a bare name captures what its pattern is held against, a dotted one is compared, a class one tests the type.
#include "python_int.h"

static void capture(cg_extract *x)
{
    const py_state *st = py_state_of(x);
    py_given given = {0};
    py_made made = py_target(x, &given);
    if (st->in_pattern)
        py_give_value(x, made, CG_NONE, st->held_against);
}

/* Visits the pattern under the cursor, which is held against `value`. */
static uint32_t visit_against(cg_extract *x, uint32_t value)
{
    py_state *st = py_state_of(x);
    bool inside = st->in_pattern;
    uint32_t outer = st->held_against;
    st->in_pattern = true;
    st->held_against = value;
    uint32_t type = cg_x_visit(x, CG_ROLE_READ);
    st->in_pattern = inside;
    st->held_against = outer;
    return type;
}

/* a.b.c is read; cursor on the dotted name. `role` is the last part's. */
static uint32_t visit_dotted(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE, count = cg_x_named_count(cg_x_node(x)), i = 0;
    cg_role outer = role == CG_ROLE_TYPE ? CG_ROLE_QUALIFY : CG_ROLE_READ;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != PY_IDENTIFIER)
            continue;
        cg_role here = ++i == count ? role : outer;
        value =
            i == 1 ? cg_x_ref(x, cg_x_node(x), here) : cg_x_member(x, value, cg_x_node(x), here);
    }
    return value;
}

uint32_t py_on_dotted_name(cg_extract *x, cg_role role)
{
    (void)role;
    if (cg_x_named_count(cg_x_node(x)) > 1)
        return visit_dotted(x, CG_ROLE_READ);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_IDENTIFIER)
            capture(x);
    }
    return CG_NONE;
}

/* `attr=A()`, also in front of `as`. */
static bool is_by_keyword(const cg_extract *x, TSNode pattern)
{
    for (unsigned i = 0; i < 3 && cg_x_token_of(x, pattern) != PY_KEYWORD_PATTERN; i++)
        pattern = cg_x_named_child(pattern, 0);
    return cg_x_token_of(x, pattern) == PY_KEYWORD_PATTERN;
}

uint32_t py_on_class_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE, made = CG_NONE;
    unsigned position = 0;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (first && cg_x_token(x) == PY_DOTTED_NAME) {
            type = visit_dotted(x, CG_ROLE_TYPE);
            made = cg_x_result(x, type);
        } else if (cg_x_token(x) == PY_CASE_PATTERN) {
            bool keyword = is_by_keyword(x, cg_x_node(x));
            visit_against(x, keyword ? made : cg_x_item(x, made, position++));
        }
        first = false;
    }
    return type;
}

/* `[a, *rest]`, `(a, b)`: behind a starred pattern positions are not known. */
uint32_t py_on_sequence_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    const py_state *st = py_state_of(x);
    uint32_t of = st->in_pattern ? st->held_against : CG_NONE;
    unsigned position = 0;
    bool rest = false;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        rest |= cg_str_starts(cg_x_text(x, cg_x_node(x)), CG_STR("*"));
        visit_against(x, rest ? CG_NONE : cg_x_item(x, of, position++));
    }
    return CG_NONE;
}

/* `{"key": pattern}`. */
uint32_t py_on_mapping_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    const py_state *st = py_state_of(x);
    uint32_t of = st->in_pattern ? st->held_against : CG_NONE;
    cg_str key = CG_STR_NULL;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_key)
            key = py_constant_key(x, cg_x_node(x));
        if (cg_x_named(x))
            visit_against(x, cg_x_field(x) == PY_F_value && key.len > 0 ? cg_x_key(x, of, key)
                                                                        : CG_NONE);
    }
    return CG_NONE;
}

/* The one subject, where it is a name, is narrowed. */
uint32_t py_on_match(cg_extract *x, cg_role role)
{
    (void)role;
    py_state *st = py_state_of(x);
    const cg_x_test outer = st->matched;
    const uint32_t outer_subject = st->subject;
    uint32_t subject = CG_NONE, subjects = 0;
    cg_x_test matched = {.type = CG_NONE, .value = CG_NONE};
    CG_X_EACH_CHILD (x) {
        uint32_t value;
        if (cg_x_field(x) == PY_F_body) {
            st->matched = matched;
            st->subject = subject;
        }
        value = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_field(x) != PY_F_subject || !cg_x_named(x))
            continue;
        subject = subjects++ == 0 ? value : CG_NONE; /* of several nothing is told */
        bool only = ts_node_is_null(matched.name) && cg_x_token(x) == PY_IDENTIFIER;
        matched = (cg_x_test){.name = cg_x_node(x), .value = only ? value : CG_NONE};
    }
    st->matched = outer;
    st->subject = outer_subject;
    return CG_NONE;
}

/* Behind `case A():` the subject is an A. */
uint32_t py_on_case(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_tests tests = {.list = {py_state_of(x)->matched}};
    TSNode consequence = cg_x_child(x, cg_x_node(x), PY_F_consequence);
    bool several = cg_x_token_of(x, cg_x_named_child(cg_x_node(x), 1)) == PY_CASE_PATTERN;
    uint32_t subject = py_state_of(x)->subject;
    unsigned patterns = 0;
    CG_X_EACH_CHILD (x) {
        bool narrowed = false, pattern = cg_x_token(x) == PY_CASE_PATTERN;
        if (cg_x_field(x) == PY_F_consequence && patterns == 1 &&
            cg_x_may_narrow(x, tests.list[0].name, cg_x_text(x, consequence))) {
            tests.count = tests.list[0].type != CG_NONE && tests.list[0].value != CG_NONE;
            narrowed = cg_x_narrow(x, &tests);
        }
        uint32_t type = !pattern  ? cg_x_visit(x, CG_ROLE_READ)
                        : several ? visit_against(x, cg_x_item(x, subject, patterns))
                                  : visit_against(x, subject);
        if (pattern) {
            bool class = cg_x_token_of(x, cg_x_named_child(cg_x_node(x), 0)) == PY_CLASS_PATTERN;
            tests.list[0].type = class ? type : CG_NONE;
            patterns++;
        }
        if (narrowed)
            cg_x_widen(x);
    }
    return CG_NONE;
}

uint32_t py_on_splat_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_IDENTIFIER)
            capture(x);
    }
    return CG_NONE;
}

/* `attr=pattern`: the name belongs to the class, only the pattern binds. */
uint32_t py_on_keyword_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    const py_state *st = py_state_of(x);
    uint32_t member = CG_NONE, type = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (first && st->in_pattern && st->held_against != CG_NONE)
            member = cg_x_member(x, st->held_against, cg_x_node(x), CG_ROLE_READ);
        else if (!first && cg_x_named(x))
            type = visit_against(x, member);
        first = false;
    }
    return type;
}
