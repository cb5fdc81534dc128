// SPDX-License-Identifier: Apache-2.0
// What the files of vector share: how a set is put together.
//
//   set ── mu: one change at a time ── places: label ─► (chunk, row) of every live head row
//    └─ view (immutable, counted) ─┬─ chunks: the head; rows are appended, never moved
//                                  └─ segments
//
// A reader takes the view and is done with locks. What changes inside of a view are only: the number of rows
// of its last chunk (stored with release after the row is written, loaded with acquire) and bits that say
// which rows live (cleared, never set again). A vector that is replaced is first written anew and
// then cleared where it was. A reader in between may meet both or, having passed the end of the head too soon,
// neither: `moves`, odd in the meantime, tells it to look again.
#ifndef CG_VECTOR_INT_H
#define CG_VECTOR_INT_H

#include <stdatomic.h>

#include "cg/vector.h"
#include "kernels.h"

#define CHUNK_ROWS_MIN 256u
#define CHUNK_ROWS_MAX 8192u
#define NO_LABEL UINT64_MAX

/* ---- which rows live: a bit for each ---- */

typedef _Atomic uint64_t live_word;

static inline size_t live_words(size_t rows)
{
    return (rows + 63) / 64;
}
static inline bool live_get(const live_word *live, size_t row)
{
    return atomic_load_explicit(&live[row / 64], memory_order_relaxed) >> row % 64 & 1;
}
static inline void live_set(live_word *live, size_t row)
{
    atomic_fetch_or_explicit(&live[row / 64], (uint64_t)1 << row % 64, memory_order_relaxed);
}
static inline void live_clear(live_word *live, size_t row)
{
    atomic_fetch_and_explicit(&live[row / 64], ~((uint64_t)1 << row % 64), memory_order_relaxed);
}

/* ---- a chunk of the head ---- */

typedef struct chunk {
    _Atomic unsigned refs;
    uint32_t id; /* ascending in a set, from 1 */
    uint32_t capacity;
    size_t row_bytes;
    _Atomic uint32_t rows;   /* written with release by the one changer, read with acquire */
    uint32_t dead;           /* guarded by the set's mu */
    cg_vector_label *labels; /* the four arrays are of `capacity` … */
    float *lengths;          /* … Euclidean length of the row, an int8 c being c / 127 */
    unsigned char *data;
    live_word *live;
} chunk;

chunk *chunk_create(uint32_t id, uint32_t capacity, size_t row_bytes);
chunk *chunk_ref(chunk *c);
void chunk_unref(chunk *c); /* NULL allowed */
/** There must be room. Returns the row. */
uint32_t chunk_append(chunk *c, cg_vector_label label, const void *row, float length);
size_t chunk_bytes(const chunk *c);

/* ---- places: where the live rows of the head are; guarded by the set's mu ---- */

typedef struct place {
    cg_vector_label label; /* NO_LABEL: free */
    uint32_t chunk_id, row;
} place;

typedef struct places {
    place *slots; /* a power of two of them; linear probing */
    size_t slot_count, used;
} places;

void places_fini(places *p);
place *places_find(const places *p, cg_vector_label label); /* NULL: not in the head */
void places_put(places *p, cg_vector_label label, uint32_t chunk_id, uint32_t row);
void places_drop(places *p, place *at);

/* ---- a view ---- */

typedef struct view {
    _Atomic unsigned refs;
    cg_vector_metric metric;
    size_t chunk_count;
    chunk **chunks; /* by id; each counted; allocated with the view */
} view;

view *view_create(cg_vector_metric metric, chunk *const *chunks, size_t chunk_count);
void view_unref(view *v);

/* ---- the set ---- */

struct cg_vector_set {
    cg_vector_options opts; /* zeros replaced; its strings are the set's own */
    const cg_kernels *kernels;
    size_t row_bytes;

    cg_mutex mu;             /* one change at a time */
    cg_vector_params params; /* guarded by mu */
    places places;           /* guarded by mu */
    uint64_t live_rows;      /* guarded by mu */
    uint32_t next_chunk_id;  /* guarded by mu */

    /* Odd while replaced vectors stand in two places, and another number afterwards; written by add with
     * release, read by set_search with acquire before and after. */
    _Atomic uint64_t moves;

    cg_mutex view_mu; /* held to count a reader in or to swap, no longer */
    view *view;       /* guarded by view_mu to read, by mu and view_mu to write */
};

view *set_view_take(cg_vector_set *set); /* give it back by view_unref */
/** The changer's own look at the view; it holds set->mu. */
view *set_view_locked(cg_vector_set *set) CG_REQUIRES(set->mu);
void set_view_swap_locked(cg_vector_set *set, view *take_view) CG_REQUIRES(set->mu);

/* ---- checking what comes from outside ---- */

/** Lengths of `count` rows. CG_E_INVALID: one that the set cannot hold. */
CG_MUST_USE cg_code rows_check(const cg_vector_set *set, cg_vector_metric metric, const void *rows,
                               size_t count, float *out_lengths, cg_err *err);
/** Likewise for the queries, `pointer` naming their field. */
CG_MUST_USE cg_code query_check(const cg_vector_set *set, cg_vector_metric metric,
                                const cg_vector_query *query, float *out_lengths, cg_err *err);

/* ---- the k best ---- */

typedef struct hit {
    cg_vector_label label;
    uint64_t age; /* the higher, the newer is where it was found; 0: in a segment */
    float score;
} hit;

/** A heap whose root is the worst hit kept. */
typedef struct best_hits {
    hit *hits; /* room for k */
    size_t len, k;
    float threshold; /* -INFINITY: none */
} best_hits;

/** Whether a hit of this score and label would be kept. */
static inline bool best_wants(const best_hits *t, float score, cg_vector_label label)
{
    if (score < t->threshold)
        return false;
    if (t->len < t->k)
        return true;
    const hit *worst = &t->hits[0];
    return score > worst->score || (score == worst->score && label < worst->label);
}
void best_push(best_hits *t, hit h); /* only if wanted */
void best_sort(best_hits *t);        /* best first; no pushes from then on */
void best_drop_older(best_hits *t);  /* of a sorted one: a label stays once, where it is newest */

/* ---- scanning the head ---- */

/** One query in the form that scans need. */
typedef struct probe {
    const float *vector;
    float length;
    const cg_vector_filter *filter; /* NULL: none */
} probe;

void chunk_scan(const cg_vector_set *set, cg_vector_metric metric, const chunk *c, const probe *p,
                best_hits *out_best);

#endif
