// SPDX-License-Identifier: Apache-2.0
// C and C++: what compile_commands.json says: the folders that includes of the file being linked are searched in, and
// macros. It speaks of the absolute paths of where the project was built, so the project's root among them is found by
// trying.
#include "cfamily.h"

#define ROOTS_MAX 6u /* levels above the build's directory */

typedef struct entry {
    const cg_link_unit *manifest;
    uint32_t first; /* setting of the file's first list of folders, CG_NONE: none */
    cg_str root;    /* of the project, where it was built */
    cg_str build;   /* the directory that relative folders are relative to */
} entry;

static const cg_link_unit *find_manifest(cg_linker *l, const cg_link_unit *u)
{
    uint32_t file = link_find_above(l, unit_dir(u), CG_STR("compile_commands.json"));
    if (file == CG_NONE)
        file = link_find_file(l, CG_STR("build/compile_commands.json"));
    return file == CG_NONE ? NULL : link_open(l, file);
}

/* The entry of the file when it is written as `path` there. */
static bool try_entry(cg_linker *l, entry *e, cg_str root, cg_str path)
{
    cg_str name = link_text(l, "include.%.*s", CG_STR_ARG(path));
    note_name(l, e->manifest, name);
    e->first = unit_member(e->manifest, 0, name);
    e->root = root;
    return e->first != CG_NONE;
}

static bool find_entry(cg_linker *l, const cg_link_unit *u, entry *e)
{
    e->build = manifest_setting(l, e->manifest, CG_STR("directory"));
    cg_str root = e->build;
    for (unsigned i = 0; i < ROOTS_MAX && root.len > 0; i++, root = link_path_dir(root))
        if (try_entry(l, e, root, link_text(l, "%.*s/%.*s", CG_STR_ARG(root), CG_STR_ARG(u->path))))
            return true;
    return try_entry(l, e, e->build, u->path) ||
           try_entry(l, e, link_path_dir(e->build), link_text(l, "../%.*s", CG_STR_ARG(u->path)));
}

/* A folder relative to the project; an empty text with NULL: it is outside. */
static cg_str folder_in_project(cg_linker *l, const entry *e, cg_str folder)
{
    cg_str path = cg_str_starts(folder, CG_STR("/"))
                      ? folder
                      : link_text(l, "%.*s/%.*s", CG_STR_ARG(e->build), CG_STR_ARG(folder));
    path = link_path_join(l, CG_STR(""), path); /* without steps up and doubled slashes */
    cg_str root = cg_str_slice(e->root, cg_str_starts(e->root, CG_STR("/")), e->root.len);
    if (path.ptr == NULL || !cg_str_starts(path, root))
        return CG_STR_NULL;
    if (path.len == root.len)
        return CG_STR("");
    return path.ptr[root.len] == '/' ? cg_str_slice(path, root.len + 1, path.len) : CG_STR_NULL;
}

static cg_str value_at(const entry *e, uint32_t setting)
{
    return cg_unit_str(e->manifest->unit, def_of(e->manifest, setting)->signature);
}

static void read_list(cg_linker *l, const entry *e, cg_str list, cf_folders *folders)
{
    cg_str name = link_text(l, "folders.%.*s", CG_STR_ARG(list));
    note_name(l, e->manifest, name);
    uint32_t d = unit_member(e->manifest, 0, name);
    for (; d != CG_NONE && folders->count < CF_FOLDERS_MAX; d = e->manifest->next[d]) {
        cg_str folder = folder_in_project(l, e, value_at(e, d));
        if (folder.ptr != NULL)
            folders->list[folders->count++] = folder;
    }
}

static cf_folders *read_folders(cg_linker *l, const cg_link_unit *u)
{
    cf_folders *folders = cg_arena_alloc(l->arena, sizeof *folders);
    entry e = {.manifest = find_manifest(l, u)};
    if (e.manifest == NULL || !find_entry(l, u, &e))
        return folders;
    for (uint32_t d = e.first; d != CG_NONE; d = e.manifest->next[d])
        read_list(l, &e, value_at(&e, d), folders);
    return folders;
}

const cf_folders *cf_include_folders(cg_linker *l)
{
    const cg_link_unit *u = l->unit;
    const void *answer;
    if (memo_get(l, MEMO_RULES, u->file, CF_MEMO_FOLDERS, &answer))
        return answer;
    cf_folders *folders = read_folders(l, u);
    memo_set(l, MEMO_RULES, u->file, CF_MEMO_FOLDERS, folders);
    return folders;
}

/* ---- macros ---- */

typedef struct known_commands {
    const cg_link_unit *manifest; /* NULL: none, or not all that they define is known */
} known_commands;

static const known_commands *commands_for(cg_linker *l, const cg_link_unit *u)
{
    const void *answer;
    if (memo_get(l, MEMO_RULES, u->file, CF_MEMO_COMMANDS, &answer))
        return answer;
    known_commands *known = cg_arena_alloc(l->arena, sizeof *known);
    known->manifest = find_manifest(l, u);
    if (known->manifest != NULL &&
        manifest_setting(l, known->manifest, CG_STR("commands")).ptr == NULL)
        known->manifest = NULL;
    memo_set(l, MEMO_RULES, u->file, CF_MEMO_COMMANDS, known);
    return known;
}

cf_commands cf_commands_define(cg_linker *l, const cg_link_unit *u, cg_str name, cg_str *out_value)
{
    const known_commands *known = commands_for(l, u);
    if (known->manifest == NULL)
        return CF_COMMANDS_UNKNOWN;
    *out_value =
        manifest_setting(l, known->manifest, link_text(l, "defined.%.*s", CG_STR_ARG(name)));
    if (out_value->ptr != NULL)
        return CF_COMMANDS_ALL;
    cg_str some =
        manifest_setting(l, known->manifest, link_text(l, "sometimes.%.*s", CG_STR_ARG(name)));
    return some.ptr != NULL ? CF_COMMANDS_SOME : CF_COMMANDS_NONE;
}
