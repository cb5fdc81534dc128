// SPDX-License-Identifier: Apache-2.0
// What the operations share.
#ifndef CG_SERVICE_INT_H
#define CG_SERVICE_INT_H

#include <stdatomic.h>

#include "cg/ingest.h"
#include "cg/query.h"
#include "cg/search_regex.h"
#include "cg/service.h"

typedef struct task_queue task_queue;
typedef struct key_table key_table;
typedef struct transaction_table transaction_table;
typedef struct webhook_table webhook_table;

struct cg_service {
    cg_service_options opts;
    cg_store *store;
    cg_ingest *ingest;
    cg_adjacency_cache *adjacency;
    struct models *_Atomic models; /* set once, while commits may come already */
    task_queue *tasks;
    key_table *keys;
    transaction_table *transactions;
    webhook_table *webhooks;
    cg_search_cache *search_cache;
    cg_pool *pool; /* helps with searches; set before they come; NULL: none */
    uint64_t opened_ns;
    atomic_bool draining;
    atomic_uint importing; /* indexes under way */
    cg_mutex mu;
    cg_mutex merges_mu;
    CG_VEC(cg_id) merging; /* guarded by merges_mu: records that a call works on (merge/merge.c) */
};

/* ---- snapshots and cursors (cursor.c) ---- */

/** What `where` leads to, or NULL (with CG_OK) for the main of a project that does not exist yet. */
CG_MUST_USE cg_code service_snapshot(cg_service *service, cg_graph_ref where,
                                     cg_snapshot **out_snap, cg_err *err);

/** What a ref means (versions/refs.c). */
typedef struct resolved_ref {
    uint64_t generation; /* 0: a branch without a commit */
    bool is_branch;      /* the name of one, without steps */
    cg_str branch;       /* in the arena */
} resolved_ref;
/** Errors: CG_E_NOT_FOUND, CG_E_INVALID, both with pointer "ref". */
CG_MUST_USE cg_code service_resolve_ref(cg_project *project, cg_str ref, cg_arena *arena,
                                        resolved_ref *out, cg_err *err);
/** The generation of a ref that memory alone tells: a branch, or an id asked for lately, and first parents. False:
 *  service_resolve_ref knows. */
bool service_peek_ref(cg_project *project, cg_str ref, uint64_t *out_generation);

/** A page's position: which snapshot, which question, and bytes that the operation understands. */
typedef struct cursor {
    uint64_t generation;
    uint64_t question; /* hash of the parameters: a cursor fits only the request it came from */
    uint8_t position[320];
    size_t position_len;
} cursor;
cg_str cursor_make(const cg_snapshot *snap, const cursor *c, cg_arena *arena);
/** Reads `text` and finds its snapshot. Errors: CG_E_INVALID with pointer "cursor". */
CG_MUST_USE cg_code cursor_open(cg_service *service, cg_graph_ref where, cg_str text,
                                uint64_t question, cursor *out_cursor, cg_snapshot **out_snap,
                                cg_err *err);
/** The snapshot of a request with or without a cursor; NULL for a project that does not exist. */
CG_MUST_USE cg_code page_open(cg_service *service, cg_graph_ref where, cg_str text,
                              uint64_t question, cursor *out_cursor, cg_snapshot **out_snap,
                              cg_err *err);
/** A page ends early, with a cursor, when what it holds has grown so large: names of deeply nested
 *  definitions are as long as their client made them. */
#define PAGE_BYTES_MAX ((size_t)16 << 20)
static inline bool page_is_full(const cg_arena *arena, size_t count, size_t limit)
{
    return count >= limit || (count > 0 && cg_arena_used(arena) > PAGE_BYTES_MAX);
}
/** An answer about many nodes that has grown larger is refused. */
#define MANY_BYTES_MAX ((size_t)64 << 20)
static inline cg_code check_many(const cg_arena *arena, cg_err *err)
{
    return cg_arena_used(arena) <= MANY_BYTES_MAX
               ? CG_OK
               : CG_FAIL(err, CG_E_LIMIT, "the answer grows too large: ask for less at a time");
}
uint64_t question_of_filter(const cg_node_filter *filter, uint64_t seed);
/** The same for a generation. */
cg_str cursor_write(uint64_t generation, const cursor *c, cg_arena *arena);

/* ---- pages ---- */

typedef struct node_page_request {
    const cg_node_filter *filter;
    size_t limit;
    uint64_t deadline_ns; /* 0: none */
    bool may_pause;       /* at the deadline the page ends; else it fails */
    cg_str *positions;    /* [limit]: of a cursor behind each row; NULL: not wanted */
} node_page_request;
/** The nodes behind `c`, which moves behind what was looked at (read/nodes.c). `*out_more`: there may be
 *  more. */
