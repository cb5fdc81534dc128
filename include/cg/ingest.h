// SPDX-License-Identifier: Apache-2.0
// ingest: from files to commits. Walks trees, reads and hashes, skips what is known, parses and links
// on several threads, and feeds one commit. The only writer of a project's parsed facts.
#ifndef CG_INGEST_H
#define CG_INGEST_H

#include <stdatomic.h>

#include "cg/embed.h"
#include "cg/graph_commit.h"
#include "cg/link.h"
#include "cg/parse.h"
#include "cg/scip.h"

typedef struct cg_ingest cg_ingest; /* worker threads; any thread may call */

typedef struct cg_ingest_options {
    unsigned workers; /* 0: one per core */
    cg_parse_limits limits;
    uint32_t files_max;     /* of one tree or request */
    const char *spool_dir;  /* where uploads go beyond spool_bytes_min, copied; NULL: to memory */
    size_t spool_bytes_min; /* of one upload; 0: 8 MiB */
    size_t link_bytes_max;  /* facts of files held in memory while linking, and again what is kept
                              from one commit to the next; 0: 160 MiB */
    size_t tree_bytes_max;  /* of syntax trees held for the next versions of their files; 0: none */
    cg_embedder
        *embedders[CG_FACTS_MODELS_MAX]; /* local ones, whose vectors are made with the facts;
                                                     they must outlive it */
} cg_ingest_options;
cg_ingest *cg_ingest_create(cg_store *store, const cg_ingest_options *opts);
void cg_ingest_destroy(cg_ingest *ingest); /* no call may be under way; NULL allowed */
/** Makes in the background, at low priority, what the first commit to a project would otherwise make: for
 *  the projects that changed last, as far as link_bytes_max goes. At most once. */
void cg_ingest_warm(cg_ingest *ingest);
/** Runs `call(arg)` on a worker soon; here and now when too much is waiting for them. */
void cg_ingest_defer(cg_ingest *ingest, void (*call)(void *), void *arg);
void cg_ingest_stop_warming(cg_ingest *ingest); /* at once; idempotent */

/** What one run did. Counts of files; `files` lists them all, or for trees only partial and
 *  skipped ones, at most CG_INGEST_LISTED_MAX. All in the arena that was given. */
#define CG_INGEST_LISTED_MAX 10000
typedef struct cg_ingest_file {
    cg_str path;
    uint8_t lang;
    uint8_t status; /* cg_parse_status */
    uint8_t skip;   /* cg_skip when skipped */
    bool unchanged; /* same content as before */
    bool cached;    /* facts known by content */
    uint32_t nodes, edges;
    cg_range *errors;
    uint32_t errors_count;
} cg_ingest_file;
typedef struct cg_ingest_result {
    cg_commit_result commit;
    uint64_t files_seen, files_parsed, files_cached, files_unchanged, files_partial, files_skipped,
        files_removed;
    uint64_t bytes, nodes, edges;  /* of the files named or walked */
    uint64_t langs[CG_LANG_LIMIT]; /* files by language, skipped ones left out */
    uint64_t skips[32];            /* files by cg_skip */
    cg_ingest_file *files;
    size_t files_count;
    bool files_cut; /* more were to be listed than the limit */
    size_t
        joined; /* uploads in its commit, when it was one that might share it; told after errors too */
    /* Of an import of history: commits that it has, and those that had no version yet; names that were made or
     * moved. */
    uint64_t commits, commits_imported, branches_set, tags_set;
} cg_ingest_result;

/** Progress and cancellation of a run; the caller reads and sets it from other threads. */
typedef struct cg_ingest_progress {
    atomic_bool cancel;
    atomic_uint phase; /* cg_ingest_phase */
    atomic_uint_fast64_t files_done, files_total, bytes_done, nodes, edges;
    atomic_uint_fast64_t commits_done, commits_total; /* of an import of history */
    /** Called (from the run's own thread, at most ~10 times a second) when numbers moved; NULL: not. */
    void (*moved)(void *arg);
    void *arg;
} cg_ingest_progress;
typedef enum cg_ingest_phase {
    CG_PHASE_WAITING = 0,
    CG_PHASE_WALKING,
    CG_PHASE_PARSING,
    CG_PHASE_LINKING,
    CG_PHASE_COMMITTING,
} cg_ingest_phase;
const char *cg_ingest_phase_text(unsigned phase);

