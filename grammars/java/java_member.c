// SPDX-License-Identifier: Apache-2.0
// Java members: fields, constants of enums, methods, constructors, initialisers, and the parameter
// types that tell overloads apart.
#include "java_int.h"

/* ---- parameter types ---- */

static void types_add_text(java_types *types, const char *text, size_t len)
{
    size_t room = sizeof types->text - types->len;
    memcpy(types->text + types->len, text, CG_MIN(len, room));
    types->len += CG_MIN(len, room);
}

/* Byte after the annotation that starts at `at`: @a.B or @a.B(…). */
static size_t skip_annotation(cg_str type, size_t at)
{
    size_t i = at + 1;
    while (i < type.len &&
           (type.ptr[i] == '_' || type.ptr[i] == '.' || type.ptr[i] == '$' ||
            (type.ptr[i] | 32) >= 'a' || (type.ptr[i] >= '0' && type.ptr[i] <= '9')))
        i++;
    if (i >= type.len || type.ptr[i] != '(')
        return i;
    unsigned depth = 0;
    for (; i < type.len; i++) {
        depth += type.ptr[i] == '(';
        depth -= type.ptr[i] == ')';
        if (depth == 0)
            return i + 1;
    }
    return i;
}

void java_types_add(java_types *types, cg_str type, unsigned dimensions)
{
    if (types->len > 0)
        types_add_text(types, ",", 1);
    size_t start = types->len;
    unsigned depth = 0;
    for (size_t i = 0; i < type.len; i++) {
        char c = type.ptr[i];
        if (c == '@') {
            i = skip_annotation(type, i) - 1;
        } else if (c == '<') {
            depth++;
        } else if (c == '>') {
            depth -= depth > 0;
        } else if (depth > 0 || c == ']' || c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            continue;
        } else if (c == '.') {
            types->len = start; /* only the last name counts */
        } else if (c == '[') {
            types_add_text(types, "[", 1);
        } else {
            types_add_text(types, &c, 1);
        }
    }
    while (dimensions-- > 0)
        types_add_text(types, "[", 1);
}

unsigned java_dimensions(cg_extract *x, TSNode dimensions)
{
    cg_str text = cg_x_text(x, dimensions);
    unsigned n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '[';
    return n;
}

/* The type and dimensions of the parameter under the cursor. */
static void read_param(cg_extract *x, java_head *head)
{
    bool spread = cg_x_token(x) == T_SPREAD_PARAMETER;
    TSNode type = {0};
    unsigned dimensions = spread ? 1 : 0;
    CG_X_EACH_CHILD (x) {
        uint32_t token = cg_x_token(x);
        if (cg_x_field(x) == F_DIMENSIONS)
            dimensions += java_dimensions(x, cg_x_node(x));
        else if (cg_x_field(x) == F_TYPE)
            type = cg_x_node(x);
        else if (spread && cg_x_named(x) && token != T_MODIFIERS && token != T_ANNOTATION &&
                 token != T_MARKER_ANNOTATION && token != T_VARIABLE_DECLARATOR)
            type = cg_x_node(x);
    }
    java_types_add(&head->types, cg_x_text(x, type), dimensions);
    head->params++;
    head->variadic = spread;
}

void java_read_params(cg_extract *x, java_head *head)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_FORMAL_PARAMETER || cg_x_token(x) == T_SPREAD_PARAMETER)
            read_param(x, head);
    }
}

/* ---- fields ---- */

/* "private static int[] a": modifiers and type are shared by all declarators. */
static cg_str field_signature(cg_extract *x, const java_head *head, TSNode declarator)
{
    TSNode last = cg_x_child(x, declarator, F_DIMENSIONS);
    if (ts_node_is_null(last))
        last = cg_x_child(x, declarator, F_NAME);
    cg_str source = cg_x_source(x);
    uint32_t start = head->words_start ? head->words_start : ts_node_start_byte(head->type);
    cg_str front = cg_str_slice(source, start, ts_node_end_byte(head->type));
    cg_str own = cg_str_slice(source, ts_node_start_byte(declarator), ts_node_end_byte(last));
    return cg_x_scratch(x, "%.*s %.*s", CG_STR_ARG(front), CG_STR_ARG(own));
}

