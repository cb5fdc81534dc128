// SPDX-License-Identifier: Apache-2.0
// An upload under way: upload/upload.c takes files in, upload/commit.c commits them.
#ifndef CG_INGEST_UPLOAD_H
#define CG_INGEST_UPLOAD_H

#include "ingest_int.h"
#include "tree/listing.h"
#include "linking/names.h"

typedef struct upload_slot {
    file_slot slot;
    cg_str path;
    cg_lang_id lang; /* that its sender named */
    facts_begun begun;
} upload_slot;

struct cg_upload {
    cg_ingest *ingest;
    cg_project *project;
    cg_upload_options opts;
    cg_ingest_progress *progress;
    uint64_t moved_ns; /* when progress was last told */
    cg_arena *arena;   /* of the thread that adds: paths, options */
    cg_snapshot *base; /* the head when it began */
    facts_context context;
    stash *kept;
    names names; /* of all files and deletes */
    CG_VEC(cg_str) deletes;
    cg_mutex mu;
    cg_cond moved;  /* a file was parsed */
    unsigned refs;  /* guarded by mu: the owner's and one per task in the pool */
    unsigned tasks; /* guarded by mu */
    unsigned busy;  /* guarded by mu: files being parsed */
    bool closed;    /* guarded by mu */
    cg_code rc;     /* guarded by mu: the first failure */
    cg_err err;
    size_t slots_count;
    upload_slot *slots;
    upload_slot **idle; /* guarded by mu */
    size_t idle_count;
    size_t held_count,
        held_bytes; /* guarded by mu: slots that keep what they have until the end; of source in them */
    upload_slot **ready; /* guarded by mu; first in, first out: a ring of slots_count */
    size_t ready_head, ready_count;
    CG_VEC(facts_begun) files;     /* guarded by mu; in the order in which they came */
    CG_VEC(cg_ingest_file) parsed; /* guarded by mu; to be told; errors are owned */
    size_t told;                   /* guarded by mu; of them */
};

/** A file whose content's id is known: `*out_same`, and added, when the head has it as it is. */
CG_MUST_USE cg_code upload_add_same(cg_upload *u, cg_str path, cg_blob_id blob, bool *out_same,
                                    cg_err *err);

/** An upload whose files are all parsed, in a commit that may hold others. */
typedef struct upload_part {
    cg_upload *upload;
    uint64_t deadline_ns;
    cg_arena *arena;
    cg_ingest_result *result;
    cg_commit *commit; /* of the first that share it */
    run_share share;   /* upload_commit's */
} upload_part;
/** Waits for the project's writer. */
CG_MUST_USE cg_code upload_commit_begin(const cg_upload *u, cg_project *project,
                                        uint64_t deadline_ns, cg_commit **out_commit, cg_err *err);
/** Commits the parts and ends the commit, in every case. More than one: none of them replaces the project, has a
 *  message or progress, or is a dry run, and no path is in two. */
CG_MUST_USE cg_code upload_commit(cg_project *project, cg_commit *take_commit,
                                  upload_part *const *parts, size_t count, uint64_t deadline_ns,
                                  cg_err *err);

#endif
