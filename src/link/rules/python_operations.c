// SPDX-License-Identifier: Apache-2.0
// Python: what operators, loops, with, subscripts, conditions and functions of the language call: special methods of the
// class of a value, looked up in the class and never in the instance. The edges are references: nobody wrote a call there,
// and those who ask for calls, compilers and indexers among them, mean the written ones.
#include "link_int.h"
#include "python.h"

static cg_str methods_of(unsigned operation)
{
    switch (operation) {
#define CG_OPERATION(name, code, methods)                                                          \
    case CG_OPERATION_##name:                                                                      \
        return CG_STR(methods);
#include "cg/tbl/operations.h"
#undef CG_OPERATION
    default: return CG_STR_NULL;
    }
}

/* ---- methods of one value ---- */

/* Bases of the language that bring no special methods which stand in for others. */
static bool is_transparent(cg_str base)
{
    static const char *const names[] = {"object", "Generic", "Protocol", "ABC", NULL};
    ptrdiff_t colon = cg_str_find(base, ':');
    cg_str name = cg_str_slice(base, (size_t)(colon + 1), base.len);
    bool found = false;
    for (size_t i = 0; names[i] != NULL; i++)
        found |= cg_str_eq(name, cg_str_from(names[i]));
    return found;
}

/* The class may have special methods that are not the project's. */
static bool has_foreign_base(cg_linker *l, const thing *type)
{
    const type_line *line = line_of(l, type);
    bool foreign = false;
    for (uint32_t i = 0; line->open && !foreign && i < line->count; i++) {
        const type_line *of = line_of(l, &line->types[i]);
        bool own = i == 0 || of->open;
        foreign = own && of->open && of->outside_count == 0 && of->count <= 1;
        for (uint32_t k = 0; k < of->outside_count; k++)
            foreign |= !is_transparent(of->outside[k].text);
    }
    return foreign;
}

static void add_callable(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (u != NULL && cg_node_kind_is_callable(def_of(u, t->def)->kind) && !is_put(t))
        things_add(out, *t);
}

/* Members that are functions, or hold one: __radd__ = __add__. */
static void add_methods(cg_linker *l, const things *members, things *out)
{
    for (uint32_t i = 0; i < members->count; i++) {
        const thing *m = &members->list[i];
        const cg_link_unit *u = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        things held = {0};
        if (u == NULL || !holds_value(def_of(u, m->def)->kind)) {
            add_callable(l, m, out);
            continue;
        }
        values_held(l, m, &held);
        for (uint32_t k = 0; k < held.count; k++)
            add_callable(l, &held.list[k], out);
    }
}

static void find_methods(cg_linker *l, const thing *value, cg_str name, things *out)
{
    things members = {0};
    const cg_link_unit *u = value->kind == THING_DEF ? link_open(l, value->file) : NULL;
    if (value->kind == THING_INSTANCE)
        members_in_line(l, value, name, 0, &members);
    else if (value->kind == THING_PARAM)
        members_of(l, value, name, &members);
    else if (u != NULL && is_type_def(u, value->def) &&
             cg_str_eq(name, CG_STR("__class_getitem__")))
        members_in_line(l, value, name, 0, &members);
    else if (u != NULL && is_type_def(u, value->def))
        python_members_of_metaclass(l, value, name, &members);
    add_methods(l, &members, out);
}

/* No class of the project has a method of that name, which is cheaper to ask than what a value is. */
static bool is_anywhere(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    return link_catalog_any(l, members_scope(u), name) ||
           link_catalog_any(l, scope_key(PYTHON_SPECIAL_SCOPE, CG_STR("")), name);
}

static bool any_of(cg_linker *l, const cg_link_unit *u, cg_str methods)
{
    cg_str group, name;
    while (cg_str_split(&methods, ' ', &group))
        while (cg_str_split(&group, '|', &name))
            if (is_anywhere(l, u, name))
                return true;
    return false;
}

