// SPDX-License-Identifier: Apache-2.0
// Search: hits become views with snippets.
#include "vectors/models.h"

#define SNIPPET_LINES 5
#define DEPTH_MAX 10000 /* how far cursors go */

_Static_assert(CG_SIGNAL_COUNT <= CG_SEARCH_SIGNALS_MAX, "each has room in a hit");

static cg_str field_words(unsigned fields, cg_arena *arena)
{
    CG_AUTO_VALUE(cg_buf) words = {0};
    for (unsigned bit = 0; bit < 6; bit++)
        if (fields >> bit & 1) {
            if (words.len > 0)
                cg_buf_add_char(&words, ',');
            cg_buf_add_str(&words, cg_str_from(cg_field_text(bit)));
        }
    return cg_arena_str(arena, cg_buf_str(&words));
}

static cg_code fill_snippet(const cg_snapshot *snap, uint32_t file, const cg_query_words *words,
                            cg_arena *arena, cg_search_hit *out, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_str source;
    cg_code rc = cg_store_source(cg_snapshot_store(snap), cg_snapshot_file(snap, file)->blob, &pin,
                                 &source, err);
    if (rc == CG_OK) {
        uint32_t line = out->node.line;
        cg_str snippet = cg_search_snippet(words, source, out->node.start_byte, out->node.end_byte,
                                           SNIPPET_LINES, &line);
        out->snippet = cg_arena_str(arena, snippet);
        out->snippet_line = line;
    }
    return rc == CG_E_NOT_FOUND ? CG_OK : rc;
}

static cg_text_ranges ranges_of(const cg_query_words *words, cg_str text, cg_arena *arena)
{
    cg_text_range found[CG_HIGHLIGHTS_MAX];
    cg_text_ranges ranges = {.count = cg_search_highlights(words, text, found)};
    cg_text_range *list = cg_arena_alloc_array(arena, ranges.count + 1, sizeof *list);
    memcpy(list, found, ranges.count * sizeof *list);
    ranges.list = list;
    return ranges;
}

static void fill_highlights(const cg_query_words *words, cg_arena *arena, cg_search_hit *out)
{
    out->in_name = ranges_of(words, out->node.name, arena);
    out->in_signature = ranges_of(words, out->node.signature, arena);
    out->in_snippet = ranges_of(words, out->snippet, arena);
}

static size_t text_bytes(const cg_search_hit *hit)
{
    return hit->node.signature.len + hit->node.doc.len + hit->snippet.len;
}

cg_code view_hit(const cg_snapshot *snap, const cg_query_words *words, const cg_hit *hit,
                 cg_arena *arena, cg_search_hit *out, cg_err *err)
{
    cg_node_place place;
    cg_code rc = CG_OK;
    *out = (cg_search_hit){
        .score = hit->score, .matched = field_words(hit->fields, arena), .edits = hit->edits};
    for (unsigned signal = 0; signal < CG_SIGNAL_COUNT; signal++)
        if (hit->has >> signal & 1)
            out->signals[out->signals_count++] =
                (cg_signal_view){cg_signal_text(signal), (double)hit->signals[signal]};
    if (hit->file == CG_NONE) {
        rc = cg_snapshot_node_by_ref(snap, hit->ref, &place, err);
        if (rc == CG_OK)
            rc = view_make(snap, &place, arena, &out->node, err);
    } else {
        rc = view_make_at(snap, hit->file, hit->def, arena, &out->node, err);
        if (rc == CG_OK)
            rc = fill_snippet(snap, hit->file, words, arena, out, err);
    }
    if (rc == CG_OK)
        fill_highlights(words, arena, out);
    return rc == CG_OK ? view_add_metadata(snap, arena, &out->node, err) : rc;
}

