// SPDX-License-Identifier: Apache-2.0
// Java: how types relate: what is a subtype of what, how an argument suits a parameter (JLS 15.12.2), what
// a type variable must be for that, and which functions stand where a functional interface is asked for.
#include "java.h"

#define NESTING_MAX 5u /* of type arguments that are looked into */

/* ---- supertypes ---- */

/* The place of `want` among `have` and its supertypes; CG_NONE: not there. */
static uint32_t distance(cg_linker *l, const thing *have, const thing *want, thing *out)
{
    if (want->kind == THING_INSTANCE && have->kind == THING_INSTANCE) {
        const type_line *line = line_of(l, have);
        for (uint32_t i = 0; i < line->count; i++)
            if (line->types[i].file == want->file && line->types[i].def == want->def) {
                *out = i == 0 ? *have : thing_given(l, line->types[i], have);
                return i;
            }
        return CG_NONE;
    }
    if (want->kind != THING_BUILTIN ||
        (have->kind != THING_BUILTIN && have->kind != THING_INSTANCE))
        return CG_NONE;
    const java_types *types = java_types_above(l, have);
    for (uint32_t i = 0; i < types->count; i++)
        if (types->list[i].key == want->key) {
            *out = types->list[i];
            return i + (have->kind == THING_INSTANCE);
        }
    return CG_NONE;
}

bool java_as_type(cg_linker *l, const thing *have, const thing *want, thing *out)
{
    return distance(l, have, want, out) != CG_NONE;
}

/* ---- primitive types ---- */

static const struct {
    const char *word, *wrapper;
    unsigned rank; /* a number widens to all of a higher rank */
} primitives[] = {
    {"byte", "Byte", 1}, {"short", "Short", 2}, {"char", "Character", 2}, {"int", "Integer", 3},
    {"long", "Long", 4}, {"float", "Float", 5}, {"double", "Double", 6},  {"boolean", "Boolean", 0},
};

#define NO_PRIMITIVE CG_ARRAY_LEN(primitives)

static size_t primitive_of(const thing *t)
{
    size_t i = 0;
    while (i < NO_PRIMITIVE &&
           (t->kind != THING_BUILTIN || !cg_str_eq(t->text, cg_str_from(primitives[i].word))))
        i++;
    return i;
}

static size_t unboxed(const thing *t)
{
    size_t i = 0;
    while (i < NO_PRIMITIVE &&
           (t->kind != THING_BUILTIN || !cg_str_eq(t->text, cg_str_from(primitives[i].wrapper))))
        i++;
    return i;
}

/* ---- fits: subtypes before boxing, the nearest type first ---- */

enum {
    FIT_EXACT = 250,
    FIT_SUBTYPE = 240, /* less the distance */
    FIT_OBJECT = 150,
    FIT_FUNCTION = 140,
    FIT_BOXED = 100,
    FIT_BOXED_BASE = 80, /* less the distance */
};

static unsigned nearness(unsigned base, uint32_t away)
{
    return base - CG_MIN(away, 60u);
}

static unsigned fit_primitive(size_t want, size_t have)
{
    unsigned to = primitives[want].rank, from = primitives[have].rank;
    if (want == have)
        return FIT_EXACT;
    bool widens = from > 0 && to > from && cg_str_from(primitives[want].word).ptr[0] != 'c';
    return widens ? FIT_SUBTYPE - 2 * (to - from) : 0;
}

static unsigned fit_boxed(cg_linker *l, const thing *want, size_t have)
{
    thing wrapper = java_builtin(primitives[have].wrapper), found;
    uint32_t away = distance(l, &wrapper, want, &found);
    if (away == CG_NONE)
        return 0;
    return away == 0 ? FIT_BOXED : nearness(FIT_BOXED_BASE, away);
}

static bool is_word(const thing *t, const char *word)
{
    return t->kind == THING_BUILTIN && cg_str_eq(t->text, cg_str_from(word));
}

static unsigned fit_function(cg_linker *l, const thing *want, const thing *have)
{
    unsigned arity;
    const cg_link_unit *u = link_open(l, have->file);
    if (want->kind == THING_EXTERNAL)
        return LINK_FIT_UNKNOWN;
    if (u == NULL || !java_function_arity(l, want, &arity))
        return 0;
    unsigned mine = ref_of(u, have->def)->args;
    return mine == 255 || mine == arity ? FIT_FUNCTION : 0;
}

