// SPDX-License-Identifier: Apache-2.0
// Rust: names by `use m::*`. Crates pass on what they have by dozens of them (libc, preludes), so a
// name is not asked of one module after the other: the graph of modules that globs lead to is found
// once for each linked file, and the catalog says which modules have the name at all.
//
//   file's module ──*──► module ──*──► module that declares the name: found, and not looked behind
//                    └─*─► enum with a variant of the name
//
// What a module takes by a glob without `pub` is seen from inside of it alone. Which modules are looked
// at depends on globs alone, which are read under "*". That a file does not have the name is read of the
// catalog; that modules and enums inside of files do not, of those.
#include "rust.h"

#define SCOPE_ITEM "rust-item"        /* by name: what files have at their outermost level */
#define SCOPE_INNER_ITEM "rust-inner" /* the same of modules inside files, and variants */
#define AROUND_MAX 64u

typedef struct glob_node glob_node;

typedef struct glob_edge {
    glob_node *to;      /* NULL: neither a module nor an enum */
    const thing *other; /* then that */
} glob_edge;

/* What globs of one kind lead to. */
typedef struct glob_list {
    const glob_edge *edges;
    uint32_t count;
    bool final; /* no import was being followed meanwhile, which would have added none */
} glob_list;

typedef enum glob_kind { GLOBS_SHARED, GLOBS_PRIVATE, GLOB_KINDS } glob_kind;

struct glob_node {
    const cg_link_unit *unit;
    uint32_t def;
    glob_list lists[GLOB_KINDS];
    bool closed;       /* the lists of all nodes that walks from here come to are final */
    uint32_t seen;     /* number of the last walk that was here, */
    uint32_t around;   /* of the last one that began inside of it, */
    uint32_t declares; /* and of the last one whose name the file has */
};

typedef CG_VEC(glob_node *) glob_nodes;

typedef struct glob_walk {
    cg_str name;
    place files[PLACES_MAX]; /* that have it */
    uint32_t count;
    bool many; /* more than these */
    uint32_t number;
    glob_nodes found;             /* declare the name */
    CG_VEC(const thing *) others; /* may have it */
} glob_walk;

/* ---- publishing ---- */

static bool is_inner_item(const cg_link_unit *u, uint32_t def)
{
    unsigned around = def_of(u, def_of(u, def)->parent)->kind;
    return around == CG_NODE_MODULE || around == CG_NODE_ENUM;
}

void rust_publish_items(publisher *p, const cg_link_unit *u)
{
    uint64_t item = scope_key(SCOPE_ITEM, CG_STR("")),
             inner = scope_key(SCOPE_INNER_ITEM, CG_STR(""));
    for (uint32_t d = 1; d < u->unit->defs.len; d++) {
        if (def_of(u, d)->qualifier.len > 0 || def_of(u, d)->kind == CG_NODE_MACRO)
            continue; /* of a type elsewhere; of the crate, whatever module it is in */
        if (def_of(u, d)->parent == 0)
            publish(p, item, def_name(u, d), d);
        else if (is_inner_item(u, d))
            publish(p, inner, def_name(u, d), d);
    }
}

/* ---- the graph ---- */

static glob_node *node_at(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    const void *known;
    if (memo_get(l, MEMO_RULES, u->file, def, &known))
        return (glob_node *)(uintptr_t)known;
    glob_node *node = cg_arena_alloc(l->arena, sizeof *node);
    *node = (glob_node){.unit = u, .def = def};
    memo_set(l, MEMO_RULES, u->file, def, node);
    return node;
}

static glob_edge edge_to(cg_linker *l, const cg_link_unit *u, const thing *t)
{
    rust_module module = {u, t->kind == THING_DEF ? t->def : 0};
    unsigned kind = def_of(u, module.def)->kind;
    if (kind == CG_NODE_MODULE && def_of(u, module.def)->modifiers & CG_MOD_DECLARATION)
        module = rust_module_file(l, u, module.def);
    bool space = kind == CG_NODE_FILE || kind == CG_NODE_MODULE || kind == CG_NODE_ENUM;
    if (space && module.unit != NULL && module.unit->unit->lang == CG_LANG_RUST)
        return (glob_edge){.to = node_at(l, module.unit, module.def)};
    thing *other = cg_arena_alloc(l->arena, sizeof *other);
    *other = *t;
    return (glob_edge){.other = other};
}

