// SPDX-License-Identifier: Apache-2.0
// JavaScript family: where package.json and tsconfig.json say that modules are. Each setting is asked
// for by its name, patterns too: "a/b" may match "a/b", "a/*" or "*", so these are looked up.
#include "javascript.h"

#define EXTENDS_MAX 8u
#define PACKAGE_FILE CG_STR("package.json")

/* A value, and what stands for its star. */
typedef struct matched {
    cg_str value; /* NULL: none */
    cg_str rest;
} matched;

/* Whether `pattern`, with `rest` for its star, settles what is looked for. */
typedef bool (*pattern_fn)(cg_linker *l, void *arg, cg_str pattern, cg_str rest);

/* Tries the patterns that may match `name`, the most telling first. */
static bool try_patterns(cg_linker *l, cg_str name, pattern_fn try, void *arg)
{
    if (try(l, arg, name, CG_STR("")))
        return true;
    for (size_t at = name.len; at-- > 0;) {
        bool boundary = at <= 1 || name.ptr[at - 1] == '/';
        if (boundary &&
            try(l, arg, link_text(l, "%.*s*", (int)at, name.ptr), cg_str_slice(name, at, name.len)))
            return true;
    }
    return false;
}

/* Of a target with conditions, the one that leads to the module that others import. */
static cg_str conditional_setting(cg_linker *l, const cg_link_unit *manifest, const char *prefix,
                                  cg_str key)
{
    static const char *const conditions[] = {
        "",         ".source",         ".types",        ".import",  ".module",          ".node",
        ".default", ".import.default", ".import.types", ".require", ".require.default", ".browser",
    };
    cg_str value = CG_STR_NULL;
    for (size_t i = 0; value.ptr == NULL && i < CG_ARRAY_LEN(conditions); i++)
        value = manifest_setting(l, manifest,
                                 link_text(l, "%s%.*s%s", prefix, CG_STR_ARG(key), conditions[i]));
    return value;
}

typedef struct target_search {
    const cg_link_unit *manifest;
    const char *prefix;
    matched found;
} target_search;

static bool is_target(cg_linker *l, void *arg, cg_str pattern, cg_str rest)
{
    target_search *s = arg;
    s->found = (matched){conditional_setting(l, s->manifest, s->prefix, pattern), rest};
    return s->found.value.ptr != NULL;
}

/* What package.json says that `name` is, among the settings with `prefix`. */
static matched match(cg_linker *l, const cg_link_unit *manifest, const char *prefix, cg_str name)
{
    target_search search = {.manifest = manifest, .prefix = prefix};
    (void)try_patterns(l, name, is_target, &search);
    return search.found;
}

/* `value` with its star replaced. */
static cg_str fill_in(cg_linker *l, const matched *m)
{
    ptrdiff_t star = cg_str_find(m->value, '*');
    if (star < 0)
        return m->value;
    return link_text(l, "%.*s%.*s%.*s", (int)star, m->value.ptr, CG_STR_ARG(m->rest),
                     (int)(m->value.len - (size_t)star - 1), m->value.ptr + star + 1);
}

/* ---- package.json ---- */

/* A target of the build that is not in the tree: its source, by the usual places. */
static const cg_link_unit *source_of(cg_linker *l, const cg_link_unit *from, cg_str dir,
                                     cg_str target)
{
    for (;;) {
        cg_str in_src = link_path_join(l, dir, link_text(l, "src/%.*s", CG_STR_ARG(target)));
        const cg_link_unit *found = javascript_file(l, from, in_src);
        ptrdiff_t slash = cg_str_find(target, '/');
        if (found != NULL || slash < 0)
            return found;
        target = cg_str_slice(target, (size_t)slash + 1, target.len);
    }
}

static const cg_link_unit *target_file(cg_linker *l, const cg_link_unit *from, cg_str dir,
                                       cg_str target)
{
    if (target.len == 0)
        return NULL;
    cg_str path = link_path_join(l, dir, target);
    /* A package whose main is itself would be asked for ever. */
    if (path.ptr == NULL || cg_str_eq(path, dir))
        return NULL;
    const cg_link_unit *found = javascript_file(l, from, path);
    if (cg_str_starts(target, CG_STR("./")))
        target = cg_str_slice(target, 2, target.len);
    return found != NULL ? found : source_of(l, from, dir, target);
}

static const cg_link_unit *package_main(cg_linker *l, const cg_link_unit *from,
                                        const cg_link_unit *manifest)
{
    static const cg_str names[] = {CG_STR("source"), CG_STR("module"),  CG_STR("main"),
                                   CG_STR("types"),  CG_STR("typings"), CG_STR("browser")};
    cg_str dir = unit_dir(manifest);
    const cg_link_unit *found =
        target_file(l, from, dir, conditional_setting(l, manifest, "exports.", CG_STR(".")));
    for (size_t i = 0; found == NULL && i < CG_ARRAY_LEN(names); i++)
        found = target_file(l, from, dir, manifest_setting(l, manifest, names[i]));
    return found;
}

const cg_link_unit *javascript_main(cg_linker *l, const cg_link_unit *from, cg_str dir)
{
    uint32_t file = link_find_file(l, link_path_join(l, dir, PACKAGE_FILE));
    const cg_link_unit *manifest = file == CG_NONE ? NULL : link_open(l, file), *found = NULL;
    if (manifest != NULL && link_enter(l)) {
        found = package_main(l, from, manifest);
        link_leave(l);
    }
    return found;
}

