// SPDX-License-Identifier: Apache-2.0
// MCP tool index: brings the graph up to date: of a directory (the client's own when none is named), or of files that are
// given. A directory is a task of the service, whose progress the client hears.
#include "tool.h"

#define POLL_NS UINT64_C(200000000)
#define FILES_MAX 1000
#define GLOBS_MAX 64
#define GAPS_TOLD 5

typedef struct indexing {
    mcp_common common;
    cg_parse_root_request root;
    cg_str named; /* the directory that was asked for */
    cg_id task;
    bool begun;
} indexing;

/* ---- the report ---- */

/* Whether its facts were known by its content is nobody's concern here. */
static uint64_t taken(const cg_parse_report *r)
{
    return r->files_parsed + r->files_cached;
}

static void put_changes(mcp_sheet *s, const cg_parse_report *r)
{
    cg_json_put_u64(&s->w, "files_parsed", taken(r));
    cg_json_put_u64(&s->w, "files_unchanged", r->files_unchanged);
    cg_json_put_u64(&s->w, "files_partial", r->files_partial);
    cg_json_put_u64(&s->w, "files_skipped", r->files_skipped);
    cg_json_put_u64(&s->w, "files_removed", r->files_removed);
    cg_json_put_object(&s->w, "definitions");
    cg_json_put_u64(&s->w, "added", r->node_changes.added);
    cg_json_put_u64(&s->w, "changed", r->node_changes.changed);
    cg_json_put_u64(&s->w, "removed", r->node_changes.removed);
    cg_json_end_object(&s->w);
}

static void tell_report(mcp_call *call, const mcp_common *common, const cg_parse_report *r)
{
    CG_AUTO_VALUE(mcp_sheet) s;
    size_t told = 0;
    mcp_sheet_init(&s, call, common->max_tokens);
    cg_json_put_str(&s.w, "status", CG_STR("succeeded"));
    cg_json_put_u64(&s.w, "generation", r->generation);
    put_changes(&s, r);
    (void)mcp_line(&s,
                   "Indexed: %" PRIu64 " files parsed, %" PRIu64 " unchanged, %" PRIu64
                   " in part, %" PRIu64 " skipped, %" PRIu64 " removed, in %" PRIu64
                   " ms. Generation %" PRIu64 ".",
                   taken(r), r->files_unchanged, r->files_partial, r->files_skipped,
                   r->files_removed, r->elapsed_ms, r->generation);
    (void)mcp_line(&s, "Definitions: %" PRIu64 " added, %" PRIu64 " changed, %" PRIu64 " removed.",
                   r->node_changes.added, r->node_changes.changed, r->node_changes.removed);
    for (size_t i = 0; i < r->files_count && told < GAPS_TOLD; i++) {
        if (r->files[i].reason.len == 0)
            continue;
        told++;
        (void)mcp_line(&s, "  %.*s was skipped: %.*s", CG_STR_ARG(r->files[i].path),
                       CG_STR_ARG(r->files[i].reason));
    }
    mcp_next(&s, "explore with a question, or without one for a map");
    mcp_sheet_finish(&s);
}

static void tell_running(mcp_call *call, const mcp_common *common, const cg_task_view *task)
{
    CG_AUTO_VALUE(mcp_sheet) s;
    char id[CG_ID_TEXT_LEN];
    mcp_sheet_init(&s, call, common->max_tokens);
    cg_id_text(task->id, id);
    cg_json_put_str(&s.w, "status", cg_str_from(cg_task_state_text(task->state)));
    cg_json_put_str(&s.w, "task", cg_str_from(id));
    (void)mcp_line(&s, "Indexing goes on as task %s.", id);
    mcp_next(&s, "status tells how far it is");
    mcp_sheet_finish(&s);
}

/* ---- files that are given ---- */

