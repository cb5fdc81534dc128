// SPDX-License-Identifier: Apache-2.0
// What the parts of a project's verification share. Everything is read in key order, once: a
// lookup per row would take minutes where scans take seconds.
#ifndef CG_GRAPH_VERIFY_INT_H
#define CG_GRAPH_VERIFY_INT_H

#include "cg/graph_care.h"

#include "graph_int.h"

/* What the node rows say, by node number. */
typedef struct seen_node {
    cg_id id;
    uint64_t content;
    uint32_t file; /* CG_NONE: an external or a manual node */
    uint8_t kind;  /* 0: no visible row */
    bool manual;
    bool listed;        /* in its file's record; one in no file: its text is there */
    bool used;          /* an edge leads to it */
    bool by_id;         /* its id leads to it */
    bool by_name;       /* its name leads to it */
    uint64_t name_hash; /* of its folded name, once listed */
} seen_node;

typedef struct verifier {
    cg_project *project;
    cg_kv *kv;
    cg_snapshot *snap;
    cg_graph_check *check;
    seen_node *nodes; /* [nodes_limit] */
    uint64_t nodes_limit;
    uint32_t *file_edges; /* [files_limit]: edges found that leave its nodes */
    cg_hash128 digest, overlay_digest;
} verifier;

/** Counts a problem and keeps its line while there are few. */
void verify_problem(verifier *v, const char *fmt, ...) CG_PRINTF(2, 3);
uint64_t verify_number(cg_node_ref ref);
/** What was seen of a node; NULL when it has no visible row. */
seen_node *verify_node(verifier *v, cg_node_ref ref);

/** Both directions of all edges; adds to the digest (edges.c). */
CG_MUST_USE cg_code verify_edges(verifier *v, cg_err *err);
/** Manual nodes, edges and metadata (overlay.c). After nodes. */
CG_MUST_USE cg_code verify_overlay(verifier *v, cg_err *err);
/** Ids, names, postings; that each node is led to (indexes.c). After nodes and files. */
CG_MUST_USE cg_code verify_indexes(verifier *v, cg_err *err);
/** What linking has read, and that each key leads to those who have (deps.c). After files. */
CG_MUST_USE cg_code verify_deps(verifier *v, cg_err *err);
/** All units that have numbers, and their sources (units.c); once for all branches. */
CG_MUST_USE cg_code verify_units(verifier *v, cg_err *err);
/** The source of a file, as far as it is kept (units.c). */
CG_MUST_USE cg_code verify_source(verifier *v, const cg_file *file, cg_err *err);
/** The lists of what generations changed (changes.c). */
CG_MUST_USE cg_code verify_changes(verifier *v, cg_err *err);

#endif
