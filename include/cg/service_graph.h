// SPDX-License-Identifier: Apache-2.0
// service: nodes and relationships, read, written and searched for.
#ifndef CG_SERVICE_GRAPH_H
#define CG_SERVICE_GRAPH_H

#include "cg/service_base.h"

/* ---- nodes ---- */

typedef struct cg_node_view {
    cg_id id;
    cg_node_kind kind;
    cg_lang_id lang;
    cg_str name, qualified_name, symbol;
    bool manual; /* stated by a client */
    cg_str
        file_path; /* empty: an external or a manual node, which have no place or parent either */
    cg_str signature, doc, decorators; /* decorators: one a line */
    unsigned visibility;
    uint32_t modifiers;
    uint32_t line, column, end_line, end_column; /* 1-based lines and columns; of the whole span */
    uint32_t name_line, name_column;
    uint32_t start_byte, end_byte;
    cg_id parent;    /* all zero: none */
    cg_str metadata; /* JSON; empty: none, or of a node that is only referred to */
} cg_node_view;

typedef struct cg_node_filter {
    cg_str name; /* glob, case-insensitive; empty: any */
    const cg_node_kind *kinds;
    size_t kinds_count;
    const cg_lang_id *langs;
    size_t langs_count;
    cg_str path;    /* glob; empty: any */
    uint64_t since; /* only nodes that were added or changed, or whose metadata was, after it */
} cg_node_filter;

typedef struct cg_node_page {
    uint64_t generation;
    cg_node_view *rows;
    size_t count;
    cg_str next_cursor; /* empty: no more */
} cg_node_page;
/** Errors: CG_E_INVALID with pointer "cursor". A project that does not exist is empty. */
CG_MUST_USE cg_code cg_service_node_list(cg_service *service, cg_graph_ref where,
                                         const cg_node_filter *filter, size_t limit, cg_str cursor,
                                         uint64_t deadline_ns, cg_arena *arena,
                                         cg_node_page *out_page, cg_err *err);

typedef struct cg_degree {
    cg_edge_kind kind;
    uint64_t in, out;
} cg_degree;
typedef struct cg_node_detail {
    uint64_t generation;
    cg_node_view node;
    cg_degree degrees[16];
    size_t degrees_count;
    bool has_content;
    cg_str content; /* source text of its span, when asked for and kept; cut at the end of a line */
    uint64_t content_left_out;  /* bytes of it that were cut off */
    struct cg_edge_view *edges; /* the first of its relationships, when asked for */
    size_t edges_count;
    bool edges_more;
    const struct cg_history *history; /* NULL: not asked for */
    /* Of an external; empty: none says. */
    cg_str version; /* what a lock file of the project settled on; else what an index met; else: */
    cg_str requirement; /* what a manifest of the project asks for */
    cg_str package;     /* whose version that is, as the lock file, index or manifest names it */
    /* CG_E_AMBIGUOUS: ranked candidates instead of a node */
    cg_node_view *candidates;
    size_t candidates_count;
} cg_node_detail;
/** Four bytes of text count as a token. */
#define CG_TOKEN_BYTES 4
typedef struct cg_node_ask {
    bool content, edges;
    size_t history_max;  /* entries of its history, from the newest; 0: none is wanted */
    uint64_t max_tokens; /* of content; 0: all */
} cg_node_ask;
/** `selector`: UUID, symbol string, "path:line", qualified name or name. On CG_E_AMBIGUOUS
 *  `out_detail` holds the candidates, best first. */
CG_MUST_USE cg_code cg_service_node_get(cg_service *service, cg_graph_ref where, cg_str selector,
                                        const cg_node_ask *ask, cg_arena *arena,
                                        cg_node_detail *out_detail, cg_err *err);

/* ---- relationships ---- */

typedef enum cg_direction { CG_DIR_OUT = 1, CG_DIR_IN = 2, CG_DIR_BOTH = 3 } cg_direction;

typedef struct cg_site {
    uint32_t line, column; /* 1-based, in the file of the source */
} cg_site;
typedef struct cg_edge_view {
    cg_id id;
    cg_edge_kind kind;
    cg_link_rule rule;
    double confidence; /* 0..1 */
    cg_node_view source, target;
    cg_site *sites;
    size_t sites_count;
    cg_str metadata; /* JSON; empty: none */
} cg_edge_view;

/** A relationship without texts. */
typedef struct cg_edge_brief {
    cg_id id, source, target;
    cg_edge_kind kind;
    cg_link_rule rule;
    uint8_t confidence; /* percent */
} cg_edge_brief;
/** What an answer about a name does not know: files with gaps, and files that mention the name without
 *  its having been linked. */
