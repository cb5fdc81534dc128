// SPDX-License-Identifier: Apache-2.0
// api, private: versions, branches and tags: parameters and the JSON forms.
#ifndef CG_API_REST_VERSION_H
#define CG_API_REST_VERSION_H

#include "rest_write.h"

#define CG_REST_VERSION_ID                                                                         \
    {                                                                                              \
        .name = "id", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .greedy = true,    \
        .min = 1, .max = CG_REST_REF_MAX,                                                          \
        .help = "Id of a version or a beginning of it, or any other ref.", .example = "main"       \
    }
#define CG_REST_BRANCH_NAME                                                                        \
    {                                                                                              \
        .name = "name", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .greedy = true,  \
        .min = 1, .max = 200, .help = "Name of the branch.", .example = "main"                     \
    }
#define CG_REST_TAG_NAME                                                                           \
    {                                                                                              \
        .name = "name", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .greedy = true,  \
        .min = 1, .max = 200, .help = "Name of the tag.", .example = "v1.0"                        \
    }

/** One object each; the key, if any, was written. */
void cg_rest_write_version(cg_json_writer *w, const cg_version_view *version);
void cg_rest_write_branch(cg_json_writer *w, const cg_branch_view *branch);
void cg_rest_write_tag(cg_json_writer *w, const cg_tag_view *tag);
/** If-Match of a branch: the generation that it must be at. */
CG_MUST_USE cg_code cg_rest_branch_match(const cg_request *req, bool *out_given,
                                         uint64_t *out_generation, cg_err *err);
/** The reply is the branch, with its generation as its ETag. */
void cg_rest_reply_branch(cg_reply *reply, const cg_branch_view *branch);

#endif
