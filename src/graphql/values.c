// SPDX-License-Identifier: Apache-2.0
// graphql: what clients give, as the types want it: variables from JSON, arguments from what is written.
#include "graphql_int.h"

#include <math.h>

/* ---- looking things up ---- */

static const cg_gql_value *find_member(const cg_gql_member *list, size_t count, cg_str name)
{
    for (size_t i = 0; i < count; i++)
        if (cg_str_eq(list[i].name, name))
            return &list[i].value;
    return NULL;
}

const cg_gql_value *cg_gql_member_of(const cg_gql_value *input, const char *name)
{
    return find_member(input->members, input->count, cg_str_from(name));
}

const cg_gql_value *cg_gql_argument(const cg_gql_arguments *args, const char *name)
{
    return find_member(args->list, args->count, cg_str_from(name));
}

const cg_gql_value *gql_variable(gql_variables variables, cg_str name)
{
    return find_member(variables.list, variables.count, name);
}

static bool find_enum(const gql_type *type, cg_str name, cg_gql_value *out)
{
    for (size_t i = 0; i < type->values_count; i++)
        if (cg_str_eq(type->values[i].name, name)) {
            *out = cg_gql_text(type->values[i].name);
            return true;
        }
    return false;
}

static bool int_fits(int64_t number)
{
    return number >= INT32_MIN && number <= INT32_MAX;
}

/* ---- what is written ---- */

typedef struct literals {
    gql_variables variables;
    cg_arena *arena;
} literals;

static bool from_literal(const literals *l, const gql_node *node, const gql_type *type,
                         cg_gql_value *out);

static void write_json(const literals *l, const gql_node *node, cg_json_writer *w);

/* A value as JSON again, for a custom scalar. */
static void write_value(const cg_gql_value *value, cg_json_writer *w)
{
    switch (value->kind) {
    case CG_GQL_BOOL: cg_json_write_bool(w, value->flag); break;
    case CG_GQL_INT: cg_json_write_i64(w, value->number); break;
    case CG_GQL_FLOAT: cg_json_write_f64(w, value->real); break;
    case CG_GQL_TEXT: cg_json_write_str(w, value->text); break;
    case CG_GQL_JSON: cg_json_write_raw(w, value->text); break;
    case CG_GQL_LIST:
        cg_json_begin_array(w);
        for (uint32_t i = 0; i < value->count; i++)
            write_value(&value->items[i], w);
        cg_json_end_array(w);
        break;
    case CG_GQL_INPUT:
        cg_json_begin_object(w);
        for (uint32_t i = 0; i < value->count; i++) {
            cg_json_write_key(w, value->members[i].name);
            write_value(&value->members[i].value, w);
        }
        cg_json_end_object(w);
        break;
    default: cg_json_write_null(w);
    }
}

static void write_json_object(const literals *l, const gql_node *node, cg_json_writer *w)
{
    cg_json_begin_object(w);
    for (const gql_node *m = node->items.first; m != NULL; m = m->next) {
        if (m->value->kind == GQL_VARIABLE && gql_variable(l->variables, m->value->name) == NULL)
            continue;
        cg_json_write_key(w, m->name);
        write_json(l, m->value, w);
    }
    cg_json_end_object(w);
}

static void write_json(const literals *l, const gql_node *node, cg_json_writer *w)
{
    const cg_gql_value *variable;
    switch (node->kind) {
    case GQL_INT_VALUE:
    case GQL_FLOAT_VALUE:
    case GQL_BOOL_VALUE: cg_json_write_raw(w, node->name); break;
    case GQL_STRING_VALUE:
    case GQL_ENUM_VALUE: cg_json_write_str(w, node->name); break;
    case GQL_LIST_VALUE:
        cg_json_begin_array(w);
        for (const gql_node *item = node->items.first; item != NULL; item = item->next)
            write_json(l, item, w);
        cg_json_end_array(w);
        break;
    case GQL_OBJECT_VALUE: write_json_object(l, node, w); break;
    case GQL_VARIABLE:
        variable = gql_variable(l->variables, node->name);
        if (variable != NULL)
            write_value(variable, w);
        else
            cg_json_write_null(w);
        break;
    default: cg_json_write_null(w);
    }
}

