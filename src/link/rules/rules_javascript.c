// SPDX-License-Identifier: Apache-2.0
// JavaScript, TypeScript and TSX: what modules give each other, by ES imports and exports and by
// CommonJS; names that scripts and ambient declarations share.
#include "javascript.h"

#define SCOPE_GLOBAL "javascript-global"   /* names that every file sees */
#define SCOPE_AMBIENT "javascript-ambient" /* declare module "m" */
#define MODULE_OBJECT CG_STR("module")     /* that CommonJS has in every file */

static bool is_declaration_file(const cg_link_unit *u)
{
    cg_str base = link_path_base(u->path);
    return cg_str_ends(base, CG_STR(".d.ts")) || cg_str_ends(base, CG_STR(".d.mts")) ||
           cg_str_ends(base, CG_STR(".d.cts"));
}

/* A script shows its names to all files: extraction says so by their visibility. */
static bool is_global(const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (d->kind == CG_NODE_IMPORT || d->kind == CG_NODE_MODULE)
        return false;
    if (d->parent != 0) /* declare global { … } */
        return def_of(u, d->parent)->parent == 0 &&
               def_of(u, d->parent)->kind == CG_NODE_NAMESPACE &&
               cg_str_eq(def_name(u, d->parent), CG_STR("global"));
    return d->in_scope == 0 && d->visibility == CG_VIS_PUBLIC && !(d->modifiers & CG_MOD_EXPORTED);
}

static void javascript_publish(publisher *p, const cg_link_unit *u)
{
    javascript_publish_file(p, u);
    javascript_publish_imports(p, u);
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        if (def_of(u, d)->kind == CG_NODE_MODULE && def_of(u, d)->parent == 0)
            publish(p, scope_key(SCOPE_AMBIENT, def_name(u, d)), CG_STR(""), d);
        else if (is_global(u, d))
            publish(p, scope_key(SCOPE_GLOBAL, CG_STR("")), def_name(u, d), d);
    }
}

/* ---- what a module gives ---- */

static void module_things(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out)
{
    cg_str name = cg_unit_str(u->unit, import->module);
    const cg_link_unit *module = javascript_module(l, u, name);
    if (module != NULL)
        things_add(out, module_thing(module, CG_RULE_IMPORT_BINDING));
    else
        catalog_things(l, scope_key(SCOPE_AMBIENT, name), CG_STR(""), CG_RULE_IMPORT_BINDING, out);
}

static void names_in_modules(cg_linker *l, const things *modules, cg_str name, things *out)
{
    for (uint32_t i = 0; i < modules->count; i++)
        members_of(l, &modules->list[i], name, out);
}

/* Definitions of the file that its exports name. */
static void exported_defs(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    bool ambient = is_declaration_file(u);
    note_name(l, u, name);
    for (uint32_t d = unit_member(u, 0, name); d != CG_NONE; d = u->next[d]) {
        const cg_def *def = def_of(u, d);
        bool declared = ambient && def->kind != CG_NODE_IMPORT;
        if (def->modifiers & CG_MOD_EXPORTED || declared)
            names_of_def(l, u, d, CG_RULE_QUALIFIED, out);
    }
}

static void named_exports(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                          things *out);

/* export * from "m": every name but the default. */
static void passed_on(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    const uint32_t wanted = CG_IMPORT_WILDCARD | CG_IMPORT_REEXPORT;
    note_name(l, u, CG_STR(WILDCARD_NAME));
    for (size_t i = 0; i < u->unit->imports.len && out->count == 0; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        things modules = {0};
        if ((import->flags & wanted) != wanted)
            continue;
        module_things(l, u, import, &modules);
        for (uint32_t m = 0; m < modules.count; m++) {
            const cg_link_unit *module = link_open(l, modules.list[m].file);
            if (modules.list[m].kind == THING_MODULE && module != NULL)
                names_once(l, module, 0, name, named_exports, out);
            else
                members_of(l, &modules.list[m], name, out);
        }
    }
}

static void named_exports(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                          things *out)
{
    (void)def;
    exported_defs(l, u, name, out);
    if (out->count == 0)
        passed_on(l, u, name, out);
}

