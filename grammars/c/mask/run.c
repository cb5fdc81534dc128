// SPDX-License-Identifier: Apache-2.0
// mask, run: which units of a declaration's head are macros. A declaration has one type and one name; the identifiers
// beyond that go.
#include "run.h"

static const unit *last_name(const run *r)
{
    for (unsigned i = r->count; i-- > 0;)
        if (r->units[i].kind == UNIT_NAME)
            return &r->units[i];
    return NULL;
}

/** A constructor needs no type in front. */
static bool names_constructor(mask *m, const run *r)
{
    const unit *name = last_name(r);
    if (!name || !mask_is(m, r->end, '('))
        return false;
    const mask_frame *top = mask_top(m);
    return name->ctor || (top->kind == MASK_IN_CLASS && top->name &&
                          cg_str_eq(mask_text(m, name->from), mask_text(m, top->name)));
}

/** How many names the run may hold; -1: it is no declaration, only macros standing alone. */
static int names_wanted(mask *m, const run *r, bool typed)
{
    const mask_token *t = mask_at(m, r->end);
    if (r->defines)
        return 0;
    int type = typed || has_unit(r, UNIT_TYPE) ? 0 : 1;
    if (r->special || r->type_only)
        return type;
    if (t->kind == MASK_END || t->kind == MASK_DIRECTIVE)
        return -1;
    if (t->kind == MASK_WORD) {
        if (t->word == MASK_W_OPERATOR) {
            const mask_token *next = mask_at(m, r->end + 1);
            bool conversion = next->kind == MASK_WORD && next->word != MASK_W_EXPR;
            return conversion ? 0 : type;
        }
        bool standing = t->word == MASK_W_NAMESPACE || t->word == MASK_W_START ||
                        t->word == MASK_W_TEMPLATE || t->word == MASK_W_ACCESS ||
                        t->word == MASK_W_SPACE;
        return standing ? -1 : type + 1;
    }
    if (t->kind != MASK_PUNCT)
        return 99;
    switch (t->word) {
    case '}': return -1;
    case '~': return 0;
    case '*':
    case '&':
    case MASK_P_AND: return type;
    case '(':
        if (names_constructor(m, r))
            return 1;
        if (mask_is(m, r->end + 1, '*') && mask_is(m, mask_after_parens(m, r->end), '('))
            return type; /* the name is inside: (*name)(…) */
        return type + 1;
    case '=':
    case ';':
    case ',':
    case ')':
    case '[':
    case '{':
    case ':':
    case '>': return type + 1;
    default: return 99;
    }
}

static unit *first_name(run *r, unsigned flags, bool spare_last)
{
    const unit *last = last_name(r);
    for (unsigned i = 0; i < r->count; i++) {
        unit *u = &r->units[i];
        if (u->kind == UNIT_NAME && (flags == 0 || u->flags & flags) && !(spare_last && u == last))
            return u;
    }
    return NULL;
}

/** FMT_END_NAMESPACE and the like stand for themselves wherever they are. */
static bool stands_alone(cg_str name)
{
    return cg_str_ends(name, CG_STR("NAMESPACE")) || cg_str_ends(name, CG_STR("_END")) ||
           cg_str_ends(name, CG_STR("_BEGIN")) || cg_str_ends(name, CG_STR("_DECLS"));
}

/** const may follow a type; static, virtual or friend do not. */
static bool leads(const mask *m, const unit *u)
{
    cg_str text = mask_text(m, u->from);
    return u->kind == UNIT_SPEC && u->to == u->from + 1 && !cg_str_starts(text, CG_STR("con")) &&
           !cg_str_starts(text, CG_STR("vol")) && text.ptr[0] != '_' && text.ptr[0] != 'r';
}

/** A name right in front of a built-in type can be nothing but a macro, nor can a macro's name in
 *  front of what begins a declaration. */
static unit *certain_macro(const mask *m, run *r)
{
    for (unsigned i = 0; i + 1 < r->count; i++) {
        unit *u = &r->units[i], *next = u + 1;
        if (u->kind != UNIT_NAME)
            continue;
        if (next->kind == UNIT_TYPE || (u->flags & MASK_F_SHOUTED && leads(m, next)) ||
            (i == 0 && r->declaring && u->flags & MASK_F_SHOUTED &&
             stands_alone(mask_text(m, u->from))))
            return u;
    }
    return NULL;
}

