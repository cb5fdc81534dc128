// SPDX-License-Identifier: Apache-2.0
// What the linking of a file has read, in a commit: written when it differs from what the base has.
#include "commit_int.h"

static void put_row(cg_commit *commit, uint32_t file, cg_str value)
{
    key k = key_deps(commit->project->prefix, file, commit->generation);
    rows_put(&commit->rows, CG_CF_INDEXES, key_str(&k), value);
    commit->changed = true;
}

/* Whether the base's row of a file says the same as `value`, no row being the same as "". */
static cg_code is_as_base(cg_commit *commit, uint32_t file, cg_str value, bool *out_same,
                          cg_err *err)
{
    key base = key_begin(commit->project->prefix);
    key_put_be(&base, IDX_DEPS, 1);
    key_put_be(&base, file, 4);
    CG_AUTO(cg_kv_iter) iter = NULL;
    cg_str stored;
    cg_code rc = versioned_get(commit->project->store->kv, CG_CF_INDEXES, base, &commit->base->at,
                               &iter, &stored, err);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    *out_same = rc == CG_OK ? cg_str_eq(stored, value) : value.len == 0;
    return CG_OK;
}

static cg_code put_deps(cg_commit *commit, uint32_t file, cg_str value, cg_err *err)
{
    bool same = value.len == 0;
    cg_code rc = CG_OK;
    if (file < commit->base->files_limit)
        rc = is_as_base(commit, file, value, &same, err);
    if (rc == CG_OK && !same)
        put_row(commit, file, value);
    return rc;
}

cg_code commit_drop_deps(cg_commit *commit, uint32_t file, cg_err *err)
{
    return put_deps(commit, file, CG_STR_NULL, err);
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
    cg_buf_clear(&commit->value);
    deps_encode(&commit->value, keys, count);
    cg_code rc = put_deps(commit, file, cg_buf_str(&commit->value), err);
    return rc == CG_OK ? commit_relieve(commit, err) : rc;
}
