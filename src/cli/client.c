// SPDX-License-Identifier: Apache-2.0
// Requests to the server, over one kept-alive connection.
#include <curl/curl.h>

#include "cli.h"

#define REPLY_MAX ((size_t)256 << 20)
#define PROBE_MAX ((size_t)64 << 10)
#define LINE_MAX_BYTES ((size_t)64 << 20)

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

static struct curl_slist *add_header(struct curl_slist *headers, cli *c, const char *name,
                                     cg_str value)
{
    return curl_slist_append(headers,
                             cg_arena_printf(c->arena, "%s: %.*s", name, CG_STR_ARG(value)).ptr);
}

static struct curl_slist *headers_of(cli *c, const exchange *e)
{
    const char *accept = e->accept != NULL ? e->accept : "application/json";
    struct curl_slist *headers = add_header(NULL, c, "Accept", cg_str_from(accept));
    if (e->body != NULL || e->file != NULL) {
        const char *media = e->media != NULL ? e->media : "application/json";
        headers = add_header(headers, c, "Content-Type", cg_str_from(media));
        headers = curl_slist_append(headers, "Expect:"); /* no pause before the body */
    }
    if (c->transaction.len > 0)
        headers = add_header(headers, c, "Codegraph-Transaction", c->transaction);
    if (e->if_match.len > 0)
        headers = add_header(headers, c, "If-Match",
                             cg_arena_printf(c->arena, "\"%.*s\"", CG_STR_ARG(e->if_match)));
    return headers;
}

static void prepare(cli *c, const exchange *e, struct curl_slist *headers)
{
    CURL *curl = c->client->curl;
    cg_str url = cg_arena_printf(c->arena, "%.*s%.*s", CG_STR_ARG(c->server), CG_STR_ARG(e->path));
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url.ptr);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, e->method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (e->file != NULL) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_READDATA, e->file);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)e->file_bytes);
    } else if (e->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, e->body->ptr);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)e->body->len);
    }
}

static bool no_answer(cli *c, CURLcode rc)
{
    bool none = rc == CURLE_COULDNT_CONNECT || rc == CURLE_COULDNT_RESOLVE_HOST;
    fprintf(stderr, "codegraph: no answer from %.*s: %s\n", CG_STR_ARG(c->server),
            curl_easy_strerror(rc));
    if (rc == CURLE_COULDNT_CONNECT)
        fprintf(stderr,
                "Is codegraphd running? codegraph serve starts one; --server URL names another.\n");
    c->failure = none ? CLI_NO_SERVER : CLI_BROKEN;
    return false;
}

static bool is_json(CURL *curl)
{
    const char *type = NULL;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    return type != NULL && strstr(type, "json") != NULL && strstr(type, "ndjson") == NULL;
}

static int status_of(CURL *curl)
{
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static void read_document(cli *c, reply *r)
{
    const cg_json_limits limits = {.bytes_max = REPLY_MAX, .values_max = 50000000};
    cg_err err;
    if (cg_json_parse(cg_buf_str(&r->body), &limits, &r->doc, &err) == CG_OK)
        return;
    fprintf(stderr, "codegraph: the reply is not readable: %s\n", err.text);
    c->failure = CLI_BROKEN;
}

bool client_exchange(cli *c, const exchange *e, reply *out)
{
    CURL *curl = c->client->curl;
    *out = (reply){0};
    cg_buf_init(&out->body, REPLY_MAX);
    header_sink sink = {c, out};
    struct curl_slist *headers = headers_of(c, e);
    prepare(c, e, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &sink);
    CURLcode rc = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    if (rc != CURLE_OK)
        return no_answer(c, rc);
    out->status = status_of(curl);
    if (is_json(curl))
        read_document(c, out);
    return true;
}

bool client_send(cli *c, const char *method, cg_str path, const cg_buf *body, reply *out)
{
    const exchange e = {.method = method, .path = path, .body = body};
    return client_exchange(c, &e, out);
}

bool client_probe(cli *c)
{
    CURL *curl = c->client->curl;
    const exchange e = {.method = "GET", .path = CG_STR("/health")};
    CG_AUTO_VALUE(reply) r = {0};
    cg_buf_init(&r.body, PROBE_MAX);
    prepare(c, &e, NULL);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 1000L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 5000L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &r);
    if (curl_easy_perform(curl) != CURLE_OK || status_of(curl) != 200 ||
        cg_json_parse(cg_buf_str(&r.body), NULL, &r.doc, NULL) != CG_OK)
        return false;
    cg_json_value root = cg_json_root(r.doc); /* another program may listen there */
    return member_str(root, "version").len > 0 &&
           cg_json_type_of(cg_json_get(cg_json_get(root, "components"), "storage")) ==
               CG_JSON_OBJECT;
}

