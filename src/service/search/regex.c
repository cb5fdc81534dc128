// SPDX-License-Identifier: Apache-2.0
// Search by a regular expression: hits in the order of paths, a page at a time.
#include "service_int.h"

#define SNIPPET_LINES 5u
#define TIME_NS 2000000000u

cg_regex_limits service_regex_limits(const cg_service *service)
{
    const cg_service_options *o = &service->opts;
    cg_regex_limits limits = cg_regex_limits_default();
    limits.steps = o->regex_steps > 0 ? o->regex_steps : limits.steps;
    limits.depth = o->regex_depth > 0 ? o->regex_depth : limits.depth;
    limits.memory_bytes = o->regex_memory_bytes > 0 ? o->regex_memory_bytes : limits.memory_bytes;
    limits.file_ns = o->regex_file_ns > 0 ? o->regex_file_ns : limits.file_ns;
    return limits;
}

/* ---- views ---- */

static const cg_pattern_matches *view_matches(const cg_regex_hit *hit, cg_arena *arena)
{
    cg_pattern_matches *out = cg_arena_alloc(arena, sizeof *out);
    cg_pattern_line *lines = cg_arena_alloc_array(arena, hit->lines_count + 1, sizeof *lines);
    for (size_t i = 0; i < hit->lines_count; i++) {
        const cg_regex_line *from = &hit->lines[i];
        cg_text_range *ranges = cg_arena_alloc_array(arena, from->ranges_count + 1, sizeof *ranges);
        if (from->ranges_count > 0)
            memcpy(ranges, from->ranges, from->ranges_count * sizeof *ranges);
        lines[i] = (cg_pattern_line){.line = from->line + 1,
                                     .column = from->column + 1,
                                     .text = cg_arena_str(arena, from->text),
                                     .ranges = {ranges, from->ranges_count}};
    }
    *out =
        (cg_pattern_matches){.count = hit->count, .lines = lines, .lines_count = hit->lines_count};
    return out;
}

const cg_pattern_searched *view_searched(const cg_regex_search *search, bool time_is_up,
                                         cg_arena *arena)
{
    const cg_regex_coverage *c = cg_regex_covered(search);
    cg_pattern_searched *out = cg_arena_alloc(arena, sizeof *out);
    *out = (cg_pattern_searched){.files = c->files,
                                 .files_read = c->searched,
                                 .files_unparsed = c->unparsed,
                                 .files_not_whole = c->gaps_count,
                                 .not_whole_listed =
                                     CG_MIN(c->gaps_listed, (size_t)CG_NOT_WHOLE_LISTED_MAX),
                                 .time_is_up = time_is_up};
    for (size_t i = 0; i < out->not_whole_listed; i++) {
        out->not_whole[i].path = c->gaps[i].path;
        out->not_whole[i].reason = cg_str_from(cg_regex_gap_text(c->gaps[i].reason));
    }
    return out;
}

static uint32_t count_characters(cg_str text)
{
    uint32_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((uint8_t)text.ptr[i] & 0xc0) != 0x80;
    return count;
}

/* The matches of a line that begins so many characters inside of a text, and as far as that goes. */
static size_t add_line_ranges(const cg_regex_line *line, uint32_t inside, uint32_t characters,
                              cg_text_range *out, size_t count)
{
    for (size_t i = 0; i < line->ranges_count && count < CG_HIGHLIGHTS_MAX; i++) {
        cg_text_range range = {.start = inside + line->column + line->ranges[i].start,
                               .end = inside + line->column + line->ranges[i].end};
        if (range.end <= characters)
            out[count++] = range;
    }
    return count;
}

static cg_text_ranges ranges_in_snippet(const cg_regex_hit *hit, cg_str snippet,
                                        uint32_t first_line, cg_arena *arena)
{
    cg_text_range *list = cg_arena_alloc_array(arena, CG_HIGHLIGHTS_MAX, sizeof *list);
    uint32_t line = first_line, characters = count_characters(snippet);
    size_t count = 0;
    for (size_t at = 0, i = 0; i < hit->lines_count; i++) {
        for (; at < snippet.len && line < hit->lines[i].line; at++)
            line += snippet.ptr[at] == '\n';
        uint32_t inside = count_characters(cg_str_slice(snippet, 0, at));
        if (line == hit->lines[i].line)
            count = add_line_ranges(&hit->lines[i], inside, characters, list, count);
    }
    return (cg_text_ranges){.list = list, .count = count};
}

static cg_code add_snippet(const cg_snapshot *snap, const cg_regex_hit *hit, cg_arena *arena,
                           cg_search_hit *out, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_str source;
    cg_code rc = cg_store_source(cg_snapshot_store(snap), cg_snapshot_file(snap, hit->file)->blob,
                                 &pin, &source, err);
    if (rc != CG_OK)
        return rc == CG_E_NOT_FOUND ? CG_OK : rc;
    uint32_t line = hit->lines[0].line, to = CG_MAX(out->node.end_byte, hit->first_byte + 1);
    const cg_query_words *none = cg_query_words_in(arena, CG_STR(""));
    cg_str snippet = cg_search_snippet(none, source, hit->first_byte, to, SNIPPET_LINES, &line);
    out->snippet = cg_arena_str(arena, snippet);
    out->snippet_line = line + 1;
    out->in_snippet = ranges_in_snippet(hit, out->snippet, line, arena);
    return CG_OK;
}

cg_code view_regex_hit(const cg_snapshot *snap, const cg_regex_hit *hit, cg_arena *arena,
                       cg_search_hit *out, cg_err *err)
{
    *out = (cg_search_hit){.score = 1, .matches = view_matches(hit, arena)};
    cg_code rc = view_make_at(snap, hit->file, hit->def, arena, &out->node, err);
    if (rc == CG_OK)
        rc = add_snippet(snap, hit, arena, out, err);
    return rc == CG_OK ? view_add_metadata(snap, arena, &out->node, err) : rc;
}

