// SPDX-License-Identifier: Apache-2.0
// C and C++: what conditions of #if come to beyond what their file knows (ADR 40): by macros that it defines under others,
// by those of files that are included, as far as their own conditions hold, and by those that compile commands define.
#include "cfamily.h"

#include <ctype.h>

#define OPERANDS_MAX 32u /* of a formula */

/* What is known of a macro where a file stands. */
typedef struct macro {
    cg_str name;
    cf_truth defined;
    cf_truth number; /* it stands for a number other than 0 */
    cf_truth most;   /* the number, by what replaces others: #undef NAME, #define NAME 0 */
    bool told;       /* by a header or by commands, rather than by what nobody says */
} macro;

static const macro unknown = {.defined = CF_UNKNOWN, .number = CF_UNKNOWN, .most = CF_HOLDS};
static macro macro_of(cg_linker *l, const cg_link_unit *u, cg_str name);

static cf_truth not_(cf_truth t)
{
    return (cf_truth)(CF_HOLDS - t);
}

/* ---- what a macro stands for ---- */

/* What a macro without parameters stands for, as its signature has it. */
static cg_str body_of(const cg_link_unit *u, uint32_t def)
{
    cg_str text = cg_unit_str(u->unit, def_of(u, def)->signature), name = def_name(u, def);
    const char *word = memmem(text.ptr, text.len, "define", strlen("define"));
    size_t from = word == NULL ? text.len : (size_t)(word - text.ptr) + strlen("define");
    text = cg_str_trim(cg_str_slice(text, from, text.len));
    return cg_str_trim(cg_str_slice(text, CG_MIN(name.len, text.len), text.len));
}

static bool is_name(cg_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!isalnum((unsigned char)text.ptr[i]) && text.ptr[i] != '_')
            return false;
    return text.len > 0 && !isdigit((unsigned char)text.ptr[0]);
}

/* Whether a macro's body is a number other than 0; it may be another macro. */
static cf_truth number_of(cg_linker *l, const cg_link_unit *u, cg_str body)
{
    while (body.len > 1 && body.ptr[0] == '(' && body.ptr[body.len - 1] == ')')
        body = cg_str_trim(cg_str_slice(body, 1, body.len - 1));
    if (cg_str_eq(body, CG_STR("true")) || cg_str_eq(body, CG_STR("false")))
        return CF_UNKNOWN; /* words of C++ and of C23, else macros */
    if (is_name(body))
        return macro_of(l, u, body).number;
    size_t digits = 0;
    bool zero = true;
    for (; digits < body.len && isdigit((unsigned char)body.ptr[digits]); digits++)
        zero &= body.ptr[digits] == '0';
    if (digits == 0 || digits < body.len)
        return CF_UNKNOWN;
    return zero ? CF_FAILS : CF_HOLDS;
}

/* ---- macros ---- */

/* Whether `u` sees what another file defines there: that file guessed it from what it knows itself. */
static cf_truth presence(cg_linker *l, const cg_link_unit *u, const cg_link_unit *mu, uint32_t def)
{
    cg_activity guessed = cg_modifiers_activity(def_of(mu, def)->modifiers);
    if (guessed == CG_INACTIVE)
        return CF_FAILS;
    bool told = false;
    cf_truth all = cf_conditions_of(l, u, mu, def, &told);
    return all >= CF_LIKELY || (guessed == CG_ACTIVE && all >= CF_UNKNOWN) ? CF_HOLDS : all;
}

static bool is_macro(const cg_link_unit *u, uint32_t def)
{
    return def_of(u, def)->kind == CG_NODE_MACRO;
}

