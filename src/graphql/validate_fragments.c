// SPDX-License-Identifier: Apache-2.0
// graphql: rules that follow fragments: circles, what is used and what is not, variables.
#include "graphql_int.h"

/* ---- circles ---- */

typedef struct spreads {
    const gql_node **list;
    size_t count, room;
} spreads;

/* All spreads below a definition: those of one selection set, then of the sets in it, the last first. */
static spreads spreads_of(gql_validation *v, const gql_node *fragment)
{
    spreads found = {0};
    spreads holders = {0};
    GQL_PUSH(v->arena, holders.list, holders.count, holders.room, fragment);
    while (holders.count > 0) {
        const gql_node *holder = holders.list[--holders.count];
        for (const gql_node *n = holder->items.first; n != NULL; n = n->next) {
            if (n->kind == GQL_SPREAD)
                GQL_PUSH(v->arena, found.list, found.count, found.room, n);
            else if (n->has_selections)
                GQL_PUSH(v->arena, holders.list, holders.count, holders.room, n);
        }
    }
    return found;
}

typedef struct search {
    gql_validation *v;
    bool *visited;
    size_t *index; /* 1 + where on the path a fragment begins; 0: it is not on it */
    spreads path;
} search;

static void tell_circle(search *s, size_t from, cg_str name)
{
    size_t count = s->path.count - from;
    gql_at *places = cg_arena_alloc_array(s->v->arena, count, sizeof *places);
    for (size_t i = 0; i < count; i++)
        places[i] = s->path.list[from + i]->at;
    gql_wrong_at(s->v, places, count, "The fragment \"%.*s\" is spread within itself.",
                 CG_STR_ARG(name));
}

static void find_circles(search *s, const gql_node *fragment)
{
    gql_validation *v = s->v;
    if (s->visited[fragment->number])
        return;
    s->visited[fragment->number] = true;
    spreads found = spreads_of(v, fragment);
    s->index[fragment->number] = s->path.count + 1;
    for (size_t i = 0; i < found.count; i++) {
        const gql_node *next = gql_find_fragment(v, found.list[i]->name);
        GQL_PUSH(v->arena, s->path.list, s->path.count, s->path.room, found.list[i]);
        if (next != NULL && s->index[next->number] > 0)
            tell_circle(s, s->index[next->number] - 1, next->name);
        else if (next != NULL)
            find_circles(s, next);
        s->path.count--;
    }
    s->index[fragment->number] = 0;
}

void gql_validate_cycles(gql_validation *v)
{
    search s = {.v = v,
                .visited = cg_arena_alloc_array(v->arena, v->fragments_count + 1, sizeof(bool)),
                .index = cg_arena_alloc_array(v->arena, v->fragments_count + 1, sizeof(size_t))};
    for (size_t i = 0; i < v->fragments_count; i++)
        /* of several with one name the last stands for all */
        find_circles(&s, gql_find_fragment(v, v->fragments[i]->name));
}

/* ---- what is used ---- */

/* Marks the fragments that lead on from a definition. */
static void mark_used(gql_validation *v, const gql_node *definition, bool *used)
{
    spreads waiting = {0};
    GQL_PUSH(v->arena, waiting.list, waiting.count, waiting.room, definition);
    while (waiting.count > 0) {
        spreads found = spreads_of(v, waiting.list[--waiting.count]);
        for (size_t i = 0; i < found.count; i++) {
            const gql_node *next = gql_find_fragment(v, found.list[i]->name);
            if (next == NULL || used[next->number])
                continue;
            used[next->number] = true;
            GQL_PUSH(v->arena, waiting.list, waiting.count, waiting.room, next);
        }
    }
}

void gql_validate_unused_fragments(gql_validation *v)
{
    bool *used = cg_arena_alloc_array(v->arena, v->fragments_count + 1, sizeof(bool));
    for (const gql_node *n = v->document->items.first; n != NULL; n = n->next)
        if (n->kind == GQL_OPERATION)
            mark_used(v, n, used);
    for (size_t i = 0; i < v->fragments_count; i++)
        if (!used[gql_find_fragment(v, v->fragments[i]->name)->number])
            gql_wrong(v, v->fragments[i], "The fragment \"%.*s\" is never used.",
                      CG_STR_ARG(v->fragments[i]->name));
}

/* ---- variables ---- */

/* Of several with one name the last. */
static const gql_node *definition_of(const gql_node *operation, cg_str name)
{
    const gql_node *found = NULL;
    for (const gql_node *def = operation->args.first; def != NULL; def = def->next)
        if (cg_str_eq(def->name, name))
            found = def;
    return found;
}

