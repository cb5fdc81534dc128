// SPDX-License-Identifier: Apache-2.0
// Types that comments state where the source cannot: @param {Type} name, @returns {Type}, @type {Type}.
// Of a union it is the first type with a name, as in TypeScript; what is not understood says nothing.
#include "ecma.h"

#define DOC_TYPE_DEPTH_MAX 4u
/* A type expression is read no further. */
#define DOC_TYPE_BYTES_MAX 200u

/* ---- tags ---- */

/* The text inside the braces behind a tag, and what follows them. False: the tag has none. */
static bool braced(cg_str text, cg_str *out_type, cg_str *out_rest)
{
    text = cg_str_trim(text);
    if (text.len == 0 || text.ptr[0] != '{')
        return false;
    size_t depth = 0;
    for (size_t i = 0; i < CG_MIN(text.len, (size_t)DOC_TYPE_BYTES_MAX); i++) {
        depth += text.ptr[i] == '{';
        depth -= text.ptr[i] == '}';
        if (depth > 0)
            continue;
        *out_type = cg_str_trim(cg_str_slice(text, 1, i));
        *out_rest = cg_str_trim(cg_str_slice(text, i + 1, text.len));
        return true;
    }
    return false;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

static size_t word_len(cg_str text)
{
    size_t i = 0;
    while (i < text.len && is_name_char(text.ptr[i]))
        i++;
    return i;
}

/* Whether what stands behind the type names the parameter: `name`, `[name=default]`. */
static bool names(cg_str rest, cg_str name)
{
    if (rest.len > 0 && rest.ptr[0] == '[')
        rest = cg_str_trim(cg_str_slice(rest, 1, rest.len));
    size_t len = word_len(rest);
    bool member = len < rest.len && rest.ptr[len] == '.'; /* a property of the parameter */
    return !member && cg_str_eq(cg_str_slice(rest, 0, len), name);
}

/* The type of the first of these tags, for `name` unless that is empty. */
static cg_str find_type(cg_str doc, const char *const *tags, cg_str name)
{
    cg_str type, rest;
    for (;;) {
        ptrdiff_t at = cg_str_find(doc, '@');
        if (at < 0)
            return CG_STR_NULL;
        doc = cg_str_slice(doc, (size_t)at + 1, doc.len);
        size_t len = word_len(doc);
        cg_str tag = cg_str_slice(doc, 0, len), behind = cg_str_slice(doc, len, doc.len);
        for (size_t i = 0; tags[i] != NULL; i++)
            if (cg_str_eq(tag, cg_str_from(tags[i])) && braced(behind, &type, &rest) &&
                (name.len == 0 || names(rest, name)))
                return type;
    }
}

/* ---- type expressions ---- */

static uint32_t type_of(cg_extract *x, cg_str text, TSNode at, unsigned depth);

/* Where the part of `text` before an outer `mark` ends. */
static size_t until(cg_str text, char mark)
{
    size_t depth = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (depth == 0 && c == mark)
            return i;
        if (strchr("<({[", c) != NULL)
            depth++;
        else if (strchr(">)}]", c) != NULL && depth > 0)
            depth--;
    }
    return text.len;
}

static cg_str without_marks(cg_str text)
{
    text = cg_str_trim(text);
    while (text.len > 0 && strchr("?!.", text.ptr[0]) != NULL) /* ?T, !T, ...T */
        text = cg_str_trim(cg_str_slice(text, 1, text.len));
    while (text.len > 0 && strchr("=?!", text.ptr[text.len - 1]) != NULL)
        text = cg_str_trim(cg_str_slice(text, 0, text.len - 1));
    if (text.len >= 2 && text.ptr[0] == '(' && text.ptr[text.len - 1] == ')')
        return without_marks(cg_str_slice(text, 1, text.len - 1));
    return text;
}

static bool is_primitive(cg_str name)
{
    static const cg_str words[] = {
        CG_STR("string"), CG_STR("number"),   CG_STR("boolean"), CG_STR("undefined"),
        CG_STR("null"),   CG_STR("any"),      CG_STR("unknown"), CG_STR("void"),
        CG_STR("never"),  CG_STR("Object"),   CG_STR("object"),  CG_STR("Function"),
        CG_STR("String"), CG_STR("Number"),   CG_STR("Boolean"), CG_STR("bigint"),
        CG_STR("symbol"), CG_STR("function"), CG_STR("import"),  CG_STR("typeof"),
        CG_STR("true"),   CG_STR("false"),    CG_STR("keyof"),   CG_STR("class"),
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(name, words[i]))
            return true;
    return false;
}

