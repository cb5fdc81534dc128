// SPDX-License-Identifier: Apache-2.0
// service: source code in, at once or as a task.
#ifndef CG_SERVICE_PARSE_H
#define CG_SERVICE_PARSE_H

#include "cg/service_base.h"

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
/** A file that its reader did not keep, since it is larger than cg_service_file_bytes_max. */
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
void cg_service_upload_abort(cg_parse_upload *upload); /* ends it; may wait; NULL allowed */
void cg_service_upload_drop(cg_parse_upload *upload);  /* the same later, on another thread */
/** Larger files are skipped, whatever they are called. */
size_t cg_service_file_bytes_max(const cg_service *service);
/** How long a text that is no larger may be in JSON: escapes make three times of a source, but for rare characters, and
 *  twice of what tells of the build. */
size_t cg_service_file_line_max(const cg_service *service);

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
    cg_str kind; /* "parse_root", "parse_git", "import_git", "collect", "rebuild_index" */
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
    uint64_t rows_done;  /* that a collection has looked at, that an index was built of */
    uint64_t rows_total; /* of an index; else 0 */
    double files_per_second;
    uint64_t eta_ms;                    /* 0: unknown */
    cg_err error;                       /* of the last attempt that failed; code CG_OK: none did */
    const cg_parse_report *report;      /* once succeeded, else NULL */
    const cg_collect_report *collected; /* the same, of a collection */
    const struct cg_rebuild_report *rebuilt; /* the same, of an index */
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

#endif
