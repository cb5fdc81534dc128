// SPDX-License-Identifier: Apache-2.0
// What the store keeps of a task: enough to run it again, or to say how it ended.
#include "tasks.h"

#define RECORD_VERSION 8  /* the first with indexes */
#define COLLECT_VERSION 7 /* the first with collections */
#define HISTORY_VERSION 6 /* the first with histories */
#define BRANCH_VERSION 5  /* the first with branches and versions */
#define CANCEL_VERSION 4  /* the first with cancels that are under way */
#define GIT_VERSION 3     /* the first with revisions */
#define FIRST_VERSION 1   /* had neither priority nor outcome: only waiting tasks had records */

/* ---- pieces ---- */

void record_put_text(cg_buf *out, cg_str text)
{
    cg_buf_add_varint(out, text.len);
    cg_buf_add_str(out, text);
}

static void put_texts(cg_buf *out, const cg_str *texts, size_t count)
{
    cg_buf_add_varint(out, count);
    for (size_t i = 0; i < count; i++)
        record_put_text(out, texts[i]);
}

uint64_t record_number(record_reader *r)
{
    uint64_t v = 0;
    r->ok = r->ok && cg_read_varint(&r->pos, r->end, &v);
    return r->ok ? v : 0;
}

cg_str record_text(record_reader *r)
{
    uint64_t len = record_number(r);
    r->ok = r->ok && len <= (size_t)(r->end - r->pos);
    if (!r->ok)
        return CG_STR_NULL;
    cg_str text = cg_arena_str(r->arena, cg_str_make((const char *)r->pos, len));
    r->pos += len;
    return text;
}

size_t record_count(record_reader *r, size_t bytes_min)
{
    uint64_t count = record_number(r);
    r->ok = r->ok && count <= (size_t)(r->end - r->pos) / bytes_min;
    return r->ok ? (size_t)count : 0;
}

