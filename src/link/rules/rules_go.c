// SPDX-License-Identifier: Apache-2.0
// Go: the files of a directory with one package clause share their names and the methods of their
// types; importers see what is exported. A directory holds one package that can be imported, and
// perhaps its external tests ("x_test") and programs ("main").
#include "go.h"
#include "link_int.h"

/* ---- packages ---- */

uint32_t go_clause(const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->kind == CG_NODE_PACKAGE)
            return d;
    return CG_NONE;
}

/* Of one file: its package clause, by the name in it. */
static uint64_t clause_scope(const cg_link_unit *u)
{
    return scope_key("go-clause", u->path);
}

cg_str go_package_name(cg_linker *l, const cg_link_unit *u)
{
    uint32_t clause = go_clause(u);
    place places[PLACES_MAX];
    uint32_t total;
    if (clause == CG_NONE)
        return CG_STR_NULL;
    if (u->file != l->unit->file) { /* what the clause says, and that it is the clause */
        note_name(l, u, def_name(u, clause));
        (void)link_catalog(l, clause_scope(u), def_name(u, clause), places, &total);
    }
    return def_name(u, clause);
}

static uint64_t scope_of(const char *word, cg_str dir, cg_str name)
{
    return cg_hash64(name.ptr, name.len, scope_key(word, dir));
}

uint64_t go_package_scope(cg_str dir, cg_str package)
{
    return scope_of("go-package", dir, package);
}

uint64_t go_methods_scope(cg_str dir, cg_str package, cg_str type)
{
    return cg_hash64(type.ptr, type.len, scope_of("go-methods", dir, package));
}

uint64_t go_exports_scope(cg_str dir)
{
    return scope_key("go-exports", dir);
}

uint64_t go_directory_scope(cg_str dir)
{
    return scope_key("go-directory", dir);
}

uint64_t go_program_scope(cg_str dir)
{
    return scope_key("go-program", dir);
}

static bool is_importable(cg_str package)
{
    return !cg_str_eq(package, CG_STR("main")) && !cg_str_ends(package, CG_STR("_test"));
}

/* The file whose package clause stands for the package: doc.go, or the one called as the directory. */
static cg_str name_of_main_file(const cg_link_unit *u)
{
    cg_str file = link_path_base(u->path), dir = link_path_base(unit_dir(u));
    bool same = file.len == dir.len + 3 && cg_str_starts(file, dir);
    return same || cg_str_eq(file, CG_STR("doc.go")) ? file : CG_STR_NULL;
}

static void publish_package(publisher *p, const cg_link_unit *u, uint32_t clause)
{
    uint64_t scope = go_directory_scope(unit_dir(u));
    cg_str main = name_of_main_file(u);
    publish(p, scope, def_name(u, clause), clause);
    if (!cg_str_ends(u->path, CG_STR("_test.go")))
        publish(p, scope, CG_STR(""), clause);
    if (main.len > 0)
        publish(p, scope, main, clause);
}

static void go_publish(publisher *p, const cg_link_unit *u)
{
    uint32_t clause = go_clause(u);
    if (clause == CG_NONE)
        return;
    cg_str dir = unit_dir(u), package = def_name(u, clause);
    uint64_t names = go_package_scope(dir, package), exports = go_exports_scope(dir);
    bool importable = is_importable(package);
    publish(p, clause_scope(u), package, clause);
    if (importable)
        publish_package(p, u, clause);
    else if (cg_str_eq(package, CG_STR("main")) && !cg_str_ends(u->path, CG_STR("_test.go")))
        publish(p, go_program_scope(dir), CG_STR(""), clause);
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        const cg_def *def = def_of(u, d);
        if (def->qualifier.len > 0) {
            cg_str type = cg_unit_str(u->unit, def->qualifier);
            publish(p, go_methods_scope(dir, package, type), def_name(u, d), d);
        } else if (def->parent == 0 && def->in_scope == 0 && def->kind != CG_NODE_IMPORT) {
            publish(p, names, def_name(u, d), d);
            if (importable && def->visibility == CG_VIS_PUBLIC)
                publish(p, exports, def_name(u, d), d);
        }
    }
    go_publish_methods(p, u);
}

/* ---- names ---- */

static uint64_t own_scope(cg_linker *l, const cg_link_unit *u)
{
    return go_package_scope(unit_dir(u), go_package_name(l, u));
}

static void go_imported(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out)
{
    cg_str path = cg_unit_str(u->unit, import->module), dir;
    if (go_find_package(l, u, path, &dir))
        things_add(out, package_thing(go_exports_scope(dir), dir, CG_RULE_IMPORT_BINDING));
    else if (cg_str_eq(go_package_name(l, u), CG_STR("main_test")) && go_is_own_program(l, u, path))
        things_add(out, package_thing(go_package_scope(unit_dir(u), CG_STR("main")), unit_dir(u),
                                      CG_RULE_IMPORT_BINDING));
    else
        things_add(out, external_thing(l, path, CG_STR_NULL));
}

