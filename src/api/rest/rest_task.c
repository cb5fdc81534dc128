// SPDX-License-Identifier: Apache-2.0
// api: tasks and parse reports: their JSON form, and waiting for them.
#include "rest.h"

#define WAIT_MAX_S 60
#define SLICE_NS 250000000u

/* ---- encoding ---- */

static void put_changes(cg_json_writer *w, const char *key, cg_change_counts counts)
{
    cg_json_put_object(w, key);
    cg_json_put_u64(w, "added", counts.added);
    cg_json_put_u64(w, "changed", counts.changed);
    cg_json_put_u64(w, "removed", counts.removed);
    cg_json_end_object(w);
}

static void write_ranges(cg_json_writer *w, const cg_range *ranges, size_t count)
{
    cg_json_put_array(w, "errors");
    for (size_t i = 0; i < count; i++) {
        cg_json_begin_object(w);
        cg_json_put_u64(w, "start_line", ranges[i].start_line + 1);
        cg_json_put_u64(w, "start_column", ranges[i].start_col + 1);
        cg_json_put_u64(w, "end_line", ranges[i].end_line + 1);
        cg_json_put_u64(w, "end_column", ranges[i].end_col + 1);
        cg_json_end_object(w);
    }
    cg_json_end_array(w);
}

static void put_word_or_null(cg_json_writer *w, const char *key, cg_str word)
{
    if (word.len)
        cg_json_put_str(w, key, word);
    else
        cg_json_put_null(w, key);
}

void cg_rest_put_file_report(cg_json_writer *w, const cg_file_report *file)
{
    cg_json_put_str(w, "path", file->path);
    put_word_or_null(w, "language", cg_str_from(cg_lang_text(file->lang)));
    cg_json_put_str(w, "status", cg_str_from(cg_parse_status_text(file->status)));
    put_word_or_null(w, "reason", file->reason);
    cg_json_put_bool(w, "unchanged", file->unchanged);
    cg_json_put_bool(w, "cached", file->cached);
    cg_json_put_u64(w, "nodes", file->nodes);
    write_ranges(w, file->errors, file->errors_count);
}

static void put_totals(cg_json_writer *w, const cg_parse_report *r)
{
    cg_json_put_object(w, "totals");
    cg_json_put_u64(w, "files_parsed", r->files_parsed);
    cg_json_put_u64(w, "files_cached", r->files_cached);
    cg_json_put_u64(w, "files_unchanged", r->files_unchanged);
    cg_json_put_u64(w, "files_partial", r->files_partial);
    cg_json_put_u64(w, "files_skipped", r->files_skipped);
    cg_json_put_u64(w, "files_removed", r->files_removed);
    cg_json_put_u64(w, "bytes", r->bytes);
    cg_json_put_u64(w, "nodes", r->nodes);
    cg_json_put_u64(w, "relationships", r->edges);
    cg_json_put_u64(w, "elapsed_ms", r->elapsed_ms);
    cg_json_put_u64(w, "cpu_ms", r->cpu_ms);
    cg_json_end_object(w);
}

static void write_file(cg_json_writer *w, const cg_file_report *file)
{
    cg_json_begin_object(w);
    cg_rest_put_file_report(w, file);
    cg_json_put_u64(w, "relationships", file->edges);
    cg_json_end_object(w);
}

static void put_history(cg_json_writer *w, const cg_history_report *history)
{
    if (history->commits == 0) {
        cg_json_put_null(w, "history");
        return;
    }
    cg_json_put_object(w, "history");
    cg_json_put_u64(w, "commits", history->commits);
    cg_json_put_u64(w, "imported", history->imported);
    cg_json_put_u64(w, "branches", history->branches);
    cg_json_put_u64(w, "tags", history->tags);
    cg_json_end_object(w);
}

void cg_rest_put_parse_report(cg_json_writer *w, const cg_parse_report *report, cg_str project)
{
    cg_json_put_str(w, "project", project);
    cg_json_put_u64(w, "generation", report->generation);
    cg_json_put_bool(w, "changed", report->changed);
    cg_rest_put_id(w, "version", report->version);
    put_totals(w, report);
    cg_json_put_object(w, "changes");
    put_changes(w, "files", report->file_changes);
    put_changes(w, "nodes", report->node_changes);
    put_changes(w, "relationships", report->edge_changes);
    cg_json_end_object(w);
    cg_rest_put_counts(w, "languages", report->languages, report->languages_count);
    cg_rest_put_counts(w, "skipped", report->skipped, report->skipped_count);
    cg_json_put_array(w, "files");
    for (size_t i = 0; i < report->files_count; i++)
        write_file(w, &report->files[i]);
    cg_json_end_array(w);
}

