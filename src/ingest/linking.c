// SPDX-License-Identifier: Apache-2.0
#include "linking.h"

#include <stdlib.h>

#include "ingest_int.h"

/* Keys that changes concern, as bits, to tell most others at once. */
#define FILTER_BITS (1u << 20)
/* Looking for the readers of one key costs about as much as a look at what so many files have read. */
#define FILES_PER_LOOK 4

typedef struct put_file {
    uint32_t file;
    uint32_t listed;
    run_share *share; /* NULL: not put, but concerned */
} put_file;

struct linking {
    run *run;
    world *world;         /* NULL until something changes: it is not for free */
    bool from_nothing;    /* the base has no files: no change concerns anybody */
    cg_link_keys changes; /* keys that the changes concern */
    uint64_t *filter;
    CG_VEC(put_file) put;
    CG_VEC(put_file) jobs; /* files to link, those put among them */
    CG_VEC(bool) chosen;   /* by file number */
};

linking *linking_open(run *r)
{
    linking *l = cg_alloc(sizeof *l);
    l->run = r;
    l->from_nothing = cg_snapshot_counts(cg_commit_base(r->commit)).files == 0;
    return l;
}

static cg_code need_world(linking *l, cg_err *err)
{
    run *r = l->run;
    return l->world ? CG_OK : world_open(r->ingest, r->project, r->commit, &l->world, err);
}

/* ---- what changes concern ---- */

/* The file as the base has it, against `after`. */
static cg_code note_changes(linking *l, uint32_t file, const cg_link_unit *after, cg_err *err)
{
    const cg_file *f = cg_snapshot_file(cg_commit_base(l->run->commit), file);
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_link_unit *before = NULL;
    if (l->from_nothing)
        return CG_OK;
    if (f != NULL && f->present && f->skip == 0) {
        cg_code rc = cg_store_unit(l->run->ingest->store, f->blob, (cg_lang_id)f->lang,
                                   f->extractor_version, true, &pin, err);
        if (rc != CG_OK)
            return rc;
        before = cg_link_unit_create(cg_unit_pin_unit(pin), file, f->path);
    }
    cg_link_changes(before, after, &l->changes);
    cg_link_unit_destroy(before);
    return CG_OK;
}

cg_code linking_put(linking *l, uint32_t file, file_slot *slot, uint32_t listed, cg_err *err)
{
    cg_code rc = need_world(l, err);
    if (rc == CG_OK)
        rc = note_changes(l, file, slot->linkable, err);
    if (rc != CG_OK)
        return rc;
    world_put(l->world, file, slot);
    CG_VEC_PUSH(&l->put, (put_file){file, listed, l->run->share});
    return CG_OK;
}

cg_code linking_remove(linking *l, uint32_t file, cg_err *err)
{
    cg_code rc = need_world(l, err);
    if (rc == CG_OK)
        rc = note_changes(l, file, NULL, err);
    if (rc == CG_OK)
        world_remove(l->world, file);
    return rc;
}

/* ---- what must be linked ---- */

static void sort_changes(linking *l)
{
    size_t kept = 0;
    qsort(l->changes.ptr, l->changes.len, sizeof *l->changes.ptr, cg_compare_u64);
    for (size_t i = 0; i < l->changes.len; i++)
        if (kept == 0 || l->changes.ptr[kept - 1] != l->changes.ptr[i])
            l->changes.ptr[kept++] = l->changes.ptr[i];
    l->changes.len = kept;
}

