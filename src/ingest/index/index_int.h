// SPDX-License-Identifier: Apache-2.0
// What an index says, held against the files of a project: index/index.c goes through its documents, index/places.c
// through texts, index/names.c through symbols.
#ifndef CG_INGEST_INDEX_INT_H
#define CG_INGEST_INDEX_INT_H

#include "cg/ingest.h"
#include "cg/scip.h"

/* ---- places (index/places.c) ---- */

/** A text by lines. */
typedef struct index_lines {
    cg_str text;
    bool plain;              /* ASCII: all encodings count alike */
    CG_VEC(uint32_t) starts; /* bytes; one more than there are lines */
} index_lines;
void index_lines_set(index_lines *lines, cg_str text);
void index_lines_fini(index_lines *lines);
/** The byte of a place whose column is counted in `encoding` (SCIP_*_OFFSETS); CG_NONE: it is not in the text, or inside of
 *  a character. */
uint32_t index_lines_byte(const index_lines *lines, uint32_t line, uint32_t column,
                          unsigned encoding);

/* ---- symbols (index/names.c) ---- */

/** Whether `word` may be how the symbol is written where it is meant: its name, or that of what it is in (a constructor by
 *  its type, a module by the last part of its name). */
bool index_word_fits(cg_str symbol, cg_str word);
/** Whether its descriptors end in a name that is written where it is defined. */
bool index_is_named(cg_str symbol);
/** The last descriptor's suffix; 0: there is none. */
char index_suffix(cg_str symbol);
/** What files of the language call the dependency's symbol, and the package that it is of; texts in the arena. False: they
 *  have no name for it. */
bool index_external(cg_lang_id lang, cg_str symbol, cg_arena *arena, cg_known_target *out);
/** What columns of an index are counted in, by its tool: old ones do not say. */
unsigned index_tool_encoding(cg_str tool);

#endif
