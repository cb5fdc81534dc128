// SPDX-License-Identifier: Apache-2.0
#include "linking/world.h"

#define LOOK_AGAIN_PART 16u /* of what could not go: so much more must have come */

typedef struct entry {
    cg_link_unit *linkable;
    cg_unit *own;           /* put by the commit, with: */
    cg_buf encoded, source; /* of what replaces another content; else nothing */
    cg_buf vectors;         /* of `model`, likewise */
    uint64_t model;
    cg_unit_pin *pin; /* read from the store */
    uint32_t file;
    unsigned refs; /* guarded by mu */
    unsigned part; /* parts the commit had written when it was put */
    size_t bytes;
    struct entry *newer, *older; /* guarded by mu; by last use */
} entry;

struct world {
    cg_ingest *ingest;
    cg_project *project;
    cg_commit *commit;
    uint64_t base_generation;
    unit_catalog catalog;
    cg_link_world face;
    cg_mutex mu;
    CG_VEC(entry *) entries; /* guarded by mu; by file number */
    CG_VEC(bool) expected;   /* by file number: to be put yet; linkers see it already */
    entry *newest, *oldest;  /* guarded by mu */
    size_t bytes;            /* guarded by mu */
    size_t kept_bytes;       /* guarded by mu: too many, and none of them could go … */
    unsigned kept_part;      /* … when the commit had written so many parts */
    cg_code rc;              /* guarded by mu: the first failure */
    cg_err err;
    uint32_t *path_slots; /* files that the base does not have, by path: number + 1; 0: free */
    uint32_t path_mask, paths;
};

/* ---- paths that are new ---- */

static uint32_t *path_slot(const world *w, cg_str path)
{
    uint32_t i = (uint32_t)cg_hash64(path.ptr, path.len, 0) & w->path_mask;
    while (w->path_slots[i] != 0 &&
           !cg_str_eq(cg_commit_file(w->commit, w->path_slots[i] - 1)->path, path))
        i = (i + 1) & w->path_mask;
    return &w->path_slots[i];
}

static void add_path(world *w, uint32_t file)
{
    cg_str path = cg_commit_file(w->commit, file)->path;
    if (w->path_slots == NULL || ++w->paths * 2 > w->path_mask) {
        uint32_t *old = w->path_slots, count = old ? w->path_mask + 1 : 0;
        uint32_t capacity = count ? count * 2 : 256;
        w->path_slots = cg_alloc_array(capacity, sizeof *w->path_slots);
        w->path_mask = capacity - 1;
        for (uint32_t i = 0; i < count; i++)
            if (old[i] != 0)
                *path_slot(w, cg_commit_file(w->commit, old[i] - 1)->path) = old[i];
        cg_free(old);
    }
    *path_slot(w, path) = file + 1;
}

static bool is_expected(const world *w, uint32_t file)
{
    return file < w->expected.len && w->expected.ptr[file];
}

/* It is there, and was parsed. */
static bool is_there(const world *w, uint32_t file)
{
    const cg_file *f = cg_commit_file(w->commit, file);
    return is_expected(w, file) || (f != NULL && f->present && f->skip == 0);
}

static uint32_t find_file(void *arg, cg_str path)
{
    const world *w = arg;
    uint32_t file = CG_NONE;
    if (cg_snapshot_find_file(cg_commit_base(w->commit), path, &file) == NULL) {
        uint32_t at = w->path_slots != NULL ? *path_slot(w, path) : 0;
        file = at - 1; /* 0: CG_NONE */
    }
    return file != CG_NONE && is_there(w, file) ? file : CG_NONE;
}

/* ---- entries ---- */

static void free_entry(entry *e)
{
    cg_link_unit_destroy(e->linkable);
    cg_unit_pin_release(e->pin);
    if (e->own != NULL)
        cg_unit_fini(e->own);
    cg_free(e->own);
    cg_buf_fini(&e->encoded);
    cg_buf_fini(&e->source);
    cg_buf_fini(&e->vectors);
    cg_free(e);
}

