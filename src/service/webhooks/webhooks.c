// SPDX-License-Identifier: Apache-2.0
// The table of webhooks, and what clients do with it.
#include "webhooks.h"

#include <stdlib.h>

#define BY_HAND_MAX 4 /* deliveries of one webhook that wait because a client asked */

const char *cg_webhook_state_text(unsigned state)
{
    static const char *const texts[] = {"active", "paused", "disabled"};
    return state < CG_ARRAY_LEN(texts) ? texts[state] : "";
}

const char *cg_delivery_kind_text(unsigned kind)
{
    static const char *const texts[] = {"events", "ping"};
    return kind < CG_ARRAY_LEN(texts) ? texts[kind] : "";
}

const char *cg_delivery_state_text(unsigned state)
{
    static const char *const texts[] = {"waiting", "delivered", "failed"};
    return state < CG_ARRAY_LEN(texts) ? texts[state] : "";
}

/* ---- the table ---- */

webhook *webhook_find_locked(webhook_table *table, cg_id id)
{
    for (size_t i = 0; i < table->list.len; i++)
        if (cg_id_eq(table->list.ptr[i]->id, id))
            return table->list.ptr[i];
    return NULL;
}

void webhook_free(webhook *hook)
{
    webhook_record_destroy(hook->record);
    cg_free(hook);
}

void webhooks_wake(webhook_table *table)
{
    cg_mutex_lock(&table->mu);
    void (*wake)(void *) = table->wake;
    void *arg = table->wake_arg;
    cg_mutex_unlock(&table->mu);
    if (wake != NULL)
        wake(arg);
}

static cg_code no_webhook(cg_err *err)
{
    return CG_FAIL(err, CG_E_NOT_FOUND, "there is no webhook of this id");
}

/* It is the caller's to change, until end_change. NULL: there is none. */
static webhook *begin_change(webhook_table *table, cg_id id)
{
    cg_mutex_lock(&table->mu);
    webhook *hook;
    while ((hook = webhook_find_locked(table, id)) != NULL && hook->changing)
        cg_cond_wait(&table->changed, &table->mu);
    if (hook != NULL)
        hook->changing = true;
    cg_mutex_unlock(&table->mu);
    return hook;
}

/* With another record, or NULL: the one it has. */
static void end_change(webhook_table *table, webhook *hook, webhook_record *take_record)
{
    webhook_record *old = NULL;
    cg_mutex_lock(&table->mu);
    if (take_record != NULL) {
        old = hook->record;
        hook->record = take_record;
    }
    hook->changing = false;
    cg_cond_broadcast(&table->changed);
    cg_mutex_unlock(&table->mu);
    webhook_record_destroy(old);
}

cg_code webhook_change(cg_service *service, cg_id id, webhook_edit_fn edit, void *arg, bool sync,
                       cg_err *err)
{
    webhook *hook = begin_change(service->webhooks, id);
    if (hook == NULL)
        return no_webhook(err);
    webhook_record *record = webhook_record_copy(hook->record); /* only this thread replaces it */
    cg_code rc = edit(service, record, arg, err);
    if (rc == CG_OK)
        rc = webhook_record_save(service, id, record, sync, err);
    end_change(service->webhooks, hook, rc == CG_OK ? record : NULL);
    if (rc != CG_OK)
        webhook_record_destroy(record);
    return rc;
}

/* A copy of what is in the table; NULL: there is none. */
static webhook_record *copy_of(webhook_table *table, cg_id id)
{
    cg_mutex_lock(&table->mu);
    const webhook *hook = webhook_find_locked(table, id);
    webhook_record *copy = hook != NULL ? webhook_record_copy(hook->record) : NULL;
    cg_mutex_unlock(&table->mu);
    return copy;
}

static void destroy_record(void *record)
{
    webhook_record_destroy(record);
}

