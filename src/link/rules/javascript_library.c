// SPDX-License-Identifier: Apache-2.0
// JavaScript family: what the language's own containers, promises and functions give and pass on.
//
// A promise stands for what it is fulfilled with: the extractor leaves Promise<T> and `await` out. A
// method of the library is a THING_BUILTIN that has its row below as text and its receiver as argument.
#include <stdlib.h>

#include "javascript.h"
#include "javascript_library.h"

typedef javascript_library_row library_row;

#define SETTLED CG_STR("PromiseSettledResult")
#define MAP CG_STR("Map")
#define RECORD CG_STR("Record")
#define ARGUMENTS_MAX 4u /* of those that are taken together */

/* What types do not say. They go before the generated rows. */
static const library_row unsaid[] = {
    {"*.valueOf", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.flat", GIVES_ELEMENT, PASSES_NOTHING},
    {"Object.create", GIVES_ARGUMENT, PASSES_NOTHING},
};

typedef struct row_name {
    cg_str type, member;
} row_name;

static int compare_row(const void *key, const void *row)
{
    const row_name *wanted = key;
    cg_str name = cg_str_from(((const library_row *)row)->name);
    size_t dot = (size_t)cg_str_find(name, '.');
    int by_type = cg_str_cmp(wanted->type, cg_str_slice(name, 0, dot));
    return by_type != 0 ? by_type
                        : cg_str_cmp(wanted->member, cg_str_slice(name, dot + 1, name.len));
}

static const library_row *row_named(cg_str type, cg_str member)
{
    row_name wanted = {type, member};
    const library_row *row =
        bsearch(&wanted, unsaid, CG_ARRAY_LEN(unsaid), sizeof *unsaid, compare_row);
    return row != NULL ? row
                       : bsearch(&wanted, javascript_library, javascript_library_count,
                                 sizeof *javascript_library, compare_row);
}

/* The row that `t`, a method of the library, stands for; NULL: it is a value. */
static const library_row *row_of(const thing *t)
{
    ptrdiff_t dot = t->kind == THING_BUILTIN ? cg_str_find(t->text, '.') : -1;
    if (dot < 0)
        return NULL;
    const library_row *row = row_named(cg_str_slice(t->text, 0, (size_t)dot),
                                       cg_str_slice(t->text, (size_t)dot + 1, t->text.len));
    return row != NULL && row->name == t->text.ptr ? row : NULL;
}

/* ---- members ---- */

static bool is_map(const thing *t)
{
    return t->kind == THING_BUILTIN &&
           (cg_str_eq(t->text, MAP) || cg_str_eq(t->text, CG_STR("WeakMap")) ||
            cg_str_eq(t->text, CG_STR("ReadonlyMap")));
}

static bool is_set(const thing *t)
{
    return t->kind == THING_BUILTIN && t->args_count > 0 &&
           (cg_str_eq(t->text, CG_STR("Set")) || cg_str_eq(t->text, CG_STR("ReadonlySet")));
}

/* The name by which the table knows a value. */
static cg_str type_word(const thing *t)
{
    if (t->kind == THING_CONTAINER || t->kind == THING_TUPLE || is_set(t))
        return CG_STR("Array");
    return is_map(t) ? MAP : t->kind == THING_BUILTIN ? t->text : CG_STR("*");
}

/* What a map is looked up for, as it is declared or as far as code puts it there; of others, an element. */
static void values_in(cg_linker *l, const thing *t, things *out)
{
    if (!is_map(t))
        elements_of(l, t, out);
    else if (t->args_count > 1)
        things_add(out, t->args[1]);
    else
        keyed_of(l, t, CG_STR(""), out);
}

static void keys_in(const thing *t, things *out)
{
    if (is_map(t) && t->args_count > 1)
        things_add(out, t->args[0]);
}

/* Pairs of `first`, which may be of no kind, and each of `seconds`. */
static void pairs_of(cg_linker *l, thing first, const things *seconds, things *out)
{
    for (uint32_t i = 0; i < seconds->count; i++) {
        thing *items = cg_arena_alloc_array(l->arena, 2, sizeof *items);
        items[0] = first;
        items[1] = seconds->list[i];
        things_add(out, (thing){.kind = THING_TUPLE,
                                .key = thing_key(&items[0]) * 31 + thing_key(&items[1]),
                                .args = items,
                                .args_count = 2});
    }
}

/* Who goes through a map gets entries: [key, value]. */
bool javascript_element(cg_linker *l, const thing *t, things *out)
{
    things values = {0};
    uint32_t before = out->count;
    if (!is_map(t))
        return false;
    values_in(l, t, &values);
    pairs_of(l, t->args_count > 1 ? t->args[0] : (thing){0}, &values, out);
    return out->count > before;
}

/* What has any key has all of them: Record<K, T>, Object<K, T>, { [key: string]: T }. */
static bool member_of_record(cg_linker *l, const thing *t, things *out)
{
    bool record = t->kind == THING_BUILTIN && t->args_count > 1 &&
                  (cg_str_eq(t->text, RECORD) || cg_str_eq(t->text, CG_STR("Object")));
    things types = {0};
    uint32_t before = out->count;
    if (record)
        things_add(out, t->args[1]);
    if (t->kind == THING_INSTANCE)
        alias_values(l, t, &types);
    for (uint32_t i = 0; i < types.count; i++)
        if (types.list[i].kind == THING_BUILTIN)
            (void)member_of_record(l, &types.list[i], out);
    return out->count > before;
}

/* The value of a promise that was fulfilled. */
static bool member_of_settled(const thing *t, cg_str name, things *out)
{
    bool settled = t->kind == THING_BUILTIN && t->args_count > 0 && cg_str_eq(t->text, SETTLED) &&
                   cg_str_eq(name, CG_STR("value"));
    if (settled)
        things_add(out, t->args[0]);
    return settled;
}

void javascript_library_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    if (member_of_settled(t, name, out) || javascript_react_member(t, name, out))
        return;
    const library_row *row = row_of(t) != NULL ? NULL : row_named(type_word(t), name);
    if (row == NULL)
        row = row_named(CG_STR("*"), name);
    if (row == NULL) {
        if (member_of_record(l, t, out))
            return;
        if (t->kind == THING_BUILTIN) {
            thing member = unknown_thing(l, t->text, name);
            member.def =
                t->def; /* of what the source tells of how it is used alone, no class of the language is known */
            things_add(out, member);
        }
        return;
    }
    thing *receiver = cg_arena_alloc(l->arena, sizeof *receiver);
    *receiver = *t;
    cg_str text = cg_str_from(row->name);
    /* The same method of another value is another. */
    things_add(out, (thing){.kind = THING_BUILTIN,
                            .key = name_hash(text) ^ thing_key(t),
                            .text = text,
                            .file = t->file,
                            .args = receiver,
                            .args_count = 1});
}

