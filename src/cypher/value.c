// SPDX-License-Identifier: Apache-2.0
// Values: three notions of sameness, their order, hashes, copies.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cypher_int.h"
#include "temporal.h"

const char *cg_cypher_type_text(unsigned type)
{
    static const char *const texts[] = {"Null",         "Boolean",       "Integer",  "Float",
                                        "String",       "List",          "Map",      "Node",
                                        "Relationship", "Path",          "Date",     "LocalTime",
                                        "Time",         "LocalDateTime", "DateTime", "Duration"};
    return type < CG_ARRAY_LEN(texts) ? texts[type] : "";
}

const value *v_map_get(const value *map, cg_str key)
{
    for (size_t i = 0; i < map->map.count; i++)
        if (cg_str_eq(map->map.entries[i].key, key))
            return &map->map.entries[i].value;
    return NULL;
}

cg_code v_nest(query *q, uint32_t at, value *v)
{
    unsigned depth = 0;
    for (size_t i = 0; v->type == CG_CYPHER_LIST && i < v->list.count; i++)
        depth = CG_MAX(depth, (unsigned)v->list.items[i].depth);
    for (size_t i = 0; v->type == CG_CYPHER_MAP && i < v->map.count; i++)
        depth = CG_MAX(depth, (unsigned)v->map.entries[i].value.depth);
    v->depth = (uint16_t)(depth + 1);
    if (depth < VALUE_DEPTH_MAX)
        return CG_OK;
    return QUERY_FAIL(q, at, "ArgumentError", "InvalidArgumentValue",
                      "lists and maps may nest %u deep", VALUE_DEPTH_MAX);
}

/* ---- numbers ---- */

/* Exact: a long double holds each of both. NaN is told apart before. */
static int compare_numbers(const value *a, const value *b)
{
    if (a->type == CG_CYPHER_INT && b->type == CG_CYPHER_INT)
        return (a->integer > b->integer) - (a->integer < b->integer);
    long double x = a->type == CG_CYPHER_INT ? (long double)a->integer : (long double)a->real;
    long double y = b->type == CG_CYPHER_INT ? (long double)b->integer : (long double)b->real;
    return (x > y) - (x < y);
}

static bool is_nan(const value *v)
{
    return v->type == CG_CYPHER_FLOAT && isnan(v->real);
}

/* ---- paths ---- */

static bool paths_same(const cg_cypher_path *a, const cg_cypher_path *b)
{
    if (a->length != b->length || a->nodes[0] != b->nodes[0])
        return false;
    for (uint32_t i = 0; i < a->length; i++)
        if (!edge_same(a->edges[i], b->edges[i]) || a->nodes[i + 1] != b->nodes[i + 1])
            return false;
    return true;
}

/* ---- equal: true, false, or unknown ---- */

static tri lists_equal(const value *a, const value *b)
{
    tri all = TRI_TRUE;
    if (a->list.count != b->list.count)
        return TRI_FALSE;
    for (size_t i = 0; i < a->list.count; i++) {
        tri one = v_equals(&a->list.items[i], &b->list.items[i]);
        if (one == TRI_FALSE)
            return TRI_FALSE;
        all = one == TRI_NULL ? TRI_NULL : all;
    }
    return all;
}

static tri maps_equal(const value *a, const value *b)
{
    tri all = TRI_TRUE;
    if (a->map.count != b->map.count)
        return TRI_FALSE;
    for (size_t i = 0; i < a->map.count; i++)
        if (v_map_get(b, a->map.entries[i].key) == NULL)
            return TRI_FALSE;
    for (size_t i = 0; i < a->map.count; i++) {
        tri one = v_equals(&a->map.entries[i].value, v_map_get(b, a->map.entries[i].key));
        if (one == TRI_FALSE)
            return TRI_FALSE;
        all = one == TRI_NULL ? TRI_NULL : all;
    }
    return all;
}

static tri of_bool(bool b)
{
    return b ? TRI_TRUE : TRI_FALSE;
}

