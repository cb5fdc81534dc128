// SPDX-License-Identifier: Apache-2.0
#include "git/plan.h"

#include <stdlib.h>

#include "ingest_int.h"

#define AUTHOR_MAX 256 /* as of what clients say themselves */
#define HEADS "refs/heads/"
#define TAGS "refs/tags/"

/* ---- texts ---- */

/* What is no UTF-8 is taken for Latin-1, which every text is one of. */
cg_str git_text(cg_arena *arena, const char *text, size_t max)
{
    cg_str given = cg_str_from(text);
    if (cg_utf8_valid(given))
        return cg_arena_str(arena, cg_utf8_truncate(given, max));
    CG_AUTO_VALUE(cg_buf) out = {0};
    for (size_t i = 0; i < given.len && out.len < max; i++) {
        uint8_t c = (uint8_t)given.ptr[i];
        if (c >= 0x80)
            cg_buf_add_char(&out, (char)(0xc0 | c >> 6));
        cg_buf_add_char(&out, (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c));
    }
    return cg_arena_str(arena, cg_utf8_truncate(cg_buf_str(&out), max));
}

cg_str git_person(cg_arena *arena, const git_signature *who)
{
    if (who == NULL)
        return CG_STR_NULL;
    cg_str name = git_text(arena, who->name, AUTHOR_MAX);
    cg_str address = git_text(arena, who->email, AUTHOR_MAX);
    cg_str both = address.len > 0
                      ? cg_arena_printf(arena, "%.*s <%.*s>", CG_STR_ARG(name), CG_STR_ARG(address))
                      : name;
    return cg_utf8_truncate(cg_str_trim(both), AUTHOR_MAX);
}

uint64_t git_time_ms(const git_signature *who)
{
    bool sane = who != NULL && who->when.time > 0 && who->when.time < INT64_MAX / 1000;
    return sane ? (uint64_t)who->when.time * 1000 : 0;
}

/* ---- names ---- */

static cg_code add_branch(git_plan *plan, cg_str name, const git_oid *commit, cg_err *err)
{
    cg_code rc = cg_ref_name_check(name, err);
    if (rc != CG_OK)
        return rc;
    for (size_t i = 0; i < plan->branches.len; i++)
        if (cg_str_eq(plan->branches.ptr[i].name, name))
            return CG_OK;
    CG_VEC_PUSH(&plan->branches, (planned_branch){cg_arena_str(plan->arena, name), *commit});
    return CG_OK;
}

/* False: it leads to no commit, or to none that is there. */
static bool commit_of(const git_reference *ref, git_oid *out_commit)
{
    git_object *commit;
    if (git_reference_peel(&commit, ref, GIT_OBJECT_COMMIT) != 0)
        return false;
    git_oid_cpy(out_commit, git_object_id(commit));
    git_object_free(commit);
    return true;
}

typedef cg_code take_reference(git_plan *plan, const git_reference *ref, cg_str name, cg_err *err);

static cg_code each_reference(git_plan *plan, cg_str prefix, take_reference *take, cg_err *err)
{
    git_reference_iterator *iter;
    git_reference *ref;
    cg_code rc = CG_OK;
    cg_str glob = cg_arena_printf(plan->arena, "%.*s*", CG_STR_ARG(prefix));
    if (git_reference_iterator_glob_new(&iter, plan->repo, glob.ptr) != 0)
        return CG_FAIL(err, CG_E_INVALID, "the repository's names cannot be read");
    int n = 0;
    while (rc == CG_OK && (n = git_reference_next(&ref, iter)) == 0) {
        cg_str name = cg_str_from(git_reference_name(ref));
        rc = take(plan, ref, cg_str_slice(name, prefix.len, name.len), err);
        git_reference_free(ref);
    }
    git_reference_iterator_free(iter);
    return rc == CG_OK && n != GIT_ITEROVER
               ? CG_FAIL(err, CG_E_INVALID, "the repository's names cannot be read")
               : rc;
}

static cg_code take_head(git_plan *plan, const git_reference *ref, cg_str name, cg_err *err)
{
    git_oid commit;
    if (!commit_of(ref, &commit))
        return CG_FAIL(
            err, CG_E_INVALID,
            "the commit that branch \"%.*s\" names is missing in the repository or damaged",
            CG_STR_ARG(cg_utf8_truncate(name, 100)));
    return add_branch(plan, name, &commit, err);
}

