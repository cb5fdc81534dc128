// SPDX-License-Identifier: Apache-2.0
// json: what a value is, its members and elements, and the errors that name them.
#include "json_int.h"

static const char *const type_words[] = {
    [CG_JSON_ABSENT] = "absent",  [CG_JSON_NULL] = "null",        [CG_JSON_BOOL] = "true or false",
    [CG_JSON_INT] = "an integer", [CG_JSON_REAL] = "a number",    [CG_JSON_STR] = "a string",
    [CG_JSON_ARRAY] = "an array", [CG_JSON_OBJECT] = "an object",
};

cg_json_value cg_json_root(const cg_json *doc)
{
    return (cg_json_value){.doc = doc, .node = doc->root};
}

cg_json_type cg_json_type_of(cg_json_value value)
{
    if (value.node == NULL)
        return CG_JSON_ABSENT;
    switch (json_typeof(cg_json_node(value))) {
    case JSON_OBJECT: return CG_JSON_OBJECT;
    case JSON_ARRAY: return CG_JSON_ARRAY;
    case JSON_STRING: return CG_JSON_STR;
    case JSON_INTEGER: return CG_JSON_INT;
    case JSON_REAL: return CG_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE: return CG_JSON_BOOL;
    case JSON_NULL: return CG_JSON_NULL;
    }
    return CG_JSON_NULL;
}

cg_code cg_json_expect(cg_json_value value, cg_json_type type, cg_err *err)
{
    cg_json_type found = cg_json_type_of(value);
    if (found == type)
        return CG_OK;
    if (found == CG_JSON_ABSENT)
        return CG_JSON_FAIL(value, err, CG_E_INVALID, "is required");
    return CG_JSON_FAIL(value, err, CG_E_INVALID, "must be %s", type_words[type]);
}

cg_code cg_json_as_str(cg_json_value value, cg_str *out_value, cg_err *err)
{
    cg_code rc = cg_json_expect(value, CG_JSON_STR, err);
    if (rc == CG_OK)
        *out_value = cg_str_make(json_string_value(cg_json_node(value)),
                                 json_string_length(cg_json_node(value)));
    return rc;
}

cg_code cg_json_as_bool(cg_json_value value, bool *out_value, cg_err *err)
{
    cg_code rc = cg_json_expect(value, CG_JSON_BOOL, err);
    if (rc == CG_OK)
        *out_value = json_is_true(cg_json_node(value));
    return rc;
}

cg_code cg_json_as_u64(cg_json_value value, uint64_t min, uint64_t max, uint64_t *out_value,
                       cg_err *err)
{
    cg_code rc = cg_json_expect(value, CG_JSON_INT, err);
    if (rc != CG_OK)
        return rc;
    json_int_t n = json_integer_value(cg_json_node(value));
    if (n < 0 || (uint64_t)n < min || (uint64_t)n > max)
        return CG_JSON_FAIL(value, err, CG_E_INVALID, "must be %" PRIu64 " to %" PRIu64, min, max);
    *out_value = (uint64_t)n;
    return CG_OK;
}

cg_code cg_json_as_i64(cg_json_value value, int64_t min, int64_t max, int64_t *out_value,
                       cg_err *err)
{
    cg_code rc = cg_json_expect(value, CG_JSON_INT, err);
    if (rc != CG_OK)
        return rc;
    json_int_t n = json_integer_value(cg_json_node(value));
    if (n < min || n > max)
        return CG_JSON_FAIL(value, err, CG_E_INVALID, "must be %" PRId64 " to %" PRId64, min, max);
    *out_value = n;
    return CG_OK;
}

cg_code cg_json_as_f64(cg_json_value value, double *out_value, cg_err *err)
{
    cg_code rc = CG_OK;
    if (cg_json_type_of(value) != CG_JSON_INT)
        rc = cg_json_expect(value, CG_JSON_REAL, err);
    if (rc == CG_OK)
        *out_value = json_number_value(cg_json_node(value));
    return rc;
}

cg_json_value cg_json_get(cg_json_value object, const char *key)
{
    return (cg_json_value){
        .doc = object.doc,
        .node = json_object_get(cg_json_node(object), key),
        .parent = object.node,
        .key = key,
    };
}

bool cg_json_has(cg_json_value object, const char *key)
{
    return cg_json_type_of(cg_json_get(object, key)) > CG_JSON_NULL;
}

/* The member to read, or one that is not there when an optional one is absent or null. */
static cg_code pick(cg_json_value object, const char *key, cg_json_need need, cg_json_value *out,
                    cg_err *err)
{
    cg_code rc = cg_json_expect(object, CG_JSON_OBJECT, err);
    if (rc != CG_OK)
        return rc;
    *out = cg_json_get(object, key);
    if (cg_json_type_of(*out) == CG_JSON_NULL)
        out->node = NULL;
    if (out->node == NULL && need == CG_JSON_REQUIRED)
        return CG_JSON_FAIL(*out, err, CG_E_INVALID, "is required");
    return CG_OK;
}

