// SPDX-License-Identifier: Apache-2.0
// What a run of ingestion tells its caller.
#include "service_int.h"

#include <stdlib.h>

const char *cg_parse_status_text(unsigned status)
{
    static const char *const texts[] = {"parsed", "partial", "skipped"};
    return texts[CG_MIN(status, (unsigned)CG_PARSE_SKIPPED)];
}

static int compare_counts(const void *a, const void *b)
{
    const cg_count *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return cg_str_cmp(x->name, y->name);
}

void counts_make(const uint64_t *counts, size_t n, const char *(*text)(unsigned), cg_arena *arena,
                 cg_count **out_counts, size_t *out_count)
{
    cg_count *rows = cg_arena_alloc_array(arena, n + 1, sizeof *rows);
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        if (counts[i] > 0)
            rows[used++] = (cg_count){cg_str_from(text((unsigned)i)), counts[i]};
    if (used > 1)
        qsort(rows, used, sizeof *rows, compare_counts);
    *out_counts = rows;
    *out_count = used;
}

cg_file_report report_file(const cg_ingest_file *file)
{
    return (cg_file_report){
        .path = file->path,
        .lang = (cg_lang_id)file->lang,
        .status = file->status,
        .unchanged = file->unchanged,
        .cached = file->cached,
        .reason =
            file->status == CG_PARSE_SKIPPED ? cg_str_from(cg_skip_text(file->skip)) : CG_STR_NULL,
        .nodes = file->nodes,
        .edges = file->edges,
        .errors = file->errors,
        .errors_count = file->errors_count,
    };
}

void report_make(const cg_ingest_result *result, uint64_t elapsed_ms, uint64_t cpu_ms,
                 cg_arena *arena, cg_parse_report *out_report)
{
    const cg_commit_result *c = &result->commit;
    *out_report = (cg_parse_report){
        .generation = c->generation,
        .changed = c->changed,
        .version = c->version,
        .files_parsed = result->files_parsed,
        .files_cached = result->files_cached,
        .files_unchanged = result->files_unchanged,
        .files_partial = result->files_partial,
        .files_skipped = result->files_skipped,
        .files_removed = result->files_removed,
        .bytes = result->bytes,
        .nodes = result->nodes,
        .edges = result->edges,
        .node_changes = {c->nodes_added, c->nodes_changed, c->nodes_removed},
        .edge_changes = {c->edges_added, c->edges_changed, c->edges_removed},
        .file_changes = {c->files_added, c->files_changed, c->files_removed},
        .elapsed_ms = elapsed_ms,
        .cpu_ms = cpu_ms,
        .files_count = result->files_count,
        .history = {result->commits, result->commits_imported, result->branches_set,
                    result->tags_set},
    };
    counts_make(result->langs, CG_ARRAY_LEN(result->langs), cg_lang_text, arena,
                &out_report->languages, &out_report->languages_count);
    counts_make(result->skips, CG_ARRAY_LEN(result->skips), cg_skip_text, arena,
                &out_report->skipped, &out_report->skipped_count);
    out_report->files =
        cg_arena_alloc_array(arena, result->files_count + 1, sizeof(cg_file_report));
    for (size_t i = 0; i < result->files_count; i++)
        out_report->files[i] = report_file(&result->files[i]);
}
