// SPDX-License-Identifier: Apache-2.0
// mask: one walk over the tokens with a stack of brackets, which tells declarations from code.
#include "mask.h"

#include "../cfamily.h"

static void push_frame(mask *m, mask_frame_kind kind, size_t open)
{
    if (m->place.depth + 1 >= MASK_DEPTH_MAX) {
        m->failed = true;
        return;
    }
    mask_statement outer = m->place.stmt;
    const mask_frame *around = mask_top(m);
    bool parameters = around->kind == MASK_IN_PAREN ? around->parameters && !around->value
                                                    : outer.declares && !outer.equals;
    mask_frame *frame = &m->place.frames[++m->place.depth];
    *frame = (mask_frame){.kind = (uint8_t)kind, .open = (uint32_t)open, .outer = outer};
    if (kind == MASK_IN_CLASS)
        frame->name = outer.name;
    if (kind == MASK_IN_PAREN) {
        frame->control = outer.control;
        frame->parameters = parameters;
        m->place.stmt.control = false;
    } else {
        m->place.stmt = (mask_statement){.start = kind != MASK_IN_INIT && kind != MASK_IN_ENUM};
    }
}

/** Closes the innermost bracket; the stack never loses the file's own frame. */
static void pop_frame(mask *m)
{
    if (m->place.depth == 0)
        return;
    m->place.stmt = mask_top(m)->outer;
    m->place.depth--;
    if (m->place.depth < m->place.low)
        m->place.low = m->place.depth;
}

static void begin_statement(mask *m)
{
    m->place.stmt = (mask_statement){.start = true};
}

static bool holds_statements(mask_frame_kind kind)
{
    return kind == MASK_IN_DECLS || kind == MASK_IN_CLASS || kind == MASK_IN_CODE;
}

/** Token `i` could be the last before a function's or lambda's body. */
static bool ends_head(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    if (t->kind == MASK_WORD)
        return t->word == MASK_W_SPEC || t->word == MASK_W_AFTER;
    return t->kind == MASK_PUNCT && (t->word == ')' || t->word == ']');
}

static mask_frame_kind brace_in_code(const mask *m, size_t i)
{
    const mask_token *prev = mask_at(m, i - 1);
    if (prev->kind == MASK_WORD)
        return prev->word == MASK_W_BLOCK || prev->word == MASK_W_AFTER ? MASK_IN_CODE
                                                                        : MASK_IN_INIT;
    return prev->kind == MASK_PUNCT && prev->word == '>' ? MASK_IN_INIT : MASK_IN_CODE;
}

/** What the `{` at token `i` opens. */
static mask_frame_kind brace_kind(mask *m, size_t i)
{
    const mask_statement *s = &m->place.stmt;
    uint8_t inside = mask_top(m)->kind;
    if (s->enums && !s->equals && !s->paren)
        return MASK_IN_ENUM;
    if (s->classes && !s->equals && (!s->paren || s->colon))
        return MASK_IN_CLASS;
    if (s->decls && !s->paren)
        return MASK_IN_DECLS;
    if (i == 0)
        return MASK_IN_CODE;
    if (inside == MASK_IN_INIT || inside == MASK_IN_ENUM)
        return m->cpp && ends_head(m, i - 1) ? MASK_IN_CODE : MASK_IN_INIT;
    if (inside == MASK_IN_PAREN)
        return (m->cpp && ends_head(m, i - 1)) || (!m->cpp && mask_is(m, i - 1, '('))
                   ? MASK_IN_CODE
                   : MASK_IN_INIT;
    if (s->equals)
        return m->cpp && ends_head(m, i - 1) ? MASK_IN_CODE : MASK_IN_INIT;
    if (s->colon && s->paren && inside != MASK_IN_CODE)
        return mask_at(m, i - 1)->kind == MASK_WORD || mask_is(m, i - 1, '>') ? MASK_IN_INIT
                                                                              : MASK_IN_CODE;
    if (s->start || inside == MASK_IN_CODE)
        return s->start ? MASK_IN_CODE : brace_in_code(m, i);
    return s->paren ? MASK_IN_CODE : MASK_IN_INIT;
}

