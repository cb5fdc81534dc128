// SPDX-License-Identifier: Apache-2.0
// vector: filling a set when it is opened. What a file holds counts only where the source still gives the same vector, so
// files may be missing, torn, of another model or years old.
#include "vector_int.h"

#include <stdlib.h>

#define BATCH_ROWS 256u

typedef struct file_segment {
    segment *segment;
    uint32_t *hashes; /* by rank */
} file_segment;

typedef struct loading {
    cg_vector_set *set;
    file_segment files[VIEW_SEGMENTS_MAX]; /* the newest first */
    size_t file_count;
    CG_VEC(cg_vector_label) labels; /* for the head */
    cg_buf rows;
    cg_code rc;
    cg_err *err;
} loading;

/* ---- files ---- */

static void forget_rows(segment *s)
{
    for (size_t i = 0; i < live_words(s->rows); i++)
        atomic_store_explicit(&s->live[i], 0, memory_order_relaxed);
    atomic_store_explicit(&s->dead, s->rows, memory_order_relaxed);
}

static cg_code read_files(loading *l)
{
    uint64_t *numbers = NULL;
    size_t count = 0;
    cg_code rc = segment_files_list(l->set, &numbers, &count, l->err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = count; i-- > 0;) {
        cg_err why = {0};
        file_segment *f = &l->files[l->file_count];
        if (i + 1 == count)
            l->set->next_file = numbers[i] + 1;
        if (l->file_count < VIEW_SEGMENTS_MAX &&
            segment_file_read(l->set, numbers[i], &f->segment, &f->hashes, &why) == CG_OK) {
            forget_rows(f->segment);
            l->file_count++;
            continue;
        }
        CG_LOG(CG_LOG_DEBUG, "vector.file_refused", CG_LU64("file", numbers[i]),
               CG_LSTR("why", cg_str_from(why.text)));
        segment_file_delete(l->set, numbers[i]);
    }
    cg_free(numbers);
    return CG_OK;
}

/* ---- rows ---- */

static bool claim(const file_segment *f, cg_vector_label label, uint32_t hash)
{
    segment *s = f->segment;
    uint32_t row;
    if (segment_find(s, label, &row)) /* given twice */
        return true;
    const cg_vector_label *at = bsearch(&label, s->labels, s->rows, sizeof label, cg_compare_u64);
    if (at == NULL || f->hashes[at - s->labels] != hash)
        return false;
    live_set(s->live, segment_row_of(s->rows, s->strides, (uint32_t)(at - s->labels)));
    atomic_fetch_sub_explicit(&s->dead, 1, memory_order_relaxed);
    return true;
}

static void flush(loading *l)
{
    if (l->rc == CG_OK && l->labels.len > 0)
        l->rc = cg_vector_add(l->set, l->labels.ptr, l->rows.ptr, l->labels.len, l->err);
    CG_VEC_CLEAR(&l->labels);
    cg_buf_clear(&l->rows);
}

static bool load_row(void *arg, cg_vector_label label, const void *row)
{
    loading *l = arg;
    uint32_t hash = l->file_count > 0 ? row_hash(row, l->set->row_bytes) : 0;
    for (size_t i = 0; i < l->file_count; i++)
        if (claim(&l->files[i], label, hash))
            return true;
    CG_VEC_PUSH(&l->labels, label);
    cg_buf_add(&l->rows, row, l->set->row_bytes);
    if (l->labels.len == BATCH_ROWS)
        flush(l);
    return l->rc == CG_OK;
}

/* The segments that something is left of; the files of the others go. */
static void take_segments(loading *l)
{
    cg_vector_set *set = l->set;
    segment *kept[VIEW_SEGMENTS_MAX];
    size_t count = 0;
    cg_mutex_lock(&set->mu);
    for (size_t i = 0; i < l->file_count; i++) {
        segment *s = l->files[i].segment;
        uint32_t live = s->rows - atomic_load(&s->dead);
        set->live_rows += live;
        if (live > 0)
            kept[count++] = s;
        else
            segment_file_delete(set, s->file);
    }
    const view *v = set_view_locked(set);
    set_view_swap_locked(set, view_create(v->metric, v->chunks, v->chunk_count, kept, count));
    cg_mutex_unlock(&set->mu);
}

cg_code set_load(cg_vector_set *set, cg_err *err)
{
    loading l = {.set = set, .err = err};
    const cg_vector_source *source = &set->opts.source;
    cg_code rc = set->opts.folder != NULL ? read_files(&l) : CG_OK;
    if (rc == CG_OK && source->scan != NULL)
        rc = source->scan(source->arg, 0, load_row, &l, err);
    if (rc == CG_OK) {
        flush(&l);
        rc = l.rc;
    }
    if (rc == CG_OK)
        take_segments(&l);
    for (size_t i = 0; i < l.file_count; i++) {
        segment_unref(l.files[i].segment);
        cg_free(l.files[i].hashes);
    }
    CG_VEC_FINI(&l.labels);
    cg_buf_fini(&l.rows);
    return rc;
}
