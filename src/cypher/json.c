// SPDX-License-Identifier: Apache-2.0
// Values of JSON as values of Cypher.
#include "cg/json.h"
#include "cypher_int.h"

static cg_code full(cg_json_value at, cg_err *err)
{
    return CG_JSON_FAIL(at, err, CG_E_LIMIT, "is larger than there is memory for");
}

static cg_code text_of(cg_json_value from, cg_arena *arena, value *out, cg_err *err)
{
    cg_str text;
    out->type = CG_CYPHER_STR;
    cg_code rc = cg_json_as_str(from, &text, err);
    if (rc == CG_OK && !cg_arena_try_str(arena, text, &out->text))
        rc = full(from, err);
    return rc;
}

static cg_code list_of(cg_json_value from, unsigned depth_max, cg_arena *arena, value *out,
                       cg_err *err)
{
    cg_json_iter it = {0};
    cg_json_value one;
    cg_code rc = CG_OK;
    *out = (value){.type = CG_CYPHER_LIST};
    out->list.items = cg_arena_try(arena, (cg_json_count(from) + 1) * sizeof *out);
    if (out->list.items == NULL)
        return full(from, err);
    while (rc == CG_OK && cg_json_next(from, &it, &one))
        rc = cg_cypher_value_of_json(one, depth_max, arena, &out->list.items[out->list.count++],
                                     err);
    return rc;
}

static cg_code map_of(cg_json_value from, unsigned depth_max, cg_arena *arena, value *out,
                      cg_err *err)
{
    cg_json_iter it = {0};
    cg_json_value member;
    cg_code rc = CG_OK;
    *out = (value){.type = CG_CYPHER_MAP};
    out->map.entries = cg_arena_try(arena, (cg_json_count(from) + 1) * sizeof *out->map.entries);
    if (out->map.entries == NULL)
        return full(from, err);
    while (rc == CG_OK && cg_json_next(from, &it, &member)) {
        cg_cypher_entry *entry = &out->map.entries[out->map.count++];
        if (!cg_arena_try_str(arena, cg_json_key(member), &entry->key))
            return full(from, err);
        rc = cg_cypher_value_of_json(member, depth_max, arena, &entry->value, err);
    }
    return rc;
}

cg_code cg_cypher_value_of_json(cg_json_value from, unsigned depth_max, cg_arena *arena, value *out,
                                cg_err *err)
{
    cg_json_type type = cg_json_type_of(from);
    *out = V_NULL;
    if (depth_max == 0 && (type == CG_JSON_ARRAY || type == CG_JSON_OBJECT))
        return CG_JSON_FAIL(from, err, CG_E_LIMIT, "nests too deep");
    switch (type) {
    case CG_JSON_BOOL: out->type = CG_CYPHER_BOOL; return cg_json_as_bool(from, &out->truth, err);
    case CG_JSON_INT:
        out->type = CG_CYPHER_INT;
        return cg_json_as_i64(from, INT64_MIN, INT64_MAX, &out->integer, err);
    case CG_JSON_REAL: out->type = CG_CYPHER_FLOAT; return cg_json_as_f64(from, &out->real, err);
    case CG_JSON_STR: return text_of(from, arena, out, err);
    case CG_JSON_ARRAY: return list_of(from, depth_max - 1, arena, out, err);
    case CG_JSON_OBJECT: return map_of(from, depth_max - 1, arena, out, err);
    default: return CG_OK;
    }
}

cg_code cg_cypher_value_parse(cg_str json, cg_arena *arena, value *out, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_code rc = cg_json_parse(json, NULL, &doc, err);
    return rc == CG_OK
               ? cg_cypher_value_of_json(cg_json_root(doc), CG_JSON_DEPTH_CAP, arena, out, err)
               : rc;
}
