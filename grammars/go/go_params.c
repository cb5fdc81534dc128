// SPDX-License-Identifier: Apache-2.0
// go: parameters and results.
#include "go_int.h"

go_params go_count_params(cg_extract *x, TSNode list)
{
    go_params p = {.first_type = CG_NONE};
    uint32_t children = ts_node_is_null(list) ? 0 : ts_node_named_child_count(list);
    for (uint32_t i = 0; i < children; i++) {
        TSNode child = ts_node_named_child(list, i);
        uint32_t token = cg_x_token_of(x, child);
        if (token == GO_T_VARIADIC_PARAMETER) {
            p.variadic = true;
            p.count++;
        } else if (token == GO_T_PARAMETER) {
            uint32_t names = 0, parts = ts_node_named_child_count(child);
            for (uint32_t k = 0; k < parts; k++)
                names += cg_x_token_of(x, ts_node_named_child(child, k)) == GO_T_IDENTIFIER;
            p.count += names ? names : 1;
        }
    }
    return p;
}

/* One parameter_declaration: names, then their type. */
static uint32_t visit_param(cg_extract *x, bool binds, cg_binding_kind kind, bool variadic)
{
    uint32_t bound[16], type = CG_NONE;
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_token(x) != GO_T_IDENTIFIER) {
            type = cg_x_visit(x, CG_ROLE_TYPE);
            continue;
        }
        uint32_t b = binds ? cg_x_bind(x, kind, cg_x_node(x), 0) : CG_NONE;
        if (b != CG_NONE && n < CG_ARRAY_LEN(bound))
            bound[n++] = b;
    }
    if (variadic)
        type = cg_x_container(x, type);
    while (n > 0)
        cg_x_bind_set(x, bound[--n], type, CG_NONE);
    return type;
}

go_params go_visit_params(cg_extract *x, bool binds, cg_binding_kind kind)
{
    go_params p = {.first_type = CG_NONE};
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token != GO_T_PARAMETER && token != GO_T_VARIADIC_PARAMETER)
            continue;
        uint32_t type = visit_param(x, binds, kind, token == GO_T_VARIADIC_PARAMETER);
        if (p.count++ == 0)
            p.first_type = type;
    }
    return p;
}

uint32_t go_visit_result(cg_extract *x, bool binds)
{
    if (cg_x_token(x) == GO_T_PARAMETER_LIST)
        return go_visit_params(x, binds, CG_BIND_PARAM).first_type;
    return cg_x_visit(x, CG_ROLE_TYPE);
}
