// SPDX-License-Identifier: Apache-2.0
// graphql: text to tokens. Lines and columns are counted as the lexer goes, columns in UTF-16 units.
#include "graphql_int.h"

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void gql_lexer_init(gql_lexer *lexer, cg_str source, cg_arena *arena, gql_errors *errors)
{
    *lexer = (gql_lexer){.source = source, .mark_at = {1, 1}, .arena = arena, .errors = errors};
}

/* The byte there, or -1 behind the end. */
static int at(const gql_lexer *x, size_t pos)
{
    return pos < x->source.len ? (unsigned char)x->source.ptr[pos] : -1;
}

/* Moves the mark to `pos`, and says where that is. */
static gql_at locate(gql_lexer *x, size_t pos)
{
    for (; x->mark < pos && x->mark < x->source.len; x->mark++) {
        int c = at(x, x->mark);
        if (c == '\n' || (c == '\r' && at(x, x->mark + 1) != '\n')) {
            x->mark_at.line++;
            x->mark_at.column = 1;
        } else if (c != '\r') {
            /* the first byte of a character counts, of one beyond U+FFFF twice */
            x->mark_at.column += c >= 0xF0 ? 2 : (c & 0xC0) != 0x80;
        } else {
            x->mark_at.column++;
        }
    }
    return x->mark_at;
}

static gql_token wrong(gql_lexer *x, size_t pos, const char *what)
{
    gql_at where = locate(x, pos);
    int c = at(x, pos);
    size_t len = 1;
    while ((at(x, pos + len) & 0xC0) == 0x80 && pos + len < x->source.len)
        len++;
    if (c < 0)
        (void)gql_error_add(x->errors, "syntax", &where, 1, "Syntax error: %s: the text ends.",
                            what);
    else if (c < ' ')
        (void)gql_error_add(x->errors, "syntax", &where, 1, "Syntax error: %s: U+%04X.", what,
                            (unsigned)c);
    else
        (void)gql_error_add(x->errors, "syntax", &where, 1, "Syntax error: %s: \"%.*s\".", what,
                            (int)len, x->source.ptr + pos);
    return (gql_token){.kind = GQL_T_WRONG, .at = where};
}

static gql_token make(gql_lexer *x, gql_token_kind kind, size_t start, size_t end)
{
    x->pos = end;
    return (gql_token){
        .kind = kind, .at = locate(x, start), .text = cg_str_slice(x->source, start, end)};
}

/* ---- numbers ---- */

/* Past the digits; SIZE_MAX: there are none. */
static size_t digits(const gql_lexer *x, size_t pos)
{
    size_t end = pos;
    while (is_digit(at(x, end)))
        end++;
    return end > pos ? end : SIZE_MAX;
}

static gql_token read_number(gql_lexer *x, size_t start)
{
    static const char expected[] = "a digit was expected in a number";
    bool real = false;
    size_t pos = start + (at(x, start) == '-'), end;
    if (at(x, pos) == '0') {
        if (is_digit(at(x, ++pos)))
            return wrong(x, pos, "a number does not go on behind 0");
    } else {
        end = digits(x, pos);
        if (end == SIZE_MAX)
            return wrong(x, pos, expected);
        pos = end;
    }
    if (at(x, pos) == '.') {
        real = true;
        end = digits(x, ++pos);
        if (end == SIZE_MAX)
            return wrong(x, pos, expected);
        pos = end;
    }
    if (at(x, pos) == 'e' || at(x, pos) == 'E') {
        real = true;
        pos++;
        pos += at(x, pos) == '+' || at(x, pos) == '-';
        end = digits(x, pos);
        if (end == SIZE_MAX)
            return wrong(x, pos, expected);
        pos = end;
    }
    if (at(x, pos) == '.' || is_name_start(at(x, pos)))
        return wrong(x, pos, expected);
    return make(x, real ? GQL_T_FLOAT : GQL_T_INT, start, pos);
}

/* ---- strings ---- */

