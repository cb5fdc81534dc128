// SPDX-License-Identifier: Apache-2.0
// literals: types of the language and values of such types, as words that overloads are told apart by.
#include "cpp_int.h"

#define DEPTH_MAX 16u

/* ---- types ---- */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/** `source` from `at` on, behind blanks. */
static cg_str after_blanks(cg_str source, size_t at)
{
    while (at < source.len && is_blank(source.ptr[at]))
        at++;
    return cg_str_slice(source, at, source.len);
}

/** `void` says something only where it is pointed to. */
static bool is_pointed_to(const cg_extract *x, TSNode type)
{
    cg_str word = CG_STR("const"), rest = after_blanks(cg_x_source(x), ts_node_end_byte(type));
    if (cg_str_starts(rest, word))
        rest = after_blanks(rest, word.len);
    return cg_str_starts(rest, CG_STR("*"));
}

/** `unsigned   int` with one blank between words. */
static size_t add_words(char *out, size_t size, cg_str text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len && len + 1 < size; i++) {
        if (!is_blank(text.ptr[i]))
            out[len++] = text.ptr[i];
        else if (len > 0 && out[len - 1] != ' ')
            out[len++] = ' ';
    }
    return len;
}

uint32_t cpp_primitive(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x);
    cg_str text = cg_x_text(x, node);
    char word[64] = "const ";
    size_t mark = sizeof "const " - 1;
    bool constant = cf_is_const(x, ts_node_start_byte(node), ts_node_end_byte(node));
    (void)role;
    if (cg_str_eq(text, CG_STR("void")) && !is_pointed_to(x, node))
        return CG_NONE;
    word[mark + add_words(word + mark, sizeof word - mark - 1, text)] = '\0';
    return cg_x_collection(x, node, constant ? word : word + mark);
}

/* ---- values ---- */

static const char *integer_word(cg_str text)
{
    unsigned longs = 0;
    bool is_unsigned = false;
    size_t end = text.len;
    for (; end > 0; end--) {
        char c = text.ptr[end - 1];
        if (c == 'l' || c == 'L')
            longs++;
        else if (c == 'u' || c == 'U')
            is_unsigned = true;
        else
            break;
    }
    if (longs == 0 && !is_unsigned)
        return text.len == 1 && text.ptr[0] == '0' ? "0" : "int";
    if (longs == 0)
        return "unsigned int";
    return longs == 1 ? (is_unsigned ? "unsigned long" : "long")
                      : (is_unsigned ? "unsigned long long" : "long long");
}

static const char *number_word(cg_str text)
{
    bool hex = cg_str_starts(text, CG_STR("0x")) || cg_str_starts(text, CG_STR("0X"));
    bool real = !hex && (cg_str_find(text, '.') >= 0 || cg_str_find(text, 'e') >= 0 ||
                         cg_str_find(text, 'E') >= 0);
    if (!real)
        return integer_word(text);
    char last = text.ptr[text.len - 1];
    return last == 'f' || last == 'F'   ? "float"
           : last == 'l' || last == 'L' ? "long double"
                                        : "double";
}

static bool gives_truth(cg_str op)
{
    static const char *const ops[] = {"==", "!=", "<", ">", "<=", ">=", "&&", "||", "and", "or"};
    for (size_t i = 0; i < CG_ARRAY_LEN(ops); i++)
        if (cg_str_eq(op, cg_str_from(ops[i])))
            return true;
    return false;
}

static const char *word_of(const cg_extract *x, TSNode node, unsigned depth);

/** The wider one decides, which is a float beside a whole number. */
static const char *word_of_binary(const cg_extract *x, TSNode node, unsigned depth)
{
    if (gives_truth(cg_x_text(x, cg_x_child(x, node, F_OPERATOR))))
        return "bool";
    const char *left = word_of(x, cg_x_child(x, node, F_LEFT), depth + 1);
    const char *right = word_of(x, cg_x_child(x, node, F_RIGHT), depth + 1);
    bool wider = left != NULL && right != NULL && strcmp(right, "double") == 0;
    return right == NULL ? NULL : wider ? right : left;
}

static const char *word_of_unary(const cg_extract *x, TSNode node, unsigned depth)
{
    cg_str op = cg_x_text(x, ts_node_child(node, 0));
    if (cg_str_eq(op, CG_STR("!")) || cg_str_eq(op, CG_STR("not")))
        return "bool";
    return word_of(x, cg_x_child(x, node, F_ARGUMENT), depth + 1);
}

/** TRUE, NULL. */
static bool is_macro(cg_str text)
{
    return text.len == 0 || text.ptr[0] < 'a';
}

static const char *word_of(const cg_extract *x, TSNode node, unsigned depth)
{
    if (depth > DEPTH_MAX || cf_null(node))
        return NULL;
    cg_str text = cg_x_text(x, node);
    switch (cg_x_token_of(x, node)) {
    case T_STRING_LITERAL:
    case T_CONCATENATED:
    case T_RAW_STRING: return "str";
    case T_CHAR_LITERAL: return "char";
    case T_TRUE:
    case T_FALSE: return is_macro(text) ? NULL : "bool";
    case T_NULL: return is_macro(text) ? "null" : "nullptr";
    case T_NUMBER: return number_word(text);
    case T_SIZEOF: return "unsigned long";
    case T_PAREN: return word_of(x, cg_x_named_child(node, 0), depth + 1);
    case T_CONDITIONAL: return word_of(x, cg_x_child(x, node, F_CONSEQUENCE), depth + 1);
    case T_BINARY: return word_of_binary(x, node, depth);
    case T_UNARY: return word_of_unary(x, node, depth);
    default: return NULL;
    }
}

uint32_t cpp_literal(cg_extract *x, TSNode node)
{
    const char *word = word_of(x, node, 0);
    return word == NULL ? CG_NONE : cg_x_literal(x, node, word);
}
