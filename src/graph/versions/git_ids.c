// SPDX-License-Identifier: Apache-2.0
// Which versions were imported from which Git commits. A row for each version, whose key ends in its
// generation: one commit may be imported again once what came of it was collected.
#include "graph_int.h"

static key key_git_prefix(const uint8_t *prefix, cg_str git)
{
    key k = key_begin(prefix);
    CG_ASSERT(git.len <= GIT_ID_MAX);
    key_put_be(&k, IDX_GIT, 1);
    key_put(&k, git.ptr, git.len);
    return k;
}

key key_git(const uint8_t *prefix, cg_str git, uint64_t generation)
{
    key k = key_git_prefix(prefix, git);
    key_put_be(&k, generation, KEY_GEN);
    return k;
}

static bool is_hexadecimal(cg_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!(text.ptr[i] >= '0' && text.ptr[i] <= '9') &&
            !(text.ptr[i] >= 'a' && text.ptr[i] <= 'f'))
            return false;
    return true;
}

/* Those of one commit stand together, the newest last: it takes the place of the one before. A commit
 * that failed may have left a row. */
cg_code cg_project_find_git(cg_project *project, cg_str prefix, size_t limit, cg_arena *arena,
                            uint64_t **out_generations, size_t *out_count, cg_err *err)
{
    *out_generations = cg_arena_alloc_array(arena, limit + 1, sizeof **out_generations);
    *out_count = 0;
    if (prefix.len > GIT_ID_MAX || !is_hexadecimal(prefix))
        return CG_OK;
    key lower = key_git_prefix(project->prefix, prefix), upper = key_after(lower);
    size_t id_at = KEY_PREFIX + 1, count = 0;
    char last[GIT_ID_MAX];
    size_t last_len = 0;
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_INDEXES, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter), id = cg_str_slice(k, id_at, k.len - KEY_GEN);
        uint64_t generation = cg_get_be((const uint8_t *)k.ptr + k.len - KEY_GEN, KEY_GEN);
        cg_code rc = generation_check(project, generation, NULL);
        if (id.len > sizeof last || (rc != CG_OK && rc != CG_E_COLLECTED))
            continue;
        bool again = count > 0 && cg_str_eq(id, cg_str_make(last, last_len));
        if (!again && count == limit)
            break;
        count += !again;
        (*out_generations)[count - 1] = generation;
        memcpy(last, id.ptr, id.len);
        last_len = id.len;
    }
    *out_count = count;
    return cg_kv_iter_status(iter, err);
}
