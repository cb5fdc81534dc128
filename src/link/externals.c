// SPDX-License-Identifier: Apache-2.0
// link: what files use of dependencies that are not in the project. An import names something of
// another module; so do members of that. Edges to it go by the numbers of a table that is made anew for
// each file.
#include "link_int.h"

/* ---- names ---- */

/* NULL: it is no text that the graph takes. */
static const cg_external *external_named(cg_linker *l, cg_str module, cg_str name)
{
    if (module.len == 0 || module.len + name.len > CG_EXTERNAL_TEXT_MAX || !cg_utf8_valid(module) ||
        !cg_utf8_valid(name))
        return NULL;
    cg_external *external = cg_arena_alloc(l->arena, sizeof *external);
    *external = (cg_external){l->unit->rules->langs[0], module, name};
    return external;
}

thing unknown_thing(cg_linker *l, cg_str module, cg_str name)
{
    cg_str text =
        name.len ? link_text(l, "%.*s:%.*s", CG_STR_ARG(module), CG_STR_ARG(name)) : module;
    return (thing){.kind = THING_EXTERNAL, .key = name_hash(text), .text = text};
}

thing thing_called(cg_linker *l, thing t, cg_str module, cg_str name)
{
    t.external = external_named(l, module, name);
    return t;
}

thing external_thing(cg_linker *l, cg_str module, cg_str name)
{
    return thing_called(l, unknown_thing(l, module, name), module, name);
}

thing external_member(cg_linker *l, const thing *t, cg_str name)
{
    if (t->external == NULL || name.len == 0)
        return (thing){0};
    cg_str of = t->external->name;
    if (of.len > 0)
        name = link_text(l, "%.*s.%.*s", CG_STR_ARG(of), CG_STR_ARG(name));
    thing member = external_thing(l, t->external->module, name);
    member.name_only = true;
    return member;
}

void external_modules(cg_linker *l, const things *names, things *out)
{
    for (uint32_t i = 0; i < names->count; i++) {
        const cg_external *external = names->list[i].external;
        if (external != NULL && external->name.len > 0)
            things_add(out, external_thing(l, external->module, CG_STR_NULL));
    }
}

thing member_called(cg_linker *l, thing member, const thing *of, cg_str name)
{
    member.external = external_member(l, of, name).external;
    return member;
}

void members_unnamed(cg_linker *l, const thing *t, cg_str name, things *out)
{
    thing unnamed = *t;
    unnamed.external = NULL;
    members_of(l, &unnamed, name, out);
}

void names_outside(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    things bases = {0};
    if (r->base_kind != CG_BASE_REF || r->base == CG_NONE || !link_enter(l))
        return;
    things_add_all(&bases, names_of_ref(l, u, r->base));
    if (bases.count == 0)
        names_outside(l, u, r->base, &bases);
    for (uint32_t i = 0; i < bases.count; i++)
        if (bases.list[i].name_only)
            things_add(out, external_member(l, &bases.list[i], ref_name(u, ref)));
    link_leave(l);
}

/* ---- the table of a file ---- */

void externals_begin(external_set *set)
{
    cg_arena_destroy(set->texts);
    set->texts = cg_arena_create(0);
    CG_VEC_CLEAR(&set->list);
    if (set->slots != NULL)
        memset(set->slots, 0, (set->mask + 1u) * sizeof *set->slots);
}

void externals_fini(external_set *set)
{
    cg_arena_destroy(set->texts);
    CG_VEC_FINI(&set->list);
    cg_free(set->slots);
}

static uint32_t *find_slot(const external_set *set, const cg_external *wanted)
{
    uint64_t hash = cg_hash64(wanted->module.ptr, wanted->module.len, name_hash(wanted->name));
    uint32_t i = (uint32_t)hash & set->mask;
    for (; set->slots[i] != 0; i = (i + 1) & set->mask) {
        const cg_external *have = &set->list.ptr[set->slots[i] - 1];
        if (cg_str_eq(have->module, wanted->module) && cg_str_eq(have->name, wanted->name))
            break;
    }
    return &set->slots[i];
}

static void make_room(external_set *set)
{
    if (set->slots != NULL && set->list.len * 2 <= set->mask)
        return;
    uint32_t capacity = set->slots ? (set->mask + 1) * 2 : 64;
    cg_free(set->slots);
    set->slots = cg_alloc_table(capacity, sizeof *set->slots);
    set->mask = capacity - 1;
    for (uint32_t i = 0; i < set->list.len; i++)
        *find_slot(set, &set->list.ptr[i]) = i + 1;
}

static uint32_t number_of(external_set *set, const cg_external *external)
{
    make_room(set);
    uint32_t *slot = find_slot(set, external);
    if (*slot == 0) {
        cg_external kept = {external->lang, cg_arena_str(set->texts, external->module),
                            cg_arena_str(set->texts, external->name)};
        CG_VEC_PUSH(&set->list, kept);
        *slot = (uint32_t)set->list.len;
    }
    return *slot - 1;
}

uint32_t external_number(cg_linker *l, const cg_external *external)
{
    return number_of(&l->externals, external);
}

/* ---- edges ---- */

bool add_external_edges(cg_linker *l, const things *names, cg_link_edge edge)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < names->count; i++)
        count += names->list[i].external != NULL;
    if (!l->world->externals || count == 0)
        return false;
    unsigned sure = cg_link_rule_confidence(CG_RULE_IMPORT_BINDING);
    edge.target_file = CG_LINK_EXTERNAL;
    edge.rule = CG_RULE_IMPORT_BINDING;
    edge.confidence = (uint8_t)CG_MIN(sure, 100 / count);
    for (uint32_t i = 0; i < names->count; i++) {
        if (names->list[i].external == NULL)
            continue;
        edge.target = number_of(&l->externals, names->list[i].external);
        add_edge(l, edge);
    }
    return true;
}
