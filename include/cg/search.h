// SPDX-License-Identifier: Apache-2.0
// search: finding nodes by words. One half turns a unit and its source into postings, which a
// commit stores beside the graph; the other answers queries at any snapshot from them.
#ifndef CG_SEARCH_H
#define CG_SEARCH_H

#include "cg/embed.h"
#include "cg/graph_commit.h"
#include "cg/vector.h"

/* ---- indexing ---- */

/** Turns units into postings; one thread, reused for many files. */
typedef struct cg_text_indexer cg_text_indexer;
cg_text_indexer *cg_text_indexer_create(
    bool with_trigrams); /* what regular expressions need; for nothing where sources are not kept */
void cg_text_indexer_destroy(cg_text_indexer *indexer); /* NULL allowed */
CG_DEFINE_AUTO(cg_text_indexer, cg_text_indexer_destroy)

/** The postings of one unit, one per distinct term, in the order of first use. Fields: name,
 *  qualified name, signature, docs, body (the source of a definition less that of the definitions
 *  inside it; for the file: what no definition covers). Identifiers count whole and split by case,
 *  digits and underscores, lower-cased, the parts lightly stemmed. `blob`: the id of `source`.
 *  Deterministic. The result lives until the next call, and borrows from no argument. */
size_t cg_text_index_unit(cg_text_indexer *indexer, cg_blob_id blob, const cg_unit *unit,
                          cg_str source, const cg_posting **out_postings);
/** The terms of a path: segments, stem, and their parts. Lives until the next call. */
size_t cg_text_index_path(cg_text_indexer *indexer, cg_str path, const cg_str **out_terms);

/* ---- vectors in memory ---- */

/** The vectors that one model makes, of all projects of a store: for each project a set, read from the store when
 *  somebody first asks, and from then on as snapshots are asked that have units which it lacks. So what is stored is what is
 *  found, whoever stored it, and nothing has to be told of commits. Any thread. */
typedef struct cg_semantic cg_semantic;
typedef struct cg_semantic_options {
    cg_store *store;
    cg_embedder *take_embedder;
    cg_vector_builder *builder; /* must outlive it; NULL: nothing is built */
    cg_vector_params params;
    const char *folder;  /* for files of segments, below it; NULL: none are kept */
    uint64_t rows_max;   /* vectors of a project in memory; 0: 10 million */
    uint64_t exact_rows; /* as of cg_vector_options; so the next */
    uint64_t ivf_rows;
} cg_semantic_options;
/** Opens nothing but itself. References are counted: the first is the caller's. */
cg_semantic *cg_semantic_create(const cg_semantic_options *opts);
cg_semantic *cg_semantic_ref(cg_semantic *semantic);
/** The last one out closes the sets and the embedder. NULL allowed. */
void cg_semantic_release(cg_semantic *semantic);
CG_DEFINE_AUTO(cg_semantic, cg_semantic_release)
cg_embedder *cg_semantic_embedder(const cg_semantic *semantic);
/** Vectors were stored beside commits: units that lacked them are looked for again. */
void cg_semantic_stored(cg_semantic *semantic);

/** How much of a snapshot has vectors. */
typedef struct cg_semantic_coverage {
    uint64_t units, units_lacking; /* contents of files, and those without vectors yet */
    uint64_t rows;                 /* definitions with a vector */
} cg_semantic_coverage;
/** Reads what is not in memory. A project's vectors are read for the first time by a thread of their own, which goes on when
 *  `until_ns` has come, 0: that is never. Errors: CG_E_LOADING (it has come), CG_E_CANCELED (cg_semantic_stop),
 *  CG_E_LIMIT (rows_max), CG_E_CORRUPT, those of reading. */
CG_MUST_USE cg_code cg_semantic_load(cg_semantic *semantic, const cg_snapshot *snap,
                                     uint64_t until_ns, cg_semantic_coverage *out_coverage,
                                     cg_err *err);
/** Up to when to wait for that, for who has to answer by `deadline_ns` (0: any time): a part of that time, and `most_ns` at
 *  most (0: any). */
uint64_t cg_semantic_until(uint64_t deadline_ns, uint64_t most_ns);
/** Has what is being read given up, now and from now on. Any thread; does not wait for it. */
void cg_semantic_stop(cg_semantic *semantic);
/** Builds the set of a project anew: cg_vector_rebuild. How holds from then on, also of sets that are opened later, until the
 *  `params` of the options are others. */
CG_MUST_USE cg_code cg_semantic_rebuild(cg_semantic *semantic, const cg_snapshot *snap,
                                        const cg_vector_params *params, cg_vector_progress progress,
                                        void *progress_arg, cg_err *err);