/** Where a run's commit goes, and what its version says. */
typedef struct cg_ingest_target {
    cg_str branch;      /* empty: main */
    cg_str message;     /* not empty: the generation is a version */
    cg_str author, git; /* of the version */
    bool merge, always; /* as of cg_commit_options, also below */
    uint64_t expected;
    const uint64_t *merged; /* at most CG_MERGED_MAX */
    size_t merged_count;
} cg_ingest_target;

/* ---- files whose content is given ---- */

typedef struct cg_ingest_source {
    cg_str path;
    cg_str content;
    cg_lang_id lang; /* NONE: detected */
} cg_ingest_source;

/** Files that come one by one, however slowly, and go into one commit, or none. They are parsed as they
 *  come, by the workers; what is found out takes little memory and is in nobody's way: the project's
 *  writer is waited for at the end. One thread at a time. */
typedef struct cg_upload cg_upload;
/** Which files the result lists. */
typedef enum cg_upload_list {
    CG_UPLOAD_LIST_ALL = 0, /* in the order in which they came */
    CG_UPLOAD_LIST_GAPS,    /* partial and skipped ones, as of trees */
    CG_UPLOAD_STREAM,       /* none: cg_upload_next tells them */
} cg_upload_list;
typedef struct cg_upload_options {
    bool replace; /* files not named disappear */
    bool dry_run;
    cg_upload_list list;
    cg_str new_project;              /* when no project is given */
    const cg_str *include, *exclude; /* globs: other files are left out, as if they had not come */
    size_t include_count, exclude_count;
    cg_ingest_target target;
    /* A small upload to a project that is there, whose target is a branch and nothing else, may share its commit
     * with others that wait for the project's writer: each is told its own part, under one generation. An
     * error may then be the fault of another: where result.joined is more than 1, try again without. */
    bool may_join;
    cg_ingest_progress *progress; /* NULL: none */
} cg_upload_options;
/** Texts of the options are copied. `project` NULL: one of a name that is not there yet is made at the end,
 *  and not before there is something for it. */
cg_upload *cg_upload_begin(cg_ingest *ingest, cg_project *project, const cg_upload_options *opts);
/** Takes a copy of the file. Waits while the workers have enough to do, and lends them a hand. After an
 *  error only cg_upload_abort is left. Errors: CG_E_PATH (cg_path_check; named before), CG_E_LIMIT (too
 *  many files), CG_E_STORAGE_FULL, CG_E_IO, CG_E_NOMEM, CG_E_CANCELED. */
CG_MUST_USE cg_code cg_upload_add(cg_upload *upload, const cg_ingest_source *file, cg_err *err);
/** A file that is there but is not to be read. */
CG_MUST_USE cg_code cg_upload_add_skipped(cg_upload *upload, cg_str path, uint64_t bytes,
                                          cg_skip skip, cg_err *err);
/** A file that is not to be there afterwards; one that is not there before is no error. */
CG_MUST_USE cg_code cg_upload_delete(cg_upload *upload, cg_str path, cg_err *err);
/** Whether a file of that path could be wanted: it need not be read where not. */
bool cg_upload_wants(const cg_upload *upload, cg_str path);
/** A file that was parsed and not yet told, in no particular order; without edges, which are not known
 *  before the end. Errors go to the arena, the path is the upload's. False: none now. */
bool cg_upload_next(cg_upload *upload, cg_arena *arena, cg_ingest_file *out_file);
/** Waits until all that came is parsed; an error is that of cg_upload_add. */
CG_MUST_USE cg_code cg_upload_settle(cg_upload *upload, cg_err *err);
/** Adds the files of a tar archive, plain or compressed with gzip or zstd, as `read` gives its bytes: what
 *  it gave is looked at until it is asked again; none means the end. No link is followed: they are skipped
 *  files. Errors: CG_E_MALFORMED (no archive, damaged), CG_E_LIMIT (it unpacks to very many times its
 *  size), CG_E_PATH (of an entry, which it names), those of `read` and of cg_upload_add. */
typedef struct cg_archive_source {
    cg_code (*read)(void *arg, cg_str *out_bytes, cg_err *err);
    void *arg;
} cg_archive_source;
CG_MUST_USE cg_code cg_upload_add_archive(cg_upload *upload, const cg_archive_source *source,
                                          cg_err *err);
