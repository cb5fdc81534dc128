// SPDX-License-Identifier: Apache-2.0
// Fuzz target: documents of GraphQL, parsed, validated, measured and, when they may run, run on values made up here. A text
// that begins with '!' is a schema.
#include <stddef.h>
#include <stdint.h>

#include "cg/graphql.h"

static const char sdl[] =
    "directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION "
    "interface Named { name: String! } "
    "type A implements Named { name: String! b: B bs(first: Int = 3, in: In): [B!]! @listSize(slicingArguments: [\"first\"]) } "
    "type B implements Named { name: String! a: A any(value: Any): Any kind(of: Kind = X): Kind numbers(list: [[Int!]]): [Float!]! } "
    "union AB = A | B enum Kind { X Y } scalar Any input In { x: Int! = 1 kind: Kind in: In list: [In!] } "
    "input One @oneOf { a: Int b: String } "
    "type Query { a: A b(one: One): B ab: [AB] named: Named } type Mutation { a: A } type Subscription { a: A b: B }";

static cg_code fill(cg_gql_call *call, cg_err *err)
{
    (void)err;
    static const cg_gql_value floats[] = {{.kind = CG_GQL_FLOAT, .real = 1.5}};
    for (size_t i = 0; i < call->count; i++) {
        cg_gql_value object = cg_gql_object(call);
        object.type = i % 2 == 0 ? "A" : "B";
        if (cg_str_eq(call->field, CG_STR("name")))
            call->out[i] = i % 3 == 2 ? (cg_gql_value){0} : cg_gql_text(call->type);
        else if (cg_str_eq(call->field, CG_STR("numbers")))
            call->out[i] = cg_gql_list(floats, 1);
        else if (cg_str_eq(call->field, CG_STR("any")) || cg_str_eq(call->field, CG_STR("kind")))
            call->out[i] = call->args.count > 0 ? call->args.list[0].value : (cg_gql_value){0};
        else if (cg_str_eq(call->field, CG_STR("bs")) || cg_str_eq(call->field, CG_STR("ab"))) {
            cg_gql_value *two = cg_arena_alloc_array(call->arena, 2, sizeof *two);
            two[0] = two[1] = object;
            two[1].type = "A";
            call->out[i] = cg_gql_list(two, 2);
        } else {
            call->out[i] = object;
        }
    }
    return CG_OK;
}

static const cg_gql_binding bindings[] = {{"A", "name", fill},
                                          {"A", "b", fill},
                                          {"A", "bs", fill},
                                          {"B", "name", fill},
                                          {"B", "a", fill},
                                          {"B", "any", fill},
                                          {"B", "kind", fill},
                                          {"B", "numbers", fill},
                                          {"Query", "a", fill},
                                          {"Query", "b", fill},
                                          {"Query", "ab", fill},
                                          {"Query", "named", fill},
                                          {"Mutation", "a", fill},
                                          {"Subscription", "a", fill},
                                          {"Subscription", "b", fill},
                                          {NULL, NULL, NULL}};

/* Every answer is JSON, and says what is wrong where nothing was run. */
static void check_json(const cg_buf *out)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_json_limits limits = {.depth_max = CG_JSON_DEPTH_CAP};
    cg_err err = {0};
    cg_code rc = cg_json_parse(cg_buf_str(out), &limits, &doc, &err);
    CG_ASSERT(rc == CG_OK || rc == CG_E_LIMIT);
}

static void ask(const cg_gql_schema *schema, cg_str text)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO(cg_arena) run = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) out = {0};
    const cg_gql_limits limits = {.cost_max = 10000};
    const cg_gql_request request = {.query = text};
    const cg_gql_run_options options = {.root = schema, .memory_max = 16u << 20};
    cg_gql_operation *operation = cg_gql_prepare(schema, &request, &limits, arena);
    if (!cg_gql_is_runnable(operation)) {
        cg_gql_write_errors(operation, &out);
        check_json(&out);
        return;
    }
    CG_ASSERT(cg_gql_cost_of(operation) <= 10000);
    cg_code rc = cg_gql_run(operation, &options, run, &out, NULL);
    CG_ASSERT(rc == CG_OK || rc == CG_E_LIMIT);
    if (rc == CG_OK)
        check_json(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cg_gql_schema *schema;
    static const cg_gql_binding *const tables[] = {bindings};
    cg_str text = cg_str_make((const char *)data, size);
    if (!cg_utf8_valid(text)) /* whoever reads it has refused it before */
        return 0;
    if (schema == NULL)
        CG_ASSERT(cg_gql_schema_create(CG_STR(sdl), tables, 1, &schema, NULL) == CG_OK);
    if (cg_str_starts(text, CG_STR("!"))) {
        CG_AUTO(cg_gql_schema) other = NULL;
        cg_err err = {0};
        if (cg_gql_schema_create(cg_str_slice(text, 1, text.len), NULL, 0, &other, &err) == CG_OK)
            ask(other, CG_STR("{ __schema { types { name } } }"));
        return 0;
    }
    ask(schema, text);
    return 0;
}
