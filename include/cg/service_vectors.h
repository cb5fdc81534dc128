// SPDX-License-Identifier: Apache-2.0
// service: vectors: making them, looking for neighbours, and the index of a project.
#ifndef CG_SERVICE_VECTORS_H
#define CG_SERVICE_VECTORS_H

#include "cg/service_graph.h"

/* ---- texts ---- */

#define CG_EMBED_TEXTS_MAX 1000
#define CG_EMBED_TEXT_BYTES_MAX 65536

typedef struct cg_embed_request {
    const cg_str *texts; /* each of 1 to CG_EMBED_TEXT_BYTES_MAX bytes */
    size_t count;        /* 1..CG_EMBED_TEXTS_MAX */
    bool documents;      /* what may be found, not what is looked for */
    uint64_t deadline_ns;
} cg_embed_request;
typedef struct cg_embed_reply {
    cg_embedder_view embedder;
    const float
        *vectors; /* count x dimension; of length 1, or zero where the model knows no word */
} cg_embed_reply;
/** Errors: CG_E_UNAVAILABLE (there is no model, or it does not answer), CG_E_BUSY, CG_E_DEADLINE. */
CG_MUST_USE cg_code cg_service_embed(cg_service *service, const cg_embed_request *request,
                                     cg_arena *arena, cg_embed_reply *out_reply, cg_err *err);
/** The model in use. False: there is none, and `*out_why` says why. */
bool cg_service_embedder(cg_service *service, cg_arena *arena, cg_embedder_view *out_embedder,
                         cg_str *out_why);

/* ---- neighbours ---- */

/** What is near to one of these. */
typedef struct cg_near_query {
    const float *vector; /* `components` numbers; NULL: another */
    size_t components;
    cg_str text; /* empty: another */
    cg_str node; /* a selector; itself is left out */
} cg_near_query;
typedef struct cg_near_request {
    cg_graph_ref where;
    const cg_near_query *queries;
    size_t count; /* 1..CG_NEAR_QUERIES_MAX */
    size_t k;     /* 1..CG_NEAR_MAX */
    bool has_threshold;
    double threshold; /* least cosine */
    bool exact;       /* no approximation */
    cg_node_filter filter;
    uint64_t deadline_ns;
} cg_near_request;
#define CG_NEAR_QUERIES_MAX 100
#define CG_NEAR_MAX 10000
#define CG_NEAR_DIMENSION_MAX 4096
#define CG_NEAR_ROWS_MAX 10000 /* k x queries */
typedef struct cg_near_row {
    cg_node_view node;
    double score; /* cosine */
} cg_near_row;
typedef struct cg_near_list {
    cg_near_row *rows; /* nearest first */
    size_t count;
} cg_near_list;
typedef struct cg_near_reply {
    uint64_t generation;
    cg_embedder_view embedder;
    cg_vector_coverage_view coverage;
    cg_near_list *lists; /* one for each query */
    size_t count;
    cg_node_view *candidates; /* on CG_E_AMBIGUOUS, of query `candidates_of` */
    size_t candidates_count;
    cg_str ambiguous; /* the selector */
} cg_near_reply;
/** Errors: CG_E_INVALID (with pointers "queries/N/…" of what is wrong: dimension, a zero vector, numbers that are not finite), CG_E_NOT_FOUND
 *  (no such node, or it has no vector), CG_E_AMBIGUOUS, CG_E_UNAVAILABLE, CG_E_LIMIT. */
CG_MUST_USE cg_code cg_service_near(cg_service *service, const cg_near_request *request,
                                    cg_arena *arena, cg_near_reply *out_reply, cg_err *err);

/** The vectors of nodes by their ids: `out_vectors[i]` NULL: it has none, or none yet. Errors: CG_E_UNAVAILABLE. */
CG_MUST_USE cg_code cg_service_vectors_of(cg_service *service, cg_graph_ref where, const cg_id *ids,
                                          size_t count, cg_arena *arena, const float **out_vectors,
                                          size_t *out_dimension, cg_err *err);

/* ---- the index ---- */

typedef struct cg_index_params {
    cg_str type;  /* "auto", "flat", "ivf", "hnsw" */
    cg_str codes; /* "auto", "f32", "f16", "sq8", "pq4" */
    uint32_t nlist, nprobe, m, ef_construction, ef_search, refine; /* 0: by size */
} cg_index_params;
typedef struct cg_index_segment {
    cg_str type, codes;
    uint64_t rows, dead, bytes, build_ms;
    double recall; /* of recall_samples of its rows when it was built */
    uint32_t recall_samples;
} cg_index_segment;
typedef struct cg_index_stats {
    uint64_t generation;
    bool available;
    cg_str why_not;
    cg_embedder_view embedder;
    cg_vector_coverage_view coverage;
    cg_index_params params;
    uint64_t rows, head_rows, bytes, builds, failures;
    bool building;
    cg_str failure; /* of the last build that failed */
    cg_index_segment segments[8];
    size_t segments_count;
} cg_index_stats;
/** Reads the vectors of the state that are not in memory yet; while that takes long, none are available. Errors: CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_service_index_stats(cg_service *service, cg_graph_ref where,
                                           uint64_t deadline_ns, cg_arena *arena,
                                           cg_index_stats *out_stats, cg_err *err);

typedef struct cg_index_config {
    bool available;
    cg_str why_not;
    cg_embedder_view embedder;
    cg_index_params params; /* as the options have them */
} cg_index_config;
void cg_service_index_config(cg_service *service, cg_arena *arena, cg_index_config *out_config);

typedef struct cg_rebuild_request {
    cg_str project;
    cg_index_params params;
} cg_rebuild_request;
/** The index afterwards. */
typedef struct cg_rebuild_report {
    uint64_t rows, head_rows, bytes, elapsed_ms;
    cg_index_segment segments[8];
    size_t segments_count;
} cg_rebuild_report;
/** Starts a task that builds the index of a project anew; searches go on by the old one until it is there. Errors:
 *  CG_E_NOT_FOUND, CG_E_INVALID (with a pointer), CG_E_UNAVAILABLE, CG_E_CONFLICT (one of the project waits or runs), CG_E_BUSY. */
CG_MUST_USE cg_code cg_service_rebuild(cg_service *service, const cg_rebuild_request *request,
                                       cg_id *out_task, cg_err *err);

#endif
