// SPDX-License-Identifier: Apache-2.0
// What the files of vector share: how a set is put together.
//
//   set ── mu: one change at a time ── places: label ─► (chunk, row) of every live head row
//    └─ view (immutable, counted) ─┬─ chunks: the head; rows are appended, never moved
//                                  └─ segments: an index of FAISS each, labels in order
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
#include "indexes/index.h"
#include "kernels.h"
#include "segment_header.h"

#define CHUNK_ROWS_MIN 256u
#define CHUNK_ROWS_MAX 8192u
#define VIEW_SEGMENTS_MAX                                                                          \
    16u /* found when opened; builds bring them down to CG_VECTOR_SEGMENTS_MAX */
#define NO_LABEL UINT64_MAX
#define NO_ROW UINT32_MAX

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

/* ---- memory ---- */

/** Asks the system for large pages in place of what `bytes` at `ptr` have, or will have once they are touched. A hint, which
 *  takes no more memory; copies what is there. Less than a few megabytes are left as they are. */
void pages_enlarge(const void *ptr, size_t bytes);

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

/* ---- a segment ---- */

/* What a filter of a known key says of a segment's rows; `bits` follow. */
typedef struct filter_bits {
    _Atomic unsigned refs;
    uint64_t key;
    size_t count; /* of bits that are set */
    uint64_t bits[];
} filter_bits;

#define FILTERS_KEPT 8

/* Rows are numbered as FAISS got them: in `strides` rounds, round j taking the labels of the ranks j,
 * j + strides, …, so that each round is like the whole. Where a label's row is, is thus arithmetic. */
typedef struct segment {
    _Atomic unsigned refs;
    cg_vector_built built;
    const cg_vector_index *kind;
    uint32_t rows, strides;
    cg_vector_label *labels; /* ascending */
    live_word *live;         /* by row */
    _Atomic uint32_t dead;   /* counted under the set's mu, read by anyone */
    uint32_t effort;
    float recall;
    uint32_t recall_samples;
    uint64_t build_cpu_ns;
    size_t bytes;
    uint64_t file; /* number of its file; 0: none */

    cg_mutex mu;
    filter_bits *kept[FILTERS_KEPT]; /* guarded by mu */
    unsigned next_kept;              /* guarded by mu */
} segment;

/** Of a built index; takes `take_index` and `take_labels`, which are ascending. The caller sets what follows `dead`. */
CG_MUST_USE cg_code segment_create(FaissIndex *take_index, const cg_vector_params *params,
                                   cg_vector_label *take_labels, uint32_t rows, uint32_t strides,
                                   segment **out_segment, cg_err *err);
segment *segment_ref(segment *s);
void segment_unref(segment *s); /* NULL allowed */
uint32_t segment_row_of(uint32_t rows, uint32_t strides, uint32_t rank);
uint32_t segment_rank_of(uint32_t rows, uint32_t strides, uint32_t row);
/** False: it has no such label, or the row is dead. */
bool segment_find(const segment *s, cg_vector_label label, uint32_t *out_row);
/** The same for up to SEGMENT_FIND_MAX labels, in less time than one after the other; NO_ROW for those that are not found. */
#define SEGMENT_FIND_MAX 16
void segment_find_some(const segment *s, const cg_vector_label *labels, size_t count,
                       uint32_t *out_rows);
/** The row must be live; the changer holds the set's mu. */
void segment_clear(segment *s, uint32_t row);

/* ---- a view ---- */

typedef struct view {
    _Atomic unsigned refs;
    cg_vector_metric metric;
    size_t chunk_count, segment_count;
    chunk **chunks;     /* by id; each counted; allocated with the view */
    segment **segments; /* likewise, in no order */
} view;

view *view_create(cg_vector_metric metric, chunk *const *chunks, size_t chunk_count,
                  segment *const *segments, size_t segment_count);
void view_unref(view *v);
/** The chunk of this id, which is there. */
chunk *view_chunk(const view *v, uint32_t id);

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

    /* Building; all guarded by mu but what says otherwise. */
    bool building;                   /* by one thread; the head is not compacted meanwhile */
    cg_cond built;                   /* signalled when building ends */
    CG_VEC(cg_vector_label) touched; /* removed or replaced since the build began */
    uint64_t changed_ns;             /* the last addition */
    uint64_t next_file;
    uint64_t builds, failures, build_cpu_ns;
    char failure[160];
    struct rebuild *rebuild; /* waits to be run; its caller waits */
    _Atomic bool closing;    /* set by close, read while building */
    _Atomic uint64_t
        due_ns; /* when to look whether to build, 0: never; written by changes, read by the builder */

    /* Odd while replaced vectors stand in two places, and another number afterwards; written by add with
     * release, read by set_search with acquire before and after. */
    _Atomic uint64_t moves;

    cg_mutex view_mu; /* held to count a reader in or to swap, no longer */
    view *view;       /* guarded by view_mu to read, by mu and view_mu to write */
};

