// SPDX-License-Identifier: Apache-2.0
// Sets of vectors, filled from the store as snapshots are asked. A unit's vectors never change, so it is read once; a
// snapshot that was seen before costs a look into a short list, a new one a walk over its files.
//
// One thread at a time fills a set. The table of units is read by the set's builder too, so what is in it is
// changed under the lock; what a unit's vectors are is read from the store, by its key, without.
#include "semantic.h"

#include "semantic_params.h"

#define VIEWS_MAX 8
#define PREPARE_NS UINT64_C(5000000000)
#define ROWS_MAX UINT64_C(10000000)
#define STALL_NS UINT64_C(1000000)
/* Vectors that no view of late has are let go beyond so many, and as many as those have. */
#define STALE_ROWS_MIN 50000

typedef enum unit_state {
    UNIT_UNKNOWN = 0,
    UNIT_LISTED,  /* its vectors are to be read */
    UNIT_LACKING, /* none are stored */
    UNIT_LOADED,
} unit_state;

typedef struct unit_entry {
    cg_unit_key unit;
    uint8_t state;
    uint32_t count;
    uint32_t *lows; /* [count]: the lower halves of its labels */
} unit_entry;

typedef struct project_set {
    cg_project *project;
    cg_semantic *semantic;
    cg_mutex mu;
    cg_cond filled;
    bool filling;             /* guarded by mu: by somebody, who alone opens, adds and removes */
    cg_vector_set *set;       /* guarded by mu; never replaced */
    CG_VEC(unit_entry) units; /* guarded by mu; only the one who fills changes it */
    uint64_t rows;            /* guarded by mu: in the set */
    semantic_view *views[VIEWS_MAX]; /* guarded by mu: the last asked first; NULL: free */
    CG_VEC(semantic_view *) retired; /* guarded by mu: no longer among them, but perhaps in use */
    cg_thread *
        loader; /* of whoever fills: the one that read the set, or last failed to; NULL: none yet */
    uint64_t failures; /* guarded by mu: of loaders; so the next */
    cg_err failure;
} project_set;

struct cg_semantic {
    atomic_uint refs;
    cg_semantic_options opts;
    cg_buf folder, model;
    atomic_uint_fast64_t stored;
    atomic_uint_fast64_t views_made;
    atomic_bool stopping; /* nothing else depends on it */
    cg_mutex mu;
    CG_VEC(project_set *) sets; /* guarded by mu; each lives as long as this */
};

/* ---- life ---- */

cg_semantic *cg_semantic_create(const cg_semantic_options *opts)
{
    cg_semantic *semantic = cg_alloc(sizeof *semantic);
    cg_embedder_info info = cg_embedder_describe(opts->take_embedder);
    atomic_init(&semantic->refs, 1);
    semantic->opts = *opts;
    if (opts->rows_max == 0)
        semantic->opts.rows_max = ROWS_MAX;
    if (opts->folder != NULL)
        cg_buf_add_str(&semantic->folder, cg_str_from(opts->folder));
    cg_buf_printf(&semantic->model, "%016" PRIx64, info.id);
    cg_mutex_init(&semantic->mu, CG_LOCK_SEARCH_SEMANTIC);
    return semantic;
}

cg_semantic *cg_semantic_ref(cg_semantic *semantic)
{
    atomic_fetch_add_explicit(&semantic->refs, 1, memory_order_relaxed);
    return semantic;
}

static void destroy_set(project_set *s)
{
    cg_thread_join(s->loader);
    for (size_t i = 0; i < VIEWS_MAX; i++)
        semantic_view_release(s->views[i]);
    for (size_t i = 0; i < s->retired.len; i++)
        semantic_view_release(s->retired.ptr[i]);
    CG_VEC_FINI(&s->retired);
    cg_vector_close(s->set);
    for (size_t i = 0; i < s->units.len; i++)
        cg_free(s->units.ptr[i].lows);
    CG_VEC_FINI(&s->units);
    cg_cond_fini(&s->filled);
    cg_mutex_fini(&s->mu);
    cg_free(s);
}

