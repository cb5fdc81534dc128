// SPDX-License-Identifier: Apache-2.0
// graphql: execution, breadth-first. All objects of one type that were selected from at one place are a set; each field
// of it is resolved in one call, a column of values. Objects among them make the sets below. When those are done, the
// column is settled: what must not be null and is, empties what it is in.
//
//   set (objects 0..n) --columns--> values[0..n] --objects among them--> set below
//
// A value of kind CG_GQL_OBJECT that was settled points to the set below, and `count` is its place there.
#include "graphql_int.h"

#define MEMORY_DEFAULT ((size_t)256 << 20)

typedef struct column {
    const gql_group *group;
    const gql_field_def *def;
    cg_gql_value *values;
} column;
typedef struct object_set {
    const gql_type *type;
    size_t count;
    const void **objects;
    const gql_path **paths;
    bool *emptied; /* something that must not be null is */
    column *columns;
    size_t columns_count;
} object_set;

typedef struct execution {
    const cg_gql_operation *operation;
    const cg_gql_run_options *options;
    gql_errors errors;
    cg_arena *arena;
    cg_err *err;
} execution;

static cg_code no_room(execution *x)
{
    return CG_FAIL(x->err, CG_E_LIMIT, "the answer grows too large: ask for less");
}

/* ---- errors ---- */

/* Keeps a path whose last steps are on the stack. */
static const gql_path *keep_path(execution *x, const gql_path *path, const gql_path *kept)
{
    if (path == kept || path == NULL)
        return path;
    gql_path *copy = cg_arena_try(x->arena, sizeof *copy);
    if (copy == NULL)
        return kept;
    *copy = *path;
    copy->parent = keep_path(x, path->parent, kept);
    return copy;
}

static void tell(execution *x, const column *c, const gql_path *path, const gql_path *kept,
                 const cg_gql_failure *failure)
{
    gql_at at[20];
    size_t count = 0;
    for (; count < c->group->count && count < CG_ARRAY_LEN(at); count++)
        at[count] = c->group->fields[count]->at;
    gql_error *error = gql_error_add(&x->errors, cg_code_text(failure->err.code), at, count, "%s",
                                     failure->err.text);
    if (error == NULL)
        return;
    error->path = keep_path(x, path, kept);
    error->has_path = true;
    error->extensions = failure->extensions;
}

/* ---- settling ---- */

typedef struct settling {
    execution *x;
    const object_set *set;
    const column *column;
    const gql_path *kept; /* of the object whose value it is */
} settling;

static bool settle(settling *s, cg_gql_value *value, const gql_type *type, const gql_path *path);

/* False, and it is told or was: the value must be null. */
static bool settle_list(settling *s, cg_gql_value *value, const gql_type *type,
                        const gql_path *path)
{
    bool leaf = gql_is_leaf(gql_named(type)) && gql_nullable(type->of)->kind != GQL_LIST;
    cg_gql_value *items = (cg_gql_value *)value->items;
    for (uint32_t i = 0; i < value->count; i++) {
        gql_path step = {.parent = path, .index = i};
        if (leaf && items[i].kind != CG_GQL_NULL && items[i].kind != CG_GQL_FAILED)
            continue;
        if (!settle(s, &items[i], type->of, &step))
            return false;
    }
    return true;
}

static void tell_null(settling *s, const gql_path *path)
{
    cg_gql_failure failure = {0};
    (void)CG_FAIL(&failure.err, CG_E_INTERNAL, "\"%.*s.%.*s\" must not be null, and is.",
                  CG_STR_ARG(s->set->type->name), CG_STR_ARG(s->column->def->name));
    tell(s->x, s->column, path, s->kept, &failure);
}

/* Whether the value may stay what it is now. */
static bool settle(settling *s, cg_gql_value *value, const gql_type *type, const gql_path *path)
{
    bool told = true;
    const gql_type *inner = gql_nullable(type);
    if (value->kind == CG_GQL_FAILED) {
        tell(s->x, s->column, path, s->kept, value->failure);
        value->kind = CG_GQL_NULL;
    } else if (value->kind == CG_GQL_LIST) {
        if (inner->kind != GQL_LIST || !settle_list(s, value, inner, path))
            value->kind = CG_GQL_NULL;
    } else if (value->kind == CG_GQL_OBJECT) {
        const object_set *below = value->object;
        if (below->emptied[value->count])
            value->kind = CG_GQL_NULL;
    } else {
        told = false;
    }
    if (value->kind != CG_GQL_NULL || type->kind != GQL_NON_NULL)
        return true;
    if (!told)
        tell_null(s, path);
    return false;
}

