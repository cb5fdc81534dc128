// SPDX-License-Identifier: Apache-2.0
// link, Go: from an import path to a directory of the project. A go.mod says which paths are below it
// and what replaces others; vendored packages are below vendor/; in a tree without go.mod, as of
// sources that were copied out of theirs, directories tell by how their paths end.
#include "go.h"

#define PREFIXES_MAX 32u

static bool has_package(cg_linker *l, cg_str dir, cg_str name)
{
    place places[PLACES_MAX];
    uint32_t total;
    if (dir.ptr == NULL)
        return false;
    (void)link_catalog(l, go_directory_scope(dir), name, places, &total);
    return total > 0;
}

/* ---- texts ---- */

static bool is_version(cg_str s) /* v2, v10 */
{
    uint64_t number;
    return s.len > 1 && s.ptr[0] == 'v' && cg_str_to_u64(cg_str_slice(s, 1, s.len), &number);
}

cg_str go_name_of_path(cg_str path)
{
    cg_str last = link_path_base(path);
    if (is_version(last) && last.len < path.len)
        last = link_path_base(link_path_dir(path));
    ptrdiff_t dot = cg_str_rfind(last, '.');
    return cg_str_slice(last, 0, dot > 0 ? (size_t)dot : last.len);
}

/* What is left of `path` behind `prefix`, without the slash between them. */
static cg_str behind(cg_str path, cg_str prefix)
{
    return cg_str_slice(path, prefix.len + (prefix.len > 0), path.len);
}

static cg_str first_part(cg_str path)
{
    ptrdiff_t slash = cg_str_find(path, '/');
    return cg_str_slice(path, 0, slash < 0 ? path.len : (size_t)slash);
}

static bool is_domain(cg_str path)
{
    return cg_str_find(first_part(path), '.') >= 0;
}

static bool is_below(cg_str path, cg_str dir)
{
    return dir.len == 0 ||
           (cg_str_starts(path, dir) && (path.len == dir.len || path.ptr[dir.len] == '/'));
}

/* ---- go.mod ---- */

/* "replace old => ../new": the longest such path in front of `path`. */
static bool by_replacement(cg_linker *l, const cg_link_unit *mod, cg_str path, cg_str *out_dir)
{
    for (cg_str prefix = path; prefix.len > 0; prefix = link_path_dir(prefix)) {
        cg_str name = link_text(l, "replace.%.*s", CG_STR_ARG(prefix));
        cg_str to = manifest_setting(l, mod, name);
        if (!cg_str_starts(to, CG_STR(".")))
            continue;
        cg_str dir = link_path_join(l, unit_dir(mod), to);
        *out_dir = dir.ptr ? link_path_join(l, dir, behind(path, prefix)) : CG_STR_NULL;
        return has_package(l, *out_dir, CG_STR(""));
    }
    return false;
}

static size_t shared_length(cg_str a, cg_str b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

/* The module of that path that has the package: the one around `from` before others, then the one
 * that is nearest by its path. */
static bool in_module(cg_linker *l, cg_str from, cg_str module, cg_str rest, cg_str *out_dir)
{
    place places[PLACES_MAX];
    uint32_t total;
    uint32_t count =
        link_catalog(l, scope_key(PACKAGE_SCOPE, CG_STR("go.mod")), module, places, &total);
    size_t best = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *mod = link_open(l, places[i].file);
        cg_str root = mod ? unit_dir(mod) : CG_STR_NULL;
        cg_str dir = mod ? link_path_join(l, root, rest) : CG_STR_NULL;
        if (!has_package(l, dir, CG_STR("")))
            continue;
        size_t nearness =
            is_below(from, root) ? SIZE_MAX / 2 + root.len : 1 + shared_length(from, root);
        if (nearness > best) {
            best = nearness;
            *out_dir = dir;
        }
    }
    return best > 0;
}

