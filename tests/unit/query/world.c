// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cg/graph_commit.h"

#include "world.h"

cg_err query_err;

uint32_t world_random(world *w, uint32_t limit)
{
    w->random = w->random * 1664525u + 1013904223u;
    return (w->random >> 8) % limit;
}

void world_open(world *w, uint32_t seed)
{
    *w = (world){.random = seed};
    cg_store_options opts = {.kv = {.engine = "memory"}, .unit_cache_bytes = 1 << 20};
    assert_ok(cg_store_open(&opts, &w->store, &query_err));
    assert_ok(cg_store_project(w->store, CG_STR("p"), true, &w->project, &query_err));
}

void world_close(world *w)
{
    cg_store_close(w->store);
}

cg_snapshot *world_head(world *w)
{
    return cg_snapshot_take(w->project);
}

/* ---- names ---- */

static void path_of(unsigned file, char out[16])
{
    static const char *const folders[] = {"b", "a", "c/d", ""}; /* not in the order of numbers */
    const char *folder = folders[file % CG_ARRAY_LEN(folders)];
    snprintf(out, 16, "%s%sf%u.py", folder, folder[0] ? "/" : "", file);
}

static cg_external external_of(unsigned name)
{
    static char names[WORLD_EXTERNALS][8];
    int len = snprintf(names[name], sizeof names[name], "x%u", name);
    return (cg_external){CG_LANG_PYTHON, CG_STR("lib"), cg_str_make(names[name], (size_t)len)};
}

