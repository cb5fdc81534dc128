// SPDX-License-Identifier: Apache-2.0
// mask, lex: source to tokens for the mask: words classified, directives whole, comments skipped.
#include "mask.h"

#include <ctype.h>
#include <stdlib.h>

typedef struct word_class {
    const char *text;
    uint8_t word;
    bool cpp; /* a word of C++ alone */
} word_class;

static const word_class words[] = {
    {"int", MASK_W_TYPE, false},
    {"char", MASK_W_TYPE, false},
    {"void", MASK_W_TYPE, false},
    {"long", MASK_W_TYPE, false},
    {"short", MASK_W_TYPE, false},
    {"float", MASK_W_TYPE, false},
    {"double", MASK_W_TYPE, false},
    {"signed", MASK_W_TYPE, false},
    {"unsigned", MASK_W_TYPE, false},
    {"bool", MASK_W_TYPE, false},
    {"_Bool", MASK_W_TYPE, false},
    {"size_t", MASK_W_TYPE, false},
    {"ssize_t", MASK_W_TYPE, false},
    {"ptrdiff_t", MASK_W_TYPE, false},
    {"intptr_t", MASK_W_TYPE, false},
    {"uintptr_t", MASK_W_TYPE, false},
    {"int8_t", MASK_W_TYPE, false},
    {"int16_t", MASK_W_TYPE, false},
    {"int32_t", MASK_W_TYPE, false},
    {"int64_t", MASK_W_TYPE, false},
    {"uint8_t", MASK_W_TYPE, false},
    {"uint16_t", MASK_W_TYPE, false},
    {"uint32_t", MASK_W_TYPE, false},
    {"uint64_t", MASK_W_TYPE, false},
    {"char8_t", MASK_W_TYPE, false},
    {"char16_t", MASK_W_TYPE, false},
    {"char32_t", MASK_W_TYPE, false},
    {"char64_t", MASK_W_TYPE, false},
    {"charptr_t", MASK_W_TYPE, false},
    {"nullptr_t", MASK_W_TYPE, false},
    {"max_align_t", MASK_W_TYPE, false},
    {"wchar_t", MASK_W_TYPE, true},
    {"auto", MASK_W_TYPE, true},
    {"auto", MASK_W_SPEC, false},
    {"decltype", MASK_W_TYPE_CALL, true},
    {"typeof", MASK_W_TYPE_CALL, false},
    {"__typeof__", MASK_W_TYPE_CALL, false},
    {"__typeof", MASK_W_TYPE_CALL, false},
    {"static", MASK_W_SPEC, false},
    {"inline", MASK_W_SPEC, false},
    {"__inline", MASK_W_SPEC, false},
    {"__inline__", MASK_W_SPEC, false},
    {"__forceinline", MASK_W_SPEC, false},
    {"const", MASK_W_SPEC, false},
    {"volatile", MASK_W_SPEC, false},
    {"restrict", MASK_W_SPEC, false},
    {"__restrict", MASK_W_SPEC, false},
    {"__restrict__", MASK_W_SPEC, false},
    {"__extension__", MASK_W_SPEC, false},
    {"register", MASK_W_SPEC, false},
    {"thread_local", MASK_W_SPEC, false},
    {"__thread", MASK_W_SPEC, false},
    {"_Noreturn", MASK_W_SPEC, false},
    {"noreturn", MASK_W_SPEC, false},
    {"_Atomic", MASK_W_SPEC, false},
    {"_Nonnull", MASK_W_SPEC, false},
    {"constexpr", MASK_W_SPEC, false},
    {"consteval", MASK_W_SPEC, true},
    {"constinit", MASK_W_SPEC, true},
    {"mutable", MASK_W_SPEC, true},
    {"virtual", MASK_W_SPEC, true},
    {"explicit", MASK_W_SPEC, true},
    {"friend", MASK_W_SPEC, true},
    {"typename", MASK_W_SPEC, true},
    {"__cdecl", MASK_W_SPEC, false},
    {"__stdcall", MASK_W_SPEC, false},
    {"__fastcall", MASK_W_SPEC, false},
    {"__thiscall", MASK_W_SPEC, false},
    {"__vectorcall", MASK_W_SPEC, false},
    {"__clrcall", MASK_W_SPEC, false},
    {"__attribute__", MASK_W_SPEC_CALL, false},
    {"__attribute", MASK_W_SPEC_CALL, false},
    {"__declspec", MASK_W_SPEC_CALL, false},
    {"alignas", MASK_W_SPEC_CALL, false},
    {"_Alignas", MASK_W_SPEC_CALL, false},
    {"asm", MASK_W_SPEC_CALL, false},
    {"__asm__", MASK_W_SPEC_CALL, false},
    {"__asm", MASK_W_SPEC_CALL, false},
    {"noexcept", MASK_W_AFTER, true},
    {"override", MASK_W_AFTER, true},
    {"final", MASK_W_AFTER, true},
    {"requires", MASK_W_AFTER, true},
    {"class", MASK_W_CLASS, true},
    {"struct", MASK_W_CLASS, false},
    {"union", MASK_W_CLASS, false},
    {"enum", MASK_W_ENUM, false},
    {"namespace", MASK_W_NAMESPACE, true},
    {"extern", MASK_W_EXTERN, false},
    {"typedef", MASK_W_TYPEDEF, false},
    {"using", MASK_W_START, true},
    {"concept", MASK_W_START, true},
    {"static_assert", MASK_W_START, true},
    {"_Static_assert", MASK_W_EXPR, false},
    {"template", MASK_W_TEMPLATE, true},
    {"operator", MASK_W_OPERATOR, true},
    {"public", MASK_W_ACCESS, true},
    {"protected", MASK_W_ACCESS, true},
    {"private", MASK_W_ACCESS, true},
    {"if", MASK_W_CONTROL, false},
    {"for", MASK_W_CONTROL, false},
    {"while", MASK_W_CONTROL, false},
    {"switch", MASK_W_CONTROL, false},
    {"catch", MASK_W_CONTROL, true},
    {"else", MASK_W_BLOCK, false},
    {"do", MASK_W_BLOCK, false},
    {"try", MASK_W_BLOCK, true},
    {"case", MASK_W_CASE, false},
    {"default", MASK_W_CASE, false},
    {"return", MASK_W_EXPR, false},
    {"goto", MASK_W_EXPR, false},
    {"break", MASK_W_EXPR, false},
    {"continue", MASK_W_EXPR, false},
    {"sizeof", MASK_W_EXPR, false},
    {"_Generic", MASK_W_EXPR, false},
    {"throw", MASK_W_EXPR, true},
    {"new", MASK_W_EXPR, true},
    {"delete", MASK_W_EXPR, true},
    {"this", MASK_W_EXPR, true},
    {"co_await", MASK_W_EXPR, true},
    {"co_yield", MASK_W_EXPR, true},
    {"co_return", MASK_W_EXPR, true},
    {"alignof", MASK_W_EXPR, false},
    {"_Alignof", MASK_W_EXPR, false},
    {"__alignof__", MASK_W_EXPR, false},
    {"__alignof", MASK_W_EXPR, false},
    {"offsetof", MASK_W_EXPR, false},
    {"typeid", MASK_W_EXPR, true},
    {"true", MASK_W_EXPR, false},
    {"false", MASK_W_EXPR, false},
    {"NULL", MASK_W_EXPR, false},
    {"nullptr", MASK_W_EXPR, true},
};

