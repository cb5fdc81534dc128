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

static cg_code search_one(cg_vector_set *set, view **v, const probe *p, best_hits *out_best,
                          cg_err *err)
{
    size_t earlier = 0;
    for (unsigned looks = 1;; looks++) {
        uint64_t before = atomic_load_explicit(&set->moves, memory_order_acquire);
        out_best->len = 0;
        cg_code rc = search_view(set, *v, p, out_best, err);
        if (rc != CG_OK)
            return rc;
        uint64_t after = atomic_load_explicit(&set->moves, memory_order_acquire);
        if (before == after && before % 2 == 0)
            return CG_OK;
        merge_looks(out_best, earlier);
        if (looks == LOOKS_MAX)
            return CG_OK;
        earlier = out_best->len;
        memcpy(out_best->hits + out_best->k, out_best->hits, earlier * sizeof *out_best->hits);
        view_unref(*v);
        *v = set_view_take(set);
    }
}

static cg_code search_all(cg_vector_set *set, view **v, const cg_vector_query *query,
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
        cg_code rc = search_one(set, v, &p, &best, err);
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
    view *v = set_view_take(set);
    cg_code rc = query_check(set, v->metric, query, lengths, err);
    hit *hits = rc == CG_OK ? cg_try_alloc(2 * query->k * sizeof *hits) : NULL;
    if (rc == CG_OK && hits == NULL)
        rc = CG_FAIL(err, CG_E_NOMEM, "no memory for the hits");
    if (rc == CG_OK)
        rc = search_all(set, &v, query, lengths, unit, hits, out_hits, out_counts, err);
    view_unref(v);
    cg_free(hits);
    cg_free(unit);
    cg_free(lengths);
    return rc;
}
