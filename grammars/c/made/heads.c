// SPDX-License-Identifier: Apache-2.0
// made, heads: reads what macros define, one head at a time: what it is, what it is called and of what type.
#include "made.h"

#define OPERATOR_MAX 3u /* signs of an operator: <<= */

/* Past the angle that closes the one at `at`; only past that one where none does. */
static size_t close_angle(cg_str text, size_t at)
{
    unsigned depth = 0;
    size_t i = at;
    for (made_token t; made_next(text, &i, &t);) {
        depth += t.kind == '<';
        if (t.kind == '(')
            i = made_close(text, t.from);
        if (t.kind == ';' || t.kind == '{')
            break;
        if (t.kind == '>' && --depth == 0)
            return i;
    }
    return at + 1;
}

/* ---- heads ---- */

static bool is_any(cg_str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(word, cg_str_from(list[i])))
            return true;
    return false;
}

/* What stands before parentheses without being called or declared. */
static bool takes_parens(cg_str word)
{
    static const char *const words[] = {"__attribute__", "__attribute", "alignas", "decltype",
                                        "noexcept",      "__declspec",  "throw",   "requires",
                                        "__typeof__",    "typeof",      "sizeof",  "explicit"};
    return is_any(word, words, CG_ARRAY_LEN(words));
}

/* What may follow the parameters of a function. */
static bool trails(cg_str word)
{
    static const char *const words[] = {"const", "noexcept", "override", "final", "volatile"};
    return is_any(word, words, CG_ARRAY_LEN(words));
}

cg_node_kind made_type_keyword(cg_str word)
{
    return cg_str_eq(word, CG_STR("struct"))  ? CG_NODE_STRUCT
           : cg_str_eq(word, CG_STR("class")) ? CG_NODE_CLASS
           : cg_str_eq(word, CG_STR("union")) ? CG_NODE_UNION
           : cg_str_eq(word, CG_STR("enum"))  ? CG_NODE_ENUM
                                              : CG_NODE_NONE;
}

/* A head while it is read. */
typedef struct head_reader {
    cg_str head;
    made_head *out;
    cg_node_kind type;     /* its keyword was met; CG_NODE_NONE: none */
    made_token word;       /* the last name */
    size_t chain;          /* where A::B::name begins */
    bool scoped;           /* a name follows :: */
    bool tilde;            /* stands in front of it */
    cg_str angles;         /* stand behind it; or empty */
    bool function, behind; /* a list of parameters was found; a word behind it */
    bool is_using;
    bool body;                /* {} */
    size_t aliased, assigned; /* behind using or typedef, behind the =; 0: there is none */
    cg_str pointed;           /* typedef void (*name)(…) */
} head_reader;

static void meet_word(head_reader *r, const made_token *t)
{
    cg_str text = made_text(r->head, t);
    if (made_type_keyword(text) != CG_NODE_NONE) {
        r->out->is_scoped = r->type == CG_NODE_ENUM;
        r->type = r->out->is_scoped ? CG_NODE_ENUM : made_type_keyword(text);
        r->behind = false;
        return;
    }
    if (cg_str_eq(text, CG_STR("static")))
        r->out->is_static = true;
    r->out->is_virtual |= cg_str_eq(text, CG_STR("virtual")) || cg_str_eq(text, CG_STR("override"));
    r->out->is_const |= r->function && cg_str_eq(text, CG_STR("const"));
    if (trails(text) || cg_str_eq(text, CG_STR("static")) || cg_str_eq(text, CG_STR("inline")))
        return;
    if (!r->scoped)
        r->chain = t->from;
    r->scoped = false;
    r->angles = CG_STR_NULL;
    r->word = *t;
    r->behind = true;
}

/* `(name)(`, perhaps inside `(…)` or `(*…)`: a function that no macro of its name stands for. Its name and the place of
 * its parameters; false: something else. */
