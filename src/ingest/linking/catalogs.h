// SPDX-License-Identifier: Apache-2.0
// Catalogs of shared names, kept from commit to commit: making one takes all units of the project.
//
// Each describes one generation of its project, and says which unit it has of each file. A commit takes the
// one of its base and gives it back, changed or not; so nobody else sees it meanwhile. Where none is of that
// generation, as when branches are written in turn, the nearest one is brought there: files whose units
// differ are put and removed. A project may have several, where they lie far apart. All together take at
// most the budget for linking, those of the latest commits first. After a start a thread of low priority
// makes those of the projects that changed last, as far as they fit; a commit that comes first makes its own.
#ifndef CG_INGEST_CATALOGS_H
#define CG_INGEST_CATALOGS_H

#include <stdatomic.h>

#include "cg/graph.h"
#include "cg/link.h"

/** A catalog and what it was made of; the owner destroys both. */
typedef struct unit_catalog {
    cg_link_catalog *names; /* NULL: none */
    uint32_t *units;        /* [limit], by file number: that of its unit, CG_NONE: it has none */
    uint32_t limit;
} unit_catalog;
void unit_catalog_fini(unit_catalog *catalog);

typedef struct kept_catalog {
    const cg_project *project;
    uint64_t generation; /* that it describes */
    size_t bytes;
    unit_catalog is;
} kept_catalog;

typedef struct catalogs {
    cg_store *store;
    size_t bytes_max;
    cg_mutex mu;
    CG_VEC(kept_catalog) kept; /* guarded by mu; the latest last */
    size_t bytes;              /* guarded by mu; of those kept */
    atomic_bool stop;          /* told to the warmer */
    cg_thread *warmer;
} catalogs;

void catalogs_init(catalogs *all, cg_store *store, size_t bytes_max);
void catalogs_fini(catalogs *all); /* stops warming */
/** The catalog of what parsing found at a snapshot, to be given back: one that is kept, brought there from
 *  another, or made. Errors: CG_E_CORRUPT, those of reading. */
CG_MUST_USE cg_code catalogs_take(catalogs *all, const cg_snapshot *snap, unit_catalog *out,
                                  cg_err *err);
/** Takes the catalog, of `generation` (cg_snapshot_parsed_generation). Others give way. */
void catalogs_keep(catalogs *all, const cg_project *project, uint64_t generation,
                   unit_catalog take_catalog);
/** The unit of a file as catalogs know it; `file` NULL: none. */
uint32_t catalog_unit(const cg_file *file);
/** From all units of the snapshot. `stop` (NULL: none) ends it with CG_E_CANCELED. Errors: CG_E_CORRUPT,
 *  those of reading. */
CG_MUST_USE cg_code catalog_make(const cg_snapshot *snap, const atomic_bool *stop,
                                 unit_catalog *out, cg_err *err);
void catalogs_warm(catalogs *all);
void catalogs_stop_warming(catalogs *all);

#endif
