// SPDX-License-Identifier: Apache-2.0
// Python: modules and packages by path, relative imports, star imports, namespace packages.
//
// A module is looked for below the source roots of the file that imports it (python_roots.c).
#include "python.h"

#define SCOPE_MODULE "python-module"     /* of a directory: its modules and packages by name */
#define SCOPE_FOLDER "python-folder"     /* of a directory: it has Python files below */
#define SCOPE_IMPORTED "python-imported" /* imports of the whole project, by the imported name */

static bool is_package(const cg_link_unit *u)
{
    return cg_str_starts(link_path_base(u->path), CG_STR("__init__."));
}

static cg_str without_extension(cg_str name)
{
    ptrdiff_t dot = cg_str_rfind(name, '.');
    return cg_str_slice(name, 0, dot < 0 ? name.len : (size_t)dot);
}

/* What is imported, by its last name: whoever imports it may call it. */
static void publish_imports(publisher *p, const cg_link_unit *u)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        cg_str name = cg_unit_str(u->unit, import->name);
        if (name.len == 0) {
            cg_str module = cg_unit_str(u->unit, import->module);
            name = cg_str_slice(module, (size_t)(cg_str_rfind(module, '.') + 1), module.len);
        }
        if (name.len > 0)
            publish(p, scope_key(SCOPE_IMPORTED, CG_STR("")), name, import->def);
    }
}

/* Special methods that a class gets from another: __radd__ = __add__. */
static void publish_special(publisher *p, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->kind == CG_NODE_FIELD && cg_str_starts(def_name(u, d), CG_STR("__")) &&
            cg_str_ends(def_name(u, d), CG_STR("__")))
            publish(p, scope_key(PYTHON_SPECIAL_SCOPE, CG_STR("")), def_name(u, d), d);
}

static void python_publish(publisher *p, const cg_link_unit *u)
{
    cg_str dir = unit_dir(u);
    if (is_package(u))
        publish(p, scope_key(SCOPE_MODULE, link_path_dir(dir)), link_path_base(dir), 0);
    else
        publish(p, scope_key(SCOPE_MODULE, dir), without_extension(link_path_base(u->path)), 0);
    for (; dir.len > 0; dir = link_path_dir(dir))
        publish(p, scope_key(SCOPE_FOLDER, dir), CG_STR(""), 0);
    publish_members(p, u);
    publish_special(p, u);
    publish_imports(p, u);
    python_publish_fixtures(p, u);
    python_publish_defaults(p, u);
}

/* ---- modules ---- */

/* Where a module's submodules are, as far as it has any: a package or a folder without __init__. */
typedef struct module_place {
    const cg_link_unit *unit; /* NULL: a namespace package */
    cg_str dir;
    bool found, is_package;
} module_place;

/* A package hides a module of its name; a module hides its stub. */
static bool is_better(const cg_link_unit *a, const cg_link_unit *b)
{
    if (b == NULL || is_package(a) != is_package(b))
        return b == NULL || is_package(a);
    return cg_str_ends(b->path, CG_STR(".pyi")) && !cg_str_ends(a->path, CG_STR(".pyi"));
}

static module_place look_in(cg_linker *l, cg_str dir, cg_str name)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, scope_key(SCOPE_MODULE, dir), name, places, &total);
    module_place at = {.dir = link_path_join(l, dir, name)};
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u != NULL && is_better(u, at.unit))
            at.unit = u;
    }
    at.found = at.unit != NULL;
    at.is_package = at.found && is_package(at.unit);
    if (!at.found)
        at.found = at.is_package = link_catalog_any(l, scope_key(SCOPE_FOLDER, at.dir), CG_STR(""));
    return at;
}

typedef struct known_module {
    cg_str dir, name;
    module_place at;
} known_module;

/* Asked again by every file that imports it, for each of the roots. */
static module_place module_in(cg_linker *l, cg_str dir, cg_str name)
{
    uint64_t hash = cg_hash64(name.ptr, name.len, cg_hash64(dir.ptr, dir.len, 0));
    uint32_t high = (uint32_t)(hash >> 32), low = (uint32_t)hash;
    const void *answer;
    if (memo_get(l, MEMO_MODULE, high, low, &answer)) {
        const known_module *known = answer;
        bool same = known != NULL && cg_str_eq(known->dir, dir) && cg_str_eq(known->name, name);
        return same ? known->at : look_in(l, dir, name);
    }
    known_module *found = cg_arena_alloc(l->arena, sizeof *found);
    *found = (known_module){dir, name, look_in(l, dir, name)};
    memo_set(l, MEMO_MODULE, high, low, found);
    return found->at;
}

static cg_str next_part(cg_str *dotted)
{
    ptrdiff_t dot = cg_str_find(*dotted, '.');
    cg_str part = cg_str_slice(*dotted, 0, dot < 0 ? dotted->len : (size_t)dot);
    *dotted = cg_str_slice(*dotted, dot < 0 ? dotted->len : (size_t)dot + 1, dotted->len);
    return part;
}

