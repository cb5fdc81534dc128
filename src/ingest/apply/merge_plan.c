// SPDX-License-Identifier: Apache-2.0
#include "apply/merge_plan.h"

#include <stdlib.h>

#define OVERLAY_MAX 1000000

void merge_plan_fini(merge_plan *plan)
{
    CG_VEC_FINI(&plan->files);
    CG_VEC_FINI(&plan->rows);
    CG_VEC_FINI(&plan->conflicts);
    CG_VEC_FINI(&plan->changed);
}

void merge_plan_forget(merge_plan *plan)
{
    CG_VEC_CLEAR(&plan->changed);
    plan->looked_at = false;
}

int cg_merge_key_cmp(const cg_merge_key *a, const cg_merge_key *b)
{
    if ((a->path.len > 0) != (b->path.len > 0))
        return a->path.len > 0 ? -1 : 1;
    return a->path.len > 0 ? cg_str_cmp(a->path, b->path)
                           : cg_overlay_key_cmp(&a->overlay, &b->overlay);
}

/* ---- sides ---- */

static bool is_same(const cg_merge_side *a, const cg_merge_side *b)
{
    if (!a->present || !b->present)
        return a->present == b->present;
    return a->lang == b->lang && a->skip == b->skip && a->bytes == b->bytes &&
           memcmp(a->blob.bytes, b->blob.bytes, sizeof a->blob.bytes) == 0 &&
           cg_str_eq(a->value, b->value);
}

static cg_merge_side side_of_file(const cg_file *f)
{
    if (f == NULL || !f->present)
        return (cg_merge_side){0};
    return (cg_merge_side){
        .present = true, .lang = f->lang, .skip = f->skip, .blob = f->blob, .bytes = f->bytes};
}

static cg_merge_side side_of_value(cg_str value)
{
    return (cg_merge_side){.present = value.len > 0, .value = value};
}

#define KNOWN_HEAD (1 + sizeof(cg_blob_id))

/* What indexes know of a file may be long: what is compared is its beginning, which has the blob, and a hash. It is read
 * again when it is taken over. */
static cg_str brief_of_known(cg_str value, cg_arena *arena)
{
    char brief[KNOWN_HEAD + sizeof(cg_hash128)];
    cg_hash128 hash = cg_hash_128(value.ptr, value.len, 0);
    if (value.len < KNOWN_HEAD)
        return cg_arena_str(arena, value);
    memcpy(brief, value.ptr, KNOWN_HEAD);
    memcpy(brief + KNOWN_HEAD, &hash, sizeof hash);
    return cg_arena_str(arena, cg_str_make(brief, sizeof brief));
}

static cg_code side_of_row(const merge_plan *plan, const cg_snapshot *snap,
                           const cg_overlay_key *key, cg_merge_side *out, cg_err *err)
{
    cg_str value = CG_STR_NULL;
    cg_code rc = plan->commit != NULL && snap == plan->ours
                     ? cg_commit_base_overlay(plan->commit, key, plan->arena, &value, err)
                     : cg_overlay_reader_get(plan->rows_of, snap, key, plan->arena, &value, err);
    *out = side_of_value(value);
    return rc;
}

/* ---- conflicts ---- */

static cg_conflict_kind kind_of(const cg_conflict *c)
{
    if (!c->ours.present || !c->theirs.present)
        return CG_CONFLICT_CHANGED_DELETED;
    return c->base.present ? CG_CONFLICT_BOTH_CHANGED : CG_CONFLICT_BOTH_ADDED;
}

static int compare_resolutions(const void *key, const void *resolution)
{
    return cg_merge_key_cmp(key, &((const cg_resolution *)resolution)->key);
}

/* What is to be done about a conflict; NONE: it is one. */
static cg_take decide(const merge_plan *plan, const cg_merge_key *key, cg_str *out_value)
{
    const cg_apply_request *q = plan->request;
    const cg_resolution *found = q->resolutions_count == 0
                                     ? NULL
                                     : bsearch(key, q->resolutions, q->resolutions_count,
                                               sizeof *q->resolutions, compare_resolutions);
    *out_value = found != NULL ? found->value : CG_STR_NULL;
    return found != NULL && found->take != CG_TAKE_NONE ? found->take : q->otherwise;
}

