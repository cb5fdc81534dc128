// SPDX-License-Identifier: Apache-2.0
// Whose turn it is to write to a project.
//
//   the writer   one at a time: named branches, numbers, paths, all that is given out or taken away
//   an aside     a commit to an unnamed branch that gives no number but its generation: beside the writer and
//                beside asides of other branches. It holds its branch, and waits for nobody while it does
//   the writer,  when it loads the project anew or takes away names and numbers, on which asides build: it lets
//   alone        none begin, and waits for those under way
//
// A branch is held by one commit at a time: by an aside, or by the writer when it writes to an unnamed one or
// lets it go. The writer may wait for one that is held, since whoever holds it does not wait for the writer.
#include "commit_int.h"

/* ---- waiting ---- */

static cg_code wait_locked(cg_project *project, cg_cond *cond, uint64_t deadline_ns, cg_err *err)
    CG_REQUIRES(project->mu)
{
    bool in_time = true;
    cg_pool_wait_begin();
    if (deadline_ns == 0)
        cg_cond_wait(cond, &project->mu);
    else
        in_time = cg_cond_wait_until(cond, &project->mu, deadline_ns);
    cg_pool_wait_end();
    return in_time ? CG_OK
                   : CG_FAIL(err, CG_E_DEADLINE, "another write to this project took too long");
}

/* For something that an aside, or whoever holds a branch, brings about. */
static cg_code wait_for_asides_locked(cg_project *project, uint64_t deadline_ns, cg_err *err)
    CG_REQUIRES(project->mu)
{
    project->awaiting_asides++;
    cg_code rc = wait_locked(project, &project->aside_over, deadline_ns, err);
    project->awaiting_asides--;
    return rc;
}

static void wake(cg_project *project,
                 bool somebody) /* behind the lock, which whoever wakes wants */
{
    if (somebody)
        cg_cond_broadcast(&project->aside_over);
}

/* ---- the writer ---- */

cg_code writer_wait(cg_project *project, uint64_t deadline_ns, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_mutex_lock(&project->mu);
    while (project->writing && rc == CG_OK)
        rc = wait_locked(project, &project->writer_free, deadline_ns, err);
    if (rc == CG_OK)
        project->writing = true;
    cg_mutex_unlock(&project->mu);
    return rc;
}

static void let_asides_begin(cg_project *project)
{
    cg_mutex_lock(&project->mu);
    project->alone = false;
    bool somebody = project->awaiting_asides > 0;
    cg_mutex_unlock(&project->mu);
    wake(project, somebody);
}

/* The writer's. */
static cg_code keep_asides_out(cg_project *project, uint64_t deadline_ns, cg_err *err)
{
    cg_code rc = CG_OK;
    cg_mutex_lock(&project->mu);
    project->alone = true;
    while (project->asides > 0 && rc == CG_OK)
        rc = wait_for_asides_locked(project, deadline_ns, err);
    cg_mutex_unlock(&project->mu);
    if (rc != CG_OK)
        let_asides_begin(project);
    return rc;
}

void writer_end(cg_project *project)
{
    cg_mutex_lock(&project->mu);
    project->writing = false;
    bool somebody = project->alone && project->awaiting_asides > 0;
    project->alone = false;
    cg_mutex_unlock(&project->mu);
    cg_cond_signal(&project->writer_free); /* behind the lock, which whoever wakes wants */
    wake(project, somebody);
}

/* What is known of the project is what the store has. */
static bool is_known(const cg_project *project, uint64_t epoch)
{
    return project->epoch == epoch && !atomic_load(&project->unsure);
}

/* What an earlier write that failed has left: rows that nobody sees, a head that may have moved or not. A store that
 * was opened again, for whatever project, may have lost what was written and not synced. */
static cg_code mend(cg_project *project, uint64_t epoch, cg_err *err)
{
    bool unsure = !is_known(project, epoch);
    cg_code rc = CG_OK;
    atomic_store(&project->unsure, unsure);
    if (project->unswept != 0)
        rc = sweep_generation(project, project->unswept, err);
    if (rc != CG_OK)
        return rc;
    project->unswept = 0;
    if (unsure)
        rc = cg_kv_sync(project->store->kv, epoch, err); /* readers will see what is loaded */
    if (rc == CG_OK && unsure)
        rc = project_load(project, err);
    if (rc == CG_OK)
        project->epoch = epoch;
    atomic_store(&project->unsure, unsure && rc != CG_OK);
    return rc;
}

