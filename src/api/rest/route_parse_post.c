// SPDX-License-Identifier: Apache-2.0
// POST /parse: puts source into the graph. JSON and one raw file are taken whole here; NDJSON, forms and
// archives as they arrive (upload.h). Files are answered when they are stored; a directory or a revision
// is a task, which is waited for a moment.
#include "upload.h"

#define QUICK_MS 1000

static void read_texts(const cg_value *value, const cg_str **out_items, size_t *out_count)
{
    *out_items = value->items;
    *out_count = value->item_count;
}

/* The query's options; a JSON body may override them. */
static void read_query(cg_request *req, cg_parse_form *form)
{
    static const cg_parse_mode modes[] = {CG_PARSE_PATCH, CG_PARSE_REPLACE};
    *form = (cg_parse_form){0};
    form->files.project = cg_request_str(req, "project");
    form->files.to = cg_rest_read_to(req);
    form->files.mode = modes[cg_request_value(req, "mode")->word];
    form->files.dry_run = cg_request_flag(req, "dry_run");
    (void)cg_task_priority_parse(cg_request_str(req, "priority"), &form->root.priority);
    read_texts(cg_request_value(req, "include"), &form->root.include, &form->root.include_count);
    read_texts(cg_request_value(req, "exclude"), &form->root.exclude, &form->root.exclude_count);
    form->files.include = form->root.include;
    form->files.include_count = form->root.include_count;
    form->files.exclude = form->root.exclude;
    form->files.exclude_count = form->root.exclude_count;
}

static cg_code read_raw(cg_request *req, cg_parse_form *form, cg_err *err)
{
    const cg_value *language = cg_request_value(req, "language");
    cg_source_file *file = cg_arena_alloc(cg_request_arena(req), sizeof *file);
    file->path = cg_request_str(req, "path");
    file->content = cg_request_body(req);
    if (language->given)
        file->lang = cg_lang_parse(language->text);
    form->files.files = file;
    form->files.files_count = 1;
    if (form->files.mode == CG_PARSE_REPLACE) {
        cg_code rc = CG_FAIL(err, CG_E_INVALID, "mode=replace takes the whole project, not a file");
        (void)cg_err_at(err, "mode");
        return rc;
    }
    return CG_OK;
}

static cg_code reply_report(cg_request *req, cg_reply *reply, cg_str project,
                            const cg_parse_report *report)
{
    cg_json_writer w;
    (void)req;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_rest_write_parse_report(&w, report, project.len ? project : CG_STR("default"));
    cg_reply_set_generation(reply, report->generation);
    return CG_OK;
}

static cg_code parse_files(cg_request *req, cg_reply *reply, cg_parse_form *form, cg_err *err)
{
    cg_parse_report report = {0};
    form->files.deadline_ns = cg_request_deadline_ns(req);
    cg_code rc = cg_service_parse(cg_rest_api(req)->service, &form->files, cg_request_arena(req),
                                  &report, err);
    return rc == CG_OK ? reply_report(req, reply, form->files.project, &report) : rc;
}

static cg_code parse_root(cg_request *req, cg_reply *reply, cg_parse_form *form, bool mode_given,
                          cg_err *err)
{
    cg_task_view task = {0};
    cg_id id;
    cg_parse_root_request *root = &form->root;
    root->project = form->files.project;
    root->to = form->files.to;
    root->dry_run = form->files.dry_run;
    root->mode = mode_given ? form->files.mode : CG_PARSE_REPLACE;
    cg_code rc = cg_service_parse_root(cg_rest_api(req)->service, root, &id, err);
    uint64_t wait_ms = cg_rest_prefer_wait_ms(req, QUICK_MS);
    if (rc == CG_OK)
        rc = cg_rest_task_await(req, id, wait_ms, &task, err);
    if (rc != CG_OK)
        return rc;
    if (wait_ms == 0) {
        cg_rest_reply_accepted(reply, &task);
        return CG_OK;
    }
    if (task.state == CG_TASK_SUCCEEDED && task.report)
        return reply_report(req, reply, root->project, task.report);
    if (task.state == CG_TASK_FAILED && task.error.code != CG_OK) {
        *err = task.error;
        return task.error.code;
    }
    cg_rest_reply_accepted(reply, &task);
    return CG_OK;
}

