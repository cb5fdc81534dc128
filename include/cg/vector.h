// SPDX-License-Identifier: Apache-2.0
// vector: nearest neighbours among labelled vectors of one dimension. A set is an exact head, which new
// vectors join at once, and at most a few immutable segments that a background thread builds. It knows
// neither texts nor graphs. Who owns a set keeps its vectors durably and can give them again; what the set writes to disk is
// only there to save building it anew.
#ifndef CG_VECTOR_H
#define CG_VECTOR_H

#include "cg/base.h"

/** Names a vector; any number but UINT64_MAX. */
typedef uint64_t cg_vector_label;

#define CG_VECTOR_DIMENSION_MAX 4096u
#define CG_VECTOR_SEGMENTS_MAX 4u
#define CG_VECTOR_EFFORT_MAX 4096u
#define CG_VECTOR_NLIST_MAX 65536u

/** How near two vectors are, as a score that is higher the nearer they are. */
typedef enum cg_vector_metric {
    CG_VECTOR_COSINE,        /* cosine of the angle, -1..1; zero vectors are refused */
    CG_VECTOR_INNER_PRODUCT, /* sum of products */
    CG_VECTOR_L2,            /* squared Euclidean distance, negated */
    CG_VECTOR_METRIC_COUNT
} cg_vector_metric;

/** How a segment is searched. */
typedef enum cg_vector_type {
    CG_VECTOR_AUTO, /* by size: exact below exact_rows, HNSW below ivf_rows, IVF from there on */
    CG_VECTOR_FLAT, /* every row is compared */
    CG_VECTOR_IVF,  /* inverted lists around centroids (Jégou et al. 2011) */
    CG_VECTOR_HNSW, /* hierarchical navigable small worlds (Malkov, Yashunin 2016) */
    CG_VECTOR_TYPE_COUNT
} cg_vector_type;

/** How a segment keeps a vector. */
typedef enum cg_vector_codes {
    CG_VECTOR_CODES_AUTO, /* FLAT and HNSW: F16; IVF: PQ4 */
    CG_VECTOR_F32,        /* 4 bytes a component */
    CG_VECTOR_F16,        /* 2 bytes; neighbours as with F32 */
    CG_VECTOR_SQ8,        /* 1 byte (scalar quantiser) */
    CG_VECTOR_PQ4, /* IVF only: product quantiser of 4 bits for two components, the best re-ranked by SQ8 */
    CG_VECTOR_CODES_COUNT
} cg_vector_codes;

/** What the vectors that a set is given are made of; queries are always floats. */
typedef enum cg_vector_element {
    CG_VECTOR_INT8, /* int8_t c stands for c / 127 */
    CG_VECTOR_FLOAT /* float, each finite */
} cg_vector_element;

/** How segments are built and searched. Zero in a number: what suits the size. */
typedef struct cg_vector_params {
    cg_vector_metric metric;
    cg_vector_type type;
    cg_vector_codes codes;
    uint32_t nlist;           /* IVF: lists, 1..CG_VECTOR_NLIST_MAX; 0: 2 × √rows */
    uint32_t nprobe;          /* IVF: lists that a query reads, 1..nlist */
    uint32_t m;               /* HNSW: links of a row, 4..64; 0: 16 */
    uint32_t ef_construction; /* HNSW: candidates while building, 8..1000; 0: 40 */
    uint32_t ef_search;       /* HNSW: candidates of a query, 8..4096 */
    uint32_t refine;          /* PQ4: candidates for each neighbour asked for, 1..64; 0: 8 */
} cg_vector_params;

/** CG_OK when a set can be built so. Errors: CG_E_INVALID, whose pointer names the field. */
CG_MUST_USE cg_code cg_vector_params_check(const cg_vector_params *params, cg_err *err);
/** "cosine", "ip", "l2"; "auto", "flat", "ivf", "hnsw"; "auto", "f32", "f16", "sq8", "pq4". Static. */
const char *cg_vector_metric_text(cg_vector_metric metric);
const char *cg_vector_type_text(cg_vector_type type);
const char *cg_vector_codes_text(cg_vector_codes codes);
/** The reverse; false: there is no such word, and the output is untouched. */
bool cg_vector_metric_parse(cg_str word, cg_vector_metric *out_metric);
bool cg_vector_type_parse(cg_str word, cg_vector_type *out_type);
bool cg_vector_codes_parse(cg_str word, cg_vector_codes *out_codes);

