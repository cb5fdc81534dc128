// SPDX-License-Identifier: Apache-2.0
// Rust macros: their name, and what can be told from the tokens they get. The tree has no structure
// there, but `f(x)`, `a.b.c` and `m::X` mean the same in nearly every macro. A single small name
// may be anything and says little, so it is left alone.
#include "rust_int.h"

/* How far the reading of one token list got. */
typedef struct reader {
    TSNode name; /* a name whose role the next token decides */
    bool has_name;
    bool in_chain;     /* a value stands in front: `value` */
    bool linked;       /* … and . or :: behind it */
    bool path;         /* the link in front of the name is ::, so the chain is a path */
    bool bang;         /* name! */
    bool defines;      /* after fn, struct …: the next name is no reference */
    unsigned generics; /* depth inside ::<…> */
    uint32_t value;
    uint32_t first; /* value of the first chain … */
    bool behind;    /* … which has been passed */
} reader;

static void reset(reader *r)
{
    r->has_name = r->in_chain = r->linked = r->path = r->bang = r->defines = false;
    r->value = CG_NONE;
}

static bool has_capital(cg_str name)
{
    return name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
}

/* Records the waiting name in `role`; the chain goes on with it. */
static void settle(cg_extract *x, reader *r, cg_role role)
{
    if (!r->has_name)
        return;
    uint32_t token = cg_x_token_of(x, r->name);
    if (r->in_chain)
        r->value = cg_x_member(x, r->value, r->name, role);
    else if (token == T_SELF && role != CG_ROLE_QUALIFY)
        r->value = CG_X_SELF;
    else if (token == T_METAVARIABLE && !cg_str_eq(cg_x_text(x, r->name), CG_STR("$crate")))
        r->value = CG_NONE;
    else
        r->value = cg_x_ref(x, r->name, role);
    r->in_chain = true;
    r->has_name = r->path = false;
}

static bool is_camel_case(cg_str name)
{
    bool small = false;
    for (size_t i = 0; i < name.len; i++)
        small = small || (name.ptr[i] >= 'a' && name.ptr[i] <= 'z');
    return small && has_capital(name);
}

/* The waiting name ends its chain here. */
static void finish(cg_extract *x, reader *r)
{
    cg_str name = r->has_name ? cg_x_text(x, r->name) : CG_STR_NULL;
    if (r->has_name && r->in_chain)
        settle(x, r, CG_ROLE_READ);
    else if (has_capital(name))
        settle(x, r, is_camel_case(name) ? CG_ROLE_TYPE : CG_ROLE_READ);
    if (!r->behind && (r->in_chain || r->has_name)) {
        r->first = r->value;
        r->behind = true;
    }
    reset(r);
}

static void see_name(cg_extract *x, reader *r)
{
    if (r->defines) {
        reset(r);
        return;
    }
    if (r->linked)
        settle(x, r, r->path ? CG_ROLE_QUALIFY : CG_ROLE_READ);
    else
        finish(x, r);
    r->linked = r->path = false;
    r->has_name = true;
    r->name = cg_x_node(x);
}

static void see_link(reader *r, bool path)
{
    if (!r->has_name && !r->in_chain)
        return;
    r->linked = true;
    r->path = path;
}

/* How many arguments stand in the parentheses under the cursor; 255: there is a repetition among them. */
static unsigned count_arguments(cg_extract *x)
{
    unsigned count = 0;
    bool open = false, repeats = false; /* something stands behind the last comma */
    cg_x_look_ahead(x, true);
    CG_X_EACH_CHILD (x) {
        cg_str text = cg_x_text(x, cg_x_node(x));
        bool comma = cg_str_eq(text, CG_STR(",")),
             bound = cg_str_eq(text, CG_STR("(")) || cg_str_eq(text, CG_STR(")"));
        repeats |= cg_x_token(x) == T_TOKEN_REPETITION;
        count += comma && open;
        open = comma ? false : open || !bound;
    }
    cg_x_look_ahead(x, false);
    return repeats ? 255 : count + open;
}