/* Whether the branches around a definition ask for its own name: it replaces what is missing, behind those who ask. */
static bool asks_for_itself(const cg_link_unit *u, uint32_t def)
{
    size_t first, count = unit_hints(u, CG_HINT_CONDITION, def, &first);
    for (size_t i = first; i < first + count; i++) {
        cg_str text = cg_unit_str(u->unit, u->unit->hints.ptr[i].name), word;
        while (cg_str_split(&text, ' ', &word))
            if (cg_str_eq(cg_str_slice(word, cg_str_starts(word, CG_STR("=")), word.len),
                          def_name(u, def)))
                return true;
    }
    return false;
}

static bool is_seen(const included *view, uint32_t file)
{
    return view != NULL && cf_rank(view, file) < view->own;
}

/* By a file that the one that asks does not see, perhaps because of how it is found. */
static bool is_defined_elsewhere(cg_linker *l, const included *view, const place *places,
                                 uint32_t count, cg_str name)
{
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *mu = link_open(l, places[i].file);
        if (mu == NULL || (view != NULL && cf_rank(view, places[i].file) != CG_NONE))
            continue;
        note_name(l, mu, name);
        if (is_macro(mu, places[i].def) &&
            cg_modifiers_activity(def_of(mu, places[i].def)->modifiers) != CG_INACTIVE)
            return true;
    }
    return false;
}

/* `_` begins what compilers and libraries define. */
static bool is_reserved(cg_str name)
{
    return cg_str_starts(name, CG_STR("_"));
}

/* By a file that includes `u`, perhaps before it does, and perhaps others do not: #define LIB_IMPLEMENTATION. */
static bool is_given(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    const cf_includers *all = cf_includers_of(l, u);
    for (uint32_t i = 0; i < all->count; i++) {
        const cg_link_unit *from = link_open(l, all->list[i]);
        if (from == NULL)
            continue;
        note_name(l, from, name);
        for (uint32_t d = unit_member(from, 0, name); d != CG_NONE; d = from->next[d])
            if (is_macro(from, d) && cg_modifiers_activity(def_of(from, d)->modifiers) == CG_ACTIVE)
                return true;
    }
    return false;
}

/* ---- headers that nobody has ---- */

/* Whether one of the #includes may be compiled. */
static bool may_be_compiled(cg_linker *l, const cg_link_unit *u, const place *includes,
                            uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *in = link_open(l, includes[i].file);
        if (in != NULL && presence(l, u, in, includes[i].def) != CF_FAILS)
            return true;
    }
    return false;
}

static bool find_lost_header(cg_linker *l, const cg_link_unit *u)
{
    const included *view = cf_view(l, u);
    const cf_includers *all = cf_includers_of(l, u);
    bool lost = may_be_compiled(l, u, view->lost, view->lost_count);
    for (uint32_t i = 0; i < all->count && !lost; i++) {
        place includes[CF_LOST_MAX];
        const cg_link_unit *from = link_open(l, all->list[i]);
        if (from != NULL)
            lost = may_be_compiled(l, from, includes, cf_lost_includes(l, from, includes));
    }
    return lost;
}

/* A header that `u` includes, or a file that includes `u`, is not among the project's: a config.h that the build writes may define
 * what nobody else does. While that is found out, it is not so. */
static bool lacks_header(cg_linker *l, const cg_link_unit *u)
{
    static const bool answers[] = {false, true};
    const void *answer;
    if (memo_get(l, MEMO_RULES, u->file, CF_MEMO_LOST, &answer))
        return answer != NULL && *(const bool *)answer;
    bool lost = find_lost_header(l, u);
    memo_set(l, MEMO_RULES, u->file, CF_MEMO_LOST, &answers[lost]);
    return lost;
}

/* ---- macros of commands ---- */

static void ask_commands(cg_linker *l, const cg_link_unit *u, macro *m, bool *out_closed)
{
    cg_str value = CG_STR_NULL;
    switch (cf_commands_define(l, u, m->name, &value)) {
    case CF_COMMANDS_ALL:
        m->defined = CF_HOLDS;
        m->number = number_of(l, u, value);
        m->told = true;
        break;
    case CF_COMMANDS_SOME:
        m->defined = CG_MAX(m->defined, CF_UNKNOWN);
        m->number = CG_MAX(m->number, CF_UNKNOWN);
        break;
    case CF_COMMANDS_NONE: *out_closed = !is_reserved(m->name) && !lacks_header(l, u); break;
    case CF_COMMANDS_UNKNOWN: break;
    }
}

