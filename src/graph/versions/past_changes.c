// SPDX-License-Identifier: Apache-2.0
// Which generations brought, changed or took a node or an edge: all rows of one key lie together and each says
// when it was written. What is one to clients may be several keys: a node has a number for each kind that it
// ever was of, an edge one for each two numbers of its ends, and a manual edge is there while its ends are.
#include "graph_int.h"

#include <stdlib.h>

typedef enum mark_group {
    GROUP_SELF,   /* there while any of these is, or: */
    GROUP_MANUAL, /* any of these, of GROUP_SOURCE and of GROUP_TARGET */
    GROUP_SOURCE,
    GROUP_TARGET,
    GROUPS
} mark_group;

typedef enum mark_what { MARK_THERE, MARK_GONE, MARK_CONTENT, MARK_METADATA } mark_what;
typedef struct mark {
    uint64_t generation;
    uint32_t slot; /* of one key; of MARK_CONTENT and MARK_METADATA nothing */
    mark_what what;
} mark;
typedef struct slot {
    mark_group group;
    bool there;
} slot;
typedef struct marks {
    const cg_snapshot *snap;
    CG_VEC(mark) all;
    CG_VEC(slot) slots;
} marks;

static void marks_fini(marks *m)
{
    CG_VEC_FINI(&m->all);
    CG_VEC_FINI(&m->slots);
}

static void add_mark(marks *m, uint64_t generation, mark_what what)
{
    mark found = {generation, (uint32_t)m->slots.len - 1, what};
    CG_VEC_PUSH(&m->all, found);
}

/* ---- the rows of one key ---- */

/* All rows of a key that the snapshot sees, newest first. */
typedef struct row_walk {
    const cg_snapshot *snap;
    cg_kv_iter *iter;
    key base;
} row_walk;

static void walk_open(row_walk *walk, const cg_snapshot *snap, cg_cf cf, key base)
{
    key upper = key_after(base);
    *walk = (row_walk){.snap = snap, .base = base};
    walk->iter =
        cg_kv_iter_create(snap->project->store->kv, NULL, cf, key_str(&base), key_str(&upper));
    cg_kv_iter_first(walk->iter);
}

static bool walk_next(row_walk *walk, uint64_t *out_generation, cg_str *out_value)
{
    for (; cg_kv_iter_valid(walk->iter); cg_kv_iter_next(walk->iter)) {
        cg_str k = cg_kv_iter_key(walk->iter);
        if (k.len != walk->base.len + KEY_GEN || !lineage_sees(&walk->snap->at, key_gen(k)))
            continue;
        *out_generation = key_gen(k);
        *out_value = cg_kv_iter_value(walk->iter);
        return true;
    }
    return false;
}

static cg_code walk_close(row_walk *walk, cg_err *err)
{
    cg_code rc = cg_kv_iter_status(walk->iter, err);
    cg_kv_iter_destroy(walk->iter);
    return rc;
}

static cg_code add_rows(marks *m, cg_cf cf, key base, mark_group group, cg_err *err)
{
    row_walk walk;
    uint64_t generation;
    cg_str value;
    slot added = {group, false};
    CG_VEC_PUSH(&m->slots, added);
    walk_open(&walk, m->snap, cf, base);
    for (; walk_next(&walk, &generation, &value); cg_kv_iter_next(walk.iter))
        add_mark(m, generation, value.len > 0 ? MARK_THERE : MARK_GONE);
    return walk_close(&walk, err);
}

static cg_code add_metadata(marks *m, cg_owner owner, cg_id id, cg_err *err)
{
    row_walk walk;
    uint64_t generation;
    cg_str value;
    walk_open(&walk, m->snap, CG_CF_INDEXES, key_metadata(m->snap->project->prefix, owner, id));
    for (; walk_next(&walk, &generation, &value); cg_kv_iter_next(walk.iter))
        add_mark(m, generation, MARK_METADATA);
    return walk_close(&walk, err);
}

/* What a file holds: the row of its node says nothing of that. */
static cg_code add_contents(marks *m, cg_node_ref node, cg_err *err)
{
    row_walk walk;
    cg_node_identity identity;
    uint64_t generation, newer_generation = 0;
    file_record record, newer = {0};
    cg_str value;
    cg_code rc = cg_project_node_ids(m->snap->project, &node, 1, &identity, err);
    if (rc != CG_OK)
        return rc;
    walk_open(&walk, m->snap, CG_CF_INDEXES,
              key_file_base(m->snap->project->prefix, identity.file));
    for (; walk_next(&walk, &generation, &value); cg_kv_iter_next(walk.iter)) {
        bool there = value.len > 0 && file_record_get(value, &record);
        if (there && newer_generation != 0 && !file_record_is_same(&record, &newer))
            add_mark(m, newer_generation, MARK_CONTENT);
        newer_generation = there ? generation : 0;
        newer = there ? record : newer;
    }
    return walk_close(&walk, err);
}

/* ---- nodes ---- */

