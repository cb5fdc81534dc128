// SPDX-License-Identifier: Apache-2.0
// api: decodes nodes and relationships that clients state, and answers writes of one.
#include "rest_write.h"

/* ---- members ---- */

/* Those that replies have and that only the server says: their place in a write is a conflict, not a
 * mistake of spelling. */
static cg_code check_members(cg_json_value object, const char *const *known, size_t known_count,
                             const char *const *served, size_t served_count, cg_err *err)
{
    cg_json_iter it = {0};
    cg_json_value member;
    while (cg_json_next(object, &it, &member))
        for (size_t i = 0; i < served_count; i++)
            if (cg_str_eq(cg_json_key(member), cg_str_from(served[i])))
                return CG_JSON_FAIL(member, err, CG_E_CONFLICT, "is read-only");
    return cg_json_check_members(object, known, known_count, err);
}

/* What null says: that the member is left out, or, where the verb changes what is there, that it is emptied, or that this cannot
 * be. */
typedef enum null_says { NULL_OMITS, NULL_EMPTIES, NULL_FAILS } null_says;

static null_says null_of(const cg_write *write, bool may_be_empty)
{
    if (write->verb != CG_WRITE_UPDATE_NODE)
        return NULL_OMITS;
    return may_be_empty ? NULL_EMPTIES : NULL_FAILS;
}

/* A text that may be left out. Its length is for the service to judge. */
static cg_code get_given(cg_json_value object, const char *key, null_says null, cg_given *out_given,
                         cg_err *err)
{
    cg_json_value member = cg_json_get(object, key);
    cg_json_type type = cg_json_type_of(member);
    bool omitted = type == CG_JSON_ABSENT || (type == CG_JSON_NULL && null == NULL_OMITS);
    *out_given = (cg_given){.given = !omitted, .text = CG_STR("")};
    if (omitted || (type == CG_JSON_NULL && null == NULL_EMPTIES))
        return CG_OK;
    return cg_json_as_str(member, &out_given->text, err);
}

static cg_code get_kind(cg_json_value object, cg_write *write, cg_err *err)
{
    cg_given word;
    cg_code rc = get_given(object, "kind", null_of(write, false), &word, err);
    if (rc != CG_OK || !word.given)
        return rc;
    write->kind = cg_node_kind_parse(word.text);
    if (write->kind == CG_NODE_NONE)
        return CG_JSON_FAIL(cg_json_get(object, "kind"), err, CG_E_INVALID, "is not a known kind");
    return CG_OK;
}

static cg_code get_language(cg_json_value object, cg_write *write, cg_err *err)
{
    cg_given word;
    cg_code rc = get_given(object, "language", null_of(write, true), &word, err);
    write->lang_given = word.given;
    if (rc != CG_OK || word.text.len == 0)
        return rc;
    write->lang = cg_lang_parse(word.text);
    if (write->lang == CG_LANG_NONE)
        return CG_JSON_FAIL(cg_json_get(object, "language"), err, CG_E_INVALID,
                            "is not a known language");
    return CG_OK;
}

