// SPDX-License-Identifier: Apache-2.0
// Java's own classes: looking them up, and reading the types of their table.
#include <stdlib.h>

#include "java_library.h"

#define ABOVE_MAX 48u /* types above one; the library's deepest hierarchies have some twenty */
#define NESTING_MAX 6u

/* ---- classes ---- */

static int compare_to_name(const void *key, const void *row)
{
    return cg_str_cmp(*(const cg_str *)key, cg_str_from(((const java_class *)row)->name));
}

const java_class *java_class_named(cg_str name)
{
    return bsearch(&name, java_classes, java_classes_count, sizeof *java_classes, compare_to_name);
}

const java_class *java_class_in(cg_str package, cg_str name)
{
    const java_class *class = java_class_named(name);
    return class && cg_str_eq(cg_str_from(class->package), package) ? class : NULL;
}

thing java_builtin(const char *word)
{
    cg_str text = cg_str_from(word);
    return (thing){.kind = THING_BUILTIN, .key = name_hash(text), .text = text};
}

thing java_class_instance(const java_class *class)
{
    return java_builtin(class->name);
}

const java_class *java_class_of(const thing *t)
{
    return t->kind == THING_BUILTIN ? java_class_named(t->text) : NULL;
}

/* ---- types in the table's words ---- */

/** What type variables stand for. */
typedef struct variables {
    cg_str own; /* of the method */
    cg_str of_class;
    const thing *receiver; /* its arguments are what the class's variables stand for */
} variables;

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '?';
}

static cg_str take_name(cg_str *text)
{
    size_t n = 0;
    while (n < text->len && (is_name_char(text->ptr[n]) ||
                             (text->ptr[n] == '.' && n + 1 < text->len && text->ptr[n + 1] != '.')))
        n++;
    cg_str name = cg_str_slice(*text, 0, n);
    *text = cg_str_slice(*text, n, text->len);
    return name;
}

static bool take(cg_str *text, cg_str word)
{
    if (!cg_str_starts(*text, word))
        return false;
    *text = cg_str_slice(*text, word.len, text->len);
    return true;
}

/* The place of a word in "A,B,C"; CG_NONE. */
static uint32_t place_in(cg_str list, cg_str word)
{
    for (uint32_t i = 0; list.len > 0; i++) {
        ptrdiff_t comma = cg_str_find(list, ',');
        size_t end = comma < 0 ? list.len : (size_t)comma;
        if (cg_str_eq(cg_str_slice(list, 0, end), word))
            return i;
        list = cg_str_slice(list, CG_MIN(end + 1, list.len), list.len);
    }
    return CG_NONE;
}

static thing named_type(cg_str name, const variables *vars)
{
    uint32_t own = place_in(vars->own, name), of_class = place_in(vars->of_class, name);
    if (own != CG_NONE)
        return (thing){.kind = THING_PARAM, .file = JAVA_OWN_VAR, .def = own};
    if (of_class != CG_NONE && vars->receiver->args_count == 0)
        return java_builtin("Object"); /* a raw type, or one of any */
    if (of_class != CG_NONE)
        return of_class < vars->receiver->args_count ? vars->receiver->args[of_class] : (thing){0};
    if (cg_str_eq(name, CG_STR("?")) || cg_str_eq(name, CG_STR("void")))
        return (thing){0};
    return (thing){.kind = THING_BUILTIN, .key = name_hash(name), .text = name};
}

static thing take_type(cg_linker *l, cg_str *text, const variables *vars, unsigned depth)
{
    thing args[8], t = named_type(take_name(text), vars);
    uint16_t count = 0;
    if (depth < NESTING_MAX && take(text, CG_STR("<"))) {
        do {
            thing arg = take_type(l, text, vars, depth + 1);
            if (count < CG_ARRAY_LEN(args))
                args[count++] = arg;
        } while (take(text, CG_STR(",")));
        (void)take(text, CG_STR(">"));
    }
    if (count > 0 && t.kind == THING_BUILTIN) {
        thing *kept = cg_arena_alloc_array(l->arena, count, sizeof *kept);
        memcpy(kept, args, count * sizeof *kept);
        t.args = kept;
        t.args_count = count;
    }
    while (take(text, CG_STR("[]")) || take(text, CG_STR("..."))) {
        thing *element = cg_arena_alloc(l->arena, sizeof *element);
        *element = t;
        t = (thing){.kind = THING_CONTAINER, .args = element, .args_count = 1};
    }
    return t;
}

