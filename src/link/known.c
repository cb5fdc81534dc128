// SPDX-License-Identifier: Apache-2.0
// link: where an index says that references lead. It names a definition by its file and descriptors, which are looked
// for in the unit that the file has now; the path and the name are noted as for any other reading. What is gone, and
// what it is silent about, is the rules' to find.
#include <stdlib.h>

#include "link_int.h"

/* ---- targets ---- */

void known_begin(cg_linker *l, const cg_known *known)
{
    l->known = known;
    l->known_found = known == NULL ? NULL
                                   : cg_arena_alloc_array(l->arena, known->targets_count + 1,
                                                          sizeof *l->known_found);
}

static bool has_descriptors(const cg_link_unit *u, uint32_t def, cg_str wanted, cg_buf *scratch)
{
    cg_buf_clear(scratch);
    cg_unit_add_descriptors(u->unit, def, scratch);
    return cg_str_eq(cg_buf_str(scratch), wanted);
}

/* Symbols are distinct within a file; of a damaged row's, the first is as good as any. */
static uint32_t find_def(const cg_link_unit *u, const cg_known_target *t)
{
    CG_AUTO_VALUE(cg_buf) scratch = {0};
    uint64_t hash = name_hash(t->name);
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (u->names[d] == hash && has_descriptors(u, d, t->descriptors, &scratch))
            return d;
    return CG_NONE;
}

static thing look_for(cg_linker *l, const cg_known_target *t)
{
    const thing none = {.kind = THING_NONE};
    uint32_t file = cg_str_eq(t->path, l->unit->path) ? l->unit->file : link_find_file(l, t->path);
    const cg_link_unit *u = file == CG_NONE ? NULL : link_open(l, file);
    if (u == NULL)
        return none;
    if (t->descriptors.len == 0)
        return (thing){.kind = THING_MODULE, .rule = CG_RULE_SCIP, .file = file};
    note_name(l, u, t->name);
    uint32_t def = find_def(u, t);
    return def == CG_NONE
               ? none
               : (thing){.kind = THING_DEF, .rule = CG_RULE_SCIP, .file = file, .def = def};
}

/* `rule` tells what was looked for: nothing else has none. */
static thing found(cg_linker *l, uint32_t number)
{
    thing *t = &l->known_found[number];
    if (t->rule == CG_RULE_NONE) {
        *t = look_for(l, &l->known->targets[number]);
        t->rule = CG_RULE_SCIP;
    }
    return *t;
}

/* Indexes have one symbol for a property, whose definition is one of its accessors: which of them is meant, the
 * reference's role tells. */
static void add_with_accessors(cg_linker *l, thing t, things *out)
{
    const unsigned accessors = CG_MOD_GETTER | CG_MOD_SETTER;
    const cg_link_unit *u = t.kind == THING_DEF ? link_open(l, t.file) : NULL;
    things_add(out, t);
    if (u == NULL || !(def_of(u, t.def)->modifiers & accessors))
        return;
    uint32_t parent = def_of(u, t.def)->parent;
    for (uint32_t d = unit_member(u, parent, def_name(u, t.def)); d != CG_NONE; d = u->next[d])
        if (def_of(u, d)->modifiers & accessors) {
            t.def = d;
            things_add(out, t);
        }
}

bool known_of_ref(cg_linker *l, const cg_link_unit *u, uint32_t ref, known_things *out)
{
    size_t first, count = l->known == NULL || u != l->unit
                              ? 0
                              : cg_known_at(l->known, ref_of(u, ref)->byte, &first);
    things all = {0};
    *out = (known_things){.outside = NULL};
    for (size_t i = 0; i < count; i++) {
        uint32_t number = l->known->refs[first + i].target;
        const cg_known_target *named = &l->known->targets[number];
        thing t = named->path.len > 0 ? found(l, number) : (thing){.kind = THING_NONE};
        if (t.kind != THING_NONE)
            add_with_accessors(l, t, &all);
        else if (named->path.len == 0 && out->outside == NULL)
            out->outside = named;
    }
    add_meant(l, &all, ref_of(u, ref)->role, &out->defs);
    if (out->defs.count > 0)
        out->outside = NULL;
    return out->defs.count > 0 || out->outside != NULL;
}

