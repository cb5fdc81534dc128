// SPDX-License-Identifier: Apache-2.0
// Annotations in quotes: "Foo", "list[pkg.Foo] | None". The grammar sees a string, so its text is
// read here: names, dots, brackets, bars and commas; anything else is no annotation.
#include "python_int.h"

#define QUOTED_BYTES_MAX 512
#define QUOTED_DEPTH_MAX 16

typedef struct quoted {
    cg_extract *x;
    const char *at, *end;
    uint32_t depth;
} quoted;

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Two names without punctuation between them are prose. */
static bool looks_like_type(cg_str s)
{
    bool name_ended = false, any = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (is_name_char(c)) {
            if (name_ended && i > 0 && !is_name_char(s.ptr[i - 1]))
                return false;
            name_ended = any = true;
        } else if (c != ' ') {
            if (strchr(".[]|,()", c) == NULL)
                return false;
            name_ended = false;
        }
    }
    return any && !(s.ptr[0] >= '0' && s.ptr[0] <= '9');
}

static void skip_spaces(quoted *q)
{
    while (q->at < q->end && *q->at == ' ')
        q->at++;
}

static bool take(quoted *q, char c)
{
    skip_spaces(q);
    if (q->at == q->end || *q->at != c)
        return false;
    q->at++;
    return true;
}

static cg_str take_name(quoted *q)
{
    skip_spaces(q);
    const char *start = q->at;
    while (q->at < q->end && is_name_char(*q->at))
        q->at++;
    return cg_str_make(start, (size_t)(q->at - start));
}

static uint32_t read_union(quoted *q);

static void skip_brackets(quoted *q)
{
    for (int open = 1; q->at < q->end && open > 0; q->at++)
        open += *q->at == '[' ? 1 : *q->at == ']' ? -1 : 0;
}

/* name ('.' name)*: the dots name modules and outer classes. */
static uint32_t read_name(quoted *q, cg_str *out_last)
{
    cg_str name = take_name(q);
    if (name.len == 0)
        return CG_NONE;
    bool dotted = q->at < q->end && *q->at == '.';
    if (!dotted && cg_str_eq(name, CG_STR("None"))) {
        *out_last = name;
        return CG_NONE;
    }
    uint32_t ref = cg_x_ref_text(q->x, name, dotted ? CG_ROLE_QUALIFY : CG_ROLE_TYPE);
    while (take(q, '.')) {
        name = take_name(q);
        skip_spaces(q);
        bool more = q->at < q->end && *q->at == '.';
        ref = cg_x_member_text(q->x, ref, name, cg_x_node(q->x),
                               more ? CG_ROLE_QUALIFY : CG_ROLE_TYPE);
    }
    *out_last = name;
    return ref;
}

static uint32_t read_one(quoted *q)
{
    cg_str last = CG_STR("");
    py_type_args args = {.generic = read_name(q, &last)};
    bool list = last.len == 0; /* [A, B] of a Callable, (A, B) */
    if (!take(q, '[') && !(list && take(q, '(')))
        return args.generic;
    args.style = list ? PY_GENERIC_TUPLE : py_generic_of(last);
    if (args.style == PY_GENERIC_VALUES) {
        skip_brackets(q);
        return args.generic;
    }
    bool more = true;
    while (more && q->at < q->end) {
        args.more |= take(q, '.'); /* ... */
        while (take(q, '.'))
            ;
        py_add_type_arg(&args, read_union(q));
        more = take(q, ',');
    }
    (void)(take(q, ']') || take(q, ')'));
    return py_type_of(q->x, &args);
}

static uint32_t read_union(quoted *q)
{
    if (++q->depth > QUOTED_DEPTH_MAX) {
        q->at = q->end;
        return CG_NONE;
    }
    py_type_args args = {.style = PY_GENERIC_UNION, .generic = CG_NONE};
    do
        py_add_type_arg(&args, read_one(q));
    while (take(q, '|'));
    q->depth--;
    return py_type_of(q->x, &args);
}

uint32_t py_type_string(cg_extract *x)
{
    TSNode content = {0};
    uint32_t parts = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == PY_STRING_CONTENT)
            content = cg_x_node(x);
        parts++;
    }
    if (parts != 3 || ts_node_is_null(content)) /* quote, text, quote */
        return CG_NONE;
    cg_str text = cg_x_text(x, content);
    if (text.len > QUOTED_BYTES_MAX || !looks_like_type(text))
        return CG_NONE;
    quoted q = {.x = x, .at = text.ptr, .end = text.ptr + text.len};
    return read_union(&q);
}