static cg_code read_files(mcp_call *call, cg_source_file **out_files, size_t *out_count,
                          cg_err *err)
{
    cg_json_value list = {0}, one;
    cg_json_iter it = {0};
    cg_str lang;
    cg_code rc = cg_json_get_array(call->args, "files", &list, CG_JSON_OPTIONAL, err);
    size_t count = 0, wanted = cg_json_count(list);
    if (rc == CG_OK && wanted > FILES_MAX)
        return CG_JSON_FAIL(list, err, CG_E_INVALID, "may have at most %d files", FILES_MAX);
    cg_source_file *files = cg_arena_alloc_array(call->arena, wanted + 1, sizeof *files);
    while (rc == CG_OK && cg_json_next(list, &it, &one)) {
        static const char *const known[] = {"path", "content", "language"};
        cg_source_file *file = &files[count++];
        rc = cg_json_check_members(one, known, CG_ARRAY_LEN(known), err);
        if (rc == CG_OK)
            rc = cg_json_get_str(one, "path", &file->path, CG_JSON_REQUIRED, err);
        if (rc == CG_OK)
            rc = cg_json_get_str(one, "content", &file->content, CG_JSON_REQUIRED, err);
        lang = CG_STR_NULL;
        if (rc == CG_OK)
            rc = cg_json_get_str(one, "language", &lang, CG_JSON_OPTIONAL, err);
        if (rc == CG_OK && lang.len > 0 && (file->lang = cg_lang_parse(lang)) == CG_LANG_NONE)
            rc = CG_JSON_FAIL(cg_json_get(one, "language"), err, CG_E_INVALID,
                              "is no language that is parsed");
    }
    *out_files = files;
    *out_count = count;
    return rc;
}

static cg_code index_files(mcp_call *call, indexing *x, cg_err *err)
{
    cg_source_file *files = NULL;
    cg_parse_report report;
    cg_parse_request ask = {.project = x->common.where.project,
                            .to = x->root.to,
                            .deadline_ns = mcp_call_patience(call).deadline_ns};
    cg_code rc = read_files(call, &files, &ask.files_count, err);
    if (rc == CG_OK)
        rc = mcp_read_texts(call, "deletes", FILES_MAX, &ask.deletes, &ask.deletes_count, err);
    if (rc != CG_OK)
        return rc;
    ask.files = files;
    rc = cg_service_parse(call->api->service, &ask, call->arena, &report, err);
    if (rc == CG_OK)
        tell_report(call, &x->common, &report);
    return rc;
}

/* ---- a directory ---- */

static cg_str keep(const mcp_call *call, cg_str text)
{
    return text.len > 0 ? cg_arena_str(call->kept, text) : CG_STR_NULL;
}

static cg_code path_of_uri(const mcp_call *call, cg_str uri, cg_str *out_path, cg_err *err)
{
    static const char scheme[] = "file://";
    if (!cg_str_starts(uri, CG_STR("file:///")))
        return CG_FAIL(err, CG_E_INVALID, "the client's root %.*s is no file of this machine",
                       CG_STR_ARG(cg_utf8_truncate(uri, 100)));
    return cg_http_decode_in(call->kept, cg_str_slice(uri, sizeof scheme - 1, uri.len), false,
                             out_path, err);
}

/* The first directory that the client works in. `*out_asked`: it was asked, and answers later. */
static cg_code ask_for_root(mcp_call *call, cg_str *out_root, bool *out_asked, cg_err *err)
{
    cg_json_value answer, roots = {0};
    cg_str uri;
    *out_asked = false;
    if (!call->asking.abilities.roots)
        return CG_FAIL(
            err, CG_E_INVALID,
            "name a directory with root, or files: the client does not say where it works");
    if (!mcp_need(call, "roots", "roots/list", CG_STR("{}"), &answer)) {
        *out_asked = true;
        return CG_OK;
    }
    cg_code rc = cg_json_get_array(answer, "roots", &roots, CG_JSON_REQUIRED, NULL);
    if (rc != CG_OK || cg_json_count(roots) == 0)
        return CG_FAIL(err, CG_E_INVALID, "name a directory with root: the client works in none");
    rc = cg_json_get_str(cg_json_at(roots, 0), "uri", &uri, CG_JSON_REQUIRED, err);
    return rc == CG_OK ? path_of_uri(call, uri, out_root, err) : rc;
}

static void tell_progress(mcp_call *call, const cg_task_view *task)
{
    if (task->files_total > 0)
        mcp_progress(call, (double)task->files_done, (double)task->files_total,
                     "%.*s: %" PRIu64 " of %" PRIu64 " files", CG_STR_ARG(task->phase),
                     task->files_done, task->files_total);
    else
        mcp_progress(call, (double)task->files_done, 0, "%.*s", CG_STR_ARG(task->phase));
}

