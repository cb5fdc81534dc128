// SPDX-License-Identifier: Apache-2.0
// C++: plain names outside of classes: the namespaces around a reference from the inside out, what
// using directives add to them, and the namespaces of what a call passes.
#include "cpp.h"

static bool is_directive(const cg_import *import)
{
    unsigned both = CG_IMPORT_WILDCARD | CG_IMPORT_NAMESPACE;
    return (import->flags & both) == both;
}

static bool is_space(const cg_link_unit *u, uint32_t def)
{
    return def == 0 || def_of(u, def)->kind == CG_NODE_NAMESPACE;
}

/* ---- using directives ---- */

#define OWN_SPACES_MAX 16u

/* Namespaces of `u` that `ref` names, each time that one is opened. */
static uint32_t own_spaces(const cg_link_unit *u, uint32_t ref, unsigned depth, uint32_t *out)
{
    uint32_t around[OWN_SPACES_MAX] = {0}, around_count = 1, count = 0;
    const cg_ref *r = ref_of(u, ref);
    if (r->base_kind == CG_BASE_REF && r->base != CG_NONE)
        around_count = depth > 0 ? own_spaces(u, r->base, depth - 1, around) : 0;
    for (uint32_t i = 0; i < around_count; i++)
        for (uint32_t d = unit_member(u, around[i], ref_name(u, ref));
             d != CG_NONE && count < OWN_SPACES_MAX; d = u->next[d])
            if (def_of(u, d)->kind == CG_NODE_NAMESPACE)
                out[count++] = d;
    return count;
}

/* What the file has in a namespace for itself, static functions for example. */
static void find_in_own(cg_linker *l, const cf_query *q, uint32_t ref, things *out)
{
    uint32_t spaces[OWN_SPACES_MAX], count = own_spaces(q->unit, ref, OWN_SPACES_MAX, spaces);
    for (uint32_t i = 0; i < count; i++)
        defs_named(l, q->unit, spaces[i], q->name, CG_RULE_INCLUDED, out);
}

/* What `using namespace` or `using enum`, stated by import `def` of `u`, shows. */
static void find_in_used(cg_linker *l, const cf_query *q, const cg_link_unit *u, uint32_t def,
                         things *out)
{
    uint32_t ref = def_of(u, def)->type_ref;
    const things *used = ref == CG_NONE ? NULL : names_of_ref(l, u, ref);
    for (uint32_t i = 0; used != NULL && i < used->count; i++) {
        const thing *t = &used->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        uint64_t space;
        if (t->kind == THING_PACKAGE)
            cf_find(l, q, t->key, out);
        else if (tu != NULL && cf_space_of(tu, t->def, &space))
            cf_find(l, q, space, out);
        else if (tu != NULL)
            members_of(l, t, q->name, out);
    }
    if (ref != CG_NONE && out->count == 0 && u == q->unit)
        find_in_own(l, q, ref, out);
}

static bool is_inside(const cg_link_unit *u, uint32_t def, uint32_t around)
{
    while (def != around && def != 0 && def != CG_NONE)
        def = def_of(u, def)->parent;
    return def == around;
}

/* Directives of `u` in namespace `level`; `from`, unless CG_NONE: and those in functions around it. */
static void find_by_directives(cg_linker *l, const cf_query *q, const cg_link_unit *u,
                               uint32_t level, uint32_t from, things *out)
{
    for (size_t i = 0; i < u->unit->imports.len; i++) {
        const cg_import *import = &u->unit->imports.ptr[i];
        uint32_t parent = def_of(u, import->def)->parent;
        if (!is_directive(import))
            continue;
        bool local = from != CG_NONE && !is_space(u, parent) && is_inside(u, from, parent);
        if (parent == level || local)
            find_in_used(l, q, u, import->def, out);
    }
}

/* Those that included files state for the whole namespace. */
static void find_by_shared_directives(cg_linker *l, const cf_query *q, uint64_t space, things *out)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, space, CG_STR(WILDCARD_NAME), places, &total);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *u = link_open(l, places[i].file);
        if (u == NULL || u == q->unit || cf_rank(cf_view(l, q->unit), u->file) == CG_NONE)
            continue;
        note_name(l, u, CG_STR(WILDCARD_NAME));
        find_in_used(l, q, u, places[i].def, out);
    }
}

/* ---- levels ---- */

static void find_at(cg_linker *l, const cf_query *q, const cg_link_unit *u, uint32_t level,
                    uint32_t from, things *out)
{
    uint64_t space;
    if (!cf_space_of(u, level, &space))
        return;
    cf_find(l, q, space, out);
    find_by_directives(l, q, u, level, from, out);
    find_by_shared_directives(l, q, space, out);
}

/* The namespaces around `def`, the global one left out when `inner`. */
static void find_around(cg_linker *l, const cf_query *q, const cg_link_unit *u, uint32_t def,
                        bool inner, things *out)
{
    uint32_t from = u == q->unit ? def : CG_NONE;
    for (; out->count == 0 && def != CG_NONE; def = def_of(u, def)->parent) {
        if (is_space(u, def) && !(inner && def == 0)) {
            find_at(l, q, u, def, from, out);
            from = CG_NONE;
        }
        if (def == 0)
            return;
    }
}

