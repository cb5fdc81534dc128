// SPDX-License-Identifier: Apache-2.0
// mask_run: the head of a declaration as a run of units (specifiers, types, names, macro calls).
// A declaration has one type and one name; the identifiers beyond that are macros, and go.
#include "mask.h"

typedef enum unit_kind {
    UNIT_SPEC,
    UNIT_TYPE, /* a built-in type or struct X */
    UNIT_NAME, /* identifier, perhaps qualified and with template arguments */
    UNIT_CALL, /* MACRO(…) */
} unit_kind;

typedef struct unit {
    uint8_t kind, flags;
    bool ctor; /* A::A or A::~A */
    uint32_t from, to;
} unit;

#define UNITS_MAX 24

typedef struct run {
    unit units[UNITS_MAX];
    unsigned count;
    size_t end;     /* token that ends it */
    bool defines;   /* ends in the head of a class or enum definition */
    bool special;   /* ends before A::operator…, A::* */
    bool declaring; /* in a place for declarations alone: file, namespace, class */
    bool alone;     /* was macros that stood for themselves: a new statement begins */
    bool parameter; /* one of a parameter list */
    bool typed;     /* its type was read before */
    bool type_only; /* has no name: a cast */
} run;

static void add_unit(run *r, unit_kind kind, size_t from, size_t to, uint8_t flags)
{
    if (r->count < UNITS_MAX)
        r->units[r->count++] = (unit){
            .kind = (uint8_t)kind, .flags = flags, .from = (uint32_t)from, .to = (uint32_t)to};
}

static bool has_unit(const run *r, unit_kind kind)
{
    for (unsigned i = 0; i < r->count; i++)
        if (r->units[i].kind == kind)
            return true;
    return false;
}

/** A name that does not look like a macro. */
static bool has_plain_name(const run *r)
{
    for (unsigned i = 0; i < r->count; i++)
        if (r->units[i].kind == UNIT_NAME && !(r->units[i].flags & MASK_F_MACRO))
            return true;
    return false;
}

/* ---- reading ---- */

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
        if (!ok)
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

/** API_FUNC(int) name(…), and MOVE_ARG(T) name among parameters: the type is inside. */
static bool stands_for_type(const mask *m, const run *r, size_t i, size_t after)
{
    if (r->typed || has_unit(r, UNIT_TYPE) || !holds_type(m, i + 1, after))
        return false;
    bool star = mask_is(m, after, '*') || mask_is(m, after, '&');
    bool name = mask_is_word(m, after, MASK_W_PLAIN);
    if (r->parameter)
        return mask_at(m, i)->flags & MASK_F_MACRO &&
               (star || (name && (mask_is(m, after + 1, ',') || mask_is(m, after + 1, ')'))));
    if (!r->declaring || has_plain_name(r))
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

static void mask_type(mask *m, size_t i);

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

/** Takes the unit at r->end; false when nothing of a declaration's head stands there. */
static bool read_unit(mask *m, run *r)
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

/* ---- deciding ---- */

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

static bool is_pointer(const mask *m, size_t i)
{
    return mask_is(m, i, '*') || mask_is(m, i, '&') || mask_is(m, i, MASK_P_AND);
}

/** MAP(K, V) name; where nothing else can be the type, the macro is it, and its name stays. */
static bool is_only_type(mask *m, const run *r, unsigned call, bool typed)
{
    const unit *u = &r->units[call], *name = u + 1;
    if (typed || !r->declaring || has_unit(r, UNIT_TYPE) || names_constructor(m, r))
        return false;
    if (call + 1 == r->count)
        return is_pointer(m, r->end) && mask_is_word(m, r->end + 1, MASK_W_PLAIN);
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
        while (r->count < UNITS_MAX && read_unit(m, r))
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

/** A type without a name: in a cast, or inside API(type). */
static void mask_type(mask *m, size_t i)
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

size_t mask_declaration(mask *m, size_t i, bool typed)
{
    mask_frame_kind kind = mask_top(m)->kind;
    run r = {.end = i,
             .typed = typed,
             .declaring = kind == MASK_IN_DECLS || kind == MASK_IN_CLASS,
             .parameter = kind == MASK_IN_PAREN};
    if (!typed || !is_pointer(m, i))
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
    while (!r.defines && is_pointer(m, end)) {
        size_t next = pointer_part(m, end);
        if (next == end || !mask_is_word(m, next, MASK_W_PLAIN))
            return next;
        run rest = {.end = next, .typed = true, .declaring = r.declaring, .parameter = r.parameter};
        read_run(m, &rest, true);
        end = rest.end;
    }
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
