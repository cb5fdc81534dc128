// SPDX-License-Identifier: Apache-2.0
// The matches in one file, gathered by the definitions that they begin in, with the lines to show.
#include <stdlib.h>

#include "paths.h"
#include "regex_int.h"

#define HITS_MAX 20000 /* of one file */
#define LINE_BYTES_MAX 400u
#define LINE_BYTES_BEFORE 100u /* shown before a match in a line that is cut */
#define DEPTH_MAX 1000         /* definitions around one place */

typedef struct file_scan {
    cg_regex_search *r;
    uint32_t file;
    cg_str text;
    const cg_unit *unit;
    /* Definitions around the last match. */
    uint32_t *order; /* definitions by their beginnings, those around before those inside */
    size_t order_count, order_at;
    uint32_t around[DEPTH_MAX];
    size_t around_count;
    uint8_t *verdicts; /* by definition: 0 not asked, 1 passes the filters, 2 does not */
    uint32_t *hit_of;  /* by definition: 1 + its hit; 0: none */
    /* The line of the last match. */
    uint32_t line;
    size_t line_start;
    size_t counted_to; /* characters of it up to here … */
    uint32_t counted;  /* … are so many */
    bool full;         /* there are more hits than are kept */
} file_scan;

/* ---- definitions ---- */

static int compare_begins(const void *a, const void *b, void *arg)
{
    const cg_unit *unit = arg;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const cg_def *p = &unit->defs.ptr[x], *q = &unit->defs.ptr[y];
    if (p->start_byte != q->start_byte)
        return p->start_byte < q->start_byte ? -1 : 1;
    if (p->end_byte != q->end_byte)
        return p->end_byte > q->end_byte ? -1 : 1;
    return (x > y) - (x < y);
}

static cg_code read_definitions(file_scan *f, cg_err *err)
{
    cg_arena *arena = f->r->arena;
    cg_code rc = search_unit(&f->r->s, f->file, &f->unit, err);
    if (rc != CG_OK)
        return rc;
    size_t count = f->unit->defs.len;
    if (count == 0)
        return CG_FAIL(err, CG_E_CORRUPT, "the facts of a stored file are empty");
    f->order = cg_arena_alloc_array(arena, count, sizeof *f->order);
    f->verdicts = cg_arena_alloc_array(arena, count, sizeof *f->verdicts);
    f->hit_of = cg_arena_alloc_array(arena, count, sizeof *f->hit_of);
    for (uint32_t i = 1; i < count; i++)
        if (f->unit->defs.ptr[i].kind != CG_NODE_IMPORT)
            f->order[f->order_count++] = i;
    if (f->order_count > 1)
        qsort_r(f->order, f->order_count, sizeof *f->order, compare_begins, (void *)f->unit);
    return CG_OK;
}

/* Moves on to the definitions around a place behind the last. */
static void move_to(file_scan *f, size_t place)
{
    const cg_def *defs = f->unit->defs.ptr;
    while (f->order_at < f->order_count && defs[f->order[f->order_at]].start_byte <= place) {
        uint32_t def = f->order[f->order_at++];
        if (defs[def].end_byte > place && f->around_count < DEPTH_MAX)
            f->around[f->around_count++] = def;
    }
    size_t kept = 0;
    for (size_t i = 0; i < f->around_count; i++)
        if (defs[f->around[i]].end_byte > place)
            f->around[kept++] = f->around[i];
    f->around_count = kept;
}

static bool passes(file_scan *f, uint32_t def)
{
    if (f->verdicts[def] == 0) {
        const cg_def *d = &f->unit->defs.ptr[def];
        cg_str name = cg_unit_str(f->unit, d->name);
        char lower[CG_NAME_INDEX_MAX];
        if (def == 0 && name.len == 0)
            name = path_base(cg_snapshot_file(f->r->s.snap, f->file)->path);
        bool fits =
            filter_kind(&f->r->s, d->kind) && filter_name(&f->r->s, cg_name_fold(name, lower));
        f->verdicts[def] = fits ? 1 : 2;
    }
    return f->verdicts[def] == 1;
}

/* The innermost definition around a place that passes; CG_NONE: none does. */
static uint32_t owner_at(file_scan *f, size_t place)
{
    move_to(f, place);
    for (size_t i = f->around_count; i-- > 0;)
        if (passes(f, f->around[i]))
            return f->around[i];
    return passes(f, 0) ? 0 : CG_NONE;
}

/* ---- lines ---- */

static void find_line(file_scan *f, size_t place)
{
    const char *at = f->text.ptr + f->line_start, *end = f->text.ptr + place;
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        at++;
        f->line++;
        f->line_start = f->counted_to = (size_t)(at - f->text.ptr);
        f->counted = 0;
    }
}

static uint32_t count_characters(cg_str text, size_t from, size_t to)
{
    uint32_t count = 0;
    for (size_t i = from; i < to; i++)
        count += ((uint8_t)text.ptr[i] & 0xc0) != 0x80;
    return count;
}

/* The line of a match, or the part of it around the match. */
static cg_regex_line make_line(file_scan *f, size_t start)
{
    const char *close = memchr(f->text.ptr + start, '\n', f->text.len - start);
    size_t from = f->line_start, to = close != NULL ? (size_t)(close - f->text.ptr) : f->text.len;
    if (to > from && f->text.ptr[to - 1] == '\r')
        to--;
    if (to - from > LINE_BYTES_MAX && start - from > LINE_BYTES_BEFORE) {
        from = CG_MIN(start - LINE_BYTES_BEFORE, to - LINE_BYTES_MAX);
        while (from < start && ((uint8_t)f->text.ptr[from] & 0xc0) == 0x80)
            from++;
    }
    if (from > f->counted_to) {
        f->counted += count_characters(f->text, f->counted_to, from);
        f->counted_to = from;
    }
    cg_str shown = cg_utf8_truncate(cg_str_slice(f->text, from, to), LINE_BYTES_MAX);
    return (cg_regex_line){
        .line = f->line, .column = from > f->line_start ? f->counted : 0, .text = shown};
}

