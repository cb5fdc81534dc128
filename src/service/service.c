// SPDX-License-Identifier: Apache-2.0
// Opening, closing, health, status and care of the whole.
#include <stdio.h>

#include "cg/graph_care.h"

#include "vectors/models.h"
#include "webhooks/webhooks.h"

#define UNIT_CACHE_BYTES (64u << 20)
#define NAMES_BYTES (16u << 20)
#define TABLES_BYTES (32u << 20)

/* Called by the store when a commit has become visible. */
static void on_committed(void *arg)
{
    cg_service *service = arg;
    models *m = atomic_load(&service->models);
    if (m != NULL)
        models_wake(m);
    service_tell_news(service);
}

void service_tell_news(cg_service *service)
{
    if (service->opts.committed != NULL)
        service->opts.committed(service->opts.committed_arg);
}

static cg_code open_parts(cg_service *service, cg_err *err)
{
    const cg_service_options *o = &service->opts;
    cg_store_options store = {.kv = {.engine = o->engine,
                                     .path = o->storage_path,
                                     .cache_bytes = o->cache_bytes,
                                     .memtable_bytes = o->memtable_bytes,
                                     .sync = o->sync},
                              .unit_cache_bytes = UNIT_CACHE_BYTES,
                              .keep_sources = o->keep_sources,
                              .keep_changes = o->keep_events,
                              .keep_changes_ms = o->keep_events_ns / 1000000,
                              .committed = on_committed,
                              .committed_arg = service};
    cg_code rc = cg_store_open(&store, &service->store, err);
    if (rc != CG_OK)
        return rc;
    models *made = models_open(o, service->store);
    atomic_store(&service->models, made);
    cg_ingest_options ingest = {.workers = o->parse_workers,
                                .limits = service_parse_limits(o),
                                .files_max = o->files_max,
                                .spool_dir = o->storage_path,
                                .spool_bytes_min = o->upload_bytes_max,
                                .link_bytes_max = o->link_bytes_max,
                                .tree_bytes_max = o->tree_bytes_max,
                                .embedders = {models_local(made)}};
    const cg_search_cache_options kept = {
        .names_bytes_max = o->names_bytes_max > 0 ? o->names_bytes_max : NAMES_BYTES,
        .tables_bytes_max = o->tables_bytes_max > 0 ? o->tables_bytes_max : TABLES_BYTES};
    service->search_cache = cg_search_cache_create(&kept);
    service->ingest = cg_ingest_create(service->store, &ingest);
    cg_ingest_warm(service->ingest);
    const cg_adjacency_cache_options query = {o->adjacency_bytes, o->question_bytes};
    service->adjacency = cg_adjacency_cache_create(&query);
    models_start(made);
    rc = keys_open(service, err);
    if (rc == CG_OK)
        rc = transactions_open(service, err);
    if (rc == CG_OK)
        rc = webhooks_open(service, err);
    return rc == CG_OK ? tasks_open(service, err) : rc;
}

cg_code cg_service_open(const cg_service_options *opts, cg_service **out_service, cg_err *err)
{
    cg_service *service = cg_alloc(sizeof *service);
    service->opts = *opts;
    service->opened_ns = cg_now_ns();
    cg_mutex_init(&service->mu, CG_LOCK_SERVICE_CURSORS);
    cg_mutex_init(&service->merges_mu, CG_LOCK_SERVICE_MERGES);
    cg_code rc = open_parts(service, err);
    if (rc != CG_OK) {
        cg_service_close(service);
        return rc;
    }
    *out_service = service;
    return CG_OK;
}

void cg_service_drain(cg_service *service)
{
    if (!atomic_exchange(&service->draining, true)) {
        cg_ingest_stop_warming(service->ingest);
        cg_adjacency_cache_stop(service->adjacency);
        models_stop(service->models);
        tasks_drain(service->tasks);
    }
}

