// SPDX-License-Identifier: Apache-2.0
// macros: includes and macro definitions. A macro's body is text to the grammar: names are read off
// it token by token.
#include "cfamily.h"

/** The nodes of directives take the line break; definitions end in front of it. */
static void end_before_break(cg_extract *x, uint32_t def, TSNode node)
{
    TSNode last = ts_node_named_child(node, ts_node_named_child_count(node) - 1);
    TSPoint end = ts_node_end_point(last);
    cg_def *d = cg_x_def(x, def);
    d->end_byte = ts_node_end_byte(last);
    d->end_line = end.row;
    d->end_col = end.column;
    d->body_start = CG_MIN(d->body_start, d->end_byte);
    d->body_end = CG_MIN(d->body_end, d->end_byte);
}

uint32_t cf_include(cg_extract *x, cg_role role)
{
    (void)role;
    cf_head head = {.node = cg_x_node(x)};
    TSNode path = cg_x_child(x, head.node, F_PATH);
    cg_str text = cg_x_text(x, path);
    uint32_t token = cg_x_token_of(x, path), flags = CG_IMPORT_WILDCARD;
    if (token == T_SYSTEM_STRING)
        flags |= CG_IMPORT_SYSTEM;
    if ((token == T_SYSTEM_STRING || token == T_STRING_LITERAL) && text.len >= 2)
        text = cg_str_slice(text, 1, text.len - 1);
    if (text.len == 0)
        return CG_NONE;
    cg_import_init init = {.node = head.node, .module = text, .flags = flags};
    end_before_break(x, cg_x_import(x, &init), head.node);
    return CG_NONE;
}

/* ---- bodies ---- */

typedef struct body {
    cg_extract *x;
    cg_str rest, params;
} body;

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/** A keyword, or a parameter of the macro: stands for nothing by itself. */
static bool is_own_word(const body *b, cg_str word)
{
    static const char *const keywords[] = {
        "if",         "else",         "for",           "while",       "do",
        "switch",     "case",         "break",         "return",      "goto",
        "sizeof",     "struct",       "union",         "enum",        "int",
        "char",       "long",         "short",         "float",       "double",
        "void",       "unsigned",     "signed",        "const",       "static",
        "inline",     "extern",       "typeof",        "volatile",    "default",
        "continue",   "__typeof__",   "auto",          "class",       "new",
        "delete",     "this",         "template",      "typename",    "namespace",
        "public",     "using",        "throw",         "bool",        "true",
        "false",      "nullptr",      "NULL",          "__VA_ARGS__", "__VA_OPT__",
        "defined",    "operator",     "__attribute__", "typedef",     "register",
        "__typeof",   "decltype",     "size_t",        "noexcept",    "constexpr",
        "virtual",    "private",      "protected",     "static_cast", "reinterpret_cast",
        "const_cast", "dynamic_cast", "__extension__", "__FILE__",    "__LINE__",
        "__func__",   "asm",          "__asm__",       "catch",       "try",
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(keywords); i++)
        if (keywords[i][0] == word.ptr[0] && strlen(keywords[i]) == word.len &&
            memcmp(keywords[i], word.ptr, word.len) == 0)
            return true;
    if (b->params.len == 0)
        return false;
    const char *at = b->params.ptr, *end = at + b->params.len;
    while (at && at < end && (at = memmem(at, (size_t)(end - at), word.ptr, word.len))) {
        bool before = at > b->params.ptr && is_word(at[-1]);
        bool after = at + word.len < end && is_word(at[word.len]);
        if (!before && !after)
            return true;
        at += word.len;
    }
    return false;
}

static size_t quoted_end(cg_str s, size_t i)
{
    char quote = s.ptr[i++];
    while (i < s.len && s.ptr[i] != quote)
        i += s.ptr[i] == '\\' ? 2 : 1;
    return CG_MIN(i + 1, s.len);
}

static size_t blanks_end(cg_str s, size_t i)
{
    while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\\' ||
                         s.ptr[i] == '\n' || s.ptr[i] == '\r'))
        i++;
    return i;
}

/** Arguments between the parentheses at `i`, or -1. */
static int count_arguments(cg_str s, size_t i)
{
    int depth = 0, count = 0;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '"' || c == '\'') {
            i = quoted_end(s, i) - 1;
            count += count == 0;
        } else if (c == '(' || c == '[' || c == '{') {
            count += depth++ == 1 && count == 0;
        } else if (c == ')' || c == ']' || c == '}') {
            if (--depth == 0)
                return count;
        } else if (c == ',') {
            count += depth == 1;
        } else if (count == 0 && is_word(c)) {
            count = 1;
        }
    }
    return -1;
}

