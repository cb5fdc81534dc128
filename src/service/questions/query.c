// SPDX-License-Identifier: Apache-2.0
// Queries in Cypher: one snapshot, its arrays, one run.
#include "code_graph.h"

#define ROWS_MAX 100000u
#define QUERY_NS 10000000000u

struct cg_running_query {
    cg_snapshot *snap;
    cg_view *view;
    code_graph graph;
    cg_cypher *cypher;
    uint64_t generation;
    uint64_t rows, rows_max;
    bool cut;
};

/* A project that does not exist yet is an empty graph, of which there is no snapshot: nothing can be asked. */
static cg_code open_graph(cg_service *service, const cg_query_request *request,
                          const cg_patience *patience, cg_running_query *r, cg_err *err)
{
    cg_code rc = service_snapshot(service, request->where, &r->snap, err);
    if (rc != CG_OK)
        return rc;
    if (r->snap == NULL)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no project \"%.*s\"",
                       CG_STR_ARG(project_or_default(request->where.project)));
    r->generation = cg_snapshot_generation(r->snap);
    rc = cg_view_open(service->adjacency, r->snap, CG_VIEW_WHOLE, patience, &r->view, err);
    if (rc == CG_OK)
        code_graph_init(&r->graph, r->snap, r->view,
                        (unsigned)(request->min_confidence * 100.0 + 0.5));
    return rc;
}

static cg_patience patience_of(const cg_service *service, const cg_query_request *request)
{
    cg_patience patience = request->patience;
    uint64_t until = cg_now_ns() + (service->opts.query_ns > 0 ? service->opts.query_ns : QUERY_NS);
    if (patience.deadline_ns == 0 || patience.deadline_ns > until)
        patience.deadline_ns = until;
    return patience;
}

cg_code cg_service_query_open(cg_service *service, const cg_query_request *request,
                              cg_running_query **out_query, cg_cypher_problem *out_problem,
                              cg_err *err)
{
    const cg_service_options *opts = &service->opts;
    CG_AUTO(cg_running_query) r = cg_alloc(sizeof *r);
    uint64_t most = opts->query_rows_max > 0 ? opts->query_rows_max : ROWS_MAX;
    cg_patience patience = patience_of(service, request);
    *out_problem = (cg_cypher_problem){0};
    r->rows_max = request->rows_max > 0 ? CG_MIN(request->rows_max, most) : most;
    cg_code rc = open_graph(service, request, &patience, r, err);
    if (rc != CG_OK)
        return rc;
    const cg_cypher_ask ask = {.text = request->text,
                               .params = request->params,
                               .params_count = request->params_count,
                               .graph = &r->graph.is,
                               .limits = {.text_bytes = opts->query_text_bytes,
                                          .memory_bytes = opts->query_memory_bytes,
                                          .regex_steps = opts->regex_steps,
                                          .regex_bytes = opts->regex_memory_bytes},
                               .patience = patience};
    rc = cg_cypher_open(&ask, &r->cypher, out_problem, err);
    if (rc != CG_OK) {
        if (out_problem->type != NULL)
            (void)cg_err_at(err, "query");
        return rc;
    }
    *out_query = r;
    r = NULL;
    return CG_OK;
}

void cg_service_query_close(cg_running_query *r)
{
    if (r == NULL)
        return;
    cg_cypher_close(r->cypher);
    if (r->graph.arena != NULL)
        code_graph_fini(&r->graph);
    cg_view_close(r->view);
    cg_snapshot_release(r->snap);
    cg_free(r);
}

uint64_t cg_service_query_generation(const cg_running_query *r)
{
    return r->generation;
}

cg_cypher *cg_service_query_cypher(cg_running_query *r)
{
    return r->cypher;
}

cg_code cg_service_query_next(cg_running_query *r, const cg_cypher_value **out_row,
                              cg_cypher_problem *out_problem, cg_err *err)
{
    cg_code rc = cg_cypher_next(r->cypher, out_row, out_problem, err);
    if (rc != CG_OK && out_problem->type != NULL)
        (void)cg_err_at(err, "query");
    if (rc != CG_OK || *out_row == NULL)
        return rc;
    r->cut = r->rows == r->rows_max;
    r->rows += !r->cut;
    if (r->cut)
        *out_row = NULL;
    return CG_OK;
}

bool cg_service_query_is_cut(const cg_running_query *r)
{
    return r->cut;
}

cg_code cg_service_query_node(cg_running_query *r, cg_cypher_node node, cg_arena *arena,
                              cg_node_view *out, cg_err *err)
{
    cg_code rc = view_vertex(r->snap, r->view, node, arena, out, err);
    return rc == CG_OK ? view_add_metadata(r->snap, arena, out, err) : rc;
}

cg_code cg_service_query_edge(cg_running_query *r, cg_cypher_edge edge, cg_edge_brief *out,
                              cg_err *err)
{
    return code_graph_edge(&r->graph, edge, out, err);
}

cg_code cg_service_query(cg_service *service, const cg_query_request *request, cg_query_row_fn *row,
                         void *arg, cg_cypher_problem *out_problem, cg_err *err)
{
    CG_AUTO(cg_running_query) r = NULL;
    const cg_cypher_value *values = NULL;
    size_t columns = 0;
    cg_code rc = cg_service_query_open(service, request, &r, out_problem, err);
    if (rc == CG_OK)
        (void)cg_cypher_columns(r->cypher, &columns);
    while (rc == CG_OK) {
        rc = cg_service_query_next(r, &values, out_problem, err);
        if (rc != CG_OK || values == NULL)
            break;
        rc = row(arg, r, values, columns, err);
    }
    return rc;
}
