// SPDX-License-Identifier: Apache-2.0
// api: results without a bound, as NDJSON or server-sent events. Rows are fetched when the client
// takes bytes. Each SSE event has the cursor behind its row as its id; lines have a checkpoint with a
// cursor now and then. A stream that takes too long ends with an error and a cursor: what it holds of its
// generation is not held for ever.
#include "rest.h"

#define CHUNK_BYTES (64u << 10)
#define CHECKPOINT_ROWS 10000
#define HEARTBEAT_NS 15000000000u

typedef struct row_stream {
    cg_stream *rows;
    cg_arena *arena;  /* of one batch */
    bool lines;       /* NDJSON */
    unsigned details; /* CG_REST_WITH_* */
    uint64_t given, limit;
    uint64_t checkpoint_at; /* after so many rows */
    uint64_t ends_ns;
    uint64_t last_ns; /* when something was last sent */
    cg_buf data;      /* of one event */
} row_stream;

/* ---- a relationship without texts: written by hand, since millions of them are asked for ---- */

static char *put(char *at, cg_str text)
{
    memcpy(at, text.ptr, text.len);
    return at + text.len;
}

static char *put_id(char *at, cg_id id)
{
    cg_id_text(id, at);
    return at + CG_ID_TEXT_LEN - 1;
}

/* The shortest text of percent / 100. */
static char *put_confidence(char *at, unsigned percent)
{
    *at++ = (char)('0' + percent / 100);
    *at++ = '.';
    *at++ = (char)('0' + percent / 10 % 10);
    if (percent % 10 != 0)
        *at++ = (char)('0' + percent % 10);
    return at;
}

void cg_rest_add_edge_brief(cg_buf *out, const cg_edge_brief *edge)
{
    char *begin = cg_buf_reserve(out, 512), *at = begin; /* words of the tables are short */
    if (begin == NULL)
        return;
    at = put_id(put(at, CG_STR("{\"id\":\"")), edge->id);
    at = put(put(at, CG_STR("\",\"type\":\"")), cg_str_from(cg_edge_kind_text(edge->kind)));
    at = put(put(at, CG_STR("\",\"rule\":\"")), cg_str_from(cg_link_rule_text(edge->rule)));
    at = put_confidence(put(at, CG_STR("\",\"confidence\":")), edge->confidence);
    at = put_id(put(at, CG_STR(",\"source\":\"")), edge->source);
    at = put_id(put(at, CG_STR("\",\"target\":\"")), edge->target);
    at = put(at, CG_STR("\"}"));
    out->len += (size_t)(at - begin);
}

void cg_rest_put_edge_brief(cg_json_writer *w, const char *key, const cg_edge_brief *edge)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    cg_rest_add_edge_brief(&text, edge);
    cg_json_put_raw(w, key, cg_buf_str(&text));
}

/* ---- rows ---- */

static void put_end(cg_json_writer *w, const char *key, const cg_node_view *node, bool whole)
{
    if (!whole) {
        cg_rest_put_id(w, key, node->id);
        return;
    }
    cg_json_write_key(w, cg_str_from(key));
    cg_rest_write_node_ref(w, node);
}

static void write_edge_view(cg_json_writer *w, const cg_edge_view *edge, unsigned details)
{
    cg_json_begin_object(w);
    cg_rest_put_id(w, "id", edge->id);
    cg_json_put_str(w, "type", cg_str_from(cg_edge_kind_text(edge->kind)));
    cg_json_put_str(w, "rule", cg_str_from(cg_link_rule_text(edge->rule)));
    cg_json_put_f64(w, "confidence", edge->confidence);
    put_end(w, "source", &edge->source, details & CG_REST_WITH_NODES);
    put_end(w, "target", &edge->target, details & CG_REST_WITH_NODES);
    if (details & CG_REST_WITH_SITES)
        cg_rest_put_sites(w, edge->source.file_path, edge->sites, edge->sites_count);
    cg_json_end_object(w);
}

