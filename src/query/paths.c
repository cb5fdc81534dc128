// SPDX-License-Identifier: Apache-2.0
// All shortest paths between two vertices. Two searches, one from either end, take turns level by level, the smaller one
// first, until they meet: of the two, what lies within a and b steps of its end, the vertices in a steps from one and b from
// the other are the middle of all shortest paths, whose length is a + b. From the middle on, either side is followed back
// to its end: what is met is the graph of all shortest paths. How many lead from each of its vertices to the end is then
// counted backwards, so that the n-th path in order is found without those before it.
#include "query_int.h"

#include <stdlib.h>

/* A vertex on a shortest path. */
typedef struct waypoint {
    uint32_t vertex;
    uint64_t paths;     /* from here to the end; stays at UINT64_MAX */
    size_t next, count; /* where it leads: in `leads` */
} waypoint;
typedef struct lead {
    uint32_t waypoint; /* position among those of the next step */
    cg_edge_word by;
} lead;

typedef struct stage {
    CG_VEC(waypoint) list; /* by vertex order */
} stage;

typedef struct path_search {
    cg_view *view;
    const cg_path_question *ask;
    levels near, far; /* from the start, from the end */
    class_choice choice;
    steps at_hand;
    stage *stages; /* [length + 1] */
    unsigned length;
    CG_VEC(lead) leads;
} path_search;

/* ---- meeting ---- */

static bool meets(const levels *moved, const levels *other)
{
    for (size_t i = 0; i < moved->frontier.len; i++)
        if (levels_has(other, moved->frontier.ptr[i]))
            return true;
    return false;
}

/* The vertices as far from either end as the searches have come, in order. */
static void take_middle(path_search *p)
{
    const levels *moved = &p->near, *other = &p->far;
    stage *middle = &p->stages[p->near.depth];
    for (size_t i = 0; i < moved->frontier.len; i++)
        if (levels_has_at(other, moved->frontier.ptr[i], other->depth))
            CG_VEC_PUSH(&middle->list, (waypoint){.vertex = moved->frontier.ptr[i]});
}

static cg_code search(path_search *p, cg_paths *out, cg_err *err)
{
    levels *near = &p->near, *far = &p->far;
    cg_code rc = levels_start(near, &p->ask->from, 1, err);
    if (rc == CG_OK)
        rc = levels_start(far, &p->ask->to, 1, err);
    out->found = rc == CG_OK && meets(near, far);
    while (rc == CG_OK && !out->found && near->depth + far->depth < p->ask->max_length) {
        levels *next = near->frontier.len <= far->frontier.len ? near : far;
        out->exhausted = next->frontier.len == 0;
        if (out->exhausted)
            return CG_OK;
        rc = levels_advance(next, err);
        out->found = rc == CG_OK && meets(next, next == near ? far : near);
    }
    if (rc == CG_OK && !out->found)
        out->exhausted = near->frontier.len == 0 || far->frontier.len == 0;
    out->length = p->length = near->depth + far->depth;
    return rc;
}

/* ---- the graph of all shortest paths ---- */

static int compare_waypoints(const void *a, const void *b, void *view)
{
    return cg_view_compare(view, ((const waypoint *)a)->vertex, ((const waypoint *)b)->vertex);
}

/* From one stage on to the next, or back, by what the search from that side has reached at `depth`. */
static cg_code follow(path_search *p, const stage *from, stage *to, const levels *side,
                      unsigned depth, cg_heading heading, cg_err *err)
{
    cg_vertices found = {0};
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < from->list.len; i++) {
        rc = view_steps(p->view, from->list.ptr[i].vertex, heading, &p->choice, &p->at_hand, err);
        for (size_t s = 0; rc == CG_OK && s < p->at_hand.len; s++)
            if (levels_has_at(side, p->at_hand.ptr[s].to, depth))
                CG_VEC_PUSH(&found, p->at_hand.ptr[s].to);
        if (found.len > p->view->bytes_max / sizeof(waypoint))
            rc = CG_FAIL(err, CG_E_LIMIT, "there are more ways than one question may look at");
    }
    for (size_t i = 0; rc == CG_OK && i < found.len; i++)
        CG_VEC_PUSH(&to->list, (waypoint){.vertex = found.ptr[i]});
    CG_VEC_FINI(&found);
    if (to->list.len > 1)
        qsort_r(to->list.ptr, to->list.len, sizeof *to->list.ptr, compare_waypoints, p->view);
    size_t kept = 0;
    for (size_t i = 0; i < to->list.len; i++)
        if (kept == 0 || to->list.ptr[kept - 1].vertex != to->list.ptr[i].vertex)
            to->list.ptr[kept++] = to->list.ptr[i];
    to->list.len = kept;
    return rc;
}

static cg_code make_stages(path_search *p, cg_err *err)
{
    unsigned middle = p->near.depth;
    cg_heading onwards = p->ask->heading;
    cg_code rc = CG_OK;
    take_middle(p);
    for (unsigned i = middle; rc == CG_OK && i > 0; i--)
        rc = follow(p, &p->stages[i], &p->stages[i - 1], &p->near, i - 1, heading_back(onwards),
                    err);
    for (unsigned i = middle; rc == CG_OK && i < p->length; i++)
        rc = follow(p, &p->stages[i], &p->stages[i + 1], &p->far, p->length - i - 1, onwards, err);
    return rc;
}

