// SPDX-License-Identifier: Apache-2.0
// link: what parameters without a type are given: by what a base declares that the method overrides, by
// the calls of their function that its own file and the few that import it make, and, for what a call
// gives, by that call. So a function that is passed on and called there is found, as far as names lead
// to those calls. What a function returns is called without a name.
#include "rules.h"

/* Calls of one name that are looked at; what is called more often is a tool for any value. */
#define CALLS_MAX 24u
/* Values that one function gives back that are looked at, at each of its calls: generated ones have thousands. */
#define RETURNED_MAX 256u

/* ---- what one call passes ---- */

typedef struct param {
    uint32_t def; /* the function */
    uint32_t index;
    cg_str name;
    cg_str rest; /* CG_HINT_REST, CG_HINT_NAMED, or empty */
} param;

static bool find_param(const cg_link_unit *u, uint32_t binding, param *out)
{
    const cg_binding *b = &u->unit->bindings.ptr[binding];
    out->def = u->unit->scopes.ptr[b->scope].owner;
    out->name = cg_unit_str(u->unit, b->name);
    size_t first, count = unit_hints(u, CG_HINT_PARAM, out->def, &first);
    for (size_t i = 0; i < count; i++) {
        out->index = u->unit->hints.ptr[first + i].index;
        out->rest = cg_unit_str(u->unit, u->unit->hints.ptr[first + i].name);
        if (u->unit->hints.ptr[first + i].value == binding)
            return true;
    }
    return false;
}

#define REST_MAX 16u

/* A tuple of all positional arguments from that of the parameter on. */
static void rest_passed(cg_linker *l, const cg_link_unit *u, uint32_t call, const param *p,
                        things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    thing *items = count == 0 ? NULL : cg_arena_alloc_array(l->arena, REST_MAX, sizeof *items);
    uint16_t width = 0;
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        things values = {0};
        if (h->name.len > 0 || h->index < p->index || h->index - p->index >= REST_MAX)
            continue;
        values_of_ref(l, u, h->value, &values);
        if (values.count > 0) {
            items[h->index - p->index] = values.list[0];
            width = (uint16_t)(h->index - p->index + 1);
        }
    }
    if (width > 0)
        things_add(out, (thing){.kind = THING_TUPLE,
                                .key = (uint64_t)u->file << 32 | call,
                                .args = items,
                                .args_count = width});
}

/* A decorator is called with what the next one below made of the definition, or with that itself, as it is written. */
static bool value_decorated(cg_linker *l, const cg_link_unit *u, uint32_t ref, const param *p,
                            things *out)
{
    uint32_t def = ref_of(u, ref)->source;
    size_t first, count = unit_decorators(u, def, &first), k = 0;
    things below = {0};
    if (p->index != 0)
        return false;
    while (k < count && u->decorators.ptr[first + k].index != ref)
        k++;
    while (++k < count && below.count == 0)
        results_of_decorator(l, u, u->decorators.ptr[first + k].index, &below);
    thing written = def_thing(u, def, CG_RULE_TYPED_VALUE);
    written.key = UNDECORATED;
    if (below.count == 0)
        things_add(&below, written);
    things_add_all(out, &below);
    return true;
}

/* False: the call passes nothing that tells anything. */
static bool values_passed(cg_linker *l, const cg_link_unit *u, uint32_t call, const param *p,
                          things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    bool passed = false;
    if (ref_of(u, call)->role == CG_ROLE_DECORATE)
        return value_decorated(l, u, call, p, out);
    if (cg_str_eq(p->rest, CG_STR(CG_HINT_REST))) {
        rest_passed(l, u, call, p, out);
        return count > 0;
    }
    if (p->rest.len > 0) {
        if (count > 0)
            things_add(out, keywords_thing(u, call));
        return count > 0;
    }
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        bool meant = h->name.len > 0 ? cg_str_eq(cg_unit_str(u->unit, h->name), p->name)
                                     : h->index == p->index;
        if (meant && ref_of(u, h->value)->role == CG_ROLE_TYPE) /* value as Type */
            types_of_ref(l, u, h->value, out);
        else if (meant)
            values_of_ref(l, u, h->value, out);
        passed |= meant;
    }
    return passed;
}