/* A tag of an object of its own says more than which commit it names. */
static void read_annotation(git_plan *plan, const git_reference *ref, cg_tag *is)
{
    git_tag *tag;
    const git_oid *target = git_reference_target(ref);
    if (target == NULL || git_tag_lookup(&tag, plan->repo, target) != 0)
        return;
    is->message = git_text(plan->arena, git_tag_message(tag), GIT_MESSAGE_MAX);
    is->author = git_person(plan->arena, git_tag_tagger(tag));
    uint64_t time_ms = git_time_ms(git_tag_tagger(tag));
    is->time_ms = time_ms > 0 ? time_ms : is->time_ms;
    git_tag_free(tag);
}

/* What it may also name, and what it may be called, is passed over. */
static cg_code take_tag(git_plan *plan, const git_reference *ref, cg_str name, cg_err *err)
{
    planned_tag tag = {.is.time_ms = cg_wall_ms()};
    (void)err;
    if (cg_ref_name_check(name, NULL) != CG_OK || !commit_of(ref, &tag.commit) ||
        git_plan_find(plan, &tag.commit) == NULL)
        return CG_OK;
    tag.is.name = cg_arena_str(plan->arena, name);
    read_annotation(plan, ref, &tag.is);
    CG_VEC_PUSH(&plan->tags, tag);
    return CG_OK;
}

/* ---- what was asked for ---- */

static cg_code find_commit(git_plan *plan, cg_str rev, git_oid *out_commit, cg_err *err)
{
    git_object *commit;
    cg_code rc = git_repo_find(plan->repo, rev, GIT_OBJECT_COMMIT, &commit, err);
    if (rc != CG_OK)
        return rc;
    git_oid_cpy(out_commit, git_object_id(commit));
    git_object_free(commit);
    return CG_OK;
}

/* "A..B", of which one may be left out; no name of Git has two dots. */
static bool split_range(cg_str rev, cg_str *out_from, cg_str *out_to)
{
    const char *dots = rev.len >= 2 ? memmem(rev.ptr, rev.len, "..", 2) : NULL;
    *out_to = rev;
    if (dots == NULL)
        return false;
    size_t at = (size_t)(dots - rev.ptr);
    *out_from = at > 0 ? cg_str_slice(rev, 0, at) : CG_STR("HEAD");
    *out_to = at + 2 < rev.len ? cg_str_slice(rev, at + 2, rev.len) : CG_STR("HEAD");
    return true;
}

/* Where the history ends, and for a range what is not part of it any more. */
static cg_code find_ends(git_plan *plan, const cg_git_history_request *q, git_oid *out_from,
                         bool *out_is_range, cg_err *err)
{
    cg_str from = CG_STR_NULL, to = q->all_branches ? CG_STR("HEAD") : q->source.rev;
    cg_str branch = q->branch.len > 0 ? q->branch : CG_STR(CG_BRANCH_MAIN);
    git_oid tip;
    *out_is_range = !q->all_branches && split_range(q->source.rev, &from, &to);
    if (*out_is_range && to.ptr[0] == '.')
        return CG_FAIL(err, CG_E_INVALID, "a range is written with two dots: v1..main");
    cg_code rc = *out_is_range ? find_commit(plan, from, out_from, err) : CG_OK;
    if (rc == CG_OK && q->all_branches)
        rc = each_reference(plan, CG_STR(HEADS), take_head, err);
    if (rc != CG_OK)
        return rc;
    rc = find_commit(plan, to, &tip, q->all_branches ? NULL : err);
    if (rc == CG_OK)
        rc = add_branch(plan, branch, &tip, err);
    else if (q->all_branches) /* HEAD is of no branch that is there */
        rc = CG_OK;
    if (rc == CG_OK && plan->branches.len == 0)
        return CG_FAIL(err, CG_E_NOT_FOUND, "the repository has no commits yet");
    return rc;
}

/* ---- the walk ---- */

static cg_code refuse_history(int why, cg_err *err)
{
    const git_error *error = git_error_last();
    return CG_FAIL(
        err, CG_E_INVALID,
        "the history cannot be followed: a commit is missing in the repository or damaged "
        "(%s)",
        why == GIT_ENOTFOUND && error != NULL && error->message != NULL ? error->message
                                                                        : "unreadable");
}

static cg_code start_walk(const git_plan *plan, const git_oid *hidden, unsigned order,
                          git_revwalk **out_walk, cg_err *err)
{
    git_revwalk *walk;
    if (git_revwalk_new(&walk, plan->repo) != 0)
        return CG_FAIL(err, CG_E_NOMEM, "no memory for a walk through history");
    int n = git_revwalk_sorting(walk, order);
    for (size_t i = 0; n == 0 && i < plan->branches.len; i++)
        n = git_revwalk_push(walk, &plan->branches.ptr[i].commit);
    if (n == 0 && hidden != NULL)
        n = git_revwalk_hide(walk, hidden);
    if (n != 0) {
        git_revwalk_free(walk);
        return refuse_history(n, err);
    }
    *out_walk = walk;
    return CG_OK;
}

