// SPDX-License-Identifier: Apache-2.0
// mask, units: the units of a declaration's head, one after the other, and what of them is certainly a macro's.
#include "run.h"

static void add_unit(run *r, unit_kind kind, size_t from, size_t to, uint8_t flags)
{
    if (r->count < UNITS_MAX)
        r->units[r->count++] = (unit){
            .kind = (uint8_t)kind, .flags = flags, .from = (uint32_t)from, .to = (uint32_t)to};
}

/** A name that does not look like a macro. */
static bool has_plain_name(const run *r)
{
    for (unsigned i = 0; i < r->count; i++)
        if (r->units[i].kind == UNIT_NAME && !(r->units[i].flags & MASK_F_MACRO))
            return true;
    return false;
}

/** A name with its qualification and template arguments; notes whether it names a constructor. */
static size_t read_name(const mask *m, size_t i, bool *out_ctor)
{
    size_t last = 0, start = i;
    *out_ctor = false;
    if (mask_is(m, i, MASK_P_SCOPE))
        i++;
    while (mask_is_word(m, i, MASK_W_PLAIN)) {
        size_t name = i++;
        *out_ctor = last && cg_str_eq(mask_text(m, last), mask_text(m, name));
        if (m->cpp && mask_is(m, i, '<'))
            i = mask_after_angles(m, i);
        if (!mask_is(m, i, MASK_P_SCOPE))
            return i;
        bool destructor = mask_is(m, i + 1, '~') && mask_is_word(m, i + 2, MASK_W_PLAIN);
        if (destructor) {
            *out_ctor = true;
            return i + 3;
        }
        size_t next = i + 1 + mask_is_word(m, i + 1, MASK_W_TEMPLATE);
        if (mask_is_word(m, next, MASK_W_TYPE))
            return next + 1; /* std::size_t */
        if (!mask_is_word(m, next, MASK_W_PLAIN))
            return start; /* A::operator…, A::* : the declarator begins here */
        last = name;
        i = next;
    }
    return i;
}

static bool begins_type(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    return t->kind == MASK_WORD &&
           (t->word == MASK_W_PLAIN || t->word == MASK_W_TYPE || t->word == MASK_W_TYPE_CALL ||
            t->word == MASK_W_CLASS || t->word == MASK_W_ENUM);
}

/** What may follow a macro call that stands in front of a declaration or alone. */
static bool begins_declaration(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    if (t->kind == MASK_END || t->kind == MASK_DIRECTIVE)
        return true;
    if (t->kind == MASK_PUNCT)
        return t->word == '}' || (t->word == '[' && mask_is(m, i + 1, '[')) || t->word == '~';
    if (t->kind != MASK_WORD)
        return false;
    switch (t->word) {
    case MASK_W_PLAIN:
    case MASK_W_TYPE:
    case MASK_W_TYPE_CALL:
    case MASK_W_CLASS:
    case MASK_W_ENUM:
    case MASK_W_NAMESPACE:
    case MASK_W_EXTERN:
    case MASK_W_TYPEDEF:
    case MASK_W_START:
    case MASK_W_TEMPLATE:
    case MASK_W_ACCESS:
    case MASK_W_OPERATOR:
    case MASK_W_SPACE:
    case MASK_W_SPEC: return true;
    default: return false;
    }
}

/** The parentheses hold a type: words and stars alone. */
static bool holds_type(const mask *m, size_t open, size_t after)
{
    if (after < open + 3 || after - open > 12 || mask_at(m, open + 1)->kind != MASK_WORD)
        return false;
    for (size_t i = open + 1; i + 1 < after; i++) {
        bool ok = begins_type(m, i) || mask_is_word(m, i, MASK_W_SPEC) || mask_is(m, i, '*') ||
                  mask_is(m, i, MASK_P_SCOPE) || mask_is(m, i, '&');
        size_t angles = m->cpp && mask_is(m, i, '<') ? mask_after_angles(m, i) : i;
        if (angles > i && angles < after)
            i = angles - 1;
        else if (!ok)
            return false;
    }
    return true;
}

/** After a call comes the head of a function, so that the call is none itself. */
static bool head_follows(const mask *m, size_t i)
{
    unsigned words = 0;
    while (mask_at(m, i)->kind == MASK_WORD || mask_is(m, i, '*') || mask_is(m, i, '&')) {
        words += mask_at(m, i)->kind == MASK_WORD;
        i++;
    }
    return words > 0 && mask_is(m, i, '(');
}

/** Token `i` is named like the class around it. */
static bool is_constructor(const mask *m, size_t i)
{
    const mask_frame *top = &m->place.frames[m->place.depth];
    return top->kind == MASK_IN_CLASS && top->name &&
           cg_str_eq(mask_text(m, i), mask_text(m, top->name));
}

