// SPDX-License-Identifier: Apache-2.0
// graphql: how large an operation is, before it runs: depth, aliases, and how many objects its answer may have.
#include "graphql_int.h"

#define DEPTH_DEFAULT 20
#define ALIASES_DEFAULT 100
#define COST_DEFAULT 200000
#define STEPS_MAX 100000 /* selections, each counted wherever it is spread */

typedef struct measure {
    cg_gql_operation *operation;
    unsigned depth_max;
    uint64_t steps, aliases;
    unsigned depth; /* the greatest */
    const gql_node *deepest;
} measure;

/* What an answer may have below one object. */
typedef struct around {
    const gql_type *type;
    unsigned depth;
    const gql_node *sized; /* fields of these names … */
    uint64_t size;         /* … are lists of so many */
} around;

static uint64_t add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX / 4 - b ? UINT64_MAX / 4 : a + b;
}

static uint64_t multiply(uint64_t a, uint64_t b)
{
    return b != 0 && a > UINT64_MAX / 4 / b ? UINT64_MAX / 4 : a * b;
}

/* The number that a value is, by a variable perhaps; false: it is none. */
static bool number_in(const cg_gql_operation *operation, const gql_node *value, uint64_t *out)
{
    gql_variables all = {operation->variables, operation->variables_count};
    const cg_gql_value *given = value->kind == GQL_VARIABLE ? gql_variable(all, value->name) : NULL;
    if (given == NULL || given->kind != CG_GQL_INT)
        return value->kind == GQL_INT_VALUE && cg_str_to_u64(value->name, out);
    *out = given->number > 0 ? (uint64_t)given->number : 0;
    return true;
}

/* The same of a member of an input object. */
static bool number_below(const cg_gql_operation *operation, const gql_node *value, cg_str member,
                         uint64_t *out)
{
    gql_variables all = {operation->variables, operation->variables_count};
    const cg_gql_value *given = value->kind == GQL_VARIABLE ? gql_variable(all, value->name) : NULL;
    for (const gql_node *n = value->items.first; n != NULL; n = n->next)
        if (n->kind == GQL_OBJECT_FIELD && cg_str_eq(n->name, member))
            return number_in(operation, n->value, out);
    for (uint32_t i = 0; given != NULL && given->kind == CG_GQL_INPUT && i < given->count; i++)
        if (cg_str_eq(given->members[i].name, member) &&
            given->members[i].value.kind == CG_GQL_INT) {
            *out = (uint64_t)CG_MAX(given->members[i].value.number, (int64_t)0);
            return true;
        }
    return false;
}

bool gql_number_of(const cg_gql_operation *operation, const gql_node *field,
                   const gql_field_def *def, cg_str argument, uint64_t *out)
{
    cg_str member = argument, name;
    (void)cg_str_split(&member, '.', &name);
    const gql_input *input = gql_find_input(def->args, def->args_count, name);
    const gql_node *value = NULL, *fallback = input != NULL ? input->fallback : NULL;
    for (const gql_node *arg = field->args.first; arg != NULL; arg = arg->next)
        if (cg_str_eq(arg->name, name))
            value = arg->value;
    if (value != NULL && (member.len > 0 ? number_below(operation, value, member, out)
                                         : number_in(operation, value, out)))
        return true;
    return fallback != NULL && (member.len > 0 ? number_below(operation, fallback, member, out)
                                               : number_in(operation, fallback, out));
}

/* How many items a field that says so may have; 0: it does not say. */
static uint64_t size_of(const measure *m, const gql_node *field, const gql_field_def *def)
{
    uint64_t size = def->assumed_size, number;
    if (def->slicing == NULL)
        return size;
    for (const gql_node *name = def->slicing->items.first; name != NULL; name = name->next)
        if (gql_number_of(m->operation, field, def, name->name, &number))
            return number;
    return size;
}

static uint64_t cost_of_selections(measure *m, const gql_node *holder, around at);

static bool is_list(const gql_type *type)
{
    return gql_nullable(type)->kind == GQL_LIST;
}

