// SPDX-License-Identifier: Apache-2.0
// records: structs, unions, classes and enums as type specifiers: references or definitions.
#include "cfamily.h"

/** The name, unless the parser made it up: `enum : int {`. */
static TSNode name_child(const cg_extract *x, TSNode node)
{
    TSNode name = cg_x_child(x, node, F_NAME);
    return cf_null(name) || ts_node_start_byte(name) == ts_node_end_byte(name) ? (TSNode){0} : name;
}

bool cf_is_record(uint32_t token)
{
    return token == T_STRUCT || token == T_UNION || token == T_CLASS;
}

uint32_t cf_made_ref(cg_extract *x)
{
    cf_state *st = cf_get(x);
    if (st->made == CG_NONE || cf_null(st->made_name))
        return CG_NONE;
    uint32_t ref = st->made_tag.len > 0 ? cg_x_ref_as(x, st->made_tag, st->made_name, CG_ROLE_TYPE)
                                        : cg_x_ref(x, st->made_name, CG_ROLE_TYPE);
    cg_x_ref_decide(x, ref, st->made);
    return ref;
}

uint32_t cf_type_identifier(cg_extract *x, cg_role role)
{
    return cg_x_ref(x, cg_x_node(x), role == CG_ROLE_READ ? CG_ROLE_TYPE : role);
}

bool cf_is_const(const cg_extract *x, uint32_t start, uint32_t end)
{
    cg_str source = cg_x_source(x), word = CG_STR("const");
    size_t from = start;
    while (from > 0 && (source.ptr[from - 1] == ' ' || source.ptr[from - 1] == '\n'))
        from--;
    cg_str before = cg_str_slice(source, 0, from), after = cg_str_slice(source, end, source.len);
    return cg_str_ends(before, word) || cg_str_ends(before, CG_STR("constexpr")) ||
           cg_str_starts(after, CG_STR(" const"));
}

bool cf_is_const_type(const cg_extract *x)
{
    TSNode node = cg_x_node(x);
    return cf_get((cg_extract *)x)->cpp &&
           cf_is_const(x, ts_node_start_byte(node), ts_node_end_byte(node));
}

uint32_t cf_declared_type(cg_extract *x, cg_role role)
{
    bool constant = cf_is_const_type(x);
    uint32_t type = cg_x_visit(x, role);
    if (constant)
        cg_x_ref_set_args(x, type, 1, false);
    return type;
}

uint32_t cf_type_descriptor(cg_extract *x, cg_role role)
{
    cf_state *st = cf_get(x);
    uint32_t type = CG_NONE;
    cf_walk w = CF_WALK_INIT;
    bool outer = st->ctx.no_binding;
    st->ctx.no_binding = true;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_TYPE)
            type = role == CG_ROLE_READ || role == CG_ROLE_TYPE ? cf_declared_type(x, CG_ROLE_TYPE)
                                                                : cg_x_visit(x, role);
        else if (cg_x_field(x) == F_DECLARATOR)
            cf_walk_declarator(x, &w);
    }
    st->ctx.no_binding = outer;
    if (st->cpp && w.level > 0)
        cg_x_ref_set_form(x, type, cg_form_set(0, CG_FORM_LEFT, w.level));
    return type;
}

/** typeof(x), _Atomic(T), or a macro that gives a type. */
/* NAME(words) that no semicolon ends is read as a type. */
static void note_use(cg_extract *x, cg_str use, cg_str name, uint32_t macro)
{
    if (use.len > name.len && cg_str_starts(use, name))
        cf_use_words(x, name, macro, cg_str_trim(cg_str_slice(use, name.len, use.len)), false);
}

uint32_t cf_macro_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t type = CG_NONE;
    cg_str use = cg_x_text(x, cg_x_node(x));
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME) {
            cg_str name = cg_x_text(x, cg_x_node(x));
            if (!memmem(name.ptr, name.len, "typeof", 6))
                note_use(x, use, name, cg_x_ref(x, cg_x_node(x), CG_ROLE_MACRO));
        } else if (cg_x_field(x) == F_TYPE) {
            TSNode inner = cg_x_child(x, cg_x_node(x), F_TYPE);
            bool bare = cg_x_token_of(x, inner) == T_TYPE_IDENTIFIER;
            type = bare ? cg_x_ref(x, inner, CG_ROLE_READ) : cg_x_visit(x, CG_ROLE_TYPE);
        }
    }
    return type;
}