/** MEMBERS(a) on a line of its own in front of MORE(), or of the class's constructor: no type of a function. */
static bool stands_apart(const mask *m, size_t i, size_t after)
{
    const mask_token *name = mask_at(m, after);
    size_t end = mask_after_parens(m, after + 1);
    bool lines = mask_at(m, i)->flags & name->flags & MASK_F_LINE;
    if (!lines || !(mask_at(m, i)->flags & MASK_F_SHOUTED) || !mask_is(m, after + 1, '('))
        return false;
    if (is_constructor(m, after))
        return true;
    return name->flags & MASK_F_SHOUTED && !mask_is(m, end, '{') && !mask_is(m, end, '(');
}

/** API_FUNC(int) name(…), and MOVE_ARG(T) name among parameters: the type is inside. */
static bool stands_for_type(const mask *m, const run *r, size_t i, size_t after)
{
    if (r->typed || has_unit(r, UNIT_TYPE) || !holds_type(m, i + 1, after))
        return false;
    bool star = mask_is(m, after, '*') || mask_is(m, after, '&');
    bool name = mask_is_word(m, after, MASK_W_PLAIN);
    if (m->cpp && r->parameter && mask_is(m, after, MASK_P_DOTS))
        return mask_at(m, i)->flags & MASK_F_MACRO && mask_is_word(m, after + 1, MASK_W_PLAIN);
    if (r->parameter)
        return mask_at(m, i)->flags & MASK_F_MACRO &&
               (star || (name && (mask_is(m, after + 1, ',') || mask_is(m, after + 1, ')'))));
    if (!r->declaring || has_plain_name(r) || stands_apart(m, i, after) || is_constructor(m, i))
        return false;
    if (star)
        return mask_at(m, i)->flags & MASK_F_MACRO && mask_is_word(m, after + 1, MASK_W_PLAIN);
    bool builtin = false;
    for (size_t k = i + 2; k + 1 < after; k++)
        builtin |= mask_is_word(m, k, MASK_W_TYPE);
    if (name && mask_is(m, after + 1, '('))
        return builtin || mask_holds_parameters(m, after + 1, mask_after_parens(m, after + 1));
    return name &&
           (mask_is(m, after + 1, ';') || mask_is(m, after + 1, '=') || mask_is(m, after + 1, '['));
}

/** Among members only declarations may stand, and C++ can take a call of names for one. */
static bool unlike_member(mask *m, size_t open, size_t after)
{
    if (mask_top(m)->kind != MASK_IN_CLASS)
        return false;
    for (size_t i = open + 1; i + 1 < after; i++)
        if (!mask_is_word(m, i, MASK_W_PLAIN) && !mask_is(m, i, ',') &&
            !mask_is(m, i, MASK_P_SCOPE))
            return true;
    return !m->cpp;
}

/** attribute((x)) behind a type or a parameter's name, whatever it is called: no parameters stand in two pairs of
 *  parentheses. */
static bool is_attribute(const mask *m, const run *r, size_t i, size_t after)
{
    bool pairs = mask_is(m, i + 2, '(') && mask_after_parens(m, i + 2) == after - 1;
    if (!pairs || mask_holds_parameters(m, i + 2, after - 1) || !(r->typed || r->count > 0))
        return false;
    const mask_token *next = mask_at(m, after);
    return next->kind == MASK_WORD
               ? next->word != MASK_W_EXPR
               : r->parameter && (mask_is(m, after, ',') || mask_is(m, after, ')'));
}

/** PACKED(typedef struct {…}) name; the macro goes, and the type is read. */
static bool is_around_type(const mask *m, size_t open, size_t after)
{
    bool type = mask_is_word(m, open + 1, MASK_W_TYPEDEF) ||
                mask_is_word(m, open + 1, MASK_W_CLASS) || mask_is_word(m, open + 1, MASK_W_ENUM);
    return type && mask_is(m, after - 2, '}') && mask_is_word(m, after, MASK_W_PLAIN) &&
           mask_is(m, after + 1, ';');
}

