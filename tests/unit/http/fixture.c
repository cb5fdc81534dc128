// SPDX-License-Identifier: Apache-2.0
// Test routes and the raw client.
#include "fixture.h"

#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const cg_answer json_answer[] = {
    {.status = 200, .help = "ok", .content = {{.media = "application/json"}}}, {0}};
static const cg_answer stream_answer[] = {
    {.status = 200, .help = "ok", .content = {{.media = "text/event-stream"}}}, {0}};
static const cg_content any_body[] = {{.media = "*/*"}, {0}};
static const cg_content json_body[] = {{.media = "application/json"}, {0}};

static cg_code echo(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    cg_buf *out = cg_reply_body(reply);
    cg_buf_printf(out, "{\"q\":\"");
    cg_buf_add_json_escaped(out, cg_request_str(req, "q"));
    cg_buf_printf(out, "\",\"limit\":%" PRIu64 ",\"kinds\":%zu,\"deep\":%s}",
                  cg_request_u64(req, "limit"), cg_request_value(req, "kind")->item_count,
                  cg_request_flag(req, "deep") ? "true" : "false");
    return CG_OK;
}

static const cg_param echo_params[] = {
    {.name = "q", .type = CG_PARAM_STR, .required = true, .min = 1, .max = 20},
    {.name = "limit", .type = CG_PARAM_UINT, .fallback = "20", .min = 1, .max = 1000},
    {.name = "deep", .type = CG_PARAM_BOOL},
    {.name = "weight", .type = CG_PARAM_NUMBER, .max = 1},
    {.name = "direction", .type = CG_PARAM_ENUM, .words = "in|out|both", .fallback = "both"},
    {.name = "kind", .type = CG_PARAM_STR, .repeated = true, .min = 1, .max = 8},
    {0}};

static void wait_at_gate(fixture *f)
{
    cg_mutex_lock(&f->mu);
    f->waiting++;
    cg_cond_broadcast(&f->changed);
    while (!f->open)
        cg_cond_wait(&f->changed, &f->mu);
    f->waiting--;
    cg_mutex_unlock(&f->mu);
}

static cg_code gate(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    wait_at_gate(cg_request_user(req));
    cg_buf_printf(cg_reply_body(reply), "\"through\"");
    return CG_OK;
}

/* Things called gate… wait at the gate; nobody may keep those called …loose. */
static cg_code show(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    fixture *f = cg_request_user(req);
    cg_str id = cg_request_str(req, "id");
    atomic_fetch_add_explicit(&f->shown, 1, memory_order_relaxed);
    if (cg_str_starts(id, CG_STR("gate")))
        wait_at_gate(f);
    if (!cg_str_ends(id, CG_STR("loose")))
        cg_reply_set_generation(reply, f->generation);
    cg_buf_printf(cg_reply_body(reply), "{\"id\":\"");
    cg_buf_add_json_escaped(cg_reply_body(reply), id);
    cg_buf_printf(cg_reply_body(reply), "\"}");
    return CG_OK;
}

static const cg_param show_params[] = {
    {.name = "id", .in = CG_IN_PATH, .greedy = true, .required = true, .min = 1, .max = 100}, {0}};

static cg_code size(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    cg_buf_printf(cg_reply_body(reply), "{\"size\":%zu}", cg_request_body(req).len);
    return CG_OK;
}

static cg_code large(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)req, (void)err;
    for (int i = 0; i < 2000; i++)
        cg_buf_printf(cg_reply_body(reply), "0123456789");
    return CG_OK;
}

typedef struct counting {
    fixture *f;
    unsigned next;
} counting;

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    counting *c = arg;
    char text[16];
    if (c->next == 5)
        return CG_PULL_END;
    if (c->next++ == 2) {
        *wake_ns = cg_now_ns() + 20000000;
        return CG_PULL_WAIT;
    }
    (void)snprintf(text, sizeof text, "n=%u", c->next);
    cg_sse_add_event(out, "count", c->next, cg_str_from(text));
    return CG_PULL_MORE;
}

static void pull_done(void *arg)
{
    counting *c = arg;
    cg_mutex_lock(&c->f->mu);
    c->f->destroyed++;
    cg_mutex_unlock(&c->f->mu);
}

static cg_pull pull_forever(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    (void)arg, (void)out;
    *wake_ns = cg_now_ns() + 3600000000000u;
    return CG_PULL_WAIT;
}

static cg_code stream(cg_request *req, cg_reply *reply, cg_err *err)
{
    (void)err;
    counting *c = cg_arena_alloc(cg_request_arena(req), sizeof *c);
    c->f = cg_request_user(req);
    bool forever = cg_request_flag(req, "forever");
    cg_reply_stream(reply, "text/event-stream", forever ? pull_forever : pull, pull_done, c);
    return CG_OK;
}

