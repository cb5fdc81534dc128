// SPDX-License-Identifier: Apache-2.0
// C++: types of the language and of the standard library, as far as they say which overload an argument of theirs is
// passed to: what converts to what, and how well. Types are told by their words.
#include "cpp.h"

/* ---- words ---- */

static const struct {
    const char *word;
    cpp_number number;
} named[] = {
    {"bool", CPP_BOOL},       {"char", CPP_CHAR},       {"wchar_t", CPP_WCHAR},
    {"char8_t", CPP_CHAR8},   {"char16_t", CPP_CHAR16}, {"char32_t", CPP_CHAR32},
    {"float", CPP_FLOAT},     {"double", CPP_DOUBLE},   {"0", CPP_INT},
    {"size_t", CPP_ULONG},    {"ssize_t", CPP_LONG},    {"ptrdiff_t", CPP_LONG},
    {"intptr_t", CPP_LONG},   {"uintptr_t", CPP_ULONG}, {"intmax_t", CPP_LONG},
    {"uintmax_t", CPP_ULONG}, {"int8_t", CPP_SCHAR},    {"uint8_t", CPP_UCHAR},
    {"int16_t", CPP_SHORT},   {"uint16_t", CPP_USHORT}, {"int32_t", CPP_INT},
    {"uint32_t", CPP_UINT},   {"int64_t", CPP_LONG},    {"uint64_t", CPP_ULONG},
};

typedef struct words {
    bool any, is_unsigned, is_signed, is_short, is_int, is_char, is_double, is_void, other;
    unsigned longs;
    cpp_number named; /* 0: none */
} words;

static cpp_number number_named(cg_str word)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(named); i++)
        if (cg_str_eq(word, cg_str_from(named[i].word)))
            return named[i].number;
    return CPP_NO_NUMBER;
}

/* One word of the language's own types; false: it is none. */
static bool take_word(words *w, cg_str word)
{
    if (cg_str_eq(word, CG_STR("unsigned")))
        w->is_unsigned = true;
    else if (cg_str_eq(word, CG_STR("signed")))
        w->is_signed = true;
    else if (cg_str_eq(word, CG_STR("short")))
        w->is_short = true;
    else if (cg_str_eq(word, CG_STR("long")))
        w->longs++;
    else if (cg_str_eq(word, CG_STR("int")))
        w->is_int = true;
    else if (cg_str_eq(word, CG_STR("void")))
        w->is_void = true;
    else if (number_named(word) != CPP_NO_NUMBER)
        w->named = number_named(word);
    else
        return false;
    return w->any = true;
}

static cpp_number number_of(const words *w)
{
    if (w->named == CPP_CHAR)
        return w->is_unsigned ? CPP_UCHAR : w->is_signed ? CPP_SCHAR : CPP_CHAR;
    if (w->named == CPP_DOUBLE && w->longs > 0)
        return CPP_LDOUBLE;
    if (w->named != CPP_NO_NUMBER)
        return w->named;
    if (w->is_short)
        return w->is_unsigned ? CPP_USHORT : CPP_SHORT;
    if (w->longs > 0)
        return w->longs > 1 ? (w->is_unsigned ? CPP_ULLONG : CPP_LLONG)
                            : (w->is_unsigned ? CPP_ULONG : CPP_LONG);
    return w->is_unsigned ? CPP_UINT : CPP_INT;
}

static bool is_text_name(cg_str word)
{
    static const char *const texts[] = {"string", "string_view", "wstring", "u16string",
                                        "u32string"};
    for (size_t i = 0; i < CG_ARRAY_LEN(texts); i++)
        if (cg_str_eq(word, cg_str_from(texts[i])))
            return true;
    return false;
}

static void be_named(cpp_type *t, cg_str word, bool of_std)
{
    t->name = word;
    t->of_std = of_std;
    if (is_text_name(word))
        t->kind = CPP_TEXT;
    else if (cg_str_eq(word, CG_STR("nullptr_t")))
        t->kind = CPP_NULL;
    else if (cpp_std_holds(word))
        t->kind = CPP_HOLDER;
}

