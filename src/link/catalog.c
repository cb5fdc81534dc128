// SPDX-License-Identifier: Apache-2.0
// link: the catalog: which file defines what under which name of which scope, for the whole project.
// A scope is whatever files share: a Go package, a Java package, a C++ namespace. One hash table of
// chains; chains of one (scope, name) are unordered, since lookups sort what they give.
#include <stdlib.h>

#include "link_int.h"

typedef struct catalog_entry {
    uint64_t key; /* of scope and name */
    uint32_t file, def;
    uint32_t next;      /* of its bucket, CG_NONE at the end */
    uint32_t next_mine; /* of its file */
} catalog_entry;

/* What a file shared before it was first put or removed. */
typedef struct former_file {
    uint32_t file;
    uint32_t count; /* of its entries among `former` */
} former_file;
typedef struct former_entry {
    uint64_t key;
    uint32_t def;
} former_entry;

struct cg_link_catalog {
    CG_VEC(catalog_entry) entries;
    CG_VEC(uint32_t) free; /* entries to use again */
    uint32_t *buckets;     /* first entry, CG_NONE: empty */
    uint32_t mask, used;
    CG_VEC(uint32_t) mine; /* by file: first entry, CG_NONE */
    CG_VEC(cg_str) paths;  /* by file; owned */
    /* What to go back to; the entries of one file behind those of the other. */
    CG_VEC(former_file) former_files;
    CG_VEC(former_entry) former;
    CG_VEC(bool) changed; /* by file: among former_files */
};

struct publisher {
    cg_link_catalog *catalog;
    uint32_t file;
};

cg_link_catalog *cg_link_catalog_create(void)
{
    cg_link_catalog *c = cg_alloc(sizeof *c);
    c->mask = 1023;
    c->buckets = cg_alloc_array(c->mask + 1u, sizeof *c->buckets);
    memset(c->buckets, 0xff, (c->mask + 1u) * sizeof *c->buckets);
    return c;
}

void cg_link_catalog_destroy(cg_link_catalog *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->paths.len; i++)
        cg_free((char *)c->paths.ptr[i].ptr);
    CG_VEC_FINI(&c->entries);
    CG_VEC_FINI(&c->free);
    CG_VEC_FINI(&c->mine);
    CG_VEC_FINI(&c->paths);
    CG_VEC_FINI(&c->former_files);
    CG_VEC_FINI(&c->former);
    CG_VEC_FINI(&c->changed);
    cg_free(c->buckets);
    cg_free(c);
}

cg_link_catalog *cg_link_catalog_copy(const cg_link_catalog *c)
{
    CG_ASSERT(c->former_files.len == 0);
    cg_link_catalog *copy = cg_alloc(sizeof *copy);
    copy->mask = c->mask;
    copy->used = c->used;
    copy->buckets = cg_alloc_array(c->mask + 1u, sizeof *copy->buckets);
    memcpy(copy->buckets, c->buckets, (c->mask + 1u) * sizeof *copy->buckets);
    for (size_t i = 0; i < c->entries.len; i++)
        CG_VEC_PUSH(&copy->entries, c->entries.ptr[i]);
    for (size_t i = 0; i < c->free.len; i++)
        CG_VEC_PUSH(&copy->free, c->free.ptr[i]);
    for (size_t i = 0; i < c->mine.len; i++)
        CG_VEC_PUSH(&copy->mine, c->mine.ptr[i]);
    for (size_t i = 0; i < c->changed.len; i++)
        CG_VEC_PUSH(&copy->changed, false);
    for (size_t i = 0; i < c->paths.len; i++) {
        cg_str path = c->paths.ptr[i];
        CG_VEC_PUSH(&copy->paths, path.len > 0 ? cg_str_from(cg_strdup(path)) : CG_STR_NULL);
    }
    return copy;
}

static uint64_t entry_key(uint64_t scope, cg_str name)
{
    uint64_t parts[2] = {scope, name_hash(name)};
    return cg_hash64(parts, sizeof parts, 0);
}

