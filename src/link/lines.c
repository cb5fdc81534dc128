// SPDX-License-Identifier: Apache-2.0
// link: the line of a type: itself and its bases, in the order in which its language looks for members.
#include "rules.h"

#define LINE_MAX 64u /* nobody reads a longer hierarchy */
#define ALL_MAX (2 * LINE_MAX)

/* Adds a base that no file of the project defines, once. */
static void line_add_outside(type_line *line, thing t)
{
    for (uint32_t i = 0; i < line->outside_count; i++)
        if (line->outside[i].kind == t.kind && line->outside[i].key == t.key)
            return;
    if (line->outside_count < LINE_OUTSIDE_MAX)
        line->outside[line->outside_count++] = t;
}

/* Adds the bases among `found`; false: none is a type of the project. */
static bool add_bases(const thing *t, const things *found, thing *out, uint32_t *count,
                      uint32_t max, type_line *line)
{
    bool known = false;
    for (uint32_t i = 0; i < found->count && *count < max; i++) {
        const thing *base = &found->list[i];
        bool again = is_same_def(base, t);
        known |= base->kind == THING_INSTANCE;
        for (uint32_t k = 0; k < *count && !again; k++)
            again = is_same_def(base, &out[k]);
        if (base->kind == THING_INSTANCE && !again)
            out[(*count)++] = *base;
        else if (base->kind == THING_BUILTIN || base->kind == THING_EXTERNAL)
            line_add_outside(line, *base);
    }
    return known;
}

/* type A = B & C & …: there may be more than a value is looked at for. */
static void further_parts(cg_linker *l, const cg_link_unit *u, const thing *t, thing *out,
                          uint32_t *count, uint32_t max, type_line *line)
{
    size_t first, parts = unit_hints(u, CG_HINT_DEF_VALUE, t->def, &first);
    for (size_t i = first; i < first + parts; i++) {
        things found = {0};
        types_of_ref(l, u, u->unit->hints.ptr[i].value, &found);
        (void)add_bases(t, &found, out, count, max, line);
    }
}

/* The types that `t` is directly made of, in the words of its own type parameters. Those of the
 * project go to `out`, the others to the line. */
static uint32_t direct_bases(cg_linker *l, const thing *t, thing *out, uint32_t max,
                             type_line *line)
{
    const cg_link_unit *u = link_open(l, t->file);
    uint32_t count = 0;
    size_t first, entries;
    if (u == NULL)
        return 0;
    things found = {0};
    if (def_of(u, t->def)->kind == CG_NODE_TYPE_ALIAS)
        declared_values(l, u, t->def, &found);
    (void)add_bases(t, &found, out, &count, max, line);
    if (found.cut)
        further_parts(l, u, t, out, &count, max, line);
    entries = unit_bases(u, t->def, &first);
    for (size_t e = 0; e < entries; e++) {
        found = (things){0};
        types_of_ref(l, u, u->bases.ptr[first + e].index, &found);
        line->open |= !add_bases(t, &found, out, &count, max, line);
    }
    found = (things){0};
    if (u->rules->bases_elsewhere != NULL)
        u->rules->bases_elsewhere(l, u, t->def, &found);
    for (uint32_t i = 0; i < found.count && count < max; i++)
        if (found.list[i].kind == THING_INSTANCE && !is_same_def(&found.list[i], t))
            out[count++] = found.list[i];
    return count;
}

static bool line_has(const type_line *line, const thing *t)
{
    for (uint32_t i = 0; i < line->count; i++)
        if (is_same_def(&line->types[i], t))
            return true;
    return false;
}

/* Each base's own line one after the other; of a type met twice the last place counts, so that a
 * common base comes after all that derive from it. */
static void line_depth_first(cg_linker *l, const thing *bases, uint32_t count, type_line *line)
{
    thing all[ALL_MAX];
    uint32_t n = 0;
    for (uint32_t b = 0; b < count; b++) {
        const type_line *of = line_of(l, &bases[b]);
        line->open |= of->open;
        for (uint32_t i = 0; i < of->count && n < ALL_MAX; i++)
            all[n++] = i == 0 ? bases[b] : thing_given(l, of->types[i], &bases[b]);
        for (uint32_t i = 0; i < of->outside_count; i++)
            line_add_outside(line, thing_given(l, of->outside[i], &bases[b]));
    }
    for (uint32_t i = 0; i < n; i++) {
        bool later = is_same_def(&all[i], &line->types[0]);
        for (uint32_t k = i + 1; k < n && !later; k++)
            later = is_same_def(&all[k], &all[i]);
        if (!later && line->count < LINE_MAX)
            line->types[line->count++] = all[i];
    }
}