/** `}`: back to the statement that the bracket was part of, or to a new one. */
static size_t close_brace(mask *m, size_t i)
{
    while (m->place.depth > 0 && mask_top(m)->kind == MASK_IN_PAREN)
        pop_frame(m);
    mask_frame_kind closed = mask_top(m)->kind;
    pop_frame(m);
    mask_frame_kind inside = mask_top(m)->kind;
    if (closed == MASK_IN_CLASS || closed == MASK_IN_ENUM) {
        m->place.stmt.classes = m->place.stmt.enums = false;
        while (mask_at(m, i + 1)->flags & MASK_F_GONE) /* of a macro around the type */
            i++;
        return holds_statements(inside) ? mask_declaration(m, i + 1, true) : i + 1;
    }
    bool ends = closed == MASK_IN_DECLS || (closed == MASK_IN_CODE && !m->place.stmt.equals);
    if (ends && holds_statements(inside))
        begin_statement(m);
    return i + 1;
}

/** Inside an enum: OPTION(NAME, …) defines NAME, and macros may follow a name. */
static void mask_enumerator(mask *m, size_t i)
{
    for (size_t next; (next = mask_made_enumerators(m, i)) > i;)
        i = next;
    if (!mask_is_word(m, i, MASK_W_PLAIN))
        return;
    size_t open = i + 1;
    if (mask_is(m, open, '(') && mask_is_word(m, open + 1, MASK_W_PLAIN) &&
        mask_after_parens(m, open) > open) {
        size_t after = mask_after_parens(m, open);
        mask_blank(m, i, open + 1);
        mask_blank(m, open + 2, after);
        return;
    }
    for (;;) { /* macros and attributes behind the name */
        size_t next = open + 1;
        if (mask_is(m, open, '[') && mask_is(m, next, '['))
            next = mask_after_parens(m, open);
        else if (!mask_is_word(m, open, MASK_W_PLAIN) && !mask_is_word(m, open, MASK_W_SPEC_CALL))
            return;
        else if (mask_is(m, next, '('))
            next = mask_after_parens(m, next);
        if (next == open)
            return;
        mask_blank(m, open, next);
        open = next;
    }
}

/** `(CALL *name)(…)`: the calling convention goes, as does a macro that brings the star. */
static void mask_pointer_call(mask *m, size_t open)
{
    bool star = mask_is(m, open + 2, '*');
    bool inside = mask_is_word(m, open + 2, MASK_W_PLAIN) && mask_is(m, open + 3, ')') &&
                  mask_at(m, open + 1)->flags & MASK_F_SHOUTED;
    if (!mask_is_word(m, open + 1, MASK_W_PLAIN) || !(star || inside))
        return;
    size_t after = mask_after_parens(m, open);
    if (after > open && mask_is(m, after, '('))
        mask_blank(m, open + 1, open + 2);
}

static size_t open_paren(mask *m, size_t i)
{
    if (mask_is(m, i, '(') && m->place.stmt.declares && !m->place.stmt.equals &&
        !mask_top(m)->value)
        mask_pointer_call(m, i);
    push_frame(m, MASK_IN_PAREN, i);
    return mask_top(m)->parameters ? mask_declaration(m, i + 1, false) : i + 1;
}

/** int f(int a[] UNUSED, …) */
static void mask_after_dimension(mask *m, size_t i)
{
    size_t after = i + 1;
    if (!mask_is_word(m, i, MASK_W_PLAIN))
        return;
    if (mask_is(m, after, '('))
        after = mask_after_parens(m, after);
    if (mask_is(m, after, ',') || mask_is(m, after, ')'))
        mask_blank(m, i, after);
}

static size_t close_paren(mask *m, size_t i)
{
    if (mask_top(m)->kind != MASK_IN_PAREN)
        return i + 1;
    bool control = mask_top(m)->control, parameters = mask_top(m)->parameters;
    size_t open = mask_top(m)->open;
    pop_frame(m);
    mask_frame_kind inside = mask_top(m)->kind;
    if (mask_is(m, i, ']') && inside == MASK_IN_PAREN && mask_top(m)->parameters)
        mask_after_dimension(m, i + 1);
    if (control && holds_statements(inside))
        m->place.stmt = (mask_statement){.start = true, .pending = true};
    else if (mask_is(m, i, ')'))
        m->place.stmt.paren = true;
    if (parameters && !control && (inside == MASK_IN_DECLS || inside == MASK_IN_CLASS) &&
        mask_after_parameters(m, i + 1, open))
        begin_statement(m);
    return i + 1;
}

