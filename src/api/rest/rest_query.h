// SPDX-License-Identifier: Apache-2.0
// api, private: queries in Cypher as JSON: what all doors to them share.
#ifndef CG_API_REST_QUERY_H
#define CG_API_REST_QUERY_H

#include "rest.h"

#define CG_REST_PARAMS_DEPTH_MAX 32

/** Decodes the body of POST /query over what `request` holds already. The query is borrowed from `doc`, parameters live
 *  in the arena. */
CG_MUST_USE cg_code cg_rest_decode_query(const cg_json *doc, cg_arena *arena,
                                         cg_query_request *request, cg_err *err);
/** Decodes the values of $name, an object, likewise. */
CG_MUST_USE cg_code cg_rest_decode_query_params(cg_json_value params, cg_arena *arena,
                                                cg_query_request *request, cg_err *err);
/** One value of a row. Rewinds the arena. */
CG_MUST_USE cg_code cg_rest_write_query_value(cg_json_writer *w, cg_running_query *query,
                                              const cg_cypher_value *value, cg_arena *arena,
                                              cg_err *err);
/** A row: an array of its values. */
CG_MUST_USE cg_code cg_rest_write_query_row(cg_json_writer *w, cg_running_query *query,
                                            const cg_cypher_value *row, cg_arena *arena,
                                            cg_err *err);
/** The members columns and warnings; then plan, which is null of a query that was run alone. */
void cg_rest_put_query_columns(cg_json_writer *w, cg_running_query *query);
void cg_rest_put_query_plan(cg_json_writer *w, cg_running_query *query);

#endif