/* ---- what a function gives to what it is passed ---- */

/* By the type of what is passed. */
static void declared_handed_on(cg_linker *l, const cg_link_unit *u, uint32_t binding, unsigned n,
                               things *out)
{
    things types = {0};
    if (u->rules->function_param == NULL || !link_enter(l))
        return;
    types_of_ref(l, u, u->unit->bindings.ptr[binding].type_ref, &types);
    for (uint32_t i = 0; i < types.count; i++)
        u->rules->function_param(l, &types.list[i], n, out);
    link_leave(l);
}

void values_handed_on(cg_linker *l, const thing *callee, unsigned arg, cg_str keyword, unsigned n,
                      things *out)
{
    const cg_link_unit *u = callee->kind == THING_DEF ? link_open(l, callee->file) : NULL;
    size_t first, count = u ? unit_hints(u, CG_HINT_PARAM, callee->def, &first) : 0;
    uint32_t binding = CG_NONE;
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        cg_str name = cg_unit_str(u->unit, u->unit->bindings.ptr[h->value].name);
        bool meant = keyword.len > 0 ? cg_str_eq(name, keyword) : h->index == arg;
        if (meant && h->name.len == 0)
            binding = h->value;
    }
    if (binding == CG_NONE || !(u->rules->traits & LINK_PASSED))
        return;
    if (u->unit->bindings.ptr[binding].type_ref != CG_NONE) {
        declared_handed_on(l, u, binding, n, out);
        return;
    }
    if (!link_enter(l))
        return;
    param p = {.def = callee->def, .index = n};
    uint32_t before = out->count;
    cg_str name = cg_unit_str(u->unit, u->unit->bindings.ptr[binding].name);
    note_name(l, u, name);
    count = entries_named(u->calls.ptr, u->calls.len, name_hash(name), &first);
    for (size_t i = 0; i < CG_MIN(count, CALLS_MAX); i++) {
        uint32_t call = u->calls.ptr[first + i].index;
        const cg_ref *r = ref_of(u, call);
        if (r->target_kind == CG_TARGET_BINDING && r->target == binding)
            values_passed(l, u, call, &p, out);
    }
    for (; before < out->count; before++)
        out->list[before].rule = CG_RULE_CALLED_VALUE;
    link_leave(l);
}

/* What is called where an instance is. */
static bool is_call_member(const cg_link_unit *u, uint32_t def)
{
    const char *member = u->rules->call_member;
    return member != NULL && is_type_def(u, def_of(u, def)->parent) &&
           cg_str_eq(def_name(u, def), cg_str_from(member));
}

/* The call's name means the function, or the type whose constructor it is, or an instance that is called. */
static bool means(cg_linker *l, const cg_link_unit *u, uint32_t call, const cg_link_unit *du,
                  uint32_t def)
{
    things named = {0};
    const things *found = names_of_ref(l, u, call), *names = &named;
    bool constructor = def_of(du, def)->kind == CG_NODE_CONSTRUCTOR;
    for (uint32_t i = 0; i < found->count; i++) {
        if (found->list[i].kind == THING_MODULE)
            whole_of(l, &found->list[i], &named);
        else
            things_add(&named, found->list[i]);
    }
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        if (t->kind == THING_DEF && t->file == du->file &&
            (t->def == def || (constructor && t->def == def_of(du, def)->parent)))
            return true;
        if (t->kind == THING_INSTANCE && t->file == du->file && is_call_member(du, def) &&
            t->def == def_of(du, def)->parent)
            return true;
    }
    return false;
}