/** `NAME (` in a run: a macro that is called, or (false) the declared name. */
static bool read_call(mask *m, run *r, size_t i)
{
    const mask_token *t = mask_at(m, i);
    size_t open = i + 1, after = mask_after_parens(m, open);
    if (after == open)
        return false;
    bool macro = t->flags & MASK_F_MACRO || cg_str_eq(mask_text(m, i), CG_STR("_"));
    bool named = has_unit(r, UNIT_NAME);
    if (!named && !r->typed && !r->parameter && !has_unit(r, UNIT_TYPE) &&
        mask_made_type(m, i, after)) {
        add_unit(r, UNIT_TYPE, i, after, 0);
        r->end = after;
        return true;
    }
    bool line = t->flags & MASK_F_LINE && mask_at(m, after)->flags & MASK_F_LINE;
    bool standing =
        line && t->flags & MASK_F_SHOUTED && !has_plain_name(r); /* on lines of its own */
    bool typed = r->typed || has_unit(r, UNIT_TYPE) || (named && !standing);
    if (r->declaring && is_around_type(m, open, after)) {
        mask_blank(m, i, open + 1);
        mask_blank(m, after - 1, after);
        r->end = open + 1;
        return true;
    }
    if (macro && named && mask_wraps_parameters(m, i, after)) {
        mask_blank(m, i, open + 1); /* name PROTO((int a)); */
        mask_blank(m, after - 1, after);
        return false;
    }
    if (is_attribute(m, r, i, after)) {
        mask_blank(m, i, after);
        r->end = after;
        return true;
    }
    if (stands_for_type(m, r, i, after)) {
        if (m->cpp || r->declaring) {
            mask_blank(m, i, open + 1);
            mask_blank(m, after - 1, after);
            mask_type(m, open + 1);
        }
        add_unit(r, UNIT_TYPE, open + 1, after - 1, 0);
        r->end = after;
        return true;
    }
    if (r->count == 0 && mask_is(m, after, ';') && macro && unlike_member(m, open, after)) {
        if (!m->cpp && after == open + 3 && mask_is_word(m, open + 1, MASK_W_PLAIN)) {
            mask_blank(m, open, open + 1); /* BIT(name); is a field */
            mask_blank(m, after - 1, after);
            return false;
        }
        add_unit(r, UNIT_CALL, i, after + 1, t->flags); /* ASSERTION(1 > 0); among members */
        r->end = after + 1;
        r->alone = true;
        return true;
    }
    if (r->declaring && r->count == 0 && macro && stands_apart(m, i, after)) {
        add_unit(r, UNIT_CALL, i, after, t->flags);
        r->end = after;
        r->alone = true;
        return true;
    }
    if (!r->declaring || !begins_declaration(m, after))
        return false;
    bool decorates = !typed && !has_unit(r, UNIT_CALL) && !mask_holds_parameters(m, open, after) &&
                     head_follows(m, after);
    if (!macro && !decorates)
        return false;
    if (typed && (mask_holds_parameters(m, open, after) || !head_follows(m, after)))
        return false; /* int __f(int) __attribute_macro; */
    add_unit(r, UNIT_CALL, i, after, t->flags);
    r->end = after;
    return true;
}

/** Ends in the head of a definition: `{`, `:` and bases, or `final`. */
static bool defines_here(const mask *m, size_t i, bool is_enum)
{
    if (mask_is(m, i, '{'))
        return true;
    if (mask_is_word(m, i, MASK_W_AFTER))
        return m->cpp && !is_enum;
    if (!mask_is(m, i, ':'))
        return false;
    if (!is_enum)
        return m->cpp;
    for (size_t k = i + 1; k < i + 8; k++) { /* enum E : type {, not a bit-field */
        if (mask_is(m, k, '{'))
            return true;
        if (mask_is(m, k, ';') || mask_is(m, k, ','))
            return false;
    }
    return false;
}

static size_t skip_attributes(const mask *m, size_t i)
{
    for (;;) {
        size_t from = i;
        if (mask_is_word(m, i, MASK_W_SPEC_CALL) && mask_is(m, i + 1, '('))
            i = mask_after_parens(m, i + 1);
        else if (mask_is(m, i, '[') && mask_is(m, i + 1, '['))
            i = mask_after_parens(m, i);
        if (i == from || i == from + 1)
            return from;
    }
}

/** class, struct, union or enum with its name; blanks macros between the two. */
static void read_tag(mask *m, run *r, size_t i)
{
    bool is_enum = mask_is_word(m, i, MASK_W_ENUM), ctor;
    bool is_class = mask_text(m, i).ptr[0] == 'c';
    size_t from = i++;
    if (is_enum && mask_is_word(m, i, MASK_W_CLASS))
        i++, is_class = true;
    i = skip_attributes(m, i);
    size_t names[8], ends[8];
    unsigned count = 0;
    while (count < 8 && mask_is_word(m, i, MASK_W_PLAIN)) {
        names[count] = i;
        i = read_name(m, i, &ctor);
        if (i == names[count])
            break;
        if ((mask_at(m, names[count])->flags & MASK_F_MACRO) && mask_is(m, i, '(') &&
            mask_after_parens(m, i) > i &&
            (mask_is_word(m, mask_after_parens(m, i), MASK_W_PLAIN) || count > 0))
            i = mask_after_parens(m, i); /* class API(x) Name */
        ends[count++] = i = skip_attributes(m, i);
    }
    if (defines_here(m, i, is_enum)) {
        unsigned keep = count ? count - 1 : 0; /* macros stand in front, some behind the name */
        while (keep > 0 && mask_at(m, names[keep])->flags & MASK_F_MACRO)
            keep--;
        if (count && mask_at(m, names[keep])->flags & MASK_F_MACRO)
            keep = count - 1;
        for (unsigned k = 0; k < count; k++)
            if (k != keep)
                mask_blank(m, names[k], ends[k]);
        r->defines = true;
        m->place.stmt.name = count ? (uint32_t)names[keep] : 0;
        m->place.stmt.classes = !is_enum;
        m->place.stmt.enums = is_enum;
        r->end = i;
        return;
    }
    unsigned first = 0;
    if (count > 1) {
        uint8_t flags = mask_at(m, names[0])->flags;
        bool sure = (is_class && m->cpp) || count > 2 || (m->cpp && flags & MASK_F_HINT);
        if (flags & MASK_F_MACRO && sure) {
            mask_blank(m, names[0], ends[0]);
            first = 1;
        }
    }
    r->end = count ? ends[first] : i;
    add_unit(r, UNIT_TYPE, from, r->end, 0);
}

