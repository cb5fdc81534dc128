// SPDX-License-Identifier: Apache-2.0
// The end of an upload: files that are parsed already, in one commit. Only now the project's writer is
// waited for; what the head has become meanwhile is what each file is held against.
#include "upload.h"

typedef struct upload_run {
    run common;
    cg_upload *upload;
    facts_context context;
} upload_run;

static void load_parsed(void *arg, size_t job, worker *w, file_slot *slot)
{
    const upload_run *r = arg;
    facts_end(&r->context, w, r->upload->kept, &r->upload->files.ptr[job], slot);
}

static cg_code commit_parsed(upload_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    pipeline *p = pipeline_open(r->common.ingest, r->upload->files.len, load_parsed, r);
    file_slot *slot;
    while (rc == CG_OK && (slot = pipeline_take(p)) != NULL) {
        rc = run_may_go_on(&r->common, err);
        if (rc == CG_OK)
            rc = run_commit_slot(&r->common, slot, err);
        pipeline_give_back(p, slot);
    }
    pipeline_close(p);
    return rc;
}

static cg_code delete_named(upload_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < r->upload->deletes.len; i++)
        rc = run_delete_file(&r->common, r->upload->deletes.ptr[i], err);
    return rc;
}

/* Replace mode: what the base has and nobody named goes. */
static cg_code delete_unnamed(upload_run *r, cg_err *err)
{
    const cg_snapshot *base = cg_commit_base(r->common.commit);
    uint32_t limit = cg_snapshot_files_limit(base);
    cg_code rc = CG_OK;
    for (uint32_t num = 0; rc == CG_OK && num < limit; num++) {
        const cg_file *file = cg_snapshot_file(base, num);
        if (file->present && !names_has(&r->upload->names, file->path))
            rc = run_delete_file(&r->common, file->path, err);
    }
    return rc;
}

static cg_code run_upload(upload_run *r, cg_err *err)
{
    run_set_phase(&r->common, CG_PHASE_COMMITTING);
    cg_code rc = commit_parsed(r, err);
    if (rc == CG_OK)
        rc = delete_named(r, err);
    if (rc == CG_OK && r->upload->opts.replace)
        rc = delete_unnamed(r, err);
    if (rc == CG_OK)
        rc = linking_run(r->common.linking, err);
    run_set_phase(&r->common, CG_PHASE_COMMITTING);
    return rc;
}

cg_code upload_commit(cg_upload *u, uint64_t deadline_ns, cg_arena *arena,
                      cg_ingest_result *out_result, cg_err *err)
{
    static const list_kind lists[] = {LIST_ALL, LIST_GAPS, LIST_NONE};
    cg_ingest *ingest = u->ingest;
    upload_run r = {.common = {.ingest = ingest,
                               .project = u->project,
                               .arena = arena,
                               .result = out_result,
                               .progress = u->progress,
                               .counted = true,
                               .deadline_ns = deadline_ns,
                               .list = lists[u->opts.list]},
                    .upload = u};
    if (u->project == NULL) {
        cg_code rc =
            cg_store_project(ingest->store, u->opts.new_project, true, &r.common.project, err);
        if (rc != CG_OK)
            return rc;
    }
    cg_commit_options opts =
        run_commit_options(ingest, &u->opts.target, u->opts.dry_run, deadline_ns);
    cg_code rc = cg_commit_begin(r.common.project, &opts, &r.common.commit, err);
    if (rc != CG_OK)
        return rc;
    r.context = u->context;
    r.context.base = cg_commit_base(r.common.commit);
    r.common.linking = linking_open(&r.common);
    for (size_t i = 0; r.common.list == LIST_ALL && i < u->files.len; i++)
        CG_VEC_PUSH(&r.common.listed, (cg_ingest_file){.path = u->files.ptr[i].path});
    rc = run_upload(&r, err);
    rc = run_finish(&r.common, rc, u->opts.target.message, u->opts.dry_run, err);
    run_end(&r.common);
    out_result->files_removed = out_result->commit.files_removed;
    return rc;
}
