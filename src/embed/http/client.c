// SPDX-License-Identifier: Apache-2.0
#include "client.h"

#include "cg/fetch.h"

#define KEY_BYTES_MAX 4096
#define HEADERS_MAX 5

struct client {
    cg_fetch_pool *pool;
    cg_str url;                       /* a copy */
    const char *headers[HEADERS_MAX]; /* NULL-terminated; the key's is own */
    char *key_header;                 /* NULL: there is no key */
    uint64_t timeout_ns;
    cg_address_policy policy;
};

/* ---- the address and the key ---- */

static cg_code check_key(cg_str key, cg_err *err)
{
    bool good = key.len <= KEY_BYTES_MAX;
    for (size_t i = 0; i < key.len && good; i++)
        good = key.ptr[i] > ' ' && key.ptr[i] < 0x7f;
    return good ? CG_OK
                : CG_FAIL(err, CG_E_INVALID,
                          "the embedding service's key is not one line of visible characters");
}

static cg_code check_options(const client_options *opts, cg_address_policy *out_policy, cg_err *err)
{
    cg_fetch_url url;
    cg_err why = {0};
    if (opts->url.len == 0)
        return CG_FAIL(err, CG_E_INVALID, "the embedding service has no address");
    if (cg_fetch_url_check(opts->url, NULL, &url, &why) != CG_OK)
        return CG_FAIL(err, CG_E_INVALID, "the embedding service's address %s", why.text);
    *out_policy = (cg_address_policy){.loopback = url.loopback_host, .inward = opts->inward};
    if (opts->key.len > 0 && !url.secure && !url.loopback_host && !opts->inward)
        return CG_FAIL(err, CG_E_INVALID, "a key is sent over https only");
    return check_key(opts->key, err);
}

static void make_headers(client *c, cg_str key)
{
    unsigned n = 0;
    c->headers[n++] = "Content-Type: application/json";
    c->headers[n++] = "Accept: application/json";
    c->headers[n++] = "Expect:"; /* no pause before the body */
    if (key.len == 0)
        return;
    CG_AUTO_VALUE(cg_buf) line = {0};
    cg_buf_printf(&line, "Authorization: Bearer %.*s", CG_STR_ARG(key));
    c->headers[n] = c->key_header = cg_strdup(cg_buf_str(&line));
    explicit_bzero(line.ptr, line.len);
}

cg_code client_create(const client_options *opts, client **out_client, cg_err *err)
{
    cg_address_policy policy;
    cg_code rc = check_options(opts, &policy, err);
    if (rc != CG_OK)
        return rc;
    client *c = cg_alloc(sizeof *c);
    *c = (client){.pool = cg_fetch_pool_create(),
                  .url = {cg_strdup(opts->url), opts->url.len},
                  .timeout_ns = opts->timeout_ns,
                  .policy = policy};
    make_headers(c, opts->key);
    *out_client = c;
    return CG_OK;
}

void client_destroy(client *c)
{
    if (c == NULL)
        return;
    cg_fetch_pool_destroy(c->pool);
    if (c->key_header != NULL)
        explicit_bzero(c->key_header, strlen(c->key_header));
    cg_free(c->key_header);
    cg_free((char *)c->url.ptr);
    cg_free(c);
}

/* ---- one request ---- */

static cg_code fail(const cg_fetch_answer *answer, uint64_t deadline_ns, client_answer *out,
                    cg_err *err)
{
    switch (answer->end) {
    case CG_FETCH_BLOCKED:
        return CG_FAIL(err, CG_E_UNAVAILABLE,
                       "the embedding service is at an address that is not allowed: see "
                       "embedding.private_addresses");
    case CG_FETCH_TOO_LONG:
        return CG_FAIL(err, CG_E_UNAVAILABLE, "the embedding service's answer is too long");
    case CG_FETCH_CANCELED: return CG_FAIL(err, CG_E_CANCELED, "canceled");
    case CG_FETCH_TIMED_OUT:
        if (deadline_ns != 0 && cg_now_ns() >= deadline_ns)
            return CG_FAIL(err, CG_E_DEADLINE, "the embedding service did not answer in time");
        break;
    default: break;
    }
    out->again = answer->end != CG_FETCH_REFUSED;
    return CG_FAIL(err, CG_E_UNAVAILABLE, "the embedding service cannot be asked: %s", answer->why);
}

cg_code client_post(client *c, cg_str body, size_t reply_bytes_max, cg_embed_until until,
                    client_answer *out_answer, cg_err *err)
{
    uint64_t now = cg_now_ns(), timeout = c->timeout_ns;
    cg_fetch_answer answer;
    *out_answer = (client_answer){.body = {.max = reply_bytes_max}};
    if (until.deadline_ns != 0 && until.deadline_ns <= now)
        return CG_FAIL(err, CG_E_DEADLINE, "the embedding service did not answer in time");
    if (until.deadline_ns != 0)
        timeout = CG_MIN(timeout, until.deadline_ns - now);
    cg_fetch_post(c->pool,
                  &(cg_fetch_request){.url = c->url,
                                      .headers = c->headers,
                                      .body = body,
                                      .reply_bytes_max = reply_bytes_max,
                                      .timeout_ns = timeout,
                                      .policy = &c->policy,
                                      .cancel = until.cancel},
                  &answer);
    out_answer->body = answer.body;
    out_answer->status = answer.status;
    out_answer->retry_after_ns = answer.retry_after_ns;
    return answer.end == CG_FETCH_ANSWERED ? CG_OK
                                           : fail(&answer, until.deadline_ns, out_answer, err);
}
