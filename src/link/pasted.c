// SPDX-License-Identifier: Apache-2.0
// link: names that a macro's body makes of what its use passes: `op_##name(…)`, `f(x)` of a parameter, LIST(X). What the
// body tells (CG_HINT_PASTES) and the words that the use tells (CG_HINT_WORDS) give names, which are looked up where
// the macro is used. Macros that are called so are replaced in turn, as long as words reach them.
#include "link_int.h"

#define WORDS_MAX 24u
#define NAME_MAX_BYTES 256u
#define DEPTH_MAX 8u   /* macros inside each other */
#define LINES_MAX 256u /* of one use */

typedef struct words {
    uint32_t count;
    cg_str list[WORDS_MAX];
} words;

typedef struct paster {
    cg_linker *l;
    const cg_link_unit *u;
    uint32_t ref;
    unsigned lines; /* looked at */
    expansion *out;
} paster;

/* A macro whose lines are filled in. */
typedef struct filling {
    const cg_link_unit *unit;
    uint32_t macro;
    bool called; /* what it gives is */
    link_choice choice;
    unsigned depth;
    const words *given;
} filling;

static void expand_lines(paster *p, const filling *f);

/* ---- words ---- */

static void add_word(words *set, cg_str word)
{
    if (set->count < WORDS_MAX)
        set->list[set->count++] = word;
}

static void split_words(cg_str text, words *out)
{
    cg_str word;
    if (text.len == 0)
        return;
    bool more = text.ptr[text.len - 1] == ',';
    while (cg_str_split(&text, ',', &word))
        add_word(out, word);
    if (more)
        add_word(out, CG_STR_NULL);
}

/* `pattern` with words in place of parameters; empty: one is not known. */
static cg_str filled(paster *p, const filling *f, cg_str pattern)
{
    char text[NAME_MAX_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        cg_str part = cg_str_slice(pattern, i, i + 1);
        if (pattern.ptr[i] == CG_PASTE_PARAM && i + 1 < pattern.len) {
            char letter = pattern.ptr[++i];
            unsigned n = (unsigned)(letter >= 'a' ? letter - 'a' : letter - 'A');
            part = n < f->given->count ? f->given->list[n] : CG_STR_NULL;
            if (part.len == 0)
                return part;
        }
        if (len + part.len > sizeof text)
            return CG_STR_NULL;
        memcpy(text + len, part.ptr, part.len);
        len += part.len;
    }
    return cg_arena_str(p->l->arena, cg_str_make(text, len));
}

/* All that is passed for `...`. */
static bool is_rest(cg_str pattern)
{
    return pattern.len == 2 && pattern.ptr[0] == CG_PASTE_PARAM && pattern.ptr[1] < 'a';
}

/* The words between the parentheses of a line. */
static void fill_words(paster *p, const filling *f, cg_str patterns, words *out)
{
    words list = {0};
    split_words(patterns, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        if (!is_rest(list.list[i])) {
            add_word(out, filled(p, f, list.list[i]));
            continue;
        }
        for (uint32_t k = (uint32_t)(list.list[i].ptr[1] - 'A'); k < f->given->count; k++)
            add_word(out, f->given->list[k]);
    }
}

/* ---- names ---- */

/* Of several of one file the one that counts was chosen by its place. */
static link_choice choice_here(paster *p, const cg_link_unit *u, uint32_t def)
{
    const cg_def *d = def_of(u, def);
    if (u != p->u || d->kind != CG_NODE_MACRO)
        return choice_of(p->l, u, def);
    return cg_modifiers_activity(d->modifiers) == CG_CONDITIONAL ? CHOICE_OPEN : CHOICE_NONE;
}

/* What the macro names by itself, `whole`, and by what it is passed. */
static void expand_macro(paster *p, const filling *f, const target *t, bool whole,
                         const words *given, bool called)
{
    filling inner = {.unit = t->unit,
                     .macro = t->def,
                     .called = called,
                     .choice = CG_MAX(f->choice, choice_here(p, t->unit, t->def)),
                     .depth = f->depth + 1,
                     .given = given};
    const expansion *own = whole ? expansion_of(p->l, t->unit, t->def) : NULL;
    for (uint32_t i = 0; own != NULL && i < own->count; i++) {
        expanded one = own->list[i];
        one.choice = CG_MAX(one.choice, (uint8_t)inner.choice);
        expansion_add(p->out, one);
    }
    expand_lines(p, &inner);
}