static void add_row(const row_stream *s, const cg_stream_batch *batch, size_t i, cg_buf *out)
{
    cg_json_writer w;
    cg_json_writer_init(&w, out);
    if (batch->kind == CG_STREAM_HITS) {
        cg_rest_write_hit(&w, &batch->hits[i], s->details & CG_REST_WITH_SIGNALS);
    } else if (batch->kind == CG_STREAM_NODES) {
        cg_json_begin_object(&w);
        cg_rest_write_node(&w, &batch->nodes[i]);
        cg_json_end_object(&w);
    } else if (batch->edge_views != NULL) {
        write_edge_view(&w, &batch->edge_views[i], s->details);
    } else {
        cg_rest_add_edge_brief(out, &batch->edges[i]);
    }
}

static const char *row_word(cg_stream_kind kind)
{
    static const char *const words[] = {
        [CG_STREAM_NODES] = "node", [CG_STREAM_EDGES] = "relationship", [CG_STREAM_HITS] = "hit"};
    return words[kind];
}

static void add_result(row_stream *s, const cg_stream_batch *batch, size_t i, cg_buf *out)
{
    const char *word = row_word(batch->kind);
    if (s->lines) {
        cg_buf_add_str(out, CG_STR("{\"type\":\"result\",\""));
        cg_buf_add_str(out, cg_str_from(word));
        cg_buf_add_str(out, CG_STR("\":"));
        add_row(s, batch, i, out);
        cg_buf_add_str(out, CG_STR("}\n"));
        return;
    }
    cg_buf_clear(&s->data);
    add_row(s, batch, i, &s->data);
    cg_rest_add_event(out, word, cg_service_stream_row_cursor(s->rows, batch, i, s->arena),
                      cg_buf_str(&s->data));
}

/* ---- what is not a row ---- */

void cg_rest_add_event(cg_buf *out, const char *event, cg_str id, cg_str data)
{
    if (id.len > 0)
        cg_buf_printf(out, "id: %.*s\n", CG_STR_ARG(id));
    cg_sse_add_event(out, event, 0, data);
}

static void add_message(row_stream *s, const char *type, cg_str id, cg_buf *out)
{
    if (!s->lines) {
        cg_rest_add_event(out, type, id, cg_buf_str(&s->data));
        return;
    }
    cg_buf_add_str(out, cg_buf_str(&s->data));
    cg_buf_add_char(out, '\n');
}

static void begin_message(row_stream *s, cg_json_writer *w, const char *type)
{
    cg_buf_clear(&s->data);
    cg_json_writer_init(w, &s->data);
    cg_json_begin_object(w);
    if (s->lines)
        cg_json_put_str(w, "type", cg_str_from(type));
}

static void add_checkpoint(row_stream *s, cg_str cursor, cg_buf *out)
{
    cg_json_writer w;
    begin_message(s, &w, "checkpoint");
    cg_json_put_str(&w, "cursor", cursor);
    cg_json_end_object(&w);
    add_message(s, "checkpoint", cursor, out);
}

/* `cursor`: empty when nothing is left. */
static cg_pull add_summary(row_stream *s, cg_str cursor, cg_buf *out)
{
    cg_json_writer w;
    begin_message(s, &w, "summary");
    cg_json_put_u64(&w, "generation", cg_service_stream_generation(s->rows));
    cg_json_put_u64(&w, "count", s->given);
    cg_rest_put_cursor(&w, cursor);
    const cg_pattern_searched *searched = cg_service_stream_searched(s->rows, s->arena);
    if (searched != NULL)
        cg_rest_put_searched(&w, searched);
    const cg_search_page *search = cg_service_stream_search(s->rows);
    if (search != NULL && searched == NULL)
        cg_rest_put_vectors(&w, search->by_vectors ? &search->embedder : NULL,
                            search->by_vectors ? &search->coverage : NULL, search->degraded);
    cg_json_end_object(&w);
    add_message(s, "summary", cursor, out);
    return CG_PULL_END;
}

