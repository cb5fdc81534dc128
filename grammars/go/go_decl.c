// SPDX-License-Identifier: Apache-2.0
// go: package clause, imports, functions, methods, constants and variables.
#include "go_int.h"

/* Upper case decides; letters beyond Latin-1 are taken for lower case. */
cg_visibility go_visibility(cg_str name)
{
    const unsigned char *p = (const unsigned char *)name.ptr;
    if (name.len && p[0] >= 'A' && p[0] <= 'Z')
        return CG_VIS_PUBLIC;
    if (name.len > 1 && p[0] == 0xc3 && p[1] >= 0x80 && p[1] <= 0x9e) /* À … Þ */
        return CG_VIS_PUBLIC;
    return CG_VIS_INTERNAL;
}

/* "//go:build linux && !cgo" and the older "// +build linux,!cgo" above the package clause decide for
 * what the file is built. */
static void add_constraints(cg_extract *x, TSNode clause)
{
    cg_str head = cg_str_slice(cg_x_source(x), 0, ts_node_start_byte(clause)), line;
    while (cg_str_split(&head, '\n', &line)) {
        if (!cg_str_starts(line, CG_STR("//")))
            continue;
        cg_str text = cg_str_trim(cg_str_slice(line, 2, line.len));
        if (cg_str_starts(text, CG_STR("go:build ")) || cg_str_starts(text, CG_STR("+build ")))
            cg_x_add_decorator(x, text);
    }
}

uint32_t go_package(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode clause = cg_x_node(x);
    add_constraints(x, clause);
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        cg_def_init init = CG_DEF_INIT(CG_NODE_PACKAGE, clause, .name_node = cg_x_node(x),
                                       .visibility = CG_VIS_PUBLIC);
        init.in_scope = CG_X_NO_SCOPE;
        (void)cg_x_def_leaf(x, &init);
    }
    return CG_NONE;
}

/* ---- imports ---- */

static bool is_version(cg_str s) /* v2, v10 */
{
    uint64_t number;
    return s.len > 1 && s.ptr[0] == 'v' && cg_str_to_u64(cg_str_slice(s, 1, s.len), &number);
}

/* The name a package most likely has, from its path: "gopkg.in/yaml.v3" yaml, "a/b/v2" b. */
static cg_str name_of_path(cg_str path)
{
    ptrdiff_t slash = cg_str_rfind(path, '/');
    cg_str last = cg_str_slice(path, (size_t)(slash + 1), path.len);
    if (slash > 0 && is_version(last)) {
        path = cg_str_slice(path, 0, (size_t)slash);
        slash = cg_str_rfind(path, '/');
        last = cg_str_slice(path, (size_t)(slash + 1), path.len);
    }
    ptrdiff_t dot = cg_str_rfind(last, '.');
    if (dot > 0)
        last = cg_str_slice(last, 0, (size_t)dot);
    if (cg_str_ends(last, CG_STR("-go")))
        last.len -= 3;
    ptrdiff_t dash = cg_str_rfind(last, '-');
    return cg_str_slice(last, (size_t)(dash + 1), last.len);
}

uint32_t go_import(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode spec = cg_x_node(x), name = cg_x_child(x, spec, GO_F_NAME);
    TSNode path = cg_x_child(x, spec, GO_F_PATH);
    cg_str module = cg_x_text(x, path);
    if (module.len >= 2)
        module = cg_str_slice(module, 1, module.len - 1);
    cg_import_init init = {.node = spec, .name_node = name, .module = module};
    uint32_t token = cg_x_token_of(x, name);
    if (token == GO_T_DOT || token == GO_T_BLANK) {
        init.flags = token == GO_T_DOT ? CG_IMPORT_WILDCARD : CG_IMPORT_SIDE_EFFECT;
        init.name_node = (TSNode){0};
    } else {
        init.flags = CG_IMPORT_NAMESPACE;
        if (ts_node_is_null(name)) {
            init.flags |= CG_IMPORT_DEFAULT;
            init.name_node = path;
            init.local = name_of_path(module);
        }
    }
    (void)cg_x_import(x, &init);
    return CG_NONE;
}

