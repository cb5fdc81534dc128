// SPDX-License-Identifier: Apache-2.0
// mask, made: macros that define functions and types where they are used. To the grammar such a use is a
// short declaration, which stands for as many definitions as the note beside it has heads.
#include "mask.h"

#include <stdlib.h>

/* A declaration of the least length that files, namespaces and classes may hold, and the head of a function. */
#define PLACE "a b;"
#define BODY_PLACE "a b()"
#define TYPE_PLACE "struct{}"
#define UNION_PLACE "union{}"
#define WANTED_MAX 256u     /* names of one file */
#define WANTED_DEPTH 4u     /* macros inside each other that are searched for them */
#define SEARCHED_MAX 65536u /* words of them in one file */

cg_activity mask_activity_at(const mask *m, uint32_t byte)
{
    size_t low = 0, high = m->changes->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->changes->ptr[middle].byte <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? CG_ACTIVE : (cg_activity)m->changes->ptr[low - 1].activity;
}

void mask_note_macro(mask *m, made_macros *macros, size_t i)
{
    const mask_token *t = mask_at(m, i);
    made_note(macros, cg_str_make(m->source.ptr + t->start, t->len), mask_activity_at(m, t->start));
}

static void leave_note(mask *m, uint32_t start, uint32_t end, size_t text)
{
    cg_mask_note note = {.byte = start,
                         .end = end,
                         .text = (uint32_t)text,
                         .text_len = (uint32_t)(m->notes->texts.len - text)};
    CG_VEC_PUSH(&m->notes->list, note);
}

/* It stands by itself: nothing else is on its last line. */
static bool ends_alone(const mask *m, size_t after)
{
    const mask_token *t = mask_at(m, after);
    return mask_is(m, after, ';') || mask_is(m, after, '}') || t->flags & MASK_F_LINE;
}

void mask_made_body(mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    leave_note(m, t->start, t->start + t->len, m->notes->texts.len);
    mask_blank(m, i, i + 1);
    mask_bytes(m, t->start, t->start + t->len, "{}");
}

/* ---- what other files may know ---- */

void mask_want(mask *m, cg_str name, cg_wanted_form form)
{
    cg_mask_notes *n = m->notes;
    for (size_t k = n->wanted.len; k-- > 0;) /* mostly that of the use before */
        if (n->wanted.ptr[k].byte == form &&
            cg_str_eq(cg_str_make(n->texts.ptr + n->wanted.ptr[k].text, n->wanted.ptr[k].text_len),
                      name))
            return;
    if (n->wanted.len == WANTED_MAX)
        return;
    cg_mask_note note = {
        .byte = form, .text = (uint32_t)n->texts.len, .text_len = (uint32_t)name.len};
    cg_buf_add_str(&n->texts, name);
    CG_VEC_PUSH(&n->wanted, note);
}

/* NAME(…), or NAME that stands for members, is used in that way. With a declarator behind it nothing but a macro can be,
 * in whatever letters. */
static void want(mask *m, size_t i, cg_wanted_form form)
{
    if (mask_is_word(m, i, MASK_W_PLAIN) && (mask_is(m, i + 1, '(') || form == CG_WANTED_MEMBERS) &&
        (form == CG_WANTED_TYPE || made_is_shouted(mask_text(m, i))) &&
        !mask_is_defined(m, mask_text(m, i)))
        mask_want(m, mask_text(m, i), form);
}

/* Members that a macro of the file stands for may stand behind macros of others. */
static void want_inside(mask *m, cg_str name, unsigned depth)
{
    size_t at = 0;
    made_token t;
    cg_str body = made_body(&m->macros, name);
    while (depth < WANTED_DEPTH && m->searched < SEARCHED_MAX && made_next(body, &at, &t)) {
        m->searched++;
        cg_str word = made_text(body, &t);
        if (t.kind != 'w' || cg_str_eq(word, name))
            continue;
        if (mask_is_defined(m, word))
            want_inside(m, word, depth + 1);
        else if (made_is_shouted(word))
            mask_want(m, word, CG_WANTED_MEMBERS);
    }
}

/* Past static, inline and the like. */
static size_t skip_specifiers(const mask *m, size_t i)
{
    while (mask_is_word(m, i, MASK_W_SPEC) || mask_is_word(m, i, MASK_W_EXTERN))
        i++;
    return i;
}