static cg_pull add_error(row_stream *s, const cg_err *err, cg_buf *out)
{
    cg_json_writer w;
    cg_str cursor = cg_service_stream_cursor(s->rows, s->arena);
    begin_message(s, &w, "error");
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    cg_json_put_str(&w, "detail", cg_str_from(err->text));
    cg_rest_put_cursor(&w, cursor);
    cg_json_end_object(&w);
    add_message(s, "error", cursor, out);
    return CG_PULL_END;
}

/* ---- pulling ---- */

static cg_pull add_batch(row_stream *s, cg_buf *out)
{
    cg_stream_batch batch = {0};
    cg_err err = {0};
    if (cg_now_ns() > s->ends_ns) {
        (void)CG_FAIL(&err, CG_E_DEADLINE,
                      "the stream took longer than it may: go on with the cursor");
        return add_error(s, &err, out);
    }
    if (cg_service_stream_next(s->rows, s->arena, &batch, &err) != CG_OK)
        return add_error(s, &err, out);
    for (size_t i = 0; i < batch.count; i++) {
        add_result(s, &batch, i, out);
        bool last = i + 1 == batch.count && !batch.more;
        if (++s->given == s->limit && !last)
            return add_summary(s, cg_service_stream_row_cursor(s->rows, &batch, i, s->arena), out);
    }
    if (!batch.more)
        return add_summary(s, CG_STR(""), out);
    if (s->lines && s->given >= s->checkpoint_at) {
        add_checkpoint(s, cg_service_stream_cursor(s->rows, s->arena), out);
        s->checkpoint_at = s->given + CHECKPOINT_ROWS;
    }
    return CG_PULL_MORE;
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    row_stream *s = arg;
    cg_arena_mark mark = cg_arena_save(s->arena);
    cg_pull did = CG_PULL_MORE;
    uint64_t now = cg_now_ns();
    do {
        did = add_batch(s, out);
        cg_arena_rewind(s->arena, mark);
    } while (did == CG_PULL_MORE && out->len > 0 && out->len < CHUNK_BYTES);
    if (out->len == 0 && now - s->last_ns >= HEARTBEAT_NS) {
        if (s->lines)
            cg_buf_add_char(out, '\n');
        else
            cg_sse_add_heartbeat(out);
    }
    s->last_ns = out->len > 0 ? now : s->last_ns;
    *wake_ns = now; /* nothing fitted so far: on at once, but others first */
    return did == CG_PULL_MORE && out->len == 0 ? CG_PULL_WAIT : did;
}

static void finish(void *arg)
{
    row_stream *s = arg;
    cg_service_stream_close(s->rows);
    cg_arena_destroy(s->arena);
    cg_buf_fini(&s->data);
}

cg_str cg_rest_stream_cursor(const cg_request *req)
{
    cg_str cursor = cg_request_str(req, "cursor");
    return cursor.len > 0 ? cursor : cg_request_last_event_id(req);
}

cg_code cg_rest_reply_stream(cg_request *req, cg_reply *reply, cg_stream *rows, unsigned details)
{
    row_stream *s = cg_arena_alloc(cg_request_arena(req), sizeof *s);
    const cg_value *limit = cg_request_value(req, "limit");
    *s = (row_stream){
        .rows = rows,
        .arena = cg_arena_create(0),
        .lines = cg_request_prefers(req, "application/x-ndjson", "text/event-stream"),
        .details = details,
        .limit = limit->given ? limit->u64 : UINT64_MAX,
        .checkpoint_at = CHECKPOINT_ROWS,
        .ends_ns = cg_now_ns() + cg_rest_api(req)->stream_ns,
        .last_ns = cg_now_ns(),
    };
    cg_reply_set_generation(reply, cg_service_stream_generation(rows));
    cg_reply_stream(reply, s->lines ? "application/x-ndjson" : "text/event-stream", pull, finish,
                    s);
    return CG_OK;
}