/** The unit that is most likely a macro: by its name, by its look; what stands right in front of the
 *  parameters is the last to go. */
static unit *pick_macro(const mask *m, run *r)
{
    bool call = mask_is(m, r->end, '(');
    unit *u = first_name(r, MASK_F_HINT, false);
    if (!u)
        u = first_name(r, MASK_F_SHOUTED, false);
    if (!u)
        u = first_name(r, MASK_F_MACRO, call);
    if (!u && r->declaring)
        u = first_name(r, 0, call);
    return u ? u : first_name(r, MASK_F_MACRO, false);
}

static void drop(mask *m, unit *u)
{
    mask_blank(m, u->from, u->to);
    u->kind = UNIT_SPEC;
}

/** MAP(K, V) name; where nothing else can be the type, the macro is it, and its name stays. */
static bool is_only_type(mask *m, const run *r, unsigned call, bool typed)
{
    const unit *u = &r->units[call], *name = u + 1;
    if (typed || !r->declaring || has_unit(r, UNIT_TYPE) || names_constructor(m, r))
        return false;
    if (call + 1 == r->count)
        return mask_is_pointer(m, r->end) && mask_is_word(m, r->end + 1, MASK_W_PLAIN);
    if (call + 2 < r->count || name->kind != UNIT_NAME || last_name(r) != name)
        return false;
    size_t after = mask_after_parens(m, r->end);
    return mask_is(m, r->end, '(')
               ? mask_is(m, after, '{') && mask_holds_parameters(m, r->end, after)
               : mask_is(m, r->end, ';') || mask_is(m, r->end, '=') || mask_is(m, r->end, '[') ||
                     mask_is(m, r->end, ',');
}

/** Drops macros from the run. True: the last one took parentheses with it, and the run goes on. */
static bool drop_surplus(mask *m, run *r, bool typed)
{
    if (r->alone) {
        for (unsigned i = 0; i < r->count; i++)
            drop(m, &r->units[i]);
        return false;
    }
    for (unit *u; (u = certain_macro(m, r)) != NULL;)
        drop(m, u);
    int wanted = names_wanted(m, r, typed), names = 0;
    bool alone = wanted < 0;
    for (unsigned i = 0; i < r->count; i++) {
        unit *u = &r->units[i];
        if (u->kind == UNIT_CALL && is_only_type(m, r, i, typed)) {
            mask_blank(m, u->from + 1, u->to);
            u->kind = UNIT_TYPE;
        } else if (u->kind == UNIT_CALL) {
            drop(m, u);
        }
        names += r->units[i].kind == UNIT_NAME;
    }
    if (alone && (!r->declaring || has_unit(r, UNIT_TYPE)))
        return false;
    r->alone = alone && r->count;
    for (; names > (alone ? 0 : wanted); names--) {
        unit *u = pick_macro(m, r);
        if (!u || (alone && !(u->flags & MASK_F_MACRO))) {
            r->alone = false;
            return false;
        }
        drop(m, u);
        size_t after = mask_after_parens(m, r->end);
        if (names > 1 && u->to == r->end && mask_is(m, r->end, '(') && after > r->end &&
            !mask_holds_parameters(m, r->end, after)) { /* int a ALIGNED(8); */
            mask_blank(m, r->end, after);
            r->end = after;
            return true;
        }
    }
    return false;
}

/** Reads units and drops macros until neither gives more. */
static void read_run(mask *m, run *r, bool typed)
{
    do {
        while (r->count < UNITS_MAX && mask_read_unit(m, r))
            ;
    } while (drop_surplus(m, r, typed) && r->count < UNITS_MAX);
}

/** Past the stars of a declarator, to its name. */
static size_t pointer_part(mask *m, size_t i)
{
    while (mask_is(m, i, '*') || mask_is(m, i, '&') || mask_is(m, i, MASK_P_AND) ||
           mask_is(m, i, MASK_P_DOTS) || mask_is_word(m, i, MASK_W_SPEC))
        i++;
    return i;
}

