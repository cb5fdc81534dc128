// SPDX-License-Identifier: Apache-2.0
// graphql: questions to the type table.
#include "graphql_int.h"

void *gql_grow(cg_arena *arena, const void *list, size_t count, size_t *room, size_t size)
{
    *room = count < 4 ? 4 : count * 2;
    void *grown = cg_arena_alloc_array(arena, *room, size);
    if (count > 0)
        memcpy(grown, list, count * size);
    return grown;
}

gql_type *gql_find_type(const cg_gql_schema *schema, cg_str name)
{
    size_t slot = cg_hash64(name.ptr, name.len, 0) & (schema->slots_count - 1);
    for (; schema->slots[slot] != 0; slot = (slot + 1) & (schema->slots_count - 1)) {
        gql_type *type = schema->types[schema->slots[slot] - 1];
        if (cg_str_eq(type->name, name))
            return type;
    }
    return NULL;
}

const gql_directive_def *gql_find_directive(const cg_gql_schema *schema, cg_str name)
{
    for (size_t i = 0; i < schema->directives_count; i++)
        if (cg_str_eq(schema->directives[i].name, name))
            return &schema->directives[i];
    return NULL;
}

const gql_field_def *gql_find_field(const cg_gql_schema *schema, const gql_type *parent,
                                    cg_str name)
{
    if (cg_str_eq(name, CG_STR("__typename")))
        return &schema->typename_field;
    if (parent == schema->roots[CG_GQL_QUERY]) {
        if (cg_str_eq(name, CG_STR("__schema")))
            return &schema->schema_field;
        if (cg_str_eq(name, CG_STR("__type")))
            return &schema->type_field;
    }
    for (size_t i = 0; i < parent->fields_count; i++)
        if (cg_str_eq(parent->fields[i].name, name))
            return &parent->fields[i];
    return NULL;
}

const gql_input *gql_find_input(const gql_input *inputs, size_t count, cg_str name)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(inputs[i].name, name))
            return &inputs[i];
    return NULL;
}

const gql_type *gql_type_of(const cg_gql_schema *schema, const gql_node *node, cg_arena *arena)
{
    if (node->kind == GQL_NAMED_TYPE)
        return gql_find_type(schema, node->name);
    const gql_type *of = gql_type_of(schema, node->type, arena);
    if (of == NULL)
        return NULL;
    gql_type *type = cg_arena_alloc(arena, sizeof *type);
    *type = (gql_type){.kind = node->kind == GQL_LIST_TYPE ? GQL_LIST : GQL_NON_NULL, .of = of};
    return type;
}

const gql_type *gql_named(const gql_type *type)
{
    while (type != NULL && type->of != NULL)
        type = type->of;
    return type;
}

const gql_type *gql_nullable(const gql_type *type)
{
    return type != NULL && type->kind == GQL_NON_NULL ? type->of : type;
}

bool gql_is_input_type(const gql_type *type)
{
    const gql_type *named = gql_named(type);
    return gql_is_leaf(named) || named->kind == GQL_INPUT_OBJECT;
}

bool gql_same_type(const gql_type *a, const gql_type *b)
{
    if (a == b)
        return true;
    return a->of != NULL && b->of != NULL && a->kind == b->kind && gql_same_type(a->of, b->of);
}

bool gql_is_possible(const gql_type *abstract, const gql_type *object)
{
    for (size_t i = 0; i < abstract->possible_count; i++)
        if (abstract->possible[i] == object)
            return true;
    return false;
}

static bool implements(const gql_type *type, const gql_type *interface)
{
    for (size_t i = 0; i < type->interfaces_count; i++)
        if (type->interfaces[i] == interface)
            return true;
    return false;
}

bool gql_is_subtype(const gql_type *type, const gql_type *super)
{
    if (gql_same_type(type, super))
        return true;
    if (super->kind == GQL_NON_NULL)
        return type->kind == GQL_NON_NULL && gql_is_subtype(type->of, super->of);
    if (type->kind == GQL_NON_NULL)
        return gql_is_subtype(type->of, super);
    if (super->kind == GQL_LIST || type->kind == GQL_LIST)
        return super->kind == type->kind && gql_is_subtype(type->of, super->of);
    if (super->kind == GQL_UNION)
        return gql_is_possible(super, type);
    return super->kind == GQL_INTERFACE && implements(type, super);
}

bool gql_types_overlap(const gql_type *a, const gql_type *b)
{
    if (a == b)
        return true;
    if (a->kind == GQL_OBJECT)
        return gql_is_possible(b, a);
    if (b->kind == GQL_OBJECT)
        return gql_is_possible(a, b);
    for (size_t i = 0; i < a->possible_count; i++)
        if (gql_is_possible(b, a->possible[i]))
            return true;
    return false;
}

bool gql_names_hold(const gql_node *list, cg_str name)
{
    for (const gql_node *item = list->items.first; item != NULL; item = item->next)
        if (cg_str_eq(item->name, name))
            return true;
    return false;
}

const gql_node *gql_find_argument(const gql_node *holder, const char *name)
{
    for (const gql_node *arg = holder->args.first; arg != NULL; arg = arg->next)
        if (cg_str_eq(arg->name, cg_str_from(name)))
            return arg->value;
    return NULL;
}

const gql_node *gql_find_applied(const gql_node *holder, const char *directive)
{
    for (const gql_node *d = holder->directives.first; d != NULL; d = d->next)
        if (cg_str_eq(d->name, cg_str_from(directive)))
            return d;
    return NULL;
}

/* ---- as text ---- */

void gql_print_type(const gql_type *type, cg_buf *out)
{
    if (type->kind == GQL_LIST)
        cg_buf_add_char(out, '[');
    if (type->of == NULL)
        cg_buf_add_str(out, type->name);
    else
        gql_print_type(type->of, out);
    if (type->of != NULL)
        cg_buf_add_char(out, type->kind == GQL_LIST ? ']' : '!');
}

static void print_items(const gql_node *value, char open, char close, cg_buf *out)
{
    cg_buf_add_char(out, open);
    for (const gql_node *item = value->items.first; item != NULL; item = item->next) {
        if (item != value->items.first)
            cg_buf_add_str(out, CG_STR(", "));
        if (item->kind == GQL_OBJECT_FIELD) {
            cg_buf_add_str(out, item->name);
            cg_buf_add_str(out, CG_STR(": "));
            gql_print_value(item->value, out);
        } else {
            gql_print_value(item, out);
        }
    }
    cg_buf_add_char(out, close);
}

void gql_print_value(const gql_node *value, cg_buf *out)
{
    switch (value->kind) {
    case GQL_STRING_VALUE:
        cg_buf_add_char(out, '"');
        cg_buf_add_json_escaped(out, value->name);
        cg_buf_add_char(out, '"');
        break;
    case GQL_LIST_VALUE: print_items(value, '[', ']', out); break;
    case GQL_OBJECT_VALUE: print_items(value, '{', '}', out); break;
    case GQL_VARIABLE:
        cg_buf_add_char(out, '$');
        cg_buf_add_str(out, value->name);
        break;
    default: cg_buf_add_str(out, value->name);
    }
}
