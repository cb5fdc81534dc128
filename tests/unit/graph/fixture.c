// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "cg/graph_care.h"

#include "fixture.h"

cg_err graph_err;

cg_store *fixture_open(const char *engine, const char *path)
{
    cg_store *store;
    cg_store_options opts = {
        .kv = {.engine = engine, .path = path, .cache_bytes = 4 << 20, .memtable_bytes = 4 << 20},
        .unit_cache_bytes = 1 << 20};
    assert_ok(cg_store_open(&opts, &store, &graph_err));
    return store;
}

cg_project *fixture_project(cg_store *store, const char *name)
{
    cg_project *project;
    assert_ok(cg_store_project(store, cg_str_from(name), true, &project, &graph_err));
    return project;
}

cg_commit *fixture_begin(cg_project *project, bool dry_run)
{
    cg_commit *commit;
    cg_commit_options opts = {.dry_run = dry_run};
    assert_ok(cg_commit_begin(project, &opts, &commit, &graph_err));
    return commit;
}

cg_commit_result fixture_put(cg_project *project, const char *path, const toy_file *file)
{
    cg_commit_result result;
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(toy_put(commit, project, path, file, &graph_err));
    assert_ok(cg_commit_finish(commit, CG_STR("m"), &result, &graph_err));
    return result;
}

uint64_t fixture_verify(cg_project *project, cg_buf *out_lines)
{
    cg_graph_check check;
    assert_ok(cg_project_verify(project, &check, &graph_err));
    if (out_lines != NULL)
        cg_buf_add_str(out_lines, cg_buf_str(&check.lines));
    else if (check.problems > 0)
        fail_msg("%" PRIu64 " problems: %.*s", check.problems,
                 CG_STR_ARG(cg_buf_str(&check.lines)));
    cg_buf_fini(&check.lines);
    return check.problems;
}

const char *fixture_digest(cg_project *project)
{
    static char text[33];
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    cg_hash128 digest = cg_snapshot_digest(snap);
    snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, digest.hi, digest.lo);
    return text;
}

uint64_t fixture_generation(cg_project *project)
{
    CG_AUTO(cg_snapshot) snap = cg_snapshot_take(project);
    return cg_snapshot_generation(snap);
}

void fixture_put_row(cg_kv *kv, cg_cf cf, key k, cg_str value)
{
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_kv_batch_put(batch, cf, key_str(&k), value);
    assert_ok(cg_kv_write(kv, batch, false, &graph_err));
}

void fixture_find_prefix(cg_kv *kv, uint8_t out[KEY_PREFIX])
{
    cg_kv_iter *iter = cg_kv_iter_create(kv, NULL, CG_CF_NODES, CG_STR_NULL, CG_STR_NULL);
    cg_kv_iter_first(iter);
    memcpy(out, cg_kv_iter_key(iter).ptr, KEY_PREFIX);
    cg_kv_iter_destroy(iter);
}
