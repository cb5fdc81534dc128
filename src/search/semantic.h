// SPDX-License-Identifier: Apache-2.0
// The sets of vectors in memory, and what a snapshot sees of one.
//
// A label names a unit and a definition in it, with its kind, which filters ask for most. Labels ascend as these do:
//
//   unit number u32 | definition u26 | kind u6
#ifndef CG_SEARCH_SEMANTIC_H
#define CG_SEARCH_SEMANTIC_H

#include "cg/search.h"

static inline cg_vector_label label_make(uint32_t unit, uint32_t def, uint8_t kind)
{
    return (uint64_t)unit << 32 | (uint64_t)def << 6 | kind;
}
static inline uint32_t label_unit(cg_vector_label label)
{
    return (uint32_t)(label >> 32);
}
static inline uint32_t label_def(cg_vector_label label)
{
    return (uint32_t)label >> 6;
}
static inline unsigned label_kind(cg_vector_label label)
{
    return label & CG_VECTORS_KIND_MAX;
}

/** What one snapshot sees of its project's set. Immutable once made. */
typedef struct semantic_view {
    atomic_uint refs;
    uint64_t generation;
    uint64_t stored;      /* the semantic's count of what was stored beside commits */
    uint64_t key;         /* no other view has it */
    uint32_t units_limit; /* numbers of units are below */
    uint8_t *visible;     /* a bit for each: it is in the snapshot and in the set */
    cg_vector_set *set;
    cg_semantic_coverage coverage;
} semantic_view;
static inline bool view_sees(const semantic_view *view, uint32_t unit)
{
    return unit < view->units_limit && (view->visible[unit / 8] >> unit % 8 & 1);
}

/** Makes sure that the set has all vectors of the snapshot that are stored. To be released. `until_ns` and errors: as
 *  cg_semantic_load has them. */
CG_MUST_USE cg_code semantic_view_take(cg_semantic *semantic, const cg_snapshot *snap,
                                       uint64_t until_ns, semantic_view **out_view, cg_err *err);
void semantic_view_release(semantic_view *view); /* NULL allowed */

#endif