/** Of all sets that are in memory. */
typedef struct cg_semantic_totals {
    uint64_t sets, rows, head_rows, bytes, segments;
    uint64_t builds, failures, build_cpu_ns; /* so far */
    double recall_least; /* of the segments' looks at themselves; 1: there is none */
} cg_semantic_totals;
void cg_semantic_totals_get(cg_semantic *semantic, cg_semantic_totals *out_totals);
/** False: the set is not in memory. */
bool cg_semantic_stats(cg_semantic *semantic, cg_project *project, cg_vector_stats *out_stats);
/** The stored vector of a definition, in out[dimension]. CG_E_NOT_FOUND (err untouched): it has none. */
CG_MUST_USE cg_code cg_semantic_node(cg_semantic *semantic, const cg_snapshot *snap, uint32_t file,
                                     uint32_t def, float *out, cg_err *err);

/* ---- queries ---- */

typedef struct cg_query_filter {
    uint64_t kinds; /* bit set of cg_node_kind; 0: all */
    uint32_t langs; /* bit set of cg_lang_id; 0: all */
    cg_str name;    /* glob on the name, case-insensitive; empty: any */
    cg_str path;    /* glob on the file's path; empty: any */
} cg_query_filter;

typedef enum cg_query_mode {
    CG_QUERY_HYBRID = 0,
    CG_QUERY_TEXT,
    CG_QUERY_SYMBOL,
    CG_QUERY_SEMANTIC,
} cg_query_mode;

/** Fields of a node that a hit matched, as bits. */
typedef enum cg_field {
    CG_FIELD_NAME = 1 << 0,
    CG_FIELD_QUALIFIED = 1 << 1,
    CG_FIELD_SIGNATURE = 1 << 2,
    CG_FIELD_DOC = 1 << 3,
    CG_FIELD_PATH = 1 << 4,
    CG_FIELD_BODY = 1 << 5,
} cg_field;
const char *cg_field_text(
    unsigned bit_index); /* "name", "qualified_name", "signature", "doc", "path", "body" */

/** What searches keep for the next one, of the projects asked last: their names, and what ranking has to know of each definition,
 *  each up to so many bytes. Any thread. */
typedef struct cg_search_cache cg_search_cache;
typedef struct cg_search_cache_options {
    size_t names_bytes_max;
    size_t tables_bytes_max;
} cg_search_cache_options;
cg_search_cache *cg_search_cache_create(const cg_search_cache_options *opts);
void cg_search_cache_destroy(cg_search_cache *cache); /* no search may be under way; NULL allowed */
/** What a score was made of. */
typedef enum cg_signal {
    CG_SIGNAL_TEXT,   /* full text */
    CG_SIGNAL_SYMBOL, /* how the name matches: 1 exactly */
    CG_SIGNAL_VECTOR, /* cosine to the query's vector */
    CG_SIGNAL_PRIOR,  /* a factor: kind, tests, vendored code */
    /* What its file adds, weighted: others there, how the file is called, files that it uses or that use it. */
    CG_SIGNAL_FILE,
    CG_SIGNAL_FILE_NAME,
    CG_SIGNAL_FILE_USES,
    CG_SIGNAL_COUNT
} cg_signal;
/** "text", "symbol", "vector", "prior", "file", "file_name", "file_uses" */
const char *cg_signal_text(unsigned signal);

/** What the graph knows of files, from whoever has it at hand: `uses` lists which of `files`, ascending, depend on which others of
 *  them at the query's snapshot, in any order; `out` is the caller's. It gives the same wherever it has it from. `arena`: for
 *  what is read on the way. */
typedef struct cg_file_graph {
    cg_code (*uses)(void *arg, const uint32_t *files, size_t count, cg_arena *arena,
                    cg_file_use_list *out, cg_err *err);
    void *arg;
} cg_file_graph;

typedef struct cg_query {
    cg_str text;
    cg_query_mode mode;
    cg_semantic *semantic;           /* NULL: hybrid goes by words alone, and semantic is refused */
    const cg_file_graph *file_graph; /* NULL: what files use has no say */
    cg_query_filter filter;
    cg_search_cache *cache; /* NULL: none */
    cg_pool *pool;          /* helps where it has nothing else to do; NULL: none */
    size_t offset, limit;
    uint64_t deadline_ns; /* 0: none */
} cg_query;

typedef struct cg_hit {
    uint32_t file, def; /* at the snapshot; file CG_NONE: a manual node, which is in none */
    double score;       /* higher is better; comparable within one answer only */
    unsigned fields;    /* CG_FIELD_* bits */
    uint8_t edits;      /* of the name until it is the query's, which no node has; else 0 */
    uint8_t kind;       /* where words found it; else 0 */
    cg_node_ref ref;    /* of a manual node; else 0 */
    unsigned has;       /* bits of the signals that it has */
    float signals[CG_SIGNAL_COUNT];
} cg_hit;

