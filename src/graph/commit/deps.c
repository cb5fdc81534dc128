// SPDX-License-Identifier: Apache-2.0
// What the linking of a file has read, in a commit: written when it differs from what the base has. Each key
// that the base's row lacks leads to the file from then on.
#include "commit_int.h"

/* What the base has, empty: nothing; `*out_same`: that is `value`. */
static cg_code read_before(cg_commit *commit, uint32_t file, cg_str value, dep_keys *out_keys,
                           bool *out_same, cg_err *err)
{
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str stored;
    *out_same = value.len == 0;
    if (file >= commit->base->files_limit)
        return CG_OK;
    cg_code rc = versioned_get(commit->project->store->kv, CG_CF_INDEXES,
                               key_deps_base(commit->project->prefix, file), &commit->base->at,
                               &iter, &stored, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    *out_same = cg_str_eq(stored, value);
    return *out_same || deps_decode(stored, out_keys) ? CG_OK : deps_damaged(err);
}

static void put_readers(cg_commit *commit, uint32_t file, const dep_keys *before,
                        const uint64_t *keys, size_t count)
{
    CG_AUTO_VALUE(cg_buf) number = {0};
    size_t at = 0;
    key k;
    cg_buf_add_varint(&number, file);
    for (size_t i = 0; i < count; i++) {
        while (at < before->len && before->ptr[at] < keys[i])
            at++;
        if (at < before->len && before->ptr[at] == keys[i])
            continue;
        key_set_readers(&k, commit->project->prefix, keys[i]);
        rows_append(&commit->rows, key_str(&k), cg_buf_str(&number));
    }
}

static cg_code put_deps(cg_commit *commit, uint32_t file, const uint64_t *keys, size_t count,
                        cg_err *err)
{
    dep_keys before = {0};
    bool same;
    cg_buf_clear(&commit->value);
    deps_encode(&commit->value, keys, count);
    cg_code rc = read_before(commit, file, cg_buf_str(&commit->value), &before, &same, err);
    if (rc == CG_OK && !same) {
        key k = key_deps(commit->project->prefix, file, commit->generation);
        rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), cg_buf_str(&commit->value));
        put_readers(commit, file, &before, keys, count);
        commit->changed = true;
    }
    CG_VEC_FINI(&before);
    return rc;
}

cg_code commit_drop_deps(cg_commit *commit, uint32_t file, cg_err *err)
{
    return put_deps(commit, file, NULL, 0, err);
}

cg_code cg_commit_put_deps(cg_commit *commit, uint32_t file, const uint64_t *keys, size_t count,
                           cg_err *err)
{
    CG_ASSERT(file < commit->files.len && commit->files.ptr[file].present);
    if (!is_parsed(&commit->files.ptr[file])) {
        CG_ASSERT(count == 0);
        return CG_OK;
    }
    CG_ASSERT(!commit->nodes.ptr[file].deps_done);
    commit->nodes.ptr[file].deps_done = true;
    cg_code rc = put_deps(commit, file, keys, count, err);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}
