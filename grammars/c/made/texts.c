// SPDX-License-Identifier: Apache-2.0
// made, texts: macros as files tell each other of them (ADR 31): which may define something where they are used, and
// each on one line, without the bodies of functions, which nothing is made of.
#include "../cfamily.h"
#include "made.h"

#define LINE_MAX_BYTES (16u << 10) /* of one macro; a longer one stays its file's own */

bool made_is_shouted(cg_str word)
{
    bool upper = false;
    for (size_t i = 0; i < word.len; i++) {
        upper |= word.ptr[i] >= 'A' && word.ptr[i] <= 'Z';
        if (word.ptr[i] >= 'a' && word.ptr[i] <= 'z')
            return cg_str_starts(word, CG_STR("__"));
    }
    return upper && word.len > 1;
}

static bool is_any(cg_str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(word, cg_str_from(list[i])))
            return true;
    return false;
}

/* No declaration begins so, but statements do. */
static bool begins_statement(cg_str word)
{
    static const char *const words[] = {"do",   "if",     "for",  "while",         "switch",
                                        "else", "return", "goto", "__extension__", "sizeof"};
    return is_any(word, words, CG_ARRAY_LEN(words));
}

/* No more than that is needed to define a name. */
static bool begins_alias(cg_str word)
{
    return cg_str_eq(word, CG_STR("using")) || cg_str_eq(word, CG_STR("typedef"));
}

static bool is_attribute(cg_str word)
{
    static const char *const words[] = {"__attribute__", "__attribute", "__declspec", "alignas",
                                        "_Alignas"};
    return is_any(word, words, CG_ARRAY_LEN(words));
}

/* What stands behind the parameters could be read as declarations, once it is expanded. */
static bool could_declare(cg_str body)
{
    size_t at = 0;
    made_token t, before = {0};
    while (made_next(body, &at, &t)) {
        if (before.to == 0 && ((t.kind != 'w' && t.kind != '[' && t.kind != ':') ||
                               begins_statement(made_text(body, &t))))
            return false;
        if (before.to == 0 && begins_alias(made_text(body, &t)))
            return true;
        bool paste = t.kind == '#' && before.kind == '#' && before.to == t.from;
        bool call = t.kind == '(' && before.kind == 'w' && !is_attribute(made_text(body, &before));
        if (t.kind == '{' || t.kind == ';' || paste || call)
            return true;
        before = t;
    }
    return false;
}

/* <path> or "path.h", what an #include of a macro may stand for. */
static bool is_path(cg_str body)
{
    body = cg_str_trim(body);
    if (body.len < 3)
        return false;
    cg_str inside = cg_str_slice(body, 1, body.len - 1);
    if (body.ptr[0] == '<')
        return body.ptr[body.len - 1] == '>' && cg_str_find(inside, '>') < 0;
    return body.ptr[0] == '"' && body.ptr[body.len - 1] == '"' && cg_str_find(inside, '"') < 0 &&
           cg_str_rfind(inside, '.') > 0 && inside.len - (size_t)cg_str_rfind(inside, '.') <= 4 &&
           cg_str_find(inside, ' ') < 0;
}

/* #define NAME(x) x, which defines what it is given. */
static bool passes_on(cg_str params, cg_str body)
{
    size_t at = 0, in = 0;
    made_token word, t;
    if (!made_next(body, &at, &word) || word.kind != 'w' || made_next(body, &at, &t))
        return false;
    if (cg_str_eq(made_text(body, &word), CG_STR("__VA_ARGS__")))
        return true;
    while (made_next(params, &in, &t))
        if (cg_str_eq(made_text(params, &t), made_text(body, &word)))
            return true;
    return false;
}

bool made_drops(cg_str directive, cg_str *out_name)
{
    size_t at = 1;
    made_token word, name;
    if (!made_next(directive, &at, &word) || !made_next(directive, &at, &name) ||
        name.kind != 'w' || at >= directive.len || directive.ptr[at] != '(')
        return false;
    *out_name = made_text(directive, &name);
    at = made_close(directive, at);
    return !made_next(directive, &at, &word);
}

