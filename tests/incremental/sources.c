// SPDX-License-Identifier: Apache-2.0
#include "sources.h"

#include <stdlib.h>
#include <unistd.h>

#include "cg/parse.h"
#include "cg/walk.h"
#include "tree.h"

#define FILE_BYTES_MAX 65536u

typedef struct listing {
    sources *into;
    CG_VEC(cg_str) paths;
} listing;

uint32_t random_below(source_random *random, size_t below)
{
    random->state = cg_hash64(&random->state, sizeof random->state, 1);
    return (uint32_t)(random->state % below);
}

/* ---- which files ---- */

static bool is_wanted(void *arg, cg_str name)
{
    (void)arg;
    return cg_lang_by_name(name) != CG_LANG_NONE;
}

static cg_code note_path(void *arg, const cg_walk_entry *entry, cg_err *err)
{
    (void)err;
    listing *l = arg;
    if (entry->kind == CG_WALK_FILE && entry->stat.st_size < FILE_BYTES_MAX)
        CG_VEC_PUSH(&l->paths, cg_arena_str(l->into->arena, entry->path));
    return CG_OK;
}

static int compare_paths(const void *a, const void *b)
{
    return cg_str_cmp(*(const cg_str *)a, *(const cg_str *)b);
}

static cg_str dir_of(cg_str path)
{
    ptrdiff_t slash = cg_str_rfind(path, '/');
    return cg_str_slice(path, 0, slash < 0 ? 0 : (size_t)slash);
}

static bool is_below(cg_str path, cg_str dir)
{
    return dir.len == 0 ||
           (cg_str_starts(path, dir) && path.len > dir.len && path.ptr[dir.len] == '/');
}

static size_t count_below(const listing *l, cg_str dir)
{
    size_t count = 0;
    for (size_t i = 0; i < l->paths.len; i++)
        count += is_below(l->paths.ptr[i], dir);
    return count;
}

/* The directory of some file, or the nearest above it that has about as many files as wanted. */
static cg_str choose_dir(const listing *l, size_t max, source_random *random)
{
    cg_str dir = dir_of(l->paths.ptr[random_below(random, l->paths.len)]);
    while (dir.len > 0 && count_below(l, dir) < max / 2)
        dir = dir_of(dir);
    return dir;
}

/* ---- reading ---- */

static void read_source(sources *s, const char *folder, const char *prefix, cg_str path)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str full = cg_arena_printf(s->arena, "%s/%.*s", folder, CG_STR_ARG(path));
    if (cg_file_read(full.ptr, FILE_BYTES_MAX, &text, NULL) != CG_OK)
        return;
    size_t at = sources_find(s, cg_arena_printf(s->arena, "%s%.*s", prefix, CG_STR_ARG(path)));
    s->list.ptr[at].text = s->list.ptr[at].original = cg_arena_str(s->arena, cg_buf_str(&text));
}

static void read_chosen(listing *l, const char *folder, const char *prefix, size_t max,
                        source_random *random)
{
    cg_str dir = choose_dir(l, max, random);
    size_t below = count_below(l, dir), left = max;
    for (size_t i = 0; i < l->paths.len; i++) {
        cg_str path = l->paths.ptr[i];
        bool above = !is_below(path, dir) && is_below(dir, dir_of(path)) &&
                     cg_lang_by_name(path) == CG_LANG_MANIFEST;
        /* Each of those left has the same chance. */
        bool chosen = is_below(path, dir) && random_below(random, below--) < left;
        left -= chosen;
        if (above || chosen)
            read_source(l->into, folder, prefix, path);
    }
}

bool sources_load(sources *s, const char *folder, const char *prefix, size_t max,
                  source_random *random)
{
    listing l = {.into = s};
    cg_walk_visitor visitor = {.arg = &l, .wants = is_wanted, .entry = note_path};
    cg_walk_options opts = {0};
    int fd;
    if (cg_walk_open_root(folder, &fd, NULL) != CG_OK)
        return false;
    bool ok = cg_walk(fd, &opts, &visitor, NULL) == CG_OK;
    close(fd);
    if (l.paths.len > 1)
        qsort(l.paths.ptr, l.paths.len, sizeof *l.paths.ptr, compare_paths);
    if (ok && l.paths.len > 0)
        read_chosen(&l, folder, prefix, max, random);
    CG_VEC_FINI(&l.paths);
    return ok;
}

/* ---- states ---- */

size_t sources_find(sources *s, cg_str path)
{
    for (size_t i = 0; i < s->list.len; i++)
        if (cg_str_eq(s->list.ptr[i].path, path))
            return i;
    CG_VEC_PUSH(&s->list, (source){.path = cg_arena_str(s->arena, path)});
    return s->list.len - 1;
}

sources sources_copy(const sources *s)
{
    sources copy = {.arena = s->arena};
    for (size_t i = 0; i < s->list.len; i++)
        CG_VEC_PUSH(&copy.list, s->list.ptr[i]);
    return copy;
}

void sources_release(sources *s)
{
    CG_VEC_FINI(&s->list);
}

void sources_write(const sources *s, const char *folder)
{
    for (size_t i = 0; i < s->list.len; i++) {
        const source *f = &s->list.ptr[i];
        cg_str path = cg_arena_printf(s->arena, "%s/%.*s", folder, CG_STR_ARG(f->path));
        if (f->text.ptr != NULL)
            tree_write_bytes(path.ptr, f->text);
    }
}
