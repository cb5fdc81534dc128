// SPDX-License-Identifier: Apache-2.0
// Java: members that no file of the project defines: those of the library's classes, of arrays, and what
// the language itself gives to classes, enums and records.
#include "java.h"

#define FIT_FIXED 100000u /* a call without gathering arguments into an array is preferred */
#define VARIABLES_MAX 8u  /* type variables of a method; the library's have four at most */

/* ---- members ---- */

/* Something the library calls `name`: a method of `receiver`, to be told when it is called. */
static thing library_method(cg_linker *l, const thing *receiver, cg_str name)
{
    thing *kept = cg_arena_alloc(l->arena, sizeof *kept);
    *kept = *receiver;
    uint64_t parts[] = {name_hash(name), receiver->key, receiver->file, receiver->def};
    return (thing){.kind = THING_EXTERNAL,
                   .rule = CG_RULE_QUALIFIED,
                   .key = cg_hash64(parts, sizeof parts, 0),
                   .text = cg_arena_str(l->arena, name),
                   .args = kept,
                   .args_count = 1};
}

static bool has_method(const java_types *types, cg_str name)
{
    java_methods methods = java_methods_of(types, name);
    java_method first;
    return java_methods_next(&methods, &first);
}

/* By convention, types have a capital letter. */
static bool may_be_type(cg_str name)
{
    return name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}

/* A class inside one of the classes: Map.Entry. */
static const java_class *inner_class(const java_types *types, cg_str name)
{
    if (!may_be_type(name))
        return NULL;
    for (uint32_t i = 0; i < types->count; i++) {
        char full[128];
        cg_str outer = types->list[i].text;
        if (types->classes[i] == NULL || outer.len + 1 + name.len > sizeof full)
            continue;
        memcpy(full, outer.ptr, outer.len);
        full[outer.len] = '.';
        memcpy(full + outer.len + 1, name.ptr, name.len);
        const java_class *class = java_class_named(cg_str_make(full, outer.len + 1 + name.len));
        if (class != NULL)
            return class;
    }
    return NULL;
}

static void library_members(cg_linker *l, const thing *t, cg_str name, things *out)
{
    thing field;
    const java_types *types = java_types_above(l, t);
    const java_class *inner = inner_class(types, name);
    if (inner != NULL)
        things_add(out, member_called(l, java_class_instance(inner), t, name));
    else if (has_method(types, name))
        things_add(out, member_called(l, library_method(l, t, name), t, name));
    else if (java_field_of(l, types, name, &field))
        things_add(out, field);
}

static thing class_of(cg_linker *l, const thing *t)
{
    thing *arg = cg_arena_alloc(l->arena, sizeof *arg), class = java_builtin("Class");
    *arg = *t;
    if (arg->kind == THING_DEF) {
        arg->kind = THING_INSTANCE;
        arg->args = NULL;
        arg->args_count = 0;
    }
    class.args = arg;
    class.args_count = 1;
    return class;
}

void java_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    if (cg_str_eq(name, CG_STR("class")))
        things_add(out, class_of(l, t));
    else if (t->kind == THING_CONTAINER && cg_str_eq(name, CG_STR("length")))
        things_add(out, java_builtin("int"));
    else if (t->kind == THING_CONTAINER && cg_str_eq(name, CG_STR("clone")))
        things_add(out, library_method(l, t, name));
    else if (t->kind == THING_BUILTIN || t->kind == THING_CONTAINER)
        library_members(l, t, name, out);
    else if (t->kind == THING_EXTERNAL && t->args_count == 0 && may_be_type(name))
        things_add(out, member_called(l, unknown_thing(l, t->text, name), t,
                                      name)); /* a type inside a dependency's */
}

/* values() and valueOf() of an enum, whose results are made of the enum itself. */
static bool is_enum_method(cg_linker *l, const thing *type, cg_str name)
{
    const cg_link_unit *u = link_open(l, type->file);
    return u != NULL && def_of(u, type->def)->kind == CG_NODE_ENUM &&
           (cg_str_eq(name, CG_STR("values")) || cg_str_eq(name, CG_STR("valueOf")));
}