static uint32_t open_field(cg_extract *x, const java_head *head, TSNode declarator)
{
    bool in_interface = java_in_interface(x);
    uint32_t modifiers = head->modifiers | (in_interface ? CG_MOD_STATIC | CG_MOD_FINAL : 0);
    bool constant = (modifiers & CG_MOD_STATIC) && (modifiers & CG_MOD_FINAL);
    TSNode value = cg_x_child(x, declarator, F_VALUE);
    if (!ts_node_is_null(value) && cg_x_token_of(x, value) == T_LAMBDA)
        modifiers |= CG_MOD_LAMBDA;
    /* Several declarators share modifiers and type; each spans only itself. */
    bool alone = head->declarators == 1;
    TSNode node = alone ? head->node : declarator;
    cg_def_init init = CG_DEF_INIT(constant ? CG_NODE_CONSTANT : CG_NODE_FIELD, node);
    init.name_node = cg_x_child(x, declarator, F_NAME);
    init.body = value;
    init.visibility = java_visibility(x, head);
    init.modifiers = modifiers;
    if (!alone)
        init.signature = field_signature(x, head, declarator);
    uint32_t def = cg_x_def_open(x, &init);
    java_note_deprecated(x, def);
    return def;
}

static void visit_declarator(cg_extract *x, uint32_t def, uint32_t type)
{
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: break;
        case F_DIMENSIONS: type = java_array(x, type, java_dimensions(x, cg_x_node(x))); break;
        default: (void)java_visit_given(x, type, 0); break;
        }
    }
    cg_x_def_set_type(x, def, type);
}

uint32_t java_field(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    if (head.declarators == 0)
        return CG_NONE;
    /* The first field is open from the start, so that annotations and type belong to it. */
    uint32_t def = open_field(x, &head, head.declarator), type = CG_NONE;
    bool first = true;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_TYPE: type = cg_x_visit(x, CG_ROLE_TYPE); break;
        case F_DECLARATOR:
            if (!first)
                def = open_field(x, &head, cg_x_node(x));
            first = false;
            visit_declarator(x, def, type);
            cg_x_def_close(x);
            break;
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    return CG_NONE;
}

/* A record component: a field that the methods of the record see by name. */
static void record_component(cg_extract *x)
{
    java_head head;
    java_read_head(x, &head);
    TSNode name = head.name;
    bool spread = cg_x_token(x) == T_SPREAD_PARAMETER;
    if (spread)
        name = cg_x_child(x, head.declarator, F_NAME);
    cg_def_init init = CG_DEF_INIT(CG_NODE_FIELD, head.node, .name_node = name);
    init.visibility = CG_VIS_PRIVATE;
    init.modifiers = head.modifiers | CG_MOD_FINAL | (spread ? CG_MOD_VARIADIC : 0);
    init.params_min = init.params_max = 0; /* its accessor has none */
    uint32_t def = cg_x_def_open(x, &init);
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == F_NAME || cg_x_token(x) == T_VARIABLE_DECLARATOR)
            continue;
        uint32_t ref = cg_x_visit(x, CG_ROLE_TYPE);
        if (ref != CG_NONE)
            cg_x_def_set_type(x, def, java_array(x, ref, spread));
    }
    cg_x_def_close(x);
}

void java_record_components(cg_extract *x)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_FORMAL_PARAMETER || cg_x_token(x) == T_SPREAD_PARAMETER)
            record_component(x);
    }
}

uint32_t java_enum_constant(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    cg_def_init init = CG_DEF_INIT(CG_NODE_ENUM_MEMBER, head.node, .name_node = head.name);
    init.body = head.body;
    init.visibility = CG_VIS_PUBLIC;
    init.modifiers = head.modifiers | CG_MOD_STATIC | CG_MOD_FINAL;
    init.opens = ts_node_is_null(head.body) ? 0 : CG_SCOPE_TYPE;
    uint32_t type = cg_x_source_def(x), def = cg_x_def_open(x, &init), made = CG_NONE;
    java_note_deprecated(x, def);
    CG_X_EACH_CHILD (x) {
        bool arguments = cg_x_field(x) == F_ARGUMENTS;
        if (made == CG_NONE && (arguments || cg_x_field(x) == F_BODY)) {
            made = cg_x_ref(x, head.name, CG_ROLE_NEW); /* the name stands for a call of new */
            cg_x_ref_decide(x, made, type);
        }
        if (arguments) {
            java_arguments(x, made);
        } else if (cg_x_field(x) != F_NAME) {
            (void)cg_x_visit(x, CG_ROLE_READ);
        }
    }
    cg_x_def_close(x);
    return CG_NONE;
}