void cg_semantic_release(cg_semantic *semantic)
{
    /* Release pairs with the acquire of the last one out: it frees what the others used. */
    if (semantic == NULL || atomic_fetch_sub_explicit(&semantic->refs, 1, memory_order_acq_rel) > 1)
        return;
    cg_semantic_stop(semantic);
    for (size_t i = 0; i < semantic->sets.len; i++)
        destroy_set(semantic->sets.ptr[i]);
    CG_VEC_FINI(&semantic->sets);
    cg_embedder_close(semantic->opts.take_embedder);
    cg_buf_fini(&semantic->folder);
    cg_buf_fini(&semantic->model);
    cg_mutex_fini(&semantic->mu);
    cg_free(semantic);
}

void cg_semantic_stop(cg_semantic *semantic)
{
    atomic_store_explicit(&semantic->stopping, true, memory_order_relaxed);
}

cg_embedder *cg_semantic_embedder(const cg_semantic *semantic)
{
    return semantic->opts.take_embedder;
}

void cg_semantic_stored(cg_semantic *semantic)
{
    atomic_fetch_add(&semantic->stored, 1);
}

static project_set *set_of(cg_semantic *semantic, cg_project *project)
{
    project_set *found = NULL;
    cg_mutex_lock(&semantic->mu);
    for (size_t i = 0; found == NULL && i < semantic->sets.len; i++)
        if (semantic->sets.ptr[i]->project == project)
            found = semantic->sets.ptr[i];
    if (found == NULL) {
        found = cg_alloc(sizeof *found);
        found->project = project;
        found->semantic = semantic;
        cg_mutex_init(&found->mu, CG_LOCK_SEARCH_SET);
        cg_cond_init(&found->filled);
        CG_VEC_PUSH(&semantic->sets, found);
    }
    cg_mutex_unlock(&semantic->mu);
    return found;
}

/* 0: not known yet. */
static uint32_t dimension_of(const cg_semantic *semantic)
{
    return cg_embedder_describe(semantic->opts.take_embedder).dimension;
}

/* ---- units ---- */

static cg_file file_of_entry(const unit_entry *entry)
{
    return (cg_file){.lang = entry->unit.lang,
                     .extractor_version = entry->unit.extractor_version,
                     .blob = entry->unit.blob,
                     .prelude = entry->unit.prelude};
}

/* What is stored of a unit; CG_E_NOT_FOUND: nothing. */
static cg_code read_unit(const project_set *s, const unit_entry *entry, cg_buf *bytes,
                         cg_vectors_buf *out, cg_err *err)
{
    cg_semantic *semantic = s->semantic;
    cg_file file = file_of_entry(entry);
    uint64_t model = cg_embedder_describe(semantic->opts.take_embedder).id;
    cg_code rc = cg_store_vectors(semantic->opts.store, model, &file, bytes, out, err);
    if (rc == CG_OK && out->is.count > 0 && out->is.dimension != dimension_of(semantic))
        return CG_FAIL(err, CG_E_CORRUPT, "stored vectors are not of their model's dimension");
    return rc;
}

/* Notes what the set has of a unit. */
static void note_loaded(project_set *s, uint32_t unit, const cg_vectors *v)
{
    uint32_t *lows = cg_alloc_array(v->count + 1, sizeof *lows);
    for (size_t i = 0; i < v->count; i++)
        lows[i] = (uint32_t)label_make(0, v->defs[i], v->kinds[i]);
    cg_mutex_lock(&s->mu);
    unit_entry *entry = &s->units.ptr[unit];
    entry->lows = lows;
    entry->count = (uint32_t)v->count;
    entry->state = UNIT_LOADED;
    s->rows += v->count;
    cg_mutex_unlock(&s->mu);
}

static void set_state(project_set *s, uint32_t unit, unit_state state)
{
    cg_mutex_lock(&s->mu);
    s->units.ptr[unit].state = (uint8_t)state;
    cg_mutex_unlock(&s->mu);
}

/* The next unit from `*inout_unit` on that the set has or is to have. */
static bool next_entry(project_set *s, uint32_t *inout_unit, unit_entry *out)
{
    bool found = false;
    cg_mutex_lock(&s->mu);
    while (!found && *inout_unit < s->units.len) {
        *out = s->units.ptr[*inout_unit];
        found = out->state == UNIT_LISTED || out->state == UNIT_LOADED;
        *inout_unit += !found;
    }
    cg_mutex_unlock(&s->mu);
    return found;
}

