// SPDX-License-Identifier: Apache-2.0
#include "tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static cg_parser *parser;
static cg_parse_limits limits;

static void parse_file(tree *t, const char *full, const char *path)
{
    CG_AUTO_VALUE(cg_buf) source = {0};
    tree_file f = {.path = NULL};
    cg_skip skip = CG_SKIP_NONE;
    if (cg_file_read(full, limits.file_bytes_max, &source, NULL) != CG_OK)
        return;
    cg_lang_id lang = cg_lang_detect(cg_str_from(path), cg_buf_str(&source));
    if (lang == CG_LANG_NONE ||
        cg_parse_check(cg_str_from(path), cg_buf_str(&source), lang, &limits) != CG_SKIP_NONE)
        return;
    cg_unit_init(&f.unit);
    if (cg_parse_unit(parser, &(cg_parse_input){.content = cg_buf_str(&source), .lang = lang},
                      &f.unit, &skip, NULL) != CG_OK ||
        skip != CG_SKIP_NONE) {
        cg_unit_fini(&f.unit);
        return;
    }
    f.path = cg_strdup(cg_str_from(path));
    CG_VEC_PUSH(&t->files, f);
}

static bool load_folder(tree *t, const char *folder, const char *prefix)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    if (n < 0)
        return false;
    for (int i = 0; i < n; i++) {
        char full[4096], path[4096], below[4096];
        struct stat st;
        const char *name = entries[i]->d_name;
        (void)snprintf(full, sizeof full, "%s/%s", folder, name);
        (void)snprintf(path, sizeof path, "%s%s", prefix, name);
        (void)snprintf(below, sizeof below, "%s%s/", prefix, name);
        if (name[0] != '.' && lstat(full, &st) == 0) {
            if (S_ISDIR(st.st_mode))
                load_folder(t, full, below);
            else if (S_ISREG(st.st_mode))
                parse_file(t, full, path);
        }
        free(entries[i]);
    }
    free(entries);
    return true;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const tree_file *)a)->path, ((const tree_file *)b)->path);
}

static uint32_t find_file(void *arg, cg_str path)
{
    const tree *t = arg;
    size_t low = 0, high = t->files.len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = cg_str_cmp(cg_str_from(t->files.ptr[mid].path), path);
        if (order == 0)
            return t->files.ptr[mid].hidden ? CG_NONE : (uint32_t)mid;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return CG_NONE;
}

static const cg_link_unit *open_file(void *arg, uint32_t file)
{
    const tree *t = arg;
    return t->files.ptr[file].hidden ? NULL : t->files.ptr[file].linkable;
}

static void close_file(void *arg, const cg_link_unit *unit)
{
    (void)arg, (void)unit;
}

/* Reads files again that want macros of others, as ingestion does. */
static void settle_preludes(tree *t, const char *folder)
{
    cg_linker *linker = cg_linker_create();
    cg_buf *preludes = cg_alloc_array(t->files.len + 1, sizeof *preludes);
    for (size_t i = 0; i < t->files.len; i++) {
        cg_link_prelude(linker, &t->world, t->files.ptr[i].linkable, &preludes[i]);
        if (!cg_parse_is_useful(&t->files.ptr[i].unit, cg_buf_str(&preludes[i])))
            cg_buf_clear(&preludes[i]);
    }
    for (uint32_t i = 0; i < t->files.len; i++) {
        tree_file *f = &t->files.ptr[i];
        CG_AUTO_VALUE(cg_buf) source = {0};
        char full[4096];
        cg_unit unit = {0};
        cg_skip skip;
        (void)snprintf(full, sizeof full, "%s/%s", folder, f->path);
        if (preludes[i].len > 0 &&
            cg_file_read(full, limits.file_bytes_max, &source, NULL) == CG_OK &&
            cg_parse_unit(parser,
                          &(cg_parse_input){.content = cg_buf_str(&source),
                                            .lang = (cg_lang_id)f->unit.lang,
                                            .prelude = cg_buf_str(&preludes[i])},
                          &unit, &skip, NULL) == CG_OK &&
            skip == CG_SKIP_NONE) {
            cg_unit_take_wanted(&unit, &f->unit);
            cg_link_unit_destroy(f->linkable);
            cg_unit_fini(&f->unit);
            f->unit = unit;
            f->linkable = cg_link_unit_create(&f->unit, i, cg_str_from(f->path));
            cg_link_catalog_put(t->catalog, f->linkable);
        } else {
            cg_unit_fini(&unit);
        }
        cg_buf_fini(&preludes[i]);
    }
    cg_free(preludes);
    cg_linker_destroy(linker);
}

bool tree_load(tree *t, const char *folder)
{
    memset(t, 0, sizeof *t);
    limits = cg_parse_limits_default();
    if (parser == NULL)
        parser = cg_parser_create(&limits, NULL);
    if (!load_folder(t, folder, ""))
        return false;
    if (t->files.len > 1)
        qsort(t->files.ptr, t->files.len, sizeof *t->files.ptr, by_path);
    t->catalog = cg_link_catalog_create();
    for (uint32_t i = 0; i < t->files.len; i++) {
        tree_file *f = &t->files.ptr[i];
        f->linkable = cg_link_unit_create(&f->unit, i, cg_str_from(f->path));
        cg_link_catalog_put(t->catalog, f->linkable);
    }
    t->world = (cg_link_world){t, t->catalog, find_file, open_file, close_file, .externals = true};
    settle_preludes(t, folder);
    t->world.shared = cg_link_shared_create();
    return true;
}

void tree_free(tree *t)
{
    for (size_t i = 0; i < t->files.len; i++) {
        cg_link_unit_destroy(t->files.ptr[i].linkable);
        cg_unit_fini(&t->files.ptr[i].unit);
        cg_free(t->files.ptr[i].path);
    }
    CG_VEC_FINI(&t->files);
    cg_link_catalog_destroy(t->catalog);
    cg_link_shared_destroy(t->world.shared);
    cg_parser_destroy(parser);
    parser = NULL;
}

/* What was found out is of another world. */
static void forget_shared(tree *t)
{
    cg_link_shared_destroy(t->world.shared);
    t->world.shared = cg_link_shared_create();
}

void tree_hide(tree *t, uint32_t file)
{
    forget_shared(t);
    t->files.ptr[file].hidden = true;
    cg_link_catalog_remove(t->catalog, file);
}

void tree_show(tree *t, uint32_t file)
{
    forget_shared(t);
    t->files.ptr[file].hidden = false;
    cg_link_catalog_put(t->catalog, t->files.ptr[file].linkable);
}
