// SPDX-License-Identifier: Apache-2.0
// Rust expressions and paths: what is read, written, called, made and named.
#include "rust_int.h"

uint32_t rust_skip(cg_extract *x, cg_role role)
{
    (void)x, (void)role;
    return CG_NONE;
}

/* Nodes whose value is not that of a part of them: operators, statements. */
uint32_t rust_no_value(cg_extract *x, cg_role role)
{
    (void)role;
    (void)cg_x_visit_children(x);
    return CG_NONE;
}

uint32_t rust_statement(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state_of(x)->stated = cg_x_visit_children(x);
    return CG_NONE;
}

/* *a has the members of a, as references are transparent; **a those of what a reference to a pointer
 * points to; -a and !a are what a's type makes of it. */
uint32_t rust_unary(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    unsigned stars = 0; /* here and in the operand */
    cg_str method = CG_STR_NULL;
    CG_X_EACH_CHILD (x) {
        cg_str text = cg_x_text(x, cg_x_node(x));
        if (!cg_x_named(x)) {
            stars += cg_str_eq(text, CG_STR("*"));
            if (stars == 0)
                method = cg_str_eq(text, CG_STR("-")) ? CG_STR("neg") : CG_STR("not");
            continue;
        }
        stars += method.len == 0 && cg_x_token(x) == T_UNARY_EXPRESSION &&
                 cg_str_starts(text, CG_STR("*"));
        value = cg_x_visit(x, CG_ROLE_READ);
    }
    if (method.len > 0)
        return cg_x_literal_word(x, value).len > 0 ? value : cg_x_key(x, value, method);
    if (stars == 1 && value == CG_X_SELF) /* in an impl for &Foo, that of Foo */
        return cg_x_key(x, value, CG_STR("value"));
    return stars == 2 ? cg_x_key(x, value, CG_STR("deref")) : value;
}

uint32_t rust_list(cg_extract *x, cg_role role)
{
    (void)role;
    (void)rust_items(x);
    return CG_NONE;
}

/* The value of a block is that of the expression at its end. */
uint32_t rust_block(cg_extract *x, cg_role role)
{
    (void)role;
    rust_state *state = rust_state_of(x);
    uint32_t left = state->left;
    bool labelled = rust_is_labelled(x);
    state->left = labelled ? CG_NONE : left;
    (void)cg_x_scope_open(x, CG_SCOPE_BLOCK);
    uint32_t value = rust_items(x);
    cg_x_scope_close(x);
    if (labelled) {
        value = value == CG_NONE ? state->left : value;
        state->left = left;
    }
    return value;
}

/* ---- names and paths ---- */

static cg_role value_role(cg_role role)
{
    return role == CG_ROLE_NONE ? CG_ROLE_READ : role; /* NONE: in a pattern */
}

uint32_t rust_identifier(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), value_role(role));
}

/* `self` alone is a value; in front of :: it is the module. */
uint32_t rust_self(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_QUALIFY)
        return cg_x_ref(x, cg_x_node(x), role);
    return CG_X_SELF;
}

uint32_t rust_path_keyword(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_ref(x, cg_x_node(x), CG_ROLE_QUALIFY);
}

/* Of what a macro's rule is given nothing is known, but `$crate` is a name. */
uint32_t rust_metavariable(cg_extract *x, cg_role role)
{
    bool crate = cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("$crate"));
    return crate ? cg_x_ref(x, cg_x_node(x), role) : CG_NONE;
}

uint32_t rust_string(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_literal(x, cg_x_node(x), "str");
}

static const char *const primitives[] = {"u8",   "u16",   "u32", "u64", "u128", "usize",
                                         "i8",   "i16",   "i32", "i64", "i128", "isize",
                                         "bool", "float", "f32", "f64", "char", "str"};

static uint32_t primitive(cg_extract *x, cg_str word)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(primitives); i++)
        if (cg_str_eq(word, cg_str_from(primitives[i])))
            return cg_x_literal(x, cg_x_node(x), primitives[i]);
    return CG_NONE;
}

