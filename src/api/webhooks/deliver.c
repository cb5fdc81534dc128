// SPDX-License-Identifier: Apache-2.0
// api: sends what the service has for webhooks. One thread takes deliveries, writes them as JSON, signs them, and has all
// that are under way at the same time; what an answer means for the webhook is decided by the service.
#include "rest/rest.h"
#include "sign.h"

#define UNDER_WAY_MAX 64
#define REPLY_BYTES_MAX (64u << 10) /* is read and dropped */
#define HEADERS_MAX 8

typedef struct delivery {
    struct delivery *next, *prev;
    cg_webhooks *webhooks;
    cg_arena *arena; /* holds it, and the job */
    cg_webhook_job job;
} delivery;

struct cg_webhooks {
    cg_webhooks_options opts;
    cg_fetch_group *group;
    cg_thread *thread;
    _Atomic bool stopping; /* set once by cg_webhooks_stop before it wakes the thread */
    delivery *under_way;   /* the thread's own, until it has ended */
    unsigned under_way_count;
};

/* ---- the message ---- */

static void write_message(const cg_webhook_job *job, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "type", cg_str_from(cg_delivery_kind_text(job->kind)));
    cg_rest_put_id(&w, "webhook", job->webhook);
    cg_rest_put_id(&w, "delivery", job->delivery);
    cg_json_put_str(&w, "project", job->project);
    cg_json_put_array(&w, "events");
    for (size_t i = 0; i < job->events_count; i++) {
        cg_json_begin_object(&w);
        cg_json_put_str(&w, "id", job->events[i].id);
        cg_rest_put_event(&w, &job->events[i], job->project);
        cg_json_end_object(&w);
    }
    cg_json_end_array(&w);
    cg_json_end_object(&w);
}

/* NULL-terminated, in the arena. */
static const char **make_headers(const cg_webhook_job *job, cg_str body, cg_arena *arena)
{
    char id[CG_ID_TEXT_LEN];
    uint64_t now_s = cg_wall_ms() / 1000;
    const char **headers = cg_arena_alloc_array(arena, HEADERS_MAX, sizeof *headers);
    unsigned n = 0;
    cg_id_text(job->delivery, id);
    cg_str signature = webhook_signature(job->secret, cg_str_from(id), now_s, body, arena);
    headers[n++] = "Content-Type: application/json";
    headers[n++] = "User-Agent: codegraph/" CG_VERSION;
    headers[n++] = "Expect:"; /* no pause before the body */
    headers[n++] = cg_arena_printf(arena, "webhook-id: %s", id).ptr;
    headers[n++] = cg_arena_printf(arena, "webhook-timestamp: %" PRIu64, now_s).ptr;
    headers[n++] = cg_arena_printf(arena, "webhook-signature: %.*s", CG_STR_ARG(signature)).ptr;
    return headers;
}

/* ---- under way ---- */

static void enter(cg_webhooks *webhooks, delivery *d)
{
    d->next = webhooks->under_way;
    if (d->next != NULL)
        d->next->prev = d;
    webhooks->under_way = d;
    webhooks->under_way_count++;
}

static void leave(cg_webhooks *webhooks, delivery *d)
{
    if (d->prev != NULL)
        d->prev->next = d->next;
    else
        webhooks->under_way = d->next;
    if (d->next != NULL)
        d->next->prev = d->prev;
    webhooks->under_way_count--;
    cg_arena_destroy(d->arena);
}

static cg_webhook_outcome outcome_of(const cg_fetch_answer *answer, cg_arena *arena)
{
    bool answered = answer->end == CG_FETCH_ANSWERED;
    bool taken = answered && answer->status / 100 == 2;
    cg_webhook_outcome outcome = {.ok = taken,
                                  .gone = answered && answer->status == 410,
                                  .status = answer->status,
                                  .retry_after_ms = answer->retry_after_ns / 1000000,
                                  .duration_ms = answer->elapsed_ns / 1000000};
    if (!answered)
        outcome.error = cg_str_from(answer->why);
    else if (answer->status / 100 == 3)
        outcome.error = CG_STR("redirects are not followed");
    else if (!taken)
        outcome.error = cg_arena_printf(arena, "the receiver answered %u", answer->status);
    return outcome;
}

