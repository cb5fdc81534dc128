// SPDX-License-Identifier: Apache-2.0
#include "tasks/tasks.h"
#include "webhooks.h"

#define RECORD_VERSION 1

webhook_record *webhook_record_create(void)
{
    cg_arena *arena = cg_arena_create(0);
    webhook_record *record = cg_arena_alloc(arena, sizeof *record);
    record->arena = arena;
    return record;
}

void webhook_record_destroy(webhook_record *record)
{
    if (record == NULL)
        return;
    if (record->secret.len > 0)
        explicit_bzero((char *)record->secret.ptr, record->secret.len);
    CG_VEC_FINI(&record->log);
    cg_arena_destroy(record->arena);
}

void webhook_record_set_filter(webhook_record *record, const cg_event_filter *filter)
{
    cg_arena *arena = record->arena;
    const cg_node_filter *nodes = &filter->nodes;
    cg_node_kind *kinds = cg_arena_alloc_array(arena, nodes->kinds_count + 1, sizeof *kinds);
    cg_lang_id *langs = cg_arena_alloc_array(arena, nodes->langs_count + 1, sizeof *langs);
    cg_edge_kind *edges = cg_arena_alloc_array(arena, filter->edges_count + 1, sizeof *edges);
    for (size_t i = 0; i < nodes->kinds_count; i++)
        kinds[i] = nodes->kinds[i];
    for (size_t i = 0; i < nodes->langs_count; i++)
        langs[i] = nodes->langs[i];
    for (size_t i = 0; i < filter->edges_count; i++)
        edges[i] = filter->edges[i];
    record->view.filter = (cg_event_filter){.types = filter->types,
                                            .nodes = {.kinds = kinds,
                                                      .kinds_count = nodes->kinds_count,
                                                      .langs = langs,
                                                      .langs_count = nodes->langs_count,
                                                      .path = cg_arena_str(arena, nodes->path)},
                                            .edges = edges,
                                            .edges_count = filter->edges_count};
}

/* ---- the stored form ---- */

static void put_number(cg_buf *out, uint64_t v)
{
    cg_buf_add_varint(out, v);
}

/* By their words: the table of events gives no codes. */
static void put_types(unsigned types, cg_buf *out)
{
    put_number(out, (uint64_t)__builtin_popcount(types));
    for (unsigned type = 0; type < CG_EVENT_TYPE_LIMIT; type++)
        if (types >> type & 1)
            record_put_text(out, cg_str_from(cg_event_type_text(type)));
}

static unsigned get_types(record_reader *r)
{
    unsigned types = 0;
    for (size_t left = record_count(r, 1); left > 0; left--) {
        cg_str word = record_text(r);
        for (unsigned type = 0; type < CG_EVENT_TYPE_LIMIT; type++)
            types |= (unsigned)cg_str_eq(word, cg_str_from(cg_event_type_text(type))) << type;
    }
    return types;
}

static void put_filter(const cg_event_filter *filter, cg_buf *out)
{
    put_types(filter->types, out);
    put_number(out, filter->nodes.kinds_count);
    for (size_t i = 0; i < filter->nodes.kinds_count; i++)
        put_number(out, filter->nodes.kinds[i]);
    put_number(out, filter->nodes.langs_count);
    for (size_t i = 0; i < filter->nodes.langs_count; i++)
        put_number(out, filter->nodes.langs[i]);
    record_put_text(out, filter->nodes.path);
    put_number(out, filter->edges_count);
    for (size_t i = 0; i < filter->edges_count; i++)
        put_number(out, filter->edges[i]);
}

static void get_filter(record_reader *r, cg_event_filter *out)
{
    *out = (cg_event_filter){.types = get_types(r)};
    size_t count = out->nodes.kinds_count = record_count(r, 1);
    cg_node_kind *kinds = cg_arena_alloc_array(r->arena, count + 1, sizeof *kinds);
    for (size_t i = 0; i < count; i++)
        kinds[i] = (cg_node_kind)record_number(r);
    count = out->nodes.langs_count = record_count(r, 1);
    cg_lang_id *langs = cg_arena_alloc_array(r->arena, count + 1, sizeof *langs);
    for (size_t i = 0; i < count; i++)
        langs[i] = (cg_lang_id)record_number(r);
    out->nodes.path = record_text(r);
    count = out->edges_count = record_count(r, 1);
    cg_edge_kind *edges = cg_arena_alloc_array(r->arena, count + 1, sizeof *edges);
    for (size_t i = 0; i < count; i++)
        edges[i] = (cg_edge_kind)record_number(r);
    out->nodes.kinds = kinds;
    out->nodes.langs = langs;
    out->edges = edges;
}

