// SPDX-License-Identifier: Apache-2.0
// Communities by the Leiden algorithm, after the paper named in query.h:
//
//   move     each point to the community of a neighbour where modularity gains most, until none gains
//   refine   each community by itself: from single points on, join those that belong together
//   fold     what was refined together becomes one point of a smaller graph, which begins with the communities of `move`
//
// and so on with the smaller graph, until nothing is folded; and all of that again from what came out, until no point
// moves. With 2m the weight of all edges seen from both ends, k of one
// point's and K of a community's, a point gains w(point, community) - resolution * k * K / 2m.
#include "query_int.h"

#include <stdlib.h>

#define GAIN_MIN 1e-9 /* less is rounding */
#define ROUNDS_MAX 32 /* two or three are usual */

/* Undirected: every edge stands at both of its ends. */
typedef struct network {
    uint32_t count;
    uint32_t *at, *to;
    double *weights;
    double *strength; /* k: of all edges of a point, those to itself twice */
} network;

typedef struct leiden {
    network n;
    double twice_m, resolution;
    uint32_t *community; /* by point of the network at hand */
    double *total;       /* K, by community */
    uint32_t *sizes;     /* points, by community */
    cg_vertices vacant;  /* communities that lost their last point; some have others by now */
    uint32_t *refined;   /* by point */
    double *sums;        /* weights to communities that are being looked at; else 0 */
    cg_vertices touched; /* these communities */
    uint32_t *points;    /* by point of the first network: its point in the one at hand */
    uint32_t points_count;
} leiden;

/* ---- networks ---- */

static void network_fini(network *n)
{
    cg_free(n->at);
    cg_free(n->to);
    cg_free(n->weights);
    cg_free(n->strength);
    *n = (network){0};
}

/* What leads there and back is two edges between the same points. */
static void network_of(const cg_projection *g, network *out)
{
    uint32_t *fill = cg_alloc_array(g->count + 1u, sizeof *fill);
    size_t ends = 2 * (size_t)g->at[g->count];
    *out = (network){.count = g->count,
                     .at = cg_alloc_array(g->count + 1u, sizeof *out->at),
                     .to = cg_alloc_array(ends + 1, sizeof *out->to),
                     .weights = cg_alloc_array(ends + 1, sizeof *out->weights),
                     .strength = cg_alloc_array(g->count + 1u, sizeof *out->strength)};
    for (uint32_t p = 0; p < g->count; p++)
        for (uint32_t e = g->at[p]; e < g->at[p + 1]; e++) {
            out->at[p + 1]++;
            out->at[g->to[e] + 1]++;
        }
    for (uint32_t p = 0; p < g->count; p++) {
        out->at[p + 1] += out->at[p];
        fill[p] = out->at[p];
        out->strength[p] = 2.0 * g->selves[p];
    }
    for (uint32_t p = 0; p < g->count; p++)
        for (uint32_t e = g->at[p]; e < g->at[p + 1]; e++) {
            uint32_t q = g->to[e];
            double weight = g->weights[e];
            out->to[fill[p]] = q;
            out->weights[fill[p]++] = weight;
            out->to[fill[q]] = p;
            out->weights[fill[q]++] = weight;
            out->strength[p] += weight;
            out->strength[q] += weight;
        }
    cg_free(fill);
}

/* ---- moving ---- */

/* Sums up, by `group`, what leads from a point to others; of those alone that `within` says (NULL: all). */
static void sum_up(leiden *l, uint32_t point, const uint32_t *group, const uint32_t *within)
{
    CG_VEC_CLEAR(&l->touched);
    for (uint32_t e = l->n.at[point]; e < l->n.at[point + 1]; e++) {
        uint32_t to = l->n.to[e];
        if (to == point || (within != NULL && within[to] != within[point]))
            continue;
        uint32_t g = group[to];
        if (l->sums[g] == 0)
            CG_VEC_PUSH(&l->touched, g);
        l->sums[g] += l->n.weights[e];
    }
}

static void forget_sums(leiden *l)
{
    for (size_t i = 0; i < l->touched.len; i++)
        l->sums[l->touched.ptr[i]] = 0;
}

static double gain_of(const leiden *l, uint32_t point, double weight, double total)
{
    return weight - l->resolution * l->n.strength[point] * total / l->twice_m;
}

static uint32_t take_vacant(leiden *l)
{
    while (l->vacant.len > 0) {
        uint32_t c = l->vacant.ptr[--l->vacant.len];
        if (l->sizes[c] == 0)
            return c;
    }
    return NO_VERTEX;
}

/* The community that the point, which is in none, gains most in; its own (`was`) unless another is better. By itself it
 * gains nothing, which may be best. */
