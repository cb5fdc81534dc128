// SPDX-License-Identifier: Apache-2.0
// A graph in memory with any labels, types and properties: what tests of cypher ask.
#ifndef CG_TEST_CYPHER_GRAPH_H
#define CG_TEST_CYPHER_GRAPH_H

#include "cg/cypher.h"

typedef struct test_graph test_graph;
test_graph *test_graph_create(void);
void test_graph_destroy(test_graph *g);
/** Labels are below CG_CYPHER_LABELS_MAX; texts are copied, properties deeply. */
cg_cypher_node test_graph_add_node(test_graph *g, const cg_str *labels, size_t count,
                                   const cg_cypher_entry *props, size_t props_count);
void test_graph_add_edge(test_graph *g, cg_cypher_node source, cg_cypher_node target, cg_str type,
                         const cg_cypher_entry *props, size_t props_count);
/** The number of an edge, in the order in which they came, is its key. */
const cg_cypher_graph *test_graph_of(test_graph *g);
/** By which property `find` finds; empty: by none. */
void test_graph_index(test_graph *g, cg_str key);
cg_cypher_edge test_graph_edge(const test_graph *g, uint32_t number);

#endif
