// SPDX-License-Identifier: Apache-2.0
// The arrays themselves: making room, finding one's way in them, deriving one direction from the other.
#include "adjacency.h"

#include <stdlib.h>

/* ---- classes of edges ---- */

#define CLASS_SLOTS_FIRST 256u

void class_table_fini(class_table *table)
{
    CG_VEC_FINI(&table->packed);
    cg_free(table->slots);
    *table = (class_table){0};
}

static edge_class *class_slot(const class_table *table, uint32_t packed)
{
    uint32_t at = (packed * 0x9e3779b1u >> 8) & table->mask;
    while (table->slots[at] != 0 && table->packed.ptr[table->slots[at] - 1] != packed)
        at = (at + 1) & table->mask;
    return &table->slots[at];
}

static void class_table_grow(class_table *table)
{
    uint32_t slots = table->slots == NULL ? CLASS_SLOTS_FIRST : 2 * (table->mask + 1);
    cg_free(table->slots);
    table->slots = cg_alloc_array(slots, sizeof *table->slots);
    table->mask = slots - 1;
    for (size_t i = 0; i < table->packed.len; i++)
        *class_slot(table, table->packed.ptr[i]) = (edge_class)(i + 1);
}

bool class_table_add(class_table *table, uint32_t packed, edge_class *out_class)
{
    if (table->slots == NULL || table->packed.len * 2 > table->mask)
        class_table_grow(table);
    edge_class *slot = class_slot(table, packed);
    if (*slot == 0) {
        if (table->packed.len >= EDGE_CLASSES_MAX)
            return false;
        CG_VEC_PUSH(&table->packed, packed);
        *slot = (edge_class)table->packed.len;
    }
    *out_class = (edge_class)(*slot - 1);
    return true;
}

void class_table_copy(class_table *out, const class_table *of)
{
    *out = (class_table){0};
    CG_VEC_RESERVE(&out->packed, of->packed.len + 1);
    if (of->packed.len > 0)
        memcpy(out->packed.ptr, of->packed.ptr, of->packed.len * sizeof *of->packed.ptr);
    out->packed.len = of->packed.len;
    class_table_grow(out);
    while (out->packed.len * 2 > out->mask)
        class_table_grow(out);
}

/* ---- lifetime ---- */

size_t adjacency_bytes(uint64_t vertices, uint64_t edges, uint64_t files)
{
    enum { OF_VERTEX = sizeof(cg_node_ref) + 2 * sizeof(uint32_t) };
    enum { OF_EDGE = 2 * (sizeof(uint32_t) + sizeof(edge_class)) };
    enum { OF_FILE = 4 * sizeof(uint32_t) };
    return sizeof(adjacency) + (size_t)vertices * OF_VERTEX + (size_t)edges * OF_EDGE +
           (size_t)files * OF_FILE;
}

adjacency *adjacency_ref(adjacency *a)
{
    atomic_fetch_add_explicit(&a->refs, 1, memory_order_relaxed);
    return a;
}

static void rows_fini(edge_rows *rows)
{
    cg_free(rows->at);
    cg_free(rows->to);
    cg_free(rows->class);
}

void adjacency_release(adjacency *a)
{
    /* Release pairs with the acquire of the last one out: it frees what the others read. */
    if (a == NULL || atomic_fetch_sub_explicit(&a->refs, 1, memory_order_acq_rel) != 1)
        return;
    cg_free(a->files);
    cg_free(a->units);
    cg_free(a->first);
    cg_free(a->ranks);
    cg_free(a->nodes);
    cg_free(a->fileless);
    cg_free(a->stated);
    class_table_fini(&a->classes);
    rows_fini(&a->out);
    rows_fini(&a->in);
    cg_free(a);
}

/* ---- making room ---- */

typedef struct ranked_file {
    cg_str path;
    uint32_t num, unit;
} ranked_file;

static int compare_paths(const void *a, const void *b)
{
    return cg_str_cmp(((const ranked_file *)a)->path, ((const ranked_file *)b)->path);
}

