// SPDX-License-Identifier: Apache-2.0
// Types of TypeScript. A handler gives the reference that says most about members: of
// `Promise<A>` and `A | undefined` that is A, of `Map<K, V>` it is Map.
#include "ecma.h"

#define TUPLE_ITEMS_MAX 8u

uint32_t ecma_on_as(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE, type = CG_NONE, seen = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (seen++ == 0)
            value = cg_x_visit(x, role);
        else
            type = cg_x_visit(x, CG_ROLE_TYPE);
    }
    return type != CG_NONE ? type : value; /* `as const` names no type */
}

uint32_t ecma_on_satisfies(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE, seen = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (seen++ == 0)
            value = cg_x_visit(x, role);
        else
            cg_x_visit(x, CG_ROLE_TYPE);
    }
    return value;
}

/* <T>value */
uint32_t ecma_on_type_assertion(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE, type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_TYPE_ARGUMENTS)
            type = ecma_visit_all(x, CG_ROLE_TYPE);
        else if (cg_x_named(x))
            value = cg_x_visit(x, role);
    }
    return type != CG_NONE ? type : value;
}

bool ecma_is_type_in_place(const cg_extract *x)
{
    return cg_x_token_of(x, cg_x_named_child(cg_x_node(x), 0)) == ECMA_OBJECT_TYPE;
}

bool ecma_is_table_type(const cg_extract *x)
{
    TSNode type = cg_x_named_child(cg_x_node(x), 0), first = cg_x_named_child(type, 0);
    return cg_x_token_of(x, type) == ECMA_OBJECT_TYPE && cg_x_named_count(type) == 1 &&
           cg_x_token_of(x, first) == ECMA_INDEX_SIGNATURE;
}

uint32_t ecma_visit_owned_type(cg_extract *x, bool owned)
{
    ecma_place saved = *ecma_place_of(x);
    ecma_place_of(x)->type_members = owned;
    ecma_place_of(x)->plain_type = false;
    uint32_t type =
        owned ? ecma_visit_member_type(x, cg_x_source_def(x)) : cg_x_visit(x, CG_ROLE_TYPE);
    *ecma_place_of(x) = saved;
    return type;
}

/* ---- names ---- */

static cg_role type_role(cg_role role)
{
    return role == CG_ROLE_INHERIT || role == CG_ROLE_IMPLEMENT || role == CG_ROLE_QUALIFY
               ? role
               : CG_ROLE_TYPE;
}

uint32_t ecma_on_type_name(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), type_role(role));
}

/* A.B.T */
uint32_t ecma_on_nested_type(cg_extract *x, cg_role role)
{
    uint32_t value = CG_NONE;
    TSNode name = {0};
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_module)
            value = cg_x_visit(x, CG_ROLE_QUALIFY);
        else if (cg_x_field(x) == ECMA_F_name)
            name = cg_x_node(x);
    }
    return ts_node_is_null(name) ? CG_NONE : cg_x_member(x, value, name, type_role(role));
}

static bool is_one_of(cg_str name, const cg_str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(name, names[i]))
            return true;
    return false;
}

/* Types that have the members of their argument, or from which it is had without a name. */
static bool is_transparent(cg_str name)
{
    static const cg_str names[] = {
        CG_STR("Promise"),  CG_STR("PromiseLike"), CG_STR("Readonly"), CG_STR("Partial"),
        CG_STR("Required"), CG_STR("NonNullable"), CG_STR("Awaited"),  CG_STR("Pick"),
        CG_STR("Omit"),     CG_STR("Exclude"),     CG_STR("Extract"),  CG_STR("InstanceType"),
        CG_STR("NoInfer"),  CG_STR("WeakRef"),     CG_STR("ThisType"),
    };
    return is_one_of(name, names, CG_ARRAY_LEN(names));
}

