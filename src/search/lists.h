// SPDX-License-Identifier: Apache-2.0
// Stored postings as a query reads them: per term the units that its snapshot sees.
#ifndef CG_SEARCH_LISTS_H
#define CG_SEARCH_LISTS_H

#include "postings.h"

typedef struct unit_payload {
    uint32_t unit;
    uint32_t len;
    const uint8_t *ptr; /* in the pinned value */
} unit_payload;

/** The units that have a term, ascending. */
typedef struct term_list {
    cg_kv_pin *pin;
    CG_VEC(unit_payload) units;
    size_t at;      /* of the walk over units */
    uint64_t nodes; /* entries in all */
} term_list;

/** An unknown term gives an empty list. Errors: CG_E_CORRUPT, those of reading. */
CG_MUST_USE cg_code term_list_read(const cg_snapshot *snap, cg_str term, term_list *out_list,
                                   cg_err *err);
/** The same, and counts its entries. */
CG_MUST_USE cg_code term_list_load(const cg_snapshot *snap, cg_str term, term_list *out_list,
                                   cg_err *err);
void term_list_fini(term_list *list);
/** The payload of a unit, which is not below the one before; empty: it is not there. */
static inline cg_str term_list_seek(term_list *list, uint32_t unit)
{
    while (list->at < list->units.len && list->units.ptr[list->at].unit < unit)
        list->at++;
    if (list->at == list->units.len || list->units.ptr[list->at].unit != unit)
        return CG_STR_NULL;
    const unit_payload *at = &list->units.ptr[list->at];
    return cg_str_make((const char *)at->ptr, at->len);
}

/** The files whose path has a term, ascending, appended to `out_files`; only those with nodes. */
typedef CG_VEC(uint32_t) file_vec;
CG_MUST_USE cg_code path_list_load(const cg_snapshot *snap, cg_str term, file_vec *out_files,
                                   cg_err *err);

#endif