/* ---- lines ---- */

typedef struct line_sink {
    cli *c;
    bool (*line)(void *arg, cg_str text);
    void *arg;
    cg_buf rest;   /* of a line whose end has not come */
    reply problem; /* in place of lines */
    bool ended;    /* the receiver wants no more */
} line_sink;

/* Hands over what is whole, and keeps what is not. */
static bool take_lines(line_sink *sink, const char *bytes, size_t n)
{
    const char *end = bytes + n, *feed;
    while (!sink->ended && (feed = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
        cg_str text = cg_str_make(bytes, (size_t)(feed - bytes));
        if (sink->rest.len > 0) {
            cg_buf_add_str(&sink->rest, text);
            text = cg_buf_str(&sink->rest);
        }
        sink->ended = sink->rest.error != CG_OK || !sink->line(sink->arg, text);
        cg_buf_clear(&sink->rest);
        bytes = feed + 1;
    }
    cg_buf_add(&sink->rest, bytes, (size_t)(end - bytes));
    return !sink->ended && sink->rest.error == CG_OK;
}

static size_t take_stream(char *bytes, size_t size, size_t count, void *arg)
{
    line_sink *sink = arg;
    if (status_of(sink->c->client->curl) >= 400)
        return take_body(bytes, size, count, &sink->problem);
    return take_lines(sink, bytes, size * count) ? size * count : CURL_WRITEFUNC_ERROR;
}

bool client_lines(cli *c, cg_str path, bool (*line)(void *arg, cg_str text), void *arg)
{
    CURL *curl = c->client->curl;
    const exchange e = {.method = "GET", .path = path, .accept = "application/x-ndjson"};
    line_sink sink = {.c = c, .line = line, .arg = arg};
    struct curl_slist *headers = headers_of(c, &e);
    cg_buf_init(&sink.rest, LINE_MAX_BYTES);
    cg_buf_init(&sink.problem.body, REPLY_MAX);
    prepare(c, &e, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_stream);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
    CURLcode rc = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    bool fine = rc == CURLE_OK && status_of(curl) < 400;
    if (rc == CURLE_OK && !fine) {
        sink.problem.status = status_of(curl);
        read_document(c, &sink.problem);
        client_complain(c, &sink.problem);
    } else if (!fine && !sink.ended) {
        no_answer(c, rc);
    }
    reply_fini(&sink.problem);
    cg_buf_fini(&sink.rest);
    return fine;
}

/* ---- problems ---- */

static cli_exit exit_of(int status)
{
    if (status >= 500 || status < 300)
        return CLI_BROKEN;
    return status == 409 || status == 412 ? CLI_CONFLICT : CLI_NO;
}

void client_complain(cli *c, const reply *r)
{
    c->failure = exit_of(r->status);
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
    const exchange e = {.method = method, .path = path, .body = body};
    return client_ask_for(c, &e, out);
}

bool client_ask_for(cli *c, const exchange *e, reply *out)
{
    if (!client_exchange(c, e, out))
        return false;
    if (out->status >= 400 || (out->doc == NULL && out->status != 204)) {
        client_complain(c, out);
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