/* False: enough. */
static bool give_unit(const cg_vectors *v, uint32_t unit, cg_vector_label from,
                      cg_vector_visit visit, void *visit_arg)
{
    for (size_t i = 0; i < v->count; i++) {
        cg_vector_label label = label_make(unit, v->defs[i], v->kinds[i]);
        if (label >= from && !visit(visit_arg, label, v->codes + i * v->dimension))
            return false;
    }
    return true;
}

/* With the fault point: not before, as from a disk that does not answer. */
static bool is_stopping(project_set *s)
{
    bool stopping;
    while (!(stopping = atomic_load_explicit(&s->semantic->stopping, memory_order_relaxed)) &&
           cg_fault("search.load")) {
        cg_mutex_lock(&s->mu);
        (void)cg_cond_wait_until(&s->filled, &s->mu, cg_now_ns() + STALL_NS);
        cg_mutex_unlock(&s->mu);
    }
    return stopping;
}

/* What the set is made of: a cg_vector_source. Vectors that were collected meanwhile are left out. */
static cg_code scan(void *arg, cg_vector_label from, cg_vector_visit visit, void *visit_arg,
                    cg_err *err)
{
    project_set *s = arg;
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) vectors = {0};
    unit_entry entry;
    for (uint32_t unit = label_unit(from); next_entry(s, &unit, &entry); unit++) {
        if (is_stopping(s))
            return CG_FAIL(err, CG_E_CANCELED, "the server is stopping");
        cg_code rc = read_unit(s, &entry, &bytes, &vectors, err);
        if (rc != CG_OK && rc != CG_E_NOT_FOUND)
            return rc;
        if (rc == CG_E_NOT_FOUND && entry.state == UNIT_LISTED)
            set_state(s, unit, UNIT_LACKING);
        if (rc == CG_OK && !give_unit(&vectors.is, unit, from, visit, visit_arg))
            return CG_OK;
        if (rc == CG_OK && entry.state == UNIT_LISTED)
            note_loaded(s, unit, &vectors.is);
    }
    return CG_OK;
}

/* ---- filling ---- */

/* Lists the units of the snapshot that the set lacks; what was not stored may be by now. */
static void list_units(project_set *s, const cg_snapshot *snap)
{
    cg_mutex_lock(&s->mu);
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (!file->present || file->unit_no == CG_NONE)
            continue;
        while (s->units.len <= file->unit_no)
            CG_VEC_PUSH(&s->units, (unit_entry){.state = UNIT_UNKNOWN});
        unit_entry *entry = &s->units.ptr[file->unit_no];
        if (entry->state == UNIT_UNKNOWN || entry->state == UNIT_LACKING)
            *entry = (unit_entry){.unit = cg_file_unit(file), .state = UNIT_LISTED};
    }
    cg_mutex_unlock(&s->mu);
}

static cg_code open_set(project_set *s, cg_err *err)
{
    const cg_semantic *semantic = s->semantic;
    cg_str name = cg_project_name(s->project);
    CG_AUTO_VALUE(cg_buf) folder = {0};
    cg_buf_printf(&folder, "%.*s/%016" PRIx64 "%c", CG_STR_ARG(cg_buf_str(&semantic->folder)),
                  cg_hash64(name.ptr, name.len, 0), '\0');
    cg_vector_params params;
    cg_code rc =
        semantic_params_get(semantic->opts.store, s->project, &semantic->opts.params, &params, err);
    if (rc != CG_OK)
        return rc;
    cg_vector_options opts = {.dimension = dimension_of(semantic),
                              .element = CG_VECTOR_INT8,
                              .params = params,
                              .model = cg_buf_str(&semantic->model),
                              .folder = semantic->folder.len > 0 ? folder.ptr : NULL,
                              .source = {scan, s},
                              .builder = semantic->opts.builder,
                              .rows_max = semantic->opts.rows_max,
                              .exact_rows = semantic->opts.exact_rows,
                              .ivf_rows = semantic->opts.ivf_rows,
                              .k_max = CG_NEAREST_MAX,
                              .queries_max = CG_NEAREST_QUERIES_MAX};
    cg_vector_set *set;
    rc = cg_vector_open(&opts, &set, err);
    if (rc != CG_OK)
        return rc;
    cg_mutex_lock(&s->mu);
    s->set = set;
    cg_mutex_unlock(&s->mu);
    return CG_OK;
}

