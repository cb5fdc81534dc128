// SPDX-License-Identifier: Apache-2.0
// Dependencies between packages. Stored are those between files; of packages they are put together when
// somebody asks, so that no commit has to. A package is a set of files, and is known by a node of kind
// package, of which there are two sorts:
//
//   in a source file    the package clause of Go and Java, one node in each of the package's files:
//                       all files with that clause; in Go in that folder
//   in a manifest       package.json, Cargo.toml, …: the files of its language below its folder that are
//                       not below the manifest of another package
//
// A package depends on another where one of its files depends on one of the other's files. Packages of
// one sort are told from each other by that sort; a file that is in none stands for itself.
#include "service_int.h"

#include <stdlib.h>

/* A file of a package whose node stands for all of it. */
#define HOME_UNKNOWN CG_NONE

typedef struct manifest {
    cg_str folder; /* without a slash at its end; "" for the root */
    cg_lang_id lang;
    uint32_t file;
    cg_str path;
} manifest;

typedef struct packages {
    const cg_snapshot *snap;
    cg_arena *arena;
    bool by_manifest;
    manifest *manifests; /* by folder and language */
    size_t manifests_count;
    uint32_t *homes; /* of each file; its own number: it is in no package, or stands for it */
} packages;

static const cg_file *parsed_file(const packages *p, uint32_t num)
{
    const cg_file *file = cg_snapshot_file(p->snap, num);
    return file != NULL && file->present && file->unit_no != CG_NONE ? file : NULL;
}

static cg_str folder_of(cg_str path)
{
    ptrdiff_t slash = cg_str_rfind(path, '/');
    return cg_str_slice(path, 0, slash < 0 ? 0 : (size_t)slash);
}

/* The unit's definition of kind package; CG_NONE. Manifests and source files have at most one. */
static uint32_t package_def(const cg_unit *unit)
{
    for (uint32_t d = 1; d < unit->defs.len; d++)
        if (unit->defs.ptr[d].kind == CG_NODE_PACKAGE)
            return d;
    return CG_NONE;
}

/* ---- manifests ---- */

static cg_lang_id family(unsigned lang)
{
    return lang == CG_LANG_TYPESCRIPT || lang == CG_LANG_TSX ? CG_LANG_JAVASCRIPT
                                                             : (cg_lang_id)lang;
}

static int compare_manifests(const void *a, const void *b)
{
    const manifest *x = a, *y = b;
    int order = cg_str_cmp(x->folder, y->folder);
    return order != 0 ? order : (int)x->lang - (int)y->lang;
}

static int compare_paths(const void *a, const void *b)
{
    const manifest *x = a, *y = b;
    int order = compare_manifests(x, y);
    return order != 0 ? order : cg_str_cmp(x->path, y->path);
}

/* Those that have a package; of several for one language in a folder the first by path. */
static cg_code find_manifests(packages *p, cg_err *err)
{
    uint32_t limit = cg_snapshot_files_limit(p->snap);
    size_t room = 0;
    for (uint32_t num = 0; num < limit; num++)
        room += cg_snapshot_file(p->snap, num)->lang == CG_LANG_MANIFEST;
    p->manifests = cg_arena_alloc_array(p->arena, room + 1, sizeof *p->manifests);
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = parsed_file(p, num);
        CG_AUTO(cg_unit_pin) pin = NULL;
        if (file == NULL || file->lang != CG_LANG_MANIFEST)
            continue;
        cg_code rc = view_unit(p->snap, num, false, &pin, err);
        if (rc != CG_OK)
            return rc;
        if (package_def(cg_unit_pin_unit(pin)) != CG_NONE)
            p->manifests[p->manifests_count++] =
                (manifest){folder_of(file->path), manifest_language(file->path), num, file->path};
    }
    qsort(p->manifests, p->manifests_count, sizeof *p->manifests, compare_paths);
    size_t kept = 0;
    for (size_t i = 0; i < p->manifests_count; i++)
        if (kept == 0 || compare_manifests(&p->manifests[kept - 1], &p->manifests[i]) != 0)
            p->manifests[kept++] = p->manifests[i];
    p->manifests_count = kept;
    return CG_OK;
}

