// SPDX-License-Identifier: Apache-2.0
// Parameter lists. Three walks, because the parts belong to three places: defaults run in the code
// around the function, annotations are looked up there but stated by the function, and the names
// live inside it.
#include "python_int.h"

/* The identifier of a `*args` or `**kwargs`, or the node itself. */
static TSNode name_of(const cg_extract *x, TSNode node)
{
    uint32_t token = cg_x_token_of(x, node);
    if (token == PY_LIST_SPLAT_PATTERN || token == PY_DICTIONARY_SPLAT_PATTERN)
        return cg_x_named_child(node, 0);
    return node;
}

static bool is_splat(const cg_extract *x, TSNode node)
{
    uint32_t token = cg_x_token_of(x, node);
    return token == PY_LIST_SPLAT_PATTERN || token == PY_DICTIONARY_SPLAT_PATTERN;
}

/* `name` is the parameter without its type and default. */
static void tell_parameter(cg_extract *x, const py_params *params, unsigned n, TSNode name,
                           uint32_t binding)
{
    if (is_splat(x, name))
        cg_x_hint_rest(x, params->def, n, binding,
                       cg_x_token_of(x, name) == PY_DICTIONARY_SPLAT_PATTERN);
    else
        cg_x_hint_param(x, params->def, n, binding);
}

static bool is_parameter(const cg_extract *x)
{
    uint32_t token = cg_x_token(x);
    return cg_x_named(x) && token != PY_KEYWORD_SEPARATOR && token != PY_POSITIONAL_SEPARATOR;
}

static uint32_t visit_default(cg_extract *x)
{
    uint32_t value = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value)
            value = cg_x_visit(x, CG_ROLE_READ);
    }
    return value;
}

void py_params_read(cg_extract *x, py_params *params)
{
    uint32_t i = 0, least = 0, most = 0;
    CG_X_EACH_CHILD (x) {
        if (!is_parameter(x))
            continue;
        uint32_t token = cg_x_token(x), value = CG_NONE;
        TSNode inner = token == PY_TYPED_PARAMETER ? ts_node_child(cg_x_node(x), 0) : cg_x_node(x);
        bool optional = token == PY_DEFAULT_PARAMETER || token == PY_TYPED_DEFAULT_PARAMETER;
        if (optional)
            value = visit_default(x);
        if (is_splat(x, inner)) {
            params->variadic = true;
        } else if (i == 0 && params->has_self) {
            params->self_name = cg_x_text(x, inner);
        } else {
            most++;
            least += optional ? 0 : 1;
        }
        if (i < PY_PARAMS_KEPT) {
            params->types[i] = CG_NONE;
            params->values[i] = value;
        }
        i++;
    }
    params->count = i;
    params->receiver = CG_NONE;
    params->has_self &= params->self_name.len > 0;
    params->least = (uint8_t)CG_MIN(least, 254);
    params->most = params->variadic ? 255 : (uint8_t)CG_MIN(most, 254);
}

/* `self: T` and `cls: type[T]` name the type of the receiver. */
static cg_str receiver_type(const cg_extract *x)
{
    cg_str text = cg_x_text(x, cg_x_child(x, cg_x_node(x), PY_F_type));
    ptrdiff_t open = cg_str_find(text, '[');
    if (open < 0 || !cg_str_ends(text, CG_STR("]")))
        return text;
    return py_generic_of(cg_str_slice(text, 0, (size_t)open)) == PY_GENERIC_CLASS
               ? cg_str_slice(text, (size_t)open + 1, text.len - 1)
               : text;
}

static uint32_t visit_type(cg_extract *x)
{
    uint32_t type = CG_NONE;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_type)
            type = cg_x_visit(x, CG_ROLE_TYPE);
    }
    return type;
}