static cg_id external_id(unsigned name)
{
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    cg_external e = external_of(name);
    cg_external_add_symbol(&e, &symbol);
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

static cg_str stated_symbol(unsigned name)
{
    static char symbols[WORLD_STATED][32];
    snprintf(symbols[name], sizeof symbols[name], "codegraph manual . . s%u.", name);
    return cg_str_from(symbols[name]);
}

static cg_node_kind kind_of(const world_file *f, unsigned name)
{
    return f->methods >> name & 1 ? CG_NODE_METHOD : CG_NODE_FUNCTION;
}

static uint32_t def_of(const world_file *f, unsigned name)
{
    for (unsigned i = 0; f->present && i < f->count; i++)
        if (f->names[i] == name)
            return i + 1;
    return CG_NONE;
}

static cg_id file_id(unsigned file)
{
    char path[16];
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    path_of(file, path);
    cg_symbol_add_file(&symbol, CG_LANG_PYTHON, cg_str_from(path));
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

static cg_id def_id(const world *w, unsigned file, unsigned name)
{
    char path[16], text[8];
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    path_of(file, path);
    snprintf(text, sizeof text, "n%u", name);
    cg_symbol_add_file(&symbol, CG_LANG_PYTHON, cg_str_from(path));
    cg_symbol_add_descriptor(&symbol, kind_of(&w->files[file], name), cg_str_from(text),
                             CG_STR_NULL);
    return cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
}

/* ---- random changes ---- */

static cg_edge_kind random_kind(world *w)
{
    static const cg_edge_kind kinds[] = {CG_EDGE_CALLS,     CG_EDGE_CALLS,    CG_EDGE_CALLS,
                                         CG_EDGE_OVERRIDES, CG_EDGE_INHERITS, CG_EDGE_REFERENCES,
                                         CG_EDGE_READS,     CG_EDGE_OVERRIDES};
    return kinds[world_random(w, CG_ARRAY_LEN(kinds))];
}

static void change_links(world *w, world_file *f, unsigned name)
{
    for (unsigned i = 0; i < WORLD_LINKS; i++) {
        f->links[name][i] = (world_link){.kind = world_random(w, 3) ? random_kind(w) : CG_EDGE_NONE,
                                         .confidence = (uint8_t)(40 + 15 * world_random(w, 5)),
                                         .external = world_random(w, 6) == 0,
                                         .file = world_random(w, WORLD_FILES)};
        f->links[name][i].name =
            world_random(w, f->links[name][i].external ? WORLD_EXTERNALS : WORLD_NAMES);
    }
}

static void change_file(world *w, world_file *f)
{
    f->present = world_random(w, 6) > 0;
    f->count = 0;
    unsigned have = 0, wanted = world_random(w, WORLD_NAMES + 1);
    while (f->count < wanted) {
        unsigned name = world_random(w, WORLD_NAMES);
        if (have >> name & 1)
            continue;
        have |= 1u << name;
        f->names[f->count++] = name;
        if (world_random(w, 10) == 0)
            f->methods ^= 1u << name;
        if (world_random(w, 2) == 0)
            change_links(w, f, name);
    }
}

static world_end random_end(world *w)
{
    static const unsigned sorts[] = {END_DEF, END_EXTERNAL, END_STATED, END_FILE, END_FILE};
    world_end end = {.sort = sorts[world_random(w, CG_ARRAY_LEN(sorts))],
                     .file = world_random(w, WORLD_FILES)};
    end.name = world_random(w, end.sort == END_DEF        ? WORLD_NAMES
                               : end.sort == END_EXTERNAL ? WORLD_EXTERNALS
                                                          : WORLD_STATED);
    return end;
}

/* ---- commits ---- */

typedef struct unit_facts {
    cg_unit unit;
    cg_id ids[WORLD_NAMES + 1];
    uint64_t content[WORLD_NAMES + 1];
} unit_facts;

static cg_text add_text(cg_unit *unit, const char *text)
{
    cg_text at = {(uint32_t)unit->strings.len, (uint32_t)strlen(text)};
    cg_buf_add(&unit->strings, text, at.len);
    return at;
}

static void add_def(cg_unit *unit, cg_node_kind kind, uint32_t parent, const char *name)
{
    cg_def def = {.kind = (uint8_t)kind,
                  .parent = parent,
                  .scope = CG_NONE,
                  .in_scope = CG_NONE,
                  .type_ref = CG_NONE,
                  .name = add_text(unit, name)};
    CG_VEC_PUSH(&unit->defs, def);
}

static void make_unit(unit_facts *facts, const world_file *f, const char *path)
{
    facts->unit.lang = CG_LANG_PYTHON;
    facts->unit.extractor_version = 1;
    add_def(&facts->unit, CG_NODE_FILE, CG_NONE, "");
    for (unsigned i = 0; i < f->count; i++) {
        char name[8];
        snprintf(name, sizeof name, "n%u", f->names[i]);
        add_def(&facts->unit, kind_of(f, f->names[i]), 0, name);
    }
    for (uint32_t i = 0; i < facts->unit.defs.len; i++) {
        CG_AUTO_VALUE(cg_buf) symbol = {0};
        cg_unit_add_symbol(&facts->unit, i, cg_str_from(path), &symbol);
        facts->ids[i] = cg_node_id(CG_STR("p"), cg_buf_str(&symbol));
        facts->content[i] = cg_def_content_hash(&facts->unit, i);
    }
}

static void put_file(cg_commit *commit, const world_file *f, const char *path, uint32_t *out_num)
{
    unit_facts facts = {.ids = {{{0}}}};
    make_unit(&facts, f, path);
    CG_AUTO_VALUE(cg_buf) encoded = {0};
    CG_AUTO_VALUE(cg_buf) bytes = {0};
    cg_unit_encode(&facts.unit, &encoded);
    assert_ok(cg_store_pack_unit(cg_snapshot_store(cg_commit_base(commit)), cg_buf_str(&encoded),
                                 NULL, &bytes, &query_err));
    cg_file_facts put = {.path = cg_str_from(path),
                         .unit = &facts.unit,
                         .ids = facts.ids,
                         .content = facts.content,
                         .unit_bytes = cg_buf_str(&bytes)};
    cg_hash128 h = cg_hash_128(encoded.ptr, encoded.len, 0);
    cg_put_be64(put.blob.bytes, h.hi);
    cg_put_be64(put.blob.bytes + 8, h.lo);
    assert_ok(cg_commit_put_file(commit, &put, out_num, &query_err));
    cg_unit_fini(&facts.unit);
}

typedef struct edge_list {
    cg_link_edge list[WORLD_NAMES * (WORLD_LINKS + 1)];
    size_t count;
} edge_list;

static bool has_edge(const edge_list *e, const cg_link_edge *edge)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->list[i].source == edge->source && e->list[i].kind == edge->kind &&
            e->list[i].target_file == edge->target_file && e->list[i].target == edge->target)
            return true;
    return false;
}

