// SPDX-License-Identifier: Apache-2.0
// vector: a segment's labels and rows, and searching it: by its index, or by comparing all rows that pass where
// those are few or the index finds too little.
#include "vector_int.h"

#include <math.h>
#include <stdlib.h>

#define WANT_FIRST                                                                                 \
    64 /* with a threshold: neighbours to ask for before it is known how many reach it */

/* ---- life ---- */

static const cg_vector_index *kind_of(cg_vector_type type)
{
    for (size_t i = 0; i < cg_vector_indexes_count; i++)
        if (cg_vector_indexes[i]->type == type)
            return cg_vector_indexes[i];
    CG_ASSERT(false && "no such kind of index");
    return NULL;
}

/* Walks go from row to row without any order. */
static void enlarge_pages(const segment *s)
{
    const cg_vector_built *b = &s->built;
    pages_enlarge(s->labels, s->rows * sizeof *s->labels);
    if (b->has_codes)
        pages_enlarge(b->codes.rows, s->rows * b->codes.row_bytes);
    if (b->params.type == CG_VECTOR_HNSW)
        pages_enlarge(b->graph.links, b->graph.offsets[s->rows] * sizeof *b->graph.links);
}

static cg_code look_inside(segment *s, cg_err *err)
{
    cg_vector_built *b = &s->built;
    cg_code rc = CG_OK;
    if (faiss_Index_ntotal(b->index) != s->rows || faiss_Index_d(b->index) != (int)b->dimension)
        return CG_FAIL(err, CG_E_CORRUPT, "the index has other rows than it should");
    b->has_codes = b->params.type != CG_VECTOR_IVF || b->params.codes == CG_VECTOR_PQ4;
    if (b->has_codes)
        rc = cg_vector_faiss_check(cg_faiss_get_codes(b->index, &b->codes), err);
    if (rc == CG_OK && b->params.type == CG_VECTOR_HNSW)
        rc = cg_vector_faiss_check(cg_faiss_get_graph(b->index, &b->graph), err);
    if (rc == CG_OK)
        rc = cg_vector_faiss_check(cg_faiss_bytes(b->index, &s->bytes), err);
    enlarge_pages(s);
    s->bytes += sizeof *s + s->rows * sizeof *s->labels + live_words(s->rows) * sizeof *s->live;
    return rc;
}

cg_code segment_create(FaissIndex *take_index, const cg_vector_params *params,
                       cg_vector_label *take_labels, uint32_t rows, uint32_t strides,
                       segment **out_segment, cg_err *err)
{
    segment *s = cg_alloc(sizeof *s);
    atomic_init(&s->refs, 1);
    cg_mutex_init(&s->mu, CG_LOCK_VECTOR_FILTERS);
    s->built = (cg_vector_built){.index = take_index,
                                 .rows = rows,
                                 .dimension = (uint32_t)faiss_Index_d(take_index),
                                 .params = *params};
    s->kind = kind_of(params->type);
    s->rows = rows;
    s->strides = strides;
    s->labels = take_labels;
    s->live = cg_alloc_array(live_words(rows), sizeof *s->live);
    for (uint32_t row = 0; row < rows; row++)
        live_set(s->live, row);
    cg_code rc = look_inside(s, err);
    if (rc != CG_OK) {
        segment_unref(s);
        return rc;
    }
    s->effort = s->kind->effort(&s->built);
    *out_segment = s;
    return CG_OK;
}

segment *segment_ref(segment *s)
{
    atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
    return s;
}

static void filter_bits_unref(filter_bits *f)
{
    if (f != NULL && atomic_fetch_sub_explicit(&f->refs, 1, memory_order_acq_rel) == 1)
        cg_free(f);
}

void segment_unref(segment *s)
{
    if (s == NULL || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < FILTERS_KEPT; i++)
        filter_bits_unref(s->kept[i]);
    cg_mutex_fini(&s->mu);
    faiss_Index_free(s->built.index);
    cg_free(s->labels);
    cg_free((void *)s->live);
    cg_free(s);
}

/* ---- labels and rows ---- */

uint32_t segment_row_of(uint32_t rows, uint32_t strides, uint32_t rank)
{
    uint32_t round = rank % strides, each = rows / strides, longer = rows % strides;
    return round * each + CG_MIN(round, longer) + rank / strides;
}