#define CG_MENTIONS_LISTED_MAX 20
typedef struct cg_edge_coverage {
    uint64_t files_partial, files_skipped;
    uint64_t mentions_files; /* files with unlinked mentions of the node's name … */
    cg_str mentions[CG_MENTIONS_LISTED_MAX];
    size_t mentions_count; /* … and the first of them, by path */
} cg_edge_coverage;
typedef struct cg_edge_page {
    uint64_t generation;
    cg_node_view node; /* whose relationships these are */
    cg_edge_view *rows;
    size_t count;
    cg_str next_cursor;
    cg_node_view *candidates; /* on CG_E_AMBIGUOUS */
    size_t candidates_count;
    cg_edge_coverage coverage; /* when it was asked for */
} cg_edge_page;
typedef struct cg_edge_filter {
    const cg_edge_kind *kinds;
    size_t kinds_count;
    cg_direction direction;
    double min_confidence;
    bool with_coverage;
} cg_edge_filter;
CG_MUST_USE cg_code cg_service_node_relationships(cg_service *service, cg_graph_ref where,
                                                  cg_str selector, const cg_edge_filter *filter,
                                                  size_t limit, cg_str cursor, cg_arena *arena,
                                                  cg_edge_page *out_page, cg_err *err);

typedef struct cg_edge_list_filter {
    const cg_edge_kind *kinds;
    size_t kinds_count;
    cg_str source, target; /* selectors; empty: any */
    cg_str path;           /* glob of the source's file; empty: any */
    double min_confidence;
} cg_edge_list_filter;
/** Relationships of the whole project, or at one node, or between two. On CG_E_AMBIGUOUS, of the source
 *  or the target, `out_page` holds the candidates. Its `node` stays empty. */
CG_MUST_USE cg_code cg_service_relationship_list(cg_service *service, cg_graph_ref where,
                                                 const cg_edge_list_filter *filter, size_t limit,
                                                 cg_str cursor, uint64_t deadline_ns,
                                                 cg_arena *arena, cg_edge_page *out_page,
                                                 cg_err *err);

typedef struct cg_edge_detail {
    uint64_t generation;
    cg_edge_view edge;
    bool indexed; /* an index says so: */
    cg_str tool, tool_version;
} cg_edge_detail;
/** Errors: CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_service_relationship_get(cg_service *service, cg_graph_ref where, cg_id id,
                                                cg_arena *arena, cg_edge_detail *out_detail,
                                                cg_err *err);

/* ---- of many nodes at once ---- */

/** Nodes by their ids: each with its metadata and, when it is asked for, its content; of the rest of a detail nothing. One
 *  that is not there: kind NONE. `out_details`: [count]. Errors: CG_E_LIMIT (more than 64 MiB in the arena). */
CG_MUST_USE cg_code cg_service_nodes_of(cg_service *service, cg_graph_ref where, const cg_id *ids,
                                        size_t count, const cg_node_ask *ask, cg_arena *arena,
                                        cg_node_detail *out_details, cg_err *err);

typedef struct cg_edges_ask {
    cg_edge_filter filter; /* without coverage */
    size_t limit;          /* of each node */
    size_t total;          /* of all nodes; beyond it CG_E_LIMIT; 0: any number */
    bool sites, metadata;  /* of the edges that are told */
} cg_edges_ask;
/** The first relationships of each node, in the order of cg_service_node_relationships, which `next_cursor` goes on in
 *  with the id as its selector. `out_pages`: [count]; of a node that is not there empty. Errors: CG_E_LIMIT (as above, and as
 *  `total` says). */
CG_MUST_USE cg_code cg_service_relationships_of(cg_service *service, cg_graph_ref where,
                                                const cg_id *ids, size_t count,
                                                const cg_edges_ask *ask, cg_arena *arena,
                                                cg_edge_page *out_pages, cg_err *err);

/* ---- writing: nodes, relationships and metadata that clients state (ADR 8) ---- */

#define CG_WRITES_MAX 1000 /* in one request */
#define CG_WRITE_NAME_MAX 1000
#define CG_WRITE_QUALIFIED_NAME_MAX 2000
#define CG_WRITE_SYMBOL_MAX 4000
#define CG_WRITE_SIGNATURE_MAX 8192
#define CG_WRITE_DOC_MAX 65536

typedef enum cg_write_verb {
    CG_WRITE_CREATE_NODE = 1,
    CG_WRITE_REPLACE_NODE, /* what is not given gets its default; makes the node when the subject is a
                              symbol that a manual node may have and no node has */
    CG_WRITE_UPDATE_NODE, /* what is not given stays */
    CG_WRITE_DELETE_NODE,
    CG_WRITE_CREATE_EDGE,
    CG_WRITE_UPDATE_EDGE, /* its metadata, which is all that can be changed */
    CG_WRITE_DELETE_EDGE,
} cg_write_verb;