static void add_utf8(cg_buf *out, uint32_t c)
{
    if (c < 0x80) {
        cg_buf_add_char(out, (char)c);
    } else if (c < 0x800) {
        cg_buf_add_char(out, (char)(0xC0 | c >> 6));
        cg_buf_add_char(out, (char)(0x80 | (c & 63)));
    } else if (c < 0x10000) {
        cg_buf_add_char(out, (char)(0xE0 | c >> 12));
        cg_buf_add_char(out, (char)(0x80 | (c >> 6 & 63)));
        cg_buf_add_char(out, (char)(0x80 | (c & 63)));
    } else {
        cg_buf_add_char(out, (char)(0xF0 | c >> 18));
        cg_buf_add_char(out, (char)(0x80 | (c >> 12 & 63)));
        cg_buf_add_char(out, (char)(0x80 | (c >> 6 & 63)));
        cg_buf_add_char(out, (char)(0x80 | (c & 63)));
    }
}

static int hex(int c)
{
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Four digits; -1: they are not. */
static int32_t hex4(const gql_lexer *x, size_t pos)
{
    int32_t value = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex(at(x, pos + i));
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

static bool is_scalar_value(int64_t c)
{
    return c >= 0 && (c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF));
}

/* "\u{…}" or "\uXXXX", at the backslash. The length; 0: it is wrong. */
static size_t unicode_escape(const gql_lexer *x, size_t pos, cg_buf *out)
{
    if (at(x, pos + 2) == '{') {
        int64_t c = 0;
        size_t len = 3;
        for (; len < 11 && hex(at(x, pos + len)) >= 0; len++)
            c = c << 4 | hex(at(x, pos + len));
        if (len == 3 || at(x, pos + len) != '}' || !is_scalar_value(c))
            return 0;
        add_utf8(out, (uint32_t)c);
        return len + 1;
    }
    int32_t c = hex4(x, pos + 2);
    if (is_scalar_value(c)) {
        add_utf8(out, (uint32_t)c);
        return 6;
    }
    if (c < 0xD800 || c > 0xDBFF || at(x, pos + 6) != '\\' || at(x, pos + 7) != 'u')
        return 0;
    int32_t low = hex4(x, pos + 8);
    if (low < 0xDC00 || low > 0xDFFF)
        return 0;
    add_utf8(out, 0x10000 + ((uint32_t)(c - 0xD800) << 10) + (uint32_t)(low - 0xDC00));
    return 12;
}

static size_t escape(const gql_lexer *x, size_t pos, cg_buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int c = at(x, pos + 1);
    if (c == 'u')
        return unicode_escape(x, pos, out);
    const char *found = c > 0 ? strchr(from, c) : NULL;
    if (found == NULL)
        return 0;
    cg_buf_add_char(out, to[found - from]);
    return 2;
}

static gql_token read_string(gql_lexer *x, size_t start)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t pos = start + 1;
    for (int c; (c = at(x, pos)) >= 0 && c != '\n' && c != '\r';) {
        if (c == '"') {
            gql_token token = make(x, GQL_T_STRING, start, pos + 1);
            token.text = cg_arena_str(x->arena, cg_buf_str(&text));
            return token;
        }
        size_t len = c == '\\' ? escape(x, pos, &text) : 1;
        if (len == 0)
            return wrong(x, pos, "an escape in a string is none");
        if (c != '\\')
            cg_buf_add_char(&text, (char)c);
        pos += len;
    }
    return wrong(x, pos, "a string is not ended");
}

/* ---- block strings ---- */

static size_t indent_of(cg_str line)
{
    size_t n = 0;
    while (n < line.len && (line.ptr[n] == ' ' || line.ptr[n] == '\t'))
        n++;
    return n;
}

/* Without the indent that all lines but the first share, and without empty lines around. */
static cg_str dedent(cg_str raw, cg_arena *arena)
{
    CG_AUTO_VALUE(cg_buf) out = {0};
    size_t common = SIZE_MAX, first = SIZE_MAX, last = 0, number = 0;
    cg_str rest = raw, line;
    for (; cg_str_split(&rest, '\n', &line); number++) {
        size_t indent = indent_of(line);
        if (indent == line.len)
            continue;
        first = first == SIZE_MAX ? number : first;
        last = number;
        if (number > 0)
            common = CG_MIN(common, indent);
    }
    rest = raw;
    for (number = 0; first != SIZE_MAX && cg_str_split(&rest, '\n', &line) && number <= last;
         number++) {
        if (number < first)
            continue;
        if (number > first)
            cg_buf_add_char(&out, '\n');
        cg_buf_add_str(&out, number == 0 ? line : cg_str_slice(line, common, line.len));
    }
    return cg_arena_str(arena, cg_buf_str(&out));
}