static cg_code add_conflict(merge_plan *plan, const cg_conflict *c, cg_err *err)
{
    size_t max = plan->request->conflicts_max;
    if (max > 0 && plan->conflicts.len == max)
        return CG_FAIL(
            err, CG_E_LIMIT,
            "there are more than %zu conflicts: merge with a strategy, or less at a time", max);
    CG_VEC_PUSH(&plan->conflicts, *c);
    return CG_OK;
}

/* Whether their side is taken over: only they changed it. `*out_conflict`: both did. */
static bool is_theirs(const merge_plan *plan, const cg_conflict *c, bool *out_conflict)
{
    bool changed = !is_same(&c->base, &c->theirs), kept = is_same(&c->base, &c->ours);
    bool agreed = plan->request->mode != CG_APPLY_STRICT && is_same(&c->ours, &c->theirs);
    *out_conflict = changed && !kept && !agreed;
    return changed && kept;
}

/* ---- files ---- */

static void take_file(merge_plan *plan, const cg_file *file, cg_str path, cg_str content)
{
    planned_file planned = {.content = content};
    if (file != NULL && file->present)
        planned.file = *file;
    planned.file.path = path;
    if (content.ptr != NULL) {
        planned.file.present = true;
        planned.file.skip = 0;
    }
    CG_VEC_PUSH(&plan->files, planned);
}

static cg_code settle_file(merge_plan *plan, uint32_t num, const cg_conflict *c, cg_err *err)
{
    cg_str value;
    switch (decide(plan, &c->key, &value)) {
    case CG_TAKE_NONE: return add_conflict(plan, c, err);
    case CG_TAKE_OURS: return CG_OK;
    case CG_TAKE_THEIRS:
        take_file(plan, cg_snapshot_file(plan->theirs, num), c->key.path, CG_STR_NULL);
        return CG_OK;
    case CG_TAKE_BASE:
        take_file(plan, cg_snapshot_file(plan->base, num), c->key.path, CG_STR_NULL);
        return CG_OK;
    case CG_TAKE_VALUE:
        take_file(plan, cg_snapshot_file(c->theirs.present ? plan->theirs : plan->ours, num),
                  c->key.path, value.ptr != NULL ? value : CG_STR(""));
        return CG_OK;
    }
    CG_ASSERT(false);
    return CG_OK;
}

/* A side that never had the file need not know its path. */
static cg_str path_of(const merge_plan *plan, uint32_t num)
{
    const cg_file *files[] = {cg_snapshot_file(plan->theirs, num),
                              cg_snapshot_file(plan->base, num)};
    return files[0] != NULL && files[0]->path.len > 0 ? files[0]->path : files[1]->path;
}

static cg_code plan_file(merge_plan *plan, uint32_t num, cg_err *err)
{
    const cg_file *theirs = cg_snapshot_file(plan->theirs, num);
    cg_conflict c = {.base = side_of_file(cg_snapshot_file(plan->base, num)),
                     .ours = side_of_file(cg_snapshot_file(plan->ours, num)),
                     .theirs = side_of_file(theirs)};
    bool conflict, take = is_theirs(plan, &c, &conflict);
    if (!take && !conflict)
        return CG_OK;
    plan->nodes_go = true;
    c.key.path = path_of(plan, num);
    if (take) {
        take_file(plan, theirs, c.key.path, CG_STR_NULL);
        return CG_OK;
    }
    c.kind = kind_of(&c);
    return settle_file(plan, num, &c, err);
}

static cg_code plan_files(merge_plan *plan, cg_err *err)
{
    uint32_t limit =
        CG_MAX(cg_snapshot_files_limit(plan->base), cg_snapshot_files_limit(plan->theirs));
    cg_code rc = CG_OK;
    for (uint32_t num = 0; rc == CG_OK && num < limit; num++)
        rc = plan_file(plan, num, err);
    return rc;
}

/* ---- the overlay ---- */

static void take_row(merge_plan *plan, const cg_overlay_key *key, cg_str value)
{
    CG_VEC_PUSH(&plan->rows, (planned_row){*key, value});
}

/* Of what was decided, only what differs from ours is to be done. */
static cg_code settle_row(merge_plan *plan, const cg_conflict *c, cg_err *err)
{
    cg_str value;
    switch (decide(plan, &c->key, &value)) {
    case CG_TAKE_NONE: return add_conflict(plan, c, err);
    case CG_TAKE_OURS: return CG_OK;
    case CG_TAKE_THEIRS: value = c->theirs.value; break;
    case CG_TAKE_BASE: value = c->base.value; break;
    case CG_TAKE_VALUE: break;
    }
    if (!cg_str_eq(value, c->ours.value))
        take_row(plan, &c->key.overlay, value);
    return CG_OK;
}

