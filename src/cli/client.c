// SPDX-License-Identifier: Apache-2.0
// Requests to the server, over one kept-alive connection.
#include <curl/curl.h>

#include "cli.h"

#define REPLY_MAX ((size_t)256 << 20)

struct client {
    CURL *curl;
};

struct client *client_create(void)
{
    struct client *client = cg_alloc(sizeof *client);
    CG_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
    client->curl = curl_easy_init();
    CG_ASSERT(client->curl != NULL);
    return client;
}

void client_destroy(struct client *client)
{
    if (client == NULL)
        return;
    curl_easy_cleanup(client->curl);
    curl_global_cleanup();
    cg_free(client);
}

void reply_fini(reply *r)
{
    cg_json_destroy(r->doc);
    r->doc = NULL;
    cg_buf_fini(&r->body);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *arg)
{
    reply *r = arg;
    cg_buf_add(&r->body, bytes, size * count);
    return r->body.error == CG_OK ? size * count : 0;
}

typedef struct header_sink {
    cli *c;
    reply *r;
} header_sink;

static size_t take_header(char *bytes, size_t size, size_t count, void *arg)
{
    header_sink *sink = arg;
    static const char name[] = "location:";
    size_t n = size * count;
    if (n > sizeof name && strncasecmp(bytes, name, sizeof name - 1) == 0)
        sink->r->location =
            cg_arena_str(sink->c->arena,
                         cg_str_trim(cg_str_make(bytes + sizeof name - 1, n - (sizeof name - 1))));
    return n;
}

static struct curl_slist *headers_of(const cg_buf *body)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    if (body != NULL) {
        headers = curl_slist_append(headers, "Content-Type: application/json");
        headers = curl_slist_append(headers, "Expect:"); /* no pause before the body */
    }
    return headers;
}

bool client_send(cli *c, const char *method, cg_str path, const cg_buf *body, reply *out)
{
    CURL *curl = c->client->curl;
    *out = (reply){0};
    cg_buf_init(&out->body, REPLY_MAX);
    cg_str url = cg_arena_printf(c->arena, "%.*s%.*s", CG_STR_ARG(c->server), CG_STR_ARG(path));
    header_sink sink = {c, out};
    struct curl_slist *headers = headers_of(body);
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url.ptr);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &sink);
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->ptr);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
    }
    CURLcode rc = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    if (rc != CURLE_OK) {
        fprintf(stderr, "codegraph: no answer from %.*s: %s\n", CG_STR_ARG(c->server),
                curl_easy_strerror(rc));
        if (rc == CURLE_COULDNT_CONNECT)
            fprintf(stderr,
                    "Is codegraphd running? Start it, or name a server with --server URL.\n");
        return false;
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    out->status = (int)status;
    const char *type = NULL;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    if (type != NULL && strstr(type, "json") != NULL) {
        const cg_json_limits limits = {.bytes_max = REPLY_MAX, .values_max = 50000000};
        cg_err err;
        if (cg_json_parse(cg_buf_str(&out->body), &limits, &out->doc, &err) != CG_OK)
            fprintf(stderr, "codegraph: the reply is not readable: %s\n", err.text);
    }
    return true;
}

void client_complain(const reply *r)
{
    if (r->doc == NULL) {
        fprintf(stderr, "codegraph: the server answered %d\n", r->status);
        return;
    }
    cg_json_value root = cg_json_root(r->doc), error;
    cg_str detail = member_str(root, "detail");
    if (detail.len == 0)
        detail = member_str(root, "title");
    fprintf(stderr, "codegraph: %.*s (%d %.*s)\n", CG_STR_ARG(detail), r->status,
            CG_STR_ARG(member_str(root, "code")));
    cg_json_iter it = {0};
    cg_json_value errors = cg_json_get(root, "errors");
    while (cg_json_next(errors, &it, &error))
        fprintf(stderr, "  %.*s: %.*s\n", CG_STR_ARG(member_str(error, "pointer")),
                CG_STR_ARG(member_str(error, "detail")));
}

bool client_ask(cli *c, const char *method, cg_str path, const cg_buf *body, reply *out)
{
    if (!client_send(c, method, path, body, out))
        return false;
    if (out->status >= 400 || (out->doc == NULL && out->status != 204)) {
        client_complain(out);
        return false;
    }
    return true;
}

/* ---- addresses ---- */

static void add_encoded(cg_buf *out, cg_str text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.len; i++) {
        if (memchr(plain, text.ptr[i], sizeof plain - 1) != NULL)
            cg_buf_add_char(out, text.ptr[i]);
        else
            cg_buf_printf(out, "%%%02X", (unsigned)(unsigned char)text.ptr[i]);
    }
}

void query_begin(query *q, const cli *c, const char *path)
{
    *q = (query){0};
    cg_buf_add_str(&q->text, cg_str_from(path));
    if (c->project.len > 0 && path[strlen(path) - 1] != '/')
        query_add(q, "project", c->project);
}

void query_add_segment(query *q, cg_str segment)
{
    CG_ASSERT(!q->any);
    add_encoded(&q->text, segment);
}

void query_add(query *q, const char *name, cg_str value)
{
    cg_buf_printf(&q->text, "%c%s=", q->any ? '&' : '?', name);
    add_encoded(&q->text, value);
    q->any = true;
}
