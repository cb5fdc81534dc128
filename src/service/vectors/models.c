// SPDX-License-Identifier: Apache-2.0
// The model that makes vectors. Local ones make them with the facts of files, remote ones, and those that were not there
// when a file came, afterwards: a thread of low priority goes over the heads of all branches and makes what is missing. What is
// missing is told from the store alone, so nothing has to be remembered over a crash, and what was made once is never
// made again.
#include "cg/graph_care.h"

#include "models.h"

#include <stdio.h>
#include <sys/resource.h>

#define RETRY_FIRST_NS UINT64_C(1000000000)
#define RETRY_MOST_NS UINT64_C(300000000000)
#define UNIT_NS UINT64_C(120000000000) /* that a remote model may take for one file */
#define WANTED_MAX 8
#define WARM_NODES_MAX UINT64_C(1000000) /* of all projects whose vectors are read at the start */
#define FILLER_NICE 10

/* Of one project: which units are known to have vectors. */
typedef struct covered {
    cg_project *project;
    CG_VEC(uint8_t) bits;
} covered;

struct models {
    cg_store *store;
    cg_semantic *semantic; /* NULL: none */
    cg_embedder *embedder; /* the same one's */
    cg_vector_builder *builder;
    cg_vector_params params;
    char *why; /* there is none */
    atomic_bool cancel;
    cg_mutex mu;
    cg_cond changed;
    bool stopping;                /* guarded by mu */
    uint64_t wakes;               /* guarded by mu */
    models_state state;           /* guarded by mu */
    CG_VEC(cg_snapshot *) wanted; /* guarded by mu: at most WANTED_MAX */
    CG_VEC(covered) covered;      /* the filler's own */
    cg_unit_embedder *x;          /* the filler's own */
    cg_thread *filler;
};

/* ---- opening ---- */

static void note_absence(models *m, const char *why)
{
    cg_free(m->why);
    m->why = cg_strdup(cg_str_from(why));
}

static void note_failure(models *m, cg_str engine, const char *why)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_buf_printf(&text, "there is no model for vectors, embedding.engine %.*s: %s%c",
                  CG_STR_ARG(engine), why, '\0');
    note_absence(m, text.ptr);
    CG_LOG(CG_LOG_WARN, "vector.unavailable", CG_LSTR("detail", cg_str_from(text.ptr)));
}

static bool read_params(const cg_vector_settings *v, cg_vector_params *out, cg_err *err)
{
    *out = (cg_vector_params){.metric = CG_VECTOR_COSINE,
                              .nlist = v->nlist,
                              .nprobe = v->nprobe,
                              .m = v->m,
                              .ef_construction = v->ef_construction,
                              .ef_search = v->ef_search,
                              .refine = v->refine};
    if (v->type != NULL)
        (void)cg_vector_type_parse(cg_str_from(v->type), &out->type);
    if (v->codes != NULL)
        (void)cg_vector_codes_parse(cg_str_from(v->codes), &out->codes);
    return cg_vector_params_check(out, err) == CG_OK;
}

static void open_semantic(models *m, const cg_service_options *opts)
{
    const cg_vector_settings *v = &opts->vectors;
    CG_AUTO_VALUE(cg_buf) folder = {0};
    if (opts->storage_path != NULL)
        cg_buf_printf(&folder, "%s/vectors%c", opts->storage_path, '\0');
    m->builder = cg_vector_builder_create();
    cg_semantic_options semantic = {.store = m->store,
                                    .take_embedder = m->embedder,
                                    .builder = m->builder,
                                    .params = m->params,
                                    .folder = folder.len > 0 ? folder.ptr : NULL,
                                    .rows_max = v->rows_max,
                                    .exact_rows = v->exact_rows,
                                    .ivf_rows = v->ivf_rows};
    m->semantic = cg_semantic_create(&semantic);
}

models *models_open(const cg_service_options *opts, cg_store *store)
{
    const cg_vector_settings *v = &opts->vectors;
    models *m = cg_alloc(sizeof *m);
    cg_err err = {0};
    m->store = store;
    cg_mutex_init(&m->mu, CG_LOCK_SERVICE_MODELS);
    cg_cond_init(&m->changed);
    atomic_init(&m->cancel, false);
    if (v->embedder.engine.len == 0 || cg_str_eq(v->embedder.engine, CG_STR("none"))) {
        note_absence(m, "vectors are turned off: embedding.engine is none");
        return m;
    }
    if (!read_params(v, &m->params, &err) ||
        cg_embedder_open(&v->embedder, &m->embedder, &err) != CG_OK) {
        note_failure(m, v->embedder.engine, err.text);
        return m;
    }
    open_semantic(m, opts);
    return m;
}