static void unlink_locked(world *w, entry *e)
{
    *(e->newer ? &e->newer->older : &w->newest) = e->older;
    *(e->older ? &e->older->newer : &w->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_newest_locked(world *w, entry *e)
{
    e->older = w->newest;
    e->newer = NULL;
    *(w->newest ? &w->newest->newer : &w->oldest) = e;
    w->newest = e;
}

static void drop_locked(world *w, entry *e)
{
    unlink_locked(w, e);
    w->bytes -= e->bytes;
    w->entries.ptr[e->file] = NULL;
    free_entry(e);
}

/* What only the commit has is in the store once a later part is written. */
static bool can_go(const world *w, const entry *e)
{
    return e->refs == 0 && !is_expected(w, e->file) &&
           (e->own == NULL || cg_commit_parts(w->commit) > e->part);
}

/* What cannot go is not looked at again for each that comes: a large commit has much of it. */
static void shrink_locked(world *w)
{
    const size_t max = ingest_link_bytes_max(w->ingest);
    const unsigned part = cg_commit_parts(w->commit);
    if (w->kept_part == part && w->bytes <= w->kept_bytes + w->kept_bytes / LOOK_AGAIN_PART)
        return;
    w->kept_bytes = 0;
    for (entry *e = w->oldest; e != NULL && w->bytes > max;) {
        entry *newer = e->newer;
        if (can_go(w, e))
            drop_locked(w, e);
        e = newer;
    }
    if (w->bytes > max)
        w->kept_bytes = w->bytes;
    w->kept_part = part;
}

static entry *entry_locked(const world *w, uint32_t file)
{
    return file < w->entries.len ? w->entries.ptr[file] : NULL;
}

/* Another thread may have been first: then its entry is given, and `e` is freed. */
static entry *insert_locked(world *w, entry *e)
{
    while (w->entries.len <= e->file)
        CG_VEC_PUSH(&w->entries, NULL);
    if (w->entries.ptr[e->file] != NULL) {
        free_entry(e);
        return NULL;
    }
    w->entries.ptr[e->file] = e;
    e->bytes = sizeof *e + cg_link_unit_bytes(e->linkable) +
               cg_unit_bytes(e->own ? e->own : cg_unit_pin_unit(e->pin)) + e->encoded.cap +
               e->source.cap + e->vectors.cap;
    w->bytes += e->bytes;
    link_newest_locked(w, e);
    return e;
}

/* The next change of the file will ask for them. */
static void keep_content(entry *e, file_slot *slot)
{
    if (slot->source.ptr != slot->content.ptr)
        return;
    e->encoded = slot->encoded;
    e->source = slot->content;
    e->vectors = slot->vectors;
    e->model = slot->vectors_model;
    slot->encoded = slot->content = slot->vectors = (cg_buf){0};
}

/* In place of what is there: nobody uses it, since files are put and read at different times. */
static void replace_entry(world *w, entry *e)
{
    cg_link_catalog_put(w->catalog.names, e->linkable);
    cg_mutex_lock(&w->mu);
    entry *before = entry_locked(w, e->file);
    if (before != NULL) {
        CG_ASSERT(before->refs == 0);
        drop_locked(w, before);
    }
    insert_locked(w, e);
    shrink_locked(w);
    cg_mutex_unlock(&w->mu);
}

static entry *make_entry(world *w, uint32_t file, file_slot *slot)
{
    if (cg_snapshot_file(cg_commit_base(w->commit), file) == NULL && !is_expected(w, file))
        add_path(w, file);
    entry *e = cg_alloc(sizeof *e);
    e->file = file;
    e->part = cg_commit_parts(w->commit);
    e->linkable = slot->linkable;
    cg_link_unit_set_file(e->linkable, file);
    slot->linkable = NULL;
    return e;
}

void world_expect(world *w, uint32_t file, file_slot *slot)
{
    entry *e = make_entry(w, file, slot);
    e->own = slot->outline;
    slot->outline = NULL;
    while (w->expected.len <= file)
        CG_VEC_PUSH(&w->expected, false);
    w->expected.ptr[file] = true;
    replace_entry(w, e);
}

void world_put(world *w, uint32_t file, file_slot *slot)
{
    const cg_file *before = cg_snapshot_file(cg_commit_base(w->commit), file);
    entry *e = make_entry(w, file, slot);
    if (is_expected(w, file))
        w->expected.ptr[file] = false;
    if (slot->pin != NULL) {
        e->pin = slot->pin;
        slot->pin = NULL;
    } else {
        e->own = slot->unit;
        slot->unit = NULL;
        cg_unit_trim(e->own);
        if (before != NULL && before->present && before->skip == 0)
            keep_content(e, slot);
    }
    replace_entry(w, e);
}

void world_remove(world *w, uint32_t file)
{
    if (is_expected(w, file))
        w->expected.ptr[file] = false;
    cg_link_catalog_remove(w->catalog.names, file);
}

static cg_code load(world *w, uint32_t file, entry **out_entry, cg_err *err)
{
    const cg_file *f = cg_commit_file(w->commit, file);
    cg_unit_pin *pin;
    cg_code rc = cg_store_unit(ingest_store(w->ingest), cg_file_unit(f), true, &pin, err);
    if (rc != CG_OK)
        return rc;
    entry *e = cg_alloc(sizeof *e);
    e->file = file;
    e->pin = pin;
    e->linkable = cg_link_unit_create(cg_unit_pin_unit(pin), file, f->path);
    *out_entry = e;
    return CG_OK;
}

cg_code world_unit(world *w, uint32_t file, const cg_link_unit **out_unit, cg_err *err)
{
    cg_mutex_lock(&w->mu);
    entry *e = entry_locked(w, file);
    if (e == NULL) {
        cg_mutex_unlock(&w->mu);
        cg_code rc = load(w, file, &e, err);
        if (rc != CG_OK)
            return rc;
        cg_mutex_lock(&w->mu);
        entry *listed = insert_locked(w, e);
        e = listed != NULL ? listed : w->entries.ptr[file];
    }
    e->refs++;
    unlink_locked(w, e);
    link_newest_locked(w, e);
    shrink_locked(w);
    *out_unit = e->linkable;
    cg_mutex_unlock(&w->mu);
    return CG_OK;
}

void world_release(world *w, const cg_link_unit *unit)
{
    cg_mutex_lock(&w->mu);
    w->entries.ptr[cg_link_unit_file(unit)]->refs--;
    cg_mutex_unlock(&w->mu);
}

/* ---- as linkers see it ---- */

static const cg_link_unit *open_file(void *arg, uint32_t file)
{
    world *w = arg;
    const cg_link_unit *unit = NULL;
    cg_err err = {0};
    if (!is_there(w, file))
        return NULL;
    cg_code rc = world_unit(w, file, &unit, &err);
    if (rc != CG_OK) {
        cg_mutex_lock(&w->mu);
        if (w->rc == CG_OK) {
            w->rc = rc;
            w->err = err;
        }
        cg_mutex_unlock(&w->mu);
    }
    return unit;
}

static void close_file(void *arg, const cg_link_unit *unit)
{
    world_release(arg, unit);
}

void world_share(world *w)
{
    CG_ASSERT(w->face.shared == NULL);
    w->face.shared = cg_link_shared_create();
}

const cg_link_world *world_face(world *w)
{
    return &w->face;
}

cg_code world_status(world *w, cg_err *err)
{
    cg_mutex_lock(&w->mu);
    cg_code rc = w->rc;
    if (rc != CG_OK && err != NULL)
        *err = w->err;
    cg_mutex_unlock(&w->mu);
    return rc;
}

/* ---- begin and end ---- */

cg_code world_open(cg_ingest *ingest, cg_project *project, cg_commit *commit, world **out_world,
                   cg_err *err)
{
    const cg_snapshot *base = cg_commit_base(commit);
    unit_catalog catalog;
    cg_code rc = catalogs_take(ingest_catalogs(ingest), base, &catalog, err);
    if (rc != CG_OK)
        return rc;
    world *w = cg_alloc(sizeof *w);
    w->ingest = ingest;
    w->project = project;
    w->commit = commit;
    w->base_generation = cg_snapshot_parsed_generation(base);
    w->catalog = catalog;
    w->face =
        (cg_link_world){w, w->catalog.names, find_file, open_file, close_file, .externals = true};
    cg_mutex_init(&w->mu, CG_LOCK_INGEST_WORLD);
    *out_world = w;
    return CG_OK;
}

/* What the commit, which is still there, has made of the files. */
static void settle_catalog(world *w)
{
    unit_catalog *c = &w->catalog;
    uint32_t limit = c->limit;
    while (cg_commit_file(w->commit, limit) != NULL)
        limit++;
    uint32_t *units = cg_alloc_array(limit + 1u, sizeof *units);
    for (uint32_t file = 0; file < limit; file++)
        units[file] = catalog_unit(cg_commit_file(w->commit, file));
    cg_free(c->units);
    c->units = units;
    c->limit = limit;
    cg_link_catalog_settle(c->names);
}

/* What the commit has stored in place of other contents. */
static void give_contents(world *w)
{
    for (size_t i = 0; i < w->entries.len; i++) {
        entry *e = w->entries.ptr[i];
        if (e == NULL || e->encoded.len == 0)
            continue;
        cg_link_unit_destroy(e->linkable); /* it reads the unit */
        e->linkable = NULL;
        cg_store_keep_content(ingest_store(w->ingest), cg_commit_file(w->commit, e->file), e->own,
                              &e->encoded, &e->source);
        cg_free(e->own);
        e->own = NULL;
        e->encoded = e->source = (cg_buf){0};
        if (e->vectors.len == 0)
            continue;
        cg_store_keep_vectors(ingest_store(w->ingest), cg_commit_file(w->commit, e->file), e->model,
                              &e->vectors);
        e->vectors = (cg_buf){0};
    }
}

void world_close(world *w, uint64_t generation)
{
    if (w == NULL)
        return;
    if (generation != 0) {
        settle_catalog(w);
        give_contents(w);
    } else {
        cg_link_catalog_undo(w->catalog.names);
    }
    catalogs_keep(ingest_catalogs(w->ingest), w->project,
                  generation != 0 ? generation : w->base_generation, w->catalog);
    for (size_t i = 0; i < w->entries.len; i++)
        if (w->entries.ptr[i] != NULL)
            free_entry(w->entries.ptr[i]);
    CG_VEC_FINI(&w->entries);
    CG_VEC_FINI(&w->expected);
    cg_free(w->path_slots);
    cg_link_shared_destroy(w->face.shared);
    cg_mutex_fini(&w->mu);
    cg_free(w);
}
