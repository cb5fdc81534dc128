// SPDX-License-Identifier: Apache-2.0
// C++: how well an argument suits a parameter, told from how the parameter's type is spelt: prototypes
// need no more, and the ranking of conversions is a matter of a few words.
#include "cpp.h"

#define FIT_UNKNOWN LINK_FIT_UNKNOWN

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

ptrdiff_t cpp_find_word(cg_str text, cg_str word)
{
    for (size_t i = 0; word.len > 0 && i + word.len <= text.len; i++) {
        bool whole = (i == 0 || !is_word(text.ptr[i - 1])) &&
                     (i + word.len == text.len || !is_word(text.ptr[i + word.len]));
        if (whole && memcmp(text.ptr + i, word.ptr, word.len) == 0)
            return (ptrdiff_t)i;
    }
    return -1;
}

static bool has_word(cg_str text, cg_str word)
{
    return cpp_find_word(text, word) >= 0;
}

/* f(int a, ...): of C, not a pack. */
static bool has_dots(const cg_def *d, unsigned spelt)
{
    return d->params_max == 255 && d->modifiers & CG_MOD_VARIADIC && d->params_min == spelt;
}

/* How parameter n is spelt, `...` as nothing; false: commas inside of types make that unclear, or there is none. */
static bool spelling(const cg_link_unit *u, uint32_t def, unsigned n, cg_str *out)
{
    const cg_def *d = def_of(u, def);
    cg_str types = cg_unit_str(u->unit, d->disambiguator), suffix = CG_STR("-const");
    if (d->modifiers & CG_MOD_CONST && cg_str_ends(types, suffix)) /* of the method */
        types.len -= suffix.len;
    unsigned count = 1;
    for (size_t i = 0; i < types.len; i++)
        count += types.ptr[i] == '+';
    bool dots = has_dots(d, count);
    if (dots && n >= count)
        return *out = CG_STR_NULL, true;
    if ((count != d->params_max && !dots) || n >= count)
        return false;
    size_t from = 0;
    for (; n > 0; from++)
        n -= types.ptr[from] == '+';
    size_t end = from;
    while (end < types.len && types.ptr[end] != '+' && types.ptr[end] != '$')
        end++;
    *out = cg_str_slice(types, from, end);
    return true;
}

static bool is_pointer(cg_str type)
{
    return cg_str_ends(type, CG_STR("-p")) || cg_str_ends(type, CG_STR("-a"));
}

/* ---- objects ---- */

static unsigned suits_object(cg_linker *l, cg_str type, const thing *have)
{
    const type_line *line = line_of(l, have);
    for (uint32_t i = 0; i < line->count; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL && has_word(type, def_name(u, line->types[i].def)))
            return i == 0 ? CPP_FIT_EXACT : CPP_FIT_NEAR;
    }
    return line->open ? FIT_UNKNOWN : CPP_FIT_CONVERTS;
}

/* What is const is passed to what keeps it so; the rest rather to what does not ask for that. */
static unsigned with_const(unsigned fit, cg_str type, bool is_const)
{
    bool by_address = cg_str_ends(type, CG_STR("-p")) || cg_str_ends(type, CG_STR("-r"));
    bool keeps = has_word(type, CG_STR("const"));
    if (!by_address || keeps == is_const)
        return fit;
    return is_const ? CPP_FIT_NOT : CG_MIN(fit, (unsigned)CPP_FIT_CONST);
}

/* ---- values of the language's own types ---- */

