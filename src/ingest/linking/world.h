// SPDX-License-Identifier: Apache-2.0
// The files of a project as linking sees them while a commit is under way: units by file number,
// as the commit will leave them, and the catalog of names that files share.
//
// Files are put and removed by the one thread that commits. Afterwards any thread may open units:
// those that are not at hand are read from the store, and the least recently used ones go when all
// together take more than the budget. What only the commit has is kept until it has been written.
#ifndef CG_INGEST_WORLD_H
#define CG_INGEST_WORLD_H

#include "linking/catalogs.h"
#include "facts.h"

typedef struct world world;

/** Takes the catalog that is kept for the project, or makes it from the units of the commit's base.
 *  Errors: CG_E_CORRUPT, those of reading. */
CG_MUST_USE cg_code world_open(cg_ingest *ingest, cg_project *project, cg_commit *commit,
                               world **out_world, cg_err *err);
/** Takes the unit of a file that was put, out of its slot. */
void world_put(world *w, uint32_t file, file_slot *slot);
/** The same of a file that will be put later: its outline, which is enough for cg_link_prelude. */
void world_expect(world *w, uint32_t file, file_slot *slot);
void world_remove(world *w, uint32_t file);
/** What linkers look at. */
const cg_link_world *world_face(world *w);
/** From now on nothing is put or removed: linkers share what they find out. Once. */
void world_share(world *w);
/** The unit of a file until world_release. Errors: CG_E_CORRUPT. */
CG_MUST_USE cg_code world_unit(world *w, uint32_t file, const cg_link_unit **out_unit, cg_err *err);
void world_release(world *w, const cg_link_unit *unit);
/** The first failure of reading that linkers met. */
CG_MUST_USE cg_code world_status(world *w, cg_err *err);
/** Keeps the catalog for the generation that the files are of; 0: the commit failed and may be gone, and the
 *  catalog is again what it was before. NULL allowed. */
void world_close(world *w, uint64_t generation);

/* From ingest.c. */
catalogs *ingest_catalogs(cg_ingest *ingest);
size_t ingest_link_bytes_max(const cg_ingest *ingest);
cg_store *ingest_store(const cg_ingest *ingest);

#endif
