// SPDX-License-Identifier: Apache-2.0
// Branches and tags of a repository become those of the graph. Where Git has moved a branch, forward or not, the
// graph's follows; but one that somebody has written to is left alone.
#include "git/history.h"

typedef struct branch_now {
    bool there;
    uint64_t generation; /* 0: nothing was written to it */
} branch_now;

static cg_code refuse(cg_str name, const char *why, cg_err *err)
{
    cg_code rc = CG_FAIL(err, CG_E_CONFLICT, "branch \"%.*s\" %s", CG_STR_ARG(name), why);
    (void)cg_err_at(err, "branch");
    return rc;
}

/* Whether the head came from a commit that the planned one was built on. */
static bool leads_forward(const git_plan *plan, cg_str head, const planned_branch *b)
{
    git_oid oid;
    return git_oid_fromstrn(&oid, head.ptr, head.len) == 0 &&
           (git_oid_equal(&oid, &b->commit) ||
            git_graph_descendant_of(plan->repo, &b->commit, &oid) == 1);
}

static cg_code check_branch(const git_plan *plan, cg_project *project, const planned_branch *b,
                            branch_now *out, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_branch is;
    cg_version head;
    *out = (branch_now){0};
    if (cg_project_branch(project, b->name, arena, &is, NULL) != CG_OK)
        return CG_OK;
    *out = (branch_now){true, is.generation};
    if (is.generation == 0)
        return CG_OK;
    cg_code rc = cg_project_version(project, is.generation, arena, &head, err);
    if (rc != CG_OK)
        return rc;
    if (head.git.len == 0)
        return refuse(b->name,
                      "has something that did not come from a Git repository: import to another "
                      "branch and merge that",
                      err);
    if (is.is_protected && !leads_forward(plan, head.git, b))
        return refuse(b->name, "is protected, and the history does not lead on from it", err);
    return CG_OK;
}

static size_t count_named(cg_project *project)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_branch *branches;
    size_t count = cg_project_branches(project, arena, &branches), named = 0;
    for (size_t i = 0; i < count; i++)
        named += !cg_str_starts(branches[i].name, CG_STR(CG_BRANCH_UNNAMED));
    return named;
}

static cg_code drop_tags_that_are_there(git_plan *plan, cg_project *project, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    size_t kept = 0;
    for (size_t i = 0; i < plan->tags.len; i++) {
        cg_tag there;
        cg_code rc = cg_project_tag(project, plan->tags.ptr[i].is.name, arena, &there, err);
        if (rc == CG_E_NOT_FOUND)
            plan->tags.ptr[kept++] = plan->tags.ptr[i];
        else if (rc != CG_OK)
            return rc;
    }
    plan->tags.len = kept;
    return CG_OK;
}

cg_code git_names_check(git_plan *plan, cg_project *project, size_t branches_max, cg_err *err)
{
    size_t named = count_named(project);
    for (size_t i = 0; i < plan->branches.len; i++) {
        branch_now now;
        cg_code rc = check_branch(plan, project, &plan->branches.ptr[i], &now, err);
        if (rc != CG_OK)
            return rc;
        named += !now.there;
    }
    return named <= branches_max
               ? drop_tags_that_are_there(plan, project, err)
               : CG_FAIL(err, CG_E_LIMIT, "the project would have %zu branches, more than %zu",
                         named, branches_max);
}

/* Whoever has written to it meanwhile is found out by one of the conditions. */
static cg_code set_branch(const git_plan *plan, cg_project *project, const planned_branch *b,
                          size_t branches_max, bool *out_moved, cg_err *err)
{
    branch_now now;
    uint64_t generation = git_plan_find(plan, &b->commit)->generation;
    cg_code rc = check_branch(plan, project, b, &now, err);
    *out_moved = rc == CG_OK && (!now.there || now.generation != generation);
    if (rc != CG_OK || !*out_moved)
        return rc;
    if (!now.there)
        return cg_branch_create(project, b->name, generation, branches_max, err);
    const cg_branch_change change = {.move = true,
                                     .generation = generation,
                                     .forward_only = now.generation == 0,
                                     .expected = now.generation};
    return cg_branch_update(project, b->name, &change, err);
}

static cg_code set_tag(const git_plan *plan, cg_project *project, const planned_tag *tag,
                       bool *out_made, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_tag is = tag->is, there;
    is.generation = git_plan_find(plan, &tag->commit)->generation;
    cg_code rc = cg_project_tag(project, is.name, arena, &there, err);
    *out_made = rc == CG_E_NOT_FOUND;
    return *out_made ? cg_tag_create(project, &is, err) : rc;
}

static cg_code tell_branch(const git_plan *plan, cg_project *project,
                           const cg_git_history_request *q, cg_ingest_result *result, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_str name = q->branch.len > 0 ? q->branch : CG_STR(CG_BRANCH_MAIN);
    const planned_branch *asked = &plan->branches.ptr[0];
    cg_version version;
    for (size_t i = 0; i < plan->branches.len; i++)
        if (cg_str_eq(plan->branches.ptr[i].name, name))
            asked = &plan->branches.ptr[i];
    uint64_t generation = git_plan_find(plan, &asked->commit)->generation;
    cg_code rc = cg_project_version(project, generation, arena, &version, err);
    if (rc != CG_OK)
        return rc;
    result->commit.generation = generation;
    result->commit.version = version.id;
    result->commit.parsed_generation = version.parsed_generation;
    result->commit.changed =
        (result->commits_imported | result->branches_set | result->tags_set) != 0;
    return CG_OK;
}

cg_code git_names_set(const git_plan *plan, cg_project *project, const cg_git_history_request *q,
                      cg_ingest_result *result, cg_err *err)
{
    cg_code rc = CG_OK;
    bool done;
    for (size_t i = 0; rc == CG_OK && i < plan->branches.len; i++) {
        rc = set_branch(plan, project, &plan->branches.ptr[i], q->branches_max, &done, err);
        result->branches_set += rc == CG_OK && done;
    }
    for (size_t i = 0; rc == CG_OK && i < plan->tags.len; i++) {
        rc = set_tag(plan, project, &plan->tags.ptr[i], &done, err);
        result->tags_set += rc == CG_OK && done;
    }
    return rc == CG_OK ? tell_branch(plan, project, q, result, err) : rc;
}
