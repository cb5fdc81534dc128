// SPDX-License-Identifier: Apache-2.0
// Neighbours of vectors among the definitions of a snapshot. What a filter asks of files becomes bits of units, what it asks
// of kinds is in the labels; names have to be read, so more are fetched until enough of them pass.
#include <math.h>
#include <stdlib.h>

#include "nearest.h"

#define GROW 4 /* times as many, when names left too few */

/* What the labels are held against. */
typedef struct sieve {
    uint64_t kinds;
    const semantic_view *view;
    const uint8_t *units; /* a bit for each; NULL: all that the view sees */
} sieve;

static bool accept(void *arg, cg_vector_label label)
{
    const sieve *v = arg;
    uint32_t unit = label_unit(label);
    if (!(v->kinds >> label_kind(label) & 1) || !view_sees(v->view, unit))
        return false;
    return v->units == NULL || (v->units[unit / 8] >> unit % 8 & 1);
}

static void sieve_make(search *s, const semantic_view *view, sieve *out)
{
    *out = (sieve){.kinds = s->filters.kinds, .view = view};
    if (!filter_asks_of_files(s))
        return;
    uint8_t *units = cg_arena_alloc(s->scratch, view->units_limit / 8 + 1);
    for (uint32_t num = 0; num < cg_snapshot_files_limit(s->snap); num++) {
        const cg_file *file = cg_snapshot_file(s->snap, num);
        if (file->present && view_sees(view, file->unit_no) && filter_file(s, num))
            units[file->unit_no / 8] |= (uint8_t)(1u << file->unit_no % 8);
    }
    out->units = units;
}

static uint64_t key_of(const sieve *v)
{
    uint64_t key = cg_hash64(&v->kinds, sizeof v->kinds, v->view->key);
    if (v->units != NULL)
        key = cg_hash64(v->units, v->view->units_limit / 8 + 1, key);
    return key | 1; /* 0 would be none */
}

/* ---- labels to hits ---- */

/* Adds a hit for each file that has the unit and passes. */
static cg_code add_hits(search *s, const nearest_ask *ask, const cg_vector_hit *found,
                        hit_list *out, cg_err *err)
{
    uint32_t file = cg_snapshot_unit_file(s->snap, label_unit(found->label));
    uint32_t def = label_def(found->label);
    bool passes = true;
    for (; file != CG_NONE; file = cg_snapshot_next_unit_file(s->snap, file)) {
        if (!filter_file(s, file) || (file == ask->not_file && def == ask->not_def))
            continue;
        if (def >= cg_snapshot_file(s->snap, file)->nodes)
            return CG_FAIL(err, CG_E_CORRUPT, "a stored vector names no definition");
        cg_code rc = filter_def(s, file, def, &passes, err);
        if (rc != CG_OK)
            return rc;
        cg_hit hit = {.file = file,
                      .def = def,
                      .score = (double)found->score,
                      .has = 1u << CG_SIGNAL_VECTOR,
                      .signals[CG_SIGNAL_VECTOR] = found->score};
        hit.has |= 1u << CG_SIGNAL_PRIOR;
        hit.signals[CG_SIGNAL_PRIOR] =
            (float)(prior_kind(label_kind(found->label)) * prior_file(s, file));
        if (passes)
            CG_VEC_PUSH(out, hit);
    }
    return CG_OK;
}

static cg_code take_hits(search *s, const nearest_ask *ask, const cg_vector_hit *found,
                         size_t count, hit_list *out, cg_err *err)
{
    cg_code rc = CG_OK;
    CG_VEC_CLEAR(out);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        if (i % 256 == 255)
            rc = search_check_time(s, err);
        if (rc == CG_OK)
            rc = add_hits(s, ask, &found[i], out, err);
    }
    return rc;
}

/* ---- asking ---- */

static cg_code ask_set(search *s, const nearest_ask *ask, sieve *v, size_t k, cg_vector_hit *found,
                       size_t *counts, cg_err *err)
{
    cg_vector_filter filter = {accept, v, key_of(v)};
    cg_vector_query query = {.vectors = ask->vectors,
                             .count = ask->count,
                             .k = k,
                             .has_threshold = ask->has_threshold,
                             .threshold = ask->threshold,
                             .filter = &filter,
                             .exact = ask->exact,
                             .deadline_ns = s->query->deadline_ns};
    uint64_t start = cg_now_ns();
    cg_code rc = cg_vector_search(v->view->set, &query, found, counts, err);
    cg_metric_observe_ns(CG_M_VECTOR_SEARCH_DURATION, cg_now_ns() - start);
    return rc;
}