#define WORD_LEN_MAX 14

/** Parts of the names of macros that decorate declarations rather than stand for types. */
static const char *const hints[] = {
    "API",     "EXPORT", "EXTERN", "INLINE",  "CALL",     "DECL",     "CONSTEXPR", "DISCARD",
    "ATTR",    "PUBLIC", "VISIB",  "UNUSED",  "DEPRECAT", "NORETURN", "STATIC",    "IMPORT",
    "FAR",     "CONST",  "NOEXC",  "NOTHROW", "RESTRICT", "EXPLICIT", "OVERRIDE",  "FINAL",
    "HIDDEN",  "LIKELY", "PURE",   "MAYBE",   "BEGIN",    "END",      "NAMESPACE", "__THROW",
    "NONNULL", "PRINTF", "ALIGN",  "WARN",    "THREAD",   "COLD",
};

/** The words of this language, chained by their first two characters. */
typedef struct word_index {
    uint8_t head[64], next[CG_ARRAY_LEN(words) + 1]; /* index + 1; 0 ends a chain */
} word_index;

static inline unsigned word_slot(const char *text)
{
    return ((unsigned char)text[0] * 5u + (unsigned char)text[1]) & 63;
}

static void index_words(word_index *index, bool cpp)
{
    memset(index, 0, sizeof *index);
    for (unsigned i = CG_ARRAY_LEN(words); i-- > 0;) {
        if (words[i].cpp && !cpp)
            continue;
        unsigned slot = word_slot(words[i].text);
        index->next[i + 1] = index->head[slot];
        index->head[slot] = (uint8_t)(i + 1);
    }
}

