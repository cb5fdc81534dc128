// SPDX-License-Identifier: Apache-2.0
// What webhooks deliver next. Whatever waits is in the log of its webhook: pings and deliveries that clients ask
// for, and one run of events in order. Its events are read from the store at each attempt, so that none is
// stored twice.
#include "webhooks.h"

#define LOOK_NS 200000000u
#define EVENTS_BYTES_MAX ((size_t)4 << 20) /* texts of one delivery, or a little more */
#define STORE_MS 5000    /* how often a position is stored that no delivery has moved */
#define UNKNOWN_MS 1000  /* how often a ref is looked at whose generation is not in memory */
#define TROUBLE_MS 30000 /* until what could not be stored is tried again */
#define EVENTS_MAX 100
#define ATTEMPTS_MAX 12
#define RETRY_NS 5000000000u
#define RETRY_NS_MAX 3600000000000u

/* ---- failing ---- */

/* Doubled with each failure, up to a quarter less by chance; or what the receiver asks for. */
static uint64_t pause_ms(const cg_service *service, uint32_t failures, uint64_t asked_ms)
{
    const cg_webhook_limits *limits = &service->opts.webhooks;
    uint64_t first = (limits->retry_ns > 0 ? limits->retry_ns : RETRY_NS) / 1000000;
    uint64_t most = (limits->retry_max_ns > 0 ? limits->retry_max_ns : RETRY_NS_MAX) / 1000000;
    uint64_t pause = first;
    uint32_t chance;
    for (uint32_t i = 1; i < failures && pause < most; i++)
        pause *= 2;
    cg_random_bytes(&chance, sizeof chance);
    pause = CG_MIN(pause, most);
    pause -= pause / 4 * chance / UINT32_MAX;
    return CG_MIN(CG_MAX(pause, asked_ms), most);
}

static void disable(webhook_record *record, cg_str reason)
{
    record->view.state = CG_WEBHOOK_DISABLED;
    record->view.reason = reason;
    record->view.next_ms = 0;
}

/* `error` lives in the record's arena. */
static void note_failure(const cg_service *service, webhook_record *record, cg_str error,
                         uint64_t retry_after_ms)
{
    uint32_t most = service->opts.webhooks.attempts_max;
    cg_webhook_view *view = &record->view;
    cg_delivery_view *waiting = webhook_waiting(record);
    view->failures++;
    view->reason = error;
    if (waiting != NULL)
        waiting->error = error;
    if (view->failures >= (most > 0 ? most : ATTEMPTS_MAX)) {
        disable(record, cg_arena_printf(record->arena, "%u attempts failed: %.*s", view->failures,
                                        CG_STR_ARG(error)));
        return;
    }
    view->next_ms = cg_wall_ms() + pause_ms(service, view->failures, retry_after_ms);
    if (waiting != NULL)
        waiting->next_ms = view->next_ms;
}

static void note_well(webhook_record *record)
{
    record->view.failures = 0;
    record->view.reason = CG_STR("");
    record->view.next_ms = 0;
}

/* ---- which ---- */

typedef enum choice {
    CHOICE_NONE,
    CHOICE_DELIVER, /* what waits */
    CHOICE_LOOK,    /* whether there is something to tell */
} choice;

static void not_before(uint64_t *next_ms, uint64_t at_ms)
{
    *next_ms = CG_MIN(*next_ms, at_ms);
}

static bool is_due(const cg_delivery_view *delivery, uint64_t now_ms, uint64_t *next_ms)
{
    if (delivery->next_ms <= now_ms)
        return true;
    not_before(next_ms, delivery->next_ms);
    return false;
}

static bool has_news_locked(cg_service *service, const webhook *hook, uint64_t now_ms,
                            uint64_t *next_ms)
{
    uint64_t head;
    if (!hook->looked)
        return true;
    if (cg_service_generation(service, hook->record->view.where, &head))
        return head != hook->looked_at;
    if (now_ms >= hook->stored_ms + UNKNOWN_MS)
        return true;
    not_before(next_ms, hook->stored_ms + UNKNOWN_MS);
    return false;
}

/* Its ref was gone, and is there again. */
static bool is_back_locked(cg_service *service, const webhook *hook)
{
    uint64_t head;
    return hook->lost && cg_service_generation(service, hook->record->view.where, &head);
}

