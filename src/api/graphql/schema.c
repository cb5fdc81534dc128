// SPDX-License-Identifier: Apache-2.0
// api: the types of /graphql, put together of what is written in *.graphql and of the tables of kinds.
#include "gql.h"

#include "graphql/sources.h"

void cg_api_write_graphql(cg_buf *out)
{
    for (size_t i = 0; i < cg_gql_sources_count; i++)
        cg_buf_add(out, cg_gql_sources[i].text, cg_gql_sources[i].len);
    gql_write_enums(out);
}

cg_code cg_api_create_graphql(cg_gql_schema **out_schema, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) sdl = {0};
    const cg_gql_binding **bindings =
        cg_alloc_array(cg_gql_field_files_count, sizeof(cg_gql_binding *));
    for (size_t i = 0; i < cg_gql_field_files_count; i++)
        bindings[i] = cg_gql_field_files[i]->bindings;
    cg_api_write_graphql(&sdl);
    cg_code rc =
        cg_gql_schema_create(cg_buf_str(&sdl), bindings, cg_gql_field_files_count, out_schema, err);
    cg_free(bindings);
    return rc;
}
