// SPDX-License-Identifier: Apache-2.0
// C++: how well an argument suits a parameter, told from how the parameter's type is spelt: prototypes
// need no more, and the ranking of conversions is a matter of a few words.
#include "cpp.h"

enum {
    FIT_NOT = CPP_FIT_NOT,
    FIT_ANYTHING = 10, /* what `...` takes */
    FIT_CONVERTS = 20,
    FIT_UNKNOWN = LINK_FIT_UNKNOWN,
    FIT_NEAR = CPP_FIT_NEAR,
    FIT_CONST = 98, /* but for a const that is added */

    FIT_EXACT = 100
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether `text` has `word` as a whole word; a type is spelt with dashes between its words. */
static bool has_word(cg_str text, cg_str word)
{
    for (size_t i = 0; word.len > 0 && i + word.len <= text.len; i++) {
        bool whole = (i == 0 || !is_word(text.ptr[i - 1])) &&
                     (i + word.len == text.len || !is_word(text.ptr[i + word.len]));
        if (whole && memcmp(text.ptr + i, word.ptr, word.len) == 0)
            return true;
    }
    return false;
}

static bool has_any(cg_str text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (has_word(text, cg_str_from(*words)))
            return true;
    return false;
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

/* The last word is "a" with a size: an array, char[8], or what refers to one, char (&)[N]. */
static bool is_sized(cg_str type)
{
    size_t at = (size_t)(cg_str_rfind(type, '-') + 1);
    bool refers = cg_str_ends(cg_str_slice(type, 0, at), CG_STR("-r-"));
    if (at < 2 || at + 1 >= type.len || type.ptr[at] != 'a')
        return false;
    for (size_t i = at + 1; i < type.len; i++)
        if (!refers && !(type.ptr[i] >= '0' && type.ptr[i] <= '9'))
            return false;
    return true;
}

static bool is_pointer(cg_str type)
{
    return cg_str_ends(type, CG_STR("-p")) || cg_str_ends(type, CG_STR("-a"));
}

/* ---- literals ---- */

static const char *const integers[] = {
    "int",     "long",    "short",   "unsigned", "size_t",   "ssize_t",  "int8_t",    "int16_t",
    "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "ptrdiff_t", NULL};
static const char *const floats[] = {"double", "float", NULL};

static bool is_text(cg_str type)
{
    static const char *const words[] = {"string",  "string_view", "StringPiece", "StringRef",
                                        "QString", "wstring",     NULL};
    return has_any(type, words);
}

static unsigned suits_number(cg_str type, bool is_float)
{
    const char *const *mine = is_float ? floats : integers;
    if (is_pointer(type))
        return FIT_NOT;
    if (has_word(type, is_float ? CG_STR("double") : CG_STR("int")))
        return FIT_EXACT;
    if (has_any(type, mine))
        return FIT_NEAR;
    return has_any(type, integers) || has_any(type, floats) ? FIT_UNKNOWN : FIT_CONVERTS;
}

static unsigned suits_literal(cg_str type, cg_str word, bool generic)
{
    bool leads = is_pointer(type) || is_sized(type);
    if (cg_str_eq(word, CG_STR("str"))) {
        if (leads)
            return has_word(type, CG_STR("char")) ? FIT_EXACT : generic ? FIT_NEAR : FIT_NOT;
        return is_text(type) ? FIT_NEAR : FIT_CONVERTS;
    }
    if (cg_str_eq(word, CG_STR("int")) || cg_str_eq(word, CG_STR("float")))
        return suits_number(type, word.ptr[0] == 'f');
    if (cg_str_eq(word, CG_STR("null")))
        return leads ? FIT_EXACT : FIT_CONVERTS;
    if (has_word(type, word) && !leads) /* char, bool */
        return FIT_EXACT;
    return has_any(type, integers) ? FIT_UNKNOWN : FIT_CONVERTS;
}

static bool is_literal_word(cg_str word)
{
    static const char *const words[] = {"str", "int", "float", "char", "bool", "null", NULL};
    return has_any(word, words);
}

/* ---- objects ---- */

static unsigned suits_object(cg_linker *l, cg_str type, const thing *have)
{
    const type_line *line = line_of(l, have);
    for (uint32_t i = 0; i < line->count; i++) {
        const cg_link_unit *u = link_open(l, line->types[i].file);
        if (u != NULL && has_word(type, def_name(u, line->types[i].def)))
            return i == 0 ? FIT_EXACT : FIT_NEAR;
    }
    return line->open ? FIT_UNKNOWN : FIT_CONVERTS;
}

/* What is const is passed to what keeps it so; the rest rather to what does not ask for that. */
static unsigned with_const(unsigned fit, cg_str type, bool is_const)
{
    bool by_address = cg_str_ends(type, CG_STR("-p")) || cg_str_ends(type, CG_STR("-r"));
    bool keeps = has_word(type, CG_STR("const"));
    if (!by_address || keeps == is_const)
        return fit;
    return is_const ? FIT_NOT : CG_MIN(fit, (unsigned)FIT_CONST);
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

static unsigned suits_primitive(cg_str type)
{
    static const char *const others[] = {"bool", "char", "void", "wchar_t", "auto", NULL};
    bool own = has_any(type, integers) || has_any(type, floats) || has_any(type, others);
    return own ? FIT_UNKNOWN : FIT_CONVERTS;
}

/* A pointer is no object, what has a name is not moved, and of templates those that ask for a pointer suit one better. */
static unsigned suits_known(cg_linker *l, cg_str type, const cpp_operand *o, bool generic)
{
    unsigned fit = with_const(suits_object(l, type, &o->value), type, o->is_const);
    bool wants = is_pointer(type), has = o->level > 0;
    if (wants && !has)
        return FIT_NOT;
    if (fit >= FIT_NEAR && !o->is_made && cg_str_ends(type, CG_STR("-r-r"))) /* T && */
        return FIT_NOT;
    if (has && !wants)
        return fit >= FIT_NEAR ? FIT_NOT : generic ? FIT_UNKNOWN : FIT_CONVERTS;
    if (!generic || fit > FIT_UNKNOWN)
        return fit;
    return has ? FIT_UNKNOWN + 10 : FIT_UNKNOWN;
}

static unsigned suits_unknown(cg_linker *l, cg_str type, const cg_link_unit *from, uint32_t arg,
                              bool generic)
{
    things values = {0};
    if (arg == CG_NONE)
        return FIT_UNKNOWN;
    values_of_ref(l, from, arg, &values);
    const thing *have = &values.list[0];
    if (cpp_is_primitive(l, from, arg))
        return suits_primitive(type);
    if (values.count == 0)
        return FIT_UNKNOWN;
    if (have->kind == THING_INSTANCE)
        return with_const(suits_object(l, type, have), type, cpp_is_const(l, from, arg));
    if (have->kind == THING_BUILTIN && is_literal_word(have->text))
        return suits_literal(type, have->text, generic);
    if (have->kind == THING_BUILTIN || have->kind == THING_EXTERNAL)
        return has_word(type, have->text) ? FIT_EXACT : FIT_UNKNOWN;
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

unsigned cpp_suits_operand(cg_linker *l, const cg_link_unit *u, uint32_t def, unsigned n,
                           const cg_link_unit *from, const cpp_operand *o)
{
    cg_str type;
    if (!spelling(u, def, n, &type))
        return FIT_UNKNOWN;
    if (type.len == 0)
        return FIT_ANYTHING;
    if (has_word(type, CG_STR("va_list")) && !is_argument_list(l, from, o->ref))
        return FIT_NOT;
    const cg_def *d = def_of(u, def);
    bool generic = (d->modifiers | def_of(u, d->parent)->modifiers) & CG_MOD_GENERIC;
    if (o->known)
        return suits_known(l, type, o, generic);
    unsigned fit = o->number && o->ref == CG_NONE ? suits_primitive(type)
                                                  : suits_unknown(l, type, from, o->ref, generic);
    return generic && fit < FIT_UNKNOWN ? FIT_UNKNOWN : fit;
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
        return FIT_EXACT;
    return answer == NULL ? FIT_UNKNOWN : cpp_suits_operand(l, u, def, n, from, answer);
}
