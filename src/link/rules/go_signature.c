// SPDX-License-Identifier: Apache-2.0
// link, Go: whether two methods have equal types, as their declarations are written: parameters and
// results by their types, without names and without the packages in front of types.
#include "go.h"

#define NESTING_MAX 16u

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static size_t name_length(cg_str s)
{
    size_t len = 0;
    while (len < s.len && is_name_char(s.ptr[len]))
        len++;
    return len;
}

/* The length of a text in brackets, both included. */
static size_t bracketed_length(cg_str s)
{
    size_t depth = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        depth += c == '(' || c == '[' || c == '{';
        depth -= (c == ')' || c == ']' || c == '}') && depth > 0;
        if (depth == 0)
            return i + 1;
    }
    return s.len;
}

/* Up to a comma outside of brackets, which is taken too. */
static cg_str take_part(cg_str *list)
{
    size_t i = 0;
    while (i < list->len && list->ptr[i] != ',') {
        char c = list->ptr[i];
        bool opens = c == '(' || c == '[' || c == '{';
        i += opens ? bracketed_length(cg_str_slice(*list, i, list->len)) : 1;
    }
    cg_str part = cg_str_trim(cg_str_slice(*list, 0, i));
    *list = cg_str_slice(*list, CG_MIN(i + 1, list->len), list->len);
    return part;
}

/* In "ctx context.Context" the length of the name; 0 for a mere type. */
static size_t param_name_length(cg_str part)
{
    size_t len = name_length(part);
    cg_str word = cg_str_slice(part, 0, len);
    bool composes = cg_str_eq(word, CG_STR("chan")) || cg_str_eq(word, CG_STR("func")) ||
                    cg_str_eq(word, CG_STR("struct")) || cg_str_eq(word, CG_STR("interface"));
    return len > 0 && len < part.len && part.ptr[len] == ' ' && !composes ? len : 0;
}

static void add_list(cg_str list, unsigned depth, cg_buf *out);

/* The type without blanks and packages; lists of function types inside it likewise. */
static void add_type(cg_str type, unsigned depth, cg_buf *out)
{
    size_t i = 0;
    if (cg_str_eq(type, CG_STR("interface{}"))) {
        cg_buf_add_str(out, CG_STR("any"));
        return;
    }
    while (i < type.len) {
        cg_str rest = cg_str_slice(type, i, type.len);
        size_t len = name_length(rest);
        if (len == 0) {
            if (rest.ptr[0] != ' ')
                cg_buf_add_char(out, rest.ptr[0]);
            i++;
            continue;
        }
        i += len;
        bool package = len + 1 < rest.len && rest.ptr[len] == '.' && rest.ptr[len + 1] != '.';
        i += package;
        if (!package)
            cg_buf_add_str(out, cg_str_slice(rest, 0, len));
        if (cg_str_eq(cg_str_slice(rest, 0, len), CG_STR("func")) && i < type.len &&
            type.ptr[i] == '(' && depth < NESTING_MAX) {
            size_t end = i + bracketed_length(cg_str_slice(type, i, type.len));
            add_list(cg_str_slice(type, i + 1, end - 1), depth + 1, out);
            i = end;
        }
    }
}

/* "a, b int": where one has a name, all have, and those without a type share the next one's. */
static void add_list(cg_str list, unsigned depth, cg_buf *out)
{
    bool named = false;
    unsigned waiting = 0;
    for (cg_str rest = list; rest.len > 0;)
        named |= param_name_length(take_part(&rest)) > 0;
    cg_buf_add_char(out, '(');
    while (list.len > 0) {
        cg_str part = take_part(&list);
        size_t name = param_name_length(part);
        if (part.len == 0)
            continue;
        waiting++;
        if (named && name == 0)
            continue;
        cg_str type = cg_str_trim(cg_str_slice(part, name, part.len));
        for (; waiting > 0; waiting--) {
            add_type(type, depth, out);
            cg_buf_add_char(out, ',');
        }
    }
    cg_buf_add_char(out, ')');
}

/* "func (r *T) name(params) results", or "name(params) results" in an interface. */
static void add_signature(cg_str s, cg_buf *out)
{
    if (cg_str_starts(s, CG_STR("func "))) {
        s = cg_str_trim(cg_str_slice(s, 5, s.len));
        if (cg_str_starts(s, CG_STR("(")))
            s = cg_str_trim(cg_str_slice(s, bracketed_length(s), s.len));
    }
    s = cg_str_slice(s, name_length(s), s.len);
    size_t end = bracketed_length(s);
    add_list(cg_str_slice(s, 1, end - 1), 0, out);
    cg_str results = cg_str_trim(cg_str_slice(s, end, s.len));
    if (cg_str_starts(results, CG_STR("(")))
        results = cg_str_slice(results, 1, results.len - 1);
    add_list(results, 0, out);
}

void go_add_signature(const cg_link_unit *u, uint32_t def, cg_buf *out)
{
    add_signature(cg_unit_str(u->unit, def_of(u, def)->signature), out);
}

bool go_same_signature(const cg_link_unit *a, uint32_t a_def, const cg_link_unit *b, uint32_t b_def)
{
    CG_AUTO_VALUE(cg_buf) x = {0};
    CG_AUTO_VALUE(cg_buf) y = {0};
    const cg_def *da = def_of(a, a_def), *db = def_of(b, b_def);
    if (da->params_min != db->params_min || da->params_max != db->params_max)
        return false;
    go_add_signature(a, a_def, &x);
    go_add_signature(b, b_def, &y);
    return cg_str_eq(cg_buf_str(&x), cg_buf_str(&y));
}

bool go_is_alias(const cg_link_unit *u, uint32_t def)
{
    cg_str text = cg_unit_str(u->unit, def_of(u, def)->signature);
    return def_of(u, def)->kind == CG_NODE_TYPE_ALIAS && cg_str_find(text, '=') >= 0;
}
