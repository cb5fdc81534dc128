// SPDX-License-Identifier: Apache-2.0
// made_defs: definitions of what a macro makes where it is used. They stand at the use, which the first of them
// makes: so what the macro's body names is named by it.
#include "cfamily.h"
#include "made_int.h"

static cg_node_kind kind_of(const cf_state *st, const made_head *head)
{
    if (head->kind != CG_NODE_FUNCTION)
        return head->kind;
    if (head->qualifier.len > 0)
        return CG_NODE_METHOD;
    if (st->ctx.record == CG_NONE || st->ctx.friendly)
        return CG_NODE_FUNCTION;
    return cg_str_eq(head->name, st->ctx.record_name) ? CG_NODE_CONSTRUCTOR : CG_NODE_METHOD;
}

static cg_str without_inits(cg_str line, cg_str inits)
{
    cg_str head = cg_str_trim(cg_str_slice(line, 0, (size_t)(inits.ptr - line.ptr)));
    return cg_str_trim(cg_str_slice(head, 0, head.len - 1)); /* the colon */
}

/* typedef struct a a; */
static bool is_own_tag(const made_head *head)
{
    made_token t, name;
    size_t at = 0;
    return made_next(head->type, &at, &t) &&
           made_type_keyword(made_text(head->type, &t)) != CG_NODE_NONE &&
           made_next(head->type, &at, &name) && cg_str_eq(made_text(head->type, &name), head->name);
}

static cg_def_init init_of(cg_extract *x, cg_str line, const made_head *head)
{
    const cf_state *st = cf_get(x);
    cf_head like = {.is_static = head->is_static};
    TSNode node = cg_x_node(x);
    cg_def_init init = CG_DEF_INIT(kind_of(st, head), node, .name_node = node, .name = head->name);
    bool type = cg_node_kind_is_type(init.kind), alias = init.kind == CG_NODE_TYPE_ALIAS;
    bool field = init.kind == CG_NODE_FIELD, enumerator = init.kind == CG_NODE_ENUM_MEMBER;
    init.signature = field || enumerator ? cg_str_slice(line, 1, line.len) : line; /* no mark */
    if (head->kind == CG_NODE_FUNCTION &&
        head->bases.len > 0) /* values of a constructor's members are no part of it */
        init.signature = without_inits(line, head->bases);
    init.qualifier = head->qualifier;
    init.visibility = head->qualifier.len ? CG_VIS_UNKNOWN : cf_visibility(st, &like);
    init.modifiers = (head->is_static ? CG_MOD_STATIC : 0) | (head->is_const ? CG_MOD_CONST : 0) |
                     (head->is_virtual ? CG_MOD_VIRTUAL : 0);
    if (cg_str_ends(line, CG_STR(MADE_DECLARED)))
        init.modifiers |= CG_MOD_DECLARATION;
    init.in_scope = cf_in_scope(st);
    if (type)
        init.disambiguator = head->args;
    if ((field && (!st->cpp || st->ctx.hidden_members)) || head->qualifier.len || head->args.len ||
        init.kind == CG_NODE_CONSTRUCTOR || (type && !alias && !head->is_typedef && !st->cpp))
        init.in_scope = CG_X_NO_SCOPE;
    if (alias && is_own_tag(head))
        init.disambiguator = CG_STR("typedef");
    if (enumerator)
        init.in_scope = CG_NONE;
    if (init.kind == CG_NODE_ENUM) {
        init.opens = st->cpp && head->is_scoped ? CG_SCOPE_TYPE : 0;
    } else if (!type && !field && !enumerator) {
        init.opens = CG_SCOPE_FUNCTION;
        cf_made_params(x, head, &init);
    } else if (type && !alias && st->cpp) {
        init.opens = CG_SCOPE_TYPE;
    }
    return init;
}