static const cg_param stream_params[] = {{.name = "forever", .type = CG_PARAM_BOOL}, {0}};

static const cg_route r_echo = {.method = "GET",
                                .path = "/echo",
                                .params = echo_params,
                                .answers = json_answer,
                                .handle = echo};
static const cg_route r_fast = {.method = "GET",
                                .path = "/fast",
                                .params = echo_params,
                                .answers = json_answer,
                                .flags = CG_ROUTE_INLINE,
                                .handle = echo};
static const cg_route r_show = {.method = "GET",
                                .path = "/things/{id}",
                                .params = show_params,
                                .answers = json_answer,
                                .flags = CG_ROUTE_ETAG,
                                .handle = show};
static const cg_route r_part = {.method = "GET",
                                .path = "/things/{id}/parts",
                                .params = show_params,
                                .answers = json_answer,
                                .handle = show};
static const cg_route r_size = {
    .method = "POST", .path = "/size", .body = any_body, .answers = json_answer, .handle = size};
static const cg_route r_json = {
    .method = "POST", .path = "/json", .body = json_body, .answers = json_answer, .handle = size};
static const cg_route r_large = {
    .method = "GET", .path = "/large", .answers = json_answer, .handle = large};
static const cg_route r_gate = {
    .method = "GET", .path = "/gate", .answers = json_answer, .handle = gate};
static const cg_route r_stream = {.method = "GET",
                                  .path = "/stream",
                                  .params = stream_params,
                                  .answers = stream_answer,
                                  .handle = stream};
static const cg_route *const routes[] = {&r_echo, &r_fast,  &r_show, &r_part,  &r_size,
                                         &r_json, &r_large, &r_gate, &r_stream};

static bool generation(void *user, const cg_request *req, uint64_t *out_generation)
{
    (void)req;
    *out_generation = ((fixture *)user)->generation;
    return true;
}

void fixture_start(fixture *f, void (*adjust)(cg_http_options *))
{
    *f = (fixture){.generation = 7};
    cg_err err = {0};
    cg_http_options opts;
    cg_log_set_level(CG_LOG_OFF);
    cg_mutex_init(&f->mu, CG_LOCK_TEST_LOW);
    cg_cond_init(&f->changed);
    f->pool = cg_pool_create("work", 4, 4096);
    cg_http_options_default(&opts);
    opts.pool = f->pool;
    opts.user = f;
    opts.routes = routes;
    opts.route_count = CG_ARRAY_LEN(routes);
    opts.generation = generation;
    if (adjust)
        adjust(&opts);
    if (cg_http_start(&opts, &f->http, &err) != CG_OK)
        fail_msg("%s", err.text);
}

void fixture_stop(fixture *f)
{
    fixture_open(f);
    cg_http_stop(f->http, cg_now_ns() + 5000000000u);
    cg_pool_destroy(f->pool);
    cg_cond_fini(&f->changed);
    cg_mutex_fini(&f->mu);
}

void fixture_await(fixture *f, unsigned count)
{
    uint64_t deadline = cg_now_ns() + 10000000000u;
    cg_mutex_lock(&f->mu);
    while (f->waiting < count)
        if (!cg_cond_wait_until(&f->changed, &f->mu, deadline))
            break;
    bool ok = f->waiting >= count;
    cg_mutex_unlock(&f->mu);
    assert_true(ok);
}

void fixture_open(fixture *f)
{
    cg_mutex_lock(&f->mu);
    f->open = true;
    cg_cond_broadcast(&f->changed);
    cg_mutex_unlock(&f->mu);
}

/* ---- the client ---- */

int client_connect(const fixture *f)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons(cg_http_port(f->http))};
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
    return fd;
}

void client_send(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the peer has had enough: its reply tells why */
        bytes += n;
        len -= (size_t)n;
    }
}

static ssize_t read_some(int fd, char *into, size_t max)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    if (poll(&p, 1, 10000) <= 0)
        return -1;
    return recv(fd, into, max, 0);
}

const char *client_read(int fd, const char *until)
{
    static char text[1 << 17];
    size_t len = 0;
    text[0] = 0;
    while (len < sizeof text - 1) {
        ssize_t n = read_some(fd, text + len, sizeof text - 1 - len);
        if (n <= 0)
            break;
        len += (size_t)n;
        text[len] = 0;
        if (until && strstr(text, until))
            break;
    }
    return text;
}

const char *client_ask(const fixture *f, const char *request)
{
    int fd = client_connect(f);
    client_send(fd, request, strlen(request));
    const char *text = client_read(fd, NULL);
    close(fd);
    return text;
}

bool client_closed(int fd)
{
    char byte;
    ssize_t n;
    while ((n = read_some(fd, &byte, 1)) > 0)
        ;
    return n == 0 || n == -1;
}
