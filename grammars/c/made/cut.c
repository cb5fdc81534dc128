// SPDX-License-Identifier: Apache-2.0
// made, cut: the text that a macro expands to is cut into lines, one for each definition.
#include "made.h"

#define HEADS_MAX 256u /* of one use, members included */
#define ENUMERATORS_MAX 4096u
#define HEAD_MAX 400u /* bytes */
#define NESTING_MAX 8u

/* A text while it is cut. */
typedef struct cutter {
    cg_buf *out;
    unsigned count;   /* definitions so far; all enumerators of an enum are one */
    unsigned nesting; /* types and namespaces around */
    bool declares;    /* functions that members only declare count too */
} cutter;

/* ---- lines ---- */

/* On one line, blanks and comments as one blank. */
static void add_line(cg_str head, cg_buf *out)
{
    size_t at = 0, last = 0, begin = out->len;
    for (made_token t; made_next(head, &at, &t) && out->len - begin < HEAD_MAX; last = t.to) {
        if (out->len > begin && t.from > last)
            cg_buf_add_char(out, ' ');
        cg_buf_add_str(out, cg_str_slice(head, t.from, CG_MIN(t.to, t.from + HEAD_MAX)));
    }
    cg_buf_add_char(out, '\n');
}

/* Gives the kind of what the line defines; CG_NODE_NONE: nothing, or it is only declared. */
static cg_node_kind add_head(cutter *c, cg_str head, bool body)
{
    made_head read;
    head = cg_str_trim(head);
    if (!made_read_head(head, &read) || (read.kind == CG_NODE_TYPE_ALIAS) == body)
        return CG_NODE_NONE;
    if (!body && read.kind != CG_NODE_TYPE_ALIAS)
        return CG_NODE_NONE;
    add_line(head, c->out);
    c->count++;
    return read.kind;
}

/* A method that is only declared, or pure: a line that ends in `;`. Without a type it may be anything. */
static bool add_declared(cutter *c, cg_str head)
{
    made_head read;
    head = cg_str_trim(head);
    if (cg_str_ends(head, CG_STR("0"))) {
        cg_str front = cg_str_trim(cg_str_slice(head, 0, head.len - 1));
        head = cg_str_ends(front, CG_STR("=")) ? cg_str_trim(cg_str_slice(front, 0, front.len - 1))
                                               : head;
    }
    if (!made_read_head(head, &read) || read.kind != CG_NODE_FUNCTION || read.type.len == 0 ||
        cg_str_starts(cg_str_trim(cg_str_slice(read.params, 1, read.params.len)), CG_STR("*")))
        return false;
    add_line(head, c->out);
    c->out->len--;
    cg_buf_add_str(c->out, CG_STR(MADE_DECLARED "\n"));
    c->count++;
    return true;
}

static bool begins_no_field(cg_str head)
{
    static const char *const words[] = {"typedef", "using",  "friend",   "template", "static",
                                        "virtual", "public", "operator", "enum",     "class"};
    made_token t;
    size_t at = 0;
    if (!made_next(head, &at, &t) || t.kind != 'w')
        return true;
    for (size_t i = 0; i < CG_ARRAY_LEN(words); i++)
        if (cg_str_eq(made_text(head, &t), cg_str_from(words[i])))
            return true;
    return false;
}

/* `*a, b` of type T as `T *a` and `T b`. */
static void add_declarators(cutter *c, cg_str type, cg_str text)
{
    made_declarator d;
    while (c->count < HEADS_MAX && made_read_declarator(text, true, &d)) {
        CG_AUTO_VALUE(cg_buf) line = {0};
        cg_buf_add_str(&line, type);
        cg_buf_add_char(&line, ' ');
        cg_buf_add_str(&line, cg_str_slice(text, 0, d.end));
        cg_buf_add_str(c->out, CG_STR(MADE_FIELD));
        add_line(cg_buf_str(&line), c->out);
        c->count++;
        text = cg_str_slice(text, d.end + 1, text.len);
    }
}

