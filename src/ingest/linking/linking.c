// SPDX-License-Identifier: Apache-2.0
#include "linking/linking_int.h"

#include <stdlib.h>

/* Bits that stand for the keys that changes concern. */
#define FILTER_BITS (1u << 20)
/* Looking for the readers of one key costs about as much as a look at what so many files have read. */
#define FILES_PER_LOOK 4

linking *linking_open(run *r)
{
    linking *l = cg_alloc(sizeof *l);
    l->run = r;
    l->from_nothing = cg_snapshot_counts(cg_commit_base(r->commit)).files == 0;
    if (cg_store_keeps_sources(r->ingest->store))
        l->kept = stash_create(r->ingest->opts.spool_dir, r->ingest->opts.spool_bytes_min);
    return l;
}

stash *linking_stash(linking *l)
{
    return l->kept;
}

static cg_code need_world(linking *l, cg_err *err)
{
    run *r = l->run;
    return l->world ? CG_OK : world_open(r->ingest, r->project, r->commit, &l->world, err);
}

/* ---- what changes concern ---- */

/* Of a file whose facts were compared when they were made. */
static void take_changes(linking *l, const file_slot *slot)
{
    CG_ASSERT(slot->compared || l->from_nothing);
    for (size_t i = 0; i < slot->changes.len; i++)
        CG_VEC_PUSH(&l->changes, slot->changes.ptr[i]);
    for (size_t i = 0; i < slot->outline_changes.len; i++)
        CG_VEC_PUSH(&l->outline, slot->outline_changes.ptr[i]);
}

/* The file as the base has it, against one that goes (NULL), or the outline of one that waits. */
static cg_code note_changes(linking *l, uint32_t file, const cg_link_unit *after, cg_err *err)
{
    const cg_file *f = cg_snapshot_file(cg_commit_base(l->run->commit), file);
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_link_unit *before = NULL;
    if (l->from_nothing)
        return CG_OK;
    if (f != NULL && f->present && f->skip == 0) {
        cg_code rc = cg_store_unit(l->run->ingest->store, cg_file_unit(f), true, &pin, err);
        if (rc != CG_OK)
            return rc;
        before = cg_link_unit_create(cg_unit_pin_unit(pin), file, f->path);
    }
    if (after == NULL)
        cg_link_changes(before, after, &l->changes);
    cg_link_outline_changes(before, after, &l->outline);
    cg_link_unit_destroy(before);
    return CG_OK;
}

cg_code linking_put(linking *l, uint32_t file, file_slot *slot, uint32_t listed, cg_err *err)
{
    cg_code rc = need_world(l, err);
    if (rc != CG_OK)
        return rc;
    take_changes(l, slot);
    world_put(l->world, file, slot);
    CG_VEC_PUSH(&l->put, (put_file){file, listed, l->run->share, slot->alike});
    return CG_OK;
}

