// SPDX-License-Identifier: Apache-2.0
// Unbounded results, a batch at a time: nodes, relationships, hits of a search. A stream keeps its snapshot, the
// files of one generation, and the position behind its last row; iterators live for one batch, so a
// slow reader holds nothing of the store.
#include "service_int.h"

#define BATCH_ROWS 128     /* with texts */
#define BATCH_EDGES 512    /* without */
#define BATCH_NS 50000000u /* a filter that fits little must not hold a worker */
#define POSITION_BYTES 13  /* of an edge: source u48, kind u8 (CG_EDGE_AFTER_MANUAL), target u48 */

typedef struct edge_filter {
    uint64_t kinds; /* bit set; 0: all */
    uint32_t langs;
    unsigned confidence_min; /* percent */
    cg_str path;
    uint8_t *path_verdicts; /* by file: 0 not asked, 1 fits, 2 does not */
} edge_filter;

struct cg_stream {
    cg_service *service;
    cg_snapshot *snap; /* NULL: there is no such project */
    cg_stream_kind kind;
    cursor at;
    cg_arena *arena; /* the stream's own: filters, hits */
    cg_node_filter nodes;
    edge_filter edges;
    bool with_nodes;
    const cg_query_words *words;
    cg_hits hits;
    cg_regex_search *regex; /* in place of hits that are all known; NULL: it is no such stream */
    uint64_t given;         /* hits of it, also before the cursor that it began with */
    cg_search_page page;    /* what it says of vectors */
    cg_edge_row rows[BATCH_EDGES];
    cg_node_ref refs[2 * BATCH_EDGES];
    cg_node_identity ids[2 * BATCH_EDGES];
    cg_edge_brief briefs[BATCH_EDGES];
};

/* ---- opening ---- */

static cg_str keep(cg_stream *s, cg_str text)
{
    return cg_arena_str(s->arena, text);
}

static cg_node_filter keep_filter(cg_stream *s, const cg_node_filter *filter)
{
    cg_node_kind *kinds = cg_arena_alloc_array(s->arena, filter->kinds_count + 1, sizeof *kinds);
    cg_lang_id *langs = cg_arena_alloc_array(s->arena, filter->langs_count + 1, sizeof *langs);
    if (filter->kinds_count > 0)
        memcpy(kinds, filter->kinds, filter->kinds_count * sizeof *kinds);
    if (filter->langs_count > 0)
        memcpy(langs, filter->langs, filter->langs_count * sizeof *langs);
    return (cg_node_filter){.name = keep(s, filter->name),
                            .kinds = kinds,
                            .kinds_count = filter->kinds_count,
                            .langs = langs,
                            .langs_count = filter->langs_count,
                            .path = keep(s, filter->path)};
}

static cg_code stream_open(cg_service *service, cg_stream_kind kind, cg_graph_ref where,
                           cg_str position, uint64_t question, cg_stream **out_stream, cg_err *err)
{
    cg_stream *s = cg_alloc(sizeof *s);
    s->service = service;
    s->kind = kind;
    s->arena = cg_arena_create(0);
    cg_code rc = page_open(service, where, position, question, &s->at, &s->snap, err);
    if (rc != CG_OK) {
        cg_service_stream_close(s);
        return rc;
    }
    *out_stream = s;
    return CG_OK;
}

void cg_service_stream_close(cg_stream *stream)
{
    if (stream == NULL)
        return;
    cg_regex_close(stream->regex);
    cg_snapshot_release(stream->snap);
    cg_arena_destroy(stream->arena);
    cg_free(stream);
}

cg_code cg_service_stream_nodes(cg_service *service, cg_graph_ref where,
                                const cg_node_filter *filter, cg_str position,
                                cg_stream **out_stream, cg_err *err)
{
    cg_stream *s;
    cg_code rc = stream_open(service, CG_STREAM_NODES, where, position,
                             question_of_filter(filter, 'n'), &s, err);
    if (rc != CG_OK)
        return rc;
    s->nodes = keep_filter(s, filter);
    *out_stream = s;
    return CG_OK;
}

static uint64_t question_of_edges(const cg_edge_stream_filter *filter)
{
    uint64_t h = question_of_filter(&filter->source, 'e');
    for (size_t i = 0; i < filter->kinds_count; i++)
        h = cg_hash64(&filter->kinds[i], sizeof filter->kinds[i], h);
    return cg_hash64(&filter->min_confidence, sizeof filter->min_confidence, h);
}