static bool usage_allowed(const gql_type *type, const gql_node *def, const gql_usage *usage)
{
    if (usage->type->kind != GQL_NON_NULL || type->kind == GQL_NON_NULL)
        return gql_is_subtype(type, usage->type);
    bool has_default = def->value != NULL && def->value->kind != GQL_NULL_VALUE;
    return (has_default || usage->has_fallback) && gql_is_subtype(type, usage->type->of);
}

static void validate_usage(gql_validation *v, const gql_node *operation, const gql_usage *usage)
{
    const gql_node *def = definition_of(operation, usage->variable->name);
    cg_str name = usage->variable->name;
    if (def == NULL) {
        gql_at places[] = {usage->variable->at, operation->at};
        gql_wrong_at(v, places, 2, "The variable \"$%.*s\" is not defined.", CG_STR_ARG(name));
        return;
    }
    const gql_type *type = usage->type != NULL ? gql_type_of(v->schema, def->type, v->arena) : NULL;
    gql_at places[] = {def->at, usage->variable->at};
    if (type == NULL || !gql_is_input_type(usage->type))
        return;
    if (!usage_allowed(type, def, usage)) {
        CG_AUTO_VALUE(cg_buf) has = {0};
        CG_AUTO_VALUE(cg_buf) due = {0};
        gql_print_type(type, &has);
        gql_print_type(usage->type, &due);
        gql_wrong_at(v, places, 2,
                     "The variable \"$%.*s\" of type \"%.*s\" stands where \"%.*s\" is due.",
                     CG_STR_ARG(name), CG_STR_ARG(cg_buf_str(&has)), CG_STR_ARG(cg_buf_str(&due)));
    }
    if (usage->parent != NULL && usage->parent->kind == GQL_INPUT_OBJECT && usage->parent->one_of &&
        type->kind != GQL_NON_NULL)
        gql_wrong_at(v, places, 2,
                     "The variable \"$%.*s\" must not be nullable, as the only member given.",
                     CG_STR_ARG(name));
}

static void mark_variables(const gql_node *operation, const gql_usages *usages, bool *used)
{
    for (size_t i = 0; i < usages->count; i++) {
        size_t number = 0;
        for (const gql_node *def = operation->args.first; def != NULL; def = def->next, number++)
            used[number] = used[number] || cg_str_eq(def->name, usages->list[i].variable->name);
    }
}

void gql_validate_variables(gql_validation *v, const gql_node *operation)
{
    size_t number = 0;
    bool *reached = cg_arena_alloc_array(v->arena, v->fragments_count + 1, sizeof(bool));
    bool *used = cg_arena_alloc_array(v->arena, operation->args.count + 1, sizeof(bool));
    mark_used(v, operation, reached);
    for (size_t f = 0; f <= v->fragments_count; f++) {
        bool own = f == v->fragments_count;
        const gql_usages *usages = &v->usages[own ? f + operation->number : f];
        if (!own && !reached[f])
            continue;
        for (size_t i = 0; i < usages->count; i++)
            validate_usage(v, operation, &usages->list[i]);
        mark_variables(operation, usages, used);
    }
    for (const gql_node *def = operation->args.first; def != NULL; def = def->next, number++)
        if (!used[number])
            gql_wrong(v, def, "The variable \"$%.*s\" is never used.", CG_STR_ARG(def->name));
}

/* ---- subscriptions ---- */

typedef struct roots {
    gql_validation *v;
    const gql_type *type;
    const gql_node **fields;
    size_t count, room;
    bool *seen; /* fragments */
} roots;

/* Left out whatever the variables are. */
static bool is_left_out(const gql_node *selection)
{
    const gql_node *skip = gql_find_applied(selection, "skip");
    const gql_node *include = gql_find_applied(selection, "include");
    const gql_node *skipped = skip != NULL ? gql_find_argument(skip, "if") : NULL;
    const gql_node *included = include != NULL ? gql_find_argument(include, "if") : NULL;
    return (skipped != NULL && cg_str_eq(skipped->name, CG_STR("true")) &&
            skipped->kind == GQL_BOOL_VALUE) ||
           (included != NULL && cg_str_eq(included->name, CG_STR("false")) &&
            included->kind == GQL_BOOL_VALUE);
}

static bool applies(const roots *r, const gql_node *fragment)
{
    const gql_type *type =
        fragment->type != NULL ? gql_type_of(r->v->schema, fragment->type, r->v->arena) : r->type;
    return type == r->type || (type != NULL && gql_is_possible(type, r->type));
}