/* `*args: T` is a tuple of T, `**kwargs: T` a dict. Cursor on the parameter. */
static uint32_t rest_type(cg_extract *x, uint32_t type)
{
    static const char *const anything[] = {"Any", "object", NULL};
    cg_str text = cg_x_text(x, cg_x_child(x, cg_x_node(x), PY_F_type));
    if (type == CG_NONE || py_str_in(py_last_component(text), anything))
        return CG_NONE;
    if (cg_x_token_of(x, ts_node_child(cg_x_node(x), 0)) == PY_LIST_SPLAT_PATTERN)
        return cg_x_container(x, type);
    uint32_t dict = cg_x_collection(x, cg_x_node(x), "dict");
    cg_x_hint_argument(x, dict, CG_HINT_SOMEWHERE, type, CG_STR_NULL);
    return dict;
}

void py_params_types(cg_extract *x, py_params *params)
{
    uint32_t i = 0;
    CG_X_EACH_CHILD (x) {
        if (!is_parameter(x))
            continue;
        uint32_t token = cg_x_token(x), at = i++;
        if (token != PY_TYPED_PARAMETER && token != PY_TYPED_DEFAULT_PARAMETER)
            continue;
        bool splat = is_splat(x, ts_node_child(cg_x_node(x), 0));
        if (at == 0 && params->has_self)
            params->self_type = receiver_type(x);
        uint32_t type = visit_type(x);
        bool receiver = at == 0 && params->has_self; /* an instance of the class around */
        if (receiver && cg_x_token_of(x, cg_x_named_child(cg_x_child(x, cg_x_node(x), PY_F_type),
                                                          0)) != PY_GENERIC_TYPE)
            params->receiver = type;
        if (at < PY_PARAMS_KEPT && !receiver)
            params->types[at] = splat ? rest_type(x, type) : type;
    }
}

static uint32_t bind_one(cg_extract *x, TSNode name, cg_binding_kind kind, uint32_t type,
                         uint32_t value)
{
    if (cg_x_token_of(x, name) != PY_IDENTIFIER)
        return CG_NONE;
    uint32_t binding = cg_x_bind(x, kind, name, 0);
    cg_x_bind_set(x, binding, type, value);
    py_state *st = py_state_of(x);
    if (kind != CG_BIND_SELF && cg_str_eq(cg_x_text(x, name), st->self_name))
        st->self_name = CG_STR_NULL; /* an inner function's parameter hides the receiver */
    return binding;
}

void py_params_bind(cg_extract *x, const py_params *params)
{
    uint32_t i = 0;
    CG_X_EACH_CHILD (x) {
        if (!is_parameter(x))
            continue;
        uint32_t token = cg_x_token(x), at = i++;
        bool kept = at < PY_PARAMS_KEPT;
        TSNode name = cg_x_node(x);
        if (token == PY_TYPED_PARAMETER || token == PY_DEFAULT_PARAMETER ||
            token == PY_TYPED_DEFAULT_PARAMETER)
            name = ts_node_child(name, 0);
        cg_binding_kind kind = at == 0 && params->has_self ? CG_BIND_SELF : CG_BIND_PARAM;
        if (cg_x_token_of(x, name) == PY_TUPLE_PATTERN) { /* Python 2: def f((a, b)) */
            for (uint32_t k = 0; k < cg_x_named_count(name); k++)
                bind_one(x, cg_x_named_child(name, k), kind, CG_NONE, CG_NONE);
            continue;
        }
        uint32_t binding = bind_one(x, name_of(x, name), kind, kept ? params->types[at] : CG_NONE,
                                    kept ? params->values[at] : CG_NONE);
        if (kind == CG_BIND_PARAM && params->def != CG_NONE)
            tell_parameter(x, params, at - params->has_self, name, binding);
    }
}

cg_str py_params_key(cg_extract *x, TSNode parameters)
{
    cg_str key = CG_STR("");
    for (uint32_t i = 0; i < CG_MIN(cg_x_named_count(parameters), PY_PARAMS_KEPT); i++) {
        TSNode type = cg_x_child(x, cg_x_named_child(parameters, i), PY_F_type);
        if (ts_node_is_null(type))
            continue;
        cg_str text = cg_x_text(x, type);
        key = cg_x_scratch(x, "%.*s%s%.*s", CG_STR_ARG(key), key.len > 0 ? "," : "",
                           CG_STR_ARG(text));
    }
    return key;
}
