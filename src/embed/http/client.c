// SPDX-License-Identifier: Apache-2.0
// libcurl. What it says goes into no error text beyond its own fixed words: addresses and keys are nobody's business.
#include "client.h"

#include <curl/curl.h>

#include "guard.h"

#define IDLE_MAX 8
#define CONNECT_MS 10000L
#define KEY_BYTES_MAX 4096

struct client {
    char *url;
    struct curl_slist *headers;
    uint64_t timeout_ns;
    address_policy policy;
    cg_mutex mu;
    CURL *idle[IDLE_MAX]; /* guarded by mu: with their connections */
    size_t idle_count;    /* guarded by mu */
};

/* ---- the address and the key ---- */

static void init_curl(void)
{
    CG_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

static cg_code check_url(CURLU *url, const client_options *opts, address_policy *out_policy,
                         cg_err *err)
{
    char *scheme = NULL, *host = NULL;
    cg_code rc = CG_OK;
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
        rc = CG_FAIL(err, CG_E_INVALID, "the embedding service's address must be http or https");
    else if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        rc = CG_FAIL(err, CG_E_INVALID, "the embedding service's address has no host");
    else if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD) ||
             has_part(url, CURLUPART_FRAGMENT))
        rc = CG_FAIL(err, CG_E_INVALID,
                     "the embedding service's address must have no user, password or fragment");
    else {
        *out_policy = (address_policy){.loopback = host_is_loopback(cg_str_from(host)),
                                       .inward = opts->inward};
        if (opts->key.len > 0 && strcmp(scheme, "http") == 0 && !out_policy->loopback &&
            !opts->inward)
            rc = CG_FAIL(err, CG_E_INVALID, "a key is sent over https only");
    }
    curl_free(scheme);
    curl_free(host);
    return rc;
}

static cg_code check_key(cg_str key, cg_err *err)
{
    bool good = key.len <= KEY_BYTES_MAX;
    for (size_t i = 0; i < key.len && good; i++)
        good = key.ptr[i] > ' ' && key.ptr[i] < 0x7f;
    return good ? CG_OK
                : CG_FAIL(err, CG_E_INVALID,
                          "the embedding service's key is not one line of visible characters");
}

static cg_code read_url(const client_options *opts, client *c, cg_err *err)
{
    CURLU *url = curl_url();
    CG_ASSERT(url != NULL);
    c->url = cg_strdup(opts->url);
    cg_code rc = memchr(opts->url.ptr, '\0', opts->url.len) != NULL ||
                         curl_url_set(url, CURLUPART_URL, c->url, 0) != CURLUE_OK
                     ? CG_FAIL(err, CG_E_INVALID, "the embedding service's address is not a URL")
                     : check_url(url, opts, &c->policy, err);
    curl_url_cleanup(url);
    return rc == CG_OK ? check_key(opts->key, err) : rc;
}

static void add_header(client *c, const char *header)
{
    struct curl_slist *longer = curl_slist_append(c->headers, header);
    CG_ASSERT(longer != NULL);
    c->headers = longer;
}

static void add_headers(client *c, cg_str key)
{
    CG_AUTO_VALUE(cg_buf) line = {0};
    add_header(c, "Content-Type: application/json");
    add_header(c, "Accept: application/json");
    add_header(c, "Expect:"); /* no pause before the body */
    if (key.len == 0)
        return;
    cg_buf_printf(&line, "Authorization: Bearer %.*s", CG_STR_ARG(key));
    cg_buf_add_char(&line, '\0');
    add_header(c, line.ptr);
    explicit_bzero(line.ptr, line.len);
}

cg_code client_create(const client_options *opts, client **out_client, cg_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_curl);
    client *c = cg_alloc(sizeof *c);
    cg_mutex_init(&c->mu, CG_LOCK_EMBED_CLIENT);
    c->timeout_ns = opts->timeout_ns;
    cg_code rc = opts->url.len > 0
                     ? read_url(opts, c, err)
                     : CG_FAIL(err, CG_E_INVALID, "the embedding service has no address");
    if (rc != CG_OK) {
        client_destroy(c);
        return rc;
    }
    add_headers(c, opts->key);
    *out_client = c;
    return CG_OK;
}