cg_embedder *models_local(models *m)
{
    return m->embedder != NULL && !cg_embedder_describe(m->embedder).remote ? m->embedder : NULL;
}

cg_embedder *models_any(models *m)
{
    return m->embedder;
}

cg_vector_params models_params(const models *m)
{
    return m->params;
}

/* ---- making up for what is missing ---- */

static covered *covered_of(models *m, cg_project *project)
{
    for (size_t i = 0; i < m->covered.len; i++)
        if (m->covered.ptr[i].project == project)
            return &m->covered.ptr[i];
    CG_VEC_PUSH(&m->covered, (covered){.project = project});
    return &m->covered.ptr[m->covered.len - 1];
}

static bool is_covered(const covered *c, uint32_t unit)
{
    return unit / 8 < c->bits.len && (c->bits.ptr[unit / 8] >> unit % 8 & 1);
}

static void set_covered(covered *c, uint32_t unit)
{
    while (c->bits.len <= unit / 8)
        CG_VEC_PUSH(&c->bits, 0);
    c->bits.ptr[unit / 8] |= (uint8_t)(1u << unit % 8);
}

static bool is_stored(const models *m, const cg_file *file)
{
    return cg_store_has_unit(m->store, cg_file_unit(file));
}

/* Unless the unit has been collected. */
static cg_code put(models *m, const cg_file *file, cg_str encoded, cg_err *err)
{
    uint64_t model = cg_embedder_describe(m->embedder).id;
    cg_store_hold_units(m->store);
    cg_code rc =
        is_stored(m, file) ? cg_store_put_vectors(m->store, model, file, encoded, err) : CG_OK;
    cg_store_release_units(m->store);
    return rc;
}

static cg_code make(models *m, const cg_file *file, const cg_unit *unit, cg_str source, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    CG_VEC(uint8_t) kinds = {0};
    cg_def_vectors made;
    cg_embed_until until = {.deadline_ns = cg_now_ns() + UNIT_NS, .cancel = &m->cancel};
    cg_code rc = cg_embed_unit(m->x, unit, source, until, &made, err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = 0; i < made.count; i++)
        CG_VEC_PUSH(&kinds, unit->defs.ptr[made.defs[i]].kind);
    cg_embedder_info info = cg_embedder_describe(m->embedder);
    cg_vectors_encode(&(cg_vectors){.dimension = info.dimension,
                                    .count = made.count,
                                    .defs = made.defs,
                                    .kinds = kinds.ptr,
                                    .codes = made.codes},
                      &encoded);
    CG_VEC_FINI(&kinds);
    return put(m, file, cg_buf_str(&encoded), err);
}

/* What is gone meanwhile needs no vectors. */
static cg_code fill_file(models *m, const cg_file *file, cg_err *err)
{
    CG_AUTO(cg_unit_pin) unit = NULL;
    CG_AUTO(cg_unit_pin) source = NULL;
    cg_str text = CG_STR_NULL;
    cg_code rc = cg_store_unit(m->store, cg_file_unit(file), false, &unit, err);
    if (rc != CG_OK)
        return is_stored(m, file) ? rc : CG_OK;
    if (cg_store_source(m->store, file->blob, &source, &text, NULL) != CG_OK)
        text = CG_STR_NULL; /* it is not kept */
    return make(m, file, cg_unit_pin_unit(unit), text, err);
}

static cg_code fill_snapshot(models *m, const cg_snapshot *snap, bool *out_made, cg_err *err)
{
    covered *c = covered_of(m, cg_snapshot_project(snap));
    uint64_t model = cg_embedder_describe(m->embedder).id;
    cg_code rc = CG_OK;
    for (uint32_t num = 0; rc == CG_OK && num < cg_snapshot_files_limit(snap); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (!file->present || file->unit_no == CG_NONE || is_covered(c, file->unit_no))
            continue;
        if (atomic_load_explicit(&m->cancel, memory_order_relaxed))
            return CG_FAIL(err, CG_E_CANCELED, "canceled");
        if (!cg_store_has_vectors(m->store, model, cg_file_unit(file))) {
            rc = fill_file(m, file, err);
            *out_made = *out_made || rc == CG_OK;
        }
        if (rc == CG_OK)
            set_covered(c, file->unit_no);
    }
    return rc;
}