/* ---- struct, union, class ---- */

static cg_node_kind record_kind(uint32_t token)
{
    return token == T_STRUCT ? CG_NODE_STRUCT : token == T_UNION ? CG_NODE_UNION : CG_NODE_CLASS;
}

static void add_base(cg_extract *x, cf_state *st, TSNode node)
{
    cg_str text = cg_x_text(x, node);
    size_t end = 0;
    while (end < text.len && text.ptr[end] != '<')
        end++;
    text = cg_str_trim(cg_str_slice(text, 0, end));
    ptrdiff_t colon = cg_str_rfind(text, ':');
    cg_str *base = cf_list_add(x, &st->bases, sizeof *base);
    *base = cg_str_slice(text, (size_t)(colon + 1), text.len);
    st->ctx.base_count++;
}

static void read_bases(cg_extract *x)
{
    cf_state *st = cf_get(x);
    st->ctx.base_first = st->bases.len;
    st->ctx.base_count = 0;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token != T_TYPE_IDENTIFIER && token != T_TEMPLATE_TYPE && token != T_QUALIFIED)
            continue;
        add_base(x, st, cg_x_node(x));
        (void)cg_x_visit(x, CG_ROLE_INHERIT);
    }
}

static uint8_t access_of(const cg_extract *x)
{
    cg_str text = cg_x_text(x, cg_x_node(x));
    if (cg_str_starts(text, CG_STR("pu")))
        return CG_VIS_PUBLIC;
    return cg_str_starts(text, CG_STR("pri")) ? CG_VIS_PRIVATE : CG_VIS_PROTECTED;
}

/** The body under the cursor, member by member. */
static void read_members(cg_extract *x)
{
    cf_state *st = cf_get(x);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_ACCESS)
            st->ctx.access = access_of(x);
        else if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

/** struct Hash<Key<T>>: what the template is specialized for. */
static void read_specialized(cg_extract *x)
{
    CG_X_EACH_CHILD (x)
        if (cg_x_token(x) == T_TEMPLATE_ARGUMENTS)
            (void)cg_x_visit(x, CG_ROLE_READ);
}

static void read_record(cg_extract *x)
{
    if (cf_made_members(x))
        return;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_BODY)
            read_members(x);
        else if (cg_x_field(x) == F_NAME && cg_x_token(x) == T_TEMPLATE_TYPE)
            read_specialized(x);
        else if (cg_x_token(x) == T_BASE_CLAUSE)
            read_bases(x);
    }
}

static cg_def_init record_init(cg_extract *x, TSNode name, TSNode node, TSNode body)
{
    const cf_state *st = cf_get(x);
    uint32_t token = cg_x_token(x), name_token = cg_x_token_of(x, name);
    cg_def_init init = CG_DEF_INIT(record_kind(token), node, .name_node = name, .body = body);
    init.visibility = cf_visibility(st, NULL);
    init.in_scope = st->cpp ? cf_in_scope(st) : CG_X_NO_SCOPE;
    init.opens = st->cpp ? CG_SCOPE_TYPE : 0;
    if (!cf_null(st->ctx.template_node)) {
        init.node = st->ctx.template_node;
        init.modifiers |= CG_MOD_GENERIC;
    }
    if (name_token == T_QUALIFIED) { /* class A::B { */
        cf_declarator d = cf_look(x, name);
        cg_str text = cf_slice(x, ts_node_start_byte(name), ts_node_start_byte(d.name));
        text = cg_str_trim(text);
        init.qualifier = cg_str_slice(text, 0, text.len > 2 ? text.len - 2 : 0);
        init.name_node = d.name;
        init.in_scope = CG_X_NO_SCOPE;
        name = cg_x_token_of(x, d.name) == T_TYPE_IDENTIFIER ? name : (TSNode){0};
    } else if (name_token == T_TEMPLATE_TYPE) { /* a specialisation: found by its arguments alone */
        init.name_node = cg_x_child(x, name, F_NAME);
        init.disambiguator = cg_x_text(x, cg_x_child(x, name, F_ARGUMENTS));
        init.in_scope = CG_X_NO_SCOPE;
    }
    return init;
}

