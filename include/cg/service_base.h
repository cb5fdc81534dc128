// SPDX-License-Identifier: Apache-2.0
// service: opening and closing, what every operation takes, and how the daemon and its projects are.
#ifndef CG_SERVICE_BASE_H
#define CG_SERVICE_BASE_H

#include "cg/embed.h"

typedef struct cg_service cg_service;

/** Of webhooks (cg/service_webhooks.h). */
typedef struct cg_webhook_limits {
    size_t webhooks_max;   /* of all projects; 0: none can be made */
    size_t events_max;     /* of one delivery; 0: 100 */
    uint32_t attempts_max; /* of one delivery; 0: 12 */
    uint64_t retry_ns;     /* pause after the first failure; 0: five seconds */
    uint64_t retry_max_ns; /* 0: an hour */
    size_t log_max;        /* deliveries of each that are kept; 0: 20 */
} cg_webhook_limits;

/** Of one comparison. */
typedef struct cg_compare_limits {
    size_t listed; /* things that are compared one by one, else all rows are; 0: a million */
    size_t moves;  /* nodes that are looked at for what moved or was renamed; 0: 200000 */
    size_t files;  /* that are counted one by one; 0: 100000 */
    size_t users;  /* that are listed of one change which breaks them; 0: 100 */
} cg_compare_limits;

/** What makes vectors, and how they are looked through. */
typedef struct cg_vector_settings {
    cg_embedder_options embedder; /* engine "none", or empty: nothing does */
    const char *type, *codes;     /* as of cg_index_params; NULL: auto */
    uint32_t nlist, nprobe, m, ef_construction, ef_search, refine; /* 0: by size */
    uint64_t rows_max, exact_rows,
        ivf_rows; /* of a project: in memory, below without index, from on by IVF; 0: as is usual */
} cg_vector_settings;

typedef struct cg_service_options {
    const char *engine; /* kv engine, NULL: rocksdb */
    const char *storage_path;
    size_t cache_bytes;
    size_t memtable_bytes;
    bool sync;
    bool keep_sources;
    unsigned parse_workers; /* 0: one per core */
    size_t link_bytes_max;  /* facts of files in memory while linking; 0: 160 MiB */
    size_t tree_bytes_max;  /* of syntax trees held for the next versions of their files; 0: none */
    size_t upload_bytes_max; /* of one upload in memory until it is committed; 0: 8 MiB */
    size_t file_bytes_max, manifest_bytes_max; /* as in cg_parse_limits; 0: as there by default */
    uint32_t files_max;
    uint32_t nesting_max;
    uint64_t parse_timeout_ns;
    uint32_t commits_max;        /* of a history that is imported; 0: 100000 */
    const char *const *roots;    /* NULL-terminated; directories that parse_root may read */
    bool any_root;               /* loopback only: every directory the process can read */
    size_t import_bytes_max;     /* memory for reading one index; 0: 512 MiB */
    unsigned imports_max;        /* indexes that are imported at once; 0: 2 */
    size_t metadata_bytes_max;   /* of one node or relationship; 0: 64 KiB */
    size_t branches_max;         /* of one project; 0: 10000 */
    size_t transactions_max;     /* open; 0: 1000 */
    uint64_t transaction_ns;     /* that one may be open; 0: a minute */
    uint64_t transaction_max_ns; /* that one may ask for; 0: an hour */
    size_t merges_max;           /* unresolved ones of a project; 0: 100 */
    size_t conflicts_max;        /* of a merge; 0: 1000 */
    size_t statements_max;       /* changes of the overlay that one compares; 0: a million */
    cg_compare_limits compare;
    size_t adjacency_bytes;  /* of the arrays of graphs that are kept for questions; 0: none are */
    size_t question_bytes;   /* that one question may take beside them; 0: 256 MiB */
    uint64_t query_rows_max; /* of one query in Cypher; 0: 100000 */
    uint64_t query_ns;       /* that one may take; 0: ten seconds */
    size_t query_memory_bytes;    /* 0: 64 MiB */
    size_t query_text_bytes;      /* 0: 64 KiB */
    size_t tasks_max;             /* queued or running */
    unsigned task_runners;        /* tasks that run at once, one of a project; 0: one */
    uint32_t task_attempts_max;   /* of a task whose failure may pass */
    uint64_t regex_ns;            /* that one search by a pattern may take; 0: two seconds */
    uint64_t regex_file_ns;       /* in one file; 0: a quarter of a second */
    uint64_t regex_steps;         /* of PCRE2 from one place; 0: ten million */
    uint64_t regex_depth;         /* 0: 100000 */
    size_t regex_memory_bytes;    /* 0: 16 MiB */
    uint64_t keep_events;         /* generations whose events can be read; 0: all */
    uint64_t keep_events_ns;      /* how long they can; 0: for ever */
    uint32_t keep_last;           /* rules of a collection that states none; 0: no such rule */
    size_t clone_definitions_max; /* that are compared; 0: 500000 */
    size_t diff_bytes_max;        /* of a diff as text; 0: 16 MiB */
    size_t names_bytes_max;       /* that searches of names keep; 0: 16 MiB */
    size_t tables_bytes_max;      /* that ranking keeps of definitions; 0: 32 MiB */
    uint32_t keep_generations, keep_days;
    uint64_t keep_young_ns;
    uint64_t collect_every_ns; /* 0: only when asked to */
    cg_vector_settings vectors;
    cg_webhook_limits webhooks;
    /** Called when a project has a new generation, or when one of its branches is made, moved or deleted; on any
     *  thread, must not block. NULL: nobody wants to know. */
    void (*committed)(void *arg);
    void *committed_arg;
} cg_service_options;

