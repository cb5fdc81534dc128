// SPDX-License-Identifier: Apache-2.0
// Unreferenced code. What may be used from outside is where the walk begins: files (what stands at their top runs), entry
// points, tests, what is public, decorated, mentioned by name where nothing was found for it, or used by what is but
// guessed. From there it goes to what
// these use; from a member to its type, from a type to its constructors, from what is overridden to what overrides it. What
// is not reached is unused, circles of it included. What is reached and begins the walk, but nothing else uses, is unknown.
#include "dead.h"

#include <stdlib.h>

#include "cg/link.h"

enum { LIVE = 1, WITH_TYPE = 2, CANDIDATE = 4, IMPORTED = 8 };

typedef struct mention {
    uint64_t key;
    bool found;
} mention;

typedef struct dead_search {
    whole w;
    cg_dead_page *page;
    uint8_t *flags;    /* by vertex */
    uint8_t *reasons;  /* cg_dead_reason */
    uint32_t *users;   /* how many edges use it, from elsewhere than inside it */
    uint32_t *guesses; /* likewise, those among them that are less sure than was asked for */
    uint32_t *parents; /* vertex of what it is in; CG_NONE */
    cg_vertices queue;
    cg_vertex at;             /* whose edges are visited */
    CG_VEC(mention) mentions; /* by key, once each */
    uint64_t *names;          /* by vertex: the key of its name, of candidates */
} dead_search;

/* ---- what definitions say of themselves ---- */

static bool is_candidate(const dead_search *s, unsigned kind)
{
    const cg_node_filter *f = &s->w.ask->filter;
    for (size_t i = 0; i < f->kinds_count; i++)
        if (f->kinds[i] == kind)
            return true;
    return f->kinds_count == 0 && (cg_node_kind_is_type(kind) || cg_node_kind_is_callable(kind) ||
                                   kind == CG_NODE_CONSTANT || kind == CG_NODE_VARIABLE);
}

static void read_def(dead_search *s, const cg_unit *unit, cg_vertex first, uint32_t def,
                     cg_str path)
{
    const cg_def *d = &unit->defs.ptr[def];
    cg_vertex v = first + def;
    s->parents[v] = def == 0 || d->parent == CG_NONE ? CG_NONE : first + d->parent;
    if (dead_goes_with_type(unit, def))
        s->flags[v] |= WITH_TYPE;
    bool kept = unit->lang == CG_LANG_MANIFEST || d->kind == CG_NODE_FILE ||
                d->kind == CG_NODE_IMPORT || d->kind == CG_NODE_PACKAGE ||
                d->kind == CG_NODE_MODULE || d->kind == CG_NODE_NAMESPACE ||
                d->kind == CG_NODE_IMPL;
    if (kept || (d->modifiers & CG_MOD_DECLARATION)) {
        s->reasons[v] = kept ? CG_DEAD_ENTRY : dead_reason_of(unit, def, path, s->w.ask->closed);
        return; /* never listed */
    }
    s->reasons[v] = (uint8_t)dead_reason_of(unit, def, path, s->w.ask->closed);
    if (!is_candidate(s, d->kind) || (s->flags[v] & WITH_TYPE))
        return;
    s->flags[v] |= CANDIDATE;
    s->names[v] = cg_link_mention_key(cg_unit_str(unit, d->name));
    CG_VEC_PUSH(&s->mentions, (mention){s->names[v], false});
}

/* Vertices of a file lie together, its own first. */
static cg_code read_files(dead_search *s, cg_err *err)
{
    uint32_t count = cg_view_vertices(s->w.view);
    cg_code rc = CG_OK;
    for (cg_vertex v = 0; rc == CG_OK && v < count;) {
        CG_AUTO(cg_unit_pin) pin = NULL;
        cg_node_place place = cg_view_place(s->w.view, v);
        if (place.file == CG_NONE) { /* so are all behind it */
            s->reasons[v] = place.manual ? CG_DEAD_STATED : CG_DEAD_ENTRY;
            s->parents[v++] = CG_NONE;
            continue;
        }
        rc = cg_patience_check(&s->w.ask->patience, err);
        if (rc == CG_OK)
            rc = view_unit(s->w.snap, place.file, false, &pin, err);
        if (rc != CG_OK)
            break;
        const cg_unit *unit = cg_unit_pin_unit(pin);
        if (unit->defs.len > count - v)
            return CG_FAIL(err, CG_E_CORRUPT, "a file's record does not fit its unit");
        for (uint32_t def = 0; def < unit->defs.len; def++)
            read_def(s, unit, v, def, cg_snapshot_file(s->w.snap, place.file)->path);
        v += (uint32_t)unit->defs.len;
    }
    return rc;
}

/* ---- what others say of them ---- */

static bool is_inside(const dead_search *s, cg_vertex inner, cg_vertex outer)
{
    while (inner != CG_NONE && inner != outer)
        inner = s->parents[inner];
    return inner == outer;
}

