// SPDX-License-Identifier: Apache-2.0
// The stored form of what a parse task reports: numbers as varints in the order of the struct, then
// the lists.
#include "tasks.h"

/* Every number of a report, in the order in which they are stored: append only. */
static void each_number(cg_parse_report *r, void (*visit)(uint64_t *number, void *arg), void *arg)
{
    uint64_t *const numbers[] = {
        &r->generation,
        &r->files_parsed,
        &r->files_cached,
        &r->files_unchanged,
        &r->files_partial,
        &r->files_skipped,
        &r->files_removed,
        &r->bytes,
        &r->nodes,
        &r->edges,
        &r->node_changes.added,
        &r->node_changes.changed,
        &r->node_changes.removed,
        &r->edge_changes.added,
        &r->edge_changes.changed,
        &r->edge_changes.removed,
        &r->file_changes.added,
        &r->file_changes.changed,
        &r->file_changes.removed,
        &r->elapsed_ms,
        &r->cpu_ms,
    };
    for (size_t i = 0; i < CG_ARRAY_LEN(numbers); i++)
        visit(numbers[i], arg);
}

static void put_number(uint64_t *number, void *arg)
{
    cg_buf_add_varint(arg, *number);
}

static void get_number(uint64_t *number, void *arg)
{
    *number = record_number(arg);
}

static void put_counts(const cg_count *counts, size_t n, cg_buf *out)
{
    cg_buf_add_varint(out, n);
    for (size_t i = 0; i < n; i++) {
        record_put_text(out, counts[i].name);
        cg_buf_add_varint(out, counts[i].count);
    }
}

static cg_count *get_counts(record_reader *r, size_t *out_count)
{
    size_t n = record_count(r, 2);
    cg_count *counts = cg_arena_alloc_array(r->arena, n + 1, sizeof *counts);
    for (size_t i = 0; i < n; i++) {
        counts[i].name = record_text(r);
        counts[i].count = record_number(r);
    }
    *out_count = n;
    return counts;
}

static void put_range(const cg_range *range, cg_buf *out)
{
    cg_buf_add_varint(out, range->start_line);
    cg_buf_add_varint(out, range->start_col);
    cg_buf_add_varint(out, range->end_line);
    cg_buf_add_varint(out, range->end_col);
}

static cg_range get_range(record_reader *r)
{
    cg_range range = {0};
    range.start_line = (uint32_t)record_number(r);
    range.start_col = (uint32_t)record_number(r);
    range.end_line = (uint32_t)record_number(r);
    range.end_col = (uint32_t)record_number(r);
    return range;
}

static void put_file(const cg_file_report *f, cg_buf *out)
{
    record_put_text(out, f->path);
    cg_buf_add_varint(out, f->lang);
    cg_buf_add_varint(out, f->status);
    cg_buf_add_varint(out, (uint64_t)f->unchanged | (uint64_t)f->cached << 1);
    record_put_text(out, f->reason);
    cg_buf_add_varint(out, f->nodes);
    cg_buf_add_varint(out, f->edges);
    cg_buf_add_varint(out, f->errors_count);
    for (uint32_t i = 0; i < f->errors_count; i++)
        put_range(&f->errors[i], out);
}

static void get_file(record_reader *r, cg_file_report *f)
{
    f->path = record_text(r);
    f->lang = (cg_lang_id)record_number(r);
    f->status = (uint8_t)record_number(r);
    uint64_t flags = record_number(r);
    f->unchanged = flags & 1;
    f->cached = flags >> 1 & 1;
    f->reason = record_text(r);
    f->nodes = (uint32_t)record_number(r);
    f->edges = (uint32_t)record_number(r);
    f->errors_count = (uint32_t)record_count(r, 4);
    f->errors = cg_arena_alloc_array(r->arena, f->errors_count + 1u, sizeof *f->errors);
    for (uint32_t i = 0; i < f->errors_count; i++)
        f->errors[i] = get_range(r);
}

void task_report_put(const cg_parse_report *report, cg_buf *out)
{
    cg_parse_report copy = *report; /* visited by pointers that could write */
    cg_buf_add_varint(out, report->changed);
    each_number(&copy, put_number, out);
    put_counts(report->languages, report->languages_count, out);
    put_counts(report->skipped, report->skipped_count, out);
    cg_buf_add_varint(out, report->files_count);
    for (size_t i = 0; i < report->files_count; i++)
        put_file(&report->files[i], out);
}

bool task_report_get(const uint8_t **pos, const uint8_t *end, cg_arena *arena,
                     cg_parse_report *out_report)
{
    record_reader r = {*pos, end, arena, true};
    *out_report = (cg_parse_report){.changed = record_number(&r) != 0};
    each_number(out_report, get_number, &r);
    out_report->languages = get_counts(&r, &out_report->languages_count);
    out_report->skipped = get_counts(&r, &out_report->skipped_count);
    out_report->files_count = record_count(&r, 8);
    out_report->files =
        cg_arena_alloc_array(arena, out_report->files_count + 1, sizeof *out_report->files);
    for (size_t i = 0; i < out_report->files_count; i++)
        get_file(&r, &out_report->files[i]);
    *pos = r.pos;
    return r.ok;
}