/* ---- life ---- */

/** Takes one row: `row` is dimension × element, borrowed for the call. False: enough. */
typedef bool (*cg_vector_visit)(void *arg, cg_vector_label label, const void *row);

/** Where the truth is. `scan` gives each live vector whose label is at least `from`, by ascending
 *  label, to `visit` until that says enough. Called by cg_vector_open, by cg_vector_rebuild and on the builder's thread, at any time
 *  until cg_vector_close returns; never under a lock of the set. What it gives may be newer or older than
 *  what the set was told in the meantime: the set's own calls count. */
typedef struct cg_vector_source {
    cg_code (*scan)(void *arg, cg_vector_label from, cg_vector_visit visit, void *visit_arg,
                    cg_err *err);
    void *arg;
} cg_vector_source;

/** Builds segments of all sets of a process, one at a time, on one thread that yields to all others. */
typedef struct cg_vector_builder cg_vector_builder;
cg_vector_builder *cg_vector_builder_create(void);
/** After the sets that use it. NULL allowed. */
void cg_vector_builder_destroy(cg_vector_builder *builder);
CG_DEFINE_AUTO(cg_vector_builder, cg_vector_builder_destroy)

typedef struct cg_vector_options {
    uint32_t dimension; /* 1..CG_VECTOR_DIMENSION_MAX */
    cg_vector_element element;
    cg_vector_params params;
    cg_str model; /* what made the vectors; segment files of another one are not used */
    const char *
        folder; /* for segment files, this set's alone, created when missing; NULL: none are written */
    cg_vector_source source;
    cg_vector_builder *builder; /* NULL: only cg_vector_rebuild builds */
    uint64_t rows_max;          /* live vectors, at most 2^31 - 1; 0: that */
    uint64_t exact_rows;        /* AUTO: below this no segments are built; 0: 10,000 */
    uint64_t head_rows;         /* so many are not yet worth a segment; 0: 8,192 */
    uint64_t ivf_rows;          /* AUTO: from this on IVF; 0: 1,000,000 */
    uint32_t k_max;             /* neighbours of one query; 0: 10,000 */
    uint32_t queries_max;       /* of one search; 0: 1,024 */
} cg_vector_options;

/** A set of labelled vectors. Any thread; many may search while one adds and one builds. */
typedef struct cg_vector_set cg_vector_set;

/** Opens a set of what the source gives: loads the segment files that hold just these vectors, deletes the
 *  others, and takes the rest into the head. Reads every vector. `opts` is not kept, what it points to is, except `model` and `folder`.
 *  Errors: CG_E_INVALID, CG_E_IO, CG_E_LIMIT (more than rows_max), and those of the source. */
CG_MUST_USE cg_code cg_vector_open(const cg_vector_options *opts, cg_vector_set **out_set,
                                   cg_err *err);
/** Cancels what is being built, waits for it, and frees. No call may be running. NULL allowed. */
void cg_vector_close(cg_vector_set *set);
CG_DEFINE_AUTO(cg_vector_set, cg_vector_close)

/* ---- changing ---- */

/** Adds `count` vectors, `rows` being count × dimension elements; one whose label is there replaces it, within
 *  `labels` the last counts. Found by every search that begins after the return. All or nothing. Takes a
 *  lock that other changes hold for microseconds a row; never waits for a build.
 *  Errors: CG_E_INVALID (a component that is not finite, a vector too long or, by cosine, zero: the
 *  text says which), CG_E_LIMIT (rows_max). */
CG_MUST_USE cg_code cg_vector_add(cg_vector_set *set, const cg_vector_label *labels,
                                  const void *rows, size_t count, cg_err *err);
/** Removes what is there of `labels`. */
void cg_vector_remove(cg_vector_set *set, const cg_vector_label *labels, size_t count);

/** Told how far a build is, on the thread that builds; false cancels it. */
typedef bool (*cg_vector_progress)(void *arg, uint64_t rows_done, uint64_t rows_total);

