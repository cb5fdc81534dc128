// SPDX-License-Identifier: Apache-2.0
// go: types: their declarations with fields and methods, and their names where they are used. A
// type handler gives the reference that names the type, when it has one that members belong to.
#include "go_int.h"

/* ---- uses ---- */

static cg_role as_type(cg_role role)
{
    return role == CG_ROLE_READ ? CG_ROLE_TYPE : role;
}

uint32_t go_type_name(cg_extract *x, cg_role role)
{
    if (cg_str_eq(cg_x_text(x, cg_x_node(x)), CG_STR("_")))
        return CG_NONE;
    return cg_x_ref(x, cg_x_node(x), as_type(role));
}

uint32_t go_qualified_type(cg_extract *x, cg_role role)
{
    uint32_t package = CG_NONE, type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (package == CG_NONE)
            package = cg_x_ref(x, cg_x_node(x), CG_ROLE_QUALIFY);
        else
            type = cg_x_member(x, package, cg_x_node(x), as_type(role));
    }
    return type;
}

void go_type_args(cg_extract *x, uint32_t type)
{
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            cg_x_hint_type_arg(x, type, n++, cg_x_visit(x, CG_ROLE_TYPE));
    }
}

uint32_t go_generic_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (first)
            type = cg_x_visit(x, as_type(role));
        else
            go_type_args(x, type);
        first = false;
    }
    return type;
}

uint32_t go_wrapped_type(cg_extract *x, cg_role role)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            type = cg_x_visit(x, as_type(role));
    }
    return type;
}

static bool is_builtin(cg_extract *x, TSNode type)
{
    return cg_x_token_of(x, type) == GO_T_TYPE_IDENTIFIER && go_is_builtin_type(cg_x_text(x, type));
}

uint32_t go_map_of(cg_extract *x, TSNode key_node, uint32_t key, uint32_t element)
{
    if (is_builtin(x, key_node))
        return cg_x_container(x, element);
    uint32_t map = cg_x_collection(x, key_node, "map");
    cg_x_hint_type_arg(x, map, 0, key);
    cg_x_hint_type_arg(x, map, 1, element);
    return map;
}

static uint32_t channel_of(cg_extract *x, TSNode element_node, uint32_t element)
{
    if (is_builtin(x, element_node))
        return CG_NONE;
    uint32_t channel = cg_x_collection(x, element_node, "chan");
    cg_x_hint_type_arg(x, channel, 0, element);
    return channel;
}

uint32_t go_composed_type(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x);
    uint32_t token = cg_x_token(x), key = CG_NONE, element = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (!cg_x_named(x))
            continue;
        uint32_t type = cg_x_visit(x, CG_ROLE_TYPE);
        if (field == GO_F_ELEMENT || field == GO_F_VALUE)
            element = type;
        else if (field == GO_F_KEY)
            key = type;
    }
    if (token == GO_T_MAP_TYPE)
        return go_map_of(x, cg_x_child(x, node, GO_F_KEY), key, element);
    if (token == GO_T_CHANNEL_TYPE)
        return channel_of(x, cg_x_child(x, node, GO_F_VALUE), element);
    return cg_x_container(x, element);
}

uint32_t go_function_type(cg_extract *x, cg_role role)
{
    (void)role;
    uint32_t result = CG_NONE;
    go_params params = {.count = 0};
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == GO_F_PARAMETERS)
            params = go_visit_params(x, false, CG_BIND_PARAM);
        else if (field == GO_F_RESULT)
            result = go_visit_function_result(x, false);
    }
    return go_function_value(x, &params, result);
}

/* ---- structs ---- */

/* "*pkg.Base[T]" is embedded under the name Base. */
static TSNode embedded_name(cg_extract *x, TSNode type)
{
    for (;;) {
        switch (cg_x_token_of(x, type)) {
        case GO_T_QUALIFIED_TYPE: return cg_x_child(x, type, GO_F_NAME);
        case GO_T_GENERIC_TYPE: type = cg_x_child(x, type, GO_F_TYPE); break;
        case GO_T_TYPE_IDENTIFIER: return type;
        default: return (TSNode){0};
        }
    }
}

static void embedded_field(cg_extract *x, TSNode declaration, bool is_node)
{
    TSNode name = embedded_name(x, cg_x_child(x, declaration, GO_F_TYPE));
    uint32_t base = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == GO_F_TYPE)
            base = cg_x_visit(x, is_node ? CG_ROLE_INHERIT : CG_ROLE_TYPE);
    }
    if (!is_node || ts_node_is_null(name))
        return;
    cg_def_init init = CG_DEF_INIT(CG_NODE_FIELD, declaration, .name_node = name);
    init.in_scope = CG_X_NO_SCOPE;
    init.visibility = go_visibility(cg_x_text(x, name));
    cg_x_def_set_type(x, cg_x_def_leaf(x, &init), base);
}