cg_code cg_service_stream_edges(cg_service *service, cg_graph_ref where,
                                const cg_edge_stream_filter *filter, cg_str position,
                                cg_stream **out_stream, cg_err *err)
{
    cg_stream *s;
    cg_code rc =
        stream_open(service, CG_STREAM_EDGES, where, position, question_of_edges(filter), &s, err);
    if (rc != CG_OK)
        return rc;
    s->with_nodes = filter->with_nodes;
    s->edges = (edge_filter){.confidence_min = (unsigned)(filter->min_confidence * 100.0 + 0.5),
                             .path = keep(s, filter->source.path)};
    for (size_t i = 0; i < filter->kinds_count; i++)
        s->edges.kinds |= UINT64_C(1) << filter->kinds[i];
    for (size_t i = 0; i < filter->source.langs_count; i++)
        s->edges.langs |= UINT32_C(1) << filter->source.langs[i];
    if (s->snap != NULL && filter->source.path.len > 0)
        s->edges.path_verdicts = cg_arena_alloc(s->arena, cg_snapshot_files_limit(s->snap) + 1);
    *out_stream = s;
    return CG_OK;
}

/* Hits by a pattern are found while they are streamed. */
static cg_code open_regex(cg_stream *s, const cg_search_request *request, cg_err *err)
{
    cg_regex_position from;
    cg_regex_limits limits = service_regex_limits(s->service);
    cg_query query = query_of_search(s->service, request, 0, 0);
    if (!regex_position_get(&s->at, &from, &s->given)) {
        (void)CG_FAIL(err, CG_E_INVALID, "the cursor is not one that this server gave");
        return cg_err_at(err, "cursor");
    }
    return cg_regex_open(s->snap, &query, &limits, from, &s->regex, err);
}

/* All hits are found now, in the order of /search; they are a few words each. */
static cg_code find_hits(cg_service *service, cg_stream *s, const cg_search_request *request,
                         cg_err *err)
{
    s->words = cg_query_words_in(s->arena, request->query);
    return search_run(service, s->snap, request, 0, CG_SEARCH_DEPTH_MAX, s->arena, &s->hits,
                      &s->page, err);
}

cg_code cg_service_stream_hits(cg_service *service, const cg_search_request *request,
                               cg_stream **out_stream, cg_err *err)
{
    cg_stream *s;
    cg_code rc = stream_open(service, CG_STREAM_HITS, request->where, request->cursor,
                             question_of_search(request), &s, err);
    if (rc != CG_OK)
        return rc;
    if (s->snap != NULL)
        rc = request->mode == CG_SEARCH_REGEX ? open_regex(s, request, err)
                                              : find_hits(service, s, request, err);
    if (rc != CG_OK) {
        cg_service_stream_close(s);
        return rc;
    }
    *out_stream = s;
    return CG_OK;
}

/* ---- batches ---- */

static cg_code next_nodes(cg_stream *s, cg_arena *arena, cg_stream_batch *out, cg_err *err)
{
    cg_node_page page = {0};
    node_page_request request = {.filter = &s->nodes,
                                 .limit = BATCH_ROWS,
                                 .deadline_ns = cg_now_ns() + BATCH_NS,
                                 .may_pause = true};
    request.positions = cg_arena_alloc_array(arena, BATCH_ROWS, sizeof *request.positions);
    cg_code rc = nodes_page(s->snap, &request, &s->at, arena, &page, &out->more, err);
    out->nodes = page.rows;
    out->positions = request.positions;
    out->count = page.count;
    return rc;
}

/* No path fits what is in no file. */
static cg_code fileless_fits(const cg_stream *s, cg_node_ref source, cg_arena *arena,
                             bool *out_fits, cg_err *err)
{
    cg_node_place place;
    cg_lang_id lang;
    *out_fits = false;
    if (s->edges.path_verdicts != NULL)
        return CG_OK;
    cg_arena_mark mark = cg_arena_save(arena);
    cg_code rc = cg_snapshot_node_by_ref(s->snap, source, &place, err);
    if (rc == CG_OK)
        rc = fileless_language(s->snap, &place, arena, &lang, err);
    if (rc == CG_OK)
        *out_fits = s->edges.langs >> lang & 1;
    cg_arena_rewind(arena, mark);
    return rc == CG_E_NOT_FOUND ? CG_FAIL(err, CG_E_CORRUPT, "a relationship starts from no node")
                                : rc;
}

