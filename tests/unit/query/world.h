// SPDX-License-Identifier: Apache-2.0
// Random graphs for tests of questions: files of definitions with relationships of all kinds among them, to externals
// and by what clients state. What the graph is to be is known here in a matrix, beside the store. cmocka.h must come before.
#ifndef CG_TEST_QUERY_WORLD_H
#define CG_TEST_QUERY_WORLD_H

#include "cg/query.h"

extern cg_err query_err;
#define assert_ok(call)                                                                            \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s (%s:%d)", #call, query_err.text, query_err.file, query_err.line);     \
    } while (0)

#define WORLD_FILES 8
#define WORLD_NAMES 10
#define WORLD_LINKS 5
#define WORLD_EXTERNALS 6
#define WORLD_STATED 4
#define WORLD_STATED_EDGES 12

typedef struct world_link {
    cg_edge_kind kind;
    uint8_t confidence;
    bool external;
    unsigned file, name; /* of an external: name */
} world_link;

typedef struct world_file {
    bool present;
    unsigned count;
    unsigned names[WORLD_NAMES];                /* in the order of the source */
    unsigned methods;                           /* bit set of names */
    world_link links[WORLD_NAMES][WORLD_LINKS]; /* by name; kind NONE: none */
} world_file;

typedef struct world_end {
    enum { END_DEF, END_EXTERNAL, END_STATED, END_FILE } sort;
    unsigned file, name;
} world_end;
typedef struct world_edge {
    bool present;
    world_end source, target;
    cg_edge_kind kind;
} world_edge;

typedef struct world {
    cg_store *store;
    cg_project *project;
    world_file files[WORLD_FILES];
    bool stated[WORLD_STATED];
    world_edge edges[WORLD_STATED_EDGES];
    uint32_t random;
} world;

uint32_t world_random(world *w, uint32_t limit);
void world_open(world *w, uint32_t seed);
void world_close(world *w);
/** Changes it at random, and commits that. */
void world_change(world *w);
cg_snapshot *world_head(world *w);

/* ---- what the graph is to be ---- */

typedef struct model_node {
    char path[16]; /* empty: it is in no file */
    uint32_t def;
    cg_id id;
    cg_node_kind kind;
    bool stated;
} model_node;
typedef struct model_edge {
    uint32_t source, target;
    cg_edge_kind kind;
    cg_link_rule rule;
    uint8_t confidence;
    bool manual;
} model_edge;
typedef struct model {
    CG_VEC(model_node) nodes; /* in the order of vertices */
    CG_VEC(model_edge) edges;
} model;
void model_make(const world *w, model *out);
void model_fini(model *m);
/** The node of a vertex. */
uint32_t model_of_vertex(const model *m, const cg_snapshot *snap, cg_view *view, cg_vertex vertex);
/** The vertex of a node. */
cg_vertex model_vertex(const model *m, const cg_snapshot *snap, cg_view *view, uint32_t node);
/** One step from `a` to `b`, as the choices say; `out_by` the best edge that says so. */
bool model_step(const model *m, const cg_edge_choice *choice, cg_heading heading, uint32_t a,
                uint32_t b, cg_edge_word *out_by);
/** Prepares model_step for a choice; must be called before it. */
void model_close_over(const model *m, const cg_edge_choice *choice);

#endif
