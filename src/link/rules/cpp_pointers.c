// SPDX-License-Identifier: Apache-2.0
// C++: what operands and arguments are. Values are not told from pointers to them, so how many pointers one is, is
// worked out here from declarations.
#include "cpp.h"

#define DEPTH_MAX 12u
#define ALIASES_MAX 6u

static bool level_of(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth, int *out);

/* ---- pointers ---- */

/* What an alias of a header of C is written with: types of the language have no references there. */
static thing plain_alias(const cg_link_unit *u, uint32_t def)
{
    static const cg_str keyword = CG_STR("typedef ");
    cg_str text = cg_unit_str(u->unit, def_of(u, def)->signature);
    if (!cg_str_starts(text, keyword))
        return (thing){.kind = THING_NONE};
    text = cg_str_slice(text, keyword.len, text.len);
    ptrdiff_t at = cpp_find_word(text, def_name(u, def));
    text = cg_str_trim(cg_str_slice(text, 0, at < 0 ? 0 : (size_t)at));
    bool number = cpp_type_of_words(text).kind == CPP_NUMBER;
    return (thing){
        .kind = number ? THING_BUILTIN : THING_NONE, .key = name_hash(text), .text = text};
}

int cpp_behind_aliases(cg_linker *l, thing *t)
{
    int level = t->pointers;
    for (unsigned n = 0; n < ALIASES_MAX && t->kind == THING_INSTANCE; n++) {
        const cg_link_unit *u = link_open(l, t->file);
        if (u == NULL || def_of(u, t->def)->kind != CG_NODE_TYPE_ALIAS)
            break;
        things found = {0};
        level += cg_unit_level(u->unit, t->def);
        declared_values(l, u, t->def, &found);
        thing next = found.count > 0 ? thing_given(l, found.list[0], t) : plain_alias(u, t->def);
        if (next.file == t->file && next.def == t->def)
            next = (thing){0};
        *t = next;
        level += t->pointers;
    }
    return level;
}

static bool level_of_def(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned depth,
                         int *out)
{
    const cg_def *d = def_of(u, def);
    bool callable = cg_node_kind_is_callable(d->kind);
    *out = 0;
    if (cg_node_kind_is_type(d->kind) || d->kind == CG_NODE_CONSTRUCTOR ||
        d->kind == CG_NODE_ENUM_MEMBER)
        return true;
    if (d->kind == CG_NODE_MACRO || !(callable || holds_value(d->kind)) || d->type_ref == CG_NONE)
        return false;
    const cg_ref *type = ref_of(u, d->type_ref);
    if (type->role != CG_ROLE_TYPE && type->role != CG_ROLE_LITERAL) /* auto */
        return !callable && level_of(l, u, d->type_ref, depth + 1, out);
    *out = cg_unit_level(u->unit, def) + cg_form_level(type->form, CG_FORM_LEFT);
    return true;
}

/* Of a member of the standard library that gives what something holds, or where that is. */
static bool level_of_outside(cg_str name, int *out)
{
    static const char *const values[] = {
        "at",          "front",     "back",        "top",         "value",
        "value_or",    "load",      "make_unique", "make_shared", "make_optional",
        CPP_STD_PLAIN, CPP_STD_GET, "lock"};
    static const char *const places[] = {"begin",       "end",  "cbegin", "cend",
                                         "rbegin",      "rend", "find",   "lower_bound",
                                         "upper_bound", "get",  "data",   "release"};
    for (size_t i = 0; i < CG_ARRAY_LEN(values); i++)
        if (cg_str_eq(name, cg_str_from(values[i])))
            return *out = 0, true;
    for (size_t i = 0; i < CG_ARRAY_LEN(places); i++)
        if (cg_str_eq(name, cg_str_from(places[i])))
            return *out = 1, true;
    return false;
}

/* Of an element that a loop goes over: what the library's containers hold, or what begin() leads to. */
static bool level_of_element(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth,
                             int *out)
{
    things of = {0}, begins = {0};
    values_of_ref(l, u, ref, &of);
    if (of.count != 1)
        return false;
    *out = 0;
    if (of.list[0].kind == THING_EXTERNAL || of.list[0].kind == THING_TUPLE)
        return of.list[0].args_count > 0;
    if (of.list[0].kind != THING_INSTANCE)
        return false;
    members_in_line(l, &of.list[0], CG_STR("begin"), 0, &begins);
    const cg_link_unit *bu = begins.count > 0 ? link_open(l, begins.list[0].file) : NULL;
    if (bu == NULL || !level_of_def(l, bu, begins.list[0].def, depth + 1, out))
        return false;
    *out -= 1;
    return *out >= 0;
}

