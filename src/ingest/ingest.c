// SPDX-License-Identifier: Apache-2.0
// The threads of ingestion, and runs over files whose content came with the request.
#include <git2.h>

#include "ingest_int.h"

#define QUEUE_MAX 4096
#define LINK_BYTES ((size_t)80 << 20)

cg_ingest *cg_ingest_create(cg_store *store, const cg_ingest_options *opts)
{
    CG_ASSERT(git_libgit2_init() > 0);
    cg_ingest *ingest = cg_alloc(sizeof *ingest);
    ingest->store = store;
    ingest->opts = *opts;
    if (ingest->opts.link_bytes_max == 0)
        ingest->opts.link_bytes_max = LINK_BYTES;
    unsigned workers = opts->workers > 0 ? opts->workers : cg_cpu_count();
    ingest->parsers = cg_pool_create("parse", workers, QUEUE_MAX);
    ingest->writers = cg_pool_create("write", CG_MIN(workers, 4u), QUEUE_MAX);
    cg_mutex_init(&ingest->mu, CG_LOCK_PARSE_POOL);
    catalogs_init(&ingest->catalogs, store, ingest->opts.link_bytes_max);
    return ingest;
}

void cg_ingest_destroy(cg_ingest *ingest)
{
    if (ingest == NULL)
        return;
    cg_pool_destroy(ingest->parsers);
    cg_pool_destroy(ingest->writers);
    for (size_t i = 0; i < ingest->idle.len; i++) {
        cg_parser_destroy(ingest->idle.ptr[i]->parser);
        cg_text_indexer_destroy(ingest->idle.ptr[i]->indexer);
        cg_linker_destroy(ingest->idle.ptr[i]->linker);
        cg_free(ingest->idle.ptr[i]);
    }
    CG_VEC_FINI(&ingest->idle);
    catalogs_fini(&ingest->catalogs);
    cg_mutex_fini(&ingest->mu);
    cg_free(ingest);
    git_libgit2_shutdown();
}

worker *ingest_borrow_worker(cg_ingest *ingest)
{
    worker *w = NULL;
    cg_mutex_lock(&ingest->mu);
    if (ingest->idle.len > 0)
        w = ingest->idle.ptr[--ingest->idle.len];
    cg_mutex_unlock(&ingest->mu);
    if (w == NULL) {
        w = cg_alloc(sizeof *w);
        w->parser = cg_parser_create(&ingest->opts.limits);
        w->indexer = cg_text_indexer_create();
        w->linker = cg_linker_create();
    }
    return w;
}

void ingest_return_worker(cg_ingest *ingest, worker *w)
{
    cg_mutex_lock(&ingest->mu);
    CG_VEC_PUSH(&ingest->idle, w);
    cg_mutex_unlock(&ingest->mu);
}

cg_pool *ingest_pool(cg_ingest *ingest)
{
    return ingest->parsers;
}

cg_store *ingest_store(const cg_ingest *ingest)
{
    return ingest->store;
}

size_t ingest_link_bytes_max(const cg_ingest *ingest)
{
    return ingest->opts.link_bytes_max;
}

catalogs *ingest_catalogs(cg_ingest *ingest)
{
    return &ingest->catalogs;
}

void cg_ingest_warm(cg_ingest *ingest)
{
    catalogs_warm(&ingest->catalogs);
}

void cg_ingest_stop_warming(cg_ingest *ingest)
{
    catalogs_stop_warming(&ingest->catalogs);
}

/* ---- named files ---- */

typedef struct files_run {
    run common;
    facts_context context;
    const cg_ingest_files_request *request;
} files_run;

static void load_named(void *arg, size_t job, worker *w, file_slot *slot)
{
    const files_run *r = arg;
    const cg_ingest_source *file = &r->request->files[job];
    slot->source = file->content;
    facts_make(&r->context, w, file->path, file->lang, slot);
}

static cg_code commit_named(files_run *r, cg_err *err)
{
    cg_code rc = CG_OK;
    pipeline *p = pipeline_open(r->common.ingest, r->request->files_count, load_named, r);
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

static bool is_named(const cg_snapshot *base, const bool *named, cg_str path)
{
    uint32_t num;
    return cg_snapshot_find_file(base, path, &num) != NULL && named[num];
}

/* Replace mode: what the base has and the request does not name goes. */
static cg_code delete_unnamed(files_run *r, cg_err *err)
{
    const cg_snapshot *base = cg_commit_base(r->common.commit);
    uint32_t limit = cg_snapshot_files_limit(base);
    bool *named = cg_arena_alloc_array(r->common.arena, limit + 1, sizeof *named);
    for (size_t i = 0; i < r->request->files_count; i++) {
        uint32_t num;
        if (cg_snapshot_find_file(base, r->request->files[i].path, &num) != NULL)
            named[num] = true;
    }
    for (uint32_t num = 0; num < limit; num++) {
        const cg_file *file = cg_snapshot_file(base, num);
        if (!file->present || is_named(base, named, file->path))
            continue;
        cg_code rc = run_delete_file(&r->common, file->path, err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

static cg_code delete_named(files_run *r, cg_err *err)
{
    for (size_t i = 0; i < r->request->deletes_count; i++) {
        cg_code rc = run_delete_file(&r->common, r->request->deletes[i], err);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

cg_code cg_ingest_files(cg_ingest *ingest, cg_project *project,
                        const cg_ingest_files_request *request, cg_arena *arena,
                        cg_ingest_result *out_result, cg_err *err)
{
    memset(out_result, 0, sizeof *out_result);
    files_run r = {.common = {.ingest = ingest,
                              .project = project,
                              .arena = arena,
                              .result = out_result,
                              .deadline_ns = request->deadline_ns,
                              .list_all = true},
                   .request = request};
    cg_commit_options opts = {
        .pool = ingest->writers, .deadline_ns = request->deadline_ns, .dry_run = request->dry_run};
    cg_code rc = cg_commit_begin(project, &opts, &r.common.commit, err);
    if (rc != CG_OK)
        return rc;
    r.context = (facts_context){ingest->store, cg_project_name(project),
                                cg_commit_base(r.common.commit), &ingest->opts.limits};
    r.common.linking = linking_open(&r.common);
    rc = commit_named(&r, err);
    if (rc == CG_OK)
        rc = delete_named(&r, err);
    if (rc == CG_OK && request->replace)
        rc = delete_unnamed(&r, err);
    if (rc == CG_OK)
        rc = linking_run(r.common.linking, err);
    rc = run_finish(&r.common, rc, request->message, request->dry_run, err);
    run_end(&r.common);
    out_result->files_removed = out_result->commit.files_removed;
    return rc;
}
