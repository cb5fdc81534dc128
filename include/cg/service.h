// SPDX-License-Identifier: Apache-2.0
// service: each operation of CodeGraph once, on plain structs. Every door (REST, command line,
// later GraphQL and MCP) decodes, makes one call here, and encodes. Knows neither HTTP nor JSON.
//
// Any thread may call; calls block (disk, locks, other writers), so never from an I/O thread.
// Rows and texts of a reply live in the arena that was passed in. A reply names the generation it
// was computed at. Deadlines are on the cg_now_ns clock, 0: none.
#ifndef CG_SERVICE_H
#define CG_SERVICE_H

#include "cg/model.h"

typedef struct cg_service cg_service;

/** Of one comparison. */
typedef struct cg_compare_limits {
    size_t listed; /* things that are compared one by one, else all rows are; 0: a million */
    size_t moves;  /* nodes that are looked at for what moved or was renamed; 0: 200000 */
    size_t files;  /* that are counted one by one; 0: 100000 */
    size_t users;  /* that are listed of one change which breaks them; 0: 100 */
} cg_compare_limits;

typedef struct cg_service_options {
    const char *engine; /* kv engine, NULL: rocksdb */
    const char *storage_path;
    size_t cache_bytes;
    size_t memtable_bytes;
    bool sync;
    bool keep_sources;
    unsigned parse_workers;  /* 0: one per core */
    size_t link_bytes_max;   /* facts of files in memory while linking; 0: 80 MiB */
    size_t upload_bytes_max; /* of one upload in memory until it is committed; 0: 8 MiB */
    size_t file_bytes_max;
    uint32_t files_max;
    uint32_t nesting_max;
    uint64_t parse_timeout_ns;
    uint32_t commits_max;        /* of a history that is imported; 0: 100000 */
    const char *const *roots;    /* NULL-terminated; directories that parse_root may read */
    bool any_root;               /* loopback only: every directory the process can read */
    size_t metadata_bytes_max;   /* of one node or relationship; 0: 64 KiB */
    size_t branches_max;         /* of one project; 0: 10000 */
    size_t transactions_max;     /* open; 0: 1000 */
    uint64_t transaction_ns;     /* that one may be open; 0: a minute */
    uint64_t transaction_max_ns; /* that one may ask for; 0: an hour */
    size_t merges_max;           /* unresolved ones of a project; 0: 100 */
    size_t conflicts_max;        /* of a merge; 0: 1000 */
    size_t statements_max;       /* changes of the overlay that one compares; 0: a million */
    cg_compare_limits compare;
    size_t tasks_max;           /* queued or running */
    unsigned task_runners;      /* tasks that run at once, one of a project; 0: one */
    uint32_t task_attempts_max; /* of a task whose failure may pass */
    uint64_t keep_events;       /* generations whose events can be read; 0: all */
    uint64_t keep_events_ns;    /* how long they can; 0: for ever */
    uint32_t keep_last;         /* rules of a collection that states none; 0: no such rule */
    uint32_t keep_generations, keep_days;
    uint64_t keep_young_ns;
    /** Called when a project has a new generation, on any thread; must not block. NULL: nobody
     *  wants to know. */
    void (*committed)(void *arg);
    void *committed_arg;
} cg_service_options;

/** Opens the store, sweeps what a crash left, resumes parked tasks. */
CG_MUST_USE cg_code cg_service_open(const cg_service_options *opts, cg_service **out_service,
                                    cg_err *err);
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

/* ---- health ---- */

