// SPDX-License-Identifier: Apache-2.0
// vector: searching. One view serves all queries of a call.
#include "vector_int.h"

#include <math.h>

#define LOOKS_MAX 3 /* how often a query looks again because vectors were being replaced */

static bool is_late(uint64_t deadline_ns)
{
    return deadline_ns != 0 && cg_now_ns() > deadline_ns;
}

static cg_code search_view(const cg_vector_set *set, const view *v, const probe *p,
                           best_hits *out_best, cg_err *err)
{
    for (size_t i = 0; i < v->segment_count; i++) {
        if (is_late(p->query->deadline_ns))
            return CG_FAIL(err, CG_E_DEADLINE, "the search of vectors took too long");
        cg_code rc = segment_search(v->segments[i], p, out_best, err);
        if (rc != CG_OK)
            return rc;
    }
    for (size_t i = 0; i < v->chunk_count; i++) {
        if (is_late(p->query->deadline_ns))
            return CG_FAIL(err, CG_E_DEADLINE, "the search of vectors took too long");
        chunk_scan(set, v->metric, v->chunks[i], p, out_best);
    }
    best_sort(out_best);
    return CG_OK;
}

/* Adds what the looks before found, behind the k hits; a label missed by one of them was there all the same. */
static void merge_looks(best_hits *best, size_t earlier)
{
    memmove(best->hits + best->len, best->hits + best->k, earlier * sizeof *best->hits);
    best->len += earlier;
    best_drop_older(best);
    best->len = CG_MIN(best->len, best->k);
}

/* A view, and what `moves` was before it was taken: what moved since may have gone where the view does not reach. */
typedef struct look {
    view *view;
    uint64_t moves;
} look;

static look take_look(cg_vector_set *set)
{
    look l = {.moves = atomic_load_explicit(&set->moves, memory_order_acquire)};
    l.view = set_view_take(set);
    return l;
}

static bool is_undisturbed(cg_vector_set *set, const look *l)
{
    return l->moves % 2 == 0 && atomic_load_explicit(&set->moves, memory_order_acquire) == l->moves;
}

static void look_again(cg_vector_set *set, look *l)
{
    view_unref(l->view);
    *l = take_look(set);
}

static cg_code search_one(cg_vector_set *set, look *l, const probe *p, best_hits *out_best,
                          cg_err *err)
{
    size_t earlier = 0;
    if (!is_undisturbed(set, l))
        look_again(set, l);
    for (unsigned looks = 1;; looks++) {
        out_best->len = 0;
        cg_code rc = search_view(set, l->view, p, out_best, err);
        if (rc != CG_OK || is_undisturbed(set, l))
            return rc;
        merge_looks(out_best, earlier);
        if (looks == LOOKS_MAX)
            return CG_OK;
        earlier = out_best->len;
        memcpy(out_best->hits + out_best->k, out_best->hits, earlier * sizeof *out_best->hits);
        look_again(set, l);
    }
}

static cg_code search_all(cg_vector_set *set, look *l, const cg_vector_query *query,
                          const float *lengths, float *unit, hit *hits, cg_vector_hit *out_hits,
                          size_t *out_counts, cg_err *err)
{
    for (size_t i = 0; i < query->count; i++) {
        const float *vector = query->vectors + i * set->opts.dimension;
        for (size_t j = 0; j < set->opts.dimension; j++)
            unit[j] = lengths[i] > 0 ? vector[j] / lengths[i] : 0;
        const probe p = {.vector = vector, .length = lengths[i], .unit = unit, .query = query};
        best_hits best = {.hits = hits,
                          .k = query->k,
                          .threshold = query->has_threshold ? query->threshold : -INFINITY};
        cg_code rc = search_one(set, l, &p, &best, err);
        if (rc != CG_OK)
            return rc;
        for (size_t j = 0; j < best.len; j++)
            out_hits[i * query->k + j] = (cg_vector_hit){hits[j].label, hits[j].score};
        out_counts[i] = best.len;
    }
    return CG_OK;
}

cg_code cg_vector_search(cg_vector_set *set, const cg_vector_query *query, cg_vector_hit *out_hits,
                         size_t *out_counts, cg_err *err)
{
    size_t count = CG_MIN(query->count, (size_t)set->opts.queries_max);
    float *lengths = cg_alloc_array(count + 1, sizeof *lengths);
    float *unit = cg_alloc_array(set->opts.dimension, sizeof *unit);
    cg_faiss_one_thread();
    look l = take_look(set);
    cg_code rc = query_check(set, l.view->metric, query, lengths, err);
    hit *hits = rc == CG_OK ? cg_try_alloc(2 * query->k * sizeof *hits) : NULL;
    if (rc == CG_OK && hits == NULL)
        rc = CG_FAIL(err, CG_E_NOMEM, "no memory for the hits");
    if (rc == CG_OK)
        rc = search_all(set, &l, query, lengths, unit, hits, out_hits, out_counts, err);
    view_unref(l.view);
    cg_free(hits);
    cg_free(unit);
    cg_free(lengths);
    return rc;
}

