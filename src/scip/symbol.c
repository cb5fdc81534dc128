// SPDX-License-Identifier: Apache-2.0
// Symbols of SCIP by their grammar.
#include "cg/scip.h"

/* Up to the next single blank; a doubled one is part of it. */
static bool take_part(cg_str *rest, cg_str *out)
{
    for (size_t i = 0; i < rest->len; i++) {
        if (rest->ptr[i] != ' ')
            continue;
        if (i + 1 < rest->len && rest->ptr[i + 1] == ' ') {
            i++;
            continue;
        }
        *out = cg_str_slice(*rest, 0, i);
        *rest = cg_str_slice(*rest, i + 1, rest->len);
        return true;
    }
    return false;
}

bool cg_scip_symbol_parse(cg_str text, cg_scip_symbol *out)
{
    cg_str *const parts[] = {&out->scheme, &out->manager, &out->package, &out->version};
    for (size_t i = 0; i < CG_ARRAY_LEN(parts); i++)
        if (!take_part(&text, parts[i]))
            return false;
    out->descriptors = text;
    return out->scheme.len > 0 && text.len > 0;
}

static bool is_simple(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '$';
}

/* The end of the name that begins at `at`; 0: there is none. */
static size_t name_end(cg_str text, size_t at, cg_str *out_name)
{
    size_t end = at;
    if (at < text.len && text.ptr[at] == '`') {
        for (end = at + 1; end < text.len; end++) {
            if (text.ptr[end] != '`')
                continue;
            if (end + 1 == text.len || text.ptr[end + 1] != '`')
                break;
            end++;
        }
        if (end >= text.len)
            return 0;
        *out_name = cg_str_slice(text, at + 1, end);
        return end + 1;
    }
    while (end < text.len && is_simple(text.ptr[end]))
        end++;
    *out_name = cg_str_slice(text, at, end);
    return end > at ? end : 0;
}

/* Behind "name(" of a method: the disambiguator and ")."; 0: it is none. */
static size_t method_end(cg_str text, size_t at)
{
    while (at < text.len && is_simple(text.ptr[at]))
        at++;
    return at + 1 < text.len && text.ptr[at] == ')' && text.ptr[at + 1] == '.' ? at + 2 : 0;
}

bool cg_scip_descriptor_next(cg_str *rest, cg_str *out_name, char *out_suffix)
{
    if (rest->len == 0)
        return false;
    char first = rest->ptr[0];
    bool enclosed = first == '[' || first == '(';
    size_t end = name_end(*rest, enclosed ? 1 : 0, out_name);
    if (end == 0 || end >= rest->len)
        return false;
    char suffix = rest->ptr[end++];
    if (enclosed) {
        if (suffix != (first == '[' ? ']' : ')'))
            return false;
        suffix = first == '[' ? '[' : ')';
    } else if (suffix == '(') {
        end = method_end(*rest, end);
    } else if (suffix != '/' && suffix != '#' && suffix != '.' && suffix != ':' && suffix != '!') {
        return false;
    }
    if (end == 0)
        return false;
    *out_suffix = suffix;
    *rest = cg_str_slice(*rest, end, rest->len);
    return true;
}
