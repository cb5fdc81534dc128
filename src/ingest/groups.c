// SPDX-License-Identifier: Apache-2.0
// The first to come becomes the leader of a group and waits for the project's writer; those that come meanwhile join
// it and wait for the leader, who works for all of them once the writer is his. The next to come leads the next
// group.
//
//   first ──► open group ──► waits for the writer ──► closed ──► commit, flush ──► done ──► its answer
//   later ──────► joins ─────────────────────────── waits ────────────────────────────────► its answer
//
// Each member has a lock of its own to wake up by: with one for all, whoever was woken would stand in the way of the
// next.
#include "groups.h"

#include <stdatomic.h>

/** One who waits for the leader. */
typedef struct member {
    atomic_uint refs; /* his own, and the group's while he is in it */
    bool closed;      /* guarded by the groups' mu: his group is */
    cg_mutex mu;
    cg_cond over;
    bool done; /* guarded by mu: he has what follows */
    bool given_up;
    cg_code rc;
    cg_err err;
} member;

/* All of it is guarded by mu until the group is closed, then the leader's until it is done. */
struct group {
    const group_work *work;
    cg_project *project;
    CG_VEC(void *) parts;
    CG_VEC(member *) members; /* of all parts but the first, the leader's */
    uint64_t deadline_ns;     /* the latest of its parts' */
    unsigned refs;     /* guarded by mu: of the leader, and of the group that comes after it */
    bool closed, done; /* guarded by mu: nobody joins any more; it has its answer */
    group *before;     /* whose place it took: that goes first; NULL: none */
};

void groups_init(groups *all)
{
    cg_mutex_init(&all->mu, CG_LOCK_INGEST_GROUPS);
    cg_cond_init(&all->closed);
}

void groups_fini(groups *all)
{
    CG_ASSERT(all->open.len == 0);
    CG_VEC_FINI(&all->open);
    cg_cond_fini(&all->closed);
    cg_mutex_fini(&all->mu);
}

/* ---- members ---- */

static member *member_create(void)
{
    member *m = cg_alloc(sizeof *m);
    atomic_init(&m->refs, 1);
    cg_mutex_init(&m->mu, CG_LOCK_INGEST_GROUPS); /* never with the groups' */
    cg_cond_init(&m->over);
    return m;
}

/* Release pairs with the acquire of the last one out. */
static void member_unref(member *m)
{
    if (atomic_fetch_sub_explicit(&m->refs, 1, memory_order_acq_rel) != 1)
        return;
    cg_cond_fini(&m->over);
    cg_mutex_fini(&m->mu);
    cg_free(m);
}

static void add_locked(group *g, void *part, member *m, uint64_t deadline_ns)
{
    bool none = deadline_ns == 0 || (g->parts.len > 0 && g->deadline_ns == 0);
    g->deadline_ns = none ? 0 : CG_MAX(g->deadline_ns, deadline_ns);
    CG_VEC_PUSH(&g->parts, part);
    if (m == NULL)
        return;
    atomic_fetch_add_explicit(&m->refs, 1, memory_order_relaxed);
    CG_VEC_PUSH(&g->members, m);
}

/* Its time is up before the group was closed. */
static void leave_locked(group *g, member *m)
{
    size_t at = 0;
    while (g->members.ptr[at] != m)
        at++;
    size_t behind = --g->members.len - at;
    g->parts.len--;
    memmove(g->members.ptr + at, g->members.ptr + at + 1, behind * sizeof *g->members.ptr);
    memmove(g->parts.ptr + at + 1, g->parts.ptr + at + 2, behind * sizeof *g->parts.ptr);
    member_unref(m);
}

static size_t find_locked(const groups *all, const group_work *work, const cg_project *project)
{
    size_t at = 0;
    while (at < all->open.len &&
           (all->open.ptr[at]->project != project || all->open.ptr[at]->work != work))
        at++;
    return at;
}

static void take_off_locked(groups *all, const group *g)
{
    for (size_t i = 0; i < all->open.len; i++)
        if (all->open.ptr[i] == g) {
            all->open.ptr[i] = all->open.ptr[--all->open.len];
            return;
        }
}

static void close_locked(groups *all, group *g)
{
    g->closed = true;
    for (size_t i = 0; i < g->members.len; i++)
        g->members.ptr[i]->closed = true;
    if (g->work->patient) /* the next one is to find it */
        return;
    take_off_locked(all, g);
    cg_cond_broadcast(&all->closed);
}

static void end_locked(groups *all, group *g)
{
    g->done = true;
    if (!g->work->patient)
        return;
    take_off_locked(all, g);
    cg_cond_broadcast(&all->closed);
}

/* A group of its own, which others may join from now on in place of one that it did not fit. */
static group *open_locked(groups *all, const group_work *work, cg_project *project)
{
    group *g = cg_alloc(sizeof *g);
    size_t at = find_locked(all, work, project);
    g->work = work;
    g->project = project;
    g->refs = 1;
    if (at < all->open.len) {
        g->before = all->open.ptr[at];
        g->before->refs++;
        all->open.ptr[at] = g;
    } else {
        CG_VEC_PUSH(&all->open, g);
    }
    return g;
}