/** The same for bytes that are brought. Until cg_unpack_end the upload must be left alone. */
typedef struct cg_unpack cg_unpack;
cg_unpack *cg_unpack_begin(cg_upload *upload); /* starts a thread */
/** Waits until the bytes are used up; with `last`, until all files are added. An error stays. */
CG_MUST_USE cg_code cg_unpack_push(cg_unpack *unpack, cg_str bytes, bool last, cg_err *err);
void cg_unpack_end(cg_unpack *unpack); /* frees it, at whatever point; NULL allowed */

/** Adds the files of a revision of a Git repository of this machine, read from its objects. Symbolic
 *  links, submodules and pointers to large files elsewhere are skipped files.
 *  Errors: CG_E_INVALID (no repository, no such kind of revision), CG_E_NOT_FOUND (no such revision),
 *  CG_E_FORBIDDEN_ROOT (parts of it lie where `allowed` says no), those of cg_upload_add. */
typedef struct cg_git_source {
    const char *path; /* absolute: of the work tree or of the bare repository */
    cg_str rev;       /* a branch, tag or commit; also "main~2" */
    bool (*allowed)(void *arg, const char *real_path);
    void *arg;
} cg_git_source;
CG_MUST_USE cg_code cg_upload_add_git(cg_upload *upload, const cg_git_source *source, cg_err *err);

/** Imports the history of a Git repository: each commit becomes a version with the same parents, author and
 *  message, and with the files of its tree. Nothing is checked out, and only contents that the store has not
 *  seen are parsed. A commit that has a version on the versions of its parents is passed over, so what was
 *  interrupted goes on where it was; what such a version was built on may have been collected since. Parents that a range leaves out are parents if they have versions.
 *  When all of it is there, branches are set, or made, and tags made that are not there; until then no name
 *  leads to what was imported. No branch may have anything that did not come from a repository.
 *  Errors, of which the first are found out before anything is imported: those of cg_upload_add_git;
 *  CG_E_INVALID (a shallow clone, damaged), CG_E_NOT_FOUND (no such revision, no commits), CG_E_LIMIT (too many
 *  commits or branches), CG_E_CONFLICT (a branch has something of its own, or is protected); CG_E_LIMIT (too
 *  many files), CG_E_PATH, CG_E_INVALID (damaged trees or contents), CG_E_CANCELED, those of a commit. */
typedef struct cg_git_history_request {
    cg_git_source source; /* its rev is where the history ends, or a range of two, "v1..main" */
    bool all_branches;    /* instead of the rev: all that the repository has, under their names */
    cg_str
        branch; /* set to the rev, or to HEAD, unless the repository has one of this name; empty: main */
    uint32_t commits_max;
    size_t branches_max;          /* that the project may have */
    cg_ingest_progress *progress; /* NULL: none */
} cg_git_history_request;
/** `out_result`: sums of all commits; of `commit`, the generation and version are those of the branch. */
CG_MUST_USE cg_code cg_ingest_git_history(cg_ingest *ingest, cg_project *project,
                                          const cg_git_history_request *request, cg_arena *arena,
                                          cg_ingest_result *out_result, cg_err *err);

/** Commits and ends the upload, in every case. `deadline_ns` (0: none): for all of it. */
CG_MUST_USE cg_code cg_upload_finish(cg_upload *upload, uint64_t deadline_ns, cg_arena *arena,
                                     cg_ingest_result *out_result, cg_err *err);
void cg_upload_abort(cg_upload *upload); /* ends it; NULL allowed */

/** The same for files that are all at hand. */
typedef struct cg_ingest_files_request {
    const cg_ingest_source *files;
    size_t files_count;
    const cg_str *deletes;
    size_t deletes_count;
    bool replace; /* files not named disappear */
    bool dry_run;
    cg_ingest_target target;
    uint64_t deadline_ns;
} cg_ingest_files_request;
/** Errors: those of cg_upload_add and of a commit. */
CG_MUST_USE cg_code cg_ingest_files(cg_ingest *ingest, cg_project *project,
                                    const cg_ingest_files_request *request, cg_arena *arena,
                                    cg_ingest_result *out_result, cg_err *err);

/* ---- what indexes know of files ---- */

/** What an index knows of one content of a file (cg_known_encode; empty: nothing more), by the id of the file's node, whether
 *  or not there is such a file, or such a content, at present. */
