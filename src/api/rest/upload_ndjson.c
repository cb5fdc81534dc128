// SPDX-License-Identifier: Apache-2.0
// A file a line in, and a line for each file out as soon as it is parsed. The reply begins when the first
// lines were taken: what is wrong with them is an ordinary problem, what goes wrong later is the last line.
#include "ndjson.h"
#include "upload.h"

#define OUT_CHUNK ((size_t)64 << 10)
#define LOOK_NS UINT64_C(50000000) /* between two looks for parsed files while no bytes come */
#define LINE_SPARE ((size_t)64 << 10)

typedef struct ndjson_upload {
    body_upload common;
    ndjson lines;
    cg_buf out; /* lines that the client has not been sent */
    size_t sent;
    bool streaming; /* the reply has begun */
    bool ended;     /* the last line is written */
} ndjson_upload;

/* ---- lines out ---- */

static void begin_line(cg_json_writer *w, ndjson_upload *u, const char *type)
{
    cg_json_writer_init(w, &u->out);
    cg_json_begin_object(w);
    cg_json_put_str(w, "type", cg_str_from(type));
}

static void end_line(cg_json_writer *w)
{
    cg_json_end_object(w);
    cg_json_write_newline(w);
}

static void write_results(ndjson_upload *u)
{
    cg_file_report file;
    CG_AUTO(cg_arena) arena = cg_arena_create(0);
    while (cg_service_upload_next(u->common.upload, arena, &file)) {
        cg_json_writer w;
        begin_line(&w, u, "result");
        cg_rest_put_file_report(&w, &file);
        end_line(&w);
    }
}

static void write_summary(ndjson_upload *u, const cg_parse_report *report)
{
    cg_json_writer w;
    begin_line(&w, u, "summary");
    cg_rest_put_parse_report(&w, report, upload_project(&u->common));
    end_line(&w);
    u->ended = true;
}

static void write_error(ndjson_upload *u, const cg_err *err)
{
    cg_json_writer w;
    begin_line(&w, u, "error");
    cg_json_put_str(&w, "code", cg_str_from(cg_code_text(err->code)));
    cg_json_put_str(&w, "title", cg_str_from(cg_code_title(err->code)));
    cg_json_put_u64(&w, "status", (uint64_t)cg_code_status(err->code));
    cg_json_put_str(&w, "detail", cg_str_from(err->text));
    cg_json_put_str(&w, "request_id", cg_request_id(u->common.req));
    end_line(&w);
    u->ended = true;
}

static cg_pull pull(void *arg, cg_buf *out, uint64_t *wake_ns)
{
    ndjson_upload *u = arg;
    if (u->sent == u->out.len) {
        cg_buf_clear(&u->out);
        u->sent = 0;
        if (u->common.upload != NULL && !u->ended)
            write_results(u);
    }
    size_t n = CG_MIN(u->out.len - u->sent, OUT_CHUNK);
    cg_buf_add(out, u->out.ptr + u->sent, n);
    u->sent += n;
    if (u->sent < u->out.len)
        return CG_PULL_MORE;
    if (u->ended)
        return CG_PULL_END;
    *wake_ns = cg_now_ns() + LOOK_NS;
    return CG_PULL_WAIT;
}

/* ---- lines in ---- */

/* What a line says is wrong of it. */
static cg_code take_line(void *arg, cg_str line, size_t number, cg_err *err)
{
    ndjson_upload *u = arg;
    CG_AUTO(cg_json) doc = NULL;
    cg_json_limits limits = {
        .bytes_max = u->lines.rest.max, .values_max = 16, .depth_max = 4, .first_line = number};
    cg_source_file file = {.lang = CG_LANG_NONE};
    cg_code rc = cg_json_parse(line, &limits, &doc, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_rest_decode_file(cg_json_root(doc), &file, err);
    if (rc == CG_OK)
        rc = cg_service_upload_add(u->common.upload, &file, err);
    if (rc == CG_OK || (rc != CG_E_INVALID && rc != CG_E_PATH && rc != CG_E_LIMIT))
        return rc;
    cg_err cause = *err;
    if (rc == CG_E_PATH)
        (void)cg_err_at(&cause, "/path");
    return CG_FAIL(err, rc, "line %zu: %s%s%s", number, cause.pointer, cause.pointer[0] ? ": " : "",
                   cause.text);
}

static cg_code finish(ndjson_upload *u, cg_err *err)
{
    cg_parse_report report;
    cg_code rc = cg_service_upload_settle(u->common.upload, err);
    if (rc != CG_OK)
        return rc;
    write_results(u);
    rc = upload_finish(&u->common, &report, err);
    if (rc == CG_OK)
        write_summary(u, &report);
    return rc;
}

static cg_code push(void *arg, cg_str bytes, bool last, cg_err *err)
{
    ndjson_upload *u = arg;
    cg_err cause = {0};
    if (u->ended)
        return CG_OK; /* what follows an error is not looked at */
    cg_code rc = ndjson_push(&u->lines, bytes, last, &cause);
    if (rc == CG_OK && last)
        rc = finish(u, &cause);
    else if (rc == CG_OK)
        write_results(u);
    if (rc != CG_OK) {
        upload_drop(&u->common);
        if (!u->streaming) {
            *err = cause;
            return rc;
        }
        write_error(u, &cause);
    }
    if (!u->streaming && (last || u->lines.number > 0)) {
        cg_reply_stream(u->common.reply, "application/x-ndjson", pull, NULL, u);
        u->streaming = true;
    }
    return CG_OK;
}

static void destroy(void *arg)
{
    ndjson_upload *u = arg;
    upload_drop(&u->common);
    ndjson_fini(&u->lines);
    cg_buf_fini(&u->out);
}

cg_code upload_ndjson(cg_request *req, cg_reply *reply, const cg_parse_upload_request *options,
                      cg_err *err)
{
    ndjson_upload *u = cg_arena_alloc(cg_request_arena(req), sizeof *u);
    *u = (ndjson_upload){.common = {.req = req, .reply = reply, .options = *options}};
    u->common.options.report = CG_REPORT_STREAM;
    size_t line_max = cg_service_file_line_max(cg_rest_api(req)->service) + LINE_SPARE;
    ndjson_init(&u->lines, line_max, take_line, u);
    cg_code rc = upload_begin(&u->common, err);
    if (rc == CG_OK && (rc = cg_request_take_body(req, push, destroy, u, err)) != CG_OK)
        destroy(u);
    return rc;
}