static bool by_module(cg_linker *l, cg_str from, cg_str path, cg_str *out_dir)
{
    for (cg_str prefix = path; prefix.len > 0; prefix = link_path_dir(prefix))
        if (in_module(l, from, prefix, behind(path, prefix), out_dir))
            return true;
    return !is_domain(path) && in_module(l, from, CG_STR("std"), path, out_dir);
}

static bool by_vendor(cg_linker *l, cg_str from, cg_str path, cg_str *out_dir)
{
    for (cg_str dir = from;; dir = link_path_dir(dir)) {
        *out_dir = link_path_join(l, link_path_join(l, dir, CG_STR("vendor")), path);
        if (has_package(l, *out_dir, CG_STR("")))
            return true;
        if (dir.len == 0)
            return false;
    }
}

/* ---- trees without go.mod ---- */

/* The one directory, in or above `from`, below which `rest` is a package of the name that `path` says. */
static bool in_one_place(cg_linker *l, cg_str from, cg_str rest, cg_str path, cg_str *out_dir)
{
    cg_str name = go_name_of_path(path);
    unsigned found = 0;
    for (cg_str dir = from;; dir = link_path_dir(dir)) {
        cg_str at = link_path_join(l, dir, rest);
        if (has_package(l, at, name)) {
            *out_dir = at;
            found++;
        }
        if (dir.len == 0)
            return found == 1;
    }
}

/* Names of the standard library's most used packages. Where some of them stand side by side, there is
 * its source; elsewhere a directory "errors" is not what `import "errors"` means. */
static bool is_standard_root(cg_linker *l, cg_str dir)
{
    static const cg_str names[] = {
        CG_STR("bufio"),   CG_STR("bytes"),   CG_STR("context"), CG_STR("errors"),
        CG_STR("fmt"),     CG_STR("io"),      CG_STR("net"),     CG_STR("os"),
        CG_STR("reflect"), CG_STR("runtime"), CG_STR("sort"),    CG_STR("strconv"),
        CG_STR("strings"), CG_STR("sync"),    CG_STR("time"),    CG_STR("unicode")};
    unsigned found = 0;
    for (size_t i = 0; i < CG_ARRAY_LEN(names) && found < 3; i++)
        found += has_package(l, link_path_join(l, dir, names[i]), names[i]);
    return found == 3;
}

static bool by_standard_root(cg_linker *l, cg_str from, cg_str path, cg_str *out_dir)
{
    for (cg_str dir = from;; dir = link_path_dir(dir)) {
        *out_dir = link_path_join(l, dir, path);
        if (has_package(l, *out_dir, go_name_of_path(path)) && is_standard_root(l, dir))
            return true;
        if (dir.len == 0)
            return false;
    }
}

/* First parts of the standard library's paths: no package of a project is called so. */
static bool is_standard_path(cg_str path)
{
    static const cg_str names[] = {
        CG_STR("archive"),  CG_STR("bufio"),    CG_STR("builtin"),   CG_STR("bytes"),
        CG_STR("cmp"),      CG_STR("compress"), CG_STR("container"), CG_STR("context"),
        CG_STR("crypto"),   CG_STR("database"), CG_STR("debug"),     CG_STR("embed"),
        CG_STR("encoding"), CG_STR("errors"),   CG_STR("expvar"),    CG_STR("flag"),
        CG_STR("fmt"),      CG_STR("go"),       CG_STR("hash"),      CG_STR("html"),
        CG_STR("image"),    CG_STR("index"),    CG_STR("internal"),  CG_STR("io"),
        CG_STR("iter"),     CG_STR("log"),      CG_STR("maps"),      CG_STR("math"),
        CG_STR("mime"),     CG_STR("net"),      CG_STR("os"),        CG_STR("path"),
        CG_STR("plugin"),   CG_STR("reflect"),  CG_STR("regexp"),    CG_STR("runtime"),
        CG_STR("slices"),   CG_STR("sort"),     CG_STR("strconv"),   CG_STR("strings"),
        CG_STR("structs"),  CG_STR("sync"),     CG_STR("syscall"),   CG_STR("testing"),
        CG_STR("text"),     CG_STR("time"),     CG_STR("unicode"),   CG_STR("unique"),
        CG_STR("unsafe"),   CG_STR("weak")};
    cg_str first = first_part(path);
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        if (cg_str_eq(first, names[i]))
            return true;
    return false;
}