static bool file_fits(cg_stream *s, uint32_t file)
{
    edge_filter *f = &s->edges;
    const cg_file *entry = cg_snapshot_file(s->snap, file);
    if (entry == NULL || (f->langs != 0 && !(f->langs >> entry->lang & 1)))
        return false;
    if (f->path_verdicts == NULL)
        return true;
    if (f->path_verdicts[file] == 0)
        f->path_verdicts[file] = cg_glob_match(f->path, entry->path) ? 1 : 2;
    return f->path_verdicts[file] == 1;
}

static void put_edge_position(const cg_edge_row *row, uint8_t out[POSITION_BYTES])
{
    cg_put_be(out, row->source, 6);
    out[6] = (uint8_t)(row->kind | (row->manual ? CG_EDGE_AFTER_MANUAL : 0));
    cg_put_be(out + 7, row->target, 6);
}

/* The next rows whose own bytes fit the filter. */
static cg_code read_rows(cg_stream *s, size_t limit, size_t *out_count, bool *out_more, cg_err *err)
{
    cg_edge_row after = {0}, row;
    bool resumed = s->at.position_len == POSITION_BYTES;
    if (resumed)
        after = (cg_edge_row){.source = cg_get_be(s->at.position, 6),
                              .kind = (cg_edge_kind)(s->at.position[6] & ~CG_EDGE_AFTER_MANUAL),
                              .manual = s->at.position[6] & CG_EDGE_AFTER_MANUAL,
                              .target = cg_get_be(s->at.position + 7, 6)};
    uint64_t deadline_ns = cg_now_ns() + BATCH_NS;
    size_t count = 0, seen = 0;
    *out_more = false;
    cg_edge_scan *scan = cg_edge_scan_open_all(s->snap, resumed ? &after : NULL);
    while (cg_edge_scan_next(scan, &row)) {
        if (row.confidence >= s->edges.confidence_min &&
            (s->edges.kinds == 0 || s->edges.kinds >> row.kind & 1))
            s->rows[count++] = row;
        put_edge_position(&row, s->at.position);
        s->at.position_len = POSITION_BYTES;
        *out_more = count == limit || (++seen % 256 == 0 && cg_now_ns() > deadline_ns);
        if (*out_more)
            break;
    }
    *out_count = count;
    return cg_edge_scan_close(scan, err);
}

static cg_code make_briefs(cg_stream *s, size_t count, cg_arena *arena, size_t *out_count,
                           cg_err *err)
{
    for (size_t i = 0; i < count; i++) {
        s->refs[2 * i] = s->rows[i].source;
        s->refs[2 * i + 1] = s->rows[i].target;
    }
    cg_code rc = cg_project_node_ids(cg_snapshot_project(s->snap), s->refs, 2 * count, s->ids, err);
    size_t kept = 0;
    bool any_source = s->edges.langs == 0 && s->edges.path_verdicts == NULL;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        const cg_edge_row *row = &s->rows[i];
        const cg_node_identity *source = &s->ids[2 * i], *target = source + 1;
        bool fits = any_source || file_fits(s, source->file);
        if (!any_source && source->file == CG_NONE)
            rc = fileless_fits(s, row->source, arena, &fits, err);
        if (!fits)
            continue;
        s->rows[kept] = *row;
        s->briefs[kept++] = (cg_edge_brief){.id = cg_edge_id(source->id, row->kind, target->id),
                                            .source = source->id,
                                            .target = target->id,
                                            .kind = row->kind,
                                            .rule = row->rule,
                                            .confidence = row->confidence};
    }
    *out_count = kept;
    return rc;
}

static cg_code next_edges(cg_stream *s, cg_arena *arena, cg_stream_batch *out, cg_err *err)
{
    size_t count;
    cg_code rc = read_rows(s, s->with_nodes ? BATCH_ROWS : BATCH_EDGES, &count, &out->more, err);
    if (rc == CG_OK)
        rc = make_briefs(s, count, arena, &out->count, err);
    out->edges = s->briefs;
    if (rc != CG_OK || !s->with_nodes)
        return rc;
    out->edge_views = cg_arena_alloc_array(arena, out->count + 1, sizeof *out->edge_views);
    for (size_t i = 0; rc == CG_OK && i < out->count; i++)
        rc = view_edge(s->snap, &s->rows[i], arena, &out->edge_views[i], err);
    return rc;
}

