// SPDX-License-Identifier: Apache-2.0
// http: opening the listening socket, starting the library's threads, and stopping in order:
// accept nothing, let requests finish, cancel the rest, wait for their workers, close.
#include "http_handle.h"
#include "http_websocket_int.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024
#define CONNECTION_MEMORY (32 * 1024)
#define SPARE_CONNECTIONS 64 /* beyond the limit: told so, or asking whether the server lives */
#define FLUSH_NS 500000000u  /* for the last replies to leave after a cancel */

void cg_http_options_default(cg_http_options *opts)
{
    *opts = (cg_http_options){
        .host = "127.0.0.1",
        .io_threads = 2,
        .connections_max = 4096,
        .in_flight_max = 256,
        .uri_max_bytes = 8 * 1024,
        .head_max_bytes = 16 * 1024,
        .body_max_bytes = 64u << 20,
        .body_total_max_bytes = 512u << 20,
        .stream_max_bytes = (uint64_t)4 << 30,
        .streams_max = 64,
        .websockets_max = 1024,
        .websocket_message_max_bytes = 1u << 20,
        .websocket_ping_ns = 30000000000u,
        .reply_max_bytes = 64u << 20,
        .arena_max_bytes = 256u << 20,
        .cache_max_bytes = 16u << 20,
        .cache_age_max_ns = UINT64_C(600000000000),
        .head_timeout_ns = 3000000000u,
        .idle_timeout_ns = 60000000000u,
        .request_timeout_ns = 30000000000u,
        .rate_min_bytes = 1024,
        .log_requests = true,
    };
}

/* ---- listening ---- */

static cg_code socket_error(const cg_http_options *opts, cg_err *err)
{
    switch (errno) {
    case EADDRINUSE:
        return CG_FAIL(err, CG_E_IO, "port %u of %s is already in use", opts->port, opts->host);
    case EACCES:
        return CG_FAIL(err, CG_E_IO, "port %u of %s needs more rights", opts->port, opts->host);
    case EADDRNOTAVAIL:
        return CG_FAIL(err, CG_E_IO, "%s is not an address of this machine", opts->host);
    default: return CG_FAIL(err, CG_E_IO, "cannot listen on %s: errno %d", opts->host, errno);
    }
}

static cg_code listen_on(const cg_http_options *opts, const struct addrinfo *addr, int *out_fd,
                         cg_err *err)
{
    int one = 1;
    int fd = socket(addr->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return socket_error(opts, err);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, addr->ai_addr, addr->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
        cg_code rc = socket_error(opts, err);
        close(fd);
        return rc;
    }
    *out_fd = fd;
    return CG_OK;
}

static cg_code open_socket(const cg_http_options *opts, int *out_fd, cg_err *err)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found = NULL;
    char port[8];
    const char *host = strcmp(opts->host, "localhost") == 0 ? "127.0.0.1" : opts->host;
    (void)snprintf(port, sizeof port, "%u", opts->port);
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return CG_FAIL(err, CG_E_INVALID, "'%s' is not a numeric address", opts->host);
    cg_code rc = listen_on(opts, found, out_fd, err);
    freeaddrinfo(found);
    return rc;
}

static uint16_t bound_port(int fd)
{
    struct sockaddr_storage addr;
    socklen_t len = sizeof addr;
    if (getsockname(fd, (struct sockaddr *)&addr, &len) != 0)
        return 0;
    return ntohs(addr.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&addr)->sin6_port
                                            : ((struct sockaddr_in *)&addr)->sin_port);
}

/* ---- starting ---- */

/* Targets are decoded by us, once and strictly. */
static size_t leave_escaped(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls, (void)mhd;
    return strlen(text);
}

__attribute__((format(printf, 2, 0))) static void log_library(void *cls, const char *fmt,
                                                              va_list args)
{
    char text[256];
    (void)cls;
    if (!cg_log_enabled(CG_LOG_DEBUG))
        return;
    (void)vsnprintf(text, sizeof text, fmt, args);
    CG_LOG(CG_LOG_DEBUG, "http.library", CG_LSTR("text", cg_str_trim(cg_str_from(text))));
}

/* Who comes while the server drains is let go of at once. MHD_quiesce_daemon, which would close the socket, takes it out
 * of the epoll sets of threads that may be doing so themselves: then the library ends the process. */
static enum MHD_Result may_connect(void *cls, const struct sockaddr *addr, socklen_t len)
{
    const cg_http *http = cls;
    (void)addr, (void)len;
    return atomic_load_explicit(&http->draining, memory_order_relaxed) ? MHD_NO : MHD_YES;
}

static struct MHD_Daemon *start_daemon(cg_http *http, int fd)
{
    const cg_http_options *o = &http->opts;
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)log_library, NULL},
        {MHD_OPTION_LISTEN_SOCKET, fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)(o->connections_max + SPARE_CONNECTIONS), NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, NULL},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_escaped, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)cg_http_on_target, http},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)cg_http_on_completed, http},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)cg_http_on_connection, http},
        {o->io_threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)o->io_threads,
         NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                                MHD_ALLOW_UPGRADE | MHD_USE_ITC | MHD_USE_ERROR_LOG,
                            0, may_connect, http, cg_http_on_request, http, MHD_OPTION_ARRAY, items,
                            MHD_OPTION_END);
}