typedef struct cg_component_health {
    const char *name; /* "storage", "parser", "queue" */
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

/** The generation of a scope, from memory, for conditional requests: its ref is a branch or the id of a version
 *  that was asked for lately, and first parents of them. A project that does not exist yet has generation 0. False: the ref must be looked for in the store. */
bool cg_service_generation(cg_service *service, cg_graph_ref where, uint64_t *out_generation);

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

/* ---- parse ---- */

typedef struct cg_source_file {
    cg_str path; /* relative, '/'-separated; checked: no "..", no absolute, no NUL, UTF-8 */
    cg_str content;
    cg_lang_id lang; /* NONE: detected */
} cg_source_file;

typedef enum cg_parse_mode {
    CG_PARSE_PATCH = 0, /* named files are added or replaced */
    CG_PARSE_REPLACE,   /* and files not named disappear */
} cg_parse_mode;

typedef struct cg_file_report {
    cg_str path;
    cg_lang_id lang;
    uint8_t status; /* cg_parse_status */
    bool unchanged; /* same content as before */
    bool cached;    /* its facts were known by content */
    cg_str reason;  /* why it was skipped, stable word; empty otherwise */
    uint32_t nodes, edges;
    cg_range *errors; /* syntax errors, at most 100 */
    uint32_t errors_count;
} cg_file_report;

typedef struct cg_change_counts {
    uint64_t added, changed, removed;
} cg_change_counts;

/** What an import of history did. */
typedef struct cg_history_report {
    uint64_t commits; /* that the history has; 0: it was no such import */
    uint64_t imported;
    uint64_t branches, tags; /* made or moved */
} cg_history_report;

typedef struct cg_parse_report {
    uint64_t generation; /* unchanged when nothing changed */
    bool changed;
    cg_id version; /* null: the generation is none */
    uint64_t files_parsed, files_cached, files_unchanged, files_partial, files_skipped,
        files_removed;
    uint64_t bytes;
    uint64_t nodes, edges; /* of the named files */
    cg_change_counts node_changes, edge_changes, file_changes;
    cg_count *languages; /* files by language, most first */
    size_t languages_count;
    cg_count *skipped; /* files by reason, most first */
    size_t skipped_count;
    cg_file_report *
        files; /* one per named file; for trees: partial and skipped ones only, at most files_listed_max */
    size_t files_count;
    uint64_t elapsed_ms;
    uint64_t cpu_ms; /* of the whole process during it */
    cg_history_report history;
} cg_parse_report;

typedef struct cg_parse_request {
    cg_str project; /* empty: "default" */
    cg_parse_mode mode;
    bool dry_run; /* everything but the commit */
    cg_commit_to to;
    const cg_source_file *files;
    size_t files_count;
    const cg_str *deletes; /* paths to remove (patch mode) */
    size_t deletes_count;
    const cg_str *include, *exclude; /* globs: other files are left out */
    size_t include_count, exclude_count;
    uint64_t deadline_ns;
} cg_parse_request;
/** Atomic: all files in one generation or none. Errors: CG_E_PATH (pointer "/files/3/path"),
 *  CG_E_LIMIT, CG_E_STORAGE_FULL, CG_E_BUSY, CG_E_DEADLINE. */
CG_MUST_USE cg_code cg_service_parse(cg_service *service, const cg_parse_request *request,
                                     cg_arena *arena, cg_parse_report *out_report, cg_err *err);

typedef enum cg_task_priority {
    CG_PRIORITY_LOW = -1,
    CG_PRIORITY_NORMAL,
    CG_PRIORITY_HIGH,
} cg_task_priority;
const char *cg_task_priority_text(cg_task_priority priority); /* "normal" */
bool cg_task_priority_parse(cg_str word, cg_task_priority *out_priority);

/** Which files a report lists. */
typedef enum cg_report_files {
    CG_REPORT_ALL = 0,
    CG_REPORT_GAPS,   /* partial and skipped ones */
    CG_REPORT_STREAM, /* none: cg_service_upload_next tells each as soon as it is parsed */
} cg_report_files;
typedef struct cg_parse_upload_request {
    cg_str project; /* empty: "default" */
    cg_parse_mode mode;
    bool dry_run;
    cg_report_files report;
    cg_commit_to to;
    const cg_str *include, *exclude; /* globs: other files are left out */
    size_t include_count, exclude_count;
} cg_parse_upload_request;
/** Files that come one by one, atomic like cg_service_parse; parsed as they come, while others write to
 *  the project. One thread at a time. Texts are copied. Errors: CG_E_INVALID (project). */
typedef struct cg_parse_upload cg_parse_upload;
CG_MUST_USE cg_code cg_service_upload_begin(cg_service *service,
                                            const cg_parse_upload_request *request,
                                            cg_parse_upload **out_upload, cg_err *err);
/** After an error, here and below, only cg_service_upload_abort is left. Errors: CG_E_PATH (bad, named
 *  before), CG_E_LIMIT (too many files), CG_E_STORAGE_FULL, CG_E_IO, CG_E_NOMEM. */
CG_MUST_USE cg_code cg_service_upload_add(cg_parse_upload *upload, const cg_source_file *file,
                                          cg_err *err);
/** A file that its reader did not keep, since it is larger than cg_service_options.file_bytes_max. */
CG_MUST_USE cg_code cg_service_upload_too_large(cg_parse_upload *upload, cg_str path,
                                                uint64_t bytes, cg_err *err);
/** The next bytes of a tar archive, plain, gzip or zstd; `last`: nothing follows. Errors: also
 *  CG_E_MALFORMED. */
CG_MUST_USE cg_code cg_service_upload_archive(cg_parse_upload *upload, cg_str bytes, bool last,
                                              cg_err *err);
/** CG_REPORT_STREAM: a file not yet told; its edges are not known yet. False: none now. */
bool cg_service_upload_next(cg_parse_upload *upload, cg_arena *arena, cg_file_report *out_report);
/** Waits until all that came is parsed: then cg_service_upload_next has told each, once it says false. */
CG_MUST_USE cg_code cg_service_upload_settle(cg_parse_upload *upload, cg_err *err);
/** Ends the upload in every case. Errors: those above, CG_E_DEADLINE, CG_E_BUSY. */
CG_MUST_USE cg_code cg_service_upload_finish(cg_parse_upload *upload, uint64_t deadline_ns,
                                             cg_arena *arena, cg_parse_report *out_report,
                                             cg_err *err);
void cg_service_upload_abort(cg_parse_upload *upload);       /* ends it; may wait; NULL allowed */
void cg_service_upload_drop(cg_parse_upload *upload);        /* the same later, on another thread */
size_t cg_service_file_bytes_max(const cg_service *service); /* larger files are skipped */

/** What of a root that is a Git repository is indexed. */
typedef enum cg_git_extent {
    CG_GIT_NONE = 0,     /* nothing: the root is a directory */
    CG_GIT_REVISION,     /* the files of `rev` */
    CG_GIT_HISTORY,      /* commits up to `rev`, or of a range, each as a version */
    CG_GIT_ALL_BRANCHES, /* commits of all branches; there is no `rev` */
} cg_git_extent;
typedef struct cg_parse_root_request {
    cg_task_priority priority;
    cg_str project;
    cg_str root; /* absolute directory on this machine, inside the allowed roots */
    cg_git_extent git;
    cg_str rev;                      /* a branch, tag or commit; of a history also "v1..main" */
    const cg_str *include, *exclude; /* globs on relative paths; no include: everything */
    size_t include_count, exclude_count;
    bool dry_run;
    cg_parse_mode mode; /* patch: files gone from the tree stay */
    cg_commit_to to;
} cg_parse_root_request;
/** Starts a task that indexes the tree (mode replace: what is gone disappears). With a history only project,
 *  priority and branch are looked at; the branch, made if need be, and for all branches those of the
 *  repository, are set to what was imported.
 *  Errors: CG_E_FORBIDDEN_ROOT, CG_E_NOT_FOUND, CG_E_INVALID, CG_E_BUSY, CG_E_PATH. */
CG_MUST_USE cg_code cg_service_parse_root(cg_service *service, const cg_parse_root_request *request,
                                          cg_id *out_task, cg_err *err);

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

/* ---- tasks ---- */

typedef enum cg_task_state {
    CG_TASK_ENQUEUED = 0,
    CG_TASK_PROCESSING,
    CG_TASK_SUCCEEDED,
    CG_TASK_FAILED,
    CG_TASK_CANCELED,
} cg_task_state;
const char *cg_task_state_text(unsigned state);

typedef struct cg_task_view {
    cg_id id;
    cg_str kind; /* "parse_root", "parse_git", "import_git", "collect" */
    cg_str project;
    cg_str root;
    cg_str rev; /* of a repository; empty: all branches */
    cg_task_state state;
    cg_task_priority priority;
    uint32_t attempts; /* runs begun */
    uint64_t retry_ms; /* wall clock of the next attempt; 0: none is due */
    uint64_t revision; /* grows with every change, for waiting */
    uint64_t enqueued_ms, started_ms, finished_ms; /* wall clock, 0: not yet */
    cg_str phase;                                  /* "walking", "parsing", "committing" */
    uint64_t files_done, files_total, bytes_done, nodes, edges;
    uint64_t commits_done, commits_total; /* of an "import_git" */
    uint64_t rows_done;                   /* that a collection has looked at */
    double files_per_second;
    uint64_t eta_ms;                    /* 0: unknown */
    cg_err error;                       /* of the last attempt that failed; code CG_OK: none did */
    const cg_parse_report *report;      /* once succeeded, else NULL */
    const cg_collect_report *collected; /* the same, of a collection */
} cg_task_view;
CG_MUST_USE cg_code cg_service_task_get(cg_service *service, cg_id id, cg_arena *arena,
                                        cg_task_view *out_task, cg_err *err);
typedef struct cg_task_filter {
    unsigned states; /* bits 1 << cg_task_state; 0: all */
    cg_str project;  /* empty: all */
} cg_task_filter;
typedef struct cg_task_page {
    cg_task_view *rows;
    size_t count;
    cg_str next_cursor; /* empty: no more */
} cg_task_page;
/** Newest first. Errors: CG_E_INVALID with pointer "cursor". */
CG_MUST_USE cg_code cg_service_task_list(cg_service *service, const cg_task_filter *filter,
                                         size_t limit, cg_str cursor, cg_arena *arena,
                                         cg_task_page *out_page, cg_err *err);
CG_MUST_USE cg_code cg_service_task_cancel(cg_service *service, cg_id id, cg_err *err);
/** Blocks until the task's revision passes `revision` or the deadline; then reads it. */
CG_MUST_USE cg_code cg_service_task_wait(cg_service *service, cg_id id, uint64_t revision,
                                         uint64_t deadline_ns, cg_arena *arena,
                                         cg_task_view *out_task, cg_err *err);
/** True when the task will change no more. */
bool cg_task_finished(cg_task_state state);

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
    cg_str version;     /* what a lock file of the project settled on; else: */
    cg_str requirement; /* what a manifest of the project asks for */
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
} cg_edge_detail;
/** Errors: CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_service_relationship_get(cg_service *service, cg_graph_ref where, cg_id id,
                                                cg_arena *arena, cg_edge_detail *out_detail,
                                                cg_err *err);

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

/* ---- search ---- */

