// SPDX-License-Identifier: Apache-2.0
// Patterns of `match`: a bare name captures, a dotted one is compared, a class one tests the type.
#include "python_int.h"

static py_made capture(cg_extract *x)
{
    py_given given = {0};
    return py_target(x, &given);
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

uint32_t py_on_class_pattern(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (first && cg_x_token(x) == PY_DOTTED_NAME)
            type = visit_dotted(x, CG_ROLE_TYPE);
        else
            cg_x_visit(x, CG_ROLE_READ);
        first = false;
    }
    return type;
}

/* The one subject, where it is a name. */
uint32_t py_on_match(cg_extract *x, cg_role role)
{
    (void)role;
    py_state *st = py_state_of(x);
    const cg_x_test outer = st->matched;
    cg_x_test matched = {.type = CG_NONE, .value = CG_NONE};
    CG_X_EACH_CHILD (x) {
        uint32_t value;
        if (cg_x_field(x) == PY_F_body)
            st->matched = matched;
        value = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_field(x) != PY_F_subject)
            continue;
        bool only = ts_node_is_null(matched.name) && cg_x_token(x) == PY_IDENTIFIER;
        matched = (cg_x_test){.name = cg_x_node(x), .value = only ? value : CG_NONE};
    }
    st->matched = outer;
    return CG_NONE;
}

/* Behind `case A():` the subject is an A. */
uint32_t py_on_case(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_tests tests = {.list = {py_state_of(x)->matched}};
    TSNode consequence = cg_x_child(x, cg_x_node(x), PY_F_consequence);
    unsigned patterns = 0;
    CG_X_EACH_CHILD (x) {
        bool narrowed = false;
        if (cg_x_field(x) == PY_F_consequence && patterns == 1 &&
            cg_x_may_narrow(x, tests.list[0].name, cg_x_text(x, consequence))) {
            tests.count = tests.list[0].type != CG_NONE && tests.list[0].value != CG_NONE;
            narrowed = cg_x_narrow(x, &tests);
        }
        uint32_t type = cg_x_visit(x, CG_ROLE_READ);
        if (cg_x_token(x) == PY_CASE_PATTERN) {
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
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!first)
            cg_x_visit(x, CG_ROLE_READ);
        first = false;
    }
    return CG_NONE;
}
