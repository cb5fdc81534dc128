// SPDX-License-Identifier: Apache-2.0
// Statements that bind names or bracket others: assignments, loops, with, except, global, if, try.
#include "python_int.h"

typedef struct assignment {
    py_given given;
    TSNode left, lambda;
    bool to_lambda;
} assignment;

/* The lambda that a value is, maybe in parentheses; else a null node. */
static TSNode lambda_in(const cg_extract *x, TSNode value)
{
    for (unsigned i = 0; i < 4 && cg_x_token_of(x, value) == PY_PARENTHESIZED; i++)
        value = cg_x_named_child(value, 0);
    return cg_x_token_of(x, value) == PY_LAMBDA ? value : (TSNode){0};
}

static void read_assignment(cg_extract *x, assignment *a)
{
    a->given.node = cg_x_node(x);
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case PY_F_left: a->left = cg_x_node(x); break;
        case PY_F_type: py_read_annotation(x, cg_x_node(x), &a->given); break;
        case PY_F_right:
            a->given.value = cg_x_node(x);
            a->lambda = lambda_in(x, a->given.value);
            a->to_lambda = !ts_node_is_null(a->lambda);
            break;
        default: break;
        }
    }
}

static cg_str lambda_head(const cg_extract *x, TSNode lambda)
{
    cg_str text = cg_x_text(x, lambda);
    ptrdiff_t body = (ptrdiff_t)ts_node_start_byte(cg_x_child(x, lambda, PY_F_body)) -
                     (ptrdiff_t)ts_node_start_byte(lambda);
    text = cg_str_trim(cg_str_slice(text, 0, (size_t)body));
    return cg_str_ends(text, CG_STR(":")) ? cg_str_slice(text, 0, text.len - 1) : text;
}

/* `name = lambda …` and `self.name = lambda …` define functions, unless the name is known. */
static bool lambda_init(cg_extract *x, const assignment *a, cg_def_init *out)
{
    if (cg_x_token_of(x, a->left) == PY_IDENTIFIER) {
        cg_str name = cg_x_text(x, a->left);
        if (cg_x_declared_at(x, cg_x_scope(x), name, ts_node_start_byte(a->left)))
            return false;
        bool member = cg_x_scope_kind(x) == CG_SCOPE_TYPE;
        *out = CG_DEF_INIT(member ? CG_NODE_METHOD : CG_NODE_FUNCTION, a->given.node,
                           .name_node = a->left, .visibility = py_visibility(name, member));
    } else if (cg_x_token_of(x, a->left) == PY_ATTRIBUTE &&
               py_is_self(x, cg_x_child(x, a->left, PY_F_object))) {
        TSNode name = cg_x_child(x, a->left, PY_F_attribute);
        if (py_field_known(x, name))
            return false;
        *out = py_field_init(x, name, &a->given);
        out->kind = CG_NODE_METHOD;
    } else {
        return false;
    }
    out->body = cg_x_child(x, a->lambda, PY_F_body);
    out->signature = CG_STR_NULL;
    if (a->given.value.id != a->lambda.id) /* in parentheses, which end behind the head */
        out->signature = cg_x_scratch(x, "%.*s = %.*s", CG_STR_ARG(cg_x_text(x, a->left)),
                                      CG_STR_ARG(lambda_head(x, a->lambda)));
    return true;
}

/* Cursor on the value: the lambda, or parentheses around it. */
static void define_below(cg_extract *x, const cg_def_init *init)
{
    if (cg_x_token(x) == PY_LAMBDA && cg_x_named(x)) {
        py_define_lambda(x, init);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            define_below(x, init);
    }
}

static void define_lambda(cg_extract *x, const cg_def_init *init)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_right)
            define_below(x, init);
        else if (cg_x_field(x) == PY_F_type)
            cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) == PY_F_left && cg_x_token(x) == PY_ATTRIBUTE)
            cg_x_visit(x, CG_ROLE_WRITE);
    }
}

/* `__all__ = ["name", …]`: each string refers to a name of the module. Cursor on the statement;
 * `made` is what its left side turned out to be. */
