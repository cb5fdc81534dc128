// SPDX-License-Identifier: Apache-2.0
// made: expands a macro's use as text, with the file's own macros alone, and cuts what it defines into heads.
#include "made.h"

#include <ctype.h>

#define TEXT_MAX (64u << 10) /* of one use, expanded, without bodies; bytes */
#define DEPTH_MAX 12u        /* macros inside each other */
#define ARGS_MAX 32u
#define HEADS_MAX 64u /* of one use */
#define ENUMERATORS_MAX 4096u
#define HEAD_MAX 400u
#define BUDGET_PER_BYTE 32u
#define FIELD_MARK "." /* in front of the line of a field */

/* ---- tokens ---- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static size_t skip_blanks(cg_str s, size_t i)
{
    while (i < s.len) {
        const char *end = NULL;
        if (isspace((unsigned char)s.ptr[i]) || s.ptr[i] == '\\') {
            i++;
            continue;
        }
        if (i + 1 < s.len && s.ptr[i] == '/' && s.ptr[i + 1] == '*')
            end = memmem(s.ptr + i + 2, s.len - i - 2, "*/", 2);
        else if (i + 1 < s.len && s.ptr[i] == '/' && s.ptr[i + 1] == '/')
            end = memchr(s.ptr + i, '\n', s.len - i);
        else
            return i;
        if (end == NULL)
            return s.len;
        i = (size_t)(end - s.ptr) + (s.ptr[i + 1] == '*' ? 2 : 1);
    }
    return i;
}

static size_t skip_quoted(cg_str s, size_t i)
{
    char quote = s.ptr[i++];
    while (i < s.len && s.ptr[i] != quote)
        i += s.ptr[i] == '\\' ? 2 : 1;
    return CG_MIN(i + 1, s.len);
}

bool made_next(cg_str text, size_t *at, made_token *out)
{
    size_t i = skip_blanks(text, *at);
    if (i >= text.len)
        return false;
    char c = text.ptr[i];
    *out = (made_token){.kind = c, .from = i, .to = i + 1};
    if (is_word(c)) {
        out->kind = isdigit((unsigned char)c) ? '0' : 'w';
        while (out->to < text.len && is_word(text.ptr[out->to]))
            out->to++;
    } else if (c == '"' || c == '\'') {
        out->kind = '"';
        out->to = skip_quoted(text, i);
    } else if (c == ':' && i + 1 < text.len && text.ptr[i + 1] == ':') {
        out->kind = 'S';
        out->to++;
    }
    *at = out->to;
    return true;
}

static cg_str token_text(cg_str text, const made_token *t)
{
    return cg_str_slice(text, t->from, t->to);
}

size_t made_close(cg_str text, size_t at)
{
    unsigned depth = 0;
    for (made_token t; made_next(text, &at, &t);) {
        depth += t.kind == '(' || t.kind == '[' || t.kind == '{';
        if ((t.kind == ')' || t.kind == ']' || t.kind == '}') && --depth == 0)
            return at;
    }
    return text.len;
}

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

/* ---- the file's macros ---- */

void made_init(made_macros *macros, size_t defines, size_t bytes)
{
    size_t slots = 8;
    while (slots < defines * 2)
        slots *= 2;
    *macros = (made_macros){.mask = (uint32_t)slots - 1, .budget = bytes * BUDGET_PER_BYTE};
    if (defines > 0)
        macros->slots = cg_alloc_array(slots, sizeof *macros->slots);
}

void made_fini(made_macros *macros)
{
    cg_free(macros->slots);
    *macros = (made_macros){0};
}

static made_macro *slot_of(const made_macros *macros, cg_str name)
{
    uint64_t hash = cg_hash64(name.ptr, name.len, 0) | 1;
    uint32_t i = (uint32_t)(hash >> 32) & macros->mask;
    while (macros->slots[i].hash != 0 && macros->slots[i].hash != hash)
        i = (i + 1) & macros->mask;
    return &macros->slots[i];
}

void made_note(made_macros *macros, cg_str directive, cg_activity activity)
{
    size_t at = 1;
    made_token word, name;
    if (macros->slots == NULL || !made_next(directive, &at, &word) ||
        !made_next(directive, &at, &name) || name.kind != 'w')
        return;
    bool gone = cg_str_eq(token_text(directive, &word), CG_STR("undef"));
    if (!gone && !cg_str_eq(token_text(directive, &word), CG_STR("define")))
        return;
    cg_str text = token_text(directive, &name);
    made_macro *m = slot_of(macros, text);
    bool known = m->hash != 0 && !m->gone;
    if (gone) {
        m->gone |= known && activity <= m->activity;
        return;
    }
    if (known && activity >= m->activity)
        return;
    bool call = at < directive.len && directive.ptr[at] == '(';
    size_t end = call ? made_close(directive, at) : at;
    *m = (made_macro){.hash = cg_hash64(text.ptr, text.len, 0) | 1,
                      .params = cg_str_slice(directive, at, end),
                      .body = cg_str_slice(directive, end, directive.len),
                      .activity = (uint8_t)activity};
}

