// SPDX-License-Identifier: Apache-2.0
// The history of a Git repository, commit by commit. Each is a commit of the graph that is built on the version
// of its first parent and belongs to no branch: what differs between the two trees is put, the rest is there
// already. Names are set when all of it is there.
#include "cg/graph_care.h"

#include "git/history.h"

#include "git/changes.h"

typedef struct history_run {
    run common; /* of the commit at hand */
    run_share share;
    const cg_git_history_request *request;
    git_plan plan;
    git_odb *odb;
    git_changes changes;
    facts_context context;
    cg_arena *scratch; /* of the commit at hand */
} history_run;

/* ---- what a commit changes ---- */

/* What older extractors found is not what they would find today: then every file is looked at. */
static bool is_current(const cg_snapshot *base)
{
    for (uint32_t num = 0; num < cg_snapshot_files_limit(base); num++) {
        const cg_file *f = cg_snapshot_file(base, num);
        if (f->present && f->skip == 0 &&
            f->extractor_version != cg_lang_extractor_version((cg_lang_id)f->lang))
            return false;
    }
    return true;
}

static cg_code damaged_tree(cg_err *err)
{
    return CG_FAIL(err, CG_E_INVALID,
                   "a directory of a commit is missing in the repository or damaged");
}

/* The tree that the base has the files of; NULL: none, or it does not count. */
static cg_code tree_before(const git_commit *commit, const cg_snapshot *base, git_tree **out_tree,
                           cg_err *err)
{
    git_commit *parent;
    *out_tree = NULL;
    if (cg_snapshot_generation(base) == 0 || !is_current(base))
        return CG_OK;
    if (git_commit_parent(&parent, commit, 0) != 0)
        return damaged_tree(err);
    int n = git_commit_tree(out_tree, parent);
    git_commit_free(parent);
    return n == 0 ? CG_OK : damaged_tree(err);
}

/* What the base has and a tree that was read whole has not. */
static void add_missing(history_run *r, const cg_snapshot *base)
{
    names there = {0};
    for (size_t i = 0; i < r->changes.put.len; i++)
        (void)names_add(&there, r->changes.put.ptr[i].path);
    for (uint32_t num = 0; num < cg_snapshot_files_limit(base); num++) {
        const cg_file *f = cg_snapshot_file(base, num);
        if (f->present && !names_has(&there, f->path))
            CG_VEC_PUSH(&r->changes.gone, f->path);
    }
    names_fini(&there);
}

static cg_code find_changes(history_run *r, const git_commit *commit, cg_err *err)
{
    const cg_snapshot *base = r->context.base;
    uint32_t files_max = r->common.ingest->opts.files_max;
    git_tree *before = NULL, *after = NULL;
    git_changes_clear(&r->changes);
    cg_code rc = tree_before(commit, base, &before, err);
    if (rc == CG_OK && git_commit_tree(&after, commit) != 0)
        rc = damaged_tree(err);
    if (rc == CG_OK)
        rc = git_changes_find(&r->changes, r->plan.repo, before, after, err);
    if (rc == CG_OK && before == NULL)
        add_missing(r, base);
    if (rc == CG_OK && r->changes.added + (before != NULL ? cg_snapshot_counts(base).files : 0) >
                           files_max + r->changes.gone.len)
        rc = CG_FAIL(err, CG_E_LIMIT, "a commit has more than %u files", files_max);
    git_tree_free(before);
    git_tree_free(after);
    return rc;
}

/* ---- the files of a commit ---- */

/* As an upload of the same file would have it. */
static void skip_entry(const git_entry *e, size_t bytes, cg_skip skip, file_slot *slot)
{
    facts_skip(e->path, bytes, skip, slot);
    slot->lang = (uint8_t)cg_lang_by_name(e->path);
    slot->not_source =
        skip == CG_SKIP_LANGUAGE || (skip == CG_SKIP_TOO_LARGE && slot->lang == CG_LANG_NONE);
}

static void load_entry(void *arg, size_t job, worker *w, file_slot *slot)
{
    history_run *r = arg;
    const git_entry *e = &r->changes.put.ptr[job];
    git_odb_object *object = NULL;
    size_t bytes = 0, max = cg_parse_bytes_max(r->context.limits, e->path);
    cg_skip skip = git_entry_unfit(e);
    if (skip == CG_SKIP_NONE)
        skip = git_blob_read(r->odb, &e->oid, max, &object, &bytes);
    if (skip != CG_SKIP_NONE) {
        skip_entry(e, bytes, skip, slot);
        if (skip == CG_SKIP_UNREADABLE) /* a version is for ever: it must not be without a file */
            slot->rc = CG_FAIL(&slot->err, CG_E_INVALID,
                               "the content of \"%.*s\" is missing in the repository or damaged",
                               CG_STR_ARG(cg_utf8_truncate(e->path, 200)));
        return;
    }
    cg_buf_clear(&slot->content);
    cg_buf_add(&slot->content, git_odb_object_data(object), git_odb_object_size(object));
    git_odb_object_free(object);
    slot->source = cg_buf_str(&slot->content);
    facts_make(&r->context, w, e->path, CG_LANG_NONE, slot);
}

static cg_code put_files(history_run *r, cg_err *err)
{
    cg_code rc = run_commit_jobs(&r->common, r->changes.put.len, load_entry, r, err);
    for (size_t i = 0; rc == CG_OK && i < r->changes.gone.len; i++)
        rc = run_delete_file(&r->common, r->changes.gone.ptr[i], err);
    return rc;
}

static cg_code carry_out(history_run *r, const git_commit *commit, cg_err *err)
{
    cg_code rc = find_changes(r, commit, err);
    if (rc == CG_OK)
        rc = put_files(r, err);
    return rc == CG_OK ? linking_run(r->common.linking, err) : rc;
}