static void settle_column(execution *x, object_set *set, const column *c)
{
    for (size_t i = 0; i < set->count; i++) {
        settling s = {.x = x, .set = set, .column = c, .kept = set->paths[i]};
        gql_path path = {.parent = set->paths[i], .key = c->group->key};
        if (!settle(&s, &c->values[i], c->def->type, &path))
            set->emptied[i] = true;
    }
}

/* ---- sets below ---- */

typedef struct gathering {
    execution *x;
    const column *column;
    const gql_type *named;
    object_set *sets; /* one for each type that an object of the column may have */
    size_t sets_count;
    bool full;
} gathering;

/* The set that an object belongs to. A resolver that names no type of the schema is broken. */
static object_set *set_of(gathering *g, const cg_gql_value *value)
{
    size_t i = 0;
    while (g->named->kind != GQL_OBJECT &&
           !cg_str_eq(g->sets[i].type->name, cg_str_from(value->type))) {
        i++;
        CG_ASSERT(i < g->sets_count);
    }
    return &g->sets[i];
}

static void count_objects(gathering *g, const cg_gql_value *value)
{
    if (value->kind == CG_GQL_LIST)
        for (uint32_t i = 0; i < value->count; i++)
            count_objects(g, &value->items[i]);
    else if (value->kind == CG_GQL_OBJECT)
        set_of(g, value)->count++;
}

static bool make_room(gathering *g)
{
    for (size_t i = 0; i < g->sets_count; i++) {
        object_set *set = &g->sets[i];
        set->objects = cg_arena_try(g->x->arena, (set->count + 1) * sizeof(void *));
        set->paths = cg_arena_try(g->x->arena, (set->count + 1) * sizeof(gql_path *));
        set->emptied = cg_arena_try(g->x->arena, set->count + 1);
        if (set->objects == NULL || set->paths == NULL || set->emptied == NULL)
            return false;
        set->count = 0;
    }
    return true;
}

static const gql_path *new_path(gathering *g, gql_path path)
{
    gql_path *made = cg_arena_try(g->x->arena, sizeof *made);
    g->full = g->full || made == NULL;
    if (made != NULL)
        *made = path;
    return made;
}

/* Lists are copied: they are the resolver's, and objects in them become places in sets. */
static void place_objects(gathering *g, cg_gql_value *value, const gql_path *path)
{
    if (value->kind == CG_GQL_LIST) {
        cg_gql_value *items = cg_arena_try(g->x->arena, ((size_t)value->count + 1) * sizeof *items);
        g->full = g->full || items == NULL;
        for (uint32_t i = 0; i < value->count && !g->full; i++) {
            items[i] = value->items[i];
            if (items[i].kind == CG_GQL_LIST || items[i].kind == CG_GQL_OBJECT)
                place_objects(g, &items[i], new_path(g, (gql_path){.parent = path, .index = i}));
        }
        value->items = items;
    } else if (value->kind == CG_GQL_OBJECT) {
        object_set *set = set_of(g, value);
        set->objects[set->count] = value->object;
        set->paths[set->count] = path;
        value->object = set;
        value->count = (uint32_t)set->count++;
    }
}

static cg_code run_set(execution *x, object_set *set, const gql_node *const *holders,
                       size_t holders_count);