static bool level_of_applied(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth,
                             int *out)
{
    const cg_ref *r = ref_of(u, ref);
    const things *names = names_of_ref(l, u, ref);
    const cg_link_unit *nu = names->count > 0 ? link_open(l, names->list[0].file) : NULL;
    if (nu != NULL)
        return level_of_def(l, nu, names->list[0].def, depth, out);
    cg_str name = ref_name(u, ref);
    bool leads = cg_str_eq(name, CG_STR("operator[]")) ||
                 (cg_str_eq(name, CG_STR("operator*")) && r->args == 0);
    int level = cg_form_level(r->form, CG_FORM_LEFT) - leads;
    if (r->base_kind == CG_BASE_SELF)
        return *out = level + 1, true;
    if (r->base == CG_NONE || !level_of(l, u, r->base, depth + 1, out))
        return false;
    *out += level;
    if (leads && *out < 0) { /* a container of the library, whose elements are its argument */
        things of = {0};
        values_of_ref(l, u, r->base, &of);
        if (of.count != 1 || of.list[0].kind != THING_EXTERNAL)
            return false;
        *out += 1;
    }
    return true;
}

static bool level_of_binding(cg_linker *l, const cg_link_unit *u, uint32_t binding, unsigned depth,
                             int *out)
{
    const cg_binding *b = &u->unit->bindings.ptr[binding];
    if (b->kind == CG_BIND_TYPE_PARAM)
        return false;
    if (b->type_ref != CG_NONE) {
        *out = cg_form_level(b->form, CG_FORM_LEFT) +
               cg_form_level(ref_of(u, b->type_ref)->form, CG_FORM_LEFT);
        return true;
    }
    if (b->init_ref == CG_NONE || !level_of(l, u, b->init_ref, depth + 1, out))
        return false;
    *out += cg_form_level(b->form, CG_FORM_RIGHT);
    return true;
}

/* std::move(a) is what `a` is. */
static bool level_of_moved(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth,
                           int *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, ref, &first);
    const cg_hint *arg = &u->unit->hints.ptr[first];
    if (count != 1 || arg->value == CG_NONE || !level_of(l, u, arg->value, depth + 1, out))
        return false;
    *out += cg_form_level(arg->form, CG_FORM_LEFT);
    return true;
}

static bool level_of_named(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth,
                           int *out)
{
    const things *names = names_of_ref(l, u, ref);
    const thing *t = names->count > 0 ? &names->list[0] : NULL;
    if (t == NULL)
        return false;
    if (t->kind == THING_EXTERNAL)
        return cg_str_eq(t->text, CG_STR("move")) ? level_of_moved(l, u, ref, depth, out)
                                                  : level_of_outside(t->text, out);
    const cg_link_unit *du = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (du == NULL)
        return false;
    bool called = ref_of(u, ref)->role == CG_ROLE_CALL && holds_value(def_of(du, t->def)->kind);
    return !called && level_of_def(l, du, t->def, depth, out);
}

/* How many pointers the value of `ref` is, without those of its type's arguments and aliases. */
static bool level_of(cg_linker *l, const cg_link_unit *u, uint32_t ref, unsigned depth, int *out)
{
    const cg_ref *r = ref_of(u, ref);
    if (depth > DEPTH_MAX)
        return false;
    if (r->form & CG_FORM_APPLIED)
        return level_of_applied(l, u, ref, depth, out);
    if (r->role == CG_ROLE_LITERAL) /* a cast to a type of the language */
        return *out = cg_form_level(r->form, CG_FORM_LEFT), true;
    if (r->name_len == 0 && r->base_kind == CG_BASE_SELF)
        return *out = 1, true;
    if (r->name_len == 0)
        return r->base_kind == CG_BASE_REF && r->role == CG_ROLE_READ &&
               level_of_element(l, u, r->base, depth, out);
    if (r->role == CG_ROLE_NEW)
        return *out = 0, true;
    if (r->role == CG_ROLE_TYPE)
        return *out = cg_form_level(r->form, CG_FORM_LEFT), true;
    if (r->target_kind == CG_TARGET_BINDING)
        return r->role != CG_ROLE_CALL && level_of_binding(l, u, r->target, depth, out);
    return level_of_named(l, u, ref, depth, out);
}

