// SPDX-License-Identifier: Apache-2.0
// graphql: from a request to an operation that can run, or to what is wrong with it.
#include "graphql_int.h"

#define TOKENS_DEFAULT 10000

static const gql_node *choose(cg_gql_operation *o, cg_str name)
{
    const gql_node *found = NULL;
    size_t count = 0;
    for (const gql_node *n = o->document->items.first; n != NULL; n = n->next) {
        if (n->kind != GQL_OPERATION)
            continue;
        count++;
        if (name.ptr == NULL || (n->name.ptr != NULL && cg_str_eq(n->name, name)))
            found = n;
    }
    if (name.ptr == NULL && count > 1) {
        (void)gql_error_add(&o->errors, "unknown_operation", NULL, 0,
                            "The document has several operations: say which.");
        return NULL;
    }
    if (found == NULL)
        (void)gql_error_add(&o->errors, "unknown_operation", NULL, 0,
                            "The document has no operation%s%.*s%s.", name.len > 0 ? " \"" : "",
                            CG_STR_ARG(cg_utf8_truncate(name, 100)), name.len > 0 ? "\"" : "");
    return found;
}

cg_gql_operation *cg_gql_prepare(const cg_gql_schema *schema, const cg_gql_request *request,
                                 const cg_gql_limits *limits, cg_arena *arena)
{
    cg_gql_operation *o = cg_arena_alloc(arena, sizeof *o);
    size_t tokens = limits->tokens_max != 0 ? limits->tokens_max : TOKENS_DEFAULT;
    *o = (cg_gql_operation){.schema = schema, .errors = {.arena = arena}};
    o->document = gql_parse(cg_arena_str(arena, request->query), tokens, arena, &o->errors);
    if (o->document != NULL) {
        CG_AUTO(cg_arena) scratch = cg_arena_create(0); /* an operation may be kept for long */
        gql_validate(schema, o->document, scratch, &o->errors);
    }
    if (o->errors.count == 0)
        o->operation = choose(o, request->operation_name);
    if (o->operation == NULL)
        return o;
    if (schema->roots[o->operation->operation] == NULL) {
        (void)gql_error_add(&o->errors, "unknown_operation", &o->operation->at, 1,
                            "The schema has no operations of this kind.");
        return o;
    }
    gql_coerce_variables(o, request->variables, arena);
    if (o->errors.count == 0)
        (void)gql_check_limits(o, limits);
    return o;
}

bool cg_gql_is_runnable(const cg_gql_operation *operation)
{
    return operation->errors.count == 0;
}

cg_gql_operation_kind cg_gql_kind_of(const cg_gql_operation *operation)
{
    return operation->operation != NULL ? (cg_gql_operation_kind)operation->operation->operation
                                        : CG_GQL_QUERY;
}

uint64_t cg_gql_cost_of(const cg_gql_operation *operation)
{
    return operation->cost;
}

cg_code cg_gql_root_field(const cg_gql_operation *o, cg_arena *arena, cg_str *out_field,
                          cg_gql_arguments *out_args, cg_err *err)
{
    gql_groups groups;
    const gql_type *root = o->schema->roots[o->operation->operation];
    gql_variables variables = {o->variables, o->variables_count};
    cg_code rc = gql_collect(o, root, &o->operation, 1, arena, &groups, err);
    if (rc == CG_OK && groups.count != 1)
        rc = CG_FAIL(err, CG_E_INVALID, "A subscription must select exactly one field.");
    if (rc != CG_OK)
        return rc;
    const gql_node *field = groups.first->fields[0];
    const gql_field_def *def = gql_find_field(o->schema, root, field->name);
    *out_field = field->name;
    return gql_coerce_arguments(def->args, def->args_count, field, variables, arena, out_args, err);
}

void cg_gql_write_error_list(const cg_gql_operation *operation, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    gql_errors_write(&operation->errors, &w);
}

void cg_gql_write_errors(const cg_gql_operation *operation, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_write_key(&w, CG_STR("errors"));
    gql_errors_write(&operation->errors, &w);
    cg_json_end_object(&w);
}

void cg_gql_write_failure(const cg_err *err, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_array(&w, "errors");
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "message", cg_str_from(err->text));
    cg_json_put_object(&w, "extensions");
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
}
