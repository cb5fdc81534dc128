// SPDX-License-Identifier: Apache-2.0
// Queries over graphs in memory, for scripts: a JSON object a line in, another out.
//
//   {"nodes": [[[label, …], {key: value}], …], "edges": [[source, target, type, {key: value}], …],
//    "query": …, "params": {…}}
//   {"columns": […], "rows": [[value, …], …]} or {"error": {"type", "detail", "running", "text"}}
//
// What JSON has no values for is an object with "$": {"$": "node", "is": 3}, {"$": "edge", "is": 0},
// {"$": "path", "nodes": [3, 4], "edges": [0]}, {"$": "map", "is": {…}}, {"$": "float", "is": "NaN"},
// {"$": "Date", "is": "2015-07-21"} and the like.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cg/json.h"
#include "cypher_graph.h"

static test_graph *graph;

/* ---- in ---- */

static cg_str read_text(cg_json_value from)
{
    cg_str text = CG_STR("");
    CG_ASSERT(cg_json_as_str(from, &text, NULL) == CG_OK);
    return text;
}

static cg_cypher_value read_value(cg_json_value from, cg_arena *arena);

static cg_cypher_entry *read_entries(cg_json_value from, cg_arena *arena, size_t *out_count)
{
    cg_json_iter it = {0};
    cg_json_value member;
    cg_cypher_entry *entries =
        cg_arena_alloc_array(arena, cg_json_count(from) + 1, sizeof *entries);
    *out_count = 0;
    while (cg_json_next(from, &it, &member))
        entries[(*out_count)++] = (cg_cypher_entry){cg_json_key(member), read_value(member, arena)};
    return entries;
}

static cg_cypher_value read_object(cg_json_value from, cg_arena *arena)
{
    cg_str kind = CG_STR("");
    cg_cypher_value v = {.type = CG_CYPHER_MAP};
    int64_t n = 0;
    CG_ASSERT(cg_json_get_str(from, "$", &kind, CG_JSON_OPTIONAL, NULL) == CG_OK);
    cg_json_value is = cg_json_get(from, "is");
    if (cg_str_eq(kind, CG_STR("float")))
        return (cg_cypher_value){.type = CG_CYPHER_FLOAT, .real = NAN};
    if (cg_str_eq(kind, CG_STR("map")) || kind.len == 0) {
        v.map.entries = read_entries(kind.len == 0 ? from : is, arena, &v.map.count);
        return v;
    }
    for (unsigned type = CG_CYPHER_DATE; type <= CG_CYPHER_DURATION; type++)
        if (cg_str_eq(kind, cg_str_from(cg_cypher_type_text(type)))) {
            CG_ASSERT(cg_cypher_temporal_parse((cg_cypher_type)type, read_text(is), arena, &v,
                                               NULL) == CG_OK);
            return v;
        }
    CG_ASSERT(cg_json_as_i64(is, 0, INT32_MAX, &n, NULL) == CG_OK);
    if (cg_str_eq(kind, CG_STR("node")))
        return (cg_cypher_value){.type = CG_CYPHER_NODE, .node = (cg_cypher_node)n};
    return (cg_cypher_value){.type = CG_CYPHER_EDGE, .edge = test_graph_edge(graph, (uint32_t)n)};
}

static cg_cypher_value read_value(cg_json_value from, cg_arena *arena)
{
    cg_cypher_value v = {.type = CG_CYPHER_NULL};
    cg_json_iter it = {0};
    cg_json_value item;
    switch (cg_json_type_of(from)) {
    case CG_JSON_BOOL:
        v.type = CG_CYPHER_BOOL;
        CG_ASSERT(cg_json_as_bool(from, &v.truth, NULL) == CG_OK);
        break;
    case CG_JSON_INT:
        v.type = CG_CYPHER_INT;
        CG_ASSERT(cg_json_as_i64(from, INT64_MIN, INT64_MAX, &v.integer, NULL) == CG_OK);
        break;
    case CG_JSON_REAL:
        v.type = CG_CYPHER_FLOAT;
        CG_ASSERT(cg_json_as_f64(from, &v.real, NULL) == CG_OK);
        break;
    case CG_JSON_STR:
        v.type = CG_CYPHER_STR;
        CG_ASSERT(cg_json_as_str(from, &v.text, NULL) == CG_OK);
        break;
    case CG_JSON_ARRAY:
        v.type = CG_CYPHER_LIST;
        v.list.items = cg_arena_alloc_array(arena, cg_json_count(from) + 1, sizeof v);
        while (cg_json_next(from, &it, &item))
            v.list.items[v.list.count++] = read_value(item, arena);
        break;
    case CG_JSON_OBJECT: return read_object(from, arena);
    default: break;
    }
    return v;
}