tri v_equals(const value *a, const value *b)
{
    if (v_is_null(a) || v_is_null(b))
        return TRI_NULL;
    if (v_is_number(a) && v_is_number(b))
        return of_bool(!is_nan(a) && !is_nan(b) && compare_numbers(a, b) == 0);
    if (a->type != b->type)
        return TRI_FALSE;
    switch (a->type) {
    case CG_CYPHER_BOOL: return of_bool(a->truth == b->truth);
    case CG_CYPHER_STR: return of_bool(cg_str_eq(a->text, b->text));
    case CG_CYPHER_LIST: return lists_equal(a, b);
    case CG_CYPHER_MAP: return maps_equal(a, b);
    case CG_CYPHER_NODE: return of_bool(a->node == b->node);
    case CG_CYPHER_EDGE: return of_bool(edge_same(a->edge, b->edge));
    case CG_CYPHER_PATH: return of_bool(paths_same(a->path, b->path));
    case CG_CYPHER_DURATION: return of_bool(cg_duration_order(a->duration, b->duration) == 0);
    default: return of_bool(v_is_instant(a) && instant_order(a, b) == 0);
    }
}

/* ---- the same: null is null, NaN is NaN ---- */

bool v_same(const value *a, const value *b)
{
    if (v_is_number(a) && v_is_number(b))
        return is_nan(a) || is_nan(b) ? is_nan(a) && is_nan(b) : compare_numbers(a, b) == 0;
    if (a->type != b->type)
        return false;
    if (a->type == CG_CYPHER_LIST) {
        bool same = a->list.count == b->list.count;
        for (size_t i = 0; same && i < a->list.count; i++)
            same = v_same(&a->list.items[i], &b->list.items[i]);
        return same;
    }
    if (a->type == CG_CYPHER_MAP) {
        bool same = a->map.count == b->map.count;
        for (size_t i = 0; same && i < a->map.count; i++) {
            const value *other = v_map_get(b, a->map.entries[i].key);
            same = other != NULL && v_same(&a->map.entries[i].value, other);
        }
        return same;
    }
    return v_is_null(a) || v_equals(a, b) == TRI_TRUE;
}

/* ---- hashes: what is the same has the same ---- */

static uint64_t mix(uint64_t h, uint64_t more)
{
    h ^= more + UINT64_C(0x9e3779b97f4a7c15) + (h << 6) + (h >> 2);
    h *= UINT64_C(0xff51afd7ed558ccd);
    return h ^ h >> 32;
}

static uint64_t hash_number(const value *v)
{
    double real = v_number(v);
    if (v->type == CG_CYPHER_FLOAT && real >= -9e18 && real <= 9e18 && real == floor(real))
        return mix(1, (uint64_t)(int64_t)real);
    if (v->type == CG_CYPHER_INT)
        return mix(1, (uint64_t)v->integer);
    return isnan(real) ? 2 : cg_hash64(&real, sizeof real, 1);
}

static uint64_t hash_edge(cg_cypher_edge e)
{
    return mix(mix(e.source, e.target), e.key);
}

static uint64_t hash_path(const cg_cypher_path *path)
{
    uint64_t h = path->nodes[0];
    for (uint32_t i = 0; i < path->length; i++)
        h = mix(h, hash_edge(path->edges[i]));
    return h;
}

static uint64_t hash_duration(const cg_duration *d)
{
    return mix(mix(mix((uint64_t)d->months, (uint64_t)d->days), (uint64_t)d->seconds), d->nanos);
}

uint64_t v_hash(const value *v)
{
    uint64_t h = v->type;
    switch (v->type) {
    case CG_CYPHER_BOOL: return mix(3, v->truth);
    case CG_CYPHER_INT:
    case CG_CYPHER_FLOAT: return hash_number(v);
    case CG_CYPHER_STR: return cg_hash64(v->text.ptr, v->text.len, 4);
    case CG_CYPHER_NODE: return mix(5, v->node);
    case CG_CYPHER_EDGE: return hash_edge(v->edge);
    case CG_CYPHER_PATH: return hash_path(v->path);
    case CG_CYPHER_DURATION: return hash_duration(v->duration);
    case CG_CYPHER_LIST:
        for (size_t i = 0; i < v->list.count; i++)
            h = mix(h, v_hash(&v->list.items[i]));
        return h;
    case CG_CYPHER_MAP: /* in no order */
        for (size_t i = 0; i < v->map.count; i++)
            h += mix(v_hash(&v->map.entries[i].value),
                     cg_hash64(v->map.entries[i].key.ptr, v->map.entries[i].key.len, 6));
        return h;
    default: return v_is_instant(v) ? instant_hash(v) : h;
    }
}

/* ---- less: of the same kind alone ---- */

