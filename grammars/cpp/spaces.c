// SPDX-License-Identifier: Apache-2.0
// spaces: namespaces, using, aliases, friends and modules.
#include "cpp_int.h"

#define PARTS_MAX 16

/* ---- namespaces ---- */

/** The names of a::b::c, from the outside in. */
static unsigned name_parts(const cg_extract *x, TSNode name, TSNode *out, unsigned count)
{
    if (cg_x_token_of(x, name) != T_NESTED_NAMESPACE) {
        if (!cf_null(name) && count < PARTS_MAX)
            out[count++] = name;
        return count;
    }
    uint32_t children = cg_x_named_count(name);
    for (uint32_t i = 0; i < children; i++)
        count = name_parts(x, cg_x_named_child(name, i), out, count);
    return count;
}

uint32_t cpp_open_space(cg_extract *x, cg_def_init init, bool is_inline)
{
    cf_state *st = cf_get(x);
    uint32_t outer = st->ctx.decl_scope == CG_NONE ? cg_x_scope(x) : st->ctx.decl_scope;
    init.kind = CG_NODE_NAMESPACE;
    init.opens = CG_SCOPE_NAMESPACE;
    init.in_scope = st->ctx.decl_scope;
    init.visibility = st->ctx.internal ? CG_VIS_INTERNAL : CG_VIS_PUBLIC;
    init.modifiers = is_inline ? CG_MOD_INLINE : 0;
    *(cg_text *)cf_list_add(x, &st->spaces, sizeof(cg_text)) = cg_x_intern(x, init.name);
    st->ctx.space = cg_x_def_open(x, &init);
    /* Names of an inline namespace are seen as those of the one around it. */
    st->ctx.decl_scope = is_inline ? outer : CG_NONE;
    st->ctx.space_scope = is_inline ? outer : cg_x_scope(x);
    return st->ctx.space;
}

uint32_t cpp_namespace(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    cf_context saved = st->ctx;
    TSNode node = cg_x_node(x), body = cg_x_child(x, node, F_BODY), names[PARTS_MAX];
    bool is_inline = cg_x_token_of(x, ts_node_child(node, 0)) == T_INLINE_KEYWORD;
    unsigned count = name_parts(x, cg_x_child(x, node, F_NAME), names, 0);
    for (unsigned i = 0; i < count; i++) {
        cg_def_init init =
            CG_DEF_INIT(CG_NODE_NAMESPACE, node, .name_node = names[i], .body = body);
        init.name = cf_parsed(x, cg_x_text(x, names[i])); /* a macro may stand there */
        (void)cpp_open_space(x, init, is_inline && i + 1 == count);
    }
    st->ctx.internal |= count == 0; /* without a name it is no node: its names are the file's own */
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_BODY)
            (void)cg_x_visit_children(x);
    for (unsigned i = 0; i < count; i++)
        cg_x_def_close(x);
    st->ctx = saved;
    return CG_NONE;
}

/** namespace fs = std::filesystem; */
uint32_t cpp_namespace_alias(cg_extract *x, cg_role role)
{
    (void)role;
    const cf_state *st = cf_get(x);
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, F_NAME), target = {0};
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME || !cg_x_named(x))
            continue;
        target = cg_x_node(x);
        TSNode parts[PARTS_MAX];
        unsigned count = name_parts(x, target, parts, 0);
        for (unsigned i = 0; i < count; i++)
            value = i ? cg_x_member(x, value, parts[i], CG_ROLE_QUALIFY)
                      : cg_x_ref(x, parts[i], CG_ROLE_QUALIFY);
    }
    (void)st;
    cg_import_init init = {.node = node,
                           .name_node = name,
                           .module = cg_x_text(x, target),
                           .flags = CG_IMPORT_NAMESPACE};
    cg_x_def_set_type(x, cg_x_import(x, &init), value);
    return CG_NONE;
}

/* ---- using ---- */

/** "a::b::c" into "a::b" and "c". */
static cg_str split_last(cg_str text, cg_str *out_last)
{
    size_t at = 0, depth = 0;
    for (size_t i = 0; i + 1 < text.len; i++) {
        depth += text.ptr[i] == '<';
        depth -= text.ptr[i] == '>' && depth > 0;
        if (depth == 0 && text.ptr[i] == ':' && text.ptr[i + 1] == ':')
            at = i + 2;
    }
    *out_last = cg_str_trim(cg_str_slice(text, at, text.len));
    return cg_str_trim(cg_str_slice(text, 0, at >= 2 ? at - 2 : 0));
}

