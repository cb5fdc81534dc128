// SPDX-License-Identifier: Apache-2.0
// Calls and subscripts: what is called, what is passed, what is taken out of what.
#include "python_int.h"

#define ARGUMENTS_KEPT 16 /* further ones are visited only */
#define SPREAD_KEPT 3     /* of what `*values` stands for, the first */

/* Functions of the language that say nothing of what they are passed. */
static const char *const closed[] = {
    "print",  "len",  "isinstance", "issubclass", "hasattr", "repr", "str",
    "int",    "bool", "float",      "range",      "hash",    "id",   "callable",
    "format", "abs",  "setattr",    "bytes",      NULL,
};

/* Functions of the language, by what they ask of their arguments number `from` to `to`. A function of one argument that is given
 * several does something else. */
static const struct {
    const char *name;
    uint8_t operation, from, to;
} asking[] = {
    {"print", CG_OPERATION_STR, 0, 255},    {"len", CG_OPERATION_LEN, 0, 0},
    {"str", CG_OPERATION_STR, 0, 0},        {"repr", CG_OPERATION_REPR, 0, 0},
    {"format", CG_OPERATION_FORMAT, 0, 0},  {"hash", CG_OPERATION_HASH, 0, 0},
    {"iter", CG_OPERATION_ITERATOR, 0, 0},  {"next", CG_OPERATION_NEXT, 0, 0},
    {"bool", CG_OPERATION_BOOL, 0, 0},      {"int", CG_OPERATION_INT, 0, 0},
    {"float", CG_OPERATION_FLOAT, 0, 0},    {"abs", CG_OPERATION_ABS, 0, 0},
    {"round", CG_OPERATION_ROUND, 0, 0},    {"bytes", CG_OPERATION_BYTES, 0, 0},
    {"divmod", CG_OPERATION_DIVMOD, 0, 0},  {"reversed", CG_OPERATION_REVERSED, 0, 0},
    {"list", CG_OPERATION_ITERATE, 0, 0},   {"tuple", CG_OPERATION_ITERATE, 0, 0},
    {"set", CG_OPERATION_ITERATE, 0, 0},    {"frozenset", CG_OPERATION_ITERATE, 0, 0},
    {"sorted", CG_OPERATION_ITERATE, 0, 0}, {"enumerate", CG_OPERATION_ITERATE, 0, 0},
    {"sum", CG_OPERATION_ITERATE, 0, 0},    {"any", CG_OPERATION_ITERATE, 0, 0},
    {"all", CG_OPERATION_ITERATE, 0, 0},    {"zip", CG_OPERATION_ITERATE, 0, 255},
    {"map", CG_OPERATION_ITERATE, 1, 255},  {"filter", CG_OPERATION_ITERATE, 1, 1},
};

/* Functions that call what they are passed as `key`. */
static const char *const keyed[] = {"sorted", "min", "max", "sort", NULL};

/* Methods of containers that add what they are passed, and those that add what that holds. */
static const char *const adding[] = {"append", "appendleft", "add", "insert",
                                     "put",    "put_nowait", NULL};
static const char *const joining[] = {"extend", "update", NULL};

typedef struct call {
    uint32_t callee;
    TSNode method;        /* name of the member that is called, or a null node … */
    TSNode object;        /* … and what it is a member of */
    uint32_t first, last; /* what is passed, or CG_NONE */
    unsigned count;
    bool spread; /* some argument stands for any number */
    bool closed;
    bool casts;             /* the first argument is a type, which may be quoted */
    cg_operation operation; /* asked of arguments … */
    unsigned from, to;      /* … of these numbers */
    bool maps, keyed;       /* the first one is called, or the one that is passed as `key` */
} call;

/* Plain literals say nothing that their reader could call or ask for a member of the project. */
bool py_is_telling(const cg_extract *x, uint32_t value)
{
    return value != CG_NONE && cg_x_literal_word(x, value).len == 0;
}