static void body_word(const body *b, size_t from, size_t to)
{
    cg_str s = b->rest, word = cg_str_slice(s, from, to);
    size_t before = from, after = blanks_end(s, to);
    while (before > 0 && (s.ptr[before - 1] == ' ' || s.ptr[before - 1] == '\t'))
        before--;
    char last = before ? s.ptr[before - 1] : 0;
    bool member = last == '.' || (last == '>' && before > 1 && s.ptr[before - 2] == '-');
    bool pasted = last == '#' || (after < s.len && s.ptr[after] == '#');
    if (member || pasted || is_own_word(b, word))
        return;
    bool call = after < s.len && s.ptr[after] == '(';
    uint32_t ref = cg_x_ref_text(b->x, word, call ? CG_ROLE_CALL : CG_ROLE_READ);
    int args = call ? count_arguments(s, after) : -1;
    if (args >= 0 && !memmem(s.ptr + after, s.len - after, "__VA_ARGS__", 11))
        cg_x_ref_set_args(b->x, ref, (unsigned)args, false);
}

/** Past __attribute__((…)), whose words mean nothing here. */
static size_t attribute_end(cg_str s, size_t i)
{
    int depth = 0;
    for (i = blanks_end(s, i); i < s.len; i++) {
        depth += s.ptr[i] == '(';
        depth -= s.ptr[i] == ')';
        if (depth == 0)
            return i + 1;
    }
    return i;
}

static void read_body(const body *b)
{
    cg_str s = b->rest;
    for (size_t i = 0; i < s.len;) {
        char c = s.ptr[i];
        if (c == '/' && i + 1 < s.len && s.ptr[i + 1] == '/')
            return;
        if (c == '/' && i + 1 < s.len && s.ptr[i + 1] == '*') {
            const char *end = memmem(s.ptr + i + 2, s.len - i - 2, "*/", 2);
            i = end ? (size_t)(end - s.ptr) + 2 : s.len;
            continue;
        }
        if (c == '"' || c == '\'') {
            i = quoted_end(s, i);
        } else if (c >= '0' && c <= '9') {
            while (i < s.len && (is_word(s.ptr[i]) || s.ptr[i] == '.'))
                i++;
        } else if (is_word(c)) {
            size_t from = i;
            while (i < s.len && is_word(s.ptr[i]))
                i++;
            if (cg_str_starts(cg_str_slice(s, from, i), CG_STR("__attribute")))
                i = attribute_end(s, i);
            else if (!(i < s.len && s.ptr[i] == '"'))
                body_word(b, from, i);
        } else {
            i++;
        }
    }
}

/* ---- definitions ---- */

static void set_arity(const cg_extract *x, TSNode params, cg_def_init *init)
{
    cg_str text = cg_x_text(x, params);
    unsigned count = ts_node_named_child_count(params);
    bool any = memmem(text.ptr, text.len, "...", 3);
    init->params_min = (uint8_t)CG_MIN(count, 254u);
    init->params_max = any ? 255 : init->params_min;
    if (any)
        init->modifiers |= CG_MOD_VARIADIC;
}

/** The whole line when it is a short one, else what stands before the body. */
static cg_str head_of(cg_extract *x, TSNode node, TSNode value)
{
    cg_str text = cg_str_trim(cg_x_text(x, node));
    if (cf_null(value) || (text.len <= 120 && cg_str_find(text, '\n') < 0))
        return cf_line(x, text, CG_STR_NULL);
    text = cg_str_trim(cf_slice(x, ts_node_start_byte(node), ts_node_start_byte(value)));
    while (text.len && (text.ptr[text.len - 1] == '\\' || text.ptr[text.len - 1] == ' ' ||
                        text.ptr[text.len - 1] == '\n'))
        text.len--;
    return cf_line(x, text, CG_STR_NULL);
}

uint32_t cf_define(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x), value = cg_x_child(x, node, F_VALUE);
    TSNode params = cg_x_child(x, node, F_PARAMETERS);
    cg_def_init init = CG_DEF_INIT(CG_NODE_MACRO, node, .name_node = cg_x_child(x, node, F_NAME));
    init.visibility = CG_VIS_PUBLIC;
    init.body = value;
    init.in_scope = init.parent = 0; /* macros know no scopes */
    init.signature = head_of(x, node, value);
    if (!cf_null(params))
        set_arity(x, params, &init);
    end_before_break(x, cg_x_def_open(x, &init), node);
    body b = {x, cg_x_text(x, value), cg_x_text(x, params)};
    if (b.rest.len)
        read_body(&b);
    cg_x_def_close(x);
    return CG_NONE;
}
