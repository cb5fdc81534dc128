// SPDX-License-Identifier: Apache-2.0
// app: starts the modules from the bottom up and stops them from the top down.
#include "daemon.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cg/api.h"
#include "cg/loop.h"

#define WORKERS_MIN 8
#define SPARE_PER_WORKER 3
#define SPARE_MAX 64 /* unless more are asked for: they wait for one disk */
#define BODIES_TOTAL_MIN (256u << 20)
#define METRICS_QUEUE 16

struct cg_daemon {
    const cg_config *config;
    cg_loop *loop;
    cg_service *service;
    cg_pool *pool;
    cg_pool *metrics_pool; /* its own, so that figures can be read when all workers are busy */
    cg_http *http, *metrics_http;
    cg_api api;
    cg_buf openapi;
    cg_gql_schema *graphql;
    cg_network *networks;  /* of webhooks.networks */
    cg_webhooks *webhooks; /* guarded by mu: it is there to be told of commits */
    const char **roots;    /* NULL-terminated */
    const char **hosts;    /* NULL-terminated */
    cg_mutex mu;
    cg_cond changed;
    bool stopping;  /* guarded by mu */
    bool reloading; /* guarded by mu */
    bool listening; /* guarded by mu: http is there to be told of commits */
    bool published; /* the address file is there */
    uint64_t connections_seen,
        busy_ns; /* of the main thread: begun so far, and when it was last not idle */
};

/* ---- signals, on the loop's thread ---- */

static void on_stop(void *arg, int number)
{
    cg_daemon *d = arg;
    cg_mutex_lock(&d->mu);
    bool again = d->stopping;
    d->stopping = true;
    cg_cond_broadcast(&d->changed);
    cg_mutex_unlock(&d->mu);
    CG_LOG(CG_LOG_INFO, "server.signal", CG_LU64("signal", (uint64_t)number));
    if (again)
        _exit(1); /* asked twice: the store survives that */
}

static void on_reload(void *arg, int number)
{
    cg_daemon *d = arg;
    (void)number;
    cg_mutex_lock(&d->mu);
    d->reloading = true;
    cg_cond_broadcast(&d->changed);
    cg_mutex_unlock(&d->mu);
}

static cg_code start_loop(cg_daemon *d, cg_err *err)
{
    (void)signal(SIGPIPE, SIG_IGN);
    cg_code rc = cg_loop_create(&d->loop, err);
    if (rc == CG_OK)
        rc = cg_loop_on_signal(d->loop, SIGTERM, on_stop, d, err);
    if (rc == CG_OK)
        rc = cg_loop_on_signal(d->loop, SIGINT, on_stop, d, err);
    if (rc == CG_OK)
        rc = cg_loop_on_signal(d->loop, SIGHUP, on_reload, d, err);
    return rc;
}

/* ---- the service ---- */

/* Feeds of events wait for this. Commits of tasks may come while the server starts or stops. */
static void on_commit(void *arg)
{
    cg_daemon *d = arg;
    cg_mutex_lock(&d->mu);
    if (d->listening)
        cg_http_poke(d->http);
    cg_webhooks_wake(d->webhooks);
    cg_mutex_unlock(&d->mu);
}

static void set_listening(cg_daemon *d, bool listening)
{
    cg_mutex_lock(&d->mu);
    d->listening = listening;
    cg_mutex_unlock(&d->mu);
}

static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* NULL-terminated; the texts stay the configuration's. */
static const char **texts_of(const cg_config_list *list)
{
    const char **texts = cg_alloc_array(list->count + 1, sizeof *texts);
    for (size_t i = 0; i < list->count; i++)
        texts[i] = list->items[i].ptr;
    return texts;
}

/* The words of the options, in their order. */
static const char *const engines[] = {"none", "builtin", "directory", "http"};
static const char *const indexes[] = {"auto", "flat", "ivf", "hnsw"};
static const char *const codes[] = {"auto", "f32", "f16", "sq8", "pq4"};

static cg_embedder_options embedder_of(const cg_config *c)
{
    return (cg_embedder_options){.engine = cg_str_from(engines[c->embedding_engine]),
                                 .path = c->embedding_path,
                                 .url = c->embedding_url,
                                 .model = c->embedding_model,
                                 .key_file = c->embedding_key_file,
                                 .key_variable = c->embedding_key_variable,
                                 .query_prefix = c->embedding_query_prefix,
                                 .document_prefix = c->embedding_document_prefix,
                                 .dimension = (uint32_t)c->embedding_dimension,
                                 .batch = (unsigned)c->embedding_batch,
                                 .attempts = (unsigned)c->embedding_attempts,
                                 .timeout_ns = c->embedding_timeout_ns,
                                 .requests_per_minute = (unsigned)c->embedding_rate,
                                 .text_bytes_max = c->embedding_text_bytes,
                                 .cache_bytes = c->embedding_cache_bytes,
                                 .private_addresses = c->embedding_private_addresses};
}

