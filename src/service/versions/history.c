// SPDX-License-Identifier: Apache-2.0
// When a node or a relationship came, changed and went, and in which versions.
#include "cg/graph_care.h"

#include "service_int.h"

typedef struct telling {
    cg_snapshot *snap;
    cg_project *project;
    cg_arena *arena;
    cg_id id;
    bool is_edge;
    const cg_past_change *all; /* newest first */
    size_t count;
    uint64_t known_from; /* versions from here on were looked for: `known` is the first; 0: none */
    bool has_known;
    cg_version known;
} telling;

/* ---- one entry ---- */

static cg_code missing(cg_code rc, cg_err *err)
{
    return rc == CG_E_NOT_FOUND
               ? CG_FAIL(err, CG_E_CORRUPT, "a change has no row that it speaks of")
               : rc;
}

/* The first version that has the generation. Asked from the newest on, so what was found for a newer one is what an
 * older one has, unless there is a version between them. */
static cg_code find_version(telling *t, uint64_t generation, cg_history_entry *out, cg_err *err)
{
    cg_version found;
    uint64_t last = t->known_from != 0 ? t->known_from - 1 : cg_snapshot_generation(t->snap);
    if (t->known_from == 0 || generation < t->known_from) {
        cg_code rc = cg_snapshot_first_version(t->snap, generation, last, t->arena, &found, err);
        if (rc != CG_OK && rc != CG_E_NOT_FOUND)
            return rc;
        if (rc == CG_OK) {
            t->known = found;
            t->has_known = true;
        }
        t->known_from = generation;
    }
    out->has_version = t->has_known && t->known.generation >= generation;
    return out->has_version ? version_view_of(t->project, &t->known, t->arena, &out->version, err)
                            : CG_OK;
}

static cg_code view_at(const telling *t, uint64_t generation, cg_id id, cg_node_view *out,
                       uint64_t *out_body, cg_err *err)
{
    cg_past_node node;
    cg_node_ref ref;
    generation = cg_snapshot_kept_from(t->snap, generation);
    cg_code rc = cg_snapshot_ref_at(t->snap, generation, id, &ref, err);
    if (rc == CG_OK)
        rc = cg_snapshot_node_at(t->snap, generation, ref, &node, err);
    if (rc == CG_OK)
        rc = view_past(t->snap, generation, &node, t->arena, out, out_body, err);
    if (rc == CG_OK && out->kind == CG_NODE_FILE) /* what a file holds is in it as a whole */
        memcpy(out_body, node.unit.blob.bytes, sizeof *out_body);
    return rc;
}

/* Both what was before and what was made of it can be read: then the rows say what happened. */
static bool is_exact(const telling *t, uint64_t generation, uint64_t base)
{
    return !cg_project_is_collected(t->project, generation) &&
           !cg_project_is_collected(t->project, base);
}

static cg_code find_aspects(const telling *t, const cg_past_change *change, uint64_t base,
                            unsigned *out, cg_err *err)
{
    cg_node_view before, after;
    uint64_t body_before, body_after;
    *out = change->metadata ? 1u << CG_ASPECT_METADATA : 0;
    if (t->is_edge)
        *out |= change->facts ? 1u << CG_ASPECT_EVIDENCE : 0;
    if (t->is_edge || !change->facts)
        return CG_OK;
    cg_code rc = view_at(t, base, t->id, &before, &body_before, err);
    if (rc == CG_OK)
        rc = view_at(t, change->generation, t->id, &after, &body_after, err);
    if (rc == CG_OK)
        *out |= aspects_of(&before, body_before, &after, body_after);
    return missing(rc, err);
}

static cg_code make_entry(telling *t, const cg_past_change *change, cg_history_entry *out,
                          cg_err *err)
{
    static const cg_change_kind kinds[] = {[CG_CHANGE_ADDED] = CG_KIND_ADDED,
                                           [CG_CHANGE_CHANGED] = CG_KIND_CHANGED,
                                           [CG_CHANGE_REMOVED] = CG_KIND_REMOVED};
    cg_version version;
    *out = (cg_history_entry){.generation = change->generation, .change = kinds[change->op]};
    cg_code rc =
        missing(cg_project_version(t->project, change->generation, t->arena, &version, err), err);
    out->collected = rc == CG_OK && !is_exact(t, change->generation, version.base);
    if (rc == CG_OK && change->op == CG_CHANGE_CHANGED && !out->collected)
        rc = find_aspects(t, change, version.base, &out->aspects, err);
    if (rc == CG_OK)
        rc = find_version(t, change->generation, out, err);
    if (rc == CG_OK)
        out->created_ms = version.time_ms;
    return rc;
}

/* ---- all of them ---- */

/* The newest change that is, or is not, of that sort; NULL: none. */
static const cg_past_change *newest(const telling *t, cg_change_op op, bool is)
{
    for (size_t i = 0; i < t->count; i++)
        if ((t->all[i].op == op) == is)
            return &t->all[i];
    return NULL;
}

