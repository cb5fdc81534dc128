// SPDX-License-Identifier: Apache-2.0
// made_heads: what the text that a macro expands to defines: it is cut into heads, and these are read.
#include "made.h"

#define HEADS_MAX 64u /* of one use */
#define ENUMERATORS_MAX 4096u
#define HEAD_MAX 400u  /* bytes */
#define FIELD_MARK "." /* in front of the line of a field */

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

static cg_node_kind type_keyword(cg_str word)
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
    bool alias, assigned, pointer;
    cg_str pointed; /* typedef void (*name)(…) */
} head_reader;

static void meet_word(head_reader *r, const made_token *t)
{
    cg_str text = made_text(r->head, t);
    if (type_keyword(text) != CG_NODE_NONE && !r->alias) {
        r->type = type_keyword(text);
        r->behind = false;
        return;
    }
    if (cg_str_eq(text, CG_STR("static")))
        r->out->is_static = true;
    if (trails(text) || cg_str_eq(text, CG_STR("static")) || cg_str_eq(text, CG_STR("inline")))
        return;
    if (!r->scoped)
        r->chain = t->from;
    r->scoped = false;
    r->angles = CG_STR_NULL;
    r->word = *t;
    r->behind = true;
}

/* `name (`: of several the last that does not look like a macro. Gives what is behind. */
static size_t meet_parens(head_reader *r, const made_token *t, char before)
{
    size_t end = made_close(r->head, t->from), i = t->from + 1;
    cg_str name = made_text(r->head, &r->word);
    made_token star, pointed;
    if (r->alias && made_next(r->head, &i, &star) && star.kind == '*' &&
        made_next(r->head, &i, &pointed) && pointed.kind == 'w')
        r->pointed = made_text(r->head, &pointed);
    if ((before != 'w' && before != '>') || name.len == 0 || takes_parens(name) ||
        (r->function && made_is_shouted(name)))
        return end;
    r->function = true;
    r->behind = false;
    r->out->params = cg_str_slice(r->head, t->from, end);
    r->out->args = r->angles;
    r->out->name = r->tilde ? cg_str_slice(r->head, r->word.from - 1, r->word.to) : name;
    size_t name_at = r->word.from - (r->tilde ? 1 : 0);
    cg_str around = cg_str_trim(cg_str_slice(r->head, r->chain, name_at));
    r->out->qualifier = cg_str_ends(around, CG_STR("::"))
                            ? cg_str_trim(cg_str_slice(around, 0, around.len - 2))
                            : CG_STR_NULL;
    r->tilde = false;
    return end;
}