typedef enum cg_search_mode {
    CG_SEARCH_HYBRID = 0,
    CG_SEARCH_TEXT,
    CG_SEARCH_SYMBOL
} cg_search_mode;
/* hybrid: symbol matches and BM25 fused by rank */

typedef struct cg_search_request {
    cg_graph_ref where;
    cg_str query;
    cg_search_mode mode;
    cg_node_filter filter;
    size_t limit;
    cg_str cursor;
    uint64_t max_tokens; /* of signatures, doc and snippets on the page; 0: any number */
    uint64_t deadline_ns;
} cg_search_request;
typedef struct cg_text_ranges {
    const cg_text_range *list; /* ascending, apart from each other */
    size_t count;
} cg_text_ranges;
typedef struct cg_search_hit {
    cg_node_view node;
    double score;
    cg_str snippet;        /* lines of the body around the best match; empty without sources */
    uint32_t snippet_line; /* 1-based line of the snippet's first line */
    cg_str matched;        /* fields that matched, comma-separated: "name,doc" */
    /* where the query's words stand in these texts, the first places of each */
    cg_text_ranges in_name, in_signature, in_snippet;
    unsigned edits; /* how far the name is from the query's, which nothing has; else 0 */
} cg_search_hit;
typedef struct cg_search_page {
    uint64_t generation;
    cg_search_hit *rows;
    size_t count;
    uint64_t total;    /* matches in all */
    uint64_t left_out; /* hits of the page that max_tokens had no room for: next_cursor has them */
    cg_str next_cursor;
} cg_search_page;
CG_MUST_USE cg_code cg_service_search(cg_service *service, const cg_search_request *request,
                                      cg_arena *arena, cg_search_page *out_page, cg_err *err);

