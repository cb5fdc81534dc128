// SPDX-License-Identifier: Apache-2.0
// scip: an index in the format SCIP (scip.proto of github.com/sourcegraph/scip), read as its bytes arrive. What
// is kept is what references need: documents, occurrences with their places and symbols. What any of it means for a project is
// decided elsewhere.
#ifndef CG_SCIP_H
#define CG_SCIP_H

#include "cg/base.h"

/* ---- the messages that are read or written, as field numbers ---- */

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
    SCIP_OCCURRENCE_LINE_RANGE = 8,  /* line, start, end */
    SCIP_OCCURRENCE_LINES_RANGE = 9, /* line, start, last line, end */

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

/* Of a text; and in what its columns are counted: code units of UTF-8, of UTF-16, or code points. */
enum { SCIP_UTF8 = 1 };
enum {
    SCIP_OFFSETS_UNKNOWN = 0,
    SCIP_UTF8_OFFSETS = 1,
    SCIP_UTF16_OFFSETS = 2,
    SCIP_UTF32_OFFSETS = 3
};
enum { SCIP_ROLE_DEFINITION = 1, SCIP_ROLE_IMPORT = 2, SCIP_ROLE_WRITE = 4, SCIP_ROLE_READ = 8 };

/* ---- an index ---- */

/** Lines and columns from 0; the end is not part of it. Where they are beyond the text, nobody has looked. */
typedef struct cg_scip_occurrence {
    uint32_t line, column, end_line, end_column;
    uint32_t symbol; /* number in the index */
    uint32_t roles;  /* SCIP_ROLE_*, and bits that we do not know */
} cg_scip_occurrence;
typedef struct cg_scip_document {
    cg_str path; /* as the index has it: valid UTF-8, and nothing else is promised */
    bool has_text;
    cg_hash128 text_hash; /* cg_hash_128 of the text */
    uint64_t text_bytes;
    uint8_t encoding;    /* SCIP_*_OFFSETS */
    size_t first, count; /* its occurrences, in the order of the index */
} cg_scip_document;
/** Everything lives as long as the reader. */
typedef struct cg_scip_index {
    cg_str tool, tool_version;         /* at most CG_SCIP_TOOL_MAX bytes each */
    const cg_scip_document *documents; /* of distinct paths */
    size_t documents_count;
    const cg_scip_occurrence *occurrences; /* with a symbol that is not local to its document */
    size_t occurrences_count;
    const cg_str *symbols; /* distinct */
    size_t symbols_count;
} cg_scip_index;
#define CG_SCIP_TOOL_MAX 100u
#define CG_SCIP_SYMBOL_MAX 4096u
#define CG_SCIP_PATH_MAX 4096u

/** One thread at a time. `memory_max`: bytes that it may take, the document that is being read among them. */
typedef struct cg_scip_reader cg_scip_reader;
cg_scip_reader *cg_scip_reader_create(size_t memory_max);
void cg_scip_reader_destroy(cg_scip_reader *reader); /* NULL allowed */
CG_DEFINE_AUTO(cg_scip_reader, cg_scip_reader_destroy)
/** The next bytes. After an error only cg_scip_reader_destroy is left. Errors: CG_E_MALFORMED (no protobuf, no such
 *  messages; a document twice), CG_E_LIMIT (memory, a path or a symbol). */
CG_MUST_USE cg_code cg_scip_reader_push(cg_scip_reader *reader, cg_str bytes, cg_err *err);
/** All bytes have come. CG_E_MALFORMED: they end in the middle, or are no index. */
CG_MUST_USE cg_code cg_scip_reader_finish(cg_scip_reader *reader, cg_scip_index *out_index,
                                          cg_err *err);

/* ---- symbols ---- */

/** A symbol taken apart: scheme ' ' manager ' ' package ' ' version ' ' descriptors. Of a name in backticks, or with doubled
 *  blanks, the parts are as written. */
typedef struct cg_scip_symbol {
    cg_str scheme, manager, package, version;
    cg_str descriptors;
} cg_scip_symbol;
/** False: it is not of the grammar. */
bool cg_scip_symbol_parse(cg_str text, cg_scip_symbol *out_symbol);
/** Takes the first descriptor off `rest`: its name, without backticks, which are still doubled inside of it, and what its
 *  end says it is: '/' namespace, '#' type, '.' term, '(' method, '[' type parameter, ')' parameter, ':' meta,
 *  '!' macro. False: there is none, or none of the grammar, and `rest` stays. */
bool cg_scip_descriptor_next(cg_str *rest, cg_str *out_name, char *out_suffix);

#endif