static void see_tree(cg_extract *x, reader *r)
{
    char opens = cg_x_source(x).ptr[ts_node_start_byte(cg_x_node(x))];
    bool paren = opens == '(';
    if (r->has_name && r->bang) {
        settle(x, r, CG_ROLE_MACRO);
        rust_macro_used(x, r->value, cg_x_node(x));
        reset(r);
    } else if (r->has_name && paren && cg_x_token_of(x, r->name) != T_METAVARIABLE) {
        settle(x, r, CG_ROLE_CALL);
        unsigned args = count_arguments(x);
        cg_x_ref_set_args(x, r->value, args, args == 255);
        rust_called_by_rule(x, r->value);
        r->value = cg_x_result(x, r->value);
    } else if (opens == '[' && (r->has_name || r->in_chain)) {
        settle(x, r, CG_ROLE_READ);
        r->value = cg_x_key(x, r->value, CG_STR("index"));
        r->linked = false;
    } else {
        finish(x, r);
        r->in_chain = paren; /* (…).f() */
    }
    rust_tokens_visit(x);
}

/* Inside ::<…>, which is passed over. True: the token was part of it. */
static bool skip_generics(cg_extract *x, reader *r)
{
    uint32_t token = cg_x_token(x);
    if (r->generics == 0) {
        if (token != T_LESS || !r->linked || !r->path || !r->has_name)
            return false;
        r->generics = 1;
        return true;
    }
    if (token == T_LESS)
        r->generics++;
    else if (token == T_GREATER)
        r->generics--;
    else if (token == T_GREATER_GREATER)
        r->generics -= CG_MIN(r->generics, 2u);
    if (r->generics == 0)
        r->linked = r->path = false;
    return true;
}

static void see_token(cg_extract *x, reader *r)
{
    switch (cg_x_token(x)) {
    case T_IDENTIFIER:
    case T_SELF:
    case T_SUPER:
    case T_CRATE:
    case T_METAVARIABLE: see_name(x, r); break;
    case T_PRIMITIVE_TYPE: /* self.char() */
        if (r->linked)
            see_name(x, r);
        else
            finish(x, r);
        break;
    case T_DOT: see_link(r, false); break;
    case T_COLONS: see_link(r, true); break;
    case T_BANG: r->bang = r->has_name && !r->linked; break;
    case T_QUESTION:
        if (r->has_name)
            settle(x, r, CG_ROLE_READ);
        break;
    case T_TOKEN_TREE:
    case T_TOKEN_REPETITION: see_tree(x, r); break;
    case T_INTEGER_LITERAL: /* a tuple's field */
        if (r->linked && r->has_name)
            settle(x, r, CG_ROLE_READ);
        r->value = CG_NONE;
        r->linked = false;
        break;
    case T_FN:
    case T_STRUCT:
    case T_ENUM:
    case T_UNION:
    case T_TRAIT:
    case T_MOD:
    case T_TYPE:
        finish(x, r);
        r->defines = true;
        break;
    default: finish(x, r); break;
    }
}

/* Those between two bytes. Gives the value of the first chain. */
static uint32_t visit_some(cg_extract *x, uint32_t from, uint32_t to)
{
    reader r = {.value = CG_NONE, .first = CG_NONE};
    CG_X_EACH_CHILD (x) {
        uint32_t at = ts_node_start_byte(cg_x_node(x));
        if (at >= from && at < to && !skip_generics(x, &r))
            see_token(x, &r);
    }
    finish(x, &r);
    return r.first;
}

static uint32_t visit_tokens(cg_extract *x)
{
    return visit_some(x, 0, UINT32_MAX);
}

void rust_tokens_between(cg_extract *x, uint32_t from, uint32_t to)
{
    (void)visit_some(x, from, to);
}

void rust_tokens_visit(cg_extract *x)
{
    (void)visit_tokens(x);
}

/* ---- items ---- */

static bool is_item_word(uint32_t token)
{
    switch (token) {
    case T_FN:
    case T_STRUCT:
    case T_ENUM:
    case T_TRAIT:
    case T_IMPL:
    case T_MOD:
    case T_USE:
    case T_TYPE:
    case T_CONST:
    case T_STATIC: return true;
    default: return false;
    }
}