/* Of a link; false: its target is not there. */
static bool link_edge(const world *w, unsigned file, unsigned at, const world_link *link,
                      const uint32_t *nums, cg_link_edge *out)
{
    *out = (cg_link_edge){.source = at + 1,
                          .kind = (uint8_t)link->kind,
                          .rule = CG_RULE_QUALIFIED,
                          .confidence = link->confidence};
    out->target_file = link->external       ? CG_LINK_EXTERNAL
                       : link->file == file ? CG_NONE
                                            : nums[link->file];
    out->target = link->external ? link->name : def_of(&w->files[link->file], link->name);
    return link->kind != CG_EDGE_NONE && out->target != CG_NONE;
}

static void put_edges(world *w, cg_commit *commit, unsigned file, const uint32_t *nums)
{
    const world_file *f = &w->files[file];
    edge_list edges = {.count = 0};
    cg_external externals[WORLD_EXTERNALS];
    for (unsigned i = 0; i < WORLD_EXTERNALS; i++)
        externals[i] = external_of(i);
    for (unsigned i = 0; i < f->count; i++) {
        edges.list[edges.count++] = (cg_link_edge){.source = 0,
                                                   .target_file = CG_NONE,
                                                   .target = i + 1,
                                                   .kind = CG_EDGE_CONTAINS,
                                                   .rule = CG_RULE_STRUCTURE,
                                                   .confidence = 100};
        for (unsigned l = 0; l < WORLD_LINKS; l++) {
            cg_link_edge edge;
            if (link_edge(w, file, i, &f->links[f->names[i]][l], nums, &edge) &&
                !has_edge(&edges, &edge))
                edges.list[edges.count++] = edge;
        }
    }
    cg_file_edges all = {edges.list, edges.count, NULL, externals, WORLD_EXTERNALS};
    assert_ok(cg_commit_put_edges(commit, nums[file], &all, &query_err));
}

static cg_id end_id(const world *w, world_end end)
{
    return end.sort == END_DEF        ? def_id(w, end.file, end.name)
           : end.sort == END_EXTERNAL ? external_id(end.name)
           : end.sort == END_FILE     ? file_id(end.file)
                                      : cg_node_id(CG_STR("p"), stated_symbol(end.name));
}

static void change_stated(world *w, cg_commit *commit)
{
    unsigned name = world_random(w, WORLD_STATED);
    cg_str symbol = stated_symbol(name);
    cg_manual_node node = {.kind = CG_NODE_ENTITY,
                           .symbol = symbol,
                           .name = CG_STR("s"),
                           .qualified_name = CG_STR("s")};
    uint64_t removed;
    w->stated[name] = !w->stated[name];
    if (w->stated[name]) {
        assert_ok(cg_commit_put_manual_node(commit, &node, &query_err));
        return;
    }
    cg_id id = cg_node_id(CG_STR("p"), symbol);
    assert_ok(cg_commit_delete_manual_node(commit, id, &removed, &query_err));
    for (unsigned i = 0; i < WORLD_STATED_EDGES; i++) {
        world_edge *e = &w->edges[i];
        if (cg_id_eq(end_id(w, e->source), id) || cg_id_eq(end_id(w, e->target), id))
            e->present = false;
    }
}

