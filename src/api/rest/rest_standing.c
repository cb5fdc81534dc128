// SPDX-License-Identifier: Apache-2.0
// api: standing queries. Of each row that a client has, its key and a hash of what it says are kept, nothing else.
// An evaluation's messages are made whole, since the rows they come from are of one generation, and then sent as
// the client takes them.
#include "rest_standing.h"

#include <stdlib.h>

#define CHUNK_BYTES (64u << 10)
#define TEXT_BYTES_MAX ((size_t)8 << 20) /* of one evaluation's rows */
#define HEARTBEAT_NS 15000000000u
#define PASSING_NS 2000000000u /* until an answer is asked for again that may be another */
#define REST_FACTOR 10         /* an evaluation is followed by so much rest */

typedef struct row {
    cg_hash128 key;
    uint64_t content;
    size_t begin, end; /* of its JSON, in an evaluation's text */
} row;
typedef CG_VEC(row) row_list;

struct cg_standing_rows {
    row_list list;
    cg_buf text;
    size_t begin; /* of the row that is being written */
};

typedef struct standing {
    cg_standing_query query;
    cg_api *api;
    bool lines; /* NDJSON */
    uint64_t patience_ns;
    row_list kept;       /* by key */
    cg_buf out;          /* messages that are not sent yet */
    size_t sent;         /* of them */
    uint64_t generation; /* of the rows that are kept */
    bool passing;
    bool over;         /* nothing follows what is in `out` */
    uint64_t rests_ns; /* no evaluation before */
    uint64_t asked_ns; /* the last one */
    uint64_t last_ns;  /* when something was last sent */
} standing;

/* ---- rows ---- */

cg_buf *cg_standing_begin(cg_standing_rows *rows)
{
    rows->begin = rows->text.len;
    return &rows->text;
}

void cg_standing_end(cg_standing_rows *rows, cg_hash128 key, uint64_t content)
{
    CG_VEC_PUSH(&rows->list, ((row){key, content, rows->begin, rows->text.len}));
}

static int compare_keys(const void *a, const void *b)
{
    const row *x = a, *y = b;
    if (x->key.hi != y->key.hi)
        return x->key.hi > y->key.hi ? 1 : -1;
    if (x->key.lo != y->key.lo)
        return x->key.lo > y->key.lo ? 1 : -1;
    return (x->begin > y->begin) - (x->begin < y->begin);
}

static int compare_places(const void *a, const void *b)
{
    return cg_compare_u64(&((const row *)a)->begin, &((const row *)b)->begin);
}

static void sort(row_list *list, int (*compare)(const void *, const void *))
{
    if (list->len > 1)
        qsort(list->ptr, list->len, sizeof *list->ptr, compare);
}

static bool same_key(const row *a, const row *b)
{
    return a->key.hi == b->key.hi && a->key.lo == b->key.lo;
}

/* Rows of one key get keys of their own but for the first, by their order. Sorts by key. */
static void tell_apart(row_list *list)
{
    sort(list, compare_keys);
    for (size_t i = 0, end; i < list->len; i = end) {
        for (end = i + 1; end < list->len && same_key(&list->ptr[end], &list->ptr[i]);)
            end++;
        for (size_t k = i + 1; k < end; k++) {
            const uint64_t parts[] = {list->ptr[i].key.hi, list->ptr[i].key.lo, k - i};
            list->ptr[k].key = cg_hash_128(parts, sizeof parts, 0);
        }
    }
    sort(list, compare_keys);
}

static const row *find(const row_list *by_key, const row *wanted)
{
    size_t low = 0, high = by_key->len;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const row *r = &by_key->ptr[mid];
        if (same_key(r, wanted))
            return r;
        bool before =
            r->key.hi != wanted->key.hi ? r->key.hi < wanted->key.hi : r->key.lo < wanted->key.lo;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    return NULL;
}

/* ---- messages ---- */

