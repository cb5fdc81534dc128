// SPDX-License-Identifier: Apache-2.0
#include "linking/catalogs.h"

#include <stdlib.h>
#include <sys/resource.h>

#define WARMER_NICE 10
#define MOVED_FILES_MAX 64 /* so few are put and removed again sooner than all names are copied */

void catalogs_init(catalogs *all, cg_store *store, size_t bytes_max)
{
    all->store = store;
    all->bytes_max = bytes_max;
    cg_mutex_init(&all->mu, CG_LOCK_INGEST_CATALOGS);
}

void unit_catalog_fini(unit_catalog *catalog)
{
    cg_link_catalog_destroy(catalog->names);
    cg_free(catalog->units);
    *catalog = (unit_catalog){0};
}

void catalogs_fini(catalogs *all)
{
    catalogs_stop_warming(all);
    for (size_t i = 0; i < all->kept.len; i++)
        unit_catalog_fini(&all->kept.ptr[i].is);
    CG_VEC_FINI(&all->kept);
    cg_mutex_fini(&all->mu);
}

/* ---- keeping ---- */

static size_t bytes_of(const unit_catalog *c)
{
    return cg_link_catalog_bytes(c->names) + c->limit * sizeof *c->units;
}

static unit_catalog remove_locked(catalogs *all, size_t at)
{
    kept_catalog gone = all->kept.ptr[at];
    all->bytes -= gone.bytes;
    memmove(all->kept.ptr + at, all->kept.ptr + at + 1,
            (--all->kept.len - at) * sizeof *all->kept.ptr);
    return gone.is;
}

static void insert_locked(catalogs *all, kept_catalog k)
{
    CG_VEC_PUSH(&all->kept, k);
    all->bytes += k.bytes;
}

static size_t find_locked(const catalogs *all, const cg_project *project, uint64_t generation)
{
    size_t at = 0;
    while (at < all->kept.len &&
           (all->kept.ptr[at].project != project || all->kept.ptr[at].generation != generation))
        at++;
    return at;
}

void catalogs_keep(catalogs *all, const cg_project *project, uint64_t generation,
                   unit_catalog catalog)
{
    kept_catalog k = {project, generation, bytes_of(&catalog), catalog};
    CG_VEC(unit_catalog) gone = {0};
    cg_mutex_lock(&all->mu);
    size_t at = find_locked(all, project, generation);
    if (at < all->kept.len) /* a later commit that needed it was quicker to come here */
        CG_VEC_PUSH(&gone, remove_locked(all, at));
    insert_locked(all, k);
    while (all->bytes > all->bytes_max && all->kept.len > 1)
        CG_VEC_PUSH(&gone, remove_locked(all, 0));
    cg_mutex_unlock(&all->mu);
    for (size_t i = 0; i < gone.len; i++)
        unit_catalog_fini(&gone.ptr[i]);
    CG_VEC_FINI(&gone);
}

/* ---- making ---- */

uint32_t catalog_unit(const cg_file *file)
{
    return file != NULL && file->present && file->skip == 0 ? file->unit_no : CG_NONE;
}

static uint32_t unit_of(const unit_catalog *c, uint32_t file)
{
    return file < c->limit ? c->units[file] : CG_NONE;
}

/* Brings one file to what the snapshot has of it. */
static cg_code bring_file(const cg_snapshot *snap, uint32_t file, cg_link_catalog *names,
                          cg_err *err)
{
    const cg_file *f = cg_snapshot_file(snap, file);
    CG_AUTO(cg_unit_pin) pin = NULL;
    if (catalog_unit(f) == CG_NONE) {
        cg_link_catalog_remove(names, file);
        return CG_OK;
    }
    cg_code rc = cg_store_unit(cg_snapshot_store(snap), cg_file_unit(f), true, &pin, err);
    if (rc != CG_OK)
        return rc;
    cg_link_unit *unit = cg_link_unit_create(cg_unit_pin_unit(pin), file, f->path);
    cg_link_catalog_put(names, unit);
    cg_link_unit_destroy(unit);
    return CG_OK;
}