/* The rows of all numbers that the node ever had. `out_file` (NULL: not wanted): its number as a file. */
static cg_code add_node(marks *m, cg_id id, mark_group group, cg_node_ref *out_file, cg_err *err)
{
    const uint8_t *prefix = m->snap->project->prefix;
    key lower = key_id(prefix, id, CG_NODE_NONE), upper = key_id(prefix, id, UINT8_MAX);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(m->snap->project->store->kv, NULL, CG_CF_INDEXES,
                                                 key_str(&lower), key_str(&upper));
    cg_code rc = CG_OK;
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_node_ref ref;
        if (!key_id_ref(cg_kv_iter_key(iter), cg_kv_iter_value(iter), &ref))
            return node_damaged(err);
        key base = key_begin(prefix);
        key_put_ref(&base, ref);
        rc = add_rows(m, CG_CF_NODES, base, group, err);
        if (out_file != NULL && cg_ref_kind(ref) == CG_NODE_FILE)
            *out_file = ref;
    }
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}

/* ---- from marks to changes ---- */

static int compare_marks(const void *a, const void *b)
{
    const mark *x = a, *y = b;
    return x->generation < y->generation ? -1 : x->generation > y->generation;
}

static bool is_there(const size_t counts[GROUPS])
{
    return counts[GROUP_SELF] > 0 ||
           (counts[GROUP_MANUAL] > 0 && counts[GROUP_SOURCE] > 0 && counts[GROUP_TARGET] > 0);
}

static void apply(marks *m, const mark *found, size_t counts[GROUPS], cg_past_change *change)
{
    slot *s = &m->slots.ptr[found->slot];
    if (found->what == MARK_METADATA) {
        change->metadata = true;
    } else if (found->what == MARK_CONTENT) {
        change->facts = true;
    } else {
        bool there = found->what == MARK_THERE;
        counts[s->group] += there;
        counts[s->group] -= s->there;
        s->there = there;
        change->facts = change->facts || s->group == GROUP_SELF;
    }
}

typedef CG_VEC(cg_past_change) changes;

static void list_changes(marks *m, changes *out)
{
    size_t counts[GROUPS] = {0};
    if (m->all.len > 0)
        qsort(m->all.ptr, m->all.len, sizeof m->all.ptr[0], compare_marks);
    for (size_t i = 0; i < m->all.len;) {
        cg_past_change change = {.generation = m->all.ptr[i].generation};
        bool was = is_there(counts);
        for (; i < m->all.len && m->all.ptr[i].generation == change.generation; i++)
            apply(m, &m->all.ptr[i], counts, &change);
        bool is = is_there(counts);
        change.op = !was ? CG_CHANGE_ADDED : is ? CG_CHANGE_CHANGED : CG_CHANGE_REMOVED;
        if (was != is)
            change.facts = change.metadata = false;
        if (was != is || (is && (change.facts || change.metadata)))
            CG_VEC_PUSH(out, change);
    }
}

/* Newest first, below `before` (0: all), `limit` of them. */
static cg_code give(marks *m, uint64_t before, size_t limit, cg_arena *arena,
                    cg_past_change **out_rows, size_t *out_count)
{
    changes all = {0};
    size_t count = 0;
    list_changes(m, &all);
    bool any = all.len > 0;
    cg_past_change *rows = cg_arena_alloc_array(arena, CG_MIN(limit, all.len) + 1, sizeof *rows);
    for (size_t i = all.len; i-- > 0 && count < limit;)
        if (before == 0 || all.ptr[i].generation < before)
            rows[count++] = all.ptr[i];
    CG_VEC_FINI(&all);
    *out_rows = rows;
    *out_count = count;
    return any ? CG_OK : CG_E_NOT_FOUND;
}

cg_code cg_snapshot_node_changes(const cg_snapshot *snap, cg_id id, uint64_t before, size_t limit,
                                 cg_arena *arena, cg_past_change **out_rows, size_t *out_count,
                                 cg_err *err)
{
    marks m = {.snap = snap};
    cg_node_ref file = 0;
    cg_code rc = add_node(&m, id, GROUP_SELF, &file, err);
    if (rc == CG_OK && m.slots.len == 0)
        rc = CG_E_NOT_FOUND;
    if (rc == CG_OK && file != 0)
        rc = add_contents(&m, file, err);
    if (rc == CG_OK)
        rc = add_metadata(&m, CG_OWNER_NODE, id, err);
    if (rc == CG_OK)
        rc = give(&m, before, limit, arena, out_rows, out_count);
    marks_fini(&m);
    return rc;
}

/* ---- edges ---- */

typedef struct edge_search {
    marks *marks;
    cg_id id;
    cg_edge_kind kind;
    cg_edge_ends *ends;
    bool found;
} edge_search;