/* Traits of a project may add methods to the language's own types, so these are values like any. */
uint32_t rust_primitive(cg_extract *x, cg_role role)
{
    (void)role;
    return primitive(x, cg_x_text(x, cg_x_node(x)));
}

/* 1 is an i32, 1u8 is not; 1.5 an f64. */
uint32_t rust_number(cg_extract *x, cg_role role)
{
    (void)role;
    cg_str text = cg_x_text(x, cg_x_node(x));
    for (size_t i = 0; i < CG_ARRAY_LEN(primitives); i++)
        if (cg_str_ends(text, cg_str_from(primitives[i])))
            return cg_x_literal(x, cg_x_node(x), primitives[i]);
    char first = text.len > 0 ? text.ptr[0] : '\0';
    if (first == '\'' || first == 't' || first == 'f')
        return primitive(x, first == '\'' ? CG_STR("char") : CG_STR("bool"));
    return primitive(x, cg_str_find(text, '.') > 0 ? CG_STR("f64") : CG_STR("i32"));
}

uint32_t rust_path(cg_extract *x, cg_role role)
{
    uint32_t value = CG_X_GLOBAL;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_PATH)
            value = cg_x_visit(x, CG_ROLE_QUALIFY);
        else if (cg_x_field(x) == F_NAME)
            value = cg_x_member(x, value, cg_x_node(x), role);
    }
    return value;
}

uint32_t rust_scoped_identifier(cg_extract *x, cg_role role)
{
    return rust_path(x, value_role(role));
}

/* <T as Trait>:: is the trait when T is a parameter, else T. */
uint32_t rust_qualified_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE, trait = CG_NONE;
    bool parameter = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE) {
            cg_str text = cg_x_text(x, cg_x_node(x));
            parameter = rust_type_param_find(x, text) || cg_str_eq(text, CG_STR("Self"));
            type = cg_x_visit(x, CG_ROLE_TYPE);
        } else if (cg_x_field(x) == F_ALIAS) {
            trait = cg_x_visit(x, CG_ROLE_TYPE);
        }
    }
    if (!parameter)
        cg_x_hint_argument(x, type, 0, trait, CG_STR("as"));
    return parameter || type == CG_NONE ? trait : type;
}

/* ---- members and calls ---- */

uint32_t rust_field_expression(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_VALUE)
            value = cg_x_visit(x, CG_ROLE_READ);
        else if (cg_x_field(x) == F_FIELD)
            value = cg_x_member(x, value, cg_x_node(x), value_role(role));
    }
    return value;
}

/* f::<T>: stands for f. */
uint32_t rust_generic_function(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_FUNCTION)
            value = cg_x_visit(x, role);
        else
            rust_type_arguments(x, value);
    }
    return value;
}

/* Arguments that tell what a call gives: functions, and the first ones of what is no method. */
#define TELLING_ARGUMENTS 2u

static void note_argument(cg_extract *x, uint32_t callee, bool tells, unsigned n, uint32_t value)
{
    uint32_t token = cg_x_token(x);
    bool function = token == T_CLOSURE_EXPRESSION || token == T_SCOPED_IDENTIFIER;
    bool literal = cg_x_literal_word(x, value).len > 0;
    if (function || (n < TELLING_ARGUMENTS && (tells || !literal)))
        cg_x_hint_argument(x, callee, n, value, CG_STR_NULL);
}

/* |x| …, &mut |x| … */
static bool is_closure(cg_extract *x, TSNode node)
{
    if (cg_x_token_of(x, node) == T_REFERENCE_EXPRESSION)
        node = cg_x_child(x, node, F_VALUE);
    return cg_x_token_of(x, node) == T_CLOSURE_EXPRESSION;
}

/* Box::new(|x| …), Some(Box::new(|x| …)): the closure is given to whatever the box is. */
static bool is_boxed_closure(cg_extract *x, TSNode node, unsigned depth)
{
    static const char *const boxes[] = {"Box::new", "Rc::new", "Arc::new", "Some"};
    TSNode list = cg_x_child(x, node, F_ARGUMENTS), inner = cg_x_named_child(list, 0);
    if (cg_x_token_of(x, node) != T_CALL_EXPRESSION || cg_x_named_count(list) != 1 ||
        !(is_closure(x, inner) || (depth == 0 && is_boxed_closure(x, inner, 1))))
        return false;
    cg_str function = cg_x_text(x, cg_x_child(x, node, F_FUNCTION));
    for (size_t i = 0; i < CG_ARRAY_LEN(boxes); i++)
        if (cg_str_eq(function, cg_str_from(boxes[i])))
            return true;
    return false;
}