/* What a lambda gets, the call that it is passed to says: by position, or as `key` to functions of the language. */
static void give_lambda(cg_extract *x, const call *c, unsigned n, cg_str keyword)
{
    TSNode value = keyword.len > 0 ? cg_x_child(x, cg_x_node(x), PY_F_value) : cg_x_node(x);
    py_state *st = py_state_of(x);
    bool told = keyword.len == 0 || cg_str_eq(keyword, CG_STR("key"));
    st->given = told && !c->spread && n < PY_GIVEN_MAX && cg_x_token_of(x, value) == PY_LAMBDA;
    st->given_to = c->callee;
    st->given_at = n;
}

/* What the language itself does to what is passed: its functions, if the file does not define one of the name, and
 * methods of texts. */
static void ask_of_arguments(cg_extract *x, TSNode function, call *c)
{
    cg_str name = cg_x_text(x, function);
    if (cg_x_token_of(x, function) == PY_ATTRIBUTE && cg_x_token_of(x, c->object) == PY_STRING) {
        cg_str method = cg_x_text(x, c->method);
        bool formats = cg_str_eq(method, CG_STR("format"));
        if (formats || cg_str_eq(method, CG_STR("join")))
            c->operation = formats ? CG_OPERATION_FORMAT : CG_OPERATION_ITERATE;
        c->to = formats ? ARGUMENTS_KEPT : 0;
        return;
    }
    c->keyed = py_str_in(py_last_component(name), keyed);
    if (cg_x_token_of(x, function) != PY_IDENTIFIER)
        return;
    c->maps = cg_str_eq(name, CG_STR("map")) || cg_str_eq(name, CG_STR("filter"));
    for (size_t i = 0; i < CG_ARRAY_LEN(asking); i++) {
        if (!cg_str_eq(name, cg_str_from(asking[i].name)))
            continue;
        if (!cg_x_declared(x, 0, name) && !cg_x_declared(x, cg_x_scope(x), name))
            c->operation = asking[i].operation;
        c->from = asking[i].from;
        c->to = asking[i].to;
        return;
    }
}

static void visit_argument(cg_extract *x, call *c)
{
    uint32_t token = cg_x_token(x);
    bool spread = token == PY_LIST_SPLAT || token == PY_DICTIONARY_SPLAT;
    cg_str keyword = CG_STR_NULL;
    if (token == PY_KEYWORD_ARGUMENT)
        keyword = cg_x_text(x, cg_x_child(x, cg_x_node(x), PY_F_name));
    unsigned n = c->count++;
    give_lambda(x, c, n, keyword);
    bool type = c->casts && n == 0 && token == PY_STRING;
    uint32_t value = cg_x_visit(x, type ? CG_ROLE_TYPE : CG_ROLE_READ);
    py_state_of(x)->given = false;
    bool plain = keyword.len == 0 || cg_str_eq(cg_x_text(x, c->method), CG_STR("format"));
    if (c->operation != CG_OPERATION_NONE && plain && !spread && n >= c->from && n <= c->to)
        value = cg_x_operate(x, value, c->operation);
    if ((c->maps && n == 0) || (c->keyed && cg_str_eq(keyword, CG_STR("key"))))
        value = cg_x_operate(x, value, CG_OPERATION_CALL);
    bool told = !c->closed && n < ARGUMENTS_KEPT && py_is_telling(x, value);
    if (told && token == PY_LIST_SPLAT && !c->spread)
        for (unsigned i = 0; i < SPREAD_KEPT; i++)
            cg_x_hint_argument(x, c->callee, n + i, cg_x_item(x, value, i), CG_STR_NULL);
    c->spread |= spread;
    c->first = n == 0 ? value : c->first;
    c->last = value;
    if (told && (!c->spread || keyword.len > 0))
        cg_x_hint_argument(x, c->callee, n, value, keyword);
}

static void visit_arguments(cg_extract *x, call *c)
{
    if (cg_x_token(x) != PY_ARGUMENT_LIST) { /* f(x for x in y) */
        visit_argument(x, c);
        return;
    }
    CG_X_EACH_CHILD (x) {
        if (cg_x_named(x))
            visit_argument(x, c);
    }
}

/* Cursor on what is called: a name or member refers to it, anything else gives it. */
static uint32_t visit_callee(cg_extract *x)
{
    uint32_t callee = cg_x_visit(x, CG_ROLE_CALL);
    return cg_x_is_callee(x, callee) ? callee : cg_x_call(x, callee);
}