typedef struct cg_hits {
    cg_hit *rows; /* best first; ties by path, then position: the order is total and repeatable */
    size_t count;
    uint64_t total;                /* matches in all (before offset and limit) */
    bool by_vectors;               /* vectors had a say */
    cg_semantic_coverage coverage; /* then */
    cg_str degraded; /* why they had none, though they were to; empty: nothing is wrong */
} cg_hits;

/** Hits beyond this rank are not given (nor is an offset beyond it). */
#define CG_SEARCH_DEPTH_MAX 100000

/** text: BM25F over the fields, any word may match, more and rarer words rank higher; "quoted
 *  phrase" words must all match; -word excludes. symbol: names equal to, starting with or
 *  containing the query (also dotted or ::-qualified, also camel-case initials), exact first; where
 *  there is none, names one edit away, two from eight letters on (none below four): fewest first.
 *  The text may hold filters, lang:go kind:class name:parse* path:src -path:"a b": of one field any
 *  may hold and none with a minus, all fields must, and so must `filter`.
 *  hybrid: both, and vectors: candidates of each way, fused by what is known of each of them (hybrid.c). Where vectors cannot be had
 *  (the embedder is away, memory is short) it goes without and says so.
 *  semantic: nearest to the query by vector, without -words and "phrases" (CG_E_INVALID); `total` counts those
 *  that were looked at. Errors also: CG_E_UNAVAILABLE and others of the embedder; CG_E_LIMIT.
 *  Rows in the arena. Errors, which say where in the text, with pointer "q": CG_E_INVALID (nothing
 *  to look for, a filter's bad value, a quote that is not closed), CG_E_LIMIT (over 4096 bytes, 64
 *  words or 64 filters), CG_E_DEADLINE. */
CG_MUST_USE cg_code cg_search_run(const cg_snapshot *snap, const cg_query *query, cg_arena *arena,
                                  cg_hits *out_hits, cg_err *err);

/** Questions by vector. */
typedef struct cg_nearest {
    cg_semantic *semantic;
    const float *vectors; /* count x dimension of the embedder */
    size_t count, k;      /* up to CG_NEAREST_QUERIES_MAX, CG_NEAREST_MAX */
    bool has_threshold;
    float threshold; /* least cosine */
    bool exact;      /* compare all, whatever index there is */
    cg_query_filter filter;
    uint32_t not_file, not_def; /* a definition that is not to be among them; CG_NONE: none */
    uint64_t deadline_ns;
} cg_nearest;
#define CG_NEAREST_MAX 10000
#define CG_NEAREST_QUERIES_MAX 100
/** Whether a vector points anywhere. CG_E_INVALID: it is zero, or not finite. */
CG_MUST_USE cg_code cg_nearest_check(const float *vector, size_t dimension, cg_err *err);
/** The nearest definitions of each query, `out_hits` [count], by cosine alone; rows in the arena. A content that several files
 *  have counts once for `k` and is given for each. Errors: CG_E_INVALID (cg_nearest_check), CG_E_LIMIT, CG_E_DEADLINE, those of cg_semantic_load
 *  (CG_E_LOADING: a part of the time before the deadline). */
CG_MUST_USE cg_code cg_search_nearest(const cg_snapshot *snap, const cg_nearest *query,
                                      cg_arena *arena, cg_hits *out_hits, cg_err *err);

/* ---- showing hits ---- */

/** The words of a query, to be found in texts. Immutable: any thread. */
typedef struct cg_query_words cg_query_words;
/** In the arena. A text that is no query has none. */
const cg_query_words *cg_query_words_in(cg_arena *arena, cg_str query_text);

/** Where the words stand in `text`: as whole words or parts of identifiers, whatever their endings
 *  (as in the index), in order and not touching each other. Returns how many; those behind the
 *  first CG_HIGHLIGHTS_MAX, and behind 64 KiB, are not given. */
#define CG_HIGHLIGHTS_MAX 32
size_t cg_search_highlights(const cg_query_words *words, cg_str text,
                            cg_text_range out_ranges[CG_HIGHLIGHTS_MAX]);

/** The byte range of `source` between `from` and `to` that best shows the query's words: whole lines, at
 *  most `lines_max`. *inout_line is the line that has `from`, and then the line of its first. */
cg_str cg_search_snippet(const cg_query_words *words, cg_str source, uint32_t from, uint32_t to,
                         unsigned lines_max, uint32_t *inout_line);

#endif
