// SPDX-License-Identifier: Apache-2.0
// api: null in the bodies of requests. Those who read them take a member that is null for one that is left out
// (cg/json.h), so the document says so of each member that may be left out; here, and not in the files of the schemas.
//
// Not of what PATCH merges, where null takes something back: those schemas say themselves which members can be. Nor of
// what replies have as well.
#include "openapi_nulls.h"

#include "rest.h"
#include "rest/schemas.h"

/* ---- which schemas ---- */

static void mark(bool *marks, const char *name)
{
    for (size_t i = 0; name != NULL && i < cg_schemas_count; i++)
        marks[i] = marks[i] || strcmp(cg_schemas[i].name, name) == 0;
}

static bool refers_to(size_t from, size_t to)
{
    CG_AUTO_VALUE(cg_buf) reference = {0};
    cg_buf_printf(&reference, "\"#/components/schemas/%s\"", cg_schemas[to].name);
    return memmem(cg_schemas[from].text, cg_schemas[from].len, reference.ptr, reference.len) !=
           NULL;
}

/* And what these refer to, and so on. */
static void mark_parts(bool *marks)
{
    for (bool more = true; more;) {
        more = false;
        for (size_t from = 0; from < cg_schemas_count; from++)
            for (size_t to = 0; marks[from] && to < cg_schemas_count; to++)
                if (!marks[to] && refers_to(from, to))
                    marks[to] = more = true;
    }
}

static bool is_merged(const cg_route *route)
{
    return strcmp(route->method, "PATCH") == 0;
}

bool *openapi_find_written(void)
{
    bool *written = cg_alloc_array(cg_schemas_count + 1, sizeof *written);
    bool *told = cg_alloc_array(cg_schemas_count + 1, sizeof *told);
    for (size_t i = 0; i < cg_routes_count; i++) {
        const cg_route *route = cg_routes[i];
        for (const cg_content *c = route->body; c != NULL && c->media != NULL; c++)
            if (!is_merged(route))
                mark(written, c->schema);
        for (const cg_answer *a = route->answers; a != NULL && a->status != 0; a++)
            for (size_t k = 0; k < CG_ARRAY_LEN(a->content) && a->content[k].media != NULL; k++)
                mark(told, a->content[k].schema);
    }
    mark_parts(written);
    mark_parts(told);
    for (size_t i = 0; i < cg_schemas_count; i++)
        written[i] = written[i] && !told[i];
    cg_free(told);
    return written;
}

/* ---- how null is added ---- */

static bool holds(cg_json_value words, cg_str wanted)
{
    cg_json_iter it = {0};
    cg_json_value one;
    cg_str word;
    while (cg_json_next(words, &it, &one))
        if (cg_json_as_str(one, &word, NULL) == CG_OK && cg_str_eq(word, wanted))
            return true;
    return false;
}

static void put_null_type(cg_json_writer *w)
{
    cg_json_begin_object(w);
    cg_json_put_str(w, "type", CG_STR("null"));
    cg_json_end_object(w);
}

/* "type" is a word or several. */
static void write_types(cg_json_writer *w, cg_json_value types)
{
    cg_json_iter it = {0};
    cg_json_value one;
    cg_str word;
    cg_json_begin_array(w);
    if (cg_json_type_of(types) != CG_JSON_ARRAY)
        cg_json_write_value(w, types);
    while (cg_json_next(types, &it, &one))
        if (cg_json_as_str(one, &word, NULL) == CG_OK && !cg_str_eq(word, CG_STR("null")))
            cg_json_write_value(w, one);
    cg_json_write_str(w, CG_STR("null"));
    cg_json_end_array(w);
}

static void write_words(cg_json_writer *w, cg_json_value words)
{
    cg_json_iter it = {0};
    cg_json_value one;
    cg_json_begin_array(w);
    while (cg_json_next(words, &it, &one))
        if (cg_json_type_of(one) != CG_JSON_NULL)
            cg_json_write_value(w, one);
    cg_json_write_null(w);
    cg_json_end_array(w);
}

static void write_schema(cg_json_writer *w, cg_json_value schema, bool or_null);

static void write_choices(cg_json_writer *w, cg_json_value choices, bool or_null)
{
    cg_json_iter it = {0};
    cg_json_value one;
    cg_json_begin_array(w);
    while (cg_json_next(choices, &it, &one))
        write_schema(w, one, false);
    if (or_null)
        put_null_type(w);
    cg_json_end_array(w);
}

static void write_members(cg_json_writer *w, cg_json_value members, cg_json_value required)
{
    cg_json_iter it = {0};
    cg_json_value member;
    cg_json_begin_object(w);
    while (cg_json_next(members, &it, &member)) {
        cg_json_write_key(w, cg_json_key(member));
        write_schema(w, member, !holds(required, cg_json_key(member)));
    }
    cg_json_end_object(w);
}

static void write_keyword(cg_json_writer *w, cg_json_value schema, cg_json_value value,
                          bool or_null)
{
    cg_str key = cg_json_key(value);
    cg_json_write_key(w, key);
    if (cg_str_eq(key, CG_STR("properties")))
        write_members(w, value, cg_json_get(schema, "required"));
    else if (cg_str_eq(key, CG_STR("oneOf")) || cg_str_eq(key, CG_STR("anyOf")))
        write_choices(w, value, or_null);
    else if (cg_str_eq(key, CG_STR("items")))
        write_schema(w, value, false);
    else if (or_null && cg_str_eq(key, CG_STR("type")))
        write_types(w, value);
    else if (or_null && cg_str_eq(key, CG_STR("enum")))
        write_words(w, value);
    else
        cg_json_write_value(w, value);
}

/* What another schema says cannot be widened beside it. */
static void write_reference(cg_json_writer *w, cg_json_value reference)
{
    cg_json_write_key(w, CG_STR("oneOf"));
    cg_json_begin_array(w);
    cg_json_begin_object(w);
    cg_json_write_key(w, CG_STR("$ref"));
    cg_json_write_value(w, reference);
    cg_json_end_object(w);
    put_null_type(w);
    cg_json_end_array(w);
}

static void write_schema(cg_json_writer *w, cg_json_value schema, bool or_null)
{
    cg_json_iter it = {0};
    cg_json_value value;
    if (cg_json_type_of(schema) != CG_JSON_OBJECT) {
        cg_json_write_value(w, schema);
        return;
    }
    cg_json_begin_object(w);
    while (cg_json_next(schema, &it, &value))
        if (or_null && cg_str_eq(cg_json_key(value), CG_STR("$ref")))
            write_reference(w, value);
        else
            write_keyword(w, schema, value, or_null);
    cg_json_end_object(w);
}

cg_code openapi_write_with_nulls(cg_json_writer *w, size_t schema, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_err own = {0};
    cg_str text = cg_str_from((const char *)cg_schemas[schema].text);
    if (cg_json_parse(text, NULL, &doc, &own) != CG_OK)
        return CG_FAIL(err, CG_E_INTERNAL, "the schema %s is not JSON: %s", cg_schemas[schema].name,
                       own.text);
    write_schema(w, cg_json_root(doc), false);
    return CG_OK;
}