static void add_fields(cutter *c, cg_str head)
{
    made_declarator first;
    head = cg_str_trim(head);
    if (c->declares && add_declared(c, head))
        return;
    if (!begins_no_field(head) && made_read_declarator(head, false, &first))
        add_declarators(c, first.type, cg_str_slice(head, first.from, head.len));
}

/* A, B = 1, C(2), which is no enumerator. */
static bool cut_enumerators(cg_str text, const char *mark, cg_buf *out)
{
    size_t at = 0;
    unsigned count = 0;
    bool begins = true;
    for (made_token t; made_next(text, &at, &t);) {
        if (begins && (t.kind != 'w' || count++ == ENUMERATORS_MAX))
            return false;
        if (begins) {
            cg_buf_add_str(out, cg_str_from(mark));
            cg_buf_add_str(out, made_text(text, &t));
            cg_buf_add_char(out, '\n');
        }
        if (begins && at < text.len && made_next(text, &at, &t)) {
            if (t.kind != ',' && t.kind != '=')
                return false;
            begins = t.kind == ',';
        } else if (t.kind == '(' || t.kind == '[' || t.kind == '{') {
            at = made_close(text, t.from);
        } else {
            begins = t.kind == ',';
        }
    }
    return true;
}

/* ---- types ---- */

static cg_str cut(cutter *c, cg_str text, bool members);

static void cut_members(cutter *c, cg_node_kind kind, cg_str inside)
{
    size_t before = c->out->len;
    if (c->nesting == NESTING_MAX)
        return;
    c->nesting++;
    if (kind != CG_NODE_ENUM)
        (void)cut(c, inside, kind != CG_NODE_NAMESPACE);
    else if (!cut_enumerators(inside, MADE_ENUMERATOR, c->out))
        c->out->len = before;
    c->count += kind == CG_NODE_ENUM && c->out->len > before;
    c->nesting--;
}

/* What stands between the braces of that whose line was added. */
static void add_members(cutter *c, cg_node_kind kind, cg_str inside)
{
    size_t before = c->out->len;
    cg_buf_add_str(c->out, CG_STR(MADE_OPEN "\n"));
    size_t empty = c->out->len;
    cut_members(c, kind, inside);
    if (c->out->len == empty)
        c->out->len = before;
    else
        cg_buf_add_str(c->out, CG_STR(MADE_CLOSE "\n"));
}

/* `head {inside} behind;`, which may end with the text instead. */
typedef struct braced {
    cg_str head, inside, behind;
    size_t after;
} braced;

static braced read_braced(cg_str text, size_t from, size_t brace)
{
    size_t close = made_close(text, brace), at = close, end = text.len;
    for (made_token t; end == text.len && made_next(text, &at, &t);) {
        if (t.kind == '(' || t.kind == '[' || t.kind == '{')
            at = made_close(text, t.from);
        else if (t.kind == ';')
            end = t.from;
    }
    return (braced){.head = cg_str_slice(text, from, brace),
                    .inside = cg_str_slice(text, brace + 1, CG_MAX(close - 1, brace + 1)),
                    .behind = cg_str_trim(cg_str_slice(text, close, end)),
                    .after = CG_MIN(end + 1, text.len)};
}

/* `struct`, `union`, `enum` and no more. */
static cg_node_kind nameless_kind(cg_str head)
{
    made_token t;
    size_t at = 0;
    cg_node_kind kind =
        made_next(head, &at, &t) ? made_type_keyword(made_text(head, &t)) : CG_NODE_NONE;
    return made_next(head, &at, &t) ? CG_NODE_NONE : kind;
}

/* Or a function, of which the head is all. */
static void add_type(cutter *c, cg_str head, cg_str inside)
{
    cg_node_kind kind = add_head(c, head, true);
    if (cg_node_kind_is_type(kind))
        add_members(c, kind, inside);
}

/* typedef struct {…} a, *b; is a struct that is called so and an alias of that, typedef struct tag {…} a; the struct
 * and an alias. */
