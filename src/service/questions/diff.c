// SPDX-License-Identifier: Apache-2.0
// What a diff as text means at a state. A file is the side whose id Git gives it, else the side whose lines it has where the
// hunks say; only what is one of the sides is looked at, since lines of another state would name other definitions.
#include "diff.h"

#include <stdlib.h>

#define BYTES_MAX ((size_t)16 << 20)
#define REFS_MAX 1000000
#define BLOB_SHORT 7 /* digits that tell a content, as Git shortens ids at least */

const char *cg_patch_gap_text(unsigned gap)
{
    static const char *const texts[CG_PATCH_GAPS] = {"", "binary", "not_indexed", "not_parsed",
                                                     "stale"};
    return gap < CG_PATCH_GAPS ? texts[gap] : "";
}

const char *cg_patch_change_text(unsigned change)
{
    static const char *const texts[] = {"changed", "added", "removed", "renamed", "copied"};
    return change < CG_ARRAY_LEN(texts) ? texts[change] : "";
}

typedef struct diff_reading {
    const cg_service *service;
    const cg_snapshot *snap;
    const cg_patience *patience;
    cg_arena *arena;
    patch diff;
    patch_ranges ranges; /* of the file at hand */
    diff_refs *out;
    cg_patch_report *report;
} diff_reading;

/* How sure it is that a file is one side. */
typedef enum fit { FIT_NOT, FIT_MAYBE, FIT_LINES, FIT_ID } fit;

/* ---- the file ---- */

/* The path as it is told may have a prefix, or look as if it had one. */
static uint32_t find_file(const cg_snapshot *snap, const patch_file *f, unsigned side)
{
    cg_str path = f->path[side];
    ptrdiff_t slash = cg_str_find(path, '/');
    const cg_str forms[] = {patch_plain_path(f, side), path,
                            cg_str_slice(path, (size_t)(slash + 1), path.len)};
    uint32_t num;
    for (size_t i = 0; path.len > 0 && i < CG_ARRAY_LEN(forms) - f->exact; i++) {
        const cg_file *file = cg_snapshot_find_file(snap, forms[i], &num);
        if (file != NULL && file->present)
            return num;
    }
    return CG_NONE;
}

static bool has_blob(const cg_file *file, cg_str shown)
{
    char text[CG_BLOB_TEXT_LEN];
    cg_blob_text(file->blob, text);
    return shown.len >= BLOB_SHORT && cg_str_starts(cg_str_from(text), shown);
}

static cg_str chomp(cg_str line)
{
    return cg_str_ends(line, CG_STR("\r")) ? cg_str_slice(line, 0, line.len - 1) : line;
}

/* Whether the source has a hunk's lines of one side where it says. `inout_rest`, `inout_line`: the source from that line on. */
static bool has_hunk(cg_str *inout_rest, uint32_t *inout_line, const patch_hunk *h, unsigned side)
{
    const char other = side == PATCH_BEFORE ? '+' : '-';
    cg_str lines = h->lines, text, line;
    char kind;
    uint32_t first = h->first[side] + (h->count[side] == 0);
    for (; *inout_line < first; (*inout_line)++)
        if (!cg_str_split(inout_rest, '\n', &line))
            return false;
    while (patch_next_line(&lines, &kind, &text)) {
        if (kind == other)
            continue;
        if (!cg_str_split(inout_rest, '\n', &line) || !cg_str_eq(chomp(line), text))
            return false;
        (*inout_line)++;
    }
    return true;
}

static bool has_hunks(const patch *p, const patch_file *f, unsigned side, cg_str source)
{
    uint32_t line = 1;
    for (size_t i = 0; i < f->hunks_count; i++)
        if (!has_hunk(&source, &line, &p->hunks.ptr[f->hunks + i], side))
            return false;
    return true;
}

