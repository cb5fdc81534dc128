// SPDX-License-Identifier: Apache-2.0
// A lexer for all languages at once: they agree on what words, numbers and strings look like, but for how
// comments begin. Where it is wrong (a regular expression of JavaScript, a lifetime of Rust) it is
// wrong in the same way in all copies.
#include "clone_tokens.h"

typedef struct lexer {
    const char *pos, *end;
    bool hash_comments; /* # …; else // … and slash-star */
    bool python;        /* strings of three quotes */
    bool any_names;
    token_vec *out;
} lexer;

enum { TOKEN_NAME = 1, TOKEN_NUMBER, TOKEN_STRING };

/* Words that mean something by themselves in one of the languages; sorted. */
static const char *const keywords[] = {
    "and",       "as",         "assert",       "async",    "auto",       "await",    "bool",
    "break",     "case",       "catch",        "chan",     "char",       "class",    "const",
    "continue",  "def",        "default",      "defer",    "del",        "delete",   "do",
    "double",    "elif",       "else",         "enum",     "except",     "export",   "extends",
    "extern",    "false",      "final",        "finally",  "float",      "fn",       "for",
    "from",      "func",       "function",     "global",   "go",         "goto",     "if",
    "impl",      "implements", "import",       "in",       "instanceof", "int",      "interface",
    "is",        "lambda",     "let",          "long",     "loop",       "map",      "match",
    "mod",       "mut",        "namespace",    "new",      "nil",        "nonlocal", "not",
    "null",      "nullptr",    "operator",     "or",       "package",    "pass",     "private",
    "protected", "pub",        "public",       "raise",    "range",      "ref",      "return",
    "select",    "self",       "short",        "signed",   "sizeof",     "static",   "struct",
    "super",     "switch",     "synchronized", "template", "this",       "throw",    "throws",
    "trait",     "true",       "try",          "type",     "typedef",    "typename", "typeof",
    "union",     "unsafe",     "unsigned",     "use",      "using",      "var",      "virtual",
    "void",      "volatile",   "where",        "while",    "with",       "yield",
};

static bool is_keyword(cg_str word)
{
    return cg_str_among(word, keywords, CG_ARRAY_LEN(keywords));
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (uint8_t)c >= 0x80;
}

static void add(lexer *l, const char *from, unsigned kind)
{
    cg_str text = cg_str_make(from, (size_t)(l->pos - from));
    bool alike = l->any_names && kind != 0 && !(kind == TOKEN_NAME && is_keyword(text));
    uint64_t hash = alike ? kind : cg_hash64(text.ptr, text.len, kind);
    CG_VEC_PUSH(l->out, (uint32_t)(hash ^ hash >> 32));
}

static bool starts(const lexer *l, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(l->end - l->pos) >= len && memcmp(l->pos, text, len) == 0;
}

/* Behind the next `close`, or to the end. */
static void skip_past(lexer *l, const char *close)
{
    size_t len = strlen(close);
    const char *at = memmem(l->pos, (size_t)(l->end - l->pos), close, len);
    l->pos = at != NULL ? at + len : l->end;
}

static bool skip_comment(lexer *l)
{
    if (l->hash_comments ? *l->pos == '#' : starts(l, "//")) {
        skip_past(l, "\n");
        return true;
    }
    if (l->hash_comments || !starts(l, "/*"))
        return false;
    l->pos += 2;
    skip_past(l, "*/");
    return true;
}

/* One line, or several between back quotes; what is not closed ends with its line. */
static void read_string(lexer *l)
{
    const char *from = l->pos;
    char quote = *l->pos++;
    const char triple[4] = {quote, quote, quote, '\0'};
    l->pos--;
    if (l->python && starts(l, triple)) {
        l->pos += 3;
        skip_past(l, triple);
        add(l, from, TOKEN_STRING);
        return;
    }
    for (l->pos++; l->pos < l->end && *l->pos != quote && (*l->pos != '\n' || quote == '`');)
        l->pos += *l->pos == '\\' && l->pos + 1 < l->end ? 2 : 1;
    l->pos += l->pos < l->end && *l->pos == quote;
    add(l, from, TOKEN_STRING);
}

static void read_word(lexer *l)
{
    const char *from = l->pos;
    bool number = *from >= '0' && *from <= '9';
    while (l->pos < l->end && (is_word_byte(*l->pos) || (number && *l->pos == '.')))
        l->pos++;
    add(l, from, number ? TOKEN_NUMBER : TOKEN_NAME);
}

void clone_tokens(cg_str text, cg_lang_id lang, bool any_names, token_vec *out)
{
    lexer l = {.pos = text.ptr,
               .end = text.len > 0 ? text.ptr + text.len : text.ptr,
               .hash_comments = lang == CG_LANG_PYTHON || lang == CG_LANG_MANIFEST,
               .python = lang == CG_LANG_PYTHON,
               .any_names = any_names,
               .out = out};
    while (l.pos < l.end) {
        const char *from = l.pos;
        char c = *from;
        if (c == ' ' || (c >= '\t' && c <= '\r') || c == '\\') {
            l.pos++;
        } else if (skip_comment(&l)) {
            continue;
        } else if (c == '"' || c == '\'' || c == '`') {
            read_string(&l);
        } else if (is_word_byte(c)) {
            read_word(&l);
        } else {
            l.pos++;
            add(&l, from, 0);
        }
    }
}