/* ---- versions, branches, tags ---- */

/** One generation of a project. One that was given a message is a version: it has an id. */
typedef struct cg_version_view {
    uint64_t generation, base; /* base 0: none */
    uint64_t created_ms;       /* wall clock */
    char digest[33], overlay_digest[33];
    uint64_t files, nodes, relationships; /* there are */
    bool collected;                       /* it can no longer be read */
    bool named;
    cg_id id;       /* of a version; so below */
    cg_id *parents; /* the version before it on its branch first, then what was merged */
    size_t parents_count;
    cg_str message, author, git; /* git: the commit that it was imported from, or empty */
    uint64_t git_time_ms;        /* when that was made; 0: not known */
} cg_version_view;
/** The generation that `where` leads to. Errors: CG_E_NOT_FOUND (the project, or nothing was written yet),
 *  those of a ref. */
CG_MUST_USE cg_code cg_service_version_get(cg_service *service, cg_graph_ref where, cg_arena *arena,
                                           cg_version_view *out_version, cg_err *err);

typedef struct cg_version_request {
    cg_str project;
    cg_commit_to to;  /* the message is required */
    bool allow_empty; /* also when nothing has changed since the last version of the branch */
    uint64_t deadline_ns;
} cg_version_request;
/** Makes what a branch has now a version. Errors: CG_E_INVALID (pointer "message"), CG_E_NOT_FOUND,
 *  CG_E_CONFLICT (protected, or nothing to say). */
CG_MUST_USE cg_code cg_service_version_create(cg_service *service,
                                              const cg_version_request *request, cg_arena *arena,
                                              cg_version_view *out_version, cg_err *err);

typedef struct cg_version_filter {
    cg_str author; /* a part of it; empty: any */
    cg_str path;   /* glob: only versions that changed such a file against their first parent */
    cg_str
        node; /* selector: only versions that brought, changed or took this node, likewise; of one that
                      is gone its UUID or symbol */
} cg_version_filter;
typedef struct cg_version_page {
    uint64_t generation; /* that the log is of */
    cg_version_view *rows;
    size_t count;
    cg_str next_cursor;
    cg_node_view *candidates; /* CG_E_AMBIGUOUS: what filter.node may mean, best first */
    size_t candidates_count;
} cg_version_page;
/** The versions that `where` was built on, newest first, itself included. */
CG_MUST_USE cg_code cg_service_version_list(cg_service *service, cg_graph_ref where,
                                            const cg_version_filter *filter, size_t limit,
                                            cg_str cursor, uint64_t deadline_ns, cg_arena *arena,
                                            cg_version_page *out_page, cg_err *err);

typedef struct cg_branch_view {
    cg_str name;
    cg_version_view head; /* generation 0: nothing was written yet */
    bool is_protected;
    uint64_t created_ms, moved_ms; /* wall clock; 0: not yet */
} cg_branch_view;
CG_MUST_USE cg_code cg_service_branch_get(cg_service *service, cg_str project, cg_str name,
                                          cg_arena *arena, cg_branch_view *out_branch, cg_err *err);
typedef struct cg_branch_page {
    cg_branch_view *rows;
    size_t count;
    cg_str next_cursor;
} cg_branch_page;
CG_MUST_USE cg_code cg_service_branch_list(cg_service *service, cg_str project, size_t limit,
                                           cg_str cursor, cg_arena *arena, cg_branch_page *out_page,
                                           cg_err *err);
/** `from`: a ref. Errors: CG_E_INVALID (pointer "name"), CG_E_CONFLICT, CG_E_LIMIT, of a ref (pointer
 *  "from"), CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_service_branch_create(cg_service *service, cg_str project, cg_str name,
                                             cg_str from, cg_arena *arena,
                                             cg_branch_view *out_branch, cg_err *err);
typedef struct cg_branch_edit {
    cg_str to;  /* a ref to move it to; empty: it stays */
    bool force; /* also to what was not built on its head */
    bool protect_given, is_protected;
    bool has_precondition;
    uint64_t unchanged_since; /* the generation that it must be at */
} cg_branch_edit;
CG_MUST_USE cg_code cg_service_branch_update(cg_service *service, cg_str project, cg_str name,
                                             const cg_branch_edit *edit, cg_arena *arena,
                                             cg_branch_view *out_branch, cg_err *err);
CG_MUST_USE cg_code cg_service_branch_delete(cg_service *service, cg_str project, cg_str name,
                                             bool has_precondition, uint64_t unchanged_since,
                                             cg_err *err);

