// SPDX-License-Identifier: Apache-2.0
// Kinds of segments: what an index_<kind>.c provides, and what it is given. A kind says how FAISS builds an index and how
// that is searched; segment.c does all else.
#ifndef CG_VECTOR_INDEX_H
#define CG_VECTOR_INDEX_H

#include "cg/vector.h"
#include "faiss_shim.h"
#include "kernels.h"

/* ---- scoring rows as an index keeps them ---- */

/** One query against coded rows. */
typedef struct scorer {
    const cg_kernels *kernels;
    cg_faiss_codes codes;
    size_t dimension;
    bool l2;            /* else the inner product */
    const float *query; /* SQ8: weights that take the codes as numbers */
    const float *scale; /* SQ8 and l2: of each component */
    float bias;         /* SQ8: what all rows have in common */
    float *own;         /* memory of the above; NULL: none */
} scorer;

/** `query` must outlive the scorer. */
void scorer_init(scorer *s, const cg_faiss_codes *codes, const float *query, size_t dimension,
                 bool l2);
void scorer_fini(scorer *s);
/** The higher, the nearer: the product, or the squared distance negated. */
float scorer_score(const scorer *s, size_t row);
/** Asks for the row's memory ahead of its turn. */
static inline void scorer_fetch(const scorer *s, size_t row)
{
    const uint8_t *at = s->codes.rows + row * s->codes.row_bytes;
    for (size_t i = 0; i < s->codes.row_bytes; i += 64)
        __builtin_prefetch(at + i);
}

/* ---- searching one index ---- */

typedef struct cg_vector_found {
    uint32_t row;
    float score;
} cg_vector_found;

/** An index with what of it is looked up once. Immutable; any thread. */
typedef struct cg_vector_built {
    FaissIndex *index;
    uint32_t rows, dimension;
    cg_vector_params params; /* type and codes as they are, no AUTO */
    cg_faiss_codes codes;    /* IVF without PQ4 has none */
    cg_faiss_graph graph;    /* HNSW */
    bool has_codes;
} cg_vector_built;

typedef struct cg_vector_ask {
    const float *query; /* by cosine of length 1 */
    size_t k;
    uint32_t effort;
    const uint64_t *pass; /* a bit for each row that counts; NULL: all do */
    size_t passing;       /* how many */
} cg_vector_ask;

typedef struct cg_vector_index {
    cg_vector_type type;
    /** The description for FAISS's factory. */
    void (*describe)(const cg_vector_params *params, uint32_t dimension, cg_buf *out);
    /** Effort when the parameters leave it open. */
    uint32_t (*effort)(const cg_vector_built *built);
    /** The efforts to choose from run up to this. */
    uint32_t (*effort_max)(const cg_vector_built *built);
    /** How many rows could be compared one by one in the time of a search that all rows pass. */
    size_t (*cost)(const cg_vector_built *built, uint32_t effort, size_t k);
    /** Finds at most k rows, in any order; fewer than pass: compare all. `out_found`: room for k. */
    cg_code (*search)(const cg_vector_built *built, const cg_vector_ask *ask,
                      cg_vector_found *out_found, size_t *out_count, cg_err *err);
} cg_vector_index;

/* Generated from the file names of src/vector/indexes. */
extern const cg_vector_index *const cg_vector_indexes[];
extern const size_t cg_vector_indexes_count;

/** Compares every row that passes, by the codes or, without, by reading all lists. */
CG_MUST_USE cg_code cg_vector_search_all_rows(const cg_vector_built *built,
                                              const cg_vector_ask *ask, cg_vector_found *out_found,
                                              size_t *out_count, cg_err *err);
/** The same for `count` queries at once, which read each row from memory once; each has room of its own. */
CG_MUST_USE cg_code cg_vector_compare_all(const cg_vector_built *built, const cg_vector_ask *asks,
                                          size_t count, cg_vector_found *const *out_found,
                                          size_t *out_counts, cg_err *err);
/** Turns what FAISS answered (`rc` < 0) into an error. */
CG_MUST_USE cg_code cg_vector_faiss_check(int rc, cg_err *err);

/* ---- the best of found rows, as a heap ---- */

typedef struct nearest {
    cg_vector_found *found; /* room for k; the worst at the root */
    size_t len, k;
} nearest;

static inline bool nearest_wants(const nearest *n, float score)
{
    return n->len < n->k || score > n->found[0].score;
}
void nearest_push(nearest *n, uint32_t row, float score); /* only if wanted */

#endif