static cg_code open_service(cg_daemon *d, cg_err *err)
{
    const cg_config *c = d->config;
    CG_AUTO_VALUE(cg_buf) path = {0};
    cg_code rc = cg_config_find_storage_path(c, &path, err);
    if (rc != CG_OK)
        return rc;
    d->roots = texts_of(&c->parse_roots);
    const cg_service_options opts = {
        .storage_path = path.ptr,
        .cache_bytes = c->storage_cache_size_bytes,
        .memtable_bytes = c->storage_memtable_size_bytes,
        .sync = c->storage_sync,
        .keep_sources = c->storage_keep_sources,
        .parse_workers = (unsigned)c->parse_workers,
        .link_bytes_max = c->parse_link_memory_bytes,
        .tree_bytes_max = c->parse_tree_memory_bytes,
        .upload_bytes_max = c->parse_upload_memory_bytes,
        .file_bytes_max = c->parse_file_bytes_max,
        .manifest_bytes_max = c->parse_manifest_bytes_max,
        .files_max = (uint32_t)c->parse_files_max,
        .nesting_max = (uint32_t)c->parse_nesting_max,
        .parse_timeout_ns = c->parse_timeout_ns,
        .commits_max = (uint32_t)c->parse_commits_max,
        .roots = d->roots,
        .any_root = c->parse_roots.count == 0 && cg_config_is_loopback(c->server_host),
        .import_bytes_max = c->import_memory_bytes,
        .imports_max = (unsigned)c->import_at_once,
        .metadata_bytes_max = c->overlay_metadata_max_bytes,
        .transactions_max = (size_t)c->transactions_open_max,
        .transaction_ns = c->transactions_timeout_ns,
        .transaction_max_ns = c->transactions_time_max_ns,
        .merges_max = (size_t)c->merges_open_max,
        .conflicts_max = (size_t)c->merges_conflicts_max,
        .statements_max = (size_t)c->merges_statements_max,
        .compare = {.listed = (size_t)c->compare_listed_max,
                    .moves = (size_t)c->compare_moves_max,
                    .files = (size_t)c->compare_files_max,
                    .users = (size_t)c->compare_users_max},
        .clone_definitions_max = (size_t)c->search_clone_definitions_max,
        .diff_bytes_max = (size_t)c->graph_diff_max_bytes,
        .names_bytes_max = c->search_names_memory_bytes,
        .tables_bytes_max = c->search_tables_memory_bytes,
        .regex_ns = c->search_regex_time_ns,
        .regex_file_ns = c->search_regex_file_time_ns,
        .regex_steps = c->search_regex_steps_max,
        .regex_depth = c->search_regex_depth_max,
        .regex_memory_bytes = c->search_regex_memory_bytes,
        .adjacency_bytes = c->graph_adjacency_memory_bytes,
        .question_bytes = c->graph_question_memory_bytes,
        .query_rows_max = (uint64_t)c->query_rows_max,
        .query_ns = c->query_time_ns,
        .query_memory_bytes = c->query_memory_bytes,
        .query_text_bytes = c->query_text_max_bytes,
        .keep_events = c->events_keep_generations,
        .keep_events_ns = c->events_keep_time_ns,
        .keep_last = (uint32_t)c->retention_last,
        .keep_generations = (uint32_t)c->retention_generations,
        .keep_days = (uint32_t)c->retention_days,
        .keep_young_ns = c->retention_young_ns,
        .collect_every_ns = c->retention_every_ns,
        .vectors = {.embedder = embedder_of(c),
                    .type = indexes[c->vector_index],
                    .codes = codes[c->vector_codes],
                    .nlist = (uint32_t)c->vector_nlist,
                    .nprobe = (uint32_t)c->vector_nprobe,
                    .m = (uint32_t)c->vector_m,
                    .ef_construction = (uint32_t)c->vector_ef_construction,
                    .ef_search = (uint32_t)c->vector_ef_search,
                    .refine = (uint32_t)c->vector_refine,
                    .rows_max = (uint64_t)c->vector_rows_max},
        .webhooks = {.webhooks_max = (size_t)c->webhooks_max,
                     .events_max = (size_t)c->webhooks_events_max,
                     .attempts_max = (uint32_t)c->webhooks_attempts_max,
                     .retry_ns = c->webhooks_retry_ns,
                     .retry_max_ns = c->webhooks_retry_max_ns,
                     .log_max = (size_t)c->webhooks_log_max},
        .committed = on_commit,
        .committed_arg = d,
        .tasks_max = c->tasks_max,
        .task_runners = (unsigned)c->tasks_runners,
        .task_attempts_max = (uint32_t)c->tasks_attempts_max,
    };
    return cg_service_open(&opts, &d->service, err);
}

