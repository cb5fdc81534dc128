// SPDX-License-Identifier: Apache-2.0
// What routes about vectors share: how neighbours are asked for, and how they are told.
#ifndef CG_API_REST_VECTOR_H
#define CG_API_REST_VECTOR_H

#include "rest.h"

#define CG_REST_K                                                                                  \
    {                                                                                              \
        .name = "k", .type = CG_PARAM_UINT, .min = 1, .max = CG_NEAR_MAX, .fallback = "10",        \
        .help = "Neighbours."                                                                      \
    }
#define CG_REST_THRESHOLD                                                                          \
    {                                                                                              \
        .name = "threshold", .type = CG_PARAM_NUMBER, .min = -1, .max = 1, .help = "Least cosine." \
    }
#define CG_REST_EXACT                                                                              \
    {                                                                                              \
        .name = "exact", .type = CG_PARAM_BOOL, .fallback = "false",                               \
        .help = "Compare all, whatever index there is."                                            \
    }
/** How neighbours are looked for, by parameters. */
#define CG_REST_NEAR                                                                               \
    CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, CG_REST_K, CG_REST_THRESHOLD,               \
        CG_REST_EXACT, CG_REST_KIND, CG_REST_LANGUAGE, CG_REST_PATH

/** Reads CG_REST_NEAR; what is asked about is the caller's. */
void cg_rest_read_near(cg_request *req, cg_near_request *out);
/** Reads what a body says over it: k, threshold, exact, kind, language, path. */
CG_MUST_USE cg_code cg_rest_decode_near(cg_json_value root, cg_arena *arena, cg_near_request *near,
                                        cg_err *err);
/** One of vector, text and node; the texts are the document's. */
CG_MUST_USE cg_code cg_rest_decode_near_query(cg_json_value value, cg_arena *arena,
                                              cg_near_query *out, cg_err *err);
/** Little-endian floats of a body, in place or copied. CG_E_INVALID. */
CG_MUST_USE cg_code cg_rest_read_floats(cg_request *req, const float **out_floats,
                                        size_t *out_count, cg_err *err);
typedef enum cg_rest_near_form {
    CG_REST_NEAR_PAGE,  /* the neighbours of the first query */
    CG_REST_NEAR_LINES, /* the same, as lines where Accept prefers them */
    CG_REST_NEAR_BATCH, /* those of all */
} cg_rest_near_form;
/** Asks, and answers. */
cg_code cg_rest_reply_near(cg_request *req, cg_reply *reply, cg_near_request *near,
                           cg_rest_near_form form, cg_err *err);
bool cg_rest_is_octets(const cg_request *req); /* the body is application/octet-stream */
void cg_rest_write_index_params(cg_json_writer *w, const char *key, const cg_index_params *params);
/** The member "segments". */
void cg_rest_put_segments(cg_json_writer *w, const cg_index_segment *segments, size_t count);

#endif