/** Names a node, or an edge: which earlier write of the request made it, or by a selector. */
typedef struct cg_write_ref {
    size_t made_by; /* 1 + its position; 0: `selector` */
    cg_str selector;
} cg_write_ref;

/** A text that a write gives; one that is not given has no say. */
typedef struct cg_given {
    bool given;
    cg_str text;
} cg_given;

/** How metadata changes; `edit` NULL: it stays. Metadata is a JSON object to whoever writes and reads
 *  it, and bytes to the service. `before` and `*out_after`: empty: none; the latter in the arena. */
typedef struct cg_metadata_change {
    cg_code (*edit)(void *arg, cg_str before, cg_arena *arena, cg_str *out_after, cg_err *err);
    void *arg;
} cg_metadata_change;

typedef struct cg_write {
    cg_write_verb verb;
    cg_write_ref subject; /* but of what is created */
    bool has_precondition;
    uint64_t
        unchanged_since; /* the subject and its metadata must not have changed after this generation */
    /* of a node */
    cg_given symbol, name, qualified_name, signature, doc;
    cg_node_kind kind; /* NONE: not given */
    bool lang_given;
    cg_lang_id lang; /* NONE: of none */
    /* of an edge */
    cg_write_ref source, target;
    cg_edge_kind edge_kind;
    /* of either */
    cg_metadata_change metadata;
} cg_write;

typedef struct cg_write_result {
    cg_err error; /* code CG_OK: it was done. The pointer is into the node or relationship */
    cg_id id;
    cg_str symbol; /* of a node that was made or replaced */
    bool created;
    uint64_t edges_removed; /* with the node that they were at */
} cg_write_result;

typedef struct cg_write_request {
    cg_str project; /* empty: "default"; made when need be */
    const cg_write *writes;
    size_t count;     /* 1..CG_WRITES_MAX */
    bool independent; /* one that fails leaves the others alone; else all are done or none */
    cg_commit_to to;
    uint64_t deadline_ns;
} cg_write_request;

typedef struct cg_write_report {
    uint64_t generation; /* one for all; the head's when nothing changed */
    bool changed;
    cg_id version;            /* null: the generation is none */
    cg_write_result *results; /* one for each write */
    size_t failed;            /* how many did */
    size_t failed_at;         /* on an error: the write that it is about, or `count` */
} cg_write_report;

/** Writes in order, each seeing the ones before it. Errors, of a single write as well: CG_E_INVALID,
 *  CG_E_LIMIT, CG_E_NOT_FOUND, CG_E_CONFLICT (exists; parsed facts are read-only; an ambiguous name),
 *  CG_E_PRECONDITION; those of the store end all of it. */
CG_MUST_USE cg_code cg_service_write(cg_service *service, const cg_write_request *request,
                                     cg_arena *arena, cg_write_report *out_report, cg_err *err);

/* ---- coverage ---- */

/** One file and what of it is in the graph. Counts are of references to something beyond local names. */
typedef struct cg_coverage_row {
    cg_str path;
    cg_lang_id lang;
    uint8_t status; /* cg_parse_status */
    cg_str reason;  /* why it was skipped, stable word; empty otherwise */
    uint64_t references;
    uint64_t external;   /* lead out of the project, through an import */
    uint64_t unresolved; /* nothing was found for them */
    cg_str names[10];    /* some that nothing was found for, in source order */
    size_t names_count;
} cg_coverage_row;
typedef struct cg_coverage_page {
    uint64_t generation, files, files_partial, files_skipped;
    cg_coverage_row *rows;
    size_t count;
    cg_str next_cursor;
} cg_coverage_page;
/** Files with gaps: partial, skipped, or with unresolved references; those whose path matches the glob
 *  `path` (empty: all), in the order in which they came. */
CG_MUST_USE cg_code cg_service_coverage(cg_service *service, cg_graph_ref where, cg_str path,
                                        size_t limit, cg_str cursor, uint64_t deadline_ns,
                                        cg_arena *arena, cg_coverage_page *out_page, cg_err *err);

/* ---- clones ---- */

typedef struct cg_clone_request {
    cg_graph_ref where;
    cg_node_filter filter; /* no kinds: functions, methods and constructors */
    double similarity_min; /* 0.5..1: Jaccard index of the runs of five tokens of two bodies */
    uint32_t tokens_min;   /* of a body, at least 20 */
    bool any_names;        /* all identifiers are alike, and all literals */
    size_t limit;          /* groups */
    cg_str cursor;
    cg_patience patience;
} cg_clone_request;
typedef struct cg_clone_member_view {
    cg_node_view node;
    uint32_t tokens;
    double similarity;  /* to the member that it is most like … */
    double containment; /* … and how much of the smaller of the two is in the other */
} cg_clone_member_view;
#define CG_CLONE_MEMBERS_LISTED_MAX 100
typedef struct cg_clone_group_view {
    double similarity;     /* the least of its members' */
    uint64_t tokens_spare; /* of all but the largest */
    uint64_t members_count;
    cg_clone_member_view *members; /* the first, by path and place */
    size_t members_listed;
} cg_clone_group_view;
typedef struct cg_clone_page {
    uint64_t generation, total, definitions, files_without_source;
    cg_clone_group_view *rows; /* most spare tokens first */
    size_t count;
    cg_str next_cursor;
} cg_clone_page;
/** Groups of definitions with nearly the same body. Errors: CG_E_INVALID with pointer "similarity" or "cursor", CG_E_LIMIT (too
 *  many definitions), CG_E_UNPROCESSABLE (no sources are kept), CG_E_DEADLINE, CG_E_CANCELED. */