void java_implied_member(cg_linker *l, const thing *type, cg_str name, things *out)
{
    if (cg_str_eq(name, CG_STR("class")))
        things_add(out, class_of(l, type));
    else if (is_enum_method(l, type, name))
        things_add(out, library_method(l, type, name));
    else
        library_members(l, type, name, out);
}

/* One of the methods or its overloads takes `params` arguments, or is no method. */
static bool takes_as_many(cg_linker *l, const things *written, unsigned params)
{
    bool found = false;
    for (uint32_t i = 0; i < written->count && !found; i++) {
        const thing *t = &written->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (u == NULL || def_of(u, t->def)->kind != CG_NODE_METHOD)
            return true;
        uint32_t d = unit_member(u, def_of(u, t->def)->parent, def_name(u, t->def));
        for (; d != CG_NONE; d = u->next[d])
            found |= def_of(u, d)->kind == CG_NODE_METHOD && def_of(u, d)->params_min <= params &&
                     def_of(u, d)->params_max >= params;
    }
    return found;
}

void java_superclass_member(cg_linker *l, const thing *type, cg_str name, const things *written,
                            things *out)
{
    java_methods methods = java_methods_of(java_types_above(l, type), name);
    java_method m;
    while (out->count == 0 && java_methods_next(&methods, &m))
        if (!m.owner->interface && !takes_as_many(l, written, m.count))
            things_add(out, library_method(l, type, name));
}

/* What all branches of a conditional expression or a switch are. */
static void branches_in_common(cg_linker *l, const thing *t, things *out)
{
    thing common = t->args[0];
    for (uint16_t i = 1; i < t->args_count; i++) {
        things both = {0};
        java_in_common(l, &common, &t->args[i], &both);
        if (both.count == 0)
            return;
        common = both.list[0];
    }
    things_add(out, common);
}

/* What component n of a record is declared to be, or what the branches of an expression have in common. */
bool java_item(cg_linker *l, const thing *t, unsigned n, things *out)
{
    if (t->kind == THING_BUILTIN && t->args_count > 1 && cg_str_eq(t->text, CG_STR("?:"))) {
        branches_in_common(l, t, out);
        return true;
    }
    const cg_link_unit *u = t->kind == THING_INSTANCE ? link_open(l, t->file) : NULL;
    if (u == NULL)
        return false;
    note_name(l, u, link_text(l, LINK_COMPONENTS, CG_STR_ARG(def_name(u, t->def))));
    for (uint32_t d = t->def + 1;
         d < u->unit->defs.len && def_of(u, d)->start_byte < def_of(u, t->def)->body_start; d++) {
        if (def_of(u, d)->parent != t->def || def_of(u, d)->kind != CG_NODE_FIELD || n-- > 0)
            continue;
        things types = {0};
        note_name(l, u, def_name(u, d));
        declared_values(l, u, d, &types);
        for (uint32_t i = 0; i < types.count; i++)
            things_add(out, thing_given(l, types.list[i], t));
        return true;
    }
    return false;
}

bool java_element(cg_linker *l, const thing *t, things *out)
{
    thing iterable = java_builtin("Iterable"), found;
    if (t->kind == THING_CONTAINER)
        return false;
    if (java_as_type(l, t, &iterable, &found) && found.args_count > 0)
        things_add(out, found.args[0]);
    return true;
}

/* ---- calls ---- */

static thing replaced(cg_linker *l, thing t, const thing *found, unsigned depth)
{
    if (t.kind == THING_PARAM && t.file == JAVA_OWN_VAR)
        return t.def < VARIABLES_MAX ? found[t.def] : (thing){0};
    if (t.args_count == 0 || depth > 4)
        return t;
    thing *args = cg_arena_alloc_array(l->arena, t.args_count, sizeof *args);
    for (uint16_t i = 0; i < t.args_count; i++)
        args[i] = replaced(l, t.args[i], found, depth + 1);
    t.args = args;
    return t;
}

