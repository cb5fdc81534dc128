// SPDX-License-Identifier: Apache-2.0
// api: Mutation.parseFile, parseProject and rebuildIndex, and the tasks that the latter two may become.
#include "gql_write.h"

#include "rest/rest.h"

#define QUICK_NS 1000000000u /* that a task is waited for */
#define FILES_MAX 100000
#define GLOBS_MAX 1000

/* A report, a task, or a task with its report. */
typedef struct outcome {
    cg_id task; /* null: it was none */
    cg_task_state state;
    const cg_parse_report *report;
    const cg_rebuild_report *rebuilt;
} outcome;

cg_gql_value gql_task_state(cg_task_state state)
{
    static const char *const names[] = {"ENQUEUED", "PROCESSING", "SUCCEEDED", "FAILED",
                                        "CANCELED"};
    return cg_gql_text(cg_str_from(names[state]));
}

static void reply_report(cg_gql_call *call, const cg_parse_report *report)
{
    outcome *o = cg_arena_alloc(call->arena, sizeof *o);
    *o = (outcome){.state = CG_TASK_SUCCEEDED, .report = report};
    gql_note_written(call, report->generation);
    call->out[0] = cg_gql_object(o);
}

/* Waits a moment, and tells what has become of the task by then. */
static cg_code reply_task(cg_gql_call *call, cg_id id, cg_err *err)
{
    const gql_context *context = gql_of(call);
    cg_task_view *task = cg_arena_alloc(call->arena, sizeof *task);
    cg_task_wait wait = {.api = context->api,
                         .id = id,
                         .until_ns = cg_now_ns() + QUICK_NS,
                         .hurried = context->hurried,
                         .arg = context->patience.arg,
                         .arena = call->arena};
    cg_code rc = cg_rest_wait_for_task(&wait, task, err);
    if (rc != CG_OK)
        return rc;
    if (task->state == CG_TASK_FAILED && task->error.code != CG_OK) {
        if (err != NULL)
            *err = task->error;
        return task->error.code;
    }
    outcome *o = cg_arena_alloc(call->arena, sizeof *o);
    *o = (outcome){
        .task = id, .state = task->state, .report = task->report, .rebuilt = task->rebuilt};
    if (task->report != NULL)
        gql_note_written(call, task->report->generation);
    call->out[0] = cg_gql_object(o);
    return CG_OK;
}

/* ---- files ---- */

static cg_code read_file(const cg_gql_value *input, cg_source_file *out, cg_err *err)
{
    const cg_gql_value *language = cg_gql_member_of(input, "language");
    const cg_gql_value *content = cg_gql_member_of(input, "content");
    out->content = content->text;
    if (gql_given(language))
        out->lang = gql_lang_of(language->text);
    return gql_read_text(cg_gql_member_of(input, "path"), "path", 4096, &out->path, err);
}

static cg_code parse_files(cg_gql_call *call, cg_parse_request *request, const gql_target *target,
                           cg_err *err)
{
    cg_parse_report *report = cg_arena_alloc(call->arena, sizeof *report);
    request->project = target->project;
    request->to = target->to;
    request->deadline_ns = gql_of(call)->patience.deadline_ns;
    cg_code rc = cg_service_parse(gql_service(call), request, call->arena, report, err);
    if (rc == CG_OK)
        reply_report(call, report);
    return rc;
}

static cg_code parse_file(cg_gql_call *call, cg_err *err)
{
    const cg_gql_value *input = cg_gql_argument(&call->args, "input");
    cg_source_file file = {0};
    gql_target target;
    cg_parse_request request = {
        .files = &file, .files_count = 1, .dry_run = gql_flag(cg_gql_member_of(input, "dryRun"))};
    cg_code rc = read_file(input, &file, err);
    if (rc == CG_OK)
        rc = gql_read_target(call, &target, err);
    return rc == CG_OK ? parse_files(call, &request, &target, err) : rc;
}

/* ---- projects ---- */

typedef struct project_form {
    const cg_gql_value *files, *root, *git, *mode;
    const cg_str *include, *exclude;
    size_t include_count, exclude_count;
    bool dry_run;
    gql_target target;
} project_form;

static cg_parse_mode mode_of(const project_form *form, cg_parse_mode fallback)
{
    if (!gql_given(form->mode))
        return fallback;
    return cg_str_eq(form->mode->text, CG_STR("REPLACE")) ? CG_PARSE_REPLACE : CG_PARSE_PATCH;
}