static void add_named(paster *p, const filling *f, const target *t, bool call)
{
    unsigned kind = def_of(t->unit, t->def)->kind;
    bool callable = cg_node_kind_is_callable(kind);
    bool own = t->unit == p->u && def_of(p->u, t->def)->start_byte == ref_of(p->u, p->ref)->byte;
    if (own || (!callable && !holds_value(kind))) /* the use makes it */
        return;
    unsigned edge = call ? CG_EDGE_CALLS : callable ? CG_EDGE_REFERENCES : CG_EDGE_READS;
    link_choice choice = CG_MAX(f->choice, choice_here(p, t->unit, t->def));
    expansion_add(p->out, (expanded){*t, (uint8_t)edge, (uint8_t)choice});
}

/* `made`: by words; else only a macro is of interest, which gets some. */
static void expand_name(paster *p, const filling *f, cg_str name, bool made, const words *given,
                        bool call, bool called)
{
    things named = {0}, meant = {0};
    targets to = {0};
    unsigned role = call || called ? CG_ROLE_CALL : CG_ROLE_READ;
    p->u->rules->named(p->l, p->u, p->ref, name, role, &named);
    meant_by(p->l, &named, role, &meant);
    targets_of(p->l, &meant, &to);
    for (uint32_t i = 0; i < to.count; i++) {
        bool macro = def_of(to.list[i].unit, to.list[i].def)->kind == CG_NODE_MACRO;
        if (macro)
            expand_macro(p, f, &to.list[i], made, given, called);
        else if (made)
            add_named(p, f, &to.list[i], role == CG_ROLE_CALL);
    }
}

static void expand_line(paster *p, const filling *f, cg_str line)
{
    ptrdiff_t open = cg_str_find(line, '(');
    bool call = open >= 0;
    bool called = call && cg_str_ends(line, CG_STR("()"));
    cg_str pattern = call ? cg_str_slice(line, 0, (size_t)open) : line;
    cg_str name = filled(p, f, pattern);
    words given = {0};
    if (name.len == 0)
        return;
    if (call) {
        cg_str inside = cg_str_slice(line, (size_t)open + 1, line.len - 1 - (called ? 2 : 0));
        fill_words(p, f, inside, &given);
    }
    bool made = memchr(pattern.ptr, CG_PASTE_PARAM, pattern.len) != NULL;
    expand_name(p, f, name, made, &given, call, called || f->called);
}

static void expand_lines(paster *p, const filling *f)
{
    size_t at;
    if (f->depth > DEPTH_MAX || unit_hints(f->unit, CG_HINT_PASTES, f->macro, &at) == 0 ||
        !link_enter(p->l))
        return;
    cg_str line, text = cg_unit_str(f->unit->unit, f->unit->unit->hints.ptr[at].name);
    while (cg_str_split(&text, '\n', &line) && p->lines < LINES_MAX) {
        p->lines += line.len > 0;
        if (line.len > 0)
            expand_line(p, f, line);
    }
    link_leave(p->l);
}

void expand_pasted(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cg_link_unit *mu,
                   uint32_t macro, expansion *out)
{
    paster p = {.l = l, .u = u, .ref = ref, .out = out};
    words given = {0};
    filling f = {.unit = mu, .macro = macro, .given = &given};
    size_t at;
    if (u->rules->named == NULL)
        return;
    if (unit_hints(u, CG_HINT_WORDS, ref, &at) > 0) {
        const cg_hint *h = &u->unit->hints.ptr[at];
        split_words(cg_unit_str(u->unit, h->name), &given);
        f.called = h->index == 1;
    }
    f.choice = choice_of(l, mu, macro);
    expand_lines(&p, &f);
}