/* How many parts of a path name the repository: what follows is inside it. */
static unsigned repository_parts(cg_str path)
{
    cg_str host = first_part(path);
    bool owners = cg_str_eq(host, CG_STR("github.com")) || cg_str_eq(host, CG_STR("gitlab.com")) ||
                  cg_str_eq(host, CG_STR("bitbucket.org")) || cg_str_eq(host, CG_STR("golang.org"));
    return owners ? 3 : 2;
}

/* The whole path is there, as below a GOPATH; or what follows the name of the repository is. */
static bool by_ending(cg_linker *l, cg_str from, cg_str path, cg_str *out_dir)
{
    if (in_one_place(l, from, path, path, out_dir))
        return true;
    if (!is_domain(path))
        return false;
    cg_str rest = path;
    for (unsigned parts = repository_parts(path); parts > 0 && rest.len > 0; parts--)
        rest = behind(rest, first_part(rest));
    if (rest.len == 0) { /* the repository itself: the project's root */
        *out_dir = CG_STR("");
        return has_package(l, *out_dir, go_name_of_path(path));
    }
    return in_one_place(l, from, rest, path, out_dir);
}

/* ---- all ---- */

bool go_find_package(cg_linker *l, const cg_link_unit *u, cg_str path, cg_str *out_dir)
{
    cg_str from = unit_dir(u);
    if (cg_str_eq(path, CG_STR("unsafe")) || cg_str_eq(path, CG_STR("C"))) /* the compiler's own */
        return false;
    if (cg_str_starts(path, CG_STR("./")) || cg_str_starts(path, CG_STR("../"))) {
        *out_dir = link_path_join(l, from, path);
        return has_package(l, *out_dir, CG_STR(""));
    }
    uint32_t file = link_find_above(l, from, CG_STR("go.mod"));
    const cg_link_unit *mod = file != CG_NONE ? link_open(l, file) : NULL;
    if (mod != NULL && by_replacement(l, mod, path, out_dir))
        return true;
    if (by_module(l, from, path, out_dir) || by_vendor(l, from, path, out_dir))
        return true;
    if (mod != NULL)
        return false;
    return is_standard_path(path) ? by_standard_root(l, from, path, out_dir)
                                  : by_ending(l, from, path, out_dir);
}

/* The module that `mod` declares is called `module`. */
static bool declares(cg_linker *l, const cg_link_unit *mod, cg_str module)
{
    place places[PLACES_MAX];
    uint32_t total,
        count = link_catalog(l, scope_key(PACKAGE_SCOPE, CG_STR("go.mod")), module, places, &total);
    for (uint32_t i = 0; i < count; i++)
        if (places[i].file == mod->file)
            return true;
    return false;
}

bool go_is_own_program(cg_linker *l, const cg_link_unit *u, cg_str path)
{
    place places[PLACES_MAX];
    uint32_t total, file = link_find_above(l, unit_dir(u), CG_STR("go.mod"));
    const cg_link_unit *mod = file != CG_NONE ? link_open(l, file) : NULL;
    if (mod == NULL)
        return false;
    (void)link_catalog(l, go_program_scope(unit_dir(u)), CG_STR(""), places, &total);
    if (total == 0)
        return false;
    cg_str below = behind(unit_dir(u), unit_dir(mod)), module = path;
    for (cg_str left = below; left.len > 0 && module.len > 0; left = link_path_dir(left))
        module = link_path_dir(module);
    return cg_str_eq(behind(path, module), below) && declares(l, mod, module);
}