/* Whatever was made is searched for at once, also what was made before a failure. */
static cg_code fill_one(models *m, cg_snapshot *take_snap, cg_err *err)
{
    bool made = false;
    cg_code rc = fill_snapshot(m, take_snap, &made, err);
    cg_snapshot_release(take_snap);
    if (made)
        cg_semantic_stored(m->semantic);
    return rc;
}

static cg_code fill_project(models *m, cg_project *project, cg_arena *arena, cg_err *err)
{
    cg_branch *branches;
    cg_code rc = CG_OK;
    size_t count = cg_project_branches(project, arena, &branches);
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        cg_snapshot *snap;
        if (cg_snapshot_at(project, branches[i].generation, &snap, NULL) == CG_OK)
            rc = fill_one(m, snap, err); /* one that is gone by now needs nothing */
    }
    return rc;
}

static cg_snapshot *take_wanted(models *m)
{
    cg_snapshot *snap = NULL;
    cg_mutex_lock(&m->mu);
    if (m->wanted.len > 0)
        snap = m->wanted.ptr[--m->wanted.len];
    cg_mutex_unlock(&m->mu);
    return snap;
}

static cg_code fill_all(models *m, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project **projects;
    cg_snapshot *wanted;
    cg_code rc = CG_OK;
    size_t count = cg_store_projects(m->store, arena, &projects);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = fill_project(m, projects[i], arena, err);
    while (rc == CG_OK && (wanted = take_wanted(m)) != NULL)
        rc = fill_one(m, wanted, err);
    return rc;
}

/* What came of a round; when to try again, 0: when something changes. */
static uint64_t settle(models *m, cg_code rc, const cg_err *err)
{
    uint64_t wait = 0;
    cg_mutex_lock(&m->mu);
    m->state.working = false;
    m->state.failures = rc == CG_OK ? 0 : m->state.failures + 1;
    (void)snprintf(m->state.failure, sizeof m->state.failure, "%s", rc == CG_OK ? "" : err->text);
    if (rc != CG_OK)
        wait = CG_MIN(RETRY_FIRST_NS << CG_MIN(m->state.failures - 1, 9u), RETRY_MOST_NS);
    cg_mutex_unlock(&m->mu);
    if (rc != CG_OK && rc != CG_E_CANCELED)
        CG_LOG(CG_LOG_WARN, "vector.postponed", CG_LSTR("detail", cg_str_from(err->text)));
    return wait;
}

/* Waits for news behind `*inout_seen`, or until it is time to try again. False: to stop. */
static bool await(models *m, uint64_t *inout_seen, uint64_t wait_ns)
{
    uint64_t until = cg_now_ns() + wait_ns;
    cg_mutex_lock(&m->mu);
    while (!m->stopping && (wait_ns > 0 || m->wakes == *inout_seen)) {
        if (wait_ns == 0)
            cg_cond_wait(&m->changed, &m->mu);
        else if (!cg_cond_wait_until(&m->changed, &m->mu, until))
            break;
    }
    *inout_seen = m->wakes;
    m->state.working = !m->stopping;
    bool on = !m->stopping;
    cg_mutex_unlock(&m->mu);
    return on;
}

/* Vectors of main branches are read before somebody has to wait for them, as long as there is room. What cannot be read now is told to who asks for it. */
static void warm(models *m)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project **projects;
    uint64_t room = WARM_NODES_MAX;
    size_t count = cg_store_projects(m->store, arena, &projects);
    if (cg_embedder_describe(m->embedder).dimension ==
        0) /* who knows it is not asked for nothing */
        count = 0;
    for (size_t i = 0; i < count && !atomic_load(&m->cancel); i++) {
        cg_semantic_coverage coverage;
        CG_AUTO(cg_snapshot) snap = cg_snapshot_take(projects[i]);
        uint64_t nodes = cg_snapshot_counts(snap).nodes;
        if (nodes > room || cg_semantic_load(m->semantic, snap, 0, &coverage, NULL) != CG_OK)
            continue;
        room -= nodes;
    }
    cg_mutex_lock(&m->mu);
    m->state.warm = true;
    cg_mutex_unlock(&m->mu);
}

