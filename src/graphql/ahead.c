// SPDX-License-Identifier: Apache-2.0
// graphql: what an answer has below a call, for resolvers that load it together with what is above it.
#include "graphql_int.h"

typedef struct look {
    const cg_gql_operation *operation;
    const char *argument; /* NULL: none is asked about */
    bool found;
    uint64_t largest;
} look;

static void look_into(look *l, const gql_type *type, const gql_node *holder, cg_str path);

static void look_at(look *l, const gql_type *type, const gql_node *field, cg_str path)
{
    cg_str below = path, name;
    uint64_t number;
    const gql_field_def *def = gql_find_field(l->operation->schema, type, field->name);
    if (!cg_str_split(&below, '.', &name) || !cg_str_eq(field->name, name) || def == NULL)
        return;
    if (below.len > 0) {
        look_into(l, gql_named(def->type), field, below);
        return;
    }
    l->found = true;
    if (l->argument != NULL &&
        gql_number_of(l->operation, field, def, cg_str_from(l->argument), &number))
        l->largest = CG_MAX(l->largest, number);
}

/* Conditions are not looked at: what is loaded for nothing costs little. */
static void look_into(look *l, const gql_type *type, const gql_node *holder, cg_str path)
{
    for (const gql_node *n = holder->items.first; n != NULL; n = n->next) {
        const gql_node *fragment = n->kind == GQL_SPREAD ? n->value : n;
        const gql_type *inside = type;
        if (n->kind == GQL_FIELD) {
            look_at(l, type, n, path);
            continue;
        }
        if (fragment->type != NULL)
            inside = gql_find_type(l->operation->schema, fragment->type->name);
        look_into(l, inside, fragment, path);
    }
}

static void look_below(look *l, const cg_gql_call *call, const char *path)
{
    const gql_group *group = call->selection;
    const gql_type *type = gql_find_type(l->operation->schema, call->type);
    const gql_field_def *def = gql_find_field(l->operation->schema, type, call->field);
    for (size_t i = 0; i < group->count; i++)
        look_into(l, gql_named(def->type), group->fields[i], cg_str_from(path));
}

bool cg_gql_selects(const cg_gql_call *call, const char *path)
{
    look l = {.operation = gql_operation_of(call)};
    look_below(&l, call, path);
    return l.found;
}

uint64_t cg_gql_largest(const cg_gql_call *call, const char *path, const char *argument)
{
    look l = {.operation = gql_operation_of(call), .argument = argument};
    look_below(&l, call, path);
    return l.largest;
}