/* What a type variable may be: its bound, or any object. */
static thing bound_of(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->file == JAVA_OWN_VAR ? NULL : link_open(l, t->file);
    uint32_t bound = u ? u->unit->bindings.ptr[t->def].type_ref : CG_NONE;
    things types = {0};
    if (bound != CG_NONE)
        types_of_ref(l, u, bound, &types);
    if (types.count > 0 && types.list[0].kind != THING_PARAM)
        return types.list[0];
    return java_builtin("Object");
}

/* All that is above it is known. */
static bool is_known(cg_linker *l, const thing *t)
{
    if (t->kind != THING_INSTANCE)
        return java_class_of(t) != NULL;
    const type_line *line = line_of(l, t);
    for (uint32_t i = 0; i < line->outside_count; i++)
        if (java_class_of(&line->outside[i]) == NULL)
            return false;
    return line->outside_count < LINE_OUTSIDE_MAX;
}

static unsigned fit_reference(cg_linker *l, const thing *want, const thing *have)
{
    thing found;
    uint32_t away = distance(l, have, want, &found);
    bool known = is_known(l, have);
    if (is_word(want, "Object"))
        return known ? FIT_OBJECT : LINK_FIT_UNKNOWN;
    if (away != CG_NONE)
        return away == 0 ? FIT_EXACT : nearness(FIT_SUBTYPE, away);
    if (want->kind == THING_EXTERNAL && have->kind == THING_EXTERNAL && want->key == have->key)
        return FIT_EXACT;
    if (want->kind == THING_INSTANCE) /* no dependency derives from the project */
        return 0;
    return known && want->kind != THING_EXTERNAL ? 0 : LINK_FIT_UNKNOWN;
}

static unsigned fit_array(cg_linker *l, const thing *want, const thing *have)
{
    if (want->kind != THING_CONTAINER || have->kind != THING_CONTAINER)
        return is_word(want, "Object") && have->kind == THING_CONTAINER ? FIT_OBJECT : 0;
    const thing *to = &want->args[0], *from = &have->args[0];
    bool primitive = primitive_of(to) != NO_PRIMITIVE || primitive_of(from) != NO_PRIMITIVE;
    if (primitive)
        return primitive_of(to) == primitive_of(from) ? FIT_EXACT : 0;
    unsigned fit = java_fit(l, to, from);
    return fit > LINK_FIT_UNKNOWN ? CG_MAX(fit, (unsigned)FIT_OBJECT + 1) : fit;
}

static unsigned fit_null(const thing *want)
{
    if (primitive_of(want) != NO_PRIMITIVE)
        return 0;
    return is_word(want, "Object") ? FIT_OBJECT : FIT_SUBTYPE;
}

unsigned java_fit(cg_linker *l, const thing *want, const thing *have)
{
    thing to = *want, from = *have;
    if (want->kind == THING_NONE || have->kind == THING_NONE)
        return LINK_FIT_UNKNOWN;
    if (want->kind == THING_PARAM && have->kind == THING_PARAM && want->file == have->file &&
        want->def == have->def)
        return FIT_EXACT;
    if (to.kind == THING_PARAM)
        to = bound_of(l, &to);
    if (from.kind == THING_PARAM)
        from = bound_of(l, &from);
    if (from.kind == THING_DEF) /* Outer.this */
        from.kind = THING_INSTANCE;
    if (is_word(&from, "null"))
        return fit_null(&to);
    if (from.kind == THING_FUNCTION)
        return want->kind == THING_PARAM ? LINK_FIT_UNKNOWN : fit_function(l, &to, &from);
    size_t want_word = primitive_of(&to), have_word = primitive_of(&from);
    if (want_word != NO_PRIMITIVE && have_word != NO_PRIMITIVE)
        return fit_primitive(want_word, have_word);
    if (have_word != NO_PRIMITIVE)
        return fit_boxed(l, &to, have_word);
    if (want_word != NO_PRIMITIVE)
        return unboxed(&from) == NO_PRIMITIVE ? 0 : fit_primitive(want_word, unboxed(&from)) / 3;
    if (to.kind == THING_CONTAINER || from.kind == THING_CONTAINER)
        return fit_array(l, &to, &from);
    return fit_reference(l, &to, &from);
}

