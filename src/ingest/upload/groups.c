// SPDX-License-Identifier: Apache-2.0
// The first to come becomes the leader of a group and waits for the project's writer; those that come meanwhile join
// it and wait for the leader, who works for all of them once the writer is his. The next to come leads the next
// group.
//
//   first ──► open group ──► waits for the writer ──► closed ──► commit, flush ──► done ──► its answer
//   later ──────► joins ─────────────────────────── waits ────────────────────────────────► its answer
//
// A patient group stays open while the one before it is flushed, until all have come back that were answered last: then
// nobody is to be expected, and its work is done by the time that the disk is free. When the flush is over it would be
// done amid all whom that has woken.
#include "upload/groups.h"

#include <stdatomic.h>

typedef struct group group;

/* All of it is guarded by mu until the group is closed, then the leader's until it is over. */
struct group {
    atomic_uint
        refs; /* of the leader, of those who wait for him, and of the group that comes after it */
    group_place *place;
    CG_VEC(void *) parts; /* the leader's first */
    uint64_t deadline_ns; /* the latest of its parts' */
    bool closed, done;    /* guarded by mu: nobody joins any more; it has its answer */
    group *before;        /* whose place it took: that goes first; NULL: none */
    cg_latch over;        /* what follows is there, and stays */
    bool given_up;
    cg_code rc;
    cg_err err;
};

/* Where groups of a kind follow each other. Guarded by mu. */
struct group_place {
    const group_work *work;
    const cg_project *project;
    group *
        last; /* its leader waits for the writer or, if it is patient, it is not done; NULL: none */
    /* Of those that were answered, so many have not come back: since a group was closed last, and before. Who is not
     * there when the next one is closed is expected no more. */
    size_t expected, overdue;
    size_t under_way; /* groups that were opened and have not ended */
    bool guesses;     /* some group has been answered since there was none */
};

/* So many are kept though nothing is under way there, for what they expect; of more projects, that is guessed anew. */
#define PLACES_KEPT 32

void groups_init(groups *all)
{
    cg_mutex_init(&all->mu, CG_LOCK_INGEST_GROUPS);
    cg_cond_init(&all->moved);
}

void groups_fini(groups *all)
{
    for (size_t i = 0; i < all->places.len; i++) {
        CG_ASSERT(all->places.ptr[i]->last == NULL);
        cg_free(all->places.ptr[i]);
    }
    CG_VEC_FINI(&all->places);
    cg_cond_fini(&all->moved);
    cg_mutex_fini(&all->mu);
}

/* ---- one group ---- */

static group *group_ref(group *g)
{
    atomic_fetch_add_explicit(&g->refs, 1, memory_order_relaxed);
    return g;
}

/* Release pairs with the acquire of the last one out. */
static void group_unref(group *g)
{
    if (atomic_fetch_sub_explicit(&g->refs, 1, memory_order_acq_rel) != 1)
        return;
    CG_VEC_FINI(&g->parts);
    cg_free(g);
}

static void add_locked(group *g, void *part, uint64_t deadline_ns)
{
    bool none = deadline_ns == 0 || (g->parts.len > 0 && g->deadline_ns == 0);
    g->deadline_ns = none ? 0 : CG_MAX(g->deadline_ns, deadline_ns);
    CG_VEC_PUSH(&g->parts, part);
}

/* Its time is up before the group was closed. */
static void leave_locked(group *g, const void *part)
{
    size_t at = 1;
    while (g->parts.ptr[at] != part)
        at++;
    memmove(g->parts.ptr + at, g->parts.ptr + at + 1, (--g->parts.len - at) * sizeof *g->parts.ptr);
}

/* ---- one after the other ---- */

static group_place *place_locked(groups *all, const group_work *work, const cg_project *project)
{
    group_place *place = NULL; /* one that is free */
    for (size_t i = 0; i < all->places.len; i++) {
        group_place *p = all->places.ptr[i];
        if (p->project == project && p->work == work)
            return p;
        place = p->under_way == 0 ? p : place;
    }
    if (place == NULL || all->places.len < PLACES_KEPT) {
        place = cg_alloc(sizeof *place);
        CG_VEC_PUSH(&all->places, place);
    }
    *place = (group_place){.work = work, .project = project};
    return place;
}

static bool is_anybody_expected(const group_place *place)
{
    return !place->guesses || place->expected > 0 || place->overdue > 0;
}

/* One more has come. */
static void note_come_locked(groups *all, group_place *place)
{
    if (place->expected == 0 && place->overdue == 0)
        return;
    --*(place->overdue > 0 ? &place->overdue : &place->expected);
    if (!is_anybody_expected(place))
        cg_cond_broadcast(&all->moved);
}

static void take_off_locked(groups *all, const group *g)
{
    if (g->place->last == g)
        g->place->last = NULL;
    cg_cond_broadcast(&all->moved);
}

static void close_locked(groups *all, group *g)
{
    group_place *place = g->place;
    g->closed = true;
    place->overdue = place->expected;
    place->expected = 0;
    if (!place->work->patient) /* else the next one is to find it */
        take_off_locked(all, g);
    else if (!is_anybody_expected(place))
        cg_cond_broadcast(&all->moved);
}