static tri compare_lists(const value *a, const value *b, int *out)
{
    for (size_t i = 0; i < a->list.count && i < b->list.count; i++) {
        tri equal = v_equals(&a->list.items[i], &b->list.items[i]);
        if (equal == TRI_TRUE)
            continue;
        return equal == TRI_NULL ? TRI_NULL : v_compare(&a->list.items[i], &b->list.items[i], out);
    }
    *out = (a->list.count > b->list.count) - (a->list.count < b->list.count);
    return TRI_TRUE;
}

tri v_compare(const value *a, const value *b, int *out)
{
    if (v_is_number(a) && v_is_number(b)) {
        *out = compare_numbers(a, b);
        return of_bool(!is_nan(a) && !is_nan(b));
    }
    if (a->type != b->type)
        return TRI_NULL;
    switch (a->type) {
    case CG_CYPHER_BOOL: *out = (int)a->truth - (int)b->truth; return TRI_TRUE;
    case CG_CYPHER_STR: *out = cg_str_cmp(a->text, b->text); return TRI_TRUE;
    case CG_CYPHER_LIST: return compare_lists(a, b, out);
    default:
        if (!v_is_instant(a))
            return TRI_NULL; /* of Durations neither is less: months are no fixed number of days */
        *out = instant_order(a, b);
        return TRI_TRUE;
    }
}

/* ---- the order of all values ---- */

static int order_edges(cg_cypher_edge a, cg_cypher_edge b)
{
    if (a.source != b.source)
        return a.source < b.source ? -1 : 1;
    if (a.target != b.target)
        return a.target < b.target ? -1 : 1;
    return (a.key > b.key) - (a.key < b.key);
}

static int order_paths(const cg_cypher_path *a, const cg_cypher_path *b)
{
    if (a->nodes[0] != b->nodes[0])
        return a->nodes[0] < b->nodes[0] ? -1 : 1;
    for (uint32_t i = 0; i < a->length && i < b->length; i++) {
        int order = order_edges(a->edges[i], b->edges[i]);
        if (order != 0)
            return order;
    }
    return (a->length > b->length) - (a->length < b->length);
}

static int order_lists(const value *a, const value *b)
{
    for (size_t i = 0; i < a->list.count && i < b->list.count; i++) {
        int order = v_order(&a->list.items[i], &b->list.items[i]);
        if (order != 0)
            return order;
    }
    return (a->list.count > b->list.count) - (a->list.count < b->list.count);
}

static int compare_entries(const void *a, const void *b)
{
    return cg_str_cmp((*(const cg_cypher_entry *const *)a)->key,
                      (*(const cg_cypher_entry *const *)b)->key);
}

/* By their keys, then by their values. */
static int order_maps(const value *a, const value *b)
{
    size_t count = a->map.count;
    if (count != b->map.count)
        return count < b->map.count ? -1 : 1;
    const cg_cypher_entry **sorted = cg_alloc_array(2 * count + 1, sizeof *sorted);
    int order = 0;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &a->map.entries[i];
        sorted[count + i] = &b->map.entries[i];
    }
    qsort(sorted, count, sizeof *sorted, compare_entries);
    qsort(sorted + count, count, sizeof *sorted, compare_entries);
    for (size_t i = 0; order == 0 && i < count; i++)
        order = cg_str_cmp(sorted[i]->key, sorted[count + i]->key);
    for (size_t i = 0; order == 0 && i < count; i++)
        order = v_order(&sorted[i]->value, &sorted[count + i]->value);
    cg_free(sorted);
    return order;
}

static int order_numbers(const value *a, const value *b)
{
    if (is_nan(a) || is_nan(b))
        return (int)is_nan(a) - (int)is_nan(b);
    return compare_numbers(a, b);
}

static int rank_of(const value *v)
{
    static const uint8_t ranks[] = {[CG_CYPHER_MAP] = 0,
                                    [CG_CYPHER_NODE] = 1,
                                    [CG_CYPHER_EDGE] = 2,
                                    [CG_CYPHER_LIST] = 3,
                                    [CG_CYPHER_PATH] = 4,
                                    [CG_CYPHER_DATETIME] = 5,
                                    [CG_CYPHER_LOCAL_DATETIME] = 6,
                                    [CG_CYPHER_DATE] = 7,
                                    [CG_CYPHER_TIME] = 8,
                                    [CG_CYPHER_LOCAL_TIME] = 9,
                                    [CG_CYPHER_DURATION] = 10,
                                    [CG_CYPHER_STR] = 11,
                                    [CG_CYPHER_BOOL] = 12,
                                    [CG_CYPHER_INT] = 13,
                                    [CG_CYPHER_FLOAT] = 13,
                                    [CG_CYPHER_NULL] = 14};
    return ranks[v->type];
}