/* The same, for as long as the arena lives. */
static cg_code read_in(cg_service *service, cg_id id, cg_arena *arena, webhook_record **out,
                       cg_err *err)
{
    *out = copy_of(service->webhooks, id);
    if (*out == NULL)
        return no_webhook(err);
    cg_arena_defer(arena, destroy_record, *out);
    return CG_OK;
}

/* ---- opening ---- */

static int by_age(const void *a, const void *b)
{
    const webhook *x = *(webhook *const *)a, *y = *(webhook *const *)b;
    uint64_t at = x->record->view.created_ms, other = y->record->view.created_ms;
    return at != other ? (at > other) - (at < other) : memcmp(&x->id, &y->id, sizeof x->id);
}

cg_code webhooks_open(cg_service *service, cg_err *err)
{
    webhook_table *table = service->webhooks = cg_alloc(sizeof *table);
    cg_str word = CG_STR(WEBHOOK_KEY_WORD);
    cg_code rc = CG_OK;
    cg_mutex_init(&table->mu, CG_LOCK_SERVICE_WEBHOOKS);
    cg_cond_init(&table->changed);
    CG_AUTO(cg_kv_iter)
    iter = cg_kv_iter_create(cg_store_kv(service->store), NULL, CG_CF_METADATA, word,
                             CG_STR("webhook0")); /* '0' comes behind '/' */
    for (cg_kv_iter_first(iter); rc == CG_OK && cg_kv_iter_valid(iter); cg_kv_iter_next(iter)) {
        cg_str k = cg_kv_iter_key(iter);
        webhook_record *record;
        cg_id id;
        if (k.len != word.len + sizeof id.bytes)
            continue;
        memcpy(id.bytes, k.ptr + word.len, sizeof id.bytes);
        rc = webhook_record_get(cg_kv_iter_value(iter), id, &record, err);
        if (rc != CG_OK)
            break;
        webhook *hook = cg_alloc(sizeof *hook);
        *hook = (webhook){.id = id, .record = record};
        CG_VEC_PUSH(&table->list, hook);
    }
    if (table->list.len > 1)
        qsort(table->list.ptr, table->list.len, sizeof *table->list.ptr, by_age);
    return rc == CG_OK ? cg_kv_iter_status(iter, err) : rc;
}

void webhooks_close(cg_service *service)
{
    webhook_table *table = service->webhooks;
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->list.len; i++)
        webhook_free(table->list.ptr[i]);
    CG_VEC_FINI(&table->list);
    cg_cond_fini(&table->changed);
    cg_mutex_fini(&table->mu);
    cg_free(table);
}

void cg_service_webhook_watch(cg_service *service, void (*wake)(void *arg), void *arg)
{
    webhook_table *table = service->webhooks;
    cg_mutex_lock(&table->mu);
    table->wake = wake;
    table->wake_arg = arg;
    cg_mutex_unlock(&table->mu);
}

/* ---- creating and reading ---- */

/* Where its feed begins. "0" stays what it is: which event is the first that is kept is for later. */
static cg_code find_begin(cg_service *service, const cg_webhook_request *request, cg_arena *arena,
                          cg_str *out_position, cg_err *err)
{
    cg_event_feed *feed;
    cg_event_filter filter = {.types = 1u << CG_EVENT_VERSION_CREATED};
    cg_code rc =
        cg_service_events_open(service, request->where, &filter, request->after, &feed, err);
    if (rc != CG_OK)
        return rc;
    *out_position = cg_str_eq(request->after, CG_STR("0"))
                        ? CG_STR("0")
                        : cg_service_events_position(feed, arena);
    cg_service_events_close(feed);
    return CG_OK;
}

static webhook_record *make_record(const cg_webhook_request *request, cg_str position)
{
    webhook_record *record = webhook_record_create();
    cg_arena *arena = record->arena;
    cg_random_bytes(record->view.id.bytes, sizeof record->view.id.bytes);
    record->view.where =
        (cg_graph_ref){.project = cg_arena_str(arena, project_or_default(request->where.project)),
                       .ref = cg_arena_str(arena, request->where.ref)};
    record->view.url = cg_arena_str(arena, request->url);
    record->view.description = cg_arena_str(arena, request->description);
    record->view.position = cg_arena_str(arena, position);
    record->view.state = request->paused ? CG_WEBHOOK_PAUSED : CG_WEBHOOK_ACTIVE;
    record->view.created_ms = record->view.changed_ms = cg_wall_ms();
    record->secret = cg_arena_str(arena, request->secret);
    webhook_record_set_filter(record, &request->filter);
    return record;
}