static cg_code fits_side(diff_reading *d, const patch_file *f, unsigned side, uint32_t num,
                         fit *out, cg_err *err)
{
    const cg_file *file = cg_snapshot_file(d->snap, num);
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_str source;
    *out = FIT_ID;
    if (has_blob(file, f->blob[side]))
        return CG_OK;
    *out = FIT_LINES;
    cg_code rc = cg_store_source(cg_snapshot_store(d->snap), file->blob, &pin, &source, err);
    if (rc == CG_E_NOT_FOUND) {
        *out = f->blob[side].len > 0 ? FIT_NOT : FIT_MAYBE;
        return CG_OK;
    }
    if (rc == CG_OK && !has_hunks(&d->diff, f, side, source))
        *out = FIT_NOT;
    return rc;
}

/* Which side the snapshot is of a file, and the file, CG_NONE where it is not there on that side. What is copied is taken for
 * added. */
static cg_code choose_side(diff_reading *d, const patch_file *f, cg_patch_file *view,
                           uint32_t *out_num, cg_err *err)
{
    static const cg_patch_side sides[] = {CG_PATCH_BEFORE, CG_PATCH_AFTER};
    uint32_t nums[PATCH_SIDES] = {find_file(d->snap, f, PATCH_BEFORE),
                                  find_file(d->snap, f, PATCH_AFTER)};
    bool there[PATCH_SIDES] = {f->path[PATCH_BEFORE].len > 0 && f->change != PATCH_COPIED,
                               f->path[PATCH_AFTER].len > 0};
    fit best = FIT_NOT;
    cg_code rc = CG_OK;
    *out_num = CG_NONE;
    for (unsigned side = 0; rc == CG_OK && side < PATCH_SIDES; side++) {
        fit fits = FIT_NOT;
        if (!there[side]) /* it is this side when what is there on the other is not */
            fits = nums[1 - side] == CG_NONE ? FIT_LINES : FIT_NOT;
        else if (nums[side] != CG_NONE)
            rc = fits_side(d, f, side, nums[side], &fits, err);
        if (rc != CG_OK || fits <= best)
            continue;
        best = fits;
        view->side = sides[side];
        view->assumed = fits == FIT_MAYBE;
        *out_num = there[side] ? nums[side] : CG_NONE;
    }
    bool any = nums[PATCH_BEFORE] != CG_NONE || nums[PATCH_AFTER] != CG_NONE;
    if (best == FIT_NOT)
        view->gap = any ? CG_PATCH_STALE : CG_PATCH_NOT_INDEXED;
    return rc;
}

/* ---- its definitions ---- */

static uint32_t last_line(const cg_def *d)
{
    return d->end_line + 1 - (d->end_col == 0 && d->end_line > d->start_line);
}

static bool has_head(const cg_def *d)
{
    return cg_def_is_by_members(d->kind) && d->body_end > d->body_start;
}

/* The last line of each definition that counts: of one whose body is its members that of its name, or of what is named in front
 * of the body. To be freed. */
static uint32_t *list_ends(const cg_unit *unit)
{
    uint32_t *ends = cg_alloc_array(unit->defs.len + 1, sizeof *ends);
    for (size_t i = 0; i < unit->defs.len; i++) {
        const cg_def *d = &unit->defs.ptr[i];
        ends[i] = has_head(d) ? d->name_line + 1 : last_line(d);
    }
    for (size_t i = 0; i < unit->refs.len; i++) {
        const cg_ref *r = &unit->refs.ptr[i];
        const cg_def *d = r->source < unit->defs.len ? &unit->defs.ptr[r->source] : NULL;
        if (d != NULL && has_head(d) && r->byte >= d->start_byte && r->byte < d->body_start)
            ends[r->source] = CG_MAX(ends[r->source], r->line + 1);
    }
    return ends;
}