/* ---- types above ---- */

/* Types being collected, each once. */
typedef struct above {
    uint32_t count;
    thing list[ABOVE_MAX];
} above;

static void above_add(above *a, thing t)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->list[i].key == t.key)
            return;
    if (a->count < ABOVE_MAX && t.kind == THING_BUILTIN)
        a->list[a->count++] = t;
}

static void add_bases(cg_linker *l, above *a, const java_class *class, const thing *receiver)
{
    cg_str bases = cg_str_from(class->bases);
    variables vars = {.of_class = cg_str_from(class->vars), .receiver = receiver};
    while (bases.len > 0) {
        above_add(a, take_type(l, &bases, &vars, 0));
        if (!take(&bases, CG_STR(" ")))
            break;
    }
}

static const java_types *collect_above(cg_linker *l, const thing *t)
{
    above a;
    const java_class *classes[ABOVE_MAX];
    a.count = 0;
    const type_line *line = t->kind == THING_BUILTIN ? NULL : line_of(l, t);
    for (uint32_t i = 0; line != NULL && i < line->outside_count; i++)
        above_add(&a, thing_given(l, line->outside[i], t));
    if (line == NULL)
        above_add(&a, *t);
    for (uint32_t i = 0; i < a.count; i++) {
        thing receiver = a.list[i];
        classes[i] = java_class_of(&receiver);
        if (classes[i] != NULL)
            add_bases(l, &a, classes[i], &receiver);
        if (i + 1 == a.count)
            above_add(&a, java_builtin("Object"));
    }
    if (a.count == 0) {
        above_add(&a, java_builtin("Object"));
        classes[0] = java_class_named(CG_STR("Object"));
    }
    java_types *kept = cg_arena_alloc(l->arena, sizeof *kept);
    thing *list = cg_arena_alloc_array(l->arena, a.count, sizeof *list);
    const java_class **class_list = cg_arena_alloc_array(l->arena, a.count, sizeof(void *));
    memcpy(list, a.list, a.count * sizeof *list);
    memcpy(class_list, classes, a.count * sizeof *class_list);
    *kept = (java_types){t->key, a.count, list, class_list};
    return kept;
}

/* Most lookups are for types without arguments, again and again: those are remembered. */
const java_types *java_types_above(cg_linker *l, const thing *t)
{
    static const java_types none;
    bool type = t->kind == THING_INSTANCE || t->kind == THING_DEF;
    thing object = java_builtin("Object");
    if (!type && t->kind != THING_BUILTIN)
        t = &object; /* arrays, type variables, what is of a dependency */
    const void *answer;
    uint32_t file = type ? t->file : 0, index = type ? t->def * 2 + 1 : (uint32_t)t->key * 2;
    if (t->args_count > 0 && t->kind != THING_DEF)
        return collect_above(l, t);
    if (memo_get(l, MEMO_RULES, file, index, &answer)) {
        const java_types *known = answer;
        return known == NULL ? &none : known->key == t->key ? known : collect_above(l, t);
    }
    answer = collect_above(l, t);
    memo_set(l, MEMO_RULES, file, index, answer);
    return answer;
}

/* ---- members ---- */

java_methods java_methods_of(const java_types *types, cg_str name)
{
    return (java_methods){.types = types, .name = name};
}

/* Behind the next member called `name` from `from` on; NULL. */
static const char *find_member(const char *from, cg_str name)
{
    for (const char *at = strchr(from, ' '); at != NULL; at = strchr(at + 1, ' ')) {
        const char *word = at + 1 + (at[1] == '*');
        cg_str begin = cg_str_make(word, strnlen(word, name.len));
        if (cg_str_eq(begin, name) && !is_name_char(word[name.len]) && word[name.len] != ' ' &&
            word[name.len] != '\0')
            return word + name.len;
    }
    return NULL;
}