/* An array was passed as a whole where a method takes any number of arguments. */
static bool passes_array(cg_linker *l, const java_method *m, const cg_link_unit *u, uint32_t call)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    things last = {0};
    if (ref_of(u, call)->args != m->count || count == 0)
        return false;
    const cg_hint *arg = &u->unit->hints.ptr[first + count - 1];
    if (arg->index + 1 == m->count)
        values_of_ref(l, u, arg->value, &last);
    return last.count > 0 && last.list[0].kind == THING_CONTAINER;
}

/* What the method asks for as argument n. */
static thing wanted_param(cg_linker *l, const java_method *m, uint32_t n, bool spread)
{
    thing want = java_method_param(l, m, CG_MIN(n, m->count - 1));
    return spread && n + 1 >= m->count && want.args_count > 0 ? want.args[0] : want;
}

static bool takes_count(const java_method *m, unsigned args)
{
    return args == 255 || (m->variadic ? args + 1 >= m->count : args == m->count);
}

/* A lambda or method reference: how many parameters it has is known without looking into it. */
static bool is_function(const cg_link_unit *u, const cg_hint *arg)
{
    return ref_of(u, arg->value)->base_kind == CG_BASE_FUNCTION;
}

/* How well the call's arguments but number `skip` suit the method; 0: not at all. */
static unsigned method_fit(cg_linker *l, const java_method *m, const cg_link_unit *u, uint32_t call,
                           uint32_t skip)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    bool spread = m->variadic && !passes_array(l, m, u, call);
    unsigned sum = spread ? 1 : FIT_FIXED;
    for (size_t i = 0; i < count && m->count > 0; i++) {
        const cg_hint *arg = &u->unit->hints.ptr[first + i];
        things have = {0};
        if (arg->index != skip || is_function(u, arg))
            values_of_ref(l, u, arg->value, &have);
        thing want = wanted_param(l, m, arg->index, spread);
        unsigned fit = have.count ? java_fit(l, &want, &have.list[0]) : LINK_FIT_UNKNOWN;
        if (fit == 0)
            return 0;
        sum += fit;
    }
    return sum;
}

static bool choose_method(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                          uint32_t skip, java_method *out)
{
    java_methods methods = java_methods_of(java_types_above(l, &t->args[0]), t->text);
    unsigned best = 0, count = 0, args = call == CG_NONE ? 255 : ref_of(u, call)->args;
    for (java_method m; java_methods_next(&methods, &m);)
        if (takes_count(&m, args) && count++ == 0)
            *out = m;
    if (count <= 1 || call == CG_NONE) /* what is passed need not be looked at */
        return count > 0;
    methods = java_methods_of(java_types_above(l, &t->args[0]), t->text);
    for (java_method m; java_methods_next(&methods, &m);) {
        unsigned fit = takes_count(&m, args) ? method_fit(l, &m, u, call, skip) : 0;
        if (fit > best) {
            best = fit;
            *out = m;
        }
    }
    return best > 0;
}

static thing own_variable(uint32_t n)
{
    return (thing){.kind = THING_PARAM, .file = JAVA_OWN_VAR, .def = n};
}

/* Comparator.<Foo>comparing(…) */
static void take_stated(cg_linker *l, const cg_link_unit *u, uint32_t call,
                        thing found[VARIABLES_MAX])
{
    size_t first, count = unit_hints(u, CG_HINT_TYPE_ARG, call, &first);
    for (size_t i = 0; i < count; i++) {
        const cg_hint *hint = &u->unit->hints.ptr[first + i];
        if (hint->index < VARIABLES_MAX)
            found[hint->index] = type_arg_of(l, u, call, hint->value);
    }
}