void cg_rest_write_parse_report(cg_json_writer *w, const cg_parse_report *report, cg_str project)
{
    cg_json_begin_object(w);
    cg_rest_put_parse_report(w, report, project);
    put_history(w, &report->history);
    cg_json_end_object(w);
}

static void put_kinds(cg_json_writer *w, const cg_collect_report *report)
{
    cg_json_put_object(w, "kinds");
    for (size_t i = 0; i < report->kinds_count; i++) {
        cg_json_write_key(w, report->kinds[i].name);
        cg_json_begin_object(w);
        cg_json_put_u64(w, "rows", report->kinds[i].rows);
        cg_json_put_u64(w, "bytes", report->kinds[i].bytes);
        cg_json_end_object(w);
    }
    cg_json_end_object(w);
}

void cg_rest_write_collect_report(cg_json_writer *w, const cg_collect_report *report,
                                  cg_str project)
{
    uint64_t rows = 0, bytes = 0;
    for (size_t i = 0; i < report->kinds_count; i++) {
        rows += report->kinds[i].rows;
        bytes += report->kinds[i].bytes;
    }
    cg_json_begin_object(w);
    cg_json_put_str(w, "project", project);
    cg_json_put_bool(w, "dry_run", report->dry_run);
    cg_json_put_u64(w, "generations", report->generations);
    cg_json_put_u64(w, "generations_collected", report->generations_collected);
    cg_json_put_u64(w, "versions", report->versions);
    cg_json_put_u64(w, "versions_collected", report->versions_collected);
    cg_json_put_u64(w, "rows", rows);
    cg_json_put_u64(w, "bytes", bytes);
    put_kinds(w, report);
    cg_json_put_bool(w, "units_postponed", report->units_postponed);
    cg_json_put_u64(w, "elapsed_ms", report->elapsed_ms);
    cg_json_end_object(w);
}

static void put_progress(cg_json_writer *w, const cg_task_view *task)
{
    cg_json_put_object(w, "progress");
    put_word_or_null(w, "phase", task->phase);
    cg_json_put_u64(w, "files_done", task->files_done);
    cg_json_put_u64(w, "files_total", task->files_total);
    cg_json_put_u64(w, "bytes_done", task->bytes_done);
    cg_json_put_u64(w, "nodes", task->nodes);
    cg_json_put_u64(w, "relationships", task->edges);
    cg_json_put_u64(w, "commits_done", task->commits_done);
    cg_json_put_u64(w, "commits_total", task->commits_total);
    cg_json_put_u64(w, "rows_done", task->rows_done);
    cg_json_put_u64(w, "rows_total", task->rows_total);
    cg_json_put_f64(w, "files_per_second", task->files_per_second);
    if (task->eta_ms)
        cg_json_put_u64(w, "eta_ms", task->eta_ms);
    else
        cg_json_put_null(w, "eta_ms");
    cg_json_end_object(w);
}

static void put_outcome(cg_json_writer *w, const cg_task_view *task)
{
    if (task->error.code != CG_OK) {
        cg_json_put_object(w, "error");
        cg_json_put_str(w, "code", cg_str_from(cg_code_text(task->error.code)));
        cg_json_put_str(w, "detail", cg_str_from(task->error.text));
        cg_json_end_object(w);
    } else {
        cg_json_put_null(w, "error");
    }
    if (task->report) {
        cg_json_write_key(w, CG_STR("report"));
        cg_rest_write_parse_report(w, task->report, task->project);
    } else if (task->collected) {
        cg_json_write_key(w, CG_STR("report"));
        cg_rest_write_collect_report(w, task->collected, task->project);
    } else if (task->rebuilt) {
        cg_json_write_key(w, CG_STR("report"));
        cg_rest_write_rebuild_report(w, task->rebuilt, task->project);
    } else {
        cg_json_put_null(w, "report");
    }
}