/* The namespaces around the class that a definition outside of it belongs to. */
static void find_around_owner(cg_linker *l, const cf_query *q, uint32_t def, things *out)
{
    thing around = type_around(l, q->unit, def);
    const cg_link_unit *u = around.kind == THING_INSTANCE && around.file != q->unit->file
                                ? link_open(l, around.file)
                                : NULL;
    if (u != NULL)
        find_around(l, q, u, around.def, true, out);
}

/* ---- what a call passes ---- */

static void find_with(cg_linker *l, const cf_query *q, const thing *value, things *out)
{
    uint64_t space;
    const cg_link_unit *u = value->kind == THING_INSTANCE ? link_open(l, value->file) : NULL;
    uint32_t def = u == NULL ? CG_NONE : value->def;
    while (u != NULL && def != CG_NONE && !is_space(u, def))
        def = def_of(u, def)->parent;
    if (u != NULL && def != 0 && def != CG_NONE && cf_space_of(u, def, &space))
        cf_find(l, q, space, out);
}

static void find_by_arguments(cg_linker *l, const cf_query *q, uint32_t call, things *out)
{
    size_t first, count = unit_hints(q->unit, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count && out->count == 0; i++) {
        things values = {0};
        values_of_ref(l, q->unit, q->unit->unit->hints.ptr[first + i].value, &values);
        for (uint32_t k = 0; k < values.count; k++)
            find_with(l, q, &values.list[k], out);
    }
}

/* ---- operators ---- */

/* Functions called `name` that the namespaces around `def` show, the innermost ones alone. */
static void find_functions_around(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                                  things *out)
{
    cf_query q = {.unit = u, .name = name, .role = CG_ROLE_CALL};
    for (uint32_t d = def; out->count == 0 && d != CG_NONE; d = def_of(u, d)->parent) {
        if (is_space(u, d))
            defs_named(l, u, d, name, CG_RULE_LEXICAL, out);
        if (is_space(u, d))
            find_at(l, &q, u, d, CG_NONE, out);
        if (d == 0)
            return;
    }
}

/* Those of the namespace of an operand's class. Whoever sees the class sees what stands beside it. */
static void find_functions_of(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                              things *out)
{
    cf_query q = {.unit = l->unit, .name = name, .role = CG_ROLE_CALL};
    uint64_t space;
    if (cf_space_of(u, def, &space))
        cf_find(l, &q, space, out);
    defs_named(l, u, def, name, u == l->unit ? CG_RULE_LEXICAL : CG_RULE_INCLUDED, out);
}

static uint32_t space_around(const cg_link_unit *u, uint32_t def)
{
    while (def != CG_NONE && !is_space(u, def))
        def = def_of(u, def)->parent;
    return def;
}

void cpp_find_applied(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *left,
                      const thing *right, things *out)
{
    const thing *const operands[] = {left, right};
    names_once(l, u, space_around(u, ref_of(u, ref)->source), ref_name(u, ref),
               find_functions_around, out);
    for (size_t i = 0; i < CG_ARRAY_LEN(operands); i++) {
        const cg_link_unit *ou = operands[i] ? link_open(l, operands[i]->file) : NULL;
        uint32_t space = ou != NULL ? space_around(ou, operands[i]->def) : CG_NONE;
        if (space != CG_NONE)
            names_once(l, ou, space, ref_name(u, ref), find_functions_of, out);
    }
}

/* ---- hooks ---- */

/* A macro's names are looked up where it is used, a template's partly too; and headers may rely on
 * what is included before them. */
static void find_unseen(cg_linker *l, const cf_query *q, uint32_t def, things *out)
{
    const cg_link_unit *u = q->unit;
    bool macro = def_of(u, def)->kind == CG_NODE_MACRO;
    uint64_t space;
    if (!macro && !cf_is_header(u->path) && !cf_view(l, u)->open)
        return;
    for (; out->count == 0 && def != CG_NONE; def = def_of(u, def)->parent) {
        if (is_space(u, def) && cf_space_of(u, def, &space))
            cf_find_unseen(l, q, space, out);
        if (def == 0)
            return;
    }
}

/* A namespace is one wherever it is opened: std too, whose files are no part of the project, where one of the
 * project adds to it. */
static void find_space(cg_linker *l, const cf_query *q, things *out)
{
    if (out->count == 0 && q->role == CG_ROLE_QUALIFY)
        cf_find_space(l, q, cf_global_space(), out);
}

/* What the types of the standard library give is known. */
static void find_std(const cf_query *q, things *out)
{
    if (cg_str_eq(q->name, CG_STR("std")))
        things_add(out,
                   (thing){.kind = THING_EXTERNAL, .key = name_hash(q->name), .text = q->name});
}