static cg_code run_below(execution *x, const object_set *above, const column *c)
{
    const gql_type *named = gql_named(c->def->type);
    gathering g = {.x = x, .column = c, .named = named};
    g.sets_count = named->kind == GQL_OBJECT ? 1 : named->possible_count;
    g.sets = cg_arena_try(x->arena, (g.sets_count + 1) * sizeof *g.sets);
    if (g.sets == NULL)
        return no_room(x);
    for (size_t i = 0; i < g.sets_count; i++)
        g.sets[i] = (object_set){.type = named->kind == GQL_OBJECT ? named : named->possible[i]};
    for (size_t i = 0; i < above->count; i++)
        count_objects(&g, &c->values[i]);
    if (!make_room(&g))
        return no_room(x);
    for (size_t i = 0; i < above->count && !g.full; i++)
        if (c->values[i].kind == CG_GQL_LIST || c->values[i].kind == CG_GQL_OBJECT)
            place_objects(
                &g, &c->values[i],
                new_path(&g, (gql_path){.parent = above->paths[i], .key = c->group->key}));
    if (g.full)
        return no_room(x);
    cg_code rc = CG_OK;
    for (size_t i = 0; i < g.sets_count && rc == CG_OK; i++)
        if (g.sets[i].count > 0)
            rc = run_set(x, &g.sets[i], c->group->fields, c->group->count);
    return rc;
}

/* ---- columns ---- */

/* What ends an execution, and is no matter of one field. */
static bool is_fatal(cg_code rc)
{
    return rc == CG_E_DEADLINE || rc == CG_E_CANCELED || rc == CG_E_NOMEM || rc == CG_E_LIMIT;
}

static void fail_column(execution *x, const object_set *set, column *c, const cg_err *err)
{
    cg_gql_value failed = cg_gql_failed(x->arena, err);
    for (size_t i = 0; i < set->count; i++)
        c->values[i] = failed;
}

static cg_code call_resolver(execution *x, const object_set *set, column *c, cg_err *err)
{
    gql_variables variables = {x->operation->variables, x->operation->variables_count};
    const gql_node *field = c->group->fields[0];
    cg_gql_call call = {.user = x->options->user,
                        .arena = x->arena,
                        .type = set->type->name,
                        .field = c->def->name,
                        .objects = set->objects,
                        .count = set->count,
                        .out = c->values,
                        .selection = c->group,
                        .execution = x};
    cg_code rc = gql_coerce_arguments(c->def->args, c->def->args_count, field, variables, x->arena,
                                      &call.args, err);
    return rc == CG_OK ? c->def->resolve(&call, err) : rc;
}

static cg_code resolve_column(execution *x, const object_set *set, column *c)
{
    cg_err err = {0};
    cg_code rc = cg_patience_check(&x->options->patience, x->err);
    if (rc != CG_OK)
        return rc;
    size_t memory = x->options->memory_max != 0 ? x->options->memory_max : MEMORY_DEFAULT;
    size_t bytes = (set->count + 1) * sizeof *c->values;
    c->values = cg_arena_used(x->arena) + bytes <= memory ? cg_arena_try(x->arena, bytes) : NULL;
    if (c->values == NULL)
        return no_room(x);
    if (c->def == &x->operation->schema->typename_field) {
        for (size_t i = 0; i < set->count; i++)
            c->values[i] = cg_gql_text(set->type->name);
        return CG_OK;
    }
    rc = call_resolver(x, set, c, &err);
    if (rc != CG_OK && is_fatal(rc)) {
        if (x->err != NULL)
            *x->err = err;
        return rc;
    }
    if (rc != CG_OK)
        fail_column(x, set, c, &err);
    return CG_OK;
}

static cg_code run_set(execution *x, object_set *set, const gql_node *const *holders,
                       size_t holders_count)
{
    gql_groups groups;
    cg_code rc =
        gql_collect(x->operation, set->type, holders, holders_count, x->arena, &groups, x->err);
    if (rc != CG_OK)
        return rc;
    set->columns = cg_arena_try(x->arena, (groups.count + 1) * sizeof *set->columns);
    if (set->columns == NULL)
        return no_room(x);
    /* one after the other, each with all that is below it: mutations want this */
    for (const gql_group *g = groups.first; g != NULL && rc == CG_OK; g = g->next) {
        column *c = &set->columns[set->columns_count++];
        c->group = g;
        c->def = gql_find_field(x->operation->schema, set->type, g->fields[0]->name);
        rc = resolve_column(x, set, c);
        if (rc == CG_OK && !gql_is_leaf(gql_named(c->def->type)))
            rc = run_below(x, set, c);
        if (rc == CG_OK)
            settle_column(x, set, c);
    }
    return rc;
}

/* ---- the answer ---- */

static void write_object(const object_set *set, size_t at, cg_json_writer *w);

