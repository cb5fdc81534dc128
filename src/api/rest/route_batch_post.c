// SPDX-License-Identifier: Apache-2.0
// POST /batch: many writes in one generation.
#include "rest_write.h"

/* Where in the body the trouble with an operation is. */
static const char *body_of(const cg_write *write)
{
    switch (write->verb) {
    case CG_WRITE_DELETE_NODE:
    case CG_WRITE_DELETE_EDGE: return "";
    default: return write->verb < CG_WRITE_CREATE_EDGE ? "/node" : "/relationship";
    }
}

static void add_pointer(cg_buf *out, size_t position, const cg_write *write, const cg_err *error)
{
    cg_buf_printf(out, "/operations/%zu", position);
    if (error->pointer[0] != '\0')
        cg_buf_printf(out, "%s%s", body_of(write), error->pointer);
}

static void write_result(cg_json_writer *w, size_t position, const cg_write *write,
                         const cg_write_result *result)
{
    const cg_err *error = &result->error;
    CG_AUTO_VALUE(cg_buf) pointer = {0};
    cg_json_begin_object(w);
    cg_json_put_bool(w, "ok", error->code == CG_OK);
    if (error->code == CG_OK) {
        cg_rest_put_write_result(w, result);
    } else {
        add_pointer(&pointer, position, write, error);
        cg_json_put_object(w, "error");
        cg_json_put_str(w, "code", cg_str_from(cg_code_text(error->code)));
        cg_json_put_str(w, "title", cg_str_from(cg_code_title(error->code)));
        cg_json_put_u64(w, "status", (uint64_t)cg_code_status(error->code));
        cg_json_put_str(w, "detail", cg_str_from(error->text));
        cg_json_put_str(w, "pointer", cg_buf_str(&pointer));
        cg_json_end_object(w);
    }
    cg_json_end_object(w);
}

static void write_report(cg_reply *reply, const cg_write_request *request,
                         const cg_write_report *report)
{
    cg_json_writer w;
    cg_json_writer_init(&w, cg_reply_body(reply));
    cg_json_begin_object(&w);
    cg_json_put_u64(&w, "generation", report->generation);
    cg_json_put_bool(&w, "changed", report->changed);
    cg_rest_put_id(&w, "version", report->version);
    cg_json_put_u64(&w, "succeeded", request->count - report->failed);
    cg_json_put_u64(&w, "failed", report->failed);
    cg_json_put_array(&w, "results");
    for (size_t i = 0; i < request->count; i++)
        write_result(&w, i, &request->writes[i], &report->results[i]);
    cg_json_end_array(&w);
    cg_json_end_object(&w);
    cg_reply_set_generation(reply, report->generation);
}

static cg_code batch_post(cg_request *req, cg_reply *reply, cg_err *err)
{
    CG_AUTO(cg_json) doc = NULL;
    cg_write_request request = {.project = cg_request_str(req, "project"),
                                .to = cg_rest_read_to(req),
                                .deadline_ns = cg_request_deadline_ns(req)};
    cg_write_report report = {0};
    cg_code rc = cg_rest_read_json(req, &doc, err);
    if (rc == CG_OK)
        rc = cg_rest_decode_batch(doc, cg_request_arena(req), &request, err);
    if (rc != CG_OK)
        return rc;
    rc = cg_service_write(cg_rest_api(req)->service, &request, cg_request_arena(req), &report, err);
    if (rc == CG_OK) {
        write_report(reply, &request, &report);
    } else if (report.failed_at < request.count) {
        CG_AUTO_VALUE(cg_buf) pointer = {0};
        add_pointer(&pointer, report.failed_at, &request.writes[report.failed_at], err);
        return cg_err_at(err, "%.*s", CG_STR_ARG(cg_buf_str(&pointer)));
    }
    return rc;
}

static const cg_param params[] = {CG_REST_PROJECT, CG_REST_TRANSACTION, CG_REST_BRANCH,
                                  CG_REST_MESSAGE, CG_REST_AUTHOR,      {0}};

static const cg_content body[] = {
    {"application/json", "BatchRequest",
     "{\"operations\":[{\"op\":\"create_node\",\"ref\":\"ledger\",\"node\":{\"name\":\"Ledger\","
     "\"kind\":\"entity\"}},{\"op\":\"create_relationship\",\"relationship\":{\"type\":"
     "\"references\",\"source\":{\"ref\":\"ledger\"},\"target\":\"app.py:2\"}}]}",
     NULL},
    {0}};

static const cg_answer answers[] = {
    {200, "What became of each operation.", {{"application/json", "BatchReport", NULL, NULL}}},
    {0}};

const cg_route cg_route_batch_post = {
    .method = "POST",
    .path = "/batch",
    .id = "writeBatch",
    .tag = "writing",
    .summary = "Write many nodes and relationships at once",
    .description =
        "Up to 1000 operations, in order, each seeing the ones before it, in one generation. "
        "`atomic`: all are done or none; the error points at the operation that failed. "
        "`independent`: one that fails leaves the others alone, and `results` says so. An operation "
        "that makes something may give it a name with `ref`; later ones write `{\"ref\": …}` where "
        "an id stands. `if_generation` is what If-Match is to a single write.",
    .params = params,
    .body = body,
    .answers = answers,
    .scope = CG_SCOPE_WRITE,
    .handle = batch_post,
};