static bool is_seen(const project_set *s, uint32_t unit)
{
    for (size_t i = 0; i < s->retired.len; i++)
        if (view_sees(s->retired.ptr[i], unit))
            return true;
    for (size_t i = 0; i < VIEWS_MAX; i++)
        if (s->views[i] != NULL && view_sees(s->views[i], unit))
            return true;
    return false;
}

static void forget_retired_locked(project_set *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->retired.len; i++) {
        semantic_view *view = s->retired.ptr[i];
        if (atomic_load_explicit(&view->refs, memory_order_acquire) > 1)
            s->retired.ptr[kept++] = view;
        else
            semantic_view_release(view);
    }
    s->retired.len = kept;
}

/* Lets go of the vectors that no view of late has, `keep` aside; not of a few only, unless `all`. */
static void drop_stale(project_set *s, const cg_snapshot *keep, bool all)
{
    CG_VEC(cg_vector_label) labels = {0};
    uint64_t stale = 0;
    cg_mutex_lock(&s->mu);
    forget_retired_locked(s);
    for (uint32_t unit = 0; unit < s->units.len; unit++)
        if (s->units.ptr[unit].state == UNIT_LOADED && !is_seen(s, unit))
            stale += s->units.ptr[unit].count;
    bool worth = all || (stale > STALE_ROWS_MIN && stale > s->rows / 2);
    for (uint32_t unit = 0; worth && unit < s->units.len; unit++) {
        unit_entry *entry = &s->units.ptr[unit];
        if (entry->state != UNIT_LOADED || is_seen(s, unit) ||
            cg_snapshot_unit_file(keep, unit) != CG_NONE)
            continue;
        for (uint32_t i = 0; i < entry->count; i++)
            CG_VEC_PUSH(&labels, (uint64_t)unit << 32 | entry->lows[i]);
        s->rows -= entry->count;
        cg_free(entry->lows);
        *entry = (unit_entry){.state = UNIT_UNKNOWN};
    }
    cg_mutex_unlock(&s->mu);
    if (labels.len > 0)
        cg_vector_remove(s->set, labels.ptr, labels.len);
    CG_VEC_FINI(&labels);
}

static cg_code add_unit(project_set *s, uint32_t unit, const cg_vectors *v, cg_err *err)
{
    CG_VEC(cg_vector_label) labels = {0};
    for (size_t i = 0; i < v->count; i++)
        CG_VEC_PUSH(&labels, label_make(unit, v->defs[i], v->kinds[i]));
    cg_code rc = v->count > 0 ? cg_vector_add(s->set, labels.ptr, v->codes, v->count, err) : CG_OK;
    CG_VEC_FINI(&labels);
    return rc;
}

/* Adds what is listed to a set that is open. */
static cg_code add_listed(project_set *s, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) vectors = {0};
    unit_entry entry;
    cg_code rc = CG_OK;
    for (uint32_t unit = 0; rc == CG_OK && next_entry(s, &unit, &entry); unit++) {
        if (entry.state != UNIT_LISTED)
            continue;
        rc = read_unit(s, &entry, &bytes, &vectors, err);
        if (rc == CG_E_NOT_FOUND) {
            set_state(s, unit, UNIT_LACKING);
            rc = CG_OK;
            continue;
        }
        if (rc == CG_OK)
            rc = add_unit(s, unit, &vectors.is, err);
        if (rc == CG_OK)
            note_loaded(s, unit, &vectors.is);
    }
    return rc;
}

/* A remote embedder may have to be asked what its vectors are like. */
static cg_code learn_dimension(const cg_semantic *semantic, uint64_t until_ns, cg_err *err)
{
    if (dimension_of(semantic) > 0)
        return CG_OK;
    const cg_embed_until soon = {.deadline_ns = CG_MIN(cg_now_ns() + PREPARE_NS, until_ns)};
    return cg_embedder_prepare(semantic->opts.take_embedder, soon, err);
}

