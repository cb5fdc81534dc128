// SPDX-License-Identifier: Apache-2.0
// GET /vector/index/config: what vectors are made with, and the limits of questions.
#include "rest_vector.h"

static cg_code index_config(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_index_config c;
    cg_json_writer w;
    (void)err;
    cg_service_index_config(cg_rest_api(req)->service, cg_request_arena(req), &c);
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    if (c.available)
        cg_rest_put_embedder(&w, &c.embedder);
    else
        cg_json_put_null(&w, "embedder");
    if (c.available)
        cg_json_put_null(&w, "degraded");
    else
        cg_json_put_str(&w, "degraded", c.why_not);
    cg_json_put_str(&w, "metric", CG_STR("cosine"));
    cg_rest_write_index_params(&w, "params", &c.params);
    cg_json_put_object(&w, "limits");
    cg_json_put_u64(&w, "k", CG_NEAR_MAX);
    cg_json_put_u64(&w, "queries", CG_NEAR_QUERIES_MAX);
    cg_json_put_u64(&w, "rows", CG_NEAR_ROWS_MAX);
    cg_json_put_u64(&w, "texts", CG_EMBED_TEXTS_MAX);
    cg_json_put_u64(&w, "text_bytes", CG_EMBED_TEXT_BYTES_MAX);
    cg_json_end_object(&w);
    cg_json_end_object(&w);
    return CG_OK;
}

static const cg_answer answers[] = {
    {200, "What is configured.", {{"application/json", "IndexConfig", NULL, NULL}}}, {0}};

const cg_route cg_route_vector_config = {
    .method = "GET",
    .path = "/vector/index/config",
    .id = "getVectorIndexConfig",
    .tag = "vectors",
    .summary = "What makes vectors, how they are indexed, and limits",
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = index_config,
};