/* ---- webhooks ---- */

static cg_code read_networks(cg_daemon *d, cg_err *err)
{
    const cg_config_list *list = &d->config->webhooks_networks;
    d->networks = cg_alloc_array(list->count + 1, sizeof *d->networks);
    for (size_t i = 0; i < list->count; i++)
        if (!cg_network_parse(list->items[i], &d->networks[i]))
            return CG_FAIL(err, CG_E_INVALID, "webhooks.networks: \"%.*s\" is not a network",
                           CG_STR_ARG(list->items[i]));
    d->api.webhook_policy =
        (cg_address_policy){.networks = d->networks, .networks_count = list->count};
    return CG_OK;
}

static void set_webhooks(cg_daemon *d, cg_webhooks *webhooks)
{
    cg_mutex_lock(&d->mu);
    d->webhooks = webhooks;
    cg_mutex_unlock(&d->mu);
}

static void start_webhooks(cg_daemon *d)
{
    const cg_webhooks_options opts = {.service = d->service,
                                      .policy = d->api.webhook_policy,
                                      .timeout_ns = d->config->webhooks_timeout_ns};
    set_webhooks(d, cg_webhooks_start(&opts));
}

static void stop_webhooks(cg_daemon *d)
{
    cg_webhooks *webhooks = d->webhooks; /* only this thread sets it */
    set_webhooks(d, NULL);
    cg_webhooks_stop(webhooks);
}

/* ---- the servers ---- */

/* A connection takes two descriptors while its body is taken as it arrives, and half of all are for
 * the store: when they run out, nobody could even be told. */
static unsigned connections_that_fit(unsigned wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur / 4 >= wanted)
        return wanted;
    unsigned fit = (unsigned)CG_MAX(limit.rlim_cur / 4, (rlim_t)16);
    CG_LOG(CG_LOG_WARN, "server.connections_reduced", CG_LU64("wanted", wanted),
           CG_LU64("connections", fit), CG_LU64("descriptors", limit.rlim_cur));
    return fit;
}

static void base_options(const cg_daemon *d, cg_http_options *opts)
{
    const cg_config *c = d->config;
    cg_http_options_default(opts);
    opts->host = c->server_host.ptr;
    opts->local_only = cg_config_is_loopback(c->server_host);
    opts->hosts = d->hosts;
    opts->routes = cg_routes;
    opts->route_count = cg_routes_count;
    opts->user = (void *)&d->api;
    opts->io_threads = (unsigned)c->server_threads;
    opts->cache_max_bytes = c->server_reply_cache_bytes;
    opts->cache_age_max_ns = c->server_reply_cache_time_ns;
    opts->connections_max = connections_that_fit((unsigned)c->server_connections_max);
    opts->client_connections_max = (unsigned)c->server_client_connections_max;
    opts->client_in_flight_max = (unsigned)c->server_client_requests_max;
    opts->body_max_bytes = c->server_request_body_max_bytes;
    opts->body_total_max_bytes = CG_MAX(2 * opts->body_max_bytes, (size_t)BODIES_TOTAL_MIN);
    opts->stream_max_bytes = c->server_stream_body_max_bytes;
    opts->streams_max = (unsigned)c->server_streams_max;
    opts->websockets_max = (unsigned)c->server_websockets_max;
    opts->standing_max = (unsigned)c->standing_socket_max;
    opts->websocket_message_max_bytes = c->server_websocket_message_max_bytes;
    opts->websocket_ping_ns = c->server_websocket_ping_ns;
    opts->head_timeout_ns = c->server_header_timeout_ns;
    opts->request_timeout_ns = c->server_request_timeout_ns;
    opts->generation = cg_api_generation;
    opts->etag_seed = cg_service_reply_seed(d->service);
    opts->declared_headers = cg_api_declared_headers;
    opts->keys = &cg_api_keys;
}

static unsigned worker_count(const cg_config *config)
{
    if (config->server_workers)
        return (unsigned)config->server_workers;
    return CG_MAX(4 * cg_cpu_count(), (unsigned)WORKERS_MIN);
}