static void add_named_type(cutter *c, const braced *b)
{
    made_declarator d;
    made_token t;
    size_t at = 0;
    (void)made_next(b->head, &at, &t);
    cg_str type = cg_str_trim(cg_str_slice(b->head, at, b->head.len)), rest = b->behind;
    bool nameless = nameless_kind(type) != CG_NODE_NONE;
    if (!nameless)
        add_type(c, type, b->inside);
    while (c->count < HEADS_MAX && made_read_declarator(rest, true, &d)) {
        CG_AUTO_VALUE(cg_buf) line = {0};
        cg_buf_printf(&line, "typedef %.*s %s %.*s", CG_STR_ARG(type), nameless ? MADE_BODY : "",
                      CG_STR_ARG(cg_str_slice(rest, 0, d.end)));
        if (nameless) {
            add_type(c, cg_buf_str(&line), b->inside);
            type = d.name;
            nameless = false;
        } else {
            (void)add_head(c, cg_buf_str(&line), false);
        }
        rest = cg_str_slice(rest, d.end + 1, rest.len);
    }
}

/* union {…}; is no type to name: its members are those of what is around. union {…} name; is a field. */
static void cut_nameless(cutter *c, cg_node_kind kind, bool members, const braced *b)
{
    bool enumeration = kind == CG_NODE_ENUM;
    if (b->behind.len > 0 && members && !enumeration)
        add_declarators(c, b->head, b->behind);
    else if (b->behind.len == 0 && (members || enumeration))
        cut_members(c, kind, b->inside);
}

static bool begins_with(cg_str head, const char *word)
{
    made_token t;
    size_t at = 0;
    return made_next(head, &at, &t) && cg_str_eq(made_text(head, &t), cg_str_from(word));
}

/* namespace a::b {…}, extern "C" {…}: lines for the names that have anything in them. */
static void cut_space(cutter *c, cg_str head, cg_str inside)
{
    size_t before = c->out->len, at = 0;
    unsigned names = 0, count = c->count;
    bool is_inline = begins_with(head, "inline");
    for (made_token t; made_next(head, &at, &t);) {
        cg_str word = made_text(head, &t);
        if (t.kind != 'w' || made_is_space_word(word))
            continue;
        cg_buf_printf(c->out, "%snamespace %.*s\n" MADE_OPEN "\n", is_inline ? "inline " : "",
                      CG_STR_ARG(word));
        names++;
    }
    cut_members(c, CG_NODE_NAMESPACE, inside);
    if (c->count == count)
        c->out->len = before;
    while (c->count > count && names-- > 0)
        cg_buf_add_str(c->out, CG_STR(MADE_CLOSE "\n"));
}

/* `head {…}` at `brace`; gives what is behind it. */
static size_t cut_braced(cutter *c, cg_str text, size_t from, size_t brace, bool members)
{
    cg_str head = cg_str_slice(text, from, brace);
    cg_node_kind nameless = nameless_kind(head);
    bool alias = begins_with(head, "typedef");
    if (!alias && nameless == CG_NODE_NONE) {
        size_t close = made_close(text, brace);
        cg_str inside = cg_str_slice(text, brace + 1, CG_MAX(close - 1, brace + 1));
        if (made_opens_space(head))
            cut_space(c, head, inside);
        else
            add_type(c, head, inside);
        return close;
    }
    braced b = read_braced(text, from, brace);
    if (alias)
        add_named_type(c, &b);
    else
        cut_nameless(c, nameless, members, &b);
    return b.after;
}

/* ---- all of it ---- */

static bool begins_access(cg_str head)
{
    return begins_with(head, "public") || begins_with(head, "protected") ||
           begins_with(head, "private");
}

