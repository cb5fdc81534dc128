// SPDX-License-Identifier: Apache-2.0
// gql_check SCHEMA.graphql: reads {"query", "variables"?} a line, and says what is wrong with each: {"errors": […]}, as it
// would be answered; {} when nothing is. differential.mjs compares this with what graphql-js says.
#include <stdio.h>
#include <stdlib.h>

#include "cg/graphql.h"

static int check(const cg_gql_schema *schema, cg_str line)
{
    CG_AUTO(cg_json) doc = NULL;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(cg_buf) out = {0};
    cg_gql_request request = {0};
    cg_err err = {0};
    const cg_gql_limits limits = {.tokens_max = 1000000,
                                  .depth_max = CG_GQL_DEPTH_CAP,
                                  .aliases_max = 1000000,
                                  .cost_max = UINT64_MAX};
    cg_code rc = cg_json_parse(line, NULL, &doc, &err);
    if (rc == CG_OK)
        rc = cg_json_get_str(cg_json_root(doc), "query", &request.query, CG_JSON_REQUIRED, &err);
    if (rc != CG_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    request.variables = cg_json_get(cg_json_root(doc), "variables");
    cg_gql_operation *operation = cg_gql_prepare(schema, &request, &limits, arena);
    if (cg_gql_is_runnable(operation))
        cg_buf_add_str(&out, CG_STR("{}"));
    else
        cg_gql_write_errors(operation, &out);
    (void)printf("%.*s\n", (int)out.len, out.ptr);
    (void)fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    CG_AUTO_VALUE(cg_buf) sdl = {0};
    CG_AUTO(cg_gql_schema) schema = NULL;
    cg_err err = {0};
    char *line = NULL;
    size_t room = 0;
    int rc = 0;
    if (argc != 2 || cg_file_read(argv[1], 1 << 20, &sdl, &err) != CG_OK ||
        cg_gql_schema_create(cg_buf_str(&sdl), NULL, 0, &schema, &err) != CG_OK) {
        (void)fprintf(stderr, "gql_check: %s\n", argc == 2 ? err.text : "one schema is needed");
        return 2;
    }
    for (ssize_t len; rc == 0 && (len = getline(&line, &room, stdin)) > 0;)
        rc = check(schema, cg_str_make(line, (size_t)len));
    free(line);
    return rc;
}