static void on_answer(void *arg, const cg_fetch_answer *answer)
{
    delivery *d = arg;
    cg_webhooks *webhooks = d->webhooks;
    cg_webhook_outcome outcome = outcome_of(answer, d->arena);
    cg_service_webhook_end(webhooks->opts.service, &d->job, &outcome);
    leave(webhooks, d);
}

static void start(cg_webhooks *webhooks, delivery *d)
{
    CG_AUTO_VALUE(cg_buf) body = {0};
    write_message(&d->job, &body);
    cg_fetch_request request = {.url = d->job.url,
                                .headers = make_headers(&d->job, cg_buf_str(&body), d->arena),
                                .body = cg_buf_str(&body),
                                .reply_bytes_max = REPLY_BYTES_MAX,
                                .timeout_ns = webhooks->opts.timeout_ns,
                                .policy = &webhooks->opts.policy};
    enter(webhooks, d);
    cg_fetch_group_post(webhooks->group, &request, on_answer, d);
}

/* Starts what is due; gives when there may be more, on the wall clock. */
static uint64_t start_due(cg_webhooks *webhooks)
{
    cg_service *service = webhooks->opts.service;
    uint64_t next_ms = UINT64_MAX;
    while (webhooks->under_way_count < UNDER_WAY_MAX) {
        cg_arena *arena = cg_arena_create(0);
        delivery *d = cg_arena_alloc(arena, sizeof *d);
        bool given;
        *d = (delivery){.webhooks = webhooks, .arena = arena};
        if (cg_service_webhook_take(service, arena, &d->job, &given, &next_ms, NULL) != CG_OK ||
            !given) {
            cg_arena_destroy(arena);
            break;
        }
        start(webhooks, d);
    }
    return next_ms;
}

static void run(void *arg)
{
    cg_webhooks *webhooks = arg;
    while (!atomic_load(&webhooks->stopping)) {
        uint64_t next_ms = start_due(webhooks), now_ms = cg_wall_ms();
        uint64_t wait_ms = next_ms > now_ms ? next_ms - now_ms : 0;
        uint64_t until_ns = wait_ms < 86400000 ? cg_now_ns() + wait_ms * 1000000 : UINT64_MAX;
        cg_fetch_group_run(webhooks->group, until_ns);
    }
}

/* ---- starting and stopping ---- */

static void on_wake(void *arg)
{
    cg_webhooks_wake(arg);
}

cg_webhooks *cg_webhooks_start(const cg_webhooks_options *opts)
{
    cg_webhooks *webhooks = cg_alloc(sizeof *webhooks);
    webhooks->opts = *opts;
    webhooks->group = cg_fetch_group_create();
    cg_service_webhook_watch(opts->service, on_wake, webhooks);
    webhooks->thread = cg_thread_start("webhooks", run, webhooks);
    return webhooks;
}

void cg_webhooks_wake(cg_webhooks *webhooks)
{
    if (webhooks != NULL)
        cg_fetch_group_wake(webhooks->group);
}

void cg_webhooks_stop(cg_webhooks *webhooks)
{
    if (webhooks == NULL)
        return;
    cg_service_webhook_watch(webhooks->opts.service, NULL, NULL);
    atomic_store(&webhooks->stopping, true);
    cg_fetch_group_wake(webhooks->group);
    cg_thread_join(webhooks->thread);
    cg_fetch_group_destroy(webhooks->group);
    while (webhooks->under_way != NULL) {
        cg_service_webhook_give_back(webhooks->opts.service, &webhooks->under_way->job);
        leave(webhooks, webhooks->under_way);
    }
    cg_free(webhooks);
}
