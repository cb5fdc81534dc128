// SPDX-License-Identifier: Apache-2.0
// POST /vector/embed: texts in, vectors out.
#include "rest_vector.h"

static cg_code decode_texts(cg_json_value root, cg_arena *arena, cg_embed_request *out, cg_err *err)
{
    cg_json_value list = {0}, item;
    cg_json_iter it = {0};
    size_t at = 0;
    cg_code rc = cg_json_get_array(root, "texts", &list, CG_JSON_REQUIRED, err);
    size_t count = cg_json_count(list);
    if (rc == CG_OK && (count == 0 || count > CG_EMBED_TEXTS_MAX))
        rc =
            CG_JSON_FAIL(list, err, CG_E_INVALID, "must have 1 to %d elements", CG_EMBED_TEXTS_MAX);
    if (rc != CG_OK)
        return rc;
    cg_str *texts = cg_arena_alloc_array(arena, count, sizeof *texts);
    while (rc == CG_OK && cg_json_next(list, &it, &item)) {
        rc = cg_json_as_str(item, &texts[at], err);
        if (rc == CG_OK && (texts[at].len == 0 || texts[at].len > CG_EMBED_TEXT_BYTES_MAX))
            rc = CG_JSON_FAIL(item, err, CG_E_INVALID, "must have 1 to %d bytes",
                              CG_EMBED_TEXT_BYTES_MAX);
        at++;
    }
    out->texts = texts;
    out->count = count;
    return rc;
}

static cg_code decode(cg_json_value root, cg_arena *arena, cg_embed_request *out, cg_err *err)
{
    static const char *const known[] = {"texts", "role"};
    cg_str role = CG_STR("query");
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_str(root, "role", &role, CG_JSON_OPTIONAL, err);
    if (rc != CG_OK)
        return rc;
    out->documents = cg_str_eq(role, CG_STR("document"));
    if (!out->documents && !cg_str_eq(role, CG_STR("query")))
        return CG_JSON_FAIL(cg_json_get(root, "role"), err, CG_E_INVALID,
                            "must be \"query\" or \"document\"");
    return decode_texts(root, arena, out, err);
}

static void write_json(cg_reply *reply, const cg_embed_request *request, const cg_embed_reply *made)
{
    cg_json_writer w;
    size_t dimension = made->embedder.dimension;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_rest_put_embedder(&w, &made->embedder);
    cg_json_put_array(&w, "vectors");
    for (size_t i = 0; i < request->count; i++) {
        cg_json_begin_array(&w);
        for (size_t at = 0; at < dimension; at++)
            cg_json_write_f64(&w, (double)made->vectors[i * dimension + at]);
        cg_json_end_array(&w);
    }
    cg_json_end_array(&w);
    cg_json_end_object(&w);
}

static cg_code vector_embed(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_embed_request request = {.deadline_ns = cg_request_deadline_ns(req)};
    cg_embed_reply made;
    cg_arena *arena = cg_request_arena(req);
    cg_code rc = cg_json_parse(cg_request_body(req), NULL, &doc, err);
    if (rc == CG_OK)
        rc = decode(cg_json_root(doc), arena, &request, err);
    if (rc == CG_OK)
        rc = cg_service_embed(cg_rest_api(req)->service, &request, arena, &made, err);
    if (rc != CG_OK)
        return rc;
    if (cg_request_prefers(req, "application/json", "application/octet-stream")) {
        write_json(reply, &request, &made);
        return CG_OK;
    }
    cg_reply_set_media(reply, "application/octet-stream");
    cg_reply_add_header(reply, "Codegraph-Embedder", "%.*s/%.*s/%u",
                        CG_STR_ARG(made.embedder.engine), CG_STR_ARG(made.embedder.model),
                        made.embedder.dimension);
    cg_buf_add(cg_reply_body(reply), made.vectors,
               request.count * made.embedder.dimension * sizeof(float));
    return CG_OK;
}

static const cg_content body[] = {
    {"application/json", "EmbedRequest", "{\"texts\":[\"parse config\"]}", NULL}, {0}};

static const cg_answer answers[] = {
    {200,
     "A vector for each text, in their order.",
     {{"application/json", "EmbedReply", NULL, NULL},
      {"application/octet-stream", NULL, NULL,
       "Row after row of little-endian floats; the header Codegraph-Embedder says who made them."}}},
    {0}};

const cg_route cg_route_vector_embed = {
    .method = "POST",
    .path = "/vector/embed",
    .id = "embedTexts",
    .tag = "vectors",
    .summary = "Make vectors of texts",
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_READ,
    .handle = vector_embed,
};