static bool is_number(cg_str word)
{
    return word.len > 0 && word.ptr[0] >= '0' && word.ptr[0] <= '9';
}

/* "a" with what stands between the brackets; no other word follows the & of a type. */
static bool is_array_mark(cg_str word, bool behind, bool behind_refs)
{
    if (!behind || word.len == 0 || word.ptr[0] != 'a')
        return false;
    return word.len == 1 || behind_refs || is_number(cg_str_slice(word, 1, word.len));
}

cpp_type cpp_type_of_words(cg_str text)
{
    cpp_type t = {.kind = CPP_OPEN};
    words w = {.any = false};
    bool of_std = false;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        for (end = at; end < text.len && text.ptr[end] != '-' && text.ptr[end] != ' ';)
            end++;
        cg_str word = cg_str_slice(text, at, end);
        if (cg_str_eq(word, CG_STR("const")))
            t.is_const |= t.level == 0;
        else if (is_array_mark(word, w.any || t.name.len > 0, t.refs > 0)) {
            t.any_size = word.len > 1 && !is_number(cg_str_slice(word, 1, word.len));
            t.is_array = t.level++ >= 0;
        } else if (cg_str_eq(word, CG_STR("p")))
            t.level++;
        else if (cg_str_eq(word, CG_STR("r")))
            t.refs++;
        else if (cg_str_eq(word, CG_STR("std")) && t.name.len == 0)
            of_std = true;
        else if (word.len > 0 && !cg_str_eq(word, CG_STR("volatile")) && t.name.len > 0)
            t.has_args = true;
        else if (word.len > 0 && !cg_str_eq(word, CG_STR("volatile")) && !take_word(&w, word))
            be_named(&t, word, of_std);
    }
    if (t.has_args && t.level > 0) /* of an argument, or of the type: that is not spelt */
        return (cpp_type){.kind = CPP_OPEN, .has_args = true};
    if (t.name.len == 0 && w.any) {
        t.kind = w.is_void ? CPP_VOID : CPP_NUMBER;
        t.number = w.is_void ? CPP_NO_NUMBER : number_of(&w);
    }
    return t;
}

cpp_type cpp_type_of_thing(const thing *t)
{
    cpp_type type = {.kind = CPP_OPEN};
    if (t->kind != THING_BUILTIN && t->kind != THING_EXTERNAL)
        return type;
    if (cg_str_eq(t->text, CG_STR("str")))
        return (cpp_type){.kind = CPP_NUMBER,
                          .number = CPP_CHAR,
                          .level = 1,
                          .is_const = true,
                          .is_literal = true};
    if (cg_str_eq(t->text, CG_STR("nullptr")) || cg_str_eq(t->text, CG_STR("null")))
        return (cpp_type){.kind = CPP_NULL, .is_macro = t->text.len == 4};
    type = cpp_type_of_words(t->text);
    type.is_zero = cg_str_eq(t->text, CG_STR("0"));
    return type;
}

/* ---- conversions ---- */

static bool is_promoted(cpp_number from, cpp_number to)
{
    if (from == CPP_FLOAT)
        return to == CPP_DOUBLE;
    bool narrow = from < CPP_INT && from != CPP_CHAR32;
    return to == CPP_INT ? narrow : to == CPP_UINT && from == CPP_CHAR32;
}

static unsigned number_fit(const cpp_type *have, const cpp_type *want)
{
    if (have->number == want->number)
        return CPP_FIT_EXACT;
    return is_promoted(have->number, want->number) ? CPP_FIT_PROMOTES : CPP_FIT_NUMBER;
}

static bool is_same(const cpp_type *a, const cpp_type *b)
{
    return a->kind == b->kind && a->number == b->number;
}

static unsigned pointer_fit(const cpp_type *have, const cpp_type *want)
{
    bool anything = want->kind == CPP_VOID && want->level == 1;
    if (have->is_const && !want->is_const)
        return CPP_FIT_NOT;
    if (is_same(have, want) && have->level == want->level)
        return have->is_const == want->is_const ? CPP_FIT_EXACT : CPP_FIT_CONST;
    return anything ? CPP_FIT_NUMBER : CPP_FIT_NOT;
}