/** final, alignas and attributes stand between the keyword and the body too. */
static uint32_t record_modifiers(const cg_extract *x, TSNode node, TSNode body)
{
    cg_str head = cf_slice(x, ts_node_start_byte(node), ts_node_start_byte(body));
    const char *at = memmem(head.ptr, head.len, " final", 6);
    return at && (at + 6 == head.ptr + head.len || at[6] == ' ' || at[6] == ':' || at[6] == '\n')
               ? CG_MOD_FINAL
               : 0;
}

static void define_record(cg_extract *x, const cg_def_init *init)
{
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    uint32_t token = cg_x_token(x);
    uint32_t def = cg_x_def_open(x, init);
    if (st->cpp) {
        cf_named_ref *made = cf_list_add(x, &st->tags, sizeof *made);
        *made = (cf_named_ref){def, cg_x_intern(x, cg_x_text(x, init->name_node))};
    } else if (init->in_scope == CG_X_NO_SCOPE) {
        *(uint32_t *)cf_list_add(x, &st->tag_defs, sizeof(uint32_t)) = def;
    }
    st->ctx = (cf_context){
        .access = token == T_CLASS ? CG_VIS_PRIVATE : CG_VIS_PUBLIC,
        .internal = saved.internal,
        .record = def,
        .record_name = cg_x_text(x, init->name_node),
        .decl_scope = CG_NONE,
        .space = saved.space,
        .space_scope = saved.space_scope,
        .init_base = CG_NONE,
        .base_first = st->bases.len,
    };
    read_record(x);
    cg_x_def_close(x);
    st->ctx = saved;
    st->made = def;
    st->made_name = init->name_node;
    st->made_tag = CG_STR_NULL;
}

void cf_record_members(cg_extract *x, TSNode body)
{
    (void)body;
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    if (st->ctx.record == CG_NONE || st->ctx.in_code) { /* members of nobody: public */
        st->ctx.access = CG_VIS_PUBLIC;
        st->ctx.record = cg_x_source_def(x);
    }
    st->ctx.in_code = false;
    st->ctx.template_node = (TSNode){0};
    st->ctx.decl_scope = CG_NONE;
    read_record(x);
    st->ctx = saved;
}

/** C: struct tags have a name space of their own, which the end of the file settles. Linking files
 *  tells them by their number of arguments, none, from plain names of types, which have not any. */
void cf_remember_tag(cg_extract *x, uint32_t ref, cg_str name)
{
    cf_state *st = cf_get(x);
    if (st->cpp || ref == CG_NONE)
        return;
    cf_named_ref *tag = cf_list_add(x, &st->tags, sizeof *tag);
    *tag = (cf_named_ref){ref, cg_x_intern(x, name)};
    cg_x_ref_set_args(x, ref, 0, false);
}

/** struct X, enum Y: a use, unless it stands alone, which only says that there is one. */
static uint32_t elaborated(cg_extract *x, TSNode name, cg_role role)
{
    uint32_t value = CG_NONE;
    bool instantiates = cg_x_token_of(x, name) == T_TEMPLATE_TYPE; /* template class A<int>; */
    if (cg_x_field(x) != F_TYPE && role == CG_ROLE_READ && !instantiates)
        return CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_NAME)
            value = cg_x_visit(x, role == CG_ROLE_READ ? CG_ROLE_TYPE : role);
    cf_remember_tag(x, value, cg_x_text(x, name));
    return value;
}

uint32_t cf_record(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x);
    TSNode name = name_child(x, node), body = cg_x_child(x, node, F_BODY);
    if (cf_null(body))
        return elaborated(x, name, role);
    if (cf_made_record(x))
        return CG_NONE;
    if (cf_null(name)) {
        cf_record_members(x, body);
        return CG_NONE;
    }
    cg_def_init init = record_init(x, name, node, body);
    init.modifiers |= record_modifiers(x, node, body);
    define_record(x, &init);
    return CG_NONE;
}

