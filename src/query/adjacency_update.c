// SPDX-License-Identifier: Apache-2.0
// Arrays of one generation out of those of another: what differs is read, all else is copied. The result is what
// adjacency_build would make, whatever came between the two.
#include "cg/graph_versions.h"

#include "adjacency.h"

#include <stdlib.h>

/* Beyond that, reading all is not slower. */
#define CHANGES_OF_EDGES 4 /* one in so many */
#define CHANGES_MIN 1000

/* An edge as the new generation has it; `kind` is known of those that are gone too. */
typedef struct edge_change {
    cg_node_ref source_ref, target_ref;
    uint32_t source, target;
    cg_edge_kind kind;
    bool present;
    edge_class class;
} edge_change;

typedef struct updater {
    const adjacency *before;
    const cg_snapshot *snap;
    const adjacency_work *work;
    adjacency *a;
    size_t changes_max;
    CG_VEC(cg_node_ref) refs; /* of nodes of files that changed, one file after the other */
    CG_VEC(fileless_node) fileless;
    CG_VEC(cg_node_ref) gone; /* fileless ones; ascending when read */
    CG_VEC(edge_change) edges;
    number_index index;
    uint32_t *now; /* [before->vertices]: where it is now; NO_VERTEX: gone */
    uint32_t *was; /* [a->vertices]: where it was; NO_VERTEX: nowhere */
} updater;

/* ---- what differs ---- */

static cg_code note_node(updater *u, const cg_diff *diff, const cg_diff_row *row, cg_err *err)
{
    cg_past_node node;
    bool gone = row->op == CG_CHANGE_REMOVED;
    if (row->op == CG_CHANGE_CHANGED)
        return CG_OK;
    cg_code rc = cg_diff_node(diff, gone ? CG_DIFF_BEFORE : CG_DIFF_AFTER, row->node, &node, err);
    if (rc != CG_OK || node.file != CG_NONE)
        return rc;
    if (gone)
        CG_VEC_PUSH(&u->gone, row->node);
    else
        CG_VEC_PUSH(&u->fileless, (fileless_node){node.id, row->node, node.manual});
    return CG_OK;
}

static cg_code note_edge(updater *u, const cg_diff *diff, const cg_diff_row *row, cg_err *err)
{
    edge_change change = {.source_ref = row->node,
                          .target_ref = row->target,
                          .kind = row->kind,
                          .present = row->op != CG_CHANGE_REMOVED};
    cg_edge_row now = {.source = row->node, .target = row->target, .kind = row->kind};
    cg_code rc = change.present ? cg_diff_edge(diff, CG_DIFF_AFTER, &now, err) : CG_OK;
    if (rc != CG_OK)
        return rc;
    if (change.present && !class_table_add(&u->a->classes, class_pack(&now), &change.class))
        return CG_FAIL(err, CG_E_LIMIT, "the relationships of the graph are of too many sorts");
    CG_VEC_PUSH(&u->edges, change);
    return CG_OK;
}

static cg_code read_changes(updater *u, cg_err *err)
{
    CG_AUTO(cg_diff) diff = NULL;
    cg_diff_row row;
    cg_code rc = cg_diff_open(cg_snapshot_project(u->snap), u->before->generation, u->a->generation,
                              u->changes_max, &diff, NULL);
    if (rc != CG_OK || !cg_diff_is_listed(diff))
        return CG_E_NOT_FOUND;
    while (rc == CG_OK && cg_diff_next(diff, &row)) {
        if (u->edges.len > u->changes_max)
            return CG_E_NOT_FOUND;
        if (row.what == CG_CHANGE_NODE)
            rc = note_node(u, diff, &row, err);
        else if (row.what == CG_CHANGE_EDGE)
            rc = note_edge(u, diff, &row, err);
    }
    return rc == CG_OK ? cg_diff_status(diff, err) : rc;
}

/* ---- nodes ---- */

/* The rank that a file had with the same nodes; CG_NONE. */
static uint32_t same_before(const updater *u, uint32_t rank)
{
    uint32_t num = u->a->files[rank];
    uint32_t old = num < u->before->files_limit ? u->before->ranks[num] : CG_NONE;
    return old != CG_NONE && u->before->units[old] == u->a->units[rank] ? old : CG_NONE;
}