static cg_gql_value json_of_literal(const literals *l, const gql_node *node)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &text);
    write_json(l, node, &w);
    return (cg_gql_value){.kind = CG_GQL_JSON, .text = cg_arena_str(l->arena, cg_buf_str(&text))};
}

/* Digits and a sign; false: more than 64 bits. */
static bool read_integer(cg_str digits, int64_t *out)
{
    bool negative = cg_str_starts(digits, CG_STR("-"));
    uint64_t number = 0;
    if (!cg_str_to_u64(cg_str_slice(digits, negative, digits.len), &number) || number > INT64_MAX)
        return false;
    *out = negative ? -(int64_t)number : (int64_t)number;
    return true;
}

static double read_real(cg_str digits)
{
    CG_AUTO(cg_json) doc = NULL;
    double real = 0;
    if (cg_json_parse(digits, NULL, &doc, NULL) != CG_OK)
        return INFINITY;
    return cg_json_as_f64(cg_json_root(doc), &real, NULL) == CG_OK ? real : INFINITY;
}

static bool scalar_from_literal(const literals *l, const gql_node *node, const gql_type *type,
                                cg_gql_value *out)
{
    int64_t number = 0;
    double real;
    switch (type->scalar) {
    case GQL_SCALAR_INT:
        if (node->kind != GQL_INT_VALUE || !read_integer(node->name, &number) || !int_fits(number))
            return false;
        *out = cg_gql_int(number);
        return true;
    case GQL_SCALAR_FLOAT:
        real = read_real(node->name);
        *out = cg_gql_float(real);
        return (node->kind == GQL_INT_VALUE || node->kind == GQL_FLOAT_VALUE) && isfinite(real);
    case GQL_SCALAR_BOOLEAN:
        *out = cg_gql_bool(cg_str_eq(node->name, CG_STR("true")));
        return node->kind == GQL_BOOL_VALUE;
    case GQL_SCALAR_STRING: *out = cg_gql_text(node->name); return node->kind == GQL_STRING_VALUE;
    case GQL_SCALAR_ID:
        *out = cg_gql_text(node->name);
        return node->kind == GQL_STRING_VALUE || node->kind == GQL_INT_VALUE;
    default: *out = json_of_literal(l, node); return true;
    }
}

static bool list_from_literal(const literals *l, const gql_node *node, const gql_type *type,
                              cg_gql_value *out)
{
    bool single = node->kind != GQL_LIST_VALUE;
    size_t count = single ? 1 : node->items.count;
    cg_gql_value *items = cg_arena_alloc_array(l->arena, count + 1, sizeof *items);
    const gql_node *item = single ? node : node->items.first;
    for (size_t i = 0; i < count; i++, item = item->next) {
        bool missing = item->kind == GQL_VARIABLE && gql_variable(l->variables, item->name) == NULL;
        if (missing ? type->of->kind == GQL_NON_NULL : !from_literal(l, item, type->of, &items[i]))
            return false;
        if (single)
            break;
    }
    *out = cg_gql_list(items, count);
    return true;
}

