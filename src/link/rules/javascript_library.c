// SPDX-License-Identifier: Apache-2.0
// JavaScript family: what the language's own containers, promises and functions give and pass on.
//
// A promise stands for what it is fulfilled with: the extractor leaves Promise<T> and `await` out. A
// method of the library is a THING_BUILTIN that has its row below as text and its receiver as argument.
#include "javascript.h"

#define SETTLED CG_STR("PromiseSettledResult")
#define ARGUMENTS_MAX 4u /* of those that are taken together */

typedef enum library_gives {
    GIVES_NOTHING, /* that is followed */
    GIVES_RECEIVER,
    GIVES_ELEMENT,
    GIVES_ARGUMENT,  /* the first */
    GIVES_ARGUMENTS, /* what all of them are together */
    GIVES_ELEMENT_OF_ARGUMENT,
    GIVES_CALLBACK,          /* what the first argument gives when it is called */
    GIVES_REDUCED,           /* the same, or what it begins with */
    GIVES_CALLBACKS,         /* an array of that */
    GIVES_CALL,              /* what calling the receiver gives */
    GIVES_ARRAY,             /* of elements of the first argument */
    GIVES_SETTLED,           /* an array of what has such elements as its value */
    GIVES_KEYS,              /* an array of the keys of a map */
    GIVES_VALUES,            /* … of its values */
    GIVES_PAIRS,             /* an array of pairs, whose second is an element of the receiver */
    GIVES_PAIRS_OF_ARGUMENT, /* of the first argument */
    GIVES_FILTERED, /* the receiver, with such elements as the first argument says they are */
    GIVES_FOUND,    /* such an element */
} library_gives;

/* What a callback gets that is the first argument. */
typedef enum library_passes {
    PASSES_NOTHING,
    PASSES_RECEIVER,
    PASSES_ELEMENT,     /* first */
    PASSES_TWO,         /* elements */
    PASSES_REDUCED,     /* what there is so far, and an element */
    PASSES_ENTRY,       /* the value and the key of an entry of a map */
    PASSES_OF_ARGUMENT, /* an element of the first argument, to the second */
} library_passes;

typedef struct library_row {
    const char *name; /* "Type.member"; of "*" for any value */
    library_gives gives;
    library_passes passes;
} library_row;

