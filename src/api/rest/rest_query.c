// SPDX-License-Identifier: Apache-2.0
// api: queries in Cypher: parameters in, values and plans out.
#include "rest_query.h"

/* ---- in ---- */

cg_code cg_rest_decode_query_params(cg_json_value params, cg_arena *arena,
                                    cg_query_request *request, cg_err *err)
{
    cg_cypher_value map = {.type = CG_CYPHER_MAP};
    cg_code rc = cg_cypher_value_of_json(params, CG_REST_PARAMS_DEPTH_MAX, arena, &map, err);
    if (rc == CG_OK) {
        request->params = map.map.entries;
        request->params_count = map.map.count;
    }
    return rc;
}

cg_code cg_rest_decode_query(const cg_json *doc, cg_arena *arena, cg_query_request *request,
                             cg_err *err)
{
    static const char *const known[] = {"query", "parameters", "max_rows", "min_confidence"};
    cg_json_value root = cg_json_root(doc), params = {0};
    cg_code rc = cg_json_check_members(root, known, CG_ARRAY_LEN(known), err);
    if (rc == CG_OK)
        rc = cg_json_get_str(root, "query", &request->text, CG_JSON_REQUIRED, err);
    if (rc == CG_OK)
        rc = cg_json_get_object(root, "parameters", &params, CG_JSON_OPTIONAL, err);
    if (rc == CG_OK && cg_json_type_of(params) == CG_JSON_OBJECT)
        rc = cg_rest_decode_query_params(params, arena, request, err);
    if (rc == CG_OK)
        rc = cg_json_get_u64(root, "max_rows", 1, INT64_MAX, &request->rows_max, CG_JSON_OPTIONAL,
                             err);
    if (rc == CG_OK)
        rc = cg_json_get_f64(root, "min_confidence", &request->min_confidence, CG_JSON_OPTIONAL,
                             err);
    if (rc != CG_OK)
        return rc;
    if (!(request->min_confidence >= 0 && request->min_confidence <= 1))
        return CG_JSON_FAIL(cg_json_get(root, "min_confidence"), err, CG_E_INVALID,
                            "must be from 0 to 1");
    return CG_OK;
}

/* ---- out ---- */

static cg_code write_node(cg_json_writer *w, cg_running_query *query, cg_cypher_node node,
                          bool whole, cg_arena *arena, cg_err *err)
{
    cg_node_view view;
    cg_arena_mark mark = cg_arena_save(arena);
    cg_code rc = cg_service_query_node(query, node, arena, &view, err);
    if (rc == CG_OK && whole) {
        cg_json_begin_object(w);
        cg_rest_write_node(w, &view);
        cg_json_end_object(w);
    } else if (rc == CG_OK) {
        cg_rest_write_node_ref(w, &view);
    }
    cg_arena_rewind(arena, mark);
    return rc;
}

static cg_code write_edge(cg_json_writer *w, cg_running_query *query, cg_cypher_edge edge,
                          cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_edge_brief brief;
    cg_code rc = cg_service_query_edge(query, edge, &brief, err);
    if (rc != CG_OK)
        return rc;
    cg_rest_add_edge_brief(&text, &brief);
    cg_json_write_raw(w, cg_buf_str(&text));
    return CG_OK;
}

static cg_code write_path(cg_json_writer *w, cg_running_query *query, const cg_cypher_path *path,
                          cg_arena *arena, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_json_begin_object(w);
    cg_json_put_array(w, "nodes");
    for (uint32_t i = 0; rc == CG_OK && i <= path->length; i++)
        rc = write_node(w, query, path->nodes[i], false, arena, err);
    cg_json_end_array(w);
    cg_json_put_array(w, "relationships");
    for (uint32_t i = 0; rc == CG_OK && i < path->length; i++)
        rc = write_edge(w, query, path->edges[i], err);
    cg_json_end_array(w);
    cg_json_end_object(w);
    return rc;
}

static cg_code write_list(cg_json_writer *w, cg_running_query *query, const cg_cypher_value *v,
                          cg_arena *arena, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_json_begin_array(w);
    for (size_t i = 0; rc == CG_OK && i < v->list.count; i++)
        rc = cg_rest_write_query_value(w, query, &v->list.items[i], arena, err);
    cg_json_end_array(w);
    return rc;
}