/* ---- positions: file u32 (CG_NONE: at the beginning), hits given of it u32, hits given in all u64 ---- */

bool regex_position_get(const cursor *c, cg_regex_position *out_from, uint64_t *out_given)
{
    *out_from = (cg_regex_position){0};
    *out_given = 0;
    if (c->position_len != REGEX_POSITION_BYTES)
        return c->position_len == 0;
    out_from->file = cg_get_be32(c->position);
    out_from->begun = out_from->file != CG_NONE;
    out_from->given = cg_get_be32(c->position + 4);
    *out_given = cg_get_be(c->position + 8, 8);
    return true;
}

void regex_position_put(cg_regex_position at, uint64_t given, uint8_t out[REGEX_POSITION_BYTES])
{
    cg_put_be32(out, at.begun ? at.file : CG_NONE);
    cg_put_be32(out + 4, at.given);
    cg_put_be(out + 8, given, 8);
}

/* ---- pages ---- */

typedef struct regex_page {
    const cg_search_request *request;
    cg_regex_search *search;
    uint64_t until_ns;
    uint64_t given;           /* by the pages before */
    cg_regex_position behind; /* the last hit that has its place on the page */
    bool more, time_is_up;
} regex_page;

static size_t bytes_of(const cg_search_hit *hit)
{
    size_t bytes = hit->node.signature.len + hit->node.doc.len + hit->snippet.len;
    for (size_t i = 0; i < hit->matches->lines_count; i++)
        bytes += hit->matches->lines[i].text.len;
    return bytes;
}

/* One hit onto the page. False in *out_fits: its text has no room there. */
static cg_code add_hit(const regex_page *p, const cg_snapshot *snap, const cg_regex_hit *hit,
                       uint64_t *inout_left, cg_arena *arena, cg_search_page *out, bool *out_fits,
                       cg_err *err)
{
    cg_search_hit *row = &out->rows[out->count];
    cg_code rc = view_regex_hit(snap, hit, arena, row, err);
    if (rc != CG_OK)
        return rc;
    size_t bytes = bytes_of(row);
    *out_fits = p->request->max_tokens == 0 || out->count == 0 || bytes <= *inout_left;
    *inout_left -= CG_MIN(*inout_left, bytes);
    out->count += *out_fits;
    return CG_OK;
}

static cg_code fill(regex_page *p, const cg_snapshot *snap, cg_arena *arena, cg_search_page *out,
                    cg_err *err)
{
    size_t limit = p->request->limit;
    uint64_t left = p->request->max_tokens * CG_TOKEN_BYTES;
    cg_regex_did did;
    cg_regex_hit hit;
    bool fits = true;
    cg_code rc;
    out->rows = cg_arena_alloc_array(arena, limit + 1, sizeof *out->rows);
    while ((rc = cg_regex_next(p->search, p->until_ns, &did, &hit, err)) == CG_OK &&
           did == CG_REGEX_HIT && !page_is_full(arena, out->count + out->left_out, limit)) {
        if (fits)
            rc = add_hit(p, snap, &hit, &left, arena, out, &fits, err);
        if (rc != CG_OK)
            return rc;
        out->left_out += !fits;
        if (fits)
            p->behind = cg_regex_at(p->search);
    }
    if (rc != CG_OK)
        return rc;
    p->time_is_up = did == CG_REGEX_PAUSE;
    p->more = did != CG_REGEX_END || out->left_out > 0;
    if (p->time_is_up && fits)
        p->behind = cg_regex_at(p->search);
    return CG_OK;
}

static cg_code make_page(cg_service *service, regex_page *p, const cg_snapshot *snap, cursor *c,
                         cg_arena *arena, cg_search_page *out, cg_err *err)
{
    cg_regex_position from;
    cg_regex_limits limits = service_regex_limits(service);
    if (!regex_position_get(c, &from, &p->given)) {
        (void)CG_FAIL(err, CG_E_INVALID, "the cursor is not one that this server gave");
        return cg_err_at(err, "cursor");
    }
    cg_query query = query_of_search(service, p->request, 0, 0);
    cg_code rc = cg_regex_open(snap, &query, &limits, from, &p->search, err);
    p->behind = from;
    if (rc == CG_OK)
        rc = fill(p, snap, arena, out, err);
    if (rc != CG_OK)
        return rc;
    out->searched = view_searched(p->search, p->time_is_up, arena);
    out->generation = cg_snapshot_generation(snap);
    out->total = p->given + out->count;
    out->total_is_open = p->more;
    if (p->more) {
        regex_position_put(p->behind, out->total, c->position);
        c->position_len = REGEX_POSITION_BYTES;
        out->next_cursor = cursor_make(snap, c, arena);
    }
    return CG_OK;
}

cg_code search_by_regex(cg_service *service, const cg_search_request *request, cg_arena *arena,
                        cg_search_page *out_page, cg_err *err)
{
    cursor c;
    CG_AUTO(cg_snapshot) snap = NULL;
    uint64_t time_ns = service->opts.regex_ns > 0 ? service->opts.regex_ns : TIME_NS;
    regex_page page = {.request = request, .until_ns = cg_now_ns() + time_ns};
    cg_code rc = page_open(service, request->where, request->cursor, question_of_search(request),
                           &c, &snap, err);
    if (rc != CG_OK || snap == NULL)
        return rc;
    rc = make_page(service, &page, snap, &c, arena, out_page, err);
    cg_regex_close(page.search);
    return rc;
}
