// SPDX-License-Identifier: Apache-2.0
// api, private: the resolvers of one file of fields, field_<x>.c, which the build gathers.
#ifndef CG_API_GRAPHQL_FIELDS_H
#define CG_API_GRAPHQL_FIELDS_H

#include "cg/graphql.h"

typedef struct cg_gql_fields {
    const cg_gql_binding *bindings;
} cg_gql_fields;

extern const cg_gql_fields *const cg_gql_field_files[];
extern const size_t cg_gql_field_files_count;

#endif