/* Options can come from the query or from the body: the error points to where they were. */
static void point_at_member(const cg_json *doc, const char *name, cg_err *err)
{
    if (strcmp(err->pointer, name) == 0 && cg_json_has(cg_json_root(doc), name))
        (void)cg_err_at(err, "/%s", name);
}

static cg_code parse_raw(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_parse_form form;
    read_query(req, &form);
    cg_code rc = read_raw(req, &form, err);
    return rc == CG_OK ? parse_files(req, reply, &form, err) : rc;
}

static cg_code parse_json(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_parse_form form;
    read_query(req, &form);
    cg_code rc = cg_json_parse(cg_request_body(req), NULL, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_parse(doc, cg_request_arena(req), &form, err);
    if (rc != CG_OK)
        return rc;
    bool mode_given =
        cg_request_value(req, "mode")->given || cg_json_has(cg_json_root(doc), "mode");
    rc = form.is_root ? parse_root(req, reply, &form, mode_given, err)
                      : parse_files(req, reply, &form, err);
    if (rc != CG_OK) {
        static const char *const members[] = {"project", "branch",  "message", "author",
                                              "include", "exclude", "dry_run", "mode"};
        for (size_t i = 0; i < CG_ARRAY_LEN(members); i++)
            point_at_member(doc, members[i], err);
    }
    return rc;
}

/* ---- as it arrives ---- */

typedef struct arriving_form {
    const char *media;
    cg_code (*take)(cg_request *req, cg_reply *reply, const cg_parse_upload_request *options,
                    cg_err *err);
} arriving_form;

static const arriving_form arriving_forms[] = {
    {"application/x-ndjson", upload_ndjson}, {"application/ndjson", upload_ndjson},
    {"application/jsonl", upload_ndjson},    {"multipart/form-data", upload_form},
    {"application/x-tar", upload_archive},   {"application/tar", upload_archive},
    {"application/x-gtar", upload_archive},  {"application/gzip", upload_archive},
    {"application/x-gzip", upload_archive},  {"application/x-tgz", upload_archive},
    {"application/zstd", upload_archive},    {"application/x-zstd", upload_archive},
};

static cg_code take_arriving(cg_request *req, cg_reply *reply, const arriving_form *arriving,
                             cg_err *err)
{
    cg_parse_form form;
    read_query(req, &form);
    cg_parse_upload_request options = {.project = form.files.project,
                                       .mode = form.files.mode,
                                       .dry_run = form.files.dry_run,
                                       .to = form.files.to,
                                       .include = form.root.include,
                                       .include_count = form.root.include_count,
                                       .exclude = form.root.exclude,
                                       .exclude_count = form.root.exclude_count};
    return arriving->take(req, reply, &options, err);
}

/* A file, or files that are named in one document. */
static cg_handler parse_whole(const cg_request *req)
{
    if (cg_request_value(req, "path")->given)
        return parse_raw;
    return cg_str_eq(cg_request_media(req), CG_STR("application/json")) ? parse_json : NULL;
}

static cg_code parse_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    cg_str media = cg_request_media(req);
    for (size_t i = 0; i < CG_ARRAY_LEN(arriving_forms); i++)
        if (cg_str_eq(media, cg_str_from(arriving_forms[i].media)))
            return take_arriving(req, reply, &arriving_forms[i], err);
    return CG_FAIL(
        err, CG_E_MEDIA_TYPE,
        "send application/json, application/x-ndjson, multipart/form-data, a tar archive "
        "(application/x-tar, application/gzip, application/zstd), or one source file "
        "with its ?path=");
}

