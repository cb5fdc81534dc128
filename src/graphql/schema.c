// SPDX-License-Identifier: Apache-2.0
// graphql: definitions to a type table, once, when a program starts. The text is the program's own: what a user of it can
// get wrong is refused, what the specification forbids besides is not looked for.
#include "graphql_int.h"

#include <stdlib.h>

#define SDL_TOKENS_MAX 1000000

typedef struct builder {
    cg_gql_schema *schema;
    cg_arena *arena;
    const gql_node *documents[2]; /* the prelude, and what it is made of */
    const cg_gql_binding *const *bindings;
    size_t bindings_count;
    size_t bound;
    bool unbound; /* what is defined is never executed */
    cg_err *err;
    cg_code rc; /* of the first failure */
} builder;

static void fail(builder *b, const char *what, cg_str name)
{
    if (b->rc == CG_OK)
        b->rc = CG_FAIL(b->err, CG_E_INVALID, "%s \"%.*s\"", what, CG_STR_ARG(name));
}

static void fail_field(builder *b, const char *what, cg_str type, cg_str field)
{
    if (b->rc == CG_OK)
        b->rc = CG_FAIL(b->err, CG_E_INVALID, "%s \"%.*s.%.*s\"", what, CG_STR_ARG(type),
                        CG_STR_ARG(field));
}

/* ---- names ---- */

static bool defines_type(const gql_node *node)
{
    return node->kind >= GQL_SCALAR_DEF && node->kind <= GQL_INPUT_DEF;
}

static void add_type(builder *b, const gql_node *node, bool defined)
{
    static const gql_type_kind kinds[] = {GQL_SCALAR, GQL_OBJECT, GQL_INTERFACE,
                                          GQL_UNION,  GQL_ENUM,   GQL_INPUT_OBJECT};
    cg_gql_schema *s = b->schema;
    if (gql_find_type(s, node->name) != NULL) {
        fail(b, "there are two types", node->name);
        return;
    }
    gql_type *type = cg_arena_alloc(b->arena, sizeof *type);
    *type = (gql_type){.kind = kinds[node->kind - GQL_SCALAR_DEF],
                       .defined = defined,
                       .name = node->name,
                       .description = node->description,
                       .one_of = gql_find_applied(node, "oneOf") != NULL,
                       .node = node};
    s->types[s->types_count++] = type;
    size_t slot = cg_hash64(node->name.ptr, node->name.len, 0) & (s->slots_count - 1);
    while (s->slots[slot] != 0)
        slot = (slot + 1) & (s->slots_count - 1);
    s->slots[slot] = (uint32_t)s->types_count;
}

static void declare(builder *b)
{
    cg_gql_schema *s = b->schema;
    size_t types = 0, directives = 0;
    for (size_t d = 0; d < 2; d++)
        for (const gql_node *n = b->documents[d]->items.first; n != NULL; n = n->next) {
            types += defines_type(n);
            directives += n->kind == GQL_DIRECTIVE_DEF;
        }
    s->types = cg_arena_alloc_array(b->arena, types, sizeof(gql_type *));
    s->directives = cg_arena_alloc_array(b->arena, directives, sizeof *s->directives);
    for (s->slots_count = 64; s->slots_count < 2 * types;)
        s->slots_count *= 2;
    s->slots = cg_arena_alloc_array(b->arena, s->slots_count, sizeof *s->slots);
    for (size_t d = 0; d < 2; d++)
        for (const gql_node *n = b->documents[d]->items.first; n != NULL; n = n->next) {
            if (n->extends || n->kind <= GQL_NON_NULL_TYPE)
                fail(b, "a schema cannot have the definition", n->name);
            else if (defines_type(n))
                add_type(b, n, d == 1);
        }
}

/* ---- the inside of types ---- */

static const gql_type *type_of(builder *b, const gql_node *node)
{
    const gql_type *type = gql_type_of(b->schema, node, b->arena);
    while (type == NULL && node->type != NULL)
        node = node->type;
    if (type == NULL)
        fail(b, "there is no type", node->name);
    return type;
}