bool made_may_define(cg_str directive, cg_str *out_name)
{
    size_t at = 1;
    made_token word, name;
    if (!made_next(directive, &at, &word) || !made_next(directive, &at, &name) ||
        name.kind != 'w' || at >= directive.len)
        return false;
    *out_name = made_text(directive, &name);
    bool call = directive.ptr[at] == '(';
    size_t end = call ? made_close(directive, at) : at;
    cg_str body = cg_str_slice(directive, end, directive.len);
    if (call ? passes_on(cg_str_slice(directive, at, end), body) : is_path(body))
        return true;
    return could_declare(body) &&
           (call || cg_str_find(body, ';') >= 0); /* others are mostly values */
}

bool made_add_text(cg_str directive, cg_buf *out)
{
    size_t at = 1, begin = out->len, from, last = 0;
    made_token t;
    (void)made_next(directive, &at, &t); /* define */
    from = at;
    (void)made_next(directive, &from, &t);
    if (from < directive.len && directive.ptr[from] == '(')
        from = made_close(directive, from);
    while (out->len - begin <= LINE_MAX_BYTES && made_next(directive, &at, &t)) {
        if (out->len > begin && t.from > last)
            cg_buf_add_char(out, ' ');
        cg_str text = made_text(directive, &t);
        last = t.to;
        if (made_opens_body(directive, from, &t)) {
            last = at = made_close(directive, t.from);
            text = CG_STR("{}");
        }
        if (t.kind == '{' || t.kind == '}' || t.kind == ';')
            from = at;
        if (memchr(text.ptr, '\n', text.len) != NULL || memchr(text.ptr, '\f', text.len) != NULL)
            text = CG_STR("\"\""); /* a string over two lines, or with what keeps preludes apart */
        cg_buf_add_str(out, text);
    }
    bool fits = out->len - begin <= LINE_MAX_BYTES;
    if (!fits)
        out->len = begin;
    return fits;
}

/* ---- what they make ---- */

/* NAME(a, b) as the macro itself writes its parameters, or NAME; empty: there is no such macro. */
static cg_str use_of(cg_str prelude, cg_str name)
{
    cg_str line;
    while (cg_str_split(&prelude, '\n', &line))
        if (cg_str_starts(line, name) && line.len > name.len && memchr("( ", line.ptr[name.len], 2))
            return cg_str_slice(line, 0,
                                line.ptr[name.len] == '(' ? made_close(line, name.len) : name.len);
    return CG_STR_NULL;
}

/* What the use is given is what it stands for, or nothing is. */
static bool passes_or_drops(cg_str prelude, cg_str use)
{
    cg_str body = cg_str_slice(prelude, (size_t)(use.ptr - prelude.ptr) + use.len, prelude.len);
    ptrdiff_t end = cg_str_find(body, '\n');
    body = cg_str_trim(end < 0 ? body : cg_str_slice(body, 0, (size_t)end));
    return body.len == 0 || passes_on(use, body);
}

bool cg_cfamily_defines(cg_str prelude, cg_str name, unsigned form)
{
    made_macros macros;
    CG_AUTO_VALUE(cg_buf) heads = {0};
    cg_str use = use_of(prelude, name);
    bool defines = false;
    if (use.len == 0)
        return false;
    if (passes_or_drops(prelude, use))
        return true;
    made_init(&macros, 0, CG_STR_NULL, prelude);
    macros.cpp = true; /* of C, nothing more is told */
    switch (form) {
    case CG_WANTED_NAME: /* it writes one, or is part of it */ made_fini(&macros); return true;
    case CG_WANTED_BODY: defines = made_heads_of_body(&macros, use, &heads); break;
    case CG_WANTED_TYPE: defines = made_type(&macros, use, &heads); break;
    case CG_WANTED_ENUMERATORS: defines = made_enumerators(&macros, use, &heads); break;
    default: defines = made_heads(&macros, use, form == CG_WANTED_MEMBERS, &heads); break;
    }
    made_fini(&macros);
    return defines && heads.len > 0;
}