/* Names, then a type: each name a field; a nested struct belongs to the last one. */
static void named_fields(cg_extract *x, TSNode declaration, bool is_node)
{
    uint32_t first = CG_NONE, last = CG_NONE;
    TSNode tag = cg_x_child(x, declaration, GO_F_TAG);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == GO_T_FIELD_IDENTIFIER && is_node) {
            TSNode name = cg_x_node(x);
            if (cg_str_eq(cg_x_text(x, name), CG_STR("_")))
                continue;
            cg_def_init init =
                CG_DEF_INIT(CG_NODE_FIELD, declaration, .name_node = name, .body = tag);
            init.in_scope = CG_X_NO_SCOPE;
            init.visibility = go_visibility(cg_x_text(x, name));
            if (last != CG_NONE)
                cg_x_def_close(x);
            last = cg_x_def_open(x, &init);
            if (first == CG_NONE)
                first = last;
        } else if (cg_x_named(x) && token != GO_T_FIELD_IDENTIFIER && cg_x_field(x) == GO_F_TYPE) {
            uint32_t type = cg_x_visit(x, CG_ROLE_TYPE);
            for (uint32_t d = first; d != CG_NONE && d <= last; d++)
                cg_x_def_set_type(x, d, type);
        }
    }
    if (last != CG_NONE)
        cg_x_def_close(x);
}

/* Who owns the fields and methods of a type that is written out. A declared type, a variable or a field
 * is that itself; for what is declared in a function, a definition is added. */
typedef struct owner {
    uint32_t def; /* CG_NONE: nobody, nothing becomes a node */
    bool opened;
} owner;

static owner open_owner(cg_extract *x)
{
    uint32_t around = cg_x_source_def(x);
    bool declared = cg_x_at_declaration_level(x) || cg_x_def(x, around)->kind == CG_NODE_FIELD;
    if (declared)
        return (owner){around == 0 ? CG_NONE : around, false};
    TSNode type = cg_x_node(x), name = go_take_variable(x);
    cg_def_init init = CG_DEF_INIT(CG_NODE_VARIABLE, type, .name_node = name);
    if (ts_node_is_null(name))
        init.name_node = ts_node_child(type, 0); /* the keyword */
    init.in_scope = CG_X_NO_SCOPE;
    init.visibility = CG_VIS_PRIVATE;
    return (owner){cg_x_def_open(x, &init), true};
}

/* Gives the type that the owner has by it. What is just that type is known by its name; "type Rows
 * []struct{…}" owns the fields of its elements. */
static uint32_t close_owner(cg_extract *x, owner o)
{
    if (o.opened)
        cg_x_def_close(x);
    unsigned kind = o.def == CG_NONE ? CG_NODE_STRUCT : cg_x_def(x, o.def)->kind;
    if (kind == CG_NODE_STRUCT || kind == CG_NODE_INTERFACE)
        return CG_NONE;
    return cg_x_own_type(x, o.def);
}

uint32_t go_struct(cg_extract *x, cg_role role)
{
    (void)role;
    owner o = open_owner(x);
    bool is_node = o.def != CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != GO_T_FIELD_LIST)
            continue;
        CG_X_EACH_CHILD (x) {
            TSNode declaration = cg_x_node(x);
            if (!cg_x_named(x))
                continue;
            if (ts_node_is_null(cg_x_child(x, declaration, GO_F_NAME)))
                embedded_field(x, declaration, is_node);
            else
                named_fields(x, declaration, is_node);
        }
    }
    return close_owner(x, o);
}

/* ---- interfaces ---- */

static void interface_method(cg_extract *x, bool is_node)
{
    TSNode node = cg_x_node(x), name = cg_x_child(x, node, GO_F_NAME);
    uint32_t method = CG_NONE, result = CG_NONE;
    if (is_node) {
        go_params p = go_count_params(x, cg_x_child(x, node, GO_F_PARAMETERS));
        cg_def_init init =
            CG_DEF_INIT(CG_NODE_METHOD, node, .name_node = name, .modifiers = CG_MOD_ABSTRACT);
        init.in_scope = CG_X_NO_SCOPE;
        init.visibility = go_visibility(cg_x_text(x, name));
        init.params_min = (uint8_t)CG_MIN(p.count - p.variadic, 254u);
        init.params_max = (uint8_t)(p.variadic ? 255 : CG_MIN(p.count, 254u));
        init.modifiers |= p.variadic ? CG_MOD_VARIADIC : 0;
        method = cg_x_def_open(x, &init);
    }
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == GO_F_PARAMETERS)
            (void)go_visit_params(x, false, CG_BIND_PARAM);
        else if (field == GO_F_RESULT)
            result = go_visit_result(x, method, false);
    }
    if (is_node) {
        cg_x_def_set_type(x, method, result);
        cg_x_def_close(x);
    }
}

