// SPDX-License-Identifier: Apache-2.0
// Queries over a small graph: how they are planned, what they give, where mistakes are, and that limits hold. openCypher's
// own cases are run by tests/bench/cypher.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "asking.h"

/* ---- plans ---- */

static void begins_with_what_is_found_by_an_index(void **state)
{
    (void)state;
    expect_plan("MATCH (a:Node)-[:NEXT]->(b {name: 'n3'}) RETURN a.name",
                "Projection, ExpandAll, Filter, IndexSeek, Argument");
    expect_plan("MATCH (a) WHERE a.name STARTS WITH 'n1' RETURN a.i",
                "Projection, Filter, IndexSeek, Argument");
    expect_plan("WITH 'n2' AS x MATCH (a {name: x}) RETURN a.i",
                "Projection, Filter, IndexSeek, Projection, Argument");
    expect_rows("MATCH (a)-[:NEXT]->(b {name: $name}) RETURN a.name", "'n2'");
}

static void begins_with_the_rarer_label(void **state)
{
    (void)state;
    expect_plan("MATCH (a:Node)-[:NEXT]->(b:Even) RETURN a.i",
                "Projection, ExpandAll, LabelScan, Argument");
    expect_rows("MATCH (a:Node)-[:NEXT]->(b:Even) WHERE b.i < 5 RETURN a.i, b.i", "1, 2; 3, 4");
}

static void counts_relationships_without_rows_of_them(void **state)
{
    (void)state;
    const char *text =
        "MATCH (a)<-[:BACK]-(b) RETURN a.name, count(b) AS n ORDER BY n DESC LIMIT 1";
    expect_plan(text, "Limit, Sort, Aggregation, ExpandCount, AllNodesScan, Argument");
    expect_rows(text, "'n0', 19");
    /* Not where somebody asks for the other end, or for each once. */
    expect_plan("MATCH (a)<-[:BACK]-(b) RETURN a.name, count(b.i)",
                "Aggregation, ExpandAll, AllNodesScan, Argument");
    expect_plan("MATCH (a)<-[:BACK]-(b) RETURN a.name, count(DISTINCT b)",
                "Aggregation, ExpandAll, AllNodesScan, Argument");
    expect_rows("MATCH (a)<-[:BACK]-(b:Even) RETURN a.name, count(*)", "'n0', 9");
}

static void checks_that_two_ends_are_linked(void **state)
{
    (void)state;
    expect_plan("MATCH (a {name: 'n1'}) MATCH (b {name: 'n2'}) MATCH (a)-[:NEXT]->(b) RETURN 1",
                "Projection, ExpandInto, NodeFilter, NodeFilter, Filter, IndexSeek, Filter, "
                "IndexSeek, Argument");
    expect_rows("MATCH (a {name: 'n1'}), (b {name: 'n2'}) WHERE (a)-[:NEXT]->(b) RETURN 1", "1");
}

/* ---- paths ---- */

static void shortest_paths(void **state)
{
    (void)state;
    expect_rows("MATCH (a {name: 'n3'}), (b {name: 'n5'}) MATCH p = shortestPath((a)-[*]->(b)) "
                "RETURN [n IN nodes(p) | n.i]",
                "[3, 4, 5]");
    expect_rows("MATCH p = shortestPath((a {name: 'n5'})-[*]->(b {name: 'n3'})) "
                "RETURN length(p), [r IN relationships(p) | type(r)]",
                "4, ['BACK', 'NEXT', 'NEXT', 'NEXT']");
    expect_rows("MATCH p = shortestPath((a {name: 'n5'})-[:NEXT*]->(b {name: 'n3'})) RETURN p", "");
    expect_rows(
        "MATCH p = shortestPath((a {name: 'n5'})-[:NEXT*]-(b {name: 'n3'})) RETURN length(p)", "2");
    expect_rows("MATCH p = shortestPath((a {name: 'n5'})-[*..3]->(b {name: 'n3'})) RETURN p", "");
}

static void all_shortest_paths(void **state)
{
    (void)state;
    expect_rows("MATCH p = allShortestPaths((a {name: 'n3'})-[*]->(b {name: 'n5'})) "
                "RETURN [n IN nodes(p) | n.i]",
                "[3, 4, 5]");
    expect_rows("MATCH p = allShortestPaths((a {name: 'n1'})-[*]-(b {name: 'n0'})) "
                "RETURN [r IN relationships(p) | type(r)] AS t ORDER BY t",
                "['BACK']; ['NEXT']");
    expect_rows("MATCH p = allShortestPaths((a {name: 'n5'})-[*]-(b {name: 'n7'})) "
                "RETURN [n IN nodes(p) | n.i] AS i ORDER BY i",
                "[5, 0, 7]; [5, 6, 7]");
    expect_rows("MATCH (a {name: 'n5'}), (b {name: 'n7'}) "
                "MATCH p = allShortestPaths((b)<-[*..2]-(a)) RETURN [n IN nodes(p) | n.i]",
                "[7, 6, 5]");
    expect_rows("MATCH p = allShortestPaths((a {name: 'n5'})-[*..1]-(b {name: 'n7'})) RETURN p",
                "");
    expect_rows(
        "MATCH (a {name: 'n5'}) MATCH p = allShortestPaths((a)-[*0..]-(a)) RETURN length(p)", "0");
    expect_rows("MATCH (a {name: 'n5'}) OPTIONAL MATCH p = allShortestPaths((a)-[:NEXT*]->(a)) "
                "RETURN p",
                "null");
}