/* Types whose values give values of their argument when one iterates over them. */
static bool is_container(cg_str name)
{
    static const cg_str names[] = {
        CG_STR("Array"),         CG_STR("ReadonlyArray"),  CG_STR("Set"),
        CG_STR("ReadonlySet"),   CG_STR("WeakSet"),        CG_STR("Iterable"),
        CG_STR("Iterator"),      CG_STR("ArrayLike"),      CG_STR("IterableIterator"),
        CG_STR("AsyncIterable"), CG_STR("AsyncIterator"),  CG_STR("AsyncIterableIterator"),
        CG_STR("Generator"),     CG_STR("AsyncGenerator"),
    };
    return is_one_of(name, names, CG_ARRAY_LEN(names));
}

uint32_t ecma_type_of_generic(cg_extract *x, cg_str name, uint32_t generic, uint32_t argument)
{
    if (argument != CG_NONE && is_transparent(name))
        return argument;
    return argument != CG_NONE && is_container(name) ? cg_x_container(x, argument) : generic;
}

uint32_t ecma_type_arguments(cg_extract *x, uint32_t generic)
{
    uint32_t first = CG_NONE;
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t argument = cg_x_visit(x, CG_ROLE_TYPE);
        cg_x_hint_type_arg(x, generic, n, argument);
        if (n++ == 0)
            first = argument;
    }
    return first;
}

uint32_t ecma_on_generic_type(cg_extract *x, cg_role role)
{
    uint32_t generic = CG_NONE, argument = CG_NONE;
    cg_str name = CG_STR_NULL;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_name) {
            name = cg_x_text(x, cg_x_node(x));
            generic = cg_x_visit(x, role);
        } else if (cg_x_field(x) == ECMA_F_type_arguments) {
            argument = ecma_type_arguments(x, generic);
        }
    }
    bool base = role == CG_ROLE_INHERIT || role == CG_ROLE_IMPLEMENT;
    return base ? generic : ecma_type_of_generic(x, name, generic, argument);
}

/* ---- composed types ---- */

uint32_t ecma_on_predefined_type(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x);
    if (ecma_text_is(x, node, "string"))
        return cg_x_literal(x, node, "string");
    return ecma_text_is(x, node, "number") ? cg_x_literal(x, node, "number") : CG_NONE;
}

uint32_t ecma_on_array_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t element = ecma_visit_all(x, CG_ROLE_TYPE);
    return element != CG_NONE ? cg_x_container(x, element) : cg_x_literal(x, cg_x_node(x), "Array");
}

/* [A, B] */
uint32_t ecma_on_tuple_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t items[TUPLE_ITEMS_MAX];
    unsigned count = 0;
    CG_X_EACH_CHILD (x) {
        uint32_t type = cg_x_named(x) ? cg_x_visit(x, CG_ROLE_TYPE) : CG_NONE;
        if (cg_x_named(x) && count < TUPLE_ITEMS_MAX)
            items[count++] = type;
    }
    return cg_x_tuple(x, items, count);
}

/* How much the type under the cursor says: one with a name more than one that is written out, and least a primitive. */
static unsigned worth(const cg_extract *x, uint32_t type)
{
    if (type == CG_NONE)
        return 0;
    return cg_x_literal_word(x, type).len > 0 ? 1 : cg_x_token(x) == ECMA_OBJECT_TYPE ? 2 : 3;
}

/* A | B, A & B: the first of those that say most. */
uint32_t ecma_on_type_choice(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t first = CG_NONE;
    unsigned best = 0;
    CG_X_EACH_CHILD (x) {
        uint32_t value = cg_x_visit(x, CG_ROLE_TYPE);
        first = worth(x, value) > best ? value : first;
        best = CG_MAX(best, worth(x, value));
    }
    return first;
}

