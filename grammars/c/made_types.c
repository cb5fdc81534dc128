// SPDX-License-Identifier: Apache-2.0
// made_types: what the heads of macros' definitions name: types with their arguments, bases, parameters. All of it stands
// where the macro is used.
#include "made_int.h"

#define NAMES_MAX 16u  /* bases, or arguments of one type */
#define NESTING_MAX 4u /* of arguments in arguments */

static bool is_word_of_type(cg_str word)
{
    static const char *const words[] = {
        "const",   "volatile",  "unsigned", "signed", "int",   "char",     "long",
        "short",   "float",     "double",   "void",   "bool",  "_Bool",    "auto",
        "mutable", "struct",    "union",    "enum",   "class", "typename", "static",
        "inline",  "constexpr", "virtual",  "extern", "friend"};
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(word, cg_str_from(words[i])))
            return true;
    return false;
}

/* The next part of a list that commas divide, outside of all brackets; false: there is none. */
static bool next_part(cg_str *list, cg_str *out)
{
    size_t at = 0;
    unsigned angles = 0;
    *out = *list;
    if (list->len == 0)
        return false;
    *list = CG_STR_NULL;
    for (made_token t; made_next(*out, &at, &t);) {
        if (t.kind == '(' || t.kind == '[' || t.kind == '{')
            at = made_close(*out, t.from);
        angles = angles + (t.kind == '<') - (t.kind == '>' && angles > 0);
        if (t.kind != ',' || angles > 0)
            continue;
        *list = cg_str_slice(*out, at, out->len);
        *out = cg_str_slice(*out, 0, t.from);
        break;
    }
    return true;
}

static uint32_t name_type(cg_extract *x, cg_str type, unsigned nesting);

/* `int, a::B`: what a template is given between its angles. */
static void name_arguments(cg_extract *x, uint32_t type, cg_str arguments, unsigned nesting)
{
    cg_str argument;
    for (unsigned n = 0; n < NAMES_MAX && next_part(&arguments, &argument); n++)
        cg_x_hint_type_arg(x, type, n, name_type(x, argument, nesting + 1));
}

/* a::B<int> *: the name of a type. */
static uint32_t name_path(cg_extract *x, cg_str path, cg_role of, unsigned nesting)
{
    TSNode node = cg_x_node(x);
    size_t at = 0;
    uint32_t value = CG_NONE;
    made_token t, word = {0};
    for (bool more = true; more;) {
        more = made_next(path, &at, &t);
        size_t from = t.to, to = t.to;
        bool angles = more && t.kind == '<' && word.kind == 'w';
        for (unsigned depth = angles; depth > 0 && (more = made_next(path, &at, &t)); to = t.from)
            depth = depth + (t.kind == '<') - (t.kind == '>');
        more = more && (!angles || made_next(path, &at, &t));
        if (word.kind == 'w' && (angles || !more || t.kind == 'S')) {
            cg_str name = made_text(path, &word);
            cg_role role = more && t.kind == 'S' ? CG_ROLE_QUALIFY : of;
            value = value == CG_NONE ? cg_x_ref_as(x, name, node, role)
                                     : cg_x_member_text(x, value, name, node, role);
            word.kind = 0;
            if (angles && nesting < NESTING_MAX)
                name_arguments(x, value, cg_str_slice(path, from, to), nesting);
        }
        if (more && t.kind == 'w' && !is_word_of_type(made_text(path, &t)))
            word = t;
    }
    return value;
}

/* Past template <class T>, if it begins so. */
static cg_str behind_template(cg_str type)
{
    made_token t;
    size_t at = 0;
    unsigned angles = 0;
    if (!made_next(type, &at, &t) || !cg_str_eq(made_text(type, &t), CG_STR("template")))
        return type;
    while (made_next(type, &at, &t)) {
        angles = angles + (t.kind == '<') - (t.kind == '>' && angles > 0);
        if (angles == 0)
            break;
    }
    return cg_str_slice(type, at, type.len);
}

