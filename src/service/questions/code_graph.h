// SPDX-License-Identifier: Apache-2.0
// The graph of a project as queries in Cypher see it: over the arrays of a view, texts from the units.
#ifndef CG_CODE_GRAPH_H
#define CG_CODE_GRAPH_H

#include "questions.h"

typedef struct code_graph {
    cg_cypher_graph is;
    cg_snapshot *snap;
    cg_view *view;
    cg_str project;
    uint64_t *bits; /* by word of an edge: its kind as a bit; 0: not certain enough */
    cg_str labels[CG_NODE_KIND_LIMIT], types[CG_EDGE_KIND_LIMIT];
    double *type_counts;   /* [CG_EDGE_KIND_LIMIT], about; once they were asked for */
    uint32_t *kind_counts; /* [CG_NODE_KIND_LIMIT], once they were asked for */
    cg_unit_pin *pin;      /* the unit of the file read last */
    uint32_t pin_file;
    cg_arena *arena; /* of names and tables */
} code_graph;

/** Over a view with arrays, which outlives it. */
void code_graph_init(code_graph *g, cg_snapshot *snap, cg_view *view, unsigned min_confidence);
void code_graph_fini(code_graph *g);
/** A relationship without texts. */
CG_MUST_USE cg_code code_graph_edge(code_graph *g, cg_cypher_edge edge, cg_edge_brief *out,
                                    cg_err *err);

/* Properties (code_graph_props.c). */

uint32_t code_graph_find_key(void *arg, cg_str name);
cg_code code_graph_node_id(void *arg, cg_cypher_node node, cg_arena *arena, cg_cypher_value *out,
                           cg_err *err);
cg_code code_graph_edge_id(void *arg, cg_cypher_edge edge, cg_arena *arena, cg_cypher_value *out,
                           cg_err *err);
cg_code code_graph_node_property(void *arg, cg_cypher_node node, uint32_t key, cg_arena *arena,
                                 cg_cypher_value *out, cg_err *err);
cg_code code_graph_edge_property(void *arg, cg_cypher_edge edge, uint32_t key, cg_arena *arena,
                                 cg_cypher_value *out, cg_err *err);
cg_code code_graph_node_properties(void *arg, cg_cypher_node node, cg_arena *arena,
                                   cg_cypher_value *out, cg_err *err);
cg_code code_graph_edge_properties(void *arg, cg_cypher_edge edge, cg_arena *arena,
                                   cg_cypher_value *out, cg_err *err);
/** Finding nodes by a property (code_graph_find.c). */
double code_graph_find_cost(void *arg, uint32_t key, bool by_prefix);
cg_code code_graph_find(void *arg, uint32_t key, bool by_prefix, cg_str text, cg_cypher_nodes *out,
                        cg_err *err);

/** All properties, of nodes and of relationships: what they are called in replies. */
typedef enum code_key {
    KEY_ID,
    KEY_SYMBOL,
    KEY_KIND,
    KEY_NAME,
    KEY_QUALIFIED_NAME,
    KEY_LANGUAGE,
    KEY_FILE_PATH,
    KEY_LINE_NUMBER,
    KEY_COLUMN,
    KEY_END_LINE,
    KEY_END_COLUMN,
    KEY_START_BYTE,
    KEY_END_BYTE,
    KEY_NAME_LINE,
    KEY_NAME_COLUMN,
    KEY_SIGNATURE,
    KEY_DOC,
    KEY_VISIBILITY,
    KEY_MODIFIERS,
    KEY_DECORATORS,
    KEY_PARENT,
    KEY_ORIGIN,
    KEY_METADATA,
    NODE_KEYS, /* those of nodes are before */
    KEY_TYPE = NODE_KEYS,
    KEY_RULE,
    KEY_CONFIDENCE,
    KEY_SOURCE,
    KEY_TARGET,
    CODE_KEYS
} code_key;

#endif
