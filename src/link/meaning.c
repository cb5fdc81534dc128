// SPDX-License-Identifier: Apache-2.0
// link: of the things that a name stands for, those that a reference in its role can mean. A type and
// a value may share a name, a declaration repeat its definition, a property have two accessors, and
// a file be used as what it exports as a whole.
#include "link_int.h"

void whole_of(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = t->kind == THING_MODULE ? link_open(l, t->file) : NULL;
    if (u == NULL || u->rules->whole == NULL || !link_enter(l))
        return;
    u->rules->whole(l, u, out);
    link_leave(l);
}

/* ---- which definitions suit a role ---- */

static bool wants_type(unsigned role)
{
    return role == CG_ROLE_TYPE || role == CG_ROLE_INHERIT || role == CG_ROLE_IMPLEMENT;
}

/* Interfaces and aliases are no values; functions and variables are no types. */
static bool suits(unsigned kind, unsigned role)
{
    if (wants_type(role) || role == CG_ROLE_QUALIFY)
        return !cg_node_kind_is_callable(kind) && !holds_value(kind);
    return kind != CG_NODE_INTERFACE && kind != CG_NODE_TYPE_ALIAS;
}

/* The worth of a definition among those of its name and owner; 0: not meant. A method is called rather
 * than the field that an instance may keep in place of it. */
static unsigned worth(const cg_def *def, unsigned role)
{
    if (!suits(def->kind, role))
        return 0;
    unsigned accessor = def->modifiers & (CG_MOD_GETTER | CG_MOD_SETTER);
    unsigned wanted = role == CG_ROLE_WRITE ? CG_MOD_SETTER : CG_MOD_GETTER;
    unsigned called = role == CG_ROLE_CALL && !holds_value(def->kind);
    return 1 + 4 * called + (def->modifiers & CG_MOD_DECLARATION ? 0 : 2) + (accessor == wanted);
}

typedef struct weighed {
    const cg_link_unit *unit; /* NULL: no definition */
    unsigned worth;
} weighed;

static bool same_group(const things *names, const weighed *all, uint32_t a, uint32_t b)
{
    return all[a].unit != NULL && all[a].unit == all[b].unit &&
           !(names->list[a].assigned && names->list[b].assigned) &&
           is_one_group(all[a].unit, names->list[a].def, names->list[b].def);
}

/* Another one of its group is meant rather. */
static bool is_hidden(const things *names, const weighed *all, uint32_t index, bool call)
{
    const cg_link_unit *u = all[index].unit;
    bool overloads = call && u != NULL && u->rules->traits & LINK_OVERLOADS;
    for (uint32_t i = 0; i < names->count; i++) {
        if (i == index || !same_group(names, all, index, i))
            continue;
        bool better =
            all[i].worth > all[index].worth || (i < index && all[i].worth == all[index].worth);
        if (overloads ? all[index].worth == 0 && all[i].worth > 0 : better)
            return true;
    }
    return false;
}

static bool apart(const cg_linker *l)
{
    return l->unit->rules->traits & LINK_VALUES_APART;
}

/* type Make = typeof make: the function that an alias is the type of. */
static void function_aliased(cg_linker *l, const thing *t, things *out)
{
    things aliased = {0};
    alias_values(l, t, &aliased);
    for (uint32_t i = 0; i < aliased.count; i++) {
        const thing *a = &aliased.list[i];
        const cg_link_unit *u = a->kind == THING_DEF ? link_open(l, a->file) : NULL;
        if (u != NULL && cg_node_kind_is_callable(def_of(u, a->def)->kind))
            things_add(out, *a);
    }
}

/* To call an instance is to call the method that its language names for it. */
static void called_instance(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = link_open(l, t->file);
    uint32_t before = out->count;
    if (u != NULL && u->rules->call_member != NULL)
        members_in_line(l, t, cg_str_from(u->rules->call_member), 0, out);
    else if (u != NULL && u->rules->traits & LINK_FUNCTION_TYPES)
        function_aliased(l, t, out);
    for (uint32_t i = before; i < out->count; i++) {
        out->list[i].rule = apart(l) ? CG_RULE_CALLED_VALUE : CG_RULE_TYPED_VALUE;
        out->list[i].open |= t->open;
    }
}

/* Members of a type without a name are those of the variable that is declared with it. */
static void called_unnamed(cg_linker *l, const cg_link_unit *u, const thing *t, things *out)
{
    const char *member = u->rules->call_member;
    if (member == NULL || unit_member(u, t->def, cg_str_from(member)) == CG_NONE)
        return;
    uint32_t before = out->count;
    members_of(l, t, cg_str_from(member), out);
    for (uint32_t i = before; i < out->count; i++)
        out->list[i].rule = CG_RULE_TYPED_VALUE;
}

