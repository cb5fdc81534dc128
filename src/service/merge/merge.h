// SPDX-License-Identifier: Apache-2.0
// A merge that has conflicts, as the store keeps it until it is resolved or abandoned: what is compared and what
// was decided so far. The conflicts themselves follow from the three generations, so they are not
// kept. merge.c (operations), record.c (the record), views.c (what replies say).
#ifndef CG_SERVICE_MERGE_H
#define CG_SERVICE_MERGE_H

#include "service_int.h"

typedef CG_VEC(cg_resolution) merge_resolutions;
typedef struct merge_record {
    cg_id id;
    cg_apply_mode mode;
    uint64_t base, ours, theirs;
    uint64_t created_ms;
    cg_str source, branch, message, author;
    merge_resolutions resolutions; /* in the order of their keys */
} merge_record;
void merge_record_fini(merge_record *record);

/** Texts of what is read are in the arena. CG_E_NOT_FOUND (err says so), CG_E_CORRUPT. */
CG_MUST_USE cg_code merge_record_read(cg_service *service, cg_str project, cg_id id,
                                      cg_arena *arena, merge_record *out, cg_err *err);
/** Durable when they return. CG_E_LIMIT: it holds too much text. */
CG_MUST_USE cg_code merge_record_write(cg_service *service, cg_str project,
                                       const merge_record *record, cg_err *err);
CG_MUST_USE cg_code merge_record_delete(cg_service *service, cg_str project, cg_id id, cg_err *err);
/** All of a project; the array in the arena, to be freed one by one. */
CG_MUST_USE cg_code merge_record_list(cg_service *service, cg_str project, cg_arena *arena,
                                      merge_record **out_records, size_t *out_count, cg_err *err);
/** Sets what was decided of a key, in place of what was before. */
void merge_record_decide(merge_record *record, const cg_resolution *resolution);
/** NULL: nothing yet. */
const cg_resolution *merge_record_find(const merge_record *record, const cg_merge_key *key);

/** What a reply says of a conflict, without its resolution. */
CG_MUST_USE cg_code conflict_view(const cg_conflict *conflict, cg_arena *arena,
                                  cg_conflict_view *out, cg_err *err);

#endif