/* What calls hand on to the function of `du` that they pass, called `name` in `u`. */
static void values_by_callbacks(cg_linker *l, const cg_link_unit *u, cg_str name,
                                const cg_link_unit *du, const param *p, things *out)
{
    size_t first;
    size_t count = entries_named(u->passes.ptr, u->passes.len, name_hash(name), &first);
    for (size_t i = 0; i < CG_MIN(count, CALLS_MAX); i++) {
        const cg_hint *h = &u->unit->hints.ptr[u->passes.ptr[first + i].index];
        if (!means(l, u, h->value, du, p->def))
            continue;
        const things *callees = callees_of_ref(l, u, h->subject);
        for (uint32_t k = 0; k < callees->count; k++) {
            const thing *t = &callees->list[k];
            if (t->kind == THING_DEF)
                values_handed_on(l, t, h->index, cg_unit_str(u->unit, h->name), p->index, out);
            else if (u->rules->builtin_passed != NULL)
                u->rules->builtin_passed(l, t, u, h->subject, h->index, p->index, out);
        }
    }
}

/* Calls in `u` of the function of `du` that is called `name` there. */
static void values_by_name(cg_linker *l, const cg_link_unit *u, cg_str name, const cg_link_unit *du,
                           const param *p, things *out)
{
    size_t first;
    size_t count = entries_named(u->calls.ptr, u->calls.len, name_hash(name), &first);
    note_name(l, u, name);
    for (size_t i = 0; i < CG_MIN(count, CALLS_MAX); i++) {
        uint32_t call = u->calls.ptr[first + i].index;
        if (means(l, u, call, du, p->def))
            values_passed(l, u, call, p, out);
    }
    values_by_callbacks(l, u, name, du, p, out);
}

/* A method takes what the one of a base that it overrides is declared to take. */
static void types_overridden(cg_linker *l, const cg_link_unit *u, const param *p, things *out)
{
    uint32_t owner = def_of(u, p->def)->parent;
    size_t first;
    things members = {0};
    thing type = {.kind = THING_INSTANCE, .file = u->file, .def = owner};
    if (!is_type_def(u, owner) || unit_bases(u, owner, &first) == 0 ||
        def_of(u, p->def)->kind == CG_NODE_CONSTRUCTOR) /* which takes what it likes */
        return;
    members_in_line(l, &type, def_name(u, p->def), 1, &members);
    const thing *member = members.count > 0 ? &members.list[0] : NULL;
    const cg_link_unit *mu =
        member != NULL && member->kind == THING_DEF ? link_open(l, member->file) : NULL;
    size_t count = mu ? unit_hints(mu, CG_HINT_PARAM, member->def, &first) : 0;
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &mu->unit->hints.ptr[first + i];
        if (h->index == p->index && mu->unit->bindings.ptr[h->value].type_ref != CG_NONE)
            types_of_ref(l, mu, mu->unit->bindings.ptr[h->value].type_ref, out);
    }
}

/* The same in a file that imports it, maybe under another name. */
static void values_by_import(cg_linker *l, const cg_link_unit *from, uint32_t import, cg_str name,
                             const cg_link_unit *u, const param *p, things *out)
{
    cg_str local = import == CG_NONE ? CG_STR_NULL : def_name(from, import);
    values_by_name(l, from, name, u, p, out);
    if (local.len > 0 && name.len > 0 && !cg_str_eq(local, name))
        values_by_name(l, from, local, u, p, out);
}

/* Calls under `name` in the file itself, then in those that import `known_as` of it. */
static void values_called(cg_linker *l, const cg_link_unit *u, cg_str name, cg_str known_as,
                          const param *p, things *out)
{
    place places[PLACES_MAX];
    uint32_t count = 0;
    values_by_name(l, u, name, u, p, out);
    if (u->rules->importers != NULL)
        count = u->rules->importers(l, u, known_as, places);
    for (uint32_t i = 0; i < count; i++) {
        bool again = places[i].file == u->file;
        for (uint32_t k = 0; k < i && !again; k++)
            again = places[k].file == places[i].file && places[k].def == places[i].def;
        const cg_link_unit *from = again ? NULL : link_open(l, places[i].file);
        things found = {0};
        if (from != NULL)
            values_by_import(l, from, places[i].def, name, u, p, &found);
        for (uint32_t k = 0; k < found.count; k++)
            found.list[k].passed = true;
        things_add_all(out, &found);
    }
}

