// SPDX-License-Identifier: Apache-2.0
// link: which of several same-named definitions a call means: by the number of its arguments, then,
// where languages tell overloads apart by types, by how well the arguments' types fit. A mere
// declaration gives way to the definition it announces.
#include "link_int.h"

/* Definitions of one name and owner that are looked at: beyond lies generated code. */
#define LOOKS_MAX 64u
/* Values of one name that may all be called, where nothing declares which; more are a guess. */
#define ALL_MEANT_MAX 2u

typedef struct candidate {
    const cg_link_unit *unit;
    uint32_t def;
    uint8_t rule;
    bool open, passed, assigned; /* as of things */
    uint8_t params_min;    /* the declaration may have default values that the definition lacks */
    uint32_t fit;          /* 0: not at all */
    const thing *receiver; /* what it is a member of, or NULL … */
    uint16_t receivers;    /* … as of things */
} candidate;

typedef struct candidates {
    uint32_t count;
    candidate list[LOOKS_MAX];
} candidates;

static bool is_overloadable(unsigned kind)
{
    return kind == CG_NODE_FUNCTION || kind == CG_NODE_METHOD || kind == CG_NODE_CONSTRUCTOR;
}

static bool arity_fits(const candidate *c, unsigned args)
{
    const cg_def *def = def_of(c->unit, c->def);
    if (args == 255 || def->params_min == 255)
        return true;
    return args >= c->params_min && (def->params_max == 255 || args <= def->params_max);
}

/* ---- collecting ---- */

static void add_candidate(candidates *c, const cg_link_unit *u, uint32_t def, const thing *t)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->list[i].unit == u && c->list[i].def == def) {
            c->list[i].passed &= t->passed;
            return;
        }
    if (c->count < LOOKS_MAX)
        c->list[c->count++] = (candidate){.unit = u,
                                          .def = def,
                                          .rule = t->rule,
                                          .open = t->open,
                                          .passed = t->passed,
                                          .assigned = t->assigned,
                                          .params_min = def_of(u, def)->params_min,
                                          .fit = 1,
                                          .receiver = t->kind == THING_DEF ? t->args : NULL,
                                          .receivers = t->kind == THING_DEF ? t->args_count : 0};
}

/* Other files do not call private overloads. */
static bool is_seen(const cg_link_unit *from, const cg_link_unit *u, uint32_t def)
{
    return from == u || !(u->rules->traits & LINK_PRIVATE) ||
           def_of(u, def)->visibility != CG_VIS_PRIVATE;
}

/* A member of a type is none of its instances. */
static bool is_on_side(const cg_link_unit *u, uint32_t def, uint32_t other)
{
    return !(u->rules->traits & LINK_STATICS_APART) ||
           !((def_of(u, def)->modifiers ^ def_of(u, other)->modifiers) & CG_MOD_STATIC);
}

/* With a definition come those of the same name and owner. */
static void add_group(candidates *c, const cg_link_unit *from, const cg_link_unit *u, uint32_t def,
                      const thing *t)
{
    const cg_def *d = def_of(u, def);
    uint32_t first = is_overloadable(d->kind) && d->qualifier.len == 0
                         ? unit_member(u, d->parent, def_name(u, def))
                         : CG_NONE;
    if (first == CG_NONE || u->next[first] == CG_NONE || is_function_value(u, def) || t->assigned) {
        add_candidate(c, u, def, t);
        return;
    }
    bool one_scope = u->rules->traits & LINK_FIRST_FITS; /* overloads stand side by side */
    for (uint32_t m = first; m != CG_NONE && c->count < LOOKS_MAX; m = u->next[m])
        if (is_overloadable(def_of(u, m)->kind) && (m == def || is_seen(from, u, m)) &&
            (!one_scope || def_of(u, m)->in_scope == d->in_scope) && is_on_side(u, m, def))
            add_candidate(c, u, m, t);
}

/* ---- declarations ---- */

/* The disambiguator without the "$n" that tells equals apart. */
static cg_str types_of(const candidate *c)
{
    cg_str s = cg_unit_str(c->unit->unit, def_of(c->unit, c->def)->disambiguator);
    ptrdiff_t mark = cg_str_find(s, '$');
    return mark < 0 ? s : cg_str_slice(s, 0, (size_t)mark);
}

