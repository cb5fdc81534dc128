// SPDX-License-Identifier: Apache-2.0
// Files of a toy language for tests of the graph: functions that call each other. A file is a
// list of functions, each with a body number and calls; its facts are made as a parser would.
#ifndef CG_TEST_GRAPH_SOURCE_H
#define CG_TEST_GRAPH_SOURCE_H

#include "cg/graph_commit.h"

#define TOY_FUNCTIONS_MAX 8
#define TOY_NAMES_MAX 32

typedef struct toy_function {
    unsigned name;  /* "f<name>" */
    unsigned body;  /* its content */
    unsigned calls; /* bit set of names: in the same file, else in the first that has them */
    unsigned line;
    bool is_method; /* of another kind, under the same symbol */
    unsigned uses;  /* bit set of externals, "lib.x<number>", that it calls */
} toy_function;

typedef struct toy_file {
    bool present;
    unsigned count;
    toy_function functions[TOY_FUNCTIONS_MAX];
} toy_file;

/** What the model TOY_MODEL makes of a unit: a vector for each function. */
#define TOY_MODEL UINT64_C(7)

/** Puts the file into the commit under `path`, without edges. */
cg_code toy_put_nodes(cg_commit *commit, cg_project *project, const char *path,
                      const toy_file *file, uint32_t *out_num, cg_err *err);
/** The same with the edges inside it. */
cg_code toy_put(cg_commit *commit, cg_project *project, const char *path, const toy_file *file,
                cg_err *err);

#endif