static bool is_name(const cg_extract *x, TSNode node, const char *const *names)
{
    return cg_x_token_of(x, node) == PY_IDENTIFIER && py_str_in(cg_x_text(x, node), names);
}

static uint32_t collection_of(cg_extract *x, const char *word, uint32_t part, cg_str key)
{
    uint32_t literal = cg_x_collection(x, cg_x_node(x), word);
    cg_x_hint_argument(x, literal, CG_HINT_SOMEWHERE, part, key);
    return literal;
}

/* What holds the container: `hooks` of hooks[key].append(f) and of hooks.setdefault(key, []).append(f). */
static uint32_t holder_of(const cg_extract *x, const call *c, cg_str *out_key)
{
    TSNode maker = cg_x_child(x, c->object, PY_F_function), key = {0};
    *out_key = CG_STR_NULL;
    if (cg_x_token_of(x, c->object) == PY_SUBSCRIPT) {
        key = cg_x_child(x, c->object, PY_F_subscript);
        *out_key = ts_node_is_null(key) ? CG_STR_NULL : py_constant_key(x, key);
        return cg_x_whole_of(x, cg_x_base_of(x, c->callee));
    }
    if (cg_x_token_of(x, c->object) == PY_CALL && cg_x_token_of(x, maker) == PY_ATTRIBUTE &&
        cg_str_eq(cg_x_text(x, cg_x_child(x, maker, PY_F_attribute)), CG_STR("setdefault")))
        return cg_x_base_of(x, cg_x_maker_of(x, c->callee));
    return CG_NONE;
}

/* `self.hooks.append(f)`: what is passed becomes a part of what the container may hold. */
static void add_to_container(cg_extract *x, const call *c)
{
    cg_str method = cg_x_text(x, c->method);
    cg_str key;
    uint32_t object = cg_x_base_of(x, c->callee), holder = holder_of(x, c, &key), holds = c->last;
    bool adds =
        py_str_in(method, adding) || (c->count == 2 && cg_str_eq(method, CG_STR("setdefault")));
    if ((object == CG_NONE && holder == CG_NONE) || !(adds || py_str_in(method, joining)))
        return;
    if (adds)
        holds = collection_of(x, "list", holds, CG_STR_NULL);
    else if (cg_x_literal_word(x, holds).len == 0)
        holds =
            cg_x_key(x, holds, CG_STR("!")); /* objects are gone through, not put in its place */
    if (holder != CG_NONE)
        cg_x_hint_assigned(x, holder, collection_of(x, "dict", holds, key));
    else
        cg_x_hint_assigned(x, object, holds);
}

/* `isinstance(value, A)`, or (A, B). Where nobody asks what it says of a name, the value may be one of these anywhere. Cursor
 * on the arguments of `test`. */
static void visit_test(cg_extract *x, TSNode test)
{
    py_type_args types = {.style = PY_GENERIC_UNION, .generic = CG_NONE};
    uint32_t value = CG_NONE, other = CG_NONE;
    unsigned n = 0;
    CG_X_EACH_CHILD (x) {
        if (!cg_x_named(x))
            continue;
        if (n == 1 && cg_x_is_asked(x, test))
            other = py_not_instance(x, value, cg_x_node(x));
        if (n++ == 0) {
            value = cg_x_visit(x, CG_ROLE_READ);
        } else if (cg_x_token(x) != PY_TUPLE) {
            py_add_type_arg(&types, cg_x_visit(x, CG_ROLE_TYPE));
        } else {
            CG_X_EACH_CHILD (x) {
                if (cg_x_named(x))
                    py_add_type_arg(&types, cg_x_visit(x, CG_ROLE_TYPE));
            }
        }
    }
    uint32_t type = types.count == 1 ? types.args[0] : py_type_of(x, &types);
    if (!cg_x_tested(x, test, type, other, value))
        for (uint32_t i = 0; i < CG_MIN(types.count, (uint32_t)PY_TYPE_ARGS_MAX); i++)
            cg_x_hint_assigned(x, value, types.args[i]);
}

