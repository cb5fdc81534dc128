// SPDX-License-Identifier: Apache-2.0
// C and C++: includes. An #include is looked for next to the including file, in the folders that
// compile_commands.json names, then wherever a path of the project ends so, the nearest first.
#include "cfamily.h"

#define SCOPE_FILE "c-file"         /* by the last part of the path, and by the last two */
#define SCOPE_INCLUDED "c-included" /* includes, by the last part of what is written */
#define FILES_MAX 2048u             /* of one view: what lies further away is not seen */
#define SLOTS (FILES_MAX * 2)
#define SOURCES_MAX 64u

bool cf_is_header(cg_str path)
{
    cg_str base = link_path_base(path);
    ptrdiff_t dot = cg_str_rfind(base, '.');
    cg_str extension = cg_str_slice(base, dot < 0 ? base.len : (size_t)dot + 1, base.len);
    return !cg_str_starts(extension, CG_STR("c")) || cg_str_eq(extension, CG_STR("cuh"));
}

/* ---- files by name ---- */

static cg_str last_two(cg_str path)
{
    cg_str dir = link_path_dir(path);
    size_t from = dir.len == 0 ? 0 : (size_t)(link_path_base(dir).ptr - path.ptr);
    return cg_str_slice(path, from, path.len);
}

void cf_publish_file(publisher *p, const cg_link_unit *u)
{
    publish(p, scope_key(SCOPE_FILE, CG_STR("")), link_path_base(u->path), 0);
    if (unit_dir(u).len > 0)
        publish(p, scope_key(SCOPE_FILE, CG_STR("")), last_two(u->path), 0);
}

void cf_file_keys(const cg_link_unit *u, cg_link_keys *out)
{
    uint64_t scope = scope_key(SCOPE_FILE, CG_STR(""));
    CG_VEC_PUSH(out, link_catalog_key(scope, link_path_base(u->path)));
    if (unit_dir(u).len > 0)
        CG_VEC_PUSH(out, link_catalog_key(scope, last_two(u->path)));
}

uint32_t cf_shared_dirs(cg_str a, cg_str b)
{
    uint32_t shared = 0;
    for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
        shared += a.ptr[i] == '/';
    return shared;
}

static bool ends_with_path(cg_str path, cg_str suffix)
{
    return cg_str_ends(path, suffix) &&
           (path.len == suffix.len || path.ptr[path.len - suffix.len - 1] == '/');
}

static cg_str without_steps(cg_str path)
{
    for (;;) {
        if (cg_str_starts(path, CG_STR("./")))
            path = cg_str_slice(path, 2, path.len);
        else if (cg_str_starts(path, CG_STR("../")))
            path = cg_str_slice(path, 3, path.len);
        else
            return path;
    }
}

/* Of several files whose paths end so, the one that shares most folders with the including file,
 * then the one nearest to the root. */
static uint32_t find_by_name(cg_linker *l, const cg_link_unit *u, cg_str written)
{
    place places[PLACES_MAX];
    uint32_t total, best = CG_NONE, best_shared = 0;
    cg_str path = without_steps(written), best_path = CG_STR_NULL;
    uint32_t count =
        link_catalog(l, scope_key(SCOPE_FILE, CG_STR("")), last_two(path), places, &total);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *file = link_open(l, places[i].file);
        if (file == NULL || file == u || !ends_with_path(file->path, path))
            continue;
        uint32_t shared = cf_shared_dirs(file->path, u->path);
        if (best == CG_NONE || shared > best_shared ||
            (shared == best_shared && file->path.len < best_path.len)) {
            best = places[i].file;
            best_shared = shared;
            best_path = file->path;
        }
    }
    return link_find_file(l,
                          best_path); /* a header's content may make it one of another language */
}

/* #include NAME: the path that macro `name` stands for, where all of the project that have that name agree; else empty.
 * The file that defines it need not be known to be included: that may be what it is asked for. */
static cg_str path_of_macro(cg_linker *l, cg_str name)
{
    place places[CATALOG_FEW];
    cg_str path = CG_STR_NULL;
    uint32_t count =
        link_catalog_few(l, scope_key(MACRO_SCOPE, CG_STR("")), name, CATALOG_FEW, places);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        cg_str text = u == NULL ? CG_STR_NULL : cf_told_macro(l, u, name);
        cg_str value = cg_str_trim(cg_str_slice(text, CG_MIN(name.len, text.len), text.len));
        if (value.len < 3 || (value.ptr[0] != '"' && value.ptr[0] != '<') ||
            (path.len > 0 && !cg_str_eq(path, value)))
            return CG_STR_NULL;
        path = value;
    }
    return path.len > 0 ? cg_str_slice(path, 1, path.len - 1) : path;
}