static void want_here(mask *m, size_t i)
{
    bool call = mask_is(m, i + 1, '('), member = mask_top(m)->kind == MASK_IN_CLASS;
    size_t after = call ? mask_after_parens(m, i + 1) : i + 1;
    if (after == i + 1 && (call || !member))
        return;
    if (call && mask_is(m, after, '{'))
        want(m, i, CG_WANTED_BODY);
    else if (ends_alone(m, after))
        want(m, i, member ? CG_WANTED_MEMBERS : CG_WANTED_DECLARATIONS);
}

typedef struct listed_macro {
    cg_str name;
    uint8_t activity;
    bool drops; /* it stands for nothing */
    const mask_token *token;
} listed_macro;

static int compare_listed(const void *a, const void *b)
{
    const listed_macro *x = a, *y = b;
    int order = cg_str_cmp(x->name, y->name);
    if (order == 0)
        order = (x->activity > y->activity) - (x->activity < y->activity);
    if (order == 0)
        order = x->drops - y->drops;
    return order != 0 ? order : (x->token > y->token) - (x->token < y->token);
}

void mask_list_macros(mask *m)
{
    CG_VEC(listed_macro) list = {0};
    for (size_t i = 0; m->defined.len > 0 && i < m->tokens.len; i++) {
        const mask_token *t = mask_at(m, i);
        listed_macro macro = {.token = t};
        if (t->kind != MASK_DIRECTIVE || t->word != MASK_D_DEFINE)
            continue;
        cg_str directive = cg_str_make(m->source.ptr + t->start, t->len);
        macro.activity = (uint8_t)mask_activity_at(m, t->start);
        macro.drops = made_drops(directive, &macro.name);
        if (macro.activity != CG_INACTIVE &&
            (macro.drops || made_may_define(directive, &macro.name)))
            CG_VEC_PUSH(&list, macro);
    }
    if (list.len > 1)
        qsort(list.ptr, list.len, sizeof *list.ptr, compare_listed);
    for (size_t i = 0; i < list.len; i++) {
        const mask_token *t = list.ptr[i].token;
        size_t text = m->notes->texts.len;
        bool first = i == 0 || !cg_str_eq(list.ptr[i - 1].name, list.ptr[i].name);
        bool alone = i + 1 == list.len || !cg_str_eq(list.ptr[i + 1].name, list.ptr[i].name);
        if (!first || (list.ptr[i].drops && alone) ||
            !made_add_text(cg_str_make(m->source.ptr + t->start, t->len), &m->notes->texts))
            continue;
        cg_mask_note note = {.text = (uint32_t)text,
                             .text_len = (uint32_t)(m->notes->texts.len - text)};
        CG_VEC_PUSH(&m->notes->macros, note);
    }
    CG_VEC_FINI(&list);
}

/* ---- uses ---- */

/* NAME(…), and in a class NAME: what is behind it, or `i`. */
static size_t use_end(mask *m, size_t i)
{
    bool call = mask_is(m, i + 1, '('), member = mask_top(m)->kind == MASK_IN_CLASS;
    if (!mask_is_word(m, i, MASK_W_PLAIN) || !(call || (member && ends_alone(m, i + 1))) ||
        !made_knows(&m->macros, mask_text(m, i), call))
        return i;
    size_t after = call ? mask_after_parens(m, i + 1) : i + 1;
    if (call && after == i + 1)
        return i;
    for (size_t k = i; k < after; k++)
        if (mask_at(m, k)->kind == MASK_DIRECTIVE)
            return i;
    return after;
}

static bool has_room(cg_str use, size_t bytes)
{
    return use.len >= bytes && memchr(use.ptr, '\n', bytes) == NULL;
}

/* NAME(…) { … }, perhaps behind specifiers: gives the brace. */
static size_t made_with_body(mask *m, size_t i, size_t after)
{
    uint32_t start = mask_at(m, i)->start;
    uint32_t end = mask_at(m, after - 1)->start + mask_at(m, after - 1)->len;
    cg_str use = cg_str_make(m->source.ptr + start, end - start);
    size_t text = m->notes->texts.len;
    if (!has_room(use, sizeof BODY_PLACE - 1) ||
        !made_heads_of_body(&m->macros, use, &m->notes->texts))
        return i;
    leave_note(m, start, end, text);
    mask_bytes(m, start, end, BODY_PLACE);
    return after;
}

/* Something other than a function is declared there: `*a;`, `a = …`. */
static bool is_declared(const mask *m, size_t i)
{
    while (mask_is(m, i, '*'))
        i++;
    return mask_is_word(m, i, MASK_W_PLAIN) && (mask_is(m, i + 1, ';') || mask_is(m, i + 1, '=') ||
                                                mask_is(m, i + 1, ',') || mask_is(m, i + 1, '['));
}

