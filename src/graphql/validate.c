// SPDX-License-Identifier: Apache-2.0
// graphql: whether a document fits the schema: the walk over it, and rules about one place of it. The rules and the
// places they name are those of the specification's section 5, as graphql-js tells them.
#include "graphql_int.h"

#include <stdio.h>
#include <stdlib.h>

#define WORK_MAX 500000

void gql_wrong_at(gql_validation *v, const gql_at *at, size_t count, const char *fmt, ...)
{
    char text[600];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)gql_error_add(v->errors, "invalid", at, count, "%s", text);
}

void gql_wrong(gql_validation *v, const gql_node *node, const char *fmt, ...)
{
    char text[600];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)gql_error_add(v->errors, "invalid", &node->at, 1, "%s", text);
}

/* ---- fragments by name ---- */

static int compare_nodes(const void *a, const void *b)
{
    const gql_node *x = *(const gql_node *const *)a, *y = *(const gql_node *const *)b;
    int order = cg_str_cmp(x->name, y->name);
    return order != 0 ? order : (int)(x->number > y->number) - (int)(x->number < y->number);
}

/* Of several with one name the last, which is told of elsewhere. */
gql_node *gql_find_fragment(const gql_validation *v, cg_str name)
{
    size_t low = 0, high = v->by_name_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (cg_str_cmp(v->by_name[mid]->name, name) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && cg_str_eq(v->by_name[low - 1]->name, name) ? v->by_name[low - 1] : NULL;
}

static void list_fragments(gql_validation *v)
{
    size_t room = v->document->items.count + 1;
    v->fragments = cg_arena_alloc_array(v->arena, room, sizeof(gql_node *));
    v->by_name = cg_arena_alloc_array(v->arena, room, sizeof(gql_node *));
    for (gql_node *n = v->document->items.first; n != NULL; n = n->next)
        if (n->kind == GQL_FRAGMENT) {
            v->fragments[v->fragments_count++] = n;
            v->by_name[v->by_name_count++] = n;
        }
    if (v->by_name_count > 0)
        qsort(v->by_name, v->by_name_count, sizeof(gql_node *), compare_nodes);
    v->usages = cg_arena_alloc_array(v->arena, room, sizeof *v->usages);
}

/* ---- names that may be there once ---- */

static int compare_named(const void *a, const void *b)
{
    const gql_node *x = *(const gql_node *const *)a, *y = *(const gql_node *const *)b;
    int order = cg_str_cmp(x->name, y->name);
    if (order != 0)
        return order;
    return x->name_at.line != y->name_at.line ? (x->name_at.line < y->name_at.line ? -1 : 1)
                                              : (int)(x->name_at.column > y->name_at.column) -
                                                    (int)(x->name_at.column < y->name_at.column);
}

/* Nodes of a list by name, then place. */
static const gql_node **sort_by_name(gql_validation *v, const gql_list *list, size_t *out_count)
{
    const gql_node **all = cg_arena_alloc_array(v->arena, list->count + 1, sizeof(gql_node *));
    size_t count = 0;
    for (const gql_node *n = list->first; n != NULL; n = n->next)
        all[count++] = n;
    if (count > 1)
        qsort(all, count, sizeof(gql_node *), compare_named);
    *out_count = count;
    return all;
}

/* One error for each name that is there more than once, with all its places. */
static void check_unique_groups(gql_validation *v, const gql_list *list, const char *what)
{
    size_t count = 0;
    if (list->count < 2)
        return;
    const gql_node **all = sort_by_name(v, list, &count);
    for (size_t i = 0, end; i < count; i = end) {
        gql_at *places = cg_arena_alloc_array(v->arena, count - i, sizeof *places);
        for (end = i; end < count && cg_str_eq(all[end]->name, all[i]->name); end++)
            places[end - i] = all[end]->name_at;
        if (end - i > 1)
            gql_wrong_at(v, places, end - i, "There can be only one %s named \"%.*s\".", what,
                         CG_STR_ARG(all[i]->name));
    }
}

void gql_validate_arguments_unique(gql_validation *v, const gql_node *holder)
{
    check_unique_groups(v, &holder->args, "argument");
}

/* Operations or fragments: each but the first of a name is told together with the first. */
static void check_unique_definitions(gql_validation *v, gql_node_kind kind, const char *what)
{
    gql_list copies = {0};
    size_t count = 0;
    for (const gql_node *n = v->document->items.first; n != NULL; n = n->next) {
        if (n->kind != kind || n->name.ptr == NULL)
            continue;
        gql_node *copy = cg_arena_alloc(v->arena, sizeof *copy);
        copy->name = n->name;
        copy->name_at = n->name_at;
        gql_list_add(&copies, copy);
    }
    const gql_node **all = sort_by_name(v, &copies, &count);
    for (size_t i = 1, first = 0; i < count; i++) {
        if (!cg_str_eq(all[i]->name, all[first]->name)) {
            first = i;
            continue;
        }
        gql_at places[] = {all[first]->name_at, all[i]->name_at};
        gql_wrong_at(v, places, 2, "There can be only one %s named \"%.*s\".", what,
                     CG_STR_ARG(all[i]->name));
    }
}

/* ---- types that are named ---- */

/* The type, if it is known; that it is not, is told. */
static const gql_type *known_type(gql_validation *v, const gql_node *reference)
{
    const gql_node *name = reference;
    while (name->type != NULL)
        name = name->type;
    const gql_type *type = gql_type_of(v->schema, reference, v->arena);
    if (type == NULL)
        gql_wrong(v, name, "Unknown type \"%.*s\".", CG_STR_ARG(name->name));
    return type;
}

/* The type that a fragment is about, for its selections; NULL: there is none to hold them against. */
static const gql_type *condition_type(gql_validation *v, const gql_node *fragment)
{
    const gql_type *type = known_type(v, fragment->type);
    if (type == NULL || gql_is_composite(type))
        return type;
    gql_wrong(v, fragment->type, "A fragment cannot be about \"%.*s\", which has no fields.",
              CG_STR_ARG(type->name));
    return NULL;
}

/* ---- arguments ---- */

static void validate_arguments(gql_validation *v, const gql_node *holder, const gql_input *defs,
                               size_t count, const char *owner_kind, cg_str owner, bool known)
{
    gql_validate_arguments_unique(v, holder);
    for (const gql_node *arg = holder->args.first; arg != NULL; arg = arg->next) {
        const gql_input *def = known ? gql_find_input(defs, count, arg->name) : NULL;
        if (known && def == NULL)
            gql_wrong(v, arg, "Unknown argument \"%.*s\" on %s \"%.*s\".", CG_STR_ARG(arg->name),
                      owner_kind, CG_STR_ARG(owner));
        gql_place place = {.type = def != NULL ? def->type : NULL,
                           .has_fallback = def != NULL && def->fallback != NULL};
        gql_validate_value(v, arg->value, place);
    }
    for (size_t i = 0; known && i < count; i++) {
        bool given = false;
        if (!gql_is_required(&defs[i]))
            continue;
        for (const gql_node *arg = holder->args.first; arg != NULL; arg = arg->next)
            given = given || cg_str_eq(arg->name, defs[i].name);
        if (!given)
            gql_wrong(v, holder, "The argument \"%.*s\" of %s \"%.*s\" is required.",
                      CG_STR_ARG(defs[i].name), owner_kind, CG_STR_ARG(owner));
    }
}

/* ---- directives ---- */

static bool may_stand(const gql_directive_def *def, const char *location)
{
    for (const gql_node *n = def->locations; n != NULL; n = n->next)
        if (cg_str_eq(n->name, cg_str_from(location)))
            return true;
    return false;
}

static void validate_repetition(gql_validation *v, const gql_node *holder, const gql_node *node)
{
    const gql_node *first = holder->directives.first;
    while (!cg_str_eq(first->name, node->name))
        first = first->next;
    if (first == node)
        return;
    gql_at places[] = {first->at, node->at};
    gql_wrong_at(v, places, 2, "The directive \"@%.*s\" can only be used once at one place.",
                 CG_STR_ARG(node->name));
}

static void validate_directives(gql_validation *v, const gql_node *holder, const char *location)
{
    for (const gql_node *d = holder->directives.first; d != NULL; d = d->next) {
        const gql_directive_def *def = gql_find_directive(v->schema, d->name);
        if (def == NULL)
            gql_wrong(v, d, "Unknown directive \"@%.*s\".", CG_STR_ARG(d->name));
        else if (!may_stand(def, location))
            gql_wrong(v, d, "The directive \"@%.*s\" may not be used on %s.", CG_STR_ARG(d->name),
                      location);
        if (def != NULL && !def->repeatable)
            validate_repetition(v, holder, d);
        validate_arguments(v, d, def != NULL ? def->args : NULL, def != NULL ? def->args_count : 0,
                           "the directive", d->name, def != NULL);
    }
}

/* ---- selections ---- */

typedef struct walk {
    gql_validation *v;
    struct gql_overlap *overlap;
} walk;

static void validate_selections(walk *w, const gql_node *holder, const gql_type *parent);

static void validate_leaf(gql_validation *v, const gql_node *field, const gql_type *type)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    gql_print_type(type, &text);
    if (gql_is_leaf(gql_named(type)) && field->has_selections)
        gql_wrong_at(v, &field->set_at, 1,
                     "\"%.*s\" has no fields to select, since its type is \"%.*s\".",
                     CG_STR_ARG(field->name), CG_STR_ARG(cg_buf_str(&text)));
    else if (!gql_is_leaf(gql_named(type)) && !field->has_selections)
        gql_wrong(v, field, "Fields of \"%.*s\" must be selected, since its type is \"%.*s\".",
                  CG_STR_ARG(field->name), CG_STR_ARG(cg_buf_str(&text)));
}

