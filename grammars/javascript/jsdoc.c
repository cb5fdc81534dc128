// SPDX-License-Identifier: Apache-2.0
// Types that comments state where the source cannot: @param {Type} name, @returns {Type}, @type {Type},
// @this {Type}.
// Of a union it is the first type with a name, as in TypeScript; what is not understood says nothing.
#include "ecma.h"

#define DOC_TYPE_DEPTH_MAX 4u
/* A type expression is read no further. */
#define DOC_TYPE_BYTES_MAX 2000u

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

static size_t word_len(cg_str text)
{
    size_t i = 0;
    while (i < text.len && ecma_is_word(text.ptr[i]))
        i++;
    return i;
}

/* What the text behind a type names: `name`, `[name=default]`, and of `name.member` the member. */
static cg_str read_name(cg_str rest, cg_str *out_member)
{
    if (rest.len > 0 && rest.ptr[0] == '[')
        rest = cg_str_trim(cg_str_slice(rest, 1, rest.len));
    size_t len = word_len(rest);
    cg_str behind = cg_str_slice(rest, CG_MIN(len + 1, rest.len), rest.len);
    bool member = len < rest.len && rest.ptr[len] == '.';
    *out_member = member ? cg_str_slice(behind, 0, word_len(behind)) : CG_STR_NULL;
    return cg_str_slice(rest, 0, len);
}

/* A tag with a type in braces, and what stands behind that. */
typedef struct doc_tag {
    cg_str tag, type, rest;
} doc_tag;

static bool next_tag(cg_str *doc, doc_tag *out)
{
    ptrdiff_t at;
    while ((at = cg_str_find(*doc, '@')) >= 0) {
        *doc = cg_str_slice(*doc, (size_t)at + 1, doc->len);
        size_t len = word_len(*doc);
        out->tag = cg_str_slice(*doc, 0, len);
        if (braced(cg_str_slice(*doc, len, doc->len), &out->type, &out->rest))
            return true;
    }
    return false;
}

static bool is_tag(cg_str tag, const char *const *tags)
{
    for (size_t i = 0; tags[i] != NULL; i++)
        if (cg_str_eq(tag, cg_str_from(tags[i])))
            return true;
    return false;
}

static const char *const param_tags[] = {"param", "arg", "argument", NULL};

/* The type of the first of these tags. */
static cg_str find_type(cg_str doc, const char *const *tags)
{
    doc_tag t;
    while (next_tag(&doc, &t))
        if (is_tag(t.tag, tags))
            return t.type;
    return CG_STR_NULL;
}

/* That of a parameter: by its name, or where it has none the one at that place. */
static cg_str find_param(cg_str doc, cg_str name, unsigned n, cg_str *out_name)
{
    doc_tag t;
    while (next_tag(&doc, &t)) {
        cg_str member, named = read_name(t.rest, &member);
        if (!is_tag(t.tag, param_tags) || member.len > 0 || cg_str_find(named, '.') >= 0)
            continue;
        *out_name = named;
        if (name.len > 0 ? cg_str_eq(named, name) : n-- == 0)
            return t.type;
    }
    return CG_STR_NULL;
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
    if (text.len >= 2 && text.ptr[0] == '(' &&
        until(cg_str_slice(text, 1, text.len), ')') == text.len - 2)
        return without_marks(cg_str_slice(text, 1, text.len - 1));
    return text;
}

