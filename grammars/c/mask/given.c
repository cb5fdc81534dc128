// SPDX-License-Identifier: Apache-2.0
// mask, given: what a file that is included finds defined there: the macros right in front of the #include, and those that
// an #undef ends later. A file that is included so, perhaps several times, writes names with them (ADR 39).
#include "mask.h"

#include <stdlib.h>

#define GIVEN_MAX 64u  /* macros at one #include, and such #includes of a file */
#define BODY_MAX 200u  /* bytes of one, with its name */
#define TEXT_MAX 8192u /* of all at one #include */

typedef struct given_macro {
    cg_str name;
    uint32_t token; /* of its #define */
    bool ends;      /* by an #undef behind that */
} given_macro;

typedef struct ended_macro { /* an #undef */
    uint64_t hash;
    uint32_t token;
} ended_macro;

typedef struct giver {
    mask *m;
    CG_VEC(given_macro) defined; /* so far, and not ended */
    CG_VEC(ended_macro) ended;   /* all of the file, by name */
    CG_VEC(cg_str) plain;        /* paths of #includes that give nothing */
    uint32_t run;                /* token where the directives began that stand behind each other */
} giver;

/* #WORD NAME: the name; empty: another directive. */
static cg_str name_of(cg_str directive, const char *word)
{
    size_t at = 1;
    made_token t;
    if (!made_next(directive, &at, &t) || !cg_str_eq(made_text(directive, &t), cg_str_from(word)) ||
        !made_next(directive, &at, &t) || t.kind != 'w')
        return CG_STR_NULL;
    return made_text(directive, &t);
}

/* "path", as written; empty: no #include, or one of the system's. */
static cg_str path_of(cg_str directive)
{
    size_t at = 1;
    made_token t;
    if (!made_next(directive, &at, &t) || !cg_str_eq(made_text(directive, &t), CG_STR("include")) ||
        !made_next(directive, &at, &t) || t.kind != '"' || t.to - t.from < 3)
        return CG_STR_NULL;
    return cg_str_slice(directive, t.from + 1, t.to - 1);
}

/* It stands for a word, or for a call that may make one. */
static bool may_name(cg_str directive)
{
    size_t at = 1, words = 0;
    made_token t;
    (void)made_next(directive, &at, &t);
    (void)made_next(directive, &at, &t);
    if (at < directive.len && directive.ptr[at] == '(')
        at = made_close(directive, at);
    for (unsigned depth = 0; made_next(directive, &at, &t); words++) {
        bool behind = t.kind == '0' || t.kind == '#' || t.kind == '(' || t.kind == ')' ||
                      (t.kind == ',' && depth > 0);
        if (t.kind != 'w' && !(behind && words > 0))
            return false;
        depth = depth + (t.kind == '(') - (t.kind == ')' && depth > 0);
    }
    return words > 0 && directive.len <= BODY_MAX;
}

static cg_str directive_at(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    return cg_str_make(m->source.ptr + t->start, t->len);
}

static bool is_given(const giver *g, const given_macro *macro)
{
    return macro->ends || macro->token >= g->run;
}

/* Where there are too many those go that no #include will find any more. */
static void make_room(giver *g)
{
    size_t kept = 0;
    for (size_t i = 0; i < g->defined.len; i++)
        if (is_given(g, &g->defined.ptr[i]))
            g->defined.ptr[kept++] = g->defined.ptr[i];
    g->defined.len = kept;
}

static void forget(giver *g, cg_str name)
{
    size_t kept = 0;
    for (size_t i = 0; i < g->defined.len; i++)
        if (!cg_str_eq(g->defined.ptr[i].name, name))
            g->defined.ptr[kept++] = g->defined.ptr[i];
    g->defined.len = kept;
}

static void leave_note(giver *g, size_t text)
{
    cg_mask_notes *n = g->m->notes;
    cg_mask_note note = {.text = (uint32_t)text, .text_len = (uint32_t)(n->texts.len - text)};
    CG_VEC_PUSH(&n->given, note);
}

