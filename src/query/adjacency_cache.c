// SPDX-License-Identifier: Apache-2.0
// The arrays that are kept: of heads of named branches, made by one thread when somebody first asks, out of those of the
// generation before if there are any, and let go when others need the room. Readers hold references: what is let go
// stays until the last of them is done.
#include "cg/graph_versions.h"

#include "query_int.h"

#define QUESTION_BYTES ((size_t)256 << 20)
#define REFUSED_MAX 64             /* that are remembered */
#define WAIT_NS UINT64_C(20000000) /* between two looks whether somebody still waits */

typedef enum entry_state { ENTRY_WANTED, ENTRY_MAKING, ENTRY_READY, ENTRY_REFUSED } entry_state;

typedef struct entry {
    cg_project *project;
    uint64_t generation;
    entry_state state;
    cg_snapshot *snap; /* its own reference, until they are made */
    adjacency *arrays; /* its own reference, when they are */
    size_t bytes;
    uint64_t used; /* a count that goes on */
} entry;

struct cg_adjacency_cache {
    cg_adjacency_cache_options opts;
    cg_mutex mu;
    cg_cond changed;                /* of an entry's state, or `stopping` */
    CG_VEC(entry) entries;          /* guarded by mu */
    uint64_t uses;                  /* guarded by mu */
    cg_adjacency_cache_stats stats; /* guarded by mu */
    atomic_bool stopping; /* written with mu held; read by the maker between rows without */
    cg_thread *maker;     /* guarded by mu: started with the first want */
};

cg_adjacency_cache *cg_adjacency_cache_create(const cg_adjacency_cache_options *opts)
{
    cg_adjacency_cache *cache = cg_alloc(sizeof *cache);
    cache->opts = *opts;
    cg_mutex_init(&cache->mu, CG_LOCK_QUERY_ADJACENCY);
    cg_cond_init(&cache->changed);
    return cache;
}

size_t adjacency_question_bytes(const cg_adjacency_cache *cache)
{
    return cache->opts.question_bytes > 0 ? cache->opts.question_bytes : QUESTION_BYTES;
}

void cg_adjacency_cache_stats_get(cg_adjacency_cache *cache, cg_adjacency_cache_stats *out_stats)
{
    cg_mutex_lock(&cache->mu);
    *out_stats = cache->stats;
    cg_mutex_unlock(&cache->mu);
}

/* ---- entries; mu held ---- */

static entry *find_locked(cg_adjacency_cache *cache, const cg_project *project, uint64_t generation)
{
    for (size_t i = 0; i < cache->entries.len; i++) {
        entry *e = &cache->entries.ptr[i];
        if (e->project == project && e->generation == generation)
            return e;
    }
    return NULL;
}

/* What it held is the caller's to release, without the lock. */
typedef struct dropped {
    CG_VEC(adjacency *) arrays;
    CG_VEC(cg_snapshot *) snaps;
} dropped;

static void dropped_release(dropped *d)
{
    for (size_t i = 0; i < d->arrays.len; i++)
        adjacency_release(d->arrays.ptr[i]);
    for (size_t i = 0; i < d->snaps.len; i++)
        cg_snapshot_release(d->snaps.ptr[i]);
    CG_VEC_FINI(&d->arrays);
    CG_VEC_FINI(&d->snaps);
}

static void drop_locked(cg_adjacency_cache *cache, size_t i, dropped *out)
{
    entry *e = &cache->entries.ptr[i];
    if (e->arrays != NULL) {
        CG_VEC_PUSH(&out->arrays, e->arrays);
        cache->stats.kept--;
        cache->stats.bytes -= e->bytes;
        cache->stats.dropped++;
        cg_metric_add(CG_M_ADJACENCY_DROPPED, 1);
        cg_metric_set(CG_M_ADJACENCY_BYTES, cache->stats.bytes);
    }
    if (e->snap != NULL)
        CG_VEC_PUSH(&out->snaps, e->snap);
    *e = cache->entries.ptr[--cache->entries.len];
}

/* The one that has not been asked for the longest; `entries.len`: none. */
static size_t oldest_locked(const cg_adjacency_cache *cache, entry_state state)
{
    size_t found = cache->entries.len;
    for (size_t i = 0; i < cache->entries.len; i++) {
        const entry *e = &cache->entries.ptr[i];
        if (e->state == state &&
            (found == cache->entries.len || e->used < cache->entries.ptr[found].used))
            found = i;
    }
    return found;
}

static void make_room_locked(cg_adjacency_cache *cache, size_t bytes, dropped *out)
{
    while (cache->stats.bytes + bytes > cache->opts.adjacency_bytes) {
        size_t i = oldest_locked(cache, ENTRY_READY);
        if (i == cache->entries.len)
            return;
        drop_locked(cache, i, out);
    }
}

/* ---- making ---- */

static bool go_on(void *arg)
{
    cg_adjacency_cache *cache = arg;
    return !atomic_load_explicit(&cache->stopping, memory_order_relaxed);
}

