// SPDX-License-Identifier: Apache-2.0
//   P "vector.params/" name -> version 1, configured, asked: of each metric, type, codes, nlist, nprobe, m, ef_construction,
//                              ef_search, refine as varints
#include "semantic_params.h"

#define VERSION 1
#define NUMBERS 9

static void row_key(const cg_project *project, cg_buf *out)
{
    cg_buf_add_str(out, CG_STR("vector.params/"));
    cg_buf_add_str(out, cg_project_name(project));
}

static void put_params(const cg_vector_params *p, cg_buf *out)
{
    const uint32_t numbers[NUMBERS] = {
        (uint32_t)p->metric, (uint32_t)p->type, (uint32_t)p->codes, p->nlist, p->nprobe, p->m,
        p->ef_construction,  p->ef_search,      p->refine};
    for (size_t i = 0; i < NUMBERS; i++)
        cg_buf_add_varint(out, numbers[i]);
}

static bool get_params(const uint8_t **pos, const uint8_t *end, cg_vector_params *out)
{
    uint64_t n[NUMBERS];
    for (size_t i = 0; i < NUMBERS; i++)
        if (!cg_read_varint(pos, end, &n[i]) || n[i] > UINT32_MAX)
            return false;
    if (n[0] >= CG_VECTOR_METRIC_COUNT || n[1] >= CG_VECTOR_TYPE_COUNT ||
        n[2] >= CG_VECTOR_CODES_COUNT)
        return false;
    *out = (cg_vector_params){(cg_vector_metric)n[0], (cg_vector_type)n[1], (cg_vector_codes)n[2],
                              (uint32_t)n[3],         (uint32_t)n[4],       (uint32_t)n[5],
                              (uint32_t)n[6],         (uint32_t)n[7],       (uint32_t)n[8]};
    return cg_vector_params_check(out, NULL) == CG_OK;
}

cg_code semantic_params_put(cg_store *store, const cg_project *project,
                            const cg_vector_params *configured, const cg_vector_params *asked,
                            cg_err *err)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(cg_store_kv(store));
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    row_key(project, &key);
    cg_buf_add_varint(&value, VERSION);
    put_params(configured, &value);
    put_params(asked, &value);
    cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&key), cg_buf_str(&value));
    return cg_kv_write(cg_store_kv(store), batch, true, err);
}

static bool same(const cg_vector_params *a, const cg_vector_params *b)
{
    return a->metric == b->metric && a->type == b->type && a->codes == b->codes &&
           a->nlist == b->nlist && a->nprobe == b->nprobe && a->m == b->m &&
           a->ef_construction == b->ef_construction && a->ef_search == b->ef_search &&
           a->refine == b->refine;
}

cg_code semantic_params_get(cg_store *store, const cg_project *project,
                            const cg_vector_params *configured, cg_vector_params *out_params,
                            cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_vector_params then, asked;
    uint64_t version;
    row_key(project, &key);
    cg_code rc =
        cg_kv_get(cg_store_kv(store), NULL, CG_CF_METADATA, cg_buf_str(&key), &pin, &value, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (rc == CG_E_NOT_FOUND)
        value = CG_STR_NULL;
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    bool holds = value.len > 0 && cg_read_varint(&pos, end, &version) && version == VERSION &&
                 get_params(&pos, end, &then) && get_params(&pos, end, &asked) && pos == end &&
                 same(&then, configured);
    *out_params = holds ? asked : *configured;
    return CG_OK;
}
