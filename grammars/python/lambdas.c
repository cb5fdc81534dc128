// SPDX-License-Identifier: Apache-2.0
// Lambdas: with a name they are functions, without one only a scope.
#include "python_int.h"

/* In a class body, `lambda self: …` is a method in all but form. */
static void read_parameters(cg_extract *x, py_params *params)
{
    bool in_class = cg_x_scope_kind(x) == CG_SCOPE_TYPE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != PY_F_parameters)
            continue;
        TSNode first = cg_x_named_child(cg_x_node(x), 0);
        params->has_self = in_class && cg_x_token_of(x, first) == PY_IDENTIFIER &&
                           cg_str_eq(cg_x_text(x, first), CG_STR("self"));
        py_params_read(x, params);
    }
}

static uint32_t visit_inside(cg_extract *x, const py_params *params, uint32_t *out_scope)
{
    py_state saved = *py_state_of(x), *st = py_state_of(x);
    uint32_t value = CG_NONE, class_scope = cg_x_scope(x);
    st->in_comprehension = false;
    if (params->has_self) {
        st->self_name = params->self_name;
        st->self_class = cg_x_enclosing_type(x);
        st->self_scope = class_scope;
        st->self_fields = st->class_fields;
    }
    *out_scope = cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_parameters)
            py_params_bind(x, params);
        else if (cg_x_field(x) == PY_F_body)
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_scope_close(x);
    *py_state_of(x) = saved;
    return value;
}

uint32_t py_on_lambda(cg_extract *x, cg_role role)
{
    (void)role;
    py_params params = {.def = CG_NONE};
    py_state given = *py_state_of(x);
    uint32_t scope;
    py_state_of(x)->given = false;
    read_parameters(x, &params);
    for (uint32_t i = 0; given.given && i < CG_MIN(params.count, PY_GIVEN_MAX); i++)
        if (params.values[i] == CG_NONE)
            params.values[i] = cg_x_passed(x, given.given_to, given.given_at, i);
    visit_inside(x, &params, &scope);
    return CG_NONE;
}

uint32_t py_define_lambda(cg_extract *x, const cg_def_init *init)
{
    py_params params = {0};
    uint32_t scope;
    read_parameters(x, &params);
    cg_def_init full = *init;
    full.modifiers |= CG_MOD_LAMBDA | (params.variadic ? CG_MOD_VARIADIC : 0);
    full.params_min = params.least;
    full.params_max = params.most;
    uint32_t def = cg_x_def_open(x, &full);
    params.def = def;
    uint32_t value = visit_inside(x, &params, &scope);
    cg_x_def(x, def)->scope = scope;
    if (value != CG_NONE)
        cg_x_def_set_type(x, def, value);
    cg_x_def_close(x);
    return def;
}