static bool is_type_mark(cg_str word)
{
    static const cg_str marks[] = {CG_STR("const"), CG_STR("volatile"), CG_STR("r"),
                                   CG_STR("p"),     CG_STR("a"),        CG_STR("unsigned"),
                                   CG_STR("long"),  CG_STR("short"),    CG_STR("signed")};
    for (size_t i = 0; i < CG_ARRAY_LEN(marks); i++)
        if (cg_str_eq(word, marks[i]))
            return true;
    return false;
}

/* The next word of types and the mark behind it: '-', '+', or 0 at the end. */
static cg_str next_word(cg_str *types, char *out_mark)
{
    size_t end = 0;
    while (end < types->len && types->ptr[end] != '-' && types->ptr[end] != '+')
        end++;
    cg_str word = cg_str_slice(*types, 0, end);
    *out_mark = end < types->len ? types->ptr[end] : '\0';
    *types = cg_str_slice(*types, CG_MIN(end + 1, types->len), types->len);
    return word;
}

/* How much is left of the type of one parameter. */
static size_t rest_of_type(cg_str types)
{
    ptrdiff_t end = cg_str_find(types, '+');
    return end < 0 ? types.len : (size_t)end;
}

/* The same types, one of them with namespaces in front that the other leaves out. */
static bool spelt_alike(cg_str a, cg_str b)
{
    while (a.len > 0 || b.len > 0) {
        char after_a, after_b;
        cg_str x = next_word(&a, &after_a), y = next_word(&b, &after_b);
        size_t left_a = after_a == '-' ? rest_of_type(a) : 0;
        size_t left_b = after_b == '-' ? rest_of_type(b) : 0;
        bool skip_a = left_a + x.len > left_b + y.len;
        while (!cg_str_eq(x, y)) {
            cg_str *word = skip_a ? &x : &y;
            char *mark = skip_a ? &after_a : &after_b;
            if (*mark != '-' || is_type_mark(*word))
                return false;
            *word = next_word(skip_a ? &a : &b, mark);
        }
        if (after_a != after_b)
            return false;
    }
    return true;
}

/* They cannot announce and define one thing. `typed`: what has no parameters differs from what has
 * some; else only types that both state count. */
static bool differ(cg_str a, cg_str b, bool typed)
{
    return (typed || (a.len > 0 && b.len > 0)) && !cg_str_eq(a, b) && !spelt_alike(a, b);
}

/* Its definition is among the candidates, or it repeats an earlier declaration. */
static bool gives_way(candidates *c, uint32_t index, bool typed)
{
    const candidate *mine = &c->list[index];
    const cg_def *def = def_of(mine->unit, mine->def);
    if (!(def->modifiers & CG_MOD_DECLARATION))
        return false;
    cg_str types = types_of(mine);
    for (uint32_t i = 0; i < c->count; i++) {
        candidate *other = &c->list[i];
        const cg_def *o = def_of(other->unit, other->def);
        if (i == index || o->kind != def->kind || differ(types, types_of(other), typed))
            continue;
        if (!(o->modifiers & CG_MOD_DECLARATION) ||
            (i < index && o->params_min == def->params_min && o->params_max == def->params_max)) {
            other->params_min = CG_MIN(other->params_min, mine->params_min);
            return true;
        }
    }
    return false;
}

/* It is not compiled where the call stands, and what is has the same parameters. A mere declaration
 * does not outrank a definition that may be compiled. */
static bool is_outranked(const candidates *c, uint32_t index, cg_activity here)
{
    const candidate *mine = &c->list[index];
    uint32_t modifiers = def_of(mine->unit, mine->def)->modifiers;
    unsigned fit = cg_activity_fit(here, modifiers);
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t others = def_of(c->list[i].unit, c->list[i].def)->modifiers;
        if (cg_activity_fit(here, others) > fit &&
            cg_str_eq(types_of(mine), types_of(&c->list[i])) &&
            (fit == 0 || !((modifiers | others) & CG_MOD_DECLARATION)))
            return true;
    }
    return false;
}

/* Of those in several branches of an #if, what is compiled where the call stands. */
static void keep_active(candidates *c, cg_activity here)
{
    bool gone[LOOKS_MAX];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++)
        gone[i] = is_outranked(c, i, here);
    for (uint32_t i = 0; i < c->count; i++)
        if (!gone[i])
            c->list[kept++] = c->list[i];
    c->count = kept;
}