static void write_value(const cg_gql_value *value, cg_json_writer *w)
{
    switch (value->kind) {
    case CG_GQL_BOOL: cg_json_write_bool(w, value->flag); break;
    case CG_GQL_INT: cg_json_write_i64(w, value->number); break;
    case CG_GQL_FLOAT: cg_json_write_f64(w, value->real); break;
    case CG_GQL_TEXT: cg_json_write_str(w, value->text); break;
    case CG_GQL_JSON: cg_json_write_raw(w, value->text); break;
    case CG_GQL_OBJECT: write_object(value->object, value->count, w); break;
    case CG_GQL_LIST:
        cg_json_begin_array(w);
        for (uint32_t i = 0; i < value->count; i++)
            write_value(&value->items[i], w);
        cg_json_end_array(w);
        break;
    default: cg_json_write_null(w);
    }
}

static void write_object(const object_set *set, size_t at, cg_json_writer *w)
{
    cg_json_begin_object(w);
    for (size_t i = 0; i < set->columns_count; i++) {
        cg_json_write_key(w, set->columns[i].group->key);
        write_value(&set->columns[i].values[at], w);
    }
    cg_json_end_object(w);
}

static void write_extensions(execution *x, cg_json_writer *w)
{
    const cg_gql_run_options *o = x->options;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_str members = o->extend != NULL ? o->extend(o->user, x->arena) : CG_STR_NULL;
    if (members.len == 0)
        return;
    cg_buf_printf(&text, "{%.*s}", CG_STR_ARG(members));
    cg_json_put_raw(w, "extensions", cg_buf_str(&text));
}

static void write_answer(execution *x, const object_set *root, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    if (x->errors.count > 0) {
        cg_json_write_key(&w, CG_STR("errors"));
        gql_errors_write(&x->errors, &w);
    }
    cg_json_write_key(&w, CG_STR("data"));
    if (root->emptied[0])
        cg_json_write_null(&w);
    else
        write_object(root, 0, &w);
    write_extensions(x, &w);
    cg_json_end_object(&w);
}

cg_code cg_gql_run(const cg_gql_operation *operation, const cg_gql_run_options *options,
                   cg_arena *arena, cg_buf *out, cg_err *err)
{
    execution x = {.operation = operation,
                   .options = options,
                   .errors = {.arena = arena},
                   .arena = arena,
                   .err = err};
    const void *objects[] = {options->root};
    const gql_path *paths[] = {NULL};
    bool emptied[] = {false};
    object_set root = {.type = operation->schema->roots[operation->operation->operation],
                       .count = 1,
                       .objects = objects,
                       .paths = paths,
                       .emptied = emptied};
    size_t before = out->len;
    cg_code rc = run_set(&x, &root, &operation->operation, 1);
    if (rc == CG_OK && x.errors.full)
        rc = no_room(&x);
    if (rc != CG_OK)
        return rc;
    write_answer(&x, &root, out);
    if (out->error == CG_OK)
        return CG_OK;
    out->len = before;
    return CG_FAIL(err, CG_E_LIMIT, "the answer grows too large: ask for less");
}

/* ---- for resolvers ---- */

cg_gql_value cg_gql_objects(cg_arena *arena, const void *objects, size_t count, size_t size)
{
    cg_gql_value *items = cg_arena_alloc_array(arena, count + 1, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = cg_gql_object((const char *)objects + i * size);
    return cg_gql_list(items, count);
}

cg_gql_value cg_gql_failed(cg_arena *arena, const cg_err *err)
{
    cg_gql_failure *failure = cg_arena_alloc(arena, sizeof *failure);
    *failure = (cg_gql_failure){.err = *err};
    if (err->pointer[0] != '\0') {
        CG_AUTO_VALUE(cg_buf) text = {0};
        cg_buf_add_str(&text, CG_STR("\"pointer\":\""));
        cg_buf_add_json_escaped(&text, cg_str_from(err->pointer));
        cg_buf_add_char(&text, '"');
        failure->extensions = cg_arena_str(arena, cg_buf_str(&text));
    }
    return (cg_gql_value){.kind = CG_GQL_FAILED, .failure = failure};
}

const cg_gql_operation *gql_operation_of(const cg_gql_call *call)
{
    const execution *x = call->execution;
    return x->operation;
}