bool javascript_library_global(cg_str name, things *out)
{
    static const cg_str names[] = {CG_STR("Array"),  CG_STR("Map"),     CG_STR("WeakMap"),
                                   CG_STR("Set"),    CG_STR("WeakSet"), CG_STR("Object"),
                                   CG_STR("Promise")};
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        if (cg_str_eq(name, names[i])) {
            things_add(out, (thing){.kind = THING_BUILTIN, .key = name_hash(name), .text = name});
            return true;
        }
    return false;
}

/* ---- arguments ---- */

void javascript_argument_values(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n,
                                things *out)
{
    size_t first;
    size_t count = call == CG_NONE ? 0 : unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count; i++)
        if (u->unit->hints.ptr[first + i].index == n)
            values_of_ref(l, u, u->unit->hints.ptr[first + i].value, out);
}

bool javascript_callback_results(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n,
                                 things *out)
{
    things callbacks = {0};
    javascript_argument_values(l, u, call, n, &callbacks);
    for (uint32_t i = 0; i < callbacks.count; i++)
        results_of(l, &callbacks.list[i], u, CG_NONE, out);
    return callbacks.count > 0;
}

/* Arrays of each of `elements`. */
static void add_array(cg_linker *l, const things *elements, things *out)
{
    for (uint32_t i = 0; i < elements->count; i++) {
        thing *args = cg_arena_alloc(l->arena, sizeof *args);
        *args = elements->list[i];
        things_add(out, (thing){.kind = THING_CONTAINER, .args = args, .args_count = 1});
    }
}