static bool object_from_literal(const literals *l, const gql_node *node, const gql_type *type,
                                cg_gql_value *out)
{
    cg_gql_member *members =
        cg_arena_alloc_array(l->arena, type->inputs_count + 1, sizeof *members);
    uint32_t count = 0;
    if (node->kind != GQL_OBJECT_VALUE)
        return false;
    for (size_t i = 0; i < type->inputs_count; i++) {
        const gql_input *input = &type->inputs[i];
        const gql_node *given = NULL;
        for (const gql_node *m = node->items.first; m != NULL; m = m->next)
            if (cg_str_eq(m->name, input->name))
                given = m->value;
        if (given != NULL && given->kind == GQL_VARIABLE &&
            gql_variable(l->variables, given->name) == NULL)
            given = NULL;
        if (given == NULL)
            given = input->fallback;
        if (given == NULL && input->type->kind == GQL_NON_NULL)
            return false;
        if (given == NULL)
            continue;
        members[count].name = input->name;
        if (!from_literal(l, given, input->type, &members[count++].value))
            return false;
    }
    *out = (cg_gql_value){.kind = CG_GQL_INPUT, .count = count, .members = members};
    return !type->one_of || (count == 1 && members[0].value.kind != CG_GQL_NULL);
}

static bool from_literal(const literals *l, const gql_node *node, const gql_type *type,
                         cg_gql_value *out)
{
    if (node->kind == GQL_VARIABLE) {
        const cg_gql_value *value = gql_variable(l->variables, node->name);
        if (value == NULL || (value->kind == CG_GQL_NULL && type->kind == GQL_NON_NULL))
            return false;
        *out = *value;
        return true;
    }
    if (type->kind == GQL_NON_NULL)
        return node->kind != GQL_NULL_VALUE && from_literal(l, node, type->of, out);
    *out = (cg_gql_value){.kind = CG_GQL_NULL};
    if (node->kind == GQL_NULL_VALUE)
        return true;
    switch (type->kind) {
    case GQL_LIST: return list_from_literal(l, node, type, out);
    case GQL_INPUT_OBJECT: return object_from_literal(l, node, type, out);
    case GQL_ENUM: return node->kind == GQL_ENUM_VALUE && find_enum(type, node->name, out);
    default: return scalar_from_literal(l, node, type, out);
    }
}

cg_code gql_coerce_arguments(const gql_input *defs, size_t count, const gql_node *holder,
                             gql_variables variables, cg_arena *arena, cg_gql_arguments *out,
                             cg_err *err)
{
    literals l = {.variables = variables, .arena = arena};
    cg_gql_member *list = cg_arena_alloc_array(arena, count + 1, sizeof *list);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const gql_input *def = &defs[i];
        const gql_node *value = NULL;
        for (const gql_node *arg = holder->args.first; arg != NULL; arg = arg->next)
            if (cg_str_eq(arg->name, def->name))
                value = arg->value;
        if (value != NULL && value->kind == GQL_VARIABLE &&
            gql_variable(variables, value->name) == NULL)
            value = NULL;
        if (value == NULL)
            value = def->fallback;
        if (value == NULL && def->type->kind == GQL_NON_NULL)
            return CG_FAIL(err, CG_E_INVALID, "The argument \"%.*s\" is required.",
                           CG_STR_ARG(def->name));
        if (value == NULL)
            continue;
        list[used].name = def->name;
        if (!from_literal(&l, value, def->type, &list[used++].value))
            return CG_FAIL(err, CG_E_INVALID, "The argument \"%.*s\" has a value of another type.",
                           CG_STR_ARG(def->name));
    }
    *out = (cg_gql_arguments){.list = list, .count = used};
    return CG_OK;
}

/* ---- variables ---- */

typedef struct input_reader {
    cg_gql_operation *operation;
    const gql_node *def;
    cg_arena *arena;
} input_reader;

static bool from_json(input_reader *r, cg_json_value json, const gql_type *type, cg_gql_value *out);

static bool refuse(input_reader *r, cg_json_value json, const char *what, cg_str name)
{
    CG_AUTO_VALUE(cg_buf) pointer = {0};
    cg_json_add_pointer(&pointer, json);
    (void)gql_error_add(&r->operation->errors, "invalid_variable", &r->def->at, 1,
                        "The variable \"$%.*s\" has a value that does not fit: at \"%.*s\" %s"
                        "%s%.*s%s.",
                        CG_STR_ARG(r->def->name), CG_STR_ARG(cg_buf_str(&pointer)), what,
                        name.len > 0 ? " \"" : "", CG_STR_ARG(name), name.len > 0 ? "\"" : "");
    return false;
}