/* Shallow ones first; those of one depth in the order of their types. */
static void line_breadth_first(cg_linker *l, type_line *line)
{
    for (uint32_t at = 0; at < line->count; at++) {
        thing bases[LINE_MAX], from = line->types[at];
        uint32_t count = direct_bases(l, &from, bases, LINE_MAX, line);
        for (uint32_t b = 0; b < count && line->count < LINE_MAX; b++)
            if (!line_has(line, &bases[b]))
                line->types[line->count++] = thing_given(l, bases[b], &from);
    }
}

/* ---- Python's order: the C3 linearisation (Barrett et al., OOPSLA 1996) ---- */

typedef struct c3_list {
    thing types[LINE_MAX];
    uint32_t at, count;
} c3_list;

static bool in_tail(const c3_list *list, const thing *t)
{
    for (uint32_t i = list->at + 1; i < list->count; i++)
        if (is_same_def(&list->types[i], t))
            return true;
    return false;
}

static bool is_good_head(const c3_list *lists, uint32_t count, const thing *t)
{
    for (uint32_t i = 0; i < count; i++)
        if (in_tail(&lists[i], t))
            return false;
    return true;
}

/* False when the bases contradict each other: such a class cannot be made. */
static bool line_c3(cg_linker *l, const thing *bases, uint32_t count, type_line *line)
{
    c3_list *lists = cg_arena_alloc_array(l->arena, count + 1, sizeof *lists);
    for (uint32_t b = 0; b < count; b++) {
        const type_line *of = line_of(l, &bases[b]);
        line->open |= of->open;
        lists[b].count = CG_MIN(of->count, LINE_MAX);
        for (uint32_t i = 0; i < lists[b].count; i++)
            lists[b].types[i] = i == 0 ? bases[b] : thing_given(l, of->types[i], &bases[b]);
        lists[count].types[lists[count].count++] = bases[b];
    }
    for (;;) {
        const thing *head = NULL;
        bool left = false;
        for (uint32_t i = 0; i <= count && head == NULL; i++) {
            if (lists[i].at == lists[i].count)
                continue;
            left = true;
            if (is_good_head(lists, count + 1, &lists[i].types[lists[i].at]))
                head = &lists[i].types[lists[i].at];
        }
        if (head == NULL)
            return !left;
        thing next = *head;
        for (uint32_t i = 0; i <= count; i++)
            if (lists[i].at < lists[i].count && is_same_def(&lists[i].types[lists[i].at], &next))
                lists[i].at++;
        if (line->count < LINE_MAX && !line_has(line, &next))
            line->types[line->count++] = next;
    }
}

/* What an alias stands for has its members before what is added to the alias. */
static void put_last(type_line *line)
{
    thing first = line->types[0];
    memmove(line->types, line->types + 1, (line->count - 1) * sizeof first);
    line->types[line->count - 1] = first;
}

static void build_line(cg_linker *l, const thing *type, const link_rules *rules, type_line *line)
{
    thing bases[LINE_MAX];
    line->types[0] = (thing){.kind = THING_INSTANCE, .file = type->file, .def = type->def};
    line->count = 1;
    if (rules->traits & LINK_LINE_BREADTH) {
        line_breadth_first(l, line);
        return;
    }
    uint32_t count = direct_bases(l, type, bases, LINE_MAX - 1, line);
    if (count == 0)
        return;
    if (rules->traits & LINK_LINE_C3 && line_c3(l, bases, count, line))
        return;
    line->count = 1;
    line_depth_first(l, bases, count, line);
    const cg_link_unit *u = rules->traits & LINK_ALIASES ? link_open(l, type->file) : NULL;
    if (u != NULL && def_of(u, type->def)->kind == CG_NODE_TYPE_ALIAS)
        put_last(line);
}

const type_line *line_of(cg_linker *l, const thing *type)
{
    static const type_line none = {.open = true};
    const void *answer;
    const cg_link_unit *u = link_open(l, type->file);
    if (u == NULL)
        return &none;
    if (memo_get(l, MEMO_LINE, type->file, type->def, &answer))
        return answer != NULL ? answer : &none; /* a type that is its own base adds nothing */
    note_name(l, u, def_name(u, type->def));
    type_line *line = cg_arena_alloc(l->arena, sizeof *line);
    thing types[LINE_MAX];
    line->types = types;
    if (link_enter(l)) {
        build_line(l, type, u->rules, line);
        link_leave(l);
    }
    line->types = cg_arena_alloc_array(l->arena, CG_MAX(line->count, 1u), sizeof *line->types);
    memcpy(line->types, types, line->count * sizeof *types);
    memo_set(l, MEMO_LINE, type->file, type->def, line);
    return line;
}

uint32_t place_in_line(cg_linker *l, const thing *type, const thing *of)
{
    const type_line *line = line_of(l, type);
    uint32_t i = 0;
    while (i < line->count && !is_same_def(&line->types[i], of))
        i++;
    return i < line->count ? i : CG_NONE;
}
