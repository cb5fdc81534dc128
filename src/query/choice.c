// SPDX-License-Identifier: Apache-2.0
// Which edges are followed, and which nodes listed.
#include "query_int.h"

/* ---- edges ---- */

void class_choice_fini(class_choice *choice)
{
    CG_VEC_FINI(&choice->verdicts);
}

bool class_choice_takes(const class_choice *choice, uint32_t packed)
{
    uint64_t kinds = choice->of.kinds != 0 ? choice->of.kinds : ~(UINT64_C(1) << CG_EDGE_CONTAINS);
    return (kinds >> class_kind(packed) & 1) &&
           class_confidence(packed) >= choice->of.min_confidence;
}

void class_choice_fit(class_choice *choice, const cg_view *view)
{
    const class_table *classes = view_classes(view);
    for (size_t i = choice->verdicts.len; i < classes->packed.len; i++)
        CG_VEC_PUSH(&choice->verdicts, class_choice_takes(choice, classes->packed.ptr[i]));
}

cg_edge_kind class_choice_only(const class_choice *choice)
{
    uint64_t kinds = choice->of.kinds;
    bool one = kinds != 0 && (kinds & (kinds - 1)) == 0;
    return one ? (cg_edge_kind)__builtin_ctzll(kinds) : CG_EDGE_NONE;
}

class_choice class_choice_of_dispatch(const class_choice *choice)
{
    return (class_choice){.of = {.kinds = UINT64_C(1) << CG_EDGE_OVERRIDES,
                                 .min_confidence = choice->of.min_confidence}};
}

/* ---- nodes ---- */

static bool path_fits(cg_view *view, cg_str glob, uint32_t file)
{
    if (view->path_verdicts == NULL)
        view->path_verdicts = cg_alloc(cg_snapshot_files_limit(view->snap) + 1u);
    uint8_t *verdict = &view->path_verdicts[file];
    if (*verdict == 0)
        *verdict = cg_glob_match(glob, cg_snapshot_file(view->snap, file)->path) ? 1 : 2;
    return *verdict == 1;
}

static cg_code language_of(cg_view *view, const cg_node_place *place, cg_lang_id *out, cg_err *err)
{
    cg_external external = {0};
    cg_manual_node manual = {0};
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_code rc = place->manual ? cg_snapshot_manual_node(view->snap, place->id, arena, &manual, err)
                               : cg_snapshot_external(view->snap, place->id, arena, &external, err);
    *out = place->manual ? manual.lang : external.lang;
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a node has lost its text") : rc;
}

cg_code cg_view_is_chosen(cg_view *view, const cg_node_choice *choice, uint32_t vertex,
                          bool *out_is, cg_err *err)
{
    *out_is = choice->kinds == 0 || choice->kinds >> cg_ref_kind(view_ref(view, vertex)) & 1;
    if (!*out_is || (choice->langs == 0 && choice->path.len == 0))
        return CG_OK;
    cg_node_place place = cg_view_place(view, vertex);
    cg_lang_id lang = CG_LANG_NONE;
    cg_code rc = CG_OK;
    if (choice->path.len > 0)
        *out_is = place.file != CG_NONE && path_fits(view, choice->path, place.file);
    if (!*out_is || choice->langs == 0)
        return CG_OK;
    if (place.file != CG_NONE)
        lang = (cg_lang_id)cg_snapshot_file(view->snap, place.file)->lang;
    else
        rc = language_of(view, &place, &lang, err);
    *out_is = choice->langs >> lang & 1;
    return rc;
}
