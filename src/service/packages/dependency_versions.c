// SPDX-License-Identifier: Apache-2.0
// Which package an external is of, and which version of it the project has: what its manifests ask for, and what its lock
// files settled on, of the module of the external or of a package that the module is in; and what an index met.
#include "service_int.h"

/* ---- whose file it is ---- */

cg_lang_id manifest_language(cg_str path)
{
    static const struct {
        const char *name;
        cg_lang_id lang;
    } files[] = {
        {"package.json", CG_LANG_JAVASCRIPT},
        {"package-lock.json", CG_LANG_JAVASCRIPT},
        {"yarn.lock", CG_LANG_JAVASCRIPT},
        {"pnpm-lock.yaml", CG_LANG_JAVASCRIPT},
        {"npm-shrinkwrap.json", CG_LANG_JAVASCRIPT},
        {"go.mod", CG_LANG_GO},
        {"Cargo.toml", CG_LANG_RUST},
        {"Cargo.lock", CG_LANG_RUST},
        {"pom.xml", CG_LANG_JAVA},
        {"gradle.lockfile", CG_LANG_JAVA},
        {"buildscript-gradle.lockfile", CG_LANG_JAVA},
    };
    cg_str name = cg_str_slice(path, (size_t)(cg_str_rfind(path, '/') + 1), path.len);
    for (size_t i = 0; i < CG_ARRAY_LEN(files); i++)
        if (cg_str_eq(name, cg_str_from(files[i].name)))
            return files[i].lang;
    return CG_LANG_PYTHON; /* has most names; other manifests have no dependencies */
}

/* ---- whether a package has a module ---- */

static bool is_separator(char c)
{
    return c == '/' || c == '.' || c == ':';
}

/* "_" and "-" are alike, and so is case: crates and distributions are written with either. */
static char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c == '_' ? '-' : c;
}

static bool is_same(cg_str a, cg_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (folded(a.ptr[i]) != folded(b.ptr[i]))
            return false;
    return true;
}

/* How much of `module` the package's name is, from its start on; 0: it is not of that package. */
static size_t match(cg_str package, cg_str module)
{
    bool fits = package.len > 0 && package.len <= module.len &&
                (package.len == module.len || is_separator(module.ptr[package.len])) &&
                is_same(package, cg_str_slice(module, 0, package.len));
    return fits ? package.len : 0;
}

/* The part of "org.junit:junit" in front of the colon, which says whose packages it has; all of other
 * names. */
static cg_str package_of(cg_str dependency)
{
    ptrdiff_t colon = cg_str_find(dependency, ':');
    return cg_str_slice(dependency, 0, colon < 0 ? dependency.len : (size_t)colon);
}

/* ---- versions ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* From the first digit on: without "^", ">=", "v". */
static cg_str numbers_of(cg_str version)
{
    size_t i = 0;
    while (i < version.len && !is_digit(version.ptr[i]))
        i++;
    return cg_str_slice(version, i, version.len);
}

/* The number at the front of "4.17.1", which moves behind its dot; false: there is none. */
static bool next_number(cg_str *rest, uint64_t *out)
{
    size_t i = 0;
    for (*out = 0; i < rest->len && is_digit(rest->ptr[i]); i++)
        *out = *out * 10 + (uint64_t)(rest->ptr[i] - '0');
    bool more = i > 0 && i < rest->len && rest->ptr[i] == '.';
    *rest = cg_str_slice(*rest, more ? i + 1 : i, more || i == 0 ? rest->len : i);
    return i > 0;
}

/* How many numbers two versions begin with alike; *out_newer: the next ones of `a` are higher. */
static unsigned compare_versions(cg_str a, cg_str b, bool *out_newer)
{
    uint64_t x, y;
    unsigned alike = 0;
    a = numbers_of(a);
    b = numbers_of(b);
    for (;; alike++) {
        bool more_a = next_number(&a, &x), more_b = next_number(&b, &y);
        *out_newer = more_a && (!more_b || x > y);
        if (!more_a || !more_b || x != y)
            return alike;
    }
}

/* ---- the search ---- */

typedef struct stated {
    cg_str name, version;
    size_t fits;    /* how much of the module its name is; 0: none found */
    bool asked_for; /* it is the dependency that a manifest asks for */
    unsigned alike; /* numbers it has in common with what is asked for */
} stated;

typedef struct search {
    cg_external external;
    cg_arena *arena;
    stated requirement, resolved;
} search;

/* The longest name is nearest to the module; of equal ones the first. */
static bool is_better_requirement(const stated *a, const stated *b)
{
    return a->fits > b->fits;
}

/* Several versions of one package may be installed: one is as it was asked for, others are what
 * dependencies need. Of several that suit, the newest. */
