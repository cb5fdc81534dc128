// SPDX-License-Identifier: Apache-2.0
// api: reading a request of GraphQL, and running it.
#include "request.h"

cg_code gql_read_request(cg_json_value root, cg_gql_request *out, cg_err *err)
{
    cg_json_value extensions;
    *out = (cg_gql_request){0};
    if (cg_json_type_of(root) == CG_JSON_ARRAY)
        return CG_FAIL(
            err, CG_E_INVALID,
            "requests are answered one by one: a batch is several fields of one operation");
    cg_code rc = cg_json_get_str(root, "query", &out->query, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_str(root, "operationName", &out->operation_name, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_object(root, "variables", &out->variables, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_object(root, "extensions", &extensions, CG_JSON_OPTIONAL, err);
    return rc;
}

/* Which generation was read or written, and which event it was about. */
static cg_str extend(void *user, cg_arena *arena)
{
    const gql_context *c = user;
    CG_AUTO_VALUE(cg_buf) text = {0};
    if (c->event != NULL && c->event->id.len > 0)
        cg_buf_printf(&text, "\"eventId\":\"%.*s\"", CG_STR_ARG(c->event->id));
    if (c->generation != 0 && !c->generations_differ)
        cg_buf_printf(&text, "%s\"generation\":%" PRIu64, text.len > 0 ? "," : "", c->generation);
    return cg_arena_str(arena, cg_buf_str(&text));
}

cg_code gql_run_context(gql_context *context, const cg_gql_operation *operation, cg_buf *out,
                        cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    const cg_gql_run_options options = {.user = context,
                                        .root = context,
                                        .patience = context->patience,
                                        .memory_max = context->api->graphql_memory_max,
                                        .extend = extend};
    return cg_gql_run(operation, &options, arena, out, err);
}

cg_code gql_run(const gql_asker *asker, const cg_gql_operation *operation, cg_buf *out,
                uint64_t *out_generation, cg_err *err)
{
    gql_context context = {.api = asker->api,
                           .defaults = asker->defaults,
                           .patience = asker->patience,
                           .hurried = asker->hurried};
    cg_code rc = gql_run_context(&context, operation, out, err);
    if (out_generation != NULL)
        *out_generation = context.generations_differ ? 0 : context.generation;
    return rc;
}