static cg_http *create(const cg_http_options *opts)
{
    cg_http *http = cg_alloc(sizeof *http);
    http->opts = *opts;
    http->host = cg_strdup(cg_str_from(opts->host));
    http->opts.host = http->host;
    http->layout_known = strcmp(MHD_get_version(), "0.9.75") == 0;
    http->arena = cg_arena_create(0);
    http->templates = cg_http_templates_create_in(http->arena, opts->routes, opts->route_count);
    http->forms = cg_http_forms_create_in(http->arena, opts->routes, opts->route_count);
    http->stats = cg_alloc_array(opts->route_count + 1, sizeof *http->stats);
    http->cache = cg_http_cache_create(opts->cache_max_bytes, opts->cache_age_max_ns);
    cg_mutex_init(&http->requests_mu, CG_LOCK_HTTP_REQUESTS);
    cg_mutex_init(&http->flights_mu, CG_LOCK_HTTP_FLIGHTS);
    cg_mutex_init(&http->connections_mu, CG_LOCK_HTTP_CONNECTIONS);
    cg_mutex_init(&http->sockets_mu, CG_LOCK_HTTP_SOCKETS);
    cg_cond_init(&http->changed);
    cg_cond_init(&http->sockets_changed);
    cg_random_bytes(&http->client_seed, sizeof http->client_seed);
    return http;
}

static void destroy(cg_http *http)
{
    cg_cond_fini(&http->sockets_changed);
    cg_cond_fini(&http->changed);
    cg_mutex_fini(&http->sockets_mu);
    cg_mutex_fini(&http->connections_mu);
    cg_mutex_fini(&http->requests_mu);
    cg_mutex_fini(&http->flights_mu);
    cg_http_cache_destroy(http->cache);
    cg_free(http->stats);
    cg_arena_destroy(http->arena);
    cg_free(http->host);
    cg_free(http);
}

cg_code cg_http_start(const cg_http_options *opts, cg_http **out_http, cg_err *err)
{
    int fd = -1;
    cg_code rc = open_socket(opts, &fd, err);
    if (rc != CG_OK)
        return rc;
    cg_http *http = create(opts);
    http->port = bound_port(fd);
    rc = cg_http_sockets_start(http, err);
    if (rc != CG_OK) {
        close(fd);
        destroy(http);
        return rc;
    }
    cg_http_watch_start(http);
    http->daemon = start_daemon(http, fd);
    if (!http->daemon) {
        cg_http_sockets_stop(http);
        cg_http_watch_stop(http); /* the library has closed the socket */
        destroy(http);
        return CG_FAIL(err, CG_E_IO, "the HTTP server cannot start its threads");
    }
    *out_http = http;
    return CG_OK;
}

uint16_t cg_http_port(const cg_http *http)
{
    return http->port;
}

void cg_http_stats_get(const cg_http *http, cg_http_stats *out_stats)
{
    cg_http *own = (cg_http *)http; /* the lock changes, the server does not */
    cg_mutex_lock(&own->connections_mu);
    out_stats->connections = http->connection_count;
    out_stats->connections_begun = http->connections_begun;
    cg_mutex_unlock(&own->connections_mu);
    cg_mutex_lock(&own->requests_mu);
    out_stats->uploads = own->upload_count;
    cg_mutex_unlock(&own->requests_mu);
    cg_http_cache_stats(own->cache, &out_stats->cache_bytes, &out_stats->cache_replies);
    cg_mutex_lock(&own->sockets_mu);
    out_stats->websockets = http->websocket_count;
    out_stats->feeds = http->feed_count;
    cg_mutex_unlock(&own->sockets_mu);
    out_stats->in_flight = atomic_load_explicit(&http->in_flight, memory_order_relaxed);
    out_stats->body_bytes = atomic_load_explicit(&http->body_bytes, memory_order_relaxed);
}

/* ---- stopping ---- */

void cg_http_drain(cg_http *http)
{
    if (atomic_exchange(&http->draining, true))
        return;
    cg_http_watch_wake(http);
}

static void cancel(cg_http *http)
{
    cg_mutex_lock(&http->requests_mu);
    atomic_store_explicit(&http->canceling, true, memory_order_relaxed);
    cg_mutex_unlock(&http->requests_mu);
    cg_http_watch_wake(http);
}

/* Handlers cannot be interrupted, only asked: wait for the last. Nothing is suspended then. */
static void wait_for_work(cg_http *http)
{
    cg_mutex_lock(&http->requests_mu);
    while (http->jobs > 0 || http->suspended)
        (void)cg_cond_wait_until(&http->changed, &http->requests_mu, cg_now_ns() + 50000000u);
    uint64_t flush_ns = cg_now_ns() + FLUSH_NS;
    while (atomic_load(&http->live_requests) > 0 &&
           cg_cond_wait_until(&http->changed, &http->requests_mu, flush_ns))
        ;
    cg_mutex_unlock(&http->requests_mu);
}

void cg_http_stop(cg_http *http, uint64_t deadline_ns)
{
    if (!http)
        return;
    cg_http_drain(http);
    cg_mutex_lock(&http->requests_mu);
    while (atomic_load(&http->live_requests) > 0 &&
           cg_cond_wait_until(&http->changed, &http->requests_mu, deadline_ns))
        ;
    cg_mutex_unlock(&http->requests_mu);
    cg_http_sockets_wait(http, deadline_ns);
    cancel(http);
    wait_for_work(http);
    MHD_stop_daemon(http->daemon);
    cg_http_sockets_stop(http);
    cg_http_watch_stop(http); /* its sockets linger, and connections wake it, until now */
    destroy(http);
}
