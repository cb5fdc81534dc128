// SPDX-License-Identifier: Apache-2.0
// graphql: whether values that are written fit their places, and which variables stand where.
#include "graphql_int.h"

#include <stdlib.h>

static void note_usage(gql_validation *v, const gql_node *variable, gql_place place)
{
    gql_usages *u = v->current;
    if (u == NULL)
        return;
    GQL_PUSH(v->arena, u->list, u->count, u->room,
             (gql_usage){.variable = variable,
                         .type = place.type,
                         .parent = place.parent,
                         .has_fallback = place.has_fallback});
}

static void mismatch(gql_validation *v, const gql_node *value, const gql_type *type)
{
    CG_AUTO_VALUE(cg_buf) expected = {0};
    CG_AUTO_VALUE(cg_buf) found = {0};
    gql_print_type(type, &expected);
    gql_print_value(value, &found);
    cg_str shown = cg_utf8_truncate(cg_buf_str(&found), 100);
    gql_wrong(v, value, "Expected a value of type \"%.*s\", found %.*s%s.",
              CG_STR_ARG(cg_buf_str(&expected)), CG_STR_ARG(shown),
              shown.len < found.len ? "…" : "");
}

/* ---- leaves ---- */

static bool is_int32(cg_str digits)
{
    bool negative = cg_str_starts(digits, CG_STR("-"));
    uint64_t number = 0;
    return cg_str_to_u64(cg_str_slice(digits, negative, digits.len), &number) &&
           number <= (uint64_t)INT32_MAX + negative;
}

static bool has_value(const gql_type *type, cg_str name)
{
    for (size_t i = 0; i < type->values_count; i++)
        if (cg_str_eq(type->values[i].name, name))
            return true;
    return false;
}

static bool fits_leaf(const gql_node *value, const gql_type *type)
{
    if (type->kind == GQL_ENUM)
        return value->kind == GQL_ENUM_VALUE && has_value(type, value->name);
    switch (type->scalar) {
    case GQL_SCALAR_INT: return value->kind == GQL_INT_VALUE && is_int32(value->name);
    case GQL_SCALAR_FLOAT: return value->kind == GQL_INT_VALUE || value->kind == GQL_FLOAT_VALUE;
    case GQL_SCALAR_STRING: return value->kind == GQL_STRING_VALUE;
    case GQL_SCALAR_BOOLEAN: return value->kind == GQL_BOOL_VALUE;
    case GQL_SCALAR_ID: return value->kind == GQL_STRING_VALUE || value->kind == GQL_INT_VALUE;
    default: return true;
    }
}

static void validate_leaf(gql_validation *v, const gql_node *value, const gql_type *type)
{
    if (type != NULL && (!gql_is_leaf(gql_named(type)) || !fits_leaf(value, gql_named(type))))
        mismatch(v, value, type);
}

/* ---- objects ---- */

static int compare_members(const void *a, const void *b)
{
    const gql_node *x = *(const gql_node *const *)a, *y = *(const gql_node *const *)b;
    int order = cg_str_cmp(x->name, y->name);
    if (order != 0)
        return order;
    if (x->name_at.line != y->name_at.line)
        return x->name_at.line < y->name_at.line ? -1 : 1;
    return (int)(x->name_at.column > y->name_at.column) -
           (int)(x->name_at.column < y->name_at.column);
}

/* Members by name, then place; how many names there are. */
static const gql_node **sort_members(gql_validation *v, const gql_node *value, size_t *out_names)
{
    const gql_node **all =
        cg_arena_alloc_array(v->arena, value->items.count + 1, sizeof(gql_node *));
    size_t count = 0;
    for (const gql_node *m = value->items.first; m != NULL; m = m->next)
        all[count++] = m;
    if (count > 1)
        qsort(all, count, sizeof(gql_node *), compare_members);
    *out_names = count > 0;
    for (size_t i = 1, first = 0; i < count; i++) {
        if (!cg_str_eq(all[i]->name, all[first]->name)) {
            first = i;
            ++*out_names;
            continue;
        }
        gql_at places[] = {all[first]->name_at, all[i]->name_at};
        gql_wrong_at(v, places, 2, "There can be only one member named \"%.*s\".",
                     CG_STR_ARG(all[i]->name));
    }
    return all;
}

static const gql_node *last_member(const gql_node *value, cg_str name)
{
    const gql_node *found = NULL;
    for (const gql_node *m = value->items.first; m != NULL; m = m->next)
        if (cg_str_eq(m->name, name))
            found = m;
    return found;
}

static void validate_one_of(gql_validation *v, const gql_node *value, const gql_type *type,
                            size_t names)
{
    if (names != 1)
        gql_wrong(v, value, "Exactly one member of \"%.*s\" must be given.",
                  CG_STR_ARG(type->name));
    else if (value->items.last->value->kind == GQL_NULL_VALUE)
        gql_wrong(v, value, "The member \"%.*s.%.*s\" must not be null.", CG_STR_ARG(type->name),
                  CG_STR_ARG(value->items.last->name));
}

static void validate_members(gql_validation *v, const gql_node *value, const gql_type *type,
                             const gql_type *place_type)
{
    for (const gql_node *m = value->items.first; m != NULL; m = m->next) {
        const gql_input *def =
            type != NULL ? gql_find_input(type->inputs, type->inputs_count, m->name) : NULL;
        if (type != NULL && def == NULL)
            gql_wrong(v, m, "\"%.*s\" has no member \"%.*s\".", CG_STR_ARG(type->name),
                      CG_STR_ARG(m->name));
        gql_validate_value(v, m->value,
                           (gql_place){.type = def != NULL ? def->type : NULL,
                                       .parent = def != NULL ? place_type : NULL,
                                       .has_fallback = def != NULL && def->fallback != NULL});
    }
}

static void validate_object(gql_validation *v, const gql_node *value, gql_place place)
{
    size_t names;
    const gql_type *type = gql_named(place.type);
    (void)sort_members(v, value, &names);
    if (type == NULL || type->kind != GQL_INPUT_OBJECT) {
        validate_leaf(v, value, place.type);
        validate_members(v, value, NULL, NULL);
        return;
    }
    for (size_t i = 0; i < type->inputs_count; i++)
        if (gql_is_required(&type->inputs[i]) && last_member(value, type->inputs[i].name) == NULL)
            gql_wrong(v, value, "The member \"%.*s.%.*s\" is required.", CG_STR_ARG(type->name),
                      CG_STR_ARG(type->inputs[i].name));
    if (type->one_of)
        validate_one_of(v, value, type, names);
    validate_members(v, value, type, place.type);
}

static void validate_list(gql_validation *v, const gql_node *value, gql_place place)
{
    const gql_type *type = gql_nullable(place.type);
    bool is_list = type != NULL && type->kind == GQL_LIST;
    if (!is_list)
        validate_leaf(v, value, type);
    /* what is in a list that should be none, is not looked at: but for variables */
    for (const gql_node *item = value->items.first; item != NULL; item = item->next)
        gql_validate_value(v, item, (gql_place){.type = is_list ? type->of : NULL});
}

void gql_validate_value(gql_validation *v, const gql_node *value, gql_place place)
{
    switch (value->kind) {
    case GQL_VARIABLE: note_usage(v, value, place); break;
    case GQL_LIST_VALUE: validate_list(v, value, place); break;
    case GQL_OBJECT_VALUE: validate_object(v, value, place); break;
    case GQL_NULL_VALUE:
        if (place.type != NULL && place.type->kind == GQL_NON_NULL)
            mismatch(v, value, place.type);
        break;
    default: validate_leaf(v, value, place.type);
    }
}
