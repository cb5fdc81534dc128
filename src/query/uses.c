// SPDX-License-Identifier: Apache-2.0
// Which files of a list depend on which others of it.
#include "query_int.h"

#include <stdlib.h>

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The vertex of a file's own node. CG_E_NOT_FOUND (err untouched): it has none. */
static cg_code find_file(cg_view *view, uint32_t file, cg_arena *arena, uint32_t *out_vertex,
                         cg_err *err)
{
    const adjacency *a = view->arrays;
    if (a != NULL) {
        uint32_t rank = file < a->files_limit ? a->ranks[file] : CG_NONE;
        if (rank == CG_NONE || a->first[rank] == a->first[rank + 1])
            return CG_E_NOT_FOUND;
        *out_vertex = a->first[rank];
        return CG_OK;
    }
    cg_node_ref *refs;
    size_t count;
    cg_code rc = cg_snapshot_file_nodes(view->snap, file, arena, &refs, &count, err);
    if (rc != CG_OK)
        return rc;
    return count > 0 ? store_side_meet(view, refs[0], out_vertex, err) : CG_E_NOT_FOUND;
}

static cg_code list_uses(cg_view *view, const uint32_t *files, size_t count, cg_arena *arena,
                         class_choice *choice, cg_file_use_list *out, cg_err *err)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t vertex;
        edge_run run;
        cg_code rc = find_file(view, files[i], arena, &vertex, err);
        if (rc == CG_E_NOT_FOUND)
            continue;
        if (rc == CG_OK)
            rc = view_edges(view, vertex, false, choice, &run, err);
        if (rc != CG_OK)
            return rc;
        for (size_t e = 0; e < run.count; e++) {
            if (!class_is_chosen(choice, run.class[e]))
                continue;
            uint32_t file = cg_view_place(view, run.to[e]).file;
            const uint32_t *at = file == CG_NONE || file == files[i]
                                     ? NULL
                                     : bsearch(&file, files, count, sizeof *files, compare_numbers);
            if (at != NULL)
                CG_VEC_PUSH(out, ((cg_file_use){(uint32_t)i, (uint32_t)(at - files)}));
        }
    }
    return CG_OK;
}

cg_code cg_view_list_uses(cg_view *view, const uint32_t *files, size_t count, cg_arena *arena,
                          cg_file_use_list *out, cg_err *err)
{
    class_choice choice = {.of = {.kinds = UINT64_C(1) << CG_EDGE_DEPENDS_ON}};
    CG_VEC_CLEAR(out);
    cg_code rc = list_uses(view, files, count, arena, &choice, out, err);
    class_choice_fini(&choice);
    return rc;
}
