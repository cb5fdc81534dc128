// SPDX-License-Identifier: Apache-2.0
// Rust: which file is which module of which crate.
//
// `mod x;` of a file names the file x.rs or x/mod.rs in the directory of the module. Each file puts
// these into the catalog under the files that may be meant, so that a file finds the module above it,
// and above them all the root of its crate. Crates find each other by Cargo.toml.
#include "rust.h"

/* By path of a file: the `mod` that declares it; and the same for a `mod` in a crate's root, which
 * only those count that are roots. */
#define SCOPE_MODULE "rust-module"
#define SCOPE_ROOT_MODULE "rust-root-module"
#define DEPTH_MAX 64u

static bool is_module_declaration(const cg_def *def)
{
    return def->kind == CG_NODE_MODULE && def->modifiers & CG_MOD_DECLARATION;
}

/* ---- where the file of a module is ---- */

/* The modules of lib.rs, main.rs and mod.rs stand beside them, those of a.rs in a folder a. */
static bool stands_for_folder(cg_str path)
{
    cg_str name = link_path_base(path);
    return cg_str_eq(name, CG_STR("mod.rs")) || cg_str_eq(name, CG_STR("lib.rs")) ||
           cg_str_eq(name, CG_STR("main.rs"));
}

/* Adds "dir/name", or what a relative path leads to from there. */
static void add_path(cg_buf *out, cg_str path)
{
    cg_str part;
    while (cg_str_split(&path, '/', &part)) {
        if (part.len == 0 || cg_str_eq(part, CG_STR(".")))
            continue;
        if (cg_str_eq(part, CG_STR(".."))) {
            out->len = link_path_dir(cg_buf_str(out)).len;
            continue;
        }
        if (out->len > 0)
            cg_buf_add_char(out, '/');
        cg_buf_add_str(out, part);
    }
}

static void add_inline_modules(const cg_link_unit *u, uint32_t def, cg_buf *out)
{
    if (def == 0 || def == CG_NONE)
        return;
    add_inline_modules(u, def_of(u, def)->parent, out);
    if (def_of(u, def)->kind == CG_NODE_MODULE)
        add_path(out, def_name(u, def));
}

/* The x of `#[path = "x"]`. */
static cg_str path_attribute(const cg_link_unit *u, uint32_t def)
{
    cg_str rest = cg_unit_str(u->unit, def_of(u, def)->decorators), line;
    while (cg_str_split(&rest, '\n', &line)) {
        ptrdiff_t open = cg_str_find(line, '"'), close = cg_str_rfind(line, '"');
        if (cg_str_starts(line, CG_STR("path")) && open > 0 && close > open)
            return cg_str_slice(line, (size_t)open + 1, (size_t)close);
    }
    return CG_STR_NULL;
}

/* The n-th file (0 or 1) that `mod x;` may mean, where `as_root` the file it stands in is the root of
 * a crate. False: there is no such. */
static bool module_path(const cg_link_unit *u, uint32_t def, bool as_root, unsigned n, cg_buf *out)
{
    cg_str written = path_attribute(u, def);
    uint32_t parent = def_of(u, def)->parent;
    cg_buf_clear(out);
    cg_buf_add_str(out, unit_dir(u));
    if (!as_root && !stands_for_folder(u->path) && (written.len == 0 || parent != 0)) {
        cg_str name = link_path_base(u->path);
        add_path(out, cg_str_slice(name, 0, name.len - CG_MIN(name.len, 3u))); /* .rs */
    }
    add_inline_modules(u, parent, out);
    if (written.len > 0) {
        add_path(out, written);
        return n == 0;
    }
    add_path(out, def_name(u, def));
    cg_buf_add_str(out, n == 0 ? CG_STR(".rs") : CG_STR("/mod.rs"));
    return true;
}

void rust_publish_modules(publisher *p, const cg_link_unit *u)
{
    CG_AUTO_VALUE(cg_buf) path = {0};
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        if (!is_module_declaration(def_of(u, d)))
            continue;
        for (unsigned n = 0; n < 2; n++) {
            if (module_path(u, d, false, n, &path))
                publish(p, scope_key(SCOPE_MODULE, cg_buf_str(&path)), CG_STR(""), d);
            if (!stands_for_folder(u->path) && module_path(u, d, true, n, &path))
                publish(p, scope_key(SCOPE_ROOT_MODULE, cg_buf_str(&path)), CG_STR(""), d);
        }
    }
}

/* ---- up ---- */