bool cpp_is_primitive(cg_linker *l, const cg_link_unit *u, uint32_t arg)
{
    const cg_ref *r = ref_of(u, arg);
    if (r->target_kind == CG_TARGET_BINDING) {
        const cg_binding *b = &u->unit->bindings.ptr[r->target];
        return b->type_ref == CG_NONE && b->init_ref == CG_NONE;
    }
    const things *names = names_of_ref(l, u, arg);
    const thing *t = names->count == 1 ? &names->list[0] : NULL;
    const cg_link_unit *du = t == NULL || t->kind != THING_DEF ? NULL : link_open(l, t->file);
    if (du == NULL)
        return false;
    const cg_def *def = def_of(du, t->def);
    bool value =
        r->role == CG_ROLE_CALL ? cg_node_kind_is_callable(def->kind) : holds_value(def->kind);
    return value && def->kind != CG_NODE_MACRO && def->kind != CG_NODE_ENUM_MEMBER &&
           def->type_ref == CG_NONE;
}

/* ---- templates ---- */

/* What stands between the brackets of `template <…>`; empty: it has none. */
static cg_str template_head(const cg_link_unit *u, uint32_t def)
{
    cg_str signature = cg_unit_str(u->unit, def_of(u, def)->signature);
    unsigned angles = 0;
    if (!(def_of(u, def)->modifiers & CG_MOD_GENERIC) ||
        !cg_str_starts(signature, CG_STR("template")))
        return CG_STR_NULL;
    for (size_t i = 8; i < signature.len; i++) {
        angles += signature.ptr[i] == '<';
        if (signature.ptr[i] == '>' && angles > 0 && --angles == 0)
            return cg_str_slice(signature, 8, i);
    }
    return CG_STR_NULL;
}

/* Whether a type's spelling has a word of `head`, its type parameters. */
static bool mentions(cg_str type, cg_str head)
{
    for (size_t at = 0, end; head.len > 0 && at < type.len; at = end + 1) {
        for (end = at; end < type.len && type.ptr[end] != '-';)
            end++;
        cg_str word = cg_str_slice(type, at, end);
        bool mark = word.len < 2 && word.len > 0 && word.ptr[0] >= 'a';
        if (!mark && !cg_str_eq(word, CG_STR("const")) && !cg_str_eq(word, CG_STR("std")) &&
            has_word(head, word))
            return true;
    }
    return false;
}

static bool has_text(cg_str text, cg_str part)
{
    return memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* It asks more of its arguments than their types can say. */
static bool is_constrained(const cg_link_unit *u, uint32_t def)
{
    cg_str signature = cg_unit_str(u->unit, def_of(u, def)->signature);
    return has_text(signature, CG_STR("enable_if")) || has_text(signature, CG_STR("ENABLE_IF")) ||
           has_text(signature, CG_STR("requires")) || has_text(signature, CG_STR("decltype"));
}

typedef enum rests_on { RESTS_NOT, RESTS_OWN, RESTS_AROUND } rests_on;

/* Whether the parameter's type rests on a type parameter, which the call tells or what is around. */
static rests_on rests_on_param(const cg_link_unit *u, uint32_t def, cg_str type)
{
    if (mentions(type, template_head(u, def)) || has_word(type, CG_STR("auto")))
        return RESTS_OWN;
    for (uint32_t d = def_of(u, def)->parent; d != CG_NONE && d != 0; d = def_of(u, d)->parent)
        if (mentions(type, template_head(u, d)))
            return RESTS_AROUND;
    return RESTS_NOT;
}

/* T, const T &, T && or T *, of whatever the argument is. */
static unsigned suits_anything(const cg_link_unit *u, uint32_t def, const cpp_type *want,
                               int have_level, bool is_made)
{
    if (is_constrained(u, def) || want->is_array)
        return FIT_UNKNOWN;
    if (want->level > have_level)
        return CPP_FIT_NOT;
    if (want->refs == 1 && !want->is_const && is_made)
        return CPP_FIT_NOT;
    return want->level > 0 ? CPP_FIT_TEMPLATE : CPP_FIT_ANY;
}

/* ---- types of parameters ---- */

#define HEAD_REFS_MAX 64u

/* The reference to a type of that name in the head of `def`; CG_NONE. */
static uint32_t type_in_head(const cg_link_unit *u, uint32_t def, cg_str name)
{
    const cg_def *d = def_of(u, def);
    uint32_t low = 0, high = (uint32_t)u->unit->refs.len;
    uint32_t end = d->body_end > d->body_start ? d->body_start : d->end_byte;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (ref_of(u, mid)->byte < d->start_byte)
            low = mid + 1;
        else
            high = mid;
    }
    for (uint32_t n = 0; n < HEAD_REFS_MAX && low < u->unit->refs.len; n++, low++) {
        const cg_ref *r = ref_of(u, low);
        if (r->byte >= end)
            break;
        if (r->source == def && r->role == CG_ROLE_TYPE && cg_str_eq(ref_name(u, low), name))
            return low;
    }
    return CG_NONE;
}