static bool is_stated_already(const world *w, const world_edge *edge)
{
    for (unsigned i = 0; i < WORLD_STATED_EDGES; i++) {
        const world_edge *e = &w->edges[i];
        if (e->present && e->kind == edge->kind &&
            cg_id_eq(end_id(w, e->source), end_id(w, edge->source)) &&
            cg_id_eq(end_id(w, e->target), end_id(w, edge->target)))
            return true;
    }
    return false;
}

/* It is stated between ids, whether or not they are there; of those that never were nothing can be said. */
static void change_stated_edge(world *w, cg_commit *commit)
{
    world_edge *e = &w->edges[world_random(w, WORLD_STATED_EDGES)];
    if (e->present)
        return;
    *e = (world_edge){.source = random_end(w), .target = random_end(w), .kind = random_kind(w)};
    if (e->source.sort == END_FILE && e->target.sort == END_FILE)
        e->kind = CG_EDGE_DEPENDS_ON;
    cg_id source = end_id(w, e->source), target = end_id(w, e->target);
    cg_commit_node node;
    if (is_stated_already(w, e) ||
        cg_commit_find_node(commit, source, &node, &query_err) != CG_OK ||
        cg_commit_find_node(commit, target, &node, &query_err) != CG_OK)
        return;
    assert_ok(cg_commit_put_manual_edge(commit, source, e->kind, target, &query_err));
    e->present = true;
}

static bool same_nodes(const world_file *a, const world_file *b)
{
    bool same = a->present == b->present && a->count == b->count;
    for (unsigned i = 0; same && i < a->count; i++)
        same = a->names[i] == b->names[i] && kind_of(a, a->names[i]) == kind_of(b, b->names[i]);
    return same;
}

void world_change(world *w)
{
    world_file before[WORLD_FILES];
    uint32_t nums[WORLD_FILES];
    cg_commit *commit;
    cg_commit_options opts = {.always = true};
    cg_commit_result result;
    memcpy(before, w->files, sizeof before);
    for (unsigned n = 1 + world_random(w, 2); n > 0; n--)
        change_file(w, &w->files[world_random(w, WORLD_FILES)]);
    assert_ok(cg_commit_begin(w->project, &opts, &commit, &query_err));
    for (unsigned i = 0; i < WORLD_FILES; i++) {
        char path[16];
        path_of(i, path);
        (void)cg_snapshot_find_file(cg_commit_base(commit), cg_str_from(path), &nums[i]);
        if (same_nodes(&before[i], &w->files[i]))
            continue;
        if (w->files[i].present)
            put_file(commit, &w->files[i], path, &nums[i]);
        else
            assert_ok(cg_commit_delete_file(commit, cg_str_from(path), &query_err));
    }
    for (unsigned i = 0; i < WORLD_FILES; i++)
        if (w->files[i].present)
            put_edges(w, commit, i, nums);
    if (world_random(w, 3) == 0)
        change_stated(w, commit);
    for (unsigned n = world_random(w, 3); n > 0; n--)
        change_stated_edge(w, commit);
    assert_ok(cg_commit_finish(commit, CG_STR(""), &result, &query_err));
}

/* ---- the model ---- */

static int compare_nodes(const void *a, const void *b)
{
    const model_node *x = a, *y = b;
    if (!x->path[0] || !y->path[0])
        return x->path[0] ? -1 : y->path[0] ? 1 : memcmp(x->id.bytes, y->id.bytes, sizeof x->id);
    int order = strcmp(x->path, y->path);
    return order != 0 ? order : (int)x->def - (int)y->def;
}

static uint32_t find_node(const model *m, cg_id id)
{
    for (uint32_t i = 0; i < m->nodes.len; i++)
        if (cg_id_eq(m->nodes.ptr[i].id, id))
            return i;
    return CG_NONE;
}