/* An import whose path is being followed leads nowhere yet: asked again, there may be more. */
static void expand(cg_linker *l, glob_node *node, glob_kind kind)
{
    const cg_link_unit *u = node->unit;
    CG_VEC(glob_edge) edges = {0};
    bool pending = false;
    note_name(l, u, CG_STR(WILDCARD_NAME));
    size_t first, count = unit_wildcards(u, node->def, &first);
    for (size_t i = 0; i < count; i++) {
        const cg_import *import = &u->unit->imports.ptr[u->wildcards.ptr[first + i].index];
        const void *answer;
        things from = {0};
        if (kind != (import->flags & CG_IMPORT_REEXPORT ? GLOBS_SHARED : GLOBS_PRIVATE))
            continue;
        pending |= memo_peek(l, MEMO_IMPORT, u->file, import->def, &answer) && answer == NULL;
        names_of_import(l, u, import->def, &from);
        for (uint32_t k = 0; k < from.count; k++) {
            const thing *t = &from.list[k];
            const cg_link_unit *to =
                t->kind == THING_MODULE || t->kind == THING_DEF ? link_open(l, t->file) : NULL;
            if (to != NULL) /* what is outside of the project has names that nobody knows */
                CG_VEC_PUSH(&edges, edge_to(l, to, t));
        }
    }
    glob_edge *kept = cg_arena_alloc_array(l->arena, CG_MAX(edges.len, 1u), sizeof *kept);
    if (edges.len > 0)
        memcpy(kept, edges.ptr, edges.len * sizeof *kept);
    node->lists[kind] = (glob_list){kept, (uint32_t)edges.len, !pending};
    CG_VEC_FINI(&edges);
}

/* Walks are counted for each linked file, so that marks of one say nothing to another. */
static uint32_t next_walk(cg_linker *l)
{
    const void *known;
    if (!memo_get(l, MEMO_RULES, l->unit->file, RUST_MEMO_WALKS, &known)) {
        uint32_t *walks = cg_arena_alloc(l->arena, sizeof *walks);
        *walks = 0;
        memo_set(l, MEMO_RULES, l->unit->file, RUST_MEMO_WALKS, walks);
        known = walks;
    }
    return ++*(uint32_t *)(uintptr_t)known;
}

/* Marks the modules that `start` is inside of, as many as files are nested. */
static void mark_around(cg_linker *l, glob_node *start, uint32_t number)
{
    start->around = number;
    rust_module module = rust_module_around(start->unit, start->def);
    for (unsigned n = 0; module.unit != NULL && n < AROUND_MAX; n++) {
        node_at(l, module.unit, module.def)->around = number;
        module = rust_module_above(l, module);
    }
}

static unsigned kinds_seen(const glob_node *node, uint32_t number)
{
    return node->around == number ? GLOB_KINDS : GLOBS_SHARED + 1;
}

/* Finds the edges of all nodes that walks from `start` come to. Following the paths of imports may ask
 * for names, and so walk the graph as far as it is known: no walk may rely on marks across that. */
static void expand_all(cg_linker *l, glob_node *start)
{
    glob_nodes open = {0};
    uint32_t number = next_walk(l);
    bool final = true;
    if (start->closed)
        return;
    mark_around(l, start, number);
    CG_VEC_PUSH(&open, start);
    while (open.len > 0) {
        glob_node *node = open.ptr[--open.len];
        if (node->seen == number)
            continue;
        unsigned kinds = kinds_seen(node, number);
        for (unsigned kind = 0; kind < kinds; kind++) {
            if (!node->lists[kind].final)
                expand(l, node, (glob_kind)kind);
            node->seen = number;
            final &= node->lists[kind].final;
            for (uint32_t i = 0; i < node->lists[kind].count; i++) {
                glob_node *to = node->lists[kind].edges[i].to;
                if (to != NULL && to->seen != number)
                    CG_VEC_PUSH(&open, to);
            }
        }
    }
    start->closed = final;
    CG_VEC_FINI(&open);
}

/* ---- walking ---- */

