// SPDX-License-Identifier: Apache-2.0
// Java: packages, which are names and not folders, and what imports bring in from them.
//
// A plain name that its file does not declare is looked for in the file's package, then in packages
// and types that are imported on demand, then in java.lang; a name that is still unknown is taken for
// the start of a package's name. java_library.c knows the classes of the platform, java_types.c how
// types relate.
#include "java.h"
#include "link_int.h"

#define SCOPE_PACKAGE "java-package" /* of a package: its types by name */

/* ---- packages ---- */

/* The package's name; a package declaration is a file's first definition. */
static cg_str package_of(const cg_link_unit *u)
{
    bool named = u->unit->defs.len > 1 && def_of(u, 1)->kind == CG_NODE_PACKAGE;
    return named ? def_name(u, 1) : CG_STR("");
}

static void java_publish(publisher *p, const cg_link_unit *u)
{
    uint64_t scope = scope_key(SCOPE_PACKAGE, package_of(u));
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->parent == 0 && is_type_def(u, d))
            publish(p, scope, def_name(u, d), d);
}

static size_t common_folders(cg_str a, cg_str b)
{
    size_t common = 0;
    for (size_t i = 0; i < CG_MIN(a.len, b.len) && a.ptr[i] == b.ptr[i]; i++)
        if (a.ptr[i] == '/')
            common = i + 1;
    return common;
}

/* Several source trees may define the same class, each for itself: the nearest is meant. */
static uint32_t java_choose(cg_linker *l, place *places, uint32_t count)
{
    size_t best = 0;
    uint32_t kept = 0;
    size_t near[PLACES_MAX];
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        near[i] = u ? common_folders(u->path, l->unit->path) : 0;
        best = CG_MAX(best, near[i]);
    }
    for (uint32_t i = 0; i < count; i++)
        if (near[i] == best)
            places[kept++] = places[i];
    return kept;
}

static void type_in_package(cg_linker *l, cg_str package, cg_str name, things *out)
{
    uint32_t before = out->count;
    catalog_things(l, scope_key(SCOPE_PACKAGE, package), name, CG_RULE_PACKAGE_SCOPE, out);
    const java_class *class = out->count > before ? NULL : java_class_in(package, name);
    if (class != NULL)
        things_add(out, java_class_instance(class));
}

/* What nobody knows under this name in a package is another package, or a dependency's type: by
 * convention that has a capital letter. */
static void unknown_name(cg_linker *l, cg_str package, cg_str name, things *out)
{
    bool type = name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
    cg_str full =
        package.len == 0 ? name : link_text(l, "%.*s.%.*s", CG_STR_ARG(package), CG_STR_ARG(name));
    things_add(out, type ? external_thing(l, package, name)
                         : package_thing(scope_key(SCOPE_PACKAGE, full), full, CG_RULE_QUALIFIED));
}

/* Anything may be a package: whether it was one shows when a type is found in it. */
static void java_package_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    type_in_package(l, t->text, name, out);
    if (out->count == 0)
        unknown_name(l, t->text, name, out);
}

static void split_name(cg_str dotted, cg_str *out_front, cg_str *out_last)
{
    ptrdiff_t dot = cg_str_rfind(dotted, '.');
    *out_front = cg_str_slice(dotted, 0, dot < 0 ? 0 : (size_t)dot);
    *out_last = cg_str_slice(dotted, (size_t)(dot + 1), dotted.len);
}

/* The type with a qualified name: of a package, or inside another type. */
static void type_called(cg_linker *l, cg_str dotted, things *out)
{
    cg_str front, last;
    split_name(dotted, &front, &last);
    uint32_t before = out->count;
    if (!link_enter(l))
        return;
    type_in_package(l, front, last, out);
    if (out->count == before && front.len > 0) {
        things outer = {0};
        type_called(l, front, &outer);
        for (uint32_t i = 0; i < outer.count; i++)
            members_of(l, &outer.list[i], last, out);
    }
    link_leave(l);
}

