// SPDX-License-Identifier: Apache-2.0
// A small graph, and queries over it.
#include "asking.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "cypher_graph.h"

#define CHAIN 20

/* N0 -> N1 -> … by NEXT, each to N0 by BACK; names "n0" to "n19"; the even ones are Even as well. */
static test_graph *make_graph(void)
{
    test_graph *g = test_graph_create();
    for (int64_t i = 0; i < CHAIN; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "n%d", (int)i);
        cg_str labels[] = {CG_STR("Node"), CG_STR("Even")};
        cg_cypher_entry props[] = {
            {CG_STR("name"), {.type = CG_CYPHER_STR, .text = cg_str_from(name)}},
            {CG_STR("i"), {.type = CG_CYPHER_INT, .integer = i}}};
        (void)test_graph_add_node(g, labels, i % 2 == 0 ? 2 : 1, props, CG_ARRAY_LEN(props));
    }
    for (cg_cypher_node i = 0; i + 1 < CHAIN; i++) {
        test_graph_add_edge(g, i, i + 1, CG_STR("NEXT"), NULL, 0);
        test_graph_add_edge(g, i + 1, 0, CG_STR("BACK"), NULL, 0);
    }
    test_graph_index(g, CG_STR("name"));
    return g;
}

static void add_plan(cg_cypher *query, result *r)
{
    size_t count;
    const cg_cypher_step *steps = cg_cypher_plan(query, &count);
    for (size_t i = 0; i < count; i++)
        cg_buf_printf(&r->plan, "%s%s", i > 0 ? ", " : "", steps[i].name);
    r->memory = cg_cypher_memory(query);
}

static void add_row(const cg_cypher_graph *g, const cg_cypher_value *row, size_t columns, result *r)
{
    cg_buf_add_str(&r->rows, r->rows.len > 0 ? CG_STR("; ") : CG_STR(""));
    for (size_t i = 0; i < columns; i++) {
        cg_buf_add_str(&r->rows, i > 0 ? CG_STR(", ") : CG_STR(""));
        cg_cypher_value_write(g, &row[i], &r->rows);
    }
}

result ask_with(const char *text, size_t memory, uint64_t ns)
{
    test_graph *graph = make_graph();
    result r = {0};
    cg_cypher_entry params[] = {{CG_STR("name"), {.type = CG_CYPHER_STR, .text = CG_STR("n3")}}};
    const cg_cypher_ask ask = {.text = cg_str_from(text),
                               .graph = test_graph_of(graph),
                               .params = params,
                               .params_count = 1,
                               .limits = {.memory_bytes = memory},
                               .patience = {.deadline_ns = cg_now_ns() + ns}};
    cg_cypher *query = NULL;
    size_t columns = 0;
    const cg_cypher_value *row = NULL;
    r.rc = cg_cypher_open(&ask, &query, &r.problem, &r.err);
    if (r.rc == CG_OK)
        (void)cg_cypher_columns(query, &columns);
    while (r.rc == CG_OK) {
        r.rc = cg_cypher_next(query, &row, &r.problem, &r.err);
        if (r.rc != CG_OK || row == NULL)
            break;
        add_row(ask.graph, row, columns, &r);
    }
    if (query != NULL)
        add_plan(query, &r);
    cg_cypher_close(query);
    test_graph_destroy(graph);
    return r;
}

result ask(const char *text)
{
    return ask_with(text, 0, 10000000000u);
}

void result_fini(result *r)
{
    cg_buf_fini(&r->rows);
    cg_buf_fini(&r->plan);
}

void expect_text(const cg_buf *found, const char *wanted)
{
    cg_str all = cg_buf_str(found);
    if (!cg_str_eq(all, cg_str_from(wanted)))
        fail_msg("\"%.*s\" instead of \"%s\"", CG_STR_ARG(all), wanted);
}

void expect_rows(const char *text, const char *rows)
{
    result r = ask(text);
    if (r.rc != CG_OK)
        fail_msg("%s: %s", text, r.err.text);
    expect_text(&r.rows, rows);
    result_fini(&r);
}

void expect_plan(const char *text, const char *plan)
{
    result r = ask(text);
    if (r.rc != CG_OK)
        fail_msg("%s: %s", text, r.err.text);
    expect_text(&r.plan, plan);
    result_fini(&r);
}

void expect_problem(const char *text, const char *detail, uint32_t line, uint32_t column)
{
    result r = ask(text);
    assert_int_equal(r.rc, CG_E_INVALID);
    assert_string_equal(r.problem.detail, detail);
    assert_int_equal(r.problem.line, line);
    assert_int_equal(r.problem.column, column);
    result_fini(&r);
}
