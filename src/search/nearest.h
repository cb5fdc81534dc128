// SPDX-License-Identifier: Apache-2.0
// Looking for neighbours within a query under way.
#ifndef CG_SEARCH_NEAREST_H
#define CG_SEARCH_NEAREST_H

#include "search_int.h"
#include "semantic.h"

/** As of cg_nearest. */
typedef struct nearest_ask {
    const float *vectors;
    size_t count, k;
    bool has_threshold;
    float threshold;
    bool exact;
    uint32_t not_file, not_def;
} nearest_ask;

/** What is nearest to each vector and passes the filters of `s`, nearest first, ties by label: lists [count], to be freed
 *  by the caller also after an error. */
typedef CG_VEC(cg_hit) hit_list;
CG_MUST_USE cg_code nearest_run(search *s, const semantic_view *view, const nearest_ask *ask,
                                hit_list *out_lists, cg_err *err);

#endif
