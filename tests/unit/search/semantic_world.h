// SPDX-License-Identifier: Apache-2.0
// A corpus with vectors of a small model, for tests of search by them. cmocka.h must come before.
#ifndef CG_TEST_SEARCH_SEMANTIC_WORLD_H
#define CG_TEST_SEARCH_SEMANTIC_WORLD_H

#include "corpus.h"
#include "semantic.h"

extern cg_err world_err;
#define world_ok(call)                                                                             \
    do {                                                                                           \
        if ((call) != CG_OK)                                                                       \
            fail_msg("%s: %s", #call, world_err.text);                                             \
    } while (0)

typedef struct world {
    corpus c;
    cg_semantic *semantic;
    cg_embedder *embedder; /* of the same model */
    char folder[16];       /* that model's */
} world;

void world_open(world *w, uint64_t rows_max);
void world_close(world *w);
/** As after a restart, with this configuration. */
void world_open_again(world *w, const cg_vector_params *configured);
/** Makes the vectors of a file, as the worker that parses it would. */
void world_embed(world *w, const cg_file *file);
void world_embed_all(world *w);

#endif