void client_destroy(client *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->idle_count; i++)
        curl_easy_cleanup(c->idle[i]);
    for (struct curl_slist *h = c->headers; h != NULL; h = h->next)
        explicit_bzero(h->data, strlen(h->data));
    curl_slist_free_all(c->headers);
    cg_free(c->url);
    cg_mutex_fini(&c->mu);
    cg_free(c);
}

/* ---- handles ---- */

static CURL *take_handle(client *c)
{
    cg_mutex_lock(&c->mu);
    CURL *curl = c->idle_count > 0 ? c->idle[--c->idle_count] : NULL;
    cg_mutex_unlock(&c->mu);
    if (curl == NULL)
        curl = curl_easy_init();
    CG_ASSERT(curl != NULL);
    return curl;
}

static void give_handle(client *c, CURL *curl)
{
    curl_easy_reset(curl); /* keeps its connections */
    cg_mutex_lock(&c->mu);
    bool kept = c->idle_count < IDLE_MAX;
    if (kept)
        c->idle[c->idle_count++] = curl;
    cg_mutex_unlock(&c->mu);
    if (!kept)
        curl_easy_cleanup(curl);
}

/* ---- one request ---- */

typedef struct call {
    const client *client;
    cg_embed_until until;
    cg_buf *body;
    bool blocked, too_long;
} call;

static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    call *k = arg;
    (void)purpose;
    if (!address_allowed(&k->client->policy, &to->addr, to->addrlen)) {
        k->blocked = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *arg)
{
    call *k = arg;
    cg_buf_add(k->body, bytes, size * count);
    k->too_long = k->body->error != CG_OK;
    return k->too_long ? 0 : size * count;
}

static int go_on(void *arg, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e)
{
    const call *k = arg;
    (void)a, (void)b, (void)d, (void)e;
    return k->until.cancel != NULL && atomic_load_explicit(k->until.cancel, memory_order_relaxed);
}

static void set_options(CURL *curl, call *k, cg_str body, uint64_t timeout_ns)
{
    const client *c = k->client;
    curl_easy_setopt(curl, CURLOPT_URL, c->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, c->headers);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.ptr);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, k);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, k);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, k);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(timeout_ns / 1000000 + 1));
}

static cg_code fail(const call *k, CURLcode code, client_answer *out, cg_err *err)
{
    uint64_t deadline = k->until.deadline_ns;
    if (k->blocked)
        return CG_FAIL(err, CG_E_UNAVAILABLE,
                       "the embedding service is at an address that is not allowed: see "
                       "embedding.private_addresses");
    if (k->too_long)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "the embedding service's answer is too long");
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return CG_FAIL(err, CG_E_CANCELED, "canceled");
    if (code == CURLE_OPERATION_TIMEDOUT && deadline != 0 && cg_now_ns() >= deadline)
        return CG_FAIL(err, CG_E_DEADLINE, "the embedding service did not answer in time");
    out->again = code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_WEIRD_SERVER_REPLY &&
                 code != CURLE_UNSUPPORTED_PROTOCOL;
    return CG_FAIL(err, CG_E_UNAVAILABLE, "the embedding service cannot be asked: %s",
                   curl_easy_strerror(code));
}

cg_code client_post(client *c, cg_str body, size_t reply_bytes_max, cg_embed_until until,
                    client_answer *out_answer, cg_err *err)
{
    uint64_t now = cg_now_ns(), timeout = c->timeout_ns;
    *out_answer = (client_answer){.body = {.max = reply_bytes_max}};
    if (until.deadline_ns != 0 && until.deadline_ns <= now)
        return CG_FAIL(err, CG_E_DEADLINE, "the embedding service did not answer in time");
    if (until.deadline_ns != 0)
        timeout = CG_MIN(timeout, until.deadline_ns - now);
    call k = {.client = c, .until = until, .body = &out_answer->body};
    CURL *curl = take_handle(c);
    set_options(curl, &k, body, timeout);
    CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_OK) {
        long status = 0;
        curl_off_t after_s = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &after_s);
        out_answer->status = (unsigned)CG_MAX(status, 0L);
        out_answer->retry_after_ns = (uint64_t)CG_MIN(CG_MAX(after_s, 0), 86400) * 1000000000u;
    }
    give_handle(c, curl);
    return code == CURLE_OK ? CG_OK : fail(&k, code, out_answer, err);
}