/* Adds the rows of the edges from `source` that have the id: one for each number of the target. */
static cg_code add_parsed_from(edge_search *s, cg_id source_id, cg_node_ref source, cg_err *err)
{
    const cg_snapshot *snap = s->marks->snap;
    key lower = key_edge_base(snap->project->prefix, source, s->kind, 0);
    lower.len -= KEY_REF;
    key upper = key_after(lower);
    cg_node_ref last = 0;
    cg_code rc = CG_OK;
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_EDGES,
                                                 key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        cg_node_identity target;
        if (k.len != KEY_EDGE)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored relationship is damaged");
        cg_node_ref ref = key_ref_at(k, k.len - KEY_GEN - KEY_REF);
        if (ref == last)
            continue;
        last = ref;
        rc = cg_project_node_ids(snap->project, &ref, 1, &target, err);
        if (rc != CG_OK || !cg_id_eq(cg_edge_id(source_id, s->kind, target.id), s->id))
            continue;
        *s->ends = (cg_edge_ends){source_id, target.id, s->kind};
        s->found = true;
        rc = add_rows(s->marks, CG_CF_EDGES,
                      key_edge_base(snap->project->prefix, source, s->kind, ref), GROUP_SELF, err);
    }
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}

/* From every number of every node whose id begins as that of the source does. */
static cg_code add_parsed(edge_search *s, cg_err *err)
{
    const cg_snapshot *snap = s->marks->snap;
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, IDX_ID, 1);
    key_put(&lower, s->id.bytes, CG_EDGE_ID_SOURCE);
    key upper = key_after(lower);
    cg_code rc = CG_OK;
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_INDEXES,
                                                 key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        cg_node_ref ref;
        cg_id source;
        if (!key_id_ref(k, cg_kv_iter_value(iter), &ref))
            return node_damaged(err);
        memcpy(source.bytes, k.ptr + KEY_PREFIX + 1, sizeof source.bytes);
        rc = add_parsed_from(s, source, ref, err);
    }
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}

static cg_code add_manual(edge_search *s, cg_err *err)
{
    const cg_snapshot *snap = s->marks->snap;
    key lower = key_begin(snap->project->prefix), base = {.len = 0};
    key_put_be(&lower, EDGES_MANUAL, 1);
    key_put(&lower, s->id.bytes, CG_EDGE_ID_SOURCE);
    key upper = key_after(lower);
    CG_AUTO(cg_kv_iter) iter = cg_kv_iter_create(snap->project->store->kv, NULL, CG_CF_EDGES,
                                                 key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        cg_edge_ends ends;
        if (!key_manual_ends(key_without_gen(k), &ends))
            return CG_FAIL(err, CG_E_CORRUPT, "a stored row of the overlay is damaged");
        if (!cg_id_eq(cg_edge_id(ends.source, ends.kind, ends.target), s->id))
            continue;
        *s->ends = ends;
        s->found = true;
        base = key_manual_edge(snap->project->prefix, ends.source, ends.kind, ends.target);
        break;
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    if (rc != CG_OK || base.len == 0)
        return rc;
    rc = add_rows(s->marks, CG_CF_EDGES, base, GROUP_MANUAL, err);
    if (rc == CG_OK)
        rc = add_node(s->marks, s->ends->source, GROUP_SOURCE, NULL, err);
    if (rc == CG_OK)
        rc = add_node(s->marks, s->ends->target, GROUP_TARGET, NULL, err);
    return rc;
}

cg_code cg_snapshot_edge_changes(const cg_snapshot *snap, cg_id id, uint64_t before, size_t limit,
                                 cg_arena *arena, cg_edge_ends *out_ends, cg_past_change **out_rows,
                                 size_t *out_count, cg_err *err)
{
    marks m = {.snap = snap};
    cg_edge_ends ends;
    edge_search s = {
        .marks = &m, .id = id, .kind = (cg_edge_kind)id.bytes[CG_EDGE_ID_SOURCE], .ends = &ends};
    cg_code rc = cg_edge_kind_text(s.kind)[0] != '\0' ? CG_OK : CG_E_NOT_FOUND;
    if (rc == CG_OK)
        rc = add_parsed(&s, err);
    if (rc == CG_OK)
        rc = add_manual(&s, err);
    if (rc == CG_OK && !s.found)
        rc = CG_E_NOT_FOUND;
    if (rc == CG_OK)
        rc = add_metadata(&m, CG_OWNER_EDGE, id, err);
    if (rc == CG_OK)
        rc = give(&m, before, limit, arena, out_rows, out_count);
    if (rc == CG_OK)
        *out_ends = ends;
    marks_fini(&m);
    return rc;
}

/* ---- versions ---- */

cg_code cg_snapshot_first_version(const cg_snapshot *snap, uint64_t first, uint64_t last,
                                  cg_arena *arena, cg_version *out_version, cg_err *err)
{
    version_scan scan = {0};
    bool found = false;
    cg_code rc = CG_OK;
    version_scan_open(&scan, snap->project, first, CG_MIN(last, snap->at.generation));
    while (rc == CG_OK && !found) {
        rc = version_scan_next(&scan, err);
        found = rc == CG_OK && scan.record.is.named &&
                lineage_sees(&snap->at, scan.record.is.generation);
    }
    uint64_t generation = scan.record.is.generation;
    version_scan_close(&scan);
    return rc == CG_OK ? cg_project_version(snap->project, generation, arena, out_version, err)
                       : rc;
}