static bool has_item_words(cg_extract *x)
{
    bool found = false;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        found = found || is_item_word(token) || (token == T_TOKEN_REPETITION && has_item_words(x));
    }
    return found;
}

static void parts_cut(rust_parts *p, TSNode node, uint32_t from, uint32_t to)
{
    /* `from` and `to` lie on the node's first line, or on its last behind the closing parenthesis. */
    TSRange *last = &p->ranges[p->count - 1];
    bool front = from == ts_node_start_byte(node);
    TSPoint at = front ? ts_node_start_point(node) : ts_node_end_point(node);
    uint32_t anchor = front ? from : ts_node_end_byte(node);
    if (p->count == RUST_PARTS_MAX || at.column + from < anchor)
        return;
    TSRange rest = *last;
    last->end_byte = from;
    last->end_point = (TSPoint){at.row, at.column + from - anchor};
    rest.start_byte = to;
    rest.start_point = (TSPoint){at.row, at.column + to - anchor};
    if (last->end_byte == last->start_byte)
        *last = rest;
    else
        p->ranges[p->count++] = rest;
}

static void parts_find(cg_extract *x, rust_parts *p)
{
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_TOKEN_TREE) {
            parts_find(x, p);
        } else if (token == T_TOKEN_REPETITION) {
            TSNode node = cg_x_node(x);
            uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
            ptrdiff_t close = cg_str_rfind(cg_x_text(x, node), ')');
            parts_cut(p, node, start, start + 2);
            parts_find(x, p);
            if (close > 2)
                parts_cut(p, node, start + (uint32_t)close, end);
        }
    }
}

static rust_parts *parts_of(cg_extract *x)
{
    rust_parts *p = &rust_state_of(x)->parts;
    TSNode node = cg_x_node(x);
    TSPoint start = ts_node_start_point(node), end = ts_node_end_point(node);
    uint32_t from = ts_node_start_byte(node) + 1, to = ts_node_end_byte(node) - 1;
    start.column++;
    end.column -= end.column > 0;
    p->ranges[0] = (TSRange){start, end, from, to};
    p->count = from < to;
    if (cg_str_find(cg_x_text(x, node), '$') >=
        0) /* only macros that make macros have repetitions */
        parts_find(x, p);
    return p;
}

static bool is_braced(const cg_extract *x)
{
    return cg_x_token(x) == T_TOKEN_TREE &&
           cg_x_source(x).ptr[ts_node_start_byte(cg_x_node(x))] == '{';
}

/* Items among the tokens under the cursor, or in the braces inside, as of cfg_if! */
static bool visit_items(cg_extract *x)
{
    cg_x_look_ahead(x, true); /* the comments are seen when the text is parsed again */
    bool items = has_item_words(x);
    const rust_parts *p = items ? parts_of(x) : NULL;
    cg_x_look_ahead(x, false);
    if (p)
        return p->count > 0 && cg_x_embed(x, p->ranges, p->count);
    bool found = false;
    CG_X_EACH_CHILD (x) {
        if (is_braced(x))
            found = visit_items(x) || found;
    }
    return found;
}

void rust_item_tokens_visit(cg_extract *x)
{
    if (!visit_items(x))
        rust_tokens_visit(x);
}

/* ---- expressions ---- */

/* Macros whose arguments are expressions, or a text and expressions. */
static const char *const plain[] = {
    "println",     "print",        "eprintln", "eprint",          "format",
    "write",       "writeln",      "panic",    "assert",          "assert_eq",
    "assert_ne",   "debug_assert", "vec",      "debug_assert_eq", "debug_assert_ne",
    "format_args", "dbg",          "todo",     "unreachable",     "unimplemented",
    "info",        "warn",         "error",    "debug",           "trace",
    "log",         "bail",         "ensure",   "anyhow",          "join",
    "try_join",    "matches"};

static cg_str last_name(cg_str path)
{
    return cg_str_slice(path, (size_t)(cg_str_rfind(path, ':') + 1), path.len);
}

static bool takes_expressions(cg_str macro)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(plain); i++)
        if (cg_str_eq(macro, cg_str_from(plain[i])))
            return true;
    return false;
}

