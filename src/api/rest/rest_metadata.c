// SPDX-License-Identifier: Apache-2.0
// api: metadata. It is stored as the JSON text that replies hold, and changed here, since this is
// where JSON is known: the service asks what becomes of the text it has (RFC 7396).
#include "rest_write.h"

typedef struct metadata_edit {
    cg_json_value value; /* absent or null: none */
    bool merge;
} metadata_edit;

static bool is_object(cg_json_value value)
{
    return cg_json_type_of(value) == CG_JSON_OBJECT;
}

static bool is_null(cg_json_value value)
{
    return cg_json_type_of(value) == CG_JSON_NULL;
}

/* ---- the merge ---- */

static void merge(cg_json_writer *w, cg_json_value before, cg_json_value patch);

/* Members that were there: kept, changed, or left out. */
static void merge_old(cg_json_writer *w, cg_json_value before, cg_json_value patch)
{
    cg_json_iter it = {0};
    cg_json_value member;
    while (cg_json_next(before, &it, &member)) {
        cg_json_value change = cg_json_get(patch, cg_json_key(member).ptr);
        if (is_null(change))
            continue;
        cg_json_write_key(w, cg_json_key(member));
        if (cg_json_type_of(change) == CG_JSON_ABSENT)
            cg_json_write_value(w, member);
        else
            merge(w, member, change);
    }
}

/* Members that are new. */
static void merge_new(cg_json_writer *w, cg_json_value before, cg_json_value patch)
{
    cg_json_iter it = {0};
    cg_json_value change;
    while (cg_json_next(patch, &it, &change)) {
        cg_json_value member = cg_json_get(before, cg_json_key(change).ptr);
        if (is_null(change) || cg_json_type_of(member) != CG_JSON_ABSENT)
            continue;
        cg_json_write_key(w, cg_json_key(change));
        merge(w, member, change);
    }
}

static void merge(cg_json_writer *w, cg_json_value before, cg_json_value patch)
{
    if (!is_object(patch)) {
        cg_json_write_value(w, patch);
        return;
    }
    cg_json_begin_object(w);
    if (is_object(before))
        merge_old(w, before, patch);
    merge_new(w, before, patch);
    cg_json_end_object(w);
}

/* ---- the edit ---- */

static cg_code keep(cg_buf *text, cg_arena *arena, cg_str *out_after, cg_err *err)
{
    *out_after = CG_STR("");
    if (text->error != CG_OK)
        return CG_FAIL(err, CG_E_LIMIT, "the metadata grows too large");
    if (cg_str_eq(cg_buf_str(text), CG_STR("{}")))
        return CG_OK;
    return cg_arena_try_str(arena, cg_buf_str(text), out_after)
               ? CG_OK
               : CG_FAIL(err, CG_E_LIMIT, "the request holds too much metadata");
}

static cg_code edit_metadata(void *arg, cg_str before, cg_arena *arena, cg_str *out_after,
                             cg_err *err)
{
    const metadata_edit *edit = arg;
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO(cg_json) doc = NULL;
    cg_json_writer w;
    *out_after = CG_STR("");
    if (!is_object(edit->value))
        return CG_OK;
    cg_json_writer_init(&w, &text);
    if (!edit->merge) {
        cg_json_write_value(&w, edit->value);
        return keep(&text, arena, out_after, err);
    }
    cg_json_limits limits = {.depth_max = CG_JSON_DEPTH_CAP};
    if (before.len > 0 && cg_json_parse(before, &limits, &doc, NULL) != CG_OK)
        return CG_FAIL(err, CG_E_CORRUPT, "stored metadata is damaged");
    merge(&w, doc != NULL ? cg_json_root(doc) : (cg_json_value){0}, edit->value);
    return keep(&text, arena, out_after, err);
}

cg_code cg_rest_decode_metadata(cg_json_value value, bool merge, cg_arena *arena,
                                cg_metadata_change *out_change, cg_err *err)
{
    bool absent = cg_json_type_of(value) == CG_JSON_ABSENT;
    if (!absent && !is_null(value) && !is_object(value))
        return CG_JSON_FAIL(value, err, CG_E_INVALID, "must be an object");
    *out_change = (cg_metadata_change){0};
    if (merge && absent)
        return CG_OK;
    metadata_edit *edit = cg_arena_alloc(arena, sizeof *edit);
    *edit = (metadata_edit){.value = value, .merge = merge};
    *out_change = (cg_metadata_change){.edit = edit_metadata, .arg = edit};
    return CG_OK;
}

void cg_rest_put_metadata(cg_json_writer *w, cg_str json)
{
    cg_json_put_raw(w, "metadata", json.len > 0 ? json : CG_STR("{}"));
}
