// SPDX-License-Identifier: Apache-2.0
// link, Go: what calls of generic functions of the standard library give, and what its generic types have and stand for.
#include "go_library.h"

#include <stdlib.h>

#define VARS_MAX 6u
#define PARAMS_MAX 6u
#define NESTING_MAX 6u

/* ---- rows ---- */

typedef struct row_name {
    cg_str package, name;
} row_name;

static int compare_to_row(const void *key, const void *row)
{
    const row_name *k = key;
    const go_declared *r = row;
    int package = cg_str_cmp(k->package, cg_str_from(r->package));
    return package != 0 ? package : cg_str_cmp(k->name, cg_str_from(r->name));
}

static const go_declared *row_named(cg_str package, cg_str name)
{
    row_name key = {package, name};
    return bsearch(&key, go_library, go_library_count, sizeof *go_library, compare_to_row);
}

/* The row of "package:name". */
static const go_declared *row_of(const thing *t)
{
    ptrdiff_t colon = t->kind == THING_EXTERNAL ? cg_str_rfind(t->text, ':') : -1;
    return colon < 0 ? NULL
                     : row_named(cg_str_slice(t->text, 0, (size_t)colon),
                                 cg_str_slice(t->text, (size_t)colon + 1, t->text.len));
}

static bool is_function(const go_declared *row)
{
    return row->text[0] == '(';
}

/* ---- types as rows have them ---- */

typedef struct reader {
    cg_linker *l;
    cg_str vars;
    thing given[VARS_MAX];
    bool open; /* what is not given stands for itself; else it is unknown */
} reader;

static thing read_type(reader *r, cg_str *text, unsigned depth);

static bool take(cg_str *text, const char *word)
{
    cg_str prefix = cg_str_from(word);
    if (!cg_str_starts(*text, prefix))
        return false;
    *text = cg_str_slice(*text, prefix.len, text->len);
    return true;
}

static cg_str take_name(cg_str *text)
{
    size_t len = 0;
    while (len < text->len && memchr("[](), ", text->ptr[len], 6) == NULL)
        len++;
    cg_str name = cg_str_slice(*text, 0, len);
    *text = cg_str_slice(*text, len, text->len);
    return name;
}

static thing composed(reader *r, thing of, const thing *args, unsigned count)
{
    thing *kept = cg_arena_alloc_array(r->l->arena, count + 1, sizeof *kept);
    memcpy(kept, args, count * sizeof *kept);
    of.args = kept;
    of.args_count = (uint16_t)count;
    return of;
}

static thing builtin_of(reader *r, cg_str word, const thing *args, unsigned count)
{
    thing type = {.kind = THING_BUILTIN, .key = name_hash(word), .text = word};
    return composed(r, type, args, count);
}

/* Types up to `end`, which is taken too. */
static unsigned read_list(reader *r, cg_str *text, const char *end, thing out[PARAMS_MAX],
                          unsigned depth)
{
    unsigned count = 0;
    while (text->len > 0 && !take(text, end)) {
        thing type = read_type(r, text, depth + 1);
        if (count < PARAMS_MAX)
            out[count++] = type;
        (void)take(text, ",");
    }
    return count;
}

/* One result, or several in parentheses. */
static thing read_results(reader *r, cg_str *text, unsigned depth)
{
    thing results[PARAMS_MAX] = {0};
    if (!take(text, "("))
        return read_type(r, text, depth);
    unsigned count = read_list(r, text, ")", results, depth);
    return composed(r, (thing){.kind = THING_TUPLE}, results, count);
}

static thing read_function(reader *r, cg_str *text, unsigned depth)
{
    thing args[PARAMS_MAX + 1] = {0};
    thing function = {
        .kind = THING_FUNCTION, .file = CG_NONE, .def = CG_NONE, .key = name_hash(*text)};
    unsigned count = read_list(r, text, ")", args + 1, depth);
    args[0] = read_results(r, text, depth);
    return composed(r, function, args, count + 1);
}

/* The type parameter: what it is given; else itself, of no file, with what it is made of as its argument. */
static thing read_var(reader *r, cg_str name, unsigned depth)
{
    cg_str rest = r->vars;
    for (uint32_t n = 0; rest.len > 0 && n < VARS_MAX; n++) {
        cg_str var = take_name(&rest);
        bool bound = take(&rest, " ");
        if (!cg_str_eq(var, name)) {
            reader skip = {.l = r->l};
            if (bound)
                (void)read_type(&skip, &rest, depth + 1);
            (void)take(&rest, ",");
            continue;
        }
        if (r->given[n].kind != THING_NONE)
            return r->given[n];
        thing core = bound && depth < NESTING_MAX ? read_type(r, &rest, depth + 1) : (thing){0};
        if (!r->open)
            return core;
        thing param = {.kind = THING_PARAM, .file = CG_NONE, .def = n};
        return composed(r, param, &core, core.kind != THING_NONE);
    }
    return (thing){0};
}

static thing read_map(reader *r, cg_str *text, unsigned depth)
{
    thing args[2] = {0};
    args[0] = read_type(r, text, depth + 1);
    (void)take(text, "]");
    args[1] = read_type(r, text, depth + 1);
    return builtin_of(r, CG_STR("map"), args, 2);
}

