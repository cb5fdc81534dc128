// SPDX-License-Identifier: Apache-2.0
// mask, if: what is compiled. Conditions are worked out as a compiler of the common platform would that
// was given no macros: what is false then may yet be true in some build, unless it rests on the
// platform or on what the file defines itself.
#include "if.h"

#include <ctype.h>

#define CONDITIONS_MAX 4096u /* that are noted of one file */
#define NESTING_MAX 40u      /* parentheses, operators, and macros that stand for each other */
/* What conditions may go through of the bodies of macros: each may stand for several others, and each of these. */
#define BODY_BYTES_MIN 1000000u
#define BODY_BYTES_TIMES 64u /* as much as the source */
#define BODY_BYTES_EACH 16u  /* beside its text */

/* Products and shifts of 64-bit limits fit. */
__extension__ typedef __int128 wide;

typedef struct value {
    wide number;
    if_sureness sure;
} value;

static const value open_value = {1, IF_OPEN};

typedef struct expression {
    const mask *m;
    macro_table *macros;
    mask_reader r;
    unsigned depth;
    bool failed; /* not understood */
} expression;

static value evaluate(const mask *m, macro_table *macros, cg_str text, unsigned depth);

/* ---- logic ---- */

static value not_(value v)
{
    return (value){v.number == 0, v.sure};
}

/* One that is false decides, whatever the other is. */
static value and_(value a, value b)
{
    if (a.number && b.number)
        return (value){1, CG_MIN(a.sure, b.sure)};
    if (a.number || b.number)
        return a.number ? b : a;
    return (value){0, CG_MAX(a.sure, b.sure)};
}

static value or_(value a, value b)
{
    return not_(and_(not_(a), not_(b)));
}

/* ---- tokens ---- */

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

void mask_skip_space(mask_reader *r)
{
    for (;;) {
        while (r->at < r->end && (isspace((unsigned char)*r->at) || *r->at == '\\'))
            r->at++;
        if (r->end - r->at < 2 || r->at[0] != '/')
            return;
        if (r->at[1] == '/') {
            r->at = r->end;
        } else if (r->at[1] == '*') {
            const char *close = memmem(r->at + 2, (size_t)(r->end - r->at) - 2, "*/", 2);
            r->at = close ? close + 2 : r->end;
        } else {
            return;
        }
    }
}

bool mask_take(mask_reader *r, const char *text)
{
    mask_skip_space(r);
    size_t len = strlen(text);
    if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0)
        return false;
    r->at += len;
    return true;
}

cg_str mask_take_word(mask_reader *r)
{
    mask_skip_space(r);
    const char *from = r->at;
    while (r->at < r->end && is_word_char(*r->at))
        r->at++;
    return cg_str_make(from, (size_t)(r->at - from));
}

static value fail(expression *e)
{
    e->failed = true;
    e->r.at = e->r.end;
    return open_value;
}

static value number_of(expression *e, cg_str word)
{
    uint64_t number = 0;
    unsigned base = 10;
    size_t i = 0;
    if (word.ptr[0] == '0' && word.len > 1) {
        bool hex = word.ptr[1] == 'x' || word.ptr[1] == 'X';
        base = hex ? 16 : word.ptr[1] == 'b' ? 2 : 8;
        i = base == 8 ? 1 : 2;
    }
    for (; i < word.len; i++) {
        char c = word.ptr[i];
        unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0')
                         : base == 16 && isxdigit((unsigned char)c)
                             ? (unsigned)(tolower((unsigned char)c) - 'a') + 10
                             : 99;
        if (digit >= base)
            break;
        number = number * base + digit;
    }
    for (; i < word.len; i++)
        if (!memchr("uUlL", word.ptr[i], 4))
            return fail(e);
    return (value){number, IF_SURE};
}

/** __has_include(<a.h>), GCC_VERSION(4, 3): what stands in the parentheses is not for us, but for
 * __has_feature(address_sanitizer), which nobody ships. */
static value skip_call(expression *e)
{
    unsigned depth = 1;
    cg_str argument = mask_take_word(&e->r);
    if (cg_str_ends(argument, CG_STR("_sanitizer")) && mask_take(&e->r, ")"))
        return (value){0, IF_LIKELY};
    while (e->r.at < e->r.end && depth > 0) {
        depth += *e->r.at == '(';
        depth -= *e->r.at == ')';
        e->r.at++;
    }
    return open_value;
}

