// SPDX-License-Identifier: Apache-2.0
// vector: sets: opening from what the source gives, closing, figures.
#include "vector_int.h"

#include <stdio.h>

#define ROWS_MAX INT32_MAX /* FAISS counts rows of a graph in int */

static cg_code check_options(const cg_vector_options *opts, cg_err *err)
{
    if (opts->dimension == 0 || opts->dimension > CG_VECTOR_DIMENSION_MAX)
        return CG_FAIL(err, CG_E_INVALID, "the dimension is %" PRIu32 ", but must be 1 to %u",
                       opts->dimension, CG_VECTOR_DIMENSION_MAX);
    if (opts->rows_max > ROWS_MAX)
        return CG_FAIL(err, CG_E_INVALID, "at most %d vectors fit one set", ROWS_MAX);
    return cg_vector_params_check(&opts->params, err);
}

static cg_vector_set *set_create(const cg_vector_options *opts)
{
    cg_vector_set *set = cg_alloc(sizeof *set);
    set->opts = *opts;
    set->opts.model = (cg_str){cg_strdup(opts->model), opts->model.len};
    set->opts.folder = opts->folder ? cg_strdup(cg_str_from(opts->folder)) : NULL;
    set->opts.rows_max = opts->rows_max ? opts->rows_max : ROWS_MAX;
    set->opts.exact_rows = opts->exact_rows ? opts->exact_rows : 10000;
    set->opts.head_rows = opts->head_rows ? opts->head_rows : 8192;
    set->opts.ivf_rows = opts->ivf_rows ? opts->ivf_rows : 1000000;
    set->opts.k_max = opts->k_max ? opts->k_max : 10000;
    set->opts.queries_max = opts->queries_max ? opts->queries_max : 1024;
    set->kernels = cg_kernels_get();
    set->row_bytes =
        opts->dimension * (opts->element == CG_VECTOR_INT8 ? sizeof(int8_t) : sizeof(float));
    cg_mutex_init(&set->mu, CG_LOCK_VECTOR_SET);
    cg_mutex_init(&set->view_mu, CG_LOCK_VECTOR_VIEW);
    set->params = opts->params;
    set->next_chunk_id = 1;
    set->next_file = 1;
    cg_cond_init(&set->built);
    set->view = view_create(opts->params.metric, NULL, 0, NULL, 0);
    return set;
}

cg_code cg_vector_open(const cg_vector_options *opts, cg_vector_set **out_set, cg_err *err)
{
    cg_code rc = check_options(opts, err);
    if (rc != CG_OK)
        return rc;
    CG_AUTO(cg_vector_set) set = set_create(opts);
    rc = set_load(set, err);
    if (rc != CG_OK)
        return rc;
    if (set->opts.builder != NULL)
        builder_add(set->opts.builder, set);
    *out_set = set;
    set = NULL;
    return CG_OK;
}

void cg_vector_close(cg_vector_set *set)
{
    if (set == NULL)
        return;
    atomic_store_explicit(&set->closing, true, memory_order_relaxed);
    if (set->opts.builder != NULL)
        builder_drop(set->opts.builder, set);
    view_unref(set->view);
    CG_VEC_FINI(&set->touched);
    cg_cond_fini(&set->built);
    places_fini(&set->places);
    cg_mutex_fini(&set->view_mu);
    cg_mutex_fini(&set->mu);
    cg_free((void *)set->opts.model.ptr);
    cg_free((void *)set->opts.folder);
    cg_free(set);
}

static cg_vector_segment_stats stats_of(const segment *s)
{
    return (cg_vector_segment_stats){.type = s->built.params.type,
                                     .codes = s->built.params.codes,
                                     .rows = s->rows,
                                     .dead = atomic_load_explicit(&s->dead, memory_order_relaxed),
                                     .bytes = s->bytes,
                                     .build_cpu_ns = s->build_cpu_ns,
                                     .effort =
                                         s->built.params.type == CG_VECTOR_FLAT ? 0 : s->effort,
                                     .recall = s->recall,
                                     .recall_samples = s->recall_samples};
}

void cg_vector_stats_get(cg_vector_set *set, cg_vector_stats *out_stats)
{
    *out_stats = (cg_vector_stats){.dimension = set->opts.dimension};
    cg_mutex_lock(&set->mu);
    const view *v = set_view_locked(set);
    out_stats->params = set->params;
    out_stats->rows = set->live_rows;
    out_stats->head_rows = set->places.used;
    out_stats->bytes = sizeof *set + set->places.slot_count * sizeof *set->places.slots;
    out_stats->builds = set->builds;
    out_stats->failures = set->failures;
    out_stats->build_cpu_ns = set->build_cpu_ns;
    out_stats->building = set->building;
    (void)snprintf(out_stats->failure, sizeof out_stats->failure, "%s", set->failure);
    for (size_t i = 0; i < v->chunk_count; i++)
        out_stats->bytes += chunk_bytes(v->chunks[i]);
    for (size_t i = 0; i < v->segment_count; i++) {
        out_stats->bytes += v->segments[i]->bytes;
        if (i < CG_VECTOR_SEGMENTS_MAX)
            out_stats->segments[out_stats->segment_count++] = stats_of(v->segments[i]);
    }
    cg_mutex_unlock(&set->mu);
}
