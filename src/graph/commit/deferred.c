// SPDX-License-Identifier: Apache-2.0
// Commits that are answered and not written yet: the first to an unnamed branch, which is mostly the only one. When the
// branch is merged its rows are written where they go, and nothing of it has to be deleted; so a transaction of one
// write is in the store once instead of twice. What outlives the process meanwhile is the caller's to keep, as bytes:
//
//   generation, time, then of each row: what it is (1 byte), id (16), before and after (length, text)
//
// All numbers are varints. A row that makes something, or takes it away, concerns others: such commits are written.
#include "overlay.h"

/* ---- what may wait ---- */

static bool is_collecting(cg_project *project)
{
    cg_mutex_lock(&project->mu);
    bool is =
        project
            ->collecting; /* what comes afterwards under a number from before is not known to it */
    cg_mutex_unlock(&project->mu);
    return is;
}

static cg_overlay_what what_of(const overlay_row *row)
{
    if (row->family == OVERLAY_NODES)
        return CG_OVERLAY_NODE;
    return row->base.bytes[KEY_PREFIX + 1] == CG_OWNER_NODE ? CG_OVERLAY_NODE_METADATA
                                                            : CG_OVERLAY_EDGE_METADATA;
}

static bool changes_little(const overlay_row *row)
{
    if (row->family == OVERLAY_METADATA)
        return row->base.bytes[KEY_PREFIX + 1] != CG_OWNER_KNOWN;
    return row->family == OVERLAY_NODES && row->before.len > 0 && row->value.len > 0;
}

static bool may_wait(cg_commit *commit, cg_str message)
{
    const struct branch *branch = commit->branch_is;
    uint64_t base = commit->base->at.generation;
    bool may = commit->opts.defer_bytes_max > 0 && commit->opts.aside && message.len == 0 &&
               commit->overlay_changed && base == branch->is.start &&
               base == branch->is.generation && !is_collecting(commit->project);
    const overlay_changes *changes = commit->overlay;
    for (size_t i = 0; may && i < changes->rows.len; i++)
        may = changes_little(&changes->rows.ptr[i]);
    return may;
}

static void put_text(cg_buf *out, cg_str text)
{
    cg_buf_add_varint(out, text.len);
    cg_buf_add_str(out, text);
}

static bool put_row(const overlay_row *row, cg_buf *out)
{
    if (cg_str_eq(row->before, row->value))
        return false;
    cg_buf_add_char(out, (char)what_of(row));
    cg_buf_add(out, row->base.bytes + row->base.len - sizeof(cg_id), sizeof(cg_id));
    put_text(out, row->before);
    put_text(out, row->value);
    return true;
}

bool commit_defer(cg_commit *commit, cg_str message)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    if (!may_wait(commit, message))
        return false;
    cg_buf_add_varint(&bytes, commit->generation);
    cg_buf_add_varint(&bytes, cg_wall_ms());
    for (size_t i = 0; i < commit->overlay->rows.len; i++) {
        const overlay_row *row = &commit->overlay->rows.ptr[i];
        if (put_row(row, &bytes))
            commit->result.nodes_changed += row->family == OVERLAY_NODES;
    }
    if (bytes.len > commit->opts.defer_bytes_max) {
        commit->result.nodes_changed = 0; /* counted when it is settled */
        return false;
    }
    commit->deferred = deferred_create(cg_buf_str(&bytes));
    CG_ASSERT(commit->deferred != NULL);
    return true;
}

/* ---- bytes ---- */

static bool get_text(const uint8_t **pos, const uint8_t *end, cg_str *out)
{
    uint64_t len;
    if (!cg_read_varint(pos, end, &len) || len > (uint64_t)(end - *pos))
        return false;
    *out = cg_str_make((const char *)*pos, (size_t)len);
    *pos += len;
    return true;
}

/* False: at the end, or damaged. */
static bool get_row(const uint8_t **pos, const uint8_t *end, cg_overlay_change *out)
{
    *out = (cg_overlay_change){0};
    if ((size_t)(end - *pos) < 1 + sizeof(cg_id))
        return false;
    out->key.what = (cg_overlay_what) * *pos;
    memcpy(out->key.id.bytes, *pos + 1, sizeof(cg_id));
    *pos += 1 + sizeof(cg_id);
    if (!get_text(pos, end, &out->before) || !get_text(pos, end, &out->after))
        return false;
    switch (out->key.what) {
    case CG_OVERLAY_NODE: return out->before.len > 0 && out->after.len > 0; /* it stays */
    case CG_OVERLAY_NODE_METADATA:
    case CG_OVERLAY_EDGE_METADATA: return true;
    default: return false;
    }
}

typedef struct row_reader {
    const uint8_t *pos, *end;
} row_reader;

