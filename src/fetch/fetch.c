// SPDX-License-Identifier: Apache-2.0
// fetch: urls, and one request at a time.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "easy.h"

#define IDLE_MAX 8

/* ---- urls ---- */

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

/* What a host says of its address; names but localhost say nothing. */
static bool host_may_pass(const char *host, const cg_address_policy *policy)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    char text[64];
    size_t len = strlen(host);
    if (policy == NULL)
        return true;
    if (host[0] == '[' && len < sizeof text) {
        memcpy(text, host + 1, len - 1);
        text[strcspn(text, "]%")] = '\0';
        return inet_pton(AF_INET6, text, &in6.sin6_addr) == 1 &&
               cg_address_allowed(policy, (const struct sockaddr *)&in6, sizeof in6);
    }
    if (inet_pton(AF_INET, host, &in.sin_addr) == 1)
        return cg_address_allowed(policy, (const struct sockaddr *)&in, sizeof in);
    if (!cg_host_is_loopback(cg_str_from(host)))
        return true;
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    in6.sin6_addr = in6addr_loopback;
    return cg_address_allowed(policy, (const struct sockaddr *)&in, sizeof in) ||
           cg_address_allowed(policy, (const struct sockaddr *)&in6, sizeof in6);
}

static cg_code check(CURLU *url, const cg_address_policy *policy, cg_fetch_url *out, cg_err *err)
{
    char *scheme = NULL, *host = NULL;
    cg_code rc = CG_OK;
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
        rc = CG_FAIL(err, CG_E_INVALID, "must be http or https");
    else if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        rc = CG_FAIL(err, CG_E_INVALID, "must have a host");
    else if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD) ||
             has_part(url, CURLUPART_FRAGMENT))
        rc = CG_FAIL(err, CG_E_INVALID, "must have no user, password or fragment");
    else if (!host_may_pass(host, policy))
        rc = CG_FAIL(err, CG_E_INVALID, "must not lead to a private, loopback or reserved address");
    else
        *out = (cg_fetch_url){.secure = strcmp(scheme, "https") == 0,
                              .loopback_host = cg_host_is_loopback(cg_str_from(host))};
    curl_free(scheme);
    curl_free(host);
    return rc;
}

cg_code cg_fetch_url_check(cg_str text, const cg_address_policy *policy, cg_fetch_url *out_url,
                           cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) copy = {0};
    fetch_init();
    CURLU *url = curl_url();
    CG_ASSERT(url != NULL);
    cg_buf_printf(&copy, "%.*s%c", CG_STR_ARG(text), '\0');
    bool is_url = text.len > 0 && memchr(text.ptr, '\0', text.len) == NULL &&
                  curl_url_set(url, CURLUPART_URL, copy.ptr, 0) == CURLUE_OK;
    cg_code rc =
        is_url ? check(url, policy, out_url, err) : CG_FAIL(err, CG_E_INVALID, "must be a URL");
    curl_url_cleanup(url);
    return rc;
}

/* ---- one at a time ---- */

struct cg_fetch_pool {
    cg_mutex mu;
    CURL *idle[IDLE_MAX]; /* guarded by mu: with their connections */
    size_t idle_count;    /* guarded by mu */
};

cg_fetch_pool *cg_fetch_pool_create(void)
{
    fetch_init();
    cg_fetch_pool *pool = cg_alloc(sizeof *pool);
    cg_mutex_init(&pool->mu, CG_LOCK_FETCH_POOL);
    return pool;
}

void cg_fetch_pool_destroy(cg_fetch_pool *pool)
{
    if (pool == NULL)
        return;
    for (size_t i = 0; i < pool->idle_count; i++)
        curl_easy_cleanup(pool->idle[i]);
    cg_mutex_fini(&pool->mu);
    cg_free(pool);
}

static CURL *take_handle(cg_fetch_pool *pool)
{
    cg_mutex_lock(&pool->mu);
    CURL *curl = pool->idle_count > 0 ? pool->idle[--pool->idle_count] : NULL;
    cg_mutex_unlock(&pool->mu);
    if (curl == NULL)
        curl = curl_easy_init();
    CG_ASSERT(curl != NULL);
    return curl;
}

static void give_handle(cg_fetch_pool *pool, CURL *curl)
{
    cg_mutex_lock(&pool->mu);
    bool kept = pool->idle_count < IDLE_MAX;
    if (kept)
        pool->idle[pool->idle_count++] = curl;
    cg_mutex_unlock(&pool->mu);
    if (!kept)
        curl_easy_cleanup(curl);
}

void cg_fetch_post(cg_fetch_pool *pool, const cg_fetch_request *request,
                   cg_fetch_answer *out_answer)
{
    fetch_call call;
    CURL *curl = take_handle(pool);
    fetch_begin(curl, &call, request);
    fetch_end(curl, &call, curl_easy_perform(curl));
    give_handle(pool, curl);
    *out_answer = call.answer;
}