/* What was listed for a state that could not be filled is no other one's concern. `all`: there is no set. */
static void unlist(project_set *s, bool all)
{
    cg_mutex_lock(&s->mu);
    for (size_t i = 0; i < s->units.len; i++) {
        unit_entry *entry = &s->units.ptr[i];
        if (entry->state == UNIT_LOADED && all)
            cg_free(entry->lows);
        if (entry->state == UNIT_LISTED || (entry->state == UNIT_LOADED && all))
            *entry = (unit_entry){.state = UNIT_UNKNOWN};
    }
    s->rows = all ? 0 : s->rows;
    cg_mutex_unlock(&s->mu);
}

/* Makes room of what only views have that nobody uses. */
static void drop_views(project_set *s)
{
    cg_mutex_lock(&s->mu);
    for (size_t i = 0; i < VIEWS_MAX; i++)
        if (s->views[i] != NULL)
            CG_VEC_PUSH(&s->retired, s->views[i]);
    memset(s->views, 0, sizeof s->views);
    cg_mutex_unlock(&s->mu);
}

static cg_code fill(project_set *s, const cg_snapshot *snap, cg_err *err)
{
    list_units(s, snap);
    bool opens = s->set == NULL;
    cg_code rc = opens ? open_set(s, err) : add_listed(s, err);
    if (rc == CG_E_LIMIT && !opens) {
        drop_views(s);
        drop_stale(s, snap, true);
        rc = add_listed(s, err);
    }
    if (rc != CG_OK)
        unlist(s, opens);
    return rc;
}

/* ---- views ---- */

void semantic_view_release(semantic_view *view)
{
    /* Release pairs with the acquire of the last one out. */
    if (view == NULL || atomic_fetch_sub_explicit(&view->refs, 1, memory_order_acq_rel) > 1)
        return;
    cg_free(view->visible);
    cg_free(view);
}

static semantic_view *make_view(project_set *s, const cg_snapshot *snap, uint64_t stored)
{
    semantic_view *view = cg_alloc(sizeof *view);
    atomic_init(&view->refs, 2); /* the list's and the caller's */
    view->generation = cg_snapshot_generation(snap);
    view->stored = stored;
    view->key = 1 + atomic_fetch_add(&s->semantic->views_made, 1);
    view->set = s->set;
    cg_mutex_lock(&s->mu);
    view->units_limit = (uint32_t)s->units.len;
    view->visible = cg_alloc_array(view->units_limit / 8 + 1, 1);
    for (uint32_t unit = 0; unit < view->units_limit; unit++) {
        const unit_entry *entry = &s->units.ptr[unit];
        if (entry->state == UNIT_UNKNOWN || cg_snapshot_unit_file(snap, unit) == CG_NONE)
            continue;
        view->coverage.units++;
        view->coverage.units_lacking += entry->state != UNIT_LOADED;
        view->coverage.rows += entry->state == UNIT_LOADED ? entry->count : 0;
        if (entry->state == UNIT_LOADED)
            view->visible[unit / 8] |= (uint8_t)(1u << unit % 8);
    }
    cg_mutex_unlock(&s->mu);
    return view;
}

/* Puts a view, or one that is there, first. */
static void list_first_locked(project_set *s, semantic_view *view)
{
    size_t at = 0;
    while (at < VIEWS_MAX - 1 && s->views[at] != NULL && s->views[at] != view)
        at++;
    if (s->views[at] != view && s->views[at] != NULL)
        CG_VEC_PUSH(&s->retired, s->views[at]);
    memmove(&s->views[1], &s->views[0], at * sizeof(semantic_view *));
    s->views[0] = view;
}

static semantic_view *find_view_locked(project_set *s, uint64_t generation, uint64_t stored)
{
    for (size_t i = 0; i < VIEWS_MAX; i++) {
        semantic_view *view = s->views[i];
        if (view == NULL || view->generation != generation ||
            (view->stored != stored && view->coverage.units_lacking > 0))
            continue;
        atomic_fetch_add_explicit(&view->refs, 1, memory_order_relaxed);
        list_first_locked(s, view);
        return view;
    }
    return NULL;
}

static void end_filling(project_set *s, semantic_view *view, const cg_err *failure)
{
    cg_mutex_lock(&s->mu);
    if (view != NULL)
        list_first_locked(s, view);
    if (failure != NULL) {
        s->failures++;
        s->failure = *failure;
    }
    s->filling = false;
    cg_cond_broadcast(&s->filled);
    cg_mutex_unlock(&s->mu);
}