/** Opens the store, sweeps what a crash left, resumes parked tasks. */
CG_MUST_USE cg_code cg_service_open(const cg_service_options *opts, cg_service **out_service,
                                    cg_err *err);
/** Threads that help with searches where they have nothing else to do (cg_aside_begin). Once, before searches come. */
void cg_service_use_pool(cg_service *service, cg_pool *pool);
/** Stops taking tasks; running ones are parked (they run again at the next open). Calls under way,
 *  parsing included, go on to their end: whoever drains stops calling. Idempotent. */
void cg_service_drain(cg_service *service);
void cg_service_close(cg_service *service); /* drains first; NULL allowed */

/** A project (empty: "default"), and which state of it: `ref` is a branch, a tag, or the id of a version or a
 *  beginning of it, with steps from there as in Git: "main~2", "v1^2", "main@{2026-01-31T12:00:00Z}"; empty:
 *  the branch main. A project that does not exist has an empty main. Errors, with pointer "ref":
 *  CG_E_NOT_FOUND, CG_E_INVALID; they name the part that is wrong. */
typedef struct cg_graph_ref {
    cg_str project, ref;
    cg_str transaction; /* id of one: its own state is read, and there is no ref; empty: none */
    uint64_t
        generation; /* that an answer named: in place of what the ref leads to by now; 0: the ref says.
                                 Reads alone look at it */
} cg_graph_ref;

/** Where a write goes. The branch must be there; empty: main. With a message the generation is a version,
 *  which has an author. */
typedef struct cg_commit_to {
    cg_str branch, message, author;
    cg_str
        transaction; /* id of the one that the write is part of, in place of a branch; empty: none */
} cg_commit_to;
#define CG_MESSAGE_MAX 4096
#define CG_AUTHOR_MAX 256

/** Who made the vectors of a reply. */
typedef struct cg_embedder_view {
    cg_str engine, model;
    uint32_t dimension; /* 0: not known yet */
    bool remote;
} cg_embedder_view;
/** How much of what a reply was looked for in has vectors. */
typedef struct cg_vector_coverage_view {
    uint64_t files, files_lacking; /* contents of files; those that have none yet */
    uint64_t vectors;
} cg_vector_coverage_view;

/* ---- health ---- */

typedef struct cg_component_health {
    const char *name; /* "storage", "parser", "queue", "vector" */
    bool ok;
    uint64_t latency_us;
    cg_str detail; /* one line when not ok */
} cg_component_health;
typedef struct cg_health {
    bool ready; /* open and not draining */
    uint64_t uptime_ms;
    cg_component_health components[8];
    size_t components_count;
} cg_health;
void cg_service_health(cg_service *service, cg_arena *arena, cg_health *out_health);

/** Of what replies follow from besides a generation: it stays while the service is open. */
uint64_t cg_service_reply_seed(cg_service *service);

/** The generation of a scope, from memory, for conditional requests: its ref is a branch or the id of a version
 *  that was asked for lately, and first parents of them. A project that does not exist yet has generation 0. False: the ref must be looked for in the store. */
bool cg_service_generation(cg_service *service, cg_graph_ref where, uint64_t *out_generation);

/** Finds the generation that a ref leads to now, so that several reads agree with each other. It stays 0 of a project
 *  that does not exist yet, and of a transaction, whose state is its own. Errors: those of a ref. */
CG_MUST_USE cg_code cg_service_pin(cg_service *service, cg_graph_ref *where, cg_err *err);

/* ---- keys of repeated requests ---- */

/** Claims a key that a client gave its request, so that the request is done once however often it
 *  comes. `digest`: of the request. When it was done before, `*out_kept` and the reply that was
 *  kept, any bytes; otherwise the caller must end the claim. Replies are kept for 24 hours, at most
 *  10000 and 64 MiB of them, the oldest go first; they survive a restart. Errors: CG_E_CONFLICT
 *  (another call has the claim), CG_E_UNPROCESSABLE (the key came with another digest), CG_E_BUSY. */
CG_MUST_USE cg_code cg_service_key_claim(cg_service *service, cg_str key, cg_hash128 digest,
                                         cg_arena *arena, bool *out_kept, cg_str *out_reply,
                                         cg_err *err);
