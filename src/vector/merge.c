// SPDX-License-Identifier: Apache-2.0
// vector: a build from its plan to the view that has the new segment. Vectors of the head are at hand, those of segments come
// from the source again. Changes go on meanwhile; what they touch is cleared in the new segment before it is shown.
#include "vector_int.h"

#include <stdio.h>
#include <stdlib.h>

#define QUIET_NS 2000000000u  /* without additions, before the head goes into a segment */
#define RETRY_NS 60000000000u /* after a build that failed */

/* What a build is made from: the view when it began, and which parts of it. */
typedef struct work {
    view *before;
    size_t chunks; /* the first so many */
    bool segments[VIEW_SEGMENTS_MAX];
    cg_vector_params params;
} work;

/* ---- gathering ---- */

typedef struct item {
    cg_vector_label label;
    const unsigned char *row; /* NULL: the source has it */
} item;

typedef struct gathering {
    const cg_vector_set *set;
    const build_watch *watch;
    CG_VEC(item) items;
    size_t next, missing; /* of items whose row comes from the source */
    harvest *out;
    cg_code rc;
    cg_err *err;
} gathering;

static int by_label(const void *a, const void *b)
{
    const item *x = a, *y = b;
    return (x->label > y->label) - (x->label < y->label);
}

static void list_items(gathering *g, const work *w)
{
    for (size_t i = 0; i < w->chunks; i++) {
        const chunk *c = w->before->chunks[i];
        size_t rows = atomic_load_explicit(&c->rows, memory_order_acquire);
        for (size_t row = 0; row < rows; row++)
            if (live_get(c->live, row))
                CG_VEC_PUSH(&g->items, (item){c->labels[row], c->data + row * c->row_bytes});
    }
    for (size_t i = 0; i < w->before->segment_count; i++) {
        const segment *s = w->before->segments[i];
        for (uint32_t rank = 0; w->segments[i] && rank < s->rows; rank++) {
            if (!live_get(s->live, segment_row_of(s->rows, s->strides, rank)))
                continue;
            CG_VEC_PUSH(&g->items, (item){s->labels[rank], NULL});
            g->missing++;
        }
    }
    if (g->items.len > 1)
        qsort(g->items.ptr, g->items.len, sizeof *g->items.ptr, by_label);
}

static void take(gathering *g, cg_vector_label label, const void *row)
{
    harvest *h = g->out;
    h->labels[h->count] = label;
    memcpy(h->rows + h->count * g->set->row_bytes, row, g->set->row_bytes);
    h->count++;
}

/* Takes the rows at hand before `label`; what the source should have had there is gone from it. */
static void take_until(gathering *g, cg_vector_label label)
{
    for (; g->next < g->items.len && g->items.ptr[g->next].label < label; g->next++) {
        const item *it = &g->items.ptr[g->next];
        if (it->row != NULL)
            take(g, it->label, it->row);
        else
            g->missing--;
    }
}

static bool visit(void *arg, cg_vector_label label, const void *row)
{
    gathering *g = arg;
    take_until(g, label);
    if (g->next < g->items.len && g->items.ptr[g->next].label == label) {
        const item *it = &g->items.ptr[g->next++];
        g->missing -= it->row == NULL;
        take(g, label, it->row ? (const void *)it->row : row);
        if (g->out->count % 4096 == 0)
            g->rc = build_watch_tell(g->watch, 0, g->err);
    }
    return g->rc == CG_OK && g->missing > 0;
}

static cg_code fill(gathering *g)
{
    const cg_vector_source *source = &g->set->opts.source;
    g->out->labels = cg_try_alloc((g->items.len + 1) * sizeof *g->out->labels);
    g->out->rows = cg_try_alloc(g->items.len * g->set->row_bytes + 1);
    if (g->out->labels == NULL || g->out->rows == NULL)
        return CG_FAIL(g->err, CG_E_NOMEM, "no memory for the vectors of a segment");
    size_t first = 0;
    while (first < g->items.len && g->items.ptr[first].row != NULL)
        first++;
    if (g->missing > 0 && source->scan != NULL) {
        cg_code rc = source->scan(source->arg, g->items.ptr[first].label, visit, g, g->err);
        if (rc != CG_OK || g->rc != CG_OK)
            return rc != CG_OK ? rc : g->rc;
    }
    take_until(g, NO_LABEL);
    return CG_OK;
}