/* What a name in the parameter's type stands for in the project, behind aliases: `*want`, or the class or enum that is given.
 * False: nothing is known. */
static bool find_wanted(cg_linker *l, const cg_link_unit *u, uint32_t def, cpp_type *want,
                        thing *out)
{
    uint32_t ref = want->name.len > 0 ? type_in_head(u, def, want->name) : CG_NONE;
    things types = {0};
    *out = (thing){.kind = THING_NONE};
    if (ref == CG_NONE || !link_enter(l))
        return false;
    types_of_ref(l, u, ref, &types);
    link_leave(l);
    if (types.count != 1)
        return false;
    *out = types.list[0];
    int level = cpp_behind_aliases(l, out);
    if (out->kind == THING_INSTANCE) {
        want->level += level;
        return true;
    }
    cpp_type found = cpp_type_of_thing(out);
    if (found.kind == CPP_OPEN)
        return false;
    found.refs = want->refs;
    found.is_const |= want->is_const;
    found.level += want->level + level;
    *want = found;
    *out = (thing){.kind = THING_NONE};
    return true;
}

/* ---- conversions of classes ---- */

static bool is_enum(const cg_link_unit *u, uint32_t def)
{
    return def_of(u, def)->kind == CG_NODE_ENUM;
}

static bool is_scoped(const cg_link_unit *u, uint32_t def)
{
    cg_str signature = cg_unit_str(u->unit, def_of(u, def)->signature);
    return has_text(signature, CG_STR("enum class")) || has_text(signature, CG_STR("enum struct"));
}

/* operator bool() of a class or its bases, as far as they are known. */
static bool may_convert(cg_linker *l, const thing *object)
{
    const type_line *line = line_of(l, object);
    bool found = line->open || line->outside_count > 0;
    for (uint32_t i = 0; i < line->count && !found; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        uint32_t type = line->types[i].def;
        if (u == NULL || def_of(u, type)->modifiers & (CG_MOD_DECLARATION | CG_MOD_GENERIC))
            return true;
        note_name(l, u, def_name(u, type));
        note_name(l, u, link_text(l, LINK_COMPONENTS, CG_STR_ARG(def_name(u, type))));
        for (uint32_t d = type + 1; d < u->unit->defs.len && !found &&
                                    def_of(u, d)->start_byte < def_of(u, type)->end_byte;
             d++)
            found = is_conversion(u, type, d);
    }
    return found;
}

static bool is_explicit(const cg_link_unit *u, uint32_t def)
{
    return has_word(cg_unit_str(u->unit, def_of(u, def)->signature), CG_STR("explicit"));
}

/* A constructor of the class `want` may take what is passed. */
static bool may_construct(cg_linker *l, const cg_link_unit *from, const thing *want,
                          const cpp_operand *o)
{
    const cg_link_unit *wu = link_open(l, want->file);
    const type_line *line = line_of(l, want);
    things all = {0};
    if (wu == NULL || line->count > 1 || line->open || o->converted ||
        def_of(wu, want->def)->modifiers & (CG_MOD_DECLARATION | CG_MOD_GENERIC))
        return !o->converted;
    cpp_operand passed = *o;
    passed.converted = true;
    constructors_in_line(l, want, 0, &all);
    for (uint32_t i = 0; i < all.count; i++) {
        const cg_link_unit *u = link_open(l, all.list[i].file);
        const cg_def *d = u == NULL ? NULL : def_of(u, all.list[i].def);
        if (d == NULL || d->kind != CG_NODE_CONSTRUCTOR || d->modifiers & CG_MOD_DELETED ||
            d->params_min > 1 || d->params_max == 0 || is_explicit(u, all.list[i].def))
            continue;
        if (cpp_suits_operand(l, u, all.list[i].def, 0, from, &passed) > CPP_FIT_NOT)
            return true;
    }
    return all.cut;
}