static cg_code read_files(updater *u, cg_err *err)
{
    adjacency *a = u->a;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_arena_mark mark = cg_arena_save(arena);
    uint64_t sum = 0;
    for (uint32_t rank = 0; rank < a->files_count; rank++) {
        uint32_t old = same_before(u, rank);
        a->first[rank] = (uint32_t)sum;
        if (old != CG_NONE) {
            sum += u->before->first[old + 1] - u->before->first[old];
            continue;
        }
        cg_node_ref *refs;
        size_t count;
        cg_code rc = cg_snapshot_file_nodes(u->snap, a->files[rank], arena, &refs, &count, err);
        if (rc != CG_OK)
            return rc;
        for (size_t i = 0; i < count; i++)
            CG_VEC_PUSH(&u->refs, refs[i]);
        sum += count;
        cg_arena_rewind(arena, mark);
        if (u->refs.len > u->changes_max + u->before->vertices)
            return CG_E_NOT_FOUND;
    }
    a->first[a->files_count] = (uint32_t)sum;
    return CG_OK;
}

static void keep_fileless(updater *u)
{
    const adjacency *before = u->before;
    uint32_t filed = adjacency_filed(before);
    if (u->gone.len > 1)
        qsort(u->gone.ptr, u->gone.len, sizeof *u->gone.ptr, cg_compare_u64);
    for (uint32_t v = filed; v < before->vertices; v++) {
        cg_node_ref ref = before->nodes[v];
        if (u->gone.len == 0 ||
            bsearch(&ref, u->gone.ptr, u->gone.len, sizeof ref, cg_compare_u64) == NULL)
            CG_VEC_PUSH(&u->fileless, (fileless_node){before->fileless[v - filed], ref,
                                                      before->stated[v - filed]});
    }
}

static cg_code number_nodes(updater *u, cg_err *err)
{
    adjacency *a = u->a;
    size_t taken = 0;
    keep_fileless(u);
    cg_code rc = adjacency_make_nodes(a, adjacency_filed(a) + (uint32_t)u->fileless.len, err);
    if (rc != CG_OK)
        return rc;
    for (uint32_t rank = 0; rank < a->files_count; rank++) {
        uint32_t old = same_before(u, rank), count = a->first[rank + 1] - a->first[rank];
        const cg_node_ref *from =
            old != CG_NONE ? u->before->nodes + u->before->first[old] : u->refs.ptr + taken;
        if (count > 0)
            memcpy(a->nodes + a->first[rank], from, count * sizeof *from);
        taken += old != CG_NONE ? 0 : count;
    }
    adjacency_put_fileless(a, u->fileless.ptr, u->fileless.len);
    return number_index_make(&u->index, a, u->work->bytes_max, err);
}

static cg_code follow_nodes(updater *u, cg_err *err)
{
    const adjacency *before = u->before;
    u->now = cg_try_alloc((before->vertices + 1ull) * sizeof *u->now);
    u->was = cg_try_alloc((u->a->vertices + 1ull) * sizeof *u->was);
    if (u->now == NULL || u->was == NULL)
        return CG_FAIL(err, CG_E_NOMEM, "there is no memory for the arrays of the graph");
    memset(u->was, 0xff, (u->a->vertices + 1ull) * sizeof *u->was); /* NO_VERTEX */
    for (uint32_t v = 0; v < before->vertices; v++) {
        u->now[v] = number_index_find(&u->index, before->nodes[v]);
        if (u->now[v] != NO_VERTEX)
            u->was[u->now[v]] = v;
    }
    return CG_OK;
}

/* ---- edges ---- */

static int compare_changes(const void *a, const void *b)
{
    const edge_change *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->target != y->target)
        return x->target < y->target ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

/* Those whose ends are gone need no saying. */
static cg_code follow_changes(updater *u)
{
    size_t kept = 0;
    for (size_t i = 0; i < u->edges.len; i++) {
        edge_change c = u->edges.ptr[i];
        c.source = number_index_find(&u->index, c.source_ref);
        c.target = number_index_find(&u->index, c.target_ref);
        bool lost = c.source == NO_VERTEX || c.target == NO_VERTEX;
        if (lost && c.present)
            return CG_E_NOT_FOUND;
        if (!lost)
            u->edges.ptr[kept++] = c;
    }
    u->edges.len = kept;
    if (kept > 1)
        qsort(u->edges.ptr, kept, sizeof *u->edges.ptr, compare_changes);
    return CG_OK;
}

