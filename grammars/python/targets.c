// SPDX-License-Identifier: Apache-2.0
// What stands on the left of an assignment, in a `for`, behind `as`: a new variable, field or local,
// or a write to one that is known.
#include "python_int.h"

#define PATTERN_DEPTH_MAX 32
#define SIGNATURE_BYTES_MAX 120

/* The whole statement when it is short; else the extractor takes the part before the value. */
static cg_str short_text(const cg_extract *x, const py_given *given)
{
    cg_str all = cg_x_text(x, given->node);
    return all.len <= SIGNATURE_BYTES_MAX && cg_str_find(all, '\n') < 0 ? all : CG_STR_NULL;
}

static cg_node_kind node_kind(cg_extract *x, cg_str name, const py_given *given)
{
    if (given->alias)
        return CG_NODE_TYPE_ALIAS;
    if (cg_x_scope_kind(x) != CG_SCOPE_TYPE)
        return py_is_constant_name(name) ? CG_NODE_CONSTANT : CG_NODE_VARIABLE;
    bool member = py_state_of(x)->enum_body && !given->annotated && name.ptr[0] != '_';
    return member ? CG_NODE_ENUM_MEMBER : CG_NODE_FIELD;
}

static cg_def_init field_init(cg_extract *x, TSNode name_node, const py_given *given)
{
    cg_str name = cg_x_text(x, name_node);
    bool statement = !ts_node_is_null(given->node);
    return CG_DEF_INIT(CG_NODE_FIELD, statement ? given->node : name_node, .name_node = name_node,
                       .body = statement ? given->value : (TSNode){0},
                       .visibility = py_visibility(name, true), .modifiers = given->modifiers,
                       .signature = statement ? short_text(x, given) : CG_STR_NULL);
}

static cg_def_init name_init(cg_extract *x, TSNode node, const py_given *given)
{
    cg_str name = cg_x_text(x, node);
    bool in_class = cg_x_scope_kind(x) == CG_SCOPE_TYPE;
    cg_def_init init = field_init(x, node, given);
    init.kind = node_kind(x, name, given);
    init.visibility = py_visibility(name, in_class);
    if (init.kind == CG_NODE_CONSTANT || (in_class && py_is_constant_name(name)))
        init.modifiers |= CG_MOD_CONST;
    if (init.kind == CG_NODE_FIELD && !given->annotated)
        init.modifiers |= CG_MOD_STATIC;
    return init;
}

/* "#: text" documents for Sphinx; what is left of the marker goes. */
static void strip_colons(cg_extract *x, uint32_t def)
{
    cg_str doc = cg_x_interned(x, cg_x_def(x, def)->doc), line;
    if (!cg_str_starts(doc, CG_STR(":")))
        return;
    CG_AUTO_VALUE(cg_buf) clean = {0};
    while (cg_str_split(&doc, '\n', &line)) {
        line = cg_str_starts(line, CG_STR(":")) ? cg_str_slice(line, 1, line.len) : line;
        cg_buf_add_str(&clean,
                       cg_str_starts(line, CG_STR(" ")) ? cg_str_slice(line, 1, line.len) : line);
        cg_buf_add_char(&clean, '\n');
    }
    cg_x_def_set_doc(x, def, cg_buf_str(&clean));
}

static py_made add(cg_extract *x, const cg_def_init *init, const py_given *given)
{
    py_made made = {.binding = CG_NONE, .opened = given->annotated};
    made.def = given->annotated ? cg_x_def_open(x, init) : cg_x_def_leaf(x, init);
    strip_colons(x, made.def);
    return made;
}

static py_made name_target(cg_extract *x, const py_given *given)
{
    TSNode node = cg_x_node(x);
    if (cg_x_declared(x, cg_x_scope(x), cg_x_text(x, node))) {
        cg_x_ref(x, node, CG_ROLE_WRITE);
        return PY_MADE_NOTHING;
    }
    if (!cg_x_at_declaration_level(x) || given->is_local)
        return (py_made){.def = CG_NONE, .binding = cg_x_bind(x, CG_BIND_LOCAL, node, 0)};
    cg_def_init init = name_init(x, node, given);
    return add(x, &init, given);
}

bool py_field_known(cg_extract *x, cg_str name)
{
    const py_state *st = py_state_of(x);
    return cg_x_declared(x, st->self_fields, name) || cg_x_declared(x, st->self_scope, name);
}

cg_def_init py_field_init(cg_extract *x, TSNode name_node, const py_given *given)
{
    const py_state *st = py_state_of(x);
    cg_def_init init = field_init(x, name_node, given);
    init.parent = st->self_class;
    init.in_scope = st->self_fields;
    return init;
}

static py_made attribute_target(cg_extract *x, const py_given *given)
{
    py_made made = PY_MADE_NOTHING;
    uint32_t value = CG_NONE;
    TSNode name = {0};
    bool self = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_attribute)
            name = cg_x_node(x);
        else if (cg_x_field(x) == PY_F_object)
            value = (self = py_is_self(x, cg_x_node(x))) ? CG_X_SELF : cg_x_visit(x, CG_ROLE_READ);
    }
    if (ts_node_is_null(name))
        return made;
    cg_x_member(x, value, name, CG_ROLE_WRITE);
    if (self && !py_field_known(x, cg_x_text(x, name))) {
        cg_def_init init = py_field_init(x, name, given);
        made = add(x, &init, given);
    }
    return made;
}

/* Several targets: none of them gets the value as a whole. */
static py_made pattern_target(cg_extract *x, const py_given *given)
{
    py_made made = PY_MADE_NOTHING;
    py_given inner = *given;
    inner.annotated = false;
    inner.depth++;
    uint32_t count = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x) && inner.depth < PATTERN_DEPTH_MAX) {
            made = py_target(x, &inner);
            count++;
        }
    }
    return count == 1 ? made : PY_MADE_NOTHING;
}

static py_made splat_or_group(cg_extract *x, const py_given *given, bool group)
{
    py_made made = pattern_target(x, given);
    return group ? made : PY_MADE_NOTHING;
}

py_made py_target(cg_extract *x, const py_given *given)
{
    switch (cg_x_token(x)) {
    case PY_IDENTIFIER: return name_target(x, given);
    case PY_ATTRIBUTE: return attribute_target(x, given);
    case PY_PARENTHESIZED:
    case PY_AS_PATTERN_TARGET: return splat_or_group(x, given, true);
    case PY_TUPLE:
    case PY_LIST:
    case PY_EXPRESSION_LIST:
    case PY_PATTERN_LIST:
    case PY_TUPLE_PATTERN:
    case PY_LIST_PATTERN:
    case PY_LIST_SPLAT:
    case PY_LIST_SPLAT_PATTERN: return splat_or_group(x, given, false);
    default: cg_x_visit(x, CG_ROLE_WRITE); return PY_MADE_NOTHING;
    }
}

void py_give_value(cg_extract *x, py_made made, uint32_t type_ref, uint32_t value)
{
    if (made.binding != CG_NONE)
        cg_x_bind_set(x, made.binding, type_ref, value);
    if (made.def == CG_NONE || cg_x_def(x, made.def)->kind == CG_NODE_ENUM_MEMBER)
        return; /* the type of an enum member is its enum */
    uint32_t given = type_ref != CG_NONE ? type_ref : value;
    if (given != CG_NONE)
        cg_x_def_set_type(x, made.def, given);
}
