// SPDX-License-Identifier: Apache-2.0
// vector: the graph that FAISS builds, walked here: FAISS 1.7.3 takes neither a number of candidates nor a filter
// for one call. Algorithms 2 and 5 of Malkov and Yashunin (arXiv 1603.09320); rows that do not pass lead
// on but are no results, so that a filter makes the walk longer, not worse.
#include "indexes/index.h"

#define VISITS_SHARE 3 /* a visit costs about as much as comparing three rows in order */

/* Candidates to go on from, the nearest at the root. */
typedef struct frontier {
    CG_VEC(cg_vector_found) heap;
} frontier;

static void frontier_push(frontier *f, uint32_t row, float score)
{
    CG_VEC_PUSH(&f->heap, (cg_vector_found){0});
    cg_vector_found *heap = f->heap.ptr;
    size_t at = f->heap.len - 1;
    for (; at > 0 && heap[(at - 1) / 2].score < score; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = (cg_vector_found){row, score};
}

static cg_vector_found frontier_pop(frontier *f)
{
    cg_vector_found *heap = f->heap.ptr, top = heap[0];
    cg_vector_found last = heap[--f->heap.len];
    size_t at = 0, len = f->heap.len;
    for (size_t child; (child = 2 * at + 1) < len; at = child) {
        if (child + 1 < len && heap[child + 1].score > heap[child].score)
            child++;
        if (heap[child].score <= last.score)
            break;
        heap[at] = heap[child];
    }
    if (len > 0)
        heap[at] = last;
    return top;
}

/* Rows that were met: as much memory as there are of them, which stays in the first cache, where a bit for each row would not. */
typedef struct row_set {
    uint32_t *slots; /* row + 1; 0: free; open addressing */
    uint32_t mask;
    uint32_t used;
} row_set;

static uint32_t slot_of(const row_set *s, uint32_t row)
{
    uint32_t at = (row * UINT32_C(0x9e3779b1)) >> 7 & s->mask;
    while (s->slots[at] != 0 && s->slots[at] != row + 1)
        at = (at + 1) & s->mask;
    return at;
}

static void row_set_init(row_set *s, size_t rows)
{
    uint32_t slots = 1024;
    while (slots < 2 * rows)
        slots *= 2;
    *s = (row_set){.slots = cg_alloc_array(slots, sizeof *s->slots), .mask = slots - 1};
}

static void row_set_grow(row_set *s)
{
    row_set old = *s;
    row_set_init(s, 2 * ((size_t)old.mask + 1));
    for (size_t i = 0; i <= old.mask; i++)
        if (old.slots[i] != 0)
            s->slots[slot_of(s, old.slots[i] - 1)] = old.slots[i];
    s->used = old.used;
    cg_free(old.slots);
}

/* False: it was there. */
static bool row_set_add(row_set *s, uint32_t row)
{
    uint32_t at = slot_of(s, row);
    if (s->slots[at] != 0)
        return false;
    s->slots[at] = row + 1;
    if (++s->used > s->mask / 2)
        row_set_grow(s);
    return true;
}

typedef struct walk {
    const cg_faiss_graph *graph;
    const cg_vector_ask *ask;
    scorer scorer;
    row_set seen;
    size_t visits, visits_max;
    frontier frontier;
    nearest best;
} walk;

static const int32_t *links_of(const cg_faiss_graph *g, uint32_t row, int level, size_t *out_count)
{
    const int32_t *links = g->links + g->offsets[row] + g->level_starts[level];
    size_t count = (size_t)(g->level_starts[level + 1] - g->level_starts[level]);
    for (*out_count = 0; *out_count < count && links[*out_count] >= 0; (*out_count)++)
        ;
    return links;
}

/* Begins to load them: where they are as soon as the row is met, and them once it may lead on. */
static void fetch_place(const cg_faiss_graph *g, uint32_t row)
{
    __builtin_prefetch(&g->offsets[row]);
}

static void fetch_links(const cg_faiss_graph *g, uint32_t row)
{
    const int32_t *links = g->links + g->offsets[row];
    __builtin_prefetch(links);
    __builtin_prefetch(links + 16);
}

static bool passes(const cg_vector_ask *ask, uint32_t row)
{
    return ask->pass == NULL || (ask->pass[row / 64] >> row % 64 & 1);
}

static void meet(walk *w, uint32_t row, float score)
{
    w->visits++;
    if (!nearest_wants(&w->best, score))
        return;
    frontier_push(&w->frontier, row, score);
    fetch_links(w->graph, row);
    if (passes(w->ask, row))
        nearest_push(&w->best, row, score);
}

static void meet_once(walk *w, uint32_t row, float score)
{
    if (row_set_add(&w->seen, row))
        meet(w, row, score);
}

/* Down to level 0, from each level's row that no neighbour is nearer than. All that is met on the way is a candidate there: where
 * many rows are equal they link to each other alone, and who comes among them would get no further. */
static void descend(walk *w)
{
    cg_vector_found at = {(uint32_t)w->graph->entry, 0};
    at.score = scorer_score(&w->scorer, at.row);
    meet_once(w, at.row, at.score);
    for (int level = w->graph->max_level; level > 0; level--) {
        for (bool moved = true; moved;) {
            size_t count;
            const int32_t *links = links_of(w->graph, at.row, level, &count);
            moved = false;
            for (size_t i = 0; i < count; i++)
                scorer_fetch(&w->scorer, (size_t)links[i]);
            for (size_t i = 0; i < count; i++) {
                float score = scorer_score(&w->scorer, (size_t)links[i]);
                meet_once(w, (uint32_t)links[i], score);
                if (score > at.score) {
                    at = (cg_vector_found){(uint32_t)links[i], score};
                    moved = true;
                }
            }
        }
    }
}

static void expand(walk *w, uint32_t row)
{
    uint32_t fresh[128]; /* more links than m allows on level 0 */
    size_t count, fresh_count = 0;
    const int32_t *links = links_of(w->graph, row, 0, &count);
    for (size_t i = 0; i < count; i++) {
        uint32_t next = (uint32_t)links[i];
        if (!row_set_add(&w->seen, next))
            continue;
        scorer_fetch(&w->scorer, next);
        fetch_place(w->graph, next);
        fresh[fresh_count++] = next;
    }
    for (size_t i = 0; i < fresh_count; i++)
        meet(w, fresh[i], scorer_score(&w->scorer, fresh[i]));
}

static void walk_level_0(walk *w)
{
    while (w->frontier.heap.len > 0 && w->visits <= w->visits_max) {
        cg_vector_found next = frontier_pop(&w->frontier);
        if (w->best.len == w->best.k && next.score < w->best.found[0].score)
            break;
        expand(w, next.row);
    }
}

/* The k best of the ef best go to the front. */
static size_t keep_best(nearest *from, size_t k, cg_vector_found *out_found)
{
    nearest best = {out_found, 0, k};
    for (size_t i = 0; i < from->len; i++)
        if (nearest_wants(&best, from->found[i].score))
            nearest_push(&best, from->found[i].row, from->found[i].score);
    return best.len;
}

static cg_code search(const cg_vector_built *built, const cg_vector_ask *ask,
                      cg_vector_found *out_found, size_t *out_count, cg_err *err)
{
    (void)err;
    *out_count = 0;
    if (built->graph.entry < 0)
        return CG_OK;
    size_t ef = CG_MAX((size_t)ask->effort, ask->k);
    size_t passing = ask->pass ? ask->passing : built->rows;
    walk w = {.graph = &built->graph, .ask = ask, .visits_max = passing / VISITS_SHARE + 16 * ef};
    row_set_init(&w.seen, 16 * ef);
    w.best = (nearest){cg_alloc_array(ef, sizeof *w.best.found), 0, ef};
    scorer_init(&w.scorer, &built->codes, ask->query, built->dimension,
                built->params.metric == CG_VECTOR_L2);
    CG_VEC_RESERVE(&w.frontier.heap, 4 * ef);
    descend(&w);
    walk_level_0(&w);
    if (w.visits <= w.visits_max) /* else the caller compares all rows */
        *out_count = keep_best(&w.best, ask->k, out_found);
    scorer_fini(&w.scorer);
    CG_VEC_FINI(&w.frontier.heap);
    cg_free(w.best.found);
    cg_free(w.seen.slots);
    return CG_OK;
}

static void describe(const cg_vector_params *params, uint32_t dimension, cg_buf *out)
{
    (void)dimension;
    cg_buf_printf(out, "HNSW%" PRIu32 "_%s", params->m,
                  params->codes == CG_VECTOR_F32   ? "Flat"
                  : params->codes == CG_VECTOR_F16 ? "SQfp16"
                                                   : "SQ8");
}

static uint32_t effort(const cg_vector_built *built)
{
    return built->params.ef_search ? built->params.ef_search : 64;
}

static uint32_t effort_max(const cg_vector_built *built)
{
    (void)built;
    return 512;
}

/* A candidate leads to some 16 rows not seen before, each out of order. */
static size_t cost(const cg_vector_built *built, uint32_t ef, size_t k)
{
    return CG_MIN(CG_MAX((size_t)ef, k) * 16 * VISITS_SHARE, (size_t)built->rows);
}

const cg_vector_index cg_vector_index_hnsw = {
    .type = CG_VECTOR_HNSW,
    .describe = describe,
    .effort = effort,
    .effort_max = effort_max,
    .cost = cost,
    .search = search,
};