/* ---- dependencies ---- */

#define SURE 90 /* percent */

/* An index does not know what the project has besides what it is an index of. */
static bool is_surely_inside(const things *names)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        if ((t->kind == THING_DEF || t->kind == THING_MODULE) &&
            cg_link_rule_confidence(t->rule) >= SURE)
            return true;
    }
    return false;
}

bool cg_link_is_builtin(cg_lang_id lang, cg_str module)
{
    const char *builtins = rules_for(lang)->builtins;
    return builtins != NULL && cg_str_eq(module, cg_str_from(builtins));
}

static bool link_outside(cg_linker *l, const cg_link_unit *u, uint32_t ref,
                         const cg_known_target *outside, uint32_t ordinal)
{
    const cg_external own = {u->rules->langs[0], outside->module, outside->external_name};
    things names = {0};
    things_add_all(&names, names_of_ref(l, u, ref));
    if (!l->world->externals || is_surely_inside(&names))
        return false;
    if (cg_link_is_builtin(own.lang, own.module))
        return true;
    if (names.count == 0)
        names_outside(l, u, ref, &names);
    /* The rules' name for it is what other files call it; an index names where it is defined. */
    const cg_external *external = names.count == 1 ? names.list[0].external : NULL;
    add_edge(l, (cg_link_edge){.source = ref_of(u, ref)->source,
                               .target_file = CG_LINK_EXTERNAL,
                               .target = external_number(l, external != NULL ? external : &own),
                               .kind = (uint8_t)kind_to_external(u, ref),
                               .rule = CG_RULE_SCIP,
                               .confidence = (uint8_t)cg_link_rule_confidence(CG_RULE_SCIP),
                               .first = ordinal});
    return true;
}

/* ---- definitions ---- */

static unsigned kind_of_thing(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = link_open(l, t->file);
    return u == NULL ? CG_NODE_NONE : def_of(u, t->kind == THING_DEF ? t->def : 0)->kind;
}

static void add_targets(cg_linker *l, const cg_link_unit *u, uint32_t ref, const targets *to,
                        uint32_t ordinal)
{
    for (uint32_t i = 0; i < to->count; i++)
        add_target(l, u, ref, &to->list[i], ordinal);
}

/* Of what a call names: what is called, the types that are made, the variables whose values are called. */
typedef struct called_things {
    things called, types, values, macros;
} called_things;

static void sort_called(cg_linker *l, const things *all, called_things *out)
{
    for (uint32_t i = 0; i < all->count; i++) {
        unsigned kind = kind_of_thing(l, &all->list[i]);
        things_add(kind == CG_NODE_MACRO            ? &out->macros
                   : cg_node_kind_is_type(kind)     ? &out->types
                   : cg_node_kind_is_callable(kind) ? &out->called
                   : holds_value(kind)              ? &out->values
                                                    : &out->called,
                   all->list[i]);
    }
}

/* An index names the type where we lead to its constructor. */
static void make_types(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *types,
                       uint32_t ordinal, targets *out)
{
    things made = {0};
    constructors_meant(l, u, ref, types, &made);
    targets_of(l, &made, out);
    bool same = made.count == types->count && made.list[0].file == types->list[0].file &&
                made.list[0].def == types->list[0].def;
    if (!same)
        mention_type(l, u, ref, types, ordinal);
}

static void read_values(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *values,
                        uint32_t ordinal)
{
    targets to = {0};
    targets_of(l, values, &to);
    for (uint32_t i = 0; i < to.count; i++)
        add_edge(
            l, (cg_link_edge){.source = ref_of(u, ref)->source,
                              .target_file = to.list[i].unit == u ? CG_NONE : to.list[i].unit->file,
                              .target = to.list[i].def,
                              .kind = CG_EDGE_READS,
                              .rule = to.list[i].rule,
                              .confidence = to.list[i].confidence,
                              .first = ordinal});
}

