// SPDX-License-Identifier: Apache-2.0
// Functions: finding them, checking their arguments, and those of graphs and lists. One line each in a table.
#include <math.h>

#include "cypher_int.h"

/* ---- arguments ---- */

takes function_takes(const function *f, uint32_t arg)
{
    uint32_t last = CG_MIN((uint32_t)f->max, (uint32_t)CG_ARRAY_LEN(f->takes));
    return (takes)f->takes[CG_MIN(arg, last - 1)];
}

const char *takes_text(takes what)
{
    static const char *const texts[] = {
        [TAKES_ANY] = "anything",
        [TAKES_VALUE] = "anything",
        [TAKES_NUMBER] = "a number",
        [TAKES_INT] = "an Integer",
        [TAKES_STR] = "a String",
        [TAKES_LIST] = "a List",
        [TAKES_NODE] = "a Node",
        [TAKES_EDGE] = "a Relationship",
        [TAKES_PATH] = "a Path",
        [TAKES_ENTITY] = "a Node or a Relationship",
        [TAKES_FIELDS] = "a Node, a Relationship or a Map",
        [TAKES_SIZED] = "a String or a List",
        [TAKES_EMPTY] = "a String, a List or a Map",
        [TAKES_WORD] = "a String, a number or a Boolean",
        [TAKES_SHOWN] = "a String, a number, a Boolean, an instant or a Duration",
        [TAKES_MAP] = "a Map",
        [TAKES_INSTANT] = "a Date, LocalTime, Time, LocalDateTime or DateTime",
        [TAKES_MAKING_INSTANT] = "a String, a Map, or a Date, Time or DateTime",
        [TAKES_MAKING_DURATION] = "a String, a Map or a Duration",
    };
    return texts[what];
}

#define BIT(type) (1u << (type))
#define INSTANTS                                                                                   \
    (BIT(CG_CYPHER_DATE) | BIT(CG_CYPHER_LOCAL_TIME) | BIT(CG_CYPHER_TIME) |                       \
     BIT(CG_CYPHER_LOCAL_DATETIME) | BIT(CG_CYPHER_DATETIME))
#define WORDS (BIT(CG_CYPHER_STR) | BIT(CG_CYPHER_INT) | BIT(CG_CYPHER_FLOAT) | BIT(CG_CYPHER_BOOL))
static unsigned types_of(takes what)
{
    static const unsigned types[] = {
        [TAKES_ANY] = ~0u,
        [TAKES_VALUE] = ~0u,
        [TAKES_NUMBER] = BIT(CG_CYPHER_INT) | BIT(CG_CYPHER_FLOAT),
        [TAKES_INT] = BIT(CG_CYPHER_INT),
        [TAKES_STR] = BIT(CG_CYPHER_STR),
        [TAKES_LIST] = BIT(CG_CYPHER_LIST),
        [TAKES_NODE] = BIT(CG_CYPHER_NODE),
        [TAKES_EDGE] = BIT(CG_CYPHER_EDGE),
        [TAKES_PATH] = BIT(CG_CYPHER_PATH),
        [TAKES_ENTITY] = BIT(CG_CYPHER_NODE) | BIT(CG_CYPHER_EDGE),
        [TAKES_FIELDS] = BIT(CG_CYPHER_NODE) | BIT(CG_CYPHER_EDGE) | BIT(CG_CYPHER_MAP),
        [TAKES_SIZED] = BIT(CG_CYPHER_STR) | BIT(CG_CYPHER_LIST),
        [TAKES_EMPTY] = BIT(CG_CYPHER_STR) | BIT(CG_CYPHER_LIST) | BIT(CG_CYPHER_MAP),
        [TAKES_WORD] = WORDS,
        [TAKES_SHOWN] = WORDS | INSTANTS | BIT(CG_CYPHER_DURATION),
        [TAKES_MAP] = BIT(CG_CYPHER_MAP),
        [TAKES_INSTANT] = INSTANTS,
        [TAKES_MAKING_INSTANT] = INSTANTS | BIT(CG_CYPHER_STR) | BIT(CG_CYPHER_MAP),
        [TAKES_MAKING_DURATION] = BIT(CG_CYPHER_STR) | BIT(CG_CYPHER_MAP) | BIT(CG_CYPHER_DURATION),
    };
    return types[what];
}

bool takes_type(takes what, static_type type)
{
    static const uint8_t values[] = {
        [ST_BOOL] = CG_CYPHER_BOOL, [ST_INT] = CG_CYPHER_INT,   [ST_FLOAT] = CG_CYPHER_FLOAT,
        [ST_STR] = CG_CYPHER_STR,   [ST_LIST] = CG_CYPHER_LIST, [ST_MAP] = CG_CYPHER_MAP,
        [ST_NODE] = CG_CYPHER_NODE, [ST_EDGE] = CG_CYPHER_EDGE, [ST_PATH] = CG_CYPHER_PATH,
        [ST_EDGES] = CG_CYPHER_LIST};
    return type == ST_ANY || type == ST_NULL || (types_of(what) >> values[type] & 1);
}

