// SPDX-License-Identifier: Apache-2.0
// Rust: what paths name: `use` trees, re-exports, the prelude, and macros, which are in scope by their
// place in the crate.
#include "rust.h"

#define SCOPE_MACRO "rust-macro" /* all macros by example, by name */

/* ---- parts of paths ---- */

cg_str rust_next_name(cg_str *path)
{
    size_t end = 0;
    while (end < path->len && path->ptr[end] != ':')
        end++;
    cg_str name = cg_str_trim(cg_str_slice(*path, 0, end));
    while (end < path->len && path->ptr[end] == ':')
        end++;
    *path = cg_str_slice(*path, end, path->len);
    return name;
}

/* What has names behind a ::. */
static void keep_spaces(cg_linker *l, things *set)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        const thing *t = &set->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (u == NULL || is_type_def(u, t->def) || def_of(u, t->def)->kind == CG_NODE_MODULE)
            set->list[kept++] = *t;
    }
    set->count = kept;
}

/* self, super and crate as the next name of a path in `module`; false: it is another name. */
static bool module_word(cg_linker *l, rust_module module, cg_str name, things *out)
{
    if (cg_str_eq(name, CG_STR("self"))) {
        things_add(out, rust_module_thing(module));
    } else if (cg_str_eq(name, CG_STR("super"))) {
        things_add(out, rust_module_thing(rust_module_above(l, module)));
    } else if (cg_str_eq(name, CG_STR("crate")) || cg_str_eq(name, CG_STR("$crate"))) {
        things_add(out, rust_module_thing(rust_crate_root(l, module.unit)));
    } else {
        return false;
    }
    return true;
}

/* ---- macros ---- */

void rust_publish_macros(publisher *p, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->kind == CG_NODE_MACRO)
            publish(p, scope_key(SCOPE_MACRO, CG_STR("")), def_name(u, d), d);
}

/* Those of the crate whose root is given. Which of them is in scope where is a matter of order; one
 * crate seldom has two of one name, except for different platforms. */
void rust_macros_of_crate(cg_linker *l, const cg_link_unit *root, cg_str name, things *out)
{
    place places[PLACES_MAX];
    uint32_t total;
    uint32_t count = link_catalog(l, scope_key(SCOPE_MACRO, CG_STR("")), name, places, &total);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u == NULL || rust_crate_root(l, u).unit != root)
            continue;
        names_of_def(l, u, places[i].def, CG_RULE_PACKAGE_SCOPE, out);
    }
}

/* ---- plain names ---- */

static void names_in_prelude(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    static const char *const crates[] = {"std", "core"};
    for (size_t i = 0; i < CG_ARRAY_LEN(crates) && out->count == 0; i++) {
        rust_module crate = rust_crate_named(l, u, cg_str_from(crates[i]));
        if (crate.unit == NULL)
            continue;
        rust_names_of_path(l, crate.unit, 0,
                           link_text(l, "self::prelude::v1::%.*s", CG_STR_ARG(name)), out);
    }
}

/* A name that the module `def` does not declare: from its globs, another crate, the prelude. */
static void undeclared(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    if (module_word(l, (rust_module){u, def}, name, out))
        return;
    rust_names_by_glob(l, u, def, name, out);
    if (out->count == 0)
        things_add(out, rust_module_thing(rust_crate_named(l, u, name)));
    if (out->count == 0)
        names_in_prelude(l, u, name, out);
}

/* The first name of a path at definition `at`: declared there or around it. With a `space`, names
 * follow behind it, so a function or macro of that name is not meant. */
static void first_name(cg_linker *l, const cg_link_unit *u, uint32_t at, cg_str name, bool space,
                       things *out)
{
    rust_module module = rust_module_around(u, at);
    if (module_word(l, module, name, out))
        return;
    for (uint32_t d = at; out->count == 0; d = def_of(u, d)->parent) {
        bool type = d != 0 && is_type_def(u, d); /* its members need a qualifier */
        if (!type)
            rust_defs_named(l, u, d, name, at, CG_RULE_LEXICAL, out);
        if (space)
            keep_spaces(l, out);
        if (out->count == 0 && d != module.def && !type)
            rust_names_by_glob(l, u, d, name, out);
        if (d == module.def)
            break;
    }
    if (out->count == 0)
        names_once(l, u, module.def, name, undeclared, out);
}

void rust_names_of_path(cg_linker *l, const cg_link_unit *u, uint32_t at, cg_str path, things *out)
{
    things now = {0};
    cg_str name = rust_next_name(&path);
    if (name.len == 0) /* ::crate_name */
        things_add(&now, rust_module_thing(rust_crate_named(l, u, rust_next_name(&path))));
    else
        first_name(l, u, at, name, path.len > 0, &now);
    while (path.len > 0 && now.count > 0) {
        things next = {0};
        keep_spaces(l, &now);
        name = rust_next_name(&path);
        for (uint32_t i = 0; i < now.count; i++)
            members_unnamed(l, &now.list[i], name, &next);
        now = next;
    }
    things_add_all(out, &now);
}

