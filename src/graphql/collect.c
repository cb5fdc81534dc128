// SPDX-License-Identifier: Apache-2.0
// graphql: which fields an object's answer has: fragments opened, @skip and @include obeyed, equal keys together.
#include "graphql_int.h"

#define BUCKETS 64

typedef struct collection {
    const cg_gql_operation *operation;
    const gql_type *type;
    cg_arena *arena;
    gql_groups *groups;
    gql_group *buckets[BUCKETS];
    bool *seen; /* fragments, by number */
    bool full;
} collection;

/* Whether the value of a directive's argument "if" is `flag`. A document that was validated has one. */
static bool condition_is(const collection *c, const gql_node *selection, const char *directive,
                         bool flag)
{
    const gql_node *applied = gql_find_applied(selection, directive);
    const gql_node *value = applied != NULL ? gql_find_argument(applied, "if") : NULL;
    if (value == NULL)
        return false;
    if (value->kind != GQL_VARIABLE)
        return cg_str_eq(value->name, CG_STR("true")) == flag;
    gql_variables all = {c->operation->variables, c->operation->variables_count};
    const cg_gql_value *given = gql_variable(all, value->name);
    return given != NULL && given->kind == CG_GQL_BOOL && given->flag == flag;
}

static void add_field(collection *c, const gql_node *field)
{
    cg_str key = gql_response_key(field);
    gql_group **bucket = &c->buckets[cg_hash64(key.ptr, key.len, 0) % BUCKETS];
    gql_group *group = *bucket;
    while (group != NULL && !cg_str_eq(group->key, key))
        group = group->in_bucket;
    if (group == NULL) {
        group = cg_arena_try(c->arena, sizeof *group);
        c->full = c->full || group == NULL;
        if (group == NULL)
            return;
        *group = (gql_group){.key = key, .in_bucket = *bucket};
        *bucket = group;
        if (c->groups->last != NULL)
            c->groups->last->next = group;
        else
            c->groups->first = group;
        c->groups->last = group;
        c->groups->count++;
    }
    if (group->count == group->room) {
        size_t room = group->room == 0 ? 1 : group->room * 4;
        const gql_node **grown = cg_arena_try(c->arena, room * sizeof(gql_node *));
        c->full = c->full || grown == NULL;
        if (grown == NULL)
            return;
        if (group->count > 0)
            memcpy(grown, group->fields, group->count * sizeof(gql_node *));
        group->fields = grown;
        group->room = room;
    }
    group->fields[group->count++] = field;
}

static bool applies(const collection *c, const gql_node *fragment)
{
    const gql_type *type = fragment->type != NULL
                               ? gql_find_type(c->operation->schema, fragment->type->name)
                               : c->type;
    return type == c->type || gql_is_possible(type, c->type);
}

static void collect(collection *c, const gql_node *holder)
{
    for (const gql_node *n = holder->items.first; n != NULL && !c->full; n = n->next) {
        const gql_node *fragment = n;
        if (condition_is(c, n, "skip", true) || condition_is(c, n, "include", false))
            continue;
        if (n->kind == GQL_FIELD) {
            add_field(c, n);
            continue;
        }
        if (n->kind == GQL_SPREAD) {
            fragment = n->value;
            if (c->seen[fragment->number])
                continue;
            c->seen[fragment->number] = true;
        }
        if (applies(c, fragment))
            collect(c, fragment);
    }
}

cg_code gql_collect(const cg_gql_operation *operation, const gql_type *type,
                    const gql_node *const *holders, size_t holders_count, cg_arena *arena,
                    gql_groups *out, cg_err *err)
{
    collection c = {.operation = operation,
                    .type = type,
                    .arena = arena,
                    .groups = out,
                    .seen = cg_arena_try(arena, operation->document->items.count)};
    *out = (gql_groups){0};
    c.full = c.seen == NULL;
    for (size_t i = 0; i < holders_count && !c.full; i++)
        collect(&c, holders[i]);
    return c.full ? CG_FAIL(err, CG_E_LIMIT, "the answer grows too large: ask for less") : CG_OK;
}
