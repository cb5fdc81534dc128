// SPDX-License-Identifier: Apache-2.0
// The end of uploads: files that are parsed already, in one commit. Only now the project's writer is
// waited for; what the head has become meanwhile is what each file is held against.
#include "upload/upload.h"

/* A file of the run: of which part, and which of its files. */
typedef struct upload_job {
    upload_part *part;
    size_t file;
} upload_job;

typedef struct upload_run {
    run common;
    facts_context context;
    upload_part *const *parts;
    size_t count;
    CG_VEC(upload_job) jobs;
} upload_run;

static void load_parsed(void *arg, size_t job, worker *w, file_slot *slot)
{
    const upload_run *r = arg;
    cg_upload *u = r->jobs.ptr[job].part->upload;
    facts_end(&r->context, w, u->kept, &u->files.ptr[r->jobs.ptr[job].file], slot);
}

static cg_code commit_slot(upload_run *r, file_slot *slot, cg_err *err)
{
    const upload_job *job = &r->jobs.ptr[slot->job];
    const cg_commit_result before = *cg_commit_so_far(r->common.commit);
    r->common.share = &job->part->share;
    slot->job = job->file;
    cg_code rc = run_commit_slot(&r->common, slot, err);
    run_charge(&r->common, &before);
    return rc;
}

static cg_code commit_parsed(upload_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    pipeline *p = pipeline_open(r->common.ingest, r->jobs.len, load_parsed, r);
    file_slot *slot;
    while (rc == CG_OK && (slot = pipeline_take(p)) != NULL) {
        rc = run_may_go_on(&r->common, err);
        if (rc == CG_OK)
            rc = commit_slot(r, slot, err);
        pipeline_give_back(p, slot);
    }
    pipeline_close(p);
    return rc;
}

static cg_code delete_named(upload_run *r, const cg_upload *u, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < u->deletes.len; i++)
        rc = run_delete_file(&r->common, u->deletes.ptr[i], err);
    return rc;
}

/* Replace mode: what the base has and nobody named goes. */
static cg_code delete_unnamed(upload_run *r, const cg_upload *u, cg_err *err)
{
    const cg_snapshot *base = cg_commit_base(r->common.commit);
    uint32_t limit = cg_snapshot_files_limit(base);
    cg_code rc = CG_OK;
    for (uint32_t num = 0; rc == CG_OK && num < limit; num++) {
        const cg_file *file = cg_snapshot_file(base, num);
        if (file->present && !names_has(&u->names, file->path))
            rc = run_delete_file(&r->common, file->path, err);
    }
    return rc;
}

static cg_code delete_of_parts(upload_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < r->count; i++) {
        const cg_upload *u = r->parts[i]->upload;
        const cg_commit_result before = *cg_commit_so_far(r->common.commit);
        r->common.share = &r->parts[i]->share;
        rc = delete_named(r, u, err);
        if (rc == CG_OK && u->opts.replace)
            rc = delete_unnamed(r, u, err);
        run_charge(&r->common, &before);
    }
    return rc;
}

static cg_code run_upload(upload_run *r, cg_err *err)
{
    run_set_phase(&r->common, CG_PHASE_COMMITTING);
    cg_code rc = commit_parsed(r, err);
    if (rc == CG_OK)
        rc = delete_of_parts(r, err);
    if (rc == CG_OK)
        rc = linking_run(r->common.linking, err);
    run_set_phase(&r->common, CG_PHASE_COMMITTING);
    return rc;
}

/* ---- shares ---- */

static void open_shares(upload_run *r)
{
    static const list_kind lists[] = {LIST_ALL, LIST_GAPS, LIST_NONE};
    for (size_t i = 0; i < r->count; i++) {
        upload_part *part = r->parts[i];
        const cg_upload *u = part->upload;
        part->share =
            (run_share){.arena = part->arena, .result = part->result, .list = lists[u->opts.list]};
        for (size_t file = 0; file < u->files.len; file++) {
            CG_VEC_PUSH(&r->jobs, (upload_job){part, file});
            if (part->share.list == LIST_ALL)
                CG_VEC_PUSH(&part->share.listed, (cg_ingest_file){.path = u->files.ptr[file].path});
        }
    }
}

static bool has_changed(const cg_commit_result *c)
{
    return (c->nodes_added | c->nodes_changed | c->nodes_removed | c->edges_added |
            c->edges_changed | c->edges_removed | c->files_added | c->files_changed |
            c->files_removed) != 0;
}

/* What is nobody's own, the edges of other files and externals that came and went, is told to the first. */
static void close_shares(upload_run *r, const cg_commit_result *total)
{
    cg_commit_result told = {0};
    for (size_t i = 1; i < r->count; i++) {
        cg_commit_result *own = &r->parts[i]->result->commit;
        own->changed = has_changed(own);
        own->generation = total->generation;
        own->parsed_generation = total->parsed_generation;
        commit_result_add(&told, own);
    }
    r->parts[0]->result->commit = *total;
    commit_result_subtract(&r->parts[0]->result->commit, &told);
    if (r->count > 1)
        r->parts[0]->result->commit.changed = has_changed(&r->parts[0]->result->commit);
    for (size_t i = 0; i < r->count; i++)
        r->parts[i]->result->files_removed = r->parts[i]->result->commit.files_removed;
}

/* ---- the commit ---- */

cg_code upload_commit_begin(const cg_upload *u, cg_project *project, uint64_t deadline_ns,
                            cg_commit **out_commit, cg_err *err)
{
    cg_commit_options opts =
        run_commit_options(u->ingest, &u->opts.target, u->opts.dry_run, deadline_ns);
    return cg_commit_begin(project, &opts, out_commit, err);
}

cg_code upload_commit(cg_project *project, cg_commit *take_commit, upload_part *const *parts,
                      size_t count, uint64_t deadline_ns, cg_err *err)
{
    const cg_upload *first = parts[0]->upload;
    upload_run r = {.common = {.ingest = first->ingest,
                               .project = project,
                               .commit = take_commit,
                               .progress = first->progress,
                               .counted = true,
                               .deadline_ns = deadline_ns},
                    .context = first->context,
                    .parts = parts,
                    .count = count};
    cg_commit_result total = {0};
    r.context.base = cg_commit_base(take_commit);
    r.common.linking = linking_open(&r.common);
    r.context.waiting = linking_stash(r.common.linking);
    r.common.facts = &r.context;
    open_shares(&r);
    cg_code rc = run_upload(&r, err);
    rc = run_finish(&r.common, rc, first->opts.target.message, first->opts.dry_run, &total, err);
    close_shares(&r, &total);
    for (size_t i = 0; i < count; i++)
        run_share_end(&parts[i]->share);
    CG_VEC_FINI(&r.jobs);
    return rc;
}