/* What an object is copied from has its own class: mostly nobody writes down what does that. */
static bool is_copied(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *class)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, ref, &first);
    const cg_hint *arg = &u->unit->hints.ptr[first];
    thing value;
    int level = count == 1 ? cg_form_level(arg->form, CG_FORM_LEFT) : 0;
    return count == 1 && ref_of(u, ref)->args == 1 && cpp_weigh(l, u, arg->value, &value, &level) &&
           level == 0 && value.kind == THING_INSTANCE && is_same_def(&value, class);
}

bool cpp_copies(cg_linker *l, const cg_link_unit *u, uint32_t ref, const thing *class,
                const things *constructors)
{
    if (ref_of(u, ref)->args != 1 || !is_copied(l, u, ref, class))
        return false;
    for (uint32_t i = 0; i < constructors->count; i++) {
        const thing *t = &constructors->list[i];
        const cg_link_unit *cu = link_open(l, t->file);
        cg_str type;
        if (cu == NULL || def_of(cu, t->def)->modifiers & CG_MOD_GENERIC ||
            !spelling(cu, t->def, 0, &type) || has_word(type, def_name(cu, t->def)))
            return false;
    }
    return true;
}

void cpp_initialised(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    thing class;
    int level = 0;
    if (!cpp_weigh(l, u, ref, &class, &level) || level != 0 || class.kind != THING_INSTANCE)
        return;
    const cg_link_unit *cu = link_open(l, class.file);
    if (cu == NULL || def_of(cu, class.def)->kind == CG_NODE_ENUM || is_copied(l, u, ref, &class))
        return;
    things_add(out, def_thing(cu, class.def, CG_RULE_TYPED_VALUE));
}

/* An enum without `class` is a number. */
static unsigned suits_enum(const cpp_type *want, bool scoped)
{
    if (scoped || want->level > 0 || want->kind != CPP_NUMBER ||
        (want->refs == 1 && !want->is_const))
        return CPP_FIT_NOT;
    return want->number == CPP_INT ? CPP_FIT_PROMOTES : CPP_FIT_NUMBER;
}

/* An object of the project's, or a pointer to one, where a type of the language or of the library is asked for. */
static unsigned suits_plain(cg_linker *l, const cpp_operand *o, const cpp_type *want)
{
    const cg_link_unit *u = link_open(l, o->value.file);
    bool truth = want->kind == CPP_NUMBER && want->number == CPP_BOOL && want->level == 0;
    if (o->level > 0) {
        if (want->kind == CPP_VOID && want->level == 1)
            return o->is_const && !want->is_const ? CPP_FIT_NOT : CPP_FIT_NUMBER;
        return truth ? CPP_FIT_TRUTH : want->kind == CPP_HOLDER ? CPP_FIT_CONVERTS : CPP_FIT_NOT;
    }
    if (want->level > 0)
        return CPP_FIT_NOT;
    if (u != NULL && is_enum(u, o->value.def))
        return suits_enum(want, is_scoped(u, o->value.def));
    if (want->kind == CPP_HOLDER)
        return CPP_FIT_CONVERTS;
    return may_convert(l, &o->value) ? CPP_FIT_CONVERTS : CPP_FIT_NOT;
}