/* Which of the method's variables `t` has in it and are unknown, by bits. */
static uint32_t unknown_in(const thing *t, const thing found[VARIABLES_MAX])
{
    uint32_t bits = 0;
    for (uint32_t v = 0; v < VARIABLES_MAX; v++) {
        thing param = own_variable(v);
        if (found[v].kind == THING_NONE && java_mentions(t, &param))
            bits |= 1u << v;
    }
    return bits;
}

/* Where what the method gives is put says what of that is unknown. */
static void take_expected(cg_linker *l, const java_method *m, const cg_link_unit *u, uint32_t call,
                          uint32_t wanted, thing found[VARIABLES_MAX])
{
    things expected = {0};
    thing given = java_method_result(l, m);
    wanted &= unknown_in(&given, found);
    if (wanted != 0)
        expected_of_call(l, u, call, &expected);
    for (uint32_t v = 0; v < VARIABLES_MAX && expected.count > 0; v++) {
        thing param = own_variable(v);
        bool open = wanted >> v & 1;
        for (uint32_t i = 0; open && i < expected.count; i++)
            open = !java_as_expected(l, &given, &expected.list[i], &param, &found[v]);
    }
}

/* What is passed says it: `functions`, those that are written there; or all else. */
static void take_passed(cg_linker *l, const java_method *m, const cg_link_unit *u, uint32_t call,
                        uint32_t skip, uint32_t wanted, bool functions, thing found[VARIABLES_MAX])
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    bool spread = m->variadic && count > 0 && !passes_array(l, m, u, call);
    for (size_t i = 0; i < count && m->count > 0; i++) {
        const cg_hint *arg = &u->unit->hints.ptr[first + i];
        if (arg->index == skip || is_function(u, arg) != functions)
            continue;
        things have = {0};
        thing want = wanted_param(l, m, arg->index, spread);
        uint32_t open = unknown_in(&want, found) & wanted;
        if (open != 0)
            values_of_ref(l, u, arg->value, &have);
        for (uint32_t v = 0; v < VARIABLES_MAX && have.count > 0; v++) {
            thing param = own_variable(v);
            if (open >> v & 1)
                (void)java_infer(l, &want, &have.list[0], &param, &found[v]);
        }
    }
}

/* What those of the method's own type variables are that `t` has in it, by the arguments of the call but number `skip`. What
 * functions give comes last: that may rest on what they are given. */
static void infer_variables(cg_linker *l, const java_method *m, const cg_link_unit *u,
                            uint32_t call, uint32_t skip, const thing *t,
                            thing found[VARIABLES_MAX])
{
    if (m->vars.len == 0 || call == CG_NONE)
        return;
    take_stated(l, u, call, found);
    uint32_t wanted = unknown_in(t, found);
    if (wanted != 0)
        take_passed(l, m, u, call, skip, wanted, false, found);
    if (wanted != 0)
        take_expected(l, m, u, call, wanted, found);
    if (unknown_in(t, found) != 0)
        take_passed(l, m, u, call, skip, wanted, true, found);
}

static bool own_result(cg_linker *l, const thing *t, things *out)
{
    const thing *receiver = &t->args[0];
    if (is_enum_method(l, receiver, t->text)) {
        thing *element = cg_arena_alloc(l->arena, sizeof *element);
        *element = (thing){.kind = THING_INSTANCE, .file = receiver->file, .def = receiver->def};
        if (cg_str_eq(t->text, CG_STR("values")))
            things_add(out, (thing){.kind = THING_CONTAINER, .args = element, .args_count = 1});
        else
            things_add(out, *element);
        return true;
    }
    if (receiver->kind == THING_CONTAINER && cg_str_eq(t->text, CG_STR("clone"))) {
        things_add(out, *receiver);
        return true;
    }
    if (cg_str_eq(t->text, CG_STR("getClass"))) {
        things_add(out, class_of(l, receiver));
        return true;
    }
    return false;
}