uint64_t scope_key(const char *word, cg_str name)
{
    return cg_hash64(name.ptr, name.len, cg_hash64(word, strlen(word), 0));
}

static uint32_t *bucket_of(const cg_link_catalog *c, uint64_t key)
{
    return &c->buckets[(uint32_t)(key >> 32) & c->mask];
}

static void rehash(cg_link_catalog *c)
{
    if (c->used <= c->mask)
        return;
    c->mask = c->mask * 2 + 1;
    cg_free(c->buckets);
    c->buckets = cg_alloc_array(c->mask + 1u, sizeof *c->buckets);
    memset(c->buckets, 0xff, (c->mask + 1u) * sizeof *c->buckets);
    for (uint32_t i = 0; i < c->entries.len; i++) {
        catalog_entry *e = &c->entries.ptr[i];
        if (e->file == CG_NONE)
            continue;
        uint32_t *bucket = bucket_of(c, e->key);
        e->next = *bucket;
        *bucket = i;
    }
}

static void add_entry(cg_link_catalog *c, uint64_t key, uint32_t file, uint32_t def)
{
    rehash(c);
    uint32_t at = (uint32_t)c->entries.len;
    if (c->free.len > 0)
        at = c->free.ptr[--c->free.len];
    else
        CG_VEC_PUSH(&c->entries, (catalog_entry){0});
    uint32_t *bucket = bucket_of(c, key);
    c->entries.ptr[at] = (catalog_entry){key, file, def, *bucket, c->mine.ptr[file]};
    *bucket = at;
    c->mine.ptr[file] = at;
    c->used++;
}

void publish(publisher *p, uint64_t scope, cg_str name, uint32_t def)
{
    add_entry(p->catalog, entry_key(scope, name), p->file, def);
}

static void unlink_entry(cg_link_catalog *c, uint32_t at)
{
    uint32_t *link = bucket_of(c, c->entries.ptr[at].key);
    while (*link != at)
        link = &c->entries.ptr[*link].next;
    *link = c->entries.ptr[at].next;
}

static void drop_file(cg_link_catalog *c, uint32_t file)
{
    for (uint32_t at = c->mine.ptr[file]; at != CG_NONE;) {
        uint32_t next = c->entries.ptr[at].next_mine;
        unlink_entry(c, at);
        c->entries.ptr[at].file = CG_NONE;
        CG_VEC_PUSH(&c->free, at);
        c->used--;
        at = next;
    }
    c->mine.ptr[file] = CG_NONE;
}

/* ---- files come and go ---- */

static void make_room(cg_link_catalog *c, uint32_t file)
{
    while (c->mine.len <= file)
        CG_VEC_PUSH(&c->mine, CG_NONE);
    while (c->paths.len <= file)
        CG_VEC_PUSH(&c->paths, CG_STR_NULL);
    while (c->changed.len <= file)
        CG_VEC_PUSH(&c->changed, false);
}

static void note_former(cg_link_catalog *c, uint32_t file)
{
    former_file f = {.file = file};
    if (c->changed.ptr[file])
        return;
    c->changed.ptr[file] = true;
    for (uint32_t at = c->mine.ptr[file]; at != CG_NONE; at = c->entries.ptr[at].next_mine) {
        CG_VEC_PUSH(&c->former, (former_entry){c->entries.ptr[at].key, c->entries.ptr[at].def});
        f.count++;
    }
    CG_VEC_PUSH(&c->former_files, f);
}

void cg_link_catalog_put(cg_link_catalog *c, const cg_link_unit *unit)
{
    make_room(c, unit->file);
    note_former(c, unit->file);
    drop_file(c, unit->file);
    /* A number that a failed commit gave to a file may be another's now. */
    if (!cg_str_eq(c->paths.ptr[unit->file], unit->path)) {
        cg_free((char *)c->paths.ptr[unit->file].ptr);
        c->paths.ptr[unit->file] = cg_str_from(cg_strdup(unit->path));
    }
    publisher p = {.catalog = c, .file = unit->file};
    if (unit->rules->publish != NULL)
        unit->rules->publish(&p, unit);
}