/* For each pair as many as there are ways of the least length, of all ways. */
static void all_shortest_paths_are_the_shortest_of_all(void **state)
{
    (void)state;
    result some = ask("MATCH (a:Node), (b:Node) WHERE a.i < 6 AND b.i < 6 AND a <> b "
                      "MATCH p = allShortestPaths((a)-[*]-(b)) "
                      "WITH a, b, length(p) AS l, count(DISTINCT p) AS c "
                      "RETURN a.i, b.i, l, c ORDER BY a.i, b.i");
    result all = ask("MATCH p = (a:Node)-[*..3]-(b:Node) WHERE a.i < 6 AND b.i < 6 AND a <> b "
                     "WITH a, b, length(p) AS l, count(p) AS c ORDER BY l "
                     "WITH a, b, collect(l)[0] AS l, collect(c)[0] AS c "
                     "RETURN a.i, b.i, l, c ORDER BY a.i, b.i");
    assert_int_equal(some.rc, CG_OK);
    assert_int_equal(all.rc, CG_OK);
    cg_buf_add_char(&all.rows, '\0');
    expect_text(&some.rows, all.rows.ptr);
    result_fini(&some);
    result_fini(&all);
}

/* Where nobody asks how often, each end is met once; that gives what all ways give. */
static void what_is_reached_is_what_ways_lead_to(void **state)
{
    static const char *const starts[] = {"n0", "n3", "n19"};
    static const char *const lengths[] = {"*1..1", "*0..2", "*1..3", "*..4", "*0..0", "*1..6"};
    static const char *const ends[] = {"(b)", "(b:Even)", "(a)", "(b {name: 'n2'})"};
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(starts) * CG_ARRAY_LEN(lengths) * CG_ARRAY_LEN(ends); i++) {
        const char *start = starts[i % 3], *length = lengths[i / 3 % 6], *end = ends[i / 18];
        bool back = end[1] == 'a';
        char once[300], all[300];
        (void)snprintf(once, sizeof once,
                       "MATCH (a {name: '%s'})-[%s]->%s RETURN DISTINCT %s.i AS i ORDER BY i",
                       start, length, end, back ? "a" : "b");
        (void)snprintf(all, sizeof all,
                       "MATCH (a {name: '%s'})-[r%s]->%s RETURN DISTINCT %s.i AS i ORDER BY i",
                       start, length, end, back ? "a" : "b");
        result x = ask(once), y = ask(all);
        assert_non_null(memmem(x.plan.ptr, x.plan.len, "Reach", 5));
        assert_null(memmem(y.plan.ptr, y.plan.len, "Reach", 5));
        assert_true(cg_str_eq(cg_buf_str(&x.rows), cg_buf_str(&y.rows)));
        result_fini(&x);
        result_fini(&y);
    }
    expect_rows("MATCH (a {name: 'n5'})-[*..9]->(b) RETURN count(DISTINCT b), max(b.i)", "15, 14");
    expect_plan("MATCH (a {name: 'n5'})-[*..3]-(b) RETURN DISTINCT b.i",
                "Distinct, Projection, VarLengthExpand, Filter, IndexSeek, Argument");
    expect_plan("MATCH (a {name: 'n5'})-[*..3]->(b)-->(c) RETURN DISTINCT c.i",
                "Distinct, Projection, ExpandAll, VarLengthExpand, Filter, IndexSeek, Argument");
    expect_rows("MATCH (a) WHERE (a)-[:NEXT*]->({name: 'n2'}) RETURN a.i", "0; 1");
}

/* ---- inner queries ---- */

static void inner_queries(void **state)
{
    (void)state;
    expect_rows("MATCH (a) WHERE COUNT { (a)<-[:BACK]-() } > 3 RETURN a.i", "0");
    expect_rows(
        "MATCH (a {name: 'n0'}) RETURN COLLECT { MATCH (a)<-[:BACK]-(b) RETURN b.i ORDER BY "
        "b.i DESC LIMIT 2 } AS l",
        "[19, 18]");
    expect_rows(
        "MATCH (a {name: 'n1'}) RETURN [(a)-[r]->(b) | type(r) + b.name], a {.i, n: a.name}",
        "['BACKn0', 'NEXTn2'], {i: 1, n: 'n1'}");
}

