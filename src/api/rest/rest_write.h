// SPDX-License-Identifier: Apache-2.0
// api, private: what the routes that write share.
#ifndef CG_API_REST_WRITE_H
#define CG_API_REST_WRITE_H

#include "rest.h"

#define CG_REST_IF_MATCH                                                                           \
    {                                                                                              \
        .name = "If-Match", .in = CG_IN_HEADER, .type = CG_PARAM_STR, .max = 1000,                 \
        .help = "ETags of earlier replies, or *: the write is refused with 412 when what it is "   \
                "about, or its metadata, was changed after them.",                                 \
        .example = "W/\"12-00c0ffee00c0ffee\""                                                     \
    }
/** The parameters of a write besides its subject. */
#define CG_REST_WRITE_PARAMS                                                                       \
    CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_BRANCH, CG_REST_MESSAGE, CG_REST_AUTHOR,         \
        CG_REST_IF_MATCH,                                                                          \
    {                                                                                              \
        0                                                                                          \
    }
#define CG_REST_EDGE_ID                                                                            \
    {                                                                                              \
        .name = "id", .in = CG_IN_PATH, .type = CG_PARAM_STR, .required = true, .min = 1,          \
        .max = 64, .help = "Id of the relationship.",                                              \
        .example = "0b0e4b52-7d5c-0263-9d3f-6a6b6c0f8a11"                                          \
    }

/* ---- rest_metadata.c ---- */

/** Makes metadata what `value` says, an object: `merge`: by RFC 7396, with null for no metadata; else
 *  all of it, and without `value` none. Borrows from the document. Errors: CG_E_INVALID. */
CG_MUST_USE cg_code cg_rest_decode_metadata(cg_json_value value, bool merge, cg_arena *arena,
                                            cg_metadata_change *out_change, cg_err *err);
/** Metadata as a member; {} when there is none. */
void cg_rest_put_metadata(cg_json_writer *w, cg_str json);

/* ---- rest_write.c ---- */

/** Decodes a node or a relationship, as much of it as the verb takes, into `write`. */
CG_MUST_USE cg_code cg_rest_decode_node(cg_json_value object, cg_arena *arena, cg_write *write,
                                        cg_err *err);
CG_MUST_USE cg_code cg_rest_decode_edge(cg_json_value object, cg_arena *arena, cg_write *write,
                                        cg_err *err);
/** Parses the body as JSON. */
CG_MUST_USE cg_code cg_rest_read_json(cg_request *req, cg_json **out_doc, cg_err *err);
/** Does one write, with the subject of the path and If-Match if the verb has them, and answers it. */
CG_MUST_USE cg_code cg_rest_reply_write(cg_request *req, cg_reply *reply, cg_write *write,
                                        cg_err *err);
/** The same for a node that the body describes. */
CG_MUST_USE cg_code cg_rest_reply_node_write(cg_request *req, cg_reply *reply, cg_write_verb verb,
                                             cg_err *err);
/** The members of a result that succeeded, inside an object. */
void cg_rest_put_write_result(cg_json_writer *w, const cg_write_result *result);

/* ---- rest_batch.c ---- */

/** Decodes the body of POST /batch; arrays in the arena, texts borrowed from `doc`. */
CG_MUST_USE cg_code cg_rest_decode_batch(const cg_json *doc, cg_arena *arena,
                                         cg_write_request *out_request, cg_err *err);

#endif