cg_code call_function(query *q, const expr *e, value *args, value *out)
{
    for (uint32_t i = 0; i < e->count; i++) {
        takes what = function_takes(e->call, i);
        if (what == TAKES_ANY)
            continue;
        if (v_is_null(&args[i])) {
            *out = V_NULL;
            return CG_OK;
        }
        if (!(types_of(what) >> args[i].type & 1))
            return QUERY_FAIL(q, e->args[i]->at, "TypeError", "InvalidArgumentValue",
                              "%s takes %s, not %s", e->call->name, takes_text(what),
                              cg_cypher_type_text(args[i].type));
    }
    return e->call->call(q, e, args, out);
}

/* ---- of graphs ---- */

#define CALL(name) static cg_code name(query *q, const expr *e, value *args, value *out)

CALL(call_id)
{
    const cg_cypher_graph *g = q->graph;
    (void)e;
    return args[0].type == CG_CYPHER_NODE
               ? g->node_id(g->arg, args[0].node, q->scratch, out, q->err)
               : g->edge_id(g->arg, args[0].edge, q->scratch, out, q->err);
}

CALL(call_type)
{
    const cg_cypher_graph *g = q->graph;
    (void)e;
    *out = v_text(g->type_name(g->arg, g->type(g->arg, args[0].edge)));
    return CG_OK;
}

CALL(call_labels)
{
    const cg_cypher_graph *g = q->graph;
    uint64_t labels = g->labels(g->arg, args[0].node);
    size_t count = 0;
    value *items = query_array(q, q->scratch, (size_t)__builtin_popcountll(labels), sizeof *items);
    (void)e;
    if (items == NULL)
        return query_full(q);
    for (unsigned label = 0; label < CG_CYPHER_LABELS_MAX; label++)
        if (labels >> label & 1)
            items[count++] = v_text(g->label_name(g->arg, label));
    *out = v_list(items, count);
    return CG_OK;
}

CALL(call_properties)
{
    (void)e;
    return properties_of(q, &args[0], out);
}

CALL(call_keys)
{
    value map;
    cg_code rc = properties_of(q, &args[0], &map);
    (void)e;
    if (rc != CG_OK)
        return rc;
    value *items = query_array(q, q->scratch, map.map.count, sizeof *items);
    if (items == NULL)
        return query_full(q);
    for (size_t i = 0; i < map.map.count; i++)
        items[i] = v_text(map.map.entries[i].key);
    *out = v_list(items, map.map.count);
    return CG_OK;
}

CALL(call_start_node)
{
    (void)q, (void)e;
    *out = v_node(args[0].edge.source);
    return CG_OK;
}

CALL(call_end_node)
{
    (void)q, (void)e;
    *out = v_node(args[0].edge.target);
    return CG_OK;
}

CALL(call_nodes)
{
    const cg_cypher_path *path = args[0].path;
    value *items = query_array(q, q->scratch, (size_t)path->length + 1, sizeof *items);
    (void)e;
    if (items == NULL)
        return query_full(q);
    for (size_t i = 0; i <= path->length; i++)
        items[i] = v_node(path->nodes[i]);
    *out = v_list(items, (size_t)path->length + 1);
    return CG_OK;
}

CALL(call_relationships)
{
    const cg_cypher_path *path = args[0].path;
    value *items = query_array(q, q->scratch, path->length, sizeof *items);
    (void)e;
    if (items == NULL)
        return query_full(q);
    for (size_t i = 0; i < path->length; i++)
        items[i] = v_edge(path->edges[i]);
    *out = v_list(items, path->length);
    return CG_OK;
}

CALL(call_length)
{
    (void)q, (void)e;
    *out = v_int(args[0].path->length);
    return CG_OK;
}

/* ---- of lists, and of anything ---- */

CALL(call_head)
{
    (void)q, (void)e;
    *out = args[0].list.count > 0 ? args[0].list.items[0] : V_NULL;
    return CG_OK;
}

CALL(call_last)
{
    (void)q, (void)e;
    *out = args[0].list.count > 0 ? args[0].list.items[args[0].list.count - 1] : V_NULL;
    return CG_OK;
}

CALL(call_tail)
{
    (void)q, (void)e;
    *out =
        args[0].list.count > 0 ? v_list(args[0].list.items + 1, args[0].list.count - 1) : args[0];
    return CG_OK;
}

