// SPDX-License-Identifier: Apache-2.0
// From a walk to the list of files, each held against the stat cache while its directory is open.
#include "tree/listing.h"

#include <unistd.h>

#include "cg/walk.h"

typedef struct open_dir {
    uint32_t dir;
    stat_row row;
} open_dir;

typedef struct collector {
    listing *list;
    stat_cache *cache;
    uint32_t files_max;
    CG_VEC(open_dir) open; /* from the root to the directory being walked */
} collector;

static uint64_t time_ns(struct timespec t)
{
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

static void enter(void *arg, cg_str dir)
{
    collector *c = arg;
    listed_dir listed = {.path = cg_arena_str(c->list->arena, dir)};
    open_dir open = {.dir = (uint32_t)c->list->dirs.len};
    stat_row_read(c->cache, dir, &open.row);
    listed.stored_bytes = open.row.value.len;
    CG_VEC_PUSH(&c->list->dirs, listed);
    CG_VEC_PUSH(&c->open, open);
}

static void leave(void *arg)
{
    collector *c = arg;
    stat_row_close(&c->open.ptr[--c->open.len].row);
}

static bool wants(void *arg, cg_str name)
{
    (void)arg;
    return ingest_may_be_source(name);
}

static void take_stat(open_dir *dir, const cg_walk_entry *entry, listed_file *file)
{
    const struct stat *st = &entry->stat;
    file->stat = (stat_entry){.size = (uint64_t)st->st_size,
                              .mtime_ns = time_ns(st->st_mtim),
                              .ctime_ns = time_ns(st->st_ctim),
                              .inode = (uint64_t)st->st_ino};
    stat_entry last;
    cg_str name = cg_str_slice(entry->path, entry->name_at, entry->path.len);
    if (stat_row_find(&dir->row, name, &last) && last.size == file->stat.size &&
        last.mtime_ns == file->stat.mtime_ns && last.ctime_ns == file->stat.ctime_ns &&
        last.inode == file->stat.inode) {
        file->stat = last;
        file->known = true;
    }
}

static cg_code take_entry(void *arg, const cg_walk_entry *entry, cg_err *err)
{
    static const uint8_t skips[] = {
        [CG_WALK_FILE] = CG_SKIP_NONE,         [CG_WALK_LINK_OUT] = CG_SKIP_LINK,
        [CG_WALK_SPECIAL] = CG_SKIP_SPECIAL,   [CG_WALK_UNREADABLE] = CG_SKIP_UNREADABLE,
        [CG_WALK_BAD_NAME] = CG_SKIP_ENCODING,
    };
    collector *c = arg;
    open_dir *dir = &c->open.ptr[c->open.len - 1];
    if (c->list->files.len >= c->files_max)
        return CG_FAIL(err, CG_E_LIMIT, "the tree has more than %u files", c->files_max);
    listed_file file = {.path = cg_arena_str(c->list->arena, entry->path),
                        .dir = dir->dir,
                        .name_at = (uint32_t)entry->name_at,
                        .skip = skips[entry->kind]};
    if (entry->kind == CG_WALK_FILE)
        take_stat(dir, entry, &file);
    CG_VEC_PUSH(&c->list->files, file);
    return CG_OK;
}

cg_code listing_make(const cg_ingest_tree_request *request, uint32_t files_max, stat_cache *cache,
                     listing *out, cg_err *err)
{
    *out = (listing){.arena = cg_arena_create(0), .root_fd = -1};
    collector c = {.list = out, .cache = cache, .files_max = files_max};
    cg_walk_visitor visitor = {&c, enter, leave, wants, take_entry};
    cg_walk_options opts = {.include = request->include,
                            .include_count = request->include_count,
                            .exclude = request->exclude,
                            .exclude_count = request->exclude_count,
                            .cancel = request->progress ? &request->progress->cancel : NULL};
    cg_str root = cg_arena_str(out->arena, request->root);
    cg_code rc = cg_walk_open_root(root.ptr, &out->root_fd, err);
    if (rc == CG_OK)
        rc = cg_walk(out->root_fd, &opts, &visitor, err);
    CG_VEC_FINI(&c.open);
    return rc;
}

void listing_close(listing *list)
{
    if (list->root_fd >= 0)
        close(list->root_fd);
    CG_VEC_FINI(&list->files);
    CG_VEC_FINI(&list->dirs);
    cg_arena_destroy(list->arena);
}
