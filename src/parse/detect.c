// SPDX-License-Identifier: Apache-2.0
// parse: which language a file is in: by its name, its #! line, and for headers its content.
#include "parse_int.h"

#define SHEBANG_BYTES_MAX 256u
/* A header shows what it is early, or it is C as much as C++. */
#define HEADER_BYTES_MAX 65536u

static cg_str file_name(cg_str path)
{
    ptrdiff_t slash = cg_str_rfind(path, '/');
    return cg_str_slice(path, (size_t)(slash + 1), path.len);
}

/* The part behind the last dot; empty for ".bashrc" and the like. */
static cg_str extension(cg_str name)
{
    ptrdiff_t dot = cg_str_rfind(name, '.');
    return dot > 0 ? cg_str_slice(name, (size_t)dot + 1, name.len) : CG_STR_NULL;
}

static bool same_folded(cg_str s, const char *lower)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (lower[i] == '\0' || c != lower[i])
            return false;
    }
    return lower[s.len] == '\0';
}

static bool any_folded(cg_str s, const char *const *list)
{
    for (; list && *list; list++)
        if (same_folded(s, *list))
            return true;
    return false;
}

static bool is_file_name(cg_str name, const char *const *list)
{
    for (; list && *list; list++) {
        cg_str have = cg_str_from(*list);
        if (cg_str_find(have, '*') < 0 ? cg_str_eq(name, have) : cg_glob_match(have, name))
            return true;
    }
    return false;
}

cg_lang_id cg_lang_by_name(cg_str path)
{
    cg_str name = file_name(path), ext = extension(name);
    /* On systems that tell case apart, a capital C has always meant C++. */
    if (cg_str_eq(ext, CG_STR("C")) || cg_str_eq(ext, CG_STR("H")))
        return cg_lang_known(CG_LANG_CPP) ? CG_LANG_CPP : CG_LANG_NONE;
    for (size_t i = 0; i < cg_langs_count; i++) {
        if (is_file_name(name, cg_langs[i]->file_names) ||
            (ext.len && any_folded(ext, cg_langs[i]->extensions)))
            return cg_langs[i]->id;
    }
    return CG_LANG_NONE;
}

/* ---- #! lines ---- */

static bool next_word(cg_str *rest, cg_str *out)
{
    *rest = cg_str_trim(*rest);
    size_t i = 0;
    while (i < rest->len && rest->ptr[i] != ' ' && rest->ptr[i] != '\t')
        i++;
    *out = cg_str_slice(*rest, 0, i);
    *rest = cg_str_slice(*rest, i, rest->len);
    return out->len > 0;
}

/* "python3.11" and "python3" are both "python". */
static cg_str without_version(cg_str s)
{
    while (s.len && ((s.ptr[s.len - 1] >= '0' && s.ptr[s.len - 1] <= '9') ||
                     s.ptr[s.len - 1] == '.' || s.ptr[s.len - 1] == '-'))
        s.len--;
    return s;
}

static cg_lang_id by_shebang(cg_str content)
{
    if (!cg_str_starts(content, CG_STR("#!")))
        return CG_LANG_NONE;
    cg_str line = cg_str_slice(content, 2, SHEBANG_BYTES_MAX), word;
    ptrdiff_t end = cg_str_find(line, '\n');
    if (end >= 0)
        line = cg_str_slice(line, 0, (size_t)end);
    if (!next_word(&line, &word))
        return CG_LANG_NONE;
    word = file_name(word);
    if (cg_str_eq(word, CG_STR("env"))) /* options and VAR=value come before the program */
        do {
            if (!next_word(&line, &word))
                return CG_LANG_NONE;
        } while (word.ptr[0] == '-' || cg_str_find(word, '=') >= 0);
    word = without_version(file_name(word));
    for (size_t i = 0; i < cg_langs_count; i++)
        for (const char *const *p = cg_langs[i]->interpreters; p && *p; p++)
            if (word.len && cg_str_eq(word, without_version(cg_str_from(*p))))
                return cg_langs[i]->id;
    return CG_LANG_NONE;
}

/* ---- headers: C or C++ ---- */