/* ---- imports ---- */

static bool names_class(cg_str name)
{
    return name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}

/* `t` as it is called outside of the project, where `dotted` names it. Packages are written small, which is
 * all that tells them from the classes around a class. */
static thing called_by_name(cg_linker *l, thing t, cg_str dotted)
{
    size_t end = 0, start = 0;
    for (size_t i = 0; i <= dotted.len; i++) {
        if (i < dotted.len && dotted.ptr[i] != '.')
            continue;
        if (names_class(cg_str_slice(dotted, start, i)))
            break;
        end = i;
        start = i + 1;
    }
    return thing_called(l, t, cg_str_slice(dotted, 0, end),
                        cg_str_slice(dotted, start, dotted.len));
}

/* Methods and fields of one name may come from several classes, by an import each. */
static void static_members(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        things type = {0};
        if (!(import->flags & CG_IMPORT_STATIC) || import->flags & CG_IMPORT_WILDCARD ||
            !cg_str_eq(cg_unit_str(u->unit, import->name), name))
            continue;
        type_called(l, cg_unit_str(u->unit, import->module), &type);
        for (uint32_t t = 0; t < type.count; t++)
            members_of(l, &type.list[t], name, out);
    }
}

static void java_import(cg_linker *l, const cg_link_unit *u, const cg_import *import, things *out)
{
    cg_str module = cg_unit_str(u->unit, import->module);
    cg_str name = cg_unit_str(u->unit, import->name);
    if (import->flags & CG_IMPORT_SIDE_EFFECT)
        return; /* a module's requirement */
    cg_str dotted =
        name.len == 0 ? module : link_text(l, "%.*s.%.*s", CG_STR_ARG(module), CG_STR_ARG(name));
    if (import->flags & CG_IMPORT_STATIC && name.len > 0)
        static_members(l, u, name, out);
    else
        type_called(l, dotted, out);
    if (out->count == 0)
        things_add(out, unknown_thing(l, module, name));
    for (uint32_t i = 0; i < out->count; i++)
        if (out->list[i].kind == THING_BUILTIN || out->list[i].kind == THING_EXTERNAL)
            out->list[i] = called_by_name(l, out->list[i], dotted); /* of the library, or unknown */
}

/* Types of packages and types that are imported with all they have; two of them are one too many. */
static void types_on_demand(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        if (!(import->flags & CG_IMPORT_WILDCARD) || import->flags & CG_IMPORT_STATIC)
            continue;
        cg_str module = cg_unit_str(u->unit, import->module);
        uint32_t before = out->count;
        type_called(l, link_text(l, "%.*s.%.*s", CG_STR_ARG(module), CG_STR_ARG(name)), out);
        for (uint32_t k = before; k < out->count; k++)
            out->list[k].rule = CG_RULE_STAR_IMPORT;
    }
}

static void static_members_on_demand(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        things type = {0};
        if (!(import->flags & CG_IMPORT_WILDCARD) || !(import->flags & CG_IMPORT_STATIC))
            continue;
        type_called(l, cg_unit_str(u->unit, import->module), &type);
        for (uint32_t t = 0; t < type.count; t++)
            members_of(l, &type.list[t], name, out);
    }
    for (uint32_t k = 0; k < out->count; k++)
        out->list[k].rule = CG_RULE_STAR_IMPORT;
}

/* import static Shapes.*: its nested types come with its methods. */
static void nested_types_on_demand(cg_linker *l, const cg_link_unit *u, cg_str name, things *out)
{
    things members = {0};
    static_members_on_demand(l, u, name, &members);
    for (uint32_t i = 0; i < members.count; i++) {
        const thing *t = &members.list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL && is_type_def(tu, t->def))
            things_add(out, *t);
    }
}

/* ---- plain names ---- */