/* A note of the path and the macros, a line each. */
static void give(giver *g, cg_str path)
{
    cg_mask_notes *n = g->m->notes;
    size_t text = n->texts.len, begin;
    cg_buf_add_str(&n->texts, path);
    begin = n->texts.len;
    for (size_t i = 0; i < g->defined.len && n->texts.len - begin < TEXT_MAX; i++) {
        const given_macro *macro = &g->defined.ptr[i];
        if (!is_given(g, macro))
            continue;
        cg_buf_add_char(&n->texts, '\n');
        (void)made_add_text(directive_at(g->m, macro->token), &n->texts);
    }
    if (n->texts.len > begin) {
        leave_note(g, text);
        return;
    }
    n->texts.len = text;
    if (g->plain.len < GIVEN_MAX)
        CG_VEC_PUSH(&g->plain, path);
}

/* A path that is once given something and once nothing is included for both. */
static void give_nothing(giver *g)
{
    cg_mask_notes *n = g->m->notes;
    size_t given = n->given.len;
    for (size_t i = 0; i < g->plain.len; i++)
        for (size_t k = 0; k < given; k++) {
            cg_str path = g->plain.ptr[i];
            cg_str text =
                cg_str_make(n->texts.ptr + n->given.ptr[k].text, n->given.ptr[k].text_len);
            if (!cg_str_starts(text, path) || text.ptr[path.len] != '\n')
                continue;
            size_t from = n->texts.len;
            cg_buf_add_str(&n->texts, path);
            leave_note(g, from);
            break;
        }
}

static int compare_ended(const void *a, const void *b)
{
    const ended_macro *x = a, *y = b;
    return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash)
                              : (x->token > y->token) - (x->token < y->token);
}

static void list_ended(giver *g)
{
    for (size_t i = 0; i < g->m->tokens.len; i++) {
        const mask_token *t = mask_at(g->m, i);
        if (t->kind != MASK_DIRECTIVE || t->word != MASK_D_OTHER)
            continue;
        cg_str name = name_of(directive_at(g->m, i), "undef");
        if (name.len > 0)
            CG_VEC_PUSH(&g->ended, (ended_macro){cg_hash64(name.ptr, name.len, 0), (uint32_t)i});
    }
    if (g->ended.len > 1)
        qsort(g->ended.ptr, g->ended.len, sizeof *g->ended.ptr, compare_ended);
}

/* An #undef of the name stands behind token `i`. */
static bool ends_behind(const giver *g, cg_str name, uint32_t i)
{
    ended_macro key = {cg_hash64(name.ptr, name.len, 0), i};
    size_t low = 0, high = g->ended.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_ended(&g->ended.ptr[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < g->ended.len && g->ended.ptr[low].hash == key.hash;
}

void mask_give(mask *m)
{
    giver g = {.m = m};
    if (m->defined.len == 0)
        return;
    list_ended(&g);
    for (size_t i = 0; i < m->tokens.len && m->notes->given.len < GIVEN_MAX; i++) {
        const mask_token *t = mask_at(m, i);
        if (t->kind != MASK_DIRECTIVE) {
            g.run = (uint32_t)i + 1;
            continue;
        }
        cg_str directive = directive_at(m, i), name, path;
        if (mask_activity_at(m, t->start) == CG_INACTIVE)
            continue;
        if (t->word == MASK_D_DEFINE && (name = name_of(directive, "define")).len > 0) {
            forget(&g, name);
            if (g.defined.len == GIVEN_MAX)
                make_room(&g);
            if (g.defined.len < GIVEN_MAX && may_name(directive))
                CG_VEC_PUSH(&g.defined,
                            (given_macro){name, (uint32_t)i, ends_behind(&g, name, (uint32_t)i)});
        } else if (t->word == MASK_D_OTHER && (name = name_of(directive, "undef")).len > 0) {
            forget(&g, name);
        } else if (t->word == MASK_D_OTHER && (path = path_of(directive)).len > 0) {
            give(&g, path);
        }
    }
    give_nothing(&g);
    CG_VEC_FINI(&g.plain);
    CG_VEC_FINI(&g.defined);
    CG_VEC_FINI(&g.ended);
}