/* Once all that is asked has vectors of this model, those of others serve nobody. */
static void forget_others(models *m)
{
    cg_err err = {0};
    uint64_t model = cg_embedder_describe(m->embedder).id;
    if (cg_store_keep_models(m->store, &model, 1, &err) != CG_OK)
        CG_LOG(CG_LOG_WARN, "vector.kept", CG_LSTR("detail", cg_str_from(err.text)));
}

static void run(void *arg)
{
    models *m = arg;
    uint64_t seen = UINT64_MAX, wait = 0;
    bool alone = false; /* no other model's vectors are stored */
    warm(m);
    (void)setpriority(PRIO_PROCESS, 0, FILLER_NICE); /* of this thread, on Linux */
    m->x = cg_unit_embedder_create(m->embedder);
    while (await(m, &seen, wait)) {
        cg_err err = {0};
        cg_code rc = fill_all(m, &err);
        wait = settle(m, rc, &err);
        if (rc == CG_OK && !alone)
            forget_others(m);
        alone = alone || rc == CG_OK;
    }
    cg_unit_embedder_destroy(m->x);
}

void models_start(models *m)
{
    if (m->semantic != NULL)
        m->filler = cg_thread_start("embed", run, m);
}

void models_wake(models *m)
{
    cg_mutex_lock(&m->mu);
    m->wakes++;
    cg_cond_broadcast(&m->changed);
    cg_mutex_unlock(&m->mu);
}

void models_want(models *m, const cg_snapshot *snap)
{
    cg_mutex_lock(&m->mu);
    bool known = m->wanted.len >= WANTED_MAX;
    for (size_t i = 0; !known && i < m->wanted.len; i++)
        known = m->wanted.ptr[i] == snap;
    if (!known && !m->stopping) {
        CG_VEC_PUSH(&m->wanted, cg_snapshot_ref((cg_snapshot *)(uintptr_t)snap));
        m->wakes++;
        cg_cond_broadcast(&m->changed);
    }
    cg_mutex_unlock(&m->mu);
}

void models_stop(models *m)
{
    cg_snapshot *wanted;
    atomic_store(&m->cancel, true);
    if (m->semantic != NULL)
        cg_semantic_stop(m->semantic);
    cg_mutex_lock(&m->mu);
    m->stopping = true;
    cg_cond_broadcast(&m->changed);
    cg_mutex_unlock(&m->mu);
    cg_thread_join(m->filler);
    m->filler = NULL;
    while ((wanted = take_wanted(m)) != NULL)
        cg_snapshot_release(wanted);
}

void models_close(models *m)
{
    if (m == NULL)
        return;
    models_stop(m);
    cg_semantic_release(m->semantic);
    cg_vector_builder_destroy(m->builder);
    for (size_t i = 0; i < m->covered.len; i++)
        CG_VEC_FINI(&m->covered.ptr[i].bits);
    CG_VEC_FINI(&m->covered);
    CG_VEC_FINI(&m->wanted);
    cg_cond_fini(&m->changed);
    cg_mutex_fini(&m->mu);
    cg_free(m->why);
    cg_free(m);
}

/* ---- asking ---- */

cg_semantic *models_take(models *m, cg_str *out_why)
{
    *out_why = m->semantic == NULL ? cg_str_from(m->why) : CG_STR_NULL;
    return m->semantic != NULL ? cg_semantic_ref(m->semantic) : NULL;
}

cg_embedder_view models_view(const cg_semantic *semantic, cg_arena *arena)
{
    cg_embedder_info info = cg_embedder_describe(cg_semantic_embedder(semantic));
    return (cg_embedder_view){.engine = cg_arena_str(arena, info.engine),
                              .model = cg_arena_str(arena, info.model),
                              .dimension = info.dimension,
                              .remote = info.remote};
}

cg_vector_coverage_view models_coverage(const cg_semantic_coverage *coverage)
{
    return (cg_vector_coverage_view){coverage->units, coverage->units_lacking, coverage->rows};
}

void models_state_get(models *m, models_state *out_state)
{
    cg_mutex_lock(&m->mu);
    *out_state = m->state;
    cg_mutex_unlock(&m->mu);
}