/* ---- scores of given labels ---- */

/* Where a label was when it was looked up; neither: nowhere. */
typedef struct spot {
    const chunk *chunk;
    const segment *segment;
    uint32_t row;
} spot;

/* Looks in one segment for those that were found nowhere yet. */
static void find_in_segment(const segment *s, const cg_vector_label *labels, size_t count,
                            spot *out)
{
    cg_vector_label some[SEGMENT_FIND_MAX];
    uint32_t rows[SEGMENT_FIND_MAX];
    size_t which[SEGMENT_FIND_MAX];
    for (size_t i = 0; i < count;) {
        size_t n = 0;
        for (; i < count && n < SEGMENT_FIND_MAX; i++)
            if (out[i].chunk == NULL && out[i].segment == NULL) {
                some[n] = labels[i];
                which[n++] = i;
            }
        segment_find_some(s, some, n, rows);
        for (size_t j = 0; j < n; j++)
            if (rows[j] != NO_ROW)
                out[which[j]] = (spot){.segment = s, .row = rows[j]};
    }
}

/* Those in the head; what is appended to a chunk later moves none of them. */
static look find_in_head(cg_vector_set *set, const cg_vector_label *labels, size_t count, spot *out)
{
    cg_mutex_lock(&set->mu);
    look l = {.view = set_view_ref_locked(set),
              .moves = atomic_load_explicit(&set->moves, memory_order_relaxed)};
    for (size_t i = 0; i < count; i++) {
        const place *p = set->places.used > 0 ? places_find(&set->places, labels[i]) : NULL;
        out[i] =
            p == NULL ? (spot){0} : (spot){.chunk = view_chunk(l.view, p->chunk_id), .row = p->row};
    }
    cg_mutex_unlock(&set->mu);
    return l;
}

/* The view and, of it, where each label's live row is. */
static view *find_spots(cg_vector_set *set, const cg_vector_label *labels, size_t count, spot *out)
{
    for (unsigned looks = 1;; looks++) {
        look l = find_in_head(set, labels, count, out);
        for (size_t i = 0; i < l.view->segment_count; i++)
            find_in_segment(l.view->segments[i], labels, count, out);
        if (is_undisturbed(set, &l) || looks == LOOKS_MAX)
            return l.view;
        view_unref(l.view);
    }
}

/* Of the rows in one segment. */
static void score_spots(const segment *s, const probe *p, const spot *spots, size_t count,
                        float *out_scores)
{
    bool cosine = s->built.params.metric == CG_VECTOR_COSINE;
    scorer by;
    if (!s->built.has_codes)
        return;
    scorer_init(&by, &s->built.codes, cosine ? p->unit : p->vector, s->built.dimension,
                s->built.params.metric == CG_VECTOR_L2);
    for (size_t i = 0; i < count; i++) {
        if (spots[i].segment != s)
            continue;
        if (i + 4 < count && spots[i + 4].segment == s)
            scorer_fetch(&by, spots[i + 4].row);
        float score = scorer_score(&by, spots[i].row);
        out_scores[i] = cosine ? fmaxf(-1, fminf(1, score)) : score;
    }
    scorer_fini(&by);
}

cg_code cg_vector_scores(cg_vector_set *set, const float *vector, const cg_vector_label *labels,
                         size_t count, float *out_scores, cg_err *err)
{
    const cg_vector_query query = {.vectors = vector, .count = 1, .k = 1};
    spot *spots = cg_alloc_array(count + 1, sizeof *spots);
    float *unit = cg_alloc_array(set->opts.dimension, sizeof *unit);
    view *v = find_spots(set, labels, count, spots);
    probe p = {.vector = vector, .unit = unit, .query = &query};
    cg_code rc = query_check(set, v->metric, &query, &p.length, err);
    if (rc == CG_OK) {
        for (size_t j = 0; j < set->opts.dimension; j++)
            unit[j] = p.length > 0 ? vector[j] / p.length : 0;
        for (size_t i = 0; i < count; i++)
            out_scores[i] = spots[i].chunk == NULL
                                ? NAN
                                : chunk_score(set, v->metric, spots[i].chunk, &p, spots[i].row);
        for (size_t i = 0; i < v->segment_count; i++)
            score_spots(v->segments[i], &p, spots, count, out_scores);
    }
    view_unref(v);
    cg_free(unit);
    cg_free(spots);
    return rc;
}