/* What has nothing inside of parentheses calls nothing. */
static bool has_tree(cg_extract *x)
{
    bool found = false;
    cg_x_look_ahead(x, true);
    CG_X_EACH_CHILD (x) {
        found = found || cg_x_token(x) == T_TOKEN_TREE;
    }
    cg_x_look_ahead(x, false);
    return found;
}

#define SEMICOLON_MAX 4096u /* bytes between the arguments and what ends a statement */

/* A statement ends with a semicolon: any that stands further on will do. */
static uint32_t semicolon_after(cg_str source, uint32_t at)
{
    cg_str rest = cg_str_slice(source, at, CG_MIN(source.len, (size_t)at + SEMICOLON_MAX));
    ptrdiff_t found = cg_str_find(rest, ';');
    return found < 0 ? CG_NONE : at + (uint32_t)found;
}

bool rust_embed_expression(cg_extract *x, TSNode first, TSNode last, uint32_t from,
                           uint32_t *out_value)
{
    rust_state *state = rust_state_of(x);
    uint32_t end = ts_node_end_byte(last), semicolon = semicolon_after(cg_x_source(x), from);
    if (semicolon == CG_NONE)
        return false;
    TSPoint after = ts_node_end_point(last);
    TSRange ranges[2] = {{ts_node_start_point(first), after, ts_node_start_byte(first), end},
                         {{after.row, after.column + semicolon - end},
                          {after.row, after.column + semicolon - end + 1},
                          semicolon,
                          semicolon + 1}};
    bool adjacent = semicolon == end;
    if (adjacent) {
        ranges[0].end_byte = ranges[1].end_byte;
        ranges[0].end_point = ranges[1].end_point;
    }
    state->stated = CG_NONE;
    bool suits = cg_x_embed_whole(x, ranges, adjacent ? 1 : 2);
    *out_value = suits ? state->stated : CG_NONE;
    return suits;
}

/* The arguments under the cursor as they read without the macro's name: a tuple, or a list in brackets. False: they
 * are no expressions. */
static bool visit_expressions(cg_extract *x, uint32_t *out_value)
{
    TSNode node = cg_x_node(x);
    return has_tree(x) && rust_embed_expression(x, node, node, ts_node_end_byte(node), out_value);
}

static uint32_t visit_arguments(cg_extract *x, cg_str macro)
{
    rust_state *state = rust_state_of(x);
    bool joins = cg_str_eq(macro, CG_STR("join")), tries = cg_str_eq(macro, CG_STR("try_join"));
    bool vector = cg_str_eq(macro, CG_STR("vec"));
    bool gives = joins || tries || vector || cg_str_eq(macro, CG_STR("dbg"));
    uint32_t value = CG_NONE;
    if (cg_str_eq(macro, CG_STR("select")) && rust_select(x))
        return CG_NONE;
    state->joined = joins ? RUST_JOINED : tries ? RUST_TRIED : RUST_APART;
    bool expressions = takes_expressions(macro) && visit_expressions(x, &value);
    state->joined = RUST_APART;
    if (expressions)
        return gives ? value : CG_NONE;
    value = visit_tokens(x);
    return vector ? cg_x_container(x, value) : CG_NONE; /* vec![Foo::new(), …] */
}

uint32_t rust_macro_invocation(cg_extract *x, cg_role role)
{
    (void)role;
    bool items = cg_x_at_declaration_level(x);
    cg_str macro = CG_STR_NULL;
    uint32_t value = CG_NONE, used = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_MACRO) {
            macro = last_name(cg_x_text(x, cg_x_node(x)));
            used = cg_x_visit(x, CG_ROLE_MACRO);
            continue;
        }
        if (cg_x_token(x) == T_TOKEN_TREE && !takes_expressions(macro))
            rust_macro_used(x, used, cg_x_node(x));
        if (cg_x_token(x) == T_TOKEN_TREE && items) {
            rust_item_tokens_visit(x);
        } else if (cg_x_token(x) == T_TOKEN_TREE) {
            value = visit_arguments(x, macro);
        }
    }
    return value;
}