static void make_filter(linking *l)
{
    l->filter = cg_alloc_array(FILTER_BITS / 64, sizeof *l->filter);
    for (size_t i = 0; i < l->changes.len; i++) {
        uint32_t bit = (uint32_t)l->changes.ptr[i] % FILTER_BITS;
        l->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static bool is_concerned(const linking *l, uint64_t key)
{
    uint32_t bit = (uint32_t)key % FILTER_BITS;
    return l->filter[bit / 64] >> bit % 64 & 1 &&
           bsearch(&key, l->changes.ptr, l->changes.len, sizeof key, cg_compare_u64) != NULL;
}

static void choose(linking *l, uint32_t file, uint32_t listed, run_share *share)
{
    while (l->chosen.len <= file)
        CG_VEC_PUSH(&l->chosen, false);
    if (l->chosen.ptr[file])
        return;
    l->chosen.ptr[file] = true;
    CG_VEC_PUSH(&l->jobs, (put_file){file, listed, share});
}

static bool is_linkable(const linking *l, uint32_t file)
{
    const cg_file *f = cg_commit_file(l->run->commit, file);
    return f->present && f->skip == 0;
}

static void take_reader(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    linking *l = arg;
    (void)keys, (void)count;
    if (is_linkable(l, file))
        choose(l, file, CG_NONE, NULL);
}

static void take_deps(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    linking *l = arg;
    if (!is_linkable(l, file))
        return;
    for (size_t i = 0; i < count; i++)
        if (is_concerned(l, keys[i])) {
            choose(l, file, CG_NONE, NULL);
            return;
        }
}

static cg_code choose_jobs(linking *l, cg_err *err)
{
    for (size_t i = 0; i < l->put.len; i++)
        choose(l, l->put.ptr[i].file, l->put.ptr[i].listed, l->put.ptr[i].share);
    if (!l->from_nothing)
        cg_link_catalog_changes(world_face(l->world)->catalog, &l->changes);
    if (l->changes.len == 0)
        return CG_OK;
    const cg_snapshot *base = cg_commit_base(l->run->commit);
    sort_changes(l);
    if (l->changes.len * FILES_PER_LOOK < cg_snapshot_files_limit(base))
        return cg_snapshot_find_readers(base, l->changes.ptr, l->changes.len, take_reader, l, err);
    make_filter(l);
    return cg_snapshot_scan_deps(base, take_deps, l, err);
}

/* ---- linking ---- */

/* The linker's texts are gone with its next file. */
static void keep_externals(const cg_link_result *result, file_slot *slot)
{
    size_t bytes = 0;
    for (size_t i = 0; i < result->externals_count; i++)
        bytes += result->externals[i].module.len + result->externals[i].name.len;
    cg_buf_clear(&slot->texts);
    CG_VEC_CLEAR(&slot->externals);
    char *at = cg_buf_reserve(&slot->texts, bytes);
    for (size_t i = 0; i < result->externals_count; i++) {
        const cg_external *e = &result->externals[i];
        cg_external kept = {e->lang, {at, e->module.len}, {at + e->module.len, e->name.len}};
        memcpy(at, e->module.ptr, e->module.len);
        if (e->name.len > 0)
            memcpy(at + e->module.len, e->name.ptr, e->name.len);
        at += e->module.len + e->name.len;
        CG_VEC_PUSH(&slot->externals, kept);
    }
}

static void load_linked(void *arg, size_t job, worker *w, file_slot *slot)
{
    linking *l = arg;
    const cg_link_unit *unit;
    cg_link_result result;
    CG_VEC_CLEAR(&slot->edges);
    CG_VEC_CLEAR(&slot->ordinals);
    CG_VEC_CLEAR(&slot->keys);
    slot->rc = world_unit(l->world, l->jobs.ptr[job].file, &unit, &slot->err);
    if (slot->rc != CG_OK)
        return;
    cg_link_file(w->linker, world_face(l->world), unit, &result);
    for (size_t i = 0; i < result.edges_count; i++)
        CG_VEC_PUSH(&slot->edges, result.edges[i]);
    for (size_t i = 0; i < result.ordinals_count; i++)
        CG_VEC_PUSH(&slot->ordinals, result.ordinals[i]);
    for (size_t i = 0; i < result.keys_count; i++)
        CG_VEC_PUSH(&slot->keys, result.keys[i]);
    keep_externals(&result, slot);
    world_release(l->world, unit);
}

static cg_code commit_linked(linking *l, const file_slot *slot, cg_err *err)
{
    const put_file *job = &l->jobs.ptr[slot->job];
    if (slot->rc != CG_OK && err != NULL)
        *err = slot->err;
    if (slot->rc != CG_OK)
        return slot->rc;
    const cg_commit_result before = *cg_commit_so_far(l->run->commit);
    l->run->share = job->share;
    if (job->share != NULL)
        run_report_edges(l->run, job->listed, slot->edges.len);
    cg_file_edges edges = {.edges = slot->edges.ptr,
                           .count = slot->edges.len,
                           .ordinals = slot->ordinals.ptr,
                           .externals = slot->externals.ptr,
                           .externals_count = slot->externals.len};
    cg_code rc = cg_commit_put_edges(l->run->commit, job->file, &edges, err);
    if (rc == CG_OK && job->share != NULL)
        run_charge(l->run, &before);
    return rc == CG_OK
               ? cg_commit_put_deps(l->run->commit, job->file, slot->keys.ptr, slot->keys.len, err)
               : rc;
}

cg_code linking_run(linking *l, cg_err *err)
{
    if (l->world == NULL)
        return CG_OK;
    run_set_phase(l->run, CG_PHASE_LINKING);
    cg_code rc = choose_jobs(l, err);
    if (rc != CG_OK)
        return rc;
    pipeline *p = pipeline_open(l->run->ingest, l->jobs.len, load_linked, l);
    file_slot *slot;
    while (rc == CG_OK && (slot = pipeline_take(p)) != NULL) {
        rc = run_may_go_on(l->run, err);
        if (rc == CG_OK)
            rc = commit_linked(l, slot, err);
        cg_metric_add(CG_M_LINK_FILES, 1);
        pipeline_give_back(p, slot);
    }
    pipeline_close(p);
    return rc == CG_OK ? world_status(l->world, err) : rc;
}

void linking_close(linking *l, uint64_t generation)
{
    if (l == NULL)
        return;
    world_close(l->world, generation);
    CG_VEC_FINI(&l->changes);
    CG_VEC_FINI(&l->put);
    CG_VEC_FINI(&l->jobs);
    CG_VEC_FINI(&l->chosen);
    cg_free(l->filter);
    cg_free(l);
}
