// SPDX-License-Identifier: Apache-2.0
// What is known of collections between them: which generations were collected, as one small row; whether one runs; and
// that no unit goes which somebody is about to use.
#include "cg/graph_care.h"

#include "graph_int.h"

/* ---- the row ----
 *
 *   "collected/" P -> varints: how many generations on the next run begins, how long it is, ... */

#define WORD "collected/"

bool collected_record_get(cg_str value, uint64_t limit, history *h)
{
    const uint8_t *pos = (const uint8_t *)value.ptr, *end = pos + value.len;
    uint64_t generation = 0;
    while (pos < end) {
        uint64_t gap, run;
        if (!cg_read_varint(&pos, end, &gap) || !cg_read_varint(&pos, end, &run) ||
            gap > limit - generation || run > limit - generation - gap)
            return false;
        generation += gap;
        for (; run > 0; run--)
            history_collect(h, generation++, true);
    }
    return true;
}

cg_code collected_load(cg_project *project, cg_err *err)
{
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    key k = key_meta(CG_STR(WORD), project->prefix);
    cg_code rc =
        cg_kv_get(project->store->kv, NULL, CG_CF_METADATA, key_str(&k), &pin, &value, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    cg_mutex_lock(&project->mu);
    bool sound = collected_record_get(value, project->next.next_generation, &project->history);
    cg_mutex_unlock(&project->mu);
    return sound ? CG_OK
                 : CG_FAIL(err, CG_E_CORRUPT, "the record of what was collected is damaged");
}

void collected_record_put(cg_buf *out, const history *h)
{
    uint64_t limit = h->collected.len * 8, behind = 0; /* behind the run before */
    for (uint64_t from = 0; from < limit; from++) {
        uint64_t to = from;
        while (history_is_collected(h, to))
            to++;
        if (to == from)
            continue;
        cg_buf_add_varint(out, from - behind);
        cg_buf_add_varint(out, to - from);
        from = behind = to;
    }
}

void collected_put(const cg_project *project, cg_kv_batch *batch)
{
    CG_AUTO_VALUE(cg_buf) value = {0};
    collected_record_put(&value, &project->history);
    key k = key_meta(CG_STR(WORD), project->prefix);
    cg_kv_batch_put(batch, CG_CF_METADATA, key_str(&k), cg_buf_str(&value));
}

bool cg_project_is_collected(cg_project *project, uint64_t generation)
{
    cg_mutex_lock(&project->mu);
    bool is = history_is_collected(&project->history, generation);
    cg_mutex_unlock(&project->mu);
    return is;
}

uint64_t cg_snapshot_kept_from(const cg_snapshot *snap, uint64_t generation)
{
    cg_project *project = snap->project;
    cg_mutex_lock(&project->mu);
    while (generation < snap->at.generation &&
           !(lineage_sees(&snap->at, generation) && history_has(&project->history, generation)))
        generation++;
    cg_mutex_unlock(&project->mu);
    return generation;
}

/* ---- units ---- */

void cg_store_hold_units(cg_store *store)
{
    cg_mutex_lock(&store->mu);
    while (store->units_wanted || store->units_taken)
        cg_cond_wait(&store->units_free, &store->mu);
    store->units_held++;
    cg_mutex_unlock(&store->mu);
}

void cg_store_release_units(cg_store *store)
{
    cg_mutex_lock(&store->mu);
    if (--store->units_held == 0)
        cg_cond_broadcast(&store->units_free);
    cg_mutex_unlock(&store->mu);
}

bool units_take(cg_store *store, uint64_t deadline_ns)
{
    bool in_time = true;
    cg_mutex_lock(&store->mu);
    while (in_time && (store->units_wanted || store->units_taken))
        in_time = cg_cond_wait_until(&store->units_free, &store->mu, deadline_ns);
    if (in_time) {
        store->units_wanted = true;
        while (in_time && store->units_held > 0)
            in_time = cg_cond_wait_until(&store->units_free, &store->mu, deadline_ns);
        store->units_taken = in_time;
        store->units_wanted = false;
        cg_cond_broadcast(&store->units_free);
    }
    cg_mutex_unlock(&store->mu);
    return in_time;
}

void units_give_back(cg_store *store)
{
    cg_mutex_lock(&store->mu);
    store->units_taken = false;
    cg_cond_broadcast(&store->units_free);
    cg_mutex_unlock(&store->mu);
}

void collected_note_units_locked(cg_project *project, const cg_snapshot *head)
{
    if (project->units_seen == NULL)
        return;
    for (uint32_t num = 0; num < head->files_limit; num++) {
        uint32_t unit = head->files[num].unit_no;
        if (head->files[num].present && unit < project->units_seen_limit)
            project->units_seen[unit / 8] |= (uint8_t)(1u << unit % 8);
    }
}