static choice choose_locked(cg_service *service, webhook *hook, uint64_t now_ms,
                            cg_id *out_delivery, uint64_t *next_ms)
{
    webhook_record *record = hook->record;
    if (hook->taken)
        return CHOICE_NONE;
    for (size_t i = 0; i < record->log.len; i++) {
        const cg_delivery_view *d = &record->log.ptr[i];
        if (d->state != CG_DELIVERY_WAITING || !d->by_hand || !is_due(d, now_ms, next_ms))
            continue;
        *out_delivery = d->id;
        return CHOICE_DELIVER;
    }
    if (record->view.state != CG_WEBHOOK_ACTIVE)
        return CHOICE_NONE;
    if (hook->pause_until_ms > now_ms) {
        not_before(next_ms, hook->pause_until_ms);
        return CHOICE_NONE;
    }
    const cg_delivery_view *waiting = webhook_waiting(record);
    if (record->view.next_ms > now_ms && !is_back_locked(service, hook)) {
        not_before(next_ms, record->view.next_ms);
        return CHOICE_NONE;
    }
    if (waiting == NULL)
        return has_news_locked(service, hook, now_ms, next_ms) ? CHOICE_LOOK : CHOICE_NONE;
    *out_delivery = waiting->id;
    return CHOICE_DELIVER;
}

/* Takes one that has something to do, with a copy of its record; NULL: none has. */
static webhook *choose(cg_service *service, choice *out_choice, cg_id *out_delivery,
                       webhook_record **out_record, uint64_t *next_ms)
{
    webhook_table *table = service->webhooks;
    webhook *found = NULL;
    uint64_t now_ms = cg_wall_ms();
    cg_mutex_lock(&table->mu);
    for (size_t left = table->list.len; left > 0 && found == NULL; left--) {
        webhook *hook = table->list.ptr[table->turn++ % table->list.len];
        *out_choice = choose_locked(service, hook, now_ms, out_delivery, next_ms);
        if (*out_choice == CHOICE_NONE)
            continue;
        found = hook;
        hook->taken = true;
        *out_record = webhook_record_copy(hook->record);
    }
    cg_mutex_unlock(&table->mu);
    return found;
}

static void release(webhook_table *table, webhook *hook)
{
    cg_mutex_lock(&table->mu);
    hook->taken = false;
    bool deleted = hook->deleted;
    cg_mutex_unlock(&table->mu);
    if (deleted)
        webhook_free(hook);
}

/* ---- its events ---- */

typedef struct run {
    cg_event *events;
    size_t count;
    cg_str to; /* the position behind them */
    bool more; /* there may be others */
} run;

/* The next `limit` events behind `from`, or as many as are found in the time there is. `to_gap`: none behind a
 * gap. */
static cg_code read_run(cg_service *service, const cg_webhook_view *view, cg_str from, size_t limit,
                        bool to_gap, cg_arena *arena, run *out, cg_err *err)
{
    uint64_t until_ns = cg_now_ns() + LOOK_NS;
    cg_event_feed *feed;
    cg_code rc = cg_service_events_open(service, view->where, &view->filter, from, &feed, err);
    if (rc != CG_OK)
        return rc;
    *out =
        (run){.events = cg_arena_alloc_array(arena, limit + 2, sizeof *out->events), .more = true};
    while (rc == CG_OK && out->more && out->count < limit && cg_now_ns() < until_ns &&
           cg_arena_used(arena) < EVENTS_BYTES_MAX) {
        cg_event *rows;
        size_t count = 0;
        rc =
            cg_service_events_next(feed, limit - out->count, arena, &rows, &count, &out->more, err);
        for (size_t i = 0; rc == CG_OK && i < count && out->count < limit; i++)
            out->events[out->count++] = rows[i];
        if (to_gap && out->count > 0 && out->events[0].type == CG_EVENT_GAP) {
            out->count = 1;
            break;
        }
    }
    out->to = cg_service_events_position(feed, arena);
    cg_service_events_close(feed);
    return rc;
}

static size_t events_max(const cg_service *service)
{
    size_t max = service->opts.webhooks.events_max;
    return max > 0 ? max : EVENTS_MAX;
}

static void fill_job(webhook *hook, const webhook_record *record, const cg_delivery_view *delivery,
                     const run *events, cg_arena *arena, cg_webhook_job *out)
{
    const cg_webhook_view *view = &record->view;
    *out = (cg_webhook_job){.webhook = hook->id,
                            .delivery = delivery->id,
                            .kind = delivery->kind,
                            .url = cg_arena_str(arena, view->url),
                            .project = cg_arena_str(arena, view->where.project),
                            .secret = cg_arena_str(arena, record->secret),
                            .attempt = delivery->attempts + 1,
                            .events = events->events,
                            .events_count = events->count,
                            .hook = hook};
}

/* ---- looking for news ---- */

