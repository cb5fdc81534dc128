// SPDX-License-Identifier: Apache-2.0
// C++: the standard library's types that hold others. A member that is not their own is one of what
// they hold: pointers, elements and what stands behind an iterator are one value here.
#include "cpp.h"

/* What these are to their type arguments. Functions of the library that hand on or make a value are
 * among them by what their result is. */
typedef enum std_shape {
    POINTS = 1,
    HOLDS_ONE,
    HOLDS_PAIRS,
    IS_PAIR,
    MAKES,
    PASSES,
    IS_TEXT,
    MAKES_TEXT
} std_shape;

typedef struct std_type {
    const char *name;
    std_shape shape;
} std_type;

static const std_type types[] = {
    {"unique_ptr", POINTS},
    {"auto_ptr", POINTS},
    {"shared_ptr", POINTS},
    {"weak_ptr", POINTS},
    {"optional", POINTS},
    {"reference_wrapper", POINTS},
    {"atomic", POINTS},
    {"vector", HOLDS_ONE},
    {"deque", HOLDS_ONE},
    {"list", HOLDS_ONE},
    {"forward_list", HOLDS_ONE},
    {"array", HOLDS_ONE},
    {"span", HOLDS_ONE},
    {"set", HOLDS_ONE},
    {"multiset", HOLDS_ONE},
    {"unordered_set", HOLDS_ONE},
    {"unordered_multiset", HOLDS_ONE},
    {"stack", HOLDS_ONE},
    {"queue", HOLDS_ONE},
    {"priority_queue", HOLDS_ONE},
    {"initializer_list", HOLDS_ONE},
    {"future", HOLDS_ONE},
    {"shared_future", HOLDS_ONE},
    {"map", HOLDS_PAIRS},
    {"multimap", HOLDS_PAIRS},
    {"unordered_map", HOLDS_PAIRS},
    {"unordered_multimap", HOLDS_PAIRS},
    {"pair", IS_PAIR},
    {"tuple", IS_PAIR},
    {"variant", IS_PAIR},
    {"make_unique", MAKES},
    {"make_shared", MAKES},
    {"make_optional", MAKES},
    {"move", PASSES},
    {"forward", PASSES},
    {"ref", PASSES},
    {"cref", PASSES},
    {"addressof", PASSES},
    {"as_const", PASSES},
    {"min", PASSES},
    {"max", PASSES},
    {"begin", PASSES},
    {"end", PASSES},
    {"cbegin", PASSES},
    {"cend", PASSES},
    {"rbegin", PASSES},
    {"rend", PASSES},
    {"next", PASSES},
    {"prev", PASSES},
    {"find", PASSES},
    {"find_if", PASSES},
    {"find_if_not", PASSES},
    {"lower_bound", PASSES},
    {"upper_bound", PASSES},
    {"min_element", PASSES},
    {"max_element", PASSES},
    {"remove_if", PASSES},
    {"static_pointer_cast", MAKES},
    {"dynamic_pointer_cast", MAKES},
    {"string", IS_TEXT},
    {"string_view", IS_TEXT},
    {"to_string", MAKES_TEXT},
};

static const char *const pointer_members[] = {
    "get",     "value", "value_or", "lock",      "release",   "reset",   "swap",
    "emplace", "load",  "store",    "use_count", "has_value", "expired", "exchange",
};

static const char *const container_members[] = {
    "at",      "front",   "back",      "top",      "data",          "begin",       "end",
    "cbegin",  "cend",    "rbegin",    "rend",     "find",          "lower_bound", "upper_bound",
    "insert",  "emplace", "push_back", "pop_back", "push",          "pop",         "emplace_back",
    "size",    "empty",   "clear",     "erase",    "count",         "resize",      "reserve",
    "extract", "merge",   "assign",    "fill",     "push_front",    "pop_front",   "capacity",
    "swap",    "get",     "wait",      "contains", "emplace_front",
};

/* Of these, they give what is held, or the value under a key. */
static const char *const giving_value[] = {"get",   "value", "value_or", "lock", "release", "at",
                                           "front", "back",  "top",      "load", "data"};