static void add_file_nodes(const world *w, unsigned file, model *out)
{
    const world_file *f = &w->files[file];
    model_node node = {.kind = CG_NODE_FILE};
    path_of(file, node.path);
    node.id = file_id(file);
    CG_VEC_PUSH(&out->nodes, node);
    for (unsigned i = 0; i < f->count; i++) {
        node.kind = kind_of(f, f->names[i]);
        node.def = i + 1;
        node.id = def_id(w, file, f->names[i]);
        CG_VEC_PUSH(&out->nodes, node);
    }
}

static bool is_used(const world *w, unsigned external)
{
    for (unsigned i = 0; i < WORLD_FILES; i++)
        for (unsigned n = 0; w->files[i].present && n < w->files[i].count; n++)
            for (unsigned l = 0; l < WORLD_LINKS; l++) {
                const world_link *link = &w->files[i].links[w->files[i].names[n]][l];
                if (link->kind != CG_EDGE_NONE && link->external && link->name == external)
                    return true;
            }
    return false;
}

static bool add_edge(model *m, const model_edge *edge)
{
    for (size_t i = 0; i < m->edges.len; i++) {
        const model_edge *e = &m->edges.ptr[i];
        if (e->source == edge->source && e->target == edge->target && e->kind == edge->kind)
            return false;
    }
    CG_VEC_PUSH(&m->edges, *edge);
    return true;
}

static void add_file_edges(const world *w, unsigned file, model *out)
{
    const world_file *f = &w->files[file];
    CG_AUTO_VALUE(cg_buf) symbol = {0};
    char path[16];
    path_of(file, path);
    cg_symbol_add_file(&symbol, CG_LANG_PYTHON, cg_str_from(path));
    uint32_t own = find_node(out, cg_node_id(CG_STR("p"), cg_buf_str(&symbol)));
    for (unsigned i = 0; i < f->count; i++) {
        uint32_t source = find_node(out, def_id(w, file, f->names[i]));
        add_edge(out, &(model_edge){own, source, CG_EDGE_CONTAINS, CG_RULE_STRUCTURE, 100, false});
        for (unsigned l = 0; l < WORLD_LINKS; l++) {
            const world_link *link = &f->links[f->names[i]][l];
            if (link->kind == CG_EDGE_NONE ||
                (!link->external && def_of(&w->files[link->file], link->name) == CG_NONE))
                continue;
            cg_id id = link->external ? external_id(link->name) : def_id(w, link->file, link->name);
            add_edge(out, &(model_edge){source, find_node(out, id), link->kind, CG_RULE_QUALIFIED,
                                        link->confidence, false});
        }
    }
}

void model_make(const world *w, model *out)
{
    *out = (model){0};
    for (unsigned i = 0; i < WORLD_FILES; i++)
        if (w->files[i].present)
            add_file_nodes(w, i, out);
    for (unsigned i = 0; i < WORLD_EXTERNALS; i++)
        if (is_used(w, i))
            CG_VEC_PUSH(&out->nodes, (model_node){.id = external_id(i), .kind = CG_NODE_EXTERNAL});
    for (unsigned i = 0; i < WORLD_STATED; i++)
        if (w->stated[i])
            CG_VEC_PUSH(&out->nodes, (model_node){.id = cg_node_id(CG_STR("p"), stated_symbol(i)),
                                                  .kind = CG_NODE_ENTITY,
                                                  .stated = true});
    if (out->nodes.len > 1)
        qsort(out->nodes.ptr, out->nodes.len, sizeof *out->nodes.ptr, compare_nodes);
    for (unsigned i = 0; i < WORLD_FILES; i++)
        if (w->files[i].present)
            add_file_edges(w, i, out);
    for (unsigned i = 0; i < WORLD_STATED_EDGES; i++) {
        const world_edge *e = &w->edges[i];
        uint32_t source = find_node(out, end_id(w, e->source));
        uint32_t target = find_node(out, end_id(w, e->target));
        if (e->present && source != CG_NONE && target != CG_NONE)
            add_edge(out, &(model_edge){source, target, e->kind, CG_RULE_MANUAL, 100, true});
    }
}