/* What the function that is the first argument says of what it is passed. */
static void said_by_argument(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things tests = {0};
    javascript_argument_values(l, u, call, 0, &tests);
    for (uint32_t i = 0; i < tests.count; i++)
        said_by(l, &tests.list[i], 0, out);
}

/* Arrays of pairs that have each of `elements` second. */
static void add_pairs(cg_linker *l, const things *elements, things *out)
{
    things pairs = {0};
    pairs_of(l, (thing){0}, elements, &pairs);
    add_array(l, &pairs, out);
}

/* Array.from(values), Array.from(values, each): an array in any case, also of what nothing is known of. */
static void array_made(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things values = {0}, elements = {0};
    if (!javascript_callback_results(l, u, call, 1, &elements)) {
        javascript_argument_values(l, u, call, 0, &values);
        elements_of_all(l, &values, &elements);
    }
    add_array(l, &elements, out);
    if (elements.count == 0)
        things_add(out, (thing){.kind = THING_BUILTIN,
                                .key = name_hash(CG_STR("Array")),
                                .text = CG_STR("Array")});
}

/* What promises of each of `values` are when they are settled: { status, value }. */
static void add_settled(cg_linker *l, const things *values, things *out)
{
    things settled = {0};
    for (uint32_t i = 0; i < values->count; i++) {
        thing *value = cg_arena_alloc(l->arena, sizeof *value);
        *value = values->list[i];
        things_add(&settled, (thing){.kind = THING_BUILTIN,
                                     .key = name_hash(SETTLED) ^ thing_key(value),
                                     .text = SETTLED,
                                     .args = value,
                                     .args_count = 1});
    }
    add_array(l, &settled, out);
}

/* What has each of `values` under any key. */
static void add_records(cg_linker *l, cg_str text, const things *values, things *out)
{
    for (uint32_t i = 0; i < values->count; i++) {
        thing *args = cg_arena_alloc_array(l->arena, 2, sizeof *args);
        args[0] = (thing){0};
        args[1] = values->list[i];
        things_add(out, (thing){.kind = THING_BUILTIN,
                                .key = name_hash(text) ^ thing_key(&args[1]),
                                .text = text,
                                .args = args,
                                .args_count = 2});
    }
}

/* What reducing a list begins with: what the call states, its second argument, or else an element. */
static void reduced_from(cg_linker *l, const thing *list, const cg_link_unit *u, uint32_t call,
                         things *out)
{
    thing stated = {.kind = THING_NONE};
    take_type_args(l, u, call, &stated);
    if (stated.args_count > 0 && stated.args[0].kind != THING_NONE)
        things_add(out, stated.args[0]);
    else if (ref_of(u, call)->args == 1)
        elements_of(l, list, out);
    else
        javascript_argument_values(l, u, call, 1, out);
}

/* ---- results ---- */