static const char *const giving_place[] = {
    "begin",       "end",    "cbegin",  "cend",  "rbegin",      "rend",        "find",
    "lower_bound", "insert", "emplace", "erase", "upper_bound", "emplace_back"};

/* Types that these have as members: of what is held, of where that is, and of neither. */
static const char *const held_types[] = {"value_type", "reference", "const_reference",
                                         "element_type"};
static const char *const place_types[] = {
    "iterator",      "const_iterator",         "pointer",        "reverse_iterator",
    "const_pointer", "const_reverse_iterator", "local_iterator", "const_local_iterator"};
static const char *const other_types[] = {"key_type",       "mapped_type", "size_type",
                                          "allocator_type", "hasher",      "difference_type",
                                          "key_compare",    "key_equal",   "deleter_type"};

/* Members whose results are of the language's own types, in whatever has them. */
static const struct {
    const char *name, *gives;
} plain_members[] = {
    {"size", "unsigned long"},     {"length", "unsigned long"},   {"count", "unsigned long"},
    {"max_size", "unsigned long"}, {"capacity", "unsigned long"}, {"empty", "bool"},
    {"has_value", "bool"},         {"expired", "bool"},           {"contains", "bool"},
    {"use_count", "long"},
};
static const struct {
    const char *name, *gives;
    unsigned pointers;
} text_members[] = {
    {"c_str", "const char", 1},
    {"find", "unsigned long", 0},
    {"rfind", "unsigned long", 0},
    {"find_first_of", "unsigned long", 0},
    {"find_last_of", "unsigned long", 0},
    {"find_first_not_of", "unsigned long", 0},
    {"find_last_not_of", "unsigned long", 0},
    {"compare", "int", 0},
    {"starts_with", "bool", 0},
    {"ends_with", "bool", 0},
    {"front", "char", 0},
    {"back", "char", 0},
    {"at", "char", 0},
    {"substr", "string", 0},
    {"str", "string", 0},
    {"append", "string", 0},
    {"insert", "string", 0},
    {"erase", "string", 0},
    {"replace", "string", 0},
};

static std_shape shape_of(cg_str name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(types); i++)
        if (cg_str_eq(name, cg_str_from(types[i].name)))
            return types[i].shape;
    return (std_shape)0;
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

/* A member called `name`, if it gives a value of the language's own. */
static bool plain_member(cg_linker *l, std_shape shape, cg_str name, things *out)
{
    const char *gives = NULL;
    unsigned pointers = 0;
    for (size_t i = 0; i < CG_ARRAY_LEN(plain_members) && gives == NULL; i++)
        if (cg_str_eq(name, cg_str_from(plain_members[i].name)))
            gives = plain_members[i].gives;
    for (size_t i = 0; shape == IS_TEXT && i < CG_ARRAY_LEN(text_members) && gives == NULL; i++)
        if (cg_str_eq(name, cg_str_from(text_members[i].name))) {
            gives = text_members[i].gives;
            pointers = text_members[i].pointers;
        }
    if (gives == NULL)
        return false;
    thing member = giver(l, CG_STR(CPP_STD_PLAIN), plain(gives, pointers));
    member.key = name_hash(name);
    things_add(out, member);
    return true;
}

static void own_member(cg_linker *l, const thing *t, std_shape shape, cg_str name, things *out)
{
    unsigned value = shape == HOLDS_PAIRS ? 1 : 0;
    if (t->args_count <= value)
        return;
    if (cg_str_eq(name, CG_STR("lock")))
        things_add(out, giver(l, name, external(CG_STR("shared_ptr"), t->args, t->args_count)));
    else if (IS_ONE_OF(name, giving_value))
        things_add(out, giver(l, name, t->args[value]));
    else if (IS_ONE_OF(name, giving_place) && shape == HOLDS_PAIRS)
        things_add(out, giver(l, name, pair_of(t)));
    else if (IS_ONE_OF(name, giving_place))
        things_add(out, giver(l, name, t->args[0]));
}

bool cpp_std_holds(cg_str name)
{
    std_shape shape = shape_of(name);
    return shape == POINTS || shape == HOLDS_ONE || shape == HOLDS_PAIRS || shape == IS_PAIR;
}