static cg_code has_node(const cg_snapshot *snap, cg_id id, bool *out_has, cg_err *err)
{
    cg_node_place place;
    cg_code rc = cg_snapshot_node_by_id(snap, id, &place, err);
    *out_has = rc == CG_OK;
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* Whether a node that was there, and still is where the relationship was stated, is gone on the other side. */
static cg_code is_removed(const merge_plan *plan, const cg_snapshot *stated,
                          const cg_snapshot *other, cg_id id, bool *out_is, cg_err *err)
{
    bool there;
    *out_is = false;
    cg_code rc = has_node(other, id, &there, err);
    if (rc == CG_OK && !there)
        rc = has_node(plan->base, id, out_is, err);
    return rc == CG_OK && *out_is ? has_node(stated, id, out_is, err) : rc;
}

static cg_code is_dangling(const merge_plan *plan, const cg_snapshot *stated,
                           const cg_snapshot *other, const cg_overlay_key *edge, bool *out_is,
                           cg_err *err)
{
    cg_code rc = is_removed(plan, stated, other, edge->id, out_is, err);
    return rc == CG_OK && !*out_is ? is_removed(plan, stated, other, edge->target, out_is, err)
                                   : rc;
}

/* The content that the file with this node will have; false: none, or one that is not stored yet. */
static bool content_left(const merge_plan *plan, cg_id id, cg_blob_id *out)
{
    cg_node_place place;
    const cg_snapshot *sides[] = {plan->theirs, plan->ours};
    for (size_t i = 0; i < CG_ARRAY_LEN(sides); i++) {
        if (cg_snapshot_node_by_id(sides[i], id, &place, NULL) != CG_OK)
            continue;
        const cg_file *file = cg_snapshot_file(sides[i], place.file);
        if (file == NULL)
            continue;
        for (size_t k = 0; k < plan->files.len; k++)
            if (cg_str_eq(plan->files.ptr[k].file.path, file->path)) {
                *out = plan->files.ptr[k].file.blob;
                return plan->files.ptr[k].content.ptr == NULL;
            }
        const cg_file *ours = cg_snapshot_file(plan->ours, place.file);
        if (ours == NULL || !ours->present)
            return false;
        *out = ours->blob;
        return true;
    }
    return false;
}

/* What indexes know is never in conflict: theirs is taken where it speaks of the content that is left. */
static bool known_is_theirs(const merge_plan *plan, const cg_conflict *c)
{
    cg_blob_id known, left;
    return c->theirs.present && cg_known_blob(c->theirs.value, &known) &&
           content_left(plan, c->key.overlay.id, &left) &&
           memcmp(known.bytes, left.bytes, sizeof left.bytes) == 0;
}

static cg_code plan_row(merge_plan *plan, const changed_row *row, cg_err *err)
{
    cg_conflict c = {.key.overlay = row->key,
                     .base = side_of_value(row->base),
                     .theirs = side_of_value(row->theirs)};
    cg_arena_mark mark = cg_arena_save(plan->arena);
    cg_code rc = side_of_row(plan, plan->ours, &row->key, &c.ours, err);
    if (rc != CG_OK)
        return rc;
    bool conflict, take = is_theirs(plan, &c, &conflict);
    if (row->key.what == CG_OVERLAY_KNOWN) {
        c.ours = side_of_value(brief_of_known(c.ours.value, plan->arena));
        take = is_theirs(plan, &c, &conflict) || (conflict && known_is_theirs(plan, &c));
        take = take && !is_same(&c.theirs, &c.ours);
        cg_arena_rewind(plan->arena, mark);
        if (take)
            take_row(plan, &row->key, CG_STR_NULL);
        plan->knows = plan->knows || take;
        return CG_OK;
    }
    plan->nodes_go = plan->nodes_go || (row->key.what == CG_OVERLAY_NODE && !c.theirs.present);
    c.kind = conflict ? kind_of(&c) : CG_CONFLICT_DANGLING;
    if (take && row->key.what == CG_OVERLAY_EDGE && c.theirs.present) {
        rc = is_dangling(plan, plan->theirs, plan->ours, &row->key, &conflict, err);
        take = !conflict;
    }
    if (rc == CG_OK && conflict)
        return settle_row(plan, &c, err);
    if (rc == CG_OK && take)
        take_row(plan, &row->key, c.theirs.value);
    return rc;
}

/* A relationship that our side alone has stated. */
static cg_code check_ours(merge_plan *plan, const cg_overlay_key *key, cg_err *err)
{
    cg_conflict c = {.kind = CG_CONFLICT_DANGLING, .key.overlay = *key};
    bool conflict = false;
    cg_code rc = side_of_row(plan, plan->base, key, &c.base, err);
    if (rc == CG_OK)
        rc = side_of_row(plan, plan->ours, key, &c.ours, err);
    if (rc == CG_OK)
        rc = side_of_row(plan, plan->theirs, key, &c.theirs, err);
    if (rc == CG_OK && c.ours.present && !c.base.present && !c.theirs.present)
        rc = is_dangling(plan, plan->ours, plan->theirs, key, &conflict, err);
    return rc == CG_OK && conflict ? settle_row(plan, &c, err) : rc;
}

static size_t overlay_limit(const merge_plan *plan)
{
    return plan->request->overlay_max > 0 ? plan->request->overlay_max : OVERLAY_MAX;
}

static cg_code look_at_row(merge_plan *plan, cg_overlay_reader *rows_of, const cg_overlay_key *key,
                           cg_err *err)
{
    changed_row row = {.key = *key};
    cg_arena_mark mark = cg_arena_save(plan->arena);
    cg_code rc = cg_overlay_reader_get(rows_of, plan->base, key, plan->arena, &row.base, err);
    if (rc == CG_OK)
        rc = cg_overlay_reader_get(rows_of, plan->theirs, key, plan->arena, &row.theirs, err);
    if (rc == CG_OK && key->what == CG_OVERLAY_KNOWN) {
        CG_AUTO(cg_arena) briefs = cg_arena_create(0);
        row.base = brief_of_known(row.base, briefs);
        row.theirs = brief_of_known(row.theirs, briefs);
        cg_arena_rewind(plan->arena, mark);
        row.base = cg_arena_str(plan->arena, row.base);
        row.theirs = cg_arena_str(plan->arena, row.theirs);
    }
    if (rc == CG_OK && !cg_str_eq(row.base, row.theirs))
        CG_VEC_PUSH(&plan->changed, row);
    else /* changed back, or in other generations alone */
        cg_arena_rewind(plan->arena, mark);
    return rc;
}

/* Their newest rows may be newer than what a reader at hand sees. */
cg_code merge_plan_look(merge_plan *plan, cg_err *err)
{
    cg_overlay_reader *rows_of = cg_overlay_reader_open(cg_snapshot_project(plan->base));
    cg_overlay_key *keys;
    size_t count = 0;
    cg_code rc = cg_overlay_diff(rows_of, plan->base, plan->theirs, overlay_limit(plan),
                                 plan->arena, &keys, &count, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = look_at_row(plan, rows_of, &keys[i], err);
    cg_overlay_reader_close(rows_of);
    plan->looked_at = rc == CG_OK;
    return rc;
}

static cg_code plan_overlay(merge_plan *plan, cg_err *err)
{
    cg_overlay_key *keys;
    size_t count = 0;
    cg_code rc = plan->looked_at ? CG_OK : merge_plan_look(plan, err);
    for (size_t i = 0; rc == CG_OK && i < plan->changed.len; i++)
        rc = plan_row(plan, &plan->changed.ptr[i], err);
    if (rc != CG_OK || !plan->nodes_go)
        return rc;
    rc = cg_overlay_diff(plan->rows_of, plan->base, plan->ours, overlay_limit(plan), plan->arena,
                         &keys, &count, err);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        if (keys[i].what == CG_OVERLAY_EDGE)
            rc = check_ours(plan, &keys[i], err);
    return rc;
}

static int compare_conflicts(const void *a, const void *b)
{
    return cg_merge_key_cmp(&((const cg_conflict *)a)->key, &((const cg_conflict *)b)->key);
}

cg_code merge_plan_make(merge_plan *plan, cg_err *err)
{
    cg_code rc = CG_OK;
    if (plan->theirs != NULL &&
        cg_snapshot_parsed_generation(plan->base) != cg_snapshot_parsed_generation(plan->theirs))
        rc = plan_files(plan, err);
    if (rc == CG_OK)
        rc = plan_overlay(plan, err);
    if (rc == CG_OK && plan->conflicts.len > 1)
        qsort(plan->conflicts.ptr, plan->conflicts.len, sizeof *plan->conflicts.ptr,
              compare_conflicts);
    return rc;
}