/* The parts of a union or intersection are its types; anything else is one. */
static void visit_parts(cg_extract *x, ecma_parts *out)
{
    uint32_t token = cg_x_token(x);
    if (token == ECMA_UNION_TYPE || token == ECMA_INTERSECTION_TYPE ||
        token == ECMA_TYPE_ANNOTATION) {
        CG_X_EACH_CHILD (x) {
            if (cg_x_named(x))
                visit_parts(x, out);
        }
        return;
    }
    uint32_t type = cg_x_visit(x, CG_ROLE_TYPE);
    unsigned says = worth(x, type);
    uint32_t other = says > out->worth ? out->first : type;
    bool kept = CG_MIN(says, out->worth) > 1 && out->count < out->most;
    out->first = says > out->worth ? type : out->first;
    out->worth = CG_MAX(says, out->worth);
    if (kept)
        out->others[out->count++] = other;
}

void ecma_visit_parts(cg_extract *x, ecma_parts *out)
{
    *out = (ecma_parts){.first = CG_NONE, .most = ECMA_CHOICES_MAX};
    visit_parts(x, out);
}

void ecma_visit_aliased(cg_extract *x, ecma_parts *out)
{
    bool all = cg_x_token(x) == ECMA_INTERSECTION_TYPE;
    *out = (ecma_parts){.first = CG_NONE, .most = all ? ECMA_PARTS_MAX : ECMA_CHOICES_MAX};
    visit_parts(x, out);
}

uint32_t ecma_visit_member_type(cg_extract *x, uint32_t def)
{
    ecma_parts parts;
    ecma_visit_parts(x, &parts);
    for (unsigned i = 0; i < parts.count; i++)
        cg_x_hint_def_value(x, def, parts.others[i]);
    return parts.first;
}

/* Annotations, parentheses, readonly, constraints: the type inside. */
uint32_t ecma_on_type_wrapper(cg_extract *x, cg_role role)
{
    return ecma_visit_all(x, type_role(role));
}

uint32_t ecma_on_valueless_type(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_visit_all(x, CG_ROLE_TYPE);
    return CG_NONE;
}

uint32_t ecma_on_this_type(cg_extract *x, cg_role role)
{
    (void)role;
    return ecma_place_of(x)->has_this ? CG_X_SELF : CG_NONE;
}

/* typeof value */
uint32_t ecma_on_type_query(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        bool import = cg_x_token(x) == ECMA_CALL;
        if (cg_x_named(x))
            value = cg_x_visit(x, import ? CG_ROLE_TYPE : CG_ROLE_READ);
    }
    return value;
}

/* The predicate is about the first parameter of the function that it is the result of. */
static bool is_of_first(const cg_extract *x, TSNode predicate)
{
    TSNode function = ts_node_parent(predicate);
    while (!ts_node_is_null(function) &&
           ts_node_is_null(cg_x_child(x, function, ECMA_F_parameters)))
        function = ts_node_parent(function);
    if (ts_node_is_null(function))
        return false;
    TSNode first = cg_x_named_child(cg_x_child(x, function, ECMA_F_parameters), 0);
    TSNode pattern = ts_node_is_null(first) ? first : cg_x_child(x, first, ECMA_F_pattern);
    return !ts_node_is_null(pattern) &&
           cg_str_eq(cg_x_text(x, pattern), cg_x_text(x, cg_x_child(x, predicate, ECMA_F_name)));
}

/* x is T, asserts x is T, this is T */
uint32_t ecma_on_type_predicate(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    TSNode predicate = cg_x_node(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_type)
            type = cg_x_visit(x, CG_ROLE_TYPE);
    }
    if (type != CG_NONE && cg_x_token_of(x, cg_x_child(x, predicate, ECMA_F_name)) == ECMA_THIS)
        return cg_x_says(x, type, ECMA_SAYS_THIS);
    return type != CG_NONE && is_of_first(x, predicate) ? cg_x_says(x, type, 0) : CG_NONE;
}

/* ---- types with names of their own ---- */