void cg_service_key_keep(cg_service *service, cg_str key, cg_str reply);
void cg_service_key_drop(cg_service *service, cg_str key);

/* ---- status ---- */

typedef struct cg_count {
    cg_str name;
    uint64_t count;
} cg_count;
typedef struct cg_project_status {
    cg_str project;
    uint64_t generation;
    uint64_t files, files_partial, files_skipped, nodes, relationships, source_bytes;
    uint64_t manual_nodes, manual_relationships, metadata; /* in none of the others */
    cg_count *languages;                                   /* files by language, most first */
    size_t languages_count;
    char digest[33];         /* 32 hex digits; of what parsing found */
    char overlay_digest[33]; /* of what clients stated */
    uint64_t changed_ms;     /* wall clock of the last commit */
} cg_project_status;
CG_MUST_USE cg_code cg_service_project_status(cg_service *service, cg_graph_ref where,
                                              cg_arena *arena, cg_project_status *out_status,
                                              cg_err *err);
CG_MUST_USE cg_code cg_service_project_list(cg_service *service, cg_arena *arena,
                                            cg_project_status **out_rows, size_t *out_count,
                                            cg_err *err);

/* ---- collecting what nobody needs any more ---- */

/** Generations that nothing leads to are collected, and by rules also such that something does. Always kept: heads of
 *  branches, tags, transactions, merges that wait, what is being read, where branches fork. */
typedef struct cg_collect_request {
    cg_str project;
    bool dry_run;  /* only tell what would go */
    bool keep_all; /* no rules, whatever the options say */
    uint32_t last, generations,
        days; /* of each branch: the newest versions; the newest generations, versions or not;
                                         of so many days the newest version each. All 0: as the options say */
    bool young_given;
    uint64_t young_ms; /* what is younger stays, and what was a head so long ago */
} cg_collect_request;
typedef struct cg_collected_kind {
    cg_str name; /* "nodes", "units" */
    uint64_t rows, bytes;
} cg_collected_kind;
typedef struct cg_collect_report {
    bool dry_run;
    uint64_t generations, versions; /* that could be read before; the named ones among them */
    uint64_t generations_collected, versions_collected;
    cg_collected_kind *kinds;
    size_t kinds_count;
    bool
        units_postponed; /* files were being written all the time: their units are left to the next time */
    uint64_t elapsed_ms;
} cg_collect_report;
/** Starts a task that collects; reads and writes go on meanwhile. Errors: CG_E_NOT_FOUND; CG_E_INVALID (rules that
 *  contradict each other, with a pointer), CG_E_CONFLICT (one of the project waits or runs), CG_E_BUSY. */
CG_MUST_USE cg_code cg_service_collect(cg_service *service, const cg_collect_request *request,
                                       cg_id *out_task, cg_err *err);

/* ---- care ---- */

typedef struct cg_verify_report {
    uint64_t projects, nodes, edges, files, units, names, postings;
    uint64_t manual_nodes, manual_edges, metadata;
    uint64_t problems;
    cg_str *lines; /* one per problem, at most 100 */
    size_t lines_count;
} cg_verify_report;
/** Recomputes the digest, both edge directions and every index of every project. */
CG_MUST_USE cg_code cg_service_verify(cg_service *service, cg_arena *arena,
                                      cg_verify_report *out_report, cg_err *err);
CG_MUST_USE cg_code cg_service_compact(cg_service *service, cg_err *err);

/** The fields of cg_kv_stats, which says what they mean. */
typedef struct cg_storage_stats {
    uint64_t disk_bytes, memory_bytes, pending_compaction_bytes;
    uint64_t cache_hits, cache_misses, cache_filled_bytes;
    uint64_t get_bytes, scan_bytes, write_bytes, log_bytes, flush_bytes;
    uint64_t compaction_read_bytes, compaction_write_bytes, stall_us;
} cg_storage_stats;
void cg_service_storage_stats(cg_service *service, cg_storage_stats *out_stats);

/** Of the vectors in memory, of all projects; the fields of cg_semantic_totals. */
typedef struct cg_vector_figures {
    uint64_t rows, head_rows, bytes, segments;
    uint64_t builds, failures, build_cpu_ns;
    double recall_least;
} cg_vector_figures;
void cg_service_vector_figures(cg_service *service, cg_vector_figures *out_figures);

/** "parsed", "partial" or "skipped", of a cg_parse_status. */
const char *cg_parse_status_text(unsigned status);
typedef struct cg_parse_outcome {
    cg_str lang;    /* empty: none was found */
    uint8_t status; /* cg_parse_status */
    uint64_t files;
} cg_parse_outcome;
/** Files gone through since the start, by language and status, where there were any. */
void cg_service_parse_outcomes(cg_service *service, cg_arena *arena, cg_parse_outcome **out_rows,
                               size_t *out_count);

#endif