static unsigned spare_worker_count(const cg_config *config, unsigned workers)
{
    return config->server_spare_workers ? (unsigned)config->server_spare_workers
                                        : CG_MIN(SPARE_PER_WORKER * workers, SPARE_MAX);
}

static cg_code start_main(cg_daemon *d, cg_err *err)
{
    cg_http_options opts;
    unsigned workers = worker_count(d->config), spare = spare_worker_count(d->config, workers);
    base_options(d, &opts);
    opts.port = (uint16_t)d->config->server_port;
    opts.in_flight_max = workers + (unsigned)d->config->server_queue_max;
    /* room for every admitted request, one pull for every connection that streams, one step for every WebSocket */
    d->pool = cg_pool_create_with("work", workers, spare,
                                  opts.in_flight_max + opts.connections_max + opts.websockets_max);
    opts.pool = d->pool;
    cg_service_use_pool(d->service, d->pool);
    opts.loop = d->loop;
    d->api.stream_ns = d->config->server_stream_time_ns;
    d->api.standing_max = (unsigned)d->config->standing_queries_max;
    d->api.standing_ns = d->config->standing_interval_ns;
    d->api.waiters_max = CG_MAX(workers / 2, 1u);
    const cg_mcp_options mcp = {.sessions_max = (size_t)d->config->mcp_sessions_max,
                                .session_ns = d->config->mcp_session_time_ns,
                                .streams_max = (size_t)d->config->mcp_streams_max};
    d->api.mcp = cg_mcp_create(&mcp);
    d->api.pool = d->pool;
    cg_code rc = cg_http_start(&opts, &d->http, err);
    if (rc == CG_OK)
        atomic_store_explicit(&d->api.http, d->http, memory_order_release);
    set_listening(d, rc == CG_OK);
    return rc;
}

/* Not worth failing for: the same figures are at /metrics of the main port. */
static void start_metrics(cg_daemon *d)
{
    static const cg_route *routes[1];
    cg_err err = {0};
    cg_http_options opts;
    if (d->config->server_metrics_port == 0)
        return;
    for (size_t i = 0; i < cg_routes_count; i++)
        if (strcmp(cg_routes[i]->path, "/metrics") == 0)
            routes[0] = cg_routes[i];
    base_options(d, &opts);
    opts.port = (uint16_t)d->config->server_metrics_port;
    opts.routes = routes;
    opts.route_count = routes[0] ? 1 : 0;
    opts.io_threads = 1;
    opts.connections_max = 64;
    opts.in_flight_max = METRICS_QUEUE;
    opts.log_requests = false;
    d->metrics_pool = cg_pool_create("metrics", 1, METRICS_QUEUE);
    opts.pool = d->metrics_pool;
    if (cg_http_start(&opts, &d->metrics_http, &err) != CG_OK)
        CG_LOG(CG_LOG_WARN, "metrics.unavailable", CG_LSTR("detail", cg_str_from(err.text)));
}

static void set_graphql(cg_daemon *d)
{
    const cg_config *c = d->config;
    d->api.request_ns = c->server_request_timeout_ns;
    d->api.graphql = d->graphql;
    d->api.graphql_limits = (cg_gql_limits){.tokens_max = (size_t)c->graphql_tokens_max,
                                            .depth_max = (unsigned)c->graphql_depth_max,
                                            .aliases_max = (unsigned)c->graphql_aliases_max,
                                            .cost_max = (uint64_t)c->graphql_cost_max};
    d->api.graphql_memory_max = (size_t)c->graphql_memory_bytes;
    d->api.graphql_subscriptions_max = (unsigned)c->graphql_subscriptions_max;
    d->api.graphql_init_ns = c->graphql_init_timeout_ns;
}

