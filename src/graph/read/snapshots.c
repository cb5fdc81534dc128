// SPDX-License-Identifier: Apache-2.0
// Snapshots of any generation: read from the rows of its files, and the last ones kept.
#include "graph_int.h"

#define DEFAULT_BYTES ((size_t)64 << 20)
#define KEPT_MAX                                                                                   \
    1000 /* small ones are soon read again: more of them are not worth looking through */
#define FILE_LOOKUP_BYTES 16 /* of each file's part of the table by unit, which searches make */

/* ---- reading ---- */

static bool take_file(cg_snapshot *snap, uint32_t num, const file_record *r)
{
    if (num >= snap->files_limit || snap->files[num].path.ptr == NULL)
        return false;
    snap->files[num] = file_of_record(r, snap->files[num].path);
    return true;
}

static cg_code load_files(cg_snapshot *snap, cg_err *err)
{
    key lower = key_begin(snap->project->prefix);
    key_put_be(&lower, IDX_FILE, 1);
    key upper = key_after(lower);
    versioned_scan scan;
    versioned_scan_open(&scan, snap->project->store->kv, CG_CF_INDEXES, key_str(&lower),
                        key_str(&upper), &snap->at);
    cg_str k, value;
    bool sound = true;
    while (sound && versioned_scan_next(&scan, &k, &value)) {
        file_record record;
        sound = k.len == KEY_FILE && file_record_get(value, &record) &&
                take_file(snap, cg_get_be32((const uint8_t *)k.ptr + KEY_PREFIX + 1), &record);
    }
    cg_code rc = versioned_scan_close(&scan, err);
    if (rc == CG_OK && !sound)
        return CG_FAIL(err, CG_E_CORRUPT, "a stored file record is damaged");
    return rc;
}

cg_code missing_record(cg_code rc, uint64_t generation, cg_err *err)
{
    return rc == CG_E_NOT_FOUND
               ? CG_FAIL(err, CG_E_CORRUPT, "the record of generation %" PRIu64 " is missing",
                         generation)
               : rc;
}

/* Everything but the files. The lineage and the paths may know of later commits: that does no harm. */
static cg_code begin(cg_project *project, uint64_t generation, cg_snapshot **out_snap, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    CG_AUTO_VALUE(lineage) at = {0}; /* so that it stays */
    cg_version version = {0};
    cg_code rc = lineage_take(project, generation, &at, err);
    if (rc == CG_OK && generation != 0)
        rc = missing_record(cg_project_version(project, generation, arena, &version, err),
                            generation, err);
    if (rc != CG_OK)
        return rc;
    cg_mutex_lock(&project->mu);
    uint32_t limit = (uint32_t)project->paths_by_number.len;
    cg_file *files = cg_alloc_array(limit + 1u, sizeof *files);
    for (uint32_t num = 0; num < limit; num++)
        files[num] = (cg_file){.path = project->paths_by_number.ptr[num], .unit_no = CG_NONE};
    cg_snapshot *snap = snapshot_create(project, files, limit);
    snapshot_take_history_locked(snap, generation);
    cg_mutex_unlock(&project->mu);
    snapshot_fill(snap, &version);
    *out_snap = snap;
    return CG_OK;
}

cg_code snapshot_load(cg_project *project, uint64_t generation, cg_snapshot **out_snap, cg_err *err)
{
    cg_snapshot *snap = NULL;
    cg_code rc = begin(project, generation, &snap, err);
    if (rc == CG_OK && generation != 0)
        rc = load_files(snap, err);
    if (rc != CG_OK) {
        cg_snapshot_release(snap);
        return rc;
    }
    *out_snap = snap;
    return CG_OK;
}

/* ---- those that are kept ---- */

/* What is looked for stands beside the snapshot, so that looking through all of them touches no other memory. */
typedef struct kept_snapshot {
    const cg_project *project;
    uint64_t generation;
    cg_snapshot *is;
} kept_snapshot;

struct snapshot_cache {
    cg_mutex mu;
    size_t budget, bytes;
    CG_VEC(kept_snapshot) kept; /* the one used last is last */
};

struct snapshot_cache *snapshot_cache_create(size_t budget_bytes)
{
    struct snapshot_cache *cache = cg_alloc(sizeof *cache);
    cache->budget = budget_bytes > 0 ? budget_bytes : DEFAULT_BYTES;
    cg_mutex_init(&cache->mu, CG_LOCK_GRAPH_SNAPSHOTS);
    return cache;
}

void snapshot_cache_destroy(struct snapshot_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < cache->kept.len; i++)
        cg_snapshot_release(cache->kept.ptr[i].is);
    CG_VEC_FINI(&cache->kept);
    cg_mutex_fini(&cache->mu);
    cg_free(cache);
}

static size_t bytes_of(const cg_snapshot *snap)
{
    return sizeof *snap + snap->files_limit * (sizeof(cg_file) + FILE_LOOKUP_BYTES);
}

static cg_snapshot *remove_locked(struct snapshot_cache *cache, size_t at)
{
    cg_snapshot *snap = cache->kept.ptr[at].is;
    memmove(cache->kept.ptr + at, cache->kept.ptr + at + 1,
            (--cache->kept.len - at) * sizeof *cache->kept.ptr);
    cache->bytes -= bytes_of(snap);
    return snap;
}