static void visit_use(void *arg, cg_vertex to, cg_edge_kind kind)
{
    dead_search *s = arg;
    cg_node_place place = cg_view_place(s->w.view, to);
    bool based =
        kind == CG_EDGE_INHERITS || kind == CG_EDGE_IMPLEMENTS || kind == CG_EDGE_OVERRIDES;
    if (kind == CG_EDGE_IMPORTS || kind == CG_EDGE_DEPENDS_ON) {
        s->flags[to] |= IMPORTED;
    } else if (based && place.file == CG_NONE) { /* who knows what calls it there */
        if (s->reasons[s->at] == CG_DEAD_NONE)
            s->reasons[s->at] = CG_DEAD_OVERRIDES;
    } else if (kind == CG_EDGE_OVERRIDES) { /* a call of the one may be one of the other */
        s->users[s->at]++;
    } else if (!is_inside(s, s->at, to)) {
        s->users[to]++;
    }
}

static bool is_use(const dead_search *s, cg_vertex to, cg_edge_kind kind)
{
    return kind != CG_EDGE_IMPORTS && kind != CG_EDGE_DEPENDS_ON && kind != CG_EDGE_OVERRIDES &&
           !is_inside(s, s->at, to);
}

static void visit_any_use(void *arg, cg_vertex to, cg_edge_kind kind)
{
    dead_search *s = arg;
    s->guesses[to] += is_use(s, to, kind);
}

static void visit_sure_use(void *arg, cg_vertex to, cg_edge_kind kind)
{
    dead_search *s = arg;
    s->guesses[to] -= is_use(s, to, kind);
    visit_use(arg, to, kind);
}

static cg_code count_users(dead_search *s, cg_err *err)
{
    const cg_edge_choice sure = edge_choice_of(&s->w.ask->follow);
    const cg_edge_choice any = {sure.kinds, 0, sure.dispatch};
    uint32_t count = cg_view_vertices(s->w.view);
    cg_code rc = CG_OK;
    for (s->at = 0; rc == CG_OK && s->at < count; s->at++) {
        rc = cg_view_visit_edges(s->w.view, s->at, false, &any, visit_any_use, s, err);
        if (rc == CG_OK)
            rc = cg_view_visit_edges(s->w.view, s->at, false, &sure, visit_sure_use, s, err);
    }
    return rc;
}