static bool is_primitive(cg_str name)
{
    static const cg_str words[] = {
        CG_STR("string"),   CG_STR("number"),  CG_STR("boolean"),  CG_STR("undefined"),
        CG_STR("null"),     CG_STR("any"),     CG_STR("unknown"),  CG_STR("void"),
        CG_STR("never"),    CG_STR("object"),  CG_STR("Function"), CG_STR("String"),
        CG_STR("Number"),   CG_STR("Boolean"), CG_STR("bigint"),   CG_STR("symbol"),
        CG_STR("function"), CG_STR("typeof"),  CG_STR("true"),     CG_STR("false"),
        CG_STR("keyof"),    CG_STR("class"),
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
    bool plain = cg_str_eq(name, CG_STR("Object")) && open == text.len;
    if (first == 0 || (first < name.len && name.ptr[first] != '.') || plain || is_primitive(name))
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

/* import("m"), import("m").A.B */
static uint32_t imported_type(cg_extract *x, const ecma_doc_import *import, TSNode at)
{
    cg_str path = import->members;
    uint32_t def =
        ecma_import(x, &(cg_import_init){.node = at,
                                         .module = import->module,
                                         .flags = CG_IMPORT_DYNAMIC | CG_IMPORT_TYPE_ONLY});
    uint32_t value = ecma_value_of(x, def);
    if (path.len == 0) {
        value = cg_x_ref_as(x, import->module, at, CG_ROLE_TYPE);
        cg_x_ref_decide(x, value, def);
    }
    while (path.len > 0 && value != CG_NONE) {
        size_t len = word_len(path);
        bool last = len == path.len;
        if (len == 0 || (!last && path.ptr[len] != '.'))
            return CG_NONE;
        value = cg_x_member_text(x, value, cg_str_slice(path, 0, len), at,
                                 last ? CG_ROLE_TYPE : CG_ROLE_QUALIFY);
        path = cg_str_slice(path, CG_MIN(len + 1, path.len), path.len);
    }
    return value;
}

/* { a: A, b?: B } */
static void hold_members(cg_extract *x, cg_str text, TSNode at, unsigned depth, ecma_held *held)
{
    cg_str rest = cg_str_slice(text, 1, text.len - 1);
    while (rest.len > 0) {
        size_t end = CG_MIN(until(rest, ','), until(rest, ';'));
        cg_str part = cg_str_slice(rest, 0, end);
        size_t colon = until(part, ':');
        cg_str name = cg_str_trim(cg_str_slice(part, 0, colon));
        size_t len = word_len(name);
        bool named = len > 0 && (len == name.len || name.ptr[len] == '?');
        if (named && colon < part.len)
            ecma_hold(x, held, cg_str_slice(name, 0, len),
                      type_of(x, cg_str_slice(part, colon + 1, part.len), at, depth + 1));
        rest = cg_str_slice(rest, CG_MIN(end + 1, rest.len), rest.len);
    }
}

/* (a: A, b?: B) => R and function(A, B): R, from the parameters on; false: it is no function. */
static bool read_function(cg_str text, cg_str *out_params, cg_str *out_result, bool *out_named)
{
    static const cg_str word = CG_STR("function(");
    bool arrow = text.ptr[0] == '(';
    if (!arrow && !cg_str_starts(text, word))
        return false;
    cg_str inside = cg_str_slice(text, arrow ? 1 : word.len, text.len);
    size_t close = until(inside, ')');
    cg_str rest = cg_str_trim(cg_str_slice(inside, CG_MIN(close + 1, inside.len), inside.len));
    cg_str mark = arrow ? CG_STR("=>") : CG_STR(":");
    bool result = cg_str_starts(rest, mark);
    *out_params = cg_str_slice(inside, 0, close);
    *out_result = result ? cg_str_slice(rest, mark.len, rest.len) : CG_STR_NULL;
    *out_named = arrow;
    return result || !arrow;
}

static uint32_t function_type(cg_extract *x, cg_str params, cg_str result, bool named, TSNode at,
                              unsigned depth)
{
    uint32_t types[8], gives = type_of(x, result, at, depth + 1);
    unsigned count = 0;
    while (params.len > 0 && count < CG_ARRAY_LEN(types)) {
        size_t end = until(params, ','), colon = named ? until(params, ':') : 0;
        bool typed = !named || colon < end;
        types[count++] =
            typed ? type_of(x, cg_str_slice(params, named ? colon + 1 : 0, end), at, depth + 1)
                  : CG_NONE;
        params = cg_str_slice(params, CG_MIN(end + 1, params.len), params.len);
    }
    uint32_t function = cg_x_function(x, gives, count);
    cg_x_hint_type_arg(x, function, 0, gives);
    for (unsigned i = 0; i < count; i++)
        cg_x_hint_type_arg(x, function, i + 1, types[i]);
    return function;
}

static bool is_object_type(cg_str text)
{
    return text.len >= 2 && text.ptr[0] == '{' && text.ptr[text.len - 1] == '}';
}

static uint32_t type_of(cg_extract *x, cg_str text, TSNode at, unsigned depth)
{
    ecma_doc_import import;
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
    if (ecma_doc_read_import(text, &import))
        return imported_type(x, &import, at);
    cg_str params, result, of = CG_STR("typeof ");
    bool named;
    if (read_function(text, &params, &result, &named))
        return function_type(x, params, result, named, at, depth);
    if (cg_str_starts(text, of) &&
        word_len(cg_str_slice(text, of.len, text.len)) == text.len - of.len)
        return cg_x_ref_as(x, cg_str_slice(text, of.len, text.len), at, CG_ROLE_READ);
    if (!is_object_type(text))
        return named_type(x, text, at, depth);
    ecma_held held = {.count = 0};
    hold_members(x, text, at, depth, &held);
    return ecma_holder(x, &held);
}

/* ---- objects that a comment describes member by member ---- */

bool ecma_doc_named(cg_str comment, cg_str *out_type, cg_str *out_name)
{
    cg_str rest = cg_str_trim(comment);
    if (!braced(comment, out_type, &rest))
        *out_type = CG_STR("Object");
    *out_name = cg_str_slice(rest, 0, word_len(rest));
    return out_name->len > 0;
}

bool ecma_doc_read_import(cg_str type, ecma_doc_import *out)
{
    static const cg_str word = CG_STR("import(");
    cg_str text = without_marks(type);
    size_t close = until(cg_str_slice(text, CG_MIN(word.len, text.len), text.len), ')') + word.len;
    if (!cg_str_starts(text, word) || close >= text.len)
        return false;
    cg_str module = cg_str_trim(cg_str_slice(text, word.len, close));
    if (module.len < 3 || strchr("'\"", module.ptr[0]) == NULL)
        return false;
    out->module = cg_str_slice(module, 1, module.len - 1);
    out->members = cg_str_slice(text, close + 1, text.len);
    bool dot = out->members.len > 0 && out->members.ptr[0] == '.';
    if (!dot && out->members.len > 0)
        return false;
    out->members = cg_str_slice(out->members, dot, out->members.len);
    return true;
}

uint32_t ecma_doc_object(cg_extract *x, cg_str type, cg_str doc, cg_str name, TSNode at)
{
    static const char *const property_tags[] = {"property", "prop", NULL};
    ecma_held held = {.count = 0};
    doc_tag t;
    cg_str text = without_marks(type);
    bool open = cg_str_eq(text, CG_STR("Object")) || cg_str_eq(text, CG_STR("object"));
    if (!open)
        return type_of(x, text, at, 0);
    while (next_tag(&doc, &t) && !cg_str_eq(t.tag, CG_STR("typedef"))) {
        cg_str member, named = read_name(t.rest, &member);
        bool property = name.len == 0 && is_tag(t.tag, property_tags) && member.len == 0;
        if (!property && !(name.len > 0 && is_tag(t.tag, param_tags) && cg_str_eq(named, name)))
            member = CG_STR_NULL;
        else if (property)
            member = named;
        if (member.len > 0)
            ecma_hold(x, &held, member, type_of(x, t.type, at, 1));
    }
    return ecma_holder(x, &held);
}

/* ---- what definitions get ---- */

/* The comment of `def`; empty: none, or types are written in the source. */
static cg_str doc_of(cg_extract *x, uint32_t def)
{
    if (ecma_state_of(x)->typed || def == CG_NONE || cg_x_def(x, def)->doc.len == 0)
        return CG_STR_NULL;
    cg_str doc = cg_x_interned(x, cg_x_def(x, def)->doc);
    return cg_str_find(doc, '@') < 0 ? CG_STR_NULL : cg_x_scratch(x, "%.*s", CG_STR_ARG(doc));
}

uint32_t ecma_doc_param(cg_extract *x, uint32_t def, TSNode name, unsigned n)
{
    bool plain = cg_x_token_of(x, name) == ECMA_IDENTIFIER;
    cg_str doc = doc_of(x, def), named;
    cg_str type = doc.len == 0
                      ? CG_STR_NULL
                      : find_param(doc, plain ? cg_x_text(x, name) : CG_STR_NULL, n, &named);
    return type.len == 0 ? CG_NONE : ecma_doc_object(x, type, doc, named, name);
}

static uint32_t stated(cg_extract *x, uint32_t def, const char *const *tags)
{
    cg_str doc = doc_of(x, def), type = doc.len == 0 ? CG_STR_NULL : find_type(doc, tags);
    return type.len == 0 ? CG_NONE : type_of(x, type, cg_x_node(x), 0);
}

uint32_t ecma_doc_result(cg_extract *x, uint32_t def)
{
    static const char *const tags[] = {"returns", "return", NULL};
    return stated(x, def, tags);
}

uint32_t ecma_doc_this(cg_extract *x, uint32_t def)
{
    static const char *const tags[] = {"this", NULL};
    return stated(x, def, tags);
}

uint32_t ecma_doc_type(cg_extract *x, uint32_t def)
{
    static const char *const tags[] = {"type", NULL};
    return stated(x, def, tags);
}
