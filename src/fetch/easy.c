// SPDX-License-Identifier: Apache-2.0
#include "easy.h"

#define CONNECT_MS 10000L
#define DAY_S 86400

static void init_curl(void)
{
    CG_ASSERT(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

void fetch_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_curl);
}

static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    fetch_call *call = arg;
    (void)purpose;
    if (!cg_address_allowed(call->policy, &to->addr, to->addrlen)) {
        call->blocked = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *arg)
{
    fetch_call *call = arg;
    cg_buf_add(&call->answer.body, bytes, size * count);
    call->too_long = call->answer.body.error != CG_OK;
    return call->too_long ? 0 : size * count;
}

static int go_on(void *arg, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e)
{
    const fetch_call *call = arg;
    (void)a, (void)b, (void)d, (void)e;
    return call->cancel != NULL && atomic_load_explicit(call->cancel, memory_order_relaxed);
}

static void set_guard(CURL *curl, fetch_call *call)
{
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, call);
}

static void set_headers(CURL *curl, fetch_call *call, const char *const *headers)
{
    for (; headers != NULL && *headers != NULL; headers++) {
        struct curl_slist *longer = curl_slist_append(call->headers, *headers);
        CG_ASSERT(longer != NULL);
        call->headers = longer;
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, call->headers);
}

void fetch_begin(CURL *curl, fetch_call *call, const cg_fetch_request *request)
{
    CG_AUTO_VALUE(cg_buf) url = {0};
    *call = (fetch_call){.answer = {.body = {.max = request->reply_bytes_max}},
                         .policy = request->policy,
                         .cancel = request->cancel,
                         .begun_ns = cg_now_ns()};
    cg_buf_printf(&url, "%.*s%c", CG_STR_ARG(request->url), '\0');
    curl_easy_setopt(curl, CURLOPT_URL, url.ptr);
    set_guard(curl, call);
    set_headers(curl, call, request->headers);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.ptr);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, call);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)(request->timeout_ns / 1000000 + 1));
}

static cg_fetch_end end_of(const fetch_call *call, CURLcode code)
{
    if (call->blocked && code != CURLE_OK)
        return CG_FETCH_BLOCKED;
    if (call->too_long)
        return CG_FETCH_TOO_LONG;
    switch (code) {
    case CURLE_OK: return CG_FETCH_ANSWERED;
    case CURLE_ABORTED_BY_CALLBACK: return CG_FETCH_CANCELED;
    case CURLE_OPERATION_TIMEDOUT: return CG_FETCH_TIMED_OUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL: return CG_FETCH_REFUSED;
    default: return CG_FETCH_FAILED;
    }
}

static const char *why_of(cg_fetch_end end, CURLcode code)
{
    switch (end) {
    case CG_FETCH_ANSWERED: return NULL;
    case CG_FETCH_BLOCKED: return "the address is not allowed";
    case CG_FETCH_TOO_LONG: return "the answer is too long";
    case CG_FETCH_CANCELED: return "canceled";
    case CG_FETCH_TIMED_OUT: return "no answer came in time";
    default: return curl_easy_strerror(code);
    }
}

/* Headers may hold keys. */
static void forget_headers(fetch_call *call)
{
    for (struct curl_slist *h = call->headers; h != NULL; h = h->next)
        explicit_bzero(h->data, strlen(h->data));
    curl_slist_free_all(call->headers);
    call->headers = NULL;
}

void fetch_end(CURL *curl, fetch_call *call, CURLcode code)
{
    cg_fetch_answer *answer = &call->answer;
    long status = 0;
    curl_off_t after_s = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &after_s);
    answer->end = end_of(call, code);
    answer->why = why_of(answer->end, code);
    answer->status = (unsigned)CG_MAX(status, 0L);
    answer->retry_after_ns = (uint64_t)CG_MIN(CG_MAX(after_s, 0), DAY_S) * 1000000000u;
    answer->elapsed_ns = cg_now_ns() - call->begun_ns;
    curl_easy_reset(curl); /* keeps its connections */
    forget_headers(call);
}