rust_module rust_module_around(const cg_link_unit *u, uint32_t def)
{
    while (def != 0 && def != CG_NONE &&
           (def_of(u, def)->kind != CG_NODE_MODULE || is_module_declaration(def_of(u, def))))
        def = def_of(u, def)->parent;
    return (rust_module){u, def == CG_NONE ? 0 : def};
}

/* The first of the modules that declare the file; of a file's own, none. */
static rust_module declared_in(cg_linker *l, const cg_link_unit *u, const char *scope)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, scope_key(scope, u->path), CG_STR(""), places, &total);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *above = link_open(l, places[i].file);
        if (above == NULL || above == u)
            continue;
        note_name(l, above, def_name(above, places[i].def));
        return rust_module_around(above, def_of(above, places[i].def)->parent);
    }
    return (rust_module){0};
}

static rust_module module_above_file(cg_linker *l, const cg_link_unit *u)
{
    rust_module above = declared_in(l, u, SCOPE_MODULE);
    if (above.unit != NULL)
        return above;
    above = declared_in(l, u, SCOPE_ROOT_MODULE);
    bool root = above.unit != NULL && declared_in(l, above.unit, SCOPE_MODULE).unit == NULL;
    return root ? above : (rust_module){0};
}

rust_module rust_module_above(cg_linker *l, rust_module module)
{
    if (module.unit == NULL || module.def == 0)
        return module.unit ? module_above_file(l, module.unit) : module;
    return rust_module_around(module.unit, def_of(module.unit, module.def)->parent);
}

static rust_module find_root(cg_linker *l, const cg_link_unit *u)
{
    rust_module at = {u, 0};
    for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
        rust_module above = module_above_file(l, at.unit);
        if (above.unit == NULL)
            break;
        at = (rust_module){above.unit, 0};
    }
    return at;
}

rust_module rust_crate_root(cg_linker *l, const cg_link_unit *u)
{
    const void *known;
    if (!memo_get(l, MEMO_RULES, u->file, RUST_MEMO_ROOT, &known)) {
        rust_module *root = cg_arena_alloc(l->arena, sizeof *root);
        *root = find_root(l, u);
        memo_set(l, MEMO_RULES, u->file, RUST_MEMO_ROOT, root);
        known = root;
    }
    return *(const rust_module *)known;
}

/* ---- down ---- */

static rust_module file_module(cg_linker *l, cg_str path)
{
    uint32_t file = link_find_file(l, path);
    const cg_link_unit *u = file == CG_NONE ? NULL : link_open(l, file);
    return (rust_module){u != NULL && u->unit->lang == CG_LANG_RUST ? u : NULL, 0};
}

rust_module rust_module_file(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    CG_AUTO_VALUE(cg_buf) path = {0};
    bool folder = stands_for_folder(u->path);
    for (unsigned n = 0; n < 4; n++) {
        bool as_root = n >= 2;
        if (as_root && (folder || module_above_file(l, u).unit != NULL))
            break;
        if (!module_path(u, def, as_root, n % 2, &path))
            continue;
        rust_module found = file_module(l, cg_arena_str(l->arena, cg_buf_str(&path)));
        if (found.unit != NULL && found.unit != u)
            return found;
    }
    return (rust_module){0};
}

thing rust_module_thing(rust_module module)
{
    if (module.unit == NULL)
        return (thing){0};
    return module.def == 0 ? module_thing(module.unit, CG_RULE_QUALIFIED)
                           : def_thing(module.unit, module.def, CG_RULE_QUALIFIED);
}

/* ---- crates ---- */

/* "my_crate" of "my-crate". */
static bool same_crate_name(cg_str package, cg_str name)
{
    if (package.len != name.len)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if ((package.ptr[i] == '-' ? '_' : package.ptr[i]) != name.ptr[i])
            return false;
    return true;
}

static const cg_link_unit *manifest_in(cg_linker *l, cg_str dir)
{
    uint32_t file = link_find_file(l, link_path_join(l, dir, CG_STR("Cargo.toml")));
    return file == CG_NONE ? NULL : link_open(l, file);
}

static rust_module library_of(cg_linker *l, cg_str dir, const cg_link_unit *manifest)
{
    cg_str path = manifest ? manifest_setting(l, manifest, CG_STR("lib.path")) : CG_STR_NULL;
    return file_module(l, link_path_join(l, dir, path.len ? path : CG_STR("src/lib.rs")));
}

/* The path that a table of dependencies gives for a crate, relative to *io_dir; one that the whole
 * workspace shares is relative to that. */