static bool quotes(const gql_lexer *x, size_t pos)
{
    return at(x, pos) == '"' && at(x, pos + 1) == '"' && at(x, pos + 2) == '"';
}

static gql_token read_block(gql_lexer *x, size_t start)
{
    CG_AUTO_VALUE(cg_buf) raw = {0};
    size_t pos = start + 3;
    for (int c; (c = at(x, pos)) >= 0;) {
        if (quotes(x, pos)) {
            gql_token token = make(x, GQL_T_BLOCK, start, pos + 3);
            token.text = dedent(cg_buf_str(&raw), x->arena);
            return token;
        }
        if (c == '\\' && quotes(x, pos + 1)) {
            cg_buf_add_str(&raw, CG_STR("\"\"\""));
            pos += 4;
        } else if (c == '\r') {
            cg_buf_add_char(&raw, '\n');
            pos += at(x, pos + 1) == '\n' ? 2 : 1;
        } else {
            cg_buf_add_char(&raw, (char)c);
            pos++;
        }
    }
    return wrong(x, pos, "a string is not ended");
}

/* ---- all ---- */

static size_t skip_ignored(const gql_lexer *x, size_t pos)
{
    for (;;) {
        int c = at(x, pos);
        if (c == ' ' || c == '\t' || c == ',' || c == '\n' || c == '\r') {
            pos++;
        } else if (c == 0xEF && at(x, pos + 1) == 0xBB && at(x, pos + 2) == 0xBF) {
            pos += 3;
        } else if (c == '#') {
            while (at(x, pos) >= 0 && at(x, pos) != '\n' && at(x, pos) != '\r')
                pos++;
        } else {
            return pos;
        }
    }
}

static gql_token read_name(gql_lexer *x, size_t start)
{
    size_t end = start;
    while (is_name_start(at(x, end)) || is_digit(at(x, end)))
        end++;
    return make(x, GQL_T_NAME, start, end);
}

gql_token gql_lexer_next(gql_lexer *x)
{
    static const char marks[] = "!$&():=@[]{|}";
    static const gql_token_kind kinds[] = {
        GQL_T_BANG,    GQL_T_DOLLAR, GQL_T_AMP,    GQL_T_PAREN_L,   GQL_T_PAREN_R,
        GQL_T_COLON,   GQL_T_EQUALS, GQL_T_AT,     GQL_T_BRACKET_L, GQL_T_BRACKET_R,
        GQL_T_BRACE_L, GQL_T_PIPE,   GQL_T_BRACE_R};
    size_t pos = skip_ignored(x, x->pos);
    int c = at(x, pos);
    if (c < 0)
        return make(x, GQL_T_EOF, pos, pos);
    const char *mark = c > 0 ? strchr(marks, c) : NULL;
    if (mark != NULL)
        return make(x, kinds[mark - marks], pos, pos + 1);
    if (c == '.' && at(x, pos + 1) == '.' && at(x, pos + 2) == '.')
        return make(x, GQL_T_SPREAD, pos, pos + 3);
    if (c == '"')
        return quotes(x, pos) ? read_block(x, pos) : read_string(x, pos);
    if (is_digit(c) || c == '-')
        return read_number(x, pos);
    if (is_name_start(c))
        return read_name(x, pos);
    return wrong(x, pos, "a character is out of place");
}

cg_str gql_token_text(gql_token token, cg_arena *arena)
{
    static const char *const names[] = {"the end", "\"!\"",   "\"$\"", "\"&\"", "\"(\"",
                                        "\")\"",   "\"...\"", "\":\"", "\"=\"", "\"@\"",
                                        "\"[\"",   "\"]\"",   "\"{\"", "\"|\"", "\"}\""};
    if (token.kind < GQL_T_NAME)
        return cg_str_from(names[token.kind]);
    cg_str text = cg_utf8_truncate(token.text, 60);
    return cg_arena_printf(arena, "%s \"%.*s\"",
                           token.kind == GQL_T_NAME    ? "the name"
                           : token.kind <= GQL_T_FLOAT ? "the number"
                                                       : "the string",
                           CG_STR_ARG(text));
}