/* The store takes no writes until it is resumed. */
static cg_code recover(cg_project *project, uint64_t deadline_ns, bool alone, cg_err *err)
{
    cg_kv *kv = project->store->kv;
    cg_code rc = cg_kv_resume(kv, err);
    uint64_t epoch = cg_kv_epoch(kv);
    bool sound = is_known(project, epoch) && project->unswept == 0;
    if (rc == CG_OK && (alone || !sound))
        rc = keep_asides_out(project, deadline_ns, err);
    if (rc != CG_OK || sound)
        return rc;
    rc = mend(project, epoch, err);
    if (rc == CG_OK && !alone)
        let_asides_begin(project);
    return rc;
}

static cg_code begin(cg_project *project, uint64_t deadline_ns, bool alone, cg_err *err)
{
    cg_code rc = writer_wait(project, deadline_ns, err);
    if (rc != CG_OK)
        return rc;
    rc = recover(project, deadline_ns, alone, err);
    if (rc != CG_OK)
        writer_end(project);
    return rc;
}

cg_code writer_begin(cg_project *project, uint64_t deadline_ns, cg_err *err)
{
    return begin(project, deadline_ns, false, err);
}

cg_code writer_begin_alone(cg_project *project, uint64_t deadline_ns, cg_err *err)
{
    return begin(project, deadline_ns, true, err);
}

cg_code writer_note_failure(cg_project *project, cg_code rc)
{
    bool certain = rc == CG_OK || rc == CG_E_STORAGE_FULL || rc == CG_E_NOMEM;
    if (!certain)
        atomic_store(&project->unsure, true);
    return rc;
}

/* ---- branches ---- */

cg_code branch_hold(cg_project *project, cg_str name, uint64_t deadline_ns,
                    struct branch **out_branch, cg_err *err)
{
    struct branch *found;
    cg_code rc = CG_OK;
    cg_mutex_lock(&project->mu);
    while ((found = branch_find_locked(project, name)) != NULL && found->held && rc == CG_OK)
        rc = wait_for_asides_locked(project, deadline_ns, err);
    if (rc == CG_OK && found != NULL)
        found->held = true;
    cg_mutex_unlock(&project->mu);
    if (rc == CG_OK)
        *out_branch = found;
    return rc;
}

static void let_go(cg_project *project, struct branch *branch, unsigned asides)
{
    cg_mutex_lock(&project->mu);
    branch->held = false;
    project->asides -= asides;
    bool somebody = project->awaiting_asides > 0;
    cg_mutex_unlock(&project->mu);
    wake(project, somebody);
}

void branch_let_go(cg_project *project, struct branch *branch)
{
    let_go(project, branch, 0);
}

/* ---- asides ---- */

/* `*out_branch` stays NULL when there is something to mend first. */
static cg_code try_aside(cg_project *project, cg_str name, uint64_t deadline_ns,
                         struct branch **out_branch, cg_err *err)
{
    struct branch *found;
    cg_code rc = CG_OK;
    cg_mutex_lock(&project->mu);
    while (((found = branch_find_locked(project, name)) == NULL || found->held || project->alone) &&
           rc == CG_OK)
        rc = found == NULL && !project->alone
                 ? CG_FAIL(err, CG_E_NOT_FOUND, "branch \"%.*s\" is not there", CG_STR_ARG(name))
                 : wait_for_asides_locked(project, deadline_ns, err);
    if (rc == CG_OK && is_known(project, cg_kv_epoch(project->store->kv))) {
        found->held = true;
        project->asides++;
        *out_branch = found;
    }
    cg_mutex_unlock(&project->mu);
    return rc;
}

cg_code aside_begin(cg_project *project, cg_str name, uint64_t deadline_ns,
                    struct branch **out_branch, cg_err *err)
{
    cg_code rc = CG_OK;
    *out_branch = NULL;
    while (rc == CG_OK && *out_branch == NULL) {
        rc = cg_kv_resume(project->store->kv, err);
        if (rc == CG_OK)
            rc = try_aside(project, name, deadline_ns, out_branch, err);
        if (rc != CG_OK || *out_branch != NULL)
            break;
        rc = writer_begin(project, deadline_ns, err); /* which mends it */
        if (rc == CG_OK)
            writer_end(project);
    }
    return rc;
}

void aside_end(cg_project *project, struct branch *branch)
{
    let_go(project, branch, 1);
}