static const cg_str *get_texts(record_reader *r, size_t *out_count)
{
    size_t count = record_count(r, 1);
    cg_str *texts = cg_arena_alloc_array(r->arena, count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = record_text(r);
    *out_count = count;
    return texts;
}

/* ---- request ---- */

static void put_request(const cg_parse_root_request *q, cg_buf *out)
{
    cg_buf_add_varint(out, (uint64_t)q->dry_run | (uint64_t)q->mode << 1);
    cg_buf_add_varint(out, (uint64_t)(q->priority - CG_PRIORITY_LOW));
    record_put_text(out, q->project);
    record_put_text(out, q->root);
    record_put_text(out, q->to.message);
    put_texts(out, q->include, q->include_count);
    put_texts(out, q->exclude, q->exclude_count);
    record_put_text(out, q->rev);
    record_put_text(out, q->to.branch);
    record_put_text(out, q->to.author);
    cg_buf_add_varint(out, q->git);
}

static void get_request(record_reader *r, uint64_t version, cg_parse_root_request *q)
{
    uint64_t flags = record_number(r);
    uint64_t rank = version > FIRST_VERSION ? record_number(r) : 0 - CG_PRIORITY_LOW;
    q->dry_run = flags & 1;
    q->mode = flags >> 1 & 1 ? CG_PARSE_REPLACE : CG_PARSE_PATCH;
    q->priority = (cg_task_priority)((int)CG_MIN(rank, UINT64_C(2)) + CG_PRIORITY_LOW);
    q->project = record_text(r);
    q->root = record_text(r);
    q->to.message = record_text(r);
    q->include = get_texts(r, &q->include_count);
    q->exclude = get_texts(r, &q->exclude_count);
    if (version >= GIT_VERSION)
        q->rev = record_text(r);
    q->git = q->rev.len > 0 ? CG_GIT_REVISION : CG_GIT_NONE;
    if (version < BRANCH_VERSION)
        return;
    q->to.branch = record_text(r);
    q->to.author = record_text(r);
    if (version < HISTORY_VERSION)
        return;
    uint64_t extent = record_number(r);
    r->ok = r->ok && extent <= CG_GIT_ALL_BRANCHES;
    q->git = (cg_git_extent)extent;
}

/* ---- outcome ---- */

static void put_history(const cg_history_report *h, cg_buf *out)
{
    const uint64_t numbers[] = {h->commits, h->imported, h->branches, h->tags};
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        cg_buf_add_varint(out, numbers[i]);
}

static cg_history_report get_history(record_reader *r)
{
    cg_history_report h;
    h.commits = record_number(r);
    h.imported = record_number(r);
    h.branches = record_number(r);
    h.tags = record_number(r);
    return h;
}

static void put_outcome(const task *t, cg_buf *out)
{
    cg_buf_add_varint(out, t->state);
    cg_buf_add_varint(out, t->attempts);
    cg_buf_add_varint(out, t->not_before_ms);
    cg_buf_add_varint(out, t->started_ms);
    cg_buf_add_varint(out, t->finished_ms);
    cg_buf_add_varint(out, atomic_load(&t->progress->files_done));
    cg_buf_add_varint(out, atomic_load(&t->progress->files_total));
    cg_buf_add_varint(out, atomic_load(&t->progress->bytes_done));
    cg_buf_add_varint(out, atomic_load(&t->progress->nodes));
    cg_buf_add_varint(out, atomic_load(&t->progress->edges));
    cg_buf_add_varint(out, atomic_load(&t->progress->commits_done));
    cg_buf_add_varint(out, atomic_load(&t->progress->commits_total));
    record_put_text(out, cg_str_from(t->error.code == CG_OK ? "" : cg_code_text(t->error.code)));
    record_put_text(out, cg_str_from(t->error.code == CG_OK ? "" : t->error.text));
    cg_buf_add_varint(out, t->canceled);
    cg_buf_add_varint(out, t->report != NULL);
    if (t->report == NULL)
        return;
    task_report_put(t->report, out);
    record_put_text(out, cg_str_make((const char *)t->report->version.bytes, sizeof(cg_id)));
    put_history(&t->report->history, out);
}

/* An error of another version, whose word is gone, is an internal one by now. */
static void get_error(record_reader *r, cg_err *out)
{
    cg_str word = record_text(r), text = record_text(r);
    if (word.len == 0)
        return;
    cg_code code = cg_code_parse(word);
    (void)CG_FAIL(out, code != CG_OK ? code : CG_E_INTERNAL, "%.*s", CG_STR_ARG(text));
}

static void get_outcome(record_reader *r, uint64_t version, task *t)
{
    uint64_t state = record_number(r);
    r->ok = r->ok && state <= CG_TASK_CANCELED;
    t->state = (cg_task_state)state;
    t->attempts = (uint32_t)record_number(r);
    t->not_before_ms = record_number(r);
    t->started_ms = record_number(r);
    t->finished_ms = record_number(r);
    atomic_store(&t->progress->files_done, record_number(r));
    atomic_store(&t->progress->files_total, record_number(r));
    atomic_store(&t->progress->bytes_done, record_number(r));
    atomic_store(&t->progress->nodes, record_number(r));
    atomic_store(&t->progress->edges, record_number(r));
    if (version >= HISTORY_VERSION) {
        atomic_store(&t->progress->commits_done, record_number(r));
        atomic_store(&t->progress->commits_total, record_number(r));
    }
    get_error(r, &t->error);
    t->canceled = version >= CANCEL_VERSION && record_number(r) != 0;
    if (record_number(r) == 0)
        return;
    t->report = cg_arena_alloc(r->arena, sizeof *t->report);
    r->ok = r->ok && task_report_get(&r->pos, r->end, r->arena, t->report);
    if (version < BRANCH_VERSION)
        return;
    cg_str id = record_text(r);
    r->ok = r->ok && id.len == sizeof(cg_id);
    if (r->ok)
        memcpy(t->report->version.bytes, id.ptr, sizeof(cg_id));
    if (version >= HISTORY_VERSION)
        t->report->history = get_history(r);
}

/* ---- collections ---- */

static void put_collect(const task *t, cg_buf *out)
{
    const cg_collect_request *q = &t->collect;
    const cg_collect_report *r = t->collected;
    const uint64_t asked[] = {q->dry_run, q->last, q->generations, q->days, q->young_ms, r != NULL};
    for (size_t i = 0; i < CG_ARRAY_LEN(asked); i++)
        cg_buf_add_varint(out, asked[i]);
    if (r == NULL)
        return;
    const uint64_t done[] = {r->generations,        r->versions,        r->generations_collected,
                             r->versions_collected, r->units_postponed, r->elapsed_ms,
                             r->kinds_count};
    for (size_t i = 0; i < CG_ARRAY_LEN(done); i++)
        cg_buf_add_varint(out, done[i]);
    for (size_t i = 0; i < r->kinds_count; i++) {
        record_put_text(out, r->kinds[i].name);
        cg_buf_add_varint(out, r->kinds[i].rows);
        cg_buf_add_varint(out, r->kinds[i].bytes);
    }
}

static cg_collect_report *get_collect_report(record_reader *r, bool dry_run)
{
    cg_collect_report *report = cg_arena_alloc(r->arena, sizeof *report);
    report->dry_run = dry_run;
    report->generations = record_number(r);
    report->versions = record_number(r);
    report->generations_collected = record_number(r);
    report->versions_collected = record_number(r);
    report->units_postponed = record_number(r) != 0;
    report->elapsed_ms = record_number(r);
    report->kinds_count = record_count(r, 3);
    report->kinds = cg_arena_alloc_array(r->arena, report->kinds_count + 1, sizeof *report->kinds);
    for (size_t i = 0; i < report->kinds_count; i++) {
        report->kinds[i].name = record_text(r);
        report->kinds[i].rows = record_number(r);
        report->kinds[i].bytes = record_number(r);
    }
    return report;
}

static void get_collect(record_reader *r, task *t)
{
    cg_collect_request *q = &t->collect;
    q->dry_run = record_number(r) != 0;
    q->last = (uint32_t)record_number(r);
    q->generations = (uint32_t)record_number(r);
    q->days = (uint32_t)record_number(r);
    q->young_ms = record_number(r);
    if (record_number(r) != 0)
        t->collected = get_collect_report(r, q->dry_run);
}

/* ---- the whole ---- */

void task_record_put(const task *t, cg_buf *out)
{
    cg_buf_add_varint(out, RECORD_VERSION);
    cg_buf_add_varint(out, t->enqueued_ms);
    put_request(&t->request, out);
    put_outcome(t, out);
    cg_buf_add_varint(out, t->kind);
    if (t->kind == TASK_COLLECT)
        put_collect(t, out);
    if (t->kind == TASK_REBUILD)
        task_rebuild_put(t, out);
}

bool task_record_get(cg_str value, task *out_task)
{
    record_reader r = {(const uint8_t *)value.ptr, (const uint8_t *)value.ptr + value.len,
                       out_task->arena, true};
    uint64_t version = record_number(&r);
    if (version < FIRST_VERSION || version > RECORD_VERSION)
        return false;
    out_task->enqueued_ms = record_number(&r);
    get_request(&r, version, &out_task->request);
    if (version > FIRST_VERSION)
        get_outcome(&r, version, out_task);
    uint64_t kind = version >= COLLECT_VERSION ? record_number(&r) : TASK_PARSE;
    out_task->kind = (task_kind)kind;
    if (kind == TASK_COLLECT)
        get_collect(&r, out_task);
    if (kind == TASK_REBUILD)
        task_rebuild_get(&r, out_task);
    return r.ok && kind < TASK_KINDS && r.pos == r.end;
}

/* ---- in the store ---- */

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

void task_begin_save_locked(task_queue *queue, task *t)
{
    while (t->saving)
        cg_cond_wait(&queue->changed, &queue->mu);
    t->saving = true;
}

void task_end_save_locked(task_queue *queue, task *t)
{
    t->saving = false;
    cg_cond_broadcast(&queue->changed);
}

void task_forget_record(const task *t)
{
    cg_err err;
    if (task_record_delete(t, &err) != CG_OK)
        CG_LOG(CG_LOG_WARN, "task.record", CG_LSTR("error", cg_str_from(err.text)));
}