typedef struct cg_known_row {
    cg_id file;
    cg_str value;
} cg_known_row;
typedef struct cg_known_rows {
    cg_known_row *list; /* one for each file */
    size_t count;
    bool drop; /* all that is known of other files goes */
    bool dry_run;
    cg_ingest_target target;
    uint64_t deadline_ns;
} cg_known_rows;
typedef struct cg_known_result {
    cg_commit_result commit;
    cg_link_agreement agreement; /* of references that lead where the rows say */
    size_t dropped;              /* files of which something was known, and is not any more */
} cg_known_result;
/** An index against the files of a state of the project. Paths and rows are in the arena. */
#define CG_INDEX_LISTED_MAX 100u
typedef struct cg_index_rows {
    cg_known_row *list; /* of documents that are as we hold them; empty where they know nothing */
    size_t count;
    uint64_t matched;
    uint64_t stale;   /* documents that speak of another content of their file */
    uint64_t unknown; /* … whose file is not there, or was not parsed */
    const cg_str *stale_paths, *unknown_paths; /* the first CG_INDEX_LISTED_MAX */
    uint64_t references; /* of matched documents, that are not local to them */
    uint64_t
        resolved; /* of those: that are references of ours, and lead somewhere that we have a name for */
} cg_index_rows;
typedef struct cg_index_limits {
    uint64_t deadline_ns; /* 0: none */
    size_t memory_max;    /* of rows, and of what is found out of the project's definitions */
} cg_index_limits;
/** `arena` has no budget. Errors: CG_E_CONFLICT (the texts of files are not kept), CG_E_LIMIT, CG_E_DEADLINE, those of
 *  reading. */
CG_MUST_USE cg_code cg_index_resolve(cg_store *store, const cg_snapshot *snap,
                                     const cg_scip_index *index, const cg_index_limits *limits,
                                     cg_arena *arena, cg_index_rows *out_rows, cg_err *err);
/** Keeps the rows in one commit, in place of what was known of these files, and links the files that have the contents that
 *  they speak of. Errors: those of a commit. */
CG_MUST_USE cg_code cg_ingest_known(cg_ingest *ingest, cg_project *project,
                                    const cg_known_rows *rows, cg_known_result *out_result,
                                    cg_err *err);

/* ---- trees ---- */

typedef struct cg_ingest_tree_request {
    cg_str root; /* absolute directory */
    const cg_str *include, *exclude;
    size_t include_count, exclude_count;
    bool keep_missing; /* files gone from the tree stay in the graph */
    bool dry_run;
    cg_ingest_target target;
    cg_ingest_progress *progress; /* NULL: none */
} cg_ingest_tree_request;
/** Indexes a directory tree in one commit: .gitignore and .ignore rules, no links followed out of
 *  the root, special files reported, unreadable ones reported and the rest indexed. Files whose
 *  stat is that of the last run are not read again.
 *  Errors: CG_E_NOT_FOUND, CG_E_INVALID (not a directory), CG_E_LIMIT (too many files),
 *  CG_E_CANCELED, those of a commit. */
CG_MUST_USE cg_code cg_ingest_tree(cg_ingest *ingest, cg_project *project,
                                   const cg_ingest_tree_request *request, cg_arena *arena,
                                   cg_ingest_result *out_result, cg_err *err);

/* ---- what changed between two generations, on a branch ---- */

/** How the same thing was changed on both sides. */
typedef enum cg_conflict_kind {
    CG_CONFLICT_BOTH_CHANGED = 1,
    CG_CONFLICT_CHANGED_DELETED, /* one side changed it, the other removed it */
    CG_CONFLICT_BOTH_ADDED,      /* differently */
    CG_CONFLICT_DANGLING, /* one side states a relationship of a node that the other removed */
} cg_conflict_kind;
/** What is in conflict: a file by its path, or a row of the overlay. */
typedef struct cg_merge_key {
    cg_str path; /* empty: `overlay` */
    cg_overlay_key overlay;
} cg_merge_key;
int cg_merge_key_cmp(const cg_merge_key *a, const cg_merge_key *b);
typedef struct cg_merge_side {
    bool present;
    uint8_t lang, skip; /* of a file; so below */
    cg_blob_id blob;
    uint64_t bytes;
    cg_str value; /* of a row: as cg_snapshot_overlay has it */
} cg_merge_side;
typedef struct cg_conflict {
    cg_conflict_kind kind;
    cg_merge_key key;
    cg_merge_side base, ours, theirs; /* ours: the branch's */
} cg_conflict;
typedef enum cg_take {
    CG_TAKE_NONE = 0,
    CG_TAKE_OURS,
    CG_TAKE_THEIRS,
    CG_TAKE_BASE,
    CG_TAKE_VALUE, /* another: the text of a file, the JSON of metadata, checked by the caller */
} cg_take;
typedef struct cg_resolution {
    cg_merge_key key;
    cg_take take;
    cg_str value;
} cg_resolution;