bool mask_made_type(mask *m, size_t i, size_t after)
{
    if (!is_declared(m, after))
        return false;
    want(m, i, CG_WANTED_TYPE);
    uint32_t start = mask_at(m, i)->start;
    uint32_t end = mask_at(m, after - 1)->start + mask_at(m, after - 1)->len;
    cg_str use = cg_str_make(m->source.ptr + start, end - start);
    size_t text = m->notes->texts.len;
    if (use_end(m, i) != after || !has_room(use, sizeof TYPE_PLACE - 1) ||
        !made_type(&m->macros, use, &m->notes->texts))
        return false;
    bool is_union = cg_str_starts(
        cg_str_slice(cg_buf_str(&m->notes->texts), text + 1, m->notes->texts.len), CG_STR("union"));
    leave_note(m, start, end, text);
    mask_bytes(m, start, end, is_union ? UNION_PLACE : TYPE_PLACE);
    return true;
}

/* NAME(…) goes on as the type of what is declared behind it. */
static bool is_type(mask *m, size_t i, size_t after)
{
    CG_AUTO_VALUE(cg_buf) heads = {0};
    uint32_t start = mask_at(m, i)->start;
    uint32_t end = mask_at(m, after - 1)->start + mask_at(m, after - 1)->len;
    return is_declared(m, after) &&
           made_type(&m->macros, cg_str_make(m->source.ptr + start, end - start), &heads);
}

size_t mask_made(mask *m, size_t i)
{
    uint8_t inside = mask_top(m)->kind;
    if (inside != MASK_IN_DECLS && inside != MASK_IN_CLASS)
        return i;
    size_t name = skip_specifiers(m, i);
    want_here(m, name);
    size_t after = use_end(m, name);
    if (after == name)
        return i;
    if (mask_is(m, after, '{'))
        return made_with_body(m, i, after);
    if (name > i || is_type(m, i, after))
        return i;
    uint32_t start = mask_at(m, i)->start;
    uint32_t end = mask_at(m, after - 1)->start + mask_at(m, after - 1)->len, place_end = end;
    cg_str use = cg_str_make(m->source.ptr + start, end - start);
    bool members = inside == MASK_IN_CLASS && ends_alone(m, after);
    if (members)
        want_inside(m, mask_text(m, i), 0);
    if (mask_is(m, after, ';'))
        place_end = mask_at(m, after++)->start + 1;
    size_t text = m->notes->texts.len;
    if (!has_room(cg_str_make(use.ptr, place_end - start), sizeof PLACE - 1) ||
        !(made_heads(&m->macros, use, members, &m->notes->texts) ||
          (place_end == end && made_is_whole(&m->macros, use))))
        return i;
    leave_note(m, start, end, text);
    mask_bytes(m, start, place_end, PLACE);
    return after;
}

size_t mask_made_enumerators(mask *m, size_t i)
{
    bool call = mask_is(m, i + 1, '(');
    want(m, i, CG_WANTED_ENUMERATORS);
    if (!mask_is_word(m, i, MASK_W_PLAIN) || !made_knows(&m->macros, mask_text(m, i), call))
        return i;
    size_t after = call ? mask_after_parens(m, i + 1) : i + 1, text = m->notes->texts.len;
    uint32_t start = mask_at(m, i)->start;
    uint32_t end = mask_at(m, after - 1)->start + mask_at(m, after - 1)->len;
    cg_str use = cg_str_make(m->source.ptr + start, end - start);
    if ((call && after == i + 1) || use.len < 2 || memchr(use.ptr, '\n', 2) != NULL ||
        !made_enumerators(&m->macros, use, &m->notes->texts))
        return i;
    size_t behind = after;
    while (mask_at(m, behind)->kind == MASK_DIRECTIVE)
        behind++;
    bool goes_on = mask_is_word(m, behind, MASK_W_PLAIN); /* the macro brings the comma */
    bool any = m->notes->texts.len > text;
    cg_str made = cg_str_make(m->notes->texts.ptr + text, m->notes->texts.len - text);
    if (any && made.len == use.len + 1 && cg_str_starts(made, use)) {
        m->notes->texts.len = text; /* #define A A */
        return i;
    }
    if (any)
        leave_note(m, start, end, text);
    mask_bytes(m, start, end, !any ? "" : goes_on ? "a," : "a");
    return after;
}