static uint32_t best_for(leiden *l, uint32_t point, uint32_t was)
{
    uint32_t best = was;
    double most = gain_of(l, point, l->sums[was], l->total[was]);
    for (size_t i = 0; i < l->touched.len; i++) {
        uint32_t c = l->touched.ptr[i];
        double gain = gain_of(l, point, l->sums[c], l->total[c]);
        bool better = gain > most + GAIN_MIN;
        bool as_good = gain > most - GAIN_MIN && best != was && c < best;
        if (better || as_good) {
            best = c;
            most = better ? gain : most;
        }
    }
    uint32_t alone = most < -GAIN_MIN && l->sizes[was] > 0 ? take_vacant(l) : NO_VERTEX;
    return alone != NO_VERTEX ? alone : best;
}

/* The points whose neighbours moved are looked at again. */
static cg_code move(leiden *l, const cg_patience *patience, bool *out_moved, cg_err *err)
{
    uint32_t count = l->n.count;
    uint32_t *queue = cg_alloc_array(count + 1u, sizeof *queue);
    uint8_t *waits = cg_alloc(count + 1u);
    size_t head = 0, waiting = count; /* a ring: no point waits twice */
    uint64_t work = 0;
    cg_code rc = CG_OK;
    for (uint32_t p = 0; p < count; p++) {
        queue[p] = p;
        waits[p] = 1;
    }
    while (rc == CG_OK && waiting > 0) {
        uint32_t point = queue[head], was = l->community[point];
        head = (head + 1) % count;
        waiting--;
        waits[point] = 0;
        sum_up(l, point, l->community, NULL);
        l->total[was] -= l->n.strength[point];
        l->sizes[was]--;
        uint32_t best = best_for(l, point, was);
        l->total[best] += l->n.strength[point];
        l->sizes[best]++;
        if (l->sizes[was] == 0)
            CG_VEC_PUSH(&l->vacant, was);
        forget_sums(l);
        if ((++work & 0xffff) == 0)
            rc = cg_patience_check(patience, err);
        if (best == was)
            continue;
        *out_moved = true;
        l->community[point] = best;
        for (uint32_t e = l->n.at[point]; e < l->n.at[point + 1]; e++) {
            uint32_t to = l->n.to[e];
            if (waits[to] || l->community[to] == best)
                continue;
            waits[to] = 1;
            queue[(head + waiting++) % count] = to;
        }
    }
    cg_free(queue);
    cg_free(waits);
    return rc;
}

/* ---- refining ---- */

typedef struct refinement {
    double *total; /* by refined group */
    double *cut;   /* what leads from a group to the rest of its community */
    uint32_t *sizes;
} refinement;

static bool is_well_connected(const leiden *l, double cut, double own, double community)
{
    return cut + GAIN_MIN >= l->resolution * own * (community - own) / l->twice_m;
}

/* A single point joins the group of its community that it gains most with. */
static void join(leiden *l, refinement *r, uint32_t point)
{
    double community = l->total[l->community[point]], most = 0;
    uint32_t own = l->refined[point], best = own;
    if (r->sizes[own] > 1 || !is_well_connected(l, r->cut[own], l->n.strength[point], community))
        return;
    sum_up(l, point, l->refined, l->community);
    for (size_t i = 0; i < l->touched.len; i++) {
        uint32_t c = l->touched.ptr[i];
        double gain = gain_of(l, point, l->sums[c], r->total[c]);
        if (!is_well_connected(l, r->cut[c], r->total[c], community))
            continue;
        if (gain > most + GAIN_MIN || (gain > most - GAIN_MIN && best != own && c < best)) {
            best = c;
            most = CG_MAX(most, gain);
        }
    }
    if (best != own) {
        r->total[best] += l->n.strength[point];
        r->cut[best] += r->cut[own] - 2 * l->sums[best];
        r->sizes[best]++;
        r->sizes[own] = 0;
        r->total[own] = r->cut[own] = 0;
        l->refined[point] = best;
    }
    forget_sums(l);
}

static void refine(leiden *l)
{
    uint32_t count = l->n.count;
    refinement r = {cg_alloc_array(count + 1u, sizeof *r.total),
                    cg_alloc_array(count + 1u, sizeof *r.cut),
                    cg_alloc_array(count + 1u, sizeof *r.sizes)};
    for (uint32_t p = 0; p < count; p++) {
        l->refined[p] = p;
        r.sizes[p] = 1;
        r.total[p] = l->n.strength[p];
        for (uint32_t e = l->n.at[p]; e < l->n.at[p + 1]; e++)
            if (l->n.to[e] != p && l->community[l->n.to[e]] == l->community[p])
                r.cut[p] += l->n.weights[e];
    }
    for (uint32_t p = 0; p < count; p++)
        join(l, &r, p);
    cg_free(r.total);
    cg_free(r.cut);
    cg_free(r.sizes);
}

