// SPDX-License-Identifier: Apache-2.0
// made: expands a macro's use as text, with the file's own macros alone.
#include "made.h"

#include <ctype.h>

#define TEXT_MAX (64u << 10) /* of one use, expanded, without bodies; bytes */
#define DEPTH_MAX 12u        /* macros inside each other */
#define ARGS_MAX 32u
#define BUDGET_PER_BYTE 32u

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

/* ---- the file's macros ---- */

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

/* NAME, or NAME(parameters) without a blank between, and what it stands for. */
static void define(made_macros *macros, cg_str text, const made_token *name, unsigned activity)
{
    cg_str word = made_text(text, name);
    made_macro *m = slot_of(macros, word);
    if (m->hash != 0 && !m->gone && activity >= m->activity)
        return;
    size_t end =
        name->to < text.len && text.ptr[name->to] == '(' ? made_close(text, name->to) : name->to;
    *m = (made_macro){.hash = cg_hash64(word.ptr, word.len, 0) | 1,
                      .params = cg_str_slice(text, name->to, end),
                      .body = cg_str_slice(text, end, text.len),
                      .activity = (uint8_t)activity};
}

void made_init(made_macros *macros, size_t defines, cg_str source, cg_str prelude)
{
    size_t slots = 8;
    cg_str line, rest = prelude;
    while (cg_str_split(&rest, '\n', &line))
        defines++;
    while (slots < defines * 2)
        slots *= 2;
    *macros = (made_macros){.mask = (uint32_t)slots - 1,
                            .budget = (source.len + prelude.len) * BUDGET_PER_BYTE,
                            .source = source};
    if (defines > 0)
        macros->slots = cg_alloc_array(slots, sizeof *macros->slots);
    while (cg_str_split(&prelude, '\n', &line)) {
        size_t at = 0;
        made_token name;
        if (made_next(line, &at, &name) && name.kind == 'w')
            define(macros, line, &name, MADE_OF_OTHERS);
    }
}

