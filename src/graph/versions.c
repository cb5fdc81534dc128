// SPDX-License-Identifier: Apache-2.0
// The record of a generation: what it was built on, when, and what there was then.
#include "graph_int.h"

#define VERSION_RECORD 2

void version_record_put(cg_buf *out, const cg_version *version)
{
    const uint64_t fields[] = {VERSION_RECORD,   0 /* branch: main */, version->base,
                               version->time_ms, version->digest.hi,   version->digest.lo,
                               version->files,   version->nodes,       version->edges,
                               version->listed,  version->changes,     version->message.len};
    for (size_t i = 0; i < CG_ARRAY_LEN(fields); i++)
        cg_buf_add_varint(out, fields[i]);
    cg_buf_add_str(out, version->message);
}

bool version_record_get(cg_str value, cg_version *out_version)
{
    uint64_t record, branch, listed, length;
    cg_version v = {0};
    uint64_t *fields[] = {&record,  &branch,  &v.base,  &v.time_ms, &v.digest.hi, &v.digest.lo,
                          &v.files, &v.nodes, &v.edges, &listed,    &v.changes,   &length};
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    for (size_t i = 0; i < CG_ARRAY_LEN(fields); i++)
        if (!cg_read_varint(&pos, end, fields[i]))
            return false;
    if (record != VERSION_RECORD || listed > 1 || length != (uint64_t)(end - pos))
        return false;
    v.listed = listed != 0;
    v.message = cg_str_make((const char *)pos, (size_t)length);
    *out_version = v;
    return true;
}

cg_code cg_project_next_version(cg_project *project, uint64_t after, cg_arena *arena,
                                cg_version *out_version, cg_err *err)
{
    CG_AUTO(cg_snapshot) head = cg_snapshot_take(project);
    if (after >= head->generation)
        return CG_E_NOT_FOUND;
    key lower = key_version(project->prefix, after + 1);
    key upper = key_version(project->prefix, head->generation + 1);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(project->store->kv, NULL, CG_CF_VERSIONS, key_str(&lower),
                             key_str(&upper));
    for (cg_kv_iter_first(iter); cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        if (k.len != KEY_VERSION)
            continue;
        cg_version v;
        if (!version_record_get(cg_kv_iter_value(iter), &v))
            return CG_FAIL(err, CG_E_CORRUPT, "the record of a version is damaged");
        v.generation = cg_get_be((const uint8_t *)k.ptr + KEY_PREFIX, KEY_GEN);
        v.message = cg_arena_str(arena, v.message);
        *out_version = v;
        return CG_OK;
    }
    cg_code rc = cg_kv_iter_status(iter, err);
    return rc == CG_OK ? CG_E_NOT_FOUND : rc;
}