/** int f(int a \n { … : the body begins though the parameters go on. */
static bool lacks_paren(mask *m, size_t i)
{
    const mask_frame *top = mask_top(m);
    if (top->kind != MASK_IN_PAREN || !top->parameters || m->place.depth == 0 ||
        !(mask_at(m, i)->flags & MASK_F_LINE) || mask_at(m, i - 1)->kind != MASK_WORD)
        return false;
    uint8_t around = top[-1].kind;
    return around == MASK_IN_DECLS || around == MASK_IN_CLASS;
}

static size_t walk_punct(mask *m, size_t i)
{
    mask_statement *s = &m->place.stmt;
    mask_frame_kind inside = mask_top(m)->kind;
    switch (mask_at(m, i)->word) {
    case '(':
    case '[': return open_paren(m, i);
    case ')':
    case ']': return close_paren(m, i);
    case '{': {
        if (lacks_paren(m, i)) { /* the last word of the parameters makes room for it */
            const mask_token *last = mask_at(m, i - 1);
            mask_bytes(m, last->start, last->start + last->len, ")");
            pop_frame(m);
            m->place.stmt.paren = true;
        }
        mask_frame_kind kind = brace_kind(m, i);
        push_frame(m, kind, i);
        if (kind == MASK_IN_ENUM)
            mask_enumerator(m, i + 1);
        return i + 1;
    }
    case '}': return close_brace(m, i);
    case ';':
        if (holds_statements(inside))
            begin_statement(m);
        return i + 1;
    case ',':
        if (inside == MASK_IN_ENUM)
            mask_enumerator(m, i + 1);
        else if (inside == MASK_IN_PAREN && mask_top(m)->parameters)
            return mask_declaration(m, i + 1, false);
        else if (holds_statements(inside) && s->declares && !s->colon)
            return s->equals = false, mask_declaration(m, i + 1, true);
        return i + 1;
    case '=': s->equals |= inside != MASK_IN_PAREN; return i + 1;
    case ':':
        if (s->label)
            begin_statement(m);
        else
            s->colon |= inside != MASK_IN_PAREN;
        return i + 1;
    default: return i + 1;
    }
}

/** namespace A MACRO(x) { */
static size_t mask_namespace(mask *m, size_t i)
{
    m->place.stmt.decls = true;
    size_t next = i + 1;
    while (mask_is_word(m, next, MASK_W_PLAIN) || mask_is(m, next, MASK_P_SCOPE) ||
           mask_is_word(m, next, MASK_W_SPEC)) {
        next++;
        if ((mask_is_word(m, next, MASK_W_PLAIN) || mask_is_word(m, next, MASK_W_SPEC_CALL)) &&
            mask_is_word(m, next - 1, MASK_W_PLAIN)) {
            size_t after = next + 1;
            if (mask_is(m, after, '('))
                after = mask_after_parens(m, after);
            if (mask_is(m, after, '{'))
                mask_blank(m, next, after);
            return after;
        }
    }
    return next;
}