static void list_exports(cg_extract *x, py_made made)
{
    TSNode left = cg_x_child(x, cg_x_node(x), PY_F_left);
    TSNode right = cg_x_child(x, cg_x_node(x), PY_F_right);
    uint32_t token = cg_x_token_of(x, right);
    if (!cg_str_eq(cg_x_text(x, left), CG_STR("__all__")) || !cg_x_at_declaration_level(x) ||
        (token != PY_LIST && token != PY_TUPLE))
        return;
    for (uint32_t i = 0; i < CG_MIN(cg_x_named_count(right), 1000u); i++) {
        cg_str name = py_constant_key(x, cg_x_named_child(right, i));
        uint32_t ref = name.len > 0 ? cg_x_ref_text(x, name, CG_ROLE_READ) : CG_NONE;
        if (made.def != CG_NONE)
            cg_x_hint_def_value(x, made.def, ref);
        else
            cg_x_hint_assigned(x, made.ref, ref);
    }
}

/* target [: type] [= value]. The annotation belongs to the definition that the target makes; of an
 * alias, the value is the type. */
static uint32_t assign(cg_extract *x, py_given *given)
{
    py_made made = PY_MADE_NOTHING;
    py_unpacked targets = {.count = 0};
    uint32_t type = CG_NONE, value = CG_NONE;
    given->targets = &targets;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_left) {
            made = py_target(x, given);
        } else if (cg_x_field(x) == PY_F_type) {
            type = cg_x_visit(x, CG_ROLE_TYPE);
            type = given->open ? CG_NONE : type;
        } else if (cg_x_field(x) == PY_F_right && (given->alias || py_is_type_expression(x))) {
            type = cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_field(x) == PY_F_right) {
            if (made.opened)
                cg_x_def_close(x);
            made.opened = false;
            value = cg_x_visit(x, CG_ROLE_READ);
        }
    }
    if (made.opened)
        cg_x_def_close(x);
    if (targets.count > 0)
        value = cg_x_operate(x, value, CG_OPERATION_ITERATE);
    py_give_value(x, made, type, value);
    if (given->calls && made.def != CG_NONE && type != CG_NONE && py_is_telling(x, value))
        cg_x_hint_def_value(x, made.def, value); /* which tells what is called */
    if (given->annotated && made.def != CG_NONE && cg_x_scope_kind(x) == CG_SCOPE_TYPE &&
        py_state_of(x)->record != NULL)
        py_add_type_arg(py_state_of(x)->record, type);
    py_unpack(x, &targets, value);
    list_exports(x, made);
    return value;
}

uint32_t py_on_assignment(cg_extract *x, cg_role role)
{
    (void)role;
    assignment a = {0};
    cg_def_init lambda;
    read_assignment(x, &a);
    py_note_type_var(x, a.left, a.given.value);
    if (a.to_lambda && lambda_init(x, &a, &lambda)) {
        define_lambda(x, &lambda);
        return CG_NONE;
    }
    return assign(x, &a.given);
}

uint32_t py_on_augmented(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    py_made target = PY_MADE_NOTHING;
    cg_operation operation =
        py_operation_in_place(cg_x_text(x, cg_x_child(x, cg_x_node(x), PY_F_operator)));
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_left)
            target.ref = cg_x_visit(x, CG_ROLE_READ_WRITE);
        else if (cg_x_field(x) == PY_F_right)
            value = cg_x_visit(x, CG_ROLE_READ);
        else
            cg_x_visit(x, CG_ROLE_READ);
    }
    if (py_is_telling(x, value)) /* lists join what they hold */
        cg_x_hint_assigned(x, target.ref, value);
    cg_x_operate(x, target.ref, operation);
    list_exports(x, target);
    return CG_NONE;
}

/* Inside a comprehension, `:=` binds in the function or module around it. */
static py_made walrus_target(cg_extract *x, const py_given *given)
{
    const py_state *st = py_state_of(x);
    TSNode node = cg_x_node(x);
    if (!st->in_comprehension)
        return py_target(x, given);
    py_made made = PY_MADE_NOTHING;
    if (cg_x_declared(x, st->walrus_scope, cg_x_text(x, node))) {
        made.ref = cg_x_ref(x, node, CG_ROLE_WRITE);
        return made;
    }
    if (!st->walrus_is_node) {
        made.binding = cg_x_bind_in(x, CG_BIND_LOCAL, node, st->walrus_scope, 0);
        return made;
    }
    cg_str name = cg_x_text(x, node);
    bool constant = py_is_constant_name(name);
    cg_def_init init = CG_DEF_INIT(constant ? CG_NODE_CONSTANT : CG_NODE_VARIABLE, given->node,
                                   .name_node = node, .visibility = py_visibility(name, false));
    init.in_scope = st->walrus_scope;
    made.def = cg_x_def_leaf(x, &init);
    return made;
}

