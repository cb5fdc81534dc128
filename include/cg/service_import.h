// SPDX-License-Identifier: Apache-2.0
// service: indexes of other tools in, which know where references lead.
#ifndef CG_SERVICE_IMPORT_H
#define CG_SERVICE_IMPORT_H

#include "cg/service_parse.h"

typedef struct cg_import_request {
    cg_str project; /* empty: "default"; it must be there */
    bool dry_run;   /* everything but the commit */
    cg_commit_to to;
} cg_import_request;

#define CG_INDEX_PATHS_MAX 100u
typedef struct cg_import_report {
    uint64_t generation; /* unchanged when nothing changed */
    bool changed;
    cg_id version;             /* null: the generation is none */
    cg_str tool, tool_version; /* as the index says; empty: it does not */
    uint64_t documents_matched, documents_stale, documents_unknown;
    const cg_str *stale, *unknown; /* paths, the first CG_INDEX_PATHS_MAX of each */
    uint64_t references;           /* of matched documents */
    uint64_t resolved;             /* of these: to something of the project, or of a dependency */
    uint64_t agreed, corrected, added; /* edges of references against those of the rules */
    uint64_t dropped;                  /* files of which something was known, and is not any more */
    cg_change_counts node_changes, edge_changes;
    uint64_t elapsed_ms;
} cg_import_report;

/** An index in the format SCIP, as its bytes arrive. One thread at a time; texts of the request are copied. Errors:
 *  CG_E_NOT_FOUND (project, branch, transaction), CG_E_BUSY (as many are under way as may be). */
typedef struct cg_index_import cg_index_import;
CG_MUST_USE cg_code cg_service_import_begin(cg_service *service, const cg_import_request *request,
                                            cg_index_import **out_import, cg_err *err);
/** After an error only cg_service_import_abort is left. Errors: CG_E_MALFORMED, CG_E_LIMIT. */
CG_MUST_USE cg_code cg_service_import_push(cg_index_import *import, cg_str bytes, cg_err *err);
/** All has come: holds it against the head of the branch, keeps what is known and links those files, in one commit. Ends the
 *  import in every case. Errors: CG_E_MALFORMED (it ends too early), CG_E_CONFLICT (no texts are kept),
 *  CG_E_DEADLINE, those of a commit. */
CG_MUST_USE cg_code cg_service_import_finish(cg_index_import *import, uint64_t deadline_ns,
                                             cg_arena *arena, cg_import_report *out_report,
                                             cg_err *err);
void cg_service_import_abort(
    cg_index_import *import); /* ends it; any thread, does not wait; NULL allowed */

/** Drops all that indexes know of the project's files; the report has only what that changed. */
CG_MUST_USE cg_code cg_service_import_forget(cg_service *service, const cg_import_request *request,
                                             uint64_t deadline_ns, cg_import_report *out_report,
                                             cg_err *err);

#endif