int v_order(const value *a, const value *b)
{
    if (rank_of(a) != rank_of(b))
        return rank_of(a) - rank_of(b);
    switch (a->type) {
    case CG_CYPHER_MAP: return order_maps(a, b);
    case CG_CYPHER_NODE: return (a->node > b->node) - (a->node < b->node);
    case CG_CYPHER_EDGE: return order_edges(a->edge, b->edge);
    case CG_CYPHER_LIST: return order_lists(a, b);
    case CG_CYPHER_PATH: return order_paths(a->path, b->path);
    case CG_CYPHER_STR: return cg_str_cmp(a->text, b->text);
    case CG_CYPHER_BOOL: return (int)a->truth - (int)b->truth;
    case CG_CYPHER_NULL: return 0;
    case CG_CYPHER_DURATION: return cg_duration_order(a->duration, b->duration);
    default: return v_is_instant(a) ? instant_order(a, b) : order_numbers(a, b);
    }
}

/* ---- copies ---- */

static cg_code copy_text(query *q, cg_arena *arena, cg_str text, cg_str *out)
{
    char *bytes = query_alloc(q, arena, text.len + 1);
    if (bytes == NULL)
        return query_full(q);
    if (text.len > 0)
        memcpy(bytes, text.ptr, text.len);
    *out = cg_str_make(bytes, text.len);
    return CG_OK;
}

static cg_code copy_path(query *q, cg_arena *arena, const cg_cypher_path *of, value *out)
{
    cg_cypher_path *path = query_alloc(q, arena, sizeof *path);
    if (path == NULL)
        return query_full(q);
    path->length = of->length;
    path->nodes = query_array(q, arena, (size_t)of->length + 1, sizeof *path->nodes);
    path->edges = query_array(q, arena, (size_t)of->length + 1, sizeof *path->edges);
    if (path->nodes == NULL || path->edges == NULL)
        return query_full(q);
    memcpy(path->nodes, of->nodes, ((size_t)of->length + 1) * sizeof *path->nodes);
    if (of->length > 0)
        memcpy(path->edges, of->edges, of->length * sizeof *path->edges);
    out->path = path;
    return CG_OK;
}

static cg_code copy_duration(query *q, cg_arena *arena, const cg_duration *of, value *out)
{
    cg_duration *copy = query_alloc(q, arena, sizeof *copy);
    if (copy == NULL)
        return query_full(q);
    *copy = *of;
    out->duration = copy;
    return CG_OK;
}

static cg_code copy_list(query *q, cg_arena *arena, const value *of, value *out)
{
    value *items = query_array(q, arena, of->list.count, sizeof *items);
    cg_code rc = items != NULL ? CG_OK : query_full(q);
    for (size_t i = 0; rc == CG_OK && i < of->list.count; i++)
        rc = v_copy(q, arena, &of->list.items[i], &items[i]);
    out->list.items = items;
    return rc;
}

static cg_code copy_map(query *q, cg_arena *arena, const value *of, value *out)
{
    cg_cypher_entry *entries = query_array(q, arena, of->map.count, sizeof *entries);
    cg_code rc = entries != NULL ? CG_OK : query_full(q);
    for (size_t i = 0; rc == CG_OK && i < of->map.count; i++) {
        rc = copy_text(q, arena, of->map.entries[i].key, &entries[i].key);
        if (rc == CG_OK)
            rc = v_copy(q, arena, &of->map.entries[i].value, &entries[i].value);
    }
    out->map.entries = entries;
    return rc;
}

cg_code v_copy(query *q, cg_arena *arena, const value *v, value *out)
{
    value of = *v;
    *out = of;
    switch (of.type) {
    case CG_CYPHER_STR: return copy_text(q, arena, of.text, &out->text);
    case CG_CYPHER_LIST: return copy_list(q, arena, &of, out);
    case CG_CYPHER_MAP: return copy_map(q, arena, &of, out);
    case CG_CYPHER_PATH: return copy_path(q, arena, of.path, out);
    case CG_CYPHER_DURATION: return copy_duration(q, arena, of.duration, out);
    default: return CG_OK;
    }
}