cg_code linking_wait(linking *l, file_slot *slot, cg_err *err)
{
    uint32_t file;
    cg_code rc = need_world(l, err);
    if (rc == CG_OK)
        rc = stash_settle(l->kept, err);
    if (rc == CG_OK)
        rc = cg_commit_name_file(l->run->commit, &slot->facts, &file, err);
    if (rc == CG_OK)
        rc = note_changes(l, file, slot->linkable, err);
    if (rc != CG_OK)
        return rc;
    world_expect(l->world, file, slot);
    CG_VEC_PUSH(&l->waiting, (waiting_file){file, slot->job, l->run->share, slot->waiting});
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

/* ---- what indexes know ---- */

cg_code linking_know(linking *l, cg_id file, cg_str value, cg_err *err)
{
    const cg_overlay_key key = {.what = CG_OVERLAY_KNOWN, .id = file};
    cg_node_place place;
    cg_code rc = need_world(l, err);
    if (rc == CG_OK)
        rc = cg_commit_put_overlay(l->run->commit, &key, value, err);
    if (rc != CG_OK)
        return rc;
    if (l->texts == NULL)
        l->texts = cg_arena_create(0);
    CG_VEC_PUSH(&l->known, (known_row){file, cg_arena_str(l->texts, value)});
    rc = cg_snapshot_node_by_id(cg_commit_base(l->run->commit), file, &place, err);
    if (rc == CG_OK && place.file != CG_NONE)
        CG_VEC_PUSH(&l->known_files, place.file);
    return rc == CG_E_NOT_FOUND ? CG_OK : rc; /* a file that comes is linked anyway */
}

void linking_compare(linking *l, cg_link_agreement *out_sums)
{
    l->agreement = out_sums;
}

static int compare_known(const void *a, const void *b)
{
    return memcmp(((const known_row *)a)->id.bytes, ((const known_row *)b)->id.bytes,
                  sizeof(cg_id));
}

static const known_row *find_known(const linking *l, cg_id id)
{
    const known_row wanted = {.id = id};
    return l->known.len == 0
               ? NULL
               : bsearch(&wanted, l->known.ptr, l->known.len, sizeof wanted, compare_known);
}

/* The row for a file of the commit; empty: there is none. `*out_changed`: the commit has changed it. */
static cg_code read_known(const linking *l, const cg_file *file, cg_arena *arena, cg_str *out_value,
                          bool *out_changed, cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_symbol_add_file(&symbol, (cg_lang_id)file->lang, file->path);
    cg_id id = cg_node_id(cg_project_name(l->run->project), cg_buf_str(&symbol));
    const known_row *row = find_known(l, id);
    *out_changed = row != NULL;
    *out_value = row != NULL ? row->value : CG_STR_NULL;
    return row != NULL ? CG_OK
                       : cg_snapshot_metadata(cg_commit_base(l->run->commit), CG_OWNER_KNOWN, id,
                                              arena, out_value, err);
}

static bool knows_anything(const linking *l)
{
    return l->known.len > 0 || cg_snapshot_counts(cg_commit_base(l->run->commit)).metadata > 0;
}

/* What is known of the content that the file has. False: nothing. */
static cg_code known_of(const linking *l, uint32_t num, cg_arena *arena, cg_known *out,
                        bool *out_is, bool *out_changed, cg_err *err)
{
    const cg_file *file = cg_commit_file(l->run->commit, num);
    cg_blob_id blob;
    cg_str value;
    *out_is = *out_changed = false;
    cg_code rc = read_known(l, file, arena, &value, out_changed, err);
    if (rc != CG_OK || value.len == 0)
        return rc;
    if (!cg_known_blob(value, &blob))
        return CG_FAIL(err, CG_E_CORRUPT, "what an index knows of a file is damaged");
    if (memcmp(blob.bytes, file->blob.bytes, sizeof blob.bytes) != 0)
        return CG_OK; /* of another content */
    *out_is = cg_known_decode(value, arena, out);
    return *out_is ? CG_OK : CG_FAIL(err, CG_E_CORRUPT, "what an index knows of a file is damaged");
}

/* ---- what must be linked ---- */

static void sort_keys(cg_link_keys *keys)
{
    size_t kept = 0;
    qsort(keys->ptr, keys->len, sizeof *keys->ptr, cg_compare_u64);
    for (size_t i = 0; i < keys->len; i++)
        if (kept == 0 || keys->ptr[kept - 1] != keys->ptr[i])
            keys->ptr[kept++] = keys->ptr[i];
    keys->len = kept;
}

/* A search for the readers of some keys. */
typedef struct reader_search {
    linking *l;
    const cg_link_keys *keys;
    uint64_t *filter; /* the keys as bits, to tell most others at once; NULL: not needed */
    visit_file visit;
} reader_search;

static void make_filter(reader_search *s)
{
    s->filter = cg_alloc_array(FILTER_BITS / 64, sizeof *s->filter);
    for (size_t i = 0; i < s->keys->len; i++) {
        uint32_t bit = (uint32_t)s->keys->ptr[i] % FILTER_BITS;
        s->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static bool is_concerned(const reader_search *s, uint64_t key)
{
    uint32_t bit = (uint32_t)key % FILTER_BITS;
    return s->filter[bit / 64] >> bit % 64 & 1 &&
           bsearch(&key, s->keys->ptr, s->keys->len, sizeof key, cg_compare_u64) != NULL;
}

bool linking_is_linkable(const linking *l, uint32_t file)
{
    const cg_file *f = cg_commit_file(l->run->commit, file);
    return f->present && f->skip == 0;
}

static void take_reader(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    const reader_search *s = arg;
    (void)keys, (void)count;
    s->visit(s->l, file);
}

static void take_deps(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    const reader_search *s = arg;
    for (size_t i = 0; i < count; i++)
        if (is_concerned(s, keys[i])) {
            s->visit(s->l, file);
            return;
        }
}

cg_code linking_visit_readers(linking *l, cg_link_keys *keys, visit_file visit, cg_err *err)
{
    const cg_snapshot *base = cg_commit_base(l->run->commit);
    reader_search s = {.l = l, .keys = keys, .visit = visit};
    if (keys->len == 0)
        return CG_OK;
    sort_keys(keys);
    if (keys->len * FILES_PER_LOOK < cg_snapshot_files_limit(base))
        return cg_snapshot_find_readers(base, keys->ptr, keys->len, take_reader, &s, err);
    make_filter(&s);
    cg_code rc = cg_snapshot_scan_deps(base, take_deps, &s, err);
    cg_free(s.filter);
    return rc;
}

static void note_concerned(linking *l, uint32_t file)
{
    if (!linking_is_linkable(l, file))
        return;
    while (l->is_concerned.len <= file)
        CG_VEC_PUSH(&l->is_concerned, false);
    if (!l->is_concerned.ptr[file])
        CG_VEC_PUSH(&l->concerned, file);
    l->is_concerned.ptr[file] = true;
}

static bool take_concerned(linking *l, uint32_t file)
{
    bool is = file < l->is_concerned.len && l->is_concerned.ptr[file];
    if (is)
        l->is_concerned.ptr[file] = false;
    return is;
}

static cg_code find_concerned(linking *l, cg_err *err)
{
    for (size_t i = 0; i < l->known_files.len; i++)
        note_concerned(l, l->known_files.ptr[i]);
    if (l->known.len > 1)
        qsort(l->known.ptr, l->known.len, sizeof *l->known.ptr, compare_known);
    if (!l->from_nothing)
        cg_link_catalog_changes(world_face(l->world)->catalog, &l->changes);
    return linking_visit_readers(l, &l->changes, note_concerned, err);
}

/* It was put, and its edges are those that the base has. */
static cg_code keep_edges(linking *l, const put_file *put, cg_err *err)
{
    cg_code rc = cg_commit_keep_edges(l->run->commit, put->file, err);
    if (rc != CG_OK)
        return rc;
    l->run->share = put->share;
    if (put->share != NULL) /* else it was read again for another's sake */
        run_report_edges(l->run, put->listed, cg_commit_file(l->run->commit, put->file)->edges);
    return CG_OK;
}

static cg_code choose_jobs(linking *l, cg_err *err)
{
    cg_code rc = find_concerned(l, err);
    bool may_keep = !knows_anything(l); /* what is known is of a content */
    for (size_t i = 0; rc == CG_OK && i < l->put.len; i++) {
        const put_file *put = &l->put.ptr[i];
        if (take_concerned(l, put->file) || !put->alike || !may_keep)
            CG_VEC_PUSH(&l->jobs, *put);
        else
            rc = keep_edges(l, put, err);
    }
    for (size_t i = 0; rc == CG_OK && i < l->concerned.len; i++)
        if (take_concerned(l, l->concerned.ptr[i]))
            CG_VEC_PUSH(&l->jobs, (put_file){.file = l->concerned.ptr[i], .listed = CG_NONE});
    return rc;
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

/* What the rules alone would say of the same file. */
static void compare_linked(const linking *l, const cg_link_unit *unit, const cg_link_result *with,
                           file_slot *slot)
{
    CG_AUTO(cg_linker) linker = cg_linker_create();
    cg_link_result without;
    cg_link_file(linker, world_face(l->world), unit, NULL, &without);
    cg_link_compare(with, &without, &slot->agreement);
}

static void keep_linked(const cg_link_result *result, file_slot *slot)
{
    for (size_t i = 0; i < result->edges_count; i++)
        CG_VEC_PUSH(&slot->edges, result->edges[i]);
    for (size_t i = 0; i < result->ordinals_count; i++)
        CG_VEC_PUSH(&slot->ordinals, result->ordinals[i]);
    for (size_t i = 0; i < result->keys_count; i++)
        CG_VEC_PUSH(&slot->keys, result->keys[i]);
    keep_externals(result, slot);
}

/* With what an index knows of the file, if one does. */
static void link_known_unit(const linking *l, uint32_t file, const cg_link_unit *unit, worker *w,
                            file_slot *slot)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_link_result result;
    cg_known known;
    bool is_known, changed;
    slot->rc = known_of(l, file, arena, &known, &is_known, &changed, &slot->err);
    if (slot->rc != CG_OK)
        return;
    cg_link_file(w->linker, world_face(l->world), unit, is_known ? &known : NULL, &result);
    keep_linked(&result, slot);
    if (is_known && changed && l->agreement != NULL)
        compare_linked(l, unit, &result, slot);
}

static void load_linked(void *arg, size_t job, worker *w, file_slot *slot)
{
    linking *l = arg;
    uint32_t file = l->jobs.ptr[job].file;
    const cg_link_unit *unit;
    cg_link_result result;
    CG_VEC_CLEAR(&slot->edges);
    CG_VEC_CLEAR(&slot->ordinals);
    CG_VEC_CLEAR(&slot->keys);
    slot->agreement = (cg_link_agreement){0};
    slot->rc = world_unit(l->world, file, &unit, &slot->err);
    if (slot->rc != CG_OK)
        return;
    if (knows_anything(l)) {
        link_known_unit(l, file, unit, w, slot);
    } else {
        cg_link_file(w->linker, world_face(l->world), unit, NULL, &result);
        keep_linked(&result, slot);
    }
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
    if (l->agreement != NULL) {
        l->agreement->agreed += slot->agreement.agreed;
        l->agreement->corrected += slot->agreement.corrected;
        l->agreement->added += slot->agreement.added;
    }
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
    cg_code rc = preludes_run(l, err);
    if (rc != CG_OK)
        return rc;
    run_set_phase(l->run, CG_PHASE_LINKING);
    world_share(l->world);
    rc = choose_jobs(l, err);
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
    CG_VEC_FINI(&l->concerned);
    CG_VEC_FINI(&l->is_concerned);
    CG_VEC_FINI(&l->waiting);
    CG_VEC_FINI(&l->outline);
    CG_VEC_FINI(&l->asked);
    stash_destroy(l->kept);
    CG_VEC_FINI(&l->known);
    CG_VEC_FINI(&l->known_files);
    cg_arena_destroy(l->texts);
    cg_free(l);
}