adjacency *adjacency_begin(const cg_snapshot *snap)
{
    adjacency *a = cg_alloc(sizeof *a);
    atomic_init(&a->refs, 1);
    a->generation = cg_snapshot_generation(snap);
    a->files_limit = cg_snapshot_files_limit(snap);
    ranked_file *found = cg_alloc_array(a->files_limit + 1u, sizeof *found);
    for (uint32_t num = 0; num < a->files_limit; num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (file->present && file->unit_no != CG_NONE)
            found[a->files_count++] = (ranked_file){file->path, num, file->unit_no};
    }
    qsort(found, a->files_count, sizeof *found, compare_paths);
    a->files = cg_alloc_array(a->files_count + 1u, sizeof *a->files);
    a->units = cg_alloc_array(a->files_count + 1u, sizeof *a->units);
    a->first = cg_alloc_array(a->files_count + 1u, sizeof *a->first);
    a->ranks = cg_alloc_array(a->files_limit + 1u, sizeof *a->ranks);
    memset(a->ranks, 0xff, (a->files_limit + 1u) * sizeof *a->ranks); /* CG_NONE */
    for (uint32_t rank = 0; rank < a->files_count; rank++) {
        a->files[rank] = found[rank].num;
        a->units[rank] = found[rank].unit;
        a->ranks[found[rank].num] = rank;
    }
    cg_free(found);
    return a;
}

static void *make_array(uint64_t count, size_t size)
{
    return count < SIZE_MAX / size ? cg_try_alloc((size_t)count * size) : NULL;
}

static cg_code no_memory(cg_err *err)
{
    return CG_FAIL(err, CG_E_NOMEM, "there is no memory for the arrays of the graph");
}

cg_code adjacency_make_nodes(adjacency *a, uint32_t vertices, cg_err *err)
{
    uint32_t rest = vertices - adjacency_filed(a);
    a->vertices = vertices;
    a->nodes = make_array(vertices + 1ull, sizeof *a->nodes);
    a->fileless = make_array(rest + 1ull, sizeof *a->fileless);
    a->stated = make_array(rest + 1ull, sizeof *a->stated);
    a->out.at = make_array(vertices + 1ull, sizeof *a->out.at);
    a->in.at = make_array(vertices + 1ull, sizeof *a->in.at);
    bool fine = a->nodes != NULL && a->fileless != NULL && a->stated != NULL && a->out.at != NULL &&
                a->in.at != NULL;
    return fine ? CG_OK : no_memory(err);
}

cg_code adjacency_make_edges(adjacency *a, uint64_t edges, cg_err *err)
{
    if (edges >= UINT32_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "the graph has more relationships than arrays can hold");
    a->edges = (uint32_t)edges;
    a->out.to = make_array(edges, sizeof *a->out.to);
    a->out.class = make_array(edges, sizeof *a->out.class);
    a->in.to = make_array(edges, sizeof *a->in.to);
    a->in.class = make_array(edges, sizeof *a->in.class);
    bool fine =
        a->out.to != NULL && a->out.class != NULL && a->in.to != NULL && a->in.class != NULL;
    return fine ? CG_OK : no_memory(err);
}

/* Sources are walked in their order, so they come out in it; of equal ones those of lower kind first, as they went in. */
void adjacency_make_in(adjacency *a)
{
    uint32_t *at = a->in.at;
    memset(at, 0, (a->vertices + 1ull) * sizeof *at);
    for (uint32_t e = 0; e < a->edges; e++)
        at[a->out.to[e]]++;
    uint32_t sum = 0;
    for (uint32_t v = 0; v <= a->vertices; v++) { /* where each one's begin */
        uint32_t count = v < a->vertices ? at[v] : 0;
        at[v] = sum;
        sum += count;
    }
    for (uint32_t v = 0; v < a->vertices; v++)
        for (uint32_t e = a->out.at[v]; e < a->out.at[v + 1]; e++) {
            uint32_t place = at[a->out.to[e]]++;
            a->in.to[place] = v;
            a->in.class[place] = a->out.class[e];
        }
    for (uint32_t v = a->vertices; v > 0; v--) /* by now each stands where the next one's begin */
        at[v] = at[v - 1];
    at[0] = 0;
}