/* ---- enum ---- */

static bool is_scoped_enum(const cg_extract *x, TSNode node)
{
    uint32_t token = cg_x_token_of(x, ts_node_child(node, 1));
    return token == T_CLASS_KEYWORD || token == T_STRUCT_KEYWORD;
}

static void read_enum(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_BASE)
            (void)cg_x_visit(x, CG_ROLE_TYPE);
        else if (cg_x_field(x) == F_BODY)
            (void)cg_x_visit_children(x);
    }
}

/** `tag`: `enum name`, where C keeps such names apart. `signature`: empty, or what to show. */
static void define_enum(cg_extract *x, TSNode name, TSNode node, bool tag, cg_str signature)
{
    cf_state *st = cf_get(x);
    TSNode self = cg_x_node(x);
    bool scoped = st->cpp && is_scoped_enum(x, self);
    cg_def_init init = CG_DEF_INIT(CG_NODE_ENUM, node, .name_node = name);
    init.body = cg_x_child(x, self, F_BODY);
    init.visibility = cf_visibility(st, NULL);
    init.signature = signature;
    init.in_scope = tag ? CG_X_NO_SCOPE : cf_in_scope(st);
    init.opens = scoped ? CG_SCOPE_TYPE : 0;
    if (st->cpp && cg_x_token_of(x, name) == T_QUALIFIED) {
        cf_declarator d = cf_look(x, name);
        cg_str text =
            cg_str_trim(cf_slice(x, ts_node_start_byte(name), ts_node_start_byte(d.name)));
        init.qualifier = cg_str_slice(text, 0, text.len > 2 ? text.len - 2 : 0);
        init.name_node = d.name;
        init.in_scope = CG_X_NO_SCOPE;
    }
    uint32_t def = cg_x_def_open(x, &init);
    if (tag)
        *(uint32_t *)cf_list_add(x, &st->tag_defs, sizeof(uint32_t)) = def;
    read_enum(x);
    cg_x_def_close(x);
    st->made = def;
    st->made_name = init.name_node;
    st->made_tag = CG_STR_NULL;
}

uint32_t cf_enum(cg_extract *x, cg_role role)
{
    TSNode node = cg_x_node(x);
    TSNode name = name_child(x, node);
    if (cf_null(cg_x_child(x, node, F_BODY)))
        return elaborated(x, name, role);
    if (cf_null(name))
        read_enum(x);
    else
        define_enum(x, name, node, !cf_get(x)->cpp, CG_STR_NULL);
    return CG_NONE;
}

uint32_t cf_enumerator(cg_extract *x, cg_role role)
{
    (void)role;
    const cf_state *st = cf_get(x);
    TSNode node = cg_x_node(x);
    if (cf_made_enumerators(x))
        return CG_NONE;
    cg_def_init init = CG_DEF_INIT(CG_NODE_ENUM_MEMBER, node);
    init.name_node = cg_x_child(x, node, F_NAME);
    init.visibility = cf_visibility(st, NULL);
    (void)cg_x_def_open(x, &init);
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_VALUE)
            (void)cg_x_visit(x, CG_ROLE_READ);
    cg_x_def_close(x);
    return CG_NONE;
}

/** The typedef's name is a plain name: declared like any other. */
void cf_record_named(cg_extract *x, TSNode name, TSNode node)
{
    cf_state *st = cf_get(x);
    TSNode body = cg_x_child(x, cg_x_node(x), F_BODY);
    cg_str head = cf_slice(x, ts_node_start_byte(node), ts_node_start_byte(body));
    head = cf_line(x, head, cg_x_scratch(x, " %.*s", CG_STR_ARG(cg_x_text(x, name))));
    if (cg_x_token(x) == T_ENUM) {
        define_enum(x, name, node, false, head);
        return;
    }
    cg_def_init init = record_init(x, name, node, body);
    init.in_scope = cf_in_scope(st);
    init.signature = head;
    define_record(x, &init);
}