static bool is_generic_class(const thing *t)
{
    const java_class *class = java_class_of(t);
    return class != NULL && class->vars[0] != '\0';
}

/* What new makes: of a generic class by its arguments, where they are not written: new ArrayList<>(all). */
static void library_instance(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                             things *out)
{
    java_method m;
    thing found[VARIABLES_MAX] = {0};
    uint32_t first = out->count;
    instances_of(l, t, u, call, out);
    thing *made = out->count == first + 1 ? &out->list[first] : NULL;
    thing new = library_method(l, t, CG_STR(JAVA_NEW));
    if (made == NULL || made->args_count > 0 || !is_generic_class(t) ||
        !choose_method(l, &new, u, call, CG_NONE, &m))
        return;
    thing result = java_method_result(l, &m);
    infer_variables(l, &m, u, call, CG_NONE, &result, found);
    result = replaced(l, result, found, 0);
    made->args = result.args;
    made->args_count = result.args_count;
}

void java_builtin_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         things *out)
{
    java_method m;
    thing found[VARIABLES_MAX] = {0};
    if (t->kind == THING_BUILTIN || (t->kind == THING_EXTERNAL && t->args_count == 0)) {
        if (call != CG_NONE && ref_of(u, call)->role == CG_ROLE_NEW)
            library_instance(l, t, u, call, out);
        return;
    }
    if (t->kind != THING_EXTERNAL || own_result(l, t, out) ||
        !choose_method(l, t, u, call, CG_NONE, &m))
        return;
    thing result = java_method_result(l, &m);
    infer_variables(l, &m, u, call, CG_NONE, &result, found);
    things_add(out, replaced(l, result, found, 0));
}

/* The method of the library that is called: of a class, what makes one. */
static thing called_method(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call)
{
    bool made = is_generic_class(t) && ref_of(u, call)->role == CG_ROLE_NEW;
    return made ? library_method(l, t, CG_STR(JAVA_NEW)) : *t;
}

/* The method that the call means, and what it asks for as argument number `arg`, in words of its own variables. */
static bool library_param(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                          unsigned arg, java_method *out, thing *out_want)
{
    thing method = called_method(l, t, u, call);
    if (method.kind != THING_EXTERNAL || method.args_count == 0 ||
        !choose_method(l, &method, u, call, arg, out) || out->count == 0)
        return false;
    *out_want = wanted_param(l, out, arg, out->variadic);
    return true;
}

static thing told_by_call(cg_linker *l, const java_method *m, const cg_link_unit *u, uint32_t call,
                          unsigned arg, const thing *t)
{
    thing found[VARIABLES_MAX] = {0};
    infer_variables(l, m, u, call, arg, t, found);
    return replaced(l, *t, found, 0);
}

/* Nothing is asked of what the function gives: that may rest on what it gets. */
void java_builtin_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                         unsigned arg, unsigned n, things *out)
{
    java_method m;
    thing want;
    things params = {0};
    if (!library_param(l, t, u, call, arg, &m, &want))
        return;
    if (want.kind == THING_PARAM)
        want = told_by_call(l, &m, u, call, arg, &want);
    java_function_param(l, &want, n, &params);
    for (uint32_t i = 0; i < params.count; i++)
        things_add(out, told_by_call(l, &m, u, call, arg, &params.list[i]));
}

/* The types that methods of the library ask for as argument number `arg`, if they suit all others. */
void java_builtin_wants(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                        unsigned arg, things *out)
{
    thing method = called_method(l, t, u, call);
    if (method.kind != THING_EXTERNAL || method.args_count == 0)
        return;
    java_methods methods = java_methods_of(java_types_above(l, &method.args[0]), method.text);
    for (java_method m; java_methods_next(&methods, &m);) {
        if (m.count == 0 || !takes_count(&m, ref_of(u, call)->args) ||
            method_fit(l, &m, u, call, arg) == 0)
            continue;
        thing want = wanted_param(l, &m, arg, m.variadic);
        things_add(out, told_by_call(l, &m, u, call, arg, &want));
    }
}