cg_code cg_daemon_start(const cg_config *config, cg_daemon **out_daemon, cg_err *err)
{
    uint64_t begun = cg_now_ns();
    cg_daemon *d = cg_alloc(sizeof *d);
    d->config = config;
    cg_mutex_init(&d->mu, CG_LOCK_APP);
    cg_cond_init(&d->changed);
    raise_descriptor_limit();
    cg_code rc = start_loop(d, err);
    if (rc == CG_OK)
        rc = cg_api_write_openapi(false, &d->openapi, err);
    if (rc == CG_OK)
        rc = read_networks(d, err);
    if (rc == CG_OK)
        rc = cg_api_create_graphql(&d->graphql, err);
    if (rc == CG_OK)
        rc = open_service(d, err);
    if (rc == CG_OK) {
        d->api.service = d->service;
        d->api.openapi = cg_buf_str(&d->openapi);
        set_graphql(d);
        d->hosts = texts_of(&config->server_hosts);
        rc = start_main(d, err);
    }
    if (rc != CG_OK) {
        cg_daemon_stop(d);
        return rc;
    }
    start_metrics(d);
    start_webhooks(d);
    if (config->server_address_file.len > 0) {
        rc = address_publish(config->server_address_file.ptr, config->server_host,
                             cg_http_port(d->http), err);
        if (rc != CG_OK) {
            cg_daemon_stop(d);
            return rc;
        }
        d->published = true;
    }
    d->busy_ns = cg_now_ns();
    CG_LOG(CG_LOG_INFO, "server.started", CG_LSTR("host", config->server_host),
           CG_LU64("port", cg_http_port(d->http)),
           CG_LU64("metrics_port", d->metrics_http ? cg_http_port(d->metrics_http) : 0),
           CG_LSTR("version", CG_STR(CG_VERSION)), CG_LU64("pid", (uint64_t)getpid()),
           CG_LU64("dur_us", (cg_now_ns() - begun) / 1000));
    *out_daemon = d;
    return CG_OK;
}

/* ---- waiting ---- */

/* Nobody is connected or was since the last look, and no task runs or waits. */
static bool is_idle(cg_daemon *d)
{
    cg_http_stats stats = {0};
    cg_task_page page = {0};
    const cg_task_filter unfinished = {.states = 1u << CG_TASK_ENQUEUED | 1u << CG_TASK_PROCESSING};
    cg_http_stats_get(d->http, &stats);
    bool new_ones = stats.connections_begun != d->connections_seen;
    d->connections_seen = stats.connections_begun;
    if (new_ones || stats.connections > 0 || stats.websockets > 0 || stats.feeds > 0 ||
        stats.in_flight > 0)
        return false;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_code rc = cg_service_task_list(d->service, &unfinished, 1, CG_STR_NULL, arena, &page, NULL);
    return rc == CG_OK && page.count == 0;
}

/* Whether it has been idle for as long as the option says. */
static bool is_over(cg_daemon *d)
{
    uint64_t now = cg_now_ns();
    if (!is_idle(d))
        d->busy_ns = now;
    bool over = now - d->busy_ns >= d->config->server_idle_exit_ns;
    if (over)
        CG_LOG(CG_LOG_INFO, "server.idle");
    return over;
}

cg_daemon_wish cg_daemon_wait(cg_daemon *d)
{
    enum { LOOKS = 10 };
    uint64_t period_ns = d->config->server_idle_exit_ns / LOOKS + 1;
    cg_daemon_wish wish = CG_WISH_STOP;
    for (bool over = false; !over;) {
        uint64_t next_ns = cg_now_ns() + period_ns;
        bool waiting = true, due = false;
        cg_mutex_lock(&d->mu);
        while ((waiting = !d->stopping && !d->reloading) && !due) {
            if (d->config->server_idle_exit_ns > 0)
                due = !cg_cond_wait_until(&d->changed, &d->mu, next_ns);
            else
                cg_cond_wait(&d->changed, &d->mu);
        }
        wish = !waiting && !d->stopping ? CG_WISH_RELOAD : CG_WISH_STOP;
        d->reloading = d->reloading && waiting;
        cg_mutex_unlock(&d->mu);
        over = !waiting || is_over(d); /* the look takes other locks */
    }
    return wish;
}

void cg_daemon_stop(cg_daemon *d)
{
    if (!d)
        return;
    uint64_t begun = cg_now_ns();
    uint64_t deadline = begun + d->config->server_drain_timeout_ns;
    bool ran = d->http != NULL;
    if (ran)
        CG_LOG(CG_LOG_INFO, "server.stopping");
    if (d->published)
        address_withdraw(d->config->server_address_file.ptr);
    set_listening(d, false);
    cg_http_stop(d->metrics_http, cg_now_ns()); /* first: its replies read the other's figures */
    cg_http_stop(d->http, deadline);
    stop_webhooks(d);
    cg_pool_destroy(d->pool);
    cg_pool_destroy(d->metrics_pool);
    cg_mcp_destroy(d->api.mcp);
    cg_service_close(d->service);
    cg_loop_destroy(d->loop);
    cg_cond_fini(&d->changed);
    cg_mutex_fini(&d->mu);
    cg_buf_fini(&d->openapi);
    cg_gql_schema_destroy(d->graphql);
    cg_free(d->roots);
    cg_free(d->hosts);
    cg_free(d->networks);
    cg_free(d);
    if (ran)
        CG_LOG(CG_LOG_INFO, "server.stopped", CG_LU64("dur_us", (cg_now_ns() - begun) / 1000));
}