/* `export default` and `module.exports =`: a definition, or a value that has none. */
static void nameless(cg_linker *l, const cg_link_unit *u, things *out)
{
    note_name(l, u, CG_STR(NAMELESS));
    for (size_t i = 0; i < u->nameless.len; i++)
        names_of_def(l, u, u->nameless.ptr[i], CG_RULE_QUALIFIED, out);
}

static void javascript_whole(cg_linker *l, const cg_link_unit *u, things *out)
{
    things all = {0};
    nameless(l, u, &all);
    for (uint32_t i = 0; i < all.count; i++)
        if (all.list[i].kind != THING_MODULE)
            things_add(out, all.list[i]);
        else if (all.list[i].file != u->file)
            whole_of(l, &all.list[i], out);
}

/* module.exports = {…}: its members are the file's. */
static bool is_whole_object(cg_linker *l, const things *whole)
{
    const thing *t = whole->count == 1 ? &whole->list[0] : NULL;
    const cg_link_unit *u = t != NULL && t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return u != NULL && def_of(u, t->def)->kind == CG_NODE_CONSTANT &&
           cg_str_eq(def_name(u, t->def), CG_STR("exports"));
}

static void javascript_exported(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    things whole = {0};
    bool by_default = cg_str_eq(name, CG_STR("default"));
    if (by_default) {
        exported_defs(l, u, name, out);
        if (out->count == 0)
            nameless(l, u, out);
        if (out->count == 0 || is_whole_object(l, out)) /* of CommonJS, the default is all */
            things_add(out, module_thing(u, CG_RULE_QUALIFIED));
        return;
    }
    names_once(l, u, 0, name, named_exports, out);
    if (out->count > 0)
        return;
    nameless(l, u, &whole);
    for (uint32_t i = 0; i < whole.count; i++)
        members_of(l, &whole.list[i], name, out);
}

/* ---- what an import binds ---- */

/* export { a as b }: b is what a is in the file itself. */
static void names_here(cg_linker *l, const cg_link_unit *u, uint32_t alias, cg_str name,
                       things *out)
{
    note_name(l, u, name);
    for (uint32_t d = unit_member(u, 0, name); d != CG_NONE; d = u->next[d])
        if (d != alias && def_of(u, d)->in_scope == 0)
            names_of_def(l, u, d, CG_RULE_QUALIFIED, out);
}

/* A path that leads nowhere is no package, nor is a module of the project that lacks a name. */
static thing outside_module(cg_linker *l, cg_str module, cg_str name, bool found)
{
    bool path = module.ptr[0] == '.' || module.ptr[0] == '/' || module.ptr[0] == '#' ||
                cg_str_starts(module, CG_STR("@/")) || cg_str_starts(module, CG_STR("~/"));
    return path || found ? unknown_thing(l, module, name)
                         : javascript_react_thing(external_thing(l, module, name));
}

static void javascript_import(cg_linker *l, const cg_link_unit *u, const cg_import *import,
                              things *out)
{
    cg_str name = cg_unit_str(u->unit, import->name);
    things modules = {0};
    if (import->module.len == 0) {
        names_here(l, u, import->def, name, out);
        return;
    }
    module_things(l, u, import, &modules);
    if (name.len == 0)
        things_add_all(out, &modules);
    else
        names_in_modules(l, &modules, name, out);
    if (out->count == 0)
        things_add(
            out, outside_module(l, cg_unit_str(u->unit, import->module), name, modules.count > 0));
}

static void javascript_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    cg_str name = ref_name(u, ref);
    if (cg_str_eq(name, CG_STR("exports")))
        things_add(out, module_thing(u, CG_RULE_QUALIFIED));
    else if (cg_str_eq(name, MODULE_OBJECT))
        things_add(out, (thing){.kind = THING_BUILTIN,
                                .file = u->file,
                                .key = name_hash(MODULE_OBJECT),
                                .text = MODULE_OBJECT});
    else if (!javascript_library_global(name, out))
        catalog_things(l, scope_key(SCOPE_GLOBAL, CG_STR("")), name, CG_RULE_GLOBAL, out);
}

/* A member of what a package gives by default is, with CommonJS, one of the package. */
static bool javascript_default_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    if (t->external == NULL || !cg_str_eq(t->external->name, CG_STR("default")))
        return false;
    thing module = external_thing(l, t->external->module, CG_STR_NULL);
    things_add(out, javascript_react_thing(external_member(l, &module, name)));
    return true;
}