void cpp_global(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    cf_query q = cf_query_of(u, ref);
    uint32_t def = ref_of(u, ref)->source;
    find_around_owner(l, &q, def, out);
    find_around(l, &q, u, def, false, out);
    if (out->count == 0 && q.role == CG_ROLE_CALL)
        find_by_arguments(l, &q, ref, out);
    if (out->count == 0)
        find_unseen(l, &q, def, out);
    find_space(l, &q, out);
    find_std(&q, out);
}

void cpp_outermost(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    cf_query q = cf_query_of(u, ref);
    cf_find(l, &q, cf_global_space(), out);
    find_space(l, &q, out);
    find_std(&q, out);
}

void cpp_space_member(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    cf_query q = {.unit = u, .name = name, .role = CG_ROLE_NONE};
    uint64_t space;
    if (!cf_space_of(u, def, &space))
        return;
    cf_find(l, &q, space, out);
    if (out->count == 0)
        find_by_directives(l, &q, u, def, CG_NONE, out);
    if (out->count == 0)
        find_by_shared_directives(l, &q, space, out);
    if (out->count == 0 && cf_is_header(u->path))
        cf_find_unseen(l, &q, space, out);
}

void cpp_package_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    cf_query q = {.unit = l->unit, .name = name, .role = CG_ROLE_NONE};
    cf_find(l, &q, t->key, out);
}

/* ---- owners of definitions outside of them ---- */

/* One name of descriptors: "ns/A#" gives ns, then A. */
static cg_str next_owner(cg_str *descriptors)
{
    size_t end = 0;
    while (end < descriptors->len && descriptors->ptr[end] != '/' && descriptors->ptr[end] != '#')
        end++;
    cg_str name = cg_str_slice(*descriptors, 0, end);
    *descriptors = cg_str_slice(*descriptors, CG_MIN(end + 1, descriptors->len), descriptors->len);
    return name;
}

static void find_owner(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    cg_str rest = cg_unit_str(u->unit, def_of(u, def)->qualifier);
    cf_query q = {.unit = u, .name = next_owner(&rest), .role = CG_ROLE_QUALIFY};
    find_around(l, &q, u, def_of(u, def)->parent, false, out);
    while (out->count > 0 && rest.len > 0) {
        thing outer = out->list[0];
        *out = (things){0};
        members_of(l, &outer, next_owner(&rest), out);
    }
}

void cpp_owner(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    const void *answer;
    if (!memo_get(l, MEMO_RULES, u->file, def, &answer)) {
        things found = {0};
        find_owner(l, u, def, &found);
        answer = things_keep(l, &found);
        memo_set(l, MEMO_RULES, u->file, def, answer);
    }
    if (answer != NULL)
        things_add_all(out, answer);
}

/* ---- what classes show without owning it ---- */

/* Found by name: whether it is shown by class `type` of `u`. */
static bool is_shown(const cg_link_unit *du, uint32_t def, const cg_link_unit *u, uint32_t type)
{
    const cg_def *d = def_of(du, def);
    if (d->qualifier.len > 0)
        return cf_belongs(du, def, u, type);
    return du == u && d->kind == CG_NODE_ENUM_MEMBER && cf_shown_by(du, def) == type;
}

/* The name of a class is a member of it, which classes derived from it inherit. */
static void find_injected(cg_linker *l, const thing *type, cg_str name, things *out)
{
    const type_line *line = line_of(l, type);
    for (uint32_t i = 1; i < line->count && out->count == 0; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u == NULL || !cg_str_eq(def_name(u, line->types[i].def), name))
            continue;
        note_name(l, u, name);
        thing base = def_thing(u, line->types[i].def, CG_RULE_INHERITED_MEMBER);
        base.args = &line->types[i];
        base.args_count = 1;
        things_add(out, base);
    }
}

/* What it stands for or derives from in the standard library has types as members. */
static void find_std_type(cg_linker *l, const thing *type, cg_str name, things *out)
{
    const type_line *line = line_of(l, type);
    for (uint32_t i = 0; i < line->outside_count && out->count == 0; i++) {
        thing base = thing_given(l, line->outside[i], type);
        cpp_std_type(&base, name, out);
    }
}

void cpp_implied_member(cg_linker *l, const thing *type, cg_str name, things *out)
{
    find_injected(l, type, name, out);
    if (out->count == 0)
        find_std_type(l, type, name, out);
    if (out->count > 0)
        return;
    const cg_link_unit *u = link_open(l, type->file);
    place places[PLACES_MAX];
    uint32_t total;
    uint32_t count = link_catalog(l, cf_outside(def_name(u, type->def)), name, places, &total);
    things unseen = {0};
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *du = link_open(l, places[i].file);
        if (du == NULL)
            continue;
        note_name(l, du, name);
        if (!is_shown(du, places[i].def, u, type->def))
            continue;
        bool seen = cf_rank(cf_view(l, l->unit), du->file) != CG_NONE;
        names_of_def(l, du, places[i].def, CG_RULE_QUALIFIED, seen ? out : &unseen);
    }
    if (out->count == 0 && unseen.count == 1) /* what a header announces alone */
        things_add_all(out, &unseen);
}