static thing read_named(reader *r, cg_str *text, unsigned depth)
{
    cg_str name = take_name(text);
    ptrdiff_t colon = cg_str_rfind(name, ':');
    thing args[PARAMS_MAX] = {0};
    if (colon < 0)
        return read_var(r, name, depth);
    thing type = unknown_thing(r->l, cg_str_slice(name, 0, (size_t)colon),
                               cg_str_slice(name, (size_t)colon + 1, name.len));
    unsigned count = take(text, "[") ? read_list(r, text, "]", args, depth) : 0;
    return composed(r, type, args, count);
}

static thing read_type(reader *r, cg_str *text, unsigned depth)
{
    if (take(text, "...") || take(text, "[]")) {
        thing element = read_type(r, text, depth + 1);
        return composed(r, (thing){.kind = THING_CONTAINER}, &element, 1);
    }
    if (take(text, "chan ")) {
        thing element = read_type(r, text, depth + 1);
        return builtin_of(r, CG_STR("chan"), &element, 1);
    }
    if (take(text, "map["))
        return read_map(r, text, depth);
    if (take(text, "func("))
        return read_function(r, text, depth);
    return read_named(r, text, depth);
}

static reader reader_for(cg_linker *l, const go_declared *row, const thing *t)
{
    reader r = {.l = l, .vars = cg_str_from(row->vars)};
    for (uint16_t i = 0; i < t->args_count && i < VARS_MAX; i++)
        r.given[i] = t->args[i];
    return r;
}

/* ---- calls ---- */

/* What the call passes as argument n; of what the last parameter takes, the first. */
static thing passed(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n)
{
    size_t first, count = unit_hints(u, CG_HINT_ARGUMENT, call, &first);
    things values = {0};
    for (size_t i = 0; i < count; i++)
        if (u->unit->hints.ptr[first + i].index == n)
            values_of_ref(l, u, u->unit->hints.ptr[first + i].value, &values);
    return values.list[0];
}

/* Type parameters that are not given are what the arguments say. `text`: the parameters. */
static void infer(reader *r, const cg_link_unit *u, uint32_t call, cg_str text)
{
    thing have[PARAMS_MAX] = {0}, want[PARAMS_MAX] = {0};
    bool spread = ref_of(u, call)->args == 255, variadic = cg_str_find(text, '.') >= 0;
    r->open = true;
    unsigned count = read_list(r, &text, ")", want, 0);
    for (unsigned n = 0; n < count; n++) {
        have[n] = passed(r->l, u, call, n);
        if (variadic && n + 1 == count && !spread)
            want[n] = want[n].args[0];
    }
    for (uint32_t v = 0; v < VARS_MAX; v++) {
        thing param = {.kind = THING_PARAM, .file = CG_NONE, .def = v}, found;
        for (unsigned n = 0; n < count && r->given[v].kind == THING_NONE; n++)
            if (go_infer(r->l, &want[n], &have[n], &param, &found))
                r->given[v] = found;
    }
    r->open = false;
}

void go_library_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                       things *out)
{
    const go_declared *row = row_of(t);
    thing of = *t;
    if (row == NULL)
        return;
    if (of.args_count == 0)
        take_type_args(l, u, call, &of);
    if (!is_function(row)) { /* a conversion */
        things_add(out, of);
        return;
    }
    reader r = reader_for(l, row, &of);
    cg_str text = cg_str_slice(cg_str_from(row->text), 1, strlen(row->text));
    if (call != CG_NONE)
        infer(&r, u, call, text);
    thing params[PARAMS_MAX];
    (void)read_list(&r, &text, ")", params, 0);
    things_add(out, read_results(&r, &text, 0));
}

/* ---- names ---- */

bool go_library_has(cg_str package, cg_str name)
{
    return row_named(package, name) != NULL;
}

void go_library_member(cg_linker *l, const thing *t, cg_str name, things *out)
{
    ptrdiff_t colon = cg_str_rfind(t->text, ':');
    if (colon < 0) {
        if (go_library_has(t->text, name))
            things_add(out, member_called(l, unknown_thing(l, t->text, name), t, name));
        return;
    }
    cg_str package = cg_str_slice(t->text, 0, (size_t)colon);
    cg_str type = cg_str_slice(t->text, (size_t)colon + 1, t->text.len);
    cg_str both = link_text(l, "%.*s.%.*s", CG_STR_ARG(type), CG_STR_ARG(name));
    const go_declared *row = t->args_count > 0 ? row_named(package, both) : NULL;
    if (row == NULL)
        return;
    reader r = reader_for(l, row, t);
    cg_str text = cg_str_from(row->text);
    thing member = is_function(row) ? unknown_thing(l, package, both) : read_type(&r, &text, 0);
    if (is_function(row)) {
        member.args = t->args;
        member.args_count = t->args_count;
    }
    things_add(out, member_called(l, member, t, name));
}

thing go_library_behind(cg_linker *l, const thing *t)
{
    const go_declared *row = row_of(t);
    cg_str text = cg_str_from(row != NULL ? row->text : "");
    if (text.len == 0 || is_function(row))
        return (thing){0};
    reader r = reader_for(l, row, t);
    return read_type(&r, &text, 0);
}
