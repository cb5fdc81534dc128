// SPDX-License-Identifier: Apache-2.0
// go: parameters and results.
#include "go_int.h"

go_params go_count_params(cg_extract *x, TSNode list)
{
    go_params p = {.first_type = CG_NONE};
    uint32_t children = cg_x_named_count(list);
    for (uint32_t i = 0; i < children; i++) {
        TSNode child = cg_x_named_child(list, i);
        uint32_t token = cg_x_token_of(x, child);
        if (token == GO_T_VARIADIC_PARAMETER) {
            p.variadic = true;
            p.count++;
        } else if (token == GO_T_PARAMETER) {
            uint32_t names = 0, parts = cg_x_named_count(child);
            for (uint32_t k = 0; k < parts; k++)
                names += cg_x_token_of(x, cg_x_named_child(child, k)) == GO_T_IDENTIFIER;
            p.count += names ? names : 1;
        }
    }
    return p;
}

#define PARAM_NAMES_MAX 16u

/* One parameter_declaration: names, then their type. */
typedef struct param {
    uint32_t bound[PARAM_NAMES_MAX];
    unsigned names; /* bound ones */
    unsigned count; /* parameters it declares: at least one */
    uint32_t type;
} param;

static param visit_param(cg_extract *x, bool binds, cg_binding_kind kind, bool variadic)
{
    param p = {.type = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t token = cg_x_token(x);
        if (token != GO_T_IDENTIFIER && token != GO_T_BLANK) {
            p.type = cg_x_visit(x, CG_ROLE_TYPE);
            continue;
        }
        p.count++;
        uint32_t b = binds ? cg_x_bind(x, kind, cg_x_node(x), 0) : CG_NONE;
        if (b != CG_NONE && p.names < PARAM_NAMES_MAX)
            p.bound[p.names++] = b;
    }
    p.count = CG_MAX(p.count, 1u);
    if (variadic)
        p.type = cg_x_container(x, p.type);
    for (unsigned n = p.names; n > 0;)
        cg_x_bind_set(x, p.bound[--n], p.type, CG_NONE);
    return p;
}

static bool is_param(uint32_t token)
{
    return token == GO_T_PARAMETER || token == GO_T_VARIADIC_PARAMETER;
}

/* A type of the language itself: nobody asks for members of it. */
static bool is_builtin(cg_extract *x, TSNode type)
{
    return cg_x_token_of(x, type) == GO_T_TYPE_IDENTIFIER && go_is_builtin_type(cg_x_text(x, type));
}

go_params go_visit_params(cg_extract *x, bool binds, cg_binding_kind kind)
{
    go_params list = {.first_type = CG_NONE};
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (!is_param(token))
            continue;
        bool builtin = is_builtin(x, cg_x_child(x, cg_x_node(x), GO_F_TYPE));
        param p = visit_param(x, binds, kind, token == GO_T_VARIADIC_PARAMETER);
        if (list.count == 0)
            list.first_type = p.type;
        for (unsigned n = list.count; n < list.count + p.count && n < GO_PARAMS_MAX; n++)
            list.types[n] = builtin ? CG_NONE : p.type;
        list.count += p.count;
    }
    return list;
}

void go_visit_own_params(cg_extract *x, uint32_t def)
{
    bool generic = cg_x_def(x, def)->modifiers & CG_MOD_GENERIC;
    unsigned at = 0;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (!is_param(token))
            continue;
        param p = visit_param(x, true, CG_BIND_PARAM, token == GO_T_VARIADIC_PARAMETER);
        for (unsigned n = 0; generic && n < p.names; n++)
            cg_x_hint_param(x, def, at + n, p.bound[n]);
        at += p.count;
    }
}

static uint32_t visit_results(cg_extract *x, uint32_t def, bool binds)
{
    uint32_t first = CG_NONE;
    unsigned at = 0;
    CG_X_EACH_CHILD (x) {
        if (!is_param(cg_x_token(x)))
            continue;
        param p = visit_param(x, binds, CG_BIND_PARAM, false);
        if (at == 0)
            first = p.type;
        for (unsigned n = at == 0; def != CG_NONE && n < p.count; n++)
            cg_x_hint_result(x, def, at + n, p.type);
        at += p.count;
    }
    return first;
}

uint32_t go_visit_result(cg_extract *x, uint32_t def, bool binds)
{
    if (cg_x_token(x) == GO_T_PARAMETER_LIST)
        return visit_results(x, def, binds);
    return cg_x_visit(x, CG_ROLE_TYPE);
}

/* ---- functions without a name ---- */

uint32_t go_visit_function_result(cg_extract *x, bool binds)
{
    bool builtin = is_builtin(x, cg_x_node(x)), further = false;
    if (cg_x_token(x) != GO_T_PARAMETER_LIST) {
        uint32_t type = cg_x_visit(x, CG_ROLE_TYPE);
        return builtin ? CG_NONE : type;
    }
    go_params results = go_visit_params(x, binds, CG_BIND_PARAM);
    unsigned count = CG_MIN(results.count, GO_PARAMS_MAX);
    for (unsigned n = 1; n < count; n++)
        further |= results.types[n] != CG_NONE;
    if (count == 0)
        return CG_NONE;
    return further ? cg_x_tuple(x, results.types, count) : results.types[0];
}

uint32_t go_function_value(cg_extract *x, const go_params *params, uint32_t result)
{
    unsigned count = CG_MIN(params->count, GO_PARAMS_MAX);
    bool known = result != CG_NONE;
    for (unsigned n = 0; n < count; n++)
        known |= params->types[n] != CG_NONE;
    if (!known)
        return CG_NONE;
    uint32_t function = cg_x_function(x, result, 255);
    cg_x_hint_type_arg(x, function, 0, result);
    for (unsigned n = 0; n < count; n++)
        cg_x_hint_type_arg(x, function, n + 1, params->types[n]);
    return function;
}