CG_MUST_USE cg_code nodes_page(const cg_snapshot *snap, const node_page_request *request, cursor *c,
                               cg_arena *arena, cg_node_page *out_page, bool *out_more,
                               cg_err *err);
/** The language of a node that is in no file (read/nodes.c). */
CG_MUST_USE cg_code fileless_language(const cg_snapshot *snap, const cg_node_place *place,
                                      cg_arena *arena, cg_lang_id *out_lang, cg_err *err);
/** The question of a search, and the hit as a reply shows it (search/search.c). */
uint64_t question_of_search(const cg_search_request *request);
/** The same in regex mode (search/regex.c). */
CG_MUST_USE cg_code search_by_regex(cg_service *service, const cg_search_request *request,
                                    cg_arena *arena, cg_search_page *out_page, cg_err *err);
/** How cursors say where a search by a pattern is, and how many hits were given before it. False: they do not. */
#define REGEX_POSITION_BYTES 16
bool regex_position_get(const cursor *c, cg_regex_position *out_from, uint64_t *out_given);
void regex_position_put(cg_regex_position at, uint64_t given, uint8_t out[REGEX_POSITION_BYTES]);
cg_regex_limits service_regex_limits(const cg_service *service);
CG_MUST_USE cg_code view_regex_hit(const cg_snapshot *snap, const cg_regex_hit *hit,
                                   cg_arena *arena, cg_search_hit *out, cg_err *err);
const cg_pattern_searched *view_searched(const cg_regex_search *search, bool time_is_up,
                                         cg_arena *arena);
cg_query query_of_search(const cg_service *service, const cg_search_request *request, size_t offset,
                         size_t limit);
cg_query_filter filter_of_search(const cg_node_filter *filter);
/** Hits of a request from a rank on, and what a reply says of vectors (search/search.c). */
CG_MUST_USE cg_code search_run(cg_service *service, cg_snapshot *snap,
                               const cg_search_request *request, size_t offset, size_t limit,
                               cg_arena *arena, cg_hits *out_hits, cg_search_page *out_page,
                               cg_err *err);
CG_MUST_USE cg_code view_hit(const cg_snapshot *snap, const cg_query_words *words,
                             const cg_hit *hit, cg_arena *arena, cg_search_hit *out, cg_err *err);

#define BRANCHES_MAX 10000
static inline size_t service_branches_max(const cg_service *service)
{
    return service->opts.branches_max > 0 ? service->opts.branches_max : BRANCHES_MAX;
}

/* ---- views of versions (versions/views.c) ---- */

/** What a reply says of a generation that is there; 0: nothing. */
CG_MUST_USE cg_code version_view(cg_project *project, uint64_t generation, cg_arena *arena,
                                 cg_version_view *out_view, cg_err *err);
/** The same of a record. Texts are copied. */
CG_MUST_USE cg_code version_view_of(cg_project *project, const cg_version *version, cg_arena *arena,
                                    cg_version_view *out_view, cg_err *err);
/** Tells who waits for news of projects (cg_service_options.committed). */
void service_tell_news(cg_service *service);
/** A project that must be there. */
CG_MUST_USE cg_code service_project(cg_service *service, cg_str name, cg_project **out_project,
                                    cg_err *err);

/* ---- node views (read/view.c) ---- */

/** Everything a reply says of the node; texts in the arena. */
CG_MUST_USE cg_code view_make(const cg_snapshot *snap, const cg_node_place *place, cg_arena *arena,
                              cg_node_view *out_view, cg_err *err);
/** Adds the metadata of the node, which a view has none of by itself. */
CG_MUST_USE cg_code view_add_metadata(const cg_snapshot *snap, cg_arena *arena, cg_node_view *view,
                                      cg_err *err);
/** One relationship with all that a reply says of it (read/relationships.c). */
CG_MUST_USE cg_code view_edge(const cg_snapshot *snap, const cg_edge_row *row, cg_arena *arena,
                              cg_edge_view *out, cg_err *err);
/** Where a relationship stands in the file of its source, ascending; none of a manual one, nor in no file. */
CG_MUST_USE cg_code edge_sites(const cg_snapshot *snap, const cg_edge_row *row,
                               const cg_node_place *source, cg_arena *arena, cg_site **out_sites,
                               size_t *out_count, cg_err *err);
/** The first relationships of a node, into its detail (read/relationships.c). */
CG_MUST_USE cg_code edges_of_node(const cg_snapshot *snap, const cg_node_place *place,
                                  cg_arena *arena, cg_node_detail *out_detail, cg_err *err);
/** The view of a node as it once was; any snapshot of its project that came later will do. `out_body`: a hash of
 *  the body's text, 0: it has none (NULL: not wanted). */