/* The position of a vertex in a stage; `len`: it is not in it. */
static size_t find_waypoint(const path_search *p, const stage *at, uint32_t vertex)
{
    size_t low = 0, high = at->list.len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (cg_view_compare(p->view, at->list.ptr[mid].vertex, vertex) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < at->list.len && at->list.ptr[low].vertex == vertex ? low : at->list.len;
}

typedef struct led {
    size_t waypoint;
    step by;
} led;

static int compare_led(const void *a, const void *b)
{
    const led *x = a, *y = b;
    return (x->waypoint > y->waypoint) - (x->waypoint < y->waypoint);
}

/* Where one waypoint leads, each once, by the best edge; and how many paths begin there. */
static cg_code lead_on(path_search *p, waypoint *w, const stage *next, cg_err *err)
{
    CG_VEC(led) found = {0};
    cg_code rc = view_steps(p->view, w->vertex, p->ask->heading, &p->choice, &p->at_hand, err);
    for (size_t s = 0; rc == CG_OK && s < p->at_hand.len; s++) {
        size_t at = find_waypoint(p, next, p->at_hand.ptr[s].to);
        if (at < next->list.len)
            CG_VEC_PUSH(&found, (led){at, p->at_hand.ptr[s]});
    }
    if (found.len > 1)
        qsort(found.ptr, found.len, sizeof *found.ptr, compare_led);
    w->next = p->leads.len;
    for (size_t i = 0, end; i < found.len; i = end) {
        step best = found.ptr[i].by;
        for (end = i + 1; end < found.len && found.ptr[end].waypoint == found.ptr[i].waypoint;
             end++)
            if (step_is_better(p->view, &found.ptr[end].by, &best))
                best = found.ptr[end].by;
        const waypoint *to = &next->list.ptr[found.ptr[i].waypoint];
        CG_VEC_PUSH(&p->leads, (lead){(uint32_t)found.ptr[i].waypoint, word_of(p->view, &best)});
        if (__builtin_add_overflow(w->paths, to->paths, &w->paths))
            w->paths = UINT64_MAX;
    }
    w->count = p->leads.len - w->next;
    CG_VEC_FINI(&found);
    if (rc == CG_OK && p->leads.len > p->view->bytes_max / sizeof(lead))
        return CG_FAIL(err, CG_E_LIMIT, "there are more ways than one question may look at");
    return rc;
}

static cg_code count_paths(path_search *p, cg_err *err)
{
    cg_code rc = CG_OK;
    p->stages[p->length].list.ptr[0].paths = 1;
    for (unsigned i = p->length; rc == CG_OK && i-- > 0;)
        for (size_t w = 0; rc == CG_OK && w < p->stages[i].list.len; w++)
            rc = lead_on(p, &p->stages[i].list.ptr[w], &p->stages[i + 1], err);
    return rc;
}

/* ---- single paths ---- */

static void take_path(const path_search *p, uint64_t n, cg_arena *arena, cg_path *out)
{
    out->vertices = cg_arena_alloc_array(arena, p->length + 1u, sizeof *out->vertices);
    out->by = cg_arena_alloc_array(arena, p->length + 1u, sizeof *out->by);
    const waypoint *at = &p->stages[0].list.ptr[0];
    out->vertices[0] = at->vertex;
    for (unsigned i = 0; i < p->length; i++) {
        const waypoint *ahead = p->stages[i + 1].list.ptr;
        const lead *way = &p->leads.ptr[at->next];
        for (; n >= ahead[way->waypoint].paths; way++)
            n -= ahead[way->waypoint].paths;
        at = &ahead[way->waypoint];
        out->by[i] = way->by;
        out->vertices[i + 1] = at->vertex;
    }
}

static cg_code take_paths(path_search *p, cg_arena *arena, cg_paths *out, cg_err *err)
{
    p->stages = cg_alloc_array(p->length + 1u, sizeof *p->stages);
    cg_code rc = make_stages(p, err);
    if (rc == CG_OK)
        rc = count_paths(p, err);
    if (rc != CG_OK)
        return rc;
    out->total = p->stages[0].list.ptr[0].paths;
    out->paths = cg_arena_alloc_array(arena, p->ask->limit + 1, sizeof *out->paths);
    for (uint64_t n = p->ask->skip; n < out->total && out->count < p->ask->limit; n++)
        take_path(p, n, arena, &out->paths[out->count++]);
    return CG_OK;
}

cg_code cg_find_paths(cg_view *view, const cg_path_question *ask, cg_arena *arena, cg_paths *out,
                      cg_err *err)
{
    path_search p = {.view = view, .ask = ask, .choice = {.of = ask->edges}};
    *out = (cg_paths){0};
    levels_init(&p.near, view, &ask->edges, ask->heading);
    levels_init(&p.far, view, &ask->edges, heading_back(ask->heading));
    p.near.keeps_depths = p.far.keeps_depths = true;
    cg_code rc = search(&p, out, err);
    if (rc == CG_OK && out->found)
        rc = take_paths(&p, arena, out, err);
    for (unsigned i = 0; p.stages != NULL && i <= p.length; i++)
        CG_VEC_FINI(&p.stages[i].list);
    cg_free(p.stages);
    CG_VEC_FINI(&p.leads);
    CG_VEC_FINI(&p.at_hand);
    class_choice_fini(&p.choice);
    levels_fini(&p.near);
    levels_fini(&p.far);
    return rc;
}