void made_note(made_macros *macros, cg_str directive, cg_activity activity)
{
    size_t at = 1;
    made_token word, name;
    if (macros->slots == NULL || !made_next(directive, &at, &word) ||
        !made_next(directive, &at, &name) || name.kind != 'w')
        return;
    bool gone = cg_str_eq(made_text(directive, &word), CG_STR("undef"));
    if (!gone && !cg_str_eq(made_text(directive, &word), CG_STR("define")))
        return;
    if (!gone) {
        define(macros, directive, &name, activity);
        return;
    }
    made_macro *m = slot_of(macros, made_text(directive, &name));
    m->gone |= m->hash != 0 && activity <= m->activity;
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

bool made_is_active(const made_macros *macros, cg_str name)
{
    const made_macro *m = find(macros, name);
    return m != NULL && (m->activity == CG_ACTIVE || m->activity == MADE_OF_OTHERS);
}

cg_str made_params(const made_macros *macros, cg_str name)
{
    const made_macro *m = find(macros, name);
    return m == NULL ? CG_STR_NULL : m->params;
}

cg_str made_body(const made_macros *macros, cg_str name)
{
    const made_macro *m = find(macros, name);
    return m == NULL ? CG_STR_NULL : m->body;
}

/* ---- bodies ---- */

bool made_is_space_word(cg_str word)
{
    return cg_str_eq(word, CG_STR("namespace")) || cg_str_eq(word, CG_STR("inline")) ||
           cg_str_eq(word, CG_STR("extern"));
}

bool made_opens_space(cg_str head)
{
    made_token t;
    size_t at = 0;
    if (!made_next(head, &at, &t))
        return false;
    if (cg_str_eq(made_text(head, &t), CG_STR("inline")) && !made_next(head, &at, &t))
        return false;
    cg_str word = made_text(head, &t);
    return cg_str_eq(word, CG_STR("namespace")) ||
           (cg_str_eq(word, CG_STR("extern")) && made_next(head, &at, &t) && t.kind == '"' &&
            !made_next(head, &at, &t));
}

bool made_opens_body(cg_str text, size_t from, const made_token *t)
{
    cg_str head = cg_str_slice(text, from, t->from);
    return t->kind == '{' && !made_opens_space(head) && !made_opens_type(head);
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
    cg_str use;  /* what is expanded */
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
        bool named = t.kind == 'w' && cg_str_eq(made_text(m->params, &t), word);
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

/* Copies up to the body that may begin with token `t`, and of it the braces: only its head says something. */
static void leave_out_body(cg_str text, const made_token *t, size_t *at, size_t *from,
                           size_t *copied, cg_buf *out)
{
    if (made_opens_body(text, *from, t)) {
        cg_buf_add_str(out, cg_str_slice(text, *copied, t->to));
        cg_buf_add_str(out, CG_STR("}"));
        *at = *copied = made_close(text, t->from);
    }
    *from = *at;
}

static void expand(expander *e, cg_str text, cg_buf *out);

static bool is_paste(cg_str text, size_t at)
{
    return at + 1 < text.len && text.ptr[at] == '#' && text.ptr[at + 1] == '#';
}

/* What is given is expanded first where it is not pasted, as __LINE__ is for those who paste it. */
static void add_argument(expander *e, cg_str given, bool pasted, cg_buf *out)
{
    if (pasted)
        cg_buf_add_str(out, given);
    else
        expand(e, given, out);
}

/* What a macro stands for, with its parameters replaced and ## pasted. */
static void substitute(expander *e, const made_macro *m, const arguments *args, cg_buf *out)
{
    cg_str body = m->body, given;
    size_t at = 0, copied = 0, from = 0;
    char before = 0;
    for (made_token t; made_next(body, &at, &t); before = t.kind) {
        if (t.kind == '{' || t.kind == '}' || t.kind == ';')
            leave_out_body(body, &t, &at, &from, &copied, out);
        if (t.kind == '#' && at < body.len && body.ptr[at] == '#') {
            cg_buf_add_str(out, cg_str_slice(body, copied, t.from));
            trim_end(out);
            copied = at = skip_blanks(body, at + 1);
        } else if (t.kind == 'w' && argument_of(m, args, made_text(body, &t), &given)) {
            cg_buf_add_str(out, cg_str_slice(body, copied, t.from));
            add_argument(e, given, before == '#' || is_paste(body, skip_blanks(body, at)), out);
            copied = at;
        }
    }
    cg_buf_add_str(out, cg_str_slice(body, copied, body.len));
}

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
    substitute(e, m, args, &body);
    e->open[e->depth++] = m;
    if (body.error)
        e->failed = true;
    else
        expand(e, cg_buf_str(&body), out);
    e->depth--;
}

/* __LINE__, which is that of the use; false: it is in no file. Uses come in the order of the source. */
static bool add_line(expander *e, cg_buf *out)
{
    made_macros *m = e->macros;
    cg_str source = m->source;
    if (source.ptr == NULL || e->use.ptr < source.ptr || e->use.ptr > source.ptr + source.len)
        return false;
    size_t at = (size_t)(e->use.ptr - source.ptr);
    if (at < m->counted)
        m->counted = m->lines = 0;
    for (; m->counted < at; m->counted++)
        m->lines += source.ptr[m->counted] == '\n';
    cg_buf_printf(out, "%" PRIu32, m->lines + 1);
    return true;
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
        if (t.kind == 'w' && cg_str_eq(made_text(text, &t), CG_STR("__LINE__"))) {
            cg_buf_add_str(out, cg_str_slice(text, copied, t.from));
            copied = add_line(e, out) ? at : t.from;
            continue;
        }
        const made_macro *m = t.kind == 'w' ? find(e->macros, made_text(text, &t)) : NULL;
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

bool made_expand(made_macros *macros, cg_str use, cg_buf *out)
{
    expander e = {.macros = macros, .use = use};
    out->max = TEXT_MAX;
    expand(&e, use, out);
    return !e.failed;
}