static void names_by_dot(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    note_name(l, u, CG_STR(WILDCARD_NAME));
    for (size_t i = 0; i < u->unit->imports.len && out->count == 0; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        things package = {0};
        if (!(import->flags & CG_IMPORT_WILDCARD))
            continue;
        names_of_import(l, u, import->def, &package);
        for (uint32_t k = 0; k < package.count; k++)
            members_unnamed(l, &package.list[k], name, out);
    }
    for (uint32_t k = 0; k < out->count; k++)
        out->list[k].rule = CG_RULE_STAR_IMPORT;
}

/* A package may be called otherwise than its path says; only its own files tell. */
static void package_called(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    for (size_t i = 0; i < u->unit->imports.len && out->count == 0; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        things package = {0};
        if (!(import->flags & CG_IMPORT_DEFAULT))
            continue;
        names_of_import(l, u, import->def, &package);
        if (package.count == 0 || package.list[0].kind != THING_PACKAGE)
            continue;
        place places[PLACES_MAX];
        uint32_t total;
        (void)link_catalog(l, go_directory_scope(package.list[0].text), name, places, &total);
        if (total > 0)
            things_add_all(out, &package);
    }
}

static void go_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    cg_str name = ref_name(u, ref);
    catalog_things(l, own_scope(l, u), name, CG_RULE_PACKAGE_SCOPE, out);
    if (out->count == 0)
        names_by_dot(l, u, name, out);
    if (out->count == 0)
        package_called(l, u, name, out);
    if (out->count == 0 && go_library_has(CG_STR("builtin"), name))
        things_add(out, unknown_thing(l, CG_STR("builtin"), name));
}

/* ---- methods ---- */

uint64_t go_methods_elsewhere(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (!cg_node_kind_is_type(d->kind) || d->kind == CG_NODE_INTERFACE || d->parent != 0)
        return 0;
    CG_AUTO_VALUE(cg_buf) type = {0};
    cg_symbol_add_descriptor(&type, CG_NODE_CLASS, def_name(u, def), CG_STR_NULL);
    return go_methods_scope(unit_dir(u), go_package_name(l, u), cg_buf_str(&type));
}

/* The qualifier is the descriptor of a type of the same package. */
static void go_owner(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    cg_str name = cg_unit_str(u->unit, def_of(u, def)->qualifier);
    name = cg_str_slice(name, 0, name.len - 1);
    if (cg_str_starts(name, CG_STR("`")))
        name = cg_str_slice(name, 1, name.len - 1);
    catalog_things(l, own_scope(l, u), name, CG_RULE_PACKAGE_SCOPE, out);
}

/* ---- edges ---- */

/* The clause that stands for the package of a directory, or for the program there. */
static bool main_clause(cg_linker *l, cg_str dir, place *out)
{
    cg_str names[] = {CG_STR("doc.go"), link_text(l, "%.*s.go", CG_STR_ARG(link_path_base(dir))),
                      CG_STR(""), CG_STR("")};
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++) {
        place places[PLACES_MAX];
        uint32_t total;
        bool program = i == CG_ARRAY_LEN(names) - 1;
        uint64_t scope = program ? go_program_scope(dir) : go_directory_scope(dir);
        uint32_t count = link_catalog(l, scope, names[i], places, &total);
        const cg_link_unit *u = count > 0 ? link_open(l, places[0].file) : NULL;
        if (u == NULL)
            continue;
        (void)go_package_name(l, u); /* noted: the edge leads there */
        *out = places[0];
        return true;
    }
    return false;
}

static void link_import(cg_linker *l, const cg_link_unit *u, const cg_import *import)
{
    things package = {0};
    place at;
    names_of_import(l, u, import->def, &package);
    if (package.count == 0 || package.list[0].kind != THING_PACKAGE ||
        !main_clause(l, package.list[0].text, &at))
        return;
    add_edge(l,
             (cg_link_edge){.source = def_of(u, import->def)->parent,
                            .target_file = at.file == u->file ? CG_NONE : at.file,
                            .target = at.def,
                            .kind = CG_EDGE_IMPORTS,
                            .rule = CG_RULE_IMPORT_BINDING,
                            .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_IMPORT_BINDING),
                            .first = NO_ORDINAL});
}

static void go_derive(cg_linker *l, const cg_link_unit *u)
{
    for (size_t i = 0; i < u->unit->imports.len; i++)
        link_import(l, u, &u->unit->imports.ptr[i]);
    go_implements(l, u);
}

const link_rules cg_link_rules_go = {
    .langs = {CG_LANG_GO},
    .traits = LINK_LINE_BREADTH | LINK_SPREADS | LINK_RESULTS | LINK_CALLS_NAMED |
              LINK_RECEIVER_PARAMS | LINK_LITERALS,
    .builtins = "builtin",
    .publish = go_publish,
    .import = go_imported,
    .global = go_global,
    .members_elsewhere = go_methods_elsewhere,
    .owner = go_owner,
    .choose = go_choose,
    .part = go_part,
    .infer = go_infer,
    .core = go_core,
    .builtin_member = go_external_member,
    .builtin_result = go_result,
    .derive = go_derive,
};
