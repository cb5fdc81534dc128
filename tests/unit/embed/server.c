// SPDX-License-Identifier: Apache-2.0
#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cg/json.h"

#define REQUEST_MAX (8u << 20)
#define HUNG_MAX 64

struct server {
    server_answer answer;
    void *ctx;
    int listener, wake[2];
    int hung[HUNG_MAX]; /* connections that get no answer */
    unsigned hung_count;
    atomic_uint requests;
    cg_thread *thread;
    char url[64];
};

static bool receive(int fd, cg_buf *in)
{
    char chunk[4096];
    ssize_t n = recv(fd, chunk, sizeof chunk, 0);
    if (n > 0)
        cg_buf_add(in, chunk, (size_t)n);
    return n > 0 && in->len < REQUEST_MAX;
}

/* One request; its head ends where the body begins. */
static bool read_request(int fd, cg_buf *in, server_request *out)
{
    const char *end = NULL;
    while (in->len == 0 || (end = memmem(in->ptr, in->len, "\r\n\r\n", 4)) == NULL)
        if (!receive(fd, in))
            return false;
    size_t head = (size_t)(end - in->ptr) + 4, length = 0;
    cg_buf_add_char(in, '\0');
    in->len--;
    const char *field = strcasestr(in->ptr, "\r\ncontent-length:");
    if (field != NULL)
        length = strtoul(field + 17, NULL, 10);
    while (in->len < head + length)
        if (!receive(fd, in))
            return false;
    out->head = cg_str_make(in->ptr, head);
    out->body = cg_str_make(in->ptr + head, length);
    return true;
}

static void serve(server *s, int fd)
{
    CG_AUTO_VALUE(cg_buf) in = {0}, out = {0};
    server_request request = {0};
    if (!read_request(fd, &in, &request)) {
        close(fd);
        return;
    }
    request.number = atomic_fetch_add(&s->requests, 1);
    s->answer(s->ctx, &request, &out);
    if (out.len == 0 && s->hung_count < HUNG_MAX) {
        s->hung[s->hung_count++] = fd;
        return;
    }
    for (size_t sent = 0; sent < out.len;) {
        ssize_t n = send(fd, out.ptr + sent, out.len - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    close(fd);
}

static void run(void *arg)
{
    server *s = arg;
    struct pollfd fds[2] = {{.fd = s->listener, .events = POLLIN},
                            {.fd = s->wake[0], .events = POLLIN}};
    for (;;) {
        CG_ASSERT(poll(fds, 2, -1) > 0);
        if (fds[1].revents != 0)
            return;
        int fd = accept(s->listener, NULL, NULL);
        if (fd >= 0)
            serve(s, fd);
    }
}

server *server_start(server_answer answer, void *ctx)
{
    server *s = cg_alloc(sizeof *s);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    s->answer = answer;
    s->ctx = ctx;
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CG_ASSERT(s->listener >= 0 && bind(s->listener, (struct sockaddr *)&at, sizeof at) == 0);
    CG_ASSERT(listen(s->listener, 16) == 0);
    CG_ASSERT(getsockname(s->listener, (struct sockaddr *)&at, &len) == 0 && pipe(s->wake) == 0);
    snprintf(s->url, sizeof s->url, "http://127.0.0.1:%u/v1/embeddings", ntohs(at.sin_port));
    s->thread = cg_thread_start("server", run, s);
    return s;
}

void server_stop(server *s)
{
    CG_ASSERT(write(s->wake[1], "x", 1) == 1);
    cg_thread_join(s->thread);
    for (unsigned i = 0; i < s->hung_count; i++)
        close(s->hung[i]);
    close(s->listener);
    close(s->wake[0]);
    close(s->wake[1]);
    cg_free(s);
}

unsigned server_requests(server *s)
{
    return atomic_load(&s->requests);
}

cg_str server_url(const server *s)
{
    return cg_str_from(s->url);
}

/* ---- answers ---- */

void server_add_answer(cg_buf *out, unsigned status, const char *headers, cg_str body)
{
    cg_buf_printf(
        out,
        "HTTP/1.1 %u X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%sConnection: close\r\n\r\n",
        status, body.len, headers);
    cg_buf_add_str(out, body);
}

static cg_json *parse(const server_request *request, cg_json_value *out_input)
{
    cg_json *doc = NULL;
    CG_ASSERT(cg_json_parse(request->body, NULL, &doc, NULL) == CG_OK);
    *out_input = cg_json_get(cg_json_root(doc), "input");
    CG_ASSERT(cg_json_type_of(*out_input) == CG_JSON_ARRAY);
    return doc;
}

size_t server_texts(const server_request *request)
{
    cg_json_value input;
    cg_json *doc = parse(request, &input);
    size_t count = cg_json_count(input);
    cg_json_destroy(doc);
    return count;
}

void server_add_vectors(cg_buf *out, const server_request *request, unsigned dimension)
{
    cg_json_value input;
    cg_json *doc = parse(request, &input);
    CG_AUTO_VALUE(cg_buf) body = {0};
    cg_buf_printf(&body, "{\"object\":\"list\",\"data\":[");
    for (size_t i = cg_json_count(input); i-- > 0;) {
        cg_str text;
        CG_ASSERT(cg_json_as_str(cg_json_at(input, i), &text, NULL) == CG_OK);
        cg_buf_printf(&body, "{\"object\":\"embedding\",\"index\":%zu,\"embedding\":[%zu, %d", i,
                      text.len, text.len > 0 ? text.ptr[0] : 0);
        for (unsigned d = 2; d < dimension; d++)
            cg_buf_printf(&body, ", 0.0");
        cg_buf_printf(&body, "]}%s", i > 0 ? "," : "");
    }
    cg_buf_printf(&body, "],\"model\":\"m\",\"usage\":{\"prompt_tokens\":1}}");
    server_add_answer(out, 200, "", cg_buf_str(&body));
    cg_json_destroy(doc);
}