/* Those of the project that are nearest: of the newest generation that the snapshot was built on, else of the newest one. */
static adjacency *nearest(cg_adjacency_cache *cache, const cg_snapshot *snap)
{
    const entry *best = NULL;
    bool best_sees = false;
    cg_mutex_lock(&cache->mu);
    for (size_t i = 0; i < cache->entries.len; i++) {
        entry *e = &cache->entries.ptr[i];
        if (e->state != ENTRY_READY || e->project != cg_snapshot_project(snap))
            continue;
        bool sees = cg_snapshot_sees(snap, e->generation);
        if (best == NULL || sees > best_sees ||
            (sees == best_sees && e->generation > best->generation)) {
            best = e;
            best_sees = sees;
        }
    }
    adjacency *found = best != NULL ? adjacency_ref(best->arrays) : NULL;
    cg_mutex_unlock(&cache->mu);
    return found;
}

static cg_code make(cg_adjacency_cache *cache, const cg_snapshot *snap, adjacency **out,
                    bool *out_updated)
{
    const adjacency_work work = {cache->opts.adjacency_bytes, go_on, cache};
    CG_AUTO(adjacency) before = nearest(cache, snap);
    cg_code rc = CG_E_NOT_FOUND;
    if (before != NULL)
        rc = adjacency_update(before, snap, &work, out, NULL);
    *out_updated = rc == CG_OK;
    return rc == CG_E_NOT_FOUND ? adjacency_build(snap, &work, out, NULL) : rc;
}

/* Of the project, those of generations that are no longer heads go, but for the one asked for last: somebody may be
 * turning its pages. So do all refusals. */
static void retire_locked(cg_adjacency_cache *cache, const cg_project *project, uint64_t generation,
                          const bool *is_head, size_t count, dropped *out)
{
    size_t spared = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const entry *e = &cache->entries.ptr[i];
        if (e->project == project && e->state == ENTRY_READY && e->generation != generation &&
            !is_head[i] && (spared == SIZE_MAX || e->used > cache->entries.ptr[spared].used))
            spared = i;
    }
    for (size_t i = count; i-- > 0;) { /* what moves into a gap was looked at, or is wanted */
        const entry *e = &cache->entries.ptr[i];
        bool old = e->state == ENTRY_READY ? !is_head[i] && i != spared : e->state == ENTRY_REFUSED;
        if (e->project == project && e->generation != generation && old)
            drop_locked(cache, i, out);
    }
}

/* The maker alone makes entries READY and takes them away, and others add theirs behind: so positions stay while it
 * asks, without the lock, which are heads. */
static void keep(cg_adjacency_cache *cache, cg_project *project, uint64_t generation,
                 adjacency *take_arrays, bool updated)
{
    size_t bytes =
        adjacency_bytes(take_arrays->vertices, take_arrays->edges, take_arrays->files_count);
    dropped gone = {0};
    cg_mutex_lock(&cache->mu);
    size_t count = cache->entries.len;
    bool *is_head = cg_alloc_array(count + 1, sizeof *is_head);
    uint64_t *generations = cg_alloc_array(count + 1, sizeof *generations);
    for (size_t i = 0; i < count; i++)
        generations[i] = cache->entries.ptr[i].generation;
    cg_mutex_unlock(&cache->mu);
    for (size_t i = 0; i < count; i++)
        is_head[i] = cg_project_is_head(project, generations[i]);
    cg_mutex_lock(&cache->mu);
    retire_locked(cache, project, generation, is_head, count, &gone);
    make_room_locked(cache, bytes, &gone);
    entry *e = find_locked(cache, project, generation);
    CG_VEC_PUSH(&gone.snaps, e->snap);
    e->snap = NULL;
    e->state = ENTRY_READY;
    e->arrays = take_arrays;
    e->bytes = bytes;
    cache->stats.kept++;
    cache->stats.bytes += bytes;
    cache->stats.built += !updated;
    cache->stats.updated += updated;
    cg_metric_add(updated ? CG_M_ADJACENCY_UPDATED : CG_M_ADJACENCY_BUILT, 1);
    cg_metric_set(CG_M_ADJACENCY_BYTES, cache->stats.bytes);
    cg_cond_broadcast(&cache->changed);
    cg_mutex_unlock(&cache->mu);
    dropped_release(&gone);
    cg_free(is_head);
    cg_free(generations);
}

/* Too large ones are remembered as such; after any other failure the next who asks has it tried again. */
static void give_up(cg_adjacency_cache *cache, cg_project *project, uint64_t generation, cg_code rc)
{
    dropped gone = {0};
    cg_mutex_lock(&cache->mu);
    entry *e = find_locked(cache, project, generation);
    if (rc == CG_E_LIMIT) {
        CG_VEC_PUSH(&gone.snaps, e->snap);
        e->snap = NULL;
        e->state = ENTRY_REFUSED;
        cache->stats.refused++;
    } else {
        drop_locked(cache, (size_t)(e - cache->entries.ptr), &gone);
    }
    size_t refused = 0;
    for (size_t i = 0; i < cache->entries.len; i++)
        refused += cache->entries.ptr[i].state == ENTRY_REFUSED;
    if (refused > REFUSED_MAX)
        drop_locked(cache, oldest_locked(cache, ENTRY_REFUSED), &gone);
    cg_cond_broadcast(&cache->changed);
    cg_mutex_unlock(&cache->mu);
    dropped_release(&gone);
}