/* ---- method references ---- */

/* How many arguments the function gets that method reference `ref` stands for; false: not known. */
static bool passed_arity(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, ref, &first);
    uint32_t passed = count > 0 ? u->unit->hints.ptr[first].value : CG_NONE;
    if (passed == CG_NONE || ref_of(u, passed)->base_kind != CG_BASE_PASSED)
        return false;
    things types = {0};
    uint32_t to = ref_of(u, passed)->base;
    passed_to(l, u, passed, &types);
    bool call = ref_of(u, to)->role == CG_ROLE_CALL || ref_of(u, to)->role == CG_ROLE_NEW;
    const things *callees = call ? callees_of_ref(l, u, to) : &types;
    for (uint32_t i = 0; call && i < callees->count; i++)
        java_builtin_wants(l, &callees->list[i], u, to, ref_of(u, passed)->args / 16, &types);
    return types.count > 0 && java_function_arity(l, &types.list[0], out);
}

static bool takes(const cg_def *def, unsigned args)
{
    return args >= def->params_min && (def->params_max == 255 || args <= def->params_max);
}

/* `Foo::bar` is bar of Foo with all that the function gets, or bar of the first of them. */
uint32_t java_callees(cg_linker *l, const cg_link_unit *u, uint32_t ref, place *places,
                      uint32_t count)
{
    unsigned arity;
    uint32_t kept = 0;
    if (count < 2 || ref_of(u, ref)->args != 255 || !passed_arity(l, u, ref, &arity))
        return count;
    uint32_t base = ref_of(u, ref)->base;
    const things *names = base == CG_NONE ? NULL : names_of_ref(l, u, base);
    bool of_type = names != NULL && names->count > 0 && names->list[0].kind == THING_DEF &&
                   ref_of(u, base)->target_kind != CG_TARGET_BINDING;
    place all[PLACES_MAX];
    memcpy(all, places, count * sizeof *all);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *du = link_open(l, all[i].file);
        const cg_def *def = du ? def_of(du, all[i].def) : NULL;
        bool unbound = def && of_type && !(def->modifiers & CG_MOD_STATIC);
        if (def && takes(def, arity - (unbound && arity > 0)))
            places[kept++] = all[i];
    }
    if (kept == 0)
        memcpy(places, all, count * sizeof *all);
    return kept ? kept : count;
}

/* `List::stream` is a member of what the function gets first. */
static void take_receiver(cg_linker *l, const things *passed, thing *member)
{
    thing want = member->args_count > 0 ? member->args[0] : (thing){0}, found;
    if (want.kind == THING_DEF)
        want.kind = THING_INSTANCE;
    if (want.kind == THING_NONE || want.args_count > 0 || passed->count == 0 ||
        !java_as_type(l, &passed->list[0], &want, &found) || found.args_count == 0)
        return;
    thing *kept = cg_arena_alloc_array(l->arena, member->args_count, sizeof *kept);
    memcpy(kept, member->args, member->args_count * sizeof *kept);
    kept[0] = found;
    member->args = kept;
}

/* Members of a generic type that a method reference names. */
void java_called_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *io_members)
{
    const cg_ref *r = ref_of(u, ref);
    size_t first, count = r->args == 255 && r->base_kind == CG_BASE_REF
                              ? unit_hints(u, CG_HINT_ARGUMENT, ref, &first)
                              : 0;
    things passed = {0};
    if (count == 0 || ref_of(u, u->unit->hints.ptr[first].value)->base_kind != CG_BASE_PASSED ||
        ref_of(u, r->base)->target_kind == CG_TARGET_BINDING || !link_enter(l))
        return;
    values_of_ref(l, u, u->unit->hints.ptr[first].value, &passed);
    for (uint32_t i = 0; i < io_members->count; i++)
        take_receiver(l, &passed, &io_members->list[i]);
    link_leave(l);
}
