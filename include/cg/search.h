// SPDX-License-Identifier: Apache-2.0
// search: finding nodes by words. One half turns a unit and its source into postings, which a
// commit stores beside the graph; the other answers queries at any snapshot from them.
#ifndef CG_SEARCH_H
#define CG_SEARCH_H

#include "cg/graph.h"

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

/* ---- queries ---- */

typedef struct cg_query_filter {
    uint64_t kinds; /* bit set of cg_node_kind; 0: all */
    uint32_t langs; /* bit set of cg_lang_id; 0: all */
    cg_str name;    /* glob on the name, case-insensitive; empty: any */
    cg_str path;    /* glob on the file's path; empty: any */
} cg_query_filter;

typedef enum cg_query_mode { CG_QUERY_HYBRID = 0, CG_QUERY_TEXT, CG_QUERY_SYMBOL } cg_query_mode;

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

/** What searches of names keep for the next one: the names of the projects asked last, up to so many bytes. Any thread. */
typedef struct cg_search_cache cg_search_cache;
cg_search_cache *cg_search_cache_create(size_t bytes_max);
void cg_search_cache_destroy(cg_search_cache *cache); /* no search may be under way; NULL allowed */

typedef struct cg_query {
    cg_str text;
    cg_query_mode mode;
    cg_query_filter filter;
    cg_search_cache *cache; /* NULL: none */
    size_t offset, limit;
    uint64_t deadline_ns; /* 0: none */
} cg_query;

typedef struct cg_hit {
    uint32_t file, def; /* at the snapshot; file CG_NONE: a manual node, which is in none */
    double score;       /* higher is better; comparable within one answer only */
    unsigned fields;    /* CG_FIELD_* bits */
    uint8_t edits;      /* of the name until it is the query's, which no node has; else 0 */
    cg_node_ref ref;    /* of a manual node; else 0 */
} cg_hit;

typedef struct cg_hits {
    cg_hit *rows; /* best first; ties by path, then position: the order is total and repeatable */
    size_t count;
    uint64_t total; /* matches in all (before offset and limit) */
} cg_hits;

/** Hits beyond this rank are not given (nor is an offset beyond it). */
#define CG_SEARCH_DEPTH_MAX 100000

/** text: BM25F over the fields, any word may match, more and rarer words rank higher; "quoted
 *  phrase" words must all match; -word excludes. symbol: names equal to, starting with or
 *  containing the query (also dotted or ::-qualified, also camel-case initials), exact first; where
 *  there is none, names one edit away, two from eight letters on (none below four): fewest first.
 *  The text may hold filters, lang:go kind:class name:parse* path:src -path:"a b": of one field any
 *  may hold and none with a minus, all fields must, and so must `filter`.
 *  hybrid: both, fused by reciprocal rank, exact symbol matches of a symbol-like query leading.
 *  Rows in the arena. Errors, which say where in the text, with pointer "q": CG_E_INVALID (nothing
 *  to look for, a filter's bad value), CG_E_LIMIT (over 4096 bytes, 64 words or 64 filters), CG_E_DEADLINE. */
CG_MUST_USE cg_code cg_search_run(const cg_snapshot *snap, const cg_query *query, cg_arena *arena,
                                  cg_hits *out_hits, cg_err *err);

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
 *  most `lines_max`; *out_line is the 0-based line, counted in `source`, of its first. */
cg_str cg_search_snippet(const cg_query_words *words, cg_str source, uint32_t from, uint32_t to,
                         unsigned lines_max, uint32_t *out_line);

#endif