/** int a __attribute__((x)); which only fields may have. */
static bool trails(mask *m, size_t i)
{
    size_t after = mask_after_parens(m, i + 1);
    bool ends = mask_is(m, after, ';') || mask_is(m, after, '=') || mask_is(m, after, ',');
    return mask_text(m, i).ptr[2] == 'a' && ends && mask_top(m)->kind != MASK_IN_CLASS &&
           mask_top(m)->kind != MASK_IN_PAREN;
}

/** typedef __attribute__((x)) int a; which the grammars know only behind the type. */
static bool follows_typedef(const mask *m, size_t i)
{
    return mask_text(m, i).ptr[2] == 'a' && i > 0 && mask_is_word(m, i - 1, MASK_W_TYPEDEF);
}

bool mask_read_unit(mask *m, run *r)
{
    size_t i = r->end;
    const mask_token *t = mask_at(m, i);
    if (t->kind == MASK_PUNCT) {
        if (t->word == '[' && mask_is(m, i + 1, '[') && mask_after_parens(m, i) > i) {
            r->end = mask_after_parens(m, i);
            add_unit(r, UNIT_SPEC, i, r->end, 0);
            return true;
        }
        if (t->word != MASK_P_SCOPE || !mask_is_word(m, i + 1, MASK_W_PLAIN))
            return false;
    } else if (t->kind != MASK_WORD) {
        return false;
    }
    bool ctor;
    switch (t->kind == MASK_PUNCT ? MASK_W_PLAIN : t->word) {
    case MASK_W_SPEC:
    case MASK_W_TYPEDEF:
    case MASK_W_EXTERN:
        if (t->word == MASK_W_EXTERN && mask_at(m, i + 1)->kind == MASK_STRING)
            i++, m->place.stmt.decls = true;
        r->end = i + 1;
        add_unit(r, UNIT_SPEC, i, i + 1, 0);
        return true;
    case MASK_W_TYPE:
        if (r->count && r->units[r->count - 1].kind == UNIT_NAME && t->len == 4 &&
            mask_text(m, i).ptr[0] == 'a' && !(r->units[r->count - 1].flags & MASK_F_MACRO))
            r->units[r->count - 1].kind = UNIT_SPEC; /* Concept auto */
        r->end = i + 1;
        add_unit(r, UNIT_TYPE, i, i + 1, 0);
        return true;
    case MASK_W_TYPE_CALL:
    case MASK_W_SPEC_CALL:
        if (t->word == MASK_W_SPEC_CALL &&
            (follows_typedef(m, i) || (has_unit(r, UNIT_NAME) && trails(m, i)))) {
            r->end = mask_after_parens(m, i + 1);
            mask_blank(m, i, r->end);
            return true;
        }
        r->end = mask_is(m, i + 1, '(') ? mask_after_parens(m, i + 1) : i + 1;
        add_unit(r, t->word == MASK_W_TYPE_CALL ? UNIT_TYPE : UNIT_SPEC, i, r->end, 0);
        return true;
    case MASK_W_CLASS:
    case MASK_W_ENUM: read_tag(m, r, i); return !r->defines;
    case MASK_W_PLAIN: break;
    default: return false;
    }
    size_t after = read_name(m, i, &ctor);
    if (after == i)
        return r->special = true, false;
    if (after == i + 1 && mask_is(m, after, '(') && read_call(m, r, i))
        return !r->alone;
    if (t->flags & MASK_F_GONE) { /* the macro around a parameter list */
        r->end = after;
        return false;
    }
    bool builtin = mask_is_word(m, after - 1, MASK_W_TYPE);
    add_unit(r, builtin ? UNIT_TYPE : UNIT_NAME, i, after, after == i + 1 ? t->flags : 0);
    r->units[r->count - 1].ctor = ctor;
    r->end = after;
    return !mask_is(m, after, '(');
}
