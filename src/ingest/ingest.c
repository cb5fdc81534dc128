// SPDX-License-Identifier: Apache-2.0
// The threads of ingestion, what they keep from run to run, and uploads that are all at hand.
#include <git2.h>

#include "ingest_int.h"

#define QUEUE_MAX 4096
#define LINK_BYTES ((size_t)160 << 20)
#define SPOOL_BYTES ((size_t)8 << 20)

cg_ingest *cg_ingest_create(cg_store *store, const cg_ingest_options *opts)
{
    CG_ASSERT(git_libgit2_init() > 0);
    /* Whose repositories are read is for parse.roots to say; nothing in them is ever run. */
    (void)git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    cg_ingest *ingest = cg_alloc(sizeof *ingest);
    ingest->store = store;
    ingest->opts = *opts;
    if (opts->spool_dir != NULL)
        ingest->opts.spool_dir = ingest->spool_dir = cg_strdup(cg_str_from(opts->spool_dir));
    if (ingest->opts.link_bytes_max == 0)
        ingest->opts.link_bytes_max = LINK_BYTES;
    if (ingest->opts.spool_bytes_min == 0)
        ingest->opts.spool_bytes_min = SPOOL_BYTES;
    if (opts->tree_bytes_max > 0)
        ingest->trees = cg_trees_create(opts->tree_bytes_max);
    unsigned workers = opts->workers > 0 ? opts->workers : cg_cpu_count();
    ingest->parsers = cg_pool_create("parse", workers, QUEUE_MAX);
    ingest->writers = cg_pool_create("write", CG_MIN(workers, 4u), QUEUE_MAX);
    cg_mutex_init(&ingest->mu, CG_LOCK_PARSE_POOL);
    groups_init(&ingest->groups);
    catalogs_init(&ingest->catalogs, store, ingest->opts.link_bytes_max);
    return ingest;
}

void cg_ingest_outcomes_get(const cg_ingest *ingest, cg_ingest_outcomes *out_outcomes)
{
    for (size_t lang = 0; lang < CG_LANG_LIMIT; lang++)
        for (size_t status = 0; status < CG_INGEST_STATUSES; status++)
            out_outcomes->files[lang][status] =
                atomic_load_explicit(&ingest->outcomes[lang][status], memory_order_relaxed);
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
        for (size_t x = 0; x < CG_FACTS_MODELS_MAX; x++)
            cg_unit_embedder_destroy(ingest->idle.ptr[i]->embedders[x]);
        cg_free(ingest->idle.ptr[i]);
    }
    CG_VEC_FINI(&ingest->idle);
    cg_trees_destroy(ingest->trees);
    groups_fini(&ingest->groups);
    catalogs_fini(&ingest->catalogs);
    cg_mutex_fini(&ingest->mu);
    cg_free(ingest->spool_dir);
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
        w->parser = cg_parser_create(&ingest->opts.limits, ingest->trees);
        w->indexer = cg_text_indexer_create(cg_store_keeps_sources(ingest->store));
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

void cg_ingest_defer(cg_ingest *ingest, void (*call)(void *), void *arg)
{
    if (cg_pool_submit(ingest->parsers, call, arg, NULL) != CG_OK)
        call(arg);
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

groups *ingest_groups(cg_ingest *ingest)
{
    return &ingest->groups;
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

cg_code cg_ingest_files(cg_ingest *ingest, cg_project *project,
                        const cg_ingest_files_request *request, cg_arena *arena,
                        cg_ingest_result *out_result, cg_err *err)
{
    cg_upload_options opts = {
        .replace = request->replace, .dry_run = request->dry_run, .target = request->target};
    cg_upload *u = cg_upload_begin(ingest, project, &opts);
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < request->files_count; i++)
        rc = cg_upload_add(u, &request->files[i], err);
    for (size_t i = 0; rc == CG_OK && i < request->deletes_count; i++)
        rc = cg_upload_delete(u, request->deletes[i], err);
    if (rc == CG_OK)
        return cg_upload_finish(u, request->deadline_ns, arena, out_result, err);
    cg_upload_abort(u);
    return rc;
}