/* A.B.C */
static uint32_t dotted_name(cg_extract *x, cg_str path, TSNode at)
{
    size_t len = word_len(path);
    bool last = len == path.len;
    uint32_t value =
        cg_x_ref_as(x, cg_str_slice(path, 0, len), at, last ? CG_ROLE_TYPE : CG_ROLE_QUALIFY);
    while (!last && value != CG_NONE) {
        path = cg_str_slice(path, len + 1, path.len);
        len = word_len(path);
        last = len == path.len;
        if (len == 0 || (!last && path.ptr[len] != '.'))
            return CG_NONE;
        value = cg_x_member_text(x, value, cg_str_slice(path, 0, len), at,
                                 last ? CG_ROLE_TYPE : CG_ROLE_QUALIFY);
    }
    return value;
}

/* Name, Name<A, B>, Name.<A> */
static uint32_t named_type(cg_extract *x, cg_str text, TSNode at, unsigned depth)
{
    size_t open = until(text, '<');
    cg_str name = cg_str_trim(cg_str_slice(text, 0, open));
    if (cg_str_ends(name, CG_STR(".")))
        name = cg_str_slice(name, 0, name.len - 1);
    size_t first = word_len(name);
    if (first == 0 || (first < name.len && name.ptr[first] != '.') || is_primitive(name))
        return CG_NONE;
    if (cg_str_eq(name, CG_STR("this")))
        return ecma_place_of(x)->has_this ? CG_X_SELF : CG_NONE;
    if (open == text.len || text.ptr[text.len - 1] != '>')
        return dotted_name(x, name, at);
    uint32_t generic = dotted_name(x, name, at), argument = CG_NONE;
    cg_str rest = cg_str_slice(text, open + 1, text.len - 1);
    for (unsigned n = 0; rest.len > 0; n++) {
        size_t end = until(rest, ',');
        uint32_t type = type_of(x, cg_str_slice(rest, 0, end), at, depth + 1);
        cg_x_hint_type_arg(x, generic, n, type);
        argument = n == 0 ? type : argument;
        rest = cg_str_slice(rest, CG_MIN(end + 1, rest.len), rest.len);
    }
    return ecma_type_of_generic(x, name, generic, argument);
}

static uint32_t type_of(cg_extract *x, cg_str text, TSNode at, unsigned depth)
{
    text = without_marks(text);
    if (text.len == 0 || depth > DOC_TYPE_DEPTH_MAX)
        return CG_NONE;
    size_t end = until(text, '|');
    if (end < text.len) {
        uint32_t first = type_of(x, cg_str_slice(text, 0, end), at, depth + 1);
        return first != CG_NONE ? first
                                : type_of(x, cg_str_slice(text, end + 1, text.len), at, depth + 1);
    }
    if (cg_str_ends(text, CG_STR("[]")))
        return cg_x_container(x, type_of(x, cg_str_slice(text, 0, text.len - 2), at, depth + 1));
    return named_type(x, text, at, depth);
}

/* ---- what definitions get ---- */

static uint32_t stated(cg_extract *x, uint32_t def, const char *const *tags, cg_str name, TSNode at)
{
    if (ecma_state_of(x)->typed || def == CG_NONE || cg_x_def(x, def)->doc.len == 0)
        return CG_NONE;
    cg_str type = find_type(cg_x_interned(x, cg_x_def(x, def)->doc), tags, name);
    if (type.len == 0)
        return CG_NONE;
    return type_of(x, cg_x_scratch(x, "%.*s", CG_STR_ARG(type)), at, 0);
}

uint32_t ecma_doc_param(cg_extract *x, uint32_t def, TSNode name)
{
    static const char *const tags[] = {"param", "arg", "argument", NULL};
    return stated(x, def, tags, cg_x_text(x, name), name);
}

uint32_t ecma_doc_result(cg_extract *x, uint32_t def)
{
    static const char *const tags[] = {"returns", "return", NULL};
    return stated(x, def, tags, CG_STR_NULL, cg_x_node(x));
}

uint32_t ecma_doc_type(cg_extract *x, uint32_t def)
{
    static const char *const tags[] = {"type", NULL};
    return stated(x, def, tags, CG_STR_NULL, cg_x_node(x));
}