static bool refuse_type(input_reader *r, cg_json_value json, const gql_type *type)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    gql_print_type(type, &text);
    return refuse(r, json, "there must be a value of type", cg_buf_str(&text));
}

static bool int_from_json(cg_json_value json, cg_gql_value *out)
{
    int64_t number = 0;
    double real = 0.5;
    if (cg_json_type_of(json) == CG_JSON_REAL && cg_json_as_f64(json, &real, NULL) == CG_OK &&
        floor(real) == real && fabs(real) <= INT32_MAX)
        number = (int64_t)real;
    else if (cg_json_type_of(json) != CG_JSON_INT ||
             cg_json_as_i64(json, INT32_MIN, INT32_MAX, &number, NULL) != CG_OK)
        return false;
    *out = cg_gql_int(number);
    return true;
}

static bool id_from_json(input_reader *r, cg_json_value json, cg_gql_value *out)
{
    cg_str text;
    int64_t number;
    if (cg_json_as_str(json, &text, NULL) == CG_OK)
        *out = cg_gql_text(cg_arena_str(r->arena, text));
    else if (cg_json_type_of(json) == CG_JSON_INT &&
             cg_json_as_i64(json, INT64_MIN, INT64_MAX, &number, NULL) == CG_OK)
        *out = cg_gql_text(cg_arena_printf(r->arena, "%" PRIi64, number));
    else
        return false;
    return true;
}

static bool scalar_from_json(input_reader *r, cg_json_value json, const gql_type *type,
                             cg_gql_value *out)
{
    bool flag;
    cg_str text;
    double real;
    switch (type->scalar) {
    case GQL_SCALAR_INT: return int_from_json(json, out);
    case GQL_SCALAR_FLOAT:
        if (cg_json_as_f64(json, &real, NULL) != CG_OK)
            return false;
        *out = cg_gql_float(real);
        return true;
    case GQL_SCALAR_BOOLEAN:
        if (cg_json_as_bool(json, &flag, NULL) != CG_OK)
            return false;
        *out = cg_gql_bool(flag);
        return true;
    case GQL_SCALAR_STRING:
        if (cg_json_as_str(json, &text, NULL) != CG_OK)
            return false;
        *out = cg_gql_text(cg_arena_str(r->arena, text));
        return true;
    case GQL_SCALAR_ID: return id_from_json(r, json, out);
    default: break;
    }
    CG_AUTO_VALUE(cg_buf) raw = {0};
    cg_json_writer w;
    cg_json_writer_init(&w, &raw);
    cg_json_write_value(&w, json);
    *out = (cg_gql_value){.kind = CG_GQL_JSON, .text = cg_arena_str(r->arena, cg_buf_str(&raw))};
    return true;
}

static bool list_from_json(input_reader *r, cg_json_value json, const gql_type *type,
                           cg_gql_value *out)
{
    bool single = cg_json_type_of(json) != CG_JSON_ARRAY, ok = true;
    size_t count = single ? 1 : cg_json_count(json), i = 0;
    cg_gql_value *items = cg_arena_alloc_array(r->arena, count + 1, sizeof *items);
    cg_json_iter it = {0};
    cg_json_value item;
    if (single)
        ok = from_json(r, json, type->of, &items[0]);
    while (!single && cg_json_next(json, &it, &item))
        ok = from_json(r, item, type->of, &items[i++]) && ok;
    *out = cg_gql_list(items, count);
    return ok;
}

static bool check_members(input_reader *r, cg_json_value json, const gql_type *type)
{
    cg_json_iter it = {0};
    cg_json_value member;
    while (cg_json_next(json, &it, &member))
        if (gql_find_input(type->inputs, type->inputs_count, cg_json_key(member)) == NULL)
            return refuse(r, member, "there is a member that is not one of", type->name);
    return true;
}