/* Up to the parenthesis that closes the one in front. */
static cg_str take_params(cg_str *text)
{
    ptrdiff_t end = cg_str_find(*text, ')');
    cg_str params = cg_str_slice(*text, 0, end < 0 ? text->len : (size_t)end);
    *text = cg_str_slice(*text, CG_MIN(params.len + 1, text->len), text->len);
    return params;
}

static unsigned count_params(cg_str params)
{
    unsigned depth = 0, count = params.len > 0;
    for (size_t i = 0; i < params.len; i++) {
        depth += params.ptr[i] == '<';
        depth -= params.ptr[i] == '>';
        count += params.ptr[i] == ',' && depth == 0;
    }
    return count;
}

/* The rest of a member behind its name: "<R>(Function<T,R>)Stream<R> …". `made`: the variables of the class are up to the
 * call. */
static bool read_method(const java_class *owner, const thing *receiver, const char *rest, bool made,
                        java_method *out)
{
    const char *end = strchr(rest, ' ');
    cg_str text = cg_str_make(rest, end ? (size_t)(end - rest) : strlen(rest));
    *out = (java_method){.owner = owner, .receiver = *receiver};
    if (made)
        out->vars = cg_str_from(owner->vars);
    else if (take(&text, CG_STR("<"))) {
        ptrdiff_t close = cg_str_find(text, '>');
        out->vars = cg_str_slice(text, 0, close < 0 ? 0 : (size_t)close);
        text = cg_str_slice(text, out->vars.len + 1, text.len);
    }
    if (!take(&text, CG_STR("(")))
        return false;
    out->params = take_params(&text);
    out->result = text;
    out->count = count_params(out->params);
    out->variadic = cg_str_ends(out->params, CG_STR("..."));
    return true;
}

bool java_methods_next(java_methods *m, java_method *out)
{
    bool made = cg_str_eq(m->name, CG_STR(JAVA_NEW)); /* not by the constructors of classes above */
    for (; m->at < (made ? 1u : m->types->count); m->at++, m->rest = NULL) {
        const java_class *class = m->types->classes[m->at];
        const char *from = m->rest ? m->rest : class ? class->members : "";
        while ((from = find_member(from, m->name)) != NULL) {
            m->rest = from;
            if (read_method(class, &m->types->list[m->at], from, made, out))
                return true;
        }
    }
    return false;
}

bool java_field_of(cg_linker *l, const java_types *types, cg_str name, thing *out)
{
    for (uint32_t i = 0; i < types->count; i++) {
        const java_class *class = types->classes[i];
        const char *rest = class ? find_member(class->members, name) : NULL;
        if (rest == NULL || *rest != ':')
            continue;
        const char *end = strchr(rest, ' ');
        cg_str text = cg_str_make(rest + 1, end ? (size_t)(end - rest) - 1 : strlen(rest) - 1);
        variables vars = {.of_class = cg_str_from(class->vars), .receiver = &types->list[i]};
        *out = take_type(l, &text, &vars, 0);
        return true;
    }
    return false;
}

static variables variables_of(const java_method *m)
{
    return (variables){m->vars, cg_str_from(m->owner->vars), &m->receiver};
}

thing java_method_param(cg_linker *l, const java_method *m, unsigned n)
{
    cg_str params = m->params;
    variables vars = variables_of(m);
    thing t = take_type(l, &params, &vars, 0);
    while (n-- > 0 && take(&params, CG_STR(",")))
        t = take_type(l, &params, &vars, 0);
    return t;
}

thing java_method_result(cg_linker *l, const java_method *m)
{
    cg_str result = m->result;
    variables vars = variables_of(m);
    return take_type(l, &result, &vars, 0);
}

bool java_function_of(cg_linker *l, const thing *t, java_method *out)
{
    const java_types *types = java_types_above(l, t);
    for (uint32_t i = 0; i < types->count; i++) {
        const char *star = types->classes[i] ? strstr(types->classes[i]->members, " *") : NULL;
        if (star != NULL)
            return read_method(types->classes[i], &types->list[i], star + strcspn(star, "<("),
                               false, out);
    }
    return false;
}