static bool read_wrapped(cg_str head, size_t at, made_token *out_name, size_t *out_params)
{
    made_token t, open = {0};
    while (made_next(head, &at, &t) && (t.kind == '(' || t.kind == '*'))
        open = t;
    *out_name = t;
    if (open.kind != '(' || t.kind != 'w' || !made_next(head, &at, &t) || t.kind != ')' ||
        !made_next(head, &at, &t) || t.kind != '(')
        return false;
    *out_params = t.from;
    return true;
}

/* `name (`: of several the last that does not look like a macro. Gives what is behind. */
static size_t meet_parens(head_reader *r, const made_token *t, char before)
{
    size_t end = made_close(r->head, t->from), i = t->from + 1;
    cg_str name = made_text(r->head, &r->word);
    made_token star, pointed;
    if (r->aliased && made_next(r->head, &i, &star) && star.kind == '*' &&
        made_next(r->head, &i, &pointed) && pointed.kind == 'w')
        r->pointed = made_text(r->head, &pointed);
    if (!r->aliased && !r->function && (before == 'w' || before == '*') && !takes_parens(name) &&
        read_wrapped(r->head, t->from, &pointed, &i)) {
        r->function = true;
        r->behind = false;
        r->out->name = made_text(r->head, &pointed);
        r->out->params = cg_str_slice(r->head, i, made_close(r->head, i));
        return CG_MAX(end, made_close(r->head, i));
    }
    if ((before != 'w' && before != '>') || name.len == 0 || takes_parens(name) ||
        (r->function && made_is_shouted(name)))
        return end;
    r->function = true;
    r->behind = false;
    r->out->params = cg_str_slice(r->head, t->from, end);
    r->out->args = r->angles;
    r->out->name = r->tilde ? cg_str_slice(r->head, r->word.from - 1, r->word.to) : name;
    r->out->type = cg_str_trim(cg_str_slice(r->head, 0, r->chain));
    size_t name_at = r->word.from - (r->tilde ? 1 : 0);
    cg_str around = cg_str_trim(cg_str_slice(r->head, r->chain, name_at));
    r->out->qualifier = cg_str_ends(around, CG_STR("::"))
                            ? cg_str_trim(cg_str_slice(around, 0, around.len - 2))
                            : CG_STR_NULL;
    r->tilde = false;
    return end;
}

/* The names of operators that stand for signs, as definitions have them. One that calls is left out: it is most often a
 * template of a type without a name. */
static cg_str operator_name(cg_str signs)
{
    static const char *const names[] = {
        "operator+",   "operator-",  "operator*",  "operator/",  "operator%",  "operator^",
        "operator&",   "operator|",  "operator~",  "operator!",  "operator=",  "operator<",
        "operator>",   "operator+=", "operator-=", "operator*=", "operator/=", "operator%=",
        "operator^=",  "operator&=", "operator|=", "operator<<", "operator>>", "operator<<=",
        "operator>>=", "operator==", "operator!=", "operator<=", "operator>=", "operator<=>",
        "operator&&",  "operator||", "operator++", "operator--", "operator,",  "operator->",
        "operator->*", "operator[]"};
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        if (cg_str_eq(signs, cg_str_from(names[i] + strlen("operator"))))
            return cg_str_from(names[i]);
    return CG_STR_NULL;
}

/* `operator |= (` from behind the word on. Gives what is behind the parameters; 0: it is a conversion, or something else. */
static size_t meet_operator(head_reader *r, const made_token *word)
{
    char signs[OPERATOR_MAX];
    size_t len = 0, at = word->to;
    made_token t;
    while (made_next(r->head, &at, &t) && (t.kind != '(' || len == 0) && t.to - t.from == 1 &&
           t.kind != 'w' && len < sizeof signs)
        signs[len++] = t.kind;
    if (t.kind != '(' || r->aliased || r->function)
        return 0;
    r->out->name = operator_name(cg_str_make(signs, len));
    r->out->params = cg_str_slice(r->head, t.from, made_close(r->head, t.from));
    r->out->type = cg_str_trim(cg_str_slice(r->head, 0, r->scoped ? r->chain : word->from));
    if (r->scoped)
        r->out->qualifier = made_text(r->head, &r->word);
    r->scoped = false;
    r->function = true;
    r->behind = false;
    return r->out->name.len > 0 ? made_close(r->head, t.from) : 0;
}