static value name_value(expression *e, cg_str name)
{
    macro_entry macro = macros_get(e->m, e->macros, name);
    if (mask_take(&e->r, "("))
        return skip_call(e);
    if (cg_str_eq(name, CG_STR("true")) && e->m->cpp)
        return (value){1, IF_SURE};
    if (!macro.defined && macro.sure >= IF_LIKELY)
        return (value){0, (if_sureness)macro.sure};
    if (!macro.defined) /* who asks for a value expects that it has one, if not from here */
        return macro.stated || mask_is_feature(name) ? (value){0, IF_GUESSED} : open_value;
    value v = {(wide)macro.number, (if_sureness)macro.number_sure};
    uint64_t cost = BODY_BYTES_EACH + macro.body_len;
    if (macro.body_len > 0 && cost > e->macros->left)
        return fail(e);
    e->macros->left -= macro.body_len > 0 ? cost : 0;
    if (macro.body_len > 0)
        v = evaluate(e->m, e->macros, cg_str_make(e->m->source.ptr + macro.body, macro.body_len),
                     e->depth + 1);
    if_sureness sure = CG_MIN(v.sure, CG_MIN(macro.sure, macro.number_sure));
    return sure == IF_OPEN ? open_value : (value){v.number, sure};
}

static value defined_value(expression *e)
{
    bool paren = mask_take(&e->r, "(");
    cg_str name = mask_take_word(&e->r);
    if (name.len == 0 || (paren && !mask_take(&e->r, ")")))
        return fail(e);
    macro_entry macro = macros_get(e->m, e->macros, name);
    if (macro.sure == IF_OPEN)
        return open_value;
    return (value){macro.defined, (if_sureness)macro.sure};
}

/* ---- operators ---- */

static value binary(expression *e, unsigned level);

static value unary(expression *e)
{
    if (e->depth >= NESTING_MAX)
        return fail(e);
    e->depth++;
    value v;
    if (mask_take(&e->r, "!")) {
        v = unary(e);
        v = v.sure == IF_OPEN ? open_value : not_(v);
    } else if (mask_take(&e->r, "-")) {
        v = unary(e);
        v.number = -v.number;
    } else if (mask_take(&e->r, "+")) {
        v = unary(e);
    } else if (mask_take(&e->r, "~")) {
        v = unary(e);
        v.number = ~v.number;
    } else if (mask_take(&e->r, "(")) {
        v = binary(e, 0);
        if (!mask_take(&e->r, ")"))
            v = fail(e);
    } else {
        cg_str word = mask_take_word(&e->r);
        if (word.len == 0)
            v = fail(e);
        else if (isdigit((unsigned char)word.ptr[0]))
            v = number_of(e, word);
        else
            v = cg_str_eq(word, CG_STR("defined")) ? defined_value(e) : name_value(e, word);
    }
    e->depth--;
    return v;
}

