// SPDX-License-Identifier: Apache-2.0
// Which version of a dependency the project asks for: what its manifests say of the module of an
// external, or of a package that the module is in.
#include "service_int.h"

static bool is_separator(char c)
{
    return c == '/' || c == '.' || c == ':';
}

/* "_" and "-" are alike: crates and distributions are written with either. */
static bool same_char(char a, char b)
{
    return a == b || ((a == '_' || a == '-') && (b == '_' || b == '-'));
}

/* How much of `module` the package's name is, from its start on; 0: it is not of that package. */
static size_t match(cg_str package, cg_str module)
{
    if (package.len == 0 || package.len > module.len ||
        (package.len < module.len && !is_separator(module.ptr[package.len])))
        return 0;
    for (size_t i = 0; i < package.len; i++)
        if (!same_char(package.ptr[i], module.ptr[i]))
            return 0;
    return package.len;
}

/* The part of "org.junit:junit" in front of the colon, which says whose packages it has; all of other
 * names. */
static cg_str package_of(cg_str dependency)
{
    ptrdiff_t colon = cg_str_find(dependency, ':');
    return cg_str_slice(dependency, 0, colon < 0 ? dependency.len : (size_t)colon);
}

typedef struct search {
    cg_str module;
    size_t best; /* length of the package's name found so far */
    cg_str version;
} search;

/* Takes the version of the longest name that fits; of equal ones the first that states one. */
static void look_into(search *s, const cg_unit *unit, cg_arena *arena)
{
    for (size_t i = 0; i < unit->imports.len; i++) {
        const cg_import *import = &unit->imports.ptr[i];
        cg_str version = cg_unit_str(unit, import->name);
        size_t fits = match(package_of(cg_unit_str(unit, import->module)), s->module);
        if (version.len == 0 || fits <= s->best)
            continue;
        s->best = fits;
        s->version = cg_arena_str(arena, version);
    }
}

cg_code version_of_external(const cg_snapshot *snap, cg_id id, cg_arena *arena, cg_str *out_version,
                            cg_err *err)
{
    cg_external external;
    cg_code rc = cg_snapshot_external(snap, id, arena, &external, err);
    if (rc != CG_OK)
        return rc;
    search s = {.module = external.module};
    uint32_t limit = cg_snapshot_files_limit(snap);
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (!file->present || file->unit_no == CG_NONE || file->lang != CG_LANG_MANIFEST)
            continue;
        CG_AUTO(cg_unit_pin) pin = NULL;
        rc = view_unit(snap, num, false, &pin, err);
        if (rc != CG_OK)
            return rc;
        look_into(&s, cg_unit_pin_unit(pin), arena);
    }
    *out_version = s.version;
    return CG_OK;
}