static void drop_declarations(candidates *c, bool typed)
{
    bool gone[LOOKS_MAX];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++)
        gone[i] = gives_way(c, i, typed);
    for (uint32_t i = 0; i < c->count; i++)
        if (!gone[i])
            c->list[kept++] = c->list[i];
    c->count = kept;
}

/* ---- types of arguments ---- */

enum { FIT_NOT = 0, FIT_UNKNOWN = 2, FIT_BASE = 3, FIT_EXACT = 4 };

/* How an argument that may be `have` suits a parameter that may be `want`. */
static unsigned fit_of(cg_linker *l, const things *want, const things *have)
{
    if (want->count == 0 || have->count == 0 || want->list[0].kind == THING_PARAM)
        return FIT_UNKNOWN;
    unsigned best = FIT_NOT;
    for (uint32_t w = 0; w < want->count; w++)
        for (uint32_t h = 0; h < have->count; h++) {
            const thing *a = &want->list[w], *b = &have->list[h];
            if (a->kind != b->kind || a->kind == THING_CONTAINER || a->kind == THING_TUPLE) {
                best = CG_MAX(best, a->kind == b->kind ? (unsigned)FIT_BASE : 1u);
                continue;
            }
            if (a->kind != THING_INSTANCE) {
                best = CG_MAX(best, a->key == b->key ? (unsigned)FIT_EXACT : 1u);
                continue;
            }
            const type_line *line = line_of(l, b);
            for (uint32_t i = 0; i < line->count; i++)
                if (line->types[i].file == a->file && line->types[i].def == a->def)
                    best = CG_MAX(best, i == 0 ? (unsigned)FIT_EXACT : (unsigned)FIT_BASE);
        }
    return best;
}

/* The binding that argument `arg` is passed to; CG_NONE. */
static uint32_t param_for(const cg_link_unit *u, uint32_t def, const cg_hint *arg,
                          const cg_link_unit *from)
{
    size_t first, count = unit_hints(u, CG_HINT_PARAM, def, &first);
    cg_str keyword = cg_unit_str(from->unit, arg->name);
    for (size_t i = 0; i < count; i++) {
        const cg_hint *p = &u->unit->hints.ptr[first + i];
        const cg_binding *b = &u->unit->bindings.ptr[p->value];
        if (keyword.len ? cg_str_eq(cg_unit_str(u->unit, b->name), keyword)
                        : p->index == arg->index)
            return p->value;
    }
    return CG_NONE;
}

/* More than any sum of fits: what cannot take an argument gives way to what can take all. */
#define FIT_VIABLE 100000u

/* The sum of how well what is passed suits, as the language tells it from declarations. */
static void rate_declared(cg_linker *l, const cg_link_unit *u, uint32_t call, candidate *c)
{
    size_t first, args = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    c->fit = FIT_VIABLE;
    for (size_t i = 0; i < args; i++) {
        const cg_hint *arg = &u->unit->hints.ptr[first + i];
        unsigned fit = u->rules->suits(l, c->unit, c->def, arg->index, u, arg);
        if (fit == 0 && c->fit >= FIT_VIABLE)
            c->fit -= FIT_VIABLE;
        c->fit += fit;
    }
}

static void rate(cg_linker *l, const cg_link_unit *u, uint32_t call, candidate *c)
{
    size_t first, args = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    unsigned sum = 0;
    for (size_t i = 0; i < args; i++) {
        const cg_hint *arg = &u->unit->hints.ptr[first + i];
        uint32_t param = param_for(c->unit, c->def, arg, u);
        things want = {0}, have = {0};
        if (param != CG_NONE && c->unit->unit->bindings.ptr[param].type_ref != CG_NONE)
            types_of_ref(l, c->unit, c->unit->unit->bindings.ptr[param].type_ref, &want);
        values_of_ref(l, u, arg->value, &have);
        sum += fit_of(l, &want, &have);
    }
    c->fit = sum + 1;
}

/* Keeps those rated best. */
static void keep_best(candidates *c)
{
    uint32_t best = 0, kept = 0;
    for (uint32_t i = 0; i < c->count; i++)
        best = CG_MAX(best, c->list[i].fit);
    for (uint32_t i = 0; i < c->count; i++)
        if (c->list[i].fit == best)
            c->list[kept++] = c->list[i];
    c->count = kept;
}

