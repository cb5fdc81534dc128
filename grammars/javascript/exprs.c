// SPDX-License-Identifier: Apache-2.0
// Expressions: names, members, calls and literals. A handler gives the reference that stands for
// the value; operators give none, because what they make is another value.
#include "ecma.h"

/* Of a longer array, the first items stand for all. */
#define ARRAY_ITEMS_MAX 16u
#define RESOLVED_MAX 8u /* values that a promise is fulfilled with */
#define SPREAD_KEPT 3u  /* of what `...values` stands for as arguments, the first */

uint32_t ecma_on_identifier(cg_extract *x, cg_role role)
{
    uint32_t module;
    if (ecma_state_of(x)->typed && ecma_unbound_import(x, cg_x_node(x), role, &module))
        return module;
    return cg_x_ref(x, cg_x_node(x), role);
}

uint32_t ecma_on_this(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_NEW && ecma_place_of(x)->has_this) /* in a static method: the class */
        return cg_x_member(x, CG_X_SELF, cg_x_node(x), role);
    if (!ecma_place_of(x)->has_this && ecma_place_of(x)->this_object)
        return cg_x_ref_as(x, ECMA_OBJECT_SELF, cg_x_node(x), CG_ROLE_READ);
    return ecma_place_of(x)->has_this || ecma_place_of(x)->this_held ? CG_X_SELF : CG_NONE;
}

uint32_t ecma_on_super(cg_extract *x, cg_role role)
{
    if (role != CG_ROLE_CALL)
        return CG_X_SUPER;
    return cg_x_member(x, CG_X_SUPER, cg_x_node(x), role); /* super(…): the base's constructor */
}

static bool names_type(cg_role role)
{
    return role == CG_ROLE_TYPE || role == CG_ROLE_INHERIT || role == CG_ROLE_IMPLEMENT ||
           role == CG_ROLE_DECORATE || role == CG_ROLE_QUALIFY;
}

uint32_t ecma_on_member(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    TSNode name = {0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_object)
            value = cg_x_visit(x, names_type(role) ? CG_ROLE_QUALIFY : CG_ROLE_READ);
        else if (cg_x_field(x) == ECMA_F_property)
            name = cg_x_node(x);
    }
    ecma_found_true(x, cg_x_node(x), value);
    if (ts_node_is_null(name))
        return CG_NONE;
    uint32_t member = cg_x_member(x, value, name, role);
    uint32_t narrowed = role == CG_ROLE_READ ? cg_x_narrowed(x, cg_x_node(x)) : CG_NONE;
    return narrowed != CG_NONE ? narrowed : member;
}

/* The text of a plain string without escapes, which names a member like an identifier does. */
static TSNode plain_fragment(const cg_extract *x, TSNode string)
{
    if (cg_x_named_count(string) != 1)
        return (TSNode){0};
    TSNode only = cg_x_named_child(string, 0);
    return cg_x_token_of(x, only) == ECMA_STRING_FRAGMENT ? only : (TSNode){0};
}

/* Component number n of `value`, where the index is a plain number. */
static uint32_t component(cg_extract *x, uint32_t value, cg_str index)
{
    return index.len == 1 && index.ptr[0] >= '0' && index.ptr[0] <= '9'
               ? cg_x_item(x, value, (unsigned)(index.ptr[0] - '0'))
               : cg_x_element(x, value);
}

cg_str ecma_keyed_name(const cg_extract *x, TSNode subscript)
{
    TSNode index = cg_x_child(x, subscript, ECMA_F_index);
    if (cg_x_token_of(x, index) != ECMA_IDENTIFIER || !cg_x_declared(x, 0, cg_x_text(x, index)))
        return CG_STR_NULL;
    cg_str source = cg_x_source(x);
    uint32_t from = ts_node_start_byte(index), to = ts_node_end_byte(index);
    bool tight =
        from > 0 && source.ptr[from - 1] == '[' && to < source.len && source.ptr[to] == ']';
    return tight ? cg_str_slice(source, from - 1, to + 1) : CG_STR_NULL;
}