/* What nobody declares is the language's own, or a crate that the project does not have. */
static thing undeclared_thing(cg_linker *l, const cg_link_unit *u, cg_str name, bool space)
{
    thing t = {.kind = THING_BUILTIN, .key = name_hash(name), .text = name};
    return space && rust_is_dependency(l, u, name) ? thing_called(l, t, name, CG_STR_NULL) : t;
}

/* From the globs of the function and those around it, inside of `end`. */
static void names_by_inner_globs(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t end,
                                 things *out)
{
    for (uint32_t d = ref_of(u, ref)->source; d != end && d != 0 && out->count == 0;
         d = def_of(u, d)->parent)
        if (!is_type_def(u, d))
            rust_names_by_glob(l, u, d, ref_name(u, ref), out);
}

/* `use Frame::*` in a function hides what the module around has: there `Ping(p)` is a frame's. */
void rust_hiding(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (u->wildcards.len == 0 || r->role == CG_ROLE_MACRO)
        return;
    uint32_t module = rust_module_around(u, r->source).def, owner = def_of(u, r->target)->parent;
    if (owner == module)
        names_by_inner_globs(l, u, ref, module, out);
}

void rust_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    cg_str name = ref_name(u, ref);
    rust_module module = rust_module_around(u, ref_of(u, ref)->source);
    if (ref_of(u, ref)->role == CG_ROLE_MACRO) {
        rust_macros_of_crate(l, rust_crate_root(l, u).unit, name, out);
        if (out->count == 0)
            rust_macros_by_glob(l, u, module.def, name, out);
        if (out->count > 0)
            return;
    }
    names_by_inner_globs(l, u, ref, module.def, out);
    if (out->count == 0)
        names_once(l, u, module.def, name, undeclared, out);
    unsigned role = ref_of(u, ref)->role;
    if (out->count == 0 && role != CG_ROLE_MACRO)
        things_add(out, undeclared_thing(l, u, name, role == CG_ROLE_QUALIFY));
}

/* ::name is a crate. */
void rust_outermost(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    things_add(out, rust_module_thing(rust_crate_named(l, u, ref_name(u, ref))));
    if (out->count == 0 && rust_is_dependency(l, u, ref_name(u, ref))) {
        thing crate = external_thing(l, ref_name(u, ref), CG_STR_NULL);
        crate.name_only = true;
        things_add(out, crate);
    }
}

/* ---- imports ---- */

/* `t` as the crate calls what is there called `path`: crates are the modules, whatever is inside. */
static thing called_by_path(cg_linker *l, thing t, cg_str path)
{
    CG_AUTO_VALUE(cg_buf) name = {0};
    cg_str crate = rust_next_name(&path), part;
    if (crate.len == 0) /* ::crate */
        crate = rust_next_name(&path);
    while ((part = rust_next_name(&path)).len > 0) {
        if (name.len > 0)
            cg_buf_add_char(&name, '.');
        cg_buf_add_str(&name, part);
    }
    return thing_called(l, t, crate, cg_arena_str(l->arena, cg_buf_str(&name)));
}

void rust_import(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out)
{
    cg_str module = cg_unit_str(u->unit, import->module), name = cg_unit_str(u->unit, import->name);
    uint32_t at = def_of(u, import->def)->parent;
    cg_str path =
        name.len == 0 ? module : link_text(l, "%.*s::%.*s", CG_STR_ARG(module), CG_STR_ARG(name));
    rust_names_of_path(l, u, at, path, out);
    if (out->count ==
        0) { /* before the edition of 2018, paths of `use` began at the crate's root */
        rust_module root = rust_crate_root(l, u);
        if (root.unit != u || rust_module_around(u, at).def != 0)
            rust_names_of_path(l, root.unit, 0, path, out);
    }
    if (out->count > 0)
        return;
    cg_str first = path;
    things known = {0};
    first_name(l, u, at, rust_next_name(&first), name.len > 0, &known);
    bool outside = known.count > 0 && known.list[0].external != NULL; /* extern crate */
    thing unknown = unknown_thing(l, module, name);
    unknown.name_only = outside;
    if (known.count == 0 || outside)
        things_add(out, called_by_path(l, unknown, path));
}

void rust_space_member(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    if (def_of(u, def)->modifiers & CG_MOD_DECLARATION) {
        thing file = rust_module_thing(rust_module_file(l, u, def));
        members_of(l, &file, name, out);
    } else if (!module_word(l, (rust_module){u, def}, name, out)) {
        rust_names_by_glob(l, u, def, name, out);
    }
}

void rust_exported(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    if (module_word(l, (rust_module){u, 0}, name, out))
        return;
    rust_defs_named(l, u, 0, name, 0, CG_RULE_QUALIFIED, out);
    if (out->count == 0)
        rust_names_by_glob(l, u, 0, name, out);
    if (out->count == 0 && rust_crate_root(l, u).unit == u)
        rust_macros_of_crate(l, u, name, out); /* #[macro_export] */
}
