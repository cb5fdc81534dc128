// SPDX-License-Identifier: Apache-2.0
// service: queries in Cypher over the graph of a project: labels are kinds of nodes (Function, EnumMember), types are
// kinds of relationships (CALLS, TYPE_OF), properties are called as the members of nodes and relationships are elsewhere.
#ifndef CG_SERVICE_QUERY_H
#define CG_SERVICE_QUERY_H

#include "cg/cypher.h"
#include "cg/service_graph.h"

typedef struct cg_query_request {
    cg_graph_ref where;
    cg_str text;
    const cg_cypher_entry *params; /* kept until the query is closed */
    size_t params_count;
    double min_confidence; /* 0..1: less certain relationships are as if they were not there */
    uint64_t rows_max;     /* 0: the most that the options allow; more than that is cut to it */
    cg_patience patience;  /* the options may shorten it */
} cg_query_request;

/** A query under way; one thread at a time. It keeps its generation from being collected. */
typedef struct cg_running_query cg_running_query;
/** Checks and plans it, without a row. Errors: those of cg_cypher_open, with pointer "query"; CG_E_LIMIT (arrays of the graph
 *  take more than a question may); those of a ref. */
CG_MUST_USE cg_code cg_service_query_open(cg_service *service, const cg_query_request *request,
                                          cg_running_query **out_query,
                                          cg_cypher_problem *out_problem, cg_err *err);
void cg_service_query_close(cg_running_query *query); /* NULL allowed */
CG_DEFINE_AUTO(cg_running_query, cg_service_query_close)
uint64_t cg_service_query_generation(const cg_running_query *query);
/** Its columns, plan, warnings, mode. Rows come from below alone. */
cg_cypher *cg_service_query_cypher(cg_running_query *query);
/** The next row, a value for each column, until the next call; NULL: no more, or rows_max of them were given. */
CG_MUST_USE cg_code cg_service_query_next(cg_running_query *query, const cg_cypher_value **out_row,
                                          cg_cypher_problem *out_problem, cg_err *err);
/** Whether there were more rows than rows_max. */
bool cg_service_query_is_cut(const cg_running_query *query);
/** What nodes and relationships of rows are; texts in the arena. */
CG_MUST_USE cg_code cg_service_query_node(cg_running_query *query, cg_cypher_node node,
                                          cg_arena *arena, cg_node_view *out, cg_err *err);
CG_MUST_USE cg_code cg_service_query_edge(cg_running_query *query, cg_cypher_edge edge,
                                          cg_edge_brief *out, cg_err *err);

/** All rows, one call each; an error of the callback ends it. */
typedef cg_code cg_query_row_fn(void *arg, cg_running_query *query, const cg_cypher_value *row,
                                size_t columns, cg_err *err);
CG_MUST_USE cg_code cg_service_query(cg_service *service, const cg_query_request *request,
                                     cg_query_row_fn *row, void *arg,
                                     cg_cypher_problem *out_problem, cg_err *err);

#endif
