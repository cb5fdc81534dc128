// SPDX-License-Identifier: Apache-2.0
// The list of what a commit changed. It grows in chunks, which are rows like all others, so a commit of any
// size holds one chunk in memory. A first load keeps none, nor does a commit that changes more than
// there was before: reading all rows tells the same at about the same price, where nothing was stated.
#include "commit_int.h"

#define ALWAYS_LISTED (UINT64_C(1) << 20) /* changes */
#define PRUNED_MAX 16 /* generations in one commit: more go with the next ones */

static void end_chunk(cg_commit *commit)
{
    change_list *list = &commit->changes;
    cg_buf_clear(&commit->value);
    CG_ASSERT(cg_compress(cg_buf_str(&list->chunk), 1, &commit->value, NULL) == CG_OK);
    key k = key_changes(commit->project->prefix, commit->generation,
                        (uint32_t)((list->count - 1) / CHANGES_PER_CHUNK));
    rows_put(&commit->rows, CG_CF_VERSIONS, key_str(&k), cg_buf_str(&commit->value));
    cg_buf_clear(&list->chunk);
    list->codec = (change_codec){0};
}

void commit_note_change(cg_commit *commit, cg_change change)
{
    change_list *list = &commit->changes;
    if (list->dropped)
        return;
    change_encode(&list->codec, &change, &list->chunk);
    if (++list->count % CHANGES_PER_CHUNK != 0)
        return;
    end_chunk(commit);
    const cg_project_counts *there = &commit->base->counts;
    bool overlay = commit->overlay_changed || there->manual_edges > 0; /* rows do not tell of it */
    list->dropped =
        !overlay && list->count > ALWAYS_LISTED && list->count > there->nodes + there->edges;
}

void commit_end_changes(cg_commit *commit)
{
    if (!commit->changes.dropped && commit->changes.count % CHANGES_PER_CHUNK != 0)
        end_chunk(commit);
}

/* ---- what is no longer kept ---- */

/* One by one while they are few: a deleted range slows later reads down, wherever it lies. */
static void delete_chunks(const cg_commit *commit, cg_kv_batch *batch, uint64_t generation,
                          uint64_t changes)
{
    const uint8_t *prefix = commit->project->prefix;
    uint64_t chunks = (changes + CHANGES_PER_CHUNK - 1) / CHANGES_PER_CHUNK;
    if (chunks > PRUNED_MAX) {
        key first = key_changes(prefix, generation, 0);
        key end = key_changes(prefix, generation, UINT32_MAX);
        cg_kv_batch_delete_range(batch, CG_CF_VERSIONS, key_str(&first), key_str(&end));
        return;
    }
    for (uint32_t chunk = 0; chunk < chunks; chunk++) {
        key k = key_changes(prefix, generation, chunk);
        cg_kv_batch_delete(batch, CG_CF_VERSIONS, key_str(&k));
    }
}

static bool is_kept(const cg_store *store, const cg_version *version, uint64_t newest,
                    uint64_t now_ms)
{
    uint64_t age_ms = now_ms > version->time_ms ? now_ms - version->time_ms : 0;
    return (store->keep_changes == 0 || newest - version->generation < store->keep_changes) &&
           (store->keep_changes_ms == 0 || age_ms < store->keep_changes_ms);
}

/* Told without a look at the records: with limits by number alone, which most commits are far from. */
static bool all_are_kept(const cg_store *store, uint64_t from, uint64_t newest)
{
    return store->keep_changes_ms == 0 &&
           (store->keep_changes == 0 || newest - from < store->keep_changes);
}

void changes_put_from(const cg_project *project, cg_kv_batch *batch, uint64_t generation)
{
    uint8_t value[KEY_GEN];
    cg_put_be(value, generation, sizeof value);
    key k = key_meta(CG_STR("changes/"), project->prefix);
    cg_kv_batch_put(batch, CG_CF_METADATA, key_str(&k), cg_str_make((char *)value, sizeof value));
}

cg_code commit_prune_changes(cg_commit *commit, cg_kv_batch *batch, uint64_t now_ms,
                             uint64_t *out_from, cg_err *err)
{
    const cg_project *project = commit->project;
    uint64_t kept_from = atomic_load(&commit->project->changes_from), from = kept_from;
    cg_code rc = CG_OK;
    if (commit->changes.dropped)
        delete_chunks(commit, batch, commit->generation, commit->changes.count);
    *out_from = kept_from;
    if (all_are_kept(project->store, kept_from, commit->generation))
        return CG_OK;
    version_scan scan = {0};
    version_scan_open(&scan, project, from, commit->generation - 1);
    for (unsigned i = 0; rc == CG_OK && i < PRUNED_MAX; i++) {
        const cg_version *version = &scan.record.is;
        rc = version_scan_next(&scan, err);
        if (rc != CG_OK || is_kept(project->store, version, commit->generation, now_ms))
            break;
        delete_chunks(commit, batch, version->generation, version->listed ? version->changes : 0);
        from = version->generation + 1;
    }
    version_scan_close(&scan);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        return rc;
    if (from != kept_from)
        changes_put_from(project, batch, from);
    *out_from = from;
    return CG_OK;
}
