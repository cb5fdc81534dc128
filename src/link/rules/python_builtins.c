// SPDX-License-Identifier: Apache-2.0
// Python: members and results of what is not the project's own: containers, functions of the language
// and of its standard library that hand on what they are passed. What nothing is known of is
// something of a dependency all the same: its members are not the project's.
#include "python.h"

#define ARGUMENTS_MAX 4u /* of a call of zip, gather, max, that are followed */

static bool is_method(cg_str name)
{
    return name.len > 0 && name.ptr[0] == '.';
}

/* ---- things ---- */

/* `text` with its receiver, if it has one. */
static thing foreign(cg_linker *l, cg_str text, const thing *receiver)
{
    thing t = {.kind = THING_EXTERNAL, .key = name_hash(text), .text = text};
    if (receiver != NULL) {
        thing *kept = cg_arena_alloc(l->arena, sizeof *kept);
        *kept = *receiver;
        t.args = kept;
        t.args_count = 1;
        t.key ^= thing_key(receiver);
    }
    return t;
}

/* Containers of each of `elements`. */
static void contain(cg_linker *l, const things *elements, things *out)
{
    for (uint32_t i = 0; i < elements->count; i++) {
        thing *element = cg_arena_alloc(l->arena, sizeof *element);
        *element = elements->list[i];
        things_add(out, (thing){.kind = THING_CONTAINER, .args = element, .args_count = 1});
    }
}

/* Tuples that have each of `values` at position n. */
static void tuples(cg_linker *l, const things *values, uint16_t n, things *out)
{
    for (uint32_t i = 0; i < values->count; i++) {
        thing *items = cg_arena_alloc_array(l->arena, n + 1u, sizeof *items);
        items[n] = values->list[i];
        uint64_t key = thing_key(&values->list[i]) ^ (uint64_t)n << 60;
        things_add(out, (thing){.kind = THING_TUPLE,
                                .key = key,
                                .args = items,
                                .args_count = (uint16_t)(n + 1)});
    }
}

/* What `typing` has says of values what they may be: their members are not its own. */
static bool is_annotation(const cg_external *external)
{
    return external->name.len > 0 && (cg_str_eq(external->module, CG_STR("typing")) ||
                                      cg_str_eq(external->module, CG_STR("typing_extensions")));
}

/* `caught.value` of pytest and `caught.exception` of unittest. */
static bool is_exception_of(const thing *t, cg_str name)
{
    return t->kind == THING_EXTERNAL && t->args_count == 1 &&
           cg_str_eq(t->text, PYTHON_CAUGHT_INFO) &&
           (cg_str_eq(name, CG_STR("value")) || cg_str_eq(name, CG_STR("exception")));
}

void python_builtin_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    bool plain = t->kind == THING_EXTERNAL && t->args_count == 0;
    if (is_exception_of(t, name))
        things_add(out, t->args[0]);
    else if (plain && t->external != NULL && !is_annotation(t->external)) {
        thing member = external_member(l, t, name);
        member.name_only = false; /* what it gives is told by its name, too */
        things_add(out, member);
    } else if (plain) {
        char joint = cg_str_find(t->text, ':') < 0 ? ':' : '.';
        cg_str text = link_text(l, "%.*s%c%.*s", CG_STR_ARG(t->text), joint, CG_STR_ARG(name));
        things_add(out, foreign(l, text, NULL));
    } else {
        things_add(out, foreign(l, link_text(l, ".%.*s", CG_STR_ARG(name)), t));
    }
}

void python_test_method(cg_linker *l, cg_str name, things *out)
{
    things_add(out, foreign(l, link_text(l, "unittest:TestCase.%.*s", CG_STR_ARG(name)), NULL));
}

void python_member_of_unknown(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    if (ref_of(u, ref)->role != CG_ROLE_CALL)
        return;
    if (cg_str_eq(ref_name(u, ref), CG_STR("__new__")))
        things_add(out, foreign(l, CG_STR("object:__new__"), NULL));
    else if (cg_str_eq(ref_name(u, ref), CG_STR("run_in_executor")))
        things_add(out, foreign(l, CG_STR("asyncio:loop.run_in_executor"), NULL));
}

bool python_builtin_function(cg_linker *l, cg_str name, things *out)
{
    if (is_method(name) || cg_str_find(name, ':') >= 0 || python_gives_of(name) == PYTHON_NOTHING)
        return false;
    things_add(out, foreign(l, name, NULL));
    return true;
}