static void javascript_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const cg_link_unit *u = t->kind == THING_BUILTIN ? link_open(l, t->file) : NULL;
    uint32_t before = out->count;
    held_by_key(l, t, name, out);
    if (out->count == before && t->kind == THING_BUILTIN && t->def > 0) /* an object as written */
        members_put(l, t, name, out);
    if (out->count > before)
        return;
    if (u != NULL && cg_str_eq(t->text, MODULE_OBJECT) && cg_str_eq(name, CG_STR("exports")))
        things_add(out, module_thing(u, CG_RULE_QUALIFIED));
    else if (t->external != NULL && t->external->name.len == 0)
        things_add(out, javascript_react_thing(external_member(l, t, name)));
    else if (!javascript_default_member(l, t, name, out))
        javascript_library_member(l, t, name, out);
}

/* A member of one of the language's classes of which nothing is followed; of literals it is not known that they are such. */
static bool is_library_member(const thing *t, cg_str type)
{
    static const cg_str names[] = {CG_STR("add"), CG_STR("clear"), CG_STR("delete"), CG_STR("has"),
                                   CG_STR("withResolvers")};
    cg_str name = cg_str_slice(t->text, type.len + 1, t->text.len);
    bool known = false;
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        known |= cg_str_eq(name, names[i]);
    return known && t->def == 0;
}

/* What is called in place of what the project has of the kind, `typeof Map === 'undefined' ? ObjectMap : Map`: a function
 * or class of the language, a member of an object of such a class, or what a package gives. */
static bool javascript_is_library(const thing *t, unsigned role)
{
    things global = {0};
    bool builtin = t->kind == THING_BUILTIN;
    if (t->kind == THING_EXTERNAL && t->external != NULL)
        return !t->name_only;
    if (builtin && t->args_count == 0)
        return t->def == 0 && role == CG_ROLE_NEW && javascript_library_global(t->text, &global);
    ptrdiff_t end = cg_str_find(t->text, builtin ? '.' : ':');
    cg_str type = cg_str_slice(t->text, 0, end < 0 ? 0 : (size_t)end);
    bool member = builtin ? t->args->def == 0
                          : t->kind == THING_EXTERNAL && end > 0 && is_library_member(t, type);
    return member && javascript_library_global(type, &global);
}

/* What code puts on objects; of a class that writes no constructor, that is the class. */
static void javascript_implied_member(cg_linker *l, const thing *type, cg_str name, things *out)
{
    members_put(l, type, name, out);
    javascript_react_inherited(l, type, name, out);
    if (out->count > 0 || type->kind != THING_INSTANCE || !cg_str_eq(name, CG_STR("constructor")))
        return;
    const cg_link_unit *u = link_open(l, type->file);
    thing class = *type;
    class.kind = THING_DEF;
    if (u != NULL && def_of(u, type->def)->kind == CG_NODE_CLASS)
        things_add(out, class);
}

const link_rules cg_link_rules_javascript = {
    .langs = {CG_LANG_JAVASCRIPT, CG_LANG_TYPESCRIPT, CG_LANG_TSX},
    .traits = LINK_FIRST_FITS | LINK_ANY_COUNT | LINK_PASSED | LINK_DYNAMIC | LINK_TYPE_VALUES |
              LINK_READS_CALLED | LINK_STATICS_APART | LINK_FUNCTION_TYPES | LINK_CONSTRUCTORS_PASS,
    .instance_member = "prototype",
    .publish = javascript_publish,
    .import = javascript_import,
    .global = javascript_global,
    .exported = javascript_exported,
    .importers = javascript_importers,
    .whole = javascript_whole,
    .part = javascript_part,
    .element = javascript_element,
    .implied_member = javascript_implied_member,
    .infer = javascript_infer,
    .function_param = javascript_function_param,
    .builtin_passed = javascript_library_passed,
    .builtin_member = javascript_builtin_member,
    .type_made = javascript_type_made,
    .is_library = javascript_is_library,
    .member_behind = javascript_library_member,
    .builtin_result = javascript_library_result,
    .unknown_result = javascript_unknown_result,
};