static bool is_changed(const edge_change *changes, size_t count, uint32_t source, uint32_t target,
                       cg_edge_kind kind)
{
    edge_change key = {.source = source, .target = target, .kind = kind};
    return count > 0 && bsearch(&key, changes, count, sizeof key, compare_changes) != NULL;
}

/* The edges of one vertex, behind those before it; `changes`: its own. Returns where they end. */
static uint32_t put_row(const updater *u, uint32_t vertex, const edge_change *changes, size_t count)
{
    const adjacency *before = u->before;
    adjacency *a = u->a;
    uint32_t start = a->out.at[vertex], end = start, was = u->was[vertex];
    for (uint32_t e = was == NO_VERTEX ? 0 : before->out.at[was];
         was != NO_VERTEX && e < before->out.at[was + 1]; e++) {
        uint32_t to = u->now[before->out.to[e]];
        edge_class class = before->out.class[e];
        cg_edge_kind kind = class_kind(a->classes.packed.ptr[class]);
        if (to == NO_VERTEX || is_changed(changes, count, vertex, to, kind))
            continue;
        a->out.to[end] = to;
        a->out.class[end++] = class;
    }
    for (size_t i = 0; i < count; i++)
        if (changes[i].present) {
            a->out.to[end] = changes[i].target;
            a->out.class[end++] = changes[i].class;
        }
    bool sorted = count == 0;
    for (uint32_t e = start + 1; sorted && e < end; e++)
        sorted = a->out.to[e - 1] <= a->out.to[e];
    if (!sorted)
        adjacency_sort_row(&a->classes, a->out.to + start, a->out.class + start, end - start);
    return end;
}

static cg_code put_edges(updater *u, cg_err *err)
{
    adjacency *a = u->a;
    size_t at = 0;
    cg_code rc = adjacency_make_edges(a, (uint64_t)u->before->edges + u->edges.len, err);
    if (rc != CG_OK)
        return rc;
    a->out.at[0] = 0;
    for (uint32_t v = 0; v < a->vertices; v++) {
        size_t first = at;
        while (at < u->edges.len && u->edges.ptr[at].source == v)
            at++;
        a->out.at[v + 1] = put_row(u, v, u->edges.ptr + first, at - first);
    }
    a->edges = a->out.at[a->vertices];
    adjacency_make_in(a);
    return CG_OK;
}

/* ---- both ---- */

static cg_code update(updater *u, cg_err *err)
{
    cg_code rc = read_changes(u, err);
    if (rc == CG_OK)
        rc = read_files(u, err);
    if (rc == CG_OK)
        rc = number_nodes(u, err);
    if (rc == CG_OK)
        rc = follow_nodes(u, err);
    if (rc == CG_OK)
        rc = follow_changes(u);
    return rc == CG_OK ? put_edges(u, err) : rc;
}

cg_code adjacency_update(const adjacency *before, const cg_snapshot *snap,
                         const adjacency_work *work, adjacency **out, cg_err *err)
{
    cg_code rc = adjacency_fits(snap, work->bytes_max, err);
    if (rc != CG_OK)
        return rc;
    updater u = {.before = before, .snap = snap, .work = work, .a = adjacency_begin(snap)};
    u.changes_max = CG_MAX((size_t)before->edges / CHANGES_OF_EDGES, (size_t)CHANGES_MIN);
    class_table_copy(&u.a->classes, &before->classes);
    rc = update(&u, err);
    CG_VEC_FINI(&u.refs);
    CG_VEC_FINI(&u.fileless);
    CG_VEC_FINI(&u.gone);
    CG_VEC_FINI(&u.edges);
    number_index_fini(&u.index);
    cg_free(u.now);
    cg_free(u.was);
    cg_project_counts counts = cg_snapshot_counts(snap);
    if (rc == CG_OK && u.a->vertices != counts.nodes + counts.manual_nodes)
        rc = CG_E_NOT_FOUND;
    if (rc != CG_OK) {
        adjacency_release(u.a);
        return rc;
    }
    *out = u.a;
    return CG_OK;
}
