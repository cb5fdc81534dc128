// SPDX-License-Identifier: Apache-2.0
// mask, names: names that macros write. LIB(find) with `#define LIB(name) lib_##name` is one name to the grammar, and the
// handlers read lib_find there. So is CREATE with `#define CREATE LIB(create)`.
#include "mask.h"

#define USE_MAX 200u /* bytes of a use */
#define DEFAULTS_MAX 64u
#define DEPTH_MAX 6u /* macros inside each other that are searched for what nobody defines */

static bool has(cg_str text, const char *part)
{
    return text.len > 0 && memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

/* CONCAT, CppConcat, PASTE2 …: what macros that paste are called, where another file has them. */
static bool sounds_pasting(cg_str text)
{
    return has(text, "CAT") || has(text, "oncat") || has(text, "PASTE") || has(text, "GLUE") ||
           has(text, "JOIN");
}

/* No macro of the file, or that it is read with, pastes: mostly there is none. */
static bool pastes(const mask *m, cg_str prelude)
{
    if (has(prelude, "##"))
        return true;
    for (size_t i = 0; i < m->tokens.len && m->defined.len > 0; i++) {
        const mask_token *t = mask_at(m, i);
        cg_str directive = cg_str_make(m->source.ptr + t->start, t->len);
        if (t->kind == MASK_DIRECTIVE && t->word == MASK_D_DEFINE &&
            (has(directive, "##") || sounds_pasting(directive)))
            return true;
    }
    return false;
}

/* Words, pasted or given to other macros, and no more: `lib_##name`, `CONCAT(PREFIX, name)`. */
static bool may_write_name(cg_str body)
{
    size_t at = 0;
    bool joins = false;
    unsigned depth = 0;
    for (made_token t; made_next(body, &at, &t);) {
        if (t.kind != 'w' && t.kind != '0' && t.kind != '#' && t.kind != '(' && t.kind != ')' &&
            (t.kind != ',' || depth == 0))
            return false;
        depth = depth + (t.kind == '(') - (t.kind == ')' && depth > 0);
        joins |= t.kind == '#' || t.kind == '(';
    }
    return joins;
}

/* PREFIX that is lib_ is that, whoever else may know of a lib_. */
static bool is_value(cg_str body)
{
    size_t at = 0;
    made_token t;
    return made_next(body, &at, &t) && t.kind == 'w' && !made_next(body, &at, &t);
}

static bool has_word(cg_str text, cg_str word)
{
    size_t at = 0;
    for (made_token t; made_next(text, &at, &t);)
        if (t.kind == 'w' && cg_str_eq(made_text(text, &t), word))
            return true;
    return false;
}

/* CONCAT(PREFIX, name) where nothing says what PREFIX is: another file may. What is searched counts as expanded. */
static bool is_open(mask *m, made_macros *macros, cg_str name, unsigned depth)
{
    cg_str body = made_body(macros, name), params = made_params(macros, name);
    size_t at = 0;
    char before = 0;
    if (body.len > macros->budget)
        return true;
    macros->budget -= body.len;
    for (made_token t; depth < DEPTH_MAX && made_next(body, &at, &t); before = t.kind) {
        size_t next = at;
        made_token behind = {0};
        cg_str word = made_text(body, &t);
        bool pasted = before == '#' || (made_next(body, &next, &behind) && behind.kind == '#');
        if (t.kind != 'w' || pasted || cg_str_eq(word, name) || has_word(params, word))
            continue;
        bool known = made_knows(macros, word, true) || made_knows(macros, word, false);
        if (known && is_value(made_body(macros, word)))
            continue;
        bool may_be = made_is_shouted(word) || (behind.kind == '(' && sounds_pasting(word));
        if (known ? is_open(m, macros, word, depth + 1) : may_be) {
            if (!known && !mask_is_defined(m, word))
                mask_want(m, word, CG_WANTED_NAME);
            return true;
        }
    }
    return false;
}

/* LIB(find)(…): no function has another's name in parentheses of its own. */
static bool writes_function(const mask *m, size_t i)
{
    return mask_is(m, i + 1, '(') && mask_is_word(m, i + 2, MASK_W_PLAIN) &&
           mask_is(m, i + 3, ')') && mask_is(m, i + 4, '(') && made_is_shouted(mask_text(m, i));
}

/* #ifndef LIB, #define LIB(name) name: other files may have set it before. Token `i` is the #define. */
static bool is_default(const mask *m, size_t i, cg_str *out_name)
{
    cg_str define = mask_text(m, i), before = i > 0 ? mask_text(m, i - 1) : CG_STR_NULL;
    made_token t;
    size_t at = 1;
    if (i == 0 || mask_at(m, i - 1)->kind != MASK_DIRECTIVE ||
        mask_at(m, i - 1)->word != MASK_D_IF || !made_next(define, &at, &t) ||
        !made_next(define, &at, &t))
        return false;
    *out_name = made_text(define, &t);
    return has_word(cg_str_slice(before, 1, before.len), *out_name) &&
           (has(before, "ifndef") || has(before, "!"));
}

/* Appends the one name that `use` stands for to the notes' texts; false: it is no name, or the same. */
static bool write_name(made_macros *macros, cg_str use, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    made_token t;
    size_t at = 0;
    if (!made_expand(macros, use, &text))
        return false;
    cg_str name = cg_str_trim(cg_buf_str(&text));
    if (!made_next(name, &at, &t) || t.kind != 'w' || at < name.len || cg_str_eq(name, use))
        return false;
    cg_buf_add_str(out, name);
    return true;
}

/* CASE(a): stands where a statement begins, and is a label. */
static bool is_label(const mask *m, size_t i, size_t after)
{
    const mask_token *before = mask_at(m, i == 0 ? 0 : i - 1);
    return mask_is(m, after, ':') &&
           (i == 0 || before->kind == MASK_DIRECTIVE ||
            (before->kind == MASK_PUNCT && strchr(";{}:)", before->word) != NULL));
}

typedef struct namer {
    mask *m;
    made_macros macros;
    bool writes;               /* some macro does */
    CG_VEC(uint64_t) defaults; /* hashes of names that the file sets if nobody has */
} namer;

static bool is_set_here(const namer *n, cg_str name)
{
    uint64_t hash = cg_hash64(name.ptr, name.len, 0);
    for (size_t i = 0; i < n->defaults.len; i++)
        if (n->defaults.ptr[i] == hash)
            return false;
    return mask_is_defined(n->m, name);
}

static void note_directive(namer *n, size_t i)
{
    const mask_token *t = mask_at(n->m, i);
    cg_str name;
    bool defaults = t->word == MASK_D_DEFINE && is_default(n->m, i, &name);
    if (defaults && n->defaults.len < DEFAULTS_MAX)
        CG_VEC_PUSH(&n->defaults, cg_hash64(name.ptr, name.len, 0));
    bool set =
        defaults && (made_knows(&n->macros, name, true) || made_knows(&n->macros, name, false));
    if (n->writes && !set && (t->word == MASK_D_DEFINE || t->word == MASK_D_OTHER))
        mask_note_macro(n->m, &n->macros, i);
}

/* NAME(…) or NAME at token `i`: the token behind it; `i`: it writes no name. */
static size_t use_end(namer *n, size_t i)
{
    mask *m = n->m;
    cg_str name = mask_text(m, i);
    bool call = made_knows(&n->macros, name, true);
    if (writes_function(m, i) && !is_set_here(n, name))
        mask_want(m, name, CG_WANTED_NAME);
    if (!(call ? mask_is(m, i + 1, '(') : made_knows(&n->macros, name, false)) ||
        !made_is_active(&n->macros, name) || !may_write_name(made_body(&n->macros, name)) ||
        is_open(m, &n->macros, name, 0))
        return i;
    size_t after = call ? mask_after_parens(m, i + 1) : i + 1;
    if ((call && after == i + 1) || is_label(m, i, after))
        return i;
    for (size_t k = i; k < after; k++)
        if (mask_at(m, k)->kind == MASK_DIRECTIVE)
            return i;
    const mask_token *last = mask_at(m, after - 1);
    return last->start + last->len - mask_at(m, i)->start <= USE_MAX ? after : i;
}

/* The token becomes the name that is written from there to byte `end`; false: none is. */
static bool become_name(namer *n, mask_token *t, uint32_t end)
{
    cg_mask_notes *notes = n->m->notes;
    size_t text = notes->texts.len;
    if (!write_name(&n->macros, cg_str_slice(n->m->source, t->start, end), &notes->texts))
        return false;
    cg_mask_note note = {.byte = t->start,
                         .end = t->start + t->len,
                         .text = (uint32_t)text,
                         .text_len = (uint32_t)(notes->texts.len - text)};
    CG_VEC_PUSH(&notes->names, note);
    mask_bytes(n->m, note.end, end, "");
    t->flags &= MASK_F_LINE | MASK_F_OFF;
    return true;
}

/* operator==, operator(), operator delete: the token behind the name of the operator at token `i`; `i`: it is none of these. */
static size_t operator_name_end(const mask *m, size_t i)
{
    size_t end = i + 1;
    const mask_token *t = mask_at(m, end);
    if (t->kind == MASK_WORD)
        return cg_str_eq(mask_text(m, end), CG_STR("new")) ||
                       cg_str_eq(mask_text(m, end), CG_STR("delete"))
                   ? end + 1
                   : i;
    if (mask_is(m, end, '(') || mask_is(m, end, '['))
        return mask_is(m, end + 1, mask_is(m, end, '(') ? ')' : ']') ? end + 2 : i;
    for (; mask_at(m, end)->kind == MASK_PUNCT && !mask_is(m, end, '(') && end < i + 4; end++)
        if (end > i + 1 &&
            mask_at(m, end)->start > mask_at(m, end - 1)->start + mask_at(m, end - 1)->len)
            break;
    return end > i + 1 ? end : i;
}

/* An operator is declared behind a type, and called behind anything else. */
static bool calls_operator(const mask_token *before, const mask_token *first)
{
    if (before->kind == MASK_WORD)
        return before->word == MASK_W_EXPR || before->word == MASK_W_BLOCK;
    if (before->kind != MASK_PUNCT)
        return false;
    switch (before->word) {
    case MASK_P_SCOPE:
    case '>':
    case ')':
    case ']':
    case '~': return false;
    case '*':
    case '&':
    case MASK_P_AND:
        return first->kind == MASK_WORD
                   ? first->word == MASK_W_EXPR
                   : first->kind == MASK_PUNCT && strchr("(,=;{!&*", first->word);
    default: return true;
    }
}

/* operator==(b), a.operator*(): to the grammars a function of that name. What is called of `a` by operator() is read so
   as if `a` were called. The tokens in front are the last that were kept. */
static size_t operator_call_end(const mask *m, size_t i, size_t kept)
{
    if (kept < 2)
        return i;
    bool member = mask_is(m, kept - 1, '.') || mask_is(m, kept - 1, MASK_P_ARROW);
    size_t end = operator_name_end(m, i), after = end;
    if (end == i || (member && mask_is(m, i + 1, '(')) ||
        !(member || calls_operator(mask_at(m, kept - 1), mask_at(m, kept - 2))))
        return i;
    if (mask_is(m, after, '<'))
        after = mask_after_angles(m, after);
    return mask_is(m, after, '(') ? end : i;
}

static void become_operator(mask *m, mask_token *t, size_t i, size_t end)
{
    cg_mask_notes *notes = m->notes;
    const mask_token *last = mask_at(m, end - 1);
    cg_mask_note note = {
        .byte = t->start, .end = last->start + last->len, .text = (uint32_t)notes->texts.len};
    cg_buf_add_str(&notes->texts, mask_text(m, i));
    if (last->kind == MASK_WORD)
        cg_buf_add_char(&notes->texts, ' ');
    for (size_t k = i + 1; k < end; k++)
        cg_buf_add_str(&notes->texts, mask_text(m, k));
    note.text_len = (uint32_t)notes->texts.len - note.text;
    CG_VEC_PUSH(&notes->names, note);
    for (uint32_t at = t->start + t->len; at < note.end; at++)
        mask_bytes(m, at, at + 1, "_");
    t->len = note.end - note.byte;
    t->word = MASK_W_PLAIN;
    t->flags &= MASK_F_LINE | MASK_F_OFF;
}

void mask_names(mask *m, cg_str prelude)
{
    namer n = {.m = m, .writes = pastes(m, prelude)};
    size_t kept = 0;
    made_init(&n.macros, n.writes ? m->defined.len : 0, m->source,
              n.writes ? prelude : CG_STR_NULL);
    for (size_t i = 0; i < m->tokens.len;) {
        mask_token t = m->tokens.ptr[i];
        size_t after = i;
        if (t.kind == MASK_DIRECTIVE)
            note_directive(&n, i);
        else if (t.kind == MASK_WORD && t.word == MASK_W_PLAIN)
            after = use_end(&n, i);
        const mask_token *last = mask_at(m, after > i ? after - 1 : i);
        size_t called =
            t.kind == MASK_WORD && t.word == MASK_W_OPERATOR ? operator_call_end(m, i, kept) : i;
        if (called > i) {
            become_operator(m, &t, i, called);
            i = called;
        } else {
            i = after > i && become_name(&n, &t, last->start + last->len) ? after : i + 1;
        }
        m->tokens.ptr[kept++] = t;
    }
    m->tokens.len = kept;
    made_fini(&n.macros);
    CG_VEC_FINI(&n.defaults);
}