static cg_code add_delivery(cg_service *service, webhook_record *record, void *arg, cg_err *err)
{
    const run *found = arg;
    (void)err;
    cg_delivery_view *delivery = webhook_log_add(service, record, CG_DELIVERY_EVENTS);
    delivery->from = record->view.position;
    delivery->to = cg_arena_str(record->arena, found->to);
    delivery->events = found->count;
    note_well(record);
    return CG_OK;
}

static cg_code move_on(cg_service *service, webhook_record *record, void *arg, cg_err *err)
{
    const run *found = arg;
    (void)service, (void)err;
    record->view.position = cg_arena_str(record->arena, found->to);
    note_well(record);
    return CG_OK;
}

static void note_looked(webhook_table *table, webhook *hook, bool all, uint64_t head)
{
    cg_mutex_lock(&table->mu);
    hook->looked = all;
    hook->lost = false;
    hook->looked_at = head;
    hook->stored_ms = cg_wall_ms();
    cg_mutex_unlock(&table->mu);
}

/* What it finds becomes a delivery that waits, and so is the next choice. */
static cg_code look(cg_service *service, webhook *hook, const webhook_record *record,
                    cg_arena *arena, cg_err *err)
{
    const cg_webhook_view *view = &record->view;
    run found;
    uint64_t head = 0;
    (void)cg_service_generation(service, view->where, &head);
    cg_code rc =
        read_run(service, view, view->position, events_max(service), false, arena, &found, err);
    if (rc != CG_OK)
        return rc;
    if (found.count > 0)
        return webhook_change(service, hook->id, add_delivery, &found, false, err);
    bool stale = found.more || cg_wall_ms() >= hook->stored_ms + STORE_MS;
    if (view->failures > 0 || (stale && !cg_str_eq(found.to, view->position)))
        rc = webhook_change(service, hook->id, move_on, &found, false, err);
    if (rc == CG_OK)
        note_looked(service->webhooks, hook, !found.more, head);
    return rc;
}

/* ---- what waits ---- */

static cg_code set_end(cg_service *service, webhook_record *record, void *arg, cg_err *err)
{
    const run *found = arg;
    cg_delivery_view *waiting = webhook_waiting(record);
    (void)service, (void)err;
    if (waiting == NULL)
        return CG_OK;
    waiting->to = cg_arena_str(record->arena, found->to);
    waiting->events = found->count;
    return CG_OK;
}

/* The same events as before; fewer, or others, only where they are no longer kept. */
static cg_code deliver(cg_service *service, webhook *hook, webhook_record *record, cg_id id,
                       cg_arena *arena, cg_webhook_job *out, cg_err *err)
{
    const cg_delivery_view *delivery = webhook_delivery(record, id);
    run found = {0};
    cg_code rc = CG_OK;
    if (delivery->kind == CG_DELIVERY_EVENTS) {
        rc = read_run(service, &record->view, delivery->from, (size_t)delivery->events,
                      delivery->by_hand, arena, &found, err);
        bool moved = found.count != delivery->events;
        if (rc == CG_OK && !delivery->by_hand && moved)
            rc = webhook_change(service, hook->id, set_end, &found, false, err);
    }
    if (rc == CG_OK)
        fill_job(hook, record, delivery, &found, arena, out);
    return rc;
}

/* ---- taking ---- */

static void log_trouble(const webhook *hook, const cg_err *why)
{
    char id[CG_ID_TEXT_LEN];
    cg_id_text(hook->id, id);
    CG_LOG(CG_LOG_WARN, "webhook.events", CG_LSTR("webhook", cg_str_from(id)),
           CG_LSTR("error", cg_str_from(why->text)));
}

/* Its record cannot be stored. */
static void postpone(cg_service *service, webhook *hook, const cg_err *why)
{
    log_trouble(hook, why);
    cg_mutex_lock(&service->webhooks->mu);
    hook->pause_until_ms = cg_wall_ms() + TROUBLE_MS;
    cg_mutex_unlock(&service->webhooks->mu);
}

static cg_code edit_trouble(cg_service *service, webhook_record *record, void *arg, cg_err *err)
{
    const cg_err *why = arg;
    (void)err;
    note_failure(service, record, cg_arena_str(record->arena, cg_str_from(why->text)), 0);
    return CG_OK;
}

/* Its events cannot be read: a ref that is gone, a store that is in trouble. It may be otherwise later, so that it counts
 * as an attempt. */
static void note_trouble(cg_service *service, webhook *hook, cg_err *why)
{
    cg_err other = {0};
    uint64_t head;
    log_trouble(hook, why);
    cg_mutex_lock(&service->webhooks->mu);
    hook->lost = why->code == CG_E_NOT_FOUND &&
                 !cg_service_generation(service, hook->record->view.where, &head);
    cg_mutex_unlock(&service->webhooks->mu);
    cg_code rc = webhook_change(service, hook->id, edit_trouble, why, false, &other);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        postpone(service, hook, &other);
}