static cg_code fill_view(project_set *s, const cg_snapshot *snap, uint64_t stored,
                         semantic_view **out_view, cg_err *err)
{
    cg_code rc = fill(s, snap, err);
    if (rc != CG_OK)
        return rc;
    drop_stale(s, snap, false);
    *out_view = make_view(s, snap, stored);
    return CG_OK;
}

/* ---- reading a set for the first time, which may take longer than who asks has time for ---- */

typedef struct load_job {
    project_set *s;
    cg_snapshot *snap;
    uint64_t stored;
} load_job;

static void load(void *arg)
{
    load_job *job = arg;
    semantic_view *view = NULL;
    cg_err err = {0};
    cg_code rc = fill_view(job->s, job->snap, job->stored, &view, &err);
    cg_snapshot_release(job->snap);
    end_filling(job->s, view, rc == CG_OK ? NULL : &err);
    semantic_view_release(view);
    cg_free(job);
}

/* Whoever calls is the one who fills; the thread is that from now on. The one before has ended, or is about to. */
static void begin_loading(project_set *s, const cg_snapshot *snap, uint64_t stored)
{
    load_job *job = cg_alloc(sizeof *job);
    *job = (load_job){s, cg_snapshot_ref((cg_snapshot *)(uintptr_t)snap), stored};
    cg_thread_join(s->loader);
    s->loader = cg_thread_start("vectors", load, job);
}

/* ---- who asks ---- */

/* False: it is time to stop waiting for whoever fills. */
static bool await_locked(project_set *s, uint64_t until_ns) CG_REQUIRES(s->mu)
{
    if (until_ns != UINT64_MAX)
        return cg_cond_wait_until(&s->filled, &s->mu, until_ns);
    cg_cond_wait(&s->filled, &s->mu);
    return true;
}

/* What a loader failed with that others waited for as well. */
static cg_code failure_locked(const project_set *s, cg_err *err)
{
    if (err != NULL)
        *err = s->failure;
    return s->failure.code;
}

/* The view, when it is there; else NULL, and the caller is the one who fills a set that is open. */
static cg_code find_or_begin(project_set *s, const cg_snapshot *snap, uint64_t stored,
                             uint64_t until_ns, semantic_view **out_view, cg_err *err)
{
    uint64_t generation = cg_snapshot_generation(snap);
    cg_code rc = CG_OK;
    cg_mutex_lock(&s->mu);
    uint64_t failures = s->failures;
    semantic_view *view = find_view_locked(s, generation, stored);
    while (rc == CG_OK && view == NULL && (s->filling || s->set == NULL)) {
        if (!s->filling) {
            s->filling = true;
            cg_mutex_unlock(&s->mu);
            begin_loading(s, snap, stored);
            cg_mutex_lock(&s->mu);
        }
        bool late = s->filling && !await_locked(s, until_ns);
        view = find_view_locked(s, generation, stored);
        if (view == NULL && s->failures != failures)
            rc = failure_locked(s, err);
        else if (view == NULL && late)
            rc = CG_FAIL(err, CG_E_LOADING,
                         "the vectors of this project are still being read: ask again in a moment");
    }
    s->filling = s->filling || (rc == CG_OK && view == NULL);
    cg_mutex_unlock(&s->mu);
    *out_view = view;
    return rc;
}

uint64_t cg_semantic_until(uint64_t deadline_ns, uint64_t most_ns)
{
    uint64_t now = cg_now_ns(), until = most_ns != 0 ? now + most_ns : UINT64_MAX;
    if (deadline_ns != 0)
        until = CG_MIN(until, now + (deadline_ns > now ? (deadline_ns - now) / 4 * 3 : 0));
    return until;
}