static bool declares(cg_linker *l, const glob_walk *w, const glob_node *node)
{
    if (node->def != 0)
        note_name(l, node->unit, w->name);
    else if (!w->many)
        return node->declares == w->number;
    return unit_member(node->unit, node->def, w->name) != CG_NONE;
}

/* Depth first, in the order of the globs; `start` itself is known not to declare the name. */
static void walk(cg_linker *l, glob_node *start, glob_walk *w)
{
    CG_VEC(glob_edge) open = {0};
    CG_VEC_PUSH(&open, (glob_edge){.to = start});
    while (open.len > 0) {
        glob_edge at = open.ptr[--open.len];
        if (at.to == NULL) {
            CG_VEC_PUSH(&w->others, at.other);
            continue;
        }
        if (at.to->seen == w->number)
            continue;
        at.to->seen = w->number;
        if (at.to != start && declares(l, w, at.to)) {
            CG_VEC_PUSH(&w->found, at.to);
            continue;
        }
        for (unsigned kind = kinds_seen(at.to, w->number); kind-- > 0;)
            for (uint32_t i = at.to->lists[kind].count; i-- > 0;)
                CG_VEC_PUSH(&open, at.to->lists[kind].edges[i]);
    }
    CG_VEC_FINI(&open);
}

/* What the walk has come to, now that asking for more may walk itself. */
static void take_found(cg_linker *l, const glob_walk *w, things *out)
{
    for (size_t i = 0; i < w->found.len && !out->cut; i++)
        defs_named(l, w->found.ptr[i]->unit, w->found.ptr[i]->def, w->name, CG_RULE_QUALIFIED, out);
    for (size_t i = 0; i < w->others.len && !out->cut; i++)
        members_unnamed(l, w->others.ptr[i], w->name, out);
}

static bool has_globs(cg_linker *l, glob_node *node)
{
    uint32_t count = 0;
    for (unsigned kind = 0; kind < GLOB_KINDS; kind++) {
        if (!node->lists[kind].final)
            expand(l, node, (glob_kind)kind);
        count += node->lists[kind].count;
    }
    return count > 0;
}

/* False: nothing in the project has the name. */
static bool find_files(cg_linker *l, glob_walk *w)
{
    place inner[PLACES_MAX];
    uint32_t total, inner_total;
    w->count = link_catalog(l, scope_key(SCOPE_ITEM, CG_STR("")), w->name, w->files, &total);
    w->many = total > w->count;
    (void)link_catalog(l, scope_key(SCOPE_INNER_ITEM, CG_STR("")), w->name, inner, &inner_total);
    return total > 0 || inner_total > 0;
}

static void mark_files(cg_linker *l, const glob_walk *w)
{
    const void *node;
    for (uint32_t i = 0; i < w->count; i++)
        if (memo_peek(l, MEMO_RULES, w->files[i].file, 0, &node) && node != NULL)
            ((glob_node *)(uintptr_t)node)->declares = w->number;
}

void rust_names_by_glob(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name, things *out)
{
    glob_node *start = node_at(l, u, def);
    glob_walk w = {.name = name};
    things found = {0};
    if (!has_globs(l, start) || !find_files(l, &w) || !link_enter(l))
        return;
    expand_all(l, start);
    w.number = next_walk(l);
    mark_around(l, start, w.number);
    mark_files(l, &w);
    walk(l, start, &w);
    take_found(l, &w, &found);
    for (uint32_t i = 0; i < found.count; i++)
        found.list[i].rule = CG_RULE_STAR_IMPORT;
    things_add_all(out, &found);
    CG_VEC_FINI(&w.found);
    CG_VEC_FINI(&w.others);
    link_leave(l);
}

/* A crate's macros are not items of its root, but are taken with them. */
void rust_macros_by_glob(cg_linker *l, const cg_link_unit *u, uint32_t def, cg_str name,
                         things *out)
{
    glob_node *node = node_at(l, u, def);
    if (!has_globs(l, node))
        return;
    for (unsigned kind = 0; kind < GLOB_KINDS; kind++)
        for (uint32_t i = 0; i < node->lists[kind].count; i++) {
            const glob_node *to = node->lists[kind].edges[i].to;
            if (to != NULL && to->def == 0 && rust_crate_root(l, to->unit).unit == to->unit)
                rust_macros_of_crate(l, to->unit, name, out);
        }
}
