// SPDX-License-Identifier: Apache-2.0
// C++: the standard library's types that hold others. A member that is not their own is one of what
// they hold: pointers, elements and what stands behind an iterator are one value here.
#include <stdlib.h>

#include "cpp.h"
#include "cpp_std.h"

typedef cpp_std_shape std_shape;

/* Types that these have as members: of what is held, of where that is, and of neither. */
static const char *const held_types[] = {"value_type", "reference", "const_reference",
                                         "element_type"};
static const char *const place_types[] = {
    "iterator",      "const_iterator",         "pointer",        "reverse_iterator",
    "const_pointer", "const_reverse_iterator", "local_iterator", "const_local_iterator"};
static const char *const other_types[] = {"key_type",       "mapped_type", "size_type",
                                          "allocator_type", "hasher",      "difference_type",
                                          "key_compare",    "key_equal",   "deleter_type"};

/* Rows of either kind begin with their name. */
static int compare_name(const void *name, const void *row)
{
    return cg_str_cmp(*(const cg_str *)name, cg_str_from(*(const char *const *)row));
}

static std_shape shape_of(cg_str name)
{
    const cpp_std_named *row =
        bsearch(&name, cpp_std_types, cpp_std_types_count, sizeof *cpp_std_types, compare_name);
    return row != NULL ? row->shape : CPP_NO_SHAPE;
}

/* NULL: what has that shape has no such member. */
static const cpp_std_membership *member_of_shape(std_shape shape, cg_str name)
{
    const cpp_std_membership *rows = NULL;
    size_t count = 0;
    switch (shape) {
    case CPP_POINTS:
    case CPP_MAKES:
        rows = cpp_pointer_members;
        count = cpp_pointer_members_count;
        break;
    case CPP_HOLDS_ONE:
    case CPP_HOLDS_PAIRS:
        rows = cpp_container_members;
        count = cpp_container_members_count;
        break;
    case CPP_IS_TEXT:
        rows = cpp_text_members;
        count = cpp_text_members_count;
        break;
    default: return NULL;
    }
    return bsearch(&name, rows, count, sizeof *rows, compare_name);
}

static bool is_one_of(cg_str name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(name, cg_str_from(words[i])))
            return true;
    return false;
}
#define IS_ONE_OF(name, words) is_one_of(name, words, CG_ARRAY_LEN(words))

static thing external(cg_str text, const thing *args, unsigned count)
{
    return (thing){.kind = THING_EXTERNAL,
                   .key = name_hash(text),
                   .text = text,
                   .args = args,
                   .args_count = (uint16_t)count};
}

static thing pair_of(const thing *map)
{
    return (thing){.kind = THING_TUPLE, .args = map->args, .args_count = 2};
}

/* A function whose result is `gives`. */
static thing giver(cg_linker *l, cg_str name, thing gives)
{
    thing *kept = cg_arena_alloc(l->arena, sizeof *kept);
    *kept = gives;
    return external(name, kept, 1);
}

static thing plain(const char *type, unsigned pointers)
{
    cg_str word = cg_str_from(type);
    return (thing){
        .kind = THING_BUILTIN, .key = name_hash(word), .text = word, .pointers = (uint8_t)pointers};
}

static void own_member(cg_linker *l, const thing *t, std_shape shape,
                       const cpp_std_membership *member, things *out)
{
    unsigned value = shape == CPP_HOLDS_PAIRS ? 1 : 0;
    cg_str name = cg_str_from(member->name);
    if (member->gives == CPP_GIVES_PLAIN) {
        thing plain_giver = giver(l, CG_STR(CPP_STD_PLAIN), plain(member->plain, member->pointers));
        plain_giver.key = name_hash(name);
        things_add(out, plain_giver);
    } else if (t->args_count <= value) {
        return;
    } else if (cg_str_eq(name, CG_STR("lock"))) {
        things_add(out, giver(l, name, external(CG_STR("shared_ptr"), t->args, t->args_count)));
    } else if (member->gives == CPP_GIVES_VALUE) {
        things_add(out, giver(l, name, t->args[value]));
    } else if (member->gives == CPP_GIVES_PLACE || cg_str_eq(name, CG_STR("emplace"))) {
        things_add(out, giver(l, name, shape == CPP_HOLDS_PAIRS ? pair_of(t) : t->args[0]));
    }
}

bool cpp_std_holds(cg_str name)
{
    std_shape shape = shape_of(name);
    return shape == CPP_POINTS || shape == CPP_HOLDS_ONE || shape == CPP_HOLDS_PAIRS ||
           shape == CPP_IS_PAIR;
}