CALL(call_coalesce)
{
    (void)q;
    *out = V_NULL;
    for (uint32_t i = 0; i < e->count && v_is_null(out); i++)
        *out = args[i];
    return CG_OK;
}

CALL(call_exists)
{
    (void)q, (void)e;
    *out = v_bool(!v_is_null(&args[0]));
    return CG_OK;
}

CALL(call_is_empty)
{
    (void)q, (void)e;
    *out = v_bool(args[0].type == CG_CYPHER_STR   ? args[0].text.len == 0
                  : args[0].type == CG_CYPHER_MAP ? args[0].map.count == 0
                                                  : args[0].list.count == 0);
    return CG_OK;
}

CALL(call_range)
{
    int64_t from = args[0].integer, to = args[1].integer, step = e->count > 2 ? args[2].integer : 1;
    if (step == 0)
        return QUERY_FAIL(q, e->args[2]->at, "ArgumentError", "NumberOutOfRange",
                          "the step of a range cannot be 0");
    *out = v_list(NULL, 0);
    if (step > 0 ? from > to : from < to)
        return CG_OK;
    uint64_t span = step > 0 ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    uint64_t stride = step > 0 ? (uint64_t)step : (uint64_t)0 - (uint64_t)step;
    uint64_t count = span / stride;
    if (count >= q->limits.memory_bytes / sizeof(value))
        return query_full(q);
    value *items = query_array(q, q->scratch, count + 1, sizeof *items);
    if (items == NULL)
        return query_full(q);
    for (uint64_t i = 0; i <= count; i++)
        items[i] = v_int((int64_t)((uint64_t)from + i * (uint64_t)step));
    *out = v_list(items, count + 1);
    return CG_OK;
}

static const function general[] = {
    {"id", 1, 1, ST_ANY, {TAKES_ENTITY}, call_id},
    {"elementId", 1, 1, ST_ANY, {TAKES_ENTITY}, call_id},
    {"type", 1, 1, ST_STR, {TAKES_EDGE}, call_type},
    {"labels", 1, 1, ST_LIST, {TAKES_NODE}, call_labels},
    {"properties", 1, 1, ST_MAP, {TAKES_FIELDS}, call_properties},
    {"keys", 1, 1, ST_LIST, {TAKES_FIELDS}, call_keys},
    {"startNode", 1, 1, ST_NODE, {TAKES_EDGE}, call_start_node},
    {"endNode", 1, 1, ST_NODE, {TAKES_EDGE}, call_end_node},
    {"nodes", 1, 1, ST_LIST, {TAKES_PATH}, call_nodes},
    {"relationships", 1, 1, ST_LIST, {TAKES_PATH}, call_relationships},
    {"rels", 1, 1, ST_LIST, {TAKES_PATH}, call_relationships},
    {"length", 1, 1, ST_INT, {TAKES_PATH}, call_length},
    {"head", 1, 1, ST_ANY, {TAKES_LIST}, call_head},
    {"last", 1, 1, ST_ANY, {TAKES_LIST}, call_last},
    {"tail", 1, 1, ST_LIST, {TAKES_LIST}, call_tail},
    {"coalesce", 1, 255, ST_ANY, {TAKES_ANY}, call_coalesce},
    {"exists", 1, 1, ST_BOOL, {TAKES_ANY}, call_exists},
    {"isEmpty", 1, 1, ST_BOOL, {TAKES_EMPTY}, call_is_empty},
    {"range", 2, 3, ST_LIST, {TAKES_INT, TAKES_INT, TAKES_INT}, call_range},
    {0},
};

/* ---- finding them ---- */

const function *find_function(cg_str name)
{
    static const function *const tables[] = {general, text_functions, number_functions,
                                             instant_functions, duration_functions};
    for (size_t i = 0; i < CG_ARRAY_LEN(tables); i++)
        for (const function *f = tables[i]; f->name != NULL; f++)
            if (word_is(name, f->name))
                return f;
    return NULL;
}

bool find_aggregate(cg_str name, uint8_t *out_op)
{
    static const struct {
        const char *name;
        aggregate_op op;
    } all[] = {{"count", AGG_COUNT},
               {"sum", AGG_SUM},
               {"avg", AGG_AVG},
               {"min", AGG_MIN},
               {"max", AGG_MAX},
               {"collect", AGG_COLLECT},
               {"stdev", AGG_STDEV},
               {"stdevp", AGG_STDEVP},
               {"percentileCont", AGG_PERCENTILE_CONT},
               {"percentileDisc", AGG_PERCENTILE_DISC}};
    for (size_t i = 0; i < CG_ARRAY_LEN(all); i++)
        if (word_is(name, all[i].name)) {
            *out_op = (uint8_t)all[i].op;
            return true;
        }
    return false;
}
