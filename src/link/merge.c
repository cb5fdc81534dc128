// SPDX-License-Identifier: Apache-2.0
// link: one edge for all sites that lead from one definition to another, and which of them count.
#include "link_int.h"

/* What clients see by default. */
#define SEEN_CONFIDENCE 55

/* Of what a value may be. A macro names what it names, whichever of its definitions is compiled. */
static bool is_guess(unsigned rule)
{
    return cg_link_rule_confidence(rule) < SEEN_CONFIDENCE && rule != CG_RULE_MACRO_VARIANT;
}

/* The edges of one triple, in the order of their sites. */
typedef struct edge_group {
    const cg_link_edge *first, *end;
    bool known; /* one of them is seen, and no guess */
    bool named; /* one that counts names what it leads to */
} edge_group;

/* Sites that would seem surer than they are: where something is guessed, it adds nothing to what is known, and those of a
 * special method, which name what it is called of, add nothing to those that name it. */
static bool counts(const edge_group *g, const cg_link_edge *edge)
{
    return !(g->known && is_guess(edge->rule)) &&
           !(g->named && edge->rule == CG_RULE_SPECIAL_METHOD);
}

static edge_group group_at(const cg_link_edge *first, const cg_link_edge *end)
{
    edge_group g = {.first = first, .end = first};
    for (; g.end < end && compare_edges(first, g.end) == 0; g.end++)
        g.known |= g.end->confidence >= SEEN_CONFIDENCE && !is_guess(g.end->rule);
    for (const cg_link_edge *e = first; e < g.end; e++)
        g.named |= e->rule != CG_RULE_SPECIAL_METHOD && counts(&g, e);
    return g;
}

/* Their ordinals in a row; the surest evidence gives rule and confidence. */
static cg_link_edge merged(const edge_group *g, cg_ordinals *ordinals)
{
    cg_link_edge edge = {.confidence = 0};
    bool any = false;
    for (const cg_link_edge *e = g->first; e < g->end; e++) {
        if (!counts(g, e))
            continue;
        if (!any) {
            edge = *e;
            edge.first = (uint32_t)ordinals->len;
            edge.count = 0;
            any = true;
        } else if (e->confidence > edge.confidence) {
            edge.confidence = e->confidence;
            edge.rule = e->rule;
        }
        bool again = edge.count > 0 && ordinals->ptr[ordinals->len - 1] == e->first;
        if (e->first != NO_ORDINAL && !again) {
            CG_VEC_PUSH(ordinals, e->first);
            edge.count++;
        }
    }
    return edge;
}

void merge_edges(cg_link_edges *edges, cg_ordinals *ordinals)
{
    size_t kept = 0;
    for (size_t i = 0; i < edges->len;) {
        edge_group g = group_at(edges->ptr + i, edges->ptr + edges->len);
        i += (size_t)(g.end - g.first);
        edges->ptr[kept++] = merged(&g, ordinals);
    }
    edges->len = kept;
}