/* ---- functions ---- */

/* TestX, BenchmarkX, FuzzX, ExampleX: what follows does not start with a lower-case letter. */
static bool is_test_name(cg_str name)
{
    static const cg_str prefixes[] = {CG_STR("Test"), CG_STR("Benchmark"), CG_STR("Fuzz"),
                                      CG_STR("Example")};
    for (size_t i = 0; i < CG_ARRAY_LEN(prefixes); i++)
        if (cg_str_starts(name, prefixes[i])) {
            size_t at = prefixes[i].len;
            return at == name.len || !(name.ptr[at] >= 'a' && name.ptr[at] <= 'z');
        }
    return false;
}

static cg_def_init callable(cg_extract *x, cg_node_kind kind, TSNode name)
{
    TSNode node = cg_x_node(x);
    go_params p = go_count_params(x, cg_x_child(x, node, GO_F_PARAMETERS));
    cg_def_init init =
        CG_DEF_INIT(kind, node, .name_node = name, .body = cg_x_child(x, node, GO_F_BODY),
                    .opens = CG_SCOPE_FUNCTION);
    init.visibility = go_visibility(cg_x_text(x, name));
    init.params_min = (uint8_t)CG_MIN(p.count - p.variadic, 254u);
    init.params_max = (uint8_t)(p.variadic ? 255 : CG_MIN(p.count, 254u));
    init.modifiers = p.variadic ? CG_MOD_VARIADIC : 0;
    if (ts_node_is_null(init.body))
        init.modifiers |= CG_MOD_DECLARATION; /* written in assembly */
    return init;
}

/* Statements of a body: its braces are the function's own scope. */
static void visit_body(cg_extract *x)
{
    (void)cg_x_visit_children(x);
}

/* "K, V" of a receiver "*T[K, V]" are names of its own. */
static void bind_receiver_params(cg_extract *x, TSNode type)
{
    while (cg_x_token_of(x, type) == GO_T_POINTER_TYPE ||
           cg_x_token_of(x, type) == GO_T_PARENTHESIZED_TYPE)
        type = cg_x_named_child(type, 0);
    TSNode args = cg_x_child(x, type, GO_F_TYPE_ARGUMENTS);
    if (cg_x_token_of(x, type) != GO_T_GENERIC_TYPE || ts_node_is_null(args))
        return;
    for (uint32_t i = 0; i < cg_x_named_count(args); i++) {
        TSNode name = cg_x_named_child(args, i);
        if (cg_x_token_of(x, name) == GO_T_TYPE_ELEM)
            name = cg_x_named_child(name, 0);
        if (cg_x_token_of(x, name) == GO_T_TYPE_IDENTIFIER)
            (void)cg_x_bind(x, CG_BIND_TYPE_PARAM, name, 0);
    }
}

static void visit_callable(cg_extract *x, uint32_t def)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case GO_F_TYPE_PARAMETERS: go_bind_type_params(x); break;
        case GO_F_RECEIVER: (void)go_visit_params(x, true, CG_BIND_SELF); break;
        case GO_F_PARAMETERS: go_visit_own_params(x, def); break;
        case GO_F_RESULT: cg_x_def_set_type(x, def, go_visit_result(x, def, true)); break;
        case GO_F_BODY: visit_body(x); break;
        default: break;
        }
    }
}

