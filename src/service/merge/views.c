// SPDX-License-Identifier: Apache-2.0
// What replies say of conflicts.
#include "merge.h"

static const char *kind_text(cg_conflict_kind kind)
{
    static const char *const texts[] = {[CG_CONFLICT_BOTH_CHANGED] = "both_changed",
                                        [CG_CONFLICT_CHANGED_DELETED] = "changed_deleted",
                                        [CG_CONFLICT_BOTH_ADDED] = "both_added",
                                        [CG_CONFLICT_DANGLING] = "dangling_relationship"};
    return texts[kind];
}

static cg_conflict_what what_of(const cg_merge_key *key)
{
    static const cg_conflict_what whats[] = {
        [CG_OVERLAY_NODE] = CG_CONFLICT_OF_NODE,
        [CG_OVERLAY_EDGE] = CG_CONFLICT_OF_EDGE,
        [CG_OVERLAY_NODE_METADATA] = CG_CONFLICT_OF_NODE_METADATA,
        [CG_OVERLAY_EDGE_METADATA] = CG_CONFLICT_OF_EDGE_METADATA};
    return key->path.len > 0 ? CG_CONFLICT_OF_FILE : whats[key->overlay.what];
}

static cg_str key_text(cg_conflict_what what, cg_str path, cg_id id, cg_arena *arena)
{
    static const char *const words[] = {[CG_CONFLICT_OF_NODE] = "node",
                                        [CG_CONFLICT_OF_EDGE] = "relationship",
                                        [CG_CONFLICT_OF_NODE_METADATA] = "node_metadata",
                                        [CG_CONFLICT_OF_EDGE_METADATA] = "relationship_metadata"};
    char text[CG_ID_TEXT_LEN];
    if (what == CG_CONFLICT_OF_FILE)
        return cg_arena_printf(arena, "file:%.*s", CG_STR_ARG(path));
    cg_id_text(id, text);
    return cg_arena_printf(arena, "%s:%s", words[what], text);
}

static cg_code view_side(cg_conflict_what what, const cg_merge_side *side, cg_conflict_side *out,
                         cg_err *err)
{
    *out = (cg_conflict_side){.present = side->present,
                              .lang = (cg_lang_id)side->lang,
                              .blob = side->blob,
                              .bytes = side->bytes};
    if (!side->present)
        return CG_OK;
    if (what == CG_CONFLICT_OF_NODE && !cg_manual_decode(side->value, &out->node))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay is damaged");
    if (what == CG_CONFLICT_OF_NODE_METADATA || what == CG_CONFLICT_OF_EDGE_METADATA)
        out->metadata = side->value;
    return CG_OK;
}

cg_code conflict_view(const cg_conflict *conflict, cg_arena *arena, cg_conflict_view *out,
                      cg_err *err)
{
    const cg_overlay_key *row = &conflict->key.overlay;
    *out = (cg_conflict_view){.what = what_of(&conflict->key),
                              .kind = kind_text(conflict->kind),
                              .path = conflict->key.path,
                              .id = row->id};
    if (out->what == CG_CONFLICT_OF_EDGE) {
        out->id = cg_edge_id(row->id, row->kind, row->target);
        out->source = row->id;
        out->target = row->target;
        out->edge_kind = row->kind;
    }
    out->key = key_text(out->what, out->path, out->id, arena);
    cg_code rc = view_side(out->what, &conflict->base, &out->base, err);
    if (rc == CG_OK)
        rc = view_side(out->what, &conflict->ours, &out->ours, err);
    return rc == CG_OK ? view_side(out->what, &conflict->theirs, &out->theirs, err) : rc;
}