static void collect_roots(roots *r, const gql_node *holder)
{
    for (const gql_node *n = holder->items.first; n != NULL; n = n->next) {
        if (is_left_out(n))
            continue;
        if (n->kind == GQL_FIELD) {
            GQL_PUSH(r->v->arena, r->fields, r->count, r->room, n);
            continue;
        }
        const gql_node *fragment = n;
        if (n->kind == GQL_SPREAD) {
            fragment = gql_find_fragment(r->v, n->name);
            if (fragment == NULL || r->seen[fragment->number])
                continue;
            r->seen[fragment->number] = true;
        }
        if (applies(r, fragment))
            collect_roots(r, fragment);
    }
}

/* Fields of the answer's first key come first: what is behind them is too much. */
static void tell_further(roots *r)
{
    gql_at *places = cg_arena_alloc_array(r->v->arena, r->count + 1, sizeof *places);
    size_t count = 0;
    /* grouped by key, in the order in which keys were met */
    for (size_t i = 0; i < r->count; i++) {
        bool met = false;
        for (size_t k = 0; k < i && !met; k++)
            met = cg_str_eq(gql_response_key(r->fields[k]), gql_response_key(r->fields[i]));
        if (met || cg_str_eq(gql_response_key(r->fields[0]), gql_response_key(r->fields[i])))
            continue;
        for (size_t k = i; k < r->count; k++)
            if (cg_str_eq(gql_response_key(r->fields[k]), gql_response_key(r->fields[i])))
                places[count++] = r->fields[k]->at;
    }
    if (count > 0)
        gql_wrong_at(r->v, places, count, "A subscription must select only one field.");
}

void gql_validate_single_field(gql_validation *v, const gql_node *operation)
{
    roots r = {.v = v,
               .type = v->schema->roots[CG_GQL_SUBSCRIPTION],
               .seen = cg_arena_alloc_array(v->arena, v->fragments_count + 1, sizeof(bool))};
    collect_roots(&r, operation);
    if (r.count * r.count > v->work)
        return; /* it is told as too much work, when fields are compared */
    tell_further(&r);
    for (size_t i = 0; i < r.count; i++) {
        bool met = false;
        gql_at *places = cg_arena_alloc_array(v->arena, r.count, sizeof *places);
        size_t count = 0;
        for (size_t k = 0; k < r.count; k++) {
            bool same = cg_str_eq(gql_response_key(r.fields[k]), gql_response_key(r.fields[i]));
            met = met || (same && k < i);
            if (same)
                places[count++] = r.fields[k]->at;
        }
        if (!met && cg_str_starts(r.fields[i]->name, CG_STR("__")))
            gql_wrong_at(v, places, count, "A subscription must not select what begins with __.");
    }
}

/* ---- introspection ---- */

#define LISTS_MAX 3

typedef struct depth_walk {
    gql_validation *v;
    unsigned *seen; /* 1 + the greatest depth at which a fragment was entered */
} depth_walk;

/* Whether lists of types are nested too deep: they lead in circles, and grow with each. */
static bool lists_too_deep(depth_walk *d, const gql_node *node, unsigned depth)
{
    static const char *const lists[] = {"fields", "interfaces", "possibleTypes", "inputFields"};
    if (node->kind == GQL_SPREAD) {
        const gql_node *fragment = gql_find_fragment(d->v, node->name);
        if (fragment == NULL || d->seen[fragment->number] > depth)
            return false;
        d->seen[fragment->number] = depth + 1;
        return lists_too_deep(d, fragment, depth);
    }
    for (size_t i = 0; node->kind == GQL_FIELD && i < CG_ARRAY_LEN(lists); i++)
        depth += cg_str_eq(node->name, cg_str_from(lists[i]));
    if (depth >= LISTS_MAX)
        return true;
    for (const gql_node *n = node->items.first; n != NULL; n = n->next)
        if (lists_too_deep(d, n, depth))
            return true;
    return false;
}

void gql_validate_introspection_depth(gql_validation *v, const gql_node *field)
{
    if (!cg_str_eq(field->name, CG_STR("__schema")) && !cg_str_eq(field->name, CG_STR("__type")))
        return;
    if (v->work < v->fragments_count)
        return; /* it is told as too much work, when fields are compared */
    v->work -= v->fragments_count;
    depth_walk d = {.v = v,
                    .seen = cg_arena_alloc_array(v->arena, v->fragments_count + 1, sizeof *d.seen)};
    if (lists_too_deep(&d, field, 0))
        gql_wrong(v, field, "Types are asked for too deep within each other.");
}