uint32_t segment_rank_of(uint32_t rows, uint32_t strides, uint32_t row)
{
    uint32_t each = rows / strides, longer = rows % strides, in_longer = longer * (each + 1);
    if (row < in_longer)
        return row % (each + 1) * strides + row / (each + 1);
    row -= in_longer;
    return row % each * strides + longer + row / each;
}

bool segment_find(const segment *s, cg_vector_label label, uint32_t *out_row)
{
    uint32_t low = 0, high = s->rows;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (s->labels[mid] < label)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == s->rows || s->labels[low] != label)
        return false;
    *out_row = segment_row_of(s->rows, s->strides, low);
    return live_get(s->live, *out_row);
}

/* All at once, a step each in turns: the memory that the next step reads is on its way while others take theirs. */
void segment_find_some(const segment *s, const cg_vector_label *labels, size_t count,
                       uint32_t *out_rows)
{
    uint32_t low[SEGMENT_FIND_MAX] = {0};
    for (uint32_t left = s->rows; left > 1;) {
        uint32_t half = left / 2;
        left -= half;
        for (size_t i = 0; i < count; i++) {
            uint32_t below = s->labels[low[i] + half - 1] < labels[i];
            low[i] += half & -below; /* no branch: nobody can foresee it */
            __builtin_prefetch(&s->labels[low[i] + left / 2]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t rank = s->rows == 0 ? 0 : low[i] + (s->labels[low[i]] < labels[i]);
        bool found = rank < s->rows && s->labels[rank] == labels[i];
        out_rows[i] = found ? segment_row_of(s->rows, s->strides, rank) : NO_ROW;
        if (found && !live_get(s->live, out_rows[i]))
            out_rows[i] = NO_ROW;
    }
}

void segment_clear(segment *s, uint32_t row)
{
    live_clear(s->live, row);
    atomic_fetch_add_explicit(&s->dead, 1, memory_order_relaxed);
}

/* ---- which rows pass ---- */

static filter_bits *ask_filter(const segment *s, const cg_vector_filter *filter)
{
    size_t words = live_words(s->rows);
    filter_bits *f = cg_alloc(sizeof *f + words * sizeof *f->bits);
    atomic_init(&f->refs, 1);
    f->key = filter->key;
    for (uint32_t rank = 0; rank < s->rows; rank++) {
        if (!filter->accept(filter->arg, s->labels[rank]))
            continue;
        uint32_t row = segment_row_of(s->rows, s->strides, rank);
        f->bits[row / 64] |= (uint64_t)1 << row % 64;
        f->count++;
    }
    return f;
}

static filter_bits *find_kept(segment *s, uint64_t key)
{
    filter_bits *found = NULL;
    cg_mutex_lock(&s->mu);
    for (size_t i = 0; i < FILTERS_KEPT && found == NULL; i++)
        if (s->kept[i] != NULL && s->kept[i]->key == key)
            found = s->kept[i];
    if (found != NULL)
        atomic_fetch_add_explicit(&found->refs, 1, memory_order_relaxed);
    cg_mutex_unlock(&s->mu);
    return found;
}

static void keep(segment *s, filter_bits *f)
{
    atomic_fetch_add_explicit(&f->refs, 1, memory_order_relaxed);
    cg_mutex_lock(&s->mu);
    filter_bits *old = s->kept[s->next_kept];
    s->kept[s->next_kept] = f;
    s->next_kept = (s->next_kept + 1) % FILTERS_KEPT;
    cg_mutex_unlock(&s->mu);
    filter_bits_unref(old);
}

static filter_bits *filter_of(segment *s, const cg_vector_filter *filter)
{
    if (filter == NULL)
        return NULL;
    filter_bits *f = filter->key != 0 ? find_kept(s, filter->key) : NULL;
    if (f != NULL)
        return f;
    f = ask_filter(s, filter);
    if (filter->key != 0)
        keep(s, f);
    return f;
}

/* The rows that live and pass. */
typedef struct passing {
    const uint64_t *bits; /* NULL: all do */
    size_t count;
    filter_bits *filter; /* whose bits these may be */
    uint64_t *own;
} passing;

static passing passing_of(segment *s, const cg_vector_filter *filter)
{
    passing p = {.count = s->rows, .filter = filter_of(s, filter)};
    size_t words = live_words(s->rows);
    if (atomic_load_explicit(&s->dead, memory_order_relaxed) == 0) {
        p.bits = p.filter != NULL ? p.filter->bits : NULL;
        p.count = p.filter != NULL ? p.filter->count : s->rows;
        return p;
    }
    p.bits = p.own = cg_alloc_array(words, sizeof *p.own);
    p.count = 0;
    for (size_t i = 0; i < words; i++) {
        p.own[i] = atomic_load_explicit(&s->live[i], memory_order_relaxed);
        if (p.filter != NULL)
            p.own[i] &= p.filter->bits[i];
        p.count += (size_t)__builtin_popcountll(p.own[i]);
    }
    return p;
}

static void passing_fini(passing *p)
{
    filter_bits_unref(p->filter);
    cg_free(p->own);
}

/* ---- searching ---- */

/* By the index where that is cheaper and finds enough, else by comparing. A filter of which the share s passes makes
 * the way through an index 1 / s times as long. */
static cg_code find(const segment *s, const cg_vector_ask *ask, bool exact,
                    cg_vector_found *out_found, size_t *out_count, cg_err *err)
{
    size_t cost = s->kind->cost(&s->built, ask->effort, ask->k);
    size_t want = CG_MIN(ask->k, ask->passing);
    if (!exact && (double)ask->passing * (double)ask->passing > (double)cost * s->rows) {
        cg_code rc = s->kind->search(&s->built, ask, out_found, out_count, err);
        if (rc != CG_OK || *out_count >= want)
            return rc;
    }
    return cg_vector_search_all_rows(&s->built, ask, out_found, out_count, err);
}

static float worst_of(const cg_vector_found *found, size_t count)
{
    float worst = INFINITY;
    for (size_t i = 0; i < count; i++)
        worst = fminf(worst, found[i].score);
    return worst;
}

/* With a threshold k only bounds what comes, so it is approached. */
static cg_code find_above(const segment *s, const cg_vector_query *query, cg_vector_ask *ask,
                          cg_vector_found *found, size_t *out_count, cg_err *err)
{
    size_t k = CG_MIN(query->k, ask->passing);
    for (ask->k = query->has_threshold ? CG_MIN(k, (size_t)WANT_FIRST) : k;;
         ask->k = CG_MIN(ask->k * 4, k)) {
        cg_code rc = find(s, ask, query->exact, found, out_count, err);
        if (rc != CG_OK || ask->k == k || *out_count < ask->k ||
            worst_of(found, *out_count) < query->threshold)
            return rc;
    }
}

static void take_hits(const segment *s, const cg_vector_found *found, size_t count,
                      best_hits *out_best)
{
    for (size_t i = 0; i < count; i++) {
        float score = found[i].score;
        if (s->built.params.metric == CG_VECTOR_COSINE) /* codes are not quite of length 1 */
            score = fmaxf(-1, fminf(1, score));
        cg_vector_label label = s->labels[segment_rank_of(s->rows, s->strides, found[i].row)];
        if (best_wants(out_best, score, label))
            best_push(out_best, (hit){label, 0, score});
    }
}

cg_code segment_search(segment *s, const probe *p, best_hits *out_best, cg_err *err)
{
    bool cosine = s->built.params.metric == CG_VECTOR_COSINE;
    cg_vector_ask ask = {.query = cosine ? p->unit : p->vector,
                         .effort = p->query->effort ? p->query->effort : s->effort};
    passing passes = passing_of(s, p->query->filter);
    ask.pass = passes.bits;
    ask.passing = passes.count;
    size_t count = 0, room = CG_MIN(p->query->k, ask.passing);
    cg_code rc = CG_OK;
    cg_vector_found *found = room > 0 ? cg_try_alloc(room * sizeof *found) : NULL;
    if (room > 0 && found == NULL)
        rc = CG_FAIL(err, CG_E_NOMEM, "no memory for the hits");
    if (rc == CG_OK && room > 0)
        rc = find_above(s, p->query, &ask, found, &count, err);
    if (rc == CG_OK)
        take_hits(s, found, count, out_best);
    cg_free(found);
    passing_fini(&passes);
    return rc;
}