static void method_result(cg_linker *l, const library_row *row, const thing *receiver,
                          const cg_link_unit *u, uint32_t call, things *out)
{
    things first = {0}, elements = {0}, groups = {0}, pairs = {0};
    switch (row->gives) {
    case GIVES_NOTHING: break;
    case GIVES_RECEIVER: things_add(out, *receiver); break;
    case GIVES_ELEMENT: values_in(l, receiver, out); break;
    case GIVES_KEYS:
        keys_in(receiver, &elements);
        add_array(l, &elements, out);
        break;
    case GIVES_VALUES:
        values_in(l, receiver, &elements);
        add_array(l, &elements, out);
        break;
    case GIVES_ARGUMENT: javascript_argument_values(l, u, call, 0, out); break;
    case GIVES_ARGUMENTS:
        for (unsigned n = 0; n < ARGUMENTS_MAX; n++)
            javascript_argument_values(l, u, call, n, out);
        break;
    case GIVES_ELEMENT_OF_ARGUMENT:
        javascript_argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, out);
        break;
    case GIVES_SETTLED:
        javascript_argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, &elements);
        add_settled(l, &elements, out);
        break;
    case GIVES_FOUND:
        said_by_argument(l, u, call, &elements);
        if (elements.count == 0)
            elements_of(l, receiver, &elements);
        things_add_all(out, &elements);
        break;
    case GIVES_FILTERED:
        said_by_argument(l, u, call, &elements);
        add_array(l, &elements, out);
        if (elements.count == 0)
            things_add(out, *receiver);
        break;
    case GIVES_PAIRS:
        elements_of(l, receiver, &elements);
        add_pairs(l, &elements, out);
        break;
    case GIVES_PAIRS_OF_ARGUMENT:
        javascript_argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, &elements);
        add_pairs(l, &elements, out);
        break;
    case GIVES_ARRAY_OF_ARGUMENTS:
        for (unsigned n = 0; n < ARGUMENTS_MAX; n++)
            javascript_argument_values(l, u, call, n, &elements);
        add_array(l, &elements, out);
        break;
    case GIVES_GROUPS:
        javascript_argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, &elements);
        add_array(l, &elements, &groups);
        add_records(l, cg_str_starts(cg_str_from(row->name), MAP) ? MAP : RECORD, &groups, out);
        break;
    case GIVES_RECORD:
        javascript_argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, &pairs);
        for (uint32_t i = 0; i < pairs.count; i++)
            items_of(l, &pairs.list[i], 1, &elements);
        add_records(l, RECORD, &elements, out);
        break;
    case GIVES_CALL: results_of(l, receiver, u, CG_NONE, out); break;
    case GIVES_CALLBACK: javascript_callback_results(l, u, call, 0, out); break;
    case GIVES_REDUCED:
        if (call != CG_NONE && ref_of(u, call)->args > 1)
            reduced_from(l, receiver, u, call, out);
        if (out->count == 0 || out->list[0].kind == THING_BUILTIN)
            javascript_callback_results(l, u, call, 0, out);
        break;
    case GIVES_CALLBACKS:
        javascript_callback_results(l, u, call, 0, &elements);
        add_array(l, &elements, out);
        break;
    case GIVES_ARRAY: array_made(l, u, call, out); break;
    }
}

/* new Map([[key, value]]): maps that have each of the values; false: nothing is known of them. */
static bool made_of_pairs(cg_linker *l, const thing *map, const cg_link_unit *u, uint32_t call,
                          things *out)
{
    things first = {0}, pairs = {0}, keys = {0}, values = {0};
    uint32_t before = out->count;
    javascript_argument_values(l, u, call, 0, &first);
    elements_of_all(l, &first, &pairs);
    for (uint32_t i = 0; i < pairs.count; i++) {
        items_of(l, &pairs.list[i], 0, &keys);
        items_of(l, &pairs.list[i], 1, &values);
    }
    for (uint32_t i = 0; i < values.count; i++) {
        thing t = *map, *args = cg_arena_alloc_array(l->arena, 2, sizeof *args);
        args[0] = keys.count == 1 ? keys.list[0] : (thing){0};
        args[1] = values.list[i];
        t.key ^= thing_key(&args[1]);
        t.args = args;
        t.args_count = 2;
        things_add(out, t);
    }
    return out->count > before;
}