const cg_link_unit *javascript_by_imports(cg_linker *l, const cg_link_unit *from, cg_str name)
{
    uint32_t file = link_find_above(l, unit_dir(from), PACKAGE_FILE);
    const cg_link_unit *manifest = file == CG_NONE ? NULL : link_open(l, file);
    if (manifest == NULL)
        return NULL;
    matched m = match(l, manifest, "imports.", name);
    return m.value.ptr == NULL ? NULL : target_file(l, from, unit_dir(manifest), fill_in(l, &m));
}

/* "a/b" is in package a, "@a/b/c" in @a/b. */
static size_t package_name_len(cg_str name)
{
    ptrdiff_t slash = cg_str_find(name, '/');
    if (slash > 0 && name.ptr[0] == '@') {
        ptrdiff_t next = cg_str_find(cg_str_slice(name, (size_t)slash + 1, name.len), '/');
        return next < 0 ? name.len : (size_t)(slash + 1 + next);
    }
    return slash < 0 ? name.len : (size_t)slash;
}

static const cg_link_unit *file_in_package(cg_linker *l, const cg_link_unit *from,
                                           const cg_link_unit *manifest, cg_str below)
{
    cg_str dir = unit_dir(manifest);
    if (below.len == 0) {
        const cg_link_unit *found = javascript_file(l, from, dir);
        return found != NULL ? found : source_of(l, from, dir, CG_STR("index"));
    }
    cg_str key = link_text(l, "./%.*s", CG_STR_ARG(below));
    matched m = match(l, manifest, "exports.", key);
    return target_file(l, from, dir, m.value.ptr != NULL ? fill_in(l, &m) : below);
}

const cg_link_unit *javascript_by_package(cg_linker *l, const cg_link_unit *from, cg_str name)
{
    place places[PLACES_MAX];
    size_t len = package_name_len(name);
    cg_str below = cg_str_slice(name, CG_MIN(len + 1, name.len), name.len);
    uint32_t total, count = link_catalog(l, scope_key(PACKAGE_SCOPE, PACKAGE_FILE),
                                         cg_str_slice(name, 0, len), places, &total);
    if (count != 1) /* none, or several that cannot be told apart */
        return NULL;
    const cg_link_unit *manifest = link_open(l, places[0].file);
    return manifest == NULL ? NULL : file_in_package(l, from, manifest, below);
}

/* ---- tsconfig.json ---- */

static const cg_link_unit *config_above(cg_linker *l, cg_str dir)
{
    for (;;) {
        uint32_t file = link_find_file(l, link_path_join(l, dir, CG_STR("tsconfig.json")));
        if (file == CG_NONE)
            file = link_find_file(l, link_path_join(l, dir, CG_STR("jsconfig.json")));
        if (file != CG_NONE)
            return link_open(l, file);
        if (dir.len == 0)
            return NULL;
        dir = link_path_dir(dir);
    }
}

static const cg_link_unit *config_extended(cg_linker *l, const cg_link_unit *config)
{
    cg_str base = manifest_setting(l, config, CG_STR("extends"));
    if (!cg_str_starts(base, CG_STR(".")))
        return NULL;
    cg_str path = link_path_join(l, unit_dir(config), base);
    uint32_t file = link_find_file(l, path);
    if (file == CG_NONE && path.ptr != NULL)
        file = link_find_file(l, link_text(l, "%.*s.json", CG_STR_ARG(path)));
    return file == CG_NONE ? NULL : link_open(l, file);
}

typedef struct path_search {
    const cg_link_unit *from, *config, *found;
    cg_str dir; /* that paths are relative to */
} path_search;

/* Of several places for one pattern, the first that has the file counts. */
static bool is_path(cg_linker *l, void *arg, cg_str pattern, cg_str rest)
{
    path_search *s = arg;
    cg_str name = link_text(l, "compilerOptions.paths.%.*s", CG_STR_ARG(pattern));
    note_name(l, s->config, name);
    uint32_t d = unit_member(s->config, 0, name);
    for (; d != CG_NONE && s->found == NULL; d = s->config->next[d]) {
        matched m = {cg_unit_str(s->config->unit, def_of(s->config, d)->signature), rest};
        s->found = javascript_file(l, s->from, link_path_join(l, s->dir, fill_in(l, &m)));
    }
    return s->found != NULL;
}

static const cg_link_unit *by_paths(cg_linker *l, const cg_link_unit *from,
                                    const cg_link_unit *config, cg_str base, cg_str name)
{
    path_search search = {.from = from, .config = config};
    search.dir = link_path_join(l, unit_dir(config), base.ptr ? base : CG_STR("."));
    if (search.dir.ptr != NULL)
        (void)try_patterns(l, name, is_path, &search);
    return search.found;
}

const cg_link_unit *javascript_by_config(cg_linker *l, const cg_link_unit *from, cg_str name)
{
    const cg_link_unit *config = config_above(l, unit_dir(from)), *found = NULL;
    for (unsigned i = 0; config != NULL && found == NULL && i < EXTENDS_MAX; i++) {
        cg_str base = manifest_setting(l, config, CG_STR("compilerOptions.baseUrl"));
        found = by_paths(l, from, config, base, name);
        if (found == NULL && base.ptr != NULL) {
            cg_str dir = link_path_join(l, unit_dir(config), base);
            if (dir.ptr != NULL)
                found = javascript_file(l, from, link_path_join(l, dir, name));
        }
        config = config_extended(l, config);
    }
    return found;
}
