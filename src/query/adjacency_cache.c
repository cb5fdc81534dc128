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

struct cg_query {
    cg_query_options opts;
    cg_mutex mu;
    cg_cond changed;       /* of an entry's state, or `stopping` */
    CG_VEC(entry) entries; /* guarded by mu */
    uint64_t uses;         /* guarded by mu */
    cg_query_stats stats;  /* guarded by mu */
    atomic_bool stopping;  /* written with mu held; read by the maker between rows without */
    cg_thread *maker;      /* guarded by mu: started with the first want */
};

cg_query *cg_query_create(const cg_query_options *opts)
{
    cg_query *query = cg_alloc(sizeof *query);
    query->opts = *opts;
    cg_mutex_init(&query->mu, CG_LOCK_QUERY_ADJACENCY);
    cg_cond_init(&query->changed);
    return query;
}

size_t query_question_bytes(const cg_query *query)
{
    return query->opts.question_bytes > 0 ? query->opts.question_bytes : QUESTION_BYTES;
}

void cg_query_stats_get(cg_query *query, cg_query_stats *out_stats)
{
    cg_mutex_lock(&query->mu);
    *out_stats = query->stats;
    cg_mutex_unlock(&query->mu);
}

/* ---- entries; mu held ---- */

static entry *find_locked(cg_query *query, const cg_project *project, uint64_t generation)
{
    for (size_t i = 0; i < query->entries.len; i++) {
        entry *e = &query->entries.ptr[i];
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

static void drop_locked(cg_query *query, size_t i, dropped *out)
{
    entry *e = &query->entries.ptr[i];
    if (e->arrays != NULL) {
        CG_VEC_PUSH(&out->arrays, e->arrays);
        query->stats.kept--;
        query->stats.bytes -= e->bytes;
        query->stats.dropped++;
        cg_metric_add(CG_M_ADJACENCY_DROPPED, 1);
        cg_metric_set(CG_M_ADJACENCY_BYTES, query->stats.bytes);
    }
    if (e->snap != NULL)
        CG_VEC_PUSH(&out->snaps, e->snap);
    *e = query->entries.ptr[--query->entries.len];
}

/* The one that has not been asked for the longest; `entries.len`: none. */
static size_t oldest_locked(const cg_query *query, entry_state state)
{
    size_t found = query->entries.len;
    for (size_t i = 0; i < query->entries.len; i++) {
        const entry *e = &query->entries.ptr[i];
        if (e->state == state &&
            (found == query->entries.len || e->used < query->entries.ptr[found].used))
            found = i;
    }
    return found;
}

static void make_room_locked(cg_query *query, size_t bytes, dropped *out)
{
    while (query->stats.bytes + bytes > query->opts.adjacency_bytes) {
        size_t i = oldest_locked(query, ENTRY_READY);
        if (i == query->entries.len)
            return;
        drop_locked(query, i, out);
    }
}

/* ---- making ---- */

static bool go_on(void *arg)
{
    cg_query *query = arg;
    return !atomic_load_explicit(&query->stopping, memory_order_relaxed);
}

/* Those of the project that are nearest: of the newest generation that the snapshot was built on, else of the newest one. */
static adjacency *nearest(cg_query *query, const cg_snapshot *snap)
{
    const entry *best = NULL;
    bool best_sees = false;
    cg_mutex_lock(&query->mu);
    for (size_t i = 0; i < query->entries.len; i++) {
        entry *e = &query->entries.ptr[i];
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
    cg_mutex_unlock(&query->mu);
    return found;
}

static cg_code make(cg_query *query, const cg_snapshot *snap, adjacency **out, bool *out_updated)
{
    const adjacency_work work = {query->opts.adjacency_bytes, go_on, query};
    CG_AUTO(adjacency) before = nearest(query, snap);
    cg_code rc = CG_E_NOT_FOUND;
    if (before != NULL)
        rc = adjacency_update(before, snap, &work, out, NULL);
    *out_updated = rc == CG_OK;
    return rc == CG_E_NOT_FOUND ? adjacency_build(snap, &work, out, NULL) : rc;
}

/* Of the project, those of generations that are no longer heads go, but for the one asked for last: somebody may be
 * turning its pages. So do all refusals. */
static void retire_locked(cg_query *query, const cg_project *project, uint64_t generation,
                          const bool *is_head, size_t count, dropped *out)
{
    size_t spared = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        const entry *e = &query->entries.ptr[i];
        if (e->project == project && e->state == ENTRY_READY && e->generation != generation &&
            !is_head[i] && (spared == SIZE_MAX || e->used > query->entries.ptr[spared].used))
            spared = i;
    }
    for (size_t i = count; i-- > 0;) { /* what moves into a gap was looked at, or is wanted */
        const entry *e = &query->entries.ptr[i];
        bool old = e->state == ENTRY_READY ? !is_head[i] && i != spared : e->state == ENTRY_REFUSED;
        if (e->project == project && e->generation != generation && old)
            drop_locked(query, i, out);
    }
}

/* The maker alone makes entries READY and takes them away, and others add theirs behind: so positions stay while it
 * asks, without the lock, which are heads. */
static void keep(cg_query *query, cg_project *project, uint64_t generation, adjacency *take_arrays,
                 bool updated)
{
    size_t bytes =
        adjacency_bytes(take_arrays->vertices, take_arrays->edges, take_arrays->files_count);
    dropped gone = {0};
    cg_mutex_lock(&query->mu);
    size_t count = query->entries.len;
    bool *is_head = cg_alloc_array(count + 1, sizeof *is_head);
    uint64_t *generations = cg_alloc_array(count + 1, sizeof *generations);
    for (size_t i = 0; i < count; i++)
        generations[i] = query->entries.ptr[i].generation;
    cg_mutex_unlock(&query->mu);
    for (size_t i = 0; i < count; i++)
        is_head[i] = cg_project_is_head(project, generations[i]);
    cg_mutex_lock(&query->mu);
    retire_locked(query, project, generation, is_head, count, &gone);
    make_room_locked(query, bytes, &gone);
    entry *e = find_locked(query, project, generation);
    CG_VEC_PUSH(&gone.snaps, e->snap);
    e->snap = NULL;
    e->state = ENTRY_READY;
    e->arrays = take_arrays;
    e->bytes = bytes;
    query->stats.kept++;
    query->stats.bytes += bytes;
    query->stats.built += !updated;
    query->stats.updated += updated;
    cg_metric_add(updated ? CG_M_ADJACENCY_UPDATED : CG_M_ADJACENCY_BUILT, 1);
    cg_metric_set(CG_M_ADJACENCY_BYTES, query->stats.bytes);
    cg_cond_broadcast(&query->changed);
    cg_mutex_unlock(&query->mu);
    dropped_release(&gone);
    cg_free(is_head);
    cg_free(generations);
}

/* Too large ones are remembered as such; after any other failure the next who asks has it tried again. */
static void give_up(cg_query *query, cg_project *project, uint64_t generation, cg_code rc)
{
    dropped gone = {0};
    cg_mutex_lock(&query->mu);
    entry *e = find_locked(query, project, generation);
    if (rc == CG_E_LIMIT) {
        CG_VEC_PUSH(&gone.snaps, e->snap);
        e->snap = NULL;
        e->state = ENTRY_REFUSED;
        query->stats.refused++;
    } else {
        drop_locked(query, (size_t)(e - query->entries.ptr), &gone);
    }
    size_t refused = 0;
    for (size_t i = 0; i < query->entries.len; i++)
        refused += query->entries.ptr[i].state == ENTRY_REFUSED;
    if (refused > REFUSED_MAX)
        drop_locked(query, oldest_locked(query, ENTRY_REFUSED), &gone);
    cg_cond_broadcast(&query->changed);
    cg_mutex_unlock(&query->mu);
    dropped_release(&gone);
}

static bool next_wanted(cg_query *query, entry *out)
{
    cg_mutex_lock(&query->mu);
    size_t i = oldest_locked(query, ENTRY_WANTED);
    while (!atomic_load(&query->stopping) && i == query->entries.len) {
        cg_cond_wait(&query->changed, &query->mu);
        i = oldest_locked(query, ENTRY_WANTED);
    }
    bool found = !atomic_load(&query->stopping);
    if (found) {
        query->entries.ptr[i].state = ENTRY_MAKING;
        *out = query->entries.ptr[i];
    }
    cg_mutex_unlock(&query->mu);
    return found;
}

static void run_maker(void *arg)
{
    cg_query *query = arg;
    entry wanted;
    while (next_wanted(query, &wanted)) {
        adjacency *made = NULL;
        bool updated = false;
        cg_code rc = make(query, wanted.snap, &made, &updated);
        if (rc == CG_OK)
            keep(query, wanted.project, wanted.generation, made, updated);
        else
            give_up(query, wanted.project, wanted.generation, rc);
    }
}

/* ---- asking ---- */

static bool want_locked(cg_query *query, cg_snapshot *snap)
{
    if (atomic_load(&query->stopping))
        return false;
    entry e = {.project = cg_snapshot_project(snap),
               .generation = cg_snapshot_generation(snap),
               .state = ENTRY_WANTED,
               .snap = cg_snapshot_ref(snap),
               .used = ++query->uses};
    CG_VEC_PUSH(&query->entries, e);
    if (query->maker == NULL)
        query->maker = cg_thread_start("adjacency", run_maker, query);
    cg_cond_broadcast(&query->changed);
    return true;
}

/* The arrays, when they are there. True: they are being made. */
static bool look_locked(cg_query *query, const cg_snapshot *snap, adjacency **out)
{
    entry *e = find_locked(query, cg_snapshot_project(snap), cg_snapshot_generation(snap));
    if (e == NULL || atomic_load(&query->stopping))
        return false;
    e->used = ++query->uses;
    if (e->state == ENTRY_READY)
        *out = adjacency_ref(e->arrays);
    return e->state == ENTRY_WANTED || e->state == ENTRY_MAKING;
}

cg_code arrays_take(cg_query *query, cg_snapshot *snap, bool wait, const cg_patience *patience,
                    adjacency **out, cg_err *err)
{
    cg_project *project = cg_snapshot_project(snap);
    uint64_t generation = cg_snapshot_generation(snap);
    cg_code rc = CG_OK;
    *out = NULL;
    if (query->opts.adjacency_bytes == 0)
        return CG_OK;
    cg_mutex_lock(&query->mu);
    bool making = look_locked(query, snap, out);
    if (*out == NULL && !making && find_locked(query, project, generation) == NULL) {
        cg_mutex_unlock(&query->mu);
        bool is_head = cg_project_is_head(project, generation);
        cg_mutex_lock(&query->mu);
        making = look_locked(query, snap, out);
        if (*out == NULL && !making && is_head && find_locked(query, project, generation) == NULL)
            making = want_locked(query, snap);
    }
    cg_mutex_unlock(&query->mu);
    while (wait && making && rc == CG_OK) {
        cg_mutex_lock(&query->mu);
        (void)cg_cond_wait_until(&query->changed, &query->mu, cg_now_ns() + WAIT_NS);
        making = look_locked(query, snap, out);
        cg_mutex_unlock(&query->mu);
        rc = making ? cg_patience_check(patience, err) : CG_OK;
    }
    return rc;
}

/* ---- stopping ---- */

void cg_query_stop(cg_query *query)
{
    cg_mutex_lock(&query->mu);
    atomic_store(&query->stopping, true);
    cg_thread *maker = query->maker;
    query->maker = NULL;
    cg_cond_broadcast(&query->changed);
    cg_mutex_unlock(&query->mu);
    cg_thread_join(maker);
}

void cg_query_destroy(cg_query *query)
{
    if (query == NULL)
        return;
    dropped gone = {0};
    cg_query_stop(query);
    cg_mutex_lock(&query->mu);
    while (query->entries.len > 0)
        drop_locked(query, query->entries.len - 1, &gone);
    cg_mutex_unlock(&query->mu);
    dropped_release(&gone);
    CG_VEC_FINI(&query->entries);
    cg_cond_fini(&query->changed);
    cg_mutex_fini(&query->mu);
    cg_free(query);
}
