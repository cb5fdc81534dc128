// SPDX-License-Identifier: Apache-2.0
// Definitions as texts, for models that read language and not our fields.
#ifndef CG_EMBED_TEXTS_H
#define CG_EMBED_TEXTS_H

#include "cg/model.h"

/** Of how texts are put together: part of what vectors depend on. */
#define TEXTS_VERSION 1

typedef struct def_texts {
    CG_VEC(uint32_t) defs; /* those that have a vector, ascending */
    CG_VEC(cg_str) texts;  /* of each; in `bytes` */
    CG_VEC(size_t) starts;
    cg_buf bytes;
} def_texts;

/** The texts of `unit`, none longer than `text_max` bytes: kind and qualified name, doc, and the source (its
 *  signature where that is not kept); of a file its doc and the signatures of what is directly in it. */
void def_texts_make(def_texts *t, const cg_unit *unit, cg_str source, size_t text_max);
void def_texts_fini(def_texts *t);

#endif