static void fail_by_hand(cg_service *service, webhook *hook, cg_id delivery, const cg_err *why)
{
    cg_webhook_job job = {.webhook = hook->id, .delivery = delivery, .hook = hook};
    cg_webhook_outcome outcome = {.error = cg_str_from(why->text)};
    cg_service_webhook_end(service, &job, &outcome);
}

cg_code cg_service_webhook_take(cg_service *service, cg_arena *arena, cg_webhook_job *out_job,
                                bool *out_job_given, uint64_t *out_next_ms, cg_err *err)
{
    uint64_t until_ns = cg_now_ns() + LOOK_NS;
    webhook_record *record;
    webhook *hook;
    choice chosen;
    cg_id id;
    *out_job_given = false;
    *out_next_ms = UINT64_MAX;
    (void)err;
    while (cg_now_ns() < until_ns &&
           (hook = choose(service, &chosen, &id, &record, out_next_ms)) != NULL) {
        cg_err why = {0};
        cg_arena_mark mark = cg_arena_save(arena);
        cg_code rc = chosen == CHOICE_LOOK
                         ? look(service, hook, record, arena, &why)
                         : deliver(service, hook, record, id, arena, out_job, &why);
        const cg_delivery_view *delivery =
            chosen == CHOICE_DELIVER ? webhook_delivery(record, id) : NULL;
        bool by_hand = delivery != NULL && delivery->by_hand;
        webhook_record_destroy(record);
        if (rc == CG_OK && chosen == CHOICE_DELIVER) {
            *out_job_given = true;
            return CG_OK;
        }
        cg_arena_rewind(arena, mark);
        if (rc != CG_OK && by_hand) {
            fail_by_hand(service, hook, id, &why);
            continue;
        }
        if (rc != CG_OK)
            note_trouble(service, hook, &why);
        release(service->webhooks, hook);
    }
    if (cg_now_ns() >= until_ns)
        *out_next_ms = 0;
    return CG_OK;
}

void cg_service_webhook_give_back(cg_service *service, const cg_webhook_job *job)
{
    release(service->webhooks, job->hook);
}

/* ---- ending ---- */

typedef struct ending {
    cg_id delivery;
    const cg_webhook_outcome *outcome;
} ending;

static void note_success(webhook_record *record, cg_delivery_view *delivery)
{
    delivery->state = CG_DELIVERY_DELIVERED;
    delivery->next_ms = 0;
    record->view.position = delivery->to;
    note_well(record);
}

static cg_code edit_end(cg_service *service, webhook_record *record, void *arg, cg_err *err)
{
    const ending *e = arg;
    const cg_webhook_outcome *outcome = e->outcome;
    cg_delivery_view *delivery = webhook_delivery(record, e->delivery);
    (void)err;
    if (delivery == NULL) /* another filter was set meanwhile */
        return CG_OK;
    uint64_t now_ms = cg_wall_ms();
    delivery->attempts++;
    delivery->attempted_ms = now_ms;
    delivery->duration_ms = outcome->duration_ms;
    delivery->status = outcome->status;
    delivery->error = cg_arena_str(record->arena, outcome->error);
    if (outcome->ok)
        record->view.delivered_ms = now_ms;
    if (delivery->by_hand) {
        delivery->by_hand = false;
        delivery->state = outcome->ok ? CG_DELIVERY_DELIVERED : CG_DELIVERY_FAILED;
        delivery->next_ms = 0;
    } else if (outcome->ok) {
        note_success(record, delivery);
    } else if (outcome->gone) {
        record->view.failures++;
        disable(record, CG_STR("the receiver says that it is gone"));
    } else {
        note_failure(service, record, delivery->error, outcome->retry_after_ms);
    }
    return CG_OK;
}

void cg_service_webhook_end(cg_service *service, const cg_webhook_job *job,
                            const cg_webhook_outcome *outcome)
{
    ending e = {job->delivery, outcome};
    cg_err why = {0};
    cg_metric_add(outcome->ok ? CG_M_WEBHOOKS_DELIVERED : CG_M_WEBHOOKS_FAILED, 1);
    cg_code rc = webhook_change(service, job->webhook, edit_end, &e, false, &why);
    if (rc != CG_OK && rc != CG_E_NOT_FOUND)
        postpone(service, job->hook, &why); /* it will be delivered again */
    release(service->webhooks, job->hook);
}
