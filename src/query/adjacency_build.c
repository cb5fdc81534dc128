// SPDX-License-Identifier: Apache-2.0
// Arrays from the rows of the store: files first, which number the nodes, then one walk over all edges.
#include "adjacency.h"

#include <stdlib.h>

#define LOOK_EVERY 4096 /* rows between two questions whether to go on */

typedef struct builder {
    const cg_snapshot *snap;
    const adjacency_work *work;
    adjacency *a;
    CG_VEC(cg_node_ref) refs; /* of nodes in files, by vertex */
    CG_VEC(fileless_node) fileless;
    number_index index;
    uint64_t steps;
} builder;

static cg_code look(builder *b, cg_err *err)
{
    if (++b->steps % LOOK_EVERY != 0 || b->work->go_on == NULL || b->work->go_on(b->work->arg))
        return CG_OK;
    return CG_FAIL(err, CG_E_CANCELED, "nobody waits for the arrays of the graph any more");
}

/* ---- nodes ---- */

static cg_code read_files(builder *b, cg_err *err)
{
    adjacency *a = b->a;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_arena_mark mark = cg_arena_save(arena);
    cg_code rc = CG_OK;
    for (uint32_t rank = 0; rc == CG_OK && rank < a->files_count; rank++) {
        cg_node_ref *refs;
        size_t count;
        a->first[rank] = (uint32_t)b->refs.len;
        rc = cg_snapshot_file_nodes(b->snap, a->files[rank], arena, &refs, &count, err);
        if (rc == CG_OK)
            rc = look(b, err);
        for (size_t i = 0; rc == CG_OK && i < count; i++)
            CG_VEC_PUSH(&b->refs, refs[i]);
        cg_arena_rewind(arena, mark);
    }
    a->first[a->files_count] = (uint32_t)b->refs.len;
    return rc;
}

