// SPDX-License-Identifier: Apache-2.0
// Linking under way: linking/linking.c links, linking/preludes.c says before which macros of others files are read with.
#ifndef CG_INGEST_LINKING_INT_H
#define CG_INGEST_LINKING_INT_H

#include "ingest_int.h"

/** A file that the run has, to be put when its prelude is known. */
typedef struct waiting_file {
    uint32_t file;
    size_t job;
    run_share *share;
    facts_waiting facts;
} waiting_file;

typedef struct put_file {
    uint32_t file;
    uint32_t listed;
    run_share *share; /* NULL: not put, but concerned */
    bool alike;       /* linked as the base has it, unless another change concerns it */
} put_file;

/** What is known of a file, as the commit changes it. */
typedef struct known_row {
    cg_id id; /* of the file's node */
    cg_str value;
} known_row;

struct linking {
    run *run;
    world *world;         /* NULL until something changes: it is not for free */
    bool from_nothing;    /* the base has no files: no change concerns anybody */
    cg_link_keys changes; /* keys that the changes concern */
    CG_VEC(put_file) put;
    CG_VEC(uint32_t) concerned; /* files of the commit that changes or known rows concern */
    CG_VEC(bool) is_concerned;  /* by file number: and that are not among the jobs yet */
    CG_VEC(put_file) jobs;      /* files to link */
    stash *kept; /* of files that wait; NULL: none does, since sources are not kept */
    CG_VEC(waiting_file) waiting;
    CG_VEC(uint32_t) asked;       /* files of the base whose preludes are chosen again */
    cg_link_keys outline;         /* keys that the changes concern of what preludes rest on */
    CG_VEC(known_row) known;      /* by id once linking begins */
    cg_arena *texts;              /* of these */
    CG_VEC(uint32_t) known_files; /* of the base, to be linked for these */
    cg_link_agreement *agreement; /* NULL: nobody asks */
};

/** Calls `visit` for the files of the base that have read one of the keys, which are sorted and made distinct. */
typedef void (*visit_file)(linking *l, uint32_t file);
CG_MUST_USE cg_code linking_visit_readers(linking *l, cg_link_keys *keys, visit_file visit,
                                          cg_err *err);
/** Whether the commit leaves the file there, with a unit. */
bool linking_is_linkable(const linking *l, uint32_t file);
/** Chooses preludes, and puts the files that wait and those whose prelude is another now. */
CG_MUST_USE cg_code preludes_run(linking *l, cg_err *err);

#endif