/** Words that are no part of a declaration's head; `i` itself for the others. */
static size_t walk_statement_word(mask *m, size_t i)
{
    mask_statement *s = &m->place.stmt;
    mask_frame_kind inside = mask_top(m)->kind;
    switch (mask_at(m, i)->word) {
    case MASK_W_TEMPLATE:
        s->start = s->pending = true;
        if (mask_is_word(m, i + 1, MASK_W_CLASS))
            mask_blank(m, i, i + 1); /* template class A<int>; */
        if (mask_is(m, i + 1, '<') && mask_after_angles(m, i + 1) > i + 1) {
            size_t after = mask_after_angles(m, i + 1);
            mask_template_head(m, i + 1, after);
            mask_directives_between(m, i + 1, after);
            return after;
        }
        return i + 1;
    case MASK_W_ACCESS:
        if (mask_is_word(m, i + 1, MASK_W_PLAIN) && mask_is(m, i + 2, ':'))
            mask_blank(m, i + 1, i + 2);
        s->label = true;
        return i + 1;
    case MASK_W_CASE: s->label = true; return i + 1;
    case MASK_W_CONTROL:
        s->control = true;
        if (mask_is_word(m, i + 1, MASK_W_PLAIN) && mask_is(m, i + 2, '('))
            mask_blank(m, i + 1, i + 2); /* if CONSTEXPR (…) */
        return i + 1;
    case MASK_W_BLOCK: s->start = s->pending = true; return i + 1;
    case MASK_W_NAMESPACE: return mask_namespace(m, i);
    case MASK_W_START:
        if (mask_is_word(m, i + 1, MASK_W_SPEC)) /* using typename A::b; */
            mask_blank(m, i + 1, i + 2);
        return i + 1;
    case MASK_W_EXPR: return mask_expression(m, i), i + 1;
    case MASK_W_PLAIN:
        if (mask_is(m, i + 1, ':') && inside == MASK_IN_CLASS)
            mask_blank(m, i, i + 2); /* signals: */
        if (!mask_is(m, i + 1, ':') || inside == MASK_IN_DECLS)
            return i;
        if (inside == MASK_IN_CODE && mask_at(m, i + 2)->kind == MASK_DIRECTIVE)
            mask_blank(m, i, i + 2); /* a label needs a statement in the same branch */
        begin_statement(m);
        return i + 2;
    default: return i;
    }
}

static size_t walk_space_macro(mask *m, size_t i)
{
    mask_space space;
    size_t next = mask_space_macro(m, i, &space);
    if (space == MASK_SPACE_OPENED)
        push_frame(m, MASK_IN_DECLS, i);
    else if (space == MASK_SPACE_CLOSED)
        pop_frame(m);
    if (mask_top(m)->kind == MASK_IN_DECLS)
        begin_statement(m);
    return next;
}

static size_t walk_statement_start(mask *m, size_t i)
{
    if (mask_at(m, i)->flags & MASK_F_GONE)
        return i + 1;
    size_t made = m->place.stmt.pending ? i : mask_made(m, i);
    if (made > i && mask_is(m, made, '{')) {
        m->place.stmt = (mask_statement){.declares = true, .paren = true};
        return made;
    }
    if (made > i) {
        begin_statement(m);
        return made;
    }
    m->place.stmt = (mask_statement){.start = false};
    if (mask_is_word(m, i, MASK_W_EXTERN) && mask_is_word(m, i + 1, MASK_W_TEMPLATE)) {
        mask_blank(m, i, i + 1);
        m->place.stmt.start = true;
        return i + 1;
    }
    if (mask_at(m, i)->kind == MASK_WORD && m->cpp) {
        size_t next = mask_written_template(m, i);
        if (next == i)
            next = mask_requires(m, i);
        if (next > i) {
            m->place.stmt = (mask_statement){.start = true, .pending = true};
            return next;
        }
    }
    if (mask_at(m, i)->kind == MASK_WORD) {
        size_t next = walk_statement_word(m, i);
        if (next > i)
            return next;
    } else if (mask_is(m, i, '[') && mask_is(m, i + 1, '[')) {
        size_t next = mask_after_parens(m, i);
        m->place.stmt = (mask_statement){.start = true, .pending = true};
        return next > i ? next : i + 1;
    } else if (mask_is(m, i, '~') && mask_top(m)->kind == MASK_IN_CLASS) {
        m->place.stmt.declares = true;
        return i + 1;
    } else if (!mask_is(m, i, MASK_P_SCOPE)) {
        bool brace = mask_is(m, i, '{');
        m->place.stmt.start = brace;
        return mask_at(m, i)->kind == MASK_PUNCT ? walk_punct(m, i) : i + 1;
    }
    size_t next = mask_statement_macros(m, i);
    if (next == i)
        next = mask_declaration(m, i, false);
    return next > i ? next : i + 1;
}

/** operator=, operator() …: the name is no bracket and no initialiser. */
static size_t operator_end(const mask *m, size_t i)
{
    size_t next = i + 1;
    if ((mask_is(m, next, '(') && mask_is(m, next + 1, ')')) ||
        (mask_is(m, next, '[') && mask_is(m, next + 1, ']')))
        return next + 2;
    if (mask_at(m, next)->kind == MASK_STRING)
        return next + 2; /* operator"" _a */
    while (mask_at(m, next)->kind == MASK_PUNCT && !mask_is(m, next, '(') &&
           !mask_is(m, next, ';') && next < i + 4)
        next++;
    return next;
}

