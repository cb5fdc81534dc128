// SPDX-License-Identifier: Apache-2.0
// JavaScript family: what the language's own containers, promises and functions give and pass on.
//
// A promise stands for what it is fulfilled with: the extractor leaves Promise<T> and `await` out. A
// method of the library is a THING_BUILTIN that has its row below as text and its receiver as argument.
#include "javascript.h"

typedef enum library_gives {
    GIVES_NOTHING, /* that is followed */
    GIVES_RECEIVER,
    GIVES_ELEMENT,
    GIVES_ARGUMENT, /* the first */
    GIVES_ELEMENT_OF_ARGUMENT,
    GIVES_CALLBACK,  /* what the first argument gives when it is called */
    GIVES_CALLBACKS, /* an array of that */
    GIVES_CALL,      /* what calling the receiver gives */
    GIVES_ARRAY,     /* of elements of the first argument */
} library_gives;

/* What a callback gets that is the first argument. */
typedef enum library_passes {
    PASSES_NOTHING,
    PASSES_RECEIVER,
    PASSES_ELEMENT, /* first */
    PASSES_TWO,     /* elements */
    PASSES_SECOND,  /* an element, second */
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
    {"Array.filter", GIVES_RECEIVER, PASSES_ELEMENT},
    {"Array.find", GIVES_ELEMENT, PASSES_ELEMENT},
    {"Array.findIndex", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.findLast", GIVES_ELEMENT, PASSES_ELEMENT},
    {"Array.findLastIndex", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.flat", GIVES_ELEMENT, PASSES_NOTHING},
    {"Array.flatMap", GIVES_CALLBACK, PASSES_ELEMENT},
    {"Array.forEach", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.map", GIVES_CALLBACKS, PASSES_ELEMENT},
    {"Array.pop", GIVES_ELEMENT, PASSES_NOTHING},
    {"Array.reduce", GIVES_CALLBACK, PASSES_SECOND},
    {"Array.reduceRight", GIVES_CALLBACK, PASSES_SECOND},
    {"Array.reverse", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.shift", GIVES_ELEMENT, PASSES_NOTHING},
    {"Array.slice", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.some", GIVES_NOTHING, PASSES_ELEMENT},
    {"Array.sort", GIVES_RECEIVER, PASSES_TWO},
    {"Array.splice", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.toReversed", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.toSorted", GIVES_RECEIVER, PASSES_TWO},
    {"Array.values", GIVES_RECEIVER, PASSES_NOTHING},
    {"Array.from", GIVES_ARRAY, PASSES_NOTHING},
    {"Map.get", GIVES_ELEMENT, PASSES_NOTHING},
    {"Map.forEach", GIVES_NOTHING, PASSES_ELEMENT},
    {"Map.set", GIVES_RECEIVER, PASSES_NOTHING},
    {"Object.assign", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Object.create", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Object.freeze", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Object.seal", GIVES_ARGUMENT, PASSES_NOTHING},
    {"Object.values", GIVES_ARRAY, PASSES_NOTHING},
    {"Promise.all", GIVES_ARGUMENT, PASSES_NOTHING},
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

/* The name by which the table knows a value. */
static cg_str type_word(const thing *t)
{
    bool list = t->kind == THING_CONTAINER || t->kind == THING_TUPLE;
    cg_str word = list ? CG_STR("Array") : t->kind == THING_BUILTIN ? t->text : CG_STR("*");
    bool map = cg_str_eq(word, CG_STR("WeakMap")) || cg_str_eq(word, CG_STR("ReadonlyMap"));
    return map ? CG_STR("Map") : word;
}

void javascript_library_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    const library_row *row = row_of(t) != NULL ? NULL : row_named(type_word(t), name);
    if (row == NULL)
        row = row_named(CG_STR("*"), name);
    if (row == NULL) {
        if (t->kind == THING_BUILTIN)
            things_add(out, unknown_thing(l, t->text, name));
        return;
    }
    thing *receiver = cg_arena_alloc(l->arena, sizeof *receiver);
    *receiver = *t;
    cg_str text = cg_str_from(row->name);
    uint64_t of =
        (uint64_t)t->file << 32 | t->def; /* the same method of another value is another */
    things_add(out, (thing){.kind = THING_BUILTIN,
                            .key = name_hash(text) ^ of,
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

static void argument_values(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n,
                            things *out)
{
    size_t first;
    size_t count = call == CG_NONE ? 0 : cg_unit_hints(u->unit, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count; i++)
        if (u->unit->hints.ptr[first + i].index == n)
            values_of_ref(l, u, u->unit->hints.ptr[first + i].value, out);
}

static void callback_results(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things callbacks = {0};
    argument_values(l, u, call, 0, &callbacks);
    for (uint32_t i = 0; i < callbacks.count; i++)
        results_of(l, &callbacks.list[i], u, CG_NONE, out);
}

static void add_array(cg_linker *l, const things *elements, things *out)
{
    if (elements->count == 0)
        return;
    thing *args = cg_arena_alloc(l->arena, sizeof *args);
    *args = elements->list[0];
    things_add(out, (thing){.kind = THING_CONTAINER, .args = args, .args_count = 1});
}

static void elements_of_all(cg_linker *l, const things *of, things *out)
{
    for (uint32_t i = 0; i < of->count; i++)
        elements_of(l, &of->list[i], out);
}

/* ---- results ---- */

static void method_result(cg_linker *l, const library_row *row, const thing *receiver,
                          const cg_link_unit *u, uint32_t call, things *out)
{
    things first = {0}, elements = {0};
    switch (row->gives) {
    case GIVES_NOTHING: break;
    case GIVES_RECEIVER: things_add(out, *receiver); break;
    case GIVES_ELEMENT: elements_of(l, receiver, out); break;
    case GIVES_ARGUMENT: argument_values(l, u, call, 0, out); break;
    case GIVES_ELEMENT_OF_ARGUMENT:
        argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, out);
        break;
    case GIVES_CALL: results_of(l, receiver, u, CG_NONE, out); break;
    case GIVES_CALLBACK: callback_results(l, u, call, out); break;
    case GIVES_CALLBACKS:
        callback_results(l, u, call, &elements);
        add_array(l, &elements, out);
        break;
    case GIVES_ARRAY:
        argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, &elements);
        add_array(l, &elements, out);
        break;
    }
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
        things_add_all(out, &instance);
        return;
    }
    elements_of_all(l, &instance, &elements);
    if (elements.count == 0) {
        argument_values(l, u, call, 0, &first);
        elements_of_all(l, &first, &elements);
    }
    add_array(l, &elements, out);
}

void javascript_library_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                               things *out)
{
    const library_row *row = row_of(t);
    if (row != NULL)
        method_result(l, row, t->args, u, call, out);
    else if (t->kind == THING_BUILTIN)
        made(l, t, u, call, out);
}

/* ---- callbacks ---- */

void javascript_library_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                               unsigned arg, unsigned n, things *out)
{
    const library_row *row = row_of(t);
    (void)u, (void)call;
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
    case PASSES_SECOND:
        if (n == 1)
            elements_of(l, t->args, out);
        break;
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

/* What an object has under a key; iterating over it is left to its type. */
bool javascript_part(cg_linker *l, const thing *t, cg_str key, things *out)
{
    things members = {0};
    if (key.len == 0)
        return false;
    members_of(l, t, key, &members);
    for (uint32_t i = 0; i < members.count; i++)
        values_of(l, &members.list[i], out);
    return true;
}

void javascript_function_param(cg_linker *l, const thing *type, unsigned n, things *out)
{
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
