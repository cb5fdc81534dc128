// SPDX-License-Identifier: Apache-2.0
// Fuzz target: a query in Cypher, over a graph of a few nodes. Whatever it is, it is answered or refused within bounds, and
// what is refused is told with its place.
#include <stddef.h>
#include <stdint.h>

#include "cg/cypher.h"
#include "cypher_graph.h"

#define NODES 5
#define MEMORY ((size_t)1 << 20)

static test_graph *make_graph(void)
{
    test_graph *g = test_graph_create();
    cg_str labels[] = {CG_STR("A"), CG_STR("B")};
    for (int64_t i = 0; i < NODES; i++) {
        cg_cypher_entry props[] = {
            {CG_STR("n"), {.type = CG_CYPHER_INT, .integer = i}},
            {CG_STR("name"), {.type = CG_CYPHER_STR, .text = CG_STR("a name")}}};
        (void)test_graph_add_node(g, labels + i % 2, 1, props, CG_ARRAY_LEN(props));
    }
    for (cg_cypher_node i = 0; i < NODES; i++)
        test_graph_add_edge(g, i, (i * 2 + 1) % NODES, i % 2 ? CG_STR("R") : CG_STR("S"), NULL, 0);
    test_graph_index(g, CG_STR("name"));
    return g;
}

static void check(cg_code rc, const cg_cypher_problem *problem, const cg_err *err)
{
    CG_ASSERT(rc == CG_E_INVALID || rc == CG_E_LIMIT || rc == CG_E_DEADLINE || rc == CG_E_ENCODING);
    CG_ASSERT(rc != CG_E_INVALID || (problem->type != NULL && problem->line > 0));
    CG_ASSERT(err->text[0] != '\0');
}

static void run(const cg_cypher_graph *graph, cg_str text)
{
    CG_AUTO(cg_cypher) query = NULL;
    CG_AUTO_VALUE(cg_buf) shown = {0};
    cg_cypher_problem problem;
    cg_err err = {0};
    const cg_cypher_value *row = NULL;
    size_t columns, steps;
    cg_cypher_entry params[] = {{CG_STR("p"), {.type = CG_CYPHER_INT, .integer = 2}}};
    const cg_cypher_ask ask = {.text = text,
                               .graph = graph,
                               .params = params,
                               .params_count = 1,
                               .limits = {.memory_bytes = MEMORY, .regex_steps = 1000},
                               .patience = {.deadline_ns = cg_now_ns() + 50000000}};
    cg_code rc = cg_cypher_open(&ask, &query, &problem, &err);
    if (rc != CG_OK) {
        check(rc, &problem, &err);
        return;
    }
    (void)cg_cypher_columns(query, &columns);
    for (unsigned n = 0; n < 1000; n++) {
        rc = cg_cypher_next(query, &row, &problem, &err);
        if (rc != CG_OK)
            check(rc, &problem, &err);
        if (rc != CG_OK || row == NULL)
            break;
        for (size_t i = 0; i < columns; i++)
            cg_cypher_value_write(graph, &row[i], &shown);
        cg_buf_clear(&shown);
    }
    (void)cg_cypher_plan(query, &steps);
    CG_ASSERT(cg_cypher_memory(query) <= MEMORY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    test_graph *g = make_graph();
    run(test_graph_of(g), cg_str_make((const char *)data, size));
    test_graph_destroy(g);
    return 0;
}