static cg_code fill_hits(const cg_snapshot *snap, const cg_search_request *request,
                         const cg_hits *hits, cg_arena *arena, cg_search_page *out, cg_err *err)
{
    const cg_query_words *words = cg_query_words_in(arena, request->query);
    out->rows = cg_arena_alloc_array(arena, hits->count + 1, sizeof *out->rows);
    out->total = hits->total;
    uint64_t left = request->max_tokens * CG_TOKEN_BYTES;
    for (size_t i = 0; i < hits->count && !page_is_full(arena, i, request->limit); i++) {
        cg_search_hit *row = &out->rows[out->count];
        cg_code rc = view_hit(snap, words, &hits->rows[i], arena, row, err);
        if (rc != CG_OK)
            return rc;
        if (request->max_tokens > 0 && i > 0 && text_bytes(row) > left) {
            out->left_out = CG_MIN(hits->count, request->limit) - i;
            break;
        }
        left -= CG_MIN(left, text_bytes(row));
        out->count++;
    }
    return CG_OK;
}

cg_query_filter filter_of_search(const cg_node_filter *filter)
{
    cg_query_filter out = {.name = filter->name, .path = filter->path};
    for (size_t i = 0; i < filter->kinds_count; i++)
        out.kinds |= UINT64_C(1) << filter->kinds[i];
    for (size_t i = 0; i < filter->langs_count; i++)
        out.langs |= UINT32_C(1) << filter->langs[i];
    return out;
}

cg_query query_of_search(const cg_service *service, const cg_search_request *request, size_t offset,
                         size_t limit)
{
    /* A pattern is looked for by other means, which do not ask for the mode. */
    static const cg_query_mode modes[] = {CG_QUERY_HYBRID, CG_QUERY_TEXT, CG_QUERY_SYMBOL,
                                          CG_QUERY_TEXT, CG_QUERY_SEMANTIC};
    return (cg_query){.text = request->query,
                      .mode = modes[request->mode],
                      .filter = filter_of_search(&request->filter),
                      .cache = service->search_cache,
                      .pool = service->pool,
                      .offset = offset,
                      .limit = limit,
                      .deadline_ns = request->deadline_ns};
}

uint64_t question_of_search(const cg_search_request *request)
{
    return cg_hash64(request->query.ptr, request->query.len,
                     question_of_filter(&request->filter,
                                        's' + 2 * (uint64_t)request->mode + request->group_files));
}

/* What a reply says of vectors. Such as are missing are asked for. */
static void fill_vectors(cg_service *service, const cg_snapshot *snap, const cg_semantic *semantic,
                         const cg_hits *hits, cg_arena *arena, cg_search_page *out)
{
    out->by_vectors = hits->by_vectors;
    out->degraded = hits->degraded;
    if (semantic != NULL)
        out->embedder = models_view(semantic, arena);
    if (hits->by_vectors)
        out->coverage = models_coverage(&hits->coverage);
    if (hits->coverage.units_lacking > 0)
        models_want(service->models, snap);
}

/* ---- what files use ---- */

typedef struct file_graph {
    cg_service *service;
    cg_snapshot *snap;
    uint64_t deadline_ns;
} file_graph;

/* Out of arrays where there are any; a search does not wait for them. */
static cg_code list_uses(void *arg, const uint32_t *files, size_t count, cg_arena *arena,
                         cg_file_use_list *out, cg_err *err)
{
    const file_graph *g = arg;
    const cg_patience patience = {.deadline_ns = g->deadline_ns};
    CG_AUTO(cg_view) view = NULL;
    cg_code rc =
        cg_view_open(g->service->adjacency, g->snap, CG_VIEW_AT_HAND, &patience, &view, err);
    return rc == CG_OK ? cg_view_list_uses(view, files, count, arena, out, err) : rc;
}

cg_code search_run(cg_service *service, cg_snapshot *snap, const cg_search_request *request,
                   size_t offset, size_t limit, cg_arena *arena, cg_hits *out_hits,
                   cg_search_page *out_page, cg_err *err)
{
    cg_query query = query_of_search(service, request, offset, limit);
    bool by_vectors = query.mode == CG_QUERY_HYBRID || query.mode == CG_QUERY_SEMANTIC;
    cg_str why = CG_STR_NULL;
    CG_AUTO(cg_semantic) semantic = by_vectors ? models_take(service->models, &why) : NULL;
    if (query.mode == CG_QUERY_SEMANTIC && semantic == NULL)
        return CG_FAIL(err, CG_E_UNAVAILABLE, "%.*s", CG_STR_ARG(why));
    file_graph knows = {service, snap, request->deadline_ns};
    const cg_file_graph graph = {list_uses, &knows};
    query.semantic = semantic;
    query.file_graph = &graph;
    cg_code rc = cg_search_run(snap, &query, arena, out_hits, err);
    if (rc != CG_OK)
        return rc;
    if (semantic == NULL && by_vectors)
        out_hits->degraded = cg_arena_str(arena, why);
    fill_vectors(service, snap, semantic, out_hits, arena, out_page);
    return CG_OK;
}