/* a["name"] is a member, a[i] an element, a[KEY] one of the two. */
uint32_t ecma_on_subscript(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    TSNode name = {0};
    cg_str index = CG_STR_NULL;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_object)
            value = cg_x_visit(x, CG_ROLE_READ);
        else if (cg_x_field(x) == ECMA_F_index && cg_x_token(x) == ECMA_STRING && cg_x_named(x))
            name = plain_fragment(x, cg_x_node(x));
        else if (cg_x_field(x) == ECMA_F_index) {
            index = cg_x_text(x, cg_x_node(x));
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    cg_str key = ecma_keyed_name(x, cg_x_node(x));
    if (key.len > 0)
        return cg_x_member_slice(x, value, key, role);
    return ts_node_is_null(name) ? component(x, value, index) : cg_x_member(x, value, name, role);
}

typedef struct arguments {
    uint32_t callee;
    uint32_t through; /* the call of f that f.call(…) and f.apply(…) are, or CG_NONE */
    bool applied;     /* f.apply(…) */
    cg_str extended;  /* what members of objects among them are given to, or empty */
    uint32_t first, second, third; /* values; CG_NONE: none, or not known */
    unsigned count;
    bool spread, describes; /* Object.defineProperty(…) */
    bool assigns;           /* Object.assign(…) */
    ecma_own_call *own;     /* the function that is written there is called, or NULL */
} arguments;

/* What the function or object visited next is given to. */
static void expect_argument(cg_extract *x, TSNode inner, const arguments *all)
{
    ecma_place *at = ecma_place_of(x);
    bool object = cg_x_token_of(x, inner) == ECMA_OBJECT && ecma_state_of(x)->typed;
    at->given_to = ecma_is_function(x, inner) ? all->callee : CG_NONE;
    at->given_at = all->count;
    at->describes = all->describes && all->count == 2;
    at->given_whole = all->assigns && all->count > 0 && cg_x_token_of(x, inner) == ECMA_OBJECT
                          ? all->first
                          : CG_NONE;
    bool holder = ecma_state_of(x)->typed && ecma_holds_typed(x, inner);
    uint32_t type =
        object || holder ? cg_x_passed(x, all->callee, all->count, CG_X_WANTED) : CG_NONE;
    at->wanted = object ? type : CG_NONE;
    at->expected = holder ? type : CG_NONE;
}

/* Object.assign(X.prototype, { … }): its functions are methods of X. */
static void extending_object(cg_extract *x, void *arg)
{
    const arguments *all = arg;
    ecma_object_members(
        x, &(ecma_members){.owner = CG_NONE, .qualifier = all->extended, .functions_only = true});
}

/* f.call(self, a, b) and f.apply(self, [a, b]) pass a and b to f. */
static void tell_through(cg_extract *x, const arguments *all, uint32_t value)
{
    if (all->through == CG_NONE || all->count == 0)
        return;
    if (!all->applied)
        cg_x_hint_argument(x, all->through, all->count - 1, value, CG_STR_NULL);
    else if (all->count == 1)
        for (unsigned i = 0; i < SPREAD_KEPT; i++)
            cg_x_hint_argument(x, all->through, i, cg_x_item(x, value, i), CG_STR_NULL);
}

/* What is passed tells what a parameter without a type is. Where types are declared, they say what an object is. */
static void tell_argument(cg_extract *x, const arguments *all, TSNode inner, uint32_t value)
{
    bool object = cg_x_token_of(x, inner) == ECMA_OBJECT;
    if (all->spread || cg_x_literal_word(x, value).len > 0 || (object && ecma_state_of(x)->typed))
        return;
    if (cg_x_token(x) != ECMA_SPREAD) {
        cg_x_hint_argument(x, all->callee, all->count, value, CG_STR_NULL);
        tell_through(x, all, value);
    } else {
        for (unsigned i = 0; i < SPREAD_KEPT; i++)
            cg_x_hint_argument(x, all->callee, all->count + i, cg_x_item(x, value, i), CG_STR_NULL);
    }
}

/* Each tells what parameters of that type are, and functions get their parameters from the call. */
static void visit_arguments(cg_extract *x, arguments *all)
{
    ecma_place *at = ecma_place_of(x);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        TSNode inner = ecma_unwrap(x, cg_x_node(x));
        expect_argument(x, inner, all);
        bool extends = all->extended.len > 0 && cg_x_token_of(x, inner) == ECMA_OBJECT;
        uint32_t value = CG_NONE;
        if (extends)
            ecma_inside(x, extending_object, all);
        else
            value = cg_x_visit(x, CG_ROLE_READ);
        at->given_to = at->wanted = at->expected = at->given_whole = CG_NONE;
        at->describes = false;
        if (all->count < 3)
            *(all->count == 0 ? &all->first : all->count == 1 ? &all->second : &all->third) = value;
        tell_argument(x, all, inner, value);
        if (all->own != NULL && all->count < ECMA_OWN_PARAMS && !all->spread)
            cg_x_bind_set(x, all->own->params[all->count], CG_NONE, value);
        all->spread |= cg_x_token(x) == ECMA_SPREAD;
        all->count++;
    }
}