static bool finish(head_reader *r)
{
    made_head *out = r->out;
    if (r->alias) {
        out->kind = CG_NODE_TYPE_ALIAS;
        out->params = CG_STR_NULL;
        if (r->pointed.len > 0)
            out->name = r->pointed;
        else if (!r->assigned)
            out->name = made_text(r->head, &r->word);
        return out->name.len > 0;
    }
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

static bool read_field(cg_str head, made_head *out);

bool made_read_head(cg_str head, made_head *out)
{
    head_reader r = {.head = head, .out = out};
    size_t at = 0;
    if (cg_str_starts(head, CG_STR(FIELD_MARK)))
        return read_field(cg_str_slice(head, sizeof FIELD_MARK - 1, head.len), out);
    char before = 0;
    *out = (made_head){0};
    for (made_token t; made_next(head, &at, &t); before = t.kind) {
        cg_str text = made_text(head, &t);
        if (t.kind == 'w' && cg_str_eq(text, CG_STR("operator")))
            return false;
        if (t.kind == 'w' &&
            (cg_str_eq(text, CG_STR("using")) || cg_str_eq(text, CG_STR("typedef"))))
            r.alias = true;
        else if (t.kind == 'w')
            meet_word(&r, &t);
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
        } else if (t.kind == '=') {
            if (!r.alias)
                return false;
            out->name = made_text(head, &r.word);
            r.assigned = true;
            break;
        }
    }
    return finish(&r);
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

/* The first declarator of `T *a, b[2]`, or of what is left of it. */
typedef struct field_reader {
    cg_str type, name;
    size_t from, end; /* of the declarator, its stars included */
} field_reader;

/* False: it declares no field, or one without a name. */
static bool read_declarator(cg_str text, size_t at, bool typed, field_reader *out)
{
    made_token t, word = {0};
    size_t stars = SIZE_MAX, type_end = at;
    bool named = false;
    *out = (field_reader){.end = text.len};
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

static bool begins_no_field(cg_str head)
{
    static const char *const words[] = {"typedef", "using",  "friend",   "template", "static",
                                        "virtual", "public", "operator", "enum",     "class"};
    made_token t;
    size_t at = 0;
    return !made_next(head, &at, &t) || t.kind != 'w' ||
           is_any(made_text(head, &t), words, CG_ARRAY_LEN(words));
}

static bool read_field(cg_str head, made_head *out)
{
    field_reader r;
    if (!read_declarator(head, 0, false, &r))
        return false;
    *out = (made_head){.kind = CG_NODE_FIELD, .name = r.name, .type = r.type};
    return true;
}

/* On one line, blanks and comments as one blank. */
static void add_line(cg_str head, cg_buf *out)
{
    size_t at = 0, last = 0, begin = out->len;
    for (made_token t; made_next(head, &at, &t) && out->len - begin < HEAD_MAX; last = t.to) {
        if (out->len > begin && t.from > last)
            cg_buf_add_char(out, ' ');
        cg_buf_add_str(out, cg_str_slice(head, t.from, CG_MIN(t.to, t.from + HEAD_MAX)));
    }
    cg_buf_add_char(out, '\n');
}

static bool add_head(cg_str head, bool body, cg_buf *out)
{
    made_head read;
    head = cg_str_trim(head);
    if (!made_read_head(head, &read) || (read.kind == CG_NODE_TYPE_ALIAS) == body)
        return false;
    if (!body && read.kind != CG_NODE_TYPE_ALIAS)
        return false; /* only declared */
    add_line(head, out);
    return true;
}

/* `T *a, b` as `T *a` and `T b`. */
static unsigned add_fields(cg_str head, cg_buf *out)
{
    unsigned count = 0;
    field_reader first, r;
    head = cg_str_trim(head);
    if (begins_no_field(head) || !read_declarator(head, 0, false, &first))
        return 0;
    r = first;
    for (size_t from = first.from;;) {
        cg_buf_add_str(out, CG_STR(FIELD_MARK));
        CG_AUTO_VALUE(cg_buf) line = {0};
        cg_buf_add_str(&line, first.type);
        cg_buf_add_char(&line, ' ');
        cg_buf_add_str(&line, cg_str_slice(head, from, r.end));
        add_line(cg_buf_str(&line), out);
        count++;
        from = r.end + 1;
        if (from >= head.len || count == HEADS_MAX)
            return count;
        cg_str rest = cg_str_slice(head, from, head.len);
        if (!read_declarator(rest, 0, true, &r))
            return count;
        r.end += from;
    }
}

static bool begins_typedef(cg_str head)
{
    made_token t;
    size_t at = 0;
    return made_next(head, &at, &t) && cg_str_eq(made_text(head, &t), CG_STR("typedef"));
}

/* typedef struct … {} name;, whose semicolon is at `end`: like a struct that is called so. */
static bool add_named_record(cg_str head, cg_str names, cg_buf *out)
{
    made_token t, name = {0};
    size_t at = 0;
    cg_str keyword = CG_STR_NULL;
    while (made_next(head, &at, &t) && keyword.len == 0)
        if (t.kind == 'w' && type_keyword(made_text(head, &t)) != CG_NODE_NONE)
            keyword = made_text(head, &t);
    for (at = 0; made_next(names, &at, &t) && t.kind != ',';) {
        if (t.kind == 'w')
            name = t;
        else if (t.kind == '(' || t.kind == '[')
            at = made_close(names, t.from);
    }
    if (keyword.len == 0 || name.kind != 'w')
        return false;
    CG_AUTO_VALUE(cg_buf) line = {0};
    cg_buf_printf(&line, "%.*s %.*s", CG_STR_ARG(keyword), CG_STR_ARG(made_text(names, &name)));
    return add_head(cg_buf_str(&line), true, out);
}

/* `*out_rest`: what is left behind the last one. */
static unsigned cut_heads(cg_str text, bool members, cg_str *out_rest, cg_buf *out)
{
    size_t at = 0, from = 0;
    unsigned count = 0,
             spaces = 0; /* what stands in a namespace of the macro's own is not ours to name */
    for (made_token t; count < HEADS_MAX && made_next(text, &at, &t);) {
        cg_str head = cg_str_slice(text, from, t.from);
        if (t.kind == '(' || t.kind == '[') {
            at = made_close(text, t.from);
        } else if (t.kind == '{' && made_opens_space(head)) {
            spaces++;
            from = at;
        } else if (t.kind == '{' && begins_typedef(head)) {
            size_t body = at = made_close(text, t.from);
            while (made_next(text, &at, &t) && t.kind != ';')
                ;
            count += spaces == 0 &&
                     add_named_record(head, cg_str_slice(text, body, CG_MIN(t.from, at)), out);
            from = at;
        } else if (t.kind == '{') {
            count += spaces == 0 && add_head(head, true, out);
            from = at = made_close(text, t.from);
        } else if (t.kind == ';' || t.kind == '}') {
            if (t.kind == ';' && spaces == 0)
                count += add_head(head, false, out) ? 1 : members ? add_fields(head, out) : 0;
            spaces -= t.kind == '}' && spaces > 0;
            from = at;
        }
    }
    *out_rest = count < HEADS_MAX && spaces == 0 ? cg_str_slice(text, from, text.len) : CG_STR_NULL;
    return count;
}

bool made_heads(made_macros *macros, cg_str use, bool members, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str rest;
    if (!made_expand(macros, use, &text))
        return false;
    unsigned count = cut_heads(cg_buf_str(&text), members, &rest, out);
    if (rest.len > 0)
        count += add_head(rest, false, out) ? 1 : members ? add_fields(rest, out) : 0;
    return count > 0;
}

bool made_heads_of_body(made_macros *macros, cg_str use, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str rest;
    made_head last;
    size_t before = out->len;
    if (!made_expand(macros, use, &text))
        return false;
    (void)cut_heads(cg_buf_str(&text), false, &rest, out);
    rest = cg_str_trim(rest);
    if (made_read_head(rest, &last) && last.kind == CG_NODE_FUNCTION && add_head(rest, true, out))
        return true;
    out->len = before;
    return false;
}

/* A, B = 1, C(2), which is no enumerator. */
static bool cut_enumerators(cg_str text, cg_buf *out)
{
    size_t at = 0;
    unsigned count = 0;
    bool begins = true;
    for (made_token t; made_next(text, &at, &t);) {
        if (begins && (t.kind != 'w' || count++ == ENUMERATORS_MAX))
            return false;
        if (begins) {
            cg_buf_add_str(out, made_text(text, &t));
            cg_buf_add_char(out, '\n');
        }
        if (begins && at < text.len && made_next(text, &at, &t)) {
            if (t.kind != ',' && t.kind != '=')
                return false;
            begins = t.kind == ',';
        } else if (t.kind == '(' || t.kind == '[' || t.kind == '{') {
            at = made_close(text, t.from);
        } else {
            begins = t.kind == ',';
        }
    }
    return true;
}

bool made_enumerators(made_macros *macros, cg_str use, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t before = out->len;
    if (made_expand(macros, use, &text) && cut_enumerators(cg_buf_str(&text), out))
        return true;
    out->len = before;
    return false;
}