static module_place module_below(cg_linker *l, cg_str dir, cg_str dotted)
{
    module_place at = {.dir = dir, .found = true, .is_package = true};
    while (at.found && dotted.len > 0) {
        if (!at.is_package)
            return (module_place){0};
        at = module_in(l, at.dir, next_part(&dotted));
    }
    return at;
}

bool python_is_package(cg_linker *l, cg_str dir)
{
    return link_catalog_any(l, scope_key(SCOPE_MODULE, link_path_dir(dir)), link_path_base(dir));
}

/* A folder without modules of its own is taken only where no root has a module of that name. */
static module_place find_module(cg_linker *l, const cg_link_unit *u, cg_str dotted)
{
    const python_roots *roots = python_roots_of(l, u);
    module_place folder = {0};
    cg_str rest = dotted;
    bool standard = roots->inside && python_is_standard(next_part(&rest));
    for (uint32_t i = 0; i + standard < roots->count; i++) {
        module_place at = module_below(l, roots->dirs[i], dotted);
        bool itself = at.unit == u && !is_package(u); /* its name means the library's */
        if (at.found && at.unit != NULL && !itself)
            return at;
        if (at.found && at.unit == NULL && !folder.found)
            folder = at;
    }
    return folder;
}

static module_place find_relative(cg_linker *l, const cg_link_unit *u, cg_str dotted,
                                  uint32_t level)
{
    cg_str dir = unit_dir(u);
    for (; level > 1; level--) {
        if (dir.len == 0)
            return (module_place){0};
        dir = link_path_dir(dir);
    }
    if (dotted.len > 0)
        return module_below(l, dir, dotted);
    if (dir.len == 0)
        return (module_place){.dir = dir, .found = true, .is_package = true};
    return module_in(l, link_path_dir(dir), link_path_base(dir));
}

static module_place module_of(cg_linker *l, const cg_link_unit *u, const cg_import *import)
{
    cg_str dotted = cg_unit_str(u->unit, import->module);
    return import->level > 0 ? find_relative(l, u, dotted, import->level)
                             : find_module(l, u, dotted);
}

static void add_module(cg_linker *l, const module_place *at, things *out)
{
    if (at->unit != NULL)
        things_add(out, module_thing(at->unit, CG_RULE_IMPORT_BINDING));
    else if (at->found)
        things_add(
            out, package_thing(scope_key(SCOPE_MODULE, at->dir), at->dir, CG_RULE_IMPORT_BINDING));
    (void)l;
}

/* A folder without __init__ has the modules and folders in it. */
static void python_package_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    module_place at = module_in(l, t->text, name);
    add_module(l, &at, out);
}

static void name_in_module(cg_linker *l, const module_place *at, cg_str name, things *out)
{
    things module = {0};
    add_module(l, at, &module);
    for (uint32_t i = 0; i < module.count; i++)
        members_of(l, &module.list[i], name, out);
}

/* ---- names ---- */

/* Whether a module shows `name` to those who import all of it: what __all__ lists, where it is a plain
 * list, else what has no underscore in front. */
static bool is_shown(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    size_t first;
    note_name(l, u, CG_STR("__all__"));
    uint32_t all = unit_member(u, 0, CG_STR("__all__"));
    size_t count = all == CG_NONE ? 0 : unit_hints(u, CG_HINT_DEF_VALUE, all, &first);
    if (count == 0)
        return name.len > 0 && name.ptr[0] != '_';
    for (size_t i = 0; i < count; i++) {
        const cg_ref *listed = ref_of(u, u->unit->hints.ptr[first + i].value);
        if (listed->base_kind != CG_BASE_NONE || listed->role != CG_ROLE_READ)
            return true; /* names are added that are not written there */
        if (cg_str_eq(cg_ref_name(u->unit, listed), name))
            return true;
    }
    return false;
}

static void names_by_import(cg_linker *l, const cg_link_unit *u, const cg_import *import,
                            cg_str name, things *out)
{
    module_place at = module_of(l, u, import);
    if (at.unit != NULL && is_shown(l, at.unit, name))
        name_in_module(l, &at, name, out);
    for (uint32_t k = 0; k < out->count; k++)
        out->list[k].rule = CG_RULE_STAR_IMPORT;
}

/* The last import wins, of those that are made at all if there are any. */
static void names_by_star(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    bool unlikely = false;
    note_name(l, u, CG_STR(WILDCARD_NAME));
    for (unsigned rest = 0; rest <= unlikely && out->count == 0; rest++)
        for (size_t i = u->unit->imports.len; i-- > 0 && out->count == 0;) {
            const cg_import *import = &u->unit->imports.ptr[i];
            if (!(import->flags & CG_IMPORT_WILDCARD))
                continue;
            bool active = cg_modifiers_activity(def_of(u, import->def)->modifiers) == CG_ACTIVE;
            unlikely |= !active;
            if (active != rest)
                names_by_import(l, u, import, name, out);
        }
}

static void python_exported(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    defs_named(l, u, 0, name, CG_RULE_QUALIFIED, out);
    if (out->count == 0)
        names_by_star(l, u, name, out);
    if (out->count == 0 && is_package(u)) {
        module_place at = module_in(l, unit_dir(u), name);
        add_module(l, &at, out);
    }
}