static void validate_field(walk *w, const gql_node *field, const gql_type *parent)
{
    gql_validation *v = w->v;
    const gql_field_def *def =
        parent != NULL ? gql_find_field(v->schema, parent, field->name) : NULL;
    if (parent != NULL && def == NULL)
        gql_wrong(v, field, "Cannot query field \"%.*s\" on type \"%.*s\".",
                  CG_STR_ARG(field->name), CG_STR_ARG(parent->name));
    if (def != NULL)
        validate_leaf(v, field, def->type);
    gql_validate_introspection_depth(v, field);
    validate_arguments(v, field, def != NULL ? def->args : NULL, def != NULL ? def->args_count : 0,
                       "the field", field->name, def != NULL);
    validate_directives(v, field, "FIELD");
    if (!field->has_selections)
        return;
    const gql_type *type = def != NULL ? gql_named(def->type) : NULL;
    validate_selections(w, field, type != NULL && gql_is_composite(type) ? type : NULL);
}

static void validate_spread(walk *w, gql_node *spread, const gql_type *parent)
{
    gql_validation *v = w->v;
    gql_node *fragment = gql_find_fragment(v, spread->name);
    spread->value = fragment;
    if (fragment == NULL)
        gql_wrong_at(v, &spread->name_at, 1, "Unknown fragment \"%.*s\".",
                     CG_STR_ARG(spread->name));
    const gql_type *type =
        fragment != NULL ? gql_type_of(v->schema, fragment->type, v->arena) : NULL;
    if (type != NULL && parent != NULL && gql_is_composite(type) &&
        !gql_types_overlap(type, parent))
        gql_wrong(v, spread,
                  "The fragment \"%.*s\" cannot be spread here: no \"%.*s\" is a \"%.*s\".",
                  CG_STR_ARG(spread->name), CG_STR_ARG(parent->name), CG_STR_ARG(type->name));
    validate_directives(v, spread, "FRAGMENT_SPREAD");
}