static uint64_t cost_of_field(measure *m, const gql_node *field, around at)
{
    const gql_field_def *def = gql_find_field(m->operation->schema, at.type, field->name);
    m->aliases += field->alias.ptr != NULL;
    if (at.depth + 1 > m->depth) {
        m->depth = at.depth + 1;
        m->deepest = field;
    }
    if (def == NULL || m->depth > m->depth_max)
        return 0;
    uint64_t size = size_of(m, field, def), items = 1;
    bool is_sized = at.sized != NULL && gql_names_hold(at.sized, field->name);
    if (is_sized)
        items = at.size;
    else if (is_list(def->type) && size > 0)
        items = size;
    if (!field->has_selections)
        return def->weight;
    around below = {.type = gql_named(def->type),
                    .depth = at.depth + 1,
                    .sized = size > 0 ? def->sized : NULL,
                    .size = size};
    return add(def->weight, multiply(items, add(1, cost_of_selections(m, field, below))));
}

static uint64_t cost_of_selections(measure *m, const gql_node *holder, around at)
{
    uint64_t cost = 0;
    for (const gql_node *n = holder->items.first; n != NULL; n = n->next) {
        if (++m->steps > STEPS_MAX || m->depth > m->depth_max)
            return cost;
        const gql_node *fragment = n;
        around inside = at;
        if (n->kind == GQL_FIELD) {
            cost = add(cost, cost_of_field(m, n, at));
            continue;
        }
        if (n->kind == GQL_SPREAD)
            fragment = n->value;
        if (fragment->type != NULL)
            inside.type = gql_find_type(m->operation->schema, fragment->type->name);
        cost = add(cost, cost_of_selections(m, fragment, inside));
    }
    return cost;
}

static bool too_large(cg_gql_operation *operation, const gql_node *at, const char *limit,
                      uint64_t has, uint64_t max, cg_str message)
{
    gql_error *error =
        gql_error_add(&operation->errors, "too_large", &at->at, 1, "%.*s", CG_STR_ARG(message));
    if (error != NULL)
        error->extensions = cg_arena_printf(
            operation->errors.arena, "\"limit\":\"%s\",\"value\":%" PRIu64 ",\"max\":%" PRIu64,
            limit, has, max);
    return false;
}

bool gql_check_limits(cg_gql_operation *operation, const cg_gql_limits *limits)
{
    cg_arena *arena = operation->errors.arena;
    const gql_node *node = operation->operation;
    unsigned depth = limits->depth_max != 0 ? limits->depth_max : DEPTH_DEFAULT;
    uint64_t aliases = limits->aliases_max != 0 ? limits->aliases_max : ALIASES_DEFAULT;
    uint64_t cost_max = limits->cost_max != 0 ? limits->cost_max : COST_DEFAULT;
    measure m = {.operation = operation, .depth_max = CG_MIN(depth, CG_GQL_DEPTH_CAP)};
    around root = {.type = operation->schema->roots[node->operation]};
    operation->cost = cost_of_selections(&m, node, root);
    if (m.depth > m.depth_max)
        return too_large(operation, m.deepest, "depth", m.depth, m.depth_max,
                         cg_arena_printf(arena,
                                         "Fields are %u levels deep or more; %u are allowed.",
                                         m.depth, m.depth_max));
    if (m.steps > STEPS_MAX)
        return too_large(
            operation, node, "selections", m.steps, STEPS_MAX,
            cg_arena_printf(arena, "Fragments lead to more than %d selections.", STEPS_MAX));
    if (m.aliases > aliases)
        return too_large(operation, node, "aliases", m.aliases, aliases,
                         cg_arena_printf(arena,
                                         "There are %" PRIu64 " aliases; %" PRIu64 " are allowed.",
                                         m.aliases, aliases));
    if (operation->cost > cost_max)
        return too_large(operation, node, "cost", operation->cost, cost_max,
                         cg_arena_printf(arena,
                                         "The answer may have %" PRIu64 " objects; %" PRIu64
                                         " are allowed: ask for shorter lists.",
                                         operation->cost, cost_max));
    return true;
}