/* Gives what is left behind the last definition. */
static cg_str cut(cutter *c, cg_str text, bool members)
{
    size_t at = 0, from = 0;
    for (made_token t; c->count < HEADS_MAX && made_next(text, &at, &t);) {
        cg_str head = cg_str_slice(text, from, t.from);
        if (t.kind == '(' || t.kind == '[') {
            at = made_close(text, t.from);
        } else if (t.kind == ':' && begins_access(head)) {
            add_line(cg_str_slice(text, from, at), c->out);
            from = at;
        } else if (t.kind == '{') {
            at = from = cut_braced(c, text, from, t.from, members);
        } else if (t.kind == ';' || t.kind == '}') {
            if (t.kind == ';' && add_head(c, head, false) == CG_NODE_NONE && members)
                add_fields(c, head);
            from = at;
        }
    }
    return c->count < HEADS_MAX ? cg_str_slice(text, from, text.len) : CG_STR_NULL;
}

bool made_heads(made_macros *macros, cg_str use, bool members, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cutter c = {.out = out, .declares = macros->cpp};
    size_t before = out->len;
    if (!made_expand(macros, use, &text))
        return false;
    cg_str rest = cut(&c, cg_buf_str(&text), members);
    if (rest.len > 0 && add_head(&c, rest, false) == CG_NODE_NONE && members)
        add_fields(&c, rest);
    if (c.count == 0)
        out->len = before;
    return c.count > 0;
}

bool made_is_whole(made_macros *macros, cg_str use)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t at = 0;
    char last = ';';
    if (!made_expand(macros, use, &text))
        return false;
    for (made_token t; made_next(cg_buf_str(&text), &at, &t); last = t.kind) {
        if (t.kind != '(' && t.kind != '[' && t.kind != '{')
            continue;
        at = made_close(cg_buf_str(&text), t.from);
        t.kind = cg_buf_str(&text).ptr[at - 1];
    }
    return last == ';' || last == '}' || last == ':';
}

bool made_heads_of_body(made_macros *macros, cg_str use, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cutter c = {.out = out};
    made_head last;
    size_t before = out->len;
    if (!made_expand(macros, use, &text))
        return false;
    cg_str rest = cg_str_trim(cut(&c, cg_buf_str(&text), false));
    if (made_read_head(rest, &last) && last.kind == CG_NODE_FUNCTION &&
        add_head(&c, rest, true) != CG_NODE_NONE)
        return true;
    out->len = before;
    return false;
}

/* Attributes may follow the braces. */
static bool is_attributes(cg_str text)
{
    size_t at = 0;
    for (made_token t; made_next(text, &at, &t);) {
        if (t.kind == '(')
            at = made_close(text, t.from);
        else if (t.kind != 'w' || !cg_str_starts(made_text(text, &t), CG_STR("__")))
            return false;
    }
    return true;
}

bool made_type(made_macros *macros, cg_str use, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cutter c = {.out = out};
    made_token t = {0};
    size_t at = 0;
    if (!made_expand(macros, use, &text))
        return false;
    cg_str all = cg_buf_str(&text);
    while (made_next(all, &at, &t) && t.kind != '{')
        ;
    if (t.kind != '{')
        return false;
    braced b = read_braced(all, 0, t.from);
    cg_str head = cg_str_trim(b.head);
    cg_node_kind nameless = nameless_kind(head);
    made_head read = {.kind = nameless};
    bool reads = nameless != CG_NODE_NONE || (made_opens_type(head) && made_read_head(head, &read));
    if (!reads || (read.kind != CG_NODE_STRUCT && read.kind != CG_NODE_UNION) ||
        b.after < all.len || !is_attributes(b.behind))
        return false;
    cg_buf_add_str(out, CG_STR(MADE_TYPE));
    if (nameless == CG_NODE_NONE) {
        add_type(&c, head, b.inside);
        return true;
    }
    add_line(head, out);
    cut_members(&c, nameless, b.inside);
    return true;
}

bool made_enumerators(made_macros *macros, cg_str use, cg_buf *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    size_t before = out->len;
    if (made_expand(macros, use, &text) && cut_enumerators(cg_buf_str(&text), "", out))
        return true;
    out->len = before;
    return false;
}
