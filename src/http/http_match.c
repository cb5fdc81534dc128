// SPDX-License-Identifier: Apache-2.0
// http: If-Match, for writes that must not go over another's. Every tag here begins with a
// generation, so what has not changed since that generation matches, and weak tags serve as well as
// strong ones.
#include "http_int.h"

/* `W/"12-ab"` and `"12"` to 12. */
static bool tag_generation(cg_str tag, uint64_t *out_generation)
{
    tag = cg_str_trim(tag);
    if (cg_str_starts(tag, CG_STR("W/")))
        tag = cg_str_slice(tag, 2, tag.len);
    if (tag.len < 3 || tag.ptr[0] != '"' || tag.ptr[tag.len - 1] != '"')
        return false;
    tag = cg_str_slice(tag, 1, tag.len - 1);
    ptrdiff_t dash = cg_str_find(tag, '-');
    return cg_str_to_u64(dash < 0 ? tag : cg_str_slice(tag, 0, (size_t)dash), out_generation);
}

cg_code cg_request_if_match(const cg_request *req, bool *out_given, uint64_t *out_since,
                            cg_err *err)
{
    cg_str list = req->if_match, item;
    uint64_t generation, newest = 0;
    *out_given = list.ptr != NULL;
    if (!list.ptr)
        return CG_OK;
    if (cg_str_eq(cg_str_trim(list), CG_STR("*"))) {
        *out_since = UINT64_MAX;
        return CG_OK;
    }
    while (cg_str_split(&list, ',', &item)) {
        if (!tag_generation(item, &generation)) {
            (void)CG_FAIL(err, CG_E_INVALID, "If-Match must be \"*\" or a list of ETag values");
            return cg_err_at(err, "If-Match");
        }
        newest = CG_MAX(newest, generation); /* one that matches is enough */
    }
    *out_since = newest;
    return CG_OK;
}