/* The definition right below the file that `def` is, or is inside of. */
static cg_str outermost_name(const cg_link_unit *u, uint32_t def)
{
    while (def_of(u, def)->parent != 0 && def_of(u, def)->parent != CG_NONE)
        def = def_of(u, def)->parent;
    return def_name(u, def);
}

/* What a function returned, f()(x), an instance, or what a table holds: handlers[kind](x). */
static bool is_called_unnamed(const cg_link_unit *u, uint32_t def)
{
    uint32_t owner = def_of(u, def)->parent;
    size_t first;
    return cg_node_kind_is_callable(def_of(u, owner)->kind) || is_call_member(u, def) ||
           holds_value(def_of(u, owner)->kind) || unit_held(u, def, &first) > 0;
}

void values_from_callers(cg_linker *l, const cg_link_unit *u, uint32_t binding, things *out)
{
    param p;
    if (!(u->rules->traits & LINK_PASSED) || !find_param(u, binding, &p) || !link_enter(l))
        return;
    cg_str known_as = outermost_name(u, p.def);
    uint32_t owner = def_of(u, p.def)->parent;
    types_overridden(l, u, &p, out);
    values_called(l, u, def_name(u, p.def), known_as, &p, out);
    if (is_called_unnamed(u, p.def))
        values_called(l, u, CG_STR(""), known_as, &p, out);
    if (def_of(u, p.def)->kind == CG_NODE_CONSTRUCTOR) {
        values_called(l, u, def_name(u, owner), known_as, &p, out);
        values_called(l, u, CG_STR("super"), known_as, &p, out);
    }
    if (u->rules->param_given != NULL)
        u->rules->param_given(l, u, p.def, p.name, out);
    link_leave(l);
}

/* ---- what fields get where their class is called ---- */

#define FIELDS_MAX 64u /* of one class, whose place is told */

/* Where a field stands among those that a class declares; CG_NONE: others come before them, or it is one of many. */
static uint32_t field_place(const cg_link_unit *u, uint32_t def, bool derived)
{
    uint32_t owner = def_of(u, def)->parent, before = 0;
    for (uint32_t d = owner + 1; d < def && before < FIELDS_MAX; d++) {
        const cg_def *field = def_of(u, d);
        before += field->parent == owner && field->kind == CG_NODE_FIELD &&
                  field->in_scope == def_of(u, def)->in_scope && field->type_ref != CG_NONE &&
                  ref_of(u, field->type_ref)->role == CG_ROLE_TYPE;
    }
    return derived || before == FIELDS_MAX ? CG_NONE : before;
}

void values_of_record(cg_linker *l, const cg_link_unit *u, uint32_t def, things *out)
{
    const cg_def *d = def_of(u, def);
    uint32_t owner = d->parent;
    if (!(u->rules->traits & LINK_LINE_C3) || d->kind != CG_NODE_FIELD || owner == CG_NONE ||
        def_of(u, owner)->kind != CG_NODE_CLASS || d->in_scope != def_of(u, owner)->scope ||
        !link_enter(l))
        return;
    thing type = {.kind = THING_INSTANCE, .file = u->file, .def = owner};
    things constructors = {0};
    constructors_in_line(l, &type, 0, &constructors);
    members_in_line(l, &type, CG_STR("__init__"), 0, &constructors);
    param p = {.def = owner,
               .index = field_place(u, def, line_of(l, &type)->count > 1),
               .name = def_name(u, def)};
    if (constructors.count == 1 && constructors.list[0].def == owner)
        values_called(l, u, def_name(u, owner), outermost_name(u, owner), &p, out);
    link_leave(l);
}

/* ---- what a call gives of what it passes ---- */

/* `ref`, a value that the callable `def` of `du` returns, is one of its parameters, and the call says what that is; what others
 * pass is nothing of it then. */