/* What is called, as a reference: of f()() and the like, one without a name. */
static uint32_t callee_of(cg_extract *x, cg_role role)
{
    uint32_t token = cg_x_token_of(x, ecma_unwrap(x, cg_x_node(x)));
    uint32_t callee = cg_x_visit(x, role);
    bool named = token == ECMA_IDENTIFIER || token == ECMA_MEMBER || token == ECMA_THIS ||
                 token == ECMA_SUPER;
    return named || role != CG_ROLE_CALL || cg_x_is_callee(x, callee) ? callee
                                                                      : cg_x_call(x, callee);
}

/* f.call(…) and f.apply(…) call f as well. */
static void call_through(cg_extract *x, TSNode call, arguments *all)
{
    TSNode function = cg_x_child(x, call, ECMA_F_function);
    TSNode method = cg_x_child(x, function, ECMA_F_property);
    if (cg_x_token_of(x, function) != ECMA_MEMBER)
        return;
    all->applied = ecma_text_is(x, method, "apply");
    if (all->applied || ecma_text_is(x, method, "call"))
        all->through = cg_x_call(x, cg_x_base_of(x, all->callee));
}

/* What the call says of its first argument, or of what it is called on. */
static void call_told(cg_extract *x, TSNode node, const arguments *all)
{
    bool argument = all->count > 0;
    uint32_t type = cg_x_said(x, all->callee, argument ? 0 : ECMA_SAYS_THIS);
    cg_x_tested(x, node, type, CG_NONE, argument ? all->first : cg_x_base_of(x, all->callee));
}

/* (function (a) { … })(value): what its parameters are called is known when what is passed is visited. */
static void called_there(cg_extract *x, TSNode callee, ecma_own_call *own, arguments *all)
{
    for (unsigned i = 0; i < ECMA_OWN_PARAMS; i++)
        own->params[i] = CG_NONE;
    callee = ecma_unwrap(x, callee);
    all->own = ecma_is_function(x, callee) ? own : NULL;
    ecma_place_of(x)->called = all->own;
}

/* What `resolve(value)` fulfils the promise with that is made around it. */
static void fulfil(cg_extract *x, TSNode callee, uint32_t value)
{
    ecma_executor *e = ecma_place_of(x)->executor;
    if (e == NULL || cg_x_token_of(x, callee) != ECMA_IDENTIFIER)
        return;
    cg_str name = cg_x_text(x, callee);
    while (e != NULL && !cg_str_eq(e->resolve, name))
        e = e->outer;
    if (e != NULL && e->count++ < RESOLVED_MAX)
        e->value = ecma_either(x, e->value, value);
}

static uint32_t call(cg_extract *x, uint32_t callee_field, cg_role role)
{
    arguments all = {.callee = CG_NONE,
                     .through = CG_NONE,
                     .first = CG_NONE,
                     .second = CG_NONE,
                     .third = CG_NONE};
    TSNode node = cg_x_node(x), function = cg_x_child(x, node, callee_field);
    ecma_own_call own;
    all.extended = ecma_extended(x, node);
    all.describes = ecma_text_is(x, function, "Object.defineProperty");
    all.assigns = !ecma_state_of(x)->typed && ecma_text_is(x, function, "Object.assign");
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == callee_field) {
            called_there(x, function, &own, &all);
            all.callee = callee_of(x, role);
            ecma_place_of(x)->called = NULL;
            if (role == CG_ROLE_CALL)
                call_through(x, node, &all);
        } else if (field == ECMA_F_arguments && cg_x_token(x) == ECMA_ARGUMENTS) {
            visit_arguments(x, &all);
        } else if (field == ECMA_F_arguments) { /* tag`text`: any number of arguments */
            cg_x_visit(x, CG_ROLE_READ);
            all.spread = true;
        } else if (field == ECMA_F_type_arguments) {
            ecma_type_arguments(x, all.callee);
        }
    }
    cg_x_ref_set_args(x, all.callee, all.count, all.spread);
    if (role == CG_ROLE_CALL) {
        fulfil(x, function, all.first);
        if (all.describes && all.count == 3)
            ecma_property_described(x, node, all.first, all.third);
        if (!all.spread)
            ecma_collect(x, node, all.callee, all.first, all.second);
        if (cg_x_is_asked(x, node))
            call_told(x, node, &all);
    }
    return cg_x_result(x, all.callee);
}

