// SPDX-License-Identifier: Apache-2.0
#include "catalogs.h"

#include <stdlib.h>
#include <sys/resource.h>

#define WARMER_NICE 10

void catalogs_init(catalogs *all, cg_store *store, size_t bytes_max)
{
    all->store = store;
    all->bytes_max = bytes_max;
    cg_mutex_init(&all->mu, CG_LOCK_INGEST_CATALOGS);
}

void catalogs_fini(catalogs *all)
{
    catalogs_stop_warming(all);
    for (size_t i = 0; i < all->kept.len; i++)
        cg_link_catalog_destroy(all->kept.ptr[i].catalog);
    CG_VEC_FINI(&all->kept);
    cg_mutex_fini(&all->mu);
}

/* ---- keeping ---- */

static size_t find_locked(const catalogs *all, const cg_project *project)
{
    size_t at = 0;
    while (at < all->kept.len && all->kept.ptr[at].project != project)
        at++;
    return at;
}

static cg_link_catalog *remove_locked(catalogs *all, size_t at)
{
    kept_catalog gone = all->kept.ptr[at];
    all->bytes -= gone.bytes;
    memmove(all->kept.ptr + at, all->kept.ptr + at + 1,
            (--all->kept.len - at) * sizeof *all->kept.ptr);
    return gone.catalog;
}

static void insert_locked(catalogs *all, kept_catalog k)
{
    CG_VEC_PUSH(&all->kept, k);
    all->bytes += k.bytes;
}

cg_link_catalog *catalogs_take(catalogs *all, const cg_project *project, uint64_t generation)
{
    cg_link_catalog *found = NULL;
    cg_mutex_lock(&all->mu);
    size_t at = find_locked(all, project);
    if (at < all->kept.len && all->kept.ptr[at].generation == generation)
        found = remove_locked(all, at);
    cg_mutex_unlock(&all->mu);
    return found;
}

void catalogs_keep(catalogs *all, const cg_project *project, uint64_t generation,
                   cg_link_catalog *catalog)
{
    kept_catalog k = {project, generation, cg_link_catalog_bytes(catalog), catalog};
    CG_VEC(cg_link_catalog *) gone = {0};
    cg_mutex_lock(&all->mu);
    size_t at = find_locked(all, project);
    if (at < all->kept.len && all->kept.ptr[at].generation > generation) {
        CG_VEC_PUSH(&gone, catalog); /* a later commit was quicker to come here */
    } else {
        if (at < all->kept.len)
            CG_VEC_PUSH(&gone, remove_locked(all, at));
        insert_locked(all, k);
    }
    while (all->bytes > all->bytes_max && all->kept.len > 1)
        CG_VEC_PUSH(&gone, remove_locked(all, 0));
    cg_mutex_unlock(&all->mu);
    for (size_t i = 0; i < gone.len; i++)
        cg_link_catalog_destroy(gone.ptr[i]);
    CG_VEC_FINI(&gone);
}

/* ---- making ---- */

static cg_code add_file(const cg_snapshot *snap, uint32_t file, cg_link_catalog *catalog,
                        cg_err *err)
{
    const cg_file *f = cg_snapshot_file(snap, file);
    CG_AUTO(cg_unit_pin) pin = NULL;
    if (!f->present || f->skip != 0)
        return CG_OK;
    cg_code rc = cg_store_unit(cg_snapshot_store(snap), f->blob, (cg_lang_id)f->lang,
                               f->extractor_version, true, &pin, err);
    if (rc != CG_OK)
        return rc;
    cg_link_unit *unit = cg_link_unit_create(cg_unit_pin_unit(pin), file, f->path);
    cg_link_catalog_put(catalog, unit);
    cg_link_unit_destroy(unit);
    return CG_OK;
}

cg_code catalog_make(const cg_snapshot *snap, const atomic_bool *stop,
                     cg_link_catalog **out_catalog, cg_err *err)
{
    cg_link_catalog *catalog = cg_link_catalog_create();
    uint32_t limit = cg_snapshot_files_limit(snap);
    cg_code rc = CG_OK;
    for (uint32_t file = 0; rc == CG_OK && file < limit; file++) {
        rc = add_file(snap, file, catalog, err);
        if (rc == CG_OK && stop != NULL && atomic_load(stop))
            rc = CG_FAIL(err, CG_E_CANCELED, "canceled");
    }
    if (rc != CG_OK) {
        cg_link_catalog_destroy(catalog);
        return rc;
    }
    cg_link_catalog_settle(catalog);
    cg_metric_add(CG_M_LINK_CATALOGS, cg_snapshot_counts(snap).files > 0);
    *out_catalog = catalog;
    return CG_OK;
}

/* ---- warming ---- */

/* Keeps what was made unless a commit has come in between or others need the room; false: no more
 * will fit. */
static bool offer(catalogs *all, const cg_snapshot *snap, cg_link_catalog *catalog)
{
    kept_catalog k = {cg_snapshot_project(snap), cg_snapshot_parsed_generation(snap),
                      cg_link_catalog_bytes(catalog), catalog};
    cg_mutex_lock(&all->mu);
    bool fits = all->bytes + k.bytes <= all->bytes_max;
    bool taken = fits && find_locked(all, k.project) == all->kept.len;
    if (taken) /* first to give way */
        insert_locked(all, k);
    cg_mutex_unlock(&all->mu);
    if (!taken)
        cg_link_catalog_destroy(catalog);
    return fits;
}

static bool warm_project(catalogs *all, const cg_snapshot *snap)
{
    uint64_t start = cg_now_ns();
    cg_link_catalog *catalog;
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
           CG_LU64("files", cg_snapshot_counts(snap).files),
           CG_LU64("bytes", cg_link_catalog_bytes(catalog)),
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