static bool read_head(cg_str bytes, row_reader *out, uint64_t *out_generation, uint64_t *out_time)
{
    out->pos = (const uint8_t *)bytes.ptr;
    out->end = out->pos + bytes.len;
    return cg_read_varint(&out->pos, out->end, out_generation) &&
           cg_read_varint(&out->pos, out->end, out_time) && *out_generation <= GEN_MAX;
}

static bool is_sound(cg_str bytes, uint64_t *out_generation, uint64_t *out_time)
{
    row_reader r;
    cg_overlay_change row;
    if (!read_head(bytes, &r, out_generation, out_time))
        return false;
    while (r.pos < r.end)
        if (!get_row(&r.pos, r.end, &row))
            return false;
    return true;
}

deferred *deferred_create(cg_str bytes)
{
    uint64_t generation, time_ms;
    if (!is_sound(bytes, &generation, &time_ms))
        return NULL;
    deferred *d = cg_alloc(sizeof *d + bytes.len);
    d->generation = generation;
    d->time_ms = time_ms;
    d->len = bytes.len;
    memcpy(d->bytes, bytes.ptr, bytes.len);
    return d;
}

static row_reader rows_of(const deferred *d)
{
    row_reader r;
    uint64_t generation, time_ms;
    CG_ASSERT(read_head(cg_str_make(d->bytes, d->len), &r, &generation, &time_ms));
    return r;
}

uint64_t cg_branch_deferred(cg_project *project, cg_str name, uint64_t start, cg_arena *arena,
                            cg_overlay_change **out_rows, size_t *out_count)
{
    CG_VEC(cg_overlay_change) changes = {0};
    cg_overlay_change row;
    uint64_t generation = 0;
    cg_mutex_lock(&project->mu);
    const struct branch *found = branch_find_locked(project, name);
    if (found != NULL && found->deferred != NULL && found->is.start == start) {
        generation = found->deferred->generation;
        for (row_reader r = rows_of(found->deferred); get_row(&r.pos, r.end, &row);) {
            row.before = cg_arena_str(arena, row.before);
            row.after = cg_arena_str(arena, row.after);
            CG_VEC_PUSH(&changes, row);
        }
    }
    cg_mutex_unlock(&project->mu);
    *out_count = changes.len;
    *out_rows = cg_arena_alloc_array(arena, changes.len + 1, sizeof **out_rows);
    if (changes.len > 0)
        memcpy(*out_rows, changes.ptr, changes.len * sizeof *changes.ptr);
    CG_VEC_FINI(&changes);
    return generation;
}

/* ---- writing it after all ---- */

void deferred_reserve_locked(cg_project *project, const deferred *d)
{
    project->next.next_generation = CG_MAX(project->next.next_generation, d->generation + 1);
    history_expect_foreign(&project->history, d->generation);
}

/* As the write did it. */
static cg_code repeat(cg_commit *commit, const deferred *d, cg_err *err)
{
    cg_commit_result result;
    cg_overlay_change row;
    cg_code rc = CG_OK;
    for (row_reader r = rows_of(d); rc == CG_OK && get_row(&r.pos, r.end, &row);)
        rc = cg_commit_put_overlay(commit, &row.key, row.after, err);
    if (rc == CG_OK)
        return cg_commit_finish(commit, CG_STR_NULL, &result, err);
    cg_commit_abort(commit);
    return rc;
}

cg_code deferred_write(cg_project *project, struct branch *branch, cg_err *err)
{
    deferred *d = branch->deferred;
    cg_commit *commit;
    if (d == NULL)
        return CG_OK;
    cg_code rc = commit_begin_held(project, branch, d, &commit, err);
    if (rc == CG_OK)
        rc = repeat(commit, d, err);
    if (rc != CG_OK)
        return rc;
    cg_mutex_lock(&project->mu);
    branch->deferred = NULL;
    cg_mutex_unlock(&project->mu);
    cg_free(d);
    return CG_OK;
}

cg_code deferred_settle(cg_project *project, cg_str name, cg_err *err)
{
    struct branch *branch;
    cg_code rc = aside_begin(project, name, 0, &branch, err);
    if (rc != CG_OK)
        return rc;
    rc = deferred_write(project, branch, err);
    aside_end(project, branch);
    return rc;
}

static struct branch *find_any(cg_project *project)
{
    struct branch *found = NULL;
    cg_mutex_lock(&project->mu);
    for (size_t i = 0; found == NULL && i < project->branches.len; i++)
        if (project->branches.ptr[i]->deferred != NULL)
            found = project->branches.ptr[i];
    cg_mutex_unlock(&project->mu);
    return found;
}

cg_code deferred_settle_all(cg_project *project, cg_err *err)
{
    struct branch *branch;
    cg_code rc = CG_OK;
    while (rc == CG_OK && (branch = find_any(project)) != NULL)
        rc = deferred_write(project, branch, err);
    return rc;
}
