// SPDX-License-Identifier: Apache-2.0
// api, private: merges, picks and reverts: the bodies that ask for them, and what became of them.
#ifndef CG_API_REST_MERGE_H
#define CG_API_REST_MERGE_H

#include "rest_version.h"

#define CG_REST_MERGE_ID                                                                           \
    {                                                                                              \
        .name = "id", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .min = 1,          \
        .max = 64, .help = "Id of the merge.", .example = "0b0e4b52-7d5c-4a63-9d3f-6a6b6c0f8a11"   \
    }
/** What all three answer with. */
#define CG_REST_MERGE_ANSWERS                                                                      \
    {200, "It is done, or there was nothing to do.", {{"application/json", "Merge", NULL, NULL}}}, \
        {201,                                                                                      \
         "There are conflicts: nothing was changed, and the merge, in Location, is kept until it " \
         "is resolved or abandoned.",                                                              \
         {{"application/json", "Merge", NULL, NULL}}},                                             \
    {                                                                                              \
        0                                                                                          \
    }

/** Decodes strategy, message, author and, where they are `known`, the member `source_key`, branch and
 *  always_commit; borrows from the body. */
CG_MUST_USE cg_code cg_rest_decode_merge(cg_json_value root, const char *source_key,
                                         bool has_branch, cg_merge_request *out, cg_err *err);
/** Arrays in the arena; borrows from the body. */
CG_MUST_USE cg_code cg_rest_decode_resolve(const cg_json *doc, cg_arena *arena,
                                           cg_merge_resolve_request *out, cg_err *err);
CG_MUST_USE cg_code cg_rest_merge_id(const cg_request *req, cg_id *out_id, cg_err *err);
void cg_rest_write_merge(cg_json_writer *w, const cg_merge_view *merge);
/** The reply is the merge; a new one that waits is in Location. */
void cg_rest_reply_merge(cg_reply *reply, const cg_merge_view *merge);
void cg_rest_reply_new_merge(cg_reply *reply, const cg_merge_view *merge);
/** What is said of the source or the branch is said of members of the body. */
cg_code cg_rest_merge_error(cg_code rc, const char *source_pointer, const char *branch_pointer,
                            cg_err *err);

#endif