static bool are_enough(const nearest_ask *ask, const hit_list *lists, const size_t *counts,
                       size_t k)
{
    for (size_t i = 0; i < ask->count; i++)
        if (lists[i].len < ask->k && counts[i] == k)
            return false;
    return true;
}

cg_code nearest_run(search *s, const semantic_view *view, const nearest_ask *ask,
                    hit_list *out_lists, cg_err *err)
{
    sieve v;
    sieve_make(s, view, &v);
    /* one more: what is asked about may be nearest to itself */
    size_t k = CG_MIN(ask->k + (ask->not_file != CG_NONE), (size_t)CG_NEAREST_MAX);
    size_t *counts = cg_arena_alloc_array(s->scratch, ask->count, sizeof *counts);
    for (;; k = CG_MIN(k * GROW, (size_t)CG_NEAREST_MAX)) {
        cg_vector_hit *found = cg_try_alloc(ask->count * k * sizeof *found);
        if (found == NULL)
            return CG_FAIL(err, CG_E_NOMEM, "no memory for so many neighbours");
        cg_code rc = ask_set(s, ask, &v, k, found, counts, err);
        for (size_t i = 0; rc == CG_OK && i < ask->count; i++)
            rc = take_hits(s, ask, found + i * k, counts[i], &out_lists[i], err);
        cg_free(found);
        if (rc != CG_OK || !filter_asks_of_names(s) || k == CG_NEAREST_MAX ||
            are_enough(ask, out_lists, counts, k))
            return rc;
    }
}

/* ---- by vector alone ---- */

cg_code cg_nearest_check(const float *vector, size_t dimension, cg_err *err)
{
    double sum = 0;
    for (size_t i = 0; i < dimension; i++)
        sum += (double)vector[i] * (double)vector[i];
    if (sum == 0)
        return CG_FAIL(err, CG_E_INVALID, "the vector is zero: it points nowhere");
    if (!isfinite(sum))
        return CG_FAIL(err, CG_E_INVALID,
                       "the vector has a number that is not finite, or too large");
    return CG_OK;
}

static cg_code check_vectors(const cg_nearest *query, cg_err *err)
{
    size_t dimension = cg_embedder_describe(cg_semantic_embedder(query->semantic)).dimension;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < query->count; i++)
        rc = cg_nearest_check(query->vectors + i * dimension, dimension, err);
    return rc;
}

static cg_code give_lists(const hit_list *lists, const cg_nearest *query, const semantic_view *view,
                          cg_arena *arena, cg_hits *out_hits, cg_err *err)
{
    for (size_t i = 0; i < query->count; i++) {
        size_t count = CG_MIN(lists[i].len, query->k);
        cg_hit *rows = cg_arena_try(arena, (count + 1) * sizeof *rows);
        if (rows == NULL)
            return CG_FAIL(err, CG_E_LIMIT, "the reply is too large for the request's memory");
        if (count > 0)
            memcpy(rows, lists[i].ptr, count * sizeof *rows);
        out_hits[i] = (cg_hits){.rows = rows,
                                .count = count,
                                .total = count,
                                .by_vectors = true,
                                .coverage = view->coverage};
    }
    return CG_OK;
}

cg_code cg_search_nearest(const cg_snapshot *snap, const cg_nearest *query, cg_arena *arena,
                          cg_hits *out_hits, cg_err *err)
{
    semantic_view *view = NULL;
    cg_query plain = {.filter = query->filter, .deadline_ns = query->deadline_ns};
    nearest_ask ask = {query->vectors,   query->count, query->k,        query->has_threshold,
                       query->threshold, query->exact, query->not_file, query->not_def};
    cg_code rc = semantic_view_take(query->semantic, snap, cg_semantic_until(query->deadline_ns, 0),
                                    &view, err);
    if (rc == CG_OK)
        rc = check_vectors(query, err);
    search *s = cg_alloc(sizeof *s);
    hit_list *lists = cg_alloc_array(query->count, sizeof *lists);
    search_open(s, snap, &plain);
    if (rc == CG_OK)
        rc = search_read_filters(s, err);
    if (rc == CG_OK)
        rc = nearest_run(s, view, &ask, lists, err);
    if (rc == CG_OK)
        rc = give_lists(lists, query, view, arena, out_hits, err);
    for (size_t i = 0; i < query->count; i++)
        CG_VEC_FINI(&lists[i]);
    cg_free(lists);
    search_close(s);
    cg_free(s);
    semantic_view_release(view);
    return rc;
}
