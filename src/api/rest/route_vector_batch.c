// SPDX-License-Identifier: Apache-2.0
// POST /vector/batch-search: the same for several at once.
#include "rest_vector.h"

static cg_code decode_queries(cg_json_value root, cg_arena *arena, cg_near_request *near,
                              cg_err *err)
{
    cg_json_value list = {0}, item;
    cg_json_iter it = {0};
    size_t at = 0;
    cg_code rc = cg_json_get_array(root, "queries", &list, CG_JSON_REQUIRED, err);
    size_t count = cg_json_count(list);
    if (rc == CG_OK && (count == 0 || count > CG_NEAR_QUERIES_MAX))
        rc = CG_JSON_FAIL(list, err, CG_E_INVALID, "must have 1 to %d elements",
                          CG_NEAR_QUERIES_MAX);
    if (rc != CG_OK)
        return rc;
    static const char *const known[] = {"vector", "text", "node"};
    cg_near_query *queries = cg_arena_alloc_array(arena, count, sizeof *queries);
    while (rc == CG_OK && cg_json_next(list, &it, &item)) {
        rc = cg_json_check_members(item, known, CG_ARRAY_LEN(known), err);
        if (rc == CG_OK)
            rc = cg_rest_decode_near_query(item, arena, &queries[at++], err);
    }
    near->queries = queries;
    near->count = count;
    return rc;
}

static cg_code read_body(cg_request *req, const cg_json *doc, cg_near_request *near, cg_err *err)
{
    static const char *const known[] = {"queries", "k",        "threshold", "exact",
                                        "kind",    "language", "path"};
    cg_json_value root = cg_json_root(doc);
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_rest_decode_near(root, cg_request_arena(req), near, err);
    return rc == CG_OK ? decode_queries(root, cg_request_arena(req), near, err) : rc;
}

/* Row after row of vectors, as many as there are. */
static cg_code read_rows(cg_request *req, cg_near_request *near, cg_err *err)
{
    cg_arena *arena = cg_request_arena(req);
    cg_embedder_view embedder;
    const float *floats;
    cg_str why;
    size_t count;
    cg_code rc = cg_rest_read_floats(req, &floats, &count, err);
    if (rc != CG_OK)
        return rc;
    if (!cg_service_embedder(cg_rest_api(req)->service, arena, &embedder, &why))
        return CG_FAIL(err, CG_E_UNAVAILABLE, "%.*s", CG_STR_ARG(why));
    size_t dimension = embedder.dimension;
    if (dimension == 0 || count % dimension != 0 || count / dimension > CG_NEAR_QUERIES_MAX)
        return CG_FAIL(err, CG_E_INVALID,
                       "the body has %zu numbers: it must hold 1 to %d vectors of %zu each", count,
                       CG_NEAR_QUERIES_MAX, dimension);
    cg_near_query *queries = cg_arena_alloc_array(arena, count / dimension, sizeof *queries);
    for (size_t i = 0; i < count / dimension; i++)
        queries[i] = (cg_near_query){.vector = floats + i * dimension, .components = dimension};
    near->queries = queries;
    near->count = count / dimension;
    return CG_OK;
}

static cg_code batch_search(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_near_request near;
    cg_code rc;
    cg_rest_read_near(req, &near);
    if (cg_rest_is_octets(req)) {
        rc = read_rows(req, &near, err);
    } else {
        rc = cg_json_parse(cg_request_body(req), NULL, &doc, err);
        if (rc == CG_OK)
            rc = read_body(req, doc, &near, err);
    }
    if (rc == CG_OK && near.k * near.count > CG_NEAR_ROWS_MAX)
        rc = CG_FAIL(err, CG_E_LIMIT, "%zu times %zu neighbours are more than %d", near.count,
                     near.k, CG_NEAR_ROWS_MAX);
    return rc == CG_OK ? cg_rest_reply_near(req, reply, &near, CG_REST_NEAR_BATCH, err) : rc;
}

static const cg_param params[] = {CG_REST_NEAR, {0}};

static const cg_content body[] = {
    {"application/json", "NearBatchRequest",
     "{\"queries\":[{\"text\":\"parse config\"},{\"node\":\"app.py:2\"}],\"k\":5}", NULL},
    {"application/octet-stream", NULL, NULL,
     "Vectors, one behind the other: little-endian floats of four bytes."},
    {0}};

static const cg_answer answers[] = {
    {200,
     "What is near to each, in their order.",
     {{"application/json", "NearBatchPage", NULL, NULL}}},
    {300, "A name fits several nodes.", {{"application/json", "Candidates", NULL, NULL}}},
    {0}};

const cg_route cg_route_vector_batch = {
    .method = "POST",
    .path = "/vector/batch-search",
    .id = "searchVectorsBatch",
    .tag = "vectors",
    .summary = "Find what is near to each of several vectors, texts or nodes",
    .description = "One that is wrong fails all, and is named.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .flags = CG_ROUTE_WAITS,
    .handle = batch_search,
};
