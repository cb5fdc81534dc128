// SPDX-License-Identifier: Apache-2.0
// The second half of a run: files that were put, and those that the changes concern, are linked.
#ifndef CG_INGEST_LINKING_H
#define CG_INGEST_LINKING_H

#include "linking/world.h"

typedef struct linking linking;
typedef struct run run;

linking *linking_open(run *r);
/** A file was put: takes its unit and what that changes. `listed`: index in the run's list,
 *  CG_NONE when it is not there. */
CG_MUST_USE cg_code linking_put(linking *l, uint32_t file, file_slot *slot, uint32_t listed,
                                cg_err *err);
/** Where files of the run may be kept that wait (facts_context); NULL: they may not. */
stash *linking_stash(linking *l);
/** A file that waits for the macros of others is to be put when all that can be put is. */
CG_MUST_USE cg_code linking_wait(linking *l, file_slot *slot, cg_err *err);
/** A file of the base went, or is skipped now. */
CG_MUST_USE cg_code linking_remove(linking *l, uint32_t file, cg_err *err);
/** What an index knows of the file with this node (cg_known_encode; empty: nothing more), to the commit; the file is
 *  linked, by that. After all files were put and removed. */
CG_MUST_USE cg_code linking_know(linking *l, cg_id file, cg_str value, cg_err *err);
/** Compares those files that linking_know named with what the rules alone find; `out_sums` is to live until
 *  linking_close. */
void linking_compare(linking *l, cg_link_agreement *out_sums);
/** Links what has to be, after all files were put and removed. */
CG_MUST_USE cg_code linking_run(linking *l, cg_err *err);
/** `generation`: that the files are of now (cg_snapshot_parsed_generation); 0: the commit failed. NULL
 *  allowed. */
void linking_close(linking *l, uint64_t generation);

#endif