static const made_macro *find(const made_macros *macros, cg_str name)
{
    const made_macro *m = macros->slots == NULL ? NULL : slot_of(macros, name);
    return m == NULL || m->hash == 0 || m->gone ? NULL : m;
}

bool made_knows(const made_macros *macros, cg_str name, bool called)
{
    const made_macro *m = find(macros, name);
    return m != NULL && (m->params.len > 0) == called;
}

/* ---- bodies ---- */

/* namespace a {, extern "C" { */
static bool opens_space(cg_str head)
{
    made_token t;
    size_t at = 0;
    if (!made_next(head, &at, &t))
        return false;
    cg_str word = token_text(head, &t);
    return cg_str_eq(word, CG_STR("namespace")) ||
           (cg_str_eq(word, CG_STR("extern")) && made_next(head, &at, &t) && t.kind == '"');
}

/* Of a body, which only its head says something of, two braces stay: at the one that opens it, what stands in
 *  front of it since `from`. Gives what is behind; `from` itself: it goes on inside. */
static size_t body_end(cg_str text, size_t from, const made_token *brace)
{
    return opens_space(cg_str_slice(text, from, brace->from)) ? from
                                                              : made_close(text, brace->from);
}

/* ---- expanding ---- */

typedef struct arguments {
    cg_str list[ARGS_MAX];
    uint32_t count;
} arguments;

typedef struct expander {
    made_macros *macros;
    const made_macro *open[DEPTH_MAX]; /* a macro is not replaced inside of itself */
    unsigned depth;
    bool failed; /* too much */
} expander;

/* Between the parentheses at `at`; gives what is behind them. */
static size_t read_arguments(cg_str text, size_t at, arguments *out)
{
    size_t end = made_close(text, at), from = at + 1, i = from, last = end;
    out->count = 0;
    for (made_token t; i < end && made_next(text, &i, &t);) {
        if (t.kind == '(' || t.kind == '[' || t.kind == '{') {
            i = made_close(text, t.from);
        } else if (t.kind == ',' && out->count + 1 < ARGS_MAX) {
            out->list[out->count++] = cg_str_trim(cg_str_slice(text, from, t.from));
            from = i;
        } else if (t.kind == ')') {
            last = t.from;
        }
    }
    out->list[out->count++] = cg_str_trim(cg_str_slice(text, from, CG_MAX(last, from)));
    return end;
}

/* What parameter `word` is given, of the macro's parameters as written; false: it is none. */
static bool argument_of(const made_macro *m, const arguments *args, cg_str word, cg_str *out)
{
    size_t i = 1;
    uint32_t n = 0;
    bool rest = cg_str_eq(word, CG_STR("__VA_ARGS__")), dots = false;
    for (made_token t; made_next(m->params, &i, &t);) {
        n += t.kind == ',';
        dots |= t.kind == '.';
        bool named = t.kind == 'w' && cg_str_eq(token_text(m->params, &t), word);
        if (!named && !(rest && dots))
            continue;
        bool variadic = rest || (i < m->params.len && m->params.ptr[i] == '.');
        *out = n < args->count ? args->list[n] : CG_STR_NULL;
        if (variadic && n < args->count) {
            const cg_str *last = &args->list[args->count - 1];
            out->len = (size_t)(last->ptr + last->len - out->ptr);
        }
        return true;
    }
    return false;
}

static void trim_end(cg_buf *out)
{
    while (out->len > 0 &&
           (isspace((unsigned char)out->ptr[out->len - 1]) || out->ptr[out->len - 1] == '\\'))
        out->len--;
}

/* Copies up to the body that may begin with token `t`, and its braces. */
static void leave_out_body(cg_str text, const made_token *t, size_t *at, size_t *from,
                           size_t *copied, cg_buf *out)
{
    if (t->kind == '{') {
        size_t end = body_end(text, *from, t);
        if (end != *from) {
            cg_buf_add_str(out, cg_str_slice(text, *copied, t->to));
            cg_buf_add_str(out, CG_STR("}"));
            *at = *copied = end;
        }
    }
    *from = *at;
}

/* What a macro stands for, with its parameters replaced and ## pasted. */
static void substitute(const made_macro *m, const arguments *args, cg_buf *out)
{
    cg_str body = m->body, given;
    size_t at = 0, copied = 0, from = 0;
    for (made_token t; made_next(body, &at, &t);) {
        if (t.kind == '{' || t.kind == '}' || t.kind == ';')
            leave_out_body(body, &t, &at, &from, &copied, out);
        if (t.kind == '#' && at < body.len && body.ptr[at] == '#') {
            cg_buf_add_str(out, cg_str_slice(body, copied, t.from));
            trim_end(out);
            copied = at = skip_blanks(body, at + 1);
        } else if (t.kind == 'w' && argument_of(m, args, token_text(body, &t), &given)) {
            cg_buf_add_str(out, cg_str_slice(body, copied, t.from));
            cg_buf_add_str(out, given);
            copied = at;
        }
    }
    cg_buf_add_str(out, cg_str_slice(body, copied, body.len));
}