/* What asks for an object that may be changed takes no other; T && only what nobody else holds. */
static bool is_bound(const cpp_type *have, const cpp_type *want)
{
    bool changes = want->refs == 1 && !want->is_const;
    bool same = is_same(have, want) && have->level == want->level;
    if (changes)
        return same && !have->is_made && (want->level > 0 || !have->is_const);
    return want->refs != 2 || have->is_made || !same;
}

static unsigned truth_fit(const cpp_type *want)
{
    return want->kind == CPP_NUMBER && want->number == CPP_BOOL && want->level == 0 ? CPP_FIT_TRUTH
                                                                                    : CPP_FIT_NOT;
}

static unsigned null_fit(const cpp_type *have, const cpp_type *want)
{
    if (want->level > 0)
        return want->kind == CPP_NULL ? CPP_FIT_NOT : CPP_FIT_NUMBER + 1;
    if (want->kind == CPP_NULL)
        return have->is_macro ? CPP_FIT_CONVERTS : CPP_FIT_EXACT;
    return have->is_macro && want->kind == CPP_NUMBER ? CPP_FIT_NUMBER
           : want->kind == CPP_HOLDER                 ? CPP_FIT_CONVERTS
                                                      : CPP_FIT_NOT;
}

static unsigned number_passed(const cpp_type *have, const cpp_type *want)
{
    if (want->level > 0)
        return have->is_zero ? CPP_FIT_NUMBER : CPP_FIT_NOT;
    if (want->kind == CPP_NUMBER)
        return number_fit(have, want);
    bool may = want->kind == CPP_NULL ? have->is_zero : want->kind == CPP_OPEN && want->of_std;
    return may || (want->kind == CPP_HOLDER && cpp_std_is_value(want->name)) ? CPP_FIT_CONVERTS
                                                                             : CPP_FIT_NOT;
}

static unsigned pointer_passed(const cpp_type *have, const cpp_type *want)
{
    if (want->level > 0)
        return pointer_fit(have, want);
    if (want->kind == CPP_TEXT)
        return have->level == 1 && have->kind == CPP_NUMBER ? CPP_FIT_TEXT : CPP_FIT_NOT;
    if (want->kind == CPP_OPEN || (want->kind == CPP_HOLDER && cpp_std_is_value(want->name)))
        return CPP_FIT_CONVERTS;
    return truth_fit(want);
}

static unsigned object_passed(const cpp_type *have, const cpp_type *want)
{
    if (want->level > 0 || want->kind == CPP_NUMBER || want->kind == CPP_NULL)
        return CPP_FIT_NOT;
    if (have->kind == want->kind && cg_str_eq(have->name, want->name))
        return want->is_const && want->refs == 1 && !have->is_const ? CPP_FIT_CONST : CPP_FIT_EXACT;
    return have->kind == CPP_TEXT || want->kind != CPP_TEXT ? CPP_FIT_CONVERTS : CPP_FIT_NOT;
}

/* T (&)[N] takes arrays only: text between quotes is one, what is spelt as a pointer may be. */
static unsigned array_fit(const cpp_type *have, const cpp_type *want)
{
    if (have->level == 0)
        return CPP_FIT_NOT;
    bool taken = have->is_literal && want->any_size && want->is_const && is_same(have, want) &&
                 have->level == want->level;
    return taken ? CPP_FIT_TEMPLATE : LINK_FIT_UNKNOWN;
}

unsigned cpp_converts(const cpp_type *have, const cpp_type *want)
{
    if (have->kind == CPP_OPEN || (want->kind == CPP_OPEN && !want->of_std))
        return LINK_FIT_UNKNOWN;
    if (want->is_array && want->refs > 0)
        return array_fit(have, want);
    if (!is_bound(have, want) && (have->kind != CPP_TEXT && have->kind != CPP_HOLDER))
        return CPP_FIT_NOT;
    if (have->kind == CPP_NULL)
        return null_fit(have, want);
    if (have->level > 0)
        return pointer_passed(have, want);
    return have->kind == CPP_NUMBER ? number_passed(have, want) : object_passed(have, want);
}