/* What it holds is what some call gives, and not another name of something. */
static bool is_result(const cg_link_unit *u, uint32_t def)
{
    uint32_t value = def_of(u, def)->type_ref;
    return value != CG_NONE && ref_of(u, value)->role == CG_ROLE_CALL;
}

/* To call a file is to call what it is as a whole. */
static void called_whole(cg_linker *l, const thing *module, uint8_t rule, things *out)
{
    things whole = {0};
    whole_of(l, module, &whole);
    for (uint32_t i = 0; i < whole.count; i++) {
        const thing *w = &whole.list[i];
        const cg_link_unit *u = w->kind == THING_DEF ? link_open(l, w->file) : NULL;
        unsigned kind = u != NULL ? def_of(u, w->def)->kind : CG_NODE_NONE;
        thing called = *w;
        called.rule = rule;
        if (kind == CG_NODE_CLASS || cg_node_kind_is_callable(kind))
            things_add(out, called);
    }
}

/* What a definition was given is a member of something that the project does not declare: console.log. */
static bool holds_foreign(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    uint32_t value = def_of(u, def)->type_ref;
    if (!(u->rules->traits & LINK_READS_CALLED) || value == CG_NONE ||
        ref_of(u, value)->role != CG_ROLE_READ || ref_of(u, value)->base_kind != CG_BASE_REF)
        return false;
    while (ref_of(u, value)->base != CG_NONE && ref_of(u, value)->base_kind == CG_BASE_REF)
        value = ref_of(u, value)->base;
    const cg_ref *r = ref_of(u, value);
    return r->name_len > 0 && r->base_kind == CG_BASE_NONE && r->target_kind == CG_TARGET_NONE &&
           names_of_ref(l, u, value)->count == 0;
}

/* Functions and classes of the language or of a dependency that are called where those of the project are not. */
static void add_library(cg_linker *l, const things *values, unsigned role, things *out)
{
    for (uint32_t i = 0; l->unit->rules->is_library != NULL && i < values->count; i++)
        if (l->unit->rules->is_library(&values->list[i], role))
            things_add(out, values->list[i]);
}

/* What is called through something that holds a value is that value, when it is known to be callable:
 * nothing of the project when it is a library's. */
static bool called_value(cg_linker *l, const thing *t, unsigned role, things *out)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    things values = {0};
    uint32_t before = out->count;
    bool external = false;
    if (u != NULL && holds_value(def_of(u, t->def)->kind)) {
        values_held(l, t, &values);
        called_unnamed(l, u, t, out);
        external = values.count == 0 && holds_foreign(l, u, t->def);
        mark_assigned(l, def_name(u, t->def), &values);
    }
    if (t->kind == THING_INSTANCE)
        called_instance(l, t, out);
    for (uint32_t i = 0; i < values.count; i++) {
        const thing *v = &values.list[i];
        if (v->kind == THING_INSTANCE)
            called_instance(l, v, out);
        const cg_link_unit *vu = v->kind == THING_DEF ? link_open(l, v->file) : NULL;
        unsigned kind = vu ? def_of(vu, v->def)->kind : CG_NODE_NONE;
        if (v->kind == THING_MODULE)
            called_whole(l, v, t->rule, out);
        external |= v->kind == THING_EXTERNAL;
        if (kind == CG_NODE_CLASS || (cg_node_kind_is_callable(kind) && kind != CG_NODE_MACRO)) {
            thing called = *v;
            bool put = apart(l) || is_put(v) || is_result(u, t->def);
            called.rule = put ? CG_RULE_CALLED_VALUE : t->rule;
            things_add(out, called);
        }
    }
    if (out->count > before)
        add_library(l, &values, role, out);
    return external || out->count > before;
}

/* Files in place of which stands what they are as a whole. What a file calls itself, to read a member of it, is the file. */
static void with_wholes(cg_linker *l, const things *names, unsigned role, things *out)
{
    for (uint32_t i = 0; i < names->count; i++) {
        things whole = {0};
        bool itself = role == CG_ROLE_READ && names->list[i].kind == THING_MODULE &&
                      names->list[i].file == l->unit->file;
        if (!itself)
            whole_of(l, &names->list[i], &whole);
        for (uint32_t k = 0; k < whole.count; k++) {
            whole.list[k].rule = names->list[i].rule;
            things_add(out, whole.list[k]);
        }
        if (whole.count == 0)
            things_add(out, names->list[i]);
    }
    out->cut |= names->cut;
}

