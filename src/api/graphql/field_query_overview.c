// SPDX-License-Identifier: Apache-2.0
// api: Query.overview: a map of the project within a budget of tokens.
#include "gql.h"

#define TOKENS_MAX 1000000

/* The map, a file of it or a definition, and the state that its nodes belong to. */
typedef struct part {
    const void *of;
    const gql_scope *scope;
} part;

static cg_code query_overview(cg_gql_call *call, cg_err *err)
{
    const gql_scope *scope;
    cg_arena *arena = gql_load(call);
    cg_overview *found = cg_arena_alloc(arena, sizeof *found);
    cg_whole_request ask = {.level = CG_OF_NODES,
                            .resolution = 1,
                            .verdict = -1,
                            .max_tokens = 2000,
                            .patience = gql_of(call)->patience};
    cg_code rc = gql_read_follow(call, &ask.follow, err);
    if (rc == CG_OK)
        rc = gql_read_filter(cg_gql_argument(&call->args, "filter"), call->arena, &ask.filter, err);
    if (rc == CG_OK)
        rc = gql_read_number(cg_gql_argument(&call->args, "maxTokens"), "maxTokens", 1, TOKENS_MAX,
                             &ask.max_tokens, err);
    if (rc == CG_OK)
        rc = gql_scope_of(call, &scope, err);
    if (rc != CG_OK)
        return rc;
    ask.where = scope->where;
    rc = cg_service_overview(gql_service(call), &ask, arena, found, err);
    rc = gql_loaded(call, arena, rc, err);
    if (rc != CG_OK)
        return rc;
    part *map = cg_arena_alloc(call->arena, sizeof *map);
    *map = (part){found, scope};
    call->out[0] = cg_gql_object(map);
    return CG_OK;
}

/* Parts that lie `size` bytes apart. */
static cg_gql_value parts_of(cg_arena *arena, const void *list, size_t count, size_t size,
                             const gql_scope *scope)
{
    part *parts = cg_arena_alloc_array(arena, count + 1, sizeof *parts);
    for (size_t i = 0; i < count; i++)
        parts[i] = (part){(const char *)list + i * size, scope};
    return cg_gql_objects(arena, parts, count, sizeof *parts);
}

/* ---- the map ---- */

static const cg_overview *map_of(const part *p)
{
    return p->of;
}
GQL_EACH(map_files_total, part, gql_count(map_of(o)->files_total))
GQL_EACH(map_nodes_total, part, gql_count(map_of(o)->nodes_total))
GQL_EACH(map_languages, part,
         cg_gql_objects(call->arena, map_of(o)->languages, map_of(o)->languages_count,
                        sizeof *map_of(o)->languages))
GQL_EACH(map_folders, part,
         cg_gql_objects(call->arena, map_of(o)->folders, map_of(o)->folders_count,
                        sizeof *map_of(o)->folders))
GQL_EACH(map_files, part,
         parts_of(call->arena, map_of(o)->files, map_of(o)->files_count, sizeof *map_of(o)->files,
                  o->scope))
GQL_EACH(map_tokens, part, gql_count(map_of(o)->tokens))
GQL_EACH(map_files_left_out, part, gql_count(map_of(o)->files_left_out))
GQL_EACH(map_left_out, part, gql_count(map_of(o)->left_out))
GQL_EACH(map_coverage, part, gql_coverage(&map_of(o)->coverage))
GQL_EACH(map_generation, part, gql_count(map_of(o)->generation))

GQL_EACH(language_name, cg_count, cg_gql_text(o->name))
GQL_EACH(language_files, cg_count, gql_count(o->count))

GQL_EACH(folder_path, cg_overview_folder, cg_gql_text(o->path))
GQL_EACH(folder_files, cg_overview_folder, gql_count(o->files))
GQL_EACH(folder_nodes, cg_overview_folder, gql_count(o->nodes))
GQL_EACH(folder_score, cg_overview_folder, cg_gql_float(o->score))

/* ---- a file, a definition ---- */

static const cg_overview_file *file_of(const part *p)
{
    return p->of;
}
GQL_EACH(file_path, part, cg_gql_text(file_of(o)->path))
GQL_EACH(file_language, part, gql_language(file_of(o)->lang))
GQL_EACH(file_score, part, cg_gql_float(file_of(o)->score))
GQL_EACH(file_definitions, part,
         parts_of(call->arena, file_of(o)->definitions, file_of(o)->definitions_count,
                  sizeof *file_of(o)->definitions, o->scope))

static const cg_overview_definition *definition_of(const part *p)
{
    return p->of;
}
static cg_str signature_of(const cg_node_view *node)
{
    return node->signature.len > 0 ? node->signature : node->qualified_name;
}
GQL_EACH(definition_node, part, gql_node_value(call, &definition_of(o)->node, o->scope, false))
GQL_EACH(definition_signature, part, cg_gql_text(signature_of(&definition_of(o)->node)))
GQL_EACH(definition_score, part, cg_gql_float(definition_of(o)->score))

static const cg_gql_binding bindings[] = {{"Query", "overview", query_overview},
                                          {"Overview", "filesTotal", map_files_total},
                                          {"Overview", "nodesTotal", map_nodes_total},
                                          {"Overview", "languages", map_languages},
                                          {"Overview", "folders", map_folders},
                                          {"Overview", "files", map_files},
                                          {"Overview", "tokens", map_tokens},
                                          {"Overview", "filesLeftOut", map_files_left_out},
                                          {"Overview", "leftOut", map_left_out},
                                          {"Overview", "coverage", map_coverage},
                                          {"Overview", "generation", map_generation},
                                          {"LanguageCount", "language", language_name},
                                          {"LanguageCount", "files", language_files},
                                          {"OverviewFolder", "path", folder_path},
                                          {"OverviewFolder", "files", folder_files},
                                          {"OverviewFolder", "nodes", folder_nodes},
                                          {"OverviewFolder", "score", folder_score},
                                          {"OverviewFile", "path", file_path},
                                          {"OverviewFile", "language", file_language},
                                          {"OverviewFile", "score", file_score},
                                          {"OverviewFile", "definitions", file_definitions},
                                          {"OverviewDefinition", "node", definition_node},
                                          {"OverviewDefinition", "signature", definition_signature},
                                          {"OverviewDefinition", "score", definition_score},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_query_overview = {bindings};