static bool next_wanted(cg_adjacency_cache *cache, entry *out)
{
    cg_mutex_lock(&cache->mu);
    size_t i = oldest_locked(cache, ENTRY_WANTED);
    while (!atomic_load(&cache->stopping) && i == cache->entries.len) {
        cg_cond_wait(&cache->changed, &cache->mu);
        i = oldest_locked(cache, ENTRY_WANTED);
    }
    bool found = !atomic_load(&cache->stopping);
    if (found) {
        cache->entries.ptr[i].state = ENTRY_MAKING;
        *out = cache->entries.ptr[i];
    }
    cg_mutex_unlock(&cache->mu);
    return found;
}

static void run_maker(void *arg)
{
    cg_adjacency_cache *cache = arg;
    entry wanted;
    while (next_wanted(cache, &wanted)) {
        adjacency *made = NULL;
        bool updated = false;
        cg_code rc = make(cache, wanted.snap, &made, &updated);
        if (rc == CG_OK)
            keep(cache, wanted.project, wanted.generation, made, updated);
        else
            give_up(cache, wanted.project, wanted.generation, rc);
    }
}

/* ---- asking ---- */

static bool want_locked(cg_adjacency_cache *cache, cg_snapshot *snap)
{
    if (atomic_load(&cache->stopping))
        return false;
    entry e = {.project = cg_snapshot_project(snap),
               .generation = cg_snapshot_generation(snap),
               .state = ENTRY_WANTED,
               .snap = cg_snapshot_ref(snap),
               .used = ++cache->uses};
    CG_VEC_PUSH(&cache->entries, e);
    if (cache->maker == NULL)
        cache->maker = cg_thread_start("adjacency", run_maker, cache);
    cg_cond_broadcast(&cache->changed);
    return true;
}

/* The arrays, when they are there. True: they are being made. */
static bool look_locked(cg_adjacency_cache *cache, const cg_snapshot *snap, adjacency **out)
{
    entry *e = find_locked(cache, cg_snapshot_project(snap), cg_snapshot_generation(snap));
    if (e == NULL || atomic_load(&cache->stopping))
        return false;
    e->used = ++cache->uses;
    if (e->state == ENTRY_READY)
        *out = adjacency_ref(e->arrays);
    return e->state == ENTRY_WANTED || e->state == ENTRY_MAKING;
}

cg_code arrays_take(cg_adjacency_cache *cache, cg_snapshot *snap, bool wait,
                    const cg_patience *patience, adjacency **out, cg_err *err)
{
    cg_project *project = cg_snapshot_project(snap);
    uint64_t generation = cg_snapshot_generation(snap);
    cg_code rc = CG_OK;
    *out = NULL;
    if (cache->opts.adjacency_bytes == 0)
        return CG_OK;
    cg_mutex_lock(&cache->mu);
    bool making = look_locked(cache, snap, out);
    if (*out == NULL && !making && find_locked(cache, project, generation) == NULL) {
        cg_mutex_unlock(&cache->mu);
        bool is_head = cg_project_is_head(project, generation);
        cg_mutex_lock(&cache->mu);
        making = look_locked(cache, snap, out);
        if (*out == NULL && !making && is_head && find_locked(cache, project, generation) == NULL)
            making = want_locked(cache, snap);
    }
    cg_mutex_unlock(&cache->mu);
    while (wait && making && rc == CG_OK) {
        cg_mutex_lock(&cache->mu);
        (void)cg_cond_wait_until(&cache->changed, &cache->mu, cg_now_ns() + WAIT_NS);
        making = look_locked(cache, snap, out);
        cg_mutex_unlock(&cache->mu);
        rc = making ? cg_patience_check(patience, err) : CG_OK;
    }
    return rc;
}

/* ---- stopping ---- */

void cg_adjacency_cache_stop(cg_adjacency_cache *cache)
{
    cg_mutex_lock(&cache->mu);
    atomic_store(&cache->stopping, true);
    cg_thread *maker = cache->maker;
    cache->maker = NULL;
    cg_cond_broadcast(&cache->changed);
    cg_mutex_unlock(&cache->mu);
    cg_thread_join(maker);
}

void cg_adjacency_cache_destroy(cg_adjacency_cache *cache)
{
    if (cache == NULL)
        return;
    dropped gone = {0};
    cg_adjacency_cache_stop(cache);
    cg_mutex_lock(&cache->mu);
    while (cache->entries.len > 0)
        drop_locked(cache, cache->entries.len - 1, &gone);
    cg_mutex_unlock(&cache->mu);
    dropped_release(&gone);
    CG_VEC_FINI(&cache->entries);
    cg_cond_fini(&cache->changed);
    cg_mutex_fini(&cache->mu);
    cg_free(cache);
}
