// SPDX-License-Identifier: Apache-2.0
// Writing the few messages of SCIP that an export has; their numbers are those of cg/scip.h.
#ifndef CG_CLI_SCIP_H
#define CG_CLI_SCIP_H

#include "cg/scip.h"

/** Fields of a protobuf message. */
void scip_put_u64(cg_buf *out, unsigned field, uint64_t value);
void scip_put_str(cg_buf *out, unsigned field, cg_str text);
void scip_put_message(cg_buf *out, unsigned field, const cg_buf *message);
/** Line and column of the start and the end, from 0; three numbers where both are on one line. */
void scip_put_range(cg_buf *out, unsigned field, const uint32_t range[4]);

/** SymbolInformation.Kind of a kind of ours; 0: there is none. */
unsigned scip_kind_of(cg_str kind);
/** The word of SCIP's enum Language; ours where it has none. */
cg_str scip_language_of(cg_str language);

#endif
