// SPDX-License-Identifier: Apache-2.0
// Random edits of sources in any language: what people do to code that other files look at. They
// go by the definitions and references that parsing finds, so that most results still mean something.
#ifndef CG_TEST_INCREMENTAL_EDITS_H
#define CG_TEST_INCREMENTAL_EDITS_H

#include "cg/parse.h"
#include "sources.h"

typedef struct editor editor;
editor *editor_create(sources *s, source_random *random);
void editor_destroy(editor *e);
/** One step: an edit or a few; now and then many files at once, or all back as they were. Appends the
 *  names of the edits to `out_story`. */
void editor_step(editor *e, cg_buf *out_story);
/** A single edit of something that other files may look at. */
void editor_touch(editor *e, cg_buf *out_story);

#endif