/* Names of parameters mean nothing in a type: only their types are visited. */
uint32_t ecma_on_parameter_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_type)
            type = cg_x_visit(x, CG_ROLE_TYPE);
    }
    return type;
}

#define TYPED_PARAMETERS_MAX 12u

typedef struct function_shape {
    uint32_t result, types[TYPED_PARAMETERS_MAX];
    unsigned count;
} function_shape;

static void parameter_types(cg_extract *x, function_shape *f)
{
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        TSNode pattern = cg_x_child(x, cg_x_node(x), ECMA_F_pattern);
        bool self = !ts_node_is_null(pattern) && cg_x_token_of(x, pattern) == ECMA_THIS;
        uint32_t type = cg_x_visit(x, CG_ROLE_TYPE);
        if (!self && f->count < TYPED_PARAMETERS_MAX)
            f->types[f->count++] = type;
    }
}

/* (a: A) => B, new () => B, call and construct signatures */
uint32_t ecma_on_function_type(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_place *at = ecma_place_of(x);
    bool members = at->type_members;
    function_shape f = {.result = CG_NONE};
    at->type_members = false;
    cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == ECMA_F_parameters)
            parameter_types(x, &f);
        else if (field == ECMA_F_return_type || field == ECMA_F_type)
            f.result = cg_x_visit(x, CG_ROLE_TYPE);
        else
            cg_x_visit(x, CG_ROLE_TYPE);
    }
    cg_x_scope_close(x);
    at->type_members = members;
    uint32_t function = cg_x_function(x, f.result, f.count);
    cg_x_hint_type_arg(x, function, 0, f.result);
    for (unsigned n = 0; n < f.count; n++)
        cg_x_hint_type_arg(x, function, n + 1, f.types[n]);
    return function;
}

/* What an interface or object type is when it is called or constructed itself. */
uint32_t ecma_on_call_signature(cg_extract *x, cg_role role)
{
    const ecma_place *at = ecma_place_of(x);
    uint32_t owner = at->type_members && !at->plain_type ? at->this_owner : CG_NONE;
    uint32_t function = ecma_on_function_type(x, role);
    cg_x_hint_def_value(x, owner, function);
    return CG_NONE;
}

/* What `infer` declares anywhere in the condition is seen in the branches. */
uint32_t ecma_on_conditional_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t before = ecma_place_of(x)->infer_scope;
    ecma_place_of(x)->infer_scope = cg_x_scope_open(x, CG_SCOPE_BLOCK);
    ecma_visit_all(x, CG_ROLE_TYPE);
    cg_x_scope_close(x);
    ecma_place_of(x)->infer_scope = before;
    return CG_NONE;
}

/* infer T extends U */
uint32_t ecma_on_infer_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t binding = CG_NONE, scope = ecma_place_of(x)->infer_scope;
    bool first = true;
    if (scope == 0)
        scope = cg_x_scope(x);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (first)
            binding = cg_x_bind_in(x, CG_BIND_TYPE_PARAM, cg_x_node(x), scope, 0);
        else
            cg_x_bind_set(x, binding, cg_x_visit(x, CG_ROLE_TYPE), CG_NONE);
        first = false;
    }
    return CG_NONE;
}

/* The type A[K] of [K in keyof A]: A[K]; a null node: it is another. */
static TSNode mapped_itself(const cg_extract *x, TSNode clause, TSNode signature)
{
    TSNode key = cg_x_child(x, clause, ECMA_F_name), keys = cg_x_child(x, clause, ECMA_F_type);
    TSNode of = cg_x_named_child(keys, 0);
    TSNode type = cg_x_named_child(cg_x_child(x, signature, ECMA_F_type), 0);
    bool itself = cg_x_token_of(x, type) == ECMA_LOOKUP_TYPE && !ts_node_is_null(of) &&
                  cg_str_starts(cg_x_text(x, keys), CG_STR("keyof")) &&
                  cg_str_eq(cg_x_text(x, cg_x_named_child(type, 0)), cg_x_text(x, of)) &&
                  cg_str_eq(cg_x_text(x, cg_x_named_child(type, 1)), cg_x_text(x, key));
    return itself ? type : (TSNode){0};
}

