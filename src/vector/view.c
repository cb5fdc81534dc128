// SPDX-License-Identifier: Apache-2.0
// vector: views, and how readers get hold of one while it is being replaced.
#include "vector_int.h"

view *view_create(cg_vector_metric metric, chunk *const *chunks, size_t chunk_count,
                  segment *const *segments, size_t segment_count)
{
    view *v =
        cg_alloc(sizeof *v + chunk_count * sizeof *v->chunks + segment_count * sizeof *v->segments);
    atomic_init(&v->refs, 1);
    v->metric = metric;
    v->chunks = (chunk **)(v + 1);
    v->segments = (segment **)(v->chunks + chunk_count);
    v->chunk_count = chunk_count;
    v->segment_count = segment_count;
    for (size_t i = 0; i < chunk_count; i++)
        v->chunks[i] = chunk_ref(chunks[i]);
    for (size_t i = 0; i < segment_count; i++)
        v->segments[i] = segment_ref(segments[i]);
    return v;
}

void view_unref(view *v)
{
    if (v == NULL || atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < v->chunk_count; i++)
        chunk_unref(v->chunks[i]);
    for (size_t i = 0; i < v->segment_count; i++)
        segment_unref(v->segments[i]);
    cg_free(v);
}

chunk *view_chunk(const view *v, uint32_t id)
{
    size_t low = 0, high = v->chunk_count;
    while (low + 1 < high) {
        size_t mid = (low + high) / 2;
        if (v->chunks[mid]->id <= id)
            low = mid;
        else
            high = mid;
    }
    return v->chunks[low];
}

view *set_view_take(cg_vector_set *set)
{
    cg_mutex_lock(&set->view_mu);
    view *v = set->view;
    atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
    cg_mutex_unlock(&set->view_mu);
    return v;
}

view *set_view_locked(cg_vector_set *set)
{
    return set->view; /* only who holds mu swaps it */
}

view *set_view_ref_locked(cg_vector_set *set)
{
    atomic_fetch_add_explicit(&set->view->refs, 1, memory_order_relaxed);
    return set->view;
}

void set_view_swap_locked(cg_vector_set *set, view *take_view)
{
    cg_mutex_lock(&set->view_mu);
    view *old = set->view;
    set->view = take_view;
    cg_mutex_unlock(&set->view_mu);
    view_unref(old);
}