static bool read_deprecation(const gql_node *node, cg_str *out_reason)
{
    const gql_node *applied = gql_find_applied(node, "deprecated");
    const gql_node *reason = applied != NULL ? gql_find_argument(applied, "reason") : NULL;
    *out_reason = reason != NULL ? reason->name : CG_STR("No longer supported");
    return applied != NULL;
}

static void build_inputs(builder *b, const gql_list *nodes, gql_input **out, size_t *out_count)
{
    gql_input *inputs = cg_arena_alloc_array(b->arena, nodes->count + 1, sizeof *inputs);
    size_t count = 0;
    for (const gql_node *n = nodes->first; n != NULL; n = n->next, count++) {
        gql_input *input = &inputs[count];
        *input = (gql_input){.name = n->name,
                             .description = n->description,
                             .type = type_of(b, n->type),
                             .fallback = n->value};
        input->deprecated = read_deprecation(n, &input->reason);
        if (input->type != NULL && !gql_is_input_type(input->type))
            fail(b, "of no type that can be given is", n->name);
    }
    *out = inputs;
    *out_count = count;
}

static uint64_t number_of(const gql_node *value, uint64_t fallback)
{
    uint64_t number = fallback;
    if (value != NULL)
        (void)cg_str_to_u64(value->name, &number);
    return number;
}

static void read_cost(const gql_node *node, gql_field_def *field)
{
    const gql_node *cost = gql_find_applied(node, "cost");
    const gql_node *size = gql_find_applied(node, "listSize");
    field->weight = cost != NULL ? number_of(gql_find_argument(cost, "weight"), 1) : 0;
    if (size == NULL)
        return;
    field->assumed_size = number_of(gql_find_argument(size, "assumedSize"), 0);
    field->slicing = gql_find_argument(size, "slicingArguments");
    field->sized = gql_find_argument(size, "sizedFields");
}

static void bind(builder *b, const gql_type *type, gql_field_def *field)
{
    if (type->kind != GQL_OBJECT)
        return;
    for (size_t i = 0; i < b->bindings_count; i++)
        for (const cg_gql_binding *t = b->bindings[i]; t->type != NULL; t++)
            if (cg_str_eq(type->name, cg_str_from(t->type)) &&
                cg_str_eq(field->name, cg_str_from(t->field))) {
                if (field->resolve != NULL)
                    fail_field(b, "bound twice is", type->name, field->name);
                field->resolve = t->resolve;
                b->bound++;
            }
    if (field->resolve == NULL && !b->unbound)
        fail_field(b, "nothing is bound to", type->name, field->name);
}

static void build_fields(builder *b, gql_type *type)
{
    type->fields =
        cg_arena_alloc_array(b->arena, type->node->items.count + 1, sizeof *type->fields);
    for (const gql_node *n = type->node->items.first; n != NULL; n = n->next) {
        gql_field_def *field = &type->fields[type->fields_count++];
        *field = (gql_field_def){
            .name = n->name, .description = n->description, .type = type_of(b, n->type)};
        field->deprecated = read_deprecation(n, &field->reason);
        build_inputs(b, &n->args, &field->args, &field->args_count);
        read_cost(n, field);
        bind(b, type, field);
    }
}

static void build_values(builder *b, gql_type *type)
{
    type->values =
        cg_arena_alloc_array(b->arena, type->node->items.count + 1, sizeof *type->values);
    for (const gql_node *n = type->node->items.first; n != NULL; n = n->next) {
        gql_enum_value *value = &type->values[type->values_count++];
        *value = (gql_enum_value){.name = n->name, .description = n->description};
        value->deprecated = read_deprecation(n, &value->reason);
    }
}

static void add_possible(builder *b, gql_type *abstract, const gql_type *object)
{
    size_t room = abstract->possible_count; /* these lists are short, and made once */
    GQL_PUSH(b->arena, abstract->possible, abstract->possible_count, room, object);
}

