// SPDX-License-Identifier: Apache-2.0
// vector: adding and removing. New rows go to the end of the head; what they replace is cleared after
// they can be found.
#include "vector_int.h"

static chunk *last_chunk(const view *v)
{
    return v->chunk_count > 0 ? v->chunks[v->chunk_count - 1] : NULL;
}

static bool is_full(const chunk *c)
{
    return atomic_load_explicit(&c->rows, memory_order_relaxed) == c->capacity;
}

static chunk *find_chunk(const view *v, uint32_t id)
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

/* A chunk with room at the end of the head. */
static chunk *grow_locked(cg_vector_set *set) CG_REQUIRES(set->mu)
{
    view *v = set_view_locked(set);
    chunk *last = last_chunk(v);
    if (last != NULL && !is_full(last))
        return last;
    uint32_t capacity = last ? CG_MIN(last->capacity * 2, CHUNK_ROWS_MAX) : CHUNK_ROWS_MIN;
    chunk *added = chunk_create(set->next_chunk_id++, capacity, set->row_bytes);
    chunk **chunks = cg_alloc_array(v->chunk_count + 1, sizeof *chunks);
    if (v->chunk_count > 0)
        memcpy(chunks, v->chunks, v->chunk_count * sizeof *chunks);
    chunks[v->chunk_count] = added;
    set_view_swap_locked(set, view_create(v->metric, chunks, v->chunk_count + 1));
    cg_free(chunks);
    chunk_unref(added); /* the view has it */
    return added;
}

static void clear_row_locked(cg_vector_set *set, const place *at) CG_REQUIRES(set->mu)
{
    chunk *c = find_chunk(set_view_locked(set), at->chunk_id);
    live_clear(c->live, at->row);
    c->dead++;
}

/* Copies the live rows into new chunks, so that dead ones take neither memory nor time. */
static void compact_locked(cg_vector_set *set, cg_vector_metric metric) CG_REQUIRES(set->mu)
{
    view *v = set_view_locked(set);
    CG_VEC(chunk *) fresh = {0};
    chunk *to = NULL;
    for (size_t i = 0; i < v->chunk_count; i++) {
        const chunk *from = v->chunks[i];
        size_t rows = atomic_load_explicit(&from->rows, memory_order_relaxed);
        for (size_t row = 0; row < rows; row++) {
            if (!live_get(from->live, row))
                continue;
            if (to == NULL || is_full(to)) {
                uint32_t capacity = to ? CG_MIN(to->capacity * 2, CHUNK_ROWS_MAX) : CHUNK_ROWS_MIN;
                to = chunk_create(set->next_chunk_id++, capacity, set->row_bytes);
                CG_VEC_PUSH(&fresh, to);
            }
            uint32_t at = chunk_append(to, from->labels[row], from->data + row * from->row_bytes,
                                       from->lengths[row]);
            places_put(&set->places, from->labels[row], to->id, at);
        }
    }
    set_view_swap_locked(set, view_create(metric, fresh.ptr, fresh.len));
    for (size_t i = 0; i < fresh.len; i++)
        chunk_unref(fresh.ptr[i]);
    CG_VEC_FINI(&fresh);
}

static void compact_if_due_locked(cg_vector_set *set) CG_REQUIRES(set->mu)
{
    const view *v = set_view_locked(set);
    uint64_t dead = 0;
    for (size_t i = 0; i < v->chunk_count; i++)
        dead += v->chunks[i]->dead;
    if (dead > CG_MAX(set->places.used, (size_t)CHUNK_ROWS_MIN))
        compact_locked(set, v->metric);
}

typedef struct addition {
    const cg_vector_label *labels;
    const unsigned char *rows;
    const float *lengths;
    size_t count;
} addition;

/* Appends all rows, the last of equal labels last; `out_old` gets the places they replace. */
static size_t append_locked(cg_vector_set *set, const addition *a, place *out_old)
    CG_REQUIRES(set->mu)
{
    size_t replaced = 0;
    for (size_t i = 0; i < a->count; i++) {
        chunk *to = grow_locked(set);
        const place *old = places_find(&set->places, a->labels[i]);
        if (old != NULL) {
            if (replaced == 0)
                atomic_fetch_add_explicit(&set->moves, 1, memory_order_acq_rel);
            out_old[replaced++] = *old;
        }
        uint32_t row = chunk_append(to, a->labels[i], a->rows + i * set->row_bytes, a->lengths[i]);
        places_put(&set->places, a->labels[i], to->id, row);
        set->live_rows += old == NULL;
    }
    return replaced;
}

static cg_code add_locked(cg_vector_set *set, const addition *a, place *old, cg_err *err)
    CG_REQUIRES(set->mu)
{
    if (a->count > set->opts.rows_max - set->live_rows)
        return CG_FAIL(err, CG_E_LIMIT, "a set holds at most %" PRIu64 " vectors",
                       set->opts.rows_max);
    size_t replaced = append_locked(set, a, old);
    for (size_t i = 0; i < replaced; i++)
        clear_row_locked(set, &old[i]);
    if (replaced > 0)
        atomic_fetch_add_explicit(&set->moves, 1, memory_order_acq_rel);
    compact_if_due_locked(set);
    return CG_OK;
}

cg_code cg_vector_add(cg_vector_set *set, const cg_vector_label *labels, const void *rows,
                      size_t count, cg_err *err)
{
    for (size_t i = 0; i < count; i++)
        if (labels[i] == NO_LABEL)
            return CG_FAIL(err, CG_E_INVALID, "vector %zu: its label is reserved", i);
    float *lengths = cg_alloc_array(count, sizeof *lengths);
    place *old = cg_alloc_array(count, sizeof *old);
    const addition a = {labels, rows, lengths, count};
    cg_mutex_lock(&set->mu);
    cg_code rc = rows_check(set, set->params.metric, rows, count, lengths, err);
    if (rc == CG_OK)
        rc = add_locked(set, &a, old, err);
    cg_mutex_unlock(&set->mu);
    cg_free(old);
    cg_free(lengths);
    return rc;
}

void cg_vector_remove(cg_vector_set *set, const cg_vector_label *labels, size_t count)
{
    cg_mutex_lock(&set->mu);
    for (size_t i = 0; i < count; i++) {
        place *at = places_find(&set->places, labels[i]);
        if (at == NULL)
            continue;
        clear_row_locked(set, at);
        places_drop(&set->places, at);
        set->live_rows--;
    }
    compact_if_due_locked(set);
    cg_mutex_unlock(&set->mu);
}

/* ---- another metric, all rows as they are ---- */

cg_code cg_vector_rebuild(cg_vector_set *set, const cg_vector_params *params,
                          cg_vector_progress progress, void *progress_arg, cg_err *err)
{
    cg_code rc = cg_vector_params_check(params, err);
    if (rc != CG_OK)
        return rc;
    if (params->type == CG_VECTOR_IVF || params->type == CG_VECTOR_HNSW)
        return CG_FAIL(err, CG_E_UNPROCESSABLE, "this build compares vectors one by one");
    cg_mutex_lock(&set->mu);
    uint64_t rows = set->live_rows;
    cg_mutex_unlock(&set->mu);
    if (progress != NULL && !progress(progress_arg, 0, rows))
        return CG_FAIL(err, CG_E_CANCELED, "the rebuild was canceled");
    cg_mutex_lock(&set->mu);
    set->params = *params;
    compact_locked(set, params->metric);
    cg_mutex_unlock(&set->mu);
    if (progress != NULL)
        (void)progress(progress_arg, rows, rows);
    return CG_OK;
}
