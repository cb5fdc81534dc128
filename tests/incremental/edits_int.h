// SPDX-License-Identifier: Apache-2.0
#ifndef CG_TEST_INCREMENTAL_EDITS_INT_H
#define CG_TEST_INCREMENTAL_EDITS_INT_H

#include "edits.h"

/** A file with what it says. */
typedef struct opened {
    size_t at; /* in the list of sources */
    cg_str text;
    cg_unit unit;
} opened;

#define HOT_FILES 6u
struct editor {
    sources *s;
    source_random *random;
    cg_parser *parser;
    size_t hot[HOT_FILES]; /* half of all edits: what is undone or done twice shows more */
    opened file;           /* to be edited */
    opened donor;          /* where other names and texts come from: often of the same language */
};

/** Bytes of a text. */
typedef struct range {
    size_t from, to;
} range;

/** False: nothing there to be edited so. */
typedef bool (*edit_fn)(editor *e);
typedef struct edit {
    const char *name;
    edit_fn run;
} edit;
extern const edit text_edits[]; /* of one file's text; NULL ends each table */
extern const edit link_edits[]; /* of what other files look at */
extern const edit file_edits[]; /* of files as a whole */

bool edit_is_there(const editor *e, size_t at);
void edit_put(editor *e, size_t at, cg_str text);
void edit_drop(editor *e, size_t at);
void edit_splice(editor *e, range r, cg_str with); /* in e->file */
bool edit_one_in(editor *e, unsigned n);
size_t edit_pick_file(editor *e); /* there or not */
cg_str edit_pick_dir(editor *e);  /* of some file */

#endif
