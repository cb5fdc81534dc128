// SPDX-License-Identifier: Apache-2.0
// The log: the versions that one was built on, newest first, over merges too. Generations are numbered in the order of
// time, so the walk takes the largest number of those that are waiting; a parent is smaller than its
// child. A cursor keeps who is waiting.
#include "cg/graph_care.h"

#include "service_int.h"

#define WAITING_BYTES 5
#define WAITING_MAX                                                                                \
    60 /* that fit into a cursor; beyond, the log is walked again up to where it was */
#define LOOK_EVERY 64 /* versions between looks at the clock */

typedef struct log_walk {
    cg_project *project;
    const cg_version_filter *filter;
    cg_arena *arena;
    uint64_t deadline_ns;
    CG_VEC(uint64_t) waiting; /* ascending, none twice */
    CG_VEC(uint32_t) files;   /* whose path the filter takes */
    cg_id node;               /* that the filter names */
    size_t seen;
} log_walk;

static void wait_for(log_walk *w, uint64_t generation)
{
    size_t at = w->waiting.len;
    while (at > 0 && w->waiting.ptr[at - 1] > generation)
        at--;
    if (generation == 0 || (at > 0 && w->waiting.ptr[at - 1] == generation))
        return;
    CG_VEC_PUSH(&w->waiting, generation);
    memmove(w->waiting.ptr + at + 1, w->waiting.ptr + at,
            (w->waiting.len - 1 - at) * sizeof *w->waiting.ptr);
    w->waiting.ptr[at] = generation;
}

/* The next version; CG_E_NOT_FOUND: that was the last. */
static cg_code next_version(log_walk *w, cg_version *out, cg_err *err)
{
    while (w->waiting.len > 0) {
        uint64_t generation = w->waiting.ptr[--w->waiting.len];
        cg_code rc = cg_project_version(w->project, generation, w->arena, out, err);
        if (rc != CG_OK)
            return rc == CG_E_NOT_FOUND
                       ? CG_FAIL(err, CG_E_CORRUPT, "the record of a version is missing")
                       : rc;
        wait_for(w, out->parent);
        for (size_t i = 0; i < out->merged_count; i++)
            wait_for(w, out->merged[i]);
        if (++w->seen % LOOK_EVERY == 0 && w->deadline_ns != 0 && cg_now_ns() > w->deadline_ns)
            return CG_FAIL(err, CG_E_DEADLINE, "the log took longer than it may");
        if (out->named)
            return CG_OK;
    }
    return CG_E_NOT_FOUND;
}

/* ---- filters ---- */

static bool contains(cg_str text, cg_str part)
{
    return part.len == 0 || memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* Every path that the snapshot knows, whether or not the file is there by now. */
static void find_files(log_walk *w, const cg_snapshot *snap)
{
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (file->path.len > 0 && cg_glob_match(w->filter->path, file->path))
            CG_VEC_PUSH(&w->files, num);
    }
}

/* The newest version before it that can still be read; 0: none. */
static cg_code readable_parent(log_walk *w, const cg_version *v, uint64_t *out_parent, cg_err *err)
{
    cg_version before = {.parent = v->parent};
    cg_code rc = CG_OK;
    while (rc == CG_OK && before.parent != 0 && cg_project_is_collected(w->project, before.parent))
        rc = cg_project_version(w->project, before.parent, w->arena, &before, err);
    *out_parent = before.parent;
    return rc;
}

/* What was collected can be held against nothing: it is left out. */
static cg_code changed_files(log_walk *w, const cg_version *v, bool *out_did, cg_err *err)
{
    CG_AUTO(cg_snapshot) rows = NULL;
    uint64_t parent;
    cg_code rc = cg_snapshot_rows_at(w->project, v->generation, &rows, err);
    *out_did = false;
    if (rc == CG_OK)
        rc = readable_parent(w, v, &parent, err);
    for (size_t i = 0; rc == CG_OK && !*out_did && i < w->files.len; i++) {
        cg_blob_id now, before;
        rc = cg_snapshot_blob_at(rows, v->generation, w->files.ptr[i], &now, err);
        if (rc == CG_OK)
            rc = cg_snapshot_blob_at(rows, parent, w->files.ptr[i], &before, err);
        *out_did = rc == CG_OK && memcmp(&now, &before, sizeof now) != 0;
    }
    return rc == CG_E_COLLECTED ? CG_OK : rc;
}

/* Rows of a merge are written again where they differ from its first parent. */
static cg_code changed_node(log_walk *w, const cg_version *v, bool *out_did, cg_err *err)
{
    CG_AUTO(cg_snapshot) rows = NULL;
    cg_past_change *last;
    uint64_t parent;
    size_t count;
    *out_did = false;
    cg_code rc = cg_snapshot_rows_at(w->project, v->generation, &rows, err);
    if (rc == CG_OK)
        rc = readable_parent(w, v, &parent, err);
    if (rc == CG_OK)
        rc = cg_snapshot_node_changes(rows, w->node, 0, 1, w->arena, &last, &count, err);
    if (rc == CG_OK)
        *out_did = last->generation > parent;
    /* It was not there yet, or what was cannot be told. */
    return rc == CG_E_NOT_FOUND || rc == CG_E_COLLECTED ? CG_OK : rc;
}