/* A variable of another file, which may be given other values than are written there. */
static bool is_variable_elsewhere(cg_linker *l, const thing *t)
{
    if (!apart(l) || t->kind != THING_DEF || t->file == l->unit->file)
        return false;
    const cg_link_unit *u = link_open(l, t->file);
    return u != NULL && holds_value(def_of(u, t->def)->kind);
}

/* 1: a function or class, -1: a variable, 0: neither. */
static int callability(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    unsigned kind = u != NULL ? def_of(u, t->def)->kind : CG_NODE_NONE;
    return kind == CG_NODE_CLASS || cg_node_kind_is_callable(kind) ? 1 : holds_value(kind) ? -1 : 0;
}

/* A variable at file level that is given a function or class by its name, and nothing else in its file: another name of that. */
static bool is_another_name(cg_linker *l, const thing *variable)
{
    const cg_link_unit *u = link_open(l, variable->file);
    const cg_def *def = u != NULL ? def_of(u, variable->def) : NULL;
    things held = {0};
    size_t first;
    if (def == NULL || def->parent != 0 || def->type_ref == CG_NONE ||
        ref_of(u, def->type_ref)->role != CG_ROLE_READ ||
        unit_hints(u, CG_HINT_DEF_VALUE, variable->def, &first) > 0)
        return false;
    values_held(l, variable, &held);
    return held.count == 1 && !held.list[0].open && callability(l, &held.list[0]) > 0;
}

void also_called(cg_linker *l, const things *names, things *out)
{
    for (uint32_t i = 0; i < names->count; i++) {
        uint32_t before = out->count;
        bool variable = is_variable_elsewhere(l, &names->list[i]);
        bool held = variable && !is_another_name(l, &names->list[i]);
        if (variable)
            called_value(l, &names->list[i], CG_ROLE_CALL, out);
        else if (l->unit->rules->replaced != NULL)
            l->unit->rules->replaced(l, &names->list[i], out);
        for (; before < out->count; before++)
            out->list[before].rule = held                     ? CG_RULE_HELD_ELSEWHERE
                                     : out->list[before].open ? CG_RULE_SIGNATURE
                                                              : CG_RULE_CALLED_VALUE;
    }
}

/* What `variable` of another file holds is an object that can be called, or it is a member of a type for a class to make
 * objects of: other values are of that type. */
static bool is_steady(cg_linker *l, const thing *variable, const thing *called)
{
    const cg_link_unit *u = link_open(l, variable->file), *to = link_open(l, called->file);
    if (u == NULL || to == NULL || called->kind != THING_DEF || called->open)
        return false;
    const cg_def *def = def_of(to, called->def);
    uint32_t around = def_of(u, variable->def)->parent;
    if (def->kind == CG_NODE_CLASS)
        return around != CG_NONE && is_type_def(u, around);
    return to->rules->call_member != NULL &&
           cg_str_eq(def_name(to, called->def), cg_str_from(to->rules->call_member));
}

/* The same of all that calling the variable may call, which then is what is called. */
static bool calls_steady(cg_linker *l, const thing *variable, const things *called)
{
    bool steady = called->count > 0;
    for (uint32_t i = 0; steady && i < called->count; i++)
        steady = is_steady(l, variable, &called->list[i]);
    return steady;
}

/* Of several, a variable of which nothing is known says less than functions do. */
static void with_called_values(cg_linker *l, unsigned role, things *set)
{
    things found = {.cut = set->cut};
    bool known = false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        const thing *t = &set->list[i];
        things called = {0};
        bool elsewhere = is_variable_elsewhere(l, t);
        bool known_value = called_value(l, t, role, &called);
        if (!known_value || (elsewhere && !calls_steady(l, t, &called)))
            things_add(&found, *t);
        else
            things_add_all(&found, &called);
    }
    for (uint32_t i = 0; i < found.count; i++)
        known |= callability(l, &found.list[i]) > 0;
    for (uint32_t i = 0; i < found.count; i++)
        if (!known || callability(l, &found.list[i]) >= 0)
            found.list[kept++] = found.list[i];
    found.count = kept;
    *set = found;
}

/* The function behind mere declarations of its name, of which there may be more than are kept. */
static uint32_t implementation_of(const cg_link_unit *u, uint32_t def)
{
    for (uint32_t d = def; d != CG_NONE; d = u->next[d])
        if (cg_node_kind_is_callable(def_of(u, d)->kind) &&
            !(def_of(u, d)->modifiers & CG_MOD_DECLARATION))
            return d;
    return def;
}