/* ---- results ---- */

static void argument(cg_linker *l, const cg_link_unit *u, uint32_t call, uint32_t n, things *out)
{
    size_t first, count = 0;
    if (call != CG_NONE)
        count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        if (h->index == n && h->name.len == 0)
            values_of_ref(l, u, h->value, out);
    }
}

static bool has_argument(const cg_link_unit *u, uint32_t call, uint32_t n)
{
    size_t first, count = call != CG_NONE ? unit_hints(u, CG_HINT_ARGUMENT, call, &first) : 0;
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        found |= h->index == n && h->name.len == 0;
    }
    return found;
}

static void argument_named(cg_linker *l, const cg_link_unit *u, uint32_t call, cg_str name,
                           things *out)
{
    size_t first, count = 0;
    if (call != CG_NONE)
        count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(cg_unit_str(u->unit, u->unit->hints.ptr[first + i].name), name))
            values_of_ref(l, u, u->unit->hints.ptr[first + i].value, out);
}

/* What pairs of a key and a value, as elements of `of`, have as values. */
static void values_of_pairs(cg_linker *l, const things *of, things *out)
{
    things pairs = {0};
    elements_of_all(l, of, &pairs);
    for (uint32_t i = 0; i < pairs.count; i++)
        if (pairs.list[i].kind == THING_TUPLE || cg_str_eq(pairs.list[i].text, CG_STR("tuple")))
            items_of(l, &pairs.list[i], 1, out);
}

static void entered_of_all(cg_linker *l, const things *of, things *out)
{
    for (uint32_t i = 0; i < of->count; i++)
        keyed_of(l, &of->list[i], CG_STR("__enter__"), out);
}

static void results_of_all(cg_linker *l, const things *callees, things *out)
{
    for (uint32_t i = 0; i < callees->count; i++)
        results_of(l, &callees->list[i], l->unit, CG_NONE, out);
}

static void classes_of_all(const things *instances, things *out)
{
    for (uint32_t i = 0; i < instances->count; i++)
        python_class_of(&instances->list[i], out);
}

/* Types in quotes are instances already. */
static void instances_of_all(cg_linker *l, const things *types, things *out)
{
    for (uint32_t i = 0; i < types->count; i++) {
        unsigned kind = types->list[i].kind;
        if (kind == THING_DEF || kind == THING_EXTERNAL)
            results_of(l, &types->list[i], l->unit, CG_NONE, out);
        else
            things_add(out, types->list[i]);
    }
}

static void result_of_method(cg_linker *l, python_gives what, const thing *receiver,
                             const cg_link_unit *u, uint32_t call, things *out)
{
    things found = {0}, pairs = {0};
    switch (what) {
    case PYTHON_SAME: things_add(out, *receiver); break;
    case PYTHON_ELEMENT: elements_of(l, receiver, out); break;
    case PYTHON_VALUE: keyed_of(l, receiver, CG_STR("__getitem__"), out); break;
    case PYTHON_VALUE_OR_OTHER:
        keyed_of(l, receiver, CG_STR("__getitem__"), out);
        argument(l, u, call, 1, out);
        break;
    case PYTHON_KEYS:
        elements_of(l, receiver, &found);
        contain(l, &found, out);
        break;
    case PYTHON_VALUES:
        keyed_of(l, receiver, CG_STR("__getitem__"), &found);
        contain(l, &found, out);
        break;
    case PYTHON_PAIRS:
        keyed_of(l, receiver, CG_STR("__getitem__"), &found);
        tuples(l, &found, 1, &pairs);
        contain(l, &pairs, out);
        break;
    default: break;
    }
}

static void zipped(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    for (uint16_t n = 0; n < ARGUMENTS_MAX; n++) {
        things of = {0}, found = {0}, rows = {0};
        argument(l, u, call, n, &of);
        elements_of_all(l, &of, &found);
        tuples(l, &found, n, &rows);
        contain(l, &rows, out);
    }
}

/* What each argument gives, at its place. */
static void gathered(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    for (uint16_t n = 0; n < ARGUMENTS_MAX; n++) {
        things of = {0};
        argument(l, u, call, n, &of);
        tuples(l, &of, n, out);
    }
}

