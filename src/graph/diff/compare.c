// SPDX-License-Identifier: Apache-2.0
// Whether a file, a node or an edge is the same at two generations.
#include "diff.h"

diff_key diff_key_of(cg_change_what what, uint64_t number, cg_edge_kind kind, cg_node_ref target)
{
    return (diff_key){(uint64_t)what << 60 | number, (uint64_t)kind << 48 | target};
}

bool diff_key_of_change(const cg_change *change, diff_key *out_key)
{
    switch (change->what) {
    case CG_CHANGE_FILE: *out_key = diff_key_of(CG_CHANGE_FILE, change->file, 0, 0); return true;
    case CG_CHANGE_NODE:
    case CG_CHANGE_NODE_METADATA:
        *out_key = diff_key_of(CG_CHANGE_NODE, change->node, 0, 0);
        return true;
    case CG_CHANGE_EDGE:
    case CG_CHANGE_MANUAL_EDGE:
    case CG_CHANGE_EDGE_METADATA:
        *out_key = diff_key_of(CG_CHANGE_EDGE, change->node, change->kind, change->target);
        return true;
    default: return false;
    }
}

static cg_diff_row row_of(diff_key what)
{
    const uint64_t low = (UINT64_C(1) << 48) - 1;
    cg_diff_row row = {.what = (cg_change_what)(what.first >> 60)};
    if (row.what == CG_CHANGE_FILE) {
        row.file = (uint32_t)what.first;
    } else {
        row.node = what.first & low;
        row.target = what.second & low;
        row.kind = (cg_edge_kind)(what.second >> 48);
    }
    return row;
}

/* ---- families of rows ---- */

key diff_family_key(const cg_project *project, diff_family family)
{
    key k = key_begin(project->prefix);
    if (family == DIFF_FILES)
        key_put_be(&k, IDX_FILE, 1);
    else if (family == DIFF_EDGES)
        key_put_be(&k, EDGES_PARSED, 1);
    return k;
}

cg_cf diff_family_cf(diff_family family)
{
    static const cg_cf cfs[] = {CG_CF_INDEXES, CG_CF_NODES, CG_CF_EDGES};
    return cfs[family];
}

size_t diff_family_key_size(diff_family family)
{
    static const size_t sizes[] = {KEY_FILE, KEY_NODE, KEY_EDGE};
    return sizes[family];
}

static cg_kv_iter *iter_of(diff_reader *reader, diff_family family)
{
    if (reader->iters[family] == NULL) {
        key lower = diff_family_key(reader->sides->project, family), upper = key_after(lower);
        reader->iters[family] =
            cg_kv_iter_create(reader->sides->project->store->kv, NULL, diff_family_cf(family),
                              key_str(&lower), key_str(&upper));
    }
    return reader->iters[family];
}

void diff_reader_pause(diff_reader *reader)
{
    for (size_t i = 0; i < DIFF_FAMILIES; i++) {
        cg_kv_iter_destroy(reader->iters[i]);
        reader->iters[i] = NULL;
    }
}

void diff_reader_fini(diff_reader *reader)
{
    diff_reader_pause(reader);
    cg_buf_fini(&reader->values[0]);
    cg_buf_fini(&reader->values[1]);
}

/* ---- one side ---- */

/* What a side has, copied to `reader->values[side]`; empty: nothing. */
static cg_code read_row(diff_reader *reader, diff_family family, key base, int side, cg_err *err)
{
    cg_str value;
    cg_buf_clear(&reader->values[side]);
    cg_code rc =
        versioned_seek(iter_of(reader, family), base, &reader->sides->at[side], &value, err);
    if (rc == CG_E_NOT_FOUND)
        return CG_OK;
    if (rc == CG_OK) /* of a file, what is behind the head are the numbers of its nodes */
        cg_buf_add(&reader->values[side], value.ptr,
                   family == DIFF_FILES ? CG_MIN(value.len, (size_t)FILE_RECORD_HEAD) : value.len);
    return rc;
}

static key key_of_node(const diff_reader *reader, cg_node_ref ref)
{
    key k = key_begin(reader->sides->project->prefix);
    key_put_ref(&k, ref);
    return k;
}

/* CG_E_NOT_FOUND (err untouched): the node is not there. */
static cg_code read_id(diff_reader *reader, cg_node_ref ref, int side, cg_id *out_id, cg_err *err)
{
    cg_str value;
    node_record record;
    cg_code rc = versioned_seek(iter_of(reader, DIFF_NODES), key_of_node(reader, ref),
                                &reader->sides->at[side], &value, err);
    if (rc != CG_OK)
        return rc;
    if (!node_record_get(value, &record))
        return node_damaged(err);
    *out_id = record.id;
    return CG_OK;
}