CG_MUST_USE cg_code cg_service_clones(cg_service *service, const cg_clone_request *request,
                                      cg_arena *arena, cg_clone_page *out_page, cg_err *err);

/* ---- search ---- */

typedef enum cg_search_mode {
    CG_SEARCH_HYBRID = 0,
    CG_SEARCH_TEXT,
    CG_SEARCH_SYMBOL,
    CG_SEARCH_REGEX,
    CG_SEARCH_SEMANTIC
} cg_search_mode;
/* hybrid: names, words and vectors together; regex: matches of a pattern, by path and place */

typedef struct cg_search_request {
    cg_graph_ref where;
    cg_str query;
    cg_search_mode mode;
    cg_node_filter filter;
    size_t limit;
    cg_str cursor;
    bool group_files;    /* of each file its best hit alone */
    bool explain;        /* replies say what scores were made of: for the door alone */
    uint64_t max_tokens; /* of signatures, doc and snippets on the page; 0: any number */
    uint64_t deadline_ns;
} cg_search_request;
typedef struct cg_text_ranges {
    const cg_text_range *list; /* ascending, apart from each other */
    size_t count;
} cg_text_ranges;
/** A line in which matches of a pattern begin. */
typedef struct cg_pattern_line {
    uint32_t line,
        column; /* 1-based; column: of the first character of `text`, since long lines are cut */
    cg_str text;
    cg_text_ranges ranges; /* of the first matches */
} cg_pattern_line;
typedef struct cg_pattern_matches {
    uint64_t count;               /* in the node */
    const cg_pattern_line *lines; /* the first */
    size_t lines_count;
} cg_pattern_matches;
/** What a pattern was looked for in, from the page's beginning on. */
#define CG_NOT_WHOLE_LISTED_MAX 20
typedef struct cg_pattern_searched {
    uint64_t files;           /* that the filters pass */
    uint64_t files_read;      /* of those; the index tells of the others that they have no match */
    uint64_t files_unparsed;  /* of the project: their text is not there to be searched */
    uint64_t files_not_whole; /* in which there may be more matches */
    struct {
        cg_str path, reason; /* "limit", "time", "no_source" */
    } not_whole[CG_NOT_WHOLE_LISTED_MAX];
    size_t not_whole_listed;
    bool time_is_up; /* so the page ends: next_cursor goes on */
} cg_pattern_searched;
/** One thing that a score was made of. */
typedef struct cg_signal_view {
    const char *name;
    double value;
} cg_signal_view;
#define CG_SEARCH_SIGNALS_MAX 8
typedef struct cg_search_hit {
    cg_node_view node;
    cg_signal_view signals[CG_SEARCH_SIGNALS_MAX];
    size_t signals_count;
    double score;
    cg_str snippet;        /* lines of the body around the best match; empty without sources */
    uint32_t snippet_line; /* 1-based line of the snippet's first line */
    cg_str matched;        /* fields that matched, comma-separated: "name,doc" */
    /* where the query's words stand in these texts, the first places of each */
    cg_text_ranges in_name, in_signature, in_snippet;
    unsigned edits; /* how far the name is from the query's, which nothing has; else 0 */
    const cg_pattern_matches *matches; /* in regex mode; else NULL */
} cg_search_hit;
typedef struct cg_search_page {
    uint64_t generation;
    cg_search_hit *rows;
    size_t count;
    uint64_t total;     /* matches in all */
    bool total_is_open; /* there are more than those counted: in regex mode, before the last page */
    uint64_t left_out;  /* hits of the page that max_tokens had no room for: next_cursor has them */
    bool by_vectors;    /* vectors had a say; then: */
    cg_embedder_view embedder;
    cg_vector_coverage_view coverage;
    cg_str degraded; /* why they had none, though they were to; empty: nothing is wrong */
    cg_str next_cursor;
    const cg_pattern_searched *searched; /* in regex mode; else NULL */
} cg_search_page;
CG_MUST_USE cg_code cg_service_search(cg_service *service, const cg_search_request *request,
                                      cg_arena *arena, cg_search_page *out_page, cg_err *err);

#endif