static void link_called(cg_linker *l, const cg_link_unit *u, uint32_t ref, const things *all,
                        uint32_t ordinal)
{
    called_things of = {.called.count = 0};
    targets to = {0};
    bool constructors = u->rules->traits & LINK_CONSTRUCTORS;
    sort_called(l, all, &of);
    if (of.macros.count > 0) { /* what its body names follows from the macro */
        targets_of(l, &of.macros, &to);
        add_targets(l, u, ref, &to, ordinal);
        if (u->rules->traits & LINK_EXPANDS)
            link_expansion(l, u, ref, &of.macros, ordinal);
        return;
    }
    if (!constructors)
        things_add_all(&of.called, &of.types);
    else if (of.called.count > 0)
        mention_type(l, u, ref, &of.types, ordinal);
    else if (of.types.count > 0)
        make_types(l, u, ref, &of.types, ordinal, &to);
    if (of.called.count == 0 && of.types.count == 0)
        things_add_all(&of.called, &of.values);
    else
        read_values(l, u, ref, &of.values, ordinal);
    if (of.called.count > 0)
        targets_of(l, &of.called, &to);
    add_targets(l, u, ref, &to, ordinal);
}

bool link_known(cg_linker *l, const cg_link_unit *u, uint32_t ref, uint32_t ordinal)
{
    known_things known;
    targets to = {0};
    if (ref_of(u, ref)->name_len == 0 || !known_of_ref(l, u, ref, &known))
        return false;
    if (known.outside != NULL)
        return link_outside(l, u, ref, known.outside, ordinal);
    if (is_call(ref_of(u, ref)->role)) {
        link_called(l, u, ref, &known.defs, ordinal);
        return true;
    }
    targets_of(l, &known.defs, &to);
    add_targets(l, u, ref, &to, ordinal);
    return true;
}

/* ---- how it compares with the rules ---- */

/* Where one reference leads. */
typedef struct led {
    uint32_t source, ordinal;
    uint64_t target;
} led;
typedef CG_VEC(led) led_list;

static uint64_t target_of(const cg_link_result *r, const cg_link_edge *edge)
{
    if (edge->target_file != CG_LINK_EXTERNAL)
        return (uint64_t)edge->target_file << 32 | edge->target;
    const cg_external *e = &r->externals[edge->target]; /* each result has numbers of its own */
    return cg_hash64(e->module.ptr, e->module.len, name_hash(e->name));
}

static int compare_led(const void *a, const void *b)
{
    const led *x = a, *y = b;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->ordinal != y->ordinal)
        return x->ordinal < y->ordinal ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

static void list_led(const cg_link_result *r, bool known_only, led_list *out)
{
    for (size_t i = 0; i < r->edges_count; i++) {
        const cg_link_edge *edge = &r->edges[i];
        if (known_only && edge->rule != CG_RULE_SCIP)
            continue;
        for (uint32_t k = 0; k < edge->count; k++)
            CG_VEC_PUSH(out, (led){edge->source, r->ordinals[edge->first + k], target_of(r, edge)});
    }
    if (out->len > 1)
        qsort(out->ptr, out->len, sizeof *out->ptr, compare_led);
}

static bool same_ref(const led *a, const led *b)
{
    return a->source == b->source && a->ordinal == b->ordinal;
}

static bool is_led(const led_list *list, const led *wanted)
{
    return list->len > 0 &&
           bsearch(wanted, list->ptr, list->len, sizeof *list->ptr, compare_led) != NULL;
}

static bool leads_somewhere(const led_list *list, const led *ref)
{
    size_t low = 0, high = list->len;
    const led least = {ref->source, ref->ordinal, 0};
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare_led(&list->ptr[mid], &least) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < list->len && same_ref(&list->ptr[low], ref);
}

void cg_link_compare(const cg_link_result *with, const cg_link_result *without,
                     cg_link_agreement *out_sums)
{
    led_list known = {0}, ours = {0};
    list_led(with, true, &known);
    list_led(without, false, &ours);
    for (size_t i = 0, next; i < known.len; i = next) {
        bool all = true;
        for (next = i; next < known.len && same_ref(&known.ptr[next], &known.ptr[i]); next++)
            all = all && is_led(&ours, &known.ptr[next]);
        out_sums->agreed += all;
        out_sums->corrected += !all && leads_somewhere(&ours, &known.ptr[i]);
        out_sums->added += !all && !leads_somewhere(&ours, &known.ptr[i]);
    }
    CG_VEC_FINI(&known);
    CG_VEC_FINI(&ours);
}
