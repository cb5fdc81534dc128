// SPDX-License-Identifier: Apache-2.0
// What the store keeps of a task that is not finished: enough to run it again.
#include "tasks.h"

#define RECORD_VERSION 1

static void put_text(cg_buf *out, cg_str text)
{
    cg_buf_add_varint(out, text.len);
    cg_buf_add_str(out, text);
}

static void put_texts(cg_buf *out, const cg_str *texts, size_t count)
{
    cg_buf_add_varint(out, count);
    for (size_t i = 0; i < count; i++)
        put_text(out, texts[i]);
}

void task_record_put(const task *t, cg_buf *out)
{
    const cg_parse_root_request *q = &t->request;
    cg_buf_add_varint(out, RECORD_VERSION);
    cg_buf_add_varint(out, t->enqueued_ms);
    cg_buf_add_varint(out, (uint64_t)q->dry_run | (uint64_t)q->mode << 1);
    put_text(out, q->project);
    put_text(out, q->root);
    put_text(out, q->message);
    put_texts(out, q->include, q->include_count);
    put_texts(out, q->exclude, q->exclude_count);
}

typedef struct reader {
    const uint8_t *pos, *end;
    cg_arena *arena;
    bool ok;
} reader;

static uint64_t get_number(reader *r)
{
    uint64_t v = 0;
    r->ok = r->ok && cg_read_varint(&r->pos, r->end, &v);
    return r->ok ? v : 0;
}

static cg_str get_text(reader *r)
{
    uint64_t len = get_number(r);
    r->ok = r->ok && len <= (size_t)(r->end - r->pos);
    if (!r->ok)
        return CG_STR_NULL;
    cg_str text = cg_arena_str(r->arena, cg_str_make((const char *)r->pos, len));
    r->pos += len;
    return text;
}

static const cg_str *get_texts(reader *r, size_t *out_count)
{
    uint64_t count = get_number(r);
    r->ok = r->ok && count <= (size_t)(r->end - r->pos);
    if (!r->ok)
        return NULL;
    cg_str *texts = cg_arena_alloc_array(r->arena, count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = get_text(r);
    *out_count = count;
    return texts;
}

bool task_record_get(cg_str value, task *out_task)
{
    reader r = {(const uint8_t *)value.ptr, (const uint8_t *)value.ptr + value.len, out_task->arena,
                true};
    cg_parse_root_request *q = &out_task->request;
    if (get_number(&r) != RECORD_VERSION)
        return false;
    out_task->enqueued_ms = get_number(&r);
    uint64_t flags = get_number(&r);
    q->dry_run = flags & 1;
    q->mode = flags >> 1 & 1 ? CG_PARSE_REPLACE : CG_PARSE_PATCH;
    q->project = get_text(&r);
    q->root = get_text(&r);
    q->message = get_text(&r);
    q->include = get_texts(&r, &q->include_count);
    q->exclude = get_texts(&r, &q->exclude_count);
    return r.ok && r.pos == r.end;
}

void task_record_key(cg_id id, cg_buf *out)
{
    cg_buf_add_str(out, CG_STR(TASK_KEY_WORD));
    cg_buf_add(out, id.bytes, sizeof id.bytes);
}

/* Not waiting for the disk: the log outlives the process, and after a power cut a task that is
 * gone answers 404, so its client knows. The work itself is committed durably. */
static cg_code write(const task *t, bool present, cg_err *err)
{
    cg_kv *kv = cg_store_kv(t->queue->service->store);
    CG_AUTO(cg_kv_batch) batch = cg_kv_batch_create(kv);
    CG_AUTO_VALUE(cg_buf) k = {0};
    CG_AUTO_VALUE(cg_buf) value = {0};
    task_record_key(t->id, &k);
    task_record_put(t, &value);
    if (present)
        cg_kv_batch_put(batch, CG_CF_METADATA, cg_buf_str(&k), cg_buf_str(&value));
    else
        cg_kv_batch_delete(batch, CG_CF_METADATA, cg_buf_str(&k));
    cg_code rc = cg_kv_resume(kv, err); /* nothing to do but after a full disk */
    return rc == CG_OK ? cg_kv_write(kv, batch, false, err) : rc;
}

cg_code task_record_save(const task *t, cg_err *err)
{
    return write(t, true, err);
}

cg_code task_record_delete(const task *t, cg_err *err)
{
    return write(t, false, err);
}