static cg_code gather(const cg_vector_set *set, const work *w, const build_watch *watch,
                      harvest *out, cg_err *err)
{
    gathering g = {.set = set, .watch = watch, .out = out, .err = err};
    list_items(&g, w);
    cg_code rc = fill(&g);
    CG_VEC_FINI(&g.items);
    return rc;
}

/* ---- the new view ---- */

static bool is_new_row(const segment *made, cg_vector_label label, uint32_t *out_row)
{
    return made != NULL && segment_find(made, label, out_row);
}

/* Rows that moved into the segment leave the table of the head; a label that is neither there nor touched is gone from the source. */
static void settle_places_locked(cg_vector_set *set, const work *w) CG_REQUIRES(set->mu)
{
    for (size_t i = 0; i < w->chunks; i++) {
        const chunk *c = w->before->chunks[i];
        size_t rows = atomic_load_explicit(&c->rows, memory_order_relaxed);
        for (size_t row = 0; row < rows; row++) {
            place *at = live_get(c->live, row) ? places_find(&set->places, c->labels[row]) : NULL;
            if (at != NULL && at->chunk_id == c->id)
                places_drop(&set->places, at);
        }
    }
}

static view *next_view_locked(cg_vector_set *set, const work *w, segment *made) CG_REQUIRES(set->mu)
{
    const view *now = set_view_locked(set);
    segment *segments[VIEW_SEGMENTS_MAX + 1];
    size_t count = 0;
    for (size_t i = 0; i < now->segment_count; i++)
        if (!w->segments[i]) /* only builds change the segments, one at a time */
            segments[count++] = now->segments[i];
    if (made != NULL)
        segments[count++] = made;
    return view_create(w->params.metric, now->chunks + w->chunks, now->chunk_count - w->chunks,
                       segments, count);
}

static uint64_t count_live_locked(const cg_vector_set *set, const view *v)
{
    uint64_t live = set->places.used;
    for (size_t i = 0; i < v->segment_count; i++)
        live += v->segments[i]->rows - atomic_load(&v->segments[i]->dead);
    return live;
}

static void show_locked(cg_vector_set *set, const work *w, segment *made) CG_REQUIRES(set->mu)
{
    for (size_t i = 0; i < set->touched.len; i++) {
        uint32_t row;
        if (is_new_row(made, set->touched.ptr[i], &row))
            segment_clear(made, row);
    }
    if (made != NULL)
        set->build_cpu_ns += made->build_cpu_ns;
    settle_places_locked(set, w);
    view *next = next_view_locked(set, w, made);
    set->params = w->params;
    set->live_rows = count_live_locked(set, next);
    set_view_swap_locked(set, next);
}

/* ---- one build ---- */

static uint32_t *hashes_of(const cg_vector_set *set, const harvest *h)
{
    uint32_t *hashes = cg_alloc_array(h->count + 1, sizeof *hashes);
    for (size_t i = 0; i < h->count; i++)
        hashes[i] = row_hash(h->rows + i * set->row_bytes, set->row_bytes);
    return hashes;
}

static cg_code write_file(cg_vector_set *set, const work *w, const harvest *h, uint64_t number,
                          segment *made, cg_err *err)
{
    if (set->opts.folder == NULL)
        return CG_OK;
    uint32_t *hashes = hashes_of(set, h);
    cg_code rc = segment_file_write(set, &w->params, made, number, hashes, err);
    cg_free(hashes);
    if (rc == CG_OK)
        made->file = number;
    return rc;
}