uint32_t cf_include_file(cg_linker *l, const cg_link_unit *u, const cg_import *import)
{
    cg_str path = cg_unit_str(u->unit, import->module);
    uint32_t file = CG_NONE;
    if (import->flags & CG_IMPORT_DYNAMIC)
        path = path_of_macro(l, path);
    if (path.len == 0)
        return CG_NONE;
    if (!(import->flags & CG_IMPORT_SYSTEM))
        file = link_find_file(l, link_path_join(l, unit_dir(u), path));
    const cf_folders *folders = cf_include_folders(l);
    for (uint32_t i = 0; file == CG_NONE && i < folders->count; i++)
        file = link_find_file(l, link_path_join(l, folders->list[i], path));
    return file != CG_NONE ? file : find_by_name(l, u, path);
}

static bool is_include(const cg_import *import)
{
    return import->flags & CG_IMPORT_WILDCARD && !(import->flags & CG_IMPORT_NAMESPACE);
}

void cf_import(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out)
{
    uint32_t file = is_include(import) ? cf_include_file(l, u, import) : CG_NONE;
    const cg_link_unit *found = file == CG_NONE ? NULL : link_open(l, file);
    if (found != NULL)
        things_add(out, module_thing(found, CG_RULE_IMPORT_BINDING));
    else if (is_include(import) && import->flags & CG_IMPORT_SYSTEM)
        things_add(out, external_thing(l, cg_unit_str(u->unit, import->module), CG_STR_NULL));
}

/* ---- who includes a file ---- */

void cf_publish_includes(publisher *p, const cg_link_unit *u)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        if (is_include(import) && !(import->flags & CG_IMPORT_SYSTEM))
            publish(p, scope_key(SCOPE_INCLUDED, CG_STR("")),
                    link_path_base(cg_unit_str(u->unit, import->module)), import->def);
    }
}

static const cf_includers *find_includers(cg_linker *l, const cg_link_unit *u)
{
    place places[CATALOG_SEVERAL];
    cf_includers *out = cg_arena_alloc(l->arena, sizeof *out);
    uint32_t count = link_catalog_few(l, scope_key(SCOPE_INCLUDED, CG_STR("")),
                                      link_path_base(u->path), CATALOG_SEVERAL, places);
    out->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *file = link_open(l, places[i].file);
        if (file == NULL || file == u ||
            (out->count > 0 && out->list[out->count - 1] == file->file))
            continue;
        note_name(l, file, CG_STR(WILDCARD_NAME));
        const cg_import *import = unit_import(file, places[i].def);
        if (import != NULL && cf_include_file(l, file, import) == u->file)
            out->list[out->count++] = file->file;
    }
    return out;
}

const cf_includers *cf_includers_of(cg_linker *l, const cg_link_unit *u)
{
    const void *answer;
    if (memo_get(l, MEMO_RULES, u->file, CF_MEMO_INCLUDERS, &answer))
        return answer;
    const cf_includers *found = find_includers(l, u);
    memo_set(l, MEMO_RULES, u->file, CF_MEMO_INCLUDERS, found);
    return found;
}

/* A header that a build writes, by its name: rather that than one of a library that is not there. */
static bool may_configure(const cg_link_unit *u, const cg_import *import)
{
    static const char *const words[] = {"conf",   "feature", "option", "setting",
                                        "define", "build",   "gen"};
    cg_str path = cg_unit_str(u->unit, import->module);
    if (import->flags & CG_IMPORT_SYSTEM)
        return cg_str_ends(path, CG_STR("config.h"));
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (memmem(path.ptr, path.len, words[i], strlen(words[i])) != NULL)
            return true;
    return false;
}

uint32_t cf_lost_includes(cg_linker *l, const cg_link_unit *u, place out[CF_LOST_MAX])
{
    uint32_t count = 0;
    note_name(l, u, CG_STR(WILDCARD_NAME));
    for (size_t i = 0; i < u->unit->imports.len && count < CF_LOST_MAX; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        if (is_include(import) && may_configure(u, import) &&
            cg_modifiers_activity(def_of(u, import->def)->modifiers) != CG_INACTIVE &&
            cf_include_file(l, u, import) == CG_NONE)
            out[count++] = (place){u->file, import->def};
    }
    return count;
}