static uint32_t name_type(cg_extract *x, cg_str type, unsigned nesting)
{
    made_token t;
    size_t at = 0;
    bool tag = false;
    type = behind_template(type);
    while (cg_str_find(type, '(') < 0 && made_next(type, &at, &t)) {
        cg_str word = made_text(type, &t);
        if (t.kind == 'w' && is_word_of_type(word)) {
            tag = cg_str_eq(word, CG_STR("struct")) || cg_str_eq(word, CG_STR("union")) ||
                  cg_str_eq(word, CG_STR("enum"));
            continue;
        }
        uint32_t ref = name_path(x, cg_str_slice(type, t.from, type.len), CG_ROLE_TYPE, nesting);
        if (tag)
            cf_remember_tag(x, ref, word);
        return ref;
    }
    return CG_NONE;
}

uint32_t cf_made_named(cg_extract *x, cg_str type)
{
    return name_type(x, type, 0);
}

void cf_made_bases(cg_extract *x, cg_str bases)
{
    cg_str base;
    for (unsigned n = 0; n < NAMES_MAX && next_part(&bases, &base); n++)
        (void)name_path(x, base, CG_ROLE_INHERIT, 0);
}

/* ---- parameters ---- */

/* What is between the parentheses; empty: nothing is. */
static cg_str list_of(cg_str params)
{
    cg_str inside =
        params.len < 2 ? CG_STR_NULL : cg_str_trim(cg_str_slice(params, 1, params.len - 1));
    return cg_str_eq(inside, CG_STR("void")) ? CG_STR_NULL : inside;
}

/* One parameter read: what of it is its type, around the name. */
typedef struct made_param {
    cg_str before, name, behind;
    bool optional, rest;
} made_param;

static made_param read_param(cg_str text)
{
    made_param p = {.before = text, .rest = memmem(text.ptr, text.len, "...", 3) != NULL};
    made_declarator d;
    made_token t;
    for (size_t at = 0; !p.optional && made_next(text, &at, &t);)
        if (t.kind == '=') {
            p.optional = true;
            p.before = cg_str_slice(text, 0, t.from);
        }
    if (!made_read_declarator(p.before, false, &d))
        return p;
    size_t from = (size_t)(d.name.ptr - p.before.ptr);
    p.name = d.name;
    p.behind = cg_str_slice(p.before, from + d.name.len, p.before.len);
    p.before = cg_str_slice(p.before, 0, from);
    return p;
}

/* Without the blanks that mean nothing. */
static void add_spelling(cg_str text, cg_buf *out)
{
    size_t at = 0;
    bool word = false;
    for (made_token t; made_next(text, &at, &t); word = t.kind == 'w') {
        if (word && t.kind == 'w')
            cg_buf_add_char(out, ' ');
        cg_buf_add_str(out, made_text(text, &t));
    }
}

void cf_made_params(cg_extract *x, const made_head *head, cg_def_init *init)
{
    CG_AUTO_VALUE(cg_buf) types = {0};
    cg_str list = list_of(head->params), text;
    unsigned min = 0, max = 0;
    bool rest = false;
    while (next_part(&list, &text)) {
        made_param p = read_param(text);
        min += !p.optional && !p.rest;
        max++;
        rest |= p.rest;
        if (max > 1)
            cg_buf_add_char(&types, ',');
        add_spelling(p.before, &types);
        add_spelling(p.behind, &types);
    }
    init->params_min = (uint8_t)CG_MIN(min, 254u);
    init->params_max = rest ? 255 : (uint8_t)CG_MIN(max, 254u);
    if (head->is_const)
        cg_buf_add_str(&types, CG_STR(".const"));
    if (cf_get(x)->cpp)
        init->disambiguator = cg_x_scratch(x, "%.*s", CG_STR_ARG(cg_buf_str(&types)));
}

void cf_made_bind(cg_extract *x, cg_str params)
{
    cg_str list = list_of(params), text;
    while (next_part(&list, &text)) {
        made_param p = read_param(text);
        uint32_t type = cf_made_named(x, p.before);
        if (p.name.len == 0)
            continue;
        uint32_t binding = cg_x_bind_text(x, CG_BIND_PARAM, p.name, cg_x_node(x), 0);
        cg_x_bind_set(x, binding, type, CG_NONE);
    }
}