static void validate_inline(walk *w, const gql_node *fragment, const gql_type *parent)
{
    gql_validation *v = w->v;
    const gql_type *type = fragment->type != NULL ? condition_type(v, fragment) : parent;
    if (type != NULL && parent != NULL && !gql_types_overlap(type, parent))
        gql_wrong(v, fragment, "A fragment cannot be spread here: no \"%.*s\" is a \"%.*s\".",
                  CG_STR_ARG(parent->name), CG_STR_ARG(type->name));
    validate_directives(v, fragment, "INLINE_FRAGMENT");
    validate_selections(w, fragment, type);
}

static void validate_selections(walk *w, const gql_node *holder, const gql_type *parent)
{
    gql_validate_overlap(w->overlap, holder, parent);
    for (gql_node *n = holder->items.first; n != NULL; n = n->next) {
        if (n->kind == GQL_FIELD)
            validate_field(w, n, parent);
        else if (n->kind == GQL_SPREAD)
            validate_spread(w, n, parent);
        else
            validate_inline(w, n, parent);
    }
}

/* ---- definitions ---- */

static void validate_variable_definitions(gql_validation *v, const gql_node *operation)
{
    check_unique_groups(v, &operation->args, "variable");
    for (const gql_node *def = operation->args.first; def != NULL; def = def->next) {
        const gql_type *type = known_type(v, def->type);
        if (type != NULL && !gql_is_input_type(type)) {
            CG_AUTO_VALUE(cg_buf) text = {0};
            gql_print_type(type, &text);
            gql_wrong(v, def->type, "The variable \"$%.*s\" cannot be of the type \"%.*s\".",
                      CG_STR_ARG(def->name), CG_STR_ARG(cg_buf_str(&text)));
            type = NULL;
        }
        if (def->value != NULL)
            gql_validate_value(v, def->value, (gql_place){.type = type});
        validate_directives(v, def, "VARIABLE_DEFINITION");
    }
}