static bool finish_alias(head_reader *r)
{
    made_head *out = r->out;
    if (r->is_using && !r->assigned)
        return false; /* using a::b; */
    out->kind = r->body ? r->type : CG_NODE_TYPE_ALIAS;
    out->name = r->pointed.len > 0 ? r->pointed : made_text(r->head, &r->word);
    out->params = CG_STR_NULL;
    out->is_typedef = r->body;
    if (r->assigned)
        out->type = cg_str_trim(cg_str_slice(r->head, r->assigned, r->head.len));
    else if (!r->body && !r->function && r->pointed.len == 0)
        out->type = cg_str_trim(cg_str_slice(r->head, r->aliased, r->word.from));
    return out->name.len > 0;
}

static bool finish(head_reader *r)
{
    made_head *out = r->out;
    if (r->aliased)
        return finish_alias(r);
    cg_str last = made_text(r->head, &r->word);
    if (r->type != CG_NODE_NONE && (!r->function || (r->behind && !made_is_shouted(last)))) {
        out->kind = r->type;
        out->name = last;
        out->params = out->qualifier = CG_STR_NULL;
        out->args = r->angles;
        return out->name.len > 0;
    }
    out->kind = CG_NODE_FUNCTION;
    return r->function;
}

/* namespace a, inline namespace a */
static bool read_space(cg_str head, made_head *out)
{
    size_t at = 0;
    out->kind = CG_NODE_NAMESPACE;
    for (made_token t; made_next(head, &at, &t);) {
        cg_str word = made_text(head, &t);
        out->is_inline |= cg_str_eq(word, CG_STR("inline"));
        if (t.kind == 'w' && !made_is_space_word(word))
            out->name = word;
    }
    return out->name.len > 0;
}

static bool read_field(cg_str head, made_head *out);

static cg_str unmarked(cg_str line)
{
    return cg_str_slice(line, 1, line.len);
}

bool made_read_head(cg_str head, made_head *out)
{
    head_reader r = {.head = head, .out = out};
    size_t at = 0;
    char before = 0;
    *out = (made_head){0};
    if (made_opens_space(head))
        return read_space(head, out);
    if (cg_str_starts(head, CG_STR(MADE_FIELD)))
        return read_field(unmarked(head), out);
    if (cg_str_starts(head, CG_STR(MADE_ENUMERATOR))) {
        *out = (made_head){.kind = CG_NODE_ENUM_MEMBER, .name = unmarked(head)};
        return true;
    }
    for (made_token t; made_next(head, &at, &t); before = t.kind) {
        cg_str text = made_text(head, &t);
        if (t.kind == 'w' && cg_str_eq(text, CG_STR("operator"))) {
            at = meet_operator(&r, &t);
            if (at == 0)
                return false;
            continue;
        }
        r.is_using |= t.kind == 'w' && cg_str_eq(text, CG_STR("using"));
        if (t.kind == 'w' &&
            (cg_str_eq(text, CG_STR("using")) || cg_str_eq(text, CG_STR("typedef"))))
            r.aliased = t.to;
        else if (t.kind == 'w')
            meet_word(&r, &t);
        else if (t.kind == '{')
            r.body = true;
        else if (t.kind == '<' && before == 'w') {
            at = close_angle(head, t.from);
            t.kind = '>';
            r.angles = cg_str_slice(head, t.from, at);
        } else if (t.kind == '(')
            at = meet_parens(&r, &t, before);
        else if (t.kind == '~')
            r.tilde = true;
        else if (t.kind == 'S')
            r.scoped = true;
        else if (t.kind == ':') {
            out->bases = cg_str_trim(cg_str_slice(head, t.to, head.len));
            break;
        } else if (t.kind == ',' && r.aliased) {
            break;
        } else if (t.kind == '=') {
            if (!r.aliased)
                return false;
            r.assigned = t.to;
            break;
        }
    }
    return finish(&r);
}