/* In the table, where nobody can change it yet. */
static cg_code enter(cg_service *service, webhook *hook, cg_err *err)
{
    webhook_table *table = service->webhooks;
    cg_code rc = CG_OK;
    cg_mutex_lock(&table->mu);
    if (table->list.len >= service->opts.webhooks.webhooks_max)
        rc = CG_FAIL(err, CG_E_UNPROCESSABLE, "there are webhooks.max of them already: %zu",
                     table->list.len);
    else
        CG_VEC_PUSH(&table->list, hook);
    cg_mutex_unlock(&table->mu);
    return rc;
}

static void leave_locked(webhook_table *table, const webhook *hook) CG_REQUIRES(table->mu)
{
    for (size_t i = 0; i < table->list.len; i++)
        if (table->list.ptr[i] == hook) {
            memmove(table->list.ptr + i, table->list.ptr + i + 1,
                    (--table->list.len - i) * sizeof *table->list.ptr);
            return;
        }
}

/* Out of the table; freed, unless somebody delivers for it. The caller has the change. */
static void drop(webhook_table *table, webhook *hook)
{
    cg_mutex_lock(&table->mu);
    leave_locked(table, hook);
    hook->deleted = true;
    bool taken = hook->taken;
    cg_cond_broadcast(&table->changed);
    cg_mutex_unlock(&table->mu);
    if (!taken)
        webhook_free(hook);
}

cg_code cg_service_webhook_create(cg_service *service, const cg_webhook_request *request,
                                  cg_arena *arena, cg_webhook_view *out, cg_err *err)
{
    cg_str position;
    cg_code rc = find_begin(service, request, arena, &position, err);
    if (rc != CG_OK)
        return rc;
    webhook *hook = cg_alloc(sizeof *hook);
    hook->record = make_record(request, position);
    hook->id = hook->record->view.id;
    hook->changing = true;
    cg_id id = hook->id;
    rc = enter(service, hook, err);
    if (rc != CG_OK) {
        webhook_free(hook);
        return rc;
    }
    rc = webhook_record_save(service, id, hook->record, true, err);
    if (rc != CG_OK) {
        drop(service->webhooks, hook);
        return rc;
    }
    end_change(service->webhooks, hook, NULL);
    webhooks_wake(service->webhooks);
    return cg_service_webhook_get(service, id, arena, out, err);
}

cg_code cg_service_webhook_get(cg_service *service, cg_id id, cg_arena *arena, cg_webhook_view *out,
                               cg_err *err)
{
    webhook_record *record;
    cg_code rc = read_in(service, id, arena, &record, err);
    if (rc == CG_OK)
        *out = record->view;
    return rc;
}

cg_code cg_service_webhook_list(cg_service *service, cg_str project, cg_arena *arena,
                                cg_webhook_view **out_rows, size_t *out_count, cg_err *err)
{
    webhook_table *table = service->webhooks;
    size_t count = 0;
    (void)err;
    project = project_or_default(project);
    cg_mutex_lock(&table->mu);
    cg_webhook_view *rows = cg_arena_alloc_array(arena, table->list.len + 1, sizeof *rows);
    for (size_t i = 0; i < table->list.len; i++) {
        if (!cg_str_eq(table->list.ptr[i]->record->view.where.project, project))
            continue;
        webhook_record *copy = webhook_record_copy(table->list.ptr[i]->record);
        cg_arena_defer(arena, destroy_record, copy);
        rows[count++] = copy->view;
    }
    cg_mutex_unlock(&table->mu);
    *out_rows = rows;
    *out_count = count;
    return CG_OK;
}