/* By rank, the weakest first; of one rank, longer ones first. */
static const char *const operators[][5] = {
    {"||"},       {"&&"},     {"|"},           {"^"}, {"&"}, {"==", "!="}, {"<=", ">=", "<", ">"},
    {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"},
};

/** The operator of this rank that stands here, or NULL. */
static const char *take_operator(expression *e, unsigned rank)
{
    mask_skip_space(&e->r);
    for (unsigned i = 0; i < 5 && operators[rank][i] != NULL; i++) {
        const char *op = operators[rank][i];
        const char *next = e->r.at + strlen(op);
        bool longer = op[1] == '\0' && next < e->r.end &&
                      (*next == op[0] || (memchr("<>", op[0], 2) && *next == '='));
        if (!longer && mask_take(&e->r, op))
            return op;
    }
    return NULL;
}

static value apply(const char *op, value a, value b)
{
    wide x = a.number, y = b.number, result = 0;
    if (op[0] == '|' && op[1] == '|')
        return or_(a, b);
    if (op[0] == '&' && op[1] == '&')
        return and_(a, b);
    if (a.sure == IF_OPEN || b.sure == IF_OPEN)
        return open_value;
    bool shift = op[0] == op[1];
    if ((shift && op[0] != '=' && (y < 0 || y > 63)) || (memchr("/%", op[0], 2) && y == 0))
        return open_value;
    switch (op[0]) {
    case '|': result = x | y; break;
    case '^': result = x ^ y; break;
    case '&': result = x & y; break;
    case '=': result = x == y; break;
    case '!': result = x != y; break;
    case '<': result = shift ? (wide)((uint64_t)x << y) : op[1] ? x <= y : x < y; break;
    case '>': result = shift ? x >> y : op[1] ? x >= y : x > y; break;
    case '+': result = (int64_t)((uint64_t)x + (uint64_t)y); break;
    case '-': result = (int64_t)((uint64_t)x - (uint64_t)y); break;
    case '*': result = (int64_t)((uint64_t)x * (uint64_t)y); break;
    case '/': result = x / y; break;
    default: result = x % y; break;
    }
    return (value){result, CG_MIN(a.sure, b.sure)};
}

static value binary(expression *e, unsigned rank)
{
    if (rank == CG_ARRAY_LEN(operators))
        return unary(e);
    value v = binary(e, rank + 1);
    for (const char *op; (op = take_operator(e, rank)) != NULL;)
        v = apply(op, v, binary(e, rank + 1));
    return v;
}

static value evaluate(const mask *m, macro_table *macros, cg_str text, unsigned depth)
{
    expression e = {.m = m, .macros = macros, .r = {text.ptr, text.ptr + text.len}, .depth = depth};
    if (depth >= NESTING_MAX)
        return open_value;
    value v = binary(&e, 0);
    mask_skip_space(&e.r);
    return e.failed || e.r.at < e.r.end ? open_value : v;
}

bool mask_condition_is_sure(const mask *m, macro_table *macros, cg_str text, bool *out_holds)
{
    value v = evaluate(m, macros, text, 0);
    *out_holds = v.number != 0;
    return v.sure == IF_SURE;
}

/* ---- branches ---- */

typedef struct open_if {
    value taken;   /* one of the branches so far */
    value outer;   /* what is around it is compiled */
    bool open;     /* of the branch nothing is known; what is stated inside of it holds there */
    size_t stated; /* length of follower.stated where the branch begins */
    uint8_t outer_activity;
    cg_str guarded;              /* `#ifndef NAME` right in front of `#define NAME`, or empty */
    mask_need denied[NEEDS_MAX]; /* the opposites of what branches so far asked for, one each */
    unsigned denied_count;
    bool denies_more; /* they asked for other things */
    size_t noted;     /* the branch's own conditions in the notes, from here on … */
    size_t noted_count;
} open_if;

typedef struct follower {
    mask *m;
    macro_table macros;
    CG_VEC(open_if) ifs;
    CG_VEC(macro_entry *) stated; /* by directives in open branches: unknown behind them */
    unsigned open;                /* branches of which nothing is known */
    value here;      /* this place is compiled, given that the open branch around it is */
    cg_buf formulas; /* of conditions that ask for more than one thing */
    cg_activity_changes *changes;
    uint8_t activity;
} follower;

/** What a directive's condition asks for: all of `list`, or what cannot be told where it is empty. */
typedef struct asked {
    mask_need list[NEEDS_MAX];
    unsigned count;
    mask_need denial; /* what a branch behind it asks for, if `deniable` */
    bool deniable;
} asked;

/** Behind the directive's word, without it. */
static cg_str split_directive(const mask *m, const mask_token *t, cg_str *out_word)
{
    cg_str text = cg_str_trim(cg_str_make(m->source.ptr + t->start + 1, t->len - 1));
    size_t len = 0;
    while (len < text.len && is_word_char(text.ptr[len]))
        len++;
    *out_word = cg_str_slice(text, 0, len);
    return cg_str_slice(text, len, text.len);
}

static cg_str first_word(const mask *m, cg_str text)
{
    expression e = {.m = m, .r = {text.ptr, text.ptr + text.len}};
    return mask_take_word(&e.r);
}

static void set_activity(follower *f, uint32_t byte, uint8_t activity)
{
    if (activity == f->activity)
        return;
    f->activity = activity;
    CG_VEC_PUSH(f->changes, ((cg_activity_change){byte, activity}));
}

static void leave_branch(follower *f, open_if *top)
{
    for (size_t i = top->stated; top->open && i < f->stated.len; i++)
        f->stated.ptr[i]->sure = IF_OPEN;
    if (top->open)
        f->stated.len = top->stated;
    f->open -= top->open;
    top->open = false;
}

/** The branch of `top` ends; those inside of it have ended. */
static void end_conditions(const follower *f, const open_if *top, uint32_t byte)
{
    for (size_t k = 0; k < top->noted_count; k++)
        f->m->notes->conditions.ptr[top->noted + k].end = byte;
}

/** Notes what a branch needs of macros that this file leaves to others. */
static void note_need(follower *f, const mask_token *t, mask_need need)
{
    cg_mask_notes *n = f->m->notes;
    macro_entry known = {0};
    cg_str text = need.name;
    if (need.name.len > 0)
        known = macros_get(f->m, &f->macros, need.name);
    else if (need.formula_len > 0)
        text =
            cg_str_slice(cg_buf_str(&f->formulas), need.formula, need.formula + need.formula_len);
    /* What a branch defined of which nothing is known, those tell who know more of that one. */
    bool told = known.sure == IF_SURE || (known.defined && known.sure != IF_OPEN);
    if (told || n->conditions.len == CONDITIONS_MAX)
        return;
    uint32_t outer = n->conditions.len > 0 ? (uint32_t)n->conditions.len - 1 : CG_NONE;
    while (outer != CG_NONE && n->conditions.ptr[outer].end != UINT32_MAX)
        outer = n->conditions.ptr[outer].outer;
    cg_mask_condition c = {.byte = t->start + t->len,
                           .end = UINT32_MAX,
                           .outer = outer,
                           .text = (uint32_t)n->texts.len,
                           .text_len = (uint32_t)text.len,
                           .form = need.form};
    cg_buf_add_str(&n->texts, text);
    CG_VEC_PUSH(&n->conditions, c);
}

/** `asks`: NULL where it is #else, or the file decides. A need without a name stands for what cannot be told. */
static void note_branch(follower *f, open_if *top, const mask_token *t, const asked *asks)
{
    const mask_need other = {.form = CG_IF_DEFINED};
    unsigned count = asks != NULL ? asks->count : 0;
    top->noted = f->m->notes->conditions.len;
    for (unsigned k = 0; k < top->denied_count; k++)
        note_need(f, t, top->denied[k]);
    for (unsigned k = 0; k < count; k++)
        note_need(f, t, asks->list[k]);
    if (f->m->notes->conditions.len > 0 && (top->denies_more || (count == 0 && asks != NULL)))
        note_need(f, t, other);
    top->noted_count = f->m->notes->conditions.len - top->noted;
    if (asks != NULL && asks->deniable && top->denied_count < NEEDS_MAX)
        top->denied[top->denied_count++] = asks->denial;
    else
        top->denies_more = true;
}

/** What #if and #elif ask for. */
static asked asks_of(follower *f, cg_str text)
{
    asked a = {.count = mask_needs_of(text, a.list)};
    uint32_t from = (uint32_t)f->formulas.len;
    if (a.count == 1) {
        a.denial = mask_need_not(a.list[0]);
        a.deniable = true;
    } else if (mask_formula_of(f->m, &f->macros, text, &f->formulas)) {
        mask_need whole = {
            .formula = from, .formula_len = (uint32_t)f->formulas.len - from, .form = CG_IF_HOLDS};
        if (a.count == 0)
            a.list[a.count++] = whole;
        a.denial = mask_need_not(whole);
        a.deniable = true;
    }
    return a;
}

/** The branch behind token `i` is compiled when `condition` holds and no branch before was. */
static void enter_branch(follower *f, size_t i, value condition, const asked *asks)
{
    mask_token *t = &f->m->tokens.ptr[i];
    open_if *top = &f->ifs.ptr[f->ifs.len - 1];
    end_conditions(f, top, t->start);
    leave_branch(f, top);
    value mine = and_(not_(top->taken), condition);
    if (top->taken.sure == IF_OPEN && condition.number)
        mine = open_value;
    top->taken =
        top->taken.sure == IF_OPEN || mine.sure == IF_OPEN ? open_value : or_(top->taken, mine);
    unsigned activity = mine.number               ? CG_ACTIVE
                        : mine.sure == IF_GUESSED ? CG_CONDITIONAL
                        : mine.sure == IF_LIKELY  ? CG_UNLIKELY
                                                  : CG_INACTIVE;
    if (activity == CG_INACTIVE)
        t->flags |= MASK_F_OFF;
    top->open = mine.number && mine.sure == IF_OPEN;
    top->stated = f->stated.len;
    f->open += top->open;
    f->here = and_(top->outer, top->open ? (value){1, IF_SURE} : mine);
    note_branch(f, top, t, condition.sure == IF_SURE ? NULL : asks);
    set_activity(f, t->start + t->len, (uint8_t)CG_MAX(activity, top->outer_activity));
}

/** An include guard, or a default that a build may replace. */
static bool guards(const follower *f, size_t i, cg_str name)
{
    const mask_token *next = mask_at(f->m, i + 1);
    cg_str word;
    if (next->kind != MASK_DIRECTIVE || next->word != MASK_D_DEFINE)
        return false;
    return cg_str_eq(first_word(f->m, split_directive(f->m, next, &word)), name);
}

static void begin_if(follower *f, size_t i, cg_str word, cg_str rest)
{
    open_if group = {.taken = {0, IF_SURE}, .outer = f->here, .outer_activity = f->activity};
    value condition;
    asked asks = {0};
    cg_str name = first_word(f->m, rest);
    if (cg_str_eq(word, CG_STR("if"))) {
        condition = evaluate(f->m, &f->macros, rest, 0);
        asks = asks_of(f, rest);
    } else {
        mask_need defined = {.name = name, .form = CG_IF_DEFINED};
        expression e = {.m = f->m, .macros = &f->macros, .r = {name.ptr, name.ptr + name.len}};
        condition = name.len ? defined_value(&e) : open_value;
        if (cg_str_eq(word, CG_STR("ifndef"))) {
            defined = mask_need_not(defined);
            condition = condition.sure == IF_OPEN ? open_value : not_(condition);
            if (condition.number && guards(f, i, name)) {
                condition.sure = IF_SURE;
                group.guarded = name;
            }
        }
        asks = (asked){{defined}, name.len > 0, mask_need_not(defined), name.len > 0};
    }
    CG_VEC_PUSH(&f->ifs, group);
    enter_branch(f, i, condition, &asks);
}

static void state(follower *f, cg_str name, macro_entry to)
{
    macro_entry *e = macros_set(f->m, &f->macros, name, to, f->here.sure, f->here.number != 0);
    if (f->open > 0 && f->here.number)
        CG_VEC_PUSH(&f->stated, e);
}

static void define(follower *f, cg_str rest)
{
    expression e = {.m = f->m, .r = {rest.ptr, rest.ptr + rest.len}};
    cg_str name = mask_take_word(&e.r);
    if (name.len == 0)
        return;
    bool call = e.r.at < e.r.end && *e.r.at == '(';
    mask_skip_space(&e.r);
    const open_if *top = f->ifs.len ? &f->ifs.ptr[f->ifs.len - 1] : NULL;
    bool replaceable = top && top->guarded.len && cg_str_eq(top->guarded, name);
    macro_entry entry = {.defined = true,
                         .number_sure = call || e.r.at == e.r.end ? IF_OPEN
                                        : replaceable             ? IF_LIKELY
                                                                  : IF_SURE,
                         .body = (uint32_t)(e.r.at - f->m->source.ptr),
                         .body_len = call ? 0 : (uint32_t)(e.r.end - e.r.at)};
    state(f, name, entry);
}

static void follow_directive(follower *f, size_t i)
{
    const mask_token *t = mask_at(f->m, i);
    cg_str word, rest = split_directive(f->m, t, &word);
    open_if *top = f->ifs.len ? &f->ifs.ptr[f->ifs.len - 1] : NULL;
    switch (t->word) {
    case MASK_D_IF: begin_if(f, i, word, rest); break;
    case MASK_D_ELSE:
        if (top && cg_str_eq(word, CG_STR("else"))) {
            enter_branch(f, i, (value){1, IF_SURE}, NULL);
        } else if (top) {
            asked asks = asks_of(f, rest);
            enter_branch(f, i, evaluate(f->m, &f->macros, rest, 0), &asks);
        }
        break;
    case MASK_D_ENDIF:
        if (top) {
            end_conditions(f, top, t->start);
            leave_branch(f, top);
            f->here = top->outer;
            set_activity(f, t->start, top->outer_activity);
            f->ifs.len--;
        }
        break;
    case MASK_D_DEFINE: define(f, rest); break;
    default:
        if (cg_str_eq(word, CG_STR("undef")))
            state(f, first_word(f->m, rest), (macro_entry){0});
        break;
    }
}

void mask_follow_conditions(mask *m, cg_activity_changes *out_changes)
{
    size_t conditions = 0, names = 0;
    for (size_t i = 0; i < m->tokens.len; i++) {
        const mask_token *t = &m->tokens.ptr[i];
        conditions += t->kind == MASK_DIRECTIVE && t->word == MASK_D_IF;
        names += t->kind == MASK_DIRECTIVE && (t->word == MASK_D_DEFINE || t->word == MASK_D_OTHER);
    }
    if (conditions == 0)
        return;
    follower f = {.m = m, .here = {1, IF_SURE}, .changes = out_changes};
    macros_init(&f.macros, names);
    f.macros.left = BODY_BYTES_MIN + BODY_BYTES_TIMES * (uint64_t)m->source.len;
    for (size_t i = 0; i < m->tokens.len; i++)
        if (m->tokens.ptr[i].kind == MASK_DIRECTIVE)
            follow_directive(&f, i);
    macros_fini(&f.macros);
    CG_VEC_FINI(&f.stated);
    CG_VEC_FINI(&f.ifs);
    cg_buf_fini(&f.formulas);
}