static int compare_mentions(const void *a, const void *b)
{
    const mention *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static mention *find_mention(dead_search *s, uint64_t key)
{
    const mention wanted = {.key = key};
    return s->mentions.len == 0 ? NULL
                                : bsearch(&wanted, s->mentions.ptr, s->mentions.len, sizeof wanted,
                                          compare_mentions);
}

static void take_keys(void *arg, uint32_t file, const uint64_t *keys, size_t count)
{
    dead_search *s = arg;
    (void)file;
    for (size_t i = 0; i < count; i++) {
        mention *found = find_mention(s, keys[i]);
        if (found != NULL)
            found->found = true;
    }
}

static cg_code find_mentions(dead_search *s, cg_err *err)
{
    size_t kept = 0;
    if (s->mentions.len > 1)
        qsort(s->mentions.ptr, s->mentions.len, sizeof *s->mentions.ptr, compare_mentions);
    for (size_t i = 0; i < s->mentions.len; i++)
        if (kept == 0 || s->mentions.ptr[kept - 1].key != s->mentions.ptr[i].key)
            s->mentions.ptr[kept++] = s->mentions.ptr[i];
    s->mentions.len = kept;
    return cg_snapshot_scan_deps(s->w.snap, take_keys, s, err);
}

/* A method of a type with a base outside may be called there, if it can be seen. */
static void settle_reasons(dead_search *s)
{
    uint32_t count = cg_view_vertices(s->w.view);
    for (cg_vertex v = 0; v < count; v++) {
        cg_vertex around = s->parents[v];
        if (s->reasons[v] != CG_DEAD_NONE)
            continue;
        if (around != CG_NONE && s->reasons[around] == CG_DEAD_OVERRIDES)
            s->reasons[v] = CG_DEAD_OVERRIDES;
        else if (s->flags[v] & IMPORTED)
            s->reasons[v] = CG_DEAD_IMPORTED;
        else if ((s->flags[v] & CANDIDATE) && find_mention(s, s->names[v])->found)
            s->reasons[v] = CG_DEAD_MENTIONED;
        else if (s->guesses[v] > 0)
            s->reasons[v] = CG_DEAD_GUESSED;
    }
}

/* ---- the walk ---- */

static void make_live(dead_search *s, cg_vertex v)
{
    if (s->flags[v] & LIVE)
        return;
    s->flags[v] |= LIVE;
    CG_VEC_PUSH(&s->queue, v);
}

static void visit_live(void *arg, cg_vertex to, cg_edge_kind kind)
{
    if (kind != CG_EDGE_IMPORTS && kind != CG_EDGE_DEPENDS_ON && kind != CG_EDGE_OVERRIDES)
        make_live(arg, to);
}

static void visit_overrider(void *arg, cg_vertex to, cg_edge_kind kind)
{
    (void)kind;
    make_live(arg, to);
}

static void visit_member(void *arg, cg_vertex to, cg_edge_kind kind)
{
    dead_search *s = arg;
    (void)kind;
    if (s->flags[to] & WITH_TYPE)
        make_live(s, to);
}

static cg_code walk(dead_search *s, cg_err *err)
{
    cg_edge_choice uses = edge_choice_of(&s->w.ask->follow);
    const cg_edge_choice overrides = {UINT64_C(1) << CG_EDGE_OVERRIDES, uses.min_confidence, false};
    const cg_edge_choice contains = {UINT64_C(1) << CG_EDGE_CONTAINS, 0, false};
    uint32_t count = cg_view_vertices(s->w.view);
    cg_code rc = CG_OK;
    for (cg_vertex v = 0; v < count; v++)
        if (s->reasons[v] != CG_DEAD_NONE)
            make_live(s, v);
    while (rc == CG_OK && s->queue.len > 0) {
        cg_vertex v = s->queue.ptr[--s->queue.len];
        if (s->parents[v] != CG_NONE)
            make_live(s, s->parents[v]);
        rc = cg_view_visit_edges(s->w.view, v, false, &uses, visit_live, s, err);
        if (rc == CG_OK)
            rc = cg_view_visit_edges(s->w.view, v, true, &overrides, visit_overrider, s, err);
        if (rc == CG_OK)
            rc = cg_view_visit_edges(s->w.view, v, false, &contains, visit_member, s, err);
    }
    return rc;
}

/* ---- the page ---- */

static cg_code list_verdict(dead_search *s, cg_verdict verdict, const cg_node_choice *choice,
                            uint64_t *listed, cg_err *err)
{
    cg_dead_page *page = s->page;
    uint32_t count = cg_view_vertices(s->w.view);
    cg_code rc = CG_OK;
    for (cg_vertex v = 0; rc == CG_OK && v < count; v++) {
        bool unused = !(s->flags[v] & LIVE), chosen;
        if (!(s->flags[v] & CANDIDATE) || unused != (verdict == CG_VERDICT_NONE) ||
            (!unused && (s->reasons[v] == CG_DEAD_NONE || s->users[v] > 0)))
            continue;
        rc = cg_view_is_chosen(s->w.view, choice, v, &chosen, err);
        if (rc != CG_OK || !chosen)
            continue;
        page->unused += unused;
        page->unknown += !unused;
        if ((s->w.ask->verdict >= 0 && s->w.ask->verdict != (int)verdict) ||
            (*listed)++ < s->w.skip || page_is_full(s->w.arena, page->count, s->w.ask->limit))
            continue;
        cg_dead_row *row = &page->rows[page->count];
        *row = (cg_dead_row){.verdict = verdict,
                             .reason = unused ? CG_DEAD_NONE : (cg_dead_reason)s->reasons[v],
                             .users = s->users[v]};
        rc = whole_view(&s->w, v, &row->node, err);
        page->count += rc == CG_OK;
    }
    return rc;
}

static cg_code answer(dead_search *s, cg_err *err)
{
    size_t count = cg_view_vertices(s->w.view) + 1u;
    cg_node_choice choice = node_choice_of(&s->w.ask->filter);
    uint64_t listed = 0;
    s->flags = cg_alloc(count);
    s->reasons = cg_alloc(count);
    s->users = cg_alloc_array(count, sizeof *s->users);
    s->guesses = cg_alloc_array(count, sizeof *s->guesses);
    s->parents = cg_alloc_array(count, sizeof *s->parents);
    s->names = cg_alloc_array(count, sizeof *s->names);
    cg_code rc = read_files(s, err);
    if (rc == CG_OK)
        rc = count_users(s, err);
    if (rc == CG_OK)
        rc = find_mentions(s, err);
    if (rc != CG_OK)
        return rc;
    settle_reasons(s);
    rc = walk(s, err);
    s->page->rows = cg_arena_alloc_array(s->w.arena, s->w.ask->limit + 1, sizeof *s->page->rows);
    if (rc == CG_OK)
        rc = list_verdict(s, CG_VERDICT_NONE, &choice, &listed, err);
    if (rc == CG_OK)
        rc = list_verdict(s, CG_VERDICT_UNKNOWN, &choice, &listed, err);
    s->page->next_cursor = whole_cursor(&s->w, s->page->count, listed);
    return rc;
}

cg_code cg_service_dead(cg_service *service, const cg_whole_request *request, cg_arena *arena,
                        cg_dead_page *out_page, cg_err *err)
{
    dead_search s = {.page = out_page};
    cg_verdict verdict;
    *out_page = (cg_dead_page){0};
    cg_code rc = whole_open(service, request, 'D', arena, &s.w, err);
    if (rc != CG_OK || s.w.snap == NULL)
        return rc;
    out_page->generation = cg_snapshot_generation(s.w.snap);
    rc = answer(&s, err);
    coverage_of_whole(s.w.snap, out_page->unused, &out_page->coverage, &verdict);
    cg_free(s.flags);
    cg_free(s.reasons);
    cg_free(s.users);
    cg_free(s.guesses);
    cg_free(s.parents);
    cg_free(s.names);
    CG_VEC_FINI(&s.queue);
    CG_VEC_FINI(&s.mentions);
    whole_fini(&s.w);
    return rc;
}