static bool object_from_json(input_reader *r, cg_json_value json, const gql_type *type,
                             cg_gql_value *out)
{
    const literals defaults = {.arena = r->arena};
    cg_gql_member *members =
        cg_arena_alloc_array(r->arena, type->inputs_count + 1, sizeof *members);
    uint32_t count = 0;
    if (cg_json_type_of(json) != CG_JSON_OBJECT)
        return refuse_type(r, json, type);
    bool ok = check_members(r, json, type);
    for (size_t i = 0; i < type->inputs_count; i++) {
        const gql_input *input = &type->inputs[i];
        cg_json_value member = cg_json_get(json, cg_arena_str(r->arena, input->name).ptr);
        bool given = cg_json_type_of(member) != CG_JSON_ABSENT;
        members[count].name = input->name;
        if (given)
            ok = from_json(r, member, input->type, &members[count].value) && ok;
        else if (input->fallback != NULL)
            ok = from_literal(&defaults, input->fallback, input->type, &members[count].value) && ok;
        else if (input->type->kind == GQL_NON_NULL)
            ok = refuse(r, json, "there is no member", input->name);
        count += given || input->fallback != NULL;
    }
    *out = (cg_gql_value){.kind = CG_GQL_INPUT, .count = count, .members = members};
    if (ok && type->one_of && (count != 1 || members[0].value.kind == CG_GQL_NULL))
        return refuse(r, json, "there must be exactly one member, which is not null, of",
                      type->name);
    return ok;
}

static bool from_json(input_reader *r, cg_json_value json, const gql_type *type, cg_gql_value *out)
{
    cg_str word;
    bool is_null = cg_json_type_of(json) == CG_JSON_NULL;
    *out = (cg_gql_value){.kind = CG_GQL_NULL};
    if (type->kind == GQL_NON_NULL)
        return is_null ? refuse_type(r, json, type) : from_json(r, json, type->of, out);
    if (is_null)
        return true;
    switch (type->kind) {
    case GQL_LIST: return list_from_json(r, json, type, out);
    case GQL_INPUT_OBJECT: return object_from_json(r, json, type, out);
    case GQL_ENUM:
        return (cg_json_as_str(json, &word, NULL) == CG_OK && find_enum(type, word, out)) ||
               refuse_type(r, json, type);
    default: return scalar_from_json(r, json, type, out) || refuse_type(r, json, type);
    }
}

static void coerce_variable(input_reader *r, cg_json_value values)
{
    cg_gql_operation *operation = r->operation;
    const gql_node *def = r->def;
    const literals defaults = {.arena = r->arena};
    const gql_type *type = gql_type_of(operation->schema, def->type, r->arena);
    cg_gql_member *member = &operation->variables[operation->variables_count];
    cg_json_value json = cg_json_get(values, cg_arena_str(r->arena, def->name).ptr);
    member->name = def->name;
    if (cg_json_type_of(json) != CG_JSON_ABSENT) {
        operation->variables_count += from_json(r, json, type, &member->value);
    } else if (def->value != NULL) {
        operation->variables_count += from_literal(&defaults, def->value, type, &member->value);
    } else if (type->kind == GQL_NON_NULL) {
        (void)gql_error_add(&operation->errors, "invalid_variable", &def->at, 1,
                            "The variable \"$%.*s\" is required.", CG_STR_ARG(def->name));
    }
}

void gql_coerce_variables(cg_gql_operation *operation, cg_json_value values, cg_arena *arena)
{
    input_reader r = {.operation = operation, .arena = arena};
    operation->variables = cg_arena_alloc_array(arena, operation->operation->args.count + 1,
                                                sizeof *operation->variables);
    for (r.def = operation->operation->args.first; r.def != NULL; r.def = r.def->next)
        coerce_variable(&r, values);
}