/* Of those that suit as well, what takes any number of arguments gives way to what takes just these. */
static void drop_variadic(candidates *c)
{
    uint32_t kept = 0, fixed = 0;
    for (uint32_t i = 0; i < c->count; i++)
        fixed += def_of(c->list[i].unit, c->list[i].def)->params_max != 255;
    for (uint32_t i = 0; i < c->count; i++)
        if (fixed == 0 || def_of(c->list[i].unit, c->list[i].def)->params_max != 255)
            c->list[kept++] = c->list[i];
    c->count = kept;
}

/* ---- choosing ---- */

static bool same_owner_and_name(const candidate *a, const candidate *b)
{
    return a->unit == b->unit && !(a->assigned && b->assigned) &&
           is_one_group(a->unit, a->def, b->def);
}

/* Another of `c` takes the call in place of candidate `index`. */
static bool has_better_arity(const candidates *c, uint32_t index, unsigned args, bool one_owner)
{
    bool better = false;
    for (uint32_t i = 0; i < c->count && !better; i++)
        better = arity_fits(&c->list[i], args) &&
                 (!one_owner || same_owner_and_name(&c->list[i], &c->list[index]));
    return better;
}

/* `exact`: what takes another number is never meant; else the count may mislead: macros, defaults stated elsewhere. */
static void keep_arity(candidates *c, unsigned args, bool exact, bool one_owner)
{
    bool gone[LOOKS_MAX];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++)
        gone[i] =
            !arity_fits(&c->list[i], args) && (exact || has_better_arity(c, i, args, one_owner));
    for (uint32_t i = 0; i < c->count; i++)
        if (!gone[i])
            c->list[kept++] = c->list[i];
    c->count = kept;
}

/* How many arguments `template <class A, int B>` in front of a signature takes at most; UINT32_MAX: it does not say, as a
 * specialization does not. */
static unsigned template_takes(cg_str signature)
{
    unsigned angles = 0, parens = 0, count = 1;
    if (!cg_str_starts(signature, CG_STR("template")))
        return UINT32_MAX;
    for (size_t i = 8; i < signature.len; i++) {
        char c = signature.ptr[i];
        if (c == '.' || (c == '>' && signature.ptr[i - 1] == '<'))
            return UINT32_MAX;
        parens = parens + (c == '(') - (c == ')' && parens > 0);
        if (parens > 0)
            continue;
        angles += c == '<';
        count += c == ',' && angles == 1;
        if (c == '>' && angles > 0 && --angles == 0)
            break;
    }
    return count;
}

/* It is no template, nor is one specialized by it. */
static bool is_no_template(const cg_link_unit *u, uint32_t def)
{
    cg_str signature = cg_unit_str(u->unit, def_of(u, def)->signature);
    return def_of(u, def)->kind == CG_NODE_FUNCTION &&
           !cg_str_starts(signature, CG_STR("template"));
}

/* Of templates of one name, those that take as many arguments as the call states: f<int, char>(a). */
static void keep_templates(candidates *c, const cg_link_unit *u, uint32_t ref)
{
    size_t first, args = unit_hints(u, CG_HINT_TYPE_ARG, ref, &first);
    unsigned given = args == 0 ? 0 : u->unit->hints.ptr[first + args - 1].index + 1u;
    uint32_t kept = 0;
    for (uint32_t i = 0; given > 0 && i < c->count; i++) {
        const candidate *mine = &c->list[i];
        cg_str signature = cg_unit_str(mine->unit->unit, def_of(mine->unit, mine->def)->signature);
        if (!is_overloadable(def_of(mine->unit, mine->def)->kind) ||
            (template_takes(signature) >= given && !is_no_template(mine->unit, mine->def)))
            c->list[kept++] = *mine;
    }
    c->count = kept > 0 ? kept : c->count;
}

/* Of methods of one shape in a type and its bases, the nearest hides the others; one owner has two of
 * one shape only under different conditions. */
static bool hides(cg_linker *l, const candidate *near, const candidate *far)
{
    const cg_def *a = def_of(near->unit, near->def), *b = def_of(far->unit, far->def);
    bool elsewhere = near->unit != far->unit || a->parent != b->parent;
    if (a->params_min != b->params_min || a->params_max != b->params_max)
        return false;
    bool same = cg_str_eq(types_of(near), types_of(far));
    if (far->unit->rules->fit == NULL)
        return same && (elsewhere || types_of(far).len > 0 || b->params_max == 0);
    return elsewhere &&
           (same || (far->receiver != NULL &&
                     same_params(l, far->receiver, far->def, near->unit, near->def, false)));
}