void cg_rest_write_task(cg_json_writer *w, const cg_task_view *task)
{
    cg_json_begin_object(w);
    cg_rest_put_id(w, "id", task->id);
    cg_json_put_str(w, "kind", task->kind);
    cg_json_put_str(w, "status", cg_str_from(cg_task_state_text(task->state)));
    cg_json_put_str(w, "project", task->project);
    put_word_or_null(w, "root", task->root);
    put_word_or_null(w, "rev", task->rev);
    cg_json_put_str(w, "priority", cg_str_from(cg_task_priority_text(task->priority)));
    cg_json_put_u64(w, "attempts", task->attempts);
    cg_rest_put_time(w, "retry_at", task->retry_ms);
    cg_json_put_u64(w, "revision", task->revision);
    cg_rest_put_time(w, "enqueued_at", task->enqueued_ms);
    cg_rest_put_time(w, "started_at", task->started_ms);
    cg_rest_put_time(w, "finished_at", task->finished_ms);
    put_progress(w, task);
    put_outcome(w, task);
    cg_json_end_object(w);
}

void cg_rest_reply_accepted(cg_reply *reply, const cg_task_view *task)
{
    char id[CG_ID_TEXT_LEN];
    cg_json_writer w;
    cg_id_text(task->id, id);
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_task(&w, task);
    cg_reply_set_status(reply, 202);
    cg_reply_add_header(reply, "Location", "/tasks/%s", id);
}

/* ---- waiting ---- */

cg_code cg_rest_task_id(const cg_request *req, cg_id *out_id, cg_err *err)
{
    if (!cg_id_parse(cg_request_str(req, "id"), out_id))
        return CG_FAIL(err, CG_E_NOT_FOUND, "no such task");
    return CG_OK;
}

uint64_t cg_rest_prefer_wait_ms(const cg_request *req, uint64_t fallback_ms)
{
    cg_str rest = cg_request_prefer(req), item;
    uint64_t seconds = 0, wait_ms = fallback_ms;
    while (cg_str_split(&rest, ',', &item)) {
        item = cg_str_trim(item);
        if (cg_str_eq(item, CG_STR("respond-async")))
            wait_ms = 0;
        else if (cg_str_starts(item, CG_STR("wait=")) &&
                 cg_str_to_u64(cg_str_slice(item, 5, item.len), &seconds))
            return CG_MIN(seconds, (uint64_t)WAIT_MAX_S) * 1000;
    }
    return wait_ms;
}

static cg_code await_finish(const cg_task_wait *wait, cg_task_view *out_task, cg_err *err)
{
    cg_service *service = wait->api->service;
    cg_arena_mark mark = cg_arena_save(wait->arena);
    cg_code rc = cg_service_task_get(service, wait->id, wait->arena, out_task, err);
    while (rc == CG_OK && !cg_task_finished(out_task->state) &&
           (wait->hurried == NULL || !wait->hurried(wait->arg))) {
        uint64_t now = cg_now_ns();
        if (now >= wait->until_ns)
            break;
        uint64_t slice = CG_MIN(wait->until_ns, now + SLICE_NS), revision = out_task->revision;
        cg_arena_rewind(wait->arena, mark);
        rc = cg_service_task_wait(service, wait->id, revision, slice, wait->arena, out_task, err);
    }
    return rc;
}

cg_code cg_rest_wait_for_task(cg_task_wait *wait, cg_task_view *out_task, cg_err *err)
{
    cg_api *api = wait->api;
    unsigned before = atomic_fetch_add_explicit(&api->waiters, 1, memory_order_relaxed);
    if (before >= api->waiters_max)
        wait->until_ns = 0;
    cg_code rc = await_finish(wait, out_task, err);
    atomic_fetch_sub_explicit(&api->waiters, 1, memory_order_relaxed);
    return rc;
}

static bool is_hurried(const void *req)
{
    return cg_request_hurried(req);
}

cg_code cg_rest_task_await(cg_request *req, cg_id id, uint64_t wait_ms, cg_task_view *out_task,
                           cg_err *err)
{
    uint64_t deadline = cg_request_deadline_ns(req), margin = 500000000u;
    uint64_t until = cg_now_ns() + wait_ms * 1000000;
    cg_task_wait wait = {.api = cg_rest_api(req),
                         .id = id,
                         .until_ns = CG_MIN(until, deadline > margin ? deadline - margin : 0),
                         .hurried = is_hurried,
                         .arg = req,
                         .arena = cg_request_arena(req)};
    return cg_rest_wait_for_task(&wait, out_task, err);
}
