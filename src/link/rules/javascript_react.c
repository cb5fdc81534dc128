// SPDX-License-Identifier: Apache-2.0
// JavaScript family: what React's hooks give and pass on, and what its types say. A function or type of it is a THING_BUILTIN
// that has its row below as text; a value that it makes has what it holds as argument.
#include "javascript.h"

typedef enum react_gives {
    REACT_NOTHING,       /* a type, or something that hooks give */
    REACT_STATE,         /* what it begins with, and what changes it */
    REACT_REDUCED,       /* what a reducer makes, and what calls that */
    REACT_HOLDER,        /* what has the first argument as `current` */
    REACT_ARGUMENT,      /* the first */
    REACT_CALLBACK,      /* what the first argument gives when it is called */
    REACT_CONTEXT,       /* what has the first argument as its value */
    REACT_CONTEXT_VALUE, /* that of the first argument */
} react_gives;

typedef struct react_row {
    const char *name;
    react_gives gives;
} react_row;

#define REACT_SETTER "(setState)"
#define REACT_HELD "RefObject"

static const react_row rows[] = {
    {"useState", REACT_STATE},
    {"useReducer", REACT_REDUCED},
    {"useRef", REACT_HOLDER},
    {"createRef", REACT_HOLDER},
    {"useMemo", REACT_CALLBACK},
    {"useCallback", REACT_ARGUMENT},
    {"useDeferredValue", REACT_ARGUMENT},
    {"createContext", REACT_CONTEXT},
    {"useContext", REACT_CONTEXT_VALUE},
    {"FC", REACT_NOTHING},
    {"FunctionComponent", REACT_NOTHING},
    {"Component", REACT_NOTHING},
    {"PureComponent", REACT_NOTHING},
    {"Context", REACT_NOTHING},
    {"MutableRefObject", REACT_NOTHING},
    {REACT_HELD, REACT_NOTHING},
    {REACT_SETTER, REACT_NOTHING},
};

static const react_row *row_named(cg_str name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(rows); i++)
        if (cg_str_eq(name, cg_str_from(rows[i].name)))
            return &rows[i];
    return NULL;
}

static const react_row *row_of(const thing *t)
{
    for (size_t i = 0; t->kind == THING_BUILTIN && i < CG_ARRAY_LEN(rows); i++)
        if (t->text.ptr == rows[i].name)
            return &rows[i];
    return NULL;
}

static bool is_named(const thing *t, const char *name)
{
    return row_of(t) != NULL && cg_str_eq(t->text, cg_str_from(name));
}

static bool is_react(cg_str module)
{
    return cg_str_eq(module, CG_STR("react")) || cg_str_eq(module, CG_STR("preact")) ||
           cg_str_eq(module, CG_STR("preact/hooks")) || cg_str_eq(module, CG_STR("preact/compat"));
}

thing javascript_react_thing(thing t)
{
    const react_row *row =
        t.external != NULL && is_react(t.external->module) ? row_named(t.external->name) : NULL;
    if (row == NULL)
        return t;
    t.kind = THING_BUILTIN;
    t.name_only = false;
    t.text = cg_str_from(row->name);
    t.key = name_hash(t.text) ^ 0x7265616374u;
    return t;
}

/* ---- values ---- */

/* The thing of row `name` that holds each of `values`. */
static void add_holding(cg_linker *l, const char *name, const things *values, things *out)
{
    cg_str text = cg_str_from(row_named(cg_str_from(name))->name);
    for (uint32_t i = 0; i < values->count; i++) {
        thing *args = cg_arena_alloc(l->arena, sizeof *args);
        *args = values->list[i];
        things_add(out, (thing){.kind = THING_BUILTIN,
                                .key = name_hash(text) ^ thing_key(args),
                                .text = text,
                                .args = args,
                                .args_count = 1});
    }
}

/* Pairs of each of `values` and what changes it. */
static void add_states(cg_linker *l, const things *values, things *out)
{
    for (uint32_t i = 0; i < values->count; i++) {
        things one = {.count = 1, .list = {values->list[i]}}, setter = {0};
        add_holding(l, REACT_SETTER, &one, &setter);
        thing *items = cg_arena_alloc_array(l->arena, 2, sizeof *items);
        items[0] = values->list[i];
        items[1] = setter.list[0];
        things_add(out, (thing){.kind = THING_TUPLE,
                                .key = thing_key(&items[0]) * 31,
                                .args = items,
                                .args_count = 2});
    }
}