static cg_code parse_sent(cg_gql_call *call, const project_form *form, cg_err *err)
{
    if (form->files->count > FILES_MAX)
        return CG_FAIL(err, CG_E_LIMIT, "more than %d files", FILES_MAX);
    cg_source_file *files =
        cg_arena_alloc_array(call->arena, form->files->count + 1, sizeof *files);
    cg_code rc = CG_OK;
    for (uint32_t i = 0; rc == CG_OK && i < form->files->count; i++)
        rc = read_file(&form->files->items[i], &files[i], err);
    cg_parse_request request = {.mode = mode_of(form, CG_PARSE_PATCH),
                                .dry_run = form->dry_run,
                                .files = files,
                                .files_count = form->files->count,
                                .include = form->include,
                                .include_count = form->include_count,
                                .exclude = form->exclude,
                                .exclude_count = form->exclude_count};
    return rc == CG_OK ? parse_files(call, &request, &form->target, err) : rc;
}

static cg_code parse_root(cg_gql_call *call, const project_form *form, cg_err *err)
{
    cg_id id;
    const cg_gql_value *path = form->root;
    cg_parse_root_request request = {.project = form->target.project,
                                     .to = form->target.to,
                                     .mode = mode_of(form, CG_PARSE_REPLACE),
                                     .dry_run = form->dry_run,
                                     .include = form->include,
                                     .include_count = form->include_count,
                                     .exclude = form->exclude,
                                     .exclude_count = form->exclude_count};
    cg_code rc = CG_OK;
    if (gql_given(form->git)) {
        path = cg_gql_member_of(form->git, "path");
        request.git =
            gql_flag(cg_gql_member_of(form->git, "history")) ? CG_GIT_HISTORY : CG_GIT_REVISION;
        rc = gql_read_text(cg_gql_member_of(form->git, "rev"), "rev", 512, &request.rev, err);
    }
    if (rc == CG_OK)
        rc = gql_read_text(path, "path", 4096, &request.root, err);
    if (rc == CG_OK)
        rc = cg_service_parse_root(gql_service(call), &request, &id, err);
    return rc == CG_OK ? reply_task(call, id, err) : rc;
}

static cg_code parse_project(cg_gql_call *call, cg_err *err)
{
    const cg_gql_value *input = cg_gql_argument(&call->args, "input");
    project_form form = {.files = cg_gql_member_of(input, "files"),
                         .root = cg_gql_member_of(input, "root"),
                         .git = cg_gql_member_of(input, "git"),
                         .mode = cg_gql_member_of(input, "mode"),
                         .dry_run = gql_flag(cg_gql_member_of(input, "dryRun"))};
    if (gql_given(form.files) + gql_given(form.root) + gql_given(form.git) != 1) {
        (void)CG_FAIL(err, CG_E_INVALID, "give exactly one of files, root and git");
        return cg_err_at(err, "input");
    }
    cg_code rc = gql_read_ids(cg_gql_member_of(input, "include"), "include", GLOBS_MAX, call->arena,
                              &form.include, &form.include_count, err);
    if (rc == CG_OK)
        rc = gql_read_ids(cg_gql_member_of(input, "exclude"), "exclude", GLOBS_MAX, call->arena,
                          &form.exclude, &form.exclude_count, err);
    if (rc == CG_OK)
        rc = gql_read_target(call, &form.target, err);
    if (rc != CG_OK)
        return rc;
    return gql_given(form.files) ? parse_sent(call, &form, err) : parse_root(call, &form, err);
}

/* ---- the index ---- */

static cg_code rebuild_index(cg_gql_call *call, cg_err *err)
{
    static const char *const names[] = {"AUTO", "FLAT", "IVF", "HNSW"};
    static const char *const types[] = {"auto", "flat", "ivf", "hnsw"};
    const cg_gql_value *type = cg_gql_argument(&call->args, "type");
    cg_rebuild_request ask = {.project = gql_of(call)->defaults.project};
    cg_id id;
    for (size_t i = 0; i < CG_ARRAY_LEN(names); i++)
        if (cg_str_eq(type->text, cg_str_from(names[i])))
            ask.params.type = cg_str_from(types[i]);
    cg_code rc = gql_read_text(cg_gql_argument(&call->args, "project"), "project",
                               CG_PROJECT_NAME_MAX, &ask.project, err);
    if (rc == CG_OK)
        rc = cg_service_rebuild(gql_service(call), &ask, &id, err);
    return rc == CG_OK ? reply_task(call, id, err) : rc;
}

/* ---- what they answer ---- */

#define OF_REPORT(value) (o->report != NULL ? (value) : gql_null())