static void validate_operation(walk *w, const gql_node *operation, size_t operations)
{
    static const char *const locations[] = {"QUERY", "MUTATION", "SUBSCRIPTION"};
    gql_validation *v = w->v;
    const gql_type *root = v->schema->roots[operation->operation];
    if (operation->name.ptr == NULL && operations > 1)
        gql_wrong(v, operation, "This anonymous operation must be the only one.");
    if (operation->operation == CG_GQL_SUBSCRIPTION && root != NULL)
        gql_validate_single_field(v, operation);
    v->current = NULL; /* variables have constants alone */
    validate_variable_definitions(v, operation);
    v->current = &v->usages[v->fragments_count + operation->number];
    validate_directives(v, operation, locations[operation->operation]);
    validate_selections(w, operation, root);
}

static void validate_fragment(walk *w, const gql_node *fragment)
{
    gql_validation *v = w->v;
    v->current = &v->usages[fragment->number];
    const gql_type *type = condition_type(v, fragment);
    validate_directives(v, fragment, "FRAGMENT_DEFINITION");
    validate_selections(w, fragment, type);
}

/* In their order, which the comparison of fields depends on; then variables, whose uses are known by then. */
static void validate_definitions(walk *w)
{
    gql_validation *v = w->v;
    size_t operations = 0;
    for (const gql_node *n = v->document->items.first; n != NULL; n = n->next)
        operations += n->kind == GQL_OPERATION;
    for (const gql_node *n = v->document->items.first; n != NULL; n = n->next) {
        if (n->kind == GQL_OPERATION)
            validate_operation(w, n, operations);
        else if (n->kind == GQL_FRAGMENT)
            validate_fragment(w, n);
        else
            gql_wrong(v, n, "A definition of types cannot be executed.");
    }
    for (const gql_node *n = v->document->items.first; n != NULL; n = n->next)
        if (n->kind == GQL_OPERATION)
            gql_validate_variables(v, n);
}

void gql_validate(const cg_gql_schema *schema, const gql_node *document, cg_arena *arena,
                  gql_errors *errors)
{
    gql_validation v = {
        .schema = schema, .document = document, .errors = errors, .arena = arena, .work = WORK_MAX};
    list_fragments(&v);
    check_unique_definitions(&v, GQL_OPERATION, "operation");
    check_unique_definitions(&v, GQL_FRAGMENT, "fragment");
    gql_validate_cycles(&v);
    gql_validate_unused_fragments(&v);
    walk w = {.v = &v, .overlap = gql_overlap_create(&v)};
    validate_definitions(&w);
}