cg_code cg_json_get_str(cg_json_value object, const char *key, cg_str *out_value, cg_json_need need,
                        cg_err *err)
{
    cg_json_value member;
    cg_code rc = pick(object, key, need, &member, err);
    return rc == CG_OK && member.node ? cg_json_as_str(member, out_value, err) : rc;
}

cg_code cg_json_get_bool(cg_json_value object, const char *key, bool *out_value, cg_json_need need,
                         cg_err *err)
{
    cg_json_value member;
    cg_code rc = pick(object, key, need, &member, err);
    return rc == CG_OK && member.node ? cg_json_as_bool(member, out_value, err) : rc;
}

cg_code cg_json_get_u64(cg_json_value object, const char *key, uint64_t min, uint64_t max,
                        uint64_t *out_value, cg_json_need need, cg_err *err)
{
    cg_json_value member;
    cg_code rc = pick(object, key, need, &member, err);
    return rc == CG_OK && member.node ? cg_json_as_u64(member, min, max, out_value, err) : rc;
}

cg_code cg_json_get_i64(cg_json_value object, const char *key, int64_t min, int64_t max,
                        int64_t *out_value, cg_json_need need, cg_err *err)
{
    cg_json_value member;
    cg_code rc = pick(object, key, need, &member, err);
    return rc == CG_OK && member.node ? cg_json_as_i64(member, min, max, out_value, err) : rc;
}

cg_code cg_json_get_f64(cg_json_value object, const char *key, double *out_value, cg_json_need need,
                        cg_err *err)
{
    cg_json_value member;
    cg_code rc = pick(object, key, need, &member, err);
    return rc == CG_OK && member.node ? cg_json_as_f64(member, out_value, err) : rc;
}

static cg_code get_container(cg_json_value object, const char *key, cg_json_type type,
                             cg_json_value *out_value, cg_json_need need, cg_err *err)
{
    cg_json_value member;
    cg_code rc = pick(object, key, need, &member, err);
    if (rc != CG_OK || member.node == NULL)
        return rc;
    rc = cg_json_expect(member, type, err);
    if (rc == CG_OK)
        *out_value = member;
    return rc;
}

cg_code cg_json_get_array(cg_json_value object, const char *key, cg_json_value *out_value,
                          cg_json_need need, cg_err *err)
{
    return get_container(object, key, CG_JSON_ARRAY, out_value, need, err);
}

cg_code cg_json_get_object(cg_json_value object, const char *key, cg_json_value *out_value,
                           cg_json_need need, cg_err *err)
{
    return get_container(object, key, CG_JSON_OBJECT, out_value, need, err);
}

size_t cg_json_count(cg_json_value container)
{
    return json_array_size(cg_json_node(container)) + json_object_size(cg_json_node(container));
}

cg_json_value cg_json_at(cg_json_value array, size_t index)
{
    return (cg_json_value){
        .doc = array.doc,
        .node = json_array_get(cg_json_node(array), index),
        .parent = array.node,
        .index = index,
    };
}

static bool next_member(cg_json_value object, cg_json_iter *iter, cg_json_value *out_value)
{
    json_t *node = (json_t *)object.node; /* the library's iterators only read it */
    iter->at = iter->started ? json_object_iter_next(node, iter->at) : json_object_iter(node);
    iter->started = true;
    if (iter->at == NULL)
        return false;
    *out_value = (cg_json_value){
        .doc = object.doc,
        .node = json_object_iter_value(iter->at),
        .parent = object.node,
        .key = json_object_iter_key(iter->at),
    };
    return true;
}

bool cg_json_next(cg_json_value container, cg_json_iter *iter, cg_json_value *out_value)
{
    if (cg_json_type_of(container) == CG_JSON_OBJECT)
        return (!iter->started || iter->at) && next_member(container, iter, out_value);
    cg_json_value element = cg_json_at(container, iter->index);
    if (element.node == NULL)
        return false;
    iter->index++;
    *out_value = element;
    return true;
}

cg_str cg_json_key(cg_json_value member)
{
    return cg_str_from(member.key);
}

static bool is_among(cg_str key, const char *const *known, size_t known_count)
{
    for (size_t i = 0; i < known_count; i++) {
        if (cg_str_eq(key, cg_str_from(known[i])))
            return true;
    }
    return false;
}

cg_code cg_json_check_members(cg_json_value object, const char *const *known, size_t known_count,
                              cg_err *err)
{
    cg_json_iter iter = {0};
    cg_json_value member;
    cg_code rc = cg_json_expect(object, CG_JSON_OBJECT, err);
    if (rc != CG_OK)
        return rc;
    while (cg_json_next(object, &iter, &member)) {
        if (!is_among(cg_json_key(member), known, known_count))
            return CG_JSON_FAIL(member, err, CG_E_INVALID, "unknown member");
    }
    return CG_OK;
}