uint32_t go_function(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode name = cg_x_child(x, cg_x_node(x), GO_F_NAME);
    cg_def_init init = callable(x, CG_NODE_FUNCTION, name);
    if (!ts_node_is_null(cg_x_child(x, cg_x_node(x), GO_F_TYPE_PARAMETERS)))
        init.modifiers |= CG_MOD_GENERIC;
    cg_str text = cg_x_text(x, name);
    if (is_test_name(text))
        init.modifiers |= CG_MOD_TEST;
    if (cg_str_eq(text, CG_STR("_")) || cg_str_eq(text, CG_STR("init")))
        init.in_scope = CG_X_NO_SCOPE; /* nobody can name them */
    uint32_t def = cg_x_def_open(x, &init);
    visit_callable(x, def);
    cg_x_def_close(x);
    return CG_NONE;
}

/* The type a receiver list names: "(t *T[K])" gives T. */
static TSNode receiver_type(cg_extract *x, TSNode list)
{
    for (uint32_t i = 0; i < cg_x_named_count(list); i++) {
        TSNode param = cg_x_named_child(list, i);
        if (cg_x_token_of(x, param) == GO_T_PARAMETER)
            return cg_x_child(x, param, GO_F_TYPE);
    }
    return (TSNode){0};
}

static cg_str receiver_name(cg_extract *x, TSNode type)
{
    for (;;) {
        switch (cg_x_token_of(x, type)) {
        case GO_T_POINTER_TYPE:
        case GO_T_PARENTHESIZED_TYPE: type = cg_x_named_child(type, 0); break;
        case GO_T_GENERIC_TYPE: type = cg_x_child(x, type, GO_F_TYPE); break;
        case GO_T_TYPE_IDENTIFIER: return cg_x_text(x, type);
        default: return CG_STR_NULL;
        }
    }
}

uint32_t go_method(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode node = cg_x_node(x);
    TSNode type = receiver_type(x, cg_x_child(x, node, GO_F_RECEIVER));
    cg_def_init init = callable(x, CG_NODE_METHOD, cg_x_child(x, node, GO_F_NAME));
    init.in_scope = CG_X_NO_SCOPE;
    init.qualifier = receiver_name(x, type);
    uint32_t def = cg_x_def_open(x, &init);
    bind_receiver_params(x, type);
    visit_callable(x, def);
    cg_x_def_close(x);
    return CG_NONE;
}

/* ---- constants and variables ---- */

#define NAMES_MAX 32u

typedef struct spec {
    TSNode node, span, value;
    bool constant;
    bool open;               /* a definition is open */
    uint32_t ids[NAMES_MAX]; /* definition or binding of each name, CG_NONE for _ */
    unsigned names;
} spec;

/* The value of the name that comes next. */
static cg_str own_value(cg_extract *x, const spec *s)
{
    if (ts_node_is_null(s->value) || cg_x_named_count(s->value) <= s->names)
        return CG_STR_NULL;
    return cg_x_text(x, cg_x_named_child(s->value, s->names));
}

static cg_str value_signature(cg_extract *x, const spec *s, TSNode name)
{
    TSNode type = cg_x_child(x, s->node, GO_F_TYPE);
    cg_str text = cg_x_text(x, type), value = own_value(x, s);
    bool shows_value = s->constant && value.len > 0 && value.len <= 80;
    return cg_x_scratch(x, "%s %.*s%s%.*s%s%.*s", s->constant ? "const" : "var",
                        CG_STR_ARG(cg_x_text(x, name)), text.len ? " " : "",
                        CG_STR_ARG(cg_str_slice(text, 0, 512)), shows_value ? " = " : "",
                        shows_value ? (int)value.len : 0, value.ptr ? value.ptr : "");
}

/* "var f = func…" is a function as much as "func f" is. */
static bool is_lambda(cg_extract *x, const spec *s)
{
    return !s->constant && !ts_node_is_null(s->value) && cg_x_named_count(s->value) == 1 &&
           cg_x_token_of(x, cg_x_named_child(s->value, 0)) == GO_T_FUNC_LITERAL &&
           ts_node_is_null(cg_x_child(x, s->node, GO_F_TYPE));
}