void mask_type(mask *m, size_t i)
{
    mask_statement saved = m->place.stmt;
    run r = {.end = i, .declaring = true, .type_only = true};
    read_run(m, &r, false);
    m->place.stmt = saved;
}

/** `inline` alone between #ifdef and #endif: the declaration begins behind. */
static bool is_branch_of_specifiers(const mask *m, const run *r, size_t i)
{
    const mask_token *next = mask_at(m, r->end);
    for (unsigned k = 0; k < r->count; k++)
        if (r->units[k].kind != UNIT_SPEC)
            return false;
    return r->declaring && r->count > 0 && i > 0 && mask_at(m, i - 1)->kind == MASK_DIRECTIVE &&
           next->kind == MASK_DIRECTIVE &&
           (next->word == MASK_D_ELSE || next->word == MASK_D_ENDIF);
}

/** `T &name(value);` in code is read as a function: `T &name=value ;`. What begins with an operator or a cast is a value. */
static void mask_reference(mask *m, size_t open)
{
    size_t after = mask_is(m, open, '(') ? mask_after_parens(m, open) : open;
    if (!m->cpp || after <= open + 2 || !(mask_is(m, after, ';') || mask_is(m, after, ',')))
        return;
    const mask_token *first = mask_at(m, open + 1), *close = mask_at(m, after - 1);
    bool value = (first->kind == MASK_PUNCT && first->word != MASK_P_SCOPE) ||
                 cg_str_ends(mask_text(m, open + 1), CG_STR("_cast"));
    for (size_t k = open + 1, depth = 0; k + 1 < after; k++) {
        depth += mask_is(m, k, '(') || mask_is(m, k, '<');
        depth -= depth && (mask_is(m, k, ')') || mask_is(m, k, '>'));
        if (depth == 0 && mask_is(m, k, ','))
            return;
    }
    if (!value && mask_holds_parameters(m, open, after))
        return;
    mask_bytes(m, mask_at(m, open)->start, mask_at(m, open)->start + 1, "=");
    mask_bytes(m, close->start, close->start + 1, " ");
}

size_t mask_declaration(mask *m, size_t i, bool typed)
{
    mask_frame_kind kind = mask_top(m)->kind;
    run r = {.end = i,
             .typed = typed,
             .declaring = kind == MASK_IN_DECLS || kind == MASK_IN_CLASS,
             .parameter = kind == MASK_IN_PAREN};
    if (!typed || !mask_is_pointer(m, i))
        read_run(m, &r, typed);
    mask_directives_between(m, i, r.end);
    if (is_branch_of_specifiers(m, &r, i)) {
        mask_blank(m, i, r.end);
        r.alone = true;
    }
    if (r.alone) {
        m->place.stmt = (mask_statement){.start = true};
        return r.end;
    }
    if (r.special) {
        mask_member_pointer(m, r.end);
        while (mask_at(m, r.end)->flags & MASK_F_GONE)
            r.end++;
    }
    const unit *name = last_name(&r);
    bool called = r.count == 1 && name && kind == MASK_IN_DECLS && mask_is(m, r.end, '(') &&
                  mask_is(m, mask_after_parens(m, r.end), ';'); /* MACRO(int); */
    m->place.stmt.declares |=
        (r.declaring && !called) || has_unit(&r, UNIT_TYPE) || (name && name->from > i);
    size_t end = r.end;
    bool reference = false;
    while (!r.defines && mask_is_pointer(m, end)) {
        size_t next = pointer_part(m, end);
        reference = mask_is(m, next - 1, '&');
        if (next == end || !mask_is_word(m, next, MASK_W_PLAIN))
            return next;
        run rest = {.end = next, .typed = true, .declaring = r.declaring, .parameter = r.parameter};
        read_run(m, &rest, true);
        end = rest.end;
    }
    if (reference && kind == MASK_IN_CODE)
        mask_reference(m, end);
    return end;
}

void mask_cast(mask *m, size_t i)
{
    size_t end = i;
    unsigned words = 0;
    for (; mask_at(m, end)->kind == MASK_WORD && mask_at(m, end)->word != MASK_W_EXPR; end++)
        words++;
    size_t stars = end;
    while (mask_is(m, end, '*'))
        end++;
    if (words >= 2 && end > stars && mask_is(m, end, ')'))
        mask_type(m, i);
}