static bool param_given_back(cg_linker *l, const cg_link_unit *du, uint32_t def, uint32_t ref,
                             const cg_link_unit *u, uint32_t call, things *out)
{
    const cg_ref *r = ref_of(du, ref);
    param p;
    if (call == CG_NONE || r->target_kind != CG_TARGET_BINDING || r->role != CG_ROLE_READ ||
        r->base_kind != CG_BASE_NONE || du->unit->bindings.ptr[r->target].kind != CG_BIND_PARAM ||
        !find_param(du, r->target, &p) || p.def != def)
        return false;
    return values_passed(l, u, call, &p, out);
}

/* Functions that return what each other returns are asked once: there are many ways around. */
static void returned_value(cg_linker *l, const cg_link_unit *du, uint32_t ref, things *out)
{
    const void *answer;
    if (!memo_get(l, MEMO_RETURNED, du->file, ref, &answer)) {
        things found = {0};
        types_of_ref(l, du, ref, &found);
        answer = things_keep(l, &found);
        memo_set(l, MEMO_RETURNED, du->file, ref, answer);
    }
    if (answer != NULL)
        things_add_all(out, answer);
}

/* The values of `test ? a : b` and `a || b`, which are written as elements; 0: `ref` is none of these. */
static size_t alternatives(const cg_link_unit *u, uint32_t ref, size_t *out_first)
{
    const cg_ref *r = ref_of(u, ref);
    if (r->name_len > 0 || r->role != CG_ROLE_READ || r->base_kind != CG_BASE_REF ||
        ref_of(u, r->base)->role != CG_ROLE_LITERAL)
        return 0;
    return unit_hints(u, CG_HINT_ARGUMENT, r->base, out_first);
}

/* What a call gives of what it passes: a parameter, or that among others. An object that may be there in place of a
 * parameter is made around it, and is known by it. */
static bool value_given_back(cg_linker *l, const cg_link_unit *du, uint32_t def, uint32_t ref,
                             const cg_link_unit *u, uint32_t call, things *out)
{
    size_t first, count = alternatives(du, ref, &first);
    bool given = param_given_back(l, du, def, ref, u, call, out);
    for (size_t i = 0; i < count; i++)
        given |= param_given_back(l, du, def, du->unit->hints.ptr[first + i].value, u, call, out);
    for (size_t i = 0; given && i < count; i++) {
        uint32_t value = du->unit->hints.ptr[first + i].value;
        const cg_ref *r = ref_of(du, value);
        if (r->target_kind != CG_TARGET_BINDING && r->role != CG_ROLE_LITERAL)
            returned_value(l, du, value, out);
    }
    return given;
}

void values_returned(cg_linker *l, const cg_link_unit *du, uint32_t def, const cg_link_unit *u,
                     uint32_t call, things *out)
{
    size_t first, count = unit_hints(du, CG_HINT_DEF_VALUE, def, &first);
    uint32_t type = def_of(du, def)->type_ref;
    bool passed = du->rules->traits & LINK_PASSED;
    things declared = {0};
    if (!link_enter(l))
        return;
    if (type != CG_NONE && !(passed && value_given_back(l, du, def, type, u, call, out)))
        returned_value(l, du, type, &declared);
    things_add_all(out, &declared);
    bool signature = leaves_open(l, du, type, &declared);
    if (says_all(du, type, &declared) && !signature)
        count = 0;
    uint32_t before = out->count;
    for (size_t i = 0; i < CG_MIN(count, RETURNED_MAX) && !out->cut; i++) {
        uint32_t value = du->unit->hints.ptr[first + i].value;
        if (!passed || !value_given_back(l, du, def, value, u, call, out))
            returned_value(l, du, value, out);
    }
    if (signature)
        less_sure(out, before);
    out->cut |= count > RETURNED_MAX;
    link_leave(l);
}

/* ---- what decorators make of a definition ---- */

void results_of_decorator(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const things *names = names_of_ref(l, u, ref);
    for (uint32_t i = 0; i < names->count; i++)
        results_of(l, &names->list[i], u, ref, out);
}