/* ---- changing ---- */

cg_delivery_view *webhook_waiting(webhook_record *record)
{
    for (size_t i = 0; i < record->log.len; i++)
        if (record->log.ptr[i].state == CG_DELIVERY_WAITING && !record->log.ptr[i].by_hand)
            return &record->log.ptr[i];
    return NULL;
}

/* What it was about to be told is looked for anew: from where it is, by another filter. */
static void forget_waiting(webhook_record *record)
{
    cg_delivery_view *waiting = webhook_waiting(record);
    if (waiting == NULL)
        return;
    size_t i = (size_t)(waiting - record->log.ptr);
    record->view.next_ms = 0;
    memmove(waiting, waiting + 1, (--record->log.len - i) * sizeof *waiting);
}

static void activate(webhook_record *record)
{
    cg_delivery_view *waiting = webhook_waiting(record);
    record->view.state = CG_WEBHOOK_ACTIVE;
    record->view.reason = CG_STR("");
    record->view.failures = 0;
    record->view.next_ms = 0;
    if (waiting != NULL)
        waiting->next_ms = cg_wall_ms();
}

static cg_code edit_record(cg_service *service, webhook_record *record, void *arg, cg_err *err)
{
    const cg_webhook_edit *edit = arg;
    (void)service, (void)err;
    if (edit->url.len > 0)
        record->view.url = cg_arena_str(record->arena, edit->url);
    if (edit->secret.len > 0)
        record->secret = cg_arena_str(record->arena, edit->secret);
    if (edit->description_given)
        record->view.description = cg_arena_str(record->arena, edit->description);
    if (edit->filter_given) {
        webhook_record_set_filter(record, &edit->filter);
        forget_waiting(record);
    }
    if (edit->state_given && edit->paused && record->view.state == CG_WEBHOOK_ACTIVE)
        record->view.state = CG_WEBHOOK_PAUSED;
    else if (edit->state_given && !edit->paused)
        activate(record);
    record->view.changed_ms = cg_wall_ms();
    return CG_OK;
}

/* What was looked at by the filter it had says nothing now. */
static void look_again(webhook_table *table, cg_id id)
{
    cg_mutex_lock(&table->mu);
    webhook *hook = webhook_find_locked(table, id);
    if (hook != NULL) {
        hook->looked = false;
        hook->pause_until_ms = 0;
    }
    cg_mutex_unlock(&table->mu);
}

cg_code cg_service_webhook_update(cg_service *service, cg_id id, const cg_webhook_edit *edit,
                                  cg_arena *arena, cg_webhook_view *out, cg_err *err)
{
    cg_code rc = webhook_change(service, id, edit_record, (void *)edit, true, err);
    if (rc != CG_OK)
        return rc;
    look_again(service->webhooks, id);
    webhooks_wake(service->webhooks);
    return cg_service_webhook_get(service, id, arena, out, err);
}

cg_code cg_service_webhook_delete(cg_service *service, cg_id id, cg_err *err)
{
    webhook *hook = begin_change(service->webhooks, id);
    if (hook == NULL)
        return no_webhook(err);
    cg_code rc = webhook_record_save(service, id, NULL, true, err);
    if (rc == CG_OK)
        drop(service->webhooks, hook);
    else
        end_change(service->webhooks, hook, NULL);
    return rc;
}

/* ---- deliveries ---- */

cg_delivery_view *webhook_delivery(webhook_record *record, cg_id id)
{
    for (size_t i = 0; i < record->log.len; i++)
        if (cg_id_eq(record->log.ptr[i].id, id))
            return &record->log.ptr[i];
    return NULL;
}

static void trim_log(webhook_record *record, size_t max)
{
    for (size_t i = 0; i < record->log.len && record->log.len > max;) {
        if (record->log.ptr[i].state == CG_DELIVERY_WAITING)
            i++;
        else
            memmove(record->log.ptr + i, record->log.ptr + i + 1,
                    (--record->log.len - i) * sizeof *record->log.ptr);
    }
}