static cg_code fill_summary(telling *t, cg_history *out, cg_err *err)
{
    const cg_past_change *last = newest(t, CG_CHANGE_REMOVED, false);
    const cg_past_change *came = newest(t, CG_CHANGE_ADDED, true);
    out->there = t->all[0].op != CG_CHANGE_REMOVED;
    cg_code rc = CG_OK;
    if (!out->there)
        rc = make_entry(t, &t->all[0], &out->removed, err);
    if (rc == CG_OK)
        rc = make_entry(t, last, &out->last_changed, err);
    if (rc == CG_OK)
        rc = make_entry(t, came, &out->introduced, err);
    t->known_from = 0; /* the rows begin at the newest again */
    t->has_known = false;
    return rc;
}

static cg_code fill_rows(telling *t, cursor *c, size_t limit, cg_history *out, cg_err *err)
{
    uint64_t before = c->position_len == 8 ? cg_get_be64(c->position) : UINT64_MAX;
    cg_code rc = CG_OK;
    out->rows = cg_arena_alloc_array(t->arena, CG_MIN(limit, t->count) + 1, sizeof *out->rows);
    for (size_t i = 0; rc == CG_OK && i < t->count; i++) {
        if (t->all[i].generation >= before)
            continue;
        if (page_is_full(t->arena, out->count, limit)) {
            cg_put_be64(c->position, out->rows[out->count - 1].generation);
            c->position_len = 8;
            out->next_cursor = cursor_make(t->snap, c, t->arena);
            break;
        }
        rc = make_entry(t, &t->all[i], &out->rows[out->count++], err);
    }
    return rc;
}

static cg_code tell(telling *t, cursor *c, size_t limit, cg_history *out, cg_err *err)
{
    out->generation = cg_snapshot_generation(t->snap);
    out->id = t->id;
    cg_code rc = fill_summary(t, out, err);
    return rc == CG_OK ? fill_rows(t, c, limit, out, err) : rc;
}

static telling begin(cg_snapshot *snap, cg_arena *arena, bool is_edge)
{
    return (telling){
        .snap = snap, .project = cg_snapshot_project(snap), .arena = arena, .is_edge = is_edge};
}

/* ---- nodes ---- */

uint64_t question_of_history(cg_str selector)
{
    return cg_hash64(selector.ptr, selector.len, 'h');
}

cg_code history_of_node(cg_snapshot *snap, cg_id id, cursor *from, size_t limit, cg_arena *arena,
                        cg_history *out_history, cg_err *err)
{
    telling t = begin(snap, arena, false);
    cg_past_change *all;
    uint64_t body;
    cg_code rc = cg_snapshot_node_changes(snap, id, 0, SIZE_MAX, arena, &all, &t.count, err);
    if (rc != CG_OK)
        return rc;
    t.id = id;
    t.all = all;
    rc = tell(&t, from, limit, out_history, err);
    return rc == CG_OK ? missing(view_at(&t, newest(&t, CG_CHANGE_REMOVED, false)->generation, id,
                                         &out_history->node, &body, err),
                                 err)
                       : rc;
}

cg_code cg_service_node_history(cg_service *service, cg_graph_ref where, cg_str selector,
                                size_t limit, cg_str cursor_text, cg_arena *arena,
                                cg_history *out_history, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    cursor c;
    cg_id id;
    cg_err why = {0};
    *out_history = (cg_history){0};
    cg_code rc =
        page_open(service, where, cursor_text, question_of_history(selector), &c, &snap, err);
    if (rc == CG_OK && snap == NULL)
        return CG_FAIL(err, CG_E_NOT_FOUND, "the project does not exist");
    if (rc != CG_OK)
        return rc;
    rc = resolve_node_ever(snap, selector, arena, &id, &out_history->candidates,
                           &out_history->candidates_count, &why);
    if (rc == CG_OK &&
        (rc = history_of_node(snap, id, &c, limit, arena, out_history, err)) != CG_E_NOT_FOUND)
        return rc;
    if (err != NULL)
        *err = why;
    return rc;
}

/* ---- relationships ---- */

cg_code cg_service_relationship_history(cg_service *service, cg_graph_ref where, cg_id id,
                                        size_t limit, cg_str cursor_text, cg_arena *arena,
                                        cg_history *out_history, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    cursor c;
    cg_edge_ends ends;
    cg_past_change *all;
    uint64_t body;
    *out_history = (cg_history){0};
    cg_code rc = page_open(service, where, cursor_text, cg_hash64(id.bytes, sizeof id.bytes, 'b'),
                           &c, &snap, err);
    if (rc != CG_OK)
        return rc;
    telling t = {0};
    rc = CG_E_NOT_FOUND;
    if (snap != NULL) {
        t = begin(snap, arena, true);
        t.id = id;
        rc = cg_snapshot_edge_changes(snap, id, 0, SIZE_MAX, arena, &ends, &all, &t.count, err);
        t.all = all;
    }
    if (rc == CG_E_NOT_FOUND)
        return CG_FAIL(err, CG_E_NOT_FOUND, "no relationship has, or ever had, this id");
    if (rc == CG_OK)
        rc = tell(&t, &c, limit, out_history, err);
    if (rc != CG_OK)
        return rc;
    uint64_t seen_at = newest(&t, CG_CHANGE_REMOVED, false)->generation;
    out_history->kind = ends.kind;
    rc = view_at(&t, seen_at, ends.source, &out_history->node, &body, err);
    if (rc == CG_OK)
        rc = view_at(&t, seen_at, ends.target, &out_history->target, &body, err);
    return missing(rc, err);
}