static cg_code make(cg_vector_set *set, const work *w, uint64_t number, const build_watch *watch,
                    segment **out_made, cg_err *err)
{
    harvest h = {0};
    cg_code rc = gather(set, w, watch, &h, err);
    if (rc == CG_OK && h.count > 0)
        rc = build_segment(set, &w->params, &h, watch, out_made, err);
    if (rc == CG_OK && *out_made != NULL)
        rc = write_file(set, w, &h, number, *out_made, err);
    cg_free(h.labels);
    cg_free(h.rows);
    if (rc != CG_OK && *out_made != NULL) {
        segment_unref(*out_made);
        *out_made = NULL;
    }
    return rc;
}

static void finish_locked(cg_vector_set *set, cg_code rc, const cg_err *err) CG_REQUIRES(set->mu)
{
    set->building = false;
    CG_VEC_FINI(&set->touched);
    if (rc == CG_OK) {
        set->builds++;
    } else if (rc != CG_E_CANCELED) {
        set->failures++;
        (void)snprintf(set->failure, sizeof set->failure, "%.159s", err->text);
    }
    cg_cond_broadcast(&set->built);
}

static void delete_files(const cg_vector_set *set, const work *w)
{
    for (size_t i = 0; set->opts.folder != NULL && i < w->before->segment_count; i++)
        if (w->segments[i] && w->before->segments[i]->file != 0)
            segment_file_delete(set, w->before->segments[i]->file);
}

/* `w` is begun: set->building is true, and nothing but this thread ends that. */
static cg_code run(cg_vector_set *set, work *w, uint64_t number, const build_watch *watch,
                   cg_err *err)
{
    segment *made = NULL;
    cg_err failure = {0};
    cg_code rc = make(set, w, number, watch, &made, &failure);
    cg_mutex_lock(&set->mu);
    if (rc == CG_OK)
        show_locked(set, w, made);
    finish_locked(set, rc, &failure);
    cg_mutex_unlock(&set->mu);
    if (rc == CG_OK)
        delete_files(set, w);
    else if (err != NULL)
        *err = failure;
    segment_unref(made); /* the view has it */
    view_unref(w->before);
    return rc;
}

/* The head up to here goes into what is built: later rows get a chunk of their own. */
static void begin_locked(cg_vector_set *set, work *w, bool head) CG_REQUIRES(set->mu)
{
    set->building = true;
    if (head)
        set_seal_head_locked(set);
    w->before = set_view_ref_locked(set);
    w->chunks = head && w->before->chunk_count > 0 ? w->before->chunk_count - 1 : 0;
}

/* ---- a whole rebuild ---- */

static cg_code rebuild_now(cg_vector_set *set, const rebuild *r, cg_err *err)
{
    work w = {.params = r->params};
    cg_mutex_lock(&set->mu);
    while (set->building)
        cg_cond_wait(&set->built, &set->mu);
    bool exact = r->params.type == CG_VECTOR_AUTO && set->live_rows < set->opts.exact_rows;
    begin_locked(set, &w, !exact);
    for (size_t i = 0; i < w.before->segment_count; i++)
        w.segments[i] = true;
    const build_watch watch = {set, r->progress, r->progress_arg, set->live_rows};
    uint64_t number = set->next_file++;
    cg_mutex_unlock(&set->mu);
    cg_code rc = build_watch_tell(&watch, 0, err);
    if (rc == CG_OK)
        return run(set, &w, number, &watch, err);
    cg_mutex_lock(&set->mu);
    finish_locked(set, rc, err);
    cg_mutex_unlock(&set->mu);
    view_unref(w.before);
    return rc;
}