void with_implementations(cg_linker *l, things *set)
{
    things found = {.cut = set->cut};
    for (uint32_t i = 0; i < set->count; i++) {
        thing t = set->list[i];
        const cg_link_unit *u = t.kind == THING_DEF ? link_open(l, t.file) : NULL;
        if (u != NULL && cg_node_kind_is_callable(def_of(u, t.def)->kind) &&
            !(u->rules->traits & (LINK_OVERLOADS | LINK_VARIANTS)))
            t.def = implementation_of(u, t.def);
        things_add(&found, t);
    }
    *set = found;
}

static bool is_calling(unsigned role)
{
    return role == CG_ROLE_CALL || role == CG_ROLE_NEW;
}

void add_meant(cg_linker *l, const things *candidates, unsigned role, things *out)
{
    weighed all[THINGS_MAX];
    for (uint32_t i = 0; i < candidates->count; i++) {
        const thing *t = &candidates->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        all[i] = (weighed){.unit = u};
        if (u != NULL)
            all[i] = (weighed){u, worth(def_of(u, t->def), role)};
    }
    for (uint32_t i = 0; i < candidates->count; i++)
        if (candidates->count == 1 || !is_hidden(candidates, all, i, is_calling(role)))
            things_add(out, candidates->list[i]);
    out->cut |= candidates->cut;
}

void meant_by(cg_linker *l, const things *names, unsigned role, things *out)
{
    things candidates = {0};
    with_wholes(l, names, role, &candidates);
    if (candidates.cut)
        with_implementations(l, &candidates);
    if (is_calling(role) && !(l->unit->rules->traits & LINK_CALLS_NAMED))
        with_called_values(l, role, &candidates);
    add_meant(l, &candidates, role, out);
}

/* ---- name spaces ---- */

static bool is_read(unsigned role)
{
    return role == CG_ROLE_READ || role == CG_ROLE_WRITE || role == CG_ROLE_READ_WRITE;
}

/* What is declared in the head of its type is read by calling it, too: a record's component. */
static bool is_in_head(const cg_link_unit *u, uint32_t def)
{
    uint32_t parent = def_of(u, def)->parent;
    return parent != CG_NONE && is_type_def(u, parent) && holds_value(def_of(u, def)->kind) &&
           def_of(u, def)->start_byte < def_of(u, parent)->body_start;
}

bool has_accessor(const cg_link_unit *u, uint32_t def)
{
    if (!is_in_head(u, def))
        return false;
    for (uint32_t m = unit_member(u, def_of(u, def)->parent, def_name(u, def)); m != CG_NONE;
         m = u->next[m])
        if (def_of(u, m)->kind == CG_NODE_METHOD && def_of(u, m)->params_max == 0)
            return false;
    return true;
}

/* How well what `t` is suits a name in `role`: 0 not, 1 perhaps, 2 well. */
static unsigned role_fit(cg_linker *l, const thing *t, unsigned role)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (t->kind == THING_EXTERNAL && t->args_count > 0 && is_read(role) &&
        l->unit->rules->traits & LINK_CALLS_APART)
        return 0; /* a method of the library */
    if (u == NULL && t->kind != THING_MODULE)
        return 1;
    unsigned kind = u ? def_of(u, t->def)->kind : CG_NODE_MODULE;
    bool type = cg_node_kind_is_type(kind), macro = kind == CG_NODE_MACRO;
    bool callable = cg_node_kind_is_callable(kind) && !macro;
    bool value = callable || holds_value(kind), space = !type && !value && !macro;
    bool apart = u && u->rules->traits & LINK_CALLS_APART;
    if (apart && role == CG_ROLE_CALL && value && !callable)
        return has_accessor(u, t->def) ? 2 : 0;
    switch (role) {
    case CG_ROLE_TYPE:
    case CG_ROLE_INHERIT:
    case CG_ROLE_IMPLEMENT: return type ? 2 : space;
    case CG_ROLE_QUALIFY: return type || space ? 2 : 0;
    case CG_ROLE_NEW: return type || kind == CG_NODE_ENUM_MEMBER ? 2 : 0;
    case CG_ROLE_CALL: return callable ? 2 : value || type;
    case CG_ROLE_MACRO: return macro ? 2 : 0;
    case CG_ROLE_READ:
    case CG_ROLE_WRITE:
    case CG_ROLE_READ_WRITE: return callable && apart ? 0 : value ? 2 : type;
    default: return 1;
    }
}

void keep_fitting(cg_linker *l, unsigned role, things *set)
{
    unsigned best = 1;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++)
        best = CG_MAX(best, role_fit(l, &set->list[i], role));
    for (uint32_t i = 0; i < set->count; i++)
        if (role_fit(l, &set->list[i], role) >= best)
            set->list[kept++] = set->list[i];
    set->count = kept;
}