/* A["name"], A[0], A[number]: what a value of A has there. */
uint32_t ecma_on_lookup_type(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x), index = cg_x_named_child(node, 1);
    TSNode key = cg_x_named_child(index, 0);
    bool literal = cg_x_token_of(x, index) == ECMA_LITERAL_TYPE;
    cg_str text = cg_x_text(x, key);
    uint32_t of = CG_NONE;
    unsigned seen = 0;
    CG_X_EACH_CHILD (x) {
        uint32_t type = cg_x_named(x) ? cg_x_visit(x, CG_ROLE_TYPE) : CG_NONE;
        if (cg_x_named(x) && seen++ == 0)
            of = type;
    }
    if (of == CG_NONE || node.id == ecma_place_of(x)->mapped)
        return of;
    if (literal && cg_x_token_of(x, key) == ECMA_STRING)
        return cg_x_key(x, of, ecma_string_text(x, key));
    if (literal && cg_x_token_of(x, key) == ECMA_NUMBER && text.len == 1)
        return cg_x_item(x, of, (unsigned)(text.ptr[0] - '0'));
    return ecma_text_is(x, index, "number") ? cg_x_element(x, of) : CG_NONE;
}

/* [key: string]: T, and the mapped [K in Keys]: T, whose K is seen in T: the type is a Record as well. One that is mapped to
 * itself has the members of that. */
uint32_t ecma_on_index_signature(cg_extract *x, cg_role role)
{
    (void)role;
    ecma_place *at = ecma_place_of(x);
    const void *outer = at->mapped;
    TSNode node = cg_x_node(x), clause = {0};
    uint32_t owner = at->type_members && !at->plain_type ? cg_x_source_def(x) : CG_NONE;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_MAPPED_TYPE_CLAUSE)
            clause = cg_x_node(x);
    }
    bool mapped = !ts_node_is_null(clause);
    TSNode itself = mapped ? mapped_itself(x, clause, node) : clause;
    at->mapped = itself.id;
    if (mapped)
        cg_x_scope_open(x, CG_SCOPE_BLOCK);
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        uint32_t value = field == ECMA_F_name ? CG_NONE : cg_x_visit(x, CG_ROLE_TYPE);
        type = field == ECMA_F_type ? value : type;
    }
    if (mapped)
        cg_x_scope_close(x);
    at->mapped = outer;
    if (!ts_node_is_null(itself)) {
        cg_x_hint_def_value(x, owner, type);
        return type;
    }
    if (type == CG_NONE || cg_x_literal_word(x, type).len > 0)
        return CG_NONE;
    uint32_t record = cg_x_collection(x, cg_x_node(x), "Record");
    cg_x_hint_type_arg(x, record, 1, type);
    cg_x_hint_def_value(x, owner, record);
    return record;
}

uint32_t ecma_on_mapped_clause(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_name)
            cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0);
        else
            cg_x_visit(x, CG_ROLE_TYPE);
    }
    return CG_NONE;
}

static void type_parameter(cg_extract *x)
{
    uint32_t binding = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == ECMA_F_name) {
            binding = cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0);
        } else if (cg_x_named(x)) {
            bool constraint = cg_x_field(x) == ECMA_F_constraint;
            uint32_t type = cg_x_visit(x, CG_ROLE_TYPE);
            if (constraint)
                cg_x_bind_set(x, binding, type, CG_NONE);
        }
    }
}

uint32_t ecma_on_type_parameters(cg_extract *x, cg_role role)
{
    (void)role;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == ECMA_TYPE_PARAMETER)
            type_parameter(x);
    }
    return CG_NONE;
}