static cg_code next_hits(cg_stream *s, cg_arena *arena, cg_stream_batch *out, cg_err *err)
{
    size_t at = s->at.position_len == 4 ? cg_get_be32(s->at.position) : 0;
    cg_code rc = CG_OK;
    out->hits = cg_arena_alloc_array(arena, BATCH_ROWS, sizeof *out->hits);
    out->positions = cg_arena_alloc_array(arena, BATCH_ROWS, sizeof *out->positions);
    for (; rc == CG_OK && out->count < BATCH_ROWS && at < s->hits.count; at++) {
        uint8_t *position = cg_arena_alloc(arena, 4);
        cg_put_be32(position, (uint32_t)at + 1);
        out->positions[out->count] = cg_str_make((const char *)position, 4);
        rc = view_hit(s->snap, s->words, &s->hits.rows[at], arena, &out->hits[out->count], err);
        out->count += rc == CG_OK;
    }
    cg_put_be32(s->at.position, (uint32_t)at);
    s->at.position_len = 4;
    out->more = at < s->hits.count;
    return rc;
}

static cg_code next_regex_hits(cg_stream *s, cg_arena *arena, cg_stream_batch *out, cg_err *err)
{
    uint64_t until_ns = cg_now_ns() + BATCH_NS;
    cg_regex_did did = CG_REGEX_HIT;
    cg_code rc = CG_OK;
    out->hits = cg_arena_alloc_array(arena, BATCH_ROWS, sizeof *out->hits);
    out->positions = cg_arena_alloc_array(arena, BATCH_ROWS, sizeof *out->positions);
    while (rc == CG_OK && did == CG_REGEX_HIT && out->count < BATCH_ROWS) {
        cg_regex_hit hit;
        rc = cg_regex_next(s->regex, until_ns, &did, &hit, err);
        if (rc == CG_OK && did == CG_REGEX_HIT) {
            uint8_t *position = cg_arena_alloc(arena, REGEX_POSITION_BYTES);
            regex_position_put(cg_regex_at(s->regex), ++s->given, position);
            out->positions[out->count] = cg_str_make((char *)position, REGEX_POSITION_BYTES);
            rc = view_regex_hit(s->snap, &hit, arena, &out->hits[out->count], err);
            out->count += rc == CG_OK;
        }
    }
    regex_position_put(cg_regex_at(s->regex), s->given, s->at.position);
    s->at.position_len = REGEX_POSITION_BYTES;
    out->more = did != CG_REGEX_END;
    return rc;
}

const cg_pattern_searched *cg_service_stream_searched(const cg_stream *stream, cg_arena *arena)
{
    return stream->regex != NULL ? view_searched(stream->regex, false, arena) : NULL;
}

const cg_search_page *cg_service_stream_search(const cg_stream *stream)
{
    return stream->kind == CG_STREAM_HITS ? &stream->page : NULL;
}

cg_code cg_service_stream_next(cg_stream *stream, cg_arena *arena, cg_stream_batch *out_batch,
                               cg_err *err)
{
    *out_batch = (cg_stream_batch){.kind = stream->kind};
    if (stream->snap == NULL)
        return CG_OK;
    switch (stream->kind) {
    case CG_STREAM_NODES: return next_nodes(stream, arena, out_batch, err);
    case CG_STREAM_EDGES: return next_edges(stream, arena, out_batch, err);
    default:
        return stream->regex != NULL ? next_regex_hits(stream, arena, out_batch, err)
                                     : next_hits(stream, arena, out_batch, err);
    }
}

uint64_t cg_service_stream_generation(const cg_stream *stream)
{
    return stream->snap != NULL ? cg_snapshot_generation(stream->snap) : 0;
}

cg_str cg_service_stream_cursor(cg_stream *stream, cg_arena *arena)
{
    if (stream->snap == NULL)
        return CG_STR("");
    return cursor_make(stream->snap, &stream->at, arena);
}

cg_str cg_service_stream_row_cursor(const cg_stream *stream, const cg_stream_batch *batch,
                                    size_t row, cg_arena *arena)
{
    cursor c = {.question = stream->at.question, .position_len = POSITION_BYTES};
    if (batch->positions != NULL) {
        c.position_len = batch->positions[row].len;
        memcpy(c.position, batch->positions[row].ptr, c.position_len);
    } else {
        put_edge_position(&stream->rows[row], c.position);
    }
    return cursor_write(cg_service_stream_generation(stream), &c, arena);
}
