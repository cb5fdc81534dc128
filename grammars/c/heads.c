// SPDX-License-Identifier: Apache-2.0
// heads: the specifiers in front of declarators, visibility, and heads as one line.
#include "cfamily.h"

cf_state *cf_get(cg_extract *x)
{
    return cg_x_state(x, sizeof(cf_state));
}

void *cf_list_add(cg_extract *x, cf_list *list, size_t size)
{
    if (list->len == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 16;
        void *grown = cg_x_alloc(x, list->cap * size);
        if (list->len)
            memcpy(grown, list->ptr, list->len * size);
        list->ptr = grown;
    }
    return (char *)list->ptr + list->len++ * size;
}

cg_str cf_slice(const cg_extract *x, uint32_t from, uint32_t to)
{
    return cg_str_slice(cg_x_source(x), from, to);
}

/* ---- specifiers ---- */

static void read_storage(cf_head *head, cg_str text)
{
    if (cg_str_eq(text, CG_STR("static"))) {
        head->is_static = true;
        head->modifiers |= CG_MOD_STATIC;
    } else if (cg_str_eq(text, CG_STR("extern"))) {
        head->is_extern = true;
        head->modifiers |= CG_MOD_EXTERN;
    } else if (text.len > 5 && memmem(text.ptr, text.len, "inline", 6)) {
        head->modifiers |= CG_MOD_INLINE;
    }
}

static void read_qualifier(cf_head *head, cg_str text)
{
    if (cg_str_eq(text, CG_STR("const")))
        head->modifiers |= CG_MOD_CONST;
    else if (cg_str_starts(text, CG_STR("conste")))
        head->modifiers |= CG_MOD_CONST | CG_MOD_INLINE; /* constexpr, consteval */
    else if (cg_str_eq(text, CG_STR("volatile")))
        head->modifiers |= CG_MOD_VOLATILE;
    else if (cg_str_eq(text, CG_STR("mutable")))
        head->modifiers |= CG_MOD_MUTABLE;
}

/** [[nodiscard]] and __attribute__((noreturn)): what is inside. */
static void read_attribute(cg_extract *x, cf_head *head)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    size_t from = 0, to = text.len;
    while (from < text.len && text.ptr[from] != '(' && text.ptr[from] != '[')
        from++;
    for (int i = 0; i < 2; i++) {
        from += from < to && (text.ptr[from] == '(' || text.ptr[from] == '[');
        to -= to > from && (text.ptr[to - 1] == ')' || text.ptr[to - 1] == ']');
    }
    text = cg_str_trim(cg_str_slice(text, from, to));
    if (memmem(text.ptr, text.len, "deprecated", 10))
        head->modifiers |= CG_MOD_DEPRECATED;
    cg_x_add_decorator(x, cf_line(x, text, CG_STR_NULL));
}

static void read_clause(cf_head *head, uint32_t token)
{
    if (token == T_DEFAULT_CLAUSE)
        head->modifiers |= CG_MOD_DEFAULT;
    else if (token == T_DELETE_CLAUSE)
        head->modifiers |= CG_MOD_DELETED;
    else
        head->modifiers |= CG_MOD_ABSTRACT | CG_MOD_VIRTUAL | CG_MOD_DECLARATION;
}

static void read_part(cg_extract *x, cf_head *head)
{
    uint32_t token = cg_x_token(x);
    switch (token) {
    case T_STORAGE_CLASS: read_storage(head, cg_x_text(x, cg_x_node(x))); return;
    case T_TYPE_QUALIFIER: read_qualifier(head, cg_x_text(x, cg_x_node(x))); return;
    case T_VIRTUAL_KEYWORD: head->modifiers |= CG_MOD_VIRTUAL; return;
    case T_ATTRIBUTE_SPECIFIER:
    case T_ATTRIBUTE_DECLARATION:
        if (cf_null(head->declarator))
            read_attribute(x, head);
        return;
    case T_DEFAULT_CLAUSE:
    case T_DELETE_CLAUSE:
    case T_PURE_CLAUSE: read_clause(head, token); return;
    case T_TRY: head->body = cg_x_node(x); return;
    default: break;
    }
    switch (cg_x_field(x)) {
    case F_TYPE: head->type = cg_x_node(x); return;
    case F_DECLARATOR:
        if (head->declarators++ == 0)
            head->declarator = cg_x_node(x);
        return;
    case F_BODY: head->body = cg_x_node(x); return;
    default: return;
    }
}