/** Builds the whole set anew by `params`, which also hold from then on, and returns when that is what
 *  searches see; until then they see what they saw. Waits for a build that is running. `progress` NULL: none.
 *  Errors: CG_E_INVALID (params), CG_E_CANCELED, CG_E_BUSY (another rebuild waits), CG_E_NOMEM,
 *  those of the source, CG_E_INTERNAL (what FAISS said). The set is as it was after an error. */
CG_MUST_USE cg_code cg_vector_rebuild(cg_vector_set *set, const cg_vector_params *params,
                                      cg_vector_progress progress, void *progress_arg, cg_err *err);

/* ---- searching ---- */

/** Which vectors count. `accept` is called on the searching thread, many times, without a lock. */
typedef struct cg_vector_filter {
    bool (*accept)(void *arg, cg_vector_label label);
    void *arg;
    uint64_t
        key; /* filters of one key accept the same labels for ever, so answers are kept; 0: unknown */
} cg_vector_filter;

typedef struct cg_vector_query {
    const float *vectors; /* count × dimension, each finite */
    size_t count;         /* 1..queries_max */
    size_t k;             /* nearest of each, 1..k_max */
    bool has_threshold;
    float threshold;                /* lowest score */
    const cg_vector_filter *filter; /* NULL: all count */
    bool exact;                     /* compare every row, also of segments */
    uint32_t effort;      /* in place of ef_search or nprobe, 1..4096; 0: as the params have it */
    uint64_t deadline_ns; /* cg_now_ns clock; 0: none */
} cg_vector_query;

typedef struct cg_vector_hit {
    cg_vector_label label;
    float score;
} cg_vector_hit;

/** The nearest vectors of each query, nearest first, equal scores by label. `out_hits`: count × k,
 *  those of query i begin at i × k; `out_counts`: count, how many each found. Blocks for no one. A vector that is replaced
 *  several times while one query runs may be missed.
 *  Errors: CG_E_INVALID (k, count, effort; a component not finite; by cosine, a zero vector: the
 *  pointer names the field), CG_E_DEADLINE, CG_E_NOMEM; outputs are then undefined. */
CG_MUST_USE cg_code cg_vector_search(cg_vector_set *set, const cg_vector_query *query,
                                     cg_vector_hit *out_hits, size_t *out_counts, cg_err *err);
/** How near the vectors of `labels` are to `vector` (dimension, finite): out_scores [count], as a search would score them; NaN: not in the
 *  set, or in an IVF segment without PQ4 codes, whose rows only lists can tell. Takes the lock of changes for a look-up each.
 *  Errors: CG_E_INVALID, as of cg_vector_search. */
CG_MUST_USE cg_code cg_vector_scores(cg_vector_set *set, const float *vector,
                                     const cg_vector_label *labels, size_t count, float *out_scores,
                                     cg_err *err);
/** CG_OK when `query` can be asked of a set of this dimension whose vectors have `components` in all:
 *  CG_E_INVALID otherwise, and says what a vector of this set has. */
CG_MUST_USE cg_code cg_vector_check_dimension(const cg_vector_set *set, size_t components,
                                              cg_err *err);

/* ---- figures ---- */

typedef struct cg_vector_segment_stats {
    cg_vector_type type;
    cg_vector_codes codes;
    uint64_t rows, dead; /* all, and those removed or replaced since */
    uint64_t bytes;      /* of memory */
    uint64_t build_cpu_ns;
    uint32_t effort; /* ef_search or nprobe in force; 0: FLAT */
    /* How many of the ten nearest of `recall_samples` of its rows it found when it was built, 0..1. */
    float recall;
    uint32_t recall_samples;
} cg_vector_segment_stats;

typedef struct cg_vector_stats {
    cg_vector_params params;
    uint32_t dimension;
    uint64_t rows;             /* live */
    uint64_t head_rows;        /* of them, those compared one by one */
    uint64_t bytes;            /* of memory */
    uint64_t builds, failures; /* segments built since opening, and builds that failed */
    uint64_t build_cpu_ns;     /* that those took */
    bool building;
    char failure[160]; /* the last failure; "": none */
    size_t segment_count;
    cg_vector_segment_stats segments[CG_VECTOR_SEGMENTS_MAX];
} cg_vector_stats;

void cg_vector_stats_get(cg_vector_set *set, cg_vector_stats *out_stats);

#endif