/* Matches come by path, a file's one behind the other. */
static cg_code search_matches(cg_service *service, const cg_search_request *request,
                              cg_arena *arena, cg_search_page *out_page, cg_err *err)
{
    if (!request->group_files)
        return search_by_regex(service, request, arena, out_page, err);
    (void)CG_FAIL(err, CG_E_INVALID, "matches of a pattern are not grouped by files");
    return cg_err_at(err, "group");
}

/* ---- of each file its best hit ---- */

#define GROUP_DEPTH 10 /* hits looked at for each file wanted, at first */

/* Keeps of each file the first. Manual nodes are in none, and each stands for itself. */
static size_t keep_files(const cg_snapshot *snap, cg_hit *rows, size_t count, cg_arena *arena)
{
    uint8_t *seen = cg_arena_alloc(arena, cg_snapshot_files_limit(snap) / 8 + 1);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t file = rows[i].file;
        if (file != CG_NONE && (seen[file / 8] >> file % 8 & 1))
            continue;
        if (file != CG_NONE)
            seen[file / 8] |= (uint8_t)(1u << file % 8);
        rows[kept++] = rows[i];
    }
    return kept;
}

/* As search_run, with files from that rank on: those of the hits looked at, which are more until there are enough. */
static cg_code run_grouped(cg_service *service, cg_snapshot *snap, const cg_search_request *request,
                           size_t offset, size_t limit, cg_arena *arena, cg_hits *out_hits,
                           cg_search_page *out_page, cg_err *err)
{
    size_t depth = CG_MAX((offset + limit) * GROUP_DEPTH, (size_t)1000), found;
    cg_code rc;
    do {
        depth = CG_MIN(depth, (size_t)CG_SEARCH_DEPTH_MAX);
        rc = search_run(service, snap, request, 0, depth, arena, out_hits, out_page, err);
        if (rc != CG_OK)
            return rc;
        found = out_hits->count;
        out_hits->count = keep_files(snap, out_hits->rows, found, arena);
    } while (out_hits->count < offset + limit && found == depth && depth < CG_SEARCH_DEPTH_MAX &&
             (depth *= GROUP_DEPTH) > 0);
    out_hits->total = out_hits->count;
    size_t from = CG_MIN(offset, out_hits->count);
    out_hits->rows += from;
    out_hits->count = CG_MIN(out_hits->count - from, limit);
    return CG_OK;
}

cg_code cg_service_search(cg_service *service, const cg_search_request *request, cg_arena *arena,
                          cg_search_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    *out_page = (cg_search_page){0};
    if (request->mode == CG_SEARCH_REGEX)
        return search_matches(service, request, arena, out_page, err);
    /* max_tokens is no part of the question: it may differ from page to page */
    cg_code rc = page_open(service, request->where, request->cursor, question_of_search(request),
                           &c, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    size_t offset = c.position_len == 4 ? cg_get_be32(c.position) : 0;
    if (offset > DEPTH_MAX) {
        (void)CG_FAIL(err, CG_E_INVALID, "the cursor is not one that this server gave");
        return cg_err_at(err, "cursor");
    }
    /* one more than asked for: is there a next page? */
    cg_hits hits;
    rc = (request->group_files ? run_grouped : search_run)(
        service, snap, request, offset, request->limit + 1, arena, &hits, out_page, err);
    if (rc == CG_OK)
        rc = fill_hits(snap, request, &hits, arena, out_page, err);
    if (rc != CG_OK)
        return rc;
    out_page->generation = cg_snapshot_generation(snap);
    if (hits.count > out_page->count && offset + out_page->count < DEPTH_MAX) {
        cg_put_be32(c.position, (uint32_t)(offset + out_page->count));
        c.position_len = 4;
        out_page->next_cursor = cursor_make(snap, &c, arena);
    }
    return CG_OK;
}