static cg_code fits(log_walk *w, const cg_version *v, bool *out_fits, cg_err *err)
{
    cg_code rc = CG_OK;
    *out_fits = contains(v->author, w->filter->author);
    if (*out_fits && w->filter->path.len > 0)
        rc = changed_files(w, v, out_fits, err);
    if (rc == CG_OK && *out_fits && w->filter->node.len > 0)
        rc = changed_node(w, v, out_fits, err);
    return rc;
}

/* A name that no node ever had is an error, one that the ref has not seen lately is none. */
static cg_code find_node(log_walk *w, const cg_snapshot *snap, cg_version_page *page, cg_err *err)
{
    cg_err why = {0};
    cg_past_change *last;
    size_t count;
    cg_code rc = resolve_node_ever(snap, w->filter->node, w->arena, &w->node, &page->candidates,
                                   &page->candidates_count, &why);
    if (rc == CG_OK)
        rc = cg_snapshot_node_changes(snap, w->node, 0, 1, w->arena, &last, &count, &why);
    if (rc == CG_E_NOT_FOUND)
        (void)cg_err_at(&why, "node");
    if (rc != CG_OK && err != NULL)
        *err = why;
    return rc;
}

/* ---- pages ---- */

static void put_position(const log_walk *w, uint64_t last, cursor *c)
{
    size_t count = w->waiting.len <= WAITING_MAX ? w->waiting.len : 0;
    cg_put_be(c->position, last, WAITING_BYTES);
    c->position_len = WAITING_BYTES;
    for (size_t i = 0; i < count; i++, c->position_len += WAITING_BYTES)
        cg_put_be(c->position + c->position_len, w->waiting.ptr[i], WAITING_BYTES);
}

/* To where the page before ended. */
static cg_code resume(log_walk *w, const cursor *c, uint64_t head, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_version v;
    if (c->position_len == 0 || c->position_len % WAITING_BYTES != 0) {
        wait_for(w, head);
        return CG_OK;
    }
    uint64_t last = cg_get_be(c->position, WAITING_BYTES);
    for (size_t at = WAITING_BYTES; at < c->position_len; at += WAITING_BYTES)
        wait_for(w, cg_get_be(c->position + at, WAITING_BYTES));
    if (w->waiting.len > 0)
        return CG_OK;
    wait_for(w, head);
    while (rc == CG_OK && w->waiting.len > 0 && w->waiting.ptr[w->waiting.len - 1] >= last)
        rc = next_version(w, &v, err);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_code fill_page(log_walk *w, size_t limit, cursor *c, cg_version_page *page, cg_err *err)
{
    cg_version v;
    cg_code rc = CG_OK;
    uint64_t last = 0;
    page->rows = cg_arena_alloc_array(w->arena, limit, sizeof *page->rows);
    while (rc == CG_OK && page->count < limit && (rc = next_version(w, &v, err)) == CG_OK) {
        bool wanted;
        last = v.generation;
        rc = fits(w, &v, &wanted, err);
        if (rc == CG_OK && wanted)
            rc = version_view_of(w->project, &v, w->arena, &page->rows[page->count++], err);
    }
    put_position(w, last, c);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

/* Positions come from clients: a generation that is none is refused by whoever reads its record. */
static cg_code refuse_damaged(cg_code rc, const cursor *c, cg_err *err)
{
    if (rc != CG_E_CORRUPT || c->position_len == 0)
        return rc;
    rc = CG_FAIL(err, CG_E_INVALID, "the cursor is not one that this server gave");
    (void)cg_err_at(err, "cursor");
    return rc;
}

cg_code cg_service_version_list(cg_service *service, cg_graph_ref where,
                                const cg_version_filter *filter, size_t limit, cg_str text,
                                uint64_t deadline_ns, cg_arena *arena, cg_version_page *out_page,
                                cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    cursor c, begun;
    uint64_t question = cg_hash64(filter->author.ptr, filter->author.len, 'v');
    question = cg_hash64(filter->path.ptr, filter->path.len, question);
    question = cg_hash64(filter->node.ptr, filter->node.len, question);
    *out_page = (cg_version_page){0};
    cg_code rc = page_open(service, where, text, question, &c, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    log_walk w = {.project = cg_snapshot_project(snap),
                  .filter = filter,
                  .arena = arena,
                  .deadline_ns = deadline_ns};
    begun = c;
    out_page->generation = cg_snapshot_generation(snap);
    if (filter->path.len > 0)
        find_files(&w, snap);
    if (filter->node.len > 0)
        rc = find_node(&w, snap, out_page, err);
    if (rc == CG_OK)
        rc = refuse_damaged(resume(&w, &c, out_page->generation, err), &begun, err);
    if (rc == CG_OK)
        rc = refuse_damaged(fill_page(&w, limit, &c, out_page, err), &begun, err);
    if (rc == CG_OK && w.waiting.len > 0)
        out_page->next_cursor = cursor_make(snap, &c, arena);
    CG_VEC_FINI(&w.waiting);
    CG_VEC_FINI(&w.files);
    return rc;
}