/* max(a, b) is one of both, max(a) one that is in `first`. */
static void one_or_element(cg_linker *l, const things *first, const cg_link_unit *u, uint32_t call,
                           things *out)
{
    if (!has_argument(u, call, 1)) {
        elements_of_all(l, first, out);
        return;
    }
    for (uint32_t n = 0; n < ARGUMENTS_MAX; n++)
        argument(l, u, call, n, out);
}

/* Containers of elements of `of`: the second of a pair in groupby, which gives the key with them. */
static void grouped(cg_linker *l, python_gives what, const things *of, things *out)
{
    things found = {0}, groups = {0}, rows = {0};
    elements_of_all(l, of, &found);
    contain(l, &found, &groups);
    if (what == PYTHON_GROUPED)
        tuples(l, &groups, 1, &rows);
    contain(l, what == PYTHON_GROUPED ? &rows : &groups, out);
}

/* What `reduce` begins with: its third argument, else an element of the second. */
static void reduced_first(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things of = {0};
    uint32_t before = out->count;
    argument(l, u, call, 2, out);
    if (out->count > before)
        return;
    argument(l, u, call, 1, &of);
    elements_of_all(l, &of, out);
}

static void reduced(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things functions = {0};
    argument(l, u, call, 0, &functions);
    results_of_all(l, &functions, out);
    if (out->count == 0)
        reduced_first(l, u, call, out);
}

static void result_of_function(cg_linker *l, python_gives what, const cg_link_unit *u,
                               uint32_t call, things *out)
{
    things first = {0}, found = {0}, rows = {0};
    argument(l, u, call, what == PYTHON_CONTAINER_OF_SECOND || what == PYTHON_RESULT_OF_SECOND,
             &first);
    switch (what) {
    case PYTHON_SAME_AS_FIRST: things_add_all(out, &first); break;
    case PYTHON_MAPPING:
        values_of_pairs(l, &first, &found);
        contain(l, &found, out);
        things_add_all(out, &first);
        if (first.count == 0 && call != CG_NONE)
            things_add(out, keywords_thing(u, call));
        break;
    case PYTHON_ELEMENT_OF_FIRST: elements_of_all(l, &first, out); break;
    case PYTHON_ONE_OR_ELEMENT: one_or_element(l, &first, u, call, out); break;
    case PYTHON_CONTAINER_OF_FIRST:
    case PYTHON_CONTAINER_OF_SECOND:
        elements_of_all(l, &first, &found);
        contain(l, &found, out);
        break;
    case PYTHON_CONTAINER_OF_INNER:
        elements_of_all(l, &first, &rows);
        elements_of_all(l, &rows, &found);
        contain(l, &found, out);
        break;
    case PYTHON_HOLDER_OF_FIRST: contain(l, &first, out); break;
    case PYTHON_ENTERED: entered_of_all(l, &first, out); break;
    case PYTHON_GROUPED:
    case PYTHON_TUPLED: grouped(l, what, &first, out); break;
    case PYTHON_NUMBERED:
        elements_of_all(l, &first, &found);
        tuples(l, &found, 1, &rows);
        contain(l, &rows, out);
        break;
    case PYTHON_ZIPPED: zipped(l, u, call, out); break;
    case PYTHON_GATHERED: gathered(l, u, call, out); break;
    case PYTHON_MAPPED:
        results_of_all(l, &first, &found);
        contain(l, &found, out);
        break;
    case PYTHON_RESULT_OF_FIRST:
    case PYTHON_RESULT_OF_SECOND: results_of_all(l, &first, out); break;
    case PYTHON_HOLDER_OF_RESULT:
        results_of_all(l, &first, &found);
        contain(l, &found, out);
        break;
    case PYTHON_CLASS_OF_FIRST: classes_of_all(&first, out); break;
    case PYTHON_INSTANCE_OF_FIRST: instances_of_all(l, &first, out); break;
    case PYTHON_REDUCED: reduced(l, u, call, out); break;
    case PYTHON_CAUGHT:
        instances_of_all(l, &first, &found);
        for (uint32_t i = 0; i < found.count; i++)
            things_add(out, foreign(l, PYTHON_CAUGHT_INFO, &found.list[i]));
        break;
    case PYTHON_BOUND: argument_named(l, u, call, CG_STR("bound"), out); break;
    case PYTHON_FUNCTION_OF_FIRST:
        for (uint32_t i = 0; i < first.count; i++)
            things_add(out, foreign(l, CG_STR(".()"), &first.list[i]));
        break;
    default: break;
    }
}