static void keep_nearest(cg_linker *l, candidates *c)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        bool hidden = false;
        for (uint32_t k = 0; k < kept && !hidden; k++)
            hidden = hides(l, &c->list[k], &c->list[i]);
        if (!hidden)
            c->list[kept++] = c->list[i];
    }
    c->count = kept;
}

static bool is_in_line(const type_line *line, const cg_link_unit *u, uint32_t type)
{
    for (uint32_t i = 1; i < line->count; i++)
        if (line->types[i].file == u->file && line->types[i].def == type)
            return true;
    return false;
}

/* Of those that take the call, the nearest type's hide those of its bases. */
static void keep_innermost(cg_linker *l, candidates *c)
{
    const candidate *first = &c->list[0];
    uint32_t type = def_of(first->unit, first->def)->parent, kept = 0;
    if (type == CG_NONE || !is_type_def(first->unit, type))
        return;
    thing nearest = {.kind = THING_INSTANCE, .file = first->unit->file, .def = type};
    const type_line *line = line_of(l, &nearest);
    for (uint32_t i = 0; i < c->count; i++) {
        const candidate *mine = &c->list[i];
        if (!is_in_line(line, mine->unit, def_of(mine->unit, mine->def)->parent))
            c->list[kept++] = *mine;
    }
    c->count = kept;
}

/* Of two that differ in being const alone, the one that suits the object. */
static void keep_constness(cg_linker *l, candidates *c, const cg_link_unit *u, uint32_t ref)
{
    bool wanted = u->rules->of_const(l, u, ref);
    bool gone[LOOKS_MAX] = {false};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++)
        for (uint32_t k = 0; k < c->count; k++) {
            cg_str mine = types_of(&c->list[i]), other = types_of(&c->list[k]);
            const cg_def *a = def_of(c->list[i].unit, c->list[i].def);
            const cg_def *b = def_of(c->list[k].unit, c->list[k].def);
            bool pair = a->modifiers & CG_MOD_CONST && !(b->modifiers & CG_MOD_CONST) &&
                        a->params_max == b->params_max && cg_str_starts(mine, other) &&
                        mine.len <= other.len + 6; /* "-const" */
            if (pair)
                gone[wanted ? k : i] = true;
        }
    for (uint32_t i = 0; i < c->count; i++)
        if (!gone[i])
            c->list[kept++] = c->list[i];
    c->count = kept;
}

/* A copy or move constructor: its one parameter is a reference to its own class. */
static bool copies(const candidate *c)
{
    const cg_def *def = def_of(c->unit, c->def);
    cg_str types = types_of(c), name = def_name(c->unit, c->def), rest = CG_STR_NULL;
    const char *at = memmem(types.ptr, types.len, name.ptr, name.len);
    if (at != NULL)
        rest = cg_str_slice(types, (size_t)(at - types.ptr) + name.len, types.len);
    return def->kind == CG_NODE_CONSTRUCTOR && def->params_max == 1 &&
           cg_str_starts(rest, CG_STR("-r"));
}

/* Copies give way to other constructors, since mostly something else is passed. */
static void drop_copies(candidates *c)
{
    uint32_t kept = 0, others = 0;
    for (uint32_t i = 0; i < c->count; i++)
        others += !copies(&c->list[i]);
    for (uint32_t i = 0; i < c->count; i++)
        if (others == 0 || !copies(&c->list[i]))
            c->list[kept++] = c->list[i];
    c->count = kept;
}

/* Definitions of one owner are variants of one thing: typing's overloads, or what holds under one
 * condition or another. The first of the most active stands for all, as it does inside its file. */
static void keep_first_variants(candidates *c, cg_activity here)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        const candidate mine = c->list[i];
        uint32_t k = 0;
        while (k < kept && !same_owner_and_name(&c->list[k], &mine))
            k++;
        if (k == kept)
            c->list[kept++] = mine;
        else if (cg_activity_fit(here, def_of(mine.unit, mine.def)->modifiers) >
                 cg_activity_fit(here, def_of(mine.unit, c->list[k].def)->modifiers))
            c->list[k] = mine;
    }
    c->count = kept;
}

/* One owner's definitions overload each other; those of several are what several values have. */
static cg_link_rule rule_of_several(const candidates *c)
{
    for (uint32_t i = 1; i < c->count; i++)
        if (!same_owner_and_name(&c->list[i], &c->list[0]))
            return CG_RULE_ONE_OF_SEVERAL;
    return CG_RULE_OVERLOAD;
}

