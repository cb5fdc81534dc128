// SPDX-License-Identifier: Apache-2.0
// Python: what iterating, subscripting and entering give, by special methods of the project's classes
// and by type arguments of the language's own.
#include "python.h"

/* What calling the method `name` of a value gives; false: it has none. */
static bool special_result(cg_linker *l, const thing *t, cg_str name, things *out)
{
    things methods = {0};
    members_in_line(l, t, name, 0, &methods);
    for (uint32_t i = 0; i < methods.count; i++)
        results_of(l, &methods.list[i], l->unit, CG_NONE, out);
    return methods.count > 0;
}

static void iterate(cg_linker *l, const thing *t, things *out)
{
    things iterators = {0};
    if (!special_result(l, t, CG_STR("__iter__"), &iterators) &&
        !special_result(l, t, CG_STR("__aiter__"), &iterators)) {
        special_result(l, t, CG_STR("__getitem__"), out);
        return;
    }
    for (uint32_t i = 0; i < iterators.count; i++) {
        const thing *it = &iterators.list[i];
        if (it->kind != THING_INSTANCE || (!special_result(l, it, CG_STR("__next__"), out) &&
                                           !special_result(l, it, CG_STR("__anext__"), out)))
            elements_of(l, it, out);
    }
}

static bool is_special(cg_str key)
{
    return cg_str_starts(key, CG_STR("__")) && cg_str_ends(key, CG_STR("__")) &&
           !cg_str_eq(key, CG_STR("__getitem__")) && !cg_str_eq(key, CG_STR("__enter__"));
}

void python_class_of(const thing *t, things *out)
{
    if (t->kind == THING_INSTANCE)
        things_add(out, (thing){.kind = THING_DEF,
                                .rule = CG_RULE_TYPED_VALUE,
                                .receiver = t->receiver,
                                .file = t->file,
                                .def = t->def});
}

/* What an operator makes of a value: of containers and texts of the language, others of their kind. */
static void operated(cg_linker *l, const thing *t, cg_str method, things *out)
{
    bool own = t->kind == THING_CONTAINER || t->kind == THING_TUPLE || t->kind == THING_BUILTIN;
    if (own)
        things_add(out, *t);
    if (t->kind == THING_INSTANCE)
        special_result(l, t, method, out);
}

/* What the language's containers hold that a class derives from: class Names(list[Name]). */
static void part_of_bases(cg_linker *l, const thing *t, cg_str key, things *out)
{
    things bases = {0};
    containers_derived(l, t, &bases);
    for (uint32_t i = 0; i < bases.count; i++)
        keyed_of(l, &bases.list[i], key, out);
}

static bool derives_outside(cg_linker *l, const thing *t, cg_str name)
{
    const type_line *line = line_of(l, t);
    for (uint32_t i = 0; i < line->count; i++) {
        const type_line *of = i == 0 ? line : line_of(l, &line->types[i]);
        for (uint32_t k = 0; k < of->outside_count; k++)
            if (cg_str_ends(of->outside[k].text, name))
                return true;
    }
    return false;
}

/* A TypedDict has under a key what its class declares under that name; false: it is none, or has nothing so. */
static bool part_of_record(cg_linker *l, const thing *t, cg_str key, things *out)
{
    things fields = {0};
    if (key.len == 0 || cg_str_starts(key, CG_STR("__")) ||
        !derives_outside(l, t, CG_STR("TypedDict")))
        return false;
    members_in_line(l, t, key, 0, &fields);
    for (uint32_t i = 0; i < fields.count; i++)
        values_of(l, &fields.list[i], out);
    return fields.count > 0;
}

static bool part_of_instance(cg_linker *l, const thing *t, cg_str key, things *out)
{
    uint32_t before = out->count;
    if (part_of_record(l, t, key, out))
        return true;
    if (key.len == 0)
        iterate(l, t, out);
    else if (cg_str_eq(key, CG_STR("__enter__")))
        (void)(special_result(l, t, CG_STR("__enter__"), out) ||
               special_result(l, t, CG_STR("__aenter__"), out));
    else
        special_result(l, t, CG_STR("__getitem__"), out);
    if (out->count == before && !cg_str_eq(key, CG_STR("__enter__")))
        part_of_bases(l, t, key, out);
    return out->count > before;
}

