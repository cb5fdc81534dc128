// SPDX-License-Identifier: Apache-2.0
// Lists of everything; looked through from beginning to end.
#include "cypher_graph.h"

typedef struct things {
    const cg_cypher_entry *props;
    size_t count;
} things;
typedef struct node {
    uint64_t labels;
    things props;
} node;
typedef struct edge {
    cg_cypher_edge is;
    unsigned type;
    things props;
} edge;
typedef struct names {
    CG_VEC(cg_str) list;
} names;

struct test_graph {
    cg_arena *arena;
    CG_VEC(node) nodes;
    CG_VEC(edge) edges;
    names labels, types, keys;
    cg_str indexed;
    cg_cypher_graph is;
};

/* ---- names ---- */

static bool find_name(const names *of, cg_str name, unsigned *out)
{
    for (size_t i = 0; i < of->list.len; i++)
        if (cg_str_eq(of->list.ptr[i], name)) {
            *out = (unsigned)i;
            return true;
        }
    return false;
}

static unsigned number_of(test_graph *g, names *of, cg_str name)
{
    unsigned n;
    if (find_name(of, name, &n))
        return n;
    CG_VEC_PUSH(&of->list, cg_arena_str(g->arena, name));
    return (unsigned)of->list.len - 1;
}

static bool find_label(void *arg, cg_str name, unsigned *out)
{
    return find_name(&((test_graph *)arg)->labels, name, out);
}

static bool find_type(void *arg, cg_str name, unsigned *out)
{
    return find_name(&((test_graph *)arg)->types, name, out);
}

static cg_str name_at(const names *of, unsigned n)
{
    return n < of->list.len ? of->list.ptr[n] : CG_STR("");
}

static cg_str label_name(void *arg, unsigned n)
{
    return name_at(&((test_graph *)arg)->labels, n);
}

static cg_str type_name(void *arg, unsigned n)
{
    return name_at(&((test_graph *)arg)->types, n);
}

static uint32_t find_key(void *arg, cg_str name)
{
    unsigned n;
    return find_name(&((test_graph *)arg)->keys, name, &n) ? n : CG_CYPHER_KEY_NONE;
}

/* ---- nodes ---- */

static double count_nodes(void *arg, uint64_t labels)
{
    const test_graph *g = arg;
    double n = 0;
    for (size_t i = 0; i < g->nodes.len; i++)
        n += (g->nodes.ptr[i].labels & labels) == labels;
    return n;
}

static double count_edges(void *arg, uint64_t types)
{
    const test_graph *g = arg;
    double n = 0;
    for (size_t i = 0; i < g->edges.len; i++)
        n += types == 0 || (types >> g->edges.ptr[i].type & 1);
    return n;
}

static bool scan(void *arg, uint64_t labels, uint32_t *inout_at, cg_cypher_node *out)
{
    const test_graph *g = arg;
    while (*inout_at < g->nodes.len) {
        uint32_t at = (*inout_at)++;
        *out = at;
        if ((g->nodes.ptr[at].labels & labels) == labels)
            return true;
    }
    return false;
}

static double find_cost(void *arg, uint32_t key, bool by_prefix)
{
    const test_graph *g = arg;
    bool indexed = g->indexed.len > 0 && cg_str_eq(name_at(&g->keys, key), g->indexed);
    return indexed ? (by_prefix ? 2 : 1) : -1;
}

static const cg_cypher_value *prop(const test_graph *g, const things *of, uint32_t key)
{
    for (size_t i = 0; i < of->count; i++)
        if (cg_str_eq(of->props[i].key, name_at(&g->keys, key)))
            return &of->props[i].value;
    return NULL;
}

static cg_code find(void *arg, uint32_t key, bool by_prefix, cg_str text, cg_cypher_nodes *out,
                    cg_err *err)
{
    const test_graph *g = arg;
    (void)err;
    for (uint32_t i = 0; i < g->nodes.len; i++) {
        const cg_cypher_value *v = prop(g, &g->nodes.ptr[i].props, key);
        if (v != NULL && v->type == CG_CYPHER_STR &&
            (by_prefix ? cg_str_starts(v->text, text) : cg_str_eq(v->text, text)))
            CG_VEC_PUSH(out, i);
    }
    return CG_OK;
}

static uint64_t labels_of(void *arg, cg_cypher_node n)
{
    return ((test_graph *)arg)->nodes.ptr[n].labels;
}

/* ---- relationships ---- */

static unsigned type_of(void *arg, cg_cypher_edge e)
{
    return ((test_graph *)arg)->edges.ptr[e.key].type;
}

static void walk(void *arg, cg_cypher_walk *w)
{
    (void)arg;
    w->at = 0;
}

static bool step(void *arg, cg_cypher_walk *w, cg_cypher_edge *out)
{
    const test_graph *g = arg;
    while (w->at < g->edges.len) {
        const edge *e = &g->edges.ptr[w->at++];
        if ((w->inwards ? e->is.target : e->is.source) != w->node)
            continue;
        if (w->types != 0 && !(w->types >> e->type & 1))
            continue;
        *out = e->is;
        return true;
    }
    return false;
}

/* ---- properties ---- */

static cg_code node_id(void *arg, cg_cypher_node n, cg_arena *arena, cg_cypher_value *out,
                       cg_err *err)
{
    (void)arg, (void)arena, (void)err;
    *out = (cg_cypher_value){.type = CG_CYPHER_INT, .integer = n};
    return CG_OK;
}

static cg_code edge_id(void *arg, cg_cypher_edge e, cg_arena *arena, cg_cypher_value *out,
                       cg_err *err)
{
    (void)arg, (void)arena, (void)err;
    *out = (cg_cypher_value){.type = CG_CYPHER_INT, .integer = e.key};
    return CG_OK;
}