static cg_code write_map(cg_json_writer *w, cg_running_query *query, const cg_cypher_value *v,
                         cg_arena *arena, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_json_begin_object(w);
    for (size_t i = 0; rc == CG_OK && i < v->map.count; i++) {
        cg_json_write_key(w, v->map.entries[i].key);
        rc = cg_rest_write_query_value(w, query, &v->map.entries[i].value, arena, err);
    }
    cg_json_end_object(w);
    return rc;
}

static void write_temporal(cg_json_writer *w, const cg_cypher_value *v)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_cypher_temporal_write(v, &text);
    cg_json_write_str(w, cg_buf_str(&text));
}

cg_code cg_rest_write_query_value(cg_json_writer *w, cg_running_query *query,
                                  const cg_cypher_value *v, cg_arena *arena, cg_err *err)
{
    if (w->buf->error != CG_OK)
        return CG_FAIL(err, w->buf->error, "the reply is larger than one may be: ask for NDJSON");
    switch ((cg_cypher_type)v->type) {
    case CG_CYPHER_NULL: cg_json_write_null(w); break;
    case CG_CYPHER_BOOL: cg_json_write_bool(w, v->truth); break;
    case CG_CYPHER_INT: cg_json_write_i64(w, v->integer); break;
    case CG_CYPHER_FLOAT: cg_json_write_f64(w, v->real); break;
    case CG_CYPHER_STR: cg_json_write_str(w, v->text); break;
    case CG_CYPHER_LIST: return write_list(w, query, v, arena, err);
    case CG_CYPHER_MAP: return write_map(w, query, v, arena, err);
    case CG_CYPHER_NODE: return write_node(w, query, v->node, true, arena, err);
    case CG_CYPHER_EDGE: return write_edge(w, query, v->edge, err);
    case CG_CYPHER_PATH: return write_path(w, query, v->path, arena, err);
    default: write_temporal(w, v); break;
    }
    return CG_OK;
}

cg_code cg_rest_write_query_row(cg_json_writer *w, cg_running_query *query,
                                const cg_cypher_value *row, cg_arena *arena, cg_err *err)
{
    size_t count;
    cg_code rc = CG_OK;
    (void)cg_cypher_columns(cg_service_query_cypher(query), &count);
    cg_json_begin_array(w);
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = cg_rest_write_query_value(w, query, &row[i], arena, err);
    cg_json_end_array(w);
    return rc;
}

void cg_rest_put_query_columns(cg_json_writer *w, cg_running_query *query)
{
    size_t count;
    const cg_str *columns = cg_cypher_columns(cg_service_query_cypher(query), &count);
    cg_json_put_array(w, "columns");
    for (size_t i = 0; i < count; i++)
        cg_json_write_str(w, columns[i]);
    cg_json_end_array(w);
    const cg_cypher_warning *warnings = cg_cypher_warnings(cg_service_query_cypher(query), &count);
    cg_json_put_array(w, "warnings");
    for (size_t i = 0; i < count; i++) {
        cg_json_begin_object(w);
        cg_json_put_u64(w, "line", warnings[i].line);
        cg_json_put_u64(w, "column", warnings[i].column);
        cg_json_put_str(w, "detail", warnings[i].text);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

void cg_rest_put_query_plan(cg_json_writer *w, cg_running_query *query)
{
    cg_cypher *cypher = cg_service_query_cypher(query);
    bool profile = cg_cypher_mode_of(cypher) == CG_CYPHER_PROFILE;
    size_t count;
    if (cg_cypher_mode_of(cypher) == CG_CYPHER_RUN) {
        cg_json_put_null(w, "plan");
        return;
    }
    const cg_cypher_step *steps = cg_cypher_plan(cypher, &count);
    cg_json_put_array(w, "plan");
    for (size_t i = 0; i < count; i++) {
        cg_json_begin_object(w);
        cg_json_put_u64(w, "depth", steps[i].depth);
        cg_json_put_str(w, "operator", cg_str_from(steps[i].name));
        cg_json_put_str(w, "detail", steps[i].detail);
        if (steps[i].estimated_rows >= 0)
            cg_json_put_f64(w, "estimated_rows", steps[i].estimated_rows);
        else
            cg_json_put_null(w, "estimated_rows");
        if (profile) {
            cg_json_put_u64(w, "rows", steps[i].rows);
            cg_json_put_u64(w, "touched", steps[i].touched);
        } else {
            cg_json_put_null(w, "rows");
            cg_json_put_null(w, "touched");
        }
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}
