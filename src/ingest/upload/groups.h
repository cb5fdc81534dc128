// SPDX-License-Identifier: Apache-2.0
// Group commit: requests that wait for the same project's writer share his turn, and one commit.
#ifndef CG_INGEST_GROUPS_H
#define CG_INGEST_GROUPS_H

#include "cg/ingest.h"

/** What the members of a group are, and what becomes of them. `part`: one member's, who waits meanwhile. */
typedef struct group_work {
    cg_metric joined; /* counts those that found a group */
    bool
        patient; /* a group stays open while the one before it is flushed, as long as more are expected: it would not
                     be on the disk any sooner */
    /** Whether one more may go with those that have come, which are at least one. A lock is held: quick. */
    bool (*fits)(void *const *parts, size_t count, const void *part);
    /** Becomes the project's writer, for the first part. CG_E_DEADLINE: the others try without it. */
    cg_code (*begin)(void *first, cg_err *err);
    /** Then the work, of all that have come until now; `deadline_ns`: the latest of theirs, 0: none. The code is
     *  everybody's, what a part has besides is its own. */
    cg_code (*commit)(void *const *parts, size_t count, uint64_t deadline_ns, cg_err *err);
} group_work;

typedef struct group_place group_place;
typedef struct groups {
    cg_mutex mu;
    cg_cond moved;                /* some leader may go on */
    CG_VEC(group_place *) places; /* guarded by mu: one of a project and a kind of work */
} groups;
groups *ingest_groups(cg_ingest *ingest);
void groups_init(groups *all);
void groups_fini(groups *all); /* nobody is in one */
/** Has the work done for a part, on this or on another member's thread. CG_E_DEADLINE: its own `deadline_ns` (0: none)
 *  came before its group was closed. */
CG_MUST_USE cg_code groups_run(groups *all, const group_work *work, cg_project *project, void *part,
                               uint64_t deadline_ns, cg_err *err);

/** How many are in the group that is still to be closed; for tests, which wait until somebody has come. */
size_t groups_waiting(groups *all, const group_work *work, const cg_project *project);

#endif