/* A match in the last line of a hit, as far as that shows it. */
static void add_range(file_scan *f, cg_regex_line *line, size_t start, size_t end)
{
    size_t from = (size_t)(line->text.ptr - f->text.ptr), to = from + line->text.len;
    /* One that begins with the end of the line has nothing to show there. */
    if (start < from || start >= to || line->ranges_count == CG_REGEX_RANGES_MAX)
        return;
    if ((line->ranges_count & (line->ranges_count - 1)) == 0) { /* full, at a power of two */
        size_t room = CG_MAX(2 * line->ranges_count, (size_t)1);
        cg_text_range *more = cg_arena_alloc_array(f->r->arena, room, sizeof *more);
        if (line->ranges_count > 0)
            memcpy(more, line->ranges, line->ranges_count * sizeof *more);
        line->ranges = more;
    }
    cg_text_range *range = (cg_text_range *)&line->ranges[line->ranges_count++];
    range->start = count_characters(f->text, from, start);
    range->end = range->start + count_characters(f->text, start, CG_MIN(end, to));
}

/* The line in which a match of the hit begins; NULL: there are enough. */
static cg_regex_line *line_of(file_scan *f, cg_regex_hit *hit, size_t start)
{
    cg_regex_line *lines = (cg_regex_line *)hit->lines;
    if (hit->lines_count > 0 && lines[hit->lines_count - 1].line == f->line)
        return &lines[hit->lines_count - 1];
    if (hit->lines_count == CG_REGEX_LINES_MAX)
        return NULL;
    if ((hit->lines_count & (hit->lines_count - 1)) == 0) {
        size_t room = CG_MAX(2 * hit->lines_count, (size_t)1);
        lines = cg_arena_alloc_array(f->r->arena, room, sizeof *lines);
        if (hit->lines_count > 0)
            memcpy(lines, hit->lines, hit->lines_count * sizeof *lines);
        hit->lines = lines;
    }
    lines[hit->lines_count] = make_line(f, start);
    return &lines[hit->lines_count++];
}

/* ---- matches ---- */

static cg_regex_hit *hit_of(file_scan *f, uint32_t def, size_t start)
{
    cg_regex_search *r = f->r;
    if (f->hit_of[def] == 0) {
        if (r->hits.len == HITS_MAX) {
            f->full = true;
            return NULL;
        }
        CG_VEC_PUSH(&r->hits,
                    (cg_regex_hit){.file = f->file, .def = def, .first_byte = (uint32_t)start});
        f->hit_of[def] = (uint32_t)r->hits.len;
    }
    return &r->hits.ptr[f->hit_of[def] - 1];
}

static cg_code take_match(file_scan *f, size_t start, size_t end, cg_err *err)
{
    cg_code rc = f->unit == NULL ? read_definitions(f, err) : CG_OK;
    if (rc != CG_OK)
        return rc;
    uint32_t def = owner_at(f, start);
    cg_regex_hit *hit = def != CG_NONE ? hit_of(f, def, start) : NULL;
    if (hit == NULL)
        return CG_OK;
    hit->count++;
    find_line(f, start);
    cg_regex_line *line = line_of(f, hit, start);
    if (line != NULL)
        add_range(f, line, start, end);
    return CG_OK;
}

static void note_gap(cg_regex_search *r, uint32_t file, cg_regex_gap_reason reason)
{
    cg_regex_coverage *c = &r->coverage;
    c->gaps_count++;
    if (c->gaps_listed < CG_REGEX_GAPS_LISTED_MAX)
        c->gaps[c->gaps_listed++] =
            (cg_regex_gap){.path = cg_snapshot_file(r->s.snap, file)->path, .reason = reason};
}

static cg_code match_all(file_scan *f, cg_err *err)
{
    cg_regex_search *r = f->r;
    uint64_t until_ns = cg_now_ns() + r->limits.file_ns;
    size_t start = 0, end = 0;
    match_end did = MATCH_NONE;
    cg_code rc = CG_OK;
    matcher_begin(r->matcher, f->text);
    while (rc == CG_OK && !f->full &&
           (did = matcher_find(r->matcher, end, until_ns, &start, &end)) == MATCH_FOUND)
        rc = take_match(f, start, end, err);
    if (rc == CG_OK && did != MATCH_NONE)
        note_gap(r, f->file, did == MATCH_TIME ? CG_REGEX_GAP_TIME : CG_REGEX_GAP_LIMIT);
    return rc;
}

cg_code regex_search_file(cg_regex_search *r, uint32_t file, cg_err *err)
{
    CG_VEC_CLEAR(&r->hits);
    r->given = 0;
    cg_arena_rewind(r->arena, r->emptied);
    cg_unit_pin_release(r->source);
    r->source = NULL;
    file_scan *f = cg_arena_alloc(r->arena, sizeof *f);
    *f = (file_scan){.r = r, .file = file};
    cg_code rc = cg_store_source(r->s.store, cg_snapshot_file(r->s.snap, file)->blob, &r->source,
                                 &f->text, err);
    r->coverage.searched += rc == CG_OK;
    if (rc == CG_E_NOT_FOUND) {
        note_gap(r, file, CG_REGEX_GAP_SOURCE);
        return CG_OK;
    }
    return rc == CG_OK ? match_all(f, err) : rc;
}