static mask_word word_of(const word_index *index, const char *text, size_t len)
{
    if (len < 2 || len > WORD_LEN_MAX)
        return MASK_W_PLAIN;
    for (unsigned i = index->head[word_slot(text)]; i; i = index->next[i])
        if (words[i - 1].text[1] == text[1] && strncmp(words[i - 1].text, text, len) == 0 &&
            !words[i - 1].text[len])
            return words[i - 1].word;
    return MASK_W_PLAIN;
}

static inline bool ident_start(unsigned char c)
{
    return isalpha(c) || c == '_' || c == '$' || c >= 0x80;
}

static inline bool ident_char(unsigned char c)
{
    return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

bool mask_is_defined(const mask *m, cg_str name)
{
    uint64_t hash = cg_hash64(name.ptr, name.len, 0);
    return m->defined.len &&
           bsearch(&hash, m->defined.ptr, m->defined.len, sizeof hash, compare_hashes);
}

static uint8_t macro_flags(const mask *m, cg_str name)
{
    bool upper = false, lower = false;
    for (size_t i = 0; i < name.len; i++) {
        upper |= name.ptr[i] >= 'A' && name.ptr[i] <= 'Z';
        lower |= name.ptr[i] >= 'a' && name.ptr[i] <= 'z';
    }
    bool reserved = name.len > 2 && name.ptr[0] == '_' && name.ptr[1] == '_';
    bool shouted = upper && !lower && name.len > 1;
    if (!reserved && !shouted && !mask_is_defined(m, name))
        return 0;
    uint8_t flags = MASK_F_MACRO | (shouted ? MASK_F_SHOUTED : 0);
    for (size_t i = 0; shouted && i < CG_ARRAY_LEN(hints); i++)
        if (memmem(name.ptr, name.len, hints[i], strlen(hints[i])))
            return flags | MASK_F_HINT;
    return flags;
}

/* ---- reading ---- */

typedef struct reader {
    mask *m;
    word_index index;
    const char *at, *end;
    bool line; /* nothing but space since the line began */
} reader;

static void push(reader *r, const char *from, mask_kind kind, unsigned word)
{
    mask_token token = {
        .start = (uint32_t)(from - r->m->source.ptr),
        .len = (uint32_t)(r->at - from),
        .kind = (uint8_t)kind,
        .word = (uint8_t)word,
        .flags = r->line ? MASK_F_LINE : 0,
    };
    CG_VEC_PUSH(&r->m->tokens, token);
    r->line = false;
}

static const char *skip_block_comment(const char *at, const char *end)
{
    for (at += 2; at < end; at++) {
        at = memchr(at, '*', (size_t)(end - at));
        if (!at)
            return end;
        if (at + 1 < end && at[1] == '/')
            return at + 2;
    }
    return end;
}

/** The end of a logical line: escaped newlines go on. */
static const char *skip_line(const char *at, const char *end)
{
    for (; at < end; at++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline)
            return end;
        const char *last = newline > at && newline[-1] == '\r' ? newline - 1 : newline;
        if (last == at || last[-1] != '\\')
            return newline;
        at = newline;
    }
    return end;
}

static const char *skip_quoted(const char *at, const char *end)
{
    char quote = *at++;
    for (; at < end && *at != quote && *at != '\n'; at++)
        if (*at == '\\' && at + 1 < end)
            at++;
    return at < end && *at == quote ? at + 1 : at;
}

static const char *skip_raw_string(const char *at, const char *end)
{
    const char *open = memchr(at, '(', (size_t)CG_MIN(end - at, 20));
    if (!open)
        return skip_quoted(at, end);
    size_t len = (size_t)(open - at) - 1; /* the delimiter, without the quote */
    for (const char *p = open; p < end; p++) {
        p = memchr(p, ')', (size_t)(end - p));
        if (!p)
            return end;
        if ((size_t)(end - p) > len + 1 && memcmp(p + 1, at + 1, len) == 0 && p[len + 1] == '"')
            return p + len + 2;
    }
    return end;
}

static unsigned directive_of(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    size_t len = 0;
    while (at + len < end && ident_char((unsigned char)at[len]))
        len++;
    cg_str word = cg_str_make(at, len);
    if (len == 0)
        return MASK_D_EMPTY;
    if (cg_str_starts(word, CG_STR("if")))
        return MASK_D_IF;
    if (cg_str_starts(word, CG_STR("el")))
        return MASK_D_ELSE;
    if (cg_str_eq(word, CG_STR("endif")))
        return MASK_D_ENDIF;
    return cg_str_eq(word, CG_STR("define")) ? MASK_D_DEFINE : MASK_D_OTHER;
}