static bool is_ident(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

typedef struct scan {
    const char *p, *end;
    bool line_start;
    unsigned depth;      /* of #if */
    unsigned cpp_branch; /* depth of the #ifdef __cplusplus we are inside of; 0: none */
} scan;

static void skip_blanks(scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t'))
        s->p++;
}

static cg_str word_at(const char *p, const char *end)
{
    const char *from = p;
    while (p < end && is_ident(*p))
        p++;
    return cg_str_make(from, (size_t)(p - from));
}

static bool mentions(cg_str s, cg_str what)
{
    return what.len <= s.len && memmem(s.ptr, s.len, what.ptr, what.len) != NULL;
}

/* One directive. True: it proves C++ (#include <vector>). What only C++ compilers include proves nothing:
 * the header is made for C too. */
static bool directive(scan *s)
{
    const char *eol = memchr(s->p, '\n', (size_t)(s->end - s->p));
    cg_str line = cg_str_make(s->p, (size_t)((eol ? eol : s->end) - s->p));
    s->p = eol ? eol : s->end;
    cg_str rest = cg_str_trim(cg_str_slice(line, 1, line.len));
    cg_str name = word_at(rest.ptr, rest.ptr + rest.len);
    rest = cg_str_trim(cg_str_slice(rest, name.len, rest.len));
    if (cg_str_starts(name, CG_STR("if"))) {
        s->depth++;
        bool negated = cg_str_eq(name, CG_STR("ifndef")) || cg_str_starts(rest, CG_STR("!"));
        if (!s->cpp_branch && !negated && mentions(rest, CG_STR("__cplusplus")))
            s->cpp_branch = s->depth;
    } else if (cg_str_starts(name, CG_STR("e"))) { /* else, elif, endif */
        if (s->cpp_branch == s->depth)
            s->cpp_branch = 0;
        if (cg_str_eq(name, CG_STR("endif")) && s->depth)
            s->depth--;
    } else if (cg_str_eq(name, CG_STR("include")) && !s->cpp_branch) {
        return cg_str_starts(rest, CG_STR("<")) && cg_str_find(rest, '.') < 0 &&
               cg_str_find(rest, '>') > 1;
    }
    return false;
}

static void skip_quoted(scan *s)
{
    char quote = *s->p++;
    while (s->p < s->end && *s->p != quote && *s->p != '\n') {
        if (*s->p == '\\' && s->p + 1 < s->end)
            s->p++;
        s->p++;
    }
    if (s->p < s->end)
        s->p++;
}

static void skip_comment(scan *s)
{
    bool block = s->p[1] == '*';
    const char *rest = s->p + 2;
    size_t len = (size_t)(s->end - rest);
    const char *stop = block ? memmem(rest, len, "*/", 2) : memchr(rest, '\n', len);
    s->p = stop ? stop + (block ? 2 : 0) : s->end;
}

/* A word that, with what follows it, C does not have. */
static bool proves_cpp(cg_str word, const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    char next = p < end ? *p : '\0';
    bool colon = next == ':' && !(p + 1 < end && p[1] == ':');
    switch (word.len) {
    case 5:
        return (cg_str_eq(word, CG_STR("class")) || cg_str_eq(word, CG_STR("using"))) &&
               is_ident(next) && !(next >= '0' && next <= '9');
    case 6: return cg_str_eq(word, CG_STR("public")) && colon;
    case 7:
        return (cg_str_eq(word, CG_STR("private")) && colon) ||
               (cg_str_eq(word, CG_STR("virtual")) && is_ident(next));
    case 8:
        return (cg_str_eq(word, CG_STR("template")) && next == '<') ||
               (cg_str_eq(word, CG_STR("operator")) && !is_ident(next) && next != ';' &&
                next != ',' && next != ')');
    case 9:
        return (cg_str_eq(word, CG_STR("namespace")) && (is_ident(next) || next == '{')) ||
               (cg_str_eq(word, CG_STR("protected")) && colon);
    default: return false;
    }
}

#define HEAD_BYTES_MAX 400 /* of a class, in front of its members */
#define CPP_PART 3         /* a third of a header's words: less is an extra of a header of C */

/* What a header has for C++ compilers alone is more than names for what C has too: a template, or a class with members. */
static bool defines_cpp(cg_str word, const char *p, const char *end)
{
    if (!cg_str_eq(word, CG_STR("class")))
        return cg_str_eq(word, CG_STR("template"));
    end = end - p > HEAD_BYTES_MAX ? p + HEAD_BYTES_MAX : end;
    while (p < end && *p != '{' && *p != ';' && *p != '#')
        p++;
    return p < end && *p == '{';
}

static bool is_cpp_header(cg_str content)
{
    content = cg_str_slice(content, 0, HEADER_BYTES_MAX);
    scan s = {.p = content.ptr, .end = content.ptr + content.len, .line_start = true};
    size_t words = 0, for_cpp = 0; /* for C++ compilers alone, where … */
    bool defines = false;          /* … it defines something */
    while (s.p < s.end) {
        char c = *s.p;
        if (c == '\n') {
            s.line_start = true;
            s.p++;
            continue;
        }
        skip_blanks(&s);
        if (s.p >= s.end || *s.p == '\n')
            continue;
        c = *s.p;
        bool first = s.line_start;
        s.line_start = false;
        if (c == '#' && first) {
            if (directive(&s))
                return true;
        } else if (c == '"' || c == '\'') {
            skip_quoted(&s);
        } else if (c == '/' && s.p + 1 < s.end && (s.p[1] == '/' || s.p[1] == '*')) {
            s.line_start = first;
            skip_comment(&s);
        } else if (is_ident(c)) {
            cg_str word = word_at(s.p, s.end);
            s.p += word.len;
            bool proves = proves_cpp(word, s.p, s.end);
            if (proves && !s.cpp_branch)
                return true;
            defines |= proves && defines_cpp(word, s.p, s.end);
            words++;
            for_cpp += s.cpp_branch > 0;
            if (!s.cpp_branch && s.p + 2 < s.end && s.p[0] == ':' && s.p[1] == ':' &&
                is_ident(s.p[2]))
                return true;
        } else {
            s.p++;
        }
    }
    return defines && for_cpp >= words / CPP_PART;
}

cg_lang_id cg_lang_detect(cg_str path, cg_str content)
{
    cg_lang_id lang = cg_lang_by_name(path);
    if (lang == CG_LANG_NONE)
        return by_shebang(content);
    if (lang == CG_LANG_C && same_folded(extension(file_name(path)), "h") &&
        cg_lang_known(CG_LANG_CPP) && is_cpp_header(content))
        return CG_LANG_CPP;
    /* Qt's translations are XML files named .ts. */
    if (lang == CG_LANG_TYPESCRIPT &&
        (cg_str_starts(content, CG_STR("<?xml")) || cg_str_starts(content, CG_STR("<!DOCTYPE TS"))))
        return CG_LANG_NONE;
    return lang;
}