static void put_delivery(const cg_delivery_view *d, cg_buf *out)
{
    const uint64_t numbers[] = {d->kind,     d->state,      d->by_hand,    d->events,
                                d->attempts, d->status,     d->created_ms, d->attempted_ms,
                                d->next_ms,  d->duration_ms};
    cg_buf_add(out, d->id.bytes, sizeof d->id.bytes);
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        put_number(out, numbers[i]);
    record_put_text(out, d->from);
    record_put_text(out, d->to);
    record_put_text(out, d->error);
}

static void get_delivery(record_reader *r, cg_delivery_view *out)
{
    *out = (cg_delivery_view){0};
    r->ok = r->ok && (size_t)(r->end - r->pos) >= sizeof out->id.bytes;
    if (!r->ok)
        return;
    memcpy(out->id.bytes, r->pos, sizeof out->id.bytes);
    r->pos += sizeof out->id.bytes;
    out->kind = (cg_delivery_kind)record_number(r);
    out->state = (cg_delivery_state)record_number(r);
    out->by_hand = record_number(r) != 0;
    out->events = record_number(r);
    out->attempts = (uint32_t)record_number(r);
    out->status = (uint32_t)record_number(r);
    out->created_ms = record_number(r);
    out->attempted_ms = record_number(r);
    out->next_ms = record_number(r);
    out->duration_ms = record_number(r);
    out->from = record_text(r);
    out->to = record_text(r);
    out->error = record_text(r);
}

void webhook_record_put(const webhook_record *record, cg_buf *out)
{
    const cg_webhook_view *v = &record->view;
    const uint64_t numbers[] = {RECORD_VERSION, v->state,        v->failures, v->created_ms,
                                v->changed_ms,  v->delivered_ms, v->next_ms};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        put_number(out, numbers[i]);
    record_put_text(out, v->where.project);
    record_put_text(out, v->where.ref);
    record_put_text(out, v->url);
    record_put_text(out, v->description);
    record_put_text(out, v->reason);
    record_put_text(out, v->position);
    record_put_text(out, record->secret);
    put_filter(&v->filter, out);
    put_number(out, record->log.len);
    for (size_t i = 0; i < record->log.len; i++)
        put_delivery(&record->log.ptr[i], out);
}

static void get_view(record_reader *r, webhook_record *record)
{
    cg_webhook_view *v = &record->view;
    r->ok = record_number(r) == RECORD_VERSION;
    v->state = (cg_webhook_state)record_number(r);
    v->failures = (uint32_t)record_number(r);
    v->created_ms = record_number(r);
    v->changed_ms = record_number(r);
    v->delivered_ms = record_number(r);
    v->next_ms = record_number(r);
    v->where.project = record_text(r);
    v->where.ref = record_text(r);
    v->url = record_text(r);
    v->description = record_text(r);
    v->reason = record_text(r);
    v->position = record_text(r);
    record->secret = record_text(r);
    get_filter(r, &v->filter);
}

cg_code webhook_record_get(cg_str value, cg_id id, webhook_record **out_record, cg_err *err)
{
    webhook_record *record = webhook_record_create();
    record_reader r = {.pos = (const uint8_t *)value.ptr,
                       .end = (const uint8_t *)value.ptr + value.len,
                       .arena = record->arena,
                       .ok = true};
    record->view.id = id;
    get_view(&r, record);
    for (size_t left = record_count(&r, sizeof id.bytes); left > 0 && r.ok; left--) {
        cg_delivery_view delivery;
        get_delivery(&r, &delivery);
        CG_VEC_PUSH(&record->log, delivery);
    }
    if (!r.ok || r.pos != r.end) {
        webhook_record_destroy(record);
        return CG_FAIL(err, CG_E_CORRUPT, "the record of a webhook is damaged");
    }
    *out_record = record;
    return CG_OK;
}

webhook_record *webhook_record_copy(const webhook_record *record)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    webhook_record *copy = NULL;
    webhook_record_put(record, &text);
    CG_ASSERT(webhook_record_get(cg_buf_str(&text), record->view.id, &copy, NULL) == CG_OK);
    explicit_bzero(text.ptr, text.len);
    return copy;
}

cg_code webhook_record_save(cg_service *service, cg_id id, const webhook_record *record, bool sync,
                            cg_err *err)
{
    CG_AUTO_VALUE(cg_buf) key = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    cg_kv *kv = cg_store_kv(service->store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    cg_buf_add_str(&key, CG_STR(WEBHOOK_KEY_WORD));
    cg_buf_add(&key, id.bytes, sizeof id.bytes);
    if (record != NULL) {
        webhook_record_put(record, &value);
        cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&key), cg_buf_str(&value));
        explicit_bzero(value.ptr, value.len);
    } else {
        cg_kv_batch_delete(batch, CG_CF_METADATA, cg_buf_str(&key));
    }
    cg_code rc = cg_kv_resume(kv, err); /* nothing to do but after a full disk */
    return rc == CG_OK ? cg_kv_write(kv, batch, sync, err) : rc;
}
