// SPDX-License-Identifier: Apache-2.0
// GET /vector/index/stats: the index of a project's vectors.
#include "rest_vector.h"

static void put_text_or_null(cg_json_writer *w, const char *key, cg_str text)
{
    if (text.len > 0)
        cg_json_put_str(w, key, text);
    else
        cg_json_put_null(w, key);
}

static cg_code index_stats(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_index_stats s;
    cg_json_writer w;
    cg_code rc =
        cg_service_index_stats(cg_rest_api(req)->service, cg_rest_where(req),
                               cg_request_deadline_ns(req), cg_request_arena(req), &s, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", s.generation);
    cg_json_put_bool(&w, "available", s.available);
    cg_rest_put_vectors(&w, s.embedder.engine.len > 0 ? &s.embedder : NULL,
                        s.available ? &s.coverage : NULL, s.why_not);
    cg_json_put_u64(&w, "rows", s.rows);
    cg_json_put_u64(&w, "head_rows", s.head_rows);
    cg_json_put_u64(&w, "bytes", s.bytes);
    cg_json_put_bool(&w, "building", s.building);
    cg_json_put_u64(&w, "builds", s.builds);
    cg_json_put_u64(&w, "failures", s.failures);
    put_text_or_null(&w, "failure", s.failure);
    cg_rest_write_index_params(&w, "params", &s.params);
    cg_rest_put_segments(&w, s.segments, s.segments_count);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_REF, {0}};

static const cg_answer answers[] = {
    {200, "The index as it is now.", {{"application/json", "IndexStats", NULL, NULL}}}, {0}};

const cg_route cg_route_vector_stats = {
    .method = "GET",
    .path = "/vector/index/stats",
    .id = "getVectorIndexStats",
    .tag = "vectors",
    .summary = "Figures of the index of a project's vectors",
    .params = params,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = index_stats,
};
