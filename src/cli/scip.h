// SPDX-License-Identifier: Apache-2.0
// The few messages of SCIP (scip.proto of github.com/sourcegraph/scip) that are written, as field numbers.
#ifndef CG_CLI_SCIP_H
#define CG_CLI_SCIP_H

#include "cg/base.h"

enum {
    SCIP_INDEX_METADATA = 1,
    SCIP_INDEX_DOCUMENTS = 2,
    SCIP_INDEX_EXTERNAL = 3,

    SCIP_METADATA_TOOL = 2,
    SCIP_METADATA_ROOT = 3,
    SCIP_METADATA_ENCODING = 4,

    SCIP_TOOL_NAME = 1,
    SCIP_TOOL_VERSION = 2,

    SCIP_DOCUMENT_PATH = 1,
    SCIP_DOCUMENT_OCCURRENCES = 2,
    SCIP_DOCUMENT_SYMBOLS = 3,
    SCIP_DOCUMENT_LANGUAGE = 4,
    SCIP_DOCUMENT_TEXT = 5,
    SCIP_DOCUMENT_ENCODING = 6,

    SCIP_OCCURRENCE_RANGE = 1,
    SCIP_OCCURRENCE_SYMBOL = 2,
    SCIP_OCCURRENCE_ROLES = 3,
    SCIP_OCCURRENCE_ENCLOSING = 7,

    SCIP_SYMBOL_SYMBOL = 1,
    SCIP_SYMBOL_DOCUMENTATION = 3,
    SCIP_SYMBOL_RELATIONSHIPS = 4,
    SCIP_SYMBOL_KIND = 5,
    SCIP_SYMBOL_NAME = 6,
    SCIP_SYMBOL_SIGNATURE = 7,

    SCIP_RELATIONSHIP_SYMBOL = 1,
    SCIP_RELATIONSHIP_REFERENCE = 2,
    SCIP_RELATIONSHIP_IMPLEMENTATION = 3,
    SCIP_RELATIONSHIP_TYPE = 4,
};

enum { SCIP_UTF8 = 1, SCIP_UTF8_OFFSETS = 1 }; /* of files, of columns */
enum { SCIP_ROLE_DEFINITION = 1, SCIP_ROLE_IMPORT = 2, SCIP_ROLE_WRITE = 4, SCIP_ROLE_READ = 8 };

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