static bool is_better_resolved(const stated *a, const stated *b)
{
    bool newer;
    if (b->fits == 0 || a->asked_for != b->asked_for)
        return b->fits == 0 || a->asked_for;
    if (a->fits != b->fits)
        return a->fits > b->fits;
    if (a->alike != b->alike)
        return a->alike > b->alike;
    (void)compare_versions(a->version, b->version, &newer);
    return newer;
}

static void take(search *s, stated *best, stated found, bool resolved)
{
    if (!(resolved ? is_better_resolved : is_better_requirement)(&found, best))
        return;
    *best = found;
    best->name = cg_arena_str(s->arena, found.name);
    best->version = cg_arena_str(s->arena, found.version);
}

static void look_into(search *s, const cg_unit *unit, bool resolved)
{
    bool newer;
    for (size_t i = 0; i < unit->imports.len; i++) {
        const cg_import *import = &unit->imports.ptr[i];
        stated found = {.name = cg_unit_str(unit, import->module),
                        .version = cg_unit_str(unit, import->name)};
        found.fits = match(package_of(found.name), s->external.module);
        if (found.fits == 0 || found.version.len == 0 ||
            ((import->flags & CG_IMPORT_RESOLVED) != 0) != resolved)
            continue;
        if (resolved) {
            found.asked_for = is_same(found.name, s->requirement.name);
            found.alike = compare_versions(found.version, s->requirement.version, &newer);
        }
        take(s, resolved ? &s->resolved : &s->requirement, found, resolved);
    }
}

static cg_code look_into_all(search *s, const cg_snapshot *snap, bool resolved, cg_err *err)
{
    uint32_t limit = cg_snapshot_files_limit(snap);
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (!file->present || file->unit_no == CG_NONE || file->lang != CG_LANG_MANIFEST ||
            manifest_language(file->path) != s->external.lang)
            continue;
        CG_AUTO(cg_unit_pin) pin = NULL;
        cg_code rc = view_unit(snap, num, false, &pin, err);
        if (rc != CG_OK)
            return rc;
        look_into(s, cg_unit_pin_unit(pin), resolved);
    }
    return CG_OK;
}

/* ---- what an index says ---- */

/* The source of an edge that an index made to the external: of several the first. */
static cg_code indexed_user(const cg_snapshot *snap, cg_node_ref external, cg_node_ref *out_user,
                            bool *out_is, cg_err *err)
{
    cg_edge_row row;
    cg_edge_scan *scan = cg_edge_scan_open(snap, external, true, CG_EDGE_NONE, CG_EDGE_NONE, 0);
    *out_is = false;
    while (!*out_is && cg_edge_scan_next(scan, &row)) {
        *out_is = row.rule == CG_RULE_SCIP && !row.manual;
        *out_user = row.source;
    }
    return cg_edge_scan_close(scan, err);
}

/* What it says of one thing of the module it says of all: they are of one package. */
static cg_code ask_index(const search *s, const cg_snapshot *snap, cg_node_ref external,
                         cg_known_target *out, cg_err *err)
{
    cg_node_ref user = 0;
    cg_node_place place;
    cg_known known;
    bool is;
    *out = (cg_known_target){.path = CG_STR_NULL};
    cg_code rc = indexed_user(snap, external, &user, &is, err);
    if (rc != CG_OK || !is)
        return rc;
    rc = cg_snapshot_node_by_ref(snap, user, &place, err);
    if (rc == CG_OK)
        rc = known_of_file(snap, place.file, s->arena, &known, &is, err);
    for (size_t i = 0; rc == CG_OK && is && i < known.targets_count; i++) {
        const cg_known_target *t = &known.targets[i];
        if (t->path.len == 0 && cg_str_eq(t->module, s->external.module) && t->package.len > 0) {
            *out = *t;
            break;
        }
    }
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a relationship has lost its source")
                                : rc;
}

cg_code origin_of_external(const cg_snapshot *snap, const cg_node_place *external, cg_arena *arena,
                           external_origin *out, cg_err *err)
{
    search s = {.arena = arena};
    cg_known_target met;
    cg_code rc = cg_snapshot_external(snap, external->id, arena, &s.external, err);
    if (rc == CG_OK)
        rc = look_into_all(&s, snap, false, err);
    if (rc == CG_OK)
        rc = look_into_all(&s, snap, true, err);
    if (rc == CG_OK)
        rc = ask_index(&s, snap, external->ref, &met, err);
    if (rc != CG_OK)
        return rc;
    *out = (external_origin){.requirement = s.requirement.version};
    if (s.resolved.fits > 0) {
        out->package = s.resolved.name;
        out->version = s.resolved.version;
    } else if (met.package.len > 0) {
        out->package = met.package;
        out->version = met.version.len > 0 ? met.version : s.requirement.version;
    } else {
        out->package = s.requirement.name;
        out->version = s.requirement.version;
    }
    return CG_OK;
}