/* The macro is used, with so many arguments; specifiers may stand in front of it. */
static void add_use(cg_extract *x, cg_str use)
{
    made_token t, next;
    size_t at = 0;
    unsigned args = 1;
    if (!made_next(use, &at, &t))
        return;
    for (size_t behind = at; made_next(use, &behind, &next) && next.kind == 'w'; at = behind)
        t = next;
    bool call = at < use.len;
    uint32_t ref =
        cg_x_ref_text(x, cg_str_slice(use, t.from, t.to), call ? CG_ROLE_CALL : CG_ROLE_READ);
    if (!call)
        return;
    cf_use_words(x, made_text(use, &t), ref, cg_str_trim(cg_str_slice(use, at, use.len)), false);
    for (at++; made_next(use, &at, &t);) {
        if (t.kind == '(' || t.kind == '[' || t.kind == '{')
            at = made_close(use, t.from);
        args += t.kind == ',';
    }
    cg_x_ref_set_args(x, ref, args, false);
}

/* The definition ends where the use does, beyond the node that stands for it. */
static void end_at_use(cg_extract *x, uint32_t index, const cg_mask_note *note)
{
    cg_def *def = cg_x_def(x, index);
    cg_str use = cf_slice(x, note->byte, note->end);
    def->end_byte = def->body_start = def->body_end = note->end;
    def->end_line = def->start_line;
    def->end_col = def->start_col;
    for (size_t i = 0; i < use.len; i++) {
        def->end_col = use.ptr[i] == '\n' ? 0 : def->end_col + 1;
        def->end_line += use.ptr[i] == '\n';
    }
}

/* The lines of a note while they are read. */
typedef struct made_lines {
    cg_str rest;
    const cg_mask_note *note;
    bool used;   /* one of them names the macro */
    cg_str type; /* the last that they defined */
} made_lines;

static bool next_line(cg_extract *x, made_lines *lines, cg_str *out)
{
    cg_str line;
    while (cg_str_split(&lines->rest, '\n', &line)) {
        if (line.len == 0)
            continue;
        *out = cg_x_scratch(x, "%.*s", CG_STR_ARG(line));
        return true;
    }
    return false;
}

static void name_macro(cg_extract *x, made_lines *lines)
{
    if (!lines->used)
        add_use(x, cf_slice(x, lines->note->byte, lines->note->end));
    lines->used = true;
}

static uint32_t define(cg_extract *x, made_lines *lines, cg_str line);

/* `public:` holds for the members behind it, whether they are made or written. */
static bool set_access(cf_state *st, cg_str line)
{
    static const struct {
        const char *label;
        cg_visibility access;
    } labels[] = {
        {"public:", CG_VIS_PUBLIC}, {"protected:", CG_VIS_PROTECTED}, {"private:", CG_VIS_PRIVATE}};
    for (size_t i = 0; i < CG_ARRAY_LEN(labels); i++)
        if (cg_str_eq(line, cg_str_from(labels[i].label))) {
            st->ctx.access = (uint8_t)labels[i].access;
            return true;
        }
    return false;
}

/* The lines between braces, if they come next. */
static void define_inside(cg_extract *x, made_lines *lines)
{
    cg_str line;
    if (!cg_str_starts(lines->rest, CG_STR(MADE_OPEN "\n")))
        return;
    (void)next_line(x, lines, &line);
    while (next_line(x, lines, &line) && !cg_str_eq(line, CG_STR(MADE_CLOSE)))
        (void)define(x, lines, line);
}

/* It names no macro: it may be one of several that are the same namespace. */
static void define_space(cg_extract *x, made_lines *lines, const made_head *head)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    TSNode node = cg_x_node(x);
    cg_def_init init = CG_DEF_INIT(CG_NODE_NAMESPACE, node, .name_node = node, .name = head->name);
    init.signature = cg_x_scratch(x, "%snamespace %.*s", head->is_inline ? "inline " : "",
                                  CG_STR_ARG(head->name));
    uint32_t def = st->hooks ? st->hooks->open_space(x, init, head->is_inline) : CG_NONE;
    define_inside(x, lines);
    if (st->hooks) {
        cg_x_def_close(x);
        end_at_use(x, def, lines->note);
    }
    st->ctx = saved;
}