/* Calls for each commit of the walk, up to one more than the limit. */
static cg_code run_walk(git_plan *plan, const cg_git_history_request *q, git_revwalk *walk,
                        bool keep, cg_err *err)
{
    git_oid oid;
    uint32_t count = 0;
    int n = 0;
    cg_code rc = CG_OK;
    while (rc == CG_OK && (n = git_revwalk_next(&oid, walk)) == 0) {
        if (++count > q->commits_max)
            return CG_FAIL(err, CG_E_LIMIT,
                           "the history has more than %u commits: see the option "
                           "parse.commits_max, or take it in ranges",
                           q->commits_max);
        if (keep)
            CG_VEC_PUSH(&plan->commits, (planned_commit){.oid = oid});
        rc = progress_check(q->progress, err);
    }
    return rc != CG_OK || n == GIT_ITEROVER ? rc : refuse_history(n, err);
}

/* An order in which parents come first is known only when all have been seen: so a history that is too long
 * is found out before, by a walk that holds nothing. */
static cg_code list_commits(git_plan *plan, const cg_git_history_request *q, const git_oid *hidden,
                            cg_err *err)
{
    static const unsigned orders[] = {GIT_SORT_NONE, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE};
    cg_code rc = CG_OK;
    for (size_t i = hidden != NULL; rc == CG_OK && i < CG_ARRAY_LEN(orders); i++) {
        git_revwalk *walk = NULL;
        rc = start_walk(plan, hidden, orders[i], &walk, err);
        if (rc != CG_OK)
            return rc;
        rc = run_walk(plan, q, walk, i == 1, err);
        git_revwalk_free(walk);
    }
    return rc == CG_OK && plan->commits.len == 0
               ? CG_FAIL(err, CG_E_NOT_FOUND, "there is no commit in that range")
               : rc;
}

/* ---- finding commits ---- */

static int compare_planned(const void *a, const void *b, void *plan)
{
    const planned_commit *commits = ((const git_plan *)plan)->commits.ptr;
    return git_oid_cmp(&commits[*(const uint32_t *)a].oid, &commits[*(const uint32_t *)b].oid);
}

static void index_commits(git_plan *plan)
{
    for (uint32_t i = 0; i < plan->commits.len; i++)
        CG_VEC_PUSH(&plan->by_oid, i);
    if (plan->by_oid.len > 1)
        qsort_r(plan->by_oid.ptr, plan->by_oid.len, sizeof *plan->by_oid.ptr, compare_planned,
                plan);
}

planned_commit *git_plan_find(const git_plan *plan, const git_oid *oid)
{
    size_t low = 0, high = plan->by_oid.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        planned_commit *at = &plan->commits.ptr[plan->by_oid.ptr[middle]];
        int order = git_oid_cmp(&at->oid, oid);
        if (order == 0)
            return at;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- the whole ---- */

static bool is_empty(git_repository *repo)
{
    git_strarray names = {0};
    bool empty = git_repository_head_unborn(repo) == 1 && git_reference_list(&names, repo) == 0 &&
                 names.count == 0;
    git_strarray_dispose(&names);
    return empty;
}

cg_code git_plan_make(git_plan *plan, const cg_git_history_request *q, cg_err *err)
{
    git_oid from;
    bool is_range;
    cg_code rc = git_repo_open(&q->source, &plan->repo, err);
    if (rc != CG_OK)
        return rc;
    if (is_empty(plan->repo))
        return CG_FAIL(err, CG_E_NOT_FOUND, "the repository has no commits yet");
    if (git_repository_is_shallow(plan->repo) == 1)
        return CG_FAIL(
            err, CG_E_INVALID,
            "the repository is a shallow clone, whose history is cut off: fetch the rest "
            "(git fetch --unshallow), or take a revision without history");
    rc = find_ends(plan, q, &from, &is_range, err);
    if (rc == CG_OK)
        rc = list_commits(plan, q, is_range ? &from : NULL, err);
    if (rc != CG_OK)
        return rc;
    index_commits(plan);
    return each_reference(plan, CG_STR(TAGS), take_tag, err);
}

void git_plan_fini(git_plan *plan)
{
    CG_VEC_FINI(&plan->commits);
    CG_VEC_FINI(&plan->by_oid);
    CG_VEC_FINI(&plan->branches);
    CG_VEC_FINI(&plan->tags);
    git_repository_free(plan->repo);
}