/* Brings a catalog to the snapshot; it is of neither after an error. */
static cg_code bring(const cg_snapshot *snap, const atomic_bool *stop, unit_catalog *c, cg_err *err)
{
    uint32_t limit = cg_snapshot_files_limit(snap);
    uint32_t *units = cg_alloc_array(limit + 1u, sizeof *units);
    cg_code rc = CG_OK;
    for (uint32_t file = 0; rc == CG_OK && file < CG_MAX(limit, c->limit); file++) {
        uint32_t unit = catalog_unit(cg_snapshot_file(snap, file));
        if (file < limit)
            units[file] = unit;
        if (unit == unit_of(c, file))
            continue;
        rc = bring_file(snap, file, c->names, err);
        if (rc == CG_OK && stop != NULL && atomic_load(stop))
            rc = CG_FAIL(err, CG_E_CANCELED, "canceled");
    }
    cg_free(c->units);
    c->units = units;
    c->limit = limit;
    cg_link_catalog_settle(c->names);
    return rc;
}

cg_code catalog_make(const cg_snapshot *snap, const atomic_bool *stop, unit_catalog *out,
                     cg_err *err)
{
    unit_catalog made = {.names = cg_link_catalog_create()};
    cg_code rc = bring(snap, stop, &made, err);
    if (rc != CG_OK) {
        unit_catalog_fini(&made);
        return rc;
    }
    cg_metric_add(CG_M_LINK_CATALOGS, cg_snapshot_counts(snap).files > 0);
    *out = made;
    return CG_OK;
}

/* ---- taking ---- */

/* Files of which the snapshot has other units; none is looked at beyond `enough` of them. */
static uint32_t distance(const unit_catalog *c, const cg_snapshot *snap, uint32_t enough)
{
    uint32_t limit = CG_MAX(c->limit, cg_snapshot_files_limit(snap)), count = 0;
    for (uint32_t file = 0; file < limit && count < enough; file++)
        count += unit_of(c, file) != catalog_unit(cg_snapshot_file(snap, file));
    return count;
}

/* The nearest one of the project, out of the list, unless making one is less work. `*out_apart`: files in which
 * it differs. */
static kept_catalog take_nearest(catalogs *all, const cg_snapshot *snap, uint32_t *out_apart)
{
    const cg_project *project = cg_snapshot_project(snap);
    kept_catalog found = {0};
    uint32_t nearest = (uint32_t)CG_MIN(cg_snapshot_counts(snap).files + 1, (uint64_t)CG_NONE);
    cg_mutex_lock(&all->mu);
    size_t at = all->kept.len;
    for (size_t i = 0; i < all->kept.len && nearest > 0; i++) {
        if (all->kept.ptr[i].project != project)
            continue;
        uint32_t apart = distance(&all->kept.ptr[i].is, snap, nearest);
        if (apart < nearest) {
            nearest = apart;
            at = i;
        }
    }
    if (at < all->kept.len) {
        found = all->kept.ptr[at];
        found.is = remove_locked(all, at);
    }
    cg_mutex_unlock(&all->mu);
    *out_apart = nearest;
    return found;
}

static unit_catalog copy_of(const unit_catalog *c)
{
    unit_catalog copy = {.names = cg_link_catalog_copy(c->names),
                         .units = cg_alloc_array(c->limit + 1u, sizeof *c->units),
                         .limit = c->limit};
    memcpy(copy.units, c->units, c->limit * sizeof *c->units);
    return copy;
}

static bool has_room(catalogs *all, size_t bytes)
{
    cg_mutex_lock(&all->mu);
    bool room = all->bytes + 2 * bytes <= all->bytes_max;
    cg_mutex_unlock(&all->mu);
    return room;
}