void cg_service_use_pool(cg_service *service, cg_pool *pool)
{
    service->pool = pool;
}

void cg_service_close(cg_service *service)
{
    if (service == NULL)
        return;
    if (service->tasks != NULL) {
        cg_service_drain(service);
        tasks_close(service->tasks);
    }
    cg_ingest_destroy(service->ingest);
    cg_adjacency_cache_destroy(service->adjacency);
    models_close(service->models);
    keys_close(service);
    transactions_close(service);
    webhooks_close(service);
    cg_search_cache_destroy(service->search_cache);
    cg_store_close(service->store);
    cg_mutex_fini(&service->mu);
    CG_VEC_FINI(&service->merging);
    cg_mutex_fini(&service->merges_mu);
    cg_free(service);
}

/* ---- health ---- */

static void check_storage(cg_service *service, cg_arena *arena, cg_component_health *out)
{
    uint64_t start = cg_now_ns();
    CG_AUTO(cg_kv_pin) pin = NULL;
    cg_str value;
    cg_err err;
    cg_code rc = cg_kv_get(cg_store_kv(service->store), NULL, CG_CF_METADATA, CG_STR("format"),
                           &pin, &value, &err);
    *out = (cg_component_health){.name = "storage", .ok = rc == CG_OK};
    out->latency_us = (cg_now_ns() - start) / 1000;
    if (rc == CG_E_NOT_FOUND)
        out->detail = CG_STR("the store's format record is missing");
    else if (rc != CG_OK)
        out->detail = cg_arena_printf(arena, "%s", err.text);
}

/* Parses an empty text in every language: the grammars are there and fit the library. */
static void check_parser(cg_arena *arena, cg_component_health *out)
{
    uint64_t start = cg_now_ns();
    cg_parse_limits limits = cg_parse_limits_default();
    CG_AUTO(cg_parser) parser = cg_parser_create(&limits, NULL);
    cg_lang_id langs[CG_LANG_LIMIT];
    size_t count = CG_MIN(cg_lang_list(langs, CG_LANG_LIMIT), (size_t)CG_LANG_LIMIT);
    cg_err err;
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < count; i++)
        rc = cg_parse_bare(parser, CG_STR(""), langs[i], &err);
    *out = (cg_component_health){.name = "parser", .ok = rc == CG_OK && count > 0};
    out->latency_us = (cg_now_ns() - start) / 1000;
    if (rc != CG_OK)
        out->detail = cg_arena_printf(arena, "%s", err.text);
    else if (count == 0)
        out->detail = CG_STR("this build knows no language");
}

/* A service that was to have a model and has none answers by words alone: it is well, and says so. */
static void check_vector(cg_service *service, cg_arena *arena, cg_component_health *out)
{
    uint64_t start = cg_now_ns();
    models_state state;
    cg_str why;
    CG_AUTO(cg_semantic) semantic = models_take(service->models, &why);
    models_state_get(service->models, &state);
    *out = (cg_component_health){.name = "vector", .ok = true};
    if (semantic == NULL)
        out->detail = cg_arena_str(arena, why);
    else if (!state.warm)
        out->detail = CG_STR("vectors are being read into memory");
    else if (state.failures > 0)
        out->detail = cg_arena_printf(arena, "vectors are postponed: %s", state.failure);
    out->latency_us = (cg_now_ns() - start) / 1000;
}

void cg_service_health(cg_service *service, cg_arena *arena, cg_health *out_health)
{
    *out_health = (cg_health){.ready = !atomic_load(&service->draining),
                              .uptime_ms = (cg_now_ns() - service->opened_ns) / 1000000};
    check_storage(service, arena, &out_health->components[0]);
    check_parser(arena, &out_health->components[1]);
    uint64_t start = cg_now_ns();
    size_t waiting = tasks_waiting(service->tasks);
    cg_component_health *queue = &out_health->components[2];
    *queue = (cg_component_health){.name = "queue", .ok = waiting < service->opts.tasks_max};
    queue->latency_us = (cg_now_ns() - start) / 1000;
    if (!queue->ok)
        queue->detail = cg_arena_printf(arena, "%zu tasks wait", waiting);
    check_vector(service, arena, &out_health->components[3]);
    out_health->components_count = 4;
    for (size_t i = 0; i < out_health->components_count; i++)
        out_health->ready = out_health->ready && out_health->components[i].ok;
}