static bool may_be_value(unsigned role)
{
    return role == CG_ROLE_CALL || role == CG_ROLE_READ || role == CG_ROLE_WRITE ||
           role == CG_ROLE_READ_WRITE;
}

static void java_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    unsigned role = ref_of(u, ref)->role;
    cg_str name = ref_name(u, ref), package = package_of(u);
    note_name(l, u, package);
    note_name(l, u, CG_STR(WILDCARD_NAME));
    if (may_be_value(role))
        static_members_on_demand(l, u, name, out);
    if (role == CG_ROLE_CALL)
        return;
    if (out->count == 0)
        type_in_package(l, package, name, out);
    if (out->count == 0)
        types_on_demand(l, u, name, out);
    if (out->count == 0)
        nested_types_on_demand(l, u, name, out);
    if (out->count == 0)
        type_in_package(l, CG_STR("java.lang"), name, out);
    if (out->count == 0 && (role == CG_ROLE_READ || role == CG_ROLE_QUALIFY))
        unknown_name(l, CG_STR(""), name, out);
}

/* What is promised by interfaces of a record may be the accessor of its component. */
static void component_overrides(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    thing type = {.kind = THING_INSTANCE, .file = u->file, .def = def_of(u, def)->parent};
    const type_line *line = line_of(l, &type);
    for (uint32_t i = 1; i < line->count; i++) {
        const cg_link_unit *tu = link_open(l, line->types[i].file);
        if (tu == NULL)
            continue;
        note_name(l, tu, def_name(u, def));
        uint32_t m = unit_member(tu, line->types[i].def, def_name(u, def));
        while (m != CG_NONE &&
               (def_of(tu, m)->kind != CG_NODE_METHOD || def_of(tu, m)->params_max > 0 ||
                def_of(tu, m)->modifiers & CG_MOD_STATIC))
            m = tu->next[m];
        if (m == CG_NONE)
            continue;
        add_edge(l, (cg_link_edge){.source = def,
                                   .target_file = tu == u ? CG_NONE : tu->file,
                                   .target = m,
                                   .kind = CG_EDGE_OVERRIDES,
                                   .rule = CG_RULE_DERIVED,
                                   .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_DERIVED),
                                   .first = NO_ORDINAL});
        return;
    }
}

/* The body of an enum's constant is a class below the enum. */
static void java_derive(cg_linker *l, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        const cg_def *def = def_of(u, d);
        size_t first;
        if (def->kind == CG_NODE_FIELD && has_accessor(u, d) &&
            unit_bases(u, def->parent, &first) > 0)
            component_overrides(l, u, d);
        if (def->kind == CG_NODE_ENUM_MEMBER && def->body_end > def->body_start)
            add_edge(l, (cg_link_edge){.source = d,
                                       .target_file = CG_NONE,
                                       .target = def->parent,
                                       .kind = CG_EDGE_INHERITS,
                                       .rule = CG_RULE_STRUCTURE,
                                       .confidence = 100,
                                       .first = NO_ORDINAL});
    }
}

const link_rules cg_link_rules_java = {
    .langs = {CG_LANG_JAVA},
    .traits =
        LINK_MEMBERS_IN_SCOPE | LINK_OVERLOADS | LINK_NAME_SPACES | LINK_CALLS_APART | LINK_PRIVATE,
    .publish = java_publish,
    .derive = java_derive,
    .import = java_import,
    .global = java_global,
    .package_member = java_package_member,
    .choose = java_choose,
    .callees = java_callees,
    .fit = java_fit,
    .infer = java_infer,
    .as_expected = java_as_expected,
    .element = java_element,
    .item = java_item,
    .superclass_member = java_superclass_member,
    .implied_member = java_implied_member,
    .function_param = java_function_param,
    .function_gives = java_function_gives,
    .builtin_member = java_builtin_member,
    .builtin_result = java_builtin_result,
    .builtin_passed = java_builtin_passed,
    .builtin_wants = java_builtin_wants,
    .called_member = java_called_member,
};
