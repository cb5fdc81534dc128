// SPDX-License-Identifier: Apache-2.0
// service, private: what a diff as text means at a state: which of its sides each file is, and which definitions change.
#ifndef CG_SERVICE_DIFF_H
#define CG_SERVICE_DIFF_H

#include "patch.h"
#include "questions.h"

typedef CG_VEC(cg_node_ref) diff_refs;
/** Which nodes of the snapshot a diff changes: as versions are compared, so a definition whose head or body has a line that differs; of
 *  types, namespaces and files, whose members are nodes of their own, the head alone. A file that comes or goes changes with all that
 *  is in it, one that is renamed itself. Appends, each once. Errors: CG_E_INVALID and CG_E_LIMIT with pointer "diff". */
CG_MUST_USE cg_code diff_list_changes(const cg_service *service, const cg_snapshot *snap,
                                      cg_str text, const cg_patience *patience, cg_arena *arena,
                                      diff_refs *out, cg_patch_report *out_report, cg_err *err);

#endif
