// SPDX-License-Identifier: Apache-2.0
// api, private: what mutations of GraphQL share.
#ifndef CG_API_GQL_WRITE_H
#define CG_API_GQL_WRITE_H

#include "gql.h"

typedef struct gql_target {
    cg_str project;
    cg_commit_to to;
} gql_target;
/** The argument "to", with the request's project and transaction where it does not say. */
CG_MUST_USE cg_code gql_read_target(cg_gql_call *call, gql_target *out, cg_err *err);
/** The generation that a write has made: later reads of the request see it. */
void gql_note_written(cg_gql_call *call, uint64_t generation);

cg_gql_value gql_task_state(cg_task_state state);

#endif