GQL_EACH(result_task, outcome, gql_id(call->arena, o->task))
GQL_EACH(result_state, outcome, gql_task_state(o->state))
GQL_EACH(result_generation, outcome, OF_REPORT(gql_count(o->report->generation)))
GQL_EACH(result_version, outcome, OF_REPORT(gql_id(call->arena, o->report->version)))
GQL_EACH(result_changed, outcome, OF_REPORT(cg_gql_bool(o->report->changed)))
GQL_EACH(result_parsed, outcome, OF_REPORT(gql_count(o->report->files_parsed)))
GQL_EACH(result_partial, outcome, OF_REPORT(gql_count(o->report->files_partial)))
GQL_EACH(result_skipped, outcome, OF_REPORT(gql_count(o->report->files_skipped)))
GQL_EACH(result_removed, outcome, OF_REPORT(gql_count(o->report->files_removed)))
GQL_EACH(result_nodes, outcome, OF_REPORT(cg_gql_object(&o->report->node_changes)))
GQL_EACH(result_edges, outcome, OF_REPORT(cg_gql_object(&o->report->edge_changes)))
GQL_EACH(result_files, outcome,
         OF_REPORT(cg_gql_objects(call->arena, o->report->files, o->report->files_count,
                                  sizeof *o->report->files)))
GQL_EACH(counts_added, cg_change_counts, gql_count(o->added))
GQL_EACH(counts_changed, cg_change_counts, gql_count(o->changed))
GQL_EACH(counts_removed, cg_change_counts, gql_count(o->removed))
GQL_EACH(file_path, cg_file_report, cg_gql_text(o->path))
GQL_EACH(file_language, cg_file_report, gql_language(o->lang))
GQL_EACH(file_status, cg_file_report, cg_gql_text(cg_str_from(cg_parse_status_text(o->status))))
GQL_EACH(file_reason, cg_file_report, gql_text_or_null(o->reason))
GQL_EACH(file_nodes, cg_file_report, cg_gql_int(o->nodes))
GQL_EACH(file_edges, cg_file_report, cg_gql_int(o->edges))
GQL_EACH(file_errors, cg_file_report,
         cg_gql_objects(call->arena, o->errors, o->errors_count, sizeof *o->errors))
GQL_EACH(error_start_line, cg_range, cg_gql_int((int64_t)o->start_line + 1))
GQL_EACH(error_start_column, cg_range, cg_gql_int((int64_t)o->start_col + 1))
GQL_EACH(error_end_line, cg_range, cg_gql_int((int64_t)o->end_line + 1))
GQL_EACH(error_end_column, cg_range, cg_gql_int((int64_t)o->end_col + 1))

#define OF_INDEX(value) (o->rebuilt != NULL ? (value) : gql_null())
GQL_EACH(rebuilt_rows, outcome, OF_INDEX(gql_count(o->rebuilt->rows)))
GQL_EACH(rebuilt_bytes, outcome, OF_INDEX(gql_count(o->rebuilt->bytes)))
GQL_EACH(rebuilt_elapsed, outcome, OF_INDEX(gql_count(o->rebuilt->elapsed_ms)))

static const cg_gql_binding bindings[] = {{"Mutation", "parseFile", parse_file},
                                          {"Mutation", "parseProject", parse_project},
                                          {"Mutation", "rebuildIndex", rebuild_index},
                                          {"ParseResult", "taskId", result_task},
                                          {"ParseResult", "state", result_state},
                                          {"ParseResult", "generation", result_generation},
                                          {"ParseResult", "version", result_version},
                                          {"ParseResult", "changed", result_changed},
                                          {"ParseResult", "filesParsed", result_parsed},
                                          {"ParseResult", "filesPartial", result_partial},
                                          {"ParseResult", "filesSkipped", result_skipped},
                                          {"ParseResult", "filesRemoved", result_removed},
                                          {"ParseResult", "nodes", result_nodes},
                                          {"ParseResult", "relationships", result_edges},
                                          {"ParseResult", "files", result_files},
                                          {"ChangeCounts", "added", counts_added},
                                          {"ChangeCounts", "changed", counts_changed},
                                          {"ChangeCounts", "removed", counts_removed},
                                          {"ParsedFile", "path", file_path},
                                          {"ParsedFile", "language", file_language},
                                          {"ParsedFile", "status", file_status},
                                          {"ParsedFile", "reason", file_reason},
                                          {"ParsedFile", "nodes", file_nodes},
                                          {"ParsedFile", "relationships", file_edges},
                                          {"ParsedFile", "errors", file_errors},
                                          {"SyntaxError", "startLine", error_start_line},
                                          {"SyntaxError", "startColumn", error_start_column},
                                          {"SyntaxError", "endLine", error_end_line},
                                          {"SyntaxError", "endColumn", error_end_column},
                                          {"IndexRebuildResult", "taskId", result_task},
                                          {"IndexRebuildResult", "state", result_state},
                                          {"IndexRebuildResult", "rows", rebuilt_rows},
                                          {"IndexRebuildResult", "bytes", rebuilt_bytes},
                                          {"IndexRebuildResult", "elapsedMs", rebuilt_elapsed},
                                          {NULL, NULL, NULL}};

const cg_gql_fields cg_gql_fields_mutation_parse = {bindings};