static size_t walk_operator(mask *m, size_t i)
{
    size_t next = operator_end(m, i);
    bool code = mask_top(m)->kind == MASK_IN_CODE || mask_top(m)->kind == MASK_IN_PAREN;
    bool call = mask_is(m, i + 1, '(') && !mask_at_boundary(m, i); /* f()(a): cpp_call */
    if (code && !call && !m->place.stmt.declares && i > 0 && !mask_is(m, i - 1, MASK_P_SCOPE) &&
        mask_is(m, next, '('))
        mask_blank(m, i, next); /* operator[](a) called by name */
    return next;
}

/** Between enumerators the next one begins behind it. */
static size_t walk_directive(mask *m, size_t i)
{
    bool between = mask_top(m)->kind == MASK_IN_ENUM && mask_at_boundary(m, i);
    size_t next = mask_directive(m, i);
    if (between && mask_top(m)->kind == MASK_IN_ENUM && mask_at(m, next)->kind == MASK_WORD)
        mask_enumerator(m, next);
    return next;
}

static void walk(mask *m)
{
    begin_statement(m);
    for (size_t i = 0; i + 1 < m->tokens.len && !m->failed;) {
        const mask_token *t = mask_at(m, i);
        if (t->kind == MASK_DIRECTIVE)
            i = walk_directive(m, i);
        else if (t->kind == MASK_WORD && t->word == MASK_W_SPACE)
            i = walk_space_macro(m, i);
        else if (m->place.stmt.start && holds_statements(mask_top(m)->kind))
            i = walk_statement_start(m, i);
        else if (mask_top(m)->kind == MASK_IN_PAREN && mask_top(m)->parameters && i > 0 &&
                 t->kind == MASK_WORD && mask_at(m, i - 1)->kind == MASK_DIRECTIVE &&
                 mask_declaration(m, i, false) > i)
            i = mask_declaration(m, i, false); /* a parameter behind an #if */
        else if (t->kind == MASK_WORD && t->word == MASK_W_OPERATOR)
            i = walk_operator(m, i);
        else {
            mask_expression(m, i);
            i = t->kind == MASK_PUNCT ? walk_punct(m, i) : i + 1;
        }
    }
}

static bool is_line_end(const mask *m, size_t i)
{
    return i < m->source.len && (m->source.ptr[i] == '\n' || m->source.ptr[i] == '\r');
}

static void write_masked(const mask *m, cg_buf *out)
{
    size_t from = out->len;
    cg_buf_add_str(out, m->source);
    if (out->error)
        return;
    char *text = out->ptr + from;
    for (size_t k = 0; k < m->ranges.len; k++) {
        mask_range range = m->ranges.ptr[k];
        for (uint32_t i = range.start; i < range.end; i++)
            if (text[i] != '\n' && text[i] != '\r' && !(text[i] == '\\' && is_line_end(m, i + 1)))
                text[i] = ' ';
        if (range.text_len)
            memcpy(text + range.start, m->texts.ptr + range.text, range.text_len);
    }
}

bool cg_cfamily_mask(cg_str source, cg_str prelude, bool cpp, cg_buf *out,
                     cg_activity_changes *out_changes, cg_mask_notes *out_notes)
{
    mask *m = cg_alloc(sizeof *m);
    m->source = source;
    m->cpp = cpp;
    m->changes = out_changes;
    m->notes = out_notes;
    mask_tokenise(m);
    made_init(&m->macros, m->defined.len, source, prelude);
    m->macros.cpp = cpp;
    mask_follow_conditions(m, out_changes);
    mask_list_macros(m);
    mask_give(m);
    mask_names(m, prelude);
    if (cpp)
        mask_mark_spaces(m);
    walk(m);
    bool masked = !m->failed && m->ranges.len > 0;
    if (masked)
        write_masked(m, out);
    mask_free_groups(m);
    CG_VEC_FINI(&m->tokens);
    CG_VEC_FINI(&m->ranges);
    cg_buf_fini(&m->texts);
    CG_VEC_FINI(&m->defined);
    made_fini(&m->macros);
    cg_free(m);
    return masked && !out->error;
}