uint32_t ecma_on_call(cg_extract *x, cg_role role)
{
    uint32_t value;
    if (ecma_unbound_import(x, cg_x_node(x), role, &value))
        return value;
    ecma_prototype_call(x, cg_x_node(x));
    return call(x, ECMA_F_function, CG_ROLE_CALL);
}

/* The first parameter of the function that is given to `new Promise`; empty: there is none. */
static cg_str resolve_of(const cg_extract *x, TSNode node)
{
    TSNode function = ecma_unwrap(x, cg_x_named_child(cg_x_child(x, node, ECMA_F_arguments), 0));
    if (!ecma_text_is(x, cg_x_child(x, node, ECMA_F_constructor), "Promise") ||
        !ecma_is_function(x, function))
        return CG_STR_NULL;
    TSNode name = cg_x_child(x, function, ECMA_F_parameter);
    if (ts_node_is_null(name))
        name = cg_x_named_child(cg_x_child(x, function, ECMA_F_parameters), 0);
    return cg_x_token_of(x, name) == ECMA_IDENTIFIER ? cg_x_text(x, name) : CG_STR_NULL;
}

/* A promise stands for what it is fulfilled with. */
uint32_t ecma_on_new(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_place *at = ecma_place_of(x);
    ecma_executor e = {
        .resolve = resolve_of(x, cg_x_node(x)), .value = CG_NONE, .outer = at->executor};
    if (e.resolve.len > 0 && !ecma_state_of(x)->typed)
        at->executor = &e;
    uint32_t made = call(x, ECMA_F_constructor, CG_ROLE_NEW);
    at->executor = e.outer;
    return e.value != CG_NONE ? e.value : made;
}

/* Parentheses, await, `!`: the value inside, in the role that is wanted outside. Of `...values` those: whoever has it as a
 * part says what that makes of them. */
uint32_t ecma_on_pass_through(cg_extract *x, cg_role role)
{
    return ecma_visit_all(x, role);
}

uint32_t ecma_either(cg_extract *x, uint32_t a, uint32_t b)
{
    if (a == CG_NONE || cg_x_literal_word(x, a).len > 0)
        return b != CG_NONE ? b : a;
    if (b == CG_NONE || cg_x_literal_word(x, b).len > 0)
        return a;
    uint32_t both = cg_x_collection(x, cg_x_node(x), "Array");
    cg_x_hint_argument(x, both, 0, a, CG_STR_NULL);
    cg_x_hint_argument(x, both, 1, b, CG_STR_NULL);
    return cg_x_element(x, both);
}

uint32_t ecma_on_ternary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    ecma_visit_branches(x, &value);
    return value;
}

/* a && b: b, which runs where a holds. */
static uint32_t visit_and(cg_extract *x)
{
    cg_str where = cg_x_text(x, cg_x_child(x, cg_x_node(x), ECMA_F_right));
    cg_x_tests tests = {.count = 0};
    uint32_t value = CG_NONE, type = ecma_take_expected(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_left) {
            ecma_tests_begin(x, cg_x_node(x), true, where, &tests);
            cg_x_visit(x, CG_ROLE_READ);
            cg_x_tests_end(x);
        } else if (cg_x_field(x) == ECMA_F_right) {
            ecma_expect(x, cg_x_node(x), type);
            value = cg_x_visit_narrowed(x, &tests);
        }
    }
    return value;
}

/* `value instanceof A`. Where nobody asks what it says of a name, the value may be an A anywhere. */
static uint32_t visit_instanceof(cg_extract *x)
{
    TSNode test = cg_x_node(x);
    uint32_t left = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_left) {
            left = cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_field(x) == ECMA_F_right) {
            cg_x_visit(x, CG_ROLE_READ);
            uint32_t type = cg_x_token(x) == ECMA_IDENTIFIER
                                ? cg_x_ref(x, cg_x_node(x), CG_ROLE_TYPE)
                                : CG_NONE;
            uint32_t other = type != CG_NONE ? ecma_not_instance(x, left, cg_x_node(x)) : CG_NONE;
            if (!cg_x_tested(x, test, type, other, left) && type != CG_NONE)
                cg_x_hint_assigned(x, left, type);
        }
    }
    return CG_NONE;
}