static const library_row rows[] = {
    {"*.then", GIVES_CALLBACK, PASSES_RECEIVER},
    {"*.catch", GIVES_RECEIVER, PASSES_NOTHING},
    {"*.finally", GIVES_RECEIVER, PASSES_NOTHING},
    {"*.apply", GIVES_CALL, PASSES_NOTHING},
    {"*.bind", GIVES_RECEIVER, PASSES_NOTHING},
    {"*.call", GIVES_CALL, PASSES_NOTHING},
    {"*.valueOf", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.at", GIVES_ELEMENT, PASSES_NOTHING},
    {"Array.concat", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.copyWithin", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.every", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.fill", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.filter", GIVES_FILTERED, PASSES_ELEMENT},
    {"Array.find", GIVES_FOUND, PASSES_ELEMENT},
    {"Array.findIndex", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.findLast", GIVES_FOUND, PASSES_ELEMENT},
    {"Array.findLastIndex", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.flat", GIVES_ELEMENT, PASSES_NOTHING},
    {"Array.flatMap", GIVES_CALLBACK, PASSES_ELEMENT},
    {"Array.forEach", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.map", GIVES_CALLBACKS, PASSES_ELEMENT},
    {"Array.pop", GIVES_ELEMENT, PASSES_NOTHING},
    {"Array.reduce", GIVES_REDUCED, PASSES_REDUCED},
    {"Array.reduceRight", GIVES_REDUCED, PASSES_REDUCED},
    {"Array.reverse", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.shift", GIVES_ELEMENT, PASSES_NOTHING},
    {"Array.slice", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.some", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.sort", GIVES_RECEIVER, PASSES_TWO},
    {"Array.splice", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.toReversed", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.toSorted", GIVES_RECEIVER, PASSES_TWO},
    {"Array.entries", GIVES_PAIRS, PASSES_NOTHING},
    {"Array.values", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.from", GIVES_ARRAY, PASSES_OF_ARGUMENT},
    {"Map.get", GIVES_ELEMENT, PASSES_NOTHING},
    {"Map.forEach", GIVES_NOTHING, PASSES_ENTRY},
    {"Map.set", GIVES_RECEIVER, PASSES_NOTHING},
    {"Map.entries", GIVES_RECEIVER, PASSES_NOTHING},
    {"Map.keys", GIVES_KEYS, PASSES_NOTHING},
    {"Map.values", GIVES_VALUES, PASSES_NOTHING},
    {"Object.assign", GIVES_ARGUMENTS, PASSES_NOTHING},
    {"Object.create", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Object.entries", GIVES_PAIRS_OF_ARGUMENT, PASSES_NOTHING},
    {"Object.freeze", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Object.seal", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Object.values", GIVES_ARRAY, PASSES_NOTHING},
    {"Promise.all", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Promise.allSettled", GIVES_SETTLED, PASSES_NOTHING},
    {"Promise.any", GIVES_ELEMENT_OF_ARGUMENT, PASSES_NOTHING},
    {"Promise.race", GIVES_ELEMENT_OF_ARGUMENT, PASSES_NOTHING},
    {"Promise.resolve", GIVES_ARGUMENT, PASSES_NOTHING},
};

static const library_row *row_named(cg_str type, cg_str member)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(rows); i++) {
        cg_str name = cg_str_from(rows[i].name);
        if (name.len == type.len + member.len + 1 && cg_str_starts(name, type) &&
            name.ptr[type.len] == '.' && cg_str_ends(name, member))
            return &rows[i];
    }
    return NULL;
}

/* The row that `t`, a method of the library, stands for; NULL: it is a value. */
static const library_row *row_of(const thing *t)
{
    for (size_t i = 0; t->kind == THING_BUILTIN && i < CG_ARRAY_LEN(rows); i++)
        if (t->text.ptr == rows[i].name)
            return &rows[i];
    return NULL;
}

/* ---- members ---- */

static bool is_map(const thing *t)
{
    return t->kind == THING_BUILTIN &&
           (cg_str_eq(t->text, CG_STR("Map")) || cg_str_eq(t->text, CG_STR("WeakMap")) ||
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
    return is_map(t) ? CG_STR("Map") : t->kind == THING_BUILTIN ? t->text : CG_STR("*");
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
                  (cg_str_eq(t->text, CG_STR("Record")) || cg_str_eq(t->text, CG_STR("Object")));
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
        if (t->kind == THING_BUILTIN)
            things_add(out, unknown_thing(l, t->text, name));
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
    size_t count = call == CG_NONE ? 0 : cg_unit_hints(u->unit, CG_HINT_ARGUMENT, call, &first);
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

static void elements_of_all(cg_linker *l, const things *of, things *out)
{
    for (uint32_t i = 0; i < of->count; i++)
        elements_of(l, &of->list[i], out);
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
    things first = {0}, elements = {0};
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
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_PARAM, method->def, &first);
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

/* ---- values that are told apart by a member ---- */

/* The type that the head of a member states, or the value where it states none: kind: 'a', kind = "a" as const. */
static cg_str stated_type(cg_str head)
{
    size_t at = 0;
    while (at < head.len && head.ptr[at] != ':' && head.ptr[at] != '=')
        at++;
    cg_str text = cg_str_slice(head, CG_MIN(at + 1, head.len), head.len);
    ptrdiff_t value = at < head.len && head.ptr[at] == ':' ? cg_str_find(text, '=') : -1;
    text = cg_str_trim(value < 0 ? text : cg_str_slice(text, 0, (size_t)value));
    if (cg_str_ends(text, CG_STR(";")) || cg_str_ends(text, CG_STR(",")))
        text = cg_str_slice(text, 0, text.len - 1);
    cg_str constant = CG_STR(" as const");
    return cg_str_ends(text, constant) ? cg_str_slice(text, 0, text.len - constant.len) : text;
}

static bool is_same_literal(cg_str text, cg_str literal)
{
    bool quoted = text.len > 2 && text.ptr[0] == '\'';
    return quoted ? text.len == literal.len && literal.ptr[0] == '"' &&
                        memcmp(text.ptr + 1, literal.ptr + 1, text.len - 2) == 0
                  : cg_str_eq(text, literal);
}

typedef enum told { TOLD_OTHER, TOLD_PERHAPS, TOLD_ALONE } told;

/* Whether a literal is all that a member may be, one of several, or none of what is written there. */
static told told_by_head(cg_str head, cg_str literal)
{
    cg_str type = stated_type(head), part;
    unsigned parts = 0;
    bool found = false;
    for (size_t i = 0; i < type.len; i++)
        if (strchr("<({[", type.ptr[i]) != NULL)
            return TOLD_OTHER;
    while (cg_str_split(&type, '|', &part)) {
        found |= is_same_literal(cg_str_trim(part), literal);
        parts++;
    }
    return !found ? TOLD_OTHER : parts == 1 ? TOLD_ALONE : TOLD_PERHAPS;
}

/* Whether the value is of a type of that name, or of one derived from it. */
static told told_by_type(cg_linker *l, const thing *t, cg_str type)
{
    const type_line *line = t->kind == THING_INSTANCE ? line_of(l, t) : NULL;
    for (uint32_t i = 0; line != NULL && i < line->count; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL && cg_str_eq(def_name(u, line->types[i].def), type))
            return TOLD_ALONE;
    }
    return TOLD_OTHER;
}

static told told_by_member(cg_linker *l, const thing *t, cg_str member, cg_str literal)
{
    things members = {0};
    told most = TOLD_OTHER;
    members_of(l, t, member, &members);
    for (uint32_t i = 0; i < members.count; i++) {
        const thing *m = &members.list[i];
        const cg_link_unit *u = m->kind == THING_DEF ? link_open(l, m->file) : NULL;
        if (m->kind == THING_BUILTIN && is_same_literal(m->text, literal))
            return TOLD_ALONE;
        if (u == NULL && literal.len > 0)
            continue;
        told now = literal.len == 0
                       ? TOLD_ALONE
                       : told_by_head(cg_unit_str(u->unit, def_of(u, m->def)->signature), literal);
        most = CG_MAX(most, now);
    }
    return most;
}

/* Adds `t`, or of a union the first of its types, whose `member` is the literal, or is not. */
static void told_apart(cg_linker *l, const thing *t, cg_str member, cg_str literal, bool equal,
                       things *out)
{
    things types = {0};
    uint32_t before = out->count;
    if (t->kind == THING_INSTANCE)
        alias_values(l, t, &types);
    if (types.count == 0) {
        told is =
            member.len == 0 ? told_by_type(l, t, literal) : told_by_member(l, t, member, literal);
        if (equal ? is != TOLD_OTHER : is != TOLD_ALONE)
            things_add(out, *t);
    }
    if (types.count == 0 || !link_enter(l))
        return;
    for (uint32_t i = 0; i < types.count && out->count == before; i++)
        told_apart(l, &types.list[i], member, literal, equal, out);
    link_leave(l);
}

static void find_members(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                         things *out)
{
    uint32_t end = def_of(u, def)->end_byte;
    (void)name;
    for (uint32_t d = def + 1; d < u->unit->defs.len && def_of(u, d)->start_byte < end; d++) {
        thing member = def_thing(u, d, CG_RULE_TYPED_VALUE);
        if (def_of(u, d)->parent == def && !out->cut)
            values_of(l, &member, out);
    }
    values_put(l, u, def, out);
}

/* What an object of the file that is being linked was written with, and is given there: table[name], Object.values(table). */
static bool all_members(cg_linker *l, const thing *t, things *out)
{
    const cg_link_unit *u = l->unit;
    if (t->file != u->file || !holds_value(def_of(u, t->def)->kind))
        return false;
    names_once(l, u, t->def, CG_STR_NULL, find_members, out);
    return true;
}

/* What the iterator that a value has of its own gives; false: it has none. */
static bool iterated(cg_linker *l, const thing *t, things *out)
{
    things members = {0}, iterators = {0};
    if (t->kind != THING_DEF && t->kind != THING_INSTANCE)
        return false;
    members_of(l, t, CG_STR("[Symbol.iterator]"), &members);
    for (uint32_t i = 0; i < members.count; i++)
        if (members.list[i].kind == THING_DEF)
            results_of(l, &members.list[i], l->unit, CG_NONE, &iterators);
    elements_of_all(l, &iterators, out);
    return iterators.count > 0;
}

/* What an object has under a key; iterating over it is left to its type. With `member=literal` and `member!literal` the value
 * itself, where its member is, or is not, the literal; with `member=` and `member!` where it has, or lacks, the member; with `!Type` where it is
 * no instance of that. */
bool javascript_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    things members = {0};
    if (key.len == 0)
        return iterated(l, t, out) || (t->kind == THING_DEF && all_members(l, t, out));
    size_t end = 0;
    while (end < key.len && key.ptr[end] != '=' && key.ptr[end] != '!')
        end++;
    if (end < key.len) {
        told_apart(l, t, cg_str_slice(key, 0, end), cg_str_slice(key, end + 1, key.len),
                   key.ptr[end] == '=', out);
        return true;
    }
    members_of(l, t, key, &members);
    for (uint32_t i = 0; i < members.count; i++)
        values_of(l, &members.list[i], out);
    return true;
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