static bool has_more(const char *at, const char *end)
{
    while (at < end && (isspace((unsigned char)*at) || *at == '\\'))
        at++;
    return at < end;
}

/** The grammar ends a macro's body at the first comment. */
static void blank_comments(mask *m, const char *at, const char *end)
{
    for (; at < end; at++) {
        if (*at == '"' || *at == '\'')
            at = skip_quoted(at, end) - 1;
        else if (at + 1 < end && at[0] == '/' && at[1] == '*') {
            const char *after = skip_block_comment(at, end);
            mask_bytes(m, (uint32_t)(at - m->source.ptr), (uint32_t)(after - m->source.ptr), "");
            at = after - 1;
        }
    }
}

/** #define M(args...): the grammar knows ... alone. */
static void blank_variadic_name(mask *m, const char *at, const char *end)
{
    const char *close = memchr(at, ')', (size_t)(end - at));
    const char *dots = close ? memmem(at, (size_t)(close - at), "...", 3) : NULL;
    if (!dots || !ident_char((unsigned char)dots[-1]))
        return;
    const char *from = dots;
    while (from > at && ident_char((unsigned char)from[-1]))
        from--;
    mask_bytes(m, (uint32_t)(from - m->source.ptr), (uint32_t)(dots - m->source.ptr), "");
}

/** A directive ends with its line, unless a block comment carries it on. */
static void read_directive(reader *r)
{
    const char *from = r->at;
    unsigned kind = directive_of(from + 1, r->end);
    const char *line_end = skip_line(from, r->end);
    bool comments = false;
    for (const char *p = from; p < line_end; p++) {
        if (*p == '"')
            p = skip_quoted(p, line_end) - 1;
        else if (p + 1 < line_end && p[0] == '/' && p[1] == '/')
            break;
        else if (p + 1 < line_end && p[0] == '/' && p[1] == '*') {
            const char *after = skip_block_comment(p, r->end);
            if (after > line_end)
                line_end = skip_line(after, r->end);
            comments |= kind == MASK_D_DEFINE && has_more(after, line_end);
            p = after - 1;
        }
    }
    r->at = line_end;
    push(r, from, MASK_DIRECTIVE, kind);
    if (comments)
        blank_comments(r->m, from, line_end);
    if (kind == MASK_D_DEFINE)
        blank_variadic_name(r->m, from, line_end);
}

static bool is_asm(cg_str word)
{
    return cg_str_eq(word, CG_STR("__asm")) || cg_str_eq(word, CG_STR("_asm")) ||
           cg_str_eq(word, CG_STR("asm"));
}

/** Instructions, which are no tokens: `__asm { … }`, and `__asm mov eax, 1` up to the line's end. The semicolon stays of
 *  them. False: what follows `word` are strings in parentheses. */
static bool read_instructions(reader *r, cg_str word)
{
    const char *from = word.ptr, *at = r->at;
    while (at < r->end && isspace((unsigned char)*at))
        at++;
    bool block = at < r->end && *at == '{';
    cg_str next = cg_str_make(at, 0);
    while (at + next.len < r->end && ident_char((unsigned char)at[next.len]))
        next.len++;
    if (!block &&
        (next.len == 0 || word.ptr[0] != '_' || memchr(r->at, '\n', (size_t)(at - r->at)) ||
         cg_str_starts(next, CG_STR("__")) || cg_str_eq(next, CG_STR("volatile")) ||
         cg_str_eq(next, CG_STR("goto")) || cg_str_eq(next, CG_STR("inline"))))
        return false;
    while (at < r->end && *at != '}' && (block || *at != '\n'))
        at++;
    if (block && at < r->end)
        at++;
    uint32_t start = (uint32_t)(from - r->m->source.ptr);
    mask_bytes(r->m, start, (uint32_t)(at - r->m->source.ptr), ";");
    r->at = from + 1;
    push(r, from, MASK_PUNCT, ';');
    r->at = at;
    return true;
}