uint32_t py_on_walrus(cg_extract *x, cg_role role)
{
    (void)role;
    py_given given = {.node = cg_x_node(x)};
    py_made made = PY_MADE_NOTHING;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_name)
            made = walrus_target(x, &given);
        else if (cg_x_field(x) == PY_F_value)
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    py_give_value(x, made, CG_NONE, value);
    return value;
}

uint32_t py_on_for(cg_extract *x, cg_role role)
{
    (void)role;
    py_given given = {0};
    py_unpacked targets = {.count = 0};
    bool async = false;
    given.targets = &targets;
    CG_X_EACH_CHILD (x) {
        async |= cg_x_token(x) == PY_ASYNC;
        if (cg_x_field(x) == PY_F_left) {
            py_unpack_target(x, &given);
        } else if (cg_x_field(x) == PY_F_right) {
            uint32_t value = cg_x_visit(x, CG_ROLE_READ);
            value =
                cg_x_operate(x, value, async ? CG_OPERATION_ITERATE_ASYNC : CG_OPERATION_ITERATE);
            py_unpack(x, &targets, cg_x_element(x, value));
        } else {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    return CG_NONE;
}

uint32_t py_on_with(cg_extract *x, cg_role role)
{
    (void)role;
    bool async = false;
    CG_X_EACH_CHILD (x) {
        async |= cg_x_token(x) == PY_ASYNC;
        py_state_of(x)->async_with = async && cg_x_field(x) != PY_F_body;
        cg_x_visit(x, CG_ROLE_READ);
    }
    return CG_NONE;
}

uint32_t py_on_with_item(cg_extract *x, cg_role role)
{
    (void)role;
    bool async = py_state_of(x)->async_with;
    uint32_t value = cg_x_visit_children(x);
    cg_x_operate(x, value, async ? CG_OPERATION_ENTER_ASYNC : CG_OPERATION_ENTER);
    return CG_NONE;
}

/* What is caught has a name in its own clause alone: the next one may catch something else under it. Cursor on the name. */
static void catch_as(cg_extract *x, uint32_t type)
{
    py_given given = {.is_local = true};
    cg_x_test *caught = &py_state_of(x)->caught;
    TSNode name =
        cg_x_token(x) == PY_AS_PATTERN_TARGET ? cg_x_named_child(cg_x_node(x), 0) : cg_x_node(x);
    if (type != CG_NONE && cg_x_token_of(x, name) == PY_IDENTIFIER)
        *caught = (cg_x_test){.name = name, .type = type, .value = CG_NONE};
    else
        py_target(x, &given);
}

/* `VALUE as target` of `with` gives what entering the value gives; `CLASS as target` of `except`
 * (role TYPE) and `pattern as name` of `case` say the type. */
uint32_t py_on_as_pattern(cg_extract *x, cg_role role)
{
    bool caught = role == CG_ROLE_TYPE, first = true, is_case = false;
    py_unpacked targets = {.count = 0};
    py_given given = {.targets = &targets};
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (first) {
            is_case = cg_x_token(x) == PY_CASE_PATTERN;
            value = cg_x_visit(x, caught ? CG_ROLE_TYPE : CG_ROLE_READ);
        } else if (caught) {
            catch_as(x, value);
        } else if (is_case) {
            const py_state *st = py_state_of(x);
            uint32_t whole = value == CG_NONE && st->in_pattern ? st->held_against : CG_NONE;
            py_give_value(x, py_target(x, &given), value, whole);
        } else {
            py_unpack_target(x, &given);
            py_unpack(x, &targets, cg_x_key(x, value, CG_STR("__enter__")));
        }
        first = false;
    }
    return value;
}

uint32_t py_on_except(cg_extract *x, cg_role role)
{
    (void)role;
    py_state *st = py_state_of(x);
    py_type_args types = {.style = PY_GENERIC_UNION, .generic = CG_NONE};
    cg_x_tests caught = {.count = 0};
    st->caught = (cg_x_test){.type = CG_NONE};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value) {
            py_add_type_arg(&types, cg_x_visit(x, CG_ROLE_TYPE));
        } else if (cg_x_field(x) == PY_F_alias) {
            catch_as(x, py_type_of(x, &types));
        } else if (cg_x_named(x)) {
            caught.list[0] = st->caught;
            caught.count = st->caught.type != CG_NONE;
            cg_x_visit_narrowed(x, &caught);
        }
    }
    return CG_NONE;
}