/* ---- folding ---- */

/* Numbers groups, which are below `limit`, from 0 in the order of their first points; returns how many. */
static uint32_t number_groups(uint32_t *groups, uint32_t count, uint32_t limit)
{
    uint32_t *numbers = cg_alloc_array(limit + 1u, sizeof *numbers), next = 0;
    for (uint32_t p = 0; p < count; p++) {
        if (numbers[groups[p]] == 0)
            numbers[groups[p]] = ++next;
        groups[p] = numbers[groups[p]] - 1;
    }
    cg_free(numbers);
    return next;
}

typedef struct folded_edge {
    uint32_t from, to;
    double weight;
} folded_edge;

/* The points of each group, one group after the other: at[g] on. */
static void list_members(const uint32_t *groups, uint32_t count, uint32_t groups_count,
                         uint32_t *at, uint32_t *members)
{
    for (uint32_t p = 0; p < count; p++)
        at[groups[p] + 1]++;
    for (uint32_t g = 0; g < groups_count; g++)
        at[g + 1] += at[g];
    for (uint32_t p = 0; p < count; p++)
        members[at[groups[p]]++] = p;
    for (uint32_t g = groups_count; g > 0; g--)
        at[g] = at[g - 1];
    at[0] = 0;
}

static void fold_group(leiden *l, const uint32_t *members, uint32_t count, network *out,
                       uint32_t group, uint32_t *used)
{
    CG_VEC_CLEAR(&l->touched);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t p = members[i];
        out->strength[group] += l->n.strength[p];
        for (uint32_t e = l->n.at[p]; e < l->n.at[p + 1]; e++) {
            uint32_t to = l->refined[l->n.to[e]];
            if (to == group)
                continue; /* its weight is in the strength */
            if (l->sums[to] == 0)
                CG_VEC_PUSH(&l->touched, to);
            l->sums[to] += l->n.weights[e];
        }
    }
    for (size_t i = 0; i < l->touched.len; i++) {
        out->to[*used] = l->touched.ptr[i];
        out->weights[(*used)++] = l->sums[l->touched.ptr[i]];
    }
    forget_sums(l);
    out->at[group + 1] = *used;
}

/* False: nothing was joined, so it would be the same again. */
static bool fold(leiden *l)
{
    uint32_t count = l->n.count, groups = number_groups(l->refined, count, count), used = 0;
    if (groups == count)
        return false;
    uint32_t *at = cg_alloc_array(groups + 1u, sizeof *at);
    uint32_t *members = cg_alloc_array(count + 1u, sizeof *members);
    uint32_t *community = cg_alloc_array(groups + 1u, sizeof *community);
    network out = {.count = groups,
                   .at = cg_alloc_array(groups + 1u, sizeof *out.at),
                   .to = cg_alloc_array(l->n.at[count] + 1u, sizeof *out.to),
                   .weights = cg_alloc_array(l->n.at[count] + 1u, sizeof *out.weights),
                   .strength = cg_alloc_array(groups + 1u, sizeof *out.strength)};
    list_members(l->refined, count, groups, at, members);
    for (uint32_t g = 0; g < groups; g++) {
        community[g] = l->community[members[at[g]]];
        fold_group(l, members + at[g], at[g + 1] - at[g], &out, g, &used);
    }
    for (uint32_t p = 0; p < l->points_count; p++)
        l->points[p] = l->refined[l->points[p]];
    (void)number_groups(community, groups, count);
    memset(l->total, 0, count * sizeof *l->total);
    memset(l->sizes, 0, count * sizeof *l->sizes);
    CG_VEC_CLEAR(&l->vacant);
    for (uint32_t g = 0; g < groups; g++) {
        l->community[g] = community[g];
        l->sizes[community[g]]++;
        l->total[community[g]] += out.strength[g];
    }
    network_fini(&l->n);
    l->n = out;
    cg_free(at);
    cg_free(members);
    cg_free(community);
    return true;
}

/* ---- all of it ---- */

/* On the whole graph, from the communities at hand on. */
static void begin(leiden *l, const cg_projection *g)
{
    network_fini(&l->n);
    network_of(g, &l->n);
    l->twice_m = 0;
    memset(l->total, 0, (g->count + 1u) * sizeof *l->total);
    memset(l->sizes, 0, (g->count + 1u) * sizeof *l->sizes);
    CG_VEC_CLEAR(&l->vacant);
    for (uint32_t p = 0; p < g->count; p++) {
        l->points[p] = p;
        l->sizes[l->community[p]]++;
        l->total[l->community[p]] += l->n.strength[p];
        l->twice_m += l->n.strength[p];
    }
    for (uint32_t c = 0; c < g->count; c++)
        if (l->sizes[c] == 0)
            CG_VEC_PUSH(&l->vacant, c);
}