/** using namespace a; using enum E; using a::b; */
uint32_t cpp_using(cg_extract *x, cg_role role)
{
    (void)role;
    const cf_state *st = cf_get(x);
    bool all = false;
    TSNode node = cg_x_node(x), target = {0};
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == T_NAMESPACE_KEYWORD || token == T_ENUM_KEYWORD)
            all = true;
        if (!cg_x_named(x))
            continue;
        target = cg_x_node(x);
        value = cg_x_visit(x, all ? CG_ROLE_QUALIFY : CG_ROLE_READ);
    }
    if (cf_null(target) || (st->ctx.record != CG_NONE && !st->ctx.in_code && !all))
        return CG_NONE; /* using Base::f; shows what inheritance shows */
    cg_import_init init = {.node = node};
    cg_str last, text = cg_x_text(x, target);
    if (all) {
        init.module = text;
        init.flags = CG_IMPORT_WILDCARD | CG_IMPORT_NAMESPACE;
    } else {
        init.module = split_last(text, &last);
        init.name = last;
        init.local = last;
        init.name_node = cf_look(x, target).name;
    }
    cg_x_def_set_type(x, cg_x_import(x, &init), value);
    return CG_NONE;
}

uint32_t cpp_alias(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    TSNode node = cg_x_node(x);
    cg_def_init init = CG_DEF_INIT(CG_NODE_TYPE_ALIAS, node);
    init.name_node = cg_x_child(x, node, F_NAME);
    init.visibility = cf_visibility(st, NULL);
    init.in_scope = cf_in_scope(st);
    if (!cf_null(st->ctx.template_node)) {
        init.node = st->ctx.template_node;
        init.modifiers = CG_MOD_GENERIC;
    }
    cf_context saved = st->ctx;
    uint32_t def = cg_x_def_open(x, &init), type = CG_NONE;
    st->ctx.template_node = (TSNode){0};
    st->ctx.decl_scope = CG_NONE;
    CG_X_EACH_CHILD (x)
        if (cg_x_field(x) == F_TYPE)
            type = cg_x_visit(x, CG_ROLE_TYPE);
    cg_x_def_set_type(x, def, type);
    cg_x_def_close(x);
    st->ctx = saved;
    return CG_NONE;
}

/** Functions defined by a friend declaration belong to the namespace; other friends are uses. */
uint32_t cpp_friend(cg_extract *x, cg_role role)
{
    (void)role;
    cf_state *st = cf_get(x);
    bool outer = st->ctx.friendly;
    st->ctx.friendly = true;
    CG_X_EACH_CHILD (x)
        if (cg_x_named(x))
            (void)cg_x_visit(x, CG_ROLE_TYPE);
    st->ctx.friendly = outer;
    return CG_NONE;
}

/* ---- modules ---- */

uint32_t cpp_declaration(cg_extract *x, cg_role role)
{
    const cf_state *st = cf_get(x);
    TSNode node = cg_x_node(x), type = cg_x_child(x, node, F_TYPE);
    TSNode name = cg_x_child(x, node, F_DECLARATOR);
    cg_str word = cg_x_text(x, type);
    bool module = cg_str_eq(word, CG_STR("module")), import = cg_str_eq(word, CG_STR("import"));
    if (st->ctx.in_code || !(module || import) || cg_x_token_of(x, name) != T_IDENTIFIER)
        return cf_declaration(x, role);
    cg_str text = cf_slice(x, ts_node_start_byte(name), ts_node_end_byte(node));
    while (text.len && (text.ptr[text.len - 1] == ';' || text.ptr[text.len - 1] == ' '))
        text.len--;
    if (import) {
        cg_import_init init = {.node = node, .module = text, .flags = CG_IMPORT_WILDCARD};
        (void)cg_x_import(x, &init);
        return CG_NONE;
    }
    cg_def_init init = CG_DEF_INIT(CG_NODE_MODULE, node, .name_node = name, .name = text);
    init.in_scope = CG_X_NO_SCOPE;
    (void)cg_x_def_leaf(x, &init);
    return CG_NONE;
}