static void unref_locked(group *g)
{
    if (--g->refs > 0)
        return;
    CG_VEC_FINI(&g->parts);
    CG_VEC_FINI(&g->members);
    cg_free(g);
}

/* ---- waiting ---- */

/* False: its time is up. */
static bool wait_until_done(member *m, uint64_t deadline_ns)
{
    bool in_time = true;
    cg_mutex_lock(&m->mu);
    while (!m->done && in_time) {
        if (deadline_ns == 0)
            cg_cond_wait(&m->over, &m->mu);
        else
            in_time = cg_cond_wait_until(&m->over, &m->mu, deadline_ns);
    }
    in_time = m->done;
    cg_mutex_unlock(&m->mu);
    return in_time;
}

/* Whether it was in time to leave: the group is still to be closed, so it is there. */
static bool leave_if_open(groups *all, group *g, member *m)
{
    cg_mutex_lock(&all->mu);
    bool open = !m->closed;
    if (open)
        leave_locked(g, m);
    cg_mutex_unlock(&all->mu);
    return open;
}

/* It sleeps through the closing, which is nothing to it. *out_again: the leader gave up, another is needed. */
static cg_code follow(groups *all, group *g, member *m, uint64_t deadline_ns, bool *out_again,
                      cg_err *err)
{
    if (!wait_until_done(m, deadline_ns)) {
        if (leave_if_open(all, g, m))
            return CG_FAIL(err, CG_E_DEADLINE, "another write to this project took too long");
        (void)wait_until_done(m, 0);
    }
    *out_again = m->given_up;
    if (m->rc != CG_OK && err != NULL)
        *err = m->err;
    return m->rc;
}

static void tell(member *m, cg_code rc, bool given_up, const cg_err *why)
{
    cg_mutex_lock(&m->mu);
    m->rc = rc;
    m->given_up = given_up;
    m->err = *why;
    m->done = true;
    cg_mutex_unlock(&m->mu);
    cg_cond_signal(&m->over); /* behind the lock, which whoever wakes wants */
    member_unref(m);
}

/* The group before has the writer, or had it, when it is closed. */
static bool is_over(const group *g)
{
    return g->work->patient ? g->done : g->closed;
}

static void wait_for_turn_locked(groups *all, group *g, uint64_t deadline_ns) CG_REQUIRES(all->mu)
{
    group *before = g->before;
    if (before == NULL)
        return;
    bool in_time = true;
    while (!is_over(before) && in_time) {
        if (deadline_ns == 0)
            cg_cond_wait(&all->closed, &all->mu);
        else
            in_time = cg_cond_wait_until(&all->closed, &all->mu, deadline_ns);
    }
    g->before = NULL;
    unref_locked(before);
}

static cg_code lead(groups *all, group *g, void *own, bool *out_given_up, cg_err *err)
{
    cg_code rc = g->work->begin(own, err);
    cg_mutex_lock(&all->mu);
    close_locked(all, g);
    cg_mutex_unlock(&all->mu);
    *out_given_up = rc == CG_E_DEADLINE;
    return rc == CG_OK ? g->work->commit(g->parts.ptr, g->parts.len, g->deadline_ns, err) : rc;
}

static cg_code lead_and_tell(groups *all, group *g, void *own, cg_err *err)
{
    cg_err why = {0};
    bool given_up;
    cg_code rc = lead(all, g, own, &given_up, &why);
    if (rc != CG_OK && err != NULL)
        *err = why;
    cg_mutex_lock(&all->mu);
    end_locked(all, g);
    cg_mutex_unlock(&all->mu);
    for (size_t i = 0; i < g->members.len; i++)
        tell(g->members.ptr[i], rc, given_up, &why);
    return rc;
}

static bool may_join_locked(const groups *all, size_t at, const group_work *work, const void *part)
{
    if (at == all->open.len)
        return false;
    const group *g = all->open.ptr[at];
    return !g->closed && work->fits(g->parts.ptr, g->parts.len, part);
}

static cg_code run_once(groups *all, const group_work *work, cg_project *project, void *part,
                        uint64_t deadline_ns, bool *out_again, cg_err *err)
{
    member *m = member_create();
    cg_code rc;
    *out_again = false;
    cg_mutex_lock(&all->mu);
    size_t at = find_locked(all, work, project);
    if (may_join_locked(all, at, work, part)) {
        group *g = all->open.ptr[at];
        add_locked(g, part, m, deadline_ns);
        cg_mutex_unlock(&all->mu);
        cg_metric_add(work->joined, 1);
        rc = follow(all, g, m, deadline_ns, out_again, err);
    } else {
        group *g = open_locked(all, work, project);
        add_locked(g, part, NULL, deadline_ns);
        wait_for_turn_locked(all, g, deadline_ns);
        cg_mutex_unlock(&all->mu);
        rc = lead_and_tell(all, g, part, err);
        cg_mutex_lock(&all->mu);
        unref_locked(g);
        cg_mutex_unlock(&all->mu);
    }
    member_unref(m);
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