static int compare_fileless(const void *a, const void *b)
{
    return memcmp(((const fileless_node *)a)->id.bytes, ((const fileless_node *)b)->id.bytes,
                  sizeof(cg_id));
}

void adjacency_put_fileless(adjacency *a, fileless_node *nodes, size_t count)
{
    uint32_t filed = adjacency_filed(a);
    CG_ASSERT(count == a->vertices - filed);
    if (count > 1)
        qsort(nodes, count, sizeof *nodes, compare_fileless);
    for (size_t i = 0; i < count; i++) {
        a->nodes[filed + i] = nodes[i].ref;
        a->fileless[i] = nodes[i].id;
        a->stated[i] = nodes[i].stated;
    }
}

/* ---- finding ---- */

uint32_t adjacency_rank(const adjacency *a, uint32_t vertex, uint32_t hint)
{
    if (hint < a->files_count && vertex >= a->first[hint] && vertex < a->first[hint + 1])
        return hint;
    uint32_t low = 0, high = a->files_count; /* first[low] <= vertex < first[high] */
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (a->first[mid] <= vertex)
            low = mid;
        else
            high = mid;
    }
    return low;
}

cg_node_place adjacency_place(const adjacency *a, uint32_t vertex, uint32_t *inout_rank)
{
    uint32_t filed = adjacency_filed(a);
    cg_node_place place = {.ref = a->nodes[vertex], .file = CG_NONE};
    if (vertex >= filed) {
        place.id = a->fileless[vertex - filed];
        place.manual = a->stated[vertex - filed];
        return place;
    }
    *inout_rank = adjacency_rank(a, vertex, *inout_rank);
    place.file = a->files[*inout_rank];
    place.def = vertex - a->first[*inout_rank];
    return place;
}

static uint32_t find_fileless(const adjacency *a, cg_id id)
{
    uint32_t filed = adjacency_filed(a), low = 0, high = a->vertices - filed;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (memcmp(a->fileless[mid].bytes, id.bytes, sizeof id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return filed + low;
}

uint32_t adjacency_find(const adjacency *a, const cg_node_place *place)
{
    uint32_t vertex;
    if (place->file == CG_NONE) {
        vertex = find_fileless(a, place->id);
    } else {
        uint32_t rank = place->file < a->files_limit ? a->ranks[place->file] : CG_NONE;
        if (rank == CG_NONE || place->def >= a->first[rank + 1] - a->first[rank])
            return NO_VERTEX;
        vertex = a->first[rank] + place->def;
    }
    return vertex < a->vertices && a->nodes[vertex] == place->ref ? vertex : NO_VERTEX;
}

/* ---- by number ---- */

static uint64_t number_of(cg_node_ref ref)
{
    return ref & ((UINT64_C(1) << CG_REF_NUMBER_BITS) - 1);
}

cg_code number_index_make(number_index *index, const adjacency *of, size_t bytes_max, cg_err *err)
{
    uint64_t count = 0;
    for (uint32_t v = 0; v < of->vertices; v++)
        count = CG_MAX(count, number_of(of->nodes[v]) + 1);
    if (count > bytes_max / sizeof *index->vertices)
        return CG_FAIL(err, CG_E_LIMIT, "the nodes of the graph have too large numbers for arrays");
    uint32_t *vertices = make_array(count + 1, sizeof *vertices);
    if (vertices == NULL)
        return no_memory(err);
    memset(vertices, 0xff, (size_t)count * sizeof *vertices); /* NO_VERTEX */
    for (uint32_t v = 0; v < of->vertices; v++)
        vertices[number_of(of->nodes[v])] = v;
    *index = (number_index){of, vertices, count};
    return CG_OK;
}

uint32_t number_index_find(const number_index *index, cg_node_ref ref)
{
    uint64_t number = number_of(ref);
    uint32_t vertex = number < index->count ? index->vertices[number] : NO_VERTEX;
    return vertex != NO_VERTEX && index->of->nodes[vertex] == ref ? vertex : NO_VERTEX;
}

void number_index_fini(number_index *index)
{
    cg_free(index->vertices);
    index->vertices = NULL;
}