/* A value of the language or the library where something is asked for that the project declares. */
static unsigned suits_own(cg_linker *l, const cg_link_unit *from, const cpp_type *want,
                          const thing *class, const cpp_operand *o)
{
    const cg_link_unit *u = link_open(l, class->file);
    if (want->level > 0)
        return o->type.kind == CPP_NULL || o->type.is_zero ? CPP_FIT_NUMBER : CPP_FIT_NOT;
    if (u == NULL || (want->refs == 1 && !want->is_const))
        return u == NULL ? FIT_UNKNOWN : CPP_FIT_NOT;
    if (is_enum(u, class->def))
        return CPP_FIT_NOT;
    return may_construct(l, from, class, o) ? CPP_FIT_CONVERTS : CPP_FIT_NOT;
}

/* ---- what is known of an argument ---- */

/* A pointer is no object, what has a name is not moved, and of templates those that ask for a pointer suit one better. */
static unsigned suits_known(cg_linker *l, cg_str type, const cpp_operand *o, bool generic)
{
    unsigned fit = with_const(suits_object(l, type, &o->value), type, o->is_const);
    bool wants = is_pointer(type), has = o->level > 0;
    if (wants && !has)
        return CPP_FIT_NOT;
    if (fit >= CPP_FIT_NEAR && !o->is_made && cg_str_ends(type, CG_STR("-r-r"))) /* T && */
        return CPP_FIT_NOT;
    if (has && !wants)
        return fit >= CPP_FIT_NEAR ? CPP_FIT_NOT : generic ? FIT_UNKNOWN : CPP_FIT_CONVERTS;
    if (!generic || fit > FIT_UNKNOWN)
        return fit;
    return has ? FIT_UNKNOWN + 10 : FIT_UNKNOWN;
}

static unsigned suits_unknown(cg_linker *l, cg_str type, const cg_link_unit *from, uint32_t arg)
{
    things values = {0};
    if (arg == CG_NONE)
        return FIT_UNKNOWN;
    values_of_ref(l, from, arg, &values);
    const thing *have = &values.list[0];
    if (values.count > 0 && have->kind == THING_INSTANCE)
        return with_const(suits_object(l, type, have), type, cpp_is_const(l, from, arg));
    if (values.count > 0 && (have->kind == THING_BUILTIN || have->kind == THING_EXTERNAL))
        return has_word(type, have->text) ? CPP_FIT_EXACT : FIT_UNKNOWN;
    return FIT_UNKNOWN;
}

/* Nothing else is made a va_list, and whoever has one declares it where it is passed on. */
static bool is_argument_list(cg_linker *l, const cg_link_unit *from, uint32_t arg)
{
    things values = {0};
    if (arg != CG_NONE)
        values_of_ref(l, from, arg, &values);
    return values.count > 0 && cg_str_eq(values.list[0].text, CG_STR("va_list"));
}

/* An alias, a type of no file of the project, or an iterator of the library, which is not told from what it leads to. */
static bool names_alias(cg_linker *l, const cg_link_unit *u, uint32_t type)
{
    const things *names = names_of_ref(l, u, type);
    const thing *t = names->count > 0 ? &names->list[0] : NULL;
    const cg_link_unit *du = t != NULL && t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    if (du != NULL)
        return def_of(du, t->def)->kind == CG_NODE_TYPE_ALIAS;
    return t == NULL || t->kind == THING_INSTANCE || t->kind == THING_TUPLE;
}

/* It is declared by an alias that the parameter's type is spelt with, and no pointer to that. */
static bool is_named_alike(cg_linker *l, const cg_link_unit *from, uint32_t arg, cg_str type)
{
    const cg_ref *r = arg == CG_NONE ? NULL : ref_of(from, arg);
    if (r == NULL || type.len == 0 || r->target_kind != CG_TARGET_BINDING ||
        r->role == CG_ROLE_CALL)
        return false;
    const cg_binding *b = &from->unit->bindings.ptr[r->target];
    return b->type_ref != CG_NONE && cg_form_level(b->form, CG_FORM_LEFT) == 0 &&
           !is_pointer(type) && has_word(type, ref_name(from, b->type_ref)) &&
           names_alias(l, from, b->type_ref);
}

