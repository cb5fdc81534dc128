// SPDX-License-Identifier: Apache-2.0
// Which commits of a history have versions, and which are still to be imported.
#include "cg/graph_care.h"

#include "git/history.h"

/* ---- versions of commits ---- */

/* 0: it has none, or none any more. */
static cg_code find_version(cg_project *project, const git_oid *oid, cg_arena *arena,
                            uint64_t *out_generation, cg_err *err)
{
    char id[GIT_OID_HEXSZ + 1];
    uint64_t *found;
    size_t count;
    cg_code rc = cg_project_find_git(project, cg_str_from(git_oid_tostr(id, sizeof id, oid)), 1,
                                     arena, &found, &count, err);
    bool there = rc == CG_OK && count > 0 && cg_project_has_generation(project, found[0]);
    *out_generation = there ? found[0] : 0;
    return rc;
}

static cg_code version_of_parent(const git_plan *plan, cg_project *project, const git_oid *oid,
                                 cg_arena *arena, uint64_t *out_generation, cg_err *err)
{
    const planned_commit *parent = git_plan_find(plan, oid);
    if (parent == NULL) /* before a range */
        return find_version(project, oid, arena, out_generation, err);
    CG_ASSERT(parent->generation != 0); /* each commit stands behind its parents */
    *out_generation = parent->generation;
    return CG_OK;
}

cg_code git_parents_find(const git_plan *plan, cg_project *project, const git_commit *commit,
                         cg_arena *arena, git_parents *out, cg_err *err)
{
    unsigned count = git_commit_parentcount(commit);
    cg_code rc = CG_OK;
    out->base = 0;
    out->merged_count = 0;
    if (count > CG_MERGED_MAX + 1)
        return CG_FAIL(err, CG_E_LIMIT, "a commit has %u parents, more than %u", count,
                       CG_MERGED_MAX + 1);
    for (unsigned i = 0; rc == CG_OK && i < count; i++) {
        uint64_t generation = 0;
        rc = version_of_parent(plan, project, git_commit_parent_id(commit, i), arena, &generation,
                               err);
        if (i == 0)
            out->base = generation;
        else if (generation != 0 && generation != out->base)
            out->merged[out->merged_count++] = generation;
    }
    return rc;
}

cg_code git_version_on(cg_project *project, const git_oid *oid, const git_parents *p,
                       cg_arena *arena, uint64_t *out_generation, cg_err *err)
{
    cg_version v;
    cg_code rc = find_version(project, oid, arena, out_generation, err);
    if (rc != CG_OK || *out_generation == 0)
        return rc;
    rc = cg_project_version(project, *out_generation, arena, &v, err);
    if (rc == CG_OK && (v.base != p->base || v.merged_count != p->merged_count ||
                        memcmp(v.merged, p->merged, p->merged_count * sizeof *p->merged) != 0))
        *out_generation = 0;
    return rc;
}

/* ---- what is wanted ---- */

/* Something that the version was built on was collected: it is taken as it is, since what lies below would be
 * imported for nobody. */
static cg_code stands_alone(cg_project *project, uint64_t generation, cg_arena *arena,
                            bool *out_alone, cg_err *err)
{
    cg_version v;
    cg_code rc = cg_project_version(project, generation, arena, &v, err);
    *out_alone = rc == CG_OK && v.base != 0 && cg_project_is_collected(project, v.base);
    for (size_t i = 0; rc == CG_OK && i < v.merged_count; i++)
        *out_alone = *out_alone || cg_project_is_collected(project, v.merged[i]);
    return rc;
}

static cg_code want_parents(git_plan *plan, cg_project *project, planned_commit *planned,
                            cg_arena *arena, cg_err *err)
{
    git_commit *commit;
    bool alone = false;
    cg_code rc = find_version(project, &planned->oid, arena, &planned->generation, err);
    if (rc == CG_OK && planned->generation != 0)
        rc = stands_alone(project, planned->generation, arena, &alone, err);
    if (rc != CG_OK || alone)
        return rc;
    planned->generation =
        0; /* whether it is on the versions of its parents is seen when they are there */
    if (git_commit_lookup(&commit, plan->repo, &planned->oid) != 0)
        return CG_FAIL(err, CG_E_INVALID, "a commit is missing in the repository or damaged");
    for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
        planned_commit *parent = git_plan_find(plan, git_commit_parent_id(commit, i));
        if (parent != NULL)
            parent->wanted = true;
    }
    git_commit_free(commit);
    return CG_OK;
}

static void want_names(git_plan *plan)
{
    for (size_t i = 0; i < plan->branches.len; i++)
        git_plan_find(plan, &plan->branches.ptr[i].commit)->wanted = true;
    for (size_t i = 0; i < plan->tags.len; i++)
        git_plan_find(plan, &plan->tags.ptr[i].commit)->wanted = true;
}

cg_code git_plan_want(git_plan *plan, cg_project *project, cg_ingest_progress *progress,
                      cg_arena *scratch, cg_err *err)
{
    cg_code rc = CG_OK;
    uint64_t total = 0;
    want_names(plan);
    for (size_t i = plan->commits.len; rc == CG_OK && i-- > 0;) { /* children first */
        planned_commit *planned = &plan->commits.ptr[i];
        if (!planned->wanted)
            continue;
        cg_arena_mark mark = cg_arena_save(scratch);
        rc = want_parents(plan, project, planned, scratch, err);
        cg_arena_rewind(scratch, mark);
        total += planned->generation == 0;
    }
    if (progress != NULL) {
        atomic_store(&progress->commits_done, 0);
        atomic_store(&progress->commits_total, total);
    }
    return rc;
}