/* The same for any of several, asked once in a file. `number`: of the question. */
static bool any_anywhere(cg_linker *l, const cg_link_unit *u, cg_str methods, uint32_t number)
{
    static const uint64_t yes = 1, no = 0; /* even addresses: see memo.c */
    const void *answer;
    if (!memo_get(l, MEMO_RULES, u->file, number, &answer)) {
        answer = any_of(l, u, methods) ? &yes : &no;
        memo_set(l, MEMO_RULES, u->file, number, answer);
    }
    return answer == &yes;
}

/* Of alternatives the first that the value's class has. Classes of the language have the first ones themselves. */
static void first_of(cg_linker *l, const thing *value, cg_str alternatives, things *out)
{
    cg_str name;
    uint32_t before = out->count;
    for (bool first = true; cg_str_split(&alternatives, '|', &name) && out->count == before;
         first = false) {
        if (!first && value->kind == THING_INSTANCE && has_foreign_base(l, value))
            return;
        find_methods(l, value, name, out);
    }
}

/* ---- edges ---- */

/* Overloads of one owner are one. */
static bool is_repeated(cg_linker *l, const things *methods, uint32_t index)
{
    const thing *t = &methods->list[index];
    const cg_link_unit *u = link_open(l, t->file);
    for (uint32_t i = 0; i < index; i++) {
        const thing *other = &methods->list[i];
        if (other->file == t->file && def_of(u, other->def)->parent == def_of(u, t->def)->parent &&
            u->names[other->def] == u->names[t->def])
            return true;
    }
    return false;
}

static void refer_to(cg_linker *l, const cg_link_unit *u, uint32_t source, const things *methods,
                     uint32_t ordinal)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < methods->count; i++)
        count += !is_repeated(l, methods, i);
    unsigned sure =
        cg_link_rule_confidence(count > 1 ? CG_RULE_ONE_OF_SEVERAL : CG_RULE_SPECIAL_METHOD);
    for (uint32_t i = 0; i < methods->count; i++) {
        const thing *t = &methods->list[i];
        const cg_link_unit *tu = link_open(l, t->file);
        if (is_repeated(l, methods, i))
            continue;
        add_edge(l, (cg_link_edge){.source = source,
                                   .target_file = tu == u ? CG_NONE : t->file,
                                   .target = t->def,
                                   .kind = CG_EDGE_REFERENCES,
                                   .rule = CG_RULE_SPECIAL_METHOD,
                                   .confidence = (uint8_t)sure,
                                   .first = ordinal});
    }
}

/* A loop asks what __iter__ gives for one after the other. */
static void call_next(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *makers,
                      cg_str name, uint32_t ordinal)
{
    if (makers->count == 0)
        return;
    things iterators = {0}, methods = {0};
    for (uint32_t i = 0; i < makers->count; i++)
        results_of(l, &makers->list[i], u, CG_NONE, &iterators);
    for (uint32_t i = 0; i < iterators.count; i++)
        if (iterators.list[i].kind == THING_INSTANCE)
            find_methods(l, &iterators.list[i], name, &methods);
    refer_to(l, u, ref_of(u, ref)->source, &methods, ordinal);
}

/* The receiver of a class method is the class. */
static void operands_of(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    values_of_ref(l, u, ref, out);
    if (r->base_kind != CG_BASE_SELF || r->name_len > 0)
        return;
    uint32_t method = r->source;
    while (method != 0 && !is_type_def(u, def_of(u, method)->parent))
        method = def_of(u, method)->parent;
    for (uint32_t i = 0; i < out->count; i++)
        if (def_of(u, method)->modifiers & CG_MOD_STATIC && out->list[i].kind == THING_INSTANCE)
            out->list[i].kind = THING_DEF;
}