/* By its spelling and what names in it stand for. */
static unsigned suits_spelt(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str type,
                            const cg_link_unit *from, const cpp_operand *o)
{
    cpp_type want = cpp_type_of_words(type);
    thing class = {.kind = THING_NONE};
    bool told = o->known || o->type.kind != CPP_OPEN;
    if (told && (want.kind == CPP_OPEN || !want.of_std) && want.name.len > 0)
        (void)find_wanted(l, u, def, &want, &class);
    if (o->known && want.kind != CPP_OPEN && class.kind == THING_NONE)
        return suits_plain(l, o, &want);
    if (o->known)
        return suits_known(l, type, o, false);
    if (o->type.kind != CPP_OPEN && class.kind == THING_INSTANCE)
        return suits_own(l, from, &want, &class, o);
    if (o->type.kind != CPP_OPEN)
        return cpp_converts(&o->type, &want);
    if (o->number && (o->ref == CG_NONE || cpp_is_primitive(l, from, o->ref)))
        return want.is_array && want.refs > 0                     ? CPP_FIT_NOT
               : want.kind == CPP_NUMBER || want.kind == CPP_VOID ? FIT_UNKNOWN
                                                                  : CPP_FIT_CONVERTS;
    return suits_unknown(l, type, from, o->ref);
}

/* Where a type parameter is part of the type. */
static unsigned suits_generic(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str type,
                              const cg_link_unit *from, const cpp_operand *o, bool own)
{
    cpp_type want = cpp_type_of_words(type);
    bool told = o->known || o->type.kind != CPP_OPEN, alone = !want.has_args;
    int level = o->known ? o->level : o->type.level;
    if (own && told && alone)
        return suits_anything(u, def, &want, level, o->is_made);
    unsigned fit = FIT_UNKNOWN;
    if (o->known)
        fit = suits_known(l, type, o, true);
    else if (told && !own)
        fit = !alone || want.level == 0 ? FIT_UNKNOWN
              : want.level == level     ? CPP_FIT_NEAR
                                        : CPP_FIT_NOT;
    else if (told)
        fit = has_word(type, o->type.name) ? CPP_FIT_TEMPLATE : CPP_FIT_NOT;
    else
        fit = suits_unknown(l, type, from, o->ref);
    return o->known ? CG_MAX(fit, FIT_UNKNOWN) : fit;
}

unsigned cpp_suits_operand(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                           const cg_link_unit *from, const cpp_operand *o)
{
    cg_str type;
    if (!spelling(u, def, n, &type))
        return FIT_UNKNOWN;
    if (type.len == 0)
        return CPP_FIT_ANYTHING;
    if (has_word(type, CG_STR("va_list")) && !is_argument_list(l, from, o->ref))
        return CPP_FIT_NOT;
    rests_on g = rests_on_param(u, def, type);
    if (g == RESTS_NOT)
        return suits_spelt(l, u, def, type, from, o);
    return suits_generic(l, u, def, type, from, o, g == RESTS_OWN);
}

unsigned cpp_suits(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                   const cg_link_unit *from, const cg_hint *arg)
{
    const void *answer;
    cg_str type;
    uint32_t index = (uint32_t)(arg - from->unit->hints.ptr);
    if (!memo_get(l, MEMO_ARGUMENT, from->file, index,
                  &answer)) { /* it is weighed for many candidates */
        cpp_operand *o = cg_arena_alloc(l->arena, sizeof *o);
        *o = cpp_operand_of(l, from, arg->value, cg_form_level(arg->form, CG_FORM_LEFT));
        memo_set(l, MEMO_ARGUMENT, from->file, index, o);
        answer = o;
    }
    if (spelling(u, def, n, &type) && is_named_alike(l, from, arg->value, type))
        return CPP_FIT_EXACT;
    return answer == NULL ? FIT_UNKNOWN : cpp_suits_operand(l, u, def, n, from, answer);
}