static void give(const cg_cypher_value *v, cg_cypher_value *out)
{
    *out = v != NULL ? *v : (cg_cypher_value){.type = CG_CYPHER_NULL};
}

static cg_code node_property(void *arg, cg_cypher_node n, uint32_t key, cg_arena *arena,
                             cg_cypher_value *out, cg_err *err)
{
    const test_graph *g = arg;
    (void)arena, (void)err;
    give(prop(g, &g->nodes.ptr[n].props, key), out);
    return CG_OK;
}

static cg_code edge_property(void *arg, cg_cypher_edge e, uint32_t key, cg_arena *arena,
                             cg_cypher_value *out, cg_err *err)
{
    const test_graph *g = arg;
    (void)arena, (void)err;
    give(prop(g, &g->edges.ptr[e.key].props, key), out);
    return CG_OK;
}

static void all_of(const things *of, cg_cypher_value *out)
{
    *out =
        (cg_cypher_value){.type = CG_CYPHER_MAP, .map = {(cg_cypher_entry *)of->props, of->count}};
}

static cg_code node_properties(void *arg, cg_cypher_node n, cg_arena *arena, cg_cypher_value *out,
                               cg_err *err)
{
    (void)arena, (void)err;
    all_of(&((test_graph *)arg)->nodes.ptr[n].props, out);
    return CG_OK;
}

static cg_code edge_properties(void *arg, cg_cypher_edge e, cg_arena *arena, cg_cypher_value *out,
                               cg_err *err)
{
    (void)arena, (void)err;
    all_of(&((test_graph *)arg)->edges.ptr[e.key].props, out);
    return CG_OK;
}

/* ---- making one ---- */

test_graph *test_graph_create(void)
{
    test_graph *g = cg_alloc(sizeof *g);
    g->arena = cg_arena_create(0);
    g->is = (cg_cypher_graph){.arg = g,
                              .find_label = find_label,
                              .find_type = find_type,
                              .label_name = label_name,
                              .type_name = type_name,
                              .find_key = find_key,
                              .count_nodes = count_nodes,
                              .count_edges = count_edges,
                              .scan = scan,
                              .find_cost = find_cost,
                              .find = find,
                              .labels = labels_of,
                              .type = type_of,
                              .walk = walk,
                              .step = step,
                              .node_id = node_id,
                              .edge_id = edge_id,
                              .node_property = node_property,
                              .edge_property = edge_property,
                              .node_properties = node_properties,
                              .edge_properties = edge_properties};
    return g;
}

void test_graph_destroy(test_graph *g)
{
    CG_VEC_FINI(&g->nodes);
    CG_VEC_FINI(&g->edges);
    CG_VEC_FINI(&g->labels.list);
    CG_VEC_FINI(&g->types.list);
    CG_VEC_FINI(&g->keys.list);
    cg_arena_destroy(g->arena);
    cg_free(g);
}

static cg_cypher_value copy(test_graph *g, cg_cypher_value v)
{
    if (v.type == CG_CYPHER_STR)
        v.text = cg_arena_str(g->arena, v.text);
    if (v.type == CG_CYPHER_DURATION) {
        cg_duration *duration = cg_arena_alloc(g->arena, sizeof *duration);
        *duration = *v.duration;
        v.duration = duration;
    }
    if (v.type == CG_CYPHER_LIST) {
        cg_cypher_value *items = cg_arena_alloc_array(g->arena, v.list.count + 1, sizeof *items);
        for (size_t i = 0; i < v.list.count; i++)
            items[i] = copy(g, v.list.items[i]);
        v.list.items = items;
    }
    return v;
}

/* A property that is null is not there. */
static things keep(test_graph *g, const cg_cypher_entry *props, size_t count)
{
    cg_cypher_entry *kept = cg_arena_alloc_array(g->arena, count + 1, sizeof *kept);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (props[i].value.type == CG_CYPHER_NULL)
            continue;
        (void)number_of(g, &g->keys, props[i].key);
        kept[n++] =
            (cg_cypher_entry){cg_arena_str(g->arena, props[i].key), copy(g, props[i].value)};
    }
    return (things){kept, n};
}

cg_cypher_node test_graph_add_node(test_graph *g, const cg_str *labels, size_t count,
                                   const cg_cypher_entry *props, size_t props_count)
{
    node n = {.props = keep(g, props, props_count)};
    for (size_t i = 0; i < count; i++)
        n.labels |= UINT64_C(1) << number_of(g, &g->labels, labels[i]);
    CG_ASSERT(g->labels.list.len <= CG_CYPHER_LABELS_MAX);
    CG_VEC_PUSH(&g->nodes, n);
    return (cg_cypher_node)g->nodes.len - 1;
}

void test_graph_add_edge(test_graph *g, cg_cypher_node source, cg_cypher_node target, cg_str type,
                         const cg_cypher_entry *props, size_t props_count)
{
    edge e = {.is = {source, target, (uint32_t)g->edges.len},
              .type = number_of(g, &g->types, type),
              .props = keep(g, props, props_count)};
    CG_ASSERT(g->types.list.len <= CG_CYPHER_LABELS_MAX);
    CG_VEC_PUSH(&g->edges, e);
}

const cg_cypher_graph *test_graph_of(test_graph *g)
{
    return &g->is;
}

void test_graph_index(test_graph *g, cg_str key)
{
    g->indexed = key;
}

cg_cypher_edge test_graph_edge(const test_graph *g, uint32_t number)
{
    return g->edges.ptr[number].is;
}
