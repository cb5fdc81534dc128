// SPDX-License-Identifier: Apache-2.0
// C++: what a lambda that is passed on is called with, [](auto &item) { … }: elements of the range that an algorithm of the
// library goes over, or what a template of the program calls its parameter with.
#include "cpp.h"

/* ---- algorithms ---- */

/* Where the range of an algorithm is among its arguments, and that of the second parameter, if it is another. */
typedef struct algorithm {
    const char *name;
    uint8_t second; /* argument that gives the second parameter; 0: the range does too */
    uint8_t first;  /* argument that gives the first one, if that is no element; 0: it is */
} algorithm;

static const algorithm algorithms[] = {
    {"for_each", 0, 0},    {"find_if", 0, 0},          {"find_if_not", 0, 0},
    {"any_of", 0, 0},      {"all_of", 0, 0},           {"none_of", 0, 0},
    {"count_if", 0, 0},    {"remove_if", 0, 0},        {"copy_if", 0, 0},
    {"partition", 0, 0},   {"stable_partition", 0, 0}, {"replace_if", 0, 0},
    {"sort", 0, 0},        {"stable_sort", 0, 0},      {"partial_sort", 0, 0},
    {"nth_element", 0, 0}, {"max_element", 0, 0},      {"min_element", 0, 0},
    {"unique", 0, 0},      {"is_sorted", 0, 0},        {"adjacent_find", 0, 0},
    {"lower_bound", 2, 0}, {"upper_bound", 0, 2},      {"transform", 2, 0},
    {"accumulate", 0, 2},  {"for_each_n", 0, 0},       {"partition_point", 0, 0},
};

static const algorithm *algorithm_named(cg_str name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(algorithms); i++)
        if (cg_str_eq(name, cg_str_from(algorithms[i].name)))
            return &algorithms[i];
    return NULL;
}

static const cg_hint *argument(const cg_link_unit *u, uint32_t call, unsigned n)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    for (size_t i = 0; i < count; i++)
        if (u->unit->hints.ptr[first + i].index == n)
            return &u->unit->hints.ptr[first + i];
    return NULL;
}

/* An iterator is what it leads to, with a pointer more; of a range it is an element. */
static void range_elements(cg_linker *l, const cg_link_unit *u, const cg_hint *arg, things *out)
{
    thing value;
    int level = cg_form_level(arg->form, CG_FORM_LEFT);
    if (!cpp_weigh(l, u, arg->value, &value, &level)) {
        values_of_ref(l, u, arg->value, out);
        return;
    }
    if (level - value.pointers > 0)
        things_add(out, value);
    else
        elements_of(l, &value, out);
}

/* std::visit(f, variant): any of its types. */
static void alternatives(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    const cg_hint *from = argument(u, call, 1);
    thing value;
    int level = 0;
    if (from == NULL || !cpp_weigh(l, u, from->value, &value, &level) ||
        !cg_str_eq(value.text, CG_STR("variant")))
        return;
    for (unsigned i = 0; i < value.args_count; i++)
        if (value.args[i].kind != THING_NONE)
            things_add(out, value.args[i]);
}

void cpp_std_passed(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                    unsigned arg, unsigned n, things *out)
{
    const algorithm *a = t->kind == THING_EXTERNAL ? algorithm_named(t->text) : NULL;
    if (n == 0 && arg == 0 && cg_str_eq(t->text, CG_STR("visit")))
        alternatives(l, u, call, out);
    if (a == NULL || n > 1 || arg == 0)
        return;
    unsigned other = n == 0 ? a->first : a->second;
    const cg_hint *from = argument(u, call, other);
    if (from != NULL && other > 0 && !cg_str_eq(t->text, CG_STR("transform")))
        values_of_ref(l, u, from->value, out);
    else if (from != NULL)
        range_elements(l, u, from, out);
}

/* ---- templates of the program ---- */

#define CALLS_MAX 16u

/* The parameter of `def` that is argument number `arg` of its calls; CG_NONE. */
static uint32_t param_of(const cg_link_unit *u, uint32_t def, unsigned arg)
{
    size_t first, count = unit_hints(u, CG_HINT_PARAM, def, &first);
    for (size_t i = 0; i < count; i++)
        if (u->unit->hints.ptr[first + i].index == arg)
            return u->unit->hints.ptr[first + i].value;
    return CG_NONE;
}

static uint32_t first_ref_from(const cg_link_unit *u, uint32_t byte)
{
    uint32_t low = 0, high = (uint32_t)u->unit->refs.len;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (ref_of(u, mid)->byte < byte)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

void cpp_passed_by(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, unsigned arg,
                   unsigned n, things *out)
{
    const cg_link_unit *du = link_open(l, t->file);
    uint32_t param = du == NULL ? CG_NONE : param_of(du, t->def, arg), calls = 0;
    if (param == CG_NONE || !link_enter(l))
        return;
    note_name(l, du, cg_unit_str(du->unit, du->unit->bindings.ptr[param].name));
    for (uint32_t r = first_ref_from(du, def_of(du, t->def)->body_start);
         r < du->unit->refs.len && ref_of(du, r)->byte < def_of(du, t->def)->body_end; r++) {
        const cg_ref *ref = ref_of(du, r);
        const cg_hint *from = NULL;
        if (ref->role == CG_ROLE_CALL && ref->target_kind == CG_TARGET_BINDING &&
            ref->target == param && calls++ < CALLS_MAX)
            from = argument(du, r, n);
        things values = {0};
        if (from != NULL)
            values_of_ref(l, du, from->value, &values);
        for (uint32_t i = 0; i < values.count; i++)
            things_add(out,
                       thing_given_by_call(l, t, thing_given(l, values.list[i], t->args), u, call));
    }
    link_leave(l);
}
