// SPDX-License-Identifier: Apache-2.0
// vector: the words and bounds of parameters.
#include "vector_int.h"

static const char *const metrics[] = {"cosine", "ip", "l2"};
static const char *const types[] = {"auto", "flat", "ivf", "hnsw"};
static const char *const codes_words[] = {"auto", "f32", "f16", "sq8", "pq4"};

const char *cg_vector_metric_text(cg_vector_metric metric)
{
    return metrics[metric];
}

const char *cg_vector_type_text(cg_vector_type type)
{
    return types[type];
}

const char *cg_vector_codes_text(cg_vector_codes codes)
{
    return codes_words[codes];
}

static bool find_word(const char *const *words, size_t count, cg_str word, size_t *out_at)
{
    for (size_t i = 0; i < count; i++) {
        if (cg_str_eq(cg_str_from(words[i]), word)) {
            *out_at = i;
            return true;
        }
    }
    return false;
}

bool cg_vector_metric_parse(cg_str word, cg_vector_metric *out_metric)
{
    size_t at;
    if (!find_word(metrics, CG_ARRAY_LEN(metrics), word, &at))
        return false;
    *out_metric = (cg_vector_metric)at;
    return true;
}

bool cg_vector_type_parse(cg_str word, cg_vector_type *out_type)
{
    size_t at;
    if (!find_word(types, CG_ARRAY_LEN(types), word, &at))
        return false;
    *out_type = (cg_vector_type)at;
    return true;
}

bool cg_vector_codes_parse(cg_str word, cg_vector_codes *out_codes)
{
    size_t at;
    if (!find_word(codes_words, CG_ARRAY_LEN(codes_words), word, &at))
        return false;
    *out_codes = (cg_vector_codes)at;
    return true;
}

/* 0 is the default and always right. */
static cg_code check_number(const char *name, uint32_t value, uint32_t min, uint32_t max,
                            cg_err *err)
{
    if (value == 0 || (value >= min && value <= max))
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID, "%s is %" PRIu32 ", but must be %" PRIu32 " to %" PRIu32, name,
                  value, min, max);
    return cg_err_at(err, "%s", name);
}

cg_code cg_vector_params_check(const cg_vector_params *params, cg_err *err)
{
    const struct {
        const char *name;
        uint32_t value, min, max;
    } numbers[] = {
        {"nlist", params->nlist, 1, CG_VECTOR_NLIST_MAX},
        {"nprobe", params->nprobe, 1, params->nlist ? params->nlist : CG_VECTOR_EFFORT_MAX},
        {"m", params->m, 4, 64},
        {"ef_construction", params->ef_construction, 8, 1000},
        {"ef_search", params->ef_search, 8, CG_VECTOR_EFFORT_MAX},
        {"refine", params->refine, 1, 64},
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++) {
        cg_code rc =
            check_number(numbers[i].name, numbers[i].value, numbers[i].min, numbers[i].max, err);
        if (rc != CG_OK)
            return rc;
    }
    if ((unsigned)params->metric >= CG_VECTOR_METRIC_COUNT) {
        (void)CG_FAIL(err, CG_E_INVALID, "there is no such metric");
        return cg_err_at(err, "metric");
    }
    if ((unsigned)params->type >= CG_VECTOR_TYPE_COUNT) {
        (void)CG_FAIL(err, CG_E_INVALID, "there is no such type of index");
        return cg_err_at(err, "type");
    }
    if ((unsigned)params->codes >= CG_VECTOR_CODES_COUNT) {
        (void)CG_FAIL(err, CG_E_INVALID, "there are no such codes");
        return cg_err_at(err, "codes");
    }
    if (params->codes == CG_VECTOR_PQ4 && params->type != CG_VECTOR_IVF) {
        (void)CG_FAIL(err, CG_E_INVALID, "codes of PQ4 are only for the type ivf");
        return cg_err_at(err, "codes");
    }
    return CG_OK;
}