/* new Set(values), new Array<T>() hold elements; new Map<K, V>() is what its arguments say. */
static void made(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out)
{
    things instance = {0}, first = {0}, elements = {0};
    if (call == CG_NONE || ref_of(u, call)->role != CG_ROLE_NEW)
        return;
    bool list = cg_str_eq(t->text, CG_STR("Array")) || cg_str_ends(t->text, CG_STR("Set"));
    instances_of(l, t, u, call, &instance);
    if (!list) {
        bool typed = instance.count > 0 && instance.list[0].args_count > 0;
        if (!cg_str_ends(t->text, CG_STR("Map")) || typed || !made_of_pairs(l, t, u, call, out))
            things_add_all(out, &instance);
        return;
    }
    elements_of_all(l, &instance, &elements);
    if (elements.count == 0) {
        javascript_argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, &elements);
    }
    add_array(l, &elements, out);
}

void javascript_library_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                               things *out)
{
    const library_row *row = row_of(t);
    if (javascript_react_result(l, t, u, call, out))
        return;
    if (row != NULL)
        method_result(l, row, t->args, u, call, out);
    else if (t->kind == THING_BUILTIN)
        made(l, t, u, call, out);
}

/* values.map(each): whatever has such a method gives what `each` makes, in order. */
void javascript_unknown_result(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things made = {0};
    if (ref_of(u, call)->base_kind == CG_BASE_NONE || !cg_str_eq(ref_name(u, call), CG_STR("map")))
        return;
    javascript_callback_results(l, u, call, 0, &made);
    add_array(l, &made, out);
}

/* ---- callbacks ---- */

void javascript_library_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                               unsigned arg, unsigned n, things *out)
{
    const library_row *row = row_of(t);
    things first = {0};
    if (javascript_react_passed(t, arg, n, out))
        return;
    if (row != NULL && row->passes == PASSES_OF_ARGUMENT && arg == 1 && n == 0) {
        javascript_argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, out);
    }
    if (row == NULL || arg != 0)
        return;
    switch (row->passes) {
    case PASSES_NOTHING: break;
    case PASSES_RECEIVER:
        if (n == 0)
            things_add(out, *t->args);
        break;
    case PASSES_ELEMENT:
        if (n == 0)
            elements_of(l, t->args, out);
        else if (n == 2)
            things_add(out, *t->args);
        break;
    case PASSES_TWO: elements_of(l, t->args, out); break;
    case PASSES_REDUCED:
        if (n == 0)
            reduced_from(l, t->args, u, call, out);
        else if (n == 1)
            elements_of(l, t->args, out);
        break;
    case PASSES_ENTRY:
        if (n == 0)
            values_in(l, t->args, out);
        else if (n == 1)
            keys_in(t->args, out);
        else if (n == 2)
            things_add(out, *t->args);
        break;
    case PASSES_OF_ARGUMENT: break; /* above */
    }
}

/* A method of an interface, as the type of the function that implements it. */
static void declared_param(cg_linker *l, const cg_link_unit *u, const thing *method, unsigned n,
                           things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_PARAM, method->def, &first);
    things types = {0};
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        uint32_t type = u->unit->bindings.ptr[h->value].type_ref;
        if (h->index == n && type != CG_NONE)
            types_of_ref(l, u, type, &types);
    }
    for (uint32_t i = 0; i < types.count; i++)
        things_add(out, thing_given(l, types.list[i], method->args));
}

void javascript_function_param(cg_linker *l, const thing *type, unsigned n, things *out)
{
    if (javascript_react_param(type, n, out))
        return;
    if (type->kind == THING_FUNCTION) {
        if (n + 1 < type->args_count)
            things_add(out, type->args[n + 1]);
        return;
    }
    const cg_link_unit *u = type->kind == THING_DEF ? link_open(l, type->file) : NULL;
    if (u != NULL)
        declared_param(l, u, type, n, out);
    if (type->kind != THING_INSTANCE || !link_enter(l))
        return;
    things stands_for = {0};
    alias_values(l, type, &stands_for);
    for (uint32_t i = 0; i < stands_for.count; i++)
        javascript_function_param(l, &stands_for.list[i], n, out);
    link_leave(l);
}
