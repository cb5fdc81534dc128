// SPDX-License-Identifier: Apache-2.0
// A whole graph as points and weights: which vertices are which points, then what leads between these, put together.
#include "query_int.h"

#include <stdlib.h>

#define NO_POINT UINT32_MAX

typedef struct projector {
    cg_view *view;
    const adjacency *a;
    const cg_projection_question *ask;
    cg_projection *out;
    uint32_t *points; /* by vertex */
    class_choice choice;
} projector;

static cg_code no_room(cg_err *err)
{
    return CG_FAIL(err, CG_E_LIMIT, "the question needs more memory than one may take");
}

/* ---- points ---- */

static cg_code add_nodes(projector *p, cg_err *err)
{
    uint32_t last = p->ask->fileless ? p->a->vertices : adjacency_filed(p->a);
    cg_code rc = CG_OK;
    for (uint32_t v = 0; rc == CG_OK && v < last; v++) {
        bool chosen;
        rc = cg_view_is_chosen(p->view, &p->ask->nodes, v, &chosen, err);
        if (rc != CG_OK || !chosen)
            continue;
        p->points[v] = p->out->count;
        p->out->vertices[p->out->count++] = v;
    }
    return rc;
}

/* Whether a file is chosen is asked of its node, whatever kinds are. */
static cg_code add_files(projector *p, cg_err *err)
{
    const adjacency *a = p->a;
    cg_node_choice of_files = p->ask->nodes;
    cg_code rc = CG_OK;
    of_files.kinds = 0;
    uint32_t *of_home = cg_alloc_array(a->files_limit + 1u, sizeof *of_home);
    memset(of_home, 0xff, a->files_limit * sizeof *of_home); /* NO_POINT */
    for (uint32_t rank = 0; rc == CG_OK && rank < a->files_count; rank++) {
        bool chosen = a->first[rank] < a->first[rank + 1];
        if (chosen)
            rc = cg_view_is_chosen(p->view, &of_files, a->first[rank], &chosen, err);
        if (rc != CG_OK || !chosen)
            continue;
        uint32_t file = a->files[rank];
        uint32_t home = p->ask->points == CG_POINT_HOME ? p->ask->homes[file] : file;
        if (of_home[home] == NO_POINT) {
            uint32_t first = a->ranks[home];
            of_home[home] = p->out->count;
            p->out->vertices[p->out->count++] = a->first[first != CG_NONE ? first : rank];
        }
        for (uint32_t v = a->first[rank]; v < a->first[rank + 1]; v++)
            p->points[v] = of_home[home];
    }
    cg_free(of_home);
    return rc;
}

static cg_code make_points(projector *p, cg_err *err)
{
    size_t bytes = ((size_t)p->a->vertices + 1) * sizeof *p->points;
    if (bytes > p->view->bytes_max / 4)
        return no_room(err);
    p->points = cg_try_alloc(bytes);
    p->out->vertices = cg_try_alloc(bytes);
    if (p->points == NULL || p->out->vertices == NULL)
        return no_room(err);
    memset(p->points, 0xff, bytes); /* NO_POINT */
    return p->ask->points == CG_POINT_NODE ? add_nodes(p, err) : add_files(p, err);
}

/* ---- edges ---- */

typedef struct link {
    uint32_t from, to, weight;
} link;
typedef struct links {
    link *list;
    size_t count;
} links;

/* How many edges there are between points: what the list must hold. */
static cg_code walk_edges(projector *p, links *out, cg_err *err)
{
    const adjacency *a = p->a;
    cg_code rc = CG_OK;
    out->count = 0;
    for (uint32_t v = 0; rc == CG_OK && v < a->vertices; v++) {
        edge_run run;
        if (p->points[v] == NO_POINT)
            continue;
        rc = view_edges(p->view, v, false, &p->choice, &run, err);
        for (size_t e = 0; rc == CG_OK && e < run.count; e++) {
            uint32_t to = p->points[run.to[e]];
            if (to == NO_POINT || !class_is_chosen(&p->choice, run.class[e]))
                continue;
            uint32_t sure = class_confidence(a->classes.packed.ptr[run.class[e]]);
            if (out->list != NULL)
                out->list[out->count] = (link){p->points[v], to, CG_MAX(sure, 1u)};
            out->count++;
        }
    }
    return rc;
}

static int compare_links(const void *a, const void *b)
{
    const link *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* Points that are single vertices give their links in order, but for several kinds between the same two. */
static bool are_sorted(const links *l)
{
    for (size_t i = 1; i < l->count; i++)
        if (compare_links(&l->list[i - 1], &l->list[i]) > 0)
            return false;
    return true;
}

static void merge_links(links *l, cg_projection *out)
{
    size_t kept = 0;
    if (!are_sorted(l))
        qsort(l->list, l->count, sizeof *l->list, compare_links);
    for (size_t i = 0; i < l->count; i++) {
        const link *x = &l->list[i];
        if (x->from == x->to) {
            out->selves[x->from] += x->weight;
        } else if (kept > 0 && compare_links(&l->list[kept - 1], x) == 0) {
            l->list[kept - 1].weight += x->weight;
        } else {
            l->list[kept++] = *x;
        }
    }
    l->count = kept;
}

static cg_code make_edges(projector *p, cg_err *err)
{
    links l = {0};
    cg_projection *out = p->out;
    cg_code rc = walk_edges(p, &l, err);
    if (rc == CG_OK && l.count > p->view->bytes_max / 2 / sizeof *l.list)
        rc = no_room(err);
    if (rc != CG_OK)
        return rc;
    l.list = cg_try_alloc(l.count * sizeof *l.list);
    out->at = cg_alloc_array(out->count + 1u, sizeof *out->at);
    out->selves = cg_alloc_array(out->count + 1u, sizeof *out->selves);
    rc = l.list != NULL ? walk_edges(p, &l, err) : no_room(err);
    if (rc == CG_OK) {
        merge_links(&l, out);
        out->to = cg_alloc_array(l.count + 1, sizeof *out->to);
        out->weights = cg_alloc_array(l.count + 1, sizeof *out->weights);
        for (size_t i = 0; i < l.count; i++) {
            out->at[l.list[i].from + 1]++;
            out->to[i] = l.list[i].to;
            out->weights[i] = l.list[i].weight;
        }
        for (uint32_t i = 0; i < out->count; i++)
            out->at[i + 1] += out->at[i];
    }
    cg_free(l.list);
    return rc;
}

cg_code cg_projection_make(cg_view *view, const cg_projection_question *ask, cg_projection *out,
                           cg_err *err)
{
    CG_ASSERT(view->arrays != NULL);
    projector p = {
        .view = view, .a = view->arrays, .ask = ask, .out = out, .choice = {.of = ask->edges}};
    *out = (cg_projection){0};
    cg_code rc = make_points(&p, err);
    if (rc == CG_OK)
        rc = make_edges(&p, err);
    cg_free(p.points);
    class_choice_fini(&p.choice);
    if (rc != CG_OK)
        cg_projection_fini(out);
    return rc;
}

void cg_projection_fini(cg_projection *projection)
{
    cg_free(projection->at);
    cg_free(projection->to);
    cg_free(projection->weights);
    cg_free(projection->selves);
    cg_free(projection->vertices);
    *projection = (cg_projection){0};
}