/* What a local name or an expression holds, or the members of that name of the values it holds: code puts each of them there, and
 * calls it. */
static bool are_held(const candidates *c, const cg_link_unit *u, uint32_t ref)
{
    cg_str name = ref_name(u, ref);
    bool held = c->count < THINGS_MAX;
    bool local = ref_of(u, ref)->target_kind == CG_TARGET_BINDING;
    if (name.len == 0 || (local && ref_of(u, ref)->base_kind == CG_BASE_NONE))
        return held;
    for (uint32_t i = 0; i < c->count; i++) {
        unsigned rule = c->list[i].rule;
        bool member = (rule == CG_RULE_TYPED_VALUE || rule == CG_RULE_QUALIFIED) &&
                      cg_str_eq(def_name(c->list[i].unit, c->list[i].def), name);
        held &= member || rule == CG_RULE_CALLED_VALUE;
    }
    return held;
}

/* What of the library or of a dependency the call may call as well. */
static unsigned of_library(const cg_link_unit *u, uint32_t ref, const things *names)
{
    unsigned count = 0;
    for (uint32_t i = 0; u->rules->is_library != NULL && i < names->count; i++)
        count += u->rules->is_library(&names->list[i], ref_of(u, ref)->role);
    return count;
}

/* `others`: what the call may call that is none of the project's. */
static void give_out(cg_linker *l, const cg_link_unit *u, uint32_t ref, const candidates *c,
                     unsigned others, targets *out)
{
    cg_link_rule several = others > 0     ? CG_RULE_ONE_OF_SEVERAL
                           : c->count > 1 ? rule_of_several(c)
                                          : CG_RULE_NONE;
    bool all = others == 0 && several == CG_RULE_ONE_OF_SEVERAL &&
               l->unit->rules->traits & LINK_DYNAMIC &&
               (c->count <= ALL_MEANT_MAX || are_held(c, u, ref));
    unsigned total = all ? 1 : CG_MAX(c->count + others, 1u);
    if (several == CG_RULE_ONE_OF_SEVERAL && !all && c->count > 1)
        total *= total; /* measured: of many values it is mostly none */
    unsigned shared = CG_MIN(cg_link_rule_confidence(several), CG_MAX(100 / total, 1u));
    for (uint32_t i = 0; i < CG_MIN(c->count, TARGETS_MAX); i++) {
        const candidate *t = &c->list[i];
        uint8_t sure = (uint8_t)cg_link_rule_confidence(t->rule);
        target *to = &out->list[out->count++];
        *to = (target){t->unit, t->def, several ? (uint8_t)several : t->rule,
                       several ? (uint8_t)CG_MIN((unsigned)sure, shared) : sure, t->passed};
        if (t->open) {
            to->rule = CG_RULE_SIGNATURE;
            to->confidence = (uint8_t)CG_MIN(to->confidence, cg_link_rule_confidence(to->rule));
        }
        target_settle(l, to);
    }
}

/* What the language's rules say of the candidates. */
static void keep_meant(cg_linker *l, const cg_link_unit *u, uint32_t ref, candidates *c)
{
    place places[PLACES_MAX];
    candidates before = *c;
    for (uint32_t i = 0; i < c->count; i++)
        places[i] = (place){c->list[i].unit->file, c->list[i].def};
    uint32_t count = u->rules->callees(l, u, ref, places, c->count);
    c->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *du = link_open(l, places[i].file);
        thing other = du ? def_thing(du, places[i].def, CG_RULE_TYPED_VALUE) : (thing){0};
        uint32_t k = 0;
        while (k < before.count && (before.list[k].unit != du || before.list[k].def != other.def))
            k++;
        if (k < before.count)
            c->list[c->count++] = before.list[k];
        else if (du != NULL)
            add_candidate(c, du, other.def, &other);
    }
}

static void take_all(cg_linker *l, const things *names, candidates *c)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        if (tu != NULL)
            add_candidate(c, tu, t->def, t);
    }
}