static cg_code run_round(leiden *l, const cg_patience *patience, bool *out_moved, cg_err *err)
{
    bool smaller = true, later = false;
    cg_code rc = move(l, patience, out_moved, err);
    while (rc == CG_OK && *out_moved && smaller) {
        refine(l);
        smaller = fold(l);
        if (smaller)
            rc = move(l, patience, &later, err);
    }
    return rc;
}

static cg_code run(leiden *l, const cg_projection *g, const cg_patience *patience, uint32_t *of,
                   cg_err *err)
{
    cg_code rc = CG_OK;
    bool moved = true;
    for (uint32_t p = 0; p < g->count; p++)
        l->community[p] = of[p] = p;
    for (unsigned i = 0; rc == CG_OK && moved && i < ROUNDS_MAX; i++) {
        begin(l, g);
        moved = false;
        if (l->twice_m > 0) /* without edges there is nothing to join */
            rc = run_round(l, patience, &moved, err);
        for (uint32_t p = 0; p < g->count; p++)
            of[p] = l->community[l->points[p]];
        memcpy(l->community, of, g->count * sizeof *of);
    }
    return rc;
}

typedef struct sized {
    uint32_t community, first, size;
} sized;

static int compare_sized(const void *a, const void *b)
{
    const sized *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

static void number_by_size(uint32_t *of, uint32_t points, cg_communities *out)
{
    uint32_t count = number_groups(of, points, points);
    sized *list = cg_alloc_array(count + 1u, sizeof *list);
    uint32_t *numbers = cg_alloc_array(count + 1u, sizeof *numbers);
    for (uint32_t p = 0; p < points; p++) {
        sized *s = &list[of[p]];
        if (s->size++ == 0)
            *s = (sized){of[p], p, 1};
    }
    if (count > 1)
        qsort(list, count, sizeof *list, compare_sized);
    for (uint32_t i = 0; i < count; i++)
        numbers[list[i].community] = i;
    for (uint32_t p = 0; p < points; p++)
        of[p] = numbers[of[p]];
    out->of = of;
    out->count = count;
    cg_free(list);
    cg_free(numbers);
}

static double modularity_of(const cg_projection *g, const uint32_t *of, uint32_t count,
                            double resolution)
{
    double *total = cg_alloc_array(count + 1u, sizeof *total), inside = 0, all = 0, chance = 0;
    for (uint32_t p = 0; p < g->count; p++) {
        inside += g->selves[p];
        all += g->selves[p];
        total[of[p]] += 2.0 * g->selves[p];
        for (uint32_t e = g->at[p]; e < g->at[p + 1]; e++) {
            double weight = g->weights[e];
            all += weight;
            inside += of[p] == of[g->to[e]] ? weight : 0;
            total[of[p]] += weight;
            total[of[g->to[e]]] += weight;
        }
    }
    for (uint32_t c = 0; c < count; c++)
        chance += total[c] * total[c];
    cg_free(total);
    return all > 0 ? inside / all - resolution * chance / (4 * all * all) : 0;
}

cg_code cg_find_communities(const cg_projection *g, double resolution, const cg_patience *patience,
                            cg_communities *out, cg_err *err)
{
    leiden l = {.resolution = resolution, .points_count = g->count};
    *out = (cg_communities){0};
    network_of(g, &l.n);
    l.community = cg_alloc_array(g->count + 1u, sizeof *l.community);
    l.total = cg_alloc_array(g->count + 1u, sizeof *l.total);
    l.sizes = cg_alloc_array(g->count + 1u, sizeof *l.sizes);
    l.refined = cg_alloc_array(g->count + 1u, sizeof *l.refined);
    l.sums = cg_alloc_array(g->count + 1u, sizeof *l.sums);
    l.points = cg_alloc_array(g->count + 1u, sizeof *l.points);
    uint32_t *of = cg_alloc_array(g->count + 1u, sizeof *of);
    cg_code rc = run(&l, g, patience, of, err);
    if (rc == CG_OK) {
        number_by_size(of, g->count, out);
        out->modularity = modularity_of(g, out->of, out->count, resolution);
    } else {
        cg_free(of);
    }
    network_fini(&l.n);
    cg_free(l.community);
    cg_free(l.total);
    cg_free(l.sizes);
    CG_VEC_FINI(&l.vacant);
    cg_free(l.refined);
    cg_free(l.sums);
    cg_free(l.points);
    CG_VEC_FINI(&l.touched);
    return rc;
}

void cg_communities_fini(cg_communities *communities)
{
    cg_free(communities->of);
    *communities = (cg_communities){0};
}
