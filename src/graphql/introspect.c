// SPDX-License-Identifier: Apache-2.0
// graphql: the types about types, answered from the type table itself.
#include "graphql_int.h"

static cg_gql_value text_or_null(cg_str text)
{
    return text.ptr != NULL ? cg_gql_text(text) : (cg_gql_value){.kind = CG_GQL_NULL};
}

static bool with_deprecated(const cg_gql_call *call)
{
    const cg_gql_value *value = cg_gql_argument(&call->args, "includeDeprecated");
    return value != NULL && value->kind == CG_GQL_BOOL && value->flag;
}

/* A resolver of one field whose value follows from one object. */
#define EACH(name, object_type, value_of)                                                          \
    static cg_code name(cg_gql_call *call, cg_err *err)                                            \
    {                                                                                              \
        (void)err;                                                                                 \
        for (size_t i = 0; i < call->count; i++) {                                                 \
            const object_type *o = call->objects[i];                                               \
            call->out[i] = (value_of);                                                             \
        }                                                                                          \
        return CG_OK;                                                                              \
    }

/* Pointers as objects. */
static cg_gql_value list_types(cg_arena *arena, const gql_type *const *types, size_t count)
{
    cg_gql_value *items = cg_arena_alloc_array(arena, count + 1, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = cg_gql_object(types[i]);
    return cg_gql_list(items, count);
}

/* ---- the schema ---- */

static cg_code root_schema(cg_gql_call *call, cg_err *err)
{
    (void)err;
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = cg_gql_object(gql_operation_of(call)->schema);
    return CG_OK;
}

static cg_code root_type(cg_gql_call *call, cg_err *err)
{
    (void)err;
    const cg_gql_value *name = cg_gql_argument(&call->args, "name");
    for (size_t i = 0; i < call->count; i++)
        call->out[i] = cg_gql_object(gql_find_type(gql_operation_of(call)->schema, name->text));
    return CG_OK;
}

EACH(schema_description, cg_gql_schema, text_or_null(o->description))
EACH(schema_types, cg_gql_schema,
     list_types(call->arena, (const gql_type *const *)o->types, o->types_count))
EACH(schema_query, cg_gql_schema, cg_gql_object(o->roots[CG_GQL_QUERY]))
EACH(schema_mutation, cg_gql_schema, cg_gql_object(o->roots[CG_GQL_MUTATION]))
EACH(schema_subscription, cg_gql_schema, cg_gql_object(o->roots[CG_GQL_SUBSCRIPTION]))
EACH(schema_directives, cg_gql_schema,
     cg_gql_objects(call->arena, o->directives, o->directives_count, sizeof *o->directives))

/* ---- types ---- */

static const char *const kind_names[] = {"SCALAR", "OBJECT",       "INTERFACE", "UNION",
                                         "ENUM",   "INPUT_OBJECT", "LIST",      "NON_NULL"};

static cg_gql_value list_inputs(const cg_gql_call *call, const gql_input *inputs, size_t count)
{
    cg_gql_value *items = cg_arena_alloc_array(call->arena, count + 1, sizeof *items);
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
        if (!inputs[i].deprecated || with_deprecated(call))
            items[used++] = cg_gql_object(&inputs[i]);
    return cg_gql_list(items, used);
}

static cg_gql_value list_fields(const cg_gql_call *call, const gql_type *type)
{
    cg_gql_value *items = cg_arena_alloc_array(call->arena, type->fields_count + 1, sizeof *items);
    size_t used = 0;
    if (type->kind != GQL_OBJECT && type->kind != GQL_INTERFACE)
        return (cg_gql_value){.kind = CG_GQL_NULL};
    for (size_t i = 0; i < type->fields_count; i++)
        if (!type->fields[i].deprecated || with_deprecated(call))
            items[used++] = cg_gql_object(&type->fields[i]);
    return cg_gql_list(items, used);
}

static cg_gql_value list_values(const cg_gql_call *call, const gql_type *type)
{
    cg_gql_value *items = cg_arena_alloc_array(call->arena, type->values_count + 1, sizeof *items);
    size_t used = 0;
    if (type->kind != GQL_ENUM)
        return (cg_gql_value){.kind = CG_GQL_NULL};
    for (size_t i = 0; i < type->values_count; i++)
        if (!type->values[i].deprecated || with_deprecated(call))
            items[used++] = cg_gql_object(&type->values[i]);
    return cg_gql_list(items, used);
}

static cg_gql_value null_unless(bool condition, cg_gql_value value)
{
    return condition ? value : (cg_gql_value){.kind = CG_GQL_NULL};
}

EACH(type_kind, gql_type, cg_gql_text(cg_str_from(kind_names[o->kind])))
EACH(type_name, gql_type, text_or_null(o->name))
EACH(type_description, gql_type, text_or_null(o->description))
EACH(type_specified_by, gql_type, text_or_null(o->specified_by))
EACH(type_fields, gql_type, list_fields(call, o))
EACH(type_interfaces, gql_type,
     null_unless(o->kind == GQL_OBJECT || o->kind == GQL_INTERFACE,
                 list_types(call->arena, o->interfaces, o->interfaces_count)))
EACH(type_possible, gql_type,
     null_unless(o->kind == GQL_UNION || o->kind == GQL_INTERFACE,
                 list_types(call->arena, o->possible, o->possible_count)))
EACH(type_values, gql_type, list_values(call, o))
EACH(type_inputs, gql_type,
     null_unless(o->kind == GQL_INPUT_OBJECT, list_inputs(call, o->inputs, o->inputs_count)))
EACH(type_of, gql_type, cg_gql_object(o->of))
EACH(type_one_of, gql_type, null_unless(o->kind == GQL_INPUT_OBJECT, cg_gql_bool(o->one_of)))

/* ---- fields, inputs, values, directives ---- */

EACH(field_name, gql_field_def, cg_gql_text(o->name))
EACH(field_description, gql_field_def, text_or_null(o->description))
EACH(field_args, gql_field_def, list_inputs(call, o->args, o->args_count))
EACH(field_type, gql_field_def, cg_gql_object(o->type))
EACH(field_deprecated, gql_field_def, cg_gql_bool(o->deprecated))
EACH(field_reason, gql_field_def, null_unless(o->deprecated, cg_gql_text(o->reason)))

static cg_gql_value fallback_text(cg_arena *arena, const gql_input *input)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (input->fallback == NULL)
        return (cg_gql_value){.kind = CG_GQL_NULL};
    gql_print_value(input->fallback, &text);
    return cg_gql_text(cg_arena_str(arena, cg_buf_str(&text)));
}