/* Up to its first member: an event has its type outside of its data. */
static void begin_message(standing *s, const char *type)
{
    cg_buf *out = &s->out;
    if (s->lines)
        cg_buf_printf(out, "{\"type\":\"%s\",", type);
    else
        cg_buf_printf(out, "event: %s\ndata: {", type);
}

static void end_message(standing *s)
{
    cg_buf_add_str(&s->out, s->lines ? CG_STR("}\n") : CG_STR("}\n\n"));
}

static void add_counted(standing *s, const char *type, bool with_rows)
{
    begin_message(s, type);
    cg_buf_printf(&s->out, "\"generation\":%" PRIu64, s->generation);
    if (with_rows)
        cg_buf_printf(&s->out, ",\"rows\":%zu", s->kept.len);
    end_message(s);
}

static void add_row(standing *s, const char *type, const row *r, cg_str json)
{
    begin_message(s, type);
    cg_buf_printf(&s->out, "\"key\":\"%016" PRIx64 "%016" PRIx64 "\"", r->key.hi, r->key.lo);
    if (json.len > 0) {
        cg_buf_add_str(&s->out, CG_STR(",\"row\":"));
        cg_buf_add_str(&s->out, json);
    }
    end_message(s);
}

static void add_error(standing *s, const cg_err *err)
{
    cg_json_writer w;
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_json_writer_init(&w, &text);
    cg_json_begin_object(&w);
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    cg_json_put_str(&w, "detail", cg_str_from(err->text));
    cg_json_end_object(&w);
    begin_message(s, "error");
    cg_buf_add_str(&s->out, cg_str_slice(cg_buf_str(&text), 1, text.len - 1));
    end_message(s);
    s->over = true;
}

/* What leads from the rows that are kept to these, which are kept then. */
static void tell(standing *s, cg_standing_rows *rows)
{
    size_t begin = s->out.len;
    tell_apart(&rows->list);
    for (size_t i = 0; i < s->kept.len; i++)
        if (find(&rows->list, &s->kept.ptr[i]) == NULL)
            add_row(s, "removed", &s->kept.ptr[i], CG_STR(""));
    sort(&rows->list, compare_places);
    for (size_t i = 0; i < rows->list.len; i++) {
        const row *r = &rows->list.ptr[i], *before = find(&s->kept, r);
        if (before == NULL || before->content != r->content)
            add_row(s, before == NULL ? "added" : "changed", r,
                    cg_str_slice(cg_buf_str(&rows->text), r->begin, r->end));
    }
    sort(&rows->list, compare_keys);
    CG_VEC_FINI(&s->kept);
    s->kept = rows->list;
    rows->list = (row_list){0};
    if (s->out.len > begin)
        add_counted(s, "settled", true);
}

/* ---- evaluating ---- */

static cg_code evaluate(standing *s, bool first, cg_err *err)
{
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    cg_standing_rows rows = {.text = {.max = TEXT_BYTES_MAX}};
    uint64_t begun_ns = cg_now_ns(), generation = s->generation;
    bool passing = false;
    cg_code rc = s->query.evaluate(s->query.arg, begun_ns + s->patience_ns, arena, &rows,
                                   &generation, &passing, err);
    if (rc == CG_OK && rows.text.error != CG_OK)
        rc = CG_FAIL(err, CG_E_UNPROCESSABLE, "the rows have too much text: ask for fewer");
    if (rc == CG_OK) {
        s->generation = generation;
        s->passing = passing;
        if (first)
            add_counted(s, "reset", false);
        tell(s, &rows);
        if (first && s->kept.len == 0)
            add_counted(s, "settled", true);
    }
    cg_buf_fini(&rows.text);
    CG_VEC_FINI(&rows.list);
    s->asked_ns = cg_now_ns();
    s->rests_ns = begun_ns + CG_MAX(s->api->standing_ns, (s->asked_ns - begun_ns) * REST_FACTOR);
    return rc;
}