/** Fills a set that nobody else has yet, from its files and its source. */
CG_MUST_USE cg_code set_load(cg_vector_set *set, cg_err *err);

view *set_view_take(cg_vector_set *set); /* give it back by view_unref */
/** The changer's own look at the view; it holds set->mu. */
view *set_view_locked(cg_vector_set *set) CG_REQUIRES(set->mu);
view *set_view_ref_locked(cg_vector_set *set) CG_REQUIRES(set->mu); /* view_unref gives it back */
void set_view_swap_locked(cg_vector_set *set, view *take_view) CG_REQUIRES(set->mu);

/** Rows added from now on get a new chunk. */
void set_seal_head_locked(cg_vector_set *set) CG_REQUIRES(set->mu);

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
    hit *hits; /* room for k, and for k of earlier looks */
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

/* ---- scanning ---- */

/** One query in the form that scans need. */
typedef struct probe {
    const float *vector;
    float length;
    const float *unit; /* of length 1 */
    const cg_vector_query *query;
} probe;

float chunk_score(const cg_vector_set *set, cg_vector_metric metric, const chunk *c, const probe *p,
                  size_t row);
void chunk_scan(const cg_vector_set *set, cg_vector_metric metric, const chunk *c, const probe *p,
                best_hits *out_best);
CG_MUST_USE cg_code segment_search(segment *s, const probe *p, best_hits *out_best, cg_err *err);

/* ---- building ---- */

typedef struct rebuild {
    cg_vector_params params;
    cg_vector_progress progress; /* NULL: none */
    void *progress_arg;
    bool done; /* guarded by the set's mu, as are the others from then on */
    cg_code rc;
    cg_err err;
} rebuild;

/** What a set looks like to who decides what to build. */
typedef struct plan_input {
    cg_vector_type type;
    uint64_t exact_rows, head_rows_due; /* of the options */
    uint64_t head_rows, live_rows;
    bool quiet; /* no additions for a while */
    size_t segment_count;
    struct {
        uint64_t rows, dead;
    } segments[VIEW_SEGMENTS_MAX];
} plan_input;

typedef struct plan {
    bool build;
    bool head;                        /* the head goes into the new segment … */
    bool segments[VIEW_SEGMENTS_MAX]; /* … as do these */
} plan;

plan vector_plan(const plan_input *in);

/** Type, codes and numbers for a segment of so many rows, none left open. */
cg_vector_params params_resolve(const cg_vector_set *set, const cg_vector_params *params,
                                uint64_t rows);

/** Vectors to build from, by ascending label; rows as the set was given them. */
typedef struct harvest {
    cg_vector_label *labels;
    unsigned char *rows;
    size_t count;
} harvest;

typedef struct build_watch {
    const cg_vector_set *set;
    cg_vector_progress progress; /* NULL: none */
    void *progress_arg;
    uint64_t total;
} build_watch;
CG_MUST_USE cg_code build_watch_tell(const build_watch *w, uint64_t done, cg_err *err);

/** Trains, adds, checks itself. Takes h->labels. */
CG_MUST_USE cg_code build_segment(const cg_vector_set *set, const cg_vector_params *params,
                                  harvest *h, const build_watch *watch, segment **out_segment,
                                  cg_err *err);
/** One step of what is due, on the builder's thread: a rebuild that waits, or what the plan says. */
void set_build_due(cg_vector_set *set);
/** Says when to look whether to build. True: sooner than before, so the builder is to be woken. */
bool set_due_locked(cg_vector_set *set) CG_REQUIRES(set->mu);
void builder_add(cg_vector_builder *builder, cg_vector_set *set);
void builder_drop(cg_vector_builder *builder, cg_vector_set *set); /* waits while it builds */
void builder_wake(cg_vector_builder *builder);

/* ---- segment files ---- */

uint32_t row_hash(const void *row, size_t row_bytes);
/** Writes, waits for the disk, renames. */
CG_MUST_USE cg_code segment_file_write(const cg_vector_set *set, const cg_vector_params *asked,
                                       const segment *s, uint64_t number,
                                       const uint32_t *row_hashes, cg_err *err);
/** `out_hashes`: of each row by rank; the caller frees them. */
CG_MUST_USE cg_code segment_file_read(const cg_vector_set *set, uint64_t number,
                                      segment **out_segment, uint32_t **out_hashes, cg_err *err);
void segment_file_delete(const cg_vector_set *set, uint64_t number);
/** Numbers of the files there, ascending; leftovers are deleted. Makes the folder. */
CG_MUST_USE cg_code segment_files_list(const cg_vector_set *set, uint64_t **out_numbers,
                                       size_t *out_count, cg_err *err);

#endif