uint64_t cg_service_reply_seed(cg_service *service)
{
    cg_embedder *embedder = models_any(service->models);
    uint64_t model = embedder != NULL ? cg_embedder_describe(embedder).id : 0;
    return cg_hash64(CG_VERSION, strlen(CG_VERSION), model);
}

/* ---- status ---- */

bool cg_service_generation(cg_service *service, cg_graph_ref where, uint64_t *out_generation)
{
    cg_project *project;
    if (where.transaction.len > 0)
        return transaction_generation(service, where, out_generation);
    cg_str branch = where.ref.len > 0 ? where.ref : CG_STR(CG_BRANCH_MAIN);
    cg_code rc =
        cg_store_project(service->store, project_or_default(where.project), false, &project, NULL);
    if (rc == CG_OK)
        return service_peek_ref(project, branch, out_generation);
    *out_generation = 0;
    return where.ref.len == 0;
}

static void put_digest(cg_hash128 digest, char out[33])
{
    (void)snprintf(out, 33, "%016" PRIx64 "%016" PRIx64, digest.hi, digest.lo);
}

static void fill_status(const cg_snapshot *snap, cg_arena *arena, cg_project_status *out)
{
    cg_project_counts counts = cg_snapshot_counts(snap);
    cg_hash128 digest = cg_snapshot_digest(snap);
    *out = (cg_project_status){.project = cg_project_name(cg_snapshot_project(snap)),
                               .generation = cg_snapshot_generation(snap),
                               .files = counts.files,
                               .files_partial = counts.files_partial,
                               .files_skipped = counts.files_skipped,
                               .nodes = counts.nodes,
                               .relationships = counts.edges,
                               .source_bytes = counts.source_bytes,
                               .manual_nodes = counts.manual_nodes,
                               .manual_relationships = counts.manual_edges,
                               .metadata = counts.metadata,
                               .changed_ms = cg_snapshot_changed_ms(snap)};
    put_digest(digest, out->digest);
    put_digest(cg_snapshot_overlay_digest(snap), out->overlay_digest);
    uint64_t langs[CG_LANG_LIMIT] = {0};
    for (uint32_t num = 0; num < cg_snapshot_files_limit(snap); num++) {
        const cg_file *file = cg_snapshot_file(snap, num);
        if (file->present && file->status != CG_PARSE_SKIPPED)
            langs[file->lang]++;
    }
    counts_make(langs, CG_LANG_LIMIT, cg_lang_text, arena, &out->languages, &out->languages_count);
}

cg_code cg_service_project_status(cg_service *service, cg_graph_ref where, cg_arena *arena,
                                  cg_project_status *out_status, cg_err *err)
{
    CG_AUTO(cg_snapshot) snap = NULL;
    cg_code rc = service_snapshot(service, where, &snap, err);
    if (rc == CG_OK && snap == NULL)
        rc = CG_FAIL(err, CG_E_NOT_FOUND, "there is no project \"%.*s\"",
                     CG_STR_ARG(project_or_default(where.project)));
    if (rc == CG_OK)
        fill_status(snap, arena, out_status);
    return rc;
}

cg_code cg_service_project_list(cg_service *service, cg_arena *arena, cg_project_status **out_rows,
                                size_t *out_count, cg_err *err)
{
    (void)err;
    cg_project **projects;
    size_t count = cg_store_projects(service->store, arena, &projects);
    *out_rows = cg_arena_alloc_array(arena, count + 1, sizeof **out_rows);
    for (size_t i = 0; i < count; i++) {
        CG_AUTO(cg_snapshot) snap = cg_snapshot_take(projects[i]);
        fill_status(snap, arena, &(*out_rows)[i]);
    }
    *out_count = count;
    return CG_OK;
}