cg_code catalogs_take(catalogs *all, const cg_snapshot *snap, unit_catalog *out, cg_err *err)
{
    uint32_t apart;
    kept_catalog found = take_nearest(all, snap, &apart);
    if (found.is.names == NULL)
        return catalog_make(snap, NULL, out, err);
    unit_catalog is = found.is;
    if (apart > MOVED_FILES_MAX && has_room(all, found.bytes)) { /* others will come back to it */
        is = copy_of(&found.is);
        catalogs_keep(all, found.project, found.generation, found.is);
    }
    cg_code rc = apart > 0 ? bring(snap, NULL, &is, err) : CG_OK;
    if (rc != CG_OK) {
        unit_catalog_fini(&is);
        return rc;
    }
    *out = is;
    return CG_OK;
}

/* ---- warming ---- */

/* Keeps what was made unless a commit has come in between or others need the room; false: no more
 * will fit. */
static bool offer(catalogs *all, const cg_snapshot *snap, unit_catalog catalog)
{
    kept_catalog k = {cg_snapshot_project(snap), cg_snapshot_parsed_generation(snap),
                      bytes_of(&catalog), catalog};
    cg_mutex_lock(&all->mu);
    bool fits = all->bytes + k.bytes <= all->bytes_max;
    bool taken = fits;
    for (size_t i = 0; i < all->kept.len; i++)
        taken = taken && all->kept.ptr[i].project != k.project;
    if (taken) /* first to give way */
        insert_locked(all, k);
    cg_mutex_unlock(&all->mu);
    if (!taken)
        unit_catalog_fini(&catalog);
    return fits;
}

static bool warm_project(catalogs *all, const cg_snapshot *snap)
{
    uint64_t start = cg_now_ns();
    unit_catalog catalog;
    cg_err err;
    cg_code rc = catalog_make(snap, &all->stop, &catalog, &err);
    if (rc == CG_E_CANCELED)
        return false;
    cg_str name = cg_project_name(cg_snapshot_project(snap));
    if (rc != CG_OK) { /* the next commit tells its client */
        CG_LOG(CG_LOG_WARN, "ingest.warm_failed", CG_LSTR("project", name),
               CG_LSTR("error", cg_str_from(err.text)));
        return true;
    }
    CG_LOG(CG_LOG_INFO, "ingest.warmed", CG_LSTR("project", name),
           CG_LU64("files", cg_snapshot_counts(snap).files), CG_LU64("bytes", bytes_of(&catalog)),
           CG_LU64("dur_us", (cg_now_ns() - start) / 1000));
    return offer(all, snap, catalog);
}

static int compare_changed(const void *a, const void *b)
{
    uint64_t x = cg_snapshot_changed_ms(*(cg_snapshot *const *)a);
    uint64_t y = cg_snapshot_changed_ms(*(cg_snapshot *const *)b);
    return (x < y) - (x > y);
}

static void run_warmer(void *arg)
{
    catalogs *all = arg;
    (void)setpriority(PRIO_PROCESS, 0, WARMER_NICE); /* of this thread, on Linux */
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_project **projects;
    size_t count = cg_store_projects(all->store, arena, &projects);
    cg_snapshot **snaps = cg_arena_alloc_array(arena, count + 1, sizeof *snaps);
    for (size_t i = 0; i < count; i++)
        snaps[i] = cg_snapshot_take(projects[i]);
    if (count > 1)
        qsort(snaps, count, sizeof *snaps, compare_changed);
    bool more = true;
    for (size_t i = 0; i < count; i++) {
        more = more && !atomic_load(&all->stop);
        if (more && cg_snapshot_counts(snaps[i]).files > 0)
            more = warm_project(all, snaps[i]);
        cg_snapshot_release(snaps[i]);
    }
}

void catalogs_warm(catalogs *all)
{
    CG_ASSERT(all->warmer == NULL);
    all->warmer = cg_thread_start("warm", run_warmer, all);
}

void catalogs_stop_warming(catalogs *all)
{
    atomic_store(&all->stop, true);
    cg_thread_join(all->warmer);
    all->warmer = NULL;
}
