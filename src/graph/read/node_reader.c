// SPDX-License-Identifier: Apache-2.0
// Places of many nodes, one after the other: an iterator costs as much as a seek, so two are kept, and nodes
// with numbers close to each other are often in one file, whose row then is at hand.
#include "graph_int.h"

struct cg_node_reader {
    const cg_snapshot *snap;
    cg_kv_iter *nodes, *files;
    uint32_t file;   /* whose row `files` stands on; CG_NONE: of none */
    cg_str file_row; /* as long as the iterator stands there */
};

cg_node_reader *cg_node_reader_open(const cg_snapshot *snap)
{
    cg_node_reader *r = cg_alloc(sizeof *r);
    cg_kv *kv = snap->project->store->kv;
    key lower = key_begin(snap->project->prefix), upper = key_after(lower);
    r->nodes = cg_kv_iter_create(kv, NULL, CG_CF_NODES, key_str(&lower), key_str(&upper));
    key_put_be(&lower, IDX_FILE, 1);
    upper = key_after(lower);
    r->files = cg_kv_iter_create(kv, NULL, CG_CF_INDEXES, key_str(&lower), key_str(&upper));
    r->snap = snap;
    r->file = CG_NONE;
    return r;
}

void cg_node_reader_close(cg_node_reader *r)
{
    if (r == NULL)
        return;
    cg_kv_iter_destroy(r->nodes);
    cg_kv_iter_destroy(r->files);
    cg_free(r);
}

static cg_code find_def(cg_node_reader *r, uint32_t file, cg_node_ref ref, uint32_t *out_def,
                        cg_err *err)
{
    if (r->file != file) {
        r->file = CG_NONE;
        cg_code rc = versioned_seek(r->files, key_file_base(r->snap->project->prefix, file),
                                    &r->snap->at, &r->file_row, err);
        if (rc != CG_OK)
            return rc == CG_E_NOT_FOUND ? node_damaged(err) : rc;
        r->file = file;
    }
    return node_find_def(r->file_row, ref, out_def, err);
}

cg_code cg_node_reader_place(cg_node_reader *r, cg_node_ref ref, cg_node_place *out_place,
                             cg_err *err)
{
    key base = key_begin(r->snap->project->prefix);
    key_put_ref(&base, ref);
    cg_str value;
    node_record record;
    uint32_t def = 0;
    cg_code rc = versioned_seek(r->nodes, base, &r->snap->at, &value, err);
    if (rc != CG_OK)
        return rc;
    rc = node_take(r->snap, ref, value, &record, err);
    if (rc == CG_OK && record.file != CG_NONE)
        rc = find_def(r, record.file, ref, &def, err);
    if (rc == CG_OK)
        *out_place = node_place(ref, &record, def, key_gen(cg_kv_iter_key(r->nodes)));
    return rc;
}