static void insert_locked(struct snapshot_cache *cache, cg_snapshot *snap)
{
    CG_VEC_PUSH(&cache->kept, (kept_snapshot){snap->project, snap->at.generation, snap});
    cache->bytes += bytes_of(snap);
}

/* The last ones first: they are asked for most. The number of them all: it is not kept. */
static size_t find_locked(const struct snapshot_cache *cache, const cg_project *project,
                          uint64_t generation)
{
    for (size_t at = cache->kept.len; at-- > 0;)
        if (cache->kept.ptr[at].generation == generation && cache->kept.ptr[at].project == project)
            return at;
    return cache->kept.len;
}

void snapshot_keep(cg_snapshot *snap)
{
    struct snapshot_cache *cache = snap->project->store->snapshots;
    CG_VEC(cg_snapshot *) gone = {0};
    cg_mutex_lock(&cache->mu);
    size_t at = find_locked(cache, snap->project, snap->at.generation);
    if (at < cache->kept.len)
        CG_VEC_PUSH(&gone, remove_locked(cache, at));
    insert_locked(cache, cg_snapshot_ref(snap));
    while (cache->bytes > cache->budget || cache->kept.len > KEPT_MAX)
        CG_VEC_PUSH(&gone, remove_locked(cache, 0));
    cg_mutex_unlock(&cache->mu);
    for (size_t i = 0; i < gone.len; i++)
        cg_snapshot_release(gone.ptr[i]);
    CG_VEC_FINI(&gone);
}

void snapshots_forget(cg_project *project)
{
    struct snapshot_cache *cache = project->store->snapshots;
    CG_VEC(cg_snapshot *) gone = {0};
    cg_mutex_lock(&cache->mu);
    for (size_t at = cache->kept.len; at-- > 0;)
        if (cache->kept.ptr[at].project == project)
            CG_VEC_PUSH(&gone, remove_locked(cache, at));
    cg_mutex_unlock(&cache->mu);
    for (size_t i = 0; i < gone.len; i++)
        cg_snapshot_release(gone.ptr[i]);
    CG_VEC_FINI(&gone);
}

static cg_snapshot *find_kept(cg_project *project, uint64_t generation)
{
    struct snapshot_cache *cache = project->store->snapshots;
    cg_snapshot *found = NULL;
    cg_mutex_lock(&cache->mu);
    size_t at = find_locked(cache, project, generation);
    if (at < cache->kept.len) {
        found = remove_locked(cache, at);
        insert_locked(cache, cg_snapshot_ref(found));
        /* the reference that the list had is the caller's now */
    }
    cg_mutex_unlock(&cache->mu);
    return found;
}

/* ---- taking ---- */

cg_snapshot *cg_snapshot_take(cg_project *project)
{
    cg_mutex_lock(&project->mu);
    cg_snapshot *snap = cg_snapshot_ref(branch_find_locked(project, CG_STR(CG_BRANCH_MAIN))->head);
    cg_mutex_unlock(&project->mu);
    return snap;
}

/* The head of main when it is of that generation; NULL: it is not. */
static cg_snapshot *take_main(cg_project *project, uint64_t generation)
{
    cg_snapshot *snap = cg_snapshot_take(project);
    if (snap->at.generation == generation)
        return snap;
    cg_snapshot_release(snap);
    return NULL;
}

cg_code cg_snapshot_at(cg_project *project, uint64_t generation, cg_snapshot **out_snap,
                       cg_err *err)
{
    cg_snapshot *snap = take_main(project, generation);
    if (snap == NULL)
        snap = find_kept(project, generation);
    if (snap == NULL) {
        cg_code rc = generation != 0 ? generation_check(project, generation, err) : CG_OK;
        if (rc == CG_OK)
            rc = snapshot_load(project, generation, &snap, err);
        if (rc != CG_OK)
            return rc;
        snapshot_keep(snap);
    }
    *out_snap = snap;
    return CG_OK;
}

cg_code cg_snapshot_rows_at(cg_project *project, uint64_t generation, cg_snapshot **out_snap,
                            cg_err *err)
{
    CG_AUTO_VALUE(lineage) at = {0}; /* so that it stays */
    cg_code rc = generation_check(project, generation, err);
    if (rc == CG_OK)
        rc = lineage_take(project, generation, &at, err);
    if (rc != CG_OK)
        return rc;
    cg_snapshot *snap = snapshot_create(project, NULL, 0);
    cg_mutex_lock(&project->mu);
    snapshot_take_history_locked(snap, generation);
    cg_mutex_unlock(&project->mu);
    *out_snap = snap;
    return CG_OK;
}

cg_code cg_snapshot_take_branch(cg_project *project, cg_str branch, cg_snapshot **out_snap,
                                cg_err *err)
{
    cg_mutex_lock(&project->mu);
    const struct branch *found = branch_find_locked(project, branch);
    uint64_t generation = found != NULL ? found->is.generation : 0;
    bool waits = found != NULL && found->deferred != NULL;
    cg_mutex_unlock(&project->mu);
    if (found == NULL)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no branch \"%.*s\"", CG_STR_ARG(branch));
    if (!waits)
        return cg_snapshot_at(project, generation, out_snap, err);
    cg_code rc = deferred_settle(project, branch, err);
    return rc == CG_OK ? cg_snapshot_take_branch(project, branch, out_snap, err) : rc;
}
