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
    py_made made = PY_MADE_NOTHING;
    made.opened = given->annotated;
    made.def = given->annotated ? cg_x_def_open(x, init) : cg_x_def_leaf(x, init);
    strip_colons(x, made.def);
    return made;
}

static py_made name_target(cg_extract *x, const py_given *given)
{
    TSNode node = cg_x_node(x);
    py_made made = PY_MADE_NOTHING;
    if (cg_x_declared_at(x, cg_x_scope(x), cg_x_text(x, node), ts_node_start_byte(node))) {
        made.ref = cg_x_ref(x, node, CG_ROLE_WRITE);
        return made;
    }
    if (!cg_x_at_declaration_level(x) || given->is_local) {
        made.binding = cg_x_bind(x, CG_BIND_LOCAL, node, 0);
        return made;
    }
    cg_def_init init = name_init(x, node, given);
    return add(x, &init, given);
}

bool py_field_known(cg_extract *x, TSNode node)
{
    const py_state *st = py_state_of(x);
    cg_str name = cg_x_text(x, node);
    uint32_t byte = ts_node_start_byte(node);
    return cg_x_declared_at(x, st->self_fields, name, byte) ||
           cg_x_declared_at(x, st->self_scope, name, byte);
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
    made.ref = cg_x_member(x, value, name, CG_ROLE_WRITE);
    if (self && !py_field_known(x, name)) {
        cg_def_init init = py_field_init(x, name, given);
        made = add(x, &init, given);
    }
    return made;
}

/* `holder[key]`: the value becomes a part of what the holder is. */
static py_made subscript_target(cg_extract *x)
{
    py_made made = PY_MADE_NOTHING;
    CG_X_EACH_CHILD (x) {
        bool holder = cg_x_field(x) == PY_F_value;
        if (!holder && cg_x_named(x))
            made.key = py_constant_key(x, cg_x_node(x));
        uint32_t value = cg_x_visit(x, CG_ROLE_READ);
        if (holder)
            made.holder = cg_x_operate(x, value, CG_OPERATION_SET_ITEM);
    }
    return made;
}

/* ---- patterns ---- */

static bool is_splat(const cg_extract *x)
{
    return cg_x_token(x) == PY_LIST_SPLAT || cg_x_token(x) == PY_LIST_SPLAT_PATTERN;
}

/* The targets of a pattern; a starred one gets what is left, and behind it positions are not known. */
static py_made pattern_target(cg_extract *x, const py_given *given)
{
    py_given inner = *given;
    py_unpacked *targets = given->depth < PY_PATH_MAX ? given->targets : NULL;
    inner.annotated = false;
    inner.targets = targets;
    inner.depth++;
    uint8_t position = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x) || inner.depth >= PATTERN_DEPTH_MAX)
            continue;
        if (inner.targets != NULL) {
            targets->path[given->depth] = is_splat(x) ? PY_REST : position++;
            targets->depth = (uint8_t)inner.depth;
        }
        py_unpack_target(x, &inner);
        if (is_splat(x))
            inner.targets = NULL;
    }
    if (targets != NULL)
        targets->depth = (uint8_t)given->depth;
    return PY_MADE_NOTHING;
}

/* Parentheses and the like around one target. */
static py_made group_target(cg_extract *x, const py_given *given)
{
    py_made made = PY_MADE_NOTHING;
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            made = py_target(x, given);
    }
    return made;
}

py_made py_target(cg_extract *x, const py_given *given)
{
    switch (cg_x_token(x)) {
    case PY_IDENTIFIER: return name_target(x, given);
    case PY_ATTRIBUTE: return attribute_target(x, given);
    case PY_SUBSCRIPT: return subscript_target(x);
    case PY_PARENTHESIZED:
    case PY_LIST_SPLAT:
    case PY_LIST_SPLAT_PATTERN:
    case PY_AS_PATTERN_TARGET: return group_target(x, given);
    case PY_TUPLE:
    case PY_LIST:
    case PY_EXPRESSION_LIST:
    case PY_PATTERN_LIST:
    case PY_TUPLE_PATTERN:
    case PY_LIST_PATTERN: return pattern_target(x, given);
    default: cg_x_visit(x, CG_ROLE_WRITE); return PY_MADE_NOTHING;
    }
}

py_made py_unpack_target(cg_extract *x, const py_given *given)
{
    py_made made = py_target(x, given);
    py_unpacked *t = given->targets;
    bool any = made.def != CG_NONE || made.binding != CG_NONE || made.ref != CG_NONE;
    if (t != NULL && any && t->count < CG_ARRAY_LEN(t->places)) {
        py_place *place = &t->places[t->count++];
        place->made = made;
        place->depth = t->depth;
        memcpy(place->path, t->path, sizeof t->path);
    }
    return made;
}

void py_unpack(cg_extract *x, const py_unpacked *targets, uint32_t value)
{
    for (uint32_t i = 0; i < targets->count; i++) {
        const py_place *place = &targets->places[i];
        uint32_t part = value;
        for (uint8_t k = 0; k < place->depth; k++)
            part = place->path[k] == PY_REST ? cg_x_container(x, cg_x_element(x, part))
                                             : cg_x_item(x, part, place->path[k]);
        py_give_value(x, place->made, CG_NONE, part);
    }
}

static void give_part(cg_extract *x, uint32_t holder, cg_str key, uint32_t value)
{
    uint32_t literal = cg_x_collection(x, cg_x_node(x), "dict");
    cg_x_hint_argument(x, literal, 0, value, key);
    cg_x_hint_assigned(x, holder, literal);
}

void py_give_value(cg_extract *x, py_made made, uint32_t type_ref, uint32_t value)
{
    if (made.binding != CG_NONE)
        cg_x_bind_set(x, made.binding, type_ref, value);
    if (made.ref != CG_NONE && made.def == CG_NONE && py_is_telling(x, value))
        cg_x_hint_assigned(x, made.ref, value);
    if (made.holder != CG_NONE && py_is_telling(x, value))
        give_part(x, made.holder, made.key, value);
    if (made.def == CG_NONE || cg_x_def(x, made.def)->kind == CG_NODE_ENUM_MEMBER)
        return; /* the type of an enum member is its enum */
    uint32_t given = type_ref != CG_NONE ? type_ref : value;
    if (given != CG_NONE)
        cg_x_def_set_type(x, made.def, given);
}