/* Candidates of a call: what `names` has, each with those of its name and owner. */
static void choose(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                   candidates *c)
{
    bool rated = ref_of(u, ref)->form & CG_FORM_APPLIED; /* by the rules of the language */
    if (rated)
        take_all(l, names, c);
    for (uint32_t i = 0; i < names->count && !rated; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu =
            t->kind == THING_DEF || t->kind == THING_MODULE ? link_open(l, t->file) : NULL;
        if (tu != NULL)
            add_group(c, u, tu, t->kind == THING_DEF ? t->def : 0, t);
    }
    cg_activity here = cg_unit_activity(u->unit, ref_of(u, ref)->byte);
    if (u->rules->traits & LINK_ACTIVITY)
        keep_active(c, here);
    if (c->count > 1 && u->rules->suits != NULL)
        keep_templates(c, u, ref);
    if (u->rules->traits & LINK_VARIANTS)
        keep_first_variants(c, here);
    else
        drop_declarations(c, u->rules->traits & LINK_OVERLOADS);
    if (!rated)
        keep_arity(c, ref_of(u, ref)->args, u->rules->fit != NULL,
                   u->rules->traits & LINK_ANY_COUNT);
    if (u->rules->traits & LINK_FIRST_FITS)
        keep_first_variants(c, here);
    if (u->rules->callees != NULL)
        keep_meant(l, u, ref, c);
    if (c->count <= 1 || !(u->rules->traits & LINK_OVERLOADS))
        return;
    keep_nearest(l, c);
    if (c->count > 1 && u->rules->traits & LINK_HIDES)
        keep_innermost(l, c);
    if (c->count > 1 && u->rules->of_const != NULL)
        keep_constness(l, c, u, ref);
    for (uint32_t i = 0; !rated && c->count > 1 && i < c->count; i++) {
        if (u->rules->fit != NULL)
            c->list[i].fit = call_fit(l, u, ref,
                                      &(thing){.file = c->list[i].unit->file,
                                               .def = c->list[i].def,
                                               .args = c->list[i].receiver});
        else if (u->rules->suits != NULL)
            rate_declared(l, u, ref, &c->list[i]);
        else
            rate(l, u, ref, &c->list[i]);
    }
    keep_best(c);
    drop_variadic(c);
    drop_copies(c);
}

static void find_callees(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const things *names = names_of_ref(l, u, ref);
    candidates c = {.count = 0};
    bool fits = u->rules->fit != NULL;
    if (ref_of(u, ref)->role == CG_ROLE_NEW) { /* what is passed, a constructor takes */
        things made = {0};
        constructors_meant(l, u, ref, names, &made);
        choose(l, u, ref, &made, &c);
    }
    if (c.count != 1) { /* a type stands for its constructors where those cannot be told apart */
        c.count = 0;
        choose(l, u, ref, names, &c);
    }
    for (uint32_t i = 0; i < c.count; i++) {
        const candidate *k = &c.list[i];
        things_add(out, (thing){.kind = k->def ? THING_DEF : THING_MODULE,
                                .rule = k->rule,
                                .passed = k->passed,
                                .file = k->unit->file,
                                .def = k->def,
                                .args = k->receiver,
                                .args_count = fits ? k->receiver != NULL : k->receivers});
    }
    for (uint32_t i = 0; i < names->count; i++)
        if (names->list[i].kind != THING_DEF && names->list[i].kind != THING_MODULE)
            things_add(out, names->list[i]);
}

const things *callees_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref)
{
    static const things nothing;
    const void *answer;
    if (u->rules->fit == NULL && !(u->rules->traits & LINK_CHOSEN_GIVE))
        return names_of_ref(l, u, ref);
    if (memo_get(l, MEMO_CALLEES, u->file, ref, &answer))
        return answer != NULL ? answer : &nothing;
    things found = {0};
    if (link_enter(l)) {
        find_callees(l, u, ref, &found);
        link_leave(l);
    }
    answer = things_keep(l, &found);
    memo_set(l, MEMO_CALLEES, u->file, ref, answer);
    return answer;
}

void overloads_choose(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *names,
                      targets *out)
{
    candidates c = {.count = 0};
    if (u->rules->fit == NULL || ref_of(u, ref)->role == CG_ROLE_NEW) {
        choose(l, u, ref, names, &c);
    } else {
        const things *callees = callees_of_ref(l, u, ref);
        for (uint32_t i = 0; i < callees->count; i++) {
            const thing *t = &callees->list[i];
            const cg_link_unit *tu = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
            if (tu != NULL)
                add_candidate(&c, tu, t->def, t);
        }
    }
    give_out(l, u, ref, &c, of_library(u, ref, names), out);
}