void cg_link_catalog_remove(cg_link_catalog *c, uint32_t file)
{
    if (file >= c->mine.len)
        return;
    note_former(c, file);
    drop_file(c, file);
}

void cg_link_catalog_settle(cg_link_catalog *c)
{
    for (size_t i = 0; i < c->former_files.len; i++)
        c->changed.ptr[c->former_files.ptr[i].file] = false;
    CG_VEC_FINI(&c->former_files);
    CG_VEC_FINI(&c->former);
}

void cg_link_catalog_undo(cg_link_catalog *c)
{
    const former_entry *e = c->former.ptr;
    for (size_t i = 0; i < c->former_files.len; i++) {
        former_file f = c->former_files.ptr[i];
        drop_file(c, f.file);
        for (uint32_t n = 0; n < f.count; n++, e++)
            add_entry(c, e->key, f.file, e->def);
    }
    cg_link_catalog_settle(c);
}

size_t cg_link_catalog_bytes(const cg_link_catalog *c)
{
    size_t bytes = sizeof *c + c->entries.cap * sizeof *c->entries.ptr +
                   (c->free.cap + c->mine.cap + c->mask + 1u) * sizeof(uint32_t) +
                   c->paths.cap * sizeof *c->paths.ptr + c->changed.cap;
    for (size_t i = 0; i < c->paths.len; i++)
        bytes += c->paths.ptr[i].len;
    return bytes;
}

cg_hash128 cg_link_catalog_digest(const cg_link_catalog *c)
{
    cg_hash128 sum = {0, 0};
    for (size_t i = 0; i < c->entries.len; i++) {
        const catalog_entry *e = &c->entries.ptr[i];
        if (e->file == CG_NONE)
            continue;
        cg_str path = c->paths.ptr[e->file];
        uint64_t parts[4] = {e->key, e->file, e->def, cg_hash64(path.ptr, path.len, 0)};
        cg_hash128 h = cg_hash_128(parts, sizeof parts, 0);
        sum.hi += h.hi;
        sum.lo += h.lo;
    }
    return sum;
}

/* ---- lookups ---- */

typedef struct ranked {
    place place;
    cg_str path;
} ranked;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    int order = x->place.file == y->place.file ? 0 : cg_str_cmp(x->path, y->path);
    return order ? order : (x->place.def > y->place.def) - (x->place.def < y->place.def);
}

/* Up to `max` places of a key, at most PLACES_MAX; none when there are more: then so is *out_total. */
static uint32_t find_places(const cg_link_catalog *c, uint64_t key, uint32_t max, place *out,
                            uint32_t *out_total)
{
    ranked found[PLACES_MAX];
    uint32_t total = 0;
    for (uint32_t at = *bucket_of(c, key); at != CG_NONE; at = c->entries.ptr[at].next) {
        const catalog_entry *e = &c->entries.ptr[at];
        if (e->key != key)
            continue;
        if (total < max)
            found[total] = (ranked){{e->file, e->def}, c->paths.ptr[e->file]};
        if (++total > max)
            break; /* so many that none is meant, however many more there are */
    }
    *out_total = total;
    if (total > max)
        return 0;
    if (total > 1)
        qsort(found, total, sizeof *found, compare_ranked);
    for (uint32_t i = 0; i < total; i++)
        out[i] = found[i].place;
    return total;
}

uint64_t link_catalog_key(uint64_t scope, cg_str name)
{
    return key_make(KEY_OF_CATALOG, entry_key(scope, name), 0);
}

uint32_t link_catalog(cg_linker *l, uint64_t scope, cg_str name, place out[PLACES_MAX],
                      uint32_t *out_total)
{
    uint64_t key = entry_key(scope, name);
    deps_note(l, key_make(KEY_OF_CATALOG, key, 0));
    return find_places(l->world->catalog, key, PLACES_MAX, out, out_total);
}

uint32_t link_catalog_few(cg_linker *l, uint64_t scope, cg_str name, catalog_limit max, place *out)
{
    uint64_t key = entry_key(scope, name);
    uint32_t total;
    deps_note(l, key_make(KEY_OF_FEW, key, max));
    return find_places(l->world->catalog, key, max, out, &total);
}