/* ---- what two types have in common ---- */

/* The nearest type above `a`, in its line and then of the library, that `b` is of, too. */
static bool common_above(cg_linker *l, const thing *a, const thing *b, thing *out)
{
    thing found;
    const type_line *line = a->kind == THING_INSTANCE ? line_of(l, a) : NULL;
    for (uint32_t i = 1; line != NULL && i < line->count; i++) {
        *out = thing_given(l, line->types[i], a);
        if (java_as_type(l, b, out, &found))
            return true;
    }
    const java_types *types = java_types_above(l, a);
    for (uint32_t i = 0; is_known(l, a) && is_known(l, b) && i < types->count; i++) {
        *out = types->list[i];
        if (java_as_type(l, b, out, &found))
            return true;
    }
    return false;
}

/* Of `c ? a : b`; nothing where both are known and nothing is known to be above them. */
void java_in_common(cg_linker *l, const thing *a, const thing *b, things *out)
{
    thing above;
    bool swapped = primitive_of(b) != NO_PRIMITIVE && primitive_of(a) == NO_PRIMITIVE;
    const thing *first = swapped ? b : a, *second = swapped ? a : b;
    if (a->kind == THING_NONE || b->kind == THING_NONE)
        things_add(out, a->kind == THING_NONE ? *b : *a);
    else if (a->kind == THING_FUNCTION || java_fit(l, first, second) > LINK_FIT_UNKNOWN)
        things_add(out, *first);
    else if (java_fit(l, second, first) > LINK_FIT_UNKNOWN)
        things_add(out, *second);
    else if (common_above(l, a, b, &above))
        things_add(out, above);
}

/* ---- functional interfaces ---- */

/* The only method of a project's interface that an implementation must define; CG_NONE. */
static uint32_t own_function(const cg_link_unit *u, uint32_t type)
{
    uint32_t found = CG_NONE;
    for (uint32_t d = type + 1;
         d < u->unit->defs.len && def_of(u, d)->start_byte < def_of(u, type)->end_byte; d++) {
        const cg_def *def = def_of(u, d);
        if (def->parent != type || def->kind != CG_NODE_METHOD ||
            !(def->modifiers & CG_MOD_ABSTRACT))
            continue;
        if (found != CG_NONE)
            return CG_NONE;
        found = d;
    }
    return found;
}

typedef struct function_type {
    const cg_link_unit *unit; /* NULL: the library's */
    uint32_t def;
    thing owner;
    java_method method;
} function_type;

static bool find_function(cg_linker *l, const thing *type, function_type *out)
{
    *out = (function_type){0};
    if (type->kind == THING_INSTANCE) {
        const type_line *line = line_of(l, type);
        for (uint32_t i = 0; i < line->count; i++) {
            const cg_link_unit *u = link_open(l, line->types[i].file);
            if (u == NULL || def_of(u, line->types[i].def)->kind != CG_NODE_INTERFACE)
                return false;
            note_name(l, u, def_name(u, line->types[i].def));
            uint32_t method = own_function(u, line->types[i].def);
            if (method == CG_NONE)
                continue;
            note_name(l, u, def_name(u, method));
            thing owner = i == 0 ? *type : thing_given(l, line->types[i], type);
            *out = (function_type){.unit = u, .def = method, .owner = owner};
            return true;
        }
    }
    return java_function_of(l, type, &out->method);
}

bool java_function_arity(cg_linker *l, const thing *type, unsigned *out)
{
    function_type f;
    if (!find_function(l, type, &f))
        return false;
    *out = f.unit ? def_of(f.unit, f.def)->params_max : f.method.count;
    return true;
}

void java_function_param(cg_linker *l, const thing *type, unsigned n, things *out)
{
    function_type f;
    if (!find_function(l, type, &f))
        return;
    if (f.unit == NULL) {
        if (n < f.method.count)
            things_add(out, java_method_param(l, &f.method, n));
        return;
    }
    size_t first, count = unit_hints(f.unit, CG_HINT_PARAM, f.def, &first);
    uint32_t binding = n < count ? f.unit->unit->hints.ptr[first + n].value : CG_NONE;
    uint32_t ref = binding == CG_NONE ? CG_NONE : f.unit->unit->bindings.ptr[binding].type_ref;
    things types = {0};
    if (ref != CG_NONE)
        types_of_ref(l, f.unit, ref, &types);
    for (uint32_t i = 0; i < types.count; i++)
        things_add(out, thing_given(l, types.list[i], &f.owner));
}

