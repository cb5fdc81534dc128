// SPDX-License-Identifier: Apache-2.0
// fetch: many requests on one thread.
#include "easy.h"

#define KEPT_MAX 16L /* connections that are idle */
#define POLL_MS_MAX 60000

typedef struct member {
    struct member *next, *prev;
    CURL *curl;
    char *url;
    char *body;
    fetch_call call;
    cg_fetch_done_fn done;
    void *arg;
} member;

struct cg_fetch_group {
    CURLM *multi;
    member *members;
    _Atomic bool woken;
};

cg_fetch_group *cg_fetch_group_create(void)
{
    fetch_init();
    cg_fetch_group *group = cg_alloc(sizeof *group);
    group->multi = curl_multi_init();
    CG_ASSERT(group->multi != NULL);
    curl_multi_setopt(group->multi, CURLMOPT_MAXCONNECTS, KEPT_MAX);
    return group;
}

static char *copy_bytes(cg_str bytes)
{
    char *copy = cg_try_alloc(bytes.len + 1);
    CG_ASSERT(copy != NULL);
    if (bytes.len > 0)
        memcpy(copy, bytes.ptr, bytes.len);
    copy[bytes.len] = '\0';
    return copy;
}

/* Out of the group; its answer is the caller's. */
static void release(cg_fetch_group *group, member *m, CURLcode code)
{
    curl_multi_remove_handle(group->multi, m->curl);
    fetch_end(m->curl, &m->call, code);
    curl_easy_cleanup(m->curl);
    if (m->prev != NULL)
        m->prev->next = m->next;
    else
        group->members = m->next;
    if (m->next != NULL)
        m->next->prev = m->prev;
    cg_free(m->url);
    cg_free(m->body);
}

void cg_fetch_group_destroy(cg_fetch_group *group)
{
    if (group == NULL)
        return;
    for (member *m; (m = group->members) != NULL; cg_free(m)) {
        release(group, m, CURLE_ABORTED_BY_CALLBACK);
        cg_buf_fini(&m->call.answer.body);
    }
    curl_multi_cleanup(group->multi);
    cg_free(group);
}

void cg_fetch_group_post(cg_fetch_group *group, const cg_fetch_request *request,
                         cg_fetch_done_fn done, void *arg)
{
    member *m = cg_alloc(sizeof *m);
    cg_fetch_request own = *request;
    *m = (member){.next = group->members,
                  .curl = curl_easy_init(),
                  .url = copy_bytes(request->url),
                  .body = copy_bytes(request->body),
                  .done = done,
                  .arg = arg};
    CG_ASSERT(m->curl != NULL);
    own.url.ptr = m->url;
    own.body.ptr = m->body;
    if (m->next != NULL)
        m->next->prev = m;
    group->members = m;
    fetch_begin(m->curl, &m->call, &own);
    curl_easy_setopt(m->curl, CURLOPT_PRIVATE, m);
    CG_ASSERT(curl_multi_add_handle(group->multi, m->curl) == CURLM_OK);
}

static bool finish_some(cg_fetch_group *group)
{
    bool any = false;
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(group->multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE)
            continue;
        void *private = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
        member *m = private;
        release(group, m, code);
        m->done(m->arg, &m->call.answer);
        cg_buf_fini(&m->call.answer.body);
        cg_free(m);
        any = true;
    }
    return any;
}

void cg_fetch_group_run(cg_fetch_group *group, uint64_t until_ns)
{
    int running;
    for (;;) {
        (void)curl_multi_perform(group->multi, &running);
        uint64_t now = cg_now_ns();
        /* pairs with the store of who wakes: what it woke for is there to be seen */
        bool woken = atomic_exchange(&group->woken, false);
        if (finish_some(group) || woken || now >= until_ns)
            return;
        uint64_t wait_ms = CG_MIN((until_ns - now) / 1000000 + 1, (uint64_t)POLL_MS_MAX);
        (void)curl_multi_poll(group->multi, NULL, 0, (int)wait_ms, NULL);
    }
}

void cg_fetch_group_wake(cg_fetch_group *group)
{
    atomic_store(&group->woken, true);
    (void)curl_multi_wakeup(group->multi);
}