/* Whether another evaluation is worth while; if not yet, `*wake_ns` says when. */
static bool is_due(const standing *s, uint64_t now, uint64_t *wake_ns)
{
    uint64_t generation;
    bool known = cg_service_generation(s->api->service, s->query.where, &generation);
    bool news = known ? generation != s->generation : true;
    uint64_t at_ns = news ? s->rests_ns : UINT64_MAX;
    if (s->passing || !known)
        at_ns = CG_MAX(s->rests_ns, s->asked_ns + PASSING_NS);
    *wake_ns = CG_MIN(*wake_ns, at_ns);
    return now >= at_ns;
}

static void evaluate_again(standing *s)
{
    cg_err err = {0};
    cg_code rc = evaluate(s, false, &err);
    if (rc == CG_E_BUSY || rc == CG_E_DEADLINE || rc == CG_E_NOMEM)
        return; /* the next one may go well: the generation is still another */
    if (rc != CG_OK)
        add_error(s, &err);
}

/* ---- pulling ---- */

static void give(standing *s, cg_buf *out, uint64_t now)
{
    size_t n = CG_MIN(s->out.len - s->sent, (size_t)CHUNK_BYTES);
    if (s->lines && s->sent + n < s->out.len) { /* whole lines: a WebSocket sends each by itself */
        ptrdiff_t last = cg_str_rfind(cg_str_make(s->out.ptr + s->sent, n), '\n');
        ptrdiff_t next = cg_str_find(cg_str_slice(cg_buf_str(&s->out), s->sent, s->out.len), '\n');
        n = (size_t)(last >= 0 ? last : next) + 1;
    }
    cg_buf_add(out, s->out.ptr + s->sent, n);
    s->sent += n;
    s->last_ns = now;
    if (s->sent == s->out.len) {
        cg_buf_fini(&s->out);
        s->sent = 0;
    }
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    standing *s = arg;
    uint64_t now = cg_now_ns();
    *wake_ns = s->last_ns + HEARTBEAT_NS;
    if (s->out.len == 0 && !s->over && is_due(s, now, wake_ns)) {
        evaluate_again(s);
        now = cg_now_ns();
        (void)is_due(s, now, wake_ns);
    }
    if (s->out.len > 0) {
        give(s, out, now);
        return s->over && s->out.len == 0 ? CG_PULL_END : CG_PULL_MORE;
    }
    if (now >= s->last_ns + HEARTBEAT_NS) {
        cg_buf_add_str(out, s->lines ? CG_STR("\n") : CG_STR(": \n\n"));
        s->last_ns = now;
        *wake_ns = CG_MIN(*wake_ns, now + HEARTBEAT_NS);
    }
    return CG_PULL_POKE;
}

static void finish(void *arg)
{
    standing *s = arg;
    atomic_fetch_sub_explicit(&s->api->standing, 1, memory_order_relaxed);
    CG_VEC_FINI(&s->kept);
    cg_buf_fini(&s->out);
}

static bool take_place(cg_api *api)
{
    if (atomic_fetch_add_explicit(&api->standing, 1, memory_order_relaxed) < api->standing_max)
        return true;
    atomic_fetch_sub_explicit(&api->standing, 1, memory_order_relaxed);
    return false;
}

cg_code cg_rest_reply_standing(cg_request *req, cg_reply *reply, const cg_standing_query *query,
                               cg_err *err)
{
    cg_api *api = cg_rest_api(req);
    uint64_t now = cg_now_ns(), deadline = cg_request_deadline_ns(req);
    if (!take_place(api))
        return CG_FAIL(err, CG_E_BUSY, "there are standing.queries_max standing queries already");
    standing *s = cg_arena_alloc(cg_request_arena(req), sizeof *s);
    *s = (standing){.query = *query,
                    .api = api,
                    .lines = cg_request_prefers(req, "application/x-ndjson", "text/event-stream"),
                    .patience_ns = deadline > now ? deadline - now : 1,
                    .last_ns = now};
    cg_code rc = evaluate(s, true, err);
    if (rc != CG_OK) {
        finish(s);
        return rc;
    }
    cg_reply_stream(reply, s->lines ? "application/x-ndjson" : "text/event-stream", pull, finish,
                    s);
    return CG_OK;
}