cg_delivery_view *webhook_log_add(cg_service *service, webhook_record *record,
                                  cg_delivery_kind kind)
{
    size_t max = service->opts.webhooks.log_max;
    cg_delivery_view delivery = {.kind = kind, .created_ms = cg_wall_ms()};
    cg_random_bytes(delivery.id.bytes, sizeof delivery.id.bytes);
    delivery.next_ms = delivery.created_ms;
    trim_log(record, (max > 0 ? max : 20) - 1);
    CG_VEC_PUSH(&record->log, delivery);
    return &record->log.ptr[record->log.len - 1];
}

cg_code cg_service_webhook_deliveries(cg_service *service, cg_id id, cg_arena *arena,
                                      cg_delivery_view **out_rows, size_t *out_count, cg_err *err)
{
    webhook_record *record;
    cg_code rc = read_in(service, id, arena, &record, err);
    if (rc != CG_OK)
        return rc;
    *out_count = record->log.len;
    *out_rows = cg_arena_alloc_array(arena, record->log.len + 1, sizeof **out_rows);
    for (size_t i = 0; i < record->log.len; i++)
        (*out_rows)[i] = record->log.ptr[record->log.len - 1 - i];
    return CG_OK;
}

typedef struct by_hand {
    bool again;
    cg_id delivery; /* of which; or what came of it */
} by_hand;

static cg_code edit_by_hand(cg_service *service, webhook_record *record, void *arg, cg_err *err)
{
    by_hand *ask = arg;
    size_t waiting = 0;
    for (size_t i = 0; i < record->log.len; i++)
        waiting += record->log.ptr[i].state == CG_DELIVERY_WAITING && record->log.ptr[i].by_hand;
    cg_delivery_view *delivery = ask->again ? webhook_delivery(record, ask->delivery) : NULL;
    if (ask->again && delivery == NULL)
        return CG_FAIL(err, CG_E_NOT_FOUND, "no delivery of this id is kept");
    if (delivery != NULL && delivery->state == CG_DELIVERY_WAITING)
        return CG_FAIL(err, CG_E_CONFLICT, "this delivery waits already");
    if (waiting >= BY_HAND_MAX)
        return CG_FAIL(err, CG_E_CONFLICT,
                       "%zu deliveries of this webhook that were asked for wait", waiting);
    if (delivery == NULL)
        delivery = webhook_log_add(service, record, CG_DELIVERY_PING);
    delivery->state = CG_DELIVERY_WAITING;
    delivery->by_hand = true;
    delivery->next_ms = cg_wall_ms();
    ask->delivery = delivery->id;
    return CG_OK;
}

static cg_code do_by_hand(cg_service *service, cg_id id, by_hand ask, cg_arena *arena,
                          cg_delivery_view *out, cg_err *err)
{
    webhook_record *record;
    cg_code rc = webhook_change(service, id, edit_by_hand, &ask, true, err);
    if (rc != CG_OK)
        return rc;
    rc = read_in(service, id, arena, &record, err);
    webhooks_wake(service->webhooks);
    const cg_delivery_view *found = rc == CG_OK ? webhook_delivery(record, ask.delivery) : NULL;
    if (found == NULL)
        return rc != CG_OK ? rc : CG_FAIL(err, CG_E_NOT_FOUND, "no delivery of this id is kept");
    *out = *found;
    return CG_OK;
}

cg_code cg_service_webhook_ping(cg_service *service, cg_id id, cg_arena *arena,
                                cg_delivery_view *out, cg_err *err)
{
    return do_by_hand(service, id, (by_hand){0}, arena, out, err);
}

cg_code cg_service_webhook_redeliver(cg_service *service, cg_id id, cg_id delivery, cg_arena *arena,
                                     cg_delivery_view *out, cg_err *err)
{
    return do_by_hand(service, id, (by_hand){.again = true, .delivery = delivery}, arena, out, err);
}