void python_builtin_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           things *out)
{
    uint32_t before = out->count;
    bool method = is_method(t->text) && t->args_count == 1;
    if (python_param_made(l, t, out))
        return;
    if (python_says_how(l, t)) {
        if (t->args_count > 1 && !cg_str_ends(t->args[1].text, CG_STR("Any")))
            things_add(out, t->args[1]);
        return;
    }
    if (method && cg_str_eq(t->text, CG_STR(".()")))
        things_add(out, t->args[0]);
    else if (method)
        result_of_method(l, python_gives_of(t->text), &t->args[0], u, call, out);
    else
        result_of_function(l, python_gives_of(t->text), u, call, out);
    if (out->count == before && t->kind == THING_EXTERNAL)
        things_add(out, foreign(l, link_text(l, "%.*s()", CG_STR_ARG(t->text)), NULL));
}

/* ---- functions that are passed ---- */

bool python_says_how(cg_linker *l, const thing *type)
{
    (void)l;
    return (type->kind == THING_BUILTIN || type->kind == THING_EXTERNAL) &&
           cg_str_ends(type->text, CG_STR("Callable"));
}

void python_function_param(cg_linker *l, const thing *type, unsigned n, things *out)
{
    bool listed = python_says_how(l, type) && type->args_count > 0 &&
                  cg_str_eq(type->args[0].text, CG_STR("tuple"));
    if (listed)
        items_of(l, &type->args[0], n, out);
}

/* How many arguments stand before those that a function is called with, which is passed as number `arg`; 0: it is not called so. */
static unsigned before_passed(cg_str text, unsigned arg)
{
    python_gives gives = python_gives_of(text);
    bool first = gives == PYTHON_HOLDER_OF_RESULT || gives == PYTHON_RESULT_OF_FIRST ||
                 cg_str_eq(text, CG_STR("functools:partial")) ||
                 cg_str_ends(text, CG_STR(".call_soon")) ||
                 cg_str_ends(text, CG_STR(".call_soon_threadsafe"));
    bool second = gives == PYTHON_RESULT_OF_SECOND || cg_str_ends(text, CG_STR(".call_later")) ||
                  cg_str_ends(text, CG_STR(".call_at"));
    return (first && arg == 0) || (second && arg == 1) ? arg + 1 : 0;
}

/* Thread(target=f, args=(a, b)) calls f with a and b. */
static void passed_to_thread(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                             unsigned n, things *out)
{
    things args = {0};
    if (!cg_str_eq(t->text, CG_STR("threading:Thread")) &&
        !cg_str_eq(t->text, CG_STR("multiprocessing:Process")))
        return;
    argument_named(l, u, call, CG_STR("args"), &args);
    for (uint32_t i = 0; i < args.count; i++)
        items_of(l, &args.list[i], n, out);
}

/* map(f, a, b) calls f with elements of a and b, sorted(a, key=f) with those of a. */
void python_builtin_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                           unsigned arg, unsigned n, things *out)
{
    things of = {0};
    bool reduces = python_gives_of(t->text) == PYTHON_REDUCED;
    unsigned before = before_passed(t->text, arg);
    if (before > 0) {
        argument(l, u, call, before + n, out);
        return;
    }
    passed_to_thread(l, t, u, call, n, out);
    if (reduces && arg == 0 && n == 0)
        reduced_first(l, u, call, out);
    if (cg_str_eq(t->text, CG_STR(".sort")) && t->args_count == 1 && n == 0)
        elements_of(l, &t->args[0], out);
    else if (arg == 0 && (cg_str_eq(t->text, CG_STR("map")) ||
                          (python_is_executor(t->text) && cg_str_ends(t->text, CG_STR(".map")))))
        argument(l, u, call, n + 1, &of);
    else if (arg == 0 && (reduces || python_gives_of(t->text) == PYTHON_CONTAINER_OF_SECOND))
        argument(l, u, call, n == (unsigned)reduces ? 1 : CG_NONE, &of);
    else if (arg > 0 && n == 0 &&
             (cg_str_eq(t->text, CG_STR("sorted")) ||
              python_gives_of(t->text) == PYTHON_ELEMENT_OF_FIRST))
        argument(l, u, call, 0, &of);
    else if (arg > 0 && n == 0 && python_gives_of(t->text) == PYTHON_ONE_OR_ELEMENT) {
        argument(l, u, call, 0, &of);
        one_or_element(l, &of, u, call, out);
        return;
    }
    elements_of_all(l, &of, out);
}