static cg_code wait_for_builder(cg_vector_set *set, rebuild *r, cg_err *err)
{
    cg_mutex_lock(&set->mu);
    if (set->rebuild != NULL) {
        cg_mutex_unlock(&set->mu);
        return CG_FAIL(err, CG_E_BUSY, "another rebuild of these vectors waits");
    }
    set->rebuild = r;
    atomic_store_explicit(&set->due_ns, 1, memory_order_release);
    cg_mutex_unlock(&set->mu);
    builder_wake(set->opts.builder);
    cg_mutex_lock(&set->mu);
    while (!r->done)
        cg_cond_wait(&set->built, &set->mu);
    cg_mutex_unlock(&set->mu);
    if (r->rc != CG_OK && err != NULL)
        *err = r->err;
    return r->rc;
}

cg_code cg_vector_rebuild(cg_vector_set *set, const cg_vector_params *params,
                          cg_vector_progress progress, void *progress_arg, cg_err *err)
{
    cg_code rc = cg_vector_params_check(params, err);
    if (rc != CG_OK)
        return rc;
    rebuild r = {.params = *params, .progress = progress, .progress_arg = progress_arg};
    cg_err failure = {0};
    if (set->opts.builder != NULL)
        return wait_for_builder(set, &r, err);
    rc = rebuild_now(set, &r, &failure);
    if (rc != CG_OK && err != NULL)
        *err = failure;
    return rc;
}

/* ---- what is due ---- */

static plan_input look_locked(const cg_vector_set *set, const view *v) CG_REQUIRES(set->mu)
{
    uint64_t now = cg_now_ns();
    plan_input in = {.type = set->params.type,
                     .exact_rows = set->opts.exact_rows,
                     .head_rows_due = set->opts.head_rows,
                     .head_rows = set->places.used,
                     .live_rows = set->live_rows,
                     .quiet = now - set->changed_ns >= QUIET_NS,
                     .segment_count = v->segment_count};
    for (size_t i = 0; i < v->segment_count; i++) {
        in.segments[i].rows = v->segments[i]->rows;
        in.segments[i].dead = atomic_load(&v->segments[i]->dead);
    }
    return in;
}

bool set_due_locked(cg_vector_set *set)
{
    const plan_input in = look_locked(set, set_view_locked(set));
    uint64_t before = atomic_load_explicit(&set->due_ns, memory_order_relaxed);
    uint64_t due_ns = vector_plan(&in).build ? 1 : set->changed_ns + QUIET_NS;
    if (set->opts.builder == NULL || (before != 0 && before <= due_ns))
        return false;
    atomic_store_explicit(&set->due_ns, due_ns, memory_order_release);
    return true;
}

static void build_planned(cg_vector_set *set)
{
    work w = {0};
    cg_mutex_lock(&set->mu);
    const plan_input in = look_locked(set, set_view_locked(set));
    const plan p = vector_plan(&in);
    if (!p.build || set->building) {
        bool later = !in.quiet && in.head_rows > 0;
        atomic_store_explicit(&set->due_ns, later ? set->changed_ns + QUIET_NS : 0,
                              memory_order_release);
        cg_mutex_unlock(&set->mu);
        return;
    }
    begin_locked(set, &w, p.head);
    memcpy(w.segments, p.segments, sizeof w.segments);
    w.params = set->params;
    uint64_t number = set->next_file++;
    cg_mutex_unlock(&set->mu);
    const build_watch watch = {.set = set};
    cg_code rc = run(set, &w, number, &watch, NULL);
    atomic_store_explicit(&set->due_ns, rc == CG_OK ? 1 : cg_now_ns() + RETRY_NS,
                          memory_order_release);
}

void set_build_due(cg_vector_set *set)
{
    cg_mutex_lock(&set->mu);
    rebuild *r = set->rebuild;
    cg_mutex_unlock(&set->mu);
    if (r == NULL) {
        build_planned(set);
        return;
    }
    cg_err failure = {0};
    cg_code rc = rebuild_now(set, r, &failure);
    cg_mutex_lock(&set->mu);
    set->rebuild = NULL;
    r->rc = rc;
    r->err = failure;
    r->done = true;
    cg_cond_broadcast(&set->built);
    cg_mutex_unlock(&set->mu);
}
