// SPDX-License-Identifier: Apache-2.0
// Rust: names by `use m::*`. Crates pass on what they have by dozens of them (libc, preludes), so a
// name is not asked of one module after the other: the graph of modules that globs lead to is found
// once, and the catalog says which modules have the name at all.
//
//   file's module ──*──► module ──*──► module that declares the name: found, and not looked behind
//                    └─*─► enum with a variant of the name
//
// What a module takes by a glob without `pub` is seen from inside of it alone. Where a crate's root
// leads by those with `pub` is found once for all files (link_shared); the rest of the graph, and the
// linked file's own globs, once for each. Which modules are looked at depends on globs alone, which are
// read under "*". That a file does not have the name is read of the catalog; that modules and enums
// inside of files do not, of those.
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

typedef enum glob_kind { GLOBS_PUBLIC, GLOBS_PRIVATE, GLOB_KINDS } glob_kind;

struct glob_node {
    uint32_t file, def;
    uint32_t number; /* among those that files share, while they are found */
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

static glob_node *node_at(cg_linker *l, uint32_t file, uint32_t def)
{
    const void *known;
    if (memo_get(l, MEMO_RULES, file, def, &known))
        return (glob_node *)(uintptr_t)known;
    glob_node *node = cg_arena_alloc(l->arena, sizeof *node);
    *node = (glob_node){.file = file, .def = def};
    memo_set(l, MEMO_RULES, file, def, node);
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
        return (glob_edge){.to = node_at(l, module.unit->file, module.def)};
    thing *other = cg_arena_alloc(l->arena, sizeof *other);
    *other = *t;
    return (glob_edge){.other = other};
}

static void take_shared(cg_linker *l, const cg_link_unit *u);

/* Seen from inside of it, the linked file's globs lead wherever it finds by itself that they do. */
static bool is_of(const cg_linker *l, const cg_link_unit *u, const cg_import *import,
                  glob_kind kind)
{
    if (import->flags & CG_IMPORT_REEXPORT)
        return kind == GLOBS_PUBLIC || (u == l->unit && !l->helps);
    return kind == GLOBS_PRIVATE;
}

/* An import whose path is being followed leads nowhere yet: asked again, there may be more. */
static glob_list globs_of(cg_linker *l, const cg_link_unit *u, uint32_t def, glob_kind kind)
{
    CG_VEC(glob_edge) edges = {0};
    bool pending = false;
    size_t first, count = unit_wildcards(u, def, &first);
    note_name(l, u, CG_STR(WILDCARD_NAME));
    for (size_t i = 0; i < count; i++) {
        const cg_import *import = &u->unit->imports.ptr[u->wildcards.ptr[first + i].index];
        const void *answer;
        things from = {0};
        if (!is_of(l, u, import, kind))
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
    glob_list list = {kept, (uint32_t)edges.len, !pending};
    CG_VEC_FINI(&edges);
    return list;
}

static void expand(cg_linker *l, glob_node *node, glob_kind kind)
{
    const cg_link_unit *u = link_open(l, node->file);
    glob_list *list = &node->lists[kind];
    size_t first, count = u != NULL ? unit_wildcards(u, node->def, &first) : 0;
    if (kind == GLOBS_PUBLIC && count > 0)
        take_shared(l, u);
    if (u == NULL)
        list->final = true;
    else if (!list->final)
        *list = globs_of(l, u, node->def, kind);
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
    const cg_link_unit *u = link_open(l, start->file);
    start->around = number;
    rust_module module = u != NULL ? rust_module_around(u, start->def) : (rust_module){0};
    for (unsigned n = 0; module.unit != NULL && n < AROUND_MAX; n++) {
        node_at(l, module.unit->file, module.def)->around = number;
        module = rust_module_above(l, module);
    }
}

static unsigned kinds_seen(const glob_node *node, uint32_t number)
{
    return node->around == number ? GLOB_KINDS : GLOBS_PUBLIC + 1;
}

/* Finds the edges of all nodes that walks from `start` come to; of those that begin `inside` of it, or of others.
 * Following the paths of imports may ask for names, and so walk the graph as far as it is known: no walk may rely on marks
 * across that. */
static void expand_all(cg_linker *l, glob_node *start, bool inside)
{
    glob_nodes open = {0};
    uint32_t number = next_walk(l);
    bool final = true;
    if (start->closed)
        return;
    if (inside)
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
    start->closed = final && inside;
    CG_VEC_FINI(&open);
}

/* ---- what files share ---- */

/* The nodes that public edges lead to from the first one, the root of a crate, and these edges. */
typedef struct shared_edge {
    uint32_t to;        /* number of a node; CG_NONE: neither a module nor an enum */
    const thing *other; /* then that */
} shared_edge;
typedef struct shared_node {
    uint32_t file, def;
    uint32_t first, count; /* of its edges */
} shared_node;
typedef struct shared_globs {
    const shared_node *nodes;
    const shared_edge *edges;
    uint32_t nodes_count, edges_count;
} shared_globs;

/* Numbers the nodes; gives how many edges they have. */
static uint32_t list_public(cg_linker *l, glob_node *start, glob_nodes *out)
{
    uint32_t number = next_walk(l), edges = 0;
    start->seen = number;
    CG_VEC_PUSH(out, start);
    for (uint32_t n = 0; n < out->len; n++) {
        const glob_list *list = &out->ptr[n]->lists[GLOBS_PUBLIC];
        out->ptr[n]->number = n;
        edges += list->count;
        for (uint32_t i = 0; i < list->count; i++) {
            glob_node *to = list->edges[i].to;
            if (to == NULL || to->seen == number)
                continue;
            to->seen = number;
            CG_VEC_PUSH(out, to);
        }
    }
    return edges;
}

static shared_edge shared_edge_of(const glob_edge *edge, cg_arena *keep)
{
    if (edge->to != NULL)
        return (shared_edge){.to = edge->to->number};
    thing *other = cg_arena_alloc(keep, sizeof *other);
    *other = (thing){.kind = edge->other->kind,
                     .rule = edge->other->rule,
                     .file = edge->other->file,
                     .def = edge->other->def};
    return (shared_edge){.to = CG_NONE, .other = other};
}

static const void *find_shared(cg_linker *l, const cg_link_unit *root, cg_arena *keep)
{
    glob_node *start = node_at(l, root->file, 0);
    glob_nodes list = {0};
    expand_all(l, start, false);
    uint32_t edges_count = list_public(l, start, &list), at = 0;
    shared_node *nodes = cg_arena_alloc_array(keep, list.len, sizeof *nodes);
    shared_edge *edges = cg_arena_alloc_array(keep, CG_MAX(edges_count, 1u), sizeof *edges);
    for (uint32_t n = 0; n < list.len; n++) {
        const glob_list *public = &list.ptr[n]->lists[GLOBS_PUBLIC];
        nodes[n] = (shared_node){list.ptr[n]->file, list.ptr[n]->def, at, public->count};
        for (uint32_t i = 0; i < public->count; i++)
            edges[at++] = shared_edge_of(&public->edges[i], keep);
    }
    shared_globs *shared = cg_arena_alloc(keep, sizeof *shared);
    *shared = (shared_globs){nodes, edges, (uint32_t)list.len, edges_count};
    CG_VEC_FINI(&list);
    return shared;
}

/* Lists that another crate's answer has brought, or that are empty, stay as they are. */
static void put_shared(cg_linker *l, const shared_globs *shared)
{
    glob_node **nodes = cg_arena_alloc_array(l->arena, shared->nodes_count, sizeof(glob_node *));
    glob_edge *edges =
        cg_arena_alloc_array(l->arena, CG_MAX(shared->edges_count, 1u), sizeof *edges);
    for (uint32_t n = 0; n < shared->nodes_count; n++)
        nodes[n] = node_at(l, shared->nodes[n].file, shared->nodes[n].def);
    for (uint32_t i = 0; i < shared->edges_count; i++) {
        const shared_edge *e = &shared->edges[i];
        edges[i] = (glob_edge){e->to != CG_NONE ? nodes[e->to] : NULL, e->other};
    }
    for (uint32_t n = 0; n < shared->nodes_count; n++) {
        const shared_node *node = &shared->nodes[n];
        glob_list *public = &nodes[n]->lists[GLOBS_PUBLIC];
        if (!public->final)
            *public = (glob_list){edges + node->first, node->count, true};
    }
}

/* Puts what files share of the crate of `u` into the graph that the linked file sees. */
static void take_shared(cg_linker *l, const cg_link_unit *u)
{
    const void *known;
    const cg_link_unit *root = l->helps ? NULL : rust_crate_root(l, u).unit;
    if (root == NULL || memo_get(l, MEMO_RULES, root->file, RUST_MEMO_SHARED, &known))
        return;
    known = link_shared(l, root, find_shared);
    put_shared(l, known);
    memo_set(l, MEMO_RULES, root->file, RUST_MEMO_SHARED, known);
}

/* ---- walking ---- */

static bool declares(cg_linker *l, const glob_walk *w, const glob_node *node)
{
    if (node->def == 0 && !w->many)
        return node->declares == w->number;
    const cg_link_unit *u = link_open(l, node->file);
    if (node->def != 0 && u != NULL)
        note_name(l, u, w->name);
    return u != NULL && unit_member(u, node->def, w->name) != CG_NONE;
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
    for (size_t i = 0; i < w->found.len && !out->cut; i++) {
        const cg_link_unit *u = link_open(l, w->found.ptr[i]->file);
        if (u != NULL)
            defs_named(l, u, w->found.ptr[i]->def, w->name, CG_RULE_QUALIFIED, out);
    }
    for (size_t i = 0; i < w->others.len && !out->cut; i++)
        members_unnamed(l, w->others.ptr[i], w->name, out);
}

/* Of nearly all that is asked of there are no globs, and so no node. */
static glob_node *node_with_globs(cg_linker *l, const cg_link_unit *u, uint32_t def)
{
    size_t first;
    uint32_t count = 0;
    note_name(l, u, CG_STR(WILDCARD_NAME));
    if (unit_wildcards(u, def, &first) == 0)
        return NULL;
    glob_node *node = node_at(l, u->file, def);
    for (unsigned kind = 0; kind < GLOB_KINDS; kind++) {
        if (!node->lists[kind].final)
            expand(l, node, (glob_kind)kind);
        count += node->lists[kind].count;
    }
    return count > 0 ? node : NULL;
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
    glob_node *start = node_with_globs(l, u, def);
    glob_walk w = {.name = name};
    things found = {0};
    if (start == NULL || !find_files(l, &w) || !link_enter(l))
        return;
    expand_all(l, start, true);
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
    const glob_node *node = node_with_globs(l, u, def);
    if (node == NULL)
        return;
    for (unsigned kind = 0; kind < GLOB_KINDS; kind++)
        for (uint32_t i = 0; i < node->lists[kind].count; i++) {
            const glob_node *to = node->lists[kind].edges[i].to;
            const cg_link_unit *root = to != NULL && to->def == 0 ? link_open(l, to->file) : NULL;
            if (root != NULL && rust_crate_root(l, root).unit == root)
                rust_macros_of_crate(l, root, name, out);
        }
}