static cg_code follow_task(mcp_call *call, indexing *x, cg_err *err)
{
    cg_task_view task;
    cg_code rc = cg_service_task_get(call->api->service, x->task, call->arena, &task, err);
    if (rc != CG_OK)
        return rc;
    if (!cg_task_finished(task.state)) {
        if (!call->may_stream) {
            tell_running(call, &x->common, &task);
            return CG_OK;
        }
        tell_progress(call, &task);
        mcp_call_wait(call, cg_now_ns() + POLL_NS);
        return CG_OK;
    }
    call->task = (cg_id){0};
    if (task.state == CG_TASK_CANCELED)
        return CG_FAIL(err, CG_E_CANCELED, "indexing was canceled");
    if (task.state == CG_TASK_FAILED || task.report == NULL)
        return CG_FAIL(err, task.error.code != CG_OK ? task.error.code : CG_E_INTERNAL, "%s",
                       task.error.text);
    mcp_log(call, MCP_INFO, "indexed %.*s, generation %" PRIu64, CG_STR_ARG(x->named),
            task.report->generation);
    tell_report(call, &x->common, task.report);
    return CG_OK;
}

static cg_code begin_task(mcp_call *call, indexing *x, cg_err *err)
{
    bool asked = false;
    cg_code rc = CG_OK;
    if (x->root.root.len == 0)
        rc = ask_for_root(call, &x->root.root, &asked, err);
    if (rc != CG_OK || asked)
        return rc;
    x->named = x->root.root;
    if (x->root.rev.len > 0)
        x->root.git = CG_GIT_REVISION;
    rc = cg_service_parse_root(call->api->service, &x->root, &x->task, err);
    if (rc != CG_OK)
        return rc;
    x->begun = true;
    call->task = x->task;
    mcp_log(call, MCP_INFO, "indexing %.*s", CG_STR_ARG(x->named));
    return follow_task(call, x, err);
}

/* ---- arguments ---- */

static cg_code read_ask(mcp_call *call, indexing *x, cg_err *err)
{
    static const char *const known[] = {"root",    "rev",     "branch", "message", "include",
                                        "exclude", "replace", "files",  "deletes"};
    bool replace = true;
    cg_code rc = mcp_read_common(call, known, CG_ARRAY_LEN(known), &x->common, err);
    if (rc == CG_OK && x->common.where.ref.len > 0)
        return CG_JSON_FAIL(cg_json_get(call->args, "ref"), err, CG_E_INVALID,
                            "nothing is written to a ref: name a branch");
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "root", CG_JSON_OPTIONAL, &x->root.root, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "rev", CG_JSON_OPTIONAL, &x->root.rev, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "branch", CG_JSON_OPTIONAL, &x->root.to.branch, err);
    if (rc == CG_OK)
        rc = mcp_read_text(call->args, "message", CG_JSON_OPTIONAL, &x->root.to.message, err);
    if (rc == CG_OK)
        rc = mcp_read_texts(call, "include", GLOBS_MAX, &x->root.include, &x->root.include_count,
                            err);
    if (rc == CG_OK)
        rc = mcp_read_texts(call, "exclude", GLOBS_MAX, &x->root.exclude, &x->root.exclude_count,
                            err);
    if (rc == CG_OK && call->args.node != NULL)
        rc = cg_json_get_bool(call->args, "replace", &replace, CG_JSON_OPTIONAL, err);
    x->root.project = x->common.where.project;
    x->root.mode = replace ? CG_PARSE_REPLACE : CG_PARSE_PATCH;
    return rc;
}

static cg_code index_step(mcp_call *call, cg_err *err)
{
    indexing *x = call->own;
    if (x != NULL && x->begun)
        return follow_task(call, x, err);
    x = call->own = cg_arena_alloc(call->kept, sizeof *x);
    cg_code rc = read_ask(call, x, err);
    if (rc != CG_OK)
        return rc;
    bool files = cg_json_has(call->args, "files") || cg_json_has(call->args, "deletes");
    if (files && x->root.root.len > 0)
        return CG_FAIL(err, CG_E_INVALID, "give either root or files");
    if (files)
        return index_files(call, x, err);
    x->root.root = keep(call, x->root.root);
    return begin_task(call, x, err);
}

const mcp_tool cg_mcp_tool_index = {
    .name = "index",
    .title = "Index code",
    .description =
        "Brings the graph up to date. root: a directory of the server's machine, by default the one the client works in; only "
        "what changed is parsed. Or files with their content, such as edits that are not saved. Call it after edits, before "
        "asking about them.",
    .input = "index_in",
    .output = "index_out",
    .destructive = false,
    .idempotent = true,
    .step = index_step,
};