static void end_locked(groups *all, group *g)
{
    g->done = g->place->guesses = true;
    g->place->expected += g->parts.len;
    g->place->under_way--;
    if (g->place->work->patient)
        take_off_locked(all, g);
}

/* A group of its own, which others may join from now on in place of one that it did not fit. */
static group *open_locked(group_place *place)
{
    group *g = cg_alloc(sizeof *g);
    atomic_init(&g->refs, 1);
    g->place = place;
    place->under_way++;
    place->guesses = place->guesses && place->last != NULL;
    if (place->last != NULL)
        g->before = group_ref(place->last);
    place->last = g;
    return g;
}

/* The group before has the writer, or had it, when it is closed. */
static bool may_go_on_locked(const group *before)
{
    const group_place *place = before->place;
    return before->done ||
           (before->closed && (!place->work->patient || !is_anybody_expected(place)));
}

static void wait_for_turn_locked(groups *all, group *g, uint64_t deadline_ns) CG_REQUIRES(all->mu)
{
    group *before = g->before;
    if (before == NULL)
        return;
    bool in_time = true;
    cg_pool_wait_begin();
    while (!may_go_on_locked(before) && in_time) {
        if (deadline_ns == 0)
            cg_cond_wait(&all->moved, &all->mu);
        else
            in_time = cg_cond_wait_until(&all->moved, &all->mu, deadline_ns);
    }
    cg_pool_wait_end();
    g->before = NULL;
    group_unref(before);
}

/* ---- its leader, and those who wait for him ---- */

/* Whether it was in time to leave. */
static bool leave_if_open(groups *all, group *g, const void *part)
{
    cg_mutex_lock(&all->mu);
    bool open = !g->closed;
    if (open)
        leave_locked(g, part);
    cg_mutex_unlock(&all->mu);
    return open;
}

/* False: its time is up. */
static bool wait_for_leader(group *g, uint64_t deadline_ns)
{
    cg_pool_wait_begin();
    bool in_time = cg_latch_wait(&g->over, deadline_ns);
    cg_pool_wait_end();
    return in_time;
}

/* It sleeps through the closing, which is nothing to it. *out_again: the leader gave up, another is needed. */
static cg_code follow(groups *all, group *g, const void *part, uint64_t deadline_ns,
                      bool *out_again, cg_err *err)
{
    if (!wait_for_leader(g, deadline_ns)) {
        if (leave_if_open(all, g, part))
            return CG_FAIL(err, CG_E_DEADLINE, "another write to this project took too long");
        (void)wait_for_leader(g, 0);
    }
    *out_again = g->given_up;
    if (g->rc != CG_OK && err != NULL)
        *err = g->err;
    return g->rc;
}

static cg_code lead(groups *all, group *g, void *own, cg_err *err)
{
    const group_work *work = g->place->work;
    g->rc = work->begin(own, &g->err);
    cg_mutex_lock(&all->mu);
    close_locked(all, g);
    cg_mutex_unlock(&all->mu);
    g->given_up = g->rc == CG_E_DEADLINE;
    if (g->rc == CG_OK)
        g->rc = work->commit(g->parts.ptr, g->parts.len, g->deadline_ns, &g->err);
    if (g->rc != CG_OK && err != NULL)
        *err = g->err;
    cg_mutex_lock(&all->mu);
    end_locked(all, g);
    cg_mutex_unlock(&all->mu);
    cg_latch_open(&g->over);
    return g->rc;
}

static bool may_join_locked(const group *g, const void *part) /* NULL allowed */
{
    return g != NULL && !g->closed && g->place->work->fits(g->parts.ptr, g->parts.len, part);
}

static cg_code run_once(groups *all, const group_work *work, cg_project *project, void *part,
                        uint64_t deadline_ns, bool *out_again, cg_err *err)
{
    cg_code rc;
    *out_again = false;
    cg_mutex_lock(&all->mu);
    group_place *place = place_locked(all, work, project);
    bool joins = may_join_locked(place->last, part);
    group *g = joins ? group_ref(place->last) : open_locked(place);
    add_locked(g, part, deadline_ns);
    note_come_locked(all, place);
    if (!joins)
        wait_for_turn_locked(all, g, deadline_ns);
    cg_mutex_unlock(&all->mu);
    if (joins) {
        cg_metric_add(work->joined, 1);
        rc = follow(all, g, part, deadline_ns, out_again, err);
    } else {
        rc = lead(all, g, part, err);
    }
    group_unref(g);
    return rc;
}

cg_code groups_run(groups *all, const group_work *work, cg_project *project, void *part,
                   uint64_t deadline_ns, cg_err *err)
{
    cg_code rc;
    bool again;
    do
        rc = run_once(all, work, project, part, deadline_ns, &again, err);
    while (again);
    return rc;
}

size_t groups_waiting(groups *all, const group_work *work, const cg_project *project)
{
    cg_mutex_lock(&all->mu);
    const group *last = place_locked(all, work, project)->last;
    size_t count = last != NULL && !last->closed ? last->parts.len : 0;
    cg_mutex_unlock(&all->mu);
    return count;
}
