// SPDX-License-Identifier: Apache-2.0
// Nodes, labels and relationships out of the arrays.
#include "code_graph.h"

/* ---- names: enum_member is EnumMember, type_of is TYPE_OF ---- */

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static cg_str label_of(const char *word, cg_arena *arena)
{
    size_t len = strlen(word), n = 0;
    char *text = cg_arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++)
        if (word[i] != '_')
            text[n++] = i == 0 || word[i - 1] == '_' ? upper(word[i]) : word[i];
    return cg_str_make(text, n);
}

static cg_str type_of(const char *word, cg_arena *arena)
{
    size_t len = strlen(word);
    char *text = cg_arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++)
        text[i] = upper(word[i]);
    return cg_str_make(text, len);
}

static void name_all(code_graph *g)
{
    for (unsigned i = 1; i < CG_NODE_KIND_LIMIT; i++)
        if (cg_node_kind_text(i)[0] != '\0')
            g->labels[i] = label_of(cg_node_kind_text(i), g->arena);
    for (unsigned i = 1; i < CG_EDGE_KIND_LIMIT; i++)
        if (cg_edge_kind_text(i)[0] != '\0')
            g->types[i] = type_of(cg_edge_kind_text(i), g->arena);
}

/* As it is shown, or as other doors have it. */
static bool find_label(void *arg, cg_str name, unsigned *out)
{
    const code_graph *g = arg;
    for (*out = 1; *out < CG_CYPHER_LABELS_MAX; ++*out)
        if (g->labels[*out].len > 0 && (cg_str_eq(g->labels[*out], name) ||
                                        cg_str_eq(cg_str_from(cg_node_kind_text(*out)), name)))
            return true;
    return false;
}

static bool find_type(void *arg, cg_str name, unsigned *out)
{
    const code_graph *g = arg;
    for (*out = 1; *out < CG_CYPHER_LABELS_MAX; ++*out)
        if (g->types[*out].len > 0 && (cg_str_eq(g->types[*out], name) ||
                                       cg_str_eq(cg_str_from(cg_edge_kind_text(*out)), name)))
            return true;
    return false;
}

static cg_str label_name(void *arg, unsigned label)
{
    return ((code_graph *)arg)->labels[label];
}

static cg_str type_name(void *arg, unsigned type)
{
    return ((code_graph *)arg)->types[type];
}

/* ---- nodes ---- */

static unsigned kind_of(const code_graph *g, cg_cypher_node node)
{
    return cg_ref_kind(cg_view_ref(g->view, node));
}

static void count_kinds(code_graph *g)
{
    uint32_t all = cg_view_vertices(g->view);
    g->kind_counts = cg_arena_alloc_array(g->arena, CG_NODE_KIND_LIMIT, sizeof *g->kind_counts);
    for (uint32_t v = 0; v < all; v++)
        g->kind_counts[kind_of(g, v) % CG_NODE_KIND_LIMIT]++;
}

static double count_nodes(void *arg, uint64_t labels)
{
    code_graph *g = arg;
    if (labels == 0)
        return cg_view_vertices(g->view);
    if ((labels & (labels - 1)) != 0) /* a node has one kind */
        return 0;
    if (g->kind_counts == NULL)
        count_kinds(g);
    return g->kind_counts[__builtin_ctzll(labels)];
}

/* Of some nodes here and there: enough for planning. */
static void count_types(code_graph *g)
{
    enum { LOOKS = 512, EDGES = 64 };
    uint32_t all = cg_view_vertices(g->view), stride = CG_MAX(all / LOOKS, 1u);
    g->type_counts = cg_arena_alloc_array(g->arena, CG_EDGE_KIND_LIMIT, sizeof *g->type_counts);
    for (uint32_t v = 0; v < all; v += stride) {
        cg_edge_run run = cg_view_run(g->view, v, false);
        for (size_t i = 0; i < CG_MIN(run.count, (size_t)EDGES); i++)
            if (g->bits[run.word[i]] != 0)
                g->type_counts[__builtin_ctzll(g->bits[run.word[i]])] += stride;
    }
}

static double count_edges(void *arg, uint64_t types)
{
    code_graph *g = arg;
    double count = 0;
    if (types == 0)
        return cg_view_edges_count(g->view);
    if (g->type_counts == NULL)
        count_types(g);
    for (uint64_t rest = types; rest != 0; rest &= rest - 1)
        count += g->type_counts[__builtin_ctzll(rest)];
    return count;
}