uint32_t rust_visit_given(cg_extract *x, uint32_t to, unsigned n)
{
    rust_given *given = &rust_state_of(x)->given;
    TSNode node = cg_x_node(x);
    *given = (rust_given){CG_NONE, n, false};
    bool boxed = is_boxed_closure(x, node, 0);
    if (boxed || is_closure(x, node))
        *given = (rust_given){to, n, boxed};
    uint32_t value = cg_x_visit(x, CG_ROLE_READ);
    given->call = CG_NONE;
    return value;
}

static unsigned arguments(cg_extract *x, uint32_t callee, bool tells)
{
    rust_given outer = rust_state_of(x)->given;
    unsigned args = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || cg_x_token(x) == T_ATTRIBUTE_ITEM)
            continue;
        uint32_t value = outer.boxed ? rust_visit_given(x, outer.call, outer.argument)
                                     : rust_visit_given(x, callee, args);
        note_argument(x, callee, tells, args, value);
        args++;
    }
    return args;
}

/* f, a::f, a::f::<T>, Some. */
static bool is_path(cg_extract *x, TSNode function)
{
    if (cg_x_token_of(x, function) == T_GENERIC_FUNCTION)
        function = cg_x_child(x, function, F_FUNCTION);
    uint32_t token = cg_x_token_of(x, function);
    return token == T_SCOPED_IDENTIFIER || token == T_IDENTIFIER;
}

/* a::f, a::f::<T>; what Self has needs not be told. */
static bool is_member_of_path(cg_extract *x, TSNode function)
{
    if (cg_x_token_of(x, function) == T_GENERIC_FUNCTION)
        function = cg_x_child(x, function, F_FUNCTION);
    return cg_x_token_of(x, function) == T_SCOPED_IDENTIFIER &&
           !cg_str_starts(cg_x_text(x, function), CG_STR("Self::"));
}

static bool names_function(uint32_t token)
{
    return token == T_IDENTIFIER || token == T_SCOPED_IDENTIFIER || token == T_FIELD_EXPRESSION ||
           token == T_GENERIC_FUNCTION;
}

/* Methods of which the expected type tells what they give, and those whose argument does. */
static const char *const inferring[] = {"collect", "into",  "parse",     "try_into",         "sum",
                                        "product", "unzip", "partition", "unwrap_or_default"};
static const char *const telling[] = {"zip", "chain", "send", "fold", "unwrap_or", "or", "map_or"};

static bool is_method(cg_extract *x, TSNode function, const char *const *names, size_t count)
{
    if (cg_x_token_of(x, function) == T_GENERIC_FUNCTION)
        function = cg_x_child(x, function, F_FUNCTION);
    if (cg_x_token_of(x, function) != T_FIELD_EXPRESSION)
        return false;
    cg_str name = cg_x_text(x, cg_x_child(x, function, F_FIELD));
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(name, cg_str_from(names[i])))
            return true;
    return false;
}

bool rust_is_told(cg_extract *x, TSNode call)
{
    TSNode function = cg_x_child(x, call, F_FUNCTION);
    bool whole = cg_x_named_count(cg_x_child(x, call, F_ARGUMENTS)) == 0;
    return (is_path(x, function) && (whole || is_member_of_path(x, function))) ||
           is_method(x, function, inferring, CG_ARRAY_LEN(inferring));
}

/* Where the type that is expected tells what the call gives. */
static void note_expected(cg_extract *x, TSNode call, uint32_t callee, bool path, unsigned args)
{
    uint32_t type = rust_expected_of(x, call);
    if (type != CG_NONE)
        cg_x_hint_argument(x, callee, path && args == 0 ? 0 : CG_HINT_SOMEWHERE, type, CG_STR("="));
}