bool link_catalog_any(cg_linker *l, uint64_t scope, cg_str name)
{
    uint64_t key = entry_key(scope, name);
    uint32_t total;
    deps_note(l, key_make(KEY_OF_FEW, key, CATALOG_ANY));
    (void)find_places(l->world->catalog, key, 0, NULL, &total);
    return total > 0;
}

/* ---- what came and went ---- */

typedef struct entry_change {
    uint64_t key;
    uint32_t file;
    bool is_now; /* else it was */
} entry_change;
typedef CG_VEC(entry_change) entry_changes;

static int compare_changes(const void *a, const void *b)
{
    const entry_change *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->file > y->file) - (x->file < y->file);
}

static void collect_changes(const cg_link_catalog *c, entry_changes *out)
{
    const former_entry *e = c->former.ptr;
    for (size_t i = 0; i < c->former_files.len; i++) {
        former_file f = c->former_files.ptr[i];
        for (uint32_t n = 0; n < f.count; n++, e++)
            CG_VEC_PUSH(out, (entry_change){e->key, f.file, false});
        for (uint32_t at = c->mine.ptr[f.file]; at != CG_NONE; at = c->entries.ptr[at].next_mine)
            CG_VEC_PUSH(out, (entry_change){c->entries.ptr[at].key, f.file, true});
    }
    if (out->len > 1)
        qsort(out->ptr, out->len, sizeof *out->ptr, compare_changes);
}

/* How many entries a key has, of `enough` at most. */
static size_t count_entries(const cg_link_catalog *c, uint64_t key, size_t enough)
{
    size_t count = 0;
    for (uint32_t at = *bucket_of(c, key); at != CG_NONE && count < enough;
         at = c->entries.ptr[at].next)
        count += c->entries.ptr[at].key == key;
    return count;
}

/* Who asks for no more than `max` gets none both where there are none and where there are more. */
static bool is_answer(size_t count, size_t max)
{
    return count > 0 && count <= max;
}

/* `changes`: of one key. Entries of one file are counted: what their definitions say has keys of its own. */
static void note_changes(const cg_link_catalog *c, const entry_change *changes, size_t count,
                         cg_link_keys *out)
{
    static const catalog_limit limits[] = {CATALOG_ONLY, CATALOG_FEW, CATALOG_SEVERAL};
    size_t came = 0, went = 0;
    ptrdiff_t more = 0; /* of the file at hand */
    bool other = false;
    for (size_t i = 0; i < count; i++) {
        more += changes[i].is_now ? 1 : -1;
        came += changes[i].is_now;
        went += !changes[i].is_now;
        if (i + 1 < count && changes[i + 1].file == changes[i].file)
            continue;
        other = other || more != 0;
        more = 0;
    }
    if (!other)
        return;
    uint64_t key = changes->key;
    size_t now = count_entries(c, key, came + PLACES_MAX + 1), before = now - came + went;
    if (CG_MIN(now, before) <= PLACES_MAX)
        CG_VEC_PUSH(out, key_make(KEY_OF_CATALOG, key, 0));
    for (size_t i = 0; i < CG_ARRAY_LEN(limits); i++)
        if (is_answer(now, limits[i]) || is_answer(before, limits[i]))
            CG_VEC_PUSH(out, key_make(KEY_OF_FEW, key, limits[i]));
    if ((now == 0) != (before == 0))
        CG_VEC_PUSH(out, key_make(KEY_OF_FEW, key, CATALOG_ANY));
}

void cg_link_catalog_changes(const cg_link_catalog *c, cg_link_keys *out_keys)
{
    entry_changes changes = {0};
    collect_changes(c, &changes);
    for (size_t from = 0, to; from < changes.len; from = to) {
        for (to = from; to < changes.len && changes.ptr[to].key == changes.ptr[from].key;)
            to++;
        note_changes(c, changes.ptr + from, to - from, out_keys);
    }
    CG_VEC_FINI(&changes);
}