uint32_t py_on_captured(cg_extract *x, cg_role role)
{
    (void)role;
    if (cg_x_at_declaration_level(x))
        return CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_IDENTIFIER)
            cg_x_bind(x, CG_BIND_CAPTURED, cg_x_node(x), 0);
    }
    return CG_NONE;
}

uint32_t py_on_delete(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_EXPRESSION_LIST)
            py_visit_all(x, CG_ROLE_WRITE);
        else
            cg_x_visit(x, CG_ROLE_WRITE);
    }
    return CG_NONE;
}

static bool is_type_checking(const cg_extract *x, TSNode condition)
{
    uint32_t token = cg_x_token_of(x, condition);
    return (token == PY_IDENTIFIER || token == PY_ATTRIBUTE) &&
           cg_str_eq(py_last_component(cg_x_text(x, condition)), CG_STR("TYPE_CHECKING"));
}

/* The clause that the cursor is on is as active as that says, at most; at its beginning `tests` hold. */
static void visit_branch(cg_extract *x, const cg_x_tests *tests, cg_activity activity)
{
    TSNode branch = cg_x_node(x);
    cg_activity around = cg_x_activity_set(x, ts_node_start_byte(branch), activity);
    py_visit_where(x, tests);
    cg_x_activity_back(x, ts_node_end_byte(branch), around);
}

/* What stands behind the branch of the `if` around. */
static cg_str other_branches(cg_extract *x, TSNode consequence)
{
    TSNode all = py_state_of(x)->branched;
    cg_str text = cg_x_text(x, all);
    return cg_str_slice(text, ts_node_end_byte(consequence) - ts_node_start_byte(all), text.len);
}

/* Also of `elif`: what the branches in front of it leave over is known by then. */
uint32_t py_on_if(cg_extract *x, cg_role role)
{
    (void)role;
    py_state *st = py_state_of(x);
    bool before = st->type_checking, here = false, whole = cg_x_token(x) == PY_IF;
    cg_activity outer = st->otherwise, then = CG_ACTIVE, not_then = CG_ACTIVE;
    TSNode consequence = cg_x_child(x, cg_x_node(x), PY_F_consequence), around = st->branched;
    unsigned left = st->left;
    cg_x_tests tests = {.count = 0}, others = {.count = 0}, holds_else = st->holds_else;
    if (whole) {
        st->otherwise = CG_ACTIVE;
        st->branched = cg_x_node(x);
        st->left = 0;
        st->holds_else.count = 0;
    }
    st->conditional++;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_condition) {
            here = is_type_checking(x, cg_x_node(x));
            py_branches_decide(x, cg_x_node(x), &then, &not_then);
            then = CG_MAX(then, st->otherwise);
            st->otherwise = CG_MAX(st->otherwise, not_then);
            cg_str rest = other_branches(x, consequence);
            py_tests_begin(x, cg_x_node(x), true, CG_STR(""), &tests);
            py_tests_begin(x, rest.len > 0 ? cg_x_node(x) : (TSNode){0}, false, CG_STR(""),
                           &others);
            py_visit_condition(x);
            py_tests_end(x, &others);
            py_tests_end(x, &tests);
            py_tests_split(x, &others, rest, &st->holds_else);
        } else if (cg_x_field(x) == PY_F_consequence) {
            st->type_checking = before || here;
            visit_branch(x, &tests, then);
            st->type_checking = before;
            st->left += cg_x_narrow(x, &others);
        } else if (cg_x_token(x) == PY_ELSE) {
            const cg_x_tests holds = st->holds_else;
            visit_branch(x, &holds, st->otherwise);
        } else {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    for (; whole && st->left > 0; st->left--)
        cg_x_widen(x);
    if (whole) {
        st->otherwise = outer;
        st->branched = around;
        st->left = left;
        st->holds_else = holds_else;
    }
    st->conditional--;
    return CG_NONE;
}

uint32_t py_on_try(cg_extract *x, cg_role role)
{
    (void)role;
    py_state *st = py_state_of(x);
    st->conditional++;
    cg_x_visit_children(x);
    st->conditional--;
    return CG_NONE;
}