/* What stands behind #undef counts rather than what was defined before: where it says 0, another number holds only as far as
 * its conditions fail. */
static void replace_others(cg_linker *l, const cg_link_unit *u, const cg_link_unit *mu,
                           uint32_t def, cf_truth there, macro *m)
{
    if (there != CF_FAILS && def_of(mu, def)->modifiers & CG_MOD_OVERRIDE &&
        number_of(l, u, body_of(mu, def)) == CF_FAILS)
        m->most = CG_MIN(m->most, not_(there));
}

static void add_definition(cg_linker *l, const cg_link_unit *u, const cg_link_unit *mu,
                           uint32_t def, cf_truth there, macro *m)
{
    m->defined = CG_MAX(m->defined, there);
    if (there != CF_FAILS)
        m->number = CG_MAX(m->number, CG_MIN(there, number_of(l, u, body_of(mu, def))));
}

/* What `u` defines itself under conditions that others decide. What it defines without any, the places behind it know;
 * whether those who ask stand behind it is not known here, and headers may. */
static void add_own(cg_linker *l, const cg_link_unit *u, macro *m)
{
    note_name(l, u, m->name);
    for (uint32_t d = unit_member(u, 0, m->name); d != CG_NONE; d = u->next[d]) {
        size_t first, count = unit_hints(u, CG_HINT_CONDITION, d, &first);
        if (!is_macro(u, d) || asks_for_itself(u, d) ||
            cg_modifiers_activity(def_of(u, d)->modifiers) == CG_INACTIVE)
            continue;
        cf_truth there = count > 0 ? presence(l, u, u, d) : CF_UNKNOWN;
        m->told |= there == CF_HOLDS;
        add_definition(l, u, u, d, there, m);
    }
}

static macro find_out(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    place places[PLACES_MAX];
    uint32_t total, count = link_catalog(l, cf_global_space(), name, places, &total);
    const included *view = count > 0 && count == total ? cf_view(l, u) : NULL;
    macro m = {.name = name, .most = CF_HOLDS};
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *mu =
            is_seen(view, places[i].file) ? link_open(l, places[i].file) : NULL;
        if (mu == NULL || mu == u)
            continue;
        note_name(l, mu, name);
        if (!is_macro(mu, places[i].def))
            continue;
        cf_truth there = presence(l, u, mu, places[i].def);
        m.told |= there == CF_FAILS || there == CF_HOLDS;
        add_definition(l, u, mu, places[i].def, there, &m);
        replace_others(l, u, mu, places[i].def, there, &m);
    }
    bool closed = false;
    add_own(l, u, &m);
    if (m.defined != CF_HOLDS)
        ask_commands(l, u, &m, &closed);
    if (m.defined < CF_UNKNOWN && is_given(l, u, name))
        return (macro){name, CF_UNKNOWN, CF_UNKNOWN, CF_HOLDS, false};
    m.number = CG_MIN(m.number, m.most);
    if (m.defined >= CF_MAYBE)
        return m;
    if (count < total || is_defined_elsewhere(l, view, places, count, name))
        return (macro){name, CF_MAYBE, CF_MAYBE, CF_HOLDS, false};
    if (closed)
        m.told = true;
    else if (!m.told) /* who asks whether it is true expects that somebody defines it */
        return (macro){name, CF_UNLIKELY, CF_UNKNOWN, CF_HOLDS, false};
    return m;
}