bool cpp_std_passes(cg_str name)
{
    return shape_of(name) == PASSES;
}

bool cpp_std_is_value(cg_str name)
{
    return cg_str_eq(name, CG_STR("optional")) || cg_str_eq(name, CG_STR("atomic"));
}

static bool is_own(std_shape shape, cg_str name)
{
    if (shape == POINTS || shape == MAKES)
        return IS_ONE_OF(name, pointer_members);
    return (shape == HOLDS_ONE || shape == HOLDS_PAIRS) && IS_ONE_OF(name, container_members);
}

static bool is_type(cg_str name)
{
    return IS_ONE_OF(name, held_types) || IS_ONE_OF(name, place_types) ||
           IS_ONE_OF(name, other_types);
}

void cpp_std_type(const thing *t, cg_str name, things *out)
{
    std_shape shape = t->kind == THING_TUPLE ? (std_shape)0 : shape_of(t->text);
    bool pairs = shape == HOLDS_PAIRS, holds = pairs || shape == HOLDS_ONE || shape == POINTS;
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
    std_shape shape = t->kind == THING_TUPLE ? IS_PAIR : shape_of(t->text);
    unsigned second = cg_str_eq(name, CG_STR("second"));
    if (shape == IS_PAIR && (second || cg_str_eq(name, CG_STR("first")))) {
        if (t->args_count > second)
            things_add(out, t->args[second]);
    } else if (shape != IS_PAIR && is_type(name)) {
        cpp_std_type(t, name, out);
    } else if (shape == IS_TEXT || is_own(shape, name)) {
        if (!plain_member(l, shape, name, out) && shape != IS_TEXT)
            own_member(l, t, shape, name, out);
    } else if (shape != IS_PAIR && shape != HOLDS_PAIRS && shape != 0 && t->args_count > 0) {
        members_of(l, &t->args[0], name, out);
    } else if (shape == HOLDS_PAIRS && t->args_count > 1) {
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
    std_shape shape = t->kind == THING_TUPLE ? (std_shape)0 : shape_of(t->text);
    if (shape == HOLDS_PAIRS && t->args_count > 1)
        things_add(out, pair_of(t));
    else if (shape == HOLDS_ONE && t->args_count > 0)
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
    unsigned value = shape == HOLDS_PAIRS ? 1 : 0;
    bool leads = element ? shape == HOLDS_ONE || shape == HOLDS_PAIRS || shape == POINTS
                         : IS_ONE_OF(t->text, pointers);
    if (element && shape == IS_TEXT)
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
    if (t->kind != THING_EXTERNAL || shape_of(t->text) != IS_PAIR)
        return false;
    if (n < t->args_count && t->args[n].kind != THING_NONE)
        things_add(out, t->args[n]);
    return true;
}

/* The first argument of a call. */
static void passed_value(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_ARGUMENT, call, &first);
    if (count > 0 && u->unit->hints.ptr[first].index == 0)
        values_of_ref(l, u, u->unit->hints.ptr[first].value, out);
}

/* get<T>(v) and get<1>(v). */
static void got_value(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_TYPE_ARG, call, &first);
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
    size_t first, count = cg_unit_hints(u->unit, CG_HINT_ARGUMENT, call, &first);
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
    if (shape == PASSES && call != CG_NONE && t->args_count == 0)
        passed_value(l, u, call, out);
    else if (call != CG_NONE &&
             (cg_str_eq(t->text, CG_STR(CPP_STD_GET)) || cg_str_eq(t->text, CG_STR("get_if"))))
        got_value(l, u, call, out);
    else if (call != CG_NONE && makes_tuple(t->text))
        made_of_arguments(l, u, call, out);
    else if (shape == MAKES_TEXT)
        things_add(out, external(CG_STR("string"), NULL, 0));
    else if (shape == IS_TEXT || shape == MAKES || shape == HOLDS_ONE || shape == POINTS || made)
        instances_of(l, t, u, call, out);
    else if (t->args_count > 0)
        things_add(out, t->args[0]);
}
