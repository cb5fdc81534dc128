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

static chunk *append_chunk_locked(cg_vector_set *set, uint32_t capacity) CG_REQUIRES(set->mu)
{
    const view *v = set_view_locked(set);
    chunk *added = chunk_create(set->next_chunk_id++, capacity, set->row_bytes);
    chunk **chunks = cg_alloc_array(v->chunk_count + 1, sizeof(chunk *));
    if (v->chunk_count > 0)
        memcpy(chunks, v->chunks, v->chunk_count * sizeof *chunks);
    chunks[v->chunk_count] = added;
    set_view_swap_locked(
        set, view_create(v->metric, chunks, v->chunk_count + 1, v->segments, v->segment_count));
    cg_free(chunks);
    chunk_unref(added); /* the view has it */
    return added;
}

/* A chunk with room at the end of the head. */
static chunk *grow_locked(cg_vector_set *set) CG_REQUIRES(set->mu)
{
    chunk *last = last_chunk(set_view_locked(set));
    if (last != NULL && !is_full(last))
        return last;
    return append_chunk_locked(set,
                               last ? CG_MIN(last->capacity * 2, CHUNK_ROWS_MAX) : CHUNK_ROWS_MIN);
}

void set_seal_head_locked(cg_vector_set *set)
{
    (void)append_chunk_locked(set, CHUNK_ROWS_MIN);
}

/* Where a row is that goes. */
typedef struct old_row {
    segment *segment; /* NULL: in the head */
    uint32_t chunk_id, row;
} old_row;

static bool find_old_locked(cg_vector_set *set, cg_vector_label label, old_row *out_old)
    CG_REQUIRES(set->mu)
{
    const view *v = set_view_locked(set);
    const place *at = places_find(&set->places, label);
    if (at != NULL) {
        *out_old = (old_row){NULL, at->chunk_id, at->row};
        return true;
    }
    for (size_t i = 0; i < v->segment_count; i++) {
        uint32_t row;
        if (segment_find(v->segments[i], label, &row)) {
            *out_old = (old_row){v->segments[i], 0, row};
            return true;
        }
    }
    return false;
}

static void clear_locked(cg_vector_set *set, const old_row *old, cg_vector_label label)
    CG_REQUIRES(set->mu)
{
    if (set->building)
        CG_VEC_PUSH(&set->touched, label);
    if (old->segment != NULL) {
        segment_clear(old->segment, old->row);
        return;
    }
    chunk *c = view_chunk(set_view_locked(set), old->chunk_id);
    live_clear(c->live, old->row);
    c->dead++;
}

/* Copies the live rows into new chunks, so that dead ones take neither memory nor time. */
static void compact_locked(cg_vector_set *set) CG_REQUIRES(set->mu)
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
    set_view_swap_locked(
        set, view_create(v->metric, fresh.ptr, fresh.len, v->segments, v->segment_count));
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
    if (!set->building && dead > CG_MAX(set->places.used, (size_t)CHUNK_ROWS_MIN))
        compact_locked(set);
}

typedef struct addition {
    const cg_vector_label *labels;
    const unsigned char *rows;
    const float *lengths;
    size_t count;
} addition;

/* Appends all rows; `out_old` gets those that they replace. */
static size_t append_locked(cg_vector_set *set, const addition *a, old_row *out_old,
                            cg_vector_label *out_old_labels) CG_REQUIRES(set->mu)
{
    size_t replaced = 0;
    for (size_t i = 0; i < a->count; i++) {
        chunk *to = grow_locked(set);
        if (find_old_locked(set, a->labels[i], &out_old[replaced])) {
            if (replaced == 0)
                atomic_fetch_add_explicit(&set->moves, 1, memory_order_acq_rel);
            out_old_labels[replaced++] = a->labels[i];
        } else {
            set->live_rows++;
        }
        uint32_t row = chunk_append(to, a->labels[i], a->rows + i * set->row_bytes, a->lengths[i]);
        places_put(&set->places, a->labels[i], to->id, row);
    }
    return replaced;
}

static cg_code add_locked(cg_vector_set *set, const addition *a, cg_err *err) CG_REQUIRES(set->mu)
{
    if (a->count > set->opts.rows_max - set->live_rows)
        return CG_FAIL(err, CG_E_LIMIT, "a set holds at most %" PRIu64 " vectors",
                       set->opts.rows_max);
    old_row *old = cg_alloc_array(a->count + 1, sizeof *old);
    cg_vector_label *labels = cg_alloc_array(a->count + 1, sizeof *labels);
    size_t replaced = append_locked(set, a, old, labels);
    for (size_t i = 0; i < replaced; i++)
        clear_locked(set, &old[i], labels[i]);
    if (replaced > 0)
        atomic_fetch_add_explicit(&set->moves, 1, memory_order_acq_rel);
    set->changed_ns = cg_now_ns();
    compact_if_due_locked(set);
    cg_free(labels);
    cg_free(old);
    return CG_OK;
}

cg_code cg_vector_add(cg_vector_set *set, const cg_vector_label *labels, const void *rows,
                      size_t count, cg_err *err)
{
    for (size_t i = 0; i < count; i++)
        if (labels[i] == NO_LABEL)
            return CG_FAIL(err, CG_E_INVALID, "vector %zu: its label is reserved", i);
    bool due = false;
    float *lengths = cg_alloc_array(count + 1, sizeof *lengths);
    const addition a = {labels, rows, lengths, count};
    cg_mutex_lock(&set->mu);
    cg_code rc = rows_check(set, set->params.metric, rows, count, lengths, err);
    if (rc == CG_OK)
        rc = add_locked(set, &a, err);
    if (rc == CG_OK)
        due = set_due_locked(set);
    cg_mutex_unlock(&set->mu);
    if (due)
        builder_wake(set->opts.builder);
    cg_free(lengths);
    return rc;
}

void cg_vector_remove(cg_vector_set *set, const cg_vector_label *labels, size_t count)
{
    cg_mutex_lock(&set->mu);
    for (size_t i = 0; i < count; i++) {
        old_row old;
        if (!find_old_locked(set, labels[i], &old))
            continue;
        clear_locked(set, &old, labels[i]);
        if (old.segment == NULL)
            places_drop(&set->places, places_find(&set->places, labels[i]));
        set->live_rows--;
    }
    compact_if_due_locked(set);
    bool due = set_due_locked(set);
    cg_mutex_unlock(&set->mu);
    if (due)
        builder_wake(set->opts.builder);
}