static void read_node(cg_json_value from, cg_arena *arena)
{
    cg_json_value labels = cg_json_at(from, 0);
    cg_str list[CG_CYPHER_LABELS_MAX];
    size_t count = 0, props_count;
    for (; count < cg_json_count(labels); count++)
        list[count] = read_text(cg_json_at(labels, count));
    cg_cypher_entry *props = read_entries(cg_json_at(from, 1), arena, &props_count);
    (void)test_graph_add_node(graph, list, count, props, props_count);
}

static void read_edge(cg_json_value from, cg_arena *arena)
{
    int64_t ends[2];
    size_t count;
    for (size_t i = 0; i < 2; i++)
        CG_ASSERT(cg_json_as_i64(cg_json_at(from, i), 0, INT32_MAX, &ends[i], NULL) == CG_OK);
    cg_cypher_entry *props = read_entries(cg_json_at(from, 3), arena, &count);
    test_graph_add_edge(graph, (cg_cypher_node)ends[0], (cg_cypher_node)ends[1],
                        read_text(cg_json_at(from, 2)), props, count);
}

static void read_graph(cg_json_value root, cg_arena *arena)
{
    cg_json_iter nodes = {0}, edges = {0};
    cg_json_value item;
    while (cg_json_next(cg_json_get(root, "nodes"), &nodes, &item))
        read_node(item, arena);
    while (cg_json_next(cg_json_get(root, "edges"), &edges, &item))
        read_edge(item, arena);
}

/* ---- out ---- */

static void begin_special(cg_json_writer *w, const char *kind)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "$", cg_str_from(kind));
}

static void write_real(cg_json_writer *w, double real)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_cypher_real_write(real, &text);
    if (isfinite(real)) {
        cg_json_write_raw(w, cg_buf_str(&text));
        return;
    }
    begin_special(w, "float");
    cg_json_put_str(w, "is", cg_buf_str(&text));
    cg_json_end_object(w);
}

static void write_path(cg_json_writer *w, const cg_cypher_path *path)
{
    begin_special(w, "path");
    cg_json_put_array(w, "nodes");
    for (uint32_t i = 0; i <= path->length; i++)
        cg_json_write_u64(w, path->nodes[i]);
    cg_json_end_array(w);
    cg_json_put_array(w, "edges");
    for (uint32_t i = 0; i < path->length; i++)
        cg_json_write_u64(w, path->edges[i].key);
    cg_json_end_array(w);
    cg_json_end_object(w);
}

static void write_temporal(cg_json_writer *w, const cg_cypher_value *v)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_cypher_temporal_write(v, &text);
    begin_special(w, cg_cypher_type_text(v->type));
    cg_json_put_str(w, "is", cg_buf_str(&text));
    cg_json_end_object(w);
}

