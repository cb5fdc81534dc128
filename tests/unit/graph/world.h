// SPDX-License-Identifier: Apache-2.0
// A project with branches, beside what ought to be on each. cmocka.h must come before.
#ifndef CG_TEST_GRAPH_WORLD_H
#define CG_TEST_GRAPH_WORLD_H

#include "random.h"

#define WORLD_BRANCHES 5
#define WORLD_BRANCHES_MAX 100 /* that a project may have */

typedef struct past {
    uint64_t generation;
    toy_tree tree;
    size_t base; /* in `world.past` */
    bool collected;
} past;
typedef struct twig {
    bool there;
    size_t at; /* in `world.past` */
} twig;
typedef struct world {
    const char *engine;
    char path[32];
    cg_store *store;
    cg_project *project;
    CG_VEC(past) past;          /* the first: nothing */
    twig twigs[WORLD_BRANCHES]; /* the first: main */
} world;

void world_open(world *w, const char *engine, const char *name, unsigned number);
void world_reopen(world *w); /* unless what it has is lost then */
void world_close(world *w);

cg_str world_branch_name(unsigned branch);
/** One that is there. */
unsigned world_any_branch(const world *w);
/** Begun with `opts` and a random change of `base`, whose tree `*out_next` has; with one of the faults. */
cg_commit *world_begin(world *w, const cg_commit_options *opts, size_t base, past *out_next,
                       const char *const *faults, size_t faults_count);
/** What was committed is there from now on; of a branch, or of none (WORLD_BRANCHES). */
void world_note(world *w, unsigned branch, size_t base, const past *next, uint64_t generation);

/** The generation and the digest, which a clean build has as well. */
void world_expect_digest(cg_snapshot *snap, const past *p);
/** Rows are read as one of any generation reads them: each node, by ref and id, and each edge, from both ends. */
void world_expect_rows(cg_snapshot *snap);

/** One file with one function, onto a branch; an empty message names no version. */
uint64_t world_put(cg_project *project, const char *branch, unsigned body, const char *message);

#endif