/* "io.Reader" alone on a line is embedded; "~int | string" only constrains. Gives the one type that all of them are made of:
 * "~[]E", "*T". */
static uint32_t interface_element(cg_extract *x)
{
    TSNode node = cg_x_node(x);
    bool one = cg_x_named_count(node) == 1;
    bool embeds = one && !ts_node_is_null(embedded_name(x, cg_x_named_child(node, 0)));
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            type = cg_x_visit(x, embeds ? CG_ROLE_INHERIT : CG_ROLE_TYPE);
    }
    return one && !embeds ? type : CG_NONE;
}

uint32_t go_interface(cg_extract *x, cg_role role)
{
    (void)role;
    if (cg_x_named_count(cg_x_node(x)) == 0) /* interface{} */
        return CG_NONE;
    owner o = open_owner(x);
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == GO_T_METHOD_ELEM)
            interface_method(x, o.def != CG_NONE);
        else if (token == GO_T_TYPE_ELEM)
            cg_x_def_set_type(x, o.def, interface_element(x));
    }
    return close_owner(x, o);
}

/* ---- declarations ---- */

/* "K, V Constraint": values of these types have the members of the constraint. */
static void bind_constrained(cg_extract *x)
{
    uint32_t bound[8], constraint = CG_NONE;
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (cg_x_field(x) != GO_F_NAME) {
            constraint = cg_x_visit(x, CG_ROLE_TYPE);
            continue;
        }
        uint32_t b = cg_x_bind(x, CG_BIND_TYPE_PARAM, cg_x_node(x), 0);
        if (n < CG_ARRAY_LEN(bound))
            bound[n++] = b;
    }
    while (n > 0)
        cg_x_bind_set(x, bound[--n], constraint, CG_NONE);
}

void go_bind_type_params(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != GO_T_TYPE_PARAMETER)
            continue;
        bind_constrained(x);
    }
}

static cg_node_kind kind_of_type(cg_extract *x, TSNode type)
{
    switch (cg_x_token_of(x, type)) {
    case GO_T_STRUCT_TYPE: return CG_NODE_STRUCT;
    case GO_T_INTERFACE_TYPE: return CG_NODE_INTERFACE;
    default: return CG_NODE_TYPE_ALIAS;
    }
}

/* "type Name[T any] struct", also for one of a group, where the keyword stands further up. */
static cg_str type_signature(cg_extract *x, TSNode spec, TSNode type, cg_node_kind kind)
{
    cg_str source = cg_x_source(x);
    uint32_t from = ts_node_start_byte(spec);
    uint32_t to = kind == CG_NODE_TYPE_ALIAS ? ts_node_end_byte(spec) : ts_node_start_byte(type);
    cg_str head = cg_str_slice(source, from, CG_MIN(to, from + 1024u));
    const char *tail = kind == CG_NODE_STRUCT      ? "struct"
                       : kind == CG_NODE_INTERFACE ? "interface"
                                                   : "";
    return cg_x_scratch(x, "type %.*s%s", CG_STR_ARG(head), tail);
}

static void type_spec(cg_extract *x, TSNode span)
{
    TSNode spec = cg_x_node(x), name = cg_x_child(x, spec, GO_F_NAME);
    TSNode type = cg_x_child(x, spec, GO_F_TYPE);
    cg_node_kind kind = kind_of_type(x, type);
    cg_def_init init =
        CG_DEF_INIT(kind, span, .name_node = name, .body = type, .opens = CG_SCOPE_TYPE);
    init.visibility = go_visibility(cg_x_text(x, name));
    init.signature = type_signature(x, spec, type, kind);
    if (!cg_x_at_declaration_level(x)) /* a type of a function: its parameters mean another one */
        init.visible_from = ts_node_start_byte(name);
    if (!ts_node_is_null(cg_x_child(x, spec, GO_F_TYPE_PARAMETERS)))
        init.modifiers |= CG_MOD_GENERIC;
    uint32_t def = cg_x_def_open(x, &init);
    CG_X_EACH_CHILD (x) {
        uint32_t field = cg_x_field(x);
        if (field == GO_F_TYPE_PARAMETERS)
            go_bind_type_params(x);
        else if (field == GO_F_TYPE)
            cg_x_def_set_type(x, def, cg_x_visit(x, CG_ROLE_TYPE));
    }
    cg_x_def_close(x);
}

uint32_t go_type_declaration(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode declaration = cg_x_node(x);
    bool grouped = false;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == GO_T_OPEN_PAREN)
            grouped = true;
        else if (token == GO_T_TYPE_SPEC || token == GO_T_TYPE_ALIAS)
            type_spec(x, grouped ? cg_x_node(x) : declaration);
    }
    return CG_NONE;
}