void model_fini(model *m)
{
    CG_VEC_FINI(&m->nodes);
    CG_VEC_FINI(&m->edges);
}

uint32_t model_of_vertex(const model *m, const cg_snapshot *snap, cg_view *view, cg_vertex vertex)
{
    cg_node_place place = cg_view_place(view, vertex);
    for (uint32_t i = 0; i < m->nodes.len; i++) {
        const model_node *n = &m->nodes.ptr[i];
        if (place.file == CG_NONE
                ? !n->path[0] && cg_id_eq(n->id, place.id)
                : n->def == place.def &&
                      cg_str_eq(cg_snapshot_file(snap, place.file)->path, cg_str_from(n->path))) {
            assert_int_equal(cg_ref_kind(place.ref), n->kind);
            assert_int_equal(place.manual, n->stated);
            return i;
        }
    }
    fail_msg("a vertex that should not be there");
    return CG_NONE;
}

cg_vertex model_vertex(const model *m, const cg_snapshot *snap, cg_view *view, uint32_t node)
{
    cg_node_place place;
    cg_vertex vertex;
    assert_ok(cg_snapshot_node_by_id(snap, m->nodes.ptr[node].id, &place, &query_err));
    assert_ok(cg_view_find(view, &place, &vertex, &query_err));
    return vertex;
}

/* overrides[a][b]: a overrides b, or what overrides b, and so on; none is its own. */
static bool overrides[128][128];

static bool is_chosen(const cg_edge_choice *choice, const model_edge *e)
{
    uint64_t kinds = choice->kinds ? choice->kinds : ~(UINT64_C(1) << CG_EDGE_CONTAINS);
    return (kinds >> e->kind & 1) && e->confidence >= choice->min_confidence;
}

void model_close_over(const model *m, const cg_edge_choice *choice)
{
    size_t n = m->nodes.len;
    assert_true(n <= 128);
    memset(overrides, 0, sizeof overrides);
    for (size_t i = 0; choice->dispatch && i < m->edges.len; i++) {
        const model_edge *e = &m->edges.ptr[i];
        if (e->kind == CG_EDGE_OVERRIDES && e->confidence >= choice->min_confidence)
            overrides[e->source][e->target] = true;
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                overrides[i][j] |= overrides[i][k] && overrides[k][j];
    for (size_t i = 0; i < n; i++)
        overrides[i][i] = false;
}

static bool is_better(const cg_edge_word *x, const cg_edge_word *y)
{
    const unsigned left[] = {x->dispatch,          x->inwards, x->kind,
                             100u - x->confidence, x->rule,    x->manual};
    const unsigned right[] = {y->dispatch,          y->inwards, y->kind,
                              100u - y->confidence, y->rule,    y->manual};
    for (size_t i = 0; i < CG_ARRAY_LEN(left); i++)
        if (left[i] != right[i])
            return left[i] < right[i];
    return false;
}

bool model_step(const model *m, const cg_edge_choice *choice, cg_heading heading, uint32_t a,
                uint32_t b, cg_edge_word *out_by)
{
    bool found = false;
    for (size_t i = 0; i < m->edges.len; i++) {
        const model_edge *e = &m->edges.ptr[i];
        if (!is_chosen(choice, e))
            continue;
        for (unsigned in = 0; in < 2; in++) {
            uint32_t source = in ? b : a, target = in ? a : b;
            bool own = e->source == source && e->target == target;
            bool other =
                e->source == source && e->kind == CG_EDGE_CALLS && overrides[target][e->target];
            if (!(heading & (in ? CG_INWARDS : CG_OUTWARDS)) || (!own && !other))
                continue;
            cg_edge_word by = {e->kind, e->rule, e->confidence, e->manual, in, !own};
            if (!found || is_better(&by, out_by))
                *out_by = by;
            found = true;
        }
    }
    return found;
}