typedef struct cg_tag_view {
    cg_str name;
    cg_version_view version;
    uint64_t created_ms;
    cg_str author, message;
} cg_tag_view;
typedef struct cg_tag_page {
    cg_tag_view *rows;
    size_t count;
    cg_str next_cursor;
} cg_tag_page;
CG_MUST_USE cg_code cg_service_tag_list(cg_service *service, cg_str project, size_t limit,
                                        cg_str cursor, cg_arena *arena, cg_tag_page *out_page,
                                        cg_err *err);
typedef struct cg_tag_request {
    cg_str project, name, ref, author, message; /* ref empty: main */
} cg_tag_request;
CG_MUST_USE cg_code cg_service_tag_create(cg_service *service, const cg_tag_request *request,
                                          cg_arena *arena, cg_tag_view *out_tag, cg_err *err);
CG_MUST_USE cg_code cg_service_tag_delete(cg_service *service, cg_str project, cg_str name,
                                          cg_err *err);

/* ---- merging, picking, reverting ---- */

typedef enum cg_merge_strategy {
    CG_MERGE_MANUAL = 0, /* conflicts are kept, to be resolved or abandoned */
    CG_MERGE_OURS,       /* what the branch has wins */
    CG_MERGE_THEIRS,
} cg_merge_strategy;
typedef struct cg_merge_request {
    cg_str project;
    cg_str source;   /* a ref: what is merged; the version that is picked or reverted */
    cg_commit_to to; /* without a message one is made */
    cg_merge_strategy strategy;
    bool
        always_commit; /* a merge that could move the branch forward makes a version nevertheless */
    uint64_t deadline_ns;
} cg_merge_request;

typedef enum cg_merge_outcome {
    CG_MERGE_COMMITTED = 1,
    CG_MERGE_FAST_FORWARD,
    CG_MERGE_UP_TO_DATE,
    CG_MERGE_CONFLICTS, /* nothing was changed; the merge is kept until it is resolved or abandoned */
} cg_merge_outcome;
typedef enum cg_merge_take {
    CG_MERGE_TAKE_NONE = 0,
    CG_MERGE_TAKE_OURS,
    CG_MERGE_TAKE_THEIRS,
    CG_MERGE_TAKE_BASE,
    CG_MERGE_TAKE_VALUE, /* of a file its text, of metadata its JSON */
} cg_merge_take;

/** One side of a conflict: a file's content, or what a row of the overlay says. */
typedef struct cg_conflict_side {
    bool present;
    cg_lang_id lang; /* of a file; so below */
    cg_blob_id blob;
    uint64_t bytes;
    cg_manual_node node; /* of a node */
    cg_str metadata;     /* of metadata: JSON */
} cg_conflict_side;
typedef enum cg_conflict_what {
    CG_CONFLICT_OF_FILE = 1,
    CG_CONFLICT_OF_NODE,
    CG_CONFLICT_OF_EDGE,
    CG_CONFLICT_OF_NODE_METADATA,
    CG_CONFLICT_OF_EDGE_METADATA,
} cg_conflict_what;
typedef struct cg_conflict_view {
    cg_str key; /* names it in a resolution: "file:src/a.py", "node:" and an id … */
    cg_conflict_what what;
    const char *kind; /* "both_changed", "changed_deleted", "both_added", "dangling_relationship" */
    cg_str path;      /* of a file */
    cg_id id;         /* of the node or relationship, or of what metadata is about */
    cg_id source, target; /* of a relationship */
    cg_edge_kind edge_kind;
    cg_conflict_side base, ours, theirs;
    cg_merge_take resolution; /* so far */
} cg_conflict_view;
typedef struct cg_merge_view {
    cg_merge_outcome outcome;
    cg_id id; /* null unless it is kept */
    cg_str project, source, branch, message, author;
    uint64_t base, ours, theirs; /* the generations that were compared */
    uint64_t created_ms;
    uint64_t generation; /* the branch's now */
    cg_id version;       /* that was made; null: none */
    size_t files, rows;  /* of files, and of nodes, relationships and metadata stated: taken over */
    cg_conflict_view *conflicts;
    size_t conflicts_count, resolved;
} cg_merge_view;

/** Merges a ref into a branch. Errors: CG_E_NOT_FOUND (also, pointer "source" or "branch"), CG_E_CONFLICT
 *  (unrelated histories), CG_E_LIMIT (too many conflicts, or merges that are not resolved), those of a
 *  commit. */