static void build_named(builder *b, const gql_list *nodes, const gql_type ***out, size_t *out_count)
{
    const gql_type **list = cg_arena_alloc_array(b->arena, nodes->count + 1, sizeof(gql_type *));
    size_t count = 0;
    for (const gql_node *n = nodes->first; n != NULL; n = n->next)
        list[count++] = type_of(b, n);
    *out = list;
    *out_count = count;
}

static void build_scalar(gql_type *type)
{
    static const struct {
        const char *name;
        gql_scalar scalar;
    } known[] = {{"Int", GQL_SCALAR_INT},
                 {"Float", GQL_SCALAR_FLOAT},
                 {"String", GQL_SCALAR_STRING},
                 {"Boolean", GQL_SCALAR_BOOLEAN},
                 {"ID", GQL_SCALAR_ID}};
    const gql_node *applied = gql_find_applied(type->node, "specifiedBy");
    const gql_node *url = applied != NULL ? gql_find_argument(applied, "url") : NULL;
    if (url != NULL)
        type->specified_by = url->name;
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++)
        if (cg_str_eq(type->name, cg_str_from(known[i].name)))
            type->scalar = known[i].scalar;
}

static void build_type(builder *b, gql_type *type)
{
    switch (type->kind) {
    case GQL_SCALAR: build_scalar(type); break;
    case GQL_OBJECT:
    case GQL_INTERFACE:
        build_named(b, &type->node->args, &type->interfaces, &type->interfaces_count);
        build_fields(b, type);
        break;
    case GQL_UNION:
        build_named(b, &type->node->items, &type->possible, &type->possible_count);
        break;
    case GQL_ENUM: build_values(b, type); break;
    default: build_inputs(b, &type->node->items, &type->inputs, &type->inputs_count);
    }
}

static void build_directives(builder *b)
{
    cg_gql_schema *s = b->schema;
    for (size_t d = 0; d < 2; d++)
        for (const gql_node *n = b->documents[d]->items.first; n != NULL; n = n->next) {
            if (n->kind != GQL_DIRECTIVE_DEF)
                continue;
            gql_directive_def *def = &s->directives[s->directives_count++];
            *def = (gql_directive_def){.name = n->name,
                                       .description = n->description,
                                       .locations = n->items.first,
                                       .repeatable = n->block};
            build_inputs(b, &n->args, &def->args, &def->args_count);
        }
}

/* ---- roots ---- */

static void find_roots(builder *b)
{
    static const char *const names[] = {"Query", "Mutation", "Subscription"};
    cg_gql_schema *s = b->schema;
    bool stated = false;
    for (const gql_node *n = b->documents[1]->items.first; n != NULL; n = n->next) {
        if (n->kind != GQL_SCHEMA_DEF)
            continue;
        stated = true;
        s->description = n->description;
        for (const gql_node *root = n->items.first; root != NULL; root = root->next)
            s->roots[root->operation] = type_of(b, root->type);
    }
    for (size_t i = 0; i < 3 && !stated; i++)
        s->roots[i] = gql_find_type(s, cg_str_from(names[i]));
    if (s->roots[CG_GQL_QUERY] == NULL)
        fail(b, "there is no type", CG_STR("Query"));
}

static const gql_type *wrap(builder *b, gql_type_kind kind, const gql_type *of)
{
    gql_type *type = cg_arena_alloc(b->arena, sizeof *type);
    *type = (gql_type){.kind = kind, .of = of};
    return type;
}

static cg_gql_resolve introspection_of(const char *field)
{
    for (size_t i = 0; i < gql_introspection_count; i++)
        if (gql_introspection[i].type != NULL && strcmp(gql_introspection[i].type, "") == 0 &&
            strcmp(gql_introspection[i].field, field) == 0)
            return gql_introspection[i].resolve;
    return NULL;
}

