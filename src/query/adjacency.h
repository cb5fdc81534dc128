// SPDX-License-Identifier: Apache-2.0
// All nodes and edges of a project at one generation, in arrays: the rows of the store without their texts.
//
// Nodes get *vertices*, 0 to vertices-1, in an order that follows from the graph alone: definitions by path of their
// file, then as they stand in it; behind them those that are in no file (externals, stated nodes), by id. So two stores
// with the same graph have the same arrays, however they got there, and neighbours are mostly near each other.
//
//   file rank   0          1     2         …
//   first       0          17    40        …   files_count+1 entries: the last is where the fileless begin
//   vertices    0 … 16     17…39 40 …
//
// Edges are kept twice, by source and by target (compressed sparse rows): those of vertex v are entries at[v] to
// at[v+1]-1 of `to` and `class`, ascending by other end, then by kind. What else is known of an edge (kind, rule,
// confidence, who says so) has few different values: `class` is an index into a table of them.
#ifndef CG_QUERY_ADJACENCY_H
#define CG_QUERY_ADJACENCY_H

#include <stdatomic.h>

#include "cg/query.h"

#define NO_VERTEX UINT32_MAX

/* ---- classes of edges ---- */

typedef uint16_t edge_class;
#define EDGE_CLASSES_MAX 65535u

/** Everything of an edge but its ends, in one number. */
static inline uint32_t class_pack(const cg_edge_row *row)
{
    return (uint32_t)row->kind | (uint32_t)row->rule << 8 | (uint32_t)row->confidence << 16 |
           (uint32_t)row->manual << 24;
}
static inline cg_edge_kind class_kind(uint32_t packed)
{
    return (cg_edge_kind)(packed & 0xff);
}
static inline cg_link_rule class_rule(uint32_t packed)
{
    return (cg_link_rule)(packed >> 8 & 0xff);
}
static inline uint8_t class_confidence(uint32_t packed)
{
    return (uint8_t)(packed >> 16);
}
static inline bool class_manual(uint32_t packed)
{
    return packed >> 24 & 1;
}

/** Numbers the different ones in the order in which they come. Zero-initialised is empty. */
typedef struct class_table {
    CG_VEC(uint32_t) packed; /* by class */
    edge_class *slots;       /* open addressing: class + 1, 0: free */
    uint32_t mask;
} class_table;
void class_table_fini(class_table *table);
void class_table_copy(class_table *out, const class_table *of);
/** False: there are too many. */
bool class_table_add(class_table *table, uint32_t packed, edge_class *out_class);

/* ---- the arrays ---- */

typedef struct edge_rows {
    uint32_t *at; /* [vertices + 1] */
    uint32_t *to;
    edge_class *class;
} edge_rows;

/** Immutable once it is shared; reference counted. */
typedef struct adjacency {
    atomic_uint refs;
    uint64_t generation;
    uint32_t vertices, edges;
    uint32_t files_count, files_limit;
    uint32_t *files;    /* [files_count]: file number by rank */
    uint32_t *units;    /* [files_count]: its unit's number: the same unit has the same nodes */
    uint32_t *first;    /* [files_count + 1] */
    uint32_t *ranks;    /* [files_limit]: rank by file number; CG_NONE: not there */
    cg_node_ref *nodes; /* [vertices] */
    cg_id *fileless;    /* [vertices - first[files_count]], ascending */
    uint8_t *stated;    /* the same: clients state it */
    class_table classes;
    edge_rows out, in;
} adjacency;

/** What so many take: of the whole, and at most while it is made. */
size_t adjacency_bytes(uint64_t vertices, uint64_t edges, uint64_t files);
adjacency *adjacency_ref(adjacency *a);
void adjacency_release(adjacency *a); /* NULL allowed */
CG_DEFINE_AUTO(adjacency, adjacency_release)
static inline uint32_t adjacency_filed(const adjacency *a) /* vertices below are in files */
{
    return a->first[a->files_count];
}
/** The rank of the file that a vertex below adjacency_filed is in. `hint`: any rank, best one near it. */
uint32_t adjacency_rank(const adjacency *a, uint32_t vertex, uint32_t hint);
/** Where a vertex is; its generation is not known, nor the id of one that is in a file. */
cg_node_place adjacency_place(const adjacency *a, uint32_t vertex, uint32_t *inout_rank);
/** The vertex of a node of this generation; NO_VERTEX: it is not there. */
uint32_t adjacency_find(const adjacency *a, const cg_node_place *place);

/** From a node's number to its vertex, while arrays are made. */
typedef struct number_index {
    const adjacency *of;
    uint32_t *vertices;
    uint64_t count;
} number_index;
CG_MUST_USE cg_code number_index_make(number_index *index, const adjacency *of, size_t bytes_max,
                                      cg_err *err);
uint32_t number_index_find(const number_index *index,
                           cg_node_ref ref); /* NO_VERTEX: it is not there */
void number_index_fini(number_index *index);

/* ---- making them ---- */

/** Asked now and then while one is made; false: give up (CG_E_CANCELED). NULL: never. */
typedef bool adjacency_go_on(void *arg);

typedef struct adjacency_work {
    size_t bytes_max; /* CG_E_LIMIT when it would take more */
    adjacency_go_on *go_on;
    void *arg;
} adjacency_work;

/** Reads all files and edges of the snapshot. Errors: CG_E_LIMIT, CG_E_CANCELED, CG_E_NOMEM, those of reading. */
CG_MUST_USE cg_code adjacency_build(const cg_snapshot *snap, const adjacency_work *work,
                                    adjacency **out, cg_err *err);
/** The same out of that of another generation of the project: reads what differs alone. CG_E_NOT_FOUND (err untouched):
 *  too much does, or it cannot be told. */
CG_MUST_USE cg_code adjacency_update(const adjacency *before, const cg_snapshot *snap,
                                     const adjacency_work *work, adjacency **out, cg_err *err);

/* What both share (adjacency.c). */

/** Empty, with files by rank and their units, of a snapshot. */
adjacency *adjacency_begin(const cg_snapshot *snap);
/** Allocates room for nodes; then for edges. */
CG_MUST_USE cg_code adjacency_make_nodes(adjacency *a, uint32_t vertices, cg_err *err);
CG_MUST_USE cg_code adjacency_make_edges(adjacency *a, uint64_t edges, cg_err *err);
/** Derives `in` from `out`. */
void adjacency_make_in(adjacency *a);
/** Brings the edges of one vertex into their order. */
void adjacency_sort_row(const class_table *classes, uint32_t *to, edge_class *class,
                        uint32_t count);
/** CG_E_LIMIT, with a sentence, when those of the snapshot would take more. */
CG_MUST_USE cg_code adjacency_fits(const cg_snapshot *snap, size_t bytes_max, cg_err *err);

/** A node that is in no file. */
typedef struct fileless_node {
    cg_id id;
    cg_node_ref ref;
    bool stated;
} fileless_node;
/** Puts them behind the nodes of files, in the order of their ids. */
void adjacency_put_fileless(adjacency *a, fileless_node *nodes, size_t count);

#endif