/* The first range that does not end before a line. */
static size_t first_range(const patch_ranges *ranges, uint32_t line)
{
    size_t low = 0, high = ranges->len;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const patch_range *r = &ranges->ptr[mid];
        uint32_t end = r->count > 0 ? r->first + r->count - 1 : r->first;
        if (end < line)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Lines between two others are in what both are in; behind the last line of a body they are so when they are indented
 * deeper than it begins, as languages have it whose blocks end without a word. */
static bool is_in(const patch_range *r, uint32_t first, uint32_t last, const cg_def *d, bool entire)
{
    if (r->count > 0)
        return r->first <= last;
    return r->first < last ? r->first >= first
                           : r->first == last && entire && r->indent > d->start_col;
}

static bool touches(const patch_ranges *ranges, const cg_def *d, uint32_t last, uint8_t *inside)
{
    bool entire = !cg_def_is_by_members(d->kind), any = false;
    uint32_t first = d->start_line + 1;
    for (size_t i = first_range(ranges, first); i < ranges->len && ranges->ptr[i].first <= last;
         i++)
        if (is_in(&ranges->ptr[i], first, last, d, entire)) {
            inside[i] = 1;
            any = true;
        }
    return any;
}

static bool changes_whole(const patch_file *f, cg_patch_side side)
{
    return (f->change == PATCH_REMOVED && side == CG_PATCH_BEFORE) ||
           ((f->change == PATCH_ADDED || f->change == PATCH_COPIED) && side == CG_PATCH_AFTER);
}

static cg_code put_ref(diff_reading *d, cg_node_ref ref, cg_patch_file *view, cg_err *err)
{
    if (d->out->len >= REFS_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "a diff may change %d definitions", REFS_MAX);
    CG_VEC_PUSH(d->out, ref);
    view->definitions++;
    return CG_OK;
}

static cg_code list_definitions(diff_reading *d, const patch_file *f, uint32_t num,
                                cg_patch_file *view, cg_err *err)
{
    CG_AUTO(cg_unit_pin) pin = NULL;
    cg_node_ref *refs;
    size_t count;
    cg_code rc = view_unit(d->snap, num, true, &pin, err);
    cg_arena_mark mark = cg_arena_save(d->arena);
    if (rc == CG_OK)
        rc = cg_snapshot_file_nodes(d->snap, num, d->arena, &refs, &count, err);
    if (rc != CG_OK)
        return rc;
    const cg_unit *unit = cg_unit_pin_unit(pin);
    bool entire = changes_whole(f, view->side);
    CG_VEC_CLEAR(&d->ranges);
    patch_list_ranges(&d->diff, f, view->side == CG_PATCH_BEFORE ? PATCH_BEFORE : PATCH_AFTER,
                      &d->ranges);
    uint8_t *inside = cg_alloc(d->ranges.len + 1);
    uint32_t *ends = list_ends(unit);
    for (uint32_t i = 0; rc == CG_OK && i < CG_MIN(count, unit->defs.len); i++) {
        bool itself = i == 0 && f->change == PATCH_RENAMED;
        if (unit->defs.ptr[i].kind == CG_NODE_IMPORT)
            continue;
        bool touched = i > 0 && touches(&d->ranges, &unit->defs.ptr[i], ends[i], inside);
        if (entire || itself || touched)
            rc = put_ref(d, refs[i], view, err);
        if (rc == CG_OK && i % 256 == 0)
            rc = cg_patience_check(d->patience, err);
    }
    for (size_t i = 0; i < d->ranges.len && !entire; i++)
        view->outside += !inside[i];
    cg_free(inside);
    cg_free(ends);
    cg_arena_rewind(d->arena, mark);
    return rc;
}

static cg_code read_file(diff_reading *d, const patch_file *f, cg_patch_file *view, cg_err *err)
{
    uint32_t num;
    bool moved = f->change == PATCH_RENAMED || f->change == PATCH_COPIED;
    unsigned shown = f->path[PATCH_AFTER].len > 0 ? PATCH_AFTER : PATCH_BEFORE;
    *view = (cg_patch_file){.path = patch_plain_path(f, shown), .change = f->change};
    if (moved)
        view->path_before = patch_plain_path(f, PATCH_BEFORE);
    if (f->link) {
        view->gap = CG_PATCH_NOT_INDEXED;
        return CG_OK;
    }
    cg_code rc = choose_side(d, f, view, &num, err);
    if (rc != CG_OK || view->gap != CG_PATCH_KNOWN)
        return rc;
    if (num != CG_NONE && !moved)
        view->path = cg_snapshot_file(d->snap, num)->path;
    if (f->binary)
        view->gap = CG_PATCH_BINARY;
    else if (num != CG_NONE && cg_snapshot_file(d->snap, num)->unit_no == CG_NONE)
        view->gap = CG_PATCH_NOT_PARSED;
    if (view->gap != CG_PATCH_KNOWN || num == CG_NONE)
        return CG_OK;
    return list_definitions(d, f, num, view, err);
}

/* ---- all of them ---- */

/* Those with a gap first, else as the diff has them. */
static int compare_gaps(const void *a, const void *b)
{
    const cg_patch_file *const *x = a, *const *y = b;
    bool gap_x = (*x)->gap != CG_PATCH_KNOWN, gap_y = (*y)->gap != CG_PATCH_KNOWN;
    return gap_x != gap_y ? gap_y - gap_x : (*x > *y) - (*x < *y);
}

static void list_files(diff_reading *d, const cg_patch_file *all, size_t count)
{
    cg_patch_report *report = d->report;
    const cg_patch_file **order = cg_alloc_array(count + 1, sizeof(cg_patch_file *));
    for (size_t i = 0; i < count; i++) {
        order[i] = &all[i];
        report->unknown += all[i].gap != CG_PATCH_KNOWN;
        report->outside += all[i].outside;
    }
    if (count > 1)
        qsort(order, count, sizeof(cg_patch_file *), compare_gaps);
    report->files = count;
    report->listed = CG_MIN(count, (size_t)CG_PATCH_FILES_LISTED_MAX);
    report->list = cg_arena_alloc_array(d->arena, report->listed + 1, sizeof *report->list);
    for (size_t i = 0; i < report->listed; i++) {
        report->list[i] = *order[i];
        report->list[i].path = cg_arena_str(d->arena, order[i]->path);
        report->list[i].path_before = cg_arena_str(d->arena, order[i]->path_before);
    }
    cg_free(order);
}

static cg_code read_files(diff_reading *d, cg_err *err)
{
    size_t count = d->diff.files.len;
    cg_patch_file *views = cg_alloc_array(count + 1, sizeof *views);
    cg_code rc = CG_OK;
    for (size_t i = 0; rc == CG_OK && i < count; i++) {
        rc = cg_patience_check(d->patience, err);
        if (rc == CG_OK)
            rc = read_file(d, &d->diff.files.ptr[i], &views[i], err);
    }
    if (rc == CG_OK)
        list_files(d, views, count);
    cg_free(views);
    return rc;
}

static int compare_refs(const void *a, const void *b)
{
    const cg_node_ref *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* A file may be told of twice, as what became a link is. */
static void drop_doubles(diff_refs *refs)
{
    size_t n = 0;
    if (refs->len > 1)
        qsort(refs->ptr, refs->len, sizeof *refs->ptr, compare_refs);
    for (size_t i = 0; i < refs->len; i++)
        if (n == 0 || refs->ptr[i] != refs->ptr[n - 1])
            refs->ptr[n++] = refs->ptr[i];
    refs->len = n;
}

cg_code diff_list_changes(const cg_service *service, const cg_snapshot *snap, cg_str text,
                          const cg_patience *patience, cg_arena *arena, diff_refs *out,
                          cg_patch_report *out_report, cg_err *err)
{
    size_t most = service->opts.diff_bytes_max > 0 ? service->opts.diff_bytes_max : BYTES_MAX;
    diff_reading d = {.service = service,
                      .snap = snap,
                      .patience = patience,
                      .arena = arena,
                      .out = out,
                      .report = out_report};
    *out_report = (cg_patch_report){0};
    if (text.len > most) {
        (void)CG_FAIL(err, CG_E_LIMIT, "a diff may have %zu bytes", most);
        return cg_err_at(err, "diff");
    }
    cg_code rc = patch_read(text, &d.diff, err);
    if (rc != CG_OK)
        (void)cg_err_at(err, "diff");
    if (rc == CG_OK)
        rc = read_files(&d, err);
    drop_doubles(out);
    patch_fini(&d.diff);
    CG_VEC_FINI(&d.ranges);
    return rc;
}