cg_code semantic_view_take(cg_semantic *semantic, const cg_snapshot *snap, uint64_t until_ns,
                           semantic_view **out_view, cg_err *err)
{
    uint64_t stored = atomic_load(&semantic->stored);
    uint64_t until = until_ns != 0 ? until_ns : UINT64_MAX;
    project_set *s = set_of(semantic, cg_snapshot_project(snap));
    semantic_view *view = NULL;
    cg_code rc = learn_dimension(semantic, until, err);
    if (rc == CG_OK)
        rc = find_or_begin(s, snap, stored, until, &view, err);
    if (rc == CG_OK && view == NULL) {
        rc = fill_view(s, snap, stored, &view, err);
        end_filling(s, view, NULL);
    }
    if (rc == CG_OK)
        *out_view = view;
    return rc;
}

cg_code cg_semantic_load(cg_semantic *semantic, const cg_snapshot *snap, uint64_t until_ns,
                         cg_semantic_coverage *out_coverage, cg_err *err)
{
    semantic_view *view;
    cg_code rc = semantic_view_take(semantic, snap, until_ns, &view, err);
    if (rc != CG_OK)
        return rc;
    *out_coverage = view->coverage;
    semantic_view_release(view);
    return CG_OK;
}

cg_code cg_semantic_rebuild(cg_semantic *semantic, const cg_snapshot *snap,
                            const cg_vector_params *params, cg_vector_progress progress,
                            void *progress_arg, cg_err *err)
{
    semantic_view *view;
    cg_code rc = semantic_view_take(semantic, snap, 0, &view, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_vector_rebuild(view->set, params, progress, progress_arg, err);
    semantic_view_release(view);
    if (rc != CG_OK)
        return rc;
    return semantic_params_put(semantic->opts.store, cg_snapshot_project(snap),
                               &semantic->opts.params, params, err);
}

bool cg_semantic_stats(cg_semantic *semantic, cg_project *project, cg_vector_stats *out_stats)
{
    project_set *s = set_of(semantic, project);
    cg_mutex_lock(&s->mu);
    cg_vector_set *set = s->set;
    cg_mutex_unlock(&s->mu);
    if (set != NULL)
        cg_vector_stats_get(set, out_stats);
    return set != NULL;
}

static void add_totals(const cg_vector_stats *stats, cg_semantic_totals *inout_totals)
{
    inout_totals->sets++;
    inout_totals->rows += stats->rows;
    inout_totals->head_rows += stats->head_rows;
    inout_totals->bytes += stats->bytes;
    inout_totals->segments += stats->segment_count;
    inout_totals->builds += stats->builds;
    inout_totals->failures += stats->failures;
    inout_totals->build_cpu_ns += stats->build_cpu_ns;
    for (size_t i = 0; i < stats->segment_count; i++)
        if (stats->segments[i].recall_samples > 0)
            inout_totals->recall_least =
                CG_MIN(inout_totals->recall_least, (double)stats->segments[i].recall);
}

void cg_semantic_totals_get(cg_semantic *semantic, cg_semantic_totals *out_totals)
{
    CG_VEC(project_set *) sets = {0};
    *out_totals = (cg_semantic_totals){.recall_least = 1};
    cg_mutex_lock(&semantic->mu);
    for (size_t i = 0; i < semantic->sets.len; i++)
        CG_VEC_PUSH(&sets, semantic->sets.ptr[i]);
    cg_mutex_unlock(&semantic->mu);
    for (size_t i = 0; i < sets.len; i++) {
        cg_vector_stats stats;
        if (cg_semantic_stats(semantic, sets.ptr[i]->project, &stats))
            add_totals(&stats, out_totals);
    }
    CG_VEC_FINI(&sets);
}

cg_code cg_semantic_node(cg_semantic *semantic, const cg_snapshot *snap, uint32_t file,
                         uint32_t def, float *out, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    CG_AUTO_VALUE(cg_vectors_buf) vectors = {0};
    cg_embedder_info info = cg_embedder_describe(semantic->opts.take_embedder);
    cg_code rc = cg_store_vectors(semantic->opts.store, info.id, cg_snapshot_file(snap, file),
                                  &bytes, &vectors, err);
    if (rc != CG_OK)
        return rc;
    if (vectors.is.dimension != info.dimension)
        return CG_FAIL(err, CG_E_CORRUPT, "stored vectors are not of their model's dimension");
    for (size_t i = 0; i < vectors.is.count; i++)
        if (vectors.is.defs[i] == def) {
            cg_vectors_row(&vectors.is, i, out);
            return CG_OK;
        }
    return CG_E_NOT_FOUND;
}