bool cpp_std_passes(cg_str name)
{
    return shape_of(name) == CPP_PASSES;
}

bool cpp_std_is_value(cg_str name)
{
    return cg_str_eq(name, CG_STR("optional")) || cg_str_eq(name, CG_STR("atomic"));
}

static bool is_type(cg_str name)
{
    return IS_ONE_OF(name, held_types) || IS_ONE_OF(name, place_types) ||
           IS_ONE_OF(name, other_types);
}

void cpp_std_type(const thing *t, cg_str name, things *out)
{
    std_shape shape = t->kind == THING_TUPLE ? CPP_NO_SHAPE : shape_of(t->text);
    bool pairs = shape == CPP_HOLDS_PAIRS,
         holds = pairs || shape == CPP_HOLDS_ONE || shape == CPP_POINTS;
    if (!holds || t->args_count < 1u + pairs)
        return;
    bool leads = IS_ONE_OF(name, place_types);
    if (leads || IS_ONE_OF(name, held_types)) {
        thing held = pairs ? pair_of(t) : t->args[0];
        held.pointers = (uint8_t)(held.pointers + leads);
        things_add(out, held);
    } else if (cg_str_eq(name, CG_STR("key_type"))) {
        things_add(out, t->args[0]);
    } else if (cg_str_eq(name, CG_STR("mapped_type")) && pairs) {
        things_add(out, t->args[1]);
    }
}

void cpp_std_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    if (cg_str_eq(t->text, CG_STR("std")) || cg_str_eq(t->text, CG_STR("ranges"))) {
        bool get = cg_str_eq(name, CG_STR("get")); /* no member of a pointer */
        things_add(out,
                   external(get ? CG_STR(CPP_STD_GET) : cg_arena_str(l->arena, name), NULL, 0));
        return;
    }
    std_shape shape = t->kind == THING_TUPLE ? CPP_IS_PAIR : shape_of(t->text);
    const cpp_std_membership *member = member_of_shape(shape, name);
    unsigned second = cg_str_eq(name, CG_STR("second"));
    if (shape == CPP_IS_PAIR && (second || cg_str_eq(name, CG_STR("first")))) {
        if (t->args_count > second)
            things_add(out, t->args[second]);
    } else if (shape != CPP_IS_PAIR && is_type(name)) {
        cpp_std_type(t, name, out);
    } else if (member != NULL) {
        own_member(l, t, shape, member, out);
    } else if (shape == CPP_IS_TEXT) {
        return;
    } else if (shape != CPP_IS_PAIR && shape != CPP_HOLDS_PAIRS && shape != CPP_NO_SHAPE &&
               t->args_count > 0) {
        members_of(l, &t->args[0], name, out);
    } else if (shape == CPP_HOLDS_PAIRS && t->args_count > 1) {
        members_of(l, &t->args[1], name, out);
    }
}

/* What an own container's iterators stand for. */
static bool element_by_begin(cg_linker *l, const thing *t, things *out)
{
    things begins = {0};
    uint32_t before = out->count;
    members_in_line(l, t, CG_STR("begin"), 0, &begins);
    for (uint32_t i = 0; i < begins.count; i++)
        results_of(l, &begins.list[i], l->unit, CG_NONE, out);
    return out->count > before;
}

bool cpp_std_element(cg_linker *l, const thing *t, things *out)
{
    if (t->kind == THING_INSTANCE)
        return element_by_begin(l, t, out);
    std_shape shape = t->kind == THING_TUPLE ? CPP_NO_SHAPE : shape_of(t->text);
    if (shape == CPP_HOLDS_PAIRS && t->args_count > 1)
        things_add(out, pair_of(t));
    else if (shape == CPP_HOLDS_ONE && t->args_count > 0)
        things_add(out, t->args[0]);
    else
        return false;
    return true;
}

void cpp_std_led_to(const thing *t, bool element, things *out)
{
    static const char *const pointers[] = {"unique_ptr",  "shared_ptr",  "auto_ptr",     "optional",
                                           "make_unique", "make_shared", "make_optional"};
    std_shape shape = shape_of(t->text);
    unsigned value = shape == CPP_HOLDS_PAIRS ? 1 : 0;
    bool leads = element ? shape == CPP_HOLDS_ONE || shape == CPP_HOLDS_PAIRS || shape == CPP_POINTS
                         : IS_ONE_OF(t->text, pointers);
    if (element && shape == CPP_IS_TEXT)
        things_add(out, plain("char", 0));
    else if (leads && t->args_count > value && t->args[value].kind != THING_NONE)
        things_add(out, t->args[value]);
}

