// SPDX-License-Identifier: Apache-2.0
// api: neighbours asked for and told.
#include "rest_vector.h"

#define CHUNK_BYTES (64u << 10)

bool cg_rest_is_octets(const cg_request *req)
{
    return cg_str_eq(cg_request_media(req), CG_STR("application/octet-stream"));
}

void cg_rest_read_near(cg_request *req, cg_near_request *out)
{
    const cg_value *threshold = cg_request_value(req, "threshold");
    *out = (cg_near_request){.where = cg_rest_where(req),
                             .k = cg_request_u64(req, "k"),
                             .has_threshold = threshold->given,
                             .threshold = threshold->f64,
                             .exact = cg_request_flag(req, "exact"),
                             .deadline_ns = cg_request_deadline_ns(req)};
    cg_rest_read_filter(req, &out->filter);
}

cg_code cg_rest_decode_near(cg_json_value root, cg_arena *arena, cg_near_request *near, cg_err *err)
{
    uint64_t k = near->k;
    double threshold = near->threshold;
    bool has = cg_json_has(root, "threshold");
    cg_code rc = cg_json_get_u64(root, "k", 1, CG_NEAR_MAX, &k, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_json_get_f64(root, "threshold", &threshold, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK && has && !(threshold >= -1.0 && threshold <= 1.0))
        rc = CG_JSON_FAIL(cg_json_get(root, "threshold"), err, CG_E_INVALID,
                          "is no cosine: it must be -1 to 1");
    if (rc == CG_OK)
        rc = cg_json_get_bool(root, "exact", &near->exact, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(root, "path", 1024, &near->filter.path, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_filter(root, arena, &near->filter, err);
    near->k = (size_t)k;
    near->has_threshold = near->has_threshold || has;
    near->threshold = threshold;
    return rc;
}

static cg_code decode_vector(cg_json_value value, cg_arena *arena, cg_near_query *out, cg_err *err)
{
    cg_json_iter it = {0};
    cg_json_value item;
    cg_code rc = cg_json_expect(value, CG_JSON_ARRAY, err);
    size_t count = cg_json_count(value), at = 0;
    if (rc == CG_OK && (count == 0 || count > CG_NEAR_DIMENSION_MAX))
        rc = CG_JSON_FAIL(value, err, CG_E_INVALID, "must have 1 to %d numbers",
                          CG_NEAR_DIMENSION_MAX);
    if (rc != CG_OK)
        return rc;
    float *numbers = cg_arena_alloc_array(arena, count, sizeof *numbers);
    while (rc == CG_OK && cg_json_next(value, &it, &item)) {
        double number;
        rc = cg_json_as_f64(item, &number, err);
        numbers[at++] = rc == CG_OK ? (float)number : 0;
    }
    out->vector = numbers;
    out->components = count;
    return rc;
}

cg_code cg_rest_decode_near_query(cg_json_value value, cg_arena *arena, cg_near_query *out,
                                  cg_err *err)
{
    cg_json_value vector = cg_json_get(value, "vector");
    bool has_vector = cg_json_has(value, "vector");
    *out = (cg_near_query){.vector = NULL};
    cg_code rc =
        cg_rest_get_text(value, "text", CG_EMBED_TEXT_BYTES_MAX, &out->text, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK)
        rc = cg_rest_get_text(value, "node", 4096, &out->node, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK && has_vector + (out->text.ptr != NULL) + (out->node.ptr != NULL) != 1)
        rc = CG_JSON_FAIL(value, err, CG_E_INVALID,
                          "must have one of \"vector\", \"text\" and \"node\"");
    return rc == CG_OK && has_vector ? decode_vector(vector, arena, out, err) : rc;
}

cg_code cg_rest_read_floats(cg_request *req, const float **out_floats, size_t *out_count,
                            cg_err *err)
{
    cg_str body = cg_request_body(req);
    if (body.len == 0 || body.len % sizeof(float) != 0)
        return CG_FAIL(err, CG_E_INVALID,
                       "the body has %zu bytes: it must hold floats of four bytes each", body.len);
    float *floats = cg_arena_try(cg_request_arena(req), body.len);
    if (floats == NULL)
        return CG_FAIL(err, CG_E_LIMIT, "the body is too large for the request's memory");
    memcpy(floats, body.ptr, body.len);
    *out_floats = floats;
    *out_count = body.len / sizeof(float);
    return CG_OK;
}

/* ---- replies ---- */

static void write_row(cg_json_writer *w, const cg_near_row *row)
{
    cg_json_begin_object(w);
    cg_json_put_f64(w, "score", row->score);
    cg_json_put_object(w, "node");
    cg_rest_write_node(w, &row->node);
    cg_json_end_object(w);
    cg_json_end_object(w);
}

static void put_items(cg_json_writer *w, const cg_near_list *list)
{
    cg_json_put_array(w, "items");
    for (size_t i = 0; i < list->count; i++)
        write_row(w, &list->rows[i]);
    cg_json_end_array(w);
}

static void put_makers(cg_json_writer *w, const cg_near_reply *near)
{
    bool lacks = near->coverage.files_lacking > 0;
    cg_rest_put_vectors(w, &near->embedder, &near->coverage,
                        lacks ? CG_STR("some files have no vectors yet") : CG_STR_NULL);
}

static void put_results(cg_json_writer *w, const cg_near_reply *near)
{
    cg_json_put_array(w, "results");
    for (size_t i = 0; i < near->count; i++) {
        cg_json_begin_object(w);
        put_items(w, &near->lists[i]);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

/* ---- the same as lines ---- */

typedef struct near_lines {
    cg_near_reply near; /* in the request's arena */
    size_t next;
} near_lines;

static void begin_line(cg_json_writer *w, const char *type, cg_buf *out)
{
    cg_json_writer_init(w, out);
    cg_json_begin_object(w);
    cg_json_put_str(w, "type", cg_str_from(type));
}

static cg_pull pull_lines(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    near_lines *l = arg;
    const cg_near_list *list = &l->near.lists[0];
    cg_json_writer w;
    (void)wake_ns;
    while (l->next < list->count && out->len < CHUNK_BYTES) {
        begin_line(&w, "result", out);
        cg_json_write_key(&w, CG_STR("hit"));
        write_row(&w, &list->rows[l->next++]);
        cg_json_end_object(&w);
        cg_buf_add_char(out, '\n');
    }
    if (l->next < list->count)
        return CG_PULL_MORE;
    begin_line(&w, "summary", out);
    cg_json_put_u64(&w, "generation", l->near.generation);
    cg_json_put_u64(&w, "count", list->count);
    put_makers(&w, &l->near);
    cg_json_end_object(&w);
    cg_buf_add_char(out, '\n');
    return CG_PULL_END;
}

static cg_code reply_lines(cg_request *req, cg_reply *reply, const cg_near_reply *near)
{
    near_lines *l = cg_arena_alloc(cg_request_arena(req), sizeof *l);
    l->near = *near;
    cg_reply_set_generation(reply, near->generation);
    cg_reply_stream(reply, "application/x-ndjson", pull_lines, NULL, l);
    return CG_OK;
}

cg_code cg_rest_reply_near(cg_request *req, cg_reply *reply, cg_near_request *near,
                           cg_rest_near_form form, cg_err *err)
{
    cg_near_reply found;
    cg_json_writer w;
    cg_code rc =
        cg_service_near(cg_rest_api(req)->service, near, cg_request_arena(req), &found, err);
    if (rc == CG_E_AMBIGUOUS)
        return cg_rest_reply_candidates(reply, found.ambiguous, found.candidates,
                                        found.candidates_count);
    if (rc != CG_OK)
        return rc;
    if (form == CG_REST_NEAR_LINES &&
        !cg_request_prefers(req, "application/json", "application/x-ndjson"))
        return reply_lines(req, reply, &found);
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", found.generation);
    if (form == CG_REST_NEAR_BATCH)
        put_results(&w, &found);
    else
        put_items(&w, &found.lists[0]);
    put_makers(&w, &found);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, found.generation);
    if (found.coverage.files_lacking > 0)
        cg_reply_set_passing(reply);
    return CG_OK;
}

void cg_rest_write_index_params(cg_json_writer *w, const char *key, const cg_index_params *params)
{
    cg_json_put_object(w, key);
    cg_json_put_str(w, "type", params->type);
    cg_json_put_str(w, "codes", params->codes);
    cg_json_put_u64(w, "nlist", params->nlist);
    cg_json_put_u64(w, "nprobe", params->nprobe);
    cg_json_put_u64(w, "m", params->m);
    cg_json_put_u64(w, "ef_construction", params->ef_construction);
    cg_json_put_u64(w, "ef_search", params->ef_search);
    cg_json_put_u64(w, "refine", params->refine);
    cg_json_end_object(w);
}

void cg_rest_put_segments(cg_json_writer *w, const cg_index_segment *segments, size_t count)
{
    cg_json_put_array(w, "segments");
    for (size_t i = 0; i < count; i++) {
        cg_json_begin_object(w);
        cg_json_put_str(w, "type", segments[i].type);
        cg_json_put_str(w, "codes", segments[i].codes);
        cg_json_put_u64(w, "rows", segments[i].rows);
        cg_json_put_u64(w, "dead", segments[i].dead);
        cg_json_put_u64(w, "bytes", segments[i].bytes);
        cg_json_put_u64(w, "build_ms", segments[i].build_ms);
        cg_json_put_f64(w, "recall", segments[i].recall);
        cg_json_put_u64(w, "recall_samples", segments[i].recall_samples);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

void cg_rest_write_rebuild_report(cg_json_writer *w, const cg_rebuild_report *report,
                                  cg_str project)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "project", project);
    cg_json_put_u64(w, "rows", report->rows);
    cg_json_put_u64(w, "head_rows", report->head_rows);
    cg_json_put_u64(w, "bytes", report->bytes);
    cg_rest_put_segments(w, report->segments, report->segments_count);
    cg_json_put_u64(w, "elapsed_ms", report->elapsed_ms);
    cg_json_end_object(w);
}