/* What map, sorted and the like are passed, to call it. */
static void call_passed(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal)
{
    things passed = {0}, called = {0};
    values_of_ref(l, u, ref, &passed);
    for (uint32_t i = 0; i < passed.count; i++) {
        const thing *t = &passed.list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (t->kind == THING_INSTANCE)
            find_methods(l, t, CG_STR("__call__"), &called);
        else if (tu != NULL && is_type_def(tu, t->def))
            things_add(&called, *t);
        else
            add_callable(l, t, &called);
    }
    refer_to(l, u, ref_of(u, ref)->source, &called, ordinal);
}

static void call_method(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *of,
                        const char *name, uint32_t ordinal)
{
    things found = {0};
    find_methods(l, of, cg_str_from(name), &found);
    refer_to(l, u, ref_of(u, ref)->source, &found, ordinal);
}

bool python_any_makes(cg_linker *l)
{
    return any_anywhere(l, l->unit, CG_STR("__new__"), PYTHON_MEMO_MAKERS);
}

bool python_any_describes(cg_linker *l)
{
    return any_anywhere(l, l->unit, CG_STR("__get__"), PYTHON_MEMO_DESCRIBES);
}

/* Making an instance calls more than the constructor, which the class stands for. */
static void call_makers(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal)
{
    static const char *const makers[] = {"__new__", "__post_init__", "__attrs_post_init__"};
    const things *names = names_of_ref(l, u, ref);
    const cg_link_unit *tu = names->count == 1 && names->list[0].kind == THING_DEF
                                 ? link_open(l, names->list[0].file)
                                 : NULL;
    if (tu == NULL || !is_type_def(tu, names->list[0].def))
        return;
    thing made = names->list[0];
    made.kind = THING_INSTANCE;
    for (uint32_t i = 0; i < CG_ARRAY_LEN(makers); i++)
        if (any_anywhere(l, u, cg_str_from(makers[i]), PYTHON_MEMO_MAKERS + i))
            call_method(l, u, ref, &made, makers[i], ordinal);
    if (any_anywhere(l, u, CG_STR("__call__"), CG_OPERATION_CALL))
        call_method(l, u, ref, &names->list[0], "__call__", ordinal);
}

void python_derived(cg_linker *l, const cg_link_unit *u, uint32_t class)
{
    cg_str name = CG_STR("__init_subclass__");
    thing derived = def_thing(u, class, CG_RULE_SPECIAL_METHOD);
    things found = {0}, methods = {0};
    if (!any_anywhere(l, u, name, PYTHON_MEMO_DERIVES))
        return;
    members_in_line(l, &derived, name, 1, &found);
    add_methods(l, &found, &methods);
    refer_to(l, u, def_of(u, class)->parent, &methods, NO_ORDINAL);
}

static void call_operation(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal)
{
    unsigned operation = ref_of(u, ref)->form;
    cg_str methods = methods_of(operation), group;
    things operands = {0};
    operands_of(l, u, ref, &operands);
    while (operands.count > 0 && cg_str_split(&methods, ' ', &group)) {
        things found = {0};
        for (uint32_t i = 0; i < operands.count; i++)
            first_of(l, &operands.list[i], group, &found);
        refer_to(l, u, ref_of(u, ref)->source, &found, ordinal);
        if (operation == CG_OPERATION_ITERATE)
            call_next(l, u, ref, &found, CG_STR("__next__"), ordinal);
        else if (operation == CG_OPERATION_ITERATE_ASYNC)
            call_next(l, u, ref, &found, CG_STR("__anext__"), ordinal);
    }
}

void python_operated(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal)
{
    unsigned operation = ref_of(u, ref)->form;
    if (ref_of(u, ref)->role == CG_ROLE_CALL)
        call_makers(l, u, ref, ordinal);
    if (operation == CG_OPERATION_CALL)
        call_passed(l, u, ref, ordinal);
    else if (operation != CG_OPERATION_NONE && any_anywhere(l, u, methods_of(operation), operation))
        call_operation(l, u, ref, ordinal);
}