CG_MUST_USE cg_code view_past(const cg_snapshot *head, uint64_t generation,
                              const cg_past_node *node, cg_arena *arena, cg_node_view *out_view,
                              uint64_t *out_body, cg_err *err);
/** The same of one whose rows were read by other means; `manual`: what a manual node said. */
CG_MUST_USE cg_code view_of_past(const cg_snapshot *any, const cg_past_node *node,
                                 const cg_manual_node *manual, cg_arena *arena,
                                 cg_node_view *out_view, uint64_t *out_body, cg_err *err);
/** What tells two views of a node apart: bits of cg_aspect, without metadata (read/aspects.c). */
unsigned aspects_of(const cg_node_view *before, uint64_t body_before, const cg_node_view *after,
                    uint64_t body_after);
/** The view of a definition of a file. */
CG_MUST_USE cg_code view_make_at(const cg_snapshot *snap, uint32_t file, uint32_t def,
                                 cg_arena *arena, cg_node_view *out_view, cg_err *err);
CG_MUST_USE cg_code view_unit(const cg_snapshot *snap, uint32_t file, bool with_refs,
                              cg_unit_pin **out_pin, cg_err *err);

/** Of what an external belongs to, each empty where nobody says: */
typedef struct external_origin {
    cg_str package; /* as the lock file, the index or the manifest names it that `version` is of */
    cg_str version; /* that a lock file settled on; else that an index met; else the requirement */
    cg_str requirement; /* what a manifest asks for */
} external_origin;
/** Reads every manifest and lock file of the external's language, and what an index says of one file that uses it
 *  (packages/dependency_versions.c). */
CG_MUST_USE cg_code origin_of_external(const cg_snapshot *snap, const cg_node_place *external,
                                       cg_arena *arena, external_origin *out, cg_err *err);

/** What an index knows of a file, in the arena (read/relationships.c). *out_is: whether there is one that does. */
CG_MUST_USE cg_code known_of_file(const cg_snapshot *snap, uint32_t file, cg_arena *arena,
                                  cg_known *out_known, bool *out_is, cg_err *err);

/** The language of whose packages a manifest or lock file speaks, as externals name it. */
cg_lang_id manifest_language(cg_str path);

/* ---- dependencies that are put together when asked for (packages/packages.c, packages/modules.c) ---- */

typedef struct derived_end {
    cg_node_place other;
    uint8_t confidence; /* percent: of the surest relationship that it follows from */
} derived_end;
typedef struct derived_ends {
    derived_end *list; /* by path and position */
    size_t count;
} derived_ends;
/** What a package depends on, or what depends on it: packages of its sort, files that are in none. `package`:
 *  a node of kind package. Reads the dependencies of all its files. */
CG_MUST_USE cg_code package_dependencies(const cg_snapshot *snap, const cg_node_place *package,
                                         bool inwards, cg_arena *arena, derived_ends *out,
                                         cg_err *err);
/** The same of a module or namespace, whose other ends are modules, namespaces, and files for what is in none.
 *  Reads the edges of all that it contains. */
CG_MUST_USE cg_code module_dependencies(const cg_snapshot *snap, const cg_node_place *module,
                                        bool inwards, cg_arena *arena, derived_ends *out,
                                        cg_err *err);

/** The package of every file: the file that stands for it, by number; a file in none stands for itself. Go and Java
 *  have packages by their clauses, the others by their manifests. Reads a unit of each package. */
CG_MUST_USE cg_code package_homes(const cg_snapshot *snap, const cg_patience *patience,
                                  cg_arena *arena, uint32_t **out_homes, cg_err *err);
/** The node of the package that a file stands for; that of the file. */
CG_MUST_USE cg_code package_of_home(const cg_snapshot *snap, uint32_t home, cg_arena *arena,
                                    cg_node_place *out, cg_err *err);

/* ---- selectors (read/resolve.c) ---- */

/** Finds the node that a selector names. CG_E_AMBIGUOUS fills candidates, best first. */
CG_MUST_USE cg_code resolve_node(const cg_snapshot *snap, cg_str selector, cg_arena *arena,
                                 cg_node_place *out_place, cg_node_view **out_candidates,
                                 size_t *out_count, cg_err *err);
/** The id of a node that is or was there. One that is gone is named by its UUID or symbol, which selectors do not find;
 *  whether it ever was is for the caller to see: `err` then says what is missing, though the result is CG_OK. */
CG_MUST_USE cg_code resolve_node_ever(const cg_snapshot *snap, cg_str selector, cg_arena *arena,
                                      cg_id *out_id, cg_node_view **out_candidates,
                                      size_t *out_count, cg_err *err);