cf_head cf_read_head(cg_extract *x)
{
    const cf_state *st = cf_get(x);
    cf_head head = {.node = cg_x_node(x)};
    CG_X_EACH_CHILD (x)
        read_part(x, &head);
    if (!cf_null(st->ctx.template_node)) {
        head.node = st->ctx.template_node;
        head.modifiers |= CG_MOD_GENERIC;
    }
    return head;
}

cg_visibility cf_visibility(const cf_state *st, const cf_head *head)
{
    if (!st->ctx.in_code && st->ctx.record != CG_NONE && !st->ctx.friendly)
        return (cg_visibility)st->ctx.access;
    return st->ctx.internal || (head && head->is_static) ? CG_VIS_INTERNAL : CG_VIS_PUBLIC;
}

uint32_t cf_in_scope(const cf_state *st)
{
    return st->ctx.decl_scope;
}

/* ---- text ---- */

#define LINE_MAX 1024

typedef struct line_text {
    char text[LINE_MAX];
    size_t len;
} line_text;

static size_t skip_comment(cg_str s, size_t i)
{
    const char *end = s.ptr[i + 1] == '*' ? "*/" : "\n";
    const char *at = memmem(s.ptr + i + 2, s.len - i - 2, end, strlen(end));
    return at ? (size_t)(at - s.ptr) + strlen(end) : s.len;
}

static void add_line(line_text *out, cg_str s)
{
    for (size_t i = 0; i < s.len && out->len + 1 < LINE_MAX; i++) {
        char c = s.ptr[i];
        if (c == '/' && i + 1 < s.len && (s.ptr[i + 1] == '*' || s.ptr[i + 1] == '/')) {
            i = skip_comment(s, i) - 1;
            c = ' ';
        }
        bool blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (!blank)
            out->text[out->len++] = c;
        else if (out->len && out->text[out->len - 1] != ' ')
            out->text[out->len++] = ' ';
    }
}

cg_str cf_parsed(cg_extract *x, cg_str s)
{
    cg_str source = cg_x_source(x);
    if (s.ptr < source.ptr || s.ptr + s.len > source.ptr + source.len)
        return s;
    uint32_t from = (uint32_t)(s.ptr - source.ptr);
    return cg_x_parsed_text(x, from, from + (uint32_t)s.len);
}

cg_str cf_line(cg_extract *x, cg_str first, cg_str second)
{
    line_text out = {.len = 0};
    add_line(&out, cf_parsed(x, first));
    add_line(&out, cf_parsed(x, second));
    cg_str text = cg_str_trim(cg_str_make(out.text, out.len));
    return cg_x_scratch(x, "%.*s", CG_STR_ARG(text));
}

cg_str cf_operator_text(cg_extract *x, TSNode node)
{
    cg_str rest = cg_str_slice(cf_line(x, cg_x_text(x, node), CG_STR_NULL), 8, SIZE_MAX);
    rest = cg_str_trim(rest);
    bool word = rest.len && ((rest.ptr[0] | 32) >= 'a' && (rest.ptr[0] | 32) <= 'z');
    size_t len = 0;
    char text[128];
    for (size_t i = 0; i < rest.len && len < sizeof text; i++)
        if (rest.ptr[i] != ' ' || (i + 1 < rest.len && rest.ptr[i + 1] != '['))
            text[len++] = rest.ptr[i];
    return cg_x_scratch(x, "operator%s%.*s", word ? " " : "", (int)len, text);
}