/* The file of the nearest manifest above; the file itself where there is none. */
static uint32_t nearest_manifest(const packages *p, uint32_t num, const cg_file *file)
{
    bool is_manifest = file->lang == CG_LANG_MANIFEST;
    manifest wanted = {.folder = folder_of(file->path),
                       .lang = is_manifest ? manifest_language(file->path) : family(file->lang)};
    for (;;) {
        const manifest *found = bsearch(&wanted, p->manifests, p->manifests_count,
                                        sizeof *p->manifests, compare_manifests);
        if (found != NULL)
            return found->file;
        if (wanted.folder.len == 0)
            return num;
        wanted.folder = folder_of(wanted.folder);
    }
}

/* ---- package clauses ---- */

typedef CG_VEC(uint32_t) file_list;

static bool is_same_package(const packages *p, const cg_file *a, uint32_t other, cg_str name,
                            cg_code *rc, cg_err *err)
{
    const cg_file *b = parsed_file(p, other);
    CG_AUTO(cg_unit_pin) pin = NULL;
    if (b == NULL || b->lang != a->lang ||
        (a->lang == CG_LANG_GO && !cg_str_eq(folder_of(a->path), folder_of(b->path))))
        return false;
    *rc = view_unit(p->snap, other, false, &pin, err);
    if (*rc != CG_OK)
        return false;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    uint32_t def = package_def(unit);
    return def != CG_NONE && cg_str_eq(cg_unit_str(unit, unit->defs.ptr[def].name), name);
}