/* ---- history (versions/history.c) ---- */

/** What the generations that `snap` sees did to a node that is or was there. `from`: where to go on, behind
 *  its question, which the next is made with. Errors: CG_E_NOT_FOUND (err untouched): it never was. */
CG_MUST_USE cg_code history_of_node(cg_snapshot *snap, cg_id id, cursor *from, size_t limit,
                                    cg_arena *arena, cg_history *out_history, cg_err *err);
uint64_t question_of_history(cg_str selector);

/* ---- transactions (transactions/transactions.c, transactions/table.c) ---- */

CG_MUST_USE cg_code transactions_open(cg_service *service, cg_err *err);
void transactions_close(cg_service *service);
/** The branch that a write goes to: that of its transaction, if it is part of one. In the arena, or as it was
 *  given. */
CG_MUST_USE cg_code transaction_branch(cg_service *service, cg_str project, const cg_commit_to *to,
                                       cg_arena *arena, cg_str *out_branch, cg_err *err);
/** How many bytes of a write in it may be kept beside the store until somebody reads them (cg_commit_deferred); 0:
 *  none, or it is no transaction. */
size_t transaction_defers(cg_service *service, cg_str id);
/** Keeps them, for the commit of this write, which holds the branch. CG_E_STORAGE_FULL, CG_E_IO. */
CG_MUST_USE cg_code transaction_keep_deferred(cg_service *service, cg_str id, cg_str deferred,
                                              cg_err *err);
/** Notes what a write that was part of a transaction is answered with: the disk need not have it. */
void transaction_note_written(cg_service *service, cg_str id, uint64_t generation);
/** After a failure in the midst of a request: a transaction that has ended since is what was wrong, whatever was said of
 *  its branch, which is nobody's business. The code that is left. */
CG_MUST_USE cg_code transaction_explain(cg_service *service, cg_str project, cg_str id, cg_code rc,
                                        cg_err *err);
/** What a read that is part of a transaction sees. */
CG_MUST_USE cg_code transaction_snapshot(cg_service *service, cg_graph_ref where,
                                         cg_snapshot **out_snap, cg_err *err);
bool transaction_generation(cg_service *service, cg_graph_ref where, uint64_t *out_generation);

/* ---- keys of repeated requests (idempotency.c) ---- */

CG_MUST_USE cg_code keys_open(cg_service *service, cg_err *err);
void keys_close(cg_service *service);

/* ---- what is not known (read/coverage.c) ---- */

/** Who may mean a node called `name` without having been linked to it. */
CG_MUST_USE cg_code coverage_of_name(const cg_snapshot *snap, cg_str name, cg_arena *arena,
                                     cg_edge_coverage *out, cg_err *err);
/** What a node that is in a file, with all that it contains, mentions for which nothing was found. */
CG_MUST_USE cg_code coverage_of_body(const cg_snapshot *snap, const cg_node_place *place,
                                     cg_arena *arena, cg_answer_coverage *out, cg_err *err);

/* ---- reports (report.c) ---- */

void report_make(const cg_ingest_result *result, uint64_t elapsed_ms, uint64_t cpu_ms,
                 cg_arena *arena, cg_parse_report *out_report);
cg_file_report report_file(const cg_ingest_file *file);
/** Non-zero counts with their names, most first. */
void counts_make(const uint64_t *counts, size_t n, const char *(*text)(unsigned), cg_arena *arena,
                 cg_count **out_counts, size_t *out_count);

/** What the options say of parsing, and what holds where they say nothing. */
cg_parse_limits service_parse_limits(const cg_service_options *opts);

/* ---- directories (roots.c) ---- */

/** The real directory that `root` names, when the options let clients read it; `out_real` has
 *  PATH_MAX bytes. Errors: CG_E_PATH, CG_E_FORBIDDEN_ROOT, CG_E_NOT_FOUND, CG_E_INVALID. */
CG_MUST_USE cg_code roots_check(const cg_service_options *opts, cg_str root, char *out_real,
                                cg_err *err);

/** Whether the options let clients read what lies at a real path. */
bool roots_allow(const cg_service_options *opts, const char *real);

/* ---- tasks (tasks/tasks.c) ---- */

CG_MUST_USE cg_code tasks_open(cg_service *service, cg_err *err);
void tasks_drain(task_queue *tasks);
void tasks_close(task_queue *tasks);
size_t tasks_waiting(task_queue *tasks);
CG_MUST_USE cg_code tasks_add(task_queue *tasks, const cg_parse_root_request *request,
                              cg_id *out_task, cg_err *err);

static inline cg_str project_or_default(cg_str project)
{
    return project.len > 0 ? project : CG_STR("default");
}

#endif