/* What the call states itself: useState<T>(). */
static bool stated(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    thing all = {.kind = THING_BUILTIN};
    take_type_args(l, u, call, &all);
    if (all.args_count == 0 || all.args[0].kind == THING_NONE)
        return false;
    things_add(out, all.args[0]);
    return true;
}

/* What it states, or argument n. */
static void stated_or_passed(cg_linker *l, const cg_link_unit *u, uint32_t call, unsigned n,
                             things *out)
{
    if (!stated(l, u, call, out))
        javascript_argument_values(l, u, call, n, out);
}

/* A function that makes what there is at first is called for it. */
static void state_begun(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    if (!stated(l, u, call, out) && !javascript_callback_results(l, u, call, 0, out))
        javascript_argument_values(l, u, call, 0, out);
    if (out->count == 0)
        javascript_argument_values(l, u, call, 0, out);
}

/* What a reducer says that it takes, or what it is given at first. */
static void state_reduced(cg_linker *l, const cg_link_unit *u, uint32_t call, things *out)
{
    things reducers = {0};
    javascript_argument_values(l, u, call, 0, &reducers);
    for (uint32_t i = 0; i < reducers.count; i++)
        javascript_function_param(l, &reducers.list[i], 0, out);
    if (out->count == 0)
        javascript_argument_values(l, u, call, 1, out);
}

bool javascript_react_result(cg_linker *l, const thing *t, const cg_link_unit *u, uint32_t call,
                             things *out)
{
    const react_row *row = row_of(t);
    things values = {0};
    if (row == NULL)
        return false;
    switch (row->gives) {
    case REACT_NOTHING: break;
    case REACT_STATE:
        state_begun(l, u, call, &values);
        add_states(l, &values, out);
        break;
    case REACT_REDUCED:
        state_reduced(l, u, call, &values);
        add_states(l, &values, out);
        break;
    case REACT_HOLDER:
        stated_or_passed(l, u, call, 0, &values);
        add_holding(l, REACT_HELD, &values, out);
        break;
    case REACT_ARGUMENT: javascript_argument_values(l, u, call, 0, out); break;
    case REACT_CALLBACK:
        if (!stated(l, u, call, out))
            javascript_callback_results(l, u, call, 0, out);
        break;
    case REACT_CONTEXT:
        stated_or_passed(l, u, call, 0, &values);
        add_holding(l, "Context", &values, out);
        break;
    case REACT_CONTEXT_VALUE:
        javascript_argument_values(l, u, call, 0, &values);
        for (uint32_t i = 0; i < values.count; i++)
            if (is_named(&values.list[i], "Context") && values.list[i].args_count > 0)
                things_add(out, values.list[i].args[0]);
        break;
    }
    return true;
}

/* ---- members and parameters ---- */

bool javascript_react_member(const thing *t, cg_str name, things *out)
{
    bool held = is_named(t, REACT_HELD) || is_named(t, "MutableRefObject");
    bool component = is_named(t, "Component") || is_named(t, "PureComponent");
    unsigned arg = component && cg_str_eq(name, CG_STR("state")) ? 1 : 0;
    bool found = (held && cg_str_eq(name, CG_STR("current"))) ||
                 (component && (arg == 1 || cg_str_eq(name, CG_STR("props"))));
    if (!found || arg >= t->args_count || t->args[arg].kind == THING_NONE)
        return false;
    things_add(out, t->args[arg]);
    return true;
}

void javascript_react_inherited(cg_linker *l, const thing *type, cg_str name, things *out)
{
    bool asked = cg_str_eq(name, CG_STR("props")) || cg_str_eq(name, CG_STR("state"));
    if (!asked || type->kind != THING_INSTANCE)
        return;
    const type_line *line = line_of(l, type);
    for (uint32_t i = 0; i < line->outside_count; i++) {
        thing base = thing_given(l, line->outside[i], type);
        (void)javascript_react_member(&base, name, out);
    }
}

bool javascript_react_passed(const thing *t, unsigned arg, unsigned n, things *out)
{
    if (row_of(t) == NULL)
        return false;
    if (is_named(t, REACT_SETTER) && arg == 0 && n == 0)
        things_add(out, t->args[0]);
    return true;
}

bool javascript_react_param(const thing *type, unsigned n, things *out)
{
    bool component = is_named(type, "FC") || is_named(type, "FunctionComponent");
    if (component && n == 0 && type->args_count > 0 && type->args[0].kind != THING_NONE)
        things_add(out, type->args[0]);
    return component;
}
