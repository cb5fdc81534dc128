// SPDX-License-Identifier: Apache-2.0
// Catalogs of shared names, kept from commit to commit: making one takes all units of the project.
//
// Each describes one generation of its project. A commit takes the one of its base and gives it back,
// changed or not; so nobody else sees it meanwhile. All together take at most the budget for linking,
// those of the latest commits first. After a start a thread of low priority makes those of the projects
// that changed last, as far as they fit; a commit that comes first makes its own.
#ifndef CG_INGEST_CATALOGS_H
#define CG_INGEST_CATALOGS_H

#include <stdatomic.h>

#include "cg/graph.h"
#include "cg/link.h"

typedef struct kept_catalog {
    const cg_project *project;
    uint64_t generation; /* that it describes */
    size_t bytes;
    cg_link_catalog *catalog;
} kept_catalog;

typedef struct catalogs {
    cg_store *store;
    size_t bytes_max;
    cg_mutex mu;
    CG_VEC(kept_catalog) kept; /* guarded by mu; one for each project, the latest last */
    size_t bytes;              /* guarded by mu; of those kept */
    atomic_bool stop;          /* told to the warmer */
    cg_thread *warmer;
} catalogs;

void catalogs_init(catalogs *all, cg_store *store, size_t bytes_max);
void catalogs_fini(catalogs *all); /* stops warming */
/** The catalog that is kept for this generation, to be given back; NULL: none. */
cg_link_catalog *catalogs_take(catalogs *all, const cg_project *project, uint64_t generation);
/** Takes the catalog. Others give way, those of older generations of the project as well. */
void catalogs_keep(catalogs *all, const cg_project *project, uint64_t generation,
                   cg_link_catalog *catalog);
/** From all units of the snapshot. `stop` (NULL: none) ends it with CG_E_CANCELED. Errors: CG_E_CORRUPT,
 *  those of reading. */
CG_MUST_USE cg_code catalog_make(const cg_snapshot *snap, const atomic_bool *stop,
                                 cg_link_catalog **out_catalog, cg_err *err);
void catalogs_warm(catalogs *all);
void catalogs_stop_warming(catalogs *all);

#endif