/* a || b, a ?? b: either. */
uint32_t ecma_on_binary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t left = CG_NONE, right = CG_NONE;
    uint32_t operator= cg_x_token_of(x, cg_x_child(x, cg_x_node(x), ECMA_F_operator));
    if (operator== ECMA_K_AND)
        return visit_and(x);
    if (operator== ECMA_K_INSTANCEOF)
        return visit_instanceof(x);
    uint32_t type = ecma_take_expected(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            ecma_expect(x, cg_x_node(x), type);
        if (cg_x_field(x) == ECMA_F_left)
            left = cg_x_visit(x, CG_ROLE_READ);
        else if (cg_x_field(x) == ECMA_F_right)
            right = cg_x_visit(x, CG_ROLE_READ);
    }
    ecma_compared(x, cg_x_node(x), left, right);
    return operator== ECMA_K_OR || operator== ECMA_K_NULLISH ? ecma_either(x, left, right)
                                                             : CG_NONE;
}

/* What a generator yields are the elements of what it gives. */
uint32_t ecma_on_yield(cg_extract *x, cg_role role)
{
    (void)role;
    bool all = false; /* yield* */
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        all |= cg_x_token(x) == ECMA_K_STAR;
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    ecma_returned(x, all ? value : cg_x_container(x, value));
    return CG_NONE;
}

uint32_t ecma_on_valueless(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_visit_children(x);
    return CG_NONE;
}

uint32_t ecma_on_sequence(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    cg_x_ref_set_role(x, value, role); /* (0, f)() calls the last one */
    return value;
}

uint32_t ecma_on_nothing(cg_extract *x, cg_role role)
{
    (void)x;
    (void)role;
    return CG_NONE;
}

/* ---- literals ---- */

uint32_t ecma_on_string(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_literal(x, cg_x_node(x), "string");
}

uint32_t ecma_on_template(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_visit_children(x);
    return cg_x_literal(x, cg_x_node(x), "string");
}

/* As a value it is recorded behind what it holds. */
uint32_t ecma_on_array(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t items[ARRAY_ITEMS_MAX];
    unsigned n = 0, placed = ARRAY_ITEMS_MAX; /* behind `...values` no place is known */
    bool known = false;
    uint32_t type = ecma_take_expected(x);
    uint32_t element = type == CG_NONE ? CG_NONE : cg_x_element(x, type);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        ecma_expect(x, cg_x_node(x), element);
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (n == ARRAY_ITEMS_MAX)
            continue;
        if (cg_x_token(x) == ECMA_SPREAD) {
            value = cg_x_element(x, value);
            placed = CG_MIN(placed, n);
        }
        items[n] = cg_x_literal_word(x, value).len > 0 ? CG_NONE : value;
        known |= items[n++] != CG_NONE;
    }
    if (!known)
        return cg_x_literal(x, cg_x_node(x), "Array");
    uint32_t array = cg_x_collection(x, cg_x_node(x), "Array");
    for (unsigned i = 0; i < n; i++)
        cg_x_hint_argument(x, array, i < placed ? i : CG_HINT_SOMEWHERE, items[i], CG_STR_NULL);
    return array;
}

uint32_t ecma_on_regex(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_literal(x, cg_x_node(x), "RegExp");
}

/* ---- JSX ---- */

/* <Component …/>: a capital letter or a dot makes it a component, else it is a tag of the page. */
uint32_t ecma_on_jsx_tag(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != ECMA_F_name) {
            cg_x_visit(x, CG_ROLE_READ);
            continue;
        }
        cg_str name = cg_x_text(x, cg_x_node(x));
        bool component =
            cg_x_token(x) == ECMA_MEMBER ||
            (cg_x_token(x) == ECMA_IDENTIFIER && !(name.ptr[0] >= 'a' && name.ptr[0] <= 'z'));
        if (component)
            cg_x_visit(x, ECMA_COMPONENT_ROLE);
    }
    return CG_NONE;
}
