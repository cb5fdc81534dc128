// SPDX-License-Identifier: Apache-2.0
// Bodies taken as they arrive: what their forms share, and the simplest of them, archives.
#include "upload.h"

cg_code upload_begin(body_upload *u, cg_err *err)
{
    return cg_service_upload_begin(cg_rest_api(u->req)->service, &u->options, &u->upload, err);
}

cg_code upload_finish(body_upload *u, cg_parse_report *out_report, cg_err *err)
{
    cg_parse_upload *upload = u->upload;
    u->upload = NULL;
    return cg_service_upload_finish(upload, cg_request_deadline_ns(u->req),
                                    cg_request_arena(u->req), out_report, err);
}

cg_str upload_project(const body_upload *u)
{
    return u->options.project.len > 0 ? u->options.project : CG_STR("default");
}

cg_code upload_reply(body_upload *u, cg_err *err)
{
    cg_parse_report report;
    cg_json_writer w;
    cg_code rc = upload_finish(u, &report, err);
    if (rc != CG_OK)
        return rc;
    cg_json_writer_init(&w, cg_reply_body(u->reply));
    cg_rest_write_parse_report(&w, &report, upload_project(u));
    cg_reply_set_generation(u->reply, report.generation);
    return CG_OK;
}

void upload_drop(body_upload *u)
{
    cg_service_upload_drop(u->upload);
    u->upload = NULL;
}

/* ---- archives ---- */

static cg_code push_archive(void *arg, cg_str bytes, bool last, cg_err *err)
{
    body_upload *u = arg;
    cg_code rc = cg_service_upload_archive(u->upload, bytes, last, err);
    return rc == CG_OK && last ? upload_reply(u, err) : rc;
}

static void drop_archive(void *arg)
{
    upload_drop(arg);
}

cg_code upload_archive(cg_request *req, cg_reply *reply, const cg_parse_upload_request *options,
                       cg_err *err)
{
    body_upload *u = cg_arena_alloc(cg_request_arena(req), sizeof *u);
    *u = (body_upload){.req = req, .reply = reply, .options = *options};
    u->options.report = CG_REPORT_GAPS;
    cg_code rc = upload_begin(u, err);
    if (rc == CG_OK &&
        (rc = cg_request_take_body(req, push_archive, drop_archive, u, err)) != CG_OK)
        upload_drop(u);
    return rc;
}