/* `try: import a except ImportError: import b as a`: what else of the project the file defines under
 * the name. */
static void other_choices(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out)
{
    const cg_def *def = def_of(u, import->def);
    if (!(import->flags & CG_IMPORT_CONDITIONAL) || import->flags & CG_IMPORT_WILDCARD)
        return;
    uint32_t d = unit_member(u, def->parent, def_name(u, import->def));
    things found = {0};
    for (; d != CG_NONE && found.count == 0; d = u->next[d])
        if (d != import->def)
            names_of_def(l, u, d, CG_RULE_IMPORT_BINDING, &found);
    for (uint32_t i = 0; i < found.count; i++)
        if (found.list[i].kind != THING_EXTERNAL)
            things_add(out, found.list[i]);
}

/* Only the outermost package is known to be a module: `from a.b import c` takes the same as a.b.c. */
static thing outside_module(cg_linker *l, const cg_link_unit *u, const cg_import *import,
                            cg_str dotted, cg_str name)
{
    cg_str rest = dotted, top = next_part(&rest);
    if (rest.len > 0 && name.len > 0)
        name = link_text(l, "%.*s.%.*s", CG_STR_ARG(rest), CG_STR_ARG(name));
    if (name.len == 0)
        name = rest;
    bool own = import->level > 0 || find_module(l, u, top).found; /* but missing */
    return own ? unknown_thing(l, top, name) : external_thing(l, top, name);
}

static void python_import(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out)
{
    cg_str name = cg_unit_str(u->unit, import->name), dotted = cg_unit_str(u->unit, import->module);
    module_place at;
    if (import->flags & CG_IMPORT_WILDCARD || name.len > 0 || import->flags & CG_IMPORT_NAMESPACE) {
        at = module_of(l, u, import);
    } else { /* import a.b binds a */
        cg_str rest = dotted;
        dotted = next_part(&rest);
        at = find_module(l, u, dotted);
    }
    bool beside = name.len > 0 && at.unit == u; /* of the package itself: a module in it */
    if (beside)
        at = module_in(l, unit_dir(u), name);
    if (name.len > 0 && !beside)
        name_in_module(l, &at, name, out);
    else
        add_module(l, &at, out);
    if (out->count == 0)
        other_choices(l, u, import, out);
    if (out->count == 0)
        things_add(out, outside_module(l, u, import, dotted, name));
}

/* `a.b`, `..a`: the module that an import statement names, as written. */
static void module_as_written(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    uint32_t level = 0;
    while (level < name.len && name.ptr[level] == '.')
        level++;
    cg_str dotted = cg_str_slice(name, level, name.len);
    module_place at = level > 0 ? find_relative(l, u, dotted, level) : find_module(l, u, dotted);
    add_module(l, &at, out);
}

/* What more files import is a tool for any value. */
static uint32_t add_importers(cg_linker *l, cg_str name, place *out)
{
    return link_catalog_few(l, scope_key(SCOPE_IMPORTED, CG_STR("")), name, CATALOG_FEW, out);
}

static uint32_t python_importers(cg_linker *l, const cg_link_unit *u, cg_str name,
                                 place out[PLACES_MAX])
{
    cg_str module =
        is_package(u) ? link_path_base(unit_dir(u)) : without_extension(link_path_base(u->path));
    uint32_t count = add_importers(l, name, out);
    return count + add_importers(l, module, out + count);
}

static void python_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    names_by_star(l, u, ref_name(u, ref), out);
    if (out->count == 0 && ref_of(u, ref)->role == CG_ROLE_QUALIFY)
        module_as_written(l, u, ref_name(u, ref), out);
    if (out->count == 0 && ref_of(u, ref)->role != CG_ROLE_TYPE)
        python_builtin_function(l, ref_name(u, ref), out);
}

static void param_given(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    python_param_given(l, u, def, name, out);
    python_dispatched(l, u, def, name, out);
}

const link_rules cg_link_rules_python = {
    .langs = {CG_LANG_PYTHON},
    .traits = LINK_LINE_C3 | LINK_UNIQUE_MEMBERS | LINK_VARIANTS | LINK_PASSED | LINK_DYNAMIC |
              LINK_TYPE_VALUES | LINK_VALUES_APART,
    .call_member = "__call__",
    .builtins = "builtins",
    .publish = python_publish,
    .import = python_import,
    .global = python_global,
    .exported = python_exported,
    .package_member = python_package_member,
    .importers = python_importers,
    .function_param = python_function_param,
    .builtin_passed = python_builtin_passed,
    .infer = python_infer,
    .part = python_part,
    .operated = python_operated,
    .derive = python_derive,
    .implied_member = python_implied_member,
    .replaced = python_replaced,
    .made = python_made,
    .described = python_described,
    .called_member = python_called_member,
    .member_of_unknown = python_member_of_unknown,
    .param_given = param_given,
    .says_how = python_says_how,
    .builtin_member = python_builtin_member,
    .builtin_result = python_builtin_result,
};