static void read_word(reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && ident_char((unsigned char)*r->at))
        r->at++;
    size_t len = (size_t)(r->at - from);
    if (r->at < r->end && *r->at == '"' && len <= 3) { /* L"…", u8"…", R"(…)" */
        r->at = from[len - 1] == 'R' ? skip_raw_string(r->at, r->end) : skip_quoted(r->at, r->end);
        push(r, from, MASK_STRING, 0);
        return;
    }
    if (is_asm(cg_str_make(from, len)) && read_instructions(r, cg_str_make(from, len)))
        return;
    push(r, from, MASK_WORD, word_of(&r->index, from, len));
}

static void read_number(reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && (ident_char((unsigned char)*r->at) || *r->at == '.' ||
                              (*r->at == '\'' && r->m->cpp && r->at + 1 < r->end &&
                               isalnum((unsigned char)r->at[1])) ||
                              ((*r->at == '+' || *r->at == '-') &&
                               (r->at[-1] == 'e' || r->at[-1] == 'E') && from[0] != '0')))
        r->at++;
    push(r, from, MASK_LITERAL, 0);
}

static void read_punct(reader *r)
{
    const char *from = r->at;
    char c = from[0], next = from + 1 < r->end ? from[1] : 0;
    unsigned code = (unsigned char)c;
    size_t len = 1;
    if (c == ':' && next == ':')
        code = MASK_P_SCOPE, len = 2;
    else if (c == '-' && next == '>')
        code = MASK_P_ARROW, len = 2;
    else if (c == '&' && next == '&')
        code = MASK_P_AND, len = 2;
    else if (c == '.' && next == '.' && from + 2 < r->end && from[2] == '.')
        code = MASK_P_DOTS, len = 3;
    else if (next == '=' && memchr("=!<>+-*/%^&|", c, 12))
        code = MASK_P_OTHER, len = 2;
    else if ((c == '<' && next == '<') || (c == '|' && next == '|'))
        code = MASK_P_OTHER, len = 2;
    r->at += len;
    push(r, from, MASK_PUNCT, code);
}

/** Skips blanks and comments; false at the end. */
static bool skip_blanks(reader *r)
{
    while (r->at < r->end) {
        char c = *r->at, next = r->at + 1 < r->end ? r->at[1] : 0;
        if (c == '\n')
            r->line = true;
        else if (c == '/' && next == '*') {
            r->at = skip_block_comment(r->at, r->end);
            continue;
        } else if (c == '/' && next == '/') {
            r->at = skip_line(r->at, r->end);
            continue;
        } else if (c != ' ' && c != '\t' && c != '\r' && c != '\f' && c != '\v' && c != '\\') {
            return true;
        }
        r->at++;
    }
    return false;
}

static void remember_define(mask *m, const mask_token *t)
{
    const char *at = m->source.ptr + t->start, *end = at + t->len;
    at = memchr(at, 'e', (size_t)(end - at));
    if (!at || end - at < 5) /* "efine" */
        return;
    at += 5;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    size_t len = 0;
    while (at + len < end && ident_char((unsigned char)at[len]))
        len++;
    if (len)
        CG_VEC_PUSH(&m->defined, cg_hash64(at, len, 0));
}

/** _Atomic(T) name: the type is inside; what it is made of stays. */
static void unwrap_atomics(mask *m)
{
    size_t kept = 0, close = 0;
    for (size_t i = 0; i < m->tokens.len; i++) {
        mask_token t = m->tokens.ptr[i];
        if (t.kind == MASK_WORD && t.len == 7 && mask_is(m, i + 1, '(') && close <= i &&
            cg_str_eq(mask_text(m, i), CG_STR("_Atomic"))) {
            size_t after = mask_after_parens(m, i + 1);
            for (close = i + 2; close < after && !mask_is(m, close, '('); close++)
                ;
            if (after > i + 3 && close == after) {
                close = after - 1;
                mask_blank(m, i, i + 2);
                mask_blank(m, close, after);
                m->tokens.ptr[i + 2].flags |= t.flags & MASK_F_LINE;
                i++;
                continue;
            }
            close = 0;
        }
        if (close == 0 || i != close)
            m->tokens.ptr[kept++] = t;
    }
    m->tokens.len = kept;
}

/** typedef NAME int8_t; what is declared there are keywords to the grammars: another last letter makes them names. */
static void name_builtins(mask *m)
{
    for (size_t i = 0; i + 3 < m->tokens.len; i++) {
        mask_token *name = &m->tokens.ptr[i + 2];
        if (!mask_is_word(m, i, MASK_W_TYPEDEF) || !mask_is_word(m, i + 1, MASK_W_PLAIN) ||
            !mask_is_word(m, i + 2, MASK_W_TYPE) || !mask_is(m, i + 3, ';'))
            continue;
        char text[16] = "";
        cg_str word = mask_text(m, i + 2);
        if (word.len + 1 > sizeof text)
            continue;
        memcpy(text, word.ptr, word.len);
        text[word.len - 1] = '_';
        mask_bytes(m, name->start, name->start + name->len, text);
        name->word = MASK_W_PLAIN;
    }
}