static void expand(expander *e, cg_str text, cg_buf *out);

static bool is_open(const expander *e, const made_macro *m)
{
    for (unsigned i = 0; i < e->depth; i++)
        if (e->open[i] == m)
            return true;
    return false;
}

static void replace(expander *e, const made_macro *m, const arguments *args, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) body = {.max = TEXT_MAX};
    substitute(m, args, &body);
    e->open[e->depth++] = m;
    if (body.error)
        e->failed = true;
    else
        expand(e, cg_buf_str(&body), out);
    e->depth--;
}

static void expand(expander *e, cg_str text, cg_buf *out)
{
    size_t at = 0, copied = 0, from = 0;
    if (text.len > e->macros->budget) {
        e->failed = true;
        return;
    }
    e->macros->budget -= text.len;
    for (made_token t; !e->failed && made_next(text, &at, &t);) {
        if (t.kind == '{' || t.kind == '}' || t.kind == ';')
            leave_out_body(text, &t, &at, &from, &copied, out);
        const made_macro *m = t.kind == 'w' ? find(e->macros, token_text(text, &t)) : NULL;
        size_t open = skip_blanks(text, at);
        bool call = m != NULL && m->params.len > 0;
        if (m == NULL || e->depth == DEPTH_MAX || is_open(e, m) ||
            (call && (open >= text.len || text.ptr[open] != '(')))
            continue;
        arguments args = {.count = 0};
        cg_buf_add_str(out, cg_str_slice(text, copied, t.from));
        if (call)
            at = read_arguments(text, open, &args);
        copied = at;
        replace(e, m, &args, out);
    }
    cg_buf_add_str(out, cg_str_slice(text, copied, text.len));
    e->failed |= out->error != CG_OK;
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

static bool is_shouted(cg_str word)
{
    bool upper = false;
    for (size_t i = 0; i < word.len; i++) {
        upper |= word.ptr[i] >= 'A' && word.ptr[i] <= 'Z';
        if (word.ptr[i] >= 'a' && word.ptr[i] <= 'z')
            return cg_str_starts(word, CG_STR("__"));
    }
    return upper && word.len > 1;
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
    cg_str text = token_text(r->head, t);
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
    cg_str name = token_text(r->head, &r->word);
    made_token star, pointed;
    if (r->alias && made_next(r->head, &i, &star) && star.kind == '*' &&
        made_next(r->head, &i, &pointed) && pointed.kind == 'w')
        r->pointed = token_text(r->head, &pointed);
    if ((before != 'w' && before != '>') || name.len == 0 || takes_parens(name) ||
        (r->function && is_shouted(name)))
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
            out->name = token_text(r->head, &r->word);
        return out->name.len > 0;
    }
    cg_str last = token_text(r->head, &r->word);
    if (r->type != CG_NODE_NONE && (!r->function || (r->behind && !is_shouted(last)))) {
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
        cg_str text = token_text(head, &t);
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
            out->name = token_text(head, &r.word);
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
        if (t.kind == 'w' && !qualifies(token_text(text, &t)))
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
           is_any(token_text(head, &t), words, CG_ARRAY_LEN(words));
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

static bool cut_heads(cg_str text, bool members, cg_buf *out)
{
    size_t at = 0, from = 0;
    unsigned count = 0,
             spaces = 0; /* what stands in a namespace of the macro's own is not ours to name */
    for (made_token t; count < HEADS_MAX && made_next(text, &at, &t);) {
        cg_str head = cg_str_slice(text, from, t.from);
        if (t.kind == '(' || t.kind == '[') {
            at = made_close(text, t.from);
        } else if (t.kind == '{' && opens_space(head)) {
            spaces++;
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
    if (count < HEADS_MAX && from < text.len && spaces == 0) {
        cg_str head = cg_str_slice(text, from, text.len);
        count += add_head(head, false, out) ? 1 : members ? add_fields(head, out) : 0;
    }
    return count > 0;
}

bool made_heads(made_macros *macros, cg_str use, bool members, cg_buf *out)
{
    expander e = {.macros = macros};
    CG_AUTO_VALUE(cg_buf) text = {.max = TEXT_MAX};
    expand(&e, use, &text);
    return !e.failed && cut_heads(cg_buf_str(&text), members, out);
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
            cg_buf_add_str(out, token_text(text, &t));
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
    expander e = {.macros = macros};
    CG_AUTO_VALUE(cg_buf) text = {.max = TEXT_MAX};
    size_t before = out->len;
    expand(&e, use, &text);
    if (!e.failed && cut_enumerators(cg_buf_str(&text), out))
        return true;
    out->len = before;
    return false;
}