/* `getattr(value, name)` in a `__getattr__`: what is looked for is looked for in the value. */
static bool passes_on(cg_extract *x, TSNode name)
{
    uint32_t def = cg_x_source_def(x);
    return cg_x_token_of(x, name) == PY_IDENTIFIER && def != CG_NONE &&
           cg_str_eq(cg_x_interned(x, cg_x_def(x, def)->name), CG_STR("__getattr__"));
}

/* `getattr(value, "name", other)` is `value.name` or the other. */
static uint32_t attribute_by_name(cg_extract *x, const call *c, TSNode node)
{
    TSNode name = cg_x_named_child(cg_x_child(x, node, PY_F_arguments), 1);
    cg_str text = ts_node_is_null(name) ? CG_STR_NULL : py_constant_key(x, name);
    if (!ts_node_is_null(name) && passes_on(x, name))
        return cg_x_member_text(x, c->first, CG_STR("__getattr__"), name, CG_ROLE_READ);
    uint32_t other = c->count == 3 ? c->last : CG_NONE, member = CG_NONE;
    if (text.len > 0)
        member = cg_x_member_text(x, c->first, text, cg_x_named_child(name, 1), CG_ROLE_READ);
    return py_either(x, member, other);
}

/* `import_module("a.b")` is the module of that name. */
static uint32_t module_by_name(cg_extract *x, const call *c, TSNode node)
{
    TSNode name = cg_x_named_child(cg_x_child(x, node, PY_F_arguments), 0);
    cg_str text = ts_node_is_null(name) ? CG_STR_NULL : py_constant_key(x, name);
    return text.len == 0 || c->count != 1
               ? CG_NONE
               : cg_x_ref_as(x, text, cg_x_named_child(name, 1), CG_ROLE_QUALIFY);
}

/* `setattr(value, "name", other)` is `value.name = other`. */
static void set_by_name(cg_extract *x, const call *c, TSNode node)
{
    TSNode name = cg_x_named_child(cg_x_child(x, node, PY_F_arguments), 1);
    cg_str text = c->count == 3 ? py_constant_key(x, name) : CG_STR_NULL;
    if (text.len > 0 && py_is_telling(x, c->last))
        cg_x_hint_assigned(
            x, cg_x_member_text(x, c->first, text, cg_x_named_child(name, 1), CG_ROLE_WRITE),
            c->last);
}

uint32_t py_on_call(cg_extract *x, cg_role role)
{
    static const char *const super[] = {"super", NULL}, *const get[] = {"getattr", NULL};
    static const char *const test[] = {"isinstance", NULL}, *const set[] = {"setattr", NULL};
    static const char *const import[] = {"import_module", NULL};
    (void)role;
    TSNode node = cg_x_node(x);
    call c = {.callee = CG_NONE, .first = CG_NONE, .last = CG_NONE};
    bool is_super = false, gets = false, sets = false, tests = false, imports = false;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_function) {
            is_super = is_name(x, cg_x_node(x), super);
            gets = is_name(x, cg_x_node(x), get);
            sets = is_name(x, cg_x_node(x), set);
            tests = is_name(x, cg_x_node(x), test);
            c.closed = gets || is_name(x, cg_x_node(x), closed);
            imports = py_str_in(py_last_component(cg_x_text(x, cg_x_node(x))), import);
            c.casts = cg_str_eq(py_last_component(cg_x_text(x, cg_x_node(x))), CG_STR("cast"));
            if (cg_x_token(x) == PY_ATTRIBUTE) {
                c.method = cg_x_child(x, cg_x_node(x), PY_F_attribute);
                c.object = cg_x_child(x, cg_x_node(x), PY_F_object);
            }
            ask_of_arguments(x, cg_x_node(x), &c);
            if (!is_super)
                c.callee = visit_callee(x);
        } else if (cg_x_field(x) == PY_F_arguments && tests) {
            visit_test(x, node);
        } else if (cg_x_field(x) == PY_F_arguments) {
            visit_arguments(x, &c);
        }
    }
    if (is_super) {
        py_state_of(x)->super_from = c.count == 2 ? c.first : CG_NONE;
        return CG_X_SUPER;
    }
    if (gets && c.count >= 2)
        return attribute_by_name(x, &c, cg_x_node(x));
    if (sets)
        set_by_name(x, &c, node);
    cg_x_ref_set_args(x, c.callee, c.count, c.spread);
    if (!ts_node_is_null(c.method) && py_is_telling(x, c.last))
        add_to_container(x, &c);
    if (!tests && cg_x_is_asked(x, node))
        cg_x_tested(x, node, cg_x_said(x, c.callee, 0), CG_NONE, c.first);
    uint32_t module = imports ? module_by_name(x, &c, node) : CG_NONE;
    return module != CG_NONE ? module : cg_x_result(x, c.callee);
}