static bool is_mapping(cg_str type)
{
    return cg_str_ends(type, CG_STR("ict")) || cg_str_ends(type, CG_STR("Mapping"));
}

/* Of what is not the project's own: mappings iterate over keys; a generator's first argument is what
 * it yields, which is what entering a context manager made of one gives. */
static bool part_of_foreign(const thing *t, cg_str key, things *out)
{
    bool generator = cg_str_ends(t->text, CG_STR("Generator"));
    bool keys = key.len == 0 && is_mapping(t->text);
    if (cg_str_eq(key, CG_STR("__enter__")) &&
        (python_enters_itself(t->text) || cg_str_eq(t->text, PYTHON_CAUGHT_INFO))) {
        things_add(out, *t);
        return true;
    }
    if (t->args_count == 0 || !(generator || keys))
        return false;
    things_add(out, t->args[0]);
    return true;
}

/* A class whose members are its instances, and the only ones. */
static bool is_enum(cg_linker *l, const thing *class)
{
    const type_line *line = line_of(l, class);
    for (uint32_t i = 0; i < line->count; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL && def_of(u, line->types[i].def)->kind == CG_NODE_ENUM)
            return true;
    }
    return false;
}

static thing instance_of(const thing *class)
{
    thing instance = *class;
    instance.kind = THING_INSTANCE;
    return instance;
}

/* What a class has by its metaclass: an enumeration goes through its members, and has them under their names. A class
 * with arguments, Box[int], is that class, unless its metaclass says what its keys give. */
static bool part_of_class(cg_linker *l, const thing *t, cg_str key, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    things methods = {0}, iterators = {0};
    bool iterates = key.len == 0;
    if (u == NULL || !is_type_def(u, t->def))
        return false;
    python_members_of_metaclass(l, t, iterates ? CG_STR("__iter__") : CG_STR("__getitem__"),
                                &methods);
    for (uint32_t i = 0; i < methods.count; i++)
        results_of(l, &methods.list[i], l->unit, CG_NONE, iterates ? &iterators : out);
    for (uint32_t i = 0; i < iterators.count; i++)
        elements_of(l, &iterators.list[i], out);
    if (methods.count == 0 && is_enum(l, t))
        things_add(out, instance_of(t));
    else if (methods.count == 0 && !iterates)
        things_add(out, *t);
    return true;
}

/* `__members__` of an enumeration. */
static void members_by_name(cg_linker *l, const thing *class, things *out)
{
    thing *args = cg_arena_alloc_array(l->arena, 2, sizeof *args);
    cg_str text = CG_STR("Mapping"), name = CG_STR("str");
    args[0] = (thing){.kind = THING_BUILTIN, .key = name_hash(name), .text = name};
    args[1] = instance_of(class);
    if (is_enum(l, class))
        things_add(out, (thing){.kind = THING_BUILTIN,
                                .key = name_hash(text) ^ thing_key(&args[1]),
                                .text = text,
                                .args = args,
                                .args_count = 2});
}

static bool is_instance(cg_linker *l, const thing *t, cg_str type)
{
    const type_line *line = line_of(l, t);
    for (uint32_t i = 0; i < line->count; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL && cg_str_eq(def_name(u, line->types[i].def), type))
            return true;
    }
    return false;
}

/* The value, unless it is an instance of a class of that name; of a union those types that are not. */
static void unless_instance(cg_linker *l, const thing *t, cg_str type, things *out)
{
    things types = {0};
    if (t->kind == THING_INSTANCE)
        alias_values(l, t, &types);
    if (types.count == 0)
        things_add(&types, *t);
    for (uint32_t i = 0; i < types.count; i++)
        if (types.list[i].kind != THING_INSTANCE || !is_instance(l, &types.list[i], type))
            things_add(out, types.list[i]);
}

/* The value, or if it is an object of the project the containers that its class derives from. */
static void as_container(cg_linker *l, const thing *t, things *out)
{
    if (t->kind == THING_INSTANCE)
        containers_derived(l, t, out);
    else
        things_add(out, *t);
}