static const cg_param params[] = {
    {.name = "path",
     .type = CG_PARAM_STR,
     .min = 1,
     .max = 4096,
     .help = "Path of the one source file in the body, relative to the project's root.",
     .example = "app.py"},
    {.name = "language",
     .type = CG_PARAM_ENUM,
     .words = cg_rest_languages,
     .help = "Language of that file; detected from path and content otherwise."},
    CG_REST_PROJECT,
    CG_REST_TRANSACTION,
    {.name = "mode",
     .type = CG_PARAM_ENUM,
     .words = "patch|replace",
     .fallback = "patch",
     .help = "replace: files that are not named disappear. The default is patch for files and "
             "replace for a root and for a revision."},
    {.name = "dry_run",
     .type = CG_PARAM_BOOL,
     .fallback = "false",
     .help = "Do everything but store the result."},
    CG_REST_BRANCH,
    CG_REST_MESSAGE,
    CG_REST_AUTHOR,
    {.name = "priority",
     .type = CG_PARAM_ENUM,
     .words = "low|normal|high",
     .fallback = "normal",
     .help = "With a root: tasks of higher priority go first."},
    {.name = "include",
     .type = CG_PARAM_STR,
     .repeated = true,
     .min = 1,
     .max = 1024,
     .help = "Only files whose path matches one of these globs."},
    {.name = "exclude",
     .type = CG_PARAM_STR,
     .repeated = true,
     .min = 1,
     .max = 1024,
     .help = "No file whose path matches one of these globs."},
    CG_REST_PREFER,
    {0}};

static const cg_content body[] = {
    {"application/json", "ParseRequest",
     "{\"files\":[{\"path\":\"app.py\",\"content\":\"def main():\\n    pass\\n\"}]}",
     "Files, or a directory or a Git repository of the server."},
    {"application/x-ndjson", "SourceFile",
     "{\"path\":\"app.py\",\"content\":\"def main():\\n    pass\\n\"}",
     "A file a line, of any number; answered in lines while they come."},
    {"multipart/form-data", NULL, NULL,
     "Each part with a filename is a file of that path. Parts without one are options and come before "
     "the first file: project, branch, mode, dry_run, message, author, include, exclude."},
    {"application/x-tar", NULL, NULL, "The files of a tar archive. Links are skipped."},
    {"application/gzip", NULL, NULL, "The same, compressed with gzip."},
    {"application/zstd", NULL, NULL, "The same, compressed with zstd."},
    {"*/*", NULL, NULL, "One source file, with ?path=."},
    {0}};

static const cg_answer answers[] = {{200,
                                     "What was parsed, and what changed; lines for NDJSON.",
                                     {{"application/json", "ParseReport", NULL, NULL},
                                      {"application/x-ndjson", "ParseLine", NULL, NULL}}},
                                    {202,
                                     "It takes longer: the task that does it, also in Location.",
                                     {{"application/json", "Task", NULL, NULL}}},
                                    {0}};

const cg_route cg_route_parse_post = {
    .method = "POST",
    .path = "/parse",
    .id = "parse",
    .tag = "parse",
    .summary = "Parse source code into the graph",
    .description =
        "Takes JSON files, one raw source file with `?path=`, NDJSON with a file a line, a form "
        "(`multipart/form-data`), a tar archive, or what lies on the server: a directory as "
        "`{\"root\": \"/dir\"}`, a revision of a Git repository as `{\"git\": {\"path\": \"/repo\", "
        "\"rev\": \"main\"}}`, its history with `\"history\": true`, `\"range\": \"v1..main\"` or "
        "`\"all_branches\": true`: then each commit becomes a version with the same parents, and branches "
        "are set when all are there; what was interrupted goes on when it is asked for again. "
        "Each request but that is atomic: all of it becomes visible with one generation, or "
        "nothing; small requests that wait for each other may share that generation, and each is told "
        "its own changes; a path that is named twice is refused. NDJSON is answered with a line for each file "
        "as soon as it is parsed, and a last one with the report, or with an error. With `Prefer: "
        "wait=N` a task is waited for N seconds, with `Prefer: respond-async` not at all.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .flags = CG_ROUTE_BODY_STREAM | CG_ROUTE_BODY_OPTIONAL, /* a file may be empty */
    .handle = parse_post,
    .whole = parse_whole,
};
