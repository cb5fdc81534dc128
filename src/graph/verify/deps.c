// SPDX-License-Identifier: Apache-2.0
// What the linking of each file has read, and the index from what was read to the files.
#include <stdlib.h>

#include "verify_int.h"

/* What should be found in the index: hashes of key and file, ascending. */
typedef struct expected {
    CG_VEC(uint64_t) pairs;
    bool *found;  /* [pairs] */
    uint64_t key; /* of the row that is looked at */
} expected;

static uint64_t pair_of(uint64_t dep, uint32_t file)
{
    const uint64_t pair[2] = {dep, file};
    return cg_hash64(pair, sizeof pair, 0);
}

static void take_row(verifier *v, cg_str k, cg_str value, dep_keys *keys, expected *e)
{
    uint32_t file =
        k.len == KEY_DEPS ? cg_get_be32((const uint8_t *)k.ptr + KEY_PREFIX + 1) : CG_NONE;
    if (file >= v->snap->files_limit || !v->snap->files[file].present)
        verify_problem(v, "file %" PRIu32 " is not there but its dependencies are", file);
    else if (!deps_decode(value, keys))
        verify_problem(v, "file \"%.*s\": its dependencies are damaged",
                       CG_STR_ARG(v->snap->files[file].path));
    else
        for (size_t i = 0; i < keys->len; i++)
            CG_VEC_PUSH(&e->pairs, pair_of(keys->ptr[i], file));
}

static cg_code read_rows(verifier *v, expected *e, cg_err *err)
{
    key lower = key_begin(v->project->prefix);
    key_put_be(&lower, IDX_DEPS, 1);
    key upper = key_after(lower);
    versioned_scan rows;
    cg_str k, value;
    dep_keys keys = {0};
    versioned_scan_open(&rows, v->kv, CG_CF_INDEXES, key_str(&lower), key_str(&upper),
                        &v->snap->at);
    while (versioned_scan_next(&rows, &k, &value))
        take_row(v, k, value, &keys, e);
    CG_VEC_FINI(&keys);
    return versioned_scan_close(&rows, err);
}

/* ---- the index ---- */

static void mark_reader(void *arg, uint32_t file)
{
    expected *e = arg;
    uint64_t pair = pair_of(e->key, file);
    const uint64_t *at =
        e->pairs.len > 0 ? bsearch(&pair, e->pairs.ptr, e->pairs.len, sizeof pair, cg_compare_u64)
                         : NULL;
    if (at != NULL)
        e->found[at - e->pairs.ptr] = true;
}

static cg_code read_index(verifier *v, expected *e, cg_err *err)
{
    key lower = key_begin(v->project->prefix);
    key_put_be(&lower, IDX_READERS, 1);
    key upper = key_after(lower);
    uint32_t limit = (uint32_t)v->project->next.next_file;
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(v->kv, NULL, CG_CF_INDEXES, key_str(&lower), key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        if (k.len == KEY_READERS)
            e->key = cg_get_be((const uint8_t *)k.ptr + lower.len, KEY_READERS - lower.len);
        if (k.len != KEY_READERS || !readers_decode(cg_kv_iter_value(iter), limit, mark_reader, e))
            verify_problem(v, "the files that have read a key are damaged");
    }
    return cg_kv_iter_status(iter, err);
}

cg_code verify_deps(verifier *v, cg_err *err)
{
    expected e = {.key = 0};
    cg_code rc = read_rows(v, &e, err);
    if (e.pairs.len > 1)
        qsort(e.pairs.ptr, e.pairs.len, sizeof *e.pairs.ptr, cg_compare_u64);
    e.found = cg_alloc_array(e.pairs.len + 1, sizeof *e.found);
    if (rc == CG_OK)
        rc = read_index(v, &e, err);
    size_t missing = 0;
    for (size_t i = 0; i < e.pairs.len; i++)
        missing += !e.found[i];
    if (rc == CG_OK && missing > 0)
        verify_problem(v, "%zu keys do not lead to files that have read them", missing);
    CG_VEC_FINI(&e.pairs);
    cg_free(e.found);
    return rc;
}