CG_MUST_USE cg_code cg_service_merge(cg_service *service, const cg_merge_request *request,
                                     cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
/** What a version changed against its first parent, onto a branch; and back. Errors as above, CG_E_CONFLICT when
 *  the branch is protected. */
CG_MUST_USE cg_code cg_service_cherry_pick(cg_service *service, const cg_merge_request *request,
                                           cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
CG_MUST_USE cg_code cg_service_revert(cg_service *service, const cg_merge_request *request,
                                      cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
CG_MUST_USE cg_code cg_service_merge_get(cg_service *service, cg_str project, cg_id id,
                                         cg_arena *arena, cg_merge_view *out_merge, cg_err *err);
/** Those that are not resolved, oldest first, without their conflicts. */
CG_MUST_USE cg_code cg_service_merge_list(cg_service *service, cg_str project, cg_arena *arena,
                                          cg_merge_view **out_rows, size_t *out_count, cg_err *err);

typedef struct cg_merge_resolution {
    cg_str key;
    cg_merge_take take;
    cg_str value;
} cg_merge_resolution;
typedef struct cg_merge_resolve_request {
    cg_str project;
    cg_id id;
    const cg_merge_resolution *resolutions; /* what was said of a key before is replaced */
    size_t count;
    cg_merge_strategy strategy; /* for what is left; MANUAL: it stays */
    uint64_t deadline_ns;
} cg_merge_resolve_request;
/** When no conflict is left, the merge is carried out. Errors: CG_E_INVALID with pointer "/resolutions/N",
 *  CG_E_CONFLICT when the branch has moved (the conflicts are now those with its new head; what was decided of those
 *  that are left stays) or another call resolves it. */
CG_MUST_USE cg_code cg_service_merge_resolve(cg_service *service,
                                             const cg_merge_resolve_request *request,
                                             cg_arena *arena, cg_merge_view *out_merge,
                                             cg_err *err);
CG_MUST_USE cg_code cg_service_merge_abandon(cg_service *service, cg_str project, cg_id id,
                                             cg_err *err);

/* ---- history of one node or relationship ---- */

/** In what a node differs from what it was. */
typedef enum cg_aspect {
#define CG_ASPECT(name, text, meaning) CG_ASPECT_##name,
#include "cg/tbl/aspects.h"
#undef CG_ASPECT
    CG_ASPECT_LIMIT
} cg_aspect;
const char *cg_aspect_text(unsigned aspect);

typedef enum cg_change_kind {
    CG_KIND_ADDED,
    CG_KIND_REMOVED,
    CG_KIND_CHANGED,
    CG_KIND_MOVED,
    CG_KIND_RENAMED,
    CG_CHANGE_KINDS
} cg_change_kind;
const char *cg_change_kind_text(unsigned kind); /* "added" */

/** What one generation did to it. */
typedef struct cg_history_entry {
    uint64_t generation;
    cg_change_kind change; /* added, removed or changed */
    unsigned aspects; /* of a node that changed: bits of cg_aspect; of a relationship: metadata */
    bool
        collected; /* what was before is no longer kept: this was so by then, perhaps earlier; no aspects */
    uint64_t created_ms; /* wall clock of its commit */
    bool has_version;
    cg_version_view version; /* the first version, of the state asked, that has it */
} cg_history_entry;

typedef struct cg_history {
    uint64_t generation; /* of the state asked */
    cg_id id;
    bool there;        /* at that state */
    cg_node_view node; /* as it is, or was last; of a relationship: its source */
    cg_node_view target;
    cg_edge_kind kind;             /* of a relationship */
    cg_history_entry introduced;   /* the last time that it came */
    cg_history_entry last_changed; /* the newest of all that is not a removal */
    cg_history_entry removed;      /* when it is not there */
    cg_history_entry *rows;        /* newest first */
    size_t count;
    cg_str next_cursor;
    cg_node_view *candidates; /* on CG_E_AMBIGUOUS */
    size_t candidates_count;
} cg_history;
/** What the generations that `where` was built on did to a node: `selector` as of cg_service_node_get, or the UUID or
 *  symbol of one that is gone. Errors: CG_E_NOT_FOUND (it never was there), CG_E_AMBIGUOUS, of a ref and a cursor. */
CG_MUST_USE cg_code cg_service_node_history(cg_service *service, cg_graph_ref where,
                                            cg_str selector, size_t limit, cg_str cursor,
                                            cg_arena *arena, cg_history *out_history, cg_err *err);
/** And to a relationship. */
CG_MUST_USE cg_code cg_service_relationship_history(cg_service *service, cg_graph_ref where,
                                                    cg_id id, size_t limit, cg_str cursor,
                                                    cg_arena *arena, cg_history *out_history,
                                                    cg_err *err);

/* ---- transactions ----
 *
 * Reads and writes that become visible together, or not at all. One begins at the head of a branch and reads
 * that state and what it has written itself, whatever others write (cg_graph_ref, cg_commit_to). At its end, what
 * it changed is in conflict with what was changed on the branch meanwhile, key by key as in a merge: the first to
 * commit wins. A write inside of one is on disk when it is answered. Errors of reads and writes that name
 * one, with pointer "Codegraph-Transaction": CG_E_INVALID (no id), CG_E_NOT_FOUND, CG_E_CONFLICT (it has ended, or is
 * another project's). */

typedef enum cg_transaction_state {
    CG_TRANSACTION_OPEN = 1,
    CG_TRANSACTION_COMMITTING,
    CG_TRANSACTION_COMMITTED,
    CG_TRANSACTION_ROLLED_BACK,
    CG_TRANSACTION_CONFLICTED, /* rolled back: others were first */
    CG_TRANSACTION_TIMED_OUT,  /* rolled back */
} cg_transaction_state;
const char *cg_transaction_state_text(unsigned state);

typedef struct cg_transaction_conflict {
    cg_str key;       /* as of a cg_conflict_view */
    const char *kind; /* likewise */
} cg_transaction_conflict;
typedef struct cg_transaction_view {
    cg_id id;
    cg_transaction_state state;
    cg_str project, branch;
    uint64_t begun_at; /* the generation that it began at */
    uint64_t created_ms, expires_ms;
    uint64_t generation; /* that committing it made; 0: none */
    cg_id version;       /* likewise, if it has a message; known until the next start */
    cg_transaction_conflict *conflicts; /* the first thousand; known until the next start */
    size_t conflicts_count;
} cg_transaction_view;

typedef struct cg_transaction_request {
    cg_str project;   /* made when need be */
    cg_commit_to to;  /* of the commit at its end */
    uint64_t time_ms; /* that it may take; 0: the option's */
} cg_transaction_request;
/** Errors: CG_E_NOT_FOUND (no such branch), CG_E_CONFLICT (protected), CG_E_INVALID (time_ms, pointer
 *  "timeout_ms"), CG_E_BUSY (too many are open). */
CG_MUST_USE cg_code cg_service_transaction_begin(cg_service *service,
                                                 const cg_transaction_request *request,
                                                 cg_arena *arena, cg_transaction_view *out,
                                                 cg_err *err);
/** Those of a project that are open, oldest first. */
void cg_service_transaction_list(cg_service *service, cg_str project, cg_arena *arena,
                                 cg_transaction_view **out_rows, size_t *out_count);
/** The last thousand that have ended are known. CG_E_NOT_FOUND. */
CG_MUST_USE cg_code cg_service_transaction_get(cg_service *service, cg_id id, cg_arena *arena,
                                               cg_transaction_view *out, cg_err *err);
/** CG_E_CONFLICT: it has ended, or, `out->state` CONFLICTED, it has now; `out` is filled then too. Other
 *  errors leave it open. */
CG_MUST_USE cg_code cg_service_transaction_commit(cg_service *service, cg_id id,
                                                  uint64_t deadline_ns, cg_arena *arena,
                                                  cg_transaction_view *out, cg_err *err);
/** CG_E_CONFLICT: it was committed, or is being. One that is rolled back already is no error. */
CG_MUST_USE cg_code cg_service_transaction_rollback(cg_service *service, cg_id id, cg_arena *arena,
                                                    cg_transaction_view *out, cg_err *err);

/* ---- streams: results without a bound ---- */

/** Rows of one generation, a batch at a time. One thread at a time; holds the list of files of its
 *  generation and nothing of the store between two batches. */
typedef struct cg_stream cg_stream;
typedef enum cg_stream_kind { CG_STREAM_NODES, CG_STREAM_EDGES, CG_STREAM_HITS } cg_stream_kind;

/** A relationship without texts. */
typedef struct cg_edge_brief {
    cg_id id, source, target;
    cg_edge_kind kind;
    cg_link_rule rule;
    uint8_t confidence; /* percent */
} cg_edge_brief;

typedef struct cg_stream_batch {
    cg_stream_kind kind;
    size_t count; /* may be 0 with more to come: nothing fitted so far */
    bool more;
    const cg_node_view *nodes;
    const cg_edge_brief *edges;
    cg_edge_view *edge_views; /* when asked for, else NULL */
    cg_search_hit *hits;
    cg_str *positions; /* private */
} cg_stream_batch;

typedef struct cg_edge_stream_filter {
    const cg_edge_kind *kinds;
    size_t kinds_count;
    double min_confidence;
    cg_node_filter source; /* languages and path count */
    bool with_nodes;       /* both ends and the sites as cg_edge_view */
} cg_edge_stream_filter;

/** Begins a stream, at a cursor of an earlier one with the same filter unless that is empty. A
 *  project that does not exist has no rows. Errors: CG_E_INVALID with pointer "cursor"; for hits
 *  also those of cg_service_search, whose order they have. */
CG_MUST_USE cg_code cg_service_stream_nodes(cg_service *service, cg_graph_ref where,
                                            const cg_node_filter *filter, cg_str cursor,
                                            cg_stream **out_stream, cg_err *err);
CG_MUST_USE cg_code cg_service_stream_edges(cg_service *service, cg_graph_ref where,
                                            const cg_edge_stream_filter *filter, cg_str cursor,
                                            cg_stream **out_stream, cg_err *err);
CG_MUST_USE cg_code cg_service_stream_hits(cg_service *service, const cg_search_request *request,
                                           cg_stream **out_stream, cg_err *err);
void cg_service_stream_close(cg_stream *stream); /* NULL allowed */
/** The next rows; valid until the next call, their texts as long as `arena`. Takes 50 ms or so. */
CG_MUST_USE cg_code cg_service_stream_next(cg_stream *stream, cg_arena *arena,
                                           cg_stream_batch *out_batch, cg_err *err);
uint64_t cg_service_stream_generation(const cg_stream *stream);
/** Where another stream goes on: behind the last batch, and behind one of its rows. */
cg_str cg_service_stream_cursor(cg_stream *stream, cg_arena *arena);
cg_str cg_service_stream_row_cursor(const cg_stream *stream, const cg_stream_batch *batch,
                                    size_t row, cg_arena *arena);

/* ---- comparing two versions ---- */

typedef enum cg_compare_what { CG_COMPARE_FILE, CG_COMPARE_NODE, CG_COMPARE_EDGE } cg_compare_what;

typedef struct cg_compare_user {
    cg_edge_kind kind; /* how it uses what changed */
    cg_node_view node; /* as it is after */
} cg_compare_user;

/** One thing that is not the same in both. */
typedef struct cg_compare_row {
    cg_compare_what what;
    cg_change_kind change;
    unsigned aspects; /* bits of cg_aspect: of what is on both sides */
    /* of a file */
    cg_str path, path_before; /* path_before: of one that moved */
    /* of a node */
    bool has_before, has_after;
    cg_node_view before, after;
    /* of a relationship */
    cg_edge_brief edge;
    cg_node_view source, target;
    /* asked for breaking changes */
    bool breaking;
    cg_compare_user *users; /* the first of those that it breaks, as many as the service lists */
    size_t users_count;
    uint64_t users_total;
} cg_compare_row;

typedef struct cg_compare_counts {
    uint64_t files[CG_CHANGE_KINDS], nodes[CG_CHANGE_KINDS], edges[CG_CHANGE_KINDS];
} cg_compare_counts;
typedef struct cg_compare_file {
    cg_str path;
    cg_compare_counts counts; /* relationships: of those that leave its nodes */
} cg_compare_file;
typedef struct cg_compare_summary {
    uint64_t before, after; /* generations */
    cg_compare_counts totals;
    uint64_t breaking;            /* when they were asked for */
    bool moves_known;             /* else too much came and went to look for what moved */
    const cg_compare_file *files; /* valid until the next call */
    size_t files_count;
    bool files_cut; /* there were more */
} cg_compare_summary;

typedef struct cg_compare_request {
    cg_str project, before, after; /* refs */
    bool
        breaking; /* only rows that break who uses a public node, with whom: removed, moved, renamed, of another
                      kind or signature, or no longer public */
} cg_compare_request;
/** What leads from `before` to `after`: files, then nodes, then relationships. One thread at a time. What only
 *  moved along with its ends is no row. Errors: CG_E_NOT_FOUND (the project), those of a ref with pointer "a" or "b". */
typedef struct cg_compare cg_compare;
CG_MUST_USE cg_code cg_service_compare_open(cg_service *service, const cg_compare_request *request,
                                            cg_compare **out_compare, cg_err *err);
void cg_service_compare_close(cg_compare *compare);                /* NULL allowed */
uint64_t cg_service_compare_generation(const cg_compare *compare); /* of `after` */
/** The next rows, at most `limit`, in the arena. Takes 50 ms or so; may give none with more to come. */
CG_MUST_USE cg_code cg_service_compare_next(cg_compare *compare, size_t limit, cg_arena *arena,
                                            cg_compare_row **out_rows, size_t *out_count,
                                            bool *out_more, cg_err *err);
/** Of all rows given so far. */
void cg_service_compare_summary(const cg_compare *compare, cg_compare_summary *out_summary);

/* ---- events ---- */

typedef enum cg_event_type {
#define CG_EVENT(name, text) CG_EVENT_##name,
#include "cg/tbl/event_types.h"
#undef CG_EVENT
    CG_EVENT_GAP, /* events were lost: told whatever the filter says */
    CG_EVENT_TYPE_LIMIT
} cg_event_type;
const char *cg_event_type_text(unsigned type);

typedef struct cg_event_filter {
    unsigned types;            /* bit set of cg_event_type; 0: all */
    cg_node_filter nodes;      /* kinds, languages and path; of relationships: of the source */
    const cg_edge_kind *edges; /* relationships; none: all */
    size_t edges_count;
} cg_event_filter;

typedef struct cg_event {
    cg_event_type type;
    cg_str id;           /* where a feed goes on behind it; empty: such events are not kept */
    uint64_t generation; /* 0 of tasks; of a gap: the first that can be read, unless unknown_id */
    bool unknown_id;     /* of a gap: this store has not come as far as the id says */
    cg_version_view version;
    cg_node_view node; /* of a deleted one: as it was before */
    cg_edge_brief edge;
    cg_task_view task;
} cg_event;

/** What happens in a project, in order: the changes of each generation, then its version.created. It is
 *  read from the store: a feed holds a position and nothing else, however slow its reader. A
 *  generation's events are there once the commit was answered. Task events are those of the moment. */
typedef struct cg_event_feed cg_event_feed;
/** Begins behind the event `after`; empty: with what comes from now on; "0": with all that is kept. The
 *  project may be made later. Errors: CG_E_INVALID with pointer "after". */
CG_MUST_USE cg_code cg_service_events_open(cg_service *service, cg_graph_ref where,
                                           const cg_event_filter *filter, cg_str after,
                                           cg_event_feed **out_feed, cg_err *err);
void cg_service_events_close(cg_event_feed *feed); /* NULL allowed */
/** The next events, at most `limit`, in the arena. `*out_more`: call again at once. Takes 50 ms or so.
 *  One thread at a time. Errors: CG_E_CORRUPT, CG_E_IO, CG_E_LIMIT. */
CG_MUST_USE cg_code cg_service_events_next(cg_event_feed *feed, size_t limit, cg_arena *arena,
                                           cg_event **out_rows, size_t *out_count, bool *out_more,
                                           cg_err *err);
/** The id of where the feed is: past events that the filter kept back. */
cg_str cg_service_events_position(const cg_event_feed *feed, cg_arena *arena);

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