static bool scan(void *arg, uint64_t labels, uint32_t *inout_at, cg_cypher_node *out_node)
{
    const code_graph *g = arg;
    uint32_t all = cg_view_vertices(g->view);
    while (*inout_at < all) {
        uint32_t v = (*inout_at)++;
        *out_node = v;
        if (labels == 0 || UINT64_C(1) << kind_of(g, v) == labels)
            return true;
    }
    return false;
}

static uint64_t labels_of(void *arg, cg_cypher_node node)
{
    return UINT64_C(1) << kind_of(arg, node);
}

/* ---- relationships: their key is the word of the arrays ---- */

static unsigned type_of_edge(void *arg, cg_cypher_edge edge)
{
    return cg_view_word(((code_graph *)arg)->view, edge.key).kind;
}

static void walk(void *arg, cg_cypher_walk *w)
{
    cg_edge_run run = cg_view_run(((code_graph *)arg)->view, w->node, w->inwards);
    w->run[0] = run.to;
    w->run[1] = run.word;
    w->count = run.count;
    w->at = 0;
    w->types = w->types != 0 ? w->types : UINT64_MAX;
}

static bool step(void *arg, cg_cypher_walk *w, cg_cypher_edge *out)
{
    const code_graph *g = arg;
    const cg_vertex *to = w->run[0];
    const uint16_t *words = w->run[1];
    while (w->at < w->count) {
        uint32_t i = w->at++;
        if ((g->bits[words[i]] & w->types) == 0)
            continue;
        *out = w->inwards ? (cg_cypher_edge){to[i], w->node, words[i]}
                          : (cg_cypher_edge){w->node, to[i], words[i]};
        return true;
    }
    return false;
}

cg_code code_graph_edge(code_graph *g, cg_cypher_edge edge, cg_edge_brief *out, cg_err *err)
{
    cg_node_ref refs[] = {cg_view_ref(g->view, edge.source), cg_view_ref(g->view, edge.target)};
    cg_node_identity ids[2] = {0};
    cg_edge_word word = cg_view_word(g->view, edge.key);
    cg_code rc = cg_project_node_ids(cg_snapshot_project(g->snap), refs, 2, ids, err);
    if (rc != CG_OK)
        return rc;
    *out = (cg_edge_brief){.id = cg_edge_id(ids[0].id, word.kind, ids[1].id),
                           .source = ids[0].id,
                           .target = ids[1].id,
                           .kind = word.kind,
                           .rule = word.rule,
                           .confidence = word.confidence};
    return CG_OK;
}

/* ---- all of it ---- */

static void choose_words(code_graph *g, unsigned min_confidence)
{
    size_t count = cg_view_words(g->view);
    g->bits = cg_arena_alloc_array(g->arena, count + 1, sizeof *g->bits);
    for (size_t i = 0; i < count; i++) {
        cg_edge_word word = cg_view_word(g->view, i);
        g->bits[i] = word.confidence >= min_confidence ? UINT64_C(1) << word.kind : 0;
    }
}

void code_graph_init(code_graph *g, cg_snapshot *snap, cg_view *view, unsigned min_confidence)
{
    *g = (code_graph){.snap = snap,
                      .view = view,
                      .project = cg_project_name(cg_snapshot_project(snap)),
                      .pin_file = CG_NONE,
                      .arena = cg_arena_create(0)};
    g->is = (cg_cypher_graph){.arg = g,
                              .closed = true,
                              .find_label = find_label,
                              .find_type = find_type,
                              .label_name = label_name,
                              .type_name = type_name,
                              .find_key = code_graph_find_key,
                              .count_nodes = count_nodes,
                              .count_edges = count_edges,
                              .scan = scan,
                              .find_cost = code_graph_find_cost,
                              .find = code_graph_find,
                              .labels = labels_of,
                              .type = type_of_edge,
                              .walk = walk,
                              .step = step,
                              .node_id = code_graph_node_id,
                              .edge_id = code_graph_edge_id,
                              .node_property = code_graph_node_property,
                              .edge_property = code_graph_edge_property,
                              .node_properties = code_graph_node_properties,
                              .edge_properties = code_graph_edge_properties};
    name_all(g);
    choose_words(g, min_confidence);
}

void code_graph_fini(code_graph *g)
{
    cg_unit_pin_release(g->pin);
    cg_arena_destroy(g->arena);
}
