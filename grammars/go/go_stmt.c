// SPDX-License-Identifier: Apache-2.0
// go: statements that open scopes, declare or assign.
#include "go_int.h"

uint32_t go_block(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    (void)cg_x_visit_children(x);
    cg_x_scope_close(x);
    return CG_NONE;
}

/* ---- values on the right ---- */

go_value_list go_visit_values(cg_extract *x)
{
    go_value_list list = {.count = 0};
    uint32_t token = CG_NO_TOKEN;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        token = cg_x_token(x);
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (list.count < GO_VALUES_MAX)
            list.values[list.count] = value;
        list.count++;
    }
    if (list.count == 1)
        list.gives = token == GO_T_CALL || token == GO_T_CONVERSION /* f[T](v) reads like one */
                         ? GO_GIVES_RESULTS
                         : GO_GIVES_AND_OK;
    return list;
}

uint32_t go_value_for(cg_extract *x, const go_value_list *list, unsigned n, unsigned names)
{
    if (n < GO_VALUES_MAX && list->count == names)
        return list->values[n];
    if (list->gives == GO_GIVES_RESULTS)
        return cg_x_item(x, list->values[0], n);
    return n == 0 && list->gives == GO_GIVES_AND_OK ? list->values[0] : CG_NONE;
}

/* ---- the variable being declared ---- */

typedef struct state {
    TSNode variable;
} state;

static state *state_of(cg_extract *x)
{
    return cg_x_state(x, sizeof(state));
}

TSNode go_take_variable(cg_extract *x)
{
    TSNode name = state_of(x)->variable;
    state_of(x)->variable = (TSNode){0};
    return name;
}

void go_set_variable(cg_extract *x, TSNode name)
{
    bool plain =
        cg_x_token_of(x, name) == GO_T_IDENTIFIER && !cg_str_eq(cg_x_text(x, name), CG_STR("_"));
    state_of(x)->variable = plain ? name : (TSNode){0};
}

/* ---- := and = ---- */

/* a, b := …: names that this very scope has already are assigned, the others declared. */
static void define_names(cg_extract *x, const go_value_list *values, unsigned names,
                         uint32_t visible_from)
{
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        TSNode name = cg_x_node(x);
        unsigned at = n++;
        cg_str text = cg_x_text(x, name);
        if (cg_x_token(x) != GO_T_IDENTIFIER || cg_str_eq(text, CG_STR("_")))
            continue;
        if (cg_x_declared(x, cg_x_scope(x), text)) {
            (void)cg_x_ref(x, name, CG_ROLE_WRITE);
            continue;
        }
        uint32_t b = cg_x_bind(x, CG_BIND_LOCAL, name, visible_from);
        cg_x_bind_set(x, b, CG_NONE, go_value_for(x, values, at, names));
    }
}

/* Cursor on a node with fields left and right. The right side is visited first: it does not see the
 * names of the left. */
static void define(cg_extract *x, bool ranges)
{
    TSNode node = cg_x_node(x), left = cg_x_child(x, node, GO_F_LEFT);
    go_value_list values = {.count = 0};
    if (cg_x_named_count(left) == 1)
        go_set_variable(x, cg_x_named_child(left, 0));
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != GO_F_RIGHT)
            continue;
        if (cg_x_token(x) == GO_T_EXPRESSION_LIST) {
            values = go_visit_values(x);
        } else if (!ranges) { /* what a channel gives, and whether it does */
            values.values[0] = cg_x_visit(x, CG_ROLE_READ);
            values.count = 1;
            values.gives = GO_GIVES_AND_OK;
        } else { /* an index, a map's key or what a channel gives, then an element */
            uint32_t value = cg_x_visit(x, CG_ROLE_READ);
            values.values[0] = cg_x_key(x, value, CG_STR("range"));
            values.values[1] = cg_x_element(x, value);
            values.count = cg_x_named_count(left);
        }
    }
    (void)go_take_variable(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == GO_F_LEFT)
            define_names(x, &values, cg_x_named_count(cg_x_node(x)), ts_node_end_byte(node));
    }
}

static void write_names(cg_extract *x, cg_role role)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            (void)cg_x_visit(x, role);
    }
}

uint32_t go_define(cg_extract *x, cg_role role)
{
    (void)role;
    define(x, false);
    return CG_NONE;
}

uint32_t go_assign(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode sign = cg_x_child(x, cg_x_node(x), GO_F_OPERATOR);
    cg_role left = cg_x_token_of(x, sign) == GO_T_ASSIGN ? CG_ROLE_WRITE : CG_ROLE_READ_WRITE;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == GO_F_LEFT)
            write_names(x, left);
        else if (field == GO_F_RIGHT)
            (void)go_visit_values(x);
    }
    return CG_NONE;
}

uint32_t go_increment(cg_extract *x, cg_role role)
{
    (void)role;
    write_names(x, CG_ROLE_READ_WRITE);
    return CG_NONE;
}

/* ---- left := range right, left := <-right ---- */

static bool declares(cg_extract *x)
{
    bool yes = false;
    CG_X_EACH_CHILD (x) {
        yes |= cg_x_token(x) == GO_T_DEFINE;
    }
    return yes;
}

static void range_or_receive(cg_extract *x, bool ranges)
{
    if (declares(x)) {
        define(x, ranges);
        return;
    }
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == GO_F_LEFT)
            write_names(x, CG_ROLE_WRITE);
        else if (field == GO_F_RIGHT)
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

uint32_t go_range(cg_extract *x, cg_role role)
{
    (void)role;
    range_or_receive(x, true);
    return CG_NONE;
}

uint32_t go_receive(cg_extract *x, cg_role role)
{
    (void)role;
    range_or_receive(x, false);
    return CG_NONE;
}

/* ---- switch v := e.(type) ---- */

/* In a clause with one type, v has that type; in the others that of e. */
static void type_case(cg_extract *x, TSNode alias, uint32_t value)
{
    uint32_t type = CG_NONE, b = CG_NONE;
    unsigned types = 0;
    bool bound = ts_node_is_null(alias);
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    if (!bound)
        b = cg_x_bind(x, CG_BIND_LOCAL, alias, 0);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_field(x) == GO_F_TYPE) {
            type = cg_x_visit(x, CG_ROLE_TYPE);
            types++;
            continue;
        }
        if (!bound)
            cg_x_bind_set(x, b, types == 1 ? type : CG_NONE, types == 1 ? CG_NONE : value);
        bound = true;
        (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_scope_close(x);
}

uint32_t go_type_switch(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode alias = {0};
    uint32_t value = CG_NONE;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x), field = cg_x_field(x);
        if (!cg_x_named(x))
            continue;
        if (field == GO_F_ALIAS)
            alias = cg_x_named_child(cg_x_node(x), 0);
        else if (field == GO_F_VALUE)
            value = cg_x_visit(x, CG_ROLE_READ);
        else if (token == GO_T_TYPE_CASE || token == GO_T_DEFAULT_CASE)
            type_case(x, alias, value);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_scope_close(x);
    return CG_NONE;
}