/* `!Type`: see unless_instance; `!`: as_container. */
bool python_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    if (cg_str_eq(key, CG_STR("!"))) {
        as_container(l, t, out);
        return true;
    }
    if (cg_str_starts(key, CG_STR("!"))) {
        unless_instance(l, t, cg_str_slice(key, 1, key.len), out);
        return true;
    }
    if (cg_str_eq(key, CG_STR("__class__"))) {
        python_class_of(t, out);
        return true;
    }
    if (is_special(key)) {
        operated(l, t, key, out);
        return true;
    }
    if (t->kind == THING_INSTANCE)
        return part_of_instance(l, t, key, out);
    if (t->kind == THING_DEF)
        return part_of_class(l, t, key, out);
    if (t->kind == THING_BUILTIN || t->kind == THING_EXTERNAL)
        return part_of_foreign(t, key, out);
    return false;
}

/* What a descriptor's `__get__` gives; asked of the class, many give themselves. */
static void given_by_descriptor(cg_linker *l, const thing *descriptor, things *io_out)
{
    things made = {0};
    if (!special_result(l, descriptor, CG_STR("__get__"), &made)) {
        things_add(io_out, *descriptor);
        return;
    }
    for (uint32_t i = 0; i < made.count; i++)
        if (made.list[i].kind != THING_INSTANCE || !is_same_def(&made.list[i], descriptor))
            things_add(io_out, made.list[i]);
}

/* A decorator that is a class with `__get__` mostly calls what it decorates: then what that gives is meant, and not what other
 * functions give that it decorates. */
static void keep_own_results(cg_linker *l, const cg_link_unit *u, uint32_t def, things *io_given)
{
    thing written = def_thing(u, def, CG_RULE_TYPED_VALUE);
    things own = {0};
    bool given = false;
    written.key = UNDECORATED;
    results_of(l, &written, u, CG_NONE, &own);
    for (uint32_t i = 0; i < own.count && !given; i++)
        for (uint32_t k = 0; k < io_given->count && !given; k++)
            given = thing_key(&own.list[i]) == thing_key(&io_given->list[k]);
    if (given)
        *io_given = own;
}

void python_described(cg_linker *l, const cg_link_unit *u, uint32_t def, things *io_values)
{
    const cg_def *d = def_of(u, def);
    bool decorated = cg_node_kind_is_callable(d->kind) && is_type_def(u, d->parent);
    bool of_class = decorated || (d->kind == CG_NODE_FIELD && d->modifiers & CG_MOD_STATIC);
    things given = {0};
    if (!of_class || !python_any_describes(l) || !link_enter(l))
        return;
    for (uint32_t i = 0; i < io_values->count; i++) {
        if (io_values->list[i].kind == THING_INSTANCE)
            given_by_descriptor(l, &io_values->list[i], &given);
        else
            things_add(&given, io_values->list[i]);
    }
    if (decorated)
        keep_own_results(l, u, def, &given);
    link_leave(l);
    *io_values = given;
}

/* ---- what calling a class gives ---- */

static bool derives_from(cg_linker *l, const thing *instance, const thing *class)
{
    return place_in_line(l, instance, class) != CG_NONE;
}

/* Instances of other classes, of which `__init__` is not called then. */
static bool are_others(cg_linker *l, const things *made, const thing *class)
{
    for (uint32_t i = 0; i < made->count; i++) {
        const thing *m = &made->list[i];
        if (m->kind != THING_TUPLE &&
            (m->kind != THING_INSTANCE || derives_from(l, m, class) || derives_from(l, class, m)))
            return false;
    }
    return made->count > 0;
}

bool python_made(cg_linker *l, const thing *class, const cg_link_unit *u, uint32_t call,
                 things *out)
{
    thing instance = *class;
    things methods = {0}, made = {0};
    instance.kind = THING_INSTANCE;
    if (!python_any_makes(l))
        return false;
    members_in_line(l, &instance, CG_STR("__new__"), 0, &methods);
    for (uint32_t i = 0; i < methods.count; i++) {
        const thing *m = &methods.list[i];
        const cg_link_unit *mu = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        uint32_t type = mu != NULL ? def_of(mu, m->def)->type_ref : CG_NONE;
        bool declared = type != CG_NONE && (ref_of(mu, type)->role == CG_ROLE_TYPE ||
                                            ref_of(mu, type)->role == CG_ROLE_LITERAL);
        if (declared)
            results_of(l, m, u, call, &made);
    }
    if (!are_others(l, &made, class))
        return false;
    things_add_all(out, &made);
    return true;
}