static macro macro_of(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    uint64_t hash = name_hash(name);
    const void *answer;
    if (!link_enter(l))
        return unknown;
    macro found = unknown;
    if (!memo_get(l, MEMO_MACRO, u->file, (uint32_t)(hash ^ hash >> 32), &answer)) {
        macro *kept = cg_arena_alloc(l->arena, sizeof *kept);
        *kept = find_out(l, u, name);
        kept->name = cg_arena_str(l->arena, name);
        memo_set(l, MEMO_MACRO, u->file, (uint32_t)(hash ^ hash >> 32), kept);
        found = *kept;
    } else if (answer != NULL) { /* else a circle */
        const macro *known = answer;
        found = cg_str_eq(known->name, name) ? *known : find_out(l, u, name);
    }
    link_leave(l);
    return found;
}

cf_truth cf_conditions_of(cg_linker *l, const cg_link_unit *u, const cg_link_unit *du, uint32_t def,
                          bool *told)
{
    size_t first, count = unit_hints(du, CG_HINT_CONDITION, def, &first);
    cf_truth all = count > 0 ? CF_HOLDS : CF_UNKNOWN;
    for (size_t i = first; i < first + count; i++) {
        const cg_hint *h = &du->unit->hints.ptr[i];
        all = CG_MIN(all, cf_condition(l, u, cg_unit_str(du->unit, h->name), h->value, told));
    }
    return all;
}

bool cf_sees_macro(cg_linker *l, const cg_link_unit *u, cg_str name)
{
    return macro_of(l, u, name).defined == CF_HOLDS;
}

/* ---- conditions ---- */

/* One of a formula: NAME for defined or not, =NAME for true or not, 0, 1, or ? for what cannot be told. */
static cf_truth operand(cg_linker *l, const cg_link_unit *u, cg_str word, bool *told)
{
    if (cg_str_eq(word, CG_STR("?")))
        return CF_UNKNOWN;
    if (cg_str_eq(word, CG_STR("0")) || cg_str_eq(word, CG_STR("1")))
        return word.ptr[0] == '0' ? CF_FAILS : CF_HOLDS;
    bool number = word.ptr[0] == '=';
    macro m = macro_of(l, u, cg_str_slice(word, number, word.len));
    *told |= m.told;
    return number ? m.number : m.defined;
}

/* In postfix, words apart: CG_IF_HOLDS. */
static cf_truth formula(cg_linker *l, const cg_link_unit *u, cg_str text, bool *told)
{
    cf_truth stack[OPERANDS_MAX];
    uint32_t depth = 0;
    cg_str word;
    while (cg_str_split(&text, ' ', &word)) {
        char op = word.len == 1 ? word.ptr[0] : '\0';
        uint32_t takes = op == '&' || op == '|' ? 2 : op == '!';
        if (word.len == 0 || depth < takes || (takes == 0 && depth == OPERANDS_MAX))
            return CF_UNKNOWN;
        if (takes == 0)
            stack[depth++] = operand(l, u, word, told);
        else if (op == '!')
            stack[depth - 1] = not_(stack[depth - 1]);
        else
            depth--;
        if (op == '&')
            stack[depth - 1] = CG_MIN(stack[depth - 1], stack[depth]);
        else if (op == '|')
            stack[depth - 1] = CG_MAX(stack[depth - 1], stack[depth]);
    }
    return depth == 1 ? stack[0] : CF_UNKNOWN;
}

cf_truth cf_condition(cg_linker *l, const cg_link_unit *u, cg_str text, unsigned form, bool *told)
{
    if (text.len == 0)
        return CF_UNKNOWN;
    cf_truth t = CF_UNKNOWN;
    if (form == CG_IF_HOLDS || form == CG_IF_FAILS) {
        t = formula(l, u, text, told);
    } else {
        macro m = macro_of(l, u, text);
        *told |= m.told;
        t = form == CG_IF_DEFINED || form == CG_IF_UNDEFINED ? m.defined : m.number;
    }
    bool denied = form == CG_IF_UNDEFINED || form == CG_IF_FALSE || form == CG_IF_FAILS;
    return denied ? not_(t) : t;
}