void mask_tokenise(mask *m)
{
    reader r = {.m = m, .at = m->source.ptr, .end = m->source.ptr + m->source.len, .line = true};
    index_words(&r.index, m->cpp);
    CG_VEC_RESERVE(&m->tokens, m->source.len / 5 + 16);
    while (skip_blanks(&r)) {
        unsigned char c = (unsigned char)*r.at;
        if (c == '#' && r.line)
            read_directive(&r);
        else if (ident_start(c))
            read_word(&r);
        else if (isdigit(c) || (c == '.' && r.at + 1 < r.end && isdigit((unsigned char)r.at[1])))
            read_number(&r);
        else if (c == '"' || c == '\'') {
            const char *from = r.at;
            r.at = skip_quoted(r.at, r.end);
            push(&r, from, c == '"' ? MASK_STRING : MASK_LITERAL, 0);
        } else {
            read_punct(&r);
        }
    }
    r.line = true;
    push(&r, r.end, MASK_END, 0);
    for (size_t i = 0; i < m->tokens.len; i++)
        if (m->tokens.ptr[i].kind == MASK_DIRECTIVE && m->tokens.ptr[i].word == MASK_D_DEFINE)
            remember_define(m, &m->tokens.ptr[i]);
    if (m->defined.len)
        qsort(m->defined.ptr, m->defined.len, sizeof *m->defined.ptr, compare_hashes);
    for (size_t i = 0; i < m->tokens.len; i++) {
        mask_token *t = &m->tokens.ptr[i];
        if (t->kind == MASK_WORD && t->word == MASK_W_PLAIN)
            t->flags |= macro_flags(m, mask_text(m, i));
    }
    unwrap_atomics(m);
    name_builtins(m);
}

/* ---- looking around ---- */

cg_str mask_text(const mask *m, size_t i)
{
    const mask_token *t = mask_at(m, i);
    return cg_str_make(m->source.ptr + t->start, t->len);
}

#define LOOKAHEAD_MAX 2000

size_t mask_after_parens(const mask *m, size_t i)
{
    unsigned depth = 0;
    for (size_t k = i; k < m->tokens.len && k - i < LOOKAHEAD_MAX; k++) {
        const mask_token *t = &m->tokens.ptr[k];
        if (t->kind == MASK_DIRECTIVE)
            continue;
        if (t->kind != MASK_PUNCT)
            continue;
        if (t->word == '(' || t->word == '[' || t->word == '{')
            depth++;
        else if ((t->word == ')' || t->word == ']' || t->word == '}') && --depth == 0)
            return k + 1;
    }
    return i;
}

size_t mask_after_angles(const mask *m, size_t i)
{
    unsigned depth = 0;
    for (size_t k = i; k < m->tokens.len && k - i < LOOKAHEAD_MAX / 4;) {
        const mask_token *t = &m->tokens.ptr[k];
        if (t->kind == MASK_PUNCT) {
            if (t->word == '(' || t->word == '[' || t->word == '{') {
                size_t after = mask_after_parens(m, k);
                if (after == k)
                    return i;
                k = after;
                continue;
            }
            if (t->word == '<')
                depth++;
            else if (t->word == '>' && --depth == 0)
                return k + 1;
            else if (t->word == ';' || t->word == ')' || t->word == '}' || t->word == ']')
                return i;
        }
        k++;
    }
    return i;
}

void mask_blank(mask *m, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < m->tokens.len; i++) {
        mask_token *t = &m->tokens.ptr[i];
        if (t->kind == MASK_DIRECTIVE || t->flags & MASK_F_GONE)
            continue;
        t->flags |= MASK_F_GONE;
        mask_bytes(m, t->start, t->start + t->len, "");
    }
}

void mask_bytes(mask *m, uint32_t start, uint32_t end, const char *text)
{
    if (end <= start)
        return;
    uint32_t len = (uint32_t)CG_MIN(strlen(text), end - start);
    CG_VEC_PUSH(&m->ranges, (mask_range){start, end, (uint32_t)m->texts.len, len});
    cg_buf_add(&m->texts, text, len);
}