/* struct CONCAT(a, b) : public c, but not struct a *b(int c). */
bool made_opens_type(cg_str head)
{
    size_t at = 0;
    bool type = false;
    unsigned parts = 0; /* behind the keyword */
    for (made_token t; made_next(head, &at, &t);) {
        if (t.kind == '=' || (t.kind == '(' && type && parts > 1))
            return false;
        if (t.kind == ':' && type)
            break;
        if (t.kind == '(') {
            at = made_close(head, t.from);
        } else if (t.kind == '<') {
            at = close_angle(head, t.from);
        } else if (t.kind == 'w' && made_type_keyword(made_text(head, &t)) != CG_NODE_NONE) {
            type = true;
            parts = 0;
        } else if (t.kind != 'w' || !takes_parens(made_text(head, &t))) {
            parts++;
        }
    }
    return type;
}

/* ---- fields ---- */

/* Qualifies what follows, and is no type yet. */
static bool qualifies(cg_str word)
{
    static const char *const words[] = {"const", "volatile", "struct", "union",
                                        "class", "enum",     "mutable"};
    return is_any(word, words, CG_ARRAY_LEN(words));
}

/* A word of the language in a type: no field is called so. */
static bool is_own_word(cg_str word)
{
    static const char *const words[] = {"int",  "char",     "long",   "short", "float",
                                        "void", "unsigned", "signed", "bool",  "double"};
    return qualifies(word) || is_any(word, words, CG_ARRAY_LEN(words));
}

static bool is_type(cg_str text)
{
    size_t at = 0;
    for (made_token t; made_next(text, &at, &t);)
        if (t.kind == 'w' && !qualifies(made_text(text, &t)))
            return true;
    return false;
}

bool made_read_declarator(cg_str text, bool typed, made_declarator *out)
{
    size_t at = 0;
    made_token t, word = {0};
    size_t stars = SIZE_MAX, type_end = 0;
    bool named = false;
    *out = (made_declarator){.end = text.len};
    for (char before = 0; made_next(text, &at, &t); before = t.kind) {
        if (t.kind == ',') {
            out->end = t.from;
            break;
        }
        if (t.kind == 'w' && !named) {
            type_end = word.kind == 'w' && stars == SIZE_MAX ? word.to : type_end;
            word = t;
        } else if (t.kind == '*' || t.kind == '&') {
            if (stars == SIZE_MAX) {
                stars = t.from;
                type_end = word.kind == 'w' ? word.to : type_end;
            }
            word.kind = 0;
        } else if (t.kind == '<' && before == 'w') {
            at = close_angle(text, t.from);
            word.to = at;
            t.kind = '>';
        } else if (t.kind == '(') {
            made_token star, pointed;
            size_t inside = t.to;
            if (named)
                ;
            else if (!made_next(text, &inside, &star) || star.kind != '*' ||
                     !made_next(text, &inside, &pointed) || pointed.kind != 'w')
                return false;
            else {
                type_end = word.kind == 'w' ? word.to : type_end;
                stars = t.from;
                word = pointed;
            }
            named = true;
            at = made_close(text, t.from);
        } else if (t.kind == '[' || t.kind == ':' || t.kind == '=') {
            named = true;
            at = t.kind == '[' ? made_close(text, t.from) : at;
        } else if (t.kind == '{' || t.kind == '~') {
            return false;
        }
    }
    out->type = cg_str_trim(cg_str_slice(text, 0, type_end));
    out->name = cg_str_slice(text, word.from, word.to);
    out->from = stars == SIZE_MAX ? word.from : stars;
    return word.kind == 'w' && (typed || is_type(out->type)) && word.from >= type_end &&
           !is_own_word(out->name);
}

static bool read_field(cg_str head, made_head *out)
{
    made_declarator r;
    if (!made_read_declarator(head, true, &r))
        return false;
    *out = (made_head){.kind = CG_NODE_FIELD, .name = r.name, .type = r.type};
    return true;
}