/* The members of the type that is open as `def`. */
static void define_members(cg_extract *x, made_lines *lines, uint32_t def, const made_head *type)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    if (type->kind != CG_NODE_ENUM)
        st->ctx = (cf_context){
            .access = type->kind == CG_NODE_CLASS ? CG_VIS_PRIVATE : CG_VIS_PUBLIC,
            .internal = saved.internal,
            .record = def,
            .record_name = type->name,
            .decl_scope = CG_NONE,
            .space = saved.space,
            .space_scope = saved.space_scope,
            .init_base = CG_NONE,
            .base_first = st->bases.len,
        };
    define_inside(x, lines);
    st->ctx = saved;
}

/* Until the file is read: `of` is a reference or a definition. */
static void remember(cg_extract *x, cf_list *list, uint32_t of, cg_str name)
{
    cf_named_ref *named = cf_list_add(x, list, sizeof *named);
    *named = (cf_named_ref){of, cg_x_intern(x, name)};
}

/* What belongs to the type that is open as `def`; `tag`: `struct name` of C. */
static void define_type(cg_extract *x, made_lines *lines, uint32_t def, const made_head *head,
                        bool tag)
{
    cf_state *st = cf_get(x);
    if (tag)
        *(uint32_t *)cf_list_add(x, &st->tag_defs, sizeof(uint32_t)) = def;
    else if (st->cpp && head->kind != CG_NODE_ENUM)
        remember(x, &st->tags, def, head->name);
    if (head->kind == CG_NODE_ENUM)
        (void)cf_made_named(x, head->bases);
    else
        cf_made_bases(x, head->bases);
    define_members(x, lines, def, head);
    lines->type = head->name;
}

/* Gives the index of the definition; CG_NONE: a namespace, or none. */
static uint32_t define(cg_extract *x, made_lines *lines, cg_str line)
{
    cf_state *st = cf_get(x);
    made_head head;
    if (set_access(st, line) || !made_read_head(line, &head))
        return CG_NONE;
    if (head.kind == CG_NODE_NAMESPACE) {
        define_space(x, lines, &head);
        return CG_NONE;
    }
    cg_def_init init = init_of(x, line, &head);
    bool alias = init.kind == CG_NODE_TYPE_ALIAS;
    if (st->cpp && alias && cg_str_eq(lines->type, head.name))
        init.in_scope = CG_X_NO_SCOPE; /* typedef struct a {} a; */
    uint32_t def = cg_x_def_open(x, &init);
    name_macro(x, lines);
    if (!cg_node_kind_is_type(init.kind) || alias) {
        uint32_t type = cf_made_named(x, head.type);
        cg_x_def_set_type(x, def, type);
        if (st->cpp && alias && type != CG_NONE && is_own_tag(&head))
            remember(x, &st->forward, type, head.name);
    } else {
        define_type(x, lines, def, &head, !st->cpp && init.in_scope == CG_X_NO_SCOPE);
    }
    cg_x_def_close(x);
    end_at_use(x, def, lines->note);
    return def;
}

/* ---- with a body ---- */

/* TEST(Suite, Case) and its kin. */
static bool is_test(const cg_extract *x, const cg_mask_note *note)
{
    cg_str use = cf_slice(x, note->byte, note->end);
    return cg_str_starts(use, CG_STR("TEST")) || cg_str_starts(use, CG_STR("TYPED_TEST"));
}