/* Fields that types have without saying so. */
static void build_meta_fields(builder *b)
{
    cg_gql_schema *s = b->schema;
    const gql_type *string = wrap(b, GQL_NON_NULL, gql_find_type(s, CG_STR("String")));
    s->typename_field = (gql_field_def){.name = CG_STR("__typename"), .type = string};
    s->schema_field =
        (gql_field_def){.name = CG_STR("__schema"),
                        .type = wrap(b, GQL_NON_NULL, gql_find_type(s, CG_STR("__Schema"))),
                        .resolve = introspection_of("__schema")};
    gql_input *name = cg_arena_alloc(b->arena, sizeof *name);
    *name = (gql_input){.name = CG_STR("name"), .type = string};
    s->type_field = (gql_field_def){.name = CG_STR("__type"),
                                    .type = gql_find_type(s, CG_STR("__Type")),
                                    .args = name,
                                    .args_count = 1,
                                    .resolve = introspection_of("__type")};
}

/* ---- all ---- */

static void check_bindings(builder *b)
{
    size_t given = 0;
    for (size_t i = 0; i < b->bindings_count; i++)
        for (const cg_gql_binding *t = b->bindings[i]; t->type != NULL; t++) {
            const gql_type *type = gql_find_type(b->schema, cg_str_from(t->type));
            if (t->type[0] == '\0')
                continue;
            given++;
            if (type == NULL || gql_find_field(b->schema, type, cg_str_from(t->field)) == NULL)
                fail_field(b, "there is no field", cg_str_from(t->type), cg_str_from(t->field));
        }
    CG_ASSERT(b->rc != CG_OK || given == b->bound);
}

static void build(builder *b)
{
    cg_gql_schema *s = b->schema;
    declare(b);
    for (size_t i = 0; i < s->types_count && b->rc == CG_OK; i++)
        build_type(b, s->types[i]);
    if (b->rc != CG_OK)
        return;
    for (size_t i = 0; i < s->types_count; i++)
        for (size_t k = 0; k < s->types[i]->interfaces_count; k++)
            if (s->types[i]->kind == GQL_OBJECT)
                add_possible(b, (gql_type *)s->types[i]->interfaces[k], s->types[i]);
    build_directives(b);
    find_roots(b);
    build_meta_fields(b);
    check_bindings(b);
}

static cg_code parse_sdl(cg_str sdl, cg_arena *arena, const gql_node **out, cg_err *err)
{
    gql_errors errors = {.arena = arena};
    cg_str copy = cg_arena_str(arena, sdl);
    *out = gql_parse(copy, SDL_TOKENS_MAX, arena, &errors);
    if (*out != NULL)
        return CG_OK;
    return CG_FAIL(err, CG_E_INVALID, "line %u, column %u of the schema: %.*s",
                   errors.first->at->line, errors.first->at->column,
                   CG_STR_ARG(errors.first->message));
}

cg_code cg_gql_schema_create(cg_str sdl, const cg_gql_binding *const *bindings,
                             size_t bindings_count, cg_gql_schema **out_schema, cg_err *err)
{
    cg_arena *arena = cg_arena_create(0);
    builder b = {.schema = cg_arena_alloc(arena, sizeof *b.schema), .arena = arena, .err = err};
    const cg_gql_binding **all =
        cg_arena_alloc_array(arena, bindings_count + 1, sizeof(cg_gql_binding *));
    for (size_t i = 0; i < bindings_count; i++)
        all[i] = bindings[i];
    all[bindings_count] = gql_introspection;
    b.unbound = bindings == NULL;
    b.bindings = all;
    b.bindings_count = bindings_count + 1;
    b.schema->arena = arena;
    b.rc = parse_sdl(cg_str_from(gql_prelude), arena, &b.documents[0], err);
    if (b.rc == CG_OK)
        b.rc = parse_sdl(sdl, arena, &b.documents[1], err);
    if (b.rc == CG_OK)
        build(&b);
    if (b.rc == CG_OK)
        *out_schema = b.schema;
    else
        cg_arena_destroy(arena);
    return b.rc;
}

void cg_gql_schema_destroy(cg_gql_schema *schema)
{
    if (schema != NULL)
        cg_arena_destroy(schema->arena);
}