/* ---- members of classes ---- */

/* What a class is an instance of has members for the class, as it has them for its other instances. */
void python_members_of_metaclass(cg_linker *l, const thing *class, cg_str name, things *out)
{
    const type_line *line = line_of(l, class);
    for (uint32_t i = 0; i < line->count && out->count == 0; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        uint32_t meta = u != NULL ? def_of(u, line->types[i].def)->type_ref : CG_NONE;
        things metaclasses = {0};
        if (meta == CG_NONE || !cg_node_kind_is_type(def_of(u, line->types[i].def)->kind))
            continue;
        values_of_ref(l, u, meta, &metaclasses);
        for (uint32_t k = 0; k < metaclasses.count; k++) {
            thing instance = metaclasses.list[k];
            if (instance.kind != THING_DEF)
                continue;
            instance.kind = THING_INSTANCE;
            members_in_line(l, &instance, name, 0, out);
        }
    }
}

/* Members called `name` of the value that `ref` looks them up in: getattr(value, name) in a `__getattr__`. */
static void member_passed_on(cg_linker *l, const cg_link_unit *u, uint32_t ref, cg_str name,
                             things *out)
{
    const cg_ref *r = ref_of(u, ref);
    things values = {0};
    if (r->role != CG_ROLE_READ || r->base_kind != CG_BASE_REF ||
        !cg_str_eq(ref_name(u, ref), CG_STR("__getattr__")))
        return;
    values_of_ref(l, u, r->base, &values);
    for (uint32_t i = 0; i < values.count; i++)
        members_of(l, &values.list[i], name, out);
}

/* What a class lacks its `__getattr__` may take from a value that it holds. */
static void find_delegated(cg_linker *l, const cg_link_unit *u, uint32_t class, cg_str name,
                           things *out)
{
    thing type = {.kind = THING_INSTANCE, .file = u->file, .def = class};
    things methods = {0};
    members_in_line(l, &type, CG_STR("__getattr__"), 0, &methods);
    for (uint32_t i = 0; i < methods.count; i++) {
        const thing *m = &methods.list[i];
        const cg_link_unit *mu = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        size_t first, count = mu ? unit_hints(mu, CG_HINT_DEF_VALUE, m->def, &first) : 0;
        if (mu != NULL && def_of(mu, m->def)->type_ref != CG_NONE)
            member_passed_on(l, mu, def_of(mu, m->def)->type_ref, name, out);
        for (size_t k = 0; k < count; k++)
            member_passed_on(l, mu, mu->unit->hints.ptr[first + k].value, name, out);
    }
    for (uint32_t i = 0; i < out->count; i++)
        out->list[i].rule = CG_RULE_CALLED_VALUE;
}

static void members_delegated(cg_linker *l, const thing *type, cg_str name, things *out)
{
    const cg_link_unit *u = link_open(l, type->file);
    if (u == NULL || is_special(name) || !link_enter(l))
        return;
    names_once(l, u, type->def, name, find_delegated, out);
    link_leave(l);
}

void python_implied_member(cg_linker *l, const thing *type, cg_str name, things *out)
{
    members_put(l, type, name, out);
    if (type->kind == THING_DEF && cg_str_eq(name, CG_STR("__members__")))
        members_by_name(l, type, out);
    if (out->count == 0 && type->kind == THING_DEF)
        python_members_of_metaclass(l, type, name, out);
    if (type->kind == THING_INSTANCE && cg_str_eq(name, CG_STR("_replace")) && out->count == 0 &&
        derives_outside(l, type, CG_STR("NamedTuple")))
        python_builtin_member(l, type, CG_STR("copy"), out);
    if (out->count == 0 && cg_str_starts(name, CG_STR("assertRaises")) &&
        derives_outside(l, type, CG_STR("TestCase")))
        python_test_method(l, name, out);
    if (out->count == 0 && type->kind == THING_INSTANCE)
        members_delegated(l, type, name, out);
}
