// SPDX-License-Identifier: Apache-2.0
// api, private: the types, *.graphql, and the page, *.html, beside this file, compiled in.
#ifndef CG_API_GRAPHQL_SOURCES_H
#define CG_API_GRAPHQL_SOURCES_H

#include "rest/schemas.h"

extern const cg_embedded cg_gql_sources[];
extern const size_t cg_gql_sources_count;
extern const cg_embedded cg_gql_pages[];
extern const size_t cg_gql_pages_count;

#endif
