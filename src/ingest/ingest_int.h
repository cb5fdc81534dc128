// SPDX-License-Identifier: Apache-2.0
// What the two kinds of run (named files, trees) share.
#ifndef CG_INGEST_INT_H
#define CG_INGEST_INT_H

#include "upload/groups.h"
#include "upload/join.h"
#include "linking/linking.h"
#include "pipeline.h"

struct cg_ingest {
    cg_store *store;
    cg_ingest_options opts;
    char *spool_dir;  /* what opts names, or NULL */
    cg_pool *parsers; /* jobs of pipelines */
    cg_pool *writers; /* sorting and writing of large commits; never waits for the others */
    cg_trees *trees;  /* NULL: none are kept */
    cg_mutex mu;
    CG_VEC(worker *) idle; /* guarded by mu */
    catalogs catalogs;
    groups groups;
    _Atomic uint64_t outcomes[CG_LANG_LIMIT][CG_INGEST_STATUSES];
};

/** Which files the result lists. */
typedef enum list_kind {
    LIST_GAPS, /* partial and skipped ones, so many */
    LIST_ALL,  /* each at the place of its job */
    LIST_NONE,
} list_kind;

/** What one caller is told of a run, which may be for several. */
typedef struct run_share {
    cg_arena *arena;
    cg_ingest_result *result;
    list_kind list;
    CG_VEC(cg_ingest_file) listed; /* LIST_ALL: as long as there are jobs */
} run_share;

/** A run under way. */
struct run {
    cg_ingest *ingest;
    cg_project *project;
    cg_commit *commit;
    run_share *share;             /* of whose file is at hand */
    cg_ingest_progress *progress; /* NULL: none */
    uint64_t moved_ns;            /* when progress was last told */
    bool counted;                 /* the progress of files was told when they came */
    uint64_t deadline_ns;         /* 0: none */
    size_t job;                   /* of the file that is reported */
    linking *linking;
    const facts_context *facts; /* that its files are made with; NULL: it has none */
};

/** Calls `moved` when it is time to, or `now`. */
void progress_tell(cg_ingest_progress *progress, uint64_t *last_ns, bool now);
void progress_count(cg_ingest_progress *progress, uint64_t bytes, const cg_ingest_file *file);
CG_MUST_USE cg_code progress_check(const cg_ingest_progress *progress,
                                   cg_err *err); /* NULL allowed */
/** The error ranges of the unit, copied. */
void copy_errors(cg_arena *arena, const cg_unit *unit, cg_ingest_file *file);

/** Counts one file and lists it when it belongs on the list. */
void run_report(run *r, const cg_ingest_file *file, uint64_t bytes, bool not_source);
/** Tells how many edges a file has that was put; `listed`: its place on the list, CG_NONE: none. */
void run_report_edges(run *r, uint32_t listed, size_t edges);
/** Removes a file of the base; one that is not there is no error. */
CG_MUST_USE cg_code run_delete_file(run *r, cg_str path, cg_err *err);
/** Puts a finished slot's facts into the commit and reports it. */
CG_MUST_USE cg_code run_commit_slot(run *r, file_slot *slot, cg_err *err);
/** The same for a file that the request has not named: nobody is told. */
CG_MUST_USE cg_code run_put_slot(run *r, file_slot *slot, cg_err *err);
/** Reports a file that the commit's base already has as it is. */
void run_report_base(run *r, const cg_file *file);
void run_set_phase(run *r, cg_ingest_phase phase);
/** CG_E_CANCELED when the caller asked to stop, CG_E_DEADLINE when it took too long. */
CG_MUST_USE cg_code run_may_go_on(const run *r, cg_err *err);
/** The facts of `jobs` files, made by workers, into the commit, until one fails or the run may not go on. */
CG_MUST_USE cg_code run_commit_jobs(run *r, size_t jobs, pipeline_load load, void *arg,
                                    cg_err *err);
/** The counts alone. */
void commit_result_add(cg_commit_result *to, const cg_commit_result *from);
void commit_result_subtract(cg_commit_result *from, const cg_commit_result *what);
/** Adds to the share at hand what the commit has changed since it was at `before`. */
void run_charge(run *r, const cg_commit_result *before);
/** Ends the commit: finishes it when `rc` is CG_OK, aborts it else; then linking. *out_total: what it
 *  changed, whoever is told. */
CG_MUST_USE cg_code run_finish(run *r, cg_code rc, cg_str message, bool dry_run,
                               cg_commit_result *out_total, cg_err *err);
/** What a commit is begun with. Borrows from the target. */
cg_commit_options run_commit_options(const cg_ingest *ingest, const cg_ingest_target *target,
                                     bool dry_run, uint64_t deadline_ns);
/** Moves the list into the arena and frees what the share held. */
void run_share_end(run_share *share);

#endif