/* ---- methods ---- */

static uint32_t open_callable(cg_extract *x, cg_node_kind kind, const java_head *head)
{
    cg_def_init init = CG_DEF_INIT(kind, head->node, .name_node = head->name);
    init.body = head->body;
    init.visibility = java_visibility(x, head);
    init.modifiers = head->modifiers;
    init.opens = CG_SCOPE_FUNCTION;
    init.disambiguator = cg_str_make(head->types.text, head->types.len);
    init.params_min = (uint8_t)CG_MIN(head->params - head->variadic, 254u);
    init.params_max = head->variadic ? 255 : (uint8_t)CG_MIN(head->params, 254u);
    if (head->variadic)
        init.modifiers |= CG_MOD_VARIADIC;
    if (kind == CG_NODE_CONSTRUCTOR) {
        init.in_scope = CG_X_NO_SCOPE; /* its name is the type's */
        if (cg_x_def(x, cg_x_source_def(x))->kind == CG_NODE_ENUM)
            init.visibility = CG_VIS_PRIVATE; /* it could be nothing else */
    } else if (ts_node_is_null(head->body) && java_in_interface(x) &&
               !(head->modifiers & (CG_MOD_STATIC | CG_MOD_NATIVE | CG_MOD_DEFAULT)))
        init.modifiers |= CG_MOD_ABSTRACT;
    uint32_t def = cg_x_def_open(x, &init);
    java_note_deprecated(x, def);
    return def;
}

static void visit_parameters(cg_extract *x, uint32_t def)
{
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_FORMAL_PARAMETER || cg_x_token(x) == T_SPREAD_PARAMETER)
            cg_x_hint_param(x, def, n++, java_bind_parameter(x));
        else
            (void)cg_x_visit(x, CG_ROLE_READ);
    }
}

static void visit_callable(cg_extract *x, uint32_t def)
{
    java_state *state = cg_x_state(x, sizeof *state);
    bool in_lambda = state->in_lambda;
    state->in_lambda = false;
    CG_X_EACH_CHILD (x) {
        switch (cg_x_field(x)) {
        case F_NAME: break;
        case F_TYPE: cg_x_def_set_type(x, def, cg_x_visit(x, CG_ROLE_TYPE)); break;
        case F_PARAMETERS: visit_parameters(x, def); break;
        case F_BODY: (void)cg_x_visit_children(x); break; /* in the scope of the parameters */
        default: (void)cg_x_visit(x, CG_ROLE_READ); break;
        }
    }
    state->in_lambda = in_lambda;
    cg_x_def_close(x);
}

uint32_t java_method(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    visit_callable(x, open_callable(x, CG_NODE_METHOD, &head));
    return CG_NONE;
}

uint32_t java_constructor(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    visit_callable(x, open_callable(x, CG_NODE_CONSTRUCTOR, &head));
    return CG_NONE;
}

/* A compact constructor has the parameters of its record, which were read as its components. */
uint32_t java_compact_constructor(cg_extract *x, cg_role role)
{
    (void)role;
    java_head head;
    java_read_head(x, &head);
    const java_state *state = cg_x_state(x, sizeof *state);
    head.params = state->record_params;
    head.variadic = state->record_variadic;
    head.types.len = state->record_types.len;
    memcpy(head.types.text, state->record_types.text, head.types.len);
    visit_callable(x, open_callable(x, CG_NODE_CONSTRUCTOR, &head));
    return CG_NONE;
}

/* `static { … }`, and `{ … }` through java_block: its locals are no members. */
uint32_t java_initializer(cg_extract *x, cg_role role)
{
    (void)role;
    cg_x_scope_open(x, CG_SCOPE_FUNCTION);
    (void)cg_x_visit_children(x);
    cg_x_scope_close(x);
    return CG_NONE;
}