/* ---- as text ---- */

void cg_cypher_real_write(double real, cg_buf *out)
{
    char text[40];
    if (isnan(real) || isinf(real)) {
        cg_buf_add_str(out, isnan(real) ? CG_STR("NaN")
                            : real > 0  ? CG_STR("Infinity")
                                        : CG_STR("-Infinity"));
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, real);
        if (strtod(text, NULL) == real)
            break;
    }
    cg_buf_add_str(out, cg_str_from(text));
    if (strpbrk(text, ".e") == NULL)
        cg_buf_add_str(out, CG_STR(".0"));
}

static void write_text(cg_str text, cg_buf *out)
{
    cg_buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'' || text.ptr[i] == '\\')
            cg_buf_add_char(out, '\\');
        cg_buf_add_char(out, text.ptr[i]);
    }
    cg_buf_add_char(out, '\'');
}

static void write_node(const cg_cypher_graph *g, cg_cypher_node node, cg_buf *out)
{
    uint64_t labels = g->labels(g->arg, node);
    cg_buf_printf(out, "(%" PRIu32, node);
    for (unsigned label = 0; label < CG_CYPHER_LABELS_MAX; label++)
        if (labels >> label & 1)
            cg_buf_printf(out, ":%.*s", CG_STR_ARG(g->label_name(g->arg, label)));
    cg_buf_add_char(out, ')');
}

static void write_edge(const cg_cypher_graph *g, cg_cypher_edge e, cg_buf *out)
{
    cg_buf_printf(out, "[:%.*s]", CG_STR_ARG(g->type_name(g->arg, g->type(g->arg, e))));
}

static void write_path(const cg_cypher_graph *g, const cg_cypher_path *path, cg_buf *out)
{
    write_node(g, path->nodes[0], out);
    for (uint32_t i = 0; i < path->length; i++) {
        bool left = path->edges[i].source != path->nodes[i];
        cg_buf_add_str(out, left ? CG_STR("<-") : CG_STR("-"));
        write_edge(g, path->edges[i], out);
        cg_buf_add_str(out, left ? CG_STR("-") : CG_STR("->"));
        write_node(g, path->nodes[i + 1], out);
    }
}

/* date('2015-07-21') */
static void write_temporal(const value *v, cg_buf *out)
{
    static const char *const names[] = {"date",          "localtime", "time",
                                        "localdatetime", "datetime",  "duration"};
    cg_buf_printf(out, "%s('", names[v->type - CG_CYPHER_DATE]);
    cg_cypher_temporal_write(v, out);
    cg_buf_add_str(out, CG_STR("')"));
}

void cg_cypher_value_write(const cg_cypher_graph *graph, const cg_cypher_value *v, cg_buf *out)
{
    switch (v->type) {
    case CG_CYPHER_NULL: cg_buf_add_str(out, CG_STR("null")); break;
    case CG_CYPHER_BOOL: cg_buf_add_str(out, v->truth ? CG_STR("true") : CG_STR("false")); break;
    case CG_CYPHER_INT: cg_buf_printf(out, "%" PRId64, v->integer); break;
    case CG_CYPHER_FLOAT: cg_cypher_real_write(v->real, out); break;
    case CG_CYPHER_STR: write_text(v->text, out); break;
    case CG_CYPHER_NODE: write_node(graph, v->node, out); break;
    case CG_CYPHER_EDGE: write_edge(graph, v->edge, out); break;
    case CG_CYPHER_PATH: write_path(graph, v->path, out); break;
    case CG_CYPHER_LIST:
        cg_buf_add_char(out, '[');
        for (size_t i = 0; i < v->list.count; i++) {
            cg_buf_add_str(out, i > 0 ? CG_STR(", ") : CG_STR(""));
            cg_cypher_value_write(graph, &v->list.items[i], out);
        }
        cg_buf_add_char(out, ']');
        break;
    case CG_CYPHER_MAP:
        cg_buf_add_char(out, '{');
        for (size_t i = 0; i < v->map.count; i++) {
            cg_buf_printf(out, "%s%.*s: ", i > 0 ? ", " : "", CG_STR_ARG(v->map.entries[i].key));
            cg_cypher_value_write(graph, &v->map.entries[i].value, out);
        }
        cg_buf_add_char(out, '}');
        break;
    default: write_temporal(v, out); break;
    }
}