uint32_t rust_call(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t callee = CG_NONE;
    TSNode call = cg_x_node(x), function = cg_x_child(x, call, F_FUNCTION);
    bool named = names_function(cg_x_token_of(x, function)), path = is_path(x, function),
         fills = named && !path && rust_fills(x, function);
    bool tells = path || fills || is_method(x, function, telling, CG_ARRAY_LEN(telling));
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_FUNCTION) {
            callee = cg_x_visit(x, named ? CG_ROLE_CALL : CG_ROLE_READ);
            if (!named) /* (self.hook)(a), table[0](a), make()(a) */
                callee = cg_x_call(x, callee);
        } else if (cg_x_field(x) == F_ARGUMENTS) {
            unsigned args = arguments(x, callee, tells);
            if (callee != CG_NONE)
                cg_x_ref_set_args(x, callee, args, false);
            rust_called_by_rule(x, callee);
            note_expected(x, call, callee, path, args);
        }
    }
    if (fills)
        rust_filled(x, function, callee);
    return cg_x_result(x, callee);
}

/* ---- struct literals ---- */

#define TELLING_FIELDS 4u

/* What the fields are given tells what a generic type is; texts and numbers seldom do. */
static void note_field(cg_extract *x, uint32_t made, unsigned n, uint32_t value, cg_str name)
{
    if (n < TELLING_FIELDS && cg_x_literal_word(x, value).len == 0)
        cg_x_hint_argument(x, made, n, value, name);
}

static void field_initializer(cg_extract *x, uint32_t made, unsigned n)
{
    cg_str name = CG_STR_NULL;
    uint32_t field = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_FIELD) {
            field = cg_x_member(x, made, cg_x_node(x), CG_ROLE_WRITE);
            name = cg_x_text(x, cg_x_node(x));
        } else if (cg_x_field(x) == F_VALUE) {
            rust_expect(x, field);
            uint32_t value = rust_visit_given(x, field, 0);
            note_field(x, made, n, value, name);
        }
    }
}

/* Foo { a }: reads the local a and writes the field a. */
static void shorthand_initializer(cg_extract *x, uint32_t made, unsigned n)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != T_IDENTIFIER)
            continue;
        uint32_t value = cg_x_ref(x, cg_x_node(x), CG_ROLE_READ);
        (void)cg_x_member(x, made, cg_x_node(x), CG_ROLE_WRITE);
        note_field(x, made, n, value, cg_x_text(x, cg_x_node(x)));
    }
}

static void field_initializers(cg_extract *x, uint32_t made)
{
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_FIELD_INITIALIZER)
            field_initializer(x, made, n++);
        else if (cg_x_token(x) == T_SHORTHAND_FIELD_INITIALIZER)
            shorthand_initializer(x, made, n++);
        else { /* ..base */
            rust_expect(x, made);
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
}

uint32_t rust_struct_expression(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME)
            type = cg_x_visit(x, CG_ROLE_NEW);
        else if (cg_x_field(x) == F_BODY)
            field_initializers(x, cg_x_result(x, type));
    }
    return cg_x_result(x, type);
}

/* ---- assignments and casts ---- */

uint32_t rust_assignment(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode left = cg_x_child(x, cg_x_node(x), F_LEFT);
    uint32_t ref = CG_NONE;
    CG_X_EACH_CHILD (x) {
        bool to = cg_x_field(x) == F_LEFT;
        if (cg_x_field(x) == F_RIGHT)
            rust_expect(x, ref);
        uint32_t value = to ? cg_x_visit(x, CG_ROLE_WRITE) : rust_visit_given(x, ref, 0);
        if (to)
            ref = value;
        else if (cg_x_field(x) == F_RIGHT)
            rust_assigned(x, left, ref, value);
    }
    return CG_NONE;
}

uint32_t rust_compound_assignment(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        (void)cg_x_visit(x, cg_x_field(x) == F_LEFT ? CG_ROLE_READ_WRITE : CG_ROLE_READ);
    }
    return CG_NONE;
}

uint32_t rust_cast(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
    return type;
}