thing java_function_gives(cg_linker *l, const thing *type)
{
    function_type f;
    things types = {0};
    if (!find_function(l, type, &f))
        return (thing){0};
    if (f.unit == NULL)
        return java_method_result(l, &f.method);
    uint32_t ref = def_of(f.unit, f.def)->type_ref;
    if (ref != CG_NONE)
        types_of_ref(l, f.unit, ref, &types);
    return types.count > 0 ? thing_given(l, types.list[0], &f.owner) : (thing){0};
}

/* ---- type variables ---- */

static bool mentions(const thing *t, const thing *param, unsigned depth)
{
    if (t->kind == THING_PARAM)
        return t->file == param->file && t->def == param->def;
    for (uint16_t i = 0; i < t->args_count && depth < NESTING_MAX && t->kind != THING_DEF; i++)
        if (mentions(&t->args[i], param, depth + 1))
            return true;
    return false;
}

bool java_mentions(const thing *t, const thing *param)
{
    return mentions(t, param, 0);
}

static bool infer_inside(cg_linker *l, const thing *want, const thing *have, const thing *param,
                         unsigned depth, thing *out);

/* A lambda may state the types of its parameters: (Foo a, Foo b) -> … */
static bool infer_by_params(cg_linker *l, const thing *want, const thing *have, const thing *param,
                            unsigned depth, thing *out)
{
    for (uint16_t n = 1; n < have->args_count; n++) {
        things params = {0};
        if (have->args[n].kind != THING_NONE)
            java_function_param(l, want, n - 1u, &params);
        if (params.count > 0 &&
            infer_inside(l, &params.list[0], &have->args[n], param, depth + 1, out))
            return true;
    }
    return false;
}

static bool infer_inside(cg_linker *l, const thing *want, const thing *have, const thing *param,
                         unsigned depth, thing *out)
{
    if (have->kind == THING_NONE || depth > NESTING_MAX || !mentions(want, param, 0))
        return false;
    if (want->kind == THING_PARAM) {
        *out = *have;
        return !is_word(have, "null") && have->kind != THING_FUNCTION;
    }
    thing given = *have;
    if (have->kind == THING_FUNCTION && infer_by_params(l, want, have, param, depth, out))
        return true;
    if (have->kind == THING_FUNCTION) {
        thing result = java_function_gives(l, want);
        const cg_link_unit *u = link_open(l, have->file);
        things values = {0};
        if (u != NULL && mentions(&result, param, 0))
            results_of(l, have, u, CG_NONE, &values);
        return values.count > 0 && infer_inside(l, &result, &values.list[0], param, depth + 1, out);
    }
    if (want->kind != THING_CONTAINER && !java_as_type(l, have, want, &given))
        return false;
    for (uint16_t i = 0; i < CG_MIN(want->args_count, given.args_count); i++)
        if (infer_inside(l, &want->args[i], &given.args[i], param, depth + 1, out))
            return true;
    return false;
}

bool java_infer(cg_linker *l, const thing *want, const thing *have, const thing *param, thing *out)
{
    bool found = link_enter(l);
    if (!found)
        return false;
    found = infer_inside(l, want, have, param, 0, out);
    link_leave(l);
    return found;
}

/* Of a type above, `given` has arguments where `want` says what they are. */
bool java_as_expected(cg_linker *l, const thing *given, const thing *want, const thing *param,
                      thing *out)
{
    thing as = *given;
    bool variable = given->kind == THING_PARAM;
    if (!variable && given->kind != THING_CONTAINER && !java_as_type(l, given, want, &as))
        return false;
    if (variable || given->kind == THING_CONTAINER)
        return java_infer(l, given, want, param, out);
    for (uint16_t i = 0; i < CG_MIN(as.args_count, want->args_count); i++)
        if (java_infer(l, &as.args[i], &want->args[i], param, out))
            return true;
    return false;
}