static cg_code read_fileless_kind(builder *b, cg_node_kind kind, cg_err *err)
{
    cg_node_ref ref;
    uint32_t file;
    cg_code rc = CG_OK;
    cg_node_scan *scan = cg_node_scan_open(b->snap, kind, 0);
    while (rc == CG_OK && cg_node_scan_next(scan, &ref, &file)) {
        rc = look(b, err);
        cg_node_place place = cg_node_scan_place(scan);
        if (file == CG_NONE)
            CG_VEC_PUSH(&b->fileless, (fileless_node){place.id, ref, place.manual});
    }
    cg_code closed = cg_node_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

/* Stated nodes may be of any kind; mostly there are none, and externals are all. */
static cg_code read_fileless(builder *b, cg_err *err)
{
    bool any_kind = cg_snapshot_counts(b->snap).manual_nodes > 0;
    cg_code rc = CG_OK;
    for (unsigned kind = 1; rc == CG_OK && kind < CG_NODE_KIND_LIMIT; kind++)
        if (any_kind || kind == CG_NODE_EXTERNAL)
            rc = read_fileless_kind(b, (cg_node_kind)kind, err);
    return rc;
}

static cg_code number_nodes(builder *b, cg_err *err)
{
    uint64_t vertices = (uint64_t)b->refs.len + b->fileless.len;
    if (vertices >= NO_VERTEX)
        return CG_FAIL(err, CG_E_LIMIT, "the graph has more nodes than arrays can hold");
    cg_code rc = adjacency_make_nodes(b->a, (uint32_t)vertices, err);
    if (rc != CG_OK)
        return rc;
    if (b->refs.len > 0)
        memcpy(b->a->nodes, b->refs.ptr, b->refs.len * sizeof *b->a->nodes);
    adjacency_put_fileless(b->a, b->fileless.ptr, b->fileless.len);
    return number_index_make(&b->index, b->a, b->work->bytes_max, err);
}

/* ---- edges ---- */

/* Edges come by number of their source: what is taken down here is put into its place when all are known. */
typedef struct taken_edge {
    uint32_t source, target;
    edge_class class;
} taken_edge;
typedef struct taken_edges {
    taken_edge *list;
    uint64_t count, room;
} taken_edges;

static cg_code take_edge(builder *b, const cg_edge_row *row, taken_edges *taken, cg_err *err)
{
    taken_edge edge = {number_index_find(&b->index, row->source),
                       number_index_find(&b->index, row->target), 0};
    if (edge.source == NO_VERTEX || edge.target == NO_VERTEX || taken->count == taken->room)
        return CG_FAIL(err, CG_E_CORRUPT, "the relationships of the graph do not fit its nodes");
    if (!class_table_add(&b->a->classes, class_pack(row), &edge.class))
        return CG_FAIL(err, CG_E_LIMIT, "the relationships of the graph are of too many sorts");
    taken->list[taken->count++] = edge;
    return CG_OK;
}

static cg_code take_edges(builder *b, taken_edges *taken, cg_err *err)
{
    cg_edge_row row;
    cg_code rc = CG_OK;
    cg_edge_scan *scan = cg_edge_scan_open_all(b->snap, NULL);
    while (rc == CG_OK && cg_edge_scan_next(scan, &row)) {
        rc = look(b, err);
        if (rc == CG_OK)
            rc = take_edge(b, &row, taken, err);
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

typedef struct end {
    uint32_t to;
    edge_class class;
    uint8_t kind;
} end;

static bool comes_before(const end *x, const end *y)
{
    return x->to != y->to ? x->to < y->to : x->kind < y->kind;
}

/* By insertion: there are few, and mostly in order already. */
static void sort_few(end *list, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        end moved = list[i];
        uint32_t j = i;
        for (; j > 0 && comes_before(&moved, &list[j - 1]); j--)
            list[j] = list[j - 1];
        list[j] = moved;
    }
}

static int compare_ends(const void *a, const void *b)
{
    return comes_before(a, b) ? -1 : comes_before(b, a);
}

void adjacency_sort_row(const class_table *classes, uint32_t *to, edge_class *class, uint32_t count)
{
    enum { FEW = 32 };
    end few[FEW], *list = count <= FEW ? few : cg_alloc_array(count, sizeof *list);
    for (uint32_t i = 0; i < count; i++)
        list[i] = (end){to[i], class[i], (uint8_t)class_kind(classes->packed.ptr[class[i]])};
    if (count <= FEW)
        sort_few(list, count);
    else
        qsort(list, count, sizeof *list, compare_ends);
    for (uint32_t i = 0; i < count; i++) {
        to[i] = list[i].to;
        class[i] = list[i].class;
    }
    if (list != few)
        cg_free(list);
}

static void place_edges(adjacency *a, const taken_edges *taken)
{
    uint32_t *at = a->out.at, sum = 0;
    memset(at, 0, (a->vertices + 1ull) * sizeof *at);
    for (uint64_t i = 0; i < taken->count; i++)
        at[taken->list[i].source]++;
    for (uint32_t v = 0; v <= a->vertices; v++) {
        uint32_t count = v < a->vertices ? at[v] : 0;
        at[v] = sum;
        sum += count;
    }
    for (uint64_t i = 0; i < taken->count; i++) {
        uint32_t place = at[taken->list[i].source]++;
        a->out.to[place] = taken->list[i].target;
        a->out.class[place] = taken->list[i].class;
    }
    for (uint32_t v = a->vertices; v > 0; v--)
        at[v] = at[v - 1];
    at[0] = 0;
    for (uint32_t v = 0; v < a->vertices; v++)
        adjacency_sort_row(&a->classes, a->out.to + at[v], a->out.class + at[v], at[v + 1] - at[v]);
}

static cg_code read_edges(builder *b, cg_err *err)
{
    cg_project_counts counts = cg_snapshot_counts(b->snap);
    taken_edges taken = {.room = counts.edges + counts.manual_edges};
    if (taken.room >= UINT32_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "the graph has more relationships than arrays can hold");
    taken.list = cg_try_alloc((size_t)taken.room * sizeof *taken.list);
    if (taken.list == NULL)
        return CG_FAIL(err, CG_E_NOMEM, "there is no memory for the arrays of the graph");
    cg_code rc = take_edges(b, &taken, err);
    if (rc == CG_OK)
        rc = adjacency_make_edges(b->a, taken.count, err);
    if (rc == CG_OK)
        place_edges(b->a, &taken);
    cg_free(taken.list);
    return rc;
}

/* ---- both ---- */

cg_code adjacency_fits(const cg_snapshot *snap, size_t bytes_max, cg_err *err)
{
    cg_project_counts counts = cg_snapshot_counts(snap);
    size_t bytes = adjacency_bytes(counts.nodes + counts.manual_nodes,
                                   counts.edges + counts.manual_edges, counts.files);
    if (bytes <= bytes_max)
        return CG_OK;
    return CG_FAIL(err, CG_E_LIMIT,
                   "the arrays of this graph take %zu MiB, and only %zu MiB are allowed",
                   (bytes >> 20) + 1, bytes_max >> 20);
}

cg_code adjacency_build(const cg_snapshot *snap, const adjacency_work *work, adjacency **out,
                        cg_err *err)
{
    cg_code rc = adjacency_fits(snap, work->bytes_max, err);
    if (rc != CG_OK)
        return rc;
    builder b = {.snap = snap, .work = work, .a = adjacency_begin(snap)};
    rc = read_files(&b, err);
    if (rc == CG_OK)
        rc = read_fileless(&b, err);
    if (rc == CG_OK)
        rc = number_nodes(&b, err);
    CG_VEC_FINI(&b.refs);
    CG_VEC_FINI(&b.fileless);
    if (rc == CG_OK)
        rc = read_edges(&b, err);
    number_index_fini(&b.index);
    if (rc != CG_OK) {
        adjacency_release(b.a);
        return rc;
    }
    adjacency_make_in(b.a);
    *out = b.a;
    return CG_OK;
}
