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
    set->view = view_create(opts->params.metric, NULL, 0);
    return set;
}

/* What cg_vector_open gathers before it adds. */
typedef struct loading {
    cg_vector_set *set;
    CG_VEC(cg_vector_label) labels;
    cg_buf rows;
    cg_code rc;
    cg_err *err;
} loading;

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
    CG_VEC_PUSH(&l->labels, label);
    cg_buf_add(&l->rows, row, l->set->row_bytes);
    if (l->labels.len == CHUNK_ROWS_MIN)
        flush(l);
    return l->rc == CG_OK;
}

static cg_code load(cg_vector_set *set, cg_err *err)
{
    loading l = {.set = set, .err = err};
    cg_code rc = CG_OK;
    if (set->opts.source.scan != NULL)
        rc = set->opts.source.scan(set->opts.source.arg, 0, load_row, &l, err);
    if (rc == CG_OK)
        flush(&l);
    CG_VEC_FINI(&l.labels);
    cg_buf_fini(&l.rows);
    return rc != CG_OK ? rc : l.rc;
}

cg_code cg_vector_open(const cg_vector_options *opts, cg_vector_set **out_set, cg_err *err)
{
    cg_code rc = check_options(opts, err);
    if (rc != CG_OK)
        return rc;
    CG_AUTO(cg_vector_set) set = set_create(opts);
    rc = load(set, err);
    if (rc != CG_OK)
        return rc;
    *out_set = set;
    set = NULL;
    return CG_OK;
}

void cg_vector_close(cg_vector_set *set)
{
    if (set == NULL)
        return;
    view_unref(set->view);
    places_fini(&set->places);
    cg_mutex_fini(&set->view_mu);
    cg_mutex_fini(&set->mu);
    cg_free((void *)set->opts.model.ptr);
    cg_free((void *)set->opts.folder);
    cg_free(set);
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
    for (size_t i = 0; i < v->chunk_count; i++)
        out_stats->bytes += chunk_bytes(v->chunks[i]);
    cg_mutex_unlock(&set->mu);
}