/* `Box[int](3)` makes a Box: a name in mixed case with a subscript is a generic class. */
static bool is_generic_class(const cg_extract *x, TSNode node)
{
    cg_str name = cg_x_text(x, node);
    return cg_x_token_of(x, node) == PY_IDENTIFIER && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z' &&
           !py_is_constant_name(name);
}

/* The characters of a plain string: a constant key. */
cg_str py_constant_key(const cg_extract *x, TSNode node)
{
    if (cg_x_token_of(x, node) != PY_STRING || cg_x_named_count(node) != 3)
        return CG_STR_NULL;
    TSNode content = cg_x_named_child(node, 1);
    bool plain = cg_x_token_of(x, content) == PY_STRING_CONTENT;
    return plain ? cg_x_text(x, content) : CG_STR_NULL;
}

/* A decimal number that can be a position; false: something else. */
bool py_constant_position(const cg_extract *x, TSNode node, unsigned *out)
{
    cg_str text = cg_x_text(x, node);
    *out = 0;
    if (cg_x_token_of(x, node) != PY_INTEGER || text.len > 3)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *out = *out * 10 + (unsigned)(text.ptr[i] - '0');
    }
    return *out < CG_HINT_SOMEWHERE;
}

/* What `value[index]` gives; a slice gives another container of the same. */
static uint32_t part_of(cg_extract *x, uint32_t value, TSNode index)
{
    unsigned n;
    cg_str key = py_constant_key(x, index);
    if (cg_x_token_of(x, index) == PY_SLICE)
        return value;
    if (key.len > 0)
        return cg_x_key(x, value, key);
    if (py_constant_position(x, index, &n))
        return cg_x_at(x, value, n);
    return cg_x_key(x, value, CG_STR("__getitem__"));
}

/* *values */
uint32_t py_on_spread(cg_extract *x, cg_role role)
{
    (void)role;
    return cg_x_operate(x, cg_x_visit_children(x), CG_OPERATION_ITERATE);
}

uint32_t py_on_subscript(cg_extract *x, cg_role role)
{
    if (role == CG_ROLE_TYPE || role == CG_ROLE_INHERIT)
        return py_type_subscript(x, role);
    uint32_t value = CG_NONE;
    TSNode index = {0};
    bool makes = false;
    unsigned args = 0;
    cg_operation operation = role == CG_ROLE_WRITE        ? CG_OPERATION_DELETE_ITEM
                             : role == CG_ROLE_READ_WRITE ? CG_OPERATION_UPDATE_ITEM
                                                          : CG_OPERATION_GET_ITEM;
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) == PY_F_value) {
            makes = role == CG_ROLE_CALL && is_generic_class(x, cg_x_node(x));
            value = cg_x_visit(x, makes ? CG_ROLE_CALL : CG_ROLE_READ);
            if (!makes)
                value = cg_x_operate(x, value, operation);
        } else if (cg_x_field(x) == PY_F_subscript && makes) {
            cg_x_hint_type_arg(x, value, args++, cg_x_visit(x, CG_ROLE_TYPE));
        } else if (cg_x_field(x) == PY_F_subscript) {
            index = cg_x_node(x);
            cg_x_visit(x, CG_ROLE_READ);
        } else {
            cg_x_visit(x, CG_ROLE_READ);
        }
    }
    return makes || ts_node_is_null(index) ? value : part_of(x, value, index);
}