EACH(input_name, gql_input, cg_gql_text(o->name))
EACH(input_description, gql_input, text_or_null(o->description))
EACH(input_type, gql_input, cg_gql_object(o->type))
EACH(input_fallback, gql_input, fallback_text(call->arena, o))
EACH(input_deprecated, gql_input, cg_gql_bool(o->deprecated))
EACH(input_reason, gql_input, null_unless(o->deprecated, cg_gql_text(o->reason)))

EACH(value_name, gql_enum_value, cg_gql_text(o->name))
EACH(value_description, gql_enum_value, text_or_null(o->description))
EACH(value_deprecated, gql_enum_value, cg_gql_bool(o->deprecated))
EACH(value_reason, gql_enum_value, null_unless(o->deprecated, cg_gql_text(o->reason)))

static cg_gql_value list_locations(cg_arena *arena, const gql_directive_def *def)
{
    size_t count = 0;
    for (const gql_node *n = def->locations; n != NULL; n = n->next)
        count++;
    cg_gql_value *items = cg_arena_alloc_array(arena, count + 1, sizeof *items);
    count = 0;
    for (const gql_node *n = def->locations; n != NULL; n = n->next)
        items[count++] = cg_gql_text(n->name);
    return cg_gql_list(items, count);
}

EACH(directive_name, gql_directive_def, cg_gql_text(o->name))
EACH(directive_description, gql_directive_def, text_or_null(o->description))
EACH(directive_repeatable, gql_directive_def, cg_gql_bool(o->repeatable))
EACH(directive_locations, gql_directive_def, list_locations(call->arena, o))
EACH(directive_args, gql_directive_def, list_inputs(call, o->args, o->args_count))

/* Those of type "" belong to the query, which has no name that is known here. */
const cg_gql_binding gql_introspection[] = {{"", "__schema", root_schema},
                                            {"", "__type", root_type},
                                            {"__Schema", "description", schema_description},
                                            {"__Schema", "types", schema_types},
                                            {"__Schema", "queryType", schema_query},
                                            {"__Schema", "mutationType", schema_mutation},
                                            {"__Schema", "subscriptionType", schema_subscription},
                                            {"__Schema", "directives", schema_directives},
                                            {"__Type", "kind", type_kind},
                                            {"__Type", "name", type_name},
                                            {"__Type", "description", type_description},
                                            {"__Type", "specifiedByURL", type_specified_by},
                                            {"__Type", "fields", type_fields},
                                            {"__Type", "interfaces", type_interfaces},
                                            {"__Type", "possibleTypes", type_possible},
                                            {"__Type", "enumValues", type_values},
                                            {"__Type", "inputFields", type_inputs},
                                            {"__Type", "ofType", type_of},
                                            {"__Type", "isOneOf", type_one_of},
                                            {"__Field", "name", field_name},
                                            {"__Field", "description", field_description},
                                            {"__Field", "args", field_args},
                                            {"__Field", "type", field_type},
                                            {"__Field", "isDeprecated", field_deprecated},
                                            {"__Field", "deprecationReason", field_reason},
                                            {"__InputValue", "name", input_name},
                                            {"__InputValue", "description", input_description},
                                            {"__InputValue", "type", input_type},
                                            {"__InputValue", "defaultValue", input_fallback},
                                            {"__InputValue", "isDeprecated", input_deprecated},
                                            {"__InputValue", "deprecationReason", input_reason},
                                            {"__EnumValue", "name", value_name},
                                            {"__EnumValue", "description", value_description},
                                            {"__EnumValue", "isDeprecated", value_deprecated},
                                            {"__EnumValue", "deprecationReason", value_reason},
                                            {"__Directive", "name", directive_name},
                                            {"__Directive", "description", directive_description},
                                            {"__Directive", "isRepeatable", directive_repeatable},
                                            {"__Directive", "locations", directive_locations},
                                            {"__Directive", "args", directive_args},
                                            {NULL, NULL, NULL}};
const size_t gql_introspection_count = CG_ARRAY_LEN(gql_introspection);