typedef enum cg_apply_mode {
    CG_APPLY_MERGE,  /* `from` is found: the merge base of the branch's head and `to` */
    CG_APPLY_CHANGE, /* what changed from `from` to `to` */
    CG_APPLY_STRICT, /* the same; what changed on both sides is in conflict even if it is the same now */
} cg_apply_mode;
typedef struct cg_apply_request {
    cg_apply_mode mode;
    uint64_t from, to;
    cg_str
        to_branch; /* instead of `to`: what this branch has once nobody writes to it any more; the
                          commit deletes it */
    uint64_t
        to_least; /* the generation that `to_branch` has at least, unless a failure took it back */
    cg_str row, value; /* as of cg_commit_also */
    bool row_shared;
    cg_take
        otherwise; /* for conflicts without a resolution; NONE: they are told, and nothing is done */
    const cg_resolution *resolutions; /* in the order of their keys */
    size_t resolutions_count;
    size_t overlay_max; /* rows of the overlay that are compared; 0: a million */
    size_t conflicts_max;
    bool fast_forward;       /* a merge moves the branch where that is all there is to do */
    cg_ingest_target target; /* of a merge, what it merged is `to` */
    uint64_t deadline_ns;
} cg_apply_request;
typedef enum cg_apply_outcome {
    CG_APPLY_UP_TO_DATE = 1, /* a merge: the branch has it all */
    CG_APPLY_FAST_FORWARD,
    CG_APPLY_COMMITTED,
    CG_APPLY_CONFLICTS, /* nothing was changed; nor here: */
    CG_APPLY_LOST,      /* the branch has less than `to_least` */
} cg_apply_outcome;
typedef struct cg_apply_result {
    cg_apply_outcome outcome;
    uint64_t base, target, source; /* what was compared: `from`, the branch's head, `to` */
    cg_commit_result commit;
    size_t files, rows;     /* that were taken over */
    cg_conflict *conflicts; /* without a resolution, in the order of their keys; in the arena */
    size_t conflicts_count;
} cg_apply_result;
/** Takes over what changed between two generations, in one commit, which is a version with `to` as a
 *  further parent when it is a merge. Files come from what is stored of them and are linked anew, so the
 *  result is that of a clean index. Small strict ones of `to_branch` that wait for the project's writer, change no file and
 *  whose versions say nothing share a commit, where no key is in two. Errors: CG_E_CONFLICT (unrelated histories, another head, a
 *  protected branch), CG_E_NOT_FOUND (no such branch or generation), CG_E_LIMIT (too many changes or
 *  conflicts), those of a commit. */
CG_MUST_USE cg_code cg_ingest_apply(cg_ingest *ingest, cg_project *project,
                                    const cg_apply_request *request, cg_arena *arena,
                                    cg_apply_result *out_result, cg_err *err);
/** The conflicts alone, of any three generations. */
CG_MUST_USE cg_code cg_ingest_conflicts(cg_project *project, uint64_t base, uint64_t ours,
                                        uint64_t theirs, const cg_apply_request *request,
                                        cg_arena *arena, cg_conflict **out_conflicts,
                                        size_t *out_count, cg_err *err);

/** Files that runs have gone through since the start, by language (0: none was found) and
 *  cg_parse_status; those that were the same as before are left out. */
#define CG_INGEST_STATUSES 3
typedef struct cg_ingest_outcomes {
    uint64_t files[CG_LANG_LIMIT][CG_INGEST_STATUSES];
} cg_ingest_outcomes;
void cg_ingest_outcomes_get(const cg_ingest *ingest, cg_ingest_outcomes *out_outcomes);

/** A path as the graph names files: relative, '/' between segments, no empty, "." or ".." segment,
 *  no NUL or control byte, UTF-8, at most 4096 bytes, segments at most 255. CG_E_PATH says what is wrong. */
CG_MUST_USE cg_code cg_path_check(cg_str path, cg_err *err);

#endif