static cg_str dependency_path(cg_linker *l, const cg_link_unit *manifest, const char *table,
                              cg_str key, cg_str *io_dir)
{
    cg_str path =
        manifest_setting(l, manifest, link_text(l, "%s.%.*s.path", table, CG_STR_ARG(key)));
    if (path.len > 0)
        return path;
    cg_str shared =
        manifest_setting(l, manifest, link_text(l, "%s.%.*s.workspace", table, CG_STR_ARG(key)));
    if (shared.len == 0)
        return CG_STR_NULL;
    uint32_t above = link_find_above(l, *io_dir, CG_STR("Cargo.toml"));
    for (cg_str dir = *io_dir; above != CG_NONE;) {
        const cg_link_unit *workspace = link_open(l, above);
        if (workspace == NULL)
            break;
        path = manifest_setting(l, workspace,
                                link_text(l, "workspace.dependencies.%.*s.path", CG_STR_ARG(key)));
        *io_dir = unit_dir(workspace);
        if (path.len > 0 || dir.len == 0)
            break;
        dir = link_path_dir(*io_dir);
        above =
            unit_dir(workspace).len == 0 ? CG_NONE : link_find_above(l, dir, CG_STR("Cargo.toml"));
    }
    return path;
}

static rust_module dependency(cg_linker *l, const cg_link_unit *manifest, cg_str key)
{
    static const char *const tables[] = {"dependencies", "dev-dependencies", "build-dependencies"};
    for (size_t i = 0; i < CG_ARRAY_LEN(tables); i++) {
        cg_str dir = unit_dir(manifest);
        cg_str path = dependency_path(l, manifest, tables[i], key, &dir);
        if (path.len == 0)
            continue;
        dir = link_path_join(l, dir, path);
        return dir.ptr ? library_of(l, dir, manifest_in(l, dir)) : (rust_module){0};
    }
    return (rust_module){0};
}

static cg_str with_dashes(cg_linker *l, cg_str name)
{
    cg_str copy = link_text(l, "%.*s", CG_STR_ARG(name));
    for (size_t i = 0; i < copy.len; i++)
        if (copy.ptr[i] == '_')
            ((char *)(uintptr_t)copy.ptr)[i] = '-';
    return copy;
}

/* Crates without manifests: src folders beside each other, as of the standard library. */
static rust_module crate_beside(cg_linker *l, const cg_link_unit *root, cg_str name)
{
    cg_str src = unit_dir(root);
    if (!cg_str_eq(link_path_base(src), CG_STR("src")) || src.len == 3)
        return (rust_module){0};
    cg_str around = link_path_dir(link_path_dir(src));
    return library_of(l, link_path_join(l, around, name), NULL);
}

static bool lists_dependency(cg_linker *l, const cg_link_unit *manifest, cg_str name)
{
    note_name(l, manifest, name);
    uint32_t def = unit_member(manifest, 0, name);
    return def != CG_NONE && def_of(manifest, def)->kind == CG_NODE_IMPORT;
}

bool rust_is_dependency(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    static const cg_str standard[] = {CG_STR("std"), CG_STR("core"), CG_STR("alloc"),
                                      CG_STR("proc_macro")};
    for (size_t i = 0; i < CG_ARRAY_LEN(standard); i++)
        if (cg_str_eq(name, standard[i]))
            return true;
    uint32_t file = link_find_above(l, unit_dir(rust_crate_root(l, u).unit), CG_STR("Cargo.toml"));
    const cg_link_unit *manifest = file == CG_NONE ? NULL : link_open(l, file);
    return manifest != NULL && (lists_dependency(l, manifest, name) ||
                                lists_dependency(l, manifest, with_dashes(l, name)));
}

rust_module rust_crate_named(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    rust_module root = rust_crate_root(l, u);
    uint32_t file = link_find_above(l, unit_dir(root.unit), CG_STR("Cargo.toml"));
    const cg_link_unit *manifest = file == CG_NONE ? NULL : link_open(l, file);
    if (manifest == NULL)
        return crate_beside(l, root.unit, name);
    cg_str own = manifest_setting(l, manifest, CG_STR("lib.name"));
    if (own.len == 0)
        own = manifest_setting(l, manifest, CG_STR("package.name"));
    if (same_crate_name(own, name))
        return library_of(l, unit_dir(manifest), manifest);
    rust_module found = dependency(l, manifest, name);
    if (found.unit == NULL && cg_str_find(name, '_') >= 0)
        found = dependency(l, manifest, with_dashes(l, name));
    return found;
}