/* Files whose package clause has the name, found through the index of names. */
static cg_code find_clauses(const packages *p, const cg_file *file, cg_str name, file_list *out,
                            cg_err *err)
{
    char folded[CG_NAME_INDEX_MAX];
    cg_str wanted = cg_name_fold(name, folded), at;
    cg_node_ref ref;
    cg_code rc = CG_OK;
    cg_name_scan *scan = cg_name_scan_open(p->snap, wanted, CG_STR_NULL);
    while (rc == CG_OK && cg_name_scan_next(scan, &at, &ref) && cg_str_eq(at, wanted)) {
        cg_node_place place;
        if (cg_ref_kind(ref) != CG_NODE_PACKAGE)
            continue;
        rc = cg_snapshot_node_by_ref(p->snap, ref, &place, err);
        if (rc == CG_OK && !place.manual && is_same_package(p, file, place.file, name, &rc, err))
            CG_VEC_PUSH(out, place.file);
        if (rc == CG_E_NOT_FOUND) /* gone at this snapshot */
            rc = CG_OK;
    }
    cg_code closed = cg_name_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

/* All files of a package get the first of them by path for their home. */
static cg_code settle_clause(packages *p, uint32_t num, const cg_file *file, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    file_list files = {0};
    cg_code rc = view_unit(p->snap, num, false, &pin, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    uint32_t def = package_def(unit);
    if (def != CG_NONE && file->lang != CG_LANG_MANIFEST)
        rc = find_clauses(p, file, cg_unit_str(unit, unit->defs.ptr[def].name), &files, err);
    uint32_t home = num;
    for (size_t i = 0; i < files.len; i++)
        if (cg_str_cmp(cg_snapshot_file(p->snap, files.ptr[i])->path,
                       cg_snapshot_file(p->snap, home)->path) < 0)
            home = files.ptr[i];
    for (size_t i = 0; i < files.len; i++)
        p->homes[files.ptr[i]] = home;
    p->homes[num] = home;
    CG_VEC_FINI(&files);
    return rc;
}

/* ---- files to packages ---- */

static cg_code home_of(packages *p, uint32_t num, uint32_t *out_home, cg_err *err)
{
    const cg_file *file = parsed_file(p, num);
    cg_code rc = CG_OK;
    if (file == NULL)
        return CG_FAIL(err, CG_E_CORRUPT, "a relationship leads to a file that is not there");
    if (p->homes[num] == HOME_UNKNOWN && p->by_manifest)
        p->homes[num] = nearest_manifest(p, num, file);
    else if (p->homes[num] == HOME_UNKNOWN)
        rc = settle_clause(p, num, file, err);
    *out_home = p->homes[num];
    return rc;
}

/* ---- dependencies ---- */

/* Adds what one file depends on, or is depended on by: `sure` holds the highest confidence by home. */
static cg_code add_file(packages *p, uint32_t num, uint32_t own_home, bool inwards, uint8_t *sure,
                        cg_err *err)
{
    cg_arena_mark mark = cg_arena_save(p->arena);
    cg_node_ref *refs;
    size_t count;
    cg_code rc = cg_snapshot_file_nodes(p->snap, num, p->arena, &refs, &count, err);
    cg_node_ref node = rc == CG_OK && count > 0 ? refs[0] : 0;
    cg_arena_rewind(p->arena, mark);
    if (rc != CG_OK || count == 0)
        return rc;
    cg_edge_row row;
    cg_edge_scan *scan =
        cg_edge_scan_open(p->snap, node, inwards, CG_EDGE_DEPENDS_ON, CG_EDGE_NONE, 0);
    while (rc == CG_OK && cg_edge_scan_next(scan, &row)) {
        cg_node_place other;
        uint32_t home;
        rc = cg_snapshot_node_by_ref(p->snap, inwards ? row.source : row.target, &other, err);
        if (rc == CG_OK &&
            other.file == CG_NONE) /* a manual node, or a manual edge to an external */
            continue;
        if (rc == CG_OK)
            rc = home_of(p, other.file, &home, err);
        if (rc == CG_OK && home != own_home)
            sure[home] = CG_MAX(sure[home], row.confidence);
    }
    cg_code closed = cg_edge_scan_close(scan, rc == CG_OK ? err : NULL);
    return rc == CG_OK ? closed : rc;
}

/* The node that stands for a home: its package, or the file itself. */
static cg_code place_of_home(const packages *p, uint32_t home, cg_node_place *out, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_node_ref *refs;
    size_t count;
    cg_code rc = view_unit(p->snap, home, false, &pin, err);
    if (rc == CG_OK)
        rc = cg_snapshot_file_nodes(p->snap, home, p->arena, &refs, &count, err);
    if (rc != CG_OK)
        return rc;
    bool other_sort = (cg_snapshot_file(p->snap, home)->lang == CG_LANG_MANIFEST) != p->by_manifest;
    uint32_t def = other_sort ? CG_NONE : package_def(cg_unit_pin_unit(pin));
    def = def == CG_NONE ? 0 : def;
    rc = def < count ? cg_snapshot_node_by_ref(p->snap, refs[def], out, err) : CG_E_NOT_FOUND;
    return rc == CG_E_NOT_FOUND
               ? CG_FAIL(err, CG_E_CORRUPT, "a file's record does not fit its unit or its nodes")
               : rc;
}

typedef struct named_home {
    cg_str path;
    uint32_t home;
} named_home;

static int compare_homes(const void *a, const void *b)
{
    const named_home *x = a, *y = b;
    return cg_str_cmp(x->path, y->path);
}

static cg_code give_out(const packages *p, const uint8_t *sure, cg_arena *arena, derived_ends *out,
                        cg_err *err)
{
    uint32_t limit = cg_snapshot_files_limit(p->snap);
    size_t count = 0, found = 0;
    for (uint32_t num = 0; num < limit; num++)
        found += sure[num] > 0;
    named_home *homes = cg_arena_alloc_array(p->arena, found + 1, sizeof *homes);
    for (uint32_t num = 0; num < limit; num++)
        if (sure[num] > 0)
            homes[count++] = (named_home){cg_snapshot_file(p->snap, num)->path, num};
    qsort(homes, count, sizeof *homes, compare_homes);
    out->list = cg_arena_alloc_array(arena, count + 1, sizeof *out->list);
    for (size_t i = 0; i < count; i++) {
        derived_end *edge = &out->list[out->count++];
        edge->confidence = sure[homes[i].home];
        cg_code rc = place_of_home(p, homes[i].home, &edge->other, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

cg_code package_dependencies(const cg_snapshot *snap, const cg_node_place *package, bool inwards,
                             cg_arena *arena, derived_ends *out, cg_err *err)
{
    uint32_t limit = cg_snapshot_files_limit(snap), own_home, home;
    CG_AUTO(cg_arena) work = cg_arena_create(0);
    packages p = {.snap = snap, .arena = work};
    p.by_manifest = cg_snapshot_file(snap, package->file)->lang == CG_LANG_MANIFEST;
    p.homes = cg_arena_alloc_array(work, limit + 1u, sizeof *p.homes);
    memset(p.homes, 0xff, limit * sizeof *p.homes); /* HOME_UNKNOWN */
    uint8_t *sure = cg_arena_alloc(work, limit + 1u);
    *out = (derived_ends){0};
    cg_code rc = p.by_manifest ? find_manifests(&p, err) : CG_OK;
    if (rc == CG_OK)
        rc = home_of(&p, package->file, &own_home, err);
    for (uint32_t num = 0; rc == CG_OK && num < limit; num++) {
        if (parsed_file(&p, num) == NULL || (p.homes[num] == HOME_UNKNOWN && !p.by_manifest))
            continue; /* all files of the package have their home by now */
        rc = home_of(&p, num, &home, err);
        if (rc == CG_OK && home == own_home)
            rc = add_file(&p, num, own_home, inwards, sure, err);
    }
    return rc == CG_OK ? give_out(&p, sure, arena, out, err) : rc;
}

/* ---- all of them ---- */

static bool has_clauses(unsigned lang)
{
    return lang == CG_LANG_GO || lang == CG_LANG_JAVA;
}

static void open_homes(packages *p, const cg_snapshot *snap, bool by_manifest, cg_arena *arena)
{
    uint32_t limit = cg_snapshot_files_limit(snap);
    *p = (packages){.snap = snap, .arena = arena, .by_manifest = by_manifest};
    p->homes = cg_arena_alloc_array(arena, limit + 1u, sizeof *p->homes);
    memset(p->homes, 0xff, limit * sizeof *p->homes); /* HOME_UNKNOWN */
}

cg_code package_homes(const cg_snapshot *snap, const cg_patience *patience, cg_arena *arena,
                      uint32_t **out_homes, cg_err *err)
{
    packages by_clause, by_manifest;
    uint32_t limit = cg_snapshot_files_limit(snap);
    open_homes(&by_clause, snap, false, arena);
    open_homes(&by_manifest, snap, true, arena);
    *out_homes = cg_arena_alloc_array(arena, limit + 1u, sizeof **out_homes);
    cg_code rc = find_manifests(&by_manifest, err);
    for (uint32_t num = 0; rc == CG_OK && num < limit; num++) {
        const cg_file *file = parsed_file(&by_clause, num);
        (*out_homes)[num] = num;
        if (file == NULL)
            continue;
        rc = cg_patience_check(patience, err);
        if (rc == CG_OK)
            rc = home_of(has_clauses(file->lang) ? &by_clause : &by_manifest, num,
                         &(*out_homes)[num], err);
    }
    return rc;
}

cg_code package_of_home(const cg_snapshot *snap, uint32_t home, cg_arena *arena, cg_node_place *out,
                        cg_err *err)
{
    const packages p = {.snap = snap,
                        .arena = arena,
                        .by_manifest = cg_snapshot_file(snap, home)->lang == CG_LANG_MANIFEST};
    return place_of_home(&p, home, out, err);
}
