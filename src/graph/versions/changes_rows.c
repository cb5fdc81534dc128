// SPDX-License-Identifier: Apache-2.0
// What generations changed, told from the rows: a row without an older one of the same key is an addition, an
// empty one a removal. One family after the other, each in key order, where the newer row comes
// first: so a row waits until the next one has been read.
#include "graph_int.h"

typedef struct seen_row {
    bool there;
    uint64_t generation;
    bool gone;
    uint8_t base[KEY_EDGE];
    size_t base_len;
    uint8_t head[FILE_RECORD_HEAD]; /* of a file's record */
} seen_row;

struct change_rows {
    cg_project *project;
    const lineage *at;   /* rows of other branches are left out */
    uint64_t generation; /* 0: all */
    cg_change_what what; /* the family that is read; beyond CG_CHANGE_EDGE: the end */
    cg_kv_iter *iter;
    seen_row waiting;
    cg_code rc;
    cg_err err;
};

/* What all keys of a family start with. */
static key family_key(const cg_project *project, cg_change_what what)
{
    static const uint8_t letters[] = {
        [CG_CHANGE_FILE] = IDX_FILE, [CG_CHANGE_NODE] = 0, [CG_CHANGE_EDGE] = EDGES_PARSED};
    key k = key_begin(project->prefix);
    key_put(&k, &letters[what], letters[what] != 0);
    return k;
}

static key base_key(const cg_project *project, const cg_change *change)
{
    key k = family_key(project, change->what);
    if (change->what == CG_CHANGE_FILE)
        key_put_be(&k, change->file, 4);
    else
        key_put_ref(&k, change->node);
    if (change->what == CG_CHANGE_EDGE) {
        key_put_be(&k, change->kind, 1);
        key_put_ref(&k, change->target);
    }
    return k;
}

static void open_family(change_rows *rows, cg_change_what what, const cg_change *after)
{
    static const cg_cf families[] = {
        [CG_CHANGE_FILE] = CG_CF_INDEXES,
        [CG_CHANGE_NODE] = CG_CF_NODES,
        [CG_CHANGE_EDGE] = CG_CF_EDGES,
    };
    key lower = family_key(rows->project, what), upper = key_after(lower);
    if (after != NULL)
        lower = key_after(base_key(rows->project, after));
    rows->what = what;
    rows->iter = cg_kv_iter_create(rows->project->store->kv, NULL, families[what], key_str(&lower),
                                   key_str(&upper));
    cg_kv_iter_first(rows->iter);
}

change_rows *change_rows_open(cg_project *project, const lineage *at, uint64_t generation,
                              const cg_change *after)
{
    change_rows *rows = cg_alloc(sizeof *rows);
    rows->project = project;
    rows->at = at;
    rows->generation = generation;
    open_family(rows, after != NULL ? after->what : CG_CHANGE_FILE, after);
    return rows;
}

static size_t key_size(cg_change_what what)
{
    return what == CG_CHANGE_FILE ? KEY_FILE : what == CG_CHANGE_NODE ? KEY_NODE : KEY_EDGE;
}

static bool is_seen(const change_rows *rows)
{
    cg_str k = cg_kv_iter_key(rows->iter);
    return k.len != key_size(rows->what) || lineage_sees(rows->at, key_gen(k));
}

/* Takes the row that the iterator is at. */
static bool take_row(change_rows *rows, seen_row *out)
{
    cg_str k = cg_kv_iter_key(rows->iter), value = cg_kv_iter_value(rows->iter);
    file_record record;
    if (k.len != key_size(rows->what) ||
        (rows->what == CG_CHANGE_FILE && value.len > 0 && !file_record_get(value, &record))) {
        rows->rc = CG_FAIL(&rows->err, CG_E_CORRUPT, "a stored row is damaged");
        return false;
    }
    out->there = true;
    out->generation = key_gen(k);
    out->gone = value.len == 0;
    out->base_len = k.len - KEY_GEN;
    memcpy(out->base, k.ptr, out->base_len);
    if (rows->what == CG_CHANGE_FILE && !out->gone)
        memcpy(out->head, value.ptr, sizeof out->head);
    return true;
}

static bool is_same_file(const seen_row *newer, const seen_row *older)
{
    file_record a, b;
    cg_str newer_head = cg_str_make((const char *)newer->head, sizeof newer->head);
    cg_str older_head = cg_str_make((const char *)older->head, sizeof older->head);
    return !newer->gone && !older->gone && file_record_get(newer_head, &a) &&
           file_record_get(older_head, &b) && file_record_is_same(&a, &b);
}

static cg_change make_change(const change_rows *rows, const seen_row *row, bool was_there)
{
    cg_str k = cg_str_make((const char *)row->base, row->base_len);
    cg_change change = {.generation = row->generation,
                        .what = rows->what,
                        .op = row->gone   ? CG_CHANGE_REMOVED
                              : was_there ? CG_CHANGE_CHANGED
                                          : CG_CHANGE_ADDED};
    if (rows->what == CG_CHANGE_FILE) {
        change.file = cg_get_be32(row->base + KEY_PREFIX + 1);
    } else if (rows->what == CG_CHANGE_NODE) {
        change.node = key_ref_at(k, KEY_PREFIX);
    } else {
        change.node = key_ref_at(k, KEY_PREFIX + 1);
        change.kind = (cg_edge_kind)row->base[KEY_PREFIX + 1 + KEY_REF];
        change.target = key_ref_at(k, KEY_PREFIX + 1 + KEY_REF + 1);
    }
    return change;
}

/* Whether `row`, with the one before it of the same key, is a change that is asked for. */
static bool settle(const change_rows *rows, const seen_row *row, const seen_row *older,
                   cg_change *out)
{
    if (!row->there || (rows->generation != 0 && row->generation != rows->generation))
        return false;
    bool same_key = older->there && older->base_len == row->base_len &&
                    memcmp(older->base, row->base, row->base_len) == 0;
    if (same_key && rows->what == CG_CHANGE_FILE && is_same_file(row, older))
        return false;
    *out = make_change(rows, row, same_key && !older->gone);
    return true;
}

/* Goes on to the next family. False at the end of the last. */
static bool next_family(change_rows *rows)
{
    rows->rc = cg_kv_iter_status(rows->iter, &rows->err);
    if (rows->rc != CG_OK || rows->what == CG_CHANGE_EDGE)
        return false;
    cg_kv_iter_destroy(rows->iter);
    open_family(rows, rows->what + 1, NULL);
    return true;
}

bool change_rows_next(change_rows *rows, cg_change *out_change)
{
    bool found = false;
    while (rows->rc == CG_OK && !found) {
        seen_row row = {0};
        bool valid = cg_kv_iter_valid(rows->iter);
        if (valid && !is_seen(rows)) {
            cg_kv_iter_next(rows->iter);
            continue;
        }
        if (valid && !take_row(rows, &row))
            return false;
        found = settle(rows, &rows->waiting, &row, out_change);
        rows->waiting = row;
        if (valid)
            cg_kv_iter_next(rows->iter);
        else if (!found && !next_family(rows))
            return false;
    }
    return found;
}

cg_code change_rows_close(change_rows *rows, cg_err *err)
{
    cg_code rc = rows->rc;
    if (rc != CG_OK && err != NULL)
        *err = rows->err;
    cg_kv_iter_destroy(rows->iter);
    cg_free(rows);
    return rc;
}