/* ---- care ---- */

static void add_lines(cg_arena *arena, cg_str project, cg_str lines, cg_verify_report *report)
{
    cg_str line;
    while (report->lines_count < 100 && cg_str_split(&lines, '\n', &line))
        if (line.len > 0)
            report->lines[report->lines_count++] =
                cg_arena_printf(arena, "%.*s: %.*s", CG_STR_ARG(project), CG_STR_ARG(line));
}

cg_code cg_service_verify(cg_service *service, cg_arena *arena, cg_verify_report *out_report,
                          cg_err *err)
{
    cg_project **projects;
    size_t count = cg_store_projects(service->store, arena, &projects);
    *out_report = (cg_verify_report){.projects = count};
    out_report->lines = cg_arena_alloc_array(arena, 100, sizeof *out_report->lines);
    for (size_t i = 0; i < count; i++) {
        cg_graph_check check;
        cg_code rc = cg_project_verify(projects[i], &check, err);
        out_report->nodes += check.nodes;
        out_report->edges += check.edges;
        out_report->files += check.files;
        out_report->units += check.units;
        out_report->names += check.names;
        out_report->postings += check.postings;
        out_report->manual_nodes += check.manual_nodes;
        out_report->manual_edges += check.manual_edges;
        out_report->metadata += check.metadata;
        out_report->problems += check.problems;
        add_lines(arena, cg_project_name(projects[i]), cg_buf_str(&check.lines), out_report);
        cg_buf_fini(&check.lines);
        if (rc != CG_OK)
            return rc;
    }
    return CG_OK;
}

cg_code cg_service_compact(cg_service *service, cg_err *err)
{
    return cg_kv_compact(cg_store_kv(service->store), err);
}

void cg_service_storage_stats(cg_service *service, cg_storage_stats *out_stats)
{
    cg_kv_stats stats;
    cg_kv_stats_get(cg_store_kv(service->store), &stats);
    *out_stats = (cg_storage_stats){
        .disk_bytes = stats.disk_bytes,
        .memory_bytes = stats.memory_bytes,
        .pending_compaction_bytes = stats.pending_compaction_bytes,
        .cache_hits = stats.cache_hits,
        .cache_misses = stats.cache_misses,
        .cache_filled_bytes = stats.cache_filled_bytes,
        .get_bytes = stats.get_bytes,
        .scan_bytes = stats.scan_bytes,
        .write_bytes = stats.write_bytes,
        .log_bytes = stats.log_bytes,
        .flush_bytes = stats.flush_bytes,
        .compaction_read_bytes = stats.compaction_read_bytes,
        .compaction_write_bytes = stats.compaction_write_bytes,
        .stall_us = stats.stall_us,
    };
}

void cg_service_parse_outcomes(cg_service *service, cg_arena *arena, cg_parse_outcome **out_rows,
                               size_t *out_count)
{
    cg_ingest_outcomes outcomes;
    cg_ingest_outcomes_get(service->ingest, &outcomes);
    *out_rows =
        cg_arena_alloc_array(arena, (size_t)CG_LANG_LIMIT * CG_INGEST_STATUSES, sizeof **out_rows);
    *out_count = 0;
    for (unsigned lang = 0; lang < CG_LANG_LIMIT; lang++)
        for (unsigned status = 0; status < CG_INGEST_STATUSES; status++)
            if (outcomes.files[lang][status] > 0)
                (*out_rows)[(*out_count)++] = (cg_parse_outcome){
                    cg_str_from(cg_lang_text(lang)), (uint8_t)status, outcomes.files[lang][status]};
}
