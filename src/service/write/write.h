// SPDX-License-Identifier: Apache-2.0
// What the parts of writing share: write.c (a request, who is meant), node.c, edge.c.
#ifndef CG_SERVICE_WRITE_H
#define CG_SERVICE_WRITE_H

#include "service_int.h"

/** One request under way. */
typedef struct writing {
    const cg_write_request *request;
    cg_commit *commit;
    cg_str project; /* its name */
    size_t metadata_bytes_max;
    cg_arena *arena;
    cg_write_result *results;
    size_t at; /* the write that is done now */
} writing;

/** The node or edge that an earlier write made, or the node that the selector names. Errors:
 *  CG_E_NOT_FOUND, CG_E_CONFLICT (its maker failed, or it is ambiguous), CG_E_INVALID. */
CG_MUST_USE cg_code write_find_node(writing *w, const cg_write_ref *ref, cg_id *out_id,
                                    cg_commit_node *out_node, cg_err *err);
CG_MUST_USE cg_code write_find_edge(writing *w, const cg_write_ref *ref, cg_id *out_id,
                                    cg_commit_edge *out_edge, cg_err *err);
/** CG_E_PRECONDITION when it changed after the generation that the write names. */
CG_MUST_USE cg_code write_check_unchanged(const cg_write *write, uint64_t generation, cg_err *err);
/** What the metadata will be; `*out_changes` false: it stays. */
CG_MUST_USE cg_code write_edit_metadata(writing *w, const cg_write *write, cg_owner owner, cg_id id,
                                        bool *out_changes, cg_str *out_json, cg_err *err);
/** Writes of a node and of an edge. All is checked before anything is changed. */
CG_MUST_USE cg_code write_node(writing *w, const cg_write *write, cg_write_result *out,
                               cg_err *err);
CG_MUST_USE cg_code write_edge(writing *w, const cg_write *write, cg_write_result *out,
                               cg_err *err);

#endif