/* ---- mistakes ---- */

static void mistakes_have_a_place(void **state)
{
    (void)state;
    expect_problem("RETURN 1\n  +\n  x", "UndefinedVariable", 3, 3);
    expect_problem("RETURN 'éé' + y", "UndefinedVariable", 1, 15);
    expect_problem("MATCH (a) CREATE (b)", "UnsupportedClause", 1, 11);
    expect_problem("RETURN $other", "MissingParameter", 1, 8);
    expect_problem("RETURN allShortestPaths(1)", "UnknownFunction", 1, 8);
    expect_problem("RETURN {a: 1, 1b: 2}", "UnexpectedSyntax", 1, 15);
    expect_problem("RETURN 1b", "InvalidNumberLiteral", 1, 8);
    expect_problem("UNWIND [1, 'a'] AS x RETURN x * 2", "InvalidArgumentType", 1, 29);
    expect_problem("RETURN 9223372036854775807 + 1", "IntegerOverflow", 1, 8);
}

/* ---- limits ---- */

static void expect_limit(const char *text, size_t memory)
{
    result r = ask_with(text, memory, 20000000000u);
    assert_int_equal(r.rc, CG_E_LIMIT);
    assert_true(r.memory <= memory);
    result_fini(&r);
}

static void memory_is_bounded(void **state)
{
    (void)state;
    expect_limit("RETURN range(0, 9223372036854775807)", 1 << 20);
    expect_limit("UNWIND range(1, 20000) AS x RETURN collect([x, x, x])", 1 << 20);
    expect_limit("UNWIND range(1, 20000) AS x RETURN DISTINCT toString(x) + 'some more text'",
                 1 << 20);
    expect_limit("UNWIND range(1, 20000) AS x RETURN x ORDER BY toString(x)", 1 << 20);
    expect_limit("UNWIND range(1, 20000) AS x RETURN x, count(*), collect(x)", 1 << 20);
    expect_limit("RETURN replace('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'a', "
                 "reduce(s = 'x', i IN range(1, 15) | s + s))",
                 1 << 20);
}

static void what_is_not_kept_costs_nothing(void **state)
{
    (void)state;
    result r =
        ask_with("UNWIND range(1, 300) AS a UNWIND range(1, 300) AS b WITH toString(a * b) AS t "
                 "WHERE t ENDS WITH '77' RETURN count(t), max(t)",
                 1 << 20, 20000000000u);
    assert_int_equal(r.rc, CG_OK);
    result_fini(&r);
    r = ask_with("UNWIND range(1, 30000) AS x RETURN toString(x) AS t ORDER BY t LIMIT 2", 1 << 21,
                 20000000000u);
    assert_int_equal(r.rc, CG_OK);
    expect_text(&r.rows, "'1'; '10'");
    result_fini(&r);
}

static void time_is_bounded(void **state)
{
    static const char *const texts[] = {
        "UNWIND range(1, 9999) AS a UNWIND range(1, 9999) AS b UNWIND range(1, 99) AS c RETURN count(*)",
        "MATCH (a), (b), (c), (d), (e), (f), (g), (h) RETURN count(*)",
        "MATCH (a)-[*]-(b) RETURN count(*)",
        "RETURN [x IN range(1, 9999) WHERE any(y IN range(1, 99999) WHERE x = -y) | x]"};
    (void)state;
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++) {
        uint64_t begun = cg_now_ns();
        result r = ask_with(texts[i], 0, 100000000);
        assert_int_equal(r.rc, CG_E_DEADLINE);
        assert_true(cg_now_ns() - begun < 5000000000u);
        result_fini(&r);
    }
}

static void planning_is_bounded_too(void **state)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    (void)state;
    cg_buf_add_str(&text, CG_STR("MATCH (a)"));
    for (unsigned i = 0; i < 1200; i++)
        cg_buf_printf(&text, ", (a%u)-->(b%u)", i, i);
    cg_buf_printf(&text, " RETURN 1%c", 0);
    uint64_t begun = cg_now_ns();
    result r = ask_with(text.ptr, 0, 100000000);
    assert_int_equal(r.rc, CG_E_DEADLINE);
    assert_true(cg_now_ns() - begun < 5000000000u);
    result_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_with_what_is_found_by_an_index),
        cmocka_unit_test(begins_with_the_rarer_label),
        cmocka_unit_test(counts_relationships_without_rows_of_them),
        cmocka_unit_test(checks_that_two_ends_are_linked),
        cmocka_unit_test(shortest_paths),
        cmocka_unit_test(all_shortest_paths),
        cmocka_unit_test(all_shortest_paths_are_the_shortest_of_all),
        cmocka_unit_test(what_is_reached_is_what_ways_lead_to),
        cmocka_unit_test(inner_queries),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(what_is_not_kept_costs_nothing),
        cmocka_unit_test(time_is_bounded),
        cmocka_unit_test(planning_is_bounded_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