static uint32_t define_name(cg_extract *x, spec *s, TSNode name)
{
    bool lambda = is_lambda(x, s);
    cg_node_kind kind = lambda        ? CG_NODE_FUNCTION
                        : s->constant ? CG_NODE_CONSTANT
                                      : CG_NODE_VARIABLE;
    cg_def_init init = CG_DEF_INIT(kind, s->span, .name_node = name, .body = s->value);
    init.visibility = go_visibility(cg_x_text(x, name));
    init.signature = value_signature(x, s, name);
    if (lambda) {
        TSNode literal = cg_x_named_child(s->value, 0);
        go_params p = go_count_params(x, cg_x_child(x, literal, GO_F_PARAMETERS));
        init.modifiers |= CG_MOD_LAMBDA | (p.variadic ? CG_MOD_VARIADIC : 0);
        init.params_min = (uint8_t)CG_MIN(p.count - p.variadic, 254u);
        init.params_max = (uint8_t)(p.variadic ? 255 : CG_MIN(p.count, 254u));
    }
    if (s->open) /* what the values hold belongs to the last name */
        cg_x_def_close(x);
    s->open = true;
    return cg_x_def_open(x, &init);
}

static void declare_name(cg_extract *x, spec *s, bool nodes)
{
    TSNode name = cg_x_node(x);
    uint32_t id = CG_NONE;
    if (!cg_str_eq(cg_x_text(x, name), CG_STR("_")))
        id = nodes ? define_name(x, s, name)
                   : cg_x_bind(x, CG_BIND_LOCAL, name, ts_node_end_byte(s->node));
    if (s->names < NAMES_MAX)
        s->ids[s->names++] = id;
}

static void type_names(cg_extract *x, const spec *s, bool nodes, uint32_t type,
                       const go_value_list *values)
{
    for (unsigned i = 0; i < s->names; i++) {
        uint32_t value = go_value_for(x, values, i, s->names);
        if (s->ids[i] == CG_NONE)
            continue;
        if (nodes)
            cg_x_def_set_type(x, s->ids[i], type != CG_NONE ? type : value);
        else
            cg_x_bind_set(x, s->ids[i], type, value);
    }
}

/* Gives the reference naming the type; `type` is that of the constant above, which one without a
 * value repeats. */
static uint32_t value_spec(cg_extract *x, TSNode span, bool constant, uint32_t type)
{
    TSNode node = cg_x_node(x);
    spec s = {
        .node = node, .span = span, .value = cg_x_child(x, node, GO_F_VALUE), .constant = constant};
    bool nodes = cg_x_at_declaration_level(x);
    if (!constant || !ts_node_is_null(s.value))
        type = CG_NONE;
    go_value_list values = {.count = 0};
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        uint32_t field = cg_x_field(x);
        if (field == GO_F_NAME) {
            go_set_variable(x, cg_x_node(x));
            declare_name(x, &s, nodes);
        } else if (field == GO_F_TYPE) {
            type = cg_x_visit(x, CG_ROLE_TYPE);
        } else if (field == GO_F_VALUE) {
            values = go_visit_values(x);
        }
    }
    (void)go_take_variable(x);
    type_names(x, &s, nodes, type, &values);
    if (s.open)
        cg_x_def_close(x);
    return type;
}

uint32_t go_values(cg_extract *x, cg_role role)
{
    (void)role;
    TSNode declaration = cg_x_node(x);
    bool grouped = false;
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (token == GO_T_OPEN_PAREN)
            grouped = true;
        else if (token == GO_T_CONST_SPEC)
            type = value_spec(x, grouped ? cg_x_node(x) : declaration, true, type);
        else if (token == GO_T_VAR_SPEC)
            (void)value_spec(x, declaration, false, CG_NONE);
        else if (token == GO_T_VAR_SPEC_LIST)
            CG_X_EACH_CHILD (x) {
                if (cg_x_token(x) == GO_T_VAR_SPEC)
                    (void)value_spec(x, cg_x_node(x), false, CG_NONE);
            }
    }
    return CG_NONE;
}