/* A field of a class of the program, as auto [a, b] takes it apart. */
static bool own_component(cg_linker *l, const thing *t, unsigned n, things *out)
{
    thing type = *t;
    (void)cpp_behind_aliases(l, &type);
    const cg_link_unit *u = type.kind == THING_INSTANCE ? link_open(l, type.file) : NULL;
    if (u == NULL)
        return false;
    note_name(l, u, link_text(l, LINK_COMPONENTS, CG_STR_ARG(def_name(u, type.def))));
    const cg_def *class = def_of(u, type.def);
    for (uint32_t d = type.def + 1;
         d < u->unit->defs.len && def_of(u, d)->start_byte < class->end_byte; d++) {
        if (!is_component(u, type.def, d) || n-- > 0)
            continue;
        thing member = def_thing(u, d, CG_RULE_TYPED_VALUE);
        member.args = &type;
        member.args_count = 1;
        note_name(l, u, def_name(u, d));
        values_held(l, &member, out);
        return true;
    }
    return false;
}

bool cpp_std_item(cg_linker *l, const thing *t, unsigned n, things *out)
{
    if (t->kind == THING_INSTANCE)
        return own_component(l, t, n, out);
    if (t->kind != THING_EXTERNAL || shape_of(t->text) != CPP_IS_PAIR)
        return false;
    if (n < t->args_count && t->args[n].kind != THING_NONE)
        things_add(out, t->args[n]);
    return true;
}

/* The first argument of a call. */
static void passed_value(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    if (count > 0 && u->unit->hints.ptr[first].index == 0)
        values_of_ref(l, u, u->unit->hints.ptr[first].value, out);
}

/* get<T>(v) and get<1>(v). */
static void got_value(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_TYPE_ARG, call, &first);
    things named = {0}, of = {0};
    if (count == 0)
        return;
    types_of_ref(l, u, u->unit->hints.ptr[first].value, &named);
    cg_str word = named.count > 0 ? named.list[0].text : CG_STR_NULL;
    bool counted = word.len == 1 && word.ptr[0] >= '0' && word.ptr[0] <= '9';
    if (counted)
        passed_value(l, u, call, &of);
    else
        things_add_all(out, &named);
    for (uint32_t i = 0; i < of.count; i++)
        items_of(l, &of.list[i], (unsigned)(word.ptr[0] - '0'), out);
}

/* A pair or tuple of the arguments. */
static void made_of_arguments(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    if (count == 0)
        return;
    unsigned width = u->unit->hints.ptr[first + count - 1].index + 1;
    thing *args = cg_arena_alloc_array(l->arena, width, sizeof *args);
    for (size_t i = 0; i < count; i++) {
        const cg_hint *h = &u->unit->hints.ptr[first + i];
        int level = cg_form_level(h->form, CG_FORM_LEFT);
        thing value;
        if (cpp_weigh(l, u, h->value, &value, &level)) {
            value.pointers = (uint8_t)CG_MAX(level, 0);
            args[h->index] = value;
        }
    }
    things_add(out, external(CG_STR("tuple"), args, width));
}

static bool makes_tuple(cg_str name)
{
    return cg_str_eq(name, CG_STR("make_pair")) || cg_str_eq(name, CG_STR("make_tuple")) ||
           cg_str_eq(name, CG_STR("tie")) || cg_str_eq(name, CG_STR("forward_as_tuple"));
}

/* make_unique<T>(…) holds a T, and what is made is of the type that makes it. */
void cpp_std_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call, things *out)
{
    std_shape shape = shape_of(t->text);
    bool made = call != CG_NONE && ref_of(u, call)->role == CG_ROLE_NEW;
    if (shape == CPP_PASSES && call != CG_NONE && t->args_count == 0)
        passed_value(l, u, call, out);
    else if (call != CG_NONE &&
             (cg_str_eq(t->text, CG_STR(CPP_STD_GET)) || cg_str_eq(t->text, CG_STR("get_if"))))
        got_value(l, u, call, out);
    else if (call != CG_NONE && makes_tuple(t->text))
        made_of_arguments(l, u, call, out);
    else if (shape == CPP_MAKES_TEXT)
        things_add(out, external(CG_STR("string"), NULL, 0));
    else if (shape == CPP_IS_TEXT || shape == CPP_MAKES || shape == CPP_HOLDS_ONE ||
             shape == CPP_POINTS || made)
        instances_of(l, t, u, call, out);
    else if (t->args_count > 0)
        things_add(out, t->args[0]);
}