/* ---- operands ---- */

cpp_operand cpp_operand_self(cg_linker *l, const cg_link_unit *u, const cg_ref *r, int level)
{
    cpp_operand o = {.ref = CG_NONE,
                     .level = level + 1,
                     .value = type_around(l, u, r->source),
                     .is_const = cpp_in_const(u, r->source)};
    o.known = o.value.kind == THING_INSTANCE;
    return o;
}

/* A macro without parameters mostly stands for a number. */
static bool is_constant(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const things *names = names_of_ref(l, u, ref);
    const thing *t = names->count == 1 ? &names->list[0] : NULL;
    const cg_link_unit *du = t != NULL && t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return du != NULL && def_of(du, t->def)->kind == CG_NODE_MACRO;
}

/* What nobody else holds: a new object, what a function gives that is no reference, and what is moved. */
static bool is_made(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->role == CG_ROLE_NEW || r->role == CG_ROLE_LITERAL)
        return true;
    if (r->role != CG_ROLE_CALL)
        return false;
    const things *names = names_of_ref(l, u, ref);
    const thing *t = names->count > 0 ? &names->list[0] : NULL;
    if (t == NULL)
        return false;
    const cg_link_unit *du = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (du == NULL)
        return t->kind == THING_EXTERNAL && cg_str_eq(t->text, CG_STR("move"));
    unsigned kind = def_of(du, t->def)->kind;
    return cg_node_kind_is_type(kind) || kind == CG_NODE_CONSTRUCTOR ||
           (cg_node_kind_is_callable(kind) && !cg_unit_gives_reference(du->unit, t->def));
}

/* What a value of the language or of the library is, whose pointers are counted. */
static cpp_type type_of_operand(cg_linker *l, const cg_link_unit *u, const cpp_operand *o)
{
    cpp_type type = cpp_type_of_thing(&o->value);
    type.level += o->level;
    type.is_const |= cpp_is_const(l, u, o->ref);
    type.is_made = o->is_made;
    return type;
}

static bool is_weighed(unsigned kind)
{
    return kind == THING_INSTANCE || kind == THING_BUILTIN || kind == THING_EXTERNAL;
}

/* Of the only one of `values`, which `ref` gives. */
static bool weigh_value(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *values,
                        thing *out, int *level)
{
    int own;
    if (values->count != 1 || !is_weighed(values->list[0].kind) || !level_of(l, u, ref, 0, &own))
        return false;
    *out = values->list[0];
    *level += own + cpp_behind_aliases(l, out);
    return true;
}

bool cpp_weigh(cg_linker *l, const cg_link_unit *u, uint32_t ref, thing *out, int *level)
{
    things values = {0};
    if (!link_enter(l))
        return false;
    values_of_ref(l, u, ref, &values);
    bool known = weigh_value(l, u, ref, &values, out, level);
    link_leave(l);
    return known;
}

static void weigh(cg_linker *l, const cg_link_unit *u, const things *values, int level,
                  cpp_operand *o)
{
    bool own = values->count == 1 && values->list[0].kind == THING_INSTANCE;
    if (!weigh_value(l, u, o->ref, values, &o->value, &level))
        return;
    o->level = level;
    o->known = o->value.kind == THING_INSTANCE;
    if (!o->known)
        o->type = type_of_operand(l, u, o);
    bool text = cg_str_eq(o->value.text, CG_STR("str")); /* which classes are made of */
    o->number = o->value.kind == THING_NONE || (own && o->level > 0) ||
                (!text && (o->type.kind == CPP_NUMBER || o->type.kind == CPP_VOID));
}

cpp_operand cpp_operand_of(cg_linker *l, const cg_link_unit *u, uint32_t ref, int level)
{
    cpp_operand o = {.ref = ref};
    things values = {0};
    if (ref == CG_NONE || !link_enter(l))
        return o;
    o.is_made = level == 0 && is_made(l, u, ref);
    if (ref_of(u, ref)->name_len == 0 && ref_of(u, ref)->base_kind == CG_BASE_SELF)
        o = cpp_operand_self(l, u, ref_of(u, ref), level);
    else
        values_of_ref(l, u, ref, &values);
    o.ref = ref;
    weigh(l, u, &values, level, &o);
    if (o.known)
        o.is_const = cpp_is_const(l, u, ref);
    else if (!o.number && values.count == 0)
        o.number = cpp_is_primitive(l, u, ref) || is_constant(l, u, ref);
    link_leave(l);
    return o;
}