static void write_value(cg_json_writer *w, const cg_cypher_value *v)
{
    switch (v->type) {
    case CG_CYPHER_NULL: cg_json_write_null(w); break;
    case CG_CYPHER_BOOL: cg_json_write_bool(w, v->truth); break;
    case CG_CYPHER_INT: cg_json_write_i64(w, v->integer); break;
    case CG_CYPHER_FLOAT: write_real(w, v->real); break;
    case CG_CYPHER_STR: cg_json_write_str(w, v->text); break;
    case CG_CYPHER_LIST:
        cg_json_begin_array(w);
        for (size_t i = 0; i < v->list.count; i++)
            write_value(w, &v->list.items[i]);
        cg_json_end_array(w);
        break;
    case CG_CYPHER_MAP:
        begin_special(w, "map");
        cg_json_put_object(w, "is");
        for (size_t i = 0; i < v->map.count; i++) {
            cg_json_write_key(w, v->map.entries[i].key);
            write_value(w, &v->map.entries[i].value);
        }
        cg_json_end_object(w);
        cg_json_end_object(w);
        break;
    case CG_CYPHER_PATH: write_path(w, v->path); break;
    case CG_CYPHER_NODE:
    case CG_CYPHER_EDGE:
        begin_special(w, v->type == CG_CYPHER_NODE ? "node" : "edge");
        cg_json_put_u64(w, "is", v->type == CG_CYPHER_NODE ? v->node : v->edge.key);
        cg_json_end_object(w);
        break;
    default: write_temporal(w, v); break;
    }
}

static void write_error(cg_json_writer *w, const cg_cypher_problem *p, const cg_err *err)
{
    cg_json_begin_object(w);
    cg_json_put_object(w, "error");
    cg_json_put_str(w, "type", cg_str_from(p->type != NULL ? p->type : cg_code_text(err->code)));
    cg_json_put_str(w, "detail", cg_str_from(p->detail != NULL ? p->detail : ""));
    cg_json_put_bool(w, "running", p->running);
    cg_json_put_str(w, "text", cg_str_from(err->text));
    cg_json_end_object(w);
    cg_json_end_object(w);
}

static cg_code write_rows(cg_json_writer *w, cg_cypher *query, cg_cypher_problem *p, cg_err *err)
{
    size_t count;
    const cg_str *columns = cg_cypher_columns(query, &count);
    const cg_cypher_value *row;
    cg_code rc;
    cg_json_begin_object(w);
    cg_json_put_array(w, "columns");
    for (size_t i = 0; i < count; i++)
        cg_json_write_str(w, columns[i]);
    cg_json_end_array(w);
    cg_json_put_array(w, "rows");
    while ((rc = cg_cypher_next(query, &row, p, err)) == CG_OK && row != NULL) {
        cg_json_begin_array(w);
        for (size_t i = 0; i < count; i++)
            write_value(w, &row[i]);
        cg_json_end_array(w);
    }
    cg_json_end_array(w);
    cg_json_end_object(w);
    return rc;
}

/* ---- a line ---- */

static void answer(cg_json_value root, cg_arena *arena, cg_buf *out)
{
    CG_AUTO(cg_cypher) query = NULL;
    cg_cypher_problem problem = {0};
    cg_err err = {0};
    cg_json_writer w;
    cg_cypher_ask ask = {.text = read_text(cg_json_get(root, "query")),
                         .graph = test_graph_of(graph),
                         .patience = {.deadline_ns = cg_now_ns() + 10000000000u}};
    ask.params = read_entries(cg_json_get(root, "params"), arena, &ask.params_count);
    cg_code rc = cg_cypher_open(&ask, &query, &problem, &err);
    cg_json_writer_init(&w, out);
    if (rc == CG_OK)
        rc = write_rows(&w, query, &problem, &err);
    if (rc == CG_OK)
        return;
    cg_buf_clear(out);
    cg_json_writer_init(&w, out);
    write_error(&w, &problem, &err);
}

int main(void)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    while ((len = getline(&line, &cap, stdin)) > 0) {
        CG_AUTO(cg_json) doc = NULL;
        CG_AUTO(cg_arena) arena = cg_arena_create(0);
        CG_AUTO_VALUE(cg_buf) out = {0};
        cg_err err = {0};
        if (cg_json_parse(cg_str_make(line, (size_t)len), NULL, &doc, &err) != CG_OK) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        graph = test_graph_create();
        read_graph(cg_json_root(doc), arena);
        answer(cg_json_root(doc), arena, &out);
        printf("%.*s\n", CG_STR_ARG(cg_buf_str(&out)));
        (void)fflush(stdout);
        test_graph_destroy(graph);
    }
    free(line);
    return 0;
}