/* A manual edge is there while both its ends are. */
static cg_code read_manual_edge(diff_reader *reader, const cg_diff_row *row, int side, cg_err *err)
{
    const cg_project *project = reader->sides->project;
    cg_id source, target;
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str value;
    cg_code rc = read_id(reader, row->node, side, &source, err);
    if (rc == CG_OK)
        rc = read_id(reader, row->target, side, &target, err);
    if (rc == CG_OK)
        rc = versioned_get(project->store->kv, CG_CF_EDGES,
                           key_manual_edge(project->prefix, source, row->kind, target),
                           &reader->sides->at[side], &iter, &value, err);
    if (rc == CG_OK)
        cg_buf_add_char(&reader->values[side],
                        EDGES_MANUAL); /* shorter than any that parsing found */
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_code read_side(diff_reader *reader, const cg_diff_row *row, int side, cg_err *err)
{
    const cg_project *project = reader->sides->project;
    if (row->what == CG_CHANGE_FILE)
        return read_row(reader, DIFF_FILES, key_file_base(project->prefix, row->file), side, err);
    if (row->what == CG_CHANGE_NODE)
        return read_row(reader, DIFF_NODES, key_of_node(reader, row->node), side, err);
    cg_code rc =
        read_row(reader, DIFF_EDGES,
                 key_edge_base(project->prefix, row->node, row->kind, row->target), side, err);
    if (rc == CG_OK && reader->values[side].len == 0 && reader->sides->manual)
        rc = read_manual_edge(reader, row, side, err);
    return rc;
}

/* ---- both ---- */

static cg_code compare_metadata(const diff_sides *sides, cg_owner owner, cg_id id,
                                bool *out_differs, cg_err *err)
{
    cg_kv_iter *iters[2] = {NULL, NULL};
    cg_str values[2] = {CG_STR(""), CG_STR("")};
    cg_code rc = CG_OK;
    for (int side = 0; rc == CG_OK && side < 2; side++) {
        rc = versioned_get(sides->project->store->kv, CG_CF_INDEXES,
                           key_metadata(sides->project->prefix, owner, id), &sides->at[side],
                           &iters[side], &values[side], err);
        rc = rc == CG_E_NOT_FOUND ? CG_OK : rc;
    }
    *out_differs = rc == CG_OK && !cg_str_eq(values[0], values[1]);
    cg_kv_iter_destroy(iters[0]);
    cg_kv_iter_destroy(iters[1]);
    return rc;
}

static cg_code metadata_differs(const diff_reader *reader, const cg_diff_row *row,
                                bool *out_differs, cg_err *err)
{
    const diff_sides *sides = reader->sides;
    const cg_node_ref refs[2] = {row->node, row->target};
    cg_node_identity ends[2];
    bool is_node = row->what == CG_CHANGE_NODE;
    *out_differs = false;
    if (!sides->metadata || row->what == CG_CHANGE_FILE)
        return CG_OK;
    cg_code rc = cg_project_node_ids(sides->project, refs, is_node ? 1 : 2, ends, err);
    if (rc != CG_OK)
        return rc;
    return compare_metadata(sides, is_node ? CG_OWNER_NODE : CG_OWNER_EDGE,
                            is_node ? ends[0].id : cg_edge_id(ends[0].id, row->kind, ends[1].id),
                            out_differs, err);
}

static cg_code facts_differ(const diff_reader *reader, const cg_diff_row *row, bool *out_differ,
                            cg_err *err)
{
    cg_str before = cg_buf_str(&reader->values[0]), after = cg_buf_str(&reader->values[1]);
    file_record a, b;
    *out_differ = !cg_str_eq(before, after);
    if (row->what != CG_CHANGE_FILE)
        return CG_OK;
    if (!file_record_get(before, &a) || !file_record_get(after, &b))
        return CG_FAIL(err, CG_E_CORRUPT, "a stored file record is damaged");
    *out_differ = !file_record_is_same(&a, &b);
    return CG_OK;
}

cg_code diff_compare(diff_reader *reader, diff_key what, cg_diff_row *out_row, bool *out_differs,
                     cg_err *err)
{
    cg_diff_row row = row_of(what);
    cg_code rc = read_side(reader, &row, CG_DIFF_BEFORE, err);
    if (rc == CG_OK)
        rc = read_side(reader, &row, CG_DIFF_AFTER, err);
    if (rc != CG_OK)
        return rc;
    bool before = reader->values[CG_DIFF_BEFORE].len > 0;
    bool after = reader->values[CG_DIFF_AFTER].len > 0;
    row.op = !before ? CG_CHANGE_ADDED : after ? CG_CHANGE_CHANGED : CG_CHANGE_REMOVED;
    *out_differs = before != after;
    if (before && after) {
        rc = facts_differ(reader, &row, &row.facts, err);
        if (rc == CG_OK)
            rc = metadata_differs(reader, &row, &row.metadata, err);
        *out_differs = row.facts || row.metadata;
    }
    *out_row = row;
    return rc;
}

cg_code diff_is_parsed(diff_reader *reader, diff_key edge, bool *out_is, cg_err *err)
{
    const cg_diff_row row = row_of(edge);
    key base = key_edge_base(reader->sides->project->prefix, row.node, row.kind, row.target);
    cg_code rc = read_row(reader, DIFF_EDGES, base, CG_DIFF_BEFORE, err);
    if (rc == CG_OK)
        rc = read_row(reader, DIFF_EDGES, base, CG_DIFF_AFTER, err);
    *out_is = reader->values[0].len > 0 || reader->values[1].len > 0;
    return rc;
}