/* The last line: what is written behind the use belongs to it. */
static void define_function(cg_extract *x, made_lines *lines, cg_str line)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    made_head head;
    if (!made_read_head(line, &head))
        return;
    cg_def_init init = init_of(x, line, &head);
    init.body = cg_x_child(x, cg_x_node(x), F_BODY);
    init.modifiers |= is_test(x, lines->note) ? CG_MOD_TEST : 0;
    uint32_t def = cg_x_def_open(x, &init);
    name_macro(x, lines);
    cg_x_def_set_type(x, def, cf_made_named(x, head.type));
    cf_made_bind(x, head.params);
    st->ctx.in_code = true;
    st->ctx.decl_scope = CG_NONE;
    st->ctx.init_base = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_BODY)
            (void)cg_x_visit_children(x);
    cg_x_def_close(x);
    st->ctx = saved;
}

/* False: no note of a whole declaration, or of a type, stands where `node` begins. */
static bool begin_lines(cg_extract *x, TSNode node, bool type, made_lines *out)
{
    *out = (made_lines){0};
    out->note = cf_null(node) ? NULL : cg_x_mask_note(x, ts_node_start_byte(node), &out->rest);
    return out->note != NULL && cg_str_starts(out->rest, CG_STR(MADE_TYPE)) == type;
}

bool cf_made_function(cg_extract *x)
{
    made_lines lines;
    cg_str line;
    if (!begin_lines(x, cg_x_node(x), false, &lines))
        return false;
    while (next_line(x, &lines, &line)) {
        if (lines.rest.len > 0)
            (void)define(x, &lines, line);
        else
            define_function(x, &lines, line);
    }
    return true;
}

bool cf_made_body(cg_extract *x)
{
    made_lines lines;
    if (!begin_lines(x, cg_x_node(x), false, &lines))
        return false;
    name_macro(x, &lines);
    return true;
}

bool cf_made_enumerators(cg_extract *x)
{
    made_lines lines;
    cg_str line;
    TSNode node = cg_x_node(x);
    if (!begin_lines(x, cg_x_node(x), false, &lines))
        return false;
    while (next_line(x, &lines, &line)) {
        cg_def_init init = CG_DEF_INIT(CG_NODE_ENUM_MEMBER, node, .name_node = node, .name = line,
                                       .signature = line);
        init.visibility = cf_visibility(cf_get(x), NULL);
        uint32_t def = cg_x_def_open(x, &init);
        name_macro(x, &lines);
        cg_x_def_close(x);
        end_at_use(x, def, lines.note);
    }
    return true;
}

bool cf_made(cg_extract *x)
{
    made_lines lines;
    cg_str line;
    if (!begin_lines(x, cg_x_node(x), false, &lines))
        return false;
    if (lines.rest.len == 0) /* it only declares */
        name_macro(x, &lines);
    while (next_line(x, &lines, &line))
        (void)define(x, &lines, line);
    return true;
}

/* ---- types with a declarator behind them ---- */

/* False: no macro stands for `type`. The line of its head without the mark. */
static bool begin_type(cg_extract *x, TSNode type, made_lines *out, cg_str *out_head)
{
    cg_str line;
    if (!begin_lines(x, type, true, out) || !next_line(x, out, &line))
        return false;
    *out_head = cg_str_slice(line, 1, line.len);
    return true;
}

cg_str cf_made_tag(cg_extract *x, TSNode type)
{
    made_lines lines;
    cg_str line;
    made_head head;
    return begin_type(x, type, &lines, &line) && made_read_head(line, &head) ? head.name
                                                                             : CG_STR_NULL;
}

bool cf_made_record(cg_extract *x)
{
    cf_state *st = cf_get(x);
    made_lines lines;
    cg_str line, tag = cf_made_tag(x, cg_x_node(x));
    if (tag.len == 0 || !begin_type(x, cg_x_node(x), &lines, &line))
        return false;
    st->made = define(x, &lines, line);
    st->made_name = cg_x_node(x);
    st->made_tag = tag;
    return true;
}

bool cf_made_members(cg_extract *x)
{
    made_lines lines;
    cg_str line;
    if (!begin_type(x, cg_x_node(x), &lines, &line))
        return false;
    name_macro(x, &lines);
    while (next_line(x, &lines, &line))
        (void)define(x, &lines, line);
    return true;
}