cg_code cg_rest_decode_node(cg_json_value object, cg_arena *arena, cg_write *write, cg_err *err)
{
    static const char *const known[] = {"symbol",    "name", "qualified_name", "kind", "language",
                                        "signature", "doc",  "metadata"};
    static const char *const served[] = {
        "id",        "origin",      "file_path",     "line_number", "span",
        "name_line", "name_column", "visibility",    "modifiers",   "decorators",
        "parent",    "degree",      "package",       "version",     "requirement",
        "content",   "generation",  "relationships", "source"};
    const struct {
        const char *key;
        bool may_be_empty;
        cg_given *out;
    } texts[] = {{"symbol", false, &write->symbol},
                 {"name", false, &write->name},
                 {"qualified_name", false, &write->qualified_name},
                 {"signature", true, &write->signature},
                 {"doc", true, &write->doc}};
    cg_code rc =
        check_members(object, known, CG_ARRAY_LEN(known), served, CG_ARRAY_LEN(served), err);
    for (size_t i = 0; rc == CG_OK && i < CG_ARRAY_LEN(texts); i++)
        rc = get_given(object, texts[i].key, null_of(write, texts[i].may_be_empty), texts[i].out,
                       err);
    if (rc == CG_OK)
        rc = get_kind(object, write, err);
    if (rc == CG_OK)
        rc = get_language(object, write, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_metadata(cg_json_get(object, "metadata"),
                                     write->verb == CG_WRITE_UPDATE_NODE, arena, &write->metadata,
                                     err);
    return rc;
}

static cg_code decode_type(cg_json_value object, cg_write *write, cg_err *err)
{
    cg_str word;
    cg_code rc = cg_json_get_str(object, "type", &word, CG_JSON_REQUIRED, err);
    if (rc != CG_OK)
        return rc;
    write->edge_kind = cg_edge_kind_parse(word);
    if (write->edge_kind == CG_EDGE_NONE)
        return CG_JSON_FAIL(cg_json_get(object, "type"), err, CG_E_INVALID, "is not a known type");
    return CG_OK;
}

/* The ends are decoded by whoever calls: what may stand for them differs. */
cg_code cg_rest_decode_edge(cg_json_value object, cg_arena *arena, cg_write *write, cg_err *err)
{
    static const char *const known[] = {"type", "source", "target", "metadata"};
    static const char *const fixed[] = {"type",   "source",    "target",     "id",
                                        "rule",   "sites",     "confidence", "explanation",
                                        "origin", "generation"};
    bool updates = write->verb == CG_WRITE_UPDATE_EDGE;
    cg_code rc =
        updates ? check_members(object, known, CG_ARRAY_LEN(known), fixed, CG_ARRAY_LEN(fixed), err)
                : check_members(object, known, CG_ARRAY_LEN(known), fixed + 3,
                                CG_ARRAY_LEN(fixed) - 3, err);
    if (rc == CG_OK && !updates)
        rc = decode_type(object, write, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_metadata(cg_json_get(object, "metadata"), updates, arena,
                                     &write->metadata, err);
    return rc;
}

cg_code cg_rest_read_json(cg_request *req, cg_json **out_doc, cg_err *err)
{
    return cg_json_parse(cg_request_body(req), NULL, out_doc, err);
}

/* ---- the answer ---- */

void cg_rest_put_write_result(cg_json_writer *w, const cg_write_result *result)
{
    cg_rest_put_id(w, "id", result->id);
    if (result->symbol.len > 0)
        cg_json_put_str(w, "symbol", result->symbol);
    else
        cg_json_put_null(w, "symbol");
    cg_json_put_bool(w, "created", result->created);
    cg_json_put_u64(w, "relationships_removed", result->edges_removed);
}

static void reply_result(cg_reply *reply, const cg_write *write, const cg_write_report *report)
{
    const cg_write_result *result = &report->results[0];
    char id[CG_ID_TEXT_LEN];
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", report->generation);
    cg_json_put_bool(&w, "changed", report->changed);
    cg_rest_put_id(&w, "version", report->version);
    cg_rest_put_write_result(&w, result);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, report->generation);
    if (!result->created)
        return;
    cg_id_text(result->id, id);
    cg_reply_set_status(reply, 201);
    cg_reply_add_header(reply, "Location", "/%s/%s",
                        write->verb < CG_WRITE_CREATE_EDGE ? "nodes" : "relationships", id);
}

cg_code cg_rest_reply_write(cg_request *req, cg_reply *reply, cg_write *write, cg_err *err)
{
    cg_write_request request = {.project = cg_request_str(req, "project"),
                                .writes = write,
                                .count = 1,
                                .to = cg_rest_read_to(req),
                                .deadline_ns = cg_request_deadline_ns(req)};
    cg_write_report report;
    cg_code rc = CG_OK;
    if (write->verb != CG_WRITE_CREATE_NODE && write->verb != CG_WRITE_CREATE_EDGE) {
        write->subject.selector = cg_request_str(req, "id");
        rc = cg_request_if_match(req, &write->has_precondition, &write->unchanged_since, err);
    }
    if (rc == CG_OK)
        rc = cg_service_write(cg_rest_api(req)->service, &request, cg_request_arena(req), &report,
                              err);
    if (rc == CG_OK)
        reply_result(reply, write, &report);
    return rc;
}

cg_code cg_rest_reply_node_write(cg_request *req, cg_reply *reply, cg_write_verb verb, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_write write = {.verb = verb};
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_node(cg_json_root(doc), cg_request_arena(req), &write, err);
    return rc == CG_OK ? cg_rest_reply_write(req, reply, &write, err) : rc;
}