/* The only file that includes `u`, however often: then `u` is a part of it, and what stands in front of the include is
 * seen there. CG_NONE: there are several, or none. */
static uint32_t only_includer(cg_linker *l, const cg_link_unit *u)
{
    const cf_includers *all = cf_includers_of(l, u);
    return all->count == 1 ? all->list[0] : CG_NONE;
}

/* ---- views ---- */

typedef struct view_builder {
    uint32_t files[FILES_MAX], slots[SLOTS], sources[SOURCES_MAX];
    included view;
} view_builder;

static uint32_t slot_of(const uint32_t *slots, const uint32_t *files, uint32_t mask, uint32_t file)
{
    uint32_t i = (file * 0x9e3779b1u >> 9) & mask;
    while (slots[i] != 0 && files[slots[i] - 1] != file)
        i = (i + 1) & mask;
    return i;
}

static void add_file(view_builder *b, uint32_t file)
{
    uint32_t slot = slot_of(b->slots, b->files, SLOTS - 1, file);
    if (b->slots[slot] != 0 || b->view.count == FILES_MAX)
        return;
    b->files[b->view.count++] = file;
    b->slots[slot] = b->view.count;
}

static void add_includes_that(cg_linker *l, const cg_link_unit *u, bool active, view_builder *b)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        cg_activity activity = cg_modifiers_activity(def_of(u, import->def)->modifiers);
        if (!is_include(import) || (activity != CG_INACTIVE) != active)
            continue;
        uint32_t file = cf_include_file(l, u, import);
        if (file != CG_NONE) {
            add_file(b, file);
            continue;
        }
        b->view.open |= !(import->flags & CG_IMPORT_SYSTEM);
        bool own = active && b->view.own == 0; /* all of those are found first */
        if (own && may_configure(u, import) && b->view.lost_count < CF_LOST_MAX)
            b->view.lost[b->view.lost_count++] = (place){u->file, import->def};
    }
}

/* From file number `at` of the view on, breadth first: what is included where it is compiled. */
static uint32_t follow_includes(cg_linker *l, view_builder *b, uint32_t at)
{
    for (; at < b->view.count; at++) {
        const cg_link_unit *file = link_open(l, b->files[at]);
        if (file != NULL)
            add_includes_that(l, file, true, b);
    }
    return at;
}

/* What is included for other platforms comes behind all else: its headers often have the same names. */
static void add_foreign(cg_linker *l, view_builder *b)
{
    b->view.own = b->view.count;
    for (uint32_t at = 0; at < b->view.count; at++) {
        const cg_link_unit *file = link_open(l, b->files[at]);
        if (file == NULL)
            continue;
        add_includes_that(l, file, false, b);
        if (at >= b->view.own)
            add_includes_that(l, file, true, b);
    }
}

static void note_files(cg_linker *l, view_builder *b)
{
    for (uint32_t at = 0; at < b->view.count; at++) {
        const cg_link_unit *file = link_open(l, b->files[at]);
        if (file == NULL)
            continue;
        note_name(l, file, CG_STR(WILDCARD_NAME));
        if (!cf_is_header(file->path) && b->view.sources_count < SOURCES_MAX)
            b->sources[b->view.sources_count++] = at;
    }
}

static const included *included_by(cg_linker *l, const cg_link_unit *u)
{
    const void *answer;
    if (memo_get(l, MEMO_RULES, u->file, CF_MEMO_VIEW, &answer))
        return answer;
    view_builder *b = cg_arena_alloc(l->arena, sizeof *b);
    add_file(b, u->file);
    uint32_t at = follow_includes(l, b, 0), around = only_includer(l, u);
    if (around != CG_NONE) {
        add_file(b, around);
        (void)follow_includes(l, b, at);
    }
    add_foreign(l, b);
    note_files(l, b);
    b->view.files = b->files;
    b->view.slots = b->slots;
    b->view.sources = b->sources;
    b->view.mask = SLOTS - 1;
    memo_set(l, MEMO_RULES, u->file, CF_MEMO_VIEW, &b->view);
    return &b->view;
}

uint32_t cf_rank(const included *view, uint32_t file)
{
    return view->slots[slot_of(view->slots, view->files, view->mask, file)] - 1;
}

const included *cf_view(cg_linker *l, const cg_link_unit *u)
{
    const included *mine = included_by(l, l->unit);
    return cf_rank(mine, u->file) != CG_NONE ? mine : included_by(l, u);
}