/* ---- one commit ---- */

/* A version must say something. */
static cg_str message_of(cg_arena *arena, const git_commit *commit)
{
    cg_str text = git_text(arena, git_commit_message(commit), GIT_MESSAGE_MAX);
    return cg_str_trim(text).len > 0 ? text : CG_STR("(no message)");
}

static cg_code import_commit(history_run *r, planned_commit *planned, const git_commit *commit,
                             const git_parents *p, cg_err *err)
{
    char id[GIT_OID_HEXSZ + 1];
    cg_commit_result total;
    cg_ingest *ingest = r->common.ingest;
    cg_ingest_target target = {.author = git_person(r->scratch, git_commit_author(commit)),
                               .git = cg_str_from(git_oid_tostr(id, sizeof id, &planned->oid)),
                               .always = true,
                               .merged = p->merged,
                               .merged_count = p->merged_count};
    cg_commit_options opts = run_commit_options(ingest, &target, false, 0);
    opts.detached = true;
    opts.onto = p->base;
    opts.git_time_ms = git_time_ms(git_commit_committer(commit));
    cg_code rc = cg_commit_begin(r->common.project, &opts, &r->common.commit, err);
    if (rc != CG_OK)
        return rc;
    r->context.base = cg_commit_base(r->common.commit);
    r->common.share = &r->share; /* linking the one before may have left another */
    r->common.linking = linking_open(&r->common);
    r->context.waiting = linking_stash(r->common.linking);
    r->common.facts = &r->context;
    rc = carry_out(r, commit, err);
    rc = run_finish(&r->common, rc, message_of(r->scratch, commit), false, &total, err);
    if (rc != CG_OK)
        return rc;
    planned->generation = total.generation;
    commit_result_add(&r->share.result->commit, &total);
    r->share.result->commits_imported++;
    return CG_OK;
}

static cg_code import_holding_units(history_run *r, planned_commit *planned,
                                    const git_commit *commit, const git_parents *p, cg_err *err)
{
    cg_store_hold_units(r->common.ingest->store);
    cg_code rc = import_commit(r, planned, commit, p, err);
    cg_store_release_units(r->common.ingest->store);
    return rc;
}

static cg_code take_commit(history_run *r, planned_commit *planned, cg_err *err)
{
    git_commit *commit;
    git_parents p;
    if (git_commit_lookup(&commit, r->plan.repo, &planned->oid) != 0)
        return CG_FAIL(err, CG_E_INVALID, "a commit is missing in the repository or damaged");
    cg_code rc = git_parents_find(&r->plan, r->common.project, commit, r->scratch, &p, err);
    if (rc == CG_OK)
        rc = git_version_on(r->common.project, &planned->oid, &p, r->scratch, &planned->generation,
                            err);
    if (rc == CG_OK && planned->generation == 0)
        rc = import_holding_units(r, planned, commit, &p, err);
    git_commit_free(commit);
    return rc;
}

static cg_code take_commits(history_run *r, cg_err *err)
{
    cg_ingest_progress *progress = r->request->progress;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < r->plan.commits.len; i++) {
        planned_commit *planned = &r->plan.commits.ptr[i];
        if (!planned->wanted || planned->generation != 0)
            continue;
        cg_arena_mark mark = cg_arena_save(r->scratch);
        rc = progress_check(progress, err);
        if (rc == CG_OK)
            rc = take_commit(r, planned, err);
        cg_arena_rewind(r->scratch, mark);
        if (progress != NULL) {
            atomic_fetch_add(&progress->commits_done, 1);
            progress_tell(progress, &r->common.moved_ns, false);
        }
    }
    return rc;
}

/* ---- the whole ---- */

static cg_code run_history(history_run *r, cg_err *err)
{
    const cg_git_history_request *q = r->request;
    run_set_phase(&r->common, CG_PHASE_WALKING);
    cg_code rc = git_plan_make(&r->plan, q, err);
    if (rc == CG_OK && git_repository_odb(&r->odb, r->plan.repo) != 0)
        rc = CG_FAIL(err, CG_E_INVALID, "the repository's objects cannot be read");
    if (rc == CG_OK)
        rc = git_names_check(&r->plan, r->common.project, q->branches_max, err);
    if (rc == CG_OK)
        rc = git_plan_want(&r->plan, r->common.project, q->progress, r->scratch, err);
    r->share.result->commits = r->plan.commits.len;
    if (rc == CG_OK)
        rc = take_commits(r, err);
    if (rc == CG_OK)
        rc = git_names_set(&r->plan, r->common.project, q, r->share.result, err);
    return rc;
}

cg_code cg_ingest_git_history(cg_ingest *ingest, cg_project *project,
                              const cg_git_history_request *request, cg_arena *arena,
                              cg_ingest_result *out_result, cg_err *err)
{
    memset(out_result, 0, sizeof *out_result);
    CG_AUTO(cg_arena) texts = cg_arena_create(0);
    CG_AUTO(cg_arena) scratch = cg_arena_create(0);
    history_run r = {
        .common = {.ingest = ingest, .project = project, .progress = request->progress},
        .share = {.arena = scratch, .result = out_result, .list = LIST_NONE},
        .request = request,
        .plan = {.arena = texts},
        .changes = {.arena = scratch},
        .context = {ingest->store, cg_project_name(project), NULL, &ingest->opts.limits,
                    ingest->opts.embedders},
        .scratch = scratch};
    cg_code rc = run_history(&r, err);
    git_changes_fini(&r.changes);
    git_odb_free(r.odb);
    git_plan_fini(&r.plan);
    r.share.arena = arena;
    run_share_end(&r.share);
    out_result->files_removed = out_result->commit.files_removed;
    return rc;
}
