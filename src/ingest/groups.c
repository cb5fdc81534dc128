// SPDX-License-Identifier: Apache-2.0
// The first to come becomes the leader of a group and waits for the project's writer; those that come meanwhile join
// it and wait for the leader, who works for all of them once the writer is his. The next to come leads the next
// group.
//
//   first ──► open group ──► waits for the writer ──► closed ──► commit, flush ──► done ──► its answer
//   later ──────► joins ─────────────────────────── waits ────────────────────────────────► its answer
#include "groups.h"

/* All of it is guarded by mu until the group is closed, then the leader's until it is done. */
struct group {
    const group_work *work;
    cg_project *project;
    CG_VEC(void *) parts;
    cg_cond over;         /* it is done */
    uint64_t deadline_ns; /* the latest of its parts' */
    unsigned refs;        /* guarded by mu: of threads, and of the group that comes after it */
    bool closed, done;    /* guarded by mu: nobody joins any more; it has its answer */
    bool given_up;        /* once done: the leader's time was up, nothing was tried */
    group *before;        /* whose place it took: that goes first; NULL: none */
    cg_code rc;           /* once done */
    cg_err err;
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

static void add_locked(group *g, void *part, uint64_t deadline_ns)
{
    bool none = deadline_ns == 0 || (g->parts.len > 0 && g->deadline_ns == 0);
    g->deadline_ns = none ? 0 : CG_MAX(g->deadline_ns, deadline_ns);
    g->refs++;
    CG_VEC_PUSH(&g->parts, part);
}

/* Its time is up before the group was closed. */
static void leave_locked(group *g, const void *part)
{
    size_t at = 0;
    while (g->parts.ptr[at] != part)
        at++;
    g->parts.len--;
    memmove(g->parts.ptr + at, g->parts.ptr + at + 1, (g->parts.len - at) * sizeof *g->parts.ptr);
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
    if (g->work->patient) /* the next one is to find it */
        return;
    take_off_locked(all, g);
    cg_cond_broadcast(&all->closed);
}

static void end_locked(groups *all, group *g, cg_code rc, const cg_err *why)
{
    g->rc = rc;
    g->err = *why;
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
    cg_cond_init(&g->over);
    g->work = work;
    g->project = project;
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
    cg_cond_fini(&g->over);
    cg_free(g);
}

/* ---- waiting ---- */

/* It sleeps through the closing, which is nothing to it. *out_again: the leader gave up, another is needed. */
static cg_code follow_locked(groups *all, group *g, const void *part, uint64_t deadline_ns,
                             bool *out_again, cg_err *err) CG_REQUIRES(all->mu)
{
    while (!g->done) {
        if (g->closed || deadline_ns == 0) {
            cg_cond_wait(&g->over, &all->mu);
        } else if (!cg_cond_wait_until(&g->over, &all->mu, deadline_ns) && !g->closed) {
            leave_locked(g, part);
            return CG_FAIL(err, CG_E_DEADLINE, "another write to this project took too long");
        }
    }
    *out_again = g->given_up;
    if (g->rc != CG_OK && err != NULL)
        *err = g->err;
    return g->rc;
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

static cg_code lead(groups *all, group *g, void *own, cg_err *err)
{
    cg_code rc = g->work->begin(own, err);
    cg_mutex_lock(&all->mu);
    close_locked(all, g);
    cg_mutex_unlock(&all->mu);
    g->given_up = rc == CG_E_DEADLINE;
    return rc == CG_OK ? g->work->commit(g->parts.ptr, g->parts.len, g->deadline_ns, err) : rc;
}

static cg_code lead_and_tell(groups *all, group *g, void *own, cg_err *err)
{
    cg_err why = {0};
    cg_code rc = lead(all, g, own, &why);
    if (rc != CG_OK && err != NULL)
        *err = why;
    cg_mutex_lock(&all->mu);
    end_locked(all, g, rc, &why);
    cg_mutex_unlock(&all->mu);
    cg_cond_broadcast(&g->over); /* its own reference keeps it */
    return rc;
}

static cg_code run_once(groups *all, const group_work *work, cg_project *project, void *part,
                        uint64_t deadline_ns, bool *out_again, cg_err *err)
{
    cg_code rc;
    *out_again = false;
    cg_mutex_lock(&all->mu);
    size_t at = find_locked(all, work, project);
    if (at < all->open.len && !all->open.ptr[at]->closed &&
        work->fits(all->open.ptr[at]->parts.ptr, all->open.ptr[at]->parts.len, part)) {
        group *g = all->open.ptr[at];
        add_locked(g, part, deadline_ns);
        cg_metric_add(work->joined, 1);
        rc = follow_locked(all, g, part, deadline_ns, out_again, err);
        unref_locked(g);
    } else {
        group *g = open_locked(all, work, project);
        add_locked(g, part, deadline_ns);
        wait_for_turn_locked(all, g, deadline_ns);
        cg_mutex_unlock(&all->mu);
        rc = lead_and_tell(all, g, part, err);
        cg_mutex_lock(&all->mu);
        unref_locked(g);
    }
    cg_mutex_unlock(&all->mu);
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
